package main

import (
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"strconv"
	"strings"
	"time"

	"github.com/heemstede/grootboek/api"
	"github.com/heemstede/grootboek/api/mail"
)

const mailTimeout = 2 * time.Minute // shorter than messages.Lease

// mail lets a server send what people must know of terms, if there is a mail server.
func (l *ledger) mail() error {
	if l.cfg.Mail == "" {
		return nil
	}
	s := mail.Sender{From: l.cfg.MailFrom, Timeout: mailTimeout}
	var err error
	if s.Host, s.Port, err = mailServer(l.cfg.Mail); err != nil {
		return err
	}
	if s.User, s.Password, err = l.cfg.mailLogin(); err != nil {
		return err
	}
	n := api.Notifier{Ledger: l.Ledger, Records: l.records, Gov: l.gov, Outbox: l.outbox, Staff: l.staff, Send: s.Send, Base: l.cfg.URL, Town: l.cfg.Municipality, Log: l.log}
	l.follow("mail", n.Run)
	return nil
}

func mailServer(v string) (host string, port int, err error) {
	host, p, err := net.SplitHostPort(v)
	if err == nil {
		port, err = strconv.Atoi(p)
	}
	if err != nil || host == "" || port < 1 || port > 65535 {
		return "", 0, fmt.Errorf("%q is geen mailserver als mail.heemstede.nl:587", v)
	}
	return host, port, nil
}

func checkSender(v string) error {
	if a, err := netmail.ParseAddress(v); err != nil || a.Address != v {
		return errors.New("dit is geen e-mailadres als grootboek@heemstede.nl")
	}
	return nil
}

func (c *Config) checkMail() error {
	switch {
	case c.Mail == "" && (c.MailAccess != "" || c.MailFrom != ""):
		return errors.New("GROOTBOEK_SMTP_TOEGANG en GROOTBOEK_SMTP_AFZENDER horen bij GROOTBOEK_SMTP; vul ook de mailserver in")
	case c.Mail != "" && c.MailFrom == "":
		return errors.New("GROOTBOEK_SMTP kan niet zonder GROOTBOEK_SMTP_AFZENDER")
	}
	return nil
}

// mailLogin reads how the ledger signs in to the mail server; "" if it does not.
func (c *Config) mailLogin() (user, password string, err error) {
	if c.MailAccess == "" {
		return "", "", nil
	}
	text, err := readSecret("GROOTBOEK_SMTP_TOEGANG", c.MailAccess)
	if err != nil {
		return "", "", err
	}
	user, password, ok := strings.Cut(text, ":")
	if !ok || user == "" || password == "" || strings.ContainsAny(text, "\r\n") {
		return "", "", errors.New("GROOTBOEK_SMTP_TOEGANG: in het bestand hoort één regel te staan: gebruiker:wachtwoord")
	}
	return user, password, nil
}
