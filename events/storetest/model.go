package storetest

import (
	"bytes"
	"errors"
	"fmt"

	"pgregory.net/rapid"

	"github.com/heemstede/grootboek/events"
)

// ledger is the model: what a store is, without disk, locks or indexes.
type ledger struct {
	*suite
	names   []string
	streams map[string][]events.Event
	log     []events.Event
	base    events.Position
}

// model compares the store with the ledger after every step of random sequences. Texts are drawn from few, so that
// repeats, near repeats and conflicts all happen.
func model(s *suite) {
	rapid.Check(s.T, func(t *rapid.T) {
		m := &ledger{suite: s, names: []string{Stream(), Stream(), Stream()}, streams: map[string][]events.Event{}, base: s.head()}
		t.Repeat(map[string]func(*rapid.T){
			"append": m.step,
			"stream": m.readStream,
			"all":    m.readAll,
			"":       m.checkHead,
		})
	})
}

// expect says what Append must answer, and keeps what it must keep.
func (m *ledger) expect(name string, version uint64, list []events.Event) (events.Position, error) {
	have := m.streams[name]
	if version == uint64(len(have)) {
		for i := range list {
			list[i].Position = m.base + events.Position(len(m.log)) + 1
			m.streams[name], m.log = append(m.streams[name], list[i]), append(m.log, list[i])
		}
		return m.base + events.Position(len(m.log)), nil
	}
	if version+uint64(len(list)) > uint64(len(have)) {
		return 0, events.ErrConflict
	}
	var pos events.Position
	for i, e := range have[version : version+uint64(len(list))] {
		if pos = e.Position; !bytes.Equal(e.Line, list[i].Line) {
			return 0, events.ErrConflict
		}
	}
	return pos, nil
}

func (m *ledger) step(t *rapid.T) {
	name := rapid.SampledFrom(m.names).Draw(t, "stream")
	now := uint64(len(m.streams[name]))
	version := rapid.OneOf(rapid.Just(now), rapid.Uint64Range(0, now+1)).Draw(t, "version")
	texts := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "é\u2028"}), 1, 3).Draw(t, "texts")
	list := Events(name, version, texts...)
	want, wantErr := m.expect(name, version, list)
	got, err := m.store.Append(m.ctx, name, version, list)
	if got != want || !errors.Is(err, wantErr) {
		t.Fatalf("append of %q at %d to a stream at %d: got %d, %v; want %d, %v", texts, version, now, got, err, want, wantErr)
	}
}

func (m *ledger) readStream(t *rapid.T) {
	name := rapid.SampledFrom(m.names).Draw(t, "stream")
	if err := equal(m.store.Stream(m.ctx, name), m.streams[name]); err != nil {
		t.Fatal(err)
	}
}

func (m *ledger) readAll(t *rapid.T) {
	from := rapid.IntRange(0, len(m.log)).Draw(t, "after")
	if err := equal(m.store.All(m.ctx, m.base+events.Position(from)), m.log[from:]); err != nil {
		t.Fatal(err)
	}
}

func (m *ledger) checkHead(t *rapid.T) {
	want := m.base + events.Position(len(m.log))
	if got, err := m.store.Head(m.ctx); err != nil || got != want {
		t.Fatalf("head is %d (%v), want %d", got, err, want)
	}
}

func equal(seq func(func(events.Event, error) bool), want []events.Event) error {
	i := 0
	for e, err := range seq {
		if err != nil {
			return err
		}
		if i >= len(want) || e.Position != want[i].Position || !bytes.Equal(e.Line, want[i].Line) {
			return fmt.Errorf("event %d is %s@%d at %d, not what was appended", i, e.Stream, e.Version, e.Position)
		}
		i++
	}
	if i != len(want) {
		return fmt.Errorf("read %d events, want %d", i, len(want))
	}
	return nil
}
