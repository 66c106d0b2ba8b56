package esdb_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/esdb"
	"github.com/heemstede/grootboek/events/esdb/fake"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/storetest"
)

var (
	chaosFor  = flag.Duration("chaos.for", 5*time.Second, "how long the chaos test makes trouble")
	chaosSeed = flag.Uint64("chaos.seed", 1, "which trouble it makes")
)

const (
	chaosNodes   = 3
	chaosWriters = 32
	chaosStreams = 12                     // on which writers meet, beside one of their own
	maxLate      = time.Second            // by which the store writes what it was given up on
	maxOverrun   = 100 * time.Millisecond // of a call past its context
)

// TestChaos lets many writers loose on three nodes of one ledger, whose store restarts, stalls, loses acknowledgements,
// refuses, changes leaders and breaks off readings. The faults follow from the seed and the number of the call.
func TestChaos(t *testing.T) {
	srv, err := fake.Start(fake.Options{Members: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	c := &chaos{T: t, srv: srv, seed: *chaosSeed, acked: map[uuid.UUID]events.Event{}, not: map[uuid.UUID]bool{}}
	key := chaosKey(t)
	for i := range chaosNodes {
		s := node(t, srv, func(o *esdb.Options) {
			o.Attempt, o.Settle, o.Log = time.Second, 20*time.Second, slog.New(slog.DiscardHandler)
		})
		c.nodes = append(c.nodes, s)
		c.seals = append(c.seals, sealed(t, s, key, fmt.Sprint(i)))
	}
	c.run(*chaosFor)
	c.judge()
}

func chaosKey(t *testing.T) *seal.Key {
	private, _, err := seal.GenerateKey("grootboek.test/log")
	if err != nil {
		t.Fatal(err)
	}
	key, err := seal.ParseKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func sealed(t *testing.T, s *esdb.Store, key *seal.Key, name string) *seal.Seal {
	x, err := seal.Open(t.Context(), seal.Options{Dir: filepath.Join(t.TempDir(), name), Store: s, Key: key, Poll: 20 * time.Millisecond, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- x.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-done, x.Close()); err != nil {
			t.Errorf("seal: %v", err)
		}
	})
	return x
}

type chaos struct {
	*testing.T
	srv   *fake.Server
	seed  uint64
	nodes []*esdb.Store
	seals []*seal.Seal

	mu        sync.Mutex
	acked     map[uuid.UUID]events.Event
	not       map[uuid.UUID]bool // certainly not kept
	uncertain int
	conflicts int
	failures  int
	worst     time.Duration // by which a call outlived its context
	late      time.Duration // by which this machine was late to wake somebody who waited for nothing but a context
}

// run makes trouble for a time, and then heals everything.
func (c *chaos) run(d time.Duration) {
	ctx, stop := context.WithTimeout(context.Background(), d)
	defer stop()
	c.srv.SetFaults(fake.Faults{OnAppend: c.appendFault, OnRead: c.readFault, OnSubscribe: c.subscribeFault, Refuse: c.refuse})
	var wg sync.WaitGroup
	for w := range chaosWriters {
		wg.Go(func() { c.write(ctx, w) })
	}
	wg.Go(func() { c.disturb(ctx) })
	wg.Go(func() { c.clock(ctx) })
	wg.Wait()
	c.srv.SetFaults(fake.Faults{})
	c.srv.Replicate()
	for m := range 3 {
		c.srv.Lag(m, 0)
	}
}

// dice is a random source that follows from the seed, a kind of call and its number.
func (c *chaos) dice(kind string, n int) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprint(h, kind, n)
	return rand.New(rand.NewPCG(c.seed, h.Sum64()))
}

func (c *chaos) appendFault(n int, _ string, _ int) fake.AppendFault {
	r := c.dice("append", n)
	ways := []error{fake.ErrTimedOut, fake.ErrUnavailable, fake.ErrCut}
	switch p := r.IntN(1000); {
	case p < 30:
		return fake.AppendFault{After: ways[r.IntN(3)]} // the acknowledgement is lost
	case p < 60:
		return fake.AppendFault{Before: ways[r.IntN(3)]}
	case p < 66:
		return fake.AppendFault{After: fake.ErrSilent}
	case p < 72:
		return fake.AppendFault{Before: fake.ErrSilent}
	case p < 110:
		return fake.AppendFault{Delay: time.Duration(r.IntN(80)) * time.Millisecond}
	case p < 116:
		return fake.AppendFault{Delay: time.Duration(r.Int64N(int64(maxLate))), Late: true} // a retry overtakes it
	case p < 118:
		return fake.AppendFault{NotReplicated: true}
	}
	return fake.AppendFault{}
}

func (c *chaos) readFault(n int, _ string) fake.ReadFault {
	r := c.dice("read", n)
	switch p := r.IntN(100); {
	case p < 3:
		return fake.ReadFault{Err: fake.ErrUnavailable, After: r.IntN(20)}
	case p < 4:
		return fake.ReadFault{Err: fake.ErrSilent, After: r.IntN(20)}
	case p < 8:
		return fake.ReadFault{Delay: time.Duration(r.IntN(50)) * time.Millisecond}
	}
	return fake.ReadFault{}
}

func (c *chaos) subscribeFault(n int, _ string) fake.ReadFault {
	r := c.dice("subscribe", n)
	ways := []error{fake.ErrSlowConsumer, fake.ErrUnavailable, fake.ErrCanceled, fake.ErrSilent}
	return fake.ReadFault{CaughtUpAgain: true, Err: ways[r.IntN(4)], After: 50 + r.IntN(3000)}
}

func (c *chaos) refuse(n int, _ string) error {
	if c.dice("refuse", n).IntN(200) == 0 {
		return fake.ErrUnavailable
	}
	return nil
}

// disturb restarts the store, kills members and changes leaders.
func (c *chaos) disturb(ctx context.Context) {
	r := c.dice("disturb", 0)
	for ctx.Err() == nil {
		wait(ctx, time.Duration(200+r.IntN(1500))*time.Millisecond)
		var err error
		switch r.IntN(6) {
		case 0:
			err = c.srv.Restart(func() { wait(ctx, time.Duration(r.IntN(2000))*time.Millisecond) })
		case 1:
			m := r.IntN(3)
			err = c.srv.Kill(m)
			wait(ctx, time.Duration(r.IntN(1500))*time.Millisecond)
			err = errors.Join(err, c.srv.Revive(m))
		case 2:
			err = c.srv.Lead(r.IntN(3))
		case 3:
			m := r.IntN(3)
			c.srv.Lag(m, r.IntN(30))
			wait(ctx, time.Duration(r.IntN(500))*time.Millisecond)
			c.srv.Lag(m, 0)
		case 4:
			c.srv.Replicate()
		case 5:
			c.srv.LoseUnreplicated()
		}
		if err != nil {
			c.Error(err)
		}
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// clock measures how late this machine wakes who waits for a context: what a call cannot be blamed for.
func (c *chaos) clock(ctx context.Context) {
	for ctx.Err() == nil {
		once, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
		begun := time.Now()
		<-once.Done()
		late := time.Since(begun) - 5*time.Millisecond
		cancel()
		c.mu.Lock()
		c.late = max(c.late, late)
		c.mu.Unlock()
	}
}

// write appends to a stream of its own and to shared ones, until ctx ends.
func (c *chaos) write(ctx context.Context, w int) {
	r := c.dice("writer", w)
	s, x := c.nodes[w%chaosNodes], c.seals[w%chaosNodes]
	streams := append(sharedStreams(), storetest.Stream())
	versions := map[string]uint64{}
	for i := 0; ctx.Err() == nil; i++ {
		name := streams[r.IntN(len(streams))]
		list := storetest.Events(name, versions[name], slices.Repeat([]string{fmt.Sprint(w, ".", i)}, 1+r.IntN(3))...)
		limit := time.Duration(50+r.IntN(3000)) * time.Millisecond
		once, cancel := context.WithTimeout(context.Background(), limit)
		begun := time.Now()
		pos, err := s.Append(once, name, versions[name], list)
		c.noteAppend(time.Since(begun)-limit, list, err)
		if err == nil {
			versions[name] += uint64(len(list))
			if err := x.Wait(once, pos); err != nil && once.Err() == nil {
				c.Errorf("the seal of %d: %v", pos, err)
			}
		} else {
			c.look(once, s, name, versions)
		}
		cancel()
	}
}

var sharedNames = func() (list []string) {
	for range chaosStreams {
		list = append(list, storetest.Stream())
	}
	return list
}()

func sharedStreams() []string { return slices.Clone(sharedNames) }

// look reads at what version a stream is.
func (c *chaos) look(ctx context.Context, s *esdb.Store, name string, versions map[string]uint64) {
	n := uint64(0)
	for e, err := range s.Stream(ctx, name) {
		if err != nil {
			if _, isHarm := errors.AsType[*esdb.Harm](err); isHarm {
				c.Errorf("reading %s: %v", name, err)
			}
			return
		}
		if n++; e.Version != n {
			c.Errorf("%s: version %d comes after %d", name, e.Version, n-1)
		}
	}
	versions[name] = n
}

func (c *chaos) noteAppend(over time.Duration, list []events.Event, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.worst = max(c.worst, over)
	for _, e := range list {
		switch {
		case err == nil:
			c.acked[e.ID] = e
		case errors.Is(err, events.ErrConflict):
			c.not[e.ID] = true
		}
	}
	switch {
	case err == nil:
	case errors.Is(err, events.ErrConflict):
		c.conflicts++
	case errors.Is(err, events.ErrUncertain):
		c.uncertain++
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, events.ErrUnreachable):
		c.failures++
	default:
		c.Errorf("append: %v", err)
	}
}

// settle waits until the writes that the store still held back have come through: the log no longer grows.
func (c *chaos) settle(ctx context.Context) {
	for before := -1; ctx.Err() == nil; {
		wait(ctx, 2*maxLate)
		now := c.srv.Stats().Events
		if now == before {
			return
		}
		before = now
	}
	c.Error("the log goes on growing after the last writer has ended")
}

// judge holds what the nodes show now against what was promised.
func (c *chaos) judge() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c.settle(ctx)
	var first []events.Event
	for i, s := range c.nodes {
		head, err := s.Head(ctx)
		if err != nil {
			c.Fatalf("node %d: head: %v", i, err)
		}
		list := c.read(ctx, s)
		if len(list) != int(head) {
			c.Fatalf("node %d: the head is %d, but %d events are read", i, head, len(list))
		}
		if err := c.seals[i].Wait(ctx, head); err != nil {
			c.Fatalf("node %d: seal: %v", i, err)
		}
		if i == 0 {
			first = list
		}
		if !slices.EqualFunc(first, list, func(a, b events.Event) bool { return a.ID == b.ID && string(a.Line) == string(b.Line) }) {
			c.Fatalf("node %d shows another log than node 0", i)
		}
		if a, b := c.seals[i].Checkpoint(), c.seals[0].Checkpoint(); a.Size != b.Size || a.Root != b.Root {
			c.Fatalf("node %d ends at tree %d %v, node 0 at %d %v", i, a.Size, a.Root, b.Size, b.Root)
		}
		if err := s.Halted(); err != nil {
			c.Fatalf("node %d halted: %v", i, err)
		}
	}
	c.once(first)
	if limit := maxOverrun + 3*c.late; c.worst > limit { // a call that ends is put off three times: its timer, who waits for it, and who is called
		c.Errorf("a call outlived its context by %v; allowed is %v, and this machine was %v late itself, three times in a row at most", c.worst, maxOverrun, c.late)
	}
	c.Logf("%d events, %d acknowledged, %d conflicts, %d uncertain, %d that never began; the worst call outlived its context by %v (machine late by %v); reconnects %d %d %d; %+v",
		len(first), len(c.acked), c.conflicts, c.uncertain, c.failures, c.worst, c.late, c.nodes[0].Reconnects(), c.nodes[1].Reconnects(), c.nodes[2].Reconnects(), c.srv.Stats())
	if len(c.acked) < chaosWriters {
		c.Errorf("only %d events were acknowledged: this test shows nothing", len(c.acked))
	}
}

func (c *chaos) read(ctx context.Context, s *esdb.Store) (list []events.Event) {
	for e, err := range s.All(ctx, 0) {
		if err != nil {
			c.Fatalf("read all: %v", err)
		}
		if e.Position != events.Position(len(list)+1) {
			c.Fatalf("position %d comes after %d", e.Position, len(list))
		}
		list = append(list, e)
	}
	return list
}

// once checks that what was acknowledged is there once, what was refused is not, and what is uncertain not twice.
func (c *chaos) once(log []events.Event) {
	seen := map[uuid.UUID]events.Event{}
	for _, e := range log {
		if _, double := seen[e.ID]; double {
			c.Errorf("event %s stands in the log twice", e.ID)
		}
		if c.not[e.ID] {
			c.Errorf("event %s was a conflict, and stands in the log", e.ID)
		}
		seen[e.ID] = e
	}
	for id, e := range c.acked {
		if got, ok := seen[id]; !ok || got.Stream != e.Stream || got.Version != e.Version || string(got.Line) != string(e.Line) {
			c.Errorf("%s@%d was acknowledged, and is not there", e.Stream, e.Version)
		}
	}
}
