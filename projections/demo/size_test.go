package demo

import (
	"context"
	"testing"

	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/processors"
	"github.com/heemstede/grootboek/events/storetest"
)

// A quarter of [Large], over as many years: the whole is for benchmarks.
func TestEenGemeenteNaTienJaar(t *testing.T) {
	o := Large
	o.Size = Size{Activities: 250, Agreements: 100, DPIAs: 75}
	var store storetest.Memory
	if _, err := Build(context.Background(), &store, o); err != nil {
		t.Fatal(err)
	}
	list := log(t, &store)
	records := folded(t, list)
	t.Run("heeft zo veel verwerkingen, overeenkomsten en DPIA’s als gevraagd", func(t *testing.T) {
		for kind, want := range map[string]int{"activity": o.Size.Activities, "agreement": o.Size.Agreements, "processor": o.Size.Agreements, "dpia": o.Size.DPIAs} {
			if got := len(records.OfType(kind)); got < want {
				t.Errorf("%d of %s, want at least %d", got, kind, want)
			}
		}
	})
	t.Run("over tien jaar", func(t *testing.T) {
		if first, last := list[0].Recorded, list[len(list)-1].Recorded; last.Sub(first).Hours() < 24*365*9.9 {
			t.Errorf("from %s to %s", first, last)
		}
	})
	t.Run("met overeenkomsten in elke stand: op tijd, te laat, aan te passen, geëindigd", func(t *testing.T) {
		today := calendar.On(DefaultUntil)
		n := map[string]int{}
		for _, v := range records.OfType("agreement") {
			a := v.Last().State.(processors.Agreement)
			n[string(a.State)]++
			if a.CheckOverdue(today) {
				n["late"]++
			}
			if a.Deviates() {
				n["deviates"]++
			}
		}
		for _, s := range []string{"in-force", "closed", "late", "deviates"} {
			if n[s] == 0 {
				t.Errorf("none is %s: %v", s, n)
			}
		}
		if n["late"] > n["in-force"]/2 {
			t.Errorf("most are late, as in no town hall: %v", n)
		}
	})
}
