package rights

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// AdaptHandling records that the way of handling personal data was changed after a justified complaint (§5.2).
type AdaptHandling struct {
	What     string   `json:"what" nl:"Wat is er aangepast?" form:"long" hint:"Noem geen personen."`
	Measures []string `json:"measures" nl:"Maatregelen" form:"measure" hint:"De maatregelen uit de actielijst die hiervoor zijn uitgevoerd. Eén per regel."`
}

// HandlingAdapted says what was changed, by which measures (RT-20).
type HandlingAdapted struct {
	What     string   `json:"what" nl:"Aangepast"`
	Measures []string `json:"measures" nl:"Maatregelen" form:"measure"`
}

// Decide implements [domain.Command]. A measure that still waits has changed nothing.
func (c AdaptHandling) Decide(s Complaint, by domain.Stamp) ([]complaintEvent, error) {
	if !s.justified() {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "complaint.not-justified", NL: "De klacht is niet terecht gevonden. Er hoeft niets te worden aangepast."}
	}
	measures := domain.Lines(c.Measures)
	var p domain.Problems
	p.Need(c.What, "what", "Beschrijf wat er is aangepast.")
	if len(measures) == 0 {
		p.Add("measures", "Noem de maatregelen. Staan zij nog niet in de actielijst, stel ze dan eerst voor.")
	}
	for _, m := range domain.Streams("measure", measures...) {
		if f, ok := domain.Tell[domain.MeasureFacts](by.Facts, m); !ok {
			p.Add("measures", "Kies maatregelen uit de actielijst.")
		} else if !f.Done {
			p.Add("measures", "Een maatregel is nog niet uitgevoerd.")
		}
	}
	if err := p.Refuse("complaint.adapt"); err != nil {
		return nil, err
	}
	return []complaintEvent{HandlingAdapted{strings.TrimSpace(c.What), measures}}, nil
}

// Evolve implements [domain.Event].
func (e HandlingAdapted) Evolve(s Complaint, _ domain.Stamp) Complaint {
	s.Adapted, s.Measures = true, withPart(s.Measures, e.Measures...)
	return s
}
