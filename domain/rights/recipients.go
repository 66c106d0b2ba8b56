package rights

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// NotifyRecipients records which organisations that had the data were told of the change (§5.1, §5.3, R-5.1-24).
type NotifyRecipients struct {
	Recipients []string `json:"recipients,omitempty" nl:"Welke organisaties zijn ingelicht?" opt:"1" hint:"Organisaties, één per regel. Noem geen personen."`
	What       string   `json:"what,omitempty" nl:"Wat is hun verteld?" form:"long" opt:"1" hint:"Noem geen personen."`
	None       string   `json:"none_because,omitempty" nl:"Waarom hoefde niemand te worden ingelicht?" opt:"1" hint:"Bijvoorbeeld: aan niemand verstrekt."`
}

// RecipientsNotified says so; or that there was nobody to tell.
type RecipientsNotified struct {
	Recipients []string `json:"recipients,omitempty" nl:"Ingelicht"`
	What       string   `json:"what,omitempty" nl:"Wat verteld"`
	None       string   `json:"none_because,omitempty" nl:"Waarom niemand"`
}

// Decide implements [domain.Command].
func (c NotifyRecipients) Decide(s Request, _ domain.Stamp) ([]requestEvent, error) {
	c.Recipients, c.What, c.None = domain.Lines(c.Recipients), trim(c.What), trim(c.None)
	var p domain.Problems
	switch {
	case len(c.Recipients) == 0 && c.None == "":
		p.Add("recipients", "Noem de organisaties, of zeg waarom niemand hoefde te worden ingelicht.")
	case c.None != "" && (len(c.Recipients) > 0 || s.told() && s.NoneToTell == ""):
		p.Add("none_because", "Er zijn organisaties ingelicht: dan hoeft hier niets te staan.")
	case len(c.Recipients) > 0:
		p.Need(c.What, "what", "Zeg wat hun is verteld.")
	}
	for _, x := range append(slices.Clone(c.Recipients), c.What, c.None) {
		p.Impersonal(x, "recipients")
	}
	if s.Rule().Tells == "" {
		p.Add("recipients", "Bij dit recht hoeven ontvangers niet te worden ingelicht.")
	}
	if err := p.Refuse("request.recipients"); err != nil {
		return nil, err
	}
	return []requestEvent{RecipientsNotified(c)}, nil
}

// Evolve implements [domain.Event].
func (e RecipientsNotified) Evolve(r Request, by domain.Stamp) Request {
	r.Notified = domain.Lines(slices.Concat(r.Notified, e.Recipients))
	r.NoneToTell, r.ToldAt = e.None, by.Happened
	return r
}

// told tells whether whoever received the data knows what was decided last, or nobody received them.
func (r Request) told() bool { return !r.ToldAt.IsZero() }
