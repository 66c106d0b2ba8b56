package main

import (
	"archive/zip"
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/storetest"
)

func TestBundel(t *testing.T) {
	f := newFixture(t)
	store := &storetest.Memory{}
	for i := range 2 {
		var texts []string
		for j := range 5 {
			texts = append(texts, "tekst "+string(rune('0'+i))+string(rune('0'+j)))
		}
		_, err := store.Append(t.Context(), "note/1", uint64(5*i), storetest.Events("note/1", uint64(5*i), texts...))
		must(t, err)
	}
	c := f.seal.Checkpoint()
	var part bytes.Buffer
	must(t, seal.WritePart(t.Context(), &part, store, f.seal, []events.Position{1, 2, 3}, c.Size, c.Root))
	s := seal.Sample{Format: seal.SampleFormat, Origin: c.Origin, Size: uint64(c.Size), Root: c.Root.String(), Control: "x", From: "a", Until: "b", Seed: "z", Kind: "note", Population: []string{"note/1"}, LeftOut: []string{}}
	s.Items = s.Draw(1)
	sample, err := s.File()
	must(t, err)
	f.write(t, "deel.jsonl", part.Bytes())
	f.write(t, seal.BundleSample, sample)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range map[string][]byte{seal.BundleTrail: part.Bytes(), seal.BundleSample: sample} {
		w, err := z.Create(name)
		must(t, err)
		_, err = w.Write(content)
		must(t, err)
	}
	must(t, z.Close())
	f.write(t, "bundel.zip", b.Bytes())
	verify := func(args ...string) (int, string) {
		var out, errs bytes.Buffer
		status := run(t.Context(), append([]string{"--key", f.path("sleutel")}, args...), strings.NewReader(""), &out, &errs)
		return status, out.String() + errs.String()
	}
	for name, c := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"R-RPT-07 een bundel klopt":                             {[]string{f.path("bundel.zip")}, right, "Steekproef: dezelfde 1 van 1"},
		"R-RPT-07 een deel klopt":                               {[]string{f.path("deel.jsonl")}, right, "de 3 aangehaalde gebeurtenissen"},
		"R-RPT-07 de hele export bewijst de populatie":          {[]string{"--steekproef", f.path(seal.BundleSample), f.path("tien.jsonl")}, right, "De populatie is volledig"},
		"een kortere export bewijst de populatie niet":          {[]string{"--steekproef", f.path(seal.BundleSample), f.path("vijf.jsonl")}, wrong, "KLOPT NIET: afwijking in steekproef.json"},
		"een deel bewijst geen populatie":                       {[]string{"--steekproef", f.path(seal.BundleSample), f.path("bundel.zip")}, notChecked, "hele export"},
		"een steekproef die er niet is, is niet te controleren": {[]string{"--steekproef", f.path("geen"), f.path("tien.jsonl")}, notChecked, "niet te lezen"},
	} {
		t.Run(name, func(t *testing.T) {
			if status, said := verify(c.args...); status != c.status || !strings.Contains(said, c.says) {
				t.Errorf("%d %s", status, said)
			}
		})
	}
	t.Run("R-RPT-07 een gewijzigd deel of een gewijzigde bundel wordt geweigerd", func(t *testing.T) {
		for _, name := range []string{"deel.jsonl", "bundel.zip"} {
			file, err := os.ReadFile(f.path(name))
			must(t, err)
			f.write(t, "kapot-"+name, bytes.Replace(file, []byte("tekst 00"), []byte("tekst 99"), 1))
			if name == "bundel.zip" { // compressed: change what the archive holds of it
				file[len(file)/3] ^= 1
				f.write(t, "kapot-"+name, file)
			}
			if status, said := verify(f.path("kapot-" + name)); status != wrong {
				t.Errorf("%s: %d %s", name, status, said)
			}
		}
	})
}
