package fake

import (
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// Append implements the Streams service: the options, then the events, then one answer.
func (m *member) Append(call streams.Streams_AppendServer) error {
	ctx := call.Context()
	if err := m.mustLead(ctx); err != nil {
		return err
	}
	req, err := call.Recv()
	if err != nil || req.GetOptions() == nil || len(req.GetOptions().GetStreamIdentifier().GetStreamName()) == 0 {
		return errHandler()
	}
	name, f, n := string(req.GetOptions().GetStreamIdentifier().GetStreamName()), m.faults.Load(), m.appends.Add(1)
	_, exact := req.GetOptions().GetExpectedStreamRevision().(*streams.AppendReq_Options_Revision)
	revision, err := expected(req.GetOptions(), exact)
	if err != nil {
		return err
	}
	if err := m.admit(ctx, f, n, name, Write); err != nil {
		return err
	}
	events, err := m.receive(call, name)
	if err != nil {
		return err
	}
	fault := f.append(n, name, len(events))
	out, err := m.writing(ctx, fault, func() outcome { return m.log.append(name, revision, events, fault.NotReplicated) })
	if err != nil {
		return err
	}
	if out.verdict == ended {
		return streamDeleted(ctx, name)
	}
	return call.SendAndClose(answer(out, revision))
}

// admit is all that happens to a write before its first event is read.
func (m *member) admit(ctx context.Context, f *Faults, n int64, name string, op Op) error {
	if err := f.refuse(n, name); err != nil {
		return m.fail(ctx, err)
	}
	if err := m.allow(ctx, name, op); err != nil {
		return err
	}
	return m.ready()
}

// receive reads the events of an append and checks each as it comes.
func (m *member) receive(call streams.Streams_AppendServer, name string) ([]*record, error) {
	var events []*record
	for size := 0; ; {
		req, err := call.Recv()
		if errors.Is(err, io.EOF) {
			return events, nil
		}
		if err != nil {
			return nil, err
		}
		r, err := proposed(call.Context(), name, req.GetProposedMessage())
		if err != nil {
			return nil, err
		}
		size += r.size()
		if err := m.fits(call.Context(), r, size); err != nil {
			return nil, err
		}
		events = append(events, r)
	}
}

// proposed turns a message into an event that has no place in the log yet.
func proposed(ctx context.Context, name string, p *streams.AppendReq_ProposedMessage) (*record, error) {
	if p == nil {
		return nil, errHandler()
	}
	kind, typed := p.GetMetadata()["type"]
	content, told := p.GetMetadata()["content-type"]
	if !typed || !told {
		return nil, refused(ctx, codes.InvalidArgument, "Required Metadata Property is missing",
			"exception", "missing-required-metadata-property", "required-metadata-properties", "type,content-type")
	}
	id, err := parseID(p.GetId())
	if err != nil || id == uuid.Nil || kind == "" {
		return nil, errHandler()
	}
	return &record{stream: name, kind: kind, content: content, id: id, custom: p.GetCustomMetadata(), data: p.GetData()}, nil
}

func (r *record) size() int { return len(r.data) + len(r.custom) + 2*len(r.kind) }

func (m *member) fits(ctx context.Context, r *record, total int) error {
	if limit := m.opt.MaxEvent; limit > 0 && r.size() > limit {
		return refused(ctx, codes.InvalidArgument, "Maximum Append Event Size Exceeded",
			"exception", "maximum-append-event-size-exceeded", "maximum-append-event-size", strconv.Itoa(limit),
			"proposed-append-event-size", strconv.Itoa(r.size()), "event-id", r.id.String())
	}
	if limit := m.opt.MaxAppend; total > limit {
		return refused(ctx, codes.InvalidArgument, "Maximum Append Size of "+strconv.Itoa(limit)+" Exceeded.",
			"exception", "maximum-append-size-exceeded", "maximum-append-size", strconv.Itoa(limit))
	}
	return nil
}

// answer is what a write gets; another revision than expected is an answer too, not an error.
func answer(out outcome, expected int64) *streams.AppendResp {
	if out.verdict == mismatch {
		return &streams.AppendResp{Result: &streams.AppendResp_WrongExpectedVersion_{WrongExpectedVersion: wrongVersion(out, expected)}}
	}
	done := &streams.AppendResp_Success{PositionOption: &streams.AppendResp_Success_Position{
		Position: &streams.AppendResp_Position{CommitPosition: out.pos, PreparePosition: out.pos},
	}}
	switch {
	case out.last != nil:
		done.CurrentRevisionOption = &streams.AppendResp_Success_CurrentRevision{CurrentRevision: out.last.revision}
	case out.current >= 0:
		done.CurrentRevisionOption = &streams.AppendResp_Success_CurrentRevision{CurrentRevision: uint64(out.current)}
	default:
		done.CurrentRevisionOption = &streams.AppendResp_Success_NoStream{NoStream: &shared.Empty{}}
	}
	return &streams.AppendResp{Result: &streams.AppendResp_Success_{Success: done}}
}

func wrongVersion(out outcome, expected int64) *streams.AppendResp_WrongExpectedVersion {
	w := &streams.AppendResp_WrongExpectedVersion{}
	if out.current >= 0 {
		w.CurrentRevisionOption = &streams.AppendResp_WrongExpectedVersion_CurrentRevision{CurrentRevision: uint64(out.current)}
	} else {
		w.CurrentRevisionOption = &streams.AppendResp_WrongExpectedVersion_CurrentNoStream{CurrentNoStream: &shared.Empty{}}
	}
	switch expected {
	case expectNoStream:
		w.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedNoStream{ExpectedNoStream: &shared.Empty{}}
	case expectAny:
		w.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedAny{ExpectedAny: &shared.Empty{}}
	case expectExists:
		w.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedStreamExists{ExpectedStreamExists: &shared.Empty{}}
	default:
		w.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedRevision{ExpectedRevision: uint64(expected)}
	}
	return w
}
