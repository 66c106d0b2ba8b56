package register

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/domain"
)

// SelectionSource is a list as a file holds it. The file itself is kept outside the log under its hash.
type SelectionSource struct {
	Name     string           `json:"name" nl:"Naam"`
	Year     int              `json:"year" nl:"Jaar"`
	File     string           `json:"file" nl:"Bestand (hash)"`
	FileName string           `json:"file_name" nl:"Bestandsnaam"`
	Entries  []SelectionEntry `json:"entries"`
}

// ReadSelectionList takes a list over.
type ReadSelectionList struct{ SelectionSource }

// ReadSelectionListAgain takes a newer version of the same list over.
type ReadSelectionListAgain struct{ SelectionSource }

// SelectionListImported says what was read, and what it changed.
type SelectionListImported struct {
	Name      string `json:"name" nl:"Naam"`
	Year      int    `json:"year" nl:"Jaar"`
	File      string `json:"file" nl:"Bestand (hash)"`
	FileName  string `json:"file_name" nl:"Bestandsnaam"`
	Total     int    `json:"total" nl:"Vermeldingen in het bestand"`
	Added     int    `json:"added" nl:"Toegevoegd"`
	Changed   int    `json:"changed" nl:"Gewijzigd"`
	Withdrawn int    `json:"withdrawn" nl:"Vervallen"`
	Unmapped  int    `json:"unmapped" nl:"Niet om te zetten in een termijn"`
}

// SelectionListEntriesRead holds entries that are new or were changed, as they are now. A list does not fit in one line of the
// log: reading it makes several of these.
type SelectionListEntriesRead struct {
	Entries []SelectionEntry `json:"entries"`
}

// SelectionListEntriesWithdrawn holds the numbers that are no longer in the list. Rules that cite them keep their citation.
type SelectionListEntriesWithdrawn struct {
	Numbers []string `json:"numbers" nl:"Nummers"`
}

type selectionEvent = domain.Event[SelectionList]

// maxEntriesBytes bounds the entries in one event, so that its line stays below the limit of the log.
const maxEntriesBytes = 30_000

// Decide implements [domain.Command].
func (c ReadSelectionList) Decide(s SelectionList, _ domain.Stamp) ([]selectionEvent, error) {
	if err := c.problems().Refuse("selection-list.invalid"); err != nil {
		return nil, err
	}
	return c.events(s), nil
}

// Decide implements [domain.Command].
func (c ReadSelectionListAgain) Decide(s SelectionList, _ domain.Stamp) ([]selectionEvent, error) {
	p := c.problems()
	if c.Year != s.Year {
		p.Add("year", "Dit is de lijst van "+strconv.Itoa(s.Year)+". Lees een lijst van een ander jaar in als nieuwe lijst.")
	}
	if err := p.Refuse("selection-list.invalid"); err != nil {
		return nil, err
	}
	list := c.events(s)
	if len(list) == 1 && c.File == s.File { // the same file again changes nothing
		return nil, nil
	}
	return list, nil
}

func (c SelectionSource) problems() domain.Problems {
	var p domain.Problems
	p.Need(c.Name, "name", "De naam van de lijst ontbreekt.")
	p.Need(c.File, "file", "De hash van het bestand ontbreekt.")
	if c.Year < 1900 || c.Year > 9999 {
		p.Add("year", "Het jaar van de lijst ontbreekt.")
	}
	if len(c.Entries) == 0 {
		p.Add("entries", "Er staan geen vermeldingen in het bestand.")
	}
	seen := map[string]bool{}
	for _, e := range c.Entries {
		switch {
		case e.Number == "" || e.Result == "":
			p.Add("entries", "Een vermelding heeft geen nummer of geen resultaat.")
		case seen[e.Number]:
			p.Add("entries", "Nummer "+e.Number+" komt twee keer voor.")
		}
		seen[e.Number] = true
	}
	return p
}

// events are what the list changes in the state.
func (c SelectionSource) events(s SelectionList) []selectionEvent {
	d := s.Differences(c.Entries)
	head := SelectionListImported{Name: trim(c.Name), Year: c.Year, File: c.File, FileName: c.FileName, Total: len(c.Entries), Added: len(d.Added),
		Changed: len(d.Changed), Withdrawn: len(d.Withdrawn)}
	for _, e := range c.Entries {
		if _, why := e.Terms(c.Year); why != "" {
			head.Unmapped++
		}
	}
	list := []selectionEvent{head}
	news := slices.Clone(d.Added)
	for _, x := range d.Changed {
		news = append(news, x.Now)
	}
	for _, chunk := range chunks(news) {
		list = append(list, SelectionListEntriesRead{chunk})
	}
	if len(d.Withdrawn) > 0 {
		var numbers []string
		for _, e := range d.Withdrawn {
			numbers = append(numbers, e.Number)
		}
		list = append(list, SelectionListEntriesWithdrawn{numbers})
	}
	return list
}

// chunks splits entries so that each part fits in a line.
func chunks(entries []SelectionEntry) [][]SelectionEntry {
	var list [][]SelectionEntry
	size := maxEntriesBytes
	for _, e := range entries {
		b, _ := json.Marshal(e) // texts only: it cannot fail
		if size += len(b); size > maxEntriesBytes {
			list, size = append(list, nil), len(b)
		}
		list[len(list)-1] = append(list[len(list)-1], e)
	}
	return list
}

// SelectionDifferences is what one version of a list has and another has not.
type SelectionDifferences struct {
	Added     []SelectionEntry
	Changed   []SelectionChange
	Withdrawn []SelectionEntry
}

// SelectionChange is an entry as it was and as it is.
type SelectionChange struct{ Was, Now SelectionEntry }

// Differences compares the list with other entries, in the order of the numbers.
func (l SelectionList) Differences(next []SelectionEntry) (d SelectionDifferences) {
	next = sortedEntries(next)
	for _, e := range next {
		was, ok := l.Entry(e.Number)
		switch {
		case !ok:
			d.Added = append(d.Added, e)
		case !reflect.DeepEqual(was, e):
			d.Changed = append(d.Changed, SelectionChange{was, e})
		}
	}
	for _, e := range l.Entries {
		if !slices.ContainsFunc(next, func(n SelectionEntry) bool { return n.Number == e.Number }) {
			d.Withdrawn = append(d.Withdrawn, e)
		}
	}
	return d
}

func sortedEntries(in []SelectionEntry) []SelectionEntry {
	list := slices.Clone(in)
	slices.SortStableFunc(list, func(a, b SelectionEntry) int { return byNumber(a.Number, b.Number) })
	return list
}

// Evolve implements [domain.Event].
func (e SelectionListImported) Evolve(l SelectionList, _ domain.Stamp) SelectionList {
	l.Name, l.Year, l.File, l.FileName = e.Name, e.Year, e.File, e.FileName
	l.Read++
	return l
}

// Evolve implements [domain.Event].
func (e SelectionListEntriesRead) Evolve(l SelectionList, _ domain.Stamp) SelectionList {
	list := slices.DeleteFunc(slices.Clone(l.Entries), func(x SelectionEntry) bool {
		return slices.ContainsFunc(e.Entries, func(n SelectionEntry) bool { return n.Number == x.Number })
	})
	l.Entries = sortedEntries(append(list, e.Entries...))
	return l
}

// Evolve implements [domain.Event].
func (e SelectionListEntriesWithdrawn) Evolve(l SelectionList, _ domain.Stamp) SelectionList {
	l.Entries = slices.DeleteFunc(slices.Clone(l.Entries), func(x SelectionEntry) bool { return slices.Contains(e.Numbers, x.Number) })
	return l
}
