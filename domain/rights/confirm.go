package rights

import "github.com/heemstede/grootboek/domain"

// ConfirmReceipt records that the person has a confirmation: proof of an oral request (T-44).
type ConfirmReceipt struct {
	Letter domain.VaultRef `json:"letter" nl:"Bevestiging" form:"vault:confirmation"`
}

// ReceiptConfirmed says so.
type ReceiptConfirmed struct {
	Letter domain.VaultRef `json:"letter" nl:"Bevestiging"`
}

// Decide implements [domain.Command].
func (c ConfirmReceipt) Decide(_ Request, by domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	p.NeedDossier(c.Letter, "letter", by)
	if err := p.Refuse("request.confirmation"); err != nil {
		return nil, err
	}
	return []requestEvent{ReceiptConfirmed{c.Letter}}, nil
}

// Evolve implements [domain.Event].
func (e ReceiptConfirmed) Evolve(r Request, by domain.Stamp) Request {
	r.Confirmed = first(r.Confirmed, by.Happened)
	return r
}
