package control_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	. "github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/domaintest"
)

const (
	someDPIA = "dpia/55555555-5555-4555-8555-555555555555"
	other    = "66666666-6666-4666-8666-666666666666"
)

// given is a record of the town, with the events of its life.
func given(t domaintest.T, rec domain.Record, life []any, more ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, rec, slices.Concat(life, more)...).Knowing(domaintest.Town())
}

// onlyRoles: whoever is not in the list is refused the command on the record, and whoever is in it makes the event.
func onlyRoles(t *testing.T, rec domain.Record, life []any, command any, event string, allowed ...domain.Role) {
	t.Helper()
	for _, r := range domain.Roles {
		c := given(t, rec, life).As(r.Role).When(command)
		if slices.Contains(allowed, r.Role) {
			c.ThenEvents(event)
			continue
		}
		c.ThenRefused(domain.Forbidden)
	}
}

// wanted are the terms of a measure out of a DPIA.
func wanted() MeasureTerms {
	return MeasureTerms{Origin: FromDPIA, Record: someDPIA, Item: "M1", Text: "Zet logging aan.", Kind: "technical", Process: domaintest.Process,
		Owner: domaintest.Person(domain.OWN), Due: "2027-03-01", Before: domain.Yes}
}

// from are the terms of a measure out of something else.
func from(o MeasureOrigin) MeasureTerms {
	m := wanted()
	m.Origin = o
	return m
}

// The lives of a measure.
func proposed() []any    { return []any{MeasureProposed{wanted()}} }
func accepted() []any    { return append(proposed(), MeasureAccepted{}) }
func implemented() []any { return append(accepted(), MeasureImplemented{"Z-1"}) }

func measure(t domaintest.T, life []any) *domaintest.Case {
	t.Helper()
	return given(t, MeasureRecord, life).As(domain.OWN)
}
