package governance

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of an awareness activity.
const (
	AwarenessStatusPlanned  domain.Status = "planned"
	AwarenessStatusHeld     domain.Status = "held"
	AwarenessStatusRecorded domain.Status = "recorded"
)

// Awareness is the state of one activity for awareness, or of the attention of one department (RT-30, §8, bijlage 1.5).
// The yearly plan that they belong to is a record of its own: it names these by id.
type Awareness struct {
	AwarenessTerms
	State      domain.Status
	HeldOn     calendar.Date `nl:"Gehouden op"`
	Attendance string        `nl:"Opkomst, of waar gepubliceerd"`
	Result     string        `nl:"Resultaat"`
	Department string        `nl:"Afdeling"`
	What       string        `nl:"Aandacht voor privacy"`
	By         string        `nl:"Door" form:"person"`
}

// AwarenessTerms are what is planned.
type AwarenessTerms struct {
	Kind     AwarenessKind `json:"kind" nl:"Soort"`
	Title    string        `json:"title" nl:"Onderwerp" hint:"Noem geen personen."`
	Audience []Audience    `json:"audience" nl:"Voor wie"`
	Planned  calendar.Date `json:"planned" nl:"Gepland op"`
}

// AwarenessKind is the kind of an activity (§8).
type AwarenessKind string

// Kinds.
const (
	Training      AwarenessKind = "training"
	CleanUpDay    AwarenessKind = "clean-up-day"
	Protocol      AwarenessKind = "protocol"
	Communication AwarenessKind = "communication"
)

// Choices implements [domain.Chooser].
func (AwarenessKind) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Training), NL: "training"}, {Value: string(CleanUpDay), NL: "opschoondag"},
		{Value: string(Protocol), NL: "protocol of toetsingskader"}, {Value: string(Communication), NL: "communicatie"}}
}

// Audience is whom an activity is for (R-8.0-07).
type Audience string

// Choices implements [domain.Chooser].
func (Audience) Choices() []domain.Choice {
	return []domain.Choice{{Value: "employees", NL: "medewerkers"}, {Value: "board", NL: "bestuur"}, {Value: "externals", NL: "inhuur en externen"}}
}

// AwarenessRecord is the part of RT-30 about activities and attention.
var AwarenessRecord = domain.Define(domain.Aggregate[Awareness]{
	Name: "awareness", Path: "bewustwording", NL: "Bewustwordingsactiviteit", Plural: "Bewustwordingsactiviteiten", Source: "RT-30, §8, bijlage 1.5",
	Status: func(a Awareness) domain.Status { return a.State },
	Statuses: []domain.StatusLabel{{Status: AwarenessStatusPlanned, NL: "gepland"}, {Status: AwarenessStatusHeld, NL: "gehouden"},
		{Status: AwarenessStatusRecorded, NL: "vastgelegd"}},
	Title: func(a Awareness) string {
		if a.Department != "" {
			return "Aandacht voor privacy: " + a.Department
		}
		return a.Title
	},
	Commands: []domain.CommandType[Awareness]{
		{Name: "plan", NL: "Activiteit plannen", Row: "B1.5-2", Zero: PlanAwareness{},
			Help: "Plan een training, opschoondag, protocol of bericht over privacy."},
		{Name: "train", NL: "Training vastleggen", Row: "B1.5-2", Zero: HoldTraining{}, In: []domain.Status{AwarenessStatusPlanned},
			Help: "De training is gehouden."},
		{Name: "clean-up", NL: "Opschoondag vastleggen", Row: "B1.5-2", Zero: HoldCleanUp{}, In: []domain.Status{AwarenessStatusPlanned},
			Help: "De opschoondag is gehouden. Noem ook wat er is vernietigd."},
		{Name: "publish", NL: "Bericht of protocol publiceren", Row: "B1.5-2", Zero: PublishMessage{}, In: []domain.Status{AwarenessStatusPlanned},
			Help: "Het bericht of het protocol is verspreid."},
		{Name: "pay-attention", NL: "Aandacht op de afdeling vastleggen", Row: "B1.5-3", Zero: PayAttention{},
			Help: "Leg vast hoe u op uw afdeling aandacht aan privacy gaf."},
	},
	Events: []domain.EventType[Awareness]{
		{Name: "AwarenessActivityPlanned", NL: "Activiteit gepland", Zero: AwarenessActivityPlanned{}},
		{Name: "TrainingHeld", NL: "Training gehouden", Zero: TrainingHeld{}},
		{Name: "CleanUpDayHeld", NL: "Opschoondag gehouden", Zero: CleanUpDayHeld{}},
		{Name: "AwarenessMessagePublished", NL: "Bericht gepubliceerd", Zero: AwarenessMessagePublished{}},
		{Name: "DepartmentAttentionRecorded", NL: "Aandacht op de afdeling", Zero: DepartmentAttentionRecorded{}},
	},
})

type awarenessEvent = domain.Event[Awareness]

// AttentionOf tells that the department paid attention to privacy, and on which day; "" if the record says nothing of it.
func (a Awareness) AttentionOf(department string) calendar.Date {
	if a.State == AwarenessStatusRecorded && a.Department == department {
		return a.HeldOn
	}
	return ""
}

// Useful tells whether a command can do anything here: each kind of activity has its own.
func (a Awareness) Useful(command string) bool {
	switch command {
	case "train":
		return a.Kind == Training
	case "clean-up":
		return a.Kind == CleanUpDay
	case "publish":
		return a.Kind == Protocol || a.Kind == Communication
	}
	return true
}

// ofKind refuses to record that something else was held than was planned.
func (a Awareness) ofKind(kinds ...AwarenessKind) error {
	for _, k := range kinds {
		if a.Kind == k {
			return nil
		}
	}
	return &domain.Refusal{Kind: domain.Conflict, Code: "awareness.kind",
		NL: "Deze activiteit is gepland als ‘" + domain.ChoiceNL(a.Kind.Choices(), string(a.Kind)) + "’. Kies de opdracht die daarbij past."}
}

func (a Awareness) held(attendance, result string, by domain.Stamp) Awareness {
	a.State, a.HeldOn, a.Attendance, a.Result, a.By = AwarenessStatusHeld, calendar.On(by.Happened), attendance, result, by.Actor
	return a
}
