package rights

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// JudgeErasure decides on a request to erase data (§5.4).
type JudgeErasure struct {
	Judging
	Grounds    []ErasureGround    `json:"grounds,omitempty" nl:"Gronden om te wissen (§5.4)" opt:"1"`
	ObjectedBy string             `json:"objection,omitempty" nl:"Welk bezwaar is toegekend?" form:"record:request" opt:"1" hint:"Verplicht als het bezwaar de grond is."`
	Rule       string             `json:"retention_rule,omitempty" nl:"Welke bewaarregel?" form:"retention" opt:"1" hint:"Verplicht als de bewaartermijn de grond is."`
	RuleFrom   calendar.Date      `json:"retention_from,omitempty" nl:"Wanneer begon de bewaartermijn?" opt:"1"`
	Exceptions []ErasureException `json:"exceptions,omitempty" nl:"Uitzonderingen (§5.4)" opt:"1"`
	Duty       string             `json:"duty_to_keep,omitempty" nl:"Wet en artikel die verplichten om te bewaren" opt:"1" hint:"Verplicht als u een wettelijke plicht of taak inroept terwijl de gegevens onrechtmatig zijn of hun termijn voorbij is."`
	Excepting
}

// ruled is a retention rule as it tells itself.
type ruled interface {
	EndOf(start calendar.Date) (calendar.Date, bool)
}

// Decide implements [domain.Command].
func (c JudgeErasure) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	if err := s.of(Erasure); err != nil {
		return nil, err
	}
	var p domain.Problems
	chooseAll(&p, c.Grounds, "grounds", "Kies uit de vijf gronden van §5.4.")
	c.Duty = trim(c.Duty)
	c.consent(&p, s, by)
	c.objected(&p, by)
	c.ended(&p, by)
	c.kept(&p)
	return s.judged(Judged{Judging: c.Judging, Excepting: c.Excepting, Grounds: as[Ground](c.Grounds), Exceptions: as[Exception](c.Exceptions),
		ObjectedBy: c.ObjectedBy, Rule: c.Rule, RuleFrom: c.RuleFrom, Duty: c.Duty}, p, by)
}

func (c JudgeErasure) on(g Ground) bool { return slices.Contains(c.Grounds, ErasureGround(g)) }

// consent: withdrawing it is a ground only where it was the only legal ground (R-5.4-02).
func (c JudgeErasure) consent(p *domain.Problems, s Request, by domain.Stamp) {
	if c.on(ConsentWithdrawn) && !slices.Equal(legalGrounds(by.Facts, s.Activities), []domain.Ground{"consent"}) {
		p.Add("grounds", "Toestemming is volgens het register niet de enige grondslag van deze verwerkingen (§5.4).")
	}
}

// objected: that ground names the objection that was granted (R-5.4-03).
func (c JudgeErasure) objected(p *domain.Problems, by domain.Stamp) {
	if !c.on(ObjectionGranted) && c.ObjectedBy == "" {
		return
	}
	if f, ok := domain.Tell[domain.RequestFacts](by.Facts, c.ObjectedBy); !ok || f.Right != string(Objection) || !f.Granted {
		p.Add("objection", "Kies het bezwaar dat is toegekend.")
	}
}

// ended: that ground is checked against the retention rule (R-5.4-04).
func (c JudgeErasure) ended(p *domain.Problems, by domain.Stamp) {
	if !c.on(RetentionEnded) && c.Rule == "" {
		return
	}
	t, _ := by.Facts.Tell("retention/"+c.Rule, 0)
	rule, ok := t.Says.(ruled)
	switch {
	case !ok:
		p.Add("retention_rule", "Kies de bewaarregel.")
		return
	case !c.RuleFrom.Valid():
		p.Add("retention_from", "Vul in wanneer de bewaartermijn begon.")
		return
	}
	end, fixed := rule.EndOf(c.RuleFrom)
	switch {
	case !fixed:
		p.Add("retention_rule", "Deze bewaarregel heeft geen vaste termijn. Kies de grond dat de gegevens niet meer nodig zijn.")
	case end > calendar.On(by.Happened):
		p.Add("retention_from", "Volgens de bewaarregel loopt de termijn nog, tot "+end.NL()+".")
	}
}

// kept: a legal duty or a public task against data that are unlawful, or whose term has ended, needs the law that says so: else it
// would empty the right (T-26).
func (c JudgeErasure) kept(p *domain.Problems) {
	if (c.on(Unlawful) || c.on(RetentionEnded)) && anyOf(as[Exception](c.Exceptions), []Exception{Required, PublicTask}) {
		p.Need(c.Duty, "duty_to_keep", "Noem de wet en het artikel die verplichten om te bewaren.")
	}
}
