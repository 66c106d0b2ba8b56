package demo

import (
	"fmt"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/processors"
	"github.com/heemstede/grootboek/domain/sharing"
)

// Size asks for so many activities, and for so many agreements and DPIAs besides those that come with the activities and
// with the stories that every history tells. Processors, contracts, collaborations, covenants, arrangements and assessments
// come in proportion.
type Size struct{ Activities, Agreements, DPIAs int }

// Large is the ledger of a municipality after ten years: 1,000 activities, over 400 agreements and over 300 DPIAs. It is what benchmarks of the registers run on.
var Large = Options{Seed: 1, Years: 10, Size: Size{Activities: 1000, Agreements: 400, DPIAs: 300}}

// events is about how many events records of that size live through.
func (s Size) events() int { return 60*s.Activities + 25*s.Agreements + 15*s.DPIAs }

// planSize adds the records that were asked for. They come as in the life of an office: a good part in the
// first years, then every month some.
func (h *history) planSize() {
	s := h.opt.Size
	h.on(8, func() error {
		for n := range s.Agreements {
			h.sizedAgreement(n, h.part(0.03+0.95*arrives(n, s.Agreements)))
		}
		for n := range (s.Agreements + 9) / 10 {
			f := arrives(n, s.Agreements/10+1)
			h.sizedCovenant(n, h.part(0.05+0.9*f))
			h.sizedExchange(n, h.part(0.05+0.93*f))
			h.sizedCollaboration(n, h.part(0.06+0.9*f))
			h.sizedContract(n, h.part(0.04+0.95*f))
		}
		return nil
	})
	for n := range s.DPIAs {
		h.sizedDPIA(n, 0.08+0.9*arrives(n, s.DPIAs))
	}
}

// arrives says in which part of history the n-th of so many comes: half in the first third.
func arrives(n, of int) float64 {
	f := float64(n) / float64(of)
	if f < 0.5 {
		return f * 2 / 3
	}
	return 1.0/3 + (f-0.5)*4/3
}

// Words that make names of suppliers and partners: each number has another.
var (
	firms   = []string{"Duin", "Kust", "Zilt", "Branding", "Strand", "Golf", "Baken", "Anker", "Schelp", "Vloed", "Helm", "Wier", "Zand", "Meeuw", "Kiel", "Reede", "Boei", "Dijk", "Polder", "Kreek"}
	trades  = []string{"Software", "Hosting", "Archief", "Advies", "Meetdienst", "Drukwerk", "Zorgplanning", "Betaaldiensten", "Callcenter", "Onderzoek"}
	forms   = []string{"BV", "NV", "Groep BV", "Nederland BV"}
	cities  = []string{"Nederland, Amsterdam", "Nederland, Groningen", "Duitsland, Frankfurt", "Ierland, Dublin", "België, Gent"}
	regions = []string{"Duinstreek", "Kust", "Polderland", "Meerwijk"}
)

func firm(n int) string {
	return firms[n%len(firms)] + "werk " + trades[n/len(firms)%len(trades)] + " " + forms[n/len(firms)/len(trades)%len(forms)]
}

// taskFor is the key of a process that lasts.
func (h *history) taskFor(n int) string {
	for ; h.tasks[n%len(h.tasks)].key == pilot; n++ {
	}
	return h.tasks[n%len(h.tasks)].key
}

// sizedAgreement is a processor with its agreement, checked each year: some late, some to be adapted, some on a model of
// the processor's own, some that end.
func (h *history) sizedAgreement(n, day int) {
	v := vendor{firm(n), h.taskFor(n), "Levering en beheer van een systeem voor de afdeling."}
	p, a := h.record("processor", ""), h.record("agreement", "")
	propose := func() any {
		t := h.processorTerms(v)
		t.Location = cities[n%len(cities)]
		return processors.Propose{ProcessorTerms: t}
	}
	life := h.registered(v)
	life[0].command = propose
	h.story(day, p, v.process, append(life, h.sizedSub(n)...)...)
	terms := func() processors.AgreementTerms {
		t := h.agreementTerms(v, p.id, "")
		switch {
		case n%17 == 5:
			t.Template = processors.OwnPaper
		case h.after(90) < processors.VNGMandatory:
			t.Template, t.TemplateVersion = processors.Heemstede, "2016"
		default:
			t.TemplateVersion = "2.42"
		}
		return t
	}
	steps := []step{
		{0, domain.OWN, "draft", func() any { return processors.DraftAgreement{AgreementTerms: terms(), Clauses: clauses()} }},
		{2, domain.OWN, "offer", always(processors.OfferAgreement{})}}
	if n%17 == 5 {
		steps = append(steps, step{9, domain.OWN, "request-own-template", always(processors.RequestOwnTemplate{Objections: "De verwerker tekent het model niet.", Motivation: "Er is geen andere aanbieder van dit systeem."})},
			step{4, domain.PB, "approve-own-template", always(processors.ApproveOwnTemplate{})})
	}
	steps = append(steps, step{12, domain.OWN, "conclude", h.sign(0, 0)})
	if n%13 != 4 { // the others are not archived: they are flagged
		steps = append(steps, step{4, domain.PB, "archive", always(processors.ArchiveAgreement{Document: fileHash(v.name, h.opt.Seed), Place: "Zaaksysteem, map inkoop"})})
	}
	h.story(day+10, a, v.process, append(steps, h.sizedChecks(n, a)...)...)
}

// sizedSub is a sub-processor with consent, of one processor in four.
func (h *history) sizedSub(n int) []step {
	if n%4 != 1 {
		return nil
	}
	var id string
	c := processors.RequestSubprocessor{SubprocessorTerms: processors.SubprocessorTerms{Name: firm(n + 401), Services: "Hosting en back-up.", Country: cities[(n+2)%len(cities)], Abroad: domain.No}}
	return []step{
		{12, domain.OWN, "request-subprocessor", func() any { id = h.id("command", h.commands+1).String(); return c }},
		{6, domain.OWN, "give-consent", func() any {
			return processors.GiveConsent{Subprocessor: id, Document: fmt.Sprintf("Brief Z-%d", 2000+n)}
		}},
		{3, domain.PB, "engage-subprocessor", func() any { return processors.EngageSubprocessor{Subprocessor: id} }}}
}

// sizedChecks are the yearly checks of an agreement to the end of history; one in nine ends after some years.
func (h *history) sizedChecks(n int, a *record) (steps []step) {
	for year := range h.opt.Years {
		if n%9 == 7 && year == 3 {
			return append(steps, step{60, domain.OWN, "terminate", func() any {
				return processors.TerminateAgreement{EndsOn: h.today(), ReturnBy: h.after(90), Reason: "Het contract is niet verlengd."}
			}}, step{40, domain.OWN, "data-returned", always(processors.RecordDataReturned{Handover: processors.Handover{Copies: domain.Yes, Confirmation: "Ontvangstbewijs"}})})
		}
		wait := 235 + (n+year)%18
		if (n+year)%11 == 3 { // late
			wait += 25
		}
		steps = append(steps, step{wait, domain.OWN, "check", func() any {
			if (n+year)%6 == 2 {
				return processors.CheckAgreement{Result: processors.ToBeFixed, Findings: "De bijlage over beveiliging is verouderd."}
			}
			return h.checked(a)()
		}}, step{25, domain.OWN, "amend", func() any {
			x := state[processors.Agreement](a)
			c := processors.AmendAgreement{Clauses: x.Clauses, AgreementPeriod: x.AgreementPeriod, Reason: "Uitkomst van de jaarlijkse controle."}
			if x.ToAdapt { // otherwise nothing changes
				c.SecurityText = fmt.Sprintf("bijlage 2, versie %d", year+2)
			}
			return c
		}})
	}
	return steps
}

func (h *history) sizedCovenant(n, day int) {
	r := h.record("covenant", "")
	process := h.taskFor(3*n + 1)
	terms := covenantTerms(fmt.Sprintf("Convenant %s %s", regions[n%len(regions)], firms[n%len(firms)]), h.process[process].id)
	terms.Collaboration, terms.Parties = fmt.Sprintf("Samenwerking %s %s", firms[n%len(firms)], regions[n%len(regions)]), []string{"Gemeente Zandhaven", "Stichting " + firms[(n+5)%len(firms)] + "zorg"}
	steps := []step{{0, domain.OWN, "draft", always(sharing.DraftCovenant{CovenantTerms: terms})},
		{8, domain.OWN, "complete-elements", always(sharing.CompleteCovenantElements{CovenantElements: elementsOf("Artikel 12: geen doorgifte")})},
		{10, domain.OWN, "decide-party", always(sharing.DecideParty{Party: terms.Parties[0], Decision: "agreed", Reference: fmt.Sprintf("Besluit %d", 100+n)})},
		{5, domain.COL, "conclude", func() any {
			return sharing.ConcludeCovenant{Decision: fmt.Sprintf("Collegebesluit Z-%d", 3000+n), From: h.after(5), Until: h.today().AddYears(12), SignedBy: h.jobs[domain.MAYOR][0]}
		}},
		{3, domain.OWN, "complete-dpia", func() any {
			id, on := h.earlierDPIA(r, terms.Process, fmt.Sprintf("DPIA convenant %d", n), 4)
			return sharing.CompleteCovenantDpia{Dpia: id, CompletedOn: on}
		}},
		{8, domain.SYS, "take-effect", always(sharing.TakeCovenantEffect{})}}
	h.story(day, r, process, append(steps, h.sizedYears(n, "check-yearly", sharing.CheckCovenant{YearlyCheck: sharing.YearlyCheck{Result: "current"}})...)...)
}

// sizedYears are yearly checks without findings, some late, to the end of history.
func (h *history) sizedYears(n int, name string, check any) (steps []step) {
	for year := range h.opt.Years {
		wait := 230 + (n+year)%20
		if (n+year)%9 == 4 { // late
			wait += 30
		}
		steps = append(steps, step{wait, domain.OWN, name, always(check)})
	}
	return steps
}

func (h *history) sizedExchange(n, day int) {
	process := h.taskFor(5*n + 2)
	make := func() any {
		return sharing.MakeExchangeArrangement{ExchangeTerms: sharing.ExchangeTerms{Party: "Gemeente " + firms[n%len(firms)] + "haven " + regions[n/len(firms)%len(regions)], Process: h.process[process].id,
			Activities: h.activitiesOf(process), Requirements: "Alleen de genoemde gegevens, via de beveiligde verbinding.", Ground: "public-task", WhyLawful: "Gemeentewet, art. 108: uitvoering van de taak.",
			From: h.after(5), Document: fileHash(fmt.Sprintf("afspraak-%d", n), h.opt.Seed)}}
	}
	h.story(day, h.record("exchange-arrangement", ""), process, append([]step{{0, domain.OWN, "make", make}},
		h.sizedYears(n, "check-yearly", sharing.CheckExchange{YearlyCheck: sharing.YearlyCheck{Result: "current"}})...)...)
}

func (h *history) sizedCollaboration(n, day int) {
	process := h.taskFor(7*n + 3)
	terms := sharing.CollaborationTerms{Name: fmt.Sprintf("Samenwerking %s %s", firms[n%len(firms)], regions[n%len(regions)]), Process: h.process[process].id, Region: regions[n%len(regions)],
		Field: []sharing.CollaborationField{"care", "safety", "other"}[n%3], Partners: []string{"Gemeente Zandhaven", "GGD " + regions[n%len(regions)]},
		PolicyGoals: "Samen een taak uitvoeren.", PersonalData: domain.No}
	r := h.record("collaboration", "")
	h.story(day, r, process,
		step{0, domain.OWN, "propose", always(sharing.ProposeCollaboration{CollaborationTerms: terms})},
		step{15, domain.OWN, "complete-dpia", func() any {
			id, on := h.earlierDPIA(r, terms.Process, fmt.Sprintf("DPIA-toets samenwerking %d", n), 1)
			return sharing.CompleteCollaborationDpia{Dpia: id, CompletedOn: on, Risks: []string{"Geen: er worden geen persoonsgegevens verwerkt"}, NoMeasures: "Er worden geen persoonsgegevens verwerkt."}
		}},
		step{10, domain.OWN, "start-participation", func() any {
			return sharing.StartParticipation{From: h.after(7), Decision: fmt.Sprintf("Collegebesluit Z-%d", 4000+n)}
		}})
}

func (h *history) sizedContract(n, day int) {
	process := h.taskFor(n + 4)
	h.story(day, h.record("contract", ""), process,
		step{0, domain.OWN, "record", func() any {
			return processors.RecordContract{ContractTerms: processors.ContractTerms{Supplier: firm(n + 40), Process: h.process[process].id, Reference: fmt.Sprintf("Contract INK-%d", 5000+n), Kind: "supplier",
				BuildingAccess: domain.Yes, SystemsAccess: domain.No, ClausePresent: domain.Yes, ClauseReference: "artikel 8", RunsFrom: h.today(), RunsTo: calendar.On(h.now.AddDate(4, 0, -1))}}
		}},
		step{3, domain.OWN, "confirm-clause", always(processors.ConfirmClause{Clause: "artikel 8, blz. 4"})},
		step{2, domain.OWN, "allow-access", always(processors.AllowAccess{Building: domain.Yes, Systems: domain.No})},
		step{985, domain.OWN, "end-access", always(processors.EndAccess{Reason: "Het contract is afgelopen."})})
}

// sizedDPIA is a DPIA of some kind, and now and then an assessment beside it.
func (h *history) sizedDPIA(n int, part float64) {
	kinds := []func(*activity) error{
		func(a *activity) error { return h.oldDPIA(a, n%3) },
		h.onlyScreened, h.shortDPIA,
		func(a *activity) error { return h.oldDPIA(a, n%2) },
		h.fullDPIA, h.onlyScreened, h.dpiaUnderWay, h.shortDPIA, h.cancelledDPIA,
	}
	h.onActive(part, kinds[n%len(kinds)])
	if n%3 == 0 {
		h.onActive(part, []func(*activity) error{h.necessity, h.quality, h.newPurpose, h.quality, h.rejectedPurpose}[n/3%5])
	}
}
