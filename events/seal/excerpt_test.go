package seal_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/events/seal"
)

func excerpt(t testing.TB, l *lineLog, from, until int64) []byte {
	t.Helper()
	s := open(t, t.TempDir(), l)
	defer shut(t, s)
	var b bytes.Buffer
	must(t, seal.WriteExcerpt(ctx(), &b, l, s, from, until))
	return b.Bytes()
}

func verifyExcerpt(file []byte, old ...[]byte) (seal.Excerpt, error) {
	return seal.VerifyExcerpt(ctx(), bytes.NewReader(file), seal.VerifyOptions{Key: key().Public(), Old: old})
}

func TestUittreksel(t *testing.T) {
	t.Run("elk bereik van elk logboek bewijst zichzelf, ook een leeg bereik", func(t *testing.T) {
		for n := 1; n <= 13; n++ {
			l := small(n)
			s := open(t, t.TempDir(), l)
			for from := 0; from <= n; from++ {
				for until := from; until <= n; until++ {
					var b bytes.Buffer
					must(t, seal.WriteExcerpt(ctx(), &b, l, s, int64(from), int64(until)))
					x, err := verifyExcerpt(b.Bytes())
					if err != nil || x.From != int64(from) || x.Until != int64(until) || x.Checkpoint.Size != int64(n) || bytes.Count(b.Bytes(), []byte("\n")) != until-from+2 {
						t.Fatalf("%d to %d of %d: %+v %v", from, until, n, x, err)
					}
					if begun := from == 0 && until > 0; begun != (len(x.Begun) == 1) {
						t.Fatalf("%d to %d of %d begins %v", from, until, n, x.Begun)
					}
				}
			}
			shut(t, s)
		}
	})
	t.Run("buiten het logboek bestaat er geen", func(t *testing.T) {
		l := small(5)
		s := open(t, t.TempDir(), l)
		defer shut(t, s)
		for _, r := range [][2]int64{{-1, 2}, {3, 2}, {2, 6}} {
			if err := seal.WriteExcerpt(ctx(), &bytes.Buffer{}, l, s, r[0], r[1]); !errors.Is(err, seal.ErrNotSealed) {
				t.Errorf("%v: %v", r, err)
			}
		}
	})
	t.Run("elke byte die verandert wordt gezien", func(t *testing.T) {
		file := excerpt(t, small(11), 3, 6)
		for i := range file {
			for _, bit := range []byte{1, 0x20} {
				bad := bytes.Clone(file)
				bad[i] ^= bit
				if _, err := verifyExcerpt(bad); err == nil {
					t.Fatalf("byte %d (%q of %q) changed, and nothing was said", i, file[i], around(file, i))
				}
			}
		}
	})
	t.Run("een regel weg, erbij, twee omgewisseld of een ander begin wordt gezien", func(t *testing.T) {
		file := excerpt(t, small(11), 3, 6)
		lines := bytes.SplitAfter(file, []byte("\n"))
		join := func(head string, order ...int) []byte {
			b := []byte(head + "\n")
			for _, n := range order {
				b = append(b, lines[n]...)
			}
			return b
		}
		head := func(from, until int) string {
			return fmt.Sprintf(`{"grootboek":"excerpt/1","from":%d,"until":%d}`, from, until)
		}
		if _, err := verifyExcerpt(join(head(3, 6), 1, 2, 3, 4)); err != nil {
			t.Fatal(err)
		}
		for name, bad := range map[string][]byte{
			"gone": join(head(3, 5), 1, 2, 4), "gone, count kept": join(head(3, 6), 1, 2, 4), "gone at the begin": join(head(4, 6), 1, 3, 4), "twice": join(head(3, 7), 1, 2, 3, 3, 4),
			"swapped": join(head(3, 6), 2, 1, 3, 4), "moved": join(head(2, 5), 1, 2, 3, 4), "no proof": join(head(3, 6), 1, 2, 3), "something after it": append(join(head(3, 6), 1, 2, 3, 4), '\n'),
			"fewer, with the hash of the rest": join(head(3, 3), 4), "other format": join(strings.Replace(head(3, 6), "excerpt/1", "excerpt/2", 1), 1, 2, 3, 4),
		} {
			if _, err := verifyExcerpt(bad); err == nil {
				t.Errorf("%s: nothing was said", name)
			} else if _, is := errors.AsType[*seal.Mismatch](err); !is {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("een oud controlepunt binnen het bereik bewijst wat er daarna bij kwam; een daarbuiten zegt niets; een van een ander verleden past niet", func(t *testing.T) {
		l := small(4)
		dir := t.TempDir()
		s := open(t, dir, l)
		old := s.Checkpoint().Note
		shut(t, s)
		early := sealedNote(t, small(1))
		l = small(9)
		file := excerpt(t, l, 2, 7)
		x, err := verifyExcerpt(file, old, early)
		if err != nil || fmt.Sprint(x.Old, x.Beside) != "[4] [1]" {
			t.Fatalf("%v %v %v", x.Old, x.Beside, err)
		}
		text := strings.Join(x.Conclusions("n"), "\n")
		for _, want := range []string{"Het oude controlepunt van 4 gebeurtenissen past", "zegt dit uittreksel niets", "KLOPT: ", "Er begint geen record van de soort n."} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in %s", want, text)
			}
		}
		other := small(3)
		other.add(line(0))
		if _, err := verifyExcerpt(file, sealedNote(t, other)); err == nil {
			t.Error("a checkpoint of another past fits")
		}
	})
	t.Run("zonder sleutel staat erbij dat die moet worden vergeleken", func(t *testing.T) {
		x, err := seal.VerifyExcerpt(ctx(), bytes.NewReader(excerpt(t, small(3), 0, 2)), seal.VerifyOptions{})
		if text := strings.Join(x.Conclusions("n"), "\n"); err != nil || !strings.Contains(text, "als de sleutel klopt") || strings.Contains(text, "KLOPT: ") || !strings.Contains(text, "Hierin beginnen 1 records van de soort n.") {
			t.Error(text, err)
		}
	})
}

func sealedNote(t testing.TB, l *lineLog) []byte {
	t.Helper()
	s := open(t, t.TempDir(), l)
	defer shut(t, s)
	return s.Checkpoint().Note
}

func around(file []byte, i int) string { return string(file[max(0, i-20):min(len(file), i+20)]) }
