package governance

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// DocumentJudgement is the outcome for one side of a document.
type DocumentJudgement string

// Choices implements [domain.Chooser].
func (DocumentJudgement) Choices() []domain.Choice {
	return []domain.Choice{{Value: "sufficient", NL: "voldoende"}, {Value: "insufficient", NL: "onvoldoende"}, {Value: "not-tested", NL: "niet getoetst"}}
}

// Judgements are the four outcomes of B1.8-4.
type Judgements struct {
	Quality       DocumentJudgement `json:"quality" nl:"Kwaliteit"`
	Archiving     DocumentJudgement `json:"archiving" nl:"Archivering"`
	Communication DocumentJudgement `json:"communication" nl:"Communicatie"`
	Application   DocumentJudgement `json:"application" nl:"Toepassing"`
}

// SuperviseDocument records supervision by the FG on quality, archiving, communication and application (B1.8-4, RT-32).
type SuperviseDocument struct {
	Judgements
	Findings string       `json:"findings" nl:"Bevindingen" form:"long" hint:"Noem geen personen. Zijn er geen, schrijf dan ‘geen’."`
	OwnWork  domain.YesNo `json:"own_work" nl:"Hebt u zelf aan dit document gewerkt?" hint:"De FG mag ook beleid en procedures opstellen (B1.7-1, B1.8-1). Wie eigen werk toetst, zegt dat erbij."`
	Test     string       `json:"test,omitempty" nl:"Hoort bij toets" form:"record:test" opt:"1"`
}

// DocumentSupervised is the supervision.
type DocumentSupervised struct {
	Judgements
	Findings string `json:"findings" nl:"Bevindingen"`
	OwnWork  bool   `json:"own_work" nl:"Eigen werk getoetst"`
	Test     string `json:"test,omitempty" nl:"Hoort bij toets"`
}

// Decide implements [domain.Command].
func (c SuperviseDocument) Decide(_ Document, _ domain.Stamp) ([]documentEvent, error) {
	var p domain.Problems
	for _, x := range []struct {
		field string
		j     DocumentJudgement
	}{{"quality", c.Quality}, {"archiving", c.Archiving}, {"communication", c.Communication}, {"application", c.Application}} {
		p.Choose(x.j, string(x.j), x.field, "Geef voor elk onderdeel een oordeel.")
	}
	p.Need(c.Findings, "findings", "Beschrijf de bevindingen, of schrijf ‘geen’.")
	p.Choose(c.OwnWork, string(c.OwnWork), "own_work", "Zeg of u zelf aan dit document hebt gewerkt.")
	if err := p.Refuse("document.supervise"); err != nil {
		return nil, err
	}
	return []documentEvent{DocumentSupervised{c.Judgements, trim(c.Findings), c.OwnWork == domain.Yes, trim(c.Test)}}, nil
}

// Evolve implements [domain.Event].
func (e DocumentSupervised) Evolve(d Document, by domain.Stamp) Document {
	d.Supervised = max(d.Supervised, calendar.On(by.Happened))
	return d
}
