package projections

import (
	"fmt"
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/messages"
	"github.com/heemstede/grootboek/domain/obligations"
)

// A Signal is something to tell: a warning of a term, or that a term in hours has begun.
type Signal struct {
	Warning
	Key    string // names it in a message: record and version
	Urgent bool   // a term in hours: a digest of the next morning would be late
}

// signalAge is how long something stays to be told: whoever takes up a role does not get the mail of years.
const signalAge = 14 * 24 * time.Hour

// Outbox keeps what is to be told, whom it was told, and the messages that are on their way. It is a [Model].
type Outbox struct {
	signals []Signal
	told    map[string]map[string]bool // by key, the persons
	open    []*Versions                // messages not sent yet, in the order in which they were prepared
}

// NewOutbox returns the model.
func NewOutbox() *Outbox { return &Outbox{told: map[string]map[string]bool{}} }

// Apply implements [Model].
func (o *Outbox) Apply(c Change) {
	if m, is := c.After.(messages.Message); is {
		o.message(c, m)
		return
	}
	if s, ok := signalOf(c); ok {
		o.forget(c.Recorded.Add(-signalAge))
		o.signals = append(o.signals, s)
		o.told[s.Key] = map[string]bool{}
	}
}

func (o *Outbox) message(c Change, m messages.Message) {
	if c.Before == nil {
		o.open = append(o.open, c.Record)
		for _, key := range m.About {
			if o.told[key] != nil { // what was forgotten is not told again either
				o.told[key][m.Person] = true
			}
		}
	}
	if m.State == messages.StatusSent || m.State == messages.StatusAbandoned {
		o.open = slices.DeleteFunc(o.open, func(v *Versions) bool { return v == c.Record })
	}
}

// forget drops what is too old to tell.
func (o *Outbox) forget(before time.Time) {
	n := 0
	for n < len(o.signals) && o.signals[n].Entry.Recorded.Before(before) {
		delete(o.told, o.signals[n].Key)
		n++
	}
	o.signals = slices.Delete(o.signals, 0, n)
}

func signalOf(c Change) (Signal, bool) {
	x, is := c.After.(obligations.Obligation)
	if !is {
		return Signal{}, false
	}
	w, ok := WarningOf(c)
	hours := !x.Deadline().Moment.IsZero()
	if !ok && (!hours || c.Name != "ObligationCreated") {
		return Signal{}, false
	}
	if !ok { // 72 hours leave no time to wait for the reminder
		w = Warning{Term: termOf(c.Record, x), Entry: c.Entry, Roles: slices.Clone(x.Duty().Who)}
	}
	return Signal{Warning: w, Key: fmt.Sprintf("%s@%d", c.Record.Stream, c.Entry.Version), Urgent: hours}, true
}

// For yields what is still to be told to a person: signals of terms that still run, for a role that he has now; of OWN for processes
// that are his. Call it under [Live.View].
func (o *Outbox) For(person string, g *Governance, at time.Time) (list []Signal) {
	roles := g.RolesOf(person, at)
	for _, s := range o.signals {
		if s.Entry.Recorded.Before(at.Add(-signalAge)) || o.told[s.Key][person] || !running(s.Record.Last().State.(obligations.Obligation)) {
			continue
		}
		if slices.ContainsFunc(s.Roles, func(r domain.Role) bool {
			return r != domain.EMP && r != domain.OWN && slices.Contains(roles, r) || r == domain.OWN && owner(g, person, s.Process, at) // EMP is everybody
		}) {
			list = append(list, s)
		}
	}
	return list
}

// owner tells whether a process is somebody's, or somebody acts for it under a mandate.
func owner(g *Governance, person, process string, at time.Time) bool {
	p, ok := g.Process(process, at)
	if !ok {
		return false
	}
	return p.Owner == person || p.Coordinating == person ||
		slices.ContainsFunc(g.Mandates(person, at), func(m domain.Mandate) bool { return m.Process == process })
}

// Waiting are the messages for which an attempt can begin at a moment, what was prepared first first. Call it under [Live.View].
func (o *Outbox) Waiting(at time.Time) (list []*Versions) {
	for _, v := range o.open {
		if v.Last().State.(messages.Message).Waits(at) {
			list = append(list, v)
		}
	}
	return list
}
