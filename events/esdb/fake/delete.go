package fake

import (
	"context"
	"strconv"

	"google.golang.org/grpc/codes"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// Delete implements the Streams service: a soft delete, which hides the events until the stream is written again.
func (m *member) Delete(ctx context.Context, req *streams.DeleteReq) (*streams.DeleteResp, error) {
	_, exact := req.GetOptions().GetExpectedStreamRevision().(*streams.DeleteReq_Options_Revision)
	pos, err := m.remove(ctx, req.GetOptions(), exact, false)
	if err != nil {
		return nil, err
	}
	return &streams.DeleteResp{PositionOption: &streams.DeleteResp_Position_{
		Position: &streams.DeleteResp_Position{CommitPosition: pos, PreparePosition: pos},
	}}, nil
}

// Tombstone implements the Streams service: the stream is gone for ever, and so is its name.
func (m *member) Tombstone(ctx context.Context, req *streams.TombstoneReq) (*streams.TombstoneResp, error) {
	_, exact := req.GetOptions().GetExpectedStreamRevision().(*streams.TombstoneReq_Options_Revision)
	pos, err := m.remove(ctx, req.GetOptions(), exact, true)
	if err != nil {
		return nil, err
	}
	return &streams.TombstoneResp{PositionOption: &streams.TombstoneResp_Position_{
		Position: &streams.TombstoneResp_Position{CommitPosition: pos, PreparePosition: pos},
	}}, nil
}

func (m *member) remove(ctx context.Context, t target, exact, forever bool) (uint64, error) {
	name, f, n := string(t.GetStreamIdentifier().GetStreamName()), m.faults.Load(), m.deletes.Add(1)
	if name == "" {
		return 0, errHandler()
	}
	revision, err := expected(t, exact)
	if err != nil {
		return 0, err
	}
	if err := m.admit(ctx, f, n, name, Delete); err != nil {
		return 0, err
	}
	out, err := m.writing(ctx, f.delete(n, name), func() outcome { return m.log.remove(name, revision, forever) })
	if err != nil {
		return 0, err
	}
	switch out.verdict {
	case ended:
		return 0, streamDeleted(ctx, name)
	case mismatch:
		return 0, refused(ctx, codes.FailedPrecondition, "Append failed due to WrongExpectedVersion.",
			"exception", "wrong-expected-version", "stream-name", name,
			"expected-version", strconv.FormatInt(revision, 10), "actual-version", strconv.FormatInt(out.current, 10))
	}
	return out.pos, nil
}
