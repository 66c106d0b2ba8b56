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

// needText notes a problem if the text is missing, or about one person.
func needText(p *domain.Problems, text, field, nl string) {
	p.Need(text, field, nl)
	p.Impersonal(text, field)
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
