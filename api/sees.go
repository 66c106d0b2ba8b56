package api

import (
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/domain/messages"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/domain/rights"
	"github.com/heemstede/grootboek/domain/sharing"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/projections"
)

// eyes are those of whoever asks, in the role chosen. Not every record can be seen by everybody who may read records: an
// incident and the case of a resident are seen by those whom requirements 1.5 names, and nobody else learns whether they exist; a
// mail by its reader. Lists, choices, searches and links leave out what the eyes do not see, and its address answers as one where
// nothing is.
type eyes struct {
	*Server
	u auth.User
}

func (s *Server) eyes(r *http.Request) eyes {
	u, _ := auth.From(r.Context())
	return eyes{s, u}
}

// everywhere are the roles that read all records (requirements 1.5).
var everywhere = []domain.Role{domain.FG, domain.PB, domain.ACC, domain.CTRL}

func (e eyes) all() bool { return slices.Contains(everywhere, e.u.Role) }

// sees tells whether the record may be shown. Call it under View.
func (e eyes) sees(v *projections.Versions) bool {
	if e.all() {
		return true
	}
	state := v.Last().State
	switch x := state.(type) {
	case incidents.Incident:
		return e.seesIncident(x)
	case messages.Message:
		return x.Person == e.u.Person && e.u.Person != ""
	case governance.Engagement: // says who took which oath: for who manages people, and for himself
		return e.u.Role == domain.SEC || e.u.Role == domain.TM || x.Person == e.u.Person && e.u.Person != ""
	case rights.Request, rights.Restriction, rights.Complaint, rights.Appeal, sharing.SharingDecision:
		return e.seesCase(v, state)
	}
	for _, stream := range aboutRecords(state) {
		if !e.seesStream(stream) {
			return e.own(v, state)
		}
	}
	return true
}

// seesStream tells whether a record may be named; what is no record may be.
func (e eyes) seesStream(stream string) bool {
	if kind, _, _ := strings.Cut(stream, "/"); !slices.Contains(concealable, kind) || e.all() {
		return true
	}
	v := e.Records.Stream(stream)
	return v == nil || e.sees(v)
}

func (e eyes) seesIncident(x incidents.Incident) bool {
	switch e.u.Role {
	case domain.CISO:
		return true
	case domain.JUR:
		return x.AssignedTo(e.u.Person)
	case domain.OWN:
		if e.owns(e.u, x.Circumstances.Process) {
			return true
		}
		for _, p := range x.Processes {
			if e.owns(e.u, p) {
				return true
			}
		}
	case domain.SEC, domain.COL, domain.MAYOR: // decisions put to them
		return x.PutTo(e.u.Role)
	case domain.EMP:
		return x.ReportedBy == e.u.Person && e.u.Person != ""
	}
	return false
}

// seesCase tells whether the case of a resident may be shown: to the jurist, but a decision to share data; to the college, what it
// decides on; to an owner, what is about his process or was asked of it.
func (e eyes) seesCase(v *projections.Versions, state any) bool {
	switch x := state.(type) {
	case rights.Request:
		if slices.ContainsFunc(x.Questions, func(q rights.Question) bool { return e.ownsAs(q.Process) }) {
			return true
		}
	case rights.Complaint:
		if e.u.Role == domain.COL {
			return x.State != rights.ComplaintIsReceived
		}
	case rights.Appeal:
		if e.u.Role == domain.COL {
			return true
		}
		if e.u.Role == domain.OWN {
			return x.Request != "" && e.seesStream(x.Request)
		}
	case sharing.SharingDecision:
		return e.ownsAs(x.Process)
	}
	return e.u.Role == domain.JUR || e.ownsAs(v.Record.ProcessOf(state))
}

// ownsAs tells whether whoever looks does so as the owner of the process.
func (e eyes) ownsAs(process string) bool {
	return e.u.Role == domain.OWN && process != "" && e.owns(e.u, process)
}

// aboutRecords are the records that a record is about, for the types that can be about an incident or a case.
func aboutRecords(state any) []string {
	switch x := state.(type) {
	case control.Measure:
		return []string{x.Record}
	case control.SupervisionTest:
		return x.Records
	case control.Advice, control.SecurityMeasure:
		return x.(domain.Linker).Links()
	}
	switch x := state.(type) {
	case obligations.Obligation:
		return []string{x.Subject}
	case vaultrecord.Dossier:
		return x.About
	}
	return nil
}

// own tells whether a record that is about what the eyes do not see was given to whoever looks: a measure that he carries out or whose process
// is his, advice that he asked for or received. He knows of it by that, and sees no more of it.
func (e eyes) own(v *projections.Versions, state any) bool {
	switch x := state.(type) {
	case control.Measure:
		if x.Owner == e.u.Person {
			return true
		}
	case control.Advice:
		if x.Concerns(e.u.Person) {
			return true
		}
	}
	return e.ownsAs(v.Record.ProcessOf(state))
}

// ofType are the records of a type that the eyes see.
func (e eyes) ofType(kind string) []*projections.Versions {
	all := e.Records.OfType(kind)
	if e.all() || kind == "activity" || kind == "process" {
		return all
	}
	var list []*projections.Versions
	for _, v := range all {
		if e.sees(v) {
			list = append(list, v)
		}
	}
	return list
}

// get is a record that the eyes see, or nil.
func (e eyes) get(kind, id string) *projections.Versions { return e.stream(kind + "/" + id) }

// stream is a record that the eyes see, or nil.
func (e eyes) stream(name string) *projections.Versions {
	if v := e.Records.Stream(name); v != nil && e.sees(v) {
		return v
	}
	return nil
}

// linksTo are the records that name a record, as far as the eyes see them.
func (e eyes) linksTo(stream string, a projections.AsOf) []projections.Link {
	var list []projections.Link
	for _, l := range e.Gov.Links().To(stream, a) {
		if e.sees(l.Versions) {
			list = append(list, l)
		}
	}
	return list
}

// nowhere is the id of a record that there is not.
const nowhere = "/00000000-0000-4000-8000-000000000000"

// masked is a command that names no record that the eyes do not see: what they do not see and what is not there become the same,
// for the rules and in the log.
func (e eyes) masked(cmd reflect.Value) reflect.Value {
	out := reflect.New(cmd.Type()).Elem()
	out.Set(cmd)
	if !e.all() {
		e.Live.View(func() { e.mask(out) })
	}
	return out
}

func (e eyes) mask(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				e.mask(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.String && v.Len() > 0 {
			v.Set(reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v)) // the slice is that of the form
			for i := range v.Len() {
				e.mask(v.Index(i))
			}
		}
	case reflect.String:
		if kind, _, is := strings.Cut(v.String(), "/"); is && slices.Contains(concealable, kind) && e.stream(v.String()) == nil {
			v.SetString(kind + nowhere)
		}
	}
}

// concealable are the types of which not everybody who may read records sees all.
var concealable = []string{incidents.Record.Name, control.MeasureRecord.Name, control.TestRecord.Name, control.AdviceRecord.Name, control.SecurityRecord.Name, obligations.Record.Name, messages.Record.Name, vaultrecord.Record.Name,
	governance.EngagementRecord.Name, rights.RequestRecord.Name, rights.RestrictionRecord.Name, rights.ComplaintRecord.Name, rights.AppealRecord.Name, sharing.SharingDecisionRecord.Name}

// concealed tells whether the address is that of a record that whoever asks may not see. For him it is then as one that is not there,
// whatever he asks of it.
func (s *Server) concealed(r *http.Request) (yes bool) {
	id := chi.URLParam(r, "id")
	if id == "" {
		return false
	}
	s.Live.View(func() {
		e, v := s.eyes(r), s.find(r)
		if v == nil { // most addresses say so themselves; a form that is sent says something else
			rec := s.recordType(r)
			yes = rec != nil && slices.Contains(concealable, rec.Info().Name) && !e.all()
			return
		}
		yes = !e.sees(v)
	})
	return yes
}
