package governance

import (
	"errors"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
)

// holding is the town in which the person of the record holds a role too.
func holding(r domain.Role) domaintest.Facts {
	f := domaintest.Town()
	f.Offices[domaintest.ID] = []domain.Role{r}
	return f
}

func TestAccess(t *testing.T) {
	given := func(events ...any) *domaintest.Case {
		return domaintest.Given(t, AccessRecord, events...).Knowing(domaintest.Town())
	}
	t.Run("uitnodigen mag de gemeentesecretaris, het college en de privacybeheerder, en het is een gebeurtenis", func(t *testing.T) {
		for _, r := range []domain.Role{domain.SEC, domain.COL, domain.PB} {
			given().As(r).When(ChangeAccess{AccessSetup}).Then(AccessChanged{AccessSetup})
		}
		given().As(domain.CISO).When(ChangeAccess{AccessSetup}).ThenRefused(domain.Forbidden)
	})
	t.Run("het account van wie een rol heeft, of een rol krijgt, stelt alleen de gemeentesecretaris in", func(t *testing.T) {
		later := domaintest.Town()
		later.Offices[domaintest.ID], later.Since = []domain.Role{domain.FG}, map[string]time.Time{domaintest.ID: domaintest.Now.AddDate(1, 0, 0)}
		owner := domaintest.Town()
		owner.Processes["p"] = domain.ProcessFacts{Owner: domaintest.ID}
		mandated := domaintest.Town()
		mandated.Mandates["m"] = domain.Mandate{ID: "m", Person: domaintest.ID}
		for _, facts := range []domaintest.Facts{holding(domain.SEC), holding(domain.ACC), later, owner, mandated} {
			for _, r := range []domain.Role{domain.PB, domain.COL} {
				given().Knowing(facts).As(r).When(ChangeAccess{AccessSetup}).ThenRefused(domain.Forbidden)
			}
			for _, r := range []domain.Role{domain.SEC, domain.SYS} {
				given().Knowing(facts).As(r).When(ChangeAccess{AccessSetup}).Then(AccessChanged{AccessSetup})
			}
		}
	})
	t.Run("de tweede stap van wie bewaakt of aanwijst wist alleen de gemeentesecretaris; die van een ander ook de privacybeheerder", func(t *testing.T) {
		for _, held := range []domain.Role{domain.FG, domain.SEC, domain.COL, domain.CISO, domain.PB} {
			for _, r := range []domain.Role{domain.PB, domain.COL} {
				given().Knowing(holding(held)).As(r).When(ChangeAccess{AccessSecond}).ThenRefused(domain.Forbidden)
			}
			given().Knowing(holding(held)).As(domain.SEC).When(ChangeAccess{AccessSecond}).Then(AccessChanged{AccessSecond})
		}
		given().Knowing(holding(domain.ACC)).As(domain.PB).When(ChangeAccess{AccessSecond}).Then(AccessChanged{AccessSecond})
	})
	t.Run("niemand wist zijn eigen tweede stap hier, ook de gemeentesecretaris niet, en niemand blokkeert zichzelf", func(t *testing.T) {
		for _, c := range []AccessChange{AccessSecond, AccessBlock} {
			facts := domaintest.Town()
			facts.Offices[domaintest.ID] = []domain.Role{domain.SEC}
			by := domain.Stamp{Actor: domaintest.ID, Record: domaintest.ID, Role: domain.SEC, Happened: domaintest.Now, Recorded: domaintest.Now, Facts: facts}
			_, err := ChangeAccess{c}.Decide(Access{}, by)
			if refusal, ok := errors.AsType[*domain.Refusal](err); !ok || refusal.Code != "access.self" {
				t.Errorf("%s: %v", c, err)
			}
		}
	})
	t.Run("het systeem legt koppelingen vast en geeft op de opdrachtregel een weg terug, en doet niets anders", func(t *testing.T) {
		for _, c := range []AccessChange{AccessLink, AccessSetup, AccessReset, AccessSecond} {
			given().As(domain.SYS).When(ChangeAccess{c}).Then(AccessChanged{c})
		}
		for _, c := range []AccessChange{AccessBlock, AccessUnblock, AccessSessions, AccessUnlink} {
			given(AccessChanged{AccessBlock}).As(domain.SYS).When(ChangeAccess{c}).ThenRefused(domain.Forbidden)
		}
	})
	t.Run("een nieuw wachtwoord of een blokkade gaat alleen via de gemeentesecretaris: wie de FG kan zijn, kan als FG handelen", func(t *testing.T) {
		for _, c := range []AccessChange{AccessReset, AccessBlock} {
			given().As(domain.PB).When(ChangeAccess{c}).ThenRefused(domain.Forbidden)
			given().As(domain.COL).When(ChangeAccess{c}).ThenRefused(domain.Forbidden)
			given().As(domain.SEC).When(ChangeAccess{c}).Then(AccessChanged{c})
		}
	})
	t.Run("nog eens blokkeren verandert niets; een blokkade kan worden opgeheven", func(t *testing.T) {
		given(AccessChanged{AccessBlock}).As(domain.SEC).When(ChangeAccess{AccessBlock}).Then()
		c := given(AccessChanged{AccessBlock}).As(domain.SEC).When(ChangeAccess{AccessUnblock}).Then(AccessChanged{AccessUnblock})
		if domaintest.State[Access](c).Blocked {
			t.Error("still blocked")
		}
	})
	t.Run("overal uitloggen en een tweede stap wissen mag ook de privacybeheerder: daarmee komt niemand binnen", func(t *testing.T) {
		for _, c := range []AccessChange{AccessSessions, AccessSecond} {
			for _, r := range []domain.Role{domain.SEC, domain.COL, domain.PB} {
				given().As(r).When(ChangeAccess{c}).Then(AccessChanged{c})
			}
			given().As(domain.FG).When(ChangeAccess{c}).ThenRefused(domain.Forbidden)
		}
	})
	t.Run("een koppeling verbreken gaat alleen via de gemeentesecretaris, en een koppeling legt alleen het systeem vast", func(t *testing.T) {
		given().As(domain.PB).When(ChangeAccess{AccessUnlink}).ThenRefused(domain.Forbidden)
		given().As(domain.SEC).When(ChangeAccess{AccessUnlink}).Then(AccessChanged{AccessUnlink})
		given().As(domain.SEC).When(ChangeAccess{AccessLink}).ThenRefused(domain.Forbidden)
	})
	t.Run("iets anders: geweigerd", func(t *testing.T) {
		given().As(domain.SEC).When(ChangeAccess{"open"}).ThenRefused(domain.Invalid, "change")
	})
}

func TestWieEenRolHeeftOfKrijgt(t *testing.T) {
	const day, before, after = "2026-11-24", "2026-11-23", "2026-11-25"
	now := domaintest.Now
	for name, c := range map[string]struct {
		engaged bool
		of      interface {
			Engages(string) bool
		}
	}{
		"is aangewezen":                        {true, officer{Appointment{Person: "a", From: before}, day}},
		"wordt later aangewezen":               {true, officer{Appointment{Person: "a", From: after}, day}},
		"heeft vandaag de laatste dag":         {true, officer{Appointment{Person: "a", From: before, Until: day}, day}},
		"is gisteren gestopt":                  {false, officer{Appointment{Person: "a", From: before, Until: before}, day}},
		"is een ander":                         {false, officer{Appointment{Person: "b", From: before}, day}},
		"vervangt later":                       {true, officer{Appointment{Person: "b", From: before, Deputies: []Deputy{{Person: "a", From: after}}}, day}},
		"verving tot gisteren":                 {false, officer{Appointment{Person: "b", From: before, Deputies: []Deputy{{Person: "a", From: before, Until: before}}}, day}},
		"is eigenaar":                          {true, owner{Process{Owners: []Ownership{{"a", before}}}, day, now}},
		"wordt later eigenaar":                 {true, owner{Process{Owners: []Ownership{{"b", before}, {"a", after}}}, day, now}},
		"was eigenaar":                         {false, owner{Process{Owners: []Ownership{{"a", before}, {"b", day}}}, day, now}},
		"coördineert":                          {true, owner{Process{Coord: "a"}, day, now}},
		"is eigenaar van wat is beëindigd":     {false, owner{Process{Ended: true, Coord: "a"}, day, now}},
		"krijgt later een mandaat":             {true, owner{mandated(domain.Mandate{Person: "a", From: now.Add(time.Hour)}), day, now}},
		"heeft een mandaat dat is ingetrokken": {false, owner{mandated(domain.Mandate{Person: "a", Withdrawn: true}), day, now}},
		"heeft een mandaat dat voorbij is":     {false, owner{mandated(domain.Mandate{Person: "a", Until: now}), day, now}},
	} {
		t.Run("een rol of straks een rol, voor wie "+name, func(t *testing.T) {
			if got := c.of.Engages("a"); got != c.engaged {
				t.Errorf("got %v", got)
			}
		})
	}
}

func mandated(m domain.Mandate) Process { return Process{Mandates: map[string]domain.Mandate{"m": m}} }

// officer and owner ask about one day.
type officer struct {
	a   Appointment
	day calendar.Date
}

// Engages tells whether the appointment engages the person.
func (o officer) Engages(person string) bool { return o.a.Engages(person, o.day) }

type owner struct {
	p   Process
	day calendar.Date
	at  time.Time
}

// Engages tells whether the process engages the person.
func (o owner) Engages(person string) bool { return o.p.Engages(person, o.day, o.at) }
