package rights

import "github.com/heemstede/grootboek/domain"

// AnonymiseOthers records that the data of other persons cannot be read in what will be given (§5.1, R-5.1-16).
type AnonymiseOthers struct {
	How string `json:"how" nl:"Hoe zijn de gegevens van anderen onleesbaar gemaakt?" form:"long" hint:"Noem geen personen."`
}

// ThirdPartyDataAnonymised says so: by whom and when stand in the stamp.
type ThirdPartyDataAnonymised struct {
	How string `json:"how" nl:"Hoe"`
}

// Decide implements [domain.Command].
func (c AnonymiseOthers) Decide(_ Request, _ domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	needText(&p, c.How, "how", "Zeg hoe de gegevens van anderen onleesbaar zijn gemaakt.")
	if err := p.Refuse("request.anonymise"); err != nil {
		return nil, err
	}
	return []requestEvent{ThirdPartyDataAnonymised{trim(c.How)}}, nil
}

// Evolve implements [domain.Event].
func (ThirdPartyDataAnonymised) Evolve(r Request, _ domain.Stamp) Request {
	r.Others, r.Anonymised = domain.Yes, true
	return r
}
