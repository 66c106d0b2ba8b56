package fake_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"github.com/heemstede/grootboek/events/esdb/fake"
)

const ok esdb.ErrorCode = -1

// The streams of the table below: what each holds before the append.
func prepare(t *testing.T, s *fake.Server, c *esdb.Client, state string) {
	t.Helper()
	switch state {
	case "missing":
		return
	case "metadata only":
		if _, err := c.SetStreamMetadata(deadline(t), "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.Any{}}, esdb.StreamMetadata{}); err != nil {
			t.Fatal(err)
		}
		return
	}
	mustAppend(t, c, "s", esdb.NoStream{}, "a", "b", "c")
	var err error
	switch state {
	case "a b c, restarted":
		if err = s.Restart(nil); err == nil {
			_, _ = appendTo(t, c, "wake", esdb.Any{}, "w") // the first call after a restart may fail: the client finds out
		}
	case "deleted":
		_, err = c.DeleteStream(deadline(t), "s", esdb.DeleteStreamOptions{ExpectedRevision: esdb.Any{}})
	case "tombstone":
		_, err = c.TombstoneStream(deadline(t), "s", esdb.TombstoneStreamOptions{ExpectedRevision: esdb.Any{}})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestExpectedRevisionsAreJudgedAsByTheServer(t *testing.T) {
	const wrong, gone = esdb.ErrorCodeWrongExpectedVersion, esdb.ErrorCodeStreamDeleted
	rev := esdb.Revision
	for _, c := range []struct {
		state  string
		expect esdb.ExpectedRevision
		events string
		code   esdb.ErrorCode
		next   uint64 // revision in the answer
		stored int    // events in the stream afterwards, hidden ones too
	}{
		{"missing", esdb.NoStream{}, "a b", ok, 1, 2},
		{"missing", esdb.Any{}, "a b", ok, 1, 2},
		{"missing", esdb.StreamExists{}, "a", wrong, 0, 0},
		{"missing", rev(0), "a", wrong, 0, 0},
		{"missing", esdb.NoStream{}, "", ok, 1, 0}, // the client's own oddity
		{"metadata only", esdb.StreamExists{}, "a", ok, 0, 1},
		{"metadata only", esdb.NoStream{}, "a", ok, 0, 1},
		{"a b c", esdb.NoStream{}, "a b c", ok, 2, 3},
		{"a b c", esdb.NoStream{}, "a", ok, 0, 3},
		{"a b c", esdb.NoStream{}, "x", wrong, 0, 3},
		{"a b c", esdb.NoStream{}, "a x", wrong, 0, 3},
		{"a b c", esdb.NoStream{}, "a b c d", wrong, 0, 3},
		{"a b c", esdb.NoStream{}, "", wrong, 0, 3},
		{"a b c", rev(0), "b c", ok, 2, 3},
		{"a b c", rev(0), "c", wrong, 0, 3},
		{"a b c", rev(1), "c d", wrong, 0, 3},
		{"a b c", rev(2), "d e", ok, 4, 5},
		{"a b c", rev(2), "a", ok, 3, 4}, // an exact revision at the end looks at no ids
		{"a b c", rev(2), "", ok, 2, 3},
		{"a b c", rev(3), "d", wrong, 0, 3},
		{"a b c", esdb.Any{}, "b c", ok, 2, 3},
		{"a b c", esdb.Any{}, "b x", wrong, 0, 3},
		{"a b c", esdb.Any{}, "d", ok, 3, 4},
		{"a b c", esdb.StreamExists{}, "c", ok, 2, 3},
		{"a b c", esdb.StreamExists{}, "d", ok, 3, 4},
		{"a b c, restarted", esdb.NoStream{}, "a b c", ok, 2, 3},
		{"a b c, restarted", rev(1), "c", ok, 2, 3},
		{"a b c, restarted", esdb.Any{}, "c", ok, 3, 4}, // forgotten: doubled
		{"deleted", esdb.NoStream{}, "d", ok, 3, 4},
		{"deleted", rev(2), "d", ok, 3, 4},
		{"deleted", esdb.Any{}, "d", ok, 3, 4},
		{"deleted", esdb.NoStream{}, "a x", wrong, 0, 3}, // partly the same
		{"deleted", rev(0), "x", wrong, 0, 3},
		{"deleted", esdb.StreamExists{}, "d", gone, 0, 3},
		{"tombstone", esdb.NoStream{}, "a", gone, 0, 4},
		{"tombstone", rev(2), "d", gone, 0, 4},
		{"tombstone", esdb.Any{}, "d", gone, 0, 4},
		{"tombstone", esdb.StreamExists{}, "d", gone, 0, 4},
	} {
		t.Run(fmt.Sprintf("%s, %T%v, %s", c.state, c.expect, c.expect, c.events), func(t *testing.T) {
			s, client := open(t, fake.Options{})
			prepare(t, s, client, c.state)
			got, err := appendTo(t, client, "s", c.expect, strings.Fields(c.events)...)
			wantCode(t, err, c.code)
			if err == nil && got.NextExpectedVersion != c.next {
				t.Errorf("answer says revision %d, want %d", got.NextExpectedVersion, c.next)
			}
			if n := len(s.Events("s")); n != c.stored {
				t.Errorf("%d events stored, want %d", n, c.stored)
			}
		})
	}
}

func TestARepeatedAppendGetsTheSameAnswer(t *testing.T) {
	s, c := open(t, fake.Options{})
	first := mustAppend(t, c, "s", esdb.NoStream{}, "a", "b")
	mustAppend(t, c, "s", esdb.Revision(1), "c")
	if again := mustAppend(t, c, "s", esdb.NoStream{}, "a", "b"); *again != *first {
		t.Errorf("the repeat says %+v, the first said %+v", *again, *first)
	}
	if first.CommitPosition != first.PreparePosition || first.CommitPosition != s.Events("s")[1].Position {
		t.Errorf("position %+v is not that of the last event", *first)
	}
}

func TestAWrongVersionNamesTheActualRevision(t *testing.T) {
	_, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a", "b")
	_, err := appendTo(t, c, "s", esdb.NoStream{}, "x")
	if err == nil || !strings.Contains(err.Error(), "expecting 'no_stream' but got '1'") {
		t.Errorf("got %v", err)
	}
}

func TestOneAppendIsAdjacentAmongManyWriters(t *testing.T) {
	s, c := open(t, fake.Options{})
	done := make(chan error)
	const writers, rounds, size = 8, 20, 3
	for w := range writers {
		go func() {
			var err error
			for i := range rounds {
				var names []string
				for j := range size {
					names = append(names, fmt.Sprintf("%d-%d-%d", w, i, j))
				}
				_, e := c.AppendToStream(context.Background(), fmt.Sprint("w", w), esdb.AppendToStreamOptions{ExpectedRevision: esdb.Any{}}, named(names...)...)
				err = errors.Join(err, e)
			}
			done <- err
		}()
	}
	for range writers {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	log := s.Events("$all")
	seen := 0
	for i := 0; i < len(log); i++ {
		if log[i].Type != "Happened" {
			continue
		}
		for j := range size {
			if e := log[i+j]; e.Stream != log[i].Stream || e.Revision != log[i].Revision+uint64(j) {
				t.Fatalf("%s@%d stands inside the append at %s@%d", e.Stream, e.Revision, log[i].Stream, log[i].Revision)
			}
		}
		i, seen = i+size-1, seen+1
	}
	if seen != writers*rounds {
		t.Errorf("%d appends in the log, want %d", seen, writers*rounds)
	}
}

func TestSizesHaveLimits(t *testing.T) {
	s, c := open(t, fake.Options{MaxAppend: 1000, MaxEvent: 600})
	event := func(size int) esdb.EventData {
		return esdb.EventData{EventID: uuid.New(), EventType: "Typ", Data: make([]byte, size-6)}
	}
	for _, tc := range []struct {
		sizes []int
		code  esdb.ErrorCode
	}{
		{[]int{600}, ok}, {[]int{601}, esdb.ErrorCodeUnknown}, {[]int{500, 500}, ok}, {[]int{500, 501}, esdb.ErrorCodeUnknown},
	} {
		var events []esdb.EventData
		for _, n := range tc.sizes {
			events = append(events, event(n))
		}
		_, err := c.AppendToStream(deadline(t), fmt.Sprint(tc.sizes), esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, events...)
		wantCode(t, err, tc.code)
		if stored := len(s.Events(fmt.Sprint(tc.sizes))) > 0; stored != (tc.code == ok) {
			t.Errorf("%v: stored is %t", tc.sizes, stored)
		}
	}
}

// raw is a connection without the client, to see the wire and to send what the client never would.
func raw(t *testing.T, s *fake.Server) streams.StreamsClient {
	t.Helper()
	conn, err := grpc.NewClient(s.Address(0), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return streams.NewStreamsClient(conn)
}

// send makes one append of raw messages and returns the error and its trailers.
func send(t *testing.T, s *fake.Server, messages ...*streams.AppendReq) (metadata.MD, error) {
	t.Helper()
	call, err := raw(t, s).Append(deadline(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		if err := call.Send(m); err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
	}
	_, err = call.CloseAndRecv()
	return call.Trailer(), err
}

func TestBrokenRequestsAreRefusedAsOnTheServer(t *testing.T) {
	s := start(t, fake.Options{MaxAppend: 100, MaxEvent: 90})
	header := func(name string, exact bool) *streams.AppendReq {
		o := &streams.AppendReq_Options{StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte(name)}}
		if exact {
			o.ExpectedStreamRevision = &streams.AppendReq_Options_NoStream{NoStream: &shared.Empty{}}
		}
		return &streams.AppendReq{Content: &streams.AppendReq_Options_{Options: o}}
	}
	event := func(id, kind string, size int) *streams.AppendReq {
		p := &streams.AppendReq_ProposedMessage{
			Id:       &shared.UUID{Value: &shared.UUID_String_{String_: id}},
			Metadata: map[string]string{"type": kind, "content-type": "application/json"}, Data: make([]byte, size),
		}
		if kind == "-" {
			delete(p.Metadata, "type")
		}
		return &streams.AppendReq{Content: &streams.AppendReq_ProposedMessage_{ProposedMessage: p}}
	}
	id := uuid.NewString()
	for _, c := range []struct {
		name      string
		messages  []*streams.AppendReq
		code      codes.Code
		exception string
	}{
		{"no options", []*streams.AppendReq{event(id, "T", 1)}, codes.Unknown, ""},
		{"no stream name", []*streams.AppendReq{header("", true)}, codes.Unknown, ""},
		{"no expected revision", []*streams.AppendReq{header("s", false), event(id, "T", 1)}, codes.InvalidArgument, ""},
		{"no type", []*streams.AppendReq{header("s", true), event(id, "-", 1)}, codes.InvalidArgument, "missing-required-metadata-property"},
		{"an empty type", []*streams.AppendReq{header("s", true), event(id, "", 1)}, codes.Unknown, ""},
		{"a nil id", []*streams.AppendReq{header("s", true), event(uuid.Nil.String(), "T", 1)}, codes.Unknown, ""},
		{"options twice", []*streams.AppendReq{header("s", true), header("s", true)}, codes.Unknown, ""},
		{"an event too large", []*streams.AppendReq{header("s", true), event(id, "T", 89)}, codes.InvalidArgument, "maximum-append-event-size-exceeded"},
		{"too large together", []*streams.AppendReq{header("s", true), event(id, "T", 60), event(uuid.NewString(), "T", 60)}, codes.InvalidArgument, "maximum-append-size-exceeded"},
		{"as it should be", []*streams.AppendReq{header("s", true), event(id, "T", 1)}, codes.OK, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			trailer, err := send(t, s, c.messages...)
			if status.Code(err) != c.code || strings.Join(trailer.Get("exception"), "") != c.exception {
				t.Errorf("got %v with %v, want %v with %q", err, trailer, c.code, c.exception)
			}
		})
	}
}

func TestAMessageOverTheLimitOfTheServerIsRefused(t *testing.T) {
	_, c := open(t, fake.Options{MaxAppend: 32 << 20})
	_, err := c.AppendToStream(deadline(t), "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}},
		esdb.EventData{EventID: uuid.New(), EventType: "T", Data: make([]byte, 16<<20)})
	wantCode(t, err, esdb.ErrorCodeUnknown)
	if !errors.Is(err, io.EOF) && !strings.Contains(fmt.Sprint(err), "ResourceExhausted") { // the reason may be lost
		t.Errorf("got %v", err)
	}
}
