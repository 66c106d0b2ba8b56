// Package webtest checks pages in tests: that every page renders, with nothing in it and with an example, and that the
// HTML keeps what package web promises. It does not judge looks or contrast; browser tests do.
package webtest

import (
	"fmt"
	"html"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/api/web"
)

// Gallery is the page that no route leads to; its data is known to the tests of package web only.
const Gallery = "gallery"

// T is the part of *testing.T that is needed here.
type T interface {
	Helper()
	Errorf(format string, args ...any)
}

// Pages renders every page of the set with the zero value of its data and with the example given, and fails on any
// template error, any problem in the HTML (see [Problems]), any page without an example and any example without a page.
// An example is the page's Data; the zero value is made from its type.
func Pages(t T, set *web.Set, frame web.Page, examples map[string]any) {
	t.Helper()
	for _, name := range set.Names() {
		example, ok := examples[name]
		if !ok && name != Gallery {
			t.Errorf("page %s has no example: add one", name)
		}
		if ok {
			Page(t, set, name, web.Page{Data: Zero(example)})
			frame.Title, frame.Data = name, example
			Page(t, set, name, frame)
		}
	}
	for name := range examples {
		if !slices.Contains(set.Names(), name) {
			t.Errorf("example %s has no page pages/%s.html", name, name)
		}
	}
}

// Page renders one page and fails on a template error or a problem in the HTML. It returns the HTML.
func Page(t T, set *web.Set, name string, p web.Page) string {
	t.Helper()
	b, err := set.HTML(name, p)
	if err != nil {
		t.Errorf("%v", err)
		return ""
	}
	for _, problem := range Problems(string(b)) {
		t.Errorf("page %s: %s", name, problem)
	}
	return string(b)
}

// Zero returns the zero value of the same type; for a pointer, a pointer to a zero value; nil for nil.
func Zero(v any) any {
	if v == nil {
		return nil
	}
	if t := reflect.TypeOf(v); t.Kind() == reflect.Pointer {
		return reflect.New(t.Elem()).Interface()
	}
	return reflect.Zero(reflect.TypeOf(v)).Interface()
}

var (
	tags   = regexp.MustCompile(`<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*/?>`)
	attrs  = regexp.MustCompile(`([a-z-]+)(?:="([^"]*)")?`)
	script = regexp.MustCompile(`(?s)<script[^>]*>(.*?)</script>`)
	opens  = regexp.MustCompile(`<[a-z]`)
)

// Problems returns what is wrong in a page: inline style or script, ids that are not unique, references to ids that are
// not there, images without alt, controls without a label, and what html/template leaves where a value did not fit.
func Problems(page string) []string {
	c := checker{ids: map[string]bool{}, labelled: map[string]bool{}}
	for _, bad := range []string{"ZgotmplZ", "&lt;no value&gt;", "<no value>", "javascript:", "<style"} {
		if strings.Contains(page, bad) {
			c.say("contains %q", bad)
		}
	}
	for _, m := range script.FindAllStringSubmatch(page, -1) {
		if strings.TrimSpace(m[1]) != "" {
			c.say("inline script")
		}
	}
	page = strings.TrimSpace(page)
	found := tags.FindAllStringSubmatch(page, -1)
	if n := len(opens.FindAllString(page, -1)); n != len(found) {
		c.say("%d tags begin, %d can be read: an attribute is not written as name=\"value\"", n, len(found))
	}
	for _, m := range found {
		c.tag(m[1], m[2])
	}
	return c.finish()
}

type checker struct {
	problems []string
	ids      map[string]bool
	labelled map[string]bool
	refs     []string
	controls []string
}

func (c *checker) say(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

func (c *checker) tag(name, text string) {
	a := map[string]string{}
	for _, m := range attrs.FindAllStringSubmatch(text, -1) {
		if _, twice := a[m[1]]; twice {
			c.say("<%s> has %s twice", name, m[1])
		}
		a[m[1]] = html.UnescapeString(m[2])
		if m[1] == "style" || strings.HasPrefix(m[1], "on") {
			c.say("<%s> has an inline %s", name, m[1])
		}
	}
	if id, ok := a["id"]; ok {
		if id == "" || strings.ContainsAny(id, " \n\t") || c.ids[id] {
			c.say("<%s> id %q is empty, has spaces, or is not unique", name, id)
		}
		c.ids[id] = true
	}
	for _, ref := range []string{"for", "aria-describedby", "aria-labelledby", "aria-controls"} {
		c.refs = append(c.refs, strings.Fields(a[ref])...)
	}
	if name == "a" && len(a["href"]) > 1 && a["href"][0] == '#' {
		c.refs = append(c.refs, a["href"][1:])
	}
	if _, ok := a["alt"]; name == "img" && !ok {
		c.say("<img> without alt")
	}
	if name == "label" {
		c.labelled[a["for"]] = true
	}
	if name == "select" || name == "textarea" || name == "progress" || name == "input" && a["type"] != "hidden" {
		c.controls = append(c.controls, a["id"])
	}
}

func (c *checker) finish() []string {
	for _, ref := range c.refs {
		if !c.ids[ref] {
			c.say("nothing has the id %q that is referred to", ref)
		}
	}
	for _, id := range c.controls {
		if !c.labelled[id] {
			c.say("control %q has no label", id)
		}
	}
	return c.problems
}
