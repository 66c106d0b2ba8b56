package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
	database "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/events/vault"
)

// The vault in a backup: its content in the backup itself, its sheets in a file of their own. See backup.go.

const (
	sheetsName   = "kluis/bladen.db"
	contentName  = "kluis/inhoud.db"
	sheetsFormat = "kluisbladen/1"
	sheetsSuffix = "-kluisbladen.tar.age"
)

// sheetsBeside is the name of the file with the sheets, beside a backup.
func sheetsBeside(path string) string {
	for _, end := range []string{".tar.age", ".age"} {
		if name, ok := strings.CutSuffix(path, end); ok {
			return name + sheetsSuffix
		}
	}
	return path + sheetsSuffix
}

// packVault packs a copy of the vault: the sheets first, and then the content, which has what they name. Of a vault that
// nodes share it makes the same two files.
func (l *ledger) packVault(ctx context.Context, b *packer) error {
	dir, err := os.MkdirTemp(l.temp(), "kluiskopie-*")
	if err != nil {
		return fmt.Errorf("map voor tijdelijke bestanden: %w", err)
	}
	defer os.RemoveAll(dir)
	to := vault.Files{Sheets: filepath.Join(dir, "bladen.db"), Content: filepath.Join(dir, "inhoud.db")}
	if err := l.copyVault(ctx, to, &b.m); err != nil {
		return err
	}
	if err := b.file(sheetsName, to.Sheets); err != nil {
		return err
	}
	return b.file(contentName, to.Content)
}

func (l *ledger) copyVault(ctx context.Context, to vault.Files, m *manifest) (err error) {
	if !l.Shared {
		from := l.cfg.vaultFiles()
		if err := copyDatabase(ctx, from.Sheets, to.Sheets); err != nil {
			return err
		}
		if m.Dossiers, err = countSheets(ctx, to.Sheets); err != nil {
			return err
		}
		return copyDatabase(ctx, from.Content, to.Content)
	}
	keys, err := l.cfg.masterKeys(ctx)
	if err != nil {
		return err
	}
	second, err := vault.OpenSQLite(ctx, to, nil, keys...)
	if err != nil {
		return err
	}
	done, err := l.Vault.CopyTo(ctx, second, func(int, int) {})
	m.Dossiers, m.Unread = done.Dossiers, done.Harmed
	return errors.Join(err, second.Close())
}

// countSheets counts the dossiers in a copy: one sheet is the probe.
func countSheets(ctx context.Context, path string) (n int, err error) {
	err = withDatabase(ctx, path, func(c *database.Conn) error {
		return sqlitex.ExecuteTransient(c, "SELECT count(*) FROM sheets", &sqlitex.ExecOptions{ResultFunc: func(st *database.Stmt) error {
			n = max(0, st.ColumnInt(0)-1)
			return nil
		}})
	})
	return n, err
}

// lastDay is when a backup of the sheets has to be gone.
func lastDay(made time.Time, days int) calendar.Date { return calendar.On(made.AddDate(0, 0, days)) }

func sheetsReadme(made time.Time, days int) string {
	return fmt.Sprintf(`Dit zijn de kluisbladen van een grootboek: de sleutels van de persoonsgegevens in de reservekopie die erbij hoort, verzegeld met
de hoofdsleutel van de kluis. De hoofdsleutel zit er niet in.

VERNIETIG DIT BESTAND, EN ELKE KOPIE ERVAN, UITERLIJK OP %s (%d dagen nadat het is gemaakt).
Zolang het bestaat, is te lezen wat daarna is gewist. Is het weg, dan is gewist ook in elke oude reservekopie gewist.

kluis/bladen.db    de bladen (SQLite)
manifest.json      wat erin zit, met de SHA-256 van elk deel

Terugzetten: grootboek restore --van RESERVEKOPIE --kluisbladen DIT-BESTAND --identiteit SLEUTELBESTAND --data MAP
`, strings.ToUpper(lastDay(made, days).NL()), days)
}

// sheetsReport says how long the second file may be kept.
func sheetsReport(cfg Config, path string, m manifest) []string {
	list := []string{fmt.Sprintf("Kluisbladen (sleutels van %s): %s.", dossiersNL(m.Dossiers), path),
		fmt.Sprintf("  Bewaar dit bestand apart van de reservekopie, en vernietig het uiterlijk op %s (na %d dagen, GROOTBOEK_KLUISKOPIE):", lastDay(m.Made, cfg.SheetDays).NL(), cfg.SheetDays),
		"  zolang het bestaat is te lezen wat intussen is gewist. De reservekopie zelf mag u langer bewaren."}
	if n := len(m.Unread); n > 0 {
		list = append(list, fmt.Sprintf("LET OP: beschadigd, en daarom niet in de kopie van de kluis: %s. Zet de kluis terug uit een oudere kopie:", dossiersNL(n)))
		list = append(list, named(m.Unread)...)
	}
	return list
}

func dossiersNL(n int) string {
	if n == 1 {
		return "1 dossier"
	}
	return fmt.Sprintf("%d dossiers", n)
}

// restoredVault is what a restore did with the vault.
type restoredVault struct {
	back  bool      // it was put back
	made  time.Time // when its sheets were copied
	other bool      // its sheets belong to another backup of this ledger
}

// fillVault unpacks the sheets. They must be of the same ledger; of another moment is better than nothing.
func (r *restoring) fillVault(ctx context.Context, work string, keys []age.Identity, f *restored) error {
	if r.sheets == "" {
		return nil
	}
	m, err := r.unpack(ctx, r.sheets, sheetBackup, work, keys)
	if err != nil {
		return fmt.Errorf("kluisbladen: %w", err)
	}
	if m.Key != f.Key {
		return errors.New("de kluisbladen zijn van een ander grootboek dan de reservekopie")
	}
	f.vault = restoredVault{back: true, made: m.Made, other: m.Checkpoint != f.Checkpoint}
	return nil
}

// report says what became of the personal data, and what to do.
func (v restoredVault) report(m manifest, cfg Config) []string {
	list := []string{"", "Persoonsgegevens (de kluis):"}
	if !v.back {
		if m.Dossiers == 0 {
			return append(list, "- in de reservekopie staat geen enkel dossier.")
		}
		return append(list, fmt.Sprintf("- NIET teruggezet: van %s is niets te lezen. De sleutels staan in de kopie van de kluisbladen (…%s);", dossiersNL(m.Dossiers), sheetsSuffix),
			"- hebt u die kopie: zet alles opnieuw terug in een lege map, met --kluisbladen;",
			"- is die kopie er niet meer: de gegevens zijn voorgoed weg. Leg dat bij elk dossier vast (Verlies vastleggen), en meld het: het is een datalek (verlies van gegevens).")
	}
	list = append(list, fmt.Sprintf("- teruggezet: %s, met de kluisbladen van %s;", dossiersNL(m.Dossiers), v.made.Local().Format("2-1-2006 15:04")))
	if v.other {
		list = append(list, "- LET OP: de kluisbladen zijn op een ander moment gemaakt dan de reservekopie. Wat in de ene staat en niet in de andere, is niet te lezen;")
	}
	return append(list, "- zet de hoofdsleutel van de kluis terug ("+cfg.masterKeyPlace()+"): de sleutel van toen de kopie werd gemaakt;",
		"- wat volgens het logboek gewist is, is niet te lezen, en wordt bij de start in de kluis opnieuw gewist;",
		"- wat ná de reservekopie is gewist, staat er weer, en het logboek weet er niet van: laat het opnieuw wissen;",
		"- controleer met: grootboek kluis controle;",
		"- vernietig deze kopie van de kluisbladen nog steeds op tijd.")
}

// masterKeyPlace says where the master key belongs, without showing a value that may be the key itself.
func (c *Config) masterKeyPlace() string {
	if c.MasterKey == c.standardMasterKey() && !c.esdb() {
		return c.MasterKey + ", chmod 600, of GROOTBOEK_HOOFDSLEUTEL"
	}
	return "GROOTBOEK_HOOFDSLEUTEL"
}
