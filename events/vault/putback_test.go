package vault_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/vault"
	"github.com/heemstede/grootboek/events/vault/vaulttest"
)

// on opens the vault of a folder, does something, and closes it.
func on(t *testing.T, dir string, do func(v *vault.Vault) error) {
	t.Helper()
	v, err := onDisk(dir).Open(t, nil, vaulttest.Key(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if err := do(v); err != nil {
		t.Fatal(err)
	}
}

// saved is a copy of a file of a vault, to put back later.
func saved(t *testing.T, dir, file string) func() {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.WriteFile(filepath.Join(dir, file), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// sql changes a file of a vault behind its back.
func sql(t *testing.T, dir, file, query string, args ...any) {
	t.Helper()
	c, err := sqlite.OpenConn(filepath.Join(dir, file), sqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := sqlitex.Execute(c, query, &sqlitex.ExecOptions{Args: args}); err != nil {
		t.Fatal(err)
	}
}

// TestPutBack is a table of harm by somebody who can write the files, and knows what stood there before.
func TestPutBack(t *testing.T) {
	long := strings.Repeat("Quizzelwoud ", 100_000) // three pieces
	for name, x := range map[string]struct {
		harm func(t *testing.T, dir string, a domain.VaultRef) domain.VaultRef // what the log names afterwards
		want error
	}{
		"een ouder blad, van voor de verbetering, met zijn eigen nummer": {func(t *testing.T, dir string, a domain.VaultRef) (ref domain.VaultRef) {
			back := saved(t, dir, "bladen.db")
			on(t, dir, func(v *vault.Vault) (err error) {
				ref, err = v.Rectify(t.Context(), a.Vault, a.Part, []byte("beter"), "2030-01-01", vaulttest.Now)
				return err
			})
			back()
			return ref
		}, vault.ErrBehind},
		"een ouder blad, van voor een nieuw onderdeel": {func(t *testing.T, dir string, a domain.VaultRef) (ref domain.VaultRef) {
			back := saved(t, dir, "bladen.db")
			on(t, dir, func(v *vault.Vault) (err error) {
				ref, err = v.Put(t.Context(), a.Vault, "text", []byte("later"), vaulttest.Now)
				return err
			})
			back()
			return ref
		}, vault.ErrBehind},
		"een blad van voor het wissen, zonder de inhoud": {func(t *testing.T, dir string, a domain.VaultRef) domain.VaultRef {
			back := saved(t, dir, "bladen.db")
			on(t, dir, func(v *vault.Vault) error {
				return v.EraseAgain(t.Context(), vault.Certificate{Vault: a.Vault, Ground: "objection", Erased: vaulttest.Now})
			})
			back()
			return a
		}, vault.ErrHarmed},
		"inhoud van voor het wissen, zonder het blad": {func(t *testing.T, dir string, a domain.VaultRef) domain.VaultRef {
			back := saved(t, dir, "inhoud.db")
			on(t, dir, func(v *vault.Vault) error {
				return v.EraseAgain(t.Context(), vault.Certificate{Vault: a.Vault, Ground: "objection", Erased: vaulttest.Now})
			})
			back()
			return a
		}, vault.ErrErased},
		"alles van voor het wissen, en daarna opnieuw gewist": {func(t *testing.T, dir string, a domain.VaultRef) domain.VaultRef {
			sheets, pieces := saved(t, dir, "bladen.db"), saved(t, dir, "inhoud.db")
			again := func(v *vault.Vault) error {
				return v.EraseAgain(t.Context(), vault.Certificate{Vault: a.Vault, Ground: "objection", Erased: vaulttest.Now})
			}
			on(t, dir, again)
			sheets()
			pieces()
			on(t, dir, again)
			return a
		}, vault.ErrErased},
		"de inhoud van een ander onderdeel van hetzelfde dossier": {func(t *testing.T, dir string, a domain.VaultRef) (ref domain.VaultRef) {
			on(t, dir, func(v *vault.Vault) (err error) {
				ref, err = v.Put(t.Context(), a.Vault, "text", []byte(vaulttest.Secret), vaulttest.Now)
				return err
			})
			sql(t, dir, "inhoud.db", `UPDATE pieces SET data = (SELECT data FROM pieces ORDER BY rowid LIMIT 1)`)
			return ref
		}, vault.ErrHarmed},
		"een lang stuk zonder zijn einde": {func(t *testing.T, dir string, a domain.VaultRef) (ref domain.VaultRef) {
			on(t, dir, func(v *vault.Vault) (err error) {
				ref, err = v.Put(t.Context(), a.Vault, "file", []byte(long), vaulttest.Now)
				return err
			})
			sql(t, dir, "inhoud.db", `DELETE FROM pieces WHERE number = 2`)
			return ref
		}, vault.ErrHarmed},
		"een lang stuk met zijn delen omgewisseld": {func(t *testing.T, dir string, a domain.VaultRef) (ref domain.VaultRef) {
			on(t, dir, func(v *vault.Vault) (err error) {
				ref, err = v.Put(t.Context(), a.Vault, "file", []byte(long), vaulttest.Now)
				return err
			})
			sql(t, dir, "inhoud.db", `UPDATE pieces SET number = number - 10 WHERE number < 2`)
			sql(t, dir, "inhoud.db", `UPDATE pieces SET number = -9 - number WHERE number < 0`)
			return ref
		}, vault.ErrHarmed},
		"een stuk dat iets korter is": {func(t *testing.T, dir string, a domain.VaultRef) domain.VaultRef {
			sql(t, dir, "inhoud.db", `UPDATE pieces SET data = substr(data, 1, length(data) - 1)`)
			return a
		}, vault.ErrHarmed},
		"een blad van een kluis met een andere hoofdsleutel": {func(t *testing.T, dir string, a domain.VaultRef) domain.VaultRef {
			sql(t, dir, "bladen.db", `UPDATE sheets SET data = ? WHERE dossier = ?`, foreign(t, a.Vault), a.Vault)
			return a
		}, vault.ErrMasterKey},
		"een blad van een andere hoofdsleutel, met het kenmerk van de onze": {func(t *testing.T, dir string, a domain.VaultRef) domain.VaultRef {
			data := foreign(t, a.Vault)
			copy(data[1:], vaulttest.Key(t, 1).ID())
			sql(t, dir, "bladen.db", `UPDATE sheets SET data = ? WHERE dossier = ?`, data, a.Vault)
			return a
		}, vault.ErrHarmed},
	} {
		t.Run("wie dit terugzet of verandert, krijgt niets te zien: "+name, func(t *testing.T) {
			dir, a, _ := filled(t)
			ref := x.harm(t, dir, a)
			got, err := content(t, dir, ref)
			if !errors.Is(err, x.want) || got != "" {
				t.Errorf("%d bytes, %v; want %v", len(got), err, x.want)
			}
			if err != nil && (strings.Contains(err.Error(), "Xanth") || strings.Contains(err.Error(), "Quizz")) {
				t.Errorf("personal data in an error: %v", err)
			}
		})
	}
}

// foreign is the sheet of a dossier in a vault with a master key of somebody else, with the revision that [filled] has.
func foreign(t *testing.T, dossier string) (data []byte) {
	t.Helper()
	dir := t.TempDir()
	v, err := onDisk(dir).Open(t, nil, vaulttest.Key(t, 7))
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.Put(t.Context(), dossier, "contact", []byte("ondergeschoven"), vaulttest.Now)
	if err := errors.Join(err, v.Close()); err != nil {
		t.Fatal(err)
	}
	c, err := sqlite.OpenConn(filepath.Join(dir, "bladen.db"), sqlite.OpenReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	err = sqlitex.Execute(c, `SELECT data FROM sheets WHERE dossier = ?`, &sqlitex.ExecOptions{Args: []any{dossier}, ResultFunc: func(st *sqlite.Stmt) error {
		data = make([]byte, st.ColumnLen(0))
		st.ColumnBytes(0, data)
		return nil
	}})
	if err != nil || len(data) == 0 {
		t.Fatal(err, len(data))
	}
	return data
}
