package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/events/staff"
)

// join gives the town one more person with an account, in a role.
func (s *server) join(by, role domain.Role, name string) *browser {
	s.t.Helper()
	p, err := s.api.Staff.AddPerson(s.t.Context(), staff.Person{Name: name, Email: emailOf(role), Created: s.clock()})
	ok(s.t, err)
	ok(s.t, s.api.Staff.SetPassword(s.t.Context(), p.ID, password))
	s.person[role] = p.ID
	s.appoint(by, role)
	return s.as(role)
}

// employee is one more person with an account, who is signed in, in a role he holds.
func (s *server) employee(name, email string, role domain.Role, become func(person string)) *browser {
	s.t.Helper()
	p, err := s.api.Staff.AddPerson(s.t.Context(), staff.Person{Name: name, Email: email, Created: s.clock()})
	ok(s.t, err)
	ok(s.t, s.api.Staff.SetPassword(s.t.Context(), p.ID, password))
	if become != nil {
		become(p.ID)
	}
	b := s.visitor()
	b.signIn(email)
	if to := b.post("/rol", url.Values{"rol": {string(role) + "/"}}); to.status != http.StatusSeeOther {
		s.t.Fatalf("choosing role %s: %d %s", role, to.status, to.text())
	}
	return b
}

// ownerElsewhere owns a process that the incident has nothing to do with.
func (s *server) ownerElsewhere() *browser {
	return s.employee("Olga Overkant", "elders@heemstede.example", domain.OWN, func(person string) {
		s.do("role", uuid.NewString(), governance.AppointRole{Person: person, Role: governance.OfficeRole(domain.TM), From: "2026-01-01", Email: "team-elders@heemstede.example"}, domain.SEC)
		s.do("process", uuid.NewString(), governance.RegisterProcess{Name: "Groen", Task: "Bomen.", Teams: []string{"Buiten"}, Owner: person}, domain.PB)
	})
}

// states are the states of all records of a type.
func (s *server) states(kind string) (list []any) {
	s.api.Live.View(func() {
		for _, v := range s.api.Records.OfType(kind) {
			list = append(list, v.Last().State)
		}
	})
	return list
}

// same compares what two addresses answer: status, size and every byte, but for the id that stands in it.
func same(t *testing.T, b *browser, method, existing, missing, id, other string, form url.Values) {
	t.Helper()
	ask := func(path string) answer {
		if method == http.MethodPost {
			return b.post(path, form)
		}
		return b.get(path)
	}
	x, y := ask(existing), ask(missing)
	if x.status != y.status || strings.ReplaceAll(x.body, id, other) != y.body || len(x.body) != len(y.body) || fmt.Sprint(keysOf(x.header)) != fmt.Sprint(keysOf(y.header)) {
		t.Errorf("%s %s: %d, %d bytes; a missing one %d, %d bytes\n%s", method, existing, x.status, len(x.body), y.status, len(y.body), x.short())
	}
	if x.status == http.StatusOK || x.status/100 == 3 {
		t.Errorf("%s %s is let through: %d", method, existing, x.status)
	}
}

func keysOf(h http.Header) (n int) {
	for range h {
		n++
	}
	return n
}

func TestWieIncidentenLeest(t *testing.T) {
	s := newTestServer(t)
	ciso := s.join(domain.COL, domain.CISO, "Cis Waterman")
	jurist := s.join(domain.SEC, domain.JUR, "Juul Duinker")
	s.do("role", uuid.NewString(), governance.AppointRole{Person: s.person[domain.MAYOR], Role: governance.OfficeRole(domain.MAYOR), From: "2026-01-01", Email: "burgemeester@heemstede.example", Portfolio: domain.Yes}, domain.SEC)
	id, other := s.incident(), uuid.NewString()
	s.do("incident", id, incidents.InventoryFacts{Circumstances: incidents.Circumstances{Process: wmo, How: "Telefoon."}, Inventory: "Vijftien brieven lagen bij de buren."}, domain.PB)
	loose := s.incident() // of no process
	measureID := uuid.NewString()
	s.do("measure", measureID, control.ProposeMeasure{MeasureTerms: control.MeasureTerms{Origin: control.FromIncident, Record: "incident/" + id, Text: "Controleer de adreslijst wekelijks.", Process: wmo, Owner: s.person[domain.OWN], Due: "2027-01-01", Before: domain.No}}, domain.PB)
	number, elsewhere := "INC-2026-"+id[:8], s.ownerElsewhere()

	t.Run("1.5 CISO, FG en privacybeheerder lezen alle incidenten; accountant en controller ook, zonder de kluis", func(t *testing.T) {
		for _, b := range []*browser{ciso, s.as(domain.FG), s.as(domain.PB), s.as(domain.ACC), s.as(domain.CTRL)} {
			b.page("/incidenten/"+id).shows(t, "Vijftien brieven lagen bij de buren.")
			b.page("/incidenten").shows(t, number, loose[:8])
			b.page("/datalekken-register").shows(t, number, loose[:8])
		}
	})
	t.Run("1.5 een proceseigenaar leest de incidenten van zijn eigen processen, en geen andere", func(t *testing.T) {
		own := s.as(domain.OWN)
		own.page("/incidenten/"+id).shows(t, "Vijftien brieven lagen bij de buren.")
		own.page("/incidenten").shows(t, number)
		own.page("/incidenten").hides(t, loose[:8])
		own.page("/datalekken-register").hides(t, loose[:8])
		if a := own.get("/exporteren/datalekken-register.csv"); strings.Contains(a.body, loose) || !strings.Contains(a.body, id) {
			t.Error(a.body)
		}
		if a := own.get("/v1/incidenten"); strings.Contains(a.body, loose) || !strings.Contains(a.body, id) {
			t.Error(a.body)
		}
	})
	t.Run("1.5 een jurist leest een incident pas als het hem is toegewezen", func(t *testing.T) {
		same(t, jurist, http.MethodGet, "/incidenten/"+id, "/incidenten/"+other, id, other, nil)
		jurist.page("/incidenten").hides(t, number)
		s.do("incident", id, incidents.Assign{Person: s.person[domain.JUR]}, domain.PB)
		jurist.page("/incidenten/"+id).shows(t, "Vijftien brieven lagen bij de buren.")
		jurist.page("/incidenten").shows(t, number)
		jurist.page("/incidenten").hides(t, loose[:8])
	})
	t.Run("1.5 de gemeentesecretaris en de bestuurder lezen wat aan hen is voorgelegd", func(t *testing.T) {
		sec, mayor := s.as(domain.SEC), s.as(domain.MAYOR)
		same(t, sec, http.MethodGet, "/incidenten/"+id, "/incidenten/"+other, id, other, nil)
		s.do("incident", id, incidents.DrawUpFacts{Report: "Z-1"}, domain.PB)
		s.do("incident", id, incidents.Analyse{Analysis: "Oud bestand."}, domain.PB)
		s.do("incident", id, incidents.RaiseDilemma{Subject: "Ook bellen?"}, domain.FG)
		same(t, sec, http.MethodGet, "/incidenten/"+id, "/incidenten/"+other, id, other, nil)
		s.do("incident", id, incidents.SettleDilemma{Dilemma: "D1", Answer: "Ja."}, domain.OWN)
		sec.page("/incidenten/"+id).shows(t, "Ook bellen?")
		same(t, mayor, http.MethodGet, "/incidenten/"+id, "/incidenten/"+other, id, other, nil)
		s.do("incident", id, incidents.SettleDilemma{Dilemma: "D1", Answer: "Ja."}, domain.SEC)
		mayor.page("/incidenten/"+id).shows(t, "Ook bellen?")
	})
	t.Run("1.5 een medewerker ziet hoe het staat met zijn eigen melding, en verder niets", func(t *testing.T) {
		emp := s.as(domain.EMP)
		emp.page("/incidenten").shows(t, number, "Brief of bericht bij de verkeerde persoon")
		a := emp.page("/incidenten/" + id)
		a.shows(t, number, "geanalyseerd")
		a.hides(t, "Vijftien brieven", "Ook bellen?", "Oud bestand.", "AP", "Wmo", "Juul Duinker")
		for _, rest := range []string{"/vergelijken", "/bewijs/1", "/gevolgen", "/_inventory"} {
			if a := emp.get("/incidenten/" + id + rest); a.status == http.StatusOK {
				t.Errorf("%s: %d", rest, a.status)
			}
		}
	})
	t.Run("R-B4 wie geen recht heeft, leert niet dat een incident bestaat: het antwoord is tot op de byte dat op een adres waar niets is", func(t *testing.T) {
		emp := s.employee("Noor Buitenhuis", "noor@heemstede.example", domain.EMP, nil)
		for _, b := range []*browser{emp, s.as(domain.TM), elsewhere} {
			for _, path := range []string{"/incidenten/%s", "/incidenten/%s/vergelijken", "/incidenten/%s/bewijs/1", "/incidenten/%s/gevolgen", "/incidenten/%s/_inventory", "/incidenten/%s/_settle-dilemma", "/v1/incidenten/%s"} {
				same(t, b, http.MethodGet, fmt.Sprintf(path, id), fmt.Sprintf(path, other), id, other, nil)
			}
			for _, command := range []string{"_find-deviation", "_inventory", "_notify-ap", "_inform"} {
				same(t, b, http.MethodPost, "/incidenten/"+id+"/"+command, "/incidenten/"+other+"/"+command, id, other, url.Values{"versie": {"1"}, "opdracht": {uuid.NewString()}})
			}
			if a := b.get("/incidenten"); strings.Contains(a.body, id) || a.has(number) {
				t.Error("the list names it")
			}
			for _, list := range []string{"/datalekken-register", "/exporteren/incidenten.json", "/exporteren/datalekken-register.csv", "/v1/incidenten", "/zoeken?zoek=verkeerde+persoon", "/registers", "/processen/" + wmo, "/processen/" + wmo + "/gevolgen",
				"/personen/" + s.person[domain.JUR] + "/gevolgen", "/toetsen/_record?subject=incident/" + id, "/maatregelen/_propose?origin_record=incident/" + id, "/adviezen/_request?records=incident/" + id, "/geschiedenis", "/export"} {
				if a := b.get(list); strings.Contains(strings.ReplaceAll(a.body, url.QueryEscape(id), ""), number) {
					t.Errorf("%s names it: %d %s", list, a.status, a.short())
				}
			}
		}
	})
	t.Run("R-B4 wie een incident niet mag lezen, vindt de maatregel daaruit niet; wie haar uitvoert wel", func(t *testing.T) {
		tm, own := elsewhere, s.as(domain.OWN)
		same(t, tm, http.MethodGet, "/maatregelen/"+measureID, "/maatregelen/"+other, measureID, other, nil)
		tm.page("/acties").hides(t, "Controleer de adreslijst wekelijks.")
		tm.page("/maatregelen").hides(t, "Controleer de adreslijst wekelijks.")
		own.page("/acties").shows(t, "Controleer de adreslijst wekelijks.")
	})
	t.Run("R-B4 een opdracht die een verborgen incident noemt, krijgt hetzelfde antwoord als een die niets noemt", func(t *testing.T) {
		b := elsewhere
		ask := func(stream string) answer {
			return b.json(http.MethodPost, "/v1/adviezen/_request", map[string]any{"topic": "incident", "to": "management", "subject": "Vraag", "question": "Wat nu?", "records": []string{stream}})
		}
		x, y := ask("incident/"+loose), ask("incident/"+other)
		if x.status != y.status || len(x.body) != len(y.body) {
			t.Errorf("%d %s\n%d %s", x.status, x.body, y.status, y.body)
		}
		for _, v := range s.states("advice") {
			if strings.Contains(fmt.Sprint(v), loose) {
				t.Errorf("the log names it: %v", v)
			}
		}
	})
}
