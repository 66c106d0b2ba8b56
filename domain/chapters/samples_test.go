package chapters_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/domaintest"
	"github.com/heemstede/grootboek/events"
)

// samples are one payload of every event type and schema ever written, per record. The files are append-only: a new
// event or schema adds lines, no line ever changes.
func samples(t testing.TB, rec domain.Record) []domaintest.Sample {
	t.Helper()
	return domaintest.Samples(t, filepath.Join("testdata", rec.Info().Name+".jsonl"))
}

func TestSamples(t *testing.T) {
	for _, rec := range chapters.All {
		info := rec.Info()
		list := samples(t, rec)
		t.Run("R-LED-17 elke gebeurtenis van "+info.Name+" heeft een voorbeeld van elk schema dat ooit is geschreven", func(t *testing.T) {
			for _, e := range info.Events {
				for schema := 1; schema <= e.Schema; schema++ {
					if !slices.ContainsFunc(list, func(s domaintest.Sample) bool { return s.Event == e.Name && s.Schema == schema }) {
						t.Errorf("add a line for %s schema %d to testdata/%s.jsonl", e.Name, schema, info.Name)
					}
				}
			}
		})
		t.Run("R-LED-17 elk voorbeeld van "+info.Name+" is leesbaar, en dat van vandaag komt byte voor byte terug", func(t *testing.T) {
			for i, e := range domaintest.Decoded(t, rec, list) {
				s := list[i]
				if s.Schema != info.EventNamed(s.Event).Schema {
					continue
				}
				if got, err := events.Payload(e); err != nil || !bytes.Equal(got, s.Data) {
					t.Errorf("line %d, %s (error %v)\nwas %s\nnow %s", i+1, s.Event, err, s.Data, got)
				}
			}
		})
		t.Run("R-LED-17 de voorbeelden van "+info.Name+" noemen elk veld, zodat een veld niet stil van naam verandert", func(t *testing.T) {
			for _, e := range info.Events {
				seen, want := map[string]bool{}, map[string]bool{}
				for _, s := range list {
					if s.Event == e.Name && s.Schema == e.Schema {
						namesIn(t, seen, "", s.Data, e.Type)
					}
				}
				namesOf(want, "", e.Type)
				if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(seen))); diff != "" {
					t.Errorf("fields of %s (-in the code +in the samples):\n%s", e.Name, diff)
				}
			}
		})
	}
	t.Run("R-LED-17 er zijn geen voorbeelden van records die het programma niet kent", func(t *testing.T) {
		files, err := os.ReadDir("testdata")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if !f.IsDir() && chapters.ByName()[strings.TrimSuffix(f.Name(), ".jsonl")] == nil {
				t.Errorf("%s: a record type that was ever written is still in chapters.All", f.Name())
			}
		}
	})
}

// namesOf notes the JSON names of all fields of a type, those of nested structs after those they stand in.
func namesOf(names map[string]bool, prefix string, typ reflect.Type) {
	if typ = elem(typ); typ.Kind() != reflect.Struct {
		return
	}
	nested := map[string]reflect.Type{}
	fieldTypes(nested, typ)
	for name, of := range nested {
		names[prefix+name] = true
		namesOf(names, prefix+name+".", of)
	}
}

// namesIn notes the names that stand in a payload of that type.
func namesIn(t *testing.T, names map[string]bool, prefix string, data json.RawMessage, typ reflect.Type) {
	t.Helper()
	if typ = elem(typ); typ.Kind() != reflect.Struct {
		return // a text, a number, a map of texts, or JSON as it came: no fields of ours
	}
	if data[0] == '[' {
		for _, x := range decode[[]json.RawMessage](t, data) {
			namesIn(t, names, prefix, x, typ)
		}
		return
	}
	nested := map[string]reflect.Type{}
	fieldTypes(nested, typ)
	for name, value := range decode[map[string]json.RawMessage](t, data) {
		names[prefix+name] = true
		namesIn(t, names, prefix+name+".", value, nested[name])
	}
}

func fieldTypes(types map[string]reflect.Type, typ reflect.Type) {
	for f := range typ.Fields() {
		if f.Anonymous {
			fieldTypes(types, f.Type)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		types[name] = f.Type
	}
}

// elem is the type behind pointers and lists; JSON as it came is a text.
func elem(typ reflect.Type) reflect.Type {
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice && typ != reflect.TypeFor[json.RawMessage]() {
		typ = typ.Elem()
	}
	return typ
}

func decode[T any](t *testing.T, data []byte) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
