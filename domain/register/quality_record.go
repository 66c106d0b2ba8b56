package register

import (
	"reflect"
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// QualityTerms are the fields of a measure that can change.
type QualityTerms struct {
	System    string        `json:"system" nl:"Systeem"`
	Kind      QualityKind   `json:"kind" nl:"Soort maatregel"`
	Prevents  []Prevented   `json:"prevents,omitempty" nl:"Wat voorkomt dit?" opt:"1"`
	BRPLink   BRPLink       `json:"brp_link" nl:"Koppeling met de BRP"`
	Procedure string        `json:"procedure,omitempty" nl:"Werkwijze voor verificatie in de BRP vóór gebruik" form:"long" opt:"1" hint:"Verplicht als er geen koppeling is."`
	Requests  string        `json:"request_procedure,omitempty" nl:"Procedure voor inzage en correctie" opt:"1" hint:"Verplicht bij inzage en correctie: het kenmerk van de procedure voor verzoeken."`
	Text      string        `json:"description" nl:"Beschrijving" form:"long" hint:"Noem geen personen."`
	Since     calendar.Date `json:"since" nl:"Getroffen op"`
	Started   calendar.Date `json:"activity_start,omitempty" nl:"De verwerking begint op" opt:"1" hint:"De maatregel hoort er eerder te zijn."`
	Evidence  string        `json:"evidence,omitempty" nl:"Bewijs" opt:"1" hint:"Een zaaknummer of document."`
}

func (t QualityTerms) clean() QualityTerms {
	t.System, t.Procedure, t.Requests, t.Text, t.Evidence = trim(t.System), trim(t.Procedure), trim(t.Requests), trim(t.Text), trim(t.Evidence)
	t.Prevents = slices.Clone(t.Prevents)
	slices.Sort(t.Prevents)
	t.Prevents = slices.Compact(t.Prevents)
	if len(t.Prevents) == 0 {
		t.Prevents = nil
	}
	return t
}

func (t QualityTerms) problems(by domain.Stamp) domain.Problems {
	var p domain.Problems
	p.Need(t.System, "system", "Noem het systeem.")
	p.Choose(t.Kind, string(t.Kind), "kind", "Kies de soort maatregel.")
	for _, x := range t.Prevents {
		p.Choose(x, string(x), "prevents", "Kies uit de lijst wat dit voorkomt.")
	}
	if t.Kind == QualityBefore && len(t.Prevents) == 0 { // R-4.7-05
		p.Add("prevents", "Kies wat de controle voorkomt.")
	}
	p.Choose(t.BRPLink, string(t.BRPLink), "brp_link", "Kies direct, indirect of geen.") // R-4.7-02
	if t.BRPLink == "none" {                                                             // rule 2, R-4.7-03
		p.Need(t.Procedure, "procedure", "Zonder koppeling is verificatie in de BRP vóór gebruik verplicht. Beschrijf de werkwijze.")
		if t.Kind == QualityLink {
			p.Add("brp_link", "Een koppeling met de BRP is direct of indirect.")
		}
	}
	if t.Kind == QualityInspect { // R-4.7-04
		p.Need(t.Requests, "request_procedure", "Noem de procedure voor verzoeken om inzage en correctie.")
	}
	p.Need(t.Text, "description", "Beschrijf de maatregel.")
	if !t.Since.Valid() || t.Since > calendar.On(by.Recorded) { // in place is: it is there
		p.Add("since", "Vul in sinds welke dag de maatregel er is. Die dag is voorbij of vandaag.")
	}
	if t.Started != "" && !t.Started.Valid() {
		p.Add("activity_start", "Deze datum bestaat niet.")
	}
	return p
}

// late tells whether the measure came after the start: a fact that is recorded with its deviation (R-4.7-06, rule 3).
func (t QualityTerms) late() bool { return t.Started != "" && t.Since >= t.Started }

// RecordQuality records a measure.
type RecordQuality struct {
	Activity string `json:"activity" nl:"Verwerking" form:"record:activity"`
	Process  string `json:"process" nl:"Proces" form:"process"`
	QualityTerms
}

// QualityMeasureRecorded is a measure in place. Late is the deviation: it came after the start of the activity.
type QualityMeasureRecorded struct {
	Activity string `json:"activity" nl:"Verwerking"`
	Process  string `json:"process" nl:"Proces"`
	QualityTerms
	Late bool `json:"late,omitempty" nl:"Afwijking: niet vóór de start van de verwerking"`
}

// OwnedBy implements [domain.Owned].
func (c RecordQuality) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c RecordQuality) Decide(_ Quality, by domain.Stamp) ([]guarded, error) {
	terms := c.QualityTerms.clean()
	p := terms.problems(by)
	needActivity(&p, c.Activity, c.Process, by)
	if err := p.Refuse("quality.incomplete"); err != nil {
		return nil, err
	}
	return []guarded{QualityMeasureRecorded{c.Activity, c.Process, terms, terms.late()}}, nil
}

func (q Quality) with(t QualityTerms, late bool) Quality {
	q.State, q.System, q.Kind, q.BRPLink, q.Since, q.Terms, q.Late = QualityInPlace, t.System, t.Kind, t.BRPLink, t.Since, t, late
	q.Terms.Prevents = slices.Clone(t.Prevents)
	return q
}

// Evolve implements [domain.Event].
func (e QualityMeasureRecorded) Evolve(q Quality, _ domain.Stamp) Quality {
	q.Activity, q.Process = e.Activity, e.Process
	return q.with(e.QualityTerms, e.Late)
}

// ChangeQuality changes a measure.
type ChangeQuality struct {
	QualityTerms
	Reason string `json:"reason" nl:"Reden van de wijziging" hint:"Noem geen personen."`
}

// QualityMeasureChanged replaces the terms.
type QualityMeasureChanged struct {
	QualityTerms
	Late   bool   `json:"late,omitempty" nl:"Afwijking: niet vóór de start van de verwerking"`
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c ChangeQuality) Decide(s Quality, by domain.Stamp) ([]guarded, error) {
	terms := c.QualityTerms.clean()
	p := terms.problems(by)
	p.Need(c.Reason, "reason", "Geef de reden van de wijziging.")
	if err := p.Refuse("quality.incomplete"); err != nil {
		return nil, err
	}
	if reflect.DeepEqual(terms, s.Terms) {
		return nil, nil // saying it twice changes nothing
	}
	return []guarded{QualityMeasureChanged{terms, terms.late(), trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e QualityMeasureChanged) Evolve(q Quality, _ domain.Stamp) Quality {
	return q.with(e.QualityTerms, e.Late)
}

// ReasonQualityAbsent says why one of the four measures "in any case" is not there (R-4.7-01).
type ReasonQualityAbsent struct {
	Activity string      `json:"activity" nl:"Verwerking" form:"record:activity"`
	Process  string      `json:"process" nl:"Proces" form:"process"`
	System   string      `json:"system" nl:"Systeem"`
	Kind     QualityKind `json:"kind" nl:"Welke maatregel ontbreekt?"`
	BRPLink  BRPLink     `json:"brp_link" nl:"Koppeling met de BRP"`
	Reason   string      `json:"reason" nl:"Waarom ontbreekt deze maatregel?" form:"long" hint:"Noem geen personen."`
}

// QualityMeasureReasonedAbsent is the reason.
type QualityMeasureReasonedAbsent struct {
	Activity string      `json:"activity" nl:"Verwerking"`
	Process  string      `json:"process" nl:"Proces"`
	System   string      `json:"system" nl:"Systeem"`
	Kind     QualityKind `json:"kind" nl:"Maatregel die ontbreekt"`
	BRPLink  BRPLink     `json:"brp_link" nl:"Koppeling met de BRP"`
	Reason   string      `json:"reason" nl:"Reden"`
}

// OwnedBy implements [domain.Owned].
func (c ReasonQualityAbsent) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c ReasonQualityAbsent) Decide(_ Quality, by domain.Stamp) ([]guarded, error) {
	var p domain.Problems
	needActivity(&p, c.Activity, c.Process, by)
	p.Need(c.System, "system", "Noem het systeem.")
	p.Choose(c.Kind, string(c.Kind), "kind", "Kies de maatregel die ontbreekt.")
	p.Choose(c.BRPLink, string(c.BRPLink), "brp_link", "Kies direct, indirect of geen.")
	if c.Kind == QualityVerify && c.BRPLink == "none" { // rule 2
		p.Add("kind", "Zonder koppeling met de BRP is verificatie vóór gebruik verplicht (§4.7). Dit kan niet ontbreken.")
	}
	p.Need(c.Reason, "reason", "Zeg waarom de maatregel ontbreekt.")
	if err := p.Refuse("quality.absent"); err != nil {
		return nil, err
	}
	return []guarded{QualityMeasureReasonedAbsent{c.Activity, c.Process, trim(c.System), c.Kind, c.BRPLink, trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e QualityMeasureReasonedAbsent) Evolve(q Quality, _ domain.Stamp) Quality {
	q.State, q.Activity, q.Process, q.System, q.Kind, q.BRPLink = QualityAbsent, e.Activity, e.Process, e.System, e.Kind, e.BRPLink
	return q
}
