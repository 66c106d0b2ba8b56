package seal

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
)

const where = "het bestand"

// maxExportLine is the longest line an export can have: an event, hashes or the tail, with its line feed.
const maxExportLine = 1 << 16

// VerifyExport checks an export from its first byte to its last: every event is a proper event, the versions of every
// record follow each other without gaps, the lines lead to the signed checkpoint, and the log begins with the old
// checkpoints. It reads r once and keeps some 60 bytes for each event. Anything wrong is a [*Mismatch] that names the
// first event that does not fit, or the part of the file.
func VerifyExport(ctx context.Context, r io.Reader, opt VerifyOptions) (Report, error) {
	if opt.Key != "" {
		if _, err := ParsePublic(opt.Key); err != nil {
			return Report{}, fmt.Errorf("de opgegeven sleutel: %w", err)
		}
	}
	x := &exportCheck{opt: opt, versions: map[string]*stream{}, diff: -1}
	in := bufio.NewReaderSize(r, maxExportLine)
	proof, err := x.readEvents(ctx, in)
	if err == nil {
		err = x.readProof(in, proof)
	}
	if err != nil {
		return Report{}, err
	}
	return x.verdict()
}

// exportCheck is what is known of an export so far.
type exportCheck struct {
	opt      VerifyOptions
	format   string // of the last line; "" is that of an export
	leaves   []leafInfo
	versions map[string]*stream
	first    time.Time
	last     time.Time
	invalid  *Mismatch // the first line that is not a proper event

	tiled  int64       // leaf hashes seen in the proof
	diff   int64       // the first leaf where events and proof differ; -1 if none
	sealed []tlog.Hash // the leaf hashes of the proof from there
	bad    *Mismatch   // the first proof line that cannot be read
	lines  int64       // lines seen in the file
	tail   []byte      // the last line
}

// leafInfo is what is kept of an event.
type leafInfo struct {
	hash tlog.Hash
	id   [16]byte
	of   *stream // nil if the line is not an event
}

type stream struct {
	name    string
	version uint64
	first   events.Position
}

// block is a run of lines that one worker handles.
type block struct {
	lines  [][]byte
	parsed []parsedLine
	done   chan struct{}
	err    error // what ended the reading; only in the last block
	next   []byte
}

type parsedLine struct {
	hash tlog.Hash
	e    events.Event
	err  error
}

const blockLines = 256

// readEvents reads the event lines on all cores, and returns the first line after them (nil at the end of the file).
func (x *exportCheck) readEvents(ctx context.Context, in *bufio.Reader) ([]byte, error) {
	ctx, stop := context.WithCancel(ctx)
	workers := runtime.GOMAXPROCS(0)
	jobs, ordered := make(chan *block), make(chan *block, 4*workers)
	ended := make(chan struct{})
	defer func() { stop(); <-ended }()
	for range workers {
		go work(jobs)
	}
	go func() {
		defer close(ended)
		defer close(ordered)
		defer close(jobs)
		split(ctx, in, jobs, ordered)
	}()
	for b := range ordered {
		<-b.done
		for i := range b.lines {
			x.event(b.lines[i], &b.parsed[i])
		}
		if b.err != nil || b.next != nil {
			return b.next, b.err
		}
	}
	return nil, ctx.Err()
}

// split cuts the events into blocks, up to the first line of the proof.
func split(ctx context.Context, in *bufio.Reader, jobs, ordered chan<- *block) {
	for more := true; more && ctx.Err() == nil; {
		b := &block{done: make(chan struct{})}
		more = b.fill(in)
		select {
		case ordered <- b:
		case <-ctx.Done():
			close(b.done)
			return
		}
		jobs <- b // workers run until jobs is closed
	}
}

// fill reads a block, and reports whether there is another one after it.
func (b *block) fill(in *bufio.Reader) (more bool) {
	for len(b.lines) < blockLines {
		l, err := readLine(in)
		switch {
		case errors.Is(err, io.EOF) && len(l) == 0:
			return false
		case err != nil && !errors.Is(err, errLine):
			b.err = fmt.Errorf("export lezen: %w", err)
			return false
		case bytes.HasPrefix(l, []byte(tilePrefix)) || bytes.HasPrefix(l, []byte(tailPrefix)):
			b.next = l
			return false
		}
		b.lines = append(b.lines, l)
		if err != nil { // nothing sensible can follow
			return false
		}
	}
	return true
}

// errLine is for a line that is too long or does not end.
var errLine = errors.New("line too long or without end")

// readLine reads a line with its line feed, and copies it.
func readLine(in *bufio.Reader) ([]byte, error) {
	l, err := in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) || errors.Is(err, io.EOF) && len(l) > 0 {
		err = errLine
	}
	return bytes.Clone(l), err
}

func work(jobs <-chan *block) {
	for b := range jobs {
		b.parsed = make([]parsedLine, len(b.lines))
		for i, l := range b.lines {
			b.parsed[i] = parseLine(l)
		}
		close(b.done)
	}
}

func parseLine(l []byte) (p parsedLine) {
	line, ended := bytes.CutSuffix(l, []byte("\n"))
	p.hash = tlog.RecordHash(line)
	if !ended || len(line) > events.MaxLine {
		p.err = errLine
		return p
	}
	p.e, p.err = events.Parse(line)
	return p
}

// event takes in the next line of the events.
func (x *exportCheck) event(line []byte, p *parsedLine) {
	x.lines++
	pos := events.Position(x.lines)
	info := leafInfo{hash: p.hash}
	if p.err != nil {
		x.refuse(identify(pos, line), "is geen geldige gebeurtenis")
	} else {
		info.id, info.of = p.e.ID, x.stream(pos, &p.e)
		if x.last = p.e.Recorded; x.first.IsZero() {
			x.first = x.last
		}
	}
	x.leaves = append(x.leaves, info)
	x.opt.Progress.at(x.lines, 0)
}

// stream checks that the versions of a record follow each other.
func (x *exportCheck) stream(pos events.Position, e *events.Event) *stream {
	s := x.versions[e.Stream]
	if s == nil {
		s = &stream{name: strings.Clone(e.Stream), first: pos}
		x.versions[s.name] = s
	}
	if e.Version != s.version+1 {
		x.refuse(event{pos, e.ID.String(), printable(e.Stream)}, fmt.Sprintf("heeft versie %d van haar record, maar versie %d is aan de beurt", e.Version, s.version+1))
	}
	s.version = e.Version
	return s
}

func (x *exportCheck) refuse(e event, why string) {
	if x.invalid == nil {
		x.invalid = e.mismatch(Unreadable, "De eerste die niet klopt is %s: deze regel %s.", e, why)
	}
}

// readProof reads what follows the events: the leaf hashes as they were sealed, and the last line.
func (x *exportCheck) readProof(in *bufio.Reader, line []byte) error {
	for line != nil {
		x.lines++
		if bytes.HasPrefix(line, []byte(tailPrefix)) {
			x.tail = line
			return x.readEnd(in)
		}
		x.tile(line)
		next, err := readLine(in)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && !errors.Is(err, errLine):
			return fmt.Errorf("export lezen: %w", err)
		}
		line = next
		if err != nil && !bytes.HasPrefix(line, []byte(tailPrefix)) {
			x.badProof("bewijs", "is niet te lezen")
			return nil
		}
	}
	return nil
}

// readEnd checks that nothing follows the last line.
func (x *exportCheck) readEnd(in *bufio.Reader) error {
	_, err := in.ReadByte()
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return fmt.Errorf("export lezen: %w", err)
	}
	x.lines++
	x.badProof("na de laatste regel", "hoort niet bij een export")
	return nil
}

// badProof notes the first line of the proof that is wrong.
func (x *exportCheck) badProof(part, why string) {
	if x.bad == nil {
		x.bad = mismatch(BadProof, "Regel %d van het bestand (%s) %s.", x.lines, part, why)
		x.bad.Part = fmt.Sprintf("regel %d (%s)", x.lines, part)
	}
}

// tile takes in a line of leaf hashes. Only the very bytes that belong there are right.
func (x *exportCheck) tile(line []byte) {
	n := x.tiled >> TileHeight
	prefix, suffix := fmt.Appendf(nil, `%s%d,"hashes":"`, tilePrefix, n), []byte("\"}\n")
	body, ok1 := bytes.CutPrefix(line, prefix)
	body, ok2 := bytes.CutSuffix(body, suffix)
	hashes, err := base64.StdEncoding.Strict().DecodeString(string(body))
	width := len(hashes) / tlog.HashSize
	switch {
	case !ok1 || !ok2 || err != nil || len(hashes)%tlog.HashSize != 0 || width < 1 || width > tileWidth,
		x.tiled&(tileWidth-1) != 0, // a full tile must come before the next
		!bytes.Equal(line, tileLine(nil, n, hashes)):
		x.badProof("bewijs", "is gewijzigd of beschadigd")
		x.tiled = (n + 1) << TileHeight // those that follow may still be right
		return
	}
	for ; len(hashes) > 0; hashes = hashes[tlog.HashSize:] {
		x.leaf(tlog.Hash(hashes))
	}
}

// leaf holds a leaf hash of the proof against the event.
func (x *exportCheck) leaf(h tlog.Hash) {
	i := x.tiled
	x.tiled++
	if x.diff < 0 && x.bad == nil && (i >= int64(len(x.leaves)) || x.leaves[i].hash != h) {
		x.diff = i
	}
	if x.diff >= 0 {
		x.sealed = append(x.sealed, h)
	}
}

// verdict weighs what was found. What comes first in the file is named, unless the proof is what is wrong.
func (x *exportCheck) verdict() (Report, error) {
	r, old, anchors, tailErr := x.readTail()
	if tailErr != nil {
		return r, x.withoutTail(tailErr)
	}
	t := newAnchored(anchors...)
	root, err := x.root(t)
	if err != nil {
		return r, err
	}
	c := r.Checkpoint
	fits := t.size == c.Size && root == c.Root
	switch m := x.firstDifference(c, fits); {
	case m != nil && (x.invalid == nil || m.Position != 0 && m.Position <= x.invalid.Position):
		return r, m
	case x.invalid != nil:
		return r, x.invalidOr(c)
	}
	if m := t.verdict("Het bestand"); m != nil {
		return r, m
	}
	r.Events, r.Streams, r.First, r.Last, r.Old = c.Size, len(x.versions), x.first, x.last, old
	if x.opt.Sample == nil {
		return r, nil
	}
	r.Sample = x.opt.Sample
	return r, x.sample(c.Origin)
}

// sample holds a sample against the whole log: its checkpoint is one of this log, and its population leaves nothing out.
func (x *exportCheck) sample(origin string) error {
	s := x.opt.Sample
	if s.Origin != origin || s.Size < 1 || s.Size > uint64(len(x.leaves)) {
		return sampleWrong("is getrokken bij een controlepunt dat dit logboek niet heeft")
	}
	var e edge
	for i := range s.Size {
		if _, err := e.add(x.leaves[i].hash); err != nil {
			return err
		}
	}
	if root, err := e.root(); err != nil || root.String() != s.Root {
		return errors.Join(err, sampleWrong("is getrokken bij een controlepunt dat dit logboek niet heeft"))
	}
	return s.whole(x.versions)
}

// invalidOr returns the invalid line; one that stands where the proof should begin is a damaged proof.
func (x *exportCheck) invalidOr(c Checkpoint) error {
	if p := int64(x.invalid.Position); p > c.Size {
		m := mismatch(BadProof, "Regel %d van het bestand is gewijzigd of beschadigd: na %s hoort daar het bewijs te staan.", p, count(c.Size))
		m.Part = fmt.Sprintf("regel %d (bewijs)", p)
		return m
	}
	return x.invalid
}

// root computes the root of the lines.
func (x *exportCheck) root(t *anchored) (tlog.Hash, error) {
	if err := t.check(); err != nil {
		return tlog.Hash{}, err
	}
	for i := range x.leaves {
		if _, err := t.add(x.leaves[i].hash); err != nil {
			return tlog.Hash{}, err
		}
		if err := t.check(); err != nil {
			return tlog.Hash{}, err
		}
	}
	return t.edge.root()
}

// firstDifference says what differs first between events, proof and checkpoint; nil if nothing does.
func (x *exportCheck) firstDifference(c Checkpoint, fits bool) *Mismatch {
	have := int64(len(x.leaves))
	switch {
	case x.bad != nil && fits:
		return x.bad
	case x.bad != nil && x.diff < 0:
		return mismatch(Rewritten, "%s Ook de gebeurtenissen passen niet bij het ondertekende controlepunt; welke de eerste is, is zonder het bewijs niet te zeggen.", x.bad.NL)
	case x.diff >= 0 && fits:
		return x.proofDiffers()
	case x.diff >= 0:
		return x.eventDiffers(c)
	case x.tiled < have:
		return x.leftOver(c)
	case x.tiled != c.Size:
		m := x.badTail("De laatste regel van het bestand noemt %s, het bestand heeft er %d.", count(c.Size), have)
		m.Kind = BadProof
		return m
	case !fits:
		return mismatch(Rewritten, "De gebeurtenissen en het bewijs in het bestand passen bij elkaar, maar niet bij het ondertekende controlepunt: het bestand is na het verzegelen herschreven, of het controlepunt hoort er niet bij. Welke gebeurtenis de eerste is, is zonder ouder exportbestand niet te zeggen.")
	}
	return nil
}

// proofDiffers is for a hash in the proof that is wrong, while the events lead to the checkpoint.
func (x *exportCheck) proofDiffers() *Mismatch {
	line := int64(len(x.leaves)) + x.diff>>TileHeight + 1
	m := mismatch(BadProof, "Regel %d van het bestand (bewijs) is gewijzigd of beschadigd: de hash van %s klopt daar niet. De gebeurtenissen zelf kloppen met het controlepunt.", line, x.named(x.diff))
	m.Part = fmt.Sprintf("regel %d (bewijs)", line)
	return m
}

// eventDiffers is for events that are not those that were sealed.
func (x *exportCheck) eventDiffers(c Checkpoint) *Mismatch {
	e, have := x.named(x.diff), int64(len(x.leaves))
	if x.bad != nil || x.tiled != c.Size || !x.sealedFits(c) {
		return e.mismatch(Rewritten, "Het bestand past niet bij het ondertekende controlepunt, en het bewijs in het bestand ook niet. De eerste plaats waar zij van elkaar verschillen is %s.", e)
	}
	var log []tlog.Hash
	for i := x.diff; i < have && len(log) < window; i++ {
		log = append(log, x.leaves[i].hash)
	}
	return differs(e, where, log, x.sealed[:min(len(x.sealed), window)], have, c.Size)
}

// sealedFits reports whether the leaf hashes of the proof lead to the checkpoint.
func (x *exportCheck) sealedFits(c Checkpoint) bool {
	var e edge
	for i := int64(0); i < c.Size; i++ {
		h := tlog.Hash{}
		if i < x.diff {
			h = x.leaves[i].hash
		} else {
			h = x.sealed[i-x.diff]
		}
		if _, err := e.add(h); err != nil {
			return false
		}
	}
	root, err := e.root()
	return err == nil && root == c.Root
}

// leftOver is for events that the proof does not have.
func (x *exportCheck) leftOver(c Checkpoint) *Mismatch {
	if x.tiled < c.Size {
		return mismatch(BadProof, "Het bewijs in het bestand is niet volledig: het noemt er %d, het controlepunt noemt %s.", x.tiled, count(c.Size))
	}
	e := x.named(x.tiled)
	return e.mismatch(Added, "Op plaats %d is na het verzegelen iets toegevoegd: %s. Het controlepunt noemt %s.", e.at, e, count(c.Size))
}

// named identifies an event that was read.
func (x *exportCheck) named(leaf int64) event {
	e := event{at: events.Position(leaf + 1)}
	if leaf < int64(len(x.leaves)) && x.leaves[leaf].of != nil {
		l := x.leaves[leaf]
		e.id, e.stream = formatID(l.id), printable(l.of.name)
	}
	return e
}

func formatID(id [16]byte) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// withoutTail is the verdict if the last line is not there or is wrong. An event that is wrong comes before it.
func (x *exportCheck) withoutTail(tailErr error) error {
	switch {
	case x.invalid != nil && x.tail == nil && x.tiled == 0 && x.invalid.Position == events.Position(x.lines):
		e := event{x.invalid.Position, x.invalid.ID, x.invalid.Stream}
		return e.mismatch(Unreadable, "Het bestand is afgekapt of beschadigd bij regel %d: daar staat geen volledige gebeurtenis, en de laatste regel met het controlepunt ontbreekt.", e.at)
	case x.invalid != nil:
		return x.invalid
	case x.diff >= 0:
		e := x.named(x.diff)
		return e.mismatch(Rewritten, "De gebeurtenissen en het bewijs in het bestand verschillen bij %s, en de laatste regel deugt ook niet. %v", e, tailErr)
	case x.bad != nil && x.tail == nil:
		return x.bad
	}
	return tailErr
}

// readTail reads the last line, and checks that it is written as it should be and signed.
func (x *exportCheck) readTail() (r Report, old []int64, anchors []anchor, err error) {
	if x.tail == nil {
		return r, nil, nil, x.badTail("Het bestand is niet volledig: de laatste regel, met het controlepunt, ontbreekt. Het bestand heeft %s.", count(int64(len(x.leaves))))
	}
	var t tail
	if json.Unmarshal(x.tail, &t) != nil || t.Format != cmp.Or(x.format, exportFormat) {
		return r, nil, nil, x.badTail("De laatste regel van het bestand is niet die van een export van grootboek.")
	}
	if line, err := t.line(); err != nil || !bytes.Equal(line, x.tail) {
		return r, nil, nil, x.badTail("De laatste regel van het bestand is gewijzigd of beschadigd.")
	}
	v, key, fromLog, err := verifierFor(x.opt.Key, t.Key)
	switch {
	case err != nil:
		return r, nil, nil, x.badTail("De sleutel in de laatste regel van het bestand is gewijzigd of beschadigd.")
	case t.Key != key:
		return r, nil, nil, x.badTail("Het bestand noemt een andere sleutel dan u opgaf: het is niet van dit logboek, of het is nagemaakt.")
	}
	c, err := ParseCheckpoint([]byte(t.Checkpoint), v)
	switch {
	case err != nil:
		return r, nil, nil, x.badTail("Het controlepunt in de laatste regel van het bestand deugt niet. %v", err)
	case c.Origin != t.Origin || c.Size != t.Size || !oneSignature(c.Note, v):
		return r, nil, nil, x.badTail("De laatste regel van het bestand is gewijzigd of beschadigd: zij past niet bij het controlepunt dat erin staat.")
	}
	anchors, old, err = parseOld(x.opt.Old, v)
	return Report{Checkpoint: c, Key: key, KeyFromLog: fromLog}, old, anchors, err
}

func (x *exportCheck) badTail(format string, args ...any) *Mismatch {
	m := mismatch(Signature, format, args...)
	m.Part = "laatste regel"
	return m
}
