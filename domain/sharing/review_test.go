package sharing_test

import (
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/sharing"
)

func noon(d calendar.Date) time.Time { return d.Start().Add(12 * time.Hour) }

func TestCollaborationCannotBeWalkedRound(t *testing.T) {
	wider := safetyHouse()
	wider.Partners = append(wider.Partners, "Zorgaanbieder")
	old := CompleteCollaborationDpia{Dpia: "dpia-1", CompletedOn: "2026-11-20", Risks: []string{"Onbevoegde inzage"}, NoMeasures: "Genoeg."}
	t.Run("R-4.9-10 de oude DPIA opnieuw noemen na een wezenlijke wijziging: geweigerd, ook na een nieuwe", func(t *testing.T) {
		c := ready(t).As(domain.OWN).When(ReassessCollaboration{wider, "Nieuwe partner."}) // on 2026-11-24
		c.When(old).ThenRefused(domain.Invalid, "completed_on")
		again := old
		again.Dpia, again.CompletedOn = "dpia-2", "2026-11-24"
		c.When(again).ThenStatus(CollaborationIsAssessed)
		c.When(old).ThenRefused(domain.Invalid, "completed_on")
	})
	t.Run("R-4.9-10 ook een DPIA die nog niet was vastgelegd, dekt een latere wijziging niet", func(t *testing.T) {
		given(t, CollaborationRecord, proposed()).As(domain.OWN).When(ReassessCollaboration{wider, "Nieuwe partner."}).When(old).ThenRefused(domain.Invalid, "completed_on")
	})
	t.Run("R-4.10-03 R-4.10-04 een begin van vóór de maatregelen of het oordeel over de afspraken: geweigerd", func(t *testing.T) {
		c := start
		for from, ok := range map[calendar.Date]bool{"2026-11-21": false, "2026-11-23": false, "2026-11-24": true} { // taken on the 23rd, found sufficient on the 24th
			c.From = from
			if x := ready(t).As(domain.OWN).When(c); ok {
				x.ThenStatus(CollaborationIsParticipating)
			} else {
				x.ThenRefused(domain.Invalid, "from")
			}
		}
		plain := []any{CollaborationProposed{plainTerms()}, CollaborationDpiaCompleted{Dpia: "d", CompletedOn: "2026-11-01", Risks: []string{"x"}, Measures: []string{"Logging"}},
			CollaborationMeasuresTaken{Taken: []string{"Logging"}, How: "x"}}
		c.From = "2026-11-22"
		given(t, CollaborationRecord, plain).As(domain.OWN).When(c).ThenRefused(domain.Invalid, "from")
	})
	t.Run("R-4.10-04 wie eigenaar én privacybeheerder is, vindt de afspraken niet alleen voldoende", func(t *testing.T) {
		town := domaintest.Town()
		town.Offices["own"] = append(town.Offices["own"], domain.PB)
		c := given(t, CollaborationRecord, assessed(), taken).Knowing(town).As(domain.OWN).When(judge)
		c.By("own", domain.PB).When(judge).ThenRefused(domain.Forbidden)
		c.As(domain.PB).When(judge).ThenStatus(CollaborationIsReady)
	})
	t.Run("RT-14 zeggen dat er geen persoonsgegevens meer zijn, neemt de vraag naar de gegevens niet weg", func(t *testing.T) {
		c := participating(t).As(domain.OWN).When(ReassessCollaboration{plainTerms(), "Zonder persoonsgegevens verder."})
		c.When(EndParticipation{"Gestopt.", "none"}).ThenRefused(domain.Invalid, "data")
		c.When(EndParticipation{"Gestopt.", "destroyed"}).ThenStatus(CollaborationIsEnded)
	})
	t.Run("RT-14 in een proces dat er niet is: geweigerd", func(t *testing.T) {
		moved := wider
		moved.Process = "onzin"
		ready(t).As(domain.PB).When(ReassessCollaboration{moved, "Ander proces."}).ThenRefused(domain.Invalid, "process")
		gone := domaintest.Town()
		gone.Processes[domaintest.Process] = domain.ProcessFacts{Owner: "own", Ended: true}
		given(t, CollaborationRecord, nil).Knowing(gone).As(domain.OWN).When(ProposeCollaboration{wider}).ThenRefused(domain.Invalid, "process")
		given(t, CovenantRecord, nil).Knowing(gone).As(domain.OWN).When(DraftCovenant{terms()}).ThenRefused(domain.Invalid, "process")
		given(t, ExchangeRecord, nil).Knowing(gone).As(domain.OWN).When(MakeExchangeArrangement{exchangeTerms()}).ThenRefused(domain.Invalid, "process")
	})
}

func TestCovenantCannotBeWalkedRound(t *testing.T) {
	t.Run("R-7.1-16 de oude DPIA opnieuw noemen nadat zij is vervallen: geweigerd", func(t *testing.T) {
		c := given(t, CovenantRecord, inForce()).As(domain.COL).When(AccedeParty{Party: "Woonstichting", Reference: "W-1", Decision: "B26-9"}).As(domain.OWN)
		c.When(CompleteCovenantDpia{"dpia-1", "2026-11-20"}).ThenRefused(domain.Invalid, "completed_on")
		c.When(CompleteCovenantDpia{"dpia-2", "2026-11-24"}).ThenEvents("CovenantDpiaCompleted")
	})
	t.Run("R-7.1-16 in een concept na de DPIA de verwerking anders invullen gaat met een wijziging, die de DPIA laat vervallen", func(t *testing.T) {
		other := elements()
		other.WayOfProcessing = "art. 4: met kunstmatige intelligentie"
		c := given(t, CovenantRecord, complete(), covDpia).As(domain.OWN)
		c.When(CompleteCovenantElements{other}).ThenRefused(domain.Conflict)
		c.When(AmendCovenant{CovenantTerms: terms(), CovenantElements: other, Reason: "Nieuwe techniek."}).ThenEvents("CovenantAmended")
		if covenant(t, c).DPIA.Counts() {
			t.Error("the DPIA counts")
		}
		given(t, CovenantRecord, drafted(terms()), covDpia).As(domain.OWN).When(CompleteCovenantElements{elements()}).ThenEvents("CovenantElementsCompleted") // the first time
	})
	t.Run("RT-15 wie alleen met een ouder concept instemde, laat het convenant niet ingaan", func(t *testing.T) {
		events := []any{CovenantDrafted{terms()}, CovenantPartyDecided{Party: "Politie", Decision: "agreed", Version: 1}, CovenantElementsCompleted{elements()}, concluded, covDpia}
		c := given(t, CovenantRecord, events).As(domain.SYS)
		c.When(TakeCovenantEffect{}).ThenRefused(domain.Unmet, "parties")
		c.As(domain.OWN).When(DecideParty{Party: "Politie", Decision: "agreed"}).As(domain.SYS).When(TakeCovenantEffect{}).ThenStatus(CovenantIsInForce)
	})
	t.Run("R-7.1-17 zeggen dat er geen persoonsgegevens meer zijn, neemt teruggave of vernietiging niet weg", func(t *testing.T) {
		c := given(t, CovenantRecord, inForce()).As(domain.OWN).When(AmendCovenant{CovenantTerms: plainCovenant(), Decision: "B26-8", Reason: "Zonder gegevens verder."})
		c.When(WithdrawParty{"Politie", "Weg.", "none"}).ThenRefused(domain.Invalid, "data")
		c.When(TerminateCovenant{"Klaar."}).When(CloseCovenant{}).ThenRefused(domain.Unmet, "data")
	})
	t.Run("RT-15 een partij die meedoet, zegt niet ‘nee’ maar treedt uit, met wat er met de gegevens gebeurt", func(t *testing.T) {
		given(t, CovenantRecord, inForce()).As(domain.OWN).When(DecideParty{Party: "Politie", Decision: "declined"}).ThenRefused(domain.Conflict)
		given(t, CovenantRecord, complete(), policeIn).As(domain.OWN).When(DecideParty{Party: "Politie", Decision: "declined"}).ThenEvents("CovenantPartyDecided")
	})
	t.Run("R-LED-11 wie tekende is een persoon uit de lijst, geen naam", func(t *testing.T) {
		named := conclude
		named.SignedBy = "J. Jansen"
		given(t, CovenantRecord, complete()).As(domain.COL).When(named).ThenRefused(domain.Invalid, "signed_by")
		given(t, CovenantRecord, complete()).As(domain.OWN).When(RecordConcludedCovenant{On: "2018-06-01", From: "2018-07-01", Until: "2030-12-31", SignedBy: "J. Jansen"}).
			ThenRefused(domain.Invalid, "signed_by")
	})
	t.Run("R-LED-19 een bestaand convenant zonder bekend besluit of ondertekenaar is een afwijking", func(t *testing.T) {
		c := given(t, CovenantRecord, drafted(plainCovenant())).As(domain.OWN).When(RecordConcludedCovenant{On: "2018-06-01", From: "2018-07-01", Until: "2030-12-31"})
		deviating(t, covenant(t, c).Found, "besluit", "ondertekening")
	})
	t.Run("RT-15 wat nooit is ingegaan, loopt ook af", func(t *testing.T) {
		s := covenant(t, given(t, CovenantRecord, complete(), policeIn, concluded)) // without DPIA, until 2029-12-31
		if c := s.ByClock(noon("2029-12-31")); c != nil {
			t.Errorf("%T on the last day", c)
		}
		if c := s.ByClock(noon("2030-01-01")); c != (ExpireCovenant{}) {
			t.Errorf("%T after the last day", c)
		}
		given(t, CovenantRecord, complete(), policeIn, concluded, covDpia).At(noon("2030-01-01")).As(domain.SYS).When(TakeCovenantEffect{}).ThenRefused(domain.Unmet, "until")
	})
	t.Run("R-7.1-16 een gesloten convenant dat op de DPIA wacht, geldt voor andere registers nog niet", func(t *testing.T) {
		waits, holds := covenant(t, given(t, CovenantRecord, complete(), policeIn, concluded)), covenant(t, given(t, CovenantRecord, inForce()))
		if waits.Tells().(domain.ArrangementFacts).InForce("2026-11-24") || !holds.Tells().(domain.ArrangementFacts).InForce("2026-11-24") {
			t.Error("in force without DPIA, or not with it")
		}
	})
	t.Run("R-7.1-14 een gesloten convenant dat op de DPIA wacht, wordt ook gecontroleerd", func(t *testing.T) {
		given(t, CovenantRecord, complete(), policeIn, concluded).As(domain.OWN).When(CheckCovenant{YearlyCheck{Result: "current"}}).ThenEvents("CovenantCheckedYearly")
	})
}

func TestChecksInOrder(t *testing.T) {
	t.Run("R-7.1-14 R-2.3-12 een controle van eerder, later vastgelegd, zet de termijn niet terug", func(t *testing.T) {
		early := noon("2026-02-01")
		c := given(t, CovenantRecord, inForce()).As(domain.OWN).When(CheckCovenant{YearlyCheck{Result: "current"}}).At(early).When(CheckCovenant{YearlyCheck{Result: "current"}})
		if s := covenant(t, c); s.NextCheck != "2027-11-24" {
			t.Errorf("next check %s", s.NextCheck)
		}
		x := given(t, ExchangeRecord, made()).As(domain.OWN).When(CheckExchange{YearlyCheck{Result: "current"}}).At(early).When(CheckExchange{YearlyCheck{Result: "current"}})
		if s := exchange(t, x); s.NextCheck != "2027-11-24" {
			t.Errorf("next check %s", s.NextCheck)
		}
	})
}
