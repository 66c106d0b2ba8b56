package fake_test

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/heemstede/grootboek/events/esdb/fake"
)

func TestARedactedEventKeepsAllButItsData(t *testing.T) {
	s, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a", "b", "c")
	wantStream(t, c, "s", "a b c") // so that the server has them ready to send
	before := s.Events("s")[1]
	if err := s.Redact("s", 1); err != nil {
		t.Fatal(err)
	}
	for _, read := range []func() []*esdb.RecordedEvent{
		func() []*esdb.RecordedEvent {
			_, events, _ := drain(c.ReadStream(deadline(t), "s", esdb.ReadStreamOptions{From: esdb.Revision(1)}, 1))
			return events
		},
		func() []*esdb.RecordedEvent {
			return readLog(t, c, esdb.Forwards, esdb.Position{Commit: before.Position, Prepare: before.Position}, 1)
		},
	} {
		got := read()
		if len(got) != 1 {
			t.Fatalf("%d events", len(got))
		}
		e := got[0]
		if e.EventID != before.ID || e.Position.Commit != before.Position || !bytes.Equal(e.UserMetadata, before.Metadata) {
			t.Errorf("got %+v, was %+v", e, before)
		}
		if len(e.Data) != len(before.Data) || len(bytes.Trim(e.Data, "\xff")) > 0 {
			t.Errorf("data %q", e.Data)
		}
	}
	if err := s.Rewrite("s", 1, []byte(`{"n":"x"}`)); err != nil {
		t.Fatal(err)
	}
	wantStream(t, c, "s", "a x c")
	if s.Redact("s", 9) == nil || s.Remove("other", 0) == nil {
		t.Error("an event that is not there was harmed")
	}
}

func TestARemovedEventLeavesAGap(t *testing.T) {
	s, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a", "b", "c")
	if err := s.Remove("s", 1); err != nil {
		t.Fatal(err)
	}
	wantStream(t, c, "s", "a c")
	if got, _ := readAs(t, c, "s", esdb.Backwards, esdb.Revision(1), 9); got != "a" {
		t.Errorf("backwards from the gap: %q", got)
	}
	if log := namesOf(readLog(t, c, esdb.Forwards, esdb.Start{}, math.MaxUint64)); slices.Contains(log, "b") {
		t.Errorf("the log has %v", log)
	}
	if err := s.Remove("s", 2); err != nil { // also the last: its revision is not given out again
		t.Fatal(err)
	}
	if r := mustAppend(t, c, "s", esdb.Revision(2), "d"); r.NextExpectedVersion != 3 {
		t.Errorf("the next revision is %d", r.NextExpectedVersion)
	}
	_, err := appendTo(t, c, "s", esdb.Revision(0), "b")
	wantCode(t, err, esdb.ErrorCodeWrongExpectedVersion)
}

func TestARestoredBackupGivesThePositionsToOtherEvents(t *testing.T) {
	s, c := open(t, fake.Options{})
	kept := mustAppend(t, c, "s", esdb.NoStream{}, "a")
	lost := mustAppend(t, c, "s", esdb.Revision(0), "b")
	mustAppend(t, c, "t", esdb.NoStream{}, "c")
	sub := subscribe(t, c, "s", esdb.Start{})
	wantHeard(t, sub, "a b |")
	if err := s.RestoreTo(kept.CommitPosition); err != nil {
		t.Fatal(err)
	}
	if err := dropped(t, sub); err == nil {
		t.Error("the subscription lived on")
	}
	eventually(t, c, "s", esdb.Revision(0), "x")
	wantStream(t, c, "s", "a x")
	if got := s.Events("s")[1]; got.Position != lost.CommitPosition || got.Revision != 1 {
		t.Errorf("x stands at %d as %d, b stood at %d", got.Position, got.Revision, lost.CommitPosition)
	}
	if n := len(s.Events("t")); n != 0 {
		t.Errorf("t has %d events", n)
	}
	if s.RestoreTo(kept.CommitPosition+1) == nil {
		t.Error("restored to where nothing stands")
	}
}

func TestAnotherClusterKnowsNothingOfTheFirst(t *testing.T) {
	s, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	was := s.Events("$all")[0]
	if err := s.WipeToOtherCluster(); err != nil {
		t.Fatal(err)
	}
	eventually(t, c, "s", esdb.NoStream{}, "b")
	wantStream(t, c, "s", "b")
	if now := s.Events("$all")[0]; now.ID == was.ID {
		t.Error("the first event is the same")
	}
}

func TestEventsShowsWhatReadsDoNot(t *testing.T) {
	s, c := open(t, fake.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, "a")
	softDelete(t, c, "s")
	got := s.Events("s")
	if len(got) != 1 || got[0].ID != named("a")[0].EventID || string(got[0].Data) != `{"n":"a"}` || string(got[0].Metadata) != `{"by":"test"}` {
		t.Errorf("got %+v", got)
	}
	got[0].Data[0] = 'X' // a copy
	if s.Events("s")[0].Data[0] != '{' {
		t.Error("the log was changed from outside")
	}
	if st := s.Stats(); st.Events != len(s.Events("$all")) || st.Appends != 1 || st.Deletes != 1 || st.Connections != 1 {
		t.Errorf("stats %+v", st)
	}
}
