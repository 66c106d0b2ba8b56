package intake

import (
	"fmt"
	"slices"
	"strings"
)

// A builder makes one record of its rows.
type builder struct {
	p     *plan
	rec   Record
	many  bool // the record has several rows
	now   rowLists
	loose []string // grounds of rows without a purpose
	rest  map[int][]Pair
	staff map[int][]Pair
}

// rowLists are the lists of the row in hand that belong together.
type rowLists struct {
	number                           int
	purposes, explanations, subjects []string
	data, retention, processors      []string
	grounds                          []ground
	details                          []columnItems
	listed                           bool // data and retention are lists in the source
}

type ground struct {
	codes []string
	text  string // what is said beyond the codes
}

type columnItems struct {
	column int
	items  []string
}

func (p *plan) build(g *group) Record {
	b := &builder{p: p, many: len(g.rows) > 1, rest: map[int][]Pair{}, staff: map[int][]Pair{}}
	b.rec = Record{Key: g.key, Fields: map[string][]string{}, Refused: g.refused}
	for _, i := range g.rows {
		r := p.t.Rows[i]
		b.rec.Rows = append(b.rec.Rows, r.Number)
		if r.Broken != "" {
			b.keep(r)
			continue
		}
		b.row(r)
	}
	b.rec.Row = b.rec.Rows[0]
	b.finish()
	return b.rec
}

// keep keeps the cells of a row that cannot be read. Which cell stands in which column is not known, so none may go
// into the log.
func (b *builder) keep(r Row) {
	for i, c := range r.Cells {
		if c != "" {
			b.rec.Persons = append(b.rec.Persons, Pair{fmt.Sprintf("Cel %d", i+1), c.Text(), r.Number})
		}
	}
}

func (b *builder) row(r Row) {
	b.now = rowLists{number: r.Number}
	for i, c := range r.Cells {
		if c != "" {
			b.cell(i, c)
		}
	}
	b.pairPurposes()
	b.pairProcessors()
	b.pairRetention()
	for i, c := range r.Cells {
		if c != "" && b.p.fields[i].Kind == Personal {
			b.person(i, c)
		}
	}
}

func (b *builder) column(i int) string { return b.p.t.Columns[i].Name }

func (b *builder) problem(i int, check bool, format string, args ...any) {
	p := Problem{Field: b.p.fields[i].Key, Column: b.column(i), Row: b.now.number, NL: fmt.Sprintf(format, args...), Check: check}
	same := func(o Problem) bool { return o.Field == p.Field && o.Column == p.Column && o.NL == p.NL }
	if !slices.ContainsFunc(b.rec.Problems, same) {
		b.rec.Problems = append(b.rec.Problems, p)
	}
}

// aside keeps a text with the source. An e-mail address may be of a person, so that text stays outside the log.
func (b *builder) aside(i int, text string) {
	to := b.rest
	if hasEmail(text) {
		to = b.staff
	}
	to[i] = append(to[i], Pair{b.column(i), text, b.now.number})
}

func (b *builder) add(key, text string) {
	if text != "" {
		b.rec.Fields[key] = addOnce(b.rec.Fields[key], text)
	}
}

func (b *builder) cell(i int, c Cell) {
	f := b.p.fields[i]
	text := c.Text()
	switch {
	case f.Kind == Personal: // after the processors are known
	case f.Key == "":
		b.aside(i, text)
		if b.column(i) == colKind {
			b.registration(i, text)
		}
	case placeholder(text):
		b.unfilled(i, text)
	default:
		if hasEmail(text) && f.Key != "controllerContact" {
			b.problem(i, true, "In “%s” staat een e-mailadres. Haal het weg als het van een medewerker of een inwoner is.", f.NL)
		}
		b.read(i, f, c)
	}
}

// registration notes a kind of registration that is no ordinary activity of a controller.
func (b *builder) registration(i int, kind string) {
	switch kind {
	case avgProcessor:
		b.rec.Note = "Dit is een registratie als verwerker (artikel 30 lid 2 AVG): de organisatie werkt hier voor een andere verantwoordelijke."
	case wpgController:
		b.rec.Note = "Dit is een registratie onder de Wet politiegegevens. Die kent geen grondslagen van artikel 6 AVG."
	default:
		return
	}
	b.problem(i, true, "%s Beoordeel of zij in dit register hoort.", b.rec.Note)
}

func (b *builder) unfilled(i int, text string) {
	f := b.p.fields[i]
	b.aside(i, text)
	if f.Required {
		b.problem(i, false, "“%s” is niet ingevuld: in het bestand staat “%s”.", f.NL, cut(text, 60))
	}
}

// unread keeps a text that its field cannot hold.
func (b *builder) unread(i int, text, format string, args ...any) {
	b.aside(i, text)
	b.problem(i, false, format, args...)
}

// cutShort reports a text that the source itself did not give whole.
func (b *builder) cutShort(i int, text string) {
	if strings.Contains(text, "[") && cutOff.MatchString(text) {
		b.problem(i, true, "“%s” is niet volledig: in het bestand is de tekst afgebroken.", b.p.fields[i].NL)
	}
}

func (b *builder) read(i int, f Field, c Cell) {
	text := c.Text()
	if f.Kind == OneText || f.Kind == Prose {
		b.cutShort(i, text)
	}
	switch f.Kind {
	case OneText:
		b.one(i, f.Key, text)
	case YesNo:
		b.yesNo(i, f, text)
	case Choice:
		b.choice(i, f, c)
	case Date:
		b.date(i, f, text)
	case Grounds:
		b.grounds(i, f, c)
	case Details:
		b.now.details = append(b.now.details, columnItems{i, items(c, Details)})
	case Prose:
		b.prose(i, f, c)
	default:
		b.list(i, f, c)
	}
}

// one sets a field that has one value. A row that says otherwise is reported, and kept.
func (b *builder) one(i int, key, value string) {
	old := b.rec.Fields[key]
	switch {
	case len(old) == 0:
		b.rec.Fields[key] = []string{value}
	case !slices.Equal(fold(old[0]), fold(value)):
		f, _ := FieldByKey(key)
		b.aside(i, value)
		b.problem(i, true, "“%s”: het bestand zegt “%s” en ook “%s”. Het eerste is genomen.", f.NL, cut(old[0], 60), cut(value, 60))
	}
}

func code(yes bool) string {
	if yes {
		return Yes
	}
	return No
}

func (b *builder) yesNo(i int, f Field, text string) {
	yes, rest, ok := yesNo(text)
	if ok {
		b.one(i, f.Key, code(yes))
	}
	switch {
	case ok && rest == "":
	case f.Key == "outsideEU" && ok:
		b.add("transfers", rest)
	case f.Key == "outsideEU":
		b.add("transfers", text)
		b.problem(i, false, "“%s”: “%s” is geen ja of nee.", f.NL, cut(text, 60))
	case f.Key == "bsn" && ok:
		b.add("bsnBasis", rest)
	case ok:
		b.aside(i, text)
	default:
		b.unread(i, text, "“%s”: “%s” is geen ja of nee.", f.NL, cut(text, 60))
	}
}

func (b *builder) choice(i int, f Field, c Cell) {
	list, ok := c.List()
	if !ok {
		list = []string{string(c)}
	}
	if code := choice(f.Key, list); code != "" {
		b.one(i, f.Key, code)
		return
	}
	b.unread(i, c.Text(), "“%s”: “%s” is geen keuze die het register kent.", f.NL, cut(c.Text(), 60))
}

func (b *builder) date(i int, f Field, text string) {
	iso, bad := readDate(text, b.p.m.DateOrder[b.column(i)], b.p.t.date1904)
	switch {
	case bad == nil:
		b.one(i, f.Key, iso)
	case bad.ambiguous:
		b.aside(i, text)
		if b.rec.Refused == "" {
			b.rec.Refused = fmt.Sprintf("“%s”: %s. Kies voor kolom “%s” de volgorde dag-maand of maand-dag.", f.NL, bad.nl, b.column(i))
		}
	default:
		b.unread(i, text, "“%s”: %s.", f.NL, bad.nl)
	}
}

func (b *builder) prose(i int, f Field, c Cell) {
	if f.Key == "transfers" {
		if yes, rest, ok := yesNo(c.Text()); ok {
			b.one(i, "outsideEU", code(yes))
			b.add("transfers", rest)
			return
		}
	}
	list := items(c, Prose)
	for _, s := range list {
		b.add(f.Key, s)
	}
	if f.Key == "groundExplanation" {
		b.now.explanations = append(b.now.explanations, list...)
	}
}

// list reads a field that is a list; each item is an answer, a placeholder, or a bare yes or no.
func (b *builder) list(i int, f Field, c Cell) {
	list := items(c, f.Kind)
	for n, s := range list {
		list[n] = b.item(i, f, s)
	}
	b.together(f.Key, c, list)
	for _, s := range list {
		switch f.Key {
		case "processors": // with their details, see pairProcessors
			continue
		case "dataCategories", "specialCategories":
			b.mark(f.Key, s)
		}
		b.add(f.Key, s)
	}
}

// together remembers the lists of one row that belong to each other.
func (b *builder) together(key string, c Cell, list []string) {
	_, listed := c.List()
	switch key {
	case "purposes":
		b.now.purposes = append(b.now.purposes, list...)
	case "dataSubjects":
		b.now.subjects = append(b.now.subjects, list...)
	case "dataCategories":
		b.now.data = append(b.now.data, list...)
		b.now.listed = listed
	case "retention":
		b.now.retention = append(b.now.retention, list...)
	case "processors":
		b.now.processors = append(b.now.processors, list...)
	}
}

// item returns the item if it is an answer, and "" after dealing with it if it is not.
func (b *builder) item(i int, f Field, s string) string {
	if s == "" {
		return ""
	}
	if placeholder(s) {
		b.unfilled(i, s)
		return ""
	}
	b.cutShort(i, s)
	yes, rest, ok := yesNo(s)
	if !ok || rest != "" {
		return s
	}
	switch {
	case !yes && (f.Key == "recipients" || f.Key == "specialCategories"):
		return "geen"
	case !yes && f.Key == "processors":
		b.aside(i, s)
		if _, known := b.p.column["carriedOutBy"]; !known {
			b.add("carriedOutBy", "municipality")
		}
	case yes && f.Key == "specialCategories":
		b.aside(i, s)
		b.problem(i, true, "Er zijn bijzondere persoonsgegevens, maar het bestand zegt niet welke.")
		return "bijzondere persoonsgegevens, niet nader genoemd"
	default:
		b.unread(i, s, "“%s”: “%s” zegt niet wat of wie.", f.NL, s)
	}
	return ""
}

func (b *builder) mark(key, s string) {
	if s == "" || s == "geen" {
		return
	}
	for _, c := range b.p.mark(s, key == "specialCategories") {
		same := func(o Category) bool { return o.Name == c.Name && o.Kind == c.Kind }
		if !slices.ContainsFunc(b.rec.Categories, same) {
			b.rec.Categories = append(b.rec.Categories, c)
		}
	}
}

func (b *builder) grounds(i int, f Field, c Cell) {
	for _, s := range groundItems(c) {
		g := ground{}
		switch {
		case s == "":
		case placeholder(s):
			b.unfilled(i, s)
		default:
			g = b.ground(i, s)
		}
		b.now.grounds = append(b.now.grounds, g)
	}
}

func (b *builder) ground(i int, s string) ground {
	b.cutShort(i, s)
	codes, exact := grounds(s)
	for _, c := range codes {
		b.add("grounds", c)
	}
	if exact {
		return ground{codes: codes}
	}
	b.add("groundExplanation", s)
	switch {
	case len(codes) == 0:
		b.problem(i, false, "De grondslag “%s” is geen van de zes grondslagen van artikel 6 AVG. De tekst staat nu bij de uitleg.", cut(s, 80))
	case len(codes) > 1 || len(strings.Fields(s)) > 8 && !article6.MatchString(strings.ToLower(s)):
		b.problem(i, true, "De grondslag is afgeleid uit een zin: “%s”. Controleer of dit klopt.", cut(s, 120))
	}
	return ground{codes, s}
}

// pairPurposes gives the purposes of this row their grounds: one by one if there are equally many, else all to all.
func (b *builder) pairPurposes() {
	n := b.now
	one := len(n.purposes) == len(n.grounds) && len(n.purposes) > 1
	if full := len(tidy(n.purposes)); !one && full > 1 && len(n.grounds) > 1 {
		b.rec.Problems = append(b.rec.Problems, Problem{Field: "grounds", Row: n.number, Check: true,
			NL: fmt.Sprintf("Er staan %d doelen en %d grondslagen; welke bij welke hoort is niet te zien. Elk doel heeft nu alle grondslagen.", full, len(n.grounds))})
	}
	explained := len(n.explanations) == len(n.purposes) && len(n.purposes) > 1
	for i, text := range n.purposes {
		if text == "" {
			continue
		}
		p := Purpose{Text: text}
		for j, g := range n.grounds {
			if !one || i == j {
				p.take(g.codes, g.text)
			}
		}
		for j, e := range n.explanations {
			if !explained || i == j {
				p.take(nil, e)
			}
		}
		b.purpose(p)
	}
	if len(tidy(n.purposes)) == 0 {
		for _, g := range n.grounds {
			b.loose = append(b.loose, g.codes...)
		}
	}
}

func (p *Purpose) take(codes []string, explanation string) {
	for _, c := range codes {
		p.Grounds = addOnce(p.Grounds, c)
	}
	if explanation != "" && !strings.Contains(p.Explanation, explanation) {
		p.Explanation = strings.TrimLeft(p.Explanation+"\n"+explanation, "\n")
	}
}

func (b *builder) purpose(p Purpose) {
	for i := range b.rec.Purposes {
		if o := &b.rec.Purposes[i]; o.Text == p.Text {
			o.take(p.Grounds, p.Explanation)
			return
		}
	}
	b.rec.Purposes = append(b.rec.Purposes, p)
}

// pairProcessors gives the processors of this row their details, line by line.
func (b *builder) pairProcessors() {
	n := b.now
	parties := make([]Party, len(n.processors))
	for i, name := range n.processors {
		parties[i].Name = name
	}
	for _, d := range n.details {
		b.detail(parties, d)
	}
	for _, p := range parties {
		same := func(o Party) bool { return o.String() == p.String() }
		if p.Name != "" && !slices.ContainsFunc(b.rec.Processors, same) {
			b.rec.Processors = append(b.rec.Processors, p)
			b.add("processors", p.String())
		}
	}
}

func (b *builder) detail(parties []Party, d columnItems) {
	switch len(parties) {
	case len(d.items):
		for i, v := range d.items {
			if v != "" && parties[i].Name != "" {
				parties[i].Details = append(parties[i].Details, Pair{Column: b.column(d.column), Value: v})
			} else if v != "" {
				b.aside(d.column, v)
			}
		}
	case 1:
		if parties[0].Name != "" {
			parties[0].Details = append(parties[0].Details, Pair{Column: b.column(d.column), Value: strings.Join(d.items, ", ")})
			return
		}
		fallthrough
	default:
		b.aside(d.column, strings.Join(d.items, "\n"))
		b.problem(d.column, true, "“%s” heeft %d regels en er zijn %d verwerkers; welke bij welke hoort is niet te zien.", b.column(d.column), len(d.items), len(parties))
	}
}

// pairRetention notes what each period is about: the data beside it in a list, else the people and data of its row.
func (b *builder) pairRetention() {
	n := b.now
	for i, text := range n.retention {
		if text == "" {
			continue
		}
		t := Term{Text: text}
		switch {
		case n.listed && len(n.data) == len(n.retention) && len(n.data) > 1:
			t.About = tidy(n.data[i : i+1])
		case b.many && len(n.subjects)+len(n.data) > 0:
			t.About = []string{strings.Trim(strings.Join(tidy(n.subjects), ", ")+": "+strings.Join(tidy(n.data), ", "), ": ")}
		}
		b.term(t)
	}
}

func (b *builder) term(t Term) {
	for i := range b.rec.Retention {
		if o := &b.rec.Retention[i]; o.Text == t.Text {
			for _, a := range t.About {
				o.About = addOnce(o.About, a)
			}
			return
		}
	}
	b.rec.Retention = append(b.rec.Retention, t)
}

// person keeps personal data apart. In a column about processors each line is labelled with its processor.
func (b *builder) person(i int, c Cell) {
	list := items(c, Details)
	head := fold(b.column(i))
	if about := slices.Contains(head, "verwerker") || slices.Contains(head, "verwerkers"); about && len(list) == len(b.now.processors) && len(list) > 1 {
		for n, v := range list {
			if v != "" {
				b.staff[i] = append(b.staff[i], Pair{b.column(i) + " (" + b.now.processors[n] + ")", v, b.now.number})
			}
		}
		return
	}
	b.staff[i] = append(b.staff[i], Pair{b.column(i), c.Text(), b.now.number})
}

func (b *builder) finish() {
	for i := range b.rec.Purposes {
		if p := &b.rec.Purposes[i]; len(p.Grounds) == 0 {
			p.take(b.loose, "")
		}
	}
	b.implied("bsn", Category{"Burgerservicenummer (BSN)", BSN, "art. 87 AVG, art. 46 UAVG"})
	b.implied("criminal", Category{"Strafrechtelijke gegevens", Criminal, "art. 10 AVG"})
	for i, p := range b.rec.Problems { // filled from elsewhere after all
		b.rec.Problems[i].Check = p.Check || p.Field != "" && len(b.rec.Fields[p.Field]) > 0
	}
	b.rec.Rest = append(b.rec.Rest, gather(b.rest)...)
	b.rec.Persons = append(b.rec.Persons, gather(b.staff)...)
	if b.rec.Refused == "" && len(b.rec.Fields["name"]) == 0 {
		b.rec.Refused = "De verwerking heeft geen naam. Vul de naam in het bestand in."
		if b.rec.Key == "" && b.p.t.Kind != JSON {
			b.rec.Refused = "Deze rij heeft geen naam en geen nummer. Hoort zij bij de verwerking erboven, herhaal dan het nummer van die verwerking."
		}
	}
}

// implied adds a kind of data that a yes-or-no column tells of, unless it is already there.
func (b *builder) implied(field string, c Category) {
	has := slices.ContainsFunc(b.rec.Categories, func(o Category) bool { return o.Kind == c.Kind })
	if !has && slices.Equal(b.rec.Fields[field], []string{Yes}) {
		b.rec.Categories = append(b.rec.Categories, c)
	}
}

// gather puts what is the same in all rows first, in the order of the columns, and then the rest row by row.
func gather(by map[int][]Pair) []Pair {
	var columns []int
	for i := range by {
		columns = append(columns, i)
	}
	slices.Sort(columns)
	var all, some []Pair
	for _, i := range columns {
		pairs := by[i]
		if slices.ContainsFunc(pairs, func(p Pair) bool { return p.Row != pairs[0].Row && p.Value != pairs[0].Value }) {
			some = append(some, pairs...)
			continue
		}
		for _, p := range pairs {
			p.Row = 0
			if !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	slices.SortStableFunc(some, func(a, b Pair) int { return a.Row - b.Row })
	return append(all, some...)
}
