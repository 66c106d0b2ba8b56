package dpia

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// Kind says how far a DPIA goes (§4.9, §4.10).
type Kind string

// Kinds of DPIA. A short one becomes extended when the risk has grown (§4.9); nobody chooses that at the start.
const (
	Prior         Kind = "prior"
	Short         Kind = "short"
	ShortExtended Kind = "short-extended"
	Full          Kind = "full"
	Collaboration Kind = "collaboration"
)

// Choices implements [domain.Chooser].
func (Kind) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Prior), NL: "DPIA vooraf"}, {Value: string(Short), NL: "Korte DPIA (elke drie jaar)"},
		{Value: string(ShortExtended), NL: "Korte DPIA, uitgebreid"}, {Value: string(Full), NL: "Volledige DPIA"},
		{Value: string(Collaboration), NL: "DPIA van een samenwerkingsverband"}}
}

// IsShort tells whether it is a short DPIA, extended or not.
func (k Kind) IsShort() bool { return k == Short || k == ShortExtended }

// Trigger is what makes a DPIA needed (D1–D10; §4.3, §4.9, §4.10, B1.6).
type Trigger string

// Triggers that rules look at.
const (
	OtherPurpose       Trigger = "other-purpose"
	RiskChanged        Trigger = "risk-changed"
	Changed            Trigger = "changed"
	EnvironmentChanged Trigger = "environment-changed"
	ShortShowsFull     Trigger = "short-shows-full"
)

// Choices implements [domain.Chooser]; R-B6-10.
func (Trigger) Choices() []domain.Choice {
	return []domain.Choice{
		{Value: "new-high-risk", NL: "Nieuwe verwerking met waarschijnlijk een hoog risico"},   // D1
		{Value: "three-years", NL: "Drie jaar na de vorige DPIA"},                              // D2
		{Value: "other-purpose", NL: "Gegevens worden voor een ander doel gebruikt"},           // D3
		{Value: "new-technology", NL: "Nieuwe technologie"},                                    // D4
		{Value: "never-assessed", NL: "Bestaande verwerking die nooit is beoordeeld"},          // D5
		{Value: "changed", NL: "Wijzigingen ten opzichte van de vorige DPIA"},                  // D6
		{Value: "risk-changed", NL: "Het risico is veranderd"},                                 // D7
		{Value: "environment-changed", NL: "De omgeving is veranderd"},                         // D8
		{Value: "collaboration", NL: "Deelname aan een samenwerkingsverband"},                  // D9
		{Value: "short-shows-full", NL: "Een korte DPIA laat zien dat een volledige nodig is"}, // D10
	}
}

// Beginning is what starting and requesting a DPIA have in common.
type Beginning struct {
	Kind     Kind      `json:"kind" nl:"Soort DPIA"`
	Triggers []Trigger `json:"triggers" nl:"Aanleiding"`
	Follows  string    `json:"follows,omitempty" nl:"Volgt op DPIA" form:"record:dpia" opt:"1" hint:"Verplicht als een korte DPIA laat zien dat een volledige nodig is."`
	Reason   string    `json:"reason,omitempty" nl:"Toelichting" form:"long" opt:"1" hint:"Noem geen personen."`
}

// Initiate starts a DPIA (B1.6-1).
type Initiate struct{ Beginning }

// DpiaInitiated starts a DPIA.
type DpiaInitiated struct{ Beginning }

// Request asks somebody else to carry out a DPIA (B1.6-1).
type Request struct {
	Beginning
	To string `json:"to" nl:"Aan wie wordt het gevraagd?" form:"person"`
}

// DpiaRequested asks for a DPIA.
type DpiaRequested struct {
	Beginning
	To string `json:"to" nl:"Gevraagd aan" form:"person"`
}

func (b Beginning) problems(d DPIA) domain.Problems {
	var p domain.Problems
	chosen(&p, b.Kind, string(b.Kind), "kind", "Kies de soort DPIA.")
	if b.Kind == ShortExtended {
		p.Add("kind", "Begin met een korte DPIA. U kunt die daarna uitbreiden.")
	}
	if len(b.Triggers) == 0 {
		p.Add("triggers", "Kies ten minste één aanleiding.")
	}
	for _, t := range b.Triggers {
		chosen(&p, t, string(t), "triggers", "Kies een aanleiding uit de lijst.")
	}
	if b.Kind == Collaboration && !refersTo(d.Subject, "collaboration/") && !refersTo(d.Subject, "covenant/") { // §4.10
		p.Add("kind", "Deze DPIA gaat niet over een samenwerkingsverband of convenant. Kies een andere soort.")
	}
	if b.Follows != "" && !refersTo(trim(b.Follows), "dpia/") {
		p.Add("follows", "Kies de DPIA waar deze op volgt.")
	}
	if slices.Contains(b.Triggers, ShortShowsFull) {
		p.Need(b.Follows, "follows", "Noem de korte DPIA die liet zien dat een volledige nodig is.") // R-4.9-09
		if b.Kind != Full {
			p.Add("kind", "Kies een volledige DPIA: de korte DPIA liet zien dat die nodig is.")
		}
	}
	return p
}

func (b Beginning) clean() Beginning {
	b.Triggers = slices.Clone(b.Triggers)
	slices.Sort(b.Triggers)
	b.Triggers = slices.Compact(b.Triggers)
	b.Follows, b.Reason = trim(b.Follows), trim(b.Reason)
	return b
}

// Decide implements [domain.Command].
func (c Initiate) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	if err := c.problems(s).Refuse("dpia.initiate"); err != nil {
		return nil, err
	}
	return []event{DpiaInitiated{c.clean()}}, nil
}

// Decide implements [domain.Command].
func (c Request) Decide(s DPIA, by domain.Stamp) ([]event, error) {
	p := c.problems(s)
	p.NeedPerson(c.To, "to", "Kies aan wie u het vraagt.", by)
	if err := p.Refuse("dpia.initiate"); err != nil {
		return nil, err
	}
	return []event{DpiaRequested{c.clean(), c.To}}, nil
}

func (b Beginning) begin(d DPIA) DPIA {
	d.State, d.Kind, d.Triggers, d.Follows = StatusInitiated, b.Kind, slices.Clone(b.Triggers), b.Follows
	return d
}

// Evolve implements [domain.Event].
func (e DpiaInitiated) Evolve(d DPIA, _ domain.Stamp) DPIA { return e.begin(d) }

// Evolve implements [domain.Event].
func (e DpiaRequested) Evolve(d DPIA, _ domain.Stamp) DPIA { return e.begin(d) }

// Model is the model a DPIA follows, with its version: paragraphs were numbered otherwise before version 3.0.
type Model string

// Choices implements [domain.Chooser].
func (Model) Choices() []domain.Choice {
	return []domain.Choice{{Value: "rijk-3.0", NL: "Model DPIA Rijksdienst 3.0"}, {Value: "rijk-2.0", NL: "Model DPIA Rijksdienst 2.0"},
		{Value: "cnil", NL: "PIA van de CNIL"}, {Value: "other", NL: "Ander model"}}
}

// StartExecution begins carrying out the DPIA (B1.6-2).
type StartExecution struct {
	Model Model `json:"model" nl:"Model"`
}

// DpiaExecutionStarted begins the execution.
type DpiaExecutionStarted struct {
	Model Model `json:"model" nl:"Model"`
}

// Decide implements [domain.Command].
func (c StartExecution) Decide(_ DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	chosen(&p, c.Model, string(c.Model), "model", "Kies het model.")
	if err := p.Refuse("dpia.model"); err != nil {
		return nil, err
	}
	return []event{DpiaExecutionStarted(c)}, nil
}

// Evolve implements [domain.Event].
func (e DpiaExecutionStarted) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.State, d.Model = StatusExecuting, e.Model
	return d
}
