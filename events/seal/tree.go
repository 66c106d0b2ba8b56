package seal

import (
	"cmp"
	"fmt"
	"io"
	"math/bits"
	"os"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// edge is the right edge of the tree: all that is needed to add a leaf or to compute the root. It is a
// [tlog.HashReader] for exactly those hashes, so that the computing stays with x/mod. The zero value is the empty tree.
type edge struct {
	size int64
	at   [64]tlog.Hash // at[l] is the last complete subtree of 2^l leaves, if bit l of size is set
}

// ReadHashes implements [tlog.HashReader].
func (e *edge) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		level, n := tlog.SplitStoredHashIndex(x)
		if n != e.size>>level-1 || e.size>>level&1 == 0 {
			return nil, fmt.Errorf("hash %d of level %d is not at the edge of a tree of %d", n, level, e.size)
		}
		hashes[i] = e.at[level]
	}
	return hashes, nil
}

// add adds a leaf and returns the hashes to be stored, the first of which is the leaf.
func (e *edge) add(leaf tlog.Hash) ([]tlog.Hash, error) {
	hashes, err := tlog.StoredHashesForRecordHash(e.size, leaf, e)
	if err != nil {
		return nil, fmt.Errorf("add leaf %d: %w", e.size, err)
	}
	e.at[len(hashes)-1] = hashes[len(hashes)-1]
	e.size++
	return hashes, nil
}

// root returns the root of the tree.
func (e *edge) root() (tlog.Hash, error) { return tlog.TreeHash(e.size, e) }

// loadEdge reads the edge of a tree of a given size, and its root, which the caller compares.
func loadEdge(size int64, r tlog.HashReader) (edge, tlog.Hash, error) {
	e := edge{size: size}
	var levels []int
	var indexes []int64
	for rest := uint64(size); rest != 0; rest &= rest - 1 {
		l := bits.TrailingZeros64(rest)
		levels, indexes = append(levels, l), append(indexes, tlog.StoredHashIndex(l, size>>l-1))
	}
	hashes, err := r.ReadHashes(indexes)
	if err != nil {
		return e, tlog.Hash{}, err
	}
	for i, l := range levels {
		e.at[l] = hashes[i]
	}
	root, err := e.root()
	return e, root, err
}

// anchor is a root known from elsewhere (the mark, an old checkpoint): a growing tree is held against it in passing.
type anchor struct {
	size int64
	root tlog.Hash
}

// anchored is an edge that checks anchors while it grows.
type anchored struct {
	edge
	todo []anchor
	good int64   // the largest anchor that fits
	bad  *anchor // the first that does not
}

func newAnchored(list ...anchor) *anchored {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b anchor) int { return cmp.Compare(a.size, b.size) })
	return &anchored{todo: list}
}

// check compares the anchors of the present size. It is to be called before the first leaf and after each one.
func (a *anchored) check() error {
	for len(a.todo) > 0 && a.todo[0].size == a.size {
		root, err := a.root()
		if err != nil {
			return err
		}
		switch {
		case root == a.todo[0].root:
			a.good = a.size
		case a.bad == nil:
			a.bad = &a.todo[0]
		}
		a.todo = a.todo[1:]
	}
	return nil
}

// verdict is nil if all anchors fit.
func (a *anchored) verdict(where string) *Mismatch {
	switch {
	case a.bad != nil:
		return mismatch(Rewritten, "%s past niet bij een ouder controlepunt van %s: ergens in gebeurtenis %d tot en met %d is daarna iets gewijzigd, verwijderd of verplaatst."+
			" Het controlepunt alleen vertelt niet welke; vergelijk met een export uit die tijd.", where, count(a.bad.size), a.good+1, a.bad.size)
	case len(a.todo) > 0:
		last := a.todo[len(a.todo)-1]
		return missing(where, a.size, last.size)
	}
	return nil
}

// hashFile holds the stored hashes of the tree, 32 bytes each, at their [tlog.StoredHashIndex].
type hashFile struct{ f *os.File }

// span is how many hashes are read at once if the ones asked for lie that close together: a tile of level 0.
const span = 1024

// ReadHashes implements [tlog.HashReader].
func (h hashFile) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	if len(indexes) == 0 {
		return hashes, nil
	}
	if lo, hi := slices.Min(indexes), slices.Max(indexes); len(indexes) > 8 && hi-lo < span {
		return hashes, h.readSpan(lo, hi, indexes, hashes)
	}
	for i, x := range indexes {
		if _, err := h.f.ReadAt(hashes[i][:], x*tlog.HashSize); err != nil {
			return nil, fmt.Errorf("stored hash %d: %w", x, err)
		}
	}
	return hashes, nil
}

func (h hashFile) readSpan(lo, hi int64, indexes []int64, hashes []tlog.Hash) error {
	buf := make([]byte, (hi-lo+1)*tlog.HashSize)
	if _, err := h.f.ReadAt(buf, lo*tlog.HashSize); err != nil {
		return fmt.Errorf("stored hashes %d to %d: %w", lo, hi, err)
	}
	for i, x := range indexes {
		copy(hashes[i][:], buf[(x-lo)*tlog.HashSize:])
	}
	return nil
}

// reader reads the stored hashes from the first one on.
func (h hashFile) reader() io.Reader { return io.NewSectionReader(h.f, 0, 1<<62) }

// write stores the hashes that come with the leaves from size on.
func (h hashFile) write(size int64, hashes []tlog.Hash) error {
	buf := make([]byte, 0, len(hashes)*tlog.HashSize)
	for i := range hashes {
		buf = append(buf, hashes[i][:]...)
	}
	if _, err := h.f.WriteAt(buf, tlog.StoredHashIndex(0, size)*tlog.HashSize); err != nil {
		return fmt.Errorf("store hashes from leaf %d: %w", size, err)
	}
	return nil
}
