package transparency_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/transparency"
)

func TestWatEenTekstMoetZeggen(t *testing.T) {
	grounded := func(g domain.Ground) Covered { c := fromPerson(); c.Grounds = []domain.Ground{g}; return c }
	for name, c := range map[string]struct {
		text   Text
		fields []string
	}{
		"R-4.2-01 zonder wie verantwoordelijk is en hoe die te bereiken is": {but(full(), func(t *Text) { t.Controller = " " }), []string{"controller"}},
		"R-4.2-03 zonder doelen":    {but(full(), func(t *Text) { t.Purposes = nil }), []string{"purposes"}},
		"R-4.2-03 zonder grondslag": {but(full(), func(t *Text) { t.Grounds = "" }), []string{"grounds"}},
		"R-4.2-04 met ontvangers in het register die de tekst niet noemt": {but(full(Covered{Activity: hulp, Version: 1, ObtainedFrom: FromPerson, Recipients: true}),
			func(t *Text) { t.Recipients = nil }), []string{"recipients"}},
		"R-4.2-05 met doorgifte in het register die de tekst niet noemt": {but(full(Covered{Activity: hulp, Version: 1, ObtainedFrom: FromPerson, Transfers: true}),
			func(t *Text) { t.Transfers = "" }), []string{"transfers"}},
		"R-4.2-06 zonder bewaartermijnen":                                    {but(full(), func(t *Text) { t.Retention = "" }), []string{"retention"}},
		"R-4.2-07 zonder rechten":                                            {but(full(), func(t *Text) { t.Rights = "" }), []string{"rights"}},
		"R-4.2-08 met gegevens van anderen zonder soorten":                   {but(full(fromOthers()), func(t *Text) { t.Categories = nil }), []string{"categories"}},
		"AVG 14 met gegevens van anderen zonder herkomst":                    {but(full(fromOthers()), func(t *Text) { t.Source = "" }), []string{"source"}},
		"R-4.2-14 zonder makkelijke manier om in te zien":                    {but(full(), func(t *Text) { t.Access = "" }), []string{"access"}},
		"R-4.2-17 zonder zorgvuldige omgang":                                 {but(full(), func(t *Text) { t.Measures = "" }), []string{"measures"}},
		"R-4.2-12 een privacyverklaring zonder cookiebepaling":               {but(full(), func(t *Text) { t.Kind, t.Cookies = PrivacyStatement, "" }), []string{"cookie_provision"}},
		"R-5.2-06 op een publieke taak zonder recht van bezwaar":             {but(full(grounded("public-task")), func(t *Text) { t.Objection = "" }), []string{"right_to_object"}},
		"R-5.2-06 op een gerechtvaardigd belang zonder recht van bezwaar":    {but(full(grounded("legitimate-interest")), func(t *Text) { t.Objection = "" }), []string{"right_to_object"}},
		"AVG 13 op een gerechtvaardigd belang zonder dat belang":             {but(full(grounded("legitimate-interest")), func(t *Text) { t.Interest = "" }), []string{"interest"}},
		"AVG 13 op toestemming zonder hoe die wordt ingetrokken":             {but(full(grounded("consent")), func(t *Text) { t.Consent = "" }), []string{"consent_withdrawal"}},
		"AVG 13 met gegevens van de persoon zonder of die moet":              {but(full(), func(t *Text) { t.Obligatory = "" }), []string{"obligatory"}},
		"AVG 13 zonder klacht bij de AP":                                     {but(full(), func(t *Text) { t.Complaint = "" }), []string{"complaint"}},
		"AVG 13 met besluiten zonder mens die de tekst niet noemt":           {but(full(Covered{Activity: hulp, Version: 1, ObtainedFrom: FromPerson, Automated: true}), func(t *Text) { t.Automated = "" }), []string{"automated"}},
		"RT-06 zonder publiek, moment, manier en plaats":                     {but(full(), func(t *Text) { t.Audience, t.Moment, t.Channel, t.Address = "", "", "", "" }), []string{"audience", "moment", "channel", "address"}},
		"R-4.1-12 met meer gebreken noemt de weigering ze allemaal":          {but(full(), func(t *Text) { t.Controller, t.Retention, t.Rights = "", "", "" }), []string{"controller", "retention", "rights"}},
		"§5.2 een aparte tekst over bezwaar zonder dat recht en zonder doel": {but(full(), func(t *Text) { t.Kind, t.Objection, t.Purposes = ObjectionNotice, "", nil }), []string{"right_to_object", "purposes"}},
	} {
		t.Run(name+": goedkeuren en publiceren geweigerd", func(t *testing.T) {
			notice(t, domain.OWN, drafted(c.text)...).When(ApproveNotice{}).ThenRefused(domain.Unmet, c.fields...)
			notice(t, domain.PB, approved(c.text)...).When(from).ThenRefused(domain.Unmet, c.fields...)
		})
	}
	for name, text := range map[string]Text{
		"R-4.2-04 zonder ontvangers in het register hoeft de tekst er geen te noemen":                 but(full(), func(t *Text) { t.Recipients = nil }),
		"R-4.2-05 zonder doorgifte in het register hoeft de tekst er geen te noemen":                  but(full(), func(t *Text) { t.Transfers = "" }),
		"R-4.2-08 met gegevens van de persoon zelf hoeft de tekst geen soorten en herkomst te noemen": but(full(), func(t *Text) { t.Categories, t.Source = nil, "" }),
		"AVG 14 met gegevens van anderen alleen hoeft de tekst niet te zeggen of geven moet":          but(full(fromOthers()), func(t *Text) { t.Obligatory, t.Moment = "", AtRecording }),
		"R-5.2-06 op een wettelijke verplichting hoeft het recht van bezwaar er niet in":              but(full(), func(t *Text) { t.Objection, t.Interest, t.Consent, t.Automated, t.Cookies = "", "", "", "", "" }),
		"§5.2 een aparte tekst over bezwaar staat los van de rest en mag bij het eerste contact komen": but(full(), func(t *Text) {
			t.Kind, t.Retention, t.Rights, t.Measures, t.Complaint, t.Obligatory, t.Moment = ObjectionNotice, "", "", "", "", "", FirstContact
		}),
	} {
		t.Run(name, func(t *testing.T) {
			notice(t, domain.OWN, drafted(text)...).When(ApproveNotice{}).Then(NoticeApproved{1})
			notice(t, domain.PB, approved(text)...).When(from).Then(NoticePublished{Version: 1, From: today})
		})
	}
	t.Run("R-4.2-02 zonder FG in functie: publiceren geweigerd", func(t *testing.T) {
		town := domaintest.Town()
		town.Offices[domaintest.Person(domain.FG)] = nil
		notice(t, domain.PB, approved(full())...).Knowing(town).When(from).ThenRefused(domain.Unmet, "fg")
	})
	t.Run("R-4.2-11 er zijn soorten voor inschrijving, website, dienst, cookiemelding en privacyverklaring", func(t *testing.T) {
		for _, k := range []Kind{"registration", "website", "service", CookieNotice, PrivacyStatement} {
			text := but(full(), func(t *Text) { t.Kind = k })
			notice(t, domain.OWN).When(DraftNotice{text}).Then(NoticeDrafted{1, text})
		}
		notice(t, domain.OWN).When(DraftNotice{but(full(), func(t *Text) { t.Kind = "folder" })}).ThenRefused(domain.Invalid, "kind")
	})
}

func TestHetLevenVanEenTekst(t *testing.T) {
	second := but(full(), func(t *Text) { t.Retention = "20 jaar." })
	t.Run("RT-06 een concept mag onvolledig zijn, maar noemt naam, soort, proces en verwerkingen", func(t *testing.T) {
		text := Text{Name: " Kort ", Kind: "service", Process: domaintest.Process, Covered: []Covered{fromPerson()}, Purposes: []string{"", " Doel "}}
		notice(t, domain.OWN).When(DraftNotice{text}).Then(NoticeDrafted{1, Text{Name: "Kort", Kind: "service", Process: domaintest.Process,
			Covered: []Covered{fromPerson()}, Purposes: []string{"Doel"}}}).ThenStatus(NoticeStatusDraft)
		notice(t, domain.PB).When(DraftNotice{}).ThenRefused(domain.Invalid, "name", "kind", "process", "covered")
		notice(t, domain.PB).When(DraftNotice{but(text, func(t *Text) { t.Moment = "ooit" })}).ThenRefused(domain.Invalid, "moment")
	})
	t.Run("RT-06 elke verwerking komt uit het register, met haar versie, en één keer", func(t *testing.T) {
		var many []Covered
		for i := range MaxCovered + 1 {
			many = append(many, Covered{Activity: fmt.Sprintf("activity/%d", i), Version: 1})
		}
		for _, list := range [][]Covered{{fromPerson(), fromPerson()}, {{Activity: hulp}}, {{Activity: "process/x", Version: 1}}, {{Activity: "activity/", Version: 1}}, many} {
			notice(t, domain.PB).When(DraftNotice{full(list...)}).ThenRefused(domain.Invalid, "covered")
		}
		notice(t, domain.PB).When(DraftNotice{full(many[1:]...)}).ThenStatus(NoticeStatusDraft)
	})
	t.Run("RT-06 concept, goedgekeurd, gepubliceerd", func(t *testing.T) {
		c := notice(t, domain.OWN, drafted(full())...).When(ApproveNotice{}).ThenStatus(NoticeStatusApproved)
		c.When(ApproveNotice{}).Then()
		c.As(domain.PB).When(from).Then(NoticePublished{Version: 1, From: today}).ThenStatus(NoticeStatusPublished)
		c.As(domain.OWN).When(ApproveNotice{}).ThenRefused(domain.Conflict)
	})
	t.Run("RT-06 wat na de goedkeuring is gewijzigd, moet opnieuw worden goedgekeurd", func(t *testing.T) {
		c := notice(t, domain.OWN, approved(full())...).When(RedraftNotice{second}).Then(NoticeDrafted{1, second}).ThenStatus(NoticeStatusDraft)
		c.As(domain.PB).When(from).ThenRefused(domain.Unmet)
		notice(t, domain.OWN, approved(full())...).When(RedraftNotice{full()}).Then()
	})
	t.Run("R-4.2-15 een nieuwe versie vervangt de oude pas bij publicatie; beide blijven, met hun periode", func(t *testing.T) {
		c := notice(t, domain.OWN, inForce(full())...).When(RedraftNotice{second}).Then(NoticeDrafted{2, second}).ThenStatus(NoticeStatusPublished)
		if list := domaintest.State[Notice](c).InForce(today); len(list) != 1 || list[0].Retention != "15 jaar." {
			t.Errorf("in force: %+v", list)
		}
		c.When(ApproveNotice{}).Then(NoticeApproved{2})
		c.As(domain.PB).When(from).Then(NoticePublished{Version: 2, From: today}, NoticeSuperseded{1, 2, today})
		s := domaintest.State[Notice](c)
		for day, want := range map[calendar.Date][]int{"2025-12-31": nil, "2026-01-01": {1}, "2026-11-23": {1}, today: {1, 2}, "2026-11-25": {2}} {
			var got []int
			for _, p := range s.InForce(day) {
				got = append(got, p.Number)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: versions %v, want %v", day, got, want)
			}
		}
		if p, ok := s.Current(today); !ok || p.Number != 2 {
			t.Errorf("read today: version %d", p.Number)
		}
		if p, ok := s.Version(1); !ok || p.Retention != "15 jaar." || p.From != "2026-01-01" || p.Until != today {
			t.Errorf("version 1: %+v", p)
		}
		if _, ok := s.Version(3); ok {
			t.Error("a version that never was")
		}
	})
	t.Run("RT-06 de periode ligt niet in het verleden, en eindigt niet voor ze begint; wat eerder gebeurde wordt achteraf vastgelegd", func(t *testing.T) {
		for _, c := range []struct {
			PublishNotice
			field string
		}{{PublishNotice{}, "from"}, {PublishNotice{From: "2026-11-23"}, "from"}, {PublishNotice{today, "2026-11-23"}, "until"}, {PublishNotice{today, "x"}, "until"}} {
			notice(t, domain.PB, approved(full())...).When(c.PublishNotice).ThenRefused(domain.Invalid, c.field)
		}
		notice(t, domain.PB, approved(full())...).At(noon("2026-11-23")).When(PublishNotice{From: "2026-11-23"}).ThenStatus(NoticeStatusPublished)
		later := []any{NoticeDrafted{1, full()}, NoticeApproved{1}, NoticePublished{Version: 1, From: "2027-01-01"}, NoticeDrafted{2, second}, NoticeApproved{2}}
		notice(t, domain.PB, later...).When(from).ThenRefused(domain.Invalid, "from")
	})
	t.Run("RT-06 een tekst met een laatste dag geldt daarna niet meer", func(t *testing.T) {
		s := state(t, with(approved(full()), NoticePublished{1, "2026-01-01", "2026-06-30"})...)
		if len(s.InForce("2026-06-30")) != 1 || len(s.InForce("2026-07-01")) != 0 {
			t.Errorf("%+v", s.Published)
		}
		s = state(t, with(approved(full()), NoticePublished{1, "2026-01-01", "2026-06-30"}, NoticeDrafted{2, second}, NoticeApproved{2}, NoticePublished{Version: 2, From: today}, NoticeSuperseded{1, 2, today})...)
		if p, _ := s.Version(1); p.Until != "2026-06-30" {
			t.Errorf("a version that had ended came back to life until %s", p.Until)
		}
	})
	t.Run("RT-06 een ingetrokken tekst geldt niet meer en blijft leesbaar; zonder reden geweigerd", func(t *testing.T) {
		c := notice(t, domain.OWN, inForce(full())...)
		c.When(WithdrawNotice{}).ThenRefused(domain.Invalid, "reason")
		c.When(WithdrawNotice{" Beëindigd. "}).Then(NoticeWithdrawn{"Beëindigd."}).ThenStatus(NoticeStatusArchived)
		s := domaintest.State[Notice](c)
		if _, ok := s.Current(today); ok {
			t.Error("still read after it was withdrawn")
		}
		if p, ok := s.Version(1); !ok || p.Until != today || len(s.InForce("2026-11-25")) != 0 {
			t.Errorf("%+v", s.Published)
		}
		planned := state(t, with(approved(full()), NoticePublished{Version: 1, From: "2027-01-01"}, NoticeWithdrawn{"Toch niet."})...)
		if _, kept := planned.Version(1); kept || len(planned.InForce("2027-01-01")) != 0 {
			t.Error("a text that was withdrawn before its first day comes into force")
		}
	})
}

func TestHetRegisterIsGewijzigd(t *testing.T) {
	mark := MarkNoticeForRevision{hulp, 7, []string{"Ontvangers"}}
	marked := NoticeMarkedForRevision{hulp, 7, []string{"Ontvangers"}}
	newer := func(version uint64) Text {
		c := fromPerson()
		c.Version = version
		return full(c)
	}
	t.Run("R-4.2-16 een wijziging in het register maakt de tekst ‘te herzien’; twee keer zeggen verandert niets", func(t *testing.T) {
		c := notice(t, domain.SYS, inForce(full())...).When(mark).Then(marked).ThenStatus(NoticeStatusRevise)
		c.When(mark).Then()
		c.When(MarkNoticeForRevision{hulp, 8, []string{"Doelen"}}).ThenStatus(NoticeStatusRevise)
		if s := domaintest.State[Notice](c); len(s.Revisions) != 1 || s.Revisions[0].Version != 8 || len(s.Flags()) == 0 {
			t.Errorf("%+v", s.Revisions)
		}
	})
	t.Run("R-4.2-16 alleen van een verwerking waar de tekst over gaat, met wat er is gewijzigd", func(t *testing.T) {
		notice(t, domain.SYS, inForce(full())...).When(MarkNoticeForRevision{zorg, 7, nil}).ThenRefused(domain.Invalid, "activity", "fields")
		notice(t, domain.SYS, drafted(full())...).When(mark).ThenRefused(domain.Conflict)
	})
	t.Run("R-4.2-16 een nieuwe versie uit het gewijzigde register is weer bij; een die ouder is niet", func(t *testing.T) {
		for version, want := range map[uint64]domain.Status{6: NoticeStatusRevise, 7: NoticeStatusPublished} {
			life := with(inForce(full()), marked, NoticeDrafted{2, newer(version)}, NoticeApproved{2})
			notice(t, domain.PB, life...).When(from).ThenStatus(want)
		}
		life := with(inForce(full()), marked, NoticeDrafted{2, full(fromOthers())}, NoticeApproved{2})
		notice(t, domain.PB, life...).When(from).ThenStatus(NoticeStatusPublished) // it is no longer about that activity
	})
}

func TestKlaarOmTeInformeren(t *testing.T) {
	moment := func(t Text, m Moment) Text { return but(t, func(t *Text) { t.Moment = m }) }
	for name, c := range map[string]struct {
		life     []any
		activity string
		ready    bool
	}{
		"R-4.2-09 met een gepubliceerde tekst vóór het geven van gegevens: klaar":        {inForce(full()), hulp, true},
		"R-4.2-09 met een tekst die nog niet is gepubliceerd: niet klaar":                {approved(full()), hulp, false},
		"R-4.2-09 met een tekst die pas later gaat gelden: niet klaar":                   {with(approved(full()), NoticePublished{Version: 1, From: "2027-01-01"}), hulp, false},
		"R-4.2-09 met een tekst die pas bij het vastleggen komt: niet klaar":             {inForce(moment(full(), AtRecording)), hulp, false},
		"R-4.2-09 met een tekst over een andere verwerking: niet klaar":                  {inForce(full()), zorg, false},
		"R-4.2-09 met een ingetrokken tekst: niet klaar":                                 {with(inForce(full()), NoticeWithdrawn{"Beëindigd."}), hulp, false},
		"R-4.2-09 met alleen een tekst over bezwaar: niet klaar":                         {inForce(but(full(), func(t *Text) { t.Kind = ObjectionNotice })), hulp, false},
		"R-4.2-09 met alleen een cookiemelding: niet klaar":                              {inForce(but(full(), func(t *Text) { t.Kind = CookieNotice })), hulp, false},
		"R-4.2-10 gegevens van anderen, bij het vastleggen: klaar":                       {inForce(moment(full(fromOthers()), AtRecording)), zorg, true},
		"R-4.2-10 gegevens van anderen, later: klaar, want gemarkeerd en niet geweigerd": {inForce(moment(full(fromOthers()), FirstContact)), zorg, true},
		"R-4.2-16 met een tekst die moet worden herzien om deze verwerking: niet klaar":  {with(inForce(full()), NoticeMarkedForRevision{hulp, 7, []string{"Doelen"}}), hulp, false},
		"R-4.2-16 met een tekst die moet worden herzien om een andere: klaar":            {with(inForce(full(fromPerson(), fromOthers())), NoticeMarkedForRevision{zorg, 7, []string{"Doelen"}}), hulp, true},
		"AVG 14 lid 5 met een vrijstelling: klaar":                                       {[]any{exemption()}, zorg, true},
		"AVG 14 lid 5 met een vrijstelling voor een andere verwerking: niet klaar":       {[]any{exemption()}, hulp, false},
		"AVG 14 lid 5 met een vrijstelling die is ingetrokken: niet klaar":               {[]any{exemption(), NoticeWithdrawn{"Geldt niet meer."}}, zorg, false},
	} {
		t.Run(name, func(t *testing.T) {
			if ok, nl := told(t, c.life...).ReadyFor(c.activity, c.activity != zorg, today); ok != c.ready || ok != (nl == "") {
				t.Errorf("ready %v: %q", ok, nl)
			}
		})
	}
	t.Run("AVG 13 lid 4 en 14 lid 5: een vrijstelling voor gegevens van anderen geldt niet voor wat de persoon zelf geeft", func(t *testing.T) {
		for ground, want := range map[ExemptionGround]bool{"already-informed": true, "impossible": false, "law": false, "secrecy": false} {
			x := exemption()
			x.Ground = ground
			if ok, _ := told(t, x).ReadyFor(zorg, true, today); ok != want {
				t.Errorf("%s: ready %v", ground, ok)
			}
			if ok, _ := told(t, x).ReadyFor(zorg, false, today); !ok {
				t.Errorf("%s: not ready for data from others", ground)
			}
		}
	})
	t.Run("R-4.3-06 een nieuw doel is pas genoemd als een tekst die geldt het noemt, in de woorden van het register", func(t *testing.T) {
		next := but(full(), func(t *Text) { t.Purposes = []string{"Aanvragen beoordelen", "Onderzoek"} })
		life := with(inForce(full()), NoticeDrafted{2, next}, NoticeApproved{2})
		if s := told(t, life...); s.NamesPurpose(hulp, "Onderzoek", today) || !s.NamesPurpose(hulp, "Aanvragen beoordelen", today) {
			t.Error("a draft is not what people read")
		}
		s := told(t, with(life, NoticePublished{Version: 2, From: today}, NoticeSuperseded{1, 2, today})...)
		if !s.NamesPurpose(hulp, "Onderzoek", today) || s.NamesPurpose(hulp, "Onderzoek", "2026-11-23") || s.NamesPurpose(zorg, "Onderzoek", today) {
			t.Error("named on another day, or for another activity")
		}
	})
	t.Run("R-4.2-12 een privacyverklaring met cookiebepaling is er pas als ze geldt", func(t *testing.T) {
		p := but(full(), func(t *Text) { t.Kind = PrivacyStatement })
		if !told(t, inForce(p)...).HasCookieProvision(today) || told(t, approved(p)...).HasCookieProvision(today) || told(t, inForce(full())...).HasCookieProvision(today) {
			t.Error("another answer")
		}
	})
}

// told is what a notice tells the rules of other records.
func told(t *testing.T, life ...any) domain.NoticeFacts {
	t.Helper()
	return state(t, life...).Tells().(domain.NoticeFacts)
}

func exemption() InformationExemptionRecorded {
	return InformationExemptionRecorded{"Gegevens uit de basisregistratie", domaintest.Process, Exemption{zorg, "law", "De wet schrijft het voor.", ""}}
}

func TestInformeren(t *testing.T) {
	late := NoticeNonComplianceFound{domain.DeviationFound{Deviation: domaintest.Command, Rule: "§4.2, moment van informeren", What: "Mensen zijn later geïnformeerd dan het beleid vraagt.", Since: today}}
	t.Run("R-4.2-10 een tekst die later komt dan het beleid vraagt wordt gepubliceerd en gemarkeerd", func(t *testing.T) {
		for _, x := range []Text{but(full(fromOthers()), func(t *Text) { t.Moment = FirstContact }), but(full(), func(t *Text) { t.Moment = AtRecording })} {
			notice(t, domain.PB, approved(x)...).When(from).ThenEvents("NoticePublished", "NoticeNonComplianceFound").ThenStatus(NoticeStatusPublished)
		}
		notice(t, domain.PB, approved(but(full(fromOthers()), func(t *Text) { t.Moment = AtRecording }))...).When(from).ThenEvents("NoticePublished")
	})
	t.Run("RT-06 dat mensen zijn geïnformeerd noemt verwerking, moment, manier en de versie van die dag", func(t *testing.T) {
		notice(t, domain.OWN, inForce(full())...).When(RecordInformationMoment{hulp, BeforeProvision, " Formulier "}).Then(InformationMomentRecorded{hulp, BeforeProvision, "Formulier", 1})
		two := with(inForce(full()), NoticeDrafted{2, full()}, NoticeApproved{2}, NoticePublished{Version: 2, From: "2026-11-01"}, NoticeSuperseded{1, 2, "2026-11-01"})
		notice(t, domain.OWN, two...).When(RecordInformationMoment{hulp, BeforeProvision, "Formulier"}).Then(InformationMomentRecorded{hulp, BeforeProvision, "Formulier", 2})
		notice(t, domain.OWN, two...).At(noon("2026-10-01")).When(RecordInformationMoment{hulp, BeforeProvision, "Formulier"}).Then(InformationMomentRecorded{hulp, BeforeProvision, "Formulier", 1})
		notice(t, domain.OWN, inForce(full())...).When(RecordInformationMoment{}).ThenRefused(domain.Invalid, "activity", "moment", "channel")
		notice(t, domain.OWN, inForce(full())...).When(RecordInformationMoment{zorg, BeforeProvision, "Brief"}).ThenRefused(domain.Invalid, "activity")
		notice(t, domain.OWN, inForce(full())...).At(noon("2025-12-01")).When(RecordInformationMoment{hulp, BeforeProvision, "Brief"}).ThenRefused(domain.Invalid, "activity")
		notice(t, domain.OWN, drafted(full())...).When(RecordInformationMoment{hulp, BeforeProvision, "Brief"}).ThenRefused(domain.Conflict)
	})
	t.Run("R-4.2-10 te laat geïnformeerd is een feit, en een afwijking", func(t *testing.T) {
		notice(t, domain.OWN, inForce(full())...).When(RecordInformationMoment{hulp, AtRecording, "Brief"}).Then(InformationMomentRecorded{hulp, AtRecording, "Brief", 1}, late)
		notice(t, domain.OWN, inForce(full(fromOthers()))...).When(RecordInformationMoment{zorg, FirstContact, "Brief"}).Then(InformationMomentRecorded{zorg, FirstContact, "Brief", 1}, late)
		notice(t, domain.OWN, inForce(full(fromOthers()))...).When(RecordInformationMoment{zorg, AtRecording, "Brief"}).ThenEvents("InformationMomentRecorded")
		objection := but(full(), func(t *Text) { t.Kind = ObjectionNotice })
		notice(t, domain.OWN, inForce(objection)...).When(RecordInformationMoment{hulp, FirstContact, "Brief"}).ThenEvents("InformationMomentRecorded")
	})
	t.Run("R-5.2-07 dat mensen bezwaar kunnen maken, weten zij uiterlijk bij het eerste contact; later is een feit, en een afwijking", func(t *testing.T) {
		rule := "§5.2, recht van bezwaar uiterlijk bij het eerste contact"
		objection := but(full(), func(t *Text) { t.Kind = ObjectionNotice })
		for _, x := range []struct {
			text   Text
			moment Moment
			flags  []string
		}{
			{objection, BeforeProvision, nil}, {objection, AtRecording, nil}, {objection, FirstContact, nil}, {objection, AfterContact, []string{rule}},
			{full(), BeforeProvision, nil}, {full(), AfterContact, []string{late.Rule, rule}},
			{but(full(), func(t *Text) { t.Objection = "" }), AfterContact, []string{late.Rule}},
		} {
			for _, told := range []*domaintest.Case{
				notice(t, domain.OWN, inForce(x.text)...).When(RecordInformationMoment{hulp, x.moment, "Brief"}),
				notice(t, domain.PB, approved(but(x.text, func(t *Text) { t.Moment = x.moment }))...).Rules(from),
			} {
				var rules, ids []string
				for _, d := range domaintest.State[Notice](told).Deviations {
					rules, ids = append(rules, d.Rule), append(ids, d.ID)
				}
				if diff := cmp.Diff(x.flags, rules); diff != "" || len(ids) == 2 && ids[0] == ids[1] {
					t.Errorf("%s, %s: ids %v, flags (-want +got)\n%s", x.text.Kind, x.moment, ids, diff)
				}
			}
		}
	})
	t.Run("AVG 14 lid 5 een vrijstelling heeft een uitzondering en een reden, en bij te veel moeite ook maatregelen", func(t *testing.T) {
		x := RecordExemption{"Vrijstelling", domaintest.Process, Exemption{zorg, "law", " De wet. ", ""}}
		want := InformationExemptionRecorded{"Vrijstelling", domaintest.Process, Exemption{zorg, "law", "De wet.", ""}}
		notice(t, domain.OWN).When(x).Then(want).ThenStatus(NoticeStatusExempt)
		notice(t, domain.JUR).When(x).Then(want)
		notice(t, domain.OWN).Rules(RecordExemption{}).ThenRefused(domain.Invalid, "name", "process", "activity", "ground", "reason")
		x.Ground = "impossible"
		notice(t, domain.OWN).When(x).ThenRefused(domain.Invalid, "measures")
		notice(t, domain.OWN, want).When(WithdrawNotice{"Geldt niet meer."}).ThenStatus(NoticeStatusArchived)
	})
	t.Run("R-LED-19 een afwijking wordt nooit geweigerd, staat open tot ze is hersteld, en de eigenaar streept haar niet zelf weg", func(t *testing.T) {
		c := notice(t, domain.FG, inForce(full())...).When(FindNoticeDeviation{domain.FindDeviation{Rule: "§4.2", What: "Folder op.", Since: ""}}).ThenEvents("NoticeNonComplianceFound")
		remedy := RemedyNoticeDeviation{domain.RemedyDeviation{Deviation: domaintest.Command, How: "Bijgedrukt."}}
		if s := domaintest.State[Notice](c); len(s.Options("deviation")) != 1 || len(s.Flags()) != 1 {
			t.Errorf("%+v", s.Deviations)
		}
		c.As(domain.OWN).When(remedy).ThenRefused(domain.Forbidden)
		c.As(domain.PB).When(remedy).Then(NoticeNonComplianceRemedied{domain.DeviationRemedied{Deviation: domaintest.Command, How: "Bijgedrukt."}})
		c.When(remedy).Then()
		c.When(RemedyNoticeDeviation{domain.RemedyDeviation{Deviation: "x", How: ""}}).ThenRefused(domain.Invalid, "deviation", "how")
		c.When(FindNoticeDeviation{domain.FindDeviation{Since: "x"}}).ThenRefused(domain.Invalid, "rule", "what", "since")
		if s := domaintest.State[Notice](c); len(s.Flags()) != 0 {
			t.Errorf("%v", s.Flags())
		}
	})
}
