package seal_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
)

// partOf is a part of a log of n events, with the log as it was at size prefix.
func partOf(t testing.TB, n int, prefix int64, positions ...events.Position) (part []byte, root tlog.Hash) {
	t.Helper()
	early := open(t, t.TempDir(), logOf(int(prefix)))
	root = early.Checkpoint().Root
	must(t, early.Close())
	l := logOf(n)
	s := open(t, t.TempDir(), l)
	defer s.Close()
	var b bytes.Buffer
	must(t, seal.WritePart(ctx(), &b, l, s, positions, prefix, root))
	return b.Bytes(), root
}

func TestDeel(t *testing.T) {
	known := seal.VerifyOptions{Key: key().Public()}
	part, root := partOf(t, 600, 400, 1, 2, 3, 4, 5, 6)
	t.Run("R-RPT-07 een deel bewijst zichzelf, met het controlepunt van toen", func(t *testing.T) {
		r, err := seal.VerifyPart(part, known)
		if err != nil || !r.Part || r.Events != 6 || r.Checkpoint.Size != 600 || !seal.IsPart(part) {
			t.Fatalf("%+v %v", r, err)
		}
		if text := strings.Join(r.Conclusions(), "\n"); !strings.Contains(text, "KLOPT: de 6 aangehaalde gebeurtenissen") || !strings.Contains(text, "niet te zeggen") {
			t.Error(text)
		}
	})
	t.Run("R-RPT-07 elke gewijzigde byte wordt geweigerd", func(t *testing.T) {
		for at := range part {
			for _, mask := range []byte{1, 0x20, 0x80} {
				harmed := bytes.Clone(part)
				harmed[at] ^= mask
				if _, err := seal.VerifyPart(harmed, known); err == nil {
					t.Fatalf("byte %d with %x: accepted", at, mask)
				}
			}
		}
	})
	t.Run("een weggelaten gebeurtenis van een record wordt genoemd", func(t *testing.T) {
		gap, _ := partOf(t, 600, 400, 1, 2, 3, 7) // the streams take turns: 4 to 6 hold the second versions
		_, err := seal.VerifyPart(gap, known)
		if m, ok := errors.AsType[*seal.Mismatch](err); !ok || !strings.Contains(m.NL, "ontbreekt versie") {
			t.Fatalf("%v", err)
		}
	})
	t.Run("een afgekapt deel, of een regel te veel, wordt geweigerd", func(t *testing.T) {
		lines := bytes.SplitAfter(part, []byte("\n"))
		for i := range len(lines) - 1 {
			if _, err := seal.VerifyPart(bytes.Join(slices.Delete(slices.Clone(lines), i, i+1), nil), known); err == nil && i != 12 {
				t.Errorf("without line %d: accepted", i+1)
			}
			if _, err := seal.VerifyPart(bytes.Join(slices.Insert(slices.Clone(lines), i, lines[i]), nil), known); err == nil {
				t.Errorf("line %d twice: accepted", i+1)
			}
		}
	})
	t.Run("een controlepunt van een ander logboek wordt niet bewezen", func(t *testing.T) {
		l := logOf(600)
		s := open(t, t.TempDir(), l)
		defer s.Close()
		if s.HadRoot(400, tlog.Hash{1}) || !s.HadRoot(400, root) || s.HadRoot(0, root) || s.HadRoot(601, root) {
			t.Error("wrong root")
		}
		var b bytes.Buffer
		if err := seal.WritePart(ctx(), &b, l, s, []events.Position{1}, 400, tlog.Hash{1}); err == nil {
			t.Error("proved a root that never was")
		}
		if err := seal.WritePart(ctx(), &b, l, s, []events.Position{601}, 0, root); !errors.Is(err, seal.ErrNotSealed) {
			t.Errorf("%v", err)
		}
	})
}

func TestSteekproef(t *testing.T) {
	s := seal.Sample{Format: seal.SampleFormat, Origin: "grootboek.test/log", Size: 400, Root: "wortel", Control: "agreements-checked", From: "2026-01-01", Until: "2026-10-31", Seed: "zeehond 42", Kind: "agreement", LeftOut: []string{}}
	for _, x := range strings.Fields("a b c d e f g h i j k l") {
		s.Population = append(s.Population, "agreement/"+x)
	}
	t.Run("de uitkomst staat vast: zo trekt ook een programma in een andere taal", func(t *testing.T) {
		if got := strings.Join(s.Draw(4), " "); got != "agreement/b agreement/f agreement/i agreement/j" { // computed with the Python of the comment
			t.Error(got)
		}
	})
	t.Run("een grotere steekproef begint met de kleinere, en meer dan de populatie is er niet", func(t *testing.T) {
		if !slices.Equal(s.Draw(7)[:4], s.Draw(4)) || len(s.Draw(99)) != 12 || len(s.Draw(-1)) != 0 {
			t.Error("not a prefix")
		}
	})
	t.Run("een andere startwaarde, een ander controlepunt of een andere periode is een andere steekproef", func(t *testing.T) {
		for name, change := range map[string]func(*seal.Sample){"seed": func(x *seal.Sample) { x.Seed = "zeehond 43" }, "size": func(x *seal.Sample) { x.Size++ }, "root": func(x *seal.Sample) { x.Root = "w" },
			"control": func(x *seal.Sample) { x.Control = "x" }, "from": func(x *seal.Sample) { x.From = "2026-01-02" }, "until": func(x *seal.Sample) { x.Until = "2026-10-30" }, "origin": func(x *seal.Sample) { x.Origin = "y" }} {
			y := s
			change(&y)
			if slices.Equal(y.Draw(12), s.Draw(12)) {
				t.Errorf("%s does not count", name)
			}
		}
	})
	t.Run("elk record komt even vaak in een steekproef", func(t *testing.T) {
		n := map[string]int{}
		for i := range 6000 {
			y := s
			y.Size = uint64(i + 1)
			for _, x := range y.Draw(3) {
				n[x]++
			}
		}
		for _, x := range s.Population { // 1500 expected; four standard deviations are 134
			if n[x] < 1366 || n[x] > 1634 {
				t.Errorf("%s: %d", x, n[x])
			}
		}
	})
}

// streamsOf are the records in a log of n events.
func streamsOf(t testing.TB, n int) (list []string) {
	t.Helper()
	for raw, err := range events.Lines(ctx(), logOf(n), 0) {
		must(t, err)
		e, err := events.Parse(raw.Line)
		must(t, err)
		if !slices.Contains(list, e.Stream) {
			list = append(list, e.Stream)
		}
	}
	return list
}

// bundled is a bundle with a sample at the checkpoint of 400 events.
func bundled(t testing.TB, change func(*seal.Sample)) ([]byte, seal.Sample) {
	t.Helper()
	return bundledAt(t, 400, change)
}

// bundledAt is one whose part proves the log at that size; 0 for none.
func bundledAt(t testing.TB, prefix int64, change func(*seal.Sample)) ([]byte, seal.Sample) {
	t.Helper()
	_, root := partOf(t, 600, 400)
	part, _ := partOf(t, 600, prefix, 1, 2, 3, 4, 5, 6)
	streams := streamsOf(t, 400)
	kind, _, _ := strings.Cut(streams[0], "/")
	s := seal.Sample{Format: seal.SampleFormat, Origin: key().Origin(), Size: 400, Root: root.String(), Control: "x", From: "a", Until: "b", Seed: "c", Kind: kind, LeftOut: []string{}}
	s.Population = slices.DeleteFunc(streams, func(x string) bool { return !strings.HasPrefix(x, kind+"/") })
	slices.Sort(s.Population)
	s.Items = s.Draw(len(s.Population))
	change(&s)
	file, err := s.File()
	must(t, err)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range map[string][]byte{seal.BundleTrail: part, seal.BundleSample: file, "blad.xlsx": []byte("x")} {
		w, err := z.Create(name)
		must(t, err)
		_, err = w.Write(content)
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes(), s
}

func TestBundel(t *testing.T) {
	known := seal.VerifyOptions{Key: key().Public()}
	verify := func(b []byte) (seal.Report, error) {
		return seal.VerifyBundle(bytes.NewReader(b), int64(len(b)), known)
	}
	t.Run("R-RPT-07 een bundel klopt, en zegt wat niet is gecontroleerd", func(t *testing.T) {
		b, _ := bundled(t, func(*seal.Sample) {})
		r, err := verify(b)
		must(t, err)
		if text := strings.Join(r.Conclusions(), "\n"); !strings.Contains(text, "Niet gecontroleerd: blad.xlsx") || !strings.Contains(text, "opnieuw getrokken") || !strings.Contains(text, "vergelijk haar met de gebeurtenis waarmee de controle begon") || !strings.Contains(text, "--steekproef") {
			t.Error(text)
		}
	})
	for name, change := range map[string]func(*seal.Sample){
		"een gekozen onderdeel":   func(s *seal.Sample) { slices.Reverse(s.Items) },
		"een andere startwaarde":  func(s *seal.Sample) { s.Seed = "d" },
		"een ander controlepunt":  func(s *seal.Sample) { s.Size = 399; s.Items = s.Draw(len(s.Items)) },
		"een record twee keer":    func(s *seal.Sample) { s.Population = append(s.Population, s.Population[0]) },
		"een record zonder spoor": func(s *seal.Sample) { s.Population = append(s.Population, s.Kind+"/zzz"); s.Items = s.Draw(9) },
	} {
		t.Run("een bundel met "+name+" wordt geweigerd", func(t *testing.T) {
			b, _ := bundled(t, change)
			_, err := verify(b)
			if m, ok := errors.AsType[*seal.Mismatch](err); !ok || m.Part != "steekproef.json" {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("een bundel zonder bewezen controlepunt, met een steekproef bij nul gebeurtenissen, wordt geweigerd", func(t *testing.T) {
		b, _ := bundledAt(t, 0, func(s *seal.Sample) { s.Size, s.Root = 0, tlog.Hash{}.String(); s.Items = s.Draw(1) })
		_, err := verify(b)
		if m, ok := errors.AsType[*seal.Mismatch](err); !ok || m.Part != "steekproef.json" {
			t.Errorf("%v", err)
		}
	})
	t.Run("R-RPT-07 de hele export zegt of de populatie volledig is", func(t *testing.T) {
		_, s := bundled(t, func(*seal.Sample) {})
		opt := known
		opt.Sample = &s
		r, err := check(exportOf(t, 600), opt)
		must(t, err)
		if text := strings.Join(r.Conclusions(), "\n"); !strings.Contains(text, "De populatie is volledig") {
			t.Error(text)
		}
		_, less := bundled(t, func(s *seal.Sample) { s.Population = s.Population[1:]; s.Items = s.Draw(1) })
		opt.Sample = &less
		if _, err := check(exportOf(t, 600), opt); err == nil || !strings.Contains(err.Error(), "mist een record") {
			t.Errorf("%v", err)
		}
		_, more := bundled(t, func(s *seal.Sample) { s.LeftOut = []string{s.Kind + "/zzz"} })
		opt.Sample = &more
		if _, err := check(exportOf(t, 600), opt); err == nil || !strings.Contains(err.Error(), "niet bestond") {
			t.Errorf("%v", err)
		}
		_, foreign := bundled(t, func(s *seal.Sample) { s.Origin = "ander.example/log"; s.Items = s.Draw(2) })
		opt.Sample = &foreign
		if _, err := check(exportOf(t, 600), opt); err == nil || !strings.Contains(err.Error(), "controlepunt dat dit logboek niet heeft") {
			t.Errorf("%v", err)
		}
		_, forged := bundled(t, func(s *seal.Sample) { s.Root = tlog.Hash{}.String(); s.Items = s.Draw(2) })
		opt.Sample = &forged
		if _, err := check(exportOf(t, 600), opt); err == nil || !strings.Contains(err.Error(), "controlepunt dat dit logboek niet heeft") {
			t.Errorf("%v", err)
		}
	})
}
