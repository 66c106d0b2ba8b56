package processors

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Subprocessor is somebody a processor, or another sub-processor, lets work for it.
type Subprocessor struct {
	SubprocessorTerms
	ID          string
	Consent     Consent       `nl:"Toestemming"`
	RequestedOn calendar.Date `nl:"Aangevraagd op"`
	ConsentAt   time.Time     `nl:"Toestemming op"`
	ConsentBy   string        `nl:"Toestemming door" form:"person"`
	Document    string        `nl:"Toestemmingsbrief"`
	EngagedOn   calendar.Date `nl:"Ingeschakeld op"`
	EndedOn     calendar.Date `nl:"Beëindigd op"`
}

// SubprocessorTerms say who it is and what it does.
type SubprocessorTerms struct {
	Name     string       `json:"name" nl:"Naam van de subverwerker"`
	Under    string       `json:"under,omitempty" nl:"Werkt voor subverwerker" form:"subprocessor" opt:"1" hint:"Leeg als hij direct voor de verwerker werkt."`
	Services string       `json:"services" nl:"Wat doet de subverwerker?" form:"long" hint:"Noem geen personen."`
	Country  string       `json:"country" nl:"Land waar de gegevens worden verwerkt"`
	Abroad   domain.YesNo `json:"abroad" nl:"Doorgifte buiten de EU"`
	How      string       `json:"abroad_how,omitempty" nl:"Met welke waarborg?" opt:"1"`
}

// Consent is where the written consent of the data controller stands (B1.2, AVG art. 28 lid 2).
type Consent string

// Stages of consent.
const (
	ConsentRequested Consent = "requested"
	ConsentGiven     Consent = "given"
	ConsentRefused   Consent = "refused"
	ConsentWithdrawn Consent = "withdrawn"
	ConsentNone      Consent = "none"
)

// Choices implements [domain.Chooser].
func (Consent) Choices() []domain.Choice {
	return []domain.Choice{{Value: "requested", NL: "aangevraagd"}, {Value: "given", NL: "gegeven"}, {Value: "refused", NL: "geweigerd"},
		{Value: "withdrawn", NL: "ingetrokken"}, {Value: "none", NL: "niet gevraagd"}}
}

// Working tells whether it processes now.
func (x Subprocessor) Working() bool { return x.EngagedOn != "" && x.EndedOn == "" }

// sub returns a sub-processor by id.
func (s Processor) sub(id string) (Subprocessor, bool) {
	i := slices.IndexFunc(s.Subprocessors, func(x Subprocessor) bool { return x.ID == id })
	if i < 0 {
		return Subprocessor{}, false
	}
	return s.Subprocessors[i], true
}

// changed returns the processor with one sub-processor changed, sharing nothing.
func (s Processor) changed(id string, change func(*Subprocessor)) Processor {
	s.Subprocessors = slices.Clone(s.Subprocessors)
	for i := range s.Subprocessors {
		if s.Subprocessors[i].ID == id {
			change(&s.Subprocessors[i])
		}
	}
	return s
}

// Branch is a sub-processor with how deep it stands: 0 works for the processor itself.
type Branch struct {
	Subprocessor
	Depth int
}

// Tree lists the sub-processors from the top down, each under whom it works for.
func (s Processor) Tree() []Branch { return s.under("", 0, map[string]bool{}) }

// under lists each sub-processor once, whatever works for whom: a reader does not run in a circle.
func (s Processor) under(id string, depth int, seen map[string]bool) (list []Branch) {
	for _, x := range s.Subprocessors {
		if x.Under == id && !seen[x.ID] {
			seen[x.ID] = true
			list = append(append(list, Branch{x, depth}), s.under(x.ID, depth+1, seen)...)
		}
	}
	return list
}

func (t SubprocessorTerms) clean(s Processor) (SubprocessorTerms, error) {
	t.Name, t.Services, t.Country, t.How = trim(t.Name), trim(t.Services), trim(t.Country), trim(t.How)
	var p domain.Problems
	p.Need(t.Name, "name", "Geef de naam van de subverwerker.")
	p.Need(t.Services, "services", "Beschrijf wat de subverwerker doet.")
	p.Need(t.Country, "country", "Noem het land.")
	p.Choose(t.Abroad, string(t.Abroad), "abroad", "Geef aan of gegevens buiten de EU komen.")
	if t.Abroad == domain.Yes {
		p.Need(t.How, "abroad_how", "Noem de waarborg voor de doorgifte.")
	}
	if x, ok := s.sub(t.Under); t.Under != "" && (!ok || x.EndedOn != "") {
		p.Add("under", "Kies een subverwerker die nog werkt of gaat werken.")
	}
	return t, p.Refuse("subprocessor.incomplete")
}

// RequestSubprocessor asks consent for a sub-processor. Its id is that of the command.
type RequestSubprocessor struct{ SubprocessorTerms }

// SubprocessorConsentRequested asks consent.
type SubprocessorConsentRequested struct {
	Subprocessor string `json:"subprocessor" nl:"Kenmerk"`
	SubprocessorTerms
}

// GiveConsent gives written consent for the data controller.
type GiveConsent struct {
	Subprocessor string `json:"subprocessor" nl:"Subverwerker" form:"subprocessor"`
	Document     string `json:"document" nl:"Toestemmingsbrief (kenmerk of hash)" hint:"De toestemming is schriftelijk (bijlage 1.2)."`
}

// SubprocessorConsentGiven is the consent.
type SubprocessorConsentGiven struct {
	Subprocessor string `json:"subprocessor" nl:"Kenmerk"`
	Document     string `json:"document" nl:"Toestemmingsbrief"`
}

// RefuseConsent refuses it.
type RefuseConsent struct {
	Subprocessor string `json:"subprocessor" nl:"Subverwerker" form:"subprocessor"`
	Reason       string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// SubprocessorConsentRefused refuses it.
type SubprocessorConsentRefused struct {
	Subprocessor string `json:"subprocessor" nl:"Kenmerk"`
	Reason       string `json:"reason" nl:"Reden"`
}

// WithdrawConsent takes given consent back.
type WithdrawConsent struct {
	Subprocessor string `json:"subprocessor" nl:"Subverwerker" form:"subprocessor"`
	Reason       string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// SubprocessorConsentWithdrawn takes it back.
type SubprocessorConsentWithdrawn struct {
	Subprocessor string `json:"subprocessor" nl:"Kenmerk"`
	Reason       string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c RequestSubprocessor) Decide(s Processor, by domain.Stamp) ([]processorEvent, error) {
	t, err := c.clean(s)
	if err != nil {
		return nil, err
	}
	return []processorEvent{SubprocessorConsentRequested{by.Command, t}}, nil
}

// awaits refuses what is no sub-processor whose consent stands at one of the stages.
func (s Processor) awaits(id string, nl string, stages ...Consent) error {
	x, ok := s.sub(id)
	if !ok {
		return refusal(domain.Invalid, "subprocessor.unknown", "subprocessor", "Kies een subverwerker van deze verwerker.")
	}
	if x.EndedOn != "" || !slices.Contains(stages, x.Consent) {
		return refusal(domain.Conflict, "subprocessor.consent", "subprocessor", nl)
	}
	return nil
}

// Decide implements [domain.Command].
func (c GiveConsent) Decide(s Processor, _ domain.Stamp) ([]processorEvent, error) {
	if trim(c.Document) == "" { // B1.2: written
		return nil, refusal(domain.Invalid, "subprocessor.written", "document", "De toestemming moet schriftelijk zijn: noem de brief (bijlage 1.2).")
	}
	if err := s.awaits(c.Subprocessor, "Voor deze subverwerker is al toestemming gegeven, of hij is beëindigd.",
		ConsentRequested, ConsentNone, ConsentRefused, ConsentWithdrawn); err != nil { // who refused or withdrew may come back on it
		return nil, err
	}
	return []processorEvent{SubprocessorConsentGiven{c.Subprocessor, trim(c.Document)}}, nil
}

// Decide implements [domain.Command].
func (c RefuseConsent) Decide(s Processor, _ domain.Stamp) ([]processorEvent, error) {
	if err := needReason(c.Reason, "subprocessor.reason"); err != nil {
		return nil, err
	}
	if err := s.awaits(c.Subprocessor, "Voor deze subverwerker staat geen aanvraag open.", ConsentRequested, ConsentNone); err != nil {
		return nil, err
	}
	return []processorEvent{SubprocessorConsentRefused{c.Subprocessor, trim(c.Reason)}}, nil
}

// Decide implements [domain.Command]. Whoever works on without consent is a deviation from that moment.
func (c WithdrawConsent) Decide(s Processor, by domain.Stamp) ([]processorEvent, error) {
	if err := needReason(c.Reason, "subprocessor.reason"); err != nil {
		return nil, err
	}
	if err := s.awaits(c.Subprocessor, "Voor deze subverwerker is geen toestemming gegeven.", ConsentGiven); err != nil {
		return nil, err
	}
	x, _ := s.sub(c.Subprocessor)
	if by.Happened.Before(x.ConsentAt) {
		return nil, refusal(domain.Invalid, "subprocessor.order", "happened", "De toestemming is op "+calendar.On(x.ConsentAt).NL()+" gegeven. Zij kan niet eerder zijn ingetrokken.")
	}
	list := []processorEvent{SubprocessorConsentWithdrawn{c.Subprocessor, trim(c.Reason)}}
	if x.Working() {
		list = append(list, withoutConsent(by, x.Name, calendar.On(by.Happened)))
	}
	return list, nil
}

func withoutConsent(by domain.Stamp, name string, since calendar.Date) ProcessorNonComplianceFound {
	return ProcessorNonComplianceFound{domain.DeviationFound{Deviation: by.Command, Rule: "bijlage 1.2, schriftelijke toestemming vooraf",
		What: "Subverwerker " + name + " werkt zonder toestemming.", Since: since}}
}

// Evolve implements [domain.Event].
func (e SubprocessorConsentRequested) Evolve(s Processor, by domain.Stamp) Processor {
	s.Subprocessors = append(slices.Clone(s.Subprocessors), Subprocessor{SubprocessorTerms: e.SubprocessorTerms, ID: e.Subprocessor,
		Consent: ConsentRequested, RequestedOn: calendar.On(by.Happened)})
	return s
}

// Evolve implements [domain.Event].
func (e SubprocessorConsentGiven) Evolve(s Processor, by domain.Stamp) Processor {
	return s.changed(e.Subprocessor, func(x *Subprocessor) {
		x.Consent, x.ConsentAt, x.ConsentBy, x.Document = ConsentGiven, by.Happened, by.Actor, e.Document
	})
}

// Evolve implements [domain.Event].
func (e SubprocessorConsentRefused) Evolve(s Processor, _ domain.Stamp) Processor {
	return s.changed(e.Subprocessor, func(x *Subprocessor) { x.Consent = ConsentRefused })
}

// Evolve implements [domain.Event].
func (e SubprocessorConsentWithdrawn) Evolve(s Processor, _ domain.Stamp) Processor {
	return s.changed(e.Subprocessor, func(x *Subprocessor) { x.Consent = ConsentWithdrawn })
}
