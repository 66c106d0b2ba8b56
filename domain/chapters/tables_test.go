package chapters_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/register"
)

// ownPage are the fields without a label of their own: a page of its own shows them, field by field.
var ownPage = map[reflect.Type]bool{
	reflect.TypeFor[register.Content]():          true,
	reflect.TypeFor[register.Source]():           true,
	reflect.TypeFor[*register.Source]():          true,
	reflect.TypeFor[[]register.Motivation]():     true,
	reflect.TypeFor[[]register.SelectionEntry](): true,
	reflect.TypeFor[json.RawMessage]():           true, // the old and the new value of a field
}

var (
	kebab  = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	pascal = regexp.MustCompile(`^([A-Z]+[a-z]*)+$`)
	snake  = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
)

func TestTables(t *testing.T) {
	records, eventNames := map[string]bool{}, map[string]string{}
	for _, rec := range chapters.All {
		info := rec.Info()
		t.Run("R-RPT-11 "+info.Name+" heeft Nederlandse namen, een adres en een bron", func(t *testing.T) {
			for what, s := range map[string]string{"name": info.Name, "path": info.Path, "NL": info.NL, "plural": info.Plural, "source": info.Source} {
				if strings.TrimSpace(s) == "" {
					t.Errorf("no %s", what)
				}
			}
			if records[info.Name] || records[info.Path] || !kebab.MatchString(info.Name) || !kebab.MatchString(info.Path) {
				t.Errorf("name %q or path %q is taken, or not an address", info.Name, info.Path)
			}
			records[info.Name], records[info.Path] = true, true
		})
		t.Run("R-RPT-11 elke opdracht van "+info.Name+" heeft een knop, een uitleg in zinnen en velden met namen", func(t *testing.T) {
			for i := range info.Commands {
				checkCommand(t, info, &info.Commands[i])
			}
		})
		t.Run("R-RPT-11 elke gebeurtenis van "+info.Name+" is een regel in de tijdlijn, met velden met namen", func(t *testing.T) {
			for _, e := range info.Events {
				if e.NL == "" || !pascal.MatchString(e.Name) || e.Type.Name() != e.Name {
					t.Errorf("%s (%s) is called %q", e.Name, e.Type, e.NL)
				}
				if other := eventNames[e.Name]; other != "" {
					t.Errorf("%s is an event of %s too: names stand in the log for ever", e.Name, other)
				}
				eventNames[e.Name] = info.Name
				checkFields(t, e.Type)
			}
		})
		t.Run("R-RPT-11 elke status van "+info.Name+" heeft een Nederlands woord", func(t *testing.T) {
			if len(info.Statuses) == 0 {
				t.Error("no statuses")
			}
			seen := map[domain.Status]bool{}
			for _, s := range info.Statuses {
				if seen[s.Status] || s.Status == "" || strings.TrimSpace(s.NL) == "" || s.NL == string(s.Status) {
					t.Errorf("status %q is called %q", s.Status, s.NL)
				}
				seen[s.Status] = true
			}
			for _, c := range info.Commands {
				for _, in := range c.In {
					if !seen[in] {
						t.Errorf("%s is allowed in %q, which has no label", c.Name, in)
					}
				}
			}
		})
	}
}

func checkCommand(t *testing.T, info *domain.RecordInfo, c *domain.CommandInfo) {
	t.Helper()
	if strings.TrimSpace(c.NL) == "" || !strings.HasSuffix(c.Help, ".") || !kebab.MatchString(c.Name) {
		t.Errorf("%s: NL %q, help %q", c.Name, c.NL, c.Help)
	}
	if info.CommandNamed(c.Name) != c {
		t.Errorf("%s: two commands with one address", c.Name)
	}
	if c.Any && len(c.In) > 0 {
		t.Errorf("%s: in any state, and in some", c.Name)
	}
	checkFields(t, c.Type)
}

// checkFields: every field has a name for programs and one for people, and every enumeration has Dutch labels.
func checkFields(t *testing.T, typ reflect.Type) {
	t.Helper()
	for f := range typ.Fields() {
		if f.Anonymous {
			checkFields(t, f.Type)
			continue
		}
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); !snake.MatchString(name) {
			t.Errorf("%s.%s: JSON name %q", typ, f.Name, name)
		}
		if strings.TrimSpace(f.Tag.Get("nl")) == "" && !ownPage[f.Type] {
			t.Errorf("%s.%s has no nl tag", typ, f.Name)
		}
		of := f.Type
		if of.Kind() == reflect.Slice {
			of = of.Elem()
		}
		if c, ok := reflect.Zero(of).Interface().(domain.Chooser); ok {
			checkChoices(t, typ.String()+"."+f.Name, c)
		}
	}
}

func checkChoices(t *testing.T, field string, c domain.Chooser) {
	t.Helper()
	seen := map[string]bool{}
	for _, x := range c.Choices() {
		if x.Value == "" || strings.TrimSpace(x.NL) == "" || seen[x.Value] {
			t.Errorf("%s: choice %+v", field, x)
		}
		seen[x.Value] = true
	}
	if len(seen) < 2 {
		t.Errorf("%s: no choice", field)
	}
}
