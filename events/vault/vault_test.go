package vault_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/heemstede/grootboek/events/journal"
	"github.com/heemstede/grootboek/events/vault"
	"github.com/heemstede/grootboek/events/vault/vaulttest"
)

// onDisk is a vault in a folder.
func onDisk(dir string) vaulttest.Place {
	return vaulttest.Place{
		Open: func(t *testing.T, record vault.Recorder, keys ...*vault.MasterKey) (*vault.Vault, error) {
			return vault.OpenSQLite(t.Context(), vault.Files{Sheets: filepath.Join(dir, "bladen.db"), Content: filepath.Join(dir, "inhoud.db")}, record, keys...)
		},
		Raw: func(t *testing.T) []byte {
			var all []byte
			names, err := filepath.Glob(filepath.Join(dir, "*"))
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				b, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, b...)
			}
			return all
		},
	}
}

// journals are shared by nodes; all of them can be read by who has the store.
type journals struct {
	journal.Memories
	mu    sync.Mutex
	names map[string]bool
}

func (j *journals) open(name string) journal.Journal {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.names == nil {
		j.names = map[string]bool{}
	}
	j.names[name] = true
	return j.Memories.Open(name)
}

func (j *journals) raw(t *testing.T) (all []byte) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for name := range j.names {
		all = append(all, name...)
		for e, err := range j.Memories.Open(name).Read(t.Context(), 0) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, e.Data...)
		}
	}
	return all
}

func TestOnDisk(t *testing.T) {
	vaulttest.Run(t, func(t *testing.T) vaulttest.Place { return onDisk(t.TempDir()) })
}

func TestShared(t *testing.T) {
	vaulttest.Run(t, func(t *testing.T) vaulttest.Place {
		var all journals
		return vaulttest.Place{Raw: all.raw, Open: func(t *testing.T, record vault.Recorder, keys ...*vault.MasterKey) (*vault.Vault, error) {
			return vault.OpenShared(t.Context(), all.open, record, keys...)
		}}
	})
}

func TestMasterKey(t *testing.T) {
	const text = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=" // 32 times k
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	want, err := vault.NewMasterKey(bytes.Repeat([]byte("k"), 32))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("de hoofdsleutel komt uit een bestand, de omgeving of een opdracht", func(t *testing.T) {
		t.Setenv("SLEUTEL", text)
		path := write("k", text+"\n", 0o600)
		for _, from := range []func() (*vault.MasterKey, error){
			func() (*vault.MasterKey, error) { return vault.MasterKeyFromFile(path) },
			func() (*vault.MasterKey, error) { return vault.MasterKeyFromEnv("SLEUTEL") },
			func() (*vault.MasterKey, error) { return vault.MasterKeyFromCommand(t.Context(), "cat", path) },
		} {
			if k, err := from(); err != nil || k.ID() != want.ID() {
				t.Errorf("%v", err)
			}
		}
	})
	t.Run("wat geen goede sleutel is, wordt geweigerd met wat te doen, en niet herhaald", func(t *testing.T) {
		t.Setenv("KORT", "a2tra2s=")
		for name, from := range map[string]func(context.Context) (*vault.MasterKey, error){
			"kort": func(context.Context) (*vault.MasterKey, error) { return vault.MasterKeyFromEnv("KORT") },
			"leeg": func(context.Context) (*vault.MasterKey, error) { return vault.MasterKeyFromEnv("NIETS") },
			"open bestand": func(context.Context) (*vault.MasterKey, error) {
				return vault.MasterKeyFromFile(write("open", text, 0o644))
			},
			"geen bestand": func(context.Context) (*vault.MasterKey, error) { return vault.MasterKeyFromFile(text) },
			"mislukt":      func(ctx context.Context) (*vault.MasterKey, error) { return vault.MasterKeyFromCommand(ctx, "false") },
			"nullen":       func(context.Context) (*vault.MasterKey, error) { return vault.NewMasterKey(make([]byte, 32)) },
		} {
			if _, err := from(t.Context()); err == nil || strings.Contains(err.Error(), "a2tr") || !strings.Contains(err.Error(), "sleutel") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
