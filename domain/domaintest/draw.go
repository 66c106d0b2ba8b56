package domaintest

import (
	"encoding/json"
	"fmt"
	"reflect"

	"pgregory.net/rapid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// words are what a random text is: blanks, ids that mean something in [Town], and characters that JSON or HTML escape.
var words = []string{"", "  ", "Zorg", " zorg & welzijn <3 ", "“één”\nregel", "tm", "fg", "emp", "own", Process, Rule, Command,
	"activity/submit", "process/mandate", "B1.4-3", "P7Y", "a", "c"}

var dates = []calendar.Date{"", "2024-02-29", "2026-02-30", "2026-11-23", "2026-11-24", "2027-01-01"}

// Draw returns a random value of a type of the domain: an enumeration is one of its choices, or none, or none of them.
func Draw(t *rapid.T, typ reflect.Type) any {
	v := reflect.New(typ).Elem()
	fill(t, v, typ.Name())
	return v.Interface()
}

func fill(t *rapid.T, v reflect.Value, label string) {
	switch x := v.Interface().(type) {
	case calendar.Date:
		v.SetString(string(rapid.SampledFrom(dates).Draw(t, label)))
		return
	case domain.Chooser:
		v.SetString(rapid.SampledFrom(append(values(x), "", "onzin")).Draw(t, label))
		return
	case json.RawMessage:
		v.SetBytes([]byte(`null`))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.SampledFrom(words).Draw(t, label))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, label))
	case reflect.Int:
		v.SetInt(rapid.Int64Range(0, 9).Draw(t, label))
	case reflect.Uint64:
		v.SetUint(rapid.Uint64Range(0, 9).Draw(t, label))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), v.Type().Field(i).Name)
		}
	case reflect.Slice:
		for range rapid.IntRange(0, 3).Draw(t, label+" lengte") {
			x := reflect.New(v.Type().Elem()).Elem()
			fill(t, x, label)
			v.Set(reflect.Append(v, x))
		}
	case reflect.Map, reflect.Pointer: // left empty: no rule looks inside
	default:
		panic(fmt.Sprintf("domaintest draws no %s", v.Type()))
	}
}

func values(c domain.Chooser) []string {
	var list []string
	for _, x := range c.Choices() {
		list = append(list, x.Value)
	}
	return list
}

// Snapshot writes a state down, to see later that nobody has changed it behind our back.
func Snapshot(t T, state any) string {
	b, err := json.Marshal(state)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
