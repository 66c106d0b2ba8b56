package transparency

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// PlaceCookieNotice records that the website shows a cookie notice.
type PlaceCookieNotice struct {
	Notice string `json:"notice,omitempty" nl:"Tekst van de cookiemelding" form:"record:notice" opt:"1"`
}

// CookieNoticePlaced shows the notice from the day on which it happened.
type CookieNoticePlaced struct {
	Notice string `json:"notice,omitempty" nl:"Tekst"`
}

// RemoveCookieNotice records that it no longer does.
type RemoveCookieNotice struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// CookieNoticeRemoved ends it.
type CookieNoticeRemoved struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c PlaceCookieNotice) Decide(s Website, _ domain.Stamp) ([]websiteEvent, error) {
	if c.Notice != "" && !isRef(c.Notice, "notice") {
		return nil, refusal(domain.Invalid, "website.notice", "notice", "Kies een tekst uit de lijst.")
	}
	if s.NoticePlacedOn != "" {
		return nil, nil // saying it twice changes nothing
	}
	return []websiteEvent{CookieNoticePlaced{c.Notice}}, nil
}

// Decide implements [domain.Command]. It is a fact: where a notice is required, it is recorded with its deviation.
func (c RemoveCookieNotice) Decide(s Website, by domain.Stamp) ([]websiteEvent, error) {
	if err := needReason(c.Reason, "website.reason"); err != nil {
		return nil, err
	}
	if s.NoticePlacedOn == "" {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "website.no-notice", NL: "Deze website heeft geen cookiemelding."}
	}
	return with(s, by, CookieNoticeRemoved{trim(c.Reason)}), nil
}

// Evolve implements [domain.Event].
func (e CookieNoticePlaced) Evolve(s Website, by domain.Stamp) Website {
	s.NoticePlacedOn = calendar.On(by.Happened)
	return s
}

// Evolve implements [domain.Event].
func (e CookieNoticeRemoved) Evolve(s Website, _ domain.Stamp) Website {
	s.NoticePlacedOn = ""
	return s
}
