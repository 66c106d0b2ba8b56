package rights_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/rights"
)

func owner(t *testing.T, life ...any) *domaintest.Case {
	t.Helper()
	return given(t, life...).As(domain.OWN)
}

func TestJudgeAccess(t *testing.T) {
	judge := func(d Decision) JudgeAccess {
		return JudgeAccess{Judging: judging(d), Processed: domain.Yes, Others: domain.No}
	}
	t.Run("T-27 toekennen is de regel; weigeren zonder uitzondering kan niet", func(t *testing.T) {
		owner(t, inHand(Access, care)...).When(judge(Granted)).ThenEvents("RequestJudgedWellFounded")
		owner(t, inHand(Access, care)...).When(judge(Refused)).ThenRefused(domain.Invalid, "exceptions")
		owner(t, inHand(Access, care)...).When(judge("")).ThenRefused(domain.Invalid, "decision")
	})
	t.Run("R-5.1-17 gegevens van anderen alleen zijn geen reden om alles te weigeren", func(t *testing.T) {
		c := judge(Refused)
		c.Others, c.Exceptions = domain.Yes, []AccessException{"rights-of-others"}
		owner(t, inHand(Access, care)...).When(c).ThenRefused(domain.Invalid, "exceptions")
		c.Judging = judging(Partly)
		owner(t, inHand(Access, care)...).When(c).ThenEvents("RequestJudgedPartlyWellFounded")
		c.Judging, c.Others = judging(Refused), domain.No // also if nobody found any
		owner(t, inHand(Access, care)...).When(c).ThenRefused(domain.Invalid, "exceptions")
	})
	t.Run("R-5.1-18 T-25 onevenredige lasten: alleen met motivering en advies", func(t *testing.T) {
		c := judge(Refused)
		c.Exceptions = []AccessException{"burden"}
		owner(t, inHand(Access, care)...).When(c).ThenRefused(domain.Invalid, "necessity", "advice")
		c.Necessity, c.Advice = ref("necessity"), advice
		owner(t, inHand(Access, care)...).When(c).ThenEvents("RequestJudgedUnfounded")
	})
	t.Run("R-5.1-19 een te korte tussenpoos wordt door een mens beoordeeld, met reden; nooit vanzelf geweigerd", func(t *testing.T) {
		life := inHand(Access, care)
		first := life[0].(RequestReceived)
		first.Previous, first.PreviousOn = []string{earlier}, "2026-10-30"
		life[0] = first
		assigned := life[2].(RequestAssigned)
		assigned.Previous, assigned.PreviousOn = first.Previous, first.PreviousOn
		life[2] = assigned
		owner(t, life...).When(judge(Granted)).ThenRefused(domain.Invalid, "reasonable_interval")
		c := judge(Granted)
		c.Reasonable = domain.No
		owner(t, life...).When(c).ThenEvents("RequestJudgedWellFounded")
		c.Judging = judging(NotHandled)
		c.Unhandled = TooSoon
		owner(t, life...).When(c).ThenEvents("RequestJudgedUnfounded")
		c.Motivation = domain.VaultRef{}
		owner(t, life...).When(c).ThenRefused(domain.Invalid, "motivation")
	})
	t.Run("R-5.1-26 deels toekennen zegt wat wel, wat niet en waarom", func(t *testing.T) {
		c := judge(Partly)
		c.Exceptions, c.Given, c.Withheld = []AccessException{"rights-of-others"}, " ", ""
		owner(t, inHand(Access, care)...).When(c).ThenRefused(domain.Invalid, "given", "withheld")
		c = judge(Partly)
		owner(t, inHand(Access, care)...).When(c).ThenRefused(domain.Invalid, "exceptions")
	})
	t.Run("AVG art. 12 lid 6: toekennen aan wie niet vaststaat, wordt geweigerd", func(t *testing.T) {
		life := inHand(Access, care)
		owner(t, life[0], life[2]).When(judge(Granted)).ThenRefused(domain.Unmet)
		owner(t, life[0], life[2], IdentityDoubted{ref("identity")}).When(judge(Granted)).ThenRefused(domain.Unmet)
	})
	t.Run("een besluit over een ander recht wordt geweigerd, en wie geen eigenaar is besluit niet", func(t *testing.T) {
		owner(t, inHand(Erasure, care)...).When(judge(Granted)).ThenRefused(domain.Conflict)
		given(t, inHand(Access, care)...).As(domain.PB).When(judge(Granted)).ThenRefused(domain.Forbidden)
	})
}

func TestJudgeRectification(t *testing.T) {
	t.Run("R-5.1-21 het besluit zegt gegrond, deels of ongegrond, met motivering", func(t *testing.T) {
		for d, event := range map[Decision]string{Granted: "RequestJudgedWellFounded", Partly: "RequestJudgedPartlyWellFounded", Refused: "RequestJudgedUnfounded"} {
			c := JudgeRectification{Judging: judging(d)}
			if d.Gives() {
				c.Grounds = []RectificationGround{"incorrect"}
			}
			owner(t, inHand(Rectification, care)...).When(c).ThenEvents(event)
			c.Motivation = domain.VaultRef{}
			owner(t, inHand(Rectification, care)...).When(c).ThenRefused(domain.Invalid, "motivation")
		}
	})
	t.Run("R-5.1-22 gegrond heeft een van de drie gronden nodig", func(t *testing.T) {
		if n := len(RectificationGround("").Choices()); n != 3 {
			t.Errorf("%d grounds", n)
		}
		owner(t, inHand(Rectification, care)...).When(JudgeRectification{Judging: judging(Granted)}).ThenRefused(domain.Invalid, "grounds")
		owner(t, inHand(Rectification, care)...).When(JudgeRectification{Judging: judging(Granted), Grounds: []RectificationGround{"unlawful"}}).ThenRefused(domain.Invalid, "grounds")
	})
	t.Run("wie een grond erkent, weigert alleen met een uitzondering", func(t *testing.T) {
		owner(t, inHand(Rectification, care)...).When(JudgeRectification{Judging: judging(Refused), Grounds: []RectificationGround{"incorrect"}}).ThenRefused(domain.Invalid, "exceptions")
	})
}

func TestJudgeErasure(t *testing.T) {
	judge := func(d Decision, grounds ...ErasureGround) JudgeErasure {
		return JudgeErasure{Judging: judging(d), Grounds: grounds}
	}
	t.Run("R-5.4-01 toekennen zonder een van de vijf gronden: geweigerd", func(t *testing.T) {
		owner(t, inHand(Erasure, care)...).When(judge(Granted)).ThenRefused(domain.Invalid, "grounds")
		if n := len(ErasureGround("").Choices()); n != 5 {
			t.Errorf("%d grounds", n)
		}
		owner(t, inHand(Erasure, care)...).When(judge(Granted, "unlawful")).ThenEvents("RequestJudgedWellFounded")
	})
	t.Run("R-5.4-02 ingetrokken toestemming telt alleen als zij de enige grondslag was", func(t *testing.T) {
		owner(t, inHand(Erasure, news)...).When(judge(Granted, "consent-withdrawn")).ThenEvents("RequestJudgedWellFounded")
		owner(t, inHand(Erasure, permit)...).When(judge(Granted, "consent-withdrawn")).ThenRefused(domain.Invalid, "grounds")
		owner(t, inHand(Erasure, news, care)...).When(judge(Granted, "consent-withdrawn")).ThenRefused(domain.Invalid, "grounds")
	})
	t.Run("R-5.4-03 de grond ‘bezwaar ingewilligd’ noemt het toegekende bezwaar", func(t *testing.T) {
		c := judge(Granted, "objection-granted")
		owner(t, inHand(Erasure, care)...).When(c).ThenRefused(domain.Invalid, "objection")
		c.ObjectedBy = earlier
		owner(t, inHand(Erasure, care)...).When(c).ThenRefused(domain.Invalid, "objection")
		c.ObjectedBy = objected
		owner(t, inHand(Erasure, care)...).When(c).ThenEvents("RequestJudgedWellFounded")
	})
	t.Run("R-5.4-04 een verlopen bewaartermijn wordt getoetst aan de bewaarregel", func(t *testing.T) {
		c := judge(Granted, "retention-ended")
		owner(t, inHand(Erasure, care)...).When(c).ThenRefused(domain.Invalid, "retention_rule")
		c.Rule, c.RuleFrom = domaintest.Rule, "2021-11-25"
		owner(t, inHand(Erasure, care)...).When(c).ThenRefused(domain.Invalid, "retention_from")
		c.RuleFrom = "2021-11-24"
		owner(t, inHand(Erasure, care)...).When(c).ThenEvents("RequestJudgedWellFounded")
	})
	t.Run("R-5.4-05 weigeren zonder uitzondering, terwijl er een grond is: geweigerd", func(t *testing.T) {
		owner(t, inHand(Erasure, care)...).When(judge(Refused, "unlawful")).ThenRefused(domain.Invalid, "exceptions")
		owner(t, inHand(Erasure, care)...).When(judge(Refused)).ThenEvents("RequestJudgedUnfounded") // the ground is missing
	})
	t.Run("R-5.4-06 elk van de zes uitzonderingen is te kiezen, en staat in het besluit", func(t *testing.T) {
		list := ErasureException("").Choices()
		if len(list) != 6 {
			t.Fatalf("%d exceptions", len(list))
		}
		for _, x := range list {
			c := judge(Refused, "no-longer-needed")
			c.Exceptions = []ErasureException{ErasureException(x.Value)}
			s := domaintest.State[Request](owner(t, inHand(Erasure, care)...).When(c))
			if len(s.Exceptions) != 1 || string(s.Exceptions[0]) != x.Value {
				t.Errorf("%s: %+v", x.Value, s.Exceptions)
			}
		}
	})
	t.Run("T-26 een wettelijke plicht of taak tegenover onrechtmatige of verlopen gegevens noemt wet en artikel", func(t *testing.T) {
		c := judge(Refused, "unlawful")
		c.Exceptions = []ErasureException{"public-task"}
		owner(t, inHand(Erasure, care)...).When(c).ThenRefused(domain.Invalid, "duty_to_keep")
		c.Duty = "Archiefwet art. 3"
		owner(t, inHand(Erasure, care)...).When(c).ThenEvents("RequestJudgedUnfounded")
	})
}

func TestJudgeObjection(t *testing.T) {
	judge := func(d Decision) JudgeObjection {
		return JudgeObjection{Judging: judging(d), Weighing: ref("weighing")}
	}
	t.Run("R-5.2-01 een bezwaar tegen verwerking op een andere grondslag wordt met die reden afgewezen", func(t *testing.T) {
		owner(t, inHand(Objection, permit)...).When(judge(Granted)).ThenRefused(domain.Invalid, "decision")
		s := domaintest.State[Request](owner(t, inHand(Objection, permit)...).When(judge(Refused)))
		if !s.Outside || len(s.LegalGrounds) != 2 {
			t.Errorf("%+v", s.Judged)
		}
	})
	t.Run("R-5.2-04 doorgaan kan alleen om dwingende redenen of een rechtsvordering, met de afweging", func(t *testing.T) {
		owner(t, inHand(Objection, care)...).When(judge(Refused)).ThenRefused(domain.Invalid, "exceptions")
		for _, x := range []ObjectionException{"compelling", "legal-claim"} {
			c := judge(Refused)
			c.Exceptions = []ObjectionException{x}
			owner(t, inHand(Objection, care)...).When(c).ThenEvents("RequestJudgedUnfounded")
			c.Weighing = domain.VaultRef{}
			owner(t, inHand(Objection, care)...).When(c).ThenRefused(domain.Invalid, "weighing")
		}
	})
	t.Run("§2.3 R-5.2-04 deels doorgaan heeft ook een uitzondering nodig, als tegen alle verwerkingen bezwaar kan", func(t *testing.T) {
		owner(t, inHand(Objection, care)...).When(judge(Partly)).ThenRefused(domain.Invalid, "exceptions")
		c := judge(Partly)
		c.Exceptions = []ObjectionException{"compelling"}
		owner(t, inHand(Objection, care)...).When(c).ThenEvents("RequestJudgedPartlyWellFounded")
		owner(t, inHand(Objection, care, permit)...).When(judge(Partly)).ThenEvents("RequestJudgedPartlyWellFounded") // no right to object to the other
	})
	t.Run("R-5.2-13 T-23 het bezwaar tegen verwerking heet op elk scherm anders dan het bezwaarschrift", func(t *testing.T) {
		if nl := domain.ChoiceNL(Right("").Choices(), string(Objection)); nl != "Bezwaar tegen verwerking (art. 21 AVG)" {
			t.Error(nl)
		}
	})
}

func TestJudgePortability(t *testing.T) {
	judge := func(d Decision, x Digital) JudgePortability {
		return JudgePortability{Judging: judging(d), Digital: x}
	}
	t.Run("R-5.5-01 alleen bij toestemming of overeenkomst; anders geweigerd met die reden", func(t *testing.T) {
		owner(t, inHand(Portability, news)...).When(judge(Granted, AllDigital)).ThenEvents("RequestJudgedWellFounded")
		owner(t, inHand(Portability, care)...).When(judge(Granted, AllDigital)).ThenRefused(domain.Invalid, "decision")
		if s := domaintest.State[Request](owner(t, inHand(Portability, care)...).When(judge(Refused, AllDigital))); !s.Outside {
			t.Errorf("%+v", s.Judged)
		}
	})
	t.Run("§2.3 R-5.5-01 deels overdragen zonder uitzondering kan niet, als alles op toestemming berust en digitaal is", func(t *testing.T) {
		owner(t, inHand(Portability, news)...).When(judge(Partly, AllDigital)).ThenRefused(domain.Invalid, "exceptions")
		owner(t, inHand(Portability, news, care)...).When(judge(Partly, AllDigital)).ThenEvents("RequestJudgedPartlyWellFounded")
	})
	t.Run("R-5.5-02 papier valt erbuiten, en dat wordt vastgelegd", func(t *testing.T) {
		owner(t, inHand(Portability, news)...).When(judge(Granted, OnPaper)).ThenRefused(domain.Invalid, "decision")
		owner(t, inHand(Portability, news)...).When(judge(Granted, PartlyDigital)).ThenRefused(domain.Invalid, "decision")
		owner(t, inHand(Portability, news)...).When(judge(Refused, OnPaper)).ThenEvents("RequestJudgedUnfounded")
		c := owner(t, inHand(Portability, news)...).When(judge(Partly, PartlyDigital))
		c.When(Inform{letter()})
		c.When(HandOverData{HandedOn: "2026-11-24", Format: "CSV"}).ThenRefused(domain.Invalid, "paper_left_out")
	})
}

func TestGeneral(t *testing.T) {
	use := func(x Excepting) *domaintest.Case {
		return owner(t, inHand(Access, care)...).When(JudgeAccess{Judging: judging(Refused), Processed: domain.Yes, Others: domain.No, Excepting: x})
	}
	t.Run("R-5.6-01 elk van de tien uitzonderingen is te kiezen; iets anders niet", func(t *testing.T) {
		list := General("").Choices()
		if len(list) != 10 {
			t.Fatalf("%d exceptions", len(list))
		}
		for _, c := range list {
			x := general(General(c.Value))
			if x.General[0] == Supervising {
				x.Supervised = []Supervised{"1"}
			}
			use(x).ThenEvents("RequestJudgedUnfounded")
		}
		use(general("11")).ThenRefused(domain.Invalid, "general_exceptions")
	})
	t.Run("R-5.6-02 zonder motivering van de noodzaak: geweigerd", func(t *testing.T) {
		x := general("1")
		x.Necessity = domain.VaultRef{}
		use(x).ThenRefused(domain.Invalid, "necessity")
	})
	t.Run("R-5.6-03 zonder de verklaring dat de wezenlijke inhoud onaangetast blijft: geweigerd", func(t *testing.T) {
		for _, answer := range []domain.YesNo{"", domain.No} {
			x := general("1")
			x.Essence = answer
			use(x).ThenRefused(domain.Invalid, "essence_untouched")
		}
	})
	t.Run("R-5.6-04 uitzondering 8 noemt een van 1 tot en met 5 of 7", func(t *testing.T) {
		use(general("8")).ThenRefused(domain.Invalid, "supervision_of")
		x := general("8")
		x.Supervised = []Supervised{"6"}
		use(x).ThenRefused(domain.Invalid, "supervision_of")
		x.Supervised = []Supervised{"7"}
		use(x).ThenEvents("RequestJudgedUnfounded")
		x = general("1")
		x.Supervised = []Supervised{"1"}
		use(x).ThenRefused(domain.Invalid, "supervision_of")
	})
	t.Run("T-24 een uitzondering van §5.6 vraagt advies dat er is", func(t *testing.T) {
		x := general("1")
		x.Advice = "advice/onbekend"
		use(x).ThenRefused(domain.Invalid, "advice")
	})
	t.Run("R-5.6-05 een deels gebruikte uitzondering staat in het besluit, om te tellen", func(t *testing.T) {
		s := domaintest.State[Request](owner(t, inHand(Restricting, care)...).When(JudgeRestriction{Judging: judging(Partly), Grounds: []Case{CaseClaim}, Excepting: general("9")}))
		if len(s.General) != 1 || s.General[0] != "9" {
			t.Errorf("%+v", s.General)
		}
	})
	t.Run("T-54 duidelijke informatie krijgt iedereen: weigeren kan niet", func(t *testing.T) {
		owner(t, inHand(Information, care)...).When(JudgeInformation{judging(Refused)}).ThenRefused(domain.Invalid, "exceptions")
		owner(t, inHand(Information, care)...).When(JudgeInformation{judging(Granted)}).ThenEvents("RequestJudgedWellFounded")
	})
	t.Run("een besluit om niet te behandelen noemt een reden van de lijst", func(t *testing.T) {
		owner(t, inHand(Information, care)...).When(JudgeInformation{judging(NotHandled)}).ThenRefused(domain.Invalid, "not_handled_because")
		j := judging(Granted)
		j.Unhandled = NoIdentity
		owner(t, inHand(Information, care)...).When(JudgeInformation{j}).ThenRefused(domain.Invalid, "not_handled_because")
	})
}
