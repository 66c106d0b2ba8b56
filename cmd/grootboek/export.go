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
	"time"

	"github.com/spf13/cobra"

	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/sqlite"
)

func exportCommand() *cobra.Command {
	var to string
	var days [2]string
	c := &cobra.Command{Use: "export", Short: "Schrijf het logboek, of een periode daarvan, in één bestand dat zichzelf bewijst", Args: noArgs, RunE: func(c *cobra.Command, _ []string) error {
		cfg, err := readConfig(c)
		if err != nil {
			return err
		}
		if to == "" {
			return usageError{errors.New("geef met --out het bestand waarin de export komt")}
		}
		p, err := readPeriod(days)
		if err != nil {
			return usageError{err}
		}
		if err := writeWhole(to, func(w io.Writer) error { return exportTo(c.Context(), cfg, w, p, progressTo(c.ErrOrStderr())) }); err != nil {
			return err
		}
		fmt.Fprintf(c.OutOrStdout(), "Geschreven: %s. Controleer met: grootboek-verify %s\n", to, to)
		return nil
	}}
	c.Flags().String("data", "data", "`map` van het grootboek")
	c.Flags().StringVar(&to, "out", "", "`bestand` voor de export (.jsonl)")
	c.Flags().StringVar(&days[0], "van", "", "alleen wat vanaf deze `dag` is vastgelegd (dd-mm-jjjj)")
	c.Flags().StringVar(&days[1], "tot", "", "alleen wat tot en met deze `dag` is vastgelegd (dd-mm-jjjj)")
	return c
}

// period is the time of recording that an excerpt covers; the zero period is the whole log.
type period struct{ begin, end time.Time }

func readPeriod(days [2]string) (p period, err error) {
	if days[0] == "" && days[1] == "" {
		return p, nil
	}
	var on [2]calendar.Date
	for i, text := range days {
		t, err := time.Parse("02-01-2006", text)
		if err != nil {
			return p, errors.New("geef met --van en --tot twee dagen, als dd-mm-jjjj")
		}
		on[i] = calendar.Date(t.Format(time.DateOnly))
	}
	if on[1] < on[0] {
		return p, errors.New("--tot ligt vóór --van")
	}
	return period{on[0].Start(), on[1].End()}, nil
}

// write writes the whole log, or the excerpt of the period.
func (p period) write(ctx context.Context, w io.Writer, store events.Store, s *seal.Seal, bar seal.Progress) error {
	if p == (period{}) {
		return seal.WriteExport(ctx, w, store, s, bar)
	}
	from, until, err := seal.Period(ctx, store, s.Checkpoint().Size, p.begin, p.end)
	if err != nil {
		return err
	}
	return seal.WriteExcerpt(ctx, w, store, s, from, until)
}

func (p period) query() url.Values {
	if p == (period{}) {
		return nil
	}
	return url.Values{"begin": {p.begin.Format(time.RFC3339)}, "end": {p.end.Format(time.RFC3339)}}
}

func periodOf(q url.Values) (p period, err error) {
	if len(q) == 0 {
		return p, nil
	}
	var wrong [2]error
	p.begin, wrong[0] = time.Parse(time.RFC3339, q.Get("begin"))
	p.end, wrong[1] = time.Parse(time.RFC3339, q.Get("end"))
	return p, errors.Join(wrong[:]...)
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

func exportTo(ctx context.Context, cfg Config, w io.Writer, p period, bar func(string, int64, int64)) error {
	if err := exists(ctx, cfg); err != nil {
		return err
	}
	l, err := open(ctx, cfg, quiet(), bar)
	if errors.Is(err, sqlite.ErrInUse) {
		return dialLocal(cfg.Data).export(ctx, w, p)
	}
	if err != nil {
		return err
	}
	err = p.write(ctx, w, l.store, l.Seal, func(done, total int64) { bar("Schrijven", done, total) })
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
