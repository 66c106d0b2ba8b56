package intake

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestHeadersAreRecognised(t *testing.T) {
	for header, field := range map[string]string{
		"Naam verwerking": "name", "naam_verwerking": "name", "Verwerking": "name", "Verwerkingsactiviteit": "name", "Processing activity": "name",
		"CategorieŽn persoonsgegevens": "dataCategories", "Categorieën van betrokkenen": "dataSubjects", "CATEGORIEEN ONTVANGERS": "recipients", "CategorieÃ«n bijzondere persoonsgegevens": "specialCategories",
		"Herkomst persoonsgegevens": "origin", "Doel(en) van de verwerking": "purposes", "Doeleinden": "purposes", "Finaliteit": "purposes", "Purpose of the processing": "purposes",
		"Rechtsgrond": "grounds", "Lawful basis": "grounds", "Toelichting grondslag": "groundExplanation", "Grondslag BSN": "bsnBasis",
		"Bewaringstermijn": "retention", "Retention period": "retention", "Technische en organisatorische maatregelen": "security",
		"Doorgifte buiten de EU?": "outsideEU", "Derde landen": "transfers", "Naam verwerker": "processors", "Plaats verwerker": "processorDetails",
		"Verwerkingsverantwoordelijke": "controller", "Gezamenlijke verwerkingsverantwoordelijken": "jointControllers", "Afdeling": "department",
		"startDate": "startDate", "Geautomatiseerde besluitvorming (ja/nee)": "automatedDecisions", "DPIA uitgevoerd": "dpia", "Uitzonderingsgrond bijzondere persoonsgegevens": "specialGround",
		"Contactpersoon": Person, "E-mail verwerker": Person, "Telefoonnummer": Person, "Eigenaar naam": Person, "FG naam": Person, "Verwerker contactpersoon": Person, "Proceseigenaar": Person,
		"Verwerkersovereenkomst": "", "Gemeente": "", "Opmerkingen": "", "Verwerkingsmethode": "", "Telefooncentrale": "",
	} {
		if got := recognise(header).field; got != field {
			t.Errorf("%q is %q, want %q", header, got, field)
		}
	}
}

func TestSynonymsNameFieldsAndAreNotAmbiguous(t *testing.T) {
	owner := map[string]string{}
	seen := map[string]bool{}
	for _, s := range synonyms {
		if _, ok := FieldByKey(s.field); !ok {
			t.Errorf("no field %q", s.field)
		}
		seen[s.field] = true
		for word := range strings.SplitSeq(s.words, ",") {
			key := strings.Join(words(strings.TrimLeft(strings.TrimSpace(word), "~="), false), " ")
			if other, ok := owner[key]; ok {
				t.Errorf("%q stands for %s and %s", key, other, s.field)
			}
			owner[key] = s.field
		}
	}
	for _, f := range Fields {
		if !seen[f.Key] {
			t.Errorf("no header leads to %q", f.Key)
		}
	}
	for key := range choices {
		if f, _ := FieldByKey(key); f.Kind != Choice {
			t.Errorf("choices of %q, which is no choice", key)
		}
	}
	for _, f := range avgFields {
		if _, ok := FieldByKey(f); !ok {
			t.Errorf("avgFields names %q", f)
		}
	}
}

func TestGuess(t *testing.T) {
	t.Run("een kolom met vooral e-mailadressen is persoonlijk, wat de kop ook zegt", func(t *testing.T) {
		table := read(t, "r.csv", "Naam,Ontvangers,Wie\nA,a@b.nl,c@d.nl\nB,e@f.nl,g@h.nl\nC,x,\n")
		m := Guess(table)
		if m.Field("Ontvangers") != Person || m.Field("Wie") != Person {
			t.Errorf("%+v", m.Columns)
		}
	})
	t.Run("een kolom met adressen van pagina's, of met alleen ja en nee, is geen bron of doel", func(t *testing.T) {
		m := Guess(read(t, "r.csv", "Naam,bron,doel ingekort\nA,https://x.nl,ja\nB,https://y.nl,nee\n"))
		if m.Field("bron") != "" || m.Field("doel ingekort") != "" {
			t.Errorf("%+v", m.Columns)
		}
	})
	t.Run("een nummer dat niet altijd is ingevuld wijkt voor een dat dat wel is", func(t *testing.T) {
		m := Guess(read(t, "r.csv", "volgnr,verwerkingsnummer,Naam\n1,104,A\n2,,B\n"))
		if m.Field("volgnr") != "number" || m.Field("verwerkingsnummer") != "" {
			t.Errorf("%+v", m.Columns)
		}
		m = Guess(read(t, "r.csv", "volgnr,verwerkingsnummer,Naam\n1,104,A\n2,105,B\n"))
		if m.Field("verwerkingsnummer") != "number" || m.Field("volgnr") != "" {
			t.Errorf("%+v", m.Columns)
		}
	})
	t.Run("een zwakke kop wijkt voor een sterke", func(t *testing.T) {
		m := Guess(read(t, "r.csv", "Naam,organisatie,verwerkingsverantwoordelijke\nA,x,y\n"))
		if m.Field("organisatie") != "" || m.Field("verwerkingsverantwoordelijke") != "controller" {
			t.Errorf("%+v", m.Columns)
		}
	})
}

func TestMapping(t *testing.T) {
	table := read(t, "r.csv", "Naam,Startdatum\nA,04-03-2026\n")
	m := Guess(table)
	t.Run("gaat heen en terug door JSON", func(t *testing.T) {
		m.DateOrder = map[string]DateOrder{"Startdatum": DayMonth}
		body, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var back Mapping
		if err := json.Unmarshal(body, &back); err != nil || !reflect.DeepEqual(m, back) {
			t.Errorf("%s → %+v %v", body, back, err)
		}
	})
	t.Run("de handtekening hangt aan de namen van de kolommen, niet aan volgorde of inhoud", func(t *testing.T) {
		same := read(t, "s.csv", "startdatum;NAAM\n2020-01-01;B\n")
		other := read(t, "s.csv", "Naam,Einddatum\nA,2020-01-01\n")
		if table.Signature() != same.Signature() || table.Signature() == other.Signature() {
			t.Error(table.Signature(), same.Signature(), other.Signature())
		}
	})
	t.Run("een koppeling die niet kan wordt geweigerd met uitleg", func(t *testing.T) {
		for text, bad := range map[string]Mapping{
			"de naam van de verwerking": {},
			"bestaat niet":              {Columns: map[string]Assignment{"Naam": {Field: "nmae"}}},
			"meer dan één kolom":        {Columns: map[string]Assignment{"Naam": {Field: "name"}, "Startdatum": {Field: "name"}}},
			"dag-maand of maand-dag":    {Columns: m.Columns, DateOrder: map[string]DateOrder{"Startdatum": "ymd"}},
		} {
			n := 0
			for _, err := range table.Records(bad) {
				if n++; err == nil || !strings.Contains(err.Error(), text) {
					t.Errorf("%s: %v", text, err)
				}
			}
			if n != 1 {
				t.Errorf("%s: %d", text, n)
			}
		}
	})
}
