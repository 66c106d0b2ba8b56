// Package teststore opens the store that GROOTBOEK_TEST_STORE names, for the tests of other packages: "sqlite", a file of
// the test; "esdb", a ledger of the test in an EventStoreDB that runs in the test process (events/esdb/fake). Not set, it
// is what is quickest for the test. So the whole test suite shows what is promised on both stores:
//
//	GROOTBOEK_TEST_STORE=sqlite go test ./...
//	GROOTBOEK_TEST_STORE=esdb go test ./...
//
// It is for tests only: nothing in the product imports it.
package teststore

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/esdb"
	"github.com/heemstede/grootboek/events/esdb/fake"
	"github.com/heemstede/grootboek/events/sqlite"
	"github.com/heemstede/grootboek/events/storetest"
)

// Kind is a kind of store.
type Kind string

// The kinds of store.
const (
	Quickest Kind = ""
	SQLite   Kind = "sqlite"
	ESDB     Kind = "esdb"
)

// Chosen returns what GROOTBOEK_TEST_STORE says, and stops the test process if it says something else.
func Chosen() Kind {
	k := Kind(os.Getenv("GROOTBOEK_TEST_STORE"))
	if k != Quickest && k != SQLite && k != ESDB {
		panic("GROOTBOEK_TEST_STORE is " + string(k) + "; use sqlite or esdb")
	}
	return k
}

// Open opens a new, empty store for a test: in memory if none is chosen.
func Open(t testing.TB) events.Store {
	t.Helper()
	if Chosen() == Quickest {
		return &storetest.Memory{}
	}
	return Durable(t, filepath.Join(t.TempDir(), "grootboek.db"))
}

// Durable opens the store of a test at a path: an SQLite file there, or the ledger of that path in EventStoreDB. The same
// path is the same log, for as long as the test process runs.
func Durable(t testing.TB, path string) events.Store {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var s interface {
		events.Store
		io.Closer
	}
	var err error
	if Chosen() == ESDB {
		s, err = esdb.Options{Connection: Server(t).ConnectionString(), Name: Name(path), Log: slog.New(slog.DiscardHandler)}.Open(ctx)
	} else {
		s, err = sqlite.Options{Log: slog.New(slog.DiscardHandler)}.Open(path)
	}
	if err != nil {
		t.Fatalf("open the store of the test: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store of the test: %v", err)
		}
	})
	return s
}

// Name is the name of the ledger of a path within EventStoreDB.
func Name(path string) string {
	return "t-" + strings.ReplaceAll(uuid.NewSHA1(uuid.NameSpaceURL, []byte(path)).String(), "-", "")[:30]
}

var shared struct {
	once   sync.Once
	server *fake.Server
	err    error
}

// Server is the EventStoreDB of the test process. It runs until the process ends: tests share it, each under a name of
// its own, as municipalities share a cluster.
func Server(t testing.TB) *fake.Server {
	t.Helper()
	shared.once.Do(func() { shared.server, shared.err = fake.Start(fake.Options{}) })
	if shared.err != nil {
		t.Fatalf("start EventStoreDB for tests: %v", shared.err)
	}
	return shared.server
}
