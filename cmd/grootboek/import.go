package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/heemstede/grootboek/api"
	"github.com/heemstede/grootboek/api/intake"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events/sqlite"
)

func importCommand() *cobra.Command {
	var dry, yes bool
	c := &cobra.Command{Use: "import BESTAND", Short: "Neem een register over uit een bestand", Args: oneArg("bestand"),
		Long: "Neem een register van verwerkingen over uit een bestand: CSV, Excel (.xlsx), JSON, of de export van het AVG Register\nRijksoverheid. Eerst ziet u een voorbeeld; met --yes wordt het meteen vastgelegd. Hetzelfde bestand opnieuw verandert niets.",
		RunE: func(c *cobra.Command, args []string) error {
			cfg, err := readConfig(c)
			if err != nil {
				return err
			}
			return runImport(c, cfg, args[0], dry, yes)
		}}
	c.Flags().String("data", "data", "`map` van het grootboek")
	c.Flags().BoolVar(&dry, "dry-run", false, "toon alleen wat er zou gebeuren")
	c.Flags().BoolVar(&yes, "yes", false, "leg vast zonder te vragen")
	return c
}

func runImport(c *cobra.Command, cfg Config, path string, dry, yes bool) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("bestand openen: %w", err)
	}
	defer f.Close()
	ctx, out, errs := c.Context(), c.OutOrStdout(), c.ErrOrStderr()
	bar := progressTo(errs)
	imp, done, err := openImport(ctx, cfg, bar)
	if err != nil {
		return err
	}
	defer done()
	if !yes || dry {
		sum, err := imp(ctx, f, path, true)
		if err != nil {
			return err
		}
		printSummary(out, "Voorbeeld", sum)
		if dry {
			return nil
		}
		if !ask(c.InOrStdin(), out, "Vastleggen? (ja/nee) ") {
			fmt.Fprintln(out, "Er is niets vastgelegd.")
			return nil
		}
	}
	sum, err := imp(ctx, f, path, false)
	if err != nil {
		return err
	}
	printSummary(out, "Ingelezen", sum)
	return nil
}

// importFunc reads the file from its beginning and previews it, or takes it over.
type importFunc func(ctx context.Context, f *os.File, path string, dry bool) (register.ImportSummary, error)

// openImport opens the ledger, or finds the server that has it open.
func openImport(ctx context.Context, cfg Config, bar func(string, int64, int64)) (importFunc, func(), error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	l, err := open(ctx, cfg, log, bar)
	if errors.Is(err, sqlite.ErrInUse) {
		r := dialLocal(cfg.Data)
		return func(ctx context.Context, f *os.File, path string, dry bool) (register.ImportSummary, error) {
			q := url.Values{"name": {filepath.Base(path)}}
			if dry {
				q.Set("dry", "1")
			}
			if _, err := f.Seek(0, io.SeekStart); err != nil {
				return register.ImportSummary{}, err
			}
			m, err := r.ask(ctx, "/import", q, f, bar)
			if err != nil || m.Summary == nil {
				return register.ImportSummary{}, err
			}
			return *m.Summary, nil
		}, func() {}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return func(ctx context.Context, f *os.File, path string, dry bool) (register.ImportSummary, error) {
			return l.importFile(ctx, f, filepath.Base(path), dry, bar)
		}, func() {
			if err := l.close(); err != nil {
				log.Error("close", "error", err)
			}
		}, nil
}

// importFile takes a file over, or says what would become of it.
func (l *ledger) importFile(ctx context.Context, f *os.File, name string, dry bool, bar func(string, int64, int64)) (register.ImportSummary, error) {
	st, err := f.Stat()
	if err != nil {
		return register.ImportSummary{}, err
	}
	t, err := intake.Read(name, f, st.Size(), func(done, total int64) { bar("Bestand lezen", done, total) })
	if err != nil {
		return register.ImportSummary{}, err
	}
	im := l.importer()
	src := api.SourceFile{Name: t.Name, Table: t}
	src.Mapping, _ = im.MappingFor(t)
	if dry {
		_, sum, err := im.Preview(ctx, src, l.names, func(done int) { bar("Voorbeeld maken", int64(done), int64(len(t.Rows))) })
		return sum, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return register.ImportSummary{}, err
	}
	if src.Hash, _, err = l.files.Put(ctx, f, intake.MaxFile); err != nil {
		return register.ImportSummary{}, err
	}
	by, err := l.commandLine(ctx)
	if err != nil {
		return register.ImportSummary{}, err
	}
	return im.Run(ctx, src, by, func(done int) { bar("Vastleggen", int64(done), int64(len(t.Rows))) })
}

// printSummary prints the refusals and one line with the counts: scripts read that line.
func printSummary(out io.Writer, what string, s register.ImportSummary) {
	for _, r := range s.Refusals {
		fmt.Fprintf(out, "rij %d geweigerd: %s\n", r.Row, r.Reason)
	}
	if more := s.Refused - len(s.Refusals); more > 0 {
		fmt.Fprintf(out, "en nog %d geweigerde rijen\n", more)
	}
	fmt.Fprintf(out, "%s: %d verwerkingen; volledig=%d onvolledig=%d gewijzigd=%d ongewijzigd=%d geweigerd=%d (taken=%d incomplete=%d changed=%d unchanged=%d refused=%d)\n",
		what, s.Rows, s.Taken, s.Incomplete, s.Changed, s.Unchanged, s.Refused, s.Taken, s.Incomplete, s.Changed, s.Unchanged, s.Refused)
}

func ask(in io.Reader, out io.Writer, question string) bool {
	fmt.Fprint(out, question)
	answer, _ := bufio.NewReader(in).ReadString('\n') // no answer is a no
	a := strings.ToLower(strings.TrimSpace(answer))
	return a == "ja" || a == "j"
}
