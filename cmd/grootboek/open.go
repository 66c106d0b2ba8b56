package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/files"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/staff"
	"github.com/heemstede/grootboek/projections"
)

// policy is the privacy policy in force, until policies are records of their own (RT-31). Its adoption date is blank in
// the source (T-36).
const policy = "privacybeleid-heemstede/1"

// ledger is an opened ledger: everything but the server.
type ledger struct {
	api.Ledger
	cfg      Config
	log      *slog.Logger
	store    storage
	staff    *staff.Store
	files    *files.Store
	records  *projections.Records
	gov      *projections.Governance
	register *projections.Register
	notices  *projections.Notices
	terms    *projections.Terms
	dossiers *projections.Dossiers
	outbox   *projections.Outbox
	search   *projections.Search
	refusals *api.Refusals
	figures  *figures
	names    projections.Names

	closers []io.Closer
	living  context.Context // ends when the ledger is closed
	stop    context.CancelFunc
	running sync.WaitGroup
	failed  chan error // the first follower that could not go on
}

// now is the clock of the ledger.
func now() time.Time { return time.Now() }

// open opens the ledger in the folder of the settings, top to bottom: log, seal, directory, models. It verifies before
// it returns, and tells on progress how far a long step is.
func open(ctx context.Context, cfg Config, log *slog.Logger, progress func(what string, done, total int64)) (l *ledger, err error) {
	if progress == nil {
		progress = func(string, int64, int64) {}
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("map voor het grootboek: %w", err)
	}
	l = &ledger{cfg: cfg, log: log, figures: newFigures(), failed: make(chan error, 4)}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.close())
		}
	}()
	grown := make(chan struct{}, 1)
	if l.store, err = openStore(ctx, cfg, log, func() { poke(grown) }); err != nil {
		return l, err
	}
	l.closers = append(l.closers, l.store)
	l.Shared = cfg.esdb()
	if err := errors.Join(os.RemoveAll(l.temp()), os.MkdirAll(l.temp(), 0o700)); err != nil { // uploads that were not kept
		return l, fmt.Errorf("map voor tijdelijke bestanden: %w", err)
	}
	key, err := seal.KeyFor(ctx, cfg.Key, cfg.Origin, l.store)
	if err != nil {
		return l, err
	}
	share, err := sharingOf(l.store, cfg)
	if err != nil {
		return l, err
	}
	if err := share.agreeOnKey(ctx, key.Public()); err != nil {
		return l, err
	}
	if l.Seal, err = seal.Open(ctx, seal.Options{Dir: filepath.Join(cfg.Data, "zegel"), Store: l.store, Key: key, Log: log,
		Progress: func(done, total int64) { progress("Logboek narekenen", done, total) }}); err != nil {
		return l, err
	}
	l.closers = append(l.closers, l.Seal)
	if l.staff, err = (staff.Options{Journal: share.staff, Log: log}).Open(ctx, filepath.Join(cfg.Data, "staff.db")); err != nil {
		return l, err
	}
	l.closers = append(l.closers, l.staff)
	if l.files, err = files.OpenShared(filepath.Join(cfg.Data, "bestanden"), share.documents); err != nil {
		return l, err
	}
	l.closers = append(l.closers, l.files)
	if l.Vault, err = l.openVault(ctx); err != nil {
		return l, err
	}
	l.closers = append(l.closers, l.Vault)
	if err := l.models(); err != nil {
		return l, err
	}
	l.refusals.Journal = share.refused
	head, err := l.store.Head(ctx)
	if err != nil {
		return l, err
	}
	if err := l.Live.CatchUp(ctx, func(p events.Position) { progress("Overzichten opbouwen", int64(p), int64(head)) }); err != nil {
		return l, err
	}
	l.living, l.stop = context.WithCancel(context.WithoutCancel(ctx))
	l.follow("seal", l.Seal.Run)
	l.follow("models", l.Live.Run)
	l.follow("other nodes", func(ctx context.Context) error { return l.pokeAt(ctx, grown) })
	return l, nil
}

// temp is the folder for uploads that are not kept yet. It is emptied at every start.
func (l *ledger) temp() string { return filepath.Join(l.cfg.Data, "tmp") }

// models makes the read models and the executor on top of them.
func (l *ledger) models() (err error) {
	types := chapters.ByName()
	l.records = projections.NewRecords(types)
	l.gov = projections.NewGovernance(l.records)
	l.gov.Employee = func(id string) bool { return l.staff.Knows(id) }
	l.names = projections.Names{Person: l.staff.Name, Record: l.records.Title, Command: l.records.CommandNL}
	l.register = projections.NewRegister(l.records, l.gov, l.names)
	l.notices, l.terms = projections.NewNotices(), projections.NewTerms()
	l.dossiers, l.outbox = projections.NewDossiers(), projections.NewOutbox()
	if l.search, err = projections.NewSearch(projections.Names{Record: l.records.Title}); err != nil { // no names of persons in the index
		return err
	}
	l.closers = append(l.closers, l.search)
	l.Live = projections.NewLive(l.store, l.records, l.log, l.gov, l.notices, l.terms, l.dossiers, l.outbox, l.search)
	l.refusals = &api.Refusals{Path: filepath.Join(l.cfg.Data, "geweigerd.jsonl"), Records: types, Now: now, Log: l.log}
	l.Exec = &events.Executor{Store: l.store, Records: types, Facts: l.Live.Facts(l.gov), Source: l.cfg.source(), Policy: policy, Now: now,
		Refused: l.figures.counting(l.refusals.Note), Appended: l.figures.appended}
	return nil
}

// follow starts what follows the log until the ledger is closed, after the last request. What cannot go on is told on
// failed.
func (l *ledger) follow(name string, run func(context.Context) error) {
	l.running.Go(func() {
		if err := run(l.living); err != nil {
			l.log.ErrorContext(l.living, "stopped", "what", name, "error", err)
			select {
			case l.failed <- err:
			default: // one is enough
			}
		}
	})
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // somebody will look already
	}
}

// pokeAt lets the followers look at once when another node has written.
func (l *ledger) pokeAt(ctx context.Context, grown chan struct{}) error {
	for {
		select {
		case <-grown:
			l.Seal.Poke()
			l.Live.Poke()
		case <-ctx.Done():
			return nil
		}
	}
}

// close ends the followers and closes everything, last opened first. The seal leaves its mark of a clean stop.
func (l *ledger) close() error {
	if l.stop != nil {
		l.stop()
		l.running.Wait()
	}
	var err error
	for i := len(l.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, l.closers[i].Close())
	}
	l.closers = nil
	return err
}

// clock is the user that reads what is due and issues commands in role SYS: now, mandates whose period has passed.
func (l *ledger) clock(ctx context.Context) error {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			l.expireMandates(ctx)
			l.whatIsDue(ctx)
		}
	}
}

// whatIsDue issues what the day has brought: first what records say of their terms (RT-35), so that what was done in time is
// not found to be late, then what has a first or a last day.
func (l *ledger) whatIsDue(ctx context.Context) {
	l.issue(ctx, l.records.Obligations(l.Live, now()))
	l.issue(ctx, l.records.Due(l.Live, now()))
	l.issue(ctx, projections.NewInformation(l.register).Due(l.Live)) // R-4.2-16
	l.issue(ctx, l.records.Restrictions(l.Live))                     // R-5.2-02
	l.issue(ctx, l.records.ErasedRequesters(l.Live))                 // T-01
}

func (l *ledger) issue(ctx context.Context, due []projections.Due) {
	for _, d := range due {
		_, err := l.Do(ctx, events.Request{Record: d.Record, ID: d.ID, Command: d.Command, By: domain.Stamp{Actor: domain.System, Role: domain.SYS, Happened: d.Happened},
			CommandID: clockID(fmt.Sprintf("%T %d", d.Command, d.Version), d.ID)})
		if err != nil {
			l.log.ErrorContext(ctx, "what is due not recorded", "record", d.Record, "id", d.ID, "error", err)
		}
	}
}

// clockIDs is the namespace of commands of the clock: nodes that find the same thing due issue one and the same command.
var clockIDs = uuid.MustParse("0b8a5b0e-3c0a-5b44-8a57-6c2f1f6a9d10")

func clockID(command, of string) uuid.UUID { return uuid.NewSHA1(clockIDs, []byte(command+" "+of)) }

func (l *ledger) expireMandates(ctx context.Context) {
	for _, m := range l.gov.Expired(l.Live, now()) {
		_, err := l.Do(ctx, events.Request{Record: "process", ID: m.Process, Command: governance.ExpireMandate{Mandate: m.ID},
			By: domain.Stamp{Actor: domain.System, Role: domain.SYS}, CommandID: clockID("expire-mandate", m.ID)})
		if err != nil {
			l.log.ErrorContext(ctx, "mandate not expired", "mandate", m.ID, "error", err)
		}
	}
}

// commandLine makes the person who stands for the manager of the server privacybeheerder, once, so that an import can
// run with no server and no accounts. The appointment is an event that the FG sees.
func (l *ledger) commandLine(ctx context.Context) (domain.Stamp, error) {
	by := domain.Stamp{Actor: governance.CommandLine, Role: domain.PB}
	if !l.staff.Knows(governance.CommandLine) {
		if _, err := l.staff.AddPerson(ctx, staff.Person{ID: governance.CommandLine, Name: "Beheerder van de server (opdrachtregel)", Created: now()}); err != nil {
			return by, err
		}
	}
	if l.Exec.Facts.Holds(governance.CommandLine, domain.PB, now()) {
		return by, nil
	}
	_, err := l.Do(ctx, events.Request{Record: "role", ID: uuid.NewString(), By: domain.Stamp{Actor: domain.System, Role: domain.SYS},
		Command: governance.AppointRole{Person: governance.CommandLine, Role: governance.OfficeRole(domain.PB), From: calendar.On(now()), Decision: "opdrachtregel van de server"}})
	return by, err
}

// importer takes registers over.
func (l *ledger) importer() api.Importer {
	return api.Importer{Ledger: l.Ledger, Records: l.records, Staff: l.staff}
}
