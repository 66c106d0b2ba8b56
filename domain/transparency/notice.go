package transparency

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a notice.
const (
	NoticeStatusDraft     domain.Status = "draft"
	NoticeStatusApproved  domain.Status = "approved"
	NoticeStatusPublished domain.Status = "published"
	NoticeStatusRevise    domain.Status = "to-be-revised"
	NoticeStatusArchived  domain.Status = "archived"
	NoticeStatusExempt    domain.Status = "exempt"
)

var (
	published = []domain.Status{NoticeStatusPublished, NoticeStatusRevise}
	workedOn  = append([]domain.Status{NoticeStatusDraft, NoticeStatusApproved}, published...)
)

// Notice is the state of RT-06. Its Text is the newest one: that of the next version if there is one, otherwise the one that
// was published last.
type Notice struct {
	Text
	State      domain.Status
	Number     int               `nl:"Versie"`        // of Text, from 1
	Next       Drafting          `nl:"Nieuwe versie"` // how far Text is; "" if it is published
	Published  []Publication     // every version that was published, in order
	Revisions  []Revision        `nl:"Gewijzigd in het register sinds de tekst"`
	Exemption  Exemption         `nl:"Vrijstelling"` // instead of a text
	Deviations domain.Deviations `nl:"Afwijkingen"`
}

// Publication is one version with the period in which it was in force, days included.
type Publication struct {
	Text
	Number int
	From   calendar.Date
	Until  calendar.Date // "" while no end is known
}

// Holds tells whether the version was in force on a day. On the day of a change both versions were.
func (p Publication) Holds(day calendar.Date) bool {
	return p.From <= day && (p.Until == "" || day <= p.Until)
}

// Drafting is how far the next version is.
type Drafting string

// Stages.
const (
	Drafted  Drafting = "draft"
	Approved Drafting = "approved"
)

// Choices implements [domain.Chooser].
func (Drafting) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Drafted), NL: "concept"}, {Value: string(Approved), NL: "goedgekeurd"}}
}

// Revision is a change in the register that touches the text.
type Revision struct {
	Activity string   `nl:"Verwerking"`
	Version  uint64   `nl:"versie in register"`
	Fields   []string `nl:"gewijzigd"` // names of the fields of the register, in Dutch
}

// NoticeRecord is RT-06.
var NoticeRecord = domain.Define(domain.Aggregate[Notice]{
	Name: "notice", Path: "verklaringen", NL: "Privacyverklaring of informatietekst", Plural: "Privacyverklaringen en informatieteksten", Source: "RT-06, §4.2, §5.2",
	Status: func(s Notice) domain.Status { return s.State },
	Statuses: []domain.StatusLabel{{Status: NoticeStatusDraft, NL: "concept"}, {Status: NoticeStatusApproved, NL: "goedgekeurd"},
		{Status: NoticeStatusPublished, NL: "gepubliceerd"}, {Status: NoticeStatusRevise, NL: "te herzien"},
		{Status: NoticeStatusArchived, NL: "gearchiveerd"}, {Status: NoticeStatusExempt, NL: "vrijstelling"}},
	Title:   func(s Notice) string { return s.Name },
	Process: func(s Notice) string { return s.Text.Process },
	Commands: []domain.CommandType[Notice]{
		{Name: "draft", NL: "Tekst opstellen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added]", Own: true, Zero: DraftNotice{},
			Help: "Schrijf wat de gemeente aan mensen vertelt over het gebruik van hun gegevens. Het voorstel komt uit het register; maak er gewone taal van."},
		{Name: "redraft", NL: "Tekst bijwerken of nieuwe versie opstellen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added]", Own: true, Zero: RedraftNotice{}, In: workedOn,
			Help: "De tekst die nu is gepubliceerd blijft gelden tot de nieuwe versie is gepubliceerd."},
		{Name: "approve", NL: "Tekst goedkeuren", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: ApproveNotice{}, In: workedOn,
			Help: "Dit kan als alles in de tekst staat wat §4.2 vraagt."},
		{Name: "publish", NL: "Tekst publiceren", Roles: []domain.Role{domain.PB}, Source: "[added]", Zero: PublishNotice{}, In: workedOn,
			Help: "De goedgekeurde tekst geldt vanaf de dag die u kiest. Een oudere versie gaat dan naar het archief en blijft leesbaar."},
		{Name: "record-moment", NL: "Informeren vastleggen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: RecordInformationMoment{}, In: append(slices.Clone(published), NoticeStatusArchived),
			Help: "Leg vast dat mensen met deze tekst zijn geïnformeerd, op welk moment en hoe. Noem geen personen."},
		{Name: "mark-for-revision", NL: "Herziening nodig", Roles: []domain.Role{domain.SYS}, Source: "[added]", Zero: MarkNoticeForRevision{}, In: published,
			Help: "De klok meldt dat het register is gewijzigd op een punt dat de tekst raakt."},
		{Name: "withdraw", NL: "Intrekken", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: WithdrawNotice{}, In: append(slices.Clone(workedOn), NoticeStatusExempt),
			Help: "De verwerkingen zijn beëindigd, of de vrijstelling geldt niet meer. De tekst blijft in het archief."},
		{Name: "record-exemption", NL: "Vrijstelling vastleggen", Roles: []domain.Role{domain.OWN, domain.JUR}, Source: "[added]", Own: true, Zero: RecordExemption{},
			Help: "Leg vast waarom mensen niet hoeven te worden geïnformeerd over een verwerking (AVG art. 13 lid 4 en art. 14 lid 5)."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added]", Zero: FindNoticeDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added]", Zero: RemedyNoticeDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Notice]{
		{Name: "NoticeDrafted", NL: "Tekst opgesteld", Zero: NoticeDrafted{}},
		{Name: "NoticeApproved", NL: "Tekst goedgekeurd", Zero: NoticeApproved{}},
		{Name: "NoticePublished", NL: "Tekst gepubliceerd", Zero: NoticePublished{}},
		{Name: "InformationMomentRecorded", NL: "Mensen geïnformeerd", Zero: InformationMomentRecorded{}},
		{Name: "NoticeMarkedForRevision", NL: "Herziening nodig", Zero: NoticeMarkedForRevision{}},
		{Name: "NoticeSuperseded", NL: "Vervangen door een nieuwe versie", Zero: NoticeSuperseded{}},
		{Name: "NoticeWithdrawn", NL: "Ingetrokken", Zero: NoticeWithdrawn{}},
		{Name: "InformationExemptionRecorded", NL: "Vrijstelling vastgelegd", Zero: InformationExemptionRecorded{}},
		{Name: "NoticeNonComplianceFound", NL: "Afwijking vastgesteld", Zero: NoticeNonComplianceFound{}},
		{Name: "NoticeNonComplianceRemedied", NL: "Afwijking hersteld", Zero: NoticeNonComplianceRemedied{}},
	},
})

type noticeEvent = domain.Event[Notice]

// Options are the choices of a form about this notice.
func (s Notice) Options(form string) []domain.Choice {
	if form == "deviation" {
		return s.Deviations.Open()
	}
	return nil
}

// InForce returns the versions that were in force on a day: none, one, or two on the day of a change.
func (s Notice) InForce(day calendar.Date) []Publication {
	var list []Publication
	for _, p := range s.Published {
		if p.Holds(day) {
			list = append(list, p)
		}
	}
	return list
}

// Current returns the version that people read on a day: on the day of a change the new one, on the day of withdrawal none.
func (s Notice) Current(day calendar.Date) (p Publication, ok bool) {
	list := s.InForce(day)
	if s.State == NoticeStatusArchived || len(list) == 0 {
		return p, false
	}
	return list[len(list)-1], true
}

// Version returns a published version by its number.
func (s Notice) Version(number int) (p Publication, ok bool) {
	i := slices.IndexFunc(s.Published, func(p Publication) bool { return p.Number == number })
	if i < 0 {
		return p, false
	}
	return s.Published[i], true
}

// Covers tells whether the text is about the activity, by its stream.
func (t Text) Covers(activity string) bool {
	return t.any(func(c Covered) bool { return c.Activity == activity })
}

// Flags says in words what is not as it should be.
func (s Notice) Flags() []string {
	var list []string
	if s.State == NoticeStatusRevise {
		list = append(list, "Het register is gewijzigd. Controleer de tekst en publiceer een nieuwe versie.")
	}
	for _, d := range s.Deviations {
		if d.Open() {
			list = append(list, d.Rule+": "+d.What)
		}
	}
	return list
}

// FindNoticeDeviation records that a rule was not met.
type FindNoticeDeviation struct{ domain.FindDeviation }

// NoticeNonComplianceFound is a rule not met.
type NoticeNonComplianceFound struct{ domain.DeviationFound }

// RemedyNoticeDeviation says how it was remedied.
type RemedyNoticeDeviation struct{ domain.RemedyDeviation }

// NoticeNonComplianceRemedied ends the deviation; both stay in history.
type NoticeNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c FindNoticeDeviation) Decide(_ Notice, by domain.Stamp) ([]noticeEvent, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []noticeEvent{NoticeNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyNoticeDeviation) Decide(s Notice, _ domain.Stamp) ([]noticeEvent, error) {
	r, news, err := c.Remedied(s.Deviations)
	if err != nil || !news {
		return nil, err
	}
	return []noticeEvent{NoticeNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e NoticeNonComplianceFound) Evolve(s Notice, by domain.Stamp) Notice {
	s.Deviations = s.Deviations.With(e.DeviationFound, by)
	return s
}

// Evolve implements [domain.Event].
func (e NoticeNonComplianceRemedied) Evolve(s Notice, _ domain.Stamp) Notice {
	s.Deviations = s.Deviations.Settled(e.DeviationRemedied)
	return s
}
