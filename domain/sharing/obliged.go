package sharing

import "github.com/heemstede/grootboek/domain"

// Obligations implements [domain.Obliged]: the yearly check (§7.1, table 4.2 row 31).
func (c Covenant) Obligations() []domain.Obligation {
	return domain.Cycle(31, "check", c.NextCheck.AddYears(-1), c.State == CovenantIsEnding || c.State == CovenantIsClosed)
}

// Obligations implements [domain.Obliged]: the yearly check (§2.3, table 4.2 row 30).
func (x ExchangeArrangement) Obligations() []domain.Obligation {
	return domain.Cycle(30, "check", x.NextCheck.AddYears(-1), x.Ended)
}
