package governance

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

func trim(s string) string { return strings.TrimSpace(s) }

// RegisterProcess adds a process with its first owner: there is no process without one (R-3.2-01).
type RegisterProcess struct {
	Name    string   `json:"name" nl:"Naam van het proces"`
	Task    string   `json:"task" nl:"Gemeentelijke taak" form:"long" hint:"Waar gaat dit proces over? Noem geen personen."`
	Teams   []string `json:"teams" nl:"Afdelingen of teams" hint:"Eén per regel. Ook een intergemeentelijke afdeling kan, bijvoorbeeld IASZ."`
	Owner   string   `json:"owner" nl:"Proceseigenaar" form:"person" hint:"Een teammanager (§3.2)."`
	Statute string   `json:"statute,omitempty" nl:"Wettelijke basis van de taak" opt:"1"`
}

// ProcessRegistered is the first event of a process.
type ProcessRegistered struct {
	Name    string   `json:"name" nl:"Naam"`
	Task    string   `json:"task" nl:"Taak"`
	Teams   []string `json:"teams" nl:"Teams"`
	Owner   string   `json:"owner" nl:"Eigenaar" form:"person"`
	Statute string   `json:"statute,omitempty" nl:"Wettelijke basis"`
}

// Decide implements [domain.Command].
func (c RegisterProcess) Decide(_ Process, by domain.Stamp) ([]domain.Event[Process], error) {
	var p domain.Problems
	p.Need(c.Name, "name", "Geef het proces een naam.")
	p.Need(c.Task, "task", "Beschrijf de gemeentelijke taak.")
	teams := domain.Lines(c.Teams)
	if len(teams) == 0 {
		p.Add("teams", "Noem ten minste één afdeling of team.")
	}
	needOwner(&p, c.Owner, "owner", by)
	if err := p.Refuse("process.incomplete"); err != nil {
		return nil, err
	}
	return []domain.Event[Process]{ProcessRegistered{trim(c.Name), trim(c.Task), teams, c.Owner, trim(c.Statute)}}, nil
}

// needOwner notes why a person cannot own a process: only a team manager can (R-3.2-02), and never the FG (RT-02 rule 2).
func needOwner(p *domain.Problems, person, field string, by domain.Stamp) {
	switch {
	case person == "":
		p.Add(field, "Kies een proceseigenaar.")
	case by.Facts.Holds(person, domain.FG, by.Recorded):
		p.Add(field, "De functionaris gegevensbescherming kan geen proceseigenaar zijn (AVG art. 38 lid 6).")
	case !by.Facts.Holds(person, domain.TM, by.Recorded):
		p.Add(field, "Kies een teammanager: alleen een teammanager kan proceseigenaar zijn (§3.2).")
	}
}

// Evolve implements [domain.Event].
func (e ProcessRegistered) Evolve(p Process, by domain.Stamp) Process {
	p.ID, p.Name, p.Task, p.Teams, p.Statute = by.Record, e.Name, e.Task, e.Teams, e.Statute
	p.Owners = []Ownership{{e.Owner, calendar.On(by.Happened)}}
	return p
}

// DescribeProcess changes what the process is called and which teams work in it.
type DescribeProcess struct {
	Name    string   `json:"name" nl:"Naam van het proces"`
	Task    string   `json:"task" nl:"Gemeentelijke taak" form:"long"`
	Teams   []string `json:"teams" nl:"Afdelingen of teams" hint:"Eén per regel."`
	Statute string   `json:"statute,omitempty" nl:"Wettelijke basis van de taak" opt:"1"`
	Reason  string   `json:"reason" nl:"Reden van de wijziging" hint:"Noem geen personen."`
}

// ProcessDescribed replaces the description.
type ProcessDescribed struct {
	Name    string   `json:"name" nl:"Naam"`
	Task    string   `json:"task" nl:"Taak"`
	Teams   []string `json:"teams" nl:"Teams"`
	Statute string   `json:"statute,omitempty" nl:"Wettelijke basis"`
	Reason  string   `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c DescribeProcess) Decide(s Process, _ domain.Stamp) ([]domain.Event[Process], error) {
	var p domain.Problems
	p.Need(c.Name, "name", "Geef het proces een naam.")
	p.Need(c.Task, "task", "Beschrijf de gemeentelijke taak.")
	p.Need(c.Reason, "reason", "Geef de reden van de wijziging.")
	teams := domain.Lines(c.Teams)
	if len(teams) == 0 {
		p.Add("teams", "Noem ten minste één afdeling of team.")
	}
	if err := p.Refuse("process.incomplete"); err != nil {
		return nil, err
	}
	if trim(c.Name) == s.Name && trim(c.Task) == s.Task && slices.Equal(teams, s.Teams) && trim(c.Statute) == s.Statute {
		return nil, nil // saying it twice changes nothing
	}
	return []domain.Event[Process]{ProcessDescribed{trim(c.Name), trim(c.Task), teams, trim(c.Statute), trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e ProcessDescribed) Evolve(p Process, _ domain.Stamp) Process {
	p.Name, p.Task, p.Teams, p.Statute = e.Name, e.Task, e.Teams, e.Statute
	if !p.CrossTeam() {
		p.Coord, p.Function = "", "" // §3.2: a coordinating owner exists for cross-team processes only
	}
	return p
}
