package demo

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/rights"
	"github.com/heemstede/grootboek/domain/sharing"
)

// planComplaints tells of complaints (RT-23), administrative objections (RT-24) and decisions to share data of one resident
// (RT-10). All residents are made up.
func (h *history) planComplaints() {
	h.onActive(0.28, h.lateComplaint)
	h.onActive(0.5, h.withdrawnComplaint)
	h.onActive(0.66, h.unfoundedComplaint)
	h.on(len(h.days)-4, h.freshComplaint)
	h.on(h.part(0.3), h.wonAppeal)
	h.on(h.part(0.55), h.quietObjection)
	h.on(h.part(0.75), h.withdrawnObjection)
	h.onActive(0.35, h.sharedWithCare)
	h.onActive(0.6, h.notShared)
	h.onActive(0.94, h.residentWaits)
}

// front is whoever sits at the counter.
func (h *history) front() (act, bool) { return h.employee() }

func (h *history) complains(r *record, channel rights.ComplaintChannel, department, contact, text string) turn {
	return turn{0, h.front, func() any {
		return rights.ReceiveComplaint{Channel: channel, Department: department, Contact: h.secret(r.id, "contact", contact), Text: h.secret(r.id, "complaint", text)}
	}}
}

func (h *history) confirms(a *activity, committee domain.YesNo) turn {
	return turn{1, h.withOwner(a, domain.PB), func() any {
		return rights.ConfirmComplaint{ComplaintHandling: rights.ComplaintHandling{Process: a.process(), Activities: []string{a.rec.id},
			Handler: h.one(domain.JUR), Committee: committee}}
	}}
}

// informs is a letter with these parts.
func (h *history) informs(r *record, days int, role domain.Role, part, text string, told ...rights.ComplaintPart) turn {
	return turn{days, h.a(role), func() any {
		return rights.InformComplainant{Letter: h.secret(r.id, part, text), Told: told}
	}}
}

// lateComplaint was justified and answered too late; the way of working was changed, by a measure out of it.
func (h *history) lateComplaint(a *activity) error {
	r, m := h.record("complaint", ""), h.record("measure", "")
	jur, owner, fg := h.a(domain.JUR), h.theOwner(a.process()), h.a(domain.FG)
	remedy := func() any {
		c := rights.RemedyComplaintDeviation{RemedyDeviation: domain.RemedyDeviation{How: "Excuses gemaakt; de termijnen staan nu op het weekoverzicht."}}
		if open := state[rights.Complaint](r).Options("deviation"); len(open) > 0 {
			c.Deviation = open[0].Value
		}
		return c
	}
	return h.exchange(r,
		h.complains(r, "letter", "Team Zorg", "Hans Voorbeeldman, Testlaan 1, Duinrade", "Mijn brief lag bij de buren."),
		turn{3, jur, always(rights.ExtendComplaint{Reason: "De verzender van de brief is twee weken dicht."})},
		h.confirms(a, domain.No),
		turn{12, jur, func() any {
			return rights.HearComplainant{Report: h.secret(r.id, "hearing-0a1b2c3d", "De klager vertelde wanneer hij de brief kreeg.")}
		}},
		turn{30, jur, func() any {
			return rights.InvestigateComplaint{Findings: h.secret(r.id, "findings", "De adreslijst was een half jaar oud.")}
		}},
		turn{12, h.a(domain.COL), func() any {
			return rights.JudgeComplaint{Outcome: rights.ComplaintJustified, Reasons: h.secret(r.id, "reasons", "De gemeente had het adres moeten nakijken."), Decision: "Collegebesluit Z-KL-0117"}
		}},
		h.informs(r, 4, domain.COL, "letter-0a1b2c3d", "Uw klacht is terecht.", rights.ToldReasons, rights.ToldAuthority),
		turn{1, h.a(domain.PB), func() any {
			h.later(1, func() error { return h.lessonOf(a, r, m) })
			return rights.FindComplaintDeviation{FindDeviation: domain.FindDeviation{Rule: "Awb art. 9:6, ontvangstbevestiging", What: "De bevestiging is pas na een week verstuurd."}}
		}},
		turn{14, h.settled(m, owner), func() any {
			return rights.AdaptHandling{What: "Adressen worden vóór het versturen nagekeken.", Measures: []string{m.id}}
		}},
		h.informs(r, 2, domain.PB, "letter-1a2b3c4d", "Wij kijken adressen nu na.", rights.ToldChange, rights.ToldOmbudsman),
		turn{1, fg, remedy}, turn{1, fg, remedy}, turn{1, fg, remedy},
		turn{2, h.a(domain.PB), always(rights.CloseComplaint{Ending: "handled"})})
}

// lessonOf is the measure out of a complaint, in the list of actions.
func (h *history) lessonOf(a *activity, r, m *record) error {
	owner := h.theOwner(a.process())
	return h.exchange(m,
		turn{0, h.withOwner(a, domain.JUR), h.proposed(a, "Kijk adressen na vóór het versturen.", control.FromComplaint, r.stream, 30, domain.No)},
		turn{1, owner, always(control.AcceptMeasure{})},
		turn{3, owner, always(control.ImplementMeasure{Evidence: "Werkinstructie versturen"})},
		turn{3, h.a(domain.FG), always(control.TestMeasure{Outcome: control.Sufficient, Findings: "Het adres wordt nagekeken.", OwnWork: domain.No})},
		turn{1, h.a(domain.SYS), always(control.CloseMeasure{})})
}

// withdrawnComplaint ended in a talk.
func (h *history) withdrawnComplaint(a *activity) error {
	r := h.record("complaint", "")
	return h.exchange(r,
		h.complains(r, "oral", "Burgerzaken", "Mina Fictief, Nepstraat 2, Duinrade", "Er werd hardop over mij gepraat aan de balie."),
		h.confirms(a, domain.No),
		turn{5, h.front, always(rights.WithdrawComplaint{Why: "satisfied"})})
}

// unfoundedComplaint was not justified, and answered with reasons all the same (R-5.2-12).
func (h *history) unfoundedComplaint(a *activity) error {
	r := h.record("complaint", "")
	return h.exchange(r,
		h.complains(r, "form", "Belastingen", "Piet Verzonnen, Droomweg 3, Duinrade", "De gemeente wist mijn inkomen."),
		h.confirms(a, domain.Yes),
		turn{9, h.a(domain.PB), func() any {
			return rights.InvestigateComplaint{Findings: h.secret(r.id, "findings", "Het inkomen kwam van de klager zelf."), NotHeard: "waived"}
		}},
		turn{8, h.a(domain.COL), func() any {
			return rights.JudgeComplaint{Outcome: rights.ComplaintNotJustified, Reasons: h.secret(r.id, "reasons", "De klager vulde het in op het formulier."), Decision: "Collegebesluit Z-KL-0243"}
		}},
		h.informs(r, 2, domain.PB, "letter-0a1b2c3d", "Uw klacht is niet terecht, en waarom.", rights.ToldReasons, rights.ToldOmbudsman, rights.ToldAuthority),
		turn{1, h.a(domain.PB), always(rights.CloseComplaint{Ending: "handled"})})
}

// freshComplaint came in on the last days.
func (h *history) freshComplaint() error {
	r := h.record("complaint", "")
	return h.exchange(r, h.complains(r, "email", "Leerplicht", "Anna Bedacht, Fantasieplein 4, Duinrade", "De school wist meer dan ik had verteld."))
}

// objects is against the decision on the last request that was closed, if there is one.
func (h *history) objects(r *record, against, contact, grounds string, committee domain.YesNo) turn {
	return turn{0, h.a(domain.JUR), func() any {
		request := ""
		for _, x := range h.ofType["request"] {
			if x.version > 0 && x.rec.StatusOf(x.state) == "closed" {
				request = x.stream
			}
		}
		return rights.ReceiveAdministrativeObjection{Request: request, Against: against, Told: h.after(-20), Committee: committee,
			Objector: h.secret(r.id, "contact", contact), Grounds: h.secret(r.id, "grounds", grounds)}
	}}
}

func (h *history) decides(r *record, days int, outcome rights.AppealOutcome, text string, remedies domain.YesNo) turn {
	return turn{days, h.a(domain.COL), func() any {
		return rights.DecideAdministrativeObjection{Outcome: outcome, Decision: h.secret(r.id, "decision", text), Remedies: remedies}
	}}
}

// wonAppeal went to court, and the court found for the objector.
func (h *history) wonAppeal() error {
	r, jur := h.record("objection", ""), h.a(domain.JUR)
	return h.exchange(r,
		h.objects(r, "Z-VR-0081", "Jan Voorbeeld, Testkade 5, Duinrade", "Ik kreeg niet alle stukken.", domain.Yes),
		turn{30, jur, always(rights.ExtendAdministrativeObjection{Reason: "De commissie vergadert later."})},
		h.decides(r, 25, "unfounded", "De stukken zijn compleet.", domain.No),
		turn{4, h.a(domain.FG), func() any {
			c := rights.RemedyAppealDeviation{RemedyDeviation: domain.RemedyDeviation{How: "De rechtsmiddelen zijn nagestuurd."}}
			if open := state[rights.Appeal](r).Options("deviation"); len(open) > 0 {
				c.Deviation = open[0].Value
			}
			return c
		}},
		turn{12, jur, always(rights.LodgeAppeal{Court: "Rechtbank Duinland", Number: "DUI 24/0815"})},
		turn{90, jur, func() any {
			return rights.ReceiveJudgment{Judgment: "founded", Text: h.secret(r.id, "judgment-0a1b2c3d", "De gemeente moet opnieuw zoeken.")}
		}},
		turn{20, jur, always(rights.CarryOutJudgment{How: "Er is opnieuw gezocht; de ontbrekende stukken zijn gegeven.", Ending: "financial"})},
		turn{5, h.a(domain.PB), always(rights.FindAppealDeviation{FindDeviation: domain.FindDeviation{Rule: "Awb art. 6:14, ontvangstbevestiging", What: "De ontvangst is niet bevestigd."}})})
}

// quietObjection was decided, and nobody went to court.
func (h *history) quietObjection() error {
	r := h.record("objection", "")
	return h.exchange(r,
		h.objects(r, "Z-VR-0112", "Roos Bedenksel, Sprookjeshof 6, Duinrade", "Mijn gegevens hadden weg gemoeten.", domain.No),
		h.decides(r, 18, "founded", "De gegevens zijn alsnog verwijderd.", domain.Yes),
		turn{40, h.a(domain.JUR), always(rights.CloseAdministrativeObjection{Ending: "handled"})})
}

// withdrawnObjection was taken back.
func (h *history) withdrawnObjection() error {
	r := h.record("objection", "")
	return h.exchange(r,
		h.objects(r, "Z-VR-0140", "Kees Denkbeeldig, Luchtkasteel 7, Duinrade", "Het duurde te lang.", domain.No),
		turn{6, h.a(domain.JUR), always(rights.WithdrawAdministrativeObjection{Reason: "Het antwoord is er alsnog."})})
}

func (h *history) assesses(r *record, a *activity, zaak string, needed domain.YesNo) turn {
	return turn{0, h.theOwner(a.process()), func() any {
		return sharing.AssessSharing{SharingTerms: sharing.SharingTerms{Resident: h.secret(r.id, "resident", "Tom Nepnaam, Schijnpad 8, Duinrade"), One: domain.Yes,
			Case: zaak, Process: a.process(), Interest: h.secret(r.id, "interest", "Hij hoeft zijn verhaal maar één keer te vertellen."),
			Parts: []string{"Naam en adres", "Hulpvraag"}, Inside: []string{"Team Schulden"}, Outside: []string{"Stichting Wijkzorg Duinrade"}, Needed: needed,
			Assessment: h.secret(r.id, "assessment", "De hulp hangt samen."), Motivation: h.secret(r.id, "motivation", "Zo sluit de hulp aan."), Ground: "public-task"}}
	}}
}

// sharedWithCare was told at once; more was shared than approved, and that was mended.
func (h *history) sharedWithCare(a *activity) error {
	r, owner := h.record("sharing-decision", ""), h.theOwner(a.process())
	return h.exchange(r,
		h.assesses(r, a, "Z-ID-0031", domain.Yes),
		turn{1, owner, always(sharing.ApproveSharing{})},
		turn{1, owner, always(sharing.InformResident{How: "conversation", Told: []sharing.ToldPart{"sharing", "motivation"}})},
		turn{1, owner, always(sharing.ShareData{Parts: []string{"Naam en adres", "Hulpvraag", "Gezinssamenstelling"}, Receivers: []string{"Stichting Wijkzorg Duinrade"}})},
		turn{6, h.a(domain.FG), func() any {
			return sharing.RemedySharingDeviation{RemedyDeviation: domain.RemedyDeviation{Deviation: r.state.(sharing.SharingDecision).Options("deviation")[0].Value, How: "De ontvanger heeft het te veel gedeelde vernietigd."}}
		}},
		turn{3, owner, always(sharing.CloseSharingDecision{})})
}

// notShared was not needed.
func (h *history) notShared(a *activity) error {
	r, owner := h.record("sharing-decision", ""), h.theOwner(a.process())
	return h.exchange(r,
		h.assesses(r, a, "Z-ID-0058", domain.No),
		turn{1, owner, func() any {
			return sharing.RefuseSharing{Reason: h.secret(r.id, "refusal", "De hulp kan zonder delen.")}
		}},
		turn{1, owner, always(sharing.CloseSharingDecision{})})
}

// residentWaits is shared at the end, and the resident does not know why yet.
func (h *history) residentWaits(a *activity) error {
	r, owner := h.record("sharing-decision", ""), h.theOwner(a.process())
	return h.exchange(r,
		h.assesses(r, a, "Z-ID-0090", domain.Yes),
		turn{1, owner, always(sharing.ApproveSharing{})},
		turn{1, owner, always(sharing.ShareData{Parts: []string{"Naam en adres"}, Receivers: []string{"Team Schulden"}})},
		turn{2, owner, always(sharing.InformResident{How: "phone", Told: []sharing.ToldPart{"sharing"}})})
}
