package rights

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Accuracy is what was found of data that were possibly incorrect (§5.3, first case).
type Accuracy string

// Choices implements [domain.Chooser].
func (Accuracy) Choices() []domain.Choice {
	return []domain.Choice{{Value: "correct", NL: "De gegevens kloppen"}, {Value: "incorrect", NL: "De gegevens kloppen niet"}, {Value: "partly", NL: "De gegevens kloppen deels"}}
}

// CheckAccuracy records whether the data are correct.
type CheckAccuracy struct {
	Result      Accuracy        `json:"result" nl:"Uitkomst"`
	Explanation domain.VaultRef `json:"explanation" nl:"Wat is nagegaan?" form:"vault:check"`
}

// RestrictionAccuracyChecked says so.
type RestrictionAccuracyChecked struct {
	Result      Accuracy        `json:"result" nl:"Uitkomst"`
	Explanation domain.VaultRef `json:"explanation" nl:"Wat is nagegaan"`
}

// Decide implements [domain.Command].
func (c CheckAccuracy) Decide(x Restriction, by domain.Stamp) ([]restrictionEvent, error) {
	if x.Case != CaseIncorrect {
		return nil, refusal(domain.Conflict, "restriction.case", "", "De juistheid wordt nagegaan als de gegevens mogelijk onjuist zijn.")
	}
	var p domain.Problems
	p.Choose(c.Result, string(c.Result), "result", "Kies of de gegevens kloppen.")
	p.NeedDossier(c.Explanation, "explanation", by)
	if err := p.Refuse("restriction.check"); err != nil {
		return nil, err
	}
	return []restrictionEvent{RestrictionAccuracyChecked(c)}, nil
}

// Evolve implements [domain.Event].
func (e RestrictionAccuracyChecked) Evolve(x Restriction, by domain.Stamp) Restriction {
	x.Accuracy, x.CheckedOn = e.Result, calendar.On(by.Happened)
	return x
}

// Balance is what was found to outweigh (§5.2, §5.3, fourth case).
type Balance string

// Choices implements [domain.Chooser].
func (Balance) Choices() []domain.Choice {
	return []domain.Choice{{Value: "person", NL: "De belangen van de betrokkene wegen zwaarder"}, {Value: "municipality", NL: "De redenen van de gemeente wegen zwaarder, of er is een rechtsvordering"}}
}

// WeighInterests records the balance of interests.
type WeighInterests struct {
	Result   Balance         `json:"result" nl:"Uitkomst"`
	Weighing domain.VaultRef `json:"weighing" nl:"Afweging" form:"vault:weighing"`
}

// InterestsWeighed says so.
type InterestsWeighed struct {
	Result   Balance         `json:"result" nl:"Uitkomst"`
	Weighing domain.VaultRef `json:"weighing" nl:"Afweging"`
}

// Decide implements [domain.Command].
func (c WeighInterests) Decide(x Restriction, by domain.Stamp) ([]restrictionEvent, error) {
	if x.Case != CaseObjection {
		return nil, refusal(domain.Conflict, "restriction.case", "", "Belangen worden afgewogen na een bezwaar tegen verwerking.")
	}
	var p domain.Problems
	p.Choose(c.Result, string(c.Result), "result", "Kies wat zwaarder weegt.")
	p.NeedDossier(c.Weighing, "weighing", by)
	if err := p.Refuse("restriction.weighing"); err != nil {
		return nil, err
	}
	return []restrictionEvent{InterestsWeighed(c)}, nil
}

// Evolve implements [domain.Event].
func (e InterestsWeighed) Evolve(x Restriction, by domain.Stamp) Restriction {
	x.Balance, x.WeighedOn = e.Result, calendar.On(by.Happened)
	return x
}
