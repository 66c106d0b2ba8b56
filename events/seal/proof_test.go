package seal_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
)

func verifier(t testing.TB) note.Verifier {
	v, err := seal.ParsePublic(key().Public())
	must(t, err)
	return v
}

func TestTheRootIsWhatRFC6962Defines(t *testing.T) {
	for n := range 40 {
		s := open(t, t.TempDir(), logOf(n))
		var leaves [][]byte
		for i := range n {
			leaves = append(leaves, rfc6962.DefaultHasher.HashLeaf([]byte(line(i))))
		}
		if root := s.Checkpoint().Root; !bytes.Equal(root[:], mth(leaves)) {
			t.Fatalf("size %d: another root", n)
		}
		s.Close()
	}
}

// mth is the definition of RFC 6962, section 2.1, word for word.
func mth(d [][]byte) []byte {
	switch len(d) {
	case 0:
		return rfc6962.DefaultHasher.EmptyRoot()
	case 1:
		return d[0]
	}
	k := 1
	for k*2 < len(d) {
		k *= 2
	}
	return rfc6962.DefaultHasher.HashChildren(mth(d[:k]), mth(d[k:]))
}

func TestEveryReceiptIsAcceptedByAnotherImplementation(t *testing.T) {
	const n = 300
	s := open(t, t.TempDir(), logOf(n))
	defer s.Close()
	root := s.Checkpoint().Root
	for i := range n {
		receipt, err := s.Proof(t.Context(), events.Position(i+1))
		must(t, err)
		c, pos, err := seal.CheckProof(receipt, []byte(line(i)), verifier(t))
		if err != nil || c.Size != n || pos != events.Position(i+1) {
			t.Fatalf("%d: %v", i, err)
		}
		hashes := receiptHashes(t, receipt, i)
		leaf := rfc6962.DefaultHasher.HashLeaf([]byte(line(i)))
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(i), n, leaf, hashes, root[:]); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
}

// receiptHashes reads a receipt by the text of C2SP tlog-proof, not with our own code.
func receiptHashes(t *testing.T, receipt []byte, index int) (hashes [][]byte) {
	t.Helper()
	head, signed, _ := strings.Cut(string(receipt), "\n\n")
	lines := strings.Split(head, "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" || lines[1] != fmt.Sprintf("index %d", index) || !strings.HasPrefix(signed, origin+"\n300\n") {
		t.Fatalf("receipt:\n%s", receipt)
	}
	for _, l := range lines[2:] {
		h, err := base64.StdEncoding.DecodeString(l)
		must(t, err)
		hashes = append(hashes, h)
	}
	return hashes
}

func TestAReceiptProvesOneLineOnly(t *testing.T) {
	l := logOf(20)
	s := open(t, t.TempDir(), l)
	defer s.Close()
	receipt, err := s.Proof(t.Context(), 8)
	must(t, err)
	_, _, err = seal.CheckProof(receipt, []byte(line(8)), verifier(t))
	mustMismatch(t, err, seal.BadProof, 8)
	for at := range receipt {
		harmed := bytes.Clone(receipt)
		harmed[at] ^= 1
		c, pos, err := seal.CheckProof(harmed, []byte(line(7)), verifier(t))
		if err == nil && !sameSignature(receipt, harmed) {
			t.Errorf("byte %d changed to %q is accepted: %d %d", at, harmed[at], c.Size, pos)
		}
	}
	for _, pos := range []events.Position{0, 21} {
		if _, err := s.Proof(t.Context(), pos); !errors.Is(err, seal.ErrNotSealed) {
			t.Errorf("receipt of %d: %v", pos, err)
		}
	}
	withExtra := bytes.Replace(receipt, []byte("\nindex"), []byte("\nextra aGFsbG8=\nindex"), 1)
	_, _, err = seal.CheckProof(withExtra, []byte(line(7)), verifier(t))
	must(t, err)
	_, _, err = seal.CheckProof(receipt, []byte(line(7)), otherVerifier(t))
	mustMismatch(t, err, seal.OtherLog, 0)
}

func otherVerifier(t *testing.T) note.Verifier {
	v, err := seal.ParsePublic(newKey(origin).Public())
	must(t, err)
	return v
}

// sameSignature: base64 has bits that mean nothing; the signature is then still the same.
func sameSignature(a, b []byte) bool {
	decode := func(b []byte) string {
		f := bytes.Fields(b)
		raw, _ := base64.StdEncoding.DecodeString(string(f[len(f)-1]))
		return string(raw)
	}
	i := bytes.LastIndexByte(a[:len(a)-1], ' ')
	return bytes.Equal(a[:i], b[:i]) && decode(a) == decode(b)
}

func TestReceiptsOfDamagedHashesAreNotGiven(t *testing.T) {
	l := logOf(20)
	dir := t.TempDir()
	s := open(t, dir, l)
	defer s.Close()
	flip(t, dir+"/hashes", 32*tlog.StoredHashIndex(0, 6))
	if r, err := s.Proof(t.Context(), 8); err == nil {
		t.Errorf("a wrong receipt:\n%s", r)
	}
}

func TestANewCheckpointThatDoesNotExtendTheLastIsNotSigned(t *testing.T) {
	l := logOf(20)
	dir := t.TempDir()
	s := open(t, dir, l)
	flip(t, dir+"/hashes", 32*tlog.StoredHashIndex(4, 0)) // the root of the first 16 leaves
	l.add(line(20), line(21))
	before := s.Checkpoint()
	run, stop := contextFor(t)
	go func() {
		for s.Status().Trouble == nil && run.Err() == nil {
			s.Poke()
		}
		stop()
	}()
	must(t, s.Run(run))
	if st := s.Status(); st.Trouble == nil || !bytes.Equal(st.Checkpoint.Note, before.Note) {
		t.Errorf("%+v", st)
	}
}

func TestOldCheckpointsAreProvedToBeTheBeginning(t *testing.T) {
	l := logOf(0)
	s := open(t, t.TempDir(), l)
	defer s.Close()
	for i := range 30 {
		l.add(line(i))
		old := open(t, t.TempDir(), l)
		defer old.Close()
		if i < 29 {
			mustMismatch(t, s.Consistency(old.Checkpoint().Note), seal.Missing, 1)
		}
	}
}

func TestTilesAreThoseOfC2SP(t *testing.T) {
	cases := []struct {
		size  int64
		have  []string
		havnt []string
	}{
		{1, []string{"tile/0/000.p/1"}, []string{"tile/0/000", "tile/0/000.p/2", "tile/1/000.p/1", "tile/0/001.p/1"}},
		{255, []string{"tile/0/000.p/255", "tile/0/000.p/7"}, []string{"tile/0/000", "tile/1/000.p/1"}},
		{256, []string{"tile/0/000", "tile/1/000.p/1"}, []string{"tile/0/001.p/1", "tile/1/000.p/2", "tile/2/000.p/1"}},
		{257, []string{"tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"}, []string{"tile/0/001.p/2"}},
		{70_000, []string{"tile/0/000", "tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"},
			[]string{"tile/0/273.p/113", "tile/0/274.p/1", "tile/1/001.p/18", "tile/2/000.p/2", "tile/3/000.p/1", "tile/63/000.p/1"}},
	}
	for _, c := range cases {
		l := &lineLog{}
		for i := range c.size {
			l.add(fmt.Sprint(i))
		}
		s := open(t, t.TempDir(), l)
		for _, path := range c.have {
			tile, ok := seal.ParseTilePath(path)
			data, err := s.Tile(t.Context(), tile)
			if !ok || err != nil || len(data) != tile.W*32 {
				t.Fatalf("size %d, %s: %d bytes, %v", c.size, path, len(data), err)
			}
			last := tile.N<<8 + int64(tile.W) - 1
			if want := subtree(l, tile.L, last); !bytes.Equal(data[len(data)-32:], want) {
				t.Errorf("size %d, %s: the last hash is another", c.size, path)
			}
		}
		for _, path := range c.havnt {
			tile, ok := seal.ParseTilePath(path)
			if _, err := s.Tile(t.Context(), tile); !ok || !errors.Is(err, seal.ErrNotSealed) {
				t.Errorf("size %d has %s: %v", c.size, path, err)
			}
		}
		s.Close()
	}
}

// subtree is the hash of the n-th full subtree of 256^level leaves, by definition.
func subtree(l *lineLog, level int, n int64) []byte {
	width := int64(1) << (8 * level)
	var leaves [][]byte
	for _, r := range l.lines[n*width : (n+1)*width] {
		leaves = append(leaves, rfc6962.DefaultHasher.HashLeaf(r.Line))
	}
	return mth(leaves)
}

func TestTilePathsAreWrittenInOneWayOnly(t *testing.T) {
	for path, want := range map[string]tlog.Tile{
		"tile/0/000":               {H: 8, L: 0, N: 0, W: 256},
		"tile/0/x001/x234/067":     {H: 8, L: 0, N: 1234067, W: 256},
		"tile/8/000.p/1":           {H: 8, L: 8, N: 0, W: 1},
		"tile/63/x001/000.p/255":   {H: 8, L: 63, N: 1000, W: 255},
		"tile/entries/x001/234":    {H: 8, L: -1, N: 1234, W: 256},
		"tile/entries/000.p/17":    {H: 8, L: -1, N: 0, W: 17},
		"tile/0/x999/x999/999.p/9": {H: 8, L: 0, N: 999999999, W: 9},
	} {
		if tile, ok := seal.ParseTilePath(path); !ok || tile != want || seal.TilePath(want) != path {
			t.Errorf("%s: %+v %v", path, tile, ok)
		}
	}
	for _, path := range []string{"", "tile", "tile/0", "tile/00/000", "tile/0/0", "tile/0/x000/000", "tile/0/001/000", "tile/0/000.p/0", "tile/0/000.p/256",
		"tile/0/000.p/01", "tile/-1/000", "tile/64/000", "tile/data/000", "tile/8/0/000", "tile/0/000/", "/tile/0/000", "tile/0/x000/x000/001", "tile/0/000.p/1/2",
		"tile/0/" + strings.Repeat("x999/", 20) + "999", "tile/0/x922/x337/x203/x685/x477/x580/808", "tile/0/-01", "tile/0/+01", "checkpoint"} {
		if tile, ok := seal.ParseTilePath(path); ok {
			t.Errorf("%s is accepted as %+v", path, tile)
		}
	}
}

func TestAnEntryBundleHoldsTheLinesOfItsTile(t *testing.T) {
	s := open(t, t.TempDir(), logOf(300))
	defer s.Close()
	b, err := s.Entries(t.Context(), 1, 44)
	must(t, err)
	for i := 256; i < 300; i++ {
		n := int(binary.BigEndian.Uint16(b))
		if string(b[2:2+n]) != line(i) {
			t.Fatalf("entry %d is another", i)
		}
		b = b[2+n:]
	}
	if len(b) != 0 {
		t.Errorf("%d bytes too many", len(b))
	}
	if _, err := s.Entries(t.Context(), 1, 45); !errors.Is(err, seal.ErrNotSealed) {
		t.Error(err)
	}
}
