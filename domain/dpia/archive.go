package dpia

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// ProcessResults says where the results were processed (B1.6-5).
type ProcessResults struct {
	Where string `json:"where" nl:"Waar zijn de resultaten verwerkt?" form:"long" hint:"Bijvoorbeeld: in het register. Noem geen personen."`
}

// DpiaResultsProcessed says where.
type DpiaResultsProcessed struct {
	Where string `json:"where" nl:"Waar"`
}

// Decide implements [domain.Command].
func (c ProcessResults) Decide(_ DPIA, _ domain.Stamp) ([]event, error) {
	if err := need(c.Where, "where", "dpia.results", "Zeg waar de resultaten zijn verwerkt."); err != nil {
		return nil, err
	}
	return []event{DpiaResultsProcessed{trim(c.Where)}}, nil
}

// Evolve implements [domain.Event].
func (e DpiaResultsProcessed) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.Processed = true
	return d
}

// Archive says where the report is archived (B1.6-5).
type Archive struct {
	Place string `json:"place" nl:"Waar is het verslag gearchiveerd?" hint:"Het zaaknummer of de plaats in het archief."`
}

// DpiaArchived says where.
type DpiaArchived struct {
	Place string `json:"place" nl:"Plaats"`
}

// Decide implements [domain.Command].
func (c Archive) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	if err := need(c.Place, "place", "dpia.archive", "Zeg waar het verslag is gearchiveerd."); err != nil {
		return nil, err
	}
	if !s.Processed {
		return nil, unmet("dpia.not-processed", "Verwerk eerst de resultaten van de DPIA.")
	}
	return []event{DpiaArchived{trim(c.Place)}}, nil
}

// Evolve implements [domain.Event].
func (e DpiaArchived) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.State = StatusArchived
	return d
}

// TestDPIA tests procedure, results, effectuation and compliance (B1.6-8), and may close the DPIA.
type TestDPIA struct {
	Procedure    Mark         `json:"procedure" nl:"Procedure"`
	Results      Mark         `json:"results" nl:"Resultaten"`
	Effectuation Mark         `json:"effectuation" nl:"Uitvoering van de resultaten"`
	Compliance   Mark         `json:"compliance" nl:"Naleving van de resultaten"`
	Findings     string       `json:"findings,omitempty" nl:"Bevindingen" form:"long" opt:"1" hint:"Verplicht als iets onvoldoende is. Noem geen personen."`
	OwnWork      domain.YesNo `json:"own_work" nl:"Toetst u (mede) uw eigen werk?" hint:"Dat mag, maar het wordt zichtbaar gemarkeerd (T-11)."`
	Close        domain.YesNo `json:"close" nl:"De DPIA sluiten?" hint:"Dat kan als alles voldoende is en elke maatregel is getoetst of met reden niet is genomen."`
}

// DpiaProcedureAndEffectTested holds the four outcomes.
type DpiaProcedureAndEffectTested struct {
	Procedure    Mark   `json:"procedure" nl:"Procedure"`
	Results      Mark   `json:"results" nl:"Resultaten"`
	Effectuation Mark   `json:"effectuation" nl:"Uitvoering van de resultaten"`
	Compliance   Mark   `json:"compliance" nl:"Naleving van de resultaten"`
	Findings     string `json:"findings,omitempty" nl:"Bevindingen"`
	OwnWork      bool   `json:"own_work,omitempty" nl:"Eigen werk getoetst"`
	Closed       bool   `json:"closed,omitempty" nl:"DPIA gesloten"`
}

// Decide implements [domain.Command]. A test is a fact and never refused for its outcome; closing is a permission.
func (c TestDPIA) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	marks := []Mark{c.Procedure, c.Results, c.Effectuation, c.Compliance}
	for i, field := range []string{"procedure", "results", "effectuation", "compliance"} { // R-B6-09
		chosen(&p, marks[i], string(marks[i]), field, "Kies een oordeel voor elk van de vier punten.")
	}
	if slices.Contains(marks, Insufficient) {
		p.Need(c.Findings, "findings", "Beschrijf wat er onvoldoende is.")
	}
	chosen(&p, c.OwnWork, string(c.OwnWork), "own_work", "Geef aan of u uw eigen werk toetst.")
	chosen(&p, c.Close, string(c.Close), "close", "Geef aan of de DPIA wordt gesloten.")
	if err := p.Refuse("dpia.test"); err != nil {
		return nil, err
	}
	if c.Close == domain.Yes {
		if lacks := s.notClosable(marks); len(lacks) > 0 {
			return nil, unmet("dpia.not-closable", "De DPIA kan nog niet worden gesloten:", lacks...)
		}
	}
	return []event{DpiaProcedureAndEffectTested{c.Procedure, c.Results, c.Effectuation, c.Compliance, trim(c.Findings), c.OwnWork == domain.Yes, c.Close == domain.Yes}}, nil
}

// notClosable names what stands between the DPIA and its closing (rule 5).
func (d DPIA) notClosable(marks []Mark) domain.Problems {
	var p domain.Problems
	if slices.Contains(marks, Insufficient) {
		p.Add("close", "Niet alles is voldoende.")
	}
	if d.State != StatusArchived {
		p.Add("archive", "De resultaten zijn nog niet verwerkt en gearchiveerd.")
	}
	if open := d.openMeasures(); open != "" {
		p.Add("measures", "Deze maatregelen zijn nog niet uitgevoerd en getoetst, of met reden niet genomen: "+open+".")
	}
	if d.fullOpen() { // R-4.9-09
		p.Add("full", "Start eerst de volledige DPIA en koppel die hier.")
	}
	return p
}

// Evolve implements [domain.Event].
func (e DpiaProcedureAndEffectTested) Evolve(d DPIA, _ domain.Stamp) DPIA {
	if e.Closed {
		d.State = StatusClosed
	}
	return d
}

// Cancel cancels a DPIA of a processing that has not started.
type Cancel struct {
	Reason     string       `json:"reason" nl:"Reden" form:"long" hint:"Noem geen personen."`
	NotStarted domain.YesNo `json:"not_started" nl:"Is de verwerking níet gestart?" hint:"Ja: de verwerking is niet gestart."`
}

// DpiaCancelled ends the DPIA without a result.
type DpiaCancelled struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c Cancel) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Reason, "reason", "Geef de reden.")
	if c.NotStarted != domain.Yes {
		p.Add("not_started", "Een DPIA kan alleen worden geannuleerd als de verwerking niet is gestart.")
	}
	if err := p.Refuse("dpia.cancel"); err != nil {
		return nil, err
	}
	if s.NextDue != "" { // it was completed once: its results stand
		return nil, unmet("dpia.was-completed", "Deze DPIA is al eens afgerond. Rond haar opnieuw af.")
	}
	return []event{DpiaCancelled{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e DpiaCancelled) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.State = StatusCancelled
	return d
}

// ReopenCause is why a DPIA is reopened: D6, D7 or D8.
type ReopenCause string

// Choices implements [domain.Chooser].
func (ReopenCause) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Changed), NL: "Wijzigingen ten opzichte van de DPIA"}, {Value: string(RiskChanged), NL: "Het risico is veranderd"},
		{Value: string(EnvironmentChanged), NL: "De omgeving is veranderd"}}
}

// Reopen takes a DPIA up again because something changed (D6–D8, article 35(11) AVG).
type Reopen struct {
	Cause  ReopenCause `json:"cause" nl:"Aanleiding"`
	Reason string      `json:"reason" nl:"Wat is er veranderd?" form:"long" hint:"Noem geen personen."`
}

// DpiaReopened takes the DPIA up again. The advice of the FG has to be asked anew.
type DpiaReopened struct {
	Cause  ReopenCause `json:"cause" nl:"Aanleiding"`
	Reason string      `json:"reason" nl:"Wat"`
}

// Decide implements [domain.Command].
func (c Reopen) Decide(_ DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	chosen(&p, c.Cause, string(c.Cause), "cause", "Kies de aanleiding.")
	p.Need(c.Reason, "reason", "Beschrijf wat er is veranderd.")
	if err := p.Refuse("dpia.reopen"); err != nil {
		return nil, err
	}
	return []event{DpiaReopened{c.Cause, trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event]. The due date of the next short DPIA stays: reopening is no excuse to be late.
func (e DpiaReopened) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.State, d.Completed, d.Processed, d.Report, d.Changed, d.Short, d.Asked = StatusExecuting, "", false, Report{}, nil, false, false
	d.Advice = slices.Clone(d.Advice)
	for i := range d.Advice {
		d.Advice[i].Lapsed = true
	}
	d.Opinions, d.Agreed, d.NeedsFull, d.Full = nil, nil, false, ""
	if t := Trigger(e.Cause); !slices.Contains(d.Triggers, t) {
		d.Triggers = append(slices.Clone(d.Triggers), t)
	}
	return d
}
