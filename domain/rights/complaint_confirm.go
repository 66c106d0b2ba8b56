package rights

import (
	"reflect"
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ComplaintHandling says what the complaint is about and who handles it.
type ComplaintHandling struct {
	Process    string       `json:"process" nl:"Proces" form:"process" hint:"De eigenaar van dit proces past zo nodig de werkwijze aan."`
	Activities []string     `json:"activities" nl:"Verwerkingen" form:"activity" hint:"De naam zoals die in het register staat, of een deel daarvan. Eén per regel."`
	About      string       `json:"about,omitempty" nl:"Over welke medewerker gaat de klacht?" form:"person" opt:"1" hint:"Leeg: niet over één medewerker."`
	Handler    string       `json:"handler" nl:"Behandelaar" form:"person" hint:"Iemand die niet bij het voorval was betrokken."`
	Committee  domain.YesNo `json:"committee" nl:"Adviseert een klachtencommissie?" hint:"Dan is de termijn tien weken (Awb art. 9:11)."`
}

// ConfirmComplaint records that the complainant got a confirmation in writing (Awb 9:6), and who handles it. It can be done
// again, when another handles it.
type ConfirmComplaint struct{ ComplaintHandling }

// ComplaintConfirmed replaces what was said of the handling before.
type ComplaintConfirmed struct {
	ComplaintHandling
	Due     calendar.Date `json:"due" nl:"Uiterlijk afhandelen op"`
	DueRule string        `json:"due_rule" nl:"Zo geteld"`
}

// Decide implements [domain.Command].
func (c ConfirmComplaint) Decide(s Complaint, by domain.Stamp) ([]complaintEvent, error) {
	if err := s.notAbout(by); err != nil {
		return nil, err
	}
	h := c.ComplaintHandling
	h.Activities = domain.Lines(h.Activities)
	if err := h.problems(by).Refuse("complaint.handling"); err != nil {
		return nil, err
	}
	if s.Confirmed && reflect.DeepEqual(h, s.ComplaintHandling) {
		return nil, nil // saying it twice changes nothing
	}
	due, rule := h.due(s.Received, s.Extended != "")
	return []complaintEvent{ComplaintConfirmed{h, due, rule}}, nil
}

func (h ComplaintHandling) problems(by domain.Stamp) domain.Problems {
	var p domain.Problems
	p.NeedProcess(h.Process, by)
	if len(h.Activities) == 0 {
		p.Add("activities", "Noem de verwerkingen waar de klacht over gaat.")
	}
	if h.About != "" {
		p.NeedPerson(h.About, "about", "Kies een medewerker uit de personenlijst.", by)
	}
	p.NeedPerson(h.Handler, "handler", "Kies wie de klacht behandelt.", by)
	if h.About != "" && h.Handler == h.About { // Awb 9:7(1)
		p.Add("handler", "Wie over zichzelf een klacht krijgt, behandelt haar niet. Kies een ander.")
	}
	p.Choose(h.Committee, string(h.Committee), "committee", "Zeg of een klachtencommissie adviseert.")
	return p
}

// Evolve implements [domain.Event].
func (e ComplaintConfirmed) Evolve(s Complaint, _ domain.Stamp) Complaint {
	s.ComplaintHandling, s.Confirmed, s.Due, s.DueRule = e.ComplaintHandling, true, e.Due, e.DueRule
	s.Activities = slices.Clone(e.Activities)
	return s
}
