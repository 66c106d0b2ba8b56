package rights_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/rights"
)

func TestAnswer(t *testing.T) {
	decided := func(processed, others domain.YesNo) []any {
		return append(inHand(Access, care), RequestJudgedWellFounded{Judged{Judging: judging(Granted), Processed: processed, Others: others}})
	}
	full := func() AnswerAccess {
		return AnswerAccess{letter(), Answer{Purposes: []string{"a"}, Categories: []string{"b"}, Recipients: []string{"c"}, Storage: []string{"d"}, Rights: domain.Yes, Complaint: domain.Yes, Sources: []string{"e"}}}
	}
	for _, c := range []struct {
		nl, field string
		leave     func(*AnswerAccess)
	}{
		{"R-5.1-09 zonder de doelen", "purposes", func(a *AnswerAccess) { a.Purposes = nil }},
		{"R-5.1-10 zonder de categorieën", "categories", func(a *AnswerAccess) { a.Categories = []string{" "} }},
		{"R-5.1-11 zonder de ontvangers", "recipients", func(a *AnswerAccess) { a.Recipients = nil }},
		{"R-5.1-12 zonder de bewaartermijn of criteria", "storage", func(a *AnswerAccess) { a.Storage = nil }},
		{"R-5.1-13 zonder de rechten", "rights", func(a *AnswerAccess) { a.Rights = domain.No }},
		{"R-5.1-14 zonder het recht om te klagen", "complaint", func(a *AnswerAccess) { a.Complaint = "" }},
		{"R-5.1-15 zonder de bron, als de gegevens van een ander komen", "sources", func(a *AnswerAccess) { a.Sources = nil }},
	} {
		t.Run(c.nl+" wordt een antwoord op inzage geweigerd", func(t *testing.T) {
			a := full()
			owner(t, decided(domain.Yes, domain.No)...).When(a).ThenStatus(StatusInformed)
			c.leave(&a)
			owner(t, decided(domain.Yes, domain.No)...).When(a).ThenRefused(domain.Invalid, c.field)
		})
	}
	t.Run("R-5.1-15 komen de gegevens alleen van de verzoeker, dan hoeft er geen bron in", func(t *testing.T) {
		life := append(inHand(Access, news), RequestJudgedWellFounded{Judged{Judging: judging(Granted), Processed: domain.Yes}})
		a := full()
		a.Sources = nil
		owner(t, life...).When(a).ThenStatus(StatusInformed)
	})
	t.Run("R-5.1-08 worden er geen gegevens verwerkt, dan zegt het antwoord dat, en is er niets te geven", func(t *testing.T) {
		c := owner(t, decided(domain.No, domain.No)...).When(AnswerAccess{Letter: letter()}).ThenStatus(StatusInformed)
		if s := domaintest.State[Request](c); s.Processed != domain.No {
			t.Errorf("%+v", s.Judged)
		}
		c.When(Close{}).ThenStatus(StatusClosed)
	})
	t.Run("R-5.1-16 met gegevens van anderen gaat het antwoord pas weg als zij onleesbaar zijn gemaakt", func(t *testing.T) {
		c := owner(t, decided(domain.Yes, domain.Yes)...).When(full())
		c.ThenRefused(domain.Unmet)
		c.When(AnonymiseOthers{"Zwartgemaakt."}).ThenEvents("ThirdPartyDataAnonymised")
		c.When(full()).ThenStatus(StatusInformed)
	})
	t.Run("R-5.1-16 wat een afdeling daarna nog aanlevert, moet ook worden nagekeken", func(t *testing.T) {
		life := append(inHand(Access, care), QuestionPutToDepartment{Question: "V1", Process: domaintest.Process}, ThirdPartyDataAnonymised{"x"}, DepartmentAnswered{Question: "V1", Others: domain.Yes},
			RequestJudgedWellFounded{Judged{Judging: judging(Granted), Processed: domain.Yes, Others: domain.No}})
		owner(t, life...).When(full()).ThenRefused(domain.Unmet)
	})
	t.Run("T-22 de brief noemt de AP en het bezwaarschrift", func(t *testing.T) {
		a := full()
		a.Remedies = domain.No
		owner(t, decided(domain.Yes, domain.No)...).When(a).ThenRefused(domain.Invalid, "remedies")
	})
	t.Run("een toegekende inzage heeft het antwoord met de onderdelen; een geweigerde de gewone brief", func(t *testing.T) {
		owner(t, decided(domain.Yes, domain.No)...).When(Inform{letter()}).ThenRefused(domain.Conflict)
		owner(t, append(inHand(Access, care), RequestJudgedUnfounded{Judged{Judging: judging(Refused)}})...).When(full()).ThenRefused(domain.Conflict)
	})
	t.Run("§5.1 het voorstel komt uit het register, met de tekst van de bewaarregel; wat de brief zelf moet zeggen, blijft open", func(t *testing.T) {
		want := Answer{Purposes: []string{"Hulp geven", "Nieuws sturen"}, Categories: []string{"Naam", "E-mailadres"}, Recipients: []string{"Zorgkantoor"},
			Storage: []string{"15 jaar", "retention/" + domaintest.Rule, "Tot opzeggen"}, Sources: []string{"Huisarts"}}
		if diff := cmp.Diff(want, Suggest(town(), []string{care, news})); diff != "" {
			t.Error(diff)
		}
		if got := Suggest(town(), []string{news}); !slices.Equal(got.Recipients, []string{"geen"}) {
			t.Errorf("%+v", got)
		}
		var left []string
		for _, i := range Suggest(town(), []string{care}).Missing(nil) {
			left = append(left, i.Field)
		}
		if !slices.Equal(left, []string{"rights", "complaint"}) {
			t.Errorf("left open: %v", left)
		}
	})
	t.Run("R-5.1-27 een te laat antwoord blijft te laat, en is een afwijking", func(t *testing.T) {
		late := noon("2026-12-24") // due on the 23rd
		c := owner(t, decided(domain.Yes, domain.No)...).At(late).When(full())
		c.ThenEvents("RequesterInformedOfDecision", "RequestNonComplianceFound")
		s := domaintest.State[Request](c)
		if !s.Late || !s.LateAt(late.AddDate(1, 0, 0)) || len(s.Deviations.Open()) != 1 {
			t.Errorf("%+v", s)
		}
		c.As(domain.OWN).When(ProvideData{"Per post."})
		if s := domaintest.State[Request](c.When(Close{})); !s.Late || s.State != StatusClosed {
			t.Errorf("%+v", s)
		}
	})
	t.Run("R-5.1-27 op de laatste dag is nog op tijd; zonder antwoord is het daarna te laat", func(t *testing.T) {
		c := owner(t, decided(domain.Yes, domain.No)...).At(noon("2026-12-23")).When(full())
		c.ThenEvents("RequesterInformedOfDecision")
		if domaintest.State[Request](c).LateAt(noon("2027-01-01")) {
			t.Error("late")
		}
		s := domaintest.State[Request](owner(t, inHand(Access, care)...).When(AnonymiseOthers{"x"}))
		if s.LateAt(noon("2026-12-23")) || !s.LateAt(noon("2026-12-24")) {
			t.Error("not late the day after")
		}
	})
}

func TestExecute(t *testing.T) {
	t.Run("R-B7-04 alleen de eigenaar legt de uitvoering vast", func(t *testing.T) {
		for _, r := range domain.Roles {
			if c := given(t, granted(Access, Judged{Processed: domain.Yes}, care)...).As(r.Role).When(ProvideData{"Per post."}); r.Role == domain.OWN {
				c.ThenStatus(StatusExecuted)
			} else {
				c.ThenRefused(domain.Forbidden)
			}
		}
	})
	t.Run("wat niet is toegekend, wordt niet uitgevoerd", func(t *testing.T) {
		life := append(inHand(Access, care), RequestJudgedUnfounded{Judged{Judging: judging(Refused)}}, RequesterInformedOfDecision{})
		owner(t, life...).When(ProvideData{"Per post."}).ThenRefused(domain.Conflict)
		owner(t, granted(Access, Judged{}, care)...).When(ReassessDecision{"tm", "upheld"}).ThenRefused(domain.Conflict)
	})
	t.Run("R-5.2-05 een toegekend bezwaar legt vast dat en wanneer de verwerking is gestopt", func(t *testing.T) {
		c := owner(t, granted(Objection, Judged{}, care)...)
		c.When(StopProcessing{How: "Uit de selectie."}).ThenRefused(domain.Invalid, "stopped_on")
		c.When(StopProcessing{"2026-11-25", "Uit de selectie."}).ThenRefused(domain.Invalid, "stopped_on")
		c.When(StopProcessing{"2026-11-24", "Uit de selectie."}).ThenStatus(StatusExecuted)
		if s := domaintest.State[Request](c); s.Done.As != Stop || s.Done.StoppedOn != "2026-11-24" {
			t.Errorf("%+v", s.Done)
		}
	})
	t.Run("R-5.5-03 de overdracht heeft een dag en een formaat", func(t *testing.T) {
		c := owner(t, granted(Portability, Judged{Digital: AllDigital}, news)...)
		c.When(HandOverData{}).ThenRefused(domain.Invalid, "handed_on", "format")
		c.When(HandOverData{HandedOn: "2026-11-24", Format: "CSV"}).ThenStatus(StatusExecuted)
	})
	t.Run("R-B7-08 menselijke blik: een mens heeft opnieuw beoordeeld, met een uitkomst", func(t *testing.T) {
		c := owner(t, inHand(HumanView, care)...)
		c.When(JudgeHumanView{Judging: judging(Granted), Automated: domain.No}).ThenRefused(domain.Invalid, "grounds")
		c.When(JudgeHumanView{Judging: judging(Granted), Automated: domain.Yes}).ThenStatus(StatusDecided)
		c.When(Inform{letter()})
		c.When(ReassessDecision{domain.System, "upheld"}).ThenRefused(domain.Invalid, "by")
		c.When(ReassessDecision{"tm", "changed"}).ThenStatus(StatusExecuted)
	})
	t.Run("R-B7-09 duidelijke informatie: de tekst die nu geldt, met zijn versie", func(t *testing.T) {
		c := owner(t, granted(Information, Judged{}, care)...).When(GiveInformation{notice})
		if s := domaintest.State[Request](c.ThenStatus(StatusExecuted)); s.Done.Notice != notice || s.Done.Version != 2 {
			t.Errorf("%+v", s.Done)
		}
		owner(t, granted(Information, Judged{}, news)...).When(GiveInformation{notice}).ThenRefused(domain.Invalid, "notice")
	})
	t.Run("R-5.4-07 gewist is er pas met een vernietiging die is vastgelegd", func(t *testing.T) {
		c := owner(t, granted(Erasure, Judged{}, care)...)
		c.When(EraseData{"destruction/onbekend"}).ThenRefused(domain.Invalid, "destruction")
		c.When(Close{}).ThenRefused(domain.Unmet, "executed", "recipients")
		c.When(EraseData{destroyed}).ThenStatus(StatusExecuted)
		f := town()
		f.Others = slices.DeleteFunc(f.Others, func(o domaintest.Other) bool { return o.Stream == destroyed })
		f.Others = append(f.Others, domaintest.Other{Stream: destroyed, Versions: []any{domain.DestructionFacts{ForErasure: true}}})
		c.Knowing(f).When(Close{}).ThenRefused(domain.Unmet, "destruction", "recipients")
		owner(t, granted(Erasure, Judged{}, care)...).Knowing(f).When(EraseData{destroyed}).ThenRefused(domain.Invalid, "destruction")
	})
}

func TestClose(t *testing.T) {
	corrected := func(more ...any) []any {
		return append(append(granted(Rectification, Judged{}, care), RequestExecuted{Executed{As: Correct}}), more...)
	}
	t.Run("R-5.1-24 een gegronde rectificatie sluit pas als de ontvangers het weten, of er geen zijn", func(t *testing.T) {
		owner(t, corrected()...).When(Close{}).ThenRefused(domain.Unmet, "recipients")
		for _, n := range []NotifyRecipients{{Recipients: []string{"Zorgkantoor"}, What: "Verbeterd."}, {None: "Aan niemand verstrekt."}} {
			owner(t, corrected()...).When(n).ThenEvents("RecipientsNotified")
			owner(t, corrected(RecipientsNotified(n))...).When(Close{}).ThenStatus(StatusClosed)
		}
		owner(t, corrected()...).When(NotifyRecipients{}).ThenRefused(domain.Invalid, "recipients")
	})
	t.Run("R-5.1-25 vraagt de verzoeker wie is ingelicht, dan sluit het verzoek pas na de lijst, en de lijst staat vast", func(t *testing.T) {
		life := corrected(RecipientsNotified{Recipients: []string{"Zorgkantoor"}}, RecipientListRequested{Oral})
		owner(t, life...).When(Close{}).ThenRefused(domain.Unmet, "list")
		c := owner(t, life...).When(ProvideList{ref("list")})
		c.Then(RecipientListProvided{Letter: ref("list"), Recipients: []string{"Zorgkantoor"}})
		c.When(Close{}).ThenStatus(StatusClosed)
		owner(t, corrected()...).When(ProvideList{ref("list")}).ThenRefused(domain.Unmet)
	})
	t.Run("R-5.1-24 na heropenen moeten de ontvangers het opnieuw horen; wie eerder is ingelicht, blijft op de lijst", func(t *testing.T) {
		for _, before := range []RecipientsNotified{{Recipients: []string{"Zorgkantoor"}, What: "x"}, {None: "Aan niemand verstrekt."}} {
			again := corrected(before, RequestClosed{}, RequestReopened{Cause: "court"}, RequestJudgedWellFounded{Judged{Judging: judging(Granted)}}, RequesterInformedOfDecision{}, RequestExecuted{Executed{As: Correct}})
			owner(t, again...).When(Close{}).ThenRefused(domain.Unmet, "recipients")
			c := owner(t, again...).When(NotifyRecipients{None: "Zij hebben dit gegeven niet."}).ThenEvents("RecipientsNotified")
			if s := domaintest.State[Request](c.When(Close{}).ThenStatus(StatusClosed)); len(s.Notified) != len(before.Recipients) {
				t.Errorf("%v", s.Notified)
			}
		}
	})
	t.Run("R-5.1-24 een ontvanger later inlichten wordt nooit geweigerd", func(t *testing.T) {
		later := NotifyRecipients{Recipients: []string{"Zorgkantoor"}, What: "Verbeterd."}
		owner(t, corrected(RecipientsNotified{None: "Aan niemand verstrekt."})...).When(later).ThenEvents("RecipientsNotified")
		owner(t, corrected(RecipientsNotified(later))...).When(NotifyRecipients{None: "Aan niemand verstrekt."}).ThenRefused(domain.Invalid, "none_because")
	})
	t.Run("R-5.4-08 R-5.3-06 ook na wissen, beperken en een toegekend bezwaar weten de ontvangers het", func(t *testing.T) {
		for _, right := range []Right{Erasure, Restricting, Objection} {
			life := append(granted(right, Judged{}, care), RequestExecuted{Executed{As: RuleOf(right).Does, Destruction: destroyed}})
			owner(t, life...).When(Close{}).ThenRefused(domain.Unmet, "recipients")
			owner(t, append(life, RecipientsNotified{None: "Aan niemand verstrekt."})...).When(Close{}).ThenStatus(StatusClosed)
		}
	})
	t.Run("intrekken sluit, ook door een medewerker aan de balie", func(t *testing.T) {
		given(t, inHand(Access, care)...).As(domain.EMP).When(Withdraw{Oral}).ThenStatus(StatusClosed)
	})
	t.Run("RT-21 intrekken kan tot er is besloten; een besluit blijft bepalen hoe lang het dossier blijft", func(t *testing.T) {
		for _, life := range [][]any{corrected(), granted(Rectification, Judged{}, care), granted(Rectification, Judged{}, care)[:4]} {
			given(t, life...).As(domain.OWN).When(Withdraw{Oral}).ThenRefused(domain.Conflict)
		}
		x := Request{State: StatusClosed, ClosedOn: "2026-11-24", Withdrawn: true, Judged: Judged{Judging: judging(Granted)}} // in the log, from before
		if got := x.Keeping().Outcome; got != "granted" {
			t.Error(got)
		}
	})
	t.Run("heropenen na een bezwaarschrift: er wordt opnieuw besloten, en te laat blijft te laat", func(t *testing.T) {
		life := append(inHand(Access, care), RequestJudgedUnfounded{Judged{Judging: judging(Refused)}}, RequesterInformedOfDecision{Late: true}, RequestClosed{})
		c := given(t, life...).As(domain.PB).When(Reopen{"administrative-objection", "Z-1"}).ThenStatus(StatusHandling)
		if s := domaintest.State[Request](c); !s.Late || s.Decision != "" || s.AnsweredAt.IsZero() || s.Keeping() != (domain.Keeping{}) {
			t.Errorf("%+v", s)
		}
		given(t, append(life, RequesterDataErased{"2026-11-24"})...).As(domain.PB).When(Reopen{"court", "Z-1"}).ThenRefused(domain.Conflict)
	})
	t.Run("R-5.2-02 een heropend bezwaar beperkt het gebruik meteen weer", func(t *testing.T) {
		life := append(inHand(Objection, care), ProcessingRestrictedPending{[]string{care}, CaseObjection}, RequestJudgedUnfounded{Judged{Judging: judging(Refused)}}, RequesterInformedOfDecision{}, RequestClosed{})
		given(t, life...).As(domain.PB).When(Reopen{"court", "Z-1"}).ThenEvents("RequestReopened", "ProcessingRestrictedPending")
	})
	t.Run("R-LED-20 na het sluiten volgt uit de uitkomst hoe lang het dossier blijft", func(t *testing.T) {
		day := calendar.On(domaintest.Now)
		for want, life := range map[string][]any{
			"granted": corrected(RecipientsNotified{None: "x"}),
			"refused": append(inHand(Access, care), RequestJudgedUnfounded{Judged{Judging: judging(Refused)}}, RequesterInformedOfDecision{}),
			"aborted": append(inHand(Access, care), RequestJudgedUnfounded{Judged{Judging: judging(NotHandled)}}, RequesterInformedOfDecision{}),
		} {
			c := owner(t, life...).When(Close{})
			if got := domaintest.State[Request](c).Keeping(); got != (domain.Keeping{Outcome: want, Closed: day}) {
				t.Errorf("%s: %+v", want, got)
			}
		}
		if got := domaintest.State[Request](given(t, inHand(Access, care)...).As(domain.EMP).When(Withdraw{Oral})).Keeping(); got.Outcome != "aborted" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("R-5.4-09 na het wissen staat elke gebeurtenis er nog, en zegt het record dat de persoon weg is", func(t *testing.T) {
		life := corrected(RecipientsNotified{None: "x"}, RequestClosed{})
		s := domaintest.State[Request](given(t, life...).As(domain.SYS).When(RecordErased{"2026-11-24"}))
		if s.ErasedOn != "2026-11-24" || s.State != StatusClosed || s.Contact != ref("contact") {
			t.Errorf("%+v", s)
		}
		given(t, inHand(Access, care)...).As(domain.SYS).When(RecordErased{"2026-11-24"}).ThenRefused(domain.Conflict)
	})
}

func TestObligations(t *testing.T) {
	t.Run("R-TIM-01 elk verzoek zegt welke termijn loopt, wanneer hij is verlengd en wanneer er is geantwoord", func(t *testing.T) {
		for _, rule := range Rules {
			life := inHand(rule.Right, care)
			s := domaintest.State[Request](given(t, life...).As(domain.OWN).When(ConfirmReceipt{ref("confirmation")}))
			list := s.Obligations()
			if len(list) == 0 || list[0].Row != rule.Row || list[0].From.IsZero() || !list[0].Met.IsZero() || list[0].Over {
				t.Errorf("%s: %+v", rule.Right, list)
			}
			if two := rule.Right == Rectification; two != (len(list) == 2) {
				t.Errorf("%s: %d terms", rule.Right, len(list))
			}
		}
	})
	t.Run("R-TIM-01 een antwoord voldoet, en ook als het verzoek daarna sluit is er geantwoord; intrekken laat de termijn vervallen", func(t *testing.T) {
		life := append(inHand(Access, care), RequestJudgedUnfounded{Judged{Judging: judging(Refused)}}, RequesterInformedOfDecision{})
		if x := domaintest.State[Request](owner(t, life...).When(Close{})).Obligations()[0]; x.Met.IsZero() || x.Over {
			t.Errorf("%+v", x)
		}
		if x := domaintest.State[Request](given(t, inHand(Access, care)...).As(domain.EMP).When(Withdraw{Oral})).Obligations()[0]; !x.Over {
			t.Errorf("%+v", x)
		}
	})
	t.Run("R-5.1-25 vraagt iemand om de lijst, dan loopt een maand", func(t *testing.T) {
		s := domaintest.State[Request](given(t, inHand(Access, care)...).As(domain.OWN).When(RequestList{Oral}))
		x := s.Obligations()[1]
		if x.Row != 12 || x.Item != "2026-11-24" || !x.Met.IsZero() {
			t.Errorf("%+v", x)
		}
	})
}
