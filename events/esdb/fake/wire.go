package fake

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"strconv"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding"
	_ "google.golang.org/grpc/encoding/proto" // registers the codec that ours wraps
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// encoded is a message that already has the form it has on the wire: a record is encoded once, for all its readers.
type encoded []byte

// codec is the codec of gRPC, with a way past it for what is already encoded.
type codec struct{ encoding.CodecV2 }

func newCodec() codec { return codec{encoding.GetCodecV2("proto")} }

// Marshal implements [encoding.CodecV2].
func (c codec) Marshal(v any) (mem.BufferSlice, error) {
	if raw, ok := v.(encoded); ok {
		return mem.BufferSlice{mem.SliceBuffer(raw)}, nil
	}
	return c.CodecV2.Marshal(v)
}

// message is the record as a read sends it, with its id as two numbers.
func (r *record) message() (encoded, error) {
	if p := r.wire.Load(); p != nil {
		return *p, nil
	}
	raw, err := proto.Marshal(r.response(numericID(r.id)))
	if err != nil {
		return nil, err
	}
	e := encoded(raw)
	r.wire.Store(&e)
	return e, nil
}

func (r *record) response(id *shared.UUID) *streams.ReadResp {
	return &streams.ReadResp{Content: &streams.ReadResp_Event{Event: &streams.ReadResp_ReadEvent{
		Event: &streams.ReadResp_ReadEvent_RecordedEvent{
			Id: id, StreamIdentifier: identifier(r.stream), StreamRevision: r.revision,
			PreparePosition: r.pos, CommitPosition: r.pos,
			Metadata: map[string]string{
				"type": r.kind, "content-type": r.content, "created": strconv.FormatInt(r.created.UnixNano()/100, 10),
			},
			CustomMetadata: r.custom, Data: r.data,
		},
		Position: &streams.ReadResp_ReadEvent_CommitPosition{CommitPosition: r.pos},
	}}}
}

func identifier(name string) *shared.StreamIdentifier {
	return &shared.StreamIdentifier{StreamName: []byte(name)}
}

func numericID(id uuid.UUID) *shared.UUID {
	return &shared.UUID{Value: &shared.UUID_Structured_{Structured: &shared.UUID_Structured{
		MostSignificantBits:  int64(binary.BigEndian.Uint64(id[:8])),
		LeastSignificantBits: int64(binary.BigEndian.Uint64(id[8:])),
	}}}
}

func textID(id uuid.UUID) *shared.UUID {
	return &shared.UUID{Value: &shared.UUID_String_{String_: id.String()}}
}

// errNoID is what an event without a usable id gets.
var errNoID = errors.New("no id")

func parseID(id *shared.UUID) (uuid.UUID, error) {
	switch v := id.GetValue().(type) {
	case *shared.UUID_Structured_:
		var out uuid.UUID
		binary.BigEndian.PutUint64(out[:8], uint64(v.Structured.GetMostSignificantBits()))
		binary.BigEndian.PutUint64(out[8:], uint64(v.Structured.GetLeastSignificantBits()))
		return out, nil
	case *shared.UUID_String_:
		return uuid.Parse(v.String_)
	}
	return uuid.Nil, errNoID
}

// target is a request that names a stream and the revision it expects; append, delete and tombstone each have their own types.
type target interface {
	GetStreamIdentifier() *shared.StreamIdentifier
	GetRevision() uint64
	GetNoStream() *shared.Empty
	GetAny() *shared.Empty
	GetStreamExists() *shared.Empty
}

// expected reads a target; exact tells that it names a revision.
func expected(t target, exact bool) (int64, error) {
	switch {
	case exact && t.GetRevision() <= math.MaxInt64:
		return int64(t.GetRevision()), nil
	case t.GetNoStream() != nil:
		return expectNoStream, nil
	case t.GetAny() != nil:
		return expectAny, nil
	case t.GetStreamExists() != nil:
		return expectExists, nil
	}
	return 0, status.Error(codes.InvalidArgument, "expected stream revision is missing or too large")
}

// errHandler is how a real server answers what it did not foresee.
func errHandler() error { return status.Error(codes.Unknown, "Exception was thrown by handler.") }

// refused ends a call with a status and the trailers that say what happened, as name and value in turn.
func refused(ctx context.Context, code codes.Code, text string, trailers ...string) error {
	if err := grpc.SetTrailer(ctx, metadata.Pairs(trailers...)); err != nil {
		return status.Errorf(codes.Internal, "trailers: %v", err)
	}
	return status.Error(code, text)
}

func streamDeleted(ctx context.Context, name string) error {
	return refused(ctx, codes.FailedPrecondition, "Event stream '"+name+"' is deleted.",
		"exception", "stream-deleted", "stream-name", name)
}
