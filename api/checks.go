package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/projections"
)

// The round of yearly checks on its page: the work list by owner, and at the end what was left open and why.

// checkRoundView adds the work list. Of a closed round it is the list as it was when the round was closed, unless an earlier
// moment is asked.
func (s *Server) checkRoundView(r *http.Request, u auth.User, view *recordView, x governance.CheckRound, a projections.AsOf) {
	now := a.Now()
	if !x.Closed.IsZero() && now {
		a.Recorded, now = x.Closed, false
	}
	list := s.lists.Round(x, a, s.now())
	view.Round = s.workList(r, u, list, now)
	if !x.Closed.IsZero() {
		view.Left = s.leftTable(x, list)
	}
	open := 0
	for _, i := range list {
		open += boolInt(i.Open())
	}
	view.Head.Lead = strconv.Itoa(len(list)-open) + " van " + strconv.Itoa(len(list)) + " zijn klaar"
}

// workList lists what is open, by owner: the one who is signed in gets what he can do about it.
func (s *Server) workList(r *http.Request, u auth.User, list []projections.RoundItem, now bool) *web.Table {
	t := web.Table{ID: "open", Caption: "Nog te controleren of aan te passen", Empty: "Alles is gecontroleerd en aangepast.",
		Columns: []web.Column{{NL: "Proceseigenaar"}, {NL: "Naam", RowHeader: true}, {NL: "Soort"}, {NL: "Controleren vóór of op"}, {NL: "Wat moet er gebeuren?"}}}
	open := slices.DeleteFunc(slices.Clone(list), func(i projections.RoundItem) bool { return !i.Open() })
	slices.SortStableFunc(open, func(a, b projections.RoundItem) int {
		return strings.Compare(strings.ToLower(s.names.Person(a.Owner())), strings.ToLower(s.names.Person(b.Owner())))
	})
	for _, i := range open {
		owner := web.Cell{NL: s.names.Person(i.Owner())}
		if i.Owner() == "" {
			owner = web.Cell{Missing: "Eigenaar ontbreekt"}
		}
		do := web.Cell{NL: "controleren"}
		if i.Checked {
			do.NL = "aanpassen"
		}
		if now && s.owns(u, i.Process()) {
			do.Links = s.checkLinks(i, u)
		}
		due := web.Cell{Time: i.Due.Start()}
		if i.Day > i.Due {
			due.Tag = web.Tag{Kind: web.Error, NL: "te laat"}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{owner, {NL: i.Title(), Href: keepTime(r, recordPath(i.Versions))}, {NL: i.Record.Info().NL}, due, do}})
	}
	return &t
}

// checkLinks leads to what the role chosen can do: confirm or ask for a change with the yearly check, or make the change.
func (s *Server) checkLinks(i projections.RoundItem, u auth.User) (links []web.Link) {
	info := i.Record.Info()
	for _, name := range []string{"check", "check-yearly", "amend"} {
		if c := info.CommandNamed(name); c != nil && c.AllowedIn(i.Record.StatusOf(i.At.State)) && s.may(c, u) {
			links = append(links, web.Link{Href: recordPath(i.Versions) + "/_" + name, NL: c.NL})
		}
	}
	return links
}

// leftTable shows what was named when the round was closed, with why. What was open and not named shows too: a program can
// close a round without naming it.
func (s *Server) leftTable(x governance.CheckRound, list []projections.RoundItem) *web.Table {
	t := web.Table{ID: "bleef-open", Caption: "Wat bleef open, en waarom", Empty: "Er bleef niets open.", Columns: []web.Column{{NL: "Wat", RowHeader: true}, {NL: "Waarom"}}}
	named := map[string]bool{}
	for _, l := range x.Left {
		named[l.Item] = true
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{s.streamCell(l.Item), {NL: l.Why}}})
	}
	for _, i := range list {
		if i.Open() && !named[i.Stream] {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{s.streamCell(i.Stream), {Missing: "niet genoemd bij het afsluiten"}}})
		}
	}
	return &t
}

// streamCell leads to a record by the name of its stream.
func (s *Server) streamCell(stream string) web.Cell {
	c := web.Cell{NL: s.streamTitle(stream)}
	if v := s.Records.Stream(stream); v != nil {
		c.Href = recordPath(v)
	}
	return c
}

// leftOpen asks for each record that is still open why it is left so. What was named before and is not open any more is not
// asked again.
func (f formContext) leftOpen(typed []governance.LeftOpen) []web.Field {
	why := map[string]string{}
	for _, l := range typed {
		why[l.Item] = l.Why
	}
	var list []web.Field
	for _, i := range f.s.lists.Round(stateOf[governance.CheckRound](f.record), projections.AsOf{}, f.s.now()) {
		if !i.Open() {
			continue
		}
		name := governance.LeftOpen{Item: i.Stream}.Field()
		owner := "Eigenaar ontbreekt."
		if i.Owner() != "" {
			owner = "Proceseigenaar: " + f.s.names.Person(i.Owner()) + "."
		}
		list = append(list, web.Field{Kind: web.Textarea, Rows: 2, Name: name, Label: "Waarom blijft dit open? " + f.s.streamTitle(i.Stream), Value: why[i.Stream],
			Hint: owner + " Noem geen personen.", Error: f.errors[name]})
	}
	return list
}

// decodeLeftOpen reads what was typed about each record: also nothing, which the rule refuses.
func decodeLeftOpen(r *http.Request) (list []governance.LeftOpen) {
	for name, values := range r.PostForm {
		rest, ours := strings.CutPrefix(name, "left-")
		for _, k := range governance.CheckedKind("").Choices() {
			if id, is := strings.CutPrefix(rest, k.Value+"-"); ours && is && len(values) > 0 {
				list = append(list, governance.LeftOpen{Item: k.Value + "/" + id, Why: strings.TrimSpace(oneLine(values[0]))})
			}
		}
	}
	slices.SortFunc(list, func(a, b governance.LeftOpen) int { return strings.Compare(a.Item, b.Item) }) // the same form is the same command
	return list
}

// checkTasks is what an owner has to check in the rounds that run now.
func (s *Server) checkTasks(u auth.User) (list []web.Task) {
	if u.Role != domain.OWN {
		return nil
	}
	for _, v := range s.Records.OfType(governance.CheckRoundRecord.Name) {
		x := v.Last().State.(governance.CheckRound)
		if !x.Closed.IsZero() {
			continue
		}
		n, late := 0, false
		for _, i := range s.lists.Round(x, projections.AsOf{}, s.now()) {
			if i.Open() && s.owns(u, i.Process()) {
				n, late = n+1, late || i.Day > x.Due
			}
		}
		if n > 0 {
			list = append(list, web.Task{NL: "Controleer of pas aan: " + strconv.Itoa(n) + " open, uiterlijk " + x.Due.NL(), Href: recordPath(v), Who: x.Name, Late: late})
		}
	}
	return list
}
