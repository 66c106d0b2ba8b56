package register

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// PostponeDestruction lets data stay for one of the reasons of the list, until a day: there is no silent delay.
type PostponeDestruction struct {
	Why      PostponeReason `json:"reason" nl:"Reden van het uitstel"`
	Text     string         `json:"explanation" nl:"Toelichting" form:"long" hint:"Noem geen personen."`
	Until    calendar.Date  `json:"until" nl:"Uitstellen tot"`
	Citation string         `json:"citation,omitempty" nl:"Wet en artikel" opt:"1" hint:"Verplicht bij een wettelijke plicht om langer te bewaren en bij archivering."`
	Plan     string         `json:"plan,omitempty" nl:"Plan" form:"long" opt:"1" hint:"Verplicht als vernietigen technisch niet kan: wanneer kan het wel, en hoe blijven de gegevens tot dan ongebruikt? Noem geen personen."`
}

// DestructionPostponed moves the day.
type DestructionPostponed struct {
	Why      PostponeReason `json:"reason" nl:"Reden"`
	Text     string         `json:"explanation" nl:"Toelichting"`
	Until    calendar.Date  `json:"until" nl:"Uitgesteld tot"`
	Citation string         `json:"citation,omitempty" nl:"Wet en artikel"`
	Plan     string         `json:"plan,omitempty" nl:"Plan"`
}

// Decide implements [domain.Command].
func (c PostponeDestruction) Decide(s Destruction, by domain.Stamp) ([]destructionEvent, error) {
	var p domain.Problems
	p.Choose(c.Why, string(c.Why), "reason", "Kies een reden uit de lijst; zonder reden is uitstel niet mogelijk.") // R-4.8-05
	p.Need(c.Text, "explanation", "Licht de reden toe.")
	p.Impersonal(c.Text, "explanation")
	switch c.Why {
	case LegalDuty, ForArchive: // R-4.8-06: with its citation
		p.Need(c.Citation, "citation", "Noem de wet en het artikel.")
	case Impossible: // T-48: a reason, a plan, and no use until then
		p.Need(c.Plan, "plan", "Geef een plan: wanneer kan het wel, en hoe blijven de gegevens tot dan ongebruikt?")
		p.Impersonal(c.Plan, "plan")
	}
	switch {
	case !c.Until.Valid() || c.Until <= calendar.On(by.Happened):
		p.Add("until", "Vul een dag in die nog komt.")
	case c.Until <= s.Due:
		p.Add("until", "De gegevens hoeven pas op "+s.Due.NL()+" vernietigd te zijn. Vul een latere dag in.")
	}
	if err := p.Refuse("destruction.postpone"); err != nil {
		return nil, err
	}
	return []destructionEvent{DestructionPostponed{c.Why, trim(c.Text), c.Until, trim(c.Citation), trim(c.Plan)}}, nil
}

// Evolve implements [domain.Event].
func (e DestructionPostponed) Evolve(d Destruction, by domain.Stamp) Destruction {
	d.Late = d.Late || d.OverdueAt(by.Happened) // R-TIM-06: postponing afterwards does not make it in time
	d.State, d.Postponed, d.PostponeWhy, d.Until, d.Due, d.Citation, d.Plan = DestructionIsPostponed, e.Why, e.Text, e.Until, e.Until, e.Citation, e.Plan
	d.How = "uitgesteld tot " + e.Until.NL()
	return d
}

// EndPostponement ends it: by the clock on its day, by the owner when the reason is gone before.
type EndPostponement struct {
	Reason string `json:"reason,omitempty" nl:"Waarom eindigt het uitstel?" form:"long" hint:"Noem geen personen."`
}

// DestructionPostponementEnded says that the data must go now.
type DestructionPostponementEnded struct {
	Reason string `json:"reason,omitempty" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c EndPostponement) Decide(s Destruction, by domain.Stamp) ([]destructionEvent, error) {
	if by.Role == domain.SYS {
		if calendar.On(by.Happened) < s.Until {
			return nil, unmetDestruction("destruction.postponed", "Het uitstel loopt nog, tot "+s.Until.NL()+".")
		}
		return []destructionEvent{DestructionPostponementEnded{}}, nil
	}
	if err := reasonFor(c.Reason, "destruction.reason"); err != nil {
		return nil, err
	}
	return []destructionEvent{DestructionPostponementEnded{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e DestructionPostponementEnded) Evolve(d Destruction, by domain.Stamp) Destruction {
	d.State, d.Due = DestructionDue, min(d.Until, calendar.On(by.Happened)) // at once; the clock may be late
	d.How = "meteen na het uitstel, op " + d.Due.NL()
	return d
}

// ArchiveData records that data go to the archive instead (§5.4, exception 4).
type ArchiveData struct {
	Archive  string `json:"archive" nl:"Naar welke archiefbewaarplaats?"`
	Citation string `json:"citation" nl:"Wet en artikel, of categorie van de selectielijst"`
}

// DataArchivedInPublicInterest says where the data went.
type DataArchivedInPublicInterest struct {
	Archive  string `json:"archive" nl:"Archiefbewaarplaats"`
	Citation string `json:"citation" nl:"Wet en artikel, of categorie"`
}

// Decide implements [domain.Command].
func (c ArchiveData) Decide(s Destruction, _ domain.Stamp) ([]destructionEvent, error) {
	var p domain.Problems
	p.Need(c.Archive, "archive", "Noem de archiefbewaarplaats.")
	p.Need(c.Citation, "citation", "Noem de wet en het artikel, of de categorie van de selectielijst.")
	if err := p.Refuse("destruction.archive"); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(s.Held(), func(h Hold) bool { return h.Kind == HoldRestriction }) { // §5.3: kept, not used
		return nil, unmetDestruction("destruction.held", "De gegevens mogen nu niet worden overgebracht: "+heldNL(s.Held())+". Hef dit eerst op.")
	}
	return []destructionEvent{DataArchivedInPublicInterest{trim(c.Archive), trim(c.Citation)}}, nil
}

// Evolve implements [domain.Event].
func (e DataArchivedInPublicInterest) Evolve(d Destruction, by domain.Stamp) Destruction {
	d.State, d.On, d.Archive, d.Citation = DestructionArchived, calendar.On(by.Happened), e.Archive, e.Citation
	return d
}
