package vault_test

import (
	"os"
	"path/filepath"
	"testing"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/vault"
	"github.com/heemstede/grootboek/events/vault/vaulttest"
)

// filled is a folder with a vault of two dossiers, and their references.
func filled(t *testing.T) (dir string, a, b domain.VaultRef) {
	t.Helper()
	dir = t.TempDir()
	v, err := onDisk(dir).Open(t, nil, vaulttest.Key(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for i, ref := range []*domain.VaultRef{&a, &b} {
		if *ref, err = v.Put(t.Context(), vault.NewID(), "contact", []byte(vaulttest.Secret[i:]), vaulttest.Now); err != nil {
			t.Fatal(err)
		}
	}
	return dir, a, b
}

// content reads, in a vault that may be harmed: what was kept, or an error.
func content(t *testing.T, dir string, ref domain.VaultRef) (string, error) {
	t.Helper()
	v, err := onDisk(dir).Open(t, (&vaulttest.Log{}).Record, vaulttest.Key(t, 1))
	if err != nil {
		return "", err
	}
	defer v.Close()
	got, err := v.Read(t.Context(), vaulttest.Reading(ref, domain.PB))
	return string(got), err
}

func TestHarm(t *testing.T) {
	t.Run("wie rijen verwisselt of een oud blad een nieuw nummer geeft, wordt genoemd", func(t *testing.T) {
		for name, sql := range map[string][2]string{
			"bladen verwisseld": {"bladen.db", `UPDATE sheets SET data = (SELECT s.data FROM sheets s WHERE s.dossier NOT IN (sheets.dossier, '00000000-0000-0000-0000-000000000000') LIMIT 1)`},
			"inhoud verwisseld": {"inhoud.db", `UPDATE pieces SET data = (SELECT p.data FROM pieces p WHERE p.name <> pieces.name)`},
			"nummer veranderd":  {"bladen.db", `UPDATE sheets SET revision = revision + 1 WHERE dossier NOT LIKE '00000000-%'`},
			"inhoud weg":        {"inhoud.db", `DELETE FROM pieces`},
			"een stuk te veel":  {"inhoud.db", `INSERT INTO pieces SELECT name, number + 1, data FROM pieces`},
			"blad afgekapt":     {"bladen.db", `UPDATE sheets SET data = substr(data, 1, 30)`},
			"het proefblad weg": {"bladen.db", `DELETE FROM sheets WHERE dossier LIKE '00000000-%'`},
		} {
			dir, a, _ := filled(t)
			c, err := sqlite.OpenConn(filepath.Join(dir, sql[0]), sqlite.OpenReadWrite)
			if err != nil {
				t.Fatal(err)
			}
			if err := sqlitex.ExecuteTransient(c, sql[1], nil); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			c.Close()
			if got, err := content(t, dir, a); err == nil || got != "" {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
	})
	t.Run("een omgedraaide bit geeft de juiste inhoud of een fout, nooit iets anders", func(t *testing.T) {
		dir, a, _ := filled(t)
		for _, file := range []string{"bladen.db", "inhoud.db"} {
			path := filepath.Join(dir, file)
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			failed := 0
			for i := 0; i < len(whole); i += 61 { // every byte takes minutes
				whole[i] ^= 1
				if err := os.WriteFile(path, whole, 0o600); err != nil {
					t.Fatal(err)
				}
				whole[i] ^= 1
				got, err := content(t, dir, a)
				if err != nil {
					failed++
				} else if got != vaulttest.Secret {
					t.Fatalf("%s byte %d: %q", file, i, got)
				}
			}
			if err := os.WriteFile(path, whole, 0o600); err != nil || failed == 0 {
				t.Fatalf("%v, %d noticed", err, failed)
			}
		}
		if got, err := content(t, dir, a); err != nil || got != vaulttest.Secret {
			t.Errorf("put right again: %q, %v", got, err)
		}
	})
}
