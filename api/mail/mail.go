// Package mail hands mails to the mail server of the municipality.
//
// It promises: one mail per call, under the Message-ID it was given and with the same bytes each time; TLS with a certificate that
// fits, except on this machine; an end after [Sender.Timeout]. Its errors are one word each ([Failure]): what the other side said
// may name the reader, and stands in no log.
//
// It does not know whether somebody read it, nor whether a mail whose answer never came was taken: that is [messages.Broken] or
// [messages.Slow], and whoever sends again uses the same Message-ID.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"net/textproto"
	"strings"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/heemstede/grootboek/domain/messages"
)

// Sender is the way to one mail server. Its fields are set once, before the first Send.
type Sender struct {
	Host     string // name on the certificate, or address
	Port     int    // 465 begins with TLS; any other turns to it (STARTTLS)
	User     string // "" does not sign in
	Password string
	From     string         // address of the sender
	Roots    *x509.CertPool // whose certificates to believe; nil: those of this machine
	Timeout  time.Duration  // of one attempt, all in all; must be shorter than [messages.Lease]
	Dial     Dial           // nil: as this machine finds the host
}

// Dial makes a connection, as [net.Dialer] does.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// Letter is one mail.
type Letter struct {
	ID, To, Subject, Text string    // ID without angle brackets
	Date                  time.Time // the same at each attempt
}

// Failure is an attempt that did not work. Its text names nobody.
type Failure struct{ Reason messages.Reason }

func (f Failure) Error() string { return "mail not sent: " + string(f.Reason) }

// implicit is the port on which a connection begins with TLS (RFC 8314).
const implicit = 465

// Send hands over one mail. It returns nil when the server took it, and otherwise a [Failure].
func (s *Sender) Send(ctx context.Context, l Letter) error {
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	msg, err := s.message(l)
	if err != nil {
		return Failure{messages.NoAddress}
	}
	line := &line{plain: s.Dial}
	if line.plain == nil {
		line.plain = new(net.Dialer).DialContext
	}
	if s.Port == implicit {
		line.tls = s.tls()
	}
	defer line.close()
	defer context.AfterFunc(ctx, line.close)() // the library looks at ctx only while it dials
	if err := s.hand(ctx, line, msg); err != nil {
		return Failure{reason(ctx, err, line.conn != nil)}
	}
	return nil // taken; how the connection ends changes nothing
}

func (s *Sender) hand(ctx context.Context, l *line, msg *gomail.Msg) error {
	client, err := gomail.NewClient(s.Host, s.options(l)...)
	if err != nil {
		return err
	}
	smtp, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		if strings.Contains(err.Error(), "does not support STARTTLS") { // the library has no value for it
			return errNoTLS
		}
		return err
	}
	return client.SendWithSMTPClient(smtp, msg)
}

var errNoTLS = errors.New("the mail server does not offer TLS")

func (s *Sender) message(l Letter) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := errors.Join(m.From(s.From), m.To(l.To)); err != nil {
		return nil, err
	}
	m.Subject(l.Subject)
	m.SetMessageIDWithValue(l.ID)
	m.SetDateWithValue(l.Date)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answers of absent people
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	return m, nil
}

func (s *Sender) tls() *tls.Config {
	return &tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
}

func (s *Sender) options(l *line) []gomail.Option {
	o := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTimeout(2 * s.Timeout), gomail.WithTLSConfig(s.tls()), gomail.WithDialContextFunc(l.dial),
		gomail.WithoutRset(), gomail.WithoutNoop()} // one mail a connection; ctx ends an attempt, before the library does
	auth := gomail.SMTPAuthAutoDiscover
	switch {
	case s.Port == implicit:
		o, auth = append(o, gomail.WithSSL()), gomail.SMTPAuthPlain
	case Loopback(s.Host):
		o, auth = append(o, gomail.WithTLSPolicy(gomail.NoTLS)), gomail.SMTPAuthPlainNoEnc
	default:
		o = append(o, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.User != "" {
		o = append(o, gomail.WithSMTPAuth(auth), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	return o
}

// Loopback tells whether a host is this machine.
func Loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// line is the connection of one attempt. It is closed whatever happens, also where the library forgets it.
type line struct {
	plain Dial
	tls   *tls.Config // of a port that begins with TLS; nil otherwise

	mu     sync.Mutex
	conn   net.Conn
	closed bool
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := l.plain(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if l.tls != nil { // the handshake is made at the first word
		conn = tls.Client(conn, l.tls)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn = conn; l.closed {
		return nil, errors.Join(context.DeadlineExceeded, conn.Close())
	}
	return conn, nil
}

func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil && !l.closed {
		_ = l.conn.Close() // what was taken is taken
	}
	l.closed = true
}

// reason says in one word what went wrong. reached: there was a connection.
func reason(ctx context.Context, err error, reached bool) messages.Reason {
	timeout, _ := errors.AsType[net.Error](err)
	code := codeOf(err)
	switch {
	case ctx.Err() != nil || timeout != nil && timeout.Timeout():
		return messages.Slow
	case insecure(err):
		return messages.Insecure
	case code == 530 || code >= 534 && code <= 538: // RFC 4954
		return messages.Login
	case code >= 500:
		return messages.Refused
	case code >= 400:
		return messages.Later
	case !reached:
		return messages.Unreachable
	}
	return messages.Broken
}

// insecure tells whether TLS failed, or was not offered.
func insecure(err error) bool {
	if _, is := errors.AsType[*tls.CertificateVerificationError](err); is {
		return true
	}
	if _, is := errors.AsType[tls.RecordHeaderError](err); is {
		return true
	}
	if _, is := errors.AsType[tls.AlertError](err); is {
		return true
	}
	return errors.Is(err, errNoTLS)
}

// codeOf is the reply code of the server; 0 if there is none.
func codeOf(err error) int {
	if e, is := errors.AsType[*gomail.SendError](err); is && e.ErrorCode() != 0 {
		return e.ErrorCode()
	}
	if e, is := errors.AsType[*textproto.Error](err); is {
		return e.Code
	}
	return 0
}
