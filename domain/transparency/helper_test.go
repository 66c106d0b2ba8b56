package transparency_test

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/transparency"
)

const hulp, zorg = "activity/hulp", "activity/zorg"

// fromPerson is an activity whose data come from the person, on a statutory duty.
func fromPerson() Covered {
	return Covered{Activity: hulp, Version: 3, ObtainedFrom: FromPerson, Grounds: []domain.Ground{"legal-obligation"}}
}

// fromOthers is one whose data come from others.
func fromOthers() Covered {
	return Covered{Activity: zorg, Version: 5, ObtainedFrom: FromElsewhere, Grounds: []domain.Ground{"legal-obligation"}}
}

// full is a text that says everything, about an activity. Each call returns slices of its own.
func full(covered ...Covered) Text {
	if covered == nil {
		covered = []Covered{fromPerson()}
	}
	return Text{Name: "Hulp aanvragen", Kind: "service", Process: domaintest.Process, Audience: "Inwoners die hulp aanvragen", Covered: covered,
		Controller: "College, Raadhuisplein 1", Purposes: []string{"Aanvragen beoordelen"}, Grounds: "De wet verplicht dit.", Recipients: []string{"Zorgaanbieders"},
		Transfers: "Naar Canada, met een modelcontract.", Retention: "15 jaar.", Rights: "U mag uw gegevens inzien.", Categories: []string{"Naam en adres"},
		Objection: "U kunt bezwaar maken.", Measures: "Alleen wie het nodig heeft, ziet uw gegevens.", Access: "Vraag het aan de balie.", Cookies: "Geen cookies.",
		Source: "Van uw huisarts.", Consent: "Bel de gemeente.", Complaint: "U kunt klagen bij de AP.", Obligatory: "Ja.", Automated: "De computer beslist.",
		Interest: "Veilige gebouwen.", Moment: BeforeProvision, Channel: "Bij het formulier", Address: "www.voorbeeld.nl"}
}

// but is the full text after a change.
func but(t Text, change func(*Text)) Text { change(&t); return t }

// The lives of a notice.
func drafted(t Text) []any  { return []any{NoticeDrafted{1, t}} }
func approved(t Text) []any { return append(drafted(t), NoticeApproved{1}) }
func inForce(t Text) []any {
	return append(approved(t), NoticePublished{Version: 1, From: "2026-01-01"})
}

func notice(t domaintest.T, role domain.Role, life ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, NoticeRecord, life...).Knowing(domaintest.Town()).As(role)
}

// state is the notice after its life.
func state(t domaintest.T, life ...any) Notice {
	t.Helper()
	return domaintest.State[Notice](domaintest.Given(t, NoticeRecord, life...))
}

// noon is noon of a day in Amsterdam.
func noon(d calendar.Date) time.Time { return d.Start().Add(12 * time.Hour) }

func with(life []any, more ...any) []any { return slices.Concat(life, more) }

// today is the day on which tests happen; from publishes from it on.
const today calendar.Date = "2026-11-24"

var from = PublishNotice{From: today}
