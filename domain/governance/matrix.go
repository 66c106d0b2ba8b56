package governance

import (
	"maps"
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// MatrixID is the id of the one matrix.
const MatrixID = "a1b1c1d1-0000-5000-8000-000000000001"

// Matrix is the state of the role matrix: the rows of Annex 1 that the municipality has set otherwise (T-32).
type Matrix struct {
	Changed map[string][]domain.Role
}

// RolesOf returns who may act by a row now.
func (m Matrix) RolesOf(row string) []domain.Role {
	if r, ok := m.Changed[row]; ok {
		return r
	}
	if r := domain.AnnexRow(row); r != nil {
		return r.Roles
	}
	return nil
}

// MatrixRecord is the matrix as a record: Annex 1 is its beginning, each change an event (R-3.3-02).
var MatrixRecord = domain.Define(domain.Aggregate[Matrix]{
	Name: "matrix", Path: "bevoegdheden", NL: "Bevoegdhedentabel", Plural: "Bevoegdhedentabel", Source: "bijlage 1, T-32",
	Status:   func(Matrix) domain.Status { return "in-force" }, // it was there before the first event
	Statuses: []domain.StatusLabel{{Status: "in-force", NL: "van kracht"}},
	Title:    func(Matrix) string { return "Bevoegdheden volgens bijlage 1" },
	Commands: []domain.CommandType[Matrix]{
		{Name: "change-row", NL: "Rij wijzigen", Roles: []domain.Role{domain.SEC}, Source: "[added]", Zero: ChangeRow{}, Any: true,
			Help: "Wijk af van bijlage 1. De afwijking is zichtbaar voor de FG en blijft in de geschiedenis staan."},
	},
	Events: []domain.EventType[Matrix]{
		{Name: "MatrixRowChanged", NL: "Bevoegdheid gewijzigd", Zero: MatrixRowChanged{}},
	},
})

// Column is a column of Annex 1.
type Column string

// Choices implements [domain.Chooser].
func (Column) Choices() []domain.Choice {
	var list []domain.Choice
	for _, r := range []domain.Role{domain.OWN, domain.PB, domain.CISO, domain.FG} {
		list = append(list, domain.Choice{Value: string(r), NL: domain.RoleNL(r)})
	}
	return list
}

// AnnexRowID is the id of a row.
type AnnexRowID string

// Choices implements [domain.Chooser].
func (AnnexRowID) Choices() []domain.Choice {
	var list []domain.Choice
	for _, r := range domain.Annex {
		list = append(list, domain.Choice{Value: r.ID, NL: r.ID + " " + r.NL})
	}
	return list
}

// ChangeRow sets who may act by one row.
type ChangeRow struct {
	Row    AnnexRowID `json:"row" nl:"Rij van bijlage 1"`
	Roles  []Column   `json:"roles" nl:"Wie mag dit"`
	Reason string     `json:"reason" nl:"Reden en besluit" hint:"Noem geen personen."`
}

// MatrixRowChanged sets the row.
type MatrixRowChanged struct {
	Row    string        `json:"row" nl:"Rij"`
	Old    []domain.Role `json:"old" nl:"Was"`
	New    []domain.Role `json:"new" nl:"Wordt"`
	Reason string        `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c ChangeRow) Decide(s Matrix, by domain.Stamp) ([]domain.Event[Matrix], error) {
	if by.Record != MatrixID { // there is one matrix
		return nil, &domain.Refusal{Kind: domain.NotFound, Code: "matrix.unknown", NL: "Er is maar één bevoegdhedentabel."}
	}
	var p domain.Problems
	if domain.AnnexRow(string(c.Row)) == nil {
		p.Add("row", "Kies een rij van bijlage 1.")
	}
	roles := c.inOrder(&p)
	if len(roles) == 0 {
		p.Add("roles", "Kies ten minste één rol: anders mag niemand dit.")
	}
	p.Need(c.Reason, "reason", "Geef de reden en het besluit.")
	if err := p.Refuse("matrix.incomplete"); err != nil {
		return nil, err
	}
	old := s.RolesOf(string(c.Row))
	if slices.Equal(old, roles) {
		return nil, nil
	}
	return []domain.Event[Matrix]{MatrixRowChanged{string(c.Row), old, roles, trim(c.Reason)}}, nil
}

// inOrder returns the roles in the order of the columns.
func (c ChangeRow) inOrder(p *domain.Problems) []domain.Role {
	var out []domain.Role
	for _, col := range Column("").Choices() {
		if slices.Contains(c.Roles, Column(col.Value)) {
			out = append(out, domain.Role(col.Value))
		}
	}
	for _, r := range c.Roles {
		if !domain.Chosen(r.Choices(), string(r)) {
			p.Add("roles", "‘"+string(r)+"’ is geen kolom van bijlage 1.")
		}
	}
	return out
}

// Evolve implements [domain.Event].
func (e MatrixRowChanged) Evolve(m Matrix, _ domain.Stamp) Matrix {
	m.Changed = maps.Clone(m.Changed)
	if m.Changed == nil {
		m.Changed = map[string][]domain.Role{}
	}
	m.Changed[e.Row] = e.New
	return m
}
