package projections

import (
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/obligations"
)

// task is a record of these tests: a small one that tells whatever terms it is given.
type task struct {
	Terms []domain.Obligation
	Wake  time.Time
	Done  bool
}

func (t task) Obligations() []domain.Obligation { return t.Terms }
func (t task) Wakes() time.Time {
	if t.Done {
		return time.Time{}
	}
	return t.Wake
}

func (t task) ByClock(at time.Time) any {
	if t.Done || t.Wake.IsZero() || at.Before(t.Wake) {
		return nil
	}
	return "wake up"
}

// each is a record that cannot tell from when.
type each struct{ From time.Time }

func (e each) ByClock(at time.Time) any {
	if at.Before(e.From) {
		return nil
	}
	return "each"
}

type kindOfTask struct {
	domain.Record
	name string
}

func (k kindOfTask) Info() *domain.RecordInfo   { return &domain.RecordInfo{Name: k.name} }
func (k kindOfTask) ProcessOf(any) string       { return "" }
func (k kindOfTask) StatusOf(any) domain.Status { return "" }
func (k kindOfTask) TitleOf(any) string         { return k.name }

type fataller interface{ Fatalf(string, ...any) }

// ledger is records that a test changes at will, without a log.
type ledger struct {
	*Records
	t    fataller
	live *Live
	now  time.Time
}

func newLedger(t fataller) *ledger {
	r := NewRecords(map[string]domain.Record{"task": kindOfTask{name: "task"}, "each": kindOfTask{name: "each"}, "obligation": obligations.Record})
	return &ledger{r, t, NewLive(nil, r, slog.New(slog.DiscardHandler)), time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
}

// put gives a record its next state.
func (l *ledger) put(kind, id string, state any) {
	v := l.Get(kind, id)
	c := Change{After: state}
	if v == nil {
		v = &Versions{Record: l.types[kind], Stream: kind + "/" + id, ID: id}
		l.byName[v.Stream] = v
		l.ofType[kind] = append(l.ofType[kind], v)
	} else {
		c.Before = v.Last().State
	}
	c.Record, c.Entry = v, &Entry{Stream: v.Stream, Version: uint64(len(v.List)) + 1, Recorded: l.now, Happened: l.now}
	v.List = append(v.List, Version{c.Entry, state})
	l.tick(c)
}

// issue does what the clock says; it tells how much that was.
func (l *ledger) issue(list []Due) int {
	for _, d := range list {
		if d.Record != "obligation" {
			t := l.Get(d.Record, d.ID).Last().State
			if x, is := t.(task); is {
				x.Done = true
				l.put(d.Record, d.ID, x)
			}
			continue
		}
		state := obligations.Obligation{}
		if v := l.Get(d.Record, d.ID); v != nil {
			state = v.Last().State.(obligations.Obligation)
		}
		by := domain.Stamp{Actor: domain.System, Role: domain.SYS, Happened: d.Happened, Recorded: l.now}
		if by.Happened.IsZero() {
			by.Happened = l.now
		}
		facts, err := obligations.Record.Decide(state, d.Command, by)
		if err != nil {
			l.t.Fatalf("%+v of %+v: %v", d, state, err)
		}
		for _, f := range facts {
			state = obligations.Record.Evolve(state, f, by).(obligations.Obligation)
		}
		l.put(d.Record, d.ID, state)
	}
	return len(list)
}

// plain is what the clock must do if it asks every record.
func (l *ledger) plain(at time.Time) (terms, byTime []Due) {
	var tellers []*Versions
	for kind := range l.types {
		for _, v := range l.OfType(kind) {
			byTime = append(byTime, due1(v, at)...)
			if _, is := v.Last().State.(domain.Obliged); is {
				tellers = append(tellers, v)
			}
		}
	}
	return l.stepsOf(tellers, at), inOrder(byTime)
}

func (l *ledger) same(t fataller, at time.Time) {
	terms, byTime := l.plain(at)
	if diff := cmp.Diff(terms, l.Obligations(l.live, at)); diff != "" {
		t.Fatalf("terms at %s (-plain +index):\n%s", at, diff)
	}
	if diff := cmp.Diff(byTime, l.Due(l.live, at)); diff != "" {
		t.Fatalf("by time at %s (-plain +index):\n%s", at, diff)
	}
}

// drawn is a term as a record might tell it: of any row with a period, in any stage.
func drawn(t *rapid.T, now time.Time) domain.Obligation {
	d := rapid.SampledFrom(obligations.Table).Filter(func(d obligations.Duty) bool { return len(d.Limits) > 0 }).Draw(t, "rij")
	moment := func(label string) time.Time {
		if rapid.Bool().Draw(t, label+"?") {
			return time.Time{}
		}
		return now.Add(time.Duration(rapid.IntRange(-2000, 2000).Draw(t, label)) * time.Hour)
	}
	x := domain.Obligation{Row: d.Nr, Limit: rapid.SampledFrom(d.Limits).Draw(t, "termijn").Key, From: moment("van"), Met: moment("voldaan"), Longer: moment("verlengd"),
		Reason: "Omdat.", Over: rapid.IntRange(0, 9).Draw(t, "over") == 0, Else: rapid.IntRange(0, 9).Draw(t, "anders") == 0}
	if rapid.Bool().Draw(t, "op dag") {
		x.On = calendar.On(now.AddDate(0, 0, rapid.IntRange(-60, 60).Draw(t, "dag")))
		x.Item = string(x.On)
		x.Next = d.Kind == obligations.Every && d.Nr%2 == 0 // by the row: all records of a type tell it alike
	}
	if d.Kind == obligations.Agreed && rapid.Bool().Draw(t, "later") {
		x.To = calendar.On(now.AddDate(0, 0, rapid.IntRange(-60, 60).Draw(t, "nieuwe dag")))
	}
	if rapid.Bool().Draw(t, "stil") {
		p := domain.Pause{From: calendar.On(now.AddDate(0, 0, rapid.IntRange(-30, 5).Draw(t, "stil na"))), Reason: "Vraag gesteld."}
		if rapid.Bool().Draw(t, "weer") {
			p.Until = calendar.AddDays(p.From, rapid.IntRange(0, 20).Draw(t, "dagen"))
		}
		x.Pauses = append(x.Pauses, p)
	}
	if rapid.IntRange(0, 3).Draw(t, "voor een ander") == 0 {
		x.For = fmt.Sprintf("task/%d", rapid.IntRange(0, 4).Draw(t, "ander"))
	}
	return x
}

func TestKlok(t *testing.T) {
	t.Run("R-TIM-05 wat de klok vindt is wat een gang langs alle records vindt, ook met een klok vooruit of achteruit", rapid.MakeCheck(func(t *rapid.T) {
		l := newLedger(t)
		for range rapid.IntRange(1, 12).Draw(t, "stappen") {
			id := fmt.Sprint(rapid.IntRange(0, 4).Draw(t, "record"))
			switch rapid.IntRange(0, 3).Draw(t, "wat") {
			case 0:
				l.put("each", id, each{l.now.AddDate(0, 0, rapid.IntRange(-9, 9).Draw(t, "vanaf"))})
			case 1:
				l.issue(l.Obligations(l.live, l.now))
				l.issue(l.Due(l.live, l.now))
			default:
				x := task{Wake: l.now.AddDate(0, 0, rapid.IntRange(-90, 90).Draw(t, "wek"))}
				for range rapid.IntRange(0, 3).Draw(t, "termijnen") {
					x.Terms = append(x.Terms, drawn(t, l.now))
				}
				l.put("task", id, x)
			}
			for range 3 {
				l.same(t, l.now.Add(time.Duration(rapid.IntRange(-4000, 4000).Draw(t, "klok"))*time.Hour))
			}
			l.now = l.now.Add(time.Duration(rapid.IntRange(0, 900).Draw(t, "verder")) * time.Hour)
			l.same(t, l.now)
		}
	}))
	t.Run("R-TIM-05 na opnieuw opbouwen vindt de klok hetzelfde", rapid.MakeCheck(func(t *rapid.T) {
		l, again := newLedger(t), newLedger(t)
		for i := range 6 {
			l.put("task", fmt.Sprint(i), task{Terms: []domain.Obligation{drawn(t, l.now), drawn(t, l.now)}})
		}
		l.issue(l.Obligations(l.live, l.now))
		for _, kind := range []string{"obligation", "task"} { // in another order
			for _, v := range l.OfType(kind) {
				again.put(kind, v.ID, v.Last().State)
			}
		}
		for _, h := range []int{-1500, 0, 24, 1500} {
			at := l.now.Add(time.Duration(h) * time.Hour)
			if diff := cmp.Diff(len(l.Obligations(l.live, at)), len(again.Obligations(again.live, at))); diff != "" {
				t.Fatal(diff)
			}
		}
	}))
	t.Run("wie uit de wachtrij gaat komt niet meer, en de rest blijft staan", rapid.MakeCheck(func(t *rapid.T) {
		q, want := newQueue(), map[*Versions]time.Time{}
		records := make([]*Versions, 8)
		for i := range records {
			records[i] = &Versions{ID: fmt.Sprint(i)}
		}
		for range rapid.IntRange(1, 60).Draw(t, "stappen") {
			v := rapid.SampledFrom(records).Draw(t, "record")
			var when time.Time
			if n := rapid.IntRange(0, 20).Draw(t, "moment"); n > 0 {
				when = time.Unix(int64(n), 0)
			}
			q.set(v, when)
			if want[v] = when; when.IsZero() {
				delete(want, v)
			}
			at := time.Unix(rapid.Int64Range(0, 21).Draw(t, "tot"), 0)
			got := map[*Versions]bool{}
			q.until(at, func(v *Versions) { got[v] = true })
			for _, v := range records {
				if when, in := want[v]; got[v] != (in && !when.After(at)) {
					t.Fatalf("%s at %s: got %v, waits until %s (%v)", v.ID, at, got[v], when, in)
				}
			}
		}
	}))
}

// BenchmarkKlok is one turn of the clock over 100,000 requests that run, with 10,000 incidents: half of the terms end in a year, a hundred
// end now.
func BenchmarkKlok(b *testing.B) {
	l := newLedger(b)
	for i := range 110_000 {
		x := domain.Obligation{Row: 1, Limit: "answer", From: l.now.AddDate(0, 0, -i%25)}
		if i%11 == 0 {
			x = domain.Obligation{Row: 38, Limit: "notify", From: l.now.Add(-time.Duration(i%48) * time.Hour)}
		}
		l.put("task", uuid.NewString(), task{Terms: []domain.Obligation{x}})
	}
	if n := l.issue(l.Obligations(l.live, l.now)); n != 110_000 {
		b.Fatal(n)
	}
	l.issue(l.Due(l.live, l.now)) // reminders
	for _, v := range l.OfType("task")[:100] {
		x := v.Last().State.(task)
		x.Terms = slices.Clone(x.Terms)
		x.Terms[0].Met = l.now
		l.put("task", v.ID, x)
	}
	b.ResetTimer()
	for b.Loop() {
		if list := l.Obligations(l.live, l.now.Add(time.Minute)); len(list) != 100 {
			b.Fatal(len(list))
		}
		l.Due(l.live, l.now.Add(time.Minute))
	}
}
