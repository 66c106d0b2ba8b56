package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/files"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/sqlite"
)

// A move copies a whole ledger to another store, and leaves the source as it was. It may be broken off and started again:
// what the target holds is held against the source, and the rest is added. A move to a folder works in MAP.verhuizing,
// which becomes MAP when all of it is there.

const movingSuffix = ".verhuizing"

func moveCommand() *cobra.Command {
	var m moving
	c := &cobra.Command{Use: "move", Short: "Verhuis het grootboek naar een andere opslag, regel voor regel", Args: noArgs,
		Long: "Kopieer het hele grootboek naar een andere map, of naar EventStoreDB (esdb://…), regel voor regel en in dezelfde volgorde.\n" +
			"Aan het eind moet de wortelhash aan beide kanten gelijk zijn. De bron blijft zoals zij is. Stop het grootboek eerst.\n" +
			"Breekt het af, geef dan dezelfde opdracht nog eens: zij gaat verder waar zij was.",
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := readConfig(c)
			if err != nil {
				return err
			}
			m.from, m.bar = cfg, progressTo(c.ErrOrStderr())
			if err := m.target(); err != nil {
				return usageError{err}
			}
			done, err := m.run(c.Context())
			if err != nil {
				return fmt.Errorf("verhuizen: %w", err)
			}
			for _, line := range m.report(done) {
				fmt.Fprintln(c.OutOrStdout(), line)
			}
			return nil
		}}
	c.Flags().String("data", "data", "`map` van het grootboek dat verhuist")
	c.Flags().StringVar(&m.place, "naar", "", "nieuwe `opslag`: een map die leeg is of er nog niet is, of esdb://…")
	c.Flags().StringVar(&m.name, "naam", "", "`naam` van het grootboek binnen EventStoreDB (standaard: GROOTBOEK_STORE_NAAM)")
	c.Flags().StringVar(&m.access, "toegang", "", "`bestand` met gebruiker:wachtwoord voor EventStoreDB")
	c.Flags().StringVar(&m.vaultKey, "kluissleutel", "", "`bestand` met de kluissleutel voor EventStoreDB (standaard: GROOTBOEK_KLUISSLEUTEL)")
	return c
}

// moving is one move.
type moving struct {
	place, name, access, vaultKey string
	from, to                      Config // to.Data is the folder to work in
	bar                           func(string, int64, int64)
}

// moved is what a move did.
type moved struct {
	seal.Copied
	office
}

// target works out the settings of the place to move to.
func (m *moving) target() error {
	m.to = m.from
	if m.place == "" {
		return errors.New("geef met --naar waar het grootboek heen gaat: een map, of esdb://…")
	}
	if !strings.Contains(m.place, "://") {
		m.to.Store, m.to.StoreAccess = sqliteStore, ""
		m.place = filepath.Clean(m.place)
		m.to.Data = m.place + movingSuffix
		m.toMasterKey()
		return nil
	}
	if m.from.esdb() {
		return errors.New("van EventStoreDB naar EventStoreDB kan niet in één keer: verhuis eerst naar een map, en vandaar verder")
	}
	if err := setStore(&m.to, m.place); err != nil {
		return fmt.Errorf("--naar: %w", err)
	}
	if m.name != "" {
		if err := setStoreName(&m.to, m.name); err != nil {
			return fmt.Errorf("--naam: %w", err)
		}
	}
	m.to.StoreAccess = m.access
	if m.vaultKey != "" {
		m.to.VaultKey = m.vaultKey
	}
	m.toMasterKey()
	return m.to.check()
}

// toFolder tells whether the move is to another folder.
func (m *moving) toFolder() bool { return m.to.Data != m.from.Data }

func (m *moving) run(ctx context.Context) (moved, error) {
	if err := exists(ctx, m.from); err != nil {
		return moved{}, err
	}
	if err := m.free(); err != nil {
		return moved{}, err
	}
	from, err := openStore(ctx, m.from, quiet(), nil)
	if errors.Is(err, sqlite.ErrInUse) {
		return moved{}, errors.New("er draait een grootboek op deze map. Stop het eerst (bijvoorbeeld: systemctl stop grootboek), en geef de opdracht dan opnieuw")
	}
	if err != nil {
		return moved{}, fmt.Errorf("bron openen: %w", err)
	}
	done, err := m.move(ctx, from)
	if err = errors.Join(err, from.Close()); err != nil {
		return moved{}, err
	}
	if !m.toFolder() {
		return done, nil
	}
	return done, errors.Join(syncFolder(m.to.Data), nameFolder(m.to.Data, m.place))
}

// free refuses a folder that holds something, and makes the one to work in.
func (m *moving) free() error {
	if !m.toFolder() {
		return nil
	}
	list, err := os.ReadDir(m.place)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("nieuwe map: %w", err)
	}
	if len(list) > 0 {
		return fmt.Errorf("de map %s is niet leeg; verhuizen gaat alleen naar een lege map", m.place)
	}
	if err := os.MkdirAll(m.to.Data, 0o700); err != nil {
		return fmt.Errorf("nieuwe map: %w", err)
	}
	return nil
}

func (m *moving) move(ctx context.Context, from storage) (done moved, err error) {
	public, err := m.verify(ctx, from)
	if err != nil {
		return done, err
	}
	to, err := openStore(ctx, m.to, quiet(), nil)
	if err != nil {
		return done, fmt.Errorf("doel openen: %w", err)
	}
	done.Copied, err = seal.Copy(ctx, from, to, func(n, total int64) { m.bar("Gebeurtenissen", n, total) })
	switch {
	case err != nil:
	case m.toFolder():
		if err = gatherOffice(ctx, from, m.from, m.bar); err == nil {
			done.office, err = moveOffice(ctx, m.from, m.to, m.bar)
		}
	default:
		done.office, err = publishOffice(ctx, to, m.to, public, m.bar)
	}
	if err == nil {
		done.dossiers, err = m.moveVault(ctx, from, to)
	}
	if err == nil && m.toFolder() {
		err = m.complete(ctx, to, public, &done)
	}
	return done, errors.Join(err, to.Close())
}

// verify holds the source against its seal, before anything of it goes elsewhere, and returns the verifier key; "" for
// a log that was never sealed.
func (m *moving) verify(ctx context.Context, from storage) (public string, err error) {
	if _, err := os.Stat(filepath.Join(m.from.Data, "zegel", "checkpoint")); errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	key, err := seal.LoadKey(m.from.Key)
	if err != nil {
		return "", err
	}
	_, err = seal.Verify(ctx, filepath.Join(m.from.Data, "zegel"), from, seal.VerifyOptions{Key: key.Public(),
		Progress: func(n, total int64) { m.bar("Bron narekenen", n, total) }})
	return key.Public(), err
}

// complete finds the documents that did not come along, and gives the target its seal.
func (m *moving) complete(ctx context.Context, to storage, public string, done *moved) error {
	there, err := keptDocuments(filepath.Join(m.to.Data, "bestanden"))
	if err != nil {
		return err
	}
	named := map[string]bool{}
	for raw, err := range events.Lines(ctx, to, 0) {
		if err != nil {
			return fmt.Errorf("doel: %w", err)
		}
		documentsIn(raw.Line, named)
	}
	for _, digest := range slices.Sorted(maps.Keys(named)) {
		if !there[digest] {
			done.missing = append(done.missing, "sha256:"+digest)
		}
	}
	if public == "" {
		return nil
	}
	return m.adopt(ctx, to, public)
}

// adopt gives the target the last checkpoint of the source: its first start verifies the log against it.
func (m *moving) adopt(ctx context.Context, to storage, public string) error {
	note, err := os.ReadFile(filepath.Join(m.from.Data, "zegel", "checkpoint"))
	if err != nil {
		return fmt.Errorf("controlepunt lezen: %w", err)
	}
	return seal.Adopt(ctx, filepath.Join(m.to.Data, "zegel"), to, note, public, func(n, total int64) { m.bar("Doel narekenen", n, total) })
}

// office is what stands beside the log.
type office struct {
	documents int
	missing   []string // documents that events name and that were not in the folder
	dossiers  int      // in the vault
}

// moveOffice copies what stands beside the log from folder to folder.
func moveOffice(ctx context.Context, from, to Config, bar func(string, int64, int64)) (office, error) {
	var o office
	if err := moveStaff(ctx, from.Data, to.Data); err != nil {
		return o, err
	}
	for _, name := range []string{olderRefused, refusedName} {
		if err := copyFile(filepath.Join(from.Data, name), filepath.Join(to.Data, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return o, err
		}
	}
	n, err := moveDocuments(ctx, from.Data, to.Data, bar)
	o.documents = n
	return o, err
}

func moveStaff(ctx context.Context, from, to string) error {
	source, target := filepath.Join(from, staffName), filepath.Join(to, staffName)
	if _, err := os.Stat(source); errors.Is(err, os.ErrNotExist) {
		return nil // a ledger that was never opened
	}
	if err := os.Remove(target); err != nil && !errors.Is(err, os.ErrNotExist) { // of a move that broke off
		return err
	}
	return copyDatabase(ctx, source, target)
}

func copyFile(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	return writeWhole(to, func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}

// moveDocuments copies every document, each verified against its hash, and returns how many there are.
func moveDocuments(ctx context.Context, from, to string, bar func(string, int64, int64)) (n int, err error) {
	all, err := keptDocuments(filepath.Join(from, "bestanden"))
	if err != nil || len(all) == 0 {
		return 0, err
	}
	source, err := files.Open(filepath.Join(from, "bestanden"))
	if err != nil {
		return 0, err
	}
	defer source.Close()
	target, err := files.Open(filepath.Join(to, "bestanden"))
	if err != nil {
		return 0, err
	}
	defer target.Close()
	for digest := range all {
		if err := moveDocument(ctx, source, target, "sha256:"+digest); err != nil {
			return n, err
		}
		n++
		bar("Documenten", int64(n), int64(len(all)))
	}
	return n, nil
}

func moveDocument(ctx context.Context, source, target *files.Store, hash string) error {
	if there, err := target.Has(hash); err != nil || there { // what was put has its name only when it is whole
		return err
	}
	f, err := source.Get(ctx, hash)
	if err != nil {
		return err
	}
	defer f.Close()
	_, _, err = target.Put(ctx, f, files.MaxSize)
	return err
}

// report says what was moved, that it is the same, and what must be done now.
func (m *moving) report(done moved) []string {
	list := []string{
		fmt.Sprintf("Verhuisd: %d gebeurtenissen (%d daarvan stonden er al).", done.Events, done.Before),
		fmt.Sprintf("Wortelhash van de bron: %s", done.From),
		fmt.Sprintf("Wortelhash van het doel: %s", done.To),
		"Zij zijn gelijk: het logboek is regel voor regel hetzelfde.", "", "Nu te doen:"}
	list = slices.Insert(list, 4, fmt.Sprintf("Ook verhuisd: personen en accounts, geweigerde opdrachten en %s.", documentsNL(done.documents))+fmt.Sprintf(" En %s in de kluis, nagelezen en gelijk.", dossiersNL(done.dossiers)))
	list = slices.Insert(list, 5, warnings(manifest{Missing: done.missing})...)
	if m.toFolder() {
		list = append(list, fmt.Sprintf("- de ondertekensleutel is niet meegegaan: zet %s op de nieuwe plaats (standaard %s), met chmod 600;", m.from.Key, filepath.Join(m.place, "sleutel")),
			fmt.Sprintf("- start het grootboek met --data %s;", m.place))
	} else {
		list = append(list, fmt.Sprintf("- zet de nieuwe opslag in de instellingen (GROOTBOEK_STORE en GROOTBOEK_STORE_NAAM=%s), en start het grootboek;", m.to.StoreName))
	}
	list = append(list, m.masterKeyReport()...)
	return append(list, "- start het oude grootboek niet meer: twee grootboeken met één naam en één sleutel spreken elkaar tegen. Bewaar het tot u zeker bent.")
}
