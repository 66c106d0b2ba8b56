package staff

import (
	"context"
	"fmt"
	"hash/fnv"

	"github.com/heemstede/grootboek/domain"
)

// How many may wait for one turn: more are told to come back, instead of waiting in vain.
const (
	maxAtGate  = 16
	maxHashing = 64
)

// turns lets a few in at a time, and a few more wait, for [maxWait] at most.
type turns struct{ free, line chan struct{} }

func newTurns(atOnce, waiting int) turns {
	return turns{make(chan struct{}, atOnce), make(chan struct{}, atOnce+waiting)}
}

// enter waits for a turn. A [*domain.Refusal] with code "signin.busy" if too many wait already, or it took too long.
func (t turns) enter(ctx context.Context) (leave func(), err error) {
	select {
	case t.line <- struct{}{}:
	default:
		return nil, busy()
	}
	wait, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	select {
	case t.free <- struct{}{}:
		return func() { <-t.free; <-t.line }, nil
	case <-wait.Done():
		<-t.line
		if ctx.Err() != nil {
			return nil, fmt.Errorf("wait for sign-in: %w", ctx.Err())
		}
		return nil, busy()
	}
}

// enter waits for a gate that has no line, for [maxWait] at most.
func enter(ctx context.Context, gate chan struct{}) (leave func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	select {
	case gate <- struct{}{}:
		return func() { <-gate }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a turn: %w", ctx.Err())
	}
}

func busy() error {
	return &domain.Refusal{Kind: domain.Unmet, Code: "signin.busy", NL: "Er loggen nu te veel mensen tegelijk in. Probeer het over een minuut opnieuw."}
}

// lane is a way through sign-in: one at a time for one key, and as many at once as there is memory for hashing.
type lane struct {
	gates   [64]turns
	hashing turns
}

func newLane(hashing int) *lane {
	l := &lane{hashing: newTurns(hashing, maxHashing)}
	for i := range l.gates {
		l.gates[i] = newTurns(1, maxAtGate)
	}
	return l
}

func (l *lane) oneByOne(ctx context.Context, key string) (leave func(), err error) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key)) // never fails
	return l.gates[h.Sum32()%uint32(len(l.gates))].enter(ctx)
}

// way is the lane for an attempt, and the key under which its turn comes: whoever comes from a device of his own does not
// stand behind strangers, however many they are.
func (s *Store) way(device, email string) (*lane, string) {
	if device != "" {
		return s.known, device
	}
	return s.anybody, emailKey(email)
}
