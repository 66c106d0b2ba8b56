// Package audit is what an accountant needs of the log: the population of a control over a period, what the ledger itself sees of
// each record in it, and a sample that anybody can draw again.
//
// What a control is stands in words in [control.ControlTests]; this package has one function for each line of that table. The
// population is computed from the log up to a checkpoint and from nothing else: the same checkpoint gives the same population,
// whenever it is asked and whatever was recorded later. Every record of the type is looked at, and those left out are named, so
// that whoever has the whole log can see that none is missing (grootboek-verify --steekproef). How a sample is drawn is
// specified at [seal.Sample].
//
// What it does not do: it gives no opinion, and sees nothing that is not in the log. What stands in the vault is not in it.
package audit

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/projections"
)

// An Item is a record of the population, as it was at the checkpoint.
type Item struct {
	*projections.Versions
	List      []projections.Version // up to the checkpoint
	Exception string                // why the ledger sees no compliance; "" if it sees it
}

// At is the record as it was at the checkpoint.
func (i Item) At() projections.Version { return i.List[len(i.List)-1] }

// A Population is all records that a control is about, over a period, up to a checkpoint.
type Population struct {
	Control control.ControlTest
	Items   []Item   // by stream
	LeftOut []string // the other records of the type: streams
}

// period is the days of an audit, both included.
type period struct{ from, until calendar.Date }

func (p period) has(d calendar.Date) bool { return d != "" && p.from <= d && d <= p.until }

// a judge says whether a record belongs to the population, and if so, what is wrong with it.
type judge func(list []projections.Version, p period) (in bool, exception string)

// judges are what the lines of [control.ControlTests] mean.
var judges = map[control.AuditControl]judge{
	control.StartsApproved:     startApproved,
	control.AgreementsChecked:  checked(agreementDue),
	control.CovenantsChecked:   checked(covenantDue),
	control.DPIAMeasuresTested: measuresTested,
	control.IncidentsDecided:   decided,
	control.RequestsAnswered:   requestAnswered,
	control.TermsMet:           termMet,
}

// Of computes the population of a control up to a checkpoint of that size. Call it under [projections.Live.View].
func Of(records *projections.Records, c control.AuditControl, from, until calendar.Date, size events.Position) Population {
	pop := Population{Control: c.Test()}
	judge := judges[c]
	if judge == nil {
		return pop
	}
	for _, v := range records.OfType(pop.Control.Kind) {
		list := v.UpTo(size)
		if len(list) == 0 {
			continue
		}
		in, exception := judge(list, period{from, until})
		if !in {
			pop.LeftOut = append(pop.LeftOut, v.Stream)
			continue
		}
		pop.Items = append(pop.Items, Item{v, list, exception})
	}
	slices.SortFunc(pop.Items, func(a, b Item) int { return strings.Compare(a.Stream, b.Stream) })
	slices.Sort(pop.LeftOut)
	return pop
}

// Exceptions are the items that the ledger sees no compliance of.
func (p Population) Exceptions() (list []Item) {
	for _, i := range p.Items {
		if i.Exception != "" {
			list = append(list, i)
		}
	}
	return list
}

// Item returns an item by its stream.
func (p Population) Item(stream string) (Item, bool) {
	for _, i := range p.Items {
		if i.Stream == stream {
			return i, true
		}
	}
	return Item{}, false
}

// Sample is the sample of an audit that begins with these facts, of n items.
func (p Population) Sample(a control.AuditScope, origin string, size uint64, root string, n int) seal.Sample {
	s := seal.Sample{Format: seal.SampleFormat, Origin: origin, Size: size, Root: root, Control: string(a.Control), From: string(a.From), Until: string(a.Until),
		Seed: a.Seed, Kind: p.Control.Kind, Population: []string{}, LeftOut: append([]string{}, p.LeftOut...)}
	for _, i := range p.Items {
		s.Population = append(s.Population, i.Stream)
	}
	s.Items = s.Draw(n)
	return s
}
