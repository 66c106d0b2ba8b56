package fake_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events/esdb/fake"
)

func start(t testing.TB, opt fake.Options) *fake.Server {
	t.Helper()
	s, err := fake.Start(opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func connect(t testing.TB, connection string) *esdb.Client {
	t.Helper()
	conf, err := esdb.ParseConnectionString(connection)
	if err != nil {
		t.Fatal(err)
	}
	conf.Logger = esdb.NoopLogging()
	c, err := esdb.NewClient(conf)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// open is a server and a client of it.
func open(t testing.TB, opt fake.Options) (*fake.Server, *esdb.Client) {
	t.Helper()
	s := start(t, opt)
	c := connect(t, s.ConnectionString())
	if _, err := c.GetServerVersion(); err != nil { // so that the connection is there when a deadline is short
		t.Fatal(err)
	}
	return s, c
}

// deadline bounds everything a test waits for.
func deadline(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func soon(t testing.TB, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

// named makes events with ids that follow from their names.
func named(names ...string) []esdb.EventData {
	var list []esdb.EventData
	for _, n := range names {
		list = append(list, esdb.EventData{
			EventID: uuid.NewSHA1(uuid.Nil, []byte(n)), EventType: "Happened", ContentType: esdb.ContentTypeJson,
			Data: fmt.Appendf(nil, `{"n":%q}`, n), Metadata: []byte(`{"by":"test"}`),
		})
	}
	return list
}

func appendTo(t testing.TB, c *esdb.Client, stream string, want esdb.ExpectedRevision, names ...string) (*esdb.WriteResult, error) {
	t.Helper()
	return c.AppendToStream(deadline(t), stream, esdb.AppendToStreamOptions{ExpectedRevision: want}, named(names...)...)
}

func mustAppend(t testing.TB, c *esdb.Client, stream string, want esdb.ExpectedRevision, names ...string) *esdb.WriteResult {
	t.Helper()
	r, err := appendTo(t, c, stream, want, names...)
	if err != nil {
		t.Fatalf("append %v to %s: %v", names, stream, err)
	}
	return r
}

// code is the client's code of an error, -1 for none.
func code(err error) esdb.ErrorCode {
	if err == nil {
		return -1
	}
	if e, ok := errors.AsType[*esdb.Error](err); ok {
		return e.Code()
	}
	return -2
}

func wantCode(t testing.TB, err error, want esdb.ErrorCode) {
	t.Helper()
	if code(err) != want {
		t.Errorf("got code %d (%v), want %d", code(err), err, want)
	}
}

// drain reads to the end and names each event by its "n", or by its type where it has none.
func drain(r *esdb.ReadStream, err error) ([]string, []*esdb.RecordedEvent, error) {
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	var names []string
	var events []*esdb.RecordedEvent
	for {
		e, err := r.Recv()
		if errors.Is(err, io.EOF) {
			return names, events, nil
		}
		if err != nil {
			return names, events, err
		}
		names, events = append(names, nameOf(e.Event)), append(events, e.Event)
	}
}

func nameOf(e *esdb.RecordedEvent) string {
	name, ok := strings.CutPrefix(string(e.Data), `{"n":"`)
	if !ok {
		return e.EventType
	}
	return strings.TrimSuffix(name, `"}`)
}

func readAs(t testing.TB, c *esdb.Client, stream string, d esdb.Direction, from esdb.StreamPosition, count uint64) (string, error) {
	t.Helper()
	names, _, err := drain(c.ReadStream(deadline(t), stream, esdb.ReadStreamOptions{Direction: d, From: from}, count))
	return strings.Join(names, " "), err
}

func wantStream(t testing.TB, c *esdb.Client, stream, want string) {
	t.Helper()
	got, err := readAs(t, c, stream, esdb.Forwards, esdb.Start{}, math.MaxUint64)
	if err != nil || got != want {
		t.Errorf("%s reads as %q, %v; want %q", stream, got, err, want)
	}
}

func readLog(t testing.TB, c *esdb.Client, d esdb.Direction, from esdb.AllPosition, count uint64) []*esdb.RecordedEvent {
	t.Helper()
	_, events, err := drain(c.ReadAll(deadline(t), esdb.ReadAllOptions{Direction: d, From: from}, count))
	if err != nil {
		t.Fatalf("read $all: %v", err)
	}
	return events
}

// caFile writes the server's authority where the client can read it.
func caFile(t testing.TB, s *fake.Server) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.crt")
	if err := os.WriteFile(path, s.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// until polls a condition that nothing announces.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within ten seconds: %s", what)
		}
	}
}
