package api

import (
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/rights"
)

// The pages on which a resident uses a right or complains, and follows it with a code (issue D). No account, nothing about the
// person in an address, and a code that is not there gets the answer of one that is wrong.

const (
	askPath    = "/verzoek"
	followPath = "/volgen"
)

// How many petitions are taken in within an hour, and how many codes are looked at: from one network, and in all. Who cannot get
// through calls, or comes to the counter: the page says so.
const (
	asksPerClient    = 5
	asksPerHour      = 120
	followsPerClient = 30
	followsPerHour   = 3000
)

func outsider(r *http.Request) petition {
	p := petition{command: r.PostFormValue(fieldCommand), kind: r.PostFormValue("kind"), name: strings.TrimSpace(r.PostFormValue("name")), reach: strings.TrimSpace(oneLine(r.PostFormValue("reach"))),
		text: oneLine(r.PostFormValue("text")), channel: string(rights.Written), department: websiteDepartment, path: askPath, title: "Doe een verzoek of dien een klacht in", press: "Versturen",
		lead: "U hebt rechten als de gemeente uw persoonsgegevens gebruikt. Gebruik dit formulier, bel, schrijf of kom langs: dat mag allemaal, en het is gratis."}
	if p.kind == aComplaint {
		p.department = unknownDepartment
	}
	return p
}

func (s *Server) askPage(w http.ResponseWriter, r *http.Request) {
	p := outsider(r)
	p.command = uuid.NewString()
	s.petitionForm(w, r, "verzoek", p, http.StatusOK, nil)
}

func (s *Server) ask(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	p := outsider(r)
	if p.problems() == nil && !s.desk.open(auth.Client(r.Context()), s.now(), asksPerClient, asksPerHour) {
		s.notSent(w, r, "verzoek", p, &domain.Refusal{Kind: domain.Conflict, Code: "petition.too-many",
			NL: "Er zijn het afgelopen uur te veel formulieren verstuurd. Dit is niet aangekomen. Bel de gemeente, kom langs, of probeer het over een uur opnieuw."})
		return
	}
	id, err := s.send(r, system, p)
	if err != nil {
		s.notSent(w, r, "verzoek", p, err)
		return
	}
	s.petitionReceived(w, r, p, id, askPath)
}

// receivedView is the receipt of a petition, with the code that is shown once.
type receivedView struct {
	Standing standing
	Due      string
	Code     string
	Counter  bool
	Record   string // where it stands, for who may read it
	Again    string
}

func (s *Server) petitionReceived(w http.ResponseWriter, r *http.Request, p petition, id, again string) {
	v := receivedView{Counter: p.atCounter, Again: again}
	if code, ok := p.code(); ok {
		v.Code = grouped(code)
	}
	s.Live.View(func() {
		if rec := s.Records.Get(p.record(), id); rec != nil {
			v.Standing, _ = standingOf(rec.Last().State, s.now())
			v.Due = v.Standing.Due.NL()
			if u, in := auth.From(r.Context()); in && p.atCounter && mayReadAs(recordsOf(rec.Record.Info().Path), u.Role) && s.eyes(r).sees(rec) {
				v.Record = recordPath(rec)
			}
		}
	})
	page := s.page(r, "Ontvangen")
	page.Permalink, page.Data = "", v
	w.Header().Set("Cache-Control", "no-store")
	s.render(w, r, http.StatusOK, "ontvangen", page)
}

// followView asks for a code, or tells how it stands.
type followView struct {
	Form     web.Form
	Standing *standing
	Due      string
}

func (s *Server) followPage(w http.ResponseWriter, r *http.Request) {
	s.showFollow(w, r, followView{}, http.StatusOK, "")
}

func (s *Server) showFollow(w http.ResponseWriter, r *http.Request, v followView, status int, wrong string) {
	v.Form = web.Form{Action: followPath, Buttons: []web.Button{{NL: "Bekijk hoe het staat"}},
		Fields: []web.Field{{Name: "code", Label: "Uw code", Width: "m", Autocomplete: "off", Error: wrong, Hint: "De code staat op uw ontvangstbewijs: vijf groepen van vier letters en cijfers."}}}
	p := s.page(r, "Volg uw verzoek of klacht")
	p.Permalink, p.Data = "", v
	if wrong != "" {
		p.Errors = []web.FieldError{{ID: "code", NL: wrong}}
	}
	w.Header().Set("Cache-Control", "no-store")
	s.render(w, r, status, "volgen", p)
}

// follow tells how the petition of a code stands. What is typed is never shown again, so that the answer to each code that follows
// nothing is the same to the byte; the same is done for each, whatever was typed.
func (s *Server) follow(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	if !s.peep.open(auth.Client(r.Context()), s.now(), followsPerClient, followsPerHour) {
		s.showFollow(w, r, followView{}, http.StatusTooManyRequests, "Er is het afgelopen uur te vaak gekeken. Probeer het over een uur opnieuw, of bel de gemeente.")
		return
	}
	x, ok := s.lookUp(r.PostFormValue("code"), s.now())
	if !ok {
		s.showFollow(w, r, followView{}, http.StatusUnprocessableEntity, "Wij vinden niets bij deze code. Kijk of u haar goed hebt overgenomen, of bel de gemeente.")
		return
	}
	s.showFollow(w, r, followView{Standing: &x, Due: x.Due.NL()}, http.StatusOK, "")
}

// lookUp finds what a code follows. Both types are looked in, always. What is compared is a hash of what was typed, so how long it takes
// says nothing of how much of a code was right.
func (s *Server) lookUp(typed string, at time.Time) (x standing, ok bool) {
	code := typedCode(typed)
	s.Live.View(func() {
		for _, kind := range []string{rights.RequestRecord.Name, rights.ComplaintRecord.Name} {
			v := s.Records.Get(kind, followed(kind, code))
			if v != nil {
				x, ok = standingOf(v.Last().State, at)
			}
		}
	})
	return x, ok
}
