package projections

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/rights"
	"github.com/heemstede/grootboek/domain/vaultrecord"
)

// restrictionIDs is the namespace of restrictions that requests bring by themselves: nodes that find the same one make one record.
var restrictionIDs = uuid.MustParse("3c1d2f64-5a0e-5b6b-9f0e-0c7f5a2e9b11")

// RestrictionID is the id of the restriction that a request brings in one activity, from a moment on; both are streams. A request that
// was reopened brings another one.
func RestrictionID(request, activity string, since time.Time) string {
	return uuid.NewSHA1(restrictionIDs, []byte(request+" "+activity+" "+since.UTC().Format(time.RFC3339Nano))).String()
}

// Restrictions lists the restrictions that requests brought by themselves and that have no record yet (R-5.2-02). They are in force from
// the moment of the request: rules ask the request itself until the clock has come by ([domain.Restricted]).
func (r *Records) Restrictions(l *Live) (list []Due) {
	l.View(func() {
		for v := range r.clock.pending {
			list = append(list, r.restricts(v)...)
		}
	})
	return inOrder(list)
}

// waits keeps up with one event which requests restrict, and which do not yet say that their dossier is gone: so that a turn of the
// clock reads those and no others.
func (r *Records) waits(c Change) {
	switch c.After.(type) {
	case rights.Request, vaultrecord.Dossier:
	default:
		return
	}
	of, dossier := r.Get(rights.RequestRecord.Info().Name, c.Record.ID), r.Get(vaultrecord.Record.Info().Name, c.Record.ID)
	if of == nil {
		return
	}
	request := of.Last().State.(rights.Request)
	f, _ := request.Tells().(domain.RequestFacts)
	mark(r.clock.pending, of, len(f.Restricts) > 0)
	if dossier != nil {
		mark(r.clock.erased, dossier, dossier.Last().State.(vaultrecord.Dossier).KeyDestroyed != "" && request.ErasedOn == "")
	}
}

func mark(set map[*Versions]bool, v *Versions, in bool) {
	if delete(set, v); in {
		set[v] = true
	}
}

func (r *Records) restricts(v *Versions) (list []Due) {
	request := v.Last().State.(rights.Request)
	if len(request.Pending) == 0 {
		return nil // nearly all of them
	}
	f, _ := request.Tells().(domain.RequestFacts)
	for _, activity := range f.Restricts {
		d := Due{Record: rights.RestrictionRecord.Info().Name, ID: RestrictionID(v.Stream, activity, f.Since), Version: v.Last().Version, Happened: f.Since,
			Command: rights.OpenRestriction{Request: v.Stream, Activity: activity}}
		if r.Get(d.Record, d.ID) == nil && !r.imposed(v.Stream, activity, f) {
			list = append(list, d)
		}
	}
	return list
}

// imposed tells whether the owner imposed the restriction before the clock came by.
func (r *Records) imposed(request, activity string, q domain.RequestFacts) bool {
	for _, v := range r.OfType(rights.RestrictionRecord.Info().Name) {
		if x, _ := v.Last().State.(rights.Restriction).Tells().(domain.RestrictionFacts); x.Request == request && x.Activity == activity && x.StandsFor(q) {
			return true
		}
	}
	return false
}

// ErasedRequesters lists the requests whose dossier in the vault was erased, and that do not say so yet (T-01).
func (r *Records) ErasedRequesters(l *Live) (list []Due) {
	l.View(func() {
		for v := range r.clock.erased {
			d := v.Last().State.(vaultrecord.Dossier)
			of := r.Get(rights.RequestRecord.Info().Name, v.ID)
			if d.KeyDestroyed == "" || of == nil { // a lost dossier was not erased: a copy may turn up
				continue
			}
			if x := of.Last().State.(rights.Request); x.State == rights.StatusClosed && x.ErasedOn == "" {
				list = append(list, Due{Record: of.Record.Info().Name, ID: of.ID, Version: of.Last().Version, Command: rights.RecordErased{On: d.KeyDestroyed}})
			}
		}
	})
	return inOrder(list)
}

// requestTable is the register of requests (R-B7-01).
func requestTable(t *Table) {
	late := func(i *Item) bool { return i.State.(rights.Request).LateAt(i.look.at) }
	t.columns(
		Column{Key: "recht", NL: "Recht", Text: of(func(r rights.Request) string { return label(r.Right, string(r.Right)) })},
		Column{Key: "ontvangen", NL: "Ontvangen", Date: of(func(r rights.Request) calendar.Date { return calendar.On(r.ReceivedAt) })},
		Column{Key: "uiterlijk", NL: "Antwoord uiterlijk", Date: of(func(r rights.Request) calendar.Date { return r.Due }), Late: late},
		Column{Key: "besluit", NL: "Besluit", Text: of(func(r rights.Request) string { return label(r.Decision, string(r.Decision)) })},
		Column{Key: "afdeling", NL: "Afdeling", Text: of(func(r rights.Request) string { return r.Department })},
		Column{Key: "behandelaar", NL: "Behandelaar", Text: handlerNL})
	t.choices(choiceDue(of(openDue), late),
		Choice{Key: "recht", NL: "Recht", Options: rights.Right("").Choices(), Of: of(func(r rights.Request) []string { return []string{string(r.Right)} })},
		Choice{Key: "besluit", NL: "Besluit", Options: rights.Decision("").Choices(), Of: of(func(r rights.Request) []string { return []string{string(r.Decision)} })},
		Choice{Key: "ontvangen-bij", NL: "Binnengekomen bij", Of: of(func(r rights.Request) []string { return []string{r.Department} })},
		Choice{Key: "uitzondering", NL: "Uitzondering van het recht", Options: rights.Exception("").Choices(), Of: of(func(r rights.Request) []string { return strs(r.Exceptions) })}, // R-5.4-06
		Choice{Key: "algemene-uitzondering", NL: "Uitzondering van §5.6", Options: rights.General("").Choices(), Of: of(func(r rights.Request) []string { return strs(r.General) })},  // R-5.6-05
		flag("afdelingsoverstijgend", "Afdelingsoverstijgend", of(func(r rights.Request) bool { return r.Cross == domain.Yes })),
		flag("verlengd", "Termijn verlengd", of(func(r rights.Request) bool { return !r.ExtendedAt.IsZero() })),
		flag("vraag-open", "Wacht op een afdeling", of(waiting)))
	t.flags(requestFlags, of(func(r rights.Request) bool { return len(r.Deviations.Open()) > 0 }))
}

func handlerNL(i *Item) string {
	if h := i.State.(rights.Request).Handler; h != "" {
		return i.look.names.Person(h)
	}
	return ""
}

// openDue is the day of an answer that is still to be given, or was given too late.
func openDue(r rights.Request) calendar.Date {
	if (r.State == rights.StatusClosed || !r.AnsweredAt.IsZero()) && !r.Late {
		return ""
	}
	return r.Due
}

// waiting tells whether a department still has to answer (R-B7-03).
func waiting(r rights.Request) bool { return r.State == rights.StatusHandling && len(r.Open()) > 0 }

// requestFlags are what is not as it should be, and what whoever decides must see (R-5.1-19).
func requestFlags(i *Item) (list []string) {
	r := i.State.(rights.Request)
	if waiting(r) {
		for _, q := range r.Open() {
			list = append(list, "Nog geen antwoord op "+q.ID+", gevraagd vóór "+q.Due.NL()+".")
		}
	}
	if days, ok := r.Interval(); ok {
		list = append(list, fmt.Sprintf("Eerder vergelijkbaar verzoek, %d dagen ervoor.", days))
	}
	if r.Extended.Why == rights.Many && r.Extended.Same == domain.No { // T-07
		list = append(list, "Verlengd om veel verzoeken, niet van dezelfde persoon: de AVG bedoelt die van één persoon.")
	}
	return append(list, openNL(r.Deviations.Open())...)
}

func strs[T ~string](list []T) (out []string) {
	for _, x := range list {
		out = append(out, string(x))
	}
	return out
}

// restrictionTable lists restrictions per activity, with begin and case (R-5.3-08).
func restrictionTable(t *Table) {
	t.columns(
		Column{Key: "verwerking", NL: "Verwerking", Text: func(i *Item) string { return i.stream(i.State.(rights.Restriction).Activity) }},
		Column{Key: "sinds", NL: "Sinds", Date: of(func(x rights.Restriction) calendar.Date { return calendar.On(x.Since) })},
		Column{Key: "geval", NL: "Geval van §5.3", Text: of(func(x rights.Restriction) string { return label(x.Case, string(x.Case)) })},
		Column{Key: "opgeheven", NL: "Opgeheven op", Date: of(func(x rights.Restriction) calendar.Date { return calendar.On(x.LiftedAt) })})
	t.choices(
		Choice{Key: "verwerking", NL: "Verwerking", Of: of(func(x rights.Restriction) []string { return []string{x.Activity} }), NLOf: func(k *look, stream string) string {
			kind, id, _ := strings.Cut(stream, "/")
			return k.title(kind, id)
		}},
		Choice{Key: "geval", NL: "Geval van §5.3", Options: rights.Case("").Choices(), Of: of(func(x rights.Restriction) []string { return []string{string(x.Case)} })},
		flag("loopt", "Loopt nog", of(func(x rights.Restriction) bool { return x.State == rights.RestrictionActive })))
	t.flags(of(func(x rights.Restriction) []string { return openNL(x.Deviations.Open()) }), of(func(x rights.Restriction) bool { return len(x.Deviations.Open()) > 0 }))
}
