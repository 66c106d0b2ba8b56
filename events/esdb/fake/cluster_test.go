package fake_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"

	"github.com/heemstede/grootboek/events/esdb/fake"
)

// eventually appends until it works: the client learns of a lost connection by a failed call.
func eventually(t *testing.T, c *esdb.Client, stream string, want esdb.ExpectedRevision, names ...string) {
	t.Helper()
	var err error
	for range 50 {
		if _, err = appendTo(t, c, stream, want, names...); err == nil {
			return
		}
	}
	t.Fatalf("append to %s: %v", stream, err)
}

func TestStopCutsEverythingAndResumeBringsItBackOnTheSamePort(t *testing.T) {
	s, c := open(t, fake.Options{})
	address := s.Address(0)
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	sub := subscribe(t, c, "s", esdb.Start{})
	wantHeard(t, sub, "a |")
	s.Stop()
	if err := dropped(t, sub); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("dropped with %v", err)
	}
	if conn, err := net.Dial("tcp", address); err == nil {
		_ = conn.Close()
		t.Error("somebody still listens")
	}
	s.Stop() // twice changes nothing
	if err := s.Resume(); err != nil {
		t.Fatal(err)
	}
	if s.Address(0) != address {
		t.Errorf("now at %s, was at %s", s.Address(0), address)
	}
	eventually(t, c, "s", esdb.Revision(0), "b")
	wantStream(t, c, "s", "a b")
}

func TestStopLeavesNothingRunning(t *testing.T) {
	s, c := open(t, fake.Options{})
	before := runtime.NumGoroutine()
	s.SetFaults(fake.Faults{OnAppend: func(int, string, int) fake.AppendFault { return fake.AppendFault{After: fake.ErrSilent} }})
	failed := make(chan error)
	go func() {
		_, err := c.AppendToStream(context.Background(), "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, named("a")...)
		failed <- err
	}()
	until(t, "the append is written", func() bool { return len(s.Events("s")) == 1 })
	s.Stop()
	wantCode(t, <-failed, esdb.ErrorUnavailable)
	_ = c.Close()
	until(t, "all goroutines end", func() bool { return runtime.NumGoroutine() <= before })
}

// gossipOf reads the gossip of a member, as "Leader Follower Shutdown".
func gossipOf(t *testing.T, s *fake.Server, member int) (states string, addresses []string) {
	t.Helper()
	conn, err := grpc.NewClient(s.Address(member), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	info, err := gossip.NewGossipClient(conn).Read(deadline(t), &shared.Empty{}, grpc.WaitForReady(true))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, m := range info.GetMembers() {
		list = append(list, m.GetState().String())
		addresses = append(addresses, m.GetHttpEndPoint().GetAddress())
	}
	return strings.Join(list, " "), addresses
}

func TestGossipTellsWhoLeadsAndWhoIsGone(t *testing.T) {
	s := start(t, fake.Options{Members: 3})
	want := func(member int, states string, leader int) {
		t.Helper()
		if got, _ := gossipOf(t, s, member); got != states || s.Leader() != leader {
			t.Errorf("gossip %q with leader %d, want %q with %d", got, s.Leader(), states, leader)
		}
	}
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	want(2, "Leader Follower Follower", 0)
	do(s.Kill(0))
	want(2, "Shutdown Leader Follower", 1)
	do(s.Lead(2))
	want(1, "Shutdown Follower Leader", 2)
	do(s.Kill(2))
	want(1, "Shutdown Unknown Shutdown", -1)
	do(s.Revive(0))
	want(0, "Follower Leader Shutdown", 1)
	do(s.Restart(nil))
	want(1, "Follower Leader Shutdown", 1)
	if s.Kill(3) == nil || s.Lead(2) == nil || s.Revive(-1) == nil {
		t.Error("a member that is not there, or dead, was taken")
	}
}

func TestAClientSurvivesTheLossOfTheLeader(t *testing.T) {
	s, c := open(t, fake.Options{Members: 3})
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	if err := s.Kill(s.Leader()); err != nil {
		t.Fatal(err)
	}
	eventually(t, c, "s", esdb.Revision(0), "b")
	wantStream(t, c, "s", "a b")
}

func TestWithoutAQuorumNothingIsWrittenButReadingGoesOn(t *testing.T) {
	s := start(t, fake.Options{Members: 3})
	c := connect(t, "esdb://"+s.Address(0)+"?tls=false") // one address: no gossip
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	for _, m := range []int{1, 2} {
		if err := s.Kill(m); err != nil {
			t.Fatal(err)
		}
	}
	_, err := appendTo(t, c, "s", esdb.Revision(0), "b")
	for range 50 { // the client loses a refusal that comes before it has sent everything: it says EOF, and is asked again
		if err == nil || !strings.Contains(err.Error(), "EOF") {
			break
		}
		_, err = appendTo(t, c, "s", esdb.Revision(0), "b")
	}
	wantCode(t, err, esdb.ErrorUnavailable)
	wantStream(t, c, "s", "a")
	if err := s.Revive(1); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, c, "s", esdb.Revision(0), "b")
}

func TestAFollowerLagsInReadsButForwardsWrites(t *testing.T) {
	s := start(t, fake.Options{Members: 3})
	leader, follower := connect(t, "esdb://"+s.Address(0)+"?tls=false"), connect(t, "esdb://"+s.Address(1)+"?tls=false")
	s.Lag(1, 2)
	mustAppend(t, leader, "s", esdb.NoStream{}, "a", "b", "c")
	mustAppend(t, follower, "s", esdb.Revision(2), "d")
	wantStream(t, leader, "s", "a b c d")
	wantStream(t, follower, "s", "a b")
	sub := subscribe(t, follower, "s", esdb.Start{})
	wantHeard(t, sub, "a b |")
	s.Lag(1, 0)
	wantHeard(t, sub, "c d")
	wantStream(t, follower, "s", "a b c d")
	s.Lag(1, 4)
	wantHeard(t, subscribe(t, follower, "s", esdb.Start{}), "|")
	if err := s.Lead(1); err != nil { // who leads has everything
		t.Fatal(err)
	}
	wantStream(t, follower, "s", "a b c d")
}

func TestGossipCanNameAWrongAddress(t *testing.T) {
	s := start(t, fake.Options{Members: 3})
	s.Advertise(1, "node1.invalid:2113")
	if _, got := gossipOf(t, s, 0); got[1] != "node1.invalid" || got[0] != "127.0.0.1" {
		t.Errorf("gossip names %v", got)
	}
	s.Advertise(1, "")
	if _, got := gossipOf(t, s, 0); got[1] != "127.0.0.1" {
		t.Errorf("gossip names %v", got)
	}
}

func TestTheVersionIsWhatTheTestSays(t *testing.T) {
	for _, tc := range []struct {
		opt  fake.Options
		want string
	}{
		{fake.Options{}, "24.10.9"},
		{fake.Options{Version: "23.10.8"}, "23.10.8"},
		{fake.Options{NoServerFeatures: true}, "0.0.0"},
		{fake.Options{Version: "26.2.0-prerelease"}, "refused"},
	} {
		s := start(t, tc.opt)
		c := connect(t, s.ConnectionString()+"&maxDiscoverAttempts=1")
		got := "refused"
		if v, err := c.GetServerVersion(); err == nil {
			got = fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch)
		}
		if got != tc.want {
			t.Errorf("%+v: version %q, want %q", tc.opt, got, tc.want)
		}
	}
}

func TestTooManyMembersAreRefused(t *testing.T) {
	if _, err := fake.Start(fake.Options{Members: 10}); err == nil {
		t.Error("ten members were taken")
	}
}

// The client pings every ten seconds, also without calls. A server with grpc's default policy throws it off at the fourth ping; the
// client cannot ping faster, so this speaks HTTP/2 itself. The ticker is the point: the policy is about real time.
func TestAnIdleClientMayKeepPinging(t *testing.T) {
	t.Parallel()
	s := start(t, fake.Options{})
	conn, err := net.Dial("tcp", s.Address(0))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(15 * time.Second))
	const settings, ping, goAway = 4, 6, 7
	if _, err := conn.Write(append([]byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame(settings, nil)...)); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(1050 * time.Millisecond)
	defer tick.Stop()
	for n := range 5 {
		if _, err := conn.Write(frame(ping, make([]byte, 8))); err != nil {
			t.Fatal(err)
		}
		for kind := byte(0); kind != ping; {
			if kind, err = readFrame(conn); err != nil || kind == goAway {
				t.Fatalf("thrown off after ping %d: frame %d, %v", n+1, kind, err)
			}
		}
		if n < 3 { // the fifth ping comes at once: it finds the connection that the fourth would have broken
			<-tick.C
		}
	}
}

func frame(kind byte, payload []byte) []byte {
	return append([]byte{0, 0, byte(len(payload)), kind, 0, 0, 0, 0, 0}, payload...)
}

func readFrame(r io.Reader) (kind byte, err error) {
	var head [9]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, err
	}
	size := binary.BigEndian.Uint32(head[:4]) >> 8
	_, err = io.CopyN(io.Discard, r, int64(size))
	return head[3], err
}
