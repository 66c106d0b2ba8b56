package register_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

// draw is random content: blanks, nonsense, and values of the enumerations.
func draw(t *rapid.T) Content { return domaintest.Draw(t, reflect.TypeFor[Content]()).(Content) }

// keys are the JSON names of the fields of Content.
func keys() []string {
	var list []string
	for f := range reflect.TypeFor[Content]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		list = append(list, name)
	}
	return list
}

func values(c domain.Chooser) []string {
	var list []string
	for _, x := range c.Choices() {
		list = append(list, x.Value)
	}
	return list
}

func TestContentProperties(t *testing.T) {
	t.Run("elk veld dat is uitgelezen, kan ongewijzigd worden teruggezet", rapid.MakeCheck(func(t *rapid.T) {
		c := draw(t)
		got := Content{}
		for _, key := range keys() {
			var err error
			if got, err = got.With(key, c.Value(key)); err != nil {
				t.Fatalf("%s = %s: %v", key, c.Value(key), err)
			}
		}
		if diff := cmp.Diff(c, got); diff != "" {
			t.Fatalf("content (-was +put back):\n%s", diff)
		}
	}))
	t.Run("een veld terugzetten verandert geen ander veld, en het oude record niet", rapid.MakeCheck(func(t *rapid.T) {
		a, b, key := draw(t), draw(t), rapid.SampledFrom(keys()).Draw(t, "veld")
		before := domaintest.Snapshot(t, a)
		got, err := a.With(key, b.Value(key))
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range keys() {
			want := a
			if k == key {
				want = b
			}
			if string(got.Value(k)) != string(want.Value(k)) {
				t.Fatalf("after setting %s, %s is %s, want %s", key, k, got.Value(k), want.Value(k))
			}
		}
		if after := domaintest.Snapshot(t, a); after != before {
			t.Fatalf("was %s, is %s", before, after)
		}
	}))
	t.Run("opschonen verandert wat al schoon is niet", rapid.MakeCheck(func(t *rapid.T) {
		once := draw(t).Clean()
		if diff := cmp.Diff(once, once.Clean()); diff != "" {
			t.Fatalf("content (-once +twice):\n%s", diff)
		}
	}))
	t.Run("opschonen verandert het oude record niet", rapid.MakeCheck(func(t *rapid.T) {
		c := draw(t)
		before := domaintest.Snapshot(t, c)
		c.Clean()
		if after := domaintest.Snapshot(t, c); after != before {
			t.Fatalf("was %s, is %s", before, after)
		}
	}))
}

func TestContent(t *testing.T) {
	t.Run("een veld dat er niet is, kan niet worden gezet", func(t *testing.T) {
		if _, err := complete().With("kleur", json.RawMessage(`"rood"`)); err == nil {
			t.Error("accepted")
		}
		if got := string(complete().Value("kleur")); got != "null" {
			t.Errorf("value %s", got)
		}
	})
	t.Run("een waarde die niet past, wordt niet gezet", func(t *testing.T) {
		for _, v := range []string{`7`, `[{"text":"x","colour":"rood"}]`, ``} {
			if _, err := complete().With("purposes", json.RawMessage(v)); err == nil {
				t.Errorf("%s accepted", v)
			}
		}
	})
	t.Run("opschonen laat weg wat leeg of dubbel is", func(t *testing.T) {
		c := Content{Name: " Wmo\n", DataSubjects: []string{" Aanvragers", "", "Aanvragers"}, Purposes: []Purpose{{}, {Text: " Beslissen "}},
			DataCategories: []DataCategory{{" ", Special}, {" BSN ", BSN}}, Retention: []Retention{{}, {Text: " 7 jaar "}}, Systems: []System{{"", "own"}}}
		want := Content{Name: "Wmo", DataSubjects: []string{"Aanvragers"}, Purposes: []Purpose{{Text: "Beslissen"}},
			DataCategories: []DataCategory{{"BSN", BSN}}, Retention: []Retention{{Text: "7 jaar"}}}
		if diff := cmp.Diff(want, c.Clean()); diff != "" {
			t.Errorf("content (-want +got):\n%s", diff)
		}
	})
	t.Run("de tabel van velden heeft elk veld van een verwerking precies één keer, met Nederlandse tekst en bron", func(t *testing.T) {
		var got []string
		for _, f := range Fields {
			if f.NL == "" || f.Help == "" || f.Source == "" || f.Nr == "" {
				t.Errorf("%+v lacks a text", f)
			}
			if f.Key != "" {
				got = append(got, f.Key)
			}
		}
		slices.Sort(got)
		want := keys()
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("fields (-content +table):\n%s", diff)
		}
		if FieldByKey("bsn_basis").Key != "bsn_basis" || FieldByKey("kleur") != nil || FieldByKey("") != nil {
			t.Error("FieldByKey finds the wrong field")
		}
	})
	t.Run("R-4.1-13 openbaar zijn de elf velden van §4.1 en de vraag over de EU", func(t *testing.T) {
		var got []string
		for _, f := range Fields {
			if f.Public {
				got = append(got, f.Nr)
			}
		}
		// 1 controller and contact, 2 department, 3 purposes, 4 grounds, 5 data subjects, 6 categories, 7 recipients,
		// 8 retention, 9 security, 10 origin, 11 FG; 12 and 13 outside the EU; 0 is the name.
		want := []string{"0", "1", "1", "2", "3, 4", "5", "6", "7", "8", "9", "10", "11", "12", "13"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("public fields (-want +got):\n%s", diff)
		}
	})
}

// enumerations are the values the policy names, by field.
var enumerations = []struct {
	nr   string
	of   domain.Chooser
	want []string
}{
	{"R-1.1-01 de vijftien handelingen van §1.1", Operation(""), []string{"collect", "record", "organise", "structure", "store", "change",
		"retrieve", "consult", "use", "transmit", "disseminate", "combine", "shield", "erase", "destroy"}},
	{"R-1.2-02 een eigen systeem, of direct of indirect het centrale gegevensmagazijn", SystemKind(""), []string{"own", "warehouse-direct", "warehouse-indirect"}},
	{"R-2.2-01 de gemeente zelf, verwerkers, of beide", CarriedOutBy(""), []string{"municipality", "processors", "both"}},
	{"R-2.3-01 de zes grondslagen van §2.3", Ground(""), []string{"consent", "contract", "legal-obligation", "vital-interest", "public-task", "legitimate-interest"}},
	{"R-4.1-06 gewone, bijzondere, BSN- en strafrechtelijke gegevens", Kind(""), []string{"ordinary", "special", "bsn", "criminal"}},
	{"§4.7 een directe, een indirecte of geen koppeling met de BRP", BRPLink(""), []string{"direct", "indirect", "none"}},
	{"§4.2 van de betrokkene, van anderen, of van beide", ObtainedFrom(""), []string{"data-subject", "elsewhere", "both"}},
}

func TestEnumerations(t *testing.T) {
	for _, e := range enumerations {
		t.Run(e.nr+" kunnen worden vastgelegd", func(t *testing.T) {
			if diff := cmp.Diff(e.want, values(e.of)); diff != "" {
				t.Errorf("choices (-want +got):\n%s", diff)
			}
			for _, c := range e.of.Choices() {
				if strings.TrimSpace(c.NL) == "" {
					t.Errorf("%s has no Dutch label", c.Value)
				}
			}
		})
	}
	nonsense := []struct {
		name, field string
		change      func(*Content)
	}{
		{"R-2.3-01 een andere grondslag dan de zes", "purposes", func(c *Content) { c.Purposes[0].Grounds = []Ground{"public-task", "gewoonte"} }},
		{"R-4.1-06 een andere soort gegevens", "data_categories", func(c *Content) { c.DataCategories[0].Kind = "geheim" }},
		{"R-1.1-01 een handeling buiten §1.1", "operations", func(c *Content) { c.Operations = []Operation{"collect", "verkopen"} }},
		{"R-1.2-02 een andere soort systeem", "systems", func(c *Content) { c.Systems = []System{{"Zaak", "zolder"}} }},
		{"R-2.2-01 een andere uitvoerder", "carried_out_by", func(c *Content) { c.CarriedOutBy = "niemand" }},
		{"R-B1-06 een ander antwoord dan ja of nee", "outside_eu", func(c *Content) { c.OutsideEU = "misschien" }},
		{"R-4.4-02 een uitzonderingsgrond buiten AVG art. 9", "special_ground", func(c *Content) { c.SpecialGround = "handig" }},
		{"§4.7 een koppeling met de BRP die niet bestaat", "brp_link", func(c *Content) { c.BRPLink = "draadloos" }},
		{"§4.2 een wijze van verkrijgen die niet bestaat", "obtained_from", func(c *Content) { c.ObtainedFrom = "lucht" }},
		{"R-1.4-03 een ander antwoord over het beroepsgeheim", "medical_secrecy", func(c *Content) { c.MedicalSecrecy = "soms" }},
		{"een ander antwoord over automatisch beslissen", "automated", func(c *Content) { c.Automated = "soms" }},
		{"een startdatum die niet bestaat", "start_date", func(c *Content) { c.StartDate = "2026-02-30" }},
		{"R-4.1-07 ontvangers én geen ontvangers", "recipients", func(c *Content) { c.NoRecipients = true }},
	}
	for _, n := range nonsense {
		t.Run(n.name+": geweigerd, vóór en na registratie", func(t *testing.T) {
			activity(t, nil).As(domain.OWN).When(Submit{with(n.change)}).ThenRefused(domain.Invalid, n.field)
			activity(t, registered(complete())).As(domain.PB).When(Amend{Content: with(n.change), Reason: "Wijziging."}).ThenRefused(domain.Invalid, n.field)
		})
	}
}
