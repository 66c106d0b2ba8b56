package governance

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// CarriedOut is how a department carries out a document.
type CarriedOut struct {
	Department string        `json:"department" nl:"Afdeling"`
	How        string        `json:"how" nl:"Hoe"`
	On         calendar.Date `json:"-" nl:"Op"`
}

// CarryOutPolicy records that an owner carries out the policy (B1.8-2).
type CarryOutPolicy struct {
	Department string `json:"department" nl:"Afdeling" form:"department"`
	How        string `json:"how" nl:"Hoe voert u het uit?" form:"long" hint:"Noem geen personen."`
}

// PolicyCarriedOut is that a department carries it out.
type PolicyCarriedOut struct {
	Department string `json:"department" nl:"Afdeling"`
	How        string `json:"how" nl:"Hoe"`
}

// Decide implements [domain.Command].
func (c CarryOutPolicy) Decide(_ Document, _ domain.Stamp) ([]documentEvent, error) {
	var p domain.Problems
	p.Need(c.Department, "department", "Kies de afdeling.")
	p.Need(c.How, "how", "Zeg hoe de afdeling het uitvoert.")
	if err := p.Refuse("document.carry-out"); err != nil {
		return nil, err
	}
	return []documentEvent{PolicyCarriedOut{trim(c.Department), trim(c.How)}}, nil
}

// Evolve implements [domain.Event].
func (e PolicyCarriedOut) Evolve(d Document, by domain.Stamp) Document {
	d.CarriedOut = append(slices.Clone(d.CarriedOut), CarriedOut{e.Department, e.How, calendar.On(by.Happened)})
	return d
}

// CarriedOutBy tells whether the department carries it out (R-B8-02).
func (d Document) CarriedOutBy(department string) bool {
	return slices.ContainsFunc(d.CarriedOut, func(c CarriedOut) bool { return c.Department == department })
}
