package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// settingsTable is the table of settings in the README.
func settingsTable() string {
	var b strings.Builder
	b.WriteString("| variabele | betekenis | standaard |\n|---|---|---|\n")
	for _, s := range settings {
		name := "`" + s.name + "`"
		if s.flag != "" {
			name += ", `--" + s.flag + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, s.nl, s.standard)
	}
	return strings.ReplaceAll(b.String(), "|  |", "| |")
}

// with are settings for one test, in the environment; a key is without GROOTBOEK_.
type with map[string]string

func (w with) load(t *testing.T) (Config, error) {
	t.Helper()
	for name, value := range w {
		t.Setenv("GROOTBOEK_"+name, value)
	}
	return readConfig(serveCommand())
}

func TestConfigWaar(t *testing.T) {
	file := write(t, "grootboek.env", "# uitleg\n\nGROOTBOEK_DATA=uit-het-bestand\nGROOTBOEK_GEMEENTE=\"Bloemendaal aan Zee\"\nGROOTBOEK_OIN=\n")
	t.Run("een vlag gaat voor de omgeving, die gaat voor het bestand, en dat gaat voor de standaard", func(t *testing.T) {
		for _, c := range []struct {
			environment string
			flags       []string
			value, from string
		}{
			{"", nil, "uit-het-bestand", file + ", regel 3"},
			{"uit-de-omgeving", nil, "uit-de-omgeving", "omgeving"},
			{"uit-de-omgeving", []string{"--data", "van-de-vlag"}, "van-de-vlag", "vlag --data"},
		} {
			t.Setenv("GROOTBOEK_DATA", c.environment)
			out := mustRun(t, append([]string{"config", "--config", file}, c.flags...)...)
			if got := shown(out, "GROOTBOEK_DATA"); got != c.value+" "+c.from {
				t.Errorf("%q, want %s %s", got, c.value, c.from)
			}
			if got := shown(out, "GROOTBOEK_LISTEN"); got != "127.0.0.1:8080 standaard" {
				t.Errorf("%q", got)
			}
			if got := shown(out, "GROOTBOEK_OIN"); got != "- niet ingesteld" {
				t.Errorf("%q", got)
			}
		}
	})
	t.Run("GROOTBOEK_CONFIG noemt het bestand ook, en aanhalingstekens horen niet bij de waarde", func(t *testing.T) {
		cfg, err := with{"CONFIG": file}.load(t)
		if err != nil || cfg.Municipality != "Bloemendaal aan Zee" || cfg.Origin != "grootboek.bloemendaal-aan-zee.nl/log" || cfg.File != file {
			t.Errorf("%+v %v", cfg, err)
		}
	})
	t.Run("een bestand dat er niet is, is een fout", func(t *testing.T) {
		if out, status := grootboek(t, "config", "--config", file+".weg"); status != 2 {
			t.Errorf("%d %s", status, out)
		}
	})
	for name, c := range map[string]struct{ text, says string }{
		"een onbekende instelling":               {"GROOTBOEK_DATA=a\nGROOTBOEK_DAAT=b\n", "regel 2: onbekende instelling \"GROOTBOEK_DAAT\""},
		"iets anders dan een instelling":         {"PATH=/bin\n", "regel 1: onbekende instelling \"PATH\""},
		"een dubbele instelling":                 {"GROOTBOEK_DATA=a\n\nGROOTBOEK_DATA=a\n", "regel 3: GROOTBOEK_DATA staat al op regel 1"},
		"een dubbele instelling, eerst leeg":     {"GROOTBOEK_DATA=\nGROOTBOEK_DATA=a\n", "regel 2: GROOTBOEK_DATA staat al op regel 1"},
		"een regel zonder waarde":                {"GROOTBOEK_DATA\n", "regel 1: dit is geen regel als"},
		"een half aanhalingsteken":               {"GROOTBOEK_DATA=\"a\n", "regel 1: het aanhalingsteken"},
		"een aanhalingsteken in het midden":      {"GROOTBOEK_DATA=\"a\"b\"\n", "regel 1: het aanhalingsteken"},
		"een regel die verder gaat":              {"GROOTBOEK_DATA=a\\\n b\n", "regel 1: een waarde kan niet eindigen op"},
		"een bestand dat een bestand noemt":      {"GROOTBOEK_CONFIG=x\n", "regel 1: GROOTBOEK_CONFIG kan niet in het bestand zelf"},
		"een instelling van de tests":            {"GROOTBOEK_TEST_STORE=esdb\n", "regel 1: onbekende instelling"},
		"een waarde die niet kan, met haar plek": {"\nGROOTBOEK_OIN=12\n", "regel 2): \"12\" is geen OIN"},
		"te veel":                                {strings.Repeat("# "+strings.Repeat("x", 98)+"\n", 700), "te groot"},
	} {
		t.Run("in het bestand wordt geweigerd, met bestand en regel: "+name, func(t *testing.T) {
			path := write(t, "fout.env", c.text)
			out, status := grootboek(t, "serve", "--config", path, "--data", t.TempDir(), "--listen", "127.0.0.1:0")
			if status != 2 || !strings.Contains(out, c.says) || !strings.Contains(out, path) {
				t.Errorf("%d %s", status, out)
			}
		})
	}
}

// shown is what grootboek config says of a setting, with single spaces.
func shown(out, name string) string {
	for line := range strings.SplitSeq(out, "\n") {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.Join(strings.Fields(rest), " ")
		}
	}
	return ""
}

func TestConfigTonen(t *testing.T) {
	t.Run("wat geheim is wordt niet getoond, ook niet als iemand het geheim zelf invult", func(t *testing.T) {
		with{"OIDC": "https://login.example", "OIDC_CLIENT": "grootboek", "OIDC_GEHEIM": "hunter2hunter2"}.load(t)
		out := mustRun(t, "config")
		if shown(out, "GROOTBOEK_OIDC_GEHEIM") != "(ingesteld) omgeving" || strings.Contains(out, "hunter2") {
			t.Error(out)
		}
		cfg, err := readConfig(serveCommand())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cfg.oidcSecret(); err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "GROOTBOEK_OIDC_GEHEIM") {
			t.Error(err)
		}
	})
	t.Run("elke instelling staat er, één keer", func(t *testing.T) {
		out := mustRun(t, "config")
		if got := strings.Count(out, "\n"); got != len(settings) {
			t.Errorf("%d lines for %d settings", got, len(settings))
		}
	})
	t.Run("het voorbeeld noemt alles, stelt niets in, en is na het weghalen van # te lezen", func(t *testing.T) {
		example := mustRun(t, "config", "--voorbeeld")
		found, err := parseSettings("voorbeeld", strings.NewReader(example))
		if err != nil || len(found) != 0 {
			t.Fatalf("%v %v", found, err)
		}
		filled := strings.ReplaceAll(example, "\n#GROOTBOEK_", "\nGROOTBOEK_")
		if found, err = parseSettings("voorbeeld", strings.NewReader(filled)); err != nil || len(found) != len(settings)-1 {
			t.Fatalf("%d of %d settings, %v", len(found), len(settings)-1, err)
		}
		theme := write(t, "theme.css", "")
		filled = strings.Replace(filled, "/etc/grootboek/theme.css", theme, 1)
		if out, status := grootboek(t, "config", "--config", write(t, "vol.env", filled)); status != 0 {
			t.Errorf("the example is not right: %s", out)
		}
	})
	t.Run("de README noemt precies deze instellingen", func(t *testing.T) {
		b, err := os.ReadFile("../../README.md")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(b), settingsTable()) {
			t.Errorf("the table of settings in README.md must be:\n%s", settingsTable())
		}
		if got := strings.Count(string(b), "\n| `GROOTBOEK_"); got != len(settings) {
			t.Errorf("README.md has %d lines of settings, not %d", got, len(settings))
		}
	})
}

// vaultKey is a file with a right key.
func vaultKey(t *testing.T) string {
	t.Helper()
	return write(t, "kluissleutel", base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))+"\n")
}

func TestConfigStore(t *testing.T) {
	for _, right := range []string{"sqlite", "esdb://node1:2113,node2:2113,node3?tls=true&tlsCaFile=/etc/ca.crt", "esdb+discover://cluster.intern?nodePreference=Leader",
		"esdb://127.0.0.1:2113?tls=false", "esdb://localhost?tls=false&defaultDeadline=5000&keepAliveInterval=-1", "esdb://10.0.0.1:2113/?tls=true"} {
		t.Run("een logboek kan staan in "+right, func(t *testing.T) {
			cfg, err := with{"STORE": right, "KLUISSLEUTEL": "x"}.load(t)
			if err != nil || cfg.Store != right || cfg.esdb() != (right != "sqlite") || cfg.StoreName != "heemstede" {
				t.Errorf("%+v %v", cfg, err)
			}
		})
	}
	const password = "geheim123"
	for name, c := range map[string]struct{ store, says string }{
		"een wachtwoord, met waar het dan wel hoort": {"esdb://ledger:" + password + "@node1:2113", "GROOTBOEK_STORE_TOEGANG"},
		"een wachtwoord zonder gebruiker":            {"esdb://:" + password + "@node1", "GROOTBOEK_STORE_TOEGANG"},
		"een ander soort adres":                      {"kurrentdb://node1:2113", "esdb://"},
		"een map":                                    {"/var/lib/" + password, "esdb://"},
		"een tijd die geen getal is":                 {"esdb://node1?defaultDeadline=" + password, "defaultdeadline"},
		"een tijd van niets":                         {"esdb://node1?defaultDeadline=0", "defaultdeadline"},
		"een half aantal":                            {"esdb://node1?maxDiscoverAttempts=1.5", "maxdiscoverattempts"},
		"een onbekende sleutel":                      {"esdb://node1?connectionName=a", "connectionname"},
		"een sleutel twee keer":                      {"esdb://node1?tls=true&TLS=false", "twee keer"},
		"een half certificaat":                       {"esdb://node1?userCertFile=/a", "userKeyFile"},
		"een IPv6-adres":                             {"esdb://[::1]:2113", "naam:poort"},
		"een poort die niet kan":                     {"esdb://node1:70000", "naam:poort"},
		"een lege machine":                           {"esdb://node1,,node2", "naam:poort"},
		"een pad":                                    {"esdb://node1/ander", "naam:poort"},
		"zonder TLS op een andere machine":           {"esdb://node1?tls=false", "GROOTBOEK_ONVEILIG"},
		"zonder TLS deels op een andere machine":     {"esdb://localhost,node1?tls=false", "GROOTBOEK_ONVEILIG"},
	} {
		t.Run("geweigerd wordt: "+name, func(t *testing.T) {
			_, err := with{"STORE": c.store, "KLUISSLEUTEL": "x"}.load(t)
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "GROOTBOEK_STORE") {
				t.Errorf("%v", err)
			}
			if err != nil && strings.Contains(err.Error(), password) {
				t.Errorf("the error shows what may be a password: %v", err)
			}
		})
	}
	t.Run("zonder TLS in een afgesloten netwerk kan, als iemand dat zegt", func(t *testing.T) {
		if cfg, err := (with{"STORE": "esdb://kurrentdb:2113?tls=false", "KLUISSLEUTEL": "x", "ONVEILIG": "ja"}).load(t); err != nil || !cfg.Unsafe {
			t.Errorf("%+v %v", cfg, err)
		}
	})
	for name, w := range map[string]with{
		"EventStoreDB zonder kluissleutel":        {"STORE": "esdb://node1"},
		"toegang zonder EventStoreDB":             {"STORE_TOEGANG": "x"},
		"toegang zonder TLS":                      {"STORE": "esdb://localhost?tls=false", "KLUISSLEUTEL": "x", "STORE_TOEGANG": "x"},
		"een naam met hoofdletters":               {"STORE_NAAM": "Heemstede"},
		"een te lange naam":                       {"STORE_NAAM": strings.Repeat("a", 41)},
		"een aanbieder zonder client":             {"OIDC": "https://login.example"},
		"een client zonder aanbieder":             {"OIDC_CLIENT": "grootboek"},
		"een aanbieder zonder TLS":                {"OIDC": "http://login.example", "OIDC_CLIENT": "a", "OIDC_GEHEIM": "b"},
		"een aanbieder zonder eigen adres":        {"OIDC": "https://login.example", "OIDC_CLIENT": "a", "OIDC_GEHEIM": "b", "LISTEN": "0.0.0.0:8080"},
		"een tweede stap die niet bestaat":        {"TWEEDE_STAP": "soms"},
		"onveilig met een ander woord":            {"ONVEILIG": "yes"},
		"een uitstel van een uur":                 {"UITSTEL": "1h"},
		"een uitstel zonder eenheid":              {"UITSTEL": "10"},
		"een luisteradres zonder poort":           {"LISTEN": "127.0.0.1"},
		"een adres voor cijfers zonder poort":     {"METRICS": "9464"},
		"een eigen adres met een wachtwoord erin": {"URL": "https://a:b@grootboek.example"},
	} {
		t.Run("geweigerd wordt: "+name, func(t *testing.T) {
			if cfg, err := w.load(t); err == nil || status(err) != 2 {
				t.Errorf("%+v %v", cfg, err)
			}
		})
	}
}

func TestConfigStandaard(t *testing.T) {
	for name, c := range map[string]struct {
		with   with
		second bool
		grace  time.Duration
	}{
		"op deze machine is de tweede stap vrij":                 {with{}, false, 0},
		"met https is zij verplicht":                             {with{"URL": "https://grootboek.example"}, true, 0},
		"ook met https op deze machine":                          {with{"URL": "https://localhost"}, true, 0},
		"met http op een ander adres ook":                        {with{"URL": "http://grootboek.example"}, true, 0},
		"wie overal luistert ook":                                {with{"LISTEN": "0.0.0.0:8080"}, true, 0},
		"wie het zegt gaat voor":                                 {with{"URL": "https://grootboek.example", "TWEEDE_STAP": "vrij"}, false, 0},
		"bij EventStoreDB krijgt de proxy tijd om weg te kijken": {with{"STORE": "esdb://localhost?tls=false", "KLUISSLEUTEL": "x"}, false, 10 * time.Second},
		"ook daar gaat wie het zegt voor":                        {with{"STORE": "esdb://localhost?tls=false", "KLUISSLEUTEL": "x", "UITSTEL": "3s"}, false, 3 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			cfg, err := c.with.load(t)
			if err != nil || cfg.RequireSecond != c.second || cfg.Grace != c.grace {
				t.Errorf("%+v %v", cfg, err)
			}
		})
	}
}

func TestConfigGeheimen(t *testing.T) {
	access := func(t *testing.T, text string, mode os.FileMode) Config {
		path := write(t, "toegang", text)
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return Config{StoreAccess: path}
	}
	t.Run("gebruiker en wachtwoord komen uit een bestand; het wachtwoord mag dubbele punten bevatten", func(t *testing.T) {
		cfg := access(t, "ledger:a:b@c\n", 0o600)
		if user, password, err := cfg.storeLogin(); err != nil || user != "ledger" || password != "a:b@c" {
			t.Errorf("%q %q %v", user, password, err)
		}
	})
	t.Run("wie niets instelt, meldt zich niet aan", func(t *testing.T) {
		if user, password, err := (&Config{}).storeLogin(); err != nil || user+password != "" {
			t.Errorf("%q %q %v", user, password, err)
		}
	})
	for _, mode := range []os.FileMode{0o640, 0o604, 0o660, 0o620, 0o610} {
		t.Run(fmt.Sprintf("een geheim dat anderen kunnen lezen of wijzigen wordt geweigerd: %04o", mode), func(t *testing.T) {
			cfg := access(t, "ledger:wachtwoord", mode)
			if _, _, err := cfg.storeLogin(); err == nil || strings.Contains(err.Error(), "wachtwoord\"") {
				t.Error(err)
			}
		})
	}
	t.Run("wat systemd overhandigt mag er uitzien als leesbaar voor de groep, en niet meer dan dat", func(t *testing.T) {
		for mode, right := range map[os.FileMode]bool{0o400: true, 0o440: true, 0o444: false, 0o460: false} {
			cfg := access(t, "ledger:wachtwoord", mode)
			t.Setenv("CREDENTIALS_DIRECTORY", filepath.Dir(cfg.StoreAccess))
			if _, _, err := cfg.storeLogin(); (err == nil) != right {
				t.Errorf("%04o: %v", mode, err)
			}
		}
	})
	for name, text := range map[string]string{"leeg": "", "geen dubbele punt": "ledger", "geen gebruiker": ":x", "geen wachtwoord": "ledger:", "twee regels": "a:b\nc:d", "te groot": "a:" + strings.Repeat("b", maxSecret)} {
		t.Run("een bestand met toegang kan niet zijn: "+name, func(t *testing.T) {
			cfg := access(t, text, 0o600)
			if _, _, err := cfg.storeLogin(); err == nil || strings.Contains(err.Error(), "bbb") {
				t.Error(err)
			}
		})
	}
	t.Run("een kluissleutel is 32 bytes in base64, en niets anders", func(t *testing.T) {
		if key, err := (&Config{VaultKey: vaultKey(t)}).vaultKey(); err != nil || len(key) != 32 {
			t.Errorf("%d %v", len(key), err)
		}
		for _, text := range []string{strings.Repeat("A", 32), base64.StdEncoding.EncodeToString(make([]byte, 31)), "geen base64!"} {
			if _, err := (&Config{VaultKey: write(t, "k", text)}).vaultKey(); err == nil || strings.Contains(err.Error(), text) {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}
