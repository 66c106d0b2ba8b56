package projections_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/storetest"
	"github.com/heemstede/grootboek/projections"
)

func content(t testing.TB, at projections.Version) register.Content {
	t.Helper()
	return at.State.(register.Activity).Content
}

// known and was are moments on one axis, at noon of that day.
func known(d calendar.Date) projections.AsOf { return projections.AsOf{Recorded: day(d)} }
func was(d calendar.Date) projections.AsOf   { return projections.AsOf{Happened: day(d)} }
func both(k, w calendar.Date) projections.AsOf {
	return projections.AsOf{Recorded: day(k), Happened: day(w)}
}

// history is an activity submitted on 1 February and registered on the 10th, of which PB hears on 1 April that it has
// gone to another department since 1 March, and finds on 1 May that its name was always wrong.
func history(t testing.TB) (*town, *projections.Versions) {
	w := newTown(t).on("2026-02-01")
	id := w.submitted(1, complete("Wmo-aanvrgen", wmo))
	w.on("2026-02-10").do("activity", id, register.Register{}, as("pb", domain.PB))
	w.on("2026-04-01").amend(id, func(c *register.Content) { c.Department = "Publiekszaken" }, day("2026-03-01"))
	w.on("2026-05-01").do("activity", id, register.Correct{Content: w.changed(id, func(c *register.Content) { c.Name = "Wmo-aanvragen" }), Corrects: 1, Reason: "Tikfout."}, as("pb", domain.PB))
	return w, w.get("activity", id)
}

func TestZoalsHetWas(t *testing.T) {
	_, v := history(t)
	for _, c := range []struct {
		name             string
		asked            projections.AsOf
		department, text string
	}{
		{"R-LED-05 nu geldt wat het laatst is vastgelegd", projections.AsOf{}, "Publiekszaken", "Wmo-aanvragen"},
		{"R-LED-05 zoals bekend vóór de late vastlegging staat er de oude afdeling", known("2026-03-15"), "IASZ", "Wmo-aanvrgen"},
		{"R-LED-05 zoals bekend erna de nieuwe", known("2026-04-02"), "Publiekszaken", "Wmo-aanvrgen"},
		{"R-LED-05 op het moment van vastleggen zelf is het bekend", known("2026-04-01"), "Publiekszaken", "Wmo-aanvrgen"},
		{"R-LED-05 zoals het op 15 maart was, geldt de nieuwe afdeling, want die gold toen al", was("2026-03-15"), "Publiekszaken", "Wmo-aanvragen"},
		{"R-LED-05 zoals het op 15 februari was, de oude", was("2026-02-15"), "IASZ", "Wmo-aanvragen"},
		{"R-LED-05 op het moment dat het gebeurde gold het", was("2026-03-01"), "Publiekszaken", "Wmo-aanvragen"},
		{"R-LED-05 op beide assen: wat men op 15 maart wist van 15 maart", both("2026-03-15", "2026-03-15"), "IASZ", "Wmo-aanvrgen"},
		{"R-LED-05 op beide assen: wat men op 2 april wist van 15 februari", both("2026-04-02", "2026-02-15"), "IASZ", "Wmo-aanvrgen"},
		{"R-LED-07 een verbetering geldt vanaf de vastlegging die zij verbetert", was("2026-02-01"), "IASZ", "Wmo-aanvragen"},
		{"R-LED-07 maar niet in wat men eerder wist", both("2026-04-30", "2026-02-01"), "IASZ", "Wmo-aanvrgen"},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, ok := v.At(c.asked)
			if !ok {
				t.Fatal("it did not exist")
			}
			if got := content(t, at); got.Department != c.department || got.Name != c.text {
				t.Errorf("department %q, name %q; want %q and %q", got.Department, got.Name, c.department, c.text)
			}
		})
	}
	for name, asked := range map[string]projections.AsOf{
		"een milliseconde vóór het vastleggen":  {Recorded: day("2026-02-01").Add(-time.Millisecond)},
		"een milliseconde voordat het gebeurde": {Happened: day("2026-02-01").Add(-time.Millisecond)},
		"bekend voordat het werd vastgelegd":    both("2026-01-31", "2026-03-01"),
	} {
		t.Run("R-LED-05 "+name+" bestond het nog niet", func(t *testing.T) {
			if at, ok := v.At(asked); ok {
				t.Errorf("it is %+v", content(t, at).Name)
			}
		})
	}
	t.Run("R-LED-07 de fout en de verbetering blijven beide staan, en de verbetering noemt de fout en de reden", func(t *testing.T) {
		last := v.Last()
		for _, x := range v.List {
			if e, ok := x.Fact.(register.ProcessingActivityCorrected); ok {
				if e.Corrects != 1 || e.Reason != "Tikfout." || string(e.Old) != `"Wmo-aanvrgen"` || string(e.New) != `"Wmo-aanvragen"` {
					t.Errorf("%+v", e)
				}
			}
		}
		if content(t, v.List[0]).Name != "Wmo-aanvrgen" || content(t, last).Name != "Wmo-aanvragen" {
			t.Errorf("first %q, last %q", content(t, v.List[0]).Name, content(t, last).Name)
		}
	})
	t.Run("een record bestaat niet vóór zijn eerste gebeurtenis, wat er later ook over wordt gezegd", func(t *testing.T) {
		w := newTown(t).on("2026-02-10")
		id := w.submitted(1, complete("Parkeren", parking))
		by := as("fg", domain.FG)
		by.Happened = day("2026-02-01")
		w.do("activity", id, register.FindDeviation{Rule: "§4.1", What: "Liep al zonder registratie."}, by)
		if at, ok := w.get("activity", id).At(was("2026-02-05")); ok {
			t.Errorf("it is %+v", at.State)
		}
	})
	t.Run("terugkijken verandert niets aan nu", func(t *testing.T) {
		before := fmt.Sprintf("%+v", v.Last().State)
		for _, d := range []calendar.Date{"2026-02-15", "2026-03-15", "2026-06-01"} {
			v.At(was(d))
			v.At(known(d))
		}
		if after := fmt.Sprintf("%+v", v.Last().State); after != before {
			t.Errorf("was %s, is %s", before, after)
		}
	})
}

// facts are events that may follow each other in any order.
func drawFact(t *rapid.T, version uint64) any {
	text := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "text")
	raw := json.RawMessage(`"` + text + `"`)
	field := rapid.SampledFrom([]string{"department", "security", "name"}).Draw(t, "field")
	return rapid.SampledFrom([]any{
		register.ProcessingActivityRegistered{}, register.RegisterEntryPublished{}, register.PublicationWithdrawn{Reason: text}, register.ActualityConfirmed{},
		register.ProcessingActivityAmended{Field: field, Old: raw, New: raw, Reason: text}, register.ProcessingSuspended{Reason: text},
		register.ProcessingActivityCorrected{Field: field, Old: raw, New: raw, Corrects: rapid.Uint64Range(1, version).Draw(t, "corrects"), Reason: text},
		register.NonComplianceFound{Deviation: text, Rule: text, What: text}, register.NonComplianceRemedied{Deviation: text, How: text},
		register.ProcessingActivityChangeSubmitted{Change: text, What: text, Why: text},
	}).Draw(t, "fact")
}

// drawLog is a random life of one activity: recorded in order, happened whenever before that.
func drawLog(t *rapid.T) (*storetest.Memory, []events.Event) {
	log := &storetest.Memory{}
	recorded := day("2026-01-01")
	var list []events.Event
	stream := "activity/" + activity(1)
	for v := range rapid.Uint64Range(1, 25).Draw(t, "events") {
		v++
		recorded = recorded.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "hours")) * time.Hour)
		fact := any(register.ProcessingActivitySubmitted{Content: complete("x", wmo)})
		if v > 1 {
			fact = drawFact(t, v-1)
		}
		data, err := events.Payload(fact)
		if err != nil {
			t.Fatal(err)
		}
		e := events.Event{ID: uuid.NewSHA1(uuid.Nil, fmt.Append(nil, v)), Source: "urn:test", Name: register.ActivityRecord.Info().Event(fact).Name, Schema: 1, Stream: stream, Version: v,
			Recorded: recorded, Happened: recorded.Add(-time.Duration(rapid.IntRange(0, 6).Draw(t, "lag")) * time.Hour), Actor: "pb", Role: domain.PB,
			Command: "c", Correlation: "c", Policy: "beleid/1", Data: data}
		if err := e.Encode(); err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	for i := range list {
		if _, err := log.Append(contextOf(t), stream, uint64(i), list[i:i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return log, list
}

// prefix folds the events that were recorded by known and whose facts held by was, without any of our models.
func prefix(t *rapid.T, list []events.Event, a projections.AsOf) (state any, ok bool) {
	held := func(e events.Event, fact any) time.Time {
		if c, is := fact.(register.ProcessingActivityCorrected); is {
			return list[c.Corrects-1].Happened
		}
		return e.Happened
	}
	state = register.ActivityRecord.New()
	for i := range list {
		fact, err := register.ActivityRecord.Decode(list[i].Name, 1, list[i].Data)
		if err != nil {
			t.Fatal(err)
		}
		if !a.Recorded.IsZero() && list[i].Recorded.After(a.Recorded) || !a.Happened.IsZero() && held(list[i], fact).After(a.Happened) {
			if i == 0 {
				return nil, false // before the first event there is no record
			}
			continue
		}
		state, ok = register.ActivityRecord.Evolve(state, fact, list[i].Stamp()), true
	}
	return state, ok
}

func TestElkMomentIsHetVouwenVanWatErToenWas(t *testing.T) {
	t.Run("R-LED-05 op beide assen, voor elke reeks gebeurtenissen", func(t *testing.T) {
		rapid.Check(t, func(r *rapid.T) {
			log, list := drawLog(r)
			m := newModels(t, log)
			if err := m.live.CatchUp(contextOf(r), nil); err != nil {
				r.Fatal(err)
			}
			v := m.records.Get("activity", activity(1))
			moment := func(label string) time.Time {
				if rapid.Bool().Draw(r, label+" asked") {
					return list[rapid.IntRange(0, len(list)-1).Draw(r, label)].Recorded.Add(time.Duration(rapid.IntRange(-3, 1).Draw(r, label+" ms")) * time.Millisecond)
				}
				return time.Time{}
			}
			for range 4 {
				a := projections.AsOf{Recorded: moment("recorded"), Happened: moment("happened")}
				want, exists := prefix(r, list, a)
				at, ok := v.At(a)
				if ok != exists {
					r.Fatalf("as of %v: exists %v, want %v", a, ok, exists)
				}
				if ok && dump(r, at.State) != dump(r, want) {
					r.Fatalf("as of %v:\n%s\nwant\n%s", a, dump(r, at.State), dump(r, want))
				}
			}
		})
	})
}
