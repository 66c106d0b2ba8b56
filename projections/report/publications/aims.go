package publications

import (
	"strconv"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/domain/processors"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/sharing"
	"github.com/heemstede/grootboek/domain/transparency"
	"github.com/heemstede/grootboek/projections"
	"github.com/heemstede/grootboek/projections/report"
)

// aim is one of the five aims of §2.2 with what is counted for it. Which figure stands under which aim is a choice of this
// program: the policy names the aims, not the figures.
type aim struct {
	title, short string
	measures     []measure
}

var (
	activities   = report.Unit{One: "verwerking", Many: "verwerkingen"}
	dpias        = report.Unit{One: "DPIA", Many: "DPIA’s"}
	actions      = report.Unit{One: "maatregel", Many: "maatregelen"}
	notices      = report.Unit{One: "tekst", Many: "teksten"}
	times        = report.Unit{One: "keer", Many: "keer"}
	tests        = report.Unit{One: "toets", Many: "toetsen"}
	advices      = report.Unit{One: "advies", Many: "adviezen"}
	deviations   = report.Unit{One: "afwijking", Many: "afwijkingen"}
	terms        = report.Unit{One: "termijn", Many: "termijnen"}
	incidentUnit = report.Unit{One: "incident", Many: "incidenten"}
	agreements   = report.Unit{One: "afspraak", Many: "afspraken"}
	changes      = report.Unit{One: "wijziging", Many: "wijzigingen"}
)

var aims = []aim{
	{"1. Bescherming van inwoners", "bescherming van inwoners", []measure{ // §2.2 under 1: risks of the information society
		{Key: "verwerkingen", NL: "Verwerkingen in het register", Unit: activities, Trend: true, Stand: of(inRegister, "activity"),
			Definition: "Stand. Geregistreerd en niet beëindigd, ook als zij nog niet zijn gestart of zijn opgeschort (§4.1)."},
		{Key: "verwerkingen-gevoelig", NL: "Waarvan met gevoelige gegevens", Unit: activities, PartOf: "verwerkingen", Stand: of(sensitive, "activity"),
			Definition: "Stand. Met bijzondere persoonsgegevens, strafrechtelijke gegevens of het BSN (§4.4)."},
		{Key: "dpia-afgerond", NL: "DPIA’s afgerond", Unit: dpias, Trend: true, Told: events("DpiaCompleted"),
			Definition: "In de periode afgerond, korte en volledige (§4.9). Een DPIA die is heropend en weer afgerond, telt opnieuw."},
		{Key: "dpia-lopend", NL: "DPIA’s die lopen", Unit: dpias, Stand: of(dpiaRuns, "dpia"),
			Definition: "Stand. Gestart, en nog niet afgerond, gesloten of geannuleerd (§4.9)."},
		{Key: "beveiliging", NL: "Beveiligingsmaatregelen die er zijn", Unit: actions, Stand: of(inPlace, "security"),
			Definition: "Stand. Ingevoerd en niet beëindigd (§6.1)."},
		{Key: "maatregelen-uitgevoerd", NL: "Maatregelen en aanbevelingen uitgevoerd", Unit: actions, Trend: true, Told: events("MeasureImplemented"),
			Definition: "In de periode uitgevoerd gemeld: uit DPIA’s, incidenten, toetsen en controles (RT-20)."}}},
	{"2. Vertrouwen en draagvlak", "vertrouwen en draagvlak", []measure{ // §2.2 under 2
		{Key: "openbaar", NL: "Verwerkingen in het openbare register", Unit: activities, Trend: true, Stand: of(public, "activity"),
			Definition: "Stand. Te zien voor iedereen op de website (§4.1)."},
		{Key: "teksten", NL: "Teksten voor inwoners die gelden", Unit: notices, Stand: of(noticeInForce, "notice"),
			Definition: "Stand. Privacyverklaringen en mededelingen met een versie die op die dag gold (§4.2)."},
		{Key: "geinformeerd", NL: "Momenten waarop mensen zijn geïnformeerd", Unit: times, Told: events("InformationMomentRecorded"),
			Definition: "In de periode vastgelegd (§4.2). Eén moment kan over veel mensen gaan."},
		{Key: "bewustwording", NL: "Activiteiten voor bewustwording", Unit: times, Trend: true, Told: events("TrainingHeld", "CleanUpDayHeld", "AwarenessMessagePublished"),
			Definition: "In de periode gehouden trainingen en opschoondagen, en gepubliceerde berichten (§8)."}}},
	{"3. Verantwoording", "verantwoording", []measure{ // §2.2 under 3: council, AP and court
		{Key: "toetsen", NL: "Toetsen van de functionaris gegevensbescherming", Unit: tests, Trend: true, Told: events("SupervisionTestConcluded", "TestConcluded", "RegisterEntryTested"),
			Definition: "In de periode afgerond, op één onderdeel of als geheel, met die van het register (§3.3)."},
		{Key: "adviezen", NL: "Adviezen gegeven", Unit: advices, Told: events("AdviceGiven", "UnaskedAdviceGiven", "FgDpiaAdviceGiven"),
			Definition: "In de periode gegeven, gevraagd en ongevraagd, met die over DPIA’s (bijlage 1.5 en 1.6)."},
		{Key: "afwijkingen", NL: "Afwijkingen vastgesteld", Unit: deviations, Trend: true, Told: found,
			Definition: "In de periode vastgesteld dat iets niet ging zoals de wet of het beleid vraagt, in welk register ook."},
		{Key: "afwijkingen-hersteld", NL: "Afwijkingen hersteld", Unit: deviations, Trend: true, Told: remedied,
			Definition: "In de periode hersteld, ook als zij eerder zijn vastgesteld."},
		{Key: "termijnen-op-tijd", NL: "Termijnen op tijd voldaan", Unit: terms, Told: events("ObligationMet"),
			Definition: "In de periode gedaan vóór het einde van de termijn."},
		{Key: "termijnen-voorbij", NL: "Termijnen voorbijgegaan", Unit: terms, Told: events("ObligationPassed"),
			Definition: "In de periode afgelopen zonder dat was gedaan wat moest, ook als het later alsnog is gedaan."}}},
	{"4. Afbreuk- en aansprakelijkheidsrisico’s", "afbreuk- en aansprakelijkheidsrisico’s", []measure{ // §2.2 under 4
		{Key: "incidenten", NL: "Veiligheidsincidenten ontdekt", Unit: incidentUnit, Trend: true, Stand: cases(discovered, "incident"),
			Definition: "In de periode ontdekt, ook als het geen datalek was (§6)."},
		{Key: "datalekken", NL: "Waarvan datalek", Unit: incidentUnit, PartOf: "incidenten", Trend: true, Stand: cases(breach, "incident"),
			Definition: "Ontdekt in de periode en, zoals nu bekend, beoordeeld als datalek (§6)."},
		{Key: "ap-gemeld", NL: "Waarvan gemeld bij de Autoriteit Persoonsgegevens", Unit: incidentUnit, PartOf: "datalekken", Stand: cases(toldAP, "incident"),
			Definition: "Datalek, ontdekt in de periode en gemeld, ook als de melding later is ingetrokken (§6)."},
		{Key: "afspraken", NL: "Afspraken met anderen die gelden", Unit: agreements, Stand: of(arranged, projections.CheckedKinds...),
			Definition: "Stand. Verwerkersovereenkomsten, convenanten en uitwisselingsafspraken die zijn gesloten en niet geëindigd (§2.3, §7.1, §7.2)."},
		{Key: "afspraken-te-laat", NL: "Waarvan de jaarlijkse controle te laat is", Unit: agreements, PartOf: "afspraken", Stand: of(checkLate, projections.CheckedKinds...),
			Definition: "Stand. De laatste dag voor de jaarlijkse controle is voorbij (§7.1, §7.2)."},
		{Key: "vernietigd", NL: "Vernietigingen uitgevoerd", Unit: times, Told: events("DestructionPerformed", "SurplusDataDestroyed"),
			Definition: "In de periode vastgelegd dat gegevens zijn vernietigd (§4.8)."},
		{Key: "vernietiging-te-laat", NL: "Vernietigingen te laat", Unit: times, Told: events("DestructionOverdue"),
			Definition: "In de periode vastgesteld dat niet op tijd is vernietigd (§4.8)."}}},
	{"5. Technologische en wettelijke ontwikkelingen", "technologische en wettelijke ontwikkelingen", []measure{ // §2.2 under 5
		{Key: "register-gewijzigd", NL: "Wijzigingen in het register", Unit: changes, Trend: true, Told: events("ProcessingActivityAmended"),
			Definition: "In de periode gewijzigde onderdelen van verwerkingen. Verbeteringen van fouten tellen niet mee."},
		{Key: "nieuwe-doelen", NL: "Nieuwe doelen beoordeeld", Unit: times, Told: events("PurposeChangeApproved", "PurposeChangeRejected"),
			Definition: "In de periode beslist over een nieuw doel, goedgekeurd of afgewezen (§4.3)."},
		{Key: "teksten-vernieuwd", NL: "Teksten voor inwoners gepubliceerd", Unit: notices, Told: events("NoticePublished"),
			Definition: "In de periode gepubliceerde versies, nieuw of herzien (§4.2)."},
		{Key: "bewaarregels", NL: "Bewaarregels vastgesteld of gewijzigd", Unit: times, Told: events("RetentionRuleSet", "RetentionRuleChanged"),
			Definition: "In de periode (§4.8)."},
		{Key: "noodzaak", NL: "Beoordelingen van noodzaak afgerond", Unit: times, Trend: true, Told: events("NecessityAssessmentConcluded"),
			Definition: "In de periode afgeronde beoordelingen van noodzaak, subsidiariteit, proportionaliteit en privacy by design (§4.5, §4.6)."}}},
}

// Every record type has its own event for a rule not met and for its remedy; a test keeps these lists whole.
var (
	found = events("NonComplianceFound", "AgreementNonComplianceFound", "CollaborationNonComplianceFound", "ContractNonComplianceFound", "CovenantNonComplianceFound",
		"DestructionNonComplianceFound", "ExchangeArrangementNonComplianceFound", "IncidentNonComplianceFound", "NoticeNonComplianceFound", "PersonalDataNonComplianceFound", "ProcessorNonComplianceFound", "WebsiteNonComplianceFound",
		"RequestNonComplianceFound", "RestrictionBreached", "ComplaintNonComplianceFound", "AdministrativeObjectionNonComplianceFound", "SharingDecisionNonComplianceFound", "DocumentNonComplianceFound")
	remedied = events("NonComplianceRemedied", "AgreementNonComplianceRemedied", "CollaborationNonComplianceRemedied", "ContractNonComplianceRemedied", "CovenantNonComplianceRemedied",
		"DestructionNonComplianceRemedied", "ExchangeArrangementNonComplianceRemedied", "IncidentNonComplianceRemedied", "NoticeNonComplianceRemedied", "PersonalDataNonComplianceRemedied", "ProcessorNonComplianceRemedied", "WebsiteNonComplianceRemedied",
		"RequestNonComplianceRemedied", "RestrictionNonComplianceRemedied", "ComplaintNonComplianceRemedied", "AdministrativeObjectionNonComplianceRemedied", "SharingDecisionNonComplianceRemedied", "DocumentNonComplianceRemedied")
)

func inRegister(a register.Activity, _ calendar.Date) bool {
	return a.State == register.StatusRegistered || a.State == register.StatusApproved || a.State == register.StatusActive || a.State == register.StatusSuspended
}

func sensitive(a register.Activity, day calendar.Date) bool {
	return inRegister(a, day) && (a.Has(register.Special) || a.Has(register.Criminal) || a.Has(register.BSN))
}

func public(a register.Activity, _ calendar.Date) bool { return a.Public() }

func dpiaRuns(d dpia.DPIA, _ calendar.Date) bool {
	switch d.State {
	case dpia.StatusInitiated, dpia.StatusExecuting, dpia.StatusAdvice, dpia.StatusReported:
		return true
	}
	return false
}

func inPlace(s control.SecurityMeasure, _ calendar.Date) bool {
	return s.State == control.SecurityStatusInPlace
}

func noticeInForce(n transparency.Notice, day calendar.Date) bool { return len(n.InForce(day)) > 0 }

func discovered(i incidents.Incident, day calendar.Date) bool {
	at, ok := i.Discovered.Time()
	return ok && strconv.Itoa(at.In(calendar.Amsterdam).Year()) == string(day[:4])
}

func breach(i incidents.Incident, day calendar.Date) bool {
	return discovered(i, day) && i.Breach == domain.Yes
}

func toldAP(i incidents.Incident, day calendar.Date) bool { return breach(i, day) && i.ApTold != "" }

// arranged and checkLate are about three record types.
func arranged(state any, _ calendar.Date) bool {
	switch x := state.(type) {
	case processors.Agreement:
		return x.State == processors.AgreementStatusConcluded || x.State == processors.AgreementStatusInForce || x.State == processors.AgreementStatusEnding
	case sharing.Covenant:
		return x.State == sharing.CovenantIsConcluded || x.State == sharing.CovenantIsInForce || x.State == sharing.CovenantIsEnding
	case sharing.ExchangeArrangement:
		return !x.Ended
	}
	return false
}

func checkLate(state any, day calendar.Date) bool {
	if !arranged(state, day) {
		return false
	}
	x, ok := state.(interface{ CheckOverdue(calendar.Date) bool })
	return ok && x.CheckOverdue(day)
}
