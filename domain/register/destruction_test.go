package register_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

// batch is a plan for data whose term of five years began on a day.
func batch(starts calendar.Date) PlanDestruction {
	return PlanDestruction{DestructionTerms{Process: domaintest.Process, Why: PeriodEnded, Rule: domaintest.Rule, Scope: "Dossiers die in 2020 zijn gesloten",
		Starts: starts, Period: "P5Y"}, "120"}
}

func destruction(t domaintest.T, events ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, DestructionRecord, events...).Knowing(domaintest.Town()).As(domain.OWN)
}

// planned is a batch that must be destroyed on a day.
func plannedFor(due calendar.Date) DestructionPlanned {
	return DestructionPlanned{batch(due.AddYears(-5)).DestructionTerms, 120, due, "5 jaar na " + due.AddYears(-5).NL()}
}

// The lives of a destruction whose day is today, 24 November 2026.
func dueToday() []any { return []any{plannedFor("2026-11-24"), RetentionPeriodEnded{}} }
func postponedUntil(day calendar.Date) []any {
	return append(dueToday(), DestructionPostponed{Why: LegalDuty, Text: "Fiscaal.", Until: day, Citation: "AWR, art. 52"})
}

func shredded() PerformDestruction {
	return PerformDestruction{Performed{By: domaintest.Person(domain.OWN), Method: "Gewist in het systeem en in de reservekopieën."}}
}

func noon(day calendar.Date) time.Time { return day.Start().Add(12 * time.Hour) }

func destroyedState(t domaintest.T, c *domaintest.Case) Destruction {
	t.Helper()
	return domaintest.State[Destruction](c)
}

func TestPlanDestruction(t *testing.T) {
	t.Run("R-TIM-02 de dag wordt berekend uit het begin en de termijn, en opgeslagen met hoe", func(t *testing.T) {
		destruction(t).When(batch("2021-11-24")).Then(plannedFor("2026-11-24")).ThenStatus("planned")
	})
	t.Run("4.2 nr 28 wat niet meer nodig is, moet meteen weg", func(t *testing.T) {
		c := batch("2026-11-24")
		c.Why, c.Period = NoLongerNeeded, ""
		if got := destroyedState(t, destruction(t).When(c)).Due; got != "2026-11-24" {
			t.Errorf("due %s", got)
		}
	})
	t.Run("R-4.8-06 een langere wettelijke bewaarplicht verschuift de dag, met de wet erbij", func(t *testing.T) {
		c := batch("2021-11-24")
		c.KeepLonger, c.KeepUntil = "AWR, art. 52", "2028-01-01"
		d := destroyedState(t, destruction(t).When(c))
		if d.Due != "2028-01-01" || !strings.Contains(d.How, "AWR, art. 52") || d.Citation != "AWR, art. 52" {
			t.Errorf("%s, %s (%s)", d.Due, d.How, d.Citation)
		}
		c.KeepUntil = "2022-01-01" // shorter: the term itself counts
		if got := destroyedState(t, destruction(t).When(c)).Due; got != "2026-11-24" {
			t.Errorf("due %s", got)
		}
	})
	for name, r := range map[string]struct {
		field string
		lack  func(*PlanDestruction)
	}{
		"zonder lopend proces": {"process", func(c *PlanDestruction) { c.Process = domaintest.ID }},
		"zonder reden":         {"reason", func(c *PlanDestruction) { c.Why = "" }},
		"overtollige gegevens hebben een eigen opdracht": {"reason", func(c *PlanDestruction) { c.Why, c.Reference = Surplus, "Z-1" }},
		"een bewaartermijn zonder bewaarregel":           {"rule", func(c *PlanDestruction) { c.Rule = "" }},
		"een bewaarregel die er niet is":                 {"rule", func(c *PlanDestruction) { c.Rule = domaintest.ID }},
		"een bewaartermijn zonder termijn":               {"period", func(c *PlanDestruction) { c.Period = "" }},
		"een termijn die geen termijn is":                {"period", func(c *PlanDestruction) { c.Period = "vijf jaar" }},
		"een termijn zonder einde":                       {"period", func(c *PlanDestruction) { c.Period = "P9999Y" }},
		"een ander verzoek zonder bron":                  {"source", func(c *PlanDestruction) { c.Why, c.Rule = ErasureRequest, "" }},
		"R-4.8-08 zonder te zeggen welke gegevens":       {"scope", func(c *PlanDestruction) { c.Scope = " " }},
		"R-4.8-08 zonder aantal":                         {"number", func(c *PlanDestruction) { c.Number = "veel" }},
		"R-4.8-08 met een e-mailadres erin":              {"scope", func(c *PlanDestruction) { c.Scope = "Dossier van jan@example.nl" }},
		"R-4.8-08 met een burgerservicenummer erin":      {"scope", func(c *PlanDestruction) { c.Scope = "Dossier 111222333" }},
		"zonder begin van de termijn":                    {"starts_on", func(c *PlanDestruction) { c.Starts = "2026-02-30" }},
		"R-4.8-06 langer bewaren zonder wet":             {"keep_longer", func(c *PlanDestruction) { c.KeepUntil = "2030-01-01" }},
		"langer bewaren tot een dag die niet bestaat":    {"keep_until", func(c *PlanDestruction) { c.KeepUntil = "2030-02-30" }},
	} {
		t.Run(name+": geweigerd", func(t *testing.T) {
			c := batch("2021-11-24")
			r.lack(&c)
			destruction(t).Rules(c).ThenRefused(domain.Invalid, r.field)
		})
	}
	t.Run("R-4.8-08 een nummer dat geen burgerservicenummer is, mag", func(t *testing.T) {
		c := batch("2021-11-24")
		c.Scope = "Dossiers in doos 111222334"
		destruction(t).When(c).ThenEvents("DestructionPlanned")
	})
	t.Run("RT-09 de redenen zijn de zes van het beleid", func(t *testing.T) {
		if diff := cmp.Diff([]string{"period-ended", "no-longer-needed", "surplus", "erasure-request", "end-of-agreement", "clean-up-day"}, values(DestructionReason(""))); diff != "" {
			t.Errorf("reasons (-want +got):\n%s", diff)
		}
	})
	t.Run("§3.2 alleen de eigenaar van het proces plant", func(t *testing.T) {
		f := domaintest.Town()
		f.Processes[domaintest.Process] = domain.ProcessFacts{Owner: "iemand anders"}
		f.Processes[domaintest.Rule] = domain.ProcessFacts{Owner: domaintest.Person(domain.OWN)}
		destruction(t).Knowing(f).When(batch("2021-11-24")).ThenRefused(domain.Forbidden)
	})
}

func TestDestructionByTheDay(t *testing.T) {
	given := func(t *testing.T, events ...any) Destruction {
		return destroyedState(t, destruction(t, events...).As(domain.FG).When(FindDestructionDeviation{Rule: "§4.8", What: "Om de stand te zien."}))
	}
	for _, c := range []struct {
		name string
		day  calendar.Date
		life []any
		want any
	}{
		{"R-4.8-03 vóór het einde van de termijn doet de klok niets", "2026-11-23", dueToday()[:1], nil},
		{"R-4.8-03 op de dag zelf moet er vernietigd worden", "2026-11-24", dueToday()[:1], EndRetentionPeriod{}},
		{"R-4.8-04 op de dag zelf is het nog niet te laat", "2026-11-24", dueToday(), nil},
		{"R-4.8-04 de dag erna is het te laat", "2026-11-25", dueToday(), MarkDestructionOverdue{}},
		{"R-4.8-04 te laat wordt één keer gemeld", "2026-11-26", append(dueToday(), DestructionOverdue{}), nil},
		{"R-4.8-04 uitgesteld is niet te laat", "2026-12-30", postponedUntil("2027-01-01"), nil},
		{"R-4.8-06 op de dag waarop het uitstel afloopt, moet er vernietigd worden", "2027-01-01", postponedUntil("2027-01-01"), EndPostponement{}},
		{"R-4.8-04 wat vernietigd is, is klaar", "2026-12-01", append(dueToday(), DestructionPerformed{}), nil},
		{"4.2 nr 29 overtollige gegevens blijven open, en worden niet te laat", "2027-12-01", []any{SurplusDataFound{Scope: "Kopieën"}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := given(t, c.life...).ByClock(noon(c.day)); got != c.want {
				t.Errorf("the clock does %T, want %T", got, c.want)
			}
		})
	}
	t.Run("R-4.8-03 de klok legt het einde van de termijn vast, niemand anders en niet te vroeg", func(t *testing.T) {
		destruction(t, plannedFor("2026-11-24")).As(domain.SYS).When(EndRetentionPeriod{}).Then(RetentionPeriodEnded{}).ThenStatus("due")
		destruction(t, plannedFor("2026-11-25")).As(domain.SYS).When(EndRetentionPeriod{}).ThenRefused(domain.Unmet)
		destruction(t, plannedFor("2026-11-24")).When(EndRetentionPeriod{}).ThenRefused(domain.Forbidden)
	})
	t.Run("R-4.8-04 te laat is een gebeurtenis, en blijft het ook na de vernietiging (R-TIM-06)", func(t *testing.T) {
		c := destruction(t, dueToday()...).As(domain.SYS).At(noon("2026-11-25")).When(MarkDestructionOverdue{}).Then(DestructionOverdue{})
		c.When(MarkDestructionOverdue{}).Then()
		c.As(domain.OWN).When(shredded()).Then(DestructionPerformed{shredded().Performed, true})
		if d := destroyedState(t, c); !d.Late || d.State != DestructionDone {
			t.Errorf("%+v", d)
		}
	})
	t.Run("R-TIM-06 te laat geweest, daarna uitgesteld en op de nieuwe dag vernietigd: het blijft te laat geweest", func(t *testing.T) {
		late := append(dueToday(), DestructionOverdue{}, DestructionPostponed{Why: LegalDuty, Until: "2027-01-01"}, DestructionPostponementEnded{})
		if d := destroyedState(t, destruction(t, late...).When(shredded())); !d.Late {
			t.Error("forgotten")
		}
	})
	t.Run("R-4.8-04 op tijd is niet te laat te noemen", func(t *testing.T) {
		destruction(t, dueToday()...).As(domain.SYS).When(MarkDestructionOverdue{}).ThenRefused(domain.Unmet)
	})
	t.Run("R-TIM-04 ook als de klok stilstond, is te zien dat het te laat is", func(t *testing.T) {
		for _, life := range [][]any{dueToday()[:1], dueToday()} {
			d := given(t, life...)
			if d.OverdueAt(noon("2026-11-24")) || !d.OverdueAt(noon("2026-11-25")) {
				t.Errorf("%s: overdue from the wrong day", d.State)
			}
		}
		if d := given(t, postponedUntil("2027-01-01")...); d.OverdueAt(noon("2027-01-01")) || !d.OverdueAt(noon("2027-01-02")) {
			t.Error("postponed: overdue from the wrong day")
		}
	})
}

func TestPerformDestruction(t *testing.T) {
	t.Run("R-4.8-08 vastgelegd wordt wat, hoeveel, wanneer, door wie en hoe", func(t *testing.T) {
		c := destruction(t, dueToday()...).When(shredded()).Then(DestructionPerformed{Performed: shredded().Performed}).ThenStatus("destroyed")
		d := destroyedState(t, c)
		if d.Scope == "" || d.Number != 120 || d.On != "2026-11-24" || d.By != domaintest.Person(domain.OWN) || d.Method == "" || d.Late {
			t.Errorf("%+v", d)
		}
	})
	for name, r := range map[string]struct {
		field string
		lack  func(*PerformDestruction)
	}{
		"zonder wie":                        {"by", func(c *PerformDestruction) { c.By = "" }},
		"zonder hoe":                        {"method", func(c *PerformDestruction) { c.Method = " " }},
		"met een e-mailadres":               {"method", func(c *PerformDestruction) { c.Method = "Gewist bij a@b.nl" }},
		"met een verklaring zonder kenmerk": {"declaration", func(c *PerformDestruction) { c.Declaration = "verklaring.pdf" }},
	} {
		t.Run("R-4.8-08 "+name+": geweigerd", func(t *testing.T) {
			c := shredded()
			r.lack(&c)
			destruction(t, dueToday()...).When(c).ThenRefused(domain.Invalid, r.field)
		})
	}
	for _, kind := range []HoldKind{HoldRestriction, HoldClaim} {
		held := append(dueToday(), DestructionHoldPlaced{"h1", kind, "Zaak 7"})
		t.Run("R-4.8-07 zolang er een "+string(kind)+" loopt: geweigerd", func(t *testing.T) {
			destruction(t, held...).When(shredded()).ThenRefused(domain.Unmet)
		})
		t.Run("R-4.8-07 als de "+string(kind)+" is opgeheven: vernietigd", func(t *testing.T) {
			c := destruction(t, held...).When(LiftHold{"h1", " Voorbij. "}).Then(DestructionHoldLifted{"h1", "Voorbij."})
			c.When(shredded()).ThenStatus("destroyed")
		})
		t.Run("R-LED-19 toch vernietigd tijdens een "+string(kind)+" is een feit, met zijn afwijking", func(t *testing.T) {
			c := destruction(t, held...).When(RecordDestroyed{shredded().Performed, "De automatische vernietiging liep door."}).
				ThenEvents("DestructionPerformed", "DestructionNonComplianceFound").ThenStatus("destroyed")
			if d := destroyedState(t, c).Deviations; len(d) != 1 || !d[0].Open() || !strings.HasPrefix(d[0].Rule, "§5.3") {
				t.Errorf("%+v", d)
			}
		})
	}
	t.Run("R-4.8-07 twee beletsels: pas na het tweede mag het", func(t *testing.T) {
		c := destruction(t, append(dueToday(), DestructionHoldPlaced{"h1", HoldRestriction, "A"}, DestructionHoldPlaced{"h2", HoldClaim, "B"})...)
		c.When(LiftHold{"h1", "Voorbij."}).When(shredded()).ThenRefused(domain.Unmet)
		c.When(LiftHold{"h2", "Voorbij."}).When(shredded()).ThenStatus("destroyed")
	})
	t.Run("§4.8 vóór het einde van de termijn: geweigerd; en wie het toch deed, legt een afwijking vast", func(t *testing.T) {
		destruction(t, plannedFor("2026-11-25")).When(shredded()).ThenRefused(domain.Unmet)
		c := destruction(t, plannedFor("2026-11-25")).When(RecordDestroyed{shredded().Performed, "Vergissing."})
		if d := destroyedState(t, c).Deviations; len(d) != 1 || !strings.Contains(d[0].Rule, "vóór het einde") {
			t.Errorf("%+v", d)
		}
	})
	t.Run("§4.8 op de dag zelf kan het ook voordat de klok het zei", func(t *testing.T) {
		destruction(t, plannedFor("2026-11-24")).When(shredded()).ThenStatus("destroyed")
	})
	t.Run("wat uitgesteld is, wordt niet vernietigd voordat het uitstel eindigt", func(t *testing.T) {
		destruction(t, postponedUntil("2027-01-01")...).When(shredded()).ThenRefused(domain.Conflict)
	})
	t.Run("wat vernietigd is, wordt niet nog eens vernietigd, uitgesteld of gearchiveerd", func(t *testing.T) {
		gone := append(dueToday(), DestructionPerformed{Performed: shredded().Performed})
		for _, c := range []any{shredded(), PostponeDestruction{}, ArchiveData{}, PlaceHold{}, WithdrawDestruction{"Fout."}} {
			destruction(t, gone...).Rules(c).ThenRefused(domain.Conflict)
		}
	})
}

func TestHold(t *testing.T) {
	t.Run("R-4.8-07 een beletsel heeft een soort en een toelichting", func(t *testing.T) {
		destruction(t, dueToday()...).When(PlaceHold{}).ThenRefused(domain.Invalid, "kind", "why")
		destruction(t, dueToday()...).When(PlaceHold{HoldClaim, "Zaak 7"}).Then(DestructionHoldPlaced{domaintest.Command, HoldClaim, "Zaak 7"})
	})
	t.Run("R-4.8-07 alleen een beletsel dat loopt, wordt opgeheven, met de reden", func(t *testing.T) {
		held := append(dueToday(), DestructionHoldPlaced{"h1", HoldClaim, "Zaak 7"})
		destruction(t, held...).When(LiftHold{"h2", ""}).ThenRefused(domain.Invalid, "hold", "reason")
		destruction(t, append(held, DestructionHoldLifted{"h1", "Voorbij."})...).When(LiftHold{"h1", "Nog eens."}).ThenRefused(domain.Invalid, "hold")
	})
}

func TestPostponeDestruction(t *testing.T) {
	later := PostponeDestruction{Why: Impossible, Text: "Het oude systeem kan niet wissen.", Until: "2027-06-01", Plan: "Bij de overgang naar het nieuwe systeem; tot dan zonder toegang."}
	t.Run("R-4.8-05 de redenen zijn een gesloten lijst, met ‘technisch niet mogelijk’", func(t *testing.T) {
		if diff := cmp.Diff([]string{"legal-duty", "technically-impossible", "restriction", "legal-claim", "public-interest-archiving"}, values(PostponeReason(""))); diff != "" {
			t.Errorf("reasons (-want +got):\n%s", diff)
		}
		destruction(t, dueToday()...).When(later).Then(DestructionPostponed{Impossible, later.Text, "2027-06-01", "", later.Plan}).ThenStatus("postponed")
	})
	for name, r := range map[string]struct {
		field string
		lack  func(*PostponeDestruction)
	}{
		"R-4.8-05 zonder reden":                                {"reason", func(c *PostponeDestruction) { c.Why = "" }},
		"R-4.8-05 met een reden die niet in de lijst staat":    {"reason", func(c *PostponeDestruction) { c.Why = "drukte" }},
		"R-4.8-05 zonder toelichting":                          {"explanation", func(c *PostponeDestruction) { c.Text = " " }},
		"T-48 technisch onmogelijk zonder plan":                {"plan", func(c *PostponeDestruction) { c.Plan = "" }},
		"R-4.8-06 een wettelijke plicht zonder wet en artikel": {"citation", func(c *PostponeDestruction) { c.Why = LegalDuty }},
		"archivering zonder wet":                               {"citation", func(c *PostponeDestruction) { c.Why = ForArchive }},
		"zonder einde":                                         {"until", func(c *PostponeDestruction) { c.Until = "" }},
		"tot vandaag":                                          {"until", func(c *PostponeDestruction) { c.Until = "2026-11-24" }},
	} {
		t.Run(name+": geweigerd", func(t *testing.T) {
			c := later
			r.lack(&c)
			destruction(t, dueToday()...).When(c).ThenRefused(domain.Invalid, r.field)
		})
	}
	t.Run("wat te laat is, wordt niet tot een dag in het verleden uitgesteld", func(t *testing.T) {
		past := later
		past.Until = "2026-11-23"
		destruction(t, plannedFor("2026-11-01"), RetentionPeriodEnded{}).When(past).ThenRefused(domain.Invalid, "until")
	})
	t.Run("een uitstel dat de dag niet verschuift: geweigerd", func(t *testing.T) {
		destruction(t, plannedFor("2027-12-01")).When(later).ThenRefused(domain.Invalid, "until")
	})
	t.Run("R-4.8-06 de dag schuift op naar het einde van de wettelijke plicht, met de wet erbij", func(t *testing.T) {
		d := destroyedState(t, destruction(t, dueToday()...).When(PostponeDestruction{Why: LegalDuty, Text: "Fiscaal.", Until: "2028-01-01", Citation: "AWR, art. 52"}))
		if d.Due != "2028-01-01" || d.Citation != "AWR, art. 52" {
			t.Errorf("due %s by %s", d.Due, d.Citation)
		}
	})
	t.Run("RT-09 op de dag eindigt het uitstel door de klok, niet eerder", func(t *testing.T) {
		destruction(t, postponedUntil("2027-01-01")...).As(domain.SYS).When(EndPostponement{}).ThenRefused(domain.Unmet)
		c := destruction(t, postponedUntil("2027-01-01")...).As(domain.SYS).At(noon("2027-01-03")).When(EndPostponement{}).Then(DestructionPostponementEnded{}).ThenStatus("due")
		if got := destroyedState(t, c).Due; got != "2027-01-01" {
			t.Errorf("due %s: a clock that was late gives no time", got)
		}
	})
	t.Run("RT-09 is de reden eerder weg, dan eindigt de eigenaar het uitstel, en moet er meteen vernietigd worden", func(t *testing.T) {
		destruction(t, postponedUntil("2027-01-01")...).When(EndPostponement{}).ThenRefused(domain.Invalid, "reason")
		c := destruction(t, postponedUntil("2027-01-01")...).When(EndPostponement{"De zaak is gesloten."}).ThenStatus("due")
		if got := destroyedState(t, c).Due; got != "2026-11-24" {
			t.Errorf("due %s", got)
		}
	})
	t.Run("RT-09 alleen de privacybeheerder trekt een vergissing in, met de reden", func(t *testing.T) {
		destruction(t, dueToday()...).When(WithdrawDestruction{"Dubbel."}).ThenRefused(domain.Forbidden)
		destruction(t, dueToday()...).As(domain.PB).When(WithdrawDestruction{" "}).ThenRefused(domain.Invalid, "reason")
		destruction(t, dueToday()...).As(domain.PB).When(WithdrawDestruction{"Dubbel."}).ThenStatus("withdrawn")
	})
}

func TestArchive(t *testing.T) {
	archive := ArchiveData{"Noord-Hollands Archief", "Archiefwet 1995, art. 12"}
	t.Run("RT-09 gegevens die in het algemeen belang worden gearchiveerd, worden niet vernietigd", func(t *testing.T) {
		destruction(t, dueToday()...).When(archive).Then(DataArchivedInPublicInterest{archive.Archive, archive.Citation}).ThenStatus("archived")
	})
	t.Run("RT-09 zonder plaats en zonder wet: geweigerd", func(t *testing.T) {
		destruction(t, dueToday()...).When(ArchiveData{}).ThenRefused(domain.Invalid, "archive", "citation")
	})
	t.Run("§5.3 tijdens een beperking worden gegevens niet overgebracht; bij een rechtsvordering wel", func(t *testing.T) {
		destruction(t, append(dueToday(), DestructionHoldPlaced{"h1", HoldRestriction, "A"})...).When(archive).ThenRefused(domain.Unmet)
		destruction(t, append(dueToday(), DestructionHoldPlaced{"h1", HoldClaim, "A"})...).When(archive).ThenStatus("archived")
	})
	t.Run("RT-09 zolang de termijn loopt, is er niets te archiveren in plaats van te vernietigen", func(t *testing.T) {
		destruction(t, dueToday()[:1]...).When(archive).ThenRefused(domain.Conflict)
	})
}

func TestSurplus(t *testing.T) {
	found := FindSurplus{Process: domaintest.Process, Activity: "activity/" + domaintest.ID, Scope: " Kopieën van identiteitsbewijzen ", Number: "3"}
	t.Run("R-4.6-05 gevonden en nog niet vernietigd: open", func(t *testing.T) {
		c := destruction(t).When(found).Then(SurplusDataFound{domaintest.Process, found.Activity, "Kopieën van identiteitsbewijzen", 3}).ThenStatus("due")
		if d := destroyedState(t, c); !d.Open() || d.Due != "2026-11-24" || d.Why != Surplus {
			t.Errorf("%+v", d)
		}
	})
	t.Run("R-4.6-04 vernietigd zonder de gegevens zelf te bewaren", func(t *testing.T) {
		c := destruction(t, SurplusDataFound{domaintest.Process, "", "Kopieën", 3}).When(shredded()).Then(SurplusDataDestroyed{shredded().Performed}).ThenStatus("destroyed")
		if destroyedState(t, c).Open() {
			t.Error("still open")
		}
	})
	t.Run("R-4.6-04 met de gegevens zelf erin: geweigerd", func(t *testing.T) {
		bad := found
		bad.Scope = "Kopie van 111222333"
		destruction(t).When(bad).ThenRefused(domain.Invalid, "scope")
	})
	t.Run("R-4.6-04 zonder proces, soort of aantal: geweigerd", func(t *testing.T) {
		destruction(t).Rules(FindSurplus{Activity: "x"}).ThenRefused(domain.Invalid, "process", "activity", "scope", "number")
	})
}

func TestDestructionDeviation(t *testing.T) {
	found := DestructionNonComplianceFound{"d1", "§4.8", "Te lang bewaard.", ""}
	t.Run("R-LED-19 een afwijking kan in elke status worden vastgelegd, en blijft zichtbaar tot zij is hersteld", func(t *testing.T) {
		c := destruction(t, append(dueToday(), DestructionPerformed{}, found)...).As(domain.PB).When(RemedyDestructionDeviation{"d1", "Het systeem is aangepast."})
		if d := destroyedState(t, c).Deviations; len(d) != 1 || d[0].Open() {
			t.Errorf("%+v", d)
		}
		c.When(RemedyDestructionDeviation{"d1", "Nog eens."}).Then()
	})
	t.Run("R-LED-19 zonder regel, zonder wat, of een afwijking die er niet is: geweigerd", func(t *testing.T) {
		destruction(t, dueToday()...).When(FindDestructionDeviation{Since: "x"}).ThenRefused(domain.Invalid, "rule", "what", "since")
		destruction(t, dueToday()...).As(domain.PB).When(RemedyDestructionDeviation{}).ThenRefused(domain.Invalid, "deviation", "how")
	})
}
