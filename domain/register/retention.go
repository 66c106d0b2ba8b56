package register

import (
	"regexp"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// RetentionRule is the state of the rule of RT-09: how long one kind of data is kept, and why. It belongs to no one activity: the
// register entry of each activity names its rules (field 8), so one rule serves many. What becomes of the data when
// the term ends is a [Destruction].
type RetentionRule struct {
	RetentionTerms
	Set bool
}

// RetentionTerms are the fields of a rule.
type RetentionTerms struct {
	Name        string         `json:"name" nl:"Naam van de regel" hint:"Bijvoorbeeld: Wmo-dossier, 15 jaar."`
	Category    string         `json:"category" nl:"Soort gegevens"`
	Period      string         `json:"period,omitempty" nl:"Termijn (ISO 8601)" opt:"1" hint:"P7Y is zeven jaar, P6M zes maanden, P28D achtentwintig dagen."`
	Starts      string         `json:"starts,omitempty" nl:"De termijn begint bij" opt:"1"`
	Criteria    string         `json:"criteria,omitempty" nl:"Criteria, als er geen vaste termijn is" form:"long" opt:"1"`
	Basis       RetentionBasis `json:"basis" nl:"Waarop berust de termijn?"`
	Citation    string         `json:"citation,omitempty" nl:"Wet en artikel, of categorie van de selectielijst" opt:"1"`
	Entry       string         `json:"entry,omitempty" nl:"Vermelding in de ingelezen selectielijst" form:"selection-entry" opt:"1"` // [SelectionEntry.Key]
	KeepLonger  string         `json:"keep_longer,omitempty" nl:"Wettelijke plicht om langer te bewaren" opt:"1" hint:"Wet en artikel."`
	KeepUntil   calendar.Date  `json:"keep_until,omitempty" nl:"Langer bewaren tot" opt:"1"`
	Destroyable domain.YesNo   `json:"destroyable" nl:"Vernietigen is technisch mogelijk"`
	NotBecause  string         `json:"not_because,omitempty" nl:"Waarom niet?" opt:"1"`
}

// RetentionBasis says what a term rests on (§2.3, §4.8).
type RetentionBasis string

// Choices implements [domain.Chooser].
func (RetentionBasis) Choices() []domain.Choice {
	return []domain.Choice{{Value: "law", NL: "Bijzondere wet"}, {Value: "archives-act", NL: "Archiefwet"},
		{Value: "selection-list", NL: "Selectielijst van de VNG"}, {Value: "task", NL: "Nodig voor de taak"}}
}

// RetentionRecord is the rule of RT-09.
var RetentionRecord = domain.Define(domain.Aggregate[RetentionRule]{
	Name: "retention", Path: "bewaarregels", NL: "Bewaarregel", Plural: "Bewaarregels", Source: "RT-09, §4.8",
	Status: func(r RetentionRule) domain.Status {
		if r.Set {
			return "set"
		}
		return ""
	},
	Statuses: []domain.StatusLabel{{Status: "set", NL: "vastgesteld"}},
	Title:    func(r RetentionRule) string { return r.InWords() },
	Commands: []domain.CommandType[RetentionRule]{
		{Name: "set", NL: "Bewaarregel vaststellen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added]", Zero: SetRetentionRule{},
			Help: "Leg vast hoe lang gegevens worden bewaard en waarop dat berust."},
		{Name: "change", NL: "Bewaarregel wijzigen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added]", Zero: ChangeRetentionRule{}, In: []domain.Status{"set"},
			Help: "De oude regel blijft zichtbaar in de geschiedenis."},
	},
	Events: []domain.EventType[RetentionRule]{
		{Name: "RetentionRuleSet", NL: "Bewaarregel vastgesteld", Zero: RetentionRuleSet{}},
		{Name: "RetentionRuleChanged", NL: "Bewaarregel gewijzigd", Zero: RetentionRuleChanged{}},
	},
})

// SetRetentionRule adds a rule.
type SetRetentionRule struct{ RetentionTerms }

// RetentionRuleSet adds a rule.
type RetentionRuleSet struct{ RetentionTerms }

// ChangeRetentionRule changes a rule.
type ChangeRetentionRule struct {
	RetentionTerms
	Reason string `json:"reason" nl:"Reden van de wijziging" hint:"Noem geen personen."`
}

// RetentionRuleChanged replaces the terms.
type RetentionRuleChanged struct {
	RetentionTerms
	Reason string `json:"reason" nl:"Reden"`
}

// InWords names the rule with its term: what residents read in the register (§4.1).
func (t RetentionTerms) InWords() string {
	term := t.Criteria
	if t.Period != "" {
		term = trim(PeriodNL(t.Period) + " " + t.Starts)
	}
	if term == "" {
		return t.Name
	}
	return t.Name + ": " + term
}

// PeriodNL writes an ISO 8601 period in Dutch: "P7Y" is "7 jaar". What it cannot read it returns as it is.
func PeriodNL(p string) string {
	rest, ok := strings.CutPrefix(p, "P")
	if !ok {
		return p
	}
	var parts []string
	for rest != "" {
		i := strings.IndexAny(rest, "YMWD")
		if i < 1 {
			return p
		}
		unit := map[byte][2]string{'Y': {"jaar", "jaar"}, 'M': {"maand", "maanden"}, 'W': {"week", "weken"}, 'D': {"dag", "dagen"}}[rest[i]]
		nl := unit[1]
		if rest[:i] == "1" {
			nl = unit[0]
		}
		parts = append(parts, rest[:i]+" "+nl)
		rest = rest[i+1:]
	}
	return strings.Join(parts, " ")
}

var isoPeriod = regexp.MustCompile(`^P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$`)

func (t RetentionTerms) problems() domain.Problems {
	var p domain.Problems
	p.Need(t.Name, "name", "Geef de regel een naam.")
	p.Need(t.Category, "category", "Noem de soort gegevens.")
	if t.Period == "" {
		p.Need(t.Criteria, "period", "Vul een termijn in, of de criteria als er geen vaste termijn is (§5.1).")
	} else if !isoPeriod.MatchString(t.Period) || t.Period == "P" {
		p.Add("period", "Schrijf de termijn als P7Y (zeven jaar), P6M (zes maanden) of P28D (achtentwintig dagen).")
	} else {
		p.Need(t.Starts, "starts", "Zeg wanneer de termijn begint.")
	}
	if !domain.Chosen(t.Basis.Choices(), string(t.Basis)) { // R-2.3-07, R-4.8-01
		p.Add("basis", "Kies waarop de termijn berust.")
	} else if t.Basis != "task" { // R-4.8-02
		p.Need(t.Citation, "citation", "Noem de wet en het artikel, of de categorie van de selectielijst.")
	}
	if t.Entry != "" && t.Basis != "selection-list" {
		p.Add("entry", "Een vermelding hoort bij een termijn die op de selectielijst berust.")
	}
	longer(&p, t.KeepLonger, t.KeepUntil)
	switch t.Destroyable {
	case domain.Yes:
	case domain.No:
		p.Need(t.NotBecause, "not_because", "Zeg waarom vernietigen niet kan (T-48).")
	default:
		p.Add("destroyable", "Geef aan of vernietigen technisch mogelijk is (§4.8).")
	}
	return p
}

// Decide implements [domain.Command].
func (c SetRetentionRule) Decide(_ RetentionRule, _ domain.Stamp) ([]domain.Event[RetentionRule], error) {
	if err := c.problems().Refuse("retention.incomplete"); err != nil {
		return nil, err
	}
	return []domain.Event[RetentionRule]{RetentionRuleSet{c.RetentionTerms}}, nil
}

// Decide implements [domain.Command].
func (c ChangeRetentionRule) Decide(s RetentionRule, _ domain.Stamp) ([]domain.Event[RetentionRule], error) {
	p := c.problems()
	p.Need(c.Reason, "reason", "Geef de reden van de wijziging.")
	if err := p.Refuse("retention.incomplete"); err != nil {
		return nil, err
	}
	if c.RetentionTerms == s.RetentionTerms {
		return nil, nil
	}
	return []domain.Event[RetentionRule]{RetentionRuleChanged{c.RetentionTerms, trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e RetentionRuleSet) Evolve(_ RetentionRule, _ domain.Stamp) RetentionRule {
	return RetentionRule{e.RetentionTerms, true}
}

// Evolve implements [domain.Event].
func (e RetentionRuleChanged) Evolve(_ RetentionRule, _ domain.Stamp) RetentionRule {
	return RetentionRule{e.RetentionTerms, true}
}
