// Package mailtest is a mail server for tests, that misbehaves when asked.
package mailtest

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// Harm is how a server misbehaves.
type Harm int

// Harms.
const (
	None      Harm = iota
	Greylist       // 451 to the reader
	Refuse         // 550 to the reader
	DropAfter      // takes the mail, and breaks off before it says so
	Mute           // takes the mail, and never says so
	NoTLS          // offers no STARTTLS
	BadLogin       // 535 to whoever signs in
)

// Server takes mails in a test. Its certificate is for Name.
type Server struct {
	Name  string
	Port  int
	Roots *x509.CertPool

	cert tls.Certificate
	mu   sync.Mutex
	harm Harm
	got  []string
	auth []string
}

// Start starts a server on this machine, for the length of the test.
func Start(t testing.TB, name string) *Server {
	t.Helper()
	s := &Server{Name: name}
	s.certify(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = l.Addr().(*net.TCPAddr).Port
	stop := make(chan struct{})
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { s.serve(c, stop) })
		}
	})
	t.Cleanup(func() { close(stop); _ = l.Close(); serving.Wait() })
	return s
}

func (s *Server) certify(t testing.TB) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{s.Name}, NotBefore: time.Unix(0, 0), NotAfter: time.Now().AddDate(1, 0, 0), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	s.cert, s.Roots = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, x509.NewCertPool()
	s.Roots.AddCert(c)
}

// Misbehave sets how it misbehaves from now on.
func (s *Server) Misbehave(h Harm) { s.mu.Lock(); defer s.mu.Unlock(); s.harm = h }

func (s *Server) is(h Harm) bool { s.mu.Lock(); defer s.mu.Unlock(); return s.harm == h }

// Got returns the mails it took, headers included.
func (s *Server) Got() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.got...)
}

// Logins returns what was said to sign in.
func (s *Server) Logins() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.auth...)
}

func (s *Server) serve(c net.Conn, stop chan struct{}) {
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	in, secure := bufio.NewReader(c), false
	say := func(line string) { fmt.Fprint(c, line+"\r\n") }
	say("220 " + s.Name)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(strings.TrimSpace(line)); {
		case strings.HasPrefix(verb, "EHLO"):
			say("250-" + s.Name)
			if !secure && !s.is(NoTLS) {
				say("250-STARTTLS")
			}
			say("250-AUTH PLAIN")
			say("250 8BITMIME")
		case verb == "STARTTLS":
			say("220 go")
			secured := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{s.cert}})
			c, in, secure = secured, bufio.NewReader(secured), true
		case strings.HasPrefix(verb, "AUTH"):
			s.mu.Lock()
			s.auth = append(s.auth, strings.TrimSpace(line))
			s.mu.Unlock()
			say(map[bool]string{true: "535 5.7.8 wrong", false: "235 ok"}[s.is(BadLogin)])
		case strings.HasPrefix(verb, "RCPT"):
			switch {
			case s.is(Greylist):
				say("451 4.7.1 greylisted: " + line[8:len(line)-2])
			case s.is(Refuse):
				say("550 5.1.1 unknown: " + line[8:len(line)-2])
			default:
				say("250 ok")
			}
		case verb == "DATA":
			say("354 go on")
			if !s.take(in) || s.is(DropAfter) {
				return
			}
			if s.is(Mute) {
				<-stop
				return
			}
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *Server) take(in *bufio.Reader) bool {
	var text strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		text.WriteString(line)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, text.String())
	return true
}
