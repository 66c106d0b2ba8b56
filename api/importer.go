package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/intake"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/staff"
	"github.com/heemstede/grootboek/projections"
)

// Importer turns rows of another register into commands. It is the same for the page and for the command line.
type Importer struct {
	Ledger
	Records *projections.Records
	Staff   *staff.Store
}

// Result is what became, or would become, of one record of the file.
type Result string

// Results. Changed and Unchanged are for records that an earlier import has taken over.
const (
	Taken      Result = "taken"      // complete: it can be registered
	Incomplete Result = "incomplete" // submitted, with what lacks
	Changed    Result = "changed"
	Unchanged  Result = "unchanged"
	RowRefused Result = "refused"
)

// RowResult tells of one record of the file.
type RowResult struct {
	Row     int
	ID      string // record id in the ledger
	Name    string
	Result  Result
	Reason  string   // why it was refused
	Missing []string // what lacks
	Notes   []string // what a person must look at
	Kept    int      // source columns that have no field of their own, kept with the record
	Diff    []projections.DiffLine
}

// SourceFile is a file of another register, read and mapped.
type SourceFile struct {
	Name    string
	Hash    string // content hash of the file: "sha256:…"
	Table   *intake.Table
	Mapping intake.Mapping
}

// importSpace makes the ids of imported records: the same key always is the same record.
var importSpace = uuid.MustParse("0b0b6c1e-6f1d-5b52-9d7b-5a5c6f3f7a10")

func importID(key string) string { return uuid.NewSHA1(importSpace, []byte(key)).String() }

// MappingFor returns the mapping of an earlier import of a file with the same columns, or a guess.
func (im Importer) MappingFor(t *intake.Table) (m intake.Mapping, kept bool) {
	m = intake.Guess(t)
	sig := t.Signature()
	im.Live.View(func() {
		for _, v := range slices.Backward(im.Records.OfType("import")) {
			i := v.Last().State.(register.Import)
			if i.Signature != sig || len(i.Mapping) == 0 {
				continue
			}
			kept = true
			for c, field := range i.Mapping {
				m.Columns[c] = intake.Assignment{Field: field, Confidence: 1, Why: "zoals de vorige keer"}
			}
			for c, order := range i.DateOrder {
				if m.DateOrder == nil {
					m.DateOrder = map[string]intake.DateOrder{}
				}
				m.DateOrder[c] = intake.DateOrder(order)
			}
			return
		}
	})
	return m, kept
}

// item is one record of the file, made ready for the ledger.
type item struct {
	RowResult
	content register.Content
	source  register.Source
	persons []staff.Pair
}

// items reads the file. Processes are found by name.
func (im Importer) items(f SourceFile, each func(item) error) error {
	processes := map[string]string{}
	im.Live.View(func() {
		for _, v := range im.Records.OfType("process") {
			p := v.Last().State.(governance.Process)
			processes[strings.ToLower(p.Name)] = v.ID
		}
	})
	for rec, err := range f.Table.Records(f.Mapping) {
		if err != nil {
			return err
		}
		if err := each(toItem(f, rec, processes)); err != nil {
			return err
		}
	}
	return nil
}

// toItem turns what the file tells into the content of an activity. What has no field of its own, or does not fit,
// stays with the record as its source; what is about persons goes to the staff directory, outside the log.
func toItem(f SourceFile, rec intake.Record, processes map[string]string) item {
	one := func(key string) string { return strings.Join(rec.Fields[key], "\n") }
	x := item{RowResult: RowResult{Row: rec.Row, ID: importID(rec.Key)}}
	x.source = register.Source{File: f.Hash, Name: f.Name, Row: rec.Row, Key: rec.Key}
	rest := func(nl string, values ...string) {
		if v := strings.TrimSpace(strings.Join(values, "\n")); v != "" {
			x.source.Rest = append(x.source.Rest, register.Pair{Column: nl, Value: v})
		}
	}
	c := register.Content{Name: one("name"), Controller: strings.Join(rec.Fields["controller"], ", "), ControllerContact: one("controllerContact"),
		Department: strings.Join(rec.Fields["department"], ", "), DataSubjects: rec.Fields["dataSubjects"], Recipients: rec.Fields["recipients"],
		Security: one("security"), Origin: rec.Fields["origin"], OutsideEU: domain.YesNo(one("outsideEU")), Transfers: rec.Fields["transfers"],
		BSNBasis: one("bsnBasis"), SectoralLaws: rec.Fields["sectoralLaws"], MedicalSecrecy: domain.YesNo(one("medicalSecrecy")),
		BRPLink: register.BRPLink(one("brpLink")), ObtainedFrom: obtainedFrom(one("obtainedFrom")),
		CarriedOutBy: register.CarriedOutBy(one("carriedOutBy")), Automated: domain.YesNo(one("automatedDecisions")), Consent: one("consent"),
		JointControllers: rec.Fields["jointControllers"], DPIA: one("dpia"), StartDate: calendar.Date(one("startDate"))}
	for _, p := range rec.Purposes {
		pu := register.Purpose{Text: p.Text, Explanation: p.Explanation}
		for _, g := range p.Grounds {
			pu.Grounds = append(pu.Grounds, register.Ground(g))
		}
		c.Purposes = append(c.Purposes, pu)
	}
	for _, d := range rec.Categories {
		c.DataCategories = append(c.DataCategories, register.DataCategory{Name: d.Name, Kind: register.Kind(d.Kind)})
	}
	for _, t := range rec.Retention {
		c.Retention = append(c.Retention, register.Retention{Category: strings.Join(t.About, ", "), Text: t.Text})
	}
	for _, p := range rec.Processors {
		c.Processors = append(c.Processors, p.String())
	}
	for _, s := range rec.Fields["systems"] {
		c.Systems = append(c.Systems, register.System{Name: s})
	}
	if r := rec.Fields["recipients"]; len(r) == 1 && isNone(r[0]) {
		c.Recipients, c.NoRecipients = nil, true
	}
	if id, ok := processes[strings.ToLower(one("process"))]; ok {
		c.Process = id
	} else {
		rest("Proces", one("process"))
	}
	if g := register.SpecialGround(one("specialGround")); domain.Chosen(g.Choices(), string(g)) {
		c.SpecialGround = g
	} else {
		c.SpecialLaw = one("specialGround")
	}
	for _, o := range rec.Fields["operations"] {
		if code := operationOf(o); code != "" {
			c.Operations = append(c.Operations, code)
		} else {
			rest("Handelingen", o)
		}
	}
	for _, key := range []string{"number", "status", "endDate", "lastConfirmed"} {
		if fld, ok := intake.FieldByKey(key); ok {
			rest(fld.NL, one(key))
		}
	}
	for _, p := range rec.Rest {
		rest(p.Column, p.Value)
	}
	for _, p := range rec.Persons {
		x.persons = append(x.persons, staff.Pair{Column: p.Column, Value: p.Value})
		if !slices.Contains(x.source.Persons, p.Column) {
			x.source.Persons = append(x.source.Persons, p.Column)
		}
	}
	if rec.Note != "" {
		x.source.Notes = append(x.source.Notes, rec.Note)
	}
	for _, p := range rec.Problems {
		if address.MatchString(p.NL) { // a note may quote the cell: no personal data in the log
			p.NL = "In ‘" + p.Column + "’ staat een e-mailadres. Kijk of daar persoonsgegevens staan."
		}
		x.source.Notes = append(x.source.Notes, p.NL)
	}
	c = withoutAddresses(c, &x)
	if len(x.persons) > maxPersons {
		rec.Refused = "Deze verwerking heeft meer dan 400 persoonsgegevens in de bron. Verdeel haar, of laat die kolommen weg."
	}
	x.content, x.Reason, x.Notes, x.Kept = c.Clean(), rec.Refused, x.source.Notes, len(x.source.Rest)+len(x.source.Persons)
	x.Name = x.content.Name
	if rec.Refused != "" {
		x.Result = RowRefused
	}
	return x
}

// maxPersons bounds what the staff directory keeps for one record.
const maxPersons = 400

var address = regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.[\p{L}]{2,}`)

// withoutAddresses takes e-mail addresses out of the content: whose they are cannot be told, so they stay outside the
// log, and the text says that they do. The contact of the data controller is an organisation's, and public.
func withoutAddresses(c register.Content, x *item) register.Content {
	for _, f := range register.Fields {
		if f.Key == "" || f.Key == "controller_contact" {
			continue
		}
		value := c.Value(f.Key)
		found := address.FindAllString(string(value), -1)
		if len(found) == 0 {
			continue
		}
		clean, err := c.With(f.Key, json.RawMessage(address.ReplaceAllString(string(value), "[e-mailadres buiten het log]")))
		if err != nil {
			continue // cannot be: only text within texts is replaced
		}
		c = clean
		x.persons = append(x.persons, staff.Pair{Column: f.NL, Value: strings.Join(found, "\n")})
		if !slices.Contains(x.source.Persons, f.NL) {
			x.source.Persons = append(x.source.Persons, f.NL)
		}
	}
	return c
}

// stranger tells whether the record that has this key is another one: registers that both number from 1 share keys. The
// same key with another name counts as the same record only if it comes from a file with the same name, or if people
// gave the record that name.
func (x item) stranger(a register.Activity) string {
	if a.Source == nil || a.SourceContent == nil || a.Source.Name == x.source.Name ||
		strings.EqualFold(a.SourceContent.Name, x.content.Name) || strings.EqualFold(a.Name, x.content.Name) {
		return ""
	}
	return fmt.Sprintf("Het kenmerk van deze rij hoort al bij ‘%s’ uit het bestand %s. Is het dezelfde verwerking? Geef dit bestand dan dezelfde naam als de vorige keer. Is het een andere? Verander het nummer in het bestand.", a.SourceContent.Name, a.Source.Name)
}

// obtainedFrom turns the code of the file reader into that of the register.
func obtainedFrom(code string) register.ObtainedFrom {
	if code == "subject" {
		return "data-subject"
	}
	return register.ObtainedFrom(code)
}

// isNone tells whether the text says that there are none.
func isNone(text string) bool {
	switch strings.ToLower(strings.Trim(text, " .")) {
	case "geen", "nee", "geen ontvangers", "none", "no", "niemand":
		return true
	}
	return false
}

func operationOf(text string) register.Operation {
	words := strings.ToLower(text)
	for _, c := range register.Operation("").Choices() {
		if first, _, _ := strings.Cut(c.NL, " "); strings.HasPrefix(words, first) {
			return register.Operation(c.Value)
		}
	}
	return ""
}

func (x item) command(exists bool) any {
	if exists {
		return register.TakeOverAgain{Content: x.content, Source: x.source}
	}
	return register.TakeOver{Content: x.content, Source: x.source}
}

// Preview says what would become of each record, without recording anything.
func (im Importer) Preview(ctx context.Context, f SourceFile, names projections.Names, progress func(done int)) ([]RowResult, register.ImportSummary, error) {
	sum := im.summary(f)
	var list []RowResult
	err := im.items(f, func(x item) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if x.Result != RowRefused {
			im.Live.View(func() { im.preview(&x, names) })
		}
		count(&sum, x.RowResult)
		list = append(list, x.RowResult)
		if progress != nil && len(list)%500 == 0 {
			progress(len(list))
		}
		return nil
	})
	return list, sum, err
}

// preview decides without appending: the rules are pure.
func (im Importer) preview(x *item, names projections.Names) {
	v := im.Records.Get("activity", x.ID)
	state := register.ActivityRecord.New()
	if v != nil {
		state = v.Last().State
		if x.Reason = x.stranger(state.(register.Activity)); x.Reason != "" {
			x.Result = RowRefused
			return
		}
	}
	by := domain.Stamp{Record: x.ID, Origin: domain.Imported}
	decided, err := register.ActivityRecord.Decide(state, x.command(v != nil), by)
	if ref, refused := errors.AsType[*domain.Refusal](err); refused {
		x.Result, x.Reason = RowRefused, ref.Error()
		return
	}
	before := state
	for _, e := range decided {
		state = register.ActivityRecord.Evolve(state, e, by)
	}
	x.settle(v != nil, len(decided) > 0, state.(register.Activity).Content)
	if x.Result == Changed {
		x.Diff = names.Diff(before, state)
	}
}

func (x *item) settle(existed, changed bool, content register.Content) {
	for _, p := range register.Missing(content) {
		x.Missing = append(x.Missing, p.NL)
	}
	switch {
	case existed && !changed:
		x.Result = Unchanged
	case existed:
		x.Result = Changed
	case len(x.Missing) > 0:
		x.Result = Incomplete
	default:
		x.Result = Taken
	}
}

func firstRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// maxKept bounds the columns of a mapping that is kept, so that the import itself fits in one event.
const maxKept = 200

func (im Importer) summary(f SourceFile) register.ImportSummary {
	sum := register.ImportSummary{File: f.Hash, Name: f.Name, Kind: string(f.Table.Kind), Signature: f.Table.Signature(), Mapping: map[string]string{}}
	for c, a := range f.Mapping.Columns {
		if len(f.Mapping.Columns) <= maxKept && len(c) <= 200 {
			sum.Mapping[c] = a.Field
		}
	}
	for c, o := range f.Mapping.DateOrder {
		if sum.DateOrder == nil {
			sum.DateOrder = map[string]string{}
		}
		sum.DateOrder[c] = string(o)
	}
	return sum
}

func count(s *register.ImportSummary, x RowResult) {
	s.Rows++
	switch x.Result {
	case Taken:
		s.Taken++
	case Incomplete:
		s.Incomplete++
	case Changed:
		s.Changed++
	case Unchanged:
		s.Unchanged++
	case RowRefused:
		s.Refused++
		if len(s.Refusals) < 100 {
			s.Refusals = append(s.Refusals, register.RowRefusal{Row: x.Row, Reason: firstRunes(x.Reason, 300)})
		}
	}
}

const (
	importWorkers = 32  // they share the commits of the store
	importBatch   = 500 // records whose personal data are kept at once
)

// Run takes the file over as the person and role of by. Progress is told how many records are done. The same file again
// changes nothing; what was done stays done if it is broken off, and running it again does the rest.
func (im Importer) Run(ctx context.Context, f SourceFile, by domain.Stamp, progress func(done int)) (register.ImportSummary, error) {
	by.Origin = domain.Imported
	sum := im.summary(f)
	var last events.Position
	var batch []item
	flush := func() error {
		pos, err := im.batch(ctx, batch, by)
		last = max(last, pos)
		for _, x := range batch {
			count(&sum, x.RowResult)
		}
		batch = batch[:0]
		if progress != nil {
			progress(sum.Rows)
		}
		return err
	}
	err := im.items(f, func(x item) error {
		if batch = append(batch, x); len(batch) == importBatch {
			return flush()
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return sum, fmt.Errorf("import %s, after %d records: %w", f.Hash, sum.Rows, err)
	}
	if sum.Taken+sum.Incomplete+sum.Changed > 0 {
		res, err := im.Exec.Execute(ctx, events.Request{Record: "import", ID: uuid.NewString(), Command: register.RecordImport{ImportSummary: sum}, By: by})
		if err != nil {
			return sum, fmt.Errorf("record import: %w", err)
		}
		last = max(last, res.Position)
	}
	return sum, im.Await(ctx, last)
}

// batch keeps the personal data of some records outside the log, then records them, many at a time.
func (im Importer) batch(ctx context.Context, list []item, by domain.Stamp) (last events.Position, err error) {
	var rows []staff.ImportedRow
	for _, x := range list {
		if len(x.persons) > 0 && x.Result != RowRefused {
			rows = append(rows, staff.ImportedRow{Stream: "activity/" + x.ID, Pairs: x.persons})
		}
	}
	if err := im.Staff.Imported().KeepAll(ctx, rows); err != nil {
		return 0, err
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	work := make(chan *item)
	for range importWorkers {
		wg.Go(func() {
			for x := range work {
				pos, e := im.take(ctx, x, by)
				mu.Lock()
				last, err = max(last, pos), errors.Join(err, e)
				mu.Unlock()
			}
		})
	}
	for i := range list {
		work <- &list[i]
	}
	close(work)
	wg.Wait()
	return last, err
}

// take records one record of the file.
func (im Importer) take(ctx context.Context, x *item, by domain.Stamp) (events.Position, error) {
	if x.Result == RowRefused {
		return 0, nil
	}
	var exists, same bool
	im.Live.View(func() { exists, same = im.same(x) })
	if x.Reason != "" {
		x.Result = RowRefused
		return 0, nil
	}
	if same {
		x.Result = Unchanged
		return 0, nil
	}
	res, err := im.Exec.Execute(ctx, events.Request{Record: "activity", ID: x.ID, Command: x.command(exists), By: by, CommandID: x.commandID(exists)})
	if ref, refused := errors.AsType[*domain.Refusal](err); refused {
		x.Result, x.Reason = RowRefused, ref.Error()
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("row %d: %w", x.Row, err)
	}
	x.settle(exists, len(res.Events) > 0, x.content)
	return res.Position, nil
}

// same tells whether the ledger holds the record, and whether the file says nothing new of it: the rules are pure, so
// they can be asked without reading the log.
func (im Importer) same(x *item) (exists, same bool) {
	v := im.Records.Get("activity", x.ID)
	if v == nil {
		return false, false
	}
	if x.Reason = x.stranger(v.Last().State.(register.Activity)); x.Reason != "" {
		return true, false
	}
	decided, err := register.ActivityRecord.Decide(v.Last().State, x.command(true), domain.Stamp{Record: x.ID, Origin: domain.Imported})
	return true, err == nil && len(decided) == 0
}

// commandID is the same for the same row with the same content: a broken-off import that runs again repeats nothing.
func (x item) commandID(exists bool) uuid.UUID {
	if exists {
		return uuid.New()
	}
	b, err := json.Marshal(x.content)
	if err != nil {
		return uuid.New() // cannot be: content is plain data
	}
	sum := sha256.Sum256(b)
	return uuid.NewSHA1(importSpace, []byte(x.ID+hex.EncodeToString(sum[:])))
}
