package projections_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
)

// public is the public register now, or as known at noon of a day.
func (w *town) public(at ...time.Time) []projections.PublicEntry {
	var known time.Time
	if len(at) > 0 {
		known = at[0]
	}
	return w.register.Public(known, w.now, "", nil)
}

func entryNames(list []projections.PublicEntry) (out []string) {
	for _, e := range list {
		out = append(out, e.Name)
	}
	return out
}

// elevenFields are those of §4.1, in order, as field keys; 3 and 4 stand in one.
var elevenFields = []string{"controller", "controller_contact", "department", "purposes", "data_subjects", "data_categories", "recipients", "retention", "security", "origin", "fg"}

func TestHetOpenbareRegister(t *testing.T) {
	w := newTown(t).on("2026-02-01")
	wmoID := w.registered(1, complete("Wmo-aanvragen", wmo))
	w.submitted(2, complete("Nog niet geregistreerd", wmo))
	park := w.registered(3, complete("Parkeervergunningen", parking))
	w.do("activity", park, register.WithdrawPublication{Reason: "Onderzoek."}, as("pb", domain.PB))

	t.Run("R-4.1-13 toont elke geregistreerde verwerking met de elf gegevens en de verstrekking buiten de EU", func(t *testing.T) {
		list := w.public()
		if diff := cmp.Diff([]string{"Wmo-aanvragen"}, entryNames(list)); diff != "" {
			t.Fatalf("(+ shown):\n%s", diff)
		}
		for _, key := range append([]string{"outside_eu"}, elevenFields...) {
			if list[0].Value(key) == "" {
				t.Errorf("%s is not shown: %+v", key, list[0].Fields)
			}
		}
		if got := list[0].Value("purposes"); !strings.Contains(got, "Aanvragen beoordelen") || !strings.Contains(got, "Wettelijke verplichting") || !strings.Contains(got, "Wmo 2015, artikel 2.3.2") {
			t.Errorf("purpose and ground: %q", got)
		}
		if got := list[0].Value("retention"); got != "Wmo-dossier, 15 jaar: 15 jaar einde voorziening" {
			t.Errorf("retention: %q", got)
		}
	})
	t.Run("R-4.1-13 ook een die actief of opgeschort is", func(t *testing.T) {
		w := newTown(t)
		id := w.registered(1, complete("Wmo-aanvragen", wmo))
		for _, command := range []any{register.RecordRunning{Reason: "Bestond al."}, register.Suspend{Reason: "Storing."}} {
			w.do("activity", id, command, as("tm", domain.OWN))
			if len(w.public()) != 1 {
				t.Errorf("gone after %T", command)
			}
		}
	})
	t.Run("R-4.1-13 wat is teruggetrokken staat er niet, en weer wel na publicatie", func(t *testing.T) {
		if _, ok := w.register.PublicVersion(park, 0, w.now); ok {
			t.Error("still has a page of its own")
		}
		w.do("activity", park, register.Publish{}, as("pb", domain.PB))
		if diff := cmp.Diff([]string{"Parkeervergunningen", "Wmo-aanvragen"}, entryNames(w.public())); diff != "" {
			t.Errorf("(+ shown):\n%s", diff)
		}
	})
	t.Run("R-4.1-15 het is op elke dag gelijk aan wat het grootboek toen wist: evenveel, en met dezelfde inhoud", func(t *testing.T) {
		w := newTown(t).on("2026-02-01")
		id := w.registered(1, complete("Wmo-aanvragen", wmo))
		w.on("2026-03-01").registered(2, complete("Parkeervergunningen", parking))
		w.on("2026-04-01").amend(id, func(c *register.Content) { c.Department = "Zorg" }, time.Time{})
		w.on("2026-05-01").do("activity", activity(2), register.End{Reason: "Gestopt.", Data: "Vernietigd."}, as("tm2", domain.OWN))
		for _, at := range []time.Time{day("2026-01-31"), day("2026-02-15"), day("2026-03-15"), day("2026-04-15"), day("2026-05-15")} {
			shown := w.public(at)
			n := 0
			for _, v := range w.records.OfType("activity") {
				x, ok := v.At(projections.AsOf{Recorded: at})
				if !ok || !x.State.(register.Activity).Public() {
					continue
				}
				for _, e := range shown {
					if e.ID == v.ID {
						n++
						a := x.State.(register.Activity)
						if e.Name != a.Name || e.Dept != a.Department || e.Value("department") != a.Department || e.Version != x.Version {
							t.Errorf("on %s: shown %+v, known %s %s version %d", at, e, a.Name, a.Department, x.Version)
						}
					}
				}
			}
			if n != len(shown) {
				t.Errorf("on %s %d are shown, %d of them are known", at, len(shown), n)
			}
		}
		if n := w.register.CountPublic(); n != len(w.public()) || n != 1 {
			t.Errorf("%d counted, %d shown", n, len(w.public()))
		}
	})
	t.Run("R-4.1-14 de datum is die van de laatste wijziging die een inwoner kan zien", func(t *testing.T) {
		w := newTown(t).on("2026-02-01")
		id := w.registered(1, complete("Wmo-aanvragen", wmo))
		w.on("2026-03-01").do("activity", id, register.Confirm{}, as("tm", domain.OWN))
		if got := w.public()[0].Changed; !got.Equal(day("2026-02-01")) {
			t.Errorf("after a confirmation: %s", got)
		}
		w.on("2026-04-01").amend(id, func(c *register.Content) { c.Department = "Zorg" }, time.Time{})
		if e := w.public()[0]; !e.Changed.Equal(day("2026-04-01")) || e.Dept != "Zorg" {
			t.Errorf("after an amendment: %s, %s", e.Changed, e.Dept)
		}
	})
	t.Run("R-4.1-16 er staat geen medewerker in behalve de FG, en geen proces of eigenaar", func(t *testing.T) {
		list := w.public()
		for i := range list {
			list[i].ID = "" // an id may hold any letters
		}
		text := dump(t, list)
		for id, name := range people {
			for _, word := range append(strings.Fields(name), name) {
				if id != "fg" && strings.Contains(text, word) {
					t.Errorf("%s is named: %s", name, text)
				}
			}
			if id != "fg" && strings.Contains(text, `"`+id+`"`) {
				t.Errorf("the id of %s stands there", name)
			}
		}
		if !strings.Contains(text, people["fg"]) || strings.Contains(text, wmo) {
			t.Errorf("the FG must be named and the process not: %s", text)
		}
	})
	t.Run("R-4.1-16 geen veld dat niet openbaar hoort te zijn", func(t *testing.T) {
		for _, e := range w.public() {
			for _, f := range e.Fields {
				if f.Key != "fg" && !register.FieldByKey(f.Key).Public {
					t.Errorf("%s is shown", f.Key)
				}
			}
		}
	})
	t.Run("op afdeling, en op de gevonden records", func(t *testing.T) {
		if list := w.register.Public(time.Time{}, w.now, "Zorg", nil); len(list) != 0 {
			t.Errorf("another department: %v", entryNames(list))
		}
		if list := w.register.Public(time.Time{}, w.now, "IASZ", map[string]bool{"activity/" + wmoID: true}); len(list) != 1 || list[0].ID != wmoID {
			t.Errorf("found: %v", entryNames(list))
		}
	})
	t.Run("zoeken gaat over wat een inwoner ziet", func(t *testing.T) {
		e := w.register.Public(time.Time{}, w.now, "", map[string]bool{"activity/" + wmoID: true})[0]
		for words, want := range map[string]bool{"clienten": true, "CLIËNTEN zorgaanb": true, "wabb": false, "wmo onzin": false, "": true} {
			if got := e.Holds(projections.Words(words)); got != want {
				t.Errorf("%q: %v", words, got)
			}
		}
	})
}

func TestDeFGInHetRegister(t *testing.T) {
	w := newTown(t).on("2026-02-01")
	w.registered(1, complete("Wmo-aanvragen", wmo))
	w.registered(2, complete("Parkeervergunningen", parking))
	before := w.records.Len()
	shown := func(list []projections.PublicEntry) (out []string) {
		for _, e := range list {
			out = append(out, e.Value("fg"))
		}
		return out
	}
	old, next := w.successor()
	const first, second = "Frits Zandvliet, fg@heemstede.example", "Fatima Elberse, privacy@heemstede.example"
	t.Run("R-4.1-11 tot de wisseling staat de oude FG bij elke verwerking", func(t *testing.T) {
		if diff := cmp.Diff([]string{first, first}, shown(w.on("2026-03-31").public())); diff != "" {
			t.Errorf("(+ shown):\n%s", diff)
		}
	})
	t.Run("R-4.1-11 daarna de nieuwe, zonder dat een verwerking is bewerkt", func(t *testing.T) {
		if diff := cmp.Diff([]string{second, second}, shown(w.on("2026-04-01").public())); diff != "" {
			t.Errorf("(+ shown):\n%s", diff)
		}
		for _, v := range w.records.OfType("activity") {
			if v.Last().Position > events.Position(before) {
				t.Errorf("%s was edited", v.Stream)
			}
		}
	})
	t.Run("R-4.1-11 wie terugkijkt ziet de FG van toen", func(t *testing.T) {
		if diff := cmp.Diff([]string{first, first}, shown(w.public(day("2026-02-15")))); diff != "" {
			t.Errorf("(+ shown):\n%s", diff)
		}
		if diff := cmp.Diff([]string{first, first}, shown(w.public(day("2026-03-15")))); diff != "" {
			t.Errorf("after the announcement (+ shown):\n%s", diff)
		}
	})
	t.Run("R-4.1-11 ook op het vaste adres van een oude versie", func(t *testing.T) {
		if e, ok := w.register.PublicVersion(activity(1), 3, w.now); !ok || e.Value("fg") != first {
			t.Errorf("%v %q", ok, e.Value("fg"))
		}
	})
	t.Run("R-4.1-11 nieuwe contactgegevens staan er meteen overal, de oude blijven in de geschiedenis", func(t *testing.T) {
		w.on("2026-05-01").do("role", next, governance.ChangeRoleContact{Email: "fg@nieuw.example", Phone: "14 023"}, as("pb", domain.PB))
		want := "Fatima Elberse, fg@nieuw.example, 14 023"
		if diff := cmp.Diff([]string{want, want}, shown(w.public())); diff != "" {
			t.Errorf("(+ shown):\n%s", diff)
		}
		if diff := cmp.Diff([]string{second, second}, shown(w.public(day("2026-04-15")))); diff != "" {
			t.Errorf("before (+ shown):\n%s", diff)
		}
		if got := w.get("role", next).List[0].State.(governance.Appointment).Contact.Email; got != "privacy@heemstede.example" {
			t.Errorf("the history says %q", got)
		}
	})
	t.Run("er is altijd een FG: de aanwijzing zonder opvolger beëindigen wordt geweigerd", func(t *testing.T) {
		if _, err := w.try("role", next, governance.EndRole{Until: "2026-06-01", Reason: "x"}, as("col", domain.COL)); err == nil {
			t.Error("not refused")
		}
		if w.get("role", old).Last().Name != "RoleEnded" {
			t.Error("the first appointment has not ended")
		}
	})
}

func TestEenVersieVanHetOpenbareRegister(t *testing.T) {
	w := newTown(t).on("2026-02-01")
	id := w.registered(1, complete("Wmo-aanvragen", wmo))
	w.on("2026-03-01").amend(id, func(c *register.Content) {
		c.Department, c.OutsideEU, c.Transfers = "Zorg", domain.Yes, []string{"Verenigde Staten, modelcontract"}
	}, time.Time{})
	w.on("2026-04-01").do("activity", id, register.WithdrawPublication{Reason: "Onderzoek."}, as("pb", domain.PB))
	w.on("2026-04-10").amend(id, func(c *register.Content) { c.Security = "Geheim tijdens het onderzoek." }, time.Time{})
	w.on("2026-04-20").do("activity", id, register.Publish{}, as("pb", domain.PB))
	w.on("2026-05-01").do("activity", id, register.End{Reason: "Gestopt.", Data: "Vernietigd."}, as("tm", domain.OWN))
	v := w.get("activity", id)

	t.Run("R-4.1-17 een beëindigde verwerking is uit het register, en blijft in de geschiedenis", func(t *testing.T) {
		if list := w.public(); len(list) != 0 {
			t.Errorf("shown: %v", entryNames(list))
		}
		if _, ok := w.register.PublicVersion(id, 0, w.now); ok {
			t.Error("still has a page of its own")
		}
		if v.Last().State.(register.Activity).State != register.StatusEnded || len(v.List) < 8 {
			t.Errorf("%d versions", len(v.List))
		}
		if list := w.public(day("2026-04-25")); len(list) != 1 {
			t.Errorf("on 25 April: %v", entryNames(list))
		}
	})
	t.Run("R-4.1-17 het vaste adres van een versie blijft, met de inhoud van toen, en zegt dat zij is beëindigd", func(t *testing.T) {
		e, ok := w.register.PublicVersion(id, 3, w.now)
		if !ok || !e.Ended || e.Dept != "IASZ" || e.Value("outside_eu") != "Nee" || !e.Changed.Equal(day("2026-02-01")) {
			t.Errorf("%v %+v", ok, e)
		}
	})
	t.Run("de inhoud van een versie verandert ook niet als een bewaarregel later verandert", func(t *testing.T) {
		before, _ := w.register.PublicVersion(id, 3, w.now)
		next := rule()
		next.Name = "Wmo-dossier, 20 jaar"
		w.do("retention", sevenYear, register.ChangeRetentionRule{RetentionTerms: next, Reason: "Nieuwe wet."}, as("pb", domain.PB))
		after, _ := w.register.PublicVersion(id, 3, w.now)
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("(+ after):\n%s", diff)
		}
	})
	t.Run("R-4.1-16 een versie die nooit openbaar was heeft geen adres", func(t *testing.T) {
		var open []uint64
		for n := range uint64(len(v.List)) + 3 {
			if e, ok := w.register.PublicVersion(id, n+1, w.now); ok {
				open = append(open, n+1)
				if strings.Contains(e.Value("security"), "Geheim") && !v.List[n].Recorded.Equal(day("2026-04-20")) {
					t.Errorf("version %d shows what was hidden then", n+1)
				}
			}
		}
		var want []uint64 // the last of what one command did, if it was public
		for i, x := range v.List {
			last := i+1 == len(v.List) || v.List[i+1].Command != x.Command
			if last && x.State.(register.Activity).Public() {
				want = append(want, x.Version)
			}
		}
		if diff := cmp.Diff(want, open); diff != "" {
			t.Errorf("versions with an address (+):\n%s", diff)
		}
	})
	t.Run("ook niet van een ander soort record of een verwerking die er niet is", func(t *testing.T) {
		for _, other := range []string{wmo, activity(77), ""} {
			if _, ok := w.register.PublicVersion(other, 1, w.now); ok {
				t.Errorf("%q has a page", other)
			}
		}
	})
	t.Run("R-4.1-18 elke wijziging van een veld toont de oude en de nieuwe waarde, wie, wanneer en waarom", func(t *testing.T) {
		n := 0
		for _, x := range v.List {
			e, ok := x.Fact.(register.ProcessingActivityAmended)
			if !ok || e.Field != "department" {
				continue
			}
			n++
			want := []projections.Line{{Key: "department", NL: "Afdeling"}, {Key: "old", NL: "Was", Value: "IASZ"}, {Key: "new", NL: "Wordt", Value: "Zorg"}, {Key: "reason", NL: "Reden", Value: "Gewijzigd."}}
			if diff := cmp.Diff(want, w.names.Fact(e)); diff != "" {
				t.Errorf("(+ shown):\n%s", diff)
			}
			if x.Actor != "pb" || x.Role != domain.PB || !x.Recorded.Equal(day("2026-03-01")) {
				t.Errorf("by %s as %s at %s", x.Actor, x.Role, x.Recorded)
			}
		}
		if n != 1 {
			t.Errorf("the change is recorded %d times", n)
		}
	})
	t.Run("R-4.1-18 van twee versies is het verschil per veld te zien", func(t *testing.T) {
		diff := w.names.Diff(v.List[2].State, v.List[6].State)
		got := map[string][2]string{}
		for _, d := range diff {
			got[d.Key] = [2]string{d.Old, d.New}
		}
		want := map[string][2]string{"department": {"IASZ", "Zorg"}, "outside_eu": {"Nee", "Ja"}, "transfers": {"", "Verenigde Staten, modelcontract"}}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("(+ shown):\n%s", d)
		}
		back := w.names.Diff(v.List[6].State, v.List[2].State)
		if len(back) != len(diff) {
			t.Errorf("the other way round %d fields differ", len(back))
		}
	})
}
