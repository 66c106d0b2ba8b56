package processors_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/processors"
)

func TestElements(t *testing.T) {
	t.Run("T-08 de dertien elementen zijn de elf van §7.2 en de negen van bijlage 1.2 samen", func(t *testing.T) {
		var got []string
		for _, e := range Elements {
			got = append(got, strings.Join([]string{e.Nr, e.Policy, e.Annex}, " "))
		}
		want := []string{"E1 1 1", "E2 1 2", "E3  2", "E4 2 3", "E5 3 6", "E6 4 5", "E7 5 4", "E8 6 7", "E9 7 7", "E10 8 8", "E11 9 9", "E12 10 ", "E13 11 "}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("elements (-requirements +code):\n%s", diff)
		}
	})
	refused := []struct {
		name   string
		fields []string
		lack   func(*Clauses)
	}{
		{"R-7.2-03 zonder E1 (onderwerp, aard, doel, duur)", []string{"subject_clause", "subject_text"}, func(c *Clauses) { c.SubjectClause, c.SubjectText = "", "" }},
		{"R-7.2-04 zonder E2 (soorten gegevens, categorieën betrokkenen)", []string{"data_clause", "data_text"}, func(c *Clauses) { c.DataClause, c.DataText = "", "" }},
		{"R-B2-01 zonder E3 (rechten en plichten van de verantwoordelijke)", []string{"controller_clause", "controller_text"}, func(c *Clauses) { c.ControllerClause, c.ControllerText = "", "" }},
		{"R-7.2-05 zonder E4 (instructie)", []string{"instructions_clause", "instructions_text", "written_instructions"}, func(c *Clauses) { c.InstructionsClause, c.InstructionsText, c.WrittenInstructions = "", "", "" }},
		{"R-B2-02 E4 zonder dat instructies schriftelijk zijn", []string{"written_instructions"}, func(c *Clauses) { c.WrittenInstructions = domain.No }},
		{"R-7.2-06 zonder E5 (subverwerkers)", []string{"subprocessors_clause", "subprocessors_text", "prior_consent"}, func(c *Clauses) { c.SubprocessorsClause, c.SubprocessorsText, c.PriorConsent = "", "", "" }},
		{"R-B2-03 E5 zonder voorafgaande schriftelijke toestemming", []string{"prior_consent"}, func(c *Clauses) { c.PriorConsent = domain.No }},
		{"R-7.2-07 zonder E6 (beveiliging)", []string{"security_clause", "security_text"}, func(c *Clauses) { c.SecurityClause, c.SecurityText = "", "" }},
		{"R-7.2-08 R-6.1-07 zonder E7 (geheimhouding)", []string{"confidentiality_clause", "confidentiality_text", "persons_covered"}, func(c *Clauses) { c.ConfidentialityClause, c.ConfidentialityText, c.PersonsCovered = "", "", "" }},
		{"R-B2-04 E7 zonder wie bij of voor de verwerker werkt", []string{"persons_covered"}, func(c *Clauses) { c.PersonsCovered = domain.No }},
		{"R-7.2-09 zonder E8 (hulp bij rechten)", []string{"rights_clause", "rights_text"}, func(c *Clauses) { c.RightsClause, c.RightsText = "", "" }},
		{"R-7.2-10 zonder E9 (hulp bij datalekken, DPIA’s, raadpleging)", []string{"duties_clause", "duties_text"}, func(c *Clauses) { c.DutiesClause, c.DutiesText = "", "" }},
		{"R-7.2-11 zonder E10 (teruggeven of vernietigen)", []string{"return_clause", "return_text", "copies_covered"}, func(c *Clauses) { c.ReturnClause, c.ReturnText, c.CopiesCovered = "", "", "" }},
		{"R-B2-05 E10 zonder kopieën", []string{"copies_covered"}, func(c *Clauses) { c.CopiesCovered = domain.No }},
		{"R-7.2-12 zonder E11 (audits en controles)", []string{"audits_clause", "audits_text"}, func(c *Clauses) { c.AuditsClause, c.AuditsText = "", "" }},
		{"R-7.2-13 zonder E12 (doorgifte)", []string{"transfer_clause", "transfer_text"}, func(c *Clauses) { c.TransferClause, c.TransferText = "", "" }},
		{"R-7.2-14 zonder E13 (aansprakelijkheid)", []string{"liability_clause", "liability_text"}, func(c *Clauses) { c.LiabilityClause, c.LiabilityText = "", "" }},
		{"RT-12 met een artikel maar zonder tekst of bladzijde", []string{"liability_text"}, func(c *Clauses) { c.LiabilityText = " " }},
		{"RT-12 met een bladzijde maar zonder artikel", []string{"audits_clause"}, func(c *Clauses) { c.AuditsClause = "" }},
	}
	for _, r := range refused {
		t.Run(r.name+": sluiten geweigerd, wijzigen en vaststellen van een model ook", func(t *testing.T) {
			bad := without(r.lack)
			agreement(t, drafted(vng(), bad)).When(sign("2026-12-01")).ThenRefused(domain.Unmet, r.fields...)
			agreement(t, inForce()).When(AmendAgreement{bad, AgreementPeriod{InForceFrom: "2026-01-01"}, nil, "Nieuw."}).ThenRefused(domain.Invalid, r.fields...)
			given(t, ModelRecord, []any{ModelAgreementVersionDrafted{model(), bad}}).As(domain.PB).When(IssueModel{}).ThenRefused(domain.Unmet, r.fields...)
		})
	}
	t.Run("RT-12 alles wat ontbreekt staat in één weigering, met het artikel van elk element", func(t *testing.T) {
		r := agreement(t, drafted(vng(), Clauses{})).When(sign("2026-12-01")).ThenRefused(domain.Unmet)
		if len(r.Fields) != 2*13+4 {
			t.Errorf("%d problems: %v", len(r.Fields), r)
		}
	})
	t.Run("RT-12 met alle dertien: gesloten", func(t *testing.T) {
		agreement(t, drafted(vng(), fullClauses())).When(sign("2026-12-01")).ThenStatus(AgreementStatusConcluded)
	})
}

func TestDraft(t *testing.T) {
	t.Run("RT-12 een concept mag elementen missen, niet waar het over gaat", func(t *testing.T) {
		agreement(t, nil).When(DraftAgreement{vng(), Clauses{}}).Then(AgreementDrafted{vng(), Clauses{}}).ThenStatus(AgreementStatusDraft)
		agreement(t, nil).When(DraftAgreement{AgreementTerms{Process: domaintest.Process}, Clauses{PriorConsent: "misschien"}}).
			ThenRefused(domain.Invalid, "name", "processor", "activities", "template", "prior_consent")
	})
	t.Run("RT-12 het concept wordt aangevuld; hetzelfde nog eens verandert niets", func(t *testing.T) {
		c := agreement(t, drafted(vng(), Clauses{})).When(ReviseAgreement{vng(), fullClauses(), ""}).Then(AgreementDraftRevised{vng(), fullClauses(), ""})
		c.When(ReviseAgreement{vng(), fullClauses(), "Nogmaals."}).Then()
	})
	t.Run("RT-12 voorleggen kan één keer", func(t *testing.T) {
		c := agreement(t, drafted(vng(), Clauses{})).When(OfferAgreement{}).ThenStatus(AgreementStatusOffered)
		c.When(OfferAgreement{}).ThenRefused(domain.Conflict)
	})
	t.Run("R-7.2-15 zonder hoofdovereenkomst, of zonder te zeggen of dit er een onderdeel van is: sluiten geweigerd", func(t *testing.T) {
		x := vng()
		x.MainAgreement, x.Integral = " ", ""
		agreement(t, drafted(x, fullClauses())).When(sign("2026-12-01")).ThenRefused(domain.Unmet, "main_agreement", "integral")
	})
	t.Run("R-7.2-15 geen onderdeel van de hoofdovereenkomst zonder reden: geweigerd; met reden: gesloten", func(t *testing.T) {
		x := vng()
		x.Integral = domain.No
		agreement(t, drafted(x, fullClauses())).When(sign("2026-12-01")).ThenRefused(domain.Unmet, "not_integral_because")
		x.NotIntegralBecause = "De hoofdovereenkomst liep al."
		agreement(t, drafted(x, fullClauses())).When(sign("2026-12-01")).ThenStatus(AgreementStatusConcluded)
	})
	t.Run("RT-13 zonder versie van het model: sluiten geweigerd", func(t *testing.T) {
		x := vng()
		x.TemplateVersion = ""
		agreement(t, drafted(x, fullClauses())).When(sign("2026-12-01")).ThenRefused(domain.Unmet, "template_version")
		x.Model = "model-1"
		agreement(t, drafted(x, fullClauses())).When(sign("2026-12-01")).ThenStatus(AgreementStatusConcluded)
	})
}

func TestTemplate(t *testing.T) {
	for on, want := range map[string]bool{"2019-12-31": true, "2020-01-01": false, "2026-11-24": false} {
		t.Run("R-7.2-16 R-7.2-17 op "+on+" sluiten op het Heemsteedse model", func(t *testing.T) {
			x := vng()
			x.Template, x.MainConcludedOn = Heemstede, "2018-03-01" // later than its main agreement
			c := agreement(t, nil).At(at(on)).When(DraftAgreement{x, fullClauses()}).When(sign(on))
			if !want {
				c.ThenRefused(domain.Unmet, "template")
				return
			}
			c.ThenStatus(AgreementStatusInForce)
			if s := domaintest.State[Agreement](c); !s.InForceOn("2026-11-24") || !slices.ContainsFunc(s.Flags("2026-11-24"), func(f string) bool { return strings.Contains(f, "T-49") }) {
				t.Errorf("not valid any more, or VNG is not proposed: %v", s.Flags("2026-11-24"))
			}
		})
	}
	t.Run("R-7.2-16 op het model van de VNG: gesloten, ook op 1 januari 2020", func(t *testing.T) {
		agreement(t, nil).At(at("2020-01-01")).When(DraftAgreement{vng(), fullClauses()}).When(sign("2020-01-01")).ThenStatus(AgreementStatusInForce)
	})
	t.Run("R-7.2-16 de eerste minuut van 2020 in Nederland is 2020", func(t *testing.T) {
		x := on(Heemstede)
		agreement(t, nil).At(calendar.Date("2020-01-01").Start()).When(DraftAgreement{x, fullClauses()}).When(sign("2020-01-01")).ThenRefused(domain.Unmet, "template")
	})
	t.Run("R-B2-06 R-7.2-16 eigen overeenkomst zonder goedgekeurde afwijking: sluiten geweigerd", func(t *testing.T) {
		agreement(t, offered(on(OwnPaper), fullClauses())).When(sign("2026-12-01")).ThenRefused(domain.Unmet, "template")
		agreement(t, ownPaper(fullClauses())).When(sign("2026-12-01")).ThenRefused(domain.Unmet, "template")
		agreement(t, ownPaper(fullClauses()), OwnTemplateRejected{"Nee."}).When(sign("2026-12-01")).ThenRefused(domain.Unmet, "template")
	})
	t.Run("R-B2-06 goedkeuring vragen zonder onoverkomelijke bezwaren of motivering: geweigerd", func(t *testing.T) {
		agreement(t, offered(on(OwnPaper), fullClauses())).When(RequestOwnTemplate{}).ThenRefused(domain.Invalid, "objections", "motivation")
		agreement(t, offered(vng(), fullClauses())).When(RequestOwnTemplate{"Bezwaar.", "Motivering."}).ThenRefused(domain.Invalid, "template")
	})
	t.Run("R-B2-06 goedkeuren wat niemand vroeg: geweigerd", func(t *testing.T) {
		asked := append(offered(on(OwnPaper), fullClauses()), ModelChangeRequestedByProcessor{Change: "c", Clause: "artikel 1", What: "x"})
		agreement(t, asked).As(domain.PB).When(ApproveOwnTemplate{}).ThenRefused(domain.Unmet, "motivation")
		agreement(t, asked).As(domain.PB).When(RejectOwnTemplate{"Nee."}).ThenRefused(domain.Unmet, "motivation")
	})
	t.Run("RT-12 goedkeuren terwijl een element ontbreekt: geweigerd", func(t *testing.T) {
		agreement(t, ownPaper(without(func(c *Clauses) { c.AuditsText = "" }))).As(domain.PB).When(ApproveOwnTemplate{}).ThenRefused(domain.Unmet, "audits_text")
	})
	t.Run("R-B2-07 alleen de privacybeheerder keurt goed of af", func(t *testing.T) {
		onlyRoles(t, AgreementRecord, ownPaper(fullClauses()), ApproveOwnTemplate{}, domain.PB)
		onlyRoles(t, AgreementRecord, ownPaper(fullClauses()), RejectOwnTemplate{"Nee."}, domain.PB)
	})
	t.Run("R-B2-07 R-B2-13 met de goedkeuring: gesloten, en in de lijst van afwijkingen met motivering en datum", func(t *testing.T) {
		c := agreement(t, ownPaper(fullClauses())).As(domain.PB).When(ApproveOwnTemplate{"Akkoord."}).Then(OwnTemplateApproved{"Akkoord."})
		c.As(domain.OWN).When(sign("2026-12-01")).ThenStatus(AgreementStatusConcluded)
		s := domaintest.State[Agreement](c)
		want := OwnTemplate{Objections: "Het model wordt niet getekend.", Motivation: "Enige aanbieder.", RequestedBy: "tester", Approved: true, ApprovedBy: "pb", ApprovedOn: "2026-11-24"}
		if diff := cmp.Diff(want, s.Own); diff != "" || !s.Deviates() {
			t.Errorf("deviation (-want +got):\n%s", diff)
		}
		if domaintest.State[Agreement](agreement(t, concluded())).Deviates() {
			t.Error("an agreement on the VNG model is no deviation")
		}
	})
	t.Run("T-51 vragen en goedkeuren, en goedkeuren en sluiten, doen twee personen", func(t *testing.T) {
		town := town("2026-01-05")
		town.Offices["own"] = append(town.Offices["own"], domain.PB)
		both := agreement(t, offered(on(OwnPaper), fullClauses())).Knowing(town).When(RequestOwnTemplate{"Bezwaar.", "Motivering."})
		both.By("own", domain.PB).When(ApproveOwnTemplate{}).ThenRefused(domain.Forbidden)
		both.By("pb", domain.PB).When(ApproveOwnTemplate{}).Then(OwnTemplateApproved{})
		other := agreement(t, ownPaper(fullClauses())).Knowing(town).By("own", domain.PB).When(ApproveOwnTemplate{}).Then(OwnTemplateApproved{})
		other.By("own", domain.OWN).When(sign("2026-12-01")).ThenRefused(domain.Forbidden)
	})
	t.Run("een goedkeuring geldt voor de versie die is goedgekeurd, en vervalt bij een wijziging", func(t *testing.T) {
		approved := append(ownPaper(fullClauses()), OwnTemplateApproved{})
		changed := without(func(c *Clauses) { c.SecurityText = "bijlage 2, versie 3" })
		c := agreement(t, approved).When(ReviseAgreement{on(OwnPaper), changed, ""}).ThenEvents("AgreementDraftRevised", "OwnTemplateApprovalLapsed")
		c.When(sign("2026-12-01")).ThenRefused(domain.Unmet, "template")
		agreement(t, approved, ModelChangeRequestedByProcessor{Change: "c", Clause: "artikel 11", What: "x"}).
			When(AgreeModelChange{Change: "c", Covered: domain.Yes, Why: "Kan."}).ThenEvents("ModelChangeAgreed", "OwnTemplateApprovalLapsed")
	})
}

func TestModelChanges(t *testing.T) {
	asked := append(offered(vng(), fullClauses()), ModelChangeRequestedByProcessor{"c", "artikel 11", "audits", "Eén audit per jaar."})
	t.Run("R-7.2-18 een gevraagde wijziging wordt per artikel vastgelegd", func(t *testing.T) {
		agreement(t, offered(vng(), fullClauses())).When(RequestModelChange{" artikel 11 ", "audits", "Eén audit per jaar."}).
			Then(ModelChangeRequestedByProcessor{domaintest.Command, "artikel 11", "audits", "Eén audit per jaar."}).ThenStatus(AgreementStatusNegotiation)
		agreement(t, offered(vng(), fullClauses())).When(RequestModelChange{Element: "onzin"}).ThenRefused(domain.Invalid, "clause", "what", "element")
	})
	t.Run("R-7.2-18 sluiten zolang een wijziging geen uitkomst heeft: geweigerd", func(t *testing.T) {
		agreement(t, asked).When(sign("2026-12-01")).ThenRefused(domain.Unmet, "change")
	})
	t.Run("R-7.2-18 met de uitkomst en het element elders geregeld: gesloten", func(t *testing.T) {
		c := agreement(t, asked).When(AgreeModelChange{Change: "c", Clause: "artikel 11a", Text: "blz. 6", Covered: domain.Yes, Why: "Kan."}).
			Then(ModelChangeAgreed{"c", "audits", "artikel 11a", "blz. 6", true, "Kan."})
		if s := domaintest.State[Agreement](c); s.AuditsClause != "artikel 11a" || s.Changes[0].Outcome != "agreed" {
			t.Errorf("%+v", s.Changes)
		}
		c.When(sign("2026-12-01")).ThenStatus(AgreementStatusConcluded)
	})
	t.Run("R-7.2-18 een wijziging waardoor een element niet meer is geregeld: sluiten geweigerd", func(t *testing.T) {
		c := agreement(t, asked).When(AgreeModelChange{Change: "c", Covered: domain.No, Why: "De verwerker wil geen audits."})
		c.When(sign("2026-12-01")).ThenRefused(domain.Unmet, "audits_clause", "audits_text")
		c = agreement(t, asked).When(AgreeModelChange{Change: "c", Element: "return", Covered: domain.No, Why: "Kopieën blijven."})
		c.When(sign("2026-12-01")).ThenRefused(domain.Unmet, "return_clause", "return_text", "copies_covered")
	})
	t.Run("R-7.2-18 afgewezen is ook een uitkomst", func(t *testing.T) {
		c := agreement(t, asked).When(RejectModelChange{"c", "Nee."}).Then(ModelChangeRejected{"c", "Nee."})
		c.When(RejectModelChange{"c", "Nee."}).ThenRefused(domain.Invalid, "change")
		c.When(sign("2026-12-01")).ThenStatus(AgreementStatusConcluded)
	})
	t.Run("R-7.2-18 een uitkomst zonder toelichting, of zonder te zeggen of het element is geregeld: geweigerd", func(t *testing.T) {
		agreement(t, asked).When(AgreeModelChange{Change: "c"}).ThenRefused(domain.Invalid, "covered", "why")
		agreement(t, asked).When(AgreeModelChange{Change: "c", Covered: domain.Yes, Why: "Kan."}).ThenRefused(domain.Invalid, "clause", "text")
		loose := append(offered(vng(), fullClauses()), ModelChangeRequestedByProcessor{Change: "c", Clause: "artikel 20", What: "x"})
		agreement(t, loose).When(AgreeModelChange{Change: "c", Covered: domain.No, Why: "Kan."}).ThenRefused(domain.Invalid, "element")
	})
	t.Run("§7.2 de eigenaar en de privacybeheerder overleggen, niemand anders", func(t *testing.T) {
		onlyRoles(t, AgreementRecord, asked, AgreeModelChange{Change: "c"}, domain.OWN, domain.PB)
		onlyRoles(t, AgreementRecord, asked, RequestModelChange{Clause: "x", What: "x"}, domain.OWN, domain.PB)
	})
}

func TestConclude(t *testing.T) {
	ready := offered(vng(), fullClauses())
	t.Run("R-B2-08 alleen de eigenaar sluit, en alleen voor een eigen proces", func(t *testing.T) {
		onlyRoles(t, AgreementRecord, ready, sign("2026-12-01"), domain.OWN)
		town := domaintest.Town()
		town.Processes["ander"] = domain.ProcessFacts{Owner: "own"}
		town.Processes[domaintest.Process] = domain.ProcessFacts{Owner: "iemand"}
		agreement(t, ready).Knowing(town).When(sign("2026-12-01")).ThenRefused(domain.Forbidden)
	})
	t.Run("R-7.2-01 sluiten zonder positieve beoordeling van de garanties: geweigerd", func(t *testing.T) {
		for _, day := range []calendar.Date{"", "2026-11-25"} { // not found sufficient; only tomorrow
			agreement(t, ready).Knowing(town(day)).As(domain.OWN).When(sign("2026-12-01")).ThenRefused(domain.Unmet, "guarantees")
		}
		agreement(t, ready).Knowing(domaintest.Town()).As(domain.OWN).When(sign("2026-12-01")).ThenRefused(domain.Unmet, "guarantees")
	})
	t.Run("R-7.2-01 het grootboek kijkt zelf of de garanties afdoende zijn, ook zonder kenmerk", func(t *testing.T) {
		c := sign("2026-12-01")
		c.Guarantees = " "
		agreement(t, ready).When(c).ThenStatus(AgreementStatusConcluded)
	})
	t.Run("RT-12 sluiten zonder datum of handtekeningen: geweigerd", func(t *testing.T) {
		agreement(t, ready).When(ConcludeAgreement{}).ThenRefused(domain.Invalid, "in_force_from", "signed_by", "signed_for_processor")
		c := sign("2026-12-01")
		c.InForceTo, c.SignedBy = "2026-11-30", "J. Jansen"
		agreement(t, ready).When(c).ThenRefused(domain.Invalid, "in_force_to", "signed_by") // a name is no person
	})
	t.Run("R-7.2-19 sluiten zet de eerste controle een jaar later, met de regel erbij", func(t *testing.T) {
		c := agreement(t, ready).When(sign("2026-12-01")).ThenEvents("AgreementConcluded")
		s := domaintest.State[Agreement](c)
		if s.Due != "2027-11-24" || s.ConcludedOn != "2026-11-24" || s.InForceOn("2026-11-30") || !s.InForceOn("2026-12-01") {
			t.Errorf("%+v", s)
		}
	})
	t.Run("RT-12 zij gaat in op de eerste dag, en niet eerder", func(t *testing.T) {
		c := agreement(t, ready).When(sign("2026-12-01")).As(domain.SYS)
		c.When(BringAgreementIntoForce{}).ThenRefused(domain.Unmet)
		c.At(at("2026-12-01")).When(BringAgreementIntoForce{}).ThenStatus(AgreementStatusInForce)
		agreement(t, ready).When(sign("2026-11-24")).ThenEvents("AgreementConcluded", "AgreementCameIntoForce")
	})
	t.Run("R-B2-11 zonder gearchiveerd document is de overeenkomst gemarkeerd, tot de privacybeheerder archiveert", func(t *testing.T) {
		c := agreement(t, inForce())
		if f := domaintest.State[Agreement](c).Flags("2026-11-24"); len(f) != 1 || !strings.Contains(f[0], "gearchiveerd") {
			t.Errorf("flags %v", f)
		}
		c.As(domain.PB).When(ArchiveAgreement{}).ThenRefused(domain.Invalid, "document", "place")
		c.When(ArchiveAgreement{"sha256:aa", "Kast 4"}).Then(AgreementArchived{"sha256:aa", "Kast 4"})
		if f := domaintest.State[Agreement](c).Flags("2026-11-24"); len(f) != 0 {
			t.Errorf("flags %v", f)
		}
		onlyRoles(t, AgreementRecord, inForce(), ArchiveAgreement{"a", "b"}, domain.PB)
	})
	t.Run("R-B2-12 de FG legt toezicht op een overeenkomst vast, en niemand anders", func(t *testing.T) {
		x := SuperviseAgreement{Supervision{Result: "sufficient", Findings: "geen", OwnWork: domain.Yes}}
		agreement(t, inForce()).As(domain.FG).When(x).Then(AgreementRegistrationSupervised(x))
		onlyRoles(t, AgreementRecord, inForce(), x, domain.FG)
	})
}

func TestTakeOver(t *testing.T) {
	takeOver := func(c TakeOverAgreement, happened string) ([]any, error) {
		return AgreementRecord.Decide(Agreement{}, c, domain.Stamp{Actor: "own", Role: domain.OWN, Happened: at(happened), Recorded: domaintest.Now,
			Command: domaintest.Command, Facts: domaintest.Town()})
	}
	rules := func(t *testing.T, list []any, err error) (out []string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if d, ok := e.(AgreementNonComplianceFound); ok {
				out = append(out, strings.TrimPrefix(d.Deviation, domaintest.Command+"/"))
			}
		}
		return out
	}
	old := TakeOverAgreement{on(Heemstede), fullClauses(), signature("2018-06-01")}
	t.Run("R-7.2-17 een volledige overeenkomst van vóór 2020 op het Heemsteedse model wordt zonder afwijking overgenomen en geldt", func(t *testing.T) {
		list, err := takeOver(old, "2018-06-01")
		if got := rules(t, list, err); len(got) > 0 || len(list) != 3 {
			t.Errorf("%v, deviations %v", list, got)
		}
	})
	t.Run("promise 7 wat eraan ontbreekt is een afwijking, element voor element", func(t *testing.T) {
		c := old
		c.Clauses = without(func(c *Clauses) { c.TransferClause, c.TransferText, c.CopiesCovered = "", "", domain.No })
		c.MainAgreement, c.Guarantees, c.SignedBy = "", "", ""
		list, err := takeOver(c, "2018-06-01")
		if diff := cmp.Diff([]string{"terms", "signature", "return", "transfer", "guarantees"}, rules(t, list, err)); diff != "" {
			t.Errorf("deviations (-want +got):\n%s", diff)
		}
	})
	t.Run("R-7.2-16 een overeenkomst van na 2020 op een ander model is een afwijking", func(t *testing.T) {
		list, err := takeOver(old, "2023-06-01")
		if diff := cmp.Diff([]string{"template"}, rules(t, list, err)); diff != "" {
			t.Errorf("deviations (-want +got):\n%s", diff)
		}
	})
	t.Run("R-7.2-16 wie vandaag sluit, neemt niet over: geweigerd", func(t *testing.T) {
		agreement(t, nil).When(old).ThenRefused(domain.Invalid, "happened")
	})
	t.Run("R-B2-08 alleen de eigenaar neemt een gesloten overeenkomst over", func(t *testing.T) {
		onlyRoles(t, AgreementRecord, nil, old, domain.OWN)
	})
}

func TestYearlyCheck(t *testing.T) {
	check := func(r Currency, findings string) CheckAgreement { return CheckAgreement{r, findings} }
	t.Run("R-7.2-19 een jaar niet gecontroleerd is te laat, vanaf de dag erna", func(t *testing.T) {
		s := domaintest.State[Agreement](agreement(t, inForce())) // due 2027-11-23
		if s.CheckOverdue("2027-11-23") || !s.CheckOverdue("2027-11-24") {
			t.Errorf("due %s", s.Due)
		}
	})
	t.Run("R-7.2-19 een controle zet de volgende een jaar later, ook op 29 februari", func(t *testing.T) {
		early := append(offered(vng(), fullClauses()), AgreementConcluded{Signature: signature("2026-01-01"), Due: "2028-06-01"}, AgreementCameIntoForce{})
		c := agreement(t, early).At(at("2028-02-29")).When(check(Current, ""))
		c.Then(AgreementCheckedYearly{Current, "", "2029-02-28", "§7.2, jaarlijks: twaalf maanden na de vorige keer", []domain.Approved{{Record: "processor/verwerker-1", Version: 1}}})
		if s := domaintest.State[Agreement](c); s.CheckOverdue("2029-02-28") || !s.CheckOverdue("2029-03-01") || s.CheckedOn != "2028-02-29" {
			t.Errorf("due %s", s.Due)
		}
	})
	t.Run("R-7.2-20 ‘moet worden aangepast’ blijft open tot de wijziging", func(t *testing.T) {
		c := agreement(t, inForce()).When(check(ToBeFixed, "Nieuwe subverwerkers."))
		c.When(check(Current, ""))
		if !domaintest.State[Agreement](c).ToAdapt {
			t.Error("another check closed it")
		}
		c.When(AmendAgreement{without(func(c *Clauses) { c.SubprocessorsText = "blz. 4" }), AgreementPeriod{InForceFrom: "2026-01-01"}, nil, "Lijst vernieuwd."})
		if s := domaintest.State[Agreement](c); s.ToAdapt || s.SubprocessorsText != "blz. 4" {
			t.Error("the change did not close it")
		}
	})
	t.Run("R-7.2-20 aanpassen nodig zonder te zeggen wat: geweigerd", func(t *testing.T) {
		agreement(t, inForce()).When(check(ToBeFixed, " ")).ThenRefused(domain.Invalid, "findings")
		agreement(t, inForce()).When(CheckAgreement{}).ThenRefused(domain.Invalid, "result")
	})
	t.Run("RT-12 controleren of wijzigen vóór de eerste dag: geweigerd; erna gaat zij eerst in", func(t *testing.T) {
		early := append(drafted(vng(), fullClauses()), AgreementConcluded{Signature: signature("2026-12-01"), Due: "2027-11-23"})
		agreement(t, early).When(check(Current, "")).ThenRefused(domain.Unmet)
		agreement(t, concluded()).When(check(Current, "")).ThenEvents("AgreementCameIntoForce", "AgreementCheckedYearly")
	})
	t.Run("RT-12 dezelfde inhoud nog eens is geen wijziging; zonder reden: geweigerd", func(t *testing.T) {
		same := AmendAgreement{fullClauses(), AgreementPeriod{InForceFrom: "2026-01-01"}, nil, "Niets."}
		agreement(t, inForce()).When(same).Then()
		same.Reason = ""
		agreement(t, inForce()).When(same).ThenRefused(domain.Invalid, "reason")
	})
	t.Run("RT-12 de eigenaar controleert", func(t *testing.T) {
		onlyRoles(t, AgreementRecord, inForce(), check(Current, ""), domain.OWN)
	})
}

func TestEnd(t *testing.T) {
	ok := Handover{domain.Yes, "sha256:dd"}
	t.Run("RT-12 beëindigen heeft een dag en een reden", func(t *testing.T) {
		agreement(t, inForce()).When(TerminateAgreement{}).ThenRefused(domain.Invalid, "ends_on", "reason")
		agreement(t, inForce()).When(TerminateAgreement{EndsOn: "2026-12-31", ReturnBy: "2026-12-01", Reason: "x"}).ThenRefused(domain.Invalid, "return_by")
		c := agreement(t, inForce()).When(TerminateAgreement{EndsOn: "2026-12-31", ReturnBy: "2027-01-31", Reason: "x"}).ThenStatus(AgreementStatusEnding)
		if s := domaintest.State[Agreement](c); !s.InForceOn("2026-12-30") || s.InForceOn("2026-12-31") {
			t.Error("it holds until the day before its end")
		}
		c.When(RecordDataReturned{ok}).ThenRefused(domain.Unmet, "ends_on")
	})
	t.Run("RT-12 de klok laat aflopen na de laatste dag, en niet eerder", func(t *testing.T) {
		s := signature("2026-01-01")
		s.InForceTo = "2026-11-24"
		life := append(drafted(vng(), fullClauses()), AgreementConcluded{Signature: s}, AgreementCameIntoForce{})
		agreement(t, life).As(domain.SYS).When(ExpireAgreement{}).ThenRefused(domain.Unmet)
		agreement(t, life).As(domain.SYS).At(at("2026-11-25")).When(ExpireAgreement{}).Then(AgreementExpired{"2026-11-25"}).ThenStatus(AgreementStatusEnding)
		agreement(t, inForce()).As(domain.SYS).When(ExpireAgreement{}).ThenRefused(domain.Unmet)
	})
	t.Run("R-7.2-21 zonder teruggave of vernietiging blijft zij open, en is na de afgesproken dag gemarkeerd", func(t *testing.T) {
		c := domaintest.State[Agreement](agreement(t, ending(), AgreementArchived{"a", "b"}))
		if c.State != AgreementStatusEnding {
			t.Errorf("state %s", c.State)
		}
		if f := c.Flags("2026-12-01"); len(f) != 0 {
			t.Errorf("flags %v", f)
		}
		if f := c.Flags("2026-12-02"); len(f) != 1 {
			t.Errorf("flags %v", f)
		}
	})
	for name, command := range map[string]func(Handover) any{
		"teruggave": func(h Handover) any { return RecordDataReturned{h} }, "vernietiging": func(h Handover) any { return RecordDataDestroyed{h} }} {
		t.Run("R-7.2-21 R-B2-05 "+name+" met de kopieën wikkelt af; zonder de verklaring over kopieën: geweigerd", func(t *testing.T) {
			agreement(t, ending()).When(command(ok)).ThenStatus(AgreementStatusClosed)
			agreement(t, ending()).When(command(Handover{"", "x"})).ThenRefused(domain.Invalid, "copies")
			agreement(t, ending()).When(command(Handover{domain.No, ""})).ThenRefused(domain.Invalid, "copies", "confirmation")
			agreement(t, inForce()).When(command(ok)).ThenRefused(domain.Conflict)
		})
	}
	t.Run("G13 ook op een overeenkomst wordt een afwijking gevonden en hersteld", func(t *testing.T) {
		c := agreement(t, inForce()).As(domain.FG).When(FindAgreementDeviation{domain.FindDeviation{Rule: "§7.2", What: "Te laat gecontroleerd."}}).ThenEvents("AgreementNonComplianceFound")
		c.When(RemedyAgreementDeviation{domain.RemedyDeviation{Deviation: domaintest.Command, How: "Alsnog."}}).ThenEvents("AgreementNonComplianceRemedied")
		c.When(RemedyAgreementDeviation{domain.RemedyDeviation{Deviation: domaintest.Command, How: "Alsnog."}}).Then()
	})
}

func TestInForce(t *testing.T) {
	t.Run("R-7.2-02 of er op een dag een overeenkomst geldt, volgt uit sluiten, begin en einde, nu en toen", func(t *testing.T) {
		c := agreement(t, nil).At(at("2025-12-15")).When(DraftAgreement{vng(), fullClauses()}).When(sign("2026-01-01"))
		s := domaintest.State[Agreement](c.At(at("2026-10-01")).When(TerminateAgreement{EndsOn: "2026-11-01", Reason: "Gestopt."}))
		for on, want := range map[string]bool{"2025-12-31": false, "2026-01-01": true, "2026-10-31": true, "2026-11-01": false} {
			if got := s.InForceOn(day(on)); got != want {
				t.Errorf("%s: %v", on, got)
			}
		}
		if domaintest.State[Agreement](agreement(t, offered(vng(), fullClauses()))).InForceOn("2026-11-24") {
			t.Error("an offer is no agreement")
		}
	})
}

func TestDeKlok(t *testing.T) {
	at := func(day calendar.Date) time.Time { return day.Start().Add(12 * time.Hour) }
	concluded := Agreement{State: AgreementStatusConcluded, AgreementPeriod: AgreementPeriod{InForceFrom: "2026-03-01", InForceTo: "2027-02-28"}}
	inForce := concluded
	inForce.State = AgreementStatusInForce
	for name, c := range map[string]struct {
		state Agreement
		day   calendar.Date
		want  any
	}{
		"de dag vóór de eerste dag: nog niets":  {concluded, "2026-02-28", nil},
		"op de eerste dag gaat zij in":          {concluded, "2026-03-01", BringAgreementIntoForce{}},
		"op de laatste dag geldt zij nog":       {inForce, "2027-02-28", nil},
		"de dag na de laatste dag loopt zij af": {inForce, "2027-03-01", ExpireAgreement{}},
		"zonder einddatum loopt zij niet af":    {Agreement{State: AgreementStatusInForce, AgreementPeriod: AgreementPeriod{InForceFrom: "2026-03-01"}}, "2099-01-01", nil},
		"een concept gaat de klok niets aan":    {Agreement{State: AgreementStatusDraft, AgreementPeriod: AgreementPeriod{InForceFrom: "2026-03-01"}}, "2026-03-01", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.state.ByClock(at(c.day)); got != c.want {
				t.Errorf("got %T, want %T", got, c.want)
			}
		})
	}
}
