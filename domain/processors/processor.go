package processors

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a processor.
const (
	ProcessorStatusProposed   domain.Status = "proposed"
	ProcessorStatusAccepted   domain.Status = "accepted"
	ProcessorStatusRejected   domain.Status = "rejected"
	ProcessorStatusRegistered domain.Status = "registered"
	ProcessorStatusEnded      domain.Status = "ended"
)

var (
	beforeUse = []domain.Status{ProcessorStatusProposed, ProcessorStatusAccepted, ProcessorStatusRejected}
	inUse     = []domain.Status{ProcessorStatusRegistered}
	notGone   = append(slices.Clone(beforeUse), ProcessorStatusRegistered)
)

// Processor is the state of RT-11.
type Processor struct {
	ProcessorTerms
	State         domain.Status
	Guarantees    Guarantees        `nl:"Garanties"`
	GuaranteesOn  calendar.Date     `nl:"Garanties beoordeeld op"`
	Subprocessors []Subprocessor    `nl:"Subverwerkers"` // in the order in which they came up: see Tree
	LastAudit     calendar.Date     `nl:"Laatste audit"`
	LastSupervise time.Time         `nl:"Laatste toezicht door de FG"`
	Deviations    domain.Deviations `nl:"Afwijkingen"`
}

// ProcessorTerms are what is known of a processor.
type ProcessorTerms struct {
	Name           string       `json:"name" nl:"Naam van de verwerker"`
	Process        string       `json:"process" nl:"Proces" form:"process" hint:"De eigenaar van dit proces beslist over deze verwerker."`
	Contact        string       `json:"contact" nl:"Contactgegevens" hint:"Van de organisatie, niet van een persoon."`
	Number         string       `json:"number,omitempty" nl:"KvK-nummer" opt:"1"`
	Services       string       `json:"services" nl:"Diensten" form:"long" hint:"Wat doet de verwerker voor de gemeente? Noem geen personen."`
	Activities     []string     `json:"activities" nl:"Verwerkingen" form:"activity" hint:"De naam zoals die in het register staat, of een deel daarvan. Eén per regel."`
	BuildingAccess domain.YesNo `json:"building_access" nl:"Toegang tot het gebouw"`
	SystemsAccess  domain.YesNo `json:"systems_access" nl:"Toegang tot de systemen"`
	Location       string       `json:"location" nl:"Plaats van de verwerking" hint:"Land en plaats waar de gegevens staan."`
	Abroad         domain.YesNo `json:"abroad" nl:"Doorgifte buiten de EU"`
	AbroadHow      string       `json:"abroad_how,omitempty" nl:"Naar welk land, met welke waarborg?" opt:"1"`
}

// Guarantees is the outcome of the assessment: sufficient guarantees (afdoende garanties, §7.2, AVG art. 28 lid 1) or not.
type Guarantees string

// Outcomes.
const (
	Sufficient   Guarantees = "sufficient"
	Insufficient Guarantees = "insufficient"
)

// Choices implements [domain.Chooser].
func (Guarantees) Choices() []domain.Choice {
	return []domain.Choice{{Value: "sufficient", NL: "afdoende"}, {Value: "insufficient", NL: "niet afdoende"}}
}

// ProcessorRecord is RT-11.
var ProcessorRecord = domain.Define(domain.Aggregate[Processor]{
	Name: "processor", Path: "verwerkers", NL: "Verwerker", Plural: "Verwerkers", Source: "RT-11, §7.2, §6, bijlage 1.2",
	Status: func(s Processor) domain.Status { return s.State },
	Statuses: []domain.StatusLabel{{Status: ProcessorStatusProposed, NL: "voorgesteld"}, {Status: ProcessorStatusAccepted, NL: "akkoord"},
		{Status: ProcessorStatusRejected, NL: "afgewezen"}, {Status: ProcessorStatusRegistered, NL: "geregistreerd"}, {Status: ProcessorStatusEnded, NL: "beëindigd"}},
	Title:   func(s Processor) string { return s.Name },
	Process: func(s Processor) string { return s.ProcessorTerms.Process },
	Commands: []domain.CommandType[Processor]{
		{Name: "propose", NL: "Verwerker voorstellen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: Propose{},
			Help: "Stel een organisatie voor die gegevens voor de gemeente gaat verwerken."},
		{Name: "amend", NL: "Gegevens wijzigen", Row: "B1.2-4", Zero: AmendProcessor{}, In: notGone,
			Help: "Pas de gegevens van de verwerker aan. De oude gegevens blijven in de geschiedenis staan."},
		{Name: "assess-guarantees", NL: "Garanties beoordelen", Roles: []domain.Role{domain.OWN, domain.CISO}, Source: "§7.2", Own: true, Zero: AssessGuarantees{}, In: notGone,
			Help: "Beoordeel of de verwerker afdoende garanties biedt voor de bescherming van persoonsgegevens."},
		{Name: "register", NL: "Registreren", Row: "B1.2-4", Zero: RegisterProcessor{}, In: beforeUse,
			Help: "Neem de verwerker op in het register van verwerkers. Dit kan alleen met een positieve beoordeling van de garanties."},
		{Name: "request-subprocessor", NL: "Toestemming voor subverwerker aanvragen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: RequestSubprocessor{}, In: inUse,
			Help: "Leg vast dat de verwerker toestemming vraagt voor een subverwerker."},
		{Name: "give-consent", NL: "Toestemming geven", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: GiveConsent{}, In: inUse,
			Help: "Geef namens de verwerkingsverantwoordelijke schriftelijk toestemming voor een subverwerker."},
		{Name: "refuse-consent", NL: "Toestemming weigeren", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: RefuseConsent{}, In: inUse,
			Help: "Weiger de subverwerker, met de reden."},
		{Name: "withdraw-consent", NL: "Toestemming intrekken", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: WithdrawConsent{}, In: inUse,
			Help: "Trek de toestemming in. Werkt de subverwerker nog, dan is dat een afwijking tot hij stopt."},
		{Name: "engage-subprocessor", NL: "Subverwerker registreren", Row: "B1.2-4", Zero: EngageSubprocessor{}, In: inUse,
			Help: "De subverwerker gaat werken. Dit kan alleen na schriftelijke toestemming."},
		{Name: "find-subprocessor", NL: "Subverwerker zonder toestemming vastleggen", Roles: domain.DeviationFinders, Source: "[added]", Zero: FindSubprocessor{}, Any: true,
			Help: "Leg vast dat er al een subverwerker werkt zonder toestemming vooraf. Een feit wordt nooit geweigerd; het is een afwijking."},
		{Name: "end-subprocessor", NL: "Subverwerker beëindigen", Row: "B1.2-4", Zero: EndSubprocessor{}, Any: true,
			Help: "De subverwerker stopt, en met hem wie onder hem werkt."},
		{Name: "audit", NL: "Audit vastleggen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: Audit{}, In: inUse,
			Help: "Leg de uitkomst van een audit of controle bij de verwerker vast."},
		{Name: "supervise", NL: "Toezicht vastleggen", Row: "B1.2-5", Zero: SuperviseProcessor{}, Any: true,
			Help: "Leg het oordeel van de FG over de registratie van deze verwerker vast."},
		{Name: "deregister", NL: "Uitschrijven", Row: "B1.2-4", Zero: Deregister{}, In: notGone,
			Help: "De verwerker stopt. Dit kan pas als de overeenkomst is beëindigd en de gegevens zijn teruggegeven of vernietigd."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added]", Zero: FindProcessorDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added]", Zero: RemedyProcessorDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Processor]{
		{Name: "ProcessorProposed", NL: "Voorgesteld", Zero: ProcessorProposed{}},
		{Name: "ProcessorAmended", NL: "Gegevens gewijzigd", Zero: ProcessorAmended{}},
		{Name: "ProcessorGuaranteesAssessed", NL: "Garanties beoordeeld", Zero: ProcessorGuaranteesAssessed{}},
		{Name: "ProcessorRegistered", NL: "Geregistreerd", Zero: ProcessorRegistered{}},
		{Name: "SubprocessorConsentRequested", NL: "Toestemming voor subverwerker aangevraagd", Zero: SubprocessorConsentRequested{}},
		{Name: "SubprocessorConsentGiven", NL: "Toestemming voor subverwerker gegeven", Zero: SubprocessorConsentGiven{}},
		{Name: "SubprocessorConsentRefused", NL: "Toestemming voor subverwerker geweigerd", Zero: SubprocessorConsentRefused{}},
		{Name: "SubprocessorConsentWithdrawn", NL: "Toestemming voor subverwerker ingetrokken", Zero: SubprocessorConsentWithdrawn{}},
		{Name: "SubprocessorEngaged", NL: "Subverwerker ingeschakeld", Zero: SubprocessorEngaged{}},
		{Name: "SubprocessorFound", NL: "Subverwerker zonder toestemming aangetroffen", Zero: SubprocessorFound{}},
		{Name: "SubprocessorEnded", NL: "Subverwerker beëindigd", Zero: SubprocessorEnded{}},
		{Name: "ProcessorAudited", NL: "Audit gehouden", Zero: ProcessorAudited{}},
		{Name: "ProcessorRegistrationSupervised", NL: "Toezicht door de FG", Zero: ProcessorRegistrationSupervised{}},
		{Name: "ProcessorDeregistered", NL: "Uitgeschreven", Zero: ProcessorDeregistered{}},
		{Name: "ProcessorNonComplianceFound", NL: "Afwijking vastgesteld", Zero: ProcessorNonComplianceFound{}},
		{Name: "ProcessorNonComplianceRemedied", NL: "Afwijking hersteld", Zero: ProcessorNonComplianceRemedied{}},
	},
})

type processorEvent = domain.Event[Processor]

// Usable tells whether the processor may be used: registered, with a positive assessment of its guarantees.
func (s Processor) Usable() bool {
	return s.State == ProcessorStatusRegistered && s.Guarantees == Sufficient
}

// Flags says in words what is not as it should be.
func (s Processor) Flags() []string {
	var list []string
	if s.State == ProcessorStatusRegistered && s.Guarantees != Sufficient {
		list = append(list, "De garanties zijn niet (meer) afdoende (§7.2).")
	}
	for _, x := range s.Subprocessors {
		if x.Working() && x.Consent != ConsentGiven {
			list = append(list, "Subverwerker "+x.Name+" werkt zonder toestemming (bijlage 1.2).")
		}
	}
	for _, d := range s.Deviations {
		if d.Open() {
			list = append(list, d.Rule+": "+d.What)
		}
	}
	return list
}

// Options are the choices of a form about this processor.
func (s Processor) Options(form string) []domain.Choice {
	switch form {
	case "deviation":
		return s.Deviations.Open()
	case "subprocessor":
		var list []domain.Choice
		for _, x := range s.Subprocessors {
			if x.EndedOn == "" {
				list = append(list, domain.Choice{Value: x.ID, NL: x.Name})
			}
		}
		return list
	}
	return nil
}

// FindProcessorDeviation records that a rule was not met.
type FindProcessorDeviation struct{ domain.FindDeviation }

// ProcessorNonComplianceFound is a rule not met.
type ProcessorNonComplianceFound struct{ domain.DeviationFound }

// RemedyProcessorDeviation says how it was remedied.
type RemedyProcessorDeviation struct{ domain.RemedyDeviation }

// ProcessorNonComplianceRemedied ends the deviation; both stay in history.
type ProcessorNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c FindProcessorDeviation) Decide(_ Processor, by domain.Stamp) ([]processorEvent, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []processorEvent{ProcessorNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyProcessorDeviation) Decide(s Processor, _ domain.Stamp) ([]processorEvent, error) {
	r, news, err := c.Remedied(s.Deviations)
	if err != nil || !news {
		return nil, err
	}
	return []processorEvent{ProcessorNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e ProcessorNonComplianceFound) Evolve(s Processor, by domain.Stamp) Processor {
	s.Deviations = s.Deviations.With(e.DeviationFound, by)
	return s
}

// Evolve implements [domain.Event].
func (e ProcessorNonComplianceRemedied) Evolve(s Processor, _ domain.Stamp) Processor {
	s.Deviations = s.Deviations.Settled(e.DeviationRemedied)
	return s
}
