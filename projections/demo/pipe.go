package demo

import (
	"context"
	"fmt"
	"sync"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events"
)

// A Queuer is a store that can take an append without waiting for the disk: what one goroutine queues is committed in that
// order, many appends in one transaction. Wait returns what Append would have returned, and ends when ctx does. An append
// may be kept although one before it was not: [Build] then fails, and its store is thrown away.
type Queuer interface {
	Queue(ctx context.Context, stream string, version uint64, list []events.Event) (wait func() (events.Position, error), err error)
}

// A pipe encodes and appends what has been decided, beside the deciding. Appends are committed in the order of recording,
// which is the order of the batches: by a [Queuer] many at a time, by any other store one after the other. A batch is
// what happened to one record without anything else in between, often more than one command.
type pipe struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	store  events.Store
	opt    Options
	work   chan *batch // to whoever encodes
	order  chan *batch // to the one who appends
	wg     sync.WaitGroup
	open   *batch // being filled
}

// batch is one append.
type batch struct {
	stream string
	before uint64 // version of the stream
	list   []decided
	lines  []events.Event
	err    error
	ready  chan struct{} // closed once lines and err are set
}

// decided is an event that still has to be written as a line.
type decided struct {
	events.Event
	command uuid.UUID
	number  int // within the command
	fact    any
}

const (
	encoders = 2
	maxBatch = 500 // events in one append
	ahead    = 512 // batches decided and not yet appended
	inFlight = 256 // appends queued at a Queuer
)

func newPipe(ctx context.Context, store events.Store, o Options) *pipe {
	p := &pipe{store: store, opt: o, work: make(chan *batch, ahead), order: make(chan *batch, ahead)}
	p.ctx, p.cancel = context.WithCancelCause(ctx)
	for range encoders {
		p.wg.Go(p.encode)
	}
	p.wg.Go(p.send)
	return p
}

// add takes one event. It fails once the pipe is broken; close says why.
func (p *pipe) add(d decided) error {
	if p.open != nil && (p.open.stream != d.Stream || len(p.open.list) >= maxBatch) {
		if err := p.flush(); err != nil {
			return err
		}
	}
	if p.open == nil {
		p.open = &batch{stream: d.Stream, before: d.Version - 1, ready: make(chan struct{})}
	}
	p.open.list = append(p.open.list, d)
	return nil
}

func (p *pipe) flush() error {
	b := p.open
	if b == nil {
		return nil
	}
	p.open = nil
	for _, to := range []chan *batch{p.work, p.order} {
		select {
		case to <- b:
		case <-p.ctx.Done():
			return context.Cause(p.ctx)
		}
	}
	return nil
}

// close waits until everything is appended, and says what went wrong.
func (p *pipe) close() error {
	err := p.flush()
	close(p.work)
	close(p.order)
	p.wg.Wait()
	if err == nil {
		err = context.Cause(p.ctx)
	}
	p.cancel(nil)
	return err
}

func (p *pipe) encode() {
	for b := range p.work {
		if p.ctx.Err() == nil {
			b.err = b.encode()
		}
		close(b.ready)
	}
}

func (b *batch) encode() error {
	b.lines = make([]events.Event, len(b.list))
	for i := range b.list {
		d := &b.list[i]
		data, err := events.Payload(d.fact)
		if err != nil {
			return fmt.Errorf("%s of %s: %w", d.Name, b.stream, err)
		}
		d.Data, d.ID = data, uuid.NewSHA1(d.command, []byte{byte(d.number >> 8), byte(d.number)})
		if err := d.Encode(); err != nil {
			return err
		}
		b.lines[i] = d.Event
	}
	b.list = nil
	return nil
}

// sent is an append on its way.
type sent struct {
	*batch
	wait func() (events.Position, error)
}

func (p *pipe) send() {
	t := teller{opt: p.opt}
	var flying []sent
	land := func(keep int) {
		for len(flying) > keep {
			s := flying[0]
			flying = flying[1:]
			if _, err := s.wait(); err != nil {
				p.cancel(fmt.Errorf("append to %s@%d: %w", s.stream, s.before, err)) // only the first counts
				continue
			}
			t.add(len(s.lines))
		}
	}
	keep := 0
	if _, ok := p.store.(Queuer); ok {
		keep = inFlight
	}
	for b := range p.order {
		<-b.ready
		if p.ctx.Err() == nil { // otherwise drain, so that nobody waits for us
			flying = append(flying, sent{b, p.begin(b)})
			land(keep)
		}
	}
	land(0)
	if p.ctx.Err() == nil {
		t.end()
	}
}

// begin hands a batch to the store; the result is for the wait.
func (p *pipe) begin(b *batch) (wait func() (events.Position, error)) {
	err := b.err
	if q, ok := p.store.(Queuer); ok && err == nil {
		if wait, err = q.Queue(p.ctx, b.stream, b.before, b.lines); err == nil {
			return wait
		}
	} else if err == nil {
		_, err = p.store.Append(p.ctx, b.stream, b.before, b.lines)
	}
	return func() (events.Position, error) { return 0, err }
}

// teller tells how far it is, about two hundred times.
type teller struct {
	opt        Options
	done, told int
}

func (t *teller) add(n int) {
	if t.done += n; t.opt.Progress != nil && t.done-t.told >= max(t.opt.Events/200, 100) {
		t.told = t.done
		t.opt.Progress(t.done, max(t.opt.Events, t.done))
	}
}

func (t *teller) end() {
	if t.opt.Progress != nil {
		t.opt.Progress(t.done, t.done)
	}
}
