package projections

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/heemstede/grootboek/events"
)

// Model is a read model that follows the records. Apply is called for every event, in the order of the log, while nobody
// reads.
type Model interface{ Apply(Change) }

// Live keeps the models up with the log.
type Live struct {
	store   events.Store
	Records *Records
	models  []Model
	log     *slog.Logger

	mu      sync.RWMutex // held for writing while a batch is applied; views read under it
	pos     events.Position
	failed  error
	changed chan struct{} // closed and replaced whenever pos or failed changes

	poke chan struct{}
}

// NewLive returns models that have read nothing yet. Call CatchUp once, then Run.
func NewLive(store events.Store, records *Records, log *slog.Logger, models ...Model) *Live {
	return &Live{store: store, Records: records, models: models, log: log, changed: make(chan struct{}), poke: make(chan struct{}, 1)}
}

// batch bounds how long readers wait for the writer.
const batch = 512

// CatchUp reads to the end of the log. Progress, if not nil, is told how far it is.
func (l *Live) CatchUp(ctx context.Context, progress func(events.Position)) error {
	list := make([]events.Event, 0, batch)
	for e, err := range l.store.All(ctx, l.Position()) {
		if err != nil { // what was read stands, so that a store that breaks off now and then is read to the end all the same
			return errors.Join(fmt.Errorf("read log after %d: %w", l.Position()+events.Position(len(list)), err), l.apply(list))
		}
		if list = append(list, e); len(list) == batch {
			if err := l.apply(list); err != nil {
				return err
			}
			list = list[:0]
			if progress != nil {
				progress(l.Position())
			}
		}
	}
	return l.apply(list)
}

func (l *Live) apply(list []events.Event) error {
	if len(list) == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range list {
		c, err := l.Records.Apply(&list[i])
		if err != nil {
			l.failed = err
			l.broadcast()
			return err
		}
		for _, m := range l.models {
			m.Apply(c)
		}
		l.pos = c.Position
	}
	l.broadcast()
	return nil
}

func (l *Live) broadcast() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// Run follows the log until ctx ends. It returns an error when an event cannot be read: the models then stand still and
// say so to everyone who waits (promise 9).
func (l *Live) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Second) // another process may append to the same log
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-l.poke:
		case <-tick.C:
		}
		err := l.CatchUp(ctx, nil)
		switch {
		case err == nil || ctx.Err() != nil:
		case l.Err() != nil:
			return fmt.Errorf("models stopped at %d: %w", l.Position(), err)
		default:
			l.log.ErrorContext(ctx, "models behind", "position", l.Position(), "error", err) // the store may come back
		}
	}
}

// Poke says that something was appended.
func (l *Live) Poke() {
	select {
	case l.poke <- struct{}{}:
	default:
	}
}

// ErrBehind is returned by Wait when its deadline passes before the models have the event. The event is kept.
var ErrBehind = errors.New("vastgelegd, maar nog niet zichtbaar; vernieuw de pagina")

// Wait returns when the models hold the event at the position.
func (l *Live) Wait(ctx context.Context, p events.Position) error {
	l.Poke()
	for {
		l.mu.RLock()
		pos, failed, changed := l.pos, l.failed, l.changed
		l.mu.RUnlock()
		if pos >= p {
			return nil
		}
		if failed != nil {
			return failed
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ErrBehind
		}
	}
}

// View runs f while the models stand still. f must not wait for anything.
func (l *Live) View(f func()) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	f()
}

// Position returns how far the models are.
func (l *Live) Position() events.Position {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.pos
}

// Err returns why the models have stopped, or nil.
func (l *Live) Err() error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.failed
}
