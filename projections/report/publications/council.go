package publications

import (
	"strconv"
	"strings"
	"time"

	ledger "github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
	"github.com/heemstede/grootboek/projections/report"
)

// CouncilQuery asks for the report to the council over a year (P8).
type CouncilQuery struct {
	Municipality string // "Gemeente Heemstede"
	Year         int
	Earlier      int // how many years to compare with
	// Checkpoint is what the report rests on: nothing after it counts. A Size of 0 is the whole log as it is.
	Checkpoint report.Checkpoint
	// Small is the least count that is shown (T-57); 0 is [report.DefaultSmall], less than 0 hides nothing: for own use only.
	Small int
	// Texts are what the college says to each aim, in the order of §2.2. Paragraphs are separated by an empty line.
	Texts [5]string
	FG    *report.Link // the yearly report of the FG (P5); nil: there is none yet
}

// Complete tells whether every aim has its text: without, the report is a draft and cannot be established (R-2.2-03).
func (q CouncilQuery) Complete() bool {
	for _, t := range q.Texts {
		if strings.TrimSpace(t) == "" {
			return false
		}
	}
	return true
}

// Council makes the accountability report of the college to the council (P8; §2.2, §3.1, §3.2): counts only, ordered by the
// five aims of §2.2, compared with earlier years. Call it under [projections.Live.View]. It holds no personal data: figures,
// the words of the definitions, and the texts of the query (R-RPT-03).
//
// Its moment is that of the last event before the checkpoint; of an empty log, the first day of the year.
func Council(records *projections.Records, q CouncilQuery) report.Report {
	if q.Checkpoint.Size > 0 {
		records = records.Until(ledger.Position(q.Checkpoint.Size))
	}
	asOf := momentOf(records, q.Year)
	years := yearsUpTo(q.Year, q.Earlier+1, asOf)
	r := report.Report{Kind: "P8: verantwoording aan de gemeenteraad", Title: "Verantwoording privacy " + strconv.Itoa(q.Year), Subject: q.Municipality,
		Period: years[0].period, AsOf: asOf, Checkpoint: q.Checkpoint}
	if !q.Complete() {
		r.Title += " (concept)"
	}
	var measures []*measure
	for a := range aims {
		for n := range aims[a].measures {
			measures = append(measures, &aims[a].measures[n])
		}
	}
	found := count(records, measures, years)
	r.Sections = append(r.Sections, introduction(q, years))
	for a := range aims {
		n := len(aims[a].measures)
		r.Sections = append(r.Sections, aims[a].section(q.Texts[a], found[:n], years))
		found = found[n:]
	}
	if small := cmpSmall(q.Small); small > 0 {
		r = r.Hide(small)
	}
	for a := range aims { // after hiding: a chart shows what its figures show
		aims[a].draw(&r.Sections[a+1], strconv.Itoa(q.Year))
	}
	return r
}

func cmpSmall(small int) int {
	if small == 0 {
		return report.DefaultSmall
	}
	return small
}

func momentOf(records *projections.Records, year int) time.Time {
	if n := records.Len(); n > 0 {
		return records.Entry(ledger.Position(n)).Recorded
	}
	return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
}

func introduction(q CouncilQuery, years []year) report.Section {
	s := report.Section{Title: "Waar dit rapport over gaat", Blocks: []report.Block{
		{Paragraph: "Het college legt hiermee verantwoording af aan de gemeenteraad over de uitvoering van het privacybeleid. Het rapport volgt de vijf doelen van het beleid (§2.2). Alle cijfers komen uit het grootboek en zijn opnieuw te berekenen."},
		{Paragraph: "Een stand is de stand op de laatste dag van de periode: " + years[0].period.To.NL() + ". Andere cijfers tellen wat in de periode is gebeurd. Eerdere jaren zijn geteld zoals ze nu bekend zijn."}}}
	if q.FG != nil {
		return withBlock(s, report.Block{Link: q.FG})
	}
	return withBlock(s, report.Block{Paragraph: "Het jaarverslag van de functionaris gegevensbescherming over dit jaar is er nog niet."})
}

func withBlock(s report.Section, b report.Block) report.Section {
	s.Blocks = append(s.Blocks, b)
	return s
}

// section is one aim: what the college says, and its figures.
func (a *aim) section(text string, found counted, years []year) report.Section {
	s := report.Section{Title: a.title}
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			s = withBlock(s, report.Block{Paragraph: p})
		}
	}
	if len(s.Blocks) == 0 {
		s = withBlock(s, report.Block{Paragraph: "Het college heeft bij dit doel nog geen toelichting gegeven."})
	}
	for n := range a.measures {
		s = withBlock(s, report.Block{Figure: a.measures[n].figure(found[n], years)})
	}
	return s
}

// draw adds the chart of the figures that are to be seen over the years.
func (a *aim) draw(s *report.Section, year string) {
	var figures []*report.Figure
	for _, b := range s.Blocks {
		if b.Figure != nil {
			figures = append(figures, b.Figure)
		}
	}
	measures := make([]*measure, len(a.measures))
	for n := range a.measures {
		measures[n] = &a.measures[n]
	}
	if c := trend("Per jaar: "+a.short, year, measures, figures); c != nil {
		*s = withBlock(*s, report.Block{Chart: c})
	}
}
