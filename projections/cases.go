package projections

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/rights"
	"github.com/heemstede/grootboek/domain/sharing"
)

// The lists of what residents bring: who they are stands in no list, only in the vault.

// momentDay is the day of a moment; "" if there is none.
func momentDay(m calendar.Moment) calendar.Date {
	t, ok := m.Time()
	if !ok {
		return ""
	}
	return calendar.On(t)
}

func complaintTable(t *Table) {
	due := of(func(c rights.Complaint) calendar.Date {
		if c.Informed != "" || c.State == rights.ComplaintIsClosed {
			return ""
		}
		return c.Due
	})
	t.columns(
		Column{Key: "ontvangen", NL: "Ontvangen op", Date: of(func(c rights.Complaint) calendar.Date { return momentDay(c.Received) })},
		Column{Key: "afdeling", NL: "Team of afdeling", Text: of(func(c rights.Complaint) string { return c.Department })},
		Column{Key: "oordeel", NL: "Oordeel", Text: of(func(c rights.Complaint) string { return label(c.Outcome, string(c.Outcome)) })})
	t.choices(
		Choice{Key: "oordeel", NL: "Oordeel", Options: rights.ComplaintOutcome("").Choices(), Of: of(func(c rights.Complaint) []string { return []string{string(c.Outcome)} })},
		Choice{Key: "kanaal", NL: "Hoe ingediend", Options: rights.ComplaintChannel("").Choices(), Of: of(func(c rights.Complaint) []string { return []string{string(c.Channel)} })},
		flag("open", "Nog niet gesloten", of(func(c rights.Complaint) bool { return c.State != rights.ComplaintIsClosed })))
	t.due("afhandelen", "Uiterlijk afhandelen op", due, func(i *Item) bool { return i.State.(rights.Complaint).Overdue(i.Day) })
	deviating(t, func(c rights.Complaint) domain.Deviations { return c.Deviations })
}

func objectionTable(t *Table) {
	due := of(func(a rights.Appeal) calendar.Date {
		if a.Decided != "" || a.State == rights.AppealIsClosed {
			return ""
		}
		return a.Due
	})
	t.columns(
		Column{Key: "verzoek", NL: "Verzoek of besluit", Text: func(i *Item) string {
			a := i.State.(rights.Appeal)
			return stacked(nonEmpty(i.stream(a.Request), a.Against))
		}},
		Column{Key: "ontvangen", NL: "Ontvangen op", Date: of(func(a rights.Appeal) calendar.Date { return momentDay(a.Received) })},
		Column{Key: "beslissing", NL: "Beslissing", Text: of(func(a rights.Appeal) string { return label(a.Outcome, string(a.Outcome)) })},
		Column{Key: "uitspraak", NL: "Uitspraak", Text: of(func(a rights.Appeal) string { return label(a.Judgment, string(a.Judgment)) })})
	t.choices(
		Choice{Key: "beslissing", NL: "Beslissing", Options: rights.AppealOutcome("").Choices(), Of: of(func(a rights.Appeal) []string { return []string{string(a.Outcome)} })},
		Choice{Key: "uitspraak", NL: "Uitspraak", Options: rights.AppealOutcome("").Choices(), Of: of(func(a rights.Appeal) []string { return []string{string(a.Judgment)} })},
		flag("te-laat-ingediend", "Na de bezwaartermijn ingediend", of(rights.Appeal.Late)))
	t.due("beslissen", "Uiterlijk beslissen op", due, func(i *Item) bool { return i.State.(rights.Appeal).Overdue(i.Day) })
	deviating(t, func(a rights.Appeal) domain.Deviations { return a.Deviations })
	t.without(choiceProcess, choiceOwner, choiceTeam) // it is of the decision, not of a process
}

func sharingDecisionTable(t *Table) {
	t.columns(
		Column{Key: "binnen", NL: "Met wie binnen de gemeente", Text: of(func(d sharing.SharingDecision) string { return stacked(d.Inside) })},
		Column{Key: "buiten", NL: "Met wie buiten de gemeente", Text: of(func(d sharing.SharingDecision) string { return stacked(d.Outside) })},
		Column{Key: "gedeeld", NL: "Gedeeld op", Date: of(func(d sharing.SharingDecision) calendar.Date { return d.SharedOn })},
		Column{Key: "geinformeerd", NL: "Inwoner geïnformeerd op", Date: of(func(d sharing.SharingDecision) calendar.Date { return d.InformedOn })})
	t.choices(
		flag("niet-geinformeerd", "Inwoner nog niet geïnformeerd", of(sharing.SharingDecision.Uninformed)), // R-2.3-17
		Choice{Key: "buiten", NL: "Met wie buiten de gemeente", Of: of(func(d sharing.SharingDecision) []string { return d.Outside })},
		Choice{Key: "grondslag", NL: "Grondslag", Options: domain.Ground("").Choices(), Of: of(func(d sharing.SharingDecision) []string { return []string{string(d.Ground)} })})
	deviating(t, func(d sharing.SharingDecision) domain.Deviations { return d.Deviations })
}

// deviating adds the open deviations of a record.
func deviating[S any](t *Table, list func(S) domain.Deviations) {
	t.flags(of(func(s S) []string { return openNL(list(s).Open()) }), of(func(s S) bool { return len(list(s).Open()) > 0 }))
}
