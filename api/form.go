package api

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/transparency"
	"github.com/heemstede/grootboek/projections"
)

// A form is made from the command type: its fields, their nl, hint and form tags. When this generator wants a feature,
// that is the sign for a page of its own (as processing activities have: activityform.go).
//
// The form tag says what a plain type cannot: "long" (a text area), "person", "commands", "mandate", "change",
// "deviation", "record", "version", "conditions", "left-open" (what comes from other records), "activity" (the 31 fields), "rows"
// (a list of structs: formrows.go), "vault:" and a part (text for the vault: secrets.go), the
// name of a record type (its records, by id), "record:" and names of record types (by stream); or whatever the state of the
// record offers choices for (Options, OpenDeviations).

// formContext is what a form knows of the world: the record it is about, and what was wrong with it last time.
type formContext struct {
	blind  bool // who fills it in may not read records: what would name them is left out
	s      eyes
	record *projections.Versions // nil for a new record
	errors map[string]string     // by field name
	texts  secrets               // typed for the vault
}

// fieldsOf makes the fields of a command value. Call it under View.
func (f formContext) fieldsOf(v reflect.Value) []web.Field {
	var list []web.Field
	for i := range v.NumField() {
		t := v.Type().Field(i)
		if t.Anonymous {
			list = append(list, f.fieldsOf(v.Field(i))...)
			continue
		}
		if f.blind && namesStreams(t.Tag.Get("form")) {
			continue
		}
		if t.Tag.Get("form") == "conditions" {
			list = append(list, f.conditions(v.Field(i))...)
			continue
		}
		if t.Tag.Get("form") == "left-open" {
			list = append(list, f.leftOpen(v.Field(i).Interface().([]governance.LeftOpen))...)
			continue
		}
		if t.Tag.Get("form") == "rows" {
			list = append(list, f.rows(t, v.Field(i))...)
			continue
		}
		if t.Tag.Get("nl") != "" {
			list = append(list, f.field(t, v.Field(i)))
		}
	}
	return list
}

func jsonName(t reflect.StructField) string {
	name, _, _ := strings.Cut(t.Tag.Get("json"), ",")
	return name
}

func (f formContext) field(t reflect.StructField, v reflect.Value) web.Field {
	x := web.Field{Name: jsonName(t), Label: t.Tag.Get("nl"), Hint: t.Tag.Get("hint"), Optional: t.Tag.Get("opt") != "",
		Error: f.errors[jsonName(t)]}
	switch value := v.Interface().(type) {
	case domain.VaultRef:
		return f.secret(x, t, value)
	case calendar.Date:
		x.Kind, x.Value = web.Date, value.NL()
		return x
	case calendar.Moment:
		x.Kind, x.Value = web.DateTime, value.NL()
		return x
	case []transparency.Covered:
		return f.covered(x, value)
	case domain.Chooser:
		x.Kind, x.Options = web.Select, options(value.Choices(), v.String())
		if len(x.Options) <= 5 {
			x.Kind = web.Radios
		}
		return chosenByUser(x)
	case uint64:
		x.Kind, x.Options = web.Select, f.options(t.Tag.Get("form"), strconv.FormatUint(value, 10))
		return chosenByUser(x)
	}
	switch {
	case v.Kind() == reflect.Slice && v.Type().Elem().Implements(reflect.TypeFor[domain.Chooser]()):
		x.Kind = web.Checkboxes
		choices := reflect.Zero(v.Type().Elem()).Interface().(domain.Chooser).Choices()
		x.Options = options(choices, stringsOf(v)...)
	case v.Kind() == reflect.Slice && t.Tag.Get("form") == "commands":
		x.Kind, x.Options = web.Checkboxes, f.mandatable(stringsOf(v))
	case v.Kind() == reflect.Slice && namesStreams(t.Tag.Get("form")):
		x.Kind, x.Values = web.Lines, f.s.streamTitles(stringsOf(v))
	case v.Kind() == reflect.Slice && f.s.Records.Type(t.Tag.Get("form")) != nil:
		x.Kind, x.Values = web.Lines, f.s.titlesOf(t.Tag.Get("form"), stringsOf(v))
	case v.Kind() == reflect.Slice:
		x.Kind, x.Values = web.Lines, stringsOf(v)
	case t.Tag.Get("form") == "long":
		x.Kind, x.Value = web.Textarea, v.String()
	case t.Tag.Get("form") != "":
		x.Kind, x.Options = web.Select, f.options(t.Tag.Get("form"), v.String())
	default:
		x.Value = v.String()
	}
	return chosenByUser(x)
}

// secret is a text for the vault. What is there is not shown: reading it is recorded, on a page of its own.
func (f formContext) secret(x web.Field, t reflect.StructField, now domain.VaultRef) web.Field {
	x.Kind, x.Value = web.Textarea, f.texts[x.Name]
	switch {
	case now != (domain.VaultRef{}) && !strings.HasSuffix(t.Tag.Get("form"), "+"):
		x.Optional, x.Hint = true, strings.TrimSpace(x.Hint+" Dit staat al in de kluis. Vul het alleen in als u een nieuwe versie vastlegt.")
	default:
		x.Hint = strings.TrimSpace(x.Hint + " Dit gaat versleuteld de kluis in, niet het logboek.")
	}
	return x
}

// chosenByUser gives a list to choose from a first option that chooses nothing: a browser would take the first one
// itself, and record what nobody chose.
func chosenByUser(x web.Field) web.Field {
	if x.Kind == web.Select {
		nl := "Maak een keuze"
		if x.Optional || x.Free {
			nl = "Geen keuze"
		}
		x.Options = append([]web.Option{{Value: "", NL: nl}}, x.Options...)
	}
	return x
}

func stringsOf(v reflect.Value) []string {
	list := make([]string, v.Len())
	for i := range list {
		list[i] = v.Index(i).String()
	}
	return list
}

func options(choices []domain.Choice, chosen ...string) []web.Option {
	var list []web.Option
	for _, c := range choices {
		o := web.Option{Value: c.Value, NL: c.NL}
		for _, x := range chosen {
			o.Selected = o.Selected || x == c.Value
		}
		list = append(list, o)
	}
	return list
}

// options are the choices that come from other records, under View.
func (f formContext) options(form, chosen string) []web.Option {
	var list []domain.Choice
	switch form {
	case "person":
		list = f.s.personChoices()
	case "process":
		list = f.s.processChoices()
	case "retention":
		list = f.s.retentionChoices()
	case "selection-entry":
		list = f.s.entryChoices()
	case "mandate":
		for _, m := range sortedMandates(stateOf[governance.Process](f.record).Mandates) {
			if !m.Withdrawn {
				list = append(list, domain.Choice{Value: m.ID, NL: f.s.names.Person(m.Person) + ", vanaf " + dayNL(m.From)})
			}
		}
	case "change":
		for _, c := range stateOf[register.Activity](f.record).Changes {
			list = append(list, domain.Choice{Value: c.ID, NL: c.What})
		}
	case "deviation":
		for _, d := range stateOf[register.Activity](f.record).Deviations {
			if d.Open() {
				list = append(list, domain.Choice{Value: d.ID, NL: d.Rule + ": " + d.What})
			}
		}
	case "version":
		for _, o := range versionField(f.record, "", "", 0).Options {
			list = append(list, domain.Choice{Value: o.Value, NL: o.NL})
		}
	case "department":
		for _, d := range f.s.Register.Departments() {
			list = append(list, domain.Choice{Value: d, NL: d})
		}
	case "record":
		if chosen != "" {
			list = append(list, domain.Choice{Value: chosen, NL: f.s.titleSeen(chosen)})
		}
	}
	if form == "audit-item" {
		for i, item := range stateOf[control.Audit](f.record).Sample.Items {
			list = append(list, domain.Choice{Value: item, NL: strconv.Itoa(i+1) + ". " + f.s.streamTitle(item)})
		}
	}
	if types, ok := strings.CutPrefix(form, "record:"); ok {
		list = f.streams(types)
		if chosen != "" && !domain.Chosen(list, chosen) { // named by the page that led here
			list = append(list, domain.Choice{Value: chosen, NL: f.s.titleSeen(chosen)})
		}
	}
	if list == nil {
		list = f.others(form)
	}
	return options(f.withChosen(form, list, chosen), chosen)
}

// streams are all records of some types, by the names of their streams.
func (f formContext) streams(types string) (list []domain.Choice) {
	for name := range strings.SplitSeq(types, ",") {
		for _, v := range f.s.ofType(name) {
			list = append(list, domain.Choice{Value: v.Stream, NL: v.Record.Info().NL + ": " + title(v.Record, v.Last().State)})
		}
	}
	sortChoices(list)
	return list
}

// others are the choices that the record itself offers (its Options), or else all records of the type that the tag names.
func (f formContext) others(form string) (list []domain.Choice) {
	if f.record != nil {
		switch x := f.record.Last().State.(type) {
		case interface{ Options(string) []domain.Choice }:
			if list = x.Options(form); list != nil {
				return list
			}
		case interface{ OpenDeviations() []domain.Choice }:
			if form == "deviation" {
				return x.OpenDeviations()
			}
		}
	}
	for _, v := range f.s.ofType(form) {
		list = append(list, domain.Choice{Value: v.ID, NL: title(v.Record, v.Last().State)})
	}
	sortChoices(list)
	return list
}

// withChosen adds what was chosen before and cannot be chosen any more, such as a process that has ended: a form that is
// sent unchanged changes nothing.
func (f formContext) withChosen(form string, list []domain.Choice, chosen string) []domain.Choice {
	if chosen == "" || form != "process" && form != "retention" && form != "selection-entry" || domain.Chosen(list, chosen) {
		return list
	}
	return append(list, domain.Choice{Value: chosen, NL: f.s.names.Record(form, chosen) + " (niet meer te kiezen)"})
}

func stateOf[S any](v *projections.Versions) (zero S) {
	if v == nil {
		return zero
	}
	s, _ := v.Last().State.(S)
	return s
}

// titleSeen is the title of a record that the eyes see; what they do not see reads as what is no record.
func (s eyes) titleSeen(stream string) string {
	if s.stream(stream) == nil {
		return stream
	}
	return s.streamTitle(stream)
}

// streamTitle names a record by its stream: "Proces: Wmo-aanvragen".
func (s *Server) streamTitle(stream string) string {
	if v := s.Records.Stream(stream); v != nil {
		return v.Record.Info().NL + ": " + title(v.Record, v.Last().State)
	}
	return stream
}

// mandatable are the commands of role OWN: what an owner may mandate.
func (f formContext) mandatable(chosen []string) []web.Option {
	var list []domain.Choice
	for _, rec := range f.s.Exec.Records {
		for _, c := range rec.Info().Commands {
			name := c.Record + "/" + c.Name
			if c.Own && name != "process/mandate" && name != "process/withdraw-mandate" {
				list = append(list, domain.Choice{Value: name, NL: rec.Info().NL + ": " + c.NL})
			}
		}
	}
	sortChoices(list)
	return options(list, chosen...)
}

// conditions asks a motivation for every start condition that the ledger cannot tell yet.
func (f formContext) conditions(v reflect.Value) []web.Field {
	text := map[string]string{}
	for _, m := range v.Interface().([]register.Motivation) {
		text[m.Condition] = m.Text
	}
	a := stateOf[register.Activity](f.record)
	by := f.s.stampAt(projections.AsOf{})
	var list []web.Field
	for _, c := range register.Conditions {
		if x := c.Check(a, by); x.Verdict == register.CannotTell {
			name, label := "condition-"+c.Letter, "("+c.Letter+") "+c.NL
			list = append(list, web.Field{Kind: web.Textarea, Rows: 2, Name: name, Label: label, Value: text[c.Letter],
				Hint: x.NL + " (" + c.SourceNL() + ") Waarom is de start verantwoord? De FG ziet dit.", Error: strings.TrimPrefix(f.errors[name], label+": ")})
		}
	}
	return list
}

// decode reads a posted form into a command value of the type.
func decode(r *http.Request, t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	decodeInto(r, v)
	return v
}

func decodeInto(r *http.Request, v reflect.Value) {
	for i := range v.NumField() {
		t, f := v.Type().Field(i), v.Field(i)
		name := jsonName(t)
		switch f.Interface().(type) {
		case calendar.Date:
			f.SetString(string(dateOf(r.PostFormValue(name))))
			continue
		case register.Content:
			f.Set(reflect.ValueOf(decodeActivity(r)))
			continue
		case []register.Motivation:
			f.Set(reflect.ValueOf(decodeMotivations(r)))
			continue
		case []governance.LeftOpen:
			f.Set(reflect.ValueOf(decodeLeftOpen(r)))
			continue
		case []transparency.Covered:
			f.Set(reflect.ValueOf(decodeCovered(r.PostForm[name])))
			continue
		}
		switch {
		case t.Anonymous:
			decodeInto(r, f)
		case t.Tag.Get("form") == "rows":
			decodeRows(r, t, f)
		case f.Kind() == reflect.String:
			f.SetString(oneLine(r.PostFormValue(name)))
		case f.Kind() == reflect.Uint64:
			n, _ := strconv.ParseUint(r.PostFormValue(name), 10, 64) // what is no number is no choice: the rule says so
			f.SetUint(n)
		case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.String:
			f.Set(sliceOf(r, name, f.Type()))
		}
	}
}

// oneLine makes line ends those of the log: a browser sends CR LF.
func oneLine(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// sliceOf reads checkboxes (several values) or a text area (one value, a line each).
func sliceOf(r *http.Request, name string, t reflect.Type) reflect.Value {
	out := reflect.MakeSlice(t, 0, 0)
	for _, v := range r.PostForm[name] {
		for _, l := range linesOf(v) {
			out = reflect.Append(out, reflect.ValueOf(l).Convert(t.Elem()))
		}
	}
	if out.Len() == 0 {
		return reflect.Zero(t)
	}
	return out
}

// linesOf splits a text area into its lines, without empty ones.
func linesOf(text string) []string {
	var list []string
	for _, l := range strings.Split(oneLine(text), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			list = append(list, l)
		}
	}
	return list
}

func decodeMotivations(r *http.Request) []register.Motivation {
	var list []register.Motivation
	for _, c := range register.Conditions {
		if text := strings.TrimSpace(oneLine(r.PostFormValue("condition-" + c.Letter))); text != "" {
			list = append(list, register.Motivation{Condition: c.Letter, Text: text})
		}
	}
	return list
}
