package register

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a quality measure.
const (
	QualityInPlace domain.Status = "in-place"
	QualityAbsent  domain.Status = "absent"
	QualityEnded   domain.Status = "ended"
)

// Quality is the state of RT-08: one measure that keeps the data of an activity correct, accurate and current (§4.7), or
// the reason why there is none.
type Quality struct {
	State    domain.Status
	Activity string        `nl:"Verwerking"`
	Process  string        // whose owner answers for it
	System   string        `nl:"Systeem"`
	Kind     QualityKind   `nl:"Soort"`
	BRPLink  BRPLink       `nl:"Koppeling met de BRP"`
	Since    calendar.Date `nl:"Sinds"`
	Late     bool          `nl:"Getroffen na de start"`
	Failed   int           `nl:"Keren misgegaan"`
	Terms    QualityTerms  // what changes compare with
}

// QualityKind is one of the measures of §4.7.
type QualityKind string

// Kinds of measures.
const (
	QualityInput   QualityKind = "input"
	QualitySystem  QualityKind = "system-checks"
	QualityLink    QualityKind = "brp-link"
	QualityVerify  QualityKind = "brp-verification"
	QualityInspect QualityKind = "inspection-correction"
	QualityBefore  QualityKind = "before-processing"
)

// Choices implements [domain.Chooser].
func (QualityKind) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(QualityInput), NL: "Verificatie bij de invoer"}, {Value: string(QualitySystem), NL: "Controles en validaties in het systeem"},
		{Value: string(QualityLink), NL: "Koppeling met de BRP"}, {Value: string(QualityVerify), NL: "Verificatie in de BRP vóór gebruik"},
		{Value: string(QualityInspect), NL: "Inzage en correctie door de betrokkene"}, {Value: string(QualityBefore), NL: "(Automatische) controle vóór de verwerking"}}
}

// Prevented is what a check prevents (§4.7).
type Prevented string

// Choices implements [domain.Chooser].
func (Prevented) Choices() []domain.Choice {
	return []domain.Choice{{Value: "old-address", NL: "oud adres"}, {Value: "wrong-name", NL: "verkeerde naam"}, {Value: "deceased", NL: "overleden persoon"}, {Value: "other", NL: "anders"}}
}

// inAnyCase are the four measures that each activity has, or has a reason not to have; the third is a link with the BRP
// or verification in it (§4.7, rule 1).
var inAnyCase = [][]QualityKind{{QualityInput}, {QualitySystem}, {QualityLink, QualityVerify}, {QualityInspect}}

// QualityMissing names which of the four measures "in any case" are neither present nor reasoned absent, given all
// measures of one activity (R-4.7-01; start condition m). A system without link asks for verification (rule 2, T-66).
func QualityMissing(list []Quality) []QualityKind {
	var missing []QualityKind
	has := func(kinds ...QualityKind) bool {
		return slices.ContainsFunc(list, func(q Quality) bool {
			return (q.State == QualityInPlace || q.State == QualityAbsent) && slices.Contains(kinds, q.Kind)
		})
	}
	for _, kinds := range inAnyCase {
		if !has(kinds...) {
			missing = append(missing, kinds[0])
		}
	}
	if slices.ContainsFunc(list, func(q Quality) bool {
		return q.State != QualityEnded && q.BRPLink == "none" && !verified(list, q.System)
	}) {
		missing = append(missing, QualityVerify)
	}
	return missing
}

// verified tells whether the data of a system are verified in the BRP before use.
func verified(list []Quality, system string) bool {
	return slices.ContainsFunc(list, func(q Quality) bool {
		return q.State == QualityInPlace && q.Kind == QualityVerify && strings.EqualFold(q.System, system)
	})
}

// QualityRecord is RT-08.
var QualityRecord = domain.Define(domain.Aggregate[Quality]{
	Name: "quality", Path: "kwaliteitsmaatregelen", NL: "Kwaliteitsmaatregel", Plural: "Kwaliteitsmaatregelen", Source: "RT-08, §4.7",
	Status:   func(q Quality) domain.Status { return q.State },
	Statuses: []domain.StatusLabel{{Status: QualityInPlace, NL: "getroffen"}, {Status: QualityAbsent, NL: "ontbreekt, met reden"}, {Status: QualityEnded, NL: "beëindigd"}},
	Title: func(q Quality) string {
		return domain.ChoiceNL(q.Kind.Choices(), string(q.Kind)) + ", " + q.System
	},
	Process: func(q Quality) string { return q.Process },
	Commands: []domain.CommandType[Quality]{
		{Name: "record", NL: "Kwaliteitsmaatregel vastleggen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: RecordQuality{},
			Help: "Leg vast hoe de gegevens juist, nauwkeurig en actueel blijven."},
		{Name: "reason-absent", NL: "Ontbreken motiveren", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: ReasonQualityAbsent{},
			Help: "Zeg waarom een van de vier vaste maatregelen er niet is."},
		{Name: "change", NL: "Wijzigen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: ChangeQuality{}, In: []domain.Status{QualityInPlace},
			Help: "De oude beschrijving blijft zichtbaar in de geschiedenis."},
		{Name: "fail", NL: "Melden dat het misging", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: FailQualityCheck{}, In: []domain.Status{QualityInPlace},
			Help: "Leg vast wat er misging en hoe het is hersteld."},
		{Name: "test", NL: "Toetsen", Row: "B1.1-5", Zero: TestQuality{}, In: []domain.Status{QualityInPlace},
			Help: "Toets of de maatregel werkt."},
		{Name: "end", NL: "Beëindigen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: EndQuality{}, In: []domain.Status{QualityInPlace, QualityAbsent},
			Help: "De maatregel is vervangen, of de verwerking is gestopt."},
	},
	Events: []domain.EventType[Quality]{
		{Name: "QualityMeasureRecorded", NL: "Kwaliteitsmaatregel vastgelegd", Zero: QualityMeasureRecorded{}},
		{Name: "QualityMeasureReasonedAbsent", NL: "Ontbreken gemotiveerd", Zero: QualityMeasureReasonedAbsent{}},
		{Name: "QualityMeasureChanged", NL: "Kwaliteitsmaatregel gewijzigd", Zero: QualityMeasureChanged{}},
		{Name: "QualityCheckFailed", NL: "Controle misgegaan", Zero: QualityCheckFailed{}},
		{Name: "QualityMeasureTested", NL: "Kwaliteitsmaatregel getoetst", Zero: QualityMeasureTested{}},
		{Name: "QualityMeasureEnded", NL: "Kwaliteitsmaatregel beëindigd", Zero: QualityMeasureEnded{}},
	},
})

type guarded = domain.Event[Quality]
