package rights

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// executing are the executions, one for each right (B1.7-3): only the owner records them (R-B7-04).
var executing = []domain.CommandType[Request]{
	{Name: "provide", NL: "Verstrekt: inzage gegeven", Row: "B1.7-3", Own: true, Zero: ProvideData{}, In: informed,
		Help: "Leg vast hoe de verzoeker de gegevens heeft gekregen."},
	{Name: "correct", NL: "Gegevens verbeterd", Row: "B1.7-3", Own: true, Zero: CorrectData{}, In: informed,
		Help: "Leg vast dat de gegevens zijn verbeterd, verwijderd of aangevuld."},
	{Name: "carry-out-destruction", NL: "Gegevens gewist", Row: "B1.7-3", Own: true, Zero: EraseData{}, In: informed,
		Help: "Noem de vernietiging die is vastgelegd: zonder die vastlegging is er niet gewist."},
	{Name: "restrict-use", NL: "Gebruik beperkt", Row: "B1.7-3", Own: true, Zero: RestrictUse{}, In: informed,
		Help: "Noem de beperking die is opgelegd."},
	{Name: "stop", NL: "Verwerking gestopt", Row: "B1.7-3", Own: true, Zero: StopProcessing{}, In: informed,
		Help: "Leg vast dat de gegevens van deze persoon niet meer worden verwerkt, en sinds wanneer."},
	{Name: "hand-over", NL: "Gegevens overgedragen", Row: "B1.7-3", Own: true, Zero: HandOverData{}, In: informed,
		Help: "Leg vast wanneer en in welk formaat de gegevens aan de betrokkene zijn gegeven."},
	{Name: "reassess", NL: "Besluit opnieuw beoordeeld", Row: "B1.7-3", Own: true, Zero: ReassessDecision{}, In: informed,
		Help: "Leg vast dat een mens opnieuw heeft gekeken, en met welke uitkomst."},
	{Name: "explain", NL: "Duidelijke informatie gegeven", Row: "B1.7-3", Own: true, Zero: GiveInformation{}, In: informed,
		Help: "Noem de tekst die is gegeven: die op die dag geldt."},
}

// Executed is what was done. When stands in the stamp, or in StoppedOn where that differs.
type Executed struct {
	As          Execution     `json:"as" nl:"Uitvoering"`
	How         string        `json:"how,omitempty" nl:"Hoe"`
	Changes     []Change      `json:"changes,omitempty" nl:"Wat is er gedaan"`
	Destruction string        `json:"destruction,omitempty" nl:"Vernietiging" form:"record:destruction"`
	Restriction string        `json:"restriction,omitempty" nl:"Beperking" form:"record:restriction"`
	StoppedOn   calendar.Date `json:"stopped_on,omitempty" nl:"Gestopt op"`
	Format      string        `json:"format,omitempty" nl:"Formaat"`
	HandedOn    calendar.Date `json:"handed_on,omitempty" nl:"Overgedragen op"`
	Paper       string        `json:"paper_left_out,omitempty" nl:"Papier dat erbuiten bleef"`
	By          string        `json:"by,omitempty" nl:"Beoordeeld door" form:"person"`
	Outcome     Reassessment  `json:"outcome,omitempty" nl:"Uitkomst"`
	Notice      string        `json:"notice,omitempty" nl:"Tekst" form:"record:notice"`
	Version     int           `json:"notice_version,omitempty" nl:"Versie van de tekst"`
}

// RequestExecuted is the execution of what was granted.
type RequestExecuted struct{ Executed }

// executes refuses an execution for another right, or of what was not granted, with what the command found itself.
func (r Request) executes(right Right, x Executed, p domain.Problems) ([]requestEvent, error) {
	if err := r.of(right); err != nil {
		return nil, err
	}
	if !r.Decision.Gives() {
		return nil, refusal(domain.Conflict, "request.nothing-granted", "", "Er is niets toegekend. Sluit het verzoek.")
	}
	if err := p.Refuse("request.execution"); err != nil {
		return nil, err
	}
	x.As = r.Rule().Does
	return []requestEvent{RequestExecuted{x}}, nil
}

// Evolve implements [domain.Event].
func (e RequestExecuted) Evolve(r Request, by domain.Stamp) Request {
	r.State, r.Done, r.DoneAt = StatusExecuted, e.Executed, by.Happened
	return r
}

// ProvideData records that the data were given (§5.1).
type ProvideData struct {
	How string `json:"how" nl:"Hoe zijn de gegevens gegeven?" form:"long" hint:"Bijvoorbeeld: kopie per aangetekende post. Noem geen personen."`
}

// Decide implements [domain.Command].
func (c ProvideData) Decide(s Request, _ domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	needText(&p, c.How, "how", "Zeg hoe de gegevens zijn gegeven.")
	return s.executes(Access, Executed{How: trim(c.How)}, p)
}

// CorrectData records that data were improved, removed or completed (§5.1).
type CorrectData struct {
	Changes []Change `json:"changes" nl:"Wat is er gedaan?"`
	How     string   `json:"how" nl:"In welke systemen?" form:"long" hint:"Noem geen personen."`
}

// Decide implements [domain.Command].
func (c CorrectData) Decide(s Request, _ domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	if chooseAll(&p, c.Changes, "changes", "Kies verbeterd, verwijderd of aangevuld."); len(c.Changes) == 0 {
		p.Add("changes", "Kies wat er is gedaan.")
	}
	needText(&p, c.How, "how", "Zeg in welke systemen.")
	return s.executes(Rectification, Executed{Changes: c.Changes, How: trim(c.How)}, p)
}

// EraseData names the destruction by which the data were erased (§5.4, R-5.4-07).
type EraseData struct {
	Destruction string `json:"destruction" nl:"Welke vernietiging?" form:"record:destruction" hint:"Met als reden: verzoek om verwijdering."`
}

// Decide implements [domain.Command]. Data of a person whose use is restricted are kept: not by this request, nor by another of the same
// person (R-5.3-03, R-5.3-04).
func (c EraseData) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	if d, ok := domain.Tell[domain.DestructionFacts](by.Facts, c.Destruction); !ok || !d.ForErasure || !d.Done {
		p.Add("destruction", "Kies een vernietiging die is uitgevoerd, met als reden een verzoek om verwijdering (§5.4).")
	}
	list, err := s.executes(Erasure, Executed{Destruction: c.Destruction}, p)
	if q, _ := s.Tells().(domain.RequestFacts); err == nil && len(domain.RestrictedFor(by.Facts, "request/"+s.ID, q)) > 0 {
		return nil, refusal(domain.Unmet, "request.restricted", "", "Van deze persoon is het gebruik van gegevens beperkt (§5.3): die blijven bewaard. Hef de beperking eerst op.")
	}
	return list, err
}

// RestrictUse names the restriction that was imposed (§5.3).
type RestrictUse struct {
	Restriction string `json:"restriction" nl:"Welke beperking?" form:"record:restriction"`
}

// Decide implements [domain.Command].
func (c RestrictUse) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	if x, ok := domain.Tell[domain.RestrictionFacts](by.Facts, c.Restriction); !ok || x.Request != "request/"+s.ID {
		p.Add("restriction", "Kies een beperking die op dit verzoek is opgelegd.")
	}
	return s.executes(Restricting, Executed{Restriction: c.Restriction}, p)
}

// StopProcessing records that processing stopped, and when (§5.2, R-5.2-05).
type StopProcessing struct {
	StoppedOn calendar.Date `json:"stopped_on" nl:"Gestopt op"`
	How       string        `json:"how" nl:"Hoe is de verwerking gestopt?" form:"long" hint:"Noem geen personen."`
}

// Decide implements [domain.Command].
func (c StopProcessing) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	needDone(&p, c.StoppedOn, "stopped_on", "Vul in sinds wanneer de verwerking is gestopt.", by)
	needText(&p, c.How, "how", "Zeg hoe de verwerking is gestopt.")
	return s.executes(Objection, Executed{StoppedOn: c.StoppedOn, How: trim(c.How)}, p)
}

// HandOverData records the hand-over to the data subject (§5.5, R-5.5-03).
type HandOverData struct {
	HandedOn calendar.Date `json:"handed_on" nl:"Overgedragen op"`
	Format   string        `json:"format" nl:"Formaat" hint:"Een gangbaar formaat dat een machine kan lezen, bijvoorbeeld CSV of XML."`
	Paper    string        `json:"paper_left_out,omitempty" nl:"Welke papieren gegevens bleven erbuiten?" opt:"1" hint:"Verplicht als niet alles digitaal is. Noem geen personen."`
}

// Decide implements [domain.Command].
func (c HandOverData) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	needDone(&p, c.HandedOn, "handed_on", "Vul in wanneer de gegevens zijn overgedragen.", by)
	needText(&p, c.Format, "format", "Noem het formaat.")
	if s.Digital == PartlyDigital { // R-5.5-02
		p.Need(c.Paper, "paper_left_out", "Zeg welke papieren gegevens erbuiten bleven.")
	}
	p.Impersonal(c.Paper, "paper_left_out")
	return s.executes(Portability, Executed{HandedOn: c.HandedOn, Format: trim(c.Format), Paper: trim(c.Paper)}, p)
}

// Reassessment is what a human found of a decision.
type Reassessment string

// Choices implements [domain.Chooser].
func (Reassessment) Choices() []domain.Choice {
	return []domain.Choice{{Value: "upheld", NL: "Het besluit blijft zo"}, {Value: "changed", NL: "Het besluit is gewijzigd"}, {Value: "revoked", NL: "Het besluit is ingetrokken"}}
}

// ReassessDecision records that a human looked again (R-B7-08).
type ReassessDecision struct {
	By      string       `json:"by" nl:"Wie heeft opnieuw beoordeeld?" form:"person"`
	Outcome Reassessment `json:"outcome" nl:"Uitkomst"`
}

// Decide implements [domain.Command].
func (c ReassessDecision) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	p.NeedPerson(c.By, "by", "Kies wie opnieuw heeft beoordeeld: een mens, niet het systeem.", by)
	p.Choose(c.Outcome, string(c.Outcome), "outcome", "Kies de uitkomst.")
	return s.executes(HumanView, Executed{By: c.By, Outcome: c.Outcome}, p)
}

// GiveInformation names the notice that was given (R-B7-09).
type GiveInformation struct {
	Notice string `json:"notice" nl:"Welke tekst?" form:"record:notice"`
}

// Decide implements [domain.Command]: the version in force that day, about an activity of the request, is recorded.
func (c GiveInformation) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	n, ok := domain.Tell[domain.NoticeFacts](by.Facts, c.Notice)
	version := 0
	for i, t := range n.Texts {
		for _, a := range domain.Streams("activity", s.Activities...) {
			if t.InForce(calendar.On(by.Happened)) && (slices.Contains(t.InTime, a) || slices.Contains(t.Late, a)) {
				version = i + 1
			}
		}
	}
	if !ok || version == 0 {
		p.Add("notice", "Kies een gepubliceerde tekst over deze verwerking, die nu geldt.")
	}
	return s.executes(Information, Executed{Notice: c.Notice, Version: version}, p)
}
