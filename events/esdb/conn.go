package esdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"google.golang.org/grpc/metadata"

	"github.com/heemstede/grootboek/events"
)

// The client (v4.2.0) is right as long as nothing goes wrong. When it loses its node and does not find one within a few
// attempts it is dead for ever; callers that come meanwhile hang, whatever their context says; closing it makes those
// panic. So here one client is published at a time (a generation), after it has spoken with the store; every call runs
// in a goroutine that is left behind when its context ends; and a generation that fails is replaced, and closed later,
// which frees whoever still hangs in it.

const (
	maxCalls    = 256                   // under way at once in one generation
	lastWords   = 2 * time.Second       // between retiring a client and closing it
	firstPause  = 20 * time.Millisecond // between attempts to connect, doubled each time
	longPause   = time.Second           // at most
	warnAfter   = 5 * time.Second       // without a connection, and again after as long
	dialTimeout = 12 * time.Second      // discovery: 2 attempts over at most 3 hosts of 2 s each
)

// generation is one client, and who uses it.
type generation struct {
	client *client.Client
	slots  chan struct{}
	retire sync.Once
	left   atomic.Int64 // calls that came back: what they did in the client is done before it is closed
}

// conn holds the present generation. All methods may be called concurrently.
type conn struct {
	config  client.Configuration
	attempt time.Duration // what one call may take
	log     *slog.Logger
	life    context.Context // ends at close

	mu      sync.Mutex
	now     *generation
	dialing chan struct{} // closed when the dialling under way has ended; nil: none
	refusal error         // why the last attempt to connect failed

	connected atomic.Uint64 // how often a client was published
}

// use returns the present generation, and connects if there is none. One dials for all who wait.
func (c *conn) use(ctx context.Context) (*generation, error) {
	for {
		switch {
		case c.life.Err() != nil:
			return nil, ErrClosed
		case ctx.Err() != nil:
			return nil, ctx.Err()
		}
		c.mu.Lock()
		if c.now != nil {
			defer c.mu.Unlock()
			return c.now, nil
		}
		if c.dialing == nil {
			c.dialing = make(chan struct{})
			go c.dial(c.dialing)
		}
		dialing := c.dialing
		c.mu.Unlock()
		select {
		case <-dialing:
		case <-ctx.Done():
			return nil, c.unreachable(ctx.Err())
		case <-c.life.Done():
			return nil, ErrClosed
		}
	}
}

func (c *conn) unreachable(cause error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refusal != nil {
		return fmt.Errorf("%w: %w (last attempt: %w)", events.ErrUnreachable, cause, c.refusal)
	}
	return fmt.Errorf("%w: %w", events.ErrUnreachable, cause)
}

// dial connects, however long it takes, and publishes the client.
func (c *conn) dial(ended chan struct{}) {
	defer close(ended)
	told := time.Now()
	for pause := firstPause; ; pause = min(2*pause, longPause) {
		g, err := c.connect()
		if err != nil && time.Since(told) > warnAfter {
			told = time.Now()
			c.log.WarnContext(c.life, "the store cannot be reached", "error", err)
		}
		c.mu.Lock()
		if c.refusal = err; err == nil {
			c.now, c.dialing = g, nil
			if c.life.Err() != nil { // closed meanwhile
				c.now = nil
				go g.close()
			}
			c.mu.Unlock()
			c.connected.Add(1)
			return
		}
		c.mu.Unlock()
		c.log.DebugContext(c.life, "store not reached", "error", err)
		select {
		case <-time.After(pause):
		case <-c.life.Done():
			c.mu.Lock()
			c.dialing = nil
			c.mu.Unlock()
			return
		}
	}
}

// connect makes a client and lets it speak with the store once, before anybody else can use it.
func (c *conn) connect() (*generation, error) {
	config := c.config
	cl, err := client.NewClient(&config)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	g := &generation{client: cl, slots: make(chan struct{}, maxCalls)}
	ctx, cancel := context.WithTimeout(c.life, dialTimeout)
	defer cancel()
	if _, err := run(ctx, g, func(context.Context) (struct{}, error) {
		_, err := cl.GetServerVersion()
		return struct{}{}, err
	}); err != nil {
		g.end()
		return nil, fmt.Errorf("connect: %w", err)
	}
	return g, nil
}

// drop replaces a generation that failed. Whoever is still in it has some time to get his answer.
func (c *conn) drop(g *generation) {
	c.mu.Lock()
	if c.now == g {
		c.now = nil
	}
	c.mu.Unlock()
	g.end()
}

// end closes the client a little later, once.
func (g *generation) end() {
	g.retire.Do(func() { time.AfterFunc(lastWords, g.close) })
}

func (g *generation) close() {
	defer func() { _ = recover() }() // the client may panic while others hang in it
	g.left.Load()                    // whoever has left the client left before it is closed
	_ = g.client.Close()
}

// close ends all use.
func (c *conn) close() {
	c.mu.Lock()
	g := c.now
	c.now = nil
	c.mu.Unlock()
	if g != nil {
		g.end()
	}
}

// panicked is a panic of the client, as an error.
type panicked struct{ value any }

func (p *panicked) Error() string { return fmt.Sprintf("client panicked: %v", p.value) }

// run calls f in a goroutine, and leaves it behind when ctx ends.
func run[T any](ctx context.Context, g *generation, f func(context.Context) (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	var none T
	select {
	case g.slots <- struct{}{}:
	case <-ctx.Done():
		return none, ctx.Err()
	}
	got := make(chan answer, 1)
	go func() {
		defer g.left.Add(1)
		defer func() { <-g.slots }()
		defer func() {
			if p := recover(); p != nil {
				got <- answer{err: &panicked{p}}
			}
		}()
		v, err := f(ctx)
		got <- answer{v, err}
	}()
	select {
	case a := <-got:
		return a.value, a.err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// call lets f use the client, for at most the time of one attempt. A client that can no longer be used, or did not
// answer in time, is replaced.
func call[T any](ctx context.Context, c *conn, f func(context.Context, *client.Client) (T, error)) (T, error) {
	g, err := c.use(ctx)
	if err != nil {
		var none T
		return none, err
	}
	once, cancel := context.WithTimeout(ofLeader(ctx), c.attempt)
	defer cancel()
	v, err := run(once, g, func(ctx context.Context) (T, error) { return f(ctx, g.client) })
	if err != nil && ctx.Err() == nil && (once.Err() != nil || broken(err)) {
		c.log.DebugContext(ctx, "store connection replaced", "error", err)
		c.drop(g)
	}
	return v, err
}

// ofLeader asks the leader of the store for an answer: any other node may not know the newest events yet, and says that it is
// not the leader. The client has an option for it, but puts it where the server does not look.
func ofLeader(ctx context.Context) context.Context {
	return metadata.AppendToOutgoingContext(ctx, "requires-leader", "true")
}

// code returns what the client says went wrong. The client wraps its own errors now and then, and its FromError does not
// look inside.
func code(err error) client.ErrorCode {
	if e, ok := errors.AsType[*client.Error](err); ok {
		return e.Code()
	}
	return client.ErrorCodeUnknown
}

// broken tells whether an error says something about the client rather than about the question. What is neither is seen
// again at the next call.
func broken(err error) bool {
	switch code(err) {
	case client.ErrorUnavailable, client.ErrorCodeConnectionClosed, client.ErrorCodeNotLeader, client.ErrorCodeDeadlineExceeded:
		return true
	}
	_, ofClient := errors.AsType[*client.Error](err)
	return !ofClient && !errors.Is(err, io.EOF)
}

// refused tells whether the store has certainly not done what was asked, and would not do it the next time either.
func refused(err error) bool {
	switch code(err) {
	case client.ErrorCodeAccessDenied, client.ErrorCodeUnauthenticated, client.ErrorCodeStreamDeleted:
		return true
	}
	return false
}

// pause waits, growing with the attempt, or until ctx ends.
func pause(ctx context.Context, attempt int) error {
	d := min(firstPause<<min(attempt, 10), longPause)
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
