package governance

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// Access is the state of a person's way in: what was done about his account. The id of the record is that of the
// person. The account itself stands in the staff directory; that somebody was given a way in, or lost it, is an event,
// because who can sign in as the FG can act as the FG.
type Access struct {
	Person  string `nl:"Persoon" form:"person"`
	Blocked bool   `nl:"Geblokkeerd"`
}

// AccessChange is what is done about an account.
type AccessChange string

// What can be done about an account.
const (
	AccessSetup   AccessChange = "setup"
	AccessReset   AccessChange = "reset"
	AccessBlock   AccessChange = "block"
	AccessUnblock AccessChange = "unblock"

	AccessSessions AccessChange = "sessions" // all his sessions are ended, and the tokens of his scripts
	AccessSecond   AccessChange = "second"   // his second step is taken away: he sets up another
	AccessLink     AccessChange = "link"     // he signed in through the provider of identities for the first time
	AccessUnlink   AccessChange = "unlink"   // that link is broken: the next identity with his address is his
)

// Choices implements [domain.Chooser].
func (AccessChange) Choices() []domain.Choice {
	return []domain.Choice{{Value: "setup", NL: "Uitnodigen: link voor een eerste wachtwoord"}, {Value: "reset", NL: "Link voor een nieuw wachtwoord"},
		{Value: "block", NL: "Blokkeren"}, {Value: "unblock", NL: "Blokkade opheffen"},
		{Value: "sessions", NL: "Overal uitloggen"}, {Value: "second", NL: "Tweede stap wissen"},
		{Value: "link", NL: "Koppelen aan een gemeenteaccount"}, {Value: "unlink", NL: "Koppeling met gemeenteaccount verbreken"}}
}

// AccessRecord records who was given a way in, by whom.
var AccessRecord = domain.Define(domain.Aggregate[Access]{
	Name: "access", Path: "toegang", NL: "Toegang", Plural: "Toegang", Source: "[added] BIO2 5.18.01",
	Status:   func(Access) domain.Status { return "known" }, // it is about a person of the directory
	Statuses: []domain.StatusLabel{{Status: "known", NL: "bekend"}},
	Title:    func(Access) string { return "Toegang van een medewerker" },
	Commands: []domain.CommandType[Access]{
		{Name: "change", NL: "Toegang wijzigen", Roles: []domain.Role{domain.SEC, domain.COL, domain.PB, domain.SYS}, Source: "[added]", Zero: ChangeAccess{}, Any: true,
			Help: "Nodig iemand uit, maak een link voor een nieuw wachtwoord, blokkeer een account, of log iemand overal uit."},
	},
	Events: []domain.EventType[Access]{{Name: "AccessChanged", NL: "Toegang gewijzigd", Zero: AccessChanged{}}},
})

// ChangeAccess changes a person's way in.
type ChangeAccess struct {
	Change AccessChange `json:"change" nl:"Wat"`
}

// AccessChanged says what was done. Links and passwords stand nowhere in the log.
type AccessChanged struct {
	Change AccessChange `json:"change" nl:"Wat"`
}

// Decide implements [domain.Command]. A password is a way into somebody's account, and so is a broken link: for whoever
// holds a role, or will, only the municipal secretary gives it; the event shows the FG that it was given. For whoever is
// only an employee the college and the privacybeheerder may do it too, and they may end sessions and take a second step
// away, but not that of whoever guards the ledger or appoints to it: it is all that stands behind his password. The system
// says that somebody was linked, and gives a way back in on the command line of the server.
func (c ChangeAccess) Decide(s Access, by domain.Stamp) ([]domain.Event[Access], error) {
	var p domain.Problems
	if !domain.Chosen(c.Change.Choices(), string(c.Change)) {
		p.Add("change", "Kies wat er moet gebeuren.")
	}
	if err := p.Refuse("access.change"); err != nil {
		return nil, err
	}
	if err := c.may(by); err != nil {
		return nil, err
	}
	if c.Change == AccessBlock && s.Blocked || c.Change == AccessUnblock && !s.Blocked {
		return nil, nil // saying it twice changes nothing
	}
	return []domain.Event[Access]{AccessChanged{c.Change}}, nil
}

// may tells who may do what about whose account.
func (c ChangeAccess) may(by domain.Stamp) error {
	if by.Role == domain.SYS {
		return c.mayTheSystem()
	}
	switch {
	case c.Change == AccessLink:
		return &domain.Refusal{Kind: domain.Forbidden, Code: "access.system", NL: "Een koppeling legt het grootboek zelf vast, als iemand voor het eerst met zijn gemeenteaccount inlogt."}
	case c.Change == AccessSecond && by.Actor == by.Record:
		return &domain.Refusal{Kind: domain.Conflict, Code: "access.self", NL: "Uw eigen tweede stap wijzigt u op de pagina Mijn account."}
	case c.Change == AccessBlock && by.Actor == by.Record:
		return &domain.Refusal{Kind: domain.Conflict, Code: "access.self", NL: "U kunt uw eigen account niet blokkeren."}
	case by.Role != domain.SEC:
		return c.mayOthers(by.Facts.RolesFrom(by.Record, by.Recorded))
	}
	return nil
}

// mayTheSystem: besides a link it gives what the command line of the server asks for, when nobody else can.
func (c ChangeAccess) mayTheSystem() error {
	switch c.Change {
	case AccessLink, AccessSetup, AccessReset, AccessSecond:
		return nil
	}
	return &domain.Refusal{Kind: domain.Forbidden, Code: "access.system", NL: "Het grootboek doet dit niet uit zichzelf."}
}

// guards are the roles whose account lets somebody appoint, advise or test, or change what others stand for.
var guards = []domain.Role{domain.FG, domain.SEC, domain.COL, domain.CISO, domain.PB}

// mayOthers is what somebody who is not the secretary may do about the account of a person with these roles.
func (c ChangeAccess) mayOthers(held []domain.Role) error {
	refuse := func(nl string) error {
		return &domain.Refusal{Kind: domain.Forbidden, Code: "access.secretary", NL: nl}
	}
	switch {
	case c.Change == AccessSessions:
		return nil
	case c.Change == AccessSetup && len(held) > 0:
		return refuse("Deze persoon heeft een rol of krijgt er een. Een account voor zo iemand gaat via de gemeentesecretaris. De FG kan zien dat het is gebeurd.")
	case c.Change == AccessSecond && slices.ContainsFunc(held, func(r domain.Role) bool { return slices.Contains(guards, r) }):
		return refuse("De tweede stap van de FG, de CISO, de gemeentesecretaris, het college en de privacybeheerder wist alleen de gemeentesecretaris.")
	case c.Change == AccessSetup, c.Change == AccessSecond:
		return nil
	}
	return refuse("Een nieuw wachtwoord of een blokkade gaat via de gemeentesecretaris. De FG kan zien dat het is gebeurd.")
}

// Evolve implements [domain.Event].
func (e AccessChanged) Evolve(a Access, by domain.Stamp) Access {
	a.Person = by.Record
	switch e.Change {
	case AccessBlock:
		a.Blocked = true
	case AccessUnblock:
		a.Blocked = false
	}
	return a
}
