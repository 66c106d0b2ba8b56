package staff

import (
	"container/list"
	"fmt"
	"sync"
	"time"

	"github.com/heemstede/grootboek/domain"
)

// Four wrong passwords cost nothing but the time of typing; the fifth locks the account for half a minute, each one
// after it twice as long, up to a quarter of an hour: some hundred guesses a day. Whoever keeps guessing keeps the account
// locked, for its owner too: except in a browser where he signed in before (a device, as package auth knows it), whose
// failures are counted apart and just as strictly. So strangers shut an owner out of strange browsers only.
const (
	freeTries  = 4
	firstDelay = 30 * time.Second
	maxDelay   = 15 * time.Minute
	forget     = 24 * time.Hour // after the last failure
)

// tries is what is known of failed attempts for one address.
type tries struct {
	failed      int
	last, until time.Time
}

// fail returns the tries after one more failure.
func (t tries) fail(now time.Time) tries {
	if now.Sub(t.last) > forget {
		t.failed = 0
	}
	t.failed, t.last, t.until = t.failed+1, now, time.Time{}
	if over := t.failed - freeTries; over > 0 {
		t.until = now.Add(delay(over))
	}
	return t
}

func delay(over int) time.Duration {
	d := firstDelay
	for i := 1; i < over && d < maxDelay; i++ {
		d *= 2
	}
	return min(d, maxDelay)
}

// Locked is returned when too many wrong passwords were given for an address, whether it has an account or not.
type Locked struct{ Until, now time.Time }

// Error returns the Dutch sentence.
func (l *Locked) Error() string { return l.Refusal().Error() }

// After returns how long to wait.
func (l *Locked) After() time.Duration { return l.Until.Sub(l.now) }

// Refusal returns the refusal for the user.
func (l *Locked) Refusal() *domain.Refusal {
	return &domain.Refusal{Kind: domain.Forbidden, Code: "signin.locked",
		NL: "Er is te vaak een verkeerd wachtwoord of een verkeerde code ingevuld voor dit e-mailadres. Probeer het " + InNL(l.After()) + " opnieuw."}
}

// Unwrap lets errors.AsType find the refusal.
func (l *Locked) Unwrap() error { return l.Refusal() }

// InNL says in Dutch when something may be tried again: "over 30 seconden", "over 2 minuten".
func InNL(d time.Duration) string {
	switch sec := int((d + time.Second - 1) / time.Second); {
	case sec <= 1:
		return "over 1 seconde"
	case sec < 60:
		return fmt.Sprintf("over %d seconden", sec)
	case sec == 60:
		return "over 1 minuut"
	default:
		return fmt.Sprintf("over %d minuten", (sec+59)/60)
	}
}

const maxTallies = 10_000

// tallies keeps tries in memory: of addresses without an account, so that they lock exactly as those with one, and of
// devices. They are never written down, because people type their password into the field for the address, and are
// bounded: the oldest goes first.
type tallies struct {
	mu    sync.Mutex
	byKey map[string]*list.Element
	order list.List // oldest failure in front
}

type tally struct {
	key string
	tries
}

func (s *tallies) get(key string) tries {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.byKey[key]; e != nil {
		return e.Value.(*tally).tries
	}
	return tries{}
}

func (s *tallies) set(key string, t tries) {
	if len(key) > maxEmail { // no account has it, and it would cost memory
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.byKey[key]; e != nil {
		e.Value.(*tally).tries = t
		s.order.MoveToBack(e)
		return
	}
	if s.byKey == nil {
		s.byKey = map[string]*list.Element{}
	}
	if len(s.byKey) >= maxTallies {
		oldest := s.order.Front()
		delete(s.byKey, s.order.Remove(oldest).(*tally).key)
	}
	s.byKey[key] = s.order.PushBack(&tally{key, t})
}

// clear forgets a key.
func (s *tallies) clear(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.byKey[key]; e != nil {
		s.order.Remove(e)
		delete(s.byKey, key)
	}
}
