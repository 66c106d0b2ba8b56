package fake_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/heemstede/grootboek/events/esdb/fake"
)

func subscribeAll(t *testing.T, ctx context.Context, c *esdb.Client, o esdb.SubscribeToAllOptions) *esdb.Subscription {
	t.Helper()
	sub, err := c.SubscribeToAll(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sub.Close() })
	return sub
}

func subscribe(t *testing.T, c *esdb.Client, stream string, from esdb.StreamPosition) *esdb.Subscription {
	t.Helper()
	sub, err := c.SubscribeToStream(deadline(t), stream, esdb.SubscribeToStreamOptions{From: from})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sub.Close() })
	return sub
}

// heard receives so many messages of a subscription: names of events, "|" for caught up, "." for a checkpoint.
func heard(t *testing.T, sub *esdb.Subscription, messages int) string {
	t.Helper()
	var b []string
	for range messages {
		switch e := sub.Recv(); {
		case e.EventAppeared != nil:
			b = append(b, nameOf(e.EventAppeared.Event))
		case e.CaughtUp != nil:
			b = append(b, "|")
		case e.CheckPointReached != nil:
			b = append(b, ".")
		default:
			t.Fatalf("after %v: %v", b, e.SubscriptionDropped.Error)
		}
	}
	return strings.Join(b, " ")
}

func wantHeard(t *testing.T, sub *esdb.Subscription, want string) {
	t.Helper()
	if got := heard(t, sub, len(strings.Fields(want))); got != want {
		t.Errorf("heard %q, want %q", got, want)
	}
}

// dropped waits for the end of a subscription.
func dropped(t *testing.T, sub *esdb.Subscription) error {
	t.Helper()
	for range 1000 {
		if e := sub.Recv(); e.SubscriptionDropped != nil {
			return e.SubscriptionDropped.Error
		}
	}
	t.Fatal("not dropped after a thousand messages")
	return nil
}

func prefix(p ...string) *esdb.SubscriptionFilter {
	return &esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Prefixes: p}
}

func TestASubscriptionToAStreamGoesOnStrictlyAfterItsRevision(t *testing.T) {
	_, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a", "b", "c")
	first, second, last := subscribe(t, c, "s", esdb.Start{}), subscribe(t, c, "s", esdb.Revision(0)), subscribe(t, c, "s", nil)
	wantHeard(t, first, "a b c |")
	wantHeard(t, second, "b c |")
	wantHeard(t, last, "|")
	mustAppend(t, c, "other", esdb.NoStream{}, "x")
	mustAppend(t, c, "s", esdb.Revision(2), "d", "e")
	for _, sub := range []*esdb.Subscription{first, second, last} {
		wantHeard(t, sub, "d e")
	}
}

func TestASubscriptionToAMissingStreamWaitsForIt(t *testing.T) {
	_, c := open(t, fake.Options{})
	sub := subscribe(t, c, "s", esdb.Start{})
	wantHeard(t, sub, "|")
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	wantHeard(t, sub, "a")
}

func TestATombstoneIsTheLastEventOfASubscription(t *testing.T) {
	_, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	sub := subscribe(t, c, "s", esdb.Start{})
	wantHeard(t, sub, "a |")
	if _, err := c.TombstoneStream(deadline(t), "s", esdb.TombstoneStreamOptions{ExpectedRevision: esdb.Any{}}); err != nil {
		t.Fatal(err)
	}
	wantHeard(t, sub, "$streamDeleted")
	if err := dropped(t, sub); status.Code(err) != codes.FailedPrecondition {
		t.Errorf("dropped with %v", err)
	}
	_, err := c.SubscribeToStream(deadline(t), "s", esdb.SubscribeToStreamOptions{})
	if e, ok := errors.AsType[*esdb.Error](err); !ok || e.Code() != esdb.ErrorCodeStreamDeleted {
		t.Errorf("subscribing again: %v", err)
	}
}

func TestAFilteredSubscriptionSeesOnlyItsOwnInLogOrder(t *testing.T) {
	for name, filter := range map[string]*esdb.SubscriptionFilter{
		"stream prefix": prefix("no-", "ledger-"),
		"stream regex":  {Type: esdb.StreamFilterType, Regex: "^ledger-.$"},
		"type prefix":   {Type: esdb.EventFilterType, Prefixes: []string{"Happ"}},
		"type regex":    {Type: esdb.EventFilterType, Regex: "^[^$].*ned$"},
	} {
		t.Run(name, func(t *testing.T) {
			_, c := open(t, fake.Options{})
			mustAppend(t, c, "ledger-1", esdb.NoStream{}, "a", "b")
			mustAppend(t, c, "ledger-2", esdb.NoStream{}, "c")
			sub := subscribeAll(t, deadline(t), c, esdb.SubscribeToAllOptions{From: esdb.Start{}, Filter: filter})
			wantHeard(t, sub, "a b c . |")
			mustAppend(t, c, "ledger-1", esdb.Revision(1), "d")
			wantHeard(t, sub, "d")
		})
	}
}

func TestASubscriptionToTheLogGoesOnStrictlyAfterItsPosition(t *testing.T) {
	_, c := open(t, fake.Options{})
	a := mustAppend(t, c, "ledger-1", esdb.NoStream{}, "a")
	mustAppend(t, c, "ledger-1", esdb.Revision(0), "b")
	from := esdb.Position{Commit: a.CommitPosition, Prepare: a.PreparePosition}
	wantHeard(t, subscribeAll(t, deadline(t), c, esdb.SubscribeToAllOptions{From: from}), "b |") // no filter, no checkpoints
	end := subscribeAll(t, deadline(t), c, esdb.SubscribeToAllOptions{})
	wantHeard(t, end, "|")
	mustAppend(t, c, "x", esdb.NoStream{}, "c")
	wantHeard(t, end, "c")
}

func TestCheckpointsComeAfterEveryWindowAndAreGoodToResumeFrom(t *testing.T) {
	_, c := open(t, fake.Options{})
	for i := range 20 {
		mustAppend(t, c, "noise", esdb.Any{}, fmt.Sprint("n", i))
	}
	mustAppend(t, c, "ledger-1", esdb.NoStream{}, "a")
	o := esdb.SubscribeToAllOptions{From: esdb.Start{}, Filter: prefix("ledger-"), MaxSearchWindow: 5, CheckpointInterval: 2}
	sub := subscribeAll(t, deadline(t), c, o)
	wantHeard(t, sub, ". . a . |") // 4 system events, 20 of noise, the event itself
	for i := range 10 {
		mustAppend(t, c, "noise", esdb.Any{}, fmt.Sprint("m", i))
	}
	e := sub.Recv()
	if e.CheckPointReached == nil {
		t.Fatalf("no checkpoint while live: %+v", e)
	}
	mustAppend(t, c, "ledger-1", esdb.Revision(0), "b")
	o.From = *e.CheckPointReached
	wantHeard(t, subscribeAll(t, deadline(t), c, o), "b . |")
}

func TestLiveEventsComeInLogOrderFromManyWriters(t *testing.T) {
	s, c := open(t, fake.Options{})
	sub := subscribeAll(t, deadline(t), c, esdb.SubscribeToAllOptions{From: esdb.Start{}, Filter: prefix("ledger-"), MaxSearchWindow: esdb.NoMaxSearchWindow})
	const writers, each = 8, 25
	failed := make(chan error, writers)
	for w := range writers {
		go func() {
			var err error
			for i := range each {
				_, e := c.AppendToStream(context.Background(), fmt.Sprint("ledger-", w), esdb.AppendToStreamOptions{ExpectedRevision: esdb.Any{}}, named(fmt.Sprint(w, "-", i))...)
				err = errors.Join(err, e)
			}
			failed <- err
		}()
	}
	var got []uint64
	for len(got) < writers*each {
		switch e := sub.Recv(); {
		case e.SubscriptionDropped != nil:
			t.Fatal(e.SubscriptionDropped.Error)
		case e.EventAppeared != nil:
			got = append(got, e.EventAppeared.Event.Position.Commit)
		}
	}
	for range writers {
		if err := <-failed; err != nil {
			t.Fatal(err)
		}
	}
	i := 0
	for _, e := range s.Events("$all") {
		if strings.HasPrefix(e.Stream, "ledger-") {
			if got[i] != e.Position {
				t.Fatalf("event %d came at %d, the log has %d", i, got[i], e.Position)
			}
			i++
		}
	}
}

func TestASubscriptionEndsWithItsCaller(t *testing.T) {
	s, c := open(t, fake.Options{})
	ctx, cancel := context.WithCancel(deadline(t))
	sub := subscribeAll(t, ctx, c, esdb.SubscribeToAllOptions{})
	wantHeard(t, sub, "|")
	if s.Stats().Live != 1 || s.Stats().Subscriptions != 1 {
		t.Errorf("stats %+v", s.Stats())
	}
	cancel()
	if err := dropped(t, sub); status.Code(err) != codes.Canceled {
		t.Errorf("dropped with %v", err)
	}
	until(t, "the server forgets it", func() bool { return s.Stats().Live == 0 })
}

func TestSubscriptionsBreakAsAsked(t *testing.T) {
	for _, tc := range []struct {
		name string
		err  error
		want func(error) bool
	}{
		{"unavailable", fake.ErrUnavailable, isStatus(codes.Unavailable)},
		{"slow consumer", fake.ErrSlowConsumer, isStatus(codes.Aborted)},
		{"cancelled", fake.ErrCanceled, isStatus(codes.Canceled)},
		{"clean end", io.EOF, func(err error) bool { return errors.Is(err, io.EOF) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, c := open(t, fake.Options{})
			mustAppend(t, c, "ledger-1", esdb.NoStream{}, "a", "b", "c")
			s.SetFaults(fake.Faults{OnSubscribe: func(n int, stream string) fake.ReadFault {
				if n > 1 || stream != "$all" {
					return fake.ReadFault{}
				}
				return fake.ReadFault{Err: tc.err, After: 2}
			}})
			o := esdb.SubscribeToAllOptions{From: esdb.Start{}, Filter: prefix("ledger-")}
			sub := subscribeAll(t, deadline(t), c, o)
			wantHeard(t, sub, "a b")
			if err := dropped(t, sub); !tc.want(err) {
				t.Errorf("dropped with %v", err)
			}
			wantHeard(t, subscribeAll(t, deadline(t), c, o), "a b c . |")
		})
	}
}

func TestACutConnectionDropsAllThatIsOnIt(t *testing.T) {
	s, c := open(t, fake.Options{})
	s.SetFaults(fake.Faults{OnSubscribe: func(n int, _ string) fake.ReadFault {
		if n > 1 {
			return fake.ReadFault{}
		}
		return fake.ReadFault{Err: fake.ErrCut, After: 2}
	}})
	cut, bystander := subscribe(t, c, "s", esdb.Start{}), subscribe(t, c, "other", esdb.Start{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	wantHeard(t, cut, "| a")
	wantHeard(t, bystander, "|")
	_, _ = appendTo(t, c, "s", esdb.Revision(0), "b") // its answer may be cut off too
	for _, sub := range []*esdb.Subscription{cut, bystander} {
		if err := dropped(t, sub); status.Code(err) != codes.Unavailable {
			t.Errorf("dropped with %v", err)
		}
	}
	wantStream(t, connect(t, s.ConnectionString()), "s", "a b")
}

func isStatus(c codes.Code) func(error) bool {
	return func(err error) bool { return status.Code(err) == c }
}

func TestCaughtUpComesAgainAndAgainWhereAsked(t *testing.T) {
	s, c := open(t, fake.Options{})
	s.SetFaults(fake.Faults{OnSubscribe: func(int, string) fake.ReadFault { return fake.ReadFault{CaughtUpAgain: true} }})
	sub := subscribe(t, c, "s", esdb.Start{})
	wantHeard(t, sub, "|")
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	wantHeard(t, sub, "a |")
	mustAppend(t, c, "s", esdb.Revision(0), "b")
	wantHeard(t, sub, "b |")
}

func TestAStalledSubscriptionOnlyStalls(t *testing.T) {
	s, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a", "b")
	s.SetFaults(fake.Faults{OnSubscribe: func(int, string) fake.ReadFault { return fake.ReadFault{Err: fake.ErrSilent, After: 1} }})
	ctx, cancel := context.WithCancel(deadline(t))
	sub, err := c.SubscribeToStream(ctx, "s", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	if err != nil {
		t.Fatal(err)
	}
	wantHeard(t, sub, "a")
	cancel()
	if err := dropped(t, sub); status.Code(err) != codes.Canceled {
		t.Errorf("dropped with %v", err)
	}
}

func TestALiveSubscriptionGetsEveryEventOfAStreamThatKeepsOnlyOne(t *testing.T) {
	_, c := open(t, fake.Options{})
	sub := subscribe(t, c, "$$s", esdb.Start{})
	wantHeard(t, sub, "|")
	mustAppend(t, c, "$$s", esdb.NoStream{}, "a", "b", "c") // in one write: the subscription sees them at once
	wantHeard(t, sub, "a b c")
	if got, err := readAs(t, c, "$$s", esdb.Forwards, esdb.Start{}, math.MaxUint64); err != nil || got != "c" {
		t.Errorf("a read shows %q, %v", got, err)
	}
}
