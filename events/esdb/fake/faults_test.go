package fake_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/heemstede/grootboek/events/esdb/fake"
)

// short is the deadline of calls that are to pass it: long enough to reach the server.
const short = 400 * time.Millisecond

// onFirst is a fault of the first append only.
func onFirst(f fake.AppendFault) fake.Faults {
	return fake.Faults{OnAppend: func(n int, _ string, _ int) fake.AppendFault {
		if n > 1 {
			return fake.AppendFault{}
		}
		return f
	}}
}

func TestAppendsFailBeforeOrAfterTheWriteAsAsked(t *testing.T) {
	const unavailable, aborted, late = esdb.ErrorUnavailable, esdb.ErrorAborted, esdb.ErrorCodeDeadlineExceeded
	for _, tc := range []struct {
		name   string
		fault  fake.AppendFault
		code   esdb.ErrorCode
		stored bool
	}{
		{"before, unavailable", fake.AppendFault{Before: fake.ErrUnavailable}, unavailable, false},
		{"before, cut", fake.AppendFault{Before: fake.ErrCut}, unavailable, false},
		{"before, silent", fake.AppendFault{Before: fake.ErrSilent}, late, false},
		{"after, unavailable", fake.AppendFault{After: fake.ErrUnavailable}, unavailable, true},
		{"after, timed out", fake.AppendFault{After: fake.ErrTimedOut}, aborted, true},
		{"after, cut", fake.AppendFault{After: fake.ErrCut}, unavailable, true},
		{"after, silent", fake.AppendFault{After: fake.ErrSilent}, late, true},
		{"after, any other status", fake.AppendFault{After: status.Error(codes.DataLoss, "x")}, esdb.ErrorCodeUnknown, true},
		{"waits for ever", fake.AppendFault{Wait: make(chan struct{})}, late, false},
		{"delayed past the deadline", fake.AppendFault{Delay: time.Hour}, late, false},
		{"delayed a little", fake.AppendFault{Delay: time.Millisecond}, ok, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, c := open(t, fake.Options{})
			s.SetFaults(onFirst(tc.fault))
			once := func(d time.Duration) error {
				_, err := c.AppendToStream(soon(t, d), "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, named("a", "b")...)
				return err
			}
			patience := 20 * time.Second
			if tc.code == late {
				patience = short
			}
			wantCode(t, once(patience), tc.code)
			if got := len(s.Events("s")) == 2; got != tc.stored {
				t.Errorf("stored is %t, want %t", got, tc.stored)
			}
			if err := once(20 * time.Second); err != nil { // the same again is always right
				t.Errorf("the retry: %v", err)
			}
			wantStream(t, c, "s", "a b")
		})
	}
}

func TestALateWriteArrivesAfterItsCallerIsGone(t *testing.T) {
	s, c := open(t, fake.Options{})
	release := make(chan struct{})
	s.SetFaults(onFirst(fake.AppendFault{Wait: release, Late: true}))
	_, err := c.AppendToStream(soon(t, short), "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, named("a")...)
	wantCode(t, err, esdb.ErrorCodeDeadlineExceeded)
	mustAppend(t, c, "other", esdb.NoStream{}, "x")
	close(release)
	until(t, "the late write is there", func() bool { return len(s.Events("s")) == 1 })
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	wantStream(t, c, "s", "a")
}

func TestALateWriteDiesWithTheServer(t *testing.T) {
	s, c := open(t, fake.Options{})
	s.SetFaults(onFirst(fake.AppendFault{Wait: make(chan struct{}), Late: true}))
	_, err := c.AppendToStream(soon(t, short), "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, named("a")...)
	wantCode(t, err, esdb.ErrorCodeDeadlineExceeded)
	if err := s.Restart(func() {
		if n := len(s.Events("s")); n != 0 {
			t.Errorf("%d events", n)
		}
	}); err != nil {
		t.Fatal(err)
	}
}

// appendUnreplicated writes "a" to s without a quorum, and waits until it stands in the leader's log.
func appendUnreplicated(t *testing.T, s *fake.Server, c *esdb.Client) <-chan error {
	t.Helper()
	s.SetFaults(onFirst(fake.AppendFault{NotReplicated: true}))
	ctx, answer := deadline(t), make(chan error, 1)
	go func() {
		_, err := c.AppendToStream(ctx, "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, named("a")...)
		answer <- err
	}()
	until(t, "the write is in the log", func() bool { return len(s.Events("s")) == 1 })
	return answer
}

// retry appends the same once more, with little patience.
func retry(t *testing.T, c *esdb.Client) error {
	_, err := c.AppendToStream(soon(t, short), "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, named("a")...)
	return err
}

func TestWhatIsNotReplicatedIsNeitherSeenNorAnswered(t *testing.T) {
	s, c := open(t, fake.Options{})
	sub := subscribeAll(t, deadline(t), c, esdb.SubscribeToAllOptions{})
	wantHeard(t, sub, "|")
	answer := appendUnreplicated(t, s, c)
	_, err := readAs(t, c, "s", esdb.Forwards, esdb.Start{}, 1)
	wantCode(t, err, esdb.ErrorCodeResourceNotFound)
	wantCode(t, retry(t, c), esdb.ErrorCodeDeadlineExceeded)
	select {
	case err := <-answer:
		t.Fatalf("answered: %v", err)
	default:
	}
	s.Replicate()
	if err := <-answer; err != nil {
		t.Error(err)
	}
	wantHeard(t, sub, "a")
	if err := retry(t, c); err != nil {
		t.Errorf("the retry: %v", err)
	}
	wantStream(t, c, "s", "a")
}

func TestWhatIsNotReplicatedCanBeLost(t *testing.T) {
	s, c := open(t, fake.Options{})
	appendUnreplicated(t, s, c)
	lost := s.Events("s")[0].Position
	s.LoseUnreplicated()
	if n := len(s.Events("s")); n != 0 {
		t.Errorf("%d events", n)
	}
	if r := mustAppend(t, c, "t", esdb.NoStream{}, "b"); r.CommitPosition != lost {
		t.Errorf("the next write stands at %d, want %d", r.CommitPosition, lost)
	}
	if err := retry(t, c); err != nil {
		t.Errorf("the retry: %v", err)
	}
}

func TestEarlyRefusalsAreOftenLostOnTheWay(t *testing.T) {
	s, c := open(t, fake.Options{})
	s.SetFaults(fake.Faults{Refuse: func(_ int, stream string) error {
		if stream == "open" {
			return nil
		}
		return status.Error(codes.PermissionDenied, "Access Denied.")
	}})
	many := named("a", "b", "c", "d", "e", "f", "g", "h")
	for i := range many {
		many[i].Data = make([]byte, 100_000) // more than fits in what the transport buffers: Send notices
	}
	seen := map[bool]int{}
	for i := range 30 {
		_, err := c.AppendToStream(deadline(t), fmt.Sprint("s", i), esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, many...)
		if err == nil {
			t.Fatal("accepted")
		}
		seen[errors.Is(err, io.EOF)]++
	}
	if seen[true] == 0 {
		t.Error("the client saw the true reason every time")
	}
	_, err := appendTo(t, c, "s", esdb.NoStream{}) // no event: nothing to be lost
	wantCode(t, err, esdb.ErrorCodeAccessDenied)
	mustAppend(t, c, "open", esdb.NoStream{}, "a")
	if n := s.Stats().Appends; n != 32 {
		t.Errorf("%d appends counted, want 32", n)
	}
}

func TestReadsBreakAsAsked(t *testing.T) {
	for _, tc := range []struct {
		name string
		f    fake.ReadFault
		want string
		code esdb.ErrorCode
	}{
		{"at once", fake.ReadFault{Err: fake.ErrUnavailable}, "", esdb.ErrorUnavailable},
		{"after two", fake.ReadFault{Err: fake.ErrTimedOut, After: 2}, "a b", esdb.ErrorAborted},
		{"at the end", fake.ReadFault{Err: fake.ErrTimedOut, After: 9}, "a b c", esdb.ErrorAborted},
		{"clean but early", fake.ReadFault{Err: io.EOF, After: 1}, "a", ok},
		{"stalled", fake.ReadFault{Err: fake.ErrSilent, After: 1}, "a", esdb.ErrorCodeDeadlineExceeded},
		{"waiting", fake.ReadFault{Wait: make(chan struct{})}, "", esdb.ErrorCodeDeadlineExceeded},
		{"late", fake.ReadFault{Delay: time.Millisecond}, "a b c", ok},
	} {
		for _, stream := range []string{"s", "$all"} {
			t.Run(tc.name+" in "+stream, func(t *testing.T) {
				s, c := open(t, fake.Options{})
				from := mustAppend(t, c, "s", esdb.NoStream{}, "a", "b", "c")
				first := esdb.Position{Commit: s.Events("s")[0].Position, Prepare: from.PreparePosition}
				s.SetFaults(fake.Faults{OnRead: func(n int, name string) fake.ReadFault {
					if n != 1 || name != stream {
						t.Errorf("asked about read %d of %s", n, name)
					}
					return tc.f
				}})
				ctx := deadline(t)
				if tc.code == esdb.ErrorCodeDeadlineExceeded {
					ctx = soon(t, short)
				}
				got, err := readBroken(ctx, c, stream, first)
				wantCode(t, err, tc.code)
				if got != tc.want {
					t.Errorf("read %q, want %q", got, tc.want)
				}
			})
		}
	}
}

func readBroken(ctx context.Context, c *esdb.Client, stream string, first esdb.Position) (string, error) {
	var names []string
	var err error
	if stream == "$all" {
		names, _, err = drain(c.ReadAll(ctx, esdb.ReadAllOptions{From: first}, 9))
	} else {
		names, _, err = drain(c.ReadStream(ctx, stream, esdb.ReadStreamOptions{}, 9))
	}
	return strings.Join(names, " "), err
}

func TestDeletesFailAsAsked(t *testing.T) {
	s, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	s.SetFaults(fake.Faults{OnDelete: func(n int, _ string) fake.AppendFault {
		return []fake.AppendFault{{Before: fake.ErrUnavailable}, {After: fake.ErrTimedOut}}[n-1]
	}})
	tombstone := func() error {
		_, err := c.TombstoneStream(deadline(t), "s", esdb.TombstoneStreamOptions{ExpectedRevision: esdb.Any{}})
		return err
	}
	wantCode(t, tombstone(), esdb.ErrorUnavailable)
	wantStream(t, c, "s", "a")
	wantCode(t, tombstone(), esdb.ErrorAborted)
	_, err := readAs(t, c, "s", esdb.Forwards, esdb.Start{}, 1)
	wantCode(t, err, esdb.ErrorCodeStreamDeleted)
	if n := s.Stats().Deletes; n != 2 {
		t.Errorf("%d deletes counted", n)
	}
}
