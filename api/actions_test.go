package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
)

// wanted is a measure for the team manager.
func (s *server) wanted(text, due string, before domain.YesNo) control.ProposeMeasure {
	return control.ProposeMeasure{MeasureTerms: control.MeasureTerms{Origin: control.FromElsewhere, Text: text, Process: wmo, Owner: s.person[domain.TM],
		Due: calendar.Date(due), Before: before}}
}

func TestActielijst(t *testing.T) {
	s := newTestServer(t)
	activity := s.registered(complete("Leerlingenvervoer"))
	late, soon := uuid.NewString(), uuid.NewString()
	s.do("measure", late, s.wanted("Zet logging aan.", "2026-12-10", domain.Yes), domain.PB)
	c := s.wanted("Maak een werkinstructie.", "2027-03-15", domain.No)
	c.Origin, c.Record = control.FromDeviation, "activity/"+activity
	s.on("2026-12-20").do("measure", soon, c, domain.PB)
	pb, owner := s.as(domain.PB), s.as(domain.OWN)

	t.Run("RT-20 de lijst toont herkomst, eigenaar, datum, stand en of het nodig is vóór de start", func(t *testing.T) {
		a := pb.page("/acties")
		a.shows(t, "Zet logging aan.", "10-12-2026", "te laat", "Teun Kortekaas", "voorgesteld", "ja", "Maak een werkinstructie.", "Leerlingenvervoer", "Afwijking")
		if !strings.Contains(a.body, `href="/verwerkingen/`+activity+`"`) || !strings.Contains(a.body, `href="/maatregelen/`+soon+`"`) {
			t.Error("no link to the origin or the measure")
		}
	})
	t.Run("RT-20 de filters staan in het adres", func(t *testing.T) {
		pb.page("/acties?stand=te-laat").shows(t, "Zet logging aan.")
		pb.page("/acties?stand=te-laat").hides(t, "Maak een werkinstructie.")
		pb.page("/acties?herkomst=non-compliance").hides(t, "Zet logging aan.")
		pb.page("/acties?eigenaar=mij").hides(t, "Zet logging aan.", "Maak een werkinstructie.")
		owner.page("/acties?eigenaar=mij").shows(t, "Zet logging aan.", "Maak een werkinstructie.")
		pb.page("/acties?stand=afgewezen").shows(t, "Er zijn geen acties die hieraan voldoen.")
	})
	t.Run("R-LED-05 de lijst op een eerdere dag", func(t *testing.T) {
		pb.page("/acties?bekend=25-11-2026").shows(t, "Zet logging aan.")
		pb.page("/acties?bekend=25-11-2026").hides(t, "Maak een werkinstructie.", "te laat")
	})
	t.Run("RT-20 de download is precies de lijst op de pagina", func(t *testing.T) {
		a := pb.get("/acties.csv?stand=te-laat")
		if want := "Zet logging aan.;Anders;Teun Kortekaas, Wmo;10-12-2026, te laat;ja;voorgesteld\r\n"; !strings.HasSuffix(a.body, want) || strings.Count(a.body, "\r\n") != 2 {
			t.Errorf("%q", a.body)
		}
		if a := pb.get("/acties.csv?bekend=geen-dag"); a.status != http.StatusBadRequest {
			t.Errorf("%d", a.status)
		}
		if a := pb.page("/acties?stand=te-laat&pagina=1"); !strings.Contains(a.body, `href="/acties.csv?stand=te-laat"`) {
			t.Error("the page does not lead to the download of this list")
		}
	})
	t.Run("RT-20 een record toont de maatregelen die eruit komen, en leidt naar een nieuwe", func(t *testing.T) {
		a := pb.page("/verwerkingen/" + activity)
		a.shows(t, "Maatregelen uit dit record", "Maak een werkinstructie.", "Maatregel voorstellen")
		form := pb.form("/maatregelen/_propose?origin_record=activity/" + activity)
		if form.Get("origin_record") != "activity/"+activity {
			t.Errorf("%v", form)
		}
	})
	t.Run("RT-20 van voorstel tot sluiten, met formulieren", func(t *testing.T) {
		send := func(b *browser, command string, fields url.Values) {
			t.Helper()
			form := b.form("/maatregelen/" + soon + "/_" + command)
			for k, v := range fields {
				form[k] = v
			}
			b.post("/maatregelen/"+soon+"/_"+command, form).to(t)
		}
		send(owner, "accept", nil)
		send(owner, "implement", url.Values{"evidence": {"Z-1"}})
		send(s.as(domain.FG), "test", url.Values{"outcome": {"sufficient"}, "findings": {"geen"}, "own_work": {"no"}})
		pb.page("/maatregelen/"+soon).shows(t, "getoetst en voldoende", "Uitgevoerd", "Getoetst")
		pb.page("/acties").hides(t, "Maak een werkinstructie.")
	})
}

func TestToetsenOpDePagina(t *testing.T) {
	s := newTestServer(t)
	activity := s.registered(complete("Leerlingenvervoer"))
	fg := s.as(domain.FG)
	id := uuid.NewString()
	s.do("test", id, control.StartTest{TestScope: control.TestScope{Subject: control.RegisterSubject, Records: []string{"activity/" + activity}, From: "2026-01-01", Until: "2026-11-01", Criteria: "Artikel 30"}}, domain.FG)
	t.Run("RT-32 een record leidt naar een toets die al weet wat er wordt getoetst", func(t *testing.T) {
		fg.page("/verwerkingen/"+activity).shows(t, "Toets starten")
		if form := fg.form("/toetsen/_start?records=activity/" + activity); form.Get("records") != "Verwerkingsactiviteit: Leerlingenvervoer" {
			t.Errorf("%v", form)
		}
	})
	t.Run("R-B1-05 een toets van het register wordt afgerond met zijn eigen vier onderdelen", func(t *testing.T) {
		a := fg.page("/toetsen/" + id)
		a.shows(t, "Toets van het register afronden")
		a.hides(t, "Toets van de DPIA afronden", "Toets van documenten afronden")
	})
	t.Run("T-11 wie zelf aan het record werkte is gemarkeerd, ook als hij nee antwoordt", func(t *testing.T) {
		yes := control.Conclusion{OwnWork: domain.No}
		s.do("test", id, control.ConcludeRegisterTest{Quality: "sufficient", Currency: "sufficient", Correctness: "sufficient", Completeness: "sufficient", Conclusion: yes}, domain.FG)
		fg.page("/toetsen/"+id).hides(t, "Eigen werk getoetst")
		s.do("matrix", governance.MatrixID, governance.ChangeRow{Row: "B1.1-4", Roles: []governance.Column{"PB", "FG"}, Reason: "Besluit 12."}, domain.SEC)
		s.do("activity", activity, register.WithdrawPublication{Reason: "Nakijken."}, domain.FG)
		own := uuid.NewString()
		s.do("test", own, control.RecordTest{Subject: "activity/" + activity, Criteria: "§4.1", Outcome: control.Sufficient, Findings: "geen", OwnWork: domain.No}, domain.FG)
		fg.page("/toetsen/"+own).shows(t, "Eigen werk getoetst", "volgens het grootboek zelf aan wat is getoetst")
		fg.page("/verwerkingen/"+activity).shows(t, "eigen werk getoetst")
	})
}

func TestAdviesEnAandacht(t *testing.T) {
	s := newTestServer(t)
	s.registered(complete("Leerlingenvervoer"))
	pb := s.as(domain.PB)
	topic := control.AdviceTopic{Subject: "Camera in de hal", Topic: control.OnPrivacy, Audience: control.Management, Receiver: s.person[domain.TM]}
	id := uuid.NewString()
	s.do("advice", id, control.GiveUnaskedAdvice{AdviceTopic: topic, AdviceText: control.AdviceText{Text: "Doe het niet."}}, domain.FG)
	t.Run("R-B5-02, R-B5-05 advies zonder reactie is een lijst met een download, met het aantal gevraagd en ongevraagd", func(t *testing.T) {
		pb.page("/acties/adviezen").shows(t, "Camera in de hal", "Teun Kortekaas", "0 adviezen op verzoek gegeven en 1 ongevraagd")
		if a := pb.get("/acties/adviezen.csv"); !strings.HasSuffix(a.body, "Camera in de hal, Advies;ongevraagd;Teun Kortekaas;24-11-2026\r\n") {
			t.Errorf("%q", a.body)
		}
		s.do("advice", id, control.ReactToAdvice{Follow: control.Followed}, domain.TM)
		pb.page("/acties/adviezen").shows(t, "Op elk advies is gereageerd.")
	})
	t.Run("R-B5-04 een afdeling zonder aandacht staat in de lijst tot de eigenaar aandacht vastlegt", func(t *testing.T) {
		pb.page("/acties/afdelingen").shows(t, "IASZ", "nooit vastgelegd")
		owner := s.as(domain.OWN)
		form := owner.form("/bewustwording/_pay-attention")
		form.Set("department", "IASZ")
		form.Set("what", "Besproken in het teamoverleg.")
		owner.post("/bewustwording/_pay-attention", form).to(t)
		pb.page("/acties/afdelingen").shows(t, "Elke afdeling gaf het afgelopen jaar aandacht aan privacy.")
	})
	t.Run("§6.2 een beveiligingsmaatregel met een vervangen norm valt op", func(t *testing.T) {
		id := uuid.NewString()
		s.do("security-measure", id, control.RecordSecurityMeasure{SecurityTerms: control.SecurityTerms{Name: "Back-up", Description: "Elke nacht.", Kind: "technical", Norms: []control.Norm{control.BIG},
			Controls: []string{"10.5.1"}, AppliesTo: []control.Protected{"activities"}, Public: domain.No}}, domain.OWN)
		pb.page("/beveiligingsmaatregelen/"+id).shows(t, "Sinds 1 januari 2020 geldt de BIO")
	})
}

func TestMedewerkerVraagtAdvies(t *testing.T) {
	s := newTestServer(t)
	emp := s.as(domain.EMP)
	emp.page("/werk").shows(t, "Advies vragen")
	form := emp.form("/adviezen/_request")
	for k, v := range map[string]string{"subject": "Verjaardagslijst", "topic": "privacy", "to": "employees", "question": "Mag dat?"} {
		form.Set(k, v)
	}
	form.Set("records", "Proces: Wmo\nProces: Bestaat niet") // what he may not read, he cannot find out by naming it
	to := emp.post("/adviezen/_request", form).to(t)
	id := strings.TrimPrefix(to, "/adviezen/")
	t.Run("R-3.1-05 een medewerker noemt geen records die hij niet mag lezen", func(t *testing.T) {
		if _, shown := emp.form("/adviezen/_request")["records"]; shown {
			t.Error("the form asks for records")
		}
		if a := s.record("advice", id).Last().State.(control.Advice); len(a.Records) > 0 {
			t.Errorf("it is about %q", a.Records)
		}
		if a := emp.get("/adviezen/_request?records=process/" + wmo); a.has("Proces: Wmo") {
			t.Error("the address gives away a name")
		}
	})
	t.Run("RT-29 een medewerker vraagt advies, leest het antwoord en reageert", func(t *testing.T) {
		s.do("advice", id, control.GiveAdvice{AdviceText: control.AdviceText{Text: "Alleen met toestemming."}}, domain.PB)
		emp.page(to).shows(t, "Alleen met toestemming.", "Reageren")
		form := emp.form(to + "/_react")
		form.Set("reaction", "followed")
		emp.post(to+"/_react", form).to(t)
		emp.page(to).shows(t, "beantwoord")
	})
	t.Run("R-3.1-05 advies van en voor een ander leest hij niet, ook niet in de lijst", func(t *testing.T) {
		other := uuid.NewString()
		s.do("advice", other, control.GiveUnaskedAdvice{AdviceTopic: control.AdviceTopic{Subject: "Camera", Topic: control.OnPrivacy, Audience: control.Management, Receiver: s.person[domain.TM]},
			AdviceText: control.AdviceText{Text: "Doe het niet."}}, domain.FG)
		for _, path := range []string{"/adviezen/" + other, "/adviezen/" + other + "/_react", "/adviezen/_give-unasked", "/maatregelen/_propose"} {
			if a := emp.get(path); a.status != http.StatusForbidden {
				t.Errorf("%s: %d", path, a.status)
			}
		}
		a := emp.page("/adviezen")
		a.shows(t, "Verjaardagslijst")
		a.hides(t, "Camera")
	})
}
