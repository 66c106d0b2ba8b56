package rights_test

import (
	"strings"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/rights"
)

const (
	care      = "55555555-5555-4555-8555-555555555551" // on a public task
	news      = "55555555-5555-4555-8555-555555555552" // on consent alone
	permit    = "55555555-5555-4555-8555-555555555553" // on a legal obligation
	earlier   = "request/66666666-6666-4666-8666-666666666661"
	objected  = "request/66666666-6666-4666-8666-666666666662"
	advice    = "advice/77777777-7777-4777-8777-777777777771"
	destroyed = "destruction/77777777-7777-4777-8777-777777777772"
	notice    = "notice/77777777-7777-4777-8777-777777777773"
	mine      = "request/" + domaintest.ID
)

// keeps is a retention rule of five years.
type keeps struct{ years int }

func (k keeps) EndOf(d calendar.Date) (calendar.Date, bool) { return d.AddYears(k.years), k.years > 0 }

func ref(part string) domain.VaultRef {
	return domain.VaultRef{Vault: domaintest.ID, Part: part, Version: 1, Commitment: "hmac-sha256:" + strings.Repeat("0a", 32)}
}

// town is the town with three activities, and what requests rest on.
func town() domaintest.Facts {
	f := domaintest.Town()
	add := func(stream string, says any, links ...string) {
		f.Others = append(f.Others, domaintest.Other{Stream: stream, Links: links, Versions: []any{says}})
	}
	add("activity/"+care, domain.ActivityFacts{Process: domaintest.Process, Grounds: []domain.Ground{"public-task"}, Purposes: []string{"Hulp geven"}, Categories: []string{"Naam"},
		Recipients: []string{"Zorgkantoor"}, Storage: []string{"15 jaar"}, Rules: []string{"retention/" + domaintest.Rule}, Sources: []string{"Huisarts"}, Elsewhere: true})
	add("activity/"+news, domain.ActivityFacts{Process: domaintest.Process, Grounds: []domain.Ground{"consent"}, Purposes: []string{"Nieuws sturen"}, Categories: []string{"E-mailadres"}, Storage: []string{"Tot opzeggen"}})
	add("activity/"+permit, domain.ActivityFacts{Process: domaintest.Process, Grounds: []domain.Ground{"legal-obligation", "consent"}})
	add(earlier, domain.RequestFacts{Right: "access", Received: "2026-10-30"})
	add(objected, domain.RequestFacts{Right: "objection", Granted: true})
	add(advice, nil)
	add(destroyed, domain.DestructionFacts{ForErasure: true, Done: true})
	add("retention/"+domaintest.Rule, keeps{5})
	add(notice, domain.NoticeFacts{Texts: []domain.NoticeText{{From: "2020-01-01", Until: "2025-12-31", InTime: []string{"activity/" + care}}, {From: "2026-01-01", InTime: []string{"activity/" + care}}}})
	return f
}

func given(t *testing.T, life ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, RequestRecord, life...).Knowing(town())
}

func intake(right Right, activities ...string) Intake {
	return Intake{Right: right, Channel: Written, Contact: ref("contact"), Text: ref("text"), Department: "Balie", Scope: Scope{Process: domaintest.Process, Activities: activities}}
}

// received is a request as it came in at noon on a day.
func received(right Right, day calendar.Date, activities ...string) RequestReceived {
	end, _ := RuleOf(right).Term.From(day)
	return RequestReceived{Number: "VRZ-1", Intake: intake(right, activities...), Due: end.Day}
}

func noon(day calendar.Date) time.Time { return day.Start().Add(12 * time.Hour) }

// inHand is a request in the hands of the owner, from somebody who is known.
func inHand(right Right, activities ...string) []any {
	return []any{received(right, "2026-11-23", activities...), IdentityVerified{"digid"},
		RequestAssigned{Handler: "own", Scope: Scope{Process: domaintest.Process, Cross: domain.No, Activities: activities}}}
}

func judging(d Decision) Judging {
	j := Judging{Decision: d, Motivation: ref("motivation")}
	if d == Partly {
		j.Given, j.Withheld = "Het dossier", "De notities"
	}
	return j
}

func general(list ...General) Excepting {
	return Excepting{General: list, Necessity: ref("necessity"), Essence: domain.Yes, Advice: advice}
}

// granted is a request that was granted, and told so.
func granted(right Right, j Judged, activities ...string) []any {
	j.Judging = judging(Granted)
	return append(inHand(right, activities...), RequestJudgedWellFounded{j}, RequesterInformedOfDecision{Letter: letter()})
}

func letter() Letter { return Letter{Letter: ref("letter"), Remedies: domain.Yes} }

func TestReceive(t *testing.T) {
	t.Run("R-B7-01 alle acht rechten zijn vast te leggen, en elk staat in de tabel met zijn rij van de termijnen", func(t *testing.T) {
		if n := len(Right("").Choices()); n != 8 || len(Rules) != 8 {
			t.Fatalf("%d rights, %d rules", n, len(Rules))
		}
		for _, c := range Right("").Choices() {
			given(t).As(domain.EMP).When(Receive{intake(Right(c.Value), care)}).ThenStatus(StatusReceived)
			if r := RuleOf(Right(c.Value)); r.Row == 0 || !r.Term.Valid() || r.Does == "" {
				t.Errorf("%+v", r)
			}
		}
		given(t).As(domain.EMP).When(Receive{intake("inzien", care)}).ThenRefused(domain.Invalid, "right")
	})
	t.Run("R-5.1-01 mondeling en schriftelijk starten de termijn op het moment van ontvangst", func(t *testing.T) {
		for _, channel := range []Channel{Oral, Written} {
			in := intake(Access, care)
			in.Channel = channel
			c := given(t).As(domain.EMP).Afterwards(noon("2026-11-13")).When(Receive{in})
			if s := domaintest.State[Request](c); s.Due != "2026-12-14" || calendar.On(s.ReceivedAt) != "2026-11-13" || s.DueRule == "" {
				t.Errorf("%s: %+v", channel, s)
			}
		}
		in := intake(Access, care)
		in.Channel = ""
		given(t).As(domain.EMP).When(Receive{in}).ThenRefused(domain.Invalid, "channel")
	})
	for _, c := range []struct {
		nl        string
		right     Right
		from, due calendar.Date
	}{
		{"R-5.1-02 inzage van 5 maart 2027", Access, "2027-03-05", "2027-04-05"},
		{"R-5.1-02 inzage van 5 maart 2026: na Pasen", Access, "2026-03-05", "2026-04-07"},
		{"R-5.1-03 inzage van 31 augustus 2027", Access, "2027-08-31", "2027-09-30"},
		{"R-5.1-20 T-03 rectificatie van 5 maart 2027: 28 dagen", Rectification, "2027-03-05", "2027-04-02"},
		{"T-05 wissen: een maand", Erasure, "2027-03-05", "2027-04-05"},
	} {
		t.Run(c.nl+" is uiterlijk "+c.due.NL(), func(t *testing.T) {
			got := given(t).As(domain.EMP).At(noon(c.from)).When(Receive{intake(c.right, care)})
			if s := domaintest.State[Request](got); s.Due != c.due {
				t.Errorf("due %s", s.Due)
			}
		})
	}
	t.Run("G7 T-56 naam, adres en tekst staan alleen als verwijzing naar het eigen dossier in de gebeurtenis", func(t *testing.T) {
		for field, change := range map[string]func(*Intake){
			"contact": func(i *Intake) { i.Contact = domain.VaultRef{} }, "text": func(i *Intake) { i.Text.Vault = domaintest.Command },
			"representative": func(i *Intake) { i.Representative.Part = "Jan" }, "department": func(i *Intake) { i.Department = "jan@verzonnen.example" },
		} {
			in := intake(Access, care)
			change(&in)
			given(t).As(domain.EMP).When(Receive{in}).ThenRefused(domain.Invalid, field)
		}
	})
	t.Run("R-B7-10 een verzoek binnen één afdeling ontvangt en behandelt de eigenaar zonder privacybeheerder", func(t *testing.T) {
		c := given(t).As(domain.OWN).When(Receive{intake(Rectification, care)}).ThenStatus(StatusReceived)
		c.When(VerifyIdentity{"digid"}).ThenEvents("IdentityVerified")
		c.When(Assign{Scope: Scope{Process: domaintest.Process, Cross: domain.No, Activities: []string{care}}}).ThenStatus(StatusHandling)
		c.When(JudgeRectification{Judging: judging(Refused)}).ThenStatus(StatusDecided)
		c.When(Inform{letter()}).ThenStatus(StatusInformed)
		c.When(Close{}).ThenStatus(StatusClosed)
	})
	t.Run("R-B7-02 elke medewerker legt de ontvangst vast; een verzoek van meer afdelingen behandelt de privacybeheerder", func(t *testing.T) {
		c := given(t).As(domain.EMP).When(Receive{intake(Access, care)}).ThenStatus(StatusReceived)
		c.When(Assign{}).ThenRefused(domain.Forbidden)
		cross := Assign{Scope: Scope{Process: domaintest.Process, Cross: domain.Yes, Activities: []string{care}}}
		c.As(domain.OWN).When(cross).ThenRefused(domain.Forbidden)
		c.As(domain.PB).When(cross).ThenStatus(StatusHandling)
	})
	t.Run("R-5.1-19 een eerder vergelijkbaar verzoek staat erbij met de tussenpoos", func(t *testing.T) {
		in := intake(Access, care)
		in.Previous = []string{earlier}
		s := domaintest.State[Request](given(t).As(domain.EMP).When(Receive{in}))
		if days, ok := s.Interval(); !ok || days != 25 {
			t.Errorf("%d days, %v", days, ok)
		}
		in.Previous = []string{"request/onbekend"}
		given(t).As(domain.EMP).When(Receive{in}).ThenRefused(domain.Invalid, "previous")
	})
	t.Run("R-5.1-23 verbeteren, verwijderen en aanvullen zijn te kiezen, alleen bij rectificatie", func(t *testing.T) {
		in := intake(Rectification, care)
		in.Changes = []Change{Improve, Remove, Complete}
		given(t).As(domain.EMP).When(Receive{in}).ThenStatus(StatusReceived)
		in.Changes = []Change{"wissen"}
		given(t).As(domain.EMP).When(Receive{in}).ThenRefused(domain.Invalid, "changes")
		other := intake(Access, care)
		other.Changes = []Change{Improve}
		given(t).As(domain.EMP).When(Receive{other}).ThenRefused(domain.Invalid, "changes")
	})
}

func TestQuestions(t *testing.T) {
	cross := func() []any {
		return []any{received(Access, "2026-11-23", care), IdentityVerified{"digid"}, RequestAssigned{Handler: "pb", Scope: Scope{Process: domaintest.Process, Cross: domain.Yes, Activities: []string{care}}}}
	}
	ask := AskDepartment{domaintest.Process, "Welke dossiers?", "2026-12-01"}
	t.Run("R-B7-02 vragen uitzetten en de verzoeker antwoorden doet de privacybeheerder; de eigenaar wordt geweigerd", func(t *testing.T) {
		given(t, cross()...).As(domain.PB).When(ask).Then(QuestionPutToDepartment{"V1", domaintest.Process, "Welke dossiers?", "2026-12-01"})
		given(t, cross()...).As(domain.OWN).When(ask).ThenRefused(domain.Forbidden)
		decided := append(cross(), RequestJudgedUnfounded{Judged{Judging: judging(Refused)}})
		given(t, decided...).As(domain.OWN).When(Inform{letter()}).ThenRefused(domain.Forbidden)
		given(t, decided...).As(domain.PB).When(Inform{letter()}).ThenStatus(StatusInformed)
	})
	t.Run("R-B7-03 elke vraag heeft een dag en een antwoord; wat niet is beantwoord, staat open", func(t *testing.T) {
		c := given(t, cross()...).As(domain.PB).When(ask)
		if open := domaintest.State[Request](c).Open(); len(open) != 1 || open[0].Due != "2026-12-01" {
			t.Errorf("%+v", open)
		}
		answer := AnswerQuestion{Question: "V1", Found: domain.Yes, Where: "Archief", Others: domain.No, Answer: ref("answer-0a0a0a0a")}
		c.As(domain.OWN).When(answer).ThenEvents("DepartmentAnswered")
		if s := domaintest.State[Request](c); len(s.Open()) != 0 || s.Questions[0].Where != "Archief" {
			t.Errorf("%+v", s.Questions)
		}
		c.When(answer).ThenRefused(domain.Invalid, "question")
		given(t, cross()...).As(domain.PB).When(AskDepartment{domaintest.Process, "Wat?", "2026-11-01"}).ThenRefused(domain.Invalid, "due")
	})
	t.Run("B1.7-2 alleen de eigenaar aan wie de vraag is gesteld, antwoordt", func(t *testing.T) {
		f := town()
		f.Processes["ander"] = domain.ProcessFacts{Owner: "tm"}
		life := append(cross(), QuestionPutToDepartment{"V1", "ander", "Wat?", "2026-12-01"})
		answer := AnswerQuestion{Question: "V1", Found: domain.No, Others: domain.No}
		given(t, life...).Knowing(f).As(domain.OWN).When(answer).ThenRefused(domain.Forbidden)
		given(t, life...).Knowing(f).By("tm", domain.OWN).When(answer).ThenEvents("DepartmentAnswered")
	})
	t.Run("B1.7-2 R-3.2-04 wie een mandaat heeft voor het gevraagde proces, antwoordt; met een mandaat voor een ander proces niet", func(t *testing.T) {
		f := town()
		f.Processes["ander"] = domain.ProcessFacts{Owner: "tm"}
		for _, process := range []string{"ander", domaintest.Process} {
			f.Mandates[process] = domain.Mandate{ID: process, Process: process, Owner: "tm", Person: "emp", Commands: []string{"request/answer"}, From: noon("2026-01-01")}
		}
		life := append(cross(), QuestionPutToDepartment{"V1", "ander", "Wat?", "2026-12-01"})
		answer := AnswerQuestion{Question: "V1", Found: domain.No, Others: domain.No}
		given(t, life...).Knowing(f).By("emp", domain.OWN).Under("ander").When(answer).ThenEvents("DepartmentAnswered")
		given(t, life...).Knowing(f).By("emp", domain.OWN).Under(domaintest.Process).When(answer).ThenRefused(domain.Forbidden)
	})
	t.Run("R-B7-05 de privacybeheerder legt ondersteuning vast; een ander niet", func(t *testing.T) {
		given(t, cross()...).As(domain.PB).When(SupportProcedure{"Uitleg."}).ThenEvents("ProceduralSupportGiven")
		given(t, cross()...).As(domain.OWN).When(SupportProcedure{"Uitleg."}).ThenRefused(domain.Forbidden)
	})
	t.Run("R-B7-07 alleen de FG legt toezicht op de procedure vast", func(t *testing.T) {
		look := SuperviseProcedure{Result: "sufficient", Findings: "geen", OwnWork: domain.No}
		for _, r := range domain.Roles {
			if c := given(t, cross()...).As(r.Role).When(look); r.Role == domain.FG {
				c.ThenEvents("RequestProcedureSupervised")
			} else {
				c.ThenRefused(domain.Forbidden)
			}
		}
	})
}

func TestExtend(t *testing.T) {
	extend := func(day calendar.Date) Extend {
		return Extend{Extension{Why: Complex, ToldOn: day, Letter: ref("extension")}}
	}
	at := func(right Right, day calendar.Date) *domaintest.Case {
		c := domaintest.Given(t, RequestRecord).Knowing(town()).As(domain.EMP).At(noon("2027-03-05")).When(Receive{intake(right, care)})
		return c.As(domain.OWN).At(noon(day))
	}
	t.Run("R-5.1-04 verlengd telt drie maanden na de ontvangst; een tweede keer wordt geweigerd", func(t *testing.T) {
		c := at(Access, "2027-03-30").When(extend("2027-03-30"))
		if s := domaintest.State[Request](c); s.Due != "2027-06-07" {
			t.Errorf("due %s", s.Due)
		}
		c.When(extend("2027-03-30")).ThenRefused(domain.Unmet)
	})
	t.Run("R-5.1-05 zonder de reden ‘erg complex’ of ‘veel verzoeken’: geweigerd", func(t *testing.T) {
		for _, why := range []Why{"", "druk"} {
			x := extend("2027-03-30")
			x.Why = why
			at(Access, "2027-03-30").When(x).ThenRefused(domain.Invalid, "reason")
		}
	})
	t.Run("T-07 bij veel verzoeken wordt gezegd of zij van dezelfde persoon zijn", func(t *testing.T) {
		x := extend("2027-03-30")
		x.Why = Many
		at(Access, "2027-03-30").When(x).ThenRefused(domain.Invalid, "same_requester")
		x.Same = domain.No
		at(Access, "2027-03-30").When(x).ThenEvents("RequestDeadlineExtended")
	})
	t.Run("R-5.1-06 na de eerste maand: geweigerd; op de laatste dag nog niet", func(t *testing.T) {
		at(Access, "2027-04-06").When(extend("2027-04-01")).ThenRefused(domain.Unmet)
		at(Access, "2027-04-05").When(extend("2027-04-05")).ThenEvents("RequestDeadlineExtended")
	})
	t.Run("R-5.1-07 wanneer de verzoeker het hoorde, wordt vastgelegd: niet later dan de eerste termijn en niet in de toekomst", func(t *testing.T) {
		for _, day := range []calendar.Date{"", "2027-04-02", "2027-03-04"} {
			at(Access, "2027-03-30").When(extend(day)).ThenRefused(domain.Invalid, "told_on")
		}
		if s := domaintest.State[Request](at(Access, "2027-03-30").When(extend("2027-03-29"))); s.Extended.ToldOn != "2027-03-29" {
			t.Errorf("%+v", s.Extended)
		}
	})
	t.Run("R-5.1-20 T-04 de vier weken voor rectificatie worden niet verlengd", func(t *testing.T) {
		at(Rectification, "2027-03-30").When(extend("2027-03-30")).ThenRefused(domain.Unmet)
	})
}
