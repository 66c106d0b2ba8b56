package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/processors"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/transparency"
)

// wmoWithProcessor is an activity in the register that a processor carries out, and that nothing else is arranged for.
func wmoWithProcessor(s *server) string {
	c := complete("Wmo-aanvragen")
	c.CarriedOutBy, c.Processors = "both", []string{"Kustlijn Software BV"}
	return s.registered(c)
}

// screened answers the pre-scan of a DPIA with no.
func screened(activity string) dpia.Screen {
	no := domain.No
	return dpia.Screen{Title: "Voortoets Wmo", Subject: "activity/" + activity, Process: wmo, Outcome: dpia.NotObligatory, Reason: "Geen hoog risico.",
		Screening: dpia.Screening{Scoring: no, ScoringWhy: "Nee.", Automated: no, AutomatedWhy: "Nee.", Monitoring: no, MonitorWhy: "Nee.", Sensitive: no, SensitiveWhy: "Nee.",
			Large: no, LargeWhy: "Nee.", Matching: no, MatchingWhy: "Nee.", Vulnerable: no, VulnerWhy: "Nee.", Innovative: no, InnovWhy: "Nee.", Blocking: no, BlockingWhy: "Nee.", OnList: no, OnListWhy: "Nee."}}
}

// necessityOf concludes a necessity assessment of everything that the activity holds.
func necessityOf(s *server, activity string) string {
	c, id := s.content(activity), uuid.NewString()
	start := register.StartNecessity{Name: "Noodzaak Wmo", Activity: "activity/" + activity, Process: wmo, Assessor: s.person[domain.OWN], Purposes: []string{c.Purposes[0].Text}}
	for _, d := range c.DataCategories {
		start.Categories = append(start.Categories, d.Name)
	}
	s.do("necessity", id, start, domain.OWN)
	for _, d := range c.DataCategories {
		s.do("necessity", id, register.JustifyCategory{Category: d.Name, Purpose: c.Purposes[0].Text, Why: "Nodig voor het besluit."}, domain.OWN)
	}
	for _, x := range []any{
		register.AssessAlternatives{Fewer: domain.No, FewerWhy: "De wet vraagt ze.", Alternatives: []string{"Werken zonder naam."}, Least: "Alleen wie de zaak behandelt."},
		register.AssessProportionality{Interference: "Beperkt.", Purpose: "Wettelijke taak.", Weighing: "Het doel weegt zwaarder.", Outcome: "proportionate"},
		register.DetermineDesign{Technical: []string{"Rechten per rol."}, Organisational: []string{"Werkinstructie."}, Security: "Niveau 2.", Surplus: "Wordt vernietigd."},
		register.ConfirmDefaults{Settings: []string{"Delen staat uit."}, Why: "Delen vraagt een besluit."},
		register.ConcludeNecessity{Outcome: register.NecessityPositive, Collection: "2027-01-01"},
	} {
		s.do("necessity", id, x, domain.OWN)
	}
	return id
}

func qualityOf(s *server, activity string) {
	for _, k := range []register.QualityKind{register.QualityInput, register.QualitySystem, register.QualityLink, register.QualityInspect} {
		s.do("quality", uuid.NewString(), register.RecordQuality{Activity: "activity/" + activity, Process: wmo, QualityTerms: register.QualityTerms{System: "Zaaksysteem", Kind: k, BRPLink: "direct",
			Requests: "Procedure verzoeken", Text: "Een tweede medewerker kijkt na.", Since: "2026-11-01"}}, domain.OWN)
	}
}

var allClauses = processors.Clauses{SubjectClause: "art. 3", SubjectText: "bijlage 1", DataClause: "bijlage 1", DataText: "tabel 1", ControllerClause: "art. 4", ControllerText: "blz. 3",
	InstructionsClause: "art. 4.1", InstructionsText: "blz. 3", WrittenInstructions: domain.Yes, SubprocessorsClause: "art. 8", SubprocessorsText: "blz. 6", PriorConsent: domain.Yes,
	SecurityClause: "art. 6", SecurityText: "bijlage 2", ConfidentialityClause: "art. 5", ConfidentialityText: "blz. 4", PersonsCovered: domain.Yes, RightsClause: "art. 4.5", RightsText: "blz. 4",
	DutiesClause: "art. 7", DutiesText: "blz. 5", ReturnClause: "art. 12", ReturnText: "blz. 8", CopiesCovered: domain.Yes, AuditsClause: "art. 6.4", AuditsText: "blz. 5",
	TransferClause: "art. 9", TransferText: "blz. 7", LiabilityClause: "art. 11", LiabilityText: "blz. 8"}

// agreementFor registers the processor and concludes an agreement for the activity.
func agreementFor(s *server, activity string) (processor, agreement string) {
	processor, agreement = uuid.NewString(), uuid.NewString()
	model := uuid.NewString()
	s.do("processor", processor, processors.Propose{ProcessorTerms: processors.ProcessorTerms{Name: "Kustlijn Software BV", Process: wmo, Contact: "info@kustlijn.example", Services: "Beheer van het Wmo-systeem.",
		Activities: []string{activity}, BuildingAccess: domain.No, SystemsAccess: domain.Yes, Location: "Nederland", Abroad: domain.No}}, domain.OWN)
	s.do("processor", processor, processors.AssessGuarantees{Result: processors.Sufficient, Evidence: "Certificaat ISO 27001.", Document: "INK-1"}, domain.OWN)
	s.do("processor", processor, processors.RegisterProcessor{}, domain.PB)
	s.do("model", model, processors.DraftModel{ModelTerms: processors.ModelTerms{Kind: processors.ModelVNG, Version: "2.42", ValidFrom: "2023-08-15", Document: "sha256:" + model}, Clauses: allClauses}, domain.PB)
	s.do("model", model, processors.IssueModel{}, domain.PB)
	s.do("agreement", agreement, processors.DraftAgreement{Clauses: allClauses, AgreementTerms: processors.AgreementTerms{Name: "Overeenkomst Kustlijn", Processor: processor, Process: wmo, Activities: []string{activity},
		MainAgreement: "INK-1", Integral: domain.Yes, Template: processors.VNG, Model: model}}, domain.OWN)
	s.do("agreement", agreement, processors.OfferAgreement{}, domain.OWN)
	s.do("agreement", agreement, processors.ConcludeAgreement{Signature: processors.Signature{AgreementPeriod: processors.AgreementPeriod{InForceFrom: "2026-11-24"}, SignedBy: s.person[domain.OWN],
		SignedForProcessor: "directeur", Guarantees: "INK-1"}}, domain.OWN)
	return processor, agreement
}

func TestNietsStartVoordatHetMag(t *testing.T) {
	s := newTestServer(t)
	id := wmoWithProcessor(s)
	page := "/verwerkingen/" + id + "/startvoorwaarden"
	owner := s.as(domain.OWN)
	t.Run("RT-03 de pagina zegt precies waarom niet, wie iets moet doen en waar", func(t *testing.T) {
		a := owner.page(page)
		a.shows(t, "Nee. Aan 6 voorwaarden is niet voldaan.", "Er is geen noodzaakbeoordeling.", "Er is nog niet getoetst of een DPIA nodig is.", "‘Kustlijn Software BV’", "Proceseigenaar", "wezenlijke wijziging")
		for _, href := range []string{"/noodzaakbeoordelingen/_start?", "/dpias/_screen?", "/kwaliteitsmaatregelen/_record?", "/verwerkersovereenkomsten/_draft?"} {
			if !strings.Contains(a.body, `href="`+href) {
				t.Errorf("no way to %s", href)
			}
		}
	})
	t.Run("een rol die iets niet mag, krijgt er geen knop voor", func(t *testing.T) {
		if a := s.as(domain.FG).page(page); strings.Contains(a.body, `href="/noodzaakbeoordelingen/_start?`) {
			t.Error("the FG is offered the form of the owner")
		}
	})
	t.Run("het formulier van een stap kent de verwerking en het proces al", func(t *testing.T) {
		a := owner.page("/noodzaakbeoordelingen/_start?activity=activity/" + id + "&process=" + wmo)
		if !strings.Contains(a.body, `value="activity/`+id+`" selected`) || !strings.Contains(a.body, `value="`+wmo+`" selected`) {
			t.Error("the form is empty")
		}
	})
	s.at(day("2026-11-24").Add(time.Hour))
	necessityOf(s, id)
	s.do("dpia", uuid.NewString(), screened(id), domain.OWN)
	qualityOf(s, id)
	s.do("notice", uuid.NewString(), transparency.RecordExemption{Name: "Wmo", Process: wmo, Exemption: transparency.Exemption{Activity: "activity/" + id, Ground: "already-informed", Reason: "Op het aanvraagformulier."}}, domain.OWN)
	processor, agreement := agreementFor(s, id)
	s.on("2026-11-26")
	delete(s.browsers, domain.OWN) // the session of two days ago has ended
	owner = s.as(domain.OWN)
	var all []register.Motivation
	for _, l := range []string{"i", "j"} {
		all = append(all, register.Motivation{Condition: l, Text: "Geregeld."})
	}
	t.Run("als alles is geregeld, keurt de eigenaar goed en start", func(t *testing.T) {
		owner.page(page).shows(t, "Ja, als de proceseigenaar", "Verwerkersovereenkomst: Overeenkomst Kustlijn", "Start goedkeuren")
		s.do("activity", id, register.ApproveStart{Motivations: all}, domain.OWN)
		s.do("activity", id, register.Start{}, domain.OWN)
		owner.page("/verwerkingen/"+id).shows(t, "actief")
	})
	t.Run("dezelfde pagina op een eerdere datum zegt waarom het toen niet mocht", func(t *testing.T) {
		owner.page(page+"?bekend=24-11-2026+11:59").shows(t, "bestond deze verwerking nog niet")
		a := owner.page(page + "?bekend=24-11-2026+12:30")
		a.shows(t, "Nee. Aan 6 voorwaarden is niet voldaan.", "Er is geen noodzaakbeoordeling.")
		if strings.Contains(a.body, "/_start?") {
			t.Error("the past offers buttons")
		}
		owner.page(page+"?was=25-11-2026").shows(t, "Ja, als de proceseigenaar")
	})
	t.Run("de gevolgenpagina zegt wat er niet meer klopt als de verwerker, de overeenkomst of de bewaarregel weg zou zijn", func(t *testing.T) {
		for _, path := range []string{"/verwerkers/" + processor, "/verwerkersovereenkomsten/" + agreement} {
			owner.page(path+"/gevolgen").shows(t, "(h) Verwerkersovereenkomst met elke verwerker", "Wmo-aanvragen")
		}
		owner.page("/processen/"+wmo+"/gevolgen").shows(t, "Wmo-aanvragen", "Overeenkomst Kustlijn", "Noodzaak Wmo")
		owner.page("/verwerkers/"+processor+"/gevolgen?bekend=01-11-2026").shows(t, "Er hangt niets aan dit record.")
		owner.page("/personen/"+s.person[domain.OWN]+"/gevolgen").shows(t, "ontbreekt hier de eigenaar", "Wmo", "Overeenkomst Kustlijn")
		owner.page("/registers").shows(t, "Wat hangt aan een wet?", "Wezenlijke wijzigingen")
		owner.page("/gevolgen?wet=wmo+2015").shows(t, "Wmo-aanvragen")
		owner.page("/gevolgen?wet=Zeewet").shows(t, "Geen verwerking noemt deze wet.")
	})
	c := s.content(id)
	c.Recipients = append(c.Recipients, "Politie")
	s.do("activity", id, register.Amend{Content: c, Reason: "Nieuwe ontvanger."}, domain.PB)
	t.Run("een wezenlijke wijziging laat goedkeuring, voortoets en overeenkomst vervallen, met het verschil en wat opnieuw moet", func(t *testing.T) {
		owner.page("/verwerkingen/"+id).shows(t, "De goedkeuring van de start is vervallen", "Ontvanger: Politie")
		owner.page("/verwerkersovereenkomsten/"+agreement).shows(t, "Vervallen voor Wmo-aanvragen", "Wijzig de overeenkomst", "Ontvanger: Politie")
		owner.page(page).shows(t, "voldoet niet aan", "De DPIA of voortoets is vervallen", "dekt de verwerking niet meer")
		owner.page("/verwerkersovereenkomsten/"+agreement+"?bekend=25-11-2026").hides(t, "Vervallen voor")
		owner.page("/wezenlijke-wijzigingen").shows(t, "Ontvanger", "Goedkeuring van de start", "Verwerkersovereenkomst")
	})
	t.Run("na een nieuwe voortoets en een gewijzigde overeenkomst keurt de eigenaar opnieuw goed", func(t *testing.T) {
		s.do("dpia", uuid.NewString(), screened(id), domain.OWN)
		s.do("agreement", agreement, processors.AmendAgreement{Clauses: allClauses, AgreementPeriod: processors.AgreementPeriod{InForceFrom: "2026-11-24"}, Reason: "Nieuwe ontvanger."}, domain.OWN)
		s.do("activity", id, register.ApproveStart{Motivations: all}, domain.OWN)
		owner.page("/verwerkingen/"+id).hides(t, "is vervallen")
		owner.page("/verwerkersovereenkomsten/"+agreement).hides(t, "Vervallen voor")
	})
}
