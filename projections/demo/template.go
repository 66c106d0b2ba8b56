package demo

import (
	"fmt"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
)

// template is a processing activity as most municipalities have it. Lists are written with "; " between the items.
type template struct {
	task, name string
	goals      []string // "purpose|grounds|law": o consent, c contract, p legal obligation, v vital, t public task, g legitimate interest
	who, data  string   // data: "gezondheid!s" special, "!b" BSN, "!c" criminal
	to         string   // "" is nobody
	keep       string   // keys of rules
	got        string   // s data subject, b both, e elsewhere
	from       string   // besides the data subject
	special    string   // "ground|law", if there are special data
	laws       string   // that take precedence
	systems    string   // "*" before one of the central data warehouse
	processors string
	brp        string // d direct, i indirect
	controller string // m mayor, r council, h tax officer; college otherwise
	more       string // d DPIA done, m medical secrecy, a automated decisions, e may come to an end
	covenants  string
	joint      string
	transfers  string
	consent    string
}

const (
	naw     = "naam en adres; geboortedatum; telefoonnummer en e-mailadres"
	nawBSN  = naw + "; burgerservicenummer!b"
	address = "Raadhuisplein 1, 9999 ZZ Duinrade, privacy@duinrade.example"
)

var grounds = map[byte]register.Ground{'o': "consent", 'c': "contract", 'p': "legal-obligation", 'v': "vital-interest", 't': "public-task", 'g': "legitimate-interest"}

var controllers = map[string]string{
	"":  "College van burgemeester en wethouders van de gemeente Duinrade",
	"m": "Burgemeester van de gemeente Duinrade",
	"r": "Gemeenteraad van Duinrade",
	"h": "Heffingsambtenaar van de gemeente Duinrade",
}

var securities = []string{
	"Toegang alleen voor medewerkers die dit voor hun taak nodig hebben, met inloggen in twee stappen. Handelingen worden vastgelegd. Leverbare kopieën staan gescheiden van het netwerk.",
	"Rechten per functie, vastlegging van raadplegingen, versleutelde opslag en verzending, jaarlijkse controle van de toegekende rechten.",
	"Maatregelen volgens de Baseline Informatiebeveiliging Overheid: rechten per rol, versleuteling, logging, back-ups en een jaarlijkse toets.",
	"Geheimhoudingsverklaring voor medewerkers, autorisatie op dossierniveau, versleutelde verbindingen en controle op raadplegingen.",
	"Afgesloten ruimte voor papier, rechten per team in het systeem, beveiligde e-mail en vernietiging volgens het bewaarschema.",
}

// content fills a template in: complete, so that it can be registered.
func (t template) content(process, department string, rules map[string]string, n int) register.Content {
	c := register.Content{Name: t.name, Controller: controllers[t.controller], ControllerContact: address, Department: department,
		DataSubjects: items(t.who), Recipients: items(t.to), NoRecipients: t.to == "", Security: securities[n%len(securities)],
		OutsideEU: domain.No, Process: process, SectoralLaws: items(t.laws), MedicalSecrecy: yes(t.has('m')), Automated: yes(t.has('a')),
		BRPLink: map[string]register.BRPLink{"": "none", "d": "direct", "i": "indirect"}[t.brp], Processors: items(t.processors),
		Covenants: items(t.covenants), JointControllers: items(t.joint), Transfers: items(t.transfers), Consent: t.consent,
		ObtainedFrom: map[string]register.ObtainedFrom{"s": "data-subject", "b": "both", "e": "elsewhere"}[t.got],
		Necessity:    fmt.Sprintf("Noodzaakbeoordeling NB-%04d", 101+n), Notices: []string{"Privacyverklaring " + department}}
	if t.got != "e" {
		c.Origin = append(c.Origin, "de betrokkene zelf")
	}
	c.Origin = append(c.Origin, items(t.from)...)
	if t.transfers != "" {
		c.OutsideEU = domain.Yes
	}
	t.fillData(&c)
	t.fillGoals(&c)
	t.fillPractice(&c, rules, n)
	if c.BRPLink == "none" && !c.FromWarehouse() && c.Uses("public-task") { // §4.4
		c.BRPUse, c.BRPNot = domain.No, "De betrokkenen zijn niet altijd inwoner; hun gegevens worden bij elk contact nagevraagd."
	}
	return c
}

func (t template) fillData(c *register.Content) {
	kinds := map[string]register.Kind{"": register.Ordinary, "s": register.Special, "b": register.BSN, "c": register.Criminal}
	for _, d := range items(t.data) {
		name, mark, _ := strings.Cut(d, "!")
		c.DataCategories = append(c.DataCategories, register.DataCategory{Name: name, Kind: kinds[mark]})
	}
	if c.Has(register.Special) {
		ground, law, _ := strings.Cut(t.special, "|")
		c.SpecialGround, c.SpecialLaw = register.SpecialGround(ground), law
	}
	if c.Has(register.BSN) {
		c.BSNBasis = "Wet algemene bepalingen burgerservicenummer, art. 10: de gemeente mag het BSN gebruiken bij de uitvoering van haar taak. Zonder BSN zijn personen niet met zekerheid te onderscheiden; een minder ingrijpend kenmerk is er niet."
	}
}

func (t template) fillGoals(c *register.Content) {
	for _, g := range t.goals {
		part := strings.SplitN(g, "|", 3)
		p := register.Purpose{Text: part[0], Explanation: part[2]}
		for i := range len(part[1]) {
			p.Grounds = append(p.Grounds, grounds[part[1][i]])
		}
		c.Purposes = append(c.Purposes, p)
	}
}

func (t template) fillPractice(c *register.Content, rules map[string]string, n int) {
	for _, k := range items(t.keep) {
		c.Retention = append(c.Retention, register.Retention{Rule: rules[k]})
	}
	for _, s := range items(t.systems) {
		name, warehouse := strings.CutPrefix(s, "*")
		kind := register.SystemKind("own")
		if warehouse {
			kind = "warehouse-indirect"
		}
		c.Systems = append(c.Systems, register.System{Name: name, Kind: kind})
	}
	c.CarriedOutBy = "municipality"
	if len(c.Processors) > 0 {
		c.CarriedOutBy = "both"
	}
	c.DPIA = "Toets gedaan: geen hoog risico, geen DPIA nodig"
	if t.has('d') {
		c.DPIA = fmt.Sprintf("DPIA-%03d, afgerond met maatregelen", 11+n)
	}
	c.Operations = []register.Operation{"collect", "record", "consult", "use", "destroy"}
	if len(c.Recipients) > 0 {
		c.Operations = slices.Insert(c.Operations, 4, register.Operation("transmit"))
	}
}

func (t template) has(flag byte) bool { return strings.IndexByte(t.more, flag) >= 0 }

func yes(b bool) domain.YesNo {
	if b {
		return domain.Yes
	}
	return domain.No
}

func items(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, "; ")
}

// Places and groups make more activities out of one template where a larger ledger is asked for.
var (
	places = []string{"Duinrade-Centrum", "Zandrode", "Oosterwiel", "Helmduin", "Noordwaard", "Kreekzijde", "De Strandwal", "Hoge Geest", "Westerhaven",
		"Lage Veen", "Polderrand", "Duinzoom", "Molenwijk", "Vissershoek", "Wilgenpark", "Bloemenbuurt", "Stationskwartier", "Oude Dijk", "Meeroevers", "Tuindorp-Noord",
		"Schelpenkade", "Binnenduin", "Rietlanden", "Vuurtorenwijk", "Akkerland", "Buitenhof", "Parkzicht", "Geestmolen", "Waterlinie", "Bosrand"}
	ways = []string{"", "via de balie", "via het digitale loket", "door het wijkteam", "projectdossiers", "overdracht van oude dossiers", "steekproef en kwaliteit", "telefonische afhandeling"}
)

// named returns the name of the v-th activity made of a template: each is another.
func (t template) named(v, year int) string {
	if v == 0 {
		return t.name
	}
	v--
	place, way, lot := places[v%len(places)], ways[v/len(places)%len(ways)], v/len(places)/len(ways)
	name := t.name + " – " + place
	if way != "" {
		name += ", " + way
	}
	if lot > 0 {
		name += fmt.Sprintf(" (%d, reeks %d)", year, lot)
	}
	return name
}
