package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/esdb"
	"github.com/heemstede/grootboek/events/journal"
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
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, err
	}
	lock, err := sqlite.Lock(filepath.Join(cfg.Data, "slot"))
	if err != nil {
		return nil, err
	}
	s, err := connect(ctx, cfg, log, grown)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return &locked{s, lock}, nil
}

// connect opens a log in EventStoreDB.
func connect(ctx context.Context, cfg Config, log *slog.Logger, grown func()) (*esdb.Store, error) {
	user, password, err := cfg.storeLogin()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, connectWait)
	defer cancel()
	return esdb.Options{Connection: cfg.Store, User: user, Password: password, Name: cfg.StoreName, Insecure: cfg.Unsafe,
		Accepted: cfg.Accepted, Grown: grown, Log: log}.Open(ctx)
}

// connectWait is how long a command, or a start, waits for the store. A service is started anew by what watches it.
const connectWait = time.Minute

// exists refuses a folder or a name without a ledger: reading must not make one.
func exists(ctx context.Context, cfg Config) error {
	if !cfg.esdb() {
		if _, err := os.Stat(filepath.Join(cfg.Data, "grootboek.db")); err != nil {
			return fmt.Errorf("in de map %s staat geen grootboek", cfg.Data)
		}
		return nil
	}
	s, err := connect(ctx, cfg, quiet(), nil)
	if err != nil {
		return err
	}
	head, err := s.Head(ctx)
	begun := head > 0
	for _, failed := range s.Journal(keyJournal).Read(ctx, 0) { // a ledger that was opened has agreed on its key
		begun, err = true, errors.Join(err, failed)
	}
	if err == nil && !begun {
		err = fmt.Errorf("in EventStoreDB staat geen grootboek met de naam %s (GROOTBOEK_STORE_NAAM)", cfg.StoreName)
	}
	return errors.Join(err, s.Close())
}

const keyJournal = "key"

// locked is a shared log with the lock on the data folder of this node.
type locked struct {
	*esdb.Store
	lock *os.File
}

// Close implements io.Closer.
func (l *locked) Close() error { return errors.Join(l.Store.Close(), l.lock.Close()) }

// sharing is what the nodes of one ledger share beside the log, through the store of the log. On one machine it is empty.
type sharing struct {
	key, staff, refused journal.Journal
	documents           *journal.Blobs
}

// sharingOf returns what is shared through a store, encrypted with the key in the settings.
func sharingOf(s storage, cfg Config) (sharing, error) {
	node, ok := s.(*locked)
	if !ok {
		return sharing{}, nil
	}
	key, err := cfg.vaultKey()
	if err != nil {
		return sharing{}, err
	}
	open, err := journal.SealAll(node.Journal, key)
	if err != nil {
		return sharing{}, err
	}
	return sharing{key: open(keyJournal), staff: open("staff"), refused: open("refused"), documents: &journal.Blobs{Open: open}}, nil
}

// agreeOnKey refuses a node whose signing key is not that of the first one: one log has one key.
func (s sharing) agreeOnKey(ctx context.Context, public string) error {
	if s.key == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	err := journal.AppendSurely(ctx, s.key, 0, uuid.NewSHA1(uuid.NameSpaceOID, []byte(public)), []byte(public))
	if err == nil || !errors.Is(err, journal.ErrConflict) {
		return err
	}
	for first, err := range s.key.Read(ctx, 0) {
		if err == nil && string(first.Data) != public {
			err = errors.New("deze machine heeft een andere ondertekensleutel dan de eerste van dit grootboek; zet dezelfde sleutel op elke machine (GROOTBOEK_SLEUTEL)")
		}
		return err
	}
	return errors.New("de opslag zegt dat er een ondertekensleutel bekend is, maar geeft hem niet")
}
