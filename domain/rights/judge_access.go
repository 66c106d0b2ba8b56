package rights

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// JudgeAccess decides on a request for access (§5.1).
type JudgeAccess struct {
	Judging
	Processed  domain.YesNo      `json:"processed" nl:"Verwerkt de gemeente gegevens van de verzoeker?"`
	Others     domain.YesNo      `json:"others" nl:"Staan er gegevens van anderen in?" hint:"Die worden onleesbaar gemaakt; de rest wordt gegeven (§5.1)."`
	Reasonable domain.YesNo      `json:"reasonable_interval,omitempty" nl:"Is er genoeg tijd verstreken sinds het vorige verzoek?" opt:"1" hint:"Verplicht als er een eerder verzoek is. De reden staat in de motivering."`
	Exceptions []AccessException `json:"exceptions,omitempty" nl:"Uitzonderingen (§5.1)" opt:"1"`
	Excepting
}

// Decide implements [domain.Command].
func (c JudgeAccess) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	if err := s.of(Access); err != nil {
		return nil, err
	}
	var p domain.Problems
	p.Choose(c.Processed, string(c.Processed), "processed", "Zeg of er gegevens van de verzoeker worden verwerkt.") // R-5.1-08
	p.Choose(c.Others, string(c.Others), "others", "Zeg of er gegevens van anderen in staan.")
	only := slices.Equal(c.Exceptions, []AccessException{AccessException(RightsOfOthers)}) && len(c.General) == 0
	if c.Decision == Refused && only { // R-5.1-17
		p.Add("exceptions", "Gegevens van anderen zijn geen reden om alles te weigeren. Maak die onleesbaar en geef de rest (§5.1).")
	}
	if s.PreviousOn != "" { // R-5.1-19: judged by a person, never refused by itself
		p.Choose(c.Reasonable, string(c.Reasonable), "reasonable_interval", "Er is een eerder verzoek. Zeg of de tussenpoos redelijk is.")
	}
	if c.Unhandled == TooSoon && c.Reasonable != domain.No {
		p.Add("reasonable_interval", "Te kort na een vorig verzoek: zeg dat de tussenpoos niet redelijk is.")
	}
	if slices.Contains(c.Exceptions, AccessException(Burden)) { // R-5.1-18
		p.NeedDossier(c.Necessity, "necessity", by)
	}
	return s.judged(Judged{Judging: c.Judging, Excepting: c.Excepting, Exceptions: as[Exception](c.Exceptions), Processed: c.Processed, Others: c.Others, Reasonable: c.Reasonable}, p, by)
}
