package rights

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// LodgeAppeal records that somebody went to court, or to a higher one, when it happened.
type LodgeAppeal struct {
	Court  string `json:"court" nl:"Bij welke rechter?"`
	Number string `json:"number,omitempty" nl:"Zaaknummer" opt:"1" hint:"Leeg: nog niet bekend."`
}

// AppealLodged is an appeal to a court.
type AppealLodged struct {
	Court  string `json:"court" nl:"Rechter"`
	Number string `json:"number,omitempty" nl:"Zaaknummer"`
}

// Decide implements [domain.Command]. Whether somebody may come to court yet, without a decision or in time, is for the court (Awb 6:12):
// that he did is a fact.
func (c LodgeAppeal) Decide(_ Appeal, _ domain.Stamp) ([]appealEvent, error) {
	var p domain.Problems
	p.Need(c.Court, "court", "Noem de rechter.")
	if err := p.Refuse("objection.court"); err != nil {
		return nil, err
	}
	return []appealEvent{AppealLodged{strings.TrimSpace(c.Court), strings.TrimSpace(c.Number)}}, nil
}

// Evolve implements [domain.Event].
func (e AppealLodged) Evolve(s Appeal, _ domain.Stamp) Appeal {
	s.State, s.Court, s.Judgment = AppealIsAtCourt, e.Court, ""
	s.Ending, s.ClosedOn = "", "" // a higher court opens the case again
	return s
}

// ReceiveJudgment records the judgment of the court.
type ReceiveJudgment struct {
	Judgment AppealOutcome   `json:"judgment" nl:"Uitspraak"`
	Text     domain.VaultRef `json:"text" nl:"De uitspraak, en wat de gemeente moet doen" form:"vault:judgment+"`
	Ecli     string          `json:"ecli,omitempty" nl:"ECLI-nummer" opt:"1" hint:"Als de uitspraak is gepubliceerd."`
}

// CourtJudgmentReceived is the judgment.
type CourtJudgmentReceived struct {
	Judgment AppealOutcome   `json:"judgment" nl:"Uitspraak"`
	Text     domain.VaultRef `json:"text" nl:"Tekst"`
	Ecli     string          `json:"ecli,omitempty" nl:"ECLI-nummer"`
}

// Decide implements [domain.Command].
func (c ReceiveJudgment) Decide(_ Appeal, by domain.Stamp) ([]appealEvent, error) {
	var p domain.Problems
	p.Choose(c.Judgment, string(c.Judgment), "judgment", "Kies de uitspraak.")
	p.NeedDossier(c.Text, "text", by)
	if err := p.Refuse("objection.judgment"); err != nil {
		return nil, err
	}
	return []appealEvent{CourtJudgmentReceived{c.Judgment, c.Text, strings.TrimSpace(c.Ecli)}}, nil
}

// Evolve implements [domain.Event].
func (e CourtJudgmentReceived) Evolve(s Appeal, _ domain.Stamp) Appeal {
	s.State, s.Judgment = AppealIsJudged, e.Judgment
	return s
}
