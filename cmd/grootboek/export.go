package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/sqlite"
)

func exportCommand() *cobra.Command {
	var to string
	c := &cobra.Command{Use: "export", Short: "Schrijf het hele logboek in één bestand dat zichzelf bewijst", Args: noArgs, RunE: func(c *cobra.Command, _ []string) error {
		cfg, err := readConfig(c)
		if err != nil {
			return err
		}
		if to == "" {
			return usageError{errors.New("geef met --out het bestand waarin de export komt")}
		}
		if err := writeWhole(to, func(w io.Writer) error { return exportTo(c.Context(), cfg, w, progressTo(c.ErrOrStderr())) }); err != nil {
			return err
		}
		fmt.Fprintf(c.OutOrStdout(), "Geschreven: %s. Controleer met: grootboek-verify %s\n", to, to)
		return nil
	}}
	c.Flags().String("data", "data", "`map` van het grootboek")
	c.Flags().StringVar(&to, "out", "", "`bestand` voor de export (.jsonl)")
	return c
}

// writeWhole writes a file that is there whole, or not at all.
func writeWhole(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".grootboek-*")
	if err != nil {
		return fmt.Errorf("bestand maken: %w", err)
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%s schrijven: %w", path, err), os.Remove(f.Name()))
	}
	return nil
}

func exportTo(ctx context.Context, cfg Config, w io.Writer, bar func(string, int64, int64)) error {
	if err := exists(ctx, cfg); err != nil {
		return err
	}
	l, err := open(ctx, cfg, quiet(), bar)
	if errors.Is(err, sqlite.ErrInUse) {
		return dialLocal(cfg.Data).export(ctx, w)
	}
	if err != nil {
		return err
	}
	err = seal.WriteExport(ctx, w, l.store, l.Seal, func(done, total int64) { bar("Schrijven", done, total) })
	return errors.Join(err, l.close())
}

func quiet() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

func verifyCommand() *cobra.Command {
	var old []string
	c := &cobra.Command{Use: "verify", Short: "Reken het logboek na", Args: noArgs, RunE: func(c *cobra.Command, _ []string) error {
		cfg, err := readConfig(c)
		if err != nil {
			return err
		}
		var notes [][]byte
		for _, path := range old {
			b, err := os.ReadFile(path)
			if err != nil {
				return fmt.Errorf("controlepunt lezen: %w", err)
			}
			notes = append(notes, b)
		}
		lines, err := verify(c.Context(), cfg, notes, progressTo(c.ErrOrStderr()))
		for _, line := range lines {
			fmt.Fprintln(c.OutOrStdout(), line)
		}
		if wrong(err) {
			fmt.Fprintln(c.OutOrStdout(), "KLOPT NIET")
		}
		return err
	}}
	c.Flags().String("data", "data", "`map` van het grootboek")
	c.Flags().StringArrayVar(&old, "checkpoint", nil, "`bestand` met een eerder bewaard controlepunt (mag vaker)")
	return c
}

// wrong tells whether an error says that the log is not what was sealed, and not only that it could not be read.
func wrong(err error) bool {
	_, mismatch := errors.AsType[*seal.Mismatch](err)
	_, told := errors.AsType[*toldError](err)
	return mismatch || told || errors.Is(err, events.ErrHalted)
}

// verify reads the whole log and holds it against its last checkpoint and old ones. It changes nothing.
func verify(ctx context.Context, cfg Config, old [][]byte, bar func(string, int64, int64)) ([]string, error) {
	if err := exists(ctx, cfg); err != nil {
		return nil, err
	}
	store, err := openStore(ctx, cfg, quiet(), nil)
	if errors.Is(err, sqlite.ErrInUse) {
		body, err := json.Marshal(old)
		if err != nil {
			return nil, err
		}
		m, err := dialLocal(cfg.Data).ask(ctx, "/verify", url.Values{}, bytes.NewReader(body), bar)
		return m.Lines, err
	}
	if err != nil {
		return nil, err
	}
	key, err := seal.LoadKey(cfg.Key)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	report, err := seal.Verify(ctx, filepath.Join(cfg.Data, "zegel"), store, seal.VerifyOptions{Key: key.Public(), Old: old,
		Progress: func(done, total int64) { bar("Logboek narekenen", done, total) }})
	if err = errors.Join(err, store.Close()); err != nil {
		return nil, err
	}
	return report.Conclusions(), nil
}

func keygenCommand() *cobra.Command {
	return &cobra.Command{Use: "keygen BESTAND", Short: "Maak een ondertekensleutel", Args: oneArg("bestand"), RunE: func(c *cobra.Command, args []string) error {
		cfg, err := readConfig(c)
		if err != nil {
			return err
		}
		if _, err := os.Stat(args[0]); err == nil {
			return fmt.Errorf("%s bestaat al; een sleutel wordt nooit overschreven", args[0])
		}
		key, err := seal.LoadOrCreateKey(args[0], cfg.Origin)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.OutOrStdout(), "Sleutel gemaakt in %s. Openbare sleutel, om te publiceren:\n%s\n", args[0], key.Public())
		return nil
	}}
}
