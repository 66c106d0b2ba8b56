package incidents_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/incidents"
)

const measure = "measure/66666666-6666-4666-8666-666666666666"

// ref is content in the vault, in the dossier of the incident.
func ref(part string) domain.VaultRef {
	return domain.VaultRef{Vault: domaintest.ID, Part: part, Version: 1, Commitment: "hmac-sha256:" + strings.Repeat("0a", 32)}
}

func moment(s string) time.Time {
	t, ok := calendar.Moment(s).Time()
	if !ok {
		panic(s)
	}
	return t
}

// The lives of an incident: it happened a day before [domaintest.Now], which is 24-11-2026 12:00.
func reported() []any {
	return []any{SecurityIncidentReported{Number: "INC-2026-1", Kind: "wrong-letter", What: "Brief.", Discovered: "2026-11-23T11:00:00Z", Reporter: Employee, ReportedBy: "emp",
		Process: domaintest.Process, ApDue: "2026-11-26T11:00:00Z", ApRule: APRule}}
}

// late was discovered more than 72 hours ago.
func late() []any {
	e := reported()[0].(SecurityIncidentReported)
	e.Discovered, e.ApDue = "2026-11-20T11:00:00Z", "2026-11-23T11:00:00Z"
	return []any{e}
}

func inventoried() []any {
	return append(reported(), IncidentFactsInventoried{Circumstances: Circumstances{Process: domaintest.Process, How: "Telefoon."}, Inventory: "Feiten."})
}

func factual() []any  { return append(inventoried(), FactReportDrawnUp{"Z-1"}) }
func analysed() []any { return append(factual(), IncidentAnalysed{Analysis: "Oorzaak."}) }

func judgement(risk Risk) Judgement {
	return Judgement{Breach: domain.Yes, Reason: "Gelezen door een ander.", Risk: risk, Data: []string{"Gezondheid"}, People: []string{"Cliënten"}, PersonsMin: "12",
		Consequences: "Schaamte.", Remedy: "Opgehaald."}
}

func breach(life []any, risk Risk) []any {
	return append(slices.Clone(life), IncidentClassified{Judgement: judgement(risk), Aware: "2026-11-23T11:00:00Z", ApDue: "2026-11-26T11:00:00Z", ApRule: APRule})
}

func noBreach(life []any) []any {
	return append(slices.Clone(life), IncidentClassified{Judgement: Judgement{Breach: domain.No, Reason: "Ongeopend terug."}, Aware: "2026-11-23T11:00:00Z"})
}

func content() ApContent {
	return ApContent{Reference: "AP-1", Nature: "Brief bij een ander.", Complete: domain.No, Document: "Z-AP"}
}

func notified(life []any) []any {
	return append(slices.Clone(life), ApNotificationDecided{Notify: domain.Yes}, BreachNotifiedToAp{Number: "1", ApContent: content()})
}

// sent is a whole report track; with nothing on the other two.
func sent(life []any) []any {
	return append(slices.Clone(life), IncidentAdviceGiven{Text: "Advies."}, IncidentReportDrafted{Version: "1", Document: "Z-R", Summary: "S.", NoAdvice: "Niets te verbeteren."},
		IncidentReportChecked{}, IncidentReportSent{To: []Receiver{"owner"}})
}

func discussed(life []any) []any {
	return append(slices.Clone(life), IncidentDiscussedWithSecretary{On: "2026-11-23", Result: "Gezien."})
}

// closable is a breach that lacks nothing for closing.
func closable() []any {
	return append(discussed(sent(notified(breach(analysed(), SomeRisk)))), DataSubjectNotificationDecided{Inform: domain.No, Reason: "Geen hoog risico."})
}

func without[E any](life []any) []any {
	return slices.DeleteFunc(slices.Clone(life), func(e any) bool { _, is := e.(E); return is })
}

var closing = Close{Absent: "De taken waren verdeeld."}

func incident(t domaintest.T, life []any, more ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, Record, slices.Concat(life, more)...).Knowing(domaintest.Town()).As(domain.PB)
}

func stateOf(t domaintest.T, c *domaintest.Case) Incident {
	t.Helper()
	return domaintest.State[Incident](c)
}

// withMeasures is the town with a measure out of the incident.
func withMeasures(f domain.MeasureFacts) domaintest.Facts {
	town := domaintest.Town()
	town.Others = []domaintest.Other{{Stream: measure, Links: []string{"incident/" + domaintest.ID}, Versions: []any{f}}}
	return town
}

// only: whoever is not in the list is refused, and whoever is in it may.
func only(t *testing.T, life []any, command any, may ...domain.Role) {
	t.Helper()
	for _, r := range domain.Roles {
		c := incident(t, life).As(r.Role).When(command)
		if slices.Contains(may, r.Role) {
			c.ThenStatus(stateOf(t, c).State)
			continue
		}
		c.ThenRefused(domain.Forbidden)
	}
}
