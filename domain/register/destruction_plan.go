package register

import (
	"strconv"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// DestructionTerms say what must go, and what its day follows from.
type DestructionTerms struct {
	Process    string            `json:"process" nl:"Proces" form:"process"`
	Why        DestructionReason `json:"reason" nl:"Reden van de vernietiging"`
	Rule       string            `json:"rule,omitempty" nl:"Bewaarregel" form:"retention" opt:"1" hint:"Verplicht als de bewaartermijn de reden is."`
	Source     string            `json:"source,omitempty" nl:"Waar komt dit uit voort?" form:"record:activity,agreement,covenant,exchange-arrangement,request" opt:"1" hint:"De verwerking, de overeenkomst, het convenant of het verzoek."`
	Reference  string            `json:"reference,omitempty" nl:"Kenmerk van de bron" opt:"1" hint:"Bijvoorbeeld het zaaknummer van een verzoek. Noem geen personen."`
	Scope      string            `json:"scope" nl:"Welke gegevens?" form:"long" hint:"Alleen de soort gegevens, bijvoorbeeld: Wmo-dossiers die in 2011 zijn gesloten. Noem geen personen."`
	Starts     calendar.Date     `json:"starts_on" nl:"Begin van de termijn" hint:"De dag waarop de termijn begon, of waarop de gegevens niet meer nodig waren."`
	Period     string            `json:"period,omitempty" nl:"Termijn (ISO 8601)" opt:"1" hint:"Die van de bewaarregel, bijvoorbeeld P7Y. Leeg: meteen."`
	KeepLonger string            `json:"keep_longer,omitempty" nl:"Wettelijke plicht om langer te bewaren" opt:"1" hint:"Wet en artikel."`
	KeepUntil  calendar.Date     `json:"keep_until,omitempty" nl:"Langer bewaren tot" opt:"1"`
}

// PlanDestruction says that data must go, and when.
type PlanDestruction struct {
	DestructionTerms
	Number string `json:"number" nl:"Aantal records" hint:"Hoeveel dossiers of records, desnoods geschat."`
}

// DestructionPlanned says on which day data must have been destroyed, and how that day was found.
type DestructionPlanned struct {
	DestructionTerms
	Number int           `json:"number" nl:"Aantal records"`
	Due    calendar.Date `json:"due" nl:"Te vernietigen op"`
	How    string        `json:"how" nl:"Zo bepaald"`
}

// OwnedBy implements [domain.Owned].
func (c PlanDestruction) OwnedBy() string { return c.Process }

func (t DestructionTerms) clean() DestructionTerms {
	t.Reference, t.Scope, t.Period, t.KeepLonger = trim(t.Reference), trim(t.Scope), trim(t.Period), trim(t.KeepLonger)
	return t
}

// Decide implements [domain.Command].
func (c PlanDestruction) Decide(_ Destruction, by domain.Stamp) ([]destructionEvent, error) {
	t := c.clean().ruled(by)
	p := t.problems(by)
	number := countOf(&p, c.Number)
	due, how := t.due()
	if len(p) == 0 && due == "" {
		p.Add("period", "Deze termijn loopt te ver door.")
	}
	if err := p.Refuse("destruction.incomplete"); err != nil {
		return nil, err
	}
	return []destructionEvent{DestructionPlanned{t, number, due, how}}, nil
}

// ruled takes over a duty to keep longer that the rule itself states (R-4.8-06): a plan does not shorten it.
func (t DestructionTerms) ruled(by domain.Stamp) DestructionTerms {
	if rule, ok := domain.Tell[RetentionRule](by.Facts, "retention/"+t.Rule); ok && rule.KeepUntil > t.KeepUntil {
		t.KeepUntil, t.KeepLonger = rule.KeepUntil, rule.KeepLonger
	}
	return t
}

func (t DestructionTerms) problems(by domain.Stamp) domain.Problems {
	var p domain.Problems
	needRunning(&p, t.Process, by)
	if t.Why == Surplus {
		p.Add("reason", "Leg overtollige gegevens vast met ‘Overtollige gegevens vastleggen’.")
	} else {
		p.Choose(t.Why, string(t.Why), "reason", "Kies waarom de gegevens vernietigd worden.")
	}
	if t.Why == PeriodEnded { // §4.8
		p.Need(t.Rule, "rule", "Kies de bewaarregel.")
		p.Need(t.Period, "period", "Vul de termijn van de bewaarregel in.")
		if rule, ok := domain.Tell[RetentionRule](by.Facts, "retention/"+t.Rule); ok && rule.Period != "" && rule.Period != t.Period { // rule 1: no other term than that of the rule
			p.Add("period", "De termijn van deze bewaarregel is "+PeriodNL(rule.Period)+". Vul in: "+rule.Period+".")
		}
	} else if t.Rule == "" && t.Source == "" && t.Reference == "" {
		p.Add("source", "Kies de bron of de bewaarregel, of vul het kenmerk van de bron in.")
	}
	if t.Rule != "" && !by.Facts.RetentionRule(t.Rule) {
		p.Add("rule", "Deze bewaarregel bestaat niet.")
	}
	if t.Source != "" && !strings.Contains(t.Source, "/") {
		p.Add("source", "Kies de bron uit de lijst.")
	}
	p.Need(t.Scope, "scope", "Zeg om welke soort gegevens het gaat.")
	p.Impersonal(t.Scope, "scope") // R-4.8-08
	p.Impersonal(t.Reference, "reference")
	if !t.Starts.Valid() {
		p.Add("starts_on", "Vul in wanneer de termijn begon.")
	}
	if t.Period != "" && (!isoPeriod.MatchString(t.Period) || t.Period == "P") {
		p.Add("period", "Schrijf de termijn als P7Y (zeven jaar), P6M (zes maanden) of P28D (achtentwintig dagen).")
	}
	longer(&p, t.KeepLonger, t.KeepUntil)
	return p
}

// longer: a legal duty to keep longer has its law and its day (R-4.8-06).
func longer(p *domain.Problems, law string, until calendar.Date) {
	if until == "" {
		return
	}
	if !until.Valid() {
		p.Add("keep_until", "Deze datum bestaat niet.")
		return
	}
	p.Need(law, "keep_longer", "Noem de wet en het artikel die verplichten om langer te bewaren.")
}

func needRunning(p *domain.Problems, process string, by domain.Stamp) {
	if f, ok := by.Facts.Process(process, by.Recorded); !ok || f.Ended {
		p.Add("process", "Kies een lopend proces.")
	}
}

func countOf(p *domain.Problems, text string) int {
	n, err := strconv.Atoi(trim(text))
	if err != nil || n < 0 {
		p.Add("number", "Vul het aantal in cijfers in.")
	}
	return n
}

// due computes the day: users cannot type it (R-TIM-02). A longer legal duty moves it (R-4.8-06).
func (t DestructionTerms) due() (day calendar.Date, how string) {
	if t.Period == "" {
		day, how = t.Starts, "meteen, op "+t.Starts.NL()
	} else {
		day, _ = calendar.AddPeriod(t.Starts, t.Period)
		how = PeriodNL(t.Period) + " na " + t.Starts.NL()
	}
	if t.KeepUntil > day && day != "" {
		return t.KeepUntil, how + "; langer bewaard tot " + t.KeepUntil.NL() + " (" + t.KeepLonger + ")"
	}
	return day, how
}

// Evolve implements [domain.Event].
func (e DestructionPlanned) Evolve(_ Destruction, _ domain.Stamp) Destruction {
	return Destruction{State: DestructionPlannedState, Process: e.Process, Why: e.Why, Rule: e.Rule, Source: e.Source, Reference: e.Reference, Scope: e.Scope,
		Number: e.Number, Starts: e.Starts, Period: e.Period, Due: e.Due, How: e.How, Citation: e.KeepLonger}
}

// EndRetentionPeriod: the clock says that the period is over.
type EndRetentionPeriod struct{}

// RetentionPeriodEnded says that the data must go now.
type RetentionPeriodEnded struct{}

// Decide implements [domain.Command].
func (EndRetentionPeriod) Decide(s Destruction, by domain.Stamp) ([]destructionEvent, error) {
	if calendar.On(by.Happened) < s.Due {
		return nil, unmetDestruction("destruction.period", "De termijn loopt nog, tot "+s.Due.NL()+".")
	}
	return []destructionEvent{RetentionPeriodEnded{}}, nil
}

// Evolve implements [domain.Event].
func (e RetentionPeriodEnded) Evolve(d Destruction, _ domain.Stamp) Destruction {
	d.State = DestructionDue
	return d
}

// MarkDestructionOverdue: the clock says that the day has passed.
type MarkDestructionOverdue struct{}

// DestructionOverdue says that the data were not destroyed in time, and that it was not postponed (R-4.8-04).
type DestructionOverdue struct{}

// Decide implements [domain.Command].
func (MarkDestructionOverdue) Decide(s Destruction, by domain.Stamp) ([]destructionEvent, error) {
	switch {
	case s.Late:
		return nil, nil // saying it twice changes nothing
	case !s.OverdueAt(by.Happened):
		return nil, unmetDestruction("destruction.not-overdue", "De vernietiging is niet te laat.")
	}
	return []destructionEvent{DestructionOverdue{}}, nil
}

// Evolve implements [domain.Event].
func (e DestructionOverdue) Evolve(d Destruction, _ domain.Stamp) Destruction {
	d.Late = true
	return d
}
