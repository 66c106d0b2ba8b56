package rights

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// AppealEnding is how the case ended: how long the dossier is kept follows from it.
type AppealEnding string

// Choices implements [domain.Chooser].
func (AppealEnding) Choices() []domain.Choice {
	return []domain.Choice{{Value: "handled", NL: "afgehandeld"}, {Value: "financial", NL: "afgehandeld, met gevolgen voor geld"}}
}

func (e AppealEnding) problems() (p domain.Problems) {
	p.Choose(e, string(e), "ending", "Kies hoe de zaak is geëindigd.")
	return p
}

// CarryOutJudgment records what was done with the judgment.
type CarryOutJudgment struct {
	How    string       `json:"how" nl:"Wat is er gedaan?" form:"long" hint:"Noem geen personen. Hoefde er niets, zeg dan waarom."`
	Ending AppealEnding `json:"ending" nl:"Hoe is de zaak geëindigd?"`
}

// JudgmentCarriedOut closes the case, on the day it happened.
type JudgmentCarriedOut struct {
	How    string       `json:"how" nl:"Gedaan"`
	Ending AppealEnding `json:"ending" nl:"Geëindigd als"`
}

// Decide implements [domain.Command].
func (c CarryOutJudgment) Decide(_ Appeal, _ domain.Stamp) ([]appealEvent, error) {
	p := c.Ending.problems()
	p.Need(c.How, "how", "Zeg wat er met de uitspraak is gedaan.")
	if err := p.Refuse("objection.carry-out"); err != nil {
		return nil, err
	}
	return []appealEvent{JudgmentCarriedOut{strings.TrimSpace(c.How), c.Ending}}, nil
}

// Evolve implements [domain.Event].
func (e JudgmentCarriedOut) Evolve(s Appeal, by domain.Stamp) Appeal {
	return s.closed(string(e.Ending), by)
}

func (s Appeal) closed(ending string, by domain.Stamp) Appeal {
	s.State, s.Ending, s.ClosedOn = AppealIsClosed, ending, calendar.On(by.Happened)
	return s
}

// CloseAdministrativeObjection closes a case in which nobody went to court.
type CloseAdministrativeObjection struct {
	Ending AppealEnding `json:"ending" nl:"Hoe is de zaak geëindigd?"`
}

// AdministrativeObjectionClosed closes it, on the day it happened.
type AdministrativeObjectionClosed struct {
	Ending AppealEnding `json:"ending" nl:"Geëindigd als"`
}

// Decide implements [domain.Command].
func (c CloseAdministrativeObjection) Decide(s Appeal, by domain.Stamp) ([]appealEvent, error) {
	if err := c.Ending.problems().Refuse("objection.ending"); err != nil {
		return nil, err
	}
	if calendar.On(by.Happened) <= s.AppealBy {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "objection.appeal-open", NL: "Beroep kan nog tot en met " + s.AppealBy.NL() + " (Awb art. 6:7). Sluit de zaak daarna."}
	}
	return []appealEvent{AdministrativeObjectionClosed(c)}, nil
}

// Evolve implements [domain.Event].
func (e AdministrativeObjectionClosed) Evolve(s Appeal, by domain.Stamp) Appeal {
	return s.closed(string(e.Ending), by)
}

// WithdrawAdministrativeObjection records that the objection or the appeal was withdrawn (Awb 6:21).
type WithdrawAdministrativeObjection struct {
	Reason string `json:"reason,omitempty" nl:"Reden" opt:"1" hint:"Noem geen personen."`
}

// AdministrativeObjectionWithdrawn closes the case, on the day it happened.
type AdministrativeObjectionWithdrawn struct {
	Reason string `json:"reason,omitempty" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c WithdrawAdministrativeObjection) Decide(_ Appeal, _ domain.Stamp) ([]appealEvent, error) {
	return []appealEvent{AdministrativeObjectionWithdrawn{strings.TrimSpace(c.Reason)}}, nil
}

// Evolve implements [domain.Event]. What was decided before an appeal was withdrawn stays decided.
func (AdministrativeObjectionWithdrawn) Evolve(s Appeal, by domain.Stamp) Appeal {
	if s.Decided != "" {
		return s.closed("handled", by)
	}
	return s.closed("aborted", by)
}
