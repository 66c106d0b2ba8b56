package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
)

// document is one in force, adopted by whoever adopts its kind.
func (s *server) document(k governance.DocumentKind, name string) string {
	s.t.Helper()
	id := uuid.NewString()
	s.do("document", id, governance.DraftDocument{DocumentTerms: governance.DocumentTerms{Kind: k, Title: name}, DocumentContent: version("1.0")}, domain.PB)
	s.adopt(id, k)
	return id
}

func version(v string) governance.DocumentContent {
	return governance.DocumentContent{Version: v, Document: "Z-2026-0101", Place: "Hoegle, map Privacy", Scope: "De hele gemeente.", Address: "https://www.heemstede.example/privacybeleid"}
}

func (s *server) adopt(id string, k governance.DocumentKind) {
	s.t.Helper()
	s.do("document", id, governance.AdoptDocument{From: calendar.On(s.clock()), Decision: "B-1"}, k.Body())
	s.do("document", id, governance.BringDocumentIntoForce{}, domain.SYS)
}

func TestLezen(t *testing.T) {
	s := newTestServer(t)
	s.person[domain.SYS] = domain.System
	manual := s.document(governance.BreachManual, "Handleiding meldplicht datalekken")
	s.document(governance.IncidentForm, "Meldformulier incidenten")
	s.do("document", manual, governance.AskReading{Audience: []governance.Audience{"employees"}, Due: "2026-12-31"}, domain.PB)
	emp := s.as(domain.EMP)

	t.Run("R-6.0-04 R-B4-23 elke medewerker leest waar de handleiding en het meldformulier staan", func(t *testing.T) {
		for _, r := range []domain.Role{domain.EMP, domain.PB, domain.ACC} {
			s.as(r).page("/lezen").shows(t, "Handleiding meldplicht datalekken", "Meldformulier incidenten", "Hoegle, map Privacy")
		}
	})
	t.Run("issue 8 een medewerker ziet wat te tekenen is, tekent met één druk op de knop, en ziet waar een incident te melden is", func(t *testing.T) {
		emp.page("/werk").shows(t, "Lezen en tekenen", "Handleiding meldplicht datalekken")
		a := emp.page("/lezen")
		a.shows(t, "Nog te tekenen", "Tekenen vóór of op", "31-12-2026", "Incident melden")
		if strings.Count(a.body, "<form class=\"gb-form\"") != 1 {
			t.Error("only one document was asked to sign for")
		}
		form := a.form()
		if to := emp.post("/lezen", form).to(t); to != "/lezen" {
			t.Errorf("on to %s", to)
		}
		emp.page("/lezen").shows(t, "U hebt getekend dat u deze versie hebt gelezen.", "U hoeft nu niets te tekenen.", "24-11-2026")
		before := s.head()
		form.Set("opdracht", uuid.NewString())
		emp.post("/lezen", form).to(t)
		if s.head() != before {
			t.Error("signed twice")
		}
	})
	t.Run("R-6.1-05 wie, wanneer en welke versie staan vast", func(t *testing.T) {
		list := s.api.Records.OfType("signature")
		if len(list) != 1 {
			t.Fatalf("%d signatures", len(list))
		}
		if x := list[0].Last().State.(governance.Signature); x != (governance.Signature{Document: manual, Number: 1, Person: s.person[domain.EMP], On: "2026-11-24"}) {
			t.Errorf("%+v", x)
		}
		s.as(domain.PB).page("/ondertekeningen").shows(t, "Emma Noordam", "Handleiding meldplicht datalekken")
		s.as(domain.PB).page("/documenten/"+manual).shows(t, "1 persoon tekende voor de versie die geldt.")
	})
	t.Run("R-6.1-05 een versie die niet geldt: geweigerd, met wat te doen", func(t *testing.T) {
		form := s.as(domain.PB).page("/lezen").form()
		form.Set("number", "7")
		a := s.as(domain.PB).post("/lezen", form)
		if a.status != http.StatusConflict {
			t.Errorf("%d", a.status)
		}
		a.shows(t, "Er geldt nu een andere versie: 1.0. Lees die eerst.")
	})
	t.Run("R-LED-15 de accountant leest, en krijgt geen knop", func(t *testing.T) {
		s.as(domain.ACC).page("/lezen").hides(t, "Gelezen en akkoord")
	})
}

func TestBeleid(t *testing.T) {
	s := newTestServer(t)
	s.person[domain.SYS] = domain.System
	t.Run("R-8.1-09 zonder beleid zegt de pagina dat", func(t *testing.T) {
		s.visitor().page("/beleid").shows(t, "Er is nog geen beleid in werking getreden.")
	})
	id := s.document(governance.PrivacyPolicy, "Privacybeleid gemeente Heemstede")
	t.Run("R-8.1-09 iedereen leest op een vast adres welke versie geldt; waar het is opgeborgen, is niet openbaar", func(t *testing.T) {
		a := s.visitor().page("/beleid")
		a.shows(t, "Privacybeleid gemeente Heemstede", "geldt nu", "vanaf 24-11-2026", "https://www.heemstede.example/privacybeleid", "College van burgemeester en wethouders")
		a.hides(t, "Hoegle", "Z-2026-0101")
	})
	s.do("document", id, governance.OptimiseDocument{DocumentContent: version("2.0"), What: "Beter"}, domain.PB)
	t.Run("R-8.1-05 een concept is niet openbaar", func(t *testing.T) {
		s.visitor().page("/beleid").hides(t, "2.0")
	})
	s.on("2026-12-01")
	s.adopt(id, governance.PrivacyPolicy)
	t.Run("R-8.1-10 een eerdere versie blijft te lezen met haar periode", func(t *testing.T) {
		s.visitor().page("/beleid").shows(t, "2.0", "vanaf 01-12-2026", "1.0", "van 24-11-2026 tot en met 30-11-2026")
	})
	t.Run("R-8.1-08 een wijziging die niet is aangekondigd, staat open tot zij dat is", func(t *testing.T) {
		s.as(domain.PB).page("/documenten/"+id).shows(t, "De wijziging is nog niet aangekondigd op de website (§8.1).")
		s.as(domain.PB).page("/documenten?niet-aangekondigd=ja").shows(t, "Privacybeleid gemeente Heemstede")
		s.do("document", id, governance.AnnouncePolicyChange{Number: 2, Address: "https://www.heemstede.example/nieuws"}, domain.PB)
		s.as(domain.PB).page("/documenten/"+id).hides(t, "De wijziging is nog niet aangekondigd op de website (§8.1).")
		s.visitor().page("/beleid").shows(t, "https://www.heemstede.example/nieuws")
	})
	t.Run("R-B8-02 afdelingen die het beleid niet uitvoeren, staan in de lijst", func(t *testing.T) {
		s.registered(complete("Wmo-aanvragen"))
		s.as(domain.FG).page("/acties/beleid").shows(t, "IASZ")
		s.do("document", id, governance.CarryOutPolicy{Department: "IASZ", How: "Besproken."}, domain.OWN)
		s.as(domain.FG).page("/acties/beleid").shows(t, "Elke afdeling voert het beleid uit, of er geldt nog geen beleid.")
	})
}

func TestOverlegEnGeheimhouding(t *testing.T) {
	s := newTestServer(t)
	s.person[domain.SYS] = domain.System
	report := governance.MeetingReport{Discussed: []string{"Mag dit?"}}
	t.Run("R-B3-02 R-B3-05 het laatste privacyoverleg, wie er niet was, en dat het volgende te laat is", func(t *testing.T) {
		s.as(domain.FG).page("/acties/privacyoverleg").shows(t, "Er is nog geen privacyoverleg gehouden.")
		id := uuid.NewString()
		s.do("meeting", id, governance.ScheduleConsultation{MeetingTerms: governance.MeetingTerms{Subject: "Privacyoverleg herfst", Date: "2026-11-24", Agenda: []string{"Datalekken"}}}, domain.FG)
		s.do("meeting", id, governance.HoldConsultation{Chair: s.person[domain.FG], Present: []governance.Specialist{"PB", "FG"}, MeetingReport: report}, domain.FG)
		s.as(domain.PB).page("/acties/privacyoverleg").shows(t, "Het laatste privacyoverleg was op 24-11-2026. Het volgende is uiterlijk op 24-02-2027.", "CISO")
		s.as(domain.PB).page("/overleggen/"+id).shows(t, "Afwezig", "CISO")
		s.as(domain.FG).page("/werk").hides(t, "Privacyoverleg plannen")
		s.do("meeting", id, governance.RecordMeetingAction{Text: "Lijst maken.", Who: s.person[domain.EMP], Due: "2026-12-15"}, domain.PB)
		s.as(domain.PB).page("/acties").shows(t, "Lijst maken.", "Emma Noordam")
		s.on("2027-02-25").browsers = map[domain.Role]*browser{} // who was signed in, is no more
		s.as(domain.FG).page("/acties/privacyoverleg").shows(t, "Het volgende privacyoverleg is te laat")
		s.as(domain.FG).page("/werk").shows(t, "Privacyoverleg plannen")
		s.as(domain.PB).page("/acties?stand=te-laat").shows(t, "Lijst maken.")
		s.on("2026-11-24").browsers = map[domain.Role]*browser{}
	})
	t.Run("R-8.0-01 R-8.1-01 een jaar zonder awarenessplan is te zien, en een plan dat niet is geëvalueerd ook", func(t *testing.T) {
		s.as(domain.FG).page("/awarenessplannen").shows(t, "Voor 2026 is er nog geen awarenessplan vastgesteld")
		activity, id := uuid.NewString(), uuid.NewString()
		s.do("awareness", activity, governance.PlanAwareness{AwarenessTerms: governance.AwarenessTerms{Kind: governance.Training, Title: "Datalekken", Audience: []governance.Audience{"employees"}, Planned: "2026-12-01"}}, domain.PB)
		s.do("awareness-plan", id, governance.DrawUpPlan{Year: "2026", PlanContent: governance.PlanContent{Points: []string{"Datalekken"}, Combined: domain.Yes, CombinedHow: "Samen.", Activities: []string{activity}}}, domain.FG)
		s.as(domain.FG).page("/awarenessplannen").shows(t, "Voor 2026 is er nog geen awarenessplan vastgesteld")
		s.do("awareness-plan", id, governance.AdoptPlan{}, domain.SEC)
		s.as(domain.FG).page("/awarenessplannen").hides(t, "nog geen awarenessplan")
		s.as(domain.FG).page("/awarenessplannen?termijn=te-laat").hides(t, "Awarenessplan 2026")
		s.on("2027-01-04").browsers = map[domain.Role]*browser{}
		s.as(domain.FG).page("/awarenessplannen").shows(t, "Voor 2027 is er nog geen awarenessplan vastgesteld")
		s.as(domain.FG).page("/awarenessplannen?termijn=te-laat").shows(t, "Awarenessplan 2026")
		s.on("2026-11-24").browsers = map[domain.Role]*browser{}
	})
	t.Run("R-6.1-01 tot R-6.1-06 wat ontbreekt, staat per team en per persoon", func(t *testing.T) {
		s.do("confidentiality", uuid.NewString(), governance.StartEngagement{EngagementTerms: governance.EngagementTerms{Person: s.person[domain.EMP], Relation: governance.Permanent,
			Team: "IASZ", From: "2026-11-01", Special: []governance.SpecialFunction{governance.Suwinet}}}, domain.SEC)
		s.as(domain.FG).page("/acties/geheimhouding").shows(t, "IASZ")
		s.as(domain.FG).page("/geheimhouding?gat=ja").shows(t, "Emma Noordam", "eed of belofte", "getekende geheimhoudingsverklaring", "Suwinet")
		s.as(domain.FG).page("/geheimhouding?ontbreekt=notice").shows(t, "Emma Noordam")
		s.as(domain.FG).page("/geheimhouding?ontbreekt=contract").hides(t, "IASZ, vanaf")
	})
}
