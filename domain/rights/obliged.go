package rights

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Obligations implements [domain.Obliged]: the answer (table 4.2 rows 1 to 7, by the right) and the list of recipients (row 12). It is met
// by the first answer; a request that is taken back leaves nothing to do. Rows 8 to 11 have no period.
func (r Request) Obligations() []domain.Obligation {
	limits := []string{"answer"}
	if r.Right == Rectification {
		limits = append(limits, "avg") // the month of article 12(3) runs beside the four weeks (T-03)
	}
	var list []domain.Obligation
	for _, l := range limits {
		x := domain.Obligation{Row: r.Rule().Row, Limit: l, From: r.ReceivedAt, Longer: r.ExtendedAt, Met: r.AnsweredAt,
			Over: r.State == StatusClosed && r.AnsweredAt.IsZero()}
		if !r.ExtendedAt.IsZero() {
			x.Reason = domain.ChoiceNL(r.Extended.Why.Choices(), string(r.Extended.Why))
		}
		if r.Rule().Row > 0 {
			list = append(list, x)
		}
	}
	if !r.ListAsked.IsZero() {
		list = append(list, domain.Obligation{Row: 12, Limit: "answer", Item: string(calendar.On(r.ListAsked)), From: r.ListAsked, Met: r.ListGiven})
	}
	return list
}
