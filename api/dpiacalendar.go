package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/projections"
)

// calendarFilter is what the address of the calendar chooses; an empty field chooses all.
type calendarFilter struct {
	Standing, Process, Department string
	Overdue, Measures             bool
	Until                         calendar.Date // due on or before it
	wrong                         string
}

func readCalendarFilter(q url.Values) calendarFilter {
	f := calendarFilter{Standing: q.Get("stand"), Process: q.Get("proces"), Department: q.Get("afdeling"), Overdue: q.Get("te-laat") != "", Measures: q.Get("maatregelen") != ""}
	if text := q.Get("tot"); text != "" {
		if f.Until = dateOf(text); !f.Until.Valid() {
			f.Until, f.wrong = "", "Schrijf de datum als dd-mm-jjjj."
		}
	}
	return f
}

func (f calendarFilter) chooses(x projections.DPIADue) bool {
	return (f.Standing == "" || f.Standing == string(x.Standing)) && (f.Process == "" || f.Process == x.Activity.Content.Process) &&
		(f.Department == "" || f.Department == x.Activity.Department) && (!f.Overdue || x.Overdue) && (!f.Measures || x.Measures > 0) &&
		(f.Until == "" || x.Due <= f.Until)
}

// standingChoices are the words of the filter, and of the list.
var standingChoices = []domain.Choice{{Value: string(projections.NeverAssessed), NL: "nooit beoordeeld"}, {Value: string(projections.OnlyScreened), NL: "alleen voortoets"},
	{Value: string(projections.UnderWay), NL: "DPIA loopt"}, {Value: string(projections.Assessed), NL: "beoordeeld"}}

// calendarView is P21: when the next short DPIA of each activity is due, and what was never assessed.
type calendarView struct {
	Cards   []web.Card
	Kinds   web.Table
	Filters web.FilterForm
	Table   web.Table
	Pages   web.Pagination
	Exports []web.Link
}

func (s *Server) dpiaCalendar(w http.ResponseWriter, r *http.Request) {
	a, bar := asOfBar(r)
	f := readCalendarFilter(r.URL.Query())
	var v calendarView
	s.Live.View(func() { v = s.calendarView(r, f, a) })
	p := s.page(r, "DPIA-kalender")
	p.AsOf, p.Data = bar, v
	if f.wrong != "" {
		p.Errors = []web.FieldError{{ID: "tot", NL: f.wrong}}
	}
	s.render(w, r, http.StatusOK, "dpia-kalender", p)
}

func (s *Server) calendarView(r *http.Request, f calendarFilter, a projections.AsOf) calendarView {
	all := s.Records.DPIACalendar(a, s.dayOf(a))
	list := slices.DeleteFunc(slices.Clone(all), func(x projections.DPIADue) bool { return !f.chooses(x) })
	v := calendarView{Cards: calendarCards(r, all), Kinds: s.kindTable(a), Filters: s.calendarFilters(r, f, all), Table: s.calendarTable(r, list)}
	v.Pages = web.Paginate(pageOf(r), 50, len(list), func(n int) string { return withQuery(r.URL, "pagina", strconv.Itoa(n)) })
	v.Pages.One, v.Pages.Many = "verwerking", "verwerkingen"
	v.Table.Rows = v.Table.Rows[max(v.Pages.First-1, 0):v.Pages.Last]
	u := *r.URL
	u.Path = "/dpia-kalender.csv"
	v.Exports = []web.Link{{Href: withQuery(&u, "pagina", ""), NL: "Download deze lijst als CSV"}}
	return v
}

// calendarCards count over all activities; each leads to the list it counts.
func calendarCards(r *http.Request, all []projections.DPIADue) []web.Card {
	count := func(f calendarFilter) (n int) {
		for _, x := range all {
			if f.chooses(x) {
				n++
			}
		}
		return n
	}
	list := []web.Card{{Number: len(all), NL: "lopende verwerkingen", Href: keepTime(r, "/dpia-kalender")},
		{Number: count(calendarFilter{Overdue: true}), NL: "korte DPIA te laat", Href: keepTime(r, "/dpia-kalender?te-laat=ja"), Kind: web.Error},
		{Number: count(calendarFilter{Standing: string(projections.NeverAssessed)}), NL: "nooit beoordeeld", Href: keepTime(r, "/dpia-kalender?stand=nooit"), Kind: web.Warning},
		{Number: count(calendarFilter{Measures: true}), NL: "met open maatregelen", Href: keepTime(r, "/dpia-kalender?maatregelen=ja"), Kind: web.Info}}
	for i := range list {
		if list[i].Number == 0 {
			list[i].Kind = web.Neutral
		}
	}
	return list
}

// kindTable counts DPIAs by kind (R-4.9-12): begun, and completed.
func (s *Server) kindTable(a projections.AsOf) web.Table {
	t := web.Table{ID: "soorten", Caption: "DPIA’s per soort", Compact: true, Columns: []web.Column{{NL: "Soort", RowHeader: true}, {NL: "Gestart", Numeric: true}, {NL: "Waarvan afgerond", Numeric: true}}}
	begun, done := map[dpia.Kind]int{}, map[dpia.Kind]int{}
	for _, v := range s.Records.OfType("dpia") {
		at, ok := v.At(a)
		if !ok {
			continue
		}
		if d := at.State.(dpia.DPIA); d.Kind != "" {
			begun[d.Kind]++
			if d.IsCompleted() {
				done[d.Kind]++
			}
		}
	}
	for _, c := range dpia.Kind("").Choices() {
		k := dpia.Kind(c.Value)
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: c.NL}, {NL: strconv.Itoa(begun[k])}, {NL: strconv.Itoa(done[k])}}})
	}
	return t
}

func (s *Server) calendarTable(r *http.Request, list []projections.DPIADue) web.Table {
	t := web.Table{Caption: "Volgende korte DPIA per verwerking", CaptionHidden: true, Empty: "Er zijn geen verwerkingen die hieraan voldoen.",
		Columns: []web.Column{{NL: "Verwerking", RowHeader: true}, {NL: "Volgende korte DPIA uiterlijk"}, {NL: "Stand"}, {NL: "Proceseigenaar"}, {NL: "Open maatregelen", Numeric: true}}}
	for _, x := range list {
		due := web.Cell{NL: x.Due.NL(), Note: x.Rule}
		if x.Overdue {
			due.Tag = web.Tag{Kind: web.Error, NL: "te laat"}
		}
		stand := web.Cell{NL: domain.ChoiceNL(standingChoices, string(x.Standing)), Note: choiceNL(x.Kind, string(x.Kind))}
		if x.Last != nil {
			stand.Href = keepTime(r, recordPath(x.Last))
		} else {
			stand = web.Cell{Tag: web.Tag{Kind: web.Warning, NL: stand.NL}}
		}
		owner := web.Cell{NL: s.names.Person(s.calendarOwner(x))}
		if s.calendarOwner(x) == "" {
			owner = web.Cell{Missing: "ontbreekt"}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: title(x.Record, x.Activity), Href: keepTime(r, recordPath(x.Versions)), Note: x.Activity.Department},
			due, stand, owner, {NL: strconv.Itoa(x.Measures)}}})
	}
	return t
}

func (s *Server) calendarOwner(x projections.DPIADue) string {
	p, _ := s.Gov.Process(x.Activity.Content.Process, s.now())
	return p.Owner
}

func (s *Server) calendarFilters(r *http.Request, f calendarFilter, all []projections.DPIADue) web.FilterForm {
	any := func(list []web.Option) []web.Option { return append([]web.Option{{Value: "", NL: "Alle"}}, list...) }
	var departments []domain.Choice
	for _, x := range all {
		if d := x.Activity.Department; d != "" && !domain.Chosen(departments, d) {
			departments = append(departments, domain.Choice{Value: d, NL: d})
		}
	}
	sortChoices(departments)
	q := r.URL.Query()
	form := web.FilterForm{Action: "/dpia-kalender", Fields: []web.Field{
		{Kind: web.Select, Name: "stand", Label: "Stand", Options: any(options(standingChoices, f.Standing)), Free: true},
		{Kind: web.Date, Name: "tot", Label: "Uiterlijk op of vóór", Value: q.Get("tot"), Error: f.wrong, Free: true},
		{Kind: web.Checkbox, Name: "te-laat", Label: "Alleen te laat", Checked: f.Overdue, Free: true}},
		More: []web.Field{{Kind: web.Select, Name: "proces", Label: "Proces", Options: any(options(s.processChoices(), f.Process)), Free: true},
			{Kind: web.Select, Name: "afdeling", Label: "Afdeling", Options: any(options(departments, f.Department)), Free: true},
			{Kind: web.Checkbox, Name: "maatregelen", Label: "Met open maatregelen", Checked: f.Measures, Free: true}}}
	form.MoreOpen = f.Process != "" || f.Department != "" || f.Measures
	for _, name := range []string{web.ParamKnown, web.ParamWas} {
		if x := q.Get(name); x != "" {
			form.Hidden = append(form.Hidden, hidden(name, x))
		}
	}
	if f != (calendarFilter{}) {
		form.Clear = keepTime(r, "/dpia-kalender")
	}
	return form
}

// dpiaCalendarCSV gives exactly the list that is shown, all pages.
func (s *Server) dpiaCalendarCSV(w http.ResponseWriter, r *http.Request) {
	a, bar := asOf(r.URL.Query())
	f := readCalendarFilter(r.URL.Query())
	if wrong := bar.KnownError + bar.WasError + f.wrong; wrong != "" {
		s.refuse(w, r, http.StatusBadRequest, &domain.Refusal{Kind: domain.Invalid, Code: "moment", NL: wrong})
		return
	}
	rows := [][]string{{"Verwerking", "Kenmerk", "Afdeling", "Volgende korte DPIA uiterlijk", "Zo geteld", "Te laat", "Stand", "Soort laatste DPIA", "Kenmerk DPIA", "Proceseigenaar", "Open maatregelen"}}
	s.Live.View(func() {
		for _, x := range s.Records.DPIACalendar(a, s.dayOf(a)) {
			if f.chooses(x) {
				rows = append(rows, s.calendarRow(x))
			}
		}
	})
	sendCSV(w, "dpia-kalender.csv", rows)
}

func (s *Server) calendarRow(x projections.DPIADue) []string {
	late, last := "nee", ""
	if x.Overdue {
		late = "ja"
	}
	if x.Last != nil {
		last = x.Last.ID
	}
	return []string{title(x.Record, x.Activity), x.ID, x.Activity.Department, x.Due.NL(), x.Rule, late, domain.ChoiceNL(standingChoices, string(x.Standing)),
		choiceNL(x.Kind, string(x.Kind)), last, s.names.Person(s.calendarOwner(x)), strconv.Itoa(x.Measures)}
}
