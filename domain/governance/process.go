// Package governance is who may do what: processes and their owners (RT-01), role appointments (RT-02) and the matrix of
// Annex 1 as the municipality has set it. Persons are ids here: names stand in the staff directory, never in the log.
//
// The promise: at every moment each process has one owner, each act has one role, and both can be asked for any past
// date. What the package does not do: it does not know who is signed in.
package governance

import (
	"maps"
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a process.
const (
	ProcessActive domain.Status = "active"
	ProcessEnded  domain.Status = "ended"
)

// Ownership says who owns a process from a day on, until the next ownership begins.
type Ownership struct {
	Person string        `json:"person" nl:"Persoon" form:"person"`
	From   calendar.Date `json:"from" nl:"vanaf"`
}

// Process is the state of RT-01.
type Process struct {
	ID       string
	Name     string      `nl:"Naam"`
	Task     string      `nl:"Gemeentelijke taak"`
	Teams    []string    `nl:"Afdelingen of teams"`
	Statute  string      `nl:"Wettelijke basis"`
	Owners   []Ownership `nl:"Eigenaren"` // by From
	Coord    string      `nl:"Coördinerend eigenaar" form:"person"`
	Function Function    `nl:"Functie van de coördinerend eigenaar"`
	Mandates map[string]domain.Mandate
	Ended    bool `nl:"Beëindigd"`
}

// CrossTeam tells whether more than one team works in the process.
func (p Process) CrossTeam() bool { return len(p.Teams) > 1 }

// OwnerOn returns the owner on a day, "" before the first ownership.
func (p Process) OwnerOn(d calendar.Date) string {
	owner := ""
	for _, o := range p.Owners {
		if o.From <= d {
			owner = o.Person
		}
	}
	return owner
}

// Engages tells whether the process is the person's on that day or will be after it, or he acts or will act for its owner
// under a mandate, as far as is known.
func (p Process) Engages(person string, d calendar.Date, at time.Time) bool {
	if p.Ended {
		return false
	}
	if p.OwnerOn(d) == person || p.Coord == person {
		return true
	}
	for _, m := range p.Mandates {
		if m.Person == person && !m.Withdrawn && (m.Until.IsZero() || at.Before(m.Until)) {
			return true
		}
	}
	return slices.ContainsFunc(p.Owners, func(o Ownership) bool { return o.Person == person && o.From > d })
}

// Function is what a coordinating owner is in the organisation (§3.2).
type Function string

// Choices implements [domain.Chooser].
func (Function) Choices() []domain.Choice {
	return []domain.Choice{{Value: "team-manager", NL: "Teammanager"}, {Value: "domain-manager", NL: "Domeinmanager"}, {Value: "other", NL: "Andere functionaris"}}
}

// ProcessRecord is RT-01.
var ProcessRecord = domain.Define(domain.Aggregate[Process]{
	Name: "process", Path: "processen", NL: "Proces", Plural: "Processen", Source: "RT-01, §3.2, §3.3",
	Status: func(p Process) domain.Status {
		switch {
		case p.Name == "":
			return ""
		case p.Ended:
			return ProcessEnded
		}
		return ProcessActive
	},
	Statuses: []domain.StatusLabel{{Status: ProcessActive, NL: "lopend"}, {Status: ProcessEnded, NL: "beëindigd"}},
	Title:    func(p Process) string { return p.Name },
	Process:  func(p Process) string { return p.ID },
	Commands: []domain.CommandType[Process]{
		{Name: "register", NL: "Proces registreren", Roles: []domain.Role{domain.PB}, Source: "[added]", Zero: RegisterProcess{},
			Help: "Leg vast welke gemeentelijke taak dit is, welke teams eraan werken en wie de proceseigenaar is."},
		{Name: "describe", NL: "Beschrijving wijzigen", Roles: []domain.Role{domain.PB}, Source: "[added]", Zero: DescribeProcess{}, In: []domain.Status{ProcessActive},
			Help: "Pas naam, taak, teams of wettelijke basis aan. De oude beschrijving blijft in de geschiedenis staan."},
		{Name: "assign-owner", NL: "Eigenaar aanwijzen", Roles: []domain.Role{domain.SEC}, Source: "[added]", Zero: AssignOwner{}, In: []domain.Status{ProcessActive},
			Help: "De teammanager is proceseigenaar (§3.2). De vorige eigenaar blijft eigenaar tot de ingangsdatum."},
		{Name: "designate-coordinator", NL: "Coördinerend eigenaar aanwijzen", Roles: []domain.Role{domain.SEC}, Source: "[added]", Zero: DesignateCoordinatingOwner{}, In: []domain.Status{ProcessActive},
			Help: "Alleen voor een proces waaraan meer dan één team werkt (§3.2)."},
		{Name: "mandate", NL: "Mandaat geven", Roles: []domain.Role{domain.OWN}, Source: "§3.2", Own: true, Zero: MandateSubprocessOwner{}, In: []domain.Status{ProcessActive},
			Help: "Geef een medewerker (subproceseigenaar) de taken die u noemt. U en het college blijven verantwoordelijk."},
		{Name: "withdraw-mandate", NL: "Mandaat intrekken", Roles: []domain.Role{domain.OWN}, Source: "§3.2", Own: true, Zero: WithdrawMandate{}, In: []domain.Status{ProcessActive},
			Help: "Het mandaat geldt niet meer vanaf dit moment."},
		{Name: "expire-mandate", NL: "Mandaat laten verlopen", Roles: []domain.Role{domain.SYS}, Source: "§3.2", Zero: ExpireMandate{}, Any: true,
			Help: "De klok meldt dat de periode van een mandaat voorbij is."},
		{Name: "discontinue", NL: "Proces beëindigen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: DiscontinueProcess{}, In: []domain.Status{ProcessActive},
			Help: "Dit kan pas als alle verwerkingen van het proces zijn beëindigd of verplaatst."},
	},
	Events: []domain.EventType[Process]{
		{Name: "ProcessRegistered", NL: "Proces geregistreerd", Zero: ProcessRegistered{}},
		{Name: "ProcessDescribed", NL: "Beschrijving gewijzigd", Zero: ProcessDescribed{}},
		{Name: "ProcessOwnerAssigned", NL: "Eigenaar aangewezen", Zero: ProcessOwnerAssigned{}},
		{Name: "CoordinatingOwnerDesignated", NL: "Coördinerend eigenaar aangewezen", Zero: CoordinatingOwnerDesignated{}},
		{Name: "SubprocessOwnerMandated", NL: "Mandaat gegeven", Zero: SubprocessOwnerMandated{}},
		{Name: "MandateWithdrawn", NL: "Mandaat ingetrokken", Zero: MandateWithdrawn{}},
		{Name: "MandateExpired", NL: "Mandaat verlopen", Zero: MandateExpired{}},
		{Name: "ProcessDiscontinued", NL: "Proces beëindigd", Zero: ProcessDiscontinued{}},
	},
})

func withMandate(p Process, m domain.Mandate) Process {
	p.Mandates = maps.Clone(p.Mandates)
	if p.Mandates == nil {
		p.Mandates = map[string]domain.Mandate{}
	}
	p.Mandates[m.ID] = m
	return p
}
