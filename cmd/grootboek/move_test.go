package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	database "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/events/esdb/fake"
	"github.com/heemstede/grootboek/events/seal"
)

func TestMoveNaarEenAndereMap(t *testing.T) {
	data, to := imported(t), filepath.Join(t.TempDir(), "nieuw")
	if err := os.WriteFile(filepath.Join(data, "geweigerd.jsonl"), []byte("{\"code\":\"x\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := exported(t, data)
	said := mustRun(t, "move", "--data", data, "--naar", to)
	t.Run("het verslag noemt het aantal en twee gelijke wortelhashes", func(t *testing.T) {
		_, from, ok1 := strings.Cut(said, "Wortelhash van de bron: ")
		_, target, ok2 := strings.Cut(said, "Wortelhash van het doel: ")
		from, target = strings.SplitN(from, "\n", 2)[0], strings.SplitN(target, "\n", 2)[0]
		if !ok1 || !ok2 || from != target || !strings.Contains(before, from) && len(from) != 44 {
			t.Error(said)
		}
		if !strings.Contains(said, "en 1 document.") || !strings.Contains(said, filepath.Join(to, "sleutel")) {
			t.Error(said)
		}
	})
	t.Run("zonder ondertekensleutel begint het daar niet", func(t *testing.T) {
		out, status := grootboek(t, "serve", "--data", to, "--listen", "127.0.0.1:0")
		if status != 1 || !strings.Contains(out, "ondertekensleutel ontbreekt") {
			t.Errorf("%d %s", status, out)
		}
	})
	t.Run("met de sleutel is alles hetzelfde", func(t *testing.T) {
		giveKey(t, data, to)
		if out := mustRun(t, "verify", "--data", to); !strings.Contains(out, "KLOPT: ") || strings.Contains(out, "beschadigd") {
			t.Error(out)
		}
		if exported(t, to) != before || exported(t, data) != before {
			t.Error("the logs differ")
		}
		if rows(t, filepath.Join(to, "staff.db"), "persons") != rows(t, filepath.Join(data, "staff.db"), "persons") {
			t.Error("the persons differ")
		}
		if b, err := os.ReadFile(filepath.Join(to, "geweigerd.jsonl")); err != nil || string(b) != "{\"code\":\"x\"}\n" {
			t.Error(string(b), err)
		}
		old, _ := filepath.Glob(filepath.Join(data, "bestanden", "sha256", "*", "*"))
		moved, _ := filepath.Glob(filepath.Join(to, "bestanden", "sha256", "*", "*"))
		if len(old) != 1 || len(moved) != 1 || filepath.Base(old[0]) != filepath.Base(moved[0]) {
			t.Error(old, moved)
		}
	})
	t.Run("en verhuist het weer terug", func(t *testing.T) {
		back := filepath.Join(t.TempDir(), "terug")
		mustRun(t, "move", "--data", to, "--naar", back)
		giveKey(t, to, back)
		if exported(t, back) != before {
			t.Error("the log differs")
		}
	})
}

func TestMoveNaarEventStoreDBEnTerug(t *testing.T) {
	server, err := fake.Start(fake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	data := imported(t)
	before := exported(t, data)
	secret := bytes.Repeat([]byte{7}, 32)
	vault := write(t, "kluissleutel", base64.StdEncoding.EncodeToString(secret)+"\n")
	args := []string{"move", "--data", data, "--naar", server.ConnectionString(), "--naam", "heemstede-1", "--kluissleutel", vault}
	first := mustRun(t, args...)
	if n := logged(t, data); !strings.Contains(first, fmt.Sprintf("Verhuisd: %d gebeurtenissen (0 daarvan stonden er al).", n)) || !strings.Contains(first, "GROOTBOEK_STORE_NAAM=heemstede-1") {
		t.Error(first)
	}
	t.Run("nog eens verhuizen verandert niets", func(t *testing.T) {
		if out := mustRun(t, args...); !strings.Contains(out, fmt.Sprintf("(%d daarvan stonden er al)", logged(t, data))) {
			t.Error(out)
		}
	})
	t.Run("vandaar naar een map is het logboek nog steeds hetzelfde", func(t *testing.T) {
		t.Setenv("GROOTBOEK_STORE", server.ConnectionString())
		t.Setenv("GROOTBOEK_STORE_NAAM", "heemstede-1")
		t.Setenv("GROOTBOEK_KLUISSLEUTEL", vault)
		back := filepath.Join(t.TempDir(), "terug")
		mustRun(t, "move", "--data", data, "--naar", back)
		t.Setenv("GROOTBOEK_STORE", "sqlite")
		giveKey(t, data, back)
		if exported(t, back) != before {
			t.Error("the log differs")
		}
	})
}

func TestMoveTerwijlErEenGrootboekDraait(t *testing.T) {
	data, to := imported(t), filepath.Join(t.TempDir(), "nieuw")
	serving(t, "--data", data)
	out, status := grootboek(t, "move", "--data", data, "--naar", to)
	if status != 1 || !strings.Contains(out, "Stop het eerst") {
		t.Errorf("%d %s", status, out)
	}
	if _, err := os.Stat(to); err == nil {
		t.Error("there is something")
	}
}

// movingOf is a move as the command makes it.
func movingOf(t *testing.T, data, to string) *moving {
	t.Helper()
	c := moveCommand()
	if err := c.Flags().Set("data", data); err != nil {
		t.Fatal(err)
	}
	cfg, err := readConfig(c)
	if err != nil {
		t.Fatal(err)
	}
	m := &moving{place: to, from: cfg, bar: func(string, int64, int64) {}}
	if err := m.target(); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMoveDieAfbreektGaatVerder(t *testing.T) {
	data := imported(t)
	before := exported(t, data)
	for _, step := range []string{"Gebeurtenissen", "Documenten", "Doel narekenen"} {
		t.Run("afgebroken bij: "+step, func(t *testing.T) {
			to := filepath.Join(t.TempDir(), "nieuw")
			ctx, cancel := context.WithCancel(t.Context())
			seen := false
			m := movingOf(t, data, to)
			m.bar = func(what string, _, _ int64) {
				if what == step {
					seen = true
					cancel()
				}
			}
			if _, err := m.run(ctx); !errors.Is(err, context.Canceled) || !seen {
				t.Fatalf("%v, step seen: %v", err, seen)
			}
			if _, err := os.Stat(to); err == nil {
				t.Error("what is not whole has the name already")
			}
			if step != "Gebeurtenissen" {
				done, err := movingOf(t, data, to).run(t.Context())
				if err != nil || done.Before != done.Events || done.Events == 0 {
					t.Fatalf("%+v %v", done, err)
				}
			} else {
				mustRun(t, "move", "--data", data, "--naar", to)
			}
			giveKey(t, data, to)
			if exported(t, to) != before {
				t.Error("the log differs")
			}
		})
	}
}

func TestMoveWeigertSchade(t *testing.T) {
	t.Run("een bron die niet klopt met haar zegel, voordat er iets heen gaat", func(t *testing.T) {
		data, to := imported(t), filepath.Join(t.TempDir(), "nieuw")
		err := withDatabase(t.Context(), filepath.Join(data, "grootboek.db"), func(c *database.Conn) error {
			return sqlitex.ExecuteScript(c, "DROP TRIGGER events_update; UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'Wmo-aanvragen', 'Wmo-aanvraag!') AS BLOB);", nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		m := movingOf(t, data, to)
		_, err = m.run(t.Context())
		if _, ok := errors.AsType[*seal.Mismatch](err); !ok {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(m.to.Data, "grootboek.db")); err == nil {
			t.Error("something went over")
		}
	})
	t.Run("een doel waar een ander grootboek half staat, met de eerste gebeurtenis die verschilt", func(t *testing.T) {
		data, other, to := imported(t), imported(t), filepath.Join(t.TempDir(), "nieuw")
		if err := os.CopyFS(to+movingSuffix, os.DirFS(other)); err != nil {
			t.Fatal(err)
		}
		out, status := grootboek(t, "move", "--data", data, "--naar", to)
		if status != 1 || !strings.Contains(out, "De eerste die verschilt is in het doel gebeurtenis 1 ") {
			t.Errorf("%d %s", status, out)
		}
	})
	data, full := imported(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "iets"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"zonder doel":                       {nil, 2, "--naar"},
		"naar een map die niet leeg is":     {[]string{"--naar", full}, 1, "verhuizen gaat alleen naar een lege map"},
		"naar de map waar het al staat":     {[]string{"--naar", data}, 1, "verhuizen gaat alleen naar een lege map"},
		"naar een adres dat niet kan":       {[]string{"--naar", "http://ergens"}, 2, "esdb://"},
		"naar een adres met een wachtwoord": {[]string{"--naar", "esdb://admin:kikker@node1"}, 2, "geen gebruiker of wachtwoord"},
		"naar EventStoreDB zonder sleutel":  {[]string{"--naar", "esdb://127.0.0.1:1?tls=false"}, 2, "GROOTBOEK_KLUISSLEUTEL"},
		"met een naam die niet kan":         {[]string{"--naar", "esdb://127.0.0.1:1?tls=false", "--naam", "A B"}, 2, "--naam"},
	} {
		t.Run(name, func(t *testing.T) {
			out, status := grootboek(t, append([]string{"move", "--data", data}, c.args...)...)
			if status != c.status || !strings.Contains(out, c.says) || strings.Contains(out, "kikker") {
				t.Errorf("%d %s", status, out)
			}
		})
	}
	t.Run("een document dat er niet is wordt genoemd", func(t *testing.T) {
		data := imported(t)
		docs, err := filepath.Glob(filepath.Join(data, "bestanden", "sha256", "*", "*"))
		if err != nil || len(docs) != 1 || os.Remove(docs[0]) != nil {
			t.Fatal(docs, err)
		}
		if out := mustRun(t, "move", "--data", data, "--naar", filepath.Join(t.TempDir(), "nieuw")); !strings.Contains(out, "terwijl het logboek ze noemt: 1 document:") || !strings.Contains(out, filepath.Base(docs[0])) {
			t.Error(out)
		}
	})
	t.Run("een map zonder grootboek", func(t *testing.T) {
		out, status := grootboek(t, "move", "--data", filepath.Join(full, "leeg"), "--naar", filepath.Join(full, "nieuw"))
		if status != 1 || !strings.Contains(out, "staat geen grootboek") {
			t.Errorf("%d %s", status, out)
		}
	})
}

// TestMoveMetAlles moves a ledger in use to a cluster, and from another node of that cluster to a folder: who worked with it
// goes on working with it.
func TestMoveMetAlles(t *testing.T) {
	onFolder(t)
	data := filepath.Join(t.TempDir(), "data")
	server := serving(t, "--data", data)
	me := server.setUp()
	mustRun(t, "import", "--data", data, "--yes", write(t, "register.csv", sheet))
	me.api(http.MethodPost, "PB", "/processen/_register", object{"name": "Zonder eigenaar"}) // refused
	server.end()
	docs, err := filepath.Glob(filepath.Join(data, "bestanden", "sha256", "*", "*"))
	if err != nil || len(docs) != 1 {
		t.Fatalf("%v, %v", docs, err)
	}
	before := exported(t, data)
	store, err := fake.Start(fake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	vault := write(t, "kluissleutel", base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	said := mustRun(t, "move", "--data", data, "--naar", store.ConnectionString(), "--naam", "heemstede", "--kluissleutel", vault)
	if !strings.Contains(said, "Ook verhuisd: personen en accounts, geweigerde opdrachten en 1 document") {
		t.Error(said)
	}
	t.Setenv("GROOTBOEK_SLEUTEL", filepath.Join(data, "sleutel"))
	t.Setenv("GROOTBOEK_STORE", store.ConnectionString())
	t.Setenv("GROOTBOEK_STORE_NAAM", "heemstede")
	t.Setenv("GROOTBOEK_KLUISSLEUTEL", vault)
	t.Setenv("GROOTBOEK_UITSTEL", "0s")

	second := filepath.Join(t.TempDir(), "node2")
	t.Run("op een andere node van de nieuwe opslag werkt het account, en is het ingelezen bestand er", func(t *testing.T) {
		server := serving(t, "--data", second)
		c := newClient(t, server.url)
		if status, text := c.api(http.MethodGet, "PB", "/verwerkingen", nil); status != http.StatusOK || !strings.Contains(text, "Wmo-aanvragen") {
			t.Errorf("%d %s", status, text)
		}
		c.form("/inloggen", url.Values{"email": {firstEmail}, "password": {password}})
		c.form("/rol", url.Values{"rol": {"PB/"}})
		status, text, _ := c.send(c.request(http.MethodGet, "/bestanden/sha256:"+filepath.Base(docs[0]), nil))
		if status != http.StatusOK || text != sheet {
			t.Errorf("the imported file: %d %.200s", status, text)
		}
		server.end()
	})
	back := filepath.Join(t.TempDir(), "terug")
	t.Run("van die node terug naar een map gaat alles mee", func(t *testing.T) {
		mustRun(t, "move", "--data", second, "--naar", back)
		t.Setenv("GROOTBOEK_STORE", "sqlite")
		if exported(t, back) != before {
			t.Error("the log differs")
		}
		refused, err := os.ReadFile(filepath.Join(back, "geweigerd.jsonl"))
		if err != nil || !strings.Contains(string(refused), "process.incomplete") {
			t.Errorf("refused commands: %s, %v", refused, err)
		}
		server := serving(t, "--data", back)
		c := newClient(t, server.url)
		if status, text := c.api(http.MethodGet, "PB", "/verwerkingen", nil); status != http.StatusOK {
			t.Errorf("%d %s", status, text)
		}
		if _, err := os.Stat(filepath.Join(back, "bestanden", "sha256", filepath.Base(docs[0])[:2], filepath.Base(docs[0]))); err != nil {
			t.Error(err)
		}
		server.end()
	})
}
