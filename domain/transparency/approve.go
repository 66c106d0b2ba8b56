package transparency

import "github.com/heemstede/grootboek/domain"

// ApproveNotice approves the text as it is drafted.
type ApproveNotice struct{}

// NoticeApproved approves one version; the next draft undoes it.
type NoticeApproved struct {
	Version int `json:"version" nl:"Versie"`
}

// incomplete refuses a text that lacks what it must say; all of it at once.
func (t Text) incomplete() error {
	if p := t.Missing(); len(p) > 0 {
		return &domain.Refusal{Kind: domain.Unmet, Code: "notice.missing", NL: "In de tekst ontbreekt nog:", Fields: p}
	}
	return nil
}

// Decide implements [domain.Command].
func (ApproveNotice) Decide(s Notice, _ domain.Stamp) ([]noticeEvent, error) {
	switch s.Next {
	case "":
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "notice.nothing-drafted", NL: "Er is geen nieuwe versie. Stel die eerst op."}
	case Approved:
		return nil, nil // saying it twice changes nothing
	}
	if err := s.Text.incomplete(); err != nil {
		return nil, err
	}
	return []noticeEvent{NoticeApproved{s.Number}}, nil
}

// Evolve implements [domain.Event].
func (e NoticeApproved) Evolve(s Notice, _ domain.Stamp) Notice {
	s.Next = Approved
	if len(s.Published) == 0 {
		s.State = NoticeStatusApproved
	}
	return s
}
