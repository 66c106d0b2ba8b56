package register

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
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
	f := domain.ActivityFacts{Aspects: Aspects(a.Content), Process: a.Content.Process, Recipients: a.Recipients, Sources: a.Origins(), Transfers: a.Transfers,
		Purposes:   texts(a.Purposes, func(p Purpose) string { return p.Text }),
		Categories: texts(a.DataCategories, func(d DataCategory) string { return d.Name }),
		Elsewhere:  a.ObtainedFrom == "elsewhere" || a.ObtainedFrom == "both", Automated: a.Automated == domain.Yes}
	for _, p := range a.Purposes {
		for _, g := range p.Grounds {
			if !slices.Contains(f.Grounds, g) {
				f.Grounds = append(f.Grounds, g)
			}
		}
	}
	for _, r := range a.Retention {
		f.Rules = append(f.Rules, domain.Streams("retention", r.Rule)...)
		f.Storage = append(f.Storage, storageNL(r)...)
	}
	return f
}

// storageNL is what the register says of a term in words; a rule says it itself.
func storageNL(r Retention) []string {
	switch {
	case r.Text == "":
		return nil
	case r.Category == "":
		return []string{r.Text}
	}
	return []string{r.Category + ": " + r.Text}
}

func (a Activity) running() bool { return a.State == StatusActive || a.State == StatusSuspended }

// Tells implements [domain.Teller]: the rule itself, for what is destroyed by it.
func (r RetentionRule) Tells() any { return r }

// EndOf returns the day on which a term that began on a day has ended by this rule, with its duty to keep longer; ok is false if
// the rule has criteria only (R-5.4-04).
func (r RetentionRule) EndOf(start calendar.Date) (end calendar.Date, ok bool) {
	end, ok = calendar.AddPeriod(start, r.Period)
	return max(end, r.KeepUntil), ok
}

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

// Tells implements [domain.Teller].
func (d Destruction) Tells() any {
	return domain.DestructionFacts{ForErasure: d.Why == ErasureRequest, Done: d.State == DestructionDone, On: d.On}
}
