// Package fake is an EventStoreDB cluster inside the test process: the gRPC services that the Go client v4.2.0 calls,
// over real loopback connections, with one log in memory behind one or more members.
//
// # What it promises
//
// Appends, reads, subscriptions, deletes and access rights behave as on a server of the 24.10 line, as far as the client
// can see it: expected revisions and strong idempotence, atomic adjacent events, sparse increasing positions with system
// events between, $all in log order, filters with checkpoints, truncation by metadata, errors in the same place (message,
// status or trailers). Each of these is a test here, through the real client; none was compared with a real server.
//
// It misbehaves on demand and only on demand ([Faults], [Server.Stop], [Server.Kill], [Server.Lag], [Server.Deny] and the
// harm methods such as [Server.Redact]): the same calls in the same order meet the same faults, so a chaos test with a
// seed is repeatable.
//
// # What it does not do
//
// Nothing reaches a disk: a store that is stopped keeps its log in memory. There are no persistent subscriptions,
// projections, links, batch append, users API or HTTP; regular expressions are Go's, not .NET's. An election takes no
// time, and a follower refuses only what asks for the leader (requires-leader); other writes it forwards. It is for tests only: nothing in the product may import it.
package fake

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Limits of a real server of the 24.10 line.
const (
	DefaultMaxAppend = 1 << 20         // bytes of all events of one append together
	maxMessage       = 16<<20 - 10_000 // bytes of one gRPC message to the server
)

// DefaultVersion is the version that the server says it has.
const DefaultVersion = "24.10.9"

// Options are the settings of a cluster; the zero value is one member without TLS, users or faults.
type Options struct {
	Members   int    // 0 means 1; at most 9
	Users     []User // non-empty: TLS, Basic sign-in and access rights, as a server that is not "insecure"
	MaxAppend int    // bytes of one append; 0 means DefaultMaxAppend
	MaxEvent  int    // bytes of one event; 0 means no limit of its own
	Version   string // "" means DefaultVersion; the client refuses a prerelease such as "26.2.0-prerelease"
	// NoServerFeatures leaves the ServerFeatures service out, as servers before 21.10 did.
	NoServerFeatures bool
	// Now is the clock for the created time of events and for $maxAge; nil means time.Now.
	Now func() time.Time
}

// A Server is one cluster. All methods may be called concurrently; none may be called from a function in [Faults].
type Server struct {
	opt     Options
	log     *log
	tls     *tls.Config // nil without users
	caPEM   []byte
	faults  atomic.Pointer[Faults]
	denied  rules
	members []*member

	appends, deletes, reads, subscriptions, live, connections atomic.Int64

	life   sync.Mutex // one start or stop at a time; calls being served never take it
	mu     sync.Mutex // guards what follows, and members' state
	leader int
	down   bool // by Stop
}

// Start serves a new store, with only the system events of a fresh cluster in it, on loopback ports that the system chooses.
// The caller closes it.
func Start(opt Options) (*Server, error) {
	if opt.Members < 0 || opt.Members > 9 {
		return nil, fmt.Errorf("fake: %d members: want 1 to 9", opt.Members)
	}
	s := &Server{opt: opt.withDefaults()}
	s.log = newLog(s.opt.Now)
	s.faults.Store(&Faults{})
	if err := s.secure(); err != nil {
		return nil, fmt.Errorf("fake: certificates: %w", err)
	}
	for i := range s.opt.Members {
		s.members = append(s.members, newMember(s, i))
	}
	if err := s.Resume(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (o Options) withDefaults() Options {
	o.Members = max(o.Members, 1)
	if o.MaxAppend == 0 {
		o.MaxAppend = DefaultMaxAppend
	}
	if o.Version == "" {
		o.Version = DefaultVersion
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Close stops all members. The log goes with the Server.
func (s *Server) Close() { s.Stop() }

// Stop takes the whole cluster down: it cuts all connections at once and refuses new ones. When it returns, no call is being
// served any more and nothing is written. Stopping twice changes nothing.
func (s *Server) Stop() {
	s.life.Lock()
	defer s.life.Unlock()
	if s.setDown(true) {
		return
	}
	for _, m := range s.members {
		m.stop()
	}
	s.log.forgetRecent()
}

// Resume brings the cluster back after Stop, on the same ports, with the same log. Members that were killed stay dead.
// It fails when a port cannot be had again within ten seconds; Stop before trying again.
func (s *Server) Resume() error {
	s.life.Lock()
	defer s.life.Unlock()
	s.setDown(false)
	var errs []error
	for _, m := range s.members {
		if !m.isDead() {
			errs = append(errs, m.start())
		}
	}
	return errors.Join(errs...)
}

// Restart stops the cluster, calls down while nothing listens (nil: nothing to do), and resumes.
func (s *Server) Restart(down func()) error {
	s.Stop()
	if down != nil {
		down()
	}
	return s.Resume()
}

// setDown returns what it was.
func (s *Server) setDown(down bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	was := s.down
	s.down = down
	return was
}

// ConnectionString is what the client needs to reach the cluster: its only member, or all members as gossip seeds. With
// users it asks for TLS, but names no user and no CA file: see [Server.ConnectionStringFor].
func (s *Server) ConnectionString() string {
	return fmt.Sprintf("esdb://%s?tls=%t", s.hosts(), s.tls != nil)
}

// ConnectionStringFor is ConnectionString for one user, who trusts the certificates in caFile: there the caller has
// written [Server.CAPEM].
func (s *Server) ConnectionStringFor(u User, caFile string) string {
	return fmt.Sprintf("esdb://%s@%s?tls=true&tlsCaFile=%s", url.UserPassword(u.Name, u.Password), s.hosts(), url.QueryEscape(caFile))
}

func (s *Server) hosts() string {
	var list []string
	for i := range s.members {
		list = append(list, s.Address(i))
	}
	return strings.Join(list, ",")
}

// Stats counts what the cluster did since Start, over all members and restarts.
type Stats struct {
	Appends       int // calls, also refused ones
	Deletes       int // deletes and tombstones
	Reads         int // finite reads
	Subscriptions int // subscriptions ever opened
	Live          int // subscriptions open now
	Connections   int // connections ever accepted
	Events        int // events in $all now
}

// Stats returns the counts so far.
func (s *Server) Stats() Stats {
	return Stats{
		Appends: int(s.appends.Load()), Deletes: int(s.deletes.Load()), Reads: int(s.reads.Load()),
		Subscriptions: int(s.subscriptions.Load()), Live: int(s.live.Load()),
		Connections: int(s.connections.Load()), Events: len(s.log.view("", 0, true).all),
	}
}
