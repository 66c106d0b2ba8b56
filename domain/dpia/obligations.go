package dpia

import "github.com/heemstede/grootboek/domain"

// Obligations implements [domain.Obliged]: three years after a DPIA a short one follows (§4.9, table 4.2 row 22). The term is for what was
// assessed: the next DPIA of the same subject ends it, its own record does not.
func (d DPIA) Obligations() []domain.Obligation {
	list := domain.Cycle(22, "short", d.Completed, false)
	for i := range list {
		list[i].For = d.Subject
	}
	return list
}

// Obligations implements [domain.Obliged]: eight weeks for the AP, six longer if it says so within a month, and standing still while it
// waits for information (article 36(2) AVG, table 4.2 row 26).
func (c Consultation) Obligations() []domain.Obligation {
	if c.State == ConsultationClosed && c.Answered.IsZero() { // the AP let its term pass
		return []domain.Obligation{{Row: 26, Limit: "advice", Over: true}}
	}
	list := []domain.Obligation{{Row: 26, Limit: "advice", On: c.Received, Longer: c.Longer, Reason: c.Why, Pauses: c.Pauses, Met: c.Answered}}
	if c.Extended { // without an extension there is nothing to tell
		list = append(list, domain.Obligation{Row: 26, Limit: "extension", On: c.Received, Met: c.Longer})
	}
	return list
}
