package register

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// StartNecessity begins the assessment of one activity, with its purposes and data as they stand in the register.
type StartNecessity struct {
	Name       string   `json:"name" nl:"Naam" hint:"Bijvoorbeeld: noodzaak Wmo-aanvragen."`
	Activity   string   `json:"activity" nl:"Verwerking" form:"record:activity"`
	Process    string   `json:"process" nl:"Proces" form:"process"`
	Purposes   []string `json:"purposes" nl:"Doelen" hint:"Eén per regel, zoals in het register."`
	Categories []string `json:"categories" nl:"Categorieën van persoonsgegevens" hint:"Eén per regel, zoals in het register."`
	Assessor   string   `json:"assessor" nl:"Wie beoordeelt?" form:"person"`
}

// NecessityAssessmentStarted begins the assessment.
type NecessityAssessmentStarted struct {
	Name       string   `json:"name" nl:"Naam"`
	Activity   string   `json:"activity" nl:"Verwerking"`
	Process    string   `json:"process" nl:"Proces"`
	Purposes   []string `json:"purposes" nl:"Doelen"`
	Categories []string `json:"categories" nl:"Gegevens"`
	Assessor   string   `json:"assessor" nl:"Beoordelaar" form:"person"`
}

// OwnedBy implements [domain.Owned].
func (c StartNecessity) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c StartNecessity) Decide(_ Necessity, by domain.Stamp) ([]assessed, error) {
	purposes, categories := domain.Lines(c.Purposes), domain.Lines(c.Categories)
	var p domain.Problems
	p.Need(c.Name, "name", "Geef de beoordeling een naam.")
	needActivity(&p, c.Activity, c.Process, by)
	if len(purposes) == 0 {
		p.Add("purposes", "Noem ten minste één doel.")
	}
	if len(categories) == 0 {
		p.Add("categories", "Noem ten minste één categorie van persoonsgegevens.")
	}
	p.NeedPerson(c.Assessor, "assessor", "Kies wie beoordeelt.", by)
	if err := p.Refuse("necessity.incomplete"); err != nil {
		return nil, err
	}
	return []assessed{NecessityAssessmentStarted{trim(c.Name), c.Activity, c.Process, purposes, categories, c.Assessor}}, nil
}

// Evolve implements [domain.Event].
func (e NecessityAssessmentStarted) Evolve(n Necessity, _ domain.Stamp) Necessity {
	n.State, n.Name, n.Activity, n.Process, n.Assessor = NecessityStarted, e.Name, e.Activity, e.Process, e.Assessor
	n.Purposes, n.Categories = slices.Clone(e.Purposes), slices.Clone(e.Categories)
	return n
}

// JustifyCategory says for which purpose data are needed, and why (R-2.3-05).
type JustifyCategory struct {
	Category string `json:"category" nl:"Welke gegevens?" hint:"Eén categorie, zoals in deze beoordeling."`
	Purpose  string `json:"purpose" nl:"Voor welk doel?" hint:"Eén doel, zoals in deze beoordeling."`
	Why      string `json:"why" nl:"Waarom zijn ze nodig?" form:"long" hint:"Noem geen personen."`
}

// DataCategoryJustified says for which purpose data are needed.
type DataCategoryJustified struct {
	Category string `json:"category" nl:"Gegevens"`
	Purpose  string `json:"purpose" nl:"Doel"`
	Why      string `json:"why" nl:"Waarom"`
}

// RejectCategory says that data are not needed (R-4.6-01).
type RejectCategory struct {
	Category string `json:"category" nl:"Welke gegevens?" hint:"Eén categorie, zoals in deze beoordeling."`
	Purpose  string `json:"purpose" nl:"Voor welk doel?" hint:"Eén doel, zoals in deze beoordeling."`
	Why      string `json:"why" nl:"Waarom zijn ze niet nodig?" form:"long" hint:"Noem geen personen."`
}

// DataCategoryRejected says that data are not needed.
type DataCategoryRejected struct {
	Category string `json:"category" nl:"Gegevens"`
	Purpose  string `json:"purpose" nl:"Doel"`
	Why      string `json:"why" nl:"Waarom niet"`
}

func (n Necessity) judge(category, purpose, why string) error {
	var p domain.Problems
	if !slices.Contains(n.Categories, trim(category)) {
		p.Add("category", "Kies een van de categorieën van deze beoordeling.")
	}
	if !slices.Contains(n.Purposes, trim(purpose)) {
		p.Add("purpose", "Noem het doel, zoals het in deze beoordeling staat.")
	}
	p.Need(why, "why", "Zeg waarom.")
	return p.Refuse("necessity.category")
}

// Decide implements [domain.Command].
func (c JustifyCategory) Decide(s Necessity, _ domain.Stamp) ([]assessed, error) {
	if err := s.judge(c.Category, c.Purpose, c.Why); err != nil {
		return nil, err
	}
	return []assessed{DataCategoryJustified{trim(c.Category), trim(c.Purpose), trim(c.Why)}}, nil
}

// Decide implements [domain.Command].
func (c RejectCategory) Decide(s Necessity, _ domain.Stamp) ([]assessed, error) {
	if err := s.judge(c.Category, c.Purpose, c.Why); err != nil {
		return nil, err
	}
	return []assessed{DataCategoryRejected{trim(c.Category), trim(c.Purpose), trim(c.Why)}}, nil
}

// judged replaces the judgement of a category for a purpose: the last one counts. Another purpose is judged by itself.
func (n Necessity) judged(v CategoryVerdict) Necessity {
	n.Judged = slices.DeleteFunc(slices.Clone(n.Judged), func(x CategoryVerdict) bool { return x.Category == v.Category && x.Purpose == v.Purpose })
	n.Judged = append(n.Judged, v)
	return n
}

// Evolve implements [domain.Event].
func (e DataCategoryJustified) Evolve(n Necessity, _ domain.Stamp) Necessity {
	return n.judged(CategoryVerdict{e.Category, e.Purpose, domain.Yes})
}

// Evolve implements [domain.Event].
func (e DataCategoryRejected) Evolve(n Necessity, _ domain.Stamp) Necessity {
	return n.judged(CategoryVerdict{e.Category, e.Purpose, domain.No})
}
