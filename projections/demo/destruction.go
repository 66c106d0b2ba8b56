package demo

import (
	"fmt"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/register"
)

// planDestructions tells of the selection list and of what becomes of data when their term ends (RT-09).
func (h *history) planDestructions() {
	list := h.record("selection-list", "")
	h.on(9, func() error { return h.readList(list, firstList(), "selectielijst-2020.json") })
	h.on(h.part(0.4), func() error { return h.readList(list, newerList(), "selectielijst-2020-v2.json") })
	for i, part := range []float64{0.12, 0.3, 0.55, 0.8} {
		h.onActive(part, func(a *activity) error { return h.destroyedInTime(a, i) })
	}
	h.onActive(0.22, h.postponed)
	h.onActive(0.38, h.claimed)
	h.onActive(0.26, h.archived)
	h.onActive(0.33, h.surplus)
	h.onActive(0.6, h.destroyedTooSoon)
	h.onActive(0.5, h.plannedByMistake)
	h.onActive(0.97, h.surplusOpen)
	h.onActive(0.96, h.neverDestroyed)
	h.onActive(0.7, h.stillRunning)
}

// firstList is a small part of a selection list, in the manner of the real one.
func firstList() []register.SelectionEntry {
	e := func(number, process, result, period string, trigger register.Trigger) register.SelectionEntry {
		return register.SelectionEntry{Number: number, Process: process, Result: result, Valuation: register.ToDestroy, Period: period, Trigger: trigger}
	}
	kept := e("2.1.1", "Beleid en regelgeving opstellen", "Vastgesteld", "", "")
	kept.Valuation, kept.About = register.ToKeep, "Beleid met externe werking"
	return []register.SelectionEntry{kept, e("6.1", "Verzoeken behandelen", "Verleend", "P5Y", register.TriggerNone), e("6.2", "Verzoeken behandelen", "Afgewezen", "P1Y", register.TriggerNone),
		e("16.1", "Overeenkomsten sluiten", "Gesloten", "P10Y", register.TriggerLife), e("20.1.5", "Informeren", "Geïnformeerd", "P5Y", register.TriggerMerged)}
}

func newerList() []register.SelectionEntry {
	list := firstList()[:4]
	list[2].Period = "P2Y"
	return append(list, register.SelectionEntry{Number: "29.1", Process: "Meldingen behandelen", Result: "Afgehandeld", Valuation: register.ToDestroy, Period: "P5Y", Trigger: register.TriggerNone})
}

func (h *history) readList(r *record, entries []register.SelectionEntry, file string) error {
	src := register.SelectionSource{Name: "Selectielijst gemeenten en intergemeentelijke organen 2020", Year: 2020, File: fmt.Sprintf("sha256:%064x", len(file)), FileName: file, Entries: entries}
	var c any = register.ReadSelectionList{SelectionSource: src}
	if r.version > 0 {
		c = register.ReadSelectionListAgain{SelectionSource: src}
	}
	return h.do(act{person: h.one(domain.PB), role: domain.PB, on: r, command: c, origin: domain.Imported}, h.recorded())
}

// batch is what the owner of an activity plans to destroy: a term that ends so many days from now. It is that of the rule, or
// so many years where the rule has criteria only.
func (h *history) batch(a *activity, years, days int) register.PlanDestruction {
	rule, period := h.anyRule(a), fmt.Sprintf("P%dY", years)
	if r, ok := domain.Tell[register.RetentionRule](h.world, "retention/"+rule); ok && r.Period != "" {
		period = r.Period
	}
	starts := beginning(h.after(days), period)
	t := register.DestructionTerms{Process: a.process(), Why: register.PeriodEnded, Rule: rule, Source: a.rec.stream,
		Scope: fmt.Sprintf("Dossiers van ‘%s’ die in %s zijn gesloten", a.state().Name, starts[:4]), Starts: starts, Period: period}
	return register.PlanDestruction{DestructionTerms: t, Number: fmt.Sprint(h.between(8, 900))}
}

// beginning is the last day on which a term begins that has ended on a day: months differ in length.
func beginning(due calendar.Date, period string) calendar.Date {
	years := 0
	_, _ = fmt.Sscanf(period, "P%dY", &years) // in months or days: there are none
	day := due.AddYears(-years).Start()
	for i := range 4000 { // more than ten years
		if end, ok := calendar.AddPeriod(calendar.On(day.AddDate(0, 0, -i)), period); ok && end <= due {
			return calendar.On(day.AddDate(0, 0, -i))
		}
	}
	return due
}

// anyRule is the rule of the activity, or some rule.
func (h *history) anyRule(a *activity) string {
	for _, r := range a.state().Retention {
		if r.Rule != "" {
			return r.Rule
		}
	}
	return h.ruleList[0].id
}

// performed is the destruction by the team of the owner.
func (h *history) performed(a *activity, how string) func() any {
	return func() any {
		x := register.Performed{By: h.ownerOf(a.process()), Method: how, Declaration: "sha256:" + strings.Repeat("0", 60) + fmt.Sprintf("%04x", h.between(1, 60000))}
		if len(domain.Restricted(h.world, a.rec.stream)) > 0 {
			x.Spared = "De gegevens waarvan het gebruik is beperkt, zijn apart gezet en blijven bewaard."
		}
		return register.PerformDestruction{Performed: x}
	}
}

// ended is the clock seeing that the day has come.
func ended(days int) step {
	return step{days, domain.SYS, "end-period", always(register.EndRetentionPeriod{})}
}

// workdays is so many days of the calendar as working days, and some to spare.
func workdays(days int) int { return days*5/7 + 3 }

func (h *history) destroyedInTime(a *activity, n int) error {
	how := []string{"Papier versnipperd door een erkend bedrijf.", "Gewist in het zaaksysteem en in de reservekopieën."}[n%2]
	return h.tell(a, h.record("destruction", ""), step{0, domain.OWN, "plan", always(h.batch(a, 5+n, 20))}, ended(workdays(20)), step{0, domain.OWN, "perform", h.performed(a, how)})
}

func (h *history) postponed(a *activity) error {
	return h.tell(a, h.record("destruction", ""), step{0, domain.OWN, "plan", always(h.batch(a, 7, 10))}, ended(workdays(10)),
		step{4, domain.SYS, "mark-overdue", always(register.MarkDestructionOverdue{})},
		step{2, domain.OWN, "postpone", func() any {
			return register.PostponeDestruction{Why: register.Impossible, Text: "Het oude systeem kan geen losse dossiers wissen.", Until: h.after(90),
				Plan: "Bij de overgang naar het nieuwe systeem worden de dossiers niet meegenomen. Tot dan heeft alleen de beheerder toegang."}
		}},
		step{workdays(90), domain.SYS, "end-postponement", always(register.EndPostponement{})},
		step{0, domain.OWN, "perform", h.performed(a, "Het oude systeem is met alle gegevens vernietigd.")})
}

func (h *history) claimed(a *activity) error {
	r := h.record("destruction", "")
	return h.tell(a, r, step{0, domain.OWN, "plan", always(h.batch(a, 5, 8))}, ended(workdays(8)),
		step{0, domain.OWN, "hold", always(register.PlaceHold{Kind: register.HoldClaim, Why: "Er loopt een rechtszaak over deze dossiers (zaak Z-0417)."})},
		step{0, domain.OWN, "postpone", func() any {
			return register.PostponeDestruction{Why: register.UnderClaim, Text: "De rechtszaak loopt nog.", Until: h.after(200)}
		}},
		step{60, domain.OWN, "lift-hold", func() any {
			return register.LiftHold{Hold: r.state.(register.Destruction).Held()[0].ID, Reason: "De uitspraak is onherroepelijk."}
		}},
		step{1, domain.OWN, "end-postponement", always(register.EndPostponement{Reason: "De rechtszaak is voorbij."})},
		step{0, domain.OWN, "perform", h.performed(a, "Gewist in het zaaksysteem en in de reservekopieën.")})
}

func (h *history) archived(a *activity) error {
	return h.tell(a, h.record("destruction", ""), step{0, domain.OWN, "plan", always(h.batch(a, 10, 6))}, ended(workdays(6)),
		step{0, domain.OWN, "archive", always(register.ArchiveData{Archive: "Streekarchief Duinstreek", Citation: "Archiefwet 1995, art. 12"})})
}

func (h *history) found(a *activity, scope string) func() any {
	return always(register.FindSurplus{Process: a.process(), Activity: a.rec.stream, Scope: scope, Number: fmt.Sprint(h.between(1, 9))})
}

func (h *history) surplus(a *activity) error {
	return h.tell(a, h.record("destruction", ""), step{0, domain.OWN, "find-surplus", h.found(a, "Kopieën van identiteitsbewijzen die niet nodig waren")},
		step{1, domain.OWN, "perform", h.performed(a, "Versnipperd.")})
}

func (h *history) surplusOpen(a *activity) error {
	return h.tell(a, h.record("destruction", ""), step{0, domain.OWN, "find-surplus", h.found(a, "Meegestuurde medische verklaringen")})
}

// destroyedTooSoon is a destruction that should not have been: a fact, with a deviation that is mended.
func (h *history) destroyedTooSoon(a *activity) error {
	r := h.record("destruction", "")
	return h.tell(a, r, step{0, domain.OWN, "plan", always(h.batch(a, 5, 400))},
		step{12, domain.PB, "record-destroyed", func() any {
			return register.RecordDestroyed{Performed: register.Performed{By: h.one(domain.PB), Method: "Gewist door een verkeerd ingestelde taak."}, What: "De automatische vernietiging stond een jaar te vroeg."}
		}},
		step{15, domain.FG, "remedy-deviation", func() any {
			return register.RemedyDestructionDeviation{Deviation: r.state.(register.Destruction).Deviations[0].ID, How: "De taak is hersteld en wordt elk kwartaal nagekeken."}
		}})
}

func (h *history) plannedByMistake(a *activity) error {
	return h.tell(a, h.record("destruction", ""), step{0, domain.OWN, "plan", always(h.batch(a, 5, 300))},
		step{3, domain.PB, "withdraw", always(register.WithdrawDestruction{Reason: "Deze dossiers stonden al in een eerdere vastlegging."})})
}

// neverDestroyed is overdue in the present.
func (h *history) neverDestroyed(a *activity) error {
	return h.tell(a, h.record("destruction", ""), step{0, domain.OWN, "plan", always(h.batch(a, 1, 3))}, ended(workdays(3)),
		step{4, domain.SYS, "mark-overdue", always(register.MarkDestructionOverdue{})})
}

// stillRunning has a term that ends after history.
func (h *history) stillRunning(a *activity) error {
	far := calendar.DaysBetween(h.today(), calendar.On(h.stop)) + 60
	return h.tell(a, h.record("destruction", ""), step{0, domain.OWN, "plan", always(h.batch(a, 15, far))})
}
