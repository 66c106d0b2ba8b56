package demo

import (
	"fmt"
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
)

// upkeep is daily work on some active activity: one piece, in a large ledger some more while people are at it. It returns
// false if there is no active activity.
func (h *history) upkeep() (found bool, err error) {
	a := h.someActive()
	if a == nil {
		return false, nil
	}
	pieces := 1
	if h.opt.Events >= large {
		pieces = h.between(1, 5)
	}
	for range pieces {
		if err := h.piece(a); err != nil {
			return true, err
		}
		h.moment()
	}
	return true, nil
}

func (h *history) piece(a *activity) error {
	switch x := h.rng.Float64(); {
	case x < 0.30:
		return h.test(a, h.chance(0.17))
	case x < 0.52:
		return h.ask(a)
	case x < 0.70:
		return h.maintain(a)
	case x < 0.78:
		return h.correct(a)
	case x < 0.86:
		return h.find(a)
	case x < 0.91:
		return h.remedy(a, 3)
	case x < 0.94:
		return h.assess(a)
	case x < 0.955:
		return h.superviseOffice()
	}
	return h.confirm(a)
}

// someActive picks an active activity, rather one that the FG has not tested for long.
func (h *history) someActive() (best *activity) {
	for i, found := 0, 0; i < 200 && found < 3 && len(h.acts) > 0; i++ {
		a := pick(h, h.acts)
		if !a.in(register.StatusActive) {
			continue
		}
		found++
		if best == nil || a.state().LastTested.Before(best.state().LastTested) {
			best = a
		}
	}
	return best
}

var findings = []string{
	"De omschrijving van het doel is te algemeen voor een inwoner.", "De bewaartermijn sluit niet aan op wat het systeem doet.",
	"Een ontvanger ontbreekt.", "De beveiliging is beschreven, maar niet getoetst.", "De vermelde leverancier is vervangen.",
}

// test is the FG's test. An insufficient one is also a deviation, which PB mends.
func (h *history) test(a *activity, low bool) error {
	fg := h.one(domain.FG)
	c := register.Test{Quality: "sufficient", Currency: "sufficient", Correctness: "sufficient", Completeness: "sufficient", OwnWork: domain.No}
	if h.chance(0.15) {
		c.Quality = "not-tested"
	}
	if h.chance(0.03) {
		c.OwnWork = domain.Yes
	}
	if low {
		c.Findings = pick(h, findings)
		for _, m := range []*register.Mark{&c.Currency, &c.Completeness}[h.between(0, 1):] {
			*m = "insufficient"
		}
	}
	by := act{person: fg, role: domain.FG, on: a.rec, command: c}
	if h.chance(0.08) {
		by.happened = h.earlier(a.rec)
	}
	if err := h.do(by, h.recorded()); err != nil || !low {
		return err
	}
	h.moment()
	return h.findAs(a, fg, domain.FG, register.FindDeviation{Rule: "§4.1, register actueel en juist", What: c.Findings})
}

func (h *history) findAs(a *activity, person string, role domain.Role, c register.FindDeviation) error {
	if err := h.as(person, role, a.rec, c); err != nil {
		return err
	}
	h.later(h.between(5, 80), func() error { return h.mend(a) })
	return nil
}

// mend is PB mending what was found.
func (h *history) mend(a *activity) error {
	if a.in(register.StatusActive) && h.chance(0.7) {
		if err := h.maintain(a); err != nil {
			return err
		}
	}
	return h.remedy(a, 2)
}

// find records a deviation that somebody comes across.
func (h *history) find(a *activity) error {
	since := h.after(-h.between(3, 200))
	switch h.between(0, 2) {
	case 0:
		return h.findAs(a, h.one(domain.CISO), domain.CISO, register.FindDeviation{Rule: "§6, informatiebeveiliging",
			What: pick(h, []string{"Rechten van vertrokken medewerkers stonden nog open.", "Logging stond een tijd uit.", "Het account van de leverancier had te ruime rechten."}), Since: since})
	case 1:
		return h.findAs(a, h.one(domain.PB), domain.PB, register.FindDeviation{Rule: "§7.2, verwerkersovereenkomst",
			What: pick(h, []string{"De overeenkomst met de leverancier is verlopen.", "Een subverwerker stond niet in de overeenkomst."}), Since: since})
	}
	if owner := h.ownerOf(a.process()); owner != "" {
		return h.findAs(a, owner, domain.OWN, register.FindDeviation{Rule: "§4.8, bewaartermijnen",
			What: pick(h, []string{"Dossiers zijn langer bewaard dan de termijn.", "De automatische vernietiging liep niet."}), Since: since})
	}
	return nil
}

// twist is one way in which an activity changes in practice.
type twist struct {
	what, why string
	do        func(h *history, c *register.Content)
}

var twists = []twist{
	{"Er komt een ontvanger bij.", "Nieuwe wettelijke verstrekking.", func(h *history, c *register.Content) {
		c.NoRecipients, c.Recipients = false, added(c.Recipients, pick(h, []string{"accountant, voor de controle", "het Centraal Bureau voor de Statistiek", "rekenkamer", "regionale samenwerkingspartner", "toezichthouder"}))
	}},
	{"De beveiliging is aangepast.", "Uitkomst van de jaarlijkse toets van de beveiliging.", func(h *history, c *register.Content) {
		c.Security = pick(h, securities) + pick(h, []string{"", " De maatregelen zijn dit jaar getoetst.", " Rechten worden elk kwartaal nagelopen."})
	}},
	{"Er is een systeem bijgekomen.", "Vernieuwing van het applicatielandschap.", func(h *history, c *register.Content) {
		c.Systems = addedSystem(c.Systems, pick(h, []string{"Zaaksysteem", "Rapportageomgeving", "Beveiligde e-mail", "Digitaal archief", "Formulierengenerator"}))
	}},
	{"De leverancier is gewisseld.", "Nieuwe aanbesteding.", func(h *history, c *register.Content) {
		next := pick(h, []string{"Kustlijn Software BV", "Bakenwerk ICT BV", "Duinpan Diensten BV", "Getij Hosting BV", "Strandlicht Cloud BV"})
		c.CarriedOutBy, c.Processors = "both", added(c.Processors[min(len(c.Processors), 1):], next)
	}},
	{"Er wordt een gegeven extra vastgelegd.", "Nodig voor een zorgvuldige behandeling.", func(h *history, c *register.Content) {
		name := pick(h, []string{"voorkeurstaal", "contactvoorkeur", "zaaknummer", "datum van ontvangst", "naam van de gemachtigde"})
		if !slices.ContainsFunc(c.DataCategories, func(d register.DataCategory) bool { return d.Name == name }) {
			c.DataCategories = append(slices.Clone(c.DataCategories), register.DataCategory{Name: name, Kind: register.Ordinary})
		}
	}},
	{"De groep betrokkenen is ruimer.", "Uitbreiding van de doelgroep.", func(h *history, c *register.Content) {
		c.DataSubjects = added(c.DataSubjects, pick(h, []string{"gemachtigden", "wettelijk vertegenwoordigers", "contactpersonen van instellingen", "oud-inwoners"}))
	}},
	{"De toets of een DPIA nodig is, is opnieuw gedaan.", "Driejaarlijkse herhaling.", func(h *history, c *register.Content) {
		c.DPIA = fmt.Sprintf("Opnieuw getoetst op %s: ongewijzigd", h.today().NL())
	}},
	{"De privacyverklaring is vernieuwd.", "Nieuwe tekst op de website.", func(h *history, c *register.Content) {
		c.Notices = []string{fmt.Sprintf("Privacyverklaring %s, versie %s", c.Department, h.today().NL())}
	}},
	{"Er is een convenant gesloten.", "Samenwerking in de regio.", func(h *history, c *register.Content) {
		c.Covenants = added(c.Covenants, pick(h, []string{"Regionale werkafspraken Duinstreek", "Convenant gegevensdeling kustgemeenten"}))
	}},
}

// added appends to a copy what is not there yet.
func added(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(slices.Clone(list), s)
}

func addedSystem(list []register.System, name string) []register.System {
	if slices.ContainsFunc(list, func(s register.System) bool { return s.Name == name }) {
		return list
	}
	return append(slices.Clone(list), register.System{Name: name, Kind: "own"})
}

// changed returns the content with some twists, and what they are.
func (h *history) changed(c register.Content, most int) (register.Content, twist) {
	first := pick(h, twists)
	first.do(h, &c)
	for range h.between(0, most-1) {
		pick(h, twists).do(h, &c)
	}
	return c, first
}

// ask is the owner supplying a change, which PB records some days later.
func (h *history) ask(a *activity) error {
	c, t := h.changed(a.state().Content, 4)
	id := h.id("command", h.commands+1).String()
	by, ok := h.owner(a.process(), "activity", "submit-change")
	if !ok || !a.in(register.StatusActive) {
		return nil
	}
	by.on, by.command = a.rec, register.SubmitChange{What: t.what, Why: t.why}
	if err := h.do(by, h.recorded()); err != nil {
		return err
	}
	if h.chance(0.6) { // PB sits beside the owner
		h.moment()
		return h.amend(a, c, t.why, id)
	}
	h.later(h.between(1, 14), func() error {
		next, _ := h.changed(a.state().Content, 3)
		t.do(h, &next)
		return h.amend(a, next, t.why, id)
	})
	return nil
}

// maintain is PB bringing an entry up to date by himself.
func (h *history) maintain(a *activity) error {
	c, t := h.changed(a.state().Content, 4)
	return h.amend(a, c, t.why, "")
}

// correct mends a mistake in an earlier recording and names it.
func (h *history) correct(a *activity) error {
	x := a.state()
	c := x.Content
	reason := "Bij de invoer is een verkeerde tekst overgenomen."
	switch h.between(0, 2) {
	case 0:
		c.Origin = added(c.Origin, pick(h, []string{"andere vakafdelingen", "openbare registers", "eerdere dossiers"}))
		reason = "De herkomst was niet volledig overgenomen."
	case 1:
		c.Necessity = fmt.Sprintf("Noodzaakbeoordeling NB-%04d", h.between(5000, 9999))
		reason = "Het kenmerk van de noodzaakbeoordeling was verwisseld."
	default:
		c.Security = pick(h, securities)
	}
	wrong := uint64(1)
	if h.chance(0.5) {
		wrong = uint64(h.between(1, int(x.Events)))
	}
	if len(register.Missing(c)) > 0 {
		return nil
	}
	return h.as(h.one(domain.PB), domain.PB, a.rec, register.Correct{Content: c, Corrects: wrong, Reason: reason})
}
