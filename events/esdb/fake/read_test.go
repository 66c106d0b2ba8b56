package fake_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"github.com/heemstede/grootboek/events/esdb/fake"
)

func TestAStreamReadsFromAnywhereInBothDirections(t *testing.T) {
	_, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a", "b", "c", "d")
	const most = math.MaxUint64
	for _, tc := range []struct {
		direction esdb.Direction
		from      esdb.StreamPosition
		count     uint64
		want      string
	}{
		{esdb.Forwards, esdb.Start{}, most, "a b c d"},
		{esdb.Forwards, nil, 2, "a b"},
		{esdb.Forwards, esdb.Revision(1), most, "b c d"},
		{esdb.Forwards, esdb.Revision(1), 2, "b c"},
		{esdb.Forwards, esdb.Revision(3), most, "d"},
		{esdb.Forwards, esdb.Revision(4), most, ""},
		{esdb.Forwards, esdb.End{}, most, ""},
		{esdb.Backwards, esdb.End{}, most, "d c b a"},
		{esdb.Backwards, esdb.End{}, 1, "d"},
		{esdb.Backwards, esdb.Revision(2), most, "c b a"},
		{esdb.Backwards, esdb.Revision(9), 2, "d c"},
		{esdb.Backwards, esdb.Start{}, most, "a"},
		{esdb.Backwards, nil, most, "a"},
	} {
		got, err := readAs(t, c, "s", tc.direction, tc.from, tc.count)
		if err != nil || got != tc.want {
			t.Errorf("direction %v from %v, %d events: %q, %v; want %q", tc.direction, tc.from, tc.count, got, err, tc.want)
		}
	}
}

func TestStreamsThatAreNotThereAreNotFound(t *testing.T) {
	_, c := open(t, fake.Options{})
	mustAppend(t, c, "deleted", esdb.NoStream{}, "a")
	if _, err := c.DeleteStream(deadline(t), "deleted", esdb.DeleteStreamOptions{ExpectedRevision: esdb.Any{}}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"missing", "deleted"} {
		_, err := readAs(t, c, name, esdb.Forwards, esdb.Start{}, 1)
		wantCode(t, err, esdb.ErrorCodeResourceNotFound)
	}
}

func TestAReadOfNoEventsIsAnError(t *testing.T) {
	_, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	_, err := readAs(t, c, "s", esdb.Forwards, esdb.Start{}, 0)
	wantCode(t, err, esdb.ErrorCodeUnknown)
}

func TestAnEventComesBackAsItWasSent(t *testing.T) {
	now := time.Date(2026, 11, 24, 10, 0, 0, 1234500, time.UTC)
	s, c := open(t, fake.Options{Now: func() time.Time { return now }})
	sent := named("a", "é\n")
	sent[1].ContentType = esdb.ContentTypeBinary
	sent[1].Metadata = nil
	if _, err := c.AppendToStream(deadline(t), "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, sent...); err != nil {
		t.Fatal(err)
	}
	_, events, err := drain(c.ReadStream(deadline(t), "s", esdb.ReadStreamOptions{}, 9))
	if err != nil || len(events) != 2 {
		t.Fatal(events, err)
	}
	for i, e := range events {
		w := sent[i]
		if e.EventID != w.EventID || e.EventType != w.EventType || string(e.Data) != string(w.Data) || string(e.UserMetadata) != string(w.Metadata) {
			t.Errorf("got %+v, sent %+v", e, w)
		}
		pos := s.Events("s")[i].Position
		if e.EventNumber != uint64(i) || e.StreamID != "s" || !e.CreatedDate.Equal(now) || e.Position != (esdb.Position{Commit: pos, Prepare: pos}) {
			t.Errorf("got %+v", e)
		}
	}
	if events[0].ContentType != "application/json" || events[1].ContentType != "application/octet-stream" {
		t.Errorf("content types %q and %q", events[0].ContentType, events[1].ContentType)
	}
}

func TestTheLogBeginsWithSystemEventsAndItsPositionsGrowWithGaps(t *testing.T) {
	_, c := open(t, fake.Options{})
	for i := range 100 {
		mustAppend(t, c, fmt.Sprint("s", i%7), esdb.Any{}, fmt.Sprint("a", i), fmt.Sprint("b", i))
	}
	log := readLog(t, c, esdb.Forwards, esdb.Start{}, math.MaxUint64)
	if !strings.HasPrefix(log[0].EventType, "$") {
		t.Errorf("the first event is a %s", log[0].EventType)
	}
	between := 0
	for i, e := range log[1:] {
		if e.Position.Commit < log[i].Position.Commit+50 || e.Position.Commit != e.Position.Prepare {
			t.Fatalf("position %v after %v", e.Position, log[i].Position)
		}
		if e.EventType == "$statsCollected" && i > 10 {
			between++
		}
	}
	if between == 0 {
		t.Error("no system events between the others")
	}
}

func TestTheLogReadsForwardsFromAPositionAndBackwardsFromBeforeIt(t *testing.T) {
	_, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a", "b", "c")
	all := readLog(t, c, esdb.Forwards, esdb.Start{}, math.MaxUint64)
	b := all[len(all)-2]
	for _, tc := range []struct {
		direction esdb.Direction
		from      esdb.AllPosition
		count     uint64
		want      string
	}{
		{esdb.Forwards, b.Position, 9, "b c"},
		{esdb.Forwards, b.Position, 1, "b"},
		{esdb.Forwards, esdb.End{}, 9, ""},
		{esdb.Backwards, b.Position, 1, "a"},
		{esdb.Backwards, esdb.End{}, 2, "c b"},
		{esdb.Backwards, esdb.Start{}, 9, ""},
	} {
		var names []string
		for _, e := range readLog(t, c, tc.direction, tc.from, tc.count) {
			names = append(names, nameOf(e))
		}
		if got := strings.Join(names, " "); got != tc.want {
			t.Errorf("direction %v from %v: %q, want %q", tc.direction, tc.from, got, tc.want)
		}
	}
}

func TestMetadataTruncatesTheStreamButNotTheLog(t *testing.T) {
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	clock := make(chan time.Time, 1)
	clock <- now
	s, c := open(t, fake.Options{Now: func() time.Time { v := <-clock; clock <- v; return v }})
	set := func(m esdb.StreamMetadata) {
		t.Helper()
		if _, err := c.SetStreamMetadata(deadline(t), "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.Any{}}, m); err != nil {
			t.Fatal(err)
		}
	}
	mustAppend(t, c, "s", esdb.NoStream{}, "a", "b", "c")
	<-clock
	clock <- now.Add(time.Minute)
	mustAppend(t, c, "s", esdb.Revision(2), "d")

	var m esdb.StreamMetadata
	m.SetMaxCount(2)
	set(m)
	wantStream(t, c, "s", "c d")
	m = esdb.StreamMetadata{}
	m.SetTruncateBefore(1)
	set(m)
	wantStream(t, c, "s", "b c d")
	m = esdb.StreamMetadata{}
	m.SetMaxAge(30 * time.Second)
	set(m)
	wantStream(t, c, "s", "d")
	m = esdb.StreamMetadata{}
	m.SetTruncateBefore(9)
	set(m)
	wantStream(t, c, "s", "") // empty, not missing
	if got, err := readAs(t, c, "$$s", esdb.Forwards, esdb.Start{}, 9); err != nil || got != "$metadata" {
		t.Errorf("$$s shows %q, %v; want its last event alone", got, err)
	}
	if got, err := c.GetStreamMetadata(deadline(t), "s", esdb.ReadStreamOptions{Direction: esdb.Backwards, From: esdb.End{}}); err != nil || *got.TruncateBefore() != 9 {
		t.Errorf("metadata %+v, %v", got, err)
	}
	if n := len(s.Events("s")); n != 4 {
		t.Errorf("%d events stored, want 4", n)
	}
	if log := readLog(t, c, esdb.Forwards, esdb.Start{}, math.MaxUint64); !strings.Contains(fmt.Sprint(namesOf(log)), "a b c d") {
		t.Errorf("$all shows %v", namesOf(log))
	}
}

func namesOf(events []*esdb.RecordedEvent) []string {
	var names []string
	for _, e := range events {
		names = append(names, nameOf(e))
	}
	return names
}

func TestAReadNeedsToSayWhatItWants(t *testing.T) {
	s := start(t, fake.Options{})
	for name, o := range map[string]*streams.ReadReq_Options{
		"no form of ids": {StreamOption: &streams.ReadReq_Options_All{All: &streams.ReadReq_Options_AllOptions{}}},
		"no stream":      {UuidOption: &streams.ReadReq_Options_UUIDOption{Content: &streams.ReadReq_Options_UUIDOption_Structured{Structured: &shared.Empty{}}}},
	} {
		call, err := raw(t, s).Read(deadline(t), &streams.ReadReq{Options: o})
		if err == nil {
			_, err = call.Recv()
		}
		if status.Code(err) != codes.InvalidArgument {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestIDsComeAsTextWhereAsked(t *testing.T) {
	s, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	call, err := raw(t, s).Read(deadline(t), &streams.ReadReq{Options: &streams.ReadReq_Options{
		StreamOption: &streams.ReadReq_Options_Stream{Stream: &streams.ReadReq_Options_StreamOptions{
			StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte("s")},
		}},
		CountOption: &streams.ReadReq_Options_Count{Count: 1},
		UuidOption:  &streams.ReadReq_Options_UUIDOption{Content: &streams.ReadReq_Options_UUIDOption_String_{String_: &shared.Empty{}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := call.Recv()
	if err != nil || got.GetEvent().GetEvent().GetId().GetString_() != named("a")[0].EventID.String() {
		t.Errorf("got %v, %v", got, err)
	}
}
