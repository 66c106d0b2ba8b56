package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/google/uuid"
)

// ErrInjected is the failure that [Memory] makes up.
var ErrInjected = errors.New("journal: injected failure")

// A Fault is what goes wrong with one append.
type Fault struct {
	Before   bool            // fails with ErrInjected and keeps nothing
	Conflict bool            // answers ErrConflict, whatever the number, and keeps nothing
	After    bool            // keeps the entry and answers ErrUncertain all the same, as when the connection breaks
	Late     <-chan struct{} // holds the answer back, after the write, until it is closed; if ctx ends first: ErrUncertain
}

// Memory is a journal that forgets, for tests: the smallest thing that keeps the contract, and misbehaves on demand.
// The zero value is empty and ready. The functions are set before the first call and may be called concurrently; a nil
// function means that nothing goes wrong.
type Memory struct {
	// OnAppend says what goes wrong with the n-th append, from 1.
	OnAppend func(n int) Fault
	// OnRead runs before the n-th read, from 1; what it returns is yielded instead.
	OnRead func(ctx context.Context, n int) error

	mu             sync.Mutex
	appends, reads int
	trimmed        uint64 // entries that are gone
	kept           []Entry
}

// Append implements [Journal], with the fault asked for.
func (m *Memory) Append(ctx context.Context, after uint64, id uuid.UUID, data []byte) error {
	if err := errors.Join(Check(id, data), ctx.Err()); err != nil {
		return err
	}
	var fault Fault
	if n := m.count(&m.appends); m.OnAppend != nil {
		fault = m.OnAppend(n)
	}
	switch {
	case fault.Before:
		return ErrInjected
	case fault.Conflict:
		return ErrConflict
	}
	err := m.add(after, id, data)
	if fault.Late != nil {
		select {
		case <-fault.Late:
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ErrUncertain, ctx.Err())
		}
	}
	if err == nil && fault.After {
		return fmt.Errorf("%w: %w", ErrUncertain, ErrInjected)
	}
	return err
}

func (m *Memory) count(what *int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	*what++
	return *what
}

func (m *Memory) add(after uint64, id uuid.UUID, data []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	last := m.trimmed + uint64(len(m.kept))
	switch {
	case after == last:
		m.kept = append(m.kept, Entry{after + 1, id, bytes.Clone(data)})
		return nil
	case after < last && after >= m.trimmed && m.kept[after-m.trimmed].ID == id:
		return nil
	}
	return ErrConflict
}

// Read implements [Journal].
func (m *Memory) Read(ctx context.Context, after uint64) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		if n := m.count(&m.reads); m.OnRead != nil {
			if err := m.OnRead(ctx, n); err != nil {
				yield(Entry{}, err)
				return
			}
		}
		for _, e := range m.after(after) {
			if err := ctx.Err(); err != nil {
				yield(Entry{}, err)
				return
			}
			e.Data = bytes.Clone(e.Data)
			if !yield(e, nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(Entry{}, err)
		}
	}
}

func (m *Memory) after(n uint64) []Entry {
	m.mu.Lock()
	defer m.mu.Unlock()
	n = max(n, m.trimmed) - m.trimmed
	return slices.Clone(m.kept[min(n, uint64(len(m.kept))):])
}

// Trim implements [Journal].
func (m *Memory) Trim(ctx context.Context, before uint64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch last := m.trimmed + uint64(len(m.kept)); {
	case before > last:
		return fmt.Errorf("%w: trim before %d, the last is %d", ErrBeyond, before, last)
	case before > m.trimmed:
		m.kept = slices.Clone(m.kept[before-1-m.trimmed:])
		m.trimmed = before - 1
	}
	return nil
}

// Memories is a set of journals by name, each made when it is first asked for, for tests. The zero value is empty and
// ready.
type Memories struct {
	mu     sync.Mutex
	byName map[string]*Memory
}

// Open returns the journal of this name, always the same one.
func (m *Memories) Open(name string) Journal {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byName == nil {
		m.byName = map[string]*Memory{}
	}
	if m.byName[name] == nil {
		m.byName[name] = &Memory{}
	}
	return m.byName[name]
}
