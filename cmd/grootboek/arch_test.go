package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/heemstede/grootboek/"

// layers are the rooms of the house, from the inside out: each may import what stands before it, never what stands after.
var layers = []string{"domain", "events", "projections", "api", "cmd"}

// outside lists, per package, which modules from outside it may use (its tests may use testOnly too), and why.
var outside = map[string][]string{
	"domain":                     nil,                                                // the rules of the law: the standard library only
	"domain/domaintest":          {"github.com/google/go-cmp", "pgregory.net/rapid"}, // for tests only
	"events":                     {"github.com/google/uuid"},
	"events/sqlite":              {"zombiezen.com/go/sqlite"},                                                                                                         // direct API, no cgo: scans 2.6 times faster than database/sql
	"events/esdb":                {"github.com/google/uuid", "golang.org/x/mod", "github.com/EventStore/EventStore-Client-Go/v4", "google.golang.org/grpc"},           // the card's client; tlog: the leaf hash
	"events/esdb/fake":           {"github.com/google/uuid", "google.golang.org/grpc", "google.golang.org/protobuf", "github.com/EventStore/EventStore-Client-Go/v4"}, // for tests only
	"events/teststore":           {"github.com/google/uuid"},                                                                                                          // for tests only
	"events/seal":                {"golang.org/x/mod"},                                                                                                                // tlog and note: no Merkle code of our own
	"events/staff":               {"github.com/google/uuid", "zombiezen.com/go/sqlite", "github.com/alexedwards/argon2id"},
	"events/files":               nil,
	"events/vault":               {"github.com/google/uuid", "zombiezen.com/go/sqlite"},                      // random ids; its own files, overwritten when deleted
	"events/vault/vaulttest":     nil,                                                                        // a test suite
	"events/journal":             {"github.com/google/uuid"},                                                 // ids by which a repeated append is recognised
	"events/journal/journaltest": {"github.com/google/uuid"},                                                 // a test suite
	"events/storetest":           {"github.com/google/uuid", "pgregory.net/rapid"},                           // a test suite
	"projections":                {"github.com/google/uuid", "zombiezen.com/go/sqlite", "golang.org/x/text"}, // FTS5; accents
	"projections/demo":           {"github.com/google/uuid"},
	"projections/audit":          nil,
	"api/auditfile":              {"github.com/xuri/excelize/v2"}, // XLSX of a sample
	"api":                        {"github.com/google/uuid", "github.com/go-chi/chi/v5", "golang.org/x/mod"},
	"api/auth": {"github.com/alexedwards/scs/v2", // sessions on the server, that can be ended
		"github.com/coreos/go-oidc/v3", "golang.org/x/oauth2", // the municipality's own accounts: code flow and checked tokens
		"github.com/pquerna/otp", "github.com/boombuler/barcode"}, // second step: codes of RFC 6238, and the picture to scan
	"api/auth/oidctest":    {"github.com/go-jose/go-jose/v4"}, // for tests only: a provider that signs, and misbehaves
	"api/dpiafile":         nil,
	"api/ical":             nil,
	"api/ical/icaltest":    nil,                                                  // for tests only: a strict reader
	"api/mail":             {"github.com/wneessen/go-mail"},                      // TLS that cannot be skipped, signing in, and headers encoded right: net/smtp is frozen
	"api/mail/mailtest":    nil,                                                  // for tests only: a mail server that misbehaves
	"api/intake":           {"github.com/xuri/excelize/v2", "golang.org/x/text"}, // XLSX; Windows-1252
	"api/intake/vnglist":   nil,
	"api/web":              nil,
	"api/web/webtest":      nil,
	"cmd/grootboek":        {"github.com/google/uuid", "github.com/prometheus/client_golang", "github.com/spf13/cobra", "github.com/go-chi/chi/v5", "filippo.io/age", "zombiezen.com/go/sqlite"}, // chi: the pattern of a request, for log and figures; age: backups that others can open; sqlite: a copy of a file in use
	"cmd/grootboek-verify": nil,                                                                                                                                                                  // what the auditor reads must be small

	"projections/report":              nil, // reports and their renderings: their bytes must not follow the version of a library
	"projections/report/chart":        nil,
	"projections/report/html":         nil,
	"projections/report/pdf":          nil, // no library for Go writes tags
	"projections/report/pdf/pdfcheck": nil, // for tests only
	"projections/report/publications": nil,
	"projections/report/reporttest":   nil, // for tests only
	"projections/report/sheet":        nil,
}

// standIns are packages that stand in for the world in tests: nothing in the product may import them.
var standIns = []string{"domain/domaintest", "events/storetest", "events/teststore", "events/esdb/fake", "events/journal/journaltest", "events/vault/vaulttest", "api/web/webtest", "api/auth/oidctest",
	"projections/report/pdf/pdfcheck", "projections/report/reporttest", "api/ical/icaltest", "api/mail/mailtest"}

var testOnly = []string{"github.com/google/go-cmp", "pgregory.net/rapid", "github.com/transparency-dev/merkle", "github.com/google/uuid",
	"github.com/EventStore/EventStore-Client-Go/v4", "google.golang.org/grpc", "google.golang.org/protobuf", "github.com/go-jose/go-jose/v4", "github.com/pquerna/otp", "github.com/boombuler/barcode",
	"golang.org/x/mod", "zombiezen.com/go/sqlite", "github.com/alexedwards/argon2id", "github.com/xuri/excelize/v2", "golang.org/x/text", "github.com/go-chi/chi/v5",
	"go.yaml.in/yaml/v3", "github.com/prometheus/prometheus", "github.com/prometheus/common"} // the deploy files, read by what will read them

// looksAtWorld are packages of the standard library that the rules may not use: time and actor come in the stamp.
var looksAtWorld = []string{"os", "io/fs", "net", "net/http", "math/rand", "math/rand/v2", "crypto/rand", "database/sql", "log", "log/slog", "os/exec", "syscall"}

type listed struct {
	ImportPath                                  string
	Standard                                    bool
	Imports, TestImports, XTestImports, GoFiles []string
	Dir                                         string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json", module+"...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

func layer(path string) int {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, module), "/")
	return slices.Index(layers, first)
}

func allowed(pkg, imp string, extra []string) bool {
	list := outside[pkg]
	if strings.HasPrefix(pkg, "domain/") && pkg != "domain/domaintest" {
		list = outside["domain"]
	}
	for _, m := range append(slices.Clone(list), extra...) {
		if imp == m || strings.HasPrefix(imp, m+"/") {
			return true
		}
	}
	return false
}

func TestImports(t *testing.T) {
	list := packages(t)
	if len(list) < 10 {
		t.Fatalf("only %d packages: the test looks in the wrong place", len(list))
	}
	for _, p := range list {
		pkg := strings.TrimPrefix(p.ImportPath, module)
		if _, ok := outside[pkg]; !ok && !strings.HasPrefix(pkg, "domain/") {
			t.Errorf("%s has no line in the table of modules: add one, with its reason", pkg)
		}
		for _, imp := range p.Imports {
			checkImport(t, p, pkg, imp, nil)
		}
		for _, imp := range slices.Concat(p.TestImports, p.XTestImports) {
			checkImport(t, p, pkg, imp, testOnly)
		}
	}
}

func checkImport(t *testing.T, p listed, pkg, imp string, extra []string) {
	t.Helper()
	switch {
	case strings.HasPrefix(imp, module):
		if extra == nil && layer(imp) > layer(p.ImportPath) {
			t.Errorf("%s imports %s: data flow from domain outwards (domain ← events ← projections ← api ← cmd)", pkg, imp)
		}
		if extra == nil && strings.HasPrefix(pkg, "domain/") && pkg != "domain/chapters" && strings.HasPrefix(imp, module+"domain/") && imp != module+"domain/calendar" {
			t.Errorf("%s imports %s: record types know each other by id, not by import", pkg, imp)
		}
		if extra == nil && (imp == module+"events/sqlite" || imp == module+"events/esdb") && !strings.HasPrefix(pkg, "cmd/") && !slices.Contains(standIns, pkg) {
			t.Errorf("%s imports %s: only cmd chooses a store", pkg, imp)
		}
		if extra == nil && slices.Contains(standIns, strings.TrimPrefix(imp, module)) && !slices.Contains(standIns, pkg) {
			t.Errorf("%s imports %s: that is for tests only", pkg, imp)
		}
		if extra == nil && pkg == "cmd/grootboek-verify" && imp != module+"events/seal" {
			t.Errorf("%s imports %s: the auditor's tool holds the seal and nothing else", pkg, imp)
		}
	case strings.Contains(strings.Split(imp, "/")[0], "."):
		if !allowed(pkg, imp, extra) {
			t.Errorf("%s imports %s: a module from outside needs a line in this table and its reason in the commit", pkg, imp)
		}
	case extra == nil && strings.HasPrefix(pkg, "domain") && pkg != "domain/domaintest" && slices.Contains(looksAtWorld, imp):
		t.Errorf("%s imports %s: rules are pure, they do not look at the world", pkg, imp)
	}
}

// TestRulesAskNoClock finds time.Now and time.Since in the rules: the moment comes in the stamp.
func TestRulesAskNoClock(t *testing.T) {
	files := 0
	err := filepath.WalkDir("../../domain", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files++
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "After", "Tick"}, s.Sel.Name) {
					t.Errorf("%s asks the clock with time.%s", path, s.Sel.Name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || files < 15 {
		t.Fatalf("%d files, %v", files, err)
	}
}

// TestTopLevel: the top level is what the card of the project says, and what a repository needs.
func TestTopLevel(t *testing.T) {
	for _, name := range []string{"go.mod", "cmd", "domain", "events", "projections", "api", "deploy", "docker-compose.yml", "README.md", "LICENSE", "publiccode.yml", ".ci/run"} {
		if _, err := os.Stat(filepath.Join("../..", name)); err != nil {
			t.Errorf("%s is missing", name)
		}
	}
}
