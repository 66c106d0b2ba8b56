package transparency

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// MarkNoticeForRevision: the clock has seen that the register changed on a point that touches the text (R-4.2-16).
type MarkNoticeForRevision struct {
	Activity string   `json:"activity" nl:"Verwerking"`
	Version  uint64   `json:"version" nl:"Versie in het register"`
	Fields   []string `json:"fields" nl:"Gewijzigde gegevens"`
}

// NoticeMarkedForRevision says what has changed since the text was written.
type NoticeMarkedForRevision struct {
	Activity string   `json:"activity" nl:"Verwerking"`
	Version  uint64   `json:"version" nl:"Versie in het register"`
	Fields   []string `json:"fields" nl:"Gewijzigde gegevens"`
}

// Marked tells whether the text has been marked for this version of the activity, or a later one.
func (s Notice) Marked(activity string, version uint64) bool {
	return slices.ContainsFunc(s.Revisions, func(r Revision) bool { return r.Activity == activity && r.Version >= version })
}

// Decide implements [domain.Command].
func (c MarkNoticeForRevision) Decide(s Notice, _ domain.Stamp) ([]noticeEvent, error) {
	var p domain.Problems
	last := Text{}
	if n := len(s.Published); n > 0 {
		last = s.Published[n-1].Text
	}
	if !last.Covers(c.Activity) {
		p.Add("activity", "De tekst gaat niet over deze verwerking.")
	}
	if len(domain.Lines(c.Fields)) == 0 {
		p.Add("fields", "Noem wat er is gewijzigd.")
	}
	if err := p.Refuse("notice.revision"); err != nil {
		return nil, err
	}
	if s.Marked(c.Activity, c.Version) {
		return nil, nil // saying it twice changes nothing
	}
	return []noticeEvent{NoticeMarkedForRevision{c.Activity, c.Version, domain.Lines(c.Fields)}}, nil
}

// Evolve implements [domain.Event].
func (e NoticeMarkedForRevision) Evolve(s Notice, _ domain.Stamp) Notice {
	s.State = NoticeStatusRevise
	s.Revisions = append(slices.DeleteFunc(slices.Clone(s.Revisions), func(r Revision) bool { return r.Activity == e.Activity }),
		Revision{e.Activity, e.Version, e.Fields})
	return s
}
