package demo

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/sharing"
)

// A step is one act in the life of a record of the chapter on sharing, so many working days after the one before it.
type step struct {
	days    int
	role    domain.Role
	name    string // of the command
	command func() any
}

// always is a command that does not depend on the day or the record.
func always(c any) func() any { return func() any { return c } }

// story plays the steps on one record, one after the other. While the process has no owner, the owner's steps wait.
func (h *history) story(begin int, r *record, process string, steps ...step) {
	h.on(begin, func() error { return h.play(r, h.process[process].id, steps) })
}

func (h *history) play(r *record, process string, steps []step) error {
	by, ok := h.actor(steps[0].role, process, r.kind, steps[0].name)
	if !ok {
		h.later(6, func() error { return h.play(r, process, steps) })
		return nil
	}
	by.on, by.command = r, steps[0].command()
	if h.failed != nil {
		return h.failed
	}
	if by.command == nil { // what it rests on is not there yet
		h.later(6, func() error { return h.play(r, process, steps) })
		return nil
	}
	if err := h.do(by, h.recorded()); err != nil || len(steps) == 1 {
		return err
	}
	h.later(steps[1].days, func() error { return h.play(r, process, steps[1:]) })
	return nil
}

// actor is whoever acts in a role: for the owner's that of the process.
func (h *history) actor(role domain.Role, process, kind, command string) (act, bool) {
	switch role {
	case domain.OWN:
		return h.owner(process, kind, command)
	case domain.SYS:
		return act{person: domain.System, role: role}, true
	}
	return act{person: h.one(role), role: role}, true
}

// planSharing tells of collaborations, covenants and exchange arrangements (RT-14, 15, 16).
func (h *history) planSharing() {
	h.on(2, func() error { // the processes are there
		h.planCollaborations()
		h.planCovenants()
		h.planExchanges()
		return nil
	})
	h.unfinished()
}

func safetyTerms(process string) sharing.CollaborationTerms {
	return sharing.CollaborationTerms{Name: "Zorg- en Veiligheidshuis Duinstreek", Process: process, Region: "Duinstreek", Field: "safety",
		Partners:    []string{"Politie-eenheid Duinstreek", "Reclassering Kust", "Stichting Wijkzorg Duinrade"},
		PolicyGoals: "Zorg, straf en bestuur op elkaar afstemmen bij inwoners met meerdere problemen.", PersonalData: domain.Yes,
		DataCategories: []string{"Naam, adres en woonplaats", "Zorg en begeleiding", "Politiegegevens, alleen wat het convenant noemt"}}
}

func (h *history) planCollaborations() {
	terms := safetyTerms(h.process["veilig"].id)
	r := h.record("collaboration", "")
	wider := terms
	wider.Partners = append(wider.Partners[:3:3], "Woonstichting De Zandbank")
	const covenant = "covenant/convenant-veiligheidshuis"
	dpia := func(ref string, measures ...string) func() any {
		return func() any {
			id, on := h.earlierDPIA(r, terms.Process, ref, 3)
			return sharing.CompleteCollaborationDpia{Dpia: id, CompletedOn: on, Risks: []string{"Meer delen dan nodig is voor de casus", "Inzage door partners die niet aan tafel zitten"}, Measures: measures}
		}
	}
	suffice := always(sharing.FindArrangementsSufficient{Arrangements: covenant, Why: "Het convenant noemt alle elf elementen en regelt wie aan tafel zit."})
	h.story(h.part(0.10), r, "veilig",
		step{0, domain.OWN, "propose", always(sharing.ProposeCollaboration{CollaborationTerms: terms})},
		step{40, domain.OWN, "complete-dpia", dpia("DPIA Veiligheidshuis 2022", "Autorisatie per casus", "Logging van inzage")},
		step{10, domain.OWN, "take-measures", always(sharing.TakeCollaborationMeasures{Taken: []string{"Autorisatie per casus"}, How: "Ingericht in het casussysteem."})},
		step{5, domain.OWN, "find-sufficient", suffice},
		step{3, domain.PB, "find-sufficient", suffice},
		step{12, domain.OWN, "start-participation", func() any {
			return sharing.StartParticipation{From: h.after(14), Decision: "Collegebesluit Z-2022-0417", Unhandled: "Logging volgt met de nieuwe versie van het casussysteem; tot dan een handmatig verslag."}
		}},
		step{30, domain.OWN, "take-measures", always(sharing.TakeCollaborationMeasures{Taken: []string{"Logging van inzage"}, How: "De nieuwe versie is in gebruik."})},
		step{4, domain.FG, "remedy-deviation", h.remedyFirst(r, "De logging is gezien en werkt.")},
		step{260, domain.PB, "reassess", always(sharing.ReassessCollaboration{CollaborationTerms: wider, Reason: "De woningcorporatie sluit aan bij het casusoverleg."})},
		step{25, domain.OWN, "complete-dpia", dpia("DPIA Veiligheidshuis 2023", "Autorisatie per casus", "Logging van inzage")},
		step{3, domain.OWN, "find-sufficient", suffice},
		step{2, domain.PB, "find-sufficient", suffice},
		step{6, domain.PB, "remedy-deviation", h.remedyFirst(r, "De DPIA is opnieuw gedaan en de afspraken zijn opnieuw beoordeeld.")})
	h.existingCollaboration()
	h.smallCollaborations()
}

// remedyFirst remedies the first deviation of the record that still stands.
func (h *history) remedyFirst(r *record, how string) func() any {
	return func() any {
		open := r.state.(interface{ OpenDeviations() []domain.Choice }).OpenDeviations()
		m := domain.RemedyDeviation{How: how}
		if len(open) > 0 {
			m.Deviation = open[0].Value
		}
		switch r.kind {
		case "covenant":
			return sharing.RemedyCovenantDeviation{RemedyDeviation: m}
		case "exchange-arrangement":
			return sharing.RemedyExchangeDeviation{RemedyDeviation: m}
		}
		return sharing.RemedyCollaborationDeviation{RemedyDeviation: m}
	}
}

// existingCollaboration has gone on for years without a DPIA: a fact, with its deviations.
func (h *history) existingCollaboration() {
	r := h.record("collaboration", "")
	terms := sharing.CollaborationTerms{Name: "Regionaal bureau leerplicht Kust", Process: h.process["leer"].id, Region: "Kust", Field: "other",
		Partners: []string{"Gemeente Zandhaven", "Gemeente Helmduin"}, PolicyGoals: "Schooluitval in de regio samen tegengaan.", PersonalData: domain.Yes,
		DataCategories: []string{"Naam en geboortedatum", "School en verzuim"}}
	h.story(h.part(0.16), r, "leer",
		step{0, domain.OWN, "propose", always(sharing.ProposeCollaboration{CollaborationTerms: terms})},
		step{1, domain.PB, "record-participation", func() any { return sharing.RecordParticipation{From: calendar.Date("2017-09-01")} }},
		step{30, domain.FG, "find-deviation", always(sharing.FindCollaborationDeviation{FindDeviation: domain.FindDeviation{Rule: "§4.10, afdoende afspraken", What: "Verslagen van het overleg gaan per gewone e-mail naar de partners."}})},
		step{60, domain.OWN, "end-participation", always(sharing.EndParticipation{Reason: "De taak is overgegaan naar een gemeenschappelijke regeling.", Data: "returned"})},
		step{5, domain.PB, "remedy-deviation", h.remedyFirst(r, "De deelname is beëindigd.")})
}

// smallCollaborations: one without personal data, and one that still waits for its DPIA.
func (h *history) smallCollaborations() {
	plain := sharing.CollaborationTerms{Name: "Platform duurzame kust", Process: h.process["ro"].id, Region: "Kust", Field: "other",
		Partners: []string{"Provincie", "Hoogheemraadschap Duinen"}, PolicyGoals: "De kust veilig en groen houden.", PersonalData: domain.No}
	r := h.record("collaboration", "")
	h.story(h.part(0.5), r, "ro",
		step{0, domain.OWN, "propose", always(sharing.ProposeCollaboration{CollaborationTerms: plain})},
		step{15, domain.OWN, "complete-dpia", func() any {
			id, on := h.earlierDPIA(r, plain.Process, "DPIA-toets Platform duurzame kust", 1)
			return sharing.CompleteCollaborationDpia{Dpia: id, CompletedOn: on, Risks: []string{"Geen: er worden geen persoonsgegevens verwerkt"}, NoMeasures: "Er worden geen persoonsgegevens verwerkt."}
		}},
		step{10, domain.OWN, "start-participation", func() any {
			return sharing.StartParticipation{From: h.after(7), Decision: "Collegebesluit Z-2024-0733"}
		}})
	open := sharing.CollaborationTerms{Name: "Regionaal meldpunt zorg", Process: h.process["wmo"].id, Region: "Duinstreek", Field: "care",
		Partners: []string{"GGD Duinstreek", "Gemeente Zandhaven"}, PolicyGoals: "Eén plek voor zorgen om een ander.", PersonalData: domain.Yes, DataCategories: []string{"Naam en adres", "Aard van de zorg"}}
	h.story(h.part(0.97), h.record("collaboration", ""), "wmo",
		step{0, domain.OWN, "propose", always(sharing.ProposeCollaboration{CollaborationTerms: open})})
}

// unfinished are two activities that come in on the last days and lack something: there is always work to do at the end,
// whatever else the history holds.
func (h *history) unfinished() {
	for i := range 2 {
		h.on(h.part(1)-1-i, func() error { return h.submitUnfinished(h.wanted + 10*(i+1)) })
	}
}

func (h *history) submitUnfinished(n int) error {
	a := h.activity(n)
	c := h.correctNow(a)
	c.Retention, c.Security = nil, ""
	by, ok := h.owner(c.Process, "activity", "submit")
	if !ok {
		return h.submitUnfinished(n + 1) // another process has an owner
	}
	by.on, by.command = a.rec, register.Submit{Content: c}
	return h.do(by, h.recorded())
}

// elementsOf are the eleven elements, in a covenant where each has an article.
func elementsOf(transfer string) sharing.CovenantElements {
	return sharing.CovenantElements{Controller: "Artikel 2: elke partij voor haar eigen deel", Subject: "Artikel 3 en bijlage 1",
		SubjectCovers:   []sharing.SubjectPart{"subject", "nature", "purpose", "duration", "data-kinds", "data-subjects"},
		WayOfProcessing: "Artikel 4: alleen in het casussysteem", DataManagement: "Artikel 5: de gemeente", Security: "Artikel 6 en bijlage 2", Confidentiality: "Artikel 7",
		RightsContact: "Artikel 8: het privacyloket van de gemeente", OtherDuties: "Artikel 9", DutiesCovered: []sharing.CovenantDuty{"breaches", "dpias", "prior-consultation"},
		ReturnOrDestruction: "Artikel 10: vernietigen binnen drie maanden", Audits: "Artikel 11: om het jaar, door de gemeente", TransferAbroad: transfer}
}

func covenantTerms(name, process string) sharing.CovenantTerms {
	return sharing.CovenantTerms{Name: name, Process: process, Parties: []string{"Politie-eenheid Duinstreek", "Reclassering Kust"}, PolicyGoal: "Zorg, straf en bestuur op elkaar afstemmen.",
		Tasks: "De politie signaleert, de reclassering begeleidt, de gemeente regisseert.", Responsibilities: "Elke partij is verantwoordelijk voor wat zij inbrengt.",
		WorkingMethod: "Elke twee weken een casusoverleg met een vaste agenda.", PersonalData: domain.Yes, Collaboration: "Zorg- en Veiligheidshuis Duinstreek", Activities: []string{"Casusoverleg zorg en veiligheid"}}
}

func (h *history) planCovenants() {
	h.livingCovenant()
	h.oldCovenant()
	h.shortCovenants()
}

// livingCovenant is concluded, decided on by each party, checked, amended and joined; it goes on.
func (h *history) livingCovenant() {
	terms := covenantTerms("Convenant Zorg- en Veiligheidshuis", h.process["veilig"].id)
	elements, better := elementsOf("Artikel 12: geen doorgifte"), elementsOf("Artikel 12: geen doorgifte, ook niet door leveranciers")
	r := h.record("covenant", "")
	dpia := func(ref string) func() any {
		return func() any {
			id, on := h.earlierDPIA(r, h.process["veilig"].id, ref, 4)
			return sharing.CompleteCovenantDpia{Dpia: id, CompletedOn: on}
		}
	}
	current := always(sharing.CheckCovenant{YearlyCheck: sharing.YearlyCheck{Result: "current"}})
	wider := terms
	wider.Parties = append(wider.Parties[:2:2], "Woonstichting De Zandbank")
	h.story(h.part(0.09), r, "veilig",
		step{0, domain.OWN, "draft", always(sharing.DraftCovenant{CovenantTerms: terms})},
		step{8, domain.OWN, "complete-elements", always(sharing.CompleteCovenantElements{CovenantElements: elements})},
		step{10, domain.OWN, "decide-party", always(sharing.DecideParty{Party: terms.Parties[0], Decision: "agreed", Reference: "Besluit politiechef 2022-18"})},
		step{5, domain.COL, "conclude", func() any {
			return sharing.ConcludeCovenant{Decision: "Collegebesluit Z-2022-0391", From: h.after(10), Until: h.today().AddYears(6), SignedBy: h.jobs[domain.MAYOR][0]}
		}},
		step{4, domain.PB, "decide-party", always(sharing.DecideParty{Party: terms.Parties[1], Decision: "agreed", Reference: "Directiebesluit R22/7"})},
		step{3, domain.PB, "archive", always(sharing.ArchiveCovenant{Document: fileHash("convenant-zvh.pdf", h.opt.Seed), Place: "Zaaksysteem, zaak Z-2022-0391"})},
		step{10, domain.OWN, "complete-dpia", dpia("DPIA Veiligheidshuis 2022")},
		step{2, domain.SYS, "take-effect", always(sharing.TakeCovenantEffect{})},
		step{200, domain.OWN, "check-yearly", current},
		step{15, domain.COL, "accede", always(sharing.AccedeParty{Party: wider.Parties[2], Reference: "Bestuursbesluit 23-44", Decision: "Collegebesluit Z-2023-0810"})},
		step{20, domain.OWN, "complete-dpia", dpia("DPIA Veiligheidshuis 2023")},
		step{4, domain.FG, "remedy-deviation", h.remedyFirst(r, "De DPIA is gedaan voor het convenant met de nieuwe partij.")},
		step{180, domain.OWN, "check-yearly", always(sharing.CheckCovenant{YearlyCheck: sharing.YearlyCheck{Result: "to-be-adapted", Action: "Artikel 12 noemt de leveranciers niet."}})},
		step{30, domain.OWN, "amend", always(sharing.AmendCovenant{CovenantTerms: wider, CovenantElements: better, Decision: "Collegebesluit Z-2024-0512", Reason: "Uitkomst van de jaarlijkse controle."})},
		step{14, domain.FG, "supervise", always(sharing.SuperviseCovenant{Outcome: "insufficient", Findings: "Na de wijziging is de DPIA nog niet opnieuw gedaan.", OwnWork: domain.No})},
		step{20, domain.OWN, "complete-dpia", dpia("DPIA Veiligheidshuis 2024")},
		step{5, domain.PB, "remedy-deviation", h.remedyFirst(r, "De DPIA is opnieuw gedaan.")},
		step{200, domain.OWN, "check-yearly", current})
}

// oldCovenant was concluded before the ledger, and not by its rules: facts and deviations. It is given up.
func (h *history) oldCovenant() {
	terms := covenantTerms("Convenant leerplicht en voortijdig schoolverlaten", h.process["leer"].id)
	terms.Parties, terms.Collaboration = []string{"Gemeente Zandhaven", "Scholengroep Kust"}, ""
	elements := elementsOf("")
	elements.Audits = ""
	r := h.record("covenant", "")
	cleared := sharing.DataCleared{What: "Verzuimgegevens van leerlingen", Confirmation: fileHash("bevestiging-leerplicht.pdf", h.opt.Seed)}
	left := cleared
	left.Party = terms.Parties[1]
	h.story(h.part(0.14), r, "leer",
		step{0, domain.OWN, "draft", always(sharing.DraftCovenant{CovenantTerms: terms})},
		step{1, domain.OWN, "complete-elements", always(sharing.CompleteCovenantElements{CovenantElements: elements})},
		step{1, domain.PB, "record-concluded", always(sharing.RecordConcludedCovenant{On: "2017-05-11", From: "2017-08-01", Until: "2030-07-31"})},
		step{20, domain.PB, "archive", always(sharing.ArchiveCovenant{Document: fileHash("convenant-leerplicht-2017.pdf", h.opt.Seed), Place: "Archiefkast, map 2017"})},
		step{15, domain.CISO, "find-deviation", always(sharing.FindCovenantDeviation{FindDeviation: domain.FindDeviation{Rule: "§7.1, beveiliging", What: "Lijsten gaan per gewone e-mail naar de scholen."}})},
		step{25, domain.OWN, "check-yearly", always(sharing.CheckCovenant{YearlyCheck: sharing.YearlyCheck{Result: "to-be-adapted", Action: "Het convenant mist twee elementen."}})},
		step{40, domain.PB, "withdraw-party", always(sharing.WithdrawParty{Party: terms.Parties[1], Reason: "De scholengroep sluit een eigen overeenkomst.", Data: "open"})},
		step{20, domain.OWN, "return-data", always(sharing.ReturnCovenantData{DataCleared: left})},
		step{30, domain.OWN, "terminate", always(sharing.TerminateCovenant{Reason: "De taak is overgegaan naar een gemeenschappelijke regeling."})},
		step{30, domain.OWN, "destroy-data", always(sharing.DestroyCovenantData{DataCleared: cleared})},
		step{3, domain.OWN, "close", always(sharing.CloseCovenant{})})
}

// shortCovenants: one without personal data that runs out, and one that is still a draft.
func (h *history) shortCovenants() {
	terms := covenantTerms("Convenant schone kust", h.process["ro"].id)
	terms.Parties, terms.PolicyGoal, terms.PersonalData, terms.Collaboration, terms.Activities = []string{"Provincie", "Hoogheemraadschap Duinen"}, "Minder afval op het strand.", domain.No, "", nil
	r := h.record("covenant", "")
	h.story(h.part(0.4), r, "ro",
		step{0, domain.OWN, "draft", always(sharing.DraftCovenant{CovenantTerms: terms})},
		step{5, domain.OWN, "decide-party", always(sharing.DecideParty{Party: "Provincie", Decision: "agreed"})},
		step{1, domain.OWN, "decide-party", always(sharing.DecideParty{Party: "Hoogheemraadschap Duinen", Decision: "declined"})},
		step{10, domain.COL, "conclude", func() any {
			return sharing.ConcludeCovenant{Decision: "Collegebesluit Z-2023-1004", From: h.today(), Until: h.after(180), SignedBy: h.jobs[domain.COL][0]}
		}},
		step{1, domain.SYS, "take-effect", always(sharing.TakeCovenantEffect{})},
		step{140, domain.SYS, "expire", always(sharing.ExpireCovenant{})},
		step{5, domain.OWN, "close", always(sharing.CloseCovenant{})})
	h.story(h.part(0.95), h.record("covenant", ""), "wmo",
		step{0, domain.OWN, "draft", always(sharing.DraftCovenant{CovenantTerms: covenantTerms("Convenant regionaal meldpunt zorg", h.process["wmo"].id)})})
}

func (h *history) planExchanges() {
	terms := func(party, process, why string, ground domain.Ground) sharing.ExchangeTerms {
		return sharing.ExchangeTerms{Party: party, Process: h.process[process].id, Activities: []string{"Verstrekken van gegevens aan " + party}, Ground: ground, WhyLawful: why,
			Requirements: "Alleen de genoemde gegevens, via de beveiligde verbinding, met een logboek aan beide kanten.", From: h.after(5), Document: fileHash("afspraak-"+party, h.opt.Seed)}
	}
	water := terms("Hoogheemraadschap Duinen", "bel", "Waterschapswet, art. 139: de aanslagen gaan uit van de gegevens van de gemeente.", "legal-obligation")
	adapted := water
	adapted.Requirements += " Elk kwartaal een controle van het logboek."
	current := always(sharing.CheckExchange{YearlyCheck: sharing.YearlyCheck{Result: "current"}})
	r := h.record("exchange-arrangement", "")
	h.story(h.part(0.07), r, "bel",
		step{0, domain.OWN, "make", always(sharing.MakeExchangeArrangement{ExchangeTerms: water})},
		step{220, domain.OWN, "check-yearly", current},
		step{230, domain.OWN, "check-yearly", always(sharing.CheckExchange{YearlyCheck: sharing.YearlyCheck{Result: "to-be-adapted", Action: "De controle van het logboek staat er niet in."}})},
		step{20, domain.OWN, "amend", always(sharing.AmendExchange{ExchangeTerms: adapted, Reason: "Uitkomst van de jaarlijkse controle."})},
		step{330, domain.OWN, "check-yearly", current}, // too late: a deviation
		step{8, domain.FG, "remedy-deviation", h.remedyFirst(r, "De controle is gedaan; de herinnering staat nu in de agenda van het team.")})
	h.story(h.part(0.3), h.record("exchange-arrangement", ""), "schuld",
		step{0, domain.OWN, "make", always(sharing.MakeExchangeArrangement{ExchangeTerms: terms("Woonstichting De Zandbank", "schuld", "Wet gemeentelijke schuldhulpverlening, art. 3: vroegsignalering.", "public-task")})},
		step{90, domain.PB, "find-deviation", always(sharing.FindExchangeDeviation{FindDeviation: domain.FindDeviation{Rule: "§2.3, eisen aan de uitwisseling", What: "De lijst met achterstanden bevat meer gegevens dan afgesproken."}})},
		step{60, domain.OWN, "end", always(sharing.EndExchange{Reason: "De uitwisseling loopt voortaan via het landelijke systeem."})})
	h.story(h.part(0.85), h.record("exchange-arrangement", ""), "woo",
		step{0, domain.OWN, "make", always(sharing.MakeExchangeArrangement{ExchangeTerms: terms("Gemeente Zandhaven", "woo", "Wet open overheid, art. 4.2: doorzenden van verzoeken.", "legal-obligation")})})
}
