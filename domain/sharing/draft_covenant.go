package sharing

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// DraftCovenant begins a covenant with external parties (§7.1).
type DraftCovenant struct{ CovenantTerms }

// CovenantDrafted is the first event of a covenant.
type CovenantDrafted struct{ CovenantTerms }

// OwnedBy implements [domain.Owned].
func (c DraftCovenant) OwnedBy() string { return c.Process }

func (t CovenantTerms) clean() CovenantTerms {
	for _, s := range []*string{&t.Name, &t.PolicyGoal, &t.Tasks, &t.Responsibilities, &t.WorkingMethod, &t.Collaboration} {
		*s = trim(*s)
	}
	t.Parties, t.Activities = domain.Lines(t.Parties), domain.Lines(t.Activities)
	return t
}

func (t CovenantTerms) problems(by domain.Stamp) domain.Problems {
	var p domain.Problems
	p.Need(t.Name, "name", "Geef het convenant een naam.")
	p.NeedProcess(t.Process, by)
	needLines(&p, t.Parties, "parties", "Noem ten minste één andere partij.")
	p.Need(t.PolicyGoal, "policy_goal", "Beschrijf het beleidsdoel.")
	p.Need(t.Tasks, "tasks", "Beschrijf hoe de taken zijn verdeeld (§7.1).") // R-7.1-13
	p.Need(t.Responsibilities, "responsibilities", "Beschrijf de verantwoordelijkheden (§7.1).")
	p.Need(t.WorkingMethod, "working_method", "Beschrijf de werkwijze (§7.1).")
	p.Choose(t.PersonalData, string(t.PersonalData), "personal_data", "Beantwoord of er persoonsgegevens nodig zijn.")
	return p
}

// Decide implements [domain.Command].
func (c DraftCovenant) Decide(_ Covenant, by domain.Stamp) ([]covenantEvent, error) {
	t := c.clean()
	if err := t.problems(by).Refuse("covenant.incomplete"); err != nil {
		return nil, err
	}
	return []covenantEvent{CovenantDrafted{t}}, nil
}

// Evolve implements [domain.Event].
func (e CovenantDrafted) Evolve(c Covenant, by domain.Stamp) Covenant {
	c.ID, c.CovenantTerms, c.State = by.Record, e.CovenantTerms, CovenantIsDraft
	c.Members = c.joined(e.Parties)
	return c.rewritten()
}

// joined are the members after the list of parties was written: who stays keeps his decision.
func (c Covenant) joined(parties []string) []Party {
	var list []Party
	for _, name := range parties {
		old, i := c.party(name)
		if i < 0 {
			list = append(list, Party{Name: name})
		} else {
			list = append(list, old[i])
		}
	}
	return list
}

// CompleteCovenantElements fills in elements; not all at once if need be.
type CompleteCovenantElements struct{ CovenantElements }

// CovenantElementsCompleted replaces the elements.
type CovenantElementsCompleted struct{ CovenantElements }

// Decide implements [domain.Command].
func (c CompleteCovenantElements) Decide(s Covenant, _ domain.Stamp) ([]covenantEvent, error) {
	e := c.clean()
	if len(e.MissingElements()) == len(CovenantChecklist) {
		return nil, domain.Problems{{Field: "controller", NL: "Vul ten minste één element in."}}.Refuse("covenant.elements")
	}
	if e.same(s.CovenantElements) {
		return nil, nil // saying it twice changes nothing
	}
	if s.DPIA.Counts() && s.assessedOtherwise(e) {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "covenant.assessed", NL: "De DPIA ging over een andere verwerking dan hier staat (C2, C3 of C11). Gebruik ‘Wijzigen’: dan vervalt de DPIA."}
	}
	return []covenantEvent{CovenantElementsCompleted{e}}, nil
}

// assessedOtherwise tells whether elements that a DPIA rests on get another text.
func (c Covenant) assessedOtherwise(e CovenantElements) bool {
	next := AmendCovenant{CovenantTerms: c.CovenantTerms, CovenantElements: e}
	return slices.ContainsFunc(MaterialCovenantChanges, func(m MaterialCovenantChange) bool { return len(m.what(c, next)) > 0 })
}

func (e CovenantElements) same(x CovenantElements) bool {
	sameLists := slices.Equal(e.SubjectCovers, x.SubjectCovers) && slices.Equal(e.DutiesCovered, x.DutiesCovered)
	return sameLists && e.texts() == x.texts()
}

func (e CovenantElements) texts() [11]string {
	return [11]string{e.Controller, e.Subject, e.WayOfProcessing, e.DataManagement, e.Security, e.Confidentiality, e.RightsContact,
		e.OtherDuties, e.ReturnOrDestruction, e.Audits, e.TransferAbroad}
}

// Evolve implements [domain.Event].
func (e CovenantElementsCompleted) Evolve(c Covenant, _ domain.Stamp) Covenant {
	c.CovenantElements = e.CovenantElements
	return c.rewritten()
}
