package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/heemstede/grootboek/api"
	"github.com/heemstede/grootboek/events/vault"
)

// The vault keeps the personal data (promise 5). Its master key is kept apart from it: in a file, in a variable of the
// environment, or by a command of a key store.

const (
	fromEnv     = "omgeving:" // a variable of the environment follows
	fromCommand = "opdracht:" // a program and its arguments follow
)

// masterKeys reads the present master key, and the one before it while sheets are still sealed with that.
func (c *Config) masterKeys(ctx context.Context) (keys []*vault.MasterKey, err error) {
	if !c.esdb() && c.MasterKey == c.standardMasterKey() {
		if err := c.firstMasterKey(); err != nil {
			return nil, err
		}
	}
	for _, from := range []string{c.MasterKey, c.OldMasterKey} {
		if from == "" {
			continue
		}
		k, err := readMasterKey(ctx, from)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

func readMasterKey(ctx context.Context, from string) (*vault.MasterKey, error) {
	if name, ok := strings.CutPrefix(from, fromEnv); ok {
		return vault.MasterKeyFromEnv(name)
	}
	if line, ok := strings.CutPrefix(from, fromCommand); ok {
		words := strings.Fields(line)
		if len(words) == 0 {
			return nil, errors.New("GROOTBOEK_HOOFDSLEUTEL: na opdracht: hoort het programma te staan")
		}
		return vault.MasterKeyFromCommand(ctx, words[0], words[1:]...)
	}
	return vault.MasterKeyFromFile(from)
}

// standardMasterKey is where the key is if nobody says otherwise: with the data on one machine, and for nodes that share a store
// the key that they share already.
func (c *Config) standardMasterKey() string {
	if c.esdb() {
		return c.VaultKey
	}
	return filepath.Join(c.Data, "hoofdsleutel")
}

// firstMasterKey makes a key for a new vault. A vault that is there already does not open with a new key.
func (c *Config) firstMasterKey() error {
	if _, err := os.Stat(c.MasterKey); err == nil {
		return nil
	}
	if _, err := os.Stat(c.vaultFiles().Sheets); err == nil {
		return errors.New("de hoofdsleutel van de kluis ontbreekt: zet hem terug als " + c.MasterKey + " (chmod 600), of zeg met GROOTBOEK_HOOFDSLEUTEL waar hij staat. Een nieuwe sleutel past niet op deze kluis")
	}
	if err := makeMasterKey(c.MasterKey); err != nil {
		return fmt.Errorf("hoofdsleutel van de kluis maken: %w", withoutPath(err))
	}
	return nil
}

// makeMasterKey makes a key where there is none. It is written beside its place and then linked there: so the file is never there
// without the whole key, and of two processes that make one the first is kept.
func makeMasterKey(path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".hoofdsleutel-*") // only its owner can read it
	if err != nil {
		return err
	}
	raw := make([]byte, vault.KeySize)
	rand.Read(raw) // it never fails
	_, err = io.WriteString(f, base64.StdEncoding.EncodeToString(raw)+"\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Link(f.Name(), path)
	}
	if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	return errors.Join(err, os.Remove(f.Name()), syncFolder(filepath.Dir(path)))
}

// openVault opens the vault of this machine, or the one that the nodes share.
func (l *ledger) openVault(ctx context.Context) (*vault.Vault, error) {
	return openVault(ctx, l.cfg, l.store, l.recordReading)
}

func openVault(ctx context.Context, cfg Config, s storage, record vault.Recorder) (*vault.Vault, error) {
	keys, err := cfg.masterKeys(ctx)
	if err != nil {
		return nil, err
	}
	if node, ok := s.(*locked); ok { // each sheet and each piece is sealed by the vault itself
		return vault.OpenShared(ctx, node.Journal, record, keys...)
	}
	return vault.OpenSQLite(ctx, cfg.vaultFiles(), record, keys...)
}

// vaultFiles are the files of a vault on one machine.
func (c *Config) vaultFiles() vault.Files {
	dir := filepath.Join(c.Data, "kluis")
	return vault.Files{Sheets: filepath.Join(dir, "bladen.db"), Content: filepath.Join(dir, "inhoud.db")}
}

func (l *ledger) recordReading(ctx context.Context, r vault.Reading) error {
	return l.RecordReading(ctx, r)
}

// carrier lets the vault follow the log.
func (l *ledger) carrier() api.Carrier {
	return api.Carrier{Ledger: l.Ledger, Records: l.records, Dossiers: l.dossiers, Files: l.files, Log: l.log}
}
