package events_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/domaintest"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/storetest"
	"github.com/heemstede/grootboek/events/teststore"
)

// office is an executor over a store, in [domaintest.Town], with a clock of its own and a note of what was refused.
type office struct {
	*events.Executor
	t     *testing.T
	log   events.Store
	facts domaintest.Facts
	now   time.Time

	mu      sync.Mutex
	refused []told
}

// told is a refusal that was noted.
type told struct{ Actor, Role, Record, Code string }

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, log: teststore.Open(t), facts: domaintest.Town(), now: domaintest.Now}
	o.Executor = &events.Executor{Store: o.log, Records: chapters.ByName(), Facts: o.facts, Source: "urn:test", Policy: "beleid/1",
		Now: func() time.Time { return o.now }, Refused: func(_ context.Context, r events.Request, ref *domain.Refusal) {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.refused = append(o.refused, told{r.By.Actor, string(r.By.Role), r.Record, ref.Code})
		}}
	return o
}

// over puts the office on another store that keeps its events in the same log.
func (o *office) over(s events.Store) *office { o.Store = s; return o }

func (o *office) do(r events.Request) (events.Result, error) { return o.Execute(o.t.Context(), r) }

func (o *office) must(r events.Request) events.Result {
	o.t.Helper()
	res, err := o.do(r)
	if err != nil {
		o.t.Fatalf("%T: %v", r.Command, err)
	}
	return res
}

// kept is the whole log.
func (o *office) kept() (list []events.Event) {
	o.t.Helper()
	for e, err := range o.log.All(o.t.Context(), 0) {
		if err != nil {
			o.t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

func (o *office) keeps(n int) []events.Event {
	o.t.Helper()
	list := o.kept()
	if len(list) != n {
		o.t.Fatalf("the log holds %d events, want %d", len(list), n)
	}
	return list
}

func as(role domain.Role) domain.Stamp {
	return domain.Stamp{Actor: domaintest.Person(role), Role: role}
}

const activityID = "55555555-5555-4555-8555-555555555555"

// complete is an activity that lacks nothing.
func complete() register.Content {
	return register.Content{Name: "Wmo-aanvragen", Controller: "College", ControllerContact: "Raadhuisplein 1", Department: "IASZ",
		Purposes:     []register.Purpose{{Text: "Beoordelen", Grounds: []register.Ground{"legal-obligation"}, Explanation: "Wmo 2015, artikel 2.3.2"}},
		DataSubjects: []string{"Inwoners"}, DataCategories: []register.DataCategory{{Name: "Naam", Kind: register.Ordinary}}, NoRecipients: true,
		Retention: []register.Retention{{Rule: domaintest.Rule}}, Security: "Toegang op naam.", Origin: []string{"Betrokkene"}, OutsideEU: domain.No,
		Process: domaintest.Process, BRPLink: "none", ObtainedFrom: "data-subject", CarriedOutBy: "municipality", Automated: domain.No}
}

func submit(by domain.Stamp) events.Request {
	return events.Request{Record: "activity", ID: activityID, Command: register.Submit{Content: complete()}, By: by}
}

func onActivity(command any, by domain.Stamp) events.Request {
	return events.Request{Record: "activity", ID: activityID, Command: command, By: by}
}

func refusalOf(t *testing.T, err error) *domain.Refusal {
	t.Helper()
	r, ok := errors.AsType[*domain.Refusal](err)
	if !ok {
		t.Fatalf("not refused: %v", err)
	}
	return r
}

func TestElkeVastlegging(t *testing.T) {
	t.Run("R-LED-04 draagt wie, in welke rol, wanneer en bij welke opdracht", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		command := uuid.New()
		o.must(events.Request{Record: "activity", ID: activityID, Command: register.Register{}, By: as(domain.PB), CommandID: command})
		list := o.keeps(3)
		for i, e := range list[1:] {
			want := events.Event{ID: e.ID, Source: "urn:test", Name: e.Name, Schema: 1, Stream: "activity/" + activityID, Version: uint64(i + 2), Recorded: domaintest.Now,
				Happened: domaintest.Now, Actor: "pb", Role: domain.PB, Command: command.String(), Correlation: command.String(), Policy: "beleid/1",
				Data: []byte(`{}`), Line: e.Line, Position: events.Position(i + 2)}
			if diff := cmp.Diff(want, e); diff != "" {
				t.Errorf("%s (+ is what stands in the log):\n%s", e.Name, diff)
			}
		}
		if list[1].Name != "ProcessingActivityRegistered" || list[2].Name != "RegisterEntryPublished" {
			t.Errorf("events %s and %s", list[1].Name, list[2].Name)
		}
		if list[1].ID == list[2].ID || list[1].ID.Version() != 5 {
			t.Errorf("ids %s and %s are not two of version 5", list[1].ID, list[2].ID)
		}
	})
	t.Run("R-LED-04 draagt de reden waar die nodig is", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		next := complete()
		next.Department = "Publiekszaken"
		if _, err := o.do(onActivity(register.Amend{Content: next}, as(domain.PB))); refusalOf(t, err).Fields[0].Field != "reason" {
			t.Error("an amendment without a reason was not refused for that")
		}
		o.must(onActivity(register.Amend{Content: next, Reason: "Reorganisatie"}, as(domain.PB)))
		e := o.keeps(2)[1]
		var data struct{ Field, Reason string }
		if err := json.Unmarshal(e.Data, &data); err != nil || data.Field != "department" || data.Reason != "Reorganisatie" {
			t.Errorf("%s holds %+v (%v)", e.Name, data, err)
		}
	})
	t.Run("de opdracht van de klok noemt waar zij op volgt", func(t *testing.T) {
		o := newOffice(t)
		r := submit(as(domain.OWN))
		r.Cause, r.Correlation = "een-gebeurtenis", "een-keten"
		o.must(r)
		if e := o.keeps(1)[0]; e.Cause != r.Cause || e.Correlation != r.Correlation {
			t.Errorf("cause %q, correlation %q", e.Cause, e.Correlation)
		}
	})
	t.Run("wat niets verandert, wordt niet vastgelegd", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		res := o.must(onActivity(register.Supplement{Content: complete()}, as(domain.OWN)))
		if o.keeps(1); !res.Repeated || len(res.Events) != 0 || res.Version != 1 {
			t.Errorf("%+v", res)
		}
	})
}

func TestGebeurdEnVastgelegd(t *testing.T) {
	yesterday := domaintest.Now.Add(-24 * time.Hour)
	for name, c := range map[string]struct {
		happened time.Time
		origin   domain.Origin
		want     domain.Origin
	}{
		"wat nu gebeurt, draagt geen merk":                                    {domaintest.Now, domain.Direct, domain.Direct},
		"zonder moment is het nu":                                             {time.Time{}, domain.Direct, domain.Direct},
		"R-LED-18 wat eerder gebeurde, is achteraf vastgelegd":                {yesterday, domain.Direct, domain.Afterwards},
		"R-LED-18 ook een milliseconde eerder":                                {domaintest.Now.Add(-time.Millisecond), domain.Direct, domain.Afterwards},
		"R-LED-18 wat uit een bestand komt, is ingelezen":                     {yesterday, domain.Imported, domain.Imported},
		"R-LED-18 ook als het bestand zegt dat het nu is":                     {domaintest.Now, domain.Imported, domain.Imported},
		"R-LED-18 wat uit een bestand komt zonder moment, is ook ingelezen":   {time.Time{}, domain.Imported, domain.Imported},
		"minder dan een milliseconde geleden is nu: fijner telt het log niet": {domaintest.Now.Add(999 * time.Microsecond).Add(-999 * time.Microsecond), domain.Direct, domain.Direct},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			by := as(domain.OWN)
			by.Happened, by.Origin = c.happened, c.origin
			o.must(submit(by))
			e := o.keeps(1)[0]
			if e.Origin != c.want {
				t.Errorf("origin %q, want %q", e.Origin, c.want)
			}
			want := c.happened
			if want.IsZero() {
				want = domaintest.Now
			}
			if !e.Happened.Equal(want) || !e.Recorded.Equal(domaintest.Now) {
				t.Errorf("happened %s and recorded %s, want %s and %s", e.Happened, e.Recorded, want, domaintest.Now)
			}
		})
	}
	t.Run("R-LED-06 beide momenten staan in de regel zelf", func(t *testing.T) {
		o := newOffice(t)
		by := as(domain.OWN)
		by.Happened = yesterday
		o.must(submit(by))
		l := string(o.keeps(1)[0].Line)
		if !strings.Contains(l, `"time":"2026-11-24T11:00:00.000Z"`) || !strings.Contains(l, `"happened":"2026-11-23T11:00:00.000Z"`) {
			t.Error(l)
		}
	})
	for name, later := range map[string]time.Duration{"een milliseconde": time.Millisecond, "een jaar": 365 * 24 * time.Hour} {
		t.Run("R-LED-06 wat pas over "+name+" gebeurt, wordt geweigerd", func(t *testing.T) {
			o := newOffice(t)
			by := as(domain.OWN)
			by.Happened = domaintest.Now.Add(later)
			_, err := o.do(submit(by))
			if r := refusalOf(t, err); r.Kind != domain.Invalid || r.Fields[0].Field != "happened" {
				t.Errorf("refused as %+v", r)
			}
			o.keeps(0)
		})
	}
	t.Run("R-LED-17 een moment waarvan de regel niet terug te lezen is, komt nooit in het log", func(t *testing.T) {
		for _, at := range []time.Time{time.Date(0, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600)), time.Date(1899, 12, 31, 23, 0, 0, 0, time.UTC)} {
			o := newOffice(t)
			by := as(domain.OWN)
			by.Happened = at
			_, err := o.do(submit(by))
			if r := refusalOf(t, err); r.Code != "happened.too-early" {
				t.Errorf("%v refused as %+v", at, r)
			}
			o.keeps(0)
		}
	})
	t.Run("R-LED-05 een klok die terugloopt brengt de volgorde van een record niet in de war", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		o.now = domaintest.Now.Add(-time.Hour)
		o.must(onActivity(register.Register{}, as(domain.PB)))
		list := o.keeps(3)
		if list[1].Recorded.Before(list[0].Recorded) {
			t.Errorf("version 2 recorded at %s, version 1 at %s", list[1].Recorded, list[0].Recorded)
		}
		if list[1].Origin != domain.Direct {
			t.Errorf("a clock that runs back makes it %q", list[1].Origin)
		}
	})
}

func TestTweeTegelijk(t *testing.T) {
	t.Run("R-LED-08 van twee wijzigingen op dezelfde versie slaagt er één, de andere hoort dat het record is gewijzigd", func(t *testing.T) {
		for range 20 {
			o := newOffice(t)
			o.must(submit(as(domain.OWN)))
			var ok, conflicts atomic.Int64
			var wg sync.WaitGroup
			for _, dept := range []string{"Publiekszaken", "Openbare ruimte"} {
				wg.Go(func() {
					next := complete()
					next.Department = dept
					r := onActivity(register.Supplement{Content: next}, as(domain.OWN))
					r.Version = events.Version(1)
					switch _, err := o.do(r); {
					case err == nil:
						ok.Add(1)
					case errors.Is(err, events.ErrConflict):
						conflicts.Add(1)
					default:
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if o.keeps(2); ok.Load() != 1 || conflicts.Load() != 1 {
				t.Fatalf("%d succeeded, %d conflicts", ok.Load(), conflicts.Load())
			}
		}
	})
	t.Run("R-LED-08 wie een oude versie zag, wordt niet stilletjes op de nieuwe gezet", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		next := complete()
		next.Department = "Publiekszaken"
		o.must(onActivity(register.Supplement{Content: next}, as(domain.OWN)))
		r := onActivity(register.Register{}, as(domain.PB))
		r.Version = events.Version(1)
		res, err := o.do(r)
		if o.keeps(2); !errors.Is(err, events.ErrConflict) || res.Version != 2 {
			t.Errorf("%v, version %d", err, res.Version)
		}
		r.Version = events.Version(2)
		o.must(r)
	})
	t.Run("wie geen versie zag, beslist opnieuw op de nieuwe stand", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		o.over(&meanwhile{Store: o.log, once: func() {
			_, err := o.log.Append(t.Context(), "activity/"+activityID, 1, []events.Event{raw(t, 2, "ActualityConfirmed", `{}`)})
			if err != nil {
				t.Error(err)
			}
		}})
		if res := o.must(onActivity(register.Register{}, as(domain.PB))); res.Version != 4 {
			t.Errorf("version %d", res.Version)
		}
		o.keeps(4)
	})
}

// meanwhile is a store in which something happens just before the first append.
type meanwhile struct {
	events.Store
	once func()
}

func (m *meanwhile) Append(ctx context.Context, stream string, version uint64, list []events.Event) (events.Position, error) {
	if m.once != nil {
		f := m.once
		m.once = nil
		f()
	}
	return m.Store.Append(ctx, stream, version, list)
}

// raw is an event of the activity as somebody else wrote it.
func raw(t *testing.T, version uint64, name, data string) events.Event {
	t.Helper()
	id := uuid.New().String()
	e := events.Event{ID: uuid.NewSHA1(uuid.Nil, []byte(id)), Source: "urn:test", Name: name, Schema: 1, Stream: "activity/" + activityID, Version: version,
		Recorded: domaintest.Now, Happened: domaintest.Now, Actor: "own", Role: domain.OWN, Command: id, Correlation: id, Policy: "beleid/1", Data: []byte(data)}
	if err := e.Encode(); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestDezelfdeOpdrachtNogEens(t *testing.T) {
	twice := func(o *office) (events.Result, events.Result) {
		r := submit(as(domain.OWN))
		r.CommandID = uuid.MustParse(domaintest.Command)
		return o.must(r), o.must(r)
	}
	t.Run("R-LED-09 heeft één gevolg, en hetzelfde antwoord", func(t *testing.T) {
		o := newOffice(t)
		first, second := twice(o)
		o.keeps(1)
		if first.Repeated || !second.Repeated || first.Position != second.Position || second.Version != 1 || second.Events[0].ID != first.Events[0].ID {
			t.Errorf("%+v, then %+v", first, second)
		}
	})
	t.Run("R-LED-09 ook als het record intussen verder is, en de versie die men zag oud", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		r := onActivity(register.Register{}, as(domain.PB))
		r.CommandID, r.Version = uuid.MustParse(domaintest.Command), events.Version(1)
		first := o.must(r)
		o.must(onActivity(register.FindDeviation{Rule: "§4.9", What: "Geen DPIA."}, as(domain.FG)))
		second := o.must(r)
		if o.keeps(4); second.Position != first.Position || len(second.Events) != 2 || !second.Repeated {
			t.Errorf("%+v, then %+v", first, second)
		}
	})
	t.Run("R-LED-09 ook als de tweede keer niet meer zou mogen", func(t *testing.T) {
		o := newOffice(t)
		r := submit(as(domain.OWN))
		r.CommandID = uuid.MustParse(domaintest.Command)
		o.must(r)
		delete(o.facts.Offices, "own")
		o.facts.Processes[domaintest.Process] = domain.ProcessFacts{Owner: "tm"}
		if res := o.must(r); !res.Repeated {
			t.Errorf("%+v", res)
		}
		o.keeps(1)
	})
	t.Run("R-LED-09 ook van twee die tegelijk komen", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				r := onActivity(register.FindDeviation{Rule: "§4.9", What: "Geen DPIA."}, as(domain.FG))
				r.CommandID = uuid.MustParse(domaintest.Command)
				if _, err := o.do(r); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		o.keeps(2)
	})
	t.Run("R-LED-09 ook als het antwoord na het schrijven verloren ging", func(t *testing.T) {
		o := newOffice(t)
		o.over(&storetest.Faulty{Store: o.log, OnAppend: func(n int) storetest.Fault { return storetest.Fault{After: n == 1} }})
		first, second := twice(o)
		o.keeps(1)
		if first.Position != 1 || second.Position != 1 {
			t.Errorf("%+v, then %+v", first, second)
		}
	})
	t.Run("R-LED-09 een storing vóór het schrijven legt niets vast, en mag opnieuw", func(t *testing.T) {
		o := newOffice(t)
		o.over(&storetest.Faulty{Store: o.log, OnAppend: func(n int) storetest.Fault { return storetest.Fault{Before: n == 1} }})
		r := submit(as(domain.OWN))
		r.CommandID = uuid.MustParse(domaintest.Command)
		if _, err := o.do(r); !errors.Is(err, storetest.ErrInjected) {
			t.Fatalf("the failure was not told: %v", err)
		}
		o.keeps(0)
		o.must(r)
		o.keeps(1)
	})
	t.Run("een andere opdracht is een andere opdracht, ook met dezelfde inhoud", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		for range 2 {
			o.must(onActivity(register.FindDeviation{Rule: "§4.9", What: "Geen DPIA."}, as(domain.FG)))
		}
		o.keeps(3)
	})
}

// late is a store that keeps the events of the first append when somebody appends again: the first answer was lost, and
// the write was still on its way.
type late struct {
	events.Store
	held []events.Event
	then error // what reading gives after the first append
}

func (s *late) Append(ctx context.Context, stream string, version uint64, list []events.Event) (events.Position, error) {
	if s.held == nil {
		s.held = list
		return 0, events.ErrUncertain
	}
	if _, err := s.Store.Append(ctx, stream, version, s.held); err != nil {
		return 0, err
	}
	return s.Store.Append(ctx, stream, version, list)
}

func (s *late) Stream(ctx context.Context, stream string) iter.Seq2[events.Event, error] {
	if s.held != nil && s.then != nil {
		return func(yield func(events.Event, error) bool) { yield(events.Event{}, s.then) }
	}
	return s.Store.Stream(ctx, stream)
}

func TestOnzekerheid(t *testing.T) {
	at := func(o *office, version uint64) events.Request {
		r := submit(as(domain.OWN))
		r.Version, r.CommandID = events.Version(version), uuid.MustParse(domaintest.Command)
		o.now = o.now.Add(time.Second) // a second try is decided later, and so makes other lines
		return r
	}
	t.Run("R-LED-09 een eerste poging die alsnog doorkomt is geen conflict, ook niet op de versie die men zag", func(t *testing.T) {
		o := newOffice(t)
		o.over(&late{Store: o.log})
		o.Now = func() time.Time { o.now = o.now.Add(time.Second); return o.now }
		res, err := o.do(at(o, 0))
		if err != nil || !res.Repeated || res.Position != 1 {
			t.Errorf("%+v, %v", res, err)
		}
		o.keeps(1)
	})
	t.Run("na een onzekere poging blijft het onzeker, ook als er daarna iets anders misgaat", func(t *testing.T) {
		o := newOffice(t)
		o.over(&late{Store: o.log, then: storetest.ErrInjected})
		if _, err := o.do(at(o, 0)); !errors.Is(err, events.ErrUncertain) || !errors.Is(err, storetest.ErrInjected) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("wie niet langer wacht krijgt te horen dat het onzeker is, en niet dat er niets is gebeurd", func(t *testing.T) {
		o := newOffice(t)
		ctx, cancel := context.WithCancel(t.Context())
		o.over(&cutOff{o.log, cancel})
		if _, err := o.Execute(ctx, at(o, 0)); !errors.Is(err, events.ErrUncertain) {
			t.Errorf("got %v", err)
		}
	})
}

// cutOff is a store that does not know, to somebody who goes away meanwhile.
type cutOff struct {
	events.Store
	cancel context.CancelFunc
}

func (s *cutOff) Append(context.Context, string, uint64, []events.Event) (events.Position, error) {
	s.cancel()
	return 0, events.ErrUncertain
}

// stubborn is a store that never takes anything, and counts.
type stubborn struct {
	events.Store
	err   error
	tries int
}

func (s *stubborn) Append(context.Context, string, uint64, []events.Event) (events.Position, error) {
	s.tries++
	return 0, s.err
}

func TestProberenHoudtOp(t *testing.T) {
	for name, c := range map[string]struct {
		err     error
		version *uint64
		tries   int
	}{
		"steeds een conflict, zonder versie: acht keer":                {events.ErrConflict, nil, 8},
		"een conflict op de versie die men zag: één keer":              {events.ErrConflict, events.Version(0), 1},
		"steeds onzeker: acht keer, en dan blijft het onzeker":         {events.ErrUncertain, nil, 8},
		"steeds onzeker op de versie die men zag: ook acht keer":       {events.ErrUncertain, events.Version(0), 8},
		"een andere fout: één keer, want wie vroeg kan opnieuw vragen": {storetest.ErrInjected, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			s := &stubborn{Store: o.log, err: c.err}
			o.over(s)
			r := submit(as(domain.OWN))
			r.Version = c.version
			if _, err := o.do(r); !errors.Is(err, c.err) || s.tries != c.tries {
				t.Errorf("%d tries, then %v", s.tries, err)
			}
			if len(o.refused) != 0 {
				t.Errorf("a fault of ours was noted as a refusal: %v", o.refused)
			}
		})
	}
}

func TestGeweigerd(t *testing.T) {
	t.Run("R-LED-10 wat geweigerd wordt, wordt genoteerd met wie en welke regel, buiten het record", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		_, err := o.do(onActivity(register.Register{}, as(domain.OWN)))
		want := told{"own", "OWN", "activity", refusalOf(t, err).Code}
		if o.keeps(1); len(o.refused) != 1 || o.refused[0] != want {
			t.Errorf("noted %+v, want %+v", o.refused, want)
		}
	})
	t.Run("R-LED-10 één weigering wordt één keer genoteerd, ook als eerst opnieuw is geprobeerd", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		o.over(&meanwhile{Store: o.log, once: func() {
			if _, err := o.log.Append(t.Context(), "activity/"+activityID, 1, []events.Event{raw(t, 2, "ProcessingActivityRegistered", `{}`)}); err != nil {
				t.Error(err)
			}
		}})
		_, err := o.do(onActivity(register.Register{}, as(domain.PB)))
		if refusalOf(t, err); len(o.refused) != 1 {
			t.Errorf("noted %+v", o.refused)
		}
	})
	t.Run("te veel tekst voor één vastlegging wordt geweigerd in gewone woorden", func(t *testing.T) {
		o := newOffice(t)
		r := submit(as(domain.OWN))
		c := complete()
		c.Security = strings.Repeat("é", events.MaxLine/2)
		r.Command = register.Submit{Content: c}
		_, err := o.do(r)
		ref := refusalOf(t, err)
		if o.keeps(0); ref.Kind != domain.Invalid || ref.Code != "event.too-long" || !strings.Contains(ref.NL, "te veel tekst") || len(o.refused) != 1 {
			t.Errorf("%+v, noted %v", ref, o.refused)
		}
	})
	t.Run("van een opdracht die te lang is, wordt ook de helft niet vastgelegd", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		c := complete()
		c.Department, c.Security = "Publiekszaken", strings.Repeat("x", events.MaxLine)
		_, err := o.do(onActivity(register.Supplement{Content: c}, as(domain.OWN)))
		refusalOf(t, err)
		o.keeps(1)
	})
	for _, id := range []string{"", "x", "../1", "urn:uuid:" + activityID, "{" + activityID + "}", strings.ReplaceAll(activityID, "-", ""), "ABCDEF00-0000-4000-8000-000000000000"} {
		t.Run("een record heet naar zijn UUID en niets anders: "+id, func(t *testing.T) {
			o := newOffice(t)
			r := submit(as(domain.OWN))
			r.ID = id
			_, err := o.do(r)
			if o.keeps(0); refusalOf(t, err).Kind != domain.NotFound {
				t.Errorf("refused as %v", err)
			}
		})
	}
	t.Run("een soort record of een opdracht die er niet is, is een fout van ons", func(t *testing.T) {
		o := newOffice(t)
		r := submit(as(domain.OWN))
		r.Record = "onbekend"
		_, err := o.do(r)
		_, err2 := o.do(onActivity(governance.AppointRole{}, as(domain.OWN)))
		for _, e := range []error{err, err2} {
			if _, refused := errors.AsType[*domain.Refusal](e); e == nil || refused {
				t.Errorf("got %v", e)
			}
		}
		if o.keeps(0); len(o.refused) != 0 {
			t.Errorf("noted %v", o.refused)
		}
	})
}

func TestRolGekozen(t *testing.T) {
	t.Run("R-LED-21 wie twee rollen heeft kiest er één, en de vastlegging toont welke", func(t *testing.T) {
		o := newOffice(t)
		o.facts.Offices["beide"] = []domain.Role{domain.PB, domain.FG}
		o.must(submit(as(domain.OWN)))
		for _, role := range []domain.Role{domain.FG, domain.PB} {
			o.must(onActivity(register.FindDeviation{Rule: "§4.9", What: "Geen DPIA."}, domain.Stamp{Actor: "beide", Role: role}))
		}
		if list := o.keeps(3); list[1].Role != domain.FG || list[2].Role != domain.PB || list[1].Actor != "beide" {
			t.Errorf("roles %s and %s", list[1].Role, list[2].Role)
		}
	})
	for name, by := range map[string]domain.Stamp{
		"een rol die hij niet heeft":            {Actor: "emp", Role: domain.PB},
		"een rol die rij B1.1-4 niet noemt":     {Actor: "fg", Role: domain.FG},
		"geen rol":                              {Actor: "pb"},
		"de rol van de klok zonder het te zijn": {Actor: "pb", Role: domain.SYS},
		"een rol van vroeger":                   {Actor: "oud", Role: domain.PB},
	} {
		t.Run("R-LED-21 wie handelt in "+name+", wordt geweigerd", func(t *testing.T) {
			o := newOffice(t)
			o.facts.Offices["oud"] = nil
			o.must(submit(as(domain.OWN)))
			_, err := o.do(onActivity(register.Register{}, by))
			if o.keeps(1); refusalOf(t, err).Kind != domain.Forbidden {
				t.Errorf("refused as %v", err)
			}
		})
	}
}

// mandated puts a mandate in the town for what it says, and returns the stamp of who has it.
func (o *office) mandated(change func(*domain.Mandate)) domain.Stamp {
	m := domain.Mandate{ID: "m1", Process: domaintest.Process, Owner: "own", Person: "emp", Commands: []string{"activity/submit"}, From: calendar.Date("2026-11-24").Start()}
	if change != nil {
		change(&m)
	}
	o.facts.Mandates["m1"] = m
	return domain.Stamp{Actor: "emp", Role: domain.OWN, Mandate: "m1"}
}

func TestMandaat(t *testing.T) {
	t.Run("R-3.2-04 een subproceseigenaar kan precies de taken van zijn mandaat doen, R-3.2-06 en de vastlegging toont wie, namens wie en welk mandaat", func(t *testing.T) {
		o := newOffice(t)
		by := o.mandated(nil)
		o.must(submit(by))
		if e := o.keeps(1)[0]; e.Actor != "emp" || e.Role != domain.OWN || e.OnBehalfOf != "own" || e.Mandate != "m1" {
			t.Errorf("actor %s, role %s, on behalf of %s, mandate %s", e.Actor, e.Role, e.OnBehalfOf, e.Mandate)
		}
	})
	t.Run("R-3.2-06 zonder mandaat staat er geen eigenaar bij", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		if e := o.keeps(1)[0]; e.OnBehalfOf != "" || e.Mandate != "" {
			t.Errorf("on behalf of %q, mandate %q", e.OnBehalfOf, e.Mandate)
		}
	})
	t.Run("R-3.2-06 wie een eigenaar noemt zonder mandaat, krijgt die er niet bij", func(t *testing.T) {
		o := newOffice(t)
		by := as(domain.OWN)
		by.OnBehalfOf = "tm"
		o.must(submit(by))
		if e := o.keeps(1)[0]; e.OnBehalfOf != "" {
			t.Errorf("on behalf of %q", e.OnBehalfOf)
		}
	})
	t.Run("R-3.2-05 een andere taak dan die van het mandaat wordt geweigerd", func(t *testing.T) {
		o := newOffice(t)
		by := o.mandated(nil)
		o.must(submit(by))
		_, err := o.do(onActivity(register.Supplement{Content: complete(), Reason: "x"}, by))
		if o.keeps(1); refusalOf(t, err).Code != "mandate.not-covered" {
			t.Errorf("refused as %v", err)
		}
	})
	for name, change := range map[string]func(*domain.Mandate){
		"R-3.2-05 vóór het mandaat begint":                func(m *domain.Mandate) { m.From = domaintest.Now.Add(time.Second) },
		"R-3.2-05 op het moment dat het eindigt":          func(m *domain.Mandate) { m.Until = domaintest.Now },
		"R-3.2-05 voor een ander proces":                  func(m *domain.Mandate) { m.Process = domaintest.ID },
		"R-3.2-05 met het mandaat van een ander":          func(m *domain.Mandate) { m.Person = "jur" },
		"R-3.2-07 nadat het mandaat is ingetrokken":       func(m *domain.Mandate) { m.Withdrawn = true },
		"R-3.2-04 zonder taken in het mandaat":            func(m *domain.Mandate) { m.Commands = nil },
		"R-3.2-04 met de taak van een ander soort record": func(m *domain.Mandate) { m.Commands = []string{"process/submit"} },
	} {
		t.Run(name+" wordt geweigerd", func(t *testing.T) {
			o := newOffice(t)
			_, err := o.do(submit(o.mandated(change)))
			if o.keeps(0); refusalOf(t, err).Kind != domain.Forbidden {
				t.Errorf("refused as %v", err)
			}
		})
	}
	t.Run("R-3.2-07 de eerste opdracht na het intrekken wordt geweigerd", func(t *testing.T) {
		o := newOffice(t)
		by := o.mandated(func(m *domain.Mandate) { m.Commands = []string{"activity/submit", "activity/supplement"} })
		o.must(submit(by))
		m := o.facts.Mandates["m1"]
		m.Withdrawn = true
		o.facts.Mandates["m1"] = m
		c := complete()
		c.Department = "Publiekszaken"
		_, err := o.do(onActivity(register.Supplement{Content: c}, by))
		if o.keeps(1); refusalOf(t, err).Code != "mandate.not-covered" {
			t.Errorf("refused as %v", err)
		}
	})
}

func TestLezenDatNietLukt(t *testing.T) {
	t.Run("een lezing die afbreekt legt niets vast, en wordt gemeld", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		o.over(&storetest.Faulty{Store: o.log, OnRead: func(int) int { return 0 }})
		_, err := o.do(onActivity(register.Register{}, as(domain.PB)))
		if o.keeps(1); !errors.Is(err, storetest.ErrInjected) {
			t.Errorf("got %v", err)
		}
	})
	for name, e := range map[string][2]string{
		"een onbekende gebeurtenis":             {"ProcessingActivityGuessed", `{}`},
		"een gebeurtenis met een onbekend veld": {"ProcessingSuspended", `{"reason":"x","extra":1}`},
		"een gebeurtenis met een verkeerd type": {"ProcessingSuspended", `{"reason":7}`},
		"een gebeurtenis die niets zegt":        {"ProcessingSuspended", `null`},
	} {
		t.Run(name+" in het record houdt elke opdracht tegen", func(t *testing.T) {
			o := newOffice(t)
			o.must(submit(as(domain.OWN)))
			if _, err := o.log.Append(t.Context(), "activity/"+activityID, 1, []events.Event{raw(t, 2, e[0], e[1])}); err != nil {
				t.Fatal(err)
			}
			_, err := o.do(onActivity(register.Register{}, as(domain.PB)))
			if o.keeps(2); !errors.Is(err, domain.ErrUnknownEvent) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("wie weggaat terwijl er gelezen wordt, legt niets vast", func(t *testing.T) {
		o := newOffice(t)
		o.must(submit(as(domain.OWN)))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := o.Execute(ctx, onActivity(register.Register{}, as(domain.PB)))
		if o.keeps(1); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}
