package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/files"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/sqlite"
	"github.com/heemstede/grootboek/events/staff"
	"github.com/heemstede/grootboek/events/vault"
	"github.com/heemstede/grootboek/projections/demo"
)

func demoCommand() *cobra.Command {
	var n int
	var seed uint64
	c := &cobra.Command{Use: "demo", Short: "Toon een verzonnen gemeente met jaren geschiedenis", Args: noArgs, RunE: func(c *cobra.Command, _ []string) error {
		cfg, err := readConfig(c)
		if err != nil {
			return err
		}
		cfg.Municipality, cfg.Origin = demo.Name, "grootboek.duinrade.example/log"
		if !c.Flags().Changed("data") {
			dir, err := os.MkdirTemp("", "grootboek-demo-*")
			if err != nil {
				return err
			}
			defer os.RemoveAll(dir)
			cfg.Data = dir
		}
		cfg.Key, cfg.Store = filepath.Join(cfg.Data, "sleutel"), sqliteStore // wherever the real ones stand
		cfg.MasterKey, cfg.OldMasterKey = cfg.standardMasterKey(), ""
		return runDemo(c.Context(), cfg, demo.Options{Events: n, Seed: seed, Until: now()}, c.OutOrStdout())
	}}
	c.Flags().String("data", "", "`map` om de demo te bewaren; zonder dit wordt zij na afloop verwijderd")
	c.Flags().String("listen", defaultListen, "`adres` waarop het grootboek luistert")
	c.Flags().IntVar(&n, "events", 0, "`aantal` gebeurtenissen, ten minste (0: ongeveer drieduizend)")
	c.Flags().Uint64Var(&seed, "seed", 1, "een ander `getal` is een andere geschiedenis")
	return c
}

// runDemo builds the municipality, unless the folder holds a ledger already, and serves it.
func runDemo(ctx context.Context, cfg Config, o demo.Options, out io.Writer) error {
	mark := filepath.Join(cfg.Data, "demo")
	if exists(ctx, cfg) == nil {
		if _, err := os.Stat(mark); err != nil {
			return fmt.Errorf("in de map %s staat een echt grootboek; kies een andere map voor de demo", cfg.Data)
		}
	} else {
		if err := buildDemo(ctx, cfg, o, out); err != nil {
			return err
		}
		if err := os.WriteFile(mark, []byte("Dit is een verzonnen gemeente.\n"), 0o600); err != nil {
			return err
		}
	}
	return serve(ctx, cfg, out)
}

func buildDemo(ctx context.Context, cfg Config, o demo.Options, out io.Writer) error {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return err
	}
	if _, err := seal.LoadOrCreateKey(cfg.Key, cfg.Origin); err != nil { // before there is a log: later is too late
		return err
	}
	store, err := sqlite.Open(filepath.Join(cfg.Data, "grootboek.db"))
	if err != nil {
		return err
	}
	bar := progressTo(out)
	o.Progress = func(done, total int) { bar("Gemeente bouwen", int64(done), int64(total)) }
	kept, err := openDemoVault(ctx, cfg)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	o.Vault = kept
	m, err := demo.Build(ctx, store, o)
	if err = errors.Join(err, store.Close(), kept.Close(), kept.files.Close()); err != nil {
		return err
	}
	return demoStaff(ctx, cfg, m, out)
}

// showRoles are the roles that are worth looking around in.
var showRoles = []domain.Role{domain.PB, domain.FG, domain.ACC, domain.SEC, domain.TM}

// demoStaff fills the staff directory, gives one person of each role an account, and says how to sign in. The password
// is made up for this demo.
func demoStaff(ctx context.Context, cfg Config, m demo.Municipality, out io.Writer) error {
	dir, err := staff.Open(ctx, filepath.Join(cfg.Data, "staff.db"), nil)
	if err != nil {
		return err
	}
	password := "duinrade-" + rand.Text()[:10]
	fmt.Fprintf(out, "\n%s: %d gebeurtenissen. Log in met wachtwoord %s als:\n\n", m.Name, m.Events, password)
	shown := map[domain.Role]bool{}
	for _, p := range m.Persons {
		if _, err := dir.AddPerson(ctx, staff.Person{ID: p.ID, Name: p.Name, Email: p.Email, Created: time.Now()}); err != nil {
			return errors.Join(err, dir.Close())
		}
		i := slices.IndexFunc(p.Roles, func(r domain.Role) bool { return slices.Contains(showRoles, r) && !shown[r] })
		if i < 0 || p.Email == "" {
			continue
		}
		shown[p.Roles[i]] = true
		if err := dir.SetPassword(ctx, p.ID, password); err != nil {
			return errors.Join(err, dir.Close())
		}
		fmt.Fprintf(out, "  %-34s %s\n", domain.RoleNL(p.Roles[i]), p.Email)
	}
	return dir.Close()
}

// demoVault is the vault of the made-up municipality, with its certificates of destruction.
type demoVault struct {
	*vault.Vault
	files *files.Store
}

func openDemoVault(ctx context.Context, cfg Config) (*demoVault, error) {
	keys, err := cfg.masterKeys(ctx)
	if err != nil {
		return nil, err
	}
	v, err := vault.OpenSQLite(ctx, cfg.vaultFiles(), nil, keys...)
	if err != nil {
		return nil, err
	}
	kept, err := files.Open(filepath.Join(cfg.Data, "bestanden"))
	if err != nil {
		return nil, errors.Join(err, v.Close())
	}
	return &demoVault{v, kept}, nil
}

// Erase implements [demo.Keeper].
func (d *demoVault) Erase(ctx context.Context, c vault.Certificate) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if _, _, err := d.files.Put(ctx, bytes.NewReader(text), files.MaxSize); err != nil {
		return err
	}
	return d.EraseAgain(ctx, c)
}
