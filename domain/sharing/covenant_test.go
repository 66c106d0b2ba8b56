package sharing_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/sharing"
)

func terms() CovenantTerms {
	return CovenantTerms{Name: "Convenant Veiligheidshuis", Process: domaintest.Process, Parties: []string{"Politie", "Reclassering"}, PolicyGoal: "Minder overlast",
		Tasks: "De politie signaleert.", Responsibilities: "De gemeente regisseert.", WorkingMethod: "Wekelijks overleg.", PersonalData: domain.Yes,
		Collaboration: "collaboration-1", Activities: []string{"activity-1"}}
}

// elements are all eleven of §7.1.
func elements() CovenantElements {
	return CovenantElements{Controller: "art. 2", Subject: "art. 3", SubjectCovers: []SubjectPart{"subject", "nature", "purpose", "duration", "data-kinds", "data-subjects"},
		WayOfProcessing: "art. 4", DataManagement: "art. 5", Security: "art. 6", Confidentiality: "art. 7", RightsContact: "art. 8",
		OtherDuties: "art. 9", DutiesCovered: []CovenantDuty{"breaches", "dpias", "prior-consultation"}, ReturnOrDestruction: "art. 10", Audits: "art. 11", TransferAbroad: "geen, art. 12"}
}

const rule = "§7.1: elk jaar, 12 maanden na de vorige keer (T-33)"

var (
	conclude  = ConcludeCovenant{Decision: "B26-7", From: "2026-11-24", Until: "2029-12-31", SignedBy: "mayor"}
	concluded = CovenantConcluded{Decision: "B26-7", From: "2026-11-24", Until: "2029-12-31", SignedBy: "mayor", On: "2026-11-24", Version: 2, NextCheck: "2027-11-24", Rule: rule}
	policeIn  = CovenantPartyDecided{Party: "Politie", Decision: "agreed", Reference: "P-1", Version: 2}
	probation = CovenantPartyDecided{Party: "Reclassering", Decision: "agreed", Version: 2}
	covDpia   = CovenantDpiaCompleted{Dpia: "dpia-1", CompletedOn: "2026-11-20", Version: 2}
)

func drafted(t CovenantTerms) []any { return []any{CovenantDrafted{t}} }
func complete() []any               { return append(drafted(terms()), CovenantElementsCompleted{elements()}) }
func inForce() []any {
	return append(complete(), policeIn, probation, concluded, covDpia, CovenantTookEffect{})
}

// plainCovenant has no personal data and no collaboration.
func plainCovenant() CovenantTerms {
	t := terms()
	t.PersonalData, t.Collaboration, t.Activities = domain.No, "", nil
	return t
}

func covenant(t *testing.T, c *domaintest.Case) Covenant {
	t.Helper()
	return domaintest.State[Covenant](c)
}

func TestDraftCovenant(t *testing.T) {
	for name, x := range map[string]struct {
		lack  func(*CovenantTerms)
		field string
	}{
		"RT-15 zonder naam":                                       {func(c *CovenantTerms) { c.Name = "" }, "name"},
		"RT-15 zonder andere partij":                              {func(c *CovenantTerms) { c.Parties = []string{" "} }, "parties"},
		"RT-15 zonder beleidsdoel":                                {func(c *CovenantTerms) { c.PolicyGoal = " " }, "policy_goal"},
		"R-7.1-13 zonder verdeling van de taken":                  {func(c *CovenantTerms) { c.Tasks = "" }, "tasks"},
		"R-7.1-13 zonder verantwoordelijkheden":                   {func(c *CovenantTerms) { c.Responsibilities = "" }, "responsibilities"},
		"R-7.1-13 zonder werkwijze":                               {func(c *CovenantTerms) { c.WorkingMethod = "" }, "working_method"},
		"RT-15 zonder antwoord of er persoonsgegevens nodig zijn": {func(c *CovenantTerms) { c.PersonalData = "" }, "personal_data"},
	} {
		t.Run(name+": geweigerd", func(t *testing.T) {
			c := terms()
			x.lack(&c)
			given(t, CovenantRecord, nil).As(domain.OWN).When(DraftCovenant{c}).ThenRefused(domain.Invalid, x.field)
		})
	}
	t.Run("R-7.1-13 taken, verantwoordelijkheden en werkwijze worden vastgelegd", func(t *testing.T) {
		given(t, CovenantRecord, nil).As(domain.OWN).When(DraftCovenant{terms()}).Then(drafted(terms())...).ThenStatus(CovenantIsDraft)
	})
	t.Run("RT-15 alleen de eigenaar van het proces stelt op en vult elementen in", func(t *testing.T) {
		onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, nil) }, DraftCovenant{terms()})
		onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, drafted(terms())) }, CompleteCovenantElements{elements()})
	})
	t.Run("RT-15 elementen mogen in delen, en twee keer hetzelfde verandert niets", func(t *testing.T) {
		part := CovenantElements{Controller: " art. 2 "}
		given(t, CovenantRecord, drafted(terms())).As(domain.OWN).When(CompleteCovenantElements{part}).
			Then(CovenantElementsCompleted{CovenantElements{Controller: "art. 2"}}).When(CompleteCovenantElements{part}).Then()
		given(t, CovenantRecord, drafted(terms())).As(domain.OWN).When(CompleteCovenantElements{}).ThenRefused(domain.Invalid)
	})
}

func TestConcludeCovenant(t *testing.T) {
	for name, x := range map[string]struct {
		lack  func(*CovenantElements)
		field string
	}{
		"R-7.1-01 zonder C1, de verwerkingsverantwoordelijke":   {func(e *CovenantElements) { e.Controller = "" }, "controller"},
		"R-7.1-02 zonder C2, de omschrijving van de verwerking": {func(e *CovenantElements) { e.Subject = "" }, "subject"},
		"R-7.1-03 zonder C3, de manier van verwerken":           {func(e *CovenantElements) { e.WayOfProcessing = " " }, "way_of_processing"},
		"R-7.1-04 zonder C4, wie de gegevens beheert":           {func(e *CovenantElements) { e.DataManagement = "" }, "data_management"},
		"R-7.1-05 zonder C5, beveiliging":                       {func(e *CovenantElements) { e.Security = "" }, "security"},
		"R-7.1-06 zonder C6, geheimhouding":                     {func(e *CovenantElements) { e.Confidentiality = "" }, "confidentiality"},
		"R-7.1-07 zonder C7, waar de betrokkene terecht kan":    {func(e *CovenantElements) { e.RightsContact = "" }, "rights_contact"},
		"R-7.1-08 zonder C8, andere verplichtingen":             {func(e *CovenantElements) { e.OtherDuties = "" }, "other_duties"},
		"R-7.1-09 zonder C9, teruggeven of vernietigen":         {func(e *CovenantElements) { e.ReturnOrDestruction = "" }, "return_or_destruction"},
		"R-7.1-10 zonder C10, audits en controle":               {func(e *CovenantElements) { e.Audits = "" }, "audits"},
		"R-7.1-11 zonder C11, doorgifte naar het buitenland":    {func(e *CovenantElements) { e.TransferAbroad = "" }, "transfer_abroad"},
		"R-7.1-02 zonder een van de delen van C2":               {func(e *CovenantElements) { e.SubjectCovers = e.SubjectCovers[:5] }, "subject"},
		"R-7.1-08 zonder voorafgaande raadpleging te verdelen":  {func(e *CovenantElements) { e.DutiesCovered = e.DutiesCovered[:2] }, "other_duties"},
		"R-7.1-08 zonder het melden van datalekken te verdelen": {func(e *CovenantElements) { e.DutiesCovered = e.DutiesCovered[1:] }, "other_duties"},
	} {
		t.Run(name+" wordt een convenant met persoonsgegevens niet gesloten", func(t *testing.T) {
			e := elements()
			x.lack(&e)
			given(t, CovenantRecord, drafted(terms()), CovenantElementsCompleted{e}).As(domain.COL).When(conclude).ThenRefused(domain.Unmet, x.field)
		})
	}
	t.Run("RT-15 de elf elementen staan in de volgorde van het beleid, en samen in één weigering", func(t *testing.T) {
		var keys []string
		for i, x := range CovenantChecklist {
			if x.NL == "" || x.Nr != []string{"C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11"}[i] {
				t.Errorf("%+v", x)
			}
			keys = append(keys, x.Key)
		}
		given(t, CovenantRecord, drafted(terms())).As(domain.COL).When(ConcludeCovenant{}).
			ThenRefused(domain.Unmet, append(keys, "decision", "signed_by", "from", "until")...)
	})
	t.Run("R-7.1-12 zonder persoonsgegevens kan het zonder de elf elementen, en dat staat erbij", func(t *testing.T) {
		c := given(t, CovenantRecord, drafted(plainCovenant())).As(domain.COL).When(conclude).ThenStatus(CovenantIsConcluded)
		if covenant(t, c).PersonalData != domain.No {
			t.Error("the statement is not recorded")
		}
	})
	t.Run("RT-15 met alle elf elementen sluit het college, en alleen het college", func(t *testing.T) {
		given(t, CovenantRecord, complete()).As(domain.COL).When(conclude).Then(concluded).ThenStatus(CovenantIsConcluded)
		onlyFor(t, []domain.Role{domain.COL}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, complete()) }, conclude)
	})
	t.Run("T-31 zonder samenwerkingsverband of eigen DPIA wordt het niet gesloten", func(t *testing.T) {
		loose := terms()
		loose.Collaboration = ""
		events := append(drafted(loose), CovenantElementsCompleted{elements()})
		given(t, CovenantRecord, events).As(domain.COL).When(conclude).ThenRefused(domain.Unmet, "collaboration")
		given(t, CovenantRecord, events, covDpia).As(domain.COL).When(conclude).ThenStatus(CovenantIsConcluded)
	})
	t.Run("RT-15 met persoonsgegevens horen er verwerkingen bij", func(t *testing.T) {
		none := terms()
		none.Activities = nil
		given(t, CovenantRecord, drafted(none), CovenantElementsCompleted{elements()}).As(domain.COL).When(conclude).ThenRefused(domain.Unmet, "activities")
	})
	t.Run("RT-15 zonder besluit, ondertekenaar of looptijd: geweigerd", func(t *testing.T) {
		given(t, CovenantRecord, complete()).As(domain.COL).When(ConcludeCovenant{From: "2026-12-01", Until: "2026-11-30"}).ThenRefused(domain.Invalid, "decision", "signed_by", "until")
	})
}

func TestRecordConcludedCovenant(t *testing.T) {
	c := RecordConcludedCovenant{On: "2018-06-01", Decision: "B18-1", From: "2018-07-01", Until: "2030-12-31", SignedBy: "mayor"}
	t.Run("R-LED-19 een convenant dat al is gesloten wordt vastgelegd, met een afwijking per element dat ontbreekt", func(t *testing.T) {
		e := elements()
		e.Audits, e.TransferAbroad = "", ""
		done := given(t, CovenantRecord, drafted(terms()), CovenantElementsCompleted{e}).As(domain.PB).When(c).
			ThenEvents("CovenantConcluded", "CovenantNonComplianceFound", "CovenantNonComplianceFound", "CovenantTookEffect", "CovenantNonComplianceFound").ThenStatus(CovenantIsInForce)
		s := covenant(t, done)
		deviating(t, s.Found, "C10", "C11", "DPIA")
		if s.NextCheck != "2019-06-01" || !s.CheckOverdue("2026-11-24") {
			t.Errorf("next check %s", s.NextCheck)
		}
	})
	t.Run("RT-15 is alles in orde en begint het later, dan is het gesloten en nog niet van kracht", func(t *testing.T) {
		later := RecordConcludedCovenant{On: "2026-11-20", Decision: "B26-6", From: "2027-01-01", Until: "2030-12-31", SignedBy: "mayor"}
		given(t, CovenantRecord, complete()).As(domain.OWN).When(later).ThenEvents("CovenantConcluded").ThenStatus(CovenantIsConcluded)
	})
	t.Run("RT-15 gesloten in de toekomst: geweigerd", func(t *testing.T) {
		given(t, CovenantRecord, complete()).As(domain.OWN).When(RecordConcludedCovenant{On: "2026-11-25"}).ThenRefused(domain.Invalid, "on", "from", "until")
	})
	t.Run("RT-15 eigenaar en privacybeheerder leggen vast wat al bestond", func(t *testing.T) {
		onlyFor(t, []domain.Role{domain.OWN, domain.PB}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, complete()) }, c)
	})
}

func TestParties(t *testing.T) {
	agree := DecideParty{Party: " Politie ", Decision: "agreed", Reference: "P-1"}
	t.Run("RT-15 elke partij beslist zelf, op haar eigen dag, over de tekst van dat moment", func(t *testing.T) {
		c := given(t, CovenantRecord, complete()).At(time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)).As(domain.OWN).When(agree).Then(policeIn)
		c.At(domaintest.Now).As(domain.PB).When(DecideParty{Party: "Reclassering", Decision: "declined"}).ThenEvents("CovenantPartyDecided")
		s := covenant(t, c)
		if s.Members[0].On != "2026-11-03" || s.Members[1].On != "2026-11-24" || !slices.Equal(s.BoundParties(), []string{"Politie"}) {
			t.Errorf("%+v", s.Members)
		}
	})
	t.Run("RT-15 een besluit van wie geen partij is, of zonder keuze: geweigerd", func(t *testing.T) {
		given(t, CovenantRecord, complete()).As(domain.OWN).When(DecideParty{Party: "Bakker"}).ThenRefused(domain.Invalid, "party", "decision")
	})
	t.Run("RT-15 hetzelfde besluit op dezelfde dag verandert niets", func(t *testing.T) {
		given(t, CovenantRecord, complete()).As(domain.OWN).When(agree).When(agree).Then()
	})
	t.Run("RT-15 na een nieuwe tekst is zichtbaar welke partij nog over de oude besloot", func(t *testing.T) {
		c := given(t, CovenantRecord, complete(), policeIn).As(domain.OWN).When(CompleteCovenantElements{func() CovenantElements { e := elements(); e.Audits = "art. 13"; return e }()})
		if got := covenant(t, c).PartiesBehind(); !slices.Equal(got, []string{"Politie"}) {
			t.Errorf("%v", got)
		}
		if got := covenant(t, c.When(agree)).PartiesBehind(); len(got) > 0 {
			t.Errorf("%v", got)
		}
	})
	accede := AccedeParty{Party: "Woonstichting", Reference: "W-1", Decision: "B26-9"}
	t.Run("RT-15 een partij treedt toe met haar eigen besluit; bij persoonsgegevens vervalt de DPIA, met een afwijking", func(t *testing.T) {
		c := given(t, CovenantRecord, inForce()).As(domain.COL).When(accede).ThenEvents("CovenantPartyAcceded", "CovenantNonComplianceFound")
		s := covenant(t, c)
		if s.DPIA.Counts() || s.Members[2].Acceded != "2026-11-24" || !s.Members[2].Bound() || !slices.Contains(s.Parties, "Woonstichting") {
			t.Errorf("%+v", s)
		}
		deviating(t, s.Found, "Woonstichting")
	})
	t.Run("RT-15 toetreden zonder besluiten, of van wie er al in staat: geweigerd", func(t *testing.T) {
		given(t, CovenantRecord, inForce()).As(domain.OWN).When(AccedeParty{Party: "Politie"}).ThenRefused(domain.Invalid, "party", "reference", "decision")
		onlyFor(t, []domain.Role{domain.OWN, domain.COL}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, inForce()) }, accede)
	})
	t.Run("RT-15 een partij treedt uit; gaat de laatste, dan loopt het convenant af", func(t *testing.T) {
		c := given(t, CovenantRecord, inForce()).As(domain.PB).When(WithdrawParty{"Politie", "Anders georganiseerd.", "returned"}).
			Then(CovenantPartyWithdrew{"Politie", "Anders georganiseerd.", "returned"}).ThenStatus(CovenantIsInForce)
		c.When(WithdrawParty{"Politie", "Nog eens.", "returned"}).ThenRefused(domain.Invalid, "party")
		c.When(WithdrawParty{"Reclassering", "Ook.", "open"}).ThenEvents("CovenantPartyWithdrew", "CovenantTerminated").ThenStatus(CovenantIsEnding)
	})
	t.Run("RT-15 uittreden zonder reden of antwoord over de gegevens: geweigerd", func(t *testing.T) {
		given(t, CovenantRecord, inForce()).As(domain.OWN).When(WithdrawParty{Party: "Politie"}).ThenRefused(domain.Invalid, "reason", "data")
		given(t, CovenantRecord, inForce()).As(domain.OWN).When(WithdrawParty{"Politie", "x", "none"}).ThenRefused(domain.Invalid, "data")
	})
	t.Run("RT-15 wie is uitgetreden kan opnieuw toetreden", func(t *testing.T) {
		c := given(t, CovenantRecord, inForce(), CovenantPartyWithdrew{"Politie", "x", "open"}).As(domain.COL).When(AccedeParty{"Politie", "P-2", "B26-10"})
		if s := covenant(t, c); len(s.BoundParties()) != 2 || len(s.Parties) != 2 {
			t.Errorf("%+v", s.Members)
		}
	})
}

func TestCovenantTakesEffect(t *testing.T) {
	before := func() []any { return append(complete(), policeIn, concluded) }
	t.Run("R-7.1-16 zonder afgeronde DPIA gaat het convenant niet in", func(t *testing.T) {
		given(t, CovenantRecord, before()).As(domain.SYS).When(TakeCovenantEffect{}).ThenRefused(domain.Unmet, "dpia")
		given(t, CovenantRecord, before(), covDpia).As(domain.SYS).When(TakeCovenantEffect{}).Then(CovenantTookEffect{}).ThenStatus(CovenantIsInForce)
	})
	t.Run("R-7.1-16 ook zonder persoonsgegevens vraagt een samenwerkingsverband eerst een DPIA", func(t *testing.T) {
		joint, plain := plainCovenant(), plainCovenant()
		joint.Collaboration = "collaboration-1"
		given(t, CovenantRecord, drafted(joint), policeIn, concluded).As(domain.SYS).When(TakeCovenantEffect{}).ThenRefused(domain.Unmet, "dpia")
		given(t, CovenantRecord, drafted(plain), policeIn, concluded).As(domain.SYS).When(TakeCovenantEffect{}).ThenStatus(CovenantIsInForce)
	})
	t.Run("R-7.1-16 een DPIA die is vervallen telt niet", func(t *testing.T) {
		given(t, CovenantRecord, before(), covDpia, CovenantPartyAcceded{Party: "Woonstichting", Lapsed: []string{"nieuwe partij: Woonstichting"}}).As(domain.SYS).
			When(TakeCovenantEffect{}).ThenRefused(domain.Unmet, "dpia")
	})
	t.Run("RT-15 vóór de begindatum, of zonder andere partij: geweigerd", func(t *testing.T) {
		later := concluded
		later.From = "2027-01-01"
		given(t, CovenantRecord, complete(), later, covDpia).As(domain.SYS).When(TakeCovenantEffect{}).ThenRefused(domain.Unmet, "from", "parties")
	})
	t.Run("RT-15 alleen de klok laat ingaan en aflopen", func(t *testing.T) {
		onlyFor(t, []domain.Role{domain.SYS}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, before()) }, TakeCovenantEffect{})
		onlyFor(t, []domain.Role{domain.SYS}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, inForce()) }, ExpireCovenant{})
	})
	t.Run("R-7.1-16 een DPIA zonder kenmerk of met een dag die nog komt: geweigerd, en alleen door eigenaar of systeem", func(t *testing.T) {
		given(t, CovenantRecord, complete()).As(domain.OWN).When(CompleteCovenantDpia{CompletedOn: "2027-01-01"}).ThenRefused(domain.Invalid, "dpia", "completed_on")
		given(t, CovenantRecord, complete()).As(domain.SYS).When(CompleteCovenantDpia{"dpia-1", "2026-11-20"}).Then(covDpia)
		onlyFor(t, []domain.Role{domain.OWN, domain.SYS}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, complete()) }, CompleteCovenantDpia{"dpia-1", "2026-11-20"})
	})
	t.Run("RT-15 de privacybeheerder archiveert; zonder document is het convenant gemarkeerd", func(t *testing.T) {
		c := given(t, CovenantRecord, inForce()).As(domain.PB)
		if !covenant(t, c).NotArchived() {
			t.Error("no flag")
		}
		c.When(ArchiveCovenant{"contract.pdf", ""}).ThenRefused(domain.Invalid, "document", "place")
		c.When(ArchiveCovenant{document, "Zaaksysteem Z-1"}).Then(CovenantArchived{document, "Zaaksysteem Z-1"}).When(ArchiveCovenant{document, "Zaaksysteem Z-1"}).Then()
		if covenant(t, c).NotArchived() {
			t.Error("flag")
		}
		onlyFor(t, []domain.Role{domain.PB}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, inForce()) }, ArchiveCovenant{document, "x"})
	})
}

func TestCheckCovenant(t *testing.T) {
	on := func(d calendar.Date) time.Time { return d.Start().Add(12 * time.Hour) }
	check := CheckCovenant{YearlyCheck{Result: "current"}}
	done := func(next calendar.Date) CovenantCheckedYearly {
		return CovenantCheckedYearly{YearlyCheckDone{Result: "current", NextCheck: next, Rule: rule}}
	}
	t.Run("R-7.1-14 een jaar na het sluiten is de controle nog op tijd, de dag erna te laat", func(t *testing.T) {
		s := covenant(t, given(t, CovenantRecord, inForce()))
		if s.CheckOverdue("2027-11-24") || !s.CheckOverdue("2027-11-25") {
			t.Errorf("next check %s", s.NextCheck)
		}
	})
	t.Run("R-7.1-14 een controle zet de volgende datum, een jaar later", func(t *testing.T) {
		c := given(t, CovenantRecord, inForce()).At(on("2027-11-24")).As(domain.OWN).When(check).Then(done("2028-11-24"))
		if s := covenant(t, c); s.NextCheck != "2028-11-24" {
			t.Errorf("next check %s", s.NextCheck)
		}
	})
	t.Run("R-7.1-14 te laat is een feit, en een afwijking", func(t *testing.T) {
		c := given(t, CovenantRecord, inForce()).At(on("2027-11-25")).As(domain.OWN).When(check).ThenEvents("CovenantCheckedYearly", "CovenantNonComplianceFound")
		deviating(t, covenant(t, c).Found, "24-11-2027")
	})
	t.Run("R-7.1-14 gecontroleerd op 29 februari, dan de volgende keer op 28 februari", func(t *testing.T) {
		given(t, CovenantRecord, inForce()).At(on("2028-02-29")).As(domain.OWN).Rules(check).ThenEvents("CovenantCheckedYearly", "CovenantNonComplianceFound")
		early := concluded
		early.NextCheck = "2028-06-01"
		given(t, CovenantRecord, inForce(), early, CovenantTookEffect{}).At(on("2028-02-29")).As(domain.OWN).When(check).Then(done("2029-02-28"))
	})
	t.Run("R-7.1-15 ‘moet worden aangepast’ blijft open tot het convenant is gewijzigd", func(t *testing.T) {
		adapt := CheckCovenant{YearlyCheck{Result: "to-be-adapted", Action: "Wetsnaam vervangen."}}
		c := given(t, CovenantRecord, inForce()).As(domain.OWN).When(adapt).ThenEvents("CovenantCheckedYearly")
		if covenant(t, c).ToAdapt != "Wetsnaam vervangen." {
			t.Error("not open")
		}
		c.When(check)
		if covenant(t, c).ToAdapt == "" {
			t.Error("a check is no amendment")
		}
		changed := terms()
		changed.WorkingMethod = "Wekelijks digitaal overleg."
		c.When(AmendCovenant{CovenantTerms: changed, CovenantElements: elements(), Decision: "B26-8", Reason: "Controle."}).ThenEvents("CovenantAmended")
		if covenant(t, c).ToAdapt != "" {
			t.Error("still open")
		}
	})
	t.Run("R-7.1-15 zonder uitkomst, of zonder wat er moet gebeuren: geweigerd", func(t *testing.T) {
		given(t, CovenantRecord, inForce()).As(domain.OWN).When(CheckCovenant{}).ThenRefused(domain.Invalid, "result")
		given(t, CovenantRecord, inForce()).As(domain.OWN).When(CheckCovenant{YearlyCheck{Result: "to-be-adapted"}}).ThenRefused(domain.Invalid, "action")
		onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, inForce()) }, check)
	})
}

func TestAmendCovenant(t *testing.T) {
	amend := func(change func(*AmendCovenant)) AmendCovenant {
		c := AmendCovenant{CovenantTerms: terms(), CovenantElements: elements(), Decision: "B26-8", Reason: "Nieuwe afspraak."}
		change(&c)
		return c
	}
	for name, change := range map[string]func(*AmendCovenant){
		"een ander doel":             func(c *AmendCovenant) { c.PolicyGoal = "Anders" },
		"een andere verwerking (C2)": func(c *AmendCovenant) { c.Subject = "art. 3a" },
		"een andere manier (C3)":     func(c *AmendCovenant) { c.WayOfProcessing = "art. 4a" },
		"een ander land (C11)":       func(c *AmendCovenant) { c.TransferAbroad = "VK" },
		"een nieuwe verwerking":      func(c *AmendCovenant) { c.Activities = append(c.Activities, "activity-2") },
	} {
		t.Run("RT-15 "+name+" laat de DPIA vervallen, met een afwijking zolang het convenant doorloopt", func(t *testing.T) {
			c := given(t, CovenantRecord, inForce()).As(domain.OWN).When(amend(change)).ThenEvents("CovenantAmended", "CovenantNonComplianceFound")
			if s := covenant(t, c); s.DPIA.Counts() || len(s.DPIA.Lapsed) != 1 || len(s.PartiesBehind()) != 2 {
				t.Errorf("%+v", s)
			}
		})
	}
	t.Run("RT-15 persoonsgegevens die er eerst niet waren, vragen elementen en een DPIA", func(t *testing.T) {
		c := amend(func(c *AmendCovenant) { c.Collaboration, c.CovenantElements = "collaboration-1", CovenantElements{} })
		plain := append(drafted(plainCovenant()), policeIn, concluded, CovenantTookEffect{})
		r := given(t, CovenantRecord, plain).As(domain.COL).When(c).ThenRefused(domain.Unmet)
		if len(r.Fields) != 11 {
			t.Errorf("%v", r.Fields)
		}
		c.CovenantElements = elements()
		given(t, CovenantRecord, plain).As(domain.COL).When(c).ThenEvents("CovenantAmended", "CovenantNonComplianceFound")
	})
	t.Run("RT-15 een wijziging die een element weglaat: geweigerd", func(t *testing.T) {
		given(t, CovenantRecord, inForce()).As(domain.OWN).When(amend(func(c *AmendCovenant) { c.Audits = "" })).ThenRefused(domain.Unmet, "audits")
	})
	t.Run("RT-15 van kracht wijzigt het niet zonder besluit, en partijen wijzigen niet zo", func(t *testing.T) {
		given(t, CovenantRecord, inForce()).As(domain.OWN).When(amend(func(c *AmendCovenant) {
			c.Decision, c.Parties, c.Reason, c.NewUntil = "", []string{"Politie"}, "", "2020-01-01"
		})).ThenRefused(domain.Invalid, "decision", "parties", "reason", "new_until")
	})
	t.Run("RT-15 een langere looptijd wijzigt de einddatum", func(t *testing.T) {
		c := given(t, CovenantRecord, inForce()).As(domain.COL).When(amend(func(c *AmendCovenant) { c.NewUntil = "2031-12-31" })).ThenEvents("CovenantAmended")
		if s := covenant(t, c); s.Until != "2031-12-31" {
			t.Errorf("until %s", s.Until)
		}
	})
	t.Run("RT-15 een wijziging die niets wijzigt, legt niets vast", func(t *testing.T) {
		given(t, CovenantRecord, inForce()).As(domain.OWN).When(amend(func(*AmendCovenant) {})).Then()
	})
	t.Run("RT-15 een concept wijzigt vrij, ook van partijen; wie bleef houdt zijn besluit", func(t *testing.T) {
		c := given(t, CovenantRecord, complete(), policeIn).As(domain.OWN).When(amend(func(c *AmendCovenant) {
			c.Decision, c.Parties, c.Audits = "", []string{"Woonstichting", "Politie"}, ""
		})).ThenEvents("CovenantAmended").ThenStatus(CovenantIsDraft)
		s := covenant(t, c)
		if diff := cmp.Diff([]string{"Politie"}, s.PartiesBehind()); diff != "" || s.Members[0].Name != "Woonstichting" {
			t.Errorf("%+v %s", s.Members, diff)
		}
	})
	t.Run("RT-15 eigenaar en college wijzigen", func(t *testing.T) {
		onlyFor(t, []domain.Role{domain.OWN, domain.COL}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, inForce()) }, amend(func(*AmendCovenant) {}))
	})
	t.Run("wat wezenlijk is, staat in een tabel die gebruikers zien", func(t *testing.T) {
		for _, m := range MaterialCovenantChanges {
			if strings.TrimSpace(m.NL) == "" {
				t.Error("no words")
			}
		}
	})
}

func TestEndCovenant(t *testing.T) {
	ending := func() []any { return append(inForce(), CovenantTerminated{"Klaar.", "2026-11-23"}) }
	cleared := DataCleared{What: "Casusdossiers", Confirmation: document}
	t.Run("R-7.1-17 een beëindigd convenant sluit niet voordat teruggave of vernietiging is vastgelegd", func(t *testing.T) {
		given(t, CovenantRecord, ending()).As(domain.OWN).When(CloseCovenant{}).ThenRefused(domain.Unmet, "data")
		given(t, CovenantRecord, ending()).As(domain.OWN).When(ReturnCovenantData{cleared}).Then(CovenantDataReturned{cleared}).When(CloseCovenant{}).Then(CovenantClosed{}).ThenStatus(CovenantIsClosed)
		given(t, CovenantRecord, ending()).As(domain.OWN).When(DestroyCovenantData{cleared}).Then(CovenantDataDestroyed{cleared}).When(CloseCovenant{}).ThenStatus(CovenantIsClosed)
	})
	t.Run("R-7.1-17 ook wat bij een uitgetreden partij bleef, houdt het open", func(t *testing.T) {
		left := append(inForce(), CovenantPartyWithdrew{"Politie", "Weg.", "open"})
		c := given(t, CovenantRecord, left, CovenantTerminated{"Klaar.", "2026-11-23"}).As(domain.OWN)
		c.When(CloseCovenant{}).ThenRefused(domain.Unmet, "data", "party")
		one := cleared
		one.Party = "Politie"
		given(t, CovenantRecord, left).As(domain.OWN).When(ReturnCovenantData{one}).Then(CovenantDataReturned{one})
		given(t, CovenantRecord, left).As(domain.OWN).When(ReturnCovenantData{cleared}).ThenRefused(domain.Invalid, "party")
	})
	t.Run("R-7.1-17 zonder wat en bevestiging, of van een partij die er nog is: geweigerd", func(t *testing.T) {
		given(t, CovenantRecord, ending()).As(domain.OWN).When(ReturnCovenantData{DataCleared{Party: "Politie"}}).ThenRefused(domain.Invalid, "party", "what", "confirmation")
		given(t, CovenantRecord, ending()).As(domain.OWN).When(DestroyCovenantData{}).ThenRefused(domain.Invalid, "what", "confirmation")
		onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, ending()) }, ReturnCovenantData{cleared})
		onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, ending()) }, DestroyCovenantData{cleared})
		onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, ending()) }, CloseCovenant{})
	})
	t.Run("RT-15 zonder persoonsgegevens, of nooit ingegaan, sluit het zonder meer", func(t *testing.T) {
		given(t, CovenantRecord, drafted(plainCovenant()), policeIn, concluded, CovenantTookEffect{}, CovenantExpired{}).As(domain.OWN).When(CloseCovenant{}).ThenStatus(CovenantIsClosed)
		given(t, CovenantRecord, complete()).As(domain.OWN).When(TerminateCovenant{"Gaat niet door."}).Then(CovenantTerminated{"Gaat niet door.", "2026-11-24"}).When(CloseCovenant{}).ThenStatus(CovenantIsClosed)
	})
	t.Run("RT-15 na het opzeggen is er niets meer te controleren of aan te passen", func(t *testing.T) {
		c := given(t, CovenantRecord, inForce(), CovenantCheckedYearly{YearlyCheckDone{"to-be-adapted", "Artikel 4.", "2027-11-24", rule}}).As(domain.OWN).When(TerminateCovenant{"x"})
		if s := covenant(t, c); s.ToAdapt != "" || s.CheckOverdue("2031-01-01") {
			t.Errorf("%+v", s.Checks)
		}
	})
	t.Run("RT-15 opzeggen vraagt een reden, en kan alleen de eigenaar", func(t *testing.T) {
		given(t, CovenantRecord, inForce()).As(domain.OWN).When(TerminateCovenant{}).ThenRefused(domain.Invalid, "reason")
		onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, inForce()) }, TerminateCovenant{"x"})
	})
	t.Run("RT-15 het loopt af de dag na de einddatum, niet eerder; daarna is er niets meer te controleren", func(t *testing.T) {
		last := calendar.Date("2029-12-31")
		given(t, CovenantRecord, inForce()).At(last.Start().Add(20*time.Hour)).As(domain.SYS).When(ExpireCovenant{}).ThenRefused(domain.Unmet, "until")
		c := given(t, CovenantRecord, inForce()).At(last.End()).As(domain.SYS).When(ExpireCovenant{}).Then(CovenantExpired{}).ThenStatus(CovenantIsEnding)
		if covenant(t, c).CheckOverdue("2031-01-01") {
			t.Error("an ended covenant is not checked any more")
		}
	})
	t.Run("RT-15 de FG houdt toezicht, in elke status, en verandert niets", func(t *testing.T) {
		look := SuperviseCovenant{Outcome: "insufficient", Findings: "Geen audits.", OwnWork: domain.No, Test: "test-1"}
		for _, events := range [][]any{drafted(terms()), complete(), inForce(), ending()} {
			given(t, CovenantRecord, events).As(domain.FG).When(look).Then(CovenantSupervised{"insufficient", "Geen audits.", false, "test-1"})
		}
		given(t, CovenantRecord, inForce()).As(domain.FG).When(SuperviseCovenant{}).ThenRefused(domain.Invalid, "outcome", "findings", "own_work")
		onlyFor(t, []domain.Role{domain.FG}, func(t *testing.T) *domaintest.Case { return given(t, CovenantRecord, inForce()) }, look)
	})
	deviations(t, CovenantRecord, inForce(), FindCovenantDeviation{aFind}, CovenantNonComplianceFound{aFinding},
		RemedyCovenantDeviation{aRemedy}, CovenantNonComplianceRemedied{remedied}, FindCovenantDeviation{wrong})
}
