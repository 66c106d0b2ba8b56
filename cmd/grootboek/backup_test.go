package main

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/uuid"
	database "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/staff"
)

// holder is who may open a backup.
type holder struct {
	*age.X25519Identity
	file string // with the secret key
}

func newHolder(t *testing.T) holder {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return holder{id, write(t, "identiteit.txt", "# geheim\n"+id.String()+"\n")}
}

func (h holder) public() string { return h.Recipient().String() }

// imported makes a ledger with a document in it.
func imported(t *testing.T) (data string) {
	t.Helper()
	onFolder(t)
	data = filepath.Join(t.TempDir(), "data")
	mustRun(t, "import", "--data", data, "--yes", write(t, "register.csv", sheet))
	return data
}

// backedUpBy makes a backup of a folder, and returns its file and what was said.
func (h holder) backup(t *testing.T, data string) (file, said string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "kopie.tar.age")
	return file, mustRun(t, "backup", "--data", data, "--naar", file, "--ontvanger", h.public())
}

// entry is a part of a backup.
type entry struct{ name, content string }

// opened decrypts a backup, without our own reader.
func (h holder) opened(t *testing.T, file string) (list []entry) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain, err := age.Decrypt(f, h)
	if err != nil {
		t.Fatal(err)
	}
	return untar(t, plain)
}

func untar(t *testing.T, r io.Reader) (list []entry) {
	t.Helper()
	for in := tar.NewReader(r); ; {
		hdr, err := in.Next()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, entry{hdr.Name, string(b)})
	}
}

func contentOf(t *testing.T, list []entry, name string) string {
	t.Helper()
	for _, e := range list {
		if e.name == name {
			return e.content
		}
	}
	t.Fatalf("there is no %s", name)
	return ""
}

func noted(t *testing.T, said string) (checkpoint string) {
	t.Helper()
	_, note, ok := strings.Cut(said, "--checkpoint:\n\n")
	if !ok {
		t.Fatalf("no checkpoint: %s", said)
	}
	return write(t, "controlepunt", note)
}

func exported(t *testing.T, data string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "log.jsonl")
	mustRun(t, "export", "--data", data, "--out", out)
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func giveKey(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(from, "sleutel"))
	if err == nil {
		err = os.WriteFile(filepath.Join(to, "sleutel"), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestBackupEnRestore(t *testing.T) {
	data, h := imported(t), newHolder(t)
	before := exported(t, data)
	file, said := h.backup(t, data)
	note := noted(t, said)
	t.Run("de reservekopie zegt wat erin zit, wat niet, en is alleen voor de eigenaar", func(t *testing.T) {
		for _, line := range []string{fmt.Sprintf("Gebeurtenissen: %d. Documenten: 1.", logged(t, data)), "Niet in de reservekopie", filepath.Join(data, "sleutel"), "age-sleutel", "kluissleutel"} {
			if !strings.Contains(said, line) {
				t.Errorf("it does not say %q: %s", line, said)
			}
		}
		if st, err := os.Stat(file); err != nil || st.Mode().Perm() != 0o600 {
			t.Error(st.Mode(), err)
		}
	})
	t.Run("wanneer zij lukte staat in de map", func(t *testing.T) {
		b, err := os.ReadFile(filepath.Join(data, "laatste-backup"))
		if err != nil {
			t.Fatal(err)
		}
		if at, err := time.Parse(time.RFC3339, strings.TrimSpace(string(b))); err != nil || time.Since(at) > time.Minute || time.Since(at) < 0 {
			t.Error(at, err)
		}
	})
	t.Run("met age en tar alleen is zij te openen, en grootboek-verify neemt het logboek aan", func(t *testing.T) {
		list := h.opened(t, file)
		trail := contentOf(t, list, "trail.jsonl")
		if trail != before {
			t.Error("the log in the backup is not the export")
		}
		if said, status := grootboekVerify(t, write(t, "trail.jsonl", trail)); status != 0 {
			t.Errorf("%d %s", status, said)
		}
		if list[len(list)-1].name != "manifest.json" {
			t.Error("the manifest is not last")
		}
	})
	t.Run("er zit geen sleutel in, en geen sessie of eenmalige link", func(t *testing.T) {
		secret, err := os.ReadFile(filepath.Join(data, "sleutel"))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range h.opened(t, file) {
			if strings.Contains(e.content, strings.TrimSpace(string(secret))) || strings.Contains(e.content, "PRIVATE+KEY") || strings.Contains(e.content, "AGE-SECRET") {
				t.Errorf("%s holds a secret", e.name)
			}
		}
	})
	back := filepath.Join(t.TempDir(), "terug")
	t.Run("terugzetten geeft hetzelfde logboek, en zegt wat bewezen is en wat niet", func(t *testing.T) {
		lines := strings.Split(strings.TrimSpace(before), "\n")
		key := parsed(t, lines[len(lines)-1])["key"].(string)
		said := mustRun(t, "restore", "--data", back, "--van", file, "--identiteit", h.file, "--checkpoint", note, "--sleutel-openbaar", key)
		for _, line := range []string{"Teruggezet in " + back, "1 document,", "dat u gaf: daarvan is niets gewijzigd", "wat na de reservekopie is vastgelegd, zit er niet in", filepath.Join(back, "sleutel"), "lijst van personen"} {
			if !strings.Contains(said, line) {
				t.Errorf("it does not say %q: %s", line, said)
			}
		}
		if strings.Contains(said, "bewijst alleen niets") || strings.Contains(said, "u gaf geen controlepunt") || strings.Contains(said, "kenmerken zijn waaronder") {
			t.Error(said)
		}
		left, err := filepath.Glob(filepath.Join(back, "*"))
		if err != nil || len(left) != 4 { // grootboek.db, staff.db, bestanden, zegel
			t.Error(left, err)
		}
	})
	t.Run("zonder ondertekensleutel gaat het niet verder, en komt er geen nieuwe", func(t *testing.T) {
		for _, args := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"export", "--out", filepath.Join(t.TempDir(), "x")}, {"verify"}} {
			out, status := grootboek(t, append(args, "--data", back)...)
			if status != 1 || !strings.Contains(out, "ondertekensleutel") {
				t.Errorf("%v: %d %s", args, status, out)
			}
		}
		if _, err := os.Stat(filepath.Join(back, "sleutel")); err == nil {
			t.Error("a key was made")
		}
	})
	t.Run("met de sleutel klopt het, en gaat het verder waar het was", func(t *testing.T) {
		giveKey(t, data, back)
		if out := mustRun(t, "verify", "--data", back, "--checkpoint", note); !strings.Contains(out, "KLOPT: ") || strings.Contains(out, "beschadigd") {
			t.Error(out)
		}
		if exported(t, back) != before {
			t.Error("the export differs")
		}
		if got := summaryOf(t, mustRun(t, "import", "--data", back, "--yes", write(t, "b.csv", strings.ReplaceAll(sheet, "Bijstand", "Parkeren"))), "Ingelezen"); got.incomplete == 0 {
			t.Errorf("%+v", got)
		}
		if out := mustRun(t, "verify", "--data", back, "--checkpoint", note); !strings.Contains(out, "KLOPT: ") {
			t.Error(out)
		}
	})
	t.Run("zonder controlepunt en sleutel zegt het terugzetten dat er weinig bewezen is", func(t *testing.T) {
		said := mustRun(t, "restore", "--data", filepath.Join(t.TempDir(), "x"), "--van", file, "--identiteit", h.file)
		if !strings.Contains(said, "u gaf geen controlepunt") || !strings.Contains(said, "bewijst alleen niets") {
			t.Error(said)
		}
	})
}

func TestBackupNaastEenDraaiendGrootboek(t *testing.T) {
	data, h := filepath.Join(t.TempDir(), "data"), newHolder(t)
	s := serving(t, "--data", data)
	c := s.setUp()
	mustRun(t, "import", "--data", data, "--yes", write(t, "register.csv", sheet))
	file, said := h.backup(t, data)
	size := c.size()
	back := filepath.Join(t.TempDir(), "terug")
	if !strings.Contains(said, fmt.Sprintf("Gebeurtenissen: %d. Documenten: 1.", size)) {
		t.Error(said)
	}
	mustRun(t, "restore", "--data", back, "--van", file, "--identiteit", h.file)
	t.Run("sessies en eenmalige links komen niet mee", func(t *testing.T) {
		list := write(t, "staff.db", contentOf(t, h.opened(t, file), "staff.db"))
		for _, table := range []string{"sessions", "links"} {
			if n := rows(t, filepath.Join(data, "staff.db"), table); n == 0 && table == "sessions" {
				t.Error("nobody is signed in: the test looks at nothing")
			}
			if n := rows(t, list, table); n != 0 {
				t.Errorf("%d %s", n, table)
			}
		}
	})
	t.Run("na het terugzetten kan men weer inloggen, en is het logboek hetzelfde", func(t *testing.T) {
		giveKey(t, data, back)
		again := serving(t, "--data", back)
		d := newClient(t, again.url)
		if _, body := d.form("/inloggen", url.Values{"email": {firstEmail}, "password": {password}, "naar": {"/werk"}}); !strings.Contains(body, "In welke rol werkt u nu?") {
			t.Error(body)
		}
		if d.size() != size || d.page("/tlog/checkpoint") != c.page("/tlog/checkpoint") {
			t.Errorf("%d events, want %d", d.size(), size)
		}
	})
}

func rows(t *testing.T, path, table string) (n int) {
	t.Helper()
	err := withDatabase(t.Context(), path, func(c *database.Conn) error {
		return sqlitex.ExecuteTransient(c, "SELECT count(*) FROM "+table, &sqlitex.ExecOptions{ResultFunc: func(st *database.Stmt) error {
			n = st.ColumnInt(0)
			return nil
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestBackupGeweigerd(t *testing.T) {
	data, h := imported(t), newHolder(t)
	there := write(t, "er-is-al-iets", "x")
	out := filepath.Join(t.TempDir(), "kopie")
	for name, c := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"zonder ontvanger":                   {[]string{"--data", data, "--naar", out}, 2, "wie de reservekopie mag openen"},
		"zonder bestand":                     {[]string{"--data", data, "--ontvanger", h.public()}, 2, "--naar"},
		"een ontvanger die er geen is":       {[]string{"--data", data, "--naar", out, "--ontvanger", "age1onzin"}, 2, "geen openbare age-sleutel"},
		"een geheime sleutel als ontvanger":  {[]string{"--data", data, "--naar", out, "--ontvanger", h.String()}, 2, "geheime age-sleutel"},
		"een bestand met geheime sleutels":   {[]string{"--data", data, "--naar", out, "--ontvangers", h.file}, 2, "age1"},
		"een bestand dat er niet is":         {[]string{"--data", data, "--naar", out, "--ontvangers", out + "x"}, 2, "ontvangers lezen"},
		"over een ander bestand heen":        {[]string{"--data", data, "--naar", there, "--ontvanger", h.public()}, 1, "nooit overschreven"},
		"in een map die er niet is":          {[]string{"--data", data, "--naar", filepath.Join(out, "x"), "--ontvanger", h.public()}, 1, "bestand maken"},
		"naar de uitvoer zonder kluisbladen": {[]string{"--data", data, "--naar", "-", "--ontvanger", h.public()}, 2, "--kluisbladen"},
		"over kluisbladen heen":              {[]string{"--data", data, "--naar", out, "--kluisbladen", there, "--ontvanger", h.public()}, 1, "nooit overschreven"},
		"een map zonder grootboek":           {[]string{"--data", filepath.Join(data, "leeg"), "--naar", out, "--ontvanger", h.public()}, 1, "staat geen grootboek"},
	} {
		t.Run(name, func(t *testing.T) {
			said, status := grootboek(t, append([]string{"backup"}, c.args...)...)
			if status != c.status || !strings.Contains(said, c.says) {
				t.Errorf("%d %s", status, said)
			}
			if strings.Contains(said, h.String()) {
				t.Error("the secret key is shown")
			}
		})
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("there is a backup")
	}
	if _, err := os.Stat(filepath.Join(data, "laatste-backup")); err == nil {
		t.Error("a backup that failed counts as made")
	}
}

func TestBackupNaarDeStandaarduitvoer(t *testing.T) {
	data, a, b := imported(t), newHolder(t), newHolder(t)
	list := write(t, "ontvangers", "# wie\n"+b.public()+"\n")
	out, status := grootboek(t, "backup", "--data", data, "--naar", "-", "--kluisbladen", filepath.Join(t.TempDir(), "bladen"), "--ontvanger", a.public(), "--ontvangers", list)
	if status != 0 {
		t.Fatal(out)
	}
	file := write(t, "kopie", out)
	for _, h := range []holder{a, b} { // each of them can open it
		mustRun(t, "restore", "--data", filepath.Join(t.TempDir(), "x"), "--van", file, "--identiteit", h.file)
	}
	if said, status := grootboek(t, "restore", "--data", filepath.Join(t.TempDir(), "x"), "--van", file, "--identiteit", newHolder(t).file); status != 1 || !strings.Contains(said, "past niet op de reservekopie") {
		t.Errorf("somebody else: %d %s", status, said)
	}
}

var errFull = errors.New("geen ruimte meer op de schijf")

// full is a disk that takes so many bytes.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.left {
		n := f.left
		f.left = 0
		return n, errFull
	}
	f.left -= len(p)
	return len(p), nil
}

func TestBackupOpEenVolleSchijf(t *testing.T) {
	data, h := imported(t), newHolder(t)
	file, _ := h.backup(t, data)
	if err := os.Remove(filepath.Join(data, "laatste-backup")); err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int64{0, 1, 150, 5000, st.Size() / 2, st.Size() - 1} {
		c := command()
		c.SetArgs([]string{"backup", "--data", data, "--naar", "-", "--kluisbladen", filepath.Join(t.TempDir(), "bladen"), "--ontvanger", h.public()})
		c.SetOut(&full{int(n)})
		c.SetErr(io.Discard)
		if err := c.ExecuteContext(t.Context()); !errors.Is(err, errFull) {
			t.Errorf("%d bytes: %v", n, err)
		}
		if _, err := os.Stat(filepath.Join(data, "laatste-backup")); err == nil {
			t.Fatalf("%d bytes: counts as made", n)
		}
	}
	dir := t.TempDir()
	err = writeWhole(filepath.Join(dir, "kopie"), func(w io.Writer) error {
		_, _, err := encryptBackup(io.MultiWriter(w, &full{5000}), io.Discard, strings.NewReader(""), []age.Recipient{h.Recipient()}, 30, func(string, int64, int64) {})
		return err
	})
	if left, _ := os.ReadDir(dir); err == nil || len(left) != 0 {
		t.Errorf("%v, left %v", err, left)
	}
}

func TestBackupVanEenBronDieAfbreekt(t *testing.T) {
	data, h := imported(t), newHolder(t)
	l := reopened(t, data)
	var given bytes.Buffer
	if err := l.writeBackup(t.Context(), &given); err != nil {
		t.Fatal(err)
	}
	plain := given.Bytes()
	silent := func(string, int64, int64) {}
	for _, n := range []int{0, 1, 511, 512, 5000, len(plain) / 2, len(plain) - 2000} {
		if _, _, err := encryptBackup(io.Discard, io.Discard, bytes.NewReader(plain[:n]), []age.Recipient{h.Recipient()}, 30, silent); !errors.Is(err, errTruncated) {
			t.Errorf("%d bytes of %d: %v", n, len(plain), err)
		}
	}
	if _, _, err := encryptBackup(io.Discard, io.Discard, bytes.NewReader(plain), []age.Recipient{h.Recipient()}, 30, silent); err != nil {
		t.Error(err)
	}
}

func TestBackupZonderEenBeschadigdDocument(t *testing.T) {
	data, h := imported(t), newHolder(t)
	docs, err := filepath.Glob(filepath.Join(data, "bestanden", "sha256", "*", "*"))
	if err != nil || len(docs) != 1 {
		t.Fatal(docs, err)
	}
	hash := "sha256:" + filepath.Base(docs[0])
	if err := os.WriteFile(docs[0], []byte("iets anders"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, said := h.backup(t, data)
	if !strings.Contains(said, "beschadigd, en daarom niet in de reservekopie: 1 document.") || !strings.Contains(said, hash) {
		t.Error(said)
	}
	if err := os.Remove(docs[0]); err != nil {
		t.Fatal(err)
	}
	if _, said := h.backup(t, data); !strings.Contains(said, "niet hier bewaard, terwijl het logboek ze noemt: 1 document:") || !strings.Contains(said, hash) {
		t.Error(said)
	}
	back := filepath.Join(t.TempDir(), "terug")
	if said := mustRun(t, "restore", "--data", back, "--van", file, "--identiteit", h.file); !strings.Contains(said, "de inhoud van 1 document, van de 1 die het logboek noemt") || !strings.Contains(said, hash) {
		t.Error(said)
	}
}

// opening opens a ledger in this process.
func opening(t *testing.T, data string) *ledger {
	t.Helper()
	onChosen(t, []string{"--data", data})
	c := serveCommand()
	if err := c.Flags().Set("data", data); err != nil {
		t.Fatal(err)
	}
	cfg, err := readConfig(c)
	if err != nil {
		t.Fatal(err)
	}
	l, err := open(t.Context(), cfg, quiet(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

var personInLine = regexp.MustCompile(`"person":"([0-9a-f-]{36})"`)

func TestBackupTerwijlErWordtGeschreven(t *testing.T) {
	l := opening(t, filepath.Join(t.TempDir(), "data"))
	ctx, stop := context.WithCancel(t.Context())
	pb, err := l.commandLine(ctx)
	if err != nil {
		t.Fatal(err)
	}
	secretary, err := l.appoint(ctx, domain.Stamp{Actor: domain.System, Role: domain.SYS}, "Secretaris", domain.SEC)
	if err != nil {
		t.Fatal(err)
	}
	var writers sync.WaitGroup
	defer writers.Wait()
	defer stop()
	for w := range 4 {
		writers.Go(func() {
			for n := 0; ctx.Err() == nil && n < 5000; n++ {
				if err := l.needBoth(ctx, secretary, pb, fmt.Sprintf("%d-%d", w, n)); err != nil && ctx.Err() == nil {
					t.Error(err)
					return
				}
			}
		})
	}
	persons, docs, size := 0, 0, int64(0)
	for deadline := time.Now().Add(20 * time.Second); size < 400 && time.Now().Before(deadline); {
		var b bytes.Buffer
		if err := l.writeBackup(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		list := untar(t, &b)
		var m manifest
		if err := json.Unmarshal([]byte(contentOf(t, list, "manifest.json")), &m); err != nil || len(m.Missing) > 0 {
			t.Fatal(m, err)
		}
		size = m.Events
		p, d := needed(t, list)
		persons, docs = max(persons, p), max(docs, d)
	}
	if persons < 10 || docs < 10 {
		t.Errorf("%d persons and %d documents: the test looked at nothing", persons, docs)
	}
}

// appoint adds a person and puts him in a role, by a stamp that may; it returns his own.
func (l *ledger) appoint(ctx context.Context, by domain.Stamp, name string, role domain.Role) (domain.Stamp, error) {
	p, err := l.staff.AddPerson(ctx, staff.Person{Name: name, Created: now()})
	if err != nil {
		return domain.Stamp{}, err
	}
	_, err = l.Do(ctx, events.Request{Record: "role", ID: uuid.NewString(), By: by,
		Command: governance.AppointRole{Person: p.ID, Role: governance.OfficeRole(role), From: calendar.On(now())}})
	return domain.Stamp{Actor: p.ID, Role: role}, err
}

// needBoth records two events: one needs a person, the other a document.
func (l *ledger) needBoth(ctx context.Context, secretary, pb domain.Stamp, name string) error {
	if _, err := l.appoint(ctx, secretary, "Persoon "+name, domain.PB); err != nil {
		return err
	}
	hash, _, err := l.files.Put(ctx, strings.NewReader(name), 100)
	if err != nil {
		return err
	}
	_, err = l.Do(ctx, events.Request{Record: "import", ID: uuid.NewString(), By: pb, Command: register.RecordImport{ImportSummary: register.ImportSummary{
		File: hash, Name: name + ".csv", Kind: "csv", Rows: 1, Taken: 1}}})
	return err
}

// needed checks that each person and document that the log names is in the backup, and counts them.
func needed(t *testing.T, list []entry) (persons, docs int) {
	t.Helper()
	trail := contentOf(t, list, "trail.jsonl")
	dir, err := staff.Open(t.Context(), write(t, "staff.db", contentOf(t, list, "staff.db")), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	for _, m := range personInLine.FindAllStringSubmatch(trail, -1) {
		if persons++; !dir.Knows(m[1]) {
			t.Errorf("person %s of an event is not in the backup", m[1])
		}
	}
	there := map[string]bool{}
	for _, e := range list {
		there[filepath.Base(e.name)] = true
	}
	named := map[string]bool{}
	documentsIn([]byte(trail), named)
	for digest := range named {
		if docs++; !there[digest] {
			t.Errorf("document %s of an event is not in the backup", digest)
		}
	}
	return persons, docs
}

func TestBackupInEenMap(t *testing.T) {
	data, h, dir := imported(t), newHolder(t), t.TempDir()
	t.Run("is het doel een map, dan krijgt het bestand de datum in zijn naam", func(t *testing.T) {
		mustRun(t, "backup", "--data", data, "--naar", dir, "--ontvanger", h.public())
		list, err := filepath.Glob(filepath.Join(dir, "grootboek-20[0-9][0-9]*[0-9].tar.age"))
		if err != nil || len(list) != 1 {
			t.Fatalf("%v, %v", list, err)
		}
		mustRun(t, "restore", "--data", filepath.Join(t.TempDir(), "terug"), "--van", list[0], "--identiteit", h.file)
	})
}
