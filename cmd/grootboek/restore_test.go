package main

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
)

// nothing checks that a restore left nothing that looks like a ledger.
func nothing(t *testing.T, data string) {
	t.Helper()
	for _, path := range []string{data, data + workSuffix} {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s was left", filepath.Base(path))
		}
	}
}

// packed makes a backup of parts, encrypted for h, without the packer of the program.
func (h holder) packed(t *testing.T, list []entry) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "namaak.tar.age")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	enc, err := age.Encrypt(f, h.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	out := tar.NewWriter(enc)
	for _, e := range list {
		if err := out.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: e.name, Size: int64(len(e.content)), Mode: 0o600, Format: tar.FormatPAX}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(out, e.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(out.Close(), enc.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// honest makes the manifest say what is in the list, as a forger would.
func honest(t *testing.T, list []entry) []entry {
	t.Helper()
	last := len(list) - 1
	var m manifest
	if err := json.Unmarshal([]byte(list[last].content), &m); err != nil {
		t.Fatal(err)
	}
	m.Parts = nil
	for _, e := range list[:last] {
		sum := sha256.Sum256([]byte(e.content))
		m.Parts = append(m.Parts, part{e.name, int64(len(e.content)), hex.EncodeToString(sum[:])})
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	list[last].content = string(b)
	return list
}

// at returns the place of a part in the list.
func at(t *testing.T, list []entry, prefix string) int {
	t.Helper()
	i := slices.IndexFunc(list, func(e entry) bool { return strings.HasPrefix(e.name, prefix) })
	if i < 0 {
		t.Fatalf("there is no %s", prefix)
	}
	return i
}

func replaced(t *testing.T, in, old, new string) string {
	t.Helper()
	if !strings.Contains(in, old) {
		t.Fatalf("%q does not occur", old)
	}
	return strings.Replace(in, old, new, 1)
}

func TestRestoreWeigertSchade(t *testing.T) {
	data, h := imported(t), newHolder(t)
	if err := os.WriteFile(filepath.Join(data, "geweigerd.jsonl"), []byte("{\"code\":\"x\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, _ := h.backup(t, data)
	good := h.opened(t, file)
	mustRun(t, "import", "--data", data, "--yes", write(t, "later.csv", strings.ReplaceAll(sheet, "Bijstand", "Parkeren")))
	_, said := h.backup(t, data)
	later := noted(t, said)
	other, _ := newHolder(t).backup(t, imported(t))
	_, said = h.backup(t, imported(t))
	foreign := noted(t, said)
	change := func(prefix string, do func(e *entry)) func(*testing.T, []entry) []entry {
		return func(t *testing.T, list []entry) []entry {
			do(&list[at(t, list, prefix)])
			return list
		}
	}
	forged := func(do func(*testing.T, []entry) []entry) func(*testing.T, []entry) []entry {
		return func(t *testing.T, list []entry) []entry { return honest(t, do(t, list)) }
	}
	bit := func(e *entry) {
		b := []byte(e.content)
		b[len(b)/2] ^= 1
		e.content = string(b)
	}
	last := func(list []entry) *entry { return &list[len(list)-1] }
	for name, c := range map[string]struct {
		do   func(*testing.T, []entry) []entry
		args []string
		says string
	}{
		"een bit omgezet in het logboek":                {change(trailName, bit), nil, "deel trail.jsonl van de reservekopie is niet wat de inhoudsopgave zegt"},
		"een bit omgezet in de personenlijst":           {change(staffName, bit), nil, "deel staff.db van de reservekopie"},
		"een bit omgezet in de geweigerde opdrachten":   {change(refusedName, bit), nil, "deel geweigerd.jsonl van de reservekopie"},
		"een bit omgezet in een document":               {change(documentsDir, bit), nil, "deel bestanden/sha256/"},
		"een bit omgezet in de uitleg":                  {change(readmeName, bit), nil, "deel LEESMIJ.txt"},
		"een bit omgezet in de inhoudsopgave":           {change(manifestName, func(e *entry) { e.content = replaced(t, e.content, `"sha256": "`, `"sha256": "0`) }), nil, "inhoudsopgave"},
		"een inhoudsopgave die niet te lezen is":        {change(manifestName, func(e *entry) { e.content = "{" }), nil, "inhoudsopgave van de reservekopie is niet te lezen"},
		"een inhoudsopgave van een andere versie":       {change(manifestName, func(e *entry) { e.content = replaced(t, e.content, backupFormat, "reservekopie/2") }), nil, "nieuwere versie"},
		"een deel dat ontbreekt":                        {func(t *testing.T, l []entry) []entry { i := at(t, l, refusedName); return slices.Delete(l, i, i+1) }, nil, "niet wat de inhoudsopgave zegt"},
		"het laatste deel dat ontbreekt":                {func(t *testing.T, l []entry) []entry { i := at(t, l, contentName); return slices.Delete(l, i, i+1) }, nil, "ontbreekt in de reservekopie"},
		"geen inhoudsopgave":                            {func(_ *testing.T, l []entry) []entry { return l[:len(l)-1] }, nil, "niet volledig"},
		"geen logboek, met een kloppende inhoudsopgave": {forged(func(t *testing.T, l []entry) []entry { i := at(t, l, trailName); return slices.Delete(l, i, i+1) }), nil, "deel trail.jsonl ontbreekt"},
		"iets erbij":                           {forged(func(t *testing.T, l []entry) []entry { return slices.Insert(l, 1, entry{"sleutel", "x"}) }), nil, "wat er niet in hoort"},
		"een pad naar buiten":                  {forged(func(t *testing.T, l []entry) []entry { return slices.Insert(l, 1, entry{"../buiten", "x"}) }), nil, "wat er niet in hoort"},
		"een document met een pad naar buiten": {forged(change(documentsDir, func(e *entry) { e.name = documentsDir + "../../x" })), nil, "wat er niet in hoort"},
		"hetzelfde deel twee keer":             {forged(func(t *testing.T, l []entry) []entry { return slices.Insert(l, 2, l[1]) }), nil, "trail.jsonl"},
		"iets na de inhoudsopgave":             {func(t *testing.T, l []entry) []entry { return append(l, entry{refusedName + ".1", "x"}) }, nil, "komt nog iets"},
		"een gewijzigde gebeurtenis, met een kloppende inhoudsopgave": {forged(change(trailName, func(e *entry) { e.content = replaced(t, e.content, "Wmo-aanvragen", "Wmo-aanvraag!") })), nil, "is gewijzigd nadat zij was verzegeld"},
		"een gebeurtenis minder, met een kloppende inhoudsopgave":     {forged(change(trailName, func(e *entry) { e.content = e.content[strings.Index(e.content, "\n")+1:] })), nil, "gebeurtenis 1"},
		"een ander document onder deze vingerafdruk":                  {forged(change(documentsDir, func(e *entry) { e.content += "x" })), nil, "niet wat zijn vingerafdruk zegt"},
		"een personenlijst die er geen is":                            {forged(change(staffName, func(e *entry) { e.content = strings.Repeat("x", 8192) })), nil, "lijst van personen in de reservekopie is niet te openen"},
		"een inhoudsopgave met een ander aantal gebeurtenissen":       {change(manifestName, func(e *entry) { e.content = replaced(t, e.content, `"events": `, `"events": 1`) }), nil, "noemt een ander logboek"},
		"een inhoudsopgave met een ander controlepunt": {func(t *testing.T, l []entry) []entry {
			e := last(l)
			e.content = replaced(t, e.content, `"checkpoint": "`, `"checkpoint": "x`)
			return l
		}, nil, "noemt een ander logboek"},
		"een controlepunt van later dan de reservekopie": {nil, []string{"--checkpoint", later}, "Er ontbreken gebeurtenissen aan het einde"},
		"een controlepunt van een ander logboek":         {nil, []string{"--checkpoint", foreign}, "oude controlepunt"},
		"een controlepunt dat er geen is":                {nil, []string{"--checkpoint", file}, "oude controlepunt"},
		"een controlepunt dat er niet is":                {nil, []string{"--checkpoint", file + "x"}, "controlepunt lezen"},
		"een andere openbare sleutel":                    {nil, []string{"--sleutel-openbaar", "grootboek.heemstede.nl/log+1e6ea0ae+AQ2zAOZqHGrQdaWXLuw8qV6pzWIkJpxTt+jhk4kPrzMd"}, "sleutel"},
		"een reservekopie voor een ander":                {nil, []string{"--van", other}, "past niet op de reservekopie"},
		"iets anders dan een reservekopie":               {nil, []string{"--van", later}, "dit is geen reservekopie"},
		"een bestand dat er niet is":                     {nil, []string{"--van", file + "x"}, "reservekopie openen"},
		"een identiteit die er niet is":                  {nil, []string{"--identiteit", file + "x"}, "identiteit lezen"},
		"een identiteit die er geen is":                  {nil, []string{"--identiteit", later}, "geen geheime age-sleutel"},
	} {
		t.Run(name, func(t *testing.T) {
			from := file
			if c.do != nil {
				from = h.packed(t, c.do(t, slices.Clone(good)))
			}
			back := filepath.Join(t.TempDir(), "terug")
			args := append([]string{"restore", "--data", back, "--van", from, "--identiteit", h.file}, c.args...)
			said, status := grootboek(t, args...)
			if status != 1 || !strings.Contains(said, c.says) || !strings.Contains(said, "er is niets teruggezet") {
				t.Errorf("status %d, want %q: %s", status, c.says, said)
			}
			nothing(t, back)
		})
	}
	t.Run("wat zo is ingepakt zonder schade wordt wel teruggezet", func(t *testing.T) {
		mustRun(t, "restore", "--data", filepath.Join(t.TempDir(), "x"), "--van", h.packed(t, honest(t, slices.Clone(good))), "--identiteit", h.file)
	})
	t.Run("een omgezet bit of een afgekapt eind in het versleutelde bestand wordt altijd gezien", func(t *testing.T) {
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		back := filepath.Join(t.TempDir(), "terug")
		for i := 0; i < len(whole); i += max(1, len(whole)/40) {
			harmed := bytes.Clone(whole)
			harmed[i] ^= 1
			for what, b := range map[string][]byte{"bit in byte": harmed, "cut off at": whole[:i], "one more byte": append(whole[:len(whole):len(whole)], byte(i))} {
				if said, status := grootboek(t, "restore", "--data", back, "--van", write(t, "kopie", string(b)), "--identiteit", h.file); status != 1 {
					t.Fatalf("%s %d: %d %s", what, i, status, said)
				}
				nothing(t, back)
			}
		}
	})
}

func TestRestoreGaatNooitOverIetsHeen(t *testing.T) {
	data, h := imported(t), newHolder(t)
	file, _ := h.backup(t, data)
	before := exported(t, data)
	if said, status := grootboek(t, "restore", "--data", data, "--van", file, "--identiteit", h.file); status != 1 || !strings.Contains(said, "nooit over een grootboek heen") || exported(t, data) != before {
		t.Errorf("%d %s", status, said)
	}
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "iets"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, status := grootboek(t, "restore", "--data", full, "--van", file, "--identiteit", h.file); status != 1 || !strings.Contains(said, "nooit over een grootboek heen") {
		t.Errorf("%d %s", status, said)
	}
	t.Run("een lege map die er al is kan wel", func(t *testing.T) {
		mustRun(t, "restore", "--data", t.TempDir(), "--van", file, "--identiteit", h.file)
	})
	t.Run("een map met de naam van de werkmap die van een ander is blijft staan", func(t *testing.T) {
		back := filepath.Join(t.TempDir(), "terug")
		if err := os.MkdirAll(filepath.Join(back+workSuffix, "van een ander"), 0o700); err != nil {
			t.Fatal(err)
		}
		if said, status := grootboek(t, "restore", "--data", back, "--van", file, "--identiteit", h.file); status != 1 {
			t.Errorf("%d %s", status, said)
		}
		if _, err := os.Stat(filepath.Join(back+workSuffix, "van een ander")); err != nil {
			t.Error(err)
		}
	})
}

func TestRestoreDieAfbreekt(t *testing.T) {
	data, h := imported(t), newHolder(t)
	file, _ := h.backup(t, data)
	for _, step := range []string{"Logboek", "Logboek terugzetten"} {
		t.Run("afgebroken bij: "+step, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			back := filepath.Join(t.TempDir(), "terug")
			seen := false
			r := restoring{from: file, identity: h.file, data: back, bar: func(what string, _, _ int64) {
				if what == step {
					if _, err := os.Stat(filepath.Join(back+workSuffix, "grootboek.db")); err == nil {
						t.Error("the work folder looks like a ledger")
					}
					seen = true
					cancel()
				}
			}}
			if _, err := r.run(ctx); !errors.Is(err, context.Canceled) || !seen {
				t.Errorf("%v, step seen: %v", err, seen)
			}
			nothing(t, back)
			mustRun(t, "restore", "--data", back, "--van", file, "--identiteit", h.file)
		})
	}
	t.Run("wat een stroomstoring achterliet wordt opgeruimd", func(t *testing.T) {
		back := filepath.Join(t.TempDir(), "terug")
		r := restoring{data: back}
		work, err := r.workFolder()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(work, workLog), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, status := grootboek(t, "verify", "--data", work); status != 1 || !strings.Contains(out, "staat geen grootboek") {
			t.Errorf("%d %s", status, out)
		}
		mustRun(t, "restore", "--data", back, "--van", file, "--identiteit", h.file)
		if _, err := os.Stat(work); err == nil {
			t.Error("it is still there")
		}
	})
}

func TestRestoreMetEenOuderControlepunt(t *testing.T) {
	data, h := imported(t), newHolder(t)
	_, said := h.backup(t, data)
	old, first := noted(t, said), logged(t, data)
	mustRun(t, "import", "--data", data, "--yes", write(t, "later.csv", strings.ReplaceAll(sheet, "Bijstand", "Parkeren")))
	file, _ := h.backup(t, data)
	said = mustRun(t, "restore", "--data", filepath.Join(t.TempDir(), "x"), "--van", file, "--identiteit", h.file, "--checkpoint", old)
	if want := fmt.Sprintf("gebeurtenis %d tot en met %d: die zijn later dan het nieuwste controlepunt", first+1, logged(t, data)); !strings.Contains(said, want) {
		t.Errorf("it does not say %q: %s", want, said)
	}
}
