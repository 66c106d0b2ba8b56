package demo

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/governance"
)

// A turn is a step of somebody who is known by more than a role: the same tester, the one who received an advice.
type turn struct {
	days    int
	who     func() (act, bool) // false: not now; it is tried again later
	command func() any
}

// exchange plays them on one record, one after the other.
func (h *history) exchange(r *record, list ...turn) error {
	by, ok := list[0].who()
	if !ok {
		h.later(6, func() error { return h.exchange(r, list...) })
		return nil
	}
	by.on, by.command = r, list[0].command()
	if err := h.do(by, h.recorded()); err != nil || len(list) == 1 {
		return err
	}
	h.later(list[1].days, func() error { return h.exchange(r, list[1:]...) })
	return nil
}

// a is whoever is in office in the role; of the FG the FG and not the deputy, so that the same person goes on.
func (h *history) a(role domain.Role) func() (act, bool) {
	return func() (act, bool) {
		if role == domain.SYS {
			return act{person: domain.System, role: role}, true
		}
		list := h.Holders(role, h.recorded())
		if role == domain.FG && len(list) > 1 {
			list = slices.DeleteFunc(list, func(p string) bool { return p == h.jobs[domain.JUR][1] })
		}
		if len(list) == 0 {
			return act{}, false
		}
		return act{person: list[0], role: role}, true
	}
}

// theOwner is the owner of a process.
func (h *history) theOwner(process string) func() (act, bool) {
	return func() (act, bool) {
		p := h.ownerOf(process)
		return act{person: p, role: domain.OWN}, p != ""
	}
}

// planControl tells of measures, security measures, advice, awareness and whole tests (RT-20, 27, 29, 30, 32).
func (h *history) planControl() {
	h.onActive(0.3, h.goodMeasure)
	h.onActive(0.5, h.rejectedMeasure)
	h.onActive(0.8, h.openMeasure)
	h.onActive(0.93, h.proposedMeasure)
	h.onActive(0.4, h.registerTest)
	h.onActive(0.96, h.runningTest)
	h.on(max(h.part(0.05), h.first("2020-01-02")), h.backup)
	h.on(h.part(0.6), h.cleaners)
	h.on(h.part(0.25), h.askedAdvice)
	h.on(h.part(0.7), h.unaskedAdvice)
	h.on(h.part(0.97), h.openAdvice)
	for i, part := range []float64{0.2, 0.45, 0.75} {
		h.on(h.part(part), func() error { return h.awareness(i) })
	}
	for _, part := range []float64{0.35, 0.85, 0.95} {
		h.onActive(part, h.attention)
	}
}

// proposed is a measure out of a deviation or a test of an activity.
func (h *history) proposed(a *activity, text string, from control.MeasureOrigin, record string, days int, before domain.YesNo) func() any {
	return func() any {
		return control.ProposeMeasure{MeasureTerms: control.MeasureTerms{Origin: from, Record: record, Text: text, Kind: "organisational",
			Process: a.process(), Owner: h.ownerOf(a.process()), Due: h.after(days), Before: before}}
	}
}

// withOwner is who acts in the role as soon as the process has an owner.
func (h *history) withOwner(a *activity, role domain.Role) func() (act, bool) {
	return func() (act, bool) {
		by, ok := h.a(role)()
		return by, ok && h.ownerOf(a.process()) != ""
	}
}

// goodMeasure is postponed once, found insufficient, done again and closed.
func (h *history) goodMeasure(a *activity) error {
	owner, fg := h.theOwner(a.process()), h.a(domain.FG)
	implemented := turn{20, owner, always(control.ImplementMeasure{Evidence: "Werkinstructie in het zaaksysteem"})}
	return h.exchange(h.record("measure", ""),
		turn{0, h.withOwner(a, domain.PB), h.proposed(a, "Leg in een werkinstructie vast wie een dossier mag inzien.", control.FromDeviation, a.rec.stream, 60, domain.No)},
		turn{4, owner, always(control.AcceptMeasure{})},
		turn{30, owner, func() any {
			return control.PostponeMeasure{Until: h.after(60), Reason: "De werkinstructie wacht op het nieuwe systeem."}
		}},
		implemented,
		turn{8, fg, always(control.TestMeasure{Outcome: control.Insufficient, Findings: "De instructie noemt de vervangers niet.", OwnWork: domain.No})},
		implemented,
		turn{8, fg, always(control.TestMeasure{Outcome: control.Sufficient, Findings: "geen", OwnWork: domain.No})},
		turn{1, h.a(domain.SYS), always(control.CloseMeasure{})})
}

func (h *history) rejectedMeasure(a *activity) error {
	return h.exchange(h.record("measure", ""),
		turn{0, h.withOwner(a, domain.FG), h.proposed(a, "Bewaar de papieren dossiers in een andere ruimte.", control.FromElsewhere, "", 90, domain.No)},
		turn{6, h.theOwner(a.process()), always(control.RejectMeasure{Reason: "De dossiers worden dit jaar digitaal en de kasten gaan weg."})})
}

// openMeasure was taken on and is late at the end of history.
func (h *history) openMeasure(a *activity) error {
	return h.exchange(h.record("measure", ""),
		turn{0, h.withOwner(a, domain.CISO), h.proposed(a, "Stel meervoudige aanmelding in voor beheerders.", control.FromDeviation, a.rec.stream, 90, domain.No)},
		turn{5, h.theOwner(a.process()), always(control.AcceptMeasure{})})
}

func (h *history) proposedMeasure(a *activity) error {
	return h.exchange(h.record("measure", ""),
		turn{0, h.withOwner(a, domain.PB), h.proposed(a, "Maak de informatie voor inwoners klaar voordat de nieuwe module start.", control.FromElsewhere, a.rec.stream, 120, domain.Yes)})
}

// registerTest is a test of the register from start to closing, with a recommendation.
func (h *history) registerTest(a *activity) error {
	r, m := h.record("test", ""), h.record("measure", "")
	fg := h.a(domain.FG)
	return h.exchange(r,
		turn{0, h.withOwner(a, domain.FG), func() any {
			return control.StartTest{TestScope: control.TestScope{Subject: control.RegisterSubject, Records: []string{a.rec.stream}, From: h.today().AddYears(-1), Until: h.today(),
				Criteria: "Artikel 30 AVG en §4.1 van het beleid"}}
		}},
		turn{2, fg, always(control.RecordFinding{Text: "De bewaartermijn is niet onderbouwd.", Severity: "middle"})},
		turn{1, fg, always(control.RecordFinding{Text: "De omschrijving van het doel is te ruim.", Severity: "low"})},
		turn{1, h.withOwner(a, domain.FG), func() any {
			h.later(1, func() error {
				return h.exchange(m, turn{0, h.withOwner(a, domain.FG), h.proposed(a, "Onderbouw de bewaartermijn met een artikel.", control.FromTest, r.stream, 80, domain.No)},
					turn{9, h.theOwner(a.process()), always(control.AcceptMeasure{})})
			})
			return control.ConcludeRegisterTest{Quality: "sufficient", Currency: "sufficient", Correctness: "insufficient", Completeness: control.NotTested,
				Conclusion: control.Conclusion{Advised: []string{m.id}, OwnWork: domain.No}}
		}},
		turn{12, h.theOwner(a.process()), always(control.ReactToTest{Reaction: "Ik pas het doel aan en zoek de grondslag van de termijn op."})},
		turn{40, fg, func() any {
			return control.FollowUpFinding{Finding: "B1", How: "Er is een maatregel afgesproken.", Measure: m.id}
		}},
		turn{1, fg, always(control.FollowUpFinding{Finding: "B2", How: "Het doel is aangepast."})},
		turn{1, fg, always(control.CloseTest{})})
}

func (h *history) runningTest(a *activity) error {
	return h.exchange(h.record("test", ""),
		turn{0, h.a(domain.FG), func() any {
			return control.StartTest{TestScope: control.TestScope{Subject: control.OtherSubject, Records: []string{a.rec.stream}, From: h.today().AddYears(-1), Until: h.today(), Criteria: "Werken volgens het beleid"}}
		}})
}

func security(name, what string, norm control.Norm, number string, to ...control.Protected) control.SecurityTerms {
	return control.SecurityTerms{Name: name, Description: what, Kind: "technical", Norms: []control.Norm{norm}, Controls: []string{number}, AppliesTo: to, Public: domain.No}
}

// backup still refers to the BIG; it is brought to the BIO.
func (h *history) backup() error {
	old := security("Reservekopieën", "Elke nacht, op een andere plaats.", control.BIG, "BIG 10.5.1", "activities", "hardware")
	next := security("Reservekopieën", "Elke nacht, op een andere plaats.", control.BIO, "BIO 12.3.1", "activities", "hardware")
	ciso := h.a(domain.CISO)
	return h.exchange(h.record("security-measure", ""),
		turn{0, ciso, always(control.RecordSecurityMeasure{SecurityTerms: old})},
		turn{1, h.a(domain.SYS), always(control.ReplaceNorm{})},
		turn{3, h.theOwner(h.process["ict"].id), always(control.ImplementSecurityMeasure{Evidence: "Rapport van de hersteltest"})},
		turn{20, ciso, always(control.ChangeSecurityMeasure{SecurityTerms: next, Reason: "De BIO vervangt de BIG."})},
		turn{200, ciso, always(control.TestSecurityMeasure{Outcome: control.Sufficient, Findings: "geen", OwnWork: domain.No})})
}

// cleaners ends when the contract ends.
func (h *history) cleaners() error {
	ciso := h.a(domain.CISO)
	return h.exchange(h.record("security-measure", ""),
		turn{0, ciso, always(control.RecordSecurityMeasure{SecurityTerms: security("Toegang van de schoonmaak", "Alleen met begeleiding in de archiefruimte.", control.BIO, "BIO 11.1.2", "cleaning", "building-security")})},
		turn{5, h.theOwner(h.process["ict"].id), always(control.ImplementSecurityMeasure{})},
		turn{90, ciso, always(control.EndSecurityMeasure{Reason: "De archiefruimte is opgeheven."})})
}

// askedAdvice is asked by a colleague, given, partly followed, and replaced later by a new one.
func (h *history) askedAdvice() error {
	r, next := h.record("advice", ""), h.record("advice", "")
	asker := h.jobs[domain.EMP][0]
	self := func() (act, bool) { return act{person: asker, role: domain.EMP}, true }
	topic := control.AdviceTopic{Subject: "Een lijst met verjaardagen op het intranet", Topic: control.OnPrivacy, Audience: control.Employees, Receiver: asker}
	err := h.exchange(r,
		turn{0, self, always(control.RequestAdvice{AdviceTopic: topic, Question: "Mag de afdeling zo’n lijst maken?"})},
		turn{4, h.a(domain.PB), always(control.GiveAdvice{AdviceText: control.AdviceText{Text: "Alleen met toestemming van ieder die erop staat."}})},
		turn{3, self, always(control.ReactToAdvice{Follow: "partly", Reason: "De lijst hangt alleen in de kamer van het team."})})
	h.later(200, func() error {
		err := h.exchange(next, turn{0, h.giver(r), always(control.GiveUnaskedAdvice{AdviceTopic: topic, AdviceText: control.AdviceText{Text: "Een lijst van wie zich zelf aanmeldt, mag.", Replaces: r.id}})},
			turn{9, self, always(control.ReactToAdvice{Follow: control.Followed})})
		h.later(1, func() error {
			return h.exchange(r, turn{0, h.giver(r), always(control.ReplaceAdvice{By: next.id, Reason: "Het eerdere advies was te streng."})})
		})
		return err
	})
	return err
}

// unaskedAdvice is for the executive, who answers.
func (h *history) unaskedAdvice() error {
	return h.exchange(h.record("advice", ""),
		turn{0, h.a(domain.FG), always(control.GiveUnaskedAdvice{AdviceTopic: control.AdviceTopic{Subject: "Meer tijd voor toezicht", Topic: control.OnPrivacy, Audience: control.Executive, Receiver: h.jobs[domain.COL][0]},
			AdviceText: control.AdviceText{Text: "Maak de functie van FG groter: het aantal verwerkingen is verdubbeld.", Document: "Z-ADV-0007"}})},
		turn{25, h.a(domain.COL), always(control.ReactToAdvice{Follow: "not-followed", Reason: "De begroting van dit jaar laat dat niet toe."})})
}

// openAdvice waits for a reaction at the end of history.
func (h *history) openAdvice() error {
	owner := h.theOwner(h.process["ict"].id)
	return h.exchange(h.record("advice", ""),
		turn{0, owner, always(control.RequestAdvice{AdviceTopic: control.AdviceTopic{Subject: "Helpdesk buiten de EU", Topic: control.OnProcessors, Audience: control.Management}, Question: "Mag de helpdesk van een leverancier in India zitten?"})},
		turn{6, h.a(domain.PB), always(control.GiveAdvice{AdviceText: control.AdviceText{Text: "Alleen met een doorgiftebeoordeling en zonder inzage in dossiers."}})})
}

// awareness is a training, a clean-up day, or a message.
func (h *history) awareness(i int) error {
	kind := []governance.AwarenessKind{governance.Training, governance.CleanUpDay, governance.Communication}[i]
	title := []string{"Omgaan met datalekken", "Opschoondag papier en schijven", "Zo herkent u een verzoek om inzage"}[i]
	held := []any{governance.HoldTraining{Attendance: "32 deelnemers van vijf teams", Result: "Iedereen haalde de toets."},
		governance.HoldCleanUp{Attendance: "Alle teams", Result: "Elf kasten leeg; de schijven zijn nagelopen."},
		governance.PublishMessage{Where: "Intranet", Result: "Wat een verzoek om inzage is en naar wie het gaat."}}[i]
	return h.exchange(h.record("awareness", ""),
		turn{0, h.a(domain.PB), func() any {
			return governance.PlanAwareness{AwarenessTerms: governance.AwarenessTerms{Kind: kind, Title: title, Audience: []governance.Audience{"employees", "externals"}, Planned: h.after(30)}}
		}},
		turn{22, h.a(domain.CISO), always(held)})
}

// attention is that of an owner for privacy in the department of an activity.
func (h *history) attention(a *activity) error {
	return h.exchange(h.record("awareness", ""), turn{0, h.theOwner(a.process()), func() any {
		return governance.PayAttention{Department: a.state().Department, What: "Besproken in het teamoverleg, aan de hand van een voorbeeld."}
	}})
}

// giver is who gave an advice, or the successor.
func (h *history) giver(r *record) func() (act, bool) {
	return func() (act, bool) {
		a := state[control.Advice](r)
		if h.Holds(a.Giver, a.Role, h.recorded()) {
			return act{person: a.Giver, role: a.Role}, true
		}
		return h.a(a.Role)()
	}
}
