package sharing

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// FindArrangementsSufficient: owner and privacy administrator each find the arrangements sufficient (§4.10).
type FindArrangementsSufficient struct {
	Arrangements string `json:"arrangements" nl:"Convenant of uitwisselingsafspraak" ref:"covenant exchange-arrangement"`
	Why          string `json:"why" nl:"Waarom zijn de afspraken voldoende?" form:"long" hint:"Noem geen personen."`
}

// ArrangementsFoundSufficient is the judgement of one of the two, about one version.
type ArrangementsFoundSufficient struct {
	Arrangements string `json:"arrangements" nl:"Afspraken"`
	Why          string `json:"why" nl:"Waarom voldoende"`
	Version      uint64 `json:"version" nl:"Over versie"`
}

// Decide implements [domain.Command].
func (c FindArrangementsSufficient) Decide(s Collaboration, by domain.Stamp) ([]collaborationEvent, error) {
	ref := trim(c.Arrangements)
	var p domain.Problems
	if !strings.HasPrefix(ref, "covenant/") && !strings.HasPrefix(ref, "exchange-arrangement/") {
		p.Add("arrangements", "Kies het convenant of de uitwisselingsafspraak.")
	}
	p.Need(c.Why, "why", "Zeg waarom de afspraken voldoende zijn.")
	if err := p.Refuse("collaboration.arrangements"); err != nil {
		return nil, err
	}
	if s.Arrangements.Counts() && s.Arrangements.Ref == ref && slices.Contains(s.FoundBy, by.Role) {
		return nil, nil // saying it twice changes nothing
	}
	if s.Arrangements.Counts() && s.Arrangements.Ref == ref && slices.Contains(s.FoundWho, by.Actor) { // as T-51: owner and privacy administrator are two persons
		return nil, &domain.Refusal{Kind: domain.Forbidden, Code: "collaboration.same-person", NL: "U vond deze afspraken al voldoende, in een andere rol. Een ander moet dit vastleggen."}
	}
	return []collaborationEvent{ArrangementsFoundSufficient{ref, trim(c.Why), s.Events}}, nil
}

// Evolve implements [domain.Event]. Other arrangements, or those of before a material change, are judged anew by both.
func (e ArrangementsFoundSufficient) Evolve(c Collaboration, by domain.Stamp) Collaboration {
	if !c.Arrangements.Counts() || c.Arrangements.Ref != e.Arrangements {
		c.FoundBy, c.FoundWho = nil, nil
	}
	c.Arrangements = c.Arrangements.renewed(e.Arrangements, calendar.On(by.Happened), e.Version)
	if !slices.Contains(c.FoundBy, by.Role) {
		c.FoundBy, c.FoundWho = with(c.FoundBy, by.Role), with(c.FoundWho, by.Actor)
	}
	return c.counted()
}
