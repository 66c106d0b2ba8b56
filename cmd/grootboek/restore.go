package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"
	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/sqlite"
	"github.com/heemstede/grootboek/events/staff"
)

// A restore works in a folder of its own, DATA.herstel, and gives it its name when everything in it was verified: what
// broke off looks like no ledger, and is removed by the next restore. It always makes a ledger with the built-in store;
// from there grootboek move goes anywhere.

const (
	workSuffix = ".herstel"
	workMark   = "herstel-bezig" // says that a folder is ours to remove
	workLog    = "herstel.db"    // the log, as long as it is none
)

func restoreCommand() *cobra.Command {
	var r restoring
	c := &cobra.Command{Use: "restore", Short: "Zet een reservekopie terug in een lege map, en reken haar na", Args: noArgs,
		Long: "Zet een reservekopie terug in een map die leeg is of er nog niet is. Alles wordt nagerekend; klopt er iets niet, dan wordt er niets teruggezet.\n" +
			"Geef met --checkpoint het nieuwste controlepunt dat u op een andere plaats hebt bewaard: alleen dat bewijst dat dit de echte geschiedenis is.\n" +
			"Geef met --kluisbladen de kopie van de kluisbladen: zonder is geen van de persoonsgegevens in de kluis te lezen.\n" +
			"Naar EventStoreDB: zet eerst terug in een map, en verhuis dan met grootboek move.",
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := readConfig(c)
			if err != nil {
				return err
			}
			if r.from == "" || r.identity == "" {
				return usageError{errors.New("geef met --van de reservekopie, en met --identiteit het bestand met de geheime age-sleutel")}
			}
			r.data, r.bar = cfg.Data, progressTo(c.ErrOrStderr())
			found, err := r.run(c.Context())
			if err != nil {
				return fmt.Errorf("er is niets teruggezet: %w", err)
			}
			for _, line := range found.report(cfg) {
				fmt.Fprintln(c.OutOrStdout(), line)
			}
			return nil
		}}
	c.Flags().String("data", "data", "lege `map` voor het grootboek")
	c.Flags().StringVar(&r.from, "van", "", "`bestand` met de reservekopie (.tar.age), of - voor de standaardinvoer")
	c.Flags().StringVar(&r.sheets, "kluisbladen", "", "`bestand` met de reservekopie van de kluisbladen (…-kluisbladen.tar.age)")
	c.Flags().StringVar(&r.identity, "identiteit", "", "`bestand` met de geheime age-sleutel")
	c.Flags().StringVar(&r.public, "sleutel-openbaar", "", "openbare `sleutel` van het logboek, zoals die is gepubliceerd")
	c.Flags().StringArrayVar(&r.checkpoints, "checkpoint", nil, "`bestand` met een controlepunt dat u apart hebt bewaard (mag vaker)")
	return c
}

// restoring is one restore.
type restoring struct {
	from, identity, public string
	sheets                 string // backup of the sheets of the vault; "" if there is none
	checkpoints            []string
	data                   string
	bar                    func(string, int64, int64)
}

// restored is what a restore found.
type restored struct {
	manifest
	log       seal.Report
	documents int      // in the backup, each with the content its hash says
	named     int      // how many different documents events name
	missing   []string // of these, the ones that are not there
	unknown   int      // persons who recorded something and are not in the staff directory
	vault     restoredVault
}

func (r *restoring) run(ctx context.Context) (restored, error) {
	keys, err := readIdentities(r.identity)
	if err != nil {
		return restored{}, err
	}
	old, err := readFiles(r.checkpoints)
	if err != nil {
		return restored{}, err
	}
	work, err := r.workFolder()
	if err != nil {
		return restored{}, err
	}
	found, err := r.fill(ctx, work, keys, old)
	if err == nil {
		err = r.finish(ctx, work)
	}
	if err != nil {
		return found, errors.Join(err, os.RemoveAll(work))
	}
	return found, nil
}

// readIdentities reads the secret keys. Its errors hold nothing of what stands in the file.
func readIdentities(path string) ([]age.Identity, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("identiteit lezen: %w", err)
	}
	defer f.Close()
	keys, err := age.ParseIdentities(f)
	if err != nil {
		return nil, fmt.Errorf("in %s staat geen geheime age-sleutel (AGE-SECRET-KEY-…)", path)
	}
	return keys, nil
}

func readFiles(paths []string) (list [][]byte, err error) {
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("controlepunt lezen: %w", err)
		}
		list = append(list, b)
	}
	return list, nil
}

// workFolder makes the folder to work in, after refusing a place that is not empty.
func (r *restoring) workFolder() (string, error) {
	list, err := os.ReadDir(r.data)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("map voor het grootboek: %w", err)
	}
	if len(list) > 0 {
		return "", fmt.Errorf("de map %s is niet leeg; herstel gaat alleen naar een lege map, en nooit over een grootboek heen", r.data)
	}
	work := filepath.Clean(r.data) + workSuffix
	if _, err := os.Stat(filepath.Join(work, workMark)); err == nil { // an earlier restore broke off
		if err := os.RemoveAll(work); err != nil {
			return "", fmt.Errorf("afgebroken herstel opruimen: %w", err)
		}
	}
	if err := os.MkdirAll(filepath.Dir(work), 0o700); err != nil {
		return "", fmt.Errorf("map voor het herstel: %w", err)
	}
	if err := os.Mkdir(work, 0o700); err != nil {
		return "", fmt.Errorf("map voor het herstel: %w", err)
	}
	return work, os.WriteFile(filepath.Join(work, workMark), nil, 0o600)
}

// fill unpacks the backup in the work folder, verifies it, and makes the ledger of it.
func (r *restoring) fill(ctx context.Context, work string, keys []age.Identity, old [][]byte) (restored, error) {
	var f restored
	var err error
	if f.manifest, err = r.unpack(ctx, r.from, wholeBackup, work, keys); err != nil {
		return f, err
	}
	if err := r.fillVault(ctx, work, keys, &f); err != nil {
		return f, err
	}
	if f.log, err = r.verify(ctx, work, old); err != nil {
		return f, err
	}
	if f.Events != f.log.Events || f.Checkpoint != string(f.log.Checkpoint.Note) || f.Key != f.log.Key {
		return f, errors.New("de inhoudsopgave van de reservekopie noemt een ander logboek dan erin zit")
	}
	if err := r.rebuild(ctx, work, &f); err != nil {
		return f, err
	}
	return f, f.inspect(ctx, work)
}

// unpack decrypts a backup and writes its parts.
func (r *restoring) unpack(ctx context.Context, from string, kind archive, work string, keys []age.Identity) (manifest, error) {
	in := io.Reader(os.Stdin)
	if from != "-" {
		f, err := os.Open(from)
		if err != nil {
			return manifest{}, fmt.Errorf("reservekopie openen: %w", err)
		}
		defer f.Close()
		in = f
	}
	plain, err := age.Decrypt(bufio.NewReaderSize(in, 1<<18), keys...)
	if _, wrong := errors.AsType[*age.NoIdentityMatchError](err); wrong {
		return manifest{}, errors.New("deze identiteit past niet op de reservekopie: zij is voor een andere ontvanger versleuteld, of haar begin is beschadigd")
	}
	if err != nil {
		return manifest{}, fmt.Errorf("dit is geen reservekopie, of zij is beschadigd: %w", err)
	}
	return readBackup(damaged{plain}, kind, func(name string, size int64, part io.Reader) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if name == readmeName || name == contentName && r.sheets == "" { // for a person; noise without its keys
			_, err := io.Copy(io.Discard, cancelled{ctx, part})
			return err
		}
		return writePart(filepath.Join(work, filepath.FromSlash(name)), measured(cancelled{ctx, part}, name, size, r.bar))
	})
}

// damaged says in Dutch what is wrong with an encrypted file.
type damaged struct{ r io.Reader }

// Read implements io.Reader.
func (d damaged) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("%w (%w)", errTruncated, err)
	}
	return n, err
}

// cancelled is a reader that ends when ctx does.
type cancelled struct {
	ctx context.Context
	r   io.Reader
}

// Read implements io.Reader.
func (c cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

func writePart(path string, part io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, part)
	return errors.Join(err, f.Sync(), f.Close())
}

// Limits of what is read from a backup, whoever made it.
const (
	maxParts    = maxDocuments + 10
	maxManifest = 256 << 20
)

var errTruncated = errors.New("de reservekopie is beschadigd of niet volledig")

// An archive is what may be, and must be, in a file of ours.
type archive struct {
	format       string
	holds, needs []string
	documents    bool
}

var (
	mainParts   = []string{readmeName, trailName, staffName, refusedName, olderRefused, contentName}
	wholeBackup = archive{backupFormat, mainParts, []string{trailName, staffName}, true}
	sheetBackup = archive{sheetsFormat, []string{readmeName, sheetsName}, []string{sheetsName}, false}
	// fromLedger is what a ledger gives to the command that makes two files of it.
	fromLedger = archive{backupFormat, append(slices.Clone(mainParts), sheetsName), append(slices.Clone(wholeBackup.needs), sheetsName, contentName), true}
)

// readBackup reads a backup from its first byte to its last, gives each part to take, and returns the manifest, which
// must name exactly what was in it.
func readBackup(r io.Reader, kind archive, take func(name string, size int64, part io.Reader) error) (manifest, error) {
	in, parts := tar.NewReader(r), []part{}
	for len(parts) < maxParts {
		h, err := in.Next()
		if err != nil {
			return manifest{}, broken(err)
		}
		if h.Name == manifestName {
			return readManifest(r, in, parts, kind)
		}
		if !kind.expects(h) {
			return manifest{}, fmt.Errorf("in de reservekopie zit iets wat er niet in hoort: %.100q", h.Name)
		}
		sum := sha256.New()
		if err := take(h.Name, h.Size, io.TeeReader(in, sum)); err != nil {
			return manifest{}, fmt.Errorf("%s: %w", h.Name, broken(err))
		}
		parts = append(parts, part{h.Name, h.Size, sumText(sum)})
	}
	return manifest{}, fmt.Errorf("in de reservekopie zitten meer dan %d delen", maxParts)
}

// broken says in Dutch that a file ends too early or was harmed, and leaves other errors as they are.
func broken(err error) error {
	if errors.Is(err, errTruncated) {
		return err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, tar.ErrHeader) {
		return fmt.Errorf("%w (%w)", errTruncated, err)
	}
	return err
}

// expects tells whether a part is one that we make: nothing else is ever written to disk.
func (a archive) expects(h *tar.Header) bool {
	if h.Typeflag != tar.TypeReg {
		return false
	}
	if digest, ok := strings.CutPrefix(h.Name, documentsDir); ok && a.documents {
		return len(digest) == 3+2*sha256.Size && digest[2] == '/' && isDigest(digest[3:]) && digest[:2] == digest[3:5]
	}
	return slices.Contains(a.holds, h.Name)
}

// readManifest reads the last part, and what comes after it: nothing.
func readManifest(whole io.Reader, in *tar.Reader, parts []part, kind archive) (m manifest, err error) {
	text, err := io.ReadAll(io.LimitReader(in, maxManifest))
	if err != nil {
		return m, broken(err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil || m.Format != kind.format {
		return m, errors.Join(errors.New("de inhoudsopgave van de reservekopie is niet te lezen, of van een nieuwere versie van het programma"), err)
	}
	if err := m.matches(parts, kind); err != nil {
		return m, err
	}
	if _, err := in.Next(); !errors.Is(err, io.EOF) {
		return m, errors.Join(errors.New("na de inhoudsopgave van de reservekopie komt nog iets"), err)
	}
	_, err = io.Copy(io.Discard, whole) // to the last byte: a file that was cut off there is not whole either
	return m, err
}

// matches holds the manifest against what was in the backup.
func (m *manifest) matches(parts []part, kind archive) error {
	for i, p := range parts {
		if i >= len(m.Parts) || m.Parts[i] != p {
			return fmt.Errorf("deel %s van de reservekopie is niet wat de inhoudsopgave zegt", p.Name)
		}
		if digest, ok := strings.CutPrefix(p.Name, documentsDir); ok && digest[3:] != p.Sum {
			return fmt.Errorf("document %s in de reservekopie is niet wat zijn vingerafdruk zegt", p.Name)
		}
	}
	if len(parts) < len(m.Parts) {
		return fmt.Errorf("deel %s ontbreekt in de reservekopie", m.Parts[len(parts)].Name)
	}
	for _, name := range kind.needs {
		if !slices.ContainsFunc(parts, func(p part) bool { return p.Name == name }) {
			return fmt.Errorf("deel %s ontbreekt in de reservekopie", name)
		}
	}
	return nil
}

// verify lets the export prove itself, with the key and the checkpoints given.
func (r *restoring) verify(ctx context.Context, work string, old [][]byte) (seal.Report, error) {
	f, err := os.Open(filepath.Join(work, trailName))
	if err != nil {
		return seal.Report{}, err
	}
	defer f.Close()
	report, err := seal.VerifyExport(ctx, cancelled{ctx, f}, seal.VerifyOptions{Key: r.public, Old: old,
		Progress: func(done, total int64) { r.bar("Logboek narekenen", done, total) }})
	if m, ok := errors.AsType[*seal.Mismatch](err); ok && m.Kind == seal.Missing && len(old) > 0 {
		return report, fmt.Errorf("%w Is er een nieuwere reservekopie, gebruik die dan. Is die er niet, herstel dan met een ouder controlepunt."+
			" Wat ontbreekt is verloren, en aan het nieuwere controlepunt blijft te zien dat er iets ontbreekt: bewaar dat, en leg vast wat er is gebeurd", err)
	}
	return report, err
}

// rebuild makes the log of the export, and its seal.
func (r *restoring) rebuild(ctx context.Context, work string, f *restored) error {
	path := filepath.Join(work, workLog)
	store, err := (sqlite.Options{Log: quiet()}).Open(path)
	if err != nil {
		return err
	}
	err = r.rebuildIn(ctx, work, store, f)
	return errors.Join(err, store.Close())
}

func (r *restoring) rebuildIn(ctx context.Context, work string, store events.Store, f *restored) error {
	trail := &exportedLog{path: filepath.Join(work, trailName), size: f.Events}
	done, err := seal.Copy(ctx, trail, store, func(done, total int64) { r.bar("Logboek terugzetten", done, total) })
	if err != nil {
		return err
	}
	if done.To != f.log.Checkpoint.Root {
		return fmt.Errorf("de wortelhash van het teruggezette logboek (%s) is niet die van het controlepunt (%s)", done.To, f.log.Checkpoint.Root)
	}
	return seal.Adopt(ctx, filepath.Join(work, "zegel"), store, f.log.Checkpoint.Note, f.log.Key, nil)
}

// exportedLog is the log in an export, to be read only.
type exportedLog struct {
	path string
	size int64
}

// Append refuses: an export does not change.
func (x *exportedLog) Append(context.Context, string, uint64, []events.Event) (events.Position, error) {
	return 0, errors.ErrUnsupported
}

// Stream is not needed for a copy.
func (x *exportedLog) Stream(context.Context, string) iter.Seq2[events.Event, error] {
	return func(yield func(events.Event, error) bool) { yield(events.Event{}, errors.ErrUnsupported) }
}

// Head implements [events.Store].
func (x *exportedLog) Head(context.Context) (events.Position, error) {
	return events.Position(x.size), nil
}

// Lines implements [events.LineReader].
func (x *exportedLog) Lines(ctx context.Context, after events.Position) iter.Seq2[events.Raw, error] {
	return func(yield func(events.Raw, error) bool) {
		f, err := os.Open(x.path)
		if err != nil {
			yield(events.Raw{}, err)
			return
		}
		defer f.Close()
		in := bufio.NewReaderSize(cancelled{ctx, f}, 1<<17)
		for pos := events.Position(1); pos <= events.Position(x.size); pos++ {
			line, err := in.ReadSlice('\n') // longer than the buffer is an error: no line is
			if err != nil {
				yield(events.Raw{}, fmt.Errorf("event %d of %s: %w", pos, filepath.Base(x.path), err))
				return
			}
			if pos > after && !yield(events.Raw{Position: pos, Line: bytes.Clone(line[:len(line)-1])}, nil) {
				return
			}
		}
	}
}

// All implements [events.Store].
func (x *exportedLog) All(ctx context.Context, after events.Position) iter.Seq2[events.Event, error] {
	return func(yield func(events.Event, error) bool) {
		for raw, err := range x.Lines(ctx, after) {
			var e events.Event
			if err == nil {
				e, err = events.Parse(raw.Line)
			}
			e.Position = raw.Position
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// inspect holds the rest of the backup against the log: the documents and persons that events name.
func (f *restored) inspect(ctx context.Context, work string) error {
	there, err := keptDocuments(filepath.Join(work, "bestanden"))
	if err != nil {
		return err
	}
	f.documents = len(there)
	dir, err := staff.Open(ctx, filepath.Join(work, staffName), nil)
	if err != nil {
		return fmt.Errorf("de lijst van personen in de reservekopie is niet te openen: %w", err)
	}
	named, actors, err := f.mentioned(ctx, work)
	if err = errors.Join(err, f.hold(there, named, actors, dir.Knows), dir.Close()); err != nil {
		return err
	}
	return nil
}

// mentioned returns the documents and persons that the log needs.
func (f *restored) mentioned(ctx context.Context, work string) (named, actors map[string]bool, err error) {
	named, actors = map[string]bool{}, map[string]bool{}
	for e, err := range (&exportedLog{path: filepath.Join(work, trailName), size: f.Events}).All(ctx, 0) {
		if err != nil {
			return nil, nil, err
		}
		documentsIn(e.Line, named)
		if _, err := uuid.Parse(e.Actor); err == nil { // the others are the clock and the command line
			actors[e.Actor] = true
		}
	}
	return named, actors, nil
}

func (f *restored) hold(there, named, actors map[string]bool, knows func(string) bool) error {
	f.named = len(named)
	for _, digest := range slices.Sorted(maps.Keys(named)) {
		if !there[digest] {
			f.missing = append(f.missing, "sha256:"+digest)
		}
	}
	for a := range actors {
		if !knows(a) {
			f.unknown++
		}
	}
	return nil
}

// finish makes the work folder the ledger. Until the last rename there is none.
func (r *restoring) finish(ctx context.Context, work string) error {
	if err := errors.Join(ctx.Err(), os.Rename(filepath.Join(work, workLog), filepath.Join(work, "grootboek.db"))); err != nil {
		return err
	}
	for _, name := range []string{trailName, workLog + ".lock", workMark} {
		if err := os.Remove(filepath.Join(work, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := syncFolder(work); err != nil {
		return err
	}
	return nameFolder(work, r.data)
}

// nameFolder gives a folder the name of one that is empty or not there.
func nameFolder(from, to string) error {
	if err := os.Remove(to); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s is niet leeg, of is een aankoppelpunt; kies een map daarbinnen: %w", to, err)
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(filepath.Clean(to)))
}

// report says what was put back, what was proven, what cannot be proven, and what must be done now.
func (f *restored) report(cfg Config) []string {
	c := f.log.Checkpoint
	list := []string{
		fmt.Sprintf("Teruggezet in %s: %d gebeurtenissen en %s, uit de reservekopie van %s.", cfg.Data, f.Events, documentsNL(f.documents), f.Made.Local().Format("2-1-2006 15:04")),
		fmt.Sprintf("Logboek: %s. Wortelhash (root): %s.", c.Origin, c.Root),
		"", "Bewezen:",
		fmt.Sprintf("- alle %d gebeurtenissen leiden tot het ondertekende controlepunt in de reservekopie;", f.Events),
		fmt.Sprintf("- elk document (%d) heeft de inhoud die zijn vingerafdruk zegt;", f.documents),
	}
	for _, n := range f.log.Old {
		list = append(list, fmt.Sprintf("- het logboek bevat het controlepunt van %d gebeurtenissen dat u gaf: daarvan is niets gewijzigd, verwijderd of verplaatst;", n))
	}
	list = append(list, "", "Niet te bewijzen:")
	list = append(list, f.unproven()...)
	list = append(list, "", "Nu te doen:")
	list = append(list, f.todo(cfg)...)
	return append(list, f.vault.report(f.manifest, cfg)...)
}

// unproven says what a restore cannot know.
func (f *restored) unproven() (list []string) {
	if f.log.KeyFromLog {
		list = append(list, "- dat dit het echte logboek is: de openbare sleutel kwam met de reservekopie mee, en bewijst alleen niets. Vergelijk haar met de gepubliceerde sleutel: "+f.log.Key)
	}
	newest := int64(0)
	for _, n := range f.log.Old {
		newest = max(newest, n)
	}
	switch {
	case len(f.log.Old) == 0:
		list = append(list, "- dat er niets is herschreven voordat de reservekopie werd gemaakt: u gaf geen controlepunt (--checkpoint) van een andere plaats;")
	case newest < f.Events:
		list = append(list, fmt.Sprintf("- gebeurtenis %d tot en met %d: die zijn later dan het nieuwste controlepunt dat u gaf, en steunen alleen op de handtekening in de reservekopie;", newest+1, f.Events))
	}
	list = append(list, fmt.Sprintf("- dat er na gebeurtenis %d niets verloren is: wat na de reservekopie is vastgelegd, zit er niet in;", f.Events),
		"- de lijst van personen en accounts, en de geweigerde opdrachten: die staan niet onder het zegel.")
	if n := len(f.missing); n > 0 {
		list = append(list, fmt.Sprintf("- de inhoud van %s, van de %d die het logboek noemt: zij zitten niet in de reservekopie:", documentsNL(n), f.named))
		list = append(list, named(f.missing)...)
	}
	if f.unknown > 0 {
		list = append(list, fmt.Sprintf("- van wie %d kenmerken zijn waaronder iets is vastgelegd: zij staan niet in de lijst van personen.", f.unknown))
	}
	return list
}

func (f *restored) todo(cfg Config) []string {
	list := []string{fmt.Sprintf("- zet de ondertekensleutel terug in %s, alleen leesbaar voor de eigenaar (chmod 600);", cfg.Key)}
	if f.log.Checkpoint.Origin != cfg.Origin {
		list = append(list, fmt.Sprintf("- zet de naam van het logboek in de instellingen: GROOTBOEK_LOG=%s;", f.log.Checkpoint.Origin))
	}
	return append(list, fmt.Sprintf("- controleer met: grootboek verify --data %s;", cfg.Data),
		"- zet andere sleutels en instellingen terug (kluissleutel, geheimen voor inloggen);",
		"- kijk welke accounts na de reservekopie zijn geblokkeerd of gewijzigd: dat is niet meegekomen. Iedereen moet opnieuw inloggen.")
}
