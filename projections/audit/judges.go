package audit

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/domain/processors"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/sharing"
	"github.com/heemstede/grootboek/projections"
)

func last(list []projections.Version) any { return list[len(list)-1].State }

// startApproved: §4; permission comes before the start.
func startApproved(list []projections.Version, p period) (bool, string) {
	in, approved := false, calendar.Date("")
	for i, v := range list {
		a := v.State.(register.Activity)
		if approved == "" && a.Approved != nil {
			approved = a.Approved.On
		}
		if a.State != register.StatusActive {
			continue
		}
		begins, ends := calendar.On(v.Happened), calendar.Date("9999-12-31")
		if i+1 < len(list) {
			ends = calendar.On(list[i+1].Happened)
		}
		in = in || begins <= p.until && ends >= p.from
	}
	start := last(list).(register.Activity).StartedOn
	switch {
	case !in:
		return false, ""
	case approved == "":
		return true, "Er is geen goedkeuring van de start."
	case start != "" && approved > start:
		return true, "Goedgekeurd op " + approved.NL() + ", begonnen op " + start.NL() + "."
	}
	return true, ""
}

// agreementDue is the day on which the yearly check of an agreement must be done (§7.2); "" while it does not stand.
func agreementDue(state any) calendar.Date {
	a := state.(processors.Agreement)
	if a.State != processors.AgreementStatusConcluded && a.State != processors.AgreementStatusInForce {
		return ""
	}
	return a.Due
}

// covenantDue is that of a covenant (§7.1).
func covenantDue(state any) calendar.Date {
	c := state.(sharing.Covenant)
	if c.State != sharing.CovenantIsConcluded && c.State != sharing.CovenantIsInForce {
		return ""
	}
	return c.NextCheck
}

// checked judges yearly checks: each day on which one was due in the period, and what came of it. A term that ends because the
// record ended before it is no term.
func checked(due func(any) calendar.Date) judge {
	return func(list []projections.Version, p period) (in bool, exception string) {
		for i := 0; i < len(list); {
			d, next := due(list[i].State), i+1
			for next < len(list) && due(list[next].State) == d {
				next++
			}
			if p.has(d) {
				one, late := oneCheck(list, d, next, due, p)
				in = in || one
				if exception == "" {
					exception = late
				}
			}
			i = next
		}
		return in, exception
	}
}

// oneCheck is what became of a check that was due on a day: next is the first version with another day.
func oneCheck(list []projections.Version, d calendar.Date, next int, due func(any) calendar.Date, p period) (in bool, exception string) {
	if next == len(list) {
		return true, "De controle van " + d.NL() + " is niet gedaan."
	}
	done := calendar.On(list[next].Happened)
	switch ended := due(list[next].State) == ""; {
	case done <= d:
		return !ended, ""
	case ended:
		return true, "De controle van " + d.NL() + " is niet gedaan voordat het eindigde."
	case done > p.until:
		return true, "De controle van " + d.NL() + " is niet gedaan in de periode."
	}
	return true, "De controle van " + d.NL() + " is gedaan op " + done.NL() + "."
}

// measuresTested: B1.6-7; who carried out does not test, so a test of own work does not count (T-11).
func measuresTested(list []projections.Version, p period) (in bool, exception string) {
	open := map[string]bool{}
	for _, v := range list {
		day := calendar.On(v.Happened)
		switch f := v.Fact.(type) {
		case dpia.DpiaMeasureImplemented:
			if p.has(day) {
				in, open[f.Measure] = true, true
			}
		case dpia.DpiaMeasureTested:
			if day <= p.until && !f.OwnWork {
				delete(open, f.Measure)
			}
		}
	}
	for _, m := range last(list).(dpia.DPIA).Measures {
		if open[m.ID] {
			return in, "Maatregel " + m.ID + " is uitgevoerd en niet getoetst, of alleen door wie er zelf aan werkte."
		}
	}
	return in, ""
}

// decided: article 33(1) AVG.
func decided(list []projections.Version, p period) (bool, string) {
	i := last(list).(incidents.Incident)
	due, ok := i.ApDue.Time()
	if !ok || i.Breach != domain.Yes || !p.has(calendar.On(due)) {
		return false, ""
	}
	at, ok := i.ApDecision.At.Time()
	switch {
	case !ok:
		return true, "Er is geen besluit. De 72 uur eindigden op " + i.ApDue.NL() + "."
	case at.After(due):
		return true, "Besloten op " + i.ApDecision.At.NL() + ". De 72 uur eindigden op " + i.ApDue.NL() + "."
	}
	return true, ""
}

// termMet: R-TIM-06, a term that was met late stays late, and one that had passed is not undone by letting it lapse.
func termMet(list []projections.Version, p period) (bool, string) {
	o := last(list).(obligations.Obligation)
	if o.State == obligations.StatusWaived && !o.WasLate() || !p.has(o.Due) {
		return false, ""
	}
	switch {
	case o.State == obligations.StatusMet:
		return true, ""
	case o.State == obligations.StatusMetLate:
		return true, "Gedaan op " + calendar.On(o.MetOn).NL() + ", uiterlijk " + o.Due.NL() + "."
	case o.State == obligations.StatusOpen && calendar.On(list[len(list)-1].Recorded) <= o.Due:
		return true, "Bij het controlepunt nog niet gedaan, uiterlijk " + o.Due.NL() + "."
	}
	return true, "Niet gedaan, uiterlijk " + o.Due.NL() + "."
}

// requestAnswered: article 12(3) AVG; the terms of requests are obligations about them.
func requestAnswered(list []projections.Version, p period) (bool, string) {
	if !strings.HasPrefix(last(list).(obligations.Obligation).Subject, "request/") {
		return false, ""
	}
	return termMet(list, p)
}
