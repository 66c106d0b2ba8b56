package api_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api"
	"github.com/heemstede/grootboek/api/mail"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/messages"
	"github.com/heemstede/grootboek/domain/obligations"
)

// post is what a mail server would have taken, and what it answers.
type post struct {
	mu   sync.Mutex
	got  []mail.Letter
	fail error // after it took the mail
}

func (p *post) send(_ context.Context, l mail.Letter) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got = append(p.got, l)
	return p.fail
}

func (s *server) notifier(p *post) *api.Notifier {
	return &api.Notifier{Ledger: s.api.Ledger, Records: s.api.Records, Gov: s.api.Gov, Outbox: s.outbox, Staff: s.api.Staff, Send: p.send, Base: "https://grootboek.example", Town: "Test", Log: s.api.Log}
}

func (s *server) mails(state domain.Status) (n int) {
	s.api.Live.View(func() {
		for _, v := range s.api.Records.OfType(messages.Record.Name) {
			if v.Last().State.(messages.Message).State == state {
				n++
			}
		}
	})
	return n
}

func TestHerinneringPerMail(t *testing.T) {
	t.Run("R-TIM-03 een termijn in uren gaat meteen naar de FG, één keer, zonder naam of titel, met een bewijs", func(t *testing.T) {
		s, p := newTestServer(t), &post{}
		s.at(calendar.Date("2026-11-28").Start().Add(3 * time.Hour)) // Saturday night: no morning to wait for
		id := uuid.NewString()
		s.do("obligation", id, obligations.CreateObligation{Terms: obligations.Terms{Row: 38, Limit: "notify", Subject: "process/" + wmo, Process: wmo}}, domain.SYS)
		for range 2 {
			s.notifier(p).Turn(t.Context())
		}
		if len(p.got) != 1 || p.got[0].To != emailOf(domain.FG) || s.mails(messages.StatusSent) != 1 {
			t.Fatalf("%+v, %d sent", p.got, s.mails(messages.StatusSent))
		}
		l := p.got[0]
		if !strings.Contains(l.Text, "https://grootboek.example/verplichtingen/"+id) || !strings.Contains(l.Text, "01-12-2026 03:00") {
			t.Errorf("no address or no end: %s", l.Text)
		}
		for _, word := range []string{"Frits", "Zandvliet", "Kortekaas", "Wmo"} {
			if strings.Contains(l.Subject+l.Text, word) {
				t.Errorf("%q stands in %s", word, l.Text)
			}
		}
	})
	t.Run("R-TIM-03 wat niet dringend is gaat samen, op een werkdag vanaf zeven uur", func(t *testing.T) {
		s, p := newTestServer(t), &post{}
		for _, subject := range []string{"process/" + wmo, "activity/" + uuid.NewString()} {
			id := uuid.NewString()
			s.do("obligation", id, obligations.CreateObligation{Terms: obligations.Terms{Row: 57, Limit: "implement", Subject: subject, Process: wmo}, On: "2026-11-27"}, domain.SYS)
			s.do("obligation", id, obligations.RemindObligation{}, domain.SYS)
		}
		for _, hour := range []time.Time{calendar.Date("2026-11-28").Start().Add(12 * time.Hour), calendar.Date("2026-11-30").Start().Add(6 * time.Hour)} { // Saturday; early
			s.at(hour).notifier(p).Turn(t.Context())
		}
		if len(p.got) != 0 {
			t.Fatalf("%+v", p.got)
		}
		s.at(calendar.Date("2026-11-30").Start().Add(7 * time.Hour)).notifier(p).Turn(t.Context())
		if len(p.got) != 1 || p.got[0].To != emailOf(domain.TM) || p.got[0].Subject != "Grootboek: 2 termijnen" {
			t.Fatalf("%+v", p.got)
		}
		third := uuid.NewString()
		s.do("obligation", third, obligations.CreateObligation{Terms: obligations.Terms{Row: 57, Limit: "implement", Subject: "activity/" + uuid.NewString(), Process: wmo}, On: "2026-12-01"}, domain.SYS)
		s.do("obligation", third, obligations.RemindObligation{}, domain.SYS)
		if s.notifier(p).Turn(t.Context()); len(p.got) != 1 {
			t.Fatalf("a second digest on one day: %+v", p.got)
		}
		s.at(calendar.Date("2026-12-01").Start().Add(7 * time.Hour)).notifier(p).Turn(t.Context())
		if len(p.got) != 2 || p.got[1].Subject != "Grootboek: 1 termijn" || !strings.Contains(p.got[1].Text, third) {
			t.Fatalf("the next morning tells what is new, and that only: %+v", p.got)
		}
		if s.at(calendar.Date("2026-12-02").Start().Add(7 * time.Hour)).notifier(p).Turn(t.Context()); len(p.got) != 2 {
			t.Errorf("nothing new, and yet a mail: %+v", p.got)
		}
	})
	t.Run("R-TIM-03 twee nodes tegelijk versturen één bericht; brak het af na het aannemen, dan komt het nog eens met dezelfde Message-ID", func(t *testing.T) {
		s, p := newTestServer(t), &post{fail: mail.Failure{Reason: messages.Broken}}
		s.do("obligation", uuid.NewString(), obligations.CreateObligation{Terms: obligations.Terms{Row: 38, Limit: "notify", Subject: "process/" + wmo}}, domain.SYS)
		both := func() {
			var nodes sync.WaitGroup
			for range 2 {
				nodes.Go(func() { s.notifier(p).Turn(t.Context()) })
			}
			nodes.Wait()
		}
		if both(); len(p.got) != 1 || s.mails(messages.StatusReady) != 1 {
			t.Fatalf("%d mails", len(p.got))
		}
		p.fail = nil
		if both(); len(p.got) != 1 {
			t.Fatal("no pause between attempts")
		}
		s.at(s.clock().Add(2 * time.Minute))
		if both(); len(p.got) != 2 || p.got[0] != p.got[1] || s.mails(messages.StatusSent) != 1 {
			t.Errorf("%+v", p.got)
		}
	})
}
