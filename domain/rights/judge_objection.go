package rights

import "github.com/heemstede/grootboek/domain"

// JudgeObjection decides on an objection to processing (§5.2). Granting it is the rule; going on needs an exception (T-20).
type JudgeObjection struct {
	Judging
	Weighing   domain.VaultRef      `json:"weighing" nl:"Afweging van belangen" form:"vault:weighing"`
	Exceptions []ObjectionException `json:"exceptions,omitempty" nl:"Waarom gaat de verwerking door? (§5.2)" opt:"1"`
	Excepting
}

// Decide implements [domain.Command].
func (c JudgeObjection) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	if err := s.of(Objection); err != nil {
		return nil, err
	}
	var p domain.Problems
	if contestable := len(s.contestable(by.Facts)) > 0; contestable && c.Decision != NotHandled || c.Weighing != (domain.VaultRef{}) { // R-5.2-03, R-5.2-04
		p.NeedDossier(c.Weighing, "weighing", by)
	}
	return s.judged(Judged{Judging: c.Judging, Excepting: c.Excepting, Exceptions: as[Exception](c.Exceptions), Weighing: c.Weighing}, p, by)
}
