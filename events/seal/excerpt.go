package seal

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
)

// An excerpt is a run of events with the proof that there is nothing between them: every line from one place in the log to another,
// and the few hashes that lead from those lines to a signed checkpoint.
//
//	{"grootboek":"excerpt/1","from":120,"until":122}
//	{"specversion":"1.0",…}                            the lines of leaf 120 and 121, as in an export
//	{"specversion":"1.0",…}
//	{"grootboek":"excerpt/1","hashes":{"3/0":"…"},"origin":…,"key":…,"checkpoint":…}
//
// "3/0" is the first complete subtree of 2³ leaves. Only subtrees without a leaf of the run are given; all others are computed from
// the lines. So whoever can change, add or leave out a line of the run can also forge SHA-256 or the signature.
//
// It proves that exactly these events stand at these places, and nothing else between them. It does not prove when they were recorded:
// that is what the ledger said then. Two checkpoints that somebody kept, one from before the period and one from after it, both
// within the run, prove that too: nothing was added between them but what the run shows.
const excerptFormat = "excerpt/1"

type excerptHead struct {
	Format string `json:"grootboek"`
	From   int64  `json:"from"`
	Until  int64  `json:"until"`
}

type excerptTail struct {
	Format     string            `json:"grootboek"`
	Hashes     map[string]string `json:"hashes"`
	Origin     string            `json:"origin"`
	Key        string            `json:"key"`
	Checkpoint string            `json:"checkpoint"`
}

// cover is a tree of which the leaves of one run are known, and of the rest only subtrees. It is a [tlog.HashReader].
type cover struct {
	from, until int64
	leaves      []tlog.Hash
	outside     func(level int, n int64) (tlog.Hash, error) // a subtree without a leaf of the run
}

// ReadHashes implements [tlog.HashReader].
func (c *cover) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		level, n := tlog.SplitStoredHashIndex(x)
		h, err := c.node(level, n)
		if err != nil {
			return nil, err
		}
		hashes[i] = h
	}
	return hashes, nil
}

func (c *cover) node(level int, n int64) (tlog.Hash, error) {
	first, end := n<<level, (n+1)<<level
	switch {
	case end <= c.from || first >= c.until:
		return c.outside(level, n)
	case level == 0:
		return c.leaves[first-c.from], nil
	}
	left, err := c.node(level-1, 2*n)
	if err != nil {
		return left, err
	}
	right, err := c.node(level-1, 2*n+1)
	return tlog.NodeHash(left, right), err
}

func placeOf(level int, n int64) string { return fmt.Sprintf("%d/%d", level, n) }

// WriteExcerpt writes the events from leaf from up to, and not including, leaf until (leaves count from 0) with their proof under the
// last checkpoint. Check it with [VerifyExcerpt] or grootboek-verify. Lines that are not what was sealed are not given out.
func WriteExcerpt(ctx context.Context, w io.Writer, store events.Store, s *Seal, from, until int64) error {
	c, err := s.current()
	if err != nil {
		return err
	}
	if from < 0 || until < from || until > c.Size {
		return ErrNotSealed
	}
	b := bufio.NewWriterSize(w, 1<<16)
	if err := jsonLine(b, excerptHead{excerptFormat, from, until}); err != nil {
		return err
	}
	run := &cover{from: from, until: until}
	if run.leaves, err = writeRun(ctx, b, store, from, until); err != nil {
		return err
	}
	given := map[string]string{}
	run.outside = func(level int, n int64) (tlog.Hash, error) {
		h, err := s.file.ReadHashes([]int64{tlog.StoredHashIndex(level, n)})
		if err != nil {
			return tlog.Hash{}, err
		}
		given[placeOf(level, n)] = h[0].String()
		return h[0], nil
	}
	root, err := tlog.TreeHash(c.Size, run)
	if err != nil {
		return fmt.Errorf("excerpt: %w", err)
	}
	if root != c.Root { // a wrong proof is worse than none
		return mismatch(Rewritten, "De gebeurtenissen %d tot en met %d zijn niet zoals zij zijn verzegeld.", from+1, until)
	}
	if err := jsonLine(b, excerptTail{excerptFormat, given, c.Origin, s.Key(), string(c.Note)}); err != nil {
		return err
	}
	return b.Flush()
}

func writeRun(ctx context.Context, w io.Writer, store events.Store, from, until int64) (leaves []tlog.Hash, err error) {
	if from == until {
		return nil, nil
	}
	n := from
	for raw, err := range events.Lines(ctx, store, events.Position(from)) {
		if n == until {
			break
		}
		if err := inOrder(ctx, n, raw, err); err != nil {
			return nil, err
		}
		if _, err := w.Write(append(slices.Clip(raw.Line), '\n')); err != nil {
			return nil, fmt.Errorf("excerpt event %d: %w", raw.Position, err)
		}
		leaves, n = append(leaves, tlog.RecordHash(raw.Line)), n+1
	}
	if n < until {
		return nil, missing("het logboek", n, until)
	}
	return leaves, nil
}

func jsonLine(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// Excerpt is what a verification found of an excerpt that is right.
type Excerpt struct {
	Checkpoint  Checkpoint // the one that it stands under
	KeyFromLog  bool       // the key came with the excerpt itself, see VerifyOptions.Key
	From, Until int64      // leaves, the second one not included
	First, Last time.Time  // when the first and the last event say that they were recorded; zero if there are none
	Begun       []Begin    // records that begin in it, in order
	Old         []int64    // sizes of the old checkpoints that lie within the run and fit
	Beside      []int64    // sizes of old checkpoints of which the run can tell nothing
}

// A Begin is the first event of a record.
type Begin struct {
	Position events.Position
	Stream   string
	Event    string
	Recorded time.Time
}

// IsExcerpt tells by its beginning whether a file is an excerpt and not an export.
func IsExcerpt(begin []byte) bool {
	return bytes.HasPrefix(begin, []byte(`{"grootboek":"excerpt/`))
}

// VerifyExcerpt checks an excerpt from its first byte to its last. Anything wrong is a [*Mismatch].
func VerifyExcerpt(ctx context.Context, r io.Reader, opt VerifyOptions) (Excerpt, error) {
	in := bufio.NewReaderSize(r, maxExportLine)
	x := &excerptCheck{}
	if err := x.head(in); err != nil {
		return Excerpt{}, err
	}
	for x.run.from+int64(len(x.run.leaves)) < x.run.until {
		if err := ctx.Err(); err != nil {
			return Excerpt{}, err
		}
		if err := x.event(in); err != nil {
			return Excerpt{}, err
		}
	}
	return x.found, x.verdict(in, opt)
}

type excerptCheck struct {
	run   cover
	found Excerpt
}

func badExcerpt(format string, args ...any) *Mismatch { return mismatch(BadProof, format, args...) }

func (x *excerptCheck) head(in *bufio.Reader) error {
	line, err := readLine(in)
	if err != nil && !errors.Is(err, errLine) && !errors.Is(err, io.EOF) {
		return fmt.Errorf("uittreksel lezen: %w", err)
	}
	var h excerptHead
	if err != nil || strict(line, &h) != nil || h.Format != excerptFormat || h.From < 0 || h.Until < h.From {
		return badExcerpt("De eerste regel is niet die van een uittreksel van grootboek.")
	}
	x.run.from, x.run.until, x.found.From, x.found.Until = h.From, h.Until, h.From, h.Until
	return nil
}

// strict reads a line that is written in the only way in which it may be written.
func strict[T any](line []byte, v *T) error {
	if err := json.Unmarshal(line, v); err != nil {
		return err
	}
	var again bytes.Buffer
	if err := jsonLine(&again, v); err != nil || !bytes.Equal(again.Bytes(), line) {
		return errLine
	}
	return nil
}

func (x *excerptCheck) event(in *bufio.Reader) error {
	at := events.Position(x.run.from + int64(len(x.run.leaves)) + 1)
	line, err := readLine(in)
	if err != nil && !errors.Is(err, errLine) && !errors.Is(err, io.EOF) {
		return fmt.Errorf("uittreksel lezen: %w", err)
	}
	p := parseLine(line)
	if p.err != nil {
		return badExcerpt("Op plaats %d hoort een gebeurtenis te staan; deze regel is er geen.", at)
	}
	x.run.leaves = append(x.run.leaves, p.hash)
	if x.found.Last = p.e.Recorded; x.found.First.IsZero() {
		x.found.First = p.e.Recorded
	}
	if p.e.Version == 1 {
		x.found.Begun = append(x.found.Begun, Begin{at, strings.Clone(p.e.Stream), strings.Clone(p.e.Name), p.e.Recorded})
	}
	return nil
}

// verdict reads the last line and holds the lines against the checkpoint in it, and against old ones within the run.
func (x *excerptCheck) verdict(in *bufio.Reader, opt VerifyOptions) error {
	line, err := readLine(in)
	var t excerptTail
	if err != nil || strict(line, &t) != nil || t.Format != excerptFormat {
		return badExcerpt("De laatste regel, met het bewijs, ontbreekt of is beschadigd, of er staan meer of minder gebeurtenissen dan de eerste regel zegt.")
	}
	if _, err := in.ReadByte(); !errors.Is(err, io.EOF) {
		return badExcerpt("Na de laatste regel staat nog iets: dat hoort niet bij het uittreksel.")
	}
	v, key, fromLog, err := verifierFor(opt.Key, t.Key)
	switch {
	case err != nil:
		return badExcerpt("De sleutel in de laatste regel is beschadigd.")
	case key != t.Key:
		return mismatch(OtherLog, "Het uittreksel noemt een andere sleutel dan u opgaf: het is niet van dit logboek, of het is nagemaakt.")
	}
	c, err := ParseCheckpoint([]byte(t.Checkpoint), v)
	if err != nil {
		return err
	}
	if c.Origin != t.Origin || !oneSignature(c.Note, v) { // a signature can be written in more than one way
		return badExcerpt("De laatste regel is gewijzigd: zij past niet bij het controlepunt dat erin staat.")
	}
	x.run.outside = func(level int, n int64) (tlog.Hash, error) {
		given := t.Hashes[placeOf(level, n)]
		h, err := tlog.ParseHash(given)
		if err != nil || h.String() != given {
			return h, badExcerpt("Het bewijs is niet volledig: de hash %s ontbreekt.", placeOf(level, n))
		}
		return h, nil
	}
	x.found.Checkpoint, x.found.KeyFromLog = c, fromLog
	if c.Size < x.run.until {
		return badExcerpt("Het controlepunt noemt %s; het uittreksel gaat verder.", count(c.Size))
	}
	if err := x.fits(anchor{c.Size, c.Root}, "Het controlepunt"); err != nil {
		return err
	}
	anchors, _, err := parseOld(opt.Old, v)
	if err != nil {
		return err
	}
	for _, a := range anchors {
		if a.size < x.run.from || a.size > x.run.until {
			x.found.Beside = append(x.found.Beside, a.size)
			continue
		}
		if err := x.fits(a, "Het oude controlepunt"); err != nil {
			return err
		}
		x.found.Old = append(x.found.Old, a.size)
	}
	return nil
}

func (x *excerptCheck) fits(a anchor, what string) error {
	if a.size == 0 {
		return nil // of the empty log everything is a continuation
	}
	root, err := tlog.TreeHash(a.size, &x.run)
	if err != nil {
		return err
	}
	if root != a.root {
		return mismatch(Rewritten, "%s van %s past niet bij dit uittreksel: er is een regel gewijzigd, weggelaten of toegevoegd, of het bewijs is beschadigd.", what, count(a.size))
	}
	return nil
}

// Conclusions returns the findings as Dutch sentences, the summary last. Kind is the type of the records that are to be listed.
func (x Excerpt) Conclusions(kind string) []string {
	list := []string{fmt.Sprintf("Logboek: %s.", x.Checkpoint.Origin)}
	if x.From == x.Until {
		list = append(list, fmt.Sprintf("Dit uittreksel is leeg: het staat na gebeurtenis %d.", x.From))
	} else {
		list = append(list, fmt.Sprintf("Gebeurtenis %d tot en met %d, vastgelegd van %s tot en met %s.", x.From+1, x.Until, stamp(x.First), stamp(x.Last)))
	}
	kinds := map[string]int{}
	for _, b := range x.Begun {
		k, _ := events.Record(b.Stream)
		kinds[k]++
	}
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		list = append(list, fmt.Sprintf("Hierin beginnen %d records van de soort %s.", kinds[k], k))
	}
	for _, b := range x.Begun {
		if k, _ := events.Record(b.Stream); k == kind {
			list = append(list, fmt.Sprintf("  %s: gebeurtenis %d, %s, %s", printable(b.Stream), b.Position, printable(b.Event), stamp(b.Recorded)))
		}
	}
	if kinds[kind] == 0 {
		list = append(list, fmt.Sprintf("Er begint geen record van de soort %s.", kind))
	}
	for _, n := range x.Old {
		list = append(list, fmt.Sprintf("Het oude controlepunt van %s past: wat daarna is toegevoegd, staat in dit uittreksel.", count(n)))
	}
	for _, n := range x.Beside {
		list = append(list, fmt.Sprintf("Over het oude controlepunt van %s zegt dit uittreksel niets: het ligt buiten deze gebeurtenissen.", count(n)))
	}
	if x.KeyFromLog {
		return append(list, "Let op: de sleutel komt uit het uittreksel zelf. Controleer opnieuw met --key.", "KLOPT, als de sleutel klopt: "+x.summary())
	}
	return append(list, "KLOPT: "+x.summary())
}

func (x Excerpt) summary() string {
	return "deze gebeurtenissen staan zo in het logboek, op deze plaatsen, en er staat niets tussen. Wanneer iets is vastgelegd, is wat het logboek toen zei; met een controlepunt van voor en een van na de periode staat ook dat vast."
}

// Period finds the run of the events that were recorded from one moment on and before another: from the first such leaf to the last,
// and whatever stands between them. Without any it is the empty run where they would have stood.
func Period(ctx context.Context, store events.Store, size int64, begin, end time.Time) (from, until int64, err error) {
	from = size
	n := int64(0)
	for raw, err := range events.Lines(ctx, store, 0) {
		if err != nil {
			return 0, 0, fmt.Errorf("read event %d: %w", n+1, err)
		}
		if n == size {
			break
		}
		e, err := events.Parse(raw.Line)
		if err != nil {
			return 0, 0, fmt.Errorf("read event %d: %w", n+1, err)
		}
		from, until = Widen(from, until, n, e.Recorded, begin, end)
		n++
	}
	return from, max(from, until), nil
}

// Widen is one step of [Period], for whoever has the moments at hand: begin with the size of the log and 0, and end with the
// greater of the two as until.
func Widen(from, until, leaf int64, recorded, begin, end time.Time) (int64, int64) {
	if !recorded.Before(begin) {
		from = min(from, leaf)
	}
	if recorded.Before(end) {
		until = leaf + 1
	}
	return from, until
}
