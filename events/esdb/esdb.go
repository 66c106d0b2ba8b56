// Package esdb keeps the log in EventStoreDB (or KurrentDB), for a ledger that one machine cannot carry: several nodes of
// grootboek on one cluster are one ledger.
//
// # What it promises
//
// It keeps the contract of [events.Store]. An append that returned nil is on the disks of a quorum of the store's nodes.
// Lines come back byte for byte. Positions are dense from 1, and the same on every node. A store that goes away for any
// time and comes back is survived without a restart, a lost or doubled event, or a call that outlives its context.
//
// # Layout
//
// Everything of one ledger stands under its name, so that many ledgers can share a store:
//
//	grootboek.<name>.<record>/<id>   the events of one record; the data of an event is its line, its revision version-1
//	grootboek.<name>.index           the order of all of them: see [entry]
//	grootboek.<name>~<journal>       what the nodes share beside the log: see [Store.Journal]
//
// Streams of records are never given metadata, deleted or truncated. Whoever does that is found (see Checks).
//
// # The order
//
// The store orders all events, but its positions have gaps and are not stable across a migration; leaves of the seal need
// numbers without gaps. So the order is written down in the store itself: an entry of the index says that these events,
// in this order, follow the ones before. Every node reads the events from the store's own order ($all, filtered by
// name), collects those that have no number yet, and offers an entry at the exact revision of the index that it has
// seen. One of the nodes wins; the others see what it wrote. An entry that does not agree with the order of the store
// stops this package (see Checks). A node numbers its own events at once, those of others after a while, in case the
// other node has died. Rejected: one stream for all records (no native streams, every node needs an index of records),
// positions of the store as leaf numbers (they have gaps), numbers given by each node for itself (a scavenged store gives
// another order without anybody noticing).
//
// # Appending
//
// Only at exact revisions, only with the ids of the events: then the store recognises a repeat, for ever. So whatever
// happens to the answer, the same append is sent again until its fate is known or ctx ends ([events.ErrUncertain]).
//
// # Checks
//
// At Open, at every reconnection and every hour: the last entry of the index is the one known, and the event it names
// last stands where it says (another store, an older backup); and of a sample of all entries every event is read and
// compared with its leaf (redacted, deleted). While following: an event that is not of this ledger, an entry that does
// not agree, metadata that would remove events. What is found is a [*Harm]: appends are refused with it until a person has
// decided and starts anew; nothing is repaired. The whole log is held against the index by every full read.
//
// # What it does not do
//
// It sets no access rights: see deploy/cluster. It cannot see that the newest events and the newest entries are both gone:
// the seal does, which remembers its last checkpoint outside the store.
package esdb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"regexp"
	"strings"
	"sync"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/heemstede/grootboek/events"
)

// MaxAppendBytes bounds the size of one append: the store takes 1 MiB (up to version 25.0), with its own bytes around it.
const MaxAppendBytes = 1<<20 - 32<<10

// The errors of this package.
var (
	ErrRefused  = errors.New("de opslag van het logboek weigert dit: controleer de rechten van het account")
	ErrClosed   = errors.New("het logboek is gesloten")
	ErrInsecure = errors.New("de verbinding met de opslag is niet beveiligd (tls=false): dat mag alleen op dezelfde machine")
)

// Options say where the log is.
type Options struct {
	// Connection is the connection string, "esdb://node1:2113,node2:2113?tlsCaFile=…", without user and password.
	Connection string
	// User and Password are sent with every call; both empty: none. Over a connection without TLS they are not sent.
	User, Password string
	// Name is the name of this ledger within the store: small letters, digits and hyphens, at most 40.
	Name string
	// Insecure allows a connection without TLS to another machine. Without TLS the store checks no rights either.
	Insecure bool
	// Attempt is what one attempt of a call may take before it is repeated; 0 is 5 seconds.
	Attempt time.Duration
	// Patience is how long events of other nodes wait before this node numbers them; 0 is 200 ms.
	Patience time.Duration
	// Settle is how long a store may contradict what is known before that is harm, and not a node that lags; 0 is 10 s.
	Settle time.Duration
	// Audit is the time between two checks of the store; 0 is an hour.
	Audit time.Duration
	// Accepted are places in the store's own order that a person has looked into: what stands there is not of this ledger,
	// and is passed over. A [Harm] names the place.
	Accepted []uint64
	// Grown, if set, is called when the log has grown, from any node. It must return at once.
	Grown func()
	Log   *slog.Logger // nil is the default logger
}

// Store is a log in EventStoreDB. All methods may be called concurrently.
type Store struct {
	o      Options
	prefix string // "grootboek.<name>."
	conn   *conn
	index  *index

	life  context.Context
	stop  context.CancelFunc
	alive sync.WaitGroup
}

var nameForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`)

// Open connects, reads the order of the log, and checks that the store is the one it says (see the package comment). It
// tries until ctx ends, and returns [*Harm] if the store is not what this ledger left there.
func (o Options) Open(ctx context.Context) (*Store, error) {
	config, err := o.configuration()
	if err != nil {
		return nil, err
	}
	o = o.withDefaults()
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	s := &Store{o: o, prefix: "grootboek." + o.Name + ".", index: newIndex(), life: life, stop: stop,
		conn: &conn{config: *config, attempt: o.Attempt, log: o.Log, life: life}}
	s.conn.config.Logger = s.note
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (o Options) withDefaults() Options {
	or := func(d *time.Duration, other time.Duration) {
		if *d <= 0 {
			*d = other
		}
	}
	or(&o.Attempt, 5*time.Second)
	or(&o.Patience, 200*time.Millisecond)
	or(&o.Settle, 10*time.Second)
	or(&o.Audit, time.Hour)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Grown == nil {
		o.Grown = func() {}
	}
	return o
}

// configuration reads the connection string. What the client would take silently and wrongly is refused here.
func (o Options) configuration() (*client.Configuration, error) {
	if !nameForm.MatchString(o.Name) {
		return nil, fmt.Errorf("naam %q van het grootboek: gebruik alleen kleine letters, cijfers en streepjes, hoogstens 40", o.Name)
	}
	if strings.Contains(o.Connection, "@") {
		return nil, errors.New("zet geen gebruiker of wachtwoord in het adres van de opslag, maar in een bestand")
	}
	config, err := client.ParseConnectionString(o.Connection)
	if err != nil {
		return nil, fmt.Errorf("adres van de opslag: %w", err)
	}
	if config.DisableTLS && !o.Insecure && !onLoopback(config) {
		return nil, ErrInsecure
	}
	if config.NodePreference != client.NodePreferenceLeader {
		return nil, errors.New("het adres van de opslag vraagt een andere machine dan de leider (nodePreference): die kan achterlopen; laat dat weg")
	}
	config.Username, config.Password = o.User, o.Password
	config.MaxDiscoverAttempts, config.GossipTimeout, config.DefaultDeadline = 2, 2, nil // we try again ourselves
	return config, nil
}

func onLoopback(c *client.Configuration) bool {
	hosts := []string{c.Address}
	for _, e := range c.GossipSeeds {
		hosts = append(hosts, e.Host)
	}
	for _, h := range hosts {
		if h == "" {
			continue
		}
		if host, _, err := net.SplitHostPort(h); err == nil {
			h = host
		}
		if ip := net.ParseIP(h); h != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return false
		}
	}
	return true
}

// note is the logger of the client: at debug, because what concerns us comes back as an error.
func (s *Store) note(level client.LogLevel, format string, args ...any) {
	s.o.Log.DebugContext(s.life, "store client", "level", level, "text", fmt.Sprintf(format, args...))
}

// start reads the index, checks the store, and begins to follow.
func (s *Store) start(ctx context.Context) error {
	if err := s.loadIndex(ctx); err != nil {
		return fmt.Errorf("read the order of the log: %w", err)
	}
	if err := s.check(ctx); err != nil {
		return err
	}
	s.alive.Go(s.follow)
	s.alive.Go(s.sequence)
	s.alive.Go(s.audits)
	return nil
}

// Name returns the name of the ledger within the store.
func (s *Store) Name() string { return s.o.Name }

// Close ends all use. Appends under way are uncertain.
func (s *Store) Close() error {
	s.stop()
	s.index.halt(ErrClosed) // whoever waits for a number
	s.alive.Wait()
	s.conn.close()
	return nil
}

// Halted returns the harm that was found in the store while this process ran, as a [*Harm]; nil if there is none.
// As long as it is not nil, appends are refused.
func (s *Store) Halted() error {
	if h, ok := errors.AsType[*Harm](s.index.halted()); ok {
		return h
	}
	return nil
}

// Reconnects tells how often the connection was replaced.
func (s *Store) Reconnects() uint64 { return max(s.conn.connected.Load(), 1) - 1 }

// Up tells whether there is a connection now.
func (s *Store) Up() bool {
	s.conn.mu.Lock()
	defer s.conn.mu.Unlock()
	return s.conn.now != nil
}

var _ events.Store = (*Store)(nil)
var _ events.LineReader = (*Store)(nil)
