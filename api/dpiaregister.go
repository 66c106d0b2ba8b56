package api

import (
	"fmt"
	"strings"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

// fromRegister says which fields of the register (RT-03) tell what a section of the DPIA asks. What is not here, the
// register does not know.
var fromRegister = map[dpia.Paragraph][]string{
	"proposal": {"name", "department", "start_date"}, "data": {"data_categories", "data_subjects", "origin"}, "processing": {"operations", "obtained_from"},
	"techniques": {"systems", "brp_link", "automated"}, "purposes": {"purposes"}, "parties": {"controller", "joint_controllers", "carried_out_by", "processors", "recipients", "covenants"},
	"locations": {"outside_eu", "transfers"}, "framework": {"sectoral_laws", "medical_secrecy"}, "retention": {"retention"}, "ground": {"purposes", "consent"},
	"special-data": {"special_ground", "special_law", "bsn_basis"}, "purpose-limitation": {"purposes"}, "necessity": {"necessity"}, "rights": {"notices"}, "measures": {"security"},
}

// subjectActivity is the processing activity that a DPIA is about: itself, or that of the purpose change. A DPIA of a
// collaboration or a covenant is about no single one: nil.
func (s *Server) subjectActivity(d dpia.DPIA) *projections.Versions {
	subject := d.Subject
	if v := s.Records.Stream(subject); v != nil {
		if p, ok := v.Last().State.(register.PurposeChange); ok {
			subject = p.Activity
		}
	}
	v := s.Records.Stream(subject)
	if v == nil {
		return nil
	}
	if _, ok := v.Last().State.(register.Activity); !ok {
		return nil
	}
	return v
}

// proposal is what the register says now about a section: the text, and where each part of it stands.
type proposal struct {
	Text string
	From string
	Rows []web.SummaryRow
	Of   web.Link // the activity
}

// proposed reads the register as of a moment; ok is false if it says nothing about the section.
func (s *Server) proposed(d dpia.DPIA, p dpia.Paragraph, a projections.AsOf) (x proposal, ok bool) {
	v := s.subjectActivity(d)
	if v == nil {
		return x, false
	}
	at, ok := v.At(a)
	if !ok {
		return x, false
	}
	x.Of = web.Link{Href: recordPath(v), NL: fmt.Sprintf("%s, versie %d", title(v.Record, at.State), at.Version)}
	var text, from []string
	for _, key := range fromRegister[p] {
		value, f := s.names.Field(at.State.(register.Activity).Content, key), register.FieldByKey(key)
		if value == "" {
			continue
		}
		text = append(text, f.NL+":\n"+value)
		from = append(from, dpia.Source{Stream: v.Stream, Version: at.Version, Field: key}.String())
		x.Rows = append(x.Rows, web.SummaryRow{Key: f.NL, Cell: cell(value)})
	}
	x.Text, x.From = strings.Join(text, "\n\n"), strings.Join(from, "\n")
	return x, len(text) > 0
}

// trace is one field of the register that a text was taken from: as it was then, and as it is now.
type trace struct {
	Field, Of string // "Doelen en grondslagen", "Wmo-aanvragen, versie 3"
	Href      string // where the two versions are compared
	Then, Now string
	Gone      bool // the record or the version does not exist: the trace was written by hand, and is wrong
}

func (t trace) changed() bool { return !t.Gone && t.Then != t.Now }

// traces follows the sources of a section, as of a moment.
func (s *Server) traces(section dpia.Section, a projections.AsOf) (list []trace) {
	sources, _ := dpia.Sources(section.From)
	for _, src := range sources {
		list = append(list, s.trace(src, a))
	}
	return list
}

func (s *Server) trace(src dpia.Source, a projections.AsOf) trace {
	v, f := s.Records.Stream(src.Stream), register.FieldByKey(src.Field)
	if v == nil || f == nil || src.Version > uint64(len(v.List)) {
		return trace{Field: src.Field, Of: src.Stream, Gone: true}
	}
	then, isActivity := v.List[src.Version-1].State.(register.Activity)
	at, ok := v.At(a)
	if !isActivity || !ok {
		return trace{Field: src.Field, Of: src.Stream, Gone: true}
	}
	return trace{Field: f.NL, Of: fmt.Sprintf("%s, versie %d", title(v.Record, then), src.Version),
		Href: fmt.Sprintf("%s/vergelijken?van=%d&naar=%d", recordPath(v), src.Version, at.Version),
		Then: s.names.Field(then.Content, src.Field), Now: s.names.Field(at.State.(register.Activity).Content, src.Field)}
}
