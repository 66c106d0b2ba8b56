package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
)

// patient is a ledger as a watch sees it: caught up and whole, until a test changes that.
type patient struct {
	head, sealed, models      events.Position
	stopped, halted, storeErr error
	state                     seal.CheckState
	broken                    error
	now                       time.Time
}

func examined(t *testing.T) (*patient, *watch) {
	p := &patient{head: 10, sealed: 10, models: 10, state: seal.Whole, now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
	w := &watch{
		seal: func() seal.Status {
			return seal.Status{State: p.state, Err: p.broken, Checkpoint: seal.Checkpoint{Size: int64(p.sealed)}}
		},
		models: func() (events.Position, error) { return p.models, p.stopped },
		head:   func(context.Context) (events.Position, error) { return p.head, p.storeErr },
		halted: func() error { return p.halted },
		now:    func() time.Time { return p.now },
	}
	w.look(t.Context())
	return p, w
}

func TestHealthReady(t *testing.T) {
	const secret = "10.1.2.3:2113 stream grootboek.heemstede.activity/42"
	later := func(p *patient, w *watch, d time.Duration) {
		for range int(d / time.Second) {
			p.now = p.now.Add(time.Second)
			w.look(context.Background())
		}
	}
	for name, c := range map[string]struct {
		harm func(*patient, *watch)
		says string // "" is ready
	}{
		"een heel en bijgewerkt grootboek is gereed":         {func(*patient, *watch) {}, ""},
		"na een nette stop wordt nog nagerekend: gereed":     {func(p *patient, _ *watch) { p.state = seal.Partly }, ""},
		"terwijl op de achtergrond wordt nagerekend: gereed": {func(p *patient, _ *watch) { p.state = seal.Checking }, ""},
		"een gebroken zegel":                                 {func(p *patient, _ *watch) { p.state, p.broken = seal.Broken, errors.New(secret) }, "past niet bij zijn zegel"},
		"overzichten die niet verder kunnen":                 {func(p *patient, _ *watch) { p.stopped = errors.New(secret) }, "kan een gebeurtenis niet lezen"},
		"een stilgezet logboek":                              {func(p *patient, _ *watch) { p.halted = errors.New(secret) }, "stilgezet"},
		"wie stopt":                                          {func(_ *patient, w *watch) { w.stop() }, "Het grootboek stopt."},
		"een logboek dat even niet antwoordt: gereed":        {func(p *patient, w *watch) { p.storeErr = errors.New(secret); later(p, w, 5*time.Second) }, ""},
		"een logboek dat lang niet antwoordt":                {func(p *patient, w *watch) { p.storeErr = errors.New(secret); later(p, w, 12*time.Second) }, "niet te bereiken"},
		"een logboek dat weer antwoordt: gereed": {func(p *patient, w *watch) {
			p.storeErr = errors.New(secret)
			later(p, w, time.Minute)
			p.storeErr = nil
			later(p, w, time.Second)
		}, ""},
		"een zegel dat even achterloopt: gereed": {func(p *patient, w *watch) { p.sealed = 9; later(p, w, 10*time.Second) }, ""},
		"een zegel dat lang achterloopt":         {func(p *patient, w *watch) { p.sealed = 9; later(p, w, 20*time.Second) }, "nog niet zijn verzegeld"},
		"overzichten die lang achterlopen":       {func(p *patient, w *watch) { p.models = 9; later(p, w, 20*time.Second) }, "lopen achter"},
		"wie een groeiend log bijhoudt, loopt niet achter: gereed": {func(p *patient, w *watch) {
			for range 60 {
				p.head += 5
				p.sealed, p.models = p.head-1, p.head-1
				later(p, w, time.Second)
			}
		}, ""},
		"een watch die niet meer kijkt": {func(p *patient, _ *watch) { p.now = p.now.Add(time.Minute) }, "niet te bereiken"},
	} {
		t.Run(name, func(t *testing.T) {
			p, w := examined(t)
			c.harm(p, w)
			out := httptest.NewRecorder()
			w.health(http.NotFoundHandler()).ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/health/ready", nil))
			status, body := out.Code, out.Body.String()
			if ready := c.says == ""; (status == http.StatusOK) != ready || ready != (body == "gereed\n") || !strings.Contains(body, c.says) {
				t.Errorf("%d %s", status, body)
			}
			if strings.Contains(body, "10.1.2.3") || strings.Contains(body, "stream") {
				t.Errorf("it tells more than it should: %s", body)
			}
			live := httptest.NewRecorder()
			if w.health(http.NotFoundHandler()).ServeHTTP(live, httptest.NewRequest(http.MethodGet, "/health/live", nil)); live.Code != http.StatusOK {
				t.Errorf("whoever answers is alive: %d", live.Code)
			}
		})
	}
	t.Run("elke reden is één regel", func(t *testing.T) {
		p, w := examined(t)
		p.halted, p.stopped, p.broken = errors.New("x"), errors.New("x"), errors.New("x")
		if w.stop(); len(w.reasons()) != 4 {
			t.Errorf("%q", w.reasons())
		}
	})
	t.Run("wat geen vraag naar de toestand is, gaat door", func(t *testing.T) {
		_, w := examined(t)
		out := httptest.NewRecorder()
		if w.health(http.NotFoundHandler()).ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/health/", nil)); out.Code != http.StatusNotFound {
			t.Error(out.Code)
		}
		out = httptest.NewRecorder()
		if w.health(http.NotFoundHandler()).ServeHTTP(out, httptest.NewRequest(http.MethodPost, "/health/ready", nil)); out.Code != http.StatusMethodNotAllowed {
			t.Error(out.Code)
		}
	})
	t.Run("een watch kijkt elke seconde, tot het einde", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p, w := examined(t)
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error, 1)
			p.head = 11 // since it last looked
			go func() { done <- w.run(ctx) }()
			time.Sleep(1500 * time.Millisecond)
			synctest.Wait()
			w.mu.Lock()
			at := w.at
			w.mu.Unlock()
			if at != 11 {
				t.Errorf("it saw %d", at)
			}
			if stop(); <-done != nil {
				t.Error("it did not end well")
			}
		})
	})
}

// running serves a ledger that a test can look into, with its log in said.
func running(t *testing.T, log *slog.Logger, grace time.Duration) (*ledger, *served) {
	t.Helper()
	l := opened(t, log)
	l.cfg.Grace = grace
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &served{t: t, said: &saying{}, done: make(chan error, 1), stop: stop}
	go func() { s.done <- l.serveOn(ctx, listener, s.said) }()
	t.Cleanup(s.end)
	s.url = s.await(addressLine)
	return l, s
}

func TestHealthVanEenDraaiendGrootboek(t *testing.T) {
	l, s := running(t, quiet(), time.Minute)
	address := strings.TrimPrefix(s.url, "http://")
	t.Run("grootboek health vraagt het, en zegt ja", func(t *testing.T) {
		if out := mustRun(t, "health", "--listen", address); out != "gereed\n" {
			t.Errorf("%q", out)
		}
	})
	t.Run("wie het vraagt krijgt geen sessie", func(t *testing.T) {
		c := newClient(t, s.url)
		_, _, h := c.send(c.request(http.MethodGet, "/health/ready", nil))
		if h.Get("Set-Cookie") != "" || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%v", h)
		}
	})
	t.Run("wie gaat stoppen zegt eerst nee, en antwoordt intussen gewoon", func(t *testing.T) {
		s.await(welcomeLine) // it has begun
		s.stop()
		s.await(regexp.MustCompile(`(Het grootboek stopt…)`))
		out, status := grootboek(t, "health", "--listen", address)
		for deadline := time.Now().Add(20 * time.Second); status == 0 && time.Now().Before(deadline); { // it says so first, and then does it
			out, status = grootboek(t, "health", "--listen", address)
		}
		if status != 1 || !strings.Contains(out, "niet gereed: Het grootboek stopt.") {
			t.Errorf("%d %s", status, out)
		}
		newClient(t, s.url).page("/register")
		l.failed <- nil // the rest of the minute is over
	})
	t.Run("waar niets draait is niets gereed", func(t *testing.T) {
		if out, status := grootboek(t, "health", "--listen", "127.0.0.1:1"); status != 1 || !strings.Contains(out, "antwoordt niet") {
			t.Errorf("%d %s", status, out)
		}
	})
	t.Run("wie overal luistert is op deze machine te bereiken", func(t *testing.T) {
		for listen, want := range map[string]string{"0.0.0.0:8080": "127.0.0.1:8080", ":8080": "127.0.0.1:8080", "[::]:8080": "127.0.0.1:8080", "10.0.0.1:80": "10.0.0.1:80"} {
			if got := dialAddress(listen); got != want {
				t.Errorf("%s: %s", listen, got)
			}
		}
	})
}
