package main

import (
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// Config are the settings. Each is a flag (where it makes sense) before an environment variable before a default.
type Config struct {
	Data         string         // --data, GROOTBOEK_DATA: folder of the log, the staff directory, documents and key
	Listen       string         // --listen, GROOTBOEK_LISTEN: address to listen on
	Municipality string         // GROOTBOEK_GEMEENTE: name, without "gemeente"
	URL          string         // GROOTBOEK_URL: address people use, "https://grootboek.heemstede.nl"; default http://LISTEN
	Origin       string         // GROOTBOEK_LOG: name of the log in its checkpoints; fixed once the key is made
	OIN          string         // GROOTBOEK_OIN: organisation identification number, for the source of events
	Key          string         // GROOTBOEK_SLEUTEL: file of the signing key; default DATA/sleutel
	Theme        string         // GROOTBOEK_THEMA: theme.css with NL Design System tokens
	ThemeClass   string         // GROOTBOEK_THEMA_KLASSE: class of that theme on <body>
	Metrics      string         // GROOTBOEK_METRICS: address for the figures of a monitor (/metrics), apart from the pages; "" offers none
	Proxies      []netip.Prefix // GROOTBOEK_PROXIES: reverse proxies whose X-Forwarded-For is believed, comma separated
}

// settings are the variables that exist. Any other GROOTBOEK_ variable is an error: a typing mistake must not pass.
var settings = []string{"GROOTBOEK_DATA", "GROOTBOEK_LISTEN", "GROOTBOEK_GEMEENTE", "GROOTBOEK_URL", "GROOTBOEK_LOG", "GROOTBOEK_OIN", "GROOTBOEK_SLEUTEL",
	"GROOTBOEK_THEMA", "GROOTBOEK_THEMA_KLASSE", "GROOTBOEK_METRICS", "GROOTBOEK_PROXIES"}

const defaultListen = "127.0.0.1:8080"

// readConfig reads the settings once, and checks them. Flags that the command has go first.
func readConfig(c *cobra.Command) (Config, error) {
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		if strings.HasPrefix(name, "GROOTBOEK_") && !strings.HasPrefix(name, "GROOTBOEK_TEST_") && !slices.Contains(settings, name) {
			return Config{}, usageError{fmt.Errorf("onbekende instelling %s; bekend zijn: %s", name, strings.Join(settings, ", "))}
		}
	}
	cfg := Config{Data: get(c, "data", "GROOTBOEK_DATA", "data"), Listen: get(c, "listen", "GROOTBOEK_LISTEN", defaultListen),
		Municipality: env("GROOTBOEK_GEMEENTE", "Heemstede"), URL: strings.TrimSuffix(env("GROOTBOEK_URL", ""), "/"), OIN: env("GROOTBOEK_OIN", ""),
		Theme: env("GROOTBOEK_THEMA", ""), ThemeClass: env("GROOTBOEK_THEMA_KLASSE", ""), Metrics: env("GROOTBOEK_METRICS", "")}
	cfg.Origin = env("GROOTBOEK_LOG", "grootboek."+slug(cfg.Municipality)+".nl/log")
	cfg.Key = env("GROOTBOEK_SLEUTEL", filepath.Join(cfg.Data, "sleutel"))
	return cfg, cfg.check()
}

func get(c *cobra.Command, flag, variable, other string) string {
	if f := c.Flags().Lookup(flag); f != nil && f.Changed {
		return f.Value.String()
	}
	return env(variable, other)
}

func env(name, other string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return other
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

func slug(s string) string {
	return strings.Trim(notSlug.ReplaceAllString(strings.ToLower(s), "-"), "-")
}

func (c *Config) check() error {
	if c.URL != "" {
		u, err := url.Parse(c.URL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.Path != "" {
			return usageError{fmt.Errorf("GROOTBOEK_URL %q is geen adres als https://grootboek.heemstede.nl", c.URL)}
		}
	}
	if c.OIN != "" && !regexp.MustCompile(`^\d{20}$`).MatchString(c.OIN) {
		return usageError{fmt.Errorf("GROOTBOEK_OIN %q is geen OIN van 20 cijfers", c.OIN)}
	}
	if c.Theme != "" {
		if _, err := os.Stat(c.Theme); err != nil {
			return usageError{fmt.Errorf("GROOTBOEK_THEMA: %w", err)}
		}
	}
	for _, p := range strings.FieldsFunc(os.Getenv("GROOTBOEK_PROXIES"), func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			addr, err2 := netip.ParseAddr(p)
			if err2 != nil {
				return usageError{fmt.Errorf("GROOTBOEK_PROXIES: %q is geen adres of netwerk", p)}
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		c.Proxies = append(c.Proxies, prefix)
	}
	return nil
}

// https tells whether people reach the ledger over https.
func (c *Config) https() bool { return strings.HasPrefix(c.URL, "https://") }

// source is the source attribute of every event (NL GOV profile for CloudEvents).
func (c *Config) source() string {
	if c.OIN != "" {
		return "urn:nld:oin:" + c.OIN + ":systeem:grootboek"
	}
	return "urn:nld:gemeente:" + slug(c.Municipality) + ":systeem:grootboek"
}
