package demo

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/events/vault"
)

// planDossiers tells what becomes of personal data in the vault (RT-36): read, rectified, restricted, kept and gone.
func (h *history) planDossiers() {
	h.onActive(0.2, h.erasedByTwo)
	h.onActive(0.05, h.erasedAtTerm)
	h.onActive(0.5, h.keptAfterAll)
	h.onActive(0.6, h.lostDossier)
}

// reportedBy is an incident that somebody from outside told of, with his name and number in the vault.
func (h *history) reportedBy(who string) (*record, error) {
	r := h.record("incident", "")
	by, _ := h.employee()
	by.on, by.command = r, incidents.Report{Kind: "other", Description: h.secret(r.id, "description", "Iemand van buiten kreeg post die niet voor hem was."), Discovered: h.ago(2)}
	if err := h.do(by, h.recorded()); err != nil {
		return nil, err
	}
	d := h.dossiers[r.id]
	ref := h.secret(r.id, "contact", who)
	command := any(vaultrecord.Store{Kind: vaultrecord.OfIncident, About: []string{r.stream}, Refs: []domain.VaultRef{ref}})
	if d == nil {
		d = h.world.record("vault", r.id)
		h.dossiers[r.id] = d
	} else {
		command = vaultrecord.Add{Ref: ref}
	}
	return d, h.as(domain.System, domain.SYS, d, command)
}

func (h *history) linked(d *record, a *activity) error {
	return h.as(domain.System, domain.SYS, d, vaultrecord.Link{Process: a.process()})
}

// erasedByTwo is asked for by the person himself: one prepares, and another confirms after the cooling-off period.
func (h *history) erasedByTwo(a *activity) error {
	d, err := h.reportedBy("Xaver Voorbeeldman, telefoon 06-00000001")
	if err != nil {
		return err
	}
	if err := h.linked(d, a); err != nil {
		return err
	}
	pb := h.a(domain.PB)
	id := state[vaultrecord.Dossier](d).Refs[0].Vault
	return h.exchange(d,
		turn{1, pb, always(vaultrecord.Read{Part: "contact", Version: 1, Why: "Terugbellen over de melding."})},
		turn{1, h.a(domain.SYS), func() any {
			return vaultrecord.Add{Ref: h.secret(id, "note-00000001", "Teruggebeld; de brief is terug.")}
		}},
		turn{1, pb, func() any {
			return vaultrecord.Rectify{Ref: h.secret(id, "contact", "Xaver Voorbeeldman, telefoon 06-00000002"), Reason: "Het nummer klopte niet."}
		}},
		turn{1, pb, always(vaultrecord.Restrict{Reason: "De juistheid wordt nagegaan."})},
		turn{2, pb, always(vaultrecord.LiftRestriction{Reason: "Nagegaan: het klopt."})},
		turn{3, pb, always(vaultrecord.PrepareErasure{Ground: vaultrecord.NotNeeded, Reason: "De melder vraagt erom, en de gegevens zijn niet meer nodig."})},
		turn{9, h.theOwner(a.process()), always(vaultrecord.ConfirmErasure{})},
		turn{1, h.a(domain.SYS), func() any { return h.destroyed(d) }})
}

// destroyed is what the vault did about a decision to erase.
func (h *history) destroyed(d *record) any {
	x := state[vaultrecord.Dossier](d)
	c := vault.Certificate{Vault: d.id, Ground: string(x.Ground), Prepared: x.PreparedBy, On: x.PreparedAt, Confirmed: x.ConfirmedBy,
		Erased: h.recorded().UTC().Truncate(time.Second), Parts: len(x.Refs)}
	if x.PreparedBy == "" {
		c.Ground = vault.EndOfTerm
	}
	for _, r := range x.Refs {
		c.Versions += r.Version
	}
	if err := h.keeper.Erase(h.ctx, c); err != nil && h.failed == nil {
		h.failed = err
	}
	return vaultrecord.RecordDestruction{KeyDestroyed: calendar.On(c.Erased), Certificate: c.Hash()}
}

// erasedAtTerm goes by itself, three years after the report turned out to be nothing.
func (h *history) erasedAtTerm(a *activity) error {
	d, err := h.reportedBy("Yfke Verzonnenstein, telefoon 06-00000003")
	if err != nil {
		return err
	}
	set := func() any { return vaultrecord.SetTerm{Outcome: vaultrecord.Aborted, Closed: h.today()} }
	if err := h.exchange(d, turn{1, h.a(domain.SYS), set}); err != nil {
		return err
	}
	return h.untilTerm(d)
}

// untilTerm looks every fortnight whether the term is over, as the clock of a server does every minute.
func (h *history) untilTerm(d *record) error {
	x := state[vaultrecord.Dossier](d)
	if c := x.ByClock(h.recorded()); c != nil {
		if err := h.tick(d, c); err != nil {
			return err
		}
		return h.tick(d, h.destroyed(d))
	}
	h.later(10, func() error { return h.untilTerm(d) })
	return nil
}

// keptAfterAll was to be erased; the FG stopped it.
func (h *history) keptAfterAll(a *activity) error {
	d, err := h.reportedBy("Zjef Fictiefkens, telefoon 06-00000004")
	if err != nil {
		return err
	}
	return h.exchange(d,
		turn{1, h.a(domain.PB), always(vaultrecord.PrepareErasure{Ground: vaultrecord.NotNeeded, Reason: "De melding is afgehandeld."})},
		turn{2, h.a(domain.FG), always(vaultrecord.CancelErasure{Reason: "Er loopt nog een klacht over hetzelfde."})},
		turn{3, h.a(domain.FG), func() any {
			return vaultrecord.FindDeviation{FindDeviation: domain.FindDeviation{Rule: "§4.8", What: "Het wissen was voorbereid terwijl er een klacht liep.", Since: h.today()}}
		}},
		turn{4, h.a(domain.PB), func() any {
			return vaultrecord.RemedyDeviation{RemedyDeviation: domain.RemedyDeviation{Deviation: state[vaultrecord.Dossier](d).Deviations.Open()[0].Value, How: "Besproken; voortaan eerst kijken of er een klacht loopt."}}
		}})
}

// lostDossier is gone and nobody decided it.
func (h *history) lostDossier(a *activity) error {
	d, err := h.reportedBy("Wubbe Bedachtsma, telefoon 06-00000005")
	if err != nil {
		return err
	}
	return h.exchange(d, turn{1, h.a(domain.CISO), func() any {
		return vaultrecord.RecordLoss{What: "De schijf met de kluis ging stuk; de reservekopie was ouder.", Since: h.today()}
	}})
}
