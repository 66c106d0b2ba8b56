package demo

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/dpia"
)

// planDPIAs tells of DPIAs and prior consultations (RT-18, RT-19): a full one with a high risk that goes to the AP, a
// short one that shows that a full one is needed, earlier ones taken over, pre-scans, and one that is cancelled.
func (h *history) planDPIAs() {
	h.onActive(0.22, h.fullDPIA)
	h.onActive(0.3, h.shortDPIA)
	for i := range 3 {
		h.onActive(0.1+0.02*float64(i), func(a *activity) error { return h.oldDPIA(a, i) })
		h.onActive(0.4+0.15*float64(i), h.onlyScreened)
	}
	h.onActive(0.5, h.cancelledDPIA)
	h.onActive(0.9, h.dpiaUnderWay)
}

// onActive does something with an active activity, on the first day from that part of history on that there is one.
func (h *history) onActive(part float64, do func(*activity) error) {
	var try func() error
	try = func() error {
		if a := h.someActive(); a != nil && a.template.task != pilot { // that process is discontinued: its stories would not end
			return do(a)
		}
		h.later(5, try)
		return nil
	}
	h.on(h.part(part), try)
}

// scan answers the pre-scan with no, but for a few criteria.
func scan(a *activity, yes int) dpia.Screen {
	s := dpia.Screening{ScoringWhy: "Mensen worden niet beoordeeld of gescoord.", AutomatedWhy: "Een medewerker neemt elk besluit.",
		MonitorWhy: "Er wordt niemand stelselmatig gevolgd.", SensitiveWhy: "Het gaat om gegevens over gezondheid of inkomen.", LargeWhy: "Het gaat om een groot deel van de inwoners.",
		MatchingWhy: "Er wordt niets gekoppeld.", VulnerWhy: "De betrokkenen zijn geen kwetsbare groep.", InnovWhy: "De techniek is bekend.",
		BlockingWhy: "Niemand loopt iets mis.", OnListWhy: "Geen van de soorten past.", OnList: domain.No}
	for i, x := range []*domain.YesNo{&s.Sensitive, &s.Large, &s.Scoring, &s.Automated, &s.Monitoring, &s.Matching, &s.Vulnerable, &s.Innovative, &s.Blocking} {
		*x = domain.No
		if i < yes {
			*x = domain.Yes
		}
	}
	if yes < 2 {
		s.LargeWhy = "Het gaat om enkele tientallen inwoners per jaar."
	}
	if yes < 1 {
		s.SensitiveWhy = "Alleen gewone gegevens."
	}
	c := dpia.Screen{Title: "DPIA " + a.state().Name, Subject: a.rec.stream, Process: a.process(), Screening: s, Outcome: dpia.Obligatory}
	if yes < 2 {
		c.Outcome, c.Reason = dpia.NotObligatory, "De voortoets laat geen hoog risico zien; de maatregelen van de afdeling zijn genoeg."
	}
	return c
}

func (h *history) tell(a *activity, r *record, steps ...step) error {
	return h.play(r, a.process(), steps)
}

// fullDPIA runs from pre-scan to closing, with a prior consultation in between.
func (h *history) fullDPIA(a *activity) error {
	r, c := h.record("dpia", ""), h.record("consultation", "")
	steps := []step{{0, domain.OWN, "screen", always(scan(a, 3))},
		{3, domain.OWN, "initiate", always(dpia.Initiate{Beginning: dpia.Beginning{Kind: dpia.Full, Triggers: []dpia.Trigger{"never-assessed", "new-technology"}}})},
		{5, domain.OWN, "start-execution", always(dpia.StartExecution{Model: "rijk-3.0"})}}
	steps = append(steps, sections(a)...)
	steps = append(steps, step{2, domain.OWN, "agree-section", always(dpia.AgreeSection{Paragraph: "purposes"})},
		step{0, domain.OWN, "agree-section", always(dpia.AgreeSection{Paragraph: "data"})})
	steps = append(steps, h.risky()...)
	steps = append(steps, []step{
		{8, domain.OWN, "ask-advice", always(dpia.AskAdvice{Question: "Zijn de maatregelen genoeg?"})},
		{12, domain.FG, "advise", always(dpia.Advise{View: dpia.Conditional, Text: "De maatregelen zijn passend, maar het risico op onterechte uitsluiting blijft hoog. Raadpleeg de AP.",
			Sections: []string{"B14: onderbouw waarom een lichter middel niet volstaat."}})},
		{4, domain.OWN, "write-section", always(dpia.WriteSection{Paragraph: "necessity", State: dpia.Ready, Text: "Een steekproef is onderzocht en volstaat niet, omdat de wet elk dossier laat beoordelen."})},
		{3, domain.OWN, "answer-advice", always(dpia.AnswerAdvice{Follow: "followed"})},
		{6, domain.PB, "report", always(dpia.DrawUpReport{Recommendations: []string{"Raadpleeg de AP voordat het nieuwe onderdeel start.", "Evalueer na een half jaar."},
			Residual: dpia.High, ResidualWhy: "Een fout in de beoordeling heeft grote gevolgen en is niet geheel te voorkomen.", Consult: domain.Yes, Document: "Z-DPIA-0001"})},
		{5, domain.OWN, "complete", always(dpia.Complete{Changes: "Alleen de onderbouwing is aangevuld, zoals de FG vroeg."})},
		{2, domain.OWN, "implement-measure", func() any {
			h.later(3, func() error { return h.consult(a, c, r) })
			return dpia.ImplementMeasure{Measure: "M1", Evidence: "Z-DPIA-0001, bijlage 2"}
		}},
		{130, domain.OWN, "conclude-consultation", func() any {
			if x, ok := c.state.(dpia.Consultation); !ok || x.State != dpia.ConsultationClosed {
				return nil
			}
			return dpia.ConcludeConsultation{Consultation: c.stream, Outcome: "De AP heeft geen bezwaar als het toezicht door een mens wordt vastgelegd."}
		}},
		{4, domain.PB, "process-results", always(dpia.ProcessResults{Where: "Het register en de privacyverklaring zijn aangepast."})},
		{2, domain.PB, "archive", always(dpia.Archive{Place: "Archief, dossier Z-DPIA-0001"})},
		{9, domain.OWN, "implement-measure", always(dpia.ImplementMeasure{Measure: "M2", Evidence: "Werkinstructie versie 2"})},
		{1, domain.OWN, "drop-measure", always(dpia.DropMeasure{Measure: "M3", Reason: "De AP vindt de maatregel niet nodig; de kosten staan niet in verhouding."})},
		{20, domain.FG, "test-measure", always(dpia.TestMeasure{Measure: "M1", Outcome: dpia.Sufficient, Findings: "geen", OwnWork: domain.No})},
		{1, domain.FG, "test-measure", always(dpia.TestMeasure{Measure: "M2", Outcome: dpia.Sufficient, Findings: "De instructie wordt gevolgd.", OwnWork: domain.No})},
		{30, domain.FG, "test", always(dpia.TestDPIA{Procedure: dpia.Sufficient, Results: dpia.Sufficient, Effectuation: dpia.Sufficient, Compliance: dpia.Sufficient, OwnWork: domain.No, Close: domain.Yes})},
	}...)
	return h.tell(a, r, steps...)
}

// sections fills in the model of the Rijk; what is in the register is taken from there.
func sections(a *activity) (list []step) {
	for i, c := range dpia.Paragraph("").Choices() {
		w := dpia.WriteSection{Paragraph: dpia.Paragraph(c.Value), State: dpia.Ready, Text: "Uitgewerkt in het verslag, hoofdstuk " + c.NL[:2] + "."}
		switch c.Value {
		case "purposes":
			w.Text, w.From = purposesOf(a), dpia.Source{Stream: a.rec.stream, Version: a.rec.version, Field: "purposes"}.String()
		case "locations":
			w.State, w.Text = dpia.NotApplicable, "De gegevens blijven in Nederland."
		}
		list = append(list, step{min(i, 1), domain.OWN, "write-section", always(w)})
	}
	return list
}

// purposesOf is what the register says of the purposes now.
func purposesOf(a *activity) string {
	var list []string
	for _, p := range a.state().Purposes {
		list = append(list, p.Text)
	}
	return strings.Join(list, "\n")
}

// risky is the middle part: remarks, risks, measures, support and the opinions other than that of the FG.
func (h *history) risky() []step {
	measure := func(text string, kind dpia.MeasureKind, before domain.YesNo, risks ...string) func() any {
		return func() any {
			return dpia.ProposeMeasure{Text: text, Kind: kind, Risks: risks, Owner: pick(h, h.jobs[domain.EMP]), Due: h.after(180), Before: before, Residual: dpia.Middle}
		}
	}
	return []step{
		{2, domain.CISO, "comment", always(dpia.PlaceComment{Paragraph: "techniques", Text: "De logging ontbreekt nog in de beschrijving."})},
		{3, domain.OWN, "answer-comment", always(dpia.AnswerComment{Comment: "C1", Answer: "De logging is toegevoegd."})},
		{1, domain.OWN, "identify-risk", always(dpia.IdentifyRisk{Description: "Een inwoner krijgt ten onrechte geen voorziening.", Origin: "Een fout in de gegevens uit een andere bron.",
			Chance: dpia.Middle, ChanceWhy: "Fouten komen enkele keren per jaar voor.", Impact: dpia.High, ImpactWhy: "De inwoner mist noodzakelijke hulp."})},
		{1, domain.PB, "identify-risk", always(dpia.IdentifyRisk{Description: "Medewerkers zien meer dan nodig is.", Origin: "Ruime rechten in het systeem.",
			Chance: dpia.Middle, ChanceWhy: "De rechten zijn per afdeling ingesteld.", Impact: dpia.Middle, ImpactWhy: "Gevoelige gegevens komen bij de verkeerde collega."})},
		{1, domain.OWN, "propose-measure", measure("Rechten per rol instellen.", "technical", domain.Yes, "R2")},
		{1, domain.OWN, "propose-measure", measure("Elke weigering laten zien door een tweede medewerker.", "organisational", domain.No, "R1")},
		{1, domain.PB, "propose-measure", measure("De bron elk kwartaal laten controleren.", "organisational", domain.No, "R1")},
		{2, domain.PB, "support", always(dpia.GiveSupport{Kind: "content", What: "De risico’s zijn in een werksessie doorgenomen."})},
		{2, domain.PB, "give-opinion", always(dpia.GiveOpinion{View: dpia.Positive, Text: "De beschrijving klopt met het register."})},
		{1, domain.CISO, "give-opinion", always(dpia.GiveOpinion{View: dpia.Conditional, Text: "Akkoord als de rechten vóór de start zijn ingesteld."})},
		{4, domain.OWN, "record-views", always(dpia.RecordViews{Sought: domain.Yes, How: "De cliëntenraad is gevraagd.", View: dpia.Conditional,
			Text: "De raad wil dat inwoners hun gegevens kunnen laten verbeteren.", Done: "De weg naar verbetering staat in de brief."})},
	}
}

// consult asks the AP, who takes longer and asks for more.
func (h *history) consult(a *activity, c, of *record) error {
	return h.tell(a, c, step{0, domain.FG, "request", func() any {
		return dpia.RequestConsultation{Title: "Raadpleging " + a.state().Name, DPIA: of.stream, Process: a.process(),
			Risk: "Onterechte uitsluiting van een voorziening.", NotReduced: "Een menselijke toets voorkomt niet elke fout.", Roles: "Het college is verwerkingsverantwoordelijke.",
			Purposes: "Beoordelen van aanvragen, met het eigen systeem.", Measures: "Rechten per rol en een tweede beoordeling.", Document: "Z-AP-0001"}
	}},
		step{15, domain.FG, "extend", always(dpia.ExtendTerm{Reason: "De verwerking is complex."})},
		step{5, domain.FG, "ask-information", always(dpia.AskInformation{What: "De uitkomsten van de proef."})},
		step{10, domain.FG, "give-information", always(dpia.GiveInformation{What: "Het verslag van de proef.", Document: "Z-AP-0001, brief 2"})},
		step{40, domain.FG, "receive-advice", always(dpia.ReceiveAdvice{View: "with-measures", Text: "Leg vast dat een mens elke weigering beoordeelt.", Document: "Z-AP-0001, advies"})},
		step{10, domain.OWN, "process-advice", always(dpia.ProcessAdvice{Measures: []string{"Werkinstructie: elke weigering langs een tweede medewerker."}, Text: "De werkinstructie is aangepast."})},
		step{10, domain.COL, "close", always(dpia.CloseConsultation{Decision: "Het college stemt in met de start onder de voorwaarden van de AP."})})
}

// shortDPIA shows that a full one is needed; later the risk changes.
func (h *history) shortDPIA(a *activity) error {
	r, full := h.record("dpia", ""), h.record("dpia", "")
	return h.tell(a, r, step{0, domain.PB, "screen", always(scan(a, 1))},
		step{2, domain.PB, "request", func() any {
			return dpia.Request{Beginning: dpia.Beginning{Kind: dpia.Short, Triggers: []dpia.Trigger{"three-years", dpia.OtherPurpose}}, To: h.ownerOf(a.process())}
		}},
		step{6, domain.OWN, "start-execution", always(dpia.StartExecution{Model: "other"})},
		step{4, domain.OWN, "answer-short", func() any {
			return dpia.AnswerShort{Met: domain.No, MetText: "Er is een koppeling bijgekomen.", Extra: domain.Yes, ExtraList: []string{"De koppeling versleutelen.", "De logging controleren."},
				ExtraKind: "technical", Owner: pick(h, h.jobs[domain.EMP]), Due: h.after(90), Greater: domain.Yes, GreaterWhy: "Er worden meer gegevens gekoppeld.",
				Full: domain.Yes, FullWhy: "De koppeling is nooit beoordeeld."}
		}},
		step{2, domain.OWN, "answer-purpose", func() any {
			h.later(1, func() error { return h.followUp(a, full, r) })
			return dpia.AnswerPurpose{Compatible: domain.Yes, Answer: "Het nieuwe doel ligt in het verlengde van het oude: dezelfde taak, dezelfde wet."}
		}},
		step{5, domain.OWN, "link-full", func() any {
			if x, ok := full.state.(dpia.DPIA); !ok || x.Kind == "" {
				return nil
			}
			return dpia.LinkFull{DPIA: full.stream}
		}},
		step{3, domain.PB, "ask-advice", always(dpia.AskAdvice{})},
		step{9, domain.FG, "advise", always(dpia.Advise{View: dpia.Positive, Text: "Akkoord. Begin spoedig met de volledige DPIA."})},
		step{2, domain.OWN, "answer-advice", always(dpia.AnswerAdvice{Follow: "partly", Because: "De volledige DPIA begint na de zomer, als de leverancier klaar is."})},
		step{3, domain.PB, "report", always(dpia.DrawUpReport{None: "De aanbevelingen komen uit de volledige DPIA.", Document: "Z-DPIA-0002"})},
		step{3, domain.OWN, "complete", always(dpia.Complete{NoRisks: "De risico’s worden in de volledige DPIA beschreven."})},
		step{60, domain.PB, "reopen", always(dpia.Reopen{Cause: dpia.ReopenCause(dpia.EnvironmentChanged), Reason: "De leverancier is overgenomen."})})
}

// followUp is the full DPIA that the short one asked for.
func (h *history) followUp(a *activity, r, short *record) error {
	return h.tell(a, r, step{0, domain.OWN, "screen", always(scan(a, 2))},
		step{1, domain.OWN, "initiate", always(dpia.Initiate{Beginning: dpia.Beginning{Kind: dpia.Full, Triggers: []dpia.Trigger{dpia.ShortShowsFull}, Follows: short.stream}})},
		step{90, domain.OWN, "start-execution", always(dpia.StartExecution{Model: "rijk-3.0"})})
}

// earlierDPIA takes over a DPIA about a collaboration or covenant that was completed some days ago, and tells its id and day.
func (h *history) earlierDPIA(of *record, process, name string, days int) (string, calendar.Date) {
	r, on := h.record("dpia", ""), h.after(-days)
	h.failed = h.as(h.one(domain.PB), domain.PB, r, dpia.TakeOver{Title: name, Subject: of.stream, Process: process, Kind: dpia.Collaboration, Completed: on, FGAdvised: domain.Yes, Document: "Z-" + r.id[:8]})
	h.moment()
	return r.id, on
}

func (h *history) oldDPIA(a *activity, i int) error {
	c := dpia.TakeOver{Title: "Eerdere DPIA " + a.state().Name, Subject: a.rec.stream, Process: a.process(), Kind: dpia.Prior,
		Completed: h.today().AddYears(-1 - i), FGAdvised: domain.Yes, Document: "Archief, DPIA van vóór het grootboek"}
	if i == 2 {
		c.FGAdvised = domain.No
	}
	return h.tell(a, h.record("dpia", ""), step{0, domain.PB, "take-over", always(c)})
}

func (h *history) onlyScreened(a *activity) error {
	return h.tell(a, h.record("dpia", ""), step{0, domain.OWN, "screen", always(scan(a, 0))})
}

func (h *history) cancelledDPIA(a *activity) error {
	return h.tell(a, h.record("dpia", ""), step{0, domain.OWN, "screen", always(scan(a, 2))},
		step{20, domain.OWN, "cancel", always(dpia.Cancel{Reason: "Het nieuwe onderdeel gaat niet door.", NotStarted: domain.Yes})})
}

// dpiaUnderWay is not finished at the end of history.
func (h *history) dpiaUnderWay(a *activity) error {
	steps := []step{{0, domain.OWN, "screen", always(scan(a, 4))},
		{4, domain.PB, "initiate", always(dpia.Initiate{Beginning: dpia.Beginning{Kind: dpia.Prior, Triggers: []dpia.Trigger{"new-high-risk"}}})},
		{4, domain.OWN, "start-execution", always(dpia.StartExecution{Model: "rijk-3.0"})}}
	steps = append(steps, sections(a)[:9]...)
	return h.tell(a, h.record("dpia", ""), append(steps, step{3, domain.PB, "import", always(dpia.ImportDocument{
		File: "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Format: dpia.RijkJSON, Rest: 2,
		Sections: []dpia.ImportedText{{Paragraph: "purposes", Text: "Aanvragen beoordelen."}, {Paragraph: "retention", Text: "Zeven jaar na het einde van de voorziening."}},
		Comments: []dpia.ImportedText{{Paragraph: "retention", Text: "Klopt deze termijn met de selectielijst?"}}})})...)
}
