// Package sharing is how data go to others and come from them: collaborations (RT-14), covenants (RT-15) and exchange
// arrangements (RT-16). The decision to share the data of one resident to help him (RT-10) comes with the vault: what it
// says about him may not stand in an event.
//
// The promise: nothing starts before it may. No participation before a completed DPIA (§4.10), no covenant with personal
// data without its eleven elements (§7.1). What nevertheless
// happened is recorded, with the deviation. An approval names the version it approved; a material change makes it lapse
// and says why ([MaterialCollaborationChanges], [MaterialCovenantChanges]).
//
// Other parties are organisations here, never persons. DPIAs, measures, activities and processes are known by their id.
//
// Annex 1 has no table for these records: who may do what is a default of the requirements (T-32).
package sharing

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

func trim(s string) string { return strings.TrimSpace(s) }

// with appends to a copy.
func with[T any](list []T, more ...T) []T { return slices.Concat(list, more) }

// needLines notes a problem if there is no line.
func needLines(p *domain.Problems, lines []string, field, nl string) {
	if len(lines) == 0 {
		p.Add(field, nl)
	}
}

// needDay notes a problem if the day does not exist.
func needDay(p *domain.Problems, d calendar.Date, field, nl string) {
	if !d.Valid() {
		p.Add(field, nl)
	}
}

// needPast notes a problem if the day does not exist or has yet to come.
func needPast(p *domain.Problems, d calendar.Date, field, nl string, by domain.Stamp) {
	if !d.Valid() || d > calendar.On(by.Happened) {
		p.Add(field, nl)
	}
}

// needFile notes a problem if it is not the content hash of a stored file (R-LED-16).
func needFile(p *domain.Problems, hash, field, nl string) {
	if !domain.IsHash(hash) {
		p.Add(field, nl+" Het kenmerk begint met ‘sha256:’.")
	}
}

// An Approval is something found in order about one version of a record. A material change makes it lapse.
type Approval struct {
	Ref      string        `nl:"kenmerk"`
	On       calendar.Date `nl:"op"`
	Version  uint64        // of the record
	Lapsed   []string      `nl:"vervallen door"`
	LapsedOn calendar.Date // the day of the last material change: an approval of before it does not count
}

// Counts tells whether it was given and has not lapsed.
func (a Approval) Counts() bool { return a.Ref != "" && len(a.Lapsed) == 0 }

// lapse returns the approval as it is after a material change on that day; what was not given cannot lapse.
func (a Approval) lapse(why []string, by domain.Stamp) Approval {
	if len(why) == 0 {
		return a
	}
	if a.Ref != "" {
		a.Lapsed = with(a.Lapsed, why...)
	}
	a.LapsedOn = max(a.LapsedOn, calendar.On(by.Happened))
	return a
}

// renewed is the approval given anew.
func (a Approval) renewed(ref string, on calendar.Date, version uint64) Approval {
	return Approval{Ref: ref, On: on, Version: version, LapsedOn: a.LapsedOn}
}

// needDPIA notes a problem if the DPIA is not named, was not completed yet, or was completed before the last material
// change: naming the old one again is not doing it again (R-4.9-10).
func (a Approval) needDPIA(p *domain.Problems, ref string, on calendar.Date, by domain.Stamp) {
	d, ok := domain.Tell[domain.DPIAFacts](by.Facts, "dpia/"+trim(ref))
	switch {
	case !ok:
		p.Add("dpia", "Kies de DPIA. Staat zij nog niet in het grootboek, leg haar dan eerst vast.")
	case d.Completed == "": // R-4.10-01
		p.Add("dpia", "Deze DPIA is nog niet afgerond.")
	case on.Valid() && on != d.Completed:
		p.Add("completed_on", "Deze DPIA is afgerond op "+d.Completed.NL()+".")
	}
	needPast(p, on, "completed_on", "Vul de dag in waarop de DPIA is afgerond; die dag is voorbij of vandaag.", by)
	if on.Valid() && on < a.LapsedOn {
		p.Add("completed_on", "Er is op "+a.LapsedOn.NL()+" iets wezenlijks veranderd. Noem een DPIA die daarna is afgerond.")
	}
}

// added are the lines of next that old does not have, each with words before it.
func added(old, next []string, nl string) []string {
	var list []string
	for _, s := range next {
		if !slices.Contains(old, s) {
			list = append(list, nl+": "+s)
		}
	}
	return list
}

// changed is the words, if the texts differ. What is filled in for the first time is no change.
func changed(old, next, nl string) []string {
	if old == next || old == "" {
		return nil
	}
	return []string{nl}
}
