package api_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
)

// program is a script with HTTP Basic, in a role.
type program struct {
	*browser
	t    *testing.T
	role domain.Role
}

func (s *server) program(t *testing.T, role domain.Role) program {
	return program{s.visitor(), t, role}
}

func (p program) header(more ...string) []string {
	r, _ := http.NewRequest(http.MethodGet, "http://x", nil)
	holder := p.role
	if holder == domain.OWN {
		holder = domain.TM
	}
	r.SetBasicAuth(emailOf(holder), password)
	h := []string{"Authorization", r.Header.Get("Authorization")}
	if p.role != "" {
		h = append(h, auth.RoleHeader, string(p.role))
	}
	return append(h, more...)
}

// send sends JSON, or a text as it is, and checks what every answer of the API promises.
func (p program) send(method, path string, body any, more ...string) answer {
	p.t.Helper()
	var a answer
	if text, is := body.(string); is {
		a = p.browser.send(method, path, strings.NewReader(text), p.header(append([]string{"Content-Type", "application/json"}, more...)...)...)
	} else {
		a = p.browser.json(method, path, body, p.header(more...)...)
	}
	if a.header.Get("API-Version") != "1.0.0" || a.header.Get("Cache-Control") != "no-store" {
		p.t.Errorf("%s %s (%d): API-Version %q, Cache-Control %q", method, path, a.status, a.header.Get("API-Version"), a.header.Get("Cache-Control"))
	}
	if a.status >= 400 {
		p.problem(a)
	}
	return a
}

type problemDoc struct {
	Type, Title, Detail, Code string
	Status                    int
	Fields                    []struct{ Veld, Melding string } `json:"velden"`
}

func (p program) problem(a answer) problemDoc {
	p.t.Helper()
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		p.t.Errorf("%s (%d): %s", a.path, a.status, got)
	}
	d := decodeAs[problemDoc](p.t, a)
	if d.Status != a.status || d.Title == "" || d.Detail == "" || d.Code == "" || d.Type == "" {
		p.t.Errorf("%s: %+v", a.path, d)
	}
	return d
}

type v1Answer struct {
	ID      string                  `json:"id"`
	Version uint64                  `json:"versie"`
	Pos     events.Position         `json:"positie"`
	Events  []string                `json:"gebeurtenissen"`
	Status  string                  `json:"status"`
	Title   string                  `json:"titel"`
	Content map[string]any          `json:"inhoud"`
	Missing []struct{ Veld string } `json:"ontbreekt"`
}

func TestDeAPI(t *testing.T) {
	s := newTestServer(t)
	owner, pb, fg := s.program(t, domain.OWN), s.program(t, domain.PB), s.program(t, domain.FG)
	var path string
	t.Run("een verwerking aanleveren geeft haar adres, versie en bewijsbare plaats", func(t *testing.T) {
		a := owner.send(http.MethodPost, "/v1/verwerkingen/_submit", map[string]any{"content": map[string]any{"name": "Via de API", "process": wmo}})
		v := decodeAs[v1Answer](t, a)
		path = "/v1/verwerkingen/" + v.ID
		if a.status != http.StatusCreated || a.header.Get("ETag") != `"1"` || a.header.Get("Location") != path || v.Version != 1 || len(v.Events) != 1 || int(v.Pos) != s.head() {
			t.Fatalf("%d %v %+v", a.status, a.header, v)
		}
	})
	t.Run("lezen geeft de inhoud, de versie als ETag, en wat er ontbreekt", func(t *testing.T) {
		a := pb.send(http.MethodGet, path, nil)
		v := decodeAs[v1Answer](t, a)
		if a.header.Get("ETag") != `"1"` || v.Status != "submitted" || v.Content["name"] != "Via de API" || len(v.Missing) < 10 {
			t.Errorf("%v %+v", a.header, v)
		}
	})
	full := complete("Via de API")
	t.Run("aanvullen: wat niet wordt gestuurd blijft zoals het is", func(t *testing.T) {
		a := owner.send(http.MethodPost, path+"/_supplement", map[string]any{"content": full}, "If-Match", `"1"`)
		if a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
		a = owner.send(http.MethodPost, path+"/_supplement", map[string]any{"content": map[string]any{"department": "Zorg"}})
		if v := decodeAs[v1Answer](t, pb.send(http.MethodGet, path, nil)); a.status != http.StatusOK || v.Content["department"] != "Zorg" || v.Content["security"] != full.Security || len(v.Missing) != 0 {
			t.Errorf("%d %+v", a.status, v)
		}
	})
	t.Run("R-LED-08 If-Match met een oude versie geeft 412 en legt niets vast", func(t *testing.T) {
		before := s.head()
		for _, match := range []string{`"1"`, `"99"`, "1"} {
			if a := pb.send(http.MethodPost, path+"/_register", map[string]any{}, "If-Match", match); a.status != http.StatusPreconditionFailed || s.head() != before {
				t.Errorf("%s: %d, %d new events", match, a.status, s.head()-before)
			}
		}
		if a := pb.send(http.MethodPost, path+"/_register", map[string]any{}, "If-Match", "vandaag"); a.status != http.StatusBadRequest {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("R-LED-09 dezelfde Idempotency-Key heeft één gevolg en geeft hetzelfde antwoord", func(t *testing.T) {
		etag := pb.send(http.MethodGet, path, nil).header.Get("ETag")
		key := uuid.NewString()
		first := pb.send(http.MethodPost, path+"/_register", map[string]any{}, "If-Match", etag, "Idempotency-Key", key)
		before := s.head()
		second := pb.send(http.MethodPost, path+"/_register", map[string]any{}, "If-Match", etag, "Idempotency-Key", key)
		if first.status != http.StatusOK || second.status != http.StatusOK || first.body != second.body || s.head() != before {
			t.Errorf("%d %s\n%d %s", first.status, first.body, second.status, second.body)
		}
		key = uuid.NewString()
		body := map[string]any{"content": map[string]any{"name": "Eén keer", "process": wmo}}
		a, b := owner.send(http.MethodPost, "/v1/verwerkingen/_submit", body, "Idempotency-Key", key), owner.send(http.MethodPost, "/v1/verwerkingen/_submit", body, "Idempotency-Key", key)
		if a.body != b.body || s.head() != before+1 {
			t.Errorf("%s and %s, %d new events", a.body, b.body, s.head()-before)
		}
		if a := owner.send(http.MethodPost, "/v1/verwerkingen/_submit", body, "Idempotency-Key", "niet-uniek"); a.status != http.StatusBadRequest {
			t.Errorf("a key that is no UUID: %d", a.status)
		}
	})
	t.Run("een onbekend veld wordt geweigerd, en genoemd zonder zijn inhoud", func(t *testing.T) {
		const secret = "Jansen-123456782"
		before := s.head()
		for name, body := range map[string]any{
			"onbekend":      map[string]any{"content": map[string]any{"name": "x"}, "burger": secret},
			"dieper":        map[string]any{"content": map[string]any{"name": "x", "burger": secret}},
			"verkeerd type": `{"content":{"name":{"achternaam":"` + secret + `"}}}`,
			"tijd":          map[string]any{"gebeurdOp": secret},
			"geen object":   `["` + secret + `"]`,
			"geen JSON":     `{"content":` + secret,
			"iets erachter": `{"content":{"name":"x"}} "` + secret + `"`,
		} {
			a := owner.send(http.MethodPost, "/v1/verwerkingen/_submit", body)
			if a.status != http.StatusBadRequest || strings.Contains(a.body, secret) || s.head() != before {
				t.Errorf("%s: %d %s", name, a.status, a.body)
			}
			if (name == "onbekend" || name == "dieper") && !strings.Contains(a.body, "burger") {
				t.Errorf("%s: the field is not named: %s", name, a.body)
			}
		}
		s.secrets = append(s.secrets, secret)
	})
	t.Run("R-4.1-12 een weigering is een probleemdocument met elk veld dat ontbreekt, in het Nederlands", func(t *testing.T) {
		v := decodeAs[v1Answer](t, owner.send(http.MethodPost, "/v1/verwerkingen/_submit", map[string]any{"content": map[string]any{"name": "Half", "process": wmo}}))
		a := pb.send(http.MethodPost, "/v1/verwerkingen/"+v.ID+"/_register", map[string]any{})
		d := pb.problem(a)
		if a.status != http.StatusBadRequest || d.Code != "activity.incomplete" || len(d.Fields) != len(v1Missing(t, pb, v.ID)) || !strings.HasPrefix(d.Detail, "Vul de gegevens aan") {
			t.Errorf("%d %+v", a.status, d)
		}
	})
	t.Run("R-LED-06 wat nog moet gebeuren wordt geweigerd, R-LED-18 wat eerder gebeurde is achteraf", func(t *testing.T) {
		if a := fg.send(http.MethodPost, path+"/_find-deviation", map[string]any{"rule": "§4.9", "what": "Geen DPIA.", "gebeurdOp": "2026-11-25T09:00:00Z"}); a.status != http.StatusBadRequest {
			t.Errorf("%d", a.status)
		}
		a := fg.send(http.MethodPost, path+"/_find-deviation", map[string]any{"rule": "§4.9", "what": "Geen DPIA.", "gebeurdOp": "2026-11-01T09:00:00+01:00"})
		v := s.record("activity", decodeAs[v1Answer](t, a).ID)
		if v.Last().Origin != domain.Afterwards || v.Last().Happened.Day() != 1 {
			t.Errorf("%+v", v.Last().Entry)
		}
	})
	t.Run("R-LED-05 het record van een dag", func(t *testing.T) {
		s.on("2026-12-10")
		pb.send(http.MethodPost, path+"/_amend", map[string]any{"content": map[string]any{"department": "Welzijn"}, "reason": "Reorganisatie.", "gebeurdOp": "2026-12-01T09:00:00Z"})
		for query, want := range map[string]string{"": "Welzijn", "?opVastgelegd=2026-12-05": "Zorg", "?opGebeurd=2026-12-05": "Welzijn", "?opGebeurd=2026-11-30": "Zorg", "?opVastgelegd=2026-12-10T23:00:00Z": "Welzijn"} {
			if v := decodeAs[v1Answer](t, pb.send(http.MethodGet, path+query, nil)); v.Content["department"] != want {
				t.Errorf("%s: %v, want %s", query, v.Content["department"], want)
			}
		}
		if a := pb.send(http.MethodGet, path+"?opVastgelegd=2026-11-23", nil); a.status != http.StatusNotFound {
			t.Errorf("before it existed: %d", a.status)
		}
		if a := pb.send(http.MethodGet, path+"?opVastgelegd=gisteren", nil); a.status != http.StatusBadRequest {
			t.Errorf("a day that is none: %d", a.status)
		}
		list := decodeAs[struct {
			Totaal  int
			Records []v1Answer
		}](t, pb.send(http.MethodGet, "/v1/verwerkingen?opVastgelegd=2026-11-23", nil))
		if list.Totaal != 0 || list.Records == nil {
			t.Errorf("%+v", list)
		}
	})
	t.Run("R-LED-14 de stroom van gebeurtenissen is het log zelf, regel voor regel, vanaf een plaats", func(t *testing.T) {
		if got := fg.send(http.MethodGet, "/v1/gebeurtenissen", nil).body; got != string(s.lines()) {
			t.Error("the feed is not the log")
		}
		lines := bytes.SplitAfter(s.lines(), []byte("\n"))
		if got := fg.send(http.MethodGet, "/v1/gebeurtenissen?na=3", nil).body; got != string(bytes.Join(lines[3:], nil)) {
			t.Error("the feed after 3 is not the rest of the log")
		}
		if a := fg.send(http.MethodGet, "/v1/gebeurtenissen?na=-1", nil); a.status != http.StatusBadRequest {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("R-LED-21 wie meer rollen heeft noemt er één", func(t *testing.T) {
		nobody := s.program(t, domain.TM)
		nobody.role = ""
		a := nobody.browser.json(http.MethodPost, "/v1/verwerkingen/_submit", map[string]any{}, program{role: domain.TM}.header()[:2]...)
		if d := owner.problem(a); a.status != http.StatusBadRequest || d.Code != "role.not-chosen" {
			t.Errorf("%d %+v", a.status, d)
		}
		wrong := s.program(t, domain.TM)
		a = wrong.browser.json(http.MethodPost, "/v1/verwerkingen/_submit", map[string]any{}, append(wrong.header()[:2], auth.RoleHeader, "FG")...)
		if d := owner.problem(a); a.status != http.StatusForbidden || d.Code != "role.not-held" {
			t.Errorf("%d %+v", a.status, d)
		}
	})
	t.Run("elk antwoord draagt de versie van de API, ook een weigering", func(t *testing.T) {
		visitor := s.visitor()
		for path, want := range map[string]int{"/v1/openbaar-register": 200, "/v1/verwerkingen": 401, "/v1/onzin": 404, "/v1/": 404, "/v1/verwerkingen/x/y/z": 404} {
			a := visitor.get(path)
			if a.status != want && !(want == 404 && a.status == 401) || a.header.Get("API-Version") != "1.0.0" {
				t.Errorf("%s: %d, version %q", path, a.status, a.header.Get("API-Version"))
			}
		}
		for _, method := range []string{http.MethodDelete, http.MethodPut, http.MethodPatch} {
			if a := pb.send(method, path, map[string]any{}); a.status != http.StatusMethodNotAllowed {
				t.Errorf("%s: %d", method, a.status)
			}
		}
		for _, path := range []string{"/v1/onzin", "/v1/verwerkingen/" + wmo, "/v1/verwerkingen/x"} {
			if a := pb.send(http.MethodGet, path, nil); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", path, a.status)
			}
		}
		if a := pb.send(http.MethodPost, "/v1/verwerkingen/_onzin", map[string]any{}); a.status != http.StatusNotFound {
			t.Errorf("%d", a.status)
		}
		if a := pb.send(http.MethodPost, "/v1/verwerkingen/"+wmo+"/_register", map[string]any{}); a.status != http.StatusNotFound {
			t.Errorf("a record that is not there: %d %s", a.status, a.body)
		}
	})
	t.Run("een fout wachtwoord geeft 401, met hoe het moet", func(t *testing.T) {
		r, _ := http.NewRequest(http.MethodGet, "http://x", nil)
		r.SetBasicAuth(emailOf(domain.PB), "fout wachtwoord hier")
		a := s.visitor().get("/v1/verwerkingen", "Authorization", r.Header.Get("Authorization"))
		if d := pb.problem(a); a.status != http.StatusUnauthorized || !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Basic") || d.Code == "" {
			t.Errorf("%d %v", a.status, a.header)
		}
	})
}

func v1Missing(t *testing.T, p program, id string) []struct{ Veld string } {
	t.Helper()
	return decodeAs[v1Answer](t, p.send(http.MethodGet, "/v1/verwerkingen/"+id, nil)).Missing
}

func TestHetBewijsVanEenVastlegging(t *testing.T) {
	s := newTestServer(t)
	id := s.registered(complete("Wmo-aanvragen"))
	key, err := seal.ParsePublic(strings.TrimSpace(s.visitor().page("/controle/sleutel").body))
	ok(t, err)
	for _, x := range s.record("activity", id).List {
		t.Run("bewijst precies die gebeurtenis, onder het controlepunt van nu", func(t *testing.T) {
			a := s.as(domain.ACC).page("/verwerkingen/" + id + "/bewijs/" + string('0'+rune(x.Version)))
			lines := bytes.Split(s.lines(), []byte("\n"))
			line := lines[x.Position-1]
			c, pos, err := seal.CheckProof([]byte(a.body), line, key)
			if err != nil || pos != x.Position || c.Size != int64(s.head()) {
				t.Fatalf("%v: position %d, checkpoint of %d", err, pos, c.Size)
			}
			harmed := bytes.Clone(line)
			harmed[len(harmed)/2] ^= 1
			if _, _, err := seal.CheckProof([]byte(a.body), harmed, key); err == nil {
				t.Error("a changed line is proved too")
			}
			if _, _, err := seal.CheckProof([]byte(a.body), lines[0], key); err == nil {
				t.Error("another line is proved too")
			}
		})
	}
	t.Run("een vastlegging die er niet is heeft geen bewijs", func(t *testing.T) {
		for _, n := range []string{"0", "4", "x", "-1"} {
			if a := s.as(domain.ACC).get("/verwerkingen/" + id + "/bewijs/" + n); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", n, a.status)
			}
		}
	})
	t.Run("de pagina over de controle noemt het controlepunt, de sleutel en de stand", func(t *testing.T) {
		a := s.visitor().page("/controle")
		a.shows(t, s.api.Seal.Checkpoint().Root.String(), s.api.Seal.Key())
		if got := s.visitor().page("/tlog/checkpoint").body; got != string(s.api.Seal.Checkpoint().Note) {
			t.Errorf("checkpoint %q", got)
		}
	})
}

func TestV1DeeltNietsMetHetModel(t *testing.T) {
	s := newTestServer(t)
	id := s.registered(complete("Wmo-aanvragen"))
	path := "/v1/verwerkingen/" + id
	before := s.visitor().page("/register/" + id).body
	t.Run("R-LED-15 een geweigerde opdracht van de accountant verandert niets aan wat anderen lezen", func(t *testing.T) {
		a := s.program(t, domain.ACC).send(http.MethodPost, path+"/_amend", map[string]any{"reason": "x", "content": map[string]any{
			"recipients": []string{"INBREKER"}, "data_subjects": []string{"INBREKER"}, "purposes": []map[string]any{{"text": "INBREKER"}}}})
		if a.status != http.StatusForbidden {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if after := s.visitor().page("/register/" + id).body; after != before || strings.Contains(after, "INBREKER") {
			t.Error("the public register has changed")
		}
	})
	t.Run("R-LED-09 dezelfde Idempotency-Key met andere inhoud is een andere opdracht", func(t *testing.T) {
		pb, key := s.program(t, domain.PB), "6f2f7c9e-2c9a-4f53-9a43-8a2d6f0c1b11"
		amend := func(department string) answer {
			return pb.send(http.MethodPost, path+"/_amend", map[string]any{"content": map[string]any{"department": department}, "reason": "Reorganisatie."}, "Idempotency-Key", key)
		}
		if a := amend("Zorg"); a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if a := amend("Welzijn"); a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
		s.visitor().page("/register/"+id).shows(t, "Afdeling Welzijn")
	})
}
