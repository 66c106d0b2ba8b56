package governance

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of an appointment.
const (
	AppointmentInOffice domain.Status = "in-office"
	AppointmentEnded    domain.Status = "ended"
)

// CommandLine is the person that stands for whoever manages the server and works on the command line. It is the only
// one the system may appoint (as privacybeheerder) after the first set-up, so that an import can run with no server.
const CommandLine = "6f0c2c39-6f63-5d0b-9d43-3c1ab0c2f001"

// Contact is how an officer can be reached in his function. It is published for the FG (§4.1, §4.2): no private data.
type Contact struct {
	Email string `json:"email,omitempty" nl:"E-mail"`
	Phone string `json:"phone,omitempty" nl:"Telefoon"`
	Post  string `json:"post,omitempty" nl:"Post"`
}

// Appointment is the state of RT-02: one person in one role for a period.
type Appointment struct {
	Person     string        `nl:"Persoon" form:"person"`
	Role       domain.Role   `nl:"Rol"`
	From       calendar.Date `nl:"Met ingang van"`
	Until      calendar.Date `nl:"Tot en met"` // last day; "" is open
	Contact    Contact       `nl:"Contactgegevens"`
	Portfolio  bool          `nl:"Portefeuille privacy"` // the mayor as portfolio holder (§3.1)
	Deputies   []Deputy      `nl:"Vervangers"`
	EndedEarly bool          // by an event, not by its date
}

// Deputy stands in for an officer from a day on.
type Deputy struct {
	Person string        `json:"person" nl:"Persoon" form:"person"`
	From   calendar.Date `json:"from" nl:"vanaf"`
	Until  calendar.Date `json:"until,omitempty" nl:"tot en met"`
}

// On tells whether the appointment counts on that day.
func (a Appointment) On(d calendar.Date) bool {
	return a.Person != "" && a.From <= d && (a.Until == "" || d <= a.Until)
}

// InOffice returns who acts in the role on that day: the officer while the appointment counts, and the deputies in
// their own period. A deputy of the FG also acts after the FG has left: there is always an FG (RT-02).
func (a Appointment) InOffice(d calendar.Date) []string {
	var list []string
	if a.On(d) {
		list = append(list, a.Person)
	}
	for _, dep := range a.Deputies {
		if a.From <= d && dep.From <= d && (dep.Until == "" || d <= dep.Until) && (a.On(d) || a.Role == domain.FG) {
			list = append(list, dep.Person)
		}
	}
	return list
}

// Engages tells whether the person acts in the role on that day or will after it, as far as is known: as the officer, or
// as a deputy.
func (a Appointment) Engages(person string, d calendar.Date) bool {
	open := func(until calendar.Date) bool { return until == "" || d <= until }
	deputy := slices.ContainsFunc(a.Deputies, func(dep Deputy) bool { return dep.Person == person && open(dep.Until) })
	return deputy || a.Person == person && open(a.Until)
}

// OfficeRole is a role someone is appointed to.
type OfficeRole string

// Choices implements [domain.Chooser]: the roles of the RASCI table that are appointed.
func (OfficeRole) Choices() []domain.Choice {
	var list []domain.Choice
	for _, r := range domain.Roles {
		if !r.Anyone {
			list = append(list, domain.Choice{Value: string(r.Role), NL: r.NL})
		}
	}
	return list
}

// RoleRecord is RT-02.
var RoleRecord = domain.Define(domain.Aggregate[Appointment]{
	Name: "role", Path: "rollen", NL: "Rolaanwijzing", Plural: "Rolaanwijzingen", Source: "RT-02, §3.1, §3.3, §4.1, §4.2",
	Status: func(a Appointment) domain.Status {
		switch {
		case a.Person == "":
			return ""
		case a.EndedEarly:
			return AppointmentEnded
		}
		return AppointmentInOffice
	},
	Statuses: []domain.StatusLabel{{Status: AppointmentInOffice, NL: "in functie"}, {Status: AppointmentEnded, NL: "beëindigd"}},
	Title:    func(a Appointment) string { return domain.RoleNL(a.Role) },
	Commands: []domain.CommandType[Appointment]{
		{Name: "appoint", NL: "Aanwijzen", Roles: []domain.Role{domain.COL, domain.SEC, domain.SYS}, Source: "[added]", Zero: AppointRole{},
			Help: "Het college wijst de FG en de CISO aan, de gemeentesecretaris alle anderen."},
		{Name: "change-contact", NL: "Contactgegevens wijzigen", Roles: []domain.Role{domain.PB}, Source: "[added]", Zero: ChangeRoleContact{}, In: []domain.Status{AppointmentInOffice},
			Help: "De gegevens van de FG staan in het openbare register en wijzigen daar meteen overal."},
		{Name: "appoint-deputy", NL: "Vervanger aanwijzen", Roles: []domain.Role{domain.COL}, Source: "[added]", Zero: AppointDeputy{}, In: []domain.Status{AppointmentInOffice},
			Help: "De vervanger handelt in dezelfde rol vanaf de ingangsdatum."},
		{Name: "end-deputy", NL: "Vervanging beëindigen", Roles: []domain.Role{domain.COL}, Source: "[added]", Zero: EndDeputy{}, Any: true,
			Help: "De vervanger handelt na de laatste dag niet meer in deze rol."},
		{Name: "end", NL: "Aanwijzing beëindigen", Roles: []domain.Role{domain.COL, domain.SEC, domain.SYS}, Source: "[added]", Zero: EndRole{}, In: []domain.Status{AppointmentInOffice},
			Help: "Voor de FG kan dit pas als er een opvolger of vervanger is: er is altijd een FG."},
	},
	Events: []domain.EventType[Appointment]{
		{Name: "RoleAppointed", NL: "Aangewezen", Zero: RoleAppointed{}},
		{Name: "RoleContactChanged", NL: "Contactgegevens gewijzigd", Zero: RoleContactChanged{}},
		{Name: "DeputyAppointed", NL: "Vervanger aangewezen", Zero: DeputyAppointed{}},
		{Name: "DeputyEnded", NL: "Vervanging beëindigd", Zero: DeputyEnded{}},
		{Name: "RoleEnded", NL: "Aanwijzing beëindigd", Zero: RoleEnded{}},
	},
})

// byCollege tells whether the college appoints to this role; the municipal secretary appoints to the others [added].
func byCollege(r domain.Role) bool { return r == domain.FG || r == domain.CISO }

// mayAppoint refuses an appointment by someone else than the college (FG, CISO) or the secretary (others).
func mayAppoint(r domain.Role, person string, by domain.Stamp) error {
	switch {
	case by.Role == domain.SYS:
		if person == CommandLine && r == domain.PB || firstSetup(r, by) {
			return nil
		}
	case byCollege(r) == (by.Role == domain.COL), r == domain.SEC && by.Role == domain.COL: // the college appoints the secretary too (Gemeentewet art. 102)
		return nil
	}
	who := "de gemeentesecretaris"
	if byCollege(r) {
		who = "het college"
	}
	return &domain.Refusal{Kind: domain.Forbidden, Code: "role.appointer", NL: domain.RoleNL(r) + " wordt aangewezen door " + who + "."}
}

// firstSetup: while no secretary was ever needed to sign in, the set-up appoints the first one.
func firstSetup(r domain.Role, by domain.Stamp) bool {
	return r == domain.SEC && len(by.Facts.Holders(domain.SEC, by.Recorded)) == 0
}

// incompatible: the FG is not also process owner, top management or college (AVG art. 38 lid 6, RT-02 rule 2).
func incompatible(person string, r domain.Role, by domain.Stamp) string {
	clash := []domain.Role{domain.OWN, domain.SEC, domain.DOM, domain.COL, domain.MAYOR}
	if r == domain.FG {
		if by.Facts.Mandated(person, by.Recorded) {
			return "Deze persoon handelt onder mandaat van een proceseigenaar. Dat gaat niet samen met de rol van FG (AVG art. 38 lid 6)."
		}
		for _, c := range clash {
			if by.Facts.Holds(person, c, by.Recorded) {
				return "Deze persoon is ook " + domain.RoleNL(c) + ". Dat gaat niet samen met de rol van FG (AVG art. 38 lid 6)."
			}
		}
	} else if slices.Contains(clash, r) && by.Facts.Holds(person, domain.FG, by.Recorded) {
		return "Deze persoon is de FG. Dat gaat niet samen met de rol van " + domain.RoleNL(r) + " (AVG art. 38 lid 6)."
	}
	return ""
}
