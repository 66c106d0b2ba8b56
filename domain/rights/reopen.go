package rights

import (
	"time"

	"github.com/heemstede/grootboek/domain"
)

// ReopenCause is after what a request is handled again [added].
type ReopenCause string

// Choices implements [domain.Chooser].
func (ReopenCause) Choices() []domain.Choice {
	return []domain.Choice{{Value: "administrative-objection", NL: "Bezwaarschrift (Awb)"}, {Value: "court", NL: "Uitspraak van de rechter"}, {Value: "ap", NL: "Bericht van de AP"}, {Value: "complaint", NL: "Klacht of nieuw feit"}}
}

// Reopen opens a closed request: it is decided on again.
type Reopen struct {
	Cause  ReopenCause `json:"cause" nl:"Na wat?"`
	Reason string      `json:"reason" nl:"Toelichting" form:"long" hint:"Het kenmerk van de uitspraak of de brief. Noem geen personen."`
}

// RequestReopened says so.
type RequestReopened struct {
	Cause  ReopenCause `json:"cause" nl:"Na"`
	Reason string      `json:"reason" nl:"Toelichting"`
}

// Decide implements [domain.Command]. Of whom the data are gone, nothing can be decided any more. What restricted at once when it was
// received restricts again, until it is decided on again (R-5.2-02).
func (c Reopen) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	p.Choose(c.Cause, string(c.Cause), "cause", "Kies waarna het verzoek wordt heropend.")
	needText(&p, c.Reason, "reason", "Geef een toelichting.")
	if err := p.Refuse("request.reopen"); err != nil {
		return nil, err
	}
	if s.ErasedOn != "" {
		return nil, refusal(domain.Conflict, "request.erased", "", "De persoonsgegevens van dit verzoek zijn gewist. Leg een nieuw verzoek vast.")
	}
	e := RequestReopened{c.Cause, trim(c.Reason)}
	return e.Evolve(s, by).atOnce([]requestEvent{e}, by), nil
}

// Evolve implements [domain.Event]. The first answer stays what it was, late or not; whoever was told of the old decision must hear of the
// new one (R-5.1-24).
func (e RequestReopened) Evolve(r Request, _ domain.Stamp) Request {
	r.State, r.Reopened, r.ClosedOn, r.Withdrawn = StatusHandling, e.Cause, "", false
	r.Judged, r.Done, r.DoneAt, r.InformedAt = Judged{}, Executed{}, time.Time{}, time.Time{}
	r.NoneToTell, r.ToldAt = "", time.Time{}
	r.Pending, r.PendingFor, r.PendingAt = nil, "", time.Time{}
	return r
}
