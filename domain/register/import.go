package register

import "github.com/heemstede/grootboek/domain"

// Import is the state of one import of a file.
type Import struct {
	ImportSummary
	Done bool
}

// ImportSummary says what an import did. The file itself is kept outside the log under its hash.
type ImportSummary struct {
	File       string            `json:"file" nl:"Bestand (hash)"`
	Name       string            `json:"name" nl:"Bestandsnaam"`
	Kind       string            `json:"kind" nl:"Soort bestand"`
	Rows       int               `json:"rows" nl:"Verwerkingen in het bestand"`
	Taken      int               `json:"taken" nl:"Overgenomen, volledig"`
	Incomplete int               `json:"incomplete" nl:"Overgenomen, onvolledig"`
	Changed    int               `json:"changed" nl:"Gewijzigd"`
	Unchanged  int               `json:"unchanged" nl:"Ongewijzigd"`
	Refused    int               `json:"refused" nl:"Geweigerd"`
	Refusals   []RowRefusal      `json:"refusals,omitempty" nl:"Geweigerde rijen"` // the first hundred
	Signature  string            `json:"signature,omitempty" nl:"Kenmerk van de kolommen"`
	Mapping    map[string]string `json:"mapping,omitempty" nl:"Kolommen en velden"` // kept for the next file of this shape
	DateOrder  map[string]string `json:"date_order,omitempty" nl:"Volgorde van datums"`
}

// RowRefusal says why a row was not taken.
type RowRefusal struct {
	Row    int    `json:"row"`
	Reason string `json:"reason"`
}

// ImportRecord is an import as a record of its own: which file, with which mapping, with what result.
var ImportRecord = domain.Define(domain.Aggregate[Import]{
	Name: "import", Path: "importen", NL: "Import", Plural: "Importen", Source: "RT-03, B1.1-4",
	Status: func(i Import) domain.Status {
		if i.Done {
			return "done"
		}
		return ""
	},
	Statuses: []domain.StatusLabel{{Status: "done", NL: "uitgevoerd"}},
	Title:    func(i Import) string { return i.Name },
	Commands: []domain.CommandType[Import]{
		{Name: "record", NL: "Import vastleggen", Row: "B1.1-4", Zero: RecordImport{}, Help: "Leg vast wat een import heeft gedaan."},
	},
	Events: []domain.EventType[Import]{{Name: "RegisterImported", NL: "Register ingelezen", Zero: RegisterImported{}}},
})

// RecordImport records what an import did.
type RecordImport struct{ ImportSummary }

// RegisterImported says what an import did.
type RegisterImported struct{ ImportSummary }

// Decide implements [domain.Command].
func (c RecordImport) Decide(_ Import, _ domain.Stamp) ([]domain.Event[Import], error) {
	var p domain.Problems
	p.Need(c.File, "file", "De hash van het bestand ontbreekt.")
	p.Need(c.Name, "name", "De naam van het bestand ontbreekt.")
	if err := p.Refuse("import.incomplete"); err != nil {
		return nil, err
	}
	s := c.ImportSummary
	if len(s.Refusals) > 100 {
		s.Refusals = s.Refusals[:100]
	}
	return []domain.Event[Import]{RegisterImported{s}}, nil
}

// Evolve implements [domain.Event].
func (e RegisterImported) Evolve(_ Import, _ domain.Stamp) Import {
	return Import{e.ImportSummary, true}
}
