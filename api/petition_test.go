package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/rights"
)

// petition fills in the form at an address, as Zwaantje Bedacht, who does not exist.
func (b *browser) petition(path, kind string) url.Values {
	form := b.form(path)
	for k, v := range map[string]string{"kind": kind, "name": "Zwaantje Bedacht", "reach": "zwaantje@bedacht.example", "text": "Wat staat er over mijn zeepkist?"} {
		form.Set(k, v)
	}
	return form
}

var codeShown = regexp.MustCompile(`(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}`)

func (s *server) nobodyNamed(t *testing.T) {
	t.Helper()
	for e, err := range s.store.All(t.Context(), 0) {
		ok(t, err)
		for _, word := range []string{"Zwaantje", "Bedacht", "bedacht", "zeepkist"} {
			if strings.Contains(string(e.Line), word) {
				t.Errorf("event %d holds %q", e.Position, word)
			}
		}
	}
}

func TestInwonerDoetVerzoek(t *testing.T) {
	t.Run("R-5.1-01 issue D een inwoner doet zonder account een verzoek: het krijgt een nummer, een termijn en een code, en het log noemt hem niet", func(t *testing.T) {
		s := newTestServer(t)
		s.secrets = []string{"Zwaantje", "zeepkist"}
		out := s.visitor()
		out.page("/").shows(t, "Doe een verzoek of dien een klacht in")
		form := out.petition("/verzoek", "access")
		a := out.post("/verzoek", form)
		a.shows(t, "Ontvangstbewijs", "VRZ-2026-", "Inzage", "24-12-2026")
		code := codeShown.FindString(a.body)
		if a.status != http.StatusOK || code == "" || a.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%d %q %s", a.status, code, a.short())
		}
		x := s.states("request")[0].(rights.Request)
		if x.Channel != rights.Written || x.ReceivedBy != domain.System || x.Due != "2026-12-24" || x.Contact.Part != "contact" || x.Contact.Vault != x.ID {
			t.Errorf("%+v", x)
		}
		s.nobodyNamed(t)
		if strings.Contains(string(s.lines()), strings.ReplaceAll(code, "-", "")) || strings.Contains(string(s.lines()), code) {
			t.Error("the log holds the code")
		}
		head := s.head()
		if again := out.post("/verzoek", form); !strings.Contains(again.body, code) || s.head() != head {
			t.Errorf("R-LED-09: sent twice: %d %s, %d events more", again.status, again.short(), s.head()-head)
		}
		s.as(domain.PB).page("/verzoeken").shows(t, x.Number)
	})
	t.Run("R-5.2-08 een inwoner dient een klacht in bij het college", func(t *testing.T) {
		s := newTestServer(t)
		out := s.visitor()
		a := out.post("/verzoek", out.petition("/verzoek", "complaint"))
		a.shows(t, "Ontvangstbewijs", "Klacht", "K-2026-")
		x := s.states("complaint")[0].(rights.Complaint)
		if x.Channel != "form" || x.Due == "" || x.Contact.Part != "contact" {
			t.Errorf("%+v", x)
		}
		s.nobodyNamed(t)
		b := out.post("/volgen", url.Values{"code": {codeShown.FindString(a.body)}})
		b.shows(t, "Wij hebben uw klacht ontvangen", x.Number)
	})
	t.Run("wat ontbreekt staat bij zijn veld, en wat was ingevuld blijft staan", func(t *testing.T) {
		s := newTestServer(t)
		out := s.visitor()
		form := out.petition("/verzoek", "")
		form.Set("name", " ")
		a := out.post("/verzoek", form)
		a.shows(t, "Kies waar het om gaat.", "Vul de naam in.")
		if a.status != http.StatusUnprocessableEntity || a.form().Get("text") != "Wat staat er over mijn zeepkist?" || len(s.states("request")) != 0 {
			t.Errorf("%d %v", a.status, a.form())
		}
	})
	t.Run("de openbare pagina zegt hoe elk recht werkt, en hoe men klaagt bij het college en de AP", func(t *testing.T) {
		newTestServer(t).visitor().page("/verzoek").shows(t, "Inzage", "Wissen", "Beperken", "Bezwaar", "Meenemen", "Menselijke blik", "college van burgemeester en wethouders", "Autoriteit Persoonsgegevens")
	})
	t.Run("meer dan vijf in een uur van één adres komen niet aan, en er staat wat dan te doen; na een uur mag het weer", func(t *testing.T) {
		s := newTestServer(t)
		out := s.visitor()
		for range 5 {
			if a := out.post("/verzoek", out.petition("/verzoek", "access")); a.status != http.StatusOK {
				t.Fatalf("%d %s", a.status, a.short())
			}
		}
		head, form := s.head(), out.petition("/verzoek", "access")
		a := out.post("/verzoek", form)
		a.shows(t, "Dit is niet aangekomen.")
		if a.status != http.StatusConflict || s.head() != head || a.form().Get("name") != "Zwaantje Bedacht" {
			t.Errorf("%d, %d events more", a.status, s.head()-head)
		}
		s.at(s.clock().Add(time.Hour))
		if a := out.post("/verzoek", form); a.status != http.StatusOK {
			t.Errorf("an hour later: %d %s", a.status, a.short())
		}
	})
}

func TestInwonerVolgtVerzoek(t *testing.T) {
	s := newTestServer(t)
	out := s.visitor()
	receipt := out.post("/verzoek", out.petition("/verzoek", "rectification"))
	code := codeShown.FindString(receipt.body)
	t.Run("issue D met de code ziet de inwoner wat, wanneer en hoe het staat, en niets van de inhoud", func(t *testing.T) {
		a := out.post("/volgen", url.Values{"code": {strings.ToLower(strings.ReplaceAll(code, "-", " "))}})
		a.shows(t, "Rectificatie", "VRZ-2026-", "Wij hebben uw verzoek ontvangen.", "22-12-2026")
		a.hides(t, "Zwaantje", "zeepkist")
		if a.status != http.StatusOK || strings.Contains(a.body, code) || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%d %s", a.status, a.short())
		}
	})
	t.Run("issue D een code die er niet is, een half goede en een onzinnige krijgen tot op de byte hetzelfde antwoord", func(t *testing.T) {
		x := s.states("request")[0].(rights.Request)
		flipped := "0" + code[1:]
		if code[0] == '0' {
			flipped = "1" + code[1:]
		}
		first := out.post("/volgen", url.Values{"code": {"0000-0000-0000-0000-0000"}})
		if first.status != http.StatusUnprocessableEntity {
			t.Errorf("%d", first.status)
		}
		for _, wrong := range []string{flipped, code[:9], code + "A", "", "x", x.Number, x.ID, strings.Repeat("9", 5000), "' or 1=1"} {
			if a := out.post("/volgen", url.Values{"code": {wrong}}); a.status != first.status || a.body != first.body || fmt.Sprint(keysOf(a.header)) != fmt.Sprint(keysOf(first.header)) {
				t.Errorf("%.30q: %d, %d bytes; the first %d, %d bytes", wrong, a.status, len(a.body), first.status, len(first.body))
			}
		}
	})
	t.Run("issue D in een adres werkt de code niet: zij gaat in het bericht", func(t *testing.T) {
		a := out.get("/volgen?code=" + code)
		a.hides(t, "VRZ-2026-", "Rectificatie")
		if strings.Contains(a.body, code) {
			t.Error("the page repeats the code")
		}
	})
	t.Run("R-5.1-27 een te laat antwoord staat er als te laat", func(t *testing.T) {
		s.at(day(calendar.Date("2026-12-29")))
		out.post("/volgen", url.Values{"code": {code}}).shows(t, "Ons antwoord is te laat.")
	})
	t.Run("issue D na dertig keer kijken in een uur is het even genoeg, ook met de goede code", func(t *testing.T) {
		last := answer{}
		for range 31 {
			last = out.post("/volgen", url.Values{"code": {code}})
		}
		if last.status != http.StatusTooManyRequests || last.has("VRZ-2026-") {
			t.Errorf("%d %s", last.status, last.short())
		}
	})
}

func TestBalie(t *testing.T) {
	t.Run("R-5.1-01 issue D een medewerker neemt een mondeling verzoek aan met wie, wat en welk recht; de rest staat al goed", func(t *testing.T) {
		s := newTestServer(t)
		emp := s.as(domain.EMP)
		emp.page("/werk").shows(t, "Balie")
		a := emp.post("/balie", emp.petition("/balie", "access"))
		a.shows(t, "Ontvangstbewijs", "24-12-2026")
		x := s.states("request")[0].(rights.Request)
		if x.Channel != rights.Oral || x.ReceivedBy != s.person[domain.EMP] || x.Department != "Publieksbalie" {
			t.Errorf("%+v", x)
		}
		s.nobodyNamed(t)
		s.visitor().post("/volgen", url.Values{"code": {codeShown.FindString(a.body)}}).shows(t, x.Number)
	})
	t.Run("R-5.1-01 een brief van vorige week telt vanaf de dag van ontvangst", func(t *testing.T) {
		s := newTestServer(t)
		pb := s.as(domain.PB)
		form := pb.petition("/balie", "access")
		form.Set("channel", "written")
		form.Set("gebeurd", "17-11-2026")
		pb.post("/balie", form).shows(t, "17-12-2026")
	})
	t.Run("R-B7-02 wie het register mag lezen noemt de verwerking bij een deel van haar naam; een ander krijgt dat veld niet", func(t *testing.T) {
		s := newTestServer(t)
		id := s.registered(complete("Wmo-aanvragen"))
		pb := s.as(domain.PB)
		form := pb.petition("/balie", "access")
		form.Set("activities", "Wmo-aanvr")
		pb.post("/balie", form).shows(t, "Ontvangstbewijs")
		if x := s.states("request")[0].(rights.Request); len(x.Activities) != 1 || x.Activities[0] != id {
			t.Errorf("%v", x.Activities)
		}
		emp := s.as(domain.EMP)
		if emp.form("/balie").Has("activities") {
			t.Error("an employee is offered the register")
		}
	})
}
