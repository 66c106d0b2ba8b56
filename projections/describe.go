package projections

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/register"
)

// Line is one field of a record or an event, for people.
type Line struct {
	Key   string
	NL    string
	Value string // Dutch; several values stand on lines of their own
}

// DiffLine is one field that differs between two versions.
type DiffLine struct {
	Key, NL  string
	Old, New string
}

// Names resolves ids to what people call them. Names of persons come from the staff directory, never from the log.
type Names struct {
	Person func(id string) string
	Record func(kind, id string) string // title of a record; without a kind, the id alone says which
	// Command gives the Dutch name of "record/command"; nil leaves it as it is.
	Command func(name string) string
}

// State describes a record, field by field, with Dutch labels; empty fields are left out.
func (n Names) State(state any) []Line {
	if a, ok := state.(register.Activity); ok {
		return n.content(a.Content)
	}
	return n.tagged(reflect.ValueOf(state))
}

// Fact describes what an event says.
func (n Names) Fact(fact any) []Line {
	switch f := fact.(type) {
	case register.ProcessingActivityAmended:
		return append(n.change(f.Field, f.Old, f.New), optional("reason", "Reden", f.Reason)...)
	case register.ProcessingActivityCorrected:
		return append(n.change(f.Field, f.Old, f.New),
			Line{"corrects", "Verbetert", "vastlegging " + strconv.FormatUint(f.Corrects, 10)}, Line{"reason", "Reden", f.Reason})
	case register.ProcessingActivitySubmitted:
		return n.content(f.Content)
	case register.ProcessingActivitySourceChanged:
		return append(n.tagged(reflect.ValueOf(f.Source)), optional("not_taken", "Niet overgenomen", n.fieldNames(f.NotTaken))...)
	case register.ProcessingActivityStartApproved:
		list := []Line{{"version", "Goedgekeurde versie", strconv.FormatUint(f.Version, 10)}}
		if f.Version == 0 {
			list = nil
		}
		for _, m := range f.Motivations {
			list = append(list, Line{m.Condition, "(" + m.Condition + ") " + register.ConditionNL(m.Condition), m.Text})
		}
		return list
	}
	return n.tagged(reflect.ValueOf(fact))
}

func optional(key, nl, value string) []Line {
	if value == "" {
		return nil
	}
	return []Line{{key, nl, value}}
}

func (n Names) fieldNames(keys []string) string {
	var list []string
	for _, k := range keys {
		list = append(list, fieldNL(k))
	}
	return strings.Join(list, "\n")
}

func fieldNL(key string) string {
	if f := register.FieldByKey(key); f != nil {
		return f.NL
	}
	return key
}

func (n Names) change(field string, old, next json.RawMessage) []Line {
	return []Line{{field, fieldNL(field), ""}, {"old", "Was", n.raw(field, old)}, {"new", "Wordt", n.raw(field, next)}}
}

// raw formats a value of an activity's field as it stands in an event.
func (n Names) raw(field string, value json.RawMessage) string {
	c, err := (register.Content{}).With(field, value)
	if err != nil {
		return string(value)
	}
	for _, l := range n.content(c) {
		if l.Key == field {
			return l.Value
		}
	}
	return "(leeg)"
}

// content describes the content of an activity in the order of the field table.
func (n Names) content(c register.Content) []Line {
	var list []Line
	for _, f := range register.Fields {
		if v := n.Field(c, f.Key); v != "" {
			list = append(list, Line{f.Key, f.NL, v})
		}
	}
	return list
}

// Field formats one field of an activity; "" if it is empty.
func (n Names) Field(c register.Content, key string) string {
	switch key {
	case "":
		return ""
	case "purposes":
		return lines(c.Purposes, purposeNL)
	case "data_categories":
		return lines(c.DataCategories, categoryNL)
	case "recipients":
		if c.NoRecipients {
			return "geen ontvangers"
		}
		return strings.Join(c.Recipients, "\n")
	case "no_recipients":
		return boolNL(c.NoRecipients)
	case "retention":
		return lines(c.Retention, n.retentionNL)
	case "origin":
		return strings.Join(c.Origins(), "\n")
	case "process":
		return n.record("process", c.Process)
	case "systems":
		return lines(c.Systems, func(s register.System) string {
			return s.Name + bracket(domain.ChoiceNL(s.Kind.Choices(), string(s.Kind)))
		})
	}
	return n.value(c.Value(key), key)
}

func (n Names) value(raw json.RawMessage, key string) string {
	c, err := (register.Content{}).With(key, raw)
	if err != nil {
		return string(raw)
	}
	v := reflect.ValueOf(c)
	for i := range v.NumField() {
		if name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); name == key {
			return n.format(v.Field(i), "")
		}
	}
	return string(raw)
}

func purposeNL(p register.Purpose) string {
	var grounds []string
	for _, g := range p.Grounds {
		grounds = append(grounds, domain.ChoiceNL(g.Choices(), string(g)))
	}
	s := p.Text
	if len(grounds) > 0 {
		s += " — grondslag: " + strings.Join(grounds, ", ")
	}
	return s + bracket(p.Explanation)
}

func categoryNL(d register.DataCategory) string {
	if d.Kind == register.Ordinary || d.Kind == "" {
		return d.Name
	}
	return d.Name + bracket(domain.ChoiceNL(d.Kind.Choices(), string(d.Kind)))
}

func (n Names) retentionNL(r register.Retention) string {
	s := r.Text
	if r.Rule != "" {
		s = strings.TrimSpace(n.record("retention", r.Rule) + " " + s)
	}
	if r.Category != "" {
		s = r.Category + ": " + s
	}
	return s
}

func (n Names) record(kind, id string) string {
	if id == "" || n.Record == nil {
		return id
	}
	return n.Record(kind, id)
}

func bracket(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

func lines[T any](in []T, f func(T) string) string {
	out := make([]string, 0, len(in))
	for _, x := range in {
		out = append(out, f(x))
	}
	return strings.Join(out, "\n")
}

// tagged describes a struct by its nl tags, embedded structs included.
func (n Names) tagged(v reflect.Value) []Line {
	var list []Line
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			list = append(list, n.tagged(v.Field(i))...)
			continue
		}
		nl := f.Tag.Get("nl")
		if nl == "" {
			continue
		}
		if s := n.format(v.Field(i), f.Tag.Get("form")); s != "" && !internal(nl, s) {
			list = append(list, Line{f.Name, nl, s})
		}
	}
	return list
}

// internal tells whether a value is a mark inside one record, of no use to people: what it marks stands beside it.
func internal(nl, value string) bool {
	id, _, _ := strings.Cut(value, "/")
	return nl == "Kenmerk" && uuid.Validate(id) == nil
}

// reference gives the title of a record that is named by its id, where the tag says of what type it is, or by its stream.
func (n Names) reference(x, form string) string {
	kind, id, is := strings.Cut(x, "/")
	if !is {
		kind, id = form, x
	}
	if n.Record == nil || uuid.Validate(id) != nil {
		return x
	}
	return n.Record(kind, id)
}

// format writes one value in Dutch.
func (n Names) format(v reflect.Value, form string) string {
	switch x := v.Interface().(type) {
	case domain.VaultRef:
		if x == (domain.VaultRef{}) {
			return ""
		}
		return "in de kluis (versie " + strconv.Itoa(x.Version) + ")"
	case calendar.Date:
		return x.NL()
	case calendar.Moment:
		return x.NL()
	case time.Time:
		if x.IsZero() {
			return ""
		}
		return x.In(calendar.Amsterdam).Format("02-01-2006 15:04")
	case domain.Role:
		return domain.RoleNL(x)
	case domain.Chooser:
		return domain.ChoiceNL(x.Choices(), v.String())
	case string:
		if form == "person" && x != "" && n.Person != nil {
			return n.Person(x)
		}
		if strings.HasPrefix(form, "records") || strings.HasPrefix(form, "record:") || form == "record" {
			form = "" // the stream says of what type it is
		}
		if form == "commands" && n.Command != nil {
			return n.Command(x)
		}
		return n.reference(x, form)
	case bool:
		return boolNL(x)
	case int:
		return strconv.Itoa(x)
	case uint64:
		return strconv.FormatUint(x, 10)
	}
	switch v.Kind() {
	case reflect.Slice:
		var out []string
		for i := range v.Len() {
			out = append(out, n.format(v.Index(i), form))
		}
		return strings.Join(out, "\n")
	case reflect.Map:
		var out []string
		for _, k := range v.MapKeys() {
			out = append(out, fmt.Sprintf("%v: %v", k, v.MapIndex(k)))
		}
		slices.Sort(out)
		return strings.Join(out, "\n")
	case reflect.Struct:
		if p, ok := v.Interface().(register.Pair); ok {
			return p.Column + ": " + p.Value
		}
		if r, ok := v.Interface().(register.RowRefusal); ok {
			return fmt.Sprintf("rij %d: %s", r.Row, r.Reason)
		}
		switch x := v.Interface().(type) {
		case domain.Difference:
			return x.NL + ": " + x.Value
		case domain.Approved:
			return n.reference(x.Record, "") + ", versie " + strconv.FormatUint(x.Version, 10)
		}
		var out []string
		for _, l := range n.tagged(v) {
			out = append(out, strings.TrimPrefix(l.NL+" ", "Persoon ")+l.Value)
		}
		return strings.Join(out, ", ")
	}
	return fmt.Sprint(v.Interface())
}

func boolNL(b bool) string {
	if b {
		return "ja"
	}
	return ""
}

// Diff compares two states of one record, field by field.
func (n Names) Diff(a, b any) []DiffLine {
	old, next := n.State(a), n.State(b)
	var list []DiffLine
	for _, l := range next {
		if v := valueOf(old, l.Key); v != l.Value {
			list = append(list, DiffLine{l.Key, l.NL, v, l.Value})
		}
	}
	for _, l := range old {
		if valueOf(next, l.Key) == "" {
			list = append(list, DiffLine{l.Key, l.NL, l.Value, ""})
		}
	}
	return list
}

func valueOf(list []Line, key string) string {
	for _, l := range list {
		if l.Key == key {
			return l.Value
		}
	}
	return ""
}

// EventNL returns the Dutch name of an event. Every event type is a line in its record's table: there is no "unknown".
func EventNL(r domain.Record, e *Entry) string { return r.Info().EventNamed(e.Name).NL }
