package seal_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/storetest"
)

func exportOf(t testing.TB, n int) []byte {
	l := logOf(n)
	s := open(t, t.TempDir(), l)
	defer s.Close()
	return export(t, s, l)
}

func check(file []byte, opt seal.VerifyOptions) (seal.Report, error) {
	return seal.VerifyExport(ctx(), bytes.NewReader(file), opt)
}

func TestAnExportIsTheLinesThenTheProof(t *testing.T) {
	for _, n := range []int{0, 1, 2, 255, 256, 257, 600} {
		file := exportOf(t, n)
		lines := bytes.SplitAfter(file, []byte("\n"))
		if want := n + (n+255)/256 + 1; len(lines)-1 != want || len(lines[len(lines)-1]) != 0 {
			t.Fatalf("%d events: %d lines, want %d", n, len(lines)-1, want)
		}
		for i := range n {
			if string(lines[i]) != line(i)+"\n" {
				t.Fatalf("event %d is not the line of the log", i+1)
			}
		}
		r, err := check(file, seal.VerifyOptions{Key: key().Public()})
		if err != nil || r.Events != int64(n) || r.Streams != min(n, 3) || r.KeyFromLog {
			t.Errorf("%d events: %+v %v", n, r, err)
		}
		if c := r.Conclusions(); !strings.HasPrefix(c[len(c)-1], "KLOPT: ") {
			t.Error(c)
		}
	}
}

func TestWithoutAKeyTheReportSaysThatTheKeyMustBeCompared(t *testing.T) {
	r, err := check(exportOf(t, 5), seal.VerifyOptions{})
	must(t, err)
	if text := strings.Join(r.Conclusions(), "\n"); !r.KeyFromLog || !strings.Contains(text, key().Public()) || !strings.Contains(text, "Vergelijk de sleutel") ||
		strings.Contains(text, "KLOPT: ") {
		t.Error(text)
	}
}

// small is a log of events that are as short as they can be, so that every byte of its export can be tried.
func small(n int) *lineLog {
	l := &lineLog{}
	for i := range n {
		e := storetest.Event("n/1", uint64(i)+1, "")
		e.Source, e.Actor, e.Command, e.Correlation, e.Policy = "u", "p", "c", "c", "v"
		if err := e.Encode(); err != nil {
			panic(err)
		}
		l.add(string(e.Line))
	}
	return l
}

// startOfLine returns the number of the line, from 1, that a byte stands on.
func lineOf(file []byte, at int) int { return 1 + bytes.Count(file[:at], []byte("\n")) }

func TestOneByteChangedAnywhereIsRefusedAndThePlaceIsNamed(t *testing.T) {
	const n = 2
	l := small(n)
	s := open(t, t.TempDir(), l)
	defer s.Close()
	file := export(t, s, l)
	masks, all := []byte{1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80}, make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	known := seal.VerifyOptions{Key: s.Key(), Old: [][]byte{s.Checkpoint().Note}}
	for at, was := range file {
		if at == len(file)-10 { // the end of the signature, where base64 has bits that mean nothing
			masks = all
		}
		for _, mask := range append(masks[:len(masks):len(masks)], was^'\n', was^'"') {
			if mask == 0 {
				continue
			}
			harmed := bytes.Clone(file)
			harmed[at] ^= mask
			refused(t, file, harmed, at, n, seal.VerifyOptions{})
			if mask == 0x20 { // the hardest: it changes the case of a letter
				refused(t, file, harmed, at, n, known)
			}
		}
	}
}

// refused checks that harm at a byte is refused, and that the event or the line is named.
func refused(t *testing.T, file, harmed []byte, at, n int, opt seal.VerifyOptions) {
	t.Helper()
	r, err := check(harmed, opt)
	m, ok := errors.AsType[*seal.Mismatch](err)
	if !ok {
		t.Fatalf("byte %d (line %d) changed to %q: %+v, %v", at, lineOf(file, at), harmed[at], r, err)
	}
	switch on := lineOf(file, at); {
	case on <= n && m.Position != events.Position(on):
		t.Errorf("byte %d of event %d changed to %q: event %d is named: %s", at, on, harmed[at], m.Position, m.NL)
	case on > n && m.Position == 0 && m.Part == "":
		t.Errorf("byte %d of line %d changed to %q: nothing is named: %s", at, on, harmed[at], m.NL)
	}
}

func TestABitChangedAtRandomInALargerExportIsRefused(t *testing.T) {
	const n = 600
	file := exportOf(t, n)
	rnd := rand.New(rand.NewPCG(1, 2))
	proof := len(bytes.Join(bytes.SplitAfter(file, []byte("\n"))[:n], nil))
	for i := range 120 {
		at := rnd.IntN(len(file))
		if i%2 == 1 { // the proof is short, and gets its share
			at = proof + rnd.IntN(len(file)-proof)
		}
		harmed := bytes.Clone(file)
		harmed[at] ^= 1 << rnd.IntN(8)
		refused(t, file, harmed, at, n, seal.VerifyOptions{Key: key().Public()})
	}
}

func TestAnExportCutOffAnywhereIsRefused(t *testing.T) {
	file := exportOf(t, 3)
	for n := range file {
		_, err := check(file[:n], seal.VerifyOptions{})
		if m, ok := errors.AsType[*seal.Mismatch](err); !ok || m.Position == 0 && m.Part == "" {
			t.Fatalf("cut off after %d of %d bytes: %v", n, len(file), err)
		}
	}
	if _, err := check(append(bytes.Clone(file), '\n'), seal.VerifyOptions{}); err == nil {
		t.Error("something after the last line is accepted")
	}
}

// edit changes the lines of an export.
func edit(file []byte, do func(lines []string) []string) []byte {
	lines := strings.SplitAfter(string(file), "\n")
	return []byte(strings.Join(do(lines[:len(lines)-1]), ""))
}

func TestEveryHarmToAnExportNamesTheFirstEvent(t *testing.T) {
	file := exportOf(t, whole)
	other := exportOf(t, half)
	cases := []struct {
		name string
		do   func(l []string) []string
		kind seal.Kind
		pos  events.Position
	}{
		{"inhoud gewijzigd", func(l []string) []string { l[41] = strings.Replace(l[41], "tekst", "Tekst", 1); return l }, seal.Changed, 42},
		{"wie het deed gewijzigd", func(l []string) []string { l[255] = strings.Replace(l[255], `"p-1"`, `"p-2"`, 1); return l }, seal.Changed, 256},
		{"moment gewijzigd", func(l []string) []string { l[0] = strings.Replace(l[0], "2026", "2025", 1); return l }, seal.Changed, 1},
		{"volgorde gewijzigd", func(l []string) []string { l[9], l[11] = l[11], l[9]; return l }, seal.Swapped, 10},
		{"gebeurtenis verwijderd", func(l []string) []string { return slices.Delete(l, 100, 101) }, seal.Removed, 101},
		{"gebeurtenis herhaald", func(l []string) []string { return slices.Insert(l, 5, l[5]) }, seal.Added, 7},
		{"einde van de gebeurtenissen verwijderd", func(l []string) []string { return slices.Delete(l, 590, 600) }, seal.Missing, 591},
		{"laatste regel van een kortere export", func(l []string) []string {
			tail := strings.SplitAfter(string(other), "\n")
			return append(l[:len(l)-1], tail[len(tail)-2])
		}, seal.BadProof, 0},
		{"bewijsregel weg", func(l []string) []string { return slices.Delete(l, whole, whole+1) }, seal.BadProof, 0},
		{"bewijsregels verwisseld", func(l []string) []string { l[whole], l[whole+1] = l[whole+1], l[whole]; return l }, seal.BadProof, 0},
		{"onzichtbaar teken in het bewijs", func(l []string) []string {
			l[whole] = strings.Replace(l[whole], `"hashes":"`, `"hashes":"`+"\r", 1)
			return l
		}, seal.BadProof, 0},
		{"laatste bewijsregel weg", func(l []string) []string { return slices.Delete(l, whole+2, whole+3) }, seal.BadProof, 0},
		{"gewijzigd, en het bewijs daarop aangepast", func(l []string) []string {
			return reproved(l, func(l []string) { l[41] = strings.Replace(l[41], "tekst", "Tekst", 1) })
		}, seal.Rewritten, 0},
		{"geen enkele regel", func([]string) []string { return nil }, seal.Signature, 0},
		{"een ander soort bestand", func([]string) []string { return []string{"naam;datum\n", "a;b\n"} }, seal.Unreadable, 1},
	}
	for _, c := range cases {
		t.Run("R-LED-02 export: "+c.name, func(t *testing.T) {
			harmed := edit(file, c.do)
			if bytes.Equal(harmed, file) {
				t.Fatal("nothing changed")
			}
			_, err := check(harmed, seal.VerifyOptions{Key: key().Public()})
			mustMismatch(t, err, c.kind, c.pos)
		})
	}
}

// reproved changes events and makes the leaf hashes fit, as someone without the signing key can.
func reproved(l []string, do func([]string)) []string {
	do(l)
	tail := l[len(l)-1]
	s := &lineLog{}
	for _, x := range l[:whole] {
		s.add(strings.TrimSuffix(x, "\n"))
	}
	dir, err := os.MkdirTemp("", "seal")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	sl, err := seal.Open(ctx(), options(dir, s))
	if err != nil {
		panic(err)
	}
	defer sl.Close()
	var b bytes.Buffer
	if err := seal.WriteExport(ctx(), &b, s, sl, nil); err != nil {
		panic(err)
	}
	again := strings.SplitAfter(b.String(), "\n")
	return append(again[:len(again)-2], tail)
}

func TestAnExportIsHeldAgainstEveryOldCheckpoint(t *testing.T) {
	l := logOf(0)
	dir := t.TempDir()
	var old [][]byte
	for i := range 9 {
		s := open(t, dir, l)
		old = append(old, s.Checkpoint().Note)
		shut(t, s)
		l.add(line(i))
	}
	s := open(t, dir, l)
	defer s.Close()
	file := export(t, s, l)
	r, err := check(file, seal.VerifyOptions{Old: old})
	must(t, err)
	if !slices.Equal(r.Old, []int64{0, 1, 2, 3, 4, 5, 6, 7, 8}) {
		t.Error(r.Old)
	}
	for _, o := range old {
		must(t, s.Consistency(o))
	}

	forged := l.copy()
	replaceIn(6, "tekst", "Tekst")(forged)
	f := open(t, t.TempDir(), forged)
	defer f.Close()
	_, err = check(export(t, f, forged), seal.VerifyOptions{Old: old})
	if m := mustMismatch(t, err, seal.Rewritten, 0); !strings.Contains(m.NL, "6 tot en met 6") {
		t.Errorf("the checkpoints of 5 and 6 pin it to event 6: %s", m.NL)
	}
	_, err = check(file, seal.VerifyOptions{Old: [][]byte{[]byte("oud")}})
	mustMismatch(t, err, seal.Signature, 0)
}

func TestAnExportOfAnotherLogOrKeyIsRefused(t *testing.T) {
	file := exportOf(t, 3)
	for _, k := range []*seal.Key{newKey(origin), newKey("elders.test/log")} {
		_, err := check(file, seal.VerifyOptions{Key: k.Public()})
		if m := mustMismatch(t, err, seal.Signature, 0); !strings.Contains(m.NL, "andere sleutel") {
			t.Error(m.NL)
		}
	}
	if _, err := check(file, seal.VerifyOptions{Key: "x"}); err == nil || errors.As(err, new(*seal.Mismatch)) {
		t.Errorf("a key that is none is a mistake of the user, not of the log: %v", err)
	}
}

func TestAnExportWithAGapInTheVersionsOfARecordIsRefused(t *testing.T) {
	l := &lineLog{}
	l.add(line(0), line(1), line(2), line(3), line(7)) // note/1: version 1, 2 missing? 3 → version 2; 7 → version 3
	s := open(t, t.TempDir(), l)
	defer s.Close()
	_, err := check(export(t, s, l), seal.VerifyOptions{})
	if m := mustMismatch(t, err, seal.Unreadable, 5); !strings.Contains(m.NL, "versie 3") || m.Stream != "note/1" || m.ID == "" {
		t.Errorf("%+v", m)
	}
}

func TestAFailureToReadIsNotAVerdict(t *testing.T) {
	file := exportOf(t, 300)
	for _, n := range []int{0, 10, len(file) - 9000, len(file) - 5} {
		r := io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(io.ErrClosedPipe))
		_, err := seal.VerifyExport(ctx(), r, seal.VerifyOptions{})
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}

func TestNothingThatWasChangedIsGivenOut(t *testing.T) {
	l := logOf(300)
	s := open(t, t.TempDir(), l)
	defer s.Close()
	replaceIn(280, "tekst", "Tekst")(l)
	err := seal.WriteExport(t.Context(), io.Discard, l, s, nil)
	mustMismatch(t, err, seal.Changed, 280)
	_, err = s.Entries(t.Context(), 1, 44)
	mustMismatch(t, err, seal.Changed, 280)
	_, err = s.Entries(t.Context(), 0, 256)
	must(t, err)
	l.lines = l.lines[:250]
	mustMismatch(t, seal.WriteExport(t.Context(), io.Discard, l, s, nil), seal.Missing, 251)
}

// benchLog is a log of realistic lines, some 800 bytes each.
func benchLog(n int) *lineLog {
	l := &lineLog{}
	for i := range n {
		e := storetest.Event(fmt.Sprintf("activity/%08d", i/7), uint64(i%7)+1, strings.Repeat("toelichting ", 10))
		l.add(string(e.Line))
	}
	return l
}

const benchEvents = 50_000

func BenchmarkSealBatches(b *testing.B) {
	l := benchLog(benchEvents)
	for b.Loop() {
		s := open(b, b.TempDir(), l)
		shut(b, s)
	}
	b.ReportMetric(float64(benchEvents)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkFullCheck(b *testing.B) {
	l := benchLog(benchEvents)
	s := open(b, b.TempDir(), l)
	defer s.Close()
	for b.Loop() {
		must(b, s.FullCheck(ctx(), nil))
	}
	b.ReportMetric(float64(benchEvents)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkVerifyExport and BenchmarkReadAndHash read the same file: the second is the least that any check must do.
func BenchmarkVerifyExport(b *testing.B) {
	path, size := exportFile(b)
	b.SetBytes(size)
	for b.Loop() {
		f, err := os.Open(path)
		must(b, err)
		if _, err := seal.VerifyExport(ctx(), f, seal.VerifyOptions{}); err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
	b.ReportMetric(float64(benchEvents)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(runtime.GOMAXPROCS(0)), "cores")
}

func BenchmarkReadAndHash(b *testing.B) {
	path, size := exportFile(b)
	b.SetBytes(size)
	for b.Loop() {
		file, err := os.ReadFile(path)
		must(b, err)
		for line := range bytes.Lines(file) {
			tlog.RecordHash(line)
		}
	}
	b.ReportMetric(float64(benchEvents)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

func exportFile(b *testing.B) (path string, size int64) {
	l := benchLog(benchEvents)
	s := open(b, b.TempDir(), l)
	defer s.Close()
	file := export(b, s, l)
	path = filepath.Join(b.TempDir(), "trail.jsonl")
	must(b, os.WriteFile(path, file, 0o600))
	return path, int64(len(file))
}
