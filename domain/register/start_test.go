package register_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

// conditions are the fifteen start conditions of RT-03, with the paragraph that asks for them.
var conditions = []struct{ letter, source, nl string }{
	{"a", "§4.1", "Geregistreerd en volledig"},
	{"b", "§2.3", "Rechtmatige grondslag voor elk doel"},
	{"c", "§4.6", "Noodzaakbeoordeling positief afgerond"},
	{"d", "§4.5", "Privacy by design en by default geregeld"},
	{"e", "§4.9", "Toets of een DPIA nodig is gedaan, en zo nodig de DPIA afgerond"},
	{"f", "[added]", "Maatregelen uit de DPIA uitgevoerd"},
	{"g", "[added]", "Geen lopende voorafgaande raadpleging"},
	{"h", "§7.2", "Verwerkersovereenkomst met elke verwerker"},
	{"i", "§6.1", "Geheimhouding geregeld"},
	{"j", "§7.1", "Afspraken met externe partijen die gegevens ontvangen of uitwisselen"},
	{"k", "§4.2", "Informatie voor betrokkenen klaar"},
	{"l", "§4.8", "Bewaartermijn vastgesteld"},
	{"m", "§4.7", "Maatregelen voor de kwaliteit van gegevens vastgelegd"},
	{"n", "[added]", "Uitzonderingsgrond bij bijzondere gegevens"},
	{"o", "§4.4", "Wettelijke plicht en proportionaliteit bij BSN"},
}

// uncheckable are the conditions that the ledger cannot check for complete content: the records they rest on are not in
// it yet. The first eight are so for any content; h and j only where there are processors, and recipients.
var uncheckable = []string{"c", "d", "e", "f", "g", "i", "k", "m", "h", "j"}

// motivated gives each condition a motivation.
func motivated(letters ...string) []Motivation {
	var list []Motivation
	for _, l := range letters {
		list = append(list, Motivation{l, "Geregeld op papier (" + l + ")."})
	}
	return list
}

func fields(letters []string) []string {
	var list []string
	for _, l := range letters {
		list = append(list, "condition-"+l)
	}
	return list
}

func TestStartConditions(t *testing.T) {
	t.Run("RT-03 er zijn vijftien startvoorwaarden, met hun bron", func(t *testing.T) {
		for i, c := range conditions {
			if i >= len(Conditions) || Conditions[i].Letter != c.letter || Conditions[i].NL != c.nl || !strings.Contains(Conditions[i].Source, c.source) {
				t.Errorf("condition %s (%s) is not as the requirements say", c.letter, c.source)
			}
			if ConditionNL(c.letter) != c.nl {
				t.Errorf("%s is called %q", c.letter, ConditionNL(c.letter))
			}
		}
		if len(Conditions) != 15 || ConditionNL("z") != "z" {
			t.Errorf("%d conditions", len(Conditions))
		}
	})
	unmet := []struct {
		name, letter string
		lack         func(*Content)
		also         []string // conditions that rest on the same lack
	}{
		{"een volledige registratie", "a", func(c *Content) { c.Security = "" }, nil},
		{"R-4.4 een grondslag voor elk doel", "b", func(c *Content) { c.Purposes[1].Grounds = nil; c.Consent = "" }, []string{"a"}},
		{"een vastgestelde bewaartermijn, want woorden zijn niet genoeg", "l", func(c *Content) { c.Retention = []Retention{{Text: "7 jaar"}} }, nil},
		{"een bewaarregel die bestaat", "l", func(c *Content) { c.Retention[0].Rule = "onbekend" }, nil},
		{"R-4.4-02 een uitzonderingsgrond voor bijzondere gegevens", "n", func(c *Content) { c.SpecialGround = "" }, []string{"a"}},
		{"R-4.4-02 een wet voor bijzondere gegevens", "n", func(c *Content) { c.SpecialLaw = "" }, []string{"a"}},
		{"R-4.4-03, R-4.4-04 een wettelijke plicht en evenredigheid voor het BSN", "o", func(c *Content) { c.BSNBasis = "" }, []string{"a"}},
	}
	for _, u := range unmet {
		t.Run("RT-03 zonder "+u.name+" geen start, ook niet met een motivering", func(t *testing.T) {
			all := append(slices.Clone(uncheckable), u.letter)
			activity(t, registered(with(u.lack))).As(domain.OWN).When(ApproveStart{motivated(append(all, u.also...)...)}).
				ThenRefused(domain.Unmet, fields(append(u.also, u.letter))...)
		})
	}
	for _, letter := range uncheckable {
		t.Run("RT-03 ("+letter+") niet na te gaan en niet gemotiveerd: geweigerd, en genoemd", func(t *testing.T) {
			others := slices.DeleteFunc(slices.Clone(uncheckable), func(l string) bool { return l == letter })
			c := ApproveStart{append(motivated(others...), Motivation{letter, "  "})}
			activity(t, registered(complete())).As(domain.OWN).When(c).ThenRefused(domain.Unmet, "condition-"+letter)
		})
	}
	t.Run("RT-03 elke voorwaarde die niet is vervuld, wordt genoemd", func(t *testing.T) {
		activity(t, registered(Content{DataCategories: []DataCategory{{"Zorg", Special}, {"BSN", BSN}}})).As(domain.OWN).Rules(ApproveStart{}).
			ThenRefused(domain.Unmet, fields([]string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o"})...)
	})
	t.Run("RT-03 zonder verwerkers en zonder ontvangers zijn (h) en (j) vervuld", func(t *testing.T) {
		activity(t, registered(plain())).As(domain.OWN).When(ApproveStart{}).ThenRefused(domain.Unmet, fields(uncheckable[:8])...)
	})
	t.Run("RT-03 ook een verwerker die alleen is genoemd, vraagt een overeenkomst (h)", func(t *testing.T) {
		c := plain()
		c.Processors = []string{"Softwareleverancier"}
		activity(t, registered(c)).As(domain.OWN).When(ApproveStart{motivated(uncheckable[:8]...)}).ThenRefused(domain.Unmet, "condition-h")
	})
}

func TestMotivatedStart(t *testing.T) {
	c := ApproveStart{motivated("c", "d", "e", "f", "g", "h", "i", "j", "k", "m")}
	approve := func(t *testing.T) *domaintest.Case {
		return activity(t, registered(complete())).As(domain.OWN).When(c)
	}
	t.Run("R-LED-19 elke motivering is een afwijking die de FG ziet, tot zij is hersteld", func(t *testing.T) {
		want := append([]string{"ProcessingActivityStartApproved"}, slices.Repeat([]string{"NonComplianceFound"}, len(c.Motivations))...)
		done := approve(t).ThenEvents(want...).ThenStatus(StatusApproved)
		for i, d := range stateOf(t, done).Deviations {
			m := c.Motivations[i]
			if !d.Open() || !strings.Contains(d.Rule, m.Condition) || !strings.Contains(d.What, m.Text) || !strings.Contains(d.What, ConditionNL(m.Condition)) {
				t.Errorf("deviation %+v does not tell of %+v", d, m)
			}
		}
	})
	t.Run("R-LED-19 elke afwijking heeft een eigen kenmerk", func(t *testing.T) {
		seen := map[string]bool{}
		for _, d := range stateOf(t, approve(t)).Deviations {
			seen[d.ID] = true
		}
		if len(seen) != len(c.Motivations) {
			t.Errorf("%d ids", len(seen))
		}
	})
	t.Run("een motivering van wat al is vervuld, leidt niet tot een afwijking", func(t *testing.T) {
		activity(t, registered(plain())).As(domain.OWN).When(ApproveStart{motivated(append(uncheckable[:8:8], "a", "h", "n")...)}).
			ThenEvents(append([]string{"ProcessingActivityStartApproved"}, slices.Repeat([]string{"NonComplianceFound"}, 8)...)...)
	})
	t.Run("RT-03 alleen de eigenaar keurt de start goed en start", func(t *testing.T) {
		for _, r := range domain.Roles {
			if r.Role != domain.OWN {
				activity(t, registered(complete())).As(r.Role).When(c).ThenRefused(domain.Forbidden)
				activity(t, approved(complete())).As(r.Role).When(Start{}).ThenRefused(domain.Forbidden)
			}
		}
	})
	t.Run("RT-03 de startdatum is de dag waarop de verwerking begon", func(t *testing.T) {
		done := activity(t, approved(complete())).As(domain.OWN).When(Start{}).Then(ProcessingStarted{})
		if got := stateOf(t, done).StartedOn; got != "2026-11-24" {
			t.Errorf("started on %s", got)
		}
	})
}
