package demo

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/incidents"
)

// planIncidents tells of security incidents (RT-25): a breach that was told to the AP too late, one that was not told for a
// reason, one that turned out to be none, and one that is under way at the end of history.
func (h *history) planIncidents() {
	h.onActive(0.25, h.lateBreach)
	h.onActive(0.45, h.quietBreach)
	h.onActive(0.7, h.noBreach)
	h.on(len(h.days)-2, h.freshIncident)
	h.onActive(0.55, h.processorBreach)
}

// ago is a moment so many hours before now.
func (h *history) ago(hours int) calendar.Moment {
	return calendar.At(h.recorded().Add(-time.Duration(hours) * time.Hour))
}

// employee is one of the staff, who reports.
func (h *history) employee() (act, bool) {
	return act{person: h.jobs[domain.EMP][0], role: domain.EMP}, true
}

func (h *history) reported(r *record, kind incidents.Kind, what string, hours int) turn {
	return turn{0, h.employee, func() any {
		return incidents.Report{Kind: kind, Description: h.secret(r.id, "description", what), Discovered: h.ago(hours)}
	}}
}

// looked are the facts, their report and the analysis, by the privacy administrator.
func (h *history) looked(a *activity, facts, analysis string) []turn {
	pb := h.a(domain.PB)
	return []turn{
		{0, pb, func() any {
			return incidents.InventoryFacts{Circumstances: incidents.Circumstances{Process: a.process(), How: "Een inwoner belde de balie."}, Inventory: facts}
		}},
		{1, pb, always(incidents.DrawUpFacts{Report: "Z-INC-verslag"})},
		{1, pb, always(incidents.Analyse{Analysis: analysis, Document: "Z-INC-analyse"})},
	}
}

func breachOf(risk incidents.Risk, reason string, persons incidents.Count) incidents.Classify {
	return incidents.Classify{Judgement: incidents.Judgement{Breach: domain.Yes, Reason: reason, Risk: risk, Aspects: []incidents.Aspect{"confidentiality"},
		Data: []string{"Naam en adres", "Gezondheid"}, People: []string{"Cliënten"}, PersonsMin: persons, Records: persons, Unreadable: domain.No, Severity: "considerable",
		Consequences: "Anderen kunnen weten welke hulp iemand krijgt.", Remedy: "De brieven zijn teruggehaald en het proces is gestopt."}}
}

func notice(complete domain.YesNo) incidents.ApContent {
	c := incidents.ApContent{Reference: "AP-2026-100417", Nature: "Brieven met gegevens over hulp zijn verkeerd bezorgd.", Complete: complete, Document: "Z-INC-formulier"}
	if complete == domain.Yes {
		c.Persons, c.Records, c.Consequences, c.Measures = "38", "38", "Verlies van vertrouwelijkheid.", "Brieven teruggehaald, controle voor het versturen."
	}
	return c
}

// lateBreach is told to the AP after 72 hours; it has a dilemma, a report that was sent back, and a recommendation.
func (h *history) lateBreach(a *activity) error {
	r, m := h.record("incident", ""), h.record("measure", "")
	pb, ciso, fg, owner := h.a(domain.PB), h.a(domain.CISO), h.a(domain.FG), h.theOwner(a.process())
	steps := append([]turn{h.reported(r, "wrong-letter", "Een stapel brieven ging naar verkeerde adressen; een deel is geopend.", 5)},
		h.looked(a, "38 brieven zijn met een oude adreslijst verstuurd.", "De adreslijst is niet vernieuwd voor het versturen.")...)
	steps = append(steps, []turn{
		{2, h.a(domain.SYS), always(incidents.PassApPeriod{})},
		{0, pb, always(breachOf(incidents.HighRisk, "Brieven met gegevens over gezondheid zijn door anderen geopend.", "38"))},
		{0, ciso, always(incidents.Advise{Text: "Haal de brieven op en meld bij de AP."})},
		{0, fg, always(incidents.Advise{Text: "Meld meteen en informeer de betrokkenen."})},
		{0, fg, always(incidents.NotifyAp{ApContent: notice(domain.No), Late: "De ernst werd pas na het tellen van de brieven duidelijk."})},
		{1, fg, always(incidents.RaiseDilemma{Subject: "Ook mensen bellen van wie de brief ongeopend terugkwam?"})},
		{1, owner, always(incidents.SettleDilemma{Dilemma: "D1", Answer: "Ja, uit zorgvuldigheid."})},
		{1, h.a(domain.SEC), always(incidents.SettleDilemma{Dilemma: "D1", Answer: "Akkoord met de eigenaar."})},
		{1, h.a(domain.MAYOR), always(incidents.SettleDilemma{Dilemma: "D1", Answer: "Akkoord."})},
		{0, owner, func() any {
			return incidents.Inform{Lead: h.ownerOf(a.process()), On: h.today(), Channel: "letter", Number: "38", Text: "Uw brief kwam bij iemand anders. Wij halen hem terug. Vragen? Bel de gemeente.", Document: "Z-INC-brief"}
		}},
		{2, fg, always(incidents.SupplementAp{Phase: "supplement", ApContent: notice(domain.Yes), Reason: "Aantallen en maatregelen zijn nu bekend."})},
		{1, pb, always(incidents.DraftReport{Document: "Z-INC-rapport-1", Summary: "Verkeerd bezorgde brieven."})},
		{2, ciso, always(incidents.ReturnReport{Reason: "De oorzaak staat er niet in."})},
		{1, pb, always(incidents.DraftReport{Document: "Z-INC-rapport-2", Summary: "Verkeerd bezorgde brieven door een oude adreslijst."})},
		{1, fg, always(incidents.CheckReport{})},
		{1, pb, always(incidents.SendReport{To: []incidents.Receiver{"owner", "secretary", "privacy-administrator", "ciso", "fg"}})},
		{1, ciso, func() any {
			return incidents.Discuss{On: h.today(), Result: "De adreslijst wordt voortaan elke week vernieuwd."}
		}},
		{1, pb, func() any {
			h.later(1, func() error { return h.lesson(a, r, m) })
			return incidents.FindIncidentDeviation{FindDeviation: domain.FindDeviation{Rule: "bijlage 1.4", What: "Het incident is een dag te laat gemeld bij de privacybeheerder."}}
		}},
		{9, fg, func() any {
			return incidents.RemedyIncidentDeviation{RemedyDeviation: domain.RemedyDeviation{Deviation: state[incidents.Incident](r).Deviations.Open()[0].Value, How: "Besproken; het draaiboek is aangepast."}}
		}},
		{1, h.settled(m, owner), always(incidents.ImplementAdvice{How: "De werkwijze is aangepast.", Evidence: "Z-INC-werkwijze"})},
		{3, fg, always(incidents.TestAdvice{Outcome: incidents.Sufficient, Findings: "De lijst wordt elke week vernieuwd."})},
		{1, pb, always(incidents.Close{Absent: "De privacybeheerder deed de inventarisatie; de anderen lazen mee."})},
	}...)
	return h.hurry(r, steps...)
}

// settled waits until a measure is closed.
func (h *history) settled(m *record, who func() (act, bool)) func() (act, bool) {
	return func() (act, bool) {
		by, ok := who()
		return by, ok && state[control.Measure](m).State == control.MeasureStatusClosed
	}
}

// lesson is the recommendation out of an incident, in the list of actions.
func (h *history) lesson(a *activity, r, m *record) error {
	owner := h.theOwner(a.process())
	return h.exchange(m,
		turn{0, h.withOwner(a, domain.PB), h.proposed(a, "Vernieuw de adreslijst elke week.", control.FromIncident, r.stream, 30, domain.No)},
		turn{2, owner, always(control.AcceptMeasure{})},
		turn{4, owner, always(control.ImplementMeasure{Evidence: "Z-INC-werkwijze"})},
		turn{4, h.a(domain.FG), always(control.TestMeasure{Outcome: control.Sufficient, Findings: "geen", OwnWork: domain.No})},
		turn{1, h.a(domain.SYS), always(control.CloseMeasure{})})
}

// quietBreach is a lost telephone that was encrypted: not told to the AP, for a reason; opened again once.
func (h *history) quietBreach(a *activity) error {
	pb, ciso, fg := h.a(domain.PB), h.a(domain.CISO), h.a(domain.FG)
	r := h.record("incident", "")
	steps := []turn{h.reported(r, "lost-carrier", "Een werktelefoon is verloren in de trein.", 3),
		{0, ciso, func() any {
			c := breachOf(incidents.NotPlausible, "De telefoon was versleuteld en is op afstand gewist.", "200")
			c.Unreadable, c.Severity = domain.Yes, "negligible"
			return c
		}},
		{0, fg, always(incidents.DecideAp{Notify: domain.No, Reason: "De gegevens waren versleuteld en zijn gewist.", Mandate: "Mandaatbesluit Z-2022-0100", Advice: "Niet melden; wel vastleggen."})},
		{0, pb, always(incidents.DecideInforming{Inform: domain.No, Reason: "Er is geen risico voor de betrokkenen."})}}
	steps = append(steps, h.looked(a, "De telefoon is niet teruggevonden.", "De versleuteling stond aan; het wissen is bevestigd.")...)
	steps = append(steps, []turn{
		{1, ciso, always(incidents.Advise{Text: "Geen verdere maatregelen."})},
		{1, pb, always(incidents.DraftReport{Document: "Z-INC-rapport-3", Summary: "Verloren telefoon, versleuteld en gewist.", NoAdvice: "De bestaande maatregelen werkten."})},
		{1, fg, always(incidents.CheckReport{Remarks: "Helder."})},
		{1, pb, always(incidents.SendReport{To: []incidents.Receiver{"owner", "secretary", "fg"}})},
		{1, pb, func() any { return incidents.Discuss{On: h.today(), Result: "Ter kennisgeving aangenomen."} }},
		{1, pb, always(incidents.Close{Absent: "De CISO en de privacybeheerder verdeelden het werk."})},
		{30, fg, always(incidents.Reopen{Reason: "De telefoon is gevonden en wordt onderzocht."})},
		{3, pb, always(incidents.Close{Absent: "De CISO en de privacybeheerder verdeelden het werk."})},
	}...)
	return h.hurry(r, steps...)
}

// noBreach was told to the AP at once, and turned out to be no breach: the notification was withdrawn.
func (h *history) noBreach(a *activity) error {
	r := h.record("incident", "")
	pb, fg := h.a(domain.PB), h.a(domain.FG)
	steps := []turn{h.reported(r, "hack", "Vreemde meldingen van de virusscanner op een server.", 2),
		{0, fg, h.told(r)}}
	steps = append(steps, h.looked(a, "De scanner sloeg aan op een nieuw hulpmiddel van beheer.", "Er is niemand binnen geweest; het was loos alarm.")...)
	steps = append(steps,
		turn{0, pb, always(incidents.Classify{Judgement: incidents.Judgement{Breach: domain.No, Reason: "Er is geen toegang geweest tot gegevens."}})},
		turn{1, fg, always(incidents.WithdrawAp{Reason: "Er bleek geen datalek.", Document: "Z-INC-intrekking"})})
	return h.hurry(r, steps...)
}

// freshIncident is under way at the end.
func (h *history) freshIncident() error {
	r := h.record("incident", "")
	return h.hurry(r, h.reported(r, "wrong-letter", "Een besluit ging per e-mail naar een verkeerd adres.", 1),
		turn{0, h.a(domain.PB), always(breachOf(incidents.SomeRisk, "Een ander heeft het besluit ontvangen.", "1"))})
}

// processorBreach is reported by a processor through the public page, and given to a legal adviser to read.
func (h *history) processorBreach(a *activity) error {
	r := h.record("incident", "")
	pb := h.a(domain.PB)
	return h.hurry(r,
		turn{0, h.a(domain.SYS), func() any {
			return incidents.Receive{Kind: "hack", ProcessorAt: h.ago(20), Description: h.secret(r.id, "description", "Iemand is ingelogd met een gestolen wachtwoord."),
				Contact: h.secret(r.id, "contact", "Voorbeeld Software BV, Bea Verzonnen, 023 000 00 00")}
		}},
		turn{0, pb, func() any {
			return incidents.InventoryFacts{Circumstances: incidents.Circumstances{Process: a.process(), How: "De verwerker meldde het."}, Inventory: "Er is een dag lang meegelezen in een testomgeving.",
				Persons: h.secret(r.id, "persons", "Ada Verzonnen, Bob Verzonnen")}
		}},
		turn{0, pb, func() any { return incidents.Assign{Person: h.jobs[domain.JUR][0]} }},
		turn{0, pb, always(incidents.Classify{Judgement: incidents.Judgement{Breach: domain.No, Reason: "In de testomgeving stonden alleen verzonnen gegevens."}})})
}

// hurry is exchange for work in which hours count: a turn of no days follows on the same day.
func (h *history) hurry(r *record, list ...turn) error {
	by, ok := list[0].who()
	if !ok {
		h.later(6, func() error { return h.hurry(r, list...) })
		return nil
	}
	by.on, by.command = r, list[0].command()
	if err := h.do(by, h.recorded()); err != nil || len(list) == 1 {
		return err
	}
	if list[1].days == 0 {
		h.moment()
		return h.hurry(r, list[1:]...)
	}
	h.later(list[1].days, func() error { return h.hurry(r, list[1:]...) })
	return nil
}

// told is a first notification, with the reason if it is late because nobody was in office.
func (h *history) told(r *record) func() any {
	return func() any {
		c := incidents.NotifyAp{ApContent: notice(domain.No)}
		if state[incidents.Incident](r).ApOverdue(h.recorded()) {
			c.Late = "De functie van FG was niet bezet."
		}
		return c
	}
}
