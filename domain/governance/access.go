package governance

import "github.com/heemstede/grootboek/domain"

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

	AccessSessions AccessChange = "sessions" // all his sessions are ended
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

// Decide implements [domain.Command]. A new password is a way into somebody's account, and so is a broken link: only the
// municipal secretary gives it; the event shows the FG that it was given. Ending sessions or taking a second step away
// gives nobody a way in: the privacybeheerder may do it too. That somebody was linked only the system says.
func (c ChangeAccess) Decide(s Access, by domain.Stamp) ([]domain.Event[Access], error) {
	var p domain.Problems
	if !domain.Chosen(c.Change.Choices(), string(c.Change)) {
		p.Add("change", "Kies wat er moet gebeuren.")
	}
	if err := p.Refuse("access.change"); err != nil {
		return nil, err
	}
	switch {
	case (c.Change == AccessLink) != (by.Role == domain.SYS):
		return nil, &domain.Refusal{Kind: domain.Forbidden, Code: "access.system", NL: "Een koppeling legt het grootboek zelf vast, als iemand voor het eerst met zijn gemeenteaccount inlogt."}
	case c.Change == AccessSecond && by.Actor == by.Record:
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "access.self", NL: "Uw eigen tweede stap wijzigt u op de pagina Mijn account."}
	case c.secretaryOnly() && by.Role != domain.SEC:
		return nil, &domain.Refusal{Kind: domain.Forbidden, Code: "access.secretary", NL: "Een nieuw wachtwoord of een blokkade gaat via de gemeentesecretaris. De FG kan zien dat het is gebeurd."}
	case c.Change == AccessBlock && by.Actor == by.Record:
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "access.self", NL: "U kunt uw eigen account niet blokkeren."}
	case c.Change == AccessBlock && s.Blocked, c.Change == AccessUnblock && !s.Blocked:
		return nil, nil // saying it twice changes nothing
	}
	return []domain.Event[Access]{AccessChanged{c.Change}}, nil
}

func (c ChangeAccess) secretaryOnly() bool {
	switch c.Change {
	case AccessSetup, AccessSessions, AccessSecond, AccessLink:
		return false
	}
	return true
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
