package seal

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/heemstede/grootboek/events"
)

// VerifyOptions say what a log is held against.
type VerifyOptions struct {
	// Key is the verifier key of the log as it was published. If it is empty, the key that comes with the log is used:
	// that proves only that log and key belong together, and the report says so.
	Key string
	// Old are signed checkpoints that were kept from earlier. The log must begin with each of them.
	Old [][]byte
	// Sample, if not nil, is held against a whole export: its population must leave out no record (see [ParseSample]).
	Sample *Sample
	// Progress is told how many events are done. May be nil.
	Progress Progress
}

// Report is what a verification found of a log that is right.
type Report struct {
	Checkpoint  Checkpoint // the one that was verified
	Key         string     // the verifier key used
	KeyFromLog  bool       // the key came with the log itself, see VerifyOptions.Key
	Events      int64
	Streams     int       // records; 0 if the events themselves were not read
	First, Last time.Time // recording of the first and the last event; zero if the events themselves were not read
	Old         []int64   // sizes of the old checkpoints that the log begins with
	HashesOnly  bool      // only the hashes were read: who holds them has not shown the events
	Part        bool      // a part: only the cited events were read
	Sample      *Sample   // the sample that was drawn again; nil if there was none
	NotChecked  []string  // files of a bundle that nothing proves
	HashesBad   bool      // the stored hashes of the seal directory are damaged; the next start makes them again
}

// Conclusions returns the findings as Dutch sentences, the summary last.
func (r Report) Conclusions() []string {
	list := []string{
		fmt.Sprintf("Logboek: %s.", r.Checkpoint.Origin),
		fmt.Sprintf("Gebeurtenissen: %d.", r.Events),
	}
	if r.Streams > 0 {
		list = append(list, fmt.Sprintf("Records: %d.", r.Streams))
	}
	if !r.First.IsZero() {
		list = append(list, fmt.Sprintf("Vastgelegd van %s tot en met %s.", stamp(r.First), stamp(r.Last)))
	}
	list = append(list, fmt.Sprintf("Wortelhash (root): %s.", r.Checkpoint.Root), fmt.Sprintf("Openbare sleutel: %s", r.Key), r.signature())
	for _, n := range r.Old {
		list = append(list, fmt.Sprintf("Het oude controlepunt van %s klopt: daarvan is niets gewijzigd, verwijderd of verplaatst.", count(n)))
	}
	if r.HashesBad {
		list = append(list, "De bewaarde hashes zijn beschadigd. Logboek en controlepunt kloppen; bij de volgende start worden de hashes opnieuw gemaakt.")
	}
	if r.Sample != nil {
		list = append(list, fmt.Sprintf("Steekproef: dezelfde %d van %d, opnieuw getrokken met startwaarde %q bij het controlepunt van %s.", len(r.Sample.Items), len(r.Sample.Population), r.Sample.Seed, count(int64(r.Sample.Size))))
		list = append(list, "Kijk zelf of die startwaarde vóór dat controlepunt vastlag: vergelijk haar met de gebeurtenis waarmee de controle begon.")
		list = append(list, r.population())
	}
	for _, name := range r.NotChecked {
		list = append(list, "Niet gecontroleerd: "+name+" (een weergave, geen bewijs).")
	}
	return append(list, r.summary())
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

func (r Report) signature() string {
	if r.KeyFromLog {
		return "Let op: deze sleutel komt uit het gecontroleerde zelf. Vergelijk de sleutel met de sleutel die is gepubliceerd, of controleer opnieuw met --key. Zonder dat kan een ander het geheel hebben nagemaakt."
	}
	return "De handtekening onder het controlepunt klopt met de opgegeven sleutel."
}

// population says what is known of the completeness of the population.
func (r Report) population() string {
	if r.Part {
		return "Of de populatie volledig is, is uit een deel niet te zeggen. Controleer de hele export met --steekproef."
	}
	return fmt.Sprintf("De populatie is volledig: de %d records van deze soort die er bij het controlepunt waren, zijn %d in de populatie en %d erbuiten.",
		len(r.Sample.Population)+len(r.Sample.LeftOut), len(r.Sample.Population), len(r.Sample.LeftOut))
}

func (r Report) summary() string {
	what := fmt.Sprintf("alle %d gebeurtenissen zijn precies zoals zij zijn verzegeld", r.Events)
	if r.HashesOnly {
		what = fmt.Sprintf("de hashes van alle %d gebeurtenissen leiden tot het ondertekende controlepunt; de gebeurtenissen zelf zijn niet gelezen, daarvoor moet u aangemeld zijn of een export hebben", r.Events)
	}
	if r.Part {
		what = fmt.Sprintf("de %d aangehaalde gebeurtenissen staan zo in het verzegelde logboek van %s, van elk record vanaf de eerste en zonder gat; of er daarna meer zijn, is uit een deel niet te zeggen", r.Events, count(r.Checkpoint.Size))
	}
	if r.KeyFromLog {
		return "KLOPT, als de sleutel klopt: " + what + "."
	}
	return "KLOPT: " + what + "."
}

// verifierFor returns the verifier of the key given, or else of the one that comes with the log.
func verifierFor(given, own string) (v note.Verifier, key string, fromLog bool, err error) {
	if given == "" {
		v, err = ParsePublic(own)
		return v, own, true, err
	}
	v, err = ParsePublic(given)
	return v, given, false, err
}

// parseOld reads the old checkpoints.
func parseOld(old [][]byte, v note.Verifier) (anchors []anchor, sizes []int64, err error) {
	for _, o := range old {
		c, err := ParseCheckpoint(o, v)
		if m, ok := err.(*Mismatch); ok {
			return nil, nil, mismatch(m.Kind, "Het oude controlepunt: %s", m.NL)
		}
		if err != nil {
			return nil, nil, err
		}
		anchors, sizes = append(anchors, anchor{c.Size, c.Root}), append(sizes, c.Size)
	}
	return anchors, sizes, nil
}

// Verify reads a whole log and holds it against the last checkpoint of its seal directory, and against old checkpoints.
// It changes nothing, and may be used while the log is in use. opt.Key must be given. Harm is a [*Mismatch].
func Verify(ctx context.Context, dir string, store events.Store, opt VerifyOptions) (Report, error) {
	v, err := ParsePublic(opt.Key)
	if err != nil {
		return Report{}, err
	}
	last, m, err := lastKnown(dir, v)
	if err != nil {
		return Report{}, err
	}
	if last.Note == nil {
		return Report{}, fmt.Errorf("in %s staat nog geen controlepunt; start grootboek eerst", dir)
	}
	anchors, sizes, err := parseOld(opt.Old, v)
	if err != nil {
		return Report{}, err
	}
	later := slices.DeleteFunc(slices.Clone(anchors), func(a anchor) bool { return a.size <= last.Size })
	anchors = slices.DeleteFunc(anchors, func(a anchor) bool { return a.size > last.Size })
	if m != nil {
		anchors = append(anchors, anchor{m.Size, m.Root})
	}
	c := &comparison{store: store, target: anchor{last.Size, last.Root}, progress: opt.Progress}
	if f, err := os.Open(filepath.Join(dir, hashesName)); err == nil {
		defer f.Close()
		c.stored = hashFile{f}.reader()
	}
	if err := c.compare(ctx, anchors...); err != nil {
		return Report{}, err
	}
	r := Report{Checkpoint: last, Key: opt.Key, Events: last.Size, Old: sizes, HashesBad: !c.sound()}
	if err := r.extend(ctx, store, later, opt); err != nil {
		return Report{}, err
	}
	return r, r.period(ctx, store)
}

// extend holds the log against checkpoints that are later than the one on disk: a checkpoint is given out before it is
// on disk, and a crash can come between.
func (r *Report) extend(ctx context.Context, store events.Store, later []anchor, opt VerifyOptions) error {
	if len(later) == 0 {
		return nil
	}
	last := slices.MaxFunc(later, func(a, b anchor) int { return cmp.Compare(a.size, b.size) })
	c := &comparison{store: store, target: last, progress: opt.Progress}
	if err := c.compare(ctx, append(later, anchor{r.Checkpoint.Size, r.Checkpoint.Root})...); err != nil {
		return err
	}
	r.Checkpoint, r.Events = Checkpoint{Origin: r.Checkpoint.Origin, Size: last.size, Root: last.root}, last.size
	return nil
}

// period reads when the first and the last event were recorded.
func (r *Report) period(ctx context.Context, store events.Store) error {
	if r.Events == 0 {
		return nil
	}
	first, err := recordedAt(ctx, store, 1)
	if err != nil {
		return err
	}
	last, err := recordedAt(ctx, store, events.Position(r.Events))
	r.First, r.Last = first, last
	return err
}

func recordedAt(ctx context.Context, store events.Store, p events.Position) (time.Time, error) {
	line, err := lineOf(ctx, store, p)
	if err != nil {
		return time.Time{}, err
	}
	e, err := events.Parse(line)
	return e.Recorded, err
}
