package projections

import (
	"cmp"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/register"
)

// DPIAStanding says how far the assessment of a processing activity is.
type DPIAStanding string

// Standings. What comes later in this list is further; an activity has the furthest of its DPIAs.
const (
	NeverAssessed DPIAStanding = "nooit"      // no DPIA and no pre-scan (R-B6-11)
	OnlyScreened  DPIAStanding = "voortoets"  // a pre-scan, no DPIA
	UnderWay      DPIAStanding = "loopt"      // a DPIA has begun, none was ever completed
	Assessed      DPIAStanding = "beoordeeld" // a DPIA was completed
)

var standings = []DPIAStanding{NeverAssessed, OnlyScreened, UnderWay, Assessed}

// DPIADue is one line of the calendar: an activity that runs, and when its next short DPIA is due.
type DPIADue struct {
	*Versions
	At       Version
	Activity register.Activity
	Standing DPIAStanding
	Last     *Versions // the DPIA that the standing and the due date come from; nil if never assessed
	Kind     dpia.Kind // of that DPIA; "" for a pre-scan
	Due      calendar.Date
	Rule     string // how the due date was found
	Overdue  bool   // the day asked for is after it
	Measures int    // measures of its DPIAs that are not settled
}

// Rules of the due date (T-28). That of a completed DPIA stands in the event.
const (
	ruleStart  = "drie jaar na de start van de verwerking: er is nog geen DPIA afgerond (§4.9)"
	ruleAtOnce = "meteen: de verwerking liep al langer dan drie jaar toen zij in het grootboek kwam (§4.9)"
	ruleNoDate = "meteen: het register noemt geen startdatum, en er is nog geen DPIA afgerond (§4.9)"
)

// DPIACalendar lists every activity that runs as of a moment, with the due date of its next short DPIA (R-4.9-06): none is
// missing. The day is the one that is asked about: now, or the day looked back to. Earliest due first.
//
// An activity runs from its start until it ends; one that is suspended still has its data, and one that was taken over
// from an older register runs from the start date it came with.
func (r *Records) DPIACalendar(a AsOf, on calendar.Date) []DPIADue {
	of := r.dpiasByActivity(a)
	var list []DPIADue
	for _, v := range r.OfType("activity") {
		at, ok := v.At(a)
		if !ok {
			continue
		}
		if x := at.State.(register.Activity); runs(x, on) {
			list = append(list, dueOf(v, at, x, of[v.Stream], on))
		}
	}
	slices.SortFunc(list, func(a, b DPIADue) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), strings.Compare(a.Activity.Name, b.Activity.Name), strings.Compare(a.ID, b.ID))
	})
	return list
}

func runs(a register.Activity, on calendar.Date) bool {
	switch a.State {
	case register.StatusActive, register.StatusSuspended:
		return true
	case register.StatusRegistered, register.StatusApproved:
		return a.StartDate.Valid() && a.StartDate <= on
	}
	return false
}

type dpiaAt struct {
	*Versions
	dpia.DPIA
}

// dpiasByActivity gathers the DPIAs by the activity that they are about: itself, or that of a purpose change. A DPIA of a
// collaboration or a covenant is about no single activity.
func (r *Records) dpiasByActivity(a AsOf) map[string][]dpiaAt {
	of := map[string][]dpiaAt{}
	for _, v := range r.OfType("dpia") {
		at, ok := v.At(a)
		if !ok {
			continue
		}
		d := at.State.(dpia.DPIA)
		if d.State == dpia.StatusCancelled { // it ended without a result
			continue
		}
		subject := d.Subject
		if p := r.Stream(subject); p != nil {
			if x, isPurpose := p.Last().State.(register.PurposeChange); isPurpose {
				subject = x.Activity
			}
		}
		of[subject] = append(of[subject], dpiaAt{v, d})
	}
	return of
}

// standingOf tells how far one DPIA is. One that was reopened was completed once: its due date stays.
func standingOf(d dpia.DPIA) DPIAStanding {
	switch {
	case d.NextDue != "":
		return Assessed
	case d.State == dpia.StatusScreened:
		return OnlyScreened
	}
	return UnderWay
}

func dueOf(v *Versions, at Version, a register.Activity, list []dpiaAt, on calendar.Date) DPIADue {
	x := DPIADue{Versions: v, At: at, Activity: a, Standing: NeverAssessed}
	for _, d := range list {
		for _, m := range d.Measures {
			if !m.Settled() {
				x.Measures++
			}
		}
		s := standingOf(d.DPIA)
		further := slices.Index(standings, s) - slices.Index(standings, x.Standing)
		if further > 0 || further == 0 && (x.Last == nil || d.NextDue >= x.Due) { // three years from the last completed one of any kind
			x.Standing, x.Last, x.Kind, x.Due = s, d.Versions, d.Kind, d.NextDue
		}
	}
	x.Rule = dpia.NextRule
	if x.Standing != Assessed {
		x.Due, x.Rule = dueFromStart(a, calendar.On(v.List[0].Recorded))
	}
	x.Overdue = on > x.Due
	return x
}

// dueFromStart counts from the start of the activity (T-28); known is the day on which the ledger learned of it.
func dueFromStart(a register.Activity, known calendar.Date) (calendar.Date, string) {
	start := a.StartDate
	if !start.Valid() {
		start = a.StartedOn
	}
	if !start.Valid() {
		return known, ruleNoDate
	}
	if due := start.AddYears(3); due >= known {
		return due, ruleStart
	}
	return known, ruleAtOnce
}
