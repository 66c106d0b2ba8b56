package domain

import "time"

// A Role is what someone acts as. The codes stand in the log; the Dutch names are in [Roles].
type Role string

const (
	OWN   Role = "OWN"   // process owner, or the sub-process owner under a mandate
	PB    Role = "PB"    // privacy administrator
	CISO  Role = "CISO"  // chief information security officer
	FG    Role = "FG"    // data protection officer
	JUR   Role = "JUR"   // legal adviser
	SEC   Role = "SEC"   // municipal secretary
	DOM   Role = "DOM"   // domain manager
	TM    Role = "TM"    // team manager
	OPL   Role = "OPL"   // operational supervisor
	EMP   Role = "EMP"   // any employee, hired staff and externals included
	COL   Role = "COL"   // municipal executive
	MAYOR Role = "MAYOR" // mayor, portfolio holder for privacy
	CTRL  Role = "CTRL"  // financial controller; never the GDPR controller (T-38)
	ACC   Role = "ACC"   // accountant
	SYS   Role = "SYS"   // the system's clock
)

// RoleInfo is a line of the RASCI table (§3.1).
type RoleInfo struct {
	Role   Role
	NL     string
	RASCI  string // R, A, S, C; "" if the table does not name it
	Line   string // "1e lijn" …
	Anyone bool   // nobody appoints it: it follows from a process (OWN), from being employed (EMP) or from being the clock
}

// Roles is the RASCI table of §3.1, with the roles the rest of the policy uses.
var Roles = []RoleInfo{
	{SEC, "Gemeentesecretaris", "R", "1e lijn", false},
	{DOM, "Domeinmanager", "R", "1e lijn", false},
	{TM, "Teammanager", "R", "1e lijn", false},
	{OWN, "Proceseigenaar", "R", "1e lijn", true}, // §3.2: the team manager is process owner
	{OPL, "Operationeel leidinggevende", "R", "1e lijn", false},
	{EMP, "Medewerker", "R", "1e lijn", true}, // also hired staff and externals (§3.1)
	{COL, "College van burgemeester en wethouders", "A", "1e lijn", false},
	{MAYOR, "Burgemeester (portefeuillehouder)", "A", "1e lijn", false},
	{PB, "Privacybeheerder", "S", "2e lijn", false},
	{JUR, "Jurist", "S", "2e lijn", false},
	{FG, "Functionaris gegevensbescherming", "C", "3e lijn", false},
	{CISO, "CISO", "C", "3e lijn", false},
	{CTRL, "Controller (financieel)", "C", "3e lijn", false},
	{ACC, "Accountant", "C", "3e lijn", false},
	{SYS, "Systeem", "", "", true},
}

// RoleNL returns the Dutch name of a role.
func RoleNL(r Role) string {
	for _, i := range Roles {
		if i.Role == r {
			return i.NL
		}
	}
	return string(r)
}

// Facts is what other records say, for rules that rest on more than one record. Implementations answer from the log
// up to a moment that includes everything acknowledged to the caller.
type Facts interface {
	// Holds tells whether the person is in office in the role at that time. OWN is held by whoever owns a process (a
	// mandate gives no role of its own: see Mandated); EMP by everybody in the directory; SYS by [System].
	Holds(person string, role Role, at time.Time) bool
	// Mandated tells whether the person has a mandate that counts at that time.
	Mandated(person string, at time.Time) bool
	// RolesFrom returns the roles that the person holds at that time or will hold after it, as far as is known now: by
	// appointment, as a deputy, and OWN for whoever owns a process or acts under a mandate. EMP is not among them.
	RolesFrom(person string, at time.Time) []Role
	// Holders returns the persons in office in the role at that time.
	Holders(role Role, at time.Time) []string
	// Process returns the process as it stands at that time; ok is false if there is none.
	Process(id string, at time.Time) (p ProcessFacts, ok bool)
	// Mandate returns a mandate; ok is false if there is none.
	Mandate(id string) (m Mandate, ok bool)
	// RowRoles returns who may act by a row of Annex 1 now: the matrix as it was set last (T-32).
	RowRoles(row string) []Role
	// OpenActivities counts the processing activities of a process that have not ended.
	OpenActivities(process string) int
	// RetentionRule tells whether the rule exists (RT-09).
	RetentionRule(id string) bool
	// Tell returns what a record tells others at one of its versions; 0 is the present one. ok is false if there is no such
	// record or version.
	Tell(stream string, version uint64) (t Told, ok bool)
	// Linked returns what the records of a type tell that name this record now (their Links), in the order they began.
	Linked(stream, kind string) []Told
}

// ProcessFacts is what other records need to know of a process (RT-01).
type ProcessFacts struct {
	Owner        string // person id; the owner at that time
	Coordinating string // person id of the coordinating owner, if designated
	Ended        bool
}

// A Mandate gives a sub-process owner named commands of the owner, for one process and a period (§3.2).
type Mandate struct {
	ID, Process, Owner, Person string
	Commands                   []string // "activity/submit": the responsibilities, as record and command names
	From                       time.Time
	Until                      time.Time // zero: no end; otherwise the first moment it no longer counts
	Withdrawn                  bool
}

// Covers tells whether the mandate allows the command at that time.
func (m Mandate) Covers(record, command string, at time.Time) bool {
	if m.Withdrawn || at.Before(m.From) || !m.Until.IsZero() && !at.Before(m.Until) {
		return false
	}
	for _, c := range m.Commands {
		if c == record+"/"+command {
			return true
		}
	}
	return false
}

// Owned is implemented by commands that give a record its process: while it has none, what role OWN may do rests on the
// process they name.
type Owned interface{ OwnedBy() (process string) }

// MayRoles returns the roles that may issue the command now: those of its row in the matrix, and those of its own.
func (c *CommandInfo) MayRoles(f Facts) []Role {
	if c.Row == "" {
		return c.Roles
	}
	return append(append([]Role(nil), f.RowRoles(c.Row)...), c.Roles...)
}

// Authorize refuses a command whose actor may not issue it: the role must be marked in the row of Annex 1 (R-3.3-01),
// the actor must hold it, and role OWN acts on processes of its own or under a mandate that covers it (R-3.2-04, -05).
func Authorize(c *CommandInfo, process string, by Stamp) error {
	if !has(c.MayRoles(by.Facts), by.Role) {
		where := "de bevoegdhedentabel"
		if c.Row != "" {
			where = "bijlage 1, rij " + c.Row
		}
		return &Refusal{Kind: Forbidden, Code: "role.not-marked",
			NL: "‘" + c.NL + "’ mag niet als " + RoleNL(by.Role) + ": " + where + " geeft dit aan " + rolesNL(c.MayRoles(by.Facts)) + "."}
	}
	if by.Role == SYS && by.Actor == System {
		return nil
	}
	if by.Mandate != "" {
		return authorizeMandate(c, process, by)
	}
	if !by.Facts.Holds(by.Actor, by.Role, by.Recorded) {
		return &Refusal{Kind: Forbidden, Code: "role.not-held", NL: "U bent nu niet in functie als " + RoleNL(by.Role) + "."}
	}
	if by.Role != OWN || !c.Own {
		return nil
	}
	p, ok := by.Facts.Process(process, by.Recorded)
	if !ok {
		return &Refusal{Kind: Unmet, Code: "process.unknown", NL: "Kies het proces waar dit bij hoort: alleen de eigenaar daarvan kan dit doen.",
			Fields: []Problem{{"process", "Kies een proces."}}}
	}
	if p.Owner != by.Actor && p.Coordinating != by.Actor {
		return &Refusal{Kind: Forbidden, Code: "process.not-owner", NL: "U bent geen eigenaar van dit proces (§3.2). Vraag de proceseigenaar, of een mandaat."}
	}
	return nil
}

func authorizeMandate(c *CommandInfo, process string, by Stamp) error {
	m, ok := by.Facts.Mandate(by.Mandate)
	if !ok || m.Person != by.Actor || by.Role != OWN {
		return &Refusal{Kind: Forbidden, Code: "mandate.unknown", NL: "U heeft dit mandaat niet."}
	}
	elsewhere := m.Process != process && !c.Elsewhere && (c.Own || process != "") // some records belong to no process: retention rules
	if !m.Covers(c.Record, c.Name, by.Recorded) || elsewhere {
		return &Refusal{Kind: Forbidden, Code: "mandate.not-covered",
			NL: "Uw mandaat dekt ‘" + c.NL + "’ nu niet: het valt buiten de omvang of de periode, of het is ingetrokken. Vraag de proceseigenaar."}
	}
	return nil
}

func has(roles []Role, r Role) bool {
	for _, x := range roles {
		if x == r {
			return true
		}
	}
	return false
}

func rolesNL(roles []Role) string {
	s := ""
	for i, r := range roles {
		if i > 0 {
			s += ", "
		}
		s += RoleNL(r)
	}
	if s == "" {
		return "niemand"
	}
	return s
}
