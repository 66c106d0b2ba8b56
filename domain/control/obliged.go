package control

import "github.com/heemstede/grootboek/domain"

// Obligations implements [domain.Obliged]: an accepted measure is carried out by the agreed day, which can move with a reason
// (table 4.2 row 57). A measure that is proposed or rejected obliges nobody.
func (m Measure) Obligations() []domain.Obligation {
	if m.State == MeasureStatusProposed || m.State == MeasureStatusRejected || m.Due == "" {
		return nil
	}
	o := domain.Obligation{Row: 57, Limit: "implement", On: m.Due, Met: m.DoneOn.Start()}
	if m.Postponed > 0 {
		o.To, o.Reason = m.Due, m.Reason
	}
	return []domain.Obligation{o}
}
