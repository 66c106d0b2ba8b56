package governance

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// SignatureSigned is the only state of a signature.
const SignatureSigned domain.Status = "signed"

// Signature says that one person read one version of a document and signed for it (RT-31; §6.1, §8). It is a record of its
// own, so that a whole organisation can sign in one morning without waiting for each other. Who signed stands in the stamp.
type Signature struct {
	Document string        `nl:"Document" form:"document"`
	Number   uint64        `nl:"Nummer van de versie"`
	Person   string        `nl:"Getekend door" form:"person"`
	On       calendar.Date `nl:"Getekend op"`
}

// everyone is who can sign: everybody in the organisation, in whatever role he works. The accountant is not in it, and the controller
// issues no such command (R-LED-15): he signs as an employee.
var everyone = []domain.Role{domain.EMP, domain.OPL, domain.TM, domain.OWN, domain.DOM, domain.SEC, domain.COL, domain.MAYOR,
	domain.PB, domain.CISO, domain.FG, domain.JUR}

// SignatureRecord is the part of RT-31 about reading and signing.
var SignatureRecord = domain.Define(domain.Aggregate[Signature]{
	Name: "signature", Path: "ondertekeningen", NL: "Ondertekening", Plural: "Ondertekeningen", Source: "RT-31, §6.1, §8, B1.8-1",
	Status: func(s Signature) domain.Status {
		if s.Document == "" {
			return ""
		}
		return SignatureSigned
	},
	Statuses: []domain.StatusLabel{{Status: SignatureSigned, NL: "getekend"}},
	Title:    func(s Signature) string { return "Gelezen en getekend op " + s.On.NL() },
	Commands: []domain.CommandType[Signature]{
		{Name: "sign", NL: "Gelezen en akkoord", Roles: everyone, Source: "[added] §6.1, §8: wie het aangaat, tekent zelf", Zero: SignDocument{},
			Help: "U tekent dat u deze versie hebt gelezen."},
	},
	Events: []domain.EventType[Signature]{{Name: "DocumentSigned", NL: "Gelezen en getekend", Zero: DocumentSigned{}}},
})

type signatureEvent = domain.Event[Signature]

// SignDocument signs for oneself: nobody signs for somebody else.
type SignDocument struct {
	Document string `json:"document" nl:"Document" form:"document"`
	Number   uint64 `json:"number" nl:"Nummer van de versie"`
}

// DocumentSigned is the signature: who and when stand in the stamp.
type DocumentSigned struct {
	Document string `json:"document" nl:"Document" form:"document"`
	Number   uint64 `json:"number" nl:"Nummer van de versie"`
}

// Decide implements [domain.Command]. What is signed is the version in force: whoever read an older one reads the new one first.
func (c SignDocument) Decide(_ Signature, by domain.Stamp) ([]signatureEvent, error) {
	told, _ := by.Facts.Tell("document/"+c.Document, 0)
	d, ok := told.Says.(Document)
	if !ok {
		return nil, refused(domain.Invalid, "signature.document", "document", "Kies een document.")
	}
	current, inForce := d.Current()
	switch {
	case !inForce:
		return nil, refused(domain.Unmet, "signature.not-in-force", "document", "Dit document is niet in werking. U hoeft er niet voor te tekenen.")
	case current.Number != c.Number:
		return nil, refused(domain.Conflict, "signature.other-version", "number", "Er geldt nu een andere versie: "+current.Version+". Lees die eerst.")
	}
	return []signatureEvent{DocumentSigned{c.Document, c.Number}}, nil
}

// refused is a refusal about one field.
func refused(kind domain.Kind, code, field, nl string) error {
	return &domain.Refusal{Kind: kind, Code: code, NL: nl, Fields: []domain.Problem{{Field: field, NL: nl}}}
}

// Evolve implements [domain.Event].
func (e DocumentSigned) Evolve(_ Signature, by domain.Stamp) Signature {
	return Signature{e.Document, e.Number, by.Actor, calendar.On(by.Happened)}
}

// Links implements [domain.Linker].
func (s Signature) Links() []string { return domain.Streams("document", s.Document) }

// Tells implements [domain.Teller].
func (s Signature) Tells() any { return s }
