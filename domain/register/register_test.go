package register_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

// mandatory is what RT-03 makes mandatory (M), and what it makes mandatory on a condition (C): how it can lack, and which
// field the refusal names. given is the field whose value sets the condition: without it, this one is not asked for.
var mandatory = []struct {
	name, field, given string
	lack               func(*Content)
}{
	{"zonder naam", "name", "", func(c *Content) { c.Name = " " }},
	{"R-4.1-01 zonder naam van de verwerkingsverantwoordelijke", "controller", "", func(c *Content) { c.Controller = "" }},
	{"R-4.1-01 zonder contactgegevens van de verwerkingsverantwoordelijke", "controller_contact", "", func(c *Content) { c.ControllerContact = " " }},
	{"R-4.1-02 zonder afdeling", "department", "", func(c *Content) { c.Department = "\t" }},
	{"R-4.1-03 zonder doel", "purposes", "", func(c *Content) { c.Purposes = nil }},
	{"R-4.1-05 zonder categorieën van betrokkenen", "data_subjects", "", func(c *Content) { c.DataSubjects = nil }},
	{"R-4.1-06 zonder categorieën van persoonsgegevens", "data_categories", "", func(c *Content) { c.DataCategories = nil }},
	{"R-4.1-07 zonder ontvangers", "recipients", "", func(c *Content) { c.Recipients = nil }},
	{"R-4.1-08 zonder bewaartermijn", "retention", "", func(c *Content) { c.Retention = nil }},
	{"R-4.1-09 zonder beveiligingsmaatregelen", "security", "", func(c *Content) { c.Security = "" }},
	{"R-4.1-10 zonder herkomst", "origin", "", func(c *Content) { c.Origin = nil }},
	{"R-B1-06 zonder antwoord op de vraag over de EU", "outside_eu", "", func(c *Content) { c.OutsideEU = "" }},
	{"R-B1-07 buiten de EU zonder land of organisatie", "transfers", "outside_eu", func(c *Content) { c.Transfers = nil }},
	{"R-3.2-01 zonder proces", "process", "", func(c *Content) { c.Process = "" }},
	{"R-4.4-02 bijzondere gegevens zonder uitzonderingsgrond", "special_ground", "data_categories", func(c *Content) { c.SpecialGround = "" }},
	{"R-4.4-02 bijzondere gegevens zonder wet", "special_law", "data_categories", func(c *Content) { c.SpecialLaw = "" }},
	{"R-4.4-03 BSN zonder wettelijke plicht", "bsn_basis", "data_categories", func(c *Content) { c.BSNBasis = "" }},
	{"RT-03 zonder koppeling met de BRP", "brp_link", "", func(c *Content) { c.BRPLink = "" }},
	{"RT-03 zonder antwoord van wie de gegevens komen", "obtained_from", "", func(c *Content) { c.ObtainedFrom = "" }},
	{"R-2.2-01 zonder antwoord wie de verwerking uitvoert", "carried_out_by", "", func(c *Content) { c.CarriedOutBy = "" }},
	{"R-2.2-01 door verwerkers, zonder verwerkers te noemen", "processors", "carried_out_by", func(c *Content) { c.Processors = nil }},
	{"RT-03 zonder antwoord over besluiten zonder mens", "automated", "", func(c *Content) { c.Automated = "" }},
	{"R-4.4-06 toestemming zonder hoe die wordt gevraagd en ingetrokken", "consent", "purposes", func(c *Content) { c.Consent = "" }},
}

// halfway is content that has something where something must be, but not enough.
var halfway = []struct {
	name, field string
	lack        func(*Content)
}{
	{"R-2.3-02, R-4.1-04 zonder grondslag", "purposes", func(c *Content) { c.Purposes = []Purpose{{Text: "Beslissen"}}; c.Consent = "" }},
	{"R-2.3-04 met een doel dat geen grondslag heeft, naast een doel dat er wel een heeft", "purposes", func(c *Content) { c.Purposes[1].Grounds = nil }},
	{"R-2.3-03 met een leeg doel", "purposes", func(c *Content) { c.Purposes[1].Text = " " }},
	{"R-4.4-07 met een publieke taak zonder wet", "purposes", func(c *Content) { c.Purposes[0].Explanation = " " }},
	{"R-4.4-07 met een wettelijke verplichting zonder wet", "purposes", func(c *Content) { c.Purposes[1] = Purpose{Text: "Archief", Grounds: []Ground{"legal-obligation"}} }},
	{"R-4.1-06 met een categorie die niet gewoon, bijzonder, BSN of strafrechtelijk is genoemd", "data_categories", func(c *Content) { c.DataCategories[0].Kind = "" }},
	{"R-4.1-05 met alleen lege betrokkenen", "data_subjects", func(c *Content) { c.DataSubjects = []string{" ", ""} }},
	{"R-4.1-07 met alleen lege ontvangers", "recipients", func(c *Content) { c.Recipients = []string{" "} }},
	{"R-4.1-08 met een bewaartermijn zonder regel en zonder woorden", "retention", func(c *Content) { c.Retention = []Retention{{Category: "Dossier", Text: " "}} }},
	{"R-4.1-08 met een bewaarregel die niet bestaat", "retention", func(c *Content) { c.Retention[0].Rule = "onbekend" }},
	{"R-3.2-01 met een proces dat niet bestaat", "process", func(c *Content) { c.Process = "onbekend" }},
}

// supplied is an activity as its owner supplied it, about to be registered.
func supplied(t domaintest.T, c Content) *domaintest.Case {
	t.Helper()
	return activity(t, []any{ProcessingActivitySubmitted{Content: c.Clean()}}).As(domain.PB)
}

func TestRegister(t *testing.T) {
	done := []any{ProcessingActivityRegistered{}, RegisterEntryPublished{}}
	t.Run("R-B1-03 wat volledig is, wordt geregistreerd en meteen openbaar", func(t *testing.T) {
		c := supplied(t, complete()).When(Register{}).Then(done...).ThenStatus(StatusRegistered)
		if !stateOf(t, c).Public() {
			t.Error("not public")
		}
	})
	t.Run("wat niet van toepassing is, hoeft niet te worden ingevuld", func(t *testing.T) {
		supplied(t, plain()).When(Register{}).Then(done...)
	})
	for _, m := range mandatory {
		t.Run(m.name+": geweigerd", func(t *testing.T) {
			supplied(t, with(m.lack)).When(Register{}).ThenRefused(domain.Invalid, m.field)
		})
	}
	for _, m := range halfway {
		t.Run(m.name+": geweigerd", func(t *testing.T) {
			supplied(t, with(m.lack)).When(Register{}).ThenRefused(domain.Invalid, m.field)
		})
	}
	allowed := map[string]func(*Content){
		"R-4.1-07 uitdrukkelijk zonder ontvangers":                  func(c *Content) { c.Recipients, c.NoRecipients = nil, true },
		"R-4.1-08 met een bewaartermijn in woorden":                 func(c *Content) { c.Retention = []Retention{{Text: "7 jaar na afloop"}} },
		"R-4.1-04 met toelichting bij elke grondslag":               func(c *Content) { c.Purposes[1].Explanation = "Vrije keuze." },
		"R-2.3-04 met meer grondslagen bij één doel":                func(c *Content) { c.Purposes[0].Grounds = []Ground{"public-task", "legal-obligation"} },
		"R-B1-07 niet buiten de EU, zonder land":                    func(c *Content) { c.OutsideEU, c.Transfers = domain.No, nil },
		"R-1.2-03 uit het gegevensmagazijn, zonder andere herkomst": func(c *Content) { c.Origin, c.Systems = nil, []System{{"GGM", "warehouse-indirect"}} },
		"R-3.2-10 met een andere verantwoordelijke dan het college": func(c *Content) { c.Controller = "Burgemeester van Heemstede" },
		"R-1.4-01 met sectorale wetten die voorgaan":                func(c *Content) { c.SectoralLaws = []string{"Jeugdwet", "Wet gemeentelijke schuldhulpverlening"} },
		"R-1.4-03 met medisch beroepsgeheim":                        func(c *Content) { c.MedicalSecrecy = domain.Yes },
		"R-1.1-01 met handelingen":                                  func(c *Content) { c.Operations = []Operation{"collect", "destroy"} },
	}
	for name, change := range allowed {
		t.Run(name+": geregistreerd", func(t *testing.T) {
			supplied(t, with(change)).When(Register{}).Then(done...)
		})
	}
	t.Run("R-4.1-11 zonder FG in functie: geweigerd", func(t *testing.T) {
		f := domaintest.Town()
		f.Offices["fg"] = nil
		supplied(t, complete()).Knowing(f).When(Register{}).ThenRefused(domain.Invalid, "fg")
	})
	t.Run("R-3.2-01 met een proces dat is beëindigd: geweigerd", func(t *testing.T) {
		f := domaintest.Town()
		f.Processes[domaintest.Process] = domain.ProcessFacts{Owner: "own", Ended: true}
		supplied(t, complete()).Knowing(f).When(Register{}).ThenRefused(domain.Invalid, "process")
	})
	t.Run("R-4.1-12 alles wat ontbreekt, staat in één weigering", func(t *testing.T) {
		activity(t, submitted(Content{})).As(domain.PB).Knowing(domaintest.Facts{Offices: map[string][]domain.Role{"pb": {domain.PB}}}).When(Register{}).
			ThenRefused(domain.Invalid, "name", "controller", "controller_contact", "department", "purposes", "data_subjects",
				"data_categories", "recipients", "retention", "security", "origin", "outside_eu", "process", "brp_link",
				"obtained_from", "carried_out_by", "automated", "fg")
	})
	t.Run("R-4.1-12 wat er ook ontbreekt: precies dat wordt genoemd, en niets wordt geregistreerd", rapid.MakeCheck(func(t *rapid.T) {
		c, lacking := complete(), []string{}
		for _, m := range mandatory {
			if rapid.Bool().Draw(t, m.field) {
				m.lack(&c)
				lacking = append(lacking, m.field)
			}
		}
		if len(lacking) > 0 {
			supplied(t, c).When(Register{}).ThenRefused(domain.Invalid, withoutMoot(lacking)...)
		}
	}))
}

// withoutMoot drops what is not asked for, because the field that sets its condition lacks too.
func withoutMoot(lacking []string) []string {
	var list []string
	for _, m := range mandatory {
		if slices.Contains(lacking, m.field) && !slices.Contains(lacking, m.given) {
			list = append(list, m.field)
		}
	}
	return list
}

func TestSubmit(t *testing.T) {
	t.Run("R-B1-02 de eigenaar levert aan, ook als er nog van alles ontbreekt", func(t *testing.T) {
		c := Content{Name: " Nieuw ", Process: domaintest.Process}
		activity(t, nil).As(domain.OWN).When(Submit{c}).Then(ProcessingActivitySubmitted{Content: c.Clean()}).ThenStatus(StatusSubmitted)
	})
	t.Run("R-B1-02 de subproceseigenaar levert aan onder zijn mandaat, en alleen voor dat proces", func(t *testing.T) {
		f := domaintest.Town()
		f.Mandates["m"] = domain.Mandate{ID: "m", Process: domaintest.Process, Owner: "own", Person: "emp", Commands: []string{"activity/submit"}}
		f.Processes["ander"] = domain.ProcessFacts{Owner: "own"}
		activity(t, nil).By("emp", domain.OWN).Under("m").Knowing(f).When(Submit{complete()}).ThenStatus(StatusSubmitted)
		elsewhere := with(func(c *Content) { c.Process = "ander" })
		activity(t, nil).By("emp", domain.OWN).Under("m").Knowing(f).When(Submit{elsewhere}).ThenRefused(domain.Forbidden)
	})
	t.Run("R-B1-02 de eigenaar van een ander proces levert niet aan", func(t *testing.T) {
		f := domaintest.Town()
		f.Processes["ander"] = domain.ProcessFacts{Owner: "tm"}
		activity(t, nil).As(domain.OWN).Knowing(f).When(Submit{with(func(c *Content) { c.Process = "ander" })}).ThenRefused(domain.Forbidden)
	})
	for _, role := range []domain.Role{domain.PB, domain.CISO, domain.FG} {
		t.Run("R-B1-02 "+domain.RoleNL(role)+" levert niet aan en bevestigt geen actualiteit", func(t *testing.T) {
			activity(t, nil).As(role).When(Submit{complete()}).ThenRefused(domain.Forbidden)
			activity(t, active(complete())).As(role).When(Confirm{}).ThenRefused(domain.Forbidden)
		})
	}
	t.Run("R-B1-03 de eigenaar registreert en wijzigt niet zelf", func(t *testing.T) {
		activity(t, submitted(complete())).As(domain.OWN).When(Register{}).ThenRefused(domain.Forbidden)
		activity(t, registered(complete())).As(domain.OWN).When(Amend{Content: plain(), Reason: "Zelf."}).ThenRefused(domain.Forbidden)
	})
	t.Run("zonder naam is er niets om over te praten: geweigerd", func(t *testing.T) {
		activity(t, nil).As(domain.OWN).When(Submit{with(func(c *Content) { c.Name = " " })}).ThenRefused(domain.Invalid, "name")
	})
}

func TestOrigin(t *testing.T) {
	const brp = "Basisregistratie personen (BRP), via het centrale gegevensmagazijn"
	for _, kind := range []SystemKind{"warehouse-direct", "warehouse-indirect"} {
		t.Run("R-1.2-03 gevoed uit het gegevensmagazijn ("+string(kind)+"): de BRP staat bij de herkomst", func(t *testing.T) {
			c := Content{Origin: []string{"Betrokkene"}, Systems: []System{{"Suite", "own"}, {"GGM", kind}}}
			if diff := cmp.Diff([]string{"Betrokkene", brp}, c.Origins()); diff != "" {
				t.Errorf("origin (-want +got):\n%s", diff)
			}
			c.Origin = []string{brp}
			if diff := cmp.Diff([]string{brp}, c.Origins()); diff != "" {
				t.Errorf("said twice (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("R-1.2-03 uit een eigen systeem: de herkomst is wat is ingevuld", func(t *testing.T) {
		c := Content{Origin: []string{"Betrokkene"}, Systems: []System{{"Suite", "own"}}}
		if diff := cmp.Diff([]string{"Betrokkene"}, c.Origins()); diff != "" {
			t.Errorf("origin (-want +got):\n%s", diff)
		}
	})
	t.Run("R-4.4-01 een verwerking met bijzondere gegevens is als zodanig te herkennen", func(t *testing.T) {
		if !complete().Has(Special) || !complete().Has(BSN) || plain().Has(Special) || plain().Has(BSN) {
			t.Error("wrongly marked")
		}
	})
}
