package register_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	. "github.com/heemstede/grootboek/domain/register"
)

// none is the status of an activity that does not exist.
const none domain.Status = ""

type transition struct {
	name    string
	command any
	policy  []domain.Status
	ours    []domain.Status
	why     string
	to      domain.Status
}

// transitions are the transitions of RT-03. policy are the states of the event table of the requirements. ours are states
// we add, each with its reason. Whatever is in neither is refused. to is the status after it; "" leaves it.
var transitions = []transition{
	{"aanleveren", Submit{complete()}, []domain.Status{none}, nil, "", StatusSubmitted},
	{"terugsturen", Return{"Vul aan."}, []domain.Status{StatusSubmitted}, nil, "", ""},
	{"registreren", Register{}, []domain.Status{StatusSubmitted}, nil, "", StatusRegistered},
	{"start goedkeuren", ApproveStart{motivated(untold...)}, []domain.Status{StatusRegistered}, nil, "", StatusApproved},
	{"starten", Start{}, []domain.Status{StatusApproved}, nil, "", StatusActive},
	{"vastleggen dat het al loopt", RecordRunning{"Liep al."}, nil, []domain.Status{StatusRegistered, StatusApproved}, "a fact is recorded with its deviations (G13)", StatusActive},
	{"wijziging aanleveren", SubmitChange{"Nieuwe leverancier.", "Aanbesteding."}, []domain.Status{StatusRegistered, StatusActive},
		[]domain.Status{StatusApproved, StatusSuspended}, "between registered and ended the register must be kept current (B1.1-2)", ""},
	{"wijzigen", Amend{Content: complete(), Reason: "Nieuwe leverancier."}, []domain.Status{StatusRegistered, StatusActive},
		[]domain.Status{StatusSubmitted, StatusApproved, StatusSuspended}, "as above; and an imported entry has no owner until PB has given it a process", ""},
	{"verbeteren", Correct{Content: complete(), Corrects: 1, Reason: "Typefout."},
		[]domain.Status{StatusSubmitted, StatusRegistered, StatusApproved, StatusActive, StatusSuspended, StatusEnded}, nil, "", ""},
	{"actualiteit bevestigen", Confirm{}, []domain.Status{StatusActive},
		[]domain.Status{StatusRegistered, StatusApproved, StatusSuspended}, "an update round asks for every entry in the register (B1.1-3)", ""},
	{"toetsen", Test{"sufficient", "sufficient", "sufficient", "not-tested", "", domain.No},
		[]domain.Status{StatusSubmitted, StatusRegistered, StatusApproved, StatusActive, StatusSuspended, StatusEnded}, nil, "", ""},
	{"opschorten", Suspend{"Storing."}, []domain.Status{StatusActive}, nil, "", StatusSuspended},
	{"hervatten", Resume{"Opgelost."}, []domain.Status{StatusSuspended}, nil, "", StatusActive},
	{"beëindigen", End{"Klaar.", "Vernietigd."}, []domain.Status{StatusActive},
		[]domain.Status{StatusRegistered, StatusApproved, StatusSuspended}, "what never starts again must be able to leave the register (RT-01: a process ends when its activities have)", StatusEnded},
	{"afwijking vastleggen", FindDeviation{"§4.9", "Geen DPIA.", ""}, // R-LED-19: a fact is never refused
		[]domain.Status{StatusSubmitted, StatusRegistered, StatusApproved, StatusActive, StatusSuspended, StatusEnded}, nil, "", ""},

	// The requirements give no states for these.
	{"aanvullen", Supplement{Content: complete()}, nil, []domain.Status{StatusSubmitted}, "returned for completion (RT-03)", ""},
	{"overnemen", TakeOver{complete(), Source{File: "sha256:1", Row: 1}}, nil, []domain.Status{none}, "an import (R-LED-18)", StatusSubmitted},
	{"opnieuw overnemen", TakeOverAgain{complete(), Source{File: "sha256:1", Row: 1}}, nil,
		[]domain.Status{StatusSubmitted, StatusRegistered, StatusApproved, StatusActive, StatusSuspended}, "an import (R-LED-18)", ""},
	{"uit het openbare register halen", WithdrawPublication{"Fout."}, nil,
		[]domain.Status{StatusRegistered, StatusApproved, StatusActive, StatusSuspended}, "what is in the register", ""},
	{"weer openbaar maken", Publish{}, nil,
		[]domain.Status{StatusRegistered, StatusApproved, StatusActive, StatusSuspended}, "what is in the register", ""},
	{"afweging vastleggen", Assess{"Belang.", "Risico.", "Doen."}, nil,
		[]domain.Status{StatusSubmitted, StatusRegistered, StatusApproved, StatusActive, StatusSuspended}, "R-3.1-09", ""},
}

func TestTransitions(t *testing.T) {
	all := append([]domain.Status{none}, statusesOf()...)
	for _, tr := range transitions {
		for _, from := range all {
			if slices.Contains(tr.policy, from) || slices.Contains(tr.ours, from) {
				t.Run("RT-03 "+tr.name+" kan in de status ‘"+nl(from)+"’", func(t *testing.T) {
					want := tr.to
					if want == "" {
						want = from
					}
					activity(t, eventsOf(from)).Knowing(ready()).Rules(tr.command).ThenStatus(want)
				})
				continue
			}
			t.Run("RT-03 "+tr.name+" kan niet in de status ‘"+nl(from)+"’", func(t *testing.T) {
				kind := domain.Conflict
				if from == none {
					kind = domain.NotFound
				}
				activity(t, eventsOf(from)).Knowing(ready()).Rules(tr.command).ThenRefused(kind)
			})
		}
	}
	t.Run("wat wij aan het beleid toevoegen, heeft een reden", func(t *testing.T) {
		for _, tr := range transitions {
			if len(tr.ours) > 0 && tr.why == "" {
				t.Errorf("%s: no reason", tr.name)
			}
		}
	})
	t.Run("elke opdracht van de verwerking staat in deze tabel", func(t *testing.T) {
		for _, c := range ActivityRecord.Info().Commands {
			known := slices.ContainsFunc(transitions, func(tr transition) bool {
				return ActivityRecord.Info().Command(tr.command).Name == c.Name
			})
			if !known && c.Name != "remedy-deviation" { // see TestDeviations: it needs a deviation
				t.Errorf("%s is not tested in every status", c.Name)
			}
		}
	})
}

func statusesOf() []domain.Status {
	var list []domain.Status
	for _, s := range states {
		list = append(list, s.status)
	}
	return list
}

func eventsOf(status domain.Status) []any {
	for _, s := range states {
		if s.status == status {
			return s.events
		}
	}
	return nil
}

func nl(s domain.Status) string {
	if s == none {
		return "bestaat nog niet"
	}
	return ActivityRecord.Info().StatusNL(s)
}
