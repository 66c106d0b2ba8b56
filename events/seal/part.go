package seal

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
)

// A part of the log proves itself as an export does, with as many bytes as it cites events ("part/1"):
//
//	the lines of the events, in the order of the log
//	{"leaf":0,"hashes":"…"}             for each of them, in that order: its RFC 6962 inclusion proof, 32 bytes a hash, base64
//	{"prefix":9,"root":"…","hashes":"…"} at most once: the proof that the log as it was at that size and root is its beginning
//	{"grootboek":"part/1","size":…}     the last line, as that of an export
//
// Of each record it holds all events from the first up to some version, without gaps. Whether a record got more events
// later, and whether there are other records, a part cannot tell: for that there is the export, see [VerifyOptions.Sample].
const partFormat = "part/1"

// MaxPart is the most bytes that a part may have.
const MaxPart = 64 << 20

type leafLine struct {
	Leaf   int64  `json:"leaf"`
	Hashes string `json:"hashes"`
}

type prefixLine struct {
	Prefix int64  `json:"prefix"`
	Root   string `json:"root"`
	Hashes string `json:"hashes"`
}

func base64Of(hashes []tlog.Hash) string {
	var b []byte
	for _, h := range hashes {
		b = append(b, h[:]...)
	}
	return base64.StdEncoding.EncodeToString(b)
}

func hashesOf(text string) (list []tlog.Hash, ok bool) {
	b, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(b)%tlog.HashSize != 0 || len(b) > maxProof*tlog.HashSize {
		return nil, false
	}
	for ; len(b) > 0; b = b[tlog.HashSize:] {
		list = append(list, tlog.Hash(b))
	}
	return list, true
}

// WritePart writes the events at these positions with their proofs under the last checkpoint. With a prefix (size and root of an
// earlier checkpoint; 0 for none) it proves besides that the log began with it. A prefix that the log did not begin with is a
// [*Mismatch]; [ErrNotSealed] if an event is not sealed.
func WritePart(ctx context.Context, w io.Writer, store events.Store, s *Seal, positions []events.Position, prefix int64, root tlog.Hash) error {
	c, err := s.current()
	if err != nil {
		return err
	}
	list := slices.Compact(slices.Sorted(slices.Values(positions)))
	if n := len(list); n > 0 && (list[0] < 1 || int64(list[n-1]) > c.Size) {
		return ErrNotSealed
	}
	b := bufio.NewWriter(w)
	var proofs bytes.Buffer
	for _, p := range list {
		line, err := lineOf(ctx, store, p)
		if err != nil {
			return err
		}
		hashes, err := tlog.ProveRecord(c.Size, int64(p)-1, s.file)
		if err != nil {
			return fmt.Errorf("prove %d: %w", p, err)
		}
		if err := tlog.CheckRecord(hashes, c.Size, c.Root, int64(p)-1, tlog.RecordHash(line)); err != nil {
			e := identify(p, line)
			return e.mismatch(Rewritten, "Het logboek is niet zoals het is verzegeld: %s.", e)
		}
		b.Write(line) // bufio keeps the first error, and Flush gives it
		b.WriteByte('\n')
		if err := jsonLine(&proofs, leafLine{int64(p) - 1, base64Of(hashes)}); err != nil {
			return err
		}
	}
	b.Write(proofs.Bytes())
	if prefix > 0 {
		line, err := s.prefix(c, prefix, root)
		if err == nil {
			err = jsonLine(b, line)
		}
		if err != nil {
			return err
		}
	}
	end, err := tail{partFormat, c.Size, c.Origin, s.Key(), string(c.Note)}.line()
	if err != nil {
		return fmt.Errorf("part: %w", err)
	}
	b.Write(end)
	return b.Flush()
}

// HadRoot tells whether the log had that root when it held so many events.
func (s *Seal) HadRoot(size int64, root tlog.Hash) bool {
	if size < 1 || size > s.Checkpoint().Size {
		return false
	}
	h, err := tlog.TreeHash(size, s.file)
	return err == nil && h == root
}

func (s *Seal) prefix(c Checkpoint, size int64, root tlog.Hash) (l prefixLine, err error) {
	if !s.HadRoot(size, root) {
		return l, mismatch(Rewritten, "Het controlepunt van %s hoort niet bij dit logboek.", count(size))
	}
	hashes, err := tlog.ProveTree(c.Size, size, s.file)
	if err != nil {
		return l, fmt.Errorf("prove prefix %d: %w", size, err)
	}
	return prefixLine{size, root.String(), base64Of(hashes)}, nil
}

// lineOf reads one event of the log.
func lineOf(ctx context.Context, store events.Store, p events.Position) ([]byte, error) {
	for raw, err := range events.Lines(ctx, store, p-1) {
		if err != nil {
			return nil, fmt.Errorf("read event %d: %w", p, err)
		}
		if raw.Position != p {
			break
		}
		return bytes.Clone(raw.Line), nil
	}
	return nil, fmt.Errorf("read event %d: %w", p, ErrNotSealed)
}

// IsPart tells whether a file is a part, by its last line.
func IsPart(file []byte) bool {
	file = bytes.TrimSuffix(file, []byte("\n"))
	last := file[bytes.LastIndexByte(file, '\n')+1:]
	return bytes.HasPrefix(last, []byte(tailPrefix+strconv.Quote(partFormat)))
}

// part is what is known of a part.
type part struct {
	Report
	streams map[string]uint64 // how many events of each record
	prefix  int64
	root    tlog.Hash
}

// VerifyPart checks a part from its first byte to its last. Anything wrong is a [*Mismatch].
func VerifyPart(file []byte, opt VerifyOptions) (Report, error) {
	p, err := readPart(file, opt)
	return p.Report, err
}

func readPart(file []byte, opt VerifyOptions) (p part, err error) {
	lines := bytes.SplitAfter(file, []byte("\n"))
	if n := len(lines); n < 2 || len(lines[n-1]) != 0 {
		return p, partWrong("laatste regel", "Het bestand is niet volledig: het eindigt midden in een regel.")
	}
	lines = lines[:len(lines)-1]
	x := &exportCheck{opt: opt, tail: lines[len(lines)-1]}
	var t tail
	if json.Unmarshal(x.tail, &t) != nil || t.Format != partFormat {
		return p, partWrong("laatste regel", "De laatste regel van het bestand is niet die van een deel van een logboek van grootboek.")
	}
	x.format = partFormat
	r, old, anchors, err := x.readTail()
	if err != nil {
		return p, err
	}
	p.Report, p.Part, p.streams = r, true, map[string]uint64{}
	for _, a := range anchors { // the old checkpoints: only the one that the prefix proves can be held against a part
		if a.size != r.Checkpoint.Size || a.root != r.Checkpoint.Root {
			return p, mismatch(OtherLog, "Een oud controlepunt is aan een deel van het logboek niet te toetsen. Neem daarvoor de export.")
		}
	}
	p.Old = old
	body := lines[:len(lines)-1]
	n := slices.IndexFunc(body, func(l []byte) bool {
		return bytes.HasPrefix(l, []byte(`{"leaf":`)) || bytes.HasPrefix(l, []byte(`{"prefix":`))
	})
	if n < 0 {
		n = len(body)
	}
	if err := p.readEvents(body[:n], body[n:]); err != nil {
		return p, err
	}
	return p, p.readPrefix(body, n)
}

func partWrong(where, why string) *Mismatch {
	m := mismatch(BadProof, "%s", why)
	m.Part = where
	return m
}

func (p *part) readEvents(lines, proofs [][]byte) error {
	before := int64(-1)
	for i, l := range lines {
		parsed := parseLine(l)
		at := "regel " + strconv.Itoa(len(lines)+i+1) + " (bewijs)"
		var proof leafLine
		if i >= len(proofs) || strict(proofs[i], &proof) != nil || proof.Leaf <= before {
			return partWrong(at, "Het bewijs op "+at+" ontbreekt, of is gewijzigd of beschadigd.")
		}
		before = proof.Leaf
		pos := events.Position(proof.Leaf + 1)
		e := identify(pos, bytes.TrimSuffix(l, []byte("\n")))
		hashes, ok := hashesOf(proof.Hashes)
		if !ok || tlog.CheckRecord(hashes, p.Checkpoint.Size, p.Checkpoint.Root, proof.Leaf, parsed.hash) != nil {
			return e.mismatch(BadProof, "Het bewijs hoort niet bij deze gebeurtenis: %s is niet wat op plaats %d is verzegeld.", e, pos)
		}
		if parsed.err != nil {
			return e.mismatch(Unreadable, "%s is geen geldige gebeurtenis.", e)
		}
		if p.streams[parsed.e.Stream]++; p.streams[parsed.e.Stream] != parsed.e.Version {
			return e.mismatch(BadProof, "Van record %s ontbreekt versie %d: %s is versie %d.", e.stream, p.streams[parsed.e.Stream], e, parsed.e.Version)
		}
		if p.Last = parsed.e.Recorded; p.First.IsZero() {
			p.First = p.Last
		}
	}
	p.Events, p.Streams = int64(len(lines)), len(p.streams)
	return nil
}

// readPrefix checks the proof of an earlier checkpoint, and that nothing else follows.
func (p *part) readPrefix(body [][]byte, n int) error {
	rest := body[min(2*n, len(body)):]
	if len(rest) == 0 {
		return nil
	}
	where := "regel " + strconv.Itoa(2*n+1) + " (bewijs van het controlepunt)"
	var l prefixLine
	if len(rest) > 1 || strict(rest[0], &l) != nil {
		return partWrong(where, "Op "+where+" staat iets dat niet in een deel hoort, of dat is gewijzigd.")
	}
	root, err := tlog.ParseHash(l.Root)
	hashes, ok := hashesOf(l.Hashes)
	if err != nil || !ok || tlog.CheckTree(hashes, p.Checkpoint.Size, p.Checkpoint.Root, l.Prefix, root) != nil {
		return partWrong(where, fmt.Sprintf("Het logboek is niet begonnen met het controlepunt van %s dat in het bestand staat.", count(l.Prefix)))
	}
	p.prefix, p.root = l.Prefix, root
	return nil
}

// The files of a bundle: what an auditor takes home.
const (
	BundleTrail  = "trail.jsonl"
	BundleSample = "steekproef.json"
)

// VerifyBundle checks a .zip with a part and a sample: the part proves itself, the sample is drawn again, and of each of its items
// the part holds the events. Other files in it are not checked, and the report names them. Anything wrong is a [*Mismatch].
func VerifyBundle(file io.ReaderAt, size int64, opt VerifyOptions) (Report, error) {
	z, err := zip.NewReader(file, size)
	if err != nil {
		return Report{}, partWrong("het zip-bestand", "Dit zip-bestand is niet te lezen: het is beschadigd.")
	}
	found, others := map[string][]byte{}, []string(nil)
	for _, f := range z.File {
		if f.Name != BundleTrail && f.Name != BundleSample {
			others = append(others, printable(f.Name))
			continue
		}
		if found[f.Name] != nil {
			return Report{}, partWrong(f.Name, "Het zip-bestand heeft "+f.Name+" twee keer.")
		}
		if found[f.Name], err = readZipped(f); err != nil {
			return Report{}, partWrong(f.Name, f.Name+" in het zip-bestand is niet te lezen.")
		}
	}
	if found[BundleTrail] == nil || found[BundleSample] == nil {
		return Report{}, partWrong("het zip-bestand", "In het zip-bestand ontbreekt "+BundleTrail+" of "+BundleSample+".")
	}
	p, err := readPart(found[BundleTrail], opt)
	if err != nil {
		return p.Report, err
	}
	p.NotChecked = others
	p.Sample, err = p.sample(found[BundleSample])
	return p.Report, err
}

func readZipped(f *zip.File) ([]byte, error) {
	if f.UncompressedSize64 > MaxPart {
		return nil, errors.New("too large")
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(r, MaxPart))
	return b, errors.Join(err, r.Close())
}

// sample holds a sample against the part.
func (p *part) sample(file []byte) (*Sample, error) {
	s, err := ParseSample(file)
	switch {
	case err != nil:
		return nil, err
	case p.prefix < 1 || s.Origin != p.Checkpoint.Origin || int64(s.Size) != p.prefix || s.Root != p.root.String(): // without a proven checkpoint nobody knows when it was drawn
		return nil, sampleWrong("is getrokken bij een ander controlepunt dan " + BundleTrail + " bewijst")
	}
	for _, item := range s.Items {
		if p.streams[item] == 0 {
			return nil, sampleWrong("noemt een record waarvan " + BundleTrail + " geen gebeurtenissen heeft: " + printable(item))
		}
	}
	return &s, nil
}
