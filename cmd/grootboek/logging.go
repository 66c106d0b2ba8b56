package main

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/domain"
)

// The log of the program is lines of JSON. Every line that belongs to a request carries its id, which the answer carries
// too, so that somebody who calls about an error can be helped. A line holds ids and codes, never a name, a path, a
// query or anything that was typed: paths and queries of this ledger can hold personal data.

// newLog returns a logger that writes JSON, and adds the id of the request that a line belongs to.
func newLog(w io.Writer) *slog.Logger { return slog.New(tagged{slog.NewJSONHandler(w, nil)}) }

// tagged adds the request of the context to every line.
type tagged struct{ slog.Handler }

// Handle implements [slog.Handler].
func (h tagged) Handle(ctx context.Context, r slog.Record) error {
	if q := requestIn(ctx); q != nil {
		r.AddAttrs(slog.String("request", q.id))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements [slog.Handler].
func (h tagged) WithAttrs(list []slog.Attr) slog.Handler { return tagged{h.Handler.WithAttrs(list)} }

// WithGroup implements [slog.Handler].
func (h tagged) WithGroup(name string) slog.Handler { return tagged{h.Handler.WithGroup(name)} }

// request is what is known of a request while it is answered.
type request struct {
	id   string
	role domain.Role // in which it is done; "" for whoever is not signed in
}

type requestKey struct{}

func requestIn(ctx context.Context) *request {
	q, _ := ctx.Value(requestKey{}).(*request)
	return q
}

// seen notes in which role a request is done, once that is known. It is [api.Server.Seen].
func seen(r *http.Request) {
	if q := requestIn(r.Context()); q != nil {
		u, _ := auth.From(r.Context())
		q.role = u.Role
	}
}

// requestIDHeader carries the id of a request, in and out.
const requestIDHeader = "X-Request-Id"

var saneID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// requestID returns the id that one of our proxies gave the request, or a new one: whoever else may not choose what
// stands in our log.
func requestID(r *http.Request, proxies []netip.Prefix) string {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	given := r.Header.Get(requestIDHeader)
	if err != nil || !saneID.MatchString(given) {
		return rand.Text()
	}
	for _, p := range proxies {
		if p.Contains(from.Addr().Unmap()) {
			return given
		}
	}
	return rand.Text()
}

// access answers with next, and writes one line about each request. Told is told the same, for the figures.
type access struct {
	next    http.Handler
	log     *slog.Logger
	proxies []netip.Prefix
	told    func(route string, status int, took time.Duration)
}

// ServeHTTP implements [http.Handler].
func (a access) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := &request{id: requestID(r, a.proxies)}
	route := chi.NewRouteContext() // ours, so that it can still be read when the request is over
	route.Routes, _ = a.next.(chi.Routes)
	ctx := context.WithValue(context.WithValue(r.Context(), requestKey{}, q), chi.RouteCtxKey, route)
	w.Header().Set(requestIDHeader, q.id)
	answer := &answered{ResponseWriter: w}
	began := time.Now()
	defer func() { // after a panic too: that ends the connection, and must show
		a.note(ctx, r.Method, pattern(route), answer, time.Since(began))
	}()
	a.next.ServeHTTP(answer, r.WithContext(ctx))
	answer.whole = true
}

func (a access) note(ctx context.Context, method, route string, w *answered, took time.Duration) {
	status := w.status
	switch {
	case status == 0 && w.whole:
		status = http.StatusOK
	case !w.whole: // broken off: the client saw no end
		status = 499
	}
	if a.told != nil {
		a.told(route, status, took)
	}
	a.log.InfoContext(ctx, "request", "method", knownMethod(method), "route", route, "status", status,
		"ms", took.Milliseconds(), "bytes", w.bytes, "role", string(requestIn(ctx).role))
}

// noRoute is what a request is counted under that leads nowhere.
const noRoute = "none"

var patternRule = regexp.MustCompile(`\{(\w+):[^}]*\}`)

// pattern is the address of a request as it stands in the table of addresses, without what was filled in. The kind of
// record is filled in: there is one for each record type, and no more.
func pattern(c *chi.Context) string {
	p := patternRule.ReplaceAllStringFunc(c.RoutePattern(), func(part string) string {
		name := patternRule.FindStringSubmatch(part)[1]
		if kind := c.URLParam(name); name == "path" && kind != "" {
			return kind
		}
		return "{" + name + "}"
	})
	if p == "" {
		return noRoute
	}
	return p
}

// knownMethod keeps a made-up method out of the log.
func knownMethod(m string) string {
	if strings.Contains(" GET HEAD POST PUT PATCH DELETE OPTIONS ", " "+m+" ") {
		return m
	}
	return "other"
}

// answered counts what is answered.
type answered struct {
	http.ResponseWriter
	status int
	bytes  int64
	whole  bool // the handler came to its end
}

// WriteHeader implements [http.ResponseWriter].
func (a *answered) WriteHeader(status int) {
	if a.status == 0 && status >= 200 { // 1xx comes before the answer
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (a *answered) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap is for [http.ResponseController].
func (a *answered) Unwrap() http.ResponseWriter { return a.ResponseWriter }
