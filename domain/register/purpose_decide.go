package register

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// isRef tells whether the text names a record of that kind.
func isRef(stream, kind string) bool {
	return strings.HasPrefix(stream, kind) && len(stream) > len(kind)
}

// ApprovePurpose approves the new purpose.
type ApprovePurpose struct {
	DPIA      string `json:"dpia,omitempty" nl:"Afgeronde DPIA" form:"record:dpia" opt:"1" hint:"Verplicht als een DPIA nodig is."`
	OwnGround string `json:"own_ground,omitempty" nl:"Eigen grondslag" form:"long" opt:"1" hint:"Verplicht bij een onverenigbaar doel: toestemming, of de wet en het artikel (AVG art. 6 lid 4)."`
}

// PurposeChangeApproved approves the new purpose.
type PurposeChangeApproved struct {
	DPIA      string        `json:"dpia,omitempty" nl:"DPIA"`
	Completed calendar.Date `json:"dpia_completed,omitempty" nl:"DPIA afgerond op"`
	OwnGround string        `json:"own_ground,omitempty" nl:"Eigen grondslag"`
}

// Decide implements [domain.Command].
func (c ApprovePurpose) Decide(s PurposeChange, by domain.Stamp) ([]repurposed, error) {
	dpia := c.DPIA
	if dpia == "" {
		dpia = s.DPIA
	}
	var p domain.Problems
	var completed calendar.Date
	if s.NeedsDPIA == domain.Yes { // R-4.3-04
		d, ok := domain.Tell[domain.DPIAFacts](by.Facts, dpia)
		switch {
		case !ok:
			p.Add("dpia", "Een DPIA is nodig. Kies de DPIA die is afgerond.")
		case d.Completed == "":
			p.Add("dpia", "Goedkeuren kan pas als deze DPIA is afgerond.")
		}
		completed = d.Completed
	}
	if c.DPIA != "" && s.NeedsDPIA != domain.Yes && !isRef(c.DPIA, "dpia/") {
		p.Add("dpia", "Kies een DPIA.")
	}
	if s.NeedsDPIA == domain.No && (s.SignedBy == "" || s.SignedBy == by.Actor) { // T-30: not needed only with the signature of PB; two persons
		p.Add("no_dpia_reason", "Dat er geen DPIA nodig is, moet ook de privacybeheerder vinden. Laat een privacybeheerder de beoordeling doen, of herhalen.")
	}
	if s.Compatible == Incompatible { // R-4.3-05
		p.Need(c.OwnGround, "own_ground", "Een onverenigbaar doel kan alleen met een eigen grondslag: toestemming, of een wet (AVG art. 6 lid 4).")
	}
	if len(p) > 0 {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "purpose.not-approvable", NL: "Het nieuwe doel kan nog niet worden goedgekeurd:", Fields: p}
	}
	return []repurposed{PurposeChangeApproved{dpia, completed, trim(c.OwnGround)}}, nil
}

// Evolve implements [domain.Event].
func (e PurposeChangeApproved) Evolve(c PurposeChange, by domain.Stamp) PurposeChange {
	c.State, c.DPIA, c.ApprovedOn = PurposeApproved, e.DPIA, calendar.On(by.Happened)
	return c
}

// RejectPurpose rejects the new purpose.
type RejectPurpose struct {
	Reason string `json:"reason" nl:"Reden" form:"long" hint:"Noem geen personen."`
}

// PurposeChangeRejected rejects the new purpose.
type PurposeChangeRejected struct {
	Reason string `json:"reason" nl:"Reden"`
}

// WithdrawPurpose withdraws the request.
type WithdrawPurpose struct {
	Reason string `json:"reason" nl:"Reden" form:"long" hint:"Noem geen personen."`
}

// PurposeChangeWithdrawn withdraws the request.
type PurposeChangeWithdrawn struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c RejectPurpose) Decide(_ PurposeChange, _ domain.Stamp) ([]repurposed, error) {
	if err := reasonFor(c.Reason, "purpose.reason"); err != nil {
		return nil, err
	}
	return []repurposed{PurposeChangeRejected{trim(c.Reason)}}, nil
}

// Decide implements [domain.Command].
func (c WithdrawPurpose) Decide(_ PurposeChange, _ domain.Stamp) ([]repurposed, error) {
	if err := reasonFor(c.Reason, "purpose.reason"); err != nil {
		return nil, err
	}
	return []repurposed{PurposeChangeWithdrawn{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e PurposeChangeRejected) Evolve(c PurposeChange, _ domain.Stamp) PurposeChange {
	c.State = PurposeClosed
	return c
}

// Evolve implements [domain.Event].
func (e PurposeChangeWithdrawn) Evolve(c PurposeChange, _ domain.Stamp) PurposeChange {
	c.State = PurposeClosed
	return c
}

// AddPurpose takes the purpose up in the register, once the notice covers it (R-4.3-06).
type AddPurpose struct {
	Notice  string        `json:"notice" nl:"Privacyverklaring" form:"record:notice" hint:"De gepubliceerde tekst die het nieuwe doel noemt (RT-06)."`
	Updated calendar.Date `json:"notice_updated" nl:"Bijgewerkt op"`
}

// PurposeAdded makes the purpose effective.
type PurposeAdded struct {
	Notice  string        `json:"notice" nl:"Privacyverklaring"`
	Updated calendar.Date `json:"notice_updated" nl:"Bijgewerkt op"`
}

// Decide implements [domain.Command].
func (c AddPurpose) Decide(s PurposeChange, by domain.Stamp) ([]repurposed, error) {
	var p domain.Problems
	p.Need(c.Notice, "notice", "Noem de privacyverklaring die het nieuwe doel noemt.")
	if !c.Updated.Valid() || c.Updated > calendar.On(by.Happened) {
		p.Add("notice_updated", "De privacyverklaring moet al zijn bijgewerkt. Vul in op welke dag dat was.")
	}
	if err := p.Refuse("purpose.notice"); err != nil {
		return nil, err
	}
	notice, ok := domain.Tell[domain.NoticeFacts](by.Facts, c.Notice)
	if !ok || !notice.NamesPurpose(s.Activity, s.Purpose, calendar.On(by.Happened)) { // R-4.3-06
		nl := "Deze tekst noemt het nieuwe doel nog niet. Neem het over in de woorden van de aanvraag, en publiceer de tekst."
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "purpose.not-told", NL: nl, Fields: []domain.Problem{{Field: "notice", NL: nl}}}
	}
	return []repurposed{PurposeAdded{trim(c.Notice), c.Updated}}, nil
}

// Evolve implements [domain.Event].
func (e PurposeAdded) Evolve(c PurposeChange, _ domain.Stamp) PurposeChange {
	c.State = PurposeEffective
	return c
}
