package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/heemstede/grootboek/events/seal"
)

// esdb tells whether the log stands in EventStoreDB rather than in a file of this machine.
func (c *Config) esdb() bool { return c.Store != sqliteStore }

const maxStoreName = 40

var storeName = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

func setStoreName(c *Config, v string) error {
	if !storeName.MatchString(v) {
		return fmt.Errorf("%q kan geen naam zijn: hoogstens %d kleine letters, cijfers en streepjes", v, maxStoreName)
	}
	c.StoreName = v
	return nil
}

func setAccepted(c *Config, v string) error {
	for text := range strings.SplitSeq(v, ",") {
		n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 64)
		if err != nil {
			return fmt.Errorf("%q is geen plaats in de opslag: een plaats is een getal, dat in de melding staat", text)
		}
		c.Accepted = append(c.Accepted, n)
	}
	return nil
}

// storeKeys are the parameters that a connection string may have, in lower case, with what their values must be. The
// client only warns of one that it does not know, and takes a time that is no number for no time at all.
var storeKeys = map[string]func(string) bool{
	"tls": isBool, "tlsverifycert": isBool, "tlscafile": isThere, "usercertfile": isThere, "userkeyfile": isThere,
	"nodepreference": func(v string) bool {
		return oneOf(strings.ToLower(v), "leader", "follower", "random", "readonlyreplica")
	},
	"maxdiscoverattempts": isCount, "discoveryinterval": isCount, "gossiptimeout": isCount, "defaultdeadline": isCount,
	"keepaliveinterval": isKeepAlive, "keepalivetimeout": isKeepAlive,
}

func isBool(v string) bool  { return v == "true" || v == "false" }
func isThere(v string) bool { return v != "" }

func isCount(v string) bool {
	n, err := strconv.Atoi(v)
	return err == nil && n > 0 && n <= 1_000_000
}

func isKeepAlive(v string) bool { return v == "-1" || isCount(v) }

func oneOf(v string, list ...string) bool {
	for _, x := range list {
		if v == x {
			return true
		}
	}
	return false
}

// connection is what a connection string says, as far as we must know.
type connection struct {
	hosts []string // without ports
	tls   bool
}

// setStore checks a connection string. What is wrong is said without the string: there may be a password in it.
func setStore(c *Config, v string) error {
	c.Store = v
	if v == sqliteStore {
		return nil
	}
	_, err := parseConnection(v)
	return err
}

func parseConnection(v string) (connection, error) {
	scheme, rest, ok := strings.Cut(v, "://")
	if !ok || scheme != "esdb" && scheme != "esdb+discover" {
		return connection{}, errors.New("dit is geen sqlite, en geen adres dat begint met esdb:// of esdb+discover://")
	}
	if strings.Contains(rest, "@") {
		return connection{}, errors.New("zet geen gebruiker of wachtwoord in dit adres; zet gebruiker:wachtwoord in een bestand en noem dat in GROOTBOEK_STORE_TOEGANG")
	}
	hosts, query, _ := strings.Cut(rest, "?")
	found := connection{tls: true}
	for host := range strings.SplitSeq(strings.TrimSuffix(hosts, "/"), ",") {
		name, err := storeHost(host)
		if err != nil {
			return found, err
		}
		found.hosts = append(found.hosts, name)
	}
	values, err := storeQuery(query)
	found.tls = values["tls"] != "false"
	return found, err
}

func storeHost(host string) (string, error) {
	name, port, ok := strings.Cut(host, ":")
	if !ok {
		port = "2113"
	}
	if n, err := strconv.Atoi(port); name == "" || err != nil || n < 1 || n > 65535 || strings.ContainsAny(name, "[]/ ") {
		return "", errors.New("elke machine in dit adres is naam:poort of IPv4-adres:poort, met komma's ertussen")
	}
	return name, nil
}

// storeQuery reads the parameters, by their names in lower case.
func storeQuery(query string) (map[string]string, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, errors.New("wat achter het vraagteken staat is niet te lezen")
	}
	found := map[string]string{}
	for key, list := range values {
		key := strings.ToLower(key)
		right := storeKeys[key]
		_, double := found[key]
		switch {
		case right == nil:
			return nil, fmt.Errorf("een verbinding met EventStoreDB heeft geen %.40q", key)
		case double || len(list) != 1:
			return nil, fmt.Errorf("%s staat er twee keer", key)
		case !right(list[0]) || strings.Contains(list[0], ","): // the client takes every comma for one between machines
			return nil, fmt.Errorf("de waarde van %s kan niet", key)
		}
		found[key] = list[0]
	}
	if (found["usercertfile"] == "") != (found["userkeyfile"] == "") {
		return nil, errors.New("userCertFile en userKeyFile horen bij elkaar")
	}
	return found, nil
}

// checkStore holds the settings of the store against each other.
func (c *Config) checkStore() error {
	if !c.esdb() {
		if c.StoreAccess != "" {
			return errors.New("GROOTBOEK_STORE_TOEGANG hoort bij EventStoreDB, maar GROOTBOEK_STORE is sqlite")
		}
		return nil
	}
	found, err := parseConnection(c.Store)
	if err != nil {
		return fmt.Errorf("GROOTBOEK_STORE: %w", err)
	}
	if c.VaultKey == "" {
		return errors.New("GROOTBOEK_STORE is EventStoreDB; dan is ook GROOTBOEK_KLUISSLEUTEL nodig: daarmee wordt versleuteld wat de machines over personen delen")
	}
	if found.tls {
		return nil
	}
	if c.StoreAccess != "" {
		return errors.New("GROOTBOEK_STORE zegt tls=false; dan wordt de gebruiker van GROOTBOEK_STORE_TOEGANG niet verstuurd. Gebruik TLS, of laat GROOTBOEK_STORE_TOEGANG weg")
	}
	for _, host := range found.hosts {
		if !loopback(host) && !c.Unsafe {
			return errors.New("GROOTBOEK_STORE zegt tls=false en is niet op deze machine: iedereen op het netwerk kan dan lezen en schrijven. Gebruik TLS, of zet GROOTBOEK_ONVEILIG=ja als dat netwerk is afgesloten")
		}
	}
	return nil
}

// storeLogin reads who we are to EventStoreDB; both are "" if nothing is set.
func (c *Config) storeLogin() (user, password string, err error) {
	if c.StoreAccess == "" {
		return "", "", nil
	}
	text, err := readSecret("GROOTBOEK_STORE_TOEGANG", c.StoreAccess)
	if err != nil {
		return "", "", err
	}
	user, password, ok := strings.Cut(text, ":")
	if !ok || user == "" || password == "" || strings.ContainsAny(text, "\r\n") {
		return "", "", errors.New("GROOTBOEK_STORE_TOEGANG: in het bestand hoort één regel te staan: gebruiker:wachtwoord")
	}
	return user, password, nil
}

// vaultKey reads the key of what nodes share about persons: 32 bytes.
func (c *Config) vaultKey() ([]byte, error) {
	text, err := readSecret("GROOTBOEK_KLUISSLEUTEL", c.VaultKey)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) != 32 {
		return nil, errors.New("GROOTBOEK_KLUISSLEUTEL: in het bestand horen 32 willekeurige bytes in base64 te staan; maak ze met: openssl rand -base64 32")
	}
	return key, nil
}

// oidcSecret reads the secret of this ledger at the identity provider.
func (c *Config) oidcSecret() (string, error) {
	return readSecret("GROOTBOEK_OIDC_GEHEIM", c.OIDCSecret)
}

const maxSecret = 4096 // bytes

// readSecret reads a file with one secret, and refuses one that others on the machine can read. Its errors name the
// setting and not the path: somebody may have put the secret itself there.
func readSecret(name, path string) (string, error) {
	if path == "" {
		return "", fmt.Errorf("%s is niet ingesteld", name)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("%s: het bestand is niet te openen: %w", name, withoutPath(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, withoutPath(err))
	}
	if seal.OthersMay(path, info.Mode()) {
		return "", fmt.Errorf("%s: anderen op deze computer kunnen het bestand lezen (rechten %04o); geef alleen de eigenaar toegang: chmod 600", name, info.Mode().Perm())
	}
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, withoutPath(err))
	}
	text := strings.TrimRight(string(b), "\r\n")
	if text == "" || len(b) > maxSecret {
		return "", fmt.Errorf("%s: het bestand is leeg of te groot", name)
	}
	return text, nil
}

func withoutPath(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// dialAddress is where a program on this machine reaches an address that somebody listens on.
func dialAddress(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
