package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

func configCommand() *cobra.Command {
	var example bool
	c := &cobra.Command{Use: "config", Short: "Toon elke instelling en waar zij vandaan komt", Args: noArgs,
		Long: "Toon elke instelling, haar waarde en waar die vandaan komt. Een vlag gaat voor een omgevingsvariabele, die gaat voor het\nbestand met instellingen, en dat gaat voor de standaard. Wat geheim is wordt niet getoond.",
		RunE: func(c *cobra.Command, _ []string) error {
			if example {
				return writeExample(c.OutOrStdout())
			}
			_, found, err := loadConfig(c)
			if err != nil {
				return err
			}
			return writeSettings(c.OutOrStdout(), found)
		}}
	c.Flags().String("data", "data", "`map` van het grootboek")
	c.Flags().String("listen", defaultListen, "`adres` waarop het grootboek luistert")
	c.Flags().BoolVar(&example, "voorbeeld", false, "schrijf een bestand met instellingen, met uitleg, om in te vullen")
	return c
}

// writeSettings shows what each setting is, and where it came from.
func writeSettings(out io.Writer, found []origin) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for i, s := range settings {
		value, where := found[i].value, found[i].where
		switch {
		case value == "":
			value, where = "-", "niet ingesteld"
		case s.secret && where != "standaard":
			value = "(ingesteld)"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", s.name, value, where)
	}
	return w.Flush()
}

// writeExample writes a settings file in which everything is explained and nothing is set.
func writeExample(out io.Writer) error {
	var b strings.Builder
	b.WriteString("# Instellingen van het grootboek. Haal het # weg voor wat u instelt. Wat hier niet staat, is een fout.\n" +
		"# Geheimen horen hier niet in: noem alleen het bestand waarin zij staan, dat alleen de eigenaar mag lezen (chmod 600).\n")
	for _, s := range settings {
		if s.name == "GROOTBOEK_CONFIG" { // it is this file
			continue
		}
		fmt.Fprintf(&b, "\n# %s.\n", firstUpper(strings.ReplaceAll(s.nl, "`", "")))
		if s.standard != "" {
			fmt.Fprintf(&b, "# Standaard: %s.\n", strings.ReplaceAll(s.standard, "`", ""))
		}
		fmt.Fprintf(&b, "#%s=%s\n", s.name, s.example)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func firstUpper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
