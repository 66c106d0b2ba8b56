package fake_test

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"github.com/heemstede/grootboek/events/esdb/fake"
)

func softDelete(t *testing.T, c *esdb.Client, stream string) {
	t.Helper()
	if _, err := c.DeleteStream(deadline(t), stream, esdb.DeleteStreamOptions{ExpectedRevision: esdb.Any{}}); err != nil {
		t.Fatal(err)
	}
}

func TestADeletedStreamContinuesWhereItEnded(t *testing.T) {
	s, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a", "b")
	softDelete(t, c, "s")
	if r := mustAppend(t, c, "s", esdb.NoStream{}, "c"); r.NextExpectedVersion != 2 {
		t.Errorf("continues at %d, want 2", r.NextExpectedVersion)
	}
	wantStream(t, c, "s", "c")
	var types []string
	for _, e := range s.Events("$all")[4:] {
		types = append(types, e.Stream+" "+e.Type)
	}
	want := []string{"s Happened", "s Happened", "$$s $metadata", "s Happened", "$$s $metadata"}
	if !slices.Equal(types, want) {
		t.Errorf("the log has %q, want %q", types, want)
	}
}

func TestDeleteAndUndeleteKeepTheOtherMetadata(t *testing.T) {
	s, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	var m esdb.StreamMetadata
	m.SetMaxCount(7)
	m.AddCustomProperty("mine", "x")
	if _, err := c.SetStreamMetadata(deadline(t), "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.Any{}}, m); err != nil {
		t.Fatal(err)
	}
	softDelete(t, c, "s")
	mustAppend(t, c, "s", esdb.Any{}, "b")
	var tb []float64
	for _, e := range s.Events("$$s")[1:] {
		var got map[string]any
		if err := json.Unmarshal(e.Data, &got); err != nil || got["$maxCount"] != 7.0 || got["mine"] != "x" {
			t.Fatalf("%s, %v", e.Data, err)
		}
		tb = append(tb, got["$tb"].(float64))
	}
	if !slices.Equal(tb, []float64{math.MaxInt64, 1}) {
		t.Errorf("$tb is %v", tb)
	}
}

func TestAnEmptyAppendUndeletesWithoutAnEvent(t *testing.T) {
	s, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	softDelete(t, c, "s")
	mustAppend(t, c, "s", esdb.Revision(0))
	wantStream(t, c, "s", "")
	if n := len(s.Events("s")); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
}

func TestATombstoneIsForEver(t *testing.T) {
	s, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	r, err := c.TombstoneStream(deadline(t), "s", esdb.TombstoneStreamOptions{ExpectedRevision: esdb.Revision(0)})
	if err != nil {
		t.Fatal(err)
	}
	last := s.Events("s")[1]
	if last.Type != "$streamDeleted" || last.Revision != math.MaxInt64 || last.Position != r.Position.Commit {
		t.Errorf("the last event is %+v", last)
	}
	_, err = readAs(t, c, "s", esdb.Forwards, esdb.Start{}, 1)
	wantCode(t, err, esdb.ErrorCodeStreamDeleted)
	_, err = appendTo(t, c, "s", esdb.Any{}, "b")
	wantCode(t, err, esdb.ErrorCodeStreamDeleted)
	_, err = c.DeleteStream(deadline(t), "s", esdb.DeleteStreamOptions{ExpectedRevision: esdb.Any{}})
	if e, ok := errors.AsType[*esdb.Error](err); !ok || e.Code() != esdb.ErrorCodeStreamDeleted {
		t.Errorf("deleting it again: %v", err)
	}
	if log := readLog(t, c, esdb.Forwards, esdb.Start{}, math.MaxUint64); !slices.Contains(namesOf(log), "a") {
		t.Error("its events are gone from $all before any scavenge")
	}
}

func TestAnUnexpectedRevisionFailsADeleteByTrailers(t *testing.T) {
	s, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a", "b")
	var trailer metadata.MD
	_, err := raw(t, s).Tombstone(deadline(t), &streams.TombstoneReq{Options: &streams.TombstoneReq_Options{
		StreamIdentifier:       &shared.StreamIdentifier{StreamName: []byte("s")},
		ExpectedStreamRevision: &streams.TombstoneReq_Options_Revision{Revision: 0},
	}}, grpc.Trailer(&trailer))
	if status.Code(err) != codes.FailedPrecondition {
		t.Fatalf("got %v", err)
	}
	for k, want := range map[string]string{"exception": "wrong-expected-version", "stream-name": "s", "expected-version": "0", "actual-version": "1"} {
		if got := strings.Join(trailer.Get(k), ","); got != want {
			t.Errorf("trailer %s is %q, want %q", k, got, want)
		}
	}
	wantStream(t, c, "s", "a b")
}
