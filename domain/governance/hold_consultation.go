package governance

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// HoldConsultation says that the privacy consultation was held, on the day that it happened (B1.3-1).
type HoldConsultation struct {
	Chair       string       `json:"chair" nl:"Wie zat voor?" form:"person"`
	ChairReason string       `json:"chair_reason,omitempty" nl:"Waarom zat de FG niet voor?" opt:"1" hint:"Verplicht als iemand anders voorzat. Noem geen personen."`
	Present     []Specialist `json:"present" nl:"Wie waren er?"`
	MeetingReport
}

// PrivacyConsultationHeld is the consultation. Persons are those who held the roles on that day.
type PrivacyConsultationHeld struct {
	Chair       string            `json:"chair" nl:"Voorzitter" form:"person"`
	ChairReason string            `json:"chair_reason,omitempty" nl:"Reden van een andere voorzitter"`
	Present     []HeldParticipant `json:"present" nl:"Deelnemers"`
	MeetingReport
}

// HeldParticipant is who took part, in which role.
type HeldParticipant struct {
	Person string      `json:"person" nl:"Persoon" form:"person"`
	Role   domain.Role `json:"role" nl:"als"`
}

// MeetingReport is what came out of a meeting.
type MeetingReport struct {
	Discussed []string `json:"discussed" nl:"Welke privacyvragen zijn besproken?" hint:"Eén per regel. Noem geen personen."`
	Decisions []string `json:"decisions,omitempty" nl:"Besluiten" opt:"1" hint:"Eén per regel. Noem geen personen."`
	Minutes   string   `json:"minutes,omitempty" nl:"Verslag (kenmerk of hash)" opt:"1"`
}

func (r MeetingReport) clean(p *domain.Problems) MeetingReport {
	r.Discussed, r.Decisions, r.Minutes = domain.Lines(r.Discussed), domain.Lines(r.Decisions), trim(r.Minutes)
	if len(r.Discussed) == 0 {
		p.Add("discussed", "Noem ten minste één vraag die is besproken.")
	}
	return r
}

// Decide implements [domain.Command].
func (c HoldConsultation) Decide(m Meeting, by domain.Stamp) ([]meetingEvent, error) {
	if m.Kind != Consultation {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "meeting.not-consultation", NL: "Dit is geen privacyoverleg. Gebruik ‘Deelname vastleggen’."}
	}
	var p domain.Problems
	p.NeedPerson(c.Chair, "chair", "Kies wie voorzat.", by)
	if !by.Facts.Holds(c.Chair, domain.FG, by.Happened) { // B1.3-1: the FG chairs; another only with a reason ([added] R-B3-01)
		p.Need(c.ChairReason, "chair_reason", "De FG zit het privacyoverleg voor (bijlage 1, rij B1.3-1). Zeg waarom dat nu anders was.")
	}
	e := PrivacyConsultationHeld{Chair: c.Chair, ChairReason: trim(c.ChairReason)}
	for _, s := range c.Present {
		p.Choose(s, string(s), "present", "Kies wie er waren.")
		for _, person := range by.Facts.Holders(domain.Role(s), by.Happened) {
			if x := (HeldParticipant{person, domain.Role(s)}); !slices.Contains(e.Present, x) {
				e.Present = append(e.Present, x)
				break // of an officer and a deputy the officer; the deputy says that he attended
			}
		}
	}
	e.MeetingReport = c.MeetingReport.clean(&p)
	if err := p.Refuse("meeting.held"); err != nil {
		return nil, err
	}
	return []meetingEvent{e}, nil
}

// Evolve implements [domain.Event].
func (e PrivacyConsultationHeld) Evolve(m Meeting, by domain.Stamp) Meeting {
	m = m.heldOn(by).reported(e.MeetingReport)
	m.Chair, m.ChairReason = e.Chair, e.ChairReason
	for _, x := range e.Present {
		m = m.took(Attendee(x))
	}
	return m
}

// reported adds what came out, sharing nothing.
func (m Meeting) reported(r MeetingReport) Meeting {
	m.Discussed = domain.Lines(slices.Concat(m.Discussed, r.Discussed))
	m.Decisions = domain.Lines(slices.Concat(m.Decisions, r.Decisions))
	if r.Minutes != "" {
		m.Minutes = r.Minutes
	}
	return m
}
