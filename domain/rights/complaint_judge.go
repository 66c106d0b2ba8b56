package rights

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// ComplaintOutcome is what the college finds of a complaint.
type ComplaintOutcome string

// Outcomes.
const (
	ComplaintJustified       ComplaintOutcome = "justified"
	ComplaintPartlyJustified ComplaintOutcome = "partly"
	ComplaintNotJustified    ComplaintOutcome = "not-justified"
)

// Choices implements [domain.Chooser].
func (ComplaintOutcome) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(ComplaintJustified), NL: "terecht"}, {Value: string(ComplaintPartlyJustified), NL: "gedeeltelijk terecht"},
		{Value: string(ComplaintNotJustified), NL: "niet terecht"}}
}

// JudgeComplaint is the judgement of the college (§5.2, R-5.2-11), with its reasons whatever it is (R-5.2-12).
type JudgeComplaint struct {
	Outcome  ComplaintOutcome `json:"outcome" nl:"Is de klacht terecht?"`
	Reasons  domain.VaultRef  `json:"reasons" nl:"Redenen" form:"vault:reasons"`
	Decision string           `json:"decision" nl:"Kenmerk van het besluit" hint:"Van het college, of van wie namens het college besluit. Noem geen personen."`
}

// ComplaintJudged is the judgement.
type ComplaintJudged struct {
	Outcome  ComplaintOutcome `json:"outcome" nl:"Oordeel"`
	Reasons  domain.VaultRef  `json:"reasons" nl:"Redenen"`
	Decision string           `json:"decision" nl:"Besluit"`
}

// Decide implements [domain.Command].
func (c JudgeComplaint) Decide(s Complaint, by domain.Stamp) ([]complaintEvent, error) {
	if err := s.notAbout(by); err != nil {
		return nil, err
	}
	var p domain.Problems
	p.Choose(c.Outcome, string(c.Outcome), "outcome", "Kies of de klacht terecht is.")
	p.NeedDossier(c.Reasons, "reasons", by)
	p.Need(c.Decision, "decision", "Noem het besluit.")
	if err := p.Refuse("complaint.judgement"); err != nil {
		return nil, err
	}
	return []complaintEvent{ComplaintJudged{c.Outcome, c.Reasons, strings.TrimSpace(c.Decision)}}, nil
}

// Evolve implements [domain.Event].
func (e ComplaintJudged) Evolve(s Complaint, _ domain.Stamp) Complaint {
	s.State, s.Outcome = ComplaintIsJudged, e.Outcome
	return s
}
