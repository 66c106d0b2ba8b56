package rights_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/rights"
)

const (
	doneMeasure = "66666666-6666-4666-8666-666666666666"
	openMeasure = "77777777-7777-4777-8777-777777777777"
	otherRecord = "88888888-8888-4888-8888-888888888888"
)

// kept is a text of the record under test in the vault.
func kept(part string) domain.VaultRef { return keptBy(domaintest.ID, part) }

func keptBy(record, part string) domain.VaultRef {
	return domain.VaultRef{Vault: record, Part: part, Version: 1, Commitment: "hmac-sha256:" + strings.Repeat("0a", 32)}
}

// caseTown has two measures: one carried out, one that waits.
func caseTown() domaintest.Facts {
	f := domaintest.Town()
	f.Others = append(f.Others, domaintest.Other{Stream: "measure/" + doneMeasure, Versions: []any{domain.MeasureFacts{Done: true}}},
		domaintest.Other{Stream: "measure/" + openMeasure, Versions: []any{domain.MeasureFacts{}}})
	return f
}

// complained is a complaint with these events of the day before [domaintest.Now], which is 24-11-2026.
func complained(t domaintest.T, life []any, more ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, ComplaintRecord, slices.Concat(life, more)...).Knowing(caseTown())
}

func handling() ComplaintHandling {
	return ComplaintHandling{Process: domaintest.Process, Activities: []string{"a1"}, About: "emp", Handler: "jur", Committee: domain.No}
}

// The lives of a complaint: received on 23-11-2026, so due on 04-01-2027.
func cReceived() []any {
	return []any{ComplaintReceived{"K-2026-11111111", "letter", "Team Zorg", kept("contact"), kept("complaint"), "2027-01-04", "x"}}
}
func cConfirmed() []any {
	return append(cReceived(), ComplaintConfirmed{handling(), "2027-01-04", "x"})
}
func cInvestigated() []any {
	return append(cConfirmed(), ComplaintInvestigated{kept("findings"), "waived"})
}
func cJudged(o ComplaintOutcome) []any {
	return append(cInvestigated(), ComplaintJudged{o, kept("reasons"), "Z-1"})
}
func cAdapted() []any {
	return append(cJudged(ComplaintJustified), HandlingAdapted{"Nagekeken.", []string{doneMeasure}})
}

var allTold = []ComplaintPart{ToldReasons, ToldChange, ToldOmbudsman, ToldAuthority}

func day(d calendar.Date) time.Time { return d.Start().Add(10 * time.Hour) }

func rules(list []domain.Choice) (nl []string) {
	for _, c := range list {
		nl = append(nl, c.NL)
	}
	return nl
}

// deviates fails unless the open deviations hold these words, one each, in order.
func deviates(t *testing.T, d domain.Deviations, words ...string) {
	t.Helper()
	open := rules(d.Open())
	if len(open) != len(words) {
		t.Fatalf("deviations %q, want %d", open, len(words))
	}
	for i, w := range words {
		if !strings.Contains(open[i], w) {
			t.Errorf("deviation %q does not say %q", open[i], w)
		}
	}
}

func TestComplaintReceived(t *testing.T) {
	c := ReceiveComplaint{Channel: "letter", Department: " Team Zorg ", Contact: kept("contact"), Text: kept("complaint")}
	t.Run("R-5.2-08 een klacht aan het college wordt vastgelegd met de dag van ontvangst en hoe zij kwam, en is zes weken later klaar", func(t *testing.T) {
		for _, r := range []domain.Role{domain.EMP, domain.PB} {
			got := complained(t, nil).As(r).Afterwards(day("2026-11-20")).When(c).Then(ComplaintReceived{"K-2026-11111111", "letter", "Team Zorg",
				kept("contact"), kept("complaint"), "2027-01-04", "6 weken na 20-11-2026 (" + calendar.Atw.NL() + ")"}).ThenStatus(ComplaintIsReceived)
			if s := domaintest.State[Complaint](got); s.Received != calendar.At(day("2026-11-20")) || s.Channel != "letter" {
				t.Errorf("received %s, channel %s", s.Received, s.Channel)
			}
		}
	})
	for name, x := range map[string]struct {
		lack  func(*ReceiveComplaint)
		field string
	}{
		"R-5.2-08 een klacht zonder hoe zij kwam":             {func(c *ReceiveComplaint) { c.Channel = "" }, "channel"},
		"R-5.2-08 een klacht met een ander kanaal":            {func(c *ReceiveComplaint) { c.Channel = "postduif" }, "channel"},
		"RT-23 een klacht zonder team of afdeling":            {func(c *ReceiveComplaint) { c.Department = " " }, "department"},
		"RT-23 een klacht zonder klager":                      {func(c *ReceiveComplaint) { c.Contact = domain.VaultRef{} }, "contact"},
		"RT-23 een klacht zonder tekst":                       {func(c *ReceiveComplaint) { c.Text = domain.VaultRef{} }, "text"},
		"T-01 een klager uit het dossier van een ander":       {func(c *ReceiveComplaint) { c.Contact = keptBy(otherRecord, "contact") }, "contact"},
		"T-56 een tekst die geen verwijzing naar de kluis is": {func(c *ReceiveComplaint) { c.Text.Commitment = "De buurman is boos." }, "text"},
	} {
		t.Run(name+": geweigerd", func(t *testing.T) {
			c := c
			x.lack(&c)
			complained(t, nil).As(domain.PB).When(c).ThenRefused(domain.Invalid, x.field)
		})
	}
}

func TestComplaintHandling(t *testing.T) {
	t.Run("RT-23 de bevestiging zegt waar de klacht over gaat en wie haar behandelt; twee keer is één keer", func(t *testing.T) {
		complained(t, cReceived()).As(domain.PB).When(ConfirmComplaint{handling()}).
			Then(ComplaintConfirmed{handling(), "2027-01-04", "6 weken na 23-11-2026 (" + calendar.Atw.NL() + ")"}).ThenStatus(ComplaintIsReceived).
			When(ConfirmComplaint{handling()}).Then()
	})
	for name, x := range map[string]struct {
		lack  func(*ComplaintHandling)
		field string
	}{
		"RT-23 zonder proces":                                   {func(h *ComplaintHandling) { h.Process = "" }, "process"},
		"RT-23 zonder verwerkingen":                             {func(h *ComplaintHandling) { h.Activities = []string{" "} }, "activities"},
		"RT-23 zonder behandelaar":                              {func(h *ComplaintHandling) { h.Handler = "" }, "handler"},
		"RT-23 met een behandelaar over wie de klacht gaat":     {func(h *ComplaintHandling) { h.Handler = h.About }, "handler"},
		"G7 met een naam in plaats van iemand uit de lijst":     {func(h *ComplaintHandling) { h.About = "Piet Pesterman" }, "about"},
		"table 4.2 rij 55 zonder of er een commissie adviseert": {func(h *ComplaintHandling) { h.Committee = "" }, "committee"},
	} {
		t.Run(name+": geweigerd", func(t *testing.T) {
			h := handling()
			x.lack(&h)
			complained(t, cReceived()).As(domain.PB).When(ConfirmComplaint{h}).ThenRefused(domain.Invalid, x.field)
		})
	}
	t.Run("RT-23 ook als de klacht over niemand in het bijzonder gaat, is er een behandelaar nodig", func(t *testing.T) {
		h := handling()
		h.About = ""
		complained(t, cReceived()).As(domain.PB).When(ConfirmComplaint{h}).ThenStatus(ComplaintIsReceived)
	})
	t.Run("tabel 4.2 rij 55 met een commissie is de termijn tien weken vanaf ontvangst, met uitstel veertien", func(t *testing.T) {
		h := handling()
		h.Committee = domain.Yes
		c := complained(t, cReceived()).As(domain.PB).When(ConfirmComplaint{h})
		if s := domaintest.State[Complaint](c); s.Due != "2027-02-01" {
			t.Errorf("due %s", s.Due)
		}
		if s := domaintest.State[Complaint](c.When(ExtendComplaint{"Vakantie."})); s.Due != "2027-03-01" {
			t.Errorf("extended to %s", s.Due)
		}
	})
	t.Run("tabel 4.2 rij 55 uitstel is vier weken na de zes, en kan één keer, met een reden, voor de termijn voorbij is", func(t *testing.T) {
		c := complained(t, cConfirmed()).As(domain.JUR).At(day("2027-01-04")).When(ExtendComplaint{" Vakantie. "}).
			Then(ComplaintDeadlineExtended{"Vakantie.", "2027-02-01", "10 weken na 23-11-2026 (" + calendar.Atw.NL() + ")"})
		c.When(ExtendComplaint{"Nog eens."}).ThenRefused(domain.Conflict)
		complained(t, cConfirmed()).As(domain.PB).When(ExtendComplaint{" "}).ThenRefused(domain.Invalid, "reason")
		complained(t, cConfirmed()).As(domain.PB).At(day("2027-01-05")).When(ExtendComplaint{"Te laat."}).ThenRefused(domain.Unmet)
	})
	t.Run("tabel 4.2 rij 55 na uitstel verandert een andere behandelaar de termijn niet", func(t *testing.T) {
		h := handling()
		h.Handler = "pb"
		c := complained(t, cConfirmed(), ComplaintDeadlineExtended{"Vakantie.", "2027-02-01", "x"}).As(domain.PB).When(ConfirmComplaint{h})
		if s := domaintest.State[Complaint](c); s.Due != "2027-02-01" || s.Handler != "pb" {
			t.Errorf("due %s, handler %s", s.Due, s.Handler)
		}
	})
}

func TestComplaintInvestigated(t *testing.T) {
	t.Run("RT-23 na het horen volgen de bevindingen", func(t *testing.T) {
		complained(t, cConfirmed()).As(domain.JUR).When(HearComplainant{kept("hearing-0a1b2c3d")}).Then(ComplainantHeard{kept("hearing-0a1b2c3d")}).ThenStatus(ComplaintIsReceived).
			When(InvestigateComplaint{Findings: kept("findings")}).Then(ComplaintInvestigated{Findings: kept("findings")}).ThenStatus(ComplaintIsInvestigated)
	})
	t.Run("RT-23 bevindingen zonder horen en zonder reden daarvoor: geweigerd", func(t *testing.T) {
		complained(t, cConfirmed()).As(domain.JUR).When(InvestigateComplaint{Findings: kept("findings")}).ThenRefused(domain.Invalid, "not_heard")
		complained(t, cConfirmed()).As(domain.PB).When(InvestigateComplaint{kept("findings"), "waived"}).ThenStatus(ComplaintIsInvestigated)
	})
	t.Run("RT-23 een reden om niet te horen nadat de klager is gehoord: geweigerd", func(t *testing.T) {
		complained(t, cConfirmed(), ComplainantHeard{kept("hearing-0a1b2c3d")}).As(domain.JUR).When(InvestigateComplaint{kept("findings"), "waived"}).ThenRefused(domain.Invalid, "not_heard")
	})
	t.Run("T-01 een verslag of bevindingen buiten de kluis: geweigerd", func(t *testing.T) {
		complained(t, cConfirmed()).As(domain.JUR).When(HearComplainant{keptBy(otherRecord, "hearing")}).ThenRefused(domain.Invalid, "report")
		complained(t, cConfirmed()).As(domain.JUR).When(InvestigateComplaint{NotHeard: "waived"}).ThenRefused(domain.Invalid, "findings")
	})
	t.Run("RT-23 een onderzoek van een klacht die niet is bevestigd: geweigerd", func(t *testing.T) {
		complained(t, cReceived()).As(domain.JUR).When(InvestigateComplaint{kept("findings"), "waived"}).ThenRefused(domain.Unmet)
	})
	t.Run("RT-23 wie over zichzelf een klacht krijgt, onderzoekt haar niet", func(t *testing.T) {
		h := handling()
		h.About, h.Handler = "jur", "pb"
		life := append(cReceived(), ComplaintConfirmed{h, "2027-01-04", "x"})
		complained(t, life).As(domain.JUR).When(InvestigateComplaint{kept("findings"), "waived"}).ThenRefused(domain.Forbidden)
		complained(t, life).As(domain.PB).When(InvestigateComplaint{kept("findings"), "waived"}).ThenStatus(ComplaintIsInvestigated)
	})
	t.Run("RT-23 wie over zichzelf een klacht krijgt, hoort niet, stelt niet uit, oordeelt niet en wijst geen behandelaar aan (Awb 9:7)", func(t *testing.T) {
		about := func(person string) []any {
			h := handling()
			h.About, h.Handler = person, "emp"
			return append(cReceived(), ComplaintConfirmed{h, "2027-01-04", "x"})
		}
		other := handling()
		other.About = "" // he does not take himself out of it
		for _, x := range []struct {
			role    domain.Role
			command any
		}{{domain.JUR, HearComplainant{kept("hearing-0a1b2c3d")}}, {domain.JUR, ExtendComplaint{"Vakantie."}}, {domain.PB, ConfirmComplaint{other}}} {
			complained(t, about(strings.ToLower(string(x.role)))).As(x.role).When(x.command).ThenRefused(domain.Forbidden)
			complained(t, about("sec")).As(x.role).When(x.command).ThenStatus(ComplaintIsReceived)
		}
		judge := JudgeComplaint{ComplaintJustified, kept("reasons"), "Z-1"}
		complained(t, about("col"), ComplaintInvestigated{kept("findings"), "waived"}).As(domain.COL).When(judge).ThenRefused(domain.Forbidden)
		by := domain.Stamp{Actor: "pb", Role: domain.PB, OnBehalfOf: "sec", Record: domaintest.ID, Facts: domaintest.Town()}
		if _, err := (ExtendComplaint{"Vakantie."}).Decide(Complaint{ComplaintHandling: ComplaintHandling{About: "sec"}, Due: "2027-01-04"}, by); err == nil {
			t.Error("on behalf of whom it is about")
		}
	})
}

func TestComplaintJudged(t *testing.T) {
	judge := JudgeComplaint{ComplaintJustified, kept("reasons"), " Z-1 "}
	t.Run("R-5.2-11 alleen het college oordeelt over een klacht", func(t *testing.T) {
		complained(t, cInvestigated()).As(domain.COL).When(judge).Then(ComplaintJudged{ComplaintJustified, kept("reasons"), "Z-1"}).ThenStatus(ComplaintIsJudged)
		for _, r := range domain.Roles {
			if r.Role != domain.COL {
				complained(t, cInvestigated()).As(r.Role).When(judge).ThenRefused(domain.Forbidden)
			}
		}
	})
	t.Run("R-5.2-11 een oordeel noemt het besluit van of namens het college", func(t *testing.T) {
		complained(t, cInvestigated()).As(domain.COL).When(JudgeComplaint{ComplaintJustified, kept("reasons"), " "}).ThenRefused(domain.Invalid, "decision")
	})
	t.Run("R-5.2-12 elk oordeel, ook niet terecht, heeft redenen", func(t *testing.T) {
		for _, o := range []ComplaintOutcome{ComplaintJustified, ComplaintPartlyJustified, ComplaintNotJustified} {
			complained(t, cInvestigated()).As(domain.COL).When(JudgeComplaint{Outcome: o, Decision: "Z-1"}).ThenRefused(domain.Invalid, "reasons")
		}
	})
	t.Run("RT-23 een oordeel dat niet terecht, gedeeltelijk of niet terecht is: geweigerd", func(t *testing.T) {
		complained(t, cInvestigated()).As(domain.COL).When(JudgeComplaint{"misschien", kept("reasons"), "Z-1"}).ThenRefused(domain.Invalid, "outcome")
	})
	t.Run("RT-23 zonder onderzoek is er geen oordeel", func(t *testing.T) {
		complained(t, cConfirmed()).As(domain.COL).When(judge).ThenRefused(domain.Conflict)
	})
}

func TestComplaintAdapted(t *testing.T) {
	adapt := AdaptHandling{" Nagekeken. ", []string{doneMeasure, doneMeasure}}
	t.Run("R-5.2-09 de eigenaar legt vast wat is aangepast, met maatregelen die zijn uitgevoerd", func(t *testing.T) {
		for _, o := range []ComplaintOutcome{ComplaintJustified, ComplaintPartlyJustified} {
			c := complained(t, cJudged(o)).As(domain.OWN).When(adapt).Then(HandlingAdapted{"Nagekeken.", []string{doneMeasure}}).ThenStatus(ComplaintIsJudged)
			if l := domaintest.State[Complaint](c).Links(); !slices.Contains(l, "measure/"+doneMeasure) || !slices.Contains(l, "activity/a1") {
				t.Errorf("links %v", l)
			}
		}
	})
	t.Run("R-5.2-09 een maatregel die nog wacht, heeft niets aangepast", func(t *testing.T) {
		complained(t, cJudged(ComplaintJustified)).As(domain.OWN).When(AdaptHandling{"x", []string{doneMeasure, openMeasure}}).ThenRefused(domain.Invalid, "measures")
	})
	t.Run("RT-23 aanpassen zonder tekst, zonder maatregel of met een die er niet is: geweigerd", func(t *testing.T) {
		complained(t, cJudged(ComplaintJustified)).As(domain.OWN).When(AdaptHandling{}).ThenRefused(domain.Invalid, "what", "measures")
		complained(t, cJudged(ComplaintJustified)).As(domain.OWN).When(AdaptHandling{"x", []string{otherRecord}}).ThenRefused(domain.Invalid, "measures")
	})
	t.Run("RT-23 na een klacht die niet terecht is, hoeft er niets te worden aangepast", func(t *testing.T) {
		complained(t, cJudged(ComplaintNotJustified)).As(domain.OWN).When(adapt).ThenRefused(domain.Conflict)
	})
}

func TestComplainantInformed(t *testing.T) {
	inform := InformComplainant{kept("letter-0a1b2c3d"), allTold}
	t.Run("§5.2 de klager hoort het oordeel en wat is aangepast", func(t *testing.T) {
		for _, r := range []domain.Role{domain.COL, domain.PB} {
			complained(t, cAdapted()).As(r).When(inform).Then(ComplainantInformed{kept("letter-0a1b2c3d"), allTold})
		}
	})
	t.Run("R-5.2-10 vertellen wat is aangepast voordat er iets is aangepast: geweigerd", func(t *testing.T) {
		complained(t, cJudged(ComplaintJustified)).As(domain.PB).When(inform).ThenRefused(domain.Invalid, "told")
	})
	t.Run("RT-23 een brief waar niets in staat, of die niet in de kluis staat: geweigerd", func(t *testing.T) {
		complained(t, cAdapted()).As(domain.PB).When(InformComplainant{kept("letter-0a1b2c3d"), nil}).ThenRefused(domain.Invalid, "told")
		complained(t, cAdapted()).As(domain.PB).When(InformComplainant{kept("letter-0a1b2c3d"), []ComplaintPart{"groeten"}}).ThenRefused(domain.Invalid, "told")
		complained(t, cAdapted()).As(domain.PB).When(InformComplainant{Told: allTold}).ThenRefused(domain.Invalid, "letter")
	})
	t.Run("T-22 een brief zonder de Autoriteit Persoonsgegevens, of zonder ombudsman, is een feit met een afwijking", func(t *testing.T) {
		c := complained(t, cJudged(ComplaintNotJustified)).As(domain.PB).When(InformComplainant{kept("letter-0a1b2c3d"), []ComplaintPart{ToldReasons}}).
			ThenEvents("ComplainantInformed", "ComplaintNonComplianceFound", "ComplaintNonComplianceFound")
		deviates(t, domaintest.State[Complaint](c).Deviations, "9:12", "toezichthouder")
		c.When(InformComplainant{kept("letter-1a1b2c3d"), []ComplaintPart{ToldAuthority}}).ThenEvents("ComplainantInformed") // a second letter finds nothing new
	})
	t.Run("tabel 4.2 rij 55, R-5.1-27 op de laatste dag is op tijd; een dag later is een feit, en een afwijking die blijft", func(t *testing.T) {
		complained(t, cAdapted()).As(domain.PB).At(day("2027-01-04")).When(inform).ThenEvents("ComplainantInformed")
		c := complained(t, cAdapted()).As(domain.PB).At(day("2027-01-05")).When(inform).ThenEvents("ComplainantInformed", "ComplaintNonComplianceFound")
		deviates(t, domaintest.State[Complaint](c).Deviations, "04-01-2027")
	})
	t.Run("tabel 4.2 rij 55 alleen een brief met de redenen is het antwoord; te laat geldt vanaf de dag na de termijn", func(t *testing.T) {
		c := complained(t, cAdapted()).As(domain.PB).When(InformComplainant{kept("letter-0a1b2c3d"), []ComplaintPart{ToldOmbudsman, ToldAuthority}}).ThenEvents("ComplainantInformed")
		if s := domaintest.State[Complaint](c); !s.Overdue("2027-01-05") || !s.Obligations()[1].Met.IsZero() {
			t.Errorf("informed on %s", s.Informed)
		}
		c.At(day("2027-01-05")).When(InformComplainant{kept("letter-1a1b2c3d"), []ComplaintPart{ToldChange}}).ThenEvents("ComplainantInformed")
		c.When(InformComplainant{kept("letter-2a1b2c3d"), []ComplaintPart{ToldReasons}}).ThenEvents("ComplainantInformed", "ComplaintNonComplianceFound")
		s := domaintest.State[Complaint](c)
		if len(s.Deviations) != 1 || s.Deviations[0].Since != "2027-01-05" || s.Obligations()[1].Met.IsZero() {
			t.Errorf("%+v", s.Deviations)
		}
		c.When(InformComplainant{kept("letter-3a1b2c3d"), []ComplaintPart{ToldReasons}}).ThenEvents("ComplainantInformed") // it was answered already
	})
	t.Run("tabel 4.2 rij 55 wie nog geen antwoord heeft, wacht te lang vanaf de dag na de termijn", func(t *testing.T) {
		s := domaintest.State[Complaint](complained(t, cConfirmed()))
		if s.Overdue("2027-01-04") || !s.Overdue("2027-01-05") {
			t.Errorf("due %s", s.Due)
		}
		if s := domaintest.State[Complaint](complained(t, cAdapted(), ComplainantInformed{kept("letter-0a1b2c3d"), allTold})); s.Overdue("2027-12-01") {
			t.Error("overdue after the answer")
		}
	})
}

func TestComplaintClosed(t *testing.T) {
	reasons := ComplainantInformed{kept("letter-0a1b2c3d"), []ComplaintPart{ToldReasons}}
	change := ComplainantInformed{kept("letter-1a1b2c3d"), []ComplaintPart{ToldChange}}
	cl := CloseComplaint{"handled"}
	for _, o := range []ComplaintOutcome{ComplaintJustified, ComplaintPartlyJustified} {
		t.Run("R-5.2-09 een klacht die "+domain.ChoiceNL(o.Choices(), string(o))+" is, sluiten voordat de werkwijze is aangepast: geweigerd", func(t *testing.T) {
			complained(t, cJudged(o), reasons).As(domain.PB).When(cl).ThenRefused(domain.Unmet, "handling")
		})
	}
	t.Run("R-5.2-10 een terechte klacht sluiten voordat de klager het oordeel en de aanpassing kent: geweigerd", func(t *testing.T) {
		complained(t, cAdapted()).As(domain.PB).When(cl).ThenRefused(domain.Unmet, "informed")
		complained(t, cAdapted(), reasons).As(domain.PB).When(cl).ThenRefused(domain.Unmet, "informed")
		complained(t, cAdapted(), change).As(domain.PB).When(cl).ThenRefused(domain.Unmet, "informed")
		complained(t, cAdapted(), reasons, change).As(domain.PB).When(cl).Then(ComplaintClosed{"handled"}).ThenStatus(ComplaintIsClosed)
	})
	t.Run("R-5.2-12 een klacht die niet terecht is, sluiten zonder antwoord met redenen: geweigerd", func(t *testing.T) {
		other := ComplainantInformed{kept("letter-0a1b2c3d"), []ComplaintPart{ToldOmbudsman, ToldAuthority}}
		complained(t, cJudged(ComplaintNotJustified)).As(domain.PB).When(cl).ThenRefused(domain.Unmet, "informed")
		complained(t, cJudged(ComplaintNotJustified), other).As(domain.PB).When(cl).ThenRefused(domain.Unmet, "informed")
		complained(t, cJudged(ComplaintNotJustified), reasons).As(domain.PB).When(cl).ThenStatus(ComplaintIsClosed)
	})
	t.Run("R-5.2-11 een klacht zonder oordeel van het college sluiten: geweigerd", func(t *testing.T) {
		complained(t, cInvestigated()).As(domain.PB).When(cl).ThenRefused(domain.Conflict)
	})
	t.Run("R-LED-20 hoe lang het dossier blijft, volgt uit hoe de klacht eindigde; zolang zij loopt, uit niets", func(t *testing.T) {
		for ending, want := range map[ComplaintEnding]string{"handled": "handled", "financial": "financial", "ombudsman": "ombudsman"} {
			c := complained(t, cJudged(ComplaintNotJustified), reasons)
			if k := domaintest.State[Complaint](c).Keeping(); k != (domain.Keeping{}) {
				t.Errorf("kept by %+v while it runs", k)
			}
			c.As(domain.PB).When(CloseComplaint{ending})
			same(t, domaintest.State[Complaint](c).Keeping(), domain.Keeping{Outcome: want, Closed: "2026-11-24"})
		}
		complained(t, cJudged(ComplaintNotJustified), reasons).As(domain.PB).When(CloseComplaint{}).ThenRefused(domain.Invalid, "ending")
	})
	t.Run("RT-23 een klacht kan worden ingetrokken tot er een oordeel is, en dan is er niets meer te doen", func(t *testing.T) {
		for _, life := range [][]any{cReceived(), cInvestigated()} {
			c := complained(t, life).As(domain.EMP).When(WithdrawComplaint{"withdrawn"}).Then(ComplaintWithdrawn{"withdrawn"}).ThenStatus(ComplaintIsClosed)
			s := domaintest.State[Complaint](c)
			same(t, s.Keeping(), domain.Keeping{Outcome: "aborted", Closed: "2026-11-24"})
			if s.Overdue("2027-12-01") {
				t.Error("overdue")
			}
			c.When(WithdrawComplaint{"withdrawn"}).ThenRefused(domain.Conflict)
		}
		complained(t, cJudged(ComplaintJustified)).As(domain.EMP).When(WithdrawComplaint{"withdrawn"}).ThenRefused(domain.Conflict)
		complained(t, cReceived()).As(domain.EMP).When(WithdrawComplaint{}).ThenRefused(domain.Invalid, "why")
	})
}

func TestComplaintObligations(t *testing.T) {
	from := domaintest.Now.AddDate(0, 0, -1)
	for name, x := range map[string]struct {
		life []any
		want []domain.Obligation
	}{
		"loopt de termijn vanaf ontvangst": {cReceived(), []domain.Obligation{{Row: 55, Limit: "committee", Over: true}, {Row: 55, Limit: "answer", From: from}}},
		"met een commissie loopt de andere termijn": {append(cReceived(), ComplaintConfirmed{ComplaintHandling{Committee: domain.Yes}, "2027-02-01", "x"}),
			[]domain.Obligation{{Row: 55, Limit: "answer", Over: true}, {Row: 55, Limit: "committee", From: from}}},
		"na uitstel is zij langer": {append(cConfirmed(), ComplaintDeadlineExtended{"Vakantie.", "2027-02-01", "x"}),
			[]domain.Obligation{{Row: 55, Limit: "committee", Over: true}, {Row: 55, Limit: "answer", From: from, Longer: from, Reason: "Vakantie."}}},
		"met het antwoord is zij gehaald": {append(cJudged(ComplaintNotJustified), ComplainantInformed{kept("letter-0a1b2c3d"), allTold}),
			[]domain.Obligation{{Row: 55, Limit: "committee", Over: true}, {Row: 55, Limit: "answer", From: from, Met: from}}},
		"na intrekken is er niets meer te doen": {append(cConfirmed(), ComplaintWithdrawn{"withdrawn"}),
			[]domain.Obligation{{Row: 55, Limit: "committee", Over: true}, {Row: 55, Limit: "answer", Over: true}}},
	} {
		t.Run("R-TIM-01, tabel 4.2 rij 55 "+name, func(t *testing.T) {
			same(t, domaintest.State[Complaint](complained(t, x.life)).Obligations(), x.want)
		})
	}
}

func same(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

var (
	caseFind   = domain.FindDeviation{Rule: " Awb ", What: "Geen bevestiging.", Since: "2026-11-01"}
	caseFound  = domain.DeviationFound{Deviation: domaintest.Command, Rule: "Awb", What: "Geen bevestiging.", Since: "2026-11-01"}
	caseRemedy = domain.RemedyDeviation{Deviation: domaintest.Command, How: "Alsnog verstuurd."}
	caseMended = domain.DeviationRemedied{Deviation: domaintest.Command, How: "Alsnog verstuurd."}
)

func TestComplaintDeviations(t *testing.T) {
	closed := append(cReceived(), ComplaintWithdrawn{"withdrawn"})
	t.Run("R-LED-19 een afwijking kan altijd worden vastgelegd, ook na sluiten", func(t *testing.T) {
		for _, r := range []domain.Role{domain.FG, domain.PB, domain.OWN, domain.CISO} {
			complained(t, closed).As(r).When(FindComplaintDeviation{caseFind}).Then(ComplaintNonComplianceFound{caseFound})
		}
		complained(t, closed).As(domain.FG).When(FindComplaintDeviation{}).ThenRefused(domain.Invalid, "rule", "what")
	})
	t.Run("R-LED-19 zij blijft staan tot FG of privacybeheerder zegt hoe zij is hersteld, en twee keer is één keer", func(t *testing.T) {
		c := complained(t, closed, ComplaintNonComplianceFound{caseFound})
		deviates(t, domaintest.State[Complaint](c).Deviations, "Geen bevestiging.")
		c.As(domain.OWN).When(RemedyComplaintDeviation{caseRemedy}).ThenRefused(domain.Forbidden)
		c.As(domain.FG).When(RemedyComplaintDeviation{caseRemedy}).Then(ComplaintNonComplianceRemedied{caseMended}).When(RemedyComplaintDeviation{caseRemedy}).Then()
		deviates(t, domaintest.State[Complaint](c).Deviations)
		complained(t, closed).As(domain.FG).When(RemedyComplaintDeviation{caseRemedy}).ThenRefused(domain.Invalid, "deviation")
	})
}
