package dpia_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/dpia"
)

func TestScreening(t *testing.T) {
	t.Run("R-4.9-02 de voortoets kent de negen criteria van de Europese toezichthouders, en elk moet worden beantwoord en toegelicht", func(t *testing.T) {
		var want []string
		for _, f := range []string{"scoring", "automated", "monitoring", "sensitive", "large", "matching", "vulnerable", "innovative", "blocking", "on_list"} {
			want = append(want, f, f+"_why")
		}
		dpia(t, nil).When(screen(func(c *Screen) { c.Screening = Screening{} })).ThenRefused(domain.Invalid, want...)
	})
	t.Run("R-4.9-02 elk criterium apart: zonder antwoord geweigerd, en het veld genoemd", func(t *testing.T) {
		for field, drop := range map[string]func(*Screening){
			"scoring": func(s *Screening) { s.Scoring = "" }, "automated": func(s *Screening) { s.Automated = "" }, "monitoring": func(s *Screening) { s.Monitoring = "" },
			"sensitive": func(s *Screening) { s.Sensitive = "" }, "large": func(s *Screening) { s.Large = "" }, "matching": func(s *Screening) { s.Matching = "" },
			"vulnerable": func(s *Screening) { s.Vulnerable = "" }, "innovative": func(s *Screening) { s.Innovative = "" }, "blocking": func(s *Screening) { s.Blocking = "misschien" },
			"large_why": func(s *Screening) { s.LargeWhy = " " },
		} {
			dpia(t, nil).When(screen(func(c *Screen) { drop(&c.Screening) })).ThenRefused(domain.Invalid, field)
		}
	})
	t.Run("R-4.9-03 de uitkomst ‘niet verplicht’ zonder reden: geweigerd; met reden vastgelegd", func(t *testing.T) {
		not := func(reason string) Screen {
			return screen(func(c *Screen) { c.Screening, c.Outcome, c.Reason = answers(), NotObligatory, reason })
		}
		dpia(t, nil).When(not(" ")).ThenRefused(domain.Invalid, "reason")
		d := stateOf(t, dpia(t, nil).When(not("Geen hoog risico.")).ThenStatus(StatusScreened))
		if d.HighRisk() {
			t.Error("high risk")
		}
	})
	t.Run("RT-18 zonder uitkomst, naam, proces of een onderwerp dat kan: geweigerd", func(t *testing.T) {
		dpia(t, nil).As(domain.PB).When(screen(func(c *Screen) { c.Outcome, c.Title, c.Process, c.Subject = "", "", "geen", "process/1" })).
			ThenRefused(domain.Invalid, "outcome", "title", "process", "subject")
		for _, s := range []string{"activity/1", "purpose/1", "collaboration/1", "covenant/1"} {
			dpia(t, nil).When(screen(func(c *Screen) { c.Subject = s })).ThenStatus(StatusScreened)
		}
		for _, s := range []string{"", "activity/", "activity"} {
			dpia(t, nil).When(screen(func(c *Screen) { c.Subject = s })).ThenRefused(domain.Invalid, "subject")
		}
	})
	t.Run("AVG art. 35 lid 4: wat op de lijst van de AP staat, is verplicht", func(t *testing.T) {
		on := func(c *Screen) {
			c.OnList, c.Listed, c.Outcome, c.Reason = domain.Yes, []APKind{"cameras"}, NotObligatory, "Toch niet."
		}
		dpia(t, nil).When(screen(on)).ThenRefused(domain.Invalid, "outcome")
		dpia(t, nil).When(screen(func(c *Screen) { on(c); c.Outcome = Obligatory })).ThenStatus(StatusScreened)
		dpia(t, nil).When(screen(func(c *Screen) { c.OnList = domain.Yes })).ThenRefused(domain.Invalid, "listed")
		dpia(t, nil).When(screen(func(c *Screen) { c.Listed = []APKind{"cameras"} })).ThenRefused(domain.Invalid, "listed")
		dpia(t, nil).When(screen(func(c *Screen) { c.OnList, c.Listed = domain.Yes, []APKind{"onzin"} })).ThenRefused(domain.Invalid, "listed")
		if n := len(APKind("").Choices()); n != 17 {
			t.Errorf("the list has %d kinds", n)
		}
	})
	t.Run("de voortoets legt uit wat eruit volgt: geen, één, twee criteria of de lijst", func(t *testing.T) {
		for _, x := range []struct {
			set  func(*Screening)
			want Outcome
			word string
		}{
			{func(*Screening) {}, NotObligatory, "geen van de negen"},
			{func(s *Screening) { s.Large = domain.Yes }, NotObligatory, "aan te raden"},
			{func(s *Screening) { s.Large, s.Blocking = domain.Yes, domain.Yes }, Obligatory, "2 van de negen"},
			{func(s *Screening) { s.OnList, s.Listed = domain.Yes, []APKind{"fraud"} }, Obligatory, "Fraudebestrijding"},
		} {
			s := answers()
			x.set(&s)
			if got, nl := s.Advice(); got != x.want || !strings.Contains(nl, x.word) {
				t.Errorf("%s: %q", got, nl)
			}
		}
	})
	t.Run("afwijken van twee criteria mag met reden, en staat als afwijking vast", func(t *testing.T) {
		c := screen(func(c *Screen) { c.Outcome, c.Reason = NotObligatory, "Het gaat om een proef." })
		dpia(t, nil).When(c).Then(DpiaScreeningRecorded{Title: c.Title, Subject: c.Subject, Process: c.Process, Screening: c.Screening, Lists: Lists,
			Explanation: "De verwerking voldoet aan 2 van de negen criteria: gevoelige gegevens, grote schaal. Bij twee of meer is een DPIA in de regel verplicht (WP248).",
			Outcome:     NotObligatory, Reason: "Het gaat om een proef.", Deviates: true})
	})
	t.Run("R-4.9-04 een verplichte DPIA is een hoog risico, tot zij is afgerond", func(t *testing.T) {
		d := stateOf(t, dpia(t, nil).When(screen(nil)))
		if !d.HighRisk() || d.IsCompleted() {
			t.Errorf("%+v", d)
		}
		if !stateOf(t, dpia(t, reported()).When(Complete{})).IsCompleted() {
			t.Error("not completed")
		}
	})
	t.Run("§3.2 een eigenaar toetst alleen voor zijn eigen proces", func(t *testing.T) {
		f := domaintest.Town()
		f.Processes["ander"] = domain.ProcessFacts{Owner: "tm"}
		dpia(t, nil).Knowing(f).When(screen(func(c *Screen) { c.Process = "ander" })).ThenRefused(domain.Forbidden)
	})
}

func TestInitiate(t *testing.T) {
	begin := Beginning{Kind: Prior, Triggers: []Trigger{"new-high-risk"}}
	t.Run("R-B6-01 eigenaar en privacybeheerder starten een DPIA; CISO, FG en ieder ander geweigerd", func(t *testing.T) {
		only(t, nil, screen(nil), domain.OWN, domain.PB)
		only(t, screened(), Initiate{begin}, domain.OWN, domain.PB)
		only(t, screened(), Request{begin, "own"}, domain.OWN, domain.PB)
	})
	for _, trigger := range []Trigger{"never-assessed", "changed", "new-technology", "other-purpose", "risk-changed", "environment-changed",
		"new-high-risk", "three-years", "collaboration"} {
		t.Run("R-B6-10 de aanleiding "+string(trigger)+" kan worden gekozen", func(t *testing.T) {
			b := Beginning{Kind: Prior, Triggers: []Trigger{trigger}}
			dpia(t, screened()).When(Initiate{b}).Then(DpiaInitiated{b})
		})
	}
	t.Run("R-B6-10 er zijn tien aanleidingen, en niets anders", func(t *testing.T) {
		if n := len(Trigger("").Choices()); n != 10 {
			t.Errorf("%d", n)
		}
		dpia(t, screened()).When(Initiate{Beginning{Kind: Prior, Triggers: []Trigger{"zin"}}}).ThenRefused(domain.Invalid, "triggers")
	})
	t.Run("RT-18 zonder soort of aanleiding: geweigerd", func(t *testing.T) {
		dpia(t, screened()).When(Initiate{}).ThenRefused(domain.Invalid, "kind", "triggers")
		dpia(t, screened()).When(Request{}).ThenRefused(domain.Invalid, "kind", "triggers", "to")
	})
	t.Run("R-4.9-09 de volledige DPIA verwijst naar de korte die haar nodig vond", func(t *testing.T) {
		b := Beginning{Kind: Full, Triggers: []Trigger{ShortShowsFull}}
		dpia(t, screened()).When(Initiate{b}).ThenRefused(domain.Invalid, "follows")
		b.Follows = "dpia/kort"
		if d := stateOf(t, dpia(t, screened()).When(Initiate{b}).ThenStatus(StatusInitiated)); d.Follows != "dpia/kort" {
			t.Errorf("%+v", d)
		}
		b.Kind = Short
		dpia(t, screened()).When(Initiate{b}).ThenRefused(domain.Invalid, "kind")
	})
	t.Run("R-4.9-12 korte, uitgebreide en volledige DPIA's zijn verschillende soorten", func(t *testing.T) {
		for _, k := range []Kind{Prior, Short, Full} {
			if d := stateOf(t, dpia(t, screened()).When(Initiate{Beginning{Kind: k, Triggers: []Trigger{"changed"}}})); d.Kind != k {
				t.Errorf("%s became %s", k, d.Kind)
			}
		}
		dpia(t, screened()).When(Initiate{Beginning{Kind: ShortExtended, Triggers: []Trigger{"changed"}}}).ThenRefused(domain.Invalid, "kind")
	})
}

func TestExecution(t *testing.T) {
	risk := IdentifyRisk{Description: "Inzage.", Origin: "Rechten.", Chance: Middle, ChanceWhy: "Soms.", Impact: High, ImpactWhy: "Groot."}
	measure := ProposeMeasure{Text: "Rechten.", Kind: "technical", Owner: "emp", Due: "2027-01-01", Before: domain.Yes, Residual: Low}
	section := WriteSection{Paragraph: "purposes", State: Ready, Text: "Doelen.", From: subject + "@3, doelen"}
	t.Run("R-B6-02 eigenaar en privacybeheerder voeren uit; de FG en ieder ander geweigerd", func(t *testing.T) {
		only(t, initiated(Full), StartExecution{"rijk-3.0"}, domain.OWN, domain.PB)
		for _, c := range []any{risk, measure, section, AskAdvice{}, AnswerPurpose{domain.Yes, "Zelfde taak."},
			RecordViews{Sought: domain.No, How: "Te klein."}} {
			only(t, executing(Full), c, domain.OWN, domain.PB)
		}
	})
	t.Run("R-B6-03 privacybeheerder en CISO leggen ondersteuning vast; ieder ander geweigerd", func(t *testing.T) {
		only(t, executing(Full), GiveSupport{"content", "Meegelezen."}, domain.PB, domain.CISO)
	})
	t.Run("RT-18 een model dat er niet is: geweigerd", func(t *testing.T) {
		dpia(t, initiated(Full)).When(StartExecution{"zelf"}).ThenRefused(domain.Invalid, "model")
	})
	t.Run("RT-18 elk van de 17 onderdelen van het model van het Rijk heeft een eigen stand, en waar de tekst vandaan komt", func(t *testing.T) {
		if n := len(Paragraph("").Choices()); n != 17 {
			t.Errorf("%d paragraphs", n)
		}
		d := stateOf(t, dpia(t, executing(Full), DpiaSectionWritten{Section{Paragraph: "data", State: Draft, Text: "Concept."}}).When(section))
		want := []Section{{Paragraph: "data", State: Draft, Text: "Concept."}, {Paragraph: "purposes", State: Ready, Text: "Doelen.", From: subject + "@3, doelen"}}
		if !slices.Equal(d.Sections, want) {
			t.Errorf("%+v", d.Sections)
		}
	})
	t.Run("RT-18 een onderdeel zonder tekst of stand: geweigerd; dezelfde tekst nog eens verandert niets", func(t *testing.T) {
		dpia(t, executing(Full)).When(WriteSection{}).ThenRefused(domain.Invalid, "paragraph", "state", "text")
		dpia(t, executing(Full), DpiaSectionWritten{Section(section)}).When(section).Then()
	})
	t.Run("R-B6-12 een risico heeft oorzaak, kans en gevolg met toelichting, en krijgt een nummer", func(t *testing.T) {
		dpia(t, executing(Full)).When(IdentifyRisk{}).ThenRefused(domain.Invalid, "description", "origin", "chance", "chance_why", "impact", "impact_why")
		dpia(t, filled()).When(risk).Then(DpiaRiskIdentified{"R2", "Inzage.", "Rechten.", Middle, "Soms.", High, "Groot.", High})
	})
	t.Run("het niveau volgt uit de tabel van het Rijk: alles met laag is laag, twee keer midden is midden, de rest hoog", func(t *testing.T) {
		want := map[[2]Level]Level{{Low, Low}: Low, {Low, Middle}: Low, {Low, High}: Low, {Middle, Low}: Low, {High, Low}: Low,
			{Middle, Middle}: Middle, {Middle, High}: High, {High, Middle}: High, {High, High}: High}
		for in, out := range want {
			if got := RiskOf(in[0], in[1]); got != out {
				t.Errorf("%v: %s", in, got)
			}
		}
	})
	t.Run("RT-20 een maatregel heeft een uitvoerder, een datum die nog komt, en noemt bestaande risico's", func(t *testing.T) {
		dpia(t, executing(Full)).When(ProposeMeasure{Due: "2026-11-23", Risks: []string{"R7"}}).
			ThenRefused(domain.Invalid, "text", "kind", "owner", "due", "before_start", "residual", "risks")
		c := measure
		c.Risks = []string{"R1", " "}
		dpia(t, filled()).When(c).Then(DpiaMeasureProposed{Measure: "M3", Text: "Rechten.", Kind: "technical", Risks: []string{"R1"}, Owner: "emp",
			Due: "2027-01-01", Before: domain.Yes, Residual: Low})
	})
	t.Run("AVG art. 38 lid 6: de FG voert geen maatregelen uit die hij toetst", func(t *testing.T) {
		c := measure
		c.Owner = "fg"
		dpia(t, executing(Full)).When(c).ThenRefused(domain.Invalid, "owner")
	})
	t.Run("startvoorwaarde f: welke maatregelen vóór de start nodig zijn, staat vast", func(t *testing.T) {
		d := stateOf(t, dpia(t, filled()).When(measure))
		if got := fmt.Sprint(ids(d.NeededBeforeStart())); got != "[M1 M3]" {
			t.Error(got)
		}
		d = stateOf(t, dpia(t, filled()).When(ImplementMeasure{"M1", "Z-1"}))
		if len(d.NeededBeforeStart()) != 0 {
			t.Errorf("%+v", d.NeededBeforeStart())
		}
	})
	t.Run("een opmerking krijgt een antwoord; zonder antwoord komt er geen verslag", func(t *testing.T) {
		dpia(t, executing(Full)).As(domain.FG).When(PlaceComment{"data", "Welke?"}).Then(DpiaCommentPlaced{"C1", "data", "Welke?"})
		only(t, executing(Full), PlaceComment{"data", "Welke?"}, domain.OWN, domain.PB, domain.CISO, domain.FG)
		open := append(advised(), DpiaCommentPlaced{"C1", "data", "Welke?"})
		dpia(t, open).As(domain.PB).When(report(nil)).ThenRefused(domain.Unmet, "C1")
		dpia(t, open, DpiaCommentAnswered{"C1", "Deze."}).As(domain.PB).When(report(nil)).ThenStatus(StatusReported)
		dpia(t, open).When(AnswerComment{"C2", "Deze."}).ThenRefused(domain.Invalid, "comment")
		dpia(t, open).When(AnswerComment{"C1", " "}).ThenRefused(domain.Invalid, "answer")
		dpia(t, open).When(PlaceComment{}).ThenRefused(domain.Invalid, "paragraph", "text")
	})
}

func ids(list []Measure) (out []string) {
	for _, m := range list {
		out = append(out, m.ID)
	}
	return out
}

func TestOpinions(t *testing.T) {
	t.Run("vier meningen blijven apart: FG, CISO, privacybeheerder en betrokkenen, geen vervangt een andere", func(t *testing.T) {
		c := dpia(t, advised()).As(domain.PB).When(GiveOpinion{Negative, "Nee."})
		d := stateOf(t, dpia(t, advised(), DpiaOpinionGiven{VoicePB, Negative, "Nee."}, DpiaOpinionGiven{VoiceCISO, Conditional, "Mits."},
			DataSubjectViewsRecorded{Sought: domain.Yes, View: Positive, Text: "Goed."}).When(AnswerAdvice{Follow: "followed"}))
		c.Then(DpiaOpinionGiven{VoicePB, Negative, "Nee."})
		for voice, want := range map[Voice]Verdict{VoiceFG: Positive, VoicePB: Negative, VoiceCISO: Conditional, VoiceDataSubjects: Positive} {
			if o, ok := d.OpinionOf(voice); !ok || o.View != want {
				t.Errorf("%s: %+v", voice, o)
			}
		}
		if len(d.Opinions) != 4 {
			t.Errorf("%+v", d.Opinions)
		}
	})
	t.Run("wiens mening het is, volgt uit de rol; alleen privacybeheerder en CISO geven er een", func(t *testing.T) {
		dpia(t, executing(Full)).As(domain.CISO).When(GiveOpinion{Positive, "Ja."}).Then(DpiaOpinionGiven{VoiceCISO, Positive, "Ja."})
		only(t, executing(Full), GiveOpinion{Positive, "Ja."}, domain.PB, domain.CISO)
	})
	t.Run("een mening van de CISO is geen advies van de FG: afronden blijft geweigerd", func(t *testing.T) {
		list := append(filled(), DpiaOpinionGiven{VoiceCISO, Positive, "Ja."}, DpiaOpinionGiven{VoicePB, Positive, "Ja."},
			DpiaReportDrawnUp{None: "Geen.", Residual: Low, Document: "Z-1"})
		dpia(t, list).When(Complete{}).ThenRefused(domain.Unmet, "advice")
	})
	t.Run("AVG art. 35 lid 9: de mening van betrokkenen, of waarom die niet is gevraagd", func(t *testing.T) {
		dpia(t, executing(Full)).When(RecordViews{}).ThenRefused(domain.Invalid, "sought", "how")
		dpia(t, executing(Full)).When(RecordViews{Sought: domain.Yes, How: "Enquête."}).ThenRefused(domain.Invalid, "view", "text", "done")
		dpia(t, executing(Full)).When(RecordViews{Sought: domain.No, How: "Te klein.", Text: "x"}).Then(DataSubjectViewsRecorded{Sought: domain.No, How: "Te klein."})
	})
	t.Run("zonder oordeel of tekst: geweigerd", func(t *testing.T) {
		dpia(t, executing(Full)).As(domain.PB).When(GiveOpinion{}).ThenRefused(domain.Invalid, "view", "text")
		dpia(t, executing(Full)).As(domain.PB).When(GiveSupport{}).ThenRefused(domain.Invalid, "kind", "what")
	})
}

func TestShort(t *testing.T) {
	answer := func(change func(*AnswerShort)) AnswerShort {
		c := AnswerShort{Met: domain.Yes, MetText: "Niets veranderd.", Extra: domain.No, Greater: domain.No, Full: domain.No, FullWhy: "Niet nodig."}
		if change != nil {
			change(&c)
		}
		return c
	}
	t.Run("R-4.9-07 de korte DPIA antwoordt of aan alle voorwaarden is voldaan en of extra beveiliging nodig is", func(t *testing.T) {
		dpia(t, executing(Short)).When(AnswerShort{}).ThenRefused(domain.Invalid, "conditions_met", "conditions_text", "extra_security", "greater_risk", "full_needed", "full_why")
		dpia(t, executing(Short)).When(answer(nil)).Then(ShortDpiaAnswered{domain.Yes, "Niets veranderd.", domain.No, domain.No, domain.No, "Niet nodig."})
	})
	t.Run("R-4.9-07 zonder die antwoorden komt er geen verslag", func(t *testing.T) {
		dpia(t, executing(Short)).As(domain.PB).When(DrawUpReport{None: "Geen.", Document: "Z-1"}).ThenRefused(domain.Unmet, "short")
		dpia(t, executing(Short), ShortDpiaAnswered{}).As(domain.PB).When(DrawUpReport{None: "Geen.", Document: "Z-1"}).ThenStatus(StatusReported)
	})
	t.Run("R-4.9-11 extra maatregelen worden gevolgd, met uitvoerder en datum; zonder die twee geweigerd", func(t *testing.T) {
		extra := func(c *AnswerShort) {
			c.Extra, c.ExtraList, c.ExtraKind, c.Owner, c.Due = domain.Yes, []string{"Versleutelen.", "Loggen."}, "technical", "emp", "2027-01-01"
		}
		d := stateOf(t, dpia(t, executing(Short)).When(answer(extra)).ThenEvents("ShortDpiaAnswered", "DpiaMeasureProposed", "DpiaMeasureProposed"))
		if len(d.Measures) != 2 || d.Measures[1].ID != "M2" || d.Measures[1].Owner != "emp" || d.Measures[1].Due != "2027-01-01" || d.Measures[1].State != Proposed {
			t.Errorf("%+v", d.Measures)
		}
		dpia(t, executing(Short)).When(answer(func(c *AnswerShort) { extra(c); c.Owner, c.Due, c.ExtraKind = "", "", "" })).ThenRefused(domain.Invalid, "owner", "due", "extra_kind")
		dpia(t, executing(Short)).When(answer(func(c *AnswerShort) { c.Extra = domain.Yes })).ThenRefused(domain.Invalid, "extra_measures")
		dpia(t, executing(Short)).When(answer(func(c *AnswerShort) { extra(c); c.Extra = domain.No })).ThenRefused(domain.Invalid, "extra_measures")
	})
	t.Run("R-4.9-08 een korte DPIA wordt uitgebreid bij een groter risico, en dat staat vast", func(t *testing.T) {
		grown := answer(func(c *AnswerShort) { c.Greater, c.GreaterWhy = domain.Yes, "Meer gegevens." })
		if d := stateOf(t, dpia(t, executing(Short)).When(grown).ThenEvents("ShortDpiaAnswered", "ShortDpiaExtended")); d.Kind != ShortExtended {
			t.Error(d.Kind)
		}
		dpia(t, executing(Short)).When(ExtendShort{"Meer gegevens."}).Then(ShortDpiaExtended{"Meer gegevens."})
		dpia(t, executing(Short)).When(ExtendShort{" "}).ThenRefused(domain.Invalid, "reason")
		dpia(t, executing(Short)).When(answer(func(c *AnswerShort) { c.Greater = domain.Yes })).ThenRefused(domain.Invalid, "greater_why")
		dpia(t, executing(Short), ShortDpiaExtended{"x"}).When(ExtendShort{"Nog eens."}).Then()
	})
	t.Run("R-4.9-09 als een volledige nodig is, wordt de korte niet afgerond of gesloten voordat die is gestart", func(t *testing.T) {
		d := stateOf(t, dpia(t, executing(Short)).When(answer(func(c *AnswerShort) { c.Full = domain.Yes })).ThenEvents("ShortDpiaAnswered", "FullDpiaRequired"))
		if !d.NeedsFull {
			t.Error("not needed")
		}
		short := append(executing(Short), ShortDpiaAnswered{}, FullDpiaRequired{"Koppeling."}, FgAdviceRequested{}, FgDpiaAdviceGiven{View: Positive},
			FgDpiaAdviceAnswered{Follow: "followed"}, DpiaReportDrawnUp{None: "Geen.", Document: "Z-1"})
		done := Complete{NoRisks: "Geen.", NoMeasures: "Geen."}
		dpia(t, short).When(done).ThenRefused(domain.Unmet, "full")
		dpia(t, short, FullDpiaLinked{"dpia/vol"}).When(done).ThenStatus(StatusCompleted)
		late := append(executing(Short), ShortDpiaAnswered{}, DpiaCompleted{}, DpiaResultsProcessed{}, DpiaArchived{}, FullDpiaRequired{"Koppeling."})
		dpia(t, late).As(domain.FG).When(test(domain.Yes, Sufficient)).ThenRefused(domain.Unmet, "full")
	})
	t.Run("R-4.9-09 koppelen kan pas als vaststaat dat een volledige nodig is, en niet aan zichzelf", func(t *testing.T) {
		dpia(t, executing(Short)).When(LinkFull{"dpia/vol"}).ThenRefused(domain.Conflict)
		dpia(t, executing(Short), FullDpiaRequired{}).When(LinkFull{"dpia/" + domaintest.ID}).ThenRefused(domain.Invalid, "dpia")
		town := domaintest.Town()
		town.Others = []domaintest.Other{{Stream: "dpia/vol", Links: []string{"dpia/" + domaintest.ID}, Versions: []any{domain.DPIAFacts{Full: true, Initiated: true}}},
			{Stream: "dpia/kort", Links: []string{"dpia/" + domaintest.ID}, Versions: []any{domain.DPIAFacts{Initiated: true}}},
			{Stream: "dpia/ander", Versions: []any{domain.DPIAFacts{Full: true, Initiated: true}}}}
		dpia(t, executing(Short), FullDpiaRequired{}).Knowing(town).As(domain.OWN).When(LinkFull{"dpia/vol"}).Then(FullDpiaLinked{"dpia/vol"})
		for _, other := range []string{"dpia/kort", "dpia/ander", "dpia/geen"} {
			dpia(t, executing(Short), FullDpiaRequired{}).Knowing(town).As(domain.OWN).When(LinkFull{other}).ThenRefused(domain.Unmet, "dpia")
		}
		dpia(t, executing(Short)).When(RequireFull{" "}).ThenRefused(domain.Invalid, "reason")
		dpia(t, executing(Short)).When(RequireFull{"Koppeling."}).Then(FullDpiaRequired{"Koppeling."})
	})
	t.Run("een volledige DPIA heeft geen vragen van de korte", func(t *testing.T) {
		dpia(t, executing(Full)).When(answer(nil)).ThenRefused(domain.Conflict)
		dpia(t, executing(Full)).When(ExtendShort{"x"}).ThenRefused(domain.Conflict)
		dpia(t, executing(Full)).When(RequireFull{"x"}).ThenRefused(domain.Conflict)
	})
}

func report(change func(*DrawUpReport)) DrawUpReport {
	c := DrawUpReport{Recommendations: []string{"Evalueer."}, Residual: Low, ResidualWhy: "Klein.", Consult: domain.No, Document: "Z-1"}
	if change != nil {
		change(&c)
	}
	return c
}

func TestAdviceAndReport(t *testing.T) {
	t.Run("R-B6-04 alleen de FG adviseert over de DPIA", func(t *testing.T) {
		only(t, append(filled(), FgAdviceRequested{}), Advise{View: Positive, Text: "Akkoord."}, domain.FG)
		dpia(t, append(filled(), FgAdviceRequested{})).As(domain.FG).When(Advise{}).ThenRefused(domain.Invalid, "view", "text")
	})
	t.Run("R-B6-04 afronden zonder advies van de FG: geweigerd", func(t *testing.T) {
		list := append(filled(), DpiaReportDrawnUp{Recommendations: []string{"x"}, Residual: Low, Document: "Z-1"})
		dpia(t, list).When(Complete{}).ThenRefused(domain.Unmet, "advice")
	})
	t.Run("het advies van de FG moet worden beantwoord: volgen, of uitleggen", func(t *testing.T) {
		list := append(advised(), DpiaReportDrawnUp{Recommendations: []string{"x"}, Residual: Low, Document: "Z-1"})
		dpia(t, list).When(Complete{}).ThenRefused(domain.Unmet, "answer")
		dpia(t, list).When(AnswerAdvice{Follow: "not-followed"}).ThenRefused(domain.Invalid, "because")
		dpia(t, list).When(AnswerAdvice{Follow: "partly", Because: "Te duur."}).Then(FgDpiaAdviceAnswered{"partly", "Te duur."})
		dpia(t, list, FgDpiaAdviceAnswered{Follow: "followed"}).When(Complete{}).ThenStatus(StatusCompleted)
		dpia(t, filled()).When(AnswerAdvice{Follow: "followed"}).ThenRefused(domain.Unmet)
		only(t, list, AnswerAdvice{Follow: "followed"}, domain.OWN)
	})
	t.Run("R-B6-04 wie opnieuw advies vraagt, wacht het af", func(t *testing.T) {
		again := append(reported(), FgAdviceRequested{"Ook na de wijziging?"}, DpiaReportDrawnUp{None: "Geen.", Residual: Low})
		dpia(t, again).When(Complete{}).ThenRefused(domain.Unmet, "advice")
		dpia(t, again).When(AskAdvice{}).Then() // it was asked already
		dpia(t, reported(), FgAdviceRequested{}, FgDpiaAdviceGiven{View: Positive}).As(domain.PB).When(report(nil)).As(domain.OWN).
			When(Complete{}).ThenRefused(domain.Unmet, "answer")
	})
	t.Run("wat na het advies is gewijzigd, moet worden verantwoord of opnieuw voorgelegd", func(t *testing.T) {
		risk := DpiaRiskIdentified{Risk: "R2"}
		list := slices.Concat(advised(), []any{risk, FgDpiaAdviceAnswered{Follow: "followed"}, DpiaReportDrawnUp{None: "Geen.", Document: "Z-1"}})
		dpia(t, list).When(Complete{}).ThenRefused(domain.Unmet, "changes")
		dpia(t, list).When(Complete{Changes: "Het advies noemde dit risico al."}).ThenStatus(StatusCompleted)
		again := append(list, FgAdviceRequested{}, FgDpiaAdviceGiven{View: Positive})
		if d := stateOf(t, dpia(t, again).When(AnswerAdvice{Follow: "followed"})); len(d.Changed) != 0 || len(d.Advice) != 2 {
			t.Errorf("%+v", d)
		}
	})
	t.Run("R-B6-05 alleen de privacybeheerder stelt het verslag op, verwerkt en archiveert", func(t *testing.T) {
		only(t, advised(), report(nil), domain.PB)
		only(t, completed(), ProcessResults{"Register."}, domain.PB)
		only(t, append(completed(), DpiaResultsProcessed{"Register."}), Archive{"Z-1"}, domain.PB)
	})
	t.Run("R-B6-06 een verslag zonder aanbevelingen, of zonder reden waarom er geen zijn: geweigerd", func(t *testing.T) {
		dpia(t, advised()).As(domain.PB).When(report(func(c *DrawUpReport) { c.Recommendations = []string{" "} })).ThenRefused(domain.Invalid, "recommendations")
		dpia(t, advised()).As(domain.PB).When(report(func(c *DrawUpReport) { c.Recommendations, c.None = nil, "Alles is geregeld." })).ThenStatus(StatusReported)
		dpia(t, advised()).As(domain.PB).When(report(func(c *DrawUpReport) { c.None = "x" })).ThenRefused(domain.Invalid, "none")
	})
	t.Run("RT-18 bij een volledige DPIA noemt het verslag het risico dat overblijft en of de AP moet worden geraadpleegd", func(t *testing.T) {
		dpia(t, advised()).As(domain.PB).When(DrawUpReport{Recommendations: []string{"x"}}).ThenRefused(domain.Invalid, "document", "residual", "residual_why", "consult")
	})
	t.Run("AVG art. 36: bij een hoog risico dat overblijft is een voorafgaande raadpleging nodig", func(t *testing.T) {
		high := func(c *DrawUpReport) { c.Residual = High }
		dpia(t, advised()).As(domain.PB).When(report(high)).ThenRefused(domain.Invalid, "consult")
		dpia(t, advised()).As(domain.PB).When(report(func(c *DrawUpReport) { high(c); c.Consult = domain.Yes })).ThenStatus(StatusReported)
	})
	t.Run("RT-18 zolang een onderdeel ontbreekt of concept is, is er geen verslag", func(t *testing.T) {
		r := dpia(t, executing(Full)).As(domain.PB).When(report(nil)).ThenRefused(domain.Unmet)
		if len(r.Fields) != 17 {
			t.Errorf("%d sections named", len(r.Fields))
		}
		dpia(t, advised(), DpiaSectionWritten{Section{Paragraph: "rights", State: Draft, Text: "x"}}).As(domain.PB).When(report(nil)).ThenRefused(domain.Unmet, "section-rights")
		dpia(t, advised(), DpiaSectionWritten{Section{Paragraph: "rights", State: NotApplicable, Text: "x"}}).As(domain.PB).When(report(nil)).ThenStatus(StatusReported)
	})
}

func TestComplete(t *testing.T) {
	t.Run("RT-18 regel 4: alleen de eigenaar rondt af, de FG niet", func(t *testing.T) {
		only(t, reported(), Complete{}, domain.OWN)
	})
	t.Run("R-4.9-05 de volgende korte DPIA is drie jaar later op dezelfde datum; een dag later is zij te laat", func(t *testing.T) {
		c := dpia(t, reported()).When(Complete{}).Then(DpiaCompleted{NextDue: "2029-11-24", Rule: NextRule})
		d := stateOf(t, c)
		if d.Completed != "2026-11-24" || d.Overdue("2029-11-24") || !d.Overdue("2029-11-25") {
			t.Errorf("%+v", d)
		}
	})
	t.Run("R-4.9-05 wat op 29 februari is afgerond, is op 28 februari aan de beurt", func(t *testing.T) {
		day := calendar.Date("2028-02-29").Start()
		if d := stateOf(t, dpia(t, reported()).At(day).When(Complete{})); d.NextDue != "2031-02-28" {
			t.Error(d.NextDue)
		}
	})
	t.Run("R-B6-12 afronden zonder risico's, of zonder reden waarom er geen zijn: geweigerd", func(t *testing.T) {
		list := append(executing(Short), ShortDpiaAnswered{}, FgAdviceRequested{}, FgDpiaAdviceGiven{View: Positive}, FgDpiaAdviceAnswered{Follow: "followed"},
			DpiaReportDrawnUp{None: "Geen.", Document: "Z-1"})
		dpia(t, list).When(Complete{}).ThenRefused(domain.Unmet, "no_risks", "no_measures")
		dpia(t, list).When(Complete{NoRisks: "Geen veranderd."}).ThenRefused(domain.Unmet, "no_measures")
		dpia(t, list).When(Complete{NoRisks: "Geen veranderd.", NoMeasures: "Alles staat."}).ThenStatus(StatusCompleted)
	})
	t.Run("R-4.3-07 een DPIA om een ander doel bevat het antwoord op ‘niet onverenigbaar’", func(t *testing.T) {
		dpia(t, reported(OtherPurpose)).When(Complete{}).ThenRefused(domain.Unmet, "purpose")
		dpia(t, executing(Full)).When(AnswerPurpose{}).ThenRefused(domain.Invalid, "compatible", "answer")
		d := stateOf(t, dpia(t, append(filled(OtherPurpose), DpiaPurposeQuestionAnswered{domain.Yes, "Zelfde taak."}, FgAdviceRequested{}, FgDpiaAdviceGiven{View: Positive},
			FgDpiaAdviceAnswered{Follow: "followed"}, DpiaReportDrawnUp{None: "Geen."})).When(Complete{}).ThenStatus(StatusCompleted))
		if !strings.Contains(d.Purpose, "Zelfde taak.") {
			t.Error(d.Purpose)
		}
	})
	t.Run("RT-19 zegt het verslag dat raadpleging nodig is, dan volgt die op het afronden", func(t *testing.T) {
		list := append(advised(), FgDpiaAdviceAnswered{Follow: "followed"}, DpiaReportDrawnUp{None: "Geen.", Residual: High, Consult: domain.Yes})
		dpia(t, list).When(Complete{}).ThenEvents("DpiaCompleted", "PriorConsultationFoundNecessary").ThenStatus(StatusConsultation)
	})
	t.Run("RT-19 ook later kan blijken dat raadpleging nodig is; daarna gaat de DPIA verder", func(t *testing.T) {
		only(t, completed(), FindConsultation{"Hoog risico."}, domain.OWN)
		dpia(t, completed()).When(FindConsultation{" "}).ThenRefused(domain.Invalid, "reason")
		waiting := append(completed(), PriorConsultationFoundNecessary{"Hoog risico."})
		dpia(t, waiting).As(domain.PB).When(ProcessResults{"x"}).ThenRefused(domain.Conflict)
		dpia(t, waiting).When(ConcludeConsultation{"dpia/1", ""}).ThenRefused(domain.Invalid, "consultation", "outcome")
		town := domaintest.Town()
		town.Others = []domaintest.Other{{Stream: "consultation/1", Versions: []any{domain.ConsultationFacts{DPIA: "dpia/" + domaintest.ID, Closed: true}}},
			{Stream: "consultation/2", Versions: []any{domain.ConsultationFacts{DPIA: "dpia/" + domaintest.ID}}}, {Stream: "consultation/3", Versions: []any{domain.ConsultationFacts{DPIA: "dpia/x", Closed: true}}}}
		for _, other := range []string{"consultation/2", "consultation/3", "consultation/4"} {
			dpia(t, waiting).Knowing(town).As(domain.OWN).When(ConcludeConsultation{other, "Geen bezwaar."}).ThenRefused(domain.Unmet, "consultation")
		}
		dpia(t, waiting).Knowing(town).As(domain.OWN).When(ConcludeConsultation{"consultation/1", "Geen bezwaar."}).ThenStatus(StatusCompleted)
	})
}

func test(close domain.YesNo, compliance Mark) TestDPIA {
	return TestDPIA{Procedure: Sufficient, Results: Sufficient, Effectuation: Sufficient, Compliance: compliance, OwnWork: domain.No, Close: close}
}

func TestMeasuresAndClosing(t *testing.T) {
	done := DpiaMeasureImplemented{"M1", "Z-1"}
	trial := TestMeasure{"M1", Sufficient, "geen", domain.No}
	t.Run("R-B6-07 alleen de eigenaar legt vast dat een maatregel is uitgevoerd", func(t *testing.T) {
		only(t, completed(), ImplementMeasure{"M1", "Z-1"}, domain.OWN)
		only(t, completed(), DropMeasure{"M1", "Te duur."}, domain.OWN)
	})
	t.Run("promise 7: een maatregel die al vóór het afronden is uitgevoerd, kan worden vastgelegd", func(t *testing.T) {
		for _, list := range [][]any{filled(), advised(), reported(), completed(), archived()} {
			dpia(t, list).When(ImplementMeasure{"M1", "Z-1"}).Then(done)
		}
	})
	t.Run("zonder bewijs, of een maatregel die er niet is of al is uitgevoerd: geweigerd", func(t *testing.T) {
		dpia(t, completed()).When(ImplementMeasure{"M9", ""}).ThenRefused(domain.Invalid, "measure", "evidence")
		dpia(t, completed(), done).When(ImplementMeasure{"M1", "Z-1"}).ThenRefused(domain.Invalid, "measure")
		dpia(t, completed()).When(DropMeasure{"M1", " "}).ThenRefused(domain.Invalid, "reason")
	})
	t.Run("R-B6-08 alleen de FG toetst een maatregel", func(t *testing.T) {
		only(t, append(completed(), done), trial, domain.FG)
		dpia(t, completed()).As(domain.FG).When(trial).ThenRefused(domain.Invalid, "measure")
		dpia(t, completed(), done).As(domain.FG).When(TestMeasure{Measure: "M1"}).ThenRefused(domain.Invalid, "outcome", "findings", "own_work")
	})
	t.Run("RT-20 wie een maatregel uitvoerde, toetst die niet", func(t *testing.T) {
		c := dpia(t, completed()).When(ImplementMeasure{"M1", "Z-1"})
		f := domaintest.Town()
		f.Offices["own"] = []domain.Role{domain.TM, domain.FG}
		c.Knowing(f).By("own", domain.FG).When(trial).ThenRefused(domain.Forbidden)
	})
	t.Run("RT-20 een onvoldoende maatregel staat weer open", func(t *testing.T) {
		bad := trial
		bad.Outcome = Insufficient
		if d := stateOf(t, dpia(t, completed(), done).As(domain.FG).When(bad)); d.Measures[0].State != Proposed {
			t.Errorf("%+v", d.Measures)
		}
	})
	t.Run("T-11 een toets van eigen werk is gemarkeerd", func(t *testing.T) {
		own := trial
		own.OwnWork = domain.Yes
		dpia(t, completed(), done).As(domain.FG).When(own).Then(DpiaMeasureTested{"M1", Sufficient, "geen", true})
	})
	t.Run("R-B6-09 alleen de FG toetst procedure, resultaten, uitvoering en naleving: vier uitkomsten", func(t *testing.T) {
		only(t, completed(), test(domain.No, Sufficient), domain.FG)
		dpia(t, completed()).As(domain.FG).When(TestDPIA{}).ThenRefused(domain.Invalid, "procedure", "results", "effectuation", "compliance", "own_work", "close")
		dpia(t, completed()).As(domain.FG).When(test(domain.No, Insufficient)).ThenRefused(domain.Invalid, "findings")
		dpia(t, completed()).As(domain.FG).When(test(domain.No, Sufficient)).Then(DpiaProcedureAndEffectTested{Procedure: Sufficient, Results: Sufficient, Effectuation: Sufficient, Compliance: Sufficient})
	})
	t.Run("RT-18 regel 5: sluiten kan pas als elke maatregel is getoetst of met reden niet is genomen", func(t *testing.T) {
		dpia(t, archived()).As(domain.FG).When(test(domain.Yes, Sufficient)).ThenRefused(domain.Unmet, "measures")
		settled := append(archived(), done, DpiaMeasureTested{Measure: "M1", Outcome: Sufficient}, DpiaMeasureNotTaken{"M2", "Te duur."})
		dpia(t, settled).As(domain.FG).When(test(domain.Yes, Sufficient)).ThenStatus(StatusClosed)
		bad := test(domain.Yes, Insufficient)
		bad.Findings = "Niet nageleefd."
		dpia(t, settled).As(domain.FG).When(bad).ThenRefused(domain.Unmet, "close")
		dpia(t, completed(), done, DpiaMeasureTested{Measure: "M1", Outcome: Sufficient}, DpiaMeasureNotTaken{"M2", "x"}).As(domain.FG).
			When(test(domain.Yes, Sufficient)).ThenRefused(domain.Unmet, "archive")
	})
	t.Run("R-B6-05 archiveren kan pas als de resultaten zijn verwerkt", func(t *testing.T) {
		dpia(t, completed()).As(domain.PB).When(Archive{"Z-1"}).ThenRefused(domain.Unmet)
		dpia(t, completed()).As(domain.PB).When(Archive{" "}).ThenRefused(domain.Invalid, "place")
		dpia(t, completed()).As(domain.PB).When(ProcessResults{" "}).ThenRefused(domain.Invalid, "where")
		dpia(t, completed(), DpiaResultsProcessed{"x"}).As(domain.PB).When(Archive{"Z-1"}).ThenStatus(StatusArchived)
	})
}

func TestCancelAndReopen(t *testing.T) {
	t.Run("RT-18 annuleren kan de eigenaar, met reden, als de verwerking niet is gestart", func(t *testing.T) {
		only(t, executing(Full), Cancel{"Gaat niet door.", domain.Yes}, domain.OWN)
		dpia(t, executing(Full)).When(Cancel{"Gaat niet door.", domain.No}).ThenRefused(domain.Invalid, "not_started")
		dpia(t, executing(Full)).When(Cancel{}).ThenRefused(domain.Invalid, "reason", "not_started")
		dpia(t, completed()).When(Cancel{"Gaat niet door.", domain.Yes}).ThenRefused(domain.Conflict)
		dpia(t, screened()).When(Cancel{"Gaat niet door.", domain.Yes}).ThenStatus(StatusCancelled)
	})
	t.Run("RT-18 heropenen kunnen eigenaar en privacybeheerder, om D6, D7 of D8", func(t *testing.T) {
		for _, cause := range []ReopenCause{"changed", "risk-changed", "environment-changed"} {
			for _, list := range [][]any{completed(), archived(), closed()} {
				dpia(t, list).When(Reopen{cause, "Anders."}).ThenStatus(StatusExecuting)
			}
			only(t, completed(), Reopen{cause, "Anders."}, domain.OWN, domain.PB)
		}
		dpia(t, completed()).When(Reopen{"other-purpose", " "}).ThenRefused(domain.Invalid, "cause", "reason")
		dpia(t, filled()).When(Reopen{"changed", "Anders."}).ThenRefused(domain.Conflict)
	})
	t.Run("na heropenen telt het oude advies van de FG niet meer; de datum van de volgende korte DPIA blijft", func(t *testing.T) {
		list := append(completed(), DpiaReopened{"changed", "Anders."})
		c := dpia(t, list, DpiaReportDrawnUp{None: "Geen.", Residual: Low}).When(Complete{})
		c.ThenRefused(domain.Unmet, "advice")
		if d := stateOf(t, c); d.IsCompleted() || d.NextDue != "2029-11-23" || len(d.Advice) != 1 {
			t.Errorf("%+v", d)
		}
		if d := stateOf(t, dpia(t, list).When(AskAdvice{}).ThenStatus(StatusAdvice)); len(d.Opinions) != 0 {
			t.Errorf("%+v", d.Opinions)
		}
	})
}

func TestTakeOver(t *testing.T) {
	old := TakeOver{Title: "Camera's", Subject: subject, Process: domaintest.Process, Kind: Full, Completed: "2023-03-01", FGAdvised: domain.Yes, Document: "Z-0"}
	t.Run("T-28 een eerdere DPIA telt vanaf de dag waarop zij is afgerond, en kan meteen te laat zijn", func(t *testing.T) {
		d := stateOf(t, dpia(t, nil).As(domain.PB).When(old).ThenStatus(StatusArchived))
		if !d.IsCompleted() || d.NextDue != "2026-03-01" || !d.Overdue("2026-11-24") || d.Deviation != "" {
			t.Errorf("%+v", d)
		}
	})
	t.Run("promise 7: zonder advies van de FG is het een feit, met de afwijking", func(t *testing.T) {
		c := old
		c.FGAdvised = domain.No
		if d := stateOf(t, dpia(t, nil).As(domain.PB).When(c)); !strings.Contains(d.Deviation, "zonder advies van de FG") {
			t.Errorf("%+v", d)
		}
	})
	t.Run("alleen de privacybeheerder, en niet zonder gegevens of met een dag die nog komt", func(t *testing.T) {
		only(t, nil, old, domain.PB)
		dpia(t, nil).As(domain.PB).When(TakeOver{Completed: "2026-11-25"}).ThenRefused(domain.Invalid, "title", "subject", "process", "kind", "completed", "fg_advised", "document")
	})
}

// TestStatuses: every command of the table outside its states is refused, and changes nothing.
func TestStatuses(t *testing.T) {
	lives := map[domain.Status][]any{StatusScreened: screened(), StatusInitiated: initiated(Full), StatusExecuting: filled(), StatusAdvice: advised(),
		StatusReported: reported(), StatusCompleted: completed(), StatusConsultation: append(completed(), PriorConsultationFoundNecessary{}),
		StatusArchived: archived(), StatusClosed: closed(), StatusCancelled: append(screened(), DpiaCancelled{"x"})}
	for _, s := range Record.Info().Statuses {
		t.Run("RT-18 in de status "+s.NL+" kan alleen wat dan kan", func(t *testing.T) {
			if got := Record.StatusOf(stateOf(t, dpia(t, lives[s.Status]))); got != s.Status {
				t.Fatalf("status %s", got)
			}
			allowed := 0
			for _, c := range Record.Info().Commands {
				if c.AllowedIn(s.Status) {
					allowed++
				}
			}
			if final := s.Status == StatusCancelled; final != (allowed == 0) {
				t.Errorf("%d commands", allowed)
			}
		})
	}
	t.Run("RT-18 wat gesloten of geannuleerd is, wordt niet meer ingevuld", func(t *testing.T) {
		for _, s := range []domain.Status{StatusClosed, StatusCancelled, StatusCompleted} {
			dpia(t, lives[s]).When(WriteSection{Paragraph: "data", State: Ready, Text: "x"}).ThenRefused(domain.Conflict)
		}
		dpia(t, lives[StatusCancelled]).When(Reopen{"changed", "x"}).ThenRefused(domain.Conflict)
	})
}
