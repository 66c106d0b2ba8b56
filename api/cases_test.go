package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/rights"
)

func TestWieZakenVanInwonersLeest(t *testing.T) {
	s := newTestServer(t)
	id, _ := s.complained(t)
	handlers := []domain.Role{domain.FG, domain.ACC, domain.CTRL, domain.PB, domain.OWN}
	deciding := append([]domain.Role{domain.COL}, handlers...)
	for path, may := range map[string][]domain.Role{"/verzoeken": handlers, "/verzoeken/_receive": handlers, "/v1/verzoeken": handlers, "/beperkingen": handlers, "/deelbesluiten": handlers,
		"/kluisdossiers": handlers, "/klachten": deciding, "/v1/klachten": deciding, "/bezwaren": deciding} {
		t.Run("1.5 R-3.1-05 "+path+" is voor wie zaken van inwoners behandelt of toetst, en voor niemand anders", func(t *testing.T) {
			for _, role := range allRoles {
				if a := s.as(role).get(path); slices.Contains(may, role) == (a.status == http.StatusForbidden) {
					t.Errorf("%s: %d", role, a.status)
				}
			}
		})
	}
	t.Run("1.5 wie klachten niet leest krijgt voor een klacht die er is hetzelfde antwoord als voor een die er niet is", func(t *testing.T) {
		for _, role := range []domain.Role{domain.SEC, domain.TM, domain.EMP} {
			a, b := s.as(role).get("/klachten/"+id), s.as(role).get("/klachten/"+uuid.NewString())
			if a.status != b.status || len(a.body) != len(b.body) || a.status != http.StatusForbidden {
				t.Errorf("%s: %d with %d bytes, %d with %d bytes", role, a.status, len(a.body), b.status, len(b.body))
			}
		}
	})
}

func TestWatNaarBuitenGaatZwijgtOverZaken(t *testing.T) {
	s := newTestServer(t)
	id, _ := s.complained(t)
	number := ""
	s.api.Live.View(func() { number = s.api.Records.Get("complaint", id).Last().State.(rights.Complaint).Number })
	for _, path := range []string{"/exporteren/klachten.csv", "/exporteren/kluisdossiers.csv", "/exporteren/verplichtingen.csv", "/zoeken?zoek=" + number, "/termijnen", "/registers"} {
		t.Run("1.5 wie zaken niet leest ziet er ook in "+path+" niets van", func(t *testing.T) {
			for _, role := range []domain.Role{domain.SEC, domain.TM, domain.OWN} {
				a := s.as(role).page(path)
				if strings.Contains(a.body, id) || !strings.Contains(path, number) && strings.Contains(a.body, number) { // a search repeats what was asked
					t.Errorf("%s: %s", role, a.text())
				}
			}
			if !strings.Contains(s.as(domain.PB).page(path).body, number) && !strings.Contains(s.as(domain.PB).page(path).body, id) && path != "/registers" && path != "/termijnen" && !strings.Contains(path, "verplichtingen") {
				t.Error("the test looks for what nobody sees")
			}
		})
	}
}

func TestHetGeheimhoudingsdossierIsVanDeMedewerker(t *testing.T) {
	s := newTestServer(t)
	id := uuid.NewString()
	s.do("confidentiality", id, governance.StartEngagement{EngagementTerms: governance.EngagementTerms{Person: s.person[domain.EMP], Relation: governance.Permanent, Team: "IASZ", From: "2026-11-01"}}, domain.TM)
	for role, want := range map[domain.Role]int{domain.EMP: http.StatusOK, domain.TM: http.StatusOK, domain.SEC: http.StatusOK, domain.FG: http.StatusOK, domain.OWN: http.StatusNotFound, domain.COL: http.StatusNotFound} {
		t.Run("1.5 "+string(role)+" en het dossier van een medewerker", func(t *testing.T) {
			if a := s.as(role).get("/geheimhouding/" + id); a.status != want {
				t.Errorf("%d, not %d", a.status, want)
			}
		})
	}
	t.Run("1.5 een medewerker vindt het zijne bij wat hij moet lezen, en dat van een ander niet", func(t *testing.T) {
		s.as(domain.EMP).page("/lezen").shows(t, "Uw geheimhoudingsdossier")
		other := uuid.NewString()
		s.do("confidentiality", other, governance.StartEngagement{EngagementTerms: governance.EngagementTerms{Person: s.person[domain.PB], Relation: governance.Permanent, Team: "IASZ", From: "2026-11-01"}}, domain.TM)
		if a := s.as(domain.EMP).get("/geheimhouding/" + other); a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
	})
}

func TestEenEigenaarLeestDeZakenVanZijnProcessen(t *testing.T) {
	s := newTestServer(t)
	parking := uuid.NewString() // another owns it
	s.do("role", uuid.NewString(), governance.AppointRole{Person: s.person[domain.EMP], Role: governance.OfficeRole(domain.TM), From: "2026-01-01"}, domain.SEC)
	s.do("process", parking, governance.RegisterProcess{Name: "Parkeren", Task: "Vergunningen.", Teams: []string{"Ruimte"}, Owner: s.person[domain.EMP]}, domain.PB)
	request := func(process string) string {
		id := uuid.NewString()
		s.do("request", id, rights.Receive{Intake: rights.Intake{Right: rights.Access, Channel: rights.Oral, Contact: inVault(id, "contact"), Text: inVault(id, "text"), Department: "Balie",
			Scope: rights.Scope{Process: process, Cross: domain.Yes}}}, domain.PB)
		return id
	}
	mine, others := request(wmo), request(parking)
	unassigned, _ := s.complained(t)
	own := s.as(domain.OWN)
	t.Run("1.5 een eigenaar ziet een verzoek over zijn proces, in de lijst en op zijn eigen adres", func(t *testing.T) {
		own.page("/verzoeken/"+mine).shows(t, "Verzoek")
		if list := own.page("/verzoeken").body; !strings.Contains(list, mine) || strings.Contains(list, others) {
			t.Error("the list is not his")
		}
	})
	for path, ids := range map[string]string{"/verzoeken/": others, "/klachten/": unassigned} {
		t.Run("1.5 van een zaak van een ander leert hij op geen adres of zij er is: "+path, func(t *testing.T) {
			for _, rest := range []string{"", "/gevolgen", "/vergelijken?van=1&naar=1", "/bewijs/1", "/_withdraw"} {
				a, b := own.get(path+ids+rest), own.get(path+uuid.NewString()+rest)
				if a.status != b.status || len(a.body) != len(b.body) || a.status != http.StatusNotFound {
					t.Errorf("%s: %d with %d bytes, %d with %d bytes", rest, a.status, len(a.body), b.status, len(b.body))
				}
			}
			for _, p := range []string{"/v1" + path, "/kluisdossiers/"} {
				a, b := own.get(p+ids), own.get(p+uuid.NewString())
				if a.status != b.status || len(a.body) != len(b.body) || a.status != http.StatusNotFound {
					t.Errorf("%s: %d with %d bytes, %d with %d bytes", p, a.status, len(a.body), b.status, len(b.body))
				}
			}
		})
	}
	t.Run("B1.7-2 wie iets is gevraagd ziet het verzoek", func(t *testing.T) {
		activity := s.registered(complete("Wmo-aanvragen"))
		s.do("request", others, rights.Assign{Scope: rights.Scope{Process: parking, Cross: domain.Yes, Activities: []string{activity}}, Handler: s.person[domain.PB]}, domain.PB)
		s.do("request", others, rights.AskDepartment{Process: wmo, Text: "Staat er iets in het Wmo-dossier?", Due: "2026-12-01"}, domain.PB)
		own.page("/verzoeken/"+others).shows(t, "Staat er iets in het Wmo-dossier?")
	})
}
