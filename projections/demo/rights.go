package demo

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/rights"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/projections"
)

// planRights tells of requests of persons and of restrictions (RT-21, RT-22): all eight rights, over all the years.
func (h *history) planRights() {
	for _, part := range []float64{0.14, 0.31, 0.46, 0.57, 0.68, 0.83} {
		h.onActive(part, h.plainAccess)
	}
	h.onActive(0.21, h.crossAccess)
	h.onActive(0.39, h.nothingFound)
	h.onActive(0.52, h.refusedAccess)
	h.onActive(0.62, h.lateAccess)
	for _, part := range []float64{0.18, 0.43, 0.76} {
		h.onActive(part, h.rectified)
	}
	h.onActive(0.59, h.doubtedData)
	h.onActive(0.27, h.erasedData)
	h.onActive(0.71, h.keptData)
	h.onGround(0.35, []domain.Ground{"public-task", "legitimate-interest"}, h.objectionGranted)
	h.onGround(0.64, []domain.Ground{"public-task", "legitimate-interest"}, h.objectionRefused)
	h.onActive(0.49, h.portability)
	h.onActive(0.54, h.restrictedUse)
	h.onActive(0.66, h.humanView)
	h.onActive(0.29, h.clearInformation)
	h.onActive(0.79, h.withdrawnRequest)
	h.onActive(0.24, h.strangerAsks)
	h.onActive(0.975, h.runningCross)
	h.onGround(0.985, []domain.Ground{"public-task", "legitimate-interest"}, h.runningObjection)
	h.onActive(0.992, h.runningAccess)
}

// onGround is onActive for an activity on one of some legal grounds.
func (h *history) onGround(part float64, grounds []domain.Ground, do func(*activity) error) {
	h.onActive(part, func(*activity) error {
		for _, a := range h.acts {
			f, _ := domain.Tell[domain.ActivityFacts](h.world, a.rec.stream)
			if a.in(register.StatusActive) && a.template.task != pilot && slices.ContainsFunc(f.Grounds, func(g domain.Ground) bool { return slices.Contains(grounds, g) }) {
				return do(a)
			}
		}
		return nil
	})
}

// A petition is one request on its way.
type petition struct {
	h     *history
	r     *record
	a     *activity
	right rights.Right
	cross domain.YesNo
}

func (h *history) petition(a *activity, right rights.Right) *petition {
	return &petition{h, h.record("request", ""), a, right, domain.No}
}

// desk is who handles it: the owner, or the privacy administrator of several departments.
func (p *petition) desk() func() (act, bool) {
	if p.cross == domain.Yes {
		return p.h.a(domain.PB)
	}
	return p.owner()
}

func (p *petition) owner() func() (act, bool) { return p.h.theOwner(p.a.process()) }

func (p *petition) secret(part, text string) domain.VaultRef { return p.h.secret(p.r.id, part, text) }

// intake is what is known at the counter.
func (p *petition) intake(channel rights.Channel) rights.Intake {
	return rights.Intake{Right: p.right, Channel: channel, Contact: p.secret("contact", "Dhr. Fantasius Verzonnen, Nergensstraat 1"), Text: p.secret("text", "Ik vraag dit omdat ik het wil weten."),
		Department: "Klantcontactcentrum", Scope: rights.Scope{Process: p.a.process(), Activities: []string{p.a.rec.id}}}
}

// begin is receipt, confirmation, identity and assignment.
func (p *petition) begin(channel rights.Channel, change func(*rights.Intake)) []turn {
	var in rights.Intake
	return []turn{
		{0, p.h.employee, func() any {
			in = p.intake(channel)
			if change != nil {
				change(&in)
			}
			return rights.Receive{Intake: in}
		}},
		{1, p.desk(), func() any {
			return rights.ConfirmReceipt{Letter: p.secret("confirmation", "Wij hebben uw verzoek ontvangen.")}
		}},
		{1, p.desk(), always(rights.VerifyIdentity{How: "counter"})},
		{1, p.desk(), func() any {
			return rights.Assign{Scope: rights.Scope{Process: p.a.process(), Cross: p.cross, Activities: in.Activities, Previous: in.Previous}}
		}},
	}
}

func (p *petition) judging(d rights.Decision) rights.Judging {
	j := rights.Judging{Decision: d, Motivation: p.secret("motivation", "Daarom.")}
	if d == rights.Partly {
		j.Given, j.Withheld = "Het eigen dossier", "Interne notities"
	}
	return j
}

func (p *petition) unhandled(because rights.Unhandled) rights.Judging {
	j := p.judging(rights.NotHandled)
	j.Unhandled = because
	return j
}

func (p *petition) letter() rights.Letter {
	return rights.Letter{Letter: p.secret("letter", "Geachte heer Verzonnen"), Remedies: domain.Yes}
}

func (p *petition) inform(days int) turn {
	return turn{days, p.desk(), func() any { return rights.Inform{Letter: p.letter()} }}
}

// answer is what the register says of the activity at that moment.
func (p *petition) answer(days int) turn {
	return turn{days, p.desk(), func() any {
		a := rights.Suggest(p.h.world, []string{p.a.rec.id})
		a.Rights, a.Complaint, a.Copy = domain.Yes, domain.Yes, domain.Yes
		for _, list := range []*[]string{&a.Purposes, &a.Categories, &a.Storage, &a.Sources} {
			if len(*list) == 0 { // the register has a hole: whoever writes the answer fills it
				*list = []string{"Zoals in het gesprek uitgelegd"}
			}
		}
		return rights.AnswerAccess{Letter: p.letter(), Answer: a}
	}}
}

func (p *petition) close(days int) turn { return turn{days, p.desk(), always(rights.Close{})} }

func (p *petition) told(days int) turn {
	return turn{days, p.owner(), always(rights.NotifyRecipients{Recipients: []string{"Zorgkantoor Duinstreek", "Waterschap Kustland"}, What: "De gegevens zijn veranderd; pas die bij u ook aan."})}
}

// follow plays the turns; a command that is not there yet is asked for again later.
func (h *history) follow(r *record, list []turn) error {
	by, ok := list[0].who()
	if ok {
		by.on, by.command = r, list[0].command()
	}
	if !ok || by.command == nil {
		h.later(4, func() error { return h.follow(r, list) })
		return nil
	}
	if err := h.do(by, h.recorded()); err != nil || len(list) == 1 {
		return err
	}
	h.later(list[1].days, func() error { return h.follow(r, list[1:]) })
	return nil
}

func (p *petition) play(list ...turn) error { return p.h.follow(p.r, list) }

// givenAccess are the turns of access granted.
func (p *petition) givenAccess() []turn {
	return []turn{
		{4, p.owner(), func() any {
			return rights.JudgeAccess{Judging: p.judging(rights.Granted), Processed: domain.Yes, Others: domain.No}
		}},
		p.answer(2),
		{1, p.owner(), always(rights.ProvideData{How: "Kopie meegegeven aan de balie."})},
		p.close(1),
	}
}

func (h *history) plainAccess(a *activity) error {
	p := h.petition(a, rights.Access)
	return p.play(append(p.begin(rights.Oral, nil), p.givenAccess()...)...)
}

// crossAccess is of several departments: extended, with data of others; a second letter of the same person comes too soon after it.
func (h *history) crossAccess(a *activity) error {
	p := h.petition(a, rights.Access)
	p.cross = domain.Yes
	pb := h.a(domain.PB)
	steps := append(p.begin(rights.Written, nil), []turn{
		{1, pb, func() any {
			return rights.AskDepartment{Process: a.process(), Text: "Welke dossiers zijn er, en waar staan ze?", Due: h.after(14)}
		}},
		{1, pb, always(rights.SupportProcedure{What: "Uitleg over de stappen en de termijnen."})},
		{6, p.owner(), func() any {
			return rights.AnswerQuestion{Question: "V1", Found: domain.Yes, Where: "Zaaksysteem en archief", Others: domain.Yes, Answer: p.secret("answer-00000001", "Twee dossiers.")}
		}},
		{1, pb, func() any {
			return rights.Extend{Extension: rights.Extension{Why: rights.Complex, ToldOn: h.today(), Letter: p.secret("extension", "Het duurt langer.")}}
		}},
		{8, pb, always(rights.AnonymiseOthers{How: "Gegevens van anderen zijn zwartgemaakt door het archief."})},
		{3, p.owner(), func() any {
			return rights.JudgeAccess{Judging: p.judging(rights.Partly), Processed: domain.Yes, Others: domain.Yes, Exceptions: []rights.AccessException{rights.AccessException(rights.RightsOfOthers)}}
		}},
		p.answer(2),
		{2, p.owner(), always(rights.ProvideData{How: "Kopie per aangetekende post."})},
		p.close(1),
		{5, h.a(domain.FG), func() any {
			h.later(1, func() error { return h.tooSoon(a, p.r) })
			return rights.SuperviseProcedure{Result: "sufficient", Findings: "geen", OwnWork: domain.No}
		}},
	}...)
	return p.play(steps...)
}

// tooSoon asks again within weeks; a person judges that, with the reason.
func (h *history) tooSoon(a *activity, before *record) error {
	p := h.petition(a, rights.Access)
	return p.play(append(p.begin(rights.Written, func(in *rights.Intake) { in.Previous = []string{before.stream} }),
		turn{3, p.owner(), func() any {
			return rights.JudgeAccess{Judging: p.unhandled(rights.TooSoon), Processed: domain.Yes, Others: domain.No, Reasonable: domain.No}
		}},
		p.inform(1), p.close(1))...)
}

// nothingFound says that no data are processed; the person then asks to erase the dossier too.
func (h *history) nothingFound(a *activity) error {
	p := h.petition(a, rights.Access)
	return p.play(append(p.begin(rights.Written, nil),
		turn{3, p.owner(), func() any {
			return rights.JudgeAccess{Judging: p.judging(rights.Granted), Processed: domain.No, Others: domain.No}
		}},
		turn{1, p.desk(), func() any { return rights.AnswerAccess{Letter: p.letter()} }},
		p.close(1),
		turn{40, h.a(domain.SYS), func() any {
			d := h.dossiers[p.r.id]
			if x := state[vaultrecord.Dossier](d); x.State == vaultrecord.Erased {
				return rights.RecordErased{On: x.KeyDestroyed}
			} else if x.State == vaultrecord.Stored {
				h.later(1, func() error { return h.forgotten(d, a) })
			}
			return nil
		}})...)
}

// forgotten is a dossier erased before its term: two persons, and time between them.
func (h *history) forgotten(d *record, a *activity) error {
	if state[vaultrecord.Dossier](d).State != vaultrecord.Stored {
		return nil // under way
	}
	if state[vaultrecord.Dossier](d).Process == "" {
		if err := h.linked(d, a); err != nil {
			return err
		}
	}
	return h.exchange(d,
		turn{0, h.a(domain.PB), always(vaultrecord.PrepareErasure{Ground: vaultrecord.NotNeeded, Reason: "Er is niets gevonden, en de verzoeker vraagt erom."})},
		turn{9, h.theOwner(a.process()), always(vaultrecord.ConfirmErasure{})},
		turn{1, h.a(domain.SYS), func() any { return h.destroyed(d) }})
}

// advised is an advice that was given; nil while there is none.
func (h *history) advised() string {
	for _, r := range h.ofType["advice"] {
		if r.version > 0 {
			return r.stream
		}
	}
	return ""
}

// refusedAccess is refused on §5.6, and opened again after a bezwaarschrift.
func (h *history) refusedAccess(a *activity) error {
	p := h.petition(a, rights.Access)
	refuse := func() any {
		if h.advised() == "" {
			return nil
		}
		return rights.JudgeAccess{Judging: p.judging(rights.Refused), Processed: domain.Yes, Others: domain.No, Excepting: rights.Excepting{General: []rights.General{"4", "8"}, Supervised: []rights.Supervised{"4"},
			Necessity: p.secret("necessity", "Er loopt een onderzoek."), Essence: domain.Yes, Advice: h.advised()}}
	}
	steps := append(p.begin(rights.Written, nil), turn{4, p.owner(), refuse}, p.inform(2), p.close(2),
		turn{60, h.a(domain.PB), always(rights.Reopen{Cause: "administrative-objection", Reason: "Beslissing op bezwaar Z-2024-0871: het onderzoek is afgelopen."})})
	return p.play(append(steps, p.givenAccess()...)...)
}

// lateAccess is answered after its term: a fact, with its deviation.
func (h *history) lateAccess(a *activity) error {
	p := h.petition(a, rights.Access)
	return p.play(append(p.begin(rights.Written, nil),
		turn{32, p.owner(), func() any {
			return rights.JudgeAccess{Judging: p.judging(rights.Granted), Processed: domain.Yes, Others: domain.No}
		}},
		p.answer(1),
		turn{1, p.owner(), always(rights.ProvideData{How: "Digitaal, via de beveiligde omgeving."})},
		p.close(1),
		turn{6, h.a(domain.FG), func() any {
			return rights.RemedyRequestDeviation{RemedyDeviation: domain.RemedyDeviation{Deviation: state[rights.Request](p.r).Deviations.Open()[0].Value, How: "Excuses aangeboden; de post wordt voortaan elke dag verdeeld."}}
		}})...)
}

// rectified is corrected; the person asks who was told.
func (h *history) rectified(a *activity) error {
	p := h.petition(a, rights.Rectification)
	return p.play(append(p.begin(rights.Oral, func(in *rights.Intake) { in.Changes = []rights.Change{rights.Improve} }),
		turn{3, p.owner(), func() any {
			return rights.JudgeRectification{Judging: p.judging(rights.Granted), Grounds: []rights.RectificationGround{"incorrect"}}
		}},
		p.inform(1),
		turn{2, p.owner(), always(rights.CorrectData{Changes: []rights.Change{rights.Improve}, How: "Verbeterd in het zaaksysteem."})},
		p.told(1),
		turn{4, p.desk(), always(rights.RequestList{Channel: rights.Oral})},
		turn{5, p.desk(), func() any {
			return rights.ProvideList{Letter: p.secret("list", "Wij hebben twee organisaties ingelicht.")}
		}},
		p.close(1))...)
}

// doubtedData are not used until they were checked; somebody used them all the same.
func (h *history) doubtedData(a *activity) error {
	p := h.petition(a, rights.Rectification)
	return p.play(append(p.begin(rights.Written, func(in *rights.Intake) { in.Changes = []rights.Change{rights.Complete} }),
		turn{1, p.owner(), func() any {
			h.later(1, func() error { return h.checkedData(p) })
			return rights.RestrictPending{Activities: []string{a.rec.id}, Case: rights.CaseIncorrect}
		}},
		turn{9, p.owner(), func() any {
			return rights.JudgeRectification{Judging: p.judging(rights.Partly), Grounds: []rights.RectificationGround{"incomplete"}}
		}},
		p.inform(1),
		turn{1, p.owner(), always(rights.CorrectData{Changes: []rights.Change{rights.Complete}, How: "Aangevuld in het dossier."})},
		turn{1, p.owner(), always(rights.NotifyRecipients{None: "De gegevens zijn aan niemand verstrekt."})},
		p.close(1))...)
}

// opened is the restriction that a request brought, as the clock opens it.
func (p *petition) opened() *record {
	return p.h.record("restriction", projections.RestrictionID(p.r.stream, p.a.rec.stream, state[rights.Request](p.r).PendingAt))
}

func (p *petition) open() turn {
	return turn{0, p.h.a(domain.SYS), always(rights.OpenRestriction{Request: p.r.stream, Activity: p.a.rec.stream})}
}

func (h *history) checkedData(p *petition) error {
	r := p.opened()
	return h.follow(r, []turn{p.open(),
		{1, p.owner(), always(rights.AskRecipients{None: "De gegevens zijn aan niemand verstrekt."})},
		{1, h.a(domain.FG), always(rights.RecordBreach{FindDeviation: domain.FindDeviation{Rule: "§5.3, gebruikt tijdens een beperking", What: "Een brief is met de betwiste gegevens verstuurd."}})},
		{4, p.owner(), func() any {
			return rights.CheckAccuracy{Result: "partly", Explanation: h.secret(r.id, "check", "Vergeleken met de BRP.")}
		}},
		{2, p.owner(), func() any {
			return rights.LiftRestriction{ToldOn: h.today(), Why: "De gegevens zijn nagegaan en aangevuld."}
		}},
		{8, h.a(domain.PB), func() any {
			return rights.RemedyRestrictionDeviation{RemedyDeviation: domain.RemedyDeviation{Deviation: state[rights.Restriction](r).Deviations.Open()[0].Value, How: "De brief is ingetrokken; het dossier toont nu een waarschuwing."}}
		}}})
}

// erasedData are destroyed, which is a record of its own (§5.4).
func (h *history) erasedData(a *activity) error {
	p, d := h.petition(a, rights.Erasure), h.record("destruction", "")
	return p.play(append(p.begin(rights.Written, nil),
		turn{5, p.owner(), func() any {
			return rights.JudgeErasure{Judging: p.judging(rights.Granted), Grounds: []rights.ErasureGround{"no-longer-needed"}}
		}},
		turn{1, p.desk(), func() any {
			h.later(1, func() error { return h.destroyedFor(p, d) })
			return rights.Inform{Letter: p.letter()}
		}},
		turn{5, p.owner(), func() any {
			if state[register.Destruction](d).State != register.DestructionDone {
				return nil
			}
			return rights.EraseData{Destruction: d.stream}
		}},
		p.told(1), p.close(1))...)
}

func (h *history) destroyedFor(p *petition, d *record) error {
	return h.follow(d, []turn{
		{0, p.owner(), func() any {
			return register.PlanDestruction{Number: "1", DestructionTerms: register.DestructionTerms{Process: p.a.process(), Why: register.ErasureRequest, Source: p.r.stream, Scope: "Gegevens waarop een toegekend verzoek ziet", Starts: h.today()}}
		}},
		{1, p.owner(), func() any {
			return register.PerformDestruction{Performed: register.Performed{By: h.ownerOf(p.a.process()), Method: "Gewist in het systeem en in de reservekopieën."}}
		}}})
}

// keptData must be kept by law.
func (h *history) keptData(a *activity) error {
	p := h.petition(a, rights.Erasure)
	return p.play(append(p.begin(rights.Written, nil),
		turn{5, p.owner(), func() any {
			return rights.JudgeErasure{Judging: p.judging(rights.Refused), Grounds: []rights.ErasureGround{"no-longer-needed"}, Exceptions: []rights.ErasureException{"legally-required"}, Duty: "Archiefwet 1995, art. 3"}
		}},
		p.inform(1), p.close(2))...)
}

// weighed are the turns of a restriction that an objection brought.
func (h *history) weighed(p *petition, result rights.Balance, why string) error {
	r := p.opened()
	return h.follow(r, []turn{p.open(),
		{1, p.owner(), always(rights.AskRecipients{Parties: []string{"Stichting Wijkzorg Duinrade"}})},
		{3, p.owner(), func() any {
			return rights.WeighInterests{Result: result, Weighing: h.secret(r.id, "weighing", "Afgewogen.")}
		}},
		{2, p.owner(), func() any { return rights.ProvideRestrictionList{AskedOn: h.today()} }},
		{12, p.owner(), func() any { return rights.LiftRestriction{ToldOn: h.today(), Why: why} }}})
}

func (h *history) objectionGranted(a *activity) error {
	p := h.petition(a, rights.Objection)
	h.later(1, func() error { return h.weighed(p, "person", "De verwerking is voor deze persoon gestopt.") })
	return p.play(append(p.begin(rights.Written, nil),
		turn{8, p.owner(), func() any {
			return rights.JudgeObjection{Judging: p.judging(rights.Granted), Weighing: p.secret("weighing", "De belangen van de heer Verzonnen wegen zwaarder.")}
		}},
		p.inform(1),
		turn{1, p.owner(), func() any {
			return rights.StopProcessing{StoppedOn: h.today(), How: "Het dossier is uit de selectie gehaald."}
		}},
		p.told(1), p.close(2))...)
}

func (h *history) objectionRefused(a *activity) error {
	p := h.petition(a, rights.Objection)
	h.later(1, func() error { return h.weighed(p, "municipality", "De wettelijke taak weegt zwaarder.") })
	return p.play(append(p.begin(rights.Oral, nil),
		turn{8, p.owner(), func() any {
			return rights.JudgeObjection{Judging: p.judging(rights.Refused), Weighing: p.secret("weighing", "De taak weegt zwaarder."), Exceptions: []rights.ObjectionException{"compelling"}}
		}},
		p.inform(1), p.close(3))...)
}

// portability is granted where the ground allows it, and refused with that reason where not.
func (h *history) portability(a *activity) error {
	p := h.petition(a, rights.Portability)
	f, _ := domain.Tell[domain.ActivityFacts](h.world, a.rec.stream)
	if !slices.Contains(f.Grounds, "consent") && !slices.Contains(f.Grounds, "contract") {
		return p.play(append(p.begin(rights.Written, nil),
			turn{4, p.owner(), func() any {
				return rights.JudgePortability{Judging: p.judging(rights.Refused), Digital: rights.AllDigital}
			}}, p.inform(1), p.close(1))...)
	}
	return p.play(append(p.begin(rights.Written, nil),
		turn{4, p.owner(), func() any {
			return rights.JudgePortability{Judging: p.judging(rights.Partly), Digital: rights.PartlyDigital}
		}},
		p.inform(1),
		turn{2, p.owner(), func() any {
			return rights.HandOverData{HandedOn: h.today(), Format: "CSV", Paper: "De dossiers van vóór 2015"}
		}},
		p.close(1))...)
}

// restrictedUse is kept for a legal claim, on the request of the person.
func (h *history) restrictedUse(a *activity) error {
	p, x := h.petition(a, rights.Restricting), h.record("restriction", "")
	return p.play(append(p.begin(rights.Written, nil),
		turn{2, p.owner(), func() any {
			return rights.JudgeRestriction{Judging: p.judging(rights.Granted), Grounds: []rights.Case{rights.CaseClaim}}
		}},
		turn{1, p.desk(), func() any {
			h.later(1, func() error { return h.imposed(p, x) })
			return rights.Inform{Letter: p.letter()}
		}},
		turn{3, p.owner(), func() any {
			if x.version == 0 {
				return nil
			}
			return rights.RestrictUse{Restriction: x.stream}
		}},
		p.told(1), p.close(1))...)
}

func (h *history) imposed(p *petition, x *record) error {
	return h.follow(x, []turn{
		{0, p.owner(), always(rights.ImposeRestriction{Process: p.a.process(), RestrictionTerms: rights.RestrictionTerms{Request: p.r.stream, Activity: p.a.rec.stream, Data: "Correspondentie over de aanvraag", Case: rights.CaseClaim}})},
		{1, p.owner(), always(rights.AskRecipients{Parties: []string{"Zorgkantoor Duinstreek"}})}})
}

func (h *history) humanView(a *activity) error {
	p := h.petition(a, rights.HumanView)
	return p.play(append(p.begin(rights.Written, nil),
		turn{3, p.owner(), func() any { return rights.JudgeHumanView{Judging: p.judging(rights.Granted), Automated: domain.Yes} }},
		p.inform(1),
		turn{2, p.owner(), func() any { return rights.ReassessDecision{By: h.jobs[domain.TM][2], Outcome: "changed"} }},
		p.close(1))...)
}

// clearInformation is answered with the text in force.
func (h *history) clearInformation(a *activity) error {
	if b := h.explained(); b != nil {
		a = b
	}
	p := h.petition(a, rights.Information)
	return p.play(append(p.begin(rights.Oral, nil),
		turn{2, p.owner(), func() any { return rights.JudgeInformation{Judging: p.judging(rights.Granted)} }},
		p.inform(1),
		turn{1, p.owner(), func() any {
			if n := h.noticeOf(a); n != "" {
				return rights.GiveInformation{Notice: n}
			}
			return nil
		}},
		p.close(1))...)
}

// explained is an activity with a text in force; nil if there is none.
func (h *history) explained() *activity {
	for _, a := range h.acts {
		if a.in(register.StatusActive) && a.template.task != pilot && h.noticeOf(a) != "" {
			return a
		}
	}
	return nil
}

// noticeOf is a text about the activity that holds today.
func (h *history) noticeOf(a *activity) string {
	for _, t := range h.Linked(a.rec.stream, "notice") {
		f, _ := t.Says.(domain.NoticeFacts)
		for _, x := range f.Texts {
			if x.InForce(h.today()) && (slices.Contains(x.InTime, a.rec.stream) || slices.Contains(x.Late, a.rec.stream)) {
				return t.Stream
			}
		}
	}
	return ""
}

func (h *history) withdrawnRequest(a *activity) error {
	p := h.petition(a, rights.Rectification)
	return p.play(append(p.begin(rights.Oral, nil), turn{3, h.employee, always(rights.Withdraw{Channel: rights.Oral})})...)
}

// strangerAsks cannot show who he is.
func (h *history) strangerAsks(a *activity) error {
	p := h.petition(a, rights.Access)
	begin := p.begin(rights.Written, nil)
	return p.play(begin[0], turn{1, p.desk(), func() any { return rights.DoubtIdentity{Asked: p.secret("identity", "Kunt u langskomen?")} }}, begin[3],
		turn{9, p.owner(), func() any {
			return rights.JudgeAccess{Judging: p.unhandled(rights.NoIdentity), Processed: domain.No, Others: domain.No}
		}}, p.inform(1), p.close(1))
}

// runningCross waits for a department at the end of history.
func (h *history) runningCross(a *activity) error {
	p := h.petition(a, rights.Access)
	p.cross = domain.Yes
	return p.play(append(p.begin(rights.Written, nil), turn{1, h.a(domain.PB), func() any {
		return rights.AskDepartment{Process: a.process(), Text: "Welke dossiers zijn er, en waar staan ze?", Due: calendar.AddDays(h.today(), 10)}
	}})...)
}

// runningObjection restricts use at the end of history.
func (h *history) runningObjection(a *activity) error {
	p := h.petition(a, rights.Objection)
	h.later(1, func() error { return h.follow(p.opened(), []turn{p.open()}) })
	return p.play(p.begin(rights.Written, nil)...)
}

func (h *history) runningAccess(a *activity) error {
	p := h.petition(a, rights.Access)
	return p.play(p.begin(rights.Oral, nil)[0])
}
