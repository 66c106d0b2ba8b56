package fake

import (
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// A filter tells which records of $all a reader wants; nil is all.
type filter func(*record) bool

func (f filter) matches(r *record) bool { return f == nil || f(r) }

func newFilter(o *streams.ReadReq_Options_FilterOptions) (filter, error) {
	var want *streams.ReadReq_Options_FilterOptions_Expression
	text := func(r *record) string { return r.stream }
	switch by := o.GetFilter().(type) {
	case nil:
		return nil, nil
	case *streams.ReadReq_Options_FilterOptions_StreamIdentifier:
		want = by.StreamIdentifier
	case *streams.ReadReq_Options_FilterOptions_EventType:
		want, text = by.EventType, func(r *record) string { return r.kind }
	}
	if want.GetRegex() == "" {
		return func(r *record) bool { return hasPrefix(text(r), want.GetPrefix()) }, nil
	}
	re, err := regexp.Compile(want.GetRegex())
	if err != nil {
		return nil, status.Errorf(codes.InvalidArgument, "filter: %v", err)
	}
	return func(r *record) bool { return re.MatchString(text(r)) }, nil
}

func hasPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// A subscription sends what is in the log, and then what comes.
type subscription struct {
	*sender
	name string // of the stream, or $all
	keep filter
	from uint64 // the first position ($all) or revision (stream) that it has not seen
	live bool   // it has been at the end

	every, seen uint32 // a checkpoint after so many records; 0 means never
	passed      int    // records that the filter did not keep
}

// subscribe serves a subscription until the call ends.
func (m *member) subscribe(opt *streams.ReadReq_Options, name string, call streams.Streams_ReadServer) error {
	f := reading(m.faults.Load().OnSubscribe, m.subscriptions.Add(1), name)
	m.live.Add(1)
	defer m.live.Add(-1)
	out, err := m.open(opt, f, call)
	if err != nil {
		return err
	}
	s := &subscription{sender: out, name: name}
	if err := s.prepare(opt); err != nil {
		return err
	}
	if s.broken() {
		return s.fail()
	}
	if err := s.confirm(); err != nil {
		return err
	}
	return s.follow()
}

// prepare reads the options.
func (s *subscription) prepare(opt *streams.ReadReq_Options) (err error) {
	if opt.GetReadDirection() == streams.ReadReq_Options_Backwards {
		return status.Error(codes.InvalidArgument, "a subscription reads forwards")
	}
	if s.name != all {
		return s.fromRevision(opt.GetStream())
	}
	s.fromPosition(opt.GetAll())
	s.keep, err = newFilter(opt.GetFilter())
	if err != nil || s.keep == nil {
		return err
	}
	if opt.GetFilter().GetCheckpointIntervalMultiplier() == 0 {
		return status.Error(codes.InvalidArgument, "checkpoint interval must be greater than zero")
	}
	s.every = window(opt.GetFilter())
	return nil
}

// window is after how many considered records a filtered subscription sends a checkpoint.
func window(o *streams.ReadReq_Options_FilterOptions) uint32 {
	if o.GetMax() == 0 {
		return math.MaxUint32
	}
	return uint32(min(uint64(o.GetMax())*uint64(o.GetCheckpointIntervalMultiplier()), math.MaxUint32))
}

// fromPosition: strictly after a position, after everything, or from the first.
func (s *subscription) fromPosition(o *streams.ReadReq_Options_AllOptions) {
	switch v := s.see(""); {
	case o.GetPosition() != nil:
		s.from = after(o.GetPosition().GetCommitPosition())
	case o.GetEnd() != nil && len(v.all) > 0:
		s.from = v.all[len(v.all)-1].pos + 1
	}
}

func (s *subscription) fromRevision(o *streams.ReadReq_Options_StreamOptions) error {
	v := s.see(s.name)
	_, exact := o.GetRevisionOption().(*streams.ReadReq_Options_StreamOptions_Revision)
	switch {
	case v.gone:
		return streamDeleted(s.call.Context(), s.name)
	case exact:
		s.from = after(o.GetRevision())
	case o.GetEnd() != nil && len(v.stream) > 0:
		s.from = v.stream[len(v.stream)-1].revision + 1
	}
	return nil
}

func (s *subscription) confirm() error {
	return s.call.Send(&streams.ReadResp{Content: &streams.ReadResp_Confirmation{
		Confirmation: &streams.ReadResp_SubscriptionConfirmation{SubscriptionId: uuid.NewString()},
	}})
}

// follow sends what there is, sleeps until the log changes, and so on until the call ends.
func (s *subscription) follow() error {
	for {
		v := s.see(s.streamName())
		if err := s.allow(s.call.Context(), s.name, Read); err != nil {
			return err // the access rights may have changed meanwhile
		}
		more, err := s.deliver(v)
		if err != nil || s.broken() {
			return err
		}
		if !s.live || more && s.fault.CaughtUpAgain {
			if err := s.caughtUp(v); err != nil {
				return err
			}
		}
		select {
		case <-v.changed:
		case <-s.call.Context().Done():
			return status.FromContextError(s.call.Context().Err()).Err()
		}
	}
}

func (s *subscription) streamName() string {
	if s.name == all {
		return ""
	}
	return s.name
}

// deliver sends what is new in the view, and tells whether there was any.
func (s *subscription) deliver(v view) (bool, error) {
	list := v.all[atPosition(v.all, s.from):]
	if s.name != all {
		list = s.streamEvents(v)
	}
	sent := s.sent
	for _, r := range list {
		if err := s.consider(r); err != nil {
			return true, err
		}
		if s.broken() {
			return true, s.fail()
		}
	}
	if v.gone && s.name != all {
		return true, streamDeleted(s.call.Context(), s.name)
	}
	return s.sent > sent, nil
}

// streamEvents are the events of a stream still to come. Once live, each event counts, also where a stream keeps only its
// last ones.
func (s *subscription) streamEvents(v view) []*record {
	list := v.stream
	if !s.live {
		list = v.visible(s.name, s.opt.Now())
	}
	return list[atRevision(list, s.from):]
}

// consider sends a record if the filter keeps it, and a checkpoint when it is time for one.
func (s *subscription) consider(r *record) error {
	s.from = r.pos + 1
	if s.name != all {
		s.from = r.revision + 1
	}
	switch {
	case s.keep.matches(r):
		if err := s.event(r); err != nil {
			return err
		}
	case s.fault.Scan > 0:
		if s.passed++; s.passed%100 == 0 {
			time.Sleep(s.fault.Scan)
		}
	}
	if s.seen++; s.every == 0 || s.seen < s.every {
		return nil
	}
	return s.checkpoint(r.pos)
}

func (s *subscription) checkpoint(pos uint64) error {
	s.seen = 0
	return s.call.Send(&streams.ReadResp{Content: &streams.ReadResp_Checkpoint_{
		Checkpoint: &streams.ReadResp_Checkpoint{CommitPosition: pos, PreparePosition: pos},
	}})
}

// caughtUp says that the subscription is live; a filtered one first says where it stands.
func (s *subscription) caughtUp(v view) error {
	s.live = true
	if s.every > 0 && len(v.all) > 0 {
		if err := s.checkpoint(v.all[len(v.all)-1].pos); err != nil {
			return err
		}
	}
	return s.call.Send(&streams.ReadResp{Content: &streams.ReadResp_CaughtUp_{CaughtUp: &streams.ReadResp_CaughtUp{}}})
}
