package api

import (
	"cmp"
	"context"
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
