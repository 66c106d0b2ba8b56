package seal

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
)

// TileHeight is the height of the tiles of C2SP tlog-tiles: 256 hashes wide.
const TileHeight = 8

const tileWidth = 1 << TileHeight

// ErrNotSealed is returned for an event or a tile that is not (yet) in the tree.
var ErrNotSealed = errors.New("dit staat (nog) niet in het verzegelde logboek")

const proofHeader = "c2sp.org/tlog-proof@v1"

// Proof returns the receipt of the event at a position: a .tlog-proof file (C2SP tlog-proof) under the last checkpoint.
// With the line of the event and the verifier key of the log it can be checked by anyone, see [CheckProof].
// ErrNotSealed if the event is not sealed.
func (s *Seal) Proof(ctx context.Context, pos events.Position) ([]byte, error) {
	c := s.Checkpoint()
	if pos < 1 || pos > events.Position(c.Size) {
		return nil, ErrNotSealed
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	leaf := int64(pos) - 1
	hashes, err := tlog.ProveRecord(c.Size, leaf, s.file)
	if err != nil {
		return nil, fmt.Errorf("prove %d: %w", pos, err)
	}
	own, err := s.file.ReadHashes([]int64{tlog.StoredHashIndex(0, leaf)})
	if err != nil {
		return nil, fmt.Errorf("prove %d: %w", pos, err)
	}
	if err := tlog.CheckRecord(hashes, c.Size, c.Root, leaf, own[0]); err != nil { // a wrong receipt is worse than none
		return nil, fmt.Errorf("stored hashes do not prove %d: %w", pos, err)
	}
	return formatProof(leaf, hashes, c.Note), nil
}

func formatProof(leaf int64, hashes []tlog.Hash, signed []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nindex %d\n", proofHeader, leaf)
	for _, h := range hashes {
		fmt.Fprintln(&b, h)
	}
	b.WriteByte('\n')
	b.Write(signed)
	return b.Bytes()
}

// CheckProof checks that a receipt proves a line, with the verifier key of the log. It returns the checkpoint that the
// receipt stands under and the position of the event. The error is a [*Mismatch].
func CheckProof(proof, line []byte, v note.Verifier) (Checkpoint, events.Position, error) {
	leaf, hashes, signed, ok := parseProof(proof)
	if !ok {
		return Checkpoint{}, 0, mismatch(BadProof, "Dit is geen bewijs van vastlegging (.tlog-proof).")
	}
	c, err := ParseCheckpoint(signed, v)
	if err != nil {
		return Checkpoint{}, 0, err
	}
	pos := events.Position(leaf + 1)
	if err := tlog.CheckRecord(hashes, c.Size, c.Root, leaf, tlog.RecordHash(line)); err != nil {
		e := identify(pos, line)
		return c, pos, e.mismatch(BadProof, "Het bewijs hoort niet bij deze gebeurtenis: %s is niet wat op plaats %d is verzegeld.", e, pos)
	}
	return c, pos, nil
}

// maxProof is how many hashes a proof can have: one for each level of the tree.
const maxProof = 63

func parseProof(proof []byte) (leaf int64, hashes tlog.RecordProof, signed []byte, ok bool) {
	head, rest, found := strings.Cut(string(proof), "\n\n")
	lines := strings.Split(head, "\n")
	if len(lines) > 1 && strings.HasPrefix(lines[1], "extra ") { // allowed by the format, and of no meaning here
		lines = append(lines[:1], lines[2:]...)
	}
	if !found || len(lines) < 2 || lines[0] != proofHeader || len(lines) > 2+maxProof {
		return 0, nil, nil, false
	}
	index, found := strings.CutPrefix(lines[1], "index ")
	leaf, err := strconv.ParseInt(index, 10, 64)
	if !found || err != nil || leaf < 0 || strconv.FormatInt(leaf, 10) != index {
		return 0, nil, nil, false
	}
	for _, l := range lines[2:] {
		h, err := tlog.ParseHash(l)
		if err != nil || h.String() != l {
			return 0, nil, nil, false
		}
		hashes = append(hashes, h)
	}
	return leaf, hashes, []byte(rest), true
}

// Consistency checks that the log as it is sealed now begins with the log of an old checkpoint of the same key. The
// error is a [*Mismatch] that says what is wrong.
func (s *Seal) Consistency(old []byte) error {
	o, err := ParseCheckpoint(old, s.verifier)
	if err != nil {
		return err
	}
	c := s.Checkpoint()
	if o.Size > c.Size {
		return missing("het logboek", c.Size, o.Size)
	}
	if o.Size == 0 {
		return nil
	}
	root, err := tlog.TreeHash(o.Size, s.file)
	if err != nil {
		return fmt.Errorf("root of %d: %w", o.Size, err)
	}
	if root != o.Root {
		return asError((&anchored{bad: &anchor{o.Size, o.Root}}).verdict("Het logboek"))
	}
	return extends(s.file, c.Size, c.Root, o.Size, o.Root)
}

// Tile returns a tile of hashes of the tree, 32 bytes each, for C2SP tlog-tiles: t.H is [TileHeight], t.L not negative.
// ErrNotSealed if the tree has no such tile (yet). A narrower tile than the tree has is given as well: it was served at
// an earlier size.
func (s *Seal) Tile(ctx context.Context, t tlog.Tile) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if t.H != TileHeight || t.L < 0 || !within(t, s.Checkpoint().Size) {
		return nil, ErrNotSealed
	}
	data, err := tlog.ReadTileData(t, s.file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Path(), err)
	}
	return data, nil
}

// within reports whether a tree of a size has all hashes of a tile.
func within(t tlog.Tile, size int64) bool {
	if t.L*TileHeight > 62 || t.W < 1 || t.W > tileWidth || t.N < 0 {
		return false
	}
	have := size >> (max(t.L, 0) * TileHeight) // complete subtrees at this level
	return t.N <= have>>TileHeight && t.N<<TileHeight+int64(t.W) <= have
}

// Entries returns an entry bundle of C2SP tlog-tiles: the lines of width events from leaf n*256 on, each after its
// length in two bytes. ErrNotSealed if they are not all sealed. Lines that are not what was sealed are not given out: a
// [*Mismatch] then names the first.
func (s *Seal) Entries(ctx context.Context, n int64, width int) ([]byte, error) {
	t := tlog.Tile{H: TileHeight, L: 0, N: n, W: width}
	sealed, err := s.Tile(ctx, t)
	if err != nil {
		return nil, err
	}
	var b []byte
	leaf, end := n<<TileHeight, n<<TileHeight+int64(width)
	for raw, err := range events.Lines(ctx, s.o.Store, events.Position(leaf)) {
		if leaf == end {
			break
		}
		if err := inOrder(ctx, leaf, raw, err); err != nil {
			return nil, err
		}
		if h := tlog.RecordHash(raw.Line); !bytes.Equal(h[:], sealed[:tlog.HashSize]) {
			e := identify(raw.Position, raw.Line)
			return nil, differs(e, "het logboek", []tlog.Hash{h}, []tlog.Hash{tlog.Hash(sealed)}, 0, 0)
		}
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(raw.Line))), raw.Line...)
		leaf, sealed = leaf+1, sealed[tlog.HashSize:]
	}
	if leaf != end {
		return nil, missing("het logboek", leaf, s.Checkpoint().Size)
	}
	return b, nil
}
