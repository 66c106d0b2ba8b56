// Command grootboek-verify is the auditor's tool: it checks an export of a grootboek ledger, or a running one, on the
// auditor's own machine. It holds no code of the ledger but that of the seal, and trusts nothing but the key it is given.
//
//	grootboek-verify [--key KEY] [--checkpoint OLD] [--soort KIND] [--steekproef SAMPLE] FILE|URL
//
// KEY is the published verifier key, or a file that holds it. OLD is a file with a signed checkpoint that was kept from
// earlier; it may be given more than once. FILE is an export or an excerpt ("-" is standard input), a part, or the bundle of an
// audit. Of an excerpt the records of type KIND that begin in it are listed ("incident" if none is named). SAMPLE is the
// steekproef.json of a bundle: with a whole export it is checked that its population leaves out no record. URL is the address of a
// running ledger; then only its hashes are read. The exit status is 0 if all is right, 1 if it is not, 2 if it could not be
// checked.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/heemstede/grootboek/events/seal"
)

// Exit statuses.
const (
	right      = 0
	wrong      = 1
	notChecked = 2
)

const usage = `Gebruik: grootboek-verify [--key SLEUTEL] [--checkpoint OUD] [--soort SOORT] [--steekproef S] BESTAND|ADRES

Controleert een export van grootboek, of een draaiend grootboek, op uw eigen computer.

  BESTAND            een export, een uittreksel of een deel (.jsonl), of een controlebundel (.zip);
                     - is standaardinvoer: een export of een uittreksel
  ADRES              het adres van een draaiend grootboek: https://… (alleen de hashes worden gelezen)
  --key SLEUTEL      de gepubliceerde openbare sleutel, of een bestand waar die in staat
  --checkpoint OUD   een bestand met een eerder bewaard controlepunt; mag vaker
  --soort SOORT      bij een uittreksel: noem elk record van deze soort dat erin begint (anders: incident)
  --steekproef S     steekproef.json: is de populatie volledig? Alleen bij een hele export

Uitkomst: 0 = klopt, 1 = klopt niet, 2 = niet gecontroleerd (verkeerd gebruik, of niet te lezen).
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run is main without the process.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	a, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(out, usage)
		return right
	}
	if err != nil {
		fmt.Fprintf(errs, "%v\n\n%s", err, usage)
		return notChecked
	}
	opt, err := a.options()
	if _, harmed := errors.AsType[*seal.Mismatch](err); harmed {
		return tell(nil, err, out, errs)
	}
	if err != nil {
		fmt.Fprintln(errs, err)
		return notChecked
	}
	opt.Progress = func(done, _ int64) {
		if done > 0 && done%(1<<18) == 0 {
			fmt.Fprintf(errs, "%d gebeurtenissen gelezen…\n", done)
		}
	}
	lines, err := verify(ctx, a, in, opt)
	return tell(lines, err, out, errs)
}

// tell prints the outcome, the summary last.
func tell(lines []string, err error, out, errs io.Writer) int {
	if m, ok := errors.AsType[*seal.Mismatch](err); ok {
		fmt.Fprintln(out, m.NL)
		fmt.Fprintln(out, "KLOPT NIET"+firstWrong(m))
		return wrong
	}
	if err != nil {
		fmt.Fprintf(errs, "Niet gecontroleerd: %v\n", err)
		return notChecked
	}
	for _, line := range lines {
		fmt.Fprintln(out, line)
	}
	return right
}

func firstWrong(m *seal.Mismatch) string {
	switch {
	case m.Position > 0 && m.ID != "":
		return fmt.Sprintf(": eerste afwijking bij gebeurtenis %d, id %s.", m.Position, m.ID)
	case m.Position > 0:
		return fmt.Sprintf(": eerste afwijking bij gebeurtenis %d.", m.Position)
	case m.Part != "":
		return ": afwijking in " + m.Part + "."
	}
	return "."
}

// arguments are what stands on the command line.
type arguments struct {
	key    string
	sample string
	old    []string
	kind   string // of the records that are listed, of an excerpt
	target string
}

// parse reads the command line; flags may stand before and after the file.
func parse(args []string) (arguments, error) {
	var a arguments
	f := flag.NewFlagSet("grootboek-verify", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&a.key, "key", "", "")
	f.StringVar(&a.kind, "soort", "incident", "")
	f.StringVar(&a.sample, "steekproef", "", "")
	f.Func("checkpoint", "", func(s string) error { a.old = append(a.old, s); return nil })
	var rest []string
	for len(args) > 0 {
		if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
			return a, err
		} else if err != nil {
			return a, fmt.Errorf("onbekende of onvolledige optie: %s", strings.TrimPrefix(err.Error(), "flag provided but not defined: "))
		}
		if args = f.Args(); len(args) > 0 {
			rest, args = append(rest, args[0]), args[1:]
		}
	}
	if len(rest) != 1 {
		return a, errors.New("geef één bestand of adres op")
	}
	a.target = rest[0]
	return a, nil
}

// options reads the files that the arguments name.
func (a arguments) options() (seal.VerifyOptions, error) {
	var opt seal.VerifyOptions
	key, err := readKey(a.key)
	if err != nil {
		return opt, err
	}
	opt.Key = key
	for _, path := range a.old {
		b, err := readSmall(path)
		if err != nil {
			return opt, fmt.Errorf("het oude controlepunt is niet te lezen: %w", err)
		}
		opt.Old = append(opt.Old, b)
	}
	if a.sample == "" {
		return opt, nil
	}
	b, err := os.ReadFile(a.sample)
	if err != nil {
		return opt, fmt.Errorf("de steekproef is niet te lezen: %w", err)
	}
	s, err := seal.ParseSample(b)
	opt.Sample = &s
	return opt, err
}

// readKey takes the text of a key, or else the name of a file that holds one.
func readKey(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	if _, err := seal.ParsePublic(s); err == nil {
		return s, nil
	}
	b, err := readSmall(s)
	if err != nil {
		return "", fmt.Errorf("de opgegeven sleutel is geen openbare sleutel, en geen bestand dat te lezen is: %w", err)
	}
	key := strings.TrimSpace(string(b))
	if _, err := seal.ParsePublic(key); err != nil {
		return "", fmt.Errorf("%s: %w", s, err)
	}
	return key, nil
}

// readSmall reads a file that should not be longer than a checkpoint.
func readSmall(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, seal.MaxCheckpoint+1)) // one more: too long is then seen as such
}

// verify returns the findings as Dutch sentences.
func verify(ctx context.Context, a arguments, in io.Reader, opt seal.VerifyOptions) ([]string, error) {
	if isURL(a.target) {
		get, err := fetcher(a.target)
		if err != nil {
			return nil, err
		}
		report, err := seal.VerifyTiles(ctx, get, opt)
		return report.Conclusions(), err
	}
	if a.target != "-" {
		f, err := os.Open(a.target)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		kind, err := kindOf(f)
		if err != nil {
			return nil, err
		}
		if kind != lines {
			return verifyPart(f, kind, opt)
		}
		in = f
	}
	b := bufio.NewReader(in)
	if begin, _ := b.Peek(24); seal.IsExcerpt(begin) { // what cannot be read says so when it is read
		if opt.Sample != nil {
			return nil, errPopulation
		}
		x, err := seal.VerifyExcerpt(ctx, b, opt)
		return x.Conclusions(a.kind), err
	}
	report, err := seal.VerifyExport(ctx, b, opt)
	return report.Conclusions(), err
}

// errPopulation: what is not the whole log cannot say whether a population is complete.
var errPopulation = errors.New("--steekproef hoort bij een hele export")

// What a file can be.
const (
	lines  = iota // an export or an excerpt
	part          // a part of the log, with a proof for each event
	bundle        // a .zip with a part and a sample
)

// verifyPart checks what is no export.
func verifyPart(f *os.File, kind int, opt seal.VerifyOptions) ([]string, error) {
	if opt.Sample != nil {
		return nil, errPopulation
	}
	if kind == bundle {
		st, err := f.Stat()
		if err != nil {
			return nil, err
		}
		report, err := seal.VerifyBundle(f, st.Size(), opt)
		return report.Conclusions(), err
	}
	b, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	report, err := seal.VerifyPart(b, opt)
	return report.Conclusions(), err
}

// kindOf looks at the beginning and the end of a file.
func kindOf(f *os.File) (int, error) {
	head := make([]byte, 4)
	if n, err := f.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return lines, err
	} else if string(head[:n]) == "PK\x03\x04" {
		return bundle, nil
	}
	st, err := f.Stat()
	if err != nil {
		return lines, err
	}
	end := make([]byte, min(st.Size(), 2*seal.MaxCheckpoint))
	if _, err := f.ReadAt(end, st.Size()-int64(len(end))); err != nil && !errors.Is(err, io.EOF) {
		return lines, err
	}
	if st.Size() <= seal.MaxPart && seal.IsPart(end) {
		return part, nil
	}
	return lines, nil
}
