package transparency

import (
	"fmt"
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// RecordCookies records all cookies that the website sets: the list replaces the one before, and may be empty.
type RecordCookies struct {
	Cookies        []Cookie     `json:"cookies,omitempty" nl:"Cookies" form:"rows"`
	NoticeRequired domain.YesNo `json:"notice_required" nl:"Is een cookiemelding nodig?" hint:"Ja, als er cookies zijn waarvoor toestemming nodig is."`
}

// CookieInventoryRecorded is the list.
type CookieInventoryRecorded struct {
	Cookies        []Cookie     `json:"cookies,omitempty" nl:"Cookies"`
	NoticeRequired domain.YesNo `json:"notice_required" nl:"Cookiemelding nodig"`
}

// maxCookies bounds the list.
const maxCookies = 200

// Decide implements [domain.Command].
func (c RecordCookies) Decide(s Website, by domain.Stamp) ([]websiteEvent, error) {
	var list []Cookie
	var p domain.Problems
	for i, k := range c.Cookies {
		k.Name, k.Purpose = trim(k.Name), trim(k.Purpose)
		p = append(p, k.problems(i)...)
		list = append(list, k)
	}
	if len(list) > maxCookies {
		p.Add("cookies", "Dit zijn meer cookies dan op één website horen. Leg er ten hoogste 200 vast.")
	}
	p.Choose(c.NoticeRequired, string(c.NoticeRequired), "notice_required", "Geef aan of een cookiemelding nodig is.")
	if c.NoticeRequired == domain.No && slices.ContainsFunc(list, func(k Cookie) bool { return k.Consent == domain.Yes }) {
		p.Add("notice_required", "Er zijn cookies waarvoor toestemming nodig is. Dan is een cookiemelding ook nodig (§4.2).")
	}
	if err := p.Refuse("website.cookies"); err != nil {
		return nil, err
	}
	return with(s, by, CookieInventoryRecorded{list, c.NoticeRequired}), nil // R-4.2-13
}

func (k Cookie) problems(i int) domain.Problems {
	var p domain.Problems
	field := func(name string) string { return fmt.Sprintf("cookies-%d-%s", i, name) }
	nr := fmt.Sprintf("Cookie %d: ", i+1)
	p.Need(k.Name, field("name"), nr+"vul de naam in.")
	p.Need(k.Purpose, field("purpose"), nr+"zeg waarvoor de cookie is.")
	p.Choose(k.Consent, string(k.Consent), field("consent_required"), nr+"geef aan of toestemming nodig is.")
	switch {
	case !domain.Chosen(k.Ground.Choices(), string(k.Ground)):
		p.Add(field("ground"), nr+"kies de grondslag.")
	case k.Consent == domain.Yes && k.Ground != "consent": // R-4.4-05
		p.Add(field("ground"), nr+"als toestemming nodig is, is toestemming ook de grondslag (§4.4).")
	}
	return p
}

// Evolve implements [domain.Event].
func (e CookieInventoryRecorded) Evolve(s Website, by domain.Stamp) Website {
	s.Cookies, s.NoticeRequired, s.Inventoried = slices.Clone(e.Cookies), e.NoticeRequired, calendar.On(by.Happened)
	return s
}
