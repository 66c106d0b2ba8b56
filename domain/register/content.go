package register

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Content is what the register says of an activity: the fields of RT-03 that people fill in. Its JSON names are the
// keys of [Fields] and stand in the log. Fields 11 (FG), 30 (last confirmed, last tested) and 31 (publication) follow
// from other events.
type Content struct {
	Name              string         `json:"name,omitempty"`
	Controller        string         `json:"controller,omitempty"`
	ControllerContact string         `json:"controller_contact,omitempty"`
	Department        string         `json:"department,omitempty"`
	Purposes          []Purpose      `json:"purposes,omitempty"`
	DataSubjects      []string       `json:"data_subjects,omitempty"`
	DataCategories    []DataCategory `json:"data_categories,omitempty"`
	Recipients        []string       `json:"recipients,omitempty"`
	NoRecipients      bool           `json:"no_recipients,omitempty"`
	Retention         []Retention    `json:"retention,omitempty"`
	Security          string         `json:"security,omitempty"`
	Origin            []string       `json:"origin,omitempty"`
	OutsideEU         domain.YesNo   `json:"outside_eu,omitempty"`
	Transfers         []string       `json:"transfers,omitempty"`
	Process           string         `json:"process,omitempty"`
	SpecialGround     SpecialGround  `json:"special_ground,omitempty"`
	SpecialLaw        string         `json:"special_law,omitempty"`
	BSNBasis          string         `json:"bsn_basis,omitempty"`
	SectoralLaws      []string       `json:"sectoral_laws,omitempty"`
	MedicalSecrecy    domain.YesNo   `json:"medical_secrecy,omitempty"`
	Systems           []System       `json:"systems,omitempty"`
	BRPLink           BRPLink        `json:"brp_link,omitempty"`
	BRPUse            domain.YesNo   `json:"brp_use,omitempty"`
	BRPNot            string         `json:"brp_not,omitempty"` // why BRP data are not used
	ObtainedFrom      ObtainedFrom   `json:"obtained_from,omitempty"`
	CarriedOutBy      CarriedOutBy   `json:"carried_out_by,omitempty"`
	Processors        []string       `json:"processors,omitempty"`
	Covenants         []string       `json:"covenants,omitempty"`
	Necessity         string         `json:"necessity,omitempty"`
	DPIA              string         `json:"dpia,omitempty"`
	Notices           []string       `json:"notices,omitempty"`
	Automated         domain.YesNo   `json:"automated,omitempty"`
	Consent           string         `json:"consent,omitempty"`
	JointControllers  []string       `json:"joint_controllers,omitempty"`
	Operations        []Operation    `json:"operations,omitempty"`
	StartDate         calendar.Date  `json:"start_date,omitempty"`
}

// Purpose is one purpose with its legal grounds (R-2.3-04).
type Purpose struct {
	Text        string   `json:"text"`
	Grounds     []Ground `json:"grounds,omitempty"`
	Explanation string   `json:"explanation,omitempty"` // law and article, or why
}

// DataCategory is one category of personal data, marked ordinary, special, BSN or criminal (§4.1, §4.4).
type DataCategory struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
}

// Retention is how long data are kept: a rule of RT-09, or words where there is no rule yet.
type Retention struct {
	Rule     string `json:"rule,omitempty"` // id of a retention rule
	Category string `json:"category,omitempty"`
	Text     string `json:"text,omitempty"`
}

// System is where the data sit (§1.2).
type System struct {
	Name string     `json:"name"`
	Kind SystemKind `json:"kind,omitempty"`
}

// Ground is one of the six legal grounds, which other chapters use too.
type Ground = domain.Ground

// Kind marks a category of data.
type Kind string

// Kinds of data.
const (
	Ordinary Kind = "ordinary"
	Special  Kind = "special"
	BSN      Kind = "bsn"
	Criminal Kind = "criminal"
)

// Choices implements [domain.Chooser].
func (Kind) Choices() []domain.Choice {
	return []domain.Choice{{Value: "ordinary", NL: "gewoon"}, {Value: "special", NL: "bijzonder (AVG art. 9)"},
		{Value: "bsn", NL: "burgerservicenummer (BSN)"}, {Value: "criminal", NL: "strafrechtelijk (AVG art. 10)"}}
}

// SpecialGround is the exception that allows special data (article 9(2) AVG, UAVG 22–30).
type SpecialGround string

// Choices implements [domain.Chooser].
func (SpecialGround) Choices() []domain.Choice {
	return []domain.Choice{
		{Value: "explicit-consent", NL: "Uitdrukkelijke toestemming (art. 9 lid 2 a)"},
		{Value: "social-law", NL: "Arbeidsrecht, sociale zekerheid en sociale bescherming (b)"},
		{Value: "vital-interest", NL: "Vitaal belang (c)"},
		{Value: "non-profit", NL: "Instelling zonder winstoogmerk (d)"},
		{Value: "made-public", NL: "Door betrokkene openbaar gemaakt (e)"},
		{Value: "legal-claim", NL: "Rechtsvordering (f)"},
		{Value: "substantial-public-interest", NL: "Zwaarwegend algemeen belang (g)"},
		{Value: "care", NL: "Gezondheidszorg of sociale diensten (h)"},
		{Value: "public-health", NL: "Volksgezondheid (i)"},
		{Value: "archiving-research", NL: "Archivering, onderzoek, statistiek (j)"},
	}
}

// SystemKind says whose system it is (§1.2).
type SystemKind string

// Choices implements [domain.Chooser].
func (SystemKind) Choices() []domain.Choice {
	return []domain.Choice{{Value: "own", NL: "eigen administratiesysteem"},
		{Value: "warehouse-direct", NL: "centraal gegevensmagazijn, direct"},
		{Value: "warehouse-indirect", NL: "centraal gegevensmagazijn, indirect"}}
}

// Warehouse tells whether the data come from the central data warehouse.
func (k SystemKind) Warehouse() bool { return k == "warehouse-direct" || k == "warehouse-indirect" }

// BRPLink says how the system is linked to the population register (§4.7).
type BRPLink string

// Choices implements [domain.Chooser].
func (BRPLink) Choices() []domain.Choice {
	return []domain.Choice{{Value: "direct", NL: "direct"}, {Value: "indirect", NL: "indirect"}, {Value: "none", NL: "geen"}}
}

// ObtainedFrom decides on the information duty (§4.2).
type ObtainedFrom string

// Choices implements [domain.Chooser].
func (ObtainedFrom) Choices() []domain.Choice {
	return []domain.Choice{{Value: "data-subject", NL: "van de betrokkene zelf"}, {Value: "elsewhere", NL: "van anderen"}, {Value: "both", NL: "van beide"}}
}

// CarriedOutBy says who does the processing (§2.2).
type CarriedOutBy string

// Choices implements [domain.Chooser].
func (CarriedOutBy) Choices() []domain.Choice {
	return []domain.Choice{{Value: "municipality", NL: "de gemeente zelf"}, {Value: "processors", NL: "verwerker(s)"}, {Value: "both", NL: "gemeente en verwerker(s)"}}
}

// Operation is one of the operations of §1.1 (R-1.1-01).
type Operation string

// Choices implements [domain.Chooser].
func (Operation) Choices() []domain.Choice {
	return []domain.Choice{
		{Value: "collect", NL: "verzamelen"}, {Value: "record", NL: "vastleggen"}, {Value: "organise", NL: "ordenen"},
		{Value: "structure", NL: "structureren"}, {Value: "store", NL: "opslaan"}, {Value: "change", NL: "bijwerken of wijzigen"},
		{Value: "retrieve", NL: "opvragen"}, {Value: "consult", NL: "raadplegen"}, {Value: "use", NL: "gebruiken"},
		{Value: "transmit", NL: "verstrekken door doorzending"}, {Value: "disseminate", NL: "verspreiden of ter beschikking stellen"},
		{Value: "combine", NL: "combineren"}, {Value: "shield", NL: "afschermen"}, {Value: "erase", NL: "wissen"}, {Value: "destroy", NL: "vernietigen"}}
}

// Has tells whether the content holds data of a kind.
func (c Content) Has(k Kind) bool {
	return slices.ContainsFunc(c.DataCategories, func(d DataCategory) bool { return d.Kind == k })
}

// Uses tells whether any purpose rests on the ground.
func (c Content) Uses(g Ground) bool {
	return slices.ContainsFunc(c.Purposes, func(p Purpose) bool { return slices.Contains(p.Grounds, g) })
}

// contentIndex finds a field of Content by its JSON name.
var contentIndex = func() map[string]int {
	m := map[string]int{}
	t := reflect.TypeFor[Content]()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		m[name] = i
	}
	return m
}()

// Value returns a field by its key as JSON; "null" if it is empty or there is no such field.
func (c Content) Value(key string) json.RawMessage {
	i, ok := contentIndex[key]
	if !ok || reflect.ValueOf(c).Field(i).IsZero() {
		return json.RawMessage("null")
	}
	return encode(reflect.ValueOf(c).Field(i).Interface())
}

func encode(v any) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // cannot be: content is plain data
	}
	return bytes.TrimSpace(b.Bytes())
}

// With returns the content with one field set from JSON. A value that does not fit is an error.
func (c Content) With(key string, value json.RawMessage) (Content, error) {
	i, ok := contentIndex[key]
	if !ok {
		return c, &domain.Refusal{Kind: domain.Invalid, Code: "activity.field", NL: "Het register heeft geen veld ‘" + key + "’."}
	}
	f := reflect.ValueOf(&c).Elem().Field(i)
	f.SetZero() // a fresh slice: nothing is shared
	d := json.NewDecoder(bytes.NewReader(value))
	d.DisallowUnknownFields()
	if err := d.Decode(f.Addr().Interface()); err != nil {
		return c, err
	}
	return c, nil
}

// differences returns the keys, in the order of the struct, in which two contents differ.
func differences(a, b Content) []string {
	va, vb := reflect.ValueOf(a), reflect.ValueOf(b)
	var keys []string
	for i := range va.NumField() {
		if !reflect.DeepEqual(va.Field(i).Interface(), vb.Field(i).Interface()) {
			name, _, _ := strings.Cut(va.Type().Field(i).Tag.Get("json"), ",")
			keys = append(keys, name)
		}
	}
	return keys
}

// Clean trims texts and drops empty lines and rows, so that the same content is always written the same way.
func (c Content) Clean() Content {
	v := reflect.ValueOf(&c).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); x := f.Interface().(type) {
		case string:
			f.SetString(trim(x))
		case []string:
			f.Set(reflect.ValueOf(domain.Lines(x)))
		}
	}
	c.Purposes = cleanPurposes(c.Purposes)
	c.DataCategories = cleanSlice(c.DataCategories, func(d DataCategory) (DataCategory, bool) {
		return DataCategory{trim(d.Name), d.Kind}, trim(d.Name) != ""
	})
	c.Retention = cleanSlice(c.Retention, func(r Retention) (Retention, bool) {
		r.Category, r.Text = trim(r.Category), trim(r.Text)
		return r, r != Retention{}
	})
	c.Systems = cleanSlice(c.Systems, func(s System) (System, bool) { return System{trim(s.Name), s.Kind}, trim(s.Name) != "" })
	if len(c.Operations) == 0 {
		c.Operations = nil
	}
	return c
}

func cleanPurposes(in []Purpose) []Purpose {
	return cleanSlice(in, func(p Purpose) (Purpose, bool) {
		p.Text, p.Explanation = trim(p.Text), trim(p.Explanation)
		if len(p.Grounds) == 0 {
			p.Grounds = nil
		}
		return p, p.Text != "" || p.Explanation != "" || p.Grounds != nil
	})
}

func cleanSlice[T any](in []T, keep func(T) (T, bool)) []T {
	var out []T
	for _, x := range in {
		if x, ok := keep(x); ok {
			out = append(out, x)
		}
	}
	return out
}
