package register_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

func entry(number, period string) SelectionEntry {
	return SelectionEntry{Number: number, Process: "Verzoeken behandelen", Result: "Verleend", Valuation: ToDestroy, Period: period, Trigger: TriggerNone}
}

func source(entries ...SelectionEntry) SelectionSource {
	return SelectionSource{Name: "Selectielijst gemeenten 2020", Year: 2020, File: "sha256:1", FileName: "lijst.json", Entries: entries}
}

func list(t domaintest.T, events ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, SelectionListRecord, events...).Knowing(domaintest.Town()).As(domain.PB)
}

func TestSelectionList(t *testing.T) {
	first := []SelectionEntry{entry("6.10", "P1Y"), entry("6.2", "P5Y"), entry("6.1.1", "P7Y"), entry("6.1", "P5Y")}
	t.Run("RT-09 een selectielijst wordt ingelezen, met hoeveel vermeldingen en uit welk bestand", func(t *testing.T) {
		c := list(t).When(ReadSelectionList{source(first...)}).ThenEvents("SelectionListImported", "SelectionListEntriesRead").ThenStatus("read")
		l := domaintest.State[SelectionList](c)
		var numbers []string
		for _, e := range l.Entries {
			numbers = append(numbers, e.Number)
		}
		if diff := cmp.Diff([]string{"6.1", "6.1.1", "6.2", "6.10"}, numbers); diff != "" {
			t.Errorf("numbers (-want +got):\n%s", diff)
		}
	})
	t.Run("RT-09 hetzelfde bestand nog eens verandert niets", func(t *testing.T) {
		list(t).When(ReadSelectionList{source(first...)}).When(ReadSelectionListAgain{source(first...)}).Then()
	})
	t.Run("RT-09 een nieuwere versie laat zien wat is toegevoegd, gewijzigd en vervallen", func(t *testing.T) {
		newer := source(entry("6.1", "P6Y"), entry("6.1.1", "P7Y"), entry("6.2", "P5Y"), entry("6.3", "P1Y"))
		newer.File = "sha256:2"
		c := list(t).When(ReadSelectionList{source(first...)})
		was := domaintest.State[SelectionList](c)
		c.When(ReadSelectionListAgain{newer}).Then(SelectionListImported{Name: newer.Name, Year: 2020, File: "sha256:2", FileName: "lijst.json", Total: 4, Added: 1, Changed: 1, Withdrawn: 1},
			SelectionListEntriesRead{[]SelectionEntry{entry("6.3", "P1Y"), entry("6.1", "P6Y")}}, SelectionListEntriesWithdrawn{[]string{"6.10"}})
		want := SelectionDifferences{Added: []SelectionEntry{entry("6.3", "P1Y")}, Changed: []SelectionChange{{entry("6.1", "P5Y"), entry("6.1", "P6Y")}}, Withdrawn: []SelectionEntry{entry("6.10", "P1Y")}}
		if diff := cmp.Diff(want, was.Differences(domaintest.State[SelectionList](c).Entries)); diff != "" {
			t.Errorf("differences (-want +got):\n%s", diff)
		}
	})
	t.Run("een lijst van een ander jaar is een andere lijst: geweigerd", func(t *testing.T) {
		other := source(first...)
		other.Year = 2030
		list(t).When(ReadSelectionList{source(first...)}).When(ReadSelectionListAgain{other}).ThenRefused(domain.Invalid, "year")
	})
	t.Run("een bestand zonder naam, hash, jaar of vermeldingen, of met een nummer dat twee keer voorkomt: geweigerd", func(t *testing.T) {
		list(t).When(ReadSelectionList{}).ThenRefused(domain.Invalid, "name", "file", "year", "entries")
		list(t).When(ReadSelectionList{source(entry("6.1", "P1Y"), entry("6.1", "P5Y"))}).ThenRefused(domain.Invalid, "entries")
		list(t).When(ReadSelectionList{source(SelectionEntry{Number: "6.1"})}).ThenRefused(domain.Invalid, "entries")
	})
	t.Run("een lange lijst past in de regels van het log", func(t *testing.T) {
		var long []SelectionEntry
		for i := range 400 {
			e := entry(fmt.Sprintf("1.%d", i), "P5Y")
			e.Note = strings.Repeat("toelichting ", 40)
			long = append(long, e)
		}
		by := domain.Stamp{Role: domain.PB, Facts: domaintest.Town()}
		decided, err := SelectionListRecord.Decide(SelectionList{}, ReadSelectionList{source(long...)}, by)
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for _, e := range decided {
			b, err := json.Marshal(e)
			if err != nil || len(b) > 40_000 {
				t.Errorf("an event of %d bytes (%v)", len(b), err)
			}
			if r, ok := e.(SelectionListEntriesRead); ok {
				total += len(r.Entries)
			}
		}
		if total != 400 {
			t.Errorf("%d entries", total)
		}
	})
}

func TestSelectionTerms(t *testing.T) {
	t.Run("§4.8 een vermelding wordt een bewaarregel met termijn, begin, grond en vindplaats", func(t *testing.T) {
		terms, why := entry("6.1", "P5Y").Terms(2020)
		want := RetentionTerms{Name: "Verzoeken behandelen: verleend", Period: "P5Y", Starts: "afronding van de zaak", Basis: "selection-list",
			Citation: "Selectielijst gemeenten 2020, resultaat 6.1", Entry: "2020/6.1"}
		if diff := cmp.Diff(want, terms); diff != "" || why != "" {
			t.Errorf("%s; terms (-want +got):\n%s", why, diff)
		}
		terms.Category, terms.Destroyable = "Verzoeken", domain.Yes
		rule(t).When(SetRetentionRule{terms}).Then(RetentionRuleSet{terms})
	})
	for name, e := range map[string]SelectionEntry{
		"de procestermijn is samengevoegd":   {Number: "1.1", Valuation: ToDestroy, Period: "P19Y", Trigger: TriggerMerged},
		"de bestaansduur is een inschatting": {Number: "1.1", Valuation: ToDestroy, Period: "P5Y", Trigger: TriggerEstimated, Remark: "25 jaar"},
		"de procestermijn ontbreekt":         {Number: "1.1", Valuation: ToDestroy, Period: "P2Y"},
		"de waardering ontbreekt":            {Number: "7.1.20"},
		"de termijn is geen termijn":         {Number: "1.1", Valuation: ToDestroy, Period: "5 of 10 jaar", Trigger: TriggerNone},
	} {
		t.Run("wat niet om te zetten is, wordt niet geraden: "+name, func(t *testing.T) {
			if terms, why := e.Terms(2020); why == "" || terms.Starts != "" {
				t.Errorf("%+v", terms)
			}
		})
	}
	t.Run("§4.8 blijvend bewaren heeft geen termijn, maar een criterium", func(t *testing.T) {
		if terms, why := (SelectionEntry{Number: "1.1.1", Valuation: ToKeep}).Terms(2020); why != "" || terms.Period != "" || terms.Criteria == "" {
			t.Errorf("%+v %s", terms, why)
		}
	})
	t.Run("RT-09 een regel die niet meer overeenkomt met de lijst, is te zien; de regel zelf verandert niet", func(t *testing.T) {
		cited := RetentionTerms{Period: "P5Y", Entry: "2020/6.1"}
		for want, l := range map[string]SelectionList{
			"": {Year: 2020, Entries: []SelectionEntry{entry("6.1", "P5Y")}}, "De lijst zegt nu: 6 jaar.": {Year: 2020, Entries: []SelectionEntry{entry("6.1", "P6Y")}},
			"Vermelding 6.1 staat niet meer in de lijst.": {Year: 2020, Entries: []SelectionEntry{entry("6.10", "P5Y")}},
			"De lijst zegt nu: blijvend bewaren.":         {Year: 2020, Entries: []SelectionEntry{{Number: "6.1", Valuation: ToKeep}}},
			"Vermelding 6.1 is vervallen.":                {Year: 2020, Entries: []SelectionEntry{{Number: "6.1"}}},
		} {
			if got := l.Disagrees(cited); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		if got := (SelectionList{Year: 2030}).Disagrees(cited); got != "" {
			t.Errorf("a list of another year says %q", got)
		}
	})
}
