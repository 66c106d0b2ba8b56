package fake

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
)

// Address is where a member listens, as host:port. Members are numbered from 0; an unknown number panics.
func (s *Server) Address(member int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.members[member].address
}

// Leader is the number of the member that leads, -1 when there is no quorum or the cluster is down.
func (s *Server) Leader() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.quorum() {
		return -1
	}
	return s.leader
}

// quorum tells whether more than half of the members are alive. Call it with mu held.
func (s *Server) quorum() bool {
	alive := 0
	for _, m := range s.members {
		if !m.dead {
			alive++
		}
	}
	return !s.down && alive > len(s.members)/2
}

// Kill stops one member at once and keeps it down, also over Stop and Resume. If it led, the first living member leads.
// Without a quorum, writes are refused with Unavailable and gossip knows no leader; reads go on.
func (s *Server) Kill(member int) error {
	s.life.Lock()
	defer s.life.Unlock()
	if member < 0 || member >= len(s.members) {
		return errNoMember
	}
	s.setDead(member, true)
	s.members[member].stop()
	s.elect()
	return nil
}

// Revive starts a killed member again, on the same port, as a follower unless nobody led.
func (s *Server) Revive(member int) error {
	s.life.Lock()
	defer s.life.Unlock()
	if member < 0 || member >= len(s.members) {
		return errNoMember
	}
	s.setDead(member, false)
	s.elect()
	if s.isDown() {
		return nil
	}
	return s.members[member].start()
}

// Lead makes another living member the leader. Connections stay: clients of the old leader are not told.
func (s *Server) Lead(member int) error {
	s.life.Lock()
	defer s.life.Unlock()
	if member < 0 || member >= len(s.members) || s.members[member].isDead() {
		return errNoMember
	}
	s.lead(member)
	return nil
}

// elect lets the first living member lead when the leader is dead.
func (s *Server) elect() {
	if !s.members[s.leading()].isDead() {
		return
	}
	for i, m := range s.members {
		if !m.isDead() {
			s.lead(i)
			return
		}
	}
}

func (s *Server) leading() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.leader
}

// lead begins a new epoch. Only who has the whole log can be elected, so a leader does not lag.
func (s *Server) lead(member int) {
	s.mu.Lock()
	s.leader = member
	s.mu.Unlock()
	s.log.forgetRecent()
	s.Lag(member, 0)
}

func (s *Server) setDead(member int, dead bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.members[member].dead = dead
}

func (s *Server) isDown() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.down
}

// Lag makes what one member shows stale: the newest so many events of the log are missing there, until the number is
// lower or the member is elected. Writes through it are forwarded to the leader, and not stale. An unknown member panics.
func (s *Server) Lag(member, events int) {
	s.members[member].lag.Store(int64(events))
	s.wake()
}

// Advertise makes gossip name another host:port for one member, as a badly configured container does; "" restores the
// truth. An unknown member panics.
func (s *Server) Advertise(member int, address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.members[member].advertise = address
}

// Read implements the Gossip service; it needs no sign-in.
func (g gossipService) Read(context.Context, *shared.Empty) (*gossip.ClusterInfo, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	info := &gossip.ClusterInfo{}
	for _, m := range g.members {
		info.Members = append(info.Members, m.info())
	}
	return info, nil
}

// gossipService is a member as its Gossip service, which has a Read of its own.
type gossipService struct {
	gossip.UnimplementedGossipServer
	*member
}

// info is one line of gossip. Call it with mu held.
func (m *member) info() *gossip.MemberInfo {
	address := m.address
	if m.advertise != "" {
		address = m.advertise
	}
	host, port, _ := net.SplitHostPort(address) // of our own making, or wrong on purpose
	number, _ := strconv.ParseUint(port, 10, 16)
	return &gossip.MemberInfo{
		InstanceId: textID(uuid.NewSHA1(uuid.NameSpaceURL, fmt.Append(nil, m.address))), TimeStamp: m.opt.Now().UnixNano() / 100,
		State: m.state(), IsAlive: !m.dead,
		HttpEndPoint: &gossip.EndPoint{Address: host, Port: uint32(number)},
	}
}

func (m *member) state() gossip.MemberInfo_VNodeState {
	switch {
	case m.dead:
		return gossip.MemberInfo_Shutdown
	case !m.quorum():
		return gossip.MemberInfo_Unknown
	case m.leader == m.index:
		return gossip.MemberInfo_Leader
	}
	return gossip.MemberInfo_Follower
}

// ready refuses writes while there is no leader to take them.
func (m *member) ready() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.quorum() {
		return status.Error(codes.Unavailable, "Server Is Not Ready")
	}
	return nil
}

// GetSupportedMethods implements the ServerFeatures service; it needs no sign-in.
func (m *member) GetSupportedMethods(context.Context, *shared.Empty) (*serverfeatures.SupportedMethods, error) {
	list := &serverfeatures.SupportedMethods{EventStoreServerVersion: m.opt.Version}
	for _, name := range []string{"read", "append", "delete", "tombstone"} {
		list.Methods = append(list.Methods, &serverfeatures.SupportedMethod{
			ServiceName: "event_store.client.streams.streams", MethodName: name,
		})
	}
	return list, nil
}

// mustLead refuses a call that asks for the leader on a member that is not, and says where the leader is.
func (m *member) mustLead(ctx context.Context) error {
	md, _ := metadata.FromIncomingContext(ctx)
	if !slices.Contains(md.Get("requires-leader"), "true") {
		return nil
	}
	leader := m.Leader()
	switch {
	case leader < 0:
		return ErrUnavailable
	case leader == m.index:
		return nil
	}
	host, port, err := net.SplitHostPort(m.Address(leader))
	if err != nil {
		return ErrUnavailable
	}
	return refused(ctx, codes.NotFound, "Leader info available", "exception", "not-leader", "leader-endpoint-host", host, "leader-endpoint-port", port)
}
