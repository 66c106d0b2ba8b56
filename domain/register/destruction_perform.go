package register

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Performed says by whom and how data were destroyed; when is when it happened.
type Performed struct {
	By          string `json:"by" nl:"Uitgevoerd door" form:"person"`
	Method      string `json:"method" nl:"Hoe zijn de gegevens vernietigd?" form:"long" hint:"Bijvoorbeeld: versnipperd, of gewist in het systeem en in de reservekopieën. Noem geen personen."`
	Declaration string `json:"declaration,omitempty" nl:"Verklaring van vernietiging" opt:"1" hint:"Het kenmerk (hash) van de verklaring; het begint met sha256:"`
	Spared      string `json:"spared,omitempty" nl:"Hoe blijven beperkte gegevens bewaard?" opt:"1" hint:"Alleen als er een beperking loopt (§5.3): hoe zijn die gegevens buiten deze vernietiging gehouden? Noem geen personen."`
}

// PerformDestruction records a destruction as the rules want it.
type PerformDestruction struct{ Performed }

// RecordDestroyed records a destruction that was not allowed: a fact, with its deviation (G13).
type RecordDestroyed struct {
	Performed
	What string `json:"what" nl:"Waarom mocht dit niet?" form:"long" hint:"Noem geen personen."`
}

// DestructionPerformed says by whom and how the data were destroyed, and whether that was late.
type DestructionPerformed struct {
	Performed
	Late bool `json:"late,omitempty" nl:"Te laat"`
}

// SurplusDataDestroyed says by whom and how surplus data were destroyed (§4.6).
type SurplusDataDestroyed struct{ Performed }

func (x Performed) checked(by domain.Stamp) (Performed, domain.Problems) {
	x.Method, x.Declaration, x.Spared = trim(x.Method), trim(x.Declaration), trim(x.Spared)
	var p domain.Problems
	p.NeedPerson(x.By, "by", "Kies wie de gegevens heeft vernietigd.", by)
	p.Need(x.Method, "method", "Zeg hoe de gegevens zijn vernietigd.")
	p.Impersonal(x.Method, "method")
	p.Impersonal(x.Spared, "spared")
	if x.Declaration != "" && !domain.IsHash(x.Declaration) {
		p.Add("declaration", "Het kenmerk van de verklaring begint met ‘sha256:’.")
	}
	return x, p
}

func (x Performed) event(s Destruction, by domain.Stamp) destructionEvent {
	if s.Why == Surplus {
		return SurplusDataDestroyed{x}
	}
	return DestructionPerformed{x, s.OverdueAt(by.Happened)}
}

// Decide implements [domain.Command].
func (c PerformDestruction) Decide(s Destruction, by domain.Stamp) ([]destructionEvent, error) {
	x, p := c.checked(by)
	if err := p.Refuse("destruction.performed"); err != nil {
		return nil, err
	}
	if held := heldNL(s.heldOn(calendar.On(by.Happened))); held != "" { // R-4.8-07, §5.3: kept, not used
		return nil, unmetDestruction("destruction.held", "De gegevens mogen nu niet worden vernietigd: "+held+". Hef dit eerst op, of stel de vernietiging uit.")
	}
	if x.Spared == "" && s.restricted(by) { // R-5.3-03, R-5.3-04: the data of a person are kept while their use is restricted
		return nil, unmetDestruction("destruction.restricted", "Van iemand is het gebruik van deze gegevens beperkt (§5.3): die blijven bewaard. Zeg hoe die gegevens buiten deze vernietiging zijn gehouden, of wacht tot de beperking is opgeheven.")
	}
	if calendar.On(by.Happened) < s.Due {
		return nil, unmetDestruction("destruction.early", "De bewaartermijn loopt nog, tot "+s.Due.NL()+".")
	}
	return []destructionEvent{x.event(s, by)}, nil
}

// restricted tells whether data of a person in what this destruction comes from may not be destroyed now (§5.3).
func (d Destruction) restricted(by domain.Stamp) bool {
	return d.Source != "" && len(domain.Restricted(by.Facts, d.Source)) > 0
}

func heldNL(holds []Hold) string {
	var list []string
	for _, h := range holds {
		list = append(list, strings.ToLower(domain.ChoiceNL(h.Kind.Choices(), string(h.Kind)))+" sinds "+h.Since.NL())
	}
	return strings.Join(list, " en ")
}

// Decide implements [domain.Command].
func (c RecordDestroyed) Decide(s Destruction, by domain.Stamp) ([]destructionEvent, error) {
	x, p := c.checked(by)
	p.Need(c.What, "what", "Zeg waarom de gegevens niet vernietigd mochten worden.")
	p.Impersonal(c.What, "what")
	if err := p.Refuse("destruction.performed"); err != nil {
		return nil, err
	}
	day := calendar.On(by.Happened)
	return []destructionEvent{x.event(s, by), DestructionNonComplianceFound{Deviation: by.Command, Rule: s.broken(day, x.Spared == "" && s.restricted(by)), What: trim(c.What), Since: day}}, nil
}

// broken names the rule that a destruction on that day did not meet.
func (d Destruction) broken(day calendar.Date, restricted bool) string {
	switch {
	case len(d.heldOn(day)) > 0 || restricted:
		return "§5.3, vernietigd tijdens een beperking of rechtsvordering"
	case day < d.Due:
		return "§4.8, vernietigd vóór het einde van de bewaartermijn"
	case d.State == DestructionIsPostponed:
		return "§4.8, vernietigd tijdens uitstel"
	}
	return "§4.8, vernietiging"
}

func (d Destruction) gone(x Performed, by domain.Stamp) Destruction {
	d.State, d.On, d.By, d.Method, d.Declaration = DestructionDone, calendar.On(by.Happened), x.By, x.Method, x.Declaration
	return d
}

// Evolve implements [domain.Event].
func (e DestructionPerformed) Evolve(d Destruction, by domain.Stamp) Destruction {
	d.Late = d.Late || e.Late // R-TIM-06
	return d.gone(e.Performed, by)
}

// Evolve implements [domain.Event].
func (e SurplusDataDestroyed) Evolve(d Destruction, by domain.Stamp) Destruction {
	return d.gone(e.Performed, by)
}
