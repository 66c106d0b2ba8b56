package register_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

func day(s string) calendar.Date { return calendar.Date(s) }

func purpose(t domaintest.T, events ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, PurposeRecord, events...).Knowing(domaintest.Town()).As(domain.OWN)
}

func newUse() RequestPurpose {
	return RequestPurpose{Name: "Onderzoek", Activity: aboutActivity, Process: domaintest.Process, Original: []string{"Beslissen"}, Purpose: "Wachttijden onderzoeken",
		WishedBy: "Team Wmo", Why: "Sneller helpen."}
}

func judgement(change func(*AssessPurpose)) AssessPurpose {
	c := AssessPurpose{Factors: Factors{Distance: "Dichtbij.", Link: "Zelfde taak.", Context: "Aanvraag.", Nature: "Gewoon.", Consequences: "Klein.", Safeguards: "Anoniem."},
		NeedsDPIA: domain.No, NoDPIA: "Geen hoog risico.", Ground: "public-task", GroundLaw: "Wmo 2015, art. 2.5.1", Informing: "Via de privacyverklaring.", Outcome: "compatible"}
	if change != nil {
		change(&c)
	}
	return c
}

func asked() []any {
	return []any{PurposeChangeRequested{Name: "Onderzoek", Activity: aboutActivity, Process: domaintest.Process, Original: []string{"Beslissen"}, Purpose: "Onderzoek"}}
}

// judged is a purpose change that was assessed so.
func judged(needs domain.YesNo, outcome Compatibility) []any {
	return append(asked(), CompatibilityAssessed{NeedsDPIA: needs, Outcome: outcome})
}

func accepted() []any { return append(judged(domain.No, "compatible"), PurposeChangeApproved{}) }

func purposeOf(t domaintest.T, c *domaintest.Case) PurposeChange {
	t.Helper()
	return domaintest.State[PurposeChange](c)
}

func TestPurposeChange(t *testing.T) {
	t.Run("RT-05 de eigenaar vraagt en besluit, de privacybeheerder beoordeelt mee en neemt op", func(t *testing.T) {
		onlyRoles(t, PurposeRecord, nil, newUse(), domain.OWN)
		onlyRoles(t, PurposeRecord, asked(), judgement(nil), domain.OWN, domain.PB)
		for _, r := range domain.Roles {
			c := purpose(t, asked()...).As(domain.PB).When(judgement(nil)).As(r.Role).When(ApprovePurpose{})
			if r.Role == domain.OWN {
				c.ThenStatus(PurposeApproved)
				continue
			}
			c.ThenRefused(domain.Forbidden)
		}
		onlyRoles(t, PurposeRecord, judged(domain.No, "compatible"), RejectPurpose{"Te ver."}, domain.OWN)
		onlyRoles(t, PurposeRecord, asked(), WithdrawPurpose{"Niet nodig."}, domain.OWN)
		for _, r := range domain.Roles { // that the privacy administrator may: R-4.3-06
			if r.Role != domain.PB {
				purpose(t, accepted()...).As(r.Role).When(AddPurpose{"notice/1", "2026-11-20"}).ThenRefused(domain.Forbidden)
			}
		}
	})
	t.Run("RT-05 zonder oude doelen, nieuw doel, wie het wil of waarom: geweigerd", func(t *testing.T) {
		purpose(t).Rules(RequestPurpose{}).ThenRefused(domain.Invalid, "name", "activity", "process", "original", "purpose", "wished_by", "why")
		same := newUse()
		same.Purpose = " Beslissen "
		purpose(t).When(same).ThenRefused(domain.Invalid, "purpose")
	})
	t.Run("R-4.3-01 het register mag een doel pas opnemen als het van kracht is", func(t *testing.T) {
		for _, x := range []struct {
			events []any
			may    bool
		}{{asked(), false}, {judged(domain.No, "compatible"), false}, {accepted(), false}, {append(accepted(), PurposeAdded{}), true},
			{append(asked(), PurposeChangeRejected{}), false}, {append(accepted(), PurposeChangeWithdrawn{}), false}} {
			if c := purposeOf(t, purpose(t, x.events...)); c.MayAdd() != x.may {
				t.Errorf("%s: %v", c.State, c.MayAdd())
			}
		}
	})
	t.Run("R-4.3-01 gebruik vóór de goedkeuring is een feit, met de afwijking", func(t *testing.T) {
		c := newUse()
		c.InUse = "2026-10-01"
		if s := purposeOf(t, purpose(t).When(c).ThenStatus(PurposeRequested)); s.Deviation == "" {
			t.Error("no deviation")
		}
		c.InUse = "2026-11-25"
		purpose(t).When(c).ThenRefused(domain.Invalid, "in_use_since")
		if s := purposeOf(t, purpose(t).When(newUse())); s.Deviation != "" {
			t.Error(s.Deviation)
		}
	})
	t.Run("R-4.3-02 de beoordeling legt afstand en uitkomst vast, en de factoren van AVG art. 6 lid 4", func(t *testing.T) {
		purpose(t, asked()...).When(AssessPurpose{}).ThenRefused(domain.Invalid, "distance", "link", "context", "nature", "consequences", "safeguards",
			"dpia_needed", "ground", "informing", "outcome")
		purpose(t, asked()...).When(judgement(nil)).ThenEvents("CompatibilityAssessed").ThenStatus(PurposeAssessed)
		purpose(t, asked()...).When(judgement(func(c *AssessPurpose) { c.Outcome = "misschien" })).ThenRefused(domain.Invalid, "outcome")
		purpose(t, asked()...).When(judgement(func(c *AssessPurpose) { c.GroundLaw = "" })).ThenRefused(domain.Invalid, "ground_explanation")
		purpose(t, asked()...).When(judgement(func(c *AssessPurpose) { c.Ground, c.GroundLaw, c.DPIA = "consent", "", "activity/1" })).ThenRefused(domain.Invalid, "dpia")
	})
	t.Run("R-4.3-03 ‘geen DPIA nodig’ heeft een reden", func(t *testing.T) {
		purpose(t, asked()...).When(judgement(func(c *AssessPurpose) { c.NoDPIA = " " })).ThenRefused(domain.Invalid, "no_dpia_reason")
		purpose(t, asked()...).When(judgement(func(c *AssessPurpose) { c.NeedsDPIA, c.NoDPIA = domain.Yes, "" })).ThenStatus(PurposeAssessed)
	})
	t.Run("R-4.3-04 is een DPIA nodig, dan wordt niet goedgekeurd vóór die is afgerond", func(t *testing.T) {
		list := judged(domain.Yes, "compatible")
		purpose(t, list...).When(ApprovePurpose{}).ThenRefused(domain.Unmet, "dpia")
		town := domaintest.Town()
		town.Others = []domaintest.Other{{Stream: "dpia/1", Versions: []any{domain.DPIAFacts{Completed: "2026-11-20"}}}, {Stream: "dpia/2", Versions: []any{domain.DPIAFacts{}}}}
		purpose(t, list...).Knowing(town).When(ApprovePurpose{DPIA: "dpia/2"}).ThenRefused(domain.Unmet, "dpia")
		purpose(t, list...).Knowing(town).When(ApprovePurpose{DPIA: "dpia/3"}).ThenRefused(domain.Unmet, "dpia")
		purpose(t, list...).Knowing(town).When(ApprovePurpose{DPIA: "activity/1"}).ThenRefused(domain.Unmet, "dpia")
		purpose(t, list...).Knowing(town).When(ApprovePurpose{DPIA: "dpia/1"}).Then(PurposeChangeApproved{DPIA: "dpia/1", Completed: "2026-11-20"})
		purpose(t, append(asked(), CompatibilityAssessed{NeedsDPIA: domain.Yes, Outcome: "compatible", DPIA: "dpia/1"})...).Knowing(town).When(ApprovePurpose{}).
			Then(PurposeChangeApproved{DPIA: "dpia/1", Completed: "2026-11-20"})
	})
	t.Run("R-4.3-05 onverenigbaar: niet zonder eigen grondslag", func(t *testing.T) {
		c := purpose(t, asked()...).As(domain.PB).When(judgement(func(c *AssessPurpose) { c.Outcome = Incompatible })).As(domain.OWN)
		c.When(ApprovePurpose{}).ThenRefused(domain.Unmet, "own_ground")
		c.When(ApprovePurpose{OwnGround: "Toestemming."}).ThenStatus(PurposeApproved)
	})
	t.Run("R-4.3-06 van kracht wordt het doel pas als de privacyverklaring het noemt", func(t *testing.T) {
		purpose(t, accepted()...).As(domain.PB).When(AddPurpose{}).ThenRefused(domain.Invalid, "notice", "notice_updated")
		purpose(t, accepted()...).As(domain.PB).When(AddPurpose{"notice/1", "2026-11-25"}).ThenRefused(domain.Invalid, "notice_updated")
		add := AddPurpose{"notice/1", "2026-11-24"}
		purpose(t, accepted()...).As(domain.PB).When(add).ThenRefused(domain.Unmet, "notice")
		for _, c := range []struct {
			name string
			text domain.NoticeText
			ok   bool
		}{
			{"noemt het doel", domain.NoticeText{From: "2026-11-24", InTime: []string{aboutActivity}, Purposes: []string{"Beslissen", "Onderzoek"}}, true},
			{"noemt een ander doel", domain.NoticeText{From: "2026-11-24", InTime: []string{aboutActivity}, Purposes: []string{"Beslissen"}}, false},
			{"gaat over een andere verwerking", domain.NoticeText{From: "2026-11-24", InTime: []string{"activity/x"}, Purposes: []string{"Onderzoek"}}, false},
			{"geldt pas morgen", domain.NoticeText{From: "2026-11-25", InTime: []string{aboutActivity}, Purposes: []string{"Onderzoek"}}, false},
			{"gold tot gisteren", domain.NoticeText{From: "2026-01-01", Until: "2026-11-23", InTime: []string{aboutActivity}, Purposes: []string{"Onderzoek"}}, false},
		} {
			town := domaintest.Town()
			town.Others = []domaintest.Other{{Stream: "notice/1", Versions: []any{domain.NoticeFacts{Texts: []domain.NoticeText{c.text}}}}}
			x := purpose(t, accepted()...).Knowing(town).As(domain.PB).When(add)
			if c.ok {
				x.ThenStatus(PurposeEffective)
			} else if r := x.ThenRefused(domain.Unmet, "notice"); r == nil {
				t.Error(c.name)
			}
		}
		purpose(t, judged(domain.No, "compatible")...).As(domain.PB).When(AddPurpose{"notice/1", "2026-11-24"}).ThenRefused(domain.Conflict)
	})
	t.Run("RT-05 afwijzen en intrekken hebben een reden, en zijn het einde", func(t *testing.T) {
		purpose(t, asked()...).When(RejectPurpose{" "}).ThenRefused(domain.Invalid, "reason")
		purpose(t, asked()...).When(WithdrawPurpose{" "}).ThenRefused(domain.Invalid, "reason")
		purpose(t, asked()...).When(RejectPurpose{"Te ver."}).ThenStatus(PurposeClosed)
		purpose(t, accepted()...).When(WithdrawPurpose{"Niet nodig."}).ThenStatus(PurposeClosed)
		purpose(t, append(asked(), PurposeChangeRejected{"x"})...).When(judgement(nil)).ThenRefused(domain.Conflict)
		purpose(t, append(accepted(), PurposeAdded{})...).When(WithdrawPurpose{"x"}).ThenRefused(domain.Conflict)
	})
}
