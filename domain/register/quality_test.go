package register_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

func quality(t domaintest.T, events ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, QualityRecord, events...).Knowing(domaintest.Town()).As(domain.OWN)
}

// guard is a complete measure after a change.
func guard(change func(*QualityTerms)) QualityTerms {
	c := QualityTerms{System: "Zorgsysteem", Kind: QualityInput, BRPLink: "direct", Text: "Vier ogen.", Since: "2026-11-01", Started: "2026-12-01"}
	if change != nil {
		change(&c)
	}
	return c
}

func record(t QualityTerms) RecordQuality { return RecordQuality{aboutActivity, domaintest.Process, t} }

func inPlace() []any {
	return []any{QualityMeasureRecorded{Activity: aboutActivity, Process: domaintest.Process, QualityTerms: guard(nil)}}
}

func absent(kind QualityKind, link BRPLink) ReasonQualityAbsent {
	return ReasonQualityAbsent{aboutActivity, domaintest.Process, "Zorgsysteem", kind, link, "Niet mogelijk."}
}

func qualityOf(t domaintest.T, c *domaintest.Case) Quality {
	t.Helper()
	return domaintest.State[Quality](c)
}

func trial(outcome QualityMark) TestQuality {
	return TestQuality{Outcome: outcome, Findings: "geen", OwnWork: domain.No}
}

func TestQualityMeasure(t *testing.T) {
	test := trial("sufficient")
	t.Run("RT-08 de eigenaar legt vast, wijzigt, meldt en beëindigt; alleen de FG toetst", func(t *testing.T) {
		onlyRoles(t, QualityRecord, nil, record(guard(nil)), domain.OWN)
		onlyRoles(t, QualityRecord, nil, absent(QualityInput, "direct"), domain.OWN)
		onlyRoles(t, QualityRecord, inPlace(), ChangeQuality{guard(func(q *QualityTerms) { q.Text = "Anders." }), "Nieuw systeem."}, domain.OWN)
		onlyRoles(t, QualityRecord, inPlace(), FailQualityCheck{"Oud adres.", "Hersteld."}, domain.OWN)
		onlyRoles(t, QualityRecord, inPlace(), EndQuality{"Vervangen."}, domain.OWN)
		onlyRoles(t, QualityRecord, inPlace(), test, domain.FG)
	})
	t.Run("RT-08 een onvolledige maatregel: geweigerd, met alle velden", func(t *testing.T) {
		quality(t).Rules(RecordQuality{}).ThenRefused(domain.Invalid, "activity", "process", "system", "kind", "brp_link", "description", "since")
		quality(t).When(record(guard(func(q *QualityTerms) { q.Since = "2026-11-25" }))).ThenRefused(domain.Invalid, "since")
		quality(t).When(record(guard(func(q *QualityTerms) { q.Started, q.Prevents = "2026-02-30", []Prevented{"alles"} }))).ThenRefused(domain.Invalid, "activity_start", "prevents")
	})
	t.Run("R-4.7-01 elk van de vier vaste maatregelen is er, of ontbreekt met reden", func(t *testing.T) {
		there := func(k QualityKind) Quality { return Quality{State: QualityInPlace, Kind: k, BRPLink: "direct"} }
		gone := func(k QualityKind) Quality { return Quality{State: QualityAbsent, Kind: k, BRPLink: "direct"} }
		for _, x := range []struct {
			list []Quality
			want []QualityKind
		}{
			{nil, []QualityKind{QualityInput, QualitySystem, QualityLink, QualityInspect}},
			{[]Quality{there(QualityInput), gone(QualitySystem), there(QualityLink), gone(QualityInspect)}, nil},
			{[]Quality{there(QualityInput), gone(QualitySystem), there(QualityVerify), there(QualityInspect)}, nil},
			{[]Quality{there(QualityInput), there(QualityBefore)}, []QualityKind{QualitySystem, QualityLink, QualityInspect}},
			{[]Quality{{State: QualityEnded, Kind: QualityInput}, there(QualitySystem), there(QualityLink), there(QualityInspect)}, []QualityKind{QualityInput}},
		} {
			if got := QualityMissing(x.list); !slices.Equal(got, x.want) {
				t.Errorf("%v: missing %v, want %v", x.list, got, x.want)
			}
		}
		quality(t).When(absent(QualitySystem, "direct")).ThenStatus(QualityAbsent)
		c := absent(QualitySystem, "direct")
		c.Reason = " "
		quality(t).When(c).ThenRefused(domain.Invalid, "reason")
	})
	t.Run("R-4.7-02 de koppeling met de BRP is direct, indirect of geen", func(t *testing.T) {
		for _, link := range []BRPLink{"direct", "indirect"} {
			quality(t).When(record(guard(func(q *QualityTerms) { q.BRPLink = link }))).ThenStatus(QualityInPlace)
		}
		quality(t).When(record(guard(func(q *QualityTerms) { q.BRPLink = "" }))).ThenRefused(domain.Invalid, "brp_link")
		quality(t).When(record(guard(func(q *QualityTerms) { q.Kind, q.BRPLink, q.Procedure = QualityLink, "none", "x" }))).ThenRefused(domain.Invalid, "brp_link")
	})
	t.Run("R-4.7-03 zonder koppeling is een werkwijze voor verificatie in de BRP verplicht, en kan verificatie niet ontbreken", func(t *testing.T) {
		none := guard(func(q *QualityTerms) { q.BRPLink = "none" })
		quality(t).When(record(none)).ThenRefused(domain.Invalid, "procedure")
		none.Procedure = "Altijd eerst in de BRP kijken."
		quality(t).When(record(none)).ThenStatus(QualityInPlace)
		quality(t).When(absent(QualityVerify, "none")).ThenRefused(domain.Invalid, "kind")
		quality(t).When(absent(QualityVerify, "direct")).ThenStatus(QualityAbsent)
		unlinked := []Quality{{State: QualityInPlace, Kind: QualityInput, BRPLink: "none"}, {State: QualityInPlace, Kind: QualitySystem},
			{State: QualityAbsent, Kind: QualityLink}, {State: QualityInPlace, Kind: QualityInspect}}
		if got := QualityMissing(unlinked); !slices.Equal(got, []QualityKind{QualityVerify}) {
			t.Errorf("%v", got)
		}
	})
	t.Run("R-4.7-04 inzage en correctie verwijst naar de procedure voor verzoeken", func(t *testing.T) {
		q := guard(func(q *QualityTerms) { q.Kind = QualityInspect })
		quality(t).When(record(q)).ThenRefused(domain.Invalid, "request_procedure")
		q.Requests = "document/verzoeken"
		quality(t).When(record(q)).ThenStatus(QualityInPlace)
	})
	t.Run("R-4.7-05 een controle vóór de verwerking zegt wat zij voorkomt", func(t *testing.T) {
		q := guard(func(q *QualityTerms) { q.Kind = QualityBefore })
		quality(t).When(record(q)).ThenRefused(domain.Invalid, "prevents")
		for _, what := range []Prevented{"old-address", "wrong-name", "deceased"} {
			q.Prevents = []Prevented{what}
			quality(t).When(record(q)).ThenStatus(QualityInPlace)
		}
	})
	t.Run("R-4.7-06 een maatregel van na de start is een feit, met de afwijking", func(t *testing.T) {
		for start, late := range map[string]bool{"2026-11-02": false, "2026-11-01": true, "2026-10-01": true, "": false} {
			if q := qualityOf(t, quality(t).When(record(guard(func(q *QualityTerms) { q.Started = day(start) })))); q.Late != late {
				t.Errorf("start %q: late %v", start, q.Late)
			}
		}
	})
	t.Run("RT-08 wijzigen heeft een reden; hetzelfde nog eens verandert niets", func(t *testing.T) {
		changed := guard(func(q *QualityTerms) { q.Text = "Zes ogen." })
		quality(t, inPlace()...).When(ChangeQuality{changed, " "}).ThenRefused(domain.Invalid, "reason")
		quality(t, inPlace()...).When(ChangeQuality{changed, "Strenger."}).Then(QualityMeasureChanged{changed, false, "Strenger."})
		quality(t, inPlace()...).When(ChangeQuality{guard(nil), "Strenger."}).Then()
	})
	t.Run("RT-08 een mislukte controle zegt wat er misging en hoe het is hersteld", func(t *testing.T) {
		quality(t, inPlace()...).When(FailQualityCheck{}).ThenRefused(domain.Invalid, "what", "remedy")
		if q := qualityOf(t, quality(t, inPlace()...).When(FailQualityCheck{"Oud adres.", "Hersteld."})); q.Failed != 1 {
			t.Errorf("%+v", q)
		}
	})
	t.Run("T-11 een toets heeft uitkomst en bevindingen, en markeert eigen werk", func(t *testing.T) {
		quality(t, inPlace()...).As(domain.FG).When(trial("")).ThenRefused(domain.Invalid, "outcome")
		own := test
		own.OwnWork = domain.Yes
		quality(t, inPlace()...).As(domain.FG).When(own).Then(QualityMeasureTested{"sufficient", "geen", true})
	})
	t.Run("RT-08 beëindigen heeft een reden, en is het einde", func(t *testing.T) {
		quality(t, inPlace()...).When(EndQuality{" "}).ThenRefused(domain.Invalid, "reason")
		quality(t, inPlace()...).When(EndQuality{"Vervangen."}).ThenStatus(QualityEnded)
		quality(t, append(inPlace(), QualityMeasureEnded{"x"})...).When(FailQualityCheck{"x", "y"}).ThenRefused(domain.Conflict)
	})
}
