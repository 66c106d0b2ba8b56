package register

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// A Field is one of the fields of RT-03, as the register, its forms, its public page and its exports read it.
type Field struct {
	Nr     string // number in the requirements; several parts of one field share it
	Key    string // name in [Content] and in the log; "" if it follows from other records or events
	NL     string
	Help   string
	Source string // paragraph, Annex 1 part, or "[added]"
	Public bool   // one of the 11 fields of §4.1, or "outside the EU" of B1.1: residents see it
	// Missing says what lacks before the activity can be registered: nil for an optional field. It returns "" if the
	// field is in order, otherwise what to do.
	Missing func(Content) string
}

func needText(text func(Content) string, nl string) func(Content) string {
	return func(c Content) string {
		if trim(text(c)) == "" {
			return nl
		}
		return ""
	}
}

func needList[T any](list func(Content) []T, nl string) func(Content) string {
	return func(c Content) string {
		if len(list(c)) == 0 {
			return nl
		}
		return ""
	}
}

// needIf makes a check count only where its condition holds (C in the requirements).
func needIf(when func(Content) bool, check func(Content) string) func(Content) string {
	return func(c Content) string {
		if when(c) {
			return check(c)
		}
		return ""
	}
}

// Fields are the 31 fields of RT-03, in the order of the requirements.
var Fields = []Field{
	{"0", "name", "Naam van de verwerking", "Zo heet de verwerking in het register.", "[added]", true,
		needText(func(c Content) string { return c.Name }, "Geef de verwerking een naam.")},
	{"1", "controller", "Verwerkingsverantwoordelijke", "Meestal het college van burgemeester en wethouders (§3.2).", "§4.1, B1.1", true,
		needText(func(c Content) string { return c.Controller }, "Vul de naam van de verwerkingsverantwoordelijke in.")},
	{"1", "controller_contact", "Contactgegevens verwerkingsverantwoordelijke", "Van de organisatie, niet van een persoon.", "§4.1, B1.1", true,
		needText(func(c Content) string { return c.ControllerContact }, "Vul de contactgegevens van de verwerkingsverantwoordelijke in.")},
	{"2", "department", "Afdeling", "De gemeentelijke afdeling die de gegevens verwerkt.", "§4.1", true,
		needText(func(c Content) string { return c.Department }, "Vul de afdeling in die de gegevens verwerkt.")},
	{"3, 4", "purposes", "Doelen en grondslagen", "Welbepaald en uitdrukkelijk omschreven; bij elk doel de grondslag (§2.3).", "§4.1, B1.1", true, missingPurposes},
	{"5", "data_subjects", "Categorieën van betrokkenen", "Van wie worden gegevens verwerkt? Eén per regel.", "§4.1, B1.1", true,
		needList(func(c Content) []string { return c.DataSubjects }, "Noem ten minste één categorie van betrokkenen.")},
	{"6", "data_categories", "Categorieën van persoonsgegevens", "Welke soorten gegevens, met per soort: gewoon, bijzonder, BSN of strafrechtelijk.", "§4.1, §4.4, B1.1", true, missingCategories},
	{"7", "recipients", "Categorieën van ontvangers", "Wie ontvangen de gegevens, of zullen ze ontvangen? Eén per regel.", "§4.1, B1.1", true, missingRecipients},
	{"7", "no_recipients", "Er zijn geen ontvangers", "Kies dit als de gegevens aan niemand worden verstrekt.", "§4.1", false, nil},
	{"8", "retention", "Bewaartermijnen", "Een bewaarregel, of de termijn in woorden.", "§4.1, B1.1", true, missingRetention},
	{"9", "security", "Beveiligingsmaatregelen", "Alleen een algemene beschrijving: dit wordt openbaar.", "§4.1, B1.1", true,
		needText(func(c Content) string { return c.Security }, "Beschrijf in het algemeen de technische en organisatorische beveiligingsmaatregelen.")},
	{"10", "origin", "Herkomst van de gegevens", "Waar komen de gegevens vandaan? Eén per regel.", "§4.1", true, missingOrigin},
	{"11", "", "Functionaris gegevensbescherming", "Volgt uit de rolaanwijzing (RT-02).", "§4.1, B1.1", true, nil},
	{"12", "outside_eu", "Verstrekking buiten de EU", "Gaan er gegevens naar landen buiten de EU of naar internationale organisaties?", "B1.1", true,
		needText(func(c Content) string { return string(c.OutsideEU) }, "Beantwoord of er gegevens buiten de EU worden verstrekt.")},
	{"13", "transfers", "Landen, organisaties en waarborgen", "Welke landen of organisaties, en met welke waarborg? Eén per regel.", "§4.2", true,
		needIf(func(c Content) bool { return c.OutsideEU == domain.Yes }, // R-B1-07
			needList(func(c Content) []string { return c.Transfers }, "Noem de landen of organisaties buiten de EU, met de waarborgen."))},
	{"14", "process", "Proces", "Het proces bepaalt wie de proceseigenaar is.", "§3.2", false,
		needText(func(c Content) string { return c.Process }, "Kies het proces waar deze verwerking bij hoort.")},
	{"15", "special_ground", "Uitzonderingsgrond bijzondere gegevens", "Waarom mogen bijzondere gegevens worden verwerkt?", "[added] AVG art. 9 lid 2, UAVG 22–30", false,
		needIf(func(c Content) bool { return c.Has(Special) },
			needText(func(c Content) string { return string(c.SpecialGround) }, "Kies de uitzonderingsgrond voor bijzondere gegevens."))},
	{"15", "special_law", "Wet bij bijzondere gegevens", "Wet en artikel.", "[added] AVG art. 9 lid 2, UAVG 22–30", false,
		needIf(func(c Content) bool { return c.Has(Special) },
			needText(func(c Content) string { return c.SpecialLaw }, "Noem de wet en het artikel voor bijzondere gegevens."))},
	{"16", "bsn_basis", "Wettelijke plicht en proportionaliteit BSN", "Bijvoorbeeld Wabb of Wet BRP, en waarom het nodig is.", "§4.4", false,
		needIf(func(c Content) bool { return c.Has(BSN) },
			needText(func(c Content) string { return c.BSNBasis }, "Noem de wettelijke plicht voor het BSN en waarom het gebruik in verhouding is."))},
	{"17", "sectoral_laws", "Sectorale wetten die voorgaan", "Bijvoorbeeld Jeugdwet, Wmo, Participatiewet, Wet BRP. Eén per regel.", "§1.4", false, nil},
	{"18", "medical_secrecy", "Medisch beroepsgeheim", "Geldt het medisch beroepsgeheim?", "§1.4", false, nil},
	{"19", "systems", "Systemen", "Eigen administratiesysteem, of direct of indirect het centrale gegevensmagazijn.", "§1.2", false, nil},
	{"20", "brp_link", "Koppeling met de BRP", "Direct, indirect of geen.", "§4.7", false,
		needText(func(c Content) string { return string(c.BRPLink) }, "Kies of er een koppeling met de BRP is.")},
	{"20", "brp_use", "Gebruik van gegevens uit de BRP", "Voor een publiekrechtelijke taak is dat verplicht. Bij een koppeling spreekt het vanzelf.", "§4.4", false,
		needIf(mustTellBRP, needText(func(c Content) string { return string(c.BRPUse) }, "Beantwoord of voor deze publiekrechtelijke taak gegevens uit de BRP worden gebruikt."))},
	{"20", "brp_not", "Waarom geen gegevens uit de BRP", "Alleen bij een publiekrechtelijke taak zonder gegevens uit de BRP.", "§4.4", false,
		needIf(func(c Content) bool { return mustTellBRP(c) && c.BRPUse == domain.No },
			needText(func(c Content) string { return c.BRPNot }, "Zeg waarom voor deze publiekrechtelijke taak geen gegevens uit de BRP worden gebruikt."))},
	{"21", "obtained_from", "Verkregen van", "Bepaalt hoe betrokkenen worden geïnformeerd.", "§4.2", false,
		needText(func(c Content) string { return string(c.ObtainedFrom) }, "Kies of de gegevens van de betrokkene zelf of van anderen komen.")},
	{"22", "carried_out_by", "Uitgevoerd door", "De gemeente zelf, verwerkers, of beide.", "§2.2, hfst. 7", false,
		needText(func(c Content) string { return string(c.CarriedOutBy) }, "Kies wie de verwerking uitvoert.")},
	{"22", "processors", "Verwerkers", "Eén per regel.", "§2.2, §7.2", false,
		needIf(func(c Content) bool { return c.CarriedOutBy == "processors" || c.CarriedOutBy == "both" },
			needList(func(c Content) []string { return c.Processors }, "Noem de verwerkers."))},
	{"22", "covenants", "Convenanten", "Eén per regel.", "§7.1", false, nil},
	{"23", "necessity", "Noodzaakbeoordeling", "Kenmerk van de beoordeling (RT-04).", "§4.5, §4.6", false, nil},
	{"24", "dpia", "DPIA of uitkomst van de toets of een DPIA nodig is", "Kenmerk (RT-18).", "§4.9", false, nil},
	{"25", "notices", "Privacyverklaringen", "Eén per regel (RT-06).", "§4.2", false, nil},
	{"26", "automated", "Besluiten zonder menselijke tussenkomst", "Neemt een systeem besluiten zonder dat een mens meekijkt?", "[added]", false,
		needText(func(c Content) string { return string(c.Automated) }, "Beantwoord of er besluiten worden genomen zonder mens.")},
	{"27", "consent", "Toestemming", "Hoe wordt toestemming gevraagd, bewezen en ingetrokken?", "[added] AVG art. 7", false,
		needIf(func(c Content) bool { return c.Uses("consent") },
			needText(func(c Content) string { return c.Consent }, "Beschrijf hoe toestemming wordt gevraagd, bewezen en ingetrokken."))},
	{"28", "joint_controllers", "Gezamenlijke verwerkingsverantwoordelijken", "Eén per regel.", "[added] AVG art. 26", false, nil},
	{"29", "operations", "Handelingen", "Wat gebeurt er met de gegevens (§1.1)?", "§1.1", false, nil},
	{"30", "start_date", "Startdatum", "Sinds wanneer loopt de verwerking?", "§4.1, B1.1", false, nil},
	{"31", "", "Publicatie", "Volgt uit registratie en publicatie.", "§4.1", false, nil},
}

// FieldByKey returns a field of the table, or nil.
func FieldByKey(key string) *Field {
	i := slices.IndexFunc(Fields, func(f Field) bool { return f.Key == key && key != "" })
	if i < 0 {
		return nil
	}
	return &Fields[i]
}

// Missing lists what lacks before the activity can be registered, field by field, all at once (R-4.1-12).
func Missing(c Content) []domain.Problem {
	var p domain.Problems
	for _, f := range Fields {
		if f.Missing == nil {
			continue
		}
		if nl := f.Missing(c); nl != "" {
			p.Add(f.Key, nl)
		}
	}
	return p
}

// Invalid lists values that cannot be right, whatever the status: a ground that is not one of the six (R-2.3-01), a
// date that does not exist.
func Invalid(c Content) domain.Problems {
	var p domain.Problems
	choice := func(field string, ch domain.Chooser, v string) {
		if v != "" && !domain.Chosen(ch.Choices(), v) {
			p.Add(field, "‘"+v+"’ is geen mogelijke waarde van "+strings.ToLower(FieldByKey(field).NL)+".")
		}
	}
	for _, pu := range c.Purposes {
		for _, g := range pu.Grounds {
			choice("purposes", g, string(g))
		}
	}
	for _, d := range c.DataCategories {
		choice("data_categories", d.Kind, string(d.Kind))
	}
	for _, s := range c.Systems {
		choice("systems", s.Kind, string(s.Kind))
	}
	for _, o := range c.Operations {
		choice("operations", o, string(o))
	}
	choice("outside_eu", c.OutsideEU, string(c.OutsideEU))
	choice("special_ground", c.SpecialGround, string(c.SpecialGround))
	choice("medical_secrecy", c.MedicalSecrecy, string(c.MedicalSecrecy))
	choice("brp_link", c.BRPLink, string(c.BRPLink))
	choice("brp_use", c.BRPUse, string(c.BRPUse))
	if c.BRPUse == domain.No && (c.BRPLink == "direct" || c.BRPLink == "indirect") {
		p.Add("brp_use", "Er is een koppeling met de BRP ingevuld én ‘geen gebruik’ gekozen. Kies één van beide.")
	}
	choice("obtained_from", c.ObtainedFrom, string(c.ObtainedFrom))
	choice("carried_out_by", c.CarriedOutBy, string(c.CarriedOutBy))
	choice("automated", c.Automated, string(c.Automated))
	if c.StartDate != "" && !c.StartDate.Valid() {
		p.Add("start_date", "De startdatum bestaat niet.")
	}
	if c.NoRecipients && len(c.Recipients) > 0 {
		p.Add("recipients", "Er zijn ontvangers ingevuld én ‘geen ontvangers’ gekozen. Kies één van beide.")
	}
	return p
}

// missingPurposes: at least one purpose (R-4.1-03), none empty (R-2.3-03), each with a ground (R-2.3-02, R-2.3-04).
func missingPurposes(c Content) string {
	if len(c.Purposes) == 0 {
		return "Vul ten minste één doel met grondslag in."
	}
	for _, p := range c.Purposes {
		switch {
		case trim(p.Text) == "":
			return "Vul bij elke grondslag het doel in."
		case len(p.Grounds) == 0:
			return "Kies bij elk doel ten minste één grondslag."
		case needsLaw(p) && trim(p.Explanation) == "": // field 4b
			return "Noem bij een wettelijke verplichting of publieke taak de wet en het artikel."
		}
	}
	return ""
}

func needsLaw(p Purpose) bool {
	return slices.Contains(p.Grounds, "legal-obligation") || slices.Contains(p.Grounds, "public-task")
}

// missingCategories: at least one category, each marked (R-4.1-06).
func missingCategories(c Content) string {
	if len(c.DataCategories) == 0 {
		return "Noem ten minste één categorie van persoonsgegevens."
	}
	for _, d := range c.DataCategories {
		if d.Kind == "" {
			return "Geef bij elke categorie aan of het gewone, bijzondere, BSN- of strafrechtelijke gegevens zijn."
		}
	}
	return ""
}

// missingRecipients: recipients, or an explicit "none" (R-4.1-07).
func missingRecipients(c Content) string {
	if len(c.Recipients) == 0 && !c.NoRecipients {
		return "Noem de ontvangers, of kies dat er geen ontvangers zijn."
	}
	return ""
}

// missingRetention: a rule or a text (R-4.1-08).
func missingRetention(c Content) string {
	for _, r := range c.Retention {
		if r.Rule != "" || trim(r.Text) != "" {
			return ""
		}
	}
	return "Vul ten minste één bewaartermijn in."
}

// mustTellBRP tells whether the activity must say whether BRP data are used: it is on a public-law task, and no link says so
// already (§4.4, R-4.4-08). A legal obligation without public authority, such as that of an employer, is no public-law task.
func mustTellBRP(c Content) bool {
	return c.Uses("public-task") && c.BRPLink == "none" && !c.FromWarehouse()
}

// missingOrigin: the origin (R-4.1-10); what comes from the central data warehouse comes from the BRP (R-1.2-03).
func missingOrigin(c Content) string {
	if len(c.Origin) == 0 && !c.FromWarehouse() {
		return "Noem de herkomst van de gegevens."
	}
	return ""
}

// FromWarehouse tells whether the central data warehouse feeds the activity.
func (c Content) FromWarehouse() bool {
	return slices.ContainsFunc(c.Systems, func(s System) bool { return s.Kind.Warehouse() })
}

// Origins returns the origin as shown: with the BRP where the central data warehouse feeds it (R-1.2-03).
func (c Content) Origins() []string {
	const brp = "Basisregistratie personen (BRP), via het centrale gegevensmagazijn"
	if !c.FromWarehouse() || slices.Contains(c.Origin, brp) {
		return c.Origin
	}
	return append(slices.Clone(c.Origin), brp)
}
