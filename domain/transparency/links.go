package transparency

import "github.com/heemstede/grootboek/domain"

// What the records of this chapter are about, and what they tell others.

// Links implements [domain.Linker].
func (s Notice) Links() []string {
	list := domain.Streams("process", s.Text.Process)
	add := func(t Text) {
		for _, c := range t.Covered {
			list = append(list, c.Activity)
		}
	}
	add(s.Text)
	if n := len(s.Published); n > 0 && s.Next != "" { // what is in force may be about more than what is being drafted
		add(s.Published[n-1].Text)
	}
	if s.Exemption.Activity != "" {
		list = append(list, s.Exemption.Activity)
	}
	return domain.Lines(list)
}

// Tells implements [domain.Teller].
func (s Notice) Tells() any {
	f := domain.NoticeFacts{}
	if s.State == NoticeStatusExempt {
		f.Exempts, f.Others = s.Exemption.Activity, s.Exemption.Ground != "already-informed"
	}
	for _, r := range s.Revisions {
		f.Stale = append(f.Stale, r.Activity)
	}
	for _, p := range s.Published {
		f.Texts = append(f.Texts, p.tells())
	}
	return f
}

// tells sorts the activities of a version: with data from the person, a text that comes when they are recorded or later is
// too late to start (R-4.2-09); with data from others it is flagged, not refused (R-4.2-10). A text on objection or
// cookies alone informs of no activity.
func (p Publication) tells() domain.NoticeText {
	t := domain.NoticeText{From: p.From, Until: p.Until, Purposes: p.Purposes, Cookies: p.Kind == PrivacyStatement && p.Text.Cookies != ""}
	if p.Kind == ObjectionNotice || p.Kind == CookieNotice {
		return t
	}
	for _, c := range p.Covered {
		if c.ObtainedFrom != FromElsewhere && p.Moment != BeforeProvision {
			t.Late = append(t.Late, c.Activity)
		} else {
			t.InTime = append(t.InTime, c.Activity)
		}
	}
	return t
}

// Links implements [domain.Linker].
func (s Website) Links() []string {
	list := domain.Streams("process", s.WebsiteTerms.Process)
	if s.Statement != "" {
		list = append(list, s.Statement)
	}
	return list
}
