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
func (m *Memory) Append(_ context.Context, stream string, version uint64, list []events.Event) (events.Position, error) {
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
func (m *Memory) Stream(_ context.Context, stream string) iter.Seq2[events.Event, error] {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var list []events.Event
	for _, i := range m.streams[stream] {
		list = append(list, m.log[i])
	}
	return yieldAll(list)
}

// All implements [events.Store].
func (m *Memory) All(_ context.Context, after events.Position) iter.Seq2[events.Event, error] {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if after >= events.Position(len(m.log)) {
		return yieldAll(nil)
	}
	return yieldAll(slices.Clip(m.log[after:]))
}

// Head implements [events.Store].
func (m *Memory) Head(context.Context) (events.Position, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return events.Position(len(m.log)), nil
}

func yieldAll(list []events.Event) iter.Seq2[events.Event, error] {
	return func(yield func(events.Event, error) bool) {
		for _, e := range list {
			if !yield(e, nil) {
				return
			}
		}
	}
}
