package transparency

import (
	"reflect"
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// Text is what a notice says: the fields of RT-06. The contact of the FG does not stand in it: it is that of the FG in
// office on the day on which the text is read (R-4.1-11).
type Text struct {
	Name       string    `json:"name" nl:"Naam" hint:"Bijvoorbeeld: Wat doet de gemeente met uw gegevens als u hulp aanvraagt?"`
	Kind       Kind      `json:"kind" nl:"Soort informatie"`
	Process    string    `json:"process" nl:"Proces" form:"process" hint:"De eigenaar van dit proces keurt de tekst goed."`
	Audience   string    `json:"audience" nl:"Voor wie is deze tekst?" hint:"Bijvoorbeeld: inwoners die hulp aanvragen."`
	Covered    []Covered `json:"covered" nl:"Verwerkingen waar de tekst over gaat"`
	Controller string    `json:"controller" nl:"Wie is verantwoordelijk, en hoe is die te bereiken?" form:"long"`
	Purposes   []string  `json:"purposes" nl:"Waarvoor worden de gegevens gebruikt?" hint:"Eén doel per regel, in de woorden van het register."`
	Grounds    string    `json:"grounds" nl:"Waarom mag dat?" form:"long" hint:"De grondslag, met de wet als die er is."`
	Recipients []string  `json:"recipients,omitempty" nl:"Wie krijgen de gegevens nog meer?" opt:"1" hint:"Eén per regel. Verplicht als er ontvangers zijn."`
	Transfers  string    `json:"transfers,omitempty" nl:"Gaan de gegevens naar een land buiten de EU?" form:"long" opt:"1" hint:"Welk land of welke organisatie, en hoe zijn de gegevens daar beschermd. Verplicht als dat zo is."`
	Retention  string    `json:"retention,omitempty" nl:"Hoe lang worden de gegevens bewaard?" form:"long" opt:"1"`
	Rights     string    `json:"rights,omitempty" nl:"Welke rechten heeft iemand?" form:"long" opt:"1"`
	Categories []string  `json:"categories,omitempty" nl:"Welke gegevens zijn het?" opt:"1" hint:"Eén soort per regel. Verplicht als de gegevens niet van de persoon zelf komen."`
	Objection  string    `json:"right_to_object,omitempty" nl:"Recht van bezwaar" form:"long" opt:"1" hint:"Staat apart van de rest van de tekst. Verplicht bij een taak van algemeen belang of een gerechtvaardigd belang (§5.2)."`
	Measures   string    `json:"measures,omitempty" nl:"Hoe gaat de gemeente zorgvuldig met de gegevens om?" form:"long" opt:"1" hint:"In het algemeen, zonder details van de beveiliging."`
	Access     string    `json:"access" nl:"Hoe kan iemand makkelijk zijn gegevens inzien?" form:"long"`
	Cookies    string    `json:"cookie_provision,omitempty" nl:"Cookies" form:"long" opt:"1" hint:"Verplicht in een privacyverklaring."`
	Source     string    `json:"source,omitempty" nl:"Van wie komen de gegevens?" form:"long" opt:"1" hint:"Verplicht als de gegevens niet van de persoon zelf komen (AVG art. 14)."`
	Consent    string    `json:"consent_withdrawal,omitempty" nl:"Hoe trekt iemand toestemming in?" form:"long" opt:"1" hint:"Verplicht bij toestemming (AVG art. 13 en 14)."`
	Complaint  string    `json:"complaint,omitempty" nl:"Klacht bij de Autoriteit Persoonsgegevens" form:"long" opt:"1"`
	Obligatory string    `json:"obligatory,omitempty" nl:"Moet iemand de gegevens geven, en wat gebeurt er anders?" form:"long" opt:"1" hint:"Verplicht als de gegevens van de persoon zelf komen (AVG art. 13)."`
	Automated  string    `json:"automated,omitempty" nl:"Besluiten door de computer" form:"long" opt:"1" hint:"Verplicht als er zonder mens wordt besloten."`
	Interest   string    `json:"interest,omitempty" nl:"Welk gerechtvaardigd belang heeft de gemeente?" form:"long" opt:"1" hint:"Verplicht als dat de grondslag is."`
	Moment     Moment    `json:"moment" nl:"Wanneer krijgt iemand deze informatie?"`
	Channel    string    `json:"channel" nl:"Hoe krijgt iemand deze informatie?" hint:"Bijvoorbeeld: bij het aanvraagformulier."`
	Address    string    `json:"address" nl:"Waar staat de informatie?" hint:"Het adres op de website, of de plaats van de folder."`
}

// Covered is one activity that the text is about: the version of the register it was written from, and what that version
// asks of the text. Whoever makes the command reads it from the register; nobody types it.
type Covered struct {
	Activity     string          `json:"activity" nl:"Verwerking"`        // its stream
	Version      uint64          `json:"version" nl:"versie in register"` // stream version
	ObtainedFrom ObtainedFrom    `json:"obtained_from,omitempty" nl:"gegevens"`
	Grounds      []domain.Ground `json:"grounds,omitempty" nl:"grondslagen"`
	Recipients   bool            `json:"recipients,omitempty" nl:"ontvangers"`
	Transfers    bool            `json:"transfers,omitempty" nl:"buiten de EU"`
	Automated    bool            `json:"automated,omitempty" nl:"besluiten zonder mens"`
}

// MaxCovered bounds the activities of one text: an event has a largest size.
const MaxCovered = 200

// Kind is what sort of information it is (§4.2, §5.2).
type Kind string

// Kinds that rules speak of.
const (
	PrivacyStatement Kind = "privacy-statement"
	CookieNotice     Kind = "cookie-notice"
	ObjectionNotice  Kind = "objection"
)

// Choices implements [domain.Chooser] (R-4.2-11).
func (Kind) Choices() []domain.Choice {
	return []domain.Choice{{Value: "registration", NL: "Algemene informatie bij inschrijven"}, {Value: "website", NL: "Algemene informatie op de website"},
		{Value: "service", NL: "Extra informatie bij een dienst"}, {Value: string(PrivacyStatement), NL: "Privacyverklaring"},
		{Value: string(CookieNotice), NL: "Cookiemelding"}, {Value: "indirect", NL: "Informatie over gegevens die van anderen komen"},
		{Value: string(ObjectionNotice), NL: "Informatie over het recht van bezwaar"}, {Value: "purpose-change", NL: "Informatie over een nieuw doel"}}
}

// Moment is when people are informed (§4.2, §5.2), from early to late.
type Moment string

// Moments.
const (
	BeforeProvision Moment = "before-provision"
	AtRecording     Moment = "at-recording"
	FirstContact    Moment = "first-contact"
	AfterContact    Moment = "after-contact"
)

// Choices implements [domain.Chooser].
func (Moment) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(BeforeProvision), NL: "Voordat iemand gegevens geeft"}, {Value: string(AtRecording), NL: "Als de gemeente de gegevens vastlegt"},
		{Value: string(FirstContact), NL: "Bij het eerste contact"}, {Value: string(AfterContact), NL: "Later dan het eerste contact"}}
}

// after tells whether it comes later than another moment.
func (m Moment) after(other Moment) bool { return m.order() > other.order() }

func (m Moment) order() int {
	return slices.IndexFunc(m.Choices(), func(c domain.Choice) bool { return c.Value == string(m) })
}

// ObtainedFrom decides on the information duty (§4.2): the values are those of the register.
type ObtainedFrom string

// Origins.
const (
	FromPerson    ObtainedFrom = "data-subject"
	FromElsewhere ObtainedFrom = "elsewhere"
	FromBoth      ObtainedFrom = "both"
)

// Choices implements [domain.Chooser].
func (ObtainedFrom) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(FromPerson), NL: "van de betrokkene zelf"}, {Value: string(FromElsewhere), NL: "van anderen"}, {Value: string(FromBoth), NL: "van beide"}}
}

// Due is the moment at which the policy wants people informed of the activity: before they give their data, or, when the
// data come from others only, when the municipality records them (§4.2; stricter than the month of article 14, T-19).
func (c Covered) Due() Moment {
	if c.ObtainedFrom == FromElsewhere {
		return AtRecording
	}
	return BeforeProvision
}

// rests tells whether any covered activity rests on the ground.
func (t Text) rests(grounds ...domain.Ground) bool {
	return t.any(func(c Covered) bool {
		return slices.ContainsFunc(grounds, func(g domain.Ground) bool { return slices.Contains(c.Grounds, g) })
	})
}

func (t Text) any(is func(Covered) bool) bool { return slices.ContainsFunc(t.Covered, is) }

// clean trims all texts, so that the same text is always written the same way.
func (t Text) clean() Text {
	v := reflect.ValueOf(&t).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); x := f.Interface().(type) {
		case string:
			f.SetString(trim(x))
		case []string:
			f.Set(reflect.ValueOf(domain.Lines(x)))
		}
	}
	t.Covered = slices.Clone(t.Covered)
	for i := range t.Covered {
		t.Covered[i].Grounds = slices.Clone(t.Covered[i].Grounds)
	}
	return t
}

// problems are what even a draft must say.
func (t Text) problems() domain.Problems {
	var p domain.Problems
	p.Need(t.Name, "name", "Geef de tekst een naam.")
	p.Choose(t.Kind, string(t.Kind), "kind", "Kies welke soort informatie het is.")
	p.Need(t.Process, "process", "Kies het proces.")
	if t.Moment != "" {
		p.Choose(t.Moment, string(t.Moment), "moment", "Kies wanneer iemand deze informatie krijgt.")
	}
	switch {
	case len(t.Covered) == 0:
		p.Add("covered", "Kies over welke verwerkingen de tekst gaat. Begin bij ‘Tekst opstellen uit het register’.")
	case len(t.Covered) > MaxCovered:
		p.Add("covered", "Een tekst gaat over ten hoogste 200 verwerkingen. Maak er meer teksten van.")
	}
	seen := map[string]bool{}
	for _, c := range t.Covered {
		if !isRef(c.Activity, "activity") || c.Version == 0 || seen[c.Activity] {
			p.Add("covered", "Kies elke verwerking één keer, uit het register.")
			break
		}
		seen[c.Activity] = true
	}
	return p
}

// Missing names everything that the text must say and does not, per field, each with its source.
func (t Text) Missing() domain.Problems {
	var p domain.Problems
	p.Need(t.Audience, "audience", "Zeg voor wie de tekst is.")
	p.Need(t.Controller, "controller", "Zeg wie verantwoordelijk is en hoe die te bereiken is (§4.2).") // R-4.2-01, AVG 13(1)(a)
	if len(t.Purposes) == 0 {
		p.Add("purposes", "Noem de doelen (§4.2).") // R-4.2-03, AVG 13(1)(c)
	}
	p.Need(t.Grounds, "grounds", "Zeg op grond waarvan de gemeente de gegevens mag gebruiken (§4.2).") // R-4.2-03
	p.Need(t.Access, "access", "Zeg hoe iemand makkelijk zijn gegevens kan inzien (§4.2).")            // R-4.2-14
	if t.Kind == ObjectionNotice || t.rests("public-task", "legitimate-interest") {                    // R-5.2-06, AVG 21(4)
		p.Need(t.Objection, "right_to_object", "Noem het recht van bezwaar, apart en duidelijk (§5.2).")
	}
	p.Choose(t.Moment, string(t.Moment), "moment", "Kies wanneer iemand deze informatie krijgt (§4.2).")
	p.Need(t.Channel, "channel", "Zeg hoe iemand deze informatie krijgt.")
	p.Need(t.Address, "address", "Zeg waar de informatie staat.")
	if t.Kind == ObjectionNotice { // separate from any other information (§5.2): it need not say the rest
		return p
	}
	t.missingRest(&p)
	return p
}

func (t Text) missingRest(p *domain.Problems) {
	if t.any(func(c Covered) bool { return c.Recipients }) && len(t.Recipients) == 0 {
		p.Add("recipients", "De gegevens gaan ook naar anderen. Noem de ontvangers (§4.2).") // R-4.2-04, AVG 13(1)(e)
	}
	if t.any(func(c Covered) bool { return c.Transfers }) { // R-4.2-05, AVG 13(1)(f)
		p.Need(t.Transfers, "transfers", "De gegevens gaan naar een land buiten de EU. Zeg waarheen, en hoe ze beschermd zijn (§4.2).")
	}
	p.Need(t.Retention, "retention", "Zeg hoe lang de gegevens worden bewaard (§4.2).")                                   // R-4.2-06, AVG 13(2)(a)
	p.Need(t.Rights, "rights", "Noem de rechten van betrokkenen (§4.2).")                                                 // R-4.2-07, AVG 13(2)(b)
	p.Need(t.Measures, "measures", "Zeg hoe de gemeente zorgvuldig met de gegevens omgaat (§4.2).")                       // R-4.2-17
	p.Need(t.Complaint, "complaint", "Zeg dat iemand kan klagen bij de Autoriteit Persoonsgegevens (AVG art. 13 en 14).") // [added] 13(2)(d)
	if t.any(func(c Covered) bool { return c.ObtainedFrom != FromPerson }) {                                              // R-4.2-08, AVG 14(1)(d)
		if len(t.Categories) == 0 {
			p.Add("categories", "De gegevens komen niet (alleen) van de persoon zelf. Noem welke soorten gegevens het zijn (§4.2).")
		}
		p.Need(t.Source, "source", "Zeg van wie de gegevens komen (AVG art. 14 lid 2 onder f).") // [added]
	}
	if t.any(func(c Covered) bool { return c.ObtainedFrom != FromElsewhere }) { // [added] AVG 13(2)(e)
		p.Need(t.Obligatory, "obligatory", "Zeg of iemand de gegevens moet geven, en wat er anders gebeurt (AVG art. 13 lid 2 onder e).")
	}
	if t.rests("consent") { // [added] AVG 13(2)(c)
		p.Need(t.Consent, "consent_withdrawal", "Zeg hoe iemand de toestemming intrekt (AVG art. 13 lid 2 onder c).")
	}
	if t.rests("legitimate-interest") { // [added] AVG 13(1)(d)
		p.Need(t.Interest, "interest", "Noem het gerechtvaardigd belang (AVG art. 13 lid 1 onder d).")
	}
	if t.any(func(c Covered) bool { return c.Automated }) { // [added] AVG 13(2)(f)
		p.Need(t.Automated, "automated", "Zeg dat de computer besluit, hoe, en wat dat voor iemand betekent (AVG art. 13 lid 2 onder f).")
	}
	if t.Kind == PrivacyStatement { // R-4.2-12
		p.Need(t.Cookies, "cookie_provision", "Een privacyverklaring heeft een bepaling over cookies (§4.2).")
	}
}

// late tells whether, for any covered activity, people get the text later than §4.2 wants. The separate notice on objection
// informs of no activity: of it only §5.2 says when.
func (t Text) late() bool {
	return t.Kind != ObjectionNotice && t.any(func(c Covered) bool { return t.Moment.after(c.Due()) })
}

// objectsLate tells whether people who get the text at a moment hear of the right to object later than at first contact (§5.2).
func (t Text) objectsLate(m Moment) bool { return t.Objection != "" && m.after(FirstContact) }
