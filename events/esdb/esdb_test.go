package esdb_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/esdb"
	"github.com/heemstede/grootboek/events/esdb/fake"
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

// TestContractOnServer is the contract on a real server: GROOTBOEK_TEST_ESDB holds its connection string, with user and
// password if it has them. Every run uses a ledger name of its own.
func TestContractOnServer(t *testing.T) {
	given := os.Getenv("GROOTBOEK_TEST_ESDB")
	if given == "" {
		t.Skip("GROOTBOEK_TEST_ESDB is not set: no real EventStoreDB to test against")
	}
	o, err := optionsOf(given)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Run(t, func(t *testing.T) events.Store {
		o.Name = fmt.Sprintf("test-%s-%d", uuid.NewString()[:8], runs.Add(1))
		return open(t, o)
	})
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
