package storetest

import (
	"bytes"
	"context"
	"iter"
	"slices"
	"sync"

	"github.com/heemstede/grootboek/events"
)

// Memory is a store that forgets: the smallest thing that keeps the contract, for tests of what stands on a store.
// The zero value is empty and ready.
type Memory struct {
	mu      sync.RWMutex
	log     []events.Event
	streams map[string][]int // indexes into log
}

// Append implements [events.Store].
func (m *Memory) Append(ctx context.Context, stream string, version uint64, list []events.Event) (events.Position, error) {
	if err := events.CheckAppend(stream, version, list); err != nil {
		return 0, err
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	at := m.streams[stream]
	if uint64(len(at)) != version {
		if m.holds(at, version, list) {
			return m.log[at[version+uint64(len(list))-1]].Position, nil
		}
		return 0, events.ErrConflict
	}
	if m.streams == nil {
		m.streams = map[string][]int{}
	}
	for _, e := range list {
		e.Position = events.Position(len(m.log) + 1)
		e.Line = bytes.Clone(e.Line)
		m.streams[stream] = append(m.streams[stream], len(m.log))
		m.log = append(m.log, e)
	}
	return events.Position(len(m.log)), nil
}

func (m *Memory) holds(at []int, version uint64, list []events.Event) bool {
	if version+uint64(len(list)) > uint64(len(at)) {
		return false
	}
	for i, e := range list {
		if !bytes.Equal(m.log[at[version+uint64(i)]].Line, e.Line) {
			return false
		}
	}
	return true
}

// Stream implements [events.Store].
func (m *Memory) Stream(ctx context.Context, stream string) iter.Seq2[events.Event, error] {
	return func(yield func(events.Event, error) bool) {
		yieldAll(ctx, m.stream(stream), yield)
	}
}

func (m *Memory) stream(stream string) []events.Event {
	m.mu.RLock()
	defer m.mu.RUnlock()
	list := make([]events.Event, 0, len(m.streams[stream]))
	for _, i := range m.streams[stream] {
		list = append(list, m.log[i])
	}
	return list
}

// All implements [events.Store].
func (m *Memory) All(ctx context.Context, after events.Position) iter.Seq2[events.Event, error] {
	return func(yield func(events.Event, error) bool) {
		yieldAll(ctx, m.after(after), yield)
	}
}

func (m *Memory) after(pos events.Position) []events.Event {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return slices.Clip(m.log[min(pos, events.Position(len(m.log))):]) // what is in the log does not change
}

// Head implements [events.Store].
func (m *Memory) Head(context.Context) (events.Position, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return events.Position(len(m.log)), nil
}

func yieldAll(ctx context.Context, list []events.Event, yield func(events.Event, error) bool) {
	for _, e := range list {
		if err := ctx.Err(); err != nil {
			yield(events.Event{}, err)
			return
		}
		if !yield(e, nil) {
			return
		}
	}
}
