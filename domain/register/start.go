package register

import (
	"fmt"
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ApproveStart approves that the processing starts (§3.2). What the ledger cannot tell yet refuses the start, until the
// owner motivates it: then it is recorded as a deviation that the FG sees (promise 7).
type ApproveStart struct {
	Motivations []Motivation `json:"motivations,omitempty" form:"conditions"`
}

// Motivation says why the start is justified although the ledger cannot tell whether a condition is met.
type Motivation struct {
	Condition string `json:"condition"` // its letter
	Text      string `json:"text"`
}

// ProcessingActivityStartApproved approves the start of the activity as it was at one version.
type ProcessingActivityStartApproved struct {
	Version     uint64       `json:"version,omitempty" nl:"Goedgekeurde versie"` // 0: recorded before versions were named
	Motivations []Motivation `json:"motivations,omitempty" nl:"Motivering van wat niet kon worden nagegaan"`
}

// StartApproval is what was approved: exactly this content.
type StartApproval struct {
	Version   uint64
	Content   Content
	On        calendar.Date
	Motivated []string // letters of conditions that the ledger could not tell
}

// Decide implements [domain.Command]. What runs already is approved again only after its approval has lapsed, or if it
// never had one. It is a permission, not a fact: given today it does not hold for an earlier day, on which the conditions
// may not have been met.
func (c ApproveStart) Decide(s Activity, by domain.Stamp) ([]event, error) {
	if s.running() && s.Approved != nil && len(s.Lapsed) == 0 {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "activity.approved", NL: "De start is al goedgekeurd, en er is sindsdien niets wezenlijks veranderd."}
	}
	if calendar.On(by.Happened) < calendar.On(by.Recorded) {
		return nil, &domain.Refusal{Kind: domain.Invalid, Code: "activity.approved-afterwards", NL: "Een start is niet met terugwerkende kracht goed te keuren.", Fields: domain.Problems{{Field: "happened",
			NL: "De voorwaarden gelden op de dag dat u goedkeurt. Loopt de verwerking al, leg dat dan vast met ‘Vastleggen dat de verwerking al loopt’."}}}
	}
	text := map[string]string{}
	for _, m := range c.Motivations {
		text[m.Condition] = trim(m.Text)
	}
	var p domain.Problems
	approved := ProcessingActivityStartApproved{Version: s.Events}
	list := []event{}
	for _, cond := range Conditions {
		f := cond.Check(s, by)
		switch {
		case f.Verdict == NotMet:
			p.Add("condition-"+cond.Letter, fmt.Sprintf("(%s) %s: %s", cond.Letter, cond.NL, f.NL))
		case f.Verdict == CannotTell && text[cond.Letter] == "":
			p.Add("condition-"+cond.Letter, fmt.Sprintf("(%s) %s: %s Motiveer waarom de start verantwoord is; de FG ziet uw motivering.", cond.Letter, cond.NL, f.NL))
		case f.Verdict == CannotTell:
			approved.Motivations = append(approved.Motivations, Motivation{cond.Letter, text[cond.Letter]})
			list = append(list, NonComplianceFound{Deviation: by.Command + "/" + cond.Letter, Rule: "startvoorwaarde " + cond.Letter + " (" + cond.SourceNL() + ")",
				What: cond.NL + ": niet na te gaan. Motivering: " + text[cond.Letter], Since: calendar.On(by.Happened)})
		}
	}
	if len(p) > 0 {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "activity.start-conditions", NL: "De verwerking mag nog niet starten:", Fields: p}
	}
	return append([]event{approved}, list...), nil
}

// Evolve implements [domain.Event].
func (e ProcessingActivityStartApproved) Evolve(a Activity, by domain.Stamp) Activity {
	a.Approved, a.Lapsed = &StartApproval{e.Version, a.Content, calendar.On(by.Happened), texts(e.Motivations, func(m Motivation) string { return m.Condition })}, nil
	if !a.running() {
		a.State = StatusApproved
	}
	return a.counted()
}

// Start says that the processing begins.
type Start struct{}

// ProcessingStarted says that the processing has begun.
type ProcessingStarted struct{}

// Decide implements [domain.Command]. The conditions are asked again, on the day itself: since the approval an agreement
// may have ended, or a DPIA have been reopened. What the owner motivated at the approval stays motivated.
func (Start) Decide(s Activity, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	if s.Approved != nil && calendar.On(by.Happened) < s.Approved.On {
		p.Add("happened", "De start is pas op "+s.Approved.On.NL()+" goedgekeurd. Begon de verwerking eerder, leg dat dan vast met ‘Vastleggen dat de verwerking al loopt’.")
	}
	for _, cond := range Conditions {
		f := cond.Check(s, by)
		motivated := f.Verdict == CannotTell && s.Approved != nil && slices.Contains(s.Approved.Motivated, cond.Letter)
		if f.Verdict != Met && !motivated {
			p.Add("condition-"+cond.Letter, fmt.Sprintf("(%s) %s: %s", cond.Letter, cond.NL, f.NL))
		}
	}
	p = append(p, s.tooLate(by)...)
	if len(p) > 0 {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "activity.start-conditions", NL: "De verwerking mag nog niet starten:", Fields: p}
	}
	return []event{ProcessingStarted{}}, nil
}

// RecordRunning records that the processing runs already, on the day it began, whatever the conditions say: a fact is
// never refused (promise 7). Each condition that was not met is a deviation, to be remedied while it runs.
type RecordRunning struct {
	Reason string `json:"reason" nl:"Waarom loopt deze verwerking al?" hint:"Bijvoorbeeld: zij liep al vóór dit register. Vul bij ‘gebeurd’ in wanneer zij begon. Noem geen personen."`
}

// Decide implements [domain.Command].
func (c RecordRunning) Decide(s Activity, by domain.Stamp) ([]event, error) {
	if err := needReason(c.Reason); err != nil {
		return nil, err
	}
	list := []event{ProcessingStarted{}}
	late := map[string]string{} // R-4.5-04, R-4.7-06: what came after the start was not there
	for _, x := range s.tooLate(by) {
		late[x.Field] = x.NL
	}
	for _, cond := range Conditions {
		f := cond.Check(s, by)
		if nl := late["condition-"+cond.Letter]; f.Verdict == Met && nl != "" {
			f = unmet(nl)
		}
		if f.Verdict != Met {
			list = append(list, NonComplianceFound{Deviation: by.Command + "/" + cond.Letter, Rule: "startvoorwaarde " + cond.Letter + " (" + cond.SourceNL() + ")",
				What: "Liep al zonder: " + cond.NL + ". " + f.NL + " Reden: " + trim(c.Reason), Since: calendar.On(by.Happened)})
		}
	}
	return list, nil
}

// tooLate names what was recorded for a day that does not lie before the start (R-4.5-04, R-4.7-06).
func (s Activity) tooLate(by domain.Stamp) domain.Problems {
	day := calendar.On(by.Happened)
	var p domain.Problems
	if n, _, ok := counting(s, by); ok && n.AssessedOn >= day {
		p.Add("condition-d", "De noodzaakbeoordeling en het ontwerp moeten vóór de dag van de start zijn vastgelegd (§4.5). Start op een latere dag.")
	}
	measures, _ := toldOf[Quality](s, by, "quality")
	if slices.ContainsFunc(measures, func(q Quality) bool { return q.State == QualityInPlace && q.Since > day }) {
		p.Add("condition-m", "Een kwaliteitsmaatregel gaat pas na de start in (§4.7).")
	}
	return p
}

// Evolve implements [domain.Event].
func (e ProcessingStarted) Evolve(a Activity, by domain.Stamp) Activity {
	a.State, a.StartedOn = StatusActive, calendar.On(by.Happened)
	return a.counted()
}

// Suspend stops the processing for a while.
type Suspend struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// ProcessingSuspended stops it for a while.
type ProcessingSuspended struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Resume goes on after a suspension.
type Resume struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// ProcessingResumed goes on.
type ProcessingResumed struct {
	Reason string `json:"reason" nl:"Reden"`
}

// End ends the processing.
type End struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
	Data   string `json:"data" nl:"Wat gebeurt er met de gegevens?" form:"long" hint:"Vernietigd, teruggegeven of gearchiveerd (§4.8)."`
}

// ProcessingEnded ends it; it leaves the public register and stays in history.
type ProcessingEnded struct {
	Reason string `json:"reason" nl:"Reden"`
	Data   string `json:"data" nl:"Gegevens"`
}

func needReason(reason string) error {
	var p domain.Problems
	p.Need(reason, "reason", "Geef de reden.")
	return p.Refuse("activity.reason")
}

// Decide implements [domain.Command].
func (c Suspend) Decide(_ Activity, _ domain.Stamp) ([]event, error) {
	if err := needReason(c.Reason); err != nil {
		return nil, err
	}
	return []event{ProcessingSuspended{trim(c.Reason)}}, nil
}

// Decide implements [domain.Command].
func (c Resume) Decide(_ Activity, _ domain.Stamp) ([]event, error) {
	if err := needReason(c.Reason); err != nil {
		return nil, err
	}
	return []event{ProcessingResumed{trim(c.Reason)}}, nil
}

// Decide implements [domain.Command].
func (c End) Decide(s Activity, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Reason, "reason", "Geef de reden.")
	p.Need(c.Data, "data", "Zeg wat er met de gegevens gebeurt: vernietigd, teruggegeven of gearchiveerd.")
	if err := p.Refuse("activity.end"); err != nil {
		return nil, err
	}
	list := []event{ProcessingEnded{trim(c.Reason), trim(c.Data)}}
	if s.Published {
		list = append(list, PublicationWithdrawn{"De verwerking is beëindigd."})
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e ProcessingSuspended) Evolve(a Activity, _ domain.Stamp) Activity {
	a.State = StatusSuspended
	return a.counted()
}

// Evolve implements [domain.Event].
func (e ProcessingResumed) Evolve(a Activity, _ domain.Stamp) Activity {
	a.State = StatusActive
	return a.counted()
}

// Evolve implements [domain.Event].
func (e ProcessingEnded) Evolve(a Activity, by domain.Stamp) Activity {
	a.State, a.EndedOn = StatusEnded, calendar.On(by.Happened)
	return a.counted()
}
