package governance

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// AppointRole puts a person in a role for a period.
type AppointRole struct {
	Person       string        `json:"person" nl:"Persoon" form:"person"`
	Role         OfficeRole    `json:"role" nl:"Rol"`
	From         calendar.Date `json:"from" nl:"Met ingang van"`
	Until        calendar.Date `json:"until,omitempty" nl:"Tot en met" opt:"1" hint:"Leeg: tot de aanwijzing wordt beëindigd."`
	Email        string        `json:"email,omitempty" nl:"E-mailadres van de functie" opt:"1" hint:"Verplicht voor de FG, bijvoorbeeld fg@heemstede.nl. Dit wordt openbaar."`
	Phone        string        `json:"phone,omitempty" nl:"Telefoonnummer van de functie" opt:"1"`
	Post         string        `json:"post,omitempty" nl:"Postadres van de functie" opt:"1"`
	Portfolio    domain.YesNo  `json:"portfolio,omitempty" nl:"Portefeuille privacy" opt:"1" hint:"Alleen voor de burgemeester (§3.1)."`
	RegisteredAP calendar.Date `json:"registered_ap,omitempty" nl:"Aangemeld bij de AP op" opt:"1" hint:"Voor de FG (AVG art. 37 lid 7)."`
	Decision     string        `json:"decision,omitempty" nl:"Kenmerk van het besluit" opt:"1"`
}

// RoleAppointed puts the person in the role.
type RoleAppointed struct {
	Person       string        `json:"person" nl:"Persoon" form:"person"`
	Role         domain.Role   `json:"role" nl:"Rol"`
	From         calendar.Date `json:"from" nl:"Met ingang van"`
	Until        calendar.Date `json:"until,omitempty" nl:"Tot en met"`
	Contact      Contact       `json:"contact,omitzero" nl:"Contactgegevens"`
	Portfolio    bool          `json:"portfolio,omitempty" nl:"Portefeuille privacy"`
	RegisteredAP calendar.Date `json:"registered_ap,omitempty" nl:"Aangemeld bij de AP op"`
	Decision     string        `json:"decision,omitempty" nl:"Besluit"`
}

// Decide implements [domain.Command].
func (c AppointRole) Decide(_ Appointment, by domain.Stamp) ([]domain.Event[Appointment], error) {
	var p domain.Problems
	role := domain.Role(c.Role)
	p.Need(c.Person, "person", "Kies een persoon.")
	if !domain.Chosen(c.Role.Choices(), string(c.Role)) {
		p.Add("role", "Kies een rol.")
	} else if clash := incompatible(c.Person, role, by); clash != "" {
		p.Add("role", clash)
	}
	if !c.From.Valid() {
		p.Add("from", "Vul de ingangsdatum in.")
	}
	if c.Until != "" && (!c.Until.Valid() || c.Until < c.From) {
		p.Add("until", "De einddatum ligt vóór de ingangsdatum.")
	}
	if role == domain.FG && c.Until != "" { // RT-02: there is always an FG
		p.Add("until", "Laat de einddatum van de FG leeg. Beëindig de aanwijzing als er een opvolger of vervanger is.")
	}
	if role == domain.FG && trim(c.Email) == "" && trim(c.Phone) == "" { // §4.1, §4.2: published in register and notices
		p.Add("email", "Vul een e-mailadres of telefoonnummer van de FG in: dat moet in het register staan (§4.1).")
	}
	if role == domain.MAYOR && c.Portfolio == "" { // §3.1
		p.Add("portfolio", "Geef aan of de burgemeester portefeuillehouder privacy is.")
	}
	if err := p.Refuse("role.incomplete"); err != nil {
		return nil, err
	}
	if err := mayAppoint(role, c.Person, by); err != nil {
		return nil, err
	}
	return []domain.Event[Appointment]{RoleAppointed{Person: c.Person, Role: role, From: c.From, Until: c.Until,
		Contact: Contact{trim(c.Email), trim(c.Phone), trim(c.Post)}, Portfolio: c.Portfolio == domain.Yes,
		RegisteredAP: c.RegisteredAP, Decision: trim(c.Decision)}}, nil
}

// Evolve implements [domain.Event].
func (e RoleAppointed) Evolve(a Appointment, _ domain.Stamp) Appointment {
	return Appointment{Person: e.Person, Role: e.Role, From: e.From, Until: e.Until, Contact: e.Contact, Portfolio: e.Portfolio}
}

// ChangeRoleContact changes how the officer can be reached.
type ChangeRoleContact struct {
	Email string `json:"email,omitempty" nl:"E-mailadres van de functie" opt:"1"`
	Phone string `json:"phone,omitempty" nl:"Telefoonnummer van de functie" opt:"1"`
	Post  string `json:"post,omitempty" nl:"Postadres van de functie" opt:"1"`
}

// RoleContactChanged changes every register entry and notice at once, without editing them (RT-02 rule 3).
type RoleContactChanged struct {
	Contact Contact `json:"contact" nl:"Contactgegevens"`
}

// Decide implements [domain.Command].
func (c ChangeRoleContact) Decide(s Appointment, _ domain.Stamp) ([]domain.Event[Appointment], error) {
	n := Contact{trim(c.Email), trim(c.Phone), trim(c.Post)}
	if s.Role == domain.FG && n.Email == "" && n.Phone == "" {
		return nil, domain.Problems{{Field: "email", NL: "Vul een e-mailadres of telefoonnummer van de FG in: dat moet in het register staan (§4.1)."}}.Refuse("role.contact")
	}
	if n == s.Contact {
		return nil, nil
	}
	return []domain.Event[Appointment]{RoleContactChanged{n}}, nil
}

// Evolve implements [domain.Event].
func (e RoleContactChanged) Evolve(a Appointment, _ domain.Stamp) Appointment {
	a.Contact = e.Contact
	return a
}

// AppointDeputy names who stands in for the officer.
type AppointDeputy struct {
	Person string        `json:"person" nl:"Vervanger" form:"person"`
	From   calendar.Date `json:"from" nl:"Met ingang van"`
}

// DeputyAppointed names the deputy.
type DeputyAppointed struct {
	Person string        `json:"person" nl:"Vervanger" form:"person"`
	From   calendar.Date `json:"from" nl:"Met ingang van"`
}

// Decide implements [domain.Command].
func (c AppointDeputy) Decide(s Appointment, by domain.Stamp) ([]domain.Event[Appointment], error) {
	var p domain.Problems
	p.Need(c.Person, "person", "Kies een vervanger.")
	if c.Person != "" && c.Person == s.Person {
		p.Add("person", "Kies iemand anders dan de functionaris zelf.")
	} else if clash := incompatible(c.Person, s.Role, by); clash != "" {
		p.Add("person", clash)
	}
	if !c.From.Valid() {
		p.Add("from", "Vul de ingangsdatum in.")
	}
	if err := p.Refuse("role.deputy"); err != nil {
		return nil, err
	}
	if slices.Contains(s.Deputies, Deputy{Person: c.Person, From: c.From}) {
		return nil, nil
	}
	return []domain.Event[Appointment]{DeputyAppointed{c.Person, c.From}}, nil
}

// Evolve implements [domain.Event].
func (e DeputyAppointed) Evolve(a Appointment, _ domain.Stamp) Appointment {
	a.Deputies = append(slices.Clip(slices.Clone(a.Deputies)), Deputy{Person: e.Person, From: e.From})
	return a
}

// EndDeputy ends a deputy's standing in.
type EndDeputy struct {
	Person string        `json:"person" nl:"Vervanger" form:"person"`
	Until  calendar.Date `json:"until" nl:"Laatste dag"`
	Reason string        `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// DeputyEnded ends it after the day.
type DeputyEnded struct {
	Person string        `json:"person" nl:"Vervanger" form:"person"`
	Until  calendar.Date `json:"until" nl:"Laatste dag"`
	Reason string        `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c EndDeputy) Decide(s Appointment, by domain.Stamp) ([]domain.Event[Appointment], error) {
	var p domain.Problems
	i := slices.IndexFunc(s.Deputies, func(d Deputy) bool { return d.Person == c.Person && d.Until == "" })
	if i < 0 {
		p.Add("person", "Kies iemand die nu vervanger is.")
	} else if !c.Until.Valid() || c.Until < s.Deputies[i].From {
		p.Add("until", "Vul de laatste dag in; die ligt niet vóór het begin van de vervanging.")
	}
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("role.end-deputy"); err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(slices.Clone(by.Facts.Holders(domain.FG, c.Until.End())), func(h string) bool { return h == c.Person })
	if s.Role == domain.FG && len(others) == 0 { // RT-02: there is always an FG
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "role.fg-missing", NL: "Er moet altijd een FG zijn. Wijs eerst een opvolger of vervanger aan."}
	}
	return []domain.Event[Appointment]{DeputyEnded{c.Person, c.Until, trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e DeputyEnded) Evolve(a Appointment, _ domain.Stamp) Appointment {
	a.Deputies = slices.Clone(a.Deputies)
	for i := range a.Deputies {
		if a.Deputies[i].Person == e.Person && a.Deputies[i].Until == "" {
			a.Deputies[i].Until = e.Until
		}
	}
	return a
}

// EndRole ends an appointment.
type EndRole struct {
	Until  calendar.Date `json:"until" nl:"Laatste dag"`
	Reason string        `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// RoleEnded ends the appointment after the day.
type RoleEnded struct {
	Until  calendar.Date `json:"until" nl:"Laatste dag"`
	Reason string        `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c EndRole) Decide(s Appointment, by domain.Stamp) ([]domain.Event[Appointment], error) {
	var p domain.Problems
	if !c.Until.Valid() || c.Until < s.From {
		p.Add("until", "Vul de laatste dag in; die ligt niet vóór de ingangsdatum.")
	}
	if s.Until != "" && c.Until > s.Until {
		p.Add("until", "De aanwijzing eindigt al op "+s.Until.NL()+". Verlengen kan alleen met een nieuwe aanwijzing.")
	}
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("role.end"); err != nil {
		return nil, err
	}
	if err := mayAppoint(s.Role, s.Person, by); err != nil {
		return nil, err
	}
	if s.Role == domain.FG && !c.succeeded(s, by) { // RT-02: there is always an FG
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "role.fg-missing",
			NL: "Er moet altijd een FG zijn. Wijs eerst een opvolger of vervanger aan die de dag erna in functie is."}
	}
	return []domain.Event[Appointment]{RoleEnded{c.Until, trim(c.Reason)}}, nil
}

// succeeded tells whether a deputy or successor is in office on the day after.
func (c EndRole) succeeded(s Appointment, by domain.Stamp) bool {
	next := calendar.On(c.Until.End())
	if slices.ContainsFunc(s.Deputies, func(d Deputy) bool { return d.From <= next }) {
		return true
	}
	for _, h := range by.Facts.Holders(domain.FG, c.Until.End()) {
		if h != s.Person {
			return true
		}
	}
	return false
}

// Evolve implements [domain.Event].
func (e RoleEnded) Evolve(a Appointment, _ domain.Stamp) Appointment {
	a.Until, a.EndedEarly = e.Until, true
	return a
}
