package control

import (
	"github.com/heemstede/grootboek/domain"
)

// Conclusion is what every conclusion of a test says besides its outcomes.
type Conclusion struct {
	Advised []string     `json:"recommendations,omitempty" nl:"Aanbevelingen" form:"measure" opt:"1" hint:"Maatregelen uit de actielijst: namen, één per regel."`
	OwnWork domain.YesNo `json:"own_work" nl:"Toetst u (mede) uw eigen werk?" hint:"Dat mag, maar het wordt zichtbaar gemarkeerd."`
}

// ConcludeTest concludes a test of one aspect.
type ConcludeTest struct {
	Outcome AspectVerdict `json:"outcome" nl:"Uitkomst"`
	Conclusion
}

// ConcludeRegisterTest concludes a test of the register: four outcomes (B1.1-5).
type ConcludeRegisterTest struct {
	Quality      AspectVerdict `json:"quality" nl:"Kwaliteit"`
	Currency     AspectVerdict `json:"currency" nl:"Actualiteit"`
	Correctness  AspectVerdict `json:"correctness" nl:"Juistheid"`
	Completeness AspectVerdict `json:"completeness" nl:"Volledigheid"`
	Conclusion
}

// ConcludeDPIATest concludes a test of DPIAs: four outcomes (B1.6-8).
type ConcludeDPIATest struct {
	Procedure    AspectVerdict `json:"procedure" nl:"Procedure"`
	Results      AspectVerdict `json:"results" nl:"Resultaten"`
	Effectuation AspectVerdict `json:"effectuation" nl:"Effectuering"`
	Compliance   AspectVerdict `json:"compliance" nl:"Naleving van de resultaten"`
	Conclusion
}

// ConcludeDocumentTest concludes a test of procedures, formats and policy: four outcomes (B1.8-4).
type ConcludeDocumentTest struct {
	Quality       AspectVerdict `json:"quality" nl:"Kwaliteit"`
	Archiving     AspectVerdict `json:"archiving" nl:"Archivering"`
	Communication AspectVerdict `json:"communication" nl:"Communicatie"`
	Application   AspectVerdict `json:"application" nl:"Toepassing"`
	Conclusion
}

// TestConcluded holds the outcome of each aspect. The findings stand in events of their own.
type TestConcluded struct {
	Aspects []AspectOutcome `json:"aspects" nl:"Uitkomst per onderdeel"`
	Advised []string        `json:"recommendations,omitempty" nl:"Aanbevelingen" form:"measure"`
	OwnWork bool            `json:"own_work,omitempty" nl:"Eigen werk getoetst"`
}

// Decide implements [domain.Command].
func (c ConcludeTest) Decide(t SupervisionTest, by domain.Stamp) ([]testEvent, error) {
	p := domain.Problems{}
	p.Choose(c.Outcome, string(c.Outcome), "outcome", "Kies de uitkomst.")
	return t.conclude("conclude", p, []AspectOutcome{{"whole", c.Outcome}}, c.Conclusion, by)
}

// Decide implements [domain.Command].
func (c ConcludeRegisterTest) Decide(t SupervisionTest, by domain.Stamp) ([]testEvent, error) {
	list := []AspectOutcome{{"quality", c.Quality}, {"currency", c.Currency}, {"correctness", c.Correctness}, {"completeness", c.Completeness}}
	return t.conclude("conclude-register", each(list), list, c.Conclusion, by)
}

// Decide implements [domain.Command].
func (c ConcludeDPIATest) Decide(t SupervisionTest, by domain.Stamp) ([]testEvent, error) {
	list := []AspectOutcome{{"procedure", c.Procedure}, {"results", c.Results}, {"effectuation", c.Effectuation}, {"compliance", c.Compliance}}
	return t.conclude("conclude-dpia", each(list), list, c.Conclusion, by)
}

// Decide implements [domain.Command].
func (c ConcludeDocumentTest) Decide(t SupervisionTest, by domain.Stamp) ([]testEvent, error) {
	list := []AspectOutcome{{"quality", c.Quality}, {"archiving", c.Archiving}, {"communication", c.Communication}, {"application", c.Application}}
	return t.conclude("conclude-documents", each(list), list, c.Conclusion, by)
}

// each asks an outcome for each aspect: the field has the name of the aspect.
func each(list []AspectOutcome) (p domain.Problems) {
	for _, x := range list {
		p.Choose(x.Outcome, string(x.Outcome), string(x.Aspect), "Kies de uitkomst voor "+domain.ChoiceNL(x.Aspect.Choices(), string(x.Aspect))+".")
	}
	return p
}

// conclude is what all conclusions have in common: by the tester, by the aspects of the subject, with every answer given.
func (t SupervisionTest) conclude(command string, p domain.Problems, list []AspectOutcome, c Conclusion, by domain.Stamp) ([]testEvent, error) {
	if err := t.byTester(by); err != nil {
		return nil, err
	}
	if t.Subject.concludedBy() != command {
		return nil, refusal(domain.Conflict, "test.other-aspects", "", "Deze toets heeft andere onderdelen. Kies de afronding die bij het onderwerp past.")
	}
	p.Choose(c.OwnWork, string(c.OwnWork), "own_work", "Geef aan of u uw eigen werk toetst.") // T-11
	if err := p.Refuse("test.conclusion"); err != nil {
		return nil, err
	}
	return []testEvent{TestConcluded{list, domain.Lines(c.Advised), c.OwnWork == domain.Yes}}, nil
}

// overall is insufficient if any aspect is, sufficient if any was tested, and empty if none was.
func overall(list []AspectOutcome) (o Outcome) {
	for _, x := range list {
		switch x.Outcome {
		case AspectVerdict(Insufficient):
			return Insufficient
		case AspectVerdict(Sufficient):
			o = Sufficient
		}
	}
	return o
}

// Evolve implements [domain.Event].
func (e TestConcluded) Evolve(t SupervisionTest, _ domain.Stamp) SupervisionTest {
	t.State, t.Aspects, t.Outcome, t.Advised, t.OwnWork = TestStatusConcluded, e.Aspects, overall(e.Aspects), e.Advised, e.OwnWork
	return t
}
