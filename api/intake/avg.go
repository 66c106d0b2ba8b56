package intake

import (
	"slices"
	"strings"
)

// The JSON of the AVG Register Rijksoverheid ticks boxes and spreads safeguards over a dozen fields. compose makes
// readable columns of those; what it was made of stays in columns of its own.

// The kinds of registration in that register.
const (
	avgController = "AVG: verwerkingsverantwoordelijke"
	avgProcessor  = "AVG: verwerker"
	wpgController = "Wpg: verwerkingsverantwoordelijke"
)

// The columns that compose adds.
const (
	colKind       = "Soort registratie"
	colEntry      = "Bestand in de ZIP"
	colSpecial    = "Bijzondere gegevens (aangekruist)"
	colSubjects   = "Betrokkenen (aangekruist)"
	colWpgPurpose = "Doelen (Wpg)"
	colWpgRecip   = "Ontvangers (Wpg)"
	colLaw        = "Wet (afgeleid)"
	colSource     = "Bron is betrokkene"
	colSecurity   = "Beveiliging"
	colAddress    = "Verantwoordelijken (adres)"
	colHome       = "Verantwoordelijken (adres van een persoon)"
)

// avgKind recognises a record of that register, by the entry in the ZIP or by its own fields; "" if it is none.
func avgKind(n node, entry string) string {
	if n.get("Verantwoordelijken").kind != '[' || n.get("Doelen").kind != '[' {
		return ""
	}
	has := func(name string) bool { return n.get(name).kind != 0 }
	switch {
	case strings.HasPrefix(entry, "WPG"), has("BijzondereGegevens") || has("Ontvanger"):
		return wpgController
	case strings.HasPrefix(entry, "AVG Verwerker "), has("Categorien") && !has("Betrokkenen"):
		return avgProcessor
	case has("Beveiliging") || has("Betrokkenen"):
		return avgController
	}
	return ""
}

func compose(n node, kind, entry string) []flatCell {
	out := []flatCell{{path: colKind, values: []string{kind}}}
	add := func(path string, items ...string) {
		if len(items) > 0 {
			out = append(out, flatCell{path: path, values: items, list: true})
		}
	}
	if entry != "" {
		out = append(out, flatCell{path: colEntry, values: []string{entry}})
	}
	add(colSpecial, specialBoxes(n)...)
	add(colSecurity, securityText(n.get("Beveiliging"))...)
	add(colSource, sources(n)...)
	offices, homes := addresses(n.get("Verantwoordelijken"))
	add(colAddress, offices...)
	add(colHome, homes...)
	if kind == wpgController {
		add(colSubjects, ticked(n.get("Betrokkenen"), wpgSubjects)...)
		add(colWpgPurpose, wpgPurposes(n)...)
		add(colWpgRecip, ticked(n.get("Ontvanger"), wpgRecipients)...)
		add(colLaw, "Wet politiegegevens")
	}
	return out
}

type box struct{ name, nl string }

var specialNames = []box{
	{"RasOfEtniciteit", "Gegevens waaruit ras of etnische afkomst blijkt"},
	{"PolitiekeGezindheid", "Gegevens waaruit politieke opvattingen blijken"},
	{"GodsdienstOfLevensovertuiging", "Gegevens waaruit godsdienst of levensovertuiging blijkt"},
	{"LidmaatschapVakvereniging", "Gegevens waaruit het lidmaatschap van een vakvereniging blijkt"},
	{"Genetisch", "Genetische gegevens"},
	{"Biometrisch", "Biometrische gegevens voor identificatie"},
	{"Gezondheid", "Gegevens over gezondheid"},
	{"SeksueleLeven", "Gegevens over seksueel gedrag of seksuele gerichtheid"},
	{"Strafrechtelijk", "Strafrechtelijke gegevens"},
}

var wpgSubjects = []box{
	{"Verdachten", "Verdachten"}, {"Slachtoffers", "Slachtoffers"}, {"Veroordeelden", "Veroordeelden"}, {"Derden", "Derden"},
}

var wpgArticles = []box{
	{"Artikel8", "Artikel 8 Wpg: uitvoering van de dagelijkse politietaak"},
	{"Artikel9", "Artikel 9 Wpg: onderzoek in een bepaald geval"},
	{"Artikel10Lid1A", "Artikel 10 lid 1 onder a Wpg"}, {"Artikel10Lid1B", "Artikel 10 lid 1 onder b Wpg"},
	{"Artikel10Lid1C", "Artikel 10 lid 1 onder c Wpg"},
	{"Artikel12", "Artikel 12 Wpg: informanten"}, {"Artikel13Lid1", "Artikel 13 lid 1 Wpg"},
	{"Artikel13Lid2", "Artikel 13 lid 2 Wpg"}, {"Artikel13Lid3", "Artikel 13 lid 3 Wpg"},
}

var wpgRecipients = []box{
	{"Artikel15", "Ontvangers van artikel 15 Wpg"}, {"Artikel15A", "Ontvangers van artikel 15a Wpg"},
	{"Artikel16", "Ontvangers van artikel 16 Wpg"}, {"Artikel17", "Ontvangers van artikel 17 Wpg"},
	{"Artikel17A", "Ontvangers van artikel 17a Wpg"}, {"Artikel18", "Ontvangers van artikel 18 Wpg"},
	{"Artikel19", "Ontvangers van artikel 19 Wpg"}, {"Artikel20", "Ontvangers van artikel 20 Wpg"},
	{"Artikel22", "Ontvangers van artikel 22 Wpg"},
}

func ticked(n node, boxes []box) (out []string) {
	for _, b := range boxes {
		if n.get(b.name).text == "ja" {
			out = append(out, b.nl)
		}
	}
	return out
}

// specialBoxes are the special data ticked for any group of people; "Geen" if all say there are none.
func specialBoxes(n node) (out []string) {
	groups := append([]node{n.get("BijzondereGegevens")}, n.get("Betrokkenen").list...)
	none := false
	for _, b := range specialNames {
		for _, g := range groups {
			if g.get(b.name).text == "ja" {
				out = append(out, b.nl)
				break
			}
		}
	}
	for _, g := range groups {
		none = none || g.get("GeenBijzondereGegevens").text == "ja" || g.get("Geen").text == "ja"
	}
	if len(out) == 0 && none {
		return []string{"Geen"}
	}
	return out
}

var securityNames = []box{
	{"Maatregelen", ""}, {"Pseudonimisering", "Pseudonimisering: "}, {"Encryptie", "Encryptie: "},
	{"ElectronischeWeg", "Verzending langs elektronische weg: "}, {"Toegang", "Toegang: "},
	{"Verwerkers", "Afspraken met verwerkers: "}, {"Verantwoordelijken", "Afspraken met verantwoordelijken: "},
}

// securityText gathers the safeguards, each with its label; empty ones fall away.
func securityText(n node) (out []string) {
	for _, b := range securityNames {
		v := n.get(b.name)
		items := v.list
		if v.kind == 's' {
			items = []node{v}
		}
		for _, i := range items {
			if s := clean(i.text); s != "" {
				out = append(out, b.nl+s)
			}
		}
	}
	return out
}

// addresses are those of the controllers, a line each. Only an organisation has an address that may be in the log.
func addresses(n node) (offices, homes []string) {
	for _, c := range n.list {
		var lines []string
		for _, names := range [][]string{{"", "Adres", "Postcode", "Plaats", "Land"}, {"Postbus ", "Postbus", "PostbusPostcode", "PostbusPlaats", "PostbusLand"}} {
			var parts []string
			for _, name := range names[1:] {
				if s := clean(c.get(name).text); s != "" {
					parts = append(parts, s)
				}
			}
			if len(parts) > 0 {
				lines = append(lines, names[0]+strings.Join(parts, ", "))
			}
		}
		switch c.get("Type").text {
		case "RechtspersoonOfBestuursorgaan", "0", "":
			offices = append(offices, lines...)
		default:
			homes = append(homes, lines...)
		}
	}
	return offices, homes
}

// withoutComposed leaves out the columns whose text stands as a whole in a composed column.
func withoutComposed(flat []flatCell) []flatCell {
	return slices.DeleteFunc(flat, func(c flatCell) bool {
		group, name, _ := strings.Cut(c.path, ".")
		switch group {
		case "Beveiliging":
			return slices.ContainsFunc(securityNames, func(b box) bool { return b.name == name })
		case "Verantwoordelijken":
			return slices.Contains([]string{"Adres", "Postcode", "Plaats", "Land", "Postbus", "PostbusPostcode", "PostbusPlaats", "PostbusLand"}, name)
		}
		return false
	})
}

// sources says for each kind of data whether the person himself was the source.
func sources(n node) (out []string) {
	for _, b := range n.get("Betrokkenen").list {
		for _, g := range b.get("Gegevens").list {
			switch g.get("IsBronBetrokkene").text {
			case "ja":
				out = append(out, "betrokkene")
			case "nee":
				out = append(out, "elders")
			}
		}
	}
	return out
}

func wpgPurposes(n node) (out []string) {
	for _, d := range n.get("Doelen").list {
		articles := strings.Join(ticked(d, wpgArticles), "; ")
		text := strings.Trim(clean(d.get("Omschrijving").text)+". "+clean(d.get("Toelichting").text), ". ")
		if s := strings.Trim(articles+". "+text, ". "); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// avgFields maps the columns of that export. What is not named here stays with the record as its source.
var avgFields = map[string]string{
	"Nummer": "number", "Naam": "name", "Dienst": "department", "Status": "status",
	"Verantwoordelijken.Naam": "controller", colAddress: "controllerContact", colHome: Person,
	"Doelen.Doel": "purposes", "Doelen.Rechtsgrond": "grounds", colWpgPurpose: "purposes",
	"Betrokkenen.Omschrijving": "dataSubjects", colSubjects: "dataSubjects",
	"Betrokkenen.Gegevens.Omschrijving": "dataCategories", colSpecial: "specialCategories",
	"Betrokkenen.Gegevens.Bewaartermijn":    "retention",
	"Betrokkenen.Gegevens.BronOmschrijving": "origin", colSource: "obtainedFrom",
	"Ontvangers.Omschrijving": "recipients", colWpgRecip: "recipients",
	"Systemen.Omschrijving": "systems", colSecurity: "security", colLaw: "sectoralLaws",
	"Verwerkers.Naam": "processors", "Verwerkers.Adres": "processorDetails", "Verwerkers.Postcode": "processorDetails",
	"Verwerkers.Plaats": "processorDetails", "Verwerkers.Land": "processorDetails",
	"Categorien.Omschrijving": "operations",
	"Doorgifte.BuitenEu":      "outsideEU", "Doorgifte.BuitenEuOmschrijving": "transfers",
	"Doorgifte.BuitenEuPassendBeschermingsniveauOmschrijving": "transfers",
	"Besluitvorming.HasBesluitvorming":                        "automatedDecisions",
	"GebPia.Uitgevoerd":                                       "dpia", "GebPia.IsGebpiaAlUitgevoerd": "dpia",
}

// avgField is [recognise] for that export. Contact persons, and the ways to reach anyone, are personal.
func avgField(column string) string {
	if f, ok := avgFields[column]; ok {
		return f
	}
	last := column[strings.LastIndex(column, ".")+1:]
	switch {
	case strings.HasPrefix(column, "Contactpersonen."), strings.HasPrefix(last, "Contact"),
		last == "Telefoon", last == "Email":
		if last != "Id" {
			return Person
		}
	}
	return ""
}
