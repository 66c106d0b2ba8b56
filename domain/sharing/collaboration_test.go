package sharing_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/sharing"
)

// safetyHouse is a collaboration with personal data.
func safetyHouse() CollaborationTerms {
	return CollaborationTerms{Name: "Veiligheidshuis", Process: domaintest.Process, Region: "Kennemerland", Field: "safety",
		Partners: []string{"Politie", "Reclassering"}, PolicyGoals: "Minder overlast", PersonalData: domain.Yes, DataCategories: []string{"Naam"}}
}

// plainTerms is one without personal data.
func plainTerms() CollaborationTerms {
	t := safetyHouse()
	t.PersonalData, t.DataCategories = domain.No, nil
	return t
}

var (
	dpiaDone  = CollaborationDpiaCompleted{Dpia: "dpia-1", CompletedOn: "2026-11-20", Risks: []string{"Onbevoegde inzage"}, Measures: []string{"Toegang per rol", "Logging"}, Version: 1}
	noMeasure = CollaborationDpiaCompleted{Dpia: "dpia-1", CompletedOn: "2026-11-20", Risks: []string{"Klein"}, NoMeasures: "Het risico is klein.", Version: 1}
	taken     = CollaborationMeasuresTaken{Taken: []string{"Toegang per rol", "Logging"}, How: "Ingericht."}
	judge     = FindArrangementsSufficient{Arrangements: "covenant/" + domaintest.ID, Why: "Alle elf elementen staan erin."}
	start     = StartParticipation{From: "2026-12-01", Decision: "B26-100"}
)

func proposed() []any { return []any{CollaborationProposed{safetyHouse()}} }
func assessed() []any { return append(proposed(), dpiaDone) }

// ready is a collaboration that may start: both have found the arrangements sufficient.
func ready(t *testing.T) *domaintest.Case {
	t.Helper()
	return given(t, CollaborationRecord, assessed(), taken).As(domain.OWN).When(judge).As(domain.PB).When(judge).ThenStatus(CollaborationIsReady)
}

func participating(t *testing.T) *domaintest.Case {
	t.Helper()
	return ready(t).As(domain.OWN).When(start).Then(ParticipationStarted{From: start.From, Decision: start.Decision}).ThenStatus(CollaborationIsParticipating)
}

func collaboration(t *testing.T, c *domaintest.Case) Collaboration {
	t.Helper()
	return domaintest.State[Collaboration](c)
}

func TestProposeCollaboration(t *testing.T) {
	for name, x := range map[string]struct {
		lack  func(*CollaborationTerms)
		field string
	}{
		"RT-14 zonder naam":                                       {func(c *CollaborationTerms) { c.Name = " " }, "name"},
		"R-4.10-05 zonder regio":                                  {func(c *CollaborationTerms) { c.Region = "" }, "region"},
		"R-4.10-05 zonder terrein":                                {func(c *CollaborationTerms) { c.Field = "" }, "field"},
		"R-4.10-05 met een ander terrein dan de drie":             {func(c *CollaborationTerms) { c.Field = "sport" }, "field"},
		"RT-14 zonder partners":                                   {func(c *CollaborationTerms) { c.Partners = []string{" "} }, "partners"},
		"RT-14 zonder beleidsdoelen":                              {func(c *CollaborationTerms) { c.PolicyGoals = "" }, "policy_goals"},
		"RT-14 zonder antwoord op de vraag naar persoonsgegevens": {func(c *CollaborationTerms) { c.PersonalData = "" }, "personal_data"},
		"RT-14 met persoonsgegevens, zonder soorten":              {func(c *CollaborationTerms) { c.DataCategories = nil }, "data_categories"},
		"RT-14 zonder persoonsgegevens, met soorten":              {func(c *CollaborationTerms) { c.PersonalData = domain.No }, "data_categories"},
	} {
		t.Run(name+": geweigerd", func(t *testing.T) {
			terms := safetyHouse()
			x.lack(&terms)
			given(t, CollaborationRecord, nil).As(domain.OWN).When(ProposeCollaboration{terms}).ThenRefused(domain.Invalid, x.field)
			given(t, CollaborationRecord, proposed()).As(domain.OWN).When(ReassessCollaboration{terms, "Anders."}).ThenRefused(domain.Invalid, x.field)
		})
	}
	t.Run("RT-14 alles wat ontbreekt wordt samen genoemd", func(t *testing.T) {
		given(t, CollaborationRecord, nil).As(domain.OWN).Rules(ProposeCollaboration{}).
			ThenRefused(domain.Invalid, "name", "process", "region", "field", "partners", "policy_goals", "personal_data")
	})
	t.Run("R-4.10-05 terrein en regio worden vastgelegd", func(t *testing.T) {
		terms := safetyHouse()
		terms.Region = "  Kennemerland "
		terms.Partners = []string{" Politie", "", "Reclassering", "Politie"}
		c := given(t, CollaborationRecord, nil).As(domain.OWN).When(ProposeCollaboration{terms}).Then(proposed()...).ThenStatus(CollaborationIsProposed)
		if s := collaboration(t, c); s.Field != "safety" || s.Region != "Kennemerland" {
			t.Errorf("%+v", s)
		}
	})
	t.Run("RT-14 alleen de eigenaar van het proces stelt voor", func(t *testing.T) {
		town := domaintest.Town()
		town.Processes["ander"] = domain.ProcessFacts{Owner: "ander"}
		terms := safetyHouse()
		terms.Process = "ander"
		given(t, CollaborationRecord, nil).Knowing(town).As(domain.OWN).When(ProposeCollaboration{terms}).ThenRefused(domain.Forbidden)
	})
	t.Run("R-7.0-01 met persoonsgegevens en zonder convenant of afspraak is de samenwerking gemarkeerd", func(t *testing.T) {
		if !collaboration(t, given(t, CollaborationRecord, proposed())).WithoutArrangement() || collaboration(t, ready(t)).WithoutArrangement() ||
			collaboration(t, given(t, CollaborationRecord, []any{CollaborationProposed{plainTerms()}})).WithoutArrangement() {
			t.Error("flag")
		}
	})
}

func TestCollaborationDpia(t *testing.T) {
	full := CompleteCollaborationDpia{Dpia: "dpia-1", CompletedOn: "2026-11-20", Risks: []string{"Onbevoegde inzage"}, Measures: []string{"Toegang per rol", "Logging"}}
	for name, x := range map[string]struct {
		lack  func(*CompleteCollaborationDpia)
		field string
	}{
		"R-4.10-01 zonder kenmerk van de DPIA":                       {func(c *CompleteCollaborationDpia) { c.Dpia = "" }, "dpia"},
		"R-4.10-01 zonder dag van afronding":                         {func(c *CompleteCollaborationDpia) { c.CompletedOn = "" }, "completed_on"},
		"R-4.10-01 met een DPIA die niet is afgerond":                {func(c *CompleteCollaborationDpia) { c.Dpia = "dpia-open" }, "dpia"},
		"R-4.10-01 met een DPIA die er niet is":                      {func(c *CompleteCollaborationDpia) { c.Dpia = "dpia-geen" }, "dpia"},
		"R-4.10-01 met een andere dag dan die van de DPIA":           {func(c *CompleteCollaborationDpia) { c.CompletedOn = "2026-11-19" }, "completed_on"},
		"R-4.10-01 met een dag die nog komt":                         {func(c *CompleteCollaborationDpia) { c.CompletedOn = "2026-11-25" }, "completed_on"},
		"R-4.10-02 zonder risico's van deelname":                     {func(c *CompleteCollaborationDpia) { c.Risks = nil }, "risks"},
		"R-4.10-02 zonder maatregelen en zonder reden":               {func(c *CompleteCollaborationDpia) { c.Measures = nil }, "measures"},
		"R-4.10-02 met maatregelen én een reden dat ze er niet zijn": {func(c *CompleteCollaborationDpia) { c.NoMeasures = "Geen." }, "no_measures"},
	} {
		t.Run(name+": geweigerd", func(t *testing.T) {
			c := full
			x.lack(&c)
			given(t, CollaborationRecord, proposed()).As(domain.OWN).When(c).ThenRefused(domain.Invalid, x.field)
		})
	}
	t.Run("R-4.10-02 de DPIA noemt risico's, maatregelen en de versie waarover zij ging", func(t *testing.T) {
		c := given(t, CollaborationRecord, proposed()).As(domain.OWN).When(full).Then(dpiaDone).ThenStatus(CollaborationIsAssessed)
		s := collaboration(t, c)
		if !s.DPIA.Counts() || s.DPIA.Version != 1 || !slices.Equal(s.Unhandled(), dpiaDone.Measures) || !slices.Equal(s.Risks, dpiaDone.Risks) {
			t.Errorf("%+v", s)
		}
	})
	t.Run("RT-14 de DPIA komt ook via het systeem (RT-18), en van niemand anders", func(t *testing.T) {
		given(t, CollaborationRecord, proposed()).As(domain.SYS).When(full).Then(dpiaDone)
		onlyFor(t, []domain.Role{domain.OWN, domain.SYS}, func(t *testing.T) *domaintest.Case { return given(t, CollaborationRecord, proposed()) }, full)
	})
	t.Run("R-B6-07 alleen de eigenaar legt vast dat maatregelen zijn uitgevoerd", func(t *testing.T) {
		c := TakeCollaborationMeasures{Taken: []string{" Logging "}, How: "Ingericht."}
		given(t, CollaborationRecord, assessed()).As(domain.OWN).When(c).Then(CollaborationMeasuresTaken{Taken: []string{"Logging"}, How: "Ingericht."})
		onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, CollaborationRecord, assessed()) }, c)
	})
	t.Run("RT-14 een maatregel die niet in de DPIA staat, of geen uitleg: geweigerd", func(t *testing.T) {
		given(t, CollaborationRecord, assessed()).As(domain.OWN).When(TakeCollaborationMeasures{Taken: []string{"Slot op de deur"}}).ThenRefused(domain.Invalid, "taken", "how")
		given(t, CollaborationRecord, assessed()).As(domain.OWN).When(TakeCollaborationMeasures{How: "Ja."}).ThenRefused(domain.Invalid, "taken")
	})
	t.Run("RT-14 een maatregel twee keer uitvoeren verandert niets", func(t *testing.T) {
		given(t, CollaborationRecord, assessed(), taken).As(domain.OWN).When(TakeCollaborationMeasures{Taken: []string{"Logging"}, How: "Nog eens."}).Then()
	})
	t.Run("RT-14 bij een nieuwe DPIA blijft uitgevoerd wat was uitgevoerd", func(t *testing.T) {
		again := full
		again.Dpia, again.CompletedOn, again.Measures = "dpia-2", "2026-11-24", []string{"Logging", "Training"}
		c := given(t, CollaborationRecord, assessed(), taken).As(domain.OWN).When(again)
		if diff := cmp.Diff([]string{"Training"}, collaboration(t, c).Unhandled()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestArrangements(t *testing.T) {
	t.Run("R-4.10-04 eerst eigenaar én privacybeheerder, dan pas klaar", func(t *testing.T) {
		for _, order := range [][]domain.Role{{domain.OWN, domain.PB}, {domain.PB, domain.OWN}} {
			c := given(t, CollaborationRecord, assessed(), taken).As(order[0]).When(judge).ThenEvents("ArrangementsFoundSufficient").ThenStatus(CollaborationIsAssessed)
			c.As(order[0]).When(judge).Then() // saying it twice changes nothing
			c.As(order[1]).When(judge).ThenStatus(CollaborationIsReady)
		}
	})
	t.Run("RT-14 niemand anders vindt de afspraken voldoende", func(t *testing.T) {
		onlyFor(t, []domain.Role{domain.OWN, domain.PB}, func(t *testing.T) *domaintest.Case { return given(t, CollaborationRecord, assessed()) }, judge)
	})
	t.Run("R-4.10-04 zonder convenant of afspraak, of zonder waarom: geweigerd", func(t *testing.T) {
		given(t, CollaborationRecord, assessed()).As(domain.PB).When(FindArrangementsSufficient{Arrangements: "activity/1"}).ThenRefused(domain.Invalid, "arrangements", "why")
	})
	t.Run("R-4.10-04 bij andere afspraken begint het oordeel opnieuw", func(t *testing.T) {
		other := FindArrangementsSufficient{Arrangements: "exchange-arrangement/1", Why: "Nieuwe afspraken."}
		ready(t).As(domain.PB).When(other).ThenStatus(CollaborationIsAssessed)
	})
	t.Run("RT-14 vóór de DPIA kan het niet", func(t *testing.T) {
		given(t, CollaborationRecord, proposed()).As(domain.OWN).When(judge).ThenRefused(domain.Conflict)
	})
}

func TestStartParticipation(t *testing.T) {
	t.Run("R-4.10-01 zonder afgeronde DPIA geen deelname, en alles wat ontbreekt wordt genoemd", func(t *testing.T) {
		given(t, CollaborationRecord, proposed()).As(domain.OWN).When(start).ThenRefused(domain.Unmet, "dpia", "arrangements")
	})
	t.Run("R-4.10-01 ook zonder persoonsgegevens eerst een DPIA", func(t *testing.T) {
		plain := []any{CollaborationProposed{plainTerms()}}
		given(t, CollaborationRecord, plain).As(domain.OWN).When(start).ThenRefused(domain.Unmet, "dpia")
		given(t, CollaborationRecord, plain, noMeasure).As(domain.OWN).When(start).ThenStatus(CollaborationIsParticipating)
	})
	t.Run("R-4.10-03 met open maatregelen geen deelname, of met een reden die de FG ziet", func(t *testing.T) {
		before := func() *domaintest.Case {
			return given(t, CollaborationRecord, assessed()).As(domain.OWN).When(judge).As(domain.PB).When(judge).As(domain.OWN)
		}
		before().When(start).ThenRefused(domain.Unmet, "measures")
		c := start
		c.Unhandled = " Logging volgt in januari. "
		done := before().When(c).ThenEvents("ParticipationStarted", "CollaborationNonComplianceFound").ThenStatus(CollaborationIsParticipating)
		deviating(t, collaboration(t, done).Found, "Logging volgt in januari.")
	})
	t.Run("R-4.10-03 een reden terwijl niets open staat, leidt niet tot een afwijking", func(t *testing.T) {
		c := start
		c.Unhandled = "Overbodig."
		ready(t).As(domain.OWN).When(c).Then(ParticipationStarted{From: start.From, Decision: start.Decision})
	})
	t.Run("R-4.10-04 zonder voldoende afspraken geen deelname, ook niet met een reden", func(t *testing.T) {
		c := start
		c.Unhandled = "Komt later."
		given(t, CollaborationRecord, assessed(), taken).As(domain.OWN).When(c).ThenRefused(domain.Unmet, "arrangements")
		given(t, CollaborationRecord, assessed(), taken).As(domain.OWN).When(judge).When(start).ThenRefused(domain.Unmet, "arrangements")
	})
	t.Run("RT-14 zonder besluit van het college of begindatum: geweigerd", func(t *testing.T) {
		ready(t).As(domain.OWN).When(StartParticipation{}).ThenRefused(domain.Invalid, "from", "decision")
	})
	t.Run("R-4.10-01 een begindatum vóór de DPIA: geweigerd", func(t *testing.T) {
		c := start
		c.From = "2026-11-19"
		ready(t).As(domain.OWN).When(c).ThenRefused(domain.Invalid, "from")
	})
	t.Run("RT-14 alleen de eigenaar start de deelname", func(t *testing.T) {
		participating(t)
		onlyFor(t, []domain.Role{domain.OWN}, ready, start)
	})
}

func TestRecordParticipation(t *testing.T) {
	c := RecordParticipation{From: "2019-05-01"}
	t.Run("R-LED-19 een deelname die al liep wordt vastgelegd, met elke regel die niet is nageleefd", func(t *testing.T) {
		done := given(t, CollaborationRecord, proposed()).As(domain.PB).When(c).
			ThenEvents("ParticipationStarted", "CollaborationNonComplianceFound", "CollaborationNonComplianceFound", "CollaborationNonComplianceFound").
			ThenStatus(CollaborationIsParticipating)
		deviating(t, collaboration(t, done).Found, "DPIA", "Afspraken", "besluit")
	})
	t.Run("R-4.10-01 R-4.10-03 R-4.10-04 wat pas na het begin van de deelname in orde kwam, is een afwijking", func(t *testing.T) {
		known := RecordParticipation{From: "2019-05-01", Decision: "B19-1"}
		done := ready(t).As(domain.OWN).When(known)
		deviating(t, collaboration(t, done).Found, "DPIA over deelname afgerond: Dit was pas op 20-11-2026", "Maatregelen uit de DPIA", "pas op 24-11-2026")
		known.From = "2026-11-24"
		ready(t).As(domain.OWN).When(known).ThenEvents("ParticipationStarted")
	})
	t.Run("RT-14 een begin dat nog moet komen is geen bestaande deelname", func(t *testing.T) {
		ready(t).As(domain.OWN).When(RecordParticipation{From: "2026-11-25"}).ThenRefused(domain.Invalid, "from")
	})
	t.Run("RT-14 wie liep de deelname al: eigenaar en privacybeheerder leggen het vast", func(t *testing.T) {
		onlyFor(t, []domain.Role{domain.OWN, domain.PB}, func(t *testing.T) *domaintest.Case { return given(t, CollaborationRecord, proposed()) }, c)
	})
}

func TestReassessCollaboration(t *testing.T) {
	for name, change := range map[string]func(*CollaborationTerms){
		"een nieuwe partner":       func(c *CollaborationTerms) { c.Partners = append(c.Partners, "Zorgaanbieder") },
		"een ander doel":           func(c *CollaborationTerms) { c.PolicyGoals = "Minder fraude" },
		"een nieuw soort gegevens": func(c *CollaborationTerms) { c.DataCategories = append(c.DataCategories, "Gezondheid") },
	} {
		terms := safetyHouse()
		change(&terms)
		c := ReassessCollaboration{terms, "Besluit van de stuurgroep."}
		t.Run("R-4.9-10 "+name+" laat DPIA en oordeel vervallen, en zegt waardoor", func(t *testing.T) {
			done := ready(t).As(domain.PB).When(c).ThenEvents("CollaborationReassessed").ThenStatus(CollaborationIsProposed)
			if s := collaboration(t, done); len(s.DPIA.Lapsed) != 1 || len(s.Arrangements.Lapsed) != 1 {
				t.Errorf("%+v", s)
			}
			done.As(domain.OWN).When(start).ThenRefused(domain.Unmet, "dpia", "arrangements")
		})
		t.Run("R-LED-19 "+name+" tijdens de deelname is ook een afwijking, tot DPIA en oordeel opnieuw zijn gedaan", func(t *testing.T) {
			done := participating(t).As(domain.OWN).When(c).ThenEvents("CollaborationReassessed", "CollaborationNonComplianceFound").ThenStatus(CollaborationIsParticipating)
			again := CompleteCollaborationDpia{Dpia: "dpia-2", CompletedOn: "2026-11-24", Risks: []string{"Nieuw"}, Measures: []string{"Logging"}}
			if s := collaboration(t, done.As(domain.OWN).When(again)); !s.DPIA.Counts() || s.DPIA.Version < 5 {
				t.Errorf("%+v", s.DPIA)
			}
		})
	}
	t.Run("RT-14 een wijziging die niet wezenlijk is, laat alles staan", func(t *testing.T) {
		terms := safetyHouse()
		terms.Name, terms.Partners = "Veiligheidshuis Kennemerland", terms.Partners[:1]
		ready(t).As(domain.OWN).When(ReassessCollaboration{terms, "Naam."}).ThenEvents("CollaborationReassessed").ThenStatus(CollaborationIsReady)
	})
	t.Run("RT-14 zonder reden geweigerd, en anderen dan eigenaar en privacybeheerder ook", func(t *testing.T) {
		ready(t).As(domain.OWN).When(ReassessCollaboration{safetyHouse(), " "}).ThenRefused(domain.Invalid, "reason")
		onlyFor(t, []domain.Role{domain.OWN, domain.PB}, participating, ReassessCollaboration{safetyHouse(), "x"})
	})
	t.Run("wat wezenlijk is, staat in een tabel die gebruikers zien", func(t *testing.T) {
		for _, m := range MaterialCollaborationChanges {
			if strings.TrimSpace(m.NL) == "" {
				t.Error("no words")
			}
		}
		if len(MaterialCollaborationChanges) != 3 {
			t.Errorf("%d", len(MaterialCollaborationChanges))
		}
	})
}

func TestEndParticipation(t *testing.T) {
	t.Run("RT-14 het einde zegt wat er met de gegevens is gebeurd", func(t *testing.T) {
		done := participating(t).As(domain.OWN).When(EndParticipation{"Gestopt.", "returned"}).Then(ParticipationEnded{"Gestopt.", "returned"}).ThenStatus(CollaborationIsEnded)
		if s := collaboration(t, done); s.Until != "2026-11-24" {
			t.Errorf("until %s", s.Until)
		}
	})
	t.Run("R-LED-19 gegevens die nog bij de ander zijn, zijn een afwijking; het einde is een feit", func(t *testing.T) {
		done := participating(t).As(domain.OWN).When(EndParticipation{"Gestopt.", "open"}).ThenEvents("ParticipationEnded", "CollaborationNonComplianceFound")
		deviating(t, collaboration(t, done).Found, "nog niet teruggegeven")
	})
	t.Run("RT-14 zonder reden of antwoord over de gegevens: geweigerd", func(t *testing.T) {
		participating(t).As(domain.OWN).When(EndParticipation{}).ThenRefused(domain.Invalid, "reason", "data")
		participating(t).As(domain.OWN).When(EndParticipation{"Gestopt.", "none"}).ThenRefused(domain.Invalid, "data")
	})
	t.Run("RT-14 een voorstel kan worden ingetrokken, zonder dat er gegevens waren", func(t *testing.T) {
		given(t, CollaborationRecord, proposed()).As(domain.OWN).When(EndParticipation{"Niet nodig.", "none"}).ThenStatus(CollaborationIsEnded)
	})
	t.Run("RT-14 alleen de eigenaar beëindigt, en daarna kan niets meer dan een afwijking", func(t *testing.T) {
		onlyFor(t, []domain.Role{domain.OWN}, participating, EndParticipation{"x", "returned"})
		ended := append(assessed(), ParticipationEnded{"x", "none"})
		for _, c := range []any{start, judge, ReassessCollaboration{safetyHouse(), "x"}, EndParticipation{"x", "none"}, RecordParticipation{From: "2020-01-01"}} {
			given(t, CollaborationRecord, ended).As(domain.OWN).When(c).ThenRefused(domain.Conflict)
		}
	})
	deviations(t, CollaborationRecord, proposed(), FindCollaborationDeviation{aFind}, CollaborationNonComplianceFound{aFinding},
		RemedyCollaborationDeviation{aRemedy}, CollaborationNonComplianceRemedied{remedied}, FindCollaborationDeviation{wrong})
}
