package esdb_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/esdb"
	"github.com/heemstede/grootboek/events/esdb/fake"
	"github.com/heemstede/grootboek/events/storetest"
)

// secure is a store with TLS and access rights, and what its users need to connect.
func secure(t *testing.T, users ...fake.User) (*fake.Server, func(user, password string) esdb.Options) {
	t.Helper()
	srv, err := fake.Start(fake.Options{Users: users})
	must(t, err)
	t.Cleanup(srv.Close)
	ca := filepath.Join(t.TempDir(), "ca.crt")
	must(t, os.WriteFile(ca, srv.CAPEM(), 0o600))
	return srv, func(user, password string) esdb.Options {
		return esdb.Options{Connection: srv.ConnectionString() + "&tlsCaFile=" + ca, User: user, Password: password, Name: "test", Settle: time.Second}
	}
}

var (
	admin  = fake.User{Name: "admin", Password: "een lang wachtwoord", Groups: []string{"$admins"}}
	ledger = fake.User{Name: "grootboek", Password: "nog een lang wachtwoord"}
)

func TestToegang(t *testing.T) {
	t.Run("met TLS en een account van de opslag werkt alles wat een node doet", func(t *testing.T) {
		_, as := secure(t, admin)
		s := open(t, as(admin.Name, admin.Password))
		appendOne(t, s)
		must(t, s.Audit(t.Context()))
	})
	t.Run("een verkeerd wachtwoord wordt meteen geweigerd, en staat niet in de foutmelding", func(t *testing.T) {
		_, as := secure(t, admin)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		_, err := as(admin.Name, "geraden-wachtwoord").Open(ctx)
		if !errors.Is(err, esdb.ErrRefused) || ctx.Err() != nil || strings.Contains(err.Error(), "geraden") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("zonder de autoriteit van het certificaat is er geen verbinding, en de melding zegt waarom", func(t *testing.T) {
		srv, _ := secure(t, admin)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		_, err := esdb.Options{Connection: srv.ConnectionString(), Name: "test"}.Open(ctx)
		if !errors.Is(err, events.ErrUnreachable) || !strings.Contains(err.Error(), "last attempt") {
			t.Errorf("got %v", err)
		}
	})
	for name, list := range map[string][]string{"één gebeurtenis": {"a"}, "veel gebeurtenissen tegelijk": {"a", "b", "c", "d", "e", "f"},
		"zoveel dat de opslag weigert voordat zij alles heeft gelezen": slices.Repeat([]string{strings.Repeat("lang ", 600)}, 200)} {
		t.Run("wie niet mag schrijven krijgt dat te horen en blijft niet hangen: "+name, func(t *testing.T) {
			srv, as := secure(t, admin, ledger)
			srv.Deny(prefix+"note/", fake.Write, admin.Name)
			s := open(t, as(admin.Name, admin.Password))
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			stream := storetest.Stream()
			if _, err := s.Append(ctx, stream, 0, storetest.Events(stream, 0, list...)); !errors.Is(err, esdb.ErrRefused) {
				t.Errorf("got %v", err)
			}
			srv.AllowAgain()
			appendOne(t, s)
		})
	}
	t.Run("wie de gezamenlijke volgorde niet mag lezen krijgt dat bij de start te horen", func(t *testing.T) {
		srv, as := secure(t, admin)
		appendOne(t, open(t, as(admin.Name, admin.Password)))
		srv.Deny("$all", fake.Read, admin.Name)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		if _, err := as(admin.Name, admin.Password).Open(ctx); !errors.Is(err, esdb.ErrRefused) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAdres(t *testing.T) {
	for what, o := range map[string]esdb.Options{
		"een wachtwoord in het adres":       {Connection: "esdb://admin:changeit@localhost:2113", Name: "test"},
		"geen TLS naar een andere machine":  {Connection: "esdb://node1.heemstede.example:2113?tls=false", Name: "test"},
		"geen TLS naar een van de machines": {Connection: "esdb://127.0.0.1:2113,node2:2113?tls=false", Name: "test"},
		"een naam met hoofdletters":         {Connection: "esdb://localhost:2113", Name: "Heemstede"},
		"een naam met een punt":             {Connection: "esdb://localhost:2113", Name: "haarlem.index"},
		"geen naam":                         {Connection: "esdb://localhost:2113"},
		"iets anders dan esdb":              {Connection: "kurrentdb://localhost:2113", Name: "test"},
	} {
		t.Run(what+": geweigerd voordat er iets wordt gevraagd", func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			_, err := o.Open(ctx)
			if err == nil || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, events.ErrUnreachable) || strings.Contains(err.Error(), "changeit") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestServers(t *testing.T) {
	t.Run("een server die niet zegt wat hij kan doet gewoon mee", func(t *testing.T) {
		srv, err := fake.Start(fake.Options{NoServerFeatures: true})
		must(t, err)
		t.Cleanup(srv.Close)
		appendOne(t, node(t, srv))
	})
	t.Run("een voorlopige versie van de server: geen verbinding, en de melding noemt de versie", func(t *testing.T) {
		srv, err := fake.Start(fake.Options{Version: "26.2.0-prerelease"})
		must(t, err)
		t.Cleanup(srv.Close)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		_, err = esdb.Options{Connection: srv.ConnectionString(), Name: "test"}.Open(ctx)
		if !errors.Is(err, events.ErrUnreachable) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("van drie machines van de opslag valt er steeds een weg: het gaat door", func(t *testing.T) {
		srv, err := fake.Start(fake.Options{Members: 3})
		must(t, err)
		t.Cleanup(srv.Close)
		s := node(t, srv, func(o *esdb.Options) { o.Attempt = time.Second })
		for m := range 3 {
			must(t, srv.Kill(m))
			appendOne(t, s)
			must(t, srv.Revive(m))
		}
		head, err := s.Head(t.Context())
		if head != 3 || err != nil {
			t.Errorf("head %d, %v", head, err)
		}
	})
	t.Run("zonder meerderheid wordt er niets bevestigd, en daarna gaat het verder", func(t *testing.T) {
		srv, err := fake.Start(fake.Options{Members: 3})
		must(t, err)
		t.Cleanup(srv.Close)
		s := node(t, srv, func(o *esdb.Options) { o.Attempt = 300 * time.Millisecond })
		must(t, srv.Kill(1))
		must(t, srv.Kill(2))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		stream := storetest.Stream()
		_, err = s.Append(ctx, stream, 0, storetest.Events(stream, 0, "a"))
		cancel()
		if !errors.Is(err, events.ErrUncertain) && !errors.Is(err, events.ErrUnreachable) {
			t.Errorf("without a quorum: %v", err)
		}
		must(t, srv.Revive(1))
		appendOne(t, s)
	})
	t.Run("een machine die een adres noemt waar niemand is: de melding komt binnen de tijd, er blijft niets hangen", func(t *testing.T) {
		srv, err := fake.Start(fake.Options{Members: 3})
		must(t, err)
		t.Cleanup(srv.Close)
		for m := range 3 {
			srv.Advertise(m, "127.0.0.1:1")
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		begun := time.Now()
		if _, err := (esdb.Options{Connection: srv.ConnectionString(), Name: "test"}).Open(ctx); !errors.Is(err, events.ErrUnreachable) {
			t.Errorf("got %v", err)
		}
		if late := time.Since(begun); late > 5*time.Second {
			t.Errorf("it took %v", late)
		}
	})
}

func TestOnbereikbaar(t *testing.T) {
	srv := server(t)
	s := node(t, srv)
	stream := storetest.Stream()
	list := storetest.Events(stream, 0, "a")
	srv.Stop()
	t.Run("is de opslag weg, dan hoort wie vraagt dat binnen zijn tijd", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		if _, err := s.Append(ctx, stream, 0, list); !errors.Is(err, events.ErrUncertain) && !errors.Is(err, events.ErrUnreachable) {
			t.Errorf("append: %v", err)
		}
		if _, err := s.Head(ctx); err == nil {
			t.Error("there is a head")
		}
		if s.Up() {
			t.Error("the store is said to be there")
		}
	})
	t.Run("een opdracht die wacht tot de opslag terug is komt door, één keer", func(t *testing.T) {
		done := make(chan error, 1)
		go func() {
			_, err := s.Append(t.Context(), stream, 0, list)
			done <- err
		}()
		must(t, srv.Resume())
		must(t, <-done)
		n := 0
		for _, err := range s.All(t.Context(), 0) {
			must(t, err)
			n++
		}
		if n != 1 || s.Reconnects() == 0 {
			t.Errorf("%d events after %d reconnects", n, s.Reconnects())
		}
	})
	t.Run("sluiten laat niemand wachten", func(t *testing.T) {
		srv.Stop()
		done := make(chan error, 1)
		go func() {
			_, err := s.Append(context.Background(), stream, 1, storetest.Events(stream, 1, "b"))
			done <- err
		}()
		must(t, s.Close())
		if err := <-done; err == nil {
			t.Error("an append after the close was acknowledged")
		}
	})
}

func TestMaat(t *testing.T) {
	srv := server(t)
	s := node(t, srv)
	name := storetest.Stream()
	long := strings.Repeat("x", events.MaxLine-1000)
	t.Run("meer in één keer dan de opslag aankan wordt geweigerd voordat het wordt verstuurd", func(t *testing.T) {
		before := srv.Stats().Appends
		_, err := s.Append(within(t, 20*time.Second), name, 0, storetest.Events(name, 0, slices.Repeat([]string{long}, 18)...))
		if !errors.Is(err, events.ErrTooLong) || srv.Stats().Appends != before {
			t.Errorf("%d appends, %v", srv.Stats().Appends-before, err)
		}
	})
	t.Run("zoveel als mag past", func(t *testing.T) {
		if _, err := s.Append(within(t, 20*time.Second), name, 0, storetest.Events(name, 0, slices.Repeat([]string{long}, 16)...)); err != nil {
			t.Error(err)
		}
	})
}
