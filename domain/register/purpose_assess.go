package register

import (
	"github.com/heemstede/grootboek/domain"
)

// Factors are those of article 6(4) AVG, with the distance to the original purpose (§4.3, R-4.3-02).
type Factors struct {
	Distance     string `json:"distance" nl:"Hoe ver ligt het nieuwe doel van het oorspronkelijke af?" form:"long" hint:"Noem geen personen."`
	Link         string `json:"link" nl:"Verband tussen de doelen" form:"long"`
	Context      string `json:"context" nl:"Kader waarin de gegevens zijn verzameld" form:"long" hint:"Ook: de verhouding tussen gemeente en betrokkenen."`
	Nature       string `json:"nature" nl:"Aard van de gegevens" form:"long"`
	Consequences string `json:"consequences" nl:"Gevolgen voor betrokkenen" form:"long"`
	Safeguards   string `json:"safeguards" nl:"Waarborgen" form:"long"`
}

func (f Factors) clean() Factors {
	return Factors{trim(f.Distance), trim(f.Link), trim(f.Context), trim(f.Nature), trim(f.Consequences), trim(f.Safeguards)}
}

func (f Factors) problems() domain.Problems {
	var p domain.Problems
	p.Need(f.Distance, "distance", "Zeg hoe ver het nieuwe doel van het oorspronkelijke af ligt.")
	p.Need(f.Link, "link", "Beschrijf het verband tussen de doelen.")
	p.Need(f.Context, "context", "Beschrijf het kader waarin de gegevens zijn verzameld.")
	p.Need(f.Nature, "nature", "Beschrijf de aard van de gegevens.")
	p.Need(f.Consequences, "consequences", "Beschrijf de gevolgen voor betrokkenen.")
	p.Need(f.Safeguards, "safeguards", "Beschrijf de waarborgen.")
	return p
}

// AssessPurpose judges whether the new purpose is "not incompatible". It may be judged again until it is decided.
type AssessPurpose struct {
	Factors
	NeedsDPIA domain.YesNo  `json:"dpia_needed" nl:"Is een DPIA nodig?"`
	NoDPIA    string        `json:"no_dpia_reason,omitempty" nl:"Waarom is er geen DPIA nodig?" form:"long" opt:"1" hint:"Verplicht als er geen DPIA nodig is."`
	DPIA      string        `json:"dpia,omitempty" nl:"DPIA" form:"record:dpia" opt:"1"`
	Ground    Ground        `json:"ground" nl:"Grondslag van het nieuwe doel"`
	GroundLaw string        `json:"ground_explanation,omitempty" nl:"Wet en artikel bij de grondslag" opt:"1" hint:"Verplicht bij een wettelijke verplichting of publieke taak."`
	Informing string        `json:"informing" nl:"Hoe worden betrokkenen geïnformeerd?" form:"long" hint:"Vóór het nieuwe gebruik, bijvoorbeeld met een privacyverklaring (RT-06)."`
	FGAdvice  string        `json:"fg_advice,omitempty" nl:"Advies van de FG" form:"record:advice" opt:"1" hint:"Kies het uit de adviezenlijst (RT-29)."`
	Outcome   Compatibility `json:"outcome" nl:"Uitkomst"`
}

// CompatibilityAssessed is the judgement.
type CompatibilityAssessed struct {
	Factors
	NeedsDPIA domain.YesNo  `json:"dpia_needed" nl:"DPIA nodig"`
	NoDPIA    string        `json:"no_dpia_reason,omitempty" nl:"Geen DPIA nodig, want"`
	DPIA      string        `json:"dpia,omitempty" nl:"DPIA"`
	Ground    Ground        `json:"ground" nl:"Grondslag van het nieuwe doel"`
	GroundLaw string        `json:"ground_explanation,omitempty" nl:"Wet en artikel"`
	Informing string        `json:"informing" nl:"Informeren van betrokkenen"`
	FGAdvice  string        `json:"fg_advice,omitempty" nl:"Advies van de FG"`
	Outcome   Compatibility `json:"outcome" nl:"Uitkomst"`
}

// Decide implements [domain.Command].
func (c AssessPurpose) Decide(_ PurposeChange, _ domain.Stamp) ([]repurposed, error) {
	p := c.problems()
	p.Choose(c.NeedsDPIA, string(c.NeedsDPIA), "dpia_needed", "Antwoord of een DPIA nodig is (§4.3).")
	if c.NeedsDPIA == domain.No { // R-4.3-03
		p.Need(c.NoDPIA, "no_dpia_reason", "Geef de reden waarom geen DPIA nodig is.")
	}
	if c.DPIA != "" && !isRef(c.DPIA, "dpia/") {
		p.Add("dpia", "Kies een DPIA.")
	}
	p.Choose(c.Ground, string(c.Ground), "ground", "Kies de grondslag van het nieuwe doel.")
	if needsLaw(Purpose{Grounds: []Ground{c.Ground}}) {
		p.Need(c.GroundLaw, "ground_explanation", "Noem de wet en het artikel.")
	}
	p.Need(c.Informing, "informing", "Zeg hoe betrokkenen worden geïnformeerd (§4.2).")
	p.Choose(c.Outcome, string(c.Outcome), "outcome", "Kies de uitkomst.")
	if err := p.Refuse("purpose.assess"); err != nil {
		return nil, err
	}
	return []repurposed{CompatibilityAssessed{c.clean(), c.NeedsDPIA, trim(c.NoDPIA), c.DPIA, c.Ground, trim(c.GroundLaw), trim(c.Informing), trim(c.FGAdvice), c.Outcome}}, nil
}

// Evolve implements [domain.Event]. The privacy administrator signs by making the assessment; another one of the owner undoes that (T-30).
func (e CompatibilityAssessed) Evolve(c PurposeChange, by domain.Stamp) PurposeChange {
	c.SignedBy = ""
	if by.Role == domain.PB {
		c.SignedBy = by.Actor
	}
	c.State, c.Compatible, c.NeedsDPIA, c.DPIA, c.Ground = PurposeAssessed, e.Outcome, e.NeedsDPIA, e.DPIA, e.Ground
	return c
}
