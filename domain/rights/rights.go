// Package rights is what the municipality does when a person uses a right: requests on the eight rights (RT-21) and the
// restriction of processing (RT-22). Source: chapter 5 and Annex 1.7 of the policy, articles 11 to 22 AVG.
//
// It promises: all rights are honoured unless a named exception applies, and what the exceptions are stands in one table,
// [Rules]; every term runs from receipt, oral or written, and nobody types its end; an answer to a request for access holds
// all seven items of §5.1; a request closes only when everything that follows from it is done. What happened otherwise, or
// late, is recorded with its deviation (promise 7), and late stays late.
//
// Nothing of the person stands here (promise 5): name, address, the text of the request, the reasons of the decision and the
// letters are in the vault, in the dossier of the request. What stands here is which right, which terms, which kinds of data.
// A doubt about who asks does not stop a term: the policy knows no suspension, and the shorter reading is the safe one.
//
// What it does not do: it does not send letters, and it changes no data of others: it records that it was done. It knows
// activities, restrictions, destructions and notices by id, and what they tell ([domain.Facts]).
package rights

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

func trim(s string) string { return strings.TrimSpace(s) }

// refusal is one refusal about one field; without a field, about the whole.
func refusal(kind domain.Kind, code, field, nl string) error {
	r := &domain.Refusal{Kind: kind, Code: code, NL: nl}
	if field != "" {
		r.Fields = []domain.Problem{{Field: field, NL: nl}}
	}
	return r
}

// unmet turns what is missing into one refusal of a rule that is not met yet.
func unmet(p domain.Problems, code, nl string) error {
	if len(p) == 0 {
		return nil
	}
	return &domain.Refusal{Kind: domain.Unmet, Code: code, NL: nl, Fields: p}
}

// needRef notes a problem if r is no reference into the dossier of this record (promise 5).
func needRef(p *domain.Problems, r domain.VaultRef, field string, by domain.Stamp) {
	if p.NeedVaultRef(r, field); r.Valid() && r.Vault != by.Record {
		p.Add(field, "Deze gegevens staan in een ander dossier.")
	}
}

// mayRef is [needRef] for what may be left out.
func mayRef(p *domain.Problems, r domain.VaultRef, field string, by domain.Stamp) {
	if r != (domain.VaultRef{}) {
		needRef(p, r, field, by)
	}
}

var (
	mailAddress = regexp.MustCompile(`[^\s@]+@[^\s@]+\.[^\s@]+`)
	nineDigits  = regexp.MustCompile(`\b\d{9}\b`)
)

// impersonal notes a problem if a text holds what can only be about one person: an e-mail address, or nine digits. Names cannot be
// recognised: the form asks for none.
func impersonal(p *domain.Problems, text, field string) {
	if mailAddress.MatchString(text) || nineDigits.MatchString(text) {
		p.Add(field, "Beschrijf alleen de soort gegevens. Hier staat een e-mailadres of een nummer van negen cijfers.")
	}
}

// needText notes a problem if the text is missing, or about one person.
func needText(p *domain.Problems, text, field, nl string) {
	p.Need(text, field, nl)
	impersonal(p, text, field)
}

// needDone notes a problem unless the day exists and is not in the future.
func needDone(p *domain.Problems, d calendar.Date, field, nl string, by domain.Stamp) {
	switch {
	case !d.Valid():
		p.Add(field, nl)
	case d > calendar.On(by.Recorded):
		p.Add(field, "Deze dag ligt in de toekomst.")
	}
}

// needTold notes a problem if there is no such record.
func needTold(p *domain.Problems, stream, field, nl string, by domain.Stamp) {
	if _, ok := by.Facts.Tell(stream, 0); stream == "" || !ok {
		p.Add(field, nl)
	}
}

// chooseAll notes a problem if one of the values is none of the choices: the lists of the policy are closed.
func chooseAll[T interface {
	~string
	domain.Chooser
}](p *domain.Problems, list []T, field, nl string) {
	for _, x := range list {
		p.Choose(x, string(x), field, nl)
	}
}

// as converts a list of one enumeration into another.
func as[T, F ~string](list []F) []T {
	var out []T
	for _, x := range list {
		if !slices.Contains(out, T(x)) {
			out = append(out, T(x))
		}
	}
	return out
}

// owns tells whether the actor is the owner of the process, coordinates it or acts under a mandate for it (§3.2).
func owns(process string, by domain.Stamp) bool {
	if by.Mandate != "" {
		m, ok := by.Facts.Mandate(by.Mandate)
		return ok && m.Process == process
	}
	p, ok := by.Facts.Process(process, by.Recorded)
	return ok && (p.Owner == by.Actor || p.Coordinating == by.Actor)
}

// numbered gives a number that nobody else has and that says nothing of the person: the year and the begin of the random id.
func numbered(prefix string, by domain.Stamp) string {
	id := by.Record
	if len(id) > 8 {
		id = id[:8]
	}
	year, _, _ := strings.Cut(string(calendar.On(by.Happened)), "-")
	return prefix + "-" + year + "-" + id
}

// activitiesOf are the activities that exist, with what they tell.
func activitiesOf(f domain.Facts, ids []string) (list []domain.ActivityFacts) {
	for _, s := range domain.Streams("activity", ids...) {
		if a, ok := domain.Tell[domain.ActivityFacts](f, s); ok {
			list = append(list, a)
		}
	}
	return list
}

// legalGrounds are the legal grounds of activities, each once, in the order of article 6(1) AVG.
func legalGrounds(f domain.Facts, ids []string) (list []domain.Ground) {
	all := activitiesOf(f, ids)
	for _, c := range domain.Ground("").Choices() {
		g := domain.Ground(c.Value)
		if slices.ContainsFunc(all, func(a domain.ActivityFacts) bool { return slices.Contains(a.Grounds, g) }) {
			list = append(list, g)
		}
	}
	return list
}

func anyOf[T comparable](list, of []T) bool {
	return slices.ContainsFunc(list, func(x T) bool { return slices.Contains(of, x) })
}

// first is the first moment of two, if there are two.
func first(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}
