package dpia

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Every existing processing gets a short DPIA every three years (§4.9, T-28).
const yearsToNext = 3

// NextRule says how the due date of the next short DPIA was counted; it stands in the event.
const NextRule = "drie jaar na afronding, zelfde datum; 29 februari wordt 28 februari (§4.9)"

// Complete completes the DPIA: the owner decides, the FG does not (rule 4).
type Complete struct {
	NoRisks    string `json:"no_risks,omitempty" nl:"Waarom zijn er geen risico’s?" form:"long" opt:"1" hint:"Alleen als er geen risico is vastgelegd."`
	NoMeasures string `json:"no_measures,omitempty" nl:"Waarom zijn er geen maatregelen?" form:"long" opt:"1" hint:"Alleen als er geen maatregel is voorgesteld."`
	Changes    string `json:"changes,omitempty" nl:"Waarom geldt het advies van de FG nog na de wijzigingen?" form:"long" opt:"1" hint:"Alleen als de DPIA na het advies is gewijzigd. De FG ziet dit."`
}

// DpiaCompleted completes the DPIA.
type DpiaCompleted struct {
	NoRisks    string            `json:"no_risks,omitempty" nl:"Geen risico’s, want"`
	NoMeasures string            `json:"no_measures,omitempty" nl:"Geen maatregelen, want"`
	Changes    string            `json:"changes,omitempty" nl:"Gewijzigd na het advies"`
	NextDue    calendar.Date     `json:"next_due" nl:"Volgende korte DPIA uiterlijk"`
	Rule       string            `json:"rule" nl:"Zo geteld"`
	Covers     []domain.Approved `json:"covers,omitempty" nl:"Beoordeeld is"`
}

// Decide implements [domain.Command]. Everything that lacks is named in one refusal.
func (c Complete) Decide(s DPIA, by domain.Stamp) ([]event, error) {
	p := append(c.lacks(s), s.openComments()...)
	if day := calendar.On(by.Happened); s.advised() && day < s.Advice[len(s.Advice)-1].On || day < s.Report.On {
		p.Add("advice", "Afronden kan niet op een dag van vóór het advies van de FG of het verslag.")
	}
	if len(p) > 0 {
		return nil, unmet("dpia.not-complete", "De DPIA kan nog niet worden afgerond:", p...)
	}
	list := []event{DpiaCompleted{trim(c.NoRisks), trim(c.NoMeasures), trim(c.Changes), calendar.On(by.Happened).AddYears(yearsToNext), NextRule, domain.Approve(by.Facts, s.Subject)}}
	if s.Report.Consult == domain.Yes {
		list = append(list, PriorConsultationFoundNecessary{"Volgens het verslag blijft er een hoog risico over."})
	}
	return list, nil
}

func (c Complete) lacks(s DPIA) domain.Problems {
	var p domain.Problems
	switch { // R-B6-04
	case s.Asked:
		p.Add("advice", "De FG heeft nog niet geadviseerd op uw laatste vraag. Wacht het advies af.")
	case !s.advised():
		p.Add("advice", "Het advies van de FG ontbreekt. Vraag advies (AVG art. 35 lid 2).")
	case !s.answered():
		p.Add("answer", "Reageer eerst op het advies van de FG: volg het, of leg uit waarom niet.")
	}
	if len(s.Risks) == 0 { // R-B6-12
		p.Need(c.NoRisks, "no_risks", "Er is geen risico vastgelegd. Zeg waarom er geen risico’s zijn.")
	}
	if len(s.Measures) == 0 {
		p.Need(c.NoMeasures, "no_measures", "Er is geen maatregel voorgesteld. Zeg waarom er geen maatregelen zijn.")
	}
	if len(s.Changed) > 0 {
		p.Need(c.Changes, "changes", "Na het advies van de FG is gewijzigd: "+strings.Join(slices.Compact(slices.Sorted(slices.Values(s.Changed))), ", ")+". Zeg waarom het advies nog geldt, of vraag opnieuw advies.")
	}
	if slices.Contains(s.Triggers, OtherPurpose) && s.Purpose == "" { // R-4.3-07
		p.Add("purpose", "Beantwoord eerst of het nieuwe doel niet onverenigbaar is met het oorspronkelijke doel (§4.3).")
	}
	if s.fullOpen() { // R-4.9-09
		p.Add("full", "Start eerst de volledige DPIA en koppel die hier.")
	}
	return p
}

// Evolve implements [domain.Event].
func (e DpiaCompleted) Evolve(d DPIA, by domain.Stamp) DPIA {
	d.State, d.Completed, d.NextDue, d.Processed = StatusCompleted, calendar.On(by.Happened), e.NextDue, false
	d.Covers = e.Covers
	return d
}

// FindConsultation says that the AP must be consulted (article 36 AVG).
type FindConsultation struct {
	Reason string `json:"reason" nl:"Welk hoog risico blijft over?" form:"long" hint:"Noem geen personen."`
}

// PriorConsultationFoundNecessary says that the AP must be consulted before the processing starts.
type PriorConsultationFoundNecessary struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c FindConsultation) Decide(_ DPIA, _ domain.Stamp) ([]event, error) {
	if err := need(c.Reason, "reason", "dpia.consultation", "Zeg welk hoog risico overblijft."); err != nil {
		return nil, err
	}
	return []event{PriorConsultationFoundNecessary{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e PriorConsultationFoundNecessary) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.State = StatusConsultation
	return d
}

// ConcludeConsultation records what came out of the prior consultation, which is a record of its own (RT-19).
type ConcludeConsultation struct {
	Consultation string `json:"consultation" nl:"Voorafgaande raadpleging" form:"record:consultation"`
	Outcome      string `json:"outcome" nl:"Uitkomst" form:"long" hint:"Noem geen personen."`
}

// DpiaConsultationConcluded holds the outcome.
type DpiaConsultationConcluded struct {
	Consultation string `json:"consultation" nl:"Voorafgaande raadpleging"`
	Outcome      string `json:"outcome" nl:"Uitkomst"`
}

// Decide implements [domain.Command].
func (c ConcludeConsultation) Decide(_ DPIA, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	if !refersTo(c.Consultation, "consultation/") {
		p.Add("consultation", "Kies de voorafgaande raadpleging.")
	}
	p.Need(c.Outcome, "outcome", "Beschrijf de uitkomst.")
	if err := p.Refuse("dpia.consultation"); err != nil {
		return nil, err
	}
	x, ok := domain.Tell[domain.ConsultationFacts](by.Facts, c.Consultation)
	if !ok || x.DPIA != "dpia/"+by.Record || !x.Closed {
		return nil, unmet("dpia.consultation", "De uitkomst kan nog niet worden vastgelegd:", domain.Problem{Field: "consultation",
			NL: "Kies een raadpleging over deze DPIA die het college heeft afgesloten."})
	}
	return []event{DpiaConsultationConcluded{c.Consultation, trim(c.Outcome)}}, nil
}

// Evolve implements [domain.Event].
func (e DpiaConsultationConcluded) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.State = StatusCompleted
	return d
}

// refersTo tells whether the text names a record of that kind.
func refersTo(stream, kind string) bool {
	return strings.HasPrefix(stream, kind) && len(stream) > len(kind)
}
