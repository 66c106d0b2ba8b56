package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Handover is how the data came back, or were destroyed: the copies too (E10, B1.2).
type Handover struct {
	Copies       domain.YesNo `json:"copies" nl:"Ook alle kopieën?"`
	Confirmation string       `json:"confirmation" nl:"Bevestiging van de verwerker (kenmerk of hash)"`
}

// RecordDataReturned records that the data came back.
type RecordDataReturned struct{ Handover }

// DataReturnedByProcessor closes the agreement.
type DataReturnedByProcessor struct{ Handover }

// RecordDataDestroyed records that the data were destroyed.
type RecordDataDestroyed struct{ Handover }

// DataDestroyedByProcessor closes the agreement.
type DataDestroyedByProcessor struct{ Handover }

// ready refuses a closing without the statement on copies (R-B2-05), before the end, or without a confirmation.
func (c Handover) ready(s Agreement, by domain.Stamp) (Handover, error) {
	var p domain.Problems
	if c.Copies != domain.Yes {
		p.Add("copies", "De overeenkomst kan pas worden afgewikkeld als ook alle kopieën terug of vernietigd zijn (bijlage 1.2).")
	}
	p.Need(c.Confirmation, "confirmation", "Noem de bevestiging van de verwerker.")
	if err := p.Refuse("agreement.handover"); err != nil {
		return c, err
	}
	if calendar.On(by.Happened) < s.EndedOn {
		return c, refusal(domain.Unmet, "agreement.still-running", "ends_on", "De overeenkomst geldt nog tot "+s.EndedOn.NL()+".")
	}
	return Handover{c.Copies, trim(c.Confirmation)}, nil
}

// Decide implements [domain.Command].
func (c RecordDataReturned) Decide(s Agreement, by domain.Stamp) ([]agreementEvent, error) {
	h, err := c.ready(s, by)
	if err != nil {
		return nil, err
	}
	return []agreementEvent{DataReturnedByProcessor{h}}, nil
}

// Decide implements [domain.Command].
func (c RecordDataDestroyed) Decide(s Agreement, by domain.Stamp) ([]agreementEvent, error) {
	h, err := c.ready(s, by)
	if err != nil {
		return nil, err
	}
	return []agreementEvent{DataDestroyedByProcessor{h}}, nil
}

func (s Agreement) closed(by domain.Stamp) Agreement {
	s.State, s.ClosedOn = AgreementStatusClosed, calendar.On(by.Happened)
	return s
}

// Evolve implements [domain.Event].
func (e DataReturnedByProcessor) Evolve(s Agreement, by domain.Stamp) Agreement { return s.closed(by) }

// Evolve implements [domain.Event].
func (e DataDestroyedByProcessor) Evolve(s Agreement, by domain.Stamp) Agreement { return s.closed(by) }
