package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/journal"
)

var (
	errCut = errors.New("the power is cut")
	cutNow = time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)
)

// A fuse cuts the power at a write: before it, or once it is on the disk and nobody has heard. From then on nothing answers.
type fuse struct {
	left  int // writes that still pass; below 0 it never blows
	after bool
	blown bool
}

func (f *fuse) write(do func() error) error {
	if f.blown {
		return errCut
	}
	if f.left == 0 {
		f.blown = true
		if f.after {
			_ = do()
		}
		return errCut
	}
	f.left--
	return do()
}

func (f *fuse) read() error {
	if f.blown {
		return errCut
	}
	return nil
}

// cutShelf is a shelf behind a fuse.
type cutShelf struct {
	shelf
	*fuse
}

func (c cutShelf) sheet(ctx context.Context, dossier string) ([]byte, uint64, error) {
	if err := c.read(); err != nil {
		return nil, 0, err
	}
	return c.shelf.sheet(ctx, dossier)
}

func (c cutShelf) setSheet(ctx context.Context, dossier string, rev uint64, data []byte) error {
	return c.write(func() error { return c.shelf.setSheet(ctx, dossier, rev, data) })
}

func (c cutShelf) keep(ctx context.Context, name string, pieces [][]byte) error {
	return c.write(func() error { return c.shelf.keep(ctx, name, pieces) })
}

func (c cutShelf) destroy(ctx context.Context, name string) error {
	return c.write(func() error { return c.shelf.destroy(ctx, name) })
}

// cutJournal is a journal behind a fuse: a shelf on journals takes several writes for what is one on SQLite.
type cutJournal struct {
	journal.Journal
	*fuse
}

func (c cutJournal) Append(ctx context.Context, after uint64, id uuid.UUID, data []byte) error {
	return c.write(func() error { return c.Journal.Append(ctx, after, id, bytes.Clone(data)) })
}

func (c cutJournal) Trim(ctx context.Context, before uint64) error {
	return c.write(func() error { return c.Journal.Trim(ctx, before) })
}

func (c cutJournal) Read(ctx context.Context, after uint64) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		if err := c.read(); err != nil {
			yield(journal.Entry{}, err)
			return
		}
		c.Journal.Read(ctx, after)(yield)
	}
}

// A cutPlace is a vault that can be started again, each time with another fuse. left tells what can still be read of a sheet or
// of content, by whoever has the disks.
type cutPlace struct {
	start   func(t *testing.T, f *fuse) *Vault
	content func(t *testing.T, v *Vault, name string) [][]byte
	sheets  func(t *testing.T, dossier string) int
}

func cutKey(t *testing.T) keyring {
	t.Helper()
	k, err := NewMasterKey(bytes.Repeat([]byte{1}, KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return keyring{k}
}

func onFiles(t *testing.T) cutPlace {
	dir := t.TempDir()
	start := func(t *testing.T, f *fuse) *Vault {
		t.Helper()
		v, err := OpenSQLite(t.Context(), Files{filepath.Join(dir, "bladen.db"), filepath.Join(dir, "inhoud.db")}, nil, cutKey(t)...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { v.Close() })
		v.shelf = cutShelf{v.shelf, f}
		return v
	}
	return cutPlace{start,
		func(t *testing.T, v *Vault, name string) [][]byte {
			list, err := v.shelf.fetch(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			return list
		},
		func(*testing.T, string) int { return 1 }}
}

func onJournals(*testing.T) cutPlace {
	var all journal.Memories
	entries := func(t *testing.T, name string) (list [][]byte) {
		for e, err := range all.Open(name).Read(t.Context(), 0) {
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, e.Data)
		}
		return list
	}
	return cutPlace{
		func(t *testing.T, f *fuse) *Vault {
			t.Helper()
			v, err := OpenShared(t.Context(), func(name string) journal.Journal { return cutJournal{all.Open(name), f} }, nil, cutKey(t)...)
			if err != nil {
				t.Fatal(err)
			}
			return v
		},
		func(t *testing.T, _ *Vault, name string) [][]byte { return entries(t, "kluis/inhoud/"+name) },
		func(t *testing.T, dossier string) int { return len(entries(t, "kluis/blad/"+dossier)) }}
}

// A case of one dossier: what the log names of it, and all content that was ever kept for it.
type cutCase struct {
	dossier string
	refs    []domain.VaultRef
	names   []string
}

// fill keeps a dossier with an old version, a file of two pieces and content that never got a version, and prepares its erasure.
func (p cutPlace) fill(t *testing.T) (c cutCase) {
	t.Helper()
	v := p.start(t, &fuse{left: -1})
	defer v.Close()
	c.dossier = NewID()
	keep := func(ref domain.VaultRef, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		c.refs = append(c.refs, ref)
	}
	keep(v.Put(t.Context(), c.dossier, "contact", []byte("Xanthippe Quizzelwoud"), cutNow))
	keep(v.Put(t.Context(), c.dossier, "file", bytes.Repeat([]byte("z"), pieceSize+1), cutNow))
	keep(v.Rectify(t.Context(), c.dossier, "contact", []byte("Xanthippe Zwaluwhof"), "2027-12-31", cutNow))
	stray := uuid.NewString()
	for _, err := range []error{
		v.update(t.Context(), c.dossier, func(s *sheet, _ bool) error {
			for _, list := range s.Parts {
				for _, w := range list {
					c.names = append(c.names, w.Content)
				}
			}
			s.Pending = append(s.Pending, pending{stray, cutNow})
			return nil
		}),
		v.shelf.keep(t.Context(), stray, [][]byte{[]byte("onderweg")}),
		v.SetTerm(t.Context(), c.dossier, "2026-12-01"),
		v.Prepare(t.Context(), c.dossier, "pb", "objection", cutNow),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	c.names = append(c.names, stray)
	return c
}

// erased tells whether all of a dossier is erased, or all of it is whole; anything between fails the test.
func (c cutCase) erased(t *testing.T, v *Vault) bool {
	t.Helper()
	gone := 0
	for _, ref := range c.refs {
		switch err := v.Check(t.Context(), ref); {
		case errors.Is(err, ErrErased):
			gone++
		case err != nil:
			t.Fatalf("neither whole nor erased: %v", err)
		}
	}
	if gone != 0 && gone != len(c.refs) {
		t.Fatalf("%d of %d erased", gone, len(c.refs))
	}
	return gone > 0
}

// nothingLeft fails if any content, or an older sheet, can still be read.
func (p cutPlace) nothingLeft(t *testing.T, v *Vault, c cutCase) {
	t.Helper()
	for i, name := range c.names {
		if left := bytes.Join(p.content(t, v, name), nil); len(left) > 0 {
			t.Errorf("%d bytes of content %d of %d are left", len(left), i+1, len(c.names))
		}
	}
	if n := p.sheets(t, c.dossier); n != 1 {
		t.Errorf("%d sheets are left", n)
	}
}

func TestPowerCutWhileErasing(t *testing.T) {
	after := cutNow.Add(domain.VaultCoolingOff)
	ways := map[string]func(context.Context, *Vault, cutCase, time.Time) (Certificate, error){
		"door twee personen": func(ctx context.Context, v *Vault, c cutCase, at time.Time) (Certificate, error) {
			return v.Confirm(ctx, c.dossier, "own", at)
		},
		"aan het einde van de termijn": func(ctx context.Context, v *Vault, c cutCase, at time.Time) (Certificate, error) {
			return v.EraseAtTerm(ctx, c.dossier, at)
		},
		"opnieuw, na een teruggezette reservekopie": func(ctx context.Context, v *Vault, c cutCase, _ time.Time) (Certificate, error) {
			cert := Certificate{Vault: c.dossier, Ground: "objection", Prepared: "pb", Confirmed: "own", Erased: cutNow, Parts: 2, Versions: 3}
			return cert, v.EraseAgain(ctx, cert)
		},
	}
	for where, place := range map[string]func(*testing.T) cutPlace{"op schijf": onFiles, "gedeeld": onJournals} {
		for how, erase := range ways {
			for _, late := range []bool{false, true} {
				moment := map[bool]string{false: "vóór", true: "na"}[late]
				t.Run(fmt.Sprintf("R-LED-12 de stroom valt uit bij het wissen %s, %s, %s elke keer dat er wordt geschreven: niets is begonnen, of na herstart is alles gewist", how, where, moment), func(t *testing.T) {
					p := place(t)
					for n := 0; ; n++ {
						if cutAt(t, p, erase, after, n, late) {
							if n < 3 {
								t.Errorf("only %d writes", n)
							}
							return
						}
					}
				})
			}
		}
	}
}

// cutAt erases with the power cut at the n-th write, starts again, and finishes. It tells whether there were fewer writes.
func cutAt(t *testing.T, p cutPlace, erase func(context.Context, *Vault, cutCase, time.Time) (Certificate, error), at time.Time, n int, after bool) (through bool) {
	t.Helper()
	c := p.fill(t)
	f := &fuse{left: -1, after: after}
	v := p.start(t, f)
	f.left = n
	first, err := erase(t.Context(), v, c, at)
	through = err == nil
	if !through && (!errors.Is(err, errCut) || strings.Contains(err.Error(), "Xanth")) {
		t.Fatalf("write %d: %v", n, err)
	}
	v.Close()
	v = p.start(t, &fuse{left: -1})
	defer v.Close()
	was := c.erased(t, v)
	if through && !was {
		t.Errorf("write %d: said to be erased, and is not", n)
	}
	if err := v.Sweep(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	if is := c.erased(t, v); is != was {
		t.Errorf("write %d: tidying up erased it", n)
	}
	if was {
		p.nothingLeft(t, v, c)
	}
	again, err := erase(t.Context(), v, c, at.Add(time.Hour))
	if err != nil || !c.erased(t, v) {
		t.Fatalf("write %d, again: %v", n, err)
	}
	p.nothingLeft(t, v, c)
	if through && first.Hash() != again.Hash() {
		t.Errorf("write %d: two certificates: %+v, %+v", n, first, again)
	}
	if was && again.Erased.After(at) {
		t.Errorf("write %d: the certificate is of the second time: %+v", n, again)
	}
	return through
}

func TestPowerCutWhileKeeping(t *testing.T) {
	for where, place := range map[string]func(*testing.T) cutPlace{"op schijf": onFiles, "gedeeld": onJournals} {
		for _, late := range []bool{false, true} {
			moment := map[bool]string{false: "vóór", true: "na"}[late]
			t.Run(fmt.Sprintf("R-LED-11 de stroom valt uit bij het verbeteren, %s, %s elke keer dat er wordt geschreven: de oude versie of de nieuwe, en wat half bleef wordt opgeruimd", where, moment), func(t *testing.T) {
				p := place(t)
				for n := 0; ; n++ {
					if cutRectify(t, p, n, late) {
						if n < 3 {
							t.Errorf("only %d writes", n)
						}
						return
					}
				}
			})
		}
	}
}

func cutRectify(t *testing.T, p cutPlace, n int, after bool) (through bool) {
	t.Helper()
	c := p.fill(t)
	f := &fuse{left: -1, after: after}
	v := p.start(t, f)
	f.left = n
	_, err := v.Rectify(t.Context(), c.dossier, "file", bytes.Repeat([]byte("y"), pieceSize+1), "", cutNow)
	if through = err == nil; !through && !errors.Is(err, errCut) {
		t.Fatal(err)
	}
	v.Close()
	v = p.start(t, &fuse{left: -1})
	defer v.Close()
	if s, _, err := v.read(t.Context(), c.dossier); err != nil || through && len(s.Gone) > 0 {
		t.Errorf("an old version outlives its correction: %v", err)
	}
	if err := v.Sweep(t.Context(), cutNow.Add(leftover)); err != nil {
		t.Fatal(err)
	}
	s, _, err := v.read(t.Context(), c.dossier)
	if err != nil {
		t.Fatal(err)
	}
	files, old := s.Parts["file"], c.refs[1]
	switch err := v.Check(t.Context(), old); {
	case len(files) == 1 && err == nil && !through:
	case len(files) == 2 && errors.Is(err, ErrErased):
		if err := v.Check(t.Context(), s.ref(c.dossier, "file", 2)); err != nil {
			t.Errorf("write %d: the new version: %v", n, err)
		}
	default:
		t.Errorf("write %d: %d versions, the old one: %v", n, len(files), err)
	}
	if len(s.Pending)+len(s.Gone) > 0 {
		t.Errorf("write %d: %d under way and %d to be destroyed are left", n, len(s.Pending), len(s.Gone))
	}
	return through
}
