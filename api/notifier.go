package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/mail"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/messages"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/staff"
	"github.com/heemstede/grootboek/projections"
)

// Notifier mails people what they must do by when (R-TIM-03): what is urgent at once, and the rest together, on working mornings.
// Any number of nodes may run one: a message has the id of what it says to whom, so it is prepared once, and the store lets one
// attempt begin at a time.
type Notifier struct {
	Ledger
	Records *projections.Records
	Gov     *projections.Governance
	Outbox  *projections.Outbox
	Staff   *staff.Store
	Send    func(context.Context, mail.Letter) error // [mail.Sender.Send]
	Base    string                                   // public address of the server
	Town    string                                   // name, without "gemeente"
	Log     *slog.Logger
}

const (
	morning    = 7   // hour in Amsterdam from which a digest goes
	maxSignals = 50  // in one message; the rest stands on the page that it links to
	maxAbout   = 500 // that one message counts as told, so that its event fits a line of the log; the rest waits for the next
)

// messageIDs is the namespace of messages: nodes that find the same thing to tell make one and the same message.
var messageIDs = uuid.MustParse("8c6a9c5e-6f0f-5a9e-9a51-0f5d3f5b7e21")

// Turn prepares what is to be told now, and makes one attempt at what waits. What does not work waits for another turn.
func (n *Notifier) Turn(ctx context.Context) {
	now := n.Exec.Now()
	accounts, err := n.Staff.Accounts(ctx)
	if err != nil {
		n.Log.ErrorContext(ctx, "no messages: staff directory", "error", err)
		return
	}
	address := map[string]string{}
	for _, a := range accounts {
		if a.Disabled || a.Person.Email == "" {
			continue
		}
		address[a.Person.ID] = a.Person.Email
		for _, l := range n.letters(a.Person.ID, now) {
			n.do(ctx, l.id, messages.PrepareMessage{Letter: l.Letter}, messageID("prepare", l.id))
		}
	}
	var waiting []*projections.Versions
	n.Live.View(func() { waiting = n.Outbox.Waiting(now) })
	for _, v := range waiting {
		if ctx.Err() != nil {
			return
		}
		n.attempt(ctx, v.ID, address)
	}
}

func messageID(what ...string) uuid.UUID {
	return uuid.NewSHA1(messageIDs, []byte(strings.Join(what, " ")))
}

func (n *Notifier) do(ctx context.Context, id string, command any, key uuid.UUID) (events.Result, error) {
	res, err := n.Do(ctx, events.Request{Record: messages.Record.Name, ID: id, Command: command, CommandID: key, By: domain.Stamp{Actor: domain.System, Role: domain.SYS}})
	if ref, refused := errors.AsType[*domain.Refusal](err); err != nil && !(refused && ref.Kind == domain.Conflict) { // another node was first: that is no error
		n.Log.ErrorContext(ctx, "message not recorded", "id", id, "command", fmt.Sprintf("%T", command), "error", err)
	}
	return res, err
}

// attempt makes one attempt. It stands in the log before the mail goes out.
func (n *Notifier) attempt(ctx context.Context, id string, address map[string]string) {
	if _, err := n.do(ctx, id, messages.BeginSending{}, uuid.New()); err != nil {
		return
	}
	var m messages.Message
	n.Live.View(func() { m = n.Records.Get(messages.Record.Name, id).Last().State.(messages.Message) })
	if m.State != messages.StatusSending {
		return
	}
	var result any = messages.RecordSent{Attempt: m.Attempts}
	var err error = mail.Failure{Reason: messages.NoAddress}
	if to := address[m.Person]; to != "" {
		err = n.Send(ctx, mail.Letter{ID: m.Mail, To: to, Subject: m.Subject, Text: m.Text, Date: m.Prepared})
	}
	if err != nil {
		f, known := errors.AsType[mail.Failure](err)
		if !known {
			f.Reason = messages.Unknown
		}
		result = messages.RecordFailure{Attempt: m.Attempts, Reason: f.Reason}
		n.Log.WarnContext(ctx, "message not sent", "id", id, "attempt", m.Attempts, "reason", f.Reason)
	}
	// the mail is out, or not: that is recorded also when the server stops now
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	_, _ = n.do(end, id, result, messageID("result", id, fmt.Sprint(m.Attempts)))
}

type letterOf struct {
	id string
	messages.Letter
}

// letters are the messages to prepare for a person now.
func (n *Notifier) letters(person string, now time.Time) (list []letterOf) {
	n.Live.View(func() {
		var rest []projections.Signal
		for _, s := range n.Outbox.For(person, n.Gov, now) {
			if s.Urgent {
				list = append(list, n.letter(person, messages.Urgent, s.Key, now, []projections.Signal{s}))
			} else {
				rest = append(rest, s)
			}
		}
		if len(rest) > 0 && digestTime(now) {
			l := n.letter(person, messages.Digest, string(calendar.On(now)), now, rest)
			if n.Records.Get(messages.Record.Name, l.id) == nil { // one a day: what came after it waits for the next morning
				list = append(list, l)
			}
		}
	})
	return list
}

// digestTime tells whether it is a working morning, or later on that day: a server that stood still makes up for it.
func digestTime(at time.Time) bool {
	return at.In(calendar.Amsterdam).Hour() >= morning && calendar.EU.Working(calendar.On(at))
}

func (n *Notifier) letter(person string, kind messages.Kind, of string, now time.Time, list []projections.Signal) letterOf {
	id := messageID("message", person, string(kind), of).String()
	list = list[:min(len(list), maxAbout)]
	host := "grootboek"
	if u, err := url.Parse(n.Base); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	l := messages.Letter{Person: person, Kind: kind, Day: calendar.On(now), Subject: "Grootboek: " + plural(len(list), "termijn", "termijnen"), Mail: id + "@" + host}
	if kind == messages.Urgent {
		l.Subject = "Dringend: " + list[0].NL
	}
	var b strings.Builder
	b.WriteString("Goedendag,\n\nDit vraagt uw aandacht in het grootboek van de gemeente " + n.Town + ".\n")
	for i, s := range list {
		l.About = append(l.About, s.Key)
		if i < maxSignals {
			b.WriteString("\n" + n.line(s, now))
		}
	}
	if more := len(list) - maxSignals; more > 0 {
		b.WriteString("\nEn nog " + plural(more, "termijn", "termijnen") + ".\n")
	}
	b.WriteString("\nAlles wat u moet doen: " + n.Base + "/werk\n\nDit bericht is automatisch verstuurd. Antwoorden komen niet aan.\n")
	l.Text = b.String()
	return letterOf{id, l}
}

// line says what must be done for which record by when: no name, no title, no text of a record (promise 5).
func (n *Notifier) line(s projections.Signal, now time.Time) string {
	o := s.Record.Last().State.(obligations.Obligation)
	due := "uiterlijk " + o.Due.NL()
	if m := o.Deadline().Moment; !m.IsZero() {
		due = "uiterlijk " + calendar.At(m).NL()
	}
	if s.LateAt(now) || o.State == obligations.StatusLate {
		due = "te laat: het moest " + due
	}
	return "- " + s.NL + ": " + numberIn(n.Records, s.Subject) + "\n  " + due + "\n  " + n.Base + recordPath(s.Record) + "\n"
}

// Run makes a turn every minute until ctx ends.
func (n *Notifier) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			n.Turn(ctx)
		}
	}
}
