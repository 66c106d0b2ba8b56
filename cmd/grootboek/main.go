// Command grootboek is the ledger: a server with pages, and what a machine's manager needs beside it.
//
//	grootboek serve     starts the ledger; with no settings at all under ./data, on port 8080
//	grootboek import    takes over a register from a file
//	grootboek export    writes the whole log, or a period of it, as one file that proves itself
//	grootboek verify    holds the log against its last checkpoint, and against old ones
//	grootboek backup    makes an encrypted backup, beside a running server too
//	grootboek restore   puts a backup back in an empty folder, and verifies it
//	grootboek move      copies a whole ledger to another store
//	grootboek kluis     checks the vault, or seals it with another master key
//	grootboek demo      serves a made-up municipality
//	grootboek keygen    makes a signing key
//	grootboek config    shows each setting and where it came from
//	grootboek toegang   gives somebody a way back in, when nobody else can
//	grootboek health    asks a running ledger whether it is ready
//	grootboek version   says which version this is
//
// The exit status is 0 if it went well, 1 if it did not, 2 for wrong use.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := command().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "grootboek:", err)
		os.Exit(status(err))
	}
}

// usageError is a wrong use of the command line.
type usageError struct{ error }

func status(err error) int {
	if _, ok := errors.AsType[usageError](err); ok {
		return 2
	}
	return 1
}

// command makes the command line, in Dutch.
func command() *cobra.Command {
	root := &cobra.Command{Use: "grootboek", Short: "Grootboek: een onwijzigbaar register van de omgang met persoonsgegevens",
		SilenceErrors: true, SilenceUsage: true, Version: version(), Args: noArgs, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	root.PersistentFlags().String("config", "", "`bestand` met instellingen")
	root.SetHelpCommand(&cobra.Command{Hidden: true})
	root.CompletionOptions.DisableDefaultCmd = true
	cobra.AddTemplateFunc("nederlands", strings.NewReplacer("(default ", "(standaard ").Replace)
	root.SetUsageTemplate(usage)
	root.SetVersionTemplate("grootboek {{.Version}}\n")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%s; zie %s --help", flagErrors.Replace(err.Error()), c.CommandPath())}
	})
	root.AddCommand(serveCommand(), importCommand(), exportCommand(), verifyCommand(), backupCommand(), restoreCommand(), moveCommand(), vaultCommand(), demoCommand(), keygenCommand(), configCommand(), healthCommand(), wayBackCommand(), versionCommand())
	dutch(root)
	return root
}

// flagErrors says in Dutch what is wrong with a flag.
var flagErrors = strings.NewReplacer("unknown flag: ", "onbekende optie ", "unknown shorthand flag: ", "onbekende optie ", "flag needs an argument: ", "geef een waarde bij ",
	"invalid argument ", "ongeldige waarde ", " for ", " bij ", " flag", "")

// dutch says the built-in flags in Dutch too, and makes a wrong number of arguments a wrong use.
func dutch(c *cobra.Command) {
	c.DisableFlagsInUseLine = true // it would say [flags]
	c.InitDefaultHelpFlag()
	if f := c.Flags().Lookup("help"); f != nil {
		f.Usage = "toon deze uitleg"
	}
	c.InitDefaultVersionFlag()
	if f := c.Flags().Lookup("version"); f != nil {
		f.Usage = "toon de versie"
	}
	for _, sub := range c.Commands() {
		dutch(sub)
	}
}

const usage = `Gebruik:
  {{if .HasAvailableSubCommands}}{{.CommandPath}} OPDRACHT{{else}}{{.UseLine}}{{if .HasAvailableLocalFlags}} [OPTIES]{{end}}{{end}}
{{if .HasAvailableSubCommands}}
Opdrachten:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name 10}} {{.Short}}{{end}}{{end}}

Uitleg over een opdracht: {{.CommandPath}} OPDRACHT --help
{{end}}{{if .HasAvailableLocalFlags}}
Opties:
{{nederlands .LocalFlags.FlagUsages}}{{end}}{{if .HasAvailableInheritedFlags}}
Opties bij elke opdracht:
{{nederlands .InheritedFlags.FlagUsages}}{{end}}`

// oneArg wants exactly one argument, with a Dutch sentence if it is not there.
func oneArg(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usageError{fmt.Errorf("geef precies één %s; zie %s --help", what, c.CommandPath())}
		}
		return nil
	}
}

func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("onbekend argument %q; zie %s --help", args[0], c.CommandPath())}
	}
	return nil
}

func versionCommand() *cobra.Command {
	return &cobra.Command{Use: "version", Short: "Toon de versie", Args: noArgs, Run: func(c *cobra.Command, _ []string) {
		fmt.Fprintln(c.OutOrStdout(), "grootboek", version())
	}}
}

// version is the version control revision the program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "onbekend"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && (v == "" || v == "(devel)") {
			v = s.Value[:min(12, len(s.Value))]
		}
	}
	if v == "" || v == "(devel)" {
		return "ontwikkelversie"
	}
	return v
}
