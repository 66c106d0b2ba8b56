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

// untold are the conditions that the ledger cannot tell for complete content: no confidentiality files, and a recipient may
// be part of the municipality.
var untold = []string{"i", "j"}

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
	own := []struct {
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
	for _, u := range own {
		t.Run("RT-03 zonder "+u.name+" geen start, ook niet met een motivering", func(t *testing.T) {
			all := append(slices.Clone(untold), u.letter)
			activity(t, registered(with(u.lack))).Knowing(ready()).As(domain.OWN).When(ApproveStart{motivated(append(all, u.also...)...)}).
				ThenRefused(domain.Unmet, fields(append(u.also, u.letter))...)
		})
	}
	n, dp, ag, pr := change[Necessity], change[domain.DPIAFacts], change[domain.AgreementFacts], change[domain.ProcessorFacts]
	others := []struct {
		name    string
		letters []string
		town    func(domaintest.Facts) domaintest.Facts
	}{
		{"R-4.6-03, R-4.5-02 zonder noodzaakbeoordeling", []string{"c", "d"}, func(f domaintest.Facts) domaintest.Facts { return gone(f, necessityID) }},
		{"R-2.3-18 met een noodzaakbeoordeling die nog loopt", []string{"c"}, n(necessityID, func(x *Necessity) { x.State = NecessityStarted })},
		{"R-2.3-20 met een verwerking die niet in verhouding is", []string{"c"}, n(necessityID, func(x *Necessity) { x.Proportion = Disproportionate })},
		{"R-2.3-18 met een negatieve noodzaakbeoordeling", []string{"c"}, n(necessityID, func(x *Necessity) { x.Outcome = NecessityNegative })},
		{"R-4.6-01 met gegevens die niet nodig zijn gevonden", []string{"c"}, n(necessityID, func(x *Necessity) {
			x.Judged = []CategoryVerdict{{Category: "Gezondheid", Needed: domain.No}, {Category: "Geloof", Needed: domain.No}}
		})},
		{"R-4.5-01 zonder ontwerpmaatregelen", []string{"d"}, n(necessityID, func(x *Necessity) { x.Designed = false })},
		{"R-4.5-03, R-3.0-01 zonder bevestigde standaardinstellingen", []string{"d"}, n(necessityID, func(x *Necessity) { x.Defaults = false })},
		{"R-4.9-01 zonder voortoets", []string{"e"}, func(f domaintest.Facts) domaintest.Facts { return gone(f, dpiaID) }},
		{"R-4.9-04 met een hoog risico en een DPIA die niet is afgerond", []string{"e"}, dp(dpiaID, func(x *domain.DPIAFacts) { x.Completed = "" })},
		{"R-4.9-04 met een tweede voortoets die minder ziet dan de eerste", []string{"e"}, func(f domaintest.Facts) domaintest.Facts {
			f = other(f, dpiaID, func(x *domain.DPIAFacts) { x.Completed = "" })
			f.Others = append(f.Others, domaintest.Other{Stream: "dpia/2", Links: []string{activityID}, Versions: []any{domain.DPIAFacts{}}})
			return f
		}},
		{"R-4.9-01 met alleen een geannuleerde DPIA", []string{"e"}, dp(dpiaID, func(x *domain.DPIAFacts) { x.Cancelled = true })},
		{"RT-03 (f) met een maatregel uit de DPIA die nog niet is uitgevoerd", []string{"f"}, dp(dpiaID, func(x *domain.DPIAFacts) { x.Needed = []string{"Rechten per rol"} })},
		{"RT-03 (f) met een actie die vóór de start nodig is", []string{"f"}, func(f domaintest.Facts) domaintest.Facts {
			f.Others = append(f.Others, domaintest.Other{Stream: "measure/1", Links: []string{dpiaID}, Versions: []any{domain.MeasureFacts{BeforeStart: true}}})
			return f
		}},
		{"RT-03 (g) met een raadpleging die loopt of een verbod van de AP", []string{"g"}, func(f domaintest.Facts) domaintest.Facts {
			f.Others = append(f.Others, domaintest.Other{Stream: "consultation/1", Links: []string{dpiaID}, Versions: []any{domain.ConsultationFacts{DPIA: dpiaID, Blocks: true}}})
			return f
		}},
		{"RT-03 (g) met een raadpleging die nog moet worden aangevraagd", []string{"g"}, dp(dpiaID, func(x *domain.DPIAFacts) { x.Consultation = true })},
		{"R-7.2-02 zonder overeenkomst met de verwerker", []string{"h"}, func(f domaintest.Facts) domaintest.Facts { return gone(f, agreementID) }},
		{"R-7.2-02 met een overeenkomst die nog niet is gesloten", []string{"h"}, ag(agreementID, func(x *domain.AgreementFacts) { x.Concluded = false })},
		{"R-7.2-02 met een overeenkomst die nog niet geldt", []string{"h"}, ag(agreementID, func(x *domain.AgreementFacts) { x.From = "2026-11-25" })},
		{"R-7.2-02 met een overeenkomst die is afgelopen", []string{"h"}, ag(agreementID, func(x *domain.AgreementFacts) { x.Until = "2026-11-23" })},
		{"R-7.2-02 met een overeenkomst die is beëindigd", []string{"h"}, ag(agreementID, func(x *domain.AgreementFacts) { x.Ended = "2026-11-24" })},
		{"R-7.2-02 met een overeenkomst met een ander", []string{"h"}, pr(processorID, func(x *domain.ProcessorFacts) { x.Name = "Een ander" })},
		{"§7.2 met een verwerker zonder afdoende garanties", []string{"h"}, pr(processorID, func(x *domain.ProcessorFacts) { x.Usable = false })},
		{"R-7.2-02 met een tweede verwerker die de verwerking noemt en geen overeenkomst heeft", []string{"h"}, func(f domaintest.Facts) domaintest.Facts {
			f.Others = append(f.Others, domaintest.Other{Stream: "processor/2", Links: []string{activityID}, Versions: []any{domain.ProcessorFacts{Name: "Nog een", Usable: true}}})
			return f
		}},
		{"R-4.2-09 zonder privacyverklaring", []string{"k"}, func(f domaintest.Facts) domaintest.Facts { return gone(f, "notice/1") }},
		{"R-4.2-09 met een privacyverklaring die pas morgen geldt", []string{"k"}, change[domain.NoticeFacts]("notice/1", func(x *domain.NoticeFacts) {
			x.Texts = []domain.NoticeText{{From: "2026-11-25", InTime: []string{activityID}}}
		})},
		{"R-4.2-09 met een privacyverklaring die het register heeft ingehaald", []string{"k"}, change[domain.NoticeFacts]("notice/1", func(x *domain.NoticeFacts) { x.Stale = []string{activityID} })},
		{"R-4.7-01 zonder een van de vier vaste kwaliteitsmaatregelen", []string{"m"}, func(f domaintest.Facts) domaintest.Facts { return gone(f, "quality/1") }},
		{"R-4.7-03 met een systeem zonder koppeling en zonder verificatie in de BRP", []string{"m"}, change[Quality]("quality/3", func(x *Quality) { x.BRPLink = "none" })},
	}
	for _, o := range others {
		t.Run(o.name+": geen goedkeuring en geen start, ook niet met een motivering", func(t *testing.T) {
			town := o.town(ready())
			all := motivated(append(slices.Clone(untold), o.letters...)...)
			activity(t, registered(complete())).Knowing(town).As(domain.OWN).When(ApproveStart{all}).ThenRefused(domain.Unmet, fields(o.letters)...)
			activity(t, approved(complete())).Knowing(town).As(domain.OWN).When(Start{}).ThenRefused(domain.Unmet, fields(o.letters)...)
		})
	}
	for _, letter := range untold {
		t.Run("RT-03 ("+letter+") niet na te gaan en niet gemotiveerd: geweigerd, en genoemd", func(t *testing.T) {
			others := slices.DeleteFunc(slices.Clone(untold), func(l string) bool { return l == letter })
			c := ApproveStart{append(motivated(others...), Motivation{letter, "  "})}
			activity(t, registered(complete())).Knowing(ready()).As(domain.OWN).When(c).ThenRefused(domain.Unmet, "condition-"+letter)
		})
	}
	t.Run("RT-03 elke voorwaarde die niet is vervuld, wordt genoemd", func(t *testing.T) {
		activity(t, registered(Content{DataCategories: []DataCategory{{"Zorg", Special}, {"BSN", BSN}}, CarriedOutBy: "processors"})).As(domain.OWN).Rules(ApproveStart{}).
			ThenRefused(domain.Unmet, fields([]string{"a", "b", "c", "d", "e", "h", "i", "j", "k", "l", "m", "n", "o"})...)
	})
	t.Run("elke voorwaarde die niet is vervuld, zegt wie er iets aan kan doen en wat", func(t *testing.T) {
		a := Activity{ID: domaintest.ID, State: StatusSubmitted, Content: Content{DataCategories: []DataCategory{{"Zorg", Special}, {"BSN", BSN}}, CarriedOutBy: "processors"}}
		for _, c := range Conditions {
			f := c.Check(a, domain.Stamp{Facts: domaintest.Town(), Happened: domaintest.Now})
			if f.Verdict == NotMet && (f.NL == "" || len(f.Who) == 0 || len(f.Do) == 0) {
				t.Errorf("(%s) %+v", c.Letter, f)
			}
		}
	})
	t.Run("RT-03 zonder verwerkers en zonder ontvangers zijn (h) en (j) vervuld", func(t *testing.T) {
		activity(t, registered(plain())).Knowing(gone(ready(), agreementID)).As(domain.OWN).When(ApproveStart{motivated("i")}).ThenStatus(StatusApproved)
	})
	t.Run("R-2.3-10 een ontvanger met een convenant of een afspraak die geldt, vraagt geen motivering (j)", func(t *testing.T) {
		for _, kind := range []string{"covenant", "exchange-arrangement"} {
			f := ready()
			f.Others = append(f.Others, domaintest.Other{Stream: kind + "/1", Links: []string{activityID}, Versions: []any{domain.ArrangementFacts{Parties: []string{"ZORGAANBIEDERS"}, Concluded: true, From: "2026-01-01"}}})
			activity(t, registered(complete())).Knowing(f).As(domain.OWN).When(ApproveStart{motivated("i")}).ThenStatus(StatusApproved)
			f = other(f, kind+"/1", func(x *domain.ArrangementFacts) { x.Ended = true })
			activity(t, registered(complete())).Knowing(f).As(domain.OWN).When(ApproveStart{motivated("i")}).ThenRefused(domain.Unmet, "condition-j")
		}
	})
}

func change[T any](stream string, change func(*T)) func(domaintest.Facts) domaintest.Facts {
	return func(f domaintest.Facts) domaintest.Facts { return other(f, stream, change) }
}

func TestMotivatedStart(t *testing.T) {
	c := ApproveStart{motivated(untold...)}
	approve := func(t *testing.T) *domaintest.Case {
		return activity(t, registered(complete())).Knowing(ready()).As(domain.OWN).When(c)
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
		activity(t, registered(plain())).Knowing(ready()).As(domain.OWN).When(ApproveStart{motivated("a", "h", "i", "k", "n")}).
			ThenEvents("ProcessingActivityStartApproved", "NonComplianceFound")
	})
	t.Run("de goedkeuring noemt de versie die is goedgekeurd", func(t *testing.T) {
		if a := stateOf(t, approve(t)).Approved; a == nil || a.Version != 3 {
			t.Errorf("approved: %+v", a)
		}
	})
	t.Run("RT-03 alleen de eigenaar keurt de start goed en start", func(t *testing.T) {
		for _, r := range domain.Roles {
			if r.Role != domain.OWN {
				activity(t, registered(complete())).Knowing(ready()).As(r.Role).When(c).ThenRefused(domain.Forbidden)
				activity(t, approved(complete())).Knowing(ready()).As(r.Role).When(Start{}).ThenRefused(domain.Forbidden)
			}
		}
	})
	t.Run("RT-03 de startdatum is de dag waarop de verwerking begon", func(t *testing.T) {
		done := activity(t, approved(complete())).Knowing(ready()).As(domain.OWN).When(Start{}).Then(ProcessingStarted{})
		if got := stateOf(t, done).StartedOn; got != "2026-11-24" {
			t.Errorf("started on %s", got)
		}
	})
	t.Run("R-4.5-04 een ontwerp van de dag zelf ligt niet vóór de start: geweigerd", func(t *testing.T) {
		town := other(ready(), necessityID, func(x *Necessity) { x.AssessedOn = "2026-11-24" })
		activity(t, approved(complete())).Knowing(town).As(domain.OWN).When(Start{}).ThenRefused(domain.Unmet, "condition-d")
	})
	t.Run("R-4.7-06 een kwaliteitsmaatregel die na de start ingaat: geweigerd", func(t *testing.T) {
		town := other(ready(), "quality/2", func(x *Quality) { x.Since = "2026-11-25" })
		activity(t, approved(complete())).Knowing(town).As(domain.OWN).When(Start{}).ThenRefused(domain.Unmet, "condition-m")
	})
	t.Run("een motivering bij de goedkeuring geldt ook bij de start, en alleen die", func(t *testing.T) {
		events := append(registered(complete()), ProcessingActivityStartApproved{Version: 3, Motivations: motivated("i")})
		activity(t, events).Knowing(ready()).As(domain.OWN).When(Start{}).ThenRefused(domain.Unmet, "condition-j")
	})
}

func TestRunningAlready(t *testing.T) {
	c := RecordRunning{Reason: "Liep al vóór dit register."}
	t.Run("R-LED-19 wat al loopt, wordt vastgelegd met een afwijking per voorwaarde die niet is vervuld", func(t *testing.T) {
		done := activity(t, registered(complete())).As(domain.OWN).When(c).ThenStatus(StatusActive)
		var letters []string
		for _, d := range stateOf(t, done).Deviations {
			letters = append(letters, strings.Fields(d.Rule)[1])
		}
		if got := strings.Join(letters, ""); got != "cdehijkm" {
			t.Errorf("deviations for %s", got)
		}
	})
	t.Run("zonder reden: geweigerd", func(t *testing.T) {
		activity(t, registered(complete())).As(domain.PB).When(RecordRunning{" "}).ThenRefused(domain.Invalid, "reason")
	})
	t.Run("een feit wordt ook vastgelegd als alles is geregeld, zonder afwijking voor wat klopt", func(t *testing.T) {
		activity(t, registered(plain())).Knowing(ready()).As(domain.OWN).When(c).ThenEvents("ProcessingStarted", "NonComplianceFound")
	})
}

// material are the changes that make approvals lapse, from issue C: a new purpose, category of data or data subject,
// recipient, country or processor.
var material = []struct {
	nl     string
	change func(*Content)
}{
	{"Categorie van persoonsgegevens", func(c *Content) {
		c.DataCategories = append(c.DataCategories, DataCategory{"Inkomen", Ordinary})
	}},
	{"Categorie van persoonsgegevens", func(c *Content) { c.DataCategories[0].Kind = Criminal }},
	{"Categorie van betrokkenen", func(c *Content) { c.DataSubjects = append(c.DataSubjects, "Mantelzorgers") }},
	{"Ontvanger", func(c *Content) { c.Recipients = append(c.Recipients, "Politie") }},
	{"Land of organisatie buiten de EU", func(c *Content) { c.Transfers = append(c.Transfers, "India") }},
	{"Verwerker", func(c *Content) { c.Processors = append(c.Processors, "Drukker") }},
}

func TestMaterialChange(t *testing.T) {
	amend := func(change func(*Content)) Amend { return Amend{Content: with(change), Reason: "Nieuw."} }
	for _, m := range material {
		t.Run("een wezenlijke wijziging ("+m.nl+") laat de goedkeuring van de start vervallen, met het verschil", func(t *testing.T) {
			done := activity(t, approved(complete())).As(domain.PB).When(amend(m.change)).ThenStatus(StatusRegistered)
			s := stateOf(t, done)
			if len(s.Lapsed) != 1 || s.Lapsed[0].NL != m.nl {
				t.Errorf("lapsed by %+v", s.Lapsed)
			}
			done = activity(t, active(complete())).As(domain.PB).When(amend(m.change)).ThenStatus(StatusActive)
			if s := stateOf(t, done); len(s.Lapsed) != 1 {
				t.Errorf("what runs goes on, and shows it: %+v", s.Lapsed)
			}
		})
		t.Run("een wezenlijke wijziging ("+m.nl+") laat ook een DPIA en een overeenkomst vervallen", func(t *testing.T) {
			town := ready()
			c := with(m.change)
			town.Others[0].Versions = append(town.Others[0].Versions, domain.ActivityFacts{Aspects: Aspects(c)})
			for _, letter := range []string{"e", "h"} {
				i := slices.IndexFunc(Conditions, func(x Condition) bool { return x.Letter == letter })
				f := Conditions[i].Check(Activity{ID: domaintest.ID, State: StatusActive, Content: complete()}, domain.Stamp{Facts: town, Happened: domaintest.Now})
				if f.Verdict != NotMet || !strings.Contains(f.NL, "Nieuw is") {
					t.Errorf("(%s) %s %q", letter, f.Verdict, f.NL)
				}
			}
		})
	}
	t.Run("R-4.9-10 een nieuw systeem vraagt een nieuwe voortoets, en raakt de goedkeuring van de start niet", func(t *testing.T) {
		c := with(func(c *Content) { c.Systems = append(c.Systems, System{Name: "Voorspeller"}) })
		if list := domain.News(Aspects(complete()), Aspects(c), "dpia"); len(list) != 1 {
			t.Errorf("%+v", list)
		}
		if list := domain.News(Aspects(complete()), Aspects(c), "activity"); len(list) != 0 {
			t.Errorf("%+v", list)
		}
	})
	t.Run("minder verwerken is geen wezenlijke wijziging", func(t *testing.T) {
		done := activity(t, approved(complete())).As(domain.PB).When(amend(func(c *Content) { c.DataSubjects = []string{"Aanvragers"}; c.Transfers = nil; c.OutsideEU = domain.No }))
		done.ThenStatus(StatusApproved)
	})
	t.Run("wat al was vervallen, vervalt niet nog eens", func(t *testing.T) {
		lapse := ProcessingStartApprovalLapsed{Version: 3, New: []domain.Difference{{NL: "Ontvanger", Value: "Politie"}}}
		events := append(active(with(func(c *Content) { c.Recipients = []string{"Zorgaanbieders"} })), lapse)
		done := activity(t, events).As(domain.PB).When(amend(func(c *Content) { c.Recipients = append(c.Recipients, "Politie") }))
		done.ThenEvents("ProcessingActivityAmended", "PublicationUpdated")
	})
	t.Run("een verbetering van een fout telt ook: de goedkeuring zag het niet", func(t *testing.T) {
		activity(t, active(complete())).As(domain.PB).When(Correct{Content: with(material[2].change), Corrects: 1, Reason: "Vergeten."}).
			ThenEvents("ProcessingActivityCorrected", "PublicationUpdated", "ProcessingStartApprovalLapsed")
	})
	t.Run("wat loopt, wordt pas opnieuw goedgekeurd als de goedkeuring is vervallen", func(t *testing.T) {
		lapse := ProcessingStartApprovalLapsed{Version: 3, New: []domain.Difference{{NL: "Ontvanger", Value: "Politie"}}}
		activity(t, active(complete())).Knowing(ready()).As(domain.OWN).When(ApproveStart{motivated(untold...)}).ThenRefused(domain.Conflict)
		done := activity(t, append(active(complete()), lapse)).Knowing(ready()).As(domain.OWN).When(ApproveStart{motivated(untold...)}).ThenStatus(StatusActive)
		if s := stateOf(t, done); len(s.Lapsed) != 0 || s.Approved.Version != 6 {
			t.Errorf("%+v %+v", s.Lapsed, s.Approved)
		}
	})
	t.Run("R-4.3-01 een goedgekeurd doel dat van kracht is, mag erbij; elk ander niet", func(t *testing.T) {
		town := ready()
		town.Others = append(town.Others, domaintest.Other{Stream: "purpose/1", Links: []string{activityID}, Versions: []any{PurposeChange{State: PurposeEffective, Purpose: "Evaluatie"}}},
			domaintest.Other{Stream: "purpose/2", Links: []string{activityID}, Versions: []any{PurposeChange{State: PurposeApproved, Purpose: "Werving"}}})
		add := func(text string) Amend {
			return amend(func(c *Content) {
				c.Purposes = append(c.Purposes, Purpose{Text: text, Grounds: []Ground{"legal-obligation"}, Explanation: "Wmo 2015, art. 2.5.1"})
			})
		}
		activity(t, active(complete())).Knowing(town).As(domain.PB).When(add("Evaluatie")).ThenEvents("ProcessingActivityAmended", "PublicationUpdated", "ProcessingStartApprovalLapsed")
		activity(t, active(complete())).Knowing(town).As(domain.PB).When(add("Werving")).ThenRefused(domain.Invalid, "purposes")
	})
}
