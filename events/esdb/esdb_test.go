package esdb_test

import (
	"cmp"
	"context"
	"debug/elf"
	"fmt"
	"iter"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/esdb"
	"github.com/heemstede/grootboek/events/esdb/fake"
	"github.com/heemstede/grootboek/events/journal"
	"github.com/heemstede/grootboek/events/journal/journaltest"
	"github.com/heemstede/grootboek/events/storetest"
)

// server starts a store of its own for a test.
func server(t testing.TB) *fake.Server {
	t.Helper()
	s, err := fake.Start(fake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// node opens a node of the ledger "test" on a store.
func node(t testing.TB, s *fake.Server, change ...func(*esdb.Options)) *esdb.Store {
	t.Helper()
	o := esdb.Options{Connection: s.ConnectionString(), Name: "test", Settle: time.Second, Log: slog.New(slog.DiscardHandler)}
	for _, c := range change {
		c(&o)
	}
	return open(t, o)
}

func open(t testing.TB, o esdb.Options) *esdb.Store {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s, err := o.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestContract(t *testing.T) {
	s := server(t)
	storetest.Run(t, func(t *testing.T) events.Store { return node(t, s) })
}

var runs atomic.Int64

// TestOnServer is the contract on a real server: GROOTBOEK_TEST_ESDB holds its connection string, with user and password
// if it has them. Every run uses ledger names of its own, so any server will do. As a program that needs nothing else:
//
//	CGO_ENABLED=0 go test -c -o esdb.test ./events/esdb
//	GROOTBOEK_TEST_ESDB='esdb://admin:changeit@localhost:2113?tlsVerifyCert=false' ./esdb.test -test.v -test.run TestOnServer
func TestOnServer(t *testing.T) {
	given := os.Getenv("GROOTBOEK_TEST_ESDB")
	if given == "" {
		t.Skip("GROOTBOEK_TEST_ESDB is not set: no real EventStoreDB to test against")
	}
	o, err := optionsOf(given)
	if err != nil {
		t.Fatal(err)
	}
	run := uuid.NewString()[:8]
	named := func(t *testing.T) *esdb.Store {
		o := o
		o.Name = fmt.Sprintf("test-%s-%d", run, runs.Add(1))
		return open(t, o)
	}
	t.Run("log", func(t *testing.T) { storetest.Run(t, func(t *testing.T) events.Store { return named(t) }) })
	t.Run("journal", func(t *testing.T) {
		s := named(t)
		journaltest.Run(t, func(t *testing.T, name string) journal.Journal { return s.Journal(t.Name() + name) })
	})
	t.Run("nodes", func(t *testing.T) { nodesAgree(t, named(t), o) })
}

// nodesAgree lets a second node read what the first wrote, and audits it.
func nodesAgree(t *testing.T, first *esdb.Store, o esdb.Options) {
	for range 50 {
		appendOne(t, first)
	}
	o.Name = first.Name()
	second := open(t, o)
	appendOne(t, second)
	a, b := slices.Collect(lines(t, first)), slices.Collect(lines(t, second))
	if len(a) != 51 || !slices.Equal(a, b) {
		t.Errorf("the nodes read %d and %d lines, and not the same", len(a), len(b))
	}
	must(t, second.Audit(t.Context()))
}

func lines(t *testing.T, s *esdb.Store) iter.Seq[string] {
	return func(yield func(string) bool) {
		if _, err := s.Head(t.Context()); err != nil {
			t.Error(err)
		}
		for raw, err := range s.Lines(t.Context(), 0) {
			must(t, err)
			if !yield(string(raw.Line)) {
				return
			}
		}
	}
}

// TestSuiteAsProgram builds the suite as one static program and runs it elsewhere, against a server in another process.
func TestSuiteAsProgram(t *testing.T) {
	srv := server(t)
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	build := exec.CommandContext(ctx, "go", "test", "-c", "-o", filepath.Join(dir, "esdb.test"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	program, err := elf.Open(filepath.Join(dir, "esdb.test"))
	must(t, err)
	if libs, err := program.ImportedLibraries(); len(libs) > 0 || err != nil {
		t.Errorf("the program needs %v, %v", libs, err)
	}
	must(t, program.Close())
	run := exec.CommandContext(ctx, filepath.Join(dir, "esdb.test"), "-test.v", "-test.run", "^TestOnServer$")
	run.Dir, run.Env = dir, []string{"GROOTBOEK_TEST_ESDB=" + srv.ConnectionString()}
	out, err := run.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestOnServer/nodes") {
		t.Errorf("%v: %s", err, out)
	}
}

func optionsOf(connection string) (esdb.Options, error) {
	u, err := url.Parse(connection)
	if err != nil {
		return esdb.Options{}, fmt.Errorf("GROOTBOEK_TEST_ESDB is not a connection string")
	}
	o := esdb.Options{Insecure: true}
	if u.User != nil {
		o.User = u.User.Username()
		o.Password, _ = u.User.Password()
		u.User = nil
	}
	o.Connection = cmp.Or(u.String(), connection)
	return o, nil
}
