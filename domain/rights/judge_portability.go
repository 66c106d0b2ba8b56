package rights

import "github.com/heemstede/grootboek/domain"

// Digital is how much of the data is digital: only that is handed over (§5.5, R-5.5-02).
type Digital string

// Digital.
const (
	AllDigital    Digital = "all"
	PartlyDigital Digital = "partly"
	OnPaper       Digital = "none"
)

// Choices implements [domain.Chooser].
func (Digital) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(AllDigital), NL: "Alles"}, {Value: string(PartlyDigital), NL: "Deels; papier blijft buiten de overdracht"}, {Value: string(OnPaper), NL: "Niets: alleen papier"}}
}

// JudgePortability decides on a request to hand over data (§5.5).
type JudgePortability struct {
	Judging
	Digital Digital `json:"digital" nl:"Welk deel van de gegevens is digitaal?"`
	Excepting
}

// Decide implements [domain.Command].
func (c JudgePortability) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	if err := s.of(Portability); err != nil {
		return nil, err
	}
	var p domain.Problems
	p.Choose(c.Digital, string(c.Digital), "digital", "Zeg welk deel van de gegevens digitaal is.")
	if c.Digital == OnPaper && c.Decision.Gives() || c.Digital == PartlyDigital && c.Decision == Granted {
		p.Add("decision", "Overdracht is er alleen voor digitale gegevens (§5.5).")
	}
	return s.judged(Judged{Judging: c.Judging, Excepting: c.Excepting, Digital: c.Digital}, p, by)
}
