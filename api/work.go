package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

// chosen sends who holds several roles and has chosen none to the choice (R-LED-21).
func (s *Server) chosen(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if u, ok := auth.From(r.Context()); ok && u.Role == "" && r.URL.Path != "/rol" {
			http.Redirect(w, r, "/rol", http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type roleView struct{ Form web.Form }

func (s *Server) rolePage(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	f := web.Field{Kind: web.Radios, Name: "rol", Label: "In welke rol werkt u nu?", Hint: "Elke vastlegging toont de rol die u koos."}
	for _, c := range s.RoleChoices(u.Person) {
		f.Options = append(f.Options, web.Option{Value: string(c.Role) + "/" + c.Mandate, NL: c.NL, Selected: c.Role == u.Role && c.Mandate == u.Mandate})
	}
	p := s.page(r, "Kies uw rol")
	p.Data = roleView{web.Form{Action: "/rol", Fields: []web.Field{f}, Buttons: []web.Button{{NL: "Kies deze rol"}}}}
	s.render(w, r, http.StatusOK, "rol", p)
}

func (s *Server) chooseRole(w http.ResponseWriter, r *http.Request) {
	role, mandate, _ := strings.Cut(r.PostFormValue("rol"), "/")
	if err := s.Auth.SetRole(r.Context(), domain.Role(role), mandate); err != nil {
		s.failed(w, r, err)
		return
	}
	http.Redirect(w, r, "/werk", http.StatusSeeOther)
}

// workView is where somebody starts: what there is to do, in the role chosen.
type workView struct {
	Cards   []web.Card
	Tasks   []web.Task
	More    int
	Terms   []termGroup
	All     string // where all terms stand, for whoever may read them
	Notices web.Timeline
	Start   []web.Link // first steps, while the ledger is empty
	Seal    *web.Alert
}

const maxTasks = 25

func (s *Server) work(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	var v workView
	s.Live.View(func() {
		v.Cards = s.cards(u)
		v.Tasks, v.More = s.tasks(u)
		v.Terms = s.terms(u)
		for _, e := range s.Notices.For(u.Role, 15) {
			rec := s.eyes(r).stream(e.Stream)
			if rec == nil {
				continue
			}
			x := s.entry(rec, e)
			x.ID, x.Details = "", nil
			x.What += ": " + title(rec.Record, rec.Last().State)
			x.Links = []web.Link{{Href: recordPath(rec), NL: "Bekijk"}}
			v.Notices.Entries = append(v.Notices.Entries, x)
		}
		v.Notices.Empty = "Er zijn geen meldingen."
		v.Start = s.firstSteps(u)
	})
	if mayReadAs("records", u.Role) {
		v.All = termsPath
	}
	if st := s.Seal.Status(); st.Err != nil {
		v.Seal = &web.Alert{Kind: web.Error, Title: "Het grootboek klopt niet meer", NL: st.Err.Error() + " Er wordt niets meer vastgelegd tot dit is opgelost."}
	}
	p := s.page(r, "Werk")
	p.Data = v
	s.render(w, r, http.StatusOK, "werk", p)
}

// cards are numbers that each lead to the list they count.
func (s *Server) cards(u auth.User) []web.Card {
	if !mayReadAs("records", u.Role) {
		return nil
	}
	now := s.now()
	count := func(f projections.Filter) int { return s.Register.Count(f, now) }
	list := []web.Card{
		{Number: count(projections.Filter{Status: "submitted"}), NL: "aangeleverd, nog niet geregistreerd", Href: "/verwerkingen?status=submitted"},
		{Number: count(projections.Filter{Incomplete: true}), NL: "onvolledig", Href: "/verwerkingen?onvolledig=ja"},
		{Number: count(projections.Filter{Overdue: true}), NL: "jaarlijkse bevestiging te laat", Href: "/verwerkingen?verlopen=ja"},
		{Number: count(projections.Filter{Deviations: true}), NL: "met een open afwijking", Href: "/verwerkingen?afwijking=ja"},
		{Number: count(projections.Filter{Unowned: true}), NL: "zonder proceseigenaar", Href: "/verwerkingen?zonder-eigenaar=ja"},
		{Number: len(s.unownedProcesses()), NL: "processen waar de eigenaar ontbreekt", Href: "/processen?zonder-eigenaar=ja"},
		{Number: s.lateDestructions(), NL: "vernietigingen te laat", Href: retentionPath + "?stand=" + string(projections.StandLate)},
	}
	for i := range list {
		if list[i].Number > 0 {
			list[i].Kind = web.Warning
		}
	}
	return list
}

// unownedProcesses are the processes whose owner is missing now (R-3.2-01).
func (s *Server) unownedProcesses() []*projections.Versions {
	var list []*projections.Versions
	for _, v := range s.Records.OfType("process") {
		if p, _ := s.Gov.Process(v.ID, s.now()); !p.Ended && p.Owner == "" {
			list = append(list, v)
		}
	}
	return list
}

// tasks is what must happen next, for the role chosen: owners see their own processes only.
func (s *Server) tasks(u auth.User) (list []web.Task, more int) {
	now := s.now()
	list = s.checkTasks(u)
	for _, v := range s.Records.OfType("activity") {
		a := v.Last().State.(register.Activity)
		if a.State == register.StatusEnded || u.Role == domain.OWN && !s.owns(u, a.Process) {
			continue
		}
		for _, t := range a.Next(now) {
			if t.Role != u.Role {
				continue
			}
			if len(list) == maxTasks {
				more++
				continue
			}
			list = append(list, web.Task{NL: t.NL, Href: recordPath(v), Who: title(v.Record, a), Late: t.Overdue})
		}
	}
	for _, t := range slices.Concat(s.retentionTasks(u), s.readingTasks(u), s.consultationTasks(u)) {
		if len(list) == maxTasks {
			more++
			continue
		}
		list = append(list, t)
	}
	slices.SortStableFunc(list, func(a, b web.Task) int { return boolInt(b.Late) - boolInt(a.Late) })
	return list, more
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// owns tells whether the person acts for the process: as owner, coordinating owner, or under the mandate chosen.
func (s *Server) owns(u auth.User, process string) bool {
	if u.Mandate != "" {
		m, ok := s.Gov.Mandate(u.Mandate)
		return ok && m.Process == process
	}
	p, _ := s.Gov.Process(process, s.now())
	return p.Owner == u.Person || p.Coordinating == u.Person
}

// firstSteps helps whoever sets up an empty ledger.
func (s *Server) firstSteps(u auth.User) []web.Link {
	if len(s.Records.OfType("activity")) > 0 && len(s.Gov.Holders(domain.FG, s.now())) > 0 {
		return nil
	}
	steps := []web.Link{{Href: "/personen", NL: "Voeg collega’s toe aan de personenlijst en nodig ze uit (als gemeentesecretaris)"},
		{Href: "/rollen/_appoint", NL: "Wijs het college, de privacybeheerder en de teammanagers aan (als gemeentesecretaris)"},
		{Href: "/rollen/_appoint", NL: "Wijs de functionaris gegevensbescherming aan (als college)"},
		{Href: "/processen/_register", NL: "Registreer de processen met hun eigenaar (als privacybeheerder)"},
		{Href: "/importeren", NL: "Lees het bestaande register in (als privacybeheerder)"}}
	return steps
}

type rasciView struct {
	Table   web.Table
	Buttons []web.Button
}

// rasci shows the RASCI table with who holds each role, now and at any past date (R-3.1-01).
func (s *Server) rasci(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	a, bar := asOfBar(r)
	at := s.now()
	if !a.Now() {
		at = latest(a)
	}
	v := rasciView{Table: web.Table{Caption: "Verantwoordelijkheden volgens het RASCI-model (§3.1)", Columns: []web.Column{{NL: "Rol", RowHeader: true}, {NL: "RASCI"}, {NL: "Lijn"}, {NL: "In functie"}}}}
	s.Live.View(func() {
		for _, ri := range domain.Roles {
			if ri.Role != domain.SYS {
				v.Table.Rows = append(v.Table.Rows, web.Row{Cells: []web.Cell{{NL: ri.NL}, {NL: ri.RASCI}, {NL: ri.Line}, s.holders(ri, at, a)}})
			}
		}
		if a.Now() {
			v.Buttons = s.newButtons(governance.RoleRecord.Info(), u)
		}
	})
	v.Buttons = append(v.Buttons, web.Button{NL: "Alle rolaanwijzingen", Look: "secondary", Href: "/rollen"}, web.Button{NL: "Bevoegdheden (bijlage 1)", Look: "secondary", Href: "/matrix"})
	p := s.page(r, "Rollen")
	p.AsOf, p.Data = bar, v
	s.render(w, r, http.StatusOK, "rasci", p)
}

func (s *Server) holders(ri domain.RoleInfo, at time.Time, a projections.AsOf) web.Cell {
	switch ri.Role {
	case domain.EMP:
		return web.Cell{NL: "alle medewerkers, ook inhuur en externen"}
	case domain.OWN:
		return web.Cell{NL: "zie de processen", Href: "/processen"}
	}
	var names []string
	for _, h := range s.Gov.HoldersAsOf(ri.Role, at, a) {
		names = append(names, s.names.Person(h))
	}
	if len(names) == 0 {
		return web.Cell{Missing: "Niemand aangewezen"}
	}
	return cell(strings.Join(names, "\n"))
}

type matrixView struct {
	Version string
	Tables  []web.Table
	Change  string
	Changed web.Timeline
}

// matrix shows Annex 1 as it is in force, with every deviation from the printed one (R-3.3-02).
func (s *Server) matrix(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	a, bar := asOfBar(r)
	v := matrixView{Version: domain.AnnexVersion}
	s.Live.View(func() {
		m := s.Gov.Matrix(a)
		for _, part := range domain.AnnexParts {
			v.Tables = append(v.Tables, matrixTable(part.ID, part.NL, m))
		}
		if rec := s.Records.Get("matrix", governance.MatrixID); rec != nil {
			v.Changed = s.timeline(r, rec, a)
			if n := len(v.Changed.Entries); n > 0 {
				v.Version += fmt.Sprintf(", %d keer gewijzigd, laatst op %s", n, dayNL(v.Changed.Entries[0].Recorded))
			}
		}
		if info := governance.MatrixRecord.Info().CommandNamed("change-row"); a.Now() && s.may(info, u) {
			v.Change = "/bevoegdheden/" + governance.MatrixID + "/_change-row"
		}
	})
	p := s.page(r, "Bevoegdheden volgens bijlage 1")
	p.AsOf, p.Data = bar, v
	s.render(w, r, http.StatusOK, "matrix", p)
}

func matrixTable(part, nl string, m governance.Matrix) web.Table {
	cols := []domain.Role{domain.OWN, domain.PB, domain.CISO, domain.FG}
	t := web.Table{ID: "deel-" + strings.ToLower(strings.ReplaceAll(part, ".", "-")), Caption: strings.TrimPrefix(part, "B1.") + ". " + nl, Columns: []web.Column{{NL: "Rij"}, {NL: "Activiteit", RowHeader: true}}}
	for _, c := range cols {
		t.Columns = append(t.Columns, web.Column{NL: domain.RoleNL(c)})
	}
	for _, row := range domain.Annex {
		if !strings.HasPrefix(row.ID, part+"-") {
			continue
		}
		cells := []web.Cell{{NL: row.ID}, {NL: row.NL}}
		if _, changed := m.Changed[row.ID]; changed {
			cells[0].Tag = web.Tag{Kind: web.Warning, NL: "wijkt af van bijlage 1"}
		}
		for _, c := range cols {
			x := web.Cell{NL: "—"}
			if slices.Contains(m.RolesOf(row.ID), c) {
				x.NL = "X"
			}
			cells = append(cells, x)
		}
		t.Rows = append(t.Rows, web.Row{Cells: cells})
	}
	return t
}

func sortOptions(list []web.Option) {
	slices.SortFunc(list, func(a, b web.Option) int { return strings.Compare(strings.ToLower(a.NL), strings.ToLower(b.NL)) })
}
