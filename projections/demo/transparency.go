package demo

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/transparency"
	"github.com/heemstede/grootboek/projections"
)

// planTransparency tells of privacy notices and of websites with their cookies (RT-06, RT-07).
func (h *history) planTransparency() {
	h.onActive(0.08, h.livingNotice)
	h.onActive(0.22, h.livingNotice)
	h.onActive(0.3, h.withdrawnNotice)
	h.onActive(0.4, h.objectionNotice)
	h.onActive(0.5, h.exemptActivity)
	h.onActive(0.11, h.mainWebsite)
	h.onActive(0.33, h.campaignWebsite)
	h.onActive(0.97, h.unfinishedNotice)
}

// textAbout is a text that says everything about an activity as it stands in the register now.
func (h *history) textAbout(a *activity, kind transparency.Kind) transparency.Text {
	c := a.state().Content
	t := transparency.Text{Name: c.Name + ": wat doet de gemeente met uw gegevens?", Kind: kind, Process: a.process(), Audience: strings.Join(c.DataSubjects, ", "),
		Covered:    []transparency.Covered{projections.CoveredBy(a.rec.stream, a.rec.version, c)},
		Controller: c.Controller + ", " + c.ControllerContact, Grounds: "De gemeente doet dit omdat het in de wet staat, of omdat het nodig is voor haar taak.", Recipients: c.Recipients,
		Retention: "Zo lang als de wet of de selectielijst van de gemeenten zegt. In het register staat hoe lang precies.", Rights: "U mag uw gegevens inzien, verbeteren en laten wissen. U mag ook vragen om ze een tijd niet te gebruiken.",
		Objection: "Bent u het niet eens met het gebruik van uw gegevens? Dan kunt u bezwaar maken met een brief of een e-mail.",
		Measures:  "Alleen medewerkers die uw gegevens nodig hebben, kunnen ze zien.", Access: "Vraag aan de balie, per telefoon of per e-mail welke gegevens de gemeente van u heeft.",
		Source: strings.Join(c.Origins(), ", "), Complaint: "Niet tevreden? U kunt klagen bij de Autoriteit Persoonsgegevens.", Obligatory: "Zonder deze gegevens kan de gemeente uw vraag niet behandelen.",
		Moment: transparency.BeforeProvision, Channel: "Bij het aanvraagformulier", Address: "www.duinrade.example/privacy"}
	for _, p := range c.Purposes {
		t.Purposes = append(t.Purposes, p.Text)
	}
	for _, d := range c.DataCategories {
		t.Categories = append(t.Categories, d.Name)
	}
	t.Transfers = strings.Join(c.Transfers, "\n")
	if c.OutsideEU == domain.Yes && t.Transfers == "" {
		t.Transfers = "Naar een land buiten de EU, met een modelcontract van de Europese Commissie."
	}
	if c.Uses("consent") {
		t.Consent = "U kunt uw toestemming altijd intrekken. Bel of mail de gemeente."
	}
	if c.Uses("legitimate-interest") {
		t.Interest = "De gemeente wil haar gebouwen en haar mensen beschermen."
	}
	if c.Automated == domain.Yes {
		t.Automated = "De computer neemt het besluit. U kunt vragen of een medewerker er naar kijkt."
	}
	if kind == transparency.PrivacyStatement {
		t.Name, t.Cookies = "Privacyverklaring van de gemeente Duinrade", "De website plaatst cookies die nodig zijn. Voor filmpjes van anderen vraagt de gemeente eerst toestemming."
	}
	return t
}

// publish are the steps of a text from draft to publication.
func (h *history) publish(text func() any) []step {
	return []step{{0, domain.PB, "draft", text}, {3, domain.OWN, "approve", always(transparency.ApproveNotice{})}, {2, domain.PB, "publish", h.publication}}
}

func (h *history) publication() any { return transparency.PublishNotice{From: h.today()} }

// livingNotice is published, told with (once too late), overtaken by the register and published anew.
func (h *history) livingNotice(a *activity) error {
	r := h.record("notice", "")
	steps := append(h.publish(func() any { return transparency.DraftNotice{Text: h.textAbout(a, "service")} }),
		step{10, domain.OWN, "record-moment", always(transparency.RecordInformationMoment{Activity: a.rec.stream, Moment: transparency.BeforeProvision, Channel: "Bij het formulier op de website"})},
		step{40, domain.OWN, "record-moment", always(transparency.RecordInformationMoment{Activity: a.rec.stream, Moment: transparency.FirstContact, Channel: "Folder bij de eerste brief"})},
		step{15, domain.FG, "remedy-deviation", func() any { return transparency.RemedyNoticeDeviation{RemedyDeviation: h.remedyNotice(r)} }},
		step{60, domain.SYS, "mark-for-revision", func() any {
			return transparency.MarkNoticeForRevision{Activity: a.rec.stream, Version: a.rec.version, Fields: []string{"Bewaartermijnen"}}
		}},
		step{8, domain.PB, "redraft", func() any {
			t := h.textAbout(a, "service")
			t.Retention = "U leest in het register van verwerkingen hoe lang de gemeente uw gegevens bewaart."
			return transparency.RedraftNotice{Text: t}
		}},
		step{4, domain.OWN, "approve", always(transparency.ApproveNotice{})},
		step{3, domain.PB, "publish", h.publication})
	return h.tell(a, r, steps...)
}

// remedyNotice remedies the first deviation that stands.
func (h *history) remedyNotice(r *record) domain.RemedyDeviation {
	m := domain.RemedyDeviation{How: "De folder gaat voortaan mee met het formulier."}
	for _, d := range r.state.(transparency.Notice).Deviations {
		if d.Open() {
			m.Deviation = d.ID
		}
	}
	return m
}

func (h *history) withdrawnNotice(a *activity) error {
	return h.tell(a, h.record("notice", ""), append(h.publish(func() any { return transparency.DraftNotice{Text: h.textAbout(a, "registration")} }),
		step{120, domain.OWN, "withdraw", always(transparency.WithdrawNotice{Reason: "De informatie staat nu in de algemene privacyverklaring."})})...)
}

func (h *history) objectionNotice(a *activity) error {
	return h.tell(a, h.record("notice", ""), h.publish(func() any {
		t := h.textAbout(a, transparency.ObjectionNotice)
		t.Name, t.Moment = "Bezwaar maken tegen gebruik van uw gegevens: "+a.state().Name, transparency.FirstContact
		return transparency.DraftNotice{Text: t}
	})...)
}

func (h *history) unfinishedNotice(a *activity) error {
	return h.tell(a, h.record("notice", ""), h.publish(func() any { return transparency.DraftNotice{Text: h.textAbout(a, "website")} })[0])
}

func (h *history) exemptActivity(a *activity) error {
	return h.tell(a, h.record("notice", ""), step{0, domain.OWN, "record-exemption", always(transparency.RecordExemption{Name: "Vrijstelling: " + a.state().Name, Process: a.process(),
		Exemption: transparency.Exemption{Activity: a.rec.stream, Ground: "impossible", Reason: "Van de meeste mensen heeft de gemeente geen adres.", Measures: "De informatie staat op de website en hangt in het gemeentehuis."}})})
}

// mainWebsite had no privacy statement and no cookie notice when it was registered: deviations, remedied since.
func (h *history) mainWebsite(a *activity) error {
	statement, site := h.record("notice", ""), h.record("website", "")
	terms := transparency.WebsiteTerms{Address: "www.duinrade.example", Process: a.process(), Grounds: []domain.Ground{"legal-obligation", "consent"}, RegisterHere: domain.No, PolicyHere: domain.Yes}
	moved := terms
	moved.RegisterHere = domain.Yes
	video := transparency.Cookie{Name: "video", Purpose: "Toont filmpjes van een ander.", Consent: domain.Yes, Ground: "consent"}
	language := transparency.Cookie{Name: "taal", Purpose: "Onthoudt de taal.", Consent: domain.No, Ground: "legitimate-interest"}
	remedy := func() any { return transparency.RemedyWebsiteDeviation{RemedyDeviation: h.remedyWebsite(site)} }
	if err := h.tell(a, statement, h.publish(func() any { return transparency.DraftNotice{Text: h.textAbout(a, transparency.PrivacyStatement)} })...); err != nil {
		return err
	}
	h.moment()
	return h.tell(a, site, step{0, domain.PB, "register", always(transparency.RegisterWebsite{WebsiteTerms: terms})},
		step{5, domain.OWN, "record-cookies", always(transparency.RecordCookies{Cookies: []transparency.Cookie{language, video}, NoticeRequired: domain.Yes})},
		step{20, domain.OWN, "place-cookie-notice", always(transparency.PlaceCookieNotice{})},
		step{5, domain.OWN, "link-statement", always(transparency.LinkPrivacyStatement{Statement: statement.stream, Provision: domain.Yes})},
		step{3, domain.FG, "remedy-deviation", remedy},
		step{1, domain.FG, "remedy-deviation", remedy},
		step{90, domain.PB, "check", always(transparency.CheckWebsite{Findings: "Geen bijzonderheden."})},
		step{10, domain.PB, "amend", always(transparency.AmendWebsite{WebsiteTerms: moved})},
		step{120, domain.OWN, "record-cookies", always(transparency.RecordCookies{Cookies: []transparency.Cookie{language}, NoticeRequired: domain.No})},
		step{2, domain.OWN, "take-down-cookie-notice", always(transparency.RemoveCookieNotice{Reason: "De filmpjes van anderen zijn weg."})})
}

func (h *history) remedyWebsite(r *record) domain.RemedyDeviation {
	m := domain.RemedyDeviation{How: "Op de website gezien en in orde."}
	for _, d := range r.state.(transparency.Website).Deviations {
		if d.Open() {
			m.Deviation = d.ID
		}
	}
	return m
}

// campaignWebsite is gone again; until then it lacked a statement.
func (h *history) campaignWebsite(a *activity) error {
	return h.tell(a, h.record("website", ""),
		step{0, domain.OWN, "register", always(transparency.RegisterWebsite{WebsiteTerms: transparency.WebsiteTerms{Address: "strand.duinrade.example", Process: a.process(),
			Grounds: []domain.Ground{"public-task"}, GroundWhy: "De website meldt hoe druk het op het strand is."}})},
		step{100, domain.OWN, "retire", always(transparency.RetireWebsite{Reason: "De proef is voorbij."})})
}
