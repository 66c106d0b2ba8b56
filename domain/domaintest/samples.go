package domaintest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/heemstede/grootboek/domain"
)

// A Sample is one payload of one event type and schema, as a line of testdata/<record>.jsonl:
//
//	{"event":"RoleEnded","schema":1,"data":{"until":"2026-12-31","reason":"Pensioen."}}
//
// The files are append-only: whatever was ever written stays readable (R-LED-17).
type Sample struct {
	Event  string          `json:"event"`
	Schema int             `json:"schema"`
	Data   json.RawMessage `json:"data"`
}

// Samples reads a file of samples; a file that is not there, or a line that is not a sample, fails the test.
func Samples(t testing.TB, path string) []Sample {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("every record type has samples of its events: %v", err)
	}
	var list []Sample
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var s Sample
		d := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		d.DisallowUnknownFields()
		if err := d.Decode(&s); err != nil {
			t.Fatalf("%s:%d: %v", path, n, err)
		}
		list = append(list, s)
	}
	if err := lines.Err(); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return list
}

// Decoded reads what the samples say through the code of today.
func Decoded(t testing.TB, rec domain.Record, samples []Sample) []any {
	t.Helper()
	var list []any
	for _, s := range samples {
		e, err := rec.Decode(s.Event, s.Schema, s.Data)
		if err != nil {
			t.Fatalf("%s schema %d is no longer readable: %v", s.Event, s.Schema, err)
		}
		list = append(list, e)
	}
	return list
}
