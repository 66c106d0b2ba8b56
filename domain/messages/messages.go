// Package messages is what the ledger mails to people about terms (R-TIM-03), and the proof of what it sent.
//
// A message is a record, so the log is the outbox: it survives a restart, and of several nodes one sends, for the store lets one
// attempt begin at a time. A message names its reader by his id; his address is looked up when it is sent. Its text says what must
// be done for which record by when, and where to read more: no name, no title, no text of a record (promise 5).
//
// What it promises: an attempt stands in the log before the mail goes out. If nobody knows how an attempt ended, the next one
// sends the same mail under the same Message-ID, by which mail programs see that it is one. After [MaxAttempts] it ends.
//
// What it does not do: prove that somebody read it. Sent means that the mail server took it.
package messages

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Kind is how soon a message must go.
type Kind string

// Kinds.
const (
	Digest Kind = "digest" // what is new, together
	Urgent Kind = "urgent" // a term in hours: at once
)

// Choices implements [domain.Chooser].
func (Kind) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Digest), NL: "Overzicht"}, {Value: string(Urgent), NL: "Dringend"}}
}

// Reason is why an attempt did not work. It holds nothing that the other side said: that may name the reader.
type Reason string

// Reasons.
const (
	Unreachable Reason = "unreachable"
	Insecure    Reason = "insecure"
	Login       Reason = "login"
	Later       Reason = "later"
	Refused     Reason = "refused"
	Broken      Reason = "broken"
	Slow        Reason = "slow"
	NoAddress   Reason = "no-address"
	Unknown     Reason = "unknown"
)

// Choices implements [domain.Chooser].
func (Reason) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Unreachable), NL: "De mailserver is niet te bereiken"}, {Value: string(Insecure), NL: "De verbinding met de mailserver is niet veilig"},
		{Value: string(Login), NL: "De mailserver accepteert de inlog van het grootboek niet"}, {Value: string(Later), NL: "De mailserver vraagt om het later te proberen"},
		{Value: string(Refused), NL: "De mailserver weigert het bericht"}, {Value: string(Broken), NL: "De verbinding brak af"}, {Value: string(Slow), NL: "De mailserver antwoordde niet op tijd"},
		{Value: string(NoAddress), NL: "De persoon heeft geen account met een e-mailadres"}, {Value: string(Unknown), NL: "Onbekend hoe de poging eindigde"}}
}

// final tells whether trying again cannot help.
func (r Reason) final() bool { return r == Refused || r == NoAddress }

// Lease is for how long an attempt keeps others from beginning one: longer than an attempt can last.
const Lease = 10 * time.Minute

// pauses are how long to wait after each attempt that did not work.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour}

// MaxAttempts is how often a message is tried.
var MaxAttempts = len(pauses) + 1

// States of a message.
const (
	StatusReady     domain.Status = "ready"
	StatusSending   domain.Status = "sending"
	StatusSent      domain.Status = "sent"
	StatusAbandoned domain.Status = "abandoned"
)

// Message is the state of one mail to one person.
type Message struct {
	Letter
	State    domain.Status
	Prepared time.Time
	Attempts int       `nl:"Pogingen"`
	Next     time.Time `nl:"Volgende poging vanaf"` // of one that is being sent: from when others may try
	Reason   Reason    `nl:"Waarom niet verstuurd"`
	SentOn   time.Time `nl:"Verstuurd"`
	Hash     string    `nl:"Hash van de tekst"`
}

// Letter is what the message says to whom.
type Letter struct {
	Person  string        `json:"person" nl:"Aan" form:"person"`
	Kind    Kind          `json:"kind" nl:"Soort"`
	Day     calendar.Date `json:"day" nl:"Van de dag"`
	Subject string        `json:"subject" nl:"Onderwerp"`
	Text    string        `json:"text" nl:"Tekst" hint:"Noem geen personen."`
	Mail    string        `json:"message_id" nl:"Message-ID"`
	About   []string      `json:"about" nl:"Welke signalen"` // record, id and version of what it tells: "obligation/<id>@2"
}

// Sum is the proof of what was sent: SHA-256 over the subject, a blank line and the text, with line feeds as they stand in the log.
func (l Letter) Sum() string {
	h := sha256.Sum256([]byte(l.Subject + "\n\n" + l.Text))
	return "sha256:" + hex.EncodeToString(h[:])
}

// Record is the messages of the ledger.
var Record = domain.Define(domain.Aggregate[Message]{
	Name: "message", Path: "berichten", NL: "E-mailbericht", Plural: "E-mailberichten", Source: "R-TIM-03, [added]",
	Status: func(m Message) domain.Status { return m.State },
	Statuses: []domain.StatusLabel{{Status: StatusReady, NL: "klaar om te versturen"}, {Status: StatusSending, NL: "wordt verstuurd"},
		{Status: StatusSent, NL: "verstuurd"}, {Status: StatusAbandoned, NL: "niet verstuurd"}},
	Title: func(m Message) string { return m.Subject + ", " + m.Day.NL() },
	Commands: []domain.CommandType[Message]{
		{Name: "prepare", NL: "Bericht klaarzetten", Roles: roles{domain.SYS}, Source: "R-TIM-03, [added]", Zero: PrepareMessage{},
			Help: "Het systeem schrijft op wat het iemand gaat mailen."},
		{Name: "begin", NL: "Poging beginnen", Roles: roles{domain.SYS}, Source: "R-TIM-03, [added]", Zero: BeginSending{}, In: []domain.Status{StatusReady, StatusSending},
			Help: "Het systeem begint te versturen. Zolang dat duurt, begint niemand anders."},
		{Name: "sent", NL: "Verstuurd", Roles: roles{domain.SYS}, Source: "R-TIM-03, [added]", Zero: RecordSent{}, Any: true,
			Help: "De mailserver heeft het bericht aangenomen."},
		{Name: "fail", NL: "Poging mislukt", Roles: roles{domain.SYS}, Source: "R-TIM-03, [added]", Zero: RecordFailure{}, Any: true,
			Help: "De poging lukte niet. Het systeem probeert het later opnieuw, of stopt ermee."},
	},
	Events: []domain.EventType[Message]{
		{Name: "MessagePrepared", NL: "Bericht klaargezet", Zero: MessagePrepared{}},
		{Name: "MessageSendingBegun", NL: "Poging begonnen", Zero: MessageSendingBegun{}},
		{Name: "MessageSent", NL: "Bericht verstuurd", Zero: MessageSent{}},
		{Name: "MessagePostponed", NL: "Poging mislukt, later opnieuw", Zero: MessagePostponed{}},
		{Name: "MessageAbandoned", NL: "Bericht niet verstuurd", Zero: MessageAbandoned{}},
	},
})

type (
	event = domain.Event[Message]
	roles = []domain.Role
)

// Waits tells whether there is an attempt to begin at a moment.
func (m Message) Waits(at time.Time) bool {
	return (m.State == StatusReady || m.State == StatusSending) && !at.Before(m.Next)
}
