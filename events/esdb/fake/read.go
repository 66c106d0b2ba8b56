package fake

import (
	"math"
	"slices"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// all is the name of the stream of everything, for hooks and access rights.
const all = "$all"

// Read implements the Streams service: finite reads and subscriptions.
func (m *member) Read(req *streams.ReadReq, call streams.Streams_ReadServer) error {
	opt := req.GetOptions()
	if opt.GetUuidOption().GetContent() == nil {
		return status.Error(codes.InvalidArgument, "uuid_option is missing")
	}
	name := all
	if opt.GetStream() != nil {
		name = string(opt.GetStream().GetStreamIdentifier().GetStreamName())
	} else if opt.GetAll() == nil {
		return status.Error(codes.InvalidArgument, "stream_option is missing")
	}
	if err := m.mustLead(call.Context()); err != nil {
		return err
	}
	if err := m.allow(call.Context(), name, Read); err != nil {
		return err
	}
	if opt.GetSubscription() != nil {
		return m.subscribe(opt, name, call)
	}
	f := reading(m.faults.Load().OnRead, m.reads.Add(1), name)
	out, err := m.open(opt, f, call)
	if err != nil {
		return err
	}
	if out.broken() {
		return out.fail()
	}
	if name == all {
		return out.everything(m.see(""), opt)
	}
	return out.oneStream(m.see(name), name, opt)
}

// A sender answers one read.
type sender struct {
	*member
	call  streams.Streams_ReadServer
	fault ReadFault
	text  bool // ids as text instead of two numbers
	sent  int  // events
}

func (m *member) open(opt *streams.ReadReq_Options, f ReadFault, call streams.Streams_ReadServer) (*sender, error) {
	if err := m.pause(call.Context(), f.Delay, f.Wait, false); err != nil {
		return nil, err
	}
	_, text := opt.GetUuidOption().GetContent().(*streams.ReadReq_Options_UUIDOption_String_)
	return &sender{member: m, call: call, fault: f, text: text}, nil
}

// broken tells that the moment of the fault has come.
func (s *sender) broken() bool { return s.fault.Err != nil && s.sent >= s.fault.After }

func (s *sender) fail() error { return s.member.fail(s.call.Context(), s.fault.Err) }

// end is the end of a read that did not break before.
func (s *sender) end() error {
	if s.fault.Err != nil {
		return s.fail()
	}
	return nil
}

func (s *sender) event(r *record) error {
	s.sent++
	if s.text {
		return s.call.Send(r.response(textID(r.id)))
	}
	msg, err := r.message()
	if err != nil {
		return status.Errorf(codes.Internal, "encode %s@%d: %v", r.stream, r.revision, err)
	}
	return s.call.SendMsg(msg)
}

// oneStream answers the read of one stream.
func (s *sender) oneStream(v view, name string, opt *streams.ReadReq_Options) error {
	switch {
	case v.gone:
		return streamDeleted(s.call.Context(), name)
	case opt.GetCount() == 0:
		return errHandler()
	case len(v.stream) == 0 || v.meta.softDeleted():
		return s.call.Send(&streams.ReadResp{Content: &streams.ReadResp_StreamNotFound_{
			StreamNotFound: &streams.ReadResp_StreamNotFound{StreamIdentifier: identifier(name)},
		}})
	}
	list, from := v.visible(name, s.opt.Now()), opt.GetStream()
	if opt.GetReadDirection() == streams.ReadReq_Options_Backwards {
		return s.backwards(list[:atRevision(list, after(firstWanted(from)))], opt.GetCount(), nil)
	}
	return s.forwards(list[atRevision(list, firstWanted(from)):], opt.GetCount(), nil)
}

// after is the next revision, as far as there is one.
func after(revision uint64) uint64 {
	if revision == math.MaxUint64 {
		return revision
	}
	return revision + 1
}

// firstWanted is the revision at which a read begins; "end" is past all.
func firstWanted(from *streams.ReadReq_Options_StreamOptions) uint64 {
	if from.GetEnd() != nil {
		return math.MaxUint64
	}
	return from.GetRevision() // 0 for start
}

// everything answers the read of $all: forwards from a position on, backwards from before it.
func (s *sender) everything(v view, opt *streams.ReadReq_Options) error {
	keep, err := newFilter(opt.GetFilter())
	if err != nil {
		return err
	}
	i := 0
	switch from := opt.GetAll(); {
	case opt.GetCount() == 0:
		return errHandler()
	case from.GetEnd() != nil:
		i = len(v.all)
	case from.GetPosition() != nil:
		i = atPosition(v.all, from.GetPosition().GetCommitPosition())
	}
	if opt.GetReadDirection() == streams.ReadReq_Options_Backwards {
		return s.backwards(v.all[:i], opt.GetCount(), keep)
	}
	return s.forwards(v.all[i:], opt.GetCount(), keep)
}

func (s *sender) forwards(list []*record, count uint64, keep filter) error {
	return s.events(slices.All(list), count, keep)
}

func (s *sender) backwards(list []*record, count uint64, keep filter) error {
	return s.events(slices.Backward(list), count, keep)
}

// events sends at most count of the records that the filter keeps.
func (s *sender) events(list func(func(int, *record) bool), count uint64, keep filter) error {
	for _, r := range list {
		if uint64(s.sent) >= count {
			break
		}
		if !keep.matches(r) {
			continue
		}
		if err := s.event(r); err != nil {
			return err
		}
		if s.broken() {
			return s.fail()
		}
	}
	return s.end()
}
