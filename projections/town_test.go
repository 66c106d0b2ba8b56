package projections_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/teststore"
	"github.com/heemstede/grootboek/projections"
)

// people are the staff of the town: id and name. Each id is a word, so that it is seen where a name should not be.
var people = map[string]string{"sec": "Saskia Verhulst", "col": "Cor Dijkgraaf", "pb": "Petra Bloemen", "fg": "Frits Zandvliet",
	"fg2": "Fatima Elberse", "tm": "Teun Kortekaas", "tm2": "Tineke Ruiter", "emp": "Emma Noordam", "acc": "Anton Spaargaren"}

// models are all read models over one log.
type models struct {
	live     *projections.Live
	records  *projections.Records
	gov      *projections.Governance
	register *projections.Register
	notices  *projections.Notices
	terms    *projections.Terms
	search   *projections.Search
	names    projections.Names
}

func newModels(t testing.TB, store events.Store) *models {
	t.Helper()
	m := &models{records: projections.NewRecords(chapters.ByName()), notices: projections.NewNotices(), terms: projections.NewTerms()}
	m.gov = projections.NewGovernance(m.records)
	m.gov.Employee = func(id string) bool { return people[id] != "" }
	title := func(kind, id string) string {
		if v := m.records.Get(kind, id); v != nil {
			return v.Record.TitleOf(v.Last().State)
		}
		return id
	}
	m.names = projections.Names{Person: func(id string) string { return people[id] }, Record: title}
	m.register = projections.NewRegister(m.records, m.gov, m.names)
	var err error
	if m.search, err = projections.NewSearch(projections.Names{Record: title}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.search.Close(); err != nil {
			t.Error(err)
		}
	})
	m.live = projections.NewLive(store, m.records, slog.New(slog.DiscardHandler), m.gov, m.notices, m.terms, m.search)
	return m
}

// town is a ledger with its models, in which each of [people] holds the role of his id, and a clock that tests set.
type town struct {
	*models
	t    testing.TB
	log  events.Store
	exec *events.Executor
	now  time.Time
}

// day is that day at noon in Amsterdam.
func day(d calendar.Date) time.Time { return d.Start().Add(12 * time.Hour) }

const (
	wmo       = "33333333-3333-4333-8333-333333333333" // the process of tm
	parking   = "33333333-3333-4333-8333-333333333334" // the process of tm2
	sevenYear = "44444444-4444-4444-8444-444444444444" // a retention rule
)

func newTown(t testing.TB) *town { t.Helper(); return newTownOn(t, teststore.Open(t)) }

// newTownOn is a town with its log in a store: one in memory where the test makes its own time, for a network does not
// live in that.
func newTownOn(t testing.TB, log events.Store) *town {
	t.Helper()
	w := &town{t: t, log: log, now: day("2026-01-05")}
	w.models = newModels(t, w.log)
	w.exec = &events.Executor{Store: w.log, Records: chapters.ByName(), Facts: w.live.Facts(w.gov), Source: "urn:test", Policy: "beleid/1", Now: func() time.Time { return w.now }}
	w.appoint(domain.Stamp{Actor: domain.System, Role: domain.SYS}, "sec", domain.SEC)
	for person, role := range map[string]domain.Role{"col": domain.COL, "pb": domain.PB, "tm": domain.TM, "tm2": domain.TM, "acc": domain.ACC} {
		w.appoint(as("sec", domain.SEC), person, role)
	}
	w.appoint(as("col", domain.COL), "fg", domain.FG)
	w.do("process", wmo, governance.RegisterProcess{Name: "Wmo", Task: "Maatschappelijke ondersteuning.", Teams: []string{"IASZ"}, Owner: "tm"}, as("pb", domain.PB))
	w.do("process", parking, governance.RegisterProcess{Name: "Parkeren", Task: "Vergunningen.", Teams: []string{"Publiekszaken"}, Owner: "tm2"}, as("pb", domain.PB))
	w.do("retention", sevenYear, register.SetRetentionRule{RetentionTerms: rule()}, as("pb", domain.PB))
	return w
}

func as(person string, role domain.Role) domain.Stamp {
	return domain.Stamp{Actor: person, Role: role}
}

func (w *town) appoint(by domain.Stamp, person string, role domain.Role) string {
	w.t.Helper()
	id := uuid.NewString()
	w.do("role", id, governance.AppointRole{Person: person, Role: governance.OfficeRole(role), From: calendar.On(w.now), Email: person + "@heemstede.example"}, by)
	return id
}

// do executes a command, which must succeed, and lets the models see it.
func (w *town) do(record, id string, command any, by domain.Stamp) events.Result {
	w.t.Helper()
	res, err := w.try(record, id, command, by)
	if err != nil {
		w.t.Fatalf("%T: %v", command, err)
	}
	return res
}

func (w *town) try(record, id string, command any, by domain.Stamp) (events.Result, error) {
	w.t.Helper()
	res, err := w.exec.Execute(w.t.Context(), events.Request{Record: record, ID: id, Command: command, By: by})
	if err := w.live.CatchUp(w.t.Context(), nil); err != nil {
		w.t.Fatal(err)
	}
	return res, err
}

// on sets the clock to noon of that day.
func (w *town) on(d calendar.Date) *town { w.now = day(d); return w }

// activity is the n-th activity of the tests.
func activity(n byte) string {
	return uuid.UUID{0: 0x55, 6: 0x40, 8: 0x80, 15: n}.String()
}

// complete is an activity of a process that lacks nothing.
func complete(name, process string) register.Content {
	return register.Content{Name: name, Controller: "College van B en W", ControllerContact: "Raadhuisplein 1", Department: "IASZ",
		Purposes:     []register.Purpose{{Text: "Aanvragen beoordelen", Grounds: []register.Ground{"legal-obligation"}, Explanation: "Wmo 2015, artikel 2.3.2"}},
		DataSubjects: []string{"Cliënten"}, DataCategories: []register.DataCategory{{Name: "Naam en adres", Kind: register.Ordinary}, {Name: "BSN", Kind: register.BSN}}, BSNBasis: "Wabb artikel 10",
		Recipients: []string{"Zorgaanbieders"}, Retention: []register.Retention{{Rule: sevenYear}}, Security: "Toegang op naam.", Origin: []string{"Betrokkene"}, OutsideEU: domain.No,
		Process: process, BRPLink: "direct", ObtainedFrom: "data-subject", CarriedOutBy: "municipality", Automated: domain.No}
}

// owner is who owns the process of the content.
func owner(c register.Content) domain.Stamp {
	if c.Process == parking {
		return as("tm2", domain.OWN)
	}
	return as("tm", domain.OWN)
}

func (w *town) submitted(n byte, c register.Content) string {
	w.t.Helper()
	w.do("activity", activity(n), register.Submit{Content: c}, owner(c))
	return activity(n)
}

func (w *town) registered(n byte, c register.Content) string {
	w.t.Helper()
	id := w.submitted(n, c)
	w.do("activity", id, register.Register{}, as("pb", domain.PB))
	return id
}

// amend changes the content of an activity, as PB.
func (w *town) amend(id string, change func(*register.Content), at time.Time) {
	w.t.Helper()
	by := as("pb", domain.PB)
	by.Happened = at
	w.do("activity", id, register.Amend{Content: w.changed(id, change), Reason: "Gewijzigd."}, by)
}

func (w *town) changed(id string, change func(*register.Content)) register.Content {
	c := w.get("activity", id).Last().State.(register.Activity).Content
	change(&c)
	return c
}

func (w *town) get(record, id string) *projections.Versions {
	w.t.Helper()
	v := w.records.Get(record, id)
	if v == nil {
		w.t.Fatalf("there is no %s %s", record, id)
	}
	return v
}

func rule() register.RetentionTerms {
	return register.RetentionTerms{Name: "Wmo-dossier, 15 jaar", Category: "Dossier", Period: "P15Y", Starts: "einde voorziening", Basis: "law",
		Citation: "Wmo 2015 artikel 5.3.4", Destroyable: domain.Yes}
}
