package register

import "github.com/heemstede/grootboek/domain"

// AssessAlternatives answers data minimisation and subsidiarity (§2.3, §4.6).
type AssessAlternatives struct {
	Fewer        domain.YesNo `json:"fewer" nl:"Kan het met minder of zonder persoonsgegevens?"`
	FewerWhy     string       `json:"fewer_why" nl:"Waarom wel of niet?" form:"long" hint:"Noem geen personen."`
	Alternatives []string     `json:"alternatives,omitempty" nl:"Alternatieven, en waarom die zijn afgewezen" opt:"1" hint:"Eén per regel."`
	None         string       `json:"none,omitempty" nl:"Waarom zijn er geen alternatieven?" form:"long" opt:"1"`
	Least        string       `json:"least_intrusive" nl:"Welke minst ingrijpende manier is gekozen, en waarom?" form:"long"`
}

// AlternativesAssessed holds the answers.
type AlternativesAssessed struct {
	Fewer        domain.YesNo `json:"fewer" nl:"Kan met minder of zonder persoonsgegevens"`
	FewerWhy     string       `json:"fewer_why" nl:"Waarom"`
	Alternatives []string     `json:"alternatives,omitempty" nl:"Alternatieven"`
	None         string       `json:"none,omitempty" nl:"Geen alternatieven, want"`
	Least        string       `json:"least_intrusive" nl:"Minst ingrijpende manier"`
}

// Decide implements [domain.Command].
func (c AssessAlternatives) Decide(_ Necessity, _ domain.Stamp) ([]assessed, error) {
	alternatives := domain.Lines(c.Alternatives)
	var p domain.Problems
	p.Choose(c.Fewer, string(c.Fewer), "fewer", "Antwoord of het met minder of zonder persoonsgegevens kan.") // R-2.3-06
	p.Need(c.FewerWhy, "fewer_why", "Zeg waarom wel of niet.")
	if len(alternatives) == 0 { // R-4.6-02
		p.Need(c.None, "alternatives", "Noem ten minste één alternatief, of zeg waarom er geen is.")
	}
	p.Need(c.Least, "least_intrusive", "Zeg welke minst ingrijpende manier is gekozen, en waarom.") // R-2.3-19
	if err := p.Refuse("necessity.alternatives"); err != nil {
		return nil, err
	}
	return []assessed{AlternativesAssessed{c.Fewer, trim(c.FewerWhy), alternatives, trim(c.None), trim(c.Least)}}, nil
}

// Evolve implements [domain.Event].
func (e AlternativesAssessed) Evolve(n Necessity, _ domain.Stamp) Necessity {
	n.Alternatives = true
	return n
}

// AssessProportionality weighs the interference against the purpose (§2.3, §4.6; for BSN always, §4.4).
type AssessProportionality struct {
	Interference string     `json:"interference" nl:"Wat is de inbreuk op de privacy?" form:"long" hint:"Noem geen personen."`
	Purpose      string     `json:"purpose" nl:"Welk doel staat daartegenover?" form:"long"`
	Weighing     string     `json:"weighing" nl:"Afweging" form:"long" hint:"Wordt het BSN gebruikt, zeg dan ook waarom dat in verhouding is."`
	Outcome      Proportion `json:"outcome" nl:"Uitkomst"`
}

// ProportionalityAssessed is the weighing with its outcome.
type ProportionalityAssessed struct {
	Interference string     `json:"interference" nl:"Inbreuk"`
	Purpose      string     `json:"purpose" nl:"Doel"`
	Weighing     string     `json:"weighing" nl:"Afweging"`
	Outcome      Proportion `json:"outcome" nl:"Uitkomst"`
}

// Decide implements [domain.Command].
func (c AssessProportionality) Decide(_ Necessity, _ domain.Stamp) ([]assessed, error) {
	var p domain.Problems
	p.Need(c.Interference, "interference", "Beschrijf de inbreuk.")
	p.Need(c.Purpose, "purpose", "Beschrijf het doel.")
	p.Need(c.Weighing, "weighing", "Beschrijf de afweging.")
	p.Choose(c.Outcome, string(c.Outcome), "outcome", "Kies de uitkomst.")
	if err := p.Refuse("necessity.proportionality"); err != nil {
		return nil, err
	}
	return []assessed{ProportionalityAssessed{trim(c.Interference), trim(c.Purpose), trim(c.Weighing), c.Outcome}}, nil
}

// Evolve implements [domain.Event].
func (e ProportionalityAssessed) Evolve(n Necessity, _ domain.Stamp) Necessity {
	n.Proportion = e.Outcome
	return n
}

// DetermineDesign determines the design measures (privacy by design, §4.5), the security that is needed, and what
// happens with more data than was asked (§4.6).
type DetermineDesign struct {
	Technical      []string `json:"technical" nl:"Technische maatregelen" hint:"Eén per regel."`
	Organisational []string `json:"organisational" nl:"Organisatorische maatregelen" hint:"Eén per regel."`
	Security       string   `json:"security" nl:"Welke beveiliging is nodig?" form:"long"`
	Measures       []string `json:"security_measures,omitempty" nl:"Beveiligingsmaatregelen" form:"security-measure" opt:"1" hint:"Namen, één per regel, zoals ze bij de beveiligingsmaatregelen staan (RT-27)."`
	Surplus        string   `json:"surplus" nl:"Wat gebeurt er als inwoners meer gegevens geven dan nodig is?" form:"long"`
}

// DesignMeasuresDetermined holds the measures.
type DesignMeasuresDetermined struct {
	Technical      []string `json:"technical" nl:"Technische maatregelen"`
	Organisational []string `json:"organisational" nl:"Organisatorische maatregelen"`
	Security       string   `json:"security" nl:"Beveiliging die nodig is"`
	Measures       []string `json:"security_measures,omitempty" nl:"Beveiligingsmaatregelen"`
	Surplus        string   `json:"surplus" nl:"Meer gegevens dan nodig"`
}

// Decide implements [domain.Command].
func (c DetermineDesign) Decide(_ Necessity, _ domain.Stamp) ([]assessed, error) {
	technical, organisational := domain.Lines(c.Technical), domain.Lines(c.Organisational)
	var p domain.Problems
	if len(technical) == 0 { // R-4.5-01
		p.Add("technical", "Noem ten minste één technische maatregel.")
	}
	if len(organisational) == 0 {
		p.Add("organisational", "Noem ten minste één organisatorische maatregel.")
	}
	p.Need(c.Security, "security", "Beschrijf welke beveiliging nodig is.") // R-4.5-02
	p.Need(c.Surplus, "surplus", "Zeg wat er gebeurt met gegevens die niet nodig zijn.")
	if err := p.Refuse("necessity.design"); err != nil {
		return nil, err
	}
	return []assessed{DesignMeasuresDetermined{technical, organisational, trim(c.Security), domain.Lines(c.Measures), trim(c.Surplus)}}, nil
}

// Evolve implements [domain.Event].
func (e DesignMeasuresDetermined) Evolve(n Necessity, _ domain.Stamp) Necessity {
	n.Designed = true
	return n
}

// ConfirmDefaults confirms the default settings (privacy by default, §3, §4.5; R-4.5-03).
type ConfirmDefaults struct {
	Settings []string `json:"settings" nl:"Standaardinstellingen" hint:"Eén per regel."`
	Why      string   `json:"why" nl:"Waarom zijn deze zo privacyvriendelijk mogelijk?" form:"long" hint:"Noem geen personen."`
}

// DefaultSettingsConfirmed holds the settings with the reason.
type DefaultSettingsConfirmed struct {
	Settings []string `json:"settings" nl:"Standaardinstellingen"`
	Why      string   `json:"why" nl:"Waarom zo privacyvriendelijk mogelijk"`
}

// Decide implements [domain.Command].
func (c ConfirmDefaults) Decide(_ Necessity, _ domain.Stamp) ([]assessed, error) {
	settings := domain.Lines(c.Settings)
	var p domain.Problems
	if len(settings) == 0 {
		p.Add("settings", "Noem ten minste één standaardinstelling.")
	}
	p.Need(c.Why, "why", "Zeg waarom deze zo privacyvriendelijk mogelijk zijn.")
	if err := p.Refuse("necessity.defaults"); err != nil {
		return nil, err
	}
	return []assessed{DefaultSettingsConfirmed{settings, trim(c.Why)}}, nil
}

// Evolve implements [domain.Event].
func (e DefaultSettingsConfirmed) Evolve(n Necessity, _ domain.Stamp) Necessity {
	n.Defaults = true
	return n
}
