package dpia_test

import (
	"slices"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/dpia"
)

func ask() RequestConsultation {
	return RequestConsultation{Title: "Camera's", DPIA: "dpia/1", Process: domaintest.Process, Risk: "Uitsluiting.", NotReduced: "Kan niet.",
		Roles: "College.", Purposes: "Toezicht.", Measures: "Rechten.", Document: "Z-1"}
}

func consultation(t domaintest.T, events ...any) *domaintest.Case {
	t.Helper()
	return consultationAfter(t, "2026-10-01", events...)
}

// consultationAfter is a consultation in a town where dpia/1 was completed on a day, and dpia/2 is not.
func consultationAfter(t domaintest.T, completed calendar.Date, events ...any) *domaintest.Case {
	t.Helper()
	town := domaintest.Town()
	town.Others = []domaintest.Other{{Stream: "dpia/1", Versions: []any{domain.DPIAFacts{Completed: completed}}}, {Stream: "dpia/2", Versions: []any{domain.DPIAFacts{}}}}
	return domaintest.Given(t, ConsultationRecord, events...).Knowing(town).As(domain.FG)
}

func noon(d calendar.Date) time.Time { return d.Start().Add(12 * time.Hour) }

func opened() []any {
	return []any{PriorConsultationRequested{Title: "Camera's", DPIA: "dpia/1", Process: domaintest.Process, Due: "2027-01-18", Rule: TermRule}}
}
func adviceIn(view ApView) []any { return append(opened(), ApAdviceReceived{View: view}) }

func current(t domaintest.T, c *domaintest.Case) Consultation {
	t.Helper()
	return domaintest.State[Consultation](c)
}

func TestConsultationTerms(t *testing.T) {
	t.Run("AVG art. 36 lid 2: ontvangen op dinsdag 6 oktober 2026, dan antwoord vóór 1 december; verlengd vóór 12 januari 2027", func(t *testing.T) {
		c := consultation(t).At(noon("2026-10-06")).When(ask())
		if s := current(t, c); s.Due != "2026-12-01" || s.Received != "2026-10-06" {
			t.Errorf("%+v", s)
		}
		if s := current(t, c.At(noon("2026-10-20")).When(ExtendTerm{"Complex."})); s.Due != "2027-01-12" {
			t.Errorf("%+v", s)
		}
	})
	t.Run("Verordening 1182/71: een termijn die op een feestdag eindigt, loopt tot de volgende werkdag", func(t *testing.T) {
		for received, due := range map[calendar.Date]calendar.Date{
			"2026-10-30": "2026-12-28", // 25 December is a Friday; 26 December a Saturday
			"2026-11-06": "2027-01-04", // 1 January 2027 is a Friday
			"2026-03-02": "2026-04-28", // 27 April 2026 is King's Day
			"2026-02-09": "2026-04-07", // Easter Monday
			"2026-03-19": "2026-05-15", // Ascension Day; the Friday after it is a working day for the EU
			"2026-03-30": "2026-05-26", // Whit Monday
			"2026-10-03": "2026-11-30", // a Saturday
			"2026-02-06": "2026-04-03", // Good Friday is a working day here: earlier is safe
		} {
			a := ask()
			if s := current(t, consultationAfter(t, "2026-01-02").At(noon(received)).When(a)); s.Due != due {
				t.Errorf("received %s: due %s, want %s", received, s.Due, due)
			}
		}
	})
	t.Run("AVG art. 36 lid 2: zolang de AP op gegevens wacht, staat de termijn stil", func(t *testing.T) {
		c := consultation(t).At(noon("2026-10-06")).When(ask())
		c = c.At(noon("2026-10-12")).When(AskInformation{"De proef."})
		if s := current(t, c); s.Waiting != "2026-10-12" || s.Overdue("2027-06-01") {
			t.Errorf("%+v", s)
		}
		c = c.At(noon("2026-10-22")).When(GiveInformation{"De proef.", "Z-2"})
		c.Then(ApInformationProvided{"De proef.", "Z-2", 10, "2026-12-11", TermRule})
		c = c.At(noon("2026-10-23")).When(AskInformation{"Nog iets."}).At(noon("2026-10-26")).When(GiveInformation{"Nog iets.", "Z-3"})
		if s := current(t, c); s.Suspended != 13 || s.Due != "2026-12-14" {
			t.Errorf("%+v", s)
		}
		if s := current(t, c.At(noon("2026-10-27")).When(ExtendTerm{"Complex."})); s.Due != "2027-01-25" {
			t.Errorf("%+v", s)
		}
	})
	t.Run("een verlenging die later dan een maand wordt gemeld, is een feit en is gemarkeerd", func(t *testing.T) {
		for day, late := range map[calendar.Date]bool{"2026-11-06": false, "2026-11-07": true} {
			c := consultation(t).At(noon("2026-10-06")).When(ask()).At(noon(day)).When(ExtendTerm{"Complex."})
			c.Then(ApTermExtended{"Complex.", "2027-01-12", TermRule, late})
		}
	})
	t.Run("de termijn wordt één keer verlengd", func(t *testing.T) {
		consultation(t, append(opened(), ApTermExtended{Due: "2027-03-01"})...).When(ExtendTerm{"Weer."}).ThenRefused(domain.Conflict)
	})
	t.Run("een advies na de termijn is een feit, en is gemarkeerd", func(t *testing.T) {
		for day, late := range map[calendar.Date]bool{"2026-12-01": false, "2026-12-02": true} {
			c := consultation(t).At(noon("2026-10-06")).When(ask()).At(noon(day)).When(ReceiveAdvice{"no-objection", "Akkoord.", "Z-2"})
			if s := current(t, c.ThenStatus(ConsultationAdvised)); s.Late != late {
				t.Errorf("%s: %+v", day, s)
			}
		}
	})
}

func TestConsultation(t *testing.T) {
	t.Run("AVG art. 36 lid 3: zonder wat de AP moet weten, of zonder afgeronde DPIA: geweigerd", func(t *testing.T) {
		consultation(t).When(RequestConsultation{}).ThenRefused(domain.Invalid, "title", "dpia", "process", "risk", "not_reduced", "responsibilities", "purposes", "measures", "document")
		for _, other := range []string{"dpia/2", "dpia/3"} { // not completed; not there
			c := ask()
			c.DPIA = other
			consultation(t).When(c).ThenRefused(domain.Invalid, "dpia")
		}
		consultation(t).At(noon("2026-09-30")).When(ask()).ThenRefused(domain.Invalid, "dpia") // the day before it was completed
	})
	only := func(t *testing.T, events []any, command any, may domain.Role) {
		t.Helper()
		for _, r := range domain.Roles {
			c := consultation(t, events...).As(r.Role).When(command)
			if r.Role == may {
				c.ThenStatus(ConsultationRecord.StatusOf(current(t, c)))
				continue
			}
			c.ThenRefused(domain.Forbidden)
		}
	}
	t.Run("RT-19 de FG legt vast wat tussen college en AP gebeurt, de eigenaar verwerkt, het college sluit af", func(t *testing.T) {
		only(t, nil, ask(), domain.FG)
		only(t, opened(), ExtendTerm{"Complex."}, domain.FG)
		only(t, opened(), AskInformation{"Iets."}, domain.FG)
		only(t, append(opened(), ApInformationRequested{"Iets."}), GiveInformation{"Iets.", "Z-2"}, domain.FG)
		only(t, opened(), ReceiveAdvice{"no-objection", "Akkoord.", "Z-2"}, domain.FG)
		only(t, adviceIn("no-objection"), ProcessAdvice{Text: "Niets te doen."}, domain.OWN)
		only(t, append(adviceIn("no-objection"), ApAdviceProcessed{Text: "x"}), CloseConsultation{"Akkoord."}, domain.COL)
	})
	t.Run("RT-19 de verwerking start niet zolang de raadpleging loopt, en ook daarna niet als het van de AP niet mag", func(t *testing.T) {
		shut := func(v ApView) []any {
			return slices.Concat(adviceIn(v), []any{ApAdviceProcessed{}, PriorConsultationClosed{}})
		}
		for _, x := range []struct {
			events []any
			blocks bool
		}{{opened(), true}, {adviceIn("no-objection"), true}, {shut("no-objection"), false}, {shut("with-measures"), false}, {shut(ApProhibits), true}} {
			if s := current(t, consultation(t, x.events...)); s.BlocksStart() != x.blocks {
				t.Errorf("%s, %s: %v", s.State, s.View, s.BlocksStart())
			}
		}
	})
	t.Run("RT-19 afsluiten kan pas als het advies is verwerkt; vraagt de AP maatregelen, dan worden die genoemd", func(t *testing.T) {
		consultation(t, adviceIn("with-measures")...).As(domain.COL).When(CloseConsultation{"Akkoord."}).ThenRefused(domain.Unmet)
		consultation(t, adviceIn("with-measures")...).As(domain.OWN).When(ProcessAdvice{Text: "Gedaan."}).ThenRefused(domain.Invalid, "measures")
		consultation(t, adviceIn("with-measures")...).As(domain.OWN).When(ProcessAdvice{[]string{"Instructie."}, "Gedaan."}).Then(ApAdviceProcessed{[]string{"Instructie."}, "Gedaan."})
		consultation(t, append(adviceIn("no-objection"), ApAdviceProcessed{})...).As(domain.COL).When(CloseConsultation{" "}).ThenRefused(domain.Invalid, "decision")
	})
	t.Run("zonder reden, vraag, brief, oordeel of tekst: geweigerd", func(t *testing.T) {
		consultation(t, opened()...).When(ExtendTerm{}).ThenRefused(domain.Invalid, "reason")
		consultation(t, opened()...).When(AskInformation{}).ThenRefused(domain.Invalid, "what")
		consultation(t, opened()...).When(GiveInformation{}).ThenRefused(domain.Invalid, "what", "document")
		consultation(t, opened()...).When(GiveInformation{"x", "Z-1"}).ThenRefused(domain.Conflict)
		consultation(t, opened()...).When(ReceiveAdvice{}).ThenRefused(domain.Invalid, "view", "text", "document")
		consultation(t, adviceIn("no-objection")...).As(domain.OWN).When(ProcessAdvice{}).ThenRefused(domain.Invalid, "text")
	})
}
