package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/spf13/cobra"

	"github.com/heemstede/grootboek/api"
	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
)

func serveCommand() *cobra.Command {
	c := &cobra.Command{Use: "serve", Short: "Start het grootboek", Args: noArgs, RunE: func(c *cobra.Command, _ []string) error {
		cfg, err := readConfig(c)
		if err != nil {
			return err
		}
		return serve(c.Context(), cfg, c.OutOrStdout())
	}}
	c.Flags().String("data", "data", "`map` voor het logboek en wat erbij hoort")
	c.Flags().String("listen", defaultListen, "`adres` waarop het grootboek luistert")
	return c
}

// serve runs the ledger until ctx ends: it stops taking requests, finishes those under way, and closes.
func serve(ctx context.Context, cfg Config, out io.Writer) error {
	log := newLog(os.Stderr)
	l, err := open(ctx, cfg, log, progressTo(out))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return errors.Join(fmt.Errorf("luisteren op %s: %w", cfg.Listen, err), l.close())
	}
	return errors.Join(l.serveOn(ctx, listener, out), l.close())
}

// serveOn serves the ledger on a listener, and on a local socket for the other commands of this program.
func (l *ledger) serveOn(ctx context.Context, listener net.Listener, out io.Writer) error {
	if l.cfg.URL == "" {
		l.cfg.URL = "http://" + listener.Addr().String()
	}
	handler, err := l.handler()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	local, err := l.listenLocal()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	l.follow("clock", l.clock)                                                               // only a server acts by itself: a command that reads changes nothing
	l.follow("vault", l.carrier().Run)                                                       // and what it reads is not erased meanwhile
	l.follow("search", func(ctx context.Context) error { return l.search.Run(ctx, l.Live) }) // a command that ends does not search
	if err := l.mail(); err != nil {
		return errors.Join(err, listener.Close(), local.Close())
	}
	watch := newWatch(ctx, l)
	l.follow("watch", watch.run)
	l.figures.follow(l, watch)
	handler = watch.health(access{next: handler, log: l.log, proxies: l.cfg.Proxies, told: l.figures.answered})
	web := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Minute, WriteTimeout: 30 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(l.log.Handler(), slog.LevelWarn)}
	machine := &http.Server{Handler: l.localHandler(), ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 3)
	if l.cfg.Metrics != "" {
		figures := &http.Server{Addr: l.cfg.Metrics, Handler: promhttp.HandlerFor(l.figures.registry, promhttp.HandlerOpts{}), ReadHeaderTimeout: 10 * time.Second}
		go func() { ended <- figures.ListenAndServe() }()
		defer figures.Close()
	}
	go func() { ended <- web.Serve(listener) }()
	go func() { ended <- machine.Serve(local) }()
	if err := l.greet(context.WithoutCancel(ctx), out); err != nil { // who stops now stops a moment later
		return errors.Join(err, web.Close(), machine.Close())
	}
	select {
	case <-ctx.Done():
		fmt.Fprintln(out, "Het grootboek stopt…")
		watch.stop()
		err = l.linger(ended)
	case err = <-l.failed:
	case err = <-ended:
	}
	shut, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	return errors.Join(err, web.Shutdown(shut), machine.Close())
}

// linger goes on answering for as long as a proxy needs to see that this node is no longer ready.
func (l *ledger) linger(ended <-chan error) error {
	wait := time.NewTimer(l.cfg.Grace)
	defer wait.Stop()
	select {
	case <-wait.C:
		return nil
	case err := <-l.failed:
		return err
	case err := <-ended:
		return err
	}
}

// handler makes the server out of what is open.
func (l *ledger) handler() (http.Handler, error) {
	pages, err := web.Templates()
	if err != nil {
		return nil, err
	}
	s := &api.Server{Ledger: l.Ledger, Records: l.records, Gov: l.gov, Register: l.register, Notices: l.notices, Terms: l.terms, Search: l.search, Refusals: l.refusals,
		Staff: l.staff, Files: l.files, Temp: l.temp(), Pages: pages, Base: l.cfg.URL, Log: l.log, Seen: seen,
		Site: web.Site{Name: l.cfg.Municipality, Version: version(), ThemeClass: l.cfg.ThemeClass, Footer: []web.Link{
			{Href: "/register", NL: "Register van verwerkingen"}, {Href: "/controle", NL: "Controle van het grootboek"},
			{Href: "/toegankelijkheid", NL: "Toegankelijkheid"}, {Href: "/privacy", NL: "Privacy"}}}}
	if l.cfg.Theme != "" {
		s.Site.Theme = "/thema.css"
		s.Theme = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, l.cfg.Theme) })
	}
	signIn, err := l.signIn(s)
	if err != nil {
		return nil, err
	}
	if s.Auth, err = auth.New(l.staff, signIn); err != nil {
		return nil, err
	}
	return s.Handler(), nil
}

// signIn says how people sign in to a server.
func (l *ledger) signIn(s *api.Server) (auth.Options, error) {
	o := auth.Options{Roles: s.RoleChoices, Now: now, HTTPS: l.cfg.https(), Proxies: l.cfg.Proxies, Refuse: s.Refuse, Fail: s.Fail, Log: l.log,
		Link: s.IdentityLinked, RequireSecond: l.cfg.RequireSecond, App: "Grootboek " + l.cfg.Municipality}
	key, err := os.ReadFile(l.cfg.Key) // the one secret that all nodes have and that moves along
	if err != nil {
		return o, fmt.Errorf("ondertekensleutel: %w", err)
	}
	if o.Key, err = auth.DeriveKey(key); err != nil || l.cfg.OIDC == "" {
		return o, err
	}
	secret, err := l.cfg.oidcSecret()
	if err != nil {
		return o, err
	}
	o.OIDC = &auth.OIDC{Issuer: l.cfg.OIDC, ClientID: l.cfg.OIDCClient, Secret: secret, Name: l.cfg.OIDCName, RedirectURL: l.cfg.URL + auth.OIDCReturnPath,
		TrustEmail: l.cfg.OIDCTrustEmail}
	return o, nil
}

// greet says where to click, and prints the one-time link of the first set-up.
func (l *ledger) greet(ctx context.Context, out io.Writer) error {
	fmt.Fprintf(out, "\nGrootboek van de gemeente %s\n\n  Openbaar register:  %s/register\n  Inloggen:           %s/inloggen\n  Controle:           %s/controle\n\n",
		l.cfg.Municipality, l.cfg.URL, l.cfg.URL, l.cfg.URL)
	token, first, err := l.staff.FirstLink(ctx, 7*24*time.Hour, now())
	if err != nil {
		return err
	}
	if first {
		fmt.Fprintf(out, "Er is nog geen account. Maak het eerste met deze link (één keer te gebruiken, zeven dagen geldig):\n\n  %s/welkom/%s\n\n", l.cfg.URL, token)
	}
	return nil
}
