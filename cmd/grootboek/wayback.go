package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/sqlite"
	"github.com/heemstede/grootboek/events/staff"
)

// Whoever manages the server can give somebody a way back in when nobody who may do so in the pages can sign in: the only
// municipal secretary lost her telephone and her recovery codes, or left. He needs the data folder, as for everything here.
// It leaves the same event as in the pages, of the system: the FG sees it.

// wayBackValid is how long a link that was given on the command line can be used.
const wayBackValid = 24 * time.Hour

// wayBack is what is asked for, about whom.
type wayBack struct {
	Email string `json:"email"`
	Wipe  bool   `json:"wipe"` // his second step
	Link  bool   `json:"link"` // for a first or a new password
}

func wayBackCommand() *cobra.Command {
	var ask wayBack
	c := &cobra.Command{Use: "toegang E-MAILADRES", Short: "Help iemand weer naar binnen, als niemand anders dat kan", Args: oneArg("e-mailadres"),
		Long: "Help iemand weer naar binnen, als in het grootboek zelf niemand dat kan: wis zijn tweede stap, of maak een link voor een\n" +
			"nieuw wachtwoord. Het wordt als gebeurtenis vastgelegd; de FG ziet het. Dit werkt ook terwijl het grootboek draait.",
		RunE: func(c *cobra.Command, args []string) error {
			cfg, err := readConfig(c)
			if err != nil {
				return err
			}
			if ask.Email = args[0]; !ask.Wipe && !ask.Link {
				return usageError{errors.New("kies --wis-tweede-stap of --nieuwe-link")}
			}
			lines, err := askWayBack(c.Context(), cfg, ask)
			for _, line := range lines {
				fmt.Fprintln(c.OutOrStdout(), line)
			}
			return err
		}}
	c.Flags().String("data", "data", "`map` van het grootboek")
	c.Flags().BoolVar(&ask.Wipe, "wis-tweede-stap", false, "wis de tweede stap: bij het volgende inloggen stelt deze persoon een nieuwe in")
	c.Flags().BoolVar(&ask.Link, "nieuwe-link", false, "maak een link voor een nieuw wachtwoord, één keer te gebruiken, een dag geldig")
	return c
}

// askWayBack does it here, or asks the server that has the ledger open.
func askWayBack(ctx context.Context, cfg Config, ask wayBack) (lines []string, err error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	l, err := open(ctx, cfg, log, nil)
	if errors.Is(err, sqlite.ErrInUse) {
		body, err := json.Marshal(ask)
		if err != nil {
			return nil, err
		}
		m, err := dialLocal(cfg.Data).ask(ctx, "/toegang", nil, strings.NewReader(string(body)), func(string, int64, int64) {})
		return m.Lines, err
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	return l.giveWayBack(ctx, ask)
}

func (l *ledger) localWayBack(w http.ResponseWriter, r *http.Request) {
	say := speaker(w)
	var ask wayBack
	err := json.NewDecoder(io.LimitReader(r.Body, 1<<10)).Decode(&ask)
	var lines []string
	if err == nil {
		lines, err = l.giveWayBack(context.WithoutCancel(r.Context()), ask) // what is recorded is done
	}
	end := message{Lines: lines, End: true}
	if err != nil {
		end.Error = err.Error()
	}
	say(end)
}

// giveWayBack records what is asked for, and does it. What it returns is for whoever asked, and stands in no log.
func (l *ledger) giveWayBack(ctx context.Context, ask wayBack) (lines []string, err error) {
	p, err := l.staff.ByEmail(ctx, ask.Email)
	if errors.Is(err, staff.ErrNoPerson) {
		return nil, errors.New("niemand in de personenlijst heeft dit e-mailadres")
	}
	if err != nil {
		return nil, err
	}
	a, has, err := l.accountOf(ctx, p.ID)
	switch {
	case err != nil:
		return nil, err
	case a.Disabled:
		return nil, errors.New("dit account is geblokkeerd; dat heft alleen de gemeentesecretaris op")
	case ask.Wipe && !a.Second:
		return nil, errors.New("dit account heeft geen tweede stap")
	}
	if ask.Wipe {
		if err := l.wipeSecond(ctx, p.ID); err != nil {
			return nil, err
		}
		lines = append(lines, "De tweede stap is gewist. Bij het volgende inloggen stelt deze persoon een nieuwe in.")
	}
	if !ask.Link {
		return lines, nil
	}
	link, err := l.linkFor(ctx, p.ID, has)
	if err != nil {
		return lines, err
	}
	return append(lines, "Geef deze link zelf aan deze persoon. Hij werkt één keer, een dag lang:", "", "  "+link, ""), nil
}

func (l *ledger) wipeSecond(ctx context.Context, person string) error {
	if err := l.recordAccess(ctx, person, governance.AccessSecond); err != nil {
		return err
	}
	return l.staff.RemoveSecond(ctx, person)
}

func (l *ledger) accountOf(ctx context.Context, person string) (a staff.Account, has bool, err error) {
	list, err := l.staff.Accounts(ctx)
	for _, a := range list {
		if a.Person.ID == person {
			return a, true, err
		}
	}
	return staff.Account{}, false, err
}

func (l *ledger) linkFor(ctx context.Context, person string, has bool) (string, error) {
	change, kind := governance.AccessSetup, staff.Setup
	if has {
		change, kind = governance.AccessReset, staff.Reset
	}
	if err := l.recordAccess(ctx, person, change); err != nil {
		return "", err
	}
	token, err := l.staff.Invite(ctx, person, kind, wayBackValid, now())
	if err != nil {
		return "", err
	}
	return l.address() + "/welkom/" + token, nil
}

// address is where people reach the ledger, as far as is known when it does not serve.
func (l *ledger) address() string {
	if l.cfg.URL != "" {
		return l.cfg.URL
	}
	host, port, err := net.SplitHostPort(l.cfg.Listen)
	if err != nil || host == "" {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// recordAccess records what is done about an account, before it is done, through the same rules as in the pages.
func (l *ledger) recordAccess(ctx context.Context, person string, change governance.AccessChange) error {
	_, err := l.Do(ctx, events.Request{Record: "access", ID: person, By: domain.Stamp{Actor: domain.System, Role: domain.SYS},
		Command: governance.ChangeAccess{Change: change}})
	if err == nil {
		l.log.WarnContext(ctx, "way back in given on the command line", "person", person, "change", string(change))
	}
	return err
}
