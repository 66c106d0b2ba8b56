package fake

import (
	"context"
	"errors"
	"io"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// What a fault can end a call with, besides any error made by google.golang.org/grpc/status and, for a read, [io.EOF]:
// a clean end.
var (
	// ErrCut closes the connection of the caller, and with it all other calls on it.
	ErrCut = errors.New("fake: connection cut")
	// ErrSilent never answers: the call ends at its own deadline, or when the member stops.
	ErrSilent = errors.New("fake: no answer")
	// ErrUnavailable is a node that is not ready, too busy or going down.
	ErrUnavailable = status.Error(codes.Unavailable, "Server Is Not Ready")
	// ErrTimedOut is a write that the quorum did not confirm in time: the outcome is unknown.
	ErrTimedOut = status.Error(codes.Aborted, "Operation timed out: commit timeout")
	// ErrSlowConsumer is how servers up to 23.10 drop a subscription.
	ErrSlowConsumer = status.Error(codes.Aborted, "Operation timed out: Consumer too slow to handle event while live")
	// ErrCanceled is a subscription that the server gave up.
	ErrCanceled = status.Error(codes.Canceled, "Cancelled")
)

// Faults decide what goes wrong. A nil function means that nothing does. Many calls ask at once, so a function that
// depends on n alone is repeatable; n counts from 1 since [Start], over all members, and appends, deletes, reads and
// subscriptions each count for themselves. The functions must not block and not call the [Server].
type Faults struct {
	// Refuse ends the n-th append, or the n-th delete, before a single event of it is read, if it returns an error: the
	// caller of a multi-event append then often sees no more than io.EOF.
	Refuse func(n int, stream string) error
	// OnAppend says what goes wrong with the n-th append, of so many events.
	OnAppend func(n int, stream string, events int) AppendFault
	// OnDelete is the same for the n-th delete or tombstone; NotReplicated does nothing there.
	OnDelete func(n int, stream string) AppendFault
	// OnRead says what goes wrong with the n-th finite read of a stream or of "$all".
	OnRead func(n int, stream string) ReadFault
	// OnSubscribe is the same for the n-th subscription.
	OnSubscribe func(n int, stream string) ReadFault
}

// An AppendFault is what goes wrong with one write. The zero value is nothing.
type AppendFault struct {
	Delay time.Duration   // it waits so long before it writes
	Wait  <-chan struct{} // and then until this is closed
	// Late writes after that wait even if the caller is gone by then: a retry may have overtaken it.
	Late bool
	// Before ends the call; nothing is written.
	Before error
	// NotReplicated writes, but from this write on the quorum confirms nothing: nobody gets an answer to a write or sees
	// its events, until [Server.Replicate] or [Server.LoseUnreplicated].
	NotReplicated bool
	// After ends the call when the write is done, if it was.
	After error
}

// A ReadFault is what goes wrong with one read or subscription. The zero value is nothing.
type ReadFault struct {
	Delay time.Duration   // it waits so long before it answers
	Wait  <-chan struct{} // and then until this is closed
	// Err ends it after After events, or at the end of a read that has fewer.
	Err   error
	After int
	// CaughtUpAgain sends "caught up" after every batch of a live subscription, as servers from 24.2 on may.
	CaughtUpAgain bool
	// Scan is how long a filtered subscription takes for every hundred events that its filter passes over.
	Scan time.Duration
}

// SetFaults replaces all faults, for calls that begin from now on.
func (s *Server) SetFaults(f Faults) { s.faults.Store(&f) }

func (f *Faults) refuse(n int64, stream string) error {
	if f.Refuse == nil {
		return nil
	}
	return f.Refuse(int(n), stream)
}

func (f *Faults) append(n int64, stream string, events int) AppendFault {
	if f.OnAppend == nil {
		return AppendFault{}
	}
	return f.OnAppend(int(n), stream, events)
}

func (f *Faults) delete(n int64, stream string) AppendFault {
	if f.OnDelete == nil {
		return AppendFault{}
	}
	return f.OnDelete(int(n), stream)
}

func reading(hook func(int, string) ReadFault, n int64, stream string) ReadFault {
	if hook == nil {
		return ReadFault{}
	}
	return hook(int(n), stream)
}

// writing does one write under a fault.
func (m *member) writing(ctx context.Context, f AppendFault, write func() outcome) (outcome, error) {
	if err := m.pause(ctx, f.Delay, f.Wait, f.Late); err != nil {
		return outcome{}, err
	}
	if f.Before != nil {
		return outcome{}, m.fail(ctx, f.Before)
	}
	out := write()
	if err := m.confirm(ctx, out); err != nil {
		return outcome{}, err
	}
	if f.After != nil && (out.verdict == written || out.verdict == repeated) {
		return outcome{}, m.fail(ctx, f.After)
	}
	return out, nil
}

// confirm waits for the quorum. A repeat of what is not replicated is dropped: it never gets an answer.
func (m *member) confirm(ctx context.Context, out outcome) error {
	if !out.held {
		return nil
	}
	if out.verdict == written && m.log.await(ctx, out.last, out.pos) {
		return nil
	}
	return m.fail(ctx, ErrSilent)
}

// pause waits for a delay and a channel. It ends early with the call, or, if late, only when the member stops.
func (m *member) pause(ctx context.Context, delay time.Duration, ready <-chan struct{}, late bool) error {
	n := m.running()
	if n == nil {
		return ErrUnavailable
	}
	over := ctx.Done()
	if late {
		over = nil
	}
	if delay > 0 {
		timer := time.NewTimer(delay)
		defer timer.Stop()
		if err := await(ctx, timer.C, over, n.down); err != nil {
			return err
		}
	}
	return await(ctx, ready, over, n.down)
}

func await[T any](ctx context.Context, ready <-chan T, over, down <-chan struct{}) error {
	if ready == nil {
		return nil
	}
	select {
	case <-ready:
		return nil
	case <-over:
		return status.FromContextError(ctx.Err()).Err()
	case <-down:
		return ErrUnavailable
	}
}

// fail ends a call the way a fault wants it.
func (m *member) fail(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, ErrCut):
		m.cut(ctx)
		return ErrUnavailable
	case errors.Is(err, ErrSilent):
		<-ctx.Done() // the caller's deadline, or Stop
		return status.FromContextError(ctx.Err()).Err()
	case errors.Is(err, io.EOF):
		return nil
	}
	return err
}
