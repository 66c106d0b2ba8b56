package processors

import "github.com/heemstede/grootboek/domain"

// Obligations implements [domain.Obliged]: the yearly check, until the agreement ends (§7.2, table 4.2 row 32), and the return or
// destruction of the data after it, by the agreed day (row 34).
func (s Agreement) Obligations() []domain.Obligation {
	list := domain.Cycle(32, "check", s.Due.AddYears(-1), s.EndedOn != "" && s.State != AgreementStatusEnding)
	if s.EndedOn != "" && s.ReturnBy != "" {
		list = append(list, domain.Obligation{Row: 34, Limit: "return", On: s.ReturnBy, Met: s.ClosedOn.Start()})
	}
	return list
}
