package governance

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// CloseCheckRound ends the round. What is still open is named, each with the reason.
type CloseCheckRound struct {
	Conclusion string     `json:"conclusion" nl:"Uitkomst van de ronde" form:"long" hint:"Noem geen personen."`
	Left       []LeftOpen `json:"left,omitempty" nl:"Wat bleef open, en waarom" opt:"1" form:"left-open"`
}

// YearlyCheckRoundClosed ends the round.
type YearlyCheckRoundClosed struct {
	Conclusion string     `json:"conclusion" nl:"Uitkomst"`
	Left       []LeftOpen `json:"left,omitempty" nl:"Bleef open"`
}

// Decide implements [domain.Command]. Whether all that is open has been named cannot be told here: records know each other
// by id only. The form names everything, and the page of the round shows what was open whether it was named or not.
func (c CloseCheckRound) Decide(s CheckRound, _ domain.Stamp) ([]checkRoundEvent, error) {
	var p domain.Problems
	p.Need(c.Conclusion, "conclusion", "Beschrijf de uitkomst.")
	var left []LeftOpen
	for _, l := range c.Left {
		l.Why = strings.TrimSpace(l.Why)
		p.Need(l.Why, l.Field(), "Zeg waarom dit open bleef.")
		if kind := kindOf(l.Item); !slices.Contains(s.Kinds, kind) || l.Item == string(kind)+"/" {
			p.Add(l.Field(), "Dit hoort niet bij deze ronde: "+l.Item+".")
		}
		if slices.ContainsFunc(left, func(x LeftOpen) bool { return x.Item == l.Item }) {
			p.Add(l.Field(), "Noem elk record één keer.")
		}
		left = append(left, l)
	}
	if err := p.Refuse("check-round.close"); err != nil {
		return nil, err
	}
	return []checkRoundEvent{YearlyCheckRoundClosed{strings.TrimSpace(c.Conclusion), left}}, nil
}

// Field is the name of the field in a form that asks why the record was left open.
func (l LeftOpen) Field() string { return "left-" + strings.Replace(l.Item, "/", "-", 1) }

// Evolve implements [domain.Event].
func (e YearlyCheckRoundClosed) Evolve(r CheckRound, by domain.Stamp) CheckRound {
	r.Closed, r.Left = by.Happened, slices.Clone(e.Left)
	return r
}
