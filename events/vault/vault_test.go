package vault_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/heemstede/grootboek/domain"
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

// TestCopy copies between the two kinds of vault, with another master key at the other side.
func TestCopy(t *testing.T) {
	disk := func() vaulttest.Place { return onDisk(t.TempDir()) }
	nodes := func() vaulttest.Place {
		var all journals
		return vaulttest.Place{Raw: all.raw, Open: func(t *testing.T, record vault.Recorder, keys ...*vault.MasterKey) (*vault.Vault, error) {
			return vault.OpenShared(t.Context(), all.open, record, keys...)
		}}
	}
	for name, places := range map[string][2]func() vaulttest.Place{"van bestanden naar gedeeld": {disk, nodes}, "van gedeeld naar bestanden": {nodes, disk}, "van gedeeld naar gedeeld": {nodes, nodes}} {
		t.Run(name, func(t *testing.T) { copies(t, places[0](), places[1]()) })
	}
}

func copies(t *testing.T, from, to vaulttest.Place) {
	ctx, quiet := t.Context(), func(int, int) {}
	a, err := from.Open(t, nil, vaulttest.Key(t, 1))
	must(t, err)
	b, err := to.Open(t, (&vaulttest.Log{}).Record, vaulttest.Key(t, 2))
	must(t, err)
	t.Cleanup(func() { must(t, errors.Join(a.Close(), b.Close())) })
	big := strings.Repeat(vaulttest.Secret, 40_000)
	stays, err := a.Put(ctx, vault.NewID(), "file", []byte(big), vaulttest.Now)
	must(t, err)
	goes, err := a.Put(ctx, vault.NewID(), "contact", []byte(vaulttest.Secret), vaulttest.Now)
	must(t, err)
	old, err := a.Put(ctx, vault.NewID(), "contact", []byte("slecht"), vaulttest.Now)
	must(t, err)
	if a.Same(ctx, b) == nil {
		t.Error("an empty vault is the same")
	}
	done, err := a.CopyTo(ctx, b, quiet)
	if must(t, err); done.Dossiers != 3 || len(done.Harmed) > 0 {
		t.Errorf("%+v", done)
	}
	must(t, a.Same(ctx, b))
	must(t, b.Check(ctx, goes))
	t.Run("wat daarna is gewist en verbeterd, wordt het in de kopie ook; nog eens kopiëren verandert niets", func(t *testing.T) {
		must(t, a.SetTerm(ctx, goes.Vault, "2026-11-24"))
		_, err := a.EraseAtTerm(ctx, goes.Vault, vaulttest.Now)
		must(t, err)
		better, err := a.Rectify(ctx, old.Vault, "contact", []byte("beter"), "", vaulttest.Now)
		must(t, err)
		if a.Same(ctx, b) == nil {
			t.Error("what differs is the same")
		}
		size := 0
		for range 2 {
			_, err := a.CopyTo(ctx, b, quiet)
			must(t, err)
			must(t, a.Same(ctx, b))
			raw := to.Raw(t)
			if size > 0 && len(raw) != size || bytes.Contains(raw, []byte("Xanth")) {
				t.Errorf("%d bytes, %d before", len(raw), size)
			}
			size = len(raw)
		}
		if err := b.Check(ctx, goes); !errors.Is(err, vault.ErrErased) {
			t.Error(err)
		}
		for ref, want := range map[domain.VaultRef]string{stays: big, better: "beter"} {
			if got, err := b.Read(ctx, vaulttest.Reading(ref, domain.PB)); err != nil || string(got) != want {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		}
	})
	t.Run("wat alleen in de kopie staat wordt genoemd", func(t *testing.T) {
		extra, err := b.Put(ctx, vault.NewID(), "contact", []byte("x"), vaulttest.Now)
		must(t, err)
		if err := a.Same(ctx, b); err == nil || !strings.Contains(err.Error(), extra.Vault) {
			t.Error(err)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
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
