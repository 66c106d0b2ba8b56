package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
)

// Limits of what is still ready.
const (
	maxLag     = 15 * time.Second // events wait no longer than this for their seal and for the models
	maxSilence = 10 * time.Second // the store has answered within this
	lookEvery  = time.Second
	lookTime   = 2 * time.Second // for one answer of the store
)

// watch looks at the ledger every second, so that the figures and /health/ready say how it is now and not how it was
// when somebody last needed it. Its methods may be called concurrently.
//
// Ready means: verified and caught up. After a clean stop the whole log is verified again in the background while it is
// served already: what was read at the start led to the last checkpoint, and harm found later ends readiness at once.
type watch struct {
	seal   func() seal.Status
	models func() (events.Position, error)
	head   func(context.Context) (events.Position, error) // asks the store how far it is
	halted func() error                                   // why the store takes nothing any more; nil if it does
	now    func() time.Time

	mu       sync.Mutex
	at       events.Position // head of the log, when the store last answered
	answered time.Time       // when that was
	failed   error           // what it answered last; nil if that was an answer
	sealing  lag
	showing  lag
	stopping bool
}

// newWatch returns a watch over an open ledger that has looked once.
func newWatch(ctx context.Context, l *ledger) *watch {
	w := &watch{seal: l.Seal.Status, models: func() (events.Position, error) { return l.Live.Position(), l.Live.Err() },
		head: headOf(l), halted: func() error { return nil }, now: now}
	if s, ok := l.store.(interface{ Halted() error }); ok {
		w.halted = s.Halted
	}
	w.look(ctx)
	return w
}

// headOf asks the store of a ledger how far it is; one that has lost its connection cannot say.
func headOf(l *ledger) func(context.Context) (events.Position, error) {
	up := func() bool { return true }
	if s, ok := l.store.(interface{ Up() bool }); ok {
		up = s.Up
	}
	return func(ctx context.Context) (events.Position, error) {
		if !up() {
			return 0, errors.New("no connection with the store")
		}
		return l.store.Head(ctx)
	}
}

// run looks until ctx ends.
func (w *watch) run(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			w.look(ctx)
		}
	}
}

func (w *watch) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	head, err := w.head(ctx)
	sealed := events.Position(w.seal().Checkpoint.Size)
	models, _ := w.models()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed = err; err == nil {
		w.at, w.answered = head, w.now()
	}
	w.sealing.note(sealed, w.at, w.now())
	w.showing.note(models, w.at, w.now())
}

// lag tells how far and how long something is behind the log.
type lag struct {
	events uint64
	since  time.Time       // zero if it is not behind
	target events.Position // where the log was then
}

// note notes where it is and where the log is. As long as the log grows it may never be quite there; it is behind for
// as long as it takes to reach where the log was.
func (l *lag) note(at, head events.Position, now time.Time) {
	switch {
	case at >= head:
		*l = lag{}
		return
	case l.since.IsZero() || at >= l.target:
		l.since, l.target = now, head
	}
	l.events = uint64(head - at)
}

func (l lag) age(now time.Time) time.Duration {
	if l.since.IsZero() {
		return 0
	}
	return now.Sub(l.since)
}

// stop makes the ledger say that it is not ready, so that a proxy looks elsewhere before it really stops.
func (w *watch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopping = true
}

// reasons are why the ledger is not ready, one Dutch line each; none if it is. They hold nothing that helps somebody who
// means harm: the log of the program has the rest.
func (w *watch) reasons() (list []string) {
	add := func(not bool, nl string) {
		if not {
			list = append(list, nl)
		}
	}
	s := w.seal()
	_, stopped := w.models()
	halted := w.halted()
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	silent := now.Sub(w.answered) > maxSilence
	add(w.stopping, "Het grootboek stopt.")
	add(s.State == seal.Broken || s.Err != nil, "Het logboek past niet bij zijn zegel.")
	add(halted != nil, "Het logboek is stilgezet tot iemand heeft beslist.")
	add(silent, "Het logboek is niet te bereiken.")
	add(stopped != nil, "Het programma kan een gebeurtenis niet lezen.")
	add(w.sealing.age(now) > maxLag, "Er zijn gebeurtenissen die nog niet zijn verzegeld.")
	add(stopped == nil && w.showing.age(now) > maxLag, "De overzichten lopen achter.")
	return list
}

// health answers /health/live and /health/ready, and leaves all else to next. It stands before sessions, sign-in and the
// access log: a monitor asks every few seconds.
func (w *watch) health(next http.Handler) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/health/live":
			answerHealth(out, r, nil)
		case "/health/ready":
			answerHealth(out, r, w.reasons())
		default:
			next.ServeHTTP(out, r)
		}
	})
}

func answerHealth(w http.ResponseWriter, r *http.Request, reasons []string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	text := "gereed\n"
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	case len(reasons) > 0:
		w.WriteHeader(http.StatusServiceUnavailable)
		text = strings.Join(reasons, "\n") + "\n"
	}
	_, _ = io.WriteString(w, text) // who asked is gone: nothing to do
}

func healthCommand() *cobra.Command {
	c := &cobra.Command{Use: "health", Short: "Vraag een draaiend grootboek op deze machine of het gereed is", Args: noArgs, RunE: func(c *cobra.Command, _ []string) error {
		cfg, err := readConfig(c)
		if err != nil {
			return err
		}
		text, err := askReady(c.Context(), dialAddress(cfg.Listen))
		if err == nil {
			fmt.Fprint(c.OutOrStdout(), text)
		}
		return err
	}}
	c.Flags().String("data", "data", "`map` van het grootboek")
	c.Flags().String("listen", defaultListen, "`adres` waarop het grootboek luistert")
	return c
}

// askReady asks a ledger whether it is ready; the error says why it is not.
func askReady(ctx context.Context, address string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/health/ready", nil)
	if err != nil {
		return "", err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // and no proxy: it is this machine
	res, err := client.Do(r)
	if err != nil {
		return "", fmt.Errorf("het grootboek op %s antwoordt niet: %w", address, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 4096))
	switch text := strings.TrimSpace(string(b)); {
	case err != nil:
		return "", fmt.Errorf("het grootboek op %s brak zijn antwoord af: %w", address, err)
	case res.StatusCode == http.StatusServiceUnavailable:
		return "", errors.New("niet gereed: " + strings.ReplaceAll(text, "\n", " "))
	case res.StatusCode != http.StatusOK:
		return "", fmt.Errorf("op %s antwoordt iets anders dan een grootboek: %s", address, res.Status)
	}
	return string(b), nil
}
