package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"go.yaml.in/yaml/v3"
)

// No container engine is needed for these tests: they read the files under deploy as what reads them does, and hold every
// name in them against our side, or against a table from the documentation.

const top = "../.."

// serverSettings are the settings of KurrentDB 26.0 that may be used here, after KURRENTDB_ (or EVENTSTORE_, which it takes
// too). It does not start with one that it does not know. Names such as INT_IP and HTTP_PORT are refused since 25.0.
var serverSettings = []string{"CLUSTER_SIZE", "INSECURE", "RUN_PROJECTIONS", "SECONDARY_INDEXING__ENABLED", "TELEMETRY_OPTOUT", "DISCOVER_VIA_DNS", "GOSSIP_SEED",
	"REPLICATION_IP", "NODE_IP", "NODE_PORT", "NODE_HOST_ADVERTISE_AS", "REPLICATION_HOST_ADVERTISE_AS", "ADVERTISE_HOST_TO_CLIENT_AS", "ADVERTISE_NODE_PORT_TO_CLIENT_AS",
	"TRUSTED_ROOT_CERTIFICATES_PATH", "CERTIFICATE_FILE", "CERTIFICATE_PRIVATE_KEY_FILE", "DEFAULT_ADMIN_PASSWORD", "DEFAULT_OPS_PASSWORD", "ENABLE_ATOM_PUB_OVER_HTTP"}

// grafanaSettings are those used, as Grafana's documentation names them: GF_<section>_<key>.
var grafanaSettings = []string{"GF_AUTH_ANONYMOUS_ENABLED", "GF_AUTH_ANONYMOUS_ORG_ROLE", "GF_AUTH_DISABLE_LOGIN_FORM", "GF_ANALYTICS_REPORTING_ENABLED",
	"GF_ANALYTICS_CHECK_FOR_UPDATES", "GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"}

// serviceKeys are the keys of a service in the Compose specification that are used.
var serviceKeys = []string{"image", "build", "restart", "read_only", "cap_drop", "cap_add", "security_opt", "stop_grace_period", "environment", "secrets", "ports", "volumes",
	"networks", "depends_on", "healthcheck", "user", "network_mode", "entrypoint", "command", "tmpfs"}

// ports are those of the programs inside their containers.
var ports = map[string][]string{"grootboek": {"8080"}, "kurrentdb": {"2113"}, "prometheus": {"9090"}, "grafana": {"3000"}, "caddy": {"443"}}

// pinned is an image or program with a version of at least two numbers.
var pinned = regexp.MustCompile(`:v?\d+\.\d+(\.\d+)?(-[a-z0-9.-]+)?(@sha256:[0-9a-f]{64})?$`)

type compose struct {
	path     string
	Services map[string]map[string]any
	Networks map[string]any
	Volumes  map[string]any
	Secrets  map[string]struct{ File string }
	Rest     map[string]any `yaml:",inline"`
}

func readDeploy(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(top, path))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// strictly reads YAML into a value; unknown fields and double keys are errors.
func strictly(t *testing.T, path string, v any) {
	t.Helper()
	d := yaml.NewDecoder(bytes.NewReader(readDeploy(t, path)))
	d.KnownFields(true)
	if err := d.Decode(v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func composeFiles(t *testing.T) []compose {
	t.Helper()
	var list []compose
	for _, path := range []string{"docker-compose.yml", "deploy/cluster/docker-compose.yml"} {
		c := compose{path: path}
		strictly(t, path, &c)
		list = append(list, c)
	}
	return list
}

// deployFiles are all files that are part of running it.
func deployFiles(t *testing.T) []string {
	t.Helper()
	list := []string{"docker-compose.yml"}
	err := filepath.WalkDir(filepath.Join(top, "deploy"), func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && d.Name() == "geheimen" {
			return fs.SkipDir
		}
		if err == nil && !d.IsDir() {
			rel, err := filepath.Rel(top, path)
			list = append(list, rel)
			return err
		}
		return err
	})
	if err != nil || len(list) < 13 {
		t.Fatalf("%d files, %v", len(list), err)
	}
	return list
}

func TestDeployBestanden(t *testing.T) {
	t.Run("elk YAML-bestand is te lezen, zonder dubbele sleutels", func(t *testing.T) {
		n := 0
		for _, path := range deployFiles(t) {
			if strings.HasSuffix(path, ".yml") {
				var v map[string]any
				strictly(t, path, &v)
				n++
			}
		}
		if n < 6 {
			t.Errorf("only %d YAML files: the test looks in the wrong place", n)
		}
	})
	t.Run("elke GROOTBOEK_-naam in elk bestand bestaat", func(t *testing.T) {
		name := regexp.MustCompile(`GROOTBOEK_[A-Z_]+`)
		n := 0
		for _, path := range deployFiles(t) {
			for _, m := range name.FindAllString(string(readDeploy(t, path)), -1) {
				if n++; settingNamed(m) == nil {
					t.Errorf("%s names %s, which does not exist", path, m)
				}
			}
		}
		if n < 20 {
			t.Errorf("only %d names", n)
		}
	})
	t.Run("elke instelling van KurrentDB staat in haar documentatie", func(t *testing.T) {
		name := regexp.MustCompile(`\b(?:KURRENTDB|EVENTSTORE)_([A-Z][A-Z_]*[A-Z])`)
		for _, path := range deployFiles(t) {
			for _, m := range name.FindAllStringSubmatch(string(readDeploy(t, path)), -1) {
				if !slices.Contains(serverSettings, m[1]) {
					t.Errorf("%s: KurrentDB has no setting %s", path, m[1])
				}
			}
		}
	})
	t.Run("elk commando grootboek … dat ergens wordt genoemd bestaat, met zijn vlaggen", func(t *testing.T) {
		call := regexp.MustCompile(`(?m)(?:/usr/local/bin/|\./cmd/| /|^#? +|: )grootboek( +[a-z-][\w./…%@-]*(?: +[\w./…%@-]+)*)`)
		n := 0
		for _, path := range deployFiles(t) {
			for _, m := range call.FindAllStringSubmatch(string(readDeploy(t, path)), -1) {
				n++
				checkCall(t, path, strings.Fields(m[1]))
			}
		}
		if n < 6 {
			t.Errorf("only %d calls found", n)
		}
	})
}

func checkCall(t *testing.T, path string, words []string) {
	t.Helper()
	c, _, err := command().Find(words)
	if err != nil || c == c.Root() {
		t.Errorf("%s calls grootboek %v: %v", path, words, err)
		return
	}
	for _, w := range words {
		if name, ok := strings.CutPrefix(w, "--"); ok && c.Flags().Lookup(name) == nil && c.InheritedFlags().Lookup(name) == nil {
			t.Errorf("%s calls grootboek %s with --%s, which it has not", path, c.Name(), name)
		}
	}
}

func TestDeployCompose(t *testing.T) {
	for _, c := range composeFiles(t) {
		t.Run(c.path, func(t *testing.T) {
			for key := range c.Rest {
				if !strings.HasPrefix(key, "x-") {
					t.Errorf("unknown key %s", key)
				}
			}
			for name, s := range c.Services {
				t.Run(name, func(t *testing.T) { c.checkService(t, name, s) })
			}
			for name := range c.Secrets {
				if !strings.HasPrefix(c.Secrets[name].File, "./") || !strings.Contains(c.Secrets[name].File, "geheimen/") {
					t.Errorf("secret %s does not lie in the folder that git and docker ignore", name)
				}
			}
		})
	}
	t.Run("de map met geheimen gaat niet in git en niet in een image", func(t *testing.T) {
		for file, lines := range map[string][]string{".gitignore": {"/deploy/geheimen/", "/deploy/cluster/geheimen/", "/deploy/cluster/.env"}, ".dockerignore": {"**/geheimen", "**/.env"}} {
			for _, line := range lines {
				if !strings.Contains("\n"+string(readDeploy(t, file)), "\n"+line+"\n") {
					t.Errorf("%s does not hold %s", file, line)
				}
			}
		}
	})
}

func (c compose) checkService(t *testing.T, name string, s map[string]any) {
	for key := range s {
		if !slices.Contains(serviceKeys, key) {
			t.Errorf("key %s is not one of a service", key)
		}
	}
	if image, ok := s["image"].(string); ok && !pinned.MatchString(image) {
		t.Errorf("image %s is not pinned", image)
	}
	if b, ok := s["build"].(map[string]any); ok {
		c.exists(t, filepath.Join(b["context"].(string), b["dockerfile"].(string)))
	}
	for _, n := range names(s["networks"]) {
		if _, ok := c.Networks[n]; !ok {
			t.Errorf("network %s is not declared", n)
		}
	}
	for _, n := range names(s["secrets"]) {
		if _, ok := c.Secrets[n]; !ok {
			t.Errorf("secret %s is not declared", n)
		}
	}
	for _, n := range names(s["depends_on"]) {
		if _, ok := c.Services[n]; !ok {
			t.Errorf("depends on %s, which is no service", n)
		}
	}
	for _, v := range names(s["volumes"]) {
		from, _, _ := strings.Cut(v, ":")
		if _, declared := c.Volumes[from]; strings.HasPrefix(from, ".") {
			c.exists(t, from)
		} else if !declared {
			t.Errorf("volume %s is not declared", from)
		}
	}
	c.checkPorts(t, name, names(s["ports"]))
	c.checkEnvironment(t, name, s)
}

// checkPorts: only the pages of a cluster are there for others than this machine.
func (c compose) checkPorts(t *testing.T, service string, list []string) {
	kind := strings.TrimRight(strings.Replace(service, "node", "kurrentdb", 1), "0123456789")
	for _, p := range list {
		parts := strings.Split(p, ":")
		if inside := parts[len(parts)-1]; !slices.Contains(ports[kind], inside) {
			t.Errorf("port %s is not one of %s", inside, kind)
		}
		if parts[0] != "127.0.0.1" && kind != "caddy" {
			t.Errorf("port %s can be reached from other machines", p)
		}
	}
}

// filled gives a variable of Compose a value.
var filled = strings.NewReplacer("${GEMEENTE:?zet dit in .env}", "Heemstede", "${SITE_ADRES:?zet dit in .env}", "grootboek.example", "${ADMIN_WACHTWOORD:?zet dit in .env}", "x",
	"${OPS_WACHTWOORD:?zet dit in .env}", "x", "${INRICHTEN:-false}", "false")

func (c compose) checkEnvironment(t *testing.T, service string, s map[string]any) {
	env, _ := s["environment"].(map[string]any)
	ours := with{}
	for name, v := range env {
		value, ok := v.(string)
		if !ok {
			t.Errorf("%s is not text: write it in quotes", name)
		}
		value = filled.Replace(value)
		if strings.Contains(value, "${") {
			t.Errorf("%s: the test does not know %s", name, value)
		}
		switch rest, mine := strings.CutPrefix(name, "GROOTBOEK_"); {
		case mine:
			ours[rest] = value
		case strings.HasPrefix(name, "GF_") && !slices.Contains(grafanaSettings, name):
			t.Errorf("Grafana has no setting %s", name)
		case !strings.HasPrefix(name, "GF_") && !strings.HasPrefix(name, "KURRENTDB_") && !(service == "caddy" && strings.Contains(string(readDeploy(t, "deploy/cluster/Caddyfile")), "{$"+name+"}")):
			t.Errorf("nobody reads %s", name)
		}
	}
	if len(ours) > 0 {
		c.checkOurs(t, ours, s)
	}
}

// checkOurs reads the settings of a grootboek as it will, and holds them against what is around it.
func (c compose) checkOurs(t *testing.T, ours with, s map[string]any) {
	ours["LISTEN"] = "0.0.0.0:8080" // from the Dockerfile
	cfg, err := ours.load(t)
	if err != nil {
		t.Fatalf("grootboek would not start: %v", err)
	}
	found, err := parseConnection(cfg.Store)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range found.hosts {
		store, ok := c.Services[host]
		if !ok {
			t.Errorf("the store %s is no service", host)
		}
		if insecure := environment(store)["KURRENTDB_INSECURE"] == "true"; insecure == found.tls {
			t.Errorf("the store and the ledger do not agree about TLS")
		}
		if store["ports"] != nil && !found.tls {
			t.Errorf("a store without security has a port to the outside")
		}
	}
	for _, path := range []string{cfg.Key, cfg.VaultKey, cfg.StoreAccess, cfg.MasterKey} {
		if name, ok := strings.CutPrefix(path, "/run/secrets/"); ok && !slices.Contains(names(s["secrets"]), name) {
			t.Errorf("secret %s is not given to the service", name)
		}
	}
	if s["read_only"] != true || !slices.Contains(names(s["cap_drop"]), "ALL") {
		t.Error("grootboek needs no writable file system and no capabilities")
	}
}

func environment(s map[string]any) map[string]any {
	m, _ := s["environment"].(map[string]any)
	return m
}

func (c compose) exists(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(top, filepath.Dir(c.path), path)); err != nil {
		t.Errorf("%s: %v", c.path, err)
	}
}

// names are the items of a list, or the keys of a map.
func names(v any) []string {
	var list []string
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			s, _ := x.(string)
			list = append(list, s)
		}
	case map[string]any:
		list = slices.Collect(maps.Keys(v))
	}
	return list
}

func TestDeployCluster(t *testing.T) {
	c := composeFiles(t)[1]
	t.Run("drie nodes noemen elkaar, en niet zichzelf, op vaste adressen", func(t *testing.T) {
		address := map[string]string{}
		for _, n := range []string{"node1", "node2", "node3"} {
			address[n] = c.Services[n]["networks"].(map[string]any)["log"].(map[string]any)["ipv4_address"].(string)
		}
		for n, own := range address {
			env := environment(c.Services[n])
			var seeds []string
			for other, a := range address {
				if other != n {
					seeds = append(seeds, a+":2113")
				}
			}
			slices.Sort(seeds)
			if env["KURRENTDB_GOSSIP_SEED"] != strings.Join(seeds, ",") || env["KURRENTDB_REPLICATION_IP"] != own || env["KURRENTDB_NODE_HOST_ADVERTISE_AS"] != n || env["KURRENTDB_CLUSTER_SIZE"] != "3" {
				t.Errorf("%s: %v", n, env)
			}
			if env["KURRENTDB_INSECURE"] != nil {
				t.Errorf("%s is not secure", n)
			}
		}
	})
	t.Run("elke node heeft eigen schijven, en geen ziet de sleutel van een ander of van de uitgever", func(t *testing.T) {
		seen := map[string]string{"ca": "certificaten"}
		for _, n := range []string{"node1", "node2", "node3"} {
			for _, v := range names(c.Services[n]["volumes"]) {
				from, _, _ := strings.Cut(v, ":")
				if other := seen[from]; other != "" {
					t.Errorf("%s and %s share %s", n, other, from)
				}
				seen[from] = n
			}
		}
	})
	t.Run("Caddy kent beide grootboeken op hun poort, vraagt of zij gereed zijn, en heeft de certificaten die het noemt", func(t *testing.T) {
		text := string(readDeploy(t, "deploy/cluster/Caddyfile"))
		for _, want := range []string{"grootboek1:8080", "grootboek2:8080", "health_uri /health/ready", "header_up X-Request-Id"} {
			if !strings.Contains(text, want) {
				t.Errorf("Caddyfile lacks %s", want)
			}
		}
		for _, m := range regexp.MustCompile(`/run/secrets/(\S+)`).FindAllStringSubmatch(text, -1) {
			if !slices.Contains(names(c.Services["caddy"]["secrets"]), m[1]) {
				t.Errorf("Caddy is not given %s", m[1])
			}
		}
	})
	t.Run("met de rechten in de README kan het grootboek afkappen wat het deelt, ook een dossier van de kluis, en niets verwijderen", func(t *testing.T) {
		m := regexp.MustCompile(`"\$userStreamAcl": +(\{.*?\})`).FindSubmatch(readDeploy(t, "deploy/cluster/README.md"))
		var acl map[string]any
		if m == nil || json.Unmarshal(m[1], &acl) != nil {
			t.Fatalf("no rights found: %s", m)
		}
		for _, right := range []string{"$r", "$w", "$mr", "$mw"} {
			if !slices.Contains(names(acl[right]), "grootboek") {
				t.Errorf("%s is not given: %v", right, acl[right])
			}
		}
		if acl["$d"] != "$admins" {
			t.Errorf("streams can be deleted: %v", acl["$d"])
		}
	})
	t.Run("het grootboek gelooft het netwerk van de proxy, en geen ander", func(t *testing.T) {
		subnet := c.Networks["voor"].(map[string]any)["ipam"].(map[string]any)["config"].([]any)[0].(map[string]any)["subnet"]
		if got := environment(c.Services["grootboek1"])["GROOTBOEK_PROXIES"]; got != subnet {
			t.Errorf("%v, want %v", got, subnet)
		}
	})
}

func TestDeployDockerfile(t *testing.T) {
	stages, user := []string{}, ""
	for line := range strings.SplitSeq(string(readDeploy(t, "deploy/Dockerfile")), "\n") {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		switch words[0] {
		case "FROM":
			if words[1] != "scratch" && !pinned.MatchString(words[1]) {
				t.Errorf("%s is not pinned", line)
			}
			stages = append(stages, words[len(words)-1])
		case "COPY":
			for _, from := range words[1 : len(words)-1] {
				if _, err := os.Stat(filepath.Join(top, from)); err != nil && !strings.HasPrefix(words[1], "--from=") {
					t.Errorf("%s: %v", line, err)
				}
			}
		case "USER":
			user = words[1]
		case "HEALTHCHECK", "CMD":
			exec := regexp.MustCompile(`\[.*\]`).FindString(line)
			var call []string
			if err := json.Unmarshal([]byte(exec), &call); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			checkCall(t, "deploy/Dockerfile", slices.DeleteFunc(call, func(w string) bool { return w == "/grootboek" }))
		}
	}
	if len(stages) != 2 || stages[1] != "scratch" || user == "" || strings.HasPrefix(user, "0") || strings.HasPrefix(user, "root") {
		t.Errorf("stages %v, user %q", stages, user)
	}
}

// unitKeys are the keys of systemd.unit, systemd.service, systemd.exec and systemd.timer that are used.
var unitKeys = map[string][]string{
	"Unit": {"Description", "Wants", "After"},
	"Service": {"Type", "EnvironmentFile", "Environment", "ExecStart", "ExecStartPost", "ExecStopPost", "Restart", "RestartSec", "TimeoutStopSec", "TimeoutStartSec", "LoadCredential", "User", "Group", "StateDirectory",
		"StateDirectoryMode", "ReadWritePaths", "UMask", "Nice", "IOSchedulingClass", "ProtectSystem", "ProtectHome", "PrivateTmp", "PrivateDevices", "ProtectClock", "ProtectControlGroups", "ProtectHostname",
		"ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables", "ProtectProc", "NoNewPrivileges", "CapabilityBoundingSet", "AmbientCapabilities", "LockPersonality", "MemoryDenyWriteExecute",
		"RestrictAddressFamilies", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID", "SystemCallArchitectures", "SystemCallFilter", "SystemCallErrorNumber", "LimitNOFILE"},
	"Timer":   {"OnCalendar", "RandomizedDelaySec", "Persistent"},
	"Install": {"WantedBy"},
}

// TestDeployKluis holds the running of the vault against what the settings and the README promise.
func TestDeployKluis(t *testing.T) {
	t.Run("de hoofdsleutel staat nergens bij de gegevens", func(t *testing.T) {
		for _, path := range []string{"deploy/systemd/grootboek.service", "deploy/systemd/grootboek-backup.service"} {
			for _, want := range []string{"\nEnvironment=GROOTBOEK_HOOFDSLEUTEL=%d/hoofdsleutel\n", "\nLoadCredential=hoofdsleutel:/etc/grootboek/hoofdsleutel\n"} {
				if !strings.Contains(string(readDeploy(t, path)), want) {
					t.Errorf("%s lacks %q", path, want)
				}
			}
		}
		if got := environment(composeFiles(t)[1].Services["grootboek1"])["GROOTBOEK_HOOFDSLEUTEL"]; got != "/run/secrets/hoofdsleutel" {
			t.Errorf("in the cluster it is %v", got)
		}
	})
	t.Run("een kopie van de kluisbladen gaat weg na de tijd die het programma noemt", func(t *testing.T) {
		for set, days := range map[string]int{"": sheetDays(t, with{}), "3": sheetDays(t, with{"KLUISKOPIE": "3"}), "1": sheetDays(t, with{"KLUISKOPIE": "1"})} {
			last := time.Duration(days) * 24 * time.Hour
			dir := sheetsOfAge(t, 0, last-24*time.Hour, last-22*time.Hour, last)
			destroySheets(t, dir, set)
			left, err := filepath.Glob(filepath.Join(dir, "*"))
			if err != nil || len(left) != 2 || !strings.Contains(left[1], "grootboek-1-") { // the third would outlive its day the night after
				t.Errorf("%q: %v are left, %v", set, left, err)
			}
		}
	})
}

func sheetDays(t *testing.T, w with) int {
	t.Helper()
	cfg, err := w.load(t)
	if err != nil {
		t.Fatal(err)
	}
	return cfg.SheetDays
}

// sheetsOfAge makes copies of the sheets that are so old: grootboek-0-…, grootboek-1-….
func sheetsOfAge(t *testing.T, ages ...time.Duration) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for n, age := range ages {
		path, at := filepath.Join(dir, fmt.Sprintf("grootboek-%d%s", n, sheetsSuffix)), time.Now().Add(-age)
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// destroySheets does in a folder what the backup service does after a backup that came or failed.
func destroySheets(t *testing.T, dir, days string) {
	t.Helper()
	line := regexp.MustCompile(`(?m)^ExecStopPost=/bin/sh -c '(.*)'$`).FindStringSubmatch(string(readDeploy(t, "deploy/systemd/grootboek-backup.service")))
	if line == nil {
		t.Fatal("the backup service destroys no copies when it stops")
	}
	c := exec.Command("/bin/sh", "-c", strings.NewReplacer("$$", "$", "/var/lib/grootboek-backup", dir).Replace(line[1]))
	c.Env = append(os.Environ(), "GROOTBOEK_KLUISKOPIE="+days)
	if out, err := c.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%s %v", out, err)
	}
}

func TestDeploySystemd(t *testing.T) {
	credential := regexp.MustCompile(`%d/([a-z-]+)`)
	for _, name := range []string{"grootboek.service", "grootboek-backup.service", "grootboek-backup.timer"} {
		t.Run(name, func(t *testing.T) {
			section, given, used, seen := "", []string{}, []string{}, map[string]string{}
			for line := range strings.SplitSeq(string(readDeploy(t, "deploy/systemd/"+name)), "\n") {
				if line == "" || line[0] == '#' {
					continue
				}
				if line[0] == '[' {
					section = strings.Trim(line, "[]")
					continue
				}
				key, value, ok := strings.Cut(line, "=")
				if !ok || !slices.Contains(unitKeys[section], key) {
					t.Errorf("[%s] has no %s", section, line)
				}
				seen[key] = value
				if key == "LoadCredential" {
					id, _, _ := strings.Cut(value, ":")
					given = append(given, id)
				}
				for _, m := range credential.FindAllStringSubmatch(value, -1) {
					used = append(used, m[1])
				}
			}
			slices.Sort(given)
			slices.Sort(used)
			if !slices.Equal(given, used) {
				t.Errorf("credentials given: %v, used: %v", given, used)
			}
			if exec := seen["ExecStart"]; section == "Install" && strings.HasSuffix(name, ".service") && !strings.HasSuffix(exec, "grootboek serve") {
				t.Errorf("it does not serve: %s", exec)
			}
			if strings.HasSuffix(name, ".service") && (seen["User"] != "grootboek" || seen["ProtectSystem"] != "strict" || seen["NoNewPrivileges"] != "yes") {
				t.Errorf("not hardened: %v", seen)
			}
		})
	}
}

// monitored are the figures of a ledger that is open, by name, with the values of each label.
func monitored(t *testing.T) map[string]map[string][]string {
	t.Helper()
	l := opened(t, quiet())
	w := newWatch(t.Context(), l)
	l.figures.follow(l, w)
	l.figures.answered("/werk", 500, 0)
	l.figures.refused.WithLabelValues("x").Inc()
	families, err := l.figures.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]map[string][]string{}
	for _, f := range families {
		labels := map[string][]string{}
		for _, m := range f.GetMetric() {
			for _, p := range m.GetLabel() {
				labels[p.GetName()] = append(labels[p.GetName()], p.GetValue())
			}
		}
		suffixes := []string{""}
		if f.GetType().String() == "HISTOGRAM" {
			suffixes = []string{"_bucket", "_count", "_sum"}
		}
		for _, s := range suffixes {
			found[f.GetName()+s] = labels
		}
	}
	return found
}

// readers are the expressions of the alert rules and the dashboard, by where they stand.
func readers(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, g := range rules(t).Groups {
		for _, r := range g.Rules {
			found["alert "+r.Alert] = r.Expr
		}
	}
	var d struct {
		Panels []struct {
			Title   string
			Targets []struct{ RefID, Expr string }
		}
	}
	if err := json.Unmarshal(readDeploy(t, "deploy/grafana/dashboard.json"), &d); err != nil {
		t.Fatal(err)
	}
	for _, p := range d.Panels {
		for _, x := range p.Targets {
			found["panel "+p.Title+" "+x.RefID] = x.Expr
		}
	}
	if len(found) < 30 {
		t.Fatalf("only %d readers", len(found))
	}
	return found
}

func rules(t *testing.T) *rulefmt.RuleGroups {
	t.Helper()
	var said bytes.Buffer
	groups, errs := rulefmt.Parse(readDeploy(t, "deploy/alerts.yml"), false, model.LegacyValidation, parser.NewParser(parser.Options{}), slog.New(slog.NewTextHandler(&said, nil)))
	if len(errs) > 0 || said.Len() > 0 {
		t.Fatalf("%v %s", errs, said.String())
	}
	return groups
}

func TestMetricsHebbenEenLezer(t *testing.T) {
	found := monitored(t)
	read := map[string]bool{}
	for where, expr := range readers(t) {
		e, err := parser.NewParser(parser.Options{}).ParseExpr(expr)
		if err != nil {
			t.Errorf("%s: %v", where, err)
			continue
		}
		parser.Inspect(e, func(n parser.Node, _ []parser.Node) error {
			v, ok := n.(*parser.VectorSelector)
			if !ok || v.Name == "up" {
				return nil
			}
			labels, ok := found[v.Name]
			if !ok {
				t.Errorf("%s reads %s, which does not exist", where, v.Name)
			}
			read[v.Name] = true
			for _, m := range v.LabelMatchers {
				if m.Name != "__name__" && m.Name != "job" && !slices.ContainsFunc(labels[m.Name], m.Matches) {
					t.Errorf("%s reads %s with %s, which it never has", where, v.Name, m)
				}
			}
			return nil
		})
	}
	t.Run("elk cijfer van het grootboek heeft een lezer: een waarschuwing of het dashboard", func(t *testing.T) {
		n := 0
		for name := range found {
			if !strings.HasPrefix(name, namespace+"_") || strings.HasSuffix(name, "_sum") || strings.HasSuffix(name, "_bucket") {
				continue
			}
			n++
			if base := strings.TrimSuffix(name, "_count"); !read[name] && !(base != name && read[base+"_bucket"]) {
				t.Errorf("nobody reads %s", name)
			}
		}
		if n < 20 {
			t.Errorf("only %d figures", n)
		}
	})
	t.Run("elke waarschuwing zegt in het Nederlands wat er is, en hoe erg", func(t *testing.T) {
		for _, g := range rules(t).Groups {
			for _, r := range g.Rules {
				if s := r.Annotations["summary"]; len(s) < 20 || !strings.HasSuffix(strings.TrimSpace(s), ".") && !strings.HasSuffix(s, "?") && !strings.HasSuffix(s, "health") || !slices.Contains([]string{"critical", "warning", "info"}, r.Labels["severity"]) {
					t.Errorf("%s: %q %v", r.Alert, s, r.Labels)
				}
			}
		}
	})
}

func TestDeployMonitor(t *testing.T) {
	c := composeFiles(t)[0]
	t.Run("Prometheus leest de waarschuwingen die het krijgt, en het adres waarop het grootboek cijfers heeft", func(t *testing.T) {
		var p struct {
			Global struct {
				Scrape   string `yaml:"scrape_interval"`
				Evaluate string `yaml:"evaluation_interval"`
			}
			Rules  []string `yaml:"rule_files"`
			Scrape []struct {
				Job    string                       `yaml:"job_name"`
				Static []struct{ Targets []string } `yaml:"static_configs"`
			} `yaml:"scrape_configs"`
		}
		strictly(t, "deploy/prometheus.yml", &p)
		_, port, err := net.SplitHostPort(environment(c.Services["grootboek"])["GROOTBOEK_METRICS"].(string))
		if err != nil || len(p.Scrape) != 1 || p.Scrape[0].Job != "grootboek" || !slices.Equal(p.Scrape[0].Static[0].Targets, []string{"grootboek:" + port}) {
			t.Errorf("%+v %v", p, err)
		}
		for _, r := range p.Rules {
			if !slices.Contains(names(c.Services["prometheus"]["volumes"]), "./deploy/alerts.yml:"+r+":ro") {
				t.Errorf("%s is not given to Prometheus", r)
			}
		}
	})
	t.Run("Grafana vindt Prometheus en het dashboard", func(t *testing.T) {
		var s struct {
			Version int `yaml:"apiVersion"`
			Sources []struct {
				Name, UID, Type, Access, URL string
				Default                      bool `yaml:"isDefault"`
				Editable                     bool
			} `yaml:"datasources"`
		}
		strictly(t, "deploy/grafana/provisioning/datasources/prometheus.yml", &s)
		if len(s.Sources) != 1 || s.Sources[0].URL != "http://prometheus:9090" || c.Services["prometheus"] == nil {
			t.Fatalf("%+v", s)
		}
		var p struct {
			Version   int `yaml:"apiVersion"`
			Providers []struct {
				Name, Type string
				Updates    bool `yaml:"allowUiUpdates"`
				Options    struct{ Path string }
			}
		}
		strictly(t, "deploy/grafana/provisioning/dashboards/grootboek.yml", &p)
		if !slices.ContainsFunc(names(c.Services["grafana"]["volumes"]), func(v string) bool {
			return strings.HasPrefix(v, "./deploy/grafana/dashboard.json:"+p.Providers[0].Options.Path+"/")
		}) {
			t.Errorf("the dashboard does not lie in %s", p.Providers[0].Options.Path)
		}
		if text := string(readDeploy(t, "deploy/grafana/dashboard.json")); strings.Count(text, `"uid": "`) != strings.Count(text, `"uid": "`+s.Sources[0].UID+`"`)+1 {
			t.Error("the dashboard names another source than the one provided")
		}
	})
}
