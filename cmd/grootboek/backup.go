package main

import (
	"archive/tar"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"
	database "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/events/files"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/sqlite"
)

// A backup is one tar file, encrypted with age for one or more recipients: "age -d -i KEY FILE | tar x" opens it without
// this program. In it, in this order:
//
//	LEESMIJ.txt        what this is, for a person
//	trail.jsonl        the log up to a checkpoint, as grootboek export writes it
//	staff.db           the staff directory, without sessions and one-time links
//	geweigerd.jsonl    the refused commands, and geweigerd.jsonl.1 if it is there
//	bestanden/sha256/  the documents, each under its hash
//	kluis/inhoud.db    what the vault holds, each piece sealed with a key that is not in this file
//	manifest.json      what was put in, with the size and SHA-256 of each part; it comes last, so that it is the end
//
// What the log says is taken first and all the rest after it, while people go on working: a person or document that an
// event needs was there before the event, and so is in the backup. No key is ever in it: these are kept apart.
//
// The sheets of the vault, which hold the keys of its content, sealed under the master key, go into a second file beside it
// (LEESMIJ.txt, kluis/bladen.db, manifest.json), for the same recipients. It is destroyed after [Config.SheetDays]: from then
// on what was erased cannot be read in any backup, however old.

const (
	trailName    = "trail.jsonl"
	staffName    = "staff.db"
	refusedName  = "geweigerd.jsonl"
	olderRefused = "geweigerd.jsonl.1"
	readmeName   = "LEESMIJ.txt"
	manifestName = "manifest.json"
	documentsDir = "bestanden/sha256/"
	backupFormat = "reservekopie/1"
	lastBackup   = "laatste-backup" // in the data folder: when the last one succeeded (RFC 3339)
)

// manifest says what is in a backup.
type manifest struct {
	Format     string    `json:"grootboek"` // [backupFormat]
	Made       time.Time `json:"made"`
	Program    string    `json:"program"`
	Events     int64     `json:"events"`
	Checkpoint string    `json:"checkpoint"` // signed note: what the log leads to
	Key        string    `json:"key"`        // verifier key of the log
	Parts      []part    `json:"parts"`
	Dossiers   int       `json:"dossiers,omitempty"` // in the vault, with those that were erased
	Unread     []string  `json:"unread,omitempty"`   // dossiers that are not in the copy: their sheet is harmed
	Missing    []string  `json:"missing,omitempty"`  // documents that events name and that are not kept here
	Harmed     []string  `json:"harmed,omitempty"`   // documents that are no longer what they were, and so were left out
}

type part struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	Sum  string `json:"sha256"`
}

// documents returns how many documents are in the backup.
func (m *manifest) documents() (n int) {
	for _, p := range m.Parts {
		if strings.HasPrefix(p.Name, documentsDir) {
			n++
		}
	}
	return n
}

func backupCommand() *cobra.Command {
	var to, sheets, list string
	var recipients []string
	c := &cobra.Command{Use: "backup", Short: "Maak een versleutelde reservekopie, ook terwijl het grootboek draait", Args: noArgs,
		Long: "Maak een reservekopie van het logboek, de personen en accounts, de documenten, de geweigerde opdrachten en de kluis, versleuteld met age.\n" +
			"Het worden twee bestanden. Dat met de kluisbladen (de sleutels van persoonsgegevens) mag maar kort bewaard blijven; zij zegt hoe lang.\n" +
			"Het grootboek kan gewoon doordraaien. Sleutels zitten er nooit in: bewaar die apart.\n" +
			"De ontvanger is een openbare age-sleutel (age1…); maak die op een andere computer met: age-keygen -o identiteit.txt",
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := readConfig(c)
			if err != nil {
				return err
			}
			keys, err := readRecipients(recipients, list)
			if err != nil {
				return usageError{err}
			}
			if to == "" {
				return usageError{errors.New("geef met --naar het bestand voor de reservekopie, of - voor de standaarduitvoer")}
			}
			if to == "-" && sheets == "" {
				return usageError{errors.New("de reservekopie gaat naar de standaarduitvoer; geef met --kluisbladen het bestand voor de kopie van de kluisbladen")}
			}
			return runBackup(c, cfg, to, sheets, keys)
		}}
	c.Flags().String("data", "data", "`map` van het grootboek")
	c.Flags().StringVar(&to, "naar", "", "`bestand` voor de reservekopie (.tar.age), map voor een bestand met de datum in de naam, of - voor de standaarduitvoer")
	c.Flags().StringVar(&sheets, "kluisbladen", "", "`bestand` voor de kopie van de kluisbladen (standaard naast de reservekopie: …-kluisbladen.tar.age)")
	c.Flags().StringArrayVar(&recipients, "ontvanger", nil, "openbare age-`sleutel` (age1…) van wie haar mag openen (mag vaker)")
	c.Flags().StringVar(&list, "ontvangers", "", "`bestand` met openbare age-sleutels, één per regel")
	return c
}

// readRecipients reads who may open a backup. Its errors hold nothing of what was given: it may be a secret key.
func readRecipients(given []string, list string) ([]age.Recipient, error) {
	var all []age.Recipient
	for _, text := range given {
		if strings.Contains(strings.ToUpper(text), "AGE-SECRET-KEY") {
			return nil, errors.New("bij --ontvanger staat een geheime age-sleutel; geef de openbare (age1…), en maak een nieuw paar: deze is nu bekend bij wie de opdracht kan zien")
		}
		keys, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil {
			return nil, errors.New("bij --ontvanger staat geen openbare age-sleutel (age1…)")
		}
		all = append(all, keys...)
	}
	if list != "" {
		f, err := os.Open(list)
		if err != nil {
			return nil, fmt.Errorf("ontvangers lezen: %w", err)
		}
		defer f.Close()
		keys, err := age.ParseRecipients(f)
		if err != nil {
			return nil, fmt.Errorf("in %s staan niet alleen openbare age-sleutels (age1…), één per regel", list)
		}
		all = append(all, keys...)
	}
	if len(all) == 0 {
		return nil, errors.New("geef met --ontvanger of --ontvangers wie de reservekopie mag openen")
	}
	return all, nil
}

func runBackup(c *cobra.Command, cfg Config, to, sheets string, keys []age.Recipient) error {
	ctx, out := c.Context(), c.OutOrStdout()
	bar := progressTo(c.ErrOrStderr())
	if st, err := os.Stat(to); err == nil && st.IsDir() {
		to = filepath.Join(to, "grootboek-"+now().UTC().Format("20060102-150405")+".tar.age")
	}
	if to == "-" {
		out = c.ErrOrStderr()
	}
	if sheets == "" {
		sheets = sheetsBeside(to)
	}
	for _, path := range []string{to, sheets} {
		if _, err := os.Stat(path); path != "-" && err == nil {
			return fmt.Errorf("%s bestaat al; een reservekopie wordt nooit overschreven: kies een naam met de datum erin", path)
		}
	}
	source, err := backupSource(ctx, cfg, bar)
	if err != nil {
		return err
	}
	var m manifest
	var size int64
	err = writeWhole(sheets, func(second io.Writer) error {
		write := func(w io.Writer) (err error) {
			m, size, err = encryptBackup(w, second, source, keys, cfg.SheetDays, bar)
			return err
		}
		if to == "-" {
			return write(c.OutOrStdout())
		}
		return writeWhole(to, write)
	})
	for _, path := range []string{to, sheets} {
		if err == nil && path != "-" {
			err = syncFolder(filepath.Dir(path))
		}
	}
	if err = errors.Join(err, source.Close()); err != nil {
		return fmt.Errorf("reservekopie: %w", err)
	}
	if err := writeWhole(filepath.Join(cfg.Data, lastBackup), func(w io.Writer) error {
		_, err := fmt.Fprintln(w, m.Made.Format(time.RFC3339))
		return err
	}); err != nil {
		return err
	}
	for _, line := range backupReport(cfg, to, sheets, size, m) {
		fmt.Fprintln(out, line)
	}
	return nil
}

// backupSource gives the tar file: of the server that runs on the folder, or of the ledger opened here.
func backupSource(ctx context.Context, cfg Config, bar func(string, int64, int64)) (io.ReadCloser, error) {
	if err := exists(ctx, cfg); err != nil {
		return nil, err
	}
	l, err := open(ctx, cfg, quiet(), bar)
	if errors.Is(err, sqlite.ErrInUse) {
		return dialLocal(cfg.Data).backup(ctx)
	}
	if err != nil {
		return nil, err
	}
	r, w := io.Pipe()
	s := &packing{PipeReader: r, done: make(chan error, 1)}
	go func() {
		_ = w.CloseWithError(l.writeBackup(ctx, w)) // the reader gets the error
		s.done <- l.close()
	}()
	return s, nil
}

// packing is a ledger that is being packed; closing it closes the ledger.
type packing struct {
	*io.PipeReader
	done chan error
}

// Close ends the packing if it is still under way.
func (p *packing) Close() error { return errors.Join(p.PipeReader.Close(), <-p.done) }

func (r remote) backup(ctx context.Context) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://grootboek/backup", nil)
	if err != nil {
		return nil, err
	}
	res, err := r.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("een ander grootboek gebruikt deze map, en is niet te bereiken: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return nil, errors.Join(fmt.Errorf("het draaiende grootboek antwoordt %s", res.Status), res.Body.Close())
	}
	return res.Body, nil
}

// localBackup gives the tar file to who may open the local socket. It is encrypted there: this side knows no recipients.
func (l *ledger) localBackup(w http.ResponseWriter, r *http.Request) {
	if err := l.writeBackup(r.Context(), w); err != nil {
		l.log.ErrorContext(r.Context(), "backup broken off", "error", err)
		panic(http.ErrAbortHandler) // a file that ends early must not look whole
	}
}

// encryptBackup encrypts what source gives, the sheets of the vault apart, and reads it in passing as a restore would: what
// does not add up is not acknowledged. size is how many bytes were written to w.
func encryptBackup(w, sheets io.Writer, source io.Reader, keys []age.Recipient, days int, bar func(string, int64, int64)) (m manifest, size int64, err error) {
	counted := &counter{w: w}
	main, err := age.Encrypt(counted, keys...)
	if err != nil {
		return m, 0, fmt.Errorf("versleutelen: %w", err)
	}
	apart, err := age.Encrypt(sheets, keys...)
	if err != nil {
		return m, 0, fmt.Errorf("versleutelen: %w", err)
	}
	made := now().UTC().Truncate(time.Second)
	out, second := &packer{tar: tar.NewWriter(main), m: manifest{Made: made}}, &packer{tar: tar.NewWriter(apart), m: manifest{Made: made}}
	if err := second.bytes(readmeName, []byte(sheetsReadme(made, days))); err != nil {
		return m, 0, err
	}
	m, err = readBackup(source, fromLedger, func(name string, size int64, r io.Reader) error {
		to := out
		if name == sheetsName {
			to = second
		}
		return to.part(name, size, func(w io.Writer) error {
			_, err := io.Copy(w, measured(r, name, size, bar))
			return err
		})
	})
	if err != nil {
		return m, counted.n, err
	}
	m.Parts = out.m.Parts // without the sheets
	out.m = m
	second.m = manifest{Format: sheetsFormat, Made: m.Made, Program: m.Program, Events: m.Events, Checkpoint: m.Checkpoint, Key: m.Key, Parts: second.m.Parts,
		Dossiers: m.Dossiers, Unread: m.Unread}
	err = errors.Join(second.close(), apart.Close())
	if err == nil {
		err = errors.Join(out.close(), main.Close())
	}
	return m, counted.n, err
}

// counter counts what goes through it.
type counter struct {
	w io.Writer
	n int64
}

// Write implements io.Writer.
func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// measured tells how far the reading of the log is.
func measured(r io.Reader, name string, size int64, bar func(string, int64, int64)) io.Reader {
	if name != trailName {
		return r
	}
	done := int64(0)
	return io.TeeReader(r, writerFunc(func(p []byte) (int, error) {
		done += int64(len(p))
		bar("Logboek", done, size)
		return len(p), nil
	}))
}

type writerFunc func([]byte) (int, error)

// Write implements io.Writer.
func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// writeBackup writes the tar file. The log comes first, and then what it leans on.
func (l *ledger) writeBackup(ctx context.Context, w io.Writer) error {
	b := &packer{tar: tar.NewWriter(w), m: manifest{Format: backupFormat, Made: now().UTC().Truncate(time.Second), Program: version(), Key: l.Seal.Key()}}
	if err := b.bytes(readmeName, []byte(readme)); err != nil {
		return err
	}
	named, err := l.packTrail(ctx, b)
	if err != nil {
		return err
	}
	if err := l.packStaff(ctx, b); err != nil {
		return err
	}
	if err := l.packRefused(ctx, b); err != nil {
		return err
	}
	if err := l.packDocuments(ctx, b, named); err != nil {
		return err
	}
	if err := l.packVault(ctx, b); err != nil {
		return err
	}
	return b.close()
}

// packTrail packs the log up to the last checkpoint, and returns which documents it names. The log is read twice: a tar
// file wants to know beforehand how long a part is, and a third copy on disk is what a full disk cannot take.
func (l *ledger) packTrail(ctx context.Context, b *packer) (named map[string]bool, err error) {
	c := l.Seal.Checkpoint()
	b.m.Events, b.m.Checkpoint = c.Size, string(c.Note)
	named = map[string]bool{}
	lines := &lineReader{each: func(line []byte) { documentsIn(line, named) }}
	size := &counter{w: lines}
	if err := seal.WriteExportAt(ctx, size, l.store, l.Seal, c, nil); err != nil {
		return nil, err
	}
	return named, b.part(trailName, size.n, func(w io.Writer) error {
		return seal.WriteExportAt(ctx, w, l.store, l.Seal, c, nil)
	})
}

// lineReader cuts what is written to it into lines.
type lineReader struct {
	each func(line []byte) // without its end; good until it returns
	rest []byte
}

// Write implements io.Writer.
func (l *lineReader) Write(p []byte) (int, error) {
	n := len(p)
	for {
		line, after, ok := bytes.Cut(p, []byte("\n"))
		if !ok {
			l.rest = append(l.rest, p...)
			return n, nil
		}
		if len(l.rest) > 0 {
			line = append(l.rest, line...)
		}
		l.each(line)
		l.rest, p = l.rest[:0], after
	}
}

// documentsIn notes the documents that a line names: the strings in it that are a hash, and nothing else.
func documentsIn(line []byte, named map[string]bool) {
	for {
		_, rest, ok := bytes.Cut(line, []byte(`"sha256:`))
		if !ok {
			return
		}
		if line = rest; len(rest) > 64 && rest[64] == '"' && isDigest(string(rest[:64])) {
			named[string(rest[:64])] = true
		}
	}
}

func isDigest(s string) bool {
	return len(s) == 2*sha256.Size && strings.Trim(s, "0123456789abcdef") == ""
}

// packStaff packs a copy of the staff directory as it is now. Sessions and one-time links stay behind: after a restore
// they would open doors that were closed meanwhile.
func (l *ledger) packStaff(ctx context.Context, b *packer) error {
	dir, err := os.MkdirTemp(l.temp(), "reservekopie-*")
	if err != nil {
		return fmt.Errorf("map voor tijdelijke bestanden: %w", err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, staffName)
	if _, err := l.staff.Persons(ctx); err != nil { // a node first takes in what the others added
		return err
	}
	if err := copyDatabase(ctx, filepath.Join(l.cfg.Data, staffName), path, "sessions", "links"); err != nil {
		return err
	}
	return b.file(staffName, path)
}

// packRefused packs the refused commands: of this machine, or those that the nodes share.
func (l *ledger) packRefused(ctx context.Context, b *packer) error {
	if l.refusals.Journal == nil {
		for _, name := range []string{olderRefused, refusedName} {
			if err := b.file(name, filepath.Join(l.cfg.Data, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		return nil
	}
	var lines bytes.Buffer
	for e, err := range l.refusals.Journal.Read(ctx, 0) {
		if err != nil {
			return fmt.Errorf("refused commands: %w", err)
		}
		if lines.Len()+len(e.Data) > maxRefused {
			return fmt.Errorf("refused commands: more than %d bytes", maxRefused)
		}
		lines.Write(append(e.Data, '\n'))
	}
	return b.bytes(refusedName, lines.Bytes())
}

const maxRefused = 256 << 20 // bytes

// copyDatabase writes a consistent copy of a SQLite file that may be in use, without the rows of some tables. Only
// SQLite may open such a file: any other descriptor that closes would drop its locks.
func copyDatabase(ctx context.Context, from, to string, without ...string) error {
	err := withDatabase(ctx, from, func(c *database.Conn) error {
		return sqlitex.ExecuteTransient(c, "VACUUM INTO ?", &sqlitex.ExecOptions{Args: []any{to}})
	})
	if err == nil && len(without) > 0 {
		err = withDatabase(ctx, to, func(c *database.Conn) error {
			for _, table := range without {
				if err := sqlitex.ExecuteTransient(c, "DELETE FROM "+table, nil); err != nil {
					return err
				}
			}
			return sqlitex.ExecuteTransient(c, "VACUUM", nil) // what was deleted is gone from the file too
		})
	}
	if err != nil {
		return fmt.Errorf("copy %s: %w", filepath.Base(from), err)
	}
	return errors.Join(os.Chmod(to, 0o600), syncFile(to))
}

// withDatabase does something with a SQLite file that is there.
func withDatabase(ctx context.Context, path string, do func(*database.Conn) error) error {
	c, err := database.OpenConn(path, database.OpenReadWrite)
	if err != nil {
		return err
	}
	c.SetInterrupt(ctx.Done())
	c.SetBusyTimeout(10 * time.Second)
	return errors.Join(do(c), c.Close())
}

// packDocuments packs every document that is kept, and notes those that events name and that are not there. One that
// was harmed is left out and named: the other documents must not go without a backup because of it.
func (l *ledger) packDocuments(ctx context.Context, b *packer, named map[string]bool) error {
	all, err := keptDocuments(filepath.Join(l.cfg.Data, "bestanden"))
	if err != nil {
		return err
	}
	maps.Copy(all, named)
	for _, digest := range slices.Sorted(maps.Keys(all)) {
		err := l.packDocument(ctx, b, digest)
		harmed, isHarmed := errors.AsType[*files.Harmed](err)
		switch {
		case isHarmed:
			b.m.Harmed = append(b.m.Harmed, harmed.Hash)
		case errors.Is(err, errNoDocument):
			b.m.Missing = append(b.m.Missing, "sha256:"+digest)
		case err != nil:
			return err
		}
	}
	return nil
}

var errNoDocument = errors.New("document is not kept here")

func (l *ledger) packDocument(ctx context.Context, b *packer, digest string) error {
	hash := "sha256:" + digest
	if there, err := l.files.Has(hash); err != nil || !there {
		return cmp.Or(err, errNoDocument)
	}
	f, err := l.files.Get(ctx, hash) // reads and checks all of it before the first byte
	if err != nil {
		return err
	}
	defer f.Close()
	return b.part(documentsDir+digest[:2]+"/"+digest, f.Size(), func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}

const maxDocuments = 1_000_000

// keptDocuments lists the digests of the documents in a document store.
func keptDocuments(dir string) (map[string]bool, error) {
	all := map[string]bool{}
	err := filepath.WalkDir(filepath.Join(dir, "sha256"), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case len(all) > maxDocuments:
			return fmt.Errorf("more than %d documents", maxDocuments)
		case d.Type().IsRegular() && isDigest(d.Name()):
			all[d.Name()] = true
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list documents: %w", err)
	}
	return all, nil
}

// packer writes the parts of a backup, and keeps the manifest.
type packer struct {
	tar *tar.Writer
	m   manifest
}

// part writes one part, of exactly so many bytes.
func (b *packer) part(name string, size int64, write func(io.Writer) error) error {
	h := tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: b.m.Made, Format: tar.FormatPAX}
	if err := b.tar.WriteHeader(&h); err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	sum := sha256.New()
	if err := write(io.MultiWriter(b.tar, sum)); err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	if err := b.tar.Flush(); err != nil { // fails if it was less than size
		return fmt.Errorf("pack %s: %w", name, err)
	}
	b.m.Parts = append(b.m.Parts, part{name, size, sumText(sum)})
	return nil
}

func sumText(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

func (b *packer) bytes(name string, content []byte) error {
	return b.part(name, int64(len(content)), func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// file packs a file as long as it is now; what is added meanwhile stays out.
func (b *packer) file(name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	return b.part(name, st.Size(), func(w io.Writer) error {
		_, err := io.Copy(w, io.LimitReader(f, st.Size()))
		return err
	})
}

func (b *packer) close() error {
	text, err := json.MarshalIndent(b.m, "", "  ")
	if err != nil {
		return err
	}
	if err := b.bytes(manifestName, append(text, '\n')); err != nil {
		return err
	}
	if err := b.tar.Close(); err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncFolder makes the names in a folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// backupReport says what was made, and what must be kept apart from it.
func backupReport(cfg Config, to, sheets string, size int64, m manifest) []string {
	list := []string{
		fmt.Sprintf("Reservekopie gemaakt: %s (%s).", to, files.SizeNL(size)),
		fmt.Sprintf("Gebeurtenissen: %d. Documenten: %d.", m.Events, m.documents()),
	}
	list = append(list, warnings(m)...)
	list = append(list, sheetsReport(cfg, sheets, m)...)
	list = append(list, "", "Niet in de reservekopie, en apart te bewaren, niet bij de reservekopie:",
		"- de hoofdsleutel van de kluis (GROOTBOEK_HOOFDSLEUTEL): zonder die sleutel zijn alle persoonsgegevens voorgoed onleesbaar;",
		fmt.Sprintf("- de ondertekensleutel (%s): zonder die sleutel kan het grootboek na herstel niet verder;", cfg.Key),
		"- de geheime age-sleutel (identiteit) van een ontvanger: zonder die sleutel is de reservekopie niet te openen;",
		"- andere sleutels en geheimen die u gebruikt: de kluissleutel, de toegang tot de opslag, het geheim voor het inloggen;",
		"- de instellingen (GROOTBOEK_…).",
		"", "Bewaar ook dit controlepunt, op een andere plaats. Geef het bij herstel met --checkpoint:", "")
	return append(list, strings.TrimSuffix(m.Checkpoint, "\n"))
}

func documentsNL(n int) string {
	if n == 1 {
		return "1 document"
	}
	return fmt.Sprintf("%d documenten", n)
}

// maxNamed is how many documents a report names at most.
const maxNamed = 20

func warnings(m manifest) (list []string) {
	if n := len(m.Harmed); n > 0 {
		list = append(list, fmt.Sprintf("LET OP: beschadigd, en daarom niet in de reservekopie: %s. Zet terug uit een oudere reservekopie:", documentsNL(n)))
		list = append(list, named(m.Harmed)...)
	}
	if n := len(m.Missing); n > 0 {
		list = append(list, fmt.Sprintf("LET OP: niet hier bewaard, terwijl het logboek ze noemt: %s:", documentsNL(n)))
		list = append(list, named(m.Missing)...)
	}
	return list
}

func named(hashes []string) (list []string) {
	for _, h := range hashes[:min(len(hashes), maxNamed)] {
		list = append(list, "- "+h)
	}
	if more := len(hashes) - maxNamed; more > 0 {
		list = append(list, fmt.Sprintf("- en nog %d", more))
	}
	return list
}

const readme = `Dit is een reservekopie van een grootboek.

trail.jsonl        het logboek: elke regel is een gebeurtenis; aan het eind het bewijs en het ondertekende controlepunt.
                   Controleer met: grootboek-verify trail.jsonl
staff.db           personen en accounts (SQLite)
geweigerd.jsonl    geweigerde opdrachten
bestanden/         documenten, elk onder zijn SHA-256
kluis/inhoud.db    persoonsgegevens, versleuteld; de sleutels zitten in een ander bestand (…-kluisbladen.tar.age), dat korter
                   bewaard blijft. Zonder die sleutels en de hoofdsleutel is dit ruis.
manifest.json      wat erin zit, met de SHA-256 van elk deel

Terugzetten: grootboek restore --van DIT-BESTAND --kluisbladen HET-ANDERE-BESTAND --identiteit SLEUTELBESTAND --data MAP
`
