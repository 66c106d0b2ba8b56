// Package vnglist reads the selection list of the VNG (Selectielijst gemeenten en intergemeentelijke organen) from the JSON in
// which the VNG gives it out, and hands it on as entries. It promises that nothing is lost and nothing is guessed: a value
// it does not know stays as text in [register.SelectionEntry.Kept]. It stores nothing and decides nothing.
//
// # Format
//
// The file is a list of objects, in any order:
//
//	[{"model": "selectielijst.procestype", "pk": 6, "fields": {"nummer": 6, "naam": "…", "jaar": 2020, …}},
//	 {"model": "selectielijst.resultaat", "pk": 60, "fields": {"proces_type": 6, "generiek_resultaat": null, "nummer": 1,
//	   "naam": "Verleend", "waardering": "vernietigen", "bewaartermijn": "P5Y", "procestermijn": "nihil", …}}]
//
// A result under a generic result is numbered after it: type 13, generic result 1, result 2 is 13.1.2. Retention terms stand as
// ISO 8601 periods and are taken as they are. "taakgebied" columns are booleans; those that are true are kept by name.
package vnglist

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/heemstede/grootboek/api/intake"
	"github.com/heemstede/grootboek/domain/register"
)

// MaxFile bounds the file, in bytes. The list of 2020 is half a megabyte.
const MaxFile = 20 << 20

// maxEntries bounds the list.
const maxEntries = 5_000

// A List is what a file holds.
type List struct {
	Name    string
	Year    int
	Entries []register.SelectionEntry // in the order of the file
}

type object struct {
	Model  string          `json:"model"`
	PK     int             `json:"pk"`
	Fields json.RawMessage `json:"fields"`
}

type process struct {
	Number int    `json:"nummer"`
	Name   string `json:"naam"`
	Year   int    `json:"jaar"`
}

type result struct {
	Process   int     `json:"proces_type"`
	Generic   *int    `json:"generiek_resultaat"`
	Number    int     `json:"nummer"`
	Name      string  `json:"naam"`
	About     string  `json:"omschrijving"`
	Origin    string  `json:"herkomst"`
	Valuation string  `json:"waardering"`
	Trigger   string  `json:"procestermijn"`
	Period    *string `json:"bewaartermijn"`
	Note      string  `json:"toelichting"`
	Remark    string  `json:"procestermijn_opmerking"`
}

// known are the fields that an entry has a place for, or that say nothing about keeping.
var known = []string{"uuid", "proces_type", "generiek_resultaat", "nummer", "naam", "omschrijving", "herkomst", "waardering", "procestermijn",
	"bewaartermijn", "toelichting", "procestermijn_opmerking"}

var valuations = map[string]register.Valuation{"": "", "vernietigen": register.ToDestroy, "blijvend_bewaren": register.ToKeep}

var triggers = map[string]register.Trigger{"": "", "nihil": register.TriggerNone, "bestaansduur_procesobject": register.TriggerLife,
	"ingeschatte_bestaansduur_procesobject": register.TriggerEstimated, "vast_te_leggen_datum": register.TriggerDate,
	"samengevoegd_met_bewaartermijn": register.TriggerMerged}

// Read reads a list. Its error is an [*intake.Error] if the file is not such a list: what to do is in it.
func Read(r io.Reader) (List, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return List{}, fmt.Errorf("read selection list: %w", err)
	}
	if len(data) > MaxFile {
		return List{}, &intake.Error{NL: "Het bestand is groter dan 20 MB. Dit is geen selectielijst."}
	}
	var objects []object
	if err := json.Unmarshal(data, &objects); err != nil {
		return List{}, &intake.Error{NL: "Dit is geen selectielijst: het bestand is geen JSON-lijst. Gebruik het JSON-bestand van de VNG, niet de Excel-versie.", Err: err}
	}
	f, err := sort(objects)
	if err != nil {
		return List{}, err
	}
	return f.list()
}

// file is the list by kind of object.
type file struct {
	processes map[int]process
	results   map[int]result
	rest      map[int]map[string]json.RawMessage // all fields of a result
	order     []int
}

func sort(objects []object) (*file, error) {
	f := &file{processes: map[int]process{}, results: map[int]result{}, rest: map[int]map[string]json.RawMessage{}}
	for i, o := range objects {
		var err error
		switch o.Model {
		case "selectielijst.procestype":
			var p process
			err = json.Unmarshal(o.Fields, &p)
			f.processes[o.PK] = p
		case "selectielijst.resultaat":
			var x result
			var all map[string]json.RawMessage
			err = cmp.Or(json.Unmarshal(o.Fields, &x), json.Unmarshal(o.Fields, &all))
			if _, twice := f.results[o.PK]; twice {
				return nil, &intake.Error{NL: fmt.Sprintf("Resultaat %d staat twee keer in het bestand.", o.PK), Row: i + 1}
			}
			f.results[o.PK], f.rest[o.PK] = x, all
			f.order = append(f.order, o.PK)
		default:
			return nil, &intake.Error{NL: fmt.Sprintf("Onderdeel %d is van een soort die een selectielijst niet heeft (%q).", i+1, o.Model), Row: i + 1}
		}
		if err != nil {
			return nil, &intake.Error{NL: fmt.Sprintf("Onderdeel %d van het bestand is niet te lezen.", i+1), Row: i + 1, Err: err}
		}
	}
	if len(f.order) == 0 || len(f.order) > maxEntries {
		return nil, &intake.Error{NL: fmt.Sprintf("Dit is geen selectielijst: er staan %d resultaten in (verwacht: 1 tot %d).", len(f.order), maxEntries)}
	}
	return f, nil
}

func (f *file) list() (List, error) {
	var l List
	for _, pk := range f.order {
		x := f.results[pk]
		p, ok := f.processes[x.Process]
		if !ok {
			return List{}, &intake.Error{NL: fmt.Sprintf("Resultaat %d noemt een procestype dat niet in het bestand staat.", pk)}
		}
		if l.Year == 0 {
			l.Year = p.Year
		}
		if p.Year != l.Year {
			return List{}, &intake.Error{NL: fmt.Sprintf("In het bestand staan lijsten van meer jaren (%d en %d). Lees ze elk apart in.", l.Year, p.Year)}
		}
		number, err := f.number(pk, p, x)
		if err != nil {
			return List{}, err
		}
		l.Entries = append(l.Entries, f.entry(number, p, x, f.rest[pk]))
	}
	l.Name = "Selectielijst gemeenten en intergemeentelijke organen " + strconv.Itoa(l.Year)
	return l, nil
}

func (f *file) number(pk int, p process, x result) (string, error) {
	parts := []string{strconv.Itoa(p.Number)}
	if x.Generic != nil {
		g, ok := f.results[*x.Generic]
		if !ok || g.Generic != nil || g.Process != x.Process {
			return "", &intake.Error{NL: fmt.Sprintf("Resultaat %d hoort bij een generiek resultaat dat niet bij hetzelfde procestype staat.", pk)}
		}
		parts = append(parts, strconv.Itoa(g.Number))
	}
	return strings.Join(append(parts, strconv.Itoa(x.Number)), "."), nil
}

func (f *file) entry(number string, p process, x result, all map[string]json.RawMessage) register.SelectionEntry {
	e := register.SelectionEntry{Number: number, Process: clean(p.Name), Result: clean(x.Name), About: clean(x.About), Origin: clean(x.Origin),
		Note: clean(x.Note), Remark: clean(x.Remark)}
	var kept []string
	var known1, known2 bool
	if e.Valuation, known1 = valuations[x.Valuation]; !known1 {
		kept = append(kept, "waardering: "+x.Valuation)
	}
	if e.Trigger, known2 = triggers[x.Trigger]; !known2 {
		kept = append(kept, "procestermijn: "+x.Trigger)
	}
	if x.Period != nil {
		e.Period = clean(*x.Period)
	}
	areas, others := apart(all)
	e.Areas, e.Kept = strings.Join(areas, ", "), strings.Join(append(kept, others...), "\n")
	return e
}

// apart splits what is left of a result in the work it occurs in, and what nobody knows.
func apart(all map[string]json.RawMessage) (areas, others []string) {
	for name, value := range all {
		switch {
		case slices.Contains(known, name):
		case string(value) == "true":
			areas = append(areas, strings.ReplaceAll(name, "_", " "))
		case string(value) != "false" && string(value) != "null" && string(value) != `""`:
			others = append(others, name+": "+strings.Trim(string(value), `"`))
		}
	}
	slices.Sort(areas)
	slices.Sort(others)
	return areas, others
}

func clean(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
