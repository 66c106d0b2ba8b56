package demo

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/obligations"
)

// planObligations tells of terms that run (RT-35): met in time, met late, moved and waived.
func (h *history) planObligations() {
	h.onActive(0.35, h.confirmedInTime)
	h.onActive(0.45, h.publishedLate)
	h.onActive(0.55, h.waivedMeasure)
	h.onActive(0.6, h.stoppedTerm)
	h.onActive(0.98, h.runningTerm)
}

// beginTerm lets a term begin for a record, and the clock look at it every day.
func (h *history) beginTerm(r *record, row int, limit string, a *activity, on int) error {
	c := obligations.CreateObligation{Terms: obligations.Terms{Row: row, Limit: limit, Subject: a.rec.stream, Process: a.process()}}
	if on > 0 {
		c.On = h.after(on)
	}
	if err := h.tick(r, c); err != nil {
		return err
	}
	h.later(1, func() error { return h.watch(r) })
	return nil
}

func (h *history) tick(r *record, command any) error {
	return h.do(act{person: domain.System, role: domain.SYS, on: r, command: command}, h.recorded())
}

// watch is what the clock of a server does: record what the day has brought, as long as there is something to come.
func (h *history) watch(r *record) error {
	o := r.state.(obligations.Obligation)
	if o.State != obligations.StatusOpen {
		return nil
	}
	if c := r.state.(interface{ ByClock(time.Time) any }).ByClock(h.recorded()); c != nil {
		if err := h.tick(r, c); err != nil {
			return err
		}
	}
	h.later(1, func() error { return h.watch(r) })
	return nil
}

// confirmedInTime is a yearly confirmation, after its reminder.
func (h *history) confirmedInTime(a *activity) error {
	r := h.record("obligation", "")
	h.later(235, func() error { return h.tick(r, obligations.MeetObligation{}) })
	return h.beginTerm(r, 53, "confirm", a, 0)
}

// publishedLate is a publication that came a week after the change.
func (h *history) publishedLate(a *activity) error {
	r := h.record("obligation", "")
	h.later(5, func() error { return h.tick(r, obligations.MeetObligation{}) })
	return h.beginTerm(r, 53, "publish", a, 0)
}

// waivedMeasure was to be carried out by an agreed day, which moved once and passed; then it was not needed any more.
func (h *history) waivedMeasure(a *activity) error {
	r := h.record("obligation", "")
	h.later(6, func() error {
		return h.tick(r, obligations.ExtendObligation{To: h.after(80), Reason: "De leverancier levert later."})
	})
	h.later(120, func() error { return h.waive(r) })
	return h.beginTerm(r, 57, "implement", a, 30)
}

func (h *history) waive(r *record) error {
	return h.exchange(r, turn{0, h.a(domain.SEC), always(obligations.WaiveObligation{Reason: "Het systeem is vervangen; de maatregel is niet meer nodig."})})
}

// runningTerm still runs at the end of history.
func (h *history) runningTerm(a *activity) error {
	return h.beginTerm(h.record("obligation", ""), 30, "check", a, 0)
}

// stoppedTerm began a day earlier than was first thought, stood still while a question was out, and was met.
func (h *history) stoppedTerm(a *activity) error {
	r := h.record("obligation", "")
	h.later(1, func() error {
		start := r.state.(obligations.Obligation).Starts.AddDate(0, 0, -1)
		return h.tick(r, obligations.RecountObligation{Start: calendar.At(start), Reason: "De aanvraag was een dag eerder ontvangen."})
	})
	h.later(4, func() error {
		return h.tick(r, obligations.SuspendObligation{Reason: "De AP vroeg om het overzicht van de ontvangers."})
	})
	h.later(12, func() error { return h.tick(r, obligations.ResumeObligation{}) })
	h.later(30, func() error { return h.tick(r, obligations.MeetObligation{}) })
	return h.beginTerm(r, 26, "advice", a, 0)
}
