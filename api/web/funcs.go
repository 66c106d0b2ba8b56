package web

import (
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain/calendar"
)

// funcs are the functions templates may call. Times are shown in Europe/Amsterdam.
func funcs(static map[string]asset) template.FuncMap {
	return template.FuncMap{
		"date":      date,
		"datetime":  dateTime,
		"moment":    momentOf,
		"isoday":    func(t time.Time) string { return string(calendar.On(t)) },
		"given":     given,
		"sameday":   func(a, b time.Time) bool { return calendar.On(a) == calendar.On(b) },
		"number":    FormatNumber,
		"number64":  func(n int64) string { return FormatNumber(int(n)) },
		"plural":    plural,
		"percent":   percent,
		"join":      strings.Join,
		"dict":      dict,
		"list":      func(v ...any) []any { return v },
		"add":       func(a, b int) int { return a + b },
		"static":    func(name string) (string, error) { return address(static, name) },
		"bodyclass": bodyClass,
		"statusTag": StatusTag,
		"tag":       func(k, nl string) Tag { return Tag{Kind(k), nl} },
		"alert":     func(k, nl string) Alert { return Alert{Kind: Kind(k), NL: nl} },
		"button":    func(look, nl string) Button { return Button{Look: look, NL: nl} },
		"linkbutton": func(look, nl, href string) Button {
			return Button{Look: look, NL: nl, Href: href}
		},
		"kindNL": kindNL,
		"groups": groups,
	}
}

// given tells whether a value is there: not nil, and for a time or a date not zero.
func given(v any) bool { return v != nil && !reflect.ValueOf(v).IsZero() }

// date shows the day of a moment, or a [calendar.Date]: <time datetime="2026-11-24">24-11-2026</time>.
func date(v any) (template.HTML, error) {
	switch t := v.(type) {
	case time.Time:
		return day(calendar.On(t)), nil
	case calendar.Date:
		return day(t), nil
	}
	return "", fmt.Errorf("date: %T is no time", v)
}

func day(d calendar.Date) template.HTML {
	if !d.Valid() {
		return template.HTML(template.HTMLEscapeString(string(d)))
	}
	return template.HTML(`<time datetime="` + string(d) + `">` + d.NL() + `</time>`)
}

// dateTime shows a moment: <time datetime="2026-11-24T09:05:00+01:00">24-11-2026 09:05</time>; nothing if it is zero.
func dateTime(t time.Time) template.HTML {
	if t.IsZero() {
		return ""
	}
	t = t.In(calendar.Amsterdam)
	return template.HTML(`<time datetime="` + t.Format(time.RFC3339) + `">` + t.Format("02-01-2006 15:04") + `</time>`)
}

// momentOf shows a day for what is known to the day: its time is midnight; otherwise a moment.
func momentOf(t time.Time) template.HTML {
	if t.Equal(calendar.On(t).Start()) {
		return day(calendar.On(t))
	}
	return dateTime(t)
}

// FormatNumber writes a whole number as is usual in Dutch: 1.234.567.
func FormatNumber(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return sign + s
}

// plural counts: "1 verwerking", "1.234 verwerkingen".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return FormatNumber(n) + " " + many
}

// percent is rounded down, so that 100 means done.
func percent(done, total int) int {
	if total <= 0 {
		return 0
	}
	return min(max(int(int64(done)*100/int64(total)), 0), 100)
}

// dict makes a map for a template that wants more than one value: dict "Naam" .Name "Aantal" 3.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: %d values; keys and values come in pairs", len(pairs))
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		k, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: key %v is no text", pairs[i])
		}
		m[k] = pairs[i+1]
	}
	return m, nil
}

func bodyClass(s Site) string {
	c := []string{"gb"}
	if s.ThemeClass != "" {
		c = append(c, s.ThemeClass)
	}
	if s.ThemeClass != "" && !s.ThemeDark {
		c = append(c, "gb-light")
	}
	return strings.Join(c, " ")
}

// kindNL is the word a screen reader hears before an alert: colour and sign do not say it alone.
func kindNL(k Kind) string {
	switch k {
	case OK:
		return "Gelukt"
	case Warning:
		return "Let op"
	case Error:
		return "Fout"
	}
	return "Ter informatie"
}

// statusKinds says how a status of a record looks. A status that is not here looks neutral; its words say what it is.
var statusKinds = map[string]Kind{
	"registered": OK, "active": OK, "in-force": OK, "in-office": OK, "published": OK, "approved": OK, "done": OK,
	"draft": Info, "submitted": Info, "in-review": Info, "assigned": Info, "requested": Info,
	"incomplete": Warning, "returned": Warning, "due": Warning, "suspended": Warning,
	"rejected": Error, "refused": Error, "overdue": Error, "broken": Error,
}

// StatusTag makes the label of a status: the code says how it looks, nl is what it says. It takes any string type.
func StatusTag(code any, nl string) Tag { return Tag{statusKinds[fmt.Sprint(code)], nl} }

// optionGroup is a run of options with the same group.
type optionGroup struct {
	NL      string
	Options []Option
}

func groups(options []Option) []optionGroup {
	var out []optionGroup
	for _, o := range options {
		if n := len(out); n == 0 || out[n-1].NL != o.Group {
			out = append(out, optionGroup{NL: o.Group})
		}
		last := &out[len(out)-1]
		last.Options = append(last.Options, o)
	}
	return out
}
