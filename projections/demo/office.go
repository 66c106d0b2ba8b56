package demo

import (
	"fmt"
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
)

// plan puts on the agenda what happens to the organisation, and when the activities come.
func (h *history) plan() {
	h.on(0, h.begin)
	h.on(1, h.registerProcesses)
	h.on(2, h.setRules)
	h.on(h.part(0.05), h.coordinators)
	for i := range 18 {
		h.on(h.part(0.04+0.9*float64(i)/18), h.mandate)
	}
	h.on(h.part(0.2), h.deputy)
	h.on(h.part(0.3), h.contact)
	h.on(h.part(0.36), func() error { return h.managerLeaves(22, 20) })
	h.on(h.part(0.45), h.matrixChange)
	h.on(h.part(0.55), h.newFG)
	h.on(h.part(0.6), h.reorganise)
	h.on(max(h.part(1)-12, 3), func() error { return h.managerLeaves(23, len(h.days)) }) // nobody has succeeded yet
	for i := range 22 {
		h.on(h.part(0.12+0.86*float64(i)/22), h.changeOwner)
	}
	for i := range 6 {
		h.on(h.part(0.3+0.65*float64(i)/6), h.changeRule)
	}
	for i := range 14 {
		h.on(h.part(0.08+0.9*float64(i)/14), h.superviseOffice)
	}
	h.on(h.part(0.34), h.pause)
	h.on(h.part(0.98), h.pause)
	h.planRounds()
	h.planCheckRounds()
	h.planActivities()
	h.planSharing()
	h.planProcessors()
	h.planDPIAs()
	h.planAssessments()
	h.planControl()
	h.planIncidents()
	h.planComplaints()
	h.planRights()
	h.planDestructions()
	h.planSize()
	h.planTransparency()
	h.planObligations()
	h.planMessages()
	h.planDossiers()
	h.planPeople()
	h.planAudits()
	for _, e := range eras {
		h.on(h.first(e.from), func() error { return h.newLaw(e) })
	}
}

// pause suspends some activity.
func (h *history) pause() error {
	if a := h.someActive(); a != nil {
		return h.suspend(a, h.resume)
	}
	h.later(5, h.pause)
	return nil
}

// begin appoints everybody: the system the secretary, who appoints the others; the college appoints FG and CISO.
func (h *history) begin() error {
	since := h.after(-1)
	sec := h.jobs[domain.SEC][0]
	if err := h.appoint(domain.System, domain.SYS, sec, domain.SEC, since); err != nil {
		return err
	}
	for _, r := range []domain.Role{domain.COL, domain.MAYOR, domain.PB, domain.JUR, domain.CTRL, domain.ACC, domain.DOM, domain.TM, domain.OPL} {
		for i, p := range h.jobs[r] {
			if r == domain.TM && i >= 22 {
				continue // they come later
			}
			if err := h.appoint(sec, domain.SEC, p, r, since); err != nil {
				return err
			}
		}
	}
	mayor, alderman := h.jobs[domain.MAYOR][0], h.jobs[domain.COL][0]
	if err := h.appoint(sec, domain.SEC, mayor, domain.COL, since); err != nil {
		return err
	}
	if err := h.appoint(mayor, domain.COL, h.jobs[domain.CISO][0], domain.CISO, since); err != nil {
		return err
	}
	if err := h.appoint(alderman, domain.COL, h.jobs[domain.FG][0], domain.FG, since); err != nil {
		return err
	}
	for _, r := range []domain.Role{domain.PB, domain.FG, domain.CISO, domain.ACC} { // who gets an account first
		if err := h.as(sec, domain.SEC, h.record("access", h.jobs[r][0]), governance.ChangeAccess{Change: governance.AccessSetup}); err != nil {
			return err
		}
	}
	return nil
}

func (h *history) appoint(by string, as domain.Role, person string, role domain.Role, from calendar.Date) error {
	h.moment()
	c := governance.AppointRole{Person: person, Role: governance.OfficeRole(role), From: from,
		Decision: fmt.Sprintf("Z-%s-%04d", from[:4], 100+h.made["role"])}
	switch role {
	case domain.FG:
		c.Email, c.Phone, c.RegisteredAP = "fg@duinrade.example", "14 0999", from
	case domain.PB:
		c.Email = "privacy@duinrade.example"
	case domain.CISO:
		c.Email = "ciso@duinrade.example"
	case domain.MAYOR:
		c.Portfolio = domain.Yes
	}
	return h.as(by, as, h.record("role", ""), c)
}

func (h *history) registerProcesses() error {
	names := map[string]string{}
	for _, t := range teams() {
		names[t.key] = t.name
	}
	managers := h.jobs[domain.TM][:22]
	for i, t := range h.tasks {
		h.moment()
		r := h.record("process", "")
		h.process[t.key] = r
		c := t.register(managers[i*len(managers)/len(h.tasks)], names)
		c.Statute = statuteAsOf(c.Statute, h.today())
		if err := h.as(h.one(domain.PB), domain.PB, r, c); err != nil {
			return err
		}
	}
	return nil
}

func (h *history) setRules() error {
	for _, x := range rules() {
		h.moment()
		r := h.record("retention", "")
		h.rules[x.key] = r.id
		h.ruleList = append(h.ruleList, r)
		if err := h.as(h.one(domain.PB), domain.PB, r, register.SetRetentionRule{RetentionTerms: x.terms}); err != nil {
			return err
		}
	}
	return nil
}

// coordinators are designated for half of the processes of several teams.
func (h *history) coordinators() error {
	n := 0
	for _, r := range h.inOrder {
		if !state[governance.Process](r).CrossTeam() {
			continue
		}
		if n++; n%2 == 0 {
			continue
		}
		c := governance.DesignateCoordinatingOwner{Person: pick(h, h.jobs[domain.DOM]), Function: "domain-manager",
			Reason: "Er werken meer teams aan dit proces; het managementteam heeft één aanspreekpunt gekozen."}
		if n%4 == 1 {
			c.Person, c.Function = pick(h, h.jobs[domain.TM][:20]), "team-manager"
		}
		h.moment()
		if err := h.as(h.one(domain.SEC), domain.SEC, r, c); err != nil {
			return err
		}
	}
	return nil
}

// mandate lets an employee act for an owner; it expires, is withdrawn, or goes on.
func (h *history) mandate() error {
	r := pick(h, h.inOrder)
	owner := h.ownerOf(r.id)
	if owner == "" {
		return nil
	}
	c := governance.MandateSubprocessOwner{Person: pick(h, h.jobs[domain.EMP]), From: h.today(),
		Commands: []string{"activity/submit", "activity/supplement", "activity/submit-change", "activity/confirm"},
		Reason:   pick(h, []string{"Dagelijks beheer van de verwerkingen van dit proces.", "Vervanging tijdens verlof.", "Ondersteuning bij de jaarronde."})}
	id := h.id("command", h.commands+1).String()
	kind := len(h.world.mandates) % 3 // each in turn: expires, is withdrawn, stays
	if kind == 0 {
		c.Until = h.after(h.between(60, 300))
	}
	if err := h.as(owner, domain.OWN, r, c); err != nil {
		return err
	}
	h.granted[r.id] = append(h.granted[r.id], id)
	switch kind {
	case 0:
		h.on(h.first(calendar.On(c.Until.End())), func() error {
			return h.as(domain.System, domain.SYS, r, governance.ExpireMandate{Mandate: id})
		})
	case 1:
		h.later(h.between(60, 400), func() error { return h.withdraw(r, id) })
	}
	return nil
}

func (h *history) withdraw(r *record, mandate string) error {
	owner := h.ownerOf(r.id)
	if owner == "" {
		h.later(6, func() error { return h.withdraw(r, mandate) })
		return nil
	}
	return h.as(owner, domain.OWN, r, governance.WithdrawMandate{Mandate: mandate, Reason: "De medewerker heeft een andere functie gekregen."})
}

func (h *history) fgRecord() *record { return h.byRole[domain.FG][0] }

func (h *history) deputy() error {
	return h.as(h.jobs[domain.COL][1], domain.COL, h.fgRecord(), governance.AppointDeputy{Person: h.jobs[domain.JUR][1], From: h.after(7)})
}

func (h *history) contact() error {
	return h.as(h.one(domain.PB), domain.PB, h.fgRecord(), governance.ChangeRoleContact{Email: "fg@duinrade.example", Phone: "14 0999, keuze 4",
		Post: "Postbus 100, 9999 ZZ Duinrade"})
}

// newFG: the successor begins before the old one leaves.
func (h *history) newFG() error {
	if err := h.appoint(h.jobs[domain.COL][0], domain.COL, h.jobs[domain.FG][1], domain.FG, h.after(1)); err != nil {
		return err
	}
	h.later(30, func() error {
		return h.as(h.jobs[domain.COL][0], domain.COL, h.fgRecord(), governance.EndRole{Until: h.after(14), Reason: "Einde van de benoemingstermijn; de opvolger is ingewerkt."})
	})
	h.later(45, func() error {
		return h.as(h.jobs[domain.COL][0], domain.COL, h.fgRecord(), governance.EndDeputy{Person: h.jobs[domain.JUR][1], Until: h.today(), Reason: "De nieuwe FG heeft alle zaken overgenomen."})
	})
	return nil
}

// managerLeaves ends a team manager's appointment. One process waits so many days for its next owner; the others get
// one at once.
func (h *history) managerLeaves(successor, wait int) error {
	leaving, owned := h.leaver()
	if leaving == nil {
		return nil
	}
	if err := h.as(h.one(domain.SEC), domain.SEC, leaving, governance.EndRole{Until: h.today(), Reason: "De functie is op eigen verzoek neergelegd."}); err != nil {
		return err
	}
	next := h.jobs[domain.TM][successor]
	if !h.Holds(next, domain.TM, h.recorded()) {
		if err := h.appoint(h.one(domain.SEC), domain.SEC, next, domain.TM, h.today()); err != nil {
			return err
		}
	}
	for i, r := range owned {
		if i == 0 {
			h.later(wait, func() error { return h.assign(r, next, "De vacature van teammanager is vervuld.") })
		} else if err := h.assignFrom(r, next, h.after(1), "De vorige eigenaar heeft de functie neergelegd."); err != nil {
			return err
		}
	}
	return nil
}

// leaver returns the appointment of a team manager who owns processes, and those.
func (h *history) leaver() (*record, []*record) {
	for _, r := range slices.Backward(h.byRole[domain.TM]) {
		if a := state[governance.Appointment](r); a.On(h.today()) && a.Until == "" {
			if owned := h.ownedBy(a.Person); len(owned) > 0 {
				return r, owned
			}
		}
	}
	return nil, nil
}

func (h *history) ownedBy(person string) (list []*record) {
	for _, r := range h.inOrder {
		if p := state[governance.Process](r); !p.Ended && p.OwnerOn(h.today()) == person {
			list = append(list, r)
		}
	}
	return list
}

func (h *history) assign(r *record, person, reason string) error {
	return h.assignFrom(r, person, h.today(), reason)
}

func (h *history) assignFrom(r *record, person string, from calendar.Date, reason string) error {
	if state[governance.Process](r).Ended {
		return nil
	}
	h.moment()
	return h.as(h.one(domain.SEC), domain.SEC, r, governance.AssignOwner{Person: person, From: from, Reason: reason})
}

func (h *history) changeOwner() error {
	r, next := pick(h, h.inOrder), h.one(domain.TM)
	if h.ownerOf(r.id) == "" || h.endsSoon(next) {
		return nil
	}
	return h.assign(r, next, pick(h, []string{"Herverdeling van taken tussen teams.", "Wisseling van teammanager.", "Het proces past beter bij dit team."}))
}

// endsSoon tells whether the appointment of a team manager has an end: nobody gives such a one a process.
func (h *history) endsSoon(person string) bool {
	return slices.ContainsFunc(h.byPerson[person], func(r *record) bool {
		a := state[governance.Appointment](r)
		return a.Role == domain.TM && a.Until != ""
	})
}

func (h *history) matrixChange() error {
	return h.as(h.one(domain.SEC), domain.SEC, h.matrix, governance.ChangeRow{Row: "B1.6-1", Roles: []governance.Column{"OWN", "PB", "CISO"},
		Reason: "De CISO ziet nieuwe systemen vaak als eerste en moet een DPIA kunnen aanvragen. Besluit van het managementteam."})
}

// reorganise renames a team in the processes where it works.
func (h *history) reorganise() error {
	for _, r := range h.inOrder {
		p := state[governance.Process](r)
		i := slices.Index(p.Teams, "Klantcontactcentrum")
		if i < 0 || p.Ended {
			continue
		}
		h.moment()
		list := slices.Clone(p.Teams)
		list[i] = "Publieksdienstverlening"
		if err := h.as(h.one(domain.PB), domain.PB, r, governance.DescribeProcess{Name: p.Name, Task: p.Task, Teams: list, Statute: p.Statute,
			Reason: "Het Klantcontactcentrum heet voortaan Publieksdienstverlening."}); err != nil {
			return err
		}
	}
	return nil
}

func (h *history) changeRule() error {
	r := pick(h, h.ruleList)
	t := state[register.RetentionRule](r).RetentionTerms
	reason := "Verduidelijkt na overleg met de archivaris."
	if t.Starts != "" && h.chance(0.6) {
		t.Starts, reason = t.Starts+", of eerder op verzoek van de betrokkene als de wet dat toelaat", "De regel zei niet wat er bij een verzoek om verwijdering gebeurt."
	} else {
		t.KeepLonger = "Zolang een bezwaar, beroep of geschil loopt."
	}
	return h.as(h.one(domain.PB), domain.PB, r, register.ChangeRetentionRule{RetentionTerms: t, Reason: reason})
}

// superviseOffice is a test by the FG of something else than an activity.
func (h *history) superviseOffice() error {
	r := pick(h, append(slices.Clone(h.inOrder), h.ruleList...))
	outcome, findings := control.Outcome("sufficient"), "Geen."
	if h.chance(0.25) {
		outcome, findings = "insufficient", "De vastlegging loopt achter op de praktijk. De privacybeheerder werkt dit met de eigenaar bij."
	}
	criteria := "Eigenaarschap en mandaten (§3.2)"
	if r.kind == "retention" {
		criteria = "Grondslag van de bewaartermijn (§4.8)"
	}
	return h.as(h.one(domain.FG), domain.FG, h.record("test", ""), control.RecordTest{Subject: r.stream, Criteria: criteria,
		Outcome: outcome, Findings: findings, OwnWork: yes(h.chance(0.05))})
}

// newLaw lets PB bring the register up to date with a law that replaced another.
func (h *history) newLaw(e era) error {
	for _, t := range h.tasks {
		if r := h.process[t.key]; r != nil && e.before(t.statute) != t.statute {
			if err := h.newStatute(r, t, e); err != nil {
				return err
			}
		}
	}
	for _, a := range h.acts {
		h.later(h.between(1, 40), func() error { return h.underNewLaw(a, e) })
	}
	return nil
}

func (h *history) newStatute(r *record, t task, e era) error {
	p := state[governance.Process](r)
	if p.Ended {
		return nil
	}
	h.moment()
	return h.as(h.one(domain.PB), domain.PB, r, governance.DescribeProcess{Name: p.Name, Task: p.Task, Teams: p.Teams,
		Statute: statuteAsOf(t.statute, h.today()), Reason: e.why})
}

func (h *history) planRounds() {
	for year := h.days[0].Year(); year <= h.stop.Year(); year++ {
		from := h.first(calendar.Date(fmt.Sprintf("%d-10-01", year)))
		if from > 60 { // not in the first months
			h.on(from, h.round)
		}
	}
}

// round asks all owners to confirm, and is closed after its due date. Some do not confirm.
func (h *history) round() error {
	year := h.now.Year()
	r := h.record("round", "")
	due := calendar.Date(fmt.Sprintf("%d-12-01", year))
	if err := h.as(h.one(domain.PB), domain.PB, r, register.StartRound{Name: fmt.Sprintf("Jaarronde %d", year), Due: due}); err != nil {
		return err
	}
	began := h.recorded()
	for _, a := range h.acts {
		if !h.chance(0.06) {
			h.later(h.between(1, 34), func() error { return h.confirm(a) })
		}
	}
	h.on(h.first(due)+h.between(2, 8), func() error {
		asked, done := 0, 0
		for _, a := range h.acts {
			if x := a.state(); x.State == register.StatusActive {
				asked++
				if x.LastConfirmed.After(began) {
					done++
				}
			}
		}
		return h.as(h.one(domain.PB), domain.PB, r, register.CloseRound{Conclusion: fmt.Sprintf("Van %d actieve verwerkingen zijn er %d bevestigd. De andere eigenaren krijgen een herinnering; de FG ziet welke het zijn.", asked, done)})
	})
	return nil
}
