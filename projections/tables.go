package projections

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/processors"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/sharing"
)

// tables are the registers that show more than name and status: what their users need (issue C). A lawyer can read them:
// each line is a column or a filter.
var tables = map[string]func(*Table){
	"process":              processTable,
	"processor":            processorTable,
	"agreement":            agreementTable,
	"model":                modelTable,
	"contract":             contractTable,
	"collaboration":        collaborationTable,
	"covenant":             covenantTable,
	"exchange-arrangement": exchangeTable,
	"sharing-decision":     sharingDecisionTable,
	"complaint":            complaintTable,
	"objection":            objectionTable,
	"dpia":                 dpiaTable,
	"consultation":         consultationTable,
	"request":              requestTable,
	"restriction":          restrictionTable,
	"incident":             incidentTable,
	"necessity":            necessityTable,
	"purpose":              purposeTable,
	"quality":              qualityTable,
	"awareness-plan":       planTable,
	"document":             documentTable,
	"signature":            signatureTable,
	"meeting":              meetingTable,
	"confidentiality":      confidentialityTable,
}

// TableOf returns the table of a record type: its own, or else name and status, what changed last first.
func TableOf(rec domain.Record) *Table {
	info := rec.Info()
	t := &Table{Path: info.Path, NL: info.Plural, One: small(info.NL), Many: small(info.Plural), Kinds: []string{info.Name},
		Columns: []Column{columnName, columnStatus}, Choices: []Choice{choiceStatus(rec)}}
	if add := tables[info.Name]; add != nil {
		t.Choices = append(t.Choices, choiceProcess, choiceOwner, choiceTeam)
		t.Columns = []Column{columnName}
		add(t)
		if slices.ContainsFunc(t.Choices, func(c Choice) bool { return c.Key == choiceOwner.Key }) {
			t.Columns = append(t.Columns, columnOwner)
		}
		t.Columns = append(t.Columns, columnStatus)
	} else {
		t.First = "-" + columnChanged.Key
	}
	t.Columns = append(t.Columns, columnChanged)
	return t
}

// small is a name within a sentence; an abbreviation stays as it is.
func small(nl string) string {
	if strings.HasPrefix(nl, "DPIA") {
		return nl
	}
	return strings.ToLower(nl[:1]) + nl[1:]
}

func (t *Table) columns(list ...Column) { t.Columns = append(t.Columns, list...) }
func (t *Table) choices(list ...Choice) { t.Choices = append(t.Choices, list...) }

// due adds the day on which something must be done, with the choice of what is late.
func (t *Table) due(key, nl string, day func(*Item) calendar.Date, late func(*Item) bool) {
	t.columns(Column{Key: key, NL: nl, Date: day, Late: late})
	t.choices(choiceDue(day, late))
}

// flags adds what is not as it should be, in words, with the choice of those with an open deviation.
func (t *Table) flags(say func(*Item) []string, open func(*Item) bool) {
	t.columns(Column{Key: "let-op", NL: "Let op", Text: func(i *Item) string { return stacked(say(i)) }})
	t.choices(flag("afwijking", "Met open afwijking", open))
}

func processTable(t *Table) {
	t.columns(Column{Key: "afdeling", NL: "Afdelingen of teams", Text: of(func(p governance.Process) string { return stacked(p.Teams) })})
	t.choices(flag(Unowned, "Eigenaar ontbreekt", func(i *Item) bool { return !i.State.(governance.Process).Ended && i.Owner() == "" })) // R-3.2-01
	t.without(choiceProcess)
}

// Unowned is the key of the choice of processes whose owner is missing.
const Unowned = "zonder-eigenaar"

func processorTable(t *Table) {
	t.columns(
		Column{Key: "diensten", NL: "Diensten", Text: of(func(p processors.Processor) string { return p.Services })},
		Column{Key: "land", NL: "Waar staan de gegevens?", Text: of(func(p processors.Processor) string { return stacked(places(p)) })},
		Column{Key: "subverwerkers", NL: "Subverwerkers", Text: of(func(p processors.Processor) string { return stacked(subNames(p)) })})
	t.choices(
		Choice{Key: "land", NL: "Land of plaats", Of: of(places)},
		Choice{Key: "buiten-eu", NL: "Doorgifte buiten de EU", Options: domain.YesNo("").Choices(), Of: of(abroad)},
		Choice{Key: "subverwerkers", NL: "Subverwerkers", Options: []domain.Choice{{Value: "ja", NL: "met subverwerkers"}, {Value: "nee", NL: "zonder subverwerkers"}, {Value: "zonder-toestemming", NL: "werkt zonder toestemming"}}, Of: of(subKinds)},
		Choice{Key: "garanties", NL: "Garanties", Options: processors.Guarantees("").Choices(), Of: of(func(p processors.Processor) []string { return []string{string(p.Guarantees)} })})
	t.flags(of(processors.Processor.Flags), of(func(p processors.Processor) bool { return slices.ContainsFunc(p.Deviations, domain.Deviation.Open) }))
}

// places are where a processor and those who work for it have the data.
func places(p processors.Processor) []string {
	list := []string{p.Location}
	for _, x := range p.Subprocessors {
		if x.Working() && !slices.Contains(list, x.Country) {
			list = append(list, x.Country)
		}
	}
	return list
}

func abroad(p processors.Processor) []string {
	if p.Abroad == domain.Yes || slices.ContainsFunc(p.Subprocessors, func(x processors.Subprocessor) bool { return x.Working() && x.Abroad == domain.Yes }) {
		return []string{string(domain.Yes)}
	}
	return []string{string(domain.No)}
}

func subNames(p processors.Processor) (list []string) {
	for _, x := range p.Subprocessors {
		if x.Working() {
			list = append(list, x.Name)
		}
	}
	return list
}

func subKinds(p processors.Processor) []string {
	list := []string{"nee"}
	for _, x := range p.Subprocessors {
		if x.Working() {
			list[0] = "ja"
			if x.Consent != processors.ConsentGiven {
				list = append(list, "zonder-toestemming")
			}
		}
	}
	return list
}

func agreementTable(t *Table) {
	day := of(func(a processors.Agreement) calendar.Date {
		if a.State == processors.AgreementStatusConcluded || a.State == processors.AgreementStatusInForce {
			return a.Due
		}
		return ""
	})
	processor := func(i *Item) string { return i.name("processor", i.State.(processors.Agreement).Processor) }
	t.columns(
		Column{Key: "verwerker", NL: "Verwerker", Text: processor},
		Column{Key: "model", NL: "Model", Text: of(templateNL)},
		Column{Key: "geldt-vanaf", NL: "Geldt vanaf", Date: of(func(a processors.Agreement) calendar.Date { return a.InForceFrom })})
	t.choices(
		Choice{Key: "verwerker", NL: "Verwerker", Of: of(func(a processors.Agreement) []string { return []string{a.Processor} }), NLOf: func(k *look, id string) string { return k.title("processor", id) }},
		Choice{Key: "model", NL: "Model", Options: append(processors.Template("").Choices(), domain.Choice{Value: "afwijkend", NL: "goedgekeurde afwijking van het model"}), Of: of(templates)},
		flag("niet-gearchiveerd", "Gesloten, niet gearchiveerd", of(func(a processors.Agreement) bool { return a.ConcludedOn != "" && !a.Archived })))
	t.due("controleren", "Controleren vóór", day, func(i *Item) bool { return i.State.(processors.Agreement).CheckOverdue(i.Day) })
	t.flags(func(i *Item) []string { return i.State.(processors.Agreement).Flags(i.Day) },
		of(func(a processors.Agreement) bool { return slices.ContainsFunc(a.Deviations, domain.Deviation.Open) }))
}

// templateNL is what it is written on; of an approved deviation with motivation and date (R-B2-13).
func templateNL(a processors.Agreement) string {
	nl := label(a.Template, string(a.Template))
	if a.Deviates() {
		nl = stacked([]string{nl, "goedgekeurd op " + a.Own.ApprovedOn.NL(), a.Own.Motivation})
	}
	return nl
}

func templates(a processors.Agreement) []string {
	list := []string{string(a.Template)}
	if a.Deviates() {
		list = append(list, "afwijkend")
	}
	return list
}

func modelTable(t *Table) {
	t.columns(
		Column{Key: "soort", NL: "Soort", Text: of(func(m processors.Model) string { return label(m.Kind, string(m.Kind)) })},
		Column{Key: "geldig-vanaf", NL: "Geldig vanaf", Date: of(func(m processors.Model) calendar.Date { return m.ValidFrom })},
		Column{Key: "geldig-tot", NL: "Geldig tot en met", Date: of(func(m processors.Model) calendar.Date { return m.ValidTo })},
		Column{Key: "verplicht", NL: "Verplicht", Text: of(func(m processors.Model) string { return yesNL(m.Mandatory) })})
	t.choices(Choice{Key: "soort", NL: "Soort", Options: processors.ModelKind("").Choices(), Of: of(func(m processors.Model) []string { return []string{string(m.Kind)} })},
		flag("verplicht", "Verplicht voor nieuwe overeenkomsten", of(func(m processors.Model) bool { return m.Mandatory })))
	t.without(choiceProcess, choiceOwner, choiceTeam) // a model is of the whole municipality
}

// without leaves out what the record type does not have.
func (t *Table) without(list ...Choice) {
	for _, x := range list {
		t.Choices = slices.DeleteFunc(t.Choices, func(c Choice) bool { return c.Key == x.Key })
	}
}

func yesNL(b bool) string {
	if b {
		return "ja"
	}
	return "nee"
}

func contractTable(t *Table) {
	ends := of(func(c processors.Contract) calendar.Date { return c.RunsTo })
	late := func(i *Item) bool {
		return passed(ends)(i) && i.State.(processors.Contract).State != processors.ContractStatusEnded
	}
	t.columns(
		Column{Key: "soort", NL: "Soort", Text: of(func(c processors.Contract) string { return label(c.Kind, string(c.Kind)) })},
		Column{Key: "toegang", NL: "Toegang tot", Text: of(func(c processors.Contract) string { return stacked(accessNL(c)) })},
		Column{Key: "geheimhouding", NL: "Bepaling over geheimhouding", Text: of(func(c processors.Contract) string { return c.Clause }), Missing: func(*Item) string { return "ontbreekt" }})
	t.choices(
		Choice{Key: "soort", NL: "Soort", Options: processors.ContractKind("").Choices(), Of: of(func(c processors.Contract) []string { return []string{string(c.Kind)} })},
		Choice{Key: "toegang", NL: "Toegang", Options: []domain.Choice{{Value: "gebouw", NL: "tot het gebouw"}, {Value: "systemen", NL: "tot de systemen"}}, Of: of(access)},
		flag("zonder-geheimhouding", "Zonder bepaling over geheimhouding", of(func(c processors.Contract) bool { return c.Clause == "" })))
	t.due("loopt-tot", "Loopt tot en met", ends, late)
	t.flags(of(func(c processors.Contract) []string { return openNL(c.Options("deviation")) }), of(func(c processors.Contract) bool { return len(c.Options("deviation")) > 0 }))
}

func access(c processors.Contract) (list []string) {
	if c.BuildingAccess == domain.Yes {
		list = append(list, "gebouw")
	}
	if c.SystemsAccess == domain.Yes {
		list = append(list, "systemen")
	}
	return list
}

func accessNL(c processors.Contract) (list []string) {
	for _, a := range access(c) {
		list = append(list, map[string]string{"gebouw": "het gebouw", "systemen": "de systemen"}[a])
	}
	return list
}

func openNL(list []domain.Choice) (nl []string) {
	for _, c := range list {
		nl = append(nl, c.NL)
	}
	return nl
}

func collaborationTable(t *Table) {
	t.columns(
		Column{Key: "terrein", NL: "Terrein", Text: of(func(c sharing.Collaboration) string { return label(c.Field, string(c.Field)) })},
		Column{Key: "regio", NL: "Regio", Text: of(func(c sharing.Collaboration) string { return c.Region })},
		Column{Key: "partners", NL: "Partners", Text: of(func(c sharing.Collaboration) string { return stacked(c.Partners) })},
		Column{Key: "vanaf", NL: "Deelname vanaf", Date: of(func(c sharing.Collaboration) calendar.Date { return c.From })})
	t.choices( // R-4.10-05
		Choice{Key: "terrein", NL: "Terrein", Options: sharing.CollaborationField("").Choices(), Of: of(func(c sharing.Collaboration) []string { return []string{string(c.Field)} })},
		Choice{Key: "regio", NL: "Regio", Of: of(func(c sharing.Collaboration) []string { return []string{c.Region} })},
		Choice{Key: "partner", NL: "Partner", Of: of(func(c sharing.Collaboration) []string { return c.Partners })},
		flag("zonder-afspraken", "Zonder convenant of afspraak", of(sharing.Collaboration.WithoutArrangement)))
	t.flags(of(func(c sharing.Collaboration) []string {
		list := openNL(c.OpenDeviations())
		if c.WithoutArrangement() {
			list = append(list, "Er is geen convenant of uitwisselingsafspraak vastgelegd (§7).")
		}
		return list
	}), of(func(c sharing.Collaboration) bool { return len(c.OpenDeviations()) > 0 }))
}

func covenantTable(t *Table) {
	day := of(func(c sharing.Covenant) calendar.Date { return c.NextCheck })
	parties := func(c sharing.Covenant) []string { return c.Parties }
	t.columns(
		Column{Key: "partij", NL: "Andere partijen", Text: of(func(c sharing.Covenant) string { return stacked(parties(c)) })},
		Column{Key: "vanaf", NL: "Geldt vanaf", Date: of(func(c sharing.Covenant) calendar.Date { return c.From })},
		Column{Key: "tot", NL: "Geldt tot en met", Date: of(func(c sharing.Covenant) calendar.Date { return c.Until })})
	t.choices(
		Choice{Key: "partij", NL: "Partij", Of: of(parties)},
		Choice{Key: "persoonsgegevens", NL: "Persoonsgegevens", Options: domain.YesNo("").Choices(), Of: of(func(c sharing.Covenant) []string { return []string{string(c.PersonalData)} })},
		flag("niet-gearchiveerd", "Gesloten, niet gearchiveerd", of(sharing.Covenant.NotArchived)))
	t.due("controleren", "Controleren vóór of op", day, func(i *Item) bool { return i.State.(sharing.Covenant).CheckOverdue(i.Day) })
	t.flags(of(func(c sharing.Covenant) []string {
		list := append(toAdaptNL(c.Checks), openNL(c.OpenDeviations())...)
		for _, p := range c.PartiesBehind() {
			list = append(list, p+" heeft nog niet besloten over de nieuwe tekst.")
		}
		return list
	}), of(func(c sharing.Covenant) bool { return len(c.OpenDeviations()) > 0 }))
}

func toAdaptNL(c sharing.Checks) []string {
	if c.ToAdapt == "" {
		return nil
	}
	return []string{"Nog aan te passen: " + c.ToAdapt}
}

func exchangeTable(t *Table) {
	day := of(func(x sharing.ExchangeArrangement) calendar.Date { return x.NextCheck })
	t.columns(
		Column{Key: "eisen", NL: "Eisen aan de uitwisseling", Text: of(func(x sharing.ExchangeArrangement) string { return x.Requirements })},
		Column{Key: "grondslag", NL: "Grondslag", Text: of(func(x sharing.ExchangeArrangement) string { return label(x.Ground, string(x.Ground)) })},
		Column{Key: "vanaf", NL: "Geldt vanaf", Date: of(func(x sharing.ExchangeArrangement) calendar.Date { return x.From })})
	t.choices(
		Choice{Key: "partij", NL: "Partij", Of: of(func(x sharing.ExchangeArrangement) []string { return []string{x.Party} })},
		Choice{Key: "grondslag", NL: "Grondslag", Options: domain.Ground("").Choices(), Of: of(func(x sharing.ExchangeArrangement) []string { return []string{string(x.Ground)} })})
	t.due("controleren", "Controleren vóór of op", day, func(i *Item) bool { return i.State.(sharing.ExchangeArrangement).CheckOverdue(i.Day) })
	t.flags(of(func(x sharing.ExchangeArrangement) []string {
		return append(toAdaptNL(x.Checks), openNL(x.OpenDeviations())...)
	}),
		of(func(x sharing.ExchangeArrangement) bool { return len(x.OpenDeviations()) > 0 }))
}

func dpiaTable(t *Table) {
	t.columns(
		Column{Key: "soort", NL: "Soort", Text: of(func(d dpia.DPIA) string { return label(d.Kind, string(d.Kind)) })},
		Column{Key: "voortoets", NL: "Uitkomst van de voortoets", Text: of(func(d dpia.DPIA) string { return label(d.Outcome, string(d.Outcome)) })},
		Column{Key: "onderwerp", NL: "Onderwerp", Text: func(i *Item) string { return i.stream(i.State.(dpia.DPIA).Subject) }},
		Column{Key: "afgerond", NL: "Afgerond op", Date: of(func(d dpia.DPIA) calendar.Date { return d.Completed })})
	t.choices(
		Choice{Key: "soort", NL: "Soort", Options: dpia.Kind("").Choices(), Of: of(func(d dpia.DPIA) []string { return []string{string(d.Kind)} })},
		Choice{Key: "voortoets", NL: "Uitkomst van de voortoets", Options: dpia.Outcome("").Choices(), Of: of(func(d dpia.DPIA) []string { return []string{string(d.Outcome)} })},
		flag("advies", "Wacht op advies van de FG", of(func(d dpia.DPIA) bool { return d.Asked })),
		flag("volledig-nodig", "Volledige DPIA nodig", of(func(d dpia.DPIA) bool { return d.NeedsFull })))
	t.due("volgende", "Volgende korte DPIA", of(func(d dpia.DPIA) calendar.Date { return d.NextDue }), func(i *Item) bool { return i.State.(dpia.DPIA).Overdue(i.Day) })
	t.flags(of(func(d dpia.DPIA) []string { return nonEmpty(d.Deviation) }), of(func(d dpia.DPIA) bool { return d.Deviation != "" }))
}

func consultationTable(t *Table) {
	due := of(func(c dpia.Consultation) calendar.Date {
		if c.State != dpia.ConsultationOpen {
			return ""
		}
		return c.Due
	})
	t.columns(
		Column{Key: "dpia", NL: "DPIA", Text: func(i *Item) string { return i.stream(i.State.(dpia.Consultation).DPIA) }},
		Column{Key: "ontvangen", NL: "Ontvangen door de AP", Date: of(func(c dpia.Consultation) calendar.Date { return c.Received })},
		Column{Key: "oordeel", NL: "Oordeel van de AP", Text: of(func(c dpia.Consultation) string { return label(c.View, string(c.View)) })})
	t.choices(
		Choice{Key: "oordeel", NL: "Oordeel van de AP", Options: dpia.ApView("").Choices(), Of: of(func(c dpia.Consultation) []string { return []string{string(c.View)} })},
		flag("verlengd", "Verlengd", of(func(c dpia.Consultation) bool { return c.Extended })),
		flag("opgeschort", "Opgeschort: de AP wacht op gegevens", of(func(c dpia.Consultation) bool { return c.Waiting != "" })))
	t.due("antwoord", "Antwoord van de AP uiterlijk", due, func(i *Item) bool { return due(i) != "" && i.State.(dpia.Consultation).Overdue(i.Day) })
}

func necessityTable(t *Table) {
	t.columns(
		Column{Key: "verwerking", NL: "Verwerking", Text: func(i *Item) string { return i.stream(i.State.(register.Necessity).Activity) }},
		Column{Key: "uitkomst", NL: "Uitkomst", Text: of(func(n register.Necessity) string { return label(n.Outcome, string(n.Outcome)) })},
		Column{Key: "evenredig", NL: "Proportionaliteit", Text: of(func(n register.Necessity) string { return label(n.Proportion, string(n.Proportion)) })},
		Column{Key: "beoordeeld", NL: "Beoordeeld op", Date: of(func(n register.Necessity) calendar.Date { return n.AssessedOn })})
	t.choices(
		Choice{Key: "uitkomst", NL: "Uitkomst", Options: register.NecessityOutcome("").Choices(), Of: of(func(n register.Necessity) []string { return []string{string(n.Outcome)} })},
		flag("niet-nodig", "Met gegevens die niet nodig zijn", of(func(n register.Necessity) bool { return len(n.Rejected()) > 0 })))
	late := of(func(n register.Necessity) bool { return n.Late })
	t.flags(func(i *Item) []string {
		if late(i) {
			return []string{"Beoordeeld nadat het verzamelen begon (§4.5)."}
		}
		return nil
	}, late)
}

func purposeTable(t *Table) {
	t.columns(
		Column{Key: "verwerking", NL: "Verwerking", Text: func(i *Item) string { return i.stream(i.State.(register.PurposeChange).Activity) }},
		Column{Key: "doel", NL: "Nieuw doel", Text: of(func(c register.PurposeChange) string { return c.Purpose })},
		Column{Key: "uitkomst", NL: "Uitkomst", Text: of(func(c register.PurposeChange) string { return label(c.Compatible, string(c.Compatible)) })},
		Column{Key: "goedgekeurd", NL: "Goedgekeurd op", Date: of(func(c register.PurposeChange) calendar.Date { return c.ApprovedOn })})
	t.choices(
		Choice{Key: "uitkomst", NL: "Uitkomst", Options: register.Compatibility("").Choices(), Of: of(func(c register.PurposeChange) []string { return []string{string(c.Compatible)} })},
		Choice{Key: "dpia", NL: "DPIA nodig", Options: domain.YesNo("").Choices(), Of: of(func(c register.PurposeChange) []string { return []string{string(c.NeedsDPIA)} })})
	t.flags(of(func(c register.PurposeChange) []string { return nonEmpty(c.Deviation) }), of(func(c register.PurposeChange) bool { return c.Deviation != "" }))
}

func qualityTable(t *Table) {
	t.columns(
		Column{Key: "verwerking", NL: "Verwerking", Text: func(i *Item) string { return i.stream(i.State.(register.Quality).Activity) }},
		Column{Key: "systeem", NL: "Systeem", Text: of(func(q register.Quality) string { return q.System })},
		Column{Key: "brp", NL: "Koppeling met de BRP", Text: of(func(q register.Quality) string { return label(q.BRPLink, string(q.BRPLink)) })},
		Column{Key: "sinds", NL: "Sinds", Date: of(func(q register.Quality) calendar.Date { return q.Since })})
	t.choices(
		Choice{Key: "soort", NL: "Soort", Options: register.QualityKind("").Choices(), Of: of(func(q register.Quality) []string { return []string{string(q.Kind)} })},
		Choice{Key: "systeem", NL: "Systeem", Of: of(func(q register.Quality) []string { return []string{q.System} })},
		Choice{Key: "brp", NL: "Koppeling met de BRP", Options: register.BRPLink("").Choices(), Of: of(func(q register.Quality) []string { return []string{string(q.BRPLink)} })},
		flag("misgegaan", "Een controle ging mis", of(func(q register.Quality) bool { return q.Failed > 0 })))
}
