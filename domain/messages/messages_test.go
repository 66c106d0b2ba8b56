package messages_test

import (
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	"github.com/heemstede/grootboek/domain/messages"
)

func letter() messages.Letter {
	return messages.Letter{Person: domaintest.Person(domain.FG), Kind: messages.Digest, Day: "2026-11-24", Subject: "Grootboek: 1 termijn", Text: "Melding bij de AP",
		Mail: "1@grootboek.example", About: []string{"obligation/1@2"}}
}

func prepared(t *testing.T) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, messages.Record).Knowing(domaintest.Town()).As(domain.SYS).When(messages.PrepareMessage{Letter: letter()}).ThenEvents("MessagePrepared")
}

func TestBericht(t *testing.T) {
	t.Run("R-TIM-03 niemand dan het systeem zet een bericht klaar of zegt dat het is verstuurd", func(t *testing.T) {
		for _, r := range domain.Roles {
			if r.Role == domain.SYS {
				continue
			}
			domaintest.Given(t, messages.Record).Knowing(domaintest.Town()).As(r.Role).When(messages.PrepareMessage{Letter: letter()}).ThenRefused(domain.Forbidden)
			for _, c := range []any{messages.BeginSending{}, messages.RecordSent{Attempt: 1}, messages.RecordFailure{Attempt: 1, Reason: messages.Later}} {
				prepared(t).As(r.Role).When(c).ThenRefused(domain.Forbidden)
			}
		}
	})
	t.Run("R-TIM-03 zonder persoon, tekst of onderwerp, met een onderwerp van twee regels, of over niets: geweigerd", func(t *testing.T) {
		domaintest.Given(t, messages.Record).Knowing(domaintest.Town()).As(domain.SYS).When(messages.PrepareMessage{}).
			ThenRefused(domain.Invalid, "person", "kind", "day", "text", "subject", "message_id", "about")
		bad := letter()
		bad.Subject, bad.Mail = "Hallo\r\nBcc: iedereen@heemstede.example", "1@a>\r\nX: y"
		domaintest.Given(t, messages.Record).Knowing(domaintest.Town()).As(domain.SYS).When(messages.PrepareMessage{Letter: bad}).ThenRefused(domain.Invalid, "subject", "message_id")
	})
	t.Run("R-TIM-03 een poging tegelijk; na de tijd van een poging die niets liet weten mag de volgende", func(t *testing.T) {
		c := prepared(t).When(messages.BeginSending{}).ThenEvents("MessageSendingBegun")
		c.When(messages.BeginSending{}).ThenRefused(domain.Conflict)
		c.At(domaintest.Now.Add(messages.Lease - time.Second)).When(messages.BeginSending{}).ThenRefused(domain.Conflict)
		c.At(domaintest.Now.Add(messages.Lease)).When(messages.BeginSending{}).ThenEvents("MessageSendingBegun")
		if m := domaintest.State[messages.Message](c); m.Attempts != 2 {
			t.Errorf("%d attempts", m.Attempts)
		}
	})
	t.Run("R-TIM-03 verstuurd is een feit, ook als een ander de poging al opgaf, en het bewijs is de hash van de tekst", func(t *testing.T) {
		c := prepared(t).When(messages.BeginSending{})
		c.At(domaintest.Now.Add(messages.Lease)).When(messages.BeginSending{})
		c.When(messages.RecordSent{Attempt: 1}).Then(messages.MessageSent{Attempt: 1, Hash: letter().Sum()}).ThenStatus(messages.StatusSent)
		c.When(messages.RecordFailure{Attempt: 2, Reason: messages.Broken}).ThenEvents()
		c.When(messages.RecordSent{Attempt: 2}).ThenEvents()
		c.When(messages.BeginSending{}).ThenRefused(domain.Conflict)
		prepared(t).When(messages.RecordSent{Attempt: 1}).ThenRefused(domain.Conflict)
		other := letter()
		other.Text += "."
		if other.Sum() == letter().Sum() {
			t.Error("another text, the same proof")
		}
	})
	t.Run("R-TIM-03 wat niet lukt wordt met steeds langere tussenpozen opnieuw geprobeerd, en eindigt", func(t *testing.T) {
		c, now, last := prepared(t), domaintest.Now, time.Duration(0)
		for n := 1; n < messages.MaxAttempts; n++ {
			c.At(now).When(messages.BeginSending{}).ThenEvents("MessageSendingBegun")
			c.When(messages.RecordFailure{Attempt: n, Reason: messages.Later}).ThenEvents("MessagePostponed")
			next := domaintest.State[messages.Message](c).Next
			if next.Sub(now) <= last {
				t.Errorf("attempt %d after %s, the one before after %s", n+1, next.Sub(now), last)
			}
			c.At(next.Add(-time.Second)).When(messages.BeginSending{}).ThenRefused(domain.Conflict)
			last, now = next.Sub(now), next
		}
		c.At(now).When(messages.BeginSending{}).When(messages.RecordFailure{Attempt: messages.MaxAttempts, Reason: messages.Later}).ThenEvents("MessageAbandoned").ThenStatus(messages.StatusAbandoned)
	})
	t.Run("R-TIM-03 ook een laatste poging die niets liet weten is het einde", func(t *testing.T) {
		c, now := prepared(t), domaintest.Now
		for range messages.MaxAttempts {
			c.At(now).When(messages.BeginSending{}).ThenEvents("MessageSendingBegun")
			now = now.Add(messages.Lease)
		}
		c.At(now).When(messages.BeginSending{}).Then(messages.MessageAbandoned{Attempt: messages.MaxAttempts, Reason: messages.Unknown})
	})
	t.Run("R-TIM-03 wat de mailserver weigert of wie geen adres heeft, wordt niet opnieuw geprobeerd", func(t *testing.T) {
		for _, r := range []messages.Reason{messages.Refused, messages.NoAddress} {
			prepared(t).When(messages.BeginSending{}).When(messages.RecordFailure{Attempt: 1, Reason: r}).Then(messages.MessageAbandoned{Attempt: 1, Reason: r})
		}
		prepared(t).When(messages.BeginSending{}).When(messages.RecordFailure{Attempt: 1, Reason: "zomaar"}).ThenRefused(domain.Invalid, "reason")
	})
}
