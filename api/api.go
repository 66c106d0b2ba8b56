// Package api is the outside of the ledger: pages for people and addresses for programs, over the same tables.
//
// A handler decodes, executes, waits and answers; it holds no rules. Who may read what stands in [mayRead], who may do
// what in the record tables of domain. Every page works without JavaScript, and its address holds all its state.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/domain/rights"
	"github.com/heemstede/grootboek/domain/sharing"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/files"
	"github.com/heemstede/grootboek/events/staff"
	"github.com/heemstede/grootboek/projections"
)

// Server answers requests. Its fields are set once, before Handler is called.
type Server struct {
	Ledger
	Records  *projections.Records
	Gov      *projections.Governance
	Register *projections.Register
	Notices  *projections.Notices
	Terms    *projections.Terms
	Search   *projections.Search
	Refusals *Refusals
	Staff    *staff.Store
	Files    *files.Store
	Temp     string // folder for uploads that are not kept yet; "" is that of the system
	Auth     *auth.Auth
	Pages    *web.Set
	Site     web.Site
	Base     string // public address of the server, without a slash at the end: "https://grootboek.heemstede.nl"
	Log      *slog.Logger
	Theme    http.Handler // serves the municipality's theme.css; nil if there is none
	// Seen is told of every request as soon as it is known who asks. May be nil.
	Seen func(*http.Request)

	names projections.Names
	lists *projections.Lists
	info  *projections.Information
	jobs  jobs
	door  doorbell // of processors
	desk  doorbell // of residents who ask or complain
	peep  doorbell // of residents who look how it stands
}

// Handler returns all addresses of the ledger, on one page.
func (s *Server) Handler() http.Handler {
	s.names = s.Register.Names
	s.lists = projections.NewLists(s.Records, s.Gov, s.names)
	s.info = projections.NewInformation(s.Register)
	var paths []string
	for _, rec := range s.Exec.Records {
		paths = append(paths, rec.Info().Path)
	}
	path := "/{path:" + strings.Join(paths, "|") + "}" // record types have their addresses from their tables
	r := chi.NewRouter()
	r.Use(s.recovered, s.Auth.SecurityHeaders, unkept, s.limited, s.fresh, s.Auth.Middleware, s.seen)
	r.NotFound(s.notFound)
	r.MethodNotAllowed(s.methodNotAllowed)

	// everybody
	r.Get("/", s.home)
	r.Get("/register", s.publicList)
	r.Get("/register.json", s.publicJSON)
	r.Get("/register.csv", s.publicCSV)
	r.Get("/register/{id}", s.publicEntry)
	r.Get("/register/{id}/versie/{version}", s.publicEntry)
	r.Get("/privacyverklaringen", s.publicNotices)
	r.Get("/privacyverklaringen/{id}", s.publicNotice)
	r.Get("/privacyverklaringen/{id}/versie/{version}", s.publicNotice)
	r.Get(processorPath, s.processorPage)
	r.Post(processorPath, s.processorReport)
	r.Get(askPath, s.askPage)
	r.Post(askPath, s.ask)
	r.Get(followPath, s.followPage)
	r.Post(followPath, s.follow)
	r.Get(policyPath, s.publicPolicy)
	r.Get("/controle", s.proofPage)
	r.Get("/controle/sleutel", s.publicKey)
	r.Get("/toegankelijkheid", s.text("toegankelijkheid", "Toegankelijkheid"))
	r.Get("/privacy", s.text("privacy", "Privacy"))
	r.Get("/inloggen", s.signInPage)
	r.Post("/inloggen", s.signIn)
	r.Get(codePath, s.codePage)
	r.Post(codePath, s.secondStep)
	r.Get(enrolPath, s.enrolPage)
	r.Post(enrolPath, s.enrol)
	if s.Auth.OIDCName() != "" {
		r.Get(auth.OIDCPath, s.toProvider)
		r.Get(auth.OIDCReturnPath, s.fromProvider)
	}
	r.Post("/uitloggen", s.signOut)
	r.Get("/welkom/{token}", s.welcomePage)
	r.Post("/welkom/{token}", s.welcome)
	r.Get("/gezond", s.health)
	r.Get(feedPath+"{token}.ics", s.feed) // the address is the key: calendars cannot sign in
	r.Handle("/static/*", web.Static())
	if s.Theme != nil {
		r.Handle("/thema.css", s.Theme)
	}
	r.Handle("/tlog/*", http.StripPrefix("/tlog", TLog(s.Seal, s.readsEntries)))

	r.Group(func(r chi.Router) { // who is signed in, in whatever role
		r.Use(s.Auth.RequireUser)
		r.Get(accountPath, s.accountPage)
		r.Post(accountPath+"/tweede-stap", s.changeSecond)
		r.Post(accountPath+"/uitloggen", s.signOutEverywhere)
		r.Post(accountFeedPath, s.makeFeed)
		r.Post(accountFeedPath+"/intrekken", s.removeFeed)
		r.Post(accountPath+"/codes", s.addToken)
		r.Post(accountPath+"/codes/{id}/intrekken", s.removeToken)
	})

	r.Group(func(r chi.Router) { // who is signed in, and chose a role
		r.Use(s.Auth.RequireUser, s.chosen)
		r.Get("/werk", s.work)
		r.Get(reportPath, s.reportPage)
		r.Post(reportPath, s.report)
		r.Get(deskPath, s.reading("counter", s.deskPage))
		r.Post(deskPath, s.reading("counter", s.takeIn))
		r.Get(readingPath, s.readingPage)
		r.Post(readingPath, s.sign)
		r.Get("/rol", s.rolePage)
		r.Post("/rol", s.chooseRole)
		r.Get("/zoeken", s.reading("records", s.search))
		r.Get("/geschiedenis", s.reading("history", s.history))
		r.Get("/achterstand", s.reading("history", s.lag))
		r.Get("/fg", s.reading("oversight", s.oversight))
		r.Get("/fg/verschil", s.reading("history", s.difference))
		r.Get("/personen", s.reading("staff", s.persons))
		r.Post("/personen", s.reading("staff", s.addPerson))
		r.Post("/personen/{id}/uitnodigen", s.reading("staff", s.invite))
		r.Post("/personen/{id}/blokkeren", s.reading("staff", s.block(governance.AccessBlock)))
		r.Post("/personen/{id}/deblokkeren", s.reading("staff", s.block(governance.AccessUnblock)))
		r.Post("/personen/{id}/uitloggen", s.reading("staff", s.changing(governance.AccessSessions, s.Staff.ShutOut)))
		r.Post("/personen/{id}/tweede-stap", s.reading("staff", s.changing(governance.AccessSecond, s.Staff.RemoveSecond)))
		r.Post("/personen/{id}/ontkoppelen", s.reading("staff", s.changing(governance.AccessUnlink, s.Staff.Unlink)))
		r.Get("/rasci", s.reading("records", s.rasci))
		r.Get("/wezenlijke-wijzigingen", s.reading("records", s.materialChanges))
		r.Get(impactPath, s.reading("records", s.lawImpact))
		r.Get("/personen/{id}"+impactPath, s.reading("records", s.personImpact))
		r.Get("/registers", s.reading("records", s.registers))
		r.Get(retentionPath, s.reading("records", s.retention))
		r.Get(retentionPath+".csv", s.reading("records", s.retentionCSV))
		r.Get(selectionPath, s.reading("import", s.selectionPage))
		r.Post(selectionPath, s.reading("import", s.selectionUpload))
		r.Get(selectionPath+"/{id}", s.reading("records", s.selectionList))
		r.Get("/geinformeerd", s.reading("records", s.informed))
		r.Get("/matrix", s.reading("records", s.matrix))
		r.Get("/export", s.reading("history", s.export))
		r.Get("/bestanden/{hash}", s.reading("sources", s.file))
		r.Get("/importeren", s.reading("import", s.importPage))
		r.Post("/importeren", s.reading("import", s.importUpload))
		r.Get("/importeren/{job}", s.reading("import", s.importJob))
		r.Post("/importeren/{job}", s.reading("import", s.importStep))
		r.Post("/registreer-volledige", s.reading("import", s.registerComplete))
		r.Get("/exporteren.{form}", s.reading("records", s.exportList))
		for address, list := range s.totals() {
			r.Get(address, s.reading("records", s.totalPage(list)))
			r.Get(address+".csv", s.reading("records", s.totalCSV(list)))
		}
		r.Get("/exporteren/{list}.{form}", s.reading("records", s.exportTableOf))
		for _, t := range projections.Overviews {
			r.Get("/"+t.Path, s.reading("records", s.overview(t)))
		}

		r.Get("/dpia-kalender", s.reading("records", s.dpiaCalendar))
		r.Get("/dpia-kalender.csv", s.reading("records", s.dpiaCalendarCSV))
		r.Get("/dpias/_{command}", s.reading("records", ofKind("dpias", s.form)))
		r.Get("/dpias/{id}", s.reading("records", s.dpiaPage))
		r.Get("/dpias/{id}/geschiedenis", s.reading("records", ofKind("dpias", s.record)))
		r.Get("/dpias/{id}/onderdelen/{paragraph}", s.reading("records", s.dpiaSection))
		r.Get("/dpias/{id}/document", s.reading("records", s.dpiaDocument))
		r.Get("/dpias/{id}/document.json", s.reading("records", s.dpiaDocumentJSON))
		r.Get("/dpias/{id}/inlezen", s.reading("records", s.dpiaUploadPage))
		r.Post("/dpias/{id}/inlezen", s.reading("records", s.dpiaUpload))
		r.Get("/dpias/{id}/inlezen/{hash}", s.reading("records", s.dpiaFilePage))
		r.Post("/dpias/{id}/inlezen/{hash}", s.reading("records", s.dpiaImport))

		dossiers := "/" + vaultrecord.Record.Info().Path
		r.Get(dossiers+"/{id}"+readPath, s.reading("records", s.dossierPage))
		r.Post(dossiers+"/{id}"+readPath, s.reading("records", s.readDossier))
		r.Get(dossiers+"/{id}"+rectifyPath, s.reading("records", s.rectifyPage))
		r.Post(dossiers+"/{id}"+rectifyPath, s.reading("records", s.rectify))
		r.Get(dossiers+"/{id}"+addPath, s.reading("records", s.addPage))
		r.Post(dossiers+"/{id}"+addPath, s.reading("records", s.add))
		r.Get(breachProofPath, s.reading("history", s.breachProof))
		r.Get(breachProofPath+".jsonl", s.reading("history", s.breachExcerpt))
		r.Get("/incidenten/{id}"+noticesPath, ofKind("incidenten", s.reading("records", s.apNotices)))

		audits := "/" + control.AuditRecord.Info().Path + "/{id}"
		r.Get(audits+populationPath, s.reading("history", s.population))
		r.Get(audits+drawPath, s.reading("audit", s.drawPage))
		r.Post(audits+drawPath, s.reading("audit", s.draw))
		r.Get(audits+walkPath+"/{n}", s.reading("history", s.walk))
		r.Get(audits+bundlePath, s.reading("history", s.bundle))

		r.Get(path, s.readingOwn(s.list))
		r.Get(path+"/_{command}", s.readingOwn(s.form))
		r.Post(path+"/_{command}", s.readingOwn(s.submit))
		r.Get(path+"/{id}", s.readingOwn(s.record))
		r.Get(path+"/{id}"+startPath, s.reading("records", s.startConditions))
		r.Get(path+"/{id}"+impactPath, s.reading("records", s.impact))
		r.Get(path+"/{id}/vergelijken", s.reading("records", s.compare))
		r.Get(path+"/{id}/bewijs/{version}", s.reading("records", s.receipt))
		r.Get(path+"/{id}/_{command}", s.readingOwn(s.form))
		r.Post(path+"/{id}/_{command}", s.readingOwn(s.submit))
	})

	r.Route("/v1", func(r chi.Router) { // programs
		r.Use(s.apiVersion)
		r.NotFound(s.notFound)
		r.MethodNotAllowed(s.methodNotAllowed)
		r.Get("/openbaar-register", s.publicJSON)
		r.Group(func(r chi.Router) {
			r.Use(s.Auth.RequireUser)
			r.Get("/gebeurtenissen", s.reading("history", s.v1Events))
			r.Get(path, s.reading("records", s.v1List))
			r.Get(path+"/{id}", s.readingOwn(s.v1Record))
			r.Post(path+"/_{command}", s.readingOwn(s.v1Command))
			r.Post(path+"/{id}/_{command}", s.readingOwn(s.v1Command))
		})
	})
	return r
}

// freshWait is how long a page waits for what other nodes recorded. When the store cannot be asked, the page shows what this
// node knows: reading goes on, and commands fail by themselves.
const freshWait = time.Second

// fresh lets whoever signs in or has signed in see what any node has acknowledged, before it is decided who he is and what
// he may: he posted to one node, and the answer sends him to another.
func (s *Server) fresh(next http.Handler) http.Handler {
	if !s.Shared {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") != "" || r.Header.Get("Authorization") != "" {
			ctx, cancel := context.WithTimeout(r.Context(), freshWait)
			if err := s.Fresh(ctx); err != nil {
				s.Log.WarnContext(r.Context(), "page without asking the store", "error", err)
			}
			cancel()
		}
		next.ServeHTTP(w, r)
	})
}

// seen tells who listens that it is known who asks.
func (s *Server) seen(next http.Handler) http.Handler {
	if s.Seen == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Seen(r)
		next.ServeHTTP(w, r)
	})
}

// mayRead says which roles may read what (requirements 1.5; all [added]). Acting is another matter: that is in the
// tables of domain.
var mayRead = map[string][]domain.Role{
	// registers, processes, roles, rules: everybody who works with them; EMP, council and residents read what is published
	"records": {domain.FG, domain.ACC, domain.CTRL, domain.PB, domain.CISO, domain.JUR, domain.OWN, domain.SEC, domain.DOM, domain.TM, domain.OPL, domain.COL, domain.MAYOR},
	// requests of persons and what follows from them: no CISO, no line, no administrators
	"requests": {domain.FG, domain.ACC, domain.CTRL, domain.PB, domain.JUR, domain.OWN},
	// complaints and objections; the college decides on them (R-5.2-11)
	"complaints": {domain.FG, domain.ACC, domain.CTRL, domain.PB, domain.JUR, domain.OWN, domain.COL},
	// taking in what a person asks, at any counter (B1.7-2, T-59)
	"counter": {domain.EMP, domain.PB, domain.OWN},
	// every event of every record (R-LED-14, R-LED-15)
	"history": {domain.FG, domain.ACC, domain.CTRL, domain.PB},
	// drawing the sample of an audit: the rules say who may record it
	"audit": {domain.ACC, domain.CTRL},
	// what administrators do, who reads personal data, what was refused
	"oversight": {domain.FG},
	// the staff directory
	"staff": {domain.SEC, domain.COL, domain.PB},
	// reading in other registers (B1.1-4)
	"import": {domain.PB},
	// source files and the personal data in them
	"sources": {domain.PB, domain.FG},
}

// recordsOf is what somebody must be allowed to read to see records with that path.
func recordsOf(path string) string {
	switch path {
	case rights.RequestRecord.Info().Path, rights.RestrictionRecord.Info().Path, sharing.SharingDecisionRecord.Info().Path, vaultrecord.Record.Info().Path:
		return "requests"
	case rights.ComplaintRecord.Info().Path, rights.AppealRecord.Info().Path:
		return "complaints"
	}
	return "records"
}

func mayReadAs(what string, role domain.Role) bool {
	for _, r := range mayRead[what] {
		if r == role {
			return true
		}
	}
	return false
}

// reading lets a request through if the role chosen may read what it asks for.
func (s *Server) reading(what string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		u, _ := auth.From(r.Context())
		what := what
		if what == "records" {
			what = recordsOf(chi.URLParam(r, "path"))
		}
		if !mayReadAs(what, u.Role) {
			if r.Method == http.MethodPost { // R-LED-10
				s.Refusals.Note(r.Context(), events.Request{By: domain.Stamp{Actor: u.Person, Role: u.Role}}, &domain.Refusal{Code: "read.forbidden"})
			}
			if u.Role == "" {
				s.refuse(w, r, http.StatusForbidden, &domain.Refusal{Kind: domain.Forbidden, Code: "role.not-chosen",
					NL: "Kies eerst in welke rol u werkt. Een programma noemt die rol in de kopregel " + auth.RoleHeader + "."})
				return
			}
			s.refuse(w, r, http.StatusForbidden, &domain.Refusal{Kind: domain.Forbidden, Code: "read.forbidden",
				NL: "Als " + domain.RoleNL(u.Role) + " kunt u dit niet inzien. Kies een andere rol, of vraag de privacybeheerder."})
			return
		}
		if s.concealed(r) {
			s.notFound(w, r)
			return
		}
		next(w, r)
	}
}

// readingOwn lets through who may read records, and besides him whoever asks for advice, asked for this one or received it:
// anyone in the organisation may ask (RT-29), and reads his own (requirements 1.5). Of an incident that he reported, an employee
// sees how it stands; his own confidentiality file he reads. What he may do, the table says.
func (s *Server) readingOwn(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		u, _ := auth.From(r.Context())
		if u.Role == domain.EMP && chi.URLParam(r, "path") == control.AdviceRecord.Info().Path && s.concerns(u.Person, chi.URLParam(r, "id"), chi.URLParam(r, "command")) {
			next(w, r)
			return
		}
		if u.Role == domain.EMP && chi.URLParam(r, "path") == governance.EngagementRecord.Info().Path && s.ownFile(r) {
			next(w, r)
			return
		}
		if u.Role == domain.EMP && chi.URLParam(r, "path") == incidents.Record.Info().Path && chi.URLParam(r, "command") == "" && !wantsJSON(r) {
			s.ownReports(w, r)
			return
		}
		s.reading("records", next)(w, r)
	}
}

// ownFile tells whether the address is that of the confidentiality file of whoever asks, to read (requirements 1.5).
func (s *Server) ownFile(r *http.Request) (yes bool) {
	s.Live.View(func() { yes = s.eyes(r).get(governance.EngagementRecord.Name, chi.URLParam(r, "id")) != nil })
	return yes && r.Method == http.MethodGet && chi.URLParam(r, "command") == ""
}

// concerns tells whether an advice is about a question of the person or for him, or he is about to ask.
func (s *Server) concerns(person, id, command string) (yes bool) {
	if id == "" {
		return command == "request" || command == "" // the list holds his own only
	}
	s.Live.View(func() {
		if v := s.Records.Get("advice", id); v != nil {
			yes = v.Last().State.(control.Advice).Concerns(person)
		}
	})
	return yes
}

// readsEntries tells whether the request may read the events themselves under /tlog/.
func (s *Server) readsEntries(r *http.Request) bool {
	u, ok := auth.From(r.Context())
	return ok && mayReadAs("history", u.Role)
}

// now is the clock of the ledger.
func (s *Server) now() time.Time { return s.Exec.Now() }

// do executes a command of the person signed in.
func (s *Server) do(ctx context.Context, u auth.User, r events.Request) (events.Result, error) {
	r.By.Actor, r.By.Role, r.By.Mandate = u.Person, u.Role, u.Mandate
	return s.Do(ctx, r)
}

// keyOf is the id that a form or program gave its command; without one, a new one.
func keyOf(sent string) uuid.UUID {
	if id, err := uuid.Parse(sent); err == nil {
		return id
	}
	return uuid.New()
}

// doKept executes a command of the person signed in, with the texts of a form that go into the vault. key is that of the form.
func (s *Server) doKept(ctx context.Context, u auth.User, r events.Request, texts secrets, key, when string) (events.Result, error) {
	r.By.Actor, r.By.Role, r.By.Mandate = u.Person, u.Role, u.Mandate
	id := keyOf(key)
	return s.DoKept(ctx, r, texts, id, func(r events.Request) uuid.UUID { return commandID(id, r, when) })
}
