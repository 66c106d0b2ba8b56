package processors

import (
	"reflect"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a version of the model agreement.
const (
	ModelStatusDraft     domain.Status = "draft"
	ModelStatusCurrent   domain.Status = "current"
	ModelStatusWithdrawn domain.Status = "withdrawn"
)

// Model is the state of RT-13: one version of a model agreement.
type Model struct {
	ModelTerms
	Clauses
	State     domain.Status
	Mandatory bool   `nl:"Verplicht voor nieuwe overeenkomsten"`
	Replaces  string `nl:"Vervangt"`
	Successor string `nl:"Opvolger"`
}

// ModelTerms are the fields of a version, apart from the clauses.
type ModelTerms struct {
	Kind       ModelKind     `json:"kind" nl:"Welk model?"`
	Version    string        `json:"version" nl:"Versie"`
	ValidFrom  calendar.Date `json:"valid_from" nl:"Geldig vanaf"`
	ValidTo    calendar.Date `json:"valid_to,omitempty" nl:"Geldig tot en met" opt:"1"`
	Document   string        `json:"document" nl:"Tekst van het model (hash of vindplaats)" hint:"Neem de tekst zelf niet over."`
	ChangeNote string        `json:"change_note,omitempty" nl:"Wat is er veranderd?" form:"long" opt:"1" hint:"Noem geen personen."`
}

// ModelKind is whose model it is (§7.2).
type ModelKind string

// Kinds.
const (
	ModelVNG       ModelKind = "vng"
	ModelHeemstede ModelKind = "heemstede"
)

// Choices implements [domain.Chooser].
func (ModelKind) Choices() []domain.Choice {
	return []domain.Choice{{Value: "vng", NL: "model van de VNG"}, {Value: "heemstede", NL: "Heemsteeds model"}}
}

// ModelRecord is RT-13.
var ModelRecord = domain.Define(domain.Aggregate[Model]{
	Name: "model", Path: "modelovereenkomsten", NL: "Modelverwerkersovereenkomst", Plural: "Modelverwerkersovereenkomsten",
	Source: "RT-13, §7.2, §6.1, bijlage 1.2",
	Status: func(s Model) domain.Status { return s.State },
	Statuses: []domain.StatusLabel{{Status: ModelStatusDraft, NL: "concept"}, {Status: ModelStatusCurrent, NL: "geldt nu"},
		{Status: ModelStatusWithdrawn, NL: "ingetrokken"}},
	Title: func(s Model) string {
		return "Verwerkersovereenkomst " + domain.ChoiceNL(s.Kind.Choices(), string(s.Kind)) + ", versie " + s.Version
	},
	Commands: []domain.CommandType[Model]{
		{Name: "draft", NL: "Versie opstellen", Row: "B1.2-2", Zero: DraftModel{},
			Help: "Leg een nieuwe versie van het model vast, met waar elk van de dertien elementen staat."},
		{Name: "redraft", NL: "Concept bijwerken", Row: "B1.2-2", Zero: RedraftModel{}, In: []domain.Status{ModelStatusDraft},
			Help: "Werk het concept van deze versie bij."},
		{Name: "issue", NL: "Vaststellen", Row: "B1.2-2", Zero: IssueModel{}, In: []domain.Status{ModelStatusDraft},
			Help: "Deze versie geldt vanaf nu. De bepaling over geheimhouding en alle dertien elementen moeten erin staan."},
		{Name: "make-mandatory", NL: "Verplicht maken", Roles: []domain.Role{domain.SYS}, Source: "§7.2", Zero: MakeVNGModelMandatory{}, In: []domain.Status{ModelStatusCurrent},
			Help: "De klok meldt dat het model van de VNG verplicht is voor nieuwe overeenkomsten."},
		{Name: "withdraw", NL: "Intrekken", Row: "B1.2-2", Zero: WithdrawModel{}, In: []domain.Status{ModelStatusCurrent},
			Help: "Deze versie geldt niet meer. Noem de opvolger."},
	},
	Events: []domain.EventType[Model]{
		{Name: "ModelAgreementVersionDrafted", NL: "Versie opgesteld", Zero: ModelAgreementVersionDrafted{}},
		{Name: "ModelAgreementVersionIssued", NL: "Vastgesteld", Zero: ModelAgreementVersionIssued{}},
		{Name: "VngModelMadeMandatory", NL: "Model van de VNG verplicht", Zero: VngModelMadeMandatory{}},
		{Name: "ModelAgreementVersionWithdrawn", NL: "Ingetrokken", Zero: ModelAgreementVersionWithdrawn{}},
	},
})

type modelEvent = domain.Event[Model]

// DraftModel drafts a version.
type DraftModel struct {
	ModelTerms
	Clauses
}

// RedraftModel drafts the same version anew.
type RedraftModel struct {
	ModelTerms
	Clauses
}

// ModelAgreementVersionDrafted is a version as drafted; a later one replaces it.
type ModelAgreementVersionDrafted struct {
	ModelTerms
	Clauses
}

func (t ModelTerms) clean() ModelTerms {
	t.Version, t.Document, t.ChangeNote = trim(t.Version), trim(t.Document), trim(t.ChangeNote)
	return t
}

func (t ModelTerms) problems() domain.Problems {
	var p domain.Problems
	p.Choose(t.Kind, string(t.Kind), "kind", "Kies welk model het is.")
	p.Need(t.Version, "version", "Geef de versie.")
	p.Need(t.Document, "document", "Noem het document met de tekst.")
	if !t.ValidFrom.Valid() {
		p.Add("valid_from", "Vul in vanaf welke dag de versie geldt.")
	}
	if t.ValidTo != "" && (!t.ValidTo.Valid() || t.ValidTo < t.ValidFrom) {
		p.Add("valid_to", "De laatste dag ligt niet vóór de eerste.")
	}
	return p
}

// Decide implements [domain.Command].
func (c DraftModel) Decide(_ Model, _ domain.Stamp) ([]modelEvent, error) {
	t, clauses := c.ModelTerms.clean(), c.Clauses.Clean()
	if err := append(t.problems(), clauses.Invalid()...).Refuse("model.incomplete"); err != nil {
		return nil, err
	}
	return []modelEvent{ModelAgreementVersionDrafted{t, clauses}}, nil
}

// Decide implements [domain.Command].
func (c RedraftModel) Decide(s Model, by domain.Stamp) ([]modelEvent, error) {
	list, err := DraftModel(c).Decide(s, by)
	if err == nil && reflect.DeepEqual(list[0], ModelAgreementVersionDrafted{s.ModelTerms, s.Clauses}) {
		return nil, nil // saying it twice changes nothing
	}
	return list, err
}

// Evolve implements [domain.Event].
func (e ModelAgreementVersionDrafted) Evolve(_ Model, _ domain.Stamp) Model {
	return Model{ModelTerms: e.ModelTerms, Clauses: e.Clauses, State: ModelStatusDraft}
}
