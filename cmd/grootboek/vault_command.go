package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/events/sqlite"
	"github.com/heemstede/grootboek/events/vault"
)

// The vault is checked by a command of its own and not by verify: that needs no secret, can be done by an auditor, and stays
// right after an erasure. This needs the master key, and reads all there is.

func vaultCommand() *cobra.Command {
	c := &cobra.Command{Use: "kluis", Short: "Controleer de kluis met persoonsgegevens, of geef haar een nieuwe hoofdsleutel", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(
		vaultTask("controle", "Controleer of alles in de kluis staat wat het logboek noemt, heel is, en gewist is wat gewist moet zijn",
			"Elk onderdeel wordt gelezen en vergeleken met het zegel in het logboek. De inhoud wordt aan niemand getoond. Werkt ook naast een draaiend grootboek.", (*ledger).checkVault),
		vaultTask("sleutel", "Verzegel de kluis met een nieuwe hoofdsleutel",
			"Zet eerst GROOTBOEK_HOOFDSLEUTEL op de nieuwe sleutel en GROOTBOEK_HOOFDSLEUTEL_VORIGE op de oude, en start het grootboek opnieuw.\n"+
				"Logboek en inhoud veranderen niet. Breekt het af, geef de opdracht dan nog eens: zij gaat verder waar zij was.", (*ledger).rotate))
	return c
}

// vaultWork does something with the vault of an open ledger, and says what in Dutch.
type vaultWork func(*ledger, context.Context, func(string, int64, int64)) ([]string, error)

func vaultTask(name, short, long string, do vaultWork) *cobra.Command {
	c := &cobra.Command{Use: name, Short: short, Long: short + ".\n\n" + long, Args: noArgs, RunE: func(c *cobra.Command, _ []string) error {
		cfg, err := readConfig(c)
		if err != nil {
			return err
		}
		lines, err := onVault(c.Context(), cfg, name, do, progressTo(c.ErrOrStderr()))
		for _, line := range lines {
			fmt.Fprintln(c.OutOrStdout(), line)
		}
		return err
	}}
	c.Flags().String("data", "data", "`map` van het grootboek")
	return c
}

// onVault works on the ledger opened here, or lets the server that runs on the folder do it.
func onVault(ctx context.Context, cfg Config, name string, do vaultWork, bar func(string, int64, int64)) ([]string, error) {
	if err := exists(ctx, cfg); err != nil {
		return nil, err
	}
	l, err := open(ctx, cfg, quiet(), bar)
	if errors.Is(err, sqlite.ErrInUse) {
		m, err := dialLocal(cfg.Data).ask(ctx, "/kluis/"+name, url.Values{}, http.NoBody, bar)
		return m.Lines, err
	}
	if err != nil {
		return nil, err
	}
	lines, err := do(l, ctx, bar)
	return lines, errors.Join(err, l.close())
}

func (l *ledger) localVault(do vaultWork) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		say := speaker(w)
		lines, err := do(l, r.Context(), func(what string, done, total int64) { say(message{What: what, Done: int(done), Total: int(total)}) })
		end := message{Lines: lines, End: true}
		if err != nil {
			end.Error = err.Error()
		}
		say(end)
	}
}

// rotate seals the sheets with the present master key.
func (l *ledger) rotate(ctx context.Context, _ func(string, int64, int64)) ([]string, error) {
	keys := l.Vault.Keys()
	if len(keys) < 2 {
		return nil, errors.New("er is geen vorige hoofdsleutel: zet GROOTBOEK_HOOFDSLEUTEL op de nieuwe sleutel en GROOTBOEK_HOOFDSLEUTEL_VORIGE op de oude, start het grootboek opnieuw, en geef deze opdracht nog eens")
	}
	n, err := l.Vault.Rotate(ctx)
	if err != nil {
		return nil, fmt.Errorf("%d bladen zijn opnieuw verzegeld, toen ging het mis; geef de opdracht nog eens: %w", n, err)
	}
	return []string{
		fmt.Sprintf("Opnieuw verzegeld: %d bladen. Alle bladen zijn nu verzegeld met hoofdsleutel %s.", n, keys[0]), "", "Nu te doen:",
		"- haal GROOTBOEK_HOOFDSLEUTEL_VORIGE weg, en start het grootboek opnieuw (bij een cluster: elke machine);",
		fmt.Sprintf("- bewaar de oude sleutel (%s) tot de laatste kopie van de kluisbladen die ermee is verzegeld, is vernietigd: hoogstens %d dagen;", keys[1], l.cfg.SheetDays),
		"- is de oude sleutel in verkeerde handen, vernietig dan die kopieën nu, en maak een nieuwe reservekopie."}, nil
}

// A vaultCheck is what a check of the vault found.
type vaultCheck struct {
	dossiers, parts, erased int
	wrong                   []string
}

// checkVault holds the vault against every reference in the log. What the log says was erased must not be readable.
func (l *ledger) checkVault(ctx context.Context, bar func(string, int64, int64)) ([]string, error) {
	if err := l.Fresh(ctx); err != nil {
		return nil, err
	}
	var ids []string
	l.Live.View(func() {
		for _, v := range l.records.OfType("vault") {
			ids = append(ids, v.ID)
		}
	})
	var found vaultCheck
	for i, id := range ids {
		if err := l.checkDossier(ctx, id, &found); err != nil {
			return nil, err
		}
		bar("Kluis controleren", int64(i+1), int64(len(ids)))
	}
	return found.report()
}

// checkDossier looks at the dossier as it is now: an erasure may have come in between.
func (l *ledger) checkDossier(ctx context.Context, id string, found *vaultCheck) error {
	var d vaultrecord.Dossier
	var refs []domain.VaultRef
	l.Live.View(func() {
		v := l.records.Get("vault", id)
		d = v.Last().State.(vaultrecord.Dossier)
		for _, x := range v.List {
			refs = append(refs, domain.VaultRefs(x.Entry.Fact)...)
		}
	})
	if d.State == vaultrecord.Erased {
		found.erased++
	} else if d.Alive() {
		found.dossiers++
	}
	for _, ref := range refs {
		err := l.Vault.Check(ctx, ref)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		found.judge(d, ref, err)
	}
	return nil
}

func (f *vaultCheck) judge(d vaultrecord.Dossier, ref domain.VaultRef, err error) {
	gone := errors.Is(err, vault.ErrErased)
	switch {
	case d.State == vaultrecord.Erased && err == nil:
		err = errors.New("volgens het logboek gewist, maar nog te lezen: start het grootboek, dan wordt het opnieuw gewist")
	case d.State == vaultrecord.Erased && (gone || errors.Is(err, vault.ErrMissing)), d.State == vaultrecord.Erasing && gone:
		return
	case gone && d.Present(ref.Part) != ref: // an old version whose day has come
		return
	}
	if f.parts++; err != nil {
		text := err.Error()
		if !strings.Contains(text, ref.Vault) {
			text = "kluisdossier " + ref.Vault + ": " + text
		}
		f.wrong = append(f.wrong, fmt.Sprintf("‘%s’ versie %d: %s", ref.Part, ref.Version, text))
	}
}

func (f *vaultCheck) report() ([]string, error) {
	list := []string{fmt.Sprintf("In de kluis volgens het logboek: %s; %d onderdelen nagelezen. Gewist: %s.", dossiersNL(f.dossiers), f.parts, dossiersNL(f.erased))}
	if len(f.wrong) == 0 {
		return append(list, "KLOPT: alles wat het logboek noemt is er, en is heel; wat gewist is, is niet te lezen."), nil
	}
	list = append(list, "KLOPT NIET:")
	return append(list, named(f.wrong)...), fmt.Errorf("kluis: %d onderdelen kloppen niet", len(f.wrong))
}
