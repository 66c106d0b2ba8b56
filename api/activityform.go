package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
)

// The form of a processing activity: the 31 fields of RT-03 in six groups. Lists are text areas with a value a line;
// purposes and retention periods have a block each, with one empty block to add another.

// maxBlocks bounds the purposes and the retention periods of one activity.
const maxBlocks = 300

// activitySets makes the groups of the form. more adds an empty block of that kind.
func (f formContext) activitySets(c register.Content, more string) []web.Fieldset {
	sets := []web.Fieldset{{Legend: "Wat en wie", Fields: []web.Field{
		f.line("name", c.Name), f.line("controller", c.Controller), f.long("controller_contact", c.ControllerContact),
		f.lines("joint_controllers", c.JointControllers), f.line("department", c.Department),
		f.choose("process", f.options("process", c.Process))}}}
	sets = append(sets, f.purposeSets(c.Purposes, more == "purposes")...)
	sets = append(sets, web.Fieldset{Legend: "Van wie en welke gegevens", Hint: "Zet elke soort gegevens op een eigen regel.", Fields: append([]web.Field{
		f.lines("data_subjects", c.DataSubjects)}, append(f.categoryFields(c.DataCategories),
		f.choose("special_ground", options(c.SpecialGround.Choices(), string(c.SpecialGround))), f.line("special_law", c.SpecialLaw),
		f.long("bsn_basis", c.BSNBasis), f.long("consent", c.Consent))...)})
	sets = append(sets, web.Fieldset{Legend: "Herkomst, ontvangers en doorgifte", Fields: []web.Field{
		f.lines("origin", c.Origin), f.radio("obtained_from", c.ObtainedFrom), f.lines("recipients", c.Recipients),
		{Kind: web.Checkbox, Name: "no_recipients", Label: register.FieldByKey("no_recipients").NL, Checked: c.NoRecipients, Free: true},
		f.radio("outside_eu", c.OutsideEU), f.lines("transfers", c.Transfers)}})
	sets = append(sets, f.retentionSets(c.Retention, more == "retention")...)
	return append(sets, web.Fieldset{Legend: "Uitvoering en beveiliging", Fields: []web.Field{
		f.long("security", c.Security), f.radio("carried_out_by", c.CarriedOutBy), f.lines("processors", c.Processors), f.lines("covenants", c.Covenants),
		f.systems("own", "Eigen administratiesystemen", c.Systems), f.systems("warehouse-direct", "Uit het centrale gegevensmagazijn, direct", c.Systems),
		f.systems("warehouse-indirect", "Uit het centrale gegevensmagazijn, indirect", c.Systems), f.systems("", "Andere systemen", c.Systems),
		f.radio("brp_link", c.BRPLink), f.radio("brp_use", c.BRPUse), f.long("brp_not", c.BRPNot), f.radio("automated", c.Automated)}},
		web.Fieldset{Legend: "Wetten, handelingen en verwijzingen", Fields: []web.Field{
			f.lines("sectoral_laws", c.SectoralLaws), f.radio("medical_secrecy", c.MedicalSecrecy),
			f.date("start_date", c.StartDate.NL()), f.checks("operations", c.Operations),
			f.line("necessity", c.Necessity), f.line("dpia", c.DPIA), f.lines("notices", c.Notices)}})
}

// about starts a field with label and help of the field table. A field is free: what the register needs before it can
// be entered is named on the page, and refused at registration.
func (f formContext) about(key string) web.Field {
	t := register.FieldByKey(key)
	return web.Field{Name: key, Label: t.NL, Hint: t.Help, Error: f.errors[key], Optional: t.Missing == nil, Free: t.Missing != nil && key != "name"}
}

func (f formContext) line(key, value string) web.Field {
	x := f.about(key)
	x.Value = value
	return x
}

func (f formContext) date(key, value string) web.Field {
	x := f.about(key)
	x.Kind, x.Value = web.Date, value
	return x
}

func (f formContext) long(key, value string) web.Field {
	x := f.about(key)
	x.Kind, x.Value, x.Rows = web.Textarea, value, 3
	return x
}

func (f formContext) lines(key string, values []string) web.Field {
	x := f.about(key)
	x.Kind, x.Values, x.Rows = web.Lines, values, max(3, min(8, len(values)+1))
	return x
}

func (f formContext) choose(key string, o []web.Option) web.Field {
	x := f.about(key)
	x.Kind, x.Options = web.Select, o
	return chosenByUser(x)
}

func (f formContext) radio(key string, c domain.Chooser) web.Field {
	x := f.about(key)
	x.Kind, x.Options = web.Radios, options(c.Choices(), fmt.Sprint(c))
	return x
}

func (f formContext) checks(key string, chosen []register.Operation) web.Field {
	x := f.about(key)
	x.Kind, x.Options = web.Checkboxes, options(register.Operation("").Choices(), texts(chosen)...)
	return x
}

func texts[T ~string](in []T) []string {
	out := make([]string, len(in))
	for i, x := range in {
		out[i] = string(x)
	}
	return out
}

func (f formContext) purposeSets(list []register.Purpose, more bool) []web.Fieldset {
	if len(list) == 0 || more {
		list = append(slices.Clone(list), register.Purpose{})
	}
	var sets []web.Fieldset
	for i, p := range list[:min(len(list), maxBlocks)] {
		n := strconv.Itoa(i)
		set := web.Fieldset{Legend: "Doel " + strconv.Itoa(i+1), Fields: []web.Field{
			{Kind: web.Textarea, Rows: 2, Name: "purpose-" + n, Label: "Doel", Value: p.Text, Free: true, Hint: "Welbepaald en uitdrukkelijk omschreven (§2.3). Maak het vak leeg om dit doel te verwijderen."},
			{Kind: web.Checkboxes, Name: "grounds-" + n, Label: "Grondslag", Options: options(register.Ground("").Choices(), texts(p.Grounds)...), Free: true},
			{Name: "explanation-" + n, Label: "Uitleg bij de grondslag", Value: p.Explanation, Free: true, Hint: "Bij een wettelijke verplichting of publieke taak: wet en artikel."}}}
		if i == 0 {
			set.Fields[0].ID, set.Fields[0].Error = "purposes", f.errors["purposes"]
		}
		sets = append(sets, set)
	}
	return withAnother(sets, "Nog een doel toevoegen", "purposes", "purpose-")
}

func (f formContext) retentionSets(list []register.Retention, more bool) []web.Fieldset {
	if len(list) == 0 || more {
		list = append(slices.Clone(list), register.Retention{})
	}
	var sets []web.Fieldset
	for i, r := range list[:min(len(list), maxBlocks)] {
		n := strconv.Itoa(i)
		set := web.Fieldset{Legend: "Bewaartermijn " + strconv.Itoa(i+1), Fields: []web.Field{
			chosenByUser(web.Field{Kind: web.Select, Name: "rule-" + n, Label: "Bewaarregel", Options: f.options("retention", r.Rule), Free: true, Hint: "Nodig om te kunnen starten (§4.8)."}),
			{Name: "retained-" + n, Label: "Voor welke gegevens", Value: r.Category, Free: true},
			{Name: "period-" + n, Label: "Termijn in woorden", Value: r.Text, Free: true}}}
		if i == 0 {
			set.Fields[0].ID, set.Fields[0].Error = "retention", f.errors["retention"]
		}
		sets = append(sets, set)
	}
	return withAnother(sets, "Nog een bewaartermijn toevoegen", "retention", "rule-")
}

// withAnother puts a button under the last set that adds one more; the page then opens at its first field.
func withAnother(sets []web.Fieldset, nl, kind, field string) []web.Fieldset {
	if n := len(sets); n < maxBlocks {
		sets[n-1].Buttons = []web.Button{{NL: nl, Look: "secondary", Name: fieldMore, Value: kind, At: field + strconv.Itoa(n)}}
	}
	return sets
}

var categoryNL = map[register.Kind]string{"ordinary": "Gewone persoonsgegevens", "special": "Bijzondere persoonsgegevens (AVG art. 9)",
	"bsn": "Burgerservicenummer (BSN)", "criminal": "Strafrechtelijke gegevens (AVG art. 10)"}

func (f formContext) categoryFields(list []register.DataCategory) []web.Field {
	var out []web.Field
	for i, k := range register.Kind("").Choices() {
		x := web.Field{Kind: web.Lines, Name: "category-" + k.Value, Label: categoryNL[register.Kind(k.Value)], Rows: 3, Free: true}
		for _, d := range list {
			if string(d.Kind) == k.Value || i == 0 && d.Kind == "" {
				x.Values = append(x.Values, d.Name)
			}
		}
		if i == 0 {
			x.ID, x.Error = "data_categories", f.errors["data_categories"]
		}
		out = append(out, x)
	}
	return out
}

func (f formContext) systems(kind, label string, list []register.System) web.Field {
	x := web.Field{Kind: web.Lines, Name: "system-" + kind, Label: label, Rows: 2, Optional: true}
	for _, s := range list {
		if string(s.Kind) == kind {
			x.Values = append(x.Values, s.Name)
		}
	}
	if kind == "own" {
		x.ID, x.Error = "systems", f.errors["systems"]
	}
	return x
}

// decodeActivity reads the form.
func decodeActivity(r *http.Request) register.Content {
	text := func(key string) string { return strings.TrimSpace(oneLine(r.PostFormValue(key))) }
	list := func(key string) []string { return linesOf(r.PostFormValue(key)) }
	c := register.Content{Name: text("name"), Controller: text("controller"), ControllerContact: text("controller_contact"),
		Department: text("department"), DataSubjects: list("data_subjects"), Recipients: list("recipients"),
		NoRecipients: text("no_recipients") != "", Security: text("security"), Origin: list("origin"),
		OutsideEU: domain.YesNo(text("outside_eu")), Transfers: list("transfers"), Process: text("process"),
		SpecialGround: register.SpecialGround(text("special_ground")), SpecialLaw: text("special_law"), BSNBasis: text("bsn_basis"),
		SectoralLaws: list("sectoral_laws"), MedicalSecrecy: domain.YesNo(text("medical_secrecy")),
		BRPLink: register.BRPLink(text("brp_link")), BRPUse: domain.YesNo(text("brp_use")), BRPNot: text("brp_not"), ObtainedFrom: register.ObtainedFrom(text("obtained_from")),
		CarriedOutBy: register.CarriedOutBy(text("carried_out_by")), Processors: list("processors"), Covenants: list("covenants"),
		Necessity: text("necessity"), DPIA: text("dpia"), Notices: list("notices"), Automated: domain.YesNo(text("automated")),
		Consent: text("consent"), JointControllers: list("joint_controllers"), StartDate: dateOf(text("start_date"))}
	for _, o := range r.PostForm["operations"] {
		c.Operations = append(c.Operations, register.Operation(o))
	}
	for i := range maxBlocks {
		n := strconv.Itoa(i)
		p := register.Purpose{Text: text("purpose-" + n), Explanation: text("explanation-" + n)}
		for _, g := range r.PostForm["grounds-"+n] {
			p.Grounds = append(p.Grounds, register.Ground(g))
		}
		c.Purposes = append(c.Purposes, p)
		c.Retention = append(c.Retention, register.Retention{Rule: text("rule-" + n), Category: text("retained-" + n), Text: text("period-" + n)})
	}
	for _, k := range register.Kind("").Choices() {
		for _, name := range list("category-" + k.Value) {
			c.DataCategories = append(c.DataCategories, register.DataCategory{Name: name, Kind: register.Kind(k.Value)})
		}
	}
	for _, kind := range []string{"own", "warehouse-direct", "warehouse-indirect", ""} {
		for _, name := range list("system-" + kind) {
			c.Systems = append(c.Systems, register.System{Name: name, Kind: register.SystemKind(kind)})
		}
	}
	return c.Clean()
}

// inOrderOf gives lists that the form groups by kind the order they had, so that only what was changed is a change.
func inOrderOf(old, next register.Content) register.Content {
	next.DataCategories = reorder(old.DataCategories, next.DataCategories)
	next.Systems = reorder(old.Systems, next.Systems)
	next.Operations = reorder(old.Operations, next.Operations)
	return next
}

func reorder[T comparable](old, next []T) []T {
	var out []T
	for _, x := range old {
		if slices.Contains(next, x) {
			out = append(out, x)
		}
	}
	for _, x := range next {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}
