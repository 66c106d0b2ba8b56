package transparency

import (
	"reflect"

	"github.com/heemstede/grootboek/domain"
)

// DraftNotice begins a notice with its first text.
type DraftNotice struct{ Text }

// RedraftNotice changes the text that is being drafted, or drafts the next version of one that is published.
type RedraftNotice struct{ Text }

// NoticeDrafted is the text of a version as drafted; a later one of the same version replaces it. It may lack what it must
// say: see [Text.Missing].
type NoticeDrafted struct {
	Version int `json:"version" nl:"Versie"`
	Text
}

// OwnedBy implements [domain.Owned].
func (c DraftNotice) OwnedBy() string { return c.Text.Process }

// Decide implements [domain.Command].
func (c DraftNotice) Decide(s Notice, _ domain.Stamp) ([]noticeEvent, error) {
	t := c.Text.clean()
	if err := t.problems().Refuse("notice.incomplete"); err != nil {
		return nil, err
	}
	return []noticeEvent{NoticeDrafted{s.nextNumber(), t}}, nil
}

// Decide implements [domain.Command].
func (c RedraftNotice) Decide(s Notice, by domain.Stamp) ([]noticeEvent, error) {
	if reflect.DeepEqual(c.Text.clean(), s.Text.clean()) {
		return nil, nil // saying it twice changes nothing
	}
	return DraftNotice(c).Decide(s, by)
}

// nextNumber is the number of the version that is being drafted.
func (s Notice) nextNumber() int {
	if n := len(s.Published); n > 0 {
		return s.Published[n-1].Number + 1
	}
	return 1
}

// Evolve implements [domain.Event].
func (e NoticeDrafted) Evolve(s Notice, _ domain.Stamp) Notice {
	s.Text, s.Number, s.Next = e.Text, e.Version, Drafted // an approval was of the text before
	if len(s.Published) == 0 {
		s.State = NoticeStatusDraft
	}
	return s
}
