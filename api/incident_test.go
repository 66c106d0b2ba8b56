package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/incidents"
)

func breach() incidents.Classify {
	return incidents.Classify{Judgement: incidents.Judgement{Breach: domain.Yes, Reason: "Een ander las de brief.", Risk: incidents.SomeRisk, Data: []string{"Gezondheid"}, People: []string{"Cliënten"},
		PersonsMin: "12", PersonsMax: "15", Consequences: "Schaamte.", Remedy: "Brieven teruggehaald."}}
}

// inVault is what a command says of a text in the dossier of a record.
func inVault(id, part string) domain.VaultRef {
	return domain.VaultRef{Vault: id, Part: part, Version: 1, Commitment: "hmac-sha256:" + strings.Repeat("0a", 32)}
}

func (s *server) incident() string {
	id := uuid.NewString()
	s.do("incident", id, incidents.Report{Kind: "wrong-letter", Description: inVault(id, "description"), Discovered: "23-11-2026 09:00"}, domain.EMP)
	return id
}

func TestMelden(t *testing.T) {
	s := newTestServer(t)
	t.Run("R-B4-01 een medewerker meldt een incident in drie velden en krijgt een nummer", func(t *testing.T) {
		emp := s.as(domain.EMP)
		emp.page("/werk").shows(t, "Incident melden")
		form := emp.form("/melden")
		for _, name := range []string{"kind", "description_ref", "discovered"} {
			form.Del(name)
		}
		if len(form) != 2 {
			t.Errorf("besides the three fields the form has %v", form)
		}
		for k, v := range map[string]string{"kind": "lost-carrier", "description_ref": "Een usb-stick is weg.", "discovered": "24-11-2026 09:30"} {
			form.Set(k, v)
		}
		to := emp.post("/melden", form).to(t)
		if !strings.HasPrefix(to, "/incidenten/") {
			t.Errorf("on to %s", to)
		}
		emp.page(to).shows(t, "vastgelegd onder nummer INC-2026-", "gemeld")
		before := s.head()
		emp.post("/melden", form).to(t)
		if s.head() != before {
			t.Error("R-LED-09: sent twice, recorded twice")
		}
		s.as(domain.PB).page("/incidenten").shows(t, "Verloren of gestolen usb-stick", "27-11-2026 09:30")
	})
	t.Run("R-B4-02 het formulier noemt de voorbeelden van bijlage 1.4", func(t *testing.T) {
		s.as(domain.EMP).page("/melden").shows(t, "Hack", "Brand of verlies van een server", "usb-stick", "Brief of bericht bij de verkeerde persoon", "Iets anders")
	})
	t.Run("wat ontbreekt staat bij zijn veld; wat was ingevuld, blijft staan", func(t *testing.T) {
		emp := s.as(domain.EMP)
		form := emp.form("/melden")
		form.Set("description_ref", "Een brief.")
		form.Set("discovered", "gisteren")
		a := emp.post("/melden", form)
		if a.status != http.StatusUnprocessableEntity {
			t.Fatalf("%d", a.status)
		}
		a.shows(t, "Kies de soort incident.", "Schrijf dag en tijd als dd-mm-jjjj uu:mm.")
		if f := a.form(); f.Get("description_ref") != "Een brief." || f.Get("discovered") != "gisteren" {
			t.Errorf("kept %v", f)
		}
	})
	t.Run("een medewerker leest de incidenten van anderen niet", func(t *testing.T) {
		for _, path := range []string{"/datalekken-register", "/exporteren/datalekken-register.csv", "/exporteren/incidenten.csv", "/v1/incidenten"} {
			if a := s.as(domain.EMP).get(path); a.status != http.StatusForbidden {
				t.Errorf("%s: %d", path, a.status)
			}
		}
	})
}

func TestDatalekkenregister(t *testing.T) {
	s := newTestServer(t)
	id := s.incident()
	pb := s.as(domain.PB)
	t.Run("de pagina van een incident toont de klok in uren en wat het formulier van de AP nog mist", func(t *testing.T) {
		pb.page("/incidenten/"+id).shows(t, "weet dit 27 uur", "kan nog 45 uur", "26-11-2026 09:00", "9.2 Gevolgen nog niet bekend")
	})
	s.at(day("2026-11-24").Add(20 * time.Minute))
	s.do("incident", id, breach(), domain.PB)
	s.do("incident", id, incidents.InventoryFacts{Circumstances: incidents.Circumstances{Process: wmo, How: "Telefoon."}, Inventory: "Vijftien brieven lagen bij de buren."}, domain.PB)
	t.Run("R-B4-22 het register toont elk datalek met feiten, gevolgen en maatregelen", func(t *testing.T) {
		pb.page("/datalekken-register").shows(t, "Vijftien brieven lagen bij de buren.", "Schaamte.", "Brieven teruggehaald.", "12 tot 15", "Gezondheid", "nog 44 uur")
		if a := pb.get("/exporteren/datalekken-register.csv?datalek=ja"); !strings.Contains(a.body, "Schaamte.") {
			t.Error(a.body)
		}
		if a := pb.get("/exporteren/datalekken-register.csv?datalek=nee"); strings.Contains(a.body, "Schaamte.") {
			t.Error("the filter did nothing")
		}
	})
	t.Run("R-B4-22 een datalek zonder vastgelegde feiten valt op in het register", func(t *testing.T) {
		bare := s.incident()
		if a := pb.page("/datalekken-register?datalek=open"); a.has("ontbreekt") {
			t.Error("nobody has judged yet")
		}
		s.do("incident", bare, breach(), domain.PB)
		pb.page("/datalekken-register").shows(t, "ontbreekt")
		s.do("incident", bare, incidents.InventoryFacts{Circumstances: incidents.Circumstances{Process: wmo, How: "Telefoon."}, Inventory: "Nu wel."}, domain.PB)
		pb.page("/datalekken-register").hides(t, "ontbreekt")
	})
	t.Run("zoals bekend op een eerder moment staat het oordeel er nog niet", func(t *testing.T) {
		s.at(day("2026-11-24").Add(40 * time.Minute))
		known := pb.page("/datalekken-register?bekend=24-11-2026+12:10")
		known.shows(t, "Brief of bericht bij de verkeerde persoon", "nog niet beoordeeld")
		known.hides(t, "Schaamte.")
		s.do("incident", id, incidents.NotifyAp{ApContent: incidents.ApContent{Reference: "AP-1", Nature: "Brieven.", Complete: domain.No, Document: "Z-1"}}, domain.FG)
		pb.page("/datalekken-register?ap=gemeld").shows(t, "24-11-2026 12:40: eerste melding")
		a := pb.page("/datalekken-register?bekend=24-11-2026+12:30")
		a.shows(t, "Schaamte.")
		a.hides(t, "eerste melding")
	})
	t.Run("R-B4-21 wat geen datalek is, blijft in het register met de reden", func(t *testing.T) {
		no := s.incident()
		s.do("incident", no, incidents.Classify{Judgement: incidents.Judgement{Breach: domain.No, Reason: "De brieven kwamen ongeopend terug."}}, domain.PB)
		pb.page("/datalekken-register?datalek=nee").shows(t, "De brieven kwamen ongeopend terug.")
	})
	t.Run("het formulier van de melding bij de AP vraagt wat artikel 33 lid 3 vraagt", func(t *testing.T) {
		other := s.incident()
		s.as(domain.FG).page("/incidenten/"+other+"/_notify-ap").shows(t, "Meldnummer van de AP", "Aard van de inbreuk", "Waarschijnlijke gevolgen", "Reden als het later is dan 72 uur")
	})
}
