package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heemstede/grootboek/events/teststore"
)

// asMain makes the test program behave as grootboek: for tests that need a process of its own.
const asMain = "GROOTBOEK_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asMain) != "" {
		main()
		return
	}
	status := m.Run()
	if verifier.dir != "" {
		_ = os.RemoveAll(verifier.dir) // a temporary folder: the system removes what is left
	}
	os.Exit(status)
}

// verifier is grootboek-verify, built once.
var verifier struct {
	once sync.Once
	dir  string
	err  error
}

// grootboekVerify runs the auditor's program, and returns what it said and its exit status.
func grootboekVerify(t *testing.T, args ...string) (string, int) {
	t.Helper()
	verifier.once.Do(func() {
		if verifier.dir, verifier.err = os.MkdirTemp("", "grootboek-verify-*"); verifier.err != nil {
			return
		}
		build := exec.Command("go", "build", "-o", verifier.dir, "../grootboek-verify")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			verifier.err = fmt.Errorf("%w: %s", err, out)
		}
	})
	if verifier.err != nil {
		t.Fatalf("build grootboek-verify: %v", verifier.err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, filepath.Join(verifier.dir, "grootboek-verify"), args...)
	out, err := c.CombinedOutput()
	if c.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), c.ProcessState.ExitCode()
}

// onChosen lets a command work on the store that GROOTBOEK_TEST_STORE names: with esdb, every data folder that has no
// ledger in it is a ledger of its own there. A test that chooses a store itself is left alone.
func onChosen(t *testing.T, args []string) {
	t.Helper()
	if now := os.Getenv("GROOTBOEK_STORE"); teststore.Chosen() != teststore.ESDB || now != "" && now != sqliteStore && os.Getenv("GROOTBOEK_STORE_NAAM") != chosenName {
		return
	}
	data := "data"
	if i := slices.Index(args, "--data"); i >= 0 && i+1 < len(args) {
		data = args[i+1]
	}
	if len(args) > 0 && slices.Contains([]string{"config", "keygen", "demo", "restore"}, args[0]) {
		return // these open no ledger, or one of their own
	}
	if _, err := os.Stat(filepath.Join(data, "grootboek.db")); err == nil {
		t.Setenv("GROOTBOEK_STORE", sqliteStore)
		return
	}
	abs, err := filepath.Abs(data)
	if err != nil {
		t.Fatal(err)
	}
	chosenName = teststore.Name(abs)
	sharedStore(t, teststore.Server(t).ConnectionString(), chosenName)
}

var chosenName string // of the ledger that onChosen has set last

// onFolder says that a test is about a folder with its own log, whatever store is chosen.
func onFolder(t *testing.T) {
	t.Helper()
	t.Setenv("GROOTBOEK_TEST_STORE", string(teststore.SQLite))
	t.Setenv("GROOTBOEK_STORE", sqliteStore)
}

// grootboek runs a command of the program, and returns what it said and its exit status.
func grootboek(t *testing.T, args ...string) (string, int) {
	t.Helper()
	return answering(t, "", args...)
}

// answering is [grootboek] with somebody who types.
func answering(t *testing.T, typed string, args ...string) (string, int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out bytes.Buffer
	onChosen(t, args)
	c := command()
	c.SetArgs(args)
	c.SetIn(strings.NewReader(typed))
	c.SetOut(&out)
	c.SetErr(io.Discard)
	if err := c.ExecuteContext(ctx); err != nil {
		fmt.Fprintln(&out, "grootboek:", err)
		return out.String(), status(err)
	}
	return out.String(), 0
}

// mustRun runs a command that has to succeed.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	out, status := grootboek(t, args...)
	if status != 0 {
		t.Fatalf("grootboek %s: status %d: %s", strings.Join(args, " "), status, out)
	}
	return out
}

// counts are those of the summary line that scripts read.
type counts struct{ taken, incomplete, changed, unchanged, refused int }

var summaryLine = regexp.MustCompile(`(?m)^(Voorbeeld|Ingelezen): (\d+) verwerkingen; volledig=(\d+) onvolledig=(\d+) gewijzigd=(\d+) ongewijzigd=(\d+) geweigerd=(\d+) \(taken=(\d+) incomplete=(\d+) changed=(\d+) unchanged=(\d+) refused=(\d+)\)$`)

func summaryOf(t *testing.T, out, what string) (c counts) {
	t.Helper()
	m := summaryLine.FindStringSubmatch(out)
	if m == nil || m[1] != what {
		t.Fatalf("no line that begins with %s: %s", what, out)
	}
	if _, err := fmt.Sscan(strings.Join(m[8:], " "), &c.taken, &c.incomplete, &c.changed, &c.unchanged, &c.refused); err != nil {
		t.Fatal(err)
	}
	if strings.Join(m[3:8], " ") != strings.Join(m[8:], " ") {
		t.Errorf("the Dutch and the English counts differ: %s", m[0])
	}
	return c
}

// served is a running ledger.
type served struct {
	t    *testing.T
	url  string
	said *saying
	done chan error
	stop context.CancelFunc
	once sync.Once
}

// saying is what a command prints, while it prints it.
type saying struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *saying) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *saying) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

var addressLine = regexp.MustCompile(`Inloggen: +(http://\S+)/inloggen`)

// serving starts grootboek serve on a port of its own, with these arguments besides.
func serving(t *testing.T, args ...string) *served {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s := &served{t: t, said: &saying{}, done: make(chan error, 1), stop: stop}
	onChosen(t, args)
	c := command()
	c.SetArgs(append([]string{"serve", "--listen", "127.0.0.1:0"}, args...))
	c.SetOut(s.said)
	go func() { s.done <- c.ExecuteContext(ctx) }()
	t.Cleanup(s.end)
	s.url = s.await(addressLine)
	return s
}

// await waits until the server has said something.
func (s *served) await(what *regexp.Regexp) string {
	s.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(time.Minute); ; {
		if m := what.FindStringSubmatch(s.said.String()); m != nil {
			return m[1]
		}
		select {
		case err := <-s.done:
			s.t.Fatalf("serve ended: %v; it said %s", err, s.said)
		case <-deadline:
			s.t.Fatalf("serve does not say %s: %s", what, s.said)
		case <-tick.C:
		}
	}
}

// end stops the server as a signal does, and waits until it has stopped.
func (s *served) end() {
	s.once.Do(func() {
		s.stop()
		select {
		case err := <-s.done:
			if err != nil {
				s.t.Errorf("serve ended with %v", err)
			}
		case <-time.After(time.Minute):
			s.t.Error("serve does not stop")
		}
	})
}

const (
	firstName  = "Saskia Verhulst"
	firstEmail = "sv@heemstede.example"
	password   = "kikkers in de sloot bij regen"
)

// client speaks with a running ledger, as the first person with an account.
type client struct {
	t    *testing.T
	url  string
	http *http.Client
}

func newClient(t *testing.T, address string) *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &client{t, address, &http.Client{Jar: jar, Timeout: time.Minute}}
}

var welcomeLine = regexp.MustCompile(`(http://\S+/welkom/\S+)`)

// setUp uses the one-time link that the server printed.
func (s *served) setUp() *client {
	s.t.Helper()
	c := newClient(s.t, s.url)
	status, body := c.form(strings.TrimPrefix(s.await(welcomeLine), s.url), url.Values{"name": {firstName}, "email": {firstEmail}, "password": {password}})
	if status != http.StatusOK || !strings.Contains(body, "In welke rol werkt u nu?") {
		s.t.Fatalf("set up: %d %s", status, body)
	}
	return c
}

func (c *client) send(r *http.Request) (int, string, http.Header) {
	c.t.Helper()
	res, err := c.http.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, string(body), res.Header
}

func (c *client) request(method, path string, body io.Reader) *http.Request {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

// page is what the address shows to whoever is not signed in.
func (c *client) page(path string) string {
	c.t.Helper()
	status, body, _ := newClient(c.t, c.url).send(c.request(http.MethodGet, path, nil))
	if status != http.StatusOK {
		c.t.Fatalf("%s: %d %s", path, status, body)
	}
	return body
}

// form posts a form in the session, following where it leads.
func (c *client) form(path string, v url.Values) (int, string) {
	c.t.Helper()
	r := c.request(http.MethodPost, path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, body, _ := c.send(r)
	return status, body
}

// api asks the addresses for programs, in a role.
func (c *client) api(method, role, path string, body any) (int, string) {
	c.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	r := c.request(method, "/v1"+path, bytes.NewReader(b))
	r.SetBasicAuth(firstEmail, password)
	r.Header.Set("Grootboek-Rol", role)
	status, text, _ := c.send(r)
	return status, text
}

type object = map[string]any

// do issues a command that must succeed, and returns its answer.
func (c *client) do(role, path string, body object) object {
	c.t.Helper()
	status, text := c.api(http.MethodPost, role, path, body)
	if status/100 != 2 {
		c.t.Fatalf("%s as %s: %d %s", path, role, status, text)
	}
	return parsed(c.t, text)
}

func (c *client) read(path string) object {
	c.t.Helper()
	status, text := c.api(http.MethodGet, "PB", path, nil)
	if status != http.StatusOK {
		c.t.Fatalf("%s: %d %s", path, status, text)
	}
	return parsed(c.t, text)
}

func parsed(t *testing.T, text string) (o object) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return o
}

// size is how many events the log holds, by its public checkpoint.
func (c *client) size() (n int) {
	c.t.Helper()
	note := c.page("/tlog/checkpoint")
	if _, err := fmt.Sscan(strings.Split(note, "\n")[1], &n); err != nil {
		c.t.Fatalf("%v: %s", err, note)
	}
	return n
}

const sheet = "Naam verwerking;Afdeling;Doel;Grondslag\r\nWmo-aanvragen;IASZ;Beoordelen;Wettelijke verplichting\r\nBijstand;IASZ;Uitkeren;Wettelijke verplichting\r\n;IASZ;Zonder naam;Toestemming\r\n"

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func logged(t *testing.T, data string) int {
	t.Helper()
	out := filepath.Join(t.TempDir(), "log.jsonl")
	mustRun(t, "export", "--data", data, "--out", out)
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(b, []byte("\n{\"specversion\":")) + bytes.Count(b[:min(len(b), 16)], []byte(`{"specversion":`))
}

func TestInlezenOpDeOpdrachtregel(t *testing.T) {
	data, file := filepath.Join(t.TempDir(), "data"), write(t, "register.csv", sheet)
	t.Run("--dry-run toont wat er zou gebeuren, met een regel die een script kan lezen, en legt niets vast", func(t *testing.T) {
		out := mustRun(t, "import", "--data", data, "--dry-run", file)
		if got := summaryOf(t, out, "Voorbeeld"); got != (counts{incomplete: 2, refused: 1}) {
			t.Errorf("%+v", got)
		}
		if !strings.Contains(out, "rij 4 geweigerd: ") || logged(t, data) != 0 {
			t.Errorf("%d events; %s", logged(t, data), out)
		}
	})
	t.Run("--dry-run met --yes legt ook niets vast", func(t *testing.T) {
		if mustRun(t, "import", "--data", data, "--dry-run", "--yes", file); logged(t, data) != 0 {
			t.Errorf("%d events", logged(t, data))
		}
	})
	t.Run("zonder --yes wordt gevraagd; wie geen ja zegt, legt niets vast", func(t *testing.T) {
		for _, typed := range []string{"", "nee\n", "j a\n", "yes\n"} {
			out, status := answering(t, typed, "import", "--data", data, file)
			if status != 0 || !strings.Contains(out, "Vastleggen? (ja/nee) Er is niets vastgelegd.") || logged(t, data) != 0 {
				t.Errorf("%q: status %d, %s", typed, status, out)
			}
		}
	})
	t.Run("wie ja zegt, legt vast", func(t *testing.T) {
		out, status := answering(t, "Ja\n", "import", "--data", data, file)
		if status != 0 {
			t.Fatalf("%d %s", status, out)
		}
		summaryOf(t, out, "Voorbeeld")
		if !strings.Contains(out, "Ingelezen: 3 verwerkingen; volledig=0 onvolledig=2 gewijzigd=0 ongewijzigd=0 geweigerd=1") {
			t.Error(out)
		}
	})
	t.Run("hetzelfde bestand nog eens verandert niets", func(t *testing.T) {
		before := logged(t, data)
		if got := summaryOf(t, mustRun(t, "import", "--data", data, "--yes", file), "Ingelezen"); got != (counts{unchanged: 2, refused: 1}) || logged(t, data) != before {
			t.Errorf("%+v, %d new events", got, logged(t, data)-before)
		}
	})
	t.Run("een gewijzigde rij is een wijziging", func(t *testing.T) {
		changed := write(t, "register.csv", strings.Replace(sheet, "Uitkeren", "Uitkeren en terugvorderen", 1))
		if got := summaryOf(t, mustRun(t, "import", "--data", data, "--yes", changed), "Ingelezen"); got != (counts{changed: 1, unchanged: 1, refused: 1}) {
			t.Errorf("%+v", got)
		}
	})
	for name, c := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"een bestand dat er niet is":          {[]string{"import", "--data", data, "--yes", filepath.Join(data, "weg.csv")}, 1, "bestand openen"},
		"een bestand dat geen register is":    {[]string{"import", "--data", data, "--yes", write(t, "leeg.csv", "")}, 1, "grootboek: "},
		"een optie zonder waarde":             {[]string{"import", "--data"}, 2, "geef een waarde bij --data"},
		"een waarde die geen getal is":        {[]string{"demo", "--events", "veel"}, 2, "ongeldige waarde \"veel\" bij \"--events\""},
		"geen bestand":                        {[]string{"import", "--data", data}, 2, "geef precies één bestand"},
		"twee bestanden":                      {[]string{"import", "--data", data, file, file}, 2, "geef precies één bestand"},
		"een optie die er niet is":            {[]string{"import", "--onzin", file}, 2, "onbekende optie --onzin; zie grootboek import --help"},
		"een opdracht die er niet is":         {[]string{"vernietig"}, 2, "onbekend argument \"vernietig\"; zie grootboek --help"},
		"een export zonder bestand":           {[]string{"export", "--data", data}, 2, "--out"},
		"een export van niets":                {[]string{"export", "--data", filepath.Join(data, "leeg"), "--out", filepath.Join(data, "x")}, 1, "staat geen grootboek"},
		"een controle van niets":              {[]string{"verify", "--data", filepath.Join(data, "leeg")}, 1, "staat geen grootboek"},
		"een argument te veel":                {[]string{"verify", "--data", data, "extra"}, 2, "onbekend argument"},
		"een controlepunt dat er niet is":     {[]string{"verify", "--data", data, "--checkpoint", filepath.Join(data, "weg")}, 1, "controlepunt lezen"},
		"een controlepunt dat er geen is":     {[]string{"verify", "--data", data, "--checkpoint", file}, 1, "KLOPT NIET"},
		"een sleutel op een bestaand bestand": {[]string{"keygen", file}, 1, "bestaat al"},
	} {
		t.Run("de uitkomst zegt een script of het goed ging: "+name, func(t *testing.T) {
			out, status := grootboek(t, c.args...)
			if status != c.status || !strings.Contains(out, c.says) {
				t.Errorf("status %d, want %d: %s", status, c.status, out)
			}
		})
	}
	t.Run("lezen maakt geen grootboek", func(t *testing.T) {
		if _, err := os.Stat(filepath.Join(data, "leeg")); err == nil {
			t.Error("reading made a folder")
		}
	})
}

func TestInstellingen(t *testing.T) {
	t.Run("een onbekende GROOTBOEK_-variabele wordt geweigerd, met wat er wel bestaat", func(t *testing.T) {
		t.Setenv("GROOTBOEK_LUISTER", "127.0.0.1:0")
		out, status := grootboek(t, "serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0")
		if status != 2 || !strings.Contains(out, "onbekende instelling GROOTBOEK_LUISTER") || !strings.Contains(out, "GROOTBOEK_LISTEN") {
			t.Errorf("%d %s", status, out)
		}
	})
	for name, value := range map[string]string{"GROOTBOEK_URL": "heemstede", "GROOTBOEK_OIN": "123", "GROOTBOEK_THEMA": "/bestaat/niet.css", "GROOTBOEK_PROXIES": "hier"} {
		t.Run("een waarde die niet kan wordt geweigerd: "+name, func(t *testing.T) {
			t.Setenv(name, value)
			out, status := grootboek(t, "serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0")
			if status != 2 || !strings.Contains(out, name) {
				t.Errorf("%d %s", status, out)
			}
		})
	}
	t.Run("zonder enige instelling is het ./data en poort 8080", func(t *testing.T) {
		cfg, err := readConfig(serveCommand())
		if err != nil || cfg.Data != "data" || cfg.Listen != "127.0.0.1:8080" || cfg.Municipality != "Heemstede" || cfg.Key != filepath.Join("data", "sleutel") {
			t.Errorf("%+v %v", cfg, err)
		}
	})
	t.Run("een vlag gaat vóór een variabele", func(t *testing.T) {
		t.Setenv("GROOTBOEK_DATA", "uit-de-omgeving")
		c := serveCommand()
		if cfg, err := readConfig(c); err != nil || cfg.Data != "uit-de-omgeving" {
			t.Errorf("%+v %v", cfg, err)
		}
		if err := c.Flags().Set("data", "van-de-vlag"); err != nil {
			t.Fatal(err)
		}
		if cfg, err := readConfig(c); err != nil || cfg.Data != "van-de-vlag" {
			t.Errorf("%+v %v", cfg, err)
		}
	})
}

func TestSerieusBegin(t *testing.T) {
	onFolder(t)
	t.Chdir(t.TempDir())
	s := serving(t)
	s.await(welcomeLine)
	t.Run("grootboek serve zonder instellingen begint in ./data, en zegt waar te klikken", func(t *testing.T) {
		for _, name := range []string{"grootboek.db", "sleutel", "staff.db", "zegel", "bestanden"} {
			if _, err := os.Stat(filepath.Join("data", name)); err != nil {
				t.Error(err)
			}
		}
		for _, line := range []string{"Openbaar register:", s.url + "/register", s.url + "/inloggen", "Er is nog geen account.", s.url + "/welkom/"} {
			if !strings.Contains(s.said.String(), line) {
				t.Errorf("it does not say %q: %s", line, s.said)
			}
		}
		if body := newClient(t, s.url).page("/"); !strings.Contains(body, "Gemeente Heemstede") {
			t.Error(body)
		}
	})
	t.Run("wat geheim is kan alleen de eigenaar lezen", func(t *testing.T) {
		for name, want := range map[string]os.FileMode{"data": 0o700, "data/sleutel": 0o600, "data/staff.db": 0o600, "data/grootboek.sock": 0o600} {
			st, err := os.Stat(name)
			if err != nil || st.Mode().Perm() != want {
				t.Errorf("%s: %v %v", name, st.Mode(), err)
			}
		}
	})
	t.Run("een tweede server op dezelfde map wordt geweigerd", func(t *testing.T) {
		out, status := grootboek(t, "serve", "--listen", "127.0.0.1:0")
		if status != 1 || !strings.HasPrefix(out, "grootboek: ") {
			t.Errorf("%d %s", status, out)
		}
	})
	t.Run("na de inrichting wordt geen link meer geprint", func(t *testing.T) {
		s.setUp()
		s.end()
		again := serving(t)
		c := newClient(t, again.url)
		if _, body := c.form("/inloggen", url.Values{"email": {firstEmail}, "password": {password}, "naar": {"/werk"}}); !strings.Contains(body, "In welke rol werkt u nu?") {
			t.Error("cannot sign in after a restart")
		}
		again.end()
		if strings.Contains(again.said.String(), "/welkom/") {
			t.Error(again.said)
		}
		if !strings.Contains(s.said.String(), "Het grootboek stopt…") {
			t.Error("the first did not say that it stopped")
		}
	})
}

func TestNaastEenDraaiendGrootboek(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := serving(t, "--data", data)
	c := newClient(t, s.url)
	file := write(t, "register.csv", sheet)
	t.Run("inlezen kan, en is meteen te zien", func(t *testing.T) {
		if got := summaryOf(t, mustRun(t, "import", "--data", data, "--dry-run", file), "Voorbeeld"); got != (counts{incomplete: 2, refused: 1}) || c.size() != 0 {
			t.Errorf("%+v, %d events", got, c.size())
		}
		if got := summaryOf(t, mustRun(t, "import", "--data", data, "--yes", file), "Ingelezen"); got != (counts{incomplete: 2, refused: 1}) || c.size() == 0 {
			t.Errorf("%+v, %d events", got, c.size())
		}
	})
	t.Run("een fout in het bestand komt terug als gewone zin", func(t *testing.T) {
		out, status := grootboek(t, "import", "--data", data, "--yes", write(t, "leeg.csv", ""))
		if status != 1 || strings.Contains(out, "EOF") {
			t.Errorf("%d %s", status, out)
		}
	})
	t.Run("exporteren kan, en grootboek-verify neemt het aan", func(t *testing.T) {
		out := filepath.Join(t.TempDir(), "log.jsonl")
		mustRun(t, "export", "--data", data, "--out", out)
		if said, status := grootboekVerify(t, out); status != 0 || !strings.Contains(said, fmt.Sprintf("alle %d gebeurtenissen", c.size())) {
			t.Errorf("%d %s", status, said)
		}
		if said, status := grootboekVerify(t, s.url); status != 0 || !strings.Contains(said, "KLOPT") {
			t.Errorf("the running log: %d %s", status, said)
		}
	})
	t.Run("een uittreksel van een periode kan, en grootboek-verify telt wat erin begint", func(t *testing.T) {
		out := filepath.Join(t.TempDir(), "uittreksel.jsonl")
		mustRun(t, "export", "--data", data, "--out", out, "--van", "01-01-2000", "--tot", "31-12-2099")
		said, status := grootboekVerify(t, "--soort", "process", out)
		if status != 0 || !strings.Contains(said, fmt.Sprintf("Gebeurtenis 1 tot en met %d,", c.size())) || !strings.Contains(said, "KLOPT") {
			t.Errorf("%d %s", status, said)
		}
		mustRun(t, "export", "--data", data, "--out", out, "--van", "01-01-2000", "--tot", "31-12-2001")
		if said, status := grootboekVerify(t, out); status != 0 || !strings.Contains(said, "Er begint geen record van de soort incident.") {
			t.Errorf("%d %s", status, said)
		}
		for _, days := range [][]string{{"--van", "01-01-2000"}, {"--van", "gisteren", "--tot", "31-12-2001"}, {"--van", "02-01-2000", "--tot", "01-01-2000"}} {
			if said, status := grootboek(t, append([]string{"export", "--data", data, "--out", out}, days...)...); status != 2 || !strings.Contains(said, "--") {
				t.Errorf("%v: %d %s", days, status, said)
			}
		}
	})
	t.Run("narekenen kan, ook met een oud controlepunt", func(t *testing.T) {
		old := write(t, "oud", c.page("/tlog/checkpoint"))
		if out := mustRun(t, "verify", "--data", data, "--checkpoint", old); !strings.Contains(out, "KLOPT: ") {
			t.Error(out)
		}
	})
	t.Run("wat mislukt laat geen half bestand achter", func(t *testing.T) {
		dir := t.TempDir()
		if out, status := grootboek(t, "export", "--data", data, "--out", filepath.Join(dir, "map", "x.jsonl")); status != 1 {
			t.Errorf("%d %s", status, out)
		}
		if list, err := os.ReadDir(dir); err != nil || len(list) != 0 {
			t.Errorf("left: %v %v", list, err)
		}
	})
}

func TestEenOudereKopie(t *testing.T) {
	onFolder(t)
	data := filepath.Join(t.TempDir(), "data")
	mustRun(t, "import", "--data", data, "--yes", write(t, "a.csv", sheet))
	older := filepath.Join(t.TempDir(), "kopie")
	if err := os.CopyFS(older, os.DirFS(data)); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "import", "--data", data, "--yes", write(t, "b.csv", strings.ReplaceAll(sheet, "Wmo-aanvragen", "Parkeren")))
	s := serving(t, "--data", data)
	old := write(t, "oud-controlepunt", newClient(t, s.url).page("/tlog/checkpoint"))
	s.end()
	export := filepath.Join(t.TempDir(), "log.jsonl")
	mustRun(t, "export", "--data", data, "--out", export)
	t.Run("het log dat er stond klopt met het bewaarde controlepunt", func(t *testing.T) {
		if out := mustRun(t, "verify", "--data", data, "--checkpoint", old); !strings.Contains(out, "KLOPT: ") {
			t.Error(out)
		}
	})
	for _, key := range []string{"sleutel", "hoofdsleutel"} { // a copy has the rights of whoever made it
		if err := os.Chmod(filepath.Join(older, key), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("van binnen is niet te zien dat het is vervangen door een oudere kopie", func(t *testing.T) {
		if out := mustRun(t, "verify", "--data", older); !strings.Contains(out, "KLOPT: ") {
			t.Error(out)
		}
	})
	t.Run("met een controlepunt dat het huis heeft verlaten wel", func(t *testing.T) {
		out, status := grootboek(t, "verify", "--data", older, "--checkpoint", old)
		if status != 1 || !strings.Contains(out, "KLOPT NIET") {
			t.Errorf("%d %s", status, out)
		}
		copied := filepath.Join(t.TempDir(), "kopie.jsonl")
		mustRun(t, "export", "--data", older, "--out", copied)
		if said, status := grootboekVerify(t, "--checkpoint", old, copied); status != 1 || !strings.Contains(said, "KLOPT NIET") {
			t.Errorf("%d %s", status, said)
		}
		if said, status := grootboekVerify(t, "--checkpoint", old, export); status != 0 {
			t.Errorf("the real one: %d %s", status, said)
		}
	})
}

func TestUitleg(t *testing.T) {
	t.Run("R-RPT-11 de uitleg van elke opdracht is in het Nederlands", func(t *testing.T) {
		for _, args := range [][]string{{"--help"}, {"serve", "--help"}, {"import", "--help"}, {"export", "--help"}, {"verify", "--help"}, {"demo", "--help"}, {"keygen", "--help"}, {"version", "--help"}} {
			out := mustRun(t, args...)
			if !strings.Contains(out, "Gebruik:") {
				t.Errorf("%v: %s", args, out)
			}
			for _, english := range []string{"Usage", "Flags", "Available", "help for", "default ", "Use \"", "[flags]", " string", " int ", "stringArray"} {
				if strings.Contains(out, english) {
					t.Errorf("%v says %q: %s", args, english, out)
				}
			}
		}
	})
	t.Run("de versie staat op één regel", func(t *testing.T) {
		if out := mustRun(t, "version"); !strings.HasPrefix(out, "grootboek ") || strings.Count(out, "\n") != 1 {
			t.Errorf("%q", out)
		}
	})
	t.Run("een sleutel wordt gemaakt, voor de eigenaar alleen, en de openbare helft getoond", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "sleutel")
		out := mustRun(t, "keygen", path)
		st, err := os.Stat(path)
		if err != nil || st.Mode().Perm() != 0o600 || !strings.Contains(out, "grootboek.heemstede.nl/log+") {
			t.Errorf("%v %v %s", st, err, out)
		}
		secret, err := os.ReadFile(path)
		if err != nil || strings.Contains(out, strings.TrimSpace(string(secret))) {
			t.Error("the secret half is shown")
		}
	})
}
