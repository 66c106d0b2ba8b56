package intake

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shared is where real registers of others lie. They are not part of the repository.
const shared = "../../../shared/data"

func open(t *testing.T, name string) (*Table, error) {
	t.Helper()
	f, err := os.Open(filepath.Join(shared, name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("the sample data are not here: %s", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return Read(name, f, info.Size(), nil)
}

// readReal reads a real file with the guessed mapping, and checks that nothing is lost.
func readReal(t *testing.T, name string) (*Table, []Record) {
	t.Helper()
	table, err := open(t, name)
	if err != nil {
		t.Fatal(err)
	}
	m := Guess(table)
	all := records(t, table, m)
	if gone := lost(table, m, all); len(gone) > 0 {
		t.Errorf("lost: %q", gone)
	}
	return table, all
}

func named(t *testing.T, all []Record, name string) Record {
	t.Helper()
	i := slices.IndexFunc(all, func(r Record) bool { return slices.Equal(r.Fields["name"], []string{name}) })
	if i < 0 {
		t.Fatalf("no record %q", name)
	}
	return all[i]
}

func rest(r Record, column string) (out []string) {
	for _, p := range r.Rest {
		if p.Column == column {
			out = append(out, p.Value)
		}
	}
	return out
}

func marked(r Record, kind string) (out []string) {
	for _, c := range r.Categories {
		if c.Kind == kind {
			out = append(out, c.Name)
		}
	}
	return out
}

func TestRealFilesGiveTheRecordsThatAreInThem(t *testing.T) {
	for _, c := range []struct {
		name                                    string
		kind                                    Kind
		encoding, delimiter                     string
		rows, records, incomplete, ask, refused int // incomplete: a field says something that is no answer; ask: something to check
	}{
		{"registers/avgregister_export/minvws_avgregister_import.zip", AVGZip, "UTF-8 met BOM", "", 3, 3, 0, 2, 0},
		{"registers/avgregister_export/avg_verantwoordelijke_verwerkingen.json", AVG, "UTF-8 met BOM", "", 1, 1, 0, 0, 0},
		{"registers/avgregister_export/avg_verwerker_verwerkingen.json", AVG, "UTF-8 met BOM", "", 1, 1, 0, 1, 0},
		{"registers/avgregister_export/wpg_verantwoordelijke_verwerkingen.json", AVG, "UTF-8 met BOM", "", 1, 1, 0, 1, 0},
		{"registers/rijks_avgregister_verwerkingen.csv", CSV, "UTF-8 met BOM", ";", 29, 29, 1, 1, 0},
		{"registers/rijks_avgregister_gegevens.csv", CSV, "UTF-8 met BOM", ";", 59, 29, 4, 7, 0},
		{"registers/purmerend_register_webpaginas.csv", CSV, "UTF-8", ",", 5, 5, 0, 0, 0},
		{"registers/purmerend_formdesk_rommelig.csv", CSV, "UTF-8", ",", 4, 4, 1, 0, 0},
		{"registers/gemeentelijke_privacyverklaringen_nl.csv", CSV, "UTF-8", ",", 18, 18, 0, 2, 0},
		{"import_shapes/openvwr_05-verwerkingen-met-verwerkers.csv", CSV, "UTF-8", ",", 3, 3, 0, 0, 0},
		{"import_shapes/openvwr_07-verwerking-in-meerdere-rijen.csv", CSV, "UTF-8", ",", 7, 2, 0, 0, 0},
		{"import_shapes/gbo_demo_verwerkingsactiviteiten-brp.json", JSON, "UTF-8", "", 4, 4, 0, 4, 0},
	} {
		t.Run(filepath.Base(c.name), func(t *testing.T) {
			table, all := readReal(t, c.name)
			incomplete, ask, refused := 0, 0, 0
			for _, r := range all {
				if r.Refused != "" {
					refused++
				}
				if slices.ContainsFunc(r.Problems, func(p Problem) bool { return !p.Check }) {
					incomplete++
				} else if len(r.Problems) > 0 {
					ask++
				}
			}
			if table.Kind != c.kind || table.Encoding != c.encoding || table.Delimiter != c.delimiter {
				t.Errorf("%s %s %q", table.Kind, table.Encoding, table.Delimiter)
			}
			if len(table.Rows) != c.rows || len(all) != c.records || incomplete != c.incomplete || ask != c.ask || refused != c.refused {
				t.Errorf("%d rows, %d records, %d incomplete, %d to check, %d refused", len(table.Rows), len(all), incomplete, ask, refused)
			}
		})
	}
}

func TestRealListsOfBreachesAreRefused(t *testing.T) {
	for _, name := range []string{"import_shapes/openvwr_04-datalekken.csv", "import_shapes/openvwr_06-datalekken-ambigue-datum.csv"} {
		if _, err := open(t, name); err == nil || !strings.Contains(err.Error(), "lijst van datalekken, geen verwerkingen") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRealPurmerend(t *testing.T) {
	_, all := readReal(t, "registers/purmerend_register_webpaginas.csv")
	r := named(t, all, "Uitvoeren (aanvraag) leerlingenvervoer")
	want(t, "bsn", marked(r, BSN), []string{"BSN"})
	want(t, "grounds", r.Fields["grounds"], []string{GroundObligation})
	want(t, "retention", r.Fields["retention"], []string{"tot de betrokkene 23 jaar wordt (automatische verwijdering uit Carel)"})
	want(t, "data", r.Fields["dataCategories"], []string{"NAW", "telefoonnummer/e-mailadres", "Geboortedatum/plaats", "Geslacht", "Handtekening", "Bankrekeningnummer", "inkomensgegevens", "BSN", "onderwijsnummer"})
	want(t, "processors", r.Fields["processors"], []string{"Eljakim"})
	want(t, "no field of its own", rest(r, "Gemeente"), []string{"Purmerend, Beemster"})
	r = named(t, all, "Onderzoek juistheid gegevens persoonslijst (BRP)")
	want(t, "prose stays whole", r.Fields["origin"], []string{"binnengemeentelijke organisatieonderdelen, LAA, externe organisaties/instellingen zoals deurwaarders, verhuurders etc. Individuen die (anoniem) meldingen doen."})
	want(t, "no processor", r.Fields["carriedOutBy"], []string{"municipality"})
	want(t, "and that word is kept", rest(r, "Verwerker"), []string{"nee"})
}

func TestRealFormdesk(t *testing.T) {
	table, all := readReal(t, "registers/purmerend_formdesk_rommelig.csv")
	if len(table.Notes) != 1 || !strings.Contains(table.Notes[0], "verminkte letter") {
		t.Errorf("%q", table.Notes)
	}
	r := named(t, all, "Omgevingsvergunning Wabo")
	if !hasProblem(r, "retention", "“[bewaartermijn]”", false) || len(r.Fields["retention"]) > 0 {
		t.Errorf("%+v", r.Problems)
	}
	want(t, "source", rest(r, "Bewaartermijn"), []string{"[bewaartermijn]"})
	want(t, "subjects", r.Fields["dataSubjects"], []string{"aanvrager (of contactpersoon aanvrager)", "gemachtigde (bijv. architect)", "Klager"})
	r = named(t, all, "bezwaarprocedure")
	want(t, "grounds", r.Fields["grounds"], []string{GroundVital, GroundPublic})
	want(t, "special", marked(r, Special), []string{"gegevens met betrekking tot gezondheid"})
	want(t, "bsn", marked(r, BSN), []string{"BSN"})
	r = named(t, all, "BiBoB toetsing")
	want(t, "ground", r.Fields["grounds"], []string{GroundObligation})
	want(t, "its law", r.Fields["groundExplanation"], []string{"voldoen aan wettelijke verplichting: Wet BiBoB"})
}

func TestRealRijksregister(t *testing.T) {
	_, all := readReal(t, "registers/rijks_avgregister_verwerkingen.csv")
	r := named(t, all, "Salarisverwerking en -uitbetaling")
	var pairs []string
	for _, p := range r.Purposes {
		pairs = append(pairs, p.Text+" = "+strings.Join(p.Grounds, "+"))
	}
	want(t, "purposes with their grounds", pairs, []string{"Salarisverwerking en -uitbetaling. (Dienstverleningsovereenkomst) = contract", "Aangifte Loonbelasting (Fiscus) = legal-obligation", "Salarisverwerking. (Op verzoek mdw) = "})
	want(t, "special", marked(r, Special), []string{"Persoonsgegevens waaruit het lidmaatschap van een vakbond blijkt"})
	r = named(t, all, "Beheer en controle salarisadministratie P-Direkt")
	want(t, "controllers", r.Fields["controller"], []string{"De Minister van Economische Zaken en Klimaat, namens deze de directeur Bedrijfsvoering", "De Minister van Landbouw, Natuur en Voedselkwaliteit, namens deze de directeur Bedrijfsvoering"})
	want(t, "criminal", marked(r, Criminal), []string{"Gegevens betreffende strafrechtelijke veroordelingen en strafbare feiten"})
	want(t, "official number", rest(r, "verwerkingsnummer"), []string{"104"})
	if r = named(t, all, "Camera toezicht"); len(r.Purposes) != 0 {
		t.Errorf("%+v", r)
	}
	if r = named(t, all, "Klachtbehandeling ihkv de Wet Nationale ombudsman"); len(r.Categories) != 0 {
		t.Errorf("geen means none: %+v", r.Categories)
	}
	_, more := readReal(t, "registers/rijks_avgregister_gegevens.csv")
	for i, r := range more {
		if r.Key != all[i].Key || r.Fields["name"][0] != all[i].Fields["name"][0] {
			t.Errorf("the two files do not join: %s and %s", r.Key, all[i].Key)
		}
	}
	r = named(t, more, "Werven, selecteren en inhuren")
	if len(r.Rows) != 4 || len(r.Retention) != 2 {
		t.Fatalf("%d rows, %+v", len(r.Rows), r.Retention)
	}
	want(t, "periods", r.Fields["retention"], []string{"1 maand indien afgewezen", "7 jaar na einde contract"})
	want(t, "what they are about", r.Retention[1].About, []string{
		"Geselecteerde kandidaten met een arbeidsbeperking: Naam, adres, woonplaats, geboortedatum -plaats, telefoon, email, VOG, burgerlijke stand, diploma's en certificaten",
		"Geselecteerde kandidaten met een arbeidsbeperking: BSN"})
	want(t, "bsn", marked(r, BSN), []string{"BSN"})
}

func TestRealPrivacyStatements(t *testing.T) {
	_, all := readReal(t, "registers/gemeentelijke_privacyverklaringen_nl.csv")
	r := named(t, all, "Parkeerontheffing en gehandicaptenparkeerplaats")
	want(t, "periods", r.Fields["retention"], []string{"verleend: tot een jaar na beëindiging", "ingetrokken of geweigerd: 5 jaar", "afgebroken: één jaar"})
	want(t, "health", marked(r, Special), []string{"aard van handicap"})
	want(t, "controller", r.Fields["controller"], []string{"Gemeente Meppel"})
	r = named(t, all, "Bezoekersvergunning")
	want(t, "automated", r.Fields["automatedDecisions"], []string{Yes})
	want(t, "with what was said", rest(r, "geautomatiseerde_besluitvorming"), []string{"ja: parkeerrecht automatisch toegekend"})
	r = named(t, all, "Bijhouden en verstrekken van de Basisregistratie Personen")
	if got := r.Purposes; len(got) != 1 || got[0].Grounds[0] != GroundPublic || got[0].Explanation != "artikel 1.4 Wet BRP" {
		t.Errorf("%+v", got)
	}
}

func TestRealAVGRegister(t *testing.T) {
	_, all := readReal(t, "registers/avgregister_export/minvws_avgregister_import.zip")
	if len(all) != 3 {
		t.Fatalf("%d records", len(all))
	}
	t.Run("verantwoordelijke", func(t *testing.T) {
		r := all[0]
		if r.Key != "avg:m5071" || r.Note != "" {
			t.Errorf("%s %q", r.Key, r.Note)
		}
		want(t, "department", r.Fields["department"], []string{"Kern - Directie Informatiebeleid / CIO"})
		want(t, "grounds", r.Purposes[0].Grounds, []string{GroundConsent})
		want(t, "special", marked(r, Special), []string{"Gegevens over gezondheid", "Gegevens waaruit ras of etnische afkomst blijkt"})
		want(t, "processor", r.Fields["processors"], []string{"Stichting ICTU (Wilhemina van Pruisenweg  104, 2595AN, Den Haag, NEDERLAND)"})
		want(t, "address", r.Fields["controllerContact"], []string{"Koningpad 3-2, 6411ND, Zevenhoven, NEDERLAND", "Postbus 79068, 1068NE, Doetinchem, NEDERLAND"})
		want(t, "outside", append(r.Fields["outsideEU"], r.Fields["automatedDecisions"]...), []string{No, No})
		if len(r.Fields["recipients"]) != 5 || !slices.Contains(r.Fields["security"], "Encryptie: De gegevensopslag is versleuteld.") || slices.Contains(r.Fields["security"], "Afspraken met verantwoordelijken: ") {
			t.Errorf("%q", r.Fields)
		}
		if got := rest(r, "Bijlagen.Bestandsnaam"); len(got) != 1 || !strings.Contains(got[0], "181022 DPIA Platform") {
			t.Errorf("%q", got)
		}
		for _, name := range []string{"Luca de Graaf", "lind.mike@example.net", "ovandoorn@example.org", "(071) 6450006"} {
			if !slices.ContainsFunc(r.Persons, func(p Pair) bool { return p.Value == name }) {
				t.Errorf("%s is not among the persons", name)
			}
			inLog := func(p Pair) bool { return strings.Contains(p.Value, name) }
			if slices.ContainsFunc(r.Rest, inLog) || strings.Contains(strings.Join(slices.Concat(r.Fields["controllerContact"], r.Fields["security"]), " "), name) {
				t.Errorf("%s would come into the log", name)
			}
		}
	})
	t.Run("verwerker", func(t *testing.T) {
		r := all[1]
		if r.Key != "avg:m12536" || !strings.Contains(r.Note, "artikel 30 lid 2") || !hasProblem(r, "", "Beoordeel of zij in dit register hoort", true) {
			t.Errorf("%+v", r)
		}
		want(t, "operations", r.Fields["operations"], []string{"Afschermen", "Gebruiken", "Opvragen", "Wissen/vernietigen van gegevens"})
		want(t, "transfers", append(r.Fields["outsideEU"], r.Fields["transfers"]...), []string{Yes, "Land"})
		want(t, "dpia", r.Fields["dpia"], []string{"Nee"})
	})
	t.Run("Wpg", func(t *testing.T) {
		r := all[2]
		if !strings.Contains(r.Note, "Wet politiegegevens") {
			t.Errorf("%q", r.Note)
		}
		want(t, "law", r.Fields["sectoralLaws"], []string{"Wet politiegegevens"})
		want(t, "subjects", r.Fields["dataSubjects"], []string{"Slachtoffers"})
		want(t, "purposes", r.Fields["purposes"], []string{"Artikel 8 Wpg: uitvoering van de dagelijkse politietaak. Toelichting"})
		want(t, "special", marked(r, Special), []string{"Gegevens waaruit politieke opvattingen blijken"})
		want(t, "recipients", r.Fields["recipients"], []string{"Ontvangers van artikel 15 Wpg", "Ontvangers van artikel 16 Wpg", "Ontvangers van artikel 17a Wpg"})
	})
}

func TestRealSeveralRowsAndProcessors(t *testing.T) {
	_, all := readReal(t, "import_shapes/openvwr_07-verwerking-in-meerdere-rijen.csv")
	r := named(t, all, "Salarisadministratie")
	want(t, "systems", r.Fields["systems"], []string{"Salarispakket", "HR-systeem"})
	want(t, "purposes", r.Fields["purposes"], []string{"Uitbetalen van salaris"})
	want(t, "text", rest(r, "Tekst"), []string{"Overgenomen uit het oude register"})
	if len(r.Persons) != 2 || r.Key != "tabel:9717" || len(r.Rows) != 5 {
		t.Errorf("%+v", r)
	}
	_, all = readReal(t, "import_shapes/openvwr_05-verwerkingen-met-verwerkers.csv")
	r = named(t, all, "Cliëntregistratie")
	want(t, "pairs", r.Fields["processors"], []string{"Zorggroep Noord (5678 CD, Groningen)", "Firma B (9012 EF, Utrecht)"})
	if len(r.Persons) != 2 || r.Persons[0] != (Pair{"E-mail verwerker (Zorggroep Noord)", "noord@example.org", 0}) {
		t.Errorf("%+v", r.Persons)
	}
}

func TestRealDemoOfAnotherRegister(t *testing.T) {
	_, all := readReal(t, "import_shapes/gbo_demo_verwerkingsactiviteiten-brp.json")
	r := named(t, all, "Depseudonimisatie polymorfe identiteit naar BSN")
	want(t, "controller beside the list", r.Fields["controller"], []string{"RvIG"})
	want(t, "bsn", marked(r, BSN), []string{"Burgerservicenummer"})
	if !hasProblem(r, "grounds", "afgeleid uit een zin", true) || r.Key != "json:brp-pi-bsn-resolutie" {
		t.Errorf("%+v", r)
	}
	r = named(t, all, "Verstrekken akte van overlijden aan de nabestaande partner")
	want(t, "a list stays as it is", r.Fields["dataCategories"][:2], []string{"Naam, geboortedatum en geboorteplaats", "Datum, plaats en land van overlijden"})
}
