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

// Other records of the town in which an activity may start: see [ready].
const (
	necessityID = "necessity/1"
	dpiaID      = "dpia/1"
	processorID = "processor/1"
	agreementID = "agreement/1"
	activityID  = "activity/" + domaintest.ID
)

// assessed is a necessity assessment that allows the start, concluded the day before.
func assessed() Necessity {
	return Necessity{State: NecessityConcluded, Outcome: NecessityPositive, Proportion: "proportionate", Designed: true, Defaults: true, AssessedOn: "2026-11-23",
		Covers: []domain.Approved{{Record: activityID, Version: 1}}}
}

// ready is the town with everything that complete content needs to start, but for what the ledger cannot tell: (i) and (j).
func ready() domaintest.Facts {
	f := domaintest.Town()
	about := []string{activityID}
	f.Others = []domaintest.Other{
		{Stream: activityID, Versions: []any{domain.ActivityFacts{Aspects: Aspects(complete())}}},
		{Stream: necessityID, Links: about, Versions: []any{assessed()}},
		{Stream: dpiaID, Links: about, Versions: []any{domain.DPIAFacts{Obligatory: true, Completed: "2026-11-20", Covers: []domain.Approved{{Record: activityID, Version: 1}}}}},
		{Stream: processorID, Versions: []any{domain.ProcessorFacts{Name: "softwareleverancier ", Usable: true}}},
		{Stream: agreementID, Links: append(about, processorID), Versions: []any{domain.AgreementFacts{Processor: processorID, Concluded: true, From: "2026-01-01",
			Covers: []domain.Approved{{Record: activityID, Version: 1}, {Record: processorID, Version: 1}}}}},
	}
	f.Others = append(f.Others, domaintest.Other{Stream: "notice/1", Links: about, Versions: []any{domain.NoticeFacts{Texts: []domain.NoticeText{{From: "2026-01-01", InTime: about}}}}})
	for i, k := range []QualityKind{QualityInput, QualitySystem, QualityLink, QualityInspect} {
		f.Others = append(f.Others, domaintest.Other{Stream: "quality/" + string(rune('1'+i)), Links: about,
			Versions: []any{Quality{State: QualityInPlace, Kind: k, BRPLink: "direct", Since: "2026-11-01"}}})
	}
	return f
}

// other changes what a record of the town tells now.
func other[T any](f domaintest.Facts, stream string, change func(*T)) domaintest.Facts {
	for i := range f.Others {
		if o := &f.Others[i]; o.Stream == stream {
			x := o.Versions[len(o.Versions)-1].(T)
			change(&x)
			o.Versions = []any{x}
		}
	}
	return f
}

// gone takes a record out of the town.
func gone(f domaintest.Facts, stream string) domaintest.Facts {
	f.Others = slices.DeleteFunc(f.Others, func(o domaintest.Other) bool { return o.Stream == stream })
	return f
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
func approved(c Content) []any {
	return append(registered(c), ProcessingActivityStartApproved{Version: 3, Motivations: motivated(untold...)})
}
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
