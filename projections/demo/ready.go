package demo

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/processors"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/transparency"
)

// maxTries bounds how often the owner comes back to an activity that may not start yet.
const maxTries = 8

// lacking are the letters of the start conditions that are not met now.
func (h *history) lacking(a *activity) (list []string) {
	by := domain.Stamp{Facts: h.world, Happened: h.recorded(), Recorded: h.recorded()}
	for _, c := range register.Conditions {
		if c.Check(a.state(), by).Verdict == register.NotMet {
			list = append(list, c.Letter)
		}
	}
	return list
}

// prepare does what lacks before an activity may start; it takes some weeks. It tells whether there was anything to do.
func (h *history) prepare(a *activity) (bool, error) {
	lacks := h.lacking(a)
	if len(lacks) == 0 {
		return false, nil
	}
	for _, l := range lacks {
		if err := h.arrange(a, l); err != nil {
			return true, err
		}
		h.moment()
	}
	return true, nil
}

func (h *history) arrange(a *activity, letter string) error {
	switch letter {
	case "c":
		return h.shortNecessity(a)
	case "e":
		if h.chance(0.12) && !h.underway(a) {
			return h.priorDPIA(a)
		}
		return h.onlyScreened(a)
	case "h":
		return h.agreements(a)
	case "k":
		return h.tell(a, h.record("notice", ""), h.publish(func() any { return transparency.DraftNotice{Text: h.textAbout(a, "service")} })...)
	case "m":
		return h.allQuality(a)
	}
	return nil // the rest follows from these, or waits
}

// underway tells whether a DPIA about the activity is not completed yet.
func (h *history) underway(a *activity) bool {
	return slices.ContainsFunc(h.Linked(a.rec.stream, "dpia"), func(t domain.Told) bool {
		d := t.Says.(domain.DPIAFacts)
		return d.Initiated && d.Completed == "" && !d.Cancelled
	})
}

// shortNecessity is an assessment in a few days: everything needed, weighed, designed.
func (h *history) shortNecessity(a *activity) error {
	c := a.state().Content
	start := register.StartNecessity{Name: "Noodzaak " + c.Name, Activity: a.rec.stream, Process: a.process(), Assessor: h.ownerOf(a.process())}
	for _, p := range c.Purposes {
		start.Purposes = append(start.Purposes, p.Text)
	}
	if start.Assessor == "" || len(start.Purposes) == 0 {
		return nil
	}
	steps := []step{}
	for _, d := range c.DataCategories {
		start.Categories = append(start.Categories, d.Name)
		steps = append(steps, step{1, domain.OWN, "justify", always(register.JustifyCategory{Category: d.Name, Purpose: c.Purposes[0].Text, Why: "Zonder deze gegevens kan de taak niet worden uitgevoerd."})})
	}
	for _, p := range c.Purposes[1:] {
		steps = append(steps, step{1, domain.OWN, "justify", always(register.JustifyCategory{Category: c.DataCategories[0].Name, Purpose: p.Text, Why: "Ook hiervoor zijn deze gegevens nodig."})})
	}
	steps = append([]step{{0, domain.OWN, "start", always(start)}}, steps...)
	steps = append(steps, []step{
		{1, domain.OWN, "assess-alternatives", always(register.AssessAlternatives{Fewer: domain.No, FewerWhy: "De wet vraagt deze gegevens.",
			Alternatives: []string{"Werken zonder naam: de brief kan dan niet worden gestuurd."}, Least: "Alleen inzage door wie de zaak behandelt."})},
		{1, domain.OWN, "assess-proportionality", always(register.AssessProportionality{Interference: "De inbreuk is beperkt tot de zaak.", Purpose: "Uitvoering van een taak van de gemeente.",
			Weighing: "Het belang van de inwoner bij een juist besluit weegt zwaarder.", Outcome: "proportionate"})},
		{1, domain.OWN, "determine-design", always(register.DetermineDesign{Technical: []string{"Versleutelde opslag.", "Rechten per rol."}, Organisational: []string{"Werkinstructie voor inzage."},
			Security: "Basisbeveiligingsniveau 2.", Surplus: "Wat niet nodig is, wordt teruggestuurd of meteen vernietigd."})},
		{1, domain.OWN, "confirm-defaults", always(register.ConfirmDefaults{Settings: []string{"Delen met andere teams staat uit."}, Why: "Delen vraagt elke keer een besluit."})},
		{1, domain.OWN, "conclude", func() any {
			return register.ConcludeNecessity{Outcome: register.NecessityPositive, Collection: h.after(30)}
		}},
	}...)
	return h.tell(a, h.record("necessity", ""), steps...)
}

// priorDPIA is a DPIA before the start, in its shortest form.
func (h *history) priorDPIA(a *activity) error {
	measure := func() any {
		return dpia.ProposeMeasure{Text: "Rechten per rol instellen.", Kind: "technical", Risks: []string{"R1"}, Owner: pick(h, h.jobs[domain.EMP]), Due: h.after(60), Before: domain.Yes, Residual: dpia.Low}
	}
	begin := []step{{0, domain.OWN, "screen", always(scan(a, 3))},
		{1, domain.OWN, "initiate", always(dpia.Initiate{Beginning: dpia.Beginning{Kind: dpia.Prior, Triggers: []dpia.Trigger{"never-assessed"}}})},
		{2, domain.OWN, "start-execution", always(dpia.StartExecution{Model: "rijk-3.0"})}}
	end := []step{
		{3, domain.OWN, "identify-risk", always(dpia.IdentifyRisk{Description: "Medewerkers zien meer dan nodig is.", Origin: "Ruime rechten in het systeem.",
			Chance: dpia.Middle, ChanceWhy: "De rechten zijn per afdeling ingesteld.", Impact: dpia.Middle, ImpactWhy: "Gevoelige gegevens komen bij de verkeerde collega."})},
		{1, domain.OWN, "propose-measure", measure},
		{2, domain.OWN, "ask-advice", always(dpia.AskAdvice{Question: "Is dit genoeg?"})},
		{5, domain.FG, "advise", always(dpia.Advise{View: dpia.Positive, Text: "Akkoord."})},
		{1, domain.OWN, "answer-advice", always(dpia.AnswerAdvice{Follow: "followed"})},
		{2, domain.PB, "report", always(dpia.DrawUpReport{Recommendations: []string{"Kijk de rechten elk jaar na."}, Residual: dpia.Low, ResidualWhy: "De rechten zijn beperkt.", Consult: domain.No, Document: "Z-DPIA"})},
		{1, domain.OWN, "implement-measure", always(dpia.ImplementMeasure{Measure: "M1", Evidence: "Z-DPIA, bijlage 1"})},
		{2, domain.OWN, "complete", always(dpia.Complete{})},
		{2, domain.PB, "process-results", always(dpia.ProcessResults{Where: "Het register."})},
		{1, domain.PB, "archive", always(dpia.Archive{Place: "Archief"})}}
	return h.tell(a, h.record("dpia", ""), slices.Concat(begin, sections(a), end)...)
}

// allQuality records the four measures "in any case" of §4.7.
func (h *history) allQuality(a *activity) error {
	link := a.state().BRPLink
	third := register.QualityLink
	if link == "none" || link == "" {
		link, third = "none", register.QualityVerify
	}
	for _, m := range []struct {
		kind register.QualityKind
		text string
	}{{register.QualityInput, "Een tweede medewerker kijkt elke invoer na."}, {register.QualitySystem, "Het systeem controleert de invoer op vorm en samenhang."},
		{third, "Het adres wordt in de BRP nagekeken vóór het gebruik."}, {register.QualityInspect, "Inwoners vragen inzage en verbetering via het loket (§5.1)."}} {
		h.moment()
		terms := register.QualityTerms{System: "Zaaksysteem", Kind: m.kind, BRPLink: link, Text: m.text, Since: h.today()}
		if link == "none" {
			terms.Procedure = "Werkinstructie BRP"
		}
		if m.kind == register.QualityInspect {
			terms.Requests = "Procedure rechten van betrokkenen"
		}
		err := h.tell(a, h.record("quality", ""), step{0, domain.OWN, "record", always(register.RecordQuality{Activity: a.rec.stream, Process: a.process(), QualityTerms: terms})})
		if err != nil {
			return err
		}
	}
	return nil
}

// supplier is a processor by name, with the agreement that takes new activities in.
type supplier struct{ processor, agreement *record }

// full is how many activities one agreement takes: the next one gets an agreement of its own.
const full = 20

// agreements sees to an agreement with every processor that the activity names.
func (h *history) agreements(a *activity) error {
	names := slices.Clone(a.state().Processors)
	for _, t := range h.Linked(a.rec.stream, "processor") {
		names = added(names, t.Title)
	}
	for _, name := range names {
		if err := h.agree(a, name); err != nil {
			return err
		}
		h.moment()
	}
	return nil
}

func (h *history) agree(a *activity, name string) error {
	s := h.suppliers[name]
	if s == nil {
		s = &supplier{processor: h.record("processor", "")}
		h.suppliers[name] = s
		steps := h.registered(vendor{name: name, process: a.template.task, services: "Levering en beheer van het systeem."})
		steps[0].command = func() any {
			terms := h.processorTerms(vendor{name: name, process: a.template.task, services: "Levering en beheer van het systeem."})
			terms.Activities = []string{a.rec.id}
			return processors.Propose{ProcessorTerms: terms}
		}
		if err := h.tell(a, s.processor, steps...); err != nil {
			return err
		}
	}
	if s.agreement != nil {
		x, ok := s.agreement.state.(processors.Agreement)
		if ok && x.State == processors.AgreementStatusInForce && len(x.Activities) < full {
			c := processors.AmendAgreement{Clauses: x.Clauses, AgreementPeriod: x.AgreementPeriod, Activities: added(x.Activities, a.rec.id), Reason: "De verwerking is gewijzigd of erbij gekomen."}
			return h.play(s.agreement, x.AgreementTerms.Process, []step{{0, domain.OWN, "amend", always(c)}})
		}
		if ok && !x.InForceOn(h.today()) && x.EndedOn == "" && x.State != processors.AgreementStatusEnding {
			return nil // it is being concluded
		}
	}
	s.agreement = h.record("agreement", "")
	terms := processors.AgreementTerms{Name: "Verwerkersovereenkomst " + name, Processor: s.processor.id, Process: a.process(), Activities: []string{a.rec.id},
		MainAgreement: "Contract " + name, Integral: domain.Yes, Template: processors.VNG, Model: h.vng}
	return h.tell(a, s.agreement, step{4, domain.OWN, "draft", always(processors.DraftAgreement{AgreementTerms: terms})},
		step{3, domain.OWN, "revise", always(processors.ReviseAgreement{AgreementTerms: terms, Clauses: clauses(), Reason: "De elementen zijn ingevuld."})},
		step{2, domain.OWN, "offer", always(processors.OfferAgreement{})},
		step{6, domain.OWN, "conclude", h.sign(0, 0)})
}
