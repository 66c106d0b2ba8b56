package transparency

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// WithdrawNotice ends a text because its activities have ended, or an exemption that no longer holds.
type WithdrawNotice struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// NoticeWithdrawn ends it; what was published stays readable with its period.
type NoticeWithdrawn struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c WithdrawNotice) Decide(_ Notice, _ domain.Stamp) ([]noticeEvent, error) {
	if err := needReason(c.Reason, "notice.reason"); err != nil {
		return nil, err
	}
	return []noticeEvent{NoticeWithdrawn{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event]. A version that was to begin later never does.
func (e NoticeWithdrawn) Evolve(s Notice, by domain.Stamp) Notice {
	day := calendar.On(by.Happened)
	s.State, s.Next, s.Revisions = NoticeStatusArchived, "", nil
	s.Published = slices.DeleteFunc(slices.Clone(s.Published), func(p Publication) bool { return p.From > day })
	for i, p := range s.Published {
		if p.Until == "" || day < p.Until {
			s.Published[i].Until = day
		}
	}
	return s
}
