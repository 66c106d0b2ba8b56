package rights

import "github.com/heemstede/grootboek/domain"

// JudgeRectification says whether a request for rectification is well-founded (§5.1, R-5.1-21).
type JudgeRectification struct {
	Judging
	Grounds []RectificationGround `json:"grounds,omitempty" nl:"Gronden (§5.1)" opt:"1" hint:"Verplicht als het verzoek gegrond is."`
	Excepting
}

// Decide implements [domain.Command].
func (c JudgeRectification) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	if err := s.of(Rectification); err != nil {
		return nil, err
	}
	var p domain.Problems
	chooseAll(&p, c.Grounds, "grounds", "Kies onjuist, onvolledig of niet ter zake dienend.") // R-5.1-22
	return s.judged(Judged{Judging: c.Judging, Excepting: c.Excepting, Grounds: as[Ground](c.Grounds)}, p, by)
}
