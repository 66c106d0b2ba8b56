package api

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/rights"
	"github.com/heemstede/grootboek/events"
)

// A petition is what a person asks or complains of, as it was typed: by himself on the public page, or by whoever takes it in at a
// counter (§5.1, §5.2). Who asks, and the words, stand in the vault and in no event.
//
// With it goes a code, with which the person can see how it stands. The code follows from the random key of the form, and the id of
// the record from the code, by SHA-256: so nothing keeps the code, the id of the record is its hash, any node can find the record,
// and who knows the id cannot find the code.
type petition struct {
	command                  string // key of the form: sending it twice has one effect (R-LED-09)
	kind                     string // a right, or aComplaint
	name, reach, text        string
	channel, department      string
	activities               []string
	when                     string
	atCounter                bool
	path, title, lead, press string
}

// aComplaint is the kind of a petition that is no request.
const aComplaint = "complaint"

// Where requests and complaints come in that are sent by whoever asks; what it is about is found out later (B1.7-2).
const (
	websiteDepartment = "Website"
	unknownDepartment = "Nog niet bekend"
	counterDepartment = "Publieksbalie"
)

// codeLength is the number of letters and digits of a code, of five bits each: 100 bits.
const codeLength = 20

// crockford leaves out the letters that look like others: I, L, O and U.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// code is what the person can follow it with, as it is kept nowhere: "7QKM-2X9F-…". ok is false if the key is none.
func (p petition) code() (code string, ok bool) {
	key, err := uuid.Parse(p.command)
	if err != nil {
		return "", false
	}
	sum := sha256.Sum256(append([]byte("grootboek volgcode\x00"), key[:]...))
	return crockford.EncodeToString(sum[:])[:codeLength], true
}

// grouped is a code as people read it.
func grouped(code string) string {
	var parts []string
	for ; len(code) > 4; code = code[4:] {
		parts = append(parts, code[:4])
	}
	return strings.Join(append(parts, code), "-")
}

// typedCode is what was meant by what was typed: small letters, spaces and look-alikes are forgiven.
func typedCode(text string) string {
	text = strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(text))
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, text[:min(len(text), 100)])
}

// followed is the id of the record of that type that a code follows.
func followed(record, code string) string {
	return uuid.NewHash(sha256.New(), uuid.NameSpaceOID, []byte("grootboek volgcode\x00"+record+"\x00"+code), 8).String()
}

// record is the type of record it becomes.
func (p petition) record() string {
	if p.kind == aComplaint {
		return rights.ComplaintRecord.Name
	}
	return rights.RequestRecord.Name
}

// asCommand is the command that records it.
func (p petition) asCommand() any {
	if p.kind == aComplaint {
		channel := rights.ComplaintChannel("form")
		if p.atCounter {
			channel = map[string]rights.ComplaintChannel{string(rights.Oral): "oral", string(rights.Written): "letter"}[p.channel]
		}
		return rights.ReceiveComplaint{Channel: channel, Department: p.department}
	}
	return rights.Receive{Intake: rights.Intake{Right: rights.Right(p.kind), Channel: rights.Channel(p.channel), Department: p.department, Scope: rights.Scope{Activities: p.activities}}}
}

// contact is what the vault keeps of who asks.
func (p petition) contact() string {
	lines := []string{p.name, p.reach}
	return strings.Join(lines, "\n")
}

// problems are what the form lacks, each at its field; the rules see the rest.
func (p petition) problems() error {
	var list domain.Problems
	p.needKind(&list)
	list.Need(p.name, "name", "Vul de naam in.")
	list.Need(p.reach, "reach", "Vul een e-mailadres of postadres in, voor het antwoord.")
	list.Need(p.text, "text", "Schrijf op wat er wordt gevraagd.")
	if len(p.name) > 200 || len(p.reach) > 500 {
		list.Add("name", "De naam of het adres is te lang.")
	}
	if len(p.text) > maxSecret {
		list.Add("text", "Deze tekst is te lang: hoogstens 20.000 tekens.")
	}
	return list.Refuse("petition")
}

func (p petition) needKind(list *domain.Problems) {
	if p.kind != aComplaint {
		list.Choose(rights.Right(p.kind), p.kind, "kind", "Kies waar het om gaat.")
	}
}

// send records a petition; the texts go into the vault first. It returns the id of the record.
func (s *Server) send(r *http.Request, u auth.User, p petition) (id string, err error) {
	code, ok := p.code()
	if !ok {
		return "", &domain.Refusal{Kind: domain.Invalid, Code: "form", NL: "Het formulier is niet compleet verstuurd. Open het opnieuw."}
	}
	if err := p.problems(); err != nil {
		return "", err
	}
	when, wrong := began(p.when, s.now())
	if wrong != "" {
		return "", &domain.Refusal{Kind: domain.Invalid, Code: "happened", NL: wrong, Fields: []domain.Problem{{Field: fieldHappened, NL: wrong}}}
	}
	cmd := reflect.New(reflect.TypeOf(p.asCommand())).Elem()
	cmd.Set(reflect.ValueOf(p.asCommand()))
	var unnamed domain.Problems
	s.Live.View(func() { unnamed = eyes{s, u}.resolve(cmd) })
	if err := unnamed.Refuse("reference"); err != nil {
		return "", err
	}
	req := events.Request{Record: p.record(), ID: followed(p.record(), code), Command: cmd.Interface(), By: domain.Stamp{Happened: when}}
	_, err = s.doKept(r.Context(), u, req, secrets{"contact": p.contact(), "text": strings.TrimSpace(p.text)}, p.command, p.when)
	return req.ID, err
}

// petitionFields are the fields of the form, with what was typed and what was wrong.
func (s *Server) petitionFields(p petition, errs map[string]string) []web.Field {
	list := []web.Field{
		{Kind: web.Radios, Name: "kind", Label: "Waar gaat het om?", Options: kinds(p)},
		{Name: "name", Label: "Naam", Value: p.name, Autocomplete: "name"},
		{Name: "reach", Label: "E-mailadres of postadres", Value: p.reach, Hint: "Daar komt het antwoord. Naam en adres staan versleuteld in de kluis."}}
	if p.atCounter {
		list[1].Autocomplete = "off"
	}
	list = append(list, web.Field{Kind: web.Textarea, Name: "text", Label: "Wat wordt er gevraagd?", Value: p.text, Hint: "In eigen woorden. Dit gaat de kluis in. Schrijf geen burgerservicenummer op."})
	if p.atCounter {
		list = append(list, s.counterFields(p)...)
	}
	for i := range list {
		list[i].Error = errs[list[i].Name]
	}
	return list
}

func kinds(p petition) []web.Option {
	var list []web.Option
	for _, c := range rights.Right("").Choices() {
		o := web.Option{Value: c.Value, NL: c.NL, Selected: p.kind == c.Value}
		if !p.atCounter {
			o.NL = inOwnWords[rights.Right(c.Value)]
		}
		list = append(list, o)
	}
	return append(list, web.Option{Value: aComplaint, NL: "Een klacht over hoe de gemeente met mijn gegevens omgaat", Selected: p.kind == aComplaint})
}

// inOwnWords are the eight rights as a resident would say them.
var inOwnWords = map[rights.Right]string{
	rights.Access:        "Ik wil weten welke gegevens de gemeente van mij heeft (inzage)",
	rights.Rectification: "Er klopt iets niet, of er ontbreekt iets (verbeteren of aanvullen)",
	rights.Erasure:       "Ik wil dat mijn gegevens worden gewist",
	rights.Restricting:   "Ik wil dat mijn gegevens voorlopig niet worden gebruikt (beperken)",
	rights.Objection:     "Ik wil niet dat mijn gegevens worden gebruikt (bezwaar)",
	rights.Portability:   "Ik wil mijn gegevens meenemen naar een andere organisatie",
	rights.HumanView:     "Een computer besloot over mij; ik wil dat een mens ernaar kijkt",
	rights.Information:   "Ik wil duidelijke uitleg over wat er met mijn gegevens gebeurt",
}

// petitionForm shows the form, empty or again.
func (s *Server) petitionForm(w http.ResponseWriter, r *http.Request, template string, p petition, status int, ref *domain.Refusal) {
	if ref != nil {
		ref = atItsField(ref)
	}
	errs := fieldErrors(ref)
	view := formView{Lead: p.lead}
	view.Form = web.Form{Action: p.path, Buttons: []web.Button{{NL: p.press}}, Hidden: []web.Field{hidden(fieldCommand, p.command)}}
	if p.atCounter {
		u, _ := auth.From(r.Context())
		view.Form.Hidden = append(view.Form.Hidden, asRole(u))
	}
	s.Live.View(func() { view.Form.Fields = s.petitionFields(p, errs) })
	page := s.page(r, p.title)
	page.Data = view
	if ref != nil {
		page.Errors = pageErrors(ref, view.Form)
	}
	w.Header().Set("Cache-Control", "no-store")
	s.render(w, r, status, template, page)
}

// atItsField names the fields of the form, where a rule names those of the command.
func atItsField(ref *domain.Refusal) *domain.Refusal {
	out := *ref
	out.Fields = nil
	for _, f := range ref.Fields {
		switch f.Field {
		case "right":
			f.Field = "kind"
		case "contact":
			f.Field = "name"
		case "happened":
			f.Field = fieldHappened
		}
		out.Fields = append(out.Fields, f)
	}
	return &out
}

// notSent shows the form again with what was wrong, keeping what was typed.
func (s *Server) notSent(w http.ResponseWriter, r *http.Request, template string, p petition, err error) {
	switch ref, refused := errors.AsType[*domain.Refusal](err); {
	case refused:
		s.petitionForm(w, r, template, p, statusOf(ref), ref)
	case storeRefusal(err) != nil:
		s.Log.ErrorContext(r.Context(), "store", "code", storeRefusal(err).Code, "error", err)
		s.petitionForm(w, r, template, p, http.StatusServiceUnavailable, storeRefusal(err))
	default:
		s.failed(w, r, err)
	}
}

// standing is what may be said of a petition to whoever holds its code: nothing of its content (issue D).
type standing struct {
	Kind, Number, State string
	Received            time.Time
	Due                 calendar.Date // "" once there is an answer
	Longer, Late        bool
}

// standingOf tells how a record stands; ok is false if there is nothing to follow.
func standingOf(state any, at time.Time) (x standing, ok bool) {
	switch v := state.(type) {
	case rights.Request:
		x = standing{Kind: "Verzoek: " + domain.ChoiceNL(v.Right.Choices(), string(v.Right)), Number: v.Number, Received: v.ReceivedAt, State: requestStanding(v), Longer: !v.ExtendedAt.IsZero(), Late: v.LateAt(at)}
		if v.AnsweredAt.IsZero() && v.State != rights.StatusClosed {
			x.Due = v.Due
		}
		return x, v.State != "" && v.ErasedOn == ""
	case rights.Complaint:
		received, _ := v.Received.Time()
		x = standing{Kind: "Klacht", Number: v.Number, Received: received, State: complaintStanding(v), Longer: v.Extended != "", Late: v.Overdue(calendar.On(at))}
		if v.Informed == "" && v.State != rights.ComplaintIsClosed {
			x.Due = v.Due
		}
		return x, v.State != ""
	}
	return x, false
}

func requestStanding(v rights.Request) string {
	switch {
	case v.Withdrawn:
		return "Uw verzoek is ingetrokken. Wij doen er niets meer mee."
	case v.State == rights.StatusReceived:
		return "Wij hebben uw verzoek ontvangen. Wij zoeken uit wie het behandelt."
	case v.State == rights.StatusHandling:
		return "Wij behandelen uw verzoek."
	case v.State == rights.StatusDecided:
		return "Er is een besluit. U krijgt het in een brief of e-mail."
	case v.State == rights.StatusClosed:
		return "Uw verzoek is afgehandeld. U hebt ons antwoord gekregen."
	}
	return "U hebt ons antwoord gekregen. Wij voeren uit wat erin staat."
}

func complaintStanding(v rights.Complaint) string {
	switch {
	case v.State == rights.ComplaintIsClosed && v.Informed == "":
		return "Uw klacht is ingetrokken. Wij doen er niets meer mee."
	case v.State == rights.ComplaintIsClosed:
		return "Uw klacht is afgehandeld. U hebt ons antwoord gekregen."
	case v.State == rights.ComplaintIsReceived:
		return "Wij hebben uw klacht ontvangen en onderzoeken haar."
	case v.Informed != "":
		return "U hebt het oordeel van het college gekregen."
	case v.State == rights.ComplaintIsJudged:
		return "Het college heeft over uw klacht geoordeeld. U krijgt het in een brief of e-mail."
	}
	return "Uw klacht is onderzocht. Het college oordeelt erover."
}
