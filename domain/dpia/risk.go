package dpia

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Level is a chance, an impact or a risk, on the three levels of the model of the Rijk.
type Level string

// Levels.
const (
	Low    Level = "low"
	Middle Level = "middle"
	High   Level = "high"
)

// Choices implements [domain.Chooser].
func (Level) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Low), NL: "laag"}, {Value: string(Middle), NL: "midden"}, {Value: string(High), NL: "hoog"}}
}

// RiskOf is the matrix of the model of the Rijk: anything low gives low, twice middle gives middle, the rest is high.
func RiskOf(chance, impact Level) Level {
	switch {
	case chance == Low || impact == Low:
		return Low
	case chance == Middle && impact == Middle:
		return Middle
	}
	return High
}

// Risk is a risk for data subjects.
type Risk struct {
	ID          string `nl:"Risico"`
	Description string `nl:"Beschrijving"`
	Level       Level  `nl:"Niveau"`
}

// IdentifyRisk records a risk for data subjects (B1.6-2).
type IdentifyRisk struct {
	Description string `json:"description" nl:"Wat kan er misgaan voor betrokkenen?" form:"long" hint:"Noem geen personen."`
	Origin      string `json:"origin" nl:"Oorzaak"`
	Chance      Level  `json:"chance" nl:"Kans"`
	ChanceWhy   string `json:"chance_why" nl:"Toelichting op de kans"`
	Impact      Level  `json:"impact" nl:"Gevolg"`
	ImpactWhy   string `json:"impact_why" nl:"Toelichting op het gevolg"`
}

// DpiaRiskIdentified is a risk with its level.
type DpiaRiskIdentified struct {
	Risk        string `json:"risk" nl:"Kenmerk"`
	Description string `json:"description" nl:"Risico"`
	Origin      string `json:"origin" nl:"Oorzaak"`
	Chance      Level  `json:"chance" nl:"Kans"`
	ChanceWhy   string `json:"chance_why" nl:"Toelichting op de kans"`
	Impact      Level  `json:"impact" nl:"Gevolg"`
	ImpactWhy   string `json:"impact_why" nl:"Toelichting op het gevolg"`
	Level       Level  `json:"level" nl:"Niveau"`
}

// Decide implements [domain.Command].
func (c IdentifyRisk) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Description, "description", "Beschrijf het risico.")
	p.Need(c.Origin, "origin", "Noem de oorzaak.")
	chosen(&p, c.Chance, string(c.Chance), "chance", "Kies de kans.")
	p.Need(c.ChanceWhy, "chance_why", "Licht de kans toe.")
	chosen(&p, c.Impact, string(c.Impact), "impact", "Kies het gevolg.")
	p.Need(c.ImpactWhy, "impact_why", "Licht het gevolg toe.")
	if err := p.Refuse("dpia.risk"); err != nil {
		return nil, err
	}
	return []event{DpiaRiskIdentified{numbered("R", len(s.Risks)+1), trim(c.Description), trim(c.Origin), c.Chance, trim(c.ChanceWhy),
		c.Impact, trim(c.ImpactWhy), RiskOf(c.Chance, c.Impact)}}, nil
}

// Evolve implements [domain.Event].
func (e DpiaRiskIdentified) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d = d.touched("risico " + e.Risk)
	d.Risks = append(slices.Clone(d.Risks), Risk{e.Risk, e.Description, e.Level})
	return d
}

// MeasureState is how far a measure is.
type MeasureState string

// States of a measure.
const (
	Proposed    MeasureState = "proposed"
	Implemented MeasureState = "implemented"
	Tested      MeasureState = "tested"
	NotTaken    MeasureState = "not-taken"
)

// Choices implements [domain.Chooser].
func (MeasureState) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Proposed), NL: "voorgesteld"}, {Value: string(Implemented), NL: "uitgevoerd"},
		{Value: string(Tested), NL: "getoetst en voldoende"}, {Value: string(NotTaken), NL: "niet genomen"}}
}

// Measure is what is done about a risk.
type Measure struct {
	ID     string        `nl:"Maatregel"`
	Text   string        `nl:"Tekst"`
	Owner  string        `nl:"Uit te voeren door" form:"person"`
	Due    calendar.Date `nl:"Vóór"`
	Before bool          `nl:"Nodig vóór de start"`
	State  MeasureState  `nl:"Stand"`
	Doer   string        // who implemented it: somebody else tests it
}

// Settled tells whether the measure needs nothing more: tested, or not taken with a reason (rule 5).
func (m Measure) Settled() bool { return m.State == Tested || m.State == NotTaken }

// NeededBeforeStart lists the measures that stand between the activity and its start (start condition f).
func (d DPIA) NeededBeforeStart() []Measure {
	return slices.DeleteFunc(slices.Clone(d.Measures), func(m Measure) bool { return !m.Before || m.State != Proposed })
}

// MeasureKind says what sort of measure it is (§4.9).
type MeasureKind string

// Choices implements [domain.Chooser].
func (MeasureKind) Choices() []domain.Choice {
	return []domain.Choice{{Value: "technical", NL: "technisch"}, {Value: "organisational", NL: "organisatorisch"}}
}

// ProposeMeasure proposes a measure (B1.6-2).
type ProposeMeasure struct {
	Text     string        `json:"text" nl:"Maatregel" form:"long" hint:"Noem geen personen."`
	Kind     MeasureKind   `json:"kind" nl:"Soort"`
	Risks    []string      `json:"risks,omitempty" nl:"Tegen welke risico’s?" opt:"1" hint:"Eén per regel, bijvoorbeeld R1."`
	Owner    string        `json:"owner" nl:"Wie voert de maatregel uit?" form:"person"`
	Due      calendar.Date `json:"due" nl:"Uitgevoerd vóór"`
	Before   domain.YesNo  `json:"before_start" nl:"Nodig vóór de start van de verwerking?"`
	Residual Level         `json:"residual" nl:"Risico dat overblijft"`
	Action   string        `json:"action,omitempty" nl:"Actie in de actielijst" form:"record:measure" opt:"1" hint:"Als de maatregel daar al staat (RT-20)."`
}

// DpiaMeasureProposed is a measure with owner and due date.
type DpiaMeasureProposed struct {
	Measure  string        `json:"measure" nl:"Kenmerk"`
	Text     string        `json:"text" nl:"Maatregel"`
	Kind     MeasureKind   `json:"kind" nl:"Soort"`
	Risks    []string      `json:"risks,omitempty" nl:"Tegen"`
	Owner    string        `json:"owner" nl:"Uit te voeren door" form:"person"`
	Due      calendar.Date `json:"due" nl:"Uitgevoerd vóór"`
	Before   domain.YesNo  `json:"before_start" nl:"Nodig vóór de start"`
	Residual Level         `json:"residual,omitempty" nl:"Risico dat overblijft"`
	Action   string        `json:"action,omitempty" nl:"Actie"`
}

// Decide implements [domain.Command].
func (c ProposeMeasure) Decide(s DPIA, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Text, "text", "Beschrijf de maatregel.")
	chosen(&p, c.Kind, string(c.Kind), "kind", "Kies technisch of organisatorisch.")
	risks := domain.Lines(c.Risks)
	for _, id := range risks {
		if !slices.ContainsFunc(s.Risks, func(r Risk) bool { return r.ID == id }) {
			p.Add("risks", "‘"+id+"’ is geen risico van deze DPIA.")
		}
	}
	needOwner(&p, c.Owner, c.Due, by)
	chosen(&p, c.Before, string(c.Before), "before_start", "Geef aan of de maatregel nodig is vóór de start.")
	chosen(&p, c.Residual, string(c.Residual), "residual", "Kies het risico dat overblijft.")
	if err := p.Refuse("dpia.measure"); err != nil {
		return nil, err
	}
	return []event{DpiaMeasureProposed{numbered("M", len(s.Measures)+1), trim(c.Text), c.Kind, risks, c.Owner, c.Due, c.Before, c.Residual, trim(c.Action)}}, nil
}

// needOwner: a measure has somebody who does it, and a day that is not past.
func needOwner(p *domain.Problems, owner string, due calendar.Date, by domain.Stamp) {
	switch {
	case !by.Facts.Holds(owner, domain.EMP, by.Recorded): // names do not stand in the log
		p.Add("owner", "Kies wie de maatregel uitvoert.")
	case by.Facts.Holds(owner, domain.FG, by.Recorded): // article 38(6) AVG: the FG tests the measures
		p.Add("owner", "De FG toetst de maatregelen en voert ze daarom niet uit.")
	}
	if !due.Valid() || due < calendar.On(by.Happened) {
		p.Add("due", "Vul een datum in die nog komt.")
	}
}

// Evolve implements [domain.Event].
func (e DpiaMeasureProposed) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d = d.touched("maatregel " + e.Measure)
	d.Measures = append(slices.Clone(d.Measures), Measure{e.Measure, e.Text, e.Owner, e.Due, e.Before == domain.Yes, Proposed, ""})
	return d
}

// measure finds a measure, and notes a problem if it is not there or not in one of the states.
func (d DPIA) measure(p *domain.Problems, id, nl string, in ...MeasureState) Measure {
	i := slices.IndexFunc(d.Measures, func(m Measure) bool { return m.ID == id })
	if i < 0 {
		p.Add("measure", "Noem een maatregel van deze DPIA, bijvoorbeeld M1.")
		return Measure{}
	}
	if !slices.Contains(in, d.Measures[i].State) {
		p.Add("measure", nl)
	}
	return d.Measures[i]
}

func (d DPIA) withMeasure(id string, change func(*Measure)) DPIA {
	d.Measures = slices.Clone(d.Measures)
	for i := range d.Measures {
		if d.Measures[i].ID == id {
			change(&d.Measures[i])
		}
	}
	return d
}

// ImplementMeasure says that a measure has been carried out (B1.6-6). It is a fact: also before the DPIA is completed.
type ImplementMeasure struct {
	Measure  string `json:"measure" nl:"Welke maatregel?" hint:"Bijvoorbeeld: M1."`
	Evidence string `json:"evidence" nl:"Bewijs" form:"long" hint:"Een zaaknummer of document. Noem geen personen."`
}

// DpiaMeasureImplemented says that a measure has been carried out.
type DpiaMeasureImplemented struct {
	Measure  string `json:"measure" nl:"Maatregel"`
	Evidence string `json:"evidence" nl:"Bewijs"`
}

// Decide implements [domain.Command].
func (c ImplementMeasure) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	s.measure(&p, trim(c.Measure), "Deze maatregel is al uitgevoerd.", Proposed, NotTaken) // taken after all
	p.Need(c.Evidence, "evidence", "Noem het bewijs.")
	if err := p.Refuse("dpia.measure"); err != nil {
		return nil, err
	}
	return []event{DpiaMeasureImplemented{trim(c.Measure), trim(c.Evidence)}}, nil
}

// Evolve implements [domain.Event].
func (e DpiaMeasureImplemented) Evolve(d DPIA, by domain.Stamp) DPIA {
	return d.withMeasure(e.Measure, func(m *Measure) { m.State, m.Doer = Implemented, by.Actor })
}

// DropMeasure says why a measure is not taken (rule 5).
type DropMeasure struct {
	Measure string `json:"measure" nl:"Welke maatregel?" hint:"Bijvoorbeeld: M1."`
	Reason  string `json:"reason" nl:"Reden" form:"long" hint:"Noem geen personen."`
}

// DpiaMeasureNotTaken keeps the reason.
type DpiaMeasureNotTaken struct {
	Measure string `json:"measure" nl:"Maatregel"`
	Reason  string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c DropMeasure) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	s.measure(&p, trim(c.Measure), "Deze maatregel is al uitgevoerd, of er is al besloten die niet te nemen.", Proposed)
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("dpia.measure"); err != nil {
		return nil, err
	}
	return []event{DpiaMeasureNotTaken{trim(c.Measure), trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e DpiaMeasureNotTaken) Evolve(d DPIA, _ domain.Stamp) DPIA {
	return d.touched("maatregel "+e.Measure).withMeasure(e.Measure, func(m *Measure) { m.State = NotTaken })
}

// Mark is the outcome of a test.
type Mark string

// Marks.
const (
	Sufficient   Mark = "sufficient"
	Insufficient Mark = "insufficient"
)

// Choices implements [domain.Chooser].
func (Mark) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Sufficient), NL: "voldoende"}, {Value: string(Insufficient), NL: "onvoldoende"}}
}

// TestMeasure tests a measure that was carried out (B1.6-7).
type TestMeasure struct {
	Measure  string       `json:"measure" nl:"Welke maatregel?" hint:"Bijvoorbeeld: M1."`
	Outcome  Mark         `json:"outcome" nl:"Uitkomst"`
	Findings string       `json:"findings" nl:"Bevindingen" form:"long" hint:"Noem geen personen."`
	OwnWork  domain.YesNo `json:"own_work" nl:"Toetst u (mede) uw eigen werk?" hint:"Dat mag, maar het wordt zichtbaar gemarkeerd (T-11)."`
}

// DpiaMeasureTested is the outcome. An insufficient measure has to be done again.
type DpiaMeasureTested struct {
	Measure  string `json:"measure" nl:"Maatregel"`
	Outcome  Mark   `json:"outcome" nl:"Uitkomst"`
	Findings string `json:"findings" nl:"Bevindingen"`
	OwnWork  bool   `json:"own_work,omitempty" nl:"Eigen werk getoetst"`
}

// Decide implements [domain.Command].
func (c TestMeasure) Decide(s DPIA, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	m := s.measure(&p, trim(c.Measure), "Deze maatregel is nog niet uitgevoerd, of al getoetst.", Implemented)
	chosen(&p, c.Outcome, string(c.Outcome), "outcome", "Kies de uitkomst.")
	p.Need(c.Findings, "findings", "Beschrijf de bevindingen; schrijf ‘geen’ als er geen zijn.")
	chosen(&p, c.OwnWork, string(c.OwnWork), "own_work", "Geef aan of u uw eigen werk toetst.")
	if err := p.Refuse("dpia.test"); err != nil {
		return nil, err
	}
	if m.Doer == by.Actor { // RT-20: tester ≠ implementer
		return nil, &domain.Refusal{Kind: domain.Forbidden, Code: "dpia.own-measure", NL: "U hebt deze maatregel zelf uitgevoerd. Laat een ander die toetsen."}
	}
	return []event{DpiaMeasureTested{trim(c.Measure), c.Outcome, trim(c.Findings), c.OwnWork == domain.Yes}}, nil
}

// Evolve implements [domain.Event].
func (e DpiaMeasureTested) Evolve(d DPIA, _ domain.Stamp) DPIA {
	return d.withMeasure(e.Measure, func(m *Measure) {
		m.State = Proposed
		if e.Outcome == Sufficient {
			m.State = Tested
		}
	})
}

// openMeasures names the measures that still need something.
func (d DPIA) openMeasures() string {
	var list []string
	for _, m := range d.Measures {
		if !m.Settled() {
			list = append(list, m.ID)
		}
	}
	return strings.Join(list, ", ")
}
