package sharing

import "github.com/heemstede/grootboek/domain"

// ProposeCollaboration describes a collaboration that the municipality wants to join (§4.10).
type ProposeCollaboration struct{ CollaborationTerms }

// CollaborationProposed is the first event of a collaboration.
type CollaborationProposed struct{ CollaborationTerms }

// OwnedBy implements [domain.Owned].
func (c ProposeCollaboration) OwnedBy() string { return c.Process }

func (t CollaborationTerms) clean() CollaborationTerms {
	t.Name, t.Region, t.PolicyGoals = trim(t.Name), trim(t.Region), trim(t.PolicyGoals)
	t.Partners, t.DataCategories = domain.Lines(t.Partners), domain.Lines(t.DataCategories)
	return t
}

func (t CollaborationTerms) problems(by domain.Stamp) domain.Problems {
	var p domain.Problems
	p.Need(t.Name, "name", "Geef het samenwerkingsverband een naam.")
	p.NeedProcess(t.Process, by)
	p.Need(t.Region, "region", "Vul de regio in.") // R-4.10-05
	p.Choose(t.Field, string(t.Field), "field", "Kies het terrein: zorg, veiligheid of anders.")
	needLines(&p, t.Partners, "partners", "Noem ten minste één partner.")
	p.Need(t.PolicyGoals, "policy_goals", "Beschrijf de beleidsdoelen.")
	p.Choose(t.PersonalData, string(t.PersonalData), "personal_data", "Beantwoord of er persoonsgegevens worden verwerkt.")
	switch {
	case t.PersonalData == domain.Yes && len(t.DataCategories) == 0:
		p.Add("data_categories", "Noem de soorten persoonsgegevens.")
	case t.PersonalData == domain.No && len(t.DataCategories) > 0:
		p.Add("data_categories", "Er zijn soorten persoonsgegevens ingevuld én ‘nee’ gekozen. Kies één van beide.")
	}
	return p
}

// Decide implements [domain.Command].
func (c ProposeCollaboration) Decide(_ Collaboration, by domain.Stamp) ([]collaborationEvent, error) {
	t := c.clean()
	if err := t.problems(by).Refuse("collaboration.incomplete"); err != nil {
		return nil, err
	}
	return []collaborationEvent{CollaborationProposed{t}}, nil
}

// Evolve implements [domain.Event].
func (e CollaborationProposed) Evolve(c Collaboration, by domain.Stamp) Collaboration {
	c.ID, c.CollaborationTerms = by.Record, e.CollaborationTerms
	return c.counted()
}
