package register_test

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

// complete is content with every mandatory and every conditional field filled: special data, BSN, consent, processors
// and a transfer outside the EU. It can be registered as it is. Each call returns slices of its own.
func complete() Content {
	return Content{
		Name: "Maatwerkvoorziening Wmo", Controller: "College van burgemeester en wethouders van Heemstede",
		ControllerContact: "Raadhuisplein 1, Heemstede", Department: "IASZ",
		Purposes: []Purpose{
			{Text: "Beslissen op aanvragen", Grounds: []Ground{"public-task"}, Explanation: "Wmo 2015, art. 2.3.5"},
			{Text: "Nieuwsbrief", Grounds: []Ground{"consent"}},
		},
		DataSubjects:   []string{"Aanvragers"},
		DataCategories: []DataCategory{{Name: "Naam en adres", Kind: Ordinary}, {Name: "Gezondheid", Kind: Special}, {Name: "BSN", Kind: BSN}},
		Recipients:     []string{"Zorgaanbieders"}, Retention: []Retention{{Rule: domaintest.Rule, Category: "Dossier"}},
		Security: "Toegang per rol, versleutelde opslag.", Origin: []string{"Betrokkene"},
		OutsideEU: domain.Yes, Transfers: []string{"Verenigd Koninkrijk: adequaatheidsbesluit"}, Process: domaintest.Process,
		SpecialGround: "social-law", SpecialLaw: "UAVG art. 30", BSNBasis: "Wmo 2015, art. 5.2.9; nodig om verwisseling te voorkomen.",
		BRPLink: "direct", ObtainedFrom: "both", CarriedOutBy: "both", Processors: []string{"Softwareleverancier"},
		Automated: domain.No, Consent: "Aangevinkt bij de aanvraag; intrekken kan per e-mail.",
	}
}

// plain is complete content of an activity without anything special: no special data, BSN, consent, processors,
// recipients or transfers.
func plain() Content {
	c := complete()
	c.Purposes, c.DataCategories = c.Purposes[:1], c.DataCategories[:1]
	c.Recipients, c.NoRecipients = nil, true
	c.OutsideEU, c.Transfers, c.CarriedOutBy, c.Processors = domain.No, nil, "municipality", nil
	c.SpecialGround, c.SpecialLaw, c.BSNBasis, c.Consent = "", "", "", ""
	return c
}

// with is complete content after a change.
func with(change func(*Content)) Content {
	c := complete()
	change(&c)
	return c
}

// The lives of an activity with this content, as the events that led to each state.
func submitted(c Content) []any { return []any{ProcessingActivitySubmitted{Content: c}} }
func registered(c Content) []any {
	return append(submitted(c), ProcessingActivityRegistered{}, RegisterEntryPublished{})
}
func approved(c Content) []any  { return append(registered(c), ProcessingActivityStartApproved{}) }
func active(c Content) []any    { return append(approved(c), ProcessingStarted{}) }
func suspended(c Content) []any { return append(active(c), ProcessingSuspended{"Storing."}) }
func ended(c Content) []any {
	return append(active(c), ProcessingEnded{"Klaar.", "Vernietigd."}, PublicationWithdrawn{"De verwerking is beëindigd."})
}

// states are all states of an activity with complete content, in the order of its life.
var states = []struct {
	status domain.Status
	events []any
}{
	{StatusSubmitted, submitted(complete())}, {StatusRegistered, registered(complete())}, {StatusApproved, approved(complete())},
	{StatusActive, active(complete())}, {StatusSuspended, suspended(complete())}, {StatusEnded, ended(complete())},
}

// activity is an activity in the town.
func activity(t domaintest.T, events []any, more ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, ActivityRecord, slices.Concat(events, more)...).Knowing(domaintest.Town())
}

func stateOf(t domaintest.T, c *domaintest.Case) Activity {
	t.Helper()
	return domaintest.State[Activity](c)
}
