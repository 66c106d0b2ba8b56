package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/storetest"
	"github.com/heemstede/grootboek/events/teststore"
	"github.com/heemstede/grootboek/projections"
)

func built(t *testing.T, o Options) (events.Store, Municipality) {
	t.Helper()
	store := teststore.Open(t)
	m, err := Build(t.Context(), store, o)
	if err != nil {
		t.Fatal(err)
	}
	return store, m
}

func log(t *testing.T, s events.Store) (list []events.Event) {
	t.Helper()
	for e, err := range s.All(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

// folded reads every line anew, strictly, into the read models.
func folded(t *testing.T, list []events.Event) *projections.Records {
	t.Helper()
	records := projections.NewRecords(chapters.ByName())
	for i := range list {
		e, err := events.Parse(list[i].Line)
		if err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		e.Position = list[i].Position
		if _, err := records.Apply(&e); err != nil {
			t.Fatal(err)
		}
	}
	return records
}

func TestDuinrade(t *testing.T) {
	store, m := built(t, Options{})
	list := log(t, store)
	records := folded(t, list)

	t.Run("heeft ongeveer zo veel gebeurtenissen als gevraagd", func(t *testing.T) {
		if len(list) != m.Events || len(list) < DefaultEvents || len(list) > DefaultEvents*103/100 {
			t.Errorf("%d events in the store, %d reported, %d asked", len(list), m.Events, DefaultEvents)
		}
	})
	t.Run("toont elke soort gebeurtenis van elk record", func(t *testing.T) {
		seen := map[string]int{}
		for _, e := range list {
			seen[e.Name]++
		}
		for _, r := range chapters.All {
			for _, e := range r.Info().Events {
				if seen[e.Name] == 0 {
					t.Errorf("%s/%s does not occur", r.Info().Name, e.Name)
				}
			}
		}
	})
	t.Run("noemt nergens een persoon", func(t *testing.T) {
		namesNobody(t, list, m)
	})
	t.Run("is vastgelegd op werkdagen in kantoortijd, in de volgorde van het log", func(t *testing.T) {
		inOfficeHours(t, list)
	})
	t.Run("is verspreid over vijf jaar", func(t *testing.T) {
		spread(t, list)
	})
	t.Run("eindigt met een geloofwaardig heden", func(t *testing.T) {
		present(t, records)
	})
	t.Run("kent handelen onder mandaat, achteraf en uit een import", func(t *testing.T) {
		count := map[string]int{}
		for _, e := range list {
			if e.Mandate != "" {
				count["mandate"]++
			}
			count[string(e.Origin)]++
		}
		if count["mandate"] < 3 || count["afterwards"] < 3 || count["import"] < 5 {
			t.Errorf("%v", count)
		}
	})
}

func namesNobody(t *testing.T, list []events.Event, m Municipality) {
	var forbidden [][]byte
	for _, p := range m.Persons {
		_, family, _ := strings.Cut(p.Name, " ")
		forbidden = append(forbidden, []byte(p.Name), []byte(family), []byte(p.Email))
		if p.Name == "" || !strings.HasSuffix(p.Email, "@duinrade.example") {
			t.Errorf("person %+v", p)
		}
	}
	if len(m.Persons) < 60 {
		t.Fatalf("only %d persons", len(m.Persons))
	}
	for _, e := range list {
		for _, f := range forbidden {
			if bytes.Contains(e.Line, f) {
				t.Errorf("event %d holds %q", e.Position, f)
			}
		}
	}
}

func inOfficeHours(t *testing.T, list []events.Event) {
	var last time.Time
	for _, e := range list {
		local := e.Recorded.In(calendar.Amsterdam)
		minute := local.Hour()*60 + local.Minute()
		switch {
		case e.Recorded.Before(last):
			t.Fatalf("event %d recorded at %s, after one of %s", e.Position, e.Recorded, last)
		case e.Happened.After(e.Recorded):
			t.Fatalf("event %d happened %s, recorded %s", e.Position, e.Happened, e.Recorded)
		case !workday(local) || minute < 8*60+30 || minute > 17*60+15:
			t.Fatalf("event %d recorded at %s", e.Position, local)
		}
		last = e.Recorded
	}
}

func spread(t *testing.T, list []events.Event) {
	first, last := list[0].Recorded, list[len(list)-1].Recorded
	if from := DefaultUntil.AddDate(-Years, 0, -1); first.Before(from) || first.After(from.AddDate(0, 0, 7)) ||
		last.After(DefaultUntil) || last.Before(DefaultUntil.AddDate(0, 0, -7)) {
		t.Errorf("history runs from %s to %s", first, last)
	}
	perDay, perYear := map[calendar.Date]int{}, map[int]int{}
	for _, e := range list {
		perDay[calendar.On(e.Recorded)]++
		perYear[e.Recorded.Year()]++
	}
	for day, n := range perDay {
		if n > 150 {
			t.Errorf("%d events on %s", n, day)
		}
	}
	if len(perDay) < 500 {
		t.Errorf("events on only %d days", len(perDay))
	}
	for y := first.Year() + 1; y <= last.Year(); y++ {
		if perYear[y] < len(list)/15 { // a third of an even share
			t.Errorf("only %d events in %d", perYear[y], y)
		}
	}
}

func present(t *testing.T, records *projections.Records) {
	states, overdue, incomplete, deviations := map[string]int{}, 0, 0, 0
	names := map[string]bool{}
	all := records.OfType("activity")
	for _, v := range all {
		a := v.Last().State.(register.Activity)
		states[string(a.State)]++
		names[a.Name] = true
		if a.ConfirmationOverdue(DefaultUntil) {
			overdue++
		}
		if !a.Complete() {
			incomplete++
		}
		for _, d := range a.Deviations {
			if d.Open() {
				deviations++
			}
		}
	}
	t.Logf("%d activities: %v; overdue %d, incomplete %d, open deviations %d", len(all), states, overdue, incomplete, deviations)
	if states["active"] < len(all)*6/10 || states["submitted"] < 2 || states["ended"] < 2 {
		t.Errorf("states of %d activities: %v", len(all), states)
	}
	if overdue < 2 || overdue > states["active"]/3 {
		t.Errorf("%d of %d confirmations overdue", overdue, states["active"])
	}
	if incomplete == 0 || deviations == 0 {
		t.Errorf("%d incomplete, %d deviations", incomplete, deviations)
	}
	if len(names) != len(all) {
		t.Errorf("%d activities have %d names", len(all), len(names))
	}
	ownerless(t, records)
}

// ownerless: one process waits for an owner (RT-01 rule 4), and not more.
func ownerless(t *testing.T, records *projections.Records) {
	gov := projections.NewGovernance(records)
	for p := range records.Len() {
		e := records.Entry(events.Position(p + 1))
		gov.Apply(projections.Change{Entry: e, Record: records.Stream(e.Stream)})
	}
	n := 0
	for _, v := range records.OfType("process") {
		if p, _ := gov.Process(v.ID, DefaultUntil); p.Owner == "" && !p.Ended {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d processes lack an owner", n)
	}
}

func TestTheSameOptionsGiveTheSameLines(t *testing.T) {
	a, _ := built(t, Options{Events: 2000, Seed: 7})
	b, _ := built(t, Options{Events: 2000, Seed: 7})
	c, _ := built(t, Options{Events: 2000, Seed: 8})
	one, two, other := log(t, a), log(t, b), log(t, c)
	if len(one) != len(two) {
		t.Fatalf("%d and %d events", len(one), len(two))
	}
	for i := range one {
		if !bytes.Equal(one[i].Line, two[i].Line) {
			t.Fatalf("event %d differs:\n%s\n%s", i+1, one[i].Line, two[i].Line)
		}
	}
	if bytes.Equal(one[0].Line, other[0].Line) {
		t.Error("another seed gives the same first line")
	}
}

// TestTheExecutorWritesTheVeryLines runs every command through the one way in, on the facts of the read models.
func TestTheExecutorWritesTheVeryLines(t *testing.T) {
	type issued struct {
		events.Request
		at time.Time
	}
	var commands []issued
	fast := &storetest.Memory{}
	if _, err := build(t.Context(), fast, Options{Seed: 3}, func(r events.Request, at time.Time) { commands = append(commands, issued{r, at}) }); err != nil {
		t.Fatal(err)
	}
	slow := &storetest.Memory{}
	records := projections.NewRecords(chapters.ByName())
	gov := projections.NewGovernance(records)
	live := projections.NewLive(slow, records, slog.New(slog.DiscardHandler), gov)
	var now time.Time
	x := events.Executor{Store: slow, Records: chapters.ByName(), Facts: live.Facts(gov), Source: DefaultSource, Policy: DefaultPolicy, Now: func() time.Time { return now }}
	for i, c := range commands {
		now = c.at
		if _, err := x.Execute(t.Context(), c.Request); err != nil {
			t.Fatalf("command %d (%T): %v", i+1, c.Command, err)
		}
		if err := live.CatchUp(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	want, got := log(t, fast), log(t, slow)
	for i := range want {
		if i >= len(got) || !bytes.Equal(want[i].Line, got[i].Line) {
			t.Fatalf("event %d of %d and %d differs", i+1, len(want), len(got))
		}
	}
}

func TestTheFactsAreThoseOfTheReadModels(t *testing.T) {
	o, err := Options{Seed: 9}.complete()
	if err != nil {
		t.Fatal(err)
	}
	store := &storetest.Memory{}
	p := newPipe(t.Context(), store, o)
	h := newHistory(o, p)
	if err := errors.Join(h.run(), p.close()); err != nil {
		t.Fatal(err)
	}
	records := projections.NewRecords(chapters.ByName())
	gov := projections.NewGovernance(records)
	live := projections.NewLive(store, records, slog.New(slog.DiscardHandler), gov)
	if err := live.CatchUp(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	for _, at := range []time.Time{DefaultUntil, DefaultUntil.AddDate(0, 0, -5), DefaultUntil.AddDate(-1, 0, 0), DefaultUntil.AddDate(-4, 0, 0)} {
		sameFacts(t, h.world, gov, at)
	}
}

func sameFacts(t *testing.T, w *world, gov *projections.Governance, at time.Time) {
	for person := range w.staff {
		for _, r := range domain.Roles {
			if w.Holds(person, r.Role, at) != gov.Holds(person, r.Role, at) {
				t.Errorf("%s: Holds %s is %v", at, r.Role, w.Holds(person, r.Role, at))
			}
		}
	}
	for _, r := range domain.Roles {
		a, b := w.Holders(r.Role, at), gov.Holders(r.Role, at)
		if slices.Sort(a); !slices.Equal(a, slices.Sorted(slices.Values(b))) {
			t.Errorf("%s: Holders of %s are %v, want %v", at, r.Role, a, b)
		}
	}
	for id := range w.processes {
		a, okA := w.Process(id, at)
		b, okB := gov.Process(id, at)
		if a != b || okA != okB || w.OpenActivities(id) != gov.OpenActivities(id) {
			t.Errorf("%s: process %+v with %d open, want %+v with %d", at, a, w.OpenActivities(id), b, gov.OpenActivities(id))
		}
	}
	for id := range w.mandates {
		a, _ := w.Mandate(id)
		b, ok := gov.Mandate(id)
		if fmt.Sprint(a) != fmt.Sprint(b) || !ok {
			t.Errorf("mandate %+v, want %+v", a, b)
		}
	}
	for _, row := range domain.Annex {
		if !slices.Equal(w.RowRoles(row.ID), gov.RowRoles(row.ID)) {
			t.Errorf("row %s: %v", row.ID, w.RowRoles(row.ID))
		}
	}
	for id := range w.rules {
		if !gov.RetentionRule(id) {
			t.Errorf("retention rule %s", id)
		}
	}
	if len(w.processes) < 40 || len(w.mandates) < 5 || len(w.rules) < 40 {
		t.Errorf("%d processes, %d mandates, %d rules", len(w.processes), len(w.mandates), len(w.rules))
	}
}

func TestAnySeedAndSizeAndEndObeysTheRules(t *testing.T) {
	for seed := range uint64(12) {
		o := Options{Seed: seed, Events: []int{1, 700, 5000}[seed%3], Until: DefaultUntil.AddDate(0, -int(seed), -int(seed))}
		t.Run(fmt.Sprintf("seed %d, %d events", seed, o.Events), func(t *testing.T) {
			store, _ := built(t, o)
			list := log(t, store)
			if len(list) < o.Events {
				t.Errorf("%d events", len(list))
			}
			inOfficeHours(t, list)
			folded(t, list)
		})
	}
}

func TestALargerLedgerKeepsNamesApart(t *testing.T) {
	store, m := built(t, Options{Events: 30_000})
	list := log(t, store)
	if m.Events < 30_000 || m.Events > 30_900 {
		t.Errorf("%d events", m.Events)
	}
	names, day := map[string]bool{}, map[calendar.Date]int{}
	all := folded(t, list).OfType("activity")
	for _, v := range all {
		names[v.Last().State.(register.Activity).Name] = true
	}
	if len(names) != len(all) || len(all) < 200 {
		t.Errorf("%d activities have %d names", len(all), len(names))
	}
	for _, e := range list {
		day[calendar.On(e.Recorded)]++
	}
	for d, n := range day {
		if n > 250 {
			t.Errorf("%d events on %s", n, d)
		}
	}
}

func TestAStoreThatHoldsSomethingIsRefused(t *testing.T) {
	store, _ := built(t, Options{Events: 1})
	if _, err := Build(t.Context(), store, Options{}); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("%v", err)
	}
}

func TestAStoreThatFailsEndsTheBuildWithItsError(t *testing.T) {
	broken := errors.New("disk is gone")
	_, err := Build(t.Context(), &failing{err: broken, after: 40}, Options{})
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func TestAnEndedContextEndsTheBuild(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Build(ctx, &storetest.Memory{}, Options{Progress: func(done, _ int) {
		if done > 500 {
			cancel()
		}
	}})
	cancel()
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestProgressEndsAtTheTotal(t *testing.T) {
	last, calls := 0, 0
	_, m := built(t, Options{Progress: func(done, total int) {
		if done < last || total < done {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last, calls = done, calls+1
	}})
	if last != m.Events || calls < 10 {
		t.Errorf("ended at %d of %d in %d calls", last, m.Events, calls)
	}
}

// failing is a store whose disk breaks.
type failing struct {
	storetest.Memory
	err   error
	after int
}

func (f *failing) Append(ctx context.Context, stream string, version uint64, list []events.Event) (events.Position, error) {
	if f.after--; f.after < 0 {
		return 0, f.err
	}
	return f.Memory.Append(ctx, stream, version, list)
}

func TestAStoreThatQueuesGetsTheSameLog(t *testing.T) {
	plain, _ := built(t, Options{Seed: 5})
	q := &queuing{}
	if _, err := Build(t.Context(), q, Options{Seed: 5}); err != nil {
		t.Fatal(err)
	}
	if q.most < 10 || q.most > inFlight+1 {
		t.Errorf("at most %d appends in flight", q.most)
	}
	want, got := log(t, plain), log(t, q)
	if !slices.EqualFunc(want, got, func(a, b events.Event) bool { return bytes.Equal(a.Line, b.Line) }) {
		t.Error("another log")
	}
}

func TestAStoreThatQueuesAndFailsEndsTheBuildWithItsFirstError(t *testing.T) {
	broken := errors.New("disk is gone")
	_, err := Build(t.Context(), &queuing{err: broken, after: 100}, Options{})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "append to ") {
		t.Errorf("%v", err)
	}
}

// queuing is a store that keeps an append only when it is waited for; it breaks after some, if it has an error.
type queuing struct {
	storetest.Memory
	flying, most, after int
	err                 error
}

func (q *queuing) Queue(ctx context.Context, stream string, version uint64, list []events.Event) (func() (events.Position, error), error) {
	q.flying++
	q.most = max(q.most, q.flying)
	return func() (events.Position, error) {
		q.flying--
		if q.after--; q.err != nil && q.after < 0 {
			return 0, q.err
		}
		return q.Append(ctx, stream, version, list)
	}, nil
}

func TestTheTownHallIsClosedOnHolidays(t *testing.T) {
	for day, open := range map[string]bool{
		"2024-03-29": false, "2024-04-01": false, "2024-05-09": false, "2024-05-20": false, // Easter 2024 was 31 March
		"2025-04-18": false, "2025-04-21": false, "2025-05-29": false, "2025-06-09": false, // and 20 April in 2025
		"2025-12-25": false, "2025-12-26": false, "2026-01-01": false, "2026-04-27": false, "2026-05-05": false,
		"2024-04-02": true, "2025-06-10": true, "2026-01-02": true, "2026-04-28": true, "2026-11-21": false, "2026-11-22": false, "2026-11-23": true,
	} {
		if got := workday(calendar.Date(day).Start()); got != open {
			t.Errorf("%s: open %v, want %v", day, got, open)
		}
	}
}

// TestEveryTemplateCanBeRegistered also proves that no template names a rule or a process that is not there.
func TestEveryTemplateCanBeRegistered(t *testing.T) {
	known := map[string]string{}
	for _, r := range rules() {
		known[r.key] = r.key
	}
	processes := map[string]bool{}
	for _, x := range tasks() {
		processes[x.key] = true
	}
	seen := map[string]bool{}
	all := append(templates(), pilots()...)
	for i, x := range all {
		c := x.content("p", "Burgerzaken", known, i)
		if missing := register.Missing(c); len(missing) > 0 {
			t.Errorf("%s lacks %v", x.name, missing)
		}
		if p := register.Invalid(c); len(p) > 0 {
			t.Errorf("%s: %v", x.name, p)
		}
		if slices.ContainsFunc(c.Retention, func(r register.Retention) bool { return r.Rule == "" }) {
			t.Errorf("%s keeps by a rule that is not there: %q", x.name, x.keep)
		}
		if !processes[x.task] || seen[x.name] {
			t.Errorf("%s: process %q, or the name is there twice", x.name, x.task)
		}
		if strings.Contains(x.special, "|") != c.Has(register.Special) {
			t.Errorf("%s: special ground %q", x.name, x.special)
		}
		if bytes.Contains([]byte(x.data), []byte("; ;")) || x.got == "" || x.got != "s" && x.from == "" {
			t.Errorf("%s: data or origin", x.name)
		}
		seen[x.name] = true
	}
	if len(all) < 100 {
		t.Errorf("%d templates", len(all))
	}
}

func TestEveryActivityMadeOfATemplateHasANameOfItsOwn(t *testing.T) {
	x, seen := templates()[0], map[string]bool{}
	for v := range 5000 {
		name := x.named(v, 2026)
		if seen[name] || !strings.HasPrefix(name, x.name) {
			t.Fatalf("%d: %s", v, name)
		}
		seen[name] = true
	}
}

func BenchmarkBuild100000(b *testing.B) {
	n := 0
	for b.Loop() {
		m, err := Build(b.Context(), &storetest.Memory{}, Options{Events: 100_000})
		if err != nil {
			b.Fatal(err)
		}
		n += m.Events
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
}

func TestWatDeKlokNogMoetDoen(t *testing.T) {
	store, _ := built(t, Options{Seed: 4})
	records := projections.NewRecords(chapters.ByName())
	live := projections.NewLive(store, records, slog.New(slog.DiscardHandler), projections.NewGovernance(records))
	if err := live.CatchUp(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	t.Run("op de laatste dag van de demo is alles gedaan; in 2099 lopen convenanten af", func(t *testing.T) {
		if due := records.Due(live, DefaultUntil); len(due) > 0 {
			t.Errorf("still due: %+v", due)
		}
		found := map[string]int{}
		for _, d := range records.Due(live, time.Date(2099, 1, 1, 12, 0, 0, 0, time.UTC)) {
			found[d.Record]++
			if d.Version == 0 || records.Get(d.Record, d.ID) == nil {
				t.Errorf("%+v", d)
			}
		}
		if found["covenant"] == 0 {
			t.Errorf("found %v", found)
		}
	})
}
