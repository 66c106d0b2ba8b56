package incidents

import (
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Judgement is whether it is a breach and what it does to people: what articles 33(3) and 33(5) AVG ask. People stand in it as
// numbers and categories only.
type Judgement struct {
	Breach       domain.YesNo `json:"breach" nl:"Zijn persoonsgegevens geraakt (datalek)?"`
	Reason       string       `json:"reason" nl:"Reden van dit oordeel" form:"long" hint:"Noem geen personen."`
	Risk         Risk         `json:"risk,omitempty" nl:"Risico voor betrokkenen" opt:"1" hint:"Verplicht bij een datalek."`
	Aspects      []Aspect     `json:"aspects,omitempty" nl:"Aard van het datalek" opt:"1"`
	Data         []string     `json:"data_categories,omitempty" nl:"Categorieën van gegevens" opt:"1" hint:"Eén per regel, bijvoorbeeld: gezondheid. Verplicht bij een datalek."`
	People       []string     `json:"people_categories,omitempty" nl:"Categorieën van betrokkenen" opt:"1" hint:"Eén per regel, bijvoorbeeld: cliënten. Verplicht bij een datalek."`
	PersonsMin   Count        `json:"persons_min,omitempty" nl:"Aantal betrokkenen, ten minste" opt:"1" hint:"Een getal. Verplicht bij een datalek; een schatting mag."`
	PersonsMax   Count        `json:"persons_max,omitempty" nl:"Aantal betrokkenen, ten hoogste" opt:"1"`
	Records      Count        `json:"records,omitempty" nl:"Aantal gegevensrecords" opt:"1" hint:"Een getal. Een schatting mag."`
	Unreadable   domain.YesNo `json:"unreadable,omitempty" nl:"Waren de gegevens versleuteld of onleesbaar gemaakt?" opt:"1"`
	Severity     Severity     `json:"severity,omitempty" nl:"Ernst van de gevolgen" opt:"1"`
	Consequences string       `json:"consequences,omitempty" nl:"Gevolgen" form:"long" opt:"1" hint:"Verplicht bij een datalek. Noem geen personen."`
	Remedy       string       `json:"measures,omitempty" nl:"Maatregelen die zijn genomen" form:"long" opt:"1" hint:"Verplicht bij een datalek. Noem geen personen."`
}

// Risk is that of the people concerned: three thresholds (§6; articles 33(1) and 34(1) AVG).
type Risk string

// Risks.
const (
	NotPlausible Risk = "not-plausible"
	SomeRisk     Risk = "risk"
	HighRisk     Risk = "high-risk"
)

// Choices implements [domain.Chooser].
func (Risk) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(NotPlausible), NL: "niet aannemelijk"}, {Value: string(SomeRisk), NL: "risico"}, {Value: string(HighRisk), NL: "hoog risico"}}
}

// Aspect is what was broken (form of the AP, 5.1).
type Aspect string

// Choices implements [domain.Chooser].
func (Aspect) Choices() []domain.Choice {
	return []domain.Choice{{Value: "confidentiality", NL: "vertrouwelijkheid"}, {Value: "integrity", NL: "integriteit"}, {Value: "availability", NL: "beschikbaarheid"}}
}

// Severity is that of the consequences (form of the AP, 9.3): four levels, another scale than that of a DPIA.
type Severity string

// Choices implements [domain.Chooser].
func (Severity) Choices() []domain.Choice {
	return []domain.Choice{{Value: "negligible", NL: "verwaarloosbaar"}, {Value: "limited", NL: "beperkt"}, {Value: "considerable", NL: "aanzienlijk"}, {Value: "very-large", NL: "zeer groot"}}
}

// Count is a whole number, zero or more; "" is not known.
type Count string

// Int returns the number; ok is false for what is no number.
func (c Count) Int() (n int, ok bool) {
	n, err := strconv.Atoi(trim(string(c)))
	return n, err == nil && n >= 0
}

// Classify says whether it is a breach, and since when the municipality knew.
type Classify struct {
	Judgement
	Aware    calendar.Moment `json:"aware,omitempty" nl:"Sinds wanneer weet de gemeente het (kennisname)?" opt:"1" hint:"Leeg: zoals het er staat; eerst is dat toen het werd ontdekt. De 72 uur lopen vanaf dit moment."`
	AwareWhy string          `json:"aware_reason,omitempty" nl:"Waarom is de kennisname later dan de ontdekking?" form:"long" opt:"1" hint:"Noem geen personen."`
}

// IncidentClassified is the judgement, with the end of the term of the AP as it was counted then.
type IncidentClassified struct {
	Judgement
	Aware    calendar.Moment `json:"aware" nl:"Kennisname"`
	AwareWhy string          `json:"aware_reason,omitempty" nl:"Reden van een latere kennisname"`
	ApDue    calendar.Moment `json:"ap_due,omitempty" nl:"Uiterlijk melden bij de AP"`
	ApRule   string          `json:"ap_rule,omitempty" nl:"Zo geteld"`
}

// Decide implements [domain.Command]. It does not wait for the analysis: the clock of the AP runs (R-B4-14).
func (c Classify) Decide(i Incident, by domain.Stamp) ([]event, error) {
	j := c.Judgement.clean()
	p := j.problems()
	aware := i.Aware // by default when it was discovered (T-70)
	if c.Aware != "" {
		aware = past(&p, c.Aware, "aware", "Dit moment is niet goed.", true, by)
	}
	switch {
	case aware == "": // said already
	case aware < i.Discovered:
		p.Add("aware", "De gemeente wist het niet eerder dan het werd ontdekt.")
	case aware > i.Discovered && aware != i.Aware:
		p.Need(c.AwareWhy, "aware_reason", "Zeg waarom de gemeente het later wist dan het werd ontdekt.")
	}
	if err := p.Refuse("incident.classify"); err != nil {
		return nil, err
	}
	e := IncidentClassified{Judgement: j, Aware: aware, AwareWhy: trim(c.AwareWhy)}
	if j.Breach == domain.Yes {
		e.ApDue, e.ApRule = due(aware), APRule
	}
	return []event{e}, nil
}

func (j Judgement) clean() Judgement {
	j.Reason, j.Consequences, j.Remedy = trim(j.Reason), trim(j.Consequences), trim(j.Remedy)
	j.Data, j.People, j.Aspects = domain.Lines(j.Data), domain.Lines(j.People), slices.Clone(j.Aspects)
	for _, c := range []*Count{&j.PersonsMin, &j.PersonsMax, &j.Records} {
		*c = Count(trim(string(*c)))
	}
	return j
}

func (j Judgement) problems() (p domain.Problems) {
	p.Choose(j.Breach, string(j.Breach), "breach", "Geef aan of het een datalek is.")
	p.Need(j.Reason, "reason", "Geef de reden van dit oordeel.") // R-B4-21
	for _, a := range j.Aspects {
		p.Choose(a, string(a), "aspects", "Kies uit de lijst.")
	}
	for _, x := range []struct {
		c            domain.Chooser
		value, field string
	}{{j.Unreadable, string(j.Unreadable), "unreadable"}, {j.Severity, string(j.Severity), "severity"}, {j.Risk, string(j.Risk), "risk"}} {
		if x.value != "" {
			p.Choose(x.c, x.value, x.field, "Kies uit de lijst.")
		}
	}
	j.countProblems(&p)
	if j.Breach == domain.Yes {
		j.breachProblems(&p)
	}
	return p
}

func (j Judgement) countProblems(p *domain.Problems) {
	for _, x := range []struct {
		c     Count
		field string
	}{{j.PersonsMin, "persons_min"}, {j.PersonsMax, "persons_max"}, {j.Records, "records"}} {
		if _, ok := x.c.Int(); x.c != "" && !ok {
			p.Add(x.field, "Vul een getal in.")
		}
	}
	low, okLow := j.PersonsMin.Int()
	if high, ok := j.PersonsMax.Int(); ok && okLow && high < low {
		p.Add("persons_max", "Dit is minder dan het kleinste aantal.")
	}
}

// breachProblems: facts, effects and remedial action (article 33(5) AVG), and what article 33(3) asks.
func (j Judgement) breachProblems(p *domain.Problems) {
	if j.Risk == "" {
		p.Add("risk", "Kies het risico voor de betrokkenen.")
	}
	if len(j.Data) == 0 {
		p.Add("data_categories", "Noem de categorieën van gegevens.")
	}
	if len(j.People) == 0 {
		p.Add("people_categories", "Noem de categorieën van betrokkenen.")
	}
	p.Need(string(j.PersonsMin), "persons_min", "Vul in hoeveel mensen het ten minste raakt. Een schatting mag.")
	p.Need(j.Consequences, "consequences", "Beschrijf de gevolgen.")
	p.Need(j.Remedy, "measures", "Beschrijf de maatregelen.")
}

// Evolve implements [domain.Event].
func (e IncidentClassified) Evolve(i Incident, _ domain.Stamp) Incident {
	if e.Aware != i.Aware {
		i.Shifts = append(slices.Clone(i.Shifts), Shift{i.Aware, e.Aware, e.AwareWhy})
	}
	i.Judgement, i.Aware = e.Judgement.clean(), e.Aware
	if e.ApDue != "" {
		i.ApDue, i.ApRule = e.ApDue, e.ApRule
	}
	return i
}
