package governance

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ArchiveDocument archives a version (B1.8-3). Without a version in force or in the making there is no document any more.
type ArchiveDocument struct {
	Number uint64 `json:"number" nl:"Welke versie?" form:"document-version"`
	Place  string `json:"place" nl:"Archiefplaats"`
}

// DocumentArchived is where a version is kept. It stays readable (R-B8-03).
type DocumentArchived struct {
	Number uint64 `json:"number" nl:"Nummer van de versie"`
	Place  string `json:"place" nl:"Archiefplaats"`
}

// Decide implements [domain.Command].
func (c ArchiveDocument) Decide(d Document, _ domain.Stamp) ([]documentEvent, error) {
	var p domain.Problems
	current, _ := d.Current()
	switch {
	case c.Number == 0 || c.Number > d.latest():
		p.Add("number", "Kies een versie.")
	case d.Versions[c.Number-1].ArchivedAt != "":
		p.Add("number", "Deze versie is al gearchiveerd.")
	case current.Number == c.Number && d.Next != "":
		p.Add("number", "Deze versie geldt nog, en er is een volgende in de maak. Archiveer haar als die in werking is.")
	}
	p.Need(c.Place, "place", "Zeg waar de versie is gearchiveerd.")
	if err := p.Refuse("document.archive"); err != nil {
		return nil, err
	}
	return []documentEvent{DocumentArchived{c.Number, trim(c.Place)}}, nil
}

// Evolve implements [domain.Event].
func (e DocumentArchived) Evolve(d Document, by domain.Stamp) Document {
	d = d.version(e.Number, func(v *DocumentVersion) {
		v.ArchivedAt = e.Place
		if v.InForce {
			v.InForce, v.Until = false, calendar.On(by.Happened)
		}
	})
	if e.Number == d.latest() {
		d.Next = ""
	}
	if d.current() < 0 && d.Next == "" {
		d.State = DocumentStatusArchived
	}
	return d.settled()
}
