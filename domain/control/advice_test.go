package control_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	. "github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/domaintest"
)

// about is a topic for the team manager.
func about(t Topic) AdviceTopic {
	return AdviceTopic{Subject: "Camera in de hal", Topic: t, Audience: Management, Receiver: domaintest.Person(domain.TM)}
}

func TestAdvice(t *testing.T) {
	text := AdviceText{Text: "Doe het niet."}
	asked := func(on Topic) []any {
		return []any{AdviceRequested{about(on), "A-2026-11111111", "Mag het?", domaintest.Person(domain.EMP)}}
	}
	advised := append(asked(OnPrivacy), AdviceGiven{text})
	advice := func(t *testing.T, life []any) *domaintest.Case { t.Helper(); return given(t, AdviceRecord, life) }

	t.Run("RT-29 iedereen in de organisatie vraagt advies; de accountant en de klok niet", func(t *testing.T) {
		onlyRoles(t, AdviceRecord, nil, RequestAdvice{AdviceTopic: about(OnPrivacy), Question: "Mag het?"}, "AdviceRequested", domain.EMP, domain.OPL, domain.TM, domain.OWN,
			domain.DOM, domain.SEC, domain.COL, domain.MAYOR, domain.PB, domain.CISO, domain.FG, domain.JUR, domain.CTRL)
	})
	t.Run("RT-29 een vraag noemt onderwerp, soort, voor wie en de vraag; wie vraagt en het nummer volgen", func(t *testing.T) {
		advice(t, nil).As(domain.EMP).When(RequestAdvice{}).ThenRefused(domain.Invalid, "subject", "topic", "to", "question")
		c := advice(t, nil).As(domain.EMP).When(RequestAdvice{AdviceTopic: AdviceTopic{Subject: "Lijst", Topic: OnPrivacy, Audience: Employees}, Question: "Mag het?"})
		if s := domaintest.State[Advice](c); s.AskedBy != "emp" || s.Receiver != "emp" || s.Number != "A-2026-11111111" || s.AskedOn != "2026-11-24" || s.Asked != WasAsked {
			t.Errorf("%+v", s)
		}
		c = advice(t, nil).As(domain.PB).When(RequestAdvice{AdviceTopic: about(OnPrivacy), Question: "Mag het?", AskedBy: "emp"})
		if s := domaintest.State[Advice](c); s.AskedBy != "emp" {
			t.Errorf("on behalf of: %+v", s)
		}
	})
	t.Run("R-LED-11 wie vraagt en wie het advies krijgt, zijn personen uit de lijst, geen namen", func(t *testing.T) {
		to := about(OnPrivacy)
		to.Receiver = "J. Jansen"
		advice(t, nil).As(domain.EMP).When(RequestAdvice{AdviceTopic: to, Question: "Mag het?", AskedBy: "P. Pietersen"}).ThenRefused(domain.Invalid, "asked_by", "receiver")
		advice(t, nil).As(domain.FG).When(GiveUnaskedAdvice{to, text}).ThenRefused(domain.Invalid, "receiver")
	})
	t.Run("R-B5-01 PB, CISO en FG geven gevraagd en ongevraagd advies aan bestuur, management en medewerkers; de jurist ondersteunt", func(t *testing.T) {
		givers := []domain.Role{domain.PB, domain.CISO, domain.FG, domain.JUR}
		onlyRoles(t, AdviceRecord, asked(OnPrivacy), GiveAdvice{text}, "AdviceGiven", givers...)
		for _, to := range []Audience{Executive, Management, Employees} {
			c := about(OnPrivacy)
			c.Audience = to
			onlyRoles(t, AdviceRecord, nil, GiveUnaskedAdvice{c, text}, "UnaskedAdviceGiven", givers...)
		}
	})
	for topic, roles := range map[Topic][]domain.Role{OnProcessors: {domain.PB}, OnIncident: {domain.CISO, domain.FG}, OnDPIA: {domain.FG}} {
		t.Run("R-B2-10, B1.4-3, B1.6-4 over "+string(topic)+" adviseert alleen wie bijlage 1 daarvoor noemt", func(t *testing.T) {
			onlyRoles(t, AdviceRecord, asked(topic), GiveAdvice{text}, "AdviceGiven", roles...)
			onlyRoles(t, AdviceRecord, nil, GiveUnaskedAdvice{about(topic), text}, "UnaskedAdviceGiven", roles...)
		})
	}
	t.Run("T-32 een gewijzigde rij telt", func(t *testing.T) {
		town := domaintest.Town()
		town.Rows["B1.2-3"] = []domain.Role{domain.FG}
		advice(t, asked(OnProcessors)).Knowing(town).As(domain.FG).When(GiveAdvice{text}).ThenStatus(AdviceStatusGiven)
		advice(t, asked(OnProcessors)).Knowing(town).As(domain.PB).When(GiveAdvice{text}).ThenRefused(domain.Forbidden)
	})
	t.Run("R-B5-02 ongevraagd advies heeft geen vraag nodig en telt apart", func(t *testing.T) {
		c := advice(t, nil).As(domain.FG).When(GiveUnaskedAdvice{about(OnPrivacy), text}).Then(UnaskedAdviceGiven{about(OnPrivacy), "A-2026-11111111", text}).ThenStatus(AdviceStatusGiven)
		if s := domaintest.State[Advice](c); s.Asked != Unasked || s.Question != "" || s.Giver != "fg" || s.Role != domain.FG || s.GivenOn != "2026-11-24" {
			t.Errorf("%+v", s)
		}
	})
	t.Run("RT-29 een advies zonder tekst, of ongevraagd zonder ontvanger: geweigerd", func(t *testing.T) {
		advice(t, asked(OnPrivacy)).As(domain.FG).When(GiveAdvice{}).ThenRefused(domain.Invalid, "text")
		c := about(OnPrivacy)
		c.Receiver, c.Records = "", []string{"los"}
		advice(t, nil).As(domain.FG).When(GiveUnaskedAdvice{c, text}).ThenRefused(domain.Invalid, "receiver", "records")
	})
	t.Run("R-B5-05 de ontvanger reageert; volgt hij niet, dan met reden", func(t *testing.T) {
		for _, f := range []Follow{"partly", "not-followed"} {
			advice(t, advised).As(domain.TM).When(ReactToAdvice{Follow: f}).ThenRefused(domain.Invalid, "reason")
		}
		before := domaintest.State[Advice](advice(t, advised))
		c := advice(t, advised).As(domain.TM).When(ReactToAdvice{Follow: Followed}).Then(AdviceReactionRecorded{Follow: Followed}).ThenStatus(AdviceStatusAnswered)
		if s := domaintest.State[Advice](c); !before.WaitsForReaction() || s.WaitsForReaction() || s.Text != before.Text || s.Giver != before.Giver {
			t.Errorf("%+v", s)
		}
	})
	t.Run("RT-29 wie het advies niet kreeg, reageert niet", func(t *testing.T) {
		for _, r := range []domain.Role{domain.EMP, domain.FG, domain.COL, domain.SEC} {
			advice(t, advised).As(r).When(ReactToAdvice{Follow: Followed}).ThenRefused(domain.Forbidden)
		}
	})
	t.Run("RT-29 op advies aan het bestuur reageert het college of de burgemeester", func(t *testing.T) {
		c := about(OnPrivacy)
		c.Audience = Executive
		for _, r := range []domain.Role{domain.COL, domain.MAYOR} {
			advice(t, []any{UnaskedAdviceGiven{c, "A-1", text}}).As(r).When(ReactToAdvice{Follow: Followed}).ThenStatus(AdviceStatusAnswered)
		}
	})
	t.Run("RT-29 de ontvanger kan het advies niet wijzigen; een later inzicht is een nieuw advies van wie het gaf", func(t *testing.T) {
		replace := ReplaceAdvice{other, "De wet is veranderd."}
		advice(t, advised).As(domain.TM).When(replace).ThenRefused(domain.Forbidden)
		mine := advice(t, asked(OnPrivacy)).As(domain.FG).When(GiveAdvice{text})
		s := domaintest.State[Advice](mine.When(replace).Then(AdviceReplaced{other, "De wet is veranderd."}).ThenStatus(AdviceStatusReplaced))
		if s.Text != text.Text || s.By != other {
			t.Errorf("%+v", s)
		}
		advice(t, asked(OnPrivacy)).As(domain.FG).When(GiveAdvice{text}).As(domain.PB).When(replace).ThenRefused(domain.Forbidden)
		advice(t, asked(OnPrivacy)).As(domain.FG).When(GiveAdvice{text}).When(ReplaceAdvice{domaintest.ID, ""}).ThenRefused(domain.Invalid, "by", "reason")
		advice(t, advised).As(domain.FG).When(GiveAdvice{text}).ThenRefused(domain.Conflict)
	})
	t.Run("RT-29 is de gever niet meer in functie, dan vervangt zijn opvolger het advies", func(t *testing.T) {
		left := domaintest.Town()
		left.Offices["opvolger"], left.Offices["fg"] = []domain.Role{domain.FG}, nil
		advice(t, asked(OnPrivacy)).As(domain.FG).When(GiveAdvice{text}).Knowing(left).By("opvolger", domain.FG).When(ReplaceAdvice{other, "Nieuw inzicht."}).ThenStatus(AdviceStatusReplaced)
		left.Offices["fg"] = []domain.Role{domain.FG}
		advice(t, asked(OnPrivacy)).As(domain.FG).When(GiveAdvice{text}).Knowing(left).By("opvolger", domain.FG).When(ReplaceAdvice{other, "Nieuw inzicht."}).ThenRefused(domain.Forbidden)
	})
}
