package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
)

// The addresses for programs, over the same tables as the pages. Commands are sent to /v1/<records>/_<command> (a new
// record) or /v1/<records>/{id}/_<command>, with the payload of the command as JSON, the version seen in If-Match, and
// an id of the sender's own in Idempotency-Key: sending it again has one effect.

const apiVersion = "1.0.0"

func (s *Server) apiVersion(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("API-Version", apiVersion)
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// v1RecordView is one record as data.
type v1RecordView struct {
	ID       string         `json:"id"`
	Kind     string         `json:"soort"`
	Title    string         `json:"titel"`
	Status   domain.Status  `json:"status"`
	Version  uint64         `json:"versie"`
	Recorded time.Time      `json:"vastgelegdOp"`
	Happened time.Time      `json:"gebeurdOp"`
	State    any            `json:"inhoud,omitempty"`
	Missing  []problemField `json:"ontbreekt,omitempty"`
}

func v1View(v *projections.Versions, at projections.Version, whole bool) v1RecordView {
	x := v1RecordView{ID: v.ID, Kind: v.Record.Info().Name, Title: v.Record.TitleOf(at.State), Status: v.Record.StatusOf(at.State),
		Version: at.Version, Recorded: at.Recorded, Happened: at.Happened}
	if !whole {
		return x
	}
	x.State = at.State
	if a, ok := at.State.(register.Activity); ok {
		x.State = a.Content
		for _, p := range register.Missing(a.Content) {
			x.Missing = append(x.Missing, problemField{p.Field, p.NL})
		}
	}
	return x
}

// v1Moment reads ?opVastgelegd= and ?opGebeurd=: a date or an RFC 3339 moment.
func (s *Server) v1Moment(w http.ResponseWriter, r *http.Request) (a projections.AsOf, ok bool) {
	var wrong [2]string
	a.Recorded, wrong[0] = moment(r.URL.Query().Get("opVastgelegd"))
	a.Happened, wrong[1] = moment(r.URL.Query().Get("opGebeurd"))
	for _, nl := range wrong {
		if nl != "" {
			s.refuse(w, r, http.StatusBadRequest, &domain.Refusal{Kind: domain.Invalid, Code: "moment", NL: "opVastgelegd en opGebeurd zijn een datum (2026-11-24) of een moment (2026-11-24T09:00:00Z)."})
			return a, false
		}
	}
	return a, true
}

func (s *Server) v1List(w http.ResponseWriter, r *http.Request) {
	rec := s.recordType(r)
	if rec == nil {
		s.notFound(w, r)
		return
	}
	a, ok := s.v1Moment(w, r)
	if !ok {
		return
	}
	out := struct {
		Total   int            `json:"totaal"`
		Page    int            `json:"pagina"`
		Entries []v1RecordView `json:"records"`
	}{Page: max(pageOf(r), 1), Entries: []v1RecordView{}}
	s.Live.View(func() {
		for _, v := range s.eyes(r).ofType(rec.Info().Name) {
			at, ok := v.At(a)
			if !ok {
				continue
			}
			if out.Total++; (out.Total-1)/projections.MaxPage == out.Page-1 {
				out.Entries = append(out.Entries, v1View(v, at, false))
			}
		}
	})
	writeJSON(w, http.StatusOK, out)
}

func (s *Server) v1Record(w http.ResponseWriter, r *http.Request) {
	a, ok := s.v1Moment(w, r)
	if !ok {
		return
	}
	var body []byte
	var version uint64
	var err error
	s.Live.View(func() {
		if v := s.find(r); v != nil {
			if at, ok := v.At(a); ok {
				version = at.Version
				body, err = json.Marshal(v1View(v, at, true))
			}
		}
	})
	switch {
	case err != nil:
		s.Fail(w, r, err)
	case body == nil:
		s.notFound(w, r)
	default:
		w.Header().Set("ETag", fmt.Sprintf(`"%d"`, version))
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(body)
	}
}

// v1Command takes a command as JSON.
func (s *Server) v1Command(w http.ResponseWriter, r *http.Request) {
	a := s.target(w, r)
	if a == nil {
		return
	}
	req, texts, ref := s.v1Request(r, a)
	if ref != nil {
		s.refuse(w, r, http.StatusBadRequest, ref)
		return
	}
	u, _ := auth.From(r.Context())
	res, err := s.doKept(r.Context(), u, req, texts, r.Header.Get("Idempotency-Key"), a.when)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	w.Header().Set("ETag", fmt.Sprintf(`"%d"`, res.Version))
	w.Header().Set("Location", "/v1/"+a.rec.Info().Path+"/"+req.ID)
	status := http.StatusOK
	if a.info.New {
		status = http.StatusCreated
	}
	out := struct {
		ID       string          `json:"id"`
		Version  uint64          `json:"versie"`
		Position events.Position `json:"positie"`
		Events   []string        `json:"gebeurtenissen"`
	}{req.ID, res.Version, res.Position, []string{}}
	for _, e := range res.Events {
		out.Events = append(out.Events, e.ID.String())
	}
	writeJSON(w, status, out)
}

func (s *Server) v1Request(r *http.Request, a *act) (events.Request, secrets, *domain.Refusal) {
	bad := func(code, nl string) *domain.Refusal {
		return &domain.Refusal{Kind: domain.Invalid, Code: code, NL: nl}
	}
	req := events.Request{Record: a.rec.Info().Name, ID: a.id}
	if key := r.Header.Get("Idempotency-Key"); key != "" {
		id, err := uuid.Parse(key)
		if err != nil {
			return req, nil, bad("idempotency-key", "Idempotency-Key is geen UUID.")
		}
		req.CommandID = id
	}
	switch match := strings.Trim(r.Header.Get("If-Match"), `" `); {
	case a.info.New:
		req.ID = uuid.NewString()
		if req.CommandID != uuid.Nil { // the same key again is the same record
			req.ID = uuid.NewSHA1(req.CommandID, []byte(a.rec.Info().Name)).String()
		}
	case match != "" && match != "*":
		n, err := strconv.ParseUint(match, 10, 64)
		if err != nil {
			return req, nil, bad("if-match", "If-Match is de versie van het record, zoals ETag die geeft.")
		}
		req.Version = events.Version(n)
	}
	v := reflect.New(a.info.Type)
	var happened struct {
		Happened string `json:"gebeurdOp"`
	}
	body, err := io.ReadAll(r.Body)
	if ref, large := auth.TooLarge(err); large {
		return req, nil, ref
	}
	if err != nil || len(strings.TrimSpace(string(body))) == 0 {
		body = []byte("{}")
	}
	fields, err := objectOf(body, &happened)
	if err == nil && !a.info.New {
		err = s.merge(&req, fields, v.Elem().FieldByName("Content"))
	}
	var texts secrets
	if err == nil {
		texts, err = taken(fields, v.Elem())
	}
	if err == nil {
		err = strictJSON(fields, v.Interface())
	}
	if err != nil {
		return req, nil, bad("body", "De inhoud is geen geldige JSON voor deze opdracht: "+err.Error()+".")
	}
	if happened.Happened != "" {
		t, err := time.Parse(time.RFC3339, happened.Happened)
		if err != nil {
			return req, nil, bad("gebeurdOp", "gebeurdOp is een moment als 2026-11-24T09:00:00Z.")
		}
		req.By.Happened = t
	}
	s.traced(v.Elem())
	req.Command = s.eyes(r).masked(v.Elem()).Interface()
	a.when = happened.Happened
	return req, texts, nil
}

// objectOf reads the body as an object, and takes what every command may carry out of it.
func objectOf(body []byte, extra any) (map[string]json.RawMessage, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, errors.New("geen JSON-object")
	}
	if err := json.Unmarshal(body, extra); err != nil {
		return nil, errors.New("gebeurdOp is geen tekst")
	}
	delete(fields, "gebeurdOp")
	return fields, nil
}

// merge completes the content of an activity with what the record holds: what is not sent stays as it is. It then counts
// only on that version of the record.
func (s *Server) merge(req *events.Request, fields map[string]json.RawMessage, content reflect.Value) error {
	if !content.IsValid() {
		return nil
	}
	var c register.Content
	s.Live.View(func() {
		if rec := s.Records.Get(req.Record, req.ID); rec != nil {
			c = rec.Last().State.(register.Activity).Content
			if req.Version == nil {
				req.Version = events.Version(rec.Last().Version)
			}
		}
	})
	var sent map[string]json.RawMessage
	if raw, ok := fields["content"]; ok && json.Unmarshal(raw, &sent) != nil {
		return errors.New("content is geen JSON-object")
	}
	for key, value := range sent {
		next, err := c.With(key, value) // a fresh value: nothing is shared with the models
		if err != nil {
			return fmt.Errorf("veld %q past niet", key)
		}
		c = next
	}
	whole, err := json.Marshal(c)
	if err != nil {
		return err
	}
	fields["content"] = whole
	return nil
}

// strictJSON decodes fields into the command; a field the command does not have is an error. The error names the field,
// never a value: a value can be personal.
func strictJSON(fields map[string]json.RawMessage, cmd any) error {
	rest, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	d := json.NewDecoder(strings.NewReader(string(rest)))
	d.DisallowUnknownFields()
	if err := d.Decode(cmd); err != nil {
		if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return fmt.Errorf("veld %q heeft een verkeerd type", t.Field)
		}
		if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
			return fmt.Errorf("onbekend veld %s", name)
		}
		return errors.New("onleesbaar")
	}
	return nil
}

// v1Events is the feed of events after a position, as CloudEvents lines (the bytes of the log).
func (s *Server) v1Events(w http.ResponseWriter, r *http.Request) {
	after, err := strconv.ParseUint(r.URL.Query().Get("na"), 10, 63)
	if err != nil && r.URL.Query().Get("na") != "" {
		s.refuse(w, r, http.StatusBadRequest, &domain.Refusal{Kind: domain.Invalid, Code: "na", NL: "na is een positie: een geheel getal."})
		return
	}
	const most = 1000
	w.Header().Set("Content-Type", "application/x-ndjson; charset=utf-8")
	n := 0
	for raw, err := range events.Lines(r.Context(), s.Exec.Store, events.Position(after)) {
		if err != nil {
			s.Log.ErrorContext(r.Context(), "event feed broken off", "error", err)
			panic(http.ErrAbortHandler)
		}
		if n == most || int64(raw.Position) > s.Seal.Checkpoint().Size {
			return
		}
		if _, err := w.Write(append(raw.Line, '\n')); err != nil {
			return
		}
		n++
	}
}
