package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/esdb"
	"github.com/heemstede/grootboek/events/sqlite"
)

// storage is a log that is open.
type storage interface {
	events.Store
	io.Closer
}

// openStore opens the log that the settings name, for this process alone: a second one on the same data folder gets
// sqlite.ErrInUse. grown, if not nil, is called when a log that several nodes share has grown; it must return at once.
func openStore(ctx context.Context, cfg Config, log *slog.Logger, grown func()) (storage, error) {
	if !cfg.esdb() {
		return sqlite.Options{Log: log}.Open(filepath.Join(cfg.Data, "grootboek.db"))
	}
	user, password, err := cfg.storeLogin()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, err
	}
	lock, err := sqlite.Lock(filepath.Join(cfg.Data, "slot"))
	if err != nil {
		return nil, err
	}
	s, err := esdb.Options{Connection: cfg.Store, User: user, Password: password, Name: cfg.StoreName, Insecure: cfg.Unsafe, Grown: grown, Log: log}.Open(ctx)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return &locked{s, lock}, nil
}

// locked is a shared log with the lock on the data folder of this node.
type locked struct {
	*esdb.Store
	lock *os.File
}

// Close implements io.Closer.
func (l *locked) Close() error { return errors.Join(l.Store.Close(), l.lock.Close()) }

// shared returns the store that several nodes share, if the log stands in one.
func (l *ledger) shared() (*esdb.Store, bool) {
	s, ok := l.store.(*locked)
	if !ok {
		return nil, false
	}
	return s.Store, true
}
