package demo

import (
	"fmt"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/processors"
)

// planProcessors tells of processors, their agreements, the model and contracts with externals (RT-11, 12, 13, 17).
func (h *history) planProcessors() {
	h.on(2, func() error {
		model := h.planModels()
		h.vng = model
		for i, v := range vendors {
			h.planVendor(h.part(0.03+0.03*float64(i)), v, model, i)
		}
		h.planOwnPaper(model)
		h.planExpiring(model)
		h.planRejected()
		h.planContracts()
		return nil
	})
	h.on(max(5, h.first("2019-07-01")), h.takeOverAgreement) // what it tells of has happened by then
}

// vendor is a supplier that processes for the municipality.
type vendor struct{ name, process, services string }

var vendors = []vendor{
	{"Stadhuis Software BV", "brp", "Beheer en hosting van het burgerzakensysteem."}, {"Loonhuis Noord BV", "po", "Salarisverwerking."},
	{"Contactwerk BV", "kcc", "Telefonie buiten kantoortijd."}, {"Kustlijn Software BV", "wmo", "Beheer van het Wmo-systeem."},
	{"Bakenwerk ICT BV", "ict", "Beheer van werkplekken en netwerk."}, {"Getij Hosting BV", "woz", "Hosting van de waarderingen."},
}

// clauses is where the elements stand in an agreement on the VNG model.
func clauses() processors.Clauses {
	return processors.Clauses{SubjectClause: "artikel 3", SubjectText: "bijlage 1", DataClause: "bijlage 1", DataText: "tabel 1", ControllerClause: "artikel 4", ControllerText: "blz. 3",
		InstructionsClause: "artikel 4.1", InstructionsText: "blz. 3", WrittenInstructions: domain.Yes, SubprocessorsClause: "artikel 8", SubprocessorsText: "blz. 6, bijlage 3", PriorConsent: domain.Yes,
		SecurityClause: "artikel 6", SecurityText: "bijlage 2", ConfidentialityClause: "artikel 5", ConfidentialityText: "blz. 4", PersonsCovered: domain.Yes,
		RightsClause: "artikel 4.5", RightsText: "blz. 4", DutiesClause: "artikel 7", DutiesText: "blz. 5", ReturnClause: "artikel 12", ReturnText: "blz. 8", CopiesCovered: domain.Yes,
		AuditsClause: "artikel 6.4", AuditsText: "blz. 5", TransferClause: "artikel 9", TransferText: "blz. 7", LiabilityClause: "artikel 11", LiabilityText: "blz. 8"}
}

// planModels issues the VNG model, and its next version later; the Heemstede model is kept for old agreements. It returns
// the id of the version in use at the start.
func (h *history) planModels() string {
	until := func(d calendar.Date, day int) calendar.Date {
		return min(d, calendar.On(h.days[min(day, len(h.days)-1)]))
	} // valid when it is issued
	terms := processors.ModelTerms{Kind: processors.ModelVNG, Version: "2.3", ValidFrom: until("2021-01-19", 3), Document: "sha256:" + h.id("vng", 1).String()}
	first, next := h.record("model", ""), h.record("model", "")
	incomplete := clauses()
	incomplete.LiabilityClause, incomplete.LiabilityText = "", ""
	h.story(3, first, "ink",
		step{0, domain.PB, "draft", always(processors.DraftModel{ModelTerms: terms, Clauses: incomplete})},
		step{2, domain.CISO, "redraft", always(processors.RedraftModel{ModelTerms: terms, Clauses: clauses()})},
		step{2, domain.PB, "issue", always(processors.IssueModel{})})
	newer := terms
	newer.Version, newer.ValidFrom, newer.ChangeNote, newer.Document = "2.42", until("2023-08-15", h.part(0.4)), "Nieuwe bepaling over subverwerkers.", "sha256:"+h.id("vng", 2).String()
	h.story(h.part(0.4), next, "ink",
		step{0, domain.PB, "draft", always(processors.DraftModel{ModelTerms: newer, Clauses: clauses()})},
		step{6, domain.CISO, "issue", always(processors.IssueModel{Replaces: first.id})})
	h.story(h.part(0.4)+7, first, "ink",
		step{0, domain.PB, "withdraw", always(processors.WithdrawModel{Successor: next.id, Reason: "De VNG heeft een nieuwe versie uitgebracht."})})
	return first.id
}

// activitiesOf are some activities of a process that are in the register by now.
func (h *history) activitiesOf(process string) (list []string) {
	for _, a := range h.acts {
		if a.rec.version > 0 && a.process() == h.process[process].id && len(list) < 3 {
			list = append(list, a.rec.id)
		}
	}
	if len(list) == 0 {
		return []string{"nog aan te leveren"}
	}
	return list
}

func (h *history) processorTerms(v vendor) processors.ProcessorTerms {
	return processors.ProcessorTerms{Name: v.name, Process: h.process[v.process].id, Contact: "Privacyloket, Havenweg 12, Duinrade", Services: v.services,
		Activities: h.activitiesOf(v.process), BuildingAccess: domain.No, SystemsAccess: domain.Yes, Location: "Nederland", Abroad: domain.No}
}

// registered is how a processor comes in: proposed, assessed, registered.
func (h *history) registered(v vendor) []step {
	return []step{
		{0, domain.OWN, "propose", func() any { return processors.Propose{ProcessorTerms: h.processorTerms(v)} }},
		{4, domain.CISO, "assess-guarantees", always(processors.AssessGuarantees{Result: processors.Sufficient, Evidence: "Certificaat ISO 27001 en een verklaring van de accountant.", Document: "INK-" + v.process})},
		{3, domain.PB, "register", always(processors.RegisterProcessor{})}}
}

func (h *history) agreementTerms(v vendor, processor, model string) processors.AgreementTerms {
	return processors.AgreementTerms{Name: "Verwerkersovereenkomst " + v.name, Processor: processor, Process: h.process[v.process].id, Activities: h.activitiesOf(v.process),
		MainAgreement: "Contract INK-" + v.process, Integral: domain.Yes, Template: processors.VNG, Model: model}
}

// sign concludes an agreement that holds from some days on, for so many days; 0 is without end.
func (h *history) sign(from, length int) func() any {
	return func() any {
		s := processors.Signature{AgreementPeriod: processors.AgreementPeriod{InForceFrom: h.after(from)}, SignedBy: h.jobs[domain.DOM][0],
			SignedForProcessor: "directeur", Guarantees: "beoordeling door de CISO"}
		if length > 0 {
			s.InForceTo = h.after(from + length)
		}
		return processors.ConcludeAgreement{Signature: s}
	}
}

// checked is the yearly check: current, unless something is new in what the agreement covers.
func (h *history) checked(r *record) func() any {
	return func() any {
		if len(domain.Lapsed(h.world, "agreement", state[processors.Agreement](r).Covers, "")) > 0 {
			return processors.CheckAgreement{Result: processors.ToBeFixed, Findings: "De verwerking is veranderd sinds de overeenkomst is gesloten."}
		}
		return processors.CheckAgreement{Result: processors.Current}
	}
}

const workYear = 250 // about a year, in working days

// planVendor is an ordinary processor: registered, an agreement on the VNG model, checked each year; some with
// sub-processors. The last ones are checked late, or not at all.
func (h *history) planVendor(day int, v vendor, model string, n int) {
	p, a := h.record("processor", ""), h.record("agreement", "")
	h.suppliers[v.name] = &supplier{p, a}
	life := h.registered(v)
	if n == 0 {
		life = append(life, h.subprocessors(p)...)
	}
	h.story(day, p, v.process, life...)
	check := step{workYear - 5 + 10*n, domain.OWN, "check", h.checked(a)}
	steps := []step{
		{0, domain.OWN, "draft", func() any { return processors.DraftAgreement{AgreementTerms: h.agreementTerms(v, p.id, model)} }},
		{5, domain.OWN, "revise", func() any {
			return processors.ReviseAgreement{AgreementTerms: h.agreementTerms(v, p.id, model), Clauses: clauses(), Reason: "De elementen zijn ingevuld."}
		}},
		{2, domain.OWN, "offer", always(processors.OfferAgreement{})},
		{12, domain.OWN, "conclude", h.sign(7*(n%2), 0)}}
	if n%2 == 1 {
		steps = append(steps, step{12, domain.SYS, "come-into-force", always(processors.BringAgreementIntoForce{})})
	}
	if n < len(vendors)-1 { // one is not archived: it is flagged
		steps = append(steps, step{4, domain.PB, "archive", always(processors.ArchiveAgreement{Document: "sha256:" + a.id, Place: "Zaaksysteem, map inkoop"})})
	}
	steps = append(steps, check, step{3, domain.FG, "supervise", always(processors.SuperviseAgreement{Supervision: processors.Supervision{Result: "sufficient", Findings: "geen", OwnWork: domain.No}})})
	if n == 0 {
		changed := clauses()
		changed.SubprocessorsText = "blz. 6, bijlage 3, versie 2"
		steps = append(steps, step{workYear - 10, domain.OWN, "check", always(processors.CheckAgreement{Result: processors.ToBeFixed, Findings: "De lijst van subverwerkers is veranderd."})},
			step{20, domain.OWN, "amend", func() any {
				return processors.AmendAgreement{Clauses: changed, AgreementPeriod: state[processors.Agreement](a).AgreementPeriod, Reason: "Nieuwe lijst van subverwerkers."}
			}})
	}
	h.story(day+10, a, v.process, append(steps, check, check)...)
}

// subprocessors is the tree under a processor: one with consent, one under it, one refused, one found without.
func (h *history) subprocessors(p *record) []step {
	var top, below, refused string
	next := func(id *string, c any) func() any {
		return func() any { *id = h.id("command", h.commands+1).String(); return c }
	}
	terms := func(name, services, country string) processors.SubprocessorTerms {
		return processors.SubprocessorTerms{Name: name, Services: services, Country: country, Abroad: domain.No}
	}
	return []step{
		{10, domain.OWN, "request-subprocessor", next(&top, processors.RequestSubprocessor{SubprocessorTerms: terms("Getij Hosting BV", "Hosting.", "Nederland")})},
		{5, domain.OWN, "give-consent", func() any { return processors.GiveConsent{Subprocessor: top, Document: "Brief Z-1201"} }},
		{4, domain.PB, "engage-subprocessor", func() any { return processors.EngageSubprocessor{Subprocessor: top} }},
		{60, domain.OWN, "request-subprocessor", func() any {
			c := processors.RequestSubprocessor{SubprocessorTerms: terms("Duinpan Diensten BV", "Back-up.", "België")}
			c.Under = top
			return next(&below, c)()
		}},
		{6, domain.OWN, "give-consent", func() any { return processors.GiveConsent{Subprocessor: below, Document: "Brief Z-1315"} }},
		{2, domain.PB, "engage-subprocessor", func() any { return processors.EngageSubprocessor{Subprocessor: below} }},
		{40, domain.OWN, "request-subprocessor", next(&refused, processors.RequestSubprocessor{SubprocessorTerms: terms("Verre Oever Ltd", "Helpdesk.", "India")})},
		{5, domain.OWN, "refuse-consent", func() any {
			return processors.RefuseConsent{Subprocessor: refused, Reason: "De waarborgen voor doorgifte ontbreken."}
		}},
		{90, domain.OWN, "audit", always(processors.Audit{Result: "insufficient", Findings: "Er werkt een subverwerker die niet is gemeld.", Document: "Auditrapport 2023"})},
		{2, domain.FG, "find-subprocessor", func() any {
			return processors.FindSubprocessor{SubprocessorTerms: terms("Bakenwerk ICT BV", "Monitoring.", "Nederland"), Since: h.after(-80)}
		}},
		{30, domain.OWN, "withdraw-consent", func() any {
			return processors.WithdrawConsent{Subprocessor: below, Reason: "Het certificaat is verlopen."}
		}},
		{8, domain.PB, "end-subprocessor", func() any { return processors.EndSubprocessor{Subprocessor: below, Reason: "Toestemming ingetrokken."} }},
		{1, domain.PB, "remedy-deviation", func() any {
			list := state[processors.Processor](p).Deviations
			return processors.RemedyProcessorDeviation{RemedyDeviation: domain.RemedyDeviation{Deviation: list[len(list)-1].ID, How: "De subverwerker is gestopt."}}
		}},
		{30, domain.FG, "supervise", always(processors.SuperviseProcessor{Supervision: processors.Supervision{Result: "sufficient", Findings: "Eén subverwerker werkt nog zonder toestemming.", OwnWork: domain.No}})},
	}
}

// planOwnPaper is a processor that signs its own agreement only: asked, rejected, approved, lapsed, approved again; later
// it ends, the data are destroyed and the processor leaves the register.
func (h *history) planOwnPaper(model string) {
	v := vendor{"Paslijn Nederland BV", "reis", "Personaliseren van reisdocumenten."}
	p, a := h.record("processor", ""), h.record("agreement", "")
	h.story(h.part(0.1), p, v.process, append(h.registered(v), step{30, domain.PB, "amend", func() any {
		t := h.processorTerms(v)
		t.Number = "12345678"
		return processors.AmendProcessor{ProcessorTerms: t, Reason: "KvK-nummer toegevoegd."}
	}})...)
	terms := func() processors.AgreementTerms { return h.agreementTerms(v, p.id, model) }
	own := func() processors.AgreementTerms {
		t := terms()
		t.Template, t.Model = processors.OwnPaper, ""
		return t
	}
	full := clauses()
	without := full
	without.ReturnClause, without.ReturnText = "", ""
	var audits, fine string
	ask := func(id *string, c processors.RequestModelChange) func() any {
		return func() any { *id = h.id("command", h.commands+1).String(); return c }
	}
	approval := step{3, domain.OWN, "request-own-template", always(processors.RequestOwnTemplate{Objections: "De verwerker tekent het model niet.", Motivation: "Er is geen andere aanbieder."})}
	approved := step{4, domain.PB, "approve-own-template", always(processors.ApproveOwnTemplate{Motivation: "Akkoord voor deze versie."})}
	h.story(h.part(0.1)+9, a, v.process,
		step{0, domain.OWN, "draft", func() any { return processors.DraftAgreement{AgreementTerms: terms(), Clauses: full} }},
		step{2, domain.OWN, "offer", always(processors.OfferAgreement{})},
		step{6, domain.OWN, "request-change", ask(&audits, processors.RequestModelChange{Clause: "artikel 6.4", Element: "audits", What: "Eén audit per jaar."})},
		step{0, domain.PB, "request-change", ask(&fine, processors.RequestModelChange{Clause: "artikel 11", What: "Geen boete bij een datalek."})},
		step{5, domain.OWN, "agree-change", func() any {
			return processors.AgreeModelChange{Change: audits, Clause: "artikel 6.4, lid 2", Text: "blz. 5", Covered: domain.Yes, Why: "Bij een datalek mag het vaker."}
		}},
		step{1, domain.PB, "reject-change", func() any {
			return processors.RejectModelChange{Change: fine, Why: "De aansprakelijkheid blijft zoals zij is."}
		}},
		step{8, domain.OWN, "revise", func() any {
			return processors.ReviseAgreement{AgreementTerms: own(), Clauses: without, Reason: "Overeenkomst van de verwerker zelf."}
		}},
		approval,
		step{3, domain.PB, "reject-own-template", always(processors.RejectOwnTemplate{Reason: "Teruggeven of vernietigen is niet geregeld."})},
		step{6, domain.OWN, "revise", func() any {
			return processors.ReviseAgreement{AgreementTerms: own(), Clauses: full, Reason: "Artikel 12 is toegevoegd."}
		}},
		approval, approved,
		step{2, domain.OWN, "revise", func() any {
			later := full
			later.SecurityText = "bijlage 2, versie 3"
			return processors.ReviseAgreement{AgreementTerms: own(), Clauses: later, Reason: "Nieuwe bijlage over beveiliging."}
		}},
		approval, approved,
		step{4, domain.OWN, "conclude", h.sign(0, 0)},
		step{5, domain.PB, "archive", always(processors.ArchiveAgreement{Document: "sha256:" + a.id, Place: "Zaaksysteem, map inkoop"})},
		step{workYear - 20, domain.OWN, "check", h.checked(a)},
		step{60, domain.OWN, "terminate", func() any {
			return processors.TerminateAgreement{EndsOn: h.today(), ReturnBy: h.after(60), Reason: "De aanbesteding is door een ander gewonnen."}
		}},
		step{25, domain.OWN, "data-destroyed", always(processors.RecordDataDestroyed{Handover: processors.Handover{Copies: domain.Yes, Confirmation: "Verklaring van vernietiging"}})})
	h.waitFor(a, processors.AgreementStatusClosed, func() error {
		return h.as(h.one(domain.PB), domain.PB, p, processors.Deregister{Data: "destroyed", Agreements: []string{a.id}, Reason: "Het contract is afgelopen."})
	})
}

// waitFor does something as soon as a record has that status.
func (h *history) waitFor(r *record, status domain.Status, do func() error) {
	h.later(20, func() error {
		if r.rec.StatusOf(r.state) != status {
			h.waitFor(r, status, do)
			return nil
		}
		return do()
	})
}

// planExpiring is an agreement for two years, that runs out; the data come back.
func (h *history) planExpiring(model string) {
	v := vendor{"Drukkerij De Zeewering BV", "kies", "Drukken en versturen van stempassen."}
	p, a := h.record("processor", ""), h.record("agreement", "")
	h.story(h.part(0.2), p, v.process, h.registered(v)...)
	h.story(h.part(0.2)+8, a, v.process,
		step{0, domain.OWN, "draft", func() any {
			return processors.DraftAgreement{AgreementTerms: h.agreementTerms(v, p.id, model), Clauses: clauses()}
		}},
		step{3, domain.OWN, "conclude", h.sign(0, 400)},
		step{3, domain.PB, "archive", always(processors.ArchiveAgreement{Document: "sha256:" + a.id, Place: "Zaaksysteem, map inkoop"})},
		step{330, domain.SYS, "expire", always(processors.ExpireAgreement{})},
		step{10, domain.OWN, "data-returned", always(processors.RecordDataReturned{Handover: processors.Handover{Copies: domain.Yes, Confirmation: "Ontvangstbewijs"}})})
}

// planRejected is a processor without sufficient guarantees.
func (h *history) planRejected() {
	v := vendor{"Snelpeil Enquêtes BV", "com", "Online enquêtes onder inwoners."}
	h.story(h.part(0.5), h.record("processor", ""), v.process,
		step{0, domain.OWN, "propose", func() any { return processors.Propose{ProcessorTerms: h.processorTerms(v)} }},
		step{5, domain.OWN, "assess-guarantees", always(processors.AssessGuarantees{Result: processors.Insufficient, Evidence: "De verwerker kan niet zeggen waar de gegevens staan."})})
}

// takeOverAgreement records an agreement of 2018 on the Heemstede model; what it lacks is a deviation, partly mended.
func (h *history) takeOverAgreement() error {
	v := vendor{"Groenspoor Administraties BV", "begr", "Beheer van het begraafregister."}
	owner := h.ownerOf(h.process[v.process].id)
	if owner == "" {
		h.later(6, h.takeOverAgreement)
		return nil
	}
	a := h.record("agreement", "")
	old := clauses()
	old.TransferClause, old.TransferText, old.CopiesCovered = "", "", domain.No
	terms := h.agreementTerms(v, h.id("processor", 0).String(), "")
	terms.Template, terms.TemplateVersion, terms.MainConcludedOn = processors.Heemstede, "2017", "2015-06-01"
	c := processors.TakeOverAgreement{AgreementTerms: terms, Clauses: old, Signature: processors.Signature{
		AgreementPeriod: processors.AgreementPeriod{InForceFrom: "2018-06-01"}, SignedBy: owner, SignedForProcessor: "directeur"}}
	on := time.Date(2018, time.May, 24, 10, 0, 0, 0, calendar.Amsterdam)
	if err := h.do(act{person: owner, role: domain.OWN, on: a, command: c, happened: on}, h.recorded()); err != nil {
		return err
	}
	h.story(h.day+20, a, v.process,
		step{0, domain.PB, "archive", always(processors.ArchiveAgreement{Document: "Dossier 2018-114", Place: "Archief, kast 4"})},
		step{30, domain.FG, "find-deviation", always(processors.FindAgreementDeviation{FindDeviation: domain.FindDeviation{Rule: "§7.2, jaarlijkse controle", What: "De overeenkomst is sinds het sluiten niet gecontroleerd.", Since: "2019-05-24"}})},
		step{15, domain.OWN, "check", h.checked(a)},
		step{5, domain.PB, "remedy-deviation", func() any {
			list := state[processors.Agreement](a).Deviations
			return processors.RemedyAgreementDeviation{RemedyDeviation: domain.RemedyDeviation{Deviation: list[len(list)-1].ID, How: "De overeenkomst is alsnog gecontroleerd."}}
		}})
	return nil
}

// planContracts are externals who come into buildings or systems: most with a clause, one found without.
func (h *history) planContracts() {
	contract := func(day int, process, supplier string, kind processors.ContractKind, building, systems, clause domain.YesNo, steps ...step) *record {
		r := h.record("contract", "")
		c := processors.RecordContract{ContractTerms: processors.ContractTerms{Supplier: supplier, Process: h.process[process].id, Reference: fmt.Sprintf("Contract INK-%d", day), Kind: kind,
			BuildingAccess: building, SystemsAccess: systems, ClausePresent: clause, RunsFrom: calendar.On(h.days[min(day, len(h.days)-1)])}}
		if clause == domain.Yes {
			c.ClauseReference = "artikel 8"
		}
		h.story(day, r, process, append([]step{{0, domain.OWN, "record", always(c)}}, steps...)...)
		return r
	}
	confirm := step{3, domain.OWN, "confirm-clause", always(processors.ConfirmClause{Clause: "artikel 8, blz. 4"})}
	building := step{2, domain.OWN, "allow-access", always(processors.AllowAccess{Building: domain.Yes, Systems: domain.No})}
	var cleaning *record
	cleaning = contract(h.part(0.06), "fac", "Helder Schoonmaak BV", "cleaning", domain.Yes, domain.No, domain.Yes, confirm, building,
		step{200, domain.CISO, "find-missing-clause", always(processors.FindMissingClause{What: "De getekende versie mist artikel 8."})},
		step{15, domain.OWN, "confirm-clause", always(processors.ConfirmClause{Clause: "aanvulling op het contract, artikel 1"})},
		step{2, domain.PB, "remedy-deviation", func() any {
			return processors.RemedyContractDeviation{RemedyDeviation: domain.RemedyDeviation{Deviation: state[processors.Contract](cleaning).Deviations[0].ID, How: "De aanvulling is getekend."}}
		}})
	contract(h.part(0.08), "fac", "Wakend Oog Beveiliging BV", "building-security", domain.Yes, domain.No, domain.Yes, confirm, building,
		step{500, domain.OWN, "end-access", always(processors.EndAccess{Reason: "Het contract is afgelopen."})})
	contract(h.part(0.3), "ict", "Printerpunt BV", "hardware", domain.Yes, domain.Yes, domain.Yes, confirm,
		step{1, domain.OWN, "allow-access", always(processors.AllowAccess{Building: domain.Yes, Systems: domain.Yes})})
	contract(h.part(0.9), "ict", "Liftzorg Kust BV", "supplier", domain.Yes, domain.No, domain.No) // still without a clause
}
