package governance

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// MandateSubprocessOwner lets an employee issue named commands of the owner, for a period (§3.2).
type MandateSubprocessOwner struct {
	Person   string        `json:"person" nl:"Medewerker" form:"person"`
	Commands []string      `json:"commands" nl:"Taken in het mandaat" form:"commands" hint:"Precies deze taken, niet meer."`
	From     calendar.Date `json:"from" nl:"Vanaf"`
	Until    calendar.Date `json:"until,omitempty" nl:"Tot en met" opt:"1" hint:"Leeg: tot het wordt ingetrokken."`
	Reason   string        `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// SubprocessOwnerMandated gives the mandate. Its id is that of the command.
type SubprocessOwnerMandated struct {
	Mandate  string        `json:"mandate" nl:"Mandaat"`
	Owner    string        `json:"owner" nl:"Namens" form:"person"`
	Person   string        `json:"person" nl:"Medewerker" form:"person"`
	Commands []string      `json:"commands" nl:"Taken" form:"commands"`
	From     calendar.Date `json:"from" nl:"Vanaf"`
	Until    calendar.Date `json:"until,omitempty" nl:"Tot en met"`
	Reason   string        `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c MandateSubprocessOwner) Decide(s Process, by domain.Stamp) ([]domain.Event[Process], error) {
	if by.Mandate != "" { // RT-01 rule 2
		return nil, &domain.Refusal{Kind: domain.Forbidden, Code: "mandate.passed-on", NL: "Een mandaat kunt u niet doorgeven. Vraag de proceseigenaar."}
	}
	var p domain.Problems
	c.check(&p, by)
	if err := p.Refuse("mandate.incomplete"); err != nil {
		return nil, err
	}
	return []domain.Event[Process]{SubprocessOwnerMandated{Mandate: by.Command, Owner: by.Actor, Person: c.Person,
		Commands: domain.Lines(c.Commands), From: c.From, Until: c.Until, Reason: trim(c.Reason)}}, nil
}

func (c MandateSubprocessOwner) check(p *domain.Problems, by domain.Stamp) {
	switch {
	case c.Person == "":
		p.Add("person", "Kies een medewerker.")
	case c.Person == by.Actor:
		p.Add("person", "U kunt uzelf geen mandaat geven.")
	case !by.Facts.Holds(c.Person, domain.EMP, by.Recorded):
		p.Add("person", "Een mandaat gaat naar een medewerker van de gemeente (§3.2).")
	case by.Facts.Holds(c.Person, domain.FG, by.Recorded):
		p.Add("person", "De functionaris gegevensbescherming kan niet namens een proceseigenaar handelen (AVG art. 38 lid 6).")
	}
	tasks := domain.Lines(c.Commands)
	if len(tasks) == 0 {
		p.Add("commands", "Kies ten minste één taak.")
	}
	for _, name := range tasks {
		if name == "process/mandate" || name == "process/withdraw-mandate" {
			p.Add("commands", "Mandaten geven of intrekken kan niet worden gemandateerd.")
		} else if !strings.Contains(name, "/") {
			p.Add("commands", "‘"+name+"’ is geen taak.")
		}
	}
	if !c.From.Valid() {
		p.Add("from", "Vul de begindatum in.")
	}
	if c.Until != "" && (!c.Until.Valid() || c.Until < c.From) {
		p.Add("until", "De einddatum ligt vóór de begindatum.")
	}
	p.Need(c.Reason, "reason", "Geef de reden.")
}

// Evolve implements [domain.Event].
func (e SubprocessOwnerMandated) Evolve(p Process, by domain.Stamp) Process {
	return withMandate(p, domain.Mandate{ID: e.Mandate, Process: by.Record, Owner: e.Owner, Person: e.Person,
		Commands: e.Commands, From: e.From.Start(), Until: e.Until.End()})
}

// WithdrawMandate ends a mandate at once.
type WithdrawMandate struct {
	Mandate string `json:"mandate" nl:"Mandaat" form:"mandate"`
	Reason  string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// MandateWithdrawn ends the mandate: the next command under it is refused (R-3.2-07).
type MandateWithdrawn struct {
	Mandate string `json:"mandate" nl:"Mandaat"`
	Reason  string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c WithdrawMandate) Decide(s Process, _ domain.Stamp) ([]domain.Event[Process], error) {
	var p domain.Problems
	m, ok := s.Mandates[c.Mandate]
	if !ok {
		p.Add("mandate", "Kies een mandaat van dit proces.")
	}
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("mandate.withdraw"); err != nil {
		return nil, err
	}
	if m.Withdrawn {
		return nil, nil // saying it twice changes nothing
	}
	return []domain.Event[Process]{MandateWithdrawn{c.Mandate, trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e MandateWithdrawn) Evolve(p Process, _ domain.Stamp) Process { return endMandate(p, e.Mandate) }

// ExpireMandate is issued by the clock when the period of a mandate has passed.
type ExpireMandate struct {
	Mandate string `json:"mandate" nl:"Mandaat"`
}

// MandateExpired says that the period of the mandate has passed. It no longer counted already: the period decides.
type MandateExpired struct {
	Mandate string `json:"mandate" nl:"Mandaat"`
}

// Decide implements [domain.Command].
func (c ExpireMandate) Decide(s Process, by domain.Stamp) ([]domain.Event[Process], error) {
	m, ok := s.Mandates[c.Mandate]
	if !ok || m.Withdrawn || m.Until.IsZero() || by.Recorded.Before(m.Until) {
		return nil, nil
	}
	return []domain.Event[Process]{MandateExpired{c.Mandate}}, nil
}

// Evolve implements [domain.Event].
func (e MandateExpired) Evolve(p Process, _ domain.Stamp) Process { return endMandate(p, e.Mandate) }

func endMandate(p Process, id string) Process {
	m := p.Mandates[id]
	m.Withdrawn = true
	return withMandate(p, m)
}
