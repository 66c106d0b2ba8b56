package chapters_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/domaintest"
)

// stamped is the stamp of an event or command at a random moment.
func stamped(t *rapid.T) domain.Stamp {
	at := domaintest.Now.AddDate(0, 0, rapid.IntRange(-400, 400).Draw(t, "dag"))
	r := rapid.SampledFrom(domain.Roles).Draw(t, "rol").Role
	return domain.Stamp{Actor: domaintest.Person(r), Role: r, Record: domaintest.Process, Command: domaintest.Command,
		Happened: at, Recorded: at, Facts: domaintest.Town()}
}

// history folds random events, in any order: also orders that no command leads to.
func history(t *rapid.T, rec domain.Record, facts []any) any {
	state := rec.New()
	for range rapid.IntRange(0, 12).Draw(t, "gebeurtenissen") {
		state = rec.Evolve(state, rapid.SampledFrom(facts).Draw(t, "gebeurtenis"), stamped(t))
	}
	return state
}

// lives folds the facts up to each of them, and then that one some more times, so that lists grow and have room to spare.
func lives(rec domain.Record, facts []any) []any {
	var list []any
	state := rec.New()
	for i, e := range facts {
		state = rec.Evolve(state, e, on(i))
		again := state
		for n := range 4 {
			list = append(list, again)
			again = rec.Evolve(again, e, on(-n))
		}
	}
	return list
}

// on is a stamp of its own day.
func on(day int) domain.Stamp {
	at := domaintest.Now.AddDate(0, 0, day)
	return domain.Stamp{Record: domaintest.Process, Command: domaintest.Command, Happened: at, Recorded: at}
}

// unshared gives one state a future with each of the facts: none of them changes the state, or the future before it.
func unshared(t domaintest.T, rec domain.Record, before any, facts []any) {
	was := domaintest.Snapshot(t, before)
	var last any
	var wasLast string
	for i, e := range facts {
		next := rec.Evolve(before, e, on(i))
		if is := domaintest.Snapshot(t, before); is != was {
			t.Fatalf("%T changed the state before it\nwas %s\n is %s", e, was, is)
		}
		if i > 0 && domaintest.Snapshot(t, last) != wasLast {
			t.Fatalf("%T changed another future, that of %T\nwas %s\n is %s", e, facts[i-1], wasLast, domaintest.Snapshot(t, last))
		}
		last, wasLast = next, domaintest.Snapshot(t, next)
	}
}

func TestProperties(t *testing.T) {
	for _, rec := range chapters.All {
		info := rec.Info()
		facts := domaintest.Decoded(t, rec, samples(t, rec))
		t.Run("een gebeurtenis verandert de stand ervóór van "+info.Name+" niet, en deelt er niets mee", func(t *testing.T) {
			for _, before := range lives(rec, facts) {
				unshared(t, rec, before, facts)
			}
		})
		t.Run("ook na een willekeurige geschiedenis van "+info.Name+" niet", rapid.MakeCheck(func(t *rapid.T) {
			unshared(t, rec, history(t, rec, facts), facts)
		}))
		t.Run("R-LED-03 dezelfde gebeurtenissen van "+info.Name+" geven altijd dezelfde stand, met een status die een naam heeft", rapid.MakeCheck(func(t *rapid.T) {
			by, list := stamped(t), rapid.SliceOf(rapid.SampledFrom(facts)).Draw(t, "gebeurtenissen")
			fold := func() any {
				state := rec.New()
				for _, e := range list {
					state = rec.Evolve(state, e, by)
				}
				return state
			}
			a, b := fold(), fold()
			if x, y := domaintest.Snapshot(t, a), domaintest.Snapshot(t, b); x != y {
				t.Fatalf("one fold gives %s\nanother %s", x, y)
			}
			if s := rec.StatusOf(a); s != "" && info.StatusNL(s) == string(s) {
				t.Fatalf("status %q has no Dutch word", s)
			}
		}))
		t.Run("dezelfde opdracht op dezelfde stand van "+info.Name+" geeft dezelfde gebeurtenissen of dezelfde weigering, en verandert niets", rapid.MakeCheck(func(t *rapid.T) {
			state, by := history(t, rec, facts), stamped(t)
			c := domaintest.Draw(t, rapid.SampledFrom(info.Commands).Draw(t, "opdracht").Type)
			was, wish := domaintest.Snapshot(t, state), domaintest.Snapshot(t, c)
			one, err1 := rec.Decide(state, c, by)
			two, err2 := rec.Decide(state, c, by)
			if diff := cmp.Diff(one, two); diff != "" || cmp.Diff(refusal(t, err1), refusal(t, err2)) != "" {
				t.Fatalf("%T twice (error %v, then %v):\n%s", c, err1, err2, diff)
			}
			if is := domaintest.Snapshot(t, state); is != was || domaintest.Snapshot(t, c) != wish {
				t.Fatalf("%T changed the state or itself\nwas %s\n is %s", c, was, is)
			}
			decided(t, info, one, err1)
		}))
	}
}

// refusal is the error of a rule, nil without error. Any other error is a mistake of ours.
func refusal(t *rapid.T, err error) *domain.Refusal {
	r, ok := errors.AsType[*domain.Refusal](err)
	if err != nil && !ok {
		t.Fatalf("not a refusal: %v", err)
	}
	return r
}

// decided: what was decided is known to the table; a refusal comes without events, and speaks to a person.
func decided(t *rapid.T, info *domain.RecordInfo, list []any, err error) {
	if r := refusal(t, err); r != nil && (len(list) > 0 || r.Code == "" || r.NL == "") {
		t.Fatalf("refused (%+v) with events %v", r, list)
	}
	for _, e := range list {
		if info.Event(e) == nil {
			t.Fatalf("%T is not in the table", e)
		}
	}
}
