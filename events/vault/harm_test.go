package vault_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/vault"
	"github.com/heemstede/grootboek/events/vault/vaulttest"
)

const otherText = "Wubbe Pruttelmans"

// harmed is a vault in a folder that somebody did something to: what was kept before, and what the log knows of it.
type harmed struct {
	*testing.T
	dir    string
	a, b   domain.VaultRef // of two dossiers
	later  domain.VaultRef // the version of a after it was rectified
	before string          // a copy of the folder from before that, and from before c was erased
	c      domain.VaultRef // of a dossier that was erased
	master byte            // with which it is opened
}

func ready(t *testing.T) *harmed {
	t.Helper()
	h := &harmed{T: t, dir: t.TempDir(), before: t.TempDir(), master: 1}
	h.in(func(v *vault.Vault) (err error) {
		for ref, text := range map[*domain.VaultRef]string{&h.a: vaulttest.Secret, &h.b: otherText, &h.c: "Ludmilla Zwoeskamp"} {
			if *ref, err = v.Put(t.Context(), vault.NewID(), "contact", []byte(text), vaulttest.Now); err != nil {
				return err
			}
		}
		return v.SetTerm(t.Context(), h.c.Vault, "2026-11-24")
	})
	h.copyTo(h.before, "bladen.db", "inhoud.db")
	h.in(func(v *vault.Vault) (err error) {
		if h.later, err = v.Rectify(t.Context(), h.a.Vault, "contact", []byte("beter"), "2030-01-01", vaulttest.Now); err == nil {
			_, err = v.EraseAtTerm(t.Context(), h.c.Vault, vaulttest.Now)
		}
		return err
	})
	return h
}

func (h *harmed) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *harmed) in(do func(*vault.Vault) error) { h.Helper(); on(h.T, h.dir, do) }

func copyFiles(t *testing.T, from, to string, names ...string) {
	t.Helper()
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(from, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(to, name), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (h *harmed) copyTo(dir string, names ...string) {
	h.Helper()
	copyFiles(h.T, h.dir, dir, names...)
}
func (h *harmed) putBack(names ...string) { h.Helper(); copyFiles(h.T, h.before, h.dir, names...) }

func (h *harmed) sql(file, query string, args ...any) {
	h.Helper()
	sql(h.T, h.dir, file, query, args...)
}

// read opens the vault as it is now and reads: what was kept, or an error that holds nothing of it.
func (h *harmed) read(ref domain.VaultRef) (string, error) {
	h.Helper()
	v, err := onDisk(h.dir).Open(h.T, (&vaulttest.Log{}).Record, vaulttest.Key(h, h.master))
	if err != nil {
		return "", err
	}
	got, err := v.Read(h.Context(), vaulttest.Reading(ref, domain.FG))
	if err != nil && strings.Contains(err.Error(), "Xanth") {
		h.Errorf("personal data in an error: %v", err)
	}
	return string(got), errors.Join(err, v.Close())
}

// filled is a folder with a vault of two dossiers, and their references.
func filled(t *testing.T) (dir string, a, b domain.VaultRef) {
	t.Helper()
	dir = t.TempDir()
	on(t, dir, func(v *vault.Vault) (err error) {
		for i, ref := range []*domain.VaultRef{&a, &b} {
			if *ref, err = v.Put(t.Context(), vault.NewID(), "contact", []byte(vaulttest.Secret[i:]), vaulttest.Now); err != nil {
				return err
			}
		}
		return nil
	})
	return dir, a, b
}

// content reads, in a vault that may be harmed: what was kept, or an error.
func content(t *testing.T, dir string, ref domain.VaultRef) (string, error) {
	t.Helper()
	return (&harmed{T: t, dir: dir, master: 1}).read(ref)
}

// harms is what can be done to a vault, and how each reading must end: nil is as it was.
var harms = map[string]struct {
	do          func(*harmed)
	a, later, b error
}{
	"niets": {func(*harmed) {}, nil, nil, nil},
	"de bladen van twee dossiers verwisseld": {func(h *harmed) {
		h.sql("bladen.db", `CREATE TABLE was AS SELECT * FROM sheets`)
		h.sql("bladen.db", `UPDATE sheets SET (revision, data) = (SELECT revision, data FROM was WHERE was.dossier IN (?1, ?2) AND was.dossier <> sheets.dossier) WHERE dossier IN (?1, ?2)`, h.a.Vault, h.b.Vault)
	}, vault.ErrHarmed, vault.ErrHarmed, vault.ErrHarmed},
	"het blad van een ander dossier, met zijn nummer": {func(h *harmed) {
		h.sql("bladen.db", `UPDATE sheets SET (revision, data) = (SELECT s.revision, s.data FROM sheets s WHERE s.dossier = ?2) WHERE dossier = ?1`, h.a.Vault, h.b.Vault)
	}, vault.ErrHarmed, vault.ErrHarmed, nil},
	"een ander nummer op een blad": {func(h *harmed) {
		h.sql("bladen.db", `UPDATE sheets SET revision = revision + 1 WHERE dossier = ?`, h.a.Vault)
	},
		vault.ErrHarmed, vault.ErrHarmed, nil},
	"een blad afgekapt": {func(h *harmed) {
		h.sql("bladen.db", `UPDATE sheets SET data = substr(data, 1, 30) WHERE dossier = ?`, h.a.Vault)
	},
		vault.ErrHarmed, vault.ErrHarmed, nil},
	"een leeg blad": {func(h *harmed) { h.sql("bladen.db", `UPDATE sheets SET data = x'' WHERE dossier = ?`, h.a.Vault) }, vault.ErrHarmed, vault.ErrHarmed, nil},
	"een blad van een vorm die er niet is": {func(h *harmed) {
		h.sql("bladen.db", `UPDATE sheets SET data = CAST(x'02' || substr(data, 2) AS BLOB) WHERE dossier = ?`, h.a.Vault)
	},
		vault.ErrHarmed, vault.ErrHarmed, nil},
	"een blad weg":                             {func(h *harmed) { h.sql("bladen.db", `DELETE FROM sheets WHERE dossier = ?`, h.a.Vault) }, vault.ErrMissing, vault.ErrMissing, nil},
	"het proefblad weg":                        {func(h *harmed) { h.sql("bladen.db", `DELETE FROM sheets WHERE dossier LIKE '00000000-%'`) }, vault.ErrHarmed, vault.ErrHarmed, vault.ErrHarmed},
	"de tabel van de bladen weg":               {func(h *harmed) { h.sql("bladen.db", `DROP TABLE sheets`) }, vault.ErrMissing, vault.ErrMissing, vault.ErrMissing},
	"een ouder blad in zijn geheel teruggezet": {func(h *harmed) { h.putBack("bladen.db") }, nil, vault.ErrBehind, nil},
	"oudere bladen en inhoud teruggezet":       {func(h *harmed) { h.putBack("bladen.db", "inhoud.db") }, nil, vault.ErrBehind, nil},
	"oudere inhoud teruggezet":                 {func(h *harmed) { h.putBack("inhoud.db") }, nil, vault.ErrHarmed, nil},
	"alle inhoud verwisseld": {func(h *harmed) {
		h.sql("inhoud.db", `CREATE TABLE was AS SELECT * FROM pieces`)
		h.sql("inhoud.db", `UPDATE pieces SET data = (SELECT was.data FROM was WHERE was.name <> pieces.name LIMIT 1)`)
	},
		vault.ErrHarmed, vault.ErrHarmed, vault.ErrHarmed},
	"de namen van inhoud verwisseld": {func(h *harmed) {
		h.sql("inhoud.db", `UPDATE pieces SET name = 'x' || (SELECT p.name FROM pieces p WHERE p.name > pieces.name UNION ALL SELECT min(name) FROM pieces ORDER BY 1 DESC LIMIT 1) || number || rowid`)
	}, vault.ErrHarmed, vault.ErrHarmed, vault.ErrHarmed},
	"inhoud weg":                      {func(h *harmed) { h.sql("inhoud.db", `DELETE FROM pieces`) }, vault.ErrHarmed, vault.ErrHarmed, vault.ErrHarmed},
	"een stuk te veel":                {func(h *harmed) { h.sql("inhoud.db", `INSERT INTO pieces SELECT name, number + 1, data FROM pieces`) }, vault.ErrHarmed, vault.ErrHarmed, vault.ErrHarmed},
	"een stuk met een ander nummer":   {func(h *harmed) { h.sql("inhoud.db", `UPDATE pieces SET number = number + 1`) }, nil, nil, nil}, // only one: the order is as it was
	"het bestand met bladen weg":      {func(h *harmed) { h.ok(os.Remove(filepath.Join(h.dir, "bladen.db"))) }, vault.ErrMissing, vault.ErrMissing, vault.ErrMissing},
	"het bestand met inhoud weg":      {func(h *harmed) { h.ok(os.Remove(filepath.Join(h.dir, "inhoud.db"))) }, vault.ErrHarmed, vault.ErrHarmed, vault.ErrHarmed},
	"het bestand met bladen leeg":     {func(h *harmed) { h.ok(os.Truncate(filepath.Join(h.dir, "bladen.db"), 0)) }, vault.ErrMissing, vault.ErrMissing, vault.ErrMissing},
	"het bestand met bladen afgekapt": {func(h *harmed) { h.ok(os.Truncate(filepath.Join(h.dir, "bladen.db"), 4096)) }, vault.ErrHarmed, vault.ErrHarmed, vault.ErrHarmed},
	"iets anders in plaats van de inhoud": {func(h *harmed) {
		h.ok(os.WriteFile(filepath.Join(h.dir, "inhoud.db"), bytes.Repeat([]byte("x"), 9000), 0o600))
	},
		vault.ErrHarmed, vault.ErrHarmed, vault.ErrHarmed},
	"een andere hoofdsleutel": {func(h *harmed) { h.master = 2 }, vault.ErrMasterKey, vault.ErrMasterKey, vault.ErrMasterKey},
	"de naam van een andere hoofdsleutel op een blad": {func(h *harmed) {
		h.sql("bladen.db", `UPDATE sheets SET data = CAST(substr(data, 1, 1) || '0123456789abcdef' || substr(data, 18) AS BLOB) WHERE dossier = ?`, h.a.Vault)
	}, vault.ErrMasterKey, vault.ErrMasterKey, nil},
}

func TestHarm(t *testing.T) {
	for name, x := range harms {
		t.Run(name, func(t *testing.T) {
			h := ready(t)
			x.do(h)
			for _, r := range []struct {
				what string
				ref  domain.VaultRef
				want error
				text string
			}{{"a", h.a, x.a, vaulttest.Secret}, {"later", h.later, x.later, "beter"}, {"b", h.b, x.b, otherText}} {
				got, err := h.read(r.ref)
				if r.want == nil && (err != nil || got != r.text) || r.want != nil && (!errors.Is(err, r.want) || got != "") {
					t.Errorf("%s: %q, %v; want %v", r.what, got, err, r.want)
				}
			}
		})
	}
	t.Run("een verwijzing naar een ander dossier, onderdeel of versie geeft niets", func(t *testing.T) {
		h := ready(t)
		for what, f := range map[string]func(*domain.VaultRef){
			"dossier":   func(r *domain.VaultRef) { r.Vault = h.b.Vault },
			"onderdeel": func(r *domain.VaultRef) { r.Part = "text" },
			"zegel":     func(r *domain.VaultRef) { r.Commitment = h.b.Commitment },
			"versie":    func(r *domain.VaultRef) { r.Version = 2 },
			"te hoog":   func(r *domain.VaultRef) { r.Version = 3 },
		} {
			ref := h.a
			f(&ref)
			if got, err := h.read(ref); err == nil || got != "" {
				t.Errorf("%s: %q", what, got)
			}
		}
	})
	t.Run("een omgezet bit in welke byte dan ook geeft de juiste inhoud of een fout, nooit iets anders", everyByte)
}

// everyByte changes each byte of where something stands, and some of the rest: empty space of a page takes minutes.
func everyByte(t *testing.T) {
	h := ready(t)
	for _, file := range []string{"bladen.db", "inhoud.db"} {
		path := filepath.Join(h.dir, file)
		whole, err := os.ReadFile(path)
		h.ok(err)
		failed, looked := 0, 0
		for i := range whole {
			if whole[i] == 0 && i%97 != 0 || i%3 != 0 && i > 200 {
				continue
			}
			looked++
			changed := slices.Clone(whole)
			changed[i] ^= 1 << (i % 8)
			h.ok(os.WriteFile(path, changed, 0o600))
			for ref, text := range map[domain.VaultRef]string{h.later: "beter", h.b: otherText, h.c: ""} {
				got, err := h.read(ref)
				if err != nil {
					failed++
				} else if got != text {
					t.Fatalf("%s byte %d: %q", file, i, got)
				}
			}
		}
		h.ok(os.WriteFile(path, whole, 0o600))
		if failed < looked/2 || looked < 200 {
			t.Errorf("%s: %d bytes, noticed %d times", file, looked, failed)
		}
	}
	if got, err := h.read(h.b); err != nil || got != otherText {
		t.Errorf("put right again: %q, %v", got, err)
	}
}
