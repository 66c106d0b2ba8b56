package control

import "github.com/heemstede/grootboek/domain"

// ReactToTest is the reaction of the owner.
type ReactToTest struct {
	Reaction string `json:"reaction" nl:"Reactie" form:"long" hint:"Noem geen personen."`
}

// OwnerReacted is the reaction.
type OwnerReacted struct {
	Reaction string `json:"reaction" nl:"Reactie"`
}

// Decide implements [domain.Command].
func (c ReactToTest) Decide(SupervisionTest, domain.Stamp) ([]testEvent, error) {
	var p domain.Problems
	p.Need(c.Reaction, "reaction", "Schrijf uw reactie.")
	if err := p.Refuse("test.reaction"); err != nil {
		return nil, err
	}
	return []testEvent{OwnerReacted{trim(c.Reaction)}}, nil
}

// Evolve implements [domain.Event].
func (e OwnerReacted) Evolve(t SupervisionTest, _ domain.Stamp) SupervisionTest {
	t.Reaction = e.Reaction
	return t
}
