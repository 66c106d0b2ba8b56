package incidents

import "github.com/heemstede/grootboek/domain"

var (
	// everybody may report: nobody is refused (B1.4, R-B4-01). The accountant reports as an employee.
	everybody = []domain.Role{domain.EMP, domain.OPL, domain.TM, domain.OWN, domain.DOM, domain.SEC, domain.COL, domain.MAYOR, domain.PB, domain.CISO, domain.FG, domain.JUR, domain.CTRL}
	judges    = []domain.Role{domain.OWN, domain.PB, domain.CISO}               // RT-25 [added]
	answers   = []domain.Role{domain.OWN, domain.SEC, domain.MAYOR, domain.COL} // B1.4-4: owner, secretary, executive
	fg        = []domain.Role{domain.FG}
)

// Record is RT-25.
var Record = domain.Define(domain.Aggregate[Incident]{
	Name: "incident", Path: "incidenten", NL: "Veiligheidsincident", Plural: "Veiligheidsincidenten", Source: "RT-25, §6, bijlage 1.4, AVG art. 33 en 34",
	Status: func(i Incident) domain.Status { return i.State },
	Statuses: []domain.StatusLabel{{Status: StatusReported, NL: "gemeld"}, {Status: StatusInventoried, NL: "feiten geïnventariseerd"}, {Status: StatusAnalysed, NL: "geanalyseerd"},
		{Status: StatusDrafted, NL: "rapportage opgesteld"}, {Status: StatusChecked, NL: "rapportage gecontroleerd"}, {Status: StatusSent, NL: "rapportage verstuurd"}, {Status: StatusClosed, NL: "gesloten"}},
	Title:   func(i Incident) string { return title(i) },
	Process: func(i Incident) string { return i.Circumstances.Process },
	Commands: []domain.CommandType[Incident]{
		{Name: "report", NL: "Incident melden", Roles: everybody, Source: "bijlage 1.4: elke medewerker", Zero: Report{},
			Help: "Meld een veiligheidsincident meteen, ook als u niet zeker weet of het een datalek is."},
		{Name: "receive", NL: "Melding van een verwerker ontvangen", Roles: []domain.Role{domain.SYS}, Source: "[added] RT-25, AVG art. 33 lid 2", Zero: Receive{},
			Help: "Een verwerker meldt via de openbare pagina. Wie het opneemt, legt vast welke verwerker het is."},
		{Name: "assign", NL: "Jurist toewijzen", Roles: []domain.Role{domain.PB, domain.CISO, domain.FG}, Source: "[added] 1.5: een jurist leest de incidenten die hem zijn toegewezen", Zero: Assign{}, Any: true,
			Help: "De jurist die u toewijst, kan dit incident lezen."},
		{Name: "inventory", NL: "Feiten vastleggen", Row: "B1.4-1", Own: true, Zero: InventoryFacts{}, In: open,
			Help: "Leg vast wat er is gebeurd, wanneer, waardoor en bij welk proces."},
		{Name: "draw-up-facts", NL: "Verslag van feiten opstellen", Row: "B1.4-1", Own: true, Zero: DrawUpFacts{}, In: open,
			Help: "Leg het verslag van feiten en omstandigheden vast. Zonder dit verslag kan de analyse niet af."},
		{Name: "analyse", NL: "Analyse vastleggen", Row: "B1.4-2", Own: true, Zero: Analyse{}, In: inventory,
			Help: "Leg de analyse vast: oorzaak, omvang en gevolgen."},
		{Name: "classify", NL: "Beoordelen of het een datalek is", Roles: judges, Source: "[added] RT-25, AVG art. 33", Own: true, Zero: Classify{}, In: open,
			Help: "Zeg of er persoonsgegevens zijn geraakt, welk risico dat geeft en sinds wanneer de gemeente het weet. De 72 uur lopen vanaf dat moment."},
		{Name: "advise", NL: "Advies over het incident geven", Row: "B1.4-3", Zero: Advise{}, In: judged,
			Help: "Adviseer over het incident en de afhandeling."},
		{Name: "raise-dilemma", NL: "Dilemma voorleggen", Row: "B1.4-4", Zero: RaiseDilemma{}, In: judged,
			Help: "Leg een dilemma voor: eerst aan de eigenaar, dan aan de gemeentesecretaris, dan aan de bestuurder."},
		{Name: "settle-dilemma", NL: "Antwoord op een dilemma", Roles: answers, Source: "bijlage 1.4, rij 4: eigenaar, gemeentesecretaris en bestuurder", Own: true, Zero: SettleDilemma{}, In: open,
			Help: "Geef uw antwoord. De volgorde is: eigenaar, gemeentesecretaris, bestuurder."},
		{Name: "draft-report", NL: "Rapportage opstellen", Row: "B1.4-5", Zero: DraftReport{}, In: judged,
			Help: "Stel de rapportage op. Iemand anders controleert haar daarna."},
		{Name: "check-report", NL: "Rapportage goedkeuren", Row: "B1.4-7", Zero: CheckReport{}, In: []domain.Status{StatusDrafted},
			Help: "U vindt de rapportage goed. Wie haar opstelde, controleert haar niet."},
		{Name: "return-report", NL: "Rapportage teruggeven", Row: "B1.4-7", Zero: ReturnReport{}, In: []domain.Status{StatusDrafted},
			Help: "Zeg wat er anders moet. De rapportage gaat terug naar de opsteller."},
		{Name: "send-report", NL: "Rapportage versturen", Row: "B1.4-5", Zero: SendReport{}, In: []domain.Status{StatusChecked},
			Help: "Leg vast aan wie de gecontroleerde rapportage is gestuurd."},
		{Name: "discuss", NL: "Bespreking met de gemeentesecretaris vastleggen", Row: "B1.4-6", Zero: Discuss{}, In: open,
			Help: "Leg vast wanneer het incident met de gemeentesecretaris is besproken, en wat daar uit kwam."},
		{Name: "decide-ap", NL: "Besluiten over melden bij de AP", Roles: fg, Source: "§6: namens het college (T-15)", Zero: DecideAp{}, In: open,
			Help: "Melden is de regel. Niet melden mag alleen als een risico voor de privacy niet aannemelijk is; zeg dan waarom."},
		{Name: "notify-ap", NL: "Melding bij de AP vastleggen", Row: "B1.4-8", Zero: NotifyAp{}, Any: true,
			Help: "Leg vast wat u in het formulier van de AP hebt verstuurd. Dit wacht niet op de rapportage. Is het later dan 72 uur, geef dan de reden."},
		{Name: "supplement-ap", NL: "Melding bij de AP aanvullen of aanpassen", Roles: fg, Source: "[added] AVG art. 33 lid 4", Zero: SupplementAp{}, Any: true,
			Help: "Leg vast wat u later aan de AP hebt gestuurd. Wat eerder is verstuurd, blijft staan."},
		{Name: "withdraw-ap", NL: "Melding bij de AP intrekken", Roles: fg, Source: "[added] formulier van de AP", Zero: WithdrawAp{}, Any: true,
			Help: "Leg vast dat de melding is ingetrokken, en waarom. Het incident blijft in het register."},
		{Name: "decide-informing", NL: "Besluiten over informeren van betrokkenen", Row: "B1.4-9", Own: true, Zero: DecideInforming{}, In: open,
			Help: "Besluit of de betrokkenen bericht krijgen, met de reden. Bij een hoog risico moet dat, behalve bij een uitzondering van de wet."},
		{Name: "inform", NL: "Informeren van betrokkenen vastleggen", Row: "B1.4-9", Own: true, Zero: Inform{}, Any: true,
			Help: "Leg vast dat de betrokkenen bericht kregen: wie trok het, hoe, wanneer en hoeveel."},
		{Name: "implement-advice", NL: "Uitvoering van adviezen vastleggen", Row: "B1.4-10", Own: true, Zero: ImplementAdvice{}, In: []domain.Status{StatusSent},
			Help: "Leg vast dat de adviezen uit de rapportage zijn uitgevoerd. De FG toetst dat daarna."},
		{Name: "test-advice", NL: "Uitvoering van adviezen toetsen", Row: "B1.4-11", Zero: TestAdvice{}, In: []domain.Status{StatusSent},
			Help: "Toets of de adviezen goed zijn uitgevoerd."},
		{Name: "close", NL: "Incident sluiten", Roles: []domain.Role{domain.PB}, Source: "[added] RT-25", Zero: Close{}, In: []domain.Status{StatusSent},
			Help: "Sluit het incident. Dit kan als de rapportage, de AP, de betrokkenen en de adviezen zijn afgehandeld."},
		{Name: "reopen", NL: "Incident heropenen", Roles: []domain.Role{domain.PB, domain.FG}, Source: "[added] na nieuwe feiten", Zero: Reopen{}, In: []domain.Status{StatusClosed},
			Help: "Er zijn nieuwe feiten. Wat is vastgelegd, blijft staan."},
		{Name: "pass-ap-period", NL: "72 uur verstreken", Roles: []domain.Role{domain.SYS}, Source: "[added] RT-25, termijnen zijn gebeurtenissen", Zero: PassApPeriod{}, Any: true,
			Help: "Het systeem legt vast dat de 72 uur voorbij zijn zonder melding en zonder besluit."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added]", Zero: FindIncidentDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added]", Zero: RemedyIncidentDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Incident]{
		{Name: "SecurityIncidentReported", NL: "Incident gemeld", Zero: SecurityIncidentReported{}},
		{Name: "IncidentAssigned", NL: "Jurist toegewezen", Zero: IncidentAssigned{}},
		{Name: "IncidentFactsInventoried", NL: "Feiten vastgelegd", Zero: IncidentFactsInventoried{}},
		{Name: "FactReportDrawnUp", NL: "Verslag van feiten opgesteld", Zero: FactReportDrawnUp{}},
		{Name: "IncidentAnalysed", NL: "Geanalyseerd", Zero: IncidentAnalysed{}},
		{Name: "IncidentClassified", NL: "Beoordeeld: datalek of niet", Zero: IncidentClassified{}},
		{Name: "IncidentAdviceGiven", NL: "Advies gegeven", Zero: IncidentAdviceGiven{}},
		{Name: "DilemmaRaised", NL: "Dilemma voorgelegd", Zero: DilemmaRaised{}},
		{Name: "DilemmaSettled", NL: "Antwoord op een dilemma", Zero: DilemmaSettled{}},
		{Name: "IncidentReportDrafted", NL: "Rapportage opgesteld", Zero: IncidentReportDrafted{}},
		{Name: "IncidentReportChecked", NL: "Rapportage goedgekeurd", Zero: IncidentReportChecked{}},
		{Name: "IncidentReportReturned", NL: "Rapportage teruggegeven", Zero: IncidentReportReturned{}},
		{Name: "IncidentReportSent", NL: "Rapportage verstuurd", Zero: IncidentReportSent{}},
		{Name: "IncidentDiscussedWithSecretary", NL: "Besproken met de gemeentesecretaris", Zero: IncidentDiscussedWithSecretary{}},
		{Name: "ApNotificationDecided", NL: "Besloten over melden bij de AP", Zero: ApNotificationDecided{}},
		{Name: "BreachNotifiedToAp", NL: "Gemeld bij de AP", Zero: BreachNotifiedToAp{}},
		{Name: "ApNotificationSupplemented", NL: "Melding bij de AP aangevuld of aangepast", Zero: ApNotificationSupplemented{}},
		{Name: "ApNotificationWithdrawn", NL: "Melding bij de AP ingetrokken", Zero: ApNotificationWithdrawn{}},
		{Name: "DataSubjectNotificationDecided", NL: "Besloten over informeren van betrokkenen", Zero: DataSubjectNotificationDecided{}},
		{Name: "DataSubjectsNotified", NL: "Betrokkenen geïnformeerd", Zero: DataSubjectsNotified{}},
		{Name: "IncidentAdviceImplemented", NL: "Adviezen uitgevoerd", Zero: IncidentAdviceImplemented{}},
		{Name: "IncidentAdviceTested", NL: "Uitvoering van adviezen getoetst", Zero: IncidentAdviceTested{}},
		{Name: "IncidentClosed", NL: "Gesloten", Zero: IncidentClosed{}},
		{Name: "IncidentReopened", NL: "Heropend", Zero: IncidentReopened{}},
		{Name: "ApNotificationPeriodPassed", NL: "De 72 uur voor de AP zijn verstreken", Zero: ApNotificationPeriodPassed{}},
		{Name: "IncidentNonComplianceFound", NL: "Afwijking vastgesteld", Zero: IncidentNonComplianceFound{}},
		{Name: "IncidentNonComplianceRemedied", NL: "Afwijking hersteld", Zero: IncidentNonComplianceRemedied{}},
	},
})

// title is the number and the kind: what happened can hold more than a title should.
func title(i Incident) string {
	if i.Number == "" {
		return ""
	}
	return i.Number + ": " + domain.ChoiceNL(i.Kind.Choices(), string(i.Kind))
}
