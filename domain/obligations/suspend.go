package obligations

import (
	"strconv"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Stops returns the law by which a term can stand still; "" if it cannot. Only the term of the AP does (row 26): of all records, a prior
// consultation alone tells that it stood still. The others run on, also where the law or the EDPB would let them wait: a doubt about who
// asks (rows 1 to 7) or a notice of objection that is not complete (row 56) stops nothing here, since the shorter reading is the safe one.
func Stops(row int, limit string) string {
	if row == 26 && limit == "advice" {
		return "AVG art. 36 lid 2: tot de AP de gevraagde gegevens heeft"
	}
	return ""
}

// SuspendObligation lets the term stand still from the end of the day of the stamp. The record for which it runs has recorded why.
type SuspendObligation struct {
	Reason string `json:"reason" nl:"Reden" form:"long" hint:"Noem geen personen."`
}

// ObligationSuspended is [added]: a term never stands still in silence.
type ObligationSuspended struct {
	Reason string `json:"reason" nl:"Reden"`
	Law    string `json:"law" nl:"Volgens"`
}

// Decide implements [domain.Command]. What has ended does not stand still.
func (c SuspendObligation) Decide(o Obligation, by domain.Stamp) ([]event, error) {
	if err := needReason(c.Reason, "obligation.suspend", "Geef de reden van de opschorting."); err != nil {
		return nil, err
	}
	law := Stops(o.Row, o.Limit)
	switch {
	case law == "":
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "obligation.not-suspendable", NL: "Deze termijn kan niet worden opgeschort."}
	case o.Still():
		return nil, nil // it stands still already
	case o.Deadline().Passed(by.Happened):
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "obligation.passed", NL: "De termijn is al voorbij en kan niet meer worden opgeschort."}
	}
	return []event{ObligationSuspended{trim(c.Reason), law}}, nil
}

// Evolve implements [domain.Event].
func (e ObligationSuspended) Evolve(o Obligation, by domain.Stamp) Obligation {
	o.StillFrom, o.Pauses, o.Reason = calendar.On(by.Happened), o.Pauses+1, e.Reason
	return o
}

// ResumeObligation lets the term run again after the day of the stamp: the end moves by the days on which it stood still.
type ResumeObligation struct{}

// ObligationResumed is the new end, and how many days the term stood still in all.
type ObligationResumed struct {
	Count
	Days int `json:"days" nl:"Dagen opgeschort, in totaal"`
}

// Decide implements [domain.Command].
func (ResumeObligation) Decide(o Obligation, by domain.Stamp) ([]event, error) {
	if !o.Still() {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "obligation.not-suspended", NL: "Deze termijn staat niet stil."}
	}
	o.Days += calendar.DaysBetween(o.StillFrom, calendar.On(by.Happened))
	end, ok := o.counted(o.Extended)
	if !ok {
		return nil, &domain.Refusal{Kind: domain.Invalid, Code: "obligation.uncountable", NL: "De termijn loopt zo buiten de kalender."}
	}
	return []event{ObligationResumed{count(end), o.Days}}, nil
}

// Evolve implements [domain.Event]. A new end has a reminder of its own.
func (e ObligationResumed) Evolve(o Obligation, _ domain.Stamp) Obligation {
	if o.Unstopped == "" {
		o.Unstopped = o.Due
	}
	o.Count, o.Days, o.StillFrom = e.Count, e.Days, ""
	return o.again()
}

// Still tells whether the term stands still: nothing of it passes, and nobody is reminded.
func (o Obligation) Still() bool { return o.State == StatusOpen && o.StillFrom != "" }

// counted is the end from the start, with the days on which the term stood still; moved to a working day once, at the end of the whole.
func (o Obligation) counted(extended bool) (calendar.Deadline, bool) {
	_, l, _ := Find(o.Row, o.Limit)
	if o.Days == 0 {
		return l.Due(o.Starts, extended)
	}
	if extended && l.Extra == "" || l.Day != "" {
		return calendar.Deadline{}, false
	}
	if extended {
		l.Term = l.Longer(l.Extra)
	}
	end, ok := l.Longer("P" + strconv.Itoa(o.Days) + "D").Deadline(o.Starts)
	end.Rule += ", waarvan " + calendar.Term{Period: "P" + strconv.Itoa(o.Days) + "D"}.NL() + " opgeschort"
	return end, ok
}
