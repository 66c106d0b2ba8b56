package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// Config are the settings. What each means, where it may stand and what is right for it: [settings].
type Config struct {
	File         string         // the settings file that was read; "" if there is none
	Data         string         // folder of the log, the staff directory, documents and key
	Listen       string         // address to listen on
	Municipality string         // name, without "gemeente"
	URL          string         // address people use, "https://grootboek.heemstede.nl"; "" is http://LISTEN
	Origin       string         // name of the log in its checkpoints; fixed once the key is made
	OIN          string         // organisation identification number, for the source of events
	Key          string         // file of the signing key
	Theme        string         // theme.css with NL Design System tokens
	ThemeClass   string         // class of that theme on <body>
	Metrics      string         // address for the figures of a monitor (/metrics), apart from the pages; "" offers none
	Proxies      []netip.Prefix // reverse proxies whose X-Forwarded-For and X-Request-Id are believed

	Store        string   // [sqliteStore], or a connection string without user info: see [Config.esdb]
	StoreAccess  string   // file with user:password for that store: see [Config.storeLogin]; "" has none
	StoreName    string   // name of this ledger within that store
	Accepted     []uint64 // places in that store that a person has looked into
	VaultKey     string   // file of the key of what nodes share about persons: see [Config.vaultKey]
	MasterKey    string   // where the master key of the vault is: a file, [fromEnv] or [fromCommand]
	OldMasterKey string   // the one before it, while it is being replaced; "" is none
	SheetDays    int      // how many days a backup of the sheets of the vault may be kept
	Unsafe       bool     // a store elsewhere may be spoken with without TLS

	OIDC           string // issuer; "" has local accounts only
	OIDCClient     string // client id there
	OIDCSecret     string // file of the client secret: see [Config.oidcSecret]
	OIDCName       string // what the button says
	OIDCTrustEmail bool   // the issuer knows the addresses of its people: email_verified may be absent
	RequireSecond  bool   // local accounts need a second factor
	Mail           string // host:port of the mail server; "" mails nobody
	MailAccess     string // file with user:password for it; "" does not sign in
	MailFrom       string // address of the sender

	Grace time.Duration // how long /health/ready says no before the server stops taking requests
}

const (
	defaultListen = "127.0.0.1:8080"
	sqliteStore   = "sqlite"         // the value of GROOTBOEK_STORE for the built-in store
	clusterGrace  = 10 * time.Second // two questions of a proxy that asks every five seconds
	maxGrace      = time.Minute
	maxSheetDays  = 90 // longer, and erasing promises too little
)

// setting is one line of the table of settings.
type setting struct {
	name     string                          // of the variable, and in the file
	flag     string                          // of the command line; "" if it is none
	nl       string                          // what it is for
	standard string                          // what the default is, in words; "" if there is none
	example  string                          // a value that is right, for the example file
	secret   bool                            // names a secret: the value is never shown, for somebody may put the secret itself there
	other    func(*Config) string            // the default; may use what stands above it. nil is ""
	set      func(c *Config, v string) error // keeps a value, or says in Dutch why it cannot be
}

// settings are all settings there are, in the order in which they are read. Whatever else begins with GROOTBOEK_ is an
// error: a typing mistake must not pass.
var settings = []setting{
	{name: "GROOTBOEK_CONFIG", flag: "config", nl: "bestand met instellingen: regels `GROOTBOEK_X=waarde`, `#` voor uitleg", example: "/etc/grootboek/grootboek.env",
		set: func(c *Config, v string) error { c.File = v; return nil }},
	{name: "GROOTBOEK_DATA", flag: "data", nl: "map voor alles wat bewaard blijft", standard: "`data`", example: "/var/lib/grootboek",
		other: always("data"), set: func(c *Config, v string) error { c.Data = v; return nil }},
	{name: "GROOTBOEK_LISTEN", flag: "listen", nl: "adres om op te luisteren", standard: "`127.0.0.1:8080`", example: "127.0.0.1:8080",
		other: always(defaultListen), set: setListen},
	{name: "GROOTBOEK_GEMEENTE", nl: "naam, zonder \"gemeente\"", standard: "`Heemstede`", example: "Heemstede",
		other: always("Heemstede"), set: func(c *Config, v string) error { c.Municipality = v; return nil }},
	{name: "GROOTBOEK_URL", nl: "adres dat mensen gebruiken; met `https://` worden cookies en kopregels streng", standard: "`http://` + luisteradres", example: "https://grootboek.heemstede.nl",
		set: setURL},
	{name: "GROOTBOEK_LOG", nl: "naam van het logboek in de controlepunten; ligt vast zodra er een sleutel is", standard: "`grootboek.<gemeente>.nl/log`", example: "grootboek.heemstede.nl/log",
		other: func(c *Config) string { return "grootboek." + slug(c.Municipality) + ".nl/log" },
		set:   func(c *Config, v string) error { c.Origin = v; return nil }},
	{name: "GROOTBOEK_OIN", nl: "OIN van de gemeente, voor de bron van gebeurtenissen", example: "00000001001234567000", set: setOIN},
	{name: "GROOTBOEK_SLEUTEL", nl: "bestand met de ondertekensleutel", standard: "`<data>/sleutel`", example: "/etc/grootboek/sleutel", secret: true,
		other: func(c *Config) string { return filepath.Join(c.Data, "sleutel") }, set: func(c *Config, v string) error { c.Key = v; return nil }},
	{name: "GROOTBOEK_THEMA", nl: "eigen `theme.css` met NL Design System-tokens", example: "/etc/grootboek/theme.css", set: setTheme},
	{name: "GROOTBOEK_THEMA_KLASSE", nl: "klasse van dat thema op de pagina", example: "heemstede-theme",
		set: func(c *Config, v string) error { c.ThemeClass = v; return nil }},
	{name: "GROOTBOEK_METRICS", nl: "apart adres voor een monitor (`/metrics`, Prometheus); zonder dit zijn er geen cijfers", example: "127.0.0.1:9464",
		set: func(c *Config, v string) error { c.Metrics = v; return checkAddress(v) }},
	{name: "GROOTBOEK_PROXIES", nl: "proxies waarvan `X-Forwarded-For` en `X-Request-Id` worden geloofd, met komma's", example: "127.0.0.1", set: setProxies},
	{name: "GROOTBOEK_ONVEILIG", nl: "`ja` staat een logboek op een andere machine toe zonder TLS; alleen voor een afgesloten netwerk", example: "nee",
		set: setUnsafe},
	{name: "GROOTBOEK_STORE", nl: "waar het logboek staat: `sqlite`, of het adres van EventStoreDB (`esdb://…`) zonder wachtwoord", standard: "`sqlite`",
		example: "esdb://node1:2113,node2:2113,node3:2113?tls=true&tlsCaFile=/etc/grootboek/ca.crt", other: always(sqliteStore), set: setStore},
	{name: "GROOTBOEK_STORE_TOEGANG", nl: "bestand met `gebruiker:wachtwoord` voor EventStoreDB", example: "/etc/grootboek/store-toegang", secret: true,
		set: func(c *Config, v string) error { c.StoreAccess = v; return nil }},
	{name: "GROOTBOEK_STORE_NAAM", nl: "naam van dit grootboek binnen EventStoreDB: kleine letters, cijfers en streepjes", standard: "de gemeente", example: "heemstede",
		other: func(c *Config) string { return cut(slug(c.Municipality), maxStoreName) }, set: setStoreName},
	{name: "GROOTBOEK_STORE_AANVAARD", nl: "plaatsen in EventStoreDB, met komma's, waar iets staat dat niet van het grootboek is en waarvan iemand heeft uitgezocht wat het is", example: "123456",
		set: setAccepted},
	{name: "GROOTBOEK_KLUISSLEUTEL", nl: "bestand met de sleutel (32 bytes in base64) voor persoonsgegevens die machines delen; nodig bij EventStoreDB", example: "/etc/grootboek/kluissleutel", secret: true,
		set: func(c *Config, v string) error { c.VaultKey = v; return nil }},
	{name: "GROOTBOEK_HOOFDSLEUTEL", nl: "hoofdsleutel van de kluis (32 bytes in base64): een bestand, `omgeving:NAAM` of `opdracht:/pad/programma …`; bewaar hem apart van de gegevens", standard: "`<data>/hoofdsleutel`; bij EventStoreDB de kluissleutel", example: "/etc/grootboek/hoofdsleutel", secret: true,
		other: func(c *Config) string { return c.standardMasterKey() }, set: func(c *Config, v string) error { c.MasterKey = v; return nil }},
	{name: "GROOTBOEK_HOOFDSLEUTEL_VORIGE", nl: "de hoofdsleutel van hiervoor, zolang `grootboek kluis sleutel` niet klaar is", example: "/etc/grootboek/hoofdsleutel-oud", secret: true,
		set: func(c *Config, v string) error { c.OldMasterKey = v; return nil }},
	{name: "GROOTBOEK_KLUISKOPIE", nl: "hoeveel dagen een reservekopie van de kluisbladen bewaard mag blijven; daarna is wat gewist is ook in kopieën niet meer te lezen", standard: "`30`", example: "30",
		other: always("30"), set: setSheetDays},
	{name: "GROOTBOEK_OIDC", nl: "adres van de OpenID Connect-aanbieder waarmee medewerkers inloggen", example: "https://login.heemstede.nl/realms/gemeente",
		set: func(c *Config, v string) error { c.OIDC = v; return checkIssuer(v) }},
	{name: "GROOTBOEK_OIDC_CLIENT", nl: "naam van het grootboek bij die aanbieder (client-id)", example: "grootboek",
		set: func(c *Config, v string) error { c.OIDCClient = v; return nil }},
	{name: "GROOTBOEK_OIDC_GEHEIM", nl: "bestand met het geheim van het grootboek bij die aanbieder", example: "/etc/grootboek/oidc-geheim", secret: true,
		set: func(c *Config, v string) error { c.OIDCSecret = v; return nil }},
	{name: "GROOTBOEK_OIDC_NAAM", nl: "wat er op de inlogknop staat", standard: "`Inloggen met uw gemeenteaccount`", example: "Inloggen met uw gemeenteaccount",
		other: always("Inloggen met uw gemeenteaccount"), set: func(c *Config, v string) error { c.OIDCName = v; return nil }},
	{name: "GROOTBOEK_OIDC_VERTROUW_EMAIL", nl: "`ja` als de aanbieder alleen adressen geeft die zij zelf heeft uitgedeeld, en dat er niet bij zegt (Entra ID, AD FS)", example: "nee",
		set: func(c *Config, v string) error { return setYesNo(&c.OIDCTrustEmail, v) }},
	{name: "GROOTBOEK_TWEEDE_STAP", nl: "tweede stap bij inloggen met een wachtwoord: `verplicht` of `vrij`", standard: "`verplicht`; `vrij` als het adres alleen op deze machine werkt", example: "verplicht",
		other: func(c *Config) string {
			if c.https() || !c.local() {
				return "verplicht"
			}
			return "vrij"
		}, set: setSecond},
	{name: "GROOTBOEK_SMTP", nl: "mailserver (`naam:poort`) voor herinneringen aan termijnen, altijd met TLS behalve op deze machine; zonder dit gaat er geen mail", example: "mail.heemstede.nl:587",
		set: func(c *Config, v string) error { c.Mail = v; _, _, err := mailServer(v); return err }},
	{name: "GROOTBOEK_SMTP_TOEGANG", nl: "bestand met `gebruiker:wachtwoord` voor de mailserver", example: "/etc/grootboek/smtp-toegang", secret: true,
		set: func(c *Config, v string) error { c.MailAccess = v; return nil }},
	{name: "GROOTBOEK_SMTP_AFZENDER", nl: "e-mailadres van de afzender", example: "grootboek@heemstede.nl",
		set: func(c *Config, v string) error { c.MailFrom = v; return checkSender(v) }},
	{name: "GROOTBOEK_UITSTEL", nl: "hoe lang `/health/ready` bij het stoppen al nee zegt voordat het grootboek geen verzoeken meer aanneemt, hoogstens `1m`", standard: "`0s`; `10s` bij EventStoreDB", example: "10s",
		other: func(c *Config) string {
			if c.esdb() {
				return clusterGrace.String()
			}
			return "0s"
		}, set: setGrace},
}

func always(v string) func(*Config) string { return func(*Config) string { return v } }

// readConfig reads the settings once, and checks them.
func readConfig(c *cobra.Command) (Config, error) {
	cfg, _, err := loadConfig(c)
	return cfg, err
}

// loadConfig is readConfig, with what each setting is and where it came from, in the order of [settings].
func loadConfig(c *cobra.Command) (Config, []origin, error) {
	from, err := sourcesOf(c)
	if err != nil {
		return Config{}, nil, usageError{err}
	}
	var cfg Config
	var found []origin
	for i := range settings {
		s := &settings[i]
		o := from.find(s)
		if o.value == "" && s.other != nil {
			o = origin{s.other(&cfg), "standaard"}
		}
		if found = append(found, o); o.value == "" {
			continue
		}
		if err := s.set(&cfg, o.value); err != nil {
			return Config{}, nil, usageError{fmt.Errorf("%s (%s): %w", s.name, o.where, err)}
		}
	}
	if err := cfg.check(); err != nil {
		return Config{}, nil, usageError{err}
	}
	return cfg, found, nil
}

// check holds settings against each other.
func (c *Config) check() error {
	if err := c.checkStore(); err != nil {
		return err
	}
	if err := c.checkMail(); err != nil {
		return err
	}
	if c.OIDC == "" {
		if c.OIDCClient != "" || c.OIDCSecret != "" {
			return errors.New("GROOTBOEK_OIDC_CLIENT en GROOTBOEK_OIDC_GEHEIM horen bij GROOTBOEK_OIDC; vul ook het adres van de aanbieder in")
		}
		return nil
	}
	if c.OIDCClient == "" || c.OIDCSecret == "" {
		return errors.New("GROOTBOEK_OIDC kan niet zonder GROOTBOEK_OIDC_CLIENT en GROOTBOEK_OIDC_GEHEIM")
	}
	if c.URL == "" && !c.local() {
		return errors.New("GROOTBOEK_OIDC kan niet zonder GROOTBOEK_URL: de aanbieder stuurt mensen naar dat adres terug")
	}
	return nil
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

func slug(s string) string {
	return strings.Trim(notSlug.ReplaceAllString(strings.ToLower(s), "-"), "-")
}

func cut(s string, n int) string { return strings.Trim(s[:min(n, len(s))], "-") }

func setListen(c *Config, v string) error {
	c.Listen = v
	return checkAddress(v)
}

func checkAddress(v string) error {
	if _, port, err := net.SplitHostPort(v); err != nil || port == "" {
		return fmt.Errorf("%q is geen adres als 127.0.0.1:8080", v)
	}
	return nil
}

func setURL(c *Config, v string) error {
	v = strings.TrimSuffix(v, "/")
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.Path != "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("%q is geen adres als https://grootboek.heemstede.nl", v)
	}
	c.URL = v
	return nil
}

var oin = regexp.MustCompile(`^\d{20}$`)

func setOIN(c *Config, v string) error {
	if !oin.MatchString(v) {
		return fmt.Errorf("%q is geen OIN van 20 cijfers", v)
	}
	c.OIN = v
	return nil
}

func setTheme(c *Config, v string) error {
	c.Theme = v
	_, err := os.Stat(v)
	return err
}

func setProxies(c *Config, v string) error {
	for _, p := range strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			addr, err := netip.ParseAddr(p)
			if err != nil {
				return fmt.Errorf("%q is geen adres of netwerk", p)
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		c.Proxies = append(c.Proxies, prefix)
	}
	return nil
}

func setSheetDays(c *Config, v string) (err error) {
	if c.SheetDays, err = strconv.Atoi(v); err != nil || c.SheetDays < 1 || c.SheetDays > maxSheetDays {
		return fmt.Errorf("%q is geen aantal dagen van 1 tot %d", v, maxSheetDays)
	}
	return nil
}

func setUnsafe(c *Config, v string) error { return setYesNo(&c.Unsafe, v) }

func setYesNo(to *bool, v string) error {
	*to = v == "ja"
	if v != "ja" && v != "nee" {
		return fmt.Errorf("%q is geen ja of nee", v)
	}
	return nil
}

func setSecond(c *Config, v string) error {
	c.RequireSecond = v == "verplicht"
	if v != "verplicht" && v != "vrij" {
		return fmt.Errorf("%q is niet verplicht of vrij", v)
	}
	return nil
}

func setGrace(c *Config, v string) (err error) {
	if c.Grace, err = time.ParseDuration(v); err != nil || c.Grace < 0 || c.Grace > maxGrace {
		return fmt.Errorf("%q is geen tijd van 0s tot 1m", v)
	}
	return nil
}

// checkIssuer wants https: whoever can change the answers of the provider can sign in as anybody. On this machine http
// will do, to try it.
func checkIssuer(v string) error {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return errors.New("dit is geen adres als https://login.heemstede.nl, zonder vraagteken of wachtwoord")
	}
	return nil
}

// https tells whether people reach the ledger over https.
func (c *Config) https() bool { return strings.HasPrefix(c.URL, "https://") }

// local tells whether only this machine can reach the ledger.
func (c *Config) local() bool {
	if c.URL != "" {
		u, err := url.Parse(c.URL)
		return err == nil && loopback(u.Hostname())
	}
	host, _, err := net.SplitHostPort(c.Listen)
	return err == nil && loopback(host)
}

func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// source is the source attribute of every event (NL GOV profile for CloudEvents).
func (c *Config) source() string {
	if c.OIN != "" {
		return "urn:nld:oin:" + c.OIN + ":systeem:grootboek"
	}
	return "urn:nld:gemeente:" + slug(c.Municipality) + ":systeem:grootboek"
}
