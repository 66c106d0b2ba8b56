package rights

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// Answer holds the items of an answer to a request for access, as they are sent. It says what the register says of the processing, and
// nothing of the person.
type Answer struct {
	Purposes   []string     `json:"purposes,omitempty" nl:"Doelen" opt:"1"`
	Categories []string     `json:"categories,omitempty" nl:"Categorieën van gegevens" opt:"1"`
	Recipients []string     `json:"recipients,omitempty" nl:"(Categorieën van) ontvangers, nu en later" opt:"1" hint:"Schrijf ‘geen’ als er geen zijn."`
	Storage    []string     `json:"storage,omitempty" nl:"Bewaartermijn, of de criteria daarvoor" opt:"1"`
	Rights     domain.YesNo `json:"rights,omitempty" nl:"Noemt de brief het recht op verbeteren, wissen, beperken en bezwaar?" opt:"1"`
	Complaint  domain.YesNo `json:"complaint,omitempty" nl:"Noemt de brief het recht om te klagen bij de toezichthouder?" opt:"1"`
	Sources    []string     `json:"sources,omitempty" nl:"Bron, als de gegevens niet van de verzoeker komen" opt:"1"`
	Transfers  []string     `json:"transfers,omitempty" nl:"Doorgifte buiten de EU, met de waarborgen" opt:"1"`                                   // [added] AVG art. 15(2)
	Automated  domain.YesNo `json:"automated,omitempty" nl:"Zijn er besluiten zonder mens? Dan noemt de brief de logica en de gevolgen." opt:"1"` // [added] AVG art. 15(1)(h)
	Copy       domain.YesNo `json:"copy,omitempty" nl:"Is een kopie van de gegevens meegestuurd?" opt:"1"`                                        // [added] AVG art. 15(3)
}

// AnswerItem is one of the seven items of §5.1.
type AnswerItem struct {
	Nr    int
	Field string // its JSON name
	NL    string
	there func(Answer) bool
	// needed says when it must be there; nil is always.
	needed func([]domain.ActivityFacts) bool
}

// AnswerItems is the list of §5.1: what an answer holds if data are processed.
var AnswerItems = []AnswerItem{
	{1, "purposes", "de verwerkingsdoeleinden", func(a Answer) bool { return len(a.Purposes) > 0 }, nil},                              // R-5.1-09
	{2, "categories", "de categorieën van persoonsgegevens", func(a Answer) bool { return len(a.Categories) > 0 }, nil},               // R-5.1-10
	{3, "recipients", "de (categorieën van) ontvangers, nu en later", func(a Answer) bool { return len(a.Recipients) > 0 }, nil},      // R-5.1-11
	{4, "storage", "de verwachte bewaartermijn, of de criteria", func(a Answer) bool { return len(a.Storage) > 0 }, nil},              // R-5.1-12
	{5, "rights", "het recht op verbeteren, wissen, beperken en bezwaar", func(a Answer) bool { return a.Rights == domain.Yes }, nil}, // R-5.1-13
	{6, "complaint", "het recht om te klagen bij de toezichthouder", func(a Answer) bool { return a.Complaint == domain.Yes }, nil},   // R-5.1-14
	{7, "sources", "alle beschikbare informatie over de bron", func(a Answer) bool { return len(a.Sources) > 0 }, func(list []domain.ActivityFacts) bool { // R-5.1-15
		return slices.ContainsFunc(list, func(a domain.ActivityFacts) bool { return a.Elsewhere })
	}},
}

// Missing are the items that the answer lacks, for processing as the register has it.
func (a Answer) Missing(of []domain.ActivityFacts) (list []AnswerItem) {
	for _, i := range AnswerItems {
		if !i.there(a) && (i.needed == nil || i.needed(of)) {
			list = append(list, i)
		}
	}
	return list
}

// Suggest fills in an answer from the register: what it says of the activities, by id, at the moment of the facts. What is sent is what a
// person makes of it; the statements of the letter stay open.
func Suggest(f domain.Facts, activities []string) (a Answer) {
	for _, x := range activitiesOf(f, activities) {
		a.Purposes = append(a.Purposes, x.Purposes...)
		a.Categories = append(a.Categories, x.Categories...)
		a.Recipients = append(a.Recipients, x.Recipients...)
		a.Storage = append(a.Storage, x.Storage...)
		for _, r := range x.Rules {
			if t, ok := f.Tell(r, 0); ok {
				a.Storage = append(a.Storage, t.Title)
			}
		}
		if x.Elsewhere {
			a.Sources = append(a.Sources, x.Sources...)
		}
		a.Transfers = append(a.Transfers, x.Transfers...)
		if x.Automated {
			a.Automated = domain.Yes
		}
	}
	if len(activities) > 0 && len(a.Recipients) == 0 {
		a.Recipients = []string{"geen"}
	}
	return a.clean()
}

func (a Answer) clean() Answer {
	for _, list := range []*[]string{&a.Purposes, &a.Categories, &a.Recipients, &a.Storage, &a.Sources, &a.Transfers} {
		*list = domain.Lines(*list)
	}
	return a
}

// texts are all its lines.
func (a Answer) texts() []string {
	return slices.Concat(a.Purposes, a.Categories, a.Recipients, a.Storage, a.Sources, a.Transfers)
}
