package api

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
)

const termsPath = "/termijnen"

// termKinds are the records of whose terms a role may know (requirements 1.5), for the roles that read a part only: besides
// them, and OWN, whoever may read records may read of all.
var termKinds = map[domain.Role][]string{
	domain.CISO: {"activity", "agreement", "consultation", "dpia", "incident", "measure", "processor", "security-measure"},
	domain.JUR:  {"activity", "agreement", "complaint", "consultation", "dpia", "incident", "objection", "request"},
}

// seesTerm tells whether somebody may know of a term: OWN of what belongs to his processes and of the register.
func (s *Server) seesTerm(u auth.User, kind, process string, owns func(string) bool) bool {
	if kinds, some := termKinds[u.Role]; some {
		return slices.Contains(kinds, kind)
	}
	return mayReadAs("records", u.Role) && (u.Role != domain.OWN || kind == "activity" || owns(process))
}

// owning remembers for one request which processes somebody acts for.
func (s *Server) owning(u auth.User) func(process string) bool {
	known := map[string]bool{}
	return func(process string) bool {
		yes, asked := known[process]
		if !asked {
			yes = process != "" && s.owns(u, process)
			known[process] = yes
		}
		return yes
	}
}

// termGroup is what must be done within one stretch of time.
type termGroup struct {
	ID    string
	NL    string
	Table web.Table
	More  *web.Link // to all of them, if there are more
}

const maxTerms = 10 // of each group

// terms is what must be done in the role chosen, by when: late, in the week to come, and later, what ends first first. Somebody whose
// role does not read records learns only of what is his to do.
func (s *Server) terms(u auth.User) []termGroup {
	now, owns := s.now(), s.owning(u)
	week := calendar.AddDays(calendar.On(now), 7)
	list := []termGroup{{ID: "te-laat", NL: "Te laat"}, {ID: "week", NL: "Komende week"}, {ID: "later", NL: "Later"}}
	counts := [3]int{}
	for t := range s.Terms.All {
		if !t.Mine(u.Role, owns) {
			continue
		}
		n := 2
		switch {
		case t.LateAt(now):
			n = 0
		case t.Due <= week:
			n = 1
		}
		if counts[n]++; counts[n] <= maxTerms {
			list[n].Table.Rows = append(list[n].Table.Rows, s.termRow(eyes{s, u}, t, now))
		} else if n == 2 { // in order of their end: whatever comes now is later still, and is not counted
			break
		}
	}
	for n := range list {
		g := &list[n]
		many := strconv.Itoa(counts[n])
		if n == 2 && counts[n] > maxTerms {
			many = "meer dan " + strconv.Itoa(maxTerms)
		}
		g.NL += " (" + many + ")"
		g.Table.ID, g.Table.Caption, g.Table.CaptionHidden = "termijnen-"+g.ID, g.NL, true
		g.Table.Columns = []web.Column{{NL: "Wat moet er gebeuren?", RowHeader: true}, {NL: "Voor"}, {NL: "Uiterlijk op"}}
		if counts[n] > maxTerms && mayReadAs("records", u.Role) {
			g.More = &web.Link{Href: termsPath + "?" + url.Values{"stand": {"open"}, "wie": {string(u.Role)}}.Encode(), NL: "Bekijk ze allemaal"}
		}
	}
	return slices.DeleteFunc(list, func(g termGroup) bool { return len(g.Table.Rows) == 0 })
}

func (s *Server) termRow(e eyes, t *projections.Term, now time.Time) web.Row {
	due := web.Cell{Time: t.Due.Start()}
	if t.Hours {
		due = web.Cell{Time: t.End, Clock: true}
	}
	switch {
	case t.LateAt(now):
		due.Tag = web.Tag{Kind: web.Error, NL: "te laat"}
	case t.Still:
		due.Tag = web.Tag{Kind: web.Info, NL: "opgeschort"}
	}
	subject := web.Cell{Missing: "niet in te zien"}
	if v := e.stream(t.Subject); v != nil {
		subject = web.Cell{NL: title(v.Record, v.Last().State), Href: recordPath(v), Note: v.Record.Info().NL}
	}
	return web.Row{Cells: []web.Cell{{NL: t.NL, Href: recordPath(t.Record)}, subject, due}}
}

// visible restricts what a list of terms shows to what somebody may know of; other lists it leaves as they are. Found are the streams
// that a search has found; nil restricts to nothing.
func (s *Server) visible(t *projections.Table, u auth.User, found map[string]bool) map[string]bool {
	own := t.Path == obligations.Record.Path
	if _, some := termKinds[u.Role]; t.Path != projections.AllTerms.Path && !own || !some && u.Role != domain.OWN {
		return found
	}
	owns, list := s.owning(u), map[string]bool{}
	for _, v := range s.Records.OfType(obligations.Record.Name) {
		o := v.Last().State.(obligations.Obligation)
		kind, _ := events.Record(o.Subject)
		if !s.seesTerm(u, kind, o.Terms.Process, owns) {
			continue
		}
		stream := v.Stream
		if !own && s.Records.Stream(o.Subject) != nil { // the line is about the record that the term is for
			stream = o.Subject
		}
		if found == nil || found[stream] {
			list[stream] = true
		}
	}
	return list
}
