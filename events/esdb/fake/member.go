package fake

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/peer"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// A member is one node of the cluster: a port and the services on it. It embeds what it does not serve.
type member struct {
	streams.UnimplementedStreamsServer
	serverfeatures.UnimplementedServerFeaturesServer

	*Server
	index int
	lag   atomic.Int64 // events by which reads are stale

	// What follows is guarded by Server.mu.
	address   string // "" until the first start
	advertise string // what gossip says instead, if not ""
	dead      bool   // by Kill
	node      *node  // nil while it does not run
}

// A node is one run of a member, from start to stop.
type node struct {
	*grpc.Server
	down chan struct{} // closed when it stops
	done chan struct{} // closed when it no longer accepts
	open *connections
}

func newMember(s *Server, index int) *member { return &member{Server: s, index: index} }

func (m *member) isDead() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dead
}

func (m *member) running() *node {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.node
}

// start listens and serves; on a member that runs it does nothing.
func (m *member) start() error {
	if m.running() != nil {
		return nil
	}
	listener, err := listen(m.bindTo())
	if err != nil {
		return fmt.Errorf("fake: member %d: %w", m.index, err)
	}
	open := &connections{Listener: listener, count: &m.connections, byPeer: map[string]net.Conn{}}
	n := &node{Server: grpc.NewServer(m.grpcOptions()...), down: make(chan struct{}), done: make(chan struct{}), open: open}
	streams.RegisterStreamsServer(n, m)
	gossip.RegisterGossipServer(n, gossipService{member: m})
	if !m.opt.NoServerFeatures {
		serverfeatures.RegisterServerFeaturesServer(n, m)
	}
	m.mu.Lock()
	m.address, m.node = listener.Addr().String(), n
	m.mu.Unlock()
	go func() {
		defer close(n.done)
		_ = n.Serve(open) // it returns when stop closes the listener
	}()
	return nil
}

func (m *member) bindTo() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.address == "" {
		return "127.0.0.1:0"
	}
	return m.address
}

// listen tries for ten seconds: while a member was down, another program may have used its port for a moment.
func listen(address string) (net.Listener, error) {
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		l, err := net.Listen("tcp", address)
		if err == nil || time.Now().After(deadline) {
			return l, err
		}
	}
}

// stop cuts all connections and waits until no call is being served.
func (m *member) stop() {
	m.mu.Lock()
	n := m.node
	m.node = nil
	m.mu.Unlock()
	if n == nil {
		return
	}
	close(n.down)
	n.Stop()
	<-n.done
}

func (m *member) grpcOptions() []grpc.ServerOption {
	opts := []grpc.ServerOption{
		// The client pings every ten seconds, also without calls; grpc's default would throw it off.
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: time.Second, PermitWithoutStream: true}),
		grpc.MaxRecvMsgSize(maxMessage),
		grpc.WaitForHandlers(true),
		grpc.ForceServerCodecV2(newCodec()),
	}
	if m.tls != nil {
		opts = append(opts, grpc.Creds(credentials.NewTLS(m.tls)))
	}
	return opts
}

// see is what this member shows of the log and of one stream.
func (m *member) see(name string) view { return m.log.view(name, int(m.lag.Load()), false) }

// connections is a listener that knows its connections, to be able to cut one.
type connections struct {
	net.Listener
	count *atomic.Int64

	mu     sync.Mutex
	byPeer map[string]net.Conn
}

// Accept implements [net.Listener].
func (c *connections) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c.count.Add(1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byPeer[conn.RemoteAddr().String()] = conn
	return &connection{Conn: conn, of: c}, nil
}

// A connection tells its listener when it is closed.
type connection struct {
	net.Conn
	of *connections
}

// Close implements [net.Conn].
func (c *connection) Close() error {
	c.of.mu.Lock()
	delete(c.of.byPeer, c.RemoteAddr().String())
	c.of.mu.Unlock()
	return c.Conn.Close()
}

// cut closes the connection on which a call came in.
func (m *member) cut(ctx context.Context) {
	p, ok := peer.FromContext(ctx)
	n := m.running()
	if !ok || n == nil {
		return
	}
	n.open.mu.Lock()
	defer n.open.mu.Unlock()
	if conn := n.open.byPeer[p.Addr.String()]; conn != nil {
		_ = conn.Close() // it is to be broken, so how it breaks does not matter
	}
}

// errNoMember is the answer to an index that no member has.
var errNoMember = errors.New("fake: no such member")
