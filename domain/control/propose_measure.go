package control

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// makers says who makes the records of an origin, and so proposes measures out of them (RT-20).
var makers = map[MeasureOrigin][]domain.Role{
	FromDPIA:      {domain.OWN, domain.PB},                         // B1.6-2; B1.6-5: the report with recommendations
	FromIncident:  {domain.PB, domain.CISO, domain.FG},             // B1.4-5: the report; B1.4-3: advice
	FromTest:      {domain.FG, domain.CISO},                        // RT-32; B1.4-7: the CISO tests incident reports
	FromComplaint: {domain.COL, domain.JUR, domain.OWN},            // §5.2: the college decides; jurist and owner prepare [added]
	FromCheck:     {domain.OWN},                                    // RT-12, RT-15, RT-16: the owner checks
	FromAwareness: {domain.PB, domain.CISO, domain.FG},             // B1.5-2
	FromDeviation: {domain.FG, domain.PB, domain.OWN, domain.CISO}, // G13: whoever finds it
	FromElsewhere: {domain.OWN, domain.PB, domain.CISO, domain.FG}, // [added]
}

// ProposeMeasure proposes a measure or a recommendation.
type ProposeMeasure struct{ MeasureTerms }

// MeasureProposed is the first event of a measure.
type MeasureProposed struct{ MeasureTerms }

// OwnedBy implements [domain.Owned].
func (c ProposeMeasure) OwnedBy() string { return c.MeasureTerms.Process }

// Decide implements [domain.Command].
func (c ProposeMeasure) Decide(_ Measure, by domain.Stamp) ([]measureEvent, error) {
	t := c.MeasureTerms
	t.Record, t.Item, t.Text = trim(t.Record), trim(t.Item), trim(t.Text)
	var p domain.Problems
	p.Choose(t.Origin, string(t.Origin), "origin", "Kies waar de maatregel uit komt.")
	switch {
	case t.Record != "" && !isStream(t.Record):
		p.Add("origin_record", "Kies een record.")
	case t.Record == "" && t.Origin != FromElsewhere:
		p.Add("origin_record", "Kies het record waar de maatregel uit komt.")
	}
	p.Need(t.Text, "text", "Beschrijf de maatregel.")
	if t.Kind != "" {
		p.Choose(t.Kind, string(t.Kind), "kind", "Kies technisch of organisatorisch.")
	}
	p.Need(t.Process, "process", "Kies het proces.")
	p.Choose(t.Before, string(t.Before), "before_start", "Geef aan of de maatregel nodig is vóór de start.")
	if t.Owner == "" || !by.Facts.Holds(t.Owner, domain.OWN, by.Recorded) && !by.Facts.Mandated(t.Owner, by.Recorded) { // B1.4-10, B1.6-6
		p.Add("owner", "Kies een proceseigenaar, of wie een mandaat van een proceseigenaar heeft.")
	}
	ahead(&p, t.Due, by, "due")
	if err := p.Refuse("measure.incomplete"); err != nil {
		return nil, err
	}
	if !slices.Contains(makers[t.Origin], by.Role) {
		return nil, refusal(domain.Forbidden, "measure.not-maker", "origin", "Een maatregel uit ‘"+domain.ChoiceNL(t.Origin.Choices(), string(t.Origin))+
			"’ wordt voorgesteld door wie dat record maakt. Als "+domain.RoleNL(by.Role)+" kunt u dat niet.")
	}
	return []measureEvent{MeasureProposed{t}}, nil
}

// Evolve implements [domain.Event].
func (e MeasureProposed) Evolve(_ Measure, _ domain.Stamp) Measure {
	return Measure{MeasureTerms: e.MeasureTerms, State: MeasureStatusProposed}
}
