package sharing

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// PartyDecision is what another party decided.
type PartyDecision string

// Choices implements [domain.Chooser].
func (PartyDecision) Choices() []domain.Choice {
	return []domain.Choice{{Value: "agreed", NL: "Doet mee"}, {Value: "declined", NL: "Doet niet mee"}}
}

// DecideParty records another party's own decision, on the day it was taken.
type DecideParty struct {
	Party     string        `json:"party" nl:"Partij" ref:"party" hint:"Precies zoals in het convenant."`
	Decision  PartyDecision `json:"decision" nl:"Besluit"`
	Reference string        `json:"reference,omitempty" nl:"Kenmerk van het besluit" opt:"1" hint:"Noem geen personen."`
}

// CovenantPartyDecided names the version of the text the party decided on.
type CovenantPartyDecided struct {
	Party     string        `json:"party" nl:"Partij"`
	Decision  PartyDecision `json:"decision" nl:"Besluit"`
	Reference string        `json:"reference,omitempty" nl:"Kenmerk van het besluit"`
	Version   uint64        `json:"version" nl:"Over versie"`
}

// Decide implements [domain.Command].
func (c DecideParty) Decide(s Covenant, by domain.Stamp) ([]covenantEvent, error) {
	name := trim(c.Party)
	var p domain.Problems
	s.needParty(&p, name)
	p.Choose(c.Decision, string(c.Decision), "decision", "Kies of de partij meedoet.")
	if err := p.Refuse("covenant.party"); err != nil {
		return nil, err
	}
	list, i := s.party(name)
	if c.Decision == "declined" && s.InEffect && list[i].Bound() { // leaving says what becomes of the data
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "covenant.bound", NL: "Deze partij doet mee aan een convenant dat van kracht is. Wil zij niet verder, leg dan vast dat zij uittreedt."}
	}
	if list[i].Decision == c.Decision && list[i].Text == s.Text && list[i].On == calendar.On(by.Happened) {
		return nil, nil // saying it twice changes nothing
	}
	return []covenantEvent{CovenantPartyDecided{name, c.Decision, trim(c.Reference), s.Text}}, nil
}

// needParty notes a problem if it is not one of the parties, or one that has left.
func (c Covenant) needParty(p *domain.Problems, name string) {
	list, i := c.party(name)
	if i < 0 || list[i].Left != "" {
		p.Add("party", "Kies een van de partijen van dit convenant.")
	}
}

// Evolve implements [domain.Event].
func (e CovenantPartyDecided) Evolve(c Covenant, by domain.Stamp) Covenant {
	list, i := c.party(e.Party)
	if i >= 0 {
		list[i].Decision, list[i].On, list[i].Text = e.Decision, calendar.On(by.Happened), e.Version
	}
	c.Members = list
	return c.counted()
}

// AccedeParty lets a party in after the covenant was concluded.
type AccedeParty struct {
	Party     string `json:"party" nl:"Nieuwe partij" hint:"Een organisatie. Noem geen personen."`
	Reference string `json:"reference" nl:"Kenmerk van het besluit van de nieuwe partij"`
	Decision  string `json:"decision" nl:"Kenmerk van ons eigen besluit"`
}

// CovenantPartyAcceded adds a party that is bound from that day. A new recipient of personal data makes the DPIA lapse.
type CovenantPartyAcceded struct {
	Party     string   `json:"party" nl:"Partij"`
	Reference string   `json:"reference" nl:"Besluit van de partij"`
	Decision  string   `json:"decision" nl:"Ons besluit"`
	Version   uint64   `json:"version" nl:"Over versie"`
	Lapsed    []string `json:"lapsed,omitempty" nl:"DPIA vervallen door"`
}

// Decide implements [domain.Command].
func (c AccedeParty) Decide(s Covenant, by domain.Stamp) ([]covenantEvent, error) {
	name := trim(c.Party)
	var p domain.Problems
	p.Need(name, "party", "Noem de nieuwe partij.")
	if list, i := s.party(name); i >= 0 && list[i].Left == "" {
		p.Add("party", "Deze partij staat al in het convenant.")
	}
	p.Need(c.Reference, "reference", "Noem het besluit van de nieuwe partij.")
	p.Need(c.Decision, "decision", "Noem het eigen besluit over de toetreding.")
	if err := p.Refuse("covenant.accede"); err != nil {
		return nil, err
	}
	e := CovenantPartyAcceded{Party: name, Reference: trim(c.Reference), Decision: trim(c.Decision), Version: s.Text}
	if s.needsDPIA() && s.DPIA.Ref != "" {
		e.Lapsed = []string{"nieuwe partij: " + name}
	}
	return append([]covenantEvent{e}, s.lapsing(e.Lapsed, by)...), nil
}

// Evolve implements [domain.Event].
func (e CovenantPartyAcceded) Evolve(c Covenant, by domain.Stamp) Covenant {
	list, i := c.party(e.Party)
	if i < 0 {
		list, i = append(list, Party{Name: e.Party}), len(list)
	}
	day := calendar.On(by.Happened)
	list[i] = Party{Name: e.Party, Decision: "agreed", On: day, Text: e.Version, Acceded: day, DataOpen: list[i].DataOpen}
	c.Members, c.Parties = list, domain.Lines(with(c.Parties, e.Party))
	c.DPIA = c.DPIA.lapse(e.Lapsed, by)
	return c.counted()
}

// WithdrawParty records that a party leaves.
type WithdrawParty struct {
	Party  string    `json:"party" nl:"Partij" ref:"party" hint:"Precies zoals in het convenant."`
	Reason string    `json:"reason" nl:"Reden" hint:"Noem geen personen."`
	Data   DataAtEnd `json:"data" nl:"Wat is er met de gegevens bij deze partij gebeurd?"`
}

// CovenantPartyWithdrew says that a party has left, on the day it happened.
type CovenantPartyWithdrew struct {
	Party  string    `json:"party" nl:"Partij"`
	Reason string    `json:"reason" nl:"Reden"`
	Data   DataAtEnd `json:"data" nl:"Gegevens"`
}

// Decide implements [domain.Command]. That it left is a fact. When the last one goes, nobody is left to have a covenant with.
func (c WithdrawParty) Decide(s Covenant, by domain.Stamp) ([]covenantEvent, error) {
	name := trim(c.Party)
	var p domain.Problems
	s.needParty(&p, name)
	p.Need(c.Reason, "reason", "Geef de reden.")
	p.Choose(c.Data, string(c.Data), "data", "Zeg wat er met de gegevens bij deze partij is gebeurd.")
	if c.Data == "none" && s.HadData {
		p.Add("data", "Onder dit convenant zijn persoonsgegevens gedeeld: zeg of ze zijn teruggegeven of vernietigd.")
	}
	if err := p.Refuse("covenant.withdraw"); err != nil {
		return nil, err
	}
	list := []covenantEvent{CovenantPartyWithdrew{name, trim(c.Reason), c.Data}}
	if others := s.members(func(p Party) bool { return p.Left == "" && p.Decision != "declined" && p.Name != name }); len(others) == 0 {
		list = append(list, CovenantTerminated{Reason: "De laatste andere partij is uitgetreden.", On: calendar.On(by.Happened)})
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e CovenantPartyWithdrew) Evolve(c Covenant, by domain.Stamp) Covenant {
	list, i := c.party(e.Party)
	if i >= 0 {
		list[i].Left, list[i].DataOpen = calendar.On(by.Happened), e.Data == "open"
	}
	c.Members = list
	return c.counted()
}
