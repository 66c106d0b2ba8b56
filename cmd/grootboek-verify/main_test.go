package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/storetest"
)

// fixture is a log of ten events: its export, its checkpoint at five and at ten, and its key.
type fixture struct {
	dir  string
	seal *seal.Seal
}

func (f fixture) path(name string) string { return filepath.Join(f.dir, name) }

func newFixture(t *testing.T) fixture {
	t.Helper()
	f := fixture{dir: t.TempDir()}
	key, err := seal.LoadOrCreateKey(f.path("geheim"), "grootboek.test/tlog")
	must(t, err)
	store := &storetest.Memory{}
	for i, name := range []string{"vijf", "tien"} {
		var texts []string
		for j := range 5 {
			texts = append(texts, fmt.Sprintf("tekst %d%d", i, j))
		}
		_, err := store.Append(t.Context(), "note/1", uint64(5*i), storetest.Events("note/1", uint64(5*i), texts...))
		must(t, err)
		if f.seal != nil {
			must(t, f.seal.Close())
		}
		f.seal, err = seal.Open(t.Context(), seal.Options{Dir: f.path("zegel"), Store: store, Key: key, Log: slog.New(slog.DiscardHandler)})
		must(t, err)
		f.write(t, name+".checkpoint", f.seal.Checkpoint().Note)
		var b bytes.Buffer
		must(t, seal.WriteExport(t.Context(), &b, store, f.seal, nil))
		f.write(t, name+".jsonl", b.Bytes())
	}
	t.Cleanup(func() { must(t, f.seal.Close()) })
	f.write(t, "sleutel", []byte(key.Public()+"\n"))
	return f
}

func (f fixture) write(t *testing.T, name string, b []byte) {
	t.Helper()
	must(t, os.WriteFile(f.path(name), b, 0o600))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// try runs the command and returns its status, what it printed and the last line of that.
func try(t *testing.T, args ...string) (status int, text, last string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(t.Context(), args, strings.NewReader(""), &out, &errs)
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	return status, out.String() + errs.String(), lines[len(lines)-1]
}

func TestTheAuditorsToolSaysWhatItFound(t *testing.T) {
	f := newFixture(t)
	good, err := os.ReadFile(f.path("tien.jsonl"))
	must(t, err)
	f.write(t, "gewijzigd.jsonl", bytes.Replace(good, []byte("tekst 02"), []byte("tekst 99"), 1))
	other := newFixture(t)
	cases := []struct {
		name   string
		args   []string
		status int
		says   string
		last   string
	}{
		{"een goed bestand", []string{"--key", f.seal.Key(), f.path("tien.jsonl")}, right, "Gebeurtenissen: 10.", "KLOPT: "},
		{"de sleutel in een bestand, opties achteraan", []string{f.path("tien.jsonl"), "--key=" + f.path("sleutel"), "-checkpoint", f.path("vijf.checkpoint")}, right, "oude controlepunt van 5 gebeurtenissen klopt", "KLOPT: "},
		{"zonder sleutel", []string{f.path("tien.jsonl")}, right, "Vergelijk de sleutel", "KLOPT, als de sleutel klopt"},
		{"een gewijzigde gebeurtenis", []string{f.path("gewijzigd.jsonl")}, wrong, "gewijzigd nadat zij was verzegeld", "KLOPT NIET: eerste afwijking bij gebeurtenis 3, id "},
		{"korter dan een oud controlepunt", []string{f.path("vijf.jsonl"), "--checkpoint", f.path("tien.checkpoint")}, wrong, "Er ontbreken gebeurtenissen aan het einde", "KLOPT NIET: eerste afwijking bij gebeurtenis 6."},
		{"een oud controlepunt van een ander logboek", []string{f.path("tien.jsonl"), "--checkpoint", other.path("vijf.checkpoint")}, wrong, "sleutel", "KLOPT NIET"},
		{"een andere sleutel", []string{f.path("tien.jsonl"), "--key", other.path("sleutel")}, wrong, "andere sleutel", "KLOPT NIET: afwijking in laatste regel."},
		{"geen bestand genoemd", nil, notChecked, "Gebruik:", ""},
		{"twee bestanden genoemd", []string{"a", "b"}, notChecked, "één bestand", ""},
		{"een bestand dat er niet is", []string{f.path("nergens")}, notChecked, "Niet gecontroleerd", ""},
		{"een onbekende optie", []string{"--sleutel", "x", "y"}, notChecked, "-sleutel", ""},
		{"een optie zonder waarde", []string{"y", "--key"}, notChecked, "Gebruik:", ""},
		{"een sleutel die er geen is", []string{"--key", f.path("tien.jsonl"), f.path("tien.jsonl")}, notChecked, "geen openbare sleutel", ""},
		{"een controlepunt dat er niet is", []string{"--checkpoint", f.path("nergens"), f.path("tien.jsonl")}, notChecked, "oude controlepunt", ""},
		{"om uitleg gevraagd", []string{"--help"}, right, "Gebruik:", ""},
	}
	for _, c := range cases {
		t.Run("grootboek-verify: "+c.name, func(t *testing.T) {
			status, text, last := try(t, c.args...)
			if status != c.status || !strings.Contains(text, c.says) || !strings.HasPrefix(last, c.last) {
				t.Errorf("status %d, want %d and %q, last line %q:\n%s", status, c.status, c.says, c.last, text)
			}
		})
	}
}

func TestStandardInputIsReadToo(t *testing.T) {
	f := newFixture(t)
	file, err := os.ReadFile(f.path("tien.jsonl"))
	must(t, err)
	var out bytes.Buffer
	if status := run(t.Context(), []string{"-"}, bytes.NewReader(file), &out, &out); status != right {
		t.Error(out.String())
	}
}

// serve serves the tiles of a seal the way the ledger does; harm may change what is sent.
func serve(t *testing.T, s *seal.Seal, harm func(path string, b []byte) []byte) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/tlog/", func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/tlog/")
		b := s.Checkpoint().Note
		switch tile, ok := seal.ParseTilePath(path); {
		case path == "key":
			b = []byte(s.Key())
		case ok:
			var err error
			if b, err = s.Tile(r.Context(), tile); err != nil {
				http.NotFound(w, r)
				return
			}
		}
		if b = harm(path, bytes.Clone(b)); b == nil {
			http.NotFound(w, r)
			return
		}
		w.Write(b)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestARunningLedgerIsCheckedByItsTiles(t *testing.T) {
	f := newFixture(t)
	good := func(_ string, b []byte) []byte { return b }
	flip := func(name string) func(string, []byte) []byte {
		return func(path string, b []byte) []byte {
			if path == name {
				b[len(b)-9] ^= 1 // not the last: base64 has bits that mean nothing there
			}
			return b
		}
	}
	resigned := func(path string, b []byte) []byte { // another signature that is base64 too: the key is drawn anew in each run
		if at := len(b) - 9; path == "checkpoint" {
			if b[at] == 'A' {
				b[at] = 'B'
			} else {
				b[at] = 'A'
			}
		}
		return b
	}
	cases := []struct {
		name   string
		harm   func(string, []byte) []byte
		suffix string
		args   []string
		status int
		says   string
	}{
		{"alles klopt", good, "", []string{"--key", f.seal.Key(), "--checkpoint", f.path("vijf.checkpoint")}, right, "daarvoor moet u aangemeld zijn"},
		{"het adres mag op /tlog eindigen", good, "/tlog/", nil, right, "Vergelijk de sleutel"},
		{"een hash is anders", flip("tile/0/000.p/10"), "", nil, wrong, "leiden niet tot zijn ondertekende controlepunt"},
		{"het controlepunt is anders", resigned, "", []string{"--key", f.seal.Key()}, wrong, "handtekening"},
		{"een tegel ontbreekt", func(p string, b []byte) []byte {
			if strings.HasPrefix(p, "tile/") {
				return nil
			}
			return b
		}, "", nil, wrong, "toont de hashes"},
		{"een tegel is te kort", func(p string, b []byte) []byte {
			if strings.HasPrefix(p, "tile/") {
				return b[:32]
			}
			return b
		}, "", nil, wrong, "niet 10 hashes"},
		{"er is geen sleutel", func(p string, b []byte) []byte {
			if p == "key" {
				return nil
			}
			return b
		}, "", nil, notChecked, "--key"},
		{"het antwoord is te lang", func(string, []byte) []byte { return make([]byte, 1<<20) }, "", nil, notChecked, "te lang antwoord"},
	}
	for _, c := range cases {
		t.Run("grootboek-verify op een adres: "+c.name, func(t *testing.T) {
			status, text, _ := try(t, append(c.args, serve(t, f.seal, c.harm)+c.suffix)...)
			if status != c.status || !strings.Contains(text, c.says) {
				t.Errorf("status %d, want %d and %q:\n%s", status, c.status, c.says, text)
			}
		})
	}
	older := newFixture(t)
	t.Run("grootboek-verify op een adres: het oude controlepunt is van een ander", func(t *testing.T) {
		if status, text, _ := try(t, serve(t, f.seal, good), "--checkpoint", older.path("vijf.checkpoint")); status != wrong {
			t.Errorf("status %d:\n%s", status, text)
		}
	})
}

func TestAnAddressThatFailsOnceIsTriedAgain(t *testing.T) {
	f := newFixture(t)
	var n atomic.Int32
	inner := serve(t, f.seal, func(_ string, b []byte) []byte { return b })
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		http.Redirect(w, r, inner+r.URL.Path, http.StatusFound)
	}))
	defer server.Close()
	if status, text, _ := try(t, server.URL); status != right {
		t.Errorf("status %d:\n%s", status, text)
	}
}
