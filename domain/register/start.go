package register

import (
	"fmt"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Verdict is what can be said of a start condition now.
type Verdict string

// Verdicts.
const (
	Met        Verdict = "met"
	NotMet     Verdict = "not-met"
	CannotTell Verdict = "cannot-tell" // its record type does not exist in the ledger yet
)

// A Condition must be met before processing starts.
type Condition struct {
	Letter string
	NL     string
	Source string
	Rests  string // record types that would satisfy it
	check  func(Activity, domain.Stamp) (Verdict, string)
}

func later(Activity, domain.Stamp) (Verdict, string) {
	return CannotTell, "Het grootboek kan dit nog niet nagaan."
}

// Conditions are the fifteen start conditions of RT-03 (a–o).
var Conditions = []Condition{
	{"a", "Geregistreerd en volledig", "§4.1", "RT-03", func(a Activity, _ domain.Stamp) (Verdict, string) {
		if m := Missing(a.Content); len(m) > 0 {
			return NotMet, m[0].NL
		}
		return metIf(slices.Contains(inRegister, a.State), "De verwerking is nog niet geregistreerd.")
	}},
	{"b", "Rechtmatige grondslag voor elk doel", "§2.3, §4.4", "RT-03", func(a Activity, _ domain.Stamp) (Verdict, string) {
		nl := missingPurposes(a.Content)
		return metIf(nl == "", nl)
	}},
	{"c", "Noodzaakbeoordeling positief afgerond", "§4.6", "RT-04", later},
	{"d", "Privacy by design en by default geregeld", "§4.5", "RT-04", later},
	{"e", "Toets of een DPIA nodig is gedaan, en zo nodig de DPIA afgerond", "§4.9, B1.6", "RT-18", later},
	{"f", "Maatregelen uit de DPIA uitgevoerd", "[added]", "RT-18, RT-20", later},
	{"g", "Geen lopende voorafgaande raadpleging", "[added]", "RT-19", later},
	{"h", "Verwerkersovereenkomst met elke verwerker", "§7.2", "RT-11, RT-12", func(a Activity, _ domain.Stamp) (Verdict, string) {
		if a.CarriedOutBy == "municipality" && len(a.Processors) == 0 {
			return Met, "Er zijn geen verwerkers."
		}
		return later(a, domain.Stamp{})
	}},
	{"i", "Geheimhouding geregeld", "§2.3, §6.1", "RT-26, RT-17", later},
	{"j", "Afspraken met externe partijen die gegevens ontvangen of uitwisselen", "§2.3, §7.1", "RT-15, RT-16", func(a Activity, _ domain.Stamp) (Verdict, string) {
		if a.NoRecipients && len(a.Recipients) == 0 {
			return Met, "Er zijn geen ontvangers."
		}
		return later(a, domain.Stamp{})
	}},
	{"k", "Informatie voor betrokkenen klaar", "§4.2", "RT-06", later},
	{"l", "Bewaartermijn vastgesteld", "§4.8", "RT-09", func(a Activity, by domain.Stamp) (Verdict, string) {
		for _, r := range a.Retention {
			if r.Rule != "" && by.Facts.RetentionRule(r.Rule) {
				return Met, ""
			}
		}
		return NotMet, "Koppel ten minste één bewaarregel aan deze verwerking; een termijn in woorden is niet genoeg om te starten."
	}},
	{"m", "Maatregelen voor de kwaliteit van gegevens vastgelegd", "§4.7", "RT-08", later},
	{"n", "Uitzonderingsgrond bij bijzondere gegevens", "[added] AVG art. 9", "RT-03", func(a Activity, _ domain.Stamp) (Verdict, string) {
		return metIf(!a.Has(Special) || a.SpecialGround != "" && a.SpecialLaw != "", "Vul de uitzonderingsgrond en de wet in.")
	}},
	{"o", "Wettelijke plicht en proportionaliteit bij BSN", "§4.4", "RT-03", func(a Activity, _ domain.Stamp) (Verdict, string) {
		return metIf(!a.Has(BSN) || a.BSNBasis != "", "Vul de wettelijke plicht voor het BSN in en waarom het gebruik in verhouding is.")
	}},
}

func metIf(ok bool, nl string) (Verdict, string) {
	if ok {
		return Met, ""
	}
	return NotMet, nl
}

// Check says what can be said of the condition for this activity, and what to do.
func (c Condition) Check(a Activity, by domain.Stamp) (Verdict, string) { return c.check(a, by) }

// SourceNL is the source as people read it: "[added]" is a word of the requirements.
func (c Condition) SourceNL() string { return strings.Replace(c.Source, "[added]", "aanvulling", 1) }

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

// ProcessingActivityStartApproved approves the start.
type ProcessingActivityStartApproved struct {
	Motivations []Motivation `json:"motivations,omitempty" nl:"Motivering van wat niet kon worden nagegaan"`
}

// Decide implements [domain.Command].
func (c ApproveStart) Decide(s Activity, by domain.Stamp) ([]event, error) {
	text := map[string]string{}
	for _, m := range c.Motivations {
		text[m.Condition] = trim(m.Text)
	}
	var p domain.Problems
	approved := ProcessingActivityStartApproved{}
	list := []event{}
	for _, cond := range Conditions {
		verdict, nl := cond.Check(s, by)
		switch {
		case verdict == NotMet:
			p.Add("condition-"+cond.Letter, fmt.Sprintf("(%s) %s: %s", cond.Letter, cond.NL, nl))
		case verdict == CannotTell && text[cond.Letter] == "":
			p.Add("condition-"+cond.Letter, fmt.Sprintf("(%s) %s: %s Motiveer waarom de start verantwoord is; de FG ziet uw motivering.", cond.Letter, cond.NL, nl))
		case verdict == CannotTell:
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
func (e ProcessingActivityStartApproved) Evolve(a Activity, _ domain.Stamp) Activity {
	a.State = StatusApproved
	return a.counted()
}

// Start says that the processing has begun.
type Start struct{}

// ProcessingStarted says that the processing has begun.
type ProcessingStarted struct{}

// Decide implements [domain.Command].
func (Start) Decide(s Activity, _ domain.Stamp) ([]event, error) {
	return []event{ProcessingStarted{}}, nil
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

// ConditionNL returns the Dutch text of a condition by its letter.
func ConditionNL(letter string) string {
	for _, c := range Conditions {
		if c.Letter == letter {
			return strings.TrimSpace(c.NL)
		}
	}
	return letter
}
