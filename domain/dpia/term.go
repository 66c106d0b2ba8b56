package dpia

import "github.com/heemstede/grootboek/domain/calendar"

// The terms of article 36(2) AVG run by Regulation 1182/71: see package calendar.
const (
	answerWeeks = 8
	extraWeeks  = 6
)

// TermRule says how the due date was counted; it stands in the event.
const TermRule = "8 weken na ontvangst door de AP, 6 weken langer bij verlenging, opgeschort zolang de AP op gegevens wacht (AVG art. 36 lid 2; Verordening 1182/71)"

// answerDue is the last day on which the AP answers in time. Days of suspension come on top of the unshifted end.
func answerDue(received calendar.Date, extended bool, suspended int) calendar.Date {
	weeks := answerWeeks
	if extended {
		weeks += extraWeeks
	}
	return calendar.WorkingDay(calendar.AddDays(received, 7*weeks+suspended))
}

// extensionDue is the last day on which the AP can tell of an extension: one month after receipt.
func extensionDue(received calendar.Date) calendar.Date {
	return calendar.WorkingDay(calendar.AddMonth(received))
}
