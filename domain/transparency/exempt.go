package transparency

import "github.com/heemstede/grootboek/domain"

// Exemption is why people need not be informed of an activity.
type Exemption struct {
	Activity string          `json:"activity" nl:"Verwerking" form:"record:activity"`
	Ground   ExemptionGround `json:"ground" nl:"Uitzondering"`
	Reason   string          `json:"reason" nl:"Waarom geldt de uitzondering?" form:"long" hint:"Noem geen personen."`
	Measures string          `json:"measures,omitempty" nl:"Wat doet de gemeente om mensen toch te beschermen?" form:"long" opt:"1" hint:"Verplicht als informeren te veel moeite kost. Bijvoorbeeld: de informatie staat op de website."`
}

// ExemptionGround is an exception of article 13(4) or 14(5) AVG.
type ExemptionGround string

// Choices implements [domain.Chooser].
func (ExemptionGround) Choices() []domain.Choice {
	return []domain.Choice{{Value: "already-informed", NL: "De persoon heeft de informatie al (AVG art. 13 lid 4, art. 14 lid 5 onder a)"},
		{Value: "impossible", NL: "Informeren kan niet of kost onevenredig veel moeite (art. 14 lid 5 onder b)"},
		{Value: "law", NL: "De wet schrijft het verkrijgen of verstrekken voor (art. 14 lid 5 onder c)"},
		{Value: "secrecy", NL: "Er geldt een beroepsgeheim (art. 14 lid 5 onder d)"}}
}

// RecordExemption records that people are not informed of an activity, and why.
type RecordExemption struct {
	Name    string `json:"name" nl:"Naam" hint:"Bijvoorbeeld: gegevens uit de basisregistratie voor de aanslag."`
	Process string `json:"process" nl:"Proces" form:"process"`
	Exemption
}

// InformationExemptionRecorded records it.
type InformationExemptionRecorded struct {
	Name    string `json:"name" nl:"Naam"`
	Process string `json:"process" nl:"Proces" form:"process"`
	Exemption
}

// OwnedBy implements [domain.Owned].
func (c RecordExemption) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c RecordExemption) Decide(_ Notice, _ domain.Stamp) ([]noticeEvent, error) {
	x := c.Exemption
	x.Reason, x.Measures = trim(x.Reason), trim(x.Measures)
	var p domain.Problems
	p.Need(c.Name, "name", "Geef de vrijstelling een naam.")
	p.Need(c.Process, "process", "Kies het proces.")
	if !isRef(x.Activity, "activity") {
		p.Add("activity", "Kies de verwerking.")
	}
	p.Choose(x.Ground, string(x.Ground), "ground", "Kies welke uitzondering geldt.")
	p.Need(x.Reason, "reason", "Zeg waarom de uitzondering geldt.")
	if x.Ground == "impossible" { // AVG 14(5)(b): suitable measures, such as making the information public
		p.Need(x.Measures, "measures", "Zeg wat de gemeente doet om mensen toch te beschermen (AVG art. 14 lid 5 onder b).")
	}
	if err := p.Refuse("notice.exemption"); err != nil {
		return nil, err
	}
	return []noticeEvent{InformationExemptionRecorded{trim(c.Name), c.Process, x}}, nil
}

// Evolve implements [domain.Event].
func (e InformationExemptionRecorded) Evolve(s Notice, _ domain.Stamp) Notice {
	return Notice{Text: Text{Name: e.Name, Process: e.Process}, State: NoticeStatusExempt, Exemption: e.Exemption}
}
