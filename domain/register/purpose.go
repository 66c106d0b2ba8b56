package register

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a purpose change.
const (
	PurposeRequested domain.Status = "requested"
	PurposeAssessed  domain.Status = "assessed"
	PurposeApproved  domain.Status = "approved"
	PurposeEffective domain.Status = "effective"
	PurposeClosed    domain.Status = "closed"
)

// PurposeChange is the state of RT-05: is a new purpose not incompatible with the one the data were obtained for (§4.3,
// article 6(4) AVG)? Until it is approved, the data serve the old purposes only.
type PurposeChange struct {
	State      domain.Status
	Name       string        `nl:"Naam"`
	Activity   string        `nl:"Verwerking"`
	Process    string        // whose owner asks
	Original   []string      `nl:"Oorspronkelijke doelen"`
	Purpose    string        `nl:"Nieuw doel"`
	Deviation  string        `nl:"Afwijking"` // used before it was approved
	Compatible Compatibility `nl:"Uitkomst"`
	NeedsDPIA  domain.YesNo  `nl:"DPIA nodig"`
	SignedBy   string        `nl:"Meebeoordeeld door de privacybeheerder" form:"person"` // "" if the last assessment is of the owner alone
	DPIA       string        `nl:"DPIA"`
	Ground     Ground        `nl:"Grondslag van het nieuwe doel"`
	ApprovedOn calendar.Date `nl:"Goedgekeurd op"`
}

// Compatibility is the outcome of the assessment.
type Compatibility string

// Incompatible needs a legal ground of its own (R-4.3-05).
const Incompatible Compatibility = "incompatible"

// Choices implements [domain.Chooser].
func (Compatibility) Choices() []domain.Choice {
	return []domain.Choice{{Value: "compatible", NL: "niet onverenigbaar"}, {Value: string(Incompatible), NL: "onverenigbaar"}}
}

// MayAdd tells whether the register may take up the purpose (R-4.3-01).
func (c PurposeChange) MayAdd() bool { return c.State == PurposeEffective }

// PurposeRecord is RT-05.
var PurposeRecord = domain.Define(domain.Aggregate[PurposeChange]{
	Name: "purpose", Path: "doelwijzigingen", NL: "Doelwijziging", Plural: "Doelwijzigingen", Source: "RT-05, §4.3",
	Status: func(c PurposeChange) domain.Status { return c.State },
	Statuses: []domain.StatusLabel{{Status: PurposeRequested, NL: "aangevraagd"}, {Status: PurposeAssessed, NL: "beoordeeld"},
		{Status: PurposeApproved, NL: "goedgekeurd"}, {Status: PurposeEffective, NL: "van kracht"}, {Status: PurposeClosed, NL: "afgewezen of ingetrokken"}},
	Title:   func(c PurposeChange) string { return c.Name },
	Process: func(c PurposeChange) string { return c.Process },
	Commands: []domain.CommandType[PurposeChange]{
		{Name: "request", NL: "Nieuw doel aanvragen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: RequestPurpose{},
			Help: "Beschrijf voor welk nieuw doel u de gegevens wilt gebruiken, en waarom."},
		{Name: "assess", NL: "Verenigbaarheid beoordelen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added]", Own: true, Zero: AssessPurpose{}, In: []domain.Status{PurposeRequested, PurposeAssessed},
			Help: "Beoordeel hoe ver het nieuwe doel van het oorspronkelijke af ligt."},
		{Name: "approve", NL: "Nieuw doel goedkeuren", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: ApprovePurpose{}, In: []domain.Status{PurposeAssessed},
			Help: "Dit kan als het doel niet onverenigbaar is, of een eigen grondslag heeft, en de DPIA zo nodig is afgerond."},
		{Name: "reject", NL: "Nieuw doel afwijzen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: RejectPurpose{}, In: []domain.Status{PurposeRequested, PurposeAssessed},
			Help: "De gegevens worden niet voor het nieuwe doel gebruikt."},
		{Name: "withdraw", NL: "Aanvraag intrekken", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: WithdrawPurpose{}, In: []domain.Status{PurposeRequested, PurposeAssessed, PurposeApproved},
			Help: "Het nieuwe doel is niet meer nodig."},
		{Name: "add", NL: "Doel opnemen in het register", Roles: []domain.Role{domain.PB}, Source: "[added]", Zero: AddPurpose{}, In: []domain.Status{PurposeApproved},
			Help: "Dit kan als de privacyverklaring het nieuwe doel noemt."},
	},
	Events: []domain.EventType[PurposeChange]{
		{Name: "PurposeChangeRequested", NL: "Nieuw doel aangevraagd", Zero: PurposeChangeRequested{}},
		{Name: "CompatibilityAssessed", NL: "Verenigbaarheid beoordeeld", Zero: CompatibilityAssessed{}},
		{Name: "PurposeChangeApproved", NL: "Nieuw doel goedgekeurd", Zero: PurposeChangeApproved{}},
		{Name: "PurposeChangeRejected", NL: "Nieuw doel afgewezen", Zero: PurposeChangeRejected{}},
		{Name: "PurposeChangeWithdrawn", NL: "Aanvraag ingetrokken", Zero: PurposeChangeWithdrawn{}},
		{Name: "PurposeAdded", NL: "Doel opgenomen in het register", Zero: PurposeAdded{}},
	},
})

type repurposed = domain.Event[PurposeChange]

// RequestPurpose asks to use data for a new purpose.
type RequestPurpose struct {
	Name     string        `json:"name" nl:"Naam" hint:"Bijvoorbeeld: onderzoek naar wachttijden."`
	Activity string        `json:"activity" nl:"Verwerking" form:"record:activity"`
	Process  string        `json:"process" nl:"Proces" form:"process"`
	Original []string      `json:"original" nl:"Oorspronkelijke doelen" hint:"Eén per regel, zoals in het register."`
	Purpose  string        `json:"purpose" nl:"Nieuw doel"`
	WishedBy string        `json:"wished_by" nl:"Wie wil dit?" hint:"Een afdeling of functie. Noem geen personen."`
	Why      string        `json:"why" nl:"Waarom?" form:"long" hint:"Noem geen personen."`
	InUse    calendar.Date `json:"in_use_since,omitempty" nl:"Al in gebruik voor dit doel sinds" opt:"1" hint:"Alleen invullen als de gegevens al voor dit doel zijn gebruikt. De FG ziet dit."`
}

// PurposeChangeRequested asks for a new purpose; with the deviation if the data were used for it already.
type PurposeChangeRequested struct {
	Name      string        `json:"name" nl:"Naam"`
	Activity  string        `json:"activity" nl:"Verwerking"`
	Process   string        `json:"process" nl:"Proces"`
	Original  []string      `json:"original" nl:"Oorspronkelijke doelen"`
	Purpose   string        `json:"purpose" nl:"Nieuw doel"`
	WishedBy  string        `json:"wished_by" nl:"Gewenst door"`
	Why       string        `json:"why" nl:"Waarom"`
	InUse     calendar.Date `json:"in_use_since,omitempty" nl:"Al in gebruik sinds"`
	Deviation string        `json:"deviation,omitempty" nl:"Afwijking"`
}

// OwnedBy implements [domain.Owned].
func (c RequestPurpose) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c RequestPurpose) Decide(_ PurposeChange, by domain.Stamp) ([]repurposed, error) {
	original := domain.Lines(c.Original)
	var p domain.Problems
	p.Need(c.Name, "name", "Geef de doelwijziging een naam.")
	needActivity(&p, c.Activity, c.Process, by)
	if len(original) == 0 {
		p.Add("original", "Noem de oorspronkelijke doelen.")
	}
	p.Need(c.Purpose, "purpose", "Beschrijf het nieuwe doel.")
	if slices.Contains(original, trim(c.Purpose)) {
		p.Add("purpose", "Dit doel staat al bij de oorspronkelijke doelen.")
	}
	p.Need(c.WishedBy, "wished_by", "Zeg welke afdeling of functie dit wil.")
	p.Need(c.Why, "why", "Zeg waarom.")
	if c.InUse != "" && (!c.InUse.Valid() || c.InUse > calendar.On(by.Happened)) {
		p.Add("in_use_since", "Vul een dag in die al is geweest.")
	}
	if err := p.Refuse("purpose.incomplete"); err != nil {
		return nil, err
	}
	e := PurposeChangeRequested{Name: trim(c.Name), Activity: c.Activity, Process: c.Process, Original: original, Purpose: trim(c.Purpose),
		WishedBy: trim(c.WishedBy), Why: trim(c.Why), InUse: c.InUse}
	if c.InUse != "" { // rule: only for the purposes they were obtained for, until approval
		e.Deviation = "De gegevens zijn al vóór de goedkeuring voor het nieuwe doel gebruikt (§4.3)."
	}
	return []repurposed{e}, nil
}

// Evolve implements [domain.Event].
func (e PurposeChangeRequested) Evolve(_ PurposeChange, _ domain.Stamp) PurposeChange {
	return PurposeChange{State: PurposeRequested, Name: e.Name, Activity: e.Activity, Process: e.Process, Original: slices.Clone(e.Original),
		Purpose: e.Purpose, Deviation: e.Deviation}
}
