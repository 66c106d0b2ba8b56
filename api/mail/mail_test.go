package mail_test

import (
	"context"
	"errors"
	"mime"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	. "github.com/heemstede/grootboek/api/mail"
	"github.com/heemstede/grootboek/api/mail/mailtest"
	"github.com/heemstede/grootboek/domain/messages"
)

const reader = "emma.noordam@heemstede.example"

func letter() Letter {
	return Letter{ID: "7@grootboek.example", To: reader, Subject: "Grootboek: één termijn", Text: "Melding bij de AP\nvóór morgen", Date: time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)}
}

// loopback is a sender without TLS: the server is on this machine.
func loopback(s *mailtest.Server) *Sender {
	return &Sender{Host: "127.0.0.1", Port: s.Port, From: "grootboek@heemstede.example", Timeout: 10 * time.Second}
}

func why(t *testing.T, s *Sender) messages.Reason {
	t.Helper()
	err := s.Send(t.Context(), letter())
	if err == nil {
		return ""
	}
	f, is := errors.AsType[Failure](err)
	if !is {
		t.Fatalf("%v is no failure", err)
	}
	for _, secret := range []string{reader, "geheim"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error names %s: %v", secret, err)
		}
	}
	return f.Reason
}

func TestVersturen(t *testing.T) {
	t.Run("R-TIM-03 een bericht komt aan met zijn Message-ID, en een tweede keer versturen geeft dezelfde bytes", func(t *testing.T) {
		s := mailtest.Start(t, "localhost")
		for range 2 {
			if r := why(t, loopback(s)); r != "" {
				t.Fatal(r)
			}
		}
		got := s.Got()
		if len(got) != 2 || got[0] != got[1] {
			t.Fatalf("%q", got)
		}
		m, err := mail.ReadMessage(strings.NewReader(got[0]))
		if err != nil {
			t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil || subject != letter().Subject || m.Header.Get("Message-ID") != "<7@grootboek.example>" || m.Header.Get("Auto-Submitted") != "auto-generated" || !strings.Contains(m.Header.Get("To"), reader) {
			t.Errorf("%+v (%q, %v)", m.Header, subject, err)
		}
	})
	for harm, want := range map[mailtest.Harm]messages.Reason{mailtest.Greylist: messages.Later, mailtest.Refuse: messages.Refused, mailtest.DropAfter: messages.Broken} {
		t.Run("R-TIM-03 een mailserver die misgaat: "+string(want), func(t *testing.T) {
			s := mailtest.Start(t, "localhost")
			s.Misbehave(harm)
			if r := why(t, loopback(s)); r != want {
				t.Errorf("%q", r)
			}
			s.Misbehave(mailtest.None)
			if r := why(t, loopback(s)); r != "" {
				t.Errorf("and then well: %q", r)
			}
		})
	}
	t.Run("R-TIM-03 een mailserver die niets meer zegt houdt een poging niet langer op dan de tijd die ervoor staat", func(t *testing.T) {
		s := mailtest.Start(t, "localhost")
		s.Misbehave(mailtest.Mute)
		x := loopback(s)
		x.Timeout = 300 * time.Millisecond
		if r := why(t, x); r != messages.Slow {
			t.Errorf("%q", r)
		}
	})
	t.Run("R-TIM-03 wie het grootboek stopt wacht niet op een mailserver die niets zegt", func(t *testing.T) {
		s := mailtest.Start(t, "localhost")
		s.Misbehave(mailtest.Mute)
		ctx, stop := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer stop()
		began := time.Now()
		if err := loopback(s).Send(ctx, letter()); !errors.Is(err, Failure{messages.Slow}) || time.Since(began) > 5*time.Second {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
	t.Run("R-TIM-03 een mailserver die er niet is", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		x := &Sender{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, From: "a@b.example", Timeout: 5 * time.Second}
		_ = l.Close()
		if r := why(t, x); r != messages.Unreachable {
			t.Errorf("%q", r)
		}
	})
	t.Run("R-TIM-03 een adres dat geen adres is", func(t *testing.T) {
		l := letter()
		l.To = "geen adres"
		if err := loopback(mailtest.Start(t, "localhost")).Send(context.Background(), l); !errors.Is(err, Failure{messages.NoAddress}) {
			t.Error(err)
		}
	})
}

func TestVeiligVersturen(t *testing.T) {
	// the name resolves to this machine by the test's own dialer: see [Sender.Dial]
	away := func(s *mailtest.Server, name string) *Sender {
		return &Sender{Host: name, Port: s.Port, From: "grootboek@heemstede.example", Roots: s.Roots, Timeout: 10 * time.Second,
			User: "grootboek", Password: "geheim", Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
				_, port, _ := net.SplitHostPort(address)
				return new(net.Dialer).DialContext(ctx, network, "127.0.0.1:"+port)
			}}
	}
	t.Run("R-TIM-03 naar een andere machine gaat een bericht over TLS, na inloggen", func(t *testing.T) {
		s := mailtest.Start(t, "mail.heemstede.example")
		if r := why(t, away(s, s.Name)); r != "" || len(s.Got()) != 1 || len(s.Logins()) != 1 {
			t.Errorf("%q, %d mails", r, len(s.Got()))
		}
	})
	t.Run("R-TIM-03 zonder TLS, met een certificaat van een ander of van een onbekende gaat er geen bericht en geen wachtwoord", func(t *testing.T) {
		s := mailtest.Start(t, "mail.heemstede.example")
		if r := why(t, away(s, "smtp.heemstede.example")); r != messages.Insecure {
			t.Errorf("another name: %q", r)
		}
		stranger := away(s, s.Name)
		stranger.Roots = mailtest.Start(t, s.Name).Roots
		if r := why(t, stranger); r != messages.Insecure {
			t.Errorf("unknown issuer: %q", r)
		}
		s.Misbehave(mailtest.NoTLS)
		if r := why(t, away(s, s.Name)); r != messages.Insecure {
			t.Errorf("no STARTTLS: %q", r)
		}
		if len(s.Got()) != 0 || len(s.Logins()) != 0 {
			t.Errorf("%d mails, %d passwords", len(s.Got()), len(s.Logins()))
		}
	})
	t.Run("R-TIM-03 een fout wachtwoord", func(t *testing.T) {
		s := mailtest.Start(t, "mail.heemstede.example")
		s.Misbehave(mailtest.BadLogin)
		if r := why(t, away(s, s.Name)); r != messages.Login || len(s.Got()) != 0 {
			t.Errorf("%q", r)
		}
	})
}
