package rights

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ReceiveAdministrativeObjection records an objection to a decision on a request; it happened when it came in.
type ReceiveAdministrativeObjection struct {
	Request   string          `json:"request,omitempty" nl:"Verzoek" form:"record:request" opt:"1" hint:"Leeg als het verzoek niet in het grootboek staat."`
	Against   string          `json:"against,omitempty" nl:"Kenmerk van het besluit" opt:"1" hint:"Verplicht zonder verzoek. Noem geen personen."`
	Told      calendar.Date   `json:"told_on" nl:"Besluit bekendgemaakt op" hint:"De dag waarop het besluit is verstuurd."`
	Objector  domain.VaultRef `json:"objector" nl:"Naam en adres van de bezwaarmaker" form:"vault:contact"`
	Grounds   domain.VaultRef `json:"grounds" nl:"De gronden van het bezwaar" form:"vault:grounds"`
	Committee domain.YesNo    `json:"committee" nl:"Adviseert een bezwaarschriftencommissie?" hint:"Dan is de termijn twaalf weken (Awb art. 7:10)."`
}

// AdministrativeObjectionReceived is the first event.
type AdministrativeObjectionReceived struct {
	Number    string          `json:"number" nl:"Nummer"`
	Request   string          `json:"request,omitempty" nl:"Verzoek" form:"record:request"`
	Against   string          `json:"against,omitempty" nl:"Besluit"`
	Told      calendar.Date   `json:"told_on" nl:"Besluit bekendgemaakt op"`
	Objector  domain.VaultRef `json:"objector" nl:"Bezwaarmaker"`
	Grounds   domain.VaultRef `json:"grounds" nl:"Gronden"`
	Committee domain.YesNo    `json:"committee" nl:"Adviescommissie"`
	LodgeBy   calendar.Date   `json:"lodge_by" nl:"Bezwaar kon tot en met"`
	LodgeRule string          `json:"lodge_rule" nl:"Zo geteld"`
	Due       calendar.Date   `json:"due" nl:"Uiterlijk beslissen op"`
	DueRule   string          `json:"due_rule" nl:"Beslistermijn zo geteld"`
}

// Decide implements [domain.Command]. One that came too late is received as well: whether it is admissible is decided on it
// (Awb 6:9, 6:11).
func (c ReceiveAdministrativeObjection) Decide(_ Appeal, by domain.Stamp) ([]appealEvent, error) {
	var p domain.Problems
	against := strings.TrimSpace(c.Against)
	if _, known := by.Facts.Tell(c.Request, 0); c.Request != "" && (!known || !strings.HasPrefix(c.Request, "request/")) {
		p.Add("request", "Kies een verzoek uit de lijst.")
	} else if c.Request == "" && against == "" {
		p.Add("against", "Noem het besluit, of kies het verzoek.")
	}
	if !c.Told.Valid() || c.Told > calendar.On(by.Happened) {
		p.Add("told_on", "Vul in op welke dag het besluit is bekendgemaakt. Die dag is voorbij of vandaag.")
	}
	p.NeedDossier(c.Objector, "objector", by)
	p.NeedDossier(c.Grounds, "grounds", by)
	p.Choose(c.Committee, string(c.Committee), "committee", "Zeg of een commissie adviseert.")
	if err := p.Refuse("objection.incomplete"); err != nil {
		return nil, err
	}
	lodge, _ := sixWeeks.From(c.Told)
	s := Appeal{LodgeBy: lodge.Day, Received: calendar.At(by.Happened), Committee: c.Committee}
	due, rule := s.due(false)
	return []appealEvent{AdministrativeObjectionReceived{caseNumber("B", by), c.Request, against, c.Told, c.Objector, c.Grounds, c.Committee,
		lodge.Day, lodge.Rule, due, rule}}, nil
}

// Evolve implements [domain.Event].
func (e AdministrativeObjectionReceived) Evolve(_ Appeal, by domain.Stamp) Appeal {
	return Appeal{State: AppealIsReceived, Number: e.Number, Request: e.Request, Against: e.Against, Told: e.Told, Objector: e.Objector, Grounds: e.Grounds,
		Committee: e.Committee, LodgeBy: e.LodgeBy, Received: calendar.At(by.Happened), Due: e.Due, DueRule: e.DueRule}
}

// ExtendAdministrativeObjection puts the decision off by six weeks, once (Awb 7:10(3)); it happened when that was told.
type ExtendAdministrativeObjection struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// AdministrativeObjectionDeadlineExtended is the term with its new end.
type AdministrativeObjectionDeadlineExtended struct {
	Reason  string        `json:"reason" nl:"Reden"`
	Due     calendar.Date `json:"due" nl:"Uiterlijk beslissen op"`
	DueRule string        `json:"due_rule" nl:"Zo geteld"`
}

// Decide implements [domain.Command].
func (c ExtendAdministrativeObjection) Decide(s Appeal, by domain.Stamp) ([]appealEvent, error) {
	var p domain.Problems
	p.Need(c.Reason, "reason", "Geef de reden van het uitstel.")
	if err := p.Refuse("objection.extend"); err != nil {
		return nil, err
	}
	switch {
	case s.Extended != "":
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "objection.extended", NL: "De beslissing is al verdaagd. Dat kan één keer, met zes weken (Awb art. 7:10 lid 3)."}
	case calendar.On(by.Happened) > s.Due:
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "objection.too-late", NL: "De termijn is op " + s.Due.NL() + " verstreken. Verdagen kan alleen daarvoor."}
	}
	due, rule := s.due(true)
	return []appealEvent{AdministrativeObjectionDeadlineExtended{strings.TrimSpace(c.Reason), due, rule}}, nil
}

// Evolve implements [domain.Event].
func (e AdministrativeObjectionDeadlineExtended) Evolve(s Appeal, by domain.Stamp) Appeal {
	s.Extended, s.Extension, s.Due, s.DueRule = calendar.At(by.Happened), e.Reason, e.Due, e.DueRule
	return s
}
