package register

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// What the records of this chapter are about, and what they tell others.

// Links implements [domain.Linker]: its retention rules.
func (a Activity) Links() []string {
	var list []string
	for _, r := range a.Retention {
		list = append(list, domain.Streams("retention", r.Rule)...)
	}
	return list
}

// Tells implements [domain.Teller].
func (a Activity) Tells() any {
	return domain.ActivityFacts{Aspects: Aspects(a.Content)}
}

func (a Activity) running() bool { return a.State == StatusActive || a.State == StatusSuspended }

// Tells implements [domain.Teller]: the rule itself, for what is destroyed by it.
func (r RetentionRule) Tells() any { return r }

// Links implements [domain.Linker].
func (n Necessity) Links() []string { return about(n.Activity) }

// Tells implements [domain.Teller]: the assessment itself, for the start conditions.
func (n Necessity) Tells() any { return n }

// Links implements [domain.Linker].
func (c PurposeChange) Links() []string { return about(c.Activity, c.DPIA) }

// Tells implements [domain.Teller].
func (c PurposeChange) Tells() any { return c }

// Links implements [domain.Linker].
func (q Quality) Links() []string { return about(q.Activity) }

// Tells implements [domain.Teller].
func (q Quality) Tells() any { return q }

// about are the streams that are filled in.
func about(streams ...string) []string {
	return slices.DeleteFunc(streams, func(s string) bool { return s == "" })
}

// Links implements [domain.Linker]: the rule and the record that a destruction follows from.
func (d Destruction) Links() []string {
	return append(domain.Streams("retention", d.Rule), about(d.Source)...)
}
