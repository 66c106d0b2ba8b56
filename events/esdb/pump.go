package esdb

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
)

// source gives events one by one, or nil for a sign of life; io.EOF at the end.
type source func() (*client.RecordedEvent, error)

// pump reads at most n items ahead in a goroutine of its own, because a reading of the client may hang or panic, and yields what comes. If
// nothing comes for the time of an attempt, and impatient says that something should, the client is replaced.
func (s *Store) pump(ctx context.Context, n int, open func(context.Context, *client.Client) (source, error), impatient func() bool) iter.Seq2[*client.RecordedEvent, error] {
	return func(yield func(*client.RecordedEvent, error) bool) {
		ctx, cancel := context.WithCancel(ofLeader(ctx))
		defer cancel()
		g, err := s.conn.use(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		p := &pumping{got: make(chan item, n), opened: make(chan struct{})}
		go p.run(ctx, g, open)
		for {
			it, err := p.next(ctx, s.conn.attempt, impatient)
			if err == nil {
				err = it.err
			}
			switch {
			case err == io.EOF:
				return
			case err != nil:
				if ctx.Err() == nil && (errors.Is(err, errSilent) || broken(err)) {
					s.conn.drop(g)
				}
				yield(nil, err)
				return
			case it.event != nil && !yield(it.event, nil):
				return
			}
		}
	}
}

type item struct {
	event *client.RecordedEvent
	err   error
}

// pumping is one reading under way.
type pumping struct {
	got    chan item
	opened chan struct{}
}

var errSilent = errors.New("the store does not answer")

func (p *pumping) run(ctx context.Context, g *generation, open func(context.Context, *client.Client) (source, error)) {
	give := func(it item) bool {
		select {
		case p.got <- it:
			return it.err == nil
		case <-ctx.Done():
			return false
		}
	}
	defer g.left.Add(1)
	defer func() {
		if v := recover(); v != nil {
			give(item{err: &panicked{v}})
		}
	}()
	next, err := open(ctx, g.client)
	if err != nil {
		give(item{err: err})
		return
	}
	close(p.opened)
	for {
		e, err := next()
		if !give(item{e, err}) {
			return
		}
	}
}

// next waits for one item.
func (p *pumping) next(ctx context.Context, patience time.Duration, impatient func() bool) (item, error) {
	select {
	case it := <-p.got: // the common case, without a timer
		return it, ctx.Err()
	default:
	}
	t := time.NewTimer(patience)
	defer t.Stop()
	for {
		select {
		case it := <-p.got:
			return it, nil
		case <-ctx.Done():
			return item{}, ctx.Err()
		case <-t.C:
			if !p.open() || impatient() {
				return item{}, errSilent
			}
			t.Reset(patience)
		}
	}
}

func (p *pumping) open() bool {
	select {
	case <-p.opened:
		return true
	default:
		return false
	}
}
