package control

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a note of the FG.
const (
	NoteStatusOpen   domain.Status = "open"
	NoteStatusClosed domain.Status = "closed"
)

// Note is the state of a note of the FG (article 38(5) AVG: he is bound by secrecy). The log proves that it was there, and
// when, by the commitment in the event; its text stands in the vault, which gives it to nobody but the FG.
type Note struct {
	State  domain.Status
	Day    calendar.Date     `nl:"Geschreven op"`
	About  []string          `nl:"Over" form:"records"`
	Texts  []domain.VaultRef `nl:"Tekst"`
	Closed calendar.Date     `nl:"Gesloten op"`
}

// NoteRecord is the notes of the FG.
var NoteRecord = domain.Define(domain.Aggregate[Note]{
	Name: "note", Path: "fg-aantekeningen", NL: "Aantekening van de FG", Plural: "Aantekeningen van de FG", Source: "[added], §3.3, AVG artikel 38 lid 5",
	Status:   func(n Note) domain.Status { return n.State },
	Statuses: []domain.StatusLabel{{Status: NoteStatusOpen, NL: "nog open"}, {Status: NoteStatusClosed, NL: "gesloten"}},
	Title: func(n Note) string { // says nothing of the content
		if n.Day == "" {
			return ""
		}
		return "Aantekening van " + n.Day.NL()
	},
	Commands: []domain.CommandType[Note]{
		{Name: "write", NL: "Aantekening maken", Roles: []domain.Role{domain.FG}, Source: "[added] AVG artikel 38 lid 5", Zero: WriteNote{},
			Help: "De tekst gaat de kluis in. Alleen de functionaris gegevensbescherming kan hem lezen; dat hij bestaat en van wanneer hij is, is te bewijzen."},
		{Name: "supplement", NL: "Aantekening aanvullen", Roles: []domain.Role{domain.FG}, Source: "[added] AVG artikel 38 lid 5", Zero: SupplementNote{}, In: []domain.Status{NoteStatusOpen},
			Help: "Voeg een tekst toe. Wat er stond, blijft staan."},
		{Name: "close", NL: "Aantekening sluiten", Roles: []domain.Role{domain.FG}, Source: "[added] AVG artikel 38 lid 5", Zero: CloseNote{}, In: []domain.Status{NoteStatusOpen},
			Help: "U bent klaar met dit onderwerp. De tekst wordt gewist als de bewaartermijn voorbij is."},
	},
	Events: []domain.EventType[Note]{
		{Name: "FgNoteWritten", NL: "Aantekening gemaakt", Zero: FgNoteWritten{}},
		{Name: "FgNoteSupplemented", NL: "Aantekening aangevuld", Zero: FgNoteSupplemented{}},
		{Name: "FgNoteClosed", NL: "Aantekening gesloten", Zero: FgNoteClosed{}},
	},
})

type noteEvent = domain.Event[Note]

// Links implements [domain.Linker]: what the note is about, if the FG says so.
func (n Note) Links() []string { return slices.Clone(n.About) }

// Keeping implements [domain.Kept].
func (n Note) Keeping() domain.Keeping {
	if n.State != NoteStatusClosed {
		return domain.Keeping{}
	}
	return domain.Keeping{Outcome: "handled", Closed: n.Closed}
}
