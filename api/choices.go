package api

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

// The choices that forms offer out of other records. Call them under View.

func sortChoices(list []domain.Choice) {
	slices.SortFunc(list, func(a, b domain.Choice) int {
		return cmp.Compare(strings.ToLower(a.NL), strings.ToLower(b.NL))
	})
}

func (s *Server) personChoices() []domain.Choice {
	persons, err := s.Staff.Persons(context.Background()) // a local file; the call bounds itself
	if err != nil {
		s.Log.Error("staff directory", "error", err)
		return nil
	}
	var list []domain.Choice
	for _, p := range persons {
		var roles []string
		for _, r := range s.Gov.RolesOf(p.ID, s.now()) {
			if r != domain.EMP {
				roles = append(roles, domain.RoleNL(r))
			}
		}
		nl := p.Name
		if len(roles) > 0 {
			nl += " (" + strings.Join(roles, ", ") + ")"
		}
		list = append(list, domain.Choice{Value: p.ID, NL: nl})
	}
	sortChoices(list)
	return list
}

func (s *Server) processChoices() []domain.Choice {
	var list []domain.Choice
	for _, v := range s.Records.OfType("process") {
		if p := v.Last().State.(governance.Process); !p.Ended {
			list = append(list, domain.Choice{Value: v.ID, NL: p.Name})
		}
	}
	sortChoices(list)
	return list
}

func (s *Server) retentionChoices() []domain.Choice {
	var list []domain.Choice
	for _, v := range s.Records.OfType("retention") {
		list = append(list, domain.Choice{Value: v.ID, NL: v.Last().State.(register.RetentionRule).InWords()})
	}
	sortChoices(list)
	return list
}

// RoleChoices returns what a person may act in now: roles of his own, and the mandates he was given (R-LED-21, §3.2).
func (s *Server) RoleChoices(person string) []auth.RoleChoice {
	var list []auth.RoleChoice
	s.Live.View(func() {
		now := s.Exec.Now()
		for _, r := range s.Gov.RolesOf(person, now) {
			list = append(list, auth.RoleChoice{Role: r, NL: domain.RoleNL(r)})
		}
		for _, m := range s.Gov.Mandates(person, now) {
			list = append(list, auth.RoleChoice{Role: domain.OWN, Mandate: m.ID,
				NL: "Subproceseigenaar van " + projectTitle(s.Records, m.Process) + ", namens " + s.Staff.Name(m.Owner)})
		}
	})
	return list
}

func projectTitle(r *projections.Records, process string) string {
	if v := r.Get("process", process); v != nil {
		return v.Last().State.(governance.Process).Name
	}
	return "een proces"
}

// titlesOf shows records by what people call them; what is no record, or shares its name with another, stays as it is.
func (s eyes) titlesOf(kind string, ids []string) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = id
		if v := s.get(kind, strings.TrimPrefix(id, kind+"/")); v != nil {
			if t := title(v.Record, v.Last().State); len(s.named(kind, t)) == 1 {
				list[i] = t
			}
		}
	}
	return list
}

// named are the ids of records of a type that are called so; if there are none, those whose name has it as a part.
func (s eyes) named(kind, name string) []string {
	var whole, part []string
	for _, v := range s.ofType(kind) {
		switch t := title(v.Record, v.Last().State); {
		case strings.EqualFold(t, name):
			whole = append(whole, v.ID)
		case strings.Contains(strings.ToLower(t), strings.ToLower(name)):
			part = append(part, v.ID)
		}
	}
	if len(whole) > 0 {
		return whole
	}
	return part
}

// maxNamed is how many names an error offers.
const maxNamed = 5

// resolve puts ids for the names that people typed, one a line, in fields that name several records of a type. What is not
// one record is a problem that says what to do; what was typed stays.
func (s eyes) resolve(cmd reflect.Value) (p domain.Problems) {
	for i := range cmd.NumField() {
		t, f := cmd.Type().Field(i), cmd.Field(i)
		kind := t.Tag.Get("form")
		switch {
		case t.Anonymous && f.Kind() == reflect.Struct:
			p = append(p, s.resolve(f)...)
		case f.Type() == reflect.TypeFor[[]string]() && s.Records.Type(kind) != nil:
			for j := range f.Len() {
				id, wrong := s.oneNamed(kind, f.Index(j).String())
				if wrong != "" {
					p.Add(jsonName(t), wrong)
					continue
				}
				f.Index(j).SetString(id)
			}
		case f.Type() == reflect.TypeFor[[]string]() && namesStreams(kind):
			for j := range f.Len() {
				stream, wrong := s.streamNamed(kind, f.Index(j).String())
				if wrong != "" {
					p.Add(jsonName(t), wrong)
					continue
				}
				f.Index(j).SetString(stream)
			}
		}
	}
	return p
}

func (s eyes) oneNamed(kind, typed string) (id, wrong string) {
	if s.get(kind, strings.TrimPrefix(typed, kind+"/")) != nil {
		return strings.TrimPrefix(typed, kind+"/"), ""
	}
	found := s.named(kind, typed)
	switch {
	case len(found) == 1:
		return found[0], ""
	case len(found) == 0:
		return "", "‘" + typed + "’ staat niet in het register. Schrijf de naam zoals die daar staat."
	}
	var names []string
	for _, id := range found[:min(len(found), maxNamed)] {
		v := s.get(kind, id)
		names = append(names, title(v.Record, v.Last().State))
	}
	return "", "‘" + typed + "’ past op meer dan één: " + strings.Join(names, "; ") + ". Schrijf de hele naam, of het kenmerk uit het adres van de pagina."
}

// namesStreams tells whether a field names several records by their streams: of any type ("records"), or of some
// ("records:activity,processor").
func namesStreams(form string) bool { return form == "records" || strings.HasPrefix(form, "records:") }

// streamTitles shows streams by type and name: "DPIA: Wmo". What is no record, or shares its name with another, stays.
func (s eyes) streamTitles(streams []string) []string {
	list := make([]string, len(streams))
	for i, stream := range streams {
		list[i] = s.streamTitle(stream)
		if list[i] == stream {
			continue
		}
		if found, _ := s.streamsNamed(nil, list[i]); len(found) != 1 {
			list[i] = stream
		}
	}
	return list
}

// streamNamed is the record that somebody named: by its stream, by its name, or by type and name ("DPIA: Wmo"), out of the
// types that the form allows. What is not one record is a problem that says what to do.
func (s eyes) streamNamed(form, typed string) (stream, wrong string) {
	var kinds []string
	if types, ok := strings.CutPrefix(form, "records:"); ok {
		kinds = strings.Split(types, ",")
	}
	if v := s.stream(typed); v != nil && (kinds == nil || slices.Contains(kinds, v.Record.Info().Name)) {
		return typed, ""
	}
	found, titles := s.streamsNamed(kinds, typed)
	switch len(found) {
	case 0:
		return "", "‘" + typed + "’ staat niet in het register. Schrijf de naam zoals die daar staat."
	case 1:
		return found[0], ""
	}
	return "", "‘" + typed + "’ past op meer dan één: " + strings.Join(titles[:min(len(titles), maxNamed)], "; ") + ". Schrijf ook de soort ervoor, zoals hier."
}

// streamsNamed are the records that are called so, with their titles; nil is every type.
func (s eyes) streamsNamed(kinds []string, name string) (found, titles []string) {
	for kind, rec := range s.Exec.Records {
		if kinds != nil && !slices.Contains(kinds, kind) {
			continue
		}
		for _, v := range s.ofType(kind) {
			t := title(rec, v.Last().State)
			if whole := rec.Info().NL + ": " + t; strings.EqualFold(t, name) || strings.EqualFold(whole, name) {
				found, titles = append(found, v.Stream), append(titles, whole)
			}
		}
	}
	slices.Sort(titles)
	return found, titles
}
