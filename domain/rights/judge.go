package rights

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// judging are the decisions, one command for each right: what each must say differs.
var judging = []domain.CommandType[Request]{
	{Name: "judge-access", NL: "Beslissen over inzage", Roles: judges, Source: "§5.1", Own: true, Zero: JudgeAccess{}, In: handling,
		Help: "Beslis over het verzoek om inzage. Toekennen is de regel; weigeren kan alleen met een uitzondering die het beleid noemt."},
	{Name: "judge-rectification", NL: "Beslissen over rectificatie", Roles: judges, Source: "§5.1", Own: true, Zero: JudgeRectification{}, In: handling,
		Help: "Zeg of het verzoek gegrond is: de gegevens zijn onjuist, onvolledig of niet ter zake dienend."},
	{Name: "judge-erasure", NL: "Beslissen over wissen", Roles: judges, Source: "§5.4", Own: true, Zero: JudgeErasure{}, In: handling,
		Help: "Wissen heeft een van de vijf gronden nodig; weigeren een van de zes uitzonderingen of een van §5.6."},
	{Name: "judge-restriction", NL: "Beslissen over beperking", Roles: judges, Source: "§5.3", Own: true, Zero: JudgeRestriction{}, In: handling,
		Help: "Zeg welke van de vier gevallen zich voordoen."},
	{Name: "judge-objection", NL: "Beslissen over bezwaar tegen verwerking", Roles: judges, Source: "§5.2", Own: true, Zero: JudgeObjection{}, In: handling,
		Help: "De verwerking stopt, tenzij dwingende redenen zwaarder wegen of er een rechtsvordering is. Leg de afweging vast."},
	{Name: "judge-portability", NL: "Beslissen over overdracht", Roles: judges, Source: "§5.5", Own: true, Zero: JudgePortability{}, In: handling,
		Help: "Overdracht is er alleen voor digitale gegevens die berusten op toestemming of een overeenkomst."},
	{Name: "judge-human-view", NL: "Beslissen over menselijke blik", Roles: judges, Source: "bijlage 1.7", Own: true, Zero: JudgeHumanView{}, In: handling,
		Help: "Gaat het om een besluit zonder dat een mens heeft meegekeken, dan kijkt een mens opnieuw."},
	{Name: "judge-information", NL: "Beslissen over duidelijke informatie", Roles: judges, Source: "bijlage 1.7", Own: true, Zero: JudgeInformation{}, In: handling,
		Help: "Iedereen krijgt duidelijke informatie over het gebruik van zijn gegevens."},
}

// commandRight tells for which right a command is; what is not in it is for all.
var commandRight = map[string]Right{
	"judge-access": Access, "judge-rectification": Rectification, "judge-erasure": Erasure, "judge-restriction": Restricting, "judge-objection": Objection,
	"judge-portability": Portability, "judge-human-view": HumanView, "judge-information": Information,
	"provide": Access, "correct": Rectification, "carry-out-destruction": Erasure, "restrict-use": Restricting, "stop": Objection, "hand-over": Portability, "reassess": HumanView, "explain": Information,
}

// Judging is what every decision says.
type Judging struct {
	Decision   Decision        `json:"decision" nl:"Besluit"`
	Motivation domain.VaultRef `json:"motivation" nl:"Motivering" form:"vault:motivation"`
	Given      string          `json:"given,omitempty" nl:"Wat wordt gegeven of gedaan?" form:"long" opt:"1" hint:"Bij deels toekennen. Alleen de soort gegevens. Noem geen personen."`
	Withheld   string          `json:"withheld,omitempty" nl:"Wat niet?" form:"long" opt:"1" hint:"Bij deels toekennen. Alleen de soort gegevens. Noem geen personen."`
	Unhandled  Unhandled       `json:"not_handled_because,omitempty" nl:"Waarom wordt het niet behandeld?" opt:"1" hint:"Alleen als u het verzoek niet in behandeling neemt."`
}

// Excepting is the use of an exception of §5.6: it needs necessity, the essence test and advice of a jurist (T-24).
type Excepting struct {
	General    []General       `json:"general_exceptions,omitempty" nl:"Algemene uitzonderingen (§5.6)" opt:"1"`
	Supervised []Supervised    `json:"supervision_of,omitempty" nl:"Bij uitzondering 8: toezicht in verband waarmee?" opt:"1"`
	Necessity  domain.VaultRef `json:"necessity,omitzero" nl:"Waarom is de uitzondering noodzakelijk en evenredig?" form:"vault:necessity" opt:"1"`
	Essence    domain.YesNo    `json:"essence_untouched,omitempty" nl:"Blijft de wezenlijke inhoud van de grondrechten onaangetast?" opt:"1" hint:"Verplicht bij een uitzondering van §5.6."`
	Advice     string          `json:"advice,omitempty" nl:"Advies van de jurist of de FG" form:"record:advice" opt:"1" hint:"Verplicht bij een uitzondering van §5.6 en bij onevenredige lasten."`
}

// Judged is a decision with what it rests on. It stands in the events.
type Judged struct {
	Judging
	Excepting
	Grounds      []Ground        `json:"grounds,omitempty" nl:"Gronden"`
	Exceptions   []Exception     `json:"exceptions,omitempty" nl:"Uitzonderingen"`
	LegalGrounds []domain.Ground `json:"legal_grounds,omitempty" nl:"Grondslagen van de verwerkingen, volgens het register"`
	Outside      bool            `json:"other_legal_ground,omitempty" nl:"De grondslag geeft dit recht niet"` // §5.2, §5.5
	NoGround     bool            `json:"no_ground,omitempty" nl:"Geen van de gronden doet zich voor"`
	Processed    domain.YesNo    `json:"processed,omitempty" nl:"Worden er gegevens verwerkt?"` // of access
	Others       domain.YesNo    `json:"others,omitempty" nl:"Gegevens van anderen"`
	Reasonable   domain.YesNo    `json:"reasonable_interval,omitempty" nl:"Redelijke tussenpoos"`
	Digital      Digital         `json:"digital,omitempty" nl:"Digitale gegevens"` // of portability
	ObjectedBy   string          `json:"objection,omitempty" nl:"Het toegekende bezwaar" form:"record:request"`
	Rule         string          `json:"retention_rule,omitempty" nl:"Bewaarregel" form:"retention"`
	RuleFrom     calendar.Date   `json:"retention_from,omitempty" nl:"Begin van de bewaartermijn"`
	Duty         string          `json:"duty_to_keep,omitempty" nl:"Wet en artikel van de bewaarplicht"`
	Weighing     domain.VaultRef `json:"weighing,omitzero" nl:"Afweging van belangen"`
}

// RequestJudgedWellFounded grants the request.
type RequestJudgedWellFounded struct{ Judged }

// RequestJudgedPartlyWellFounded grants part of it: what can be given is given (R-5.1-26).
type RequestJudgedPartlyWellFounded struct{ Judged }

// RequestJudgedUnfounded refuses it, or does not handle it.
type RequestJudgedUnfounded struct{ Judged }

// of refuses a decision on another right than that of the request.
func (r Request) of(right Right) error {
	if r.Right != right {
		return refusal(domain.Conflict, "request.other-right", "", "Dit verzoek gaat over een ander recht: "+domain.ChoiceNL(right.Choices(), string(r.Right))+".")
	}
	return nil
}

// judged checks what all rights have in common, with what the command of the right found itself, and makes the event. All that is wrong
// is named at once.
func (r Request) judged(j Judged, p domain.Problems, by domain.Stamp) ([]requestEvent, error) {
	rule := r.Rule()
	j.Given, j.Withheld, j.LegalGrounds = trim(j.Given), trim(j.Withheld), legalGrounds(by.Facts, r.Activities)
	j.Outside = rule.Admits != nil && !anyOf(j.LegalGrounds, rule.Admits)
	j.NoGround = rule.Grounds != nil && len(j.Grounds) == 0 && j.Decision == Refused
	p.Choose(j.Decision, string(j.Decision), "decision", "Kies het besluit.")
	p.NeedDossier(j.Motivation, "motivation", by) // R-5.1-21
	p.Impersonal(j.Given, "given")
	p.Impersonal(j.Withheld, "withheld")
	j.lawful(&p, rule)
	j.excepted(&p, rule, by)
	if err := p.Refuse("request.judgement"); err != nil {
		return nil, err
	}
	if j.Decision.Gives() && r.Identity != Verified && r.Right != Information { // AVG art. 12(6) [added]
		return nil, refusal(domain.Unmet, "request.identity", "", "Stel eerst vast wie het vraagt. Gegevens gaan niet naar wie dat niet is.")
	}
	switch j.Decision {
	case Granted:
		return []requestEvent{RequestJudgedWellFounded{j}}, nil
	case Partly:
		return []requestEvent{RequestJudgedPartlyWellFounded{j}}, nil
	}
	return []requestEvent{RequestJudgedUnfounded{j}}, nil
}

// lawful notes what the decision lacks: granting needs a ground, refusing an exception or a missing ground (RT-21 rules 1 and 2).
func (j Judged) lawful(p *domain.Problems, rule Rule) {
	excepted := len(j.Exceptions) > 0 || len(j.General) > 0
	if j.Decision.Gives() {
		switch {
		case j.Outside: // R-5.2-01, R-5.5-01
			p.Add("decision", "Geen van de verwerkingen berust op "+groundsNL(rule.Admits)+" ("+rule.Source+"). Het verzoek wordt met die reden afgewezen.")
		case rule.Grounds != nil && len(j.Grounds) == 0: // R-5.1-22, R-5.4-01, R-5.3-01
			p.Add("grounds", "Kies de grond ("+rule.Source+").")
		}
	}
	switch j.Decision {
	case Granted:
		if excepted {
			p.Add("decision", "Met een uitzondering wordt een verzoek deels toegekend of geweigerd.")
		}
	case Partly: // R-5.1-26
		p.Need(j.Given, "given", "Zeg wat wel wordt gegeven of gedaan.")
		p.Need(j.Withheld, "withheld", "Zeg wat niet wordt gegeven of gedaan.")
		beyond := slices.ContainsFunc(j.LegalGrounds, func(g domain.Ground) bool { return rule.Admits != nil && !slices.Contains(rule.Admits, g) })
		if !excepted && j.Others != domain.Yes && j.Digital != PartlyDigital && rule.Grounds == nil && !beyond { // §2.3
			p.Add("exceptions", "Noem de uitzondering voor wat niet wordt gegeven.")
		}
	case Refused:
		if !excepted && !j.NoGround && !j.Outside && j.Digital != OnPaper { // §2.3, R-5.4-05
			p.Add("exceptions", "Weigeren kan alleen met een uitzondering die het beleid noemt, of als de grond ontbreekt (§2.3).")
		}
	case NotHandled:
		p.Choose(j.Unhandled, string(j.Unhandled), "not_handled_because", "Kies waarom het verzoek niet wordt behandeld.")
	}
	if j.Unhandled != "" && j.Decision != NotHandled {
		p.Add("not_handled_because", "Dit hoort bij een verzoek dat niet in behandeling wordt genomen.")
	}
}

// excepted notes what is wrong with the use of exceptions: each has its conditions.
func (j Judged) excepted(p *domain.Problems, rule Rule, by domain.Stamp) {
	for _, e := range j.Exceptions {
		if !slices.Contains(rule.Exceptions, e) {
			p.Add("exceptions", "Kies een uitzondering van "+rule.Source+".")
		}
	}
	chooseAll(p, j.General, "general_exceptions", "Kies uit de tien uitzonderingen van §5.6; iets anders kan niet.") // R-5.6-01
	p.MayDossier(j.Necessity, "necessity", by)
	if len(j.General) > 0 {
		if !rule.General {
			p.Add("general_exceptions", "Bij dit recht is er geen uitzondering.")
		}
		p.NeedDossier(j.Necessity, "necessity", by) // R-5.6-02
		if j.Essence != domain.Yes {                // R-5.6-03
			p.Add("essence_untouched", "De uitzondering mag de wezenlijke inhoud van de grondrechten niet raken (§5.6).")
		}
	}
	chooseAll(p, j.Supervised, "supervision_of", "Kies uit de uitzonderingen 1 tot en met 5 en 7.")
	if slices.Contains(j.General, Supervising) != (len(j.Supervised) > 0) { // R-5.6-04
		p.Add("supervision_of", "Uitzondering 8 noemt een van de gevallen 1 tot en met 5 of 7 waar het toezicht bij hoort.")
	}
	if len(j.General) > 0 || slices.Contains(j.Exceptions, Burden) || j.Advice != "" { // T-24, T-25
		needTold(p, j.Advice, "advice", "Vraag eerst advies aan de jurist of de FG, en kies dat advies.", by)
	}
}

func groundsNL(list []domain.Ground) string {
	var nl []string
	for _, g := range list {
		nl = append(nl, strings.ToLower(domain.ChoiceNL(g.Choices(), string(g))))
	}
	return strings.Join(nl, " of ")
}

func (r Request) decide(j Judged) Request {
	r.State, r.Judged = StatusDecided, j
	r.Others = was(r.Others, j.Others)
	r.Judged.Others = ""
	return r
}

// was keeps that there are data of others, once found.
func was(before, now domain.YesNo) domain.YesNo {
	if before == domain.Yes || now == "" {
		return before
	}
	return now
}

// Evolve implements [domain.Event].
func (e RequestJudgedWellFounded) Evolve(r Request, _ domain.Stamp) Request {
	return r.decide(e.Judged)
}

// Evolve implements [domain.Event].
func (e RequestJudgedPartlyWellFounded) Evolve(r Request, _ domain.Stamp) Request {
	return r.decide(e.Judged)
}

// Evolve implements [domain.Event].
func (e RequestJudgedUnfounded) Evolve(r Request, _ domain.Stamp) Request { return r.decide(e.Judged) }
