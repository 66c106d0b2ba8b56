package seal

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A Sample is a sample of records that anyone can draw again, offline, in any language.
//
// How it is drawn ("steekproef/1"). The text
//
//	grootboek-steekproef/1 LF origin LF size LF root LF control LF from LF until LF seed LF
//
// is hashed with SHA-256: that is the key. Each record of the population gets a mark: the HMAC-SHA-256 of its stream name
// under that key. The population in the order of the marks (as bytes, smallest first) is the order of drawing; a sample of n is
// the first n. In Python:
//
//	import hashlib, hmac, json
//	s = json.load(open("steekproef.json"))
//	head = ["grootboek-steekproef/1"] + [str(s[k]) for k in ("origin", "size", "root", "control", "from", "until", "seed")]
//	key = hashlib.sha256("".join(x + "\n" for x in head).encode()).digest()
//	mark = lambda stream: hmac.new(key, stream.encode(), hashlib.sha256).digest()
//	assert sorted(s["population"], key=mark)[:len(s["items"])] == s["items"]
//
// It is unbiased: marks are the output of a pseudo-random function on different inputs, so each order of the population is
// as likely as any other; no number is reduced to a range. A larger sample begins with the smaller one. Nobody chooses the
// items: the seed stands in the log before the checkpoint is signed, and the root of that checkpoint is not known until then.
type Sample struct {
	Format     string   `json:"format"` // "steekproef/1"
	Origin     string   `json:"origin"` // name of the log
	Size       uint64   `json:"size"`   // events under the checkpoint that the population is of
	Root       string   `json:"root"`   // its root, base64
	Control    string   `json:"control"`
	From       string   `json:"from"`  // first day of the period, yyyy-mm-dd
	Until      string   `json:"until"` // last day of the period
	Seed       string   `json:"seed"`
	Kind       string   `json:"kind"`       // record type that the population is of
	Population []string `json:"population"` // streams, in alphabetical order
	LeftOut    []string `json:"left_out"`   // the other records of that type up to the checkpoint: together they are all there are
	Items      []string `json:"items"`      // in the order in which they were drawn
}

// SampleFormat is the way of drawing.
const SampleFormat = "steekproef/1"

// Draw returns the first n of the population, in the order of drawing; all if there are no more.
func (s Sample) Draw(n int) []string {
	key := s.key()
	type marked struct{ mark, stream string }
	list := make([]marked, 0, len(s.Population))
	for _, stream := range s.Population {
		m := hmac.New(sha256.New, key)
		m.Write([]byte(stream))
		list = append(list, marked{string(m.Sum(nil)), stream})
	}
	slices.SortFunc(list, func(a, b marked) int { return cmp.Compare(a.mark, b.mark) })
	list = list[:min(max(n, 0), len(list))]
	out := make([]string, 0, len(list))
	for _, x := range list {
		out = append(out, x.stream)
	}
	return out
}

func (s Sample) key() []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "grootboek-%s\n%s\n%d\n%s\n%s\n%s\n%s\n%s\n", SampleFormat, s.Origin, s.Size, s.Root, s.Control, s.From, s.Until, s.Seed))
	return sum[:]
}

// File writes the sample as steekproef.json, in the only way in which it may be written.
func (s Sample) File() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(s)
	return b.Bytes(), err
}

// ParseSample reads steekproef.json and draws the sample again. The error is a [*Mismatch].
func ParseSample(file []byte) (Sample, error) {
	var s Sample
	if json.Unmarshal(file, &s) != nil || s.Format != SampleFormat {
		return s, sampleWrong("is geen steekproef van grootboek")
	}
	if again, err := s.File(); err != nil || !bytes.Equal(again, file) {
		return s, sampleWrong("is gewijzigd of beschadigd")
	}
	all := slices.Concat(s.Population, s.LeftOut)
	slices.Sort(all)
	switch {
	case !slices.IsSorted(s.Population) || len(slices.Compact(slices.Clone(all))) != len(all):
		return s, sampleWrong("noemt een record twee keer, of niet op volgorde")
	case slices.ContainsFunc(all, func(x string) bool { return !strings.HasPrefix(x, s.Kind+"/") }):
		return s, sampleWrong("noemt een record van een andere soort")
	case len(s.Items) == 0 || !slices.Equal(s.Draw(len(s.Items)), s.Items):
		return s, sampleWrong("heeft andere onderdelen dan de startwaarde en het controlepunt geven")
	}
	return s, nil
}

func sampleWrong(why string) *Mismatch {
	m := mismatch(BadSample, "De steekproef (steekproef.json) %s.", why)
	m.Part = "steekproef.json"
	return m
}

// whole says whether the population and what was left out are all records of the type in an export, up to the checkpoint.
func (s Sample) whole(streams map[string]*stream) error {
	named, n := make(map[string]bool, len(s.Population)+len(s.LeftOut)), 0
	for _, name := range slices.Concat(s.Population, s.LeftOut) {
		named[name] = true
	}
	for name, x := range streams {
		if !strings.HasPrefix(name, s.Kind+"/") || uint64(x.first) > s.Size {
			continue
		}
		n++
		if !named[name] {
			return sampleWrong("mist een record dat bij het controlepunt bestond: " + printable(name))
		}
	}
	if n != len(s.Population)+len(s.LeftOut) {
		return sampleWrong("noemt een record dat bij het controlepunt niet bestond")
	}
	return nil
}
