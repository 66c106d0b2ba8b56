package auth

import (
	"container/list"
	"context"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// A client may fail maxPerAccount times for one address, and maxPerClient times for all together, in one window. Right
// passwords do not count in the end, and devices not at all: a whole town hall may sit behind one address.
const (
	window        = 15 * time.Minute
	maxPerAccount = 10
	maxPerClient  = 100
	maxKeys       = 20_000
)

// limiter counts failed attempts in memory; when it is full, what began longest ago is forgotten first.
type limiter struct {
	mu    sync.Mutex
	byKey map[limitKey]*list.Element
	order list.List // of *counter, oldest window in front
}

type limitKey struct {
	client  netip.Prefix
	account string // "" for all accounts together
}

type counter struct {
	key   limitKey
	began time.Time
	n     int
}

func newLimiter() *limiter { return &limiter{byKey: map[limitKey]*list.Element{}} }

// reserve counts one attempt of the client for this address before it is made; giveBack takes that back, for an attempt
// that was no wrong guess. If the client must wait before another attempt, nothing is counted and wait is over 0.
func (l *limiter) reserve(client netip.Addr, email string, now time.Time) (wait time.Duration, giveBack func()) {
	return l.take(keys(client, email), now)
}

// take counts one attempt under each key, of which each stands as often as is said.
func (l *limiter) take(keys map[limitKey]int, now time.Time) (wait time.Duration, giveBack func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(now)
	for key, most := range keys {
		if e := l.byKey[key]; e != nil {
			if c := e.Value.(*counter); c.n >= most {
				wait = max(wait, c.began.Add(window).Sub(now))
			}
		}
	}
	if wait > 0 {
		return wait, func() {}
	}
	var counted []*counter
	for key := range keys {
		if l.byKey[key] == nil {
			l.byKey[key] = l.order.PushBack(&counter{key, now, 0})
		}
		c := l.byKey[key].Value.(*counter)
		c.n++
		counted = append(counted, c)
	}
	return 0, func() { l.giveBack(counted) }
}

func (l *limiter) giveBack(counted []*counter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range counted { // it may have been forgotten meanwhile: then this changes nothing
		c.n--
	}
}

// forget drops windows that are over, and as many more as it takes to have room.
func (l *limiter) forget(now time.Time) {
	for e := l.order.Front(); e != nil; e = l.order.Front() {
		c := e.Value.(*counter)
		if now.Sub(c.began) < window && len(l.byKey) <= maxKeys-2 {
			return
		}
		l.order.Remove(e)
		delete(l.byKey, c.key)
	}
}

func keys(client netip.Addr, email string) map[limitKey]int {
	p := network(client)
	email = account(email)
	if len(email) > 254 { // longer than any address: no reason to keep it
		email = email[:254]
	}
	return map[limitKey]int{{p, email}: maxPerAccount, {p, ""}: maxPerClient}
}

// Client is what counts as one client of a request that went through [Auth.Middleware]: see network.
func Client(ctx context.Context) netip.Prefix { return network(stateOf(ctx).client) }

// network is what counts as one client: an IPv4 address, or the /64 that one subscriber of IPv6 has.
func network(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, _ := a.Prefix(bits) // fails for no address only; then the zero prefix counts
	return p
}

// maxHops bounds how much of X-Forwarded-For is read.
const maxHops = 20

// client returns the address of whoever asks: the last one in X-Forwarded-For that is no proxy of ours, if a proxy of
// ours asks; otherwise whoever holds the connection.
func (a *Auth) client(r *http.Request) netip.Addr {
	ap, _ := netip.ParseAddrPort(r.RemoteAddr) // a test may have none; then the zero address counts
	client := ap.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= max(0, len(hops)-maxHops) && a.isProxy(client); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		client = hop.Unmap()
	}
	return client
}

func (a *Auth) isProxy(addr netip.Addr) bool {
	for _, p := range a.o.Proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
