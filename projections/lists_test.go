package projections_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/processors"
	"github.com/heemstede/grootboek/domain/sharing"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
)

// tableOf is the table of a record type, by name.
func tableOf(kind string) *projections.Table { return projections.TableOf(chapters.ByName()[kind]) }

// wish reads "key=value" and "sorteer=key".
func wish(list ...string) projections.Wish {
	w := projections.Wish{Chosen: map[string]string{}}
	for _, x := range list {
		key, value, _ := strings.Cut(x, "=")
		if key == "sorteer" {
			w.Sort = value
			continue
		}
		w.Chosen[key] = value
	}
	return w
}

// lines are the values of the first column.
func (w *town) lines(t *projections.Table, a projections.AsOf, choices ...string) []string {
	list := []string{}
	for _, i := range projections.NewLists(w.records, w.gov, w.names).Items(t, wish(choices...), a, w.now, nil) {
		list = append(list, t.Columns[0].Value(i))
	}
	return list
}

// column are the values of a column, by line.
func (w *town) column(t *projections.Table, key string, choices ...string) map[string]string {
	n := slices.IndexFunc(t.Columns, func(c projections.Column) bool { return c.Key == key })
	values := map[string]string{}
	for _, i := range projections.NewLists(w.records, w.gov, w.names).Items(t, wish(choices...), projections.AsOf{}, w.now, nil) {
		values[t.Columns[0].Value(i)] = t.Columns[n].Value(i)
	}
	return values
}

func same(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// ids of the records of [chain].
const (
	kustlijn  = "66666666-6666-4666-8666-000000000001"
	havenlijn = "66666666-6666-4666-8666-000000000002"
	onModel   = "66666666-6666-4666-8666-000000000003"
	onOwn     = "66666666-6666-4666-8666-000000000004"
	water     = "66666666-6666-4666-8666-000000000005"
)

func owns(process string) domain.Stamp {
	if process == parking {
		return as("tm2", domain.OWN)
	}
	return as("tm", domain.OWN)
}

// processor registers a processor.
func (w *town) processor(id, name, process, location string) {
	w.t.Helper()
	w.do("processor", id, processors.Propose{ProcessorTerms: processors.ProcessorTerms{Name: name, Process: process, Contact: "Loket, Delft", Services: "Beheer.", Activities: []string{"verwerking-1"},
		BuildingAccess: domain.No, SystemsAccess: domain.Yes, Location: location, Abroad: domain.No}}, owns(process))
	w.do("processor", id, processors.AssessGuarantees{Result: processors.Sufficient, Evidence: "ISO 27001"}, owns(process))
	w.do("processor", id, processors.RegisterProcessor{}, as("pb", domain.PB))
}

func clauses() processors.Clauses {
	return processors.Clauses{SubjectClause: "1", SubjectText: "1", DataClause: "2", DataText: "2", ControllerClause: "3", ControllerText: "3", InstructionsClause: "4", InstructionsText: "4", WrittenInstructions: domain.Yes,
		SubprocessorsClause: "5", SubprocessorsText: "5", PriorConsent: domain.Yes, SecurityClause: "6", SecurityText: "6", ConfidentialityClause: "7", ConfidentialityText: "7", PersonsCovered: domain.Yes,
		RightsClause: "8", RightsText: "8", DutiesClause: "9", DutiesText: "9", ReturnClause: "10", ReturnText: "10", CopiesCovered: domain.Yes, AuditsClause: "11", AuditsText: "11", TransferClause: "12", TransferText: "12",
		LiabilityClause: "13", LiabilityText: "13"}
}

// agreement concludes an agreement today.
func (w *town) agreement(id, name, processor, process string, on processors.Template) {
	w.t.Helper()
	terms := processors.AgreementTerms{Name: name, Processor: processor, Process: process, Activities: []string{"verwerking-1"}, MainAgreement: "INK-1", Integral: domain.Yes, Template: on}
	if on == processors.VNG {
		terms.TemplateVersion = "2.42"
	}
	w.do("agreement", id, processors.DraftAgreement{AgreementTerms: terms, Clauses: clauses()}, owns(process))
	if on == processors.OwnPaper {
		w.do("agreement", id, processors.OfferAgreement{}, owns(process))
		w.do("agreement", id, processors.RequestOwnTemplate{Objections: "Tekent het model niet.", Motivation: "Enige aanbieder."}, owns(process))
		w.do("agreement", id, processors.ApproveOwnTemplate{}, as("pb", domain.PB))
	}
	w.do("agreement", id, processors.ConcludeAgreement{Signature: processors.Signature{AgreementPeriod: processors.AgreementPeriod{InForceFrom: calendar.On(w.now)}, SignedBy: "tm", SignedForProcessor: "directeur", Guarantees: "van maart"}}, owns(process))
}

// engage lets a sub-processor work, with consent; it returns its id.
func (w *town) engage(processor, name, under, country string) string {
	w.t.Helper()
	res := w.do("processor", processor, processors.RequestSubprocessor{SubprocessorTerms: processors.SubprocessorTerms{Name: name, Under: under, Services: "Hosting.", Country: country, Abroad: domain.No}}, owns(wmo))
	id := res.Events[0].Command
	w.do("processor", processor, processors.GiveConsent{Subprocessor: id, Document: "Brief 12"}, owns(wmo))
	w.do("processor", processor, processors.EngageSubprocessor{Subprocessor: id}, as("pb", domain.PB))
	return id
}

const file = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// chainTown has two processors with their agreements, sub-processors, an exchange arrangement and two collaborations.
func chainTown(t testing.TB) *town {
	t.Helper()
	w := newTown(t).on("2026-01-12")
	w.processor(kustlijn, "Kustlijn BV", wmo, "Nederland")
	w.processor(havenlijn, "Havenlijn BV", parking, "Duitsland")
	w.agreement(onModel, "Overeenkomst Kustlijn", kustlijn, wmo, processors.VNG)
	w.agreement(onOwn, "Overeenkomst Havenlijn", havenlijn, parking, processors.OwnPaper)
	w.do("agreement", onOwn, processors.ArchiveAgreement{Document: file, Place: "Zaaksysteem"}, as("pb", domain.PB))
	top := w.on("2026-02-02").engage(kustlijn, "Getij Hosting", "", "Ierland")
	w.on("2026-02-03").engage(kustlijn, "Onderbouw BV", top, "België")
	w.do("processor", kustlijn, processors.FindSubprocessor{SubprocessorTerms: processors.SubprocessorTerms{Name: "Verre Oever", Services: "Helpdesk.", Country: "India", Abroad: domain.Yes, How: "geen"}, Since: "2026-01-20"}, as("fg", domain.FG))
	w.do("exchange-arrangement", water, sharing.MakeExchangeArrangement{ExchangeTerms: sharing.ExchangeTerms{Party: "Waterschap", Process: wmo, Activities: []string{"verwerking-1"}, Requirements: "Beveiligd.", Ground: "public-task",
		WhyLawful: "Waterschapswet.", From: "2026-03-01", Document: file}}, owns(wmo))
	for name, terms := range map[string]sharing.CollaborationTerms{"Wijkzorg": {Field: "care", Region: "Duinstreek"}, "Veiligheidshuis": {Field: "safety", Region: "Kust"}} {
		terms.Name, terms.Process, terms.Partners, terms.PolicyGoals, terms.PersonalData = name, wmo, []string{"GGD"}, "Samen.", domain.No
		w.do("collaboration", uuid.NewString(), sharing.ProposeCollaboration{CollaborationTerms: terms}, owns(wmo))
	}
	return w
}

func TestRegistersMetKeuzes(t *testing.T) {
	w := chainTown(t).on("2026-06-01")
	for name, c := range map[string]struct {
		kind    string
		choices []string
		want    []string
	}{
		"R-4.10-05 samenwerkingen op terrein zorg":                            {"collaboration", []string{"terrein=care"}, []string{"Wijkzorg"}},
		"R-4.10-05 samenwerkingen op regio":                                   {"collaboration", []string{"regio=Kust"}, []string{"Veiligheidshuis"}},
		"R-4.10-05 op terrein en regio samen":                                 {"collaboration", []string{"regio=Kust", "terrein=care"}, []string{}},
		"R-B2-13 overeenkomsten die met goedkeuring van het model afwijken":   {"agreement", []string{"model=afwijkend"}, []string{"Overeenkomst Havenlijn"}},
		"overeenkomsten op het model van de VNG":                              {"agreement", []string{"model=vng"}, []string{"Overeenkomst Kustlijn"}},
		"R-B2-11 gesloten overeenkomsten zonder document in het archief":      {"agreement", []string{"niet-gearchiveerd=ja"}, []string{"Overeenkomst Kustlijn"}},
		"overeenkomsten van een eigenaar":                                     {"agreement", []string{"eigenaar=tm2"}, []string{"Overeenkomst Havenlijn"}},
		"overeenkomsten van een proces":                                       {"agreement", []string{"proces=" + wmo}, []string{"Overeenkomst Kustlijn"}},
		"overeenkomsten van een afdeling":                                     {"agreement", []string{"afdeling=Publiekszaken"}, []string{"Overeenkomst Havenlijn"}},
		"overeenkomsten van een verwerker":                                    {"agreement", []string{"verwerker=" + kustlijn}, []string{"Overeenkomst Kustlijn"}},
		"verwerkers met gegevens in een land, ook bij wie onder hen werkt":    {"processor", []string{"land=Ierland"}, []string{"Kustlijn BV"}},
		"R-B2-03 verwerkers met een subverwerker zonder toestemming":          {"processor", []string{"subverwerkers=zonder-toestemming"}, []string{"Kustlijn BV"}},
		"verwerkers zonder subverwerkers":                                     {"processor", []string{"subverwerkers=nee"}, []string{"Havenlijn BV"}},
		"verwerkers met doorgifte buiten de EU, ook door wie onder hen werkt": {"processor", []string{"buiten-eu=yes"}, []string{"Kustlijn BV"}},
		"verwerkers met een open afwijking":                                   {"processor", []string{"afwijking=ja"}, []string{"Kustlijn BV"}},
		"verwerkers op status":                                                {"processor", []string{"status=proposed"}, []string{}},
		"uitwisselingsafspraken met een partij":                               {"exchange-arrangement", []string{"partij=Waterschap"}, []string{"Waterschap"}},
		"op naam, omgekeerd":                                                  {"agreement", []string{"sorteer=-naam"}, []string{"Overeenkomst Kustlijn", "Overeenkomst Havenlijn"}},
		"op een kolom die er niet is: op naam":                                {"agreement", []string{"sorteer=onzin"}, []string{"Overeenkomst Havenlijn", "Overeenkomst Kustlijn"}},
	} {
		t.Run(name, func(t *testing.T) { same(t, w.lines(tableOf(c.kind), projections.AsOf{}, c.choices...), c.want) })
	}
	t.Run("R-B2-13 een goedgekeurde afwijking staat er met motivering en datum", func(t *testing.T) {
		same(t, w.column(tableOf("agreement"), "model", "model=afwijkend")["Overeenkomst Havenlijn"], "overeenkomst van de verwerker zelf\ngoedgekeurd op 12-01-2026\nEnige aanbieder.")
	})
	t.Run("zoals het was: de verwerker werkte nog zonder subverwerkers", func(t *testing.T) {
		for _, a := range []projections.AsOf{was("2026-01-15"), known("2026-01-15")} {
			same(t, w.lines(tableOf("processor"), a, "land=Ierland"), []string{})
			same(t, w.lines(tableOf("processor"), a), []string{"Havenlijn BV", "Kustlijn BV"})
		}
		same(t, w.lines(tableOf("processor"), known("2026-01-10")), []string{})
	})
	t.Run("zoals het was: de eigenaar van toen", func(t *testing.T) {
		w.do("process", parking, governance.AssignOwner{Person: "tm", From: "2026-06-01", Reason: "Wissel."}, as("sec", domain.SEC))
		same(t, w.lines(tableOf("agreement"), projections.AsOf{}, "eigenaar=tm2"), []string{})
		same(t, w.lines(tableOf("agreement"), known("2026-05-01"), "eigenaar=tm2"), []string{"Overeenkomst Havenlijn"})
	})
	t.Run("elke keuze biedt wat voorkomt, met wat het heet", func(t *testing.T) {
		_, options := projections.NewLists(w.records, w.gov, w.names).Page(tableOf("agreement"), wish("model=vng"), projections.AsOf{}, w.now, nil)
		same(t, options["verwerker"], []domain.Choice{{Value: havenlijn, NL: "Havenlijn BV"}, {Value: kustlijn, NL: "Kustlijn BV"}})
		same(t, options["afdeling"], []domain.Choice{{Value: "IASZ", NL: "IASZ"}, {Value: "Publiekszaken", NL: "Publiekszaken"}})
	})
}

func TestElkeTabelHeeftEenWoordVoorElkeKolomEnKeuze(t *testing.T) {
	for _, rec := range chapters.All {
		tables := append([]*projections.Table{projections.TableOf(rec)}, projections.Overviews...)
		for _, table := range tables {
			t.Run("elk woord in het adres van "+table.Path+" betekent één ding", func(t *testing.T) {
				seen := map[string]bool{"zoek": true, "sorteer": true, "pagina": true, "bekend": true, "was": true}
				for _, c := range table.Choices {
					if seen[c.Key] || c.NL == "" {
						t.Errorf("choice %q (%q)", c.Key, c.NL)
					}
					seen[c.Key] = true
				}
				columns := map[string]bool{}
				for _, c := range table.Columns {
					if columns[c.Key] || c.NL == "" || (c.Text == nil) == (c.Date == nil) {
						t.Errorf("column %q (%q)", c.Key, c.NL)
					}
					columns[c.Key] = true
				}
			})
		}
	}
}

func TestHetRegisterVanSubverwerkers(t *testing.T) {
	w := chainTown(t).on("2026-06-01")
	tree := &projections.Subprocessors
	t.Run("R-RPT-01 P26: onder elke verwerker staat wie er voor hem werkt", func(t *testing.T) {
		same(t, w.lines(tree, projections.AsOf{}), []string{"Havenlijn BV", "Kustlijn BV", "Getij Hosting", "Onderbouw BV", "Verre Oever"})
		same(t, w.column(tree, "werkt-voor"), map[string]string{"Havenlijn BV": "", "Kustlijn BV": "", "Getij Hosting": "Kustlijn BV", "Onderbouw BV": "Getij Hosting", "Verre Oever": "Kustlijn BV"})
	})
	t.Run("P26, R-B2-03 met of de toestemming er vooraf was, en de datum", func(t *testing.T) {
		got := w.column(tree, "toestemming")
		same(t, []string{got["Getij Hosting"], got["Verre Oever"], got["Kustlijn BV"]}, []string{"gegeven, vooraf", "niet gevraagd, niet vooraf", ""})
		same(t, w.column(tree, "toestemming-op")["Getij Hosting"], "02-02-2026")
		same(t, w.lines(tree, projections.AsOf{}, "toestemming=te-laat"), []string{"Verre Oever"})
		same(t, w.lines(tree, projections.AsOf{}, "toestemming=vooraf"), []string{"Getij Hosting", "Onderbouw BV"})
	})
	t.Run("P26 toestemming achteraf maakt het niet vooraf", func(t *testing.T) {
		w := chainTown(t).on("2026-06-01")
		p := w.get("processor", kustlijn).Last().State.(processors.Processor)
		w.do("processor", kustlijn, processors.GiveConsent{Subprocessor: p.Subprocessors[2].ID, Document: "Brief 14"}, owns(wmo))
		same(t, w.column(tree, "toestemming")["Verre Oever"], "gegeven, niet vooraf")
		same(t, w.lines(tree, projections.AsOf{}, "toestemming=te-laat"), []string{"Verre Oever"})
	})
	t.Run("P26 zoals het was", func(t *testing.T) {
		same(t, w.lines(tree, known("2026-02-02")), []string{"Havenlijn BV", "Kustlijn BV", "Getij Hosting"})
		same(t, w.lines(tree, was("2026-01-25"), "soort=subverwerker"), []string{})
	})
	t.Run("wie is gestopt werkt niet meer", func(t *testing.T) {
		w := chainTown(t).on("2026-06-01")
		p := w.get("processor", kustlijn).Last().State.(processors.Processor)
		w.do("processor", kustlijn, processors.EndSubprocessor{Subprocessor: p.Subprocessors[0].ID, Reason: "Klaar."}, as("pb", domain.PB))
		same(t, w.lines(tree, projections.AsOf{}, "werkt=ja", "soort=subverwerker"), []string{"Verre Oever"})
		same(t, w.column(tree, "stand")["Getij Hosting"], "gestopt op 01-06-2026")
	})
}

// check is the yearly check of the agreement on the model.
func (w *town) check(r processors.Currency) events.Result {
	return w.do("agreement", onModel, processors.CheckAgreement{Result: r, Findings: "Bijlage 2."}, owns(wmo))
}

func TestJaarlijkseControles(t *testing.T) {
	checks := &projections.YearlyChecks
	stand := func(w *town) map[string]string { return w.column(checks, "stand") }
	t.Run("R-7.2-19, R-2.3-12, T-33 een jaar na sluiten of begin is de laatste dag; de dag erna is te laat", func(t *testing.T) {
		w := chainTown(t).on("2027-01-12")
		same(t, w.lines(checks, projections.AsOf{}, "termijn=te-laat"), []string{})
		w.on("2027-01-13")
		same(t, w.lines(checks, projections.AsOf{}, "termijn=te-laat"), []string{"Overeenkomst Havenlijn", "Overeenkomst Kustlijn"})
		w.on("2027-03-01")
		same(t, stand(w)["Waterschap"], "nog niet gecontroleerd")
		w.on("2027-03-02")
		same(t, stand(w)["Waterschap"], "te laat\nnog niet gecontroleerd")
	})
	t.Run("wat binnenkort moet is te kiezen", func(t *testing.T) {
		w := chainTown(t).on("2026-12-20")
		same(t, w.lines(checks, projections.AsOf{}, "termijn=30"), []string{"Overeenkomst Havenlijn", "Overeenkomst Kustlijn"})
		same(t, w.lines(checks, projections.AsOf{}, "termijn=90"), []string{"Overeenkomst Havenlijn", "Overeenkomst Kustlijn", "Waterschap"})
	})
	t.Run("R-RPT-01 P20, R-7.2-19 een controle zet de volgende termijn", func(t *testing.T) {
		w := chainTown(t).on("2027-01-20")
		w.check(processors.Current)
		same(t, stand(w)["Overeenkomst Kustlijn"], "gecontroleerd, nog actueel")
		same(t, w.column(checks, "controleren")["Overeenkomst Kustlijn"], "20-01-2028")
		same(t, w.column(checks, "gecontroleerd")["Overeenkomst Kustlijn"], "20-01-2027")
		same(t, w.lines(checks, projections.AsOf{}, "jaar=2027"), []string{"Overeenkomst Kustlijn"})
	})
	t.Run("P20, R-7.2-20 wat aangepast moet worden blijft staan tot het is aangepast", func(t *testing.T) {
		w := chainTown(t).on("2027-01-05")
		w.check(processors.ToBeFixed)
		same(t, stand(w)["Overeenkomst Kustlijn"], "moet nog worden aangepast")
		w.on("2027-01-06").check(processors.Current) // another check does not adapt it
		same(t, stand(w)["Overeenkomst Kustlijn"], "moet nog worden aangepast")
		better := clauses()
		better.SecurityText = "versie 2"
		w.on("2027-02-01").do("agreement", onModel, processors.AmendAgreement{Clauses: better, AgreementPeriod: processors.AgreementPeriod{InForceFrom: "2026-01-12"}, Reason: "Controle."}, owns(wmo))
		same(t, stand(w)["Overeenkomst Kustlijn"], "aangepast na de controle")
		same(t, w.column(checks, "aangepast")["Overeenkomst Kustlijn"], "01-02-2027")
		same(t, w.lines(checks, known("2027-01-10"), "stand=aan-te-passen"), []string{"Overeenkomst Kustlijn"})
		same(t, w.lines(checks, was("2027-01-05"), "stand=aan-te-passen"), []string{"Overeenkomst Kustlijn"})
		same(t, w.lines(checks, known("2027-01-04"), "stand=nog-niet"), []string{"Overeenkomst Havenlijn", "Overeenkomst Kustlijn", "Waterschap"})
	})
	t.Run("wat is geëindigd of nog concept is hoeft geen controle", func(t *testing.T) {
		w := chainTown(t).on("2026-06-01")
		w.do("exchange-arrangement", water, sharing.EndExchange{Reason: "Klaar."}, owns(wmo))
		w.do("agreement", onOwn, processors.TerminateAgreement{EndsOn: "2026-06-01", ReturnBy: "2026-09-01", Reason: "Klaar."}, owns(parking))
		w.do("agreement", uuid.NewString(), processors.DraftAgreement{AgreementTerms: processors.AgreementTerms{Name: "Concept", Processor: kustlijn, Process: wmo, Template: processors.VNG, Activities: []string{"v"}}}, owns(wmo))
		same(t, w.lines(checks, projections.AsOf{}), []string{"Overeenkomst Kustlijn"})
	})
}

func TestWerklijstVanEenControleronde(t *testing.T) {
	w := chainTown(t).on("2026-11-01")
	round := governance.CheckRound{Name: "Jaarcontrole", Due: "2027-02-15", Kinds: []governance.CheckedKind{"agreement", "exchange-arrangement"}}
	open := func(r governance.CheckRound) []string {
		list := []string{}
		for _, i := range projections.NewLists(w.records, w.gov, w.names).Round(r, projections.AsOf{}, w.now) {
			if i.Open() {
				list = append(list, i.Title())
			}
		}
		return list
	}
	t.Run("R-7.2-19, T-33 open is wat vóór het eind van de ronde een jaar oud is", func(t *testing.T) {
		same(t, open(round), []string{"Overeenkomst Havenlijn", "Overeenkomst Kustlijn"})
		later := round
		later.Due = "2027-03-01"
		same(t, open(later), []string{"Overeenkomst Havenlijn", "Overeenkomst Kustlijn", "Waterschap"})
	})
	t.Run("alleen wat de ronde controleert", func(t *testing.T) {
		only := round
		only.Kinds = []governance.CheckedKind{"covenant"}
		same(t, open(only), []string{})
	})
	t.Run("R-7.2-20 gecontroleerd en nog aan te passen is nog open", func(t *testing.T) {
		w.check(processors.Current)
		same(t, open(round), []string{"Overeenkomst Havenlijn"})
		w.check(processors.ToBeFixed)
		same(t, open(round), []string{"Overeenkomst Havenlijn", "Overeenkomst Kustlijn"})
	})
}
