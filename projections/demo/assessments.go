package demo

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/transparency"
)

// planAssessments tells of necessity assessments, purpose changes and data quality (RT-04, RT-05, RT-08).
func (h *history) planAssessments() {
	h.onActive(0.15, h.necessity)
	h.onActive(0.35, h.necessity)
	h.onActive(0.28, h.newPurpose)
	h.onActive(0.45, h.rejectedPurpose)
	h.onActive(0.65, h.withdrawnPurpose)
	h.onActive(0.18, h.quality)
	h.onActive(0.6, h.quality)
}

func (h *history) necessity(a *activity) error {
	c := a.state().Content
	start := register.StartNecessity{Name: "Noodzaak " + c.Name, Activity: a.rec.stream, Process: a.process(), Assessor: h.ownerOf(a.process())}
	for _, p := range c.Purposes {
		start.Purposes = append(start.Purposes, p.Text)
	}
	for _, d := range c.DataCategories {
		start.Categories = append(start.Categories, d.Name)
	}
	extra := "Geloof of levensovertuiging"
	start.Categories = append(start.Categories, extra)
	if start.Assessor == "" {
		h.later(6, func() error { return h.necessity(a) })
		return nil
	}
	steps := []step{{0, domain.OWN, "start", always(start)}}
	for _, d := range c.DataCategories {
		steps = append(steps, step{1, domain.OWN, "justify", always(register.JustifyCategory{Category: d.Name, Purpose: c.Purposes[0].Text, Why: "Zonder deze gegevens kan de taak niet worden uitgevoerd."})})
	}
	for _, p := range c.Purposes[1:] {
		steps = append(steps, step{1, domain.OWN, "justify", always(register.JustifyCategory{Category: c.DataCategories[0].Name, Purpose: p.Text, Why: "Ook hiervoor zijn deze gegevens nodig."})})
	}
	steps = append(steps, []step{
		{1, domain.OWN, "reject", always(register.RejectCategory{Category: extra, Purpose: c.Purposes[0].Text, Why: "Voor de taak maakt dit niet uit."})},
		{2, domain.OWN, "assess-alternatives", always(register.AssessAlternatives{Fewer: domain.No, FewerWhy: "De wet vraagt deze gegevens.",
			Alternatives: []string{"Werken zonder naam: de brief kan dan niet worden gestuurd."}, Least: "Alleen inzage door wie de zaak behandelt."})},
		{1, domain.OWN, "assess-proportionality", always(register.AssessProportionality{Interference: "De inbreuk is beperkt tot de zaak.", Purpose: "Uitvoering van een wettelijke taak.",
			Weighing: "Het belang van de inwoner bij een juist besluit weegt zwaarder.", Outcome: "proportionate"})},
		{2, domain.OWN, "determine-design", always(register.DetermineDesign{Technical: []string{"Versleutelde opslag.", "Rechten per rol."}, Organisational: []string{"Werkinstructie voor inzage."},
			Security: "Basisbeveiligingsniveau 2.", Surplus: "Wat niet nodig is, wordt teruggestuurd of meteen vernietigd."})},
		{1, domain.OWN, "confirm-defaults", always(register.ConfirmDefaults{Settings: []string{"Delen met andere teams staat uit."}, Why: "Delen vraagt elke keer een besluit."})},
		{3, domain.OWN, "conclude", func() any {
			return register.ConcludeNecessity{Outcome: register.NecessityConditional, Conditions: "De rechten worden elk jaar nagekeken.", Collection: h.today()}
		}},
		{200, domain.PB, "reopen", always(register.ReopenNecessity{Cause: "technology", Reason: "Het systeem gaat brieven automatisch indelen."})},
	}...)
	return h.tell(a, h.record("necessity", ""), steps...)
}

// wish is a new purpose for the data of an activity.
func (h *history) wish(a *activity, name, purpose string) register.RequestPurpose {
	c := register.RequestPurpose{Name: name + ": " + a.state().Name, Activity: a.rec.stream, Process: a.process(), Purpose: purpose,
		WishedBy: "Team beleid", Why: "De gemeente wil weten of haar beleid werkt."}
	for _, p := range a.state().Purposes {
		c.Original = append(c.Original, p.Text)
	}
	return c
}

// weighed is a purpose that was found compatible.
func weighed() register.AssessPurpose {
	return register.AssessPurpose{Factors: register.Factors{Distance: "Het nieuwe doel ligt in het verlengde van het oude.", Link: "Dezelfde taak.",
		Context: "De inwoner gaf de gegevens voor dezelfde voorziening.", Nature: "Gewone gegevens.", Consequences: "Geen gevolgen voor de inwoner zelf.", Safeguards: "De gegevens worden geanonimiseerd."},
		NeedsDPIA: domain.No, NoDPIA: "De voortoets laat geen hoog risico zien.", Ground: "public-task", GroundLaw: "Gemeentewet, art. 160", Informing: "In de privacyverklaring, vóór het gebruik.", Outcome: "compatible"}
}

func (h *history) newPurpose(a *activity) error {
	r := h.record("purpose", "")
	return h.tell(a, r, step{0, domain.OWN, "request", always(h.wish(a, "Evaluatie", "Evalueren van het beleid met geanonimiseerde gegevens"))},
		step{6, domain.PB, "assess", always(weighed())},
		step{4, domain.OWN, "approve", func() any {
			h.later(3, func() error { return h.toldOfPurpose(a, r) })
			return register.ApprovePurpose{}
		}})
}

// toldOfPurpose publishes a text that names the new purpose; then the purpose is added to the register.
func (h *history) toldOfPurpose(a *activity, purpose *record) error {
	r := h.record("notice", "")
	steps := h.publish(func() any {
		t := h.textAbout(a, "purpose-change")
		t.Name, t.Purposes = "Nieuw doel: "+t.Name, append(t.Purposes, state[register.PurposeChange](purpose).Purpose)
		return transparency.DraftNotice{Text: t}
	})
	steps[2].command = func() any {
		h.later(2, func() error {
			return h.tell(a, purpose, step{0, domain.PB, "add", func() any { return register.AddPurpose{Notice: r.stream, Updated: h.today()} }})
		})
		return h.publication()
	}
	return h.tell(a, r, steps...)
}

func (h *history) rejectedPurpose(a *activity) error {
	bad := weighed()
	bad.Outcome, bad.Distance = register.Incompatible, "Het nieuwe doel staat los van de taak waarvoor de gegevens zijn verzameld."
	return h.tell(a, h.record("purpose", ""), step{0, domain.OWN, "request", always(h.wish(a, "Werving", "Inwoners benaderen voor een nieuwe dienst"))},
		step{5, domain.OWN, "assess", always(bad)},
		step{2, domain.OWN, "reject", always(register.RejectPurpose{Reason: "Onverenigbaar, en er is geen eigen grondslag."})})
}

func (h *history) withdrawnPurpose(a *activity) error {
	return h.tell(a, h.record("purpose", ""), step{0, domain.OWN, "request", always(h.wish(a, "Wijkprofiel", "Een profiel per wijk maken"))},
		step{14, domain.OWN, "withdraw", always(register.WithdrawPurpose{Reason: "Openbare cijfers blijken genoeg."})})
}

func (h *history) quality(a *activity) error {
	terms := register.QualityTerms{System: "Zaaksysteem", Kind: register.QualityInput, BRPLink: "indirect", Text: "Een tweede medewerker kijkt elke invoer na.", Since: h.today()}
	changed := terms
	changed.Text = "Het systeem vergelijkt elke invoer met de aanvraag."
	err := h.tell(a, h.record("quality", ""), step{0, domain.OWN, "record", always(register.RecordQuality{Activity: a.rec.stream, Process: a.process(), QualityTerms: terms})},
		step{90, domain.OWN, "fail", always(register.FailQualityCheck{What: "Een brief ging naar een oud adres.", Remedy: "Het adres is hersteld; de brief is opnieuw gestuurd."})},
		step{5, domain.OWN, "change", always(register.ChangeQuality{QualityTerms: changed, Reason: "Naar aanleiding van de verkeerde brief."})},
		step{60, domain.FG, "test", always(register.TestQuality{Outcome: "sufficient", Findings: "geen", OwnWork: domain.No})},
		step{150, domain.OWN, "end", always(register.EndQuality{Reason: "Vervangen door de controle in het nieuwe systeem."})})
	if err != nil {
		return err
	}
	h.moment()
	return h.tell(a, h.record("quality", ""), step{0, domain.OWN, "reason-absent", always(register.ReasonQualityAbsent{Activity: a.rec.stream, Process: a.process(), System: "Zaaksysteem",
		Kind: register.QualityInspect, BRPLink: "indirect", Reason: "Inwoners vragen inzage via de balie; een eigen scherm volgt."})})
}
