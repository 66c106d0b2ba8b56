package intake

import (
	"reflect"
	"strings"
	"testing"
)

func TestListsAreSplitSensibly(t *testing.T) {
	for _, c := range []struct {
		kind FieldKind
		cell string
		want []string
	}{
		{Short, "naam, adres, BSN", []string{"naam", "adres", "BSN"}},
		{Short, "naam,adres,bsn", []string{"naam", "adres", "bsn"}},
		{Short, "NAW gegevens\n\n- telefoon\n• e-mail", []string{"NAW gegevens", "telefoon", "e-mail"}},
		{Short, "School | declaratie ouder", []string{"School", "declaratie ouder"}},
		{Short, "naam; datum, begin- en eindtijd", []string{"naam", "datum, begin- en eindtijd"}},
		{Short, "salaris (bruto, netto; vakantiegeld), werk", []string{"salaris (bruto, netto; vakantiegeld)", "werk"}},
		{Short, "KvK (igv eenmanszaak, adres", []string{"KvK (igv eenmanszaak", "adres"}},
		{Short, "personen die bellen, waarvan het nummer wordt bewaard", []string{"personen die bellen, waarvan het nummer wordt bewaard"}},
		{Short, "onderdelen, LAA, deurwaarders etc. Individuen die meldingen doen.", []string{"onderdelen, LAA, deurwaarders etc. Individuen die meldingen doen."}},
		{Short, "loggegevens 2,5 jaar", []string{"loggegevens 2,5 jaar"}},
		{Short, "naam, adres,", []string{"naam", "adres"}},
		{Long, "Verlenen, weigeren, intrekken", []string{"Verlenen, weigeren, intrekken"}},
		{Long, "beoordelen; afhandelen", []string{"beoordelen", "afhandelen"}},
		{Long, "Dit is een lange zin die op de volgende regel nog een stuk verder\ngaat tot het einde.\nTweede doel", []string{"Dit is een lange zin die op de volgende regel nog een stuk verder gaat tot het einde.", "Tweede doel"}},
		{Periods, "verleend: 1 jaar; geweigerd: 5 jaar", []string{"verleend: 1 jaar", "geweigerd: 5 jaar"}},
		{Periods, "maximaal 7 jaar; daarna beslist de directie", []string{"maximaal 7 jaar; daarna beslist de directie"}},
		{Prose, "wachtwoord, druppel; logging\nen meer", []string{"wachtwoord, druppel; logging\nen meer"}},
		{OneText, "a | b; c", []string{"a | b; c"}},
	} {
		want(t, string(c.kind)+" "+c.cell, items(Cell(c.cell), c.kind), c.want)
	}
}

func TestDatesAreReadAndNeverGuessed(t *testing.T) {
	for text, iso := range map[string]string{
		"2026-03-04": "2026-03-04", "2026-01-15T00:00:00": "2026-01-15", "2026/3/4": "2026-03-04", "20260304": "2026-03-04", "25-03-2026": "2026-03-25", "03/25/2026": "2026-03-25",
		"05-05-2026": "2026-05-05", "4 maart 2026": "2026-03-04", "1 jan. 2020": "2020-01-01", "1 mrt 2020": "2020-03-01", "March 4, 2026": "2026-03-04", "woensdag 4 maart 2026": "2026-03-04",
		"43831": "2020-01-01", "29-02-2024": "2024-02-29", "2026-03-04 22:10:00": "2026-03-04", "4-mei-2026": "2026-05-04",
	} {
		if got, bad := readDate(text, "", false); bad != nil || got != iso {
			t.Errorf("%q: %q %v, want %s", text, got, bad, iso)
		}
	}
	for text, why := range map[string]string{
		"31-02-2026": "bestaat niet", "2026-13-01": "bestaat niet", "29-02-2026": "bestaat niet", "00-01-2026": "bestaat niet", "maart 2026": "geen volledige datum", "voorjaar": "geen volledige datum",
		"25-12-19": "twee cijfers", "2019-12-31T23:00:00Z": "wereldtijd", "4 mxart 2026": "bestaat niet",
	} {
		if got, bad := readDate(text, "", false); bad == nil || bad.ambiguous || !strings.Contains(bad.nl, why) {
			t.Errorf("%q: %q %+v", text, got, bad)
		}
	}
	for _, text := range []string{"04-03-2026", "12-11-2026", "4/3/2026", "1.2.2026"} {
		if got, bad := readDate(text, "", false); bad == nil || !bad.ambiguous {
			t.Errorf("%q was guessed: %q", text, got)
		}
	}
	if got, _ := readDate("04-03-2026", DayMonth, false); got != "2026-03-04" {
		t.Error(got)
	}
	if got, _ := readDate("04-03-2026", MonthDay, false); got != "2026-04-03" {
		t.Error(got)
	}
	if _, bad := readDate("25-03-2026", MonthDay, false); bad == nil {
		t.Error("month 25 was taken")
	}
	if got, _ := readDate("42369", "", true); got != "2020-01-01" {
		t.Error("1904:", got)
	}
}

func TestAmbiguousDatesRefuseTheRow(t *testing.T) {
	table := read(t, "r.csv", "Naam,Startdatum\nA,04-03-2026\nB,25-03-2026\nC,31-02-2026\n")
	m := Guess(table)
	r := records(t, table, m)
	if !strings.Contains(r[0].Refused, "4 maart of 3 april") || !strings.Contains(r[0].Refused, "kolom “Startdatum”") {
		t.Errorf("refused: %q — the order of other rows proves nothing", r[0].Refused)
	}
	want(t, "B", r[1].Fields["startDate"], []string{"2026-03-25"})
	if r[2].Refused != "" || !hasProblem(r[2], "startDate", "bestaat niet", false) || r[2].Rest[0].Value != "31-02-2026" {
		t.Errorf("C: %+v", r[2])
	}
	want(t, "columns to ask about", table.AmbiguousDates(m), []string{"Startdatum"})
	m.DateOrder = map[string]DateOrder{"Startdatum": DayMonth}
	want(t, "asked and answered", table.AmbiguousDates(m), nil)
	r = records(t, table, m)
	if r[0].Refused != "" {
		t.Error(r[0].Refused)
	}
	want(t, "A with a stated order", r[0].Fields["startDate"], []string{"2026-03-04"})
}

func TestGroundsAreRecognised(t *testing.T) {
	for text, code := range map[string]string{
		"Toestemming betrokkene": GroundConsent, "Uitvoering overeenkomst": GroundContract, "Wettelijke verplichting": GroundObligation, "c. wettelijke verplichting": GroundObligation,
		"Algemeen belang / openbaar gezag": GroundPublic, "vervulling taak van algemeen belang/ter uitoefening openbaar gezag": GroundPublic, "publieke taak": GroundPublic,
		"bescherming vitale belangen betrokkene": GroundVital, "Gerechtvaardigd belang": GroundInterest, "legitimate interests": GroundInterest, "e": GroundPublic,
	} {
		if got, exact := grounds(text); !exact || len(got) != 1 || got[0] != code {
			t.Errorf("%q: %v %v, want %s", text, got, exact, code)
		}
	}
	for text, code := range map[string]string{
		"art. 6 lid 1 onder c AVG": GroundObligation, "Artikel 6, eerste lid, aanhef en onder e, AVG": GroundPublic, "AVG 6.1.a": GroundConsent, "6(1)(f) GDPR": GroundInterest,
		"gerechtvaardigd belang (art. 6 lid 1 sub f AVG)": GroundInterest, "voldoen aan wettelijke verplichting: Wet BiBoB": GroundObligation,
		"Noodzakelijk voor de wettelijke taak van de dienst": GroundPublic,
	} {
		if got, exact := grounds(text); exact || len(got) != 1 || got[0] != code {
			t.Errorf("%q: %v %v, want %s with its text kept", text, got, exact, code)
		}
	}
	for _, text := range []string{"Participatiewet", "geen toestemming nodig", "artikel 9 lid 2 onder g"} {
		if got, _ := grounds(text); len(got) > 0 {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}

func TestPurposesPairWithGrounds(t *testing.T) {
	r := recordsOf(t, `Naam;Doel;Grondslag;Toelichting grondslag
A;salaris | aangifte;Uitvoering overeenkomst | Wettelijke verplichting;
B;a | b | c;publieke taak, wettelijke verplichting;Wet X
C;a | b;publieke taak | [afgebroken];
D;a;Participatiewet;
E;;Toestemming;
`)
	if got, want := r[0].Purposes, []Purpose{{"salaris", []string{GroundContract}, ""}, {"aangifte", []string{GroundObligation}, ""}}; !reflect.DeepEqual(got, want) {
		t.Errorf("one by one: %+v", got)
	}
	all := []string{GroundPublic, GroundObligation}
	if got, want := r[1].Purposes, []Purpose{{"a", all, "Wet X"}, {"b", all, "Wet X"}, {"c", all, "Wet X"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("all to all: %+v", got)
	}
	if !hasProblem(r[1], "grounds", "3 doelen en 2 grondslagen", true) {
		t.Errorf("not reported: %+v", r[1].Problems)
	}
	if got := r[2].Purposes; len(got[0].Grounds) != 1 || len(got[1].Grounds) != 0 || r[2].Rest[0].Value != "[afgebroken]" {
		t.Errorf("a placeholder keeps its place: %+v %+v", got, r[2].Rest)
	}
	if !hasProblem(r[3], "grounds", "“Participatiewet” is geen van de zes", false) || r[3].Purposes[0].Explanation != "Participatiewet" {
		t.Errorf("unknown ground: %+v", r[3])
	}
	want(t, "a ground without a purpose", r[4].Fields["grounds"], []string{GroundConsent})
}

func TestCategoriesAreMarked(t *testing.T) {
	for text, kind := range map[string]string{
		"naam": Ordinary, "BSN": BSN, "burgerservicenummer": BSN, "BSN en naamgegevens": BSN, "gegevens over gezondheid": Special, "aard van handicap": Special, "medische gegevens": Special,
		"Persoonsgegevens waaruit ras of etnische afkomst blijkt": Special, "lidmaatschap van een vakbond": Special, "religieuze of levensbeschouwelijke overtuigingen": Special, "politieke opvattingen": Special,
		"Gegevens betreffende strafrechtelijke veroordelingen": Criminal, "justitiële gegevens": Criminal, "vingerafdrukken": Special, "seksuele gerichtheid": Special, "DNA": Special,
		"raster van de wijk": Ordinary, "nationaliteit": Ordinary, "foto": Ordinary, "geen BSN": Ordinary, "geloofwaardigheid": Ordinary, "financiële gegevens": Ordinary,
	} {
		if got := categories(text, false); len(got) != 1 || got[0].Kind != kind || got[0].Name != text || (kind != Ordinary) != (got[0].Law != "") {
			t.Errorf("%q: %+v, want %s", text, got, kind)
		}
	}
	if got := categories("medische gegevens en BSN", false); len(got) != 2 || got[0].Kind != BSN || got[1].Kind != Special {
		t.Errorf("two kinds in one text: %+v", got)
	}
	r := recordsOf(t, `Naam;Persoonsgegevens;Bijzondere persoonsgegevens;BSN;Strafrechtelijke gegevens
A;naam;Geen;ja, Wet BRP;nee
B;naam, BSN;bloedgroep;ja;ja
C;naam;ja;misschien;
`)
	if got := r[0].Categories; len(got) != 2 || got[1].Kind != BSN || r[0].Fields["bsnBasis"][0] != "Wet BRP" {
		t.Errorf("A: %+v %v", got, r[0].Fields)
	}
	want(t, "none", r[0].Fields["specialCategories"], []string{"geen"})
	kinds := ""
	for _, c := range r[1].Categories {
		kinds += c.Kind + " "
	}
	if kinds != "ordinary bsn special criminal " {
		t.Errorf("B: %s", kinds)
	}
	if !hasProblem(r[2], "specialCategories", "niet welke", true) || r[2].Categories[1].Kind != Special || !hasProblem(r[2], "bsn", "geen ja of nee", false) {
		t.Errorf("C: %+v", r[2])
	}
}

func TestPlaceholdersAreNoAnswer(t *testing.T) {
	r := recordsOf(t, `Naam,Bewaartermijn,Ontvangers,Verwerkers,Herkomst,Doorgifte buiten EU,Toestemming,Doel
A,[bewaartermijn],n.v.t.,nee,-,onbekend,n.v.t.,3 zaken [afgebroken]
B,7 jaar,geen,x B.V.,Ja,"ja, naar de VS",formulier,a
`)
	for field, text := range map[string]string{"retention": "[bewaartermijn]", "recipients": "n.v.t.", "origin": "-", "outsideEU": "onbekend"} {
		if !hasProblem(r[0], field, "“"+text+"”", false) || len(r[0].Fields[field]) > 0 {
			t.Errorf("%s: %+v", field, r[0].Problems)
		}
	}
	if hasProblem(r[0], "consent", "", false) {
		t.Error("n.v.t. in a field that may be empty is no problem")
	}
	if len(r[0].Rest) != 6 {
		t.Errorf("kept with the source: %+v", r[0].Rest)
	}
	want(t, "no processor: the municipality does it", r[0].Fields["carriedOutBy"], []string{"municipality"})
	if !hasProblem(r[0], "purposes", "afgebroken", true) {
		t.Errorf("cut off: %+v", r[0].Problems)
	}
	want(t, "none is an answer", r[1].Fields["recipients"], []string{"geen"})
	if !hasProblem(r[1], "origin", "“Ja” zegt niet wat of wie", false) {
		t.Errorf("%+v", r[1].Problems)
	}
	want(t, "outside", r[1].Fields["outsideEU"], []string{Yes})
	want(t, "transfers", r[1].Fields["transfers"], []string{"naar de VS"})
}

func TestYesAndNo(t *testing.T) {
	for text, yes := range map[string]bool{"Ja": true, "NEE": false, "yes": true, "No": false, "true": true, "onwaar": false, "1": true, "0": false, "x": true, "j": true, "neen": false, "nee.": false} {
		if got, rest, ok := yesNo(text); !ok || got != yes || rest != "" {
			t.Errorf("%q: %v %q %v", text, got, rest, ok)
		}
	}
	if yes, rest, ok := yesNo("ja: parkeerrecht automatisch"); !ok || !yes || rest != "parkeerrecht automatisch" {
		t.Error(yes, rest, ok)
	}
	for _, text := range []string{"misschien", "jaarlijks", "normaal", "", "januari"} {
		if _, _, ok := yesNo(text); ok {
			t.Errorf("%q was read as yes or no", text)
		}
	}
}

func TestOneRecordInSeveralRows(t *testing.T) {
	t.Run("gelijke nummers en namen worden één verwerking", func(t *testing.T) {
		r := recordsOf(t, "Id,Naam,Systeem,Afdeling,Tekst\n7,Salaris,SAP,HR,een\n9,Toegang,,,\n7,Salaris,HRM,Financiën,twee\n7,,,,\n")
		if len(r) != 2 || r[0].Row != 2 || len(r[0].Rows) != 3 {
			t.Fatalf("%+v", r)
		}
		want(t, "systems", r[0].Fields["systems"], []string{"SAP", "HRM"})
		want(t, "department", r[0].Fields["department"], []string{"HR"})
		if !hasProblem(r[0], "department", "“HR” en ook “Financiën”", true) {
			t.Errorf("%+v", r[0].Problems)
		}
		if got := r[0].Rest; len(got) != 3 || got[1] != (Pair{"Tekst", "een", 2}) && got[0] != (Pair{"Tekst", "een", 2}) {
			t.Errorf("%+v", got)
		}
	})
	t.Run("hetzelfde nummer met een andere naam wordt geweigerd met beide regels", func(t *testing.T) {
		r := recordsOf(t, "Id,Naam\n7,Salaris\n7,Toegang\n")
		if len(r) != 2 || r[0].Refused == "" || r[0].Refused != r[1].Refused || !strings.Contains(r[0].Refused, "Regel 2 en 3 hebben hetzelfde nummer (7)") {
			t.Errorf("%+v", r)
		}
	})
	t.Run("zonder nummer zijn alleen gelijke rijen dezelfde", func(t *testing.T) {
		r := recordsOf(t, "Naam,Afdeling,Doel\nCamera,Bouw,a\nCamera,Bouw,b\nAfval,X,c\nAfval,X,c\nCamera,Wonen,a\n")
		if len(r) != 4 || !strings.Contains(r[0].Refused, "Regel 2 en 3 hebben dezelfde naam") || r[1].Refused == "" || r[2].Refused != "" || len(r[2].Rows) != 2 || r[3].Refused != "" {
			t.Errorf("%+v", r)
		}
	})
	t.Run("een rij zonder naam en nummer wordt geweigerd", func(t *testing.T) {
		r := recordsOf(t, "Id,Naam,Doel\n1,A,x\n,,y\n3,,z\n")
		if len(r) != 3 || !strings.Contains(r[1].Refused, "geen naam en geen nummer") || !strings.Contains(r[2].Refused, "geen naam") {
			t.Errorf("%+v", r)
		}
	})
	t.Run("de sleutel blijft gelijk als andere cellen of de vorm van het bestand veranderen", func(t *testing.T) {
		a := recordsOf(t, "Naam,Afdeling,Doel\nCamera,Bouw,a\n")
		b := recordsOf(t, "Doel;Afdeling;Naam\nanders;bouw;  camera \n")
		c := recordsOf(t, "Naam,Afdeling,Doel\nCamera,Wonen,a\n")
		if a[0].Key != b[0].Key || a[0].Key == c[0].Key {
			t.Error(a[0].Key, b[0].Key, c[0].Key)
		}
		if n := recordsOf(t, "Nummer,Naam\nM5,A\n"); n[0].Key != "tabel:m5" {
			t.Error(n[0].Key)
		}
	})
}

func TestProcessorsKeepTheirLines(t *testing.T) {
	r := recordsOf(t, "Naam,Verwerker,E-mail verwerker,Plaats verwerker\nA,\"Noord\nFirma B\",\"n@x.nl\nb@x.nl\",\"Groningen\nUtrecht\"\nB,\"P\nQ\",,Assen\nC,Z,z@x.nl,Assen\n")
	want(t, "aligned", r[0].Fields["processors"], []string{"Noord (Groningen)", "Firma B (Utrecht)"})
	if got, want := r[0].Persons, []Pair{{"E-mail verwerker (Noord)", "n@x.nl", 0}, {"E-mail verwerker (Firma B)", "b@x.nl", 0}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	want(t, "unequal", r[1].Fields["processors"], []string{"P", "Q"})
	if !hasProblem(r[1], "processorDetails", "1 regels en er zijn 2 verwerkers", true) || r[1].Rest[0].Value != "Assen" {
		t.Errorf("%+v", r[1])
	}
	want(t, "one", r[2].Fields["processors"], []string{"Z (Assen)"})
}

func TestPersonalDataStayApart(t *testing.T) {
	r := recordsOf(t, "Naam,Contactpersoon,Telefoon,Opmerking,Ontvangers\nA,P. de Vries,06-1,Stel vragen hierover aan jan@x.nl,afdeling post en archief (post@x.nl)\n")
	if len(r[0].Rest) != 0 || len(r[0].Persons) != 3 {
		t.Errorf("rest %+v persons %+v", r[0].Rest, r[0].Persons)
	}
	if !hasProblem(r[0], "recipients", "e-mailadres", true) {
		t.Errorf("%+v", r[0].Problems)
	}
}

func TestChoices(t *testing.T) {
	r := recordsOf(t, "Naam,Koppeling BRP,Verkregen van,Uitgevoerd door\nA,Indirect,betrokkene en derden,Gemeente\nB,geen,derden,\nC,soms,de betrokkene,extern\n")
	for i, want := range [][]string{{"indirect", "both", "municipality"}, {"none", "elsewhere", ""}, {"", "subject", "processors"}} {
		for j, field := range []string{"brpLink", "obtainedFrom", "carriedOutBy"} {
			if got := strings.Join(r[i].Fields[field], "|"); got != want[j] {
				t.Errorf("%d %s: %q want %q", i, field, got, want[j])
			}
		}
	}
	if !hasProblem(r[2], "brpLink", "“soms” is geen keuze", false) {
		t.Errorf("%+v", r[2].Problems)
	}
}
