package dpia_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/dpia"
)

const subject = "activity/" + domaintest.ID

// answers is a pre-scan in which every criterion is answered with no.
func answers() Screening {
	return Screening{Scoring: domain.No, ScoringWhy: "Geen.", Automated: domain.No, AutomatedWhy: "Geen.", Monitoring: domain.No, MonitorWhy: "Geen.",
		Sensitive: domain.No, SensitiveWhy: "Geen.", Large: domain.No, LargeWhy: "Klein.", Matching: domain.No, MatchingWhy: "Geen.",
		Vulnerable: domain.No, VulnerWhy: "Geen.", Innovative: domain.No, InnovWhy: "Geen.", Blocking: domain.No, BlockingWhy: "Geen.",
		OnList: domain.No, OnListWhy: "Geen van de soorten past."}
}

// screen is a complete pre-scan with the outcome that a DPIA is obligatory.
func screen(change func(*Screen)) Screen {
	s := answers()
	s.Sensitive, s.Large = domain.Yes, domain.Yes
	c := Screen{Title: "Cameratoezicht", Subject: subject, Process: domaintest.Process, Screening: s, Outcome: Obligatory}
	if change != nil {
		change(&c)
	}
	return c
}

// The lives of a DPIA, as the events that led to each state.
func screened() []any {
	return []any{DpiaScreeningRecorded{Title: "Cameratoezicht", Subject: subject, Process: domaintest.Process, Screening: answers(), Outcome: Obligatory}}
}
func initiated(kind Kind, triggers ...Trigger) []any {
	return append(screened(), DpiaInitiated{Beginning{Kind: kind, Triggers: triggers}})
}
func executing(kind Kind, triggers ...Trigger) []any {
	return append(initiated(kind, triggers...), DpiaExecutionStarted{"rijk-3.0"})
}

// filled is a full DPIA with all sections, a risk and two measures.
func filled(triggers ...Trigger) []any {
	list := executing(Full, triggers...)
	for _, c := range Paragraph("").Choices() {
		list = append(list, DpiaSectionWritten{Section{Paragraph: Paragraph(c.Value), State: Ready, Text: "Tekst."}})
	}
	return append(list, DpiaRiskIdentified{Risk: "R1", Description: "Inzage.", Chance: High, Impact: High, Level: High},
		DpiaMeasureProposed{Measure: "M1", Text: "Rechten.", Owner: "emp", Due: "2027-01-01", Before: domain.Yes},
		DpiaMeasureProposed{Measure: "M2", Text: "Logging.", Owner: "emp", Due: "2027-01-01", Before: domain.No})
}
func advised(triggers ...Trigger) []any {
	return append(filled(triggers...), FgAdviceRequested{}, FgDpiaAdviceGiven{View: Positive, Text: "Akkoord."})
}
func reported(triggers ...Trigger) []any {
	return append(advised(triggers...), FgDpiaAdviceAnswered{Follow: "followed"},
		DpiaReportDrawnUp{Recommendations: []string{"Evalueer."}, Residual: Low, Consult: domain.No, Document: "Z-1"})
}
func completed() []any {
	return append(reported(), DpiaCompleted{NextDue: "2029-11-23", Rule: NextRule})
}
func archived() []any {
	return append(completed(), DpiaResultsProcessed{"Register."}, DpiaArchived{"Z-1"})
}
func closed() []any { return append(archived(), DpiaProcedureAndEffectTested{Closed: true}) }

// dpia is a DPIA in the town, with the owner acting.
func dpia(t domaintest.T, events []any, more ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, Record, slices.Concat(events, more)...).Knowing(domaintest.Town()).As(domain.OWN)
}

func stateOf(t domaintest.T, c *domaintest.Case) DPIA {
	t.Helper()
	return domaintest.State[DPIA](c)
}

// only checks who may issue a command on a DPIA with these events: the others are refused as forbidden.
func only(t *testing.T, events []any, command any, may ...domain.Role) {
	t.Helper()
	for _, r := range domain.Roles {
		c := dpia(t, events).As(r.Role).When(command)
		if slices.Contains(may, r.Role) {
			c.ThenStatus(stateOf(t, c).State) // allowed
			continue
		}
		c.ThenRefused(domain.Forbidden)
	}
}
