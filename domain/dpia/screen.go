package dpia

import (
	"fmt"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// Screening holds the answers of the pre-scan: the nine criteria of the European privacy supervisors (WP248 rev.01), and
// the list of the AP (Staatscourant 27 November 2019). Each answer has its reason (§4.9, R-4.9-02).
type Screening struct {
	Scoring      domain.YesNo `json:"scoring" nl:"1. Beoordeling of scoring van mensen, ook profilering"`
	ScoringWhy   string       `json:"scoring_why" nl:"Toelichting bij 1"`
	Automated    domain.YesNo `json:"automated" nl:"2. Geautomatiseerd besluit met rechtsgevolg of een vergelijkbaar gevolg"`
	AutomatedWhy string       `json:"automated_why" nl:"Toelichting bij 2"`
	Monitoring   domain.YesNo `json:"monitoring" nl:"3. Stelselmatige monitoring"`
	MonitorWhy   string       `json:"monitoring_why" nl:"Toelichting bij 3"`
	Sensitive    domain.YesNo `json:"sensitive" nl:"4. Gevoelige of zeer persoonlijke gegevens"`
	SensitiveWhy string       `json:"sensitive_why" nl:"Toelichting bij 4"`
	Large        domain.YesNo `json:"large" nl:"5. Grootschalige verwerking" hint:"Kijk naar het aantal mensen, de hoeveelheid, de duur en het gebied."`
	LargeWhy     string       `json:"large_why" nl:"Toelichting bij 5"`
	Matching     domain.YesNo `json:"matching" nl:"6. Koppelen of combineren van gegevensverzamelingen"`
	MatchingWhy  string       `json:"matching_why" nl:"Toelichting bij 6"`
	Vulnerable   domain.YesNo `json:"vulnerable" nl:"7. Kwetsbare personen" hint:"Ook kinderen, patiënten en werknemers."`
	VulnerWhy    string       `json:"vulnerable_why" nl:"Toelichting bij 7"`
	Innovative   domain.YesNo `json:"innovative" nl:"8. Nieuwe technologie, of vernieuwend gebruik ervan"`
	InnovWhy     string       `json:"innovative_why" nl:"Toelichting bij 8"`
	Blocking     domain.YesNo `json:"blocking" nl:"9. Mensen kunnen een recht, dienst of contract mislopen"`
	BlockingWhy  string       `json:"blocking_why" nl:"Toelichting bij 9"`
	OnList       domain.YesNo `json:"on_list" nl:"Staat de verwerking op de lijst van de AP?" hint:"Bij de meeste soorten alleen als de verwerking grootschalig of stelselmatig is."`
	Listed       []APKind     `json:"listed,omitempty" nl:"Welke soorten van de lijst van de AP?" opt:"1"`
	OnListWhy    string       `json:"on_list_why" nl:"Toelichting bij de lijst van de AP"`
}

// Lists names the lists a pre-scan uses: it stands in the event, so that a later list does not change an old outcome.
const Lists = "WP248 rev.01; lijst AP 2019 (Stcrt. 27 november 2019)"

// A criterion is one of the nine, with its answer.
type criterion struct {
	field  string
	NL     string
	answer domain.YesNo
	why    string
}

func (s Screening) criteria() []criterion {
	return []criterion{
		{"scoring", "beoordeling of scoring", s.Scoring, s.ScoringWhy}, {"automated", "geautomatiseerd besluit", s.Automated, s.AutomatedWhy},
		{"monitoring", "stelselmatige monitoring", s.Monitoring, s.MonitorWhy}, {"sensitive", "gevoelige gegevens", s.Sensitive, s.SensitiveWhy},
		{"large", "grote schaal", s.Large, s.LargeWhy}, {"matching", "koppelen van gegevens", s.Matching, s.MatchingWhy},
		{"vulnerable", "kwetsbare personen", s.Vulnerable, s.VulnerWhy}, {"innovative", "nieuwe technologie", s.Innovative, s.InnovWhy},
		{"blocking", "recht, dienst of contract mislopen", s.Blocking, s.BlockingWhy},
	}
}

// APKind is one of the 17 kinds of processing for which the AP has made a DPIA obligatory (article 35(4) AVG).
type APKind string

// Choices implements [domain.Chooser], in the order of the list.
func (APKind) Choices() []domain.Choice {
	return []domain.Choice{
		{Value: "covert", NL: "Heimelijk onderzoek"}, {Value: "blacklists", NL: "Zwarte lijsten"}, {Value: "fraud", NL: "Fraudebestrijding"},
		{Value: "credit", NL: "Creditscores"}, {Value: "financial", NL: "Financiële situatie"}, {Value: "genetic", NL: "Genetische persoonsgegevens"},
		{Value: "health", NL: "Gezondheidsgegevens"}, {Value: "partnerships", NL: "Samenwerkingsverbanden"}, {Value: "cameras", NL: "Cameratoezicht"},
		{Value: "flexible-cameras", NL: "Flexibel cameratoezicht"}, {Value: "employees", NL: "Controle werknemers"}, {Value: "location", NL: "Locatiegegevens"},
		{Value: "communication", NL: "Communicatiegegevens"}, {Value: "iot", NL: "Internet of things"}, {Value: "profiling", NL: "Profilering"},
		{Value: "behaviour", NL: "Observatie en beïnvloeding van gedrag"}, {Value: "biometric", NL: "Biometrische gegevens"}}
}

// Outcome of a pre-scan.
type Outcome string

// Outcomes.
const (
	Obligatory    Outcome = "obligatory"
	NotObligatory Outcome = "not-obligatory"
)

// Choices implements [domain.Chooser].
func (Outcome) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Obligatory), NL: "DPIA is verplicht"}, {Value: string(NotObligatory), NL: "DPIA is niet verplicht"}}
}

// Hits names the criteria that were answered with yes.
func (s Screening) Hits() []string {
	var list []string
	for _, c := range s.criteria() {
		if c.answer == domain.Yes {
			list = append(list, c.NL)
		}
	}
	return list
}

// Advice says what follows from the answers, and explains it. A kind on the list of the AP makes a DPIA obligatory
// (article 35(4) AVG); two criteria or more do so as a rule (WP248); one can be enough.
func (s Screening) Advice() (o Outcome, explanation string) {
	hits := s.Hits()
	named := strings.Join(hits, ", ")
	switch {
	case len(s.Listed) > 0:
		var kinds []string
		for _, k := range s.Listed {
			kinds = append(kinds, domain.ChoiceNL(k.Choices(), string(k)))
		}
		return Obligatory, "De verwerking staat op de lijst van de AP: " + strings.Join(kinds, ", ") + ". Dan is een DPIA verplicht (AVG art. 35 lid 4)."
	case len(hits) >= 2:
		return Obligatory, fmt.Sprintf("De verwerking voldoet aan %d van de negen criteria: %s. Bij twee of meer is een DPIA in de regel verplicht (WP248).", len(hits), named)
	case len(hits) == 1:
		return NotObligatory, "De verwerking voldoet aan één van de negen criteria: " + named + ". Eén criterium kan genoeg zijn; een DPIA is aan te raden (WP248)."
	}
	return NotObligatory, "De verwerking voldoet aan geen van de negen criteria en staat niet op de lijst van de AP."
}

func (s Screening) problems() domain.Problems {
	var p domain.Problems
	for i, c := range s.criteria() {
		chosen(&p, c.answer, string(c.answer), c.field, fmt.Sprintf("Beantwoord criterium %d: %s.", i+1, c.NL))
		p.Need(c.why, c.field+"_why", fmt.Sprintf("Licht het antwoord op criterium %d toe.", i+1))
	}
	chosen(&p, s.OnList, string(s.OnList), "on_list", "Beantwoord of de verwerking op de lijst van de AP staat.")
	p.Need(s.OnListWhy, "on_list_why", "Licht het antwoord over de lijst van de AP toe.")
	for _, k := range s.Listed {
		chosen(&p, k, string(k), "listed", "Kies soorten die op de lijst van de AP staan.")
	}
	if (s.OnList == domain.Yes) != (len(s.Listed) > 0) {
		p.Add("listed", "Kies de soorten van de lijst van de AP, of antwoord dat de verwerking er niet op staat.")
	}
	return p
}

// clean trims the reasons and drops repeated kinds.
func (s Screening) clean() Screening {
	for _, t := range []*string{&s.ScoringWhy, &s.AutomatedWhy, &s.MonitorWhy, &s.SensitiveWhy, &s.LargeWhy, &s.MatchingWhy, &s.VulnerWhy,
		&s.InnovWhy, &s.BlockingWhy, &s.OnListWhy} {
		*t = trim(*t)
	}
	var kinds []APKind
	for _, k := range s.Listed {
		if k != "" && !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	s.Listed = kinds
	return s
}

// subjects are the kinds of record a DPIA can be about: an activity (RT-03), a purpose change (RT-05), a collaboration
// (RT-14) or a covenant (RT-15).
var subjects = []string{"activity/", "purpose/", "collaboration/", "covenant/"}

// Screen records the pre-scan: is a DPIA obligatory (§4.9)?
type Screen struct {
	Title   string `json:"title" nl:"Naam" hint:"Bijvoorbeeld: DPIA cameratoezicht. Noem geen personen."`
	Subject string `json:"subject" nl:"Onderwerp" form:"record:activity,purpose,collaboration,covenant" hint:"De verwerking, de doelwijziging, het samenwerkingsverband of het convenant."`
	Process string `json:"process" nl:"Proces" form:"process" hint:"Het proces bepaalt wie de eigenaar is."`
	Screening
	Outcome Outcome `json:"outcome" nl:"Uitkomst"`
	Reason  string  `json:"reason,omitempty" nl:"Reden van de uitkomst" form:"long" opt:"1" hint:"Verplicht als de DPIA niet verplicht is. Noem geen personen."`
}

// DpiaScreeningRecorded is the pre-scan with its outcome and the explanation.
type DpiaScreeningRecorded struct {
	Title   string `json:"title" nl:"Naam"`
	Subject string `json:"subject" nl:"Onderwerp"`
	Process string `json:"process" nl:"Proces"`
	Screening
	Lists       string            `json:"lists" nl:"Gebruikte lijsten"`
	Explanation string            `json:"explanation" nl:"Uitleg"`
	Outcome     Outcome           `json:"outcome" nl:"Uitkomst"`
	Reason      string            `json:"reason,omitempty" nl:"Reden"`
	Deviates    bool              `json:"deviates,omitempty" nl:"Wijkt af van de uitleg"`
	Covers      []domain.Approved `json:"covers,omitempty" nl:"Beoordeeld is"`
}

// OwnedBy implements [domain.Owned].
func (c Screen) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c Screen) Decide(_ DPIA, by domain.Stamp) ([]event, error) {
	s := c.Screening.clean()
	p := s.problems()
	p.Need(c.Title, "title", "Geef de DPIA een naam.")
	if !subjectOK(c.Subject) {
		p.Add("subject", "Kies de verwerking, de doelwijziging, het samenwerkingsverband of het convenant.")
	}
	needProcess(&p, c.Process, by)
	chosen(&p, c.Outcome, string(c.Outcome), "outcome", "Kies de uitkomst.")
	if c.Outcome == NotObligatory {
		p.Need(c.Reason, "reason", "Geef de reden waarom een DPIA niet verplicht is (§4.9).") // R-4.9-03
		if len(s.Listed) > 0 {                                                                // article 35(4) AVG leaves no choice
			p.Add("outcome", "De verwerking staat op de lijst van de AP: een DPIA is dan verplicht (AVG art. 35 lid 4).")
		}
	}
	if err := p.Refuse("dpia.screening"); err != nil {
		return nil, err
	}
	advice, explanation := s.Advice()
	return []event{DpiaScreeningRecorded{Title: trim(c.Title), Subject: c.Subject, Process: c.Process, Screening: s, Lists: Lists,
		Explanation: explanation, Outcome: c.Outcome, Reason: trim(c.Reason), Deviates: advice == Obligatory && c.Outcome != Obligatory,
		Covers: domain.Approve(by.Facts, c.Subject)}}, nil
}

func subjectOK(subject string) bool {
	return slices.ContainsFunc(subjects, func(kind string) bool { return strings.HasPrefix(subject, kind) && len(subject) > len(kind) })
}

// needProcess: only a running process has an owner who can act.
func needProcess(p *domain.Problems, id string, by domain.Stamp) {
	if proc, ok := by.Facts.Process(id, by.Recorded); !ok || proc.Ended {
		p.Add("process", "Kies een lopend proces.")
	}
}

// Evolve implements [domain.Event].
func (e DpiaScreeningRecorded) Evolve(d DPIA, by domain.Stamp) DPIA {
	d.ID, d.State = by.Record, StatusScreened
	d.Title, d.Subject, d.Process, d.Screening, d.Outcome = e.Title, e.Subject, e.Process, e.Screening, e.Outcome
	d.Screening.Listed, d.Covers = slices.Clone(e.Listed), e.Covers
	return d
}
