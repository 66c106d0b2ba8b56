package register

import (
	"fmt"
	"time"

	"github.com/heemstede/grootboek/domain"
)

// Todo is what must happen next with an activity, and by whom.
type Todo struct {
	NL      string
	Role    domain.Role
	Command string // name of the command that does it
	Overdue bool
}

// Yearly terms for which the policy only says "kept current" (T-41): 12 months after the last time (T-33) [added].
const yearly = 12

// Next lists what must happen next, most urgent first. It follows from the state alone, so it can be asked for any past
// moment too.
func (a Activity) Next(now time.Time) []Todo {
	var list []Todo
	switch a.State {
	case StatusSubmitted:
		list = append(list, a.nextSubmitted()...)
	case StatusRegistered:
		list = append(list, Todo{NL: "Start goedkeuren als aan alle voorwaarden is voldaan", Role: domain.OWN, Command: "approve-start"})
	case StatusApproved:
		list = append(list, Todo{NL: "Melden dat de verwerking is gestart", Role: domain.OWN, Command: "start"})
	case StatusSuspended:
		list = append(list, Todo{NL: "Hervatten of beëindigen", Role: domain.OWN, Command: "resume"})
	}
	if n := len(a.Changes); n > 0 {
		list = append(list, Todo{NL: fmt.Sprintf("%d aangeleverde wijziging(en) verwerken", n), Role: domain.PB, Command: "amend"})
	}
	if n := a.openDeviations(); n > 0 {
		list = append(list, Todo{NL: fmt.Sprintf("%d afwijking(en) herstellen", n), Role: domain.PB, Command: "remedy-deviation"})
	}
	if a.State == StatusActive {
		list = append(list, a.nextYearly(now)...)
	}
	return list
}

func (a Activity) nextSubmitted() []Todo {
	if n := len(Missing(a.Content)); n > 0 {
		return []Todo{{NL: fmt.Sprintf("Aanvullen: er ontbreken nog %d gegevens", n), Role: domain.OWN, Command: "supplement"}}
	}
	return []Todo{{NL: "Registreren", Role: domain.PB, Command: "register"}}
}

func (a Activity) openDeviations() int {
	n := 0
	for _, d := range a.Deviations {
		if d.Open() {
			n++
		}
	}
	return n
}

// nextYearly: the owner confirms yearly, the FG tests yearly [added].
func (a Activity) nextYearly(now time.Time) []Todo {
	var list []Todo
	if a.ConfirmationOverdue(now) {
		list = append(list, Todo{NL: "Bevestigen dat de gegevens actueel zijn (elk jaar)", Role: domain.OWN, Command: "confirm", Overdue: true})
	}
	if a.LastTested.AddDate(0, yearly, 0).Before(now) {
		list = append(list, Todo{NL: "Toetsen door de FG (elk jaar)", Role: domain.FG, Command: "test"})
	}
	return list
}

// ConfirmationOverdue tells whether the yearly confirmation is late: 12 months after the last one, or after the start.
func (a Activity) ConfirmationOverdue(now time.Time) bool {
	if a.State != StatusActive {
		return false
	}
	last := a.LastConfirmed
	if last.IsZero() {
		last = a.StartedOn.Start()
	}
	return last.AddDate(0, yearly, 0).Before(now)
}

// Complete tells whether it could be registered, as far as its content goes.
func (a Activity) Complete() bool {
	return len(Missing(a.Content)) == 0 && len(Invalid(a.Content)) == 0
}
