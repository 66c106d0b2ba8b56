package vnglist

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/api/intake"
	"github.com/heemstede/grootboek/domain/register"
)

const types = `{"model":"selectielijst.procestype","pk":60,"fields":{"uuid":"u","nummer":13,"naam":"Geschillen behandelen","jaar":2020}}`

func result1(pk, more string) string {
	return `{"model":"selectielijst.resultaat","pk":` + pk + `,"fields":{"uuid":"u","proces_type":60,` + more + `}}`
}

const plain = `"generiek_resultaat":null,"nummer":1,"naam":"Gegrond","waardering":"vernietigen","procestermijn":"nihil","bewaartermijn":"P5Y"`

func TestRead(t *testing.T) {
	t.Run("§4.8 een resultaat wordt een vermelding met nummer, waardering en termijn, een bijzonder resultaat staat onder zijn generieke", func(t *testing.T) {
		l, err := Read(strings.NewReader("[" + result1("2", `"generiek_resultaat":1,"nummer":3,"naam":"Gegrond","omschrijving":" Invloed op een blijvend dossier ","waardering":"blijvend_bewaren","procestermijn":"","bewaartermijn":null,"veiligheid":true,"onderwijs":false`) +
			"," + types + "," + result1("1", plain) + "]"))
		if err != nil {
			t.Fatal(err)
		}
		want := List{Name: "Selectielijst gemeenten en intergemeentelijke organen 2020", Year: 2020, Entries: []register.SelectionEntry{
			{Number: "13.1.3", Process: "Geschillen behandelen", Result: "Gegrond", About: "Invloed op een blijvend dossier", Valuation: register.ToKeep, Areas: "veiligheid"},
			{Number: "13.1", Process: "Geschillen behandelen", Result: "Gegrond", Valuation: register.ToDestroy, Period: "P5Y", Trigger: register.TriggerNone}}}
		if diff := cmp.Diff(want, l); diff != "" {
			t.Errorf("list (-want +got):\n%s", diff)
		}
	})
	t.Run("wat niet om te zetten is, blijft als tekst bewaard", func(t *testing.T) {
		l, err := Read(strings.NewReader("[" + types + "," + result1("1", strings.NewReplacer("vernietigen", "later", "nihil", "ooit").Replace(plain)+`,"nieuw_veld":"iets"`) + "]"))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := l.Entries[0].Kept, "waardering: later\nprocestermijn: ooit\nnieuw_veld: iets"; got != want {
			t.Errorf("kept %q, want %q", got, want)
		}
	})
	for name, text := range map[string]string{
		"geen JSON":                             `Nummer;Naam`,
		"geen lijst":                            `{}`,
		"een lege lijst":                        `[]`,
		"een andere soort":                      `[{"model":"iets.anders","pk":1,"fields":{}}]`,
		"een resultaat zonder procestype":       "[" + result1("1", plain) + "]",
		"een generiek resultaat dat er niet is": "[" + types + "," + result1("1", strings.Replace(plain, "null", "9", 1)) + "]",
		"hetzelfde resultaat twee keer":         "[" + types + "," + result1("1", plain) + "," + result1("1", plain) + "]",
		"een nummer dat geen getal is":          "[" + types + "," + result1("1", strings.Replace(plain, `"nummer":1`, `"nummer":"een"`, 1)) + "]",
	} {
		t.Run(name+": geweigerd, met een zin voor de gebruiker", func(t *testing.T) {
			_, err := Read(strings.NewReader(text))
			if e, ok := errors.AsType[*intake.Error](err); !ok || e.NL == "" {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestRealList(t *testing.T) {
	f, err := os.Open("../../../../shared/data/retention/selectielijst_2020.json")
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the sample data are not here: selectielijst_2020.json")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]register.SelectionEntry{}
	count := map[string]int{}
	for _, e := range l.Entries {
		of[e.Number] = e
		count[string(e.Valuation)]++
		if _, why := e.Terms(l.Year); why != "" {
			count["unmapped"]++
		}
		if e.Kept != "" {
			t.Errorf("%s: %q was not understood", e.Number, e.Kept)
		}
	}
	t.Run("de echte lijst van 2020 heeft 346 vermeldingen: 255 te vernietigen, 89 blijvend te bewaren, 2 zonder waardering", func(t *testing.T) {
		if l.Year != 2020 || len(of) != 346 || count["destroy"] != 255 || count["keep"] != 89 || count[""] != 2 {
			t.Errorf("%d, %d entries, %v", l.Year, len(of), count)
		}
	})
	t.Run("negen vermeldingen zeggen te weinig voor een termijn", func(t *testing.T) { // 5 merged, 1 estimated, 1 without trigger, 2 lapsed
		if count["unmapped"] != 9 {
			t.Errorf("%d", count["unmapped"])
		}
	})
	t.Run("termijnen zijn die van de lijst: datalek 5 jaar, verzoek afgewezen 1 jaar, overeenkomst 10 jaar, verklaring van vernietiging blijvend", func(t *testing.T) {
		for number, want := range map[string]string{"29.1": "5 jaar", "6.2": "1 jaar", "16.1": "10 jaar", "13.1.1": "7 jaar", "19.1.18": "blijvend bewaren", "19.1.24": "6 maanden"} {
			if got := of[number].TermNL(); got != want {
				t.Errorf("%s: %q, want %q", number, got, want)
			}
		}
		if of["16.1"].Trigger != register.TriggerLife {
			t.Errorf("16.1 begins after %q", of["16.1"].Trigger)
		}
	})
}
