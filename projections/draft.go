package projections

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/transparency"
)

// Draft writes a text out of the register as it stands, about some activities. It says what the register knows, in plain
// words; what the register does not know stays empty, so that a person fills it in before it can be approved: the
// audience, the channel, whether people must give their data, how a decision without a person is made.
func (i *Information) Draft(kind transparency.Kind, audience string, activities []string) transparency.Text {
	t := transparency.Text{Kind: kind, Audience: audience, Moment: transparency.AtRecording}
	var all []register.Content
	for _, stream := range activities {
		at, ok := i.activityAt(stream, 0)
		if !ok || t.Covers(stream) {
			continue
		}
		c := at.State.(register.Activity).Content
		t.Covered = append(t.Covered, CoveredBy(stream, at.Version, c))
		all = append(all, c)
		if t.Process == "" {
			t.Process, t.Name = c.Process, c.Name
		}
	}
	i.say(&t, all)
	if kind == transparency.PrivacyStatement || kind == transparency.CookieNotice {
		t.Cookies = i.cookies()
	}
	return t
}

// say fills in what each activity adds.
func (i *Information) say(t *transparency.Text, all []register.Content) {
	var controllers, grounds, transfers, retention, measures, origins, consent, interest []string
	for _, c := range all {
		controllers = append(controllers, sentence(nonEmpty(c.Controller, c.ControllerContact)...))
		t.Recipients = append(t.Recipients, c.Recipients...)
		transfers = append(transfers, c.Transfers...)
		retention = append(retention, i.register.Names.Field(c, "retention"))
		measures = append(measures, c.Security)
		for _, p := range c.Purposes {
			t.Purposes = append(t.Purposes, p.Text)
			grounds = append(grounds, p.Text+": "+strings.Join(groundsNL(p), " "))
			if (register.Content{Purposes: []register.Purpose{p}}).Uses("legitimate-interest") {
				interest = append(interest, p.Explanation)
			}
		}
		if c.Uses("consent") {
			consent = append(consent, c.Consent)
		}
		if c.ObtainedFrom != "data-subject" {
			for _, d := range c.DataCategories {
				t.Categories = append(t.Categories, d.Name)
			}
			origins = append(origins, c.Origins()...)
		}
		if c.ObtainedFrom != "elsewhere" {
			t.Moment = transparency.BeforeProvision // §4.2
		}
		if c.Uses("public-task") || c.Uses("legitimate-interest") {
			t.Objection = objectionNL
		}
	}
	t.Purposes, t.Recipients, t.Categories = domain.Lines(t.Purposes), domain.Lines(t.Recipients), domain.Lines(t.Categories)
	t.Controller, t.Grounds, t.Transfers, t.Retention = joined(controllers), joined(grounds), joined(transfers), joined(retention)
	t.Measures, t.Source, t.Consent, t.Interest = joined(measures), joined(origins), joined(consent), joined(interest)
	if t.Kind == transparency.ObjectionNotice {
		t.Objection, t.Moment = objectionNL, transparency.FirstContact
	}
	t.Rights, t.Access, t.Complaint = rightsNL, askAccessNL, complaintNL
}

func sentence(parts ...string) string { return strings.Join(parts, ", ") }

// groundsNL says why a purpose is allowed, in plain words with the law.
func groundsNL(p register.Purpose) []string {
	var list []string
	for _, g := range p.Grounds {
		list = append(list, groundWords[g])
	}
	if p.Explanation != "" {
		list = append(list, "("+p.Explanation+")")
	}
	return list
}

// groundWords are the six grounds as residents read them.
var groundWords = map[domain.Ground]string{
	"consent":             "u hebt toestemming gegeven.",
	"contract":            "dat is nodig voor een overeenkomst met u.",
	"legal-obligation":    "de wet verplicht de gemeente dit te doen.",
	"vital-interest":      "dat is nodig om iemands leven of gezondheid te beschermen.",
	"public-task":         "dat is nodig voor een taak van de gemeente.",
	"legitimate-interest": "de gemeente heeft daar een goede reden voor (gerechtvaardigd belang).",
}

// What every text says of the rights of people (§4.2, chapter 5).
const (
	rightsNL = "U mag uw gegevens inzien.\nKlopt er iets niet? Dan mag u vragen om uw gegevens te verbeteren of aan te vullen.\nU mag vragen om uw gegevens te wissen.\n" +
		"U mag vragen om uw gegevens een tijd niet te gebruiken.\nU mag uw gegevens meenemen naar een andere organisatie, als u ze zelf hebt gegeven met toestemming of voor een overeenkomst.\n" +
		"U mag vragen of een mens naar een besluit van de computer kijkt."
	askAccessNL = "Vraag aan de balie, per telefoon, per brief of per e-mail welke gegevens de gemeente van u heeft. U hoeft niet te zeggen waarom. " +
		"U krijgt binnen een maand antwoord. Het kost niets."
	objectionNL = "Bent u het er door uw situatie niet mee eens dat de gemeente uw gegevens gebruikt? Dan kunt u bezwaar maken. Dat kan op elk moment, met een brief of een e-mail. " +
		"De gemeente stopt dan, of legt uit waarom dat niet kan."
	complaintNL = "Bent u niet tevreden over hoe de gemeente met uw gegevens omgaat? Dan kunt u klagen bij de Autoriteit Persoonsgegevens: autoriteitpersoonsgegevens.nl."
)

// cookies is what the inventories of the websites say, for the provision on cookies. It is empty when nothing is known.
func (i *Information) cookies() string {
	var list []string
	for _, v := range i.records.OfType("website") {
		s := v.Last().State.(transparency.Website)
		if s.State != transparency.WebsiteStatusRegistered || s.Inventoried == "" {
			continue
		}
		if len(s.Cookies) == 0 {
			list = append(list, "De website "+s.Address+" plaatst geen cookies.")
		}
		for _, c := range s.Cookies {
			asks := ""
			if c.Consent == domain.Yes {
				asks = " De gemeente vraagt u daar eerst toestemming voor."
			}
			list = append(list, "De website "+s.Address+" plaatst de cookie "+c.Name+": "+strings.TrimSuffix(c.Purpose, ".")+"."+asks)
		}
	}
	return joined(list)
}
