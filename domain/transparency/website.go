package transparency

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a website.
const (
	WebsiteStatusRegistered domain.Status = "registered"
	WebsiteStatusRetired    domain.Status = "retired"
)

var online = []domain.Status{WebsiteStatusRegistered}

// Website is the state of RT-07.
type Website struct {
	WebsiteTerms
	State          domain.Status
	Inventoried    calendar.Date     `nl:"Cookies geteld op"`
	Cookies        []Cookie          `nl:"Cookies"`
	NoticeRequired domain.YesNo      `nl:"Cookiemelding nodig"`
	NoticePlacedOn calendar.Date     `nl:"Cookiemelding geplaatst op"` // "" if there is none now
	Statement      string            `nl:"Privacyverklaring"`          // stream of a notice
	Provision      domain.YesNo      `nl:"Met bepaling over cookies"`
	LastChecked    calendar.Date     `nl:"Laatst gecontroleerd op"`
	Deviations     domain.Deviations `nl:"Afwijkingen"`
}

// WebsiteTerms are the fields of a website that people fill in.
type WebsiteTerms struct {
	Address      string          `json:"address" nl:"Adres" hint:"Bijvoorbeeld: www.heemstede.nl."`
	Process      string          `json:"process" nl:"Proces" form:"process" hint:"De eigenaar van dit proces gaat over de website."`
	Grounds      []domain.Ground `json:"grounds" nl:"Op grond waarvan worden gegevens van bezoekers verwerkt?"`
	GroundWhy    string          `json:"ground_why,omitempty" nl:"Uitleg bij de grondslag" form:"long" opt:"1" hint:"Verplicht bij een andere grondslag dan een wettelijke verplichting, een gerechtvaardigd belang of toestemming (§4.4)."`
	RegisterHere domain.YesNo    `json:"register_here,omitempty" nl:"Staat het register van verwerkingen hier?" opt:"1"`
	PolicyHere   domain.YesNo    `json:"policy_here,omitempty" nl:"Staat het privacybeleid hier?" opt:"1"`
}

// Cookie is one cookie of a website (§4.4).
type Cookie struct {
	Name    string        `json:"name" nl:"Naam van de cookie"`
	Purpose string        `json:"purpose" nl:"Waarvoor?"`
	Consent domain.YesNo  `json:"consent_required" nl:"Toestemming nodig?"`
	Ground  domain.Ground `json:"ground" nl:"Grondslag"`
}

// Rules of the deviations that commands find themselves.
const (
	noStatementRule = "§4.2, privacyverklaring met cookiebepaling"
	noCookieRule    = "§4.2, cookiemelding"
)

// WebsiteRecord is RT-07.
var WebsiteRecord = domain.Define(domain.Aggregate[Website]{
	Name: "website", Path: "websites", NL: "Website", Plural: "Websites", Source: "RT-07, §4.2, §4.4, §4.1, §8.1",
	Status:   func(s Website) domain.Status { return s.State },
	Statuses: []domain.StatusLabel{{Status: WebsiteStatusRegistered, NL: "in gebruik"}, {Status: WebsiteStatusRetired, NL: "uit gebruik"}},
	Title:    func(s Website) string { return s.Address },
	Process:  func(s Website) string { return s.WebsiteTerms.Process },
	Commands: []domain.CommandType[Website]{
		{Name: "register", NL: "Website vastleggen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added]", Own: true, Zero: RegisterWebsite{},
			Help: "Leg elke website van de gemeente vast. Zonder privacyverklaring is dat een afwijking tot u er een koppelt."},
		{Name: "amend", NL: "Gegevens wijzigen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added]", Own: true, Zero: AmendWebsite{}, In: online,
			Help: "Pas de gegevens van de website aan. De oude gegevens blijven in de geschiedenis staan."},
		{Name: "record-cookies", NL: "Cookies vastleggen", Roles: []domain.Role{domain.OWN}, Source: "§4.2", Own: true, Zero: RecordCookies{}, In: online,
			Help: "Leg alle cookies vast die de website plaatst. De lijst vervangt de vorige; hij mag leeg zijn."},
		{Name: "place-cookie-notice", NL: "Cookiemelding geplaatst", Roles: []domain.Role{domain.OWN}, Source: "§4.2", Own: true, Zero: PlaceCookieNotice{}, In: online,
			Help: "De website toont een cookiemelding."},
		{Name: "take-down-cookie-notice", NL: "Cookiemelding weggehaald", Roles: []domain.Role{domain.OWN}, Source: "§4.2", Own: true, Zero: RemoveCookieNotice{}, In: online,
			Help: "De website toont geen cookiemelding meer. Is die nodig, dan is dat een afwijking."},
		{Name: "link-statement", NL: "Privacyverklaring koppelen", Roles: []domain.Role{domain.OWN}, Source: "§4.2", Own: true, Zero: LinkPrivacyStatement{}, In: online,
			Help: "Zeg welke privacyverklaring op deze website staat, en of er een bepaling over cookies in staat."},
		{Name: "check", NL: "Controle vastleggen", Roles: []domain.Role{domain.PB}, Source: "[added]", Zero: CheckWebsite{}, In: online,
			Help: "Leg vast dat u de website hebt bekeken, en wat u zag."},
		{Name: "retire", NL: "Uit gebruik nemen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: RetireWebsite{}, In: online,
			Help: "De website bestaat niet meer."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added]", Zero: FindWebsiteDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added]", Zero: RemedyWebsiteDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Website]{
		{Name: "WebsiteRegistered", NL: "Website vastgelegd", Zero: WebsiteRegistered{}},
		{Name: "WebsiteAmended", NL: "Gegevens gewijzigd", Zero: WebsiteAmended{}},
		{Name: "CookieInventoryRecorded", NL: "Cookies vastgelegd", Zero: CookieInventoryRecorded{}},
		{Name: "CookieNoticePlaced", NL: "Cookiemelding geplaatst", Zero: CookieNoticePlaced{}},
		{Name: "CookieNoticeRemoved", NL: "Cookiemelding weggehaald", Zero: CookieNoticeRemoved{}},
		{Name: "PrivacyStatementLinked", NL: "Privacyverklaring gekoppeld", Zero: PrivacyStatementLinked{}},
		{Name: "WebsiteChecked", NL: "Gecontroleerd", Zero: WebsiteChecked{}},
		{Name: "WebsiteRetired", NL: "Uit gebruik genomen", Zero: WebsiteRetired{}},
		{Name: "WebsiteNonComplianceFound", NL: "Afwijking vastgesteld", Zero: WebsiteNonComplianceFound{}},
		{Name: "WebsiteNonComplianceRemedied", NL: "Afwijking hersteld", Zero: WebsiteNonComplianceRemedied{}},
	},
})

type websiteEvent = domain.Event[Website]

// Options are the choices of a form about this website.
func (s Website) Options(form string) []domain.Choice {
	if form == "deviation" {
		return s.Deviations.Open()
	}
	return nil
}

// LacksStatement tells whether the website has no privacy statement with a provision on cookies (R-4.2-12).
func (s Website) LacksStatement() bool { return s.Statement == "" || s.Provision != domain.Yes }

// LacksCookieNotice tells whether it needs a cookie notice and has none (R-4.2-13).
func (s Website) LacksCookieNotice() bool {
	return s.NoticeRequired == domain.Yes && s.NoticePlacedOn == ""
}

// Flags says in words what is not as it should be.
func (s Website) Flags() []string {
	var list []string
	if s.State == WebsiteStatusRegistered {
		if s.LacksStatement() {
			list = append(list, "De website heeft geen privacyverklaring met een bepaling over cookies (§4.2).")
		}
		if s.LacksCookieNotice() {
			list = append(list, "De website plaatst cookies waarvoor toestemming nodig is, zonder cookiemelding (§4.2).")
		}
		if s.Inventoried == "" {
			list = append(list, "De cookies van de website zijn nog niet vastgelegd (§4.4).")
		}
	}
	for _, d := range s.Deviations {
		if d.Open() {
			list = append(list, d.Rule+": "+d.What)
		}
	}
	return list
}

// with adds the deviations that the state after these events shows and that are not open yet: a fact is never refused.
func with(s Website, by domain.Stamp, list ...websiteEvent) []websiteEvent {
	next := s
	for _, e := range list {
		next = e.Evolve(next, by)
	}
	if next.LacksStatement() && !stands(s.Deviations, noStatementRule) {
		f := foundNow(by, noStatementRule, "De website heeft geen privacyverklaring met een bepaling over cookies.")
		f.Deviation += "/verklaring" // one command can find both
		list = append(list, WebsiteNonComplianceFound{f})
	}
	if next.LacksCookieNotice() && !stands(s.Deviations, noCookieRule) {
		f := foundNow(by, noCookieRule, "De website plaatst cookies waarvoor toestemming nodig is, zonder cookiemelding.")
		f.Deviation += "/cookies"
		list = append(list, WebsiteNonComplianceFound{f})
	}
	return list
}

// FindWebsiteDeviation records that a rule was not met.
type FindWebsiteDeviation struct{ domain.FindDeviation }

// WebsiteNonComplianceFound is a rule not met.
type WebsiteNonComplianceFound struct{ domain.DeviationFound }

// RemedyWebsiteDeviation says how it was remedied.
type RemedyWebsiteDeviation struct{ domain.RemedyDeviation }

// WebsiteNonComplianceRemedied ends the deviation; both stay in history.
type WebsiteNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c FindWebsiteDeviation) Decide(_ Website, by domain.Stamp) ([]websiteEvent, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []websiteEvent{WebsiteNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyWebsiteDeviation) Decide(s Website, _ domain.Stamp) ([]websiteEvent, error) {
	r, news, err := c.Remedied(s.Deviations)
	if err != nil || !news {
		return nil, err
	}
	i := slices.IndexFunc(s.Deviations, func(d domain.Deviation) bool { return d.ID == r.Deviation })
	if rule := s.Deviations[i].Rule; rule == noStatementRule && s.LacksStatement() || rule == noCookieRule && s.LacksCookieNotice() {
		return nil, refusal(domain.Unmet, "website.not-remedied", "deviation", "Dit is nog niet hersteld: "+s.Deviations[i].What)
	}
	return []websiteEvent{WebsiteNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e WebsiteNonComplianceFound) Evolve(s Website, by domain.Stamp) Website {
	s.Deviations = s.Deviations.With(e.DeviationFound, by)
	return s
}

// Evolve implements [domain.Event].
func (e WebsiteNonComplianceRemedied) Evolve(s Website, _ domain.Stamp) Website {
	s.Deviations = s.Deviations.Settled(e.DeviationRemedied)
	return s
}
