// Package storetest is the contract of [events.Store] as a test suite, and the fakes that stand in for a store: [Memory],
// which forgets, and [Faulty], which fails before or after the write, answers late, and breaks off reading.
//
// [Run] holds for any store, also one that is shared and not empty: it looks only at what comes after the head it finds,
// and every test uses stream names of its own. Nobody else may append meanwhile.
package storetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heemstede/grootboek/events"
)

// patience is how long a test waits for a store, at most.
const patience = time.Minute

// Run tests that a store keeps the contract. open gives a store to the test; it closes it with t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) events.Store) {
	for _, c := range contract {
		t.Run(c.promise, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			s := open(t)
			base, err := s.Head(ctx)
			if err != nil {
				t.Fatalf("head: %v", err)
			}
			c.test(&suite{T: t, ctx: ctx, store: s, base: base})
		})
	}
}

var contract = []struct {
	promise string
	test    func(*suite)
}{
	{"what is appended comes back, byte for byte", bytesComeBack},
	{"a line with odd spacing and any script is kept as it was given", oddLines},
	{"the longest line fits, one byte more is refused", longestLine},
	{"events that no log may hold are refused, and nothing is kept", invalid},
	{"a stream that does not exist yields nothing", emptyStream},
	{"positions are dense and follow commit order", dense},
	{"R-LED-08 an append at another version than the stream has is a conflict, and keeps nothing", exactVersion},
	{"an append is kept whole or not at all", allOrNone},
	{"R-LED-09 the very same events again give the same position, and are kept once", repeated},
	{"a repeat is recognised after the stream has gone on", repeatedLater},
	{"the end of an earlier append is a repeat; what goes beyond it is a conflict", partlyRepeated},
	{"other events at a place that is taken are a conflict", otherEvents},
	{"R-LED-08 of writers at one version of a stream exactly one wins", oneWins},
	{"writers on many streams all get through, each event once", manyStreams},
	{"a reader never sees an event before one it has already passed, while writers run", neverEarlier},
	{"what was acknowledged is seen by whoever reads next", readYourWrites},
	{"reading after a position begins with the next, and after the head yields nothing", after},
	{"a reader that breaks off leaves the store usable", earlyBreak},
	{"a reader may append and read while it reads", nested},
	{"a cancelled append says so and keeps nothing", cancelledAppend},
	{"a cancelled read yields the error, it does not just end", cancelledRead},
	{"lines are the lines of all", linesAgree},
	{"any sequence of appends does what the model does", model},
}

type suite struct {
	*testing.T
	ctx   context.Context
	store events.Store
	base  events.Position
}

func (s *suite) append(stream string, version uint64, list ...events.Event) events.Position {
	s.Helper()
	pos, err := s.store.Append(s.ctx, stream, version, list)
	if err != nil {
		s.Fatalf("append %d events at version %d: %v", len(list), version, err)
	}
	return pos
}

func (s *suite) refused(want error, stream string, version uint64, list ...events.Event) {
	s.Helper()
	head := s.head()
	if pos, err := s.store.Append(s.ctx, stream, version, list); !errors.Is(err, want) || pos != 0 {
		s.Fatalf("append %d events at version %d: got position %d, error %v; want 0, %v", len(list), version, pos, err, want)
	}
	if now := s.head(); now != head {
		s.Fatalf("a refused append moved the head from %d to %d", head, now)
	}
}

func (s *suite) head() events.Position {
	s.Helper()
	pos, err := s.store.Head(s.ctx)
	if err != nil {
		s.Fatalf("head: %v", err)
	}
	return pos
}

func (s *suite) collect(seq iter.Seq2[events.Event, error]) []events.Event {
	s.Helper()
	var list []events.Event
	for e, err := range seq {
		if err != nil {
			s.Fatalf("read after %d events: %v", len(list), err)
		}
		list = append(list, e)
	}
	return list
}

func (s *suite) stream(name string) []events.Event {
	s.Helper()
	return s.collect(s.store.Stream(s.ctx, name))
}

func (s *suite) all() []events.Event { s.Helper(); return s.collect(s.store.All(s.ctx, s.base)) }

func (s *suite) same(got, want []events.Event) {
	s.Helper()
	if len(got) != len(want) {
		s.Fatalf("got %d events, want %d", len(got), len(want))
	}
	for i := range got {
		if !bytes.Equal(got[i].Line, want[i].Line) {
			s.Fatalf("event %d: got line\n%.1000q\nwant\n%.1000q", i, got[i].Line, want[i].Line)
		}
		if got[i].Stream != want[i].Stream || got[i].Version != want[i].Version || got[i].ID != want[i].ID {
			s.Fatalf("event %d: got %s@%d, want %s@%d", i, got[i].Stream, got[i].Version, want[i].Stream, want[i].Version)
		}
	}
}

// denseFrom checks that positions run without gaps from base+1.
func (s *suite) denseFrom(list []events.Event) {
	s.Helper()
	for i, e := range list {
		if want := s.base + events.Position(i) + 1; e.Position != want {
			s.Fatalf("event %d of the log has position %d, want %d", i, e.Position, want)
		}
	}
}

func bytesComeBack(s *suite) {
	a, b := Stream(), Stream()
	first := Events(a, 0, "één", "twee & <drie>", "€ 100, \"zeker\"")
	second := Events(b, 0, "日本語 – 👩🏽‍⚖️ – e\u0301 – \u0000 – \u2028")
	s.append(a, 0, first...)
	s.append(b, 0, second...)
	s.same(s.stream(a), first)
	s.same(s.stream(b), second)
	s.same(s.all(), append(first, second...))
}

func oddLines(s *suite) {
	name := Stream()
	e := Event(name, 1, "x")
	var b bytes.Buffer
	if err := json.Indent(&b, e.Line, " ", "\t"); err != nil {
		s.Fatal(err)
	}
	line := strings.ReplaceAll(b.String(), "\n", "  ")
	e.Line = []byte(strings.Replace(line, `"x"`, `"\u0078 \u00E9 é 漢 🙂 \/ \ud83d\ude42"`, 1))
	s.append(name, 0, e)
	s.same(s.stream(name), []events.Event{e})
	s.same(s.all(), []events.Event{e})
}

func longestLine(s *suite) {
	name := Stream()
	room := events.MaxLine - len(Event(name, 1, "").Line)
	longest := Event(name, 1, strings.Repeat("a", room))
	s.append(name, 0, longest)
	over := Event(name, 2, "")
	over.Line = spaced(longest.Line)
	s.refused(events.ErrTooLong, name, 1, over)
	s.same(s.stream(name), []events.Event{longest})
}

// spaced is the same object in one byte more.
func spaced(line []byte) []byte { return slices.Insert(slices.Clone(line), len(line)-1, ' ') }

func invalid(s *suite) {
	name := Stream()
	with := func(change func(*events.Event)) events.Event {
		e := Event(name, 2, "b")
		change(&e)
		return e
	}
	first := Event(name, 1, "a")
	for what, list := range map[string][]events.Event{
		"none":         nil,
		"no line":      {first, with(func(e *events.Event) { e.Line = nil })},
		"line break":   {first, with(func(e *events.Event) { e.Line = append(slices.Clone(e.Line), '\n') })},
		"not UTF-8":    {first, with(func(e *events.Event) { e.Line = append(slices.Clone(e.Line), 0xff) })},
		"other stream": {first, with(func(e *events.Event) { e.Stream = Stream() })},
		"version gap":  {first, with(func(e *events.Event) { e.Version = 3 })},
	} {
		s.Log(what)
		s.refused(events.ErrInvalid, name, 0, list...)
	}
	for _, stream := range []string{"", "note", "note/", "/1", "note/" + strings.Repeat("1", events.MaxStream)} {
		s.refused(events.ErrInvalid, stream, 0, Event(stream, 1, "a"))
	}
	s.append(name, 0, first)
	s.same(s.all(), []events.Event{first})
}

func emptyStream(s *suite) {
	name := Stream()
	s.append(name, 0, Event(name, 1, "a"))
	if list := s.stream(Stream()); len(list) != 0 {
		s.Fatalf("a stream that nobody wrote yields %d events", len(list))
	}
	if list := s.stream(name[:len(name)-1]); len(list) != 0 {
		s.Fatalf("a name that another begins with yields %d events", len(list))
	}
}

func dense(s *suite) {
	a, b := Stream(), Stream()
	want := []events.Position{
		s.append(a, 0, Events(a, 0, "1", "2")...),
		s.append(b, 0, Events(b, 0, "3")...),
		s.append(a, 2, Events(a, 2, "4", "5", "6")...),
	}
	for i, n := range []events.Position{2, 3, 6} {
		if want[i] != s.base+n {
			s.Fatalf("append %d returned position %d, want %d", i, want[i], s.base+n)
		}
	}
	s.denseFrom(s.all())
	if head := s.head(); head != s.base+6 {
		s.Fatalf("head is %d, want %d", head, s.base+6)
	}
	for i, e := range s.stream(a) {
		if want := s.base + []events.Position{1, 2, 4, 5, 6}[i]; e.Position != want {
			s.Fatalf("event %d of the stream has position %d, want %d", i, e.Position, want)
		}
	}
}

func exactVersion(s *suite) {
	name := Stream()
	s.refused(events.ErrConflict, name, 1, Event(name, 2, "x"))
	s.append(name, 0, Events(name, 0, "a", "b")...)
	s.refused(events.ErrConflict, name, 0, Event(name, 1, "x"))
	s.refused(events.ErrConflict, name, 1, Event(name, 2, "x"))
	s.refused(events.ErrConflict, name, 3, Event(name, 4, "x"))
	s.append(name, 2, Event(name, 3, "c"))
	s.same(s.stream(name), Events(name, 0, "a", "b", "c"))
}

func allOrNone(s *suite) {
	name := Stream()
	s.append(name, 0, Event(name, 1, "a"))
	s.refused(events.ErrConflict, name, 0, Events(name, 0, "a", "b", "c")...)
	bad := Events(name, 1, "b", "c", "d")
	bad[2].Line = bytes.Repeat([]byte("x"), events.MaxLine+1)
	s.refused(events.ErrTooLong, name, 1, bad...)
	s.same(s.stream(name), Events(name, 0, "a"))
	many := make([]string, 300)
	s.append(name, 1, Events(name, 1, many...)...)
	s.same(s.stream(name), append(Events(name, 0, "a"), Events(name, 1, many...)...))
}

func repeated(s *suite) {
	name := Stream()
	list := Events(name, 0, "a", "b", "c")
	pos := s.append(name, 0, list...)
	for range 3 {
		if again := s.append(name, 0, list...); again != pos {
			s.Fatalf("the repeat returned position %d, the append %d", again, pos)
		}
	}
	s.same(s.all(), list)
}

func repeatedLater(s *suite) {
	name, other := Stream(), Stream()
	list := Events(name, 0, "a", "b")
	pos := s.append(name, 0, list...)
	s.append(other, 0, Event(other, 1, "x"))
	s.append(name, 2, Event(name, 3, "c"))
	if again := s.append(name, 0, list...); again != pos {
		s.Fatalf("the repeat returned position %d, the append %d", again, pos)
	}
	s.same(s.stream(name), Events(name, 0, "a", "b", "c"))
}

func partlyRepeated(s *suite) {
	name := Stream()
	pos := s.append(name, 0, Events(name, 0, "a", "b")...)
	if again := s.append(name, 1, Event(name, 2, "b")); again != pos {
		s.Fatalf("the end of the append is at %d, a repeat of it returned %d", pos, again)
	}
	s.refused(events.ErrConflict, name, 1, Events(name, 1, "b", "c")...)
	s.same(s.stream(name), Events(name, 0, "a", "b"))
}

func otherEvents(s *suite) {
	name := Stream()
	s.append(name, 0, Events(name, 0, "a", "b", "c")...)
	s.refused(events.ErrConflict, name, 0, Events(name, 0, "a", "b", "x")...)
	s.refused(events.ErrConflict, name, 0, Events(name, 0, "x", "b", "c")...)
	alike := Event(name, 1, "a")
	alike.Line = spaced(alike.Line)
	s.refused(events.ErrConflict, name, 0, alike) // the same to a JSON reader, not the same line
	s.same(s.stream(name), Events(name, 0, "a", "b", "c"))
}

func oneWins(s *suite) {
	const writers, versions = 8, 12
	name := Stream()
	for v := range uint64(versions) {
		var mu sync.Mutex
		var won []events.Event
		s.parallel(writers, func(i int) error {
			e := Event(name, v+1, fmt.Sprint("writer ", i))
			_, err := s.store.Append(s.ctx, name, v, []events.Event{e})
			if errors.Is(err, events.ErrConflict) {
				return nil
			}
			mu.Lock()
			defer mu.Unlock()
			won = append(won, e)
			return err
		})
		if len(won) != 1 {
			s.Fatalf("version %d was won by %d writers", v+1, len(won))
		}
		list := s.stream(name)
		if uint64(len(list)) != v+1 {
			s.Fatalf("the stream holds %d events, want %d", len(list), v+1)
		}
		s.same(list[v:], won)
	}
}

// parallel runs f(0) … f(n-1) at once and waits for all.
func (s *suite) parallel(n int, f func(i int) error) {
	s.Helper()
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		s.Fatal(err)
	}
}

// write appends n events to a new stream, one by one.
func (s *suite) write(n uint64) error {
	name := Stream()
	for v := range n {
		if _, err := s.store.Append(s.ctx, name, v, Events(name, v, fmt.Sprint(v))); err != nil {
			return err
		}
	}
	return nil
}

func manyStreams(s *suite) {
	const writers, each = 16, 20
	s.parallel(writers, func(int) error { return s.write(each) })
	list := s.all()
	if len(list) != writers*each {
		s.Fatalf("the log holds %d events, want %d", len(list), writers*each)
	}
	s.denseFrom(list)
	versions := map[string]uint64{}
	for _, e := range list {
		if versions[e.Stream]++; e.Version != versions[e.Stream] {
			s.Fatalf("version %d of a stream comes after version %d", e.Version, versions[e.Stream]-1)
		}
	}
}

func neverEarlier(s *suite) {
	const writers, each = 6, 40
	finished := make(chan error, 1)
	go func() {
		errs := make(chan error, writers)
		for range writers {
			go func() { errs <- s.write(each) }()
		}
		var all error
		for range writers {
			all = errors.Join(all, <-errs)
		}
		finished <- all
	}()
	var seen []events.Event
	for last := false; !last; { // ends with the writers, and they with ctx
		select {
		case err := <-finished:
			if last = true; err != nil {
				s.Fatal(err)
			}
		default:
		}
		seen = append(seen, s.collect(s.store.All(s.ctx, s.base+events.Position(len(seen))))...)
		s.denseFrom(seen)
	}
	if len(seen) != writers*each {
		s.Fatalf("the reader saw %d events, want %d", len(seen), writers*each)
	}
	s.same(s.all(), seen)
}

func readYourWrites(s *suite) {
	s.parallel(4, func(int) error {
		name := Stream()
		for v := range uint64(10) {
			pos, err := s.store.Append(s.ctx, name, v, Events(name, v, "x"))
			if err != nil {
				return err
			}
			if err := s.visible(name, v+1, pos); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *suite) visible(name string, version uint64, pos events.Position) error {
	n := uint64(0)
	for _, err := range s.store.Stream(s.ctx, name) {
		if n++; err != nil {
			return err
		}
	}
	if n != version {
		return fmt.Errorf("after version %d was acknowledged the stream shows %d events", version, n)
	}
	head, err := s.store.Head(s.ctx)
	if err == nil && head < pos {
		err = fmt.Errorf("after position %d was acknowledged the head is %d", pos, head)
	}
	if err != nil {
		return err
	}
	for e, err := range s.store.All(s.ctx, pos-1) {
		if err != nil || e.Position != pos || e.Stream != name {
			return fmt.Errorf("at position %d stands %s at %d, error %v", pos, e.Stream, e.Position, err)
		}
		return nil
	}
	return fmt.Errorf("position %d was acknowledged, and All does not show it", pos)
}

func after(s *suite) {
	name := Stream()
	list := Events(name, 0, "a", "b", "c")
	s.append(name, 0, list...)
	for n := range events.Position(4) {
		s.same(s.collect(s.store.All(s.ctx, s.base+n)), list[n:])
	}
	s.same(s.collect(s.store.All(s.ctx, s.base+1000)), nil)
}

func earlyBreak(s *suite) {
	name := Stream()
	texts := make([]string, 50)
	list := Events(name, 0, texts...)
	s.append(name, 0, list...)
	for range 20 { // more often than a store has connections
		for _, err := range s.store.All(s.ctx, s.base) {
			if err != nil {
				s.Fatal(err)
			}
			break
		}
		for _, err := range s.store.Stream(s.ctx, name) {
			if err != nil {
				s.Fatal(err)
			}
			break
		}
	}
	s.append(name, 50, Event(name, 51, "on"))
	s.same(s.all(), append(list, Event(name, 51, "on")))
}

func nested(s *suite) {
	name, copied := Stream(), Stream()
	s.append(name, 0, Events(name, 0, "a", "b", "c")...)
	version := uint64(0)
	for e, err := range s.store.All(s.ctx, s.base) {
		if err != nil {
			s.Fatal(err)
		}
		if e.Stream == copied { // a store may show what was appended meanwhile
			continue
		}
		s.append(copied, version, Event(copied, version+1, "copy"))
		version++
		if n := len(s.stream(copied)); uint64(n) != version {
			s.Fatalf("the stream holds %d events, want %d", n, version)
		}
	}
	if version != 3 {
		s.Fatalf("the reader saw %d events, want 3", version)
	}
}

// cancelledAppend: no error means kept, ErrUncertain means perhaps, any other error means not kept.
func cancelledAppend(s *suite) {
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	name := Stream()
	if _, err := s.store.Append(ctx, name, 0, Events(name, 0, "a")); !errors.Is(err, context.Canceled) || errors.Is(err, events.ErrUncertain) {
		s.Fatalf("append with a cancelled context: %v", err)
	}
	if n := len(s.stream(name)); n != 0 {
		s.Fatalf("a cancelled append kept %d events", n)
	}
	for range 40 {
		s.cancelWhile(Stream())
	}
}

func (s *suite) cancelWhile(name string) {
	s.Helper()
	ctx, cancel := context.WithCancel(s.ctx)
	go cancel()
	_, err := s.store.Append(ctx, name, 0, Events(name, 0, "a"))
	if errors.Is(err, events.ErrUncertain) {
		s.append(name, 0, Events(name, 0, "a")...) // the same again settles it
		err = nil
	}
	want := 1
	if err != nil {
		want = 0
	}
	if n := len(s.stream(name)); n != want {
		s.Fatalf("append answered %v, and the stream holds %d events", err, n)
	}
}

func cancelledRead(s *suite) {
	name := Stream()
	s.append(name, 0, Events(name, 0, "a", "b")...)
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	for what, seq := range map[string]iter.Seq2[events.Event, error]{
		"All": s.store.All(ctx, s.base), "Stream": s.store.Stream(ctx, name)} {
		var last error
		n := 0
		for _, err := range seq {
			if last = err; err == nil {
				n++
			}
		}
		if !errors.Is(last, context.Canceled) {
			s.Errorf("%s with a cancelled context ended after %d events with error %v", what, n, last)
		}
	}
	if _, err := s.store.Head(ctx); err != nil && !errors.Is(err, context.Canceled) {
		s.Errorf("head with a cancelled context: %v", err)
	}
}

func linesAgree(s *suite) {
	name := Stream()
	s.append(name, 0, Events(name, 0, "a", "b", "c")...)
	for _, from := range []events.Position{0, 1, 3} {
		want := s.collect(s.store.All(s.ctx, s.base+from))
		i := 0
		for r, err := range events.Lines(s.ctx, s.store, s.base+from) {
			if err != nil {
				s.Fatal(err)
			}
			if i >= len(want) || r.Position != want[i].Position || !bytes.Equal(r.Line, want[i].Line) {
				s.Fatalf("line %d after %d is not what All gives", i, from)
			}
			i++
		}
		if i != len(want) {
			s.Fatalf("Lines gave %d lines after %d, All %d", i, from, len(want))
		}
	}
}
