package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/incidents"
)

func (b *browser) outside(words string) url.Values {
	form := b.form("/melden/verwerker")
	for k, v := range map[string]string{"kind": "hack", "description_ref": words, "processor_aware": "24-11-2026 08:00", "contact": "Verzonnen Software BV, Bea Bedacht, 023 000 00 00"} {
		form.Set(k, v)
	}
	return form
}

func TestVerwerkerMeldt(t *testing.T) {
	t.Run("issue D een verwerker meldt zonder account: een incident met nummer, en de privacybeheerder ziet wanneer de verwerker het wist", func(t *testing.T) {
		s := newTestServer(t)
		out := s.visitor()
		out.page("/").shows(t, "Meld het als verwerker")
		form := out.outside("Iemand las mee.")
		a := out.post("/melden/verwerker", form)
		if a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.short())
		}
		a.shows(t, "Uw melding is ontvangen", "INC-2026-", "Bewaar dit nummer")
		x := s.states("incident")[0].(incidents.Incident)
		if x.Reporter != incidents.Processor || x.ProcessorAt != "2026-11-24T07:00:00Z" || x.Discovered != "2026-11-24T11:00:00Z" || x.Contact.Part != "contact" || x.Description.Part != "description" {
			t.Errorf("%+v", x)
		}
		s.as(domain.PB).page("/incidenten").shows(t, x.Number)
		head := s.head()
		out.post("/melden/verwerker", form).shows(t, x.Number)
		if s.head() != head {
			t.Error("R-LED-09: sent twice, recorded twice")
		}
	})
	t.Run("R-LED-11 naam en tekst van de verwerker staan in geen regel van het log", func(t *testing.T) {
		s := newTestServer(t)
		s.visitor().post("/melden/verwerker", s.visitor().outside("Iemand las mee."))
		for e, err := range s.store.All(t.Context(), 0) {
			ok(t, err)
			for _, word := range []string{"Bedacht", "Verzonnen", "las mee", "023 000"} {
				if strings.Contains(string(e.Data), word) {
					t.Errorf("event %d holds %q", e.Position, word)
				}
			}
		}
	})
	t.Run("wat ontbreekt staat bij zijn veld, en wat was ingevuld blijft staan", func(t *testing.T) {
		s := newTestServer(t)
		out := s.visitor()
		form := out.outside("Iemand las mee.")
		form.Del("contact")
		form.Set("processor_aware", "gisteren")
		a := out.post("/melden/verwerker", form)
		if a.status != http.StatusUnprocessableEntity || a.form().Get("description_ref") != "Iemand las mee." || a.form().Get("processor_aware") != "gisteren" {
			t.Errorf("%d %v", a.status, a.form())
		}
		a.shows(t, "Vul in hoe wij u kunnen bereiken.", "Schrijf dag en tijd als dd-mm-jjjj uu:mm.")
	})
	t.Run("meer dan vijf meldingen in een uur van één adres worden niet aangenomen; er staat wat dan te doen, en na een uur mag het weer", func(t *testing.T) {
		s := newTestServer(t)
		out := s.visitor()
		for n := range 5 {
			if a := out.post("/melden/verwerker", out.outside(fmt.Sprint("Nummer ", n))); a.status != http.StatusOK {
				t.Fatalf("%d: %d %s", n, a.status, a.short())
			}
		}
		head, form := s.head(), out.outside("De zesde.")
		a := out.post("/melden/verwerker", form)
		a.shows(t, "te veel meldingen", "Bel de gemeente")
		if a.status != http.StatusConflict || s.head() != head || a.form().Get("description_ref") != "De zesde." {
			t.Errorf("%d, %d events more, kept %q", a.status, s.head()-head, a.form().Get("description_ref"))
		}
		s.at(s.clock().Add(time.Hour))
		if a := out.post("/melden/verwerker", form); a.status != http.StatusOK {
			t.Errorf("an hour later: %d %s", a.status, a.short())
		}
	})
	t.Run("het adres geeft niets terug: wie een nummer of kenmerk weet, leert er niet meer door", func(t *testing.T) {
		s := newTestServer(t)
		id := s.incident()
		for _, path := range []string{"/melden/verwerker/" + id, "/melden/verwerker/INC-2026-" + id[:8]} {
			if a := s.visitor().get(path); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", path, a.status)
			}
		}
		if a := s.visitor().get("/melden/verwerker?nummer=INC-2026-" + id[:8]); a.has("Wmo") || a.has(id[:8]) && !strings.Contains(a.path, id[:8]) {
			t.Error(a.short())
		}
	})
}
