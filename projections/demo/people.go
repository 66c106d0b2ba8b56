package demo

import (
	"fmt"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
)

// planPeople tells of policies and other documents, of who reads and signs them, of meetings, and of what binds the people
// who work here to confidentiality (RT-31, RT-28, RT-26).
func (h *history) planPeople() {
	policy, duty := h.record("document", ""), h.record("document", "")
	h.on(h.part(0.012), func() error { return h.privacyPolicy(policy) })
	h.on(h.part(0.014), func() error {
		return h.exchange(duty, append(h.inUse(domain.CISO, governance.ConfidentialityOf, "Zorgvuldig omgaan met gegevens"), h.askedToRead())...)
	})
	h.on(h.part(0.016), h.strategicPolicy)
	h.on(h.part(0.018), func() error { // adopted once, and overdue by now
		return h.exchange(h.record("document", ""), h.inUse(domain.CISO, governance.TacticalSecurity, "Tactisch informatiebeveiligingsbeleid")...)
	})
	h.on(h.part(0.02), h.breachManual)
	h.on(h.part(0.03), func() error {
		return h.exchange(h.record("document", ""), h.inUse(domain.PB, governance.IncidentForm, "Meldformulier veiligheidsincidenten")...)
	})
	h.on(h.part(0.2), func() error {
		steps := h.inUse(domain.PB, governance.DepartmentPolicy, "Privacybeleid Sociaal Domein")
		steps[0].command = func() any {
			return governance.DraftDocument{DocumentTerms: governance.DocumentTerms{Kind: governance.DepartmentPolicy, Title: "Privacybeleid Sociaal Domein", Parent: policy.stream},
				DocumentContent: h.content("1.0", "Privacybeleid Sociaal Domein")}
		}
		return h.exchange(h.record("document", ""), steps...)
	})
	h.on(h.part(0.96), func() error {
		return h.exchange(h.record("document", ""), h.inUse(domain.FG, governance.RequestProcedure, "Procedure voor verzoeken van inwoners")[:1]...)
	})
	h.planMeetings()
	h.planYears()
	h.planEngagements(duty)
}

// content is a version of a document.
func (h *history) content(version, title string) governance.DocumentContent {
	return governance.DocumentContent{Version: version, Document: fmt.Sprintf("Z-%s-%04d", h.today()[:4], 700+h.made["document"]), Place: "Hoegle", Scope: "De hele gemeente Duinrade.",
		Address: "https://www.duinrade.example/" + strings.ToLower(strings.ReplaceAll(title, " ", "-")), Themes: []governance.Theme{"integrity", "information-security"}}
}

// inUse are the steps of a document from draft to force.
func (h *history) inUse(author domain.Role, k governance.DocumentKind, title string) []turn {
	return []turn{
		{0, h.a(author), func() any {
			return governance.DraftDocument{DocumentTerms: governance.DocumentTerms{Kind: k, Title: title}, DocumentContent: h.content("1.0", title)}
		}},
		{8, h.a(k.Body()), h.adoption},
		{1, h.a(domain.SYS), always(governance.BringDocumentIntoForce{})},
	}
}

func (h *history) adoption() any {
	return governance.AdoptDocument{From: h.today(), Decision: fmt.Sprintf("B-%s-%03d", h.today()[:4], 10+h.made["document"])}
}

// anOwner is the owner of the first process that has one.
func (h *history) anOwner() (act, bool) {
	for _, r := range h.inOrder {
		if p := h.ownerOf(r.id); p != "" {
			return act{person: p, role: domain.OWN}, true
		}
	}
	return act{}, false
}

func (h *history) askedToRead() turn {
	return turn{3, h.a(domain.PB), func() any {
		return governance.AskReading{Audience: []governance.Audience{"employees", "externals"}, Due: h.after(45)}
	}}
}

// privacyPolicy is carried out, evaluated, changed, announced a week too late, and archived in its old version.
func (h *history) privacyPolicy(r *record) error {
	pb, fg, col := h.a(domain.PB), h.a(domain.FG), h.a(domain.COL)
	carry := func(department string) turn {
		return turn{15, h.anOwner, always(governance.CarryOutPolicy{Department: department, How: "Besproken met het team en opgenomen in de werkinstructies."})}
	}
	steps := append(h.inUse(domain.PB, governance.PrivacyPolicy, "Privacybeleid"),
		turn{3, pb, always(governance.CommunicateDocument{Reach: "external", What: "Het nieuwe privacybeleid, met uitleg in gewone taal.", To: "Inwoners, via de website en de krant"})},
		carry("Burgerzaken"), carry("Toegang Wmo"), carry("Belastingen en WOZ"),
		turn{60, fg, always(governance.SuperviseDocument{Judgements: governance.Judgements{Quality: "sufficient", Archiving: "sufficient", Communication: "insufficient", Application: "not-tested"},
			Findings: "Niet elke afdeling heeft het beleid besproken.", OwnWork: domain.No})},
		turn{h.part(0.6), fg, always(governance.EvaluatePolicy{Outcome: governance.ReviseIt, Reasons: "De paragraaf over samenwerking past niet meer bij de praktijk."})},
		turn{30, pb, func() any {
			return governance.OptimiseDocument{DocumentContent: h.content("2.0", "Privacybeleid"), What: "Nieuwe paragraaf over samenwerking; de taal is eenvoudiger."}
		}},
		turn{20, col, h.adoption},
		turn{1, h.a(domain.SYS), always(governance.BringDocumentIntoForce{})},
		turn{5, pb, always(governance.AnnouncePolicyChange{Number: 2, Address: "https://www.duinrade.example/nieuws/privacybeleid"})},
		turn{4, pb, always(governance.ArchiveDocument{Number: 1, Place: "Zaaksysteem, beleid, vervallen versies"})})
	return h.exchange(r, steps...)
}

// strategicPolicy is revised and adopted again within four years.
func (h *history) strategicPolicy() error {
	const title = "Strategisch informatiebeveiligingsbeleid"
	return h.exchange(h.record("document", ""), append(h.inUse(domain.CISO, governance.StrategicSecurity, title),
		turn{h.part(0.65), h.a(domain.CISO), func() any {
			return governance.ReviseSecurityPolicy{DocumentContent: h.content("2.0", title), What: "Aangepast aan de nieuwe versie van de BIO."}
		}},
		turn{15, h.a(domain.COL), h.adoption},
		turn{1, h.a(domain.SYS), always(governance.BringDocumentIntoForce{})})...)
}

// breachManual is read and signed by some, not by all.
func (h *history) breachManual() error {
	r := h.record("document", "")
	for i := range 9 {
		h.on(h.part(0.93)+i/2, func() error {
			who := act{person: h.jobs[domain.EMP][i*2], role: domain.EMP}
			return h.exchange(h.record("signature", ""), turn{0, func() (act, bool) { return who, true }, always(governance.SignDocument{Document: r.id, Number: 1})})
		})
	}
	return h.exchange(r, append(h.inUse(domain.PB, governance.BreachManual, "Handleiding meldplicht datalekken"), turn{h.part(0.88), h.a(domain.PB), func() any {
		return governance.AskReading{Audience: []governance.Audience{"employees", "board", "externals"}, Due: h.after(60)}
	}})...)
}

// planMeetings tells of a consultation each quarter, and of other meetings.
func (h *history) planMeetings() {
	for i := range 7 {
		h.on(h.part(0.66+0.31*float64(i)/6), func() error { return h.privacyConsultation(i) })
	}
	h.on(h.part(0.5), h.invitedMeeting)
	h.on(h.part(0.7), func() error {
		return h.exchange(h.record("meeting", ""), turn{0, h.a(domain.FG), always(governance.RecordMeeting{Kind: "theme", Subject: "Themaoverleg cameratoezicht", MeetingReport: reported("Hoe lang mogen beelden worden bewaard?")})})
	})
	h.on(h.part(0.62), func() error {
		return h.exchange(h.record("meeting", ""), turn{0, h.a(domain.FG), h.planned("Privacyoverleg, extra")},
			turn{4, h.a(domain.FG), always(governance.CancelMeeting{Reason: "De punten gaan mee naar het volgende overleg."})})
	})
}

func reported(question string) governance.MeetingReport {
	return governance.MeetingReport{Discussed: []string{question}, Decisions: []string{"De privacybeheerder werkt het advies uit."}}
}

func (h *history) planned(subject string) func() any {
	return func() any {
		return governance.ScheduleConsultation{MeetingTerms: governance.MeetingTerms{Subject: subject, Date: h.after(14), Agenda: []string{"Datalekken en verzoeken", "Nieuwe verwerkingen"}}}
	}
}

// privacyConsultation is one privacy consultation. One of them missed the CISO, who read the report later; one had another chair.
func (h *history) privacyConsultation(i int) error {
	fg, pb := h.a(domain.FG), h.a(domain.PB)
	hold := func() any {
		by, _ := fg()
		c := governance.HoldConsultation{Chair: by.person, Present: governance.Specialists, MeetingReport: reported("Welke verwerkingen wachten nog op een DPIA?")}
		switch i {
		case 1:
			c.Present = []governance.Specialist{"PB", "FG"}
		case 3:
			other, _ := pb()
			c.Chair, c.ChairReason = other.person, "De FG was verhinderd en sloot later aan."
		}
		return c
	}
	steps := []turn{{0, fg, h.planned(fmt.Sprintf("Privacyoverleg %d", i+1))}, {10, fg, hold}}
	if i == 1 || i == 5 {
		steps = append(steps, turn{2, h.a(domain.CISO), always(governance.AttendMeeting{MeetingReport: reported("Welke systemen zijn nieuw?")})})
	}
	if i > 2 {
		steps = append(steps, turn{1, pb, func() any {
			return governance.RecordMeetingAction{Text: "Zet de wachtende DPIA’s op een rij en spreek data af.", Who: pick(h, h.jobs[domain.EMP]), Due: h.after(50)}
		}})
	}
	if i == 3 || i == 4 {
		steps = append(steps, turn{20, pb, always(governance.FinishMeetingAction{Action: "A1", Result: "De lijst staat in het grootboek."})})
	}
	return h.exchange(h.record("meeting", ""), steps...)
}

func (h *history) invitedMeeting() error {
	return h.exchange(h.record("meeting", ""),
		turn{0, h.anOwner, func() any {
			by, _ := h.anOwner()
			c := governance.InviteSpecialists{Kind: "project-group", Invited: []governance.Specialist{"PB", "CISO"},
				MeetingTerms: governance.MeetingTerms{Subject: "Projectgroep nieuw zaaksysteem", Date: h.after(10), Agenda: []string{"Wie mag welke zaken inzien?"}}}
			for _, r := range h.inOrder {
				if h.ownerOf(r.id) == by.person {
					c.Process = r.id
					break
				}
			}
			return c
		}},
		turn{8, h.a(domain.CISO), always(governance.AttendMeeting{MeetingReport: reported("Wie mag welke zaken inzien?")})})
}

// An employee who comes to work here in the story of the demo.
type newcomer struct {
	part     float64
	person   int // of those with job EMP
	relation governance.Relation
	team     string
	special  []governance.SpecialFunction
	oath     governance.OathKind
}

// planEngagements tells of people who come to work here: most complete, some with a gap at the end of history.
func (h *history) planEngagements(duty *record) {
	for _, n := range []newcomer{
		{0.1, 0, governance.Permanent, "Burgerzaken", []governance.SpecialFunction{governance.BRP}, "oath"},
		{0.15, 2, governance.Permanent, "Schuldhulpverlening", []governance.SpecialFunction{governance.Suwinet}, "affirmation"},
		{0.22, 4, governance.Permanent, "Facilitaire zaken", nil, "oath"},
		{0.3, 6, governance.Hired, "Facilitaire zaken", nil, ""},
	} {
		h.on(h.part(n.part), func() error { return h.bound(n, duty) })
	}
	h.on(h.part(0.4), func() error { // left after half a year
		return h.exchange(h.record("confidentiality", ""), append(h.binding(newcomer{0, 8, governance.Hired, "Communicatie", nil, ""}, duty), turn{120, h.a(domain.SEC), always(governance.EndEngagement{})})...)
	})
	h.on(h.part(0.955), func() error { // hired, and at work without anything
		return h.exchange(h.record("confidentiality", ""), turn{0, h.a(domain.SEC), func() any {
			return h.begins(newcomer{0, 10, governance.Hired, "Bestuursondersteuning", nil, ""}, h.today())
		}}, turn{1, h.a(domain.SYS), always(governance.FindConfidentialityGap{})})
	})
	h.on(h.part(0.965), func() error { // no oath yet
		n := newcomer{0, 12, governance.Permanent, "Bestuursondersteuning", nil, ""}
		steps := []turn{{0, h.a(domain.SEC), func() any { return h.begins(n, h.today()) }},
			{1, h.a(domain.SEC), always(governance.SignDeclaration{Document: "Personeelsdossier 2026-12"})}, {1, h.a(domain.SYS), always(governance.FindConfidentialityGap{})}}
		return h.exchange(h.record("confidentiality", ""), steps...)
	})
}

func (h *history) begins(n newcomer, from calendar.Date) any {
	return governance.StartEngagement{EngagementTerms: governance.EngagementTerms{Person: h.jobs[domain.EMP][n.person], Relation: n.relation, Team: n.team, From: from, Special: n.special}}
}

// binding are the steps until a file is complete, all before the first day.
func (h *history) binding(n newcomer, duty *record) []turn {
	sec := h.a(domain.SEC)
	steps := []turn{{0, sec, func() any { return h.begins(n, h.after(28)) }},
		{2, sec, always(governance.SignDeclaration{Document: fmt.Sprintf("Personeelsdossier %d", 100+n.person)})},
		{2, sec, always(governance.IssueConfidentialityDocument{Document: duty.stream})}}
	for _, f := range n.special {
		steps = append(steps, turn{1, h.anOwner, always(governance.GiveFunctionNotice{Function: domain.ChoiceNL(f.Choices(), string(f))})})
	}
	if n.relation == governance.Hired {
		return append(steps, turn{1, h.anOwner, always(governance.DecideOath{OathDecision: governance.OathDecision{Duration: "Zes maanden", Nature: "Ondersteuning zonder dossiers",
			Needed: domain.No, Reason: "Kort, en zonder toegang tot gevoelige gegevens."}})})
	}
	return append(steps, turn{2, sec, func() any {
		by, _ := sec()
		return governance.TakeOath{Kind: n.oath, By: by.person}
	}})
}

// bound becomes complete; whoever uses the BRP gets another function later.
func (h *history) bound(n newcomer, duty *record) error {
	steps := h.binding(n, duty)
	if len(n.special) > 0 && n.special[0] == governance.BRP {
		const other = "Onderzoek naar adresfraude"
		steps = append(steps, turn{200, h.anOwner, always(governance.AssignFunction{Other: other})}, turn{1, h.a(domain.SYS), always(governance.FindConfidentialityGap{})},
			turn{5, h.anOwner, always(governance.GiveFunctionNotice{Function: other})})
	}
	return h.exchange(h.record("confidentiality", ""), steps...)
}

// planYears tells of an awareness plan for every year, each building on the evaluation of the one before. That of this year runs.
func (h *history) planYears() {
	var before *record
	for year := h.days[0].Year() + 1; year <= h.stop.Year(); year++ {
		r, last := h.record("awareness-plan", ""), before
		h.on(h.first(calendar.Date(fmt.Sprintf("%d-01-08", year))), func() error { return h.planOf(r, last, year) })
		before = r
	}
}

func (h *history) planOf(r, before *record, year int) error {
	content := governance.PlanContent{Points: []string{"Herkennen van datalekken", "Omgaan met verzoeken van inwoners"}, Combined: domain.Yes, CombinedHow: "Eén programma van de privacybeheerder en de CISO."}
	activity := h.record("awareness", "")
	terms := governance.AwarenessTerms{Kind: governance.Training, Title: fmt.Sprintf("Training privacy en veiligheid %d", year), Audience: []governance.Audience{"employees"}, Planned: h.after(120)}
	if err := h.exchange(activity, turn{0, h.a(domain.PB), always(governance.PlanAwareness{AwarenessTerms: terms})}); err != nil {
		return err
	}
	h.moment()
	after := func(d calendar.Date, who func() (act, bool)) func() (act, bool) { // not before that day
		return func() (act, bool) {
			by, ok := who()
			return by, ok && h.today() >= d
		}
	}
	end := calendar.Date(fmt.Sprintf("%d-12-04", year))
	return h.exchange(r,
		turn{0, h.a(domain.PB), always(governance.DrawUpPlan{Year: fmt.Sprint(year), PlanContent: content})},
		turn{3, h.a(domain.CISO), func() any {
			content.Activities = []string{activity.id}
			return governance.RevisePlan{PlanContent: content}
		}},
		turn{4, h.evaluated(before), func() any {
			if before == nil {
				return governance.AdoptPlan{}
			}
			return governance.AdoptPlan{BuildsOn: before.id}
		}},
		turn{200, after(end, h.a(domain.PB)), always(governance.EvaluatePlan{Yield: "Meer meldingen, en sneller.", Lessons: "Korte oefeningen werken beter dan lange."})},
		turn{1, after(calendar.Date(fmt.Sprintf("%d-01-01", year+1)), h.a(domain.SYS)), always(governance.ClosePlan{})})
}

// evaluated is the secretary, as soon as the plan before was evaluated.
func (h *history) evaluated(before *record) func() (act, bool) {
	return func() (act, bool) {
		by, ok := h.a(domain.SEC)()
		return by, ok && (before == nil || state[governance.AwarenessPlan](before).EvaluatedOn != "")
	}
}
