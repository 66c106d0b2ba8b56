package domain_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
)

// A light is a made-up record: it is hung once, switched on and off, and its events have a history of schemas.
type light struct{ On, Hung bool }

type hang struct{}

type switchOn struct{ By string }

type complain struct{}

type hung struct {
	Room  string `json:"room"`
	Watts any    `json:"watts,omitempty"` // a number of any size
}

type switched struct {
	On bool `json:"on"`
}

func (hang) Decide(light, domain.Stamp) ([]domain.Event[light], error) {
	return []domain.Event[light]{hung{Room: "raadzaal"}}, nil
}

func (c switchOn) Decide(light, domain.Stamp) ([]domain.Event[light], error) {
	var p domain.Problems
	p.Need(c.By, "by", "Zeg wie.")
	return []domain.Event[light]{switched{true}}, p.Refuse("light.who")
}

func (complain) Decide(light, domain.Stamp) ([]domain.Event[light], error) { return nil, nil }

func (hung) Evolve(l light, _ domain.Stamp) light       { l.Hung = true; return l }
func (e switched) Evolve(l light, _ domain.Stamp) light { l.On = e.On; return l }

// lights is the table. Schema 1 of LightHung had a place, schema 2 a room, schema 3 tells the power in watts.
func lights() *domain.Aggregate[light] {
	return domain.Define(domain.Aggregate[light]{
		Name: "light", NL: "Lamp",
		Statuses: []domain.StatusLabel{{Status: "off", NL: "uit"}, {Status: "on", NL: "aan"}},
		Status: func(l light) domain.Status {
			switch {
			case !l.Hung:
				return ""
			case l.On:
				return "on"
			}
			return "off"
		},
		Title: func(light) string { return "Lamp" },
		Commands: []domain.CommandType[light]{
			{Name: "hang", NL: "Ophangen", Roles: []domain.Role{domain.EMP}, Zero: hang{}},
			{Name: "switch-on", NL: "Aandoen", Roles: []domain.Role{domain.EMP}, In: []domain.Status{"off"}, Zero: switchOn{}},
			{Name: "complain", NL: "Klagen", Roles: []domain.Role{domain.EMP}, Any: true, Zero: complain{}},
		},
		Events: []domain.EventType[light]{
			{Name: "LightHung", NL: "Opgehangen", Zero: hung{}, Up: []domain.Upcaster{
				func(m map[string]any) { m["room"] = m["place"]; delete(m, "place") },
				func(m map[string]any) {
					if v, ok := m["power"]; ok {
						m["watts"] = v
						delete(m, "power")
					}
				},
			}},
			{Name: "LightSwitched", NL: "Geschakeld", Zero: switched{}},
		},
	})
}

func TestUpcasting(t *testing.T) {
	const big = json.Number("9007199254740993") // 2^53 + 1: a float64 cannot hold it
	readable := []struct {
		name   string
		schema int
		data   string
		want   hung
	}{
		{"schema 1, over twee stappen", 1, `{"place":"hal","power":9007199254740993}`, hung{"hal", big}},
		{"schema 2, over één stap", 2, `{"room":"hal","power":9007199254740993}`, hung{"hal", big}},
		{"schema 3, van vandaag", 3, `{"room":"hal","watts":9007199254740993}`, hung{"hal", big}},
		{"tekens die HTML bijzonder vindt", 1, `{"place":"<hal & “trap”>"}`, hung{"<hal & “trap”>", nil}},
	}
	for _, c := range readable {
		t.Run("R-LED-17 leesbaar blijft "+c.name, func(t *testing.T) {
			got, err := lights().Decode("LightHung", c.schema, []byte(c.data))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(any(c.want), got); diff != "" {
				t.Errorf("read (-want +got):\n%s", diff)
			}
		})
	}
	unreadable := []struct {
		name, event string
		schema      int
		data        string
	}{
		{"een onbekende gebeurtenis", "LightStolen", 1, `{}`},
		{"een nieuwer schema dan dit programma kent", "LightHung", 4, `{"room":"hal"}`},
		{"schema nul", "LightHung", 0, `{"place":"hal"}`},
		{"een onbekend veld", "LightHung", 3, `{"room":"hal","colour":"rood"}`},
		{"een onbekend veld in een oud schema", "LightHung", 1, `{"place":"hal","colour":"rood"}`},
		{"een oud veld in het schema van vandaag", "LightHung", 3, `{"place":"hal"}`},
		{"een waarde die niet past", "LightHung", 3, `{"room":7}`},
		{"twee waarden op één regel", "LightHung", 3, `{"room":"hal"}{"room":"hal"}`},
		{"een haakje te veel", "LightHung", 3, `{"room":"hal"}}`},
		{"een haakje te veel in een oud schema", "LightHung", 1, `{"place":"hal"}}`},
		{"een afgebroken regel", "LightHung", 3, `{"room":"ha`},
		{"een afgebroken regel in een oud schema", "LightHung", 1, `{"place":"ha`},
		{"een regel zonder gegevens", "LightHung", 3, `null`},
		{"een regel zonder gegevens in een oud schema", "LightHung", 1, `null`},
		{"een lege regel", "LightHung", 3, ``},
	}
	for _, c := range unreadable {
		t.Run("R-LED-17 niets wordt overgeslagen: "+c.name+" is een fout", func(t *testing.T) {
			got, err := lights().Decode(c.event, c.schema, []byte(c.data))
			if !errors.Is(err, domain.ErrUnknownEvent) || got != nil {
				t.Errorf("got %v, error %v", got, err)
			}
		})
	}
	t.Run("R-LED-17 het schema van vandaag is één meer dan het aantal stappen", func(t *testing.T) {
		info := lights().Info()
		if h, s := info.EventNamed("LightHung").Schema, info.EventNamed("LightSwitched").Schema; h != 3 || s != 1 {
			t.Errorf("schemas %d, %d", h, s)
		}
	})
}

func TestStatuses(t *testing.T) {
	given := func(t *testing.T, events ...any) *domaintest.Case { return domaintest.Given(t, lights(), events...) }
	t.Run("wat er nog niet is, kan alleen worden gemaakt", func(t *testing.T) {
		given(t).Rules(hang{}).Then(hung{Room: "raadzaal"})
		given(t).Rules(switchOn{"emp"}).ThenRefused(domain.NotFound)
		given(t).Rules(complain{}).ThenRefused(domain.NotFound)
	})
	t.Run("wat er al is, kan niet nog eens worden gemaakt", func(t *testing.T) {
		given(t, hung{}).Rules(hang{}).ThenRefused(domain.Conflict)
	})
	t.Run("een opdracht in de verkeerde status wordt geweigerd, met de status die nodig is en die van nu", func(t *testing.T) {
		r := given(t, hung{}, switched{true}).Rules(switchOn{"emp"}).ThenRefused(domain.Conflict)
		if want := "‘Aandoen’ kan alleen in de status ‘uit’. De status is nu ‘aan’."; r.NL != want {
			t.Errorf("says %q", r.NL)
		}
	})
	t.Run("een opdracht voor elke status kan in elke status", func(t *testing.T) {
		given(t, hung{}).Rules(complain{}).Then()
		given(t, hung{}, switched{true}).Rules(complain{}).Then()
	})
	t.Run("een opdracht die de tabel niet kent, is een fout van ons en geen weigering", func(t *testing.T) {
		_, err := lights().Decide(light{}, struct{ domain.Command[light] }{}, domain.Stamp{})
		if _, refused := errors.AsType[*domain.Refusal](err); err == nil || refused {
			t.Errorf("error %v", err)
		}
	})
	t.Run("een weigering noemt alle velden", func(t *testing.T) {
		r := given(t, hung{}).Rules(switchOn{" "}).ThenRefused(domain.Invalid, "by")
		if !strings.Contains(r.Error(), "Zeg wie.") {
			t.Errorf("says %q", r.Error())
		}
	})
	t.Run("een onbekende status heet zoals programma’s haar noemen", func(t *testing.T) {
		if got := lights().Info().StatusNL("stuk"); got != "stuk" {
			t.Errorf("got %q", got)
		}
	})
}

func TestDefine(t *testing.T) {
	wrong := map[string]domain.CommandType[light]{
		"een rij die bijlage 1 niet heeft": {Name: "hang", Row: "B1.9-1", Zero: hang{}},
		"een opdracht die niemand mag":     {Name: "hang", Zero: hang{}},
	}
	for name, c := range wrong {
		t.Run("een tabel met "+name+" laat het programma niet starten", func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("accepted")
				}
			}()
			domain.Define(domain.Aggregate[light]{Name: "light", Commands: []domain.CommandType[light]{c}})
		})
	}
	t.Run("namen en typen vinden hun regel in de tabel, en wat er niet is niets", func(t *testing.T) {
		info := lights().Info()
		if c := info.CommandNamed("hang"); c == nil || c != info.Command(hang{}) || !c.New {
			t.Errorf("hang: %+v", c)
		}
		if e := info.EventNamed("LightSwitched"); e == nil || e != info.Event(switched{}) {
			t.Errorf("switched: %+v", e)
		}
		if info.CommandNamed("x") != nil || info.EventNamed("x") != nil || info.Command(7) != nil || info.Event(7) != nil {
			t.Error("found what is not there")
		}
	})
}

func TestChoices(t *testing.T) {
	t.Run("geen antwoord is geen nee", func(t *testing.T) {
		list := domain.YesNo("").Choices()
		if domain.Chosen(list, "") || !domain.Chosen(list, "no") || !domain.Chosen(list, "yes") {
			t.Errorf("choices %v", list)
		}
	})
	t.Run("een keuze heet in het Nederlands, een onbekende waarde zoals zij is", func(t *testing.T) {
		list := domain.YesNo("").Choices()
		got := []string{domain.ChoiceNL(list, "yes"), domain.ChoiceNL(list, "no"), domain.ChoiceNL(list, "misschien")}
		if !slices.Equal(got, []string{"Ja", "Nee", "misschien"}) {
			t.Errorf("got %v", got)
		}
	})
}
