package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api"
	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/api/web/webtest"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/files"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/staff"
	"github.com/heemstede/grootboek/events/teststore"
	"github.com/heemstede/grootboek/events/vault"
	"github.com/heemstede/grootboek/projections"
)

// server is the whole stack in a folder of its own, as cmd/grootboek builds it, with a clock that tests set.
type server struct {
	t        testing.TB
	web      *httptest.Server
	handler  http.Handler
	api      *api.Server
	carrier  api.Carrier // does a turn when a test asks
	outbox   *projections.Outbox
	store    events.Store
	dir      string
	log      *logBook
	person   map[domain.Role]string // who holds the role
	mu       sync.Mutex
	now      time.Time
	browsers map[domain.Role]*browser
	checked  map[string]bool // shapes of pages that were checked
	secrets  []string        // what must not stand in the log of the server, besides names and passwords
}

// logBook is what the server writes to its log.
type logBook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// cheap hashing: what a password costs is tested in package staff.
var cheap = &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// day is that day at noon in Amsterdam.
func day(d calendar.Date) time.Time { return d.Start().Add(12 * time.Hour) }

// newEmptyServer is a ledger in which nothing has happened yet.
func newEmptyServer(t testing.TB, options ...func(*server, *auth.Options)) *server {
	t.Helper()
	s := &server{t: t, dir: t.TempDir(), log: &logBook{}, person: map[domain.Role]string{}, now: day("2026-11-24"), browsers: map[domain.Role]*browser{}, checked: map[string]bool{}}
	log := slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	log.Info("test begins")
	ctx := t.Context()
	closing := func(c io.Closer) { t.Cleanup(func() { ok(t, c.Close()) }) }

	store := teststore.Durable(t, filepath.Join(s.dir, "grootboek.db"))
	s.store = store
	key, err := seal.LoadOrCreateKey(filepath.Join(s.dir, "sleutel"), "grootboek.test/log")
	ok(t, err)
	sealer, err := seal.Open(ctx, seal.Options{Dir: filepath.Join(s.dir, "zegel"), Store: store, Key: key, Log: log})
	ok(t, err)
	closing(sealer)
	people, err := staff.Open(ctx, filepath.Join(s.dir, "staff.db"), cheap)
	ok(t, err)
	closing(people)
	kept, err := files.Open(filepath.Join(s.dir, "bestanden"))
	ok(t, err)
	closing(kept)

	types := chapters.ByName()
	records := projections.NewRecords(types)
	gov := projections.NewGovernance(records)
	gov.Employee = people.Knows
	names := projections.Names{Person: people.Name, Record: records.Title, Command: records.CommandNL}
	search, err := projections.NewSearch(projections.Names{Record: records.Title})
	ok(t, err)
	closing(search)
	notices, terms := projections.NewNotices(), projections.NewTerms()
	dossiers, outbox := projections.NewDossiers(), projections.NewOutbox()
	s.outbox = outbox
	live := projections.NewLive(store, records, log, gov, notices, terms, dossiers, outbox, search)
	ok(t, live.CatchUp(ctx, nil))
	refusals := &api.Refusals{Path: filepath.Join(s.dir, "geweigerd.jsonl"), Records: types, Now: s.clock, Log: log}
	ledger := api.Ledger{Shared: teststore.Chosen() == teststore.ESDB, Seal: sealer, Live: live, Exec: &events.Executor{Store: store, Records: types, Facts: live.Facts(gov),
		Source: "urn:nld:gemeente:test:systeem:grootboek", Policy: "beleid/1", Now: s.clock, Refused: refusals.Note}}

	master, err := vault.NewMasterKey(bytes.Repeat([]byte{7}, vault.KeySize))
	ok(t, err)
	ledger.Vault, err = vault.OpenSQLite(ctx, vault.Files{Sheets: filepath.Join(s.dir, "kluis", "bladen.db"), Content: filepath.Join(s.dir, "kluis", "inhoud.db")},
		func(ctx context.Context, r vault.Reading) error { return s.api.RecordReading(ctx, r) }, master)
	ok(t, err)
	closing(ledger.Vault)
	s.carrier = api.Carrier{Ledger: ledger, Records: records, Dossiers: dossiers, Files: kept, Log: log}
	pages, err := web.Templates()
	ok(t, err)
	s.api = &api.Server{Ledger: ledger, Records: records, Gov: gov, Register: projections.NewRegister(records, gov, names), Notices: notices, Terms: terms, Search: search,
		Refusals: refusals, Staff: people, Files: kept, Temp: s.dir, Pages: pages, Log: log, Site: web.Site{Name: "Heemstede", Version: "test"}}
	o := auth.Options{Roles: s.api.RoleChoices, Now: s.clock, Refuse: s.api.Refuse, Fail: s.api.Fail, Log: log, Link: s.api.IdentityLinked}
	for _, f := range options {
		f(s, &o)
	}
	s.api.Auth, err = auth.New(people, o)
	ok(t, err)
	s.follow(sealer.Run, live.Run)
	s.web = httptest.NewUnstartedServer(nil)
	s.web.Config.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	s.api.Base = "http://" + s.web.Listener.Addr().String()
	s.handler = s.api.Handler()
	s.web.Config.Handler = s.handler
	s.web.Start()
	t.Cleanup(s.web.Close)
	t.Cleanup(func() { s.namesNobody(t) })
	return s
}

// namesNobody holds the log of the server against the staff directory, after whatever a test did: no names, no addresses,
// no passwords, no secrets of links (design 14.21).
func (s *server) namesNobody(t testing.TB) {
	text := s.log.String()
	secret := append([]string{password, "@heemstede.example"}, s.secrets...)
	for _, name := range staffNames {
		secret = append(secret, strings.Fields(name)...)
	}
	for _, word := range secret {
		if i := strings.Index(text, word); i >= 0 {
			t.Errorf("the log of the server holds %q: %s", word, text[max(0, i-200):min(len(text), i+100)])
		}
	}
	if !strings.Contains(text, "test begins") {
		t.Error("the log of the server is not seen by this test")
	}
}

// follow runs what follows the log until the test ends.
func (s *server) follow(runs ...func(context.Context) error) {
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, run := range runs {
		running.Go(func() {
			if err := run(ctx); err != nil {
				s.t.Error(err)
			}
		})
	}
	s.t.Cleanup(func() { stop(); running.Wait() })
}

func (s *server) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// on sets the clock to noon of a day.
func (s *server) on(d calendar.Date) *server { return s.at(day(d)) }

func (s *server) at(t time.Time) *server {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = t
	return s
}

// staffNames is who holds each role in [newTestServer]: names that stand nowhere else.
var staffNames = map[domain.Role]string{domain.SEC: "Saskia Verhulst", domain.COL: "Cor Dijkgraaf", domain.PB: "Petra Bloemen", domain.FG: "Frits Zandvliet",
	domain.TM: "Teun Kortekaas", domain.ACC: "Anton Spaargaren", domain.EMP: "Emma Noordam", domain.CTRL: "Carla Weststrate", domain.MAYOR: "Mia Roodenburg"}

const (
	password  = "kikkers in de sloot bij regen"
	wmo       = "33333333-3333-4333-8333-333333333333" // a process; the team manager owns it
	sevenYear = "44444444-4444-4444-8444-444444444444" // a retention rule
)

// newTestServer is a town in which each role is held by one person with an account: see [staffNames].
func newTestServer(t testing.TB, options ...func(*server, *auth.Options)) *server {
	t.Helper()
	s := newEmptyServer(t, options...)
	for role, name := range staffNames {
		p, err := s.api.Staff.AddPerson(t.Context(), staff.Person{Name: name, Email: emailOf(role), Created: s.clock()})
		ok(t, err)
		ok(t, s.api.Staff.SetPassword(t.Context(), p.ID, password))
		s.person[role] = p.ID
	}
	s.person[domain.OWN], s.person[domain.SYS] = s.person[domain.TM], domain.System
	s.appoint(domain.SYS, domain.SEC)
	for _, role := range []domain.Role{domain.COL, domain.PB, domain.TM, domain.ACC, domain.CTRL} {
		s.appoint(domain.SEC, role)
	}
	s.appoint(domain.COL, domain.FG)
	s.do("process", wmo, governance.RegisterProcess{Name: "Wmo", Task: "Maatschappelijke ondersteuning.", Teams: []string{"IASZ"}, Owner: s.person[domain.TM]}, domain.PB)
	s.do("retention", sevenYear, register.SetRetentionRule{RetentionTerms: register.RetentionTerms{Name: "Wmo-dossier, 15 jaar", Category: "Dossier", Period: "P15Y",
		Starts: "einde voorziening", Basis: "law", Citation: "Wmo 2015 artikel 5.3.4", Destroyable: domain.Yes}}, domain.PB)
	return s
}

func emailOf(role domain.Role) string { return strings.ToLower(string(role)) + "@heemstede.example" }

func (s *server) appoint(by, role domain.Role) {
	s.t.Helper()
	s.do("role", uuid.NewString(), governance.AppointRole{Person: s.person[role], Role: governance.OfficeRole(role), From: "2026-01-01", Email: "functie-" + emailOf(role)}, by)
}

// do executes a command as whoever holds the role, sealed and visible, past the pages.
func (s *server) do(record, id string, command any, role domain.Role) events.Result {
	s.t.Helper()
	res, err := s.api.Do(s.t.Context(), events.Request{Record: record, ID: id, Command: command, By: domain.Stamp{Actor: s.person[role], Role: role}})
	if err != nil {
		s.t.Fatalf("%T as %s: %v", command, role, err)
	}
	return res
}

// complete is an activity of the process that lacks nothing.
func complete(name string) register.Content {
	return register.Content{Name: name, Controller: "College van burgemeester en wethouders", ControllerContact: "Raadhuisplein 1, Heemstede", Department: "IASZ",
		Purposes:     []register.Purpose{{Text: "Aanvragen beoordelen", Grounds: []register.Ground{"legal-obligation"}, Explanation: "Wmo 2015, artikel 2.3.2"}},
		DataSubjects: []string{"Cliënten"}, DataCategories: []register.DataCategory{{Name: "Naam en adres", Kind: register.Ordinary}}, Recipients: []string{"Zorgaanbieders"},
		Retention: []register.Retention{{Rule: sevenYear}}, Security: "Toegang op naam.", Origin: []string{"Betrokkene"}, OutsideEU: domain.No,
		Process: wmo, BRPLink: "direct", ObtainedFrom: "data-subject", CarriedOutBy: "municipality", Automated: domain.No}
}

func (s *server) submitted(c register.Content) string {
	s.t.Helper()
	id := uuid.NewString()
	s.do("activity", id, register.Submit{Content: c}, domain.OWN)
	return id
}

func (s *server) registered(c register.Content) string {
	s.t.Helper()
	id := s.submitted(c)
	s.do("activity", id, register.Register{}, domain.PB)
	return id
}

func (s *server) head() int {
	s.t.Helper()
	p, err := s.store.Head(s.t.Context())
	ok(s.t, err)
	return int(p)
}

// browser is a person with a browser; it does not follow redirects, and checks every page it is shown.
type browser struct {
	s        *server
	http     *http.Client
	checking bool // pages are checked by whoever asks for them
}

func (s *server) visitor() *browser {
	jar, err := cookiejar.New(nil)
	ok(s.t, err)
	return &browser{s: s, http: &http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as is who holds the role, signed in, in that role.
func (s *server) as(role domain.Role) *browser {
	s.t.Helper()
	if b := s.browsers[role]; b != nil {
		return b
	}
	b := s.visitor()
	holder := role
	if role == domain.OWN {
		holder = domain.TM
	}
	b.signIn(emailOf(holder))
	if to := b.post("/rol", url.Values{"rol": {string(role) + "/"}}); to.status != http.StatusSeeOther {
		s.t.Fatalf("choosing role %s: %d %s", role, to.status, to.text())
	}
	s.browsers[role] = b
	return b
}

func (b *browser) signIn(email string) {
	b.s.t.Helper()
	if a := b.post("/inloggen", url.Values{"email": {email}, "password": {password}}); a.status != http.StatusSeeOther {
		b.s.t.Fatalf("signing in as %s: %d %s", email, a.status, a.text())
	}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
	path   string
}

func (b *browser) send(method, path string, body io.Reader, header ...string) answer {
	b.s.t.Helper()
	r, err := http.NewRequestWithContext(b.s.t.Context(), method, b.s.web.URL+path, body)
	ok(b.s.t, err)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := b.http.Do(r)
	ok(b.s.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	ok(b.s.t, err)
	a := answer{res.StatusCode, res.Header, string(text), path}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && res.StatusCode/100 != 3 && !b.checking {
		b.s.seen(a)
	}
	return a
}

// sameShape makes one of addresses that differ in ids and numbers only.
var sameShape = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|\d+|=[^&]*`)

// seen checks a page the first time that a page of this shape and status comes by: checking costs more than the page.
func (s *server) seen(a answer) {
	s.t.Helper()
	shape := sameShape.ReplaceAllString(a.path, "*") + http.StatusText(a.status)
	s.mu.Lock()
	known := s.checked[shape]
	s.checked[shape] = true
	s.mu.Unlock()
	if !known {
		checkPage(s.t, a)
	}
}

// checkPage holds a page against what all pages promise (R-RPT-11).
func checkPage(t testing.TB, a answer) {
	t.Helper()
	for _, p := range pageProblems(a) {
		t.Errorf("%s: %s", a.path, p)
	}
}

func pageProblems(a answer) []string {
	list := webtest.Problems(a.body)
	if !strings.Contains(a.body, `<html lang="nl">`) {
		list = append(list, "the page does not say that it is Dutch")
	}
	prose := answer{body: codes.ReplaceAllString(a.body, "<")}
	for _, word := range strings.Fields(strings.ToLower(prose.text())) { // an address or a hash is one word, and none of these
		if word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }); englishWords[word] {
			list = append(list, "English: "+word)
		}
	}
	return list
}

// englishWords are words that a screen of this kind has in English, and that are no Dutch words.
var englishWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("submit sign log-in login logout password username search filter-by next previous loading not found forbidden unauthorized internal " +
		"error warning success save delete update cancel close history invalid required unknown the and please true false null undefined nil yes submitted " +
		"registered active record-not page field value missing ended you your with this that from") {
		m[w] = true
	}
	return m
}()

// codes are what is shown for programs, or drawn at random: the code of a rule, a hash, an address, a secret for an app. Chance writes English now and then.
var codes = regexp.MustCompile(`<(span|a|p|li|pre|code)\b[^>]*\bclass="[^"]*\bgb-mono\b[^"]*"[^>]*>[^<]*<`)

func (b *browser) get(path string, header ...string) answer {
	b.s.t.Helper()
	return b.send(http.MethodGet, path, nil, header...)
}

// page is a page that must be there.
func (b *browser) page(path string) answer {
	b.s.t.Helper()
	a := b.get(path)
	if a.status != http.StatusOK {
		b.s.t.Fatalf("%s: %d %s", path, a.status, a.text())
	}
	return a
}

func (b *browser) post(path string, form url.Values, header ...string) answer {
	b.s.t.Helper()
	return b.send(http.MethodPost, path, strings.NewReader(form.Encode()), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, header...)...)
}

func (b *browser) json(method, path string, v any, header ...string) answer {
	b.s.t.Helper()
	body, err := json.Marshal(v)
	ok(b.s.t, err)
	return b.send(method, path, bytes.NewReader(body), append([]string{"Content-Type", "application/json"}, header...)...)
}

// form opens the page and returns its form as a browser would send it unchanged.
func (b *browser) form(path string) url.Values {
	b.s.t.Helper()
	return b.page(path).form()
}

var (
	forms     = regexp.MustCompile(`(?s)<form class="gb-form"[^>]*>(.*?)</form>`)
	controls  = regexp.MustCompile(`(?s)<input [^>]*>|<textarea ([^>]*)>(.*?)</textarea>|<select ([^>]*)>(.*?)</select>`)
	optionTag = regexp.MustCompile(`<option value="([^"]*)"( selected)?>`)
	attrTag   = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
)

func attrsOf(tag string) map[string]string {
	m := map[string]string{}
	for _, a := range attrTag.FindAllStringSubmatch(tag, -1) {
		m[a[1]] = html.UnescapeString(a[2])
	}
	return m
}

func (a answer) form() url.Values {
	v := url.Values{}
	m := forms.FindStringSubmatch(a.body)
	if m == nil {
		return v
	}
	for _, c := range controls.FindAllStringSubmatch(m[1], -1) {
		switch {
		case strings.HasPrefix(c[0], "<textarea"):
			v.Add(attrsOf(c[1])["name"], strings.ReplaceAll(html.UnescapeString(c[2]), "\n", "\r\n")) // as browsers send it
		case strings.HasPrefix(c[0], "<select"):
			v.Add(attrsOf(c[3])["name"], chosenOption(c[4]))
		default:
			at := attrsOf(c[0])
			if kind := at["type"]; kind != "checkbox" && kind != "radio" || strings.Contains(c[0], " checked") {
				v.Add(at["name"], at["value"])
			}
		}
	}
	return v
}

func chosenOption(options string) string {
	first := ""
	for i, o := range optionTag.FindAllStringSubmatch(options, -1) {
		if o[2] != "" {
			return html.UnescapeString(o[1])
		}
		if i == 0 {
			first = html.UnescapeString(o[1])
		}
	}
	return first
}

// text is what a person reads.
func (a answer) text() string {
	var b strings.Builder
	for rest := a.body; rest != ""; {
		words, tag, _ := strings.Cut(rest, "<")
		b.WriteString(words)
		b.WriteByte(' ')
		_, rest, _ = strings.Cut(tag, ">")
	}
	return strings.Join(strings.Fields(html.UnescapeString(b.String())), " ")
}

func (a answer) has(words string) bool { return strings.Contains(a.text(), words) }

// shows fails for each of the sentences that is not on the page.
func (a answer) shows(t testing.TB, words ...string) {
	t.Helper()
	for _, w := range words {
		if !a.has(w) {
			t.Errorf("%s (%d) does not show %q: %s", a.path, a.status, w, a.short())
		}
	}
}

// hides fails for each of the sentences that is on the page.
func (a answer) hides(t testing.TB, words ...string) {
	t.Helper()
	for _, w := range words {
		if a.has(w) {
			t.Errorf("%s (%d) shows %q", a.path, a.status, w)
		}
	}
}

func (a answer) short() string {
	text := a.text()
	return text[:min(len(text), 400)]
}

func (a answer) to(t testing.TB) string {
	t.Helper()
	if a.status != http.StatusSeeOther {
		t.Fatalf("%s: %d, not on to another page: %s", a.path, a.status, a.short())
	}
	return a.header.Get("Location")
}

// decode reads an answer in JSON.
func decodeAs[T any](t testing.TB, a answer) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%s (%d): %v: %s", a.path, a.status, err, a.body[:min(len(a.body), 500)])
	}
	return v
}
