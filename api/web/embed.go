// Package web is the look of grootboek: the frame of a page, the components pages are made of, one stylesheet, and a
// loader. It knows nothing of the ledger: it is given structs with Dutch words (view.go) and makes HTML of them.
//
// A page is a file pages/<name>.html that defines "main", and "title" if that is more than the title it is given. It is
// combined with layout.html and components.html once, at start. components.html begins with a guide.
//
// What every page promises: it works without JavaScript, by keyboard, at 320 px, at 400 % zoom, on paper, in the dark
// and in forced colours; it meets WCAG 2.2 AA; it has no inline style or script, so that [CSP] can be strict.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// CSP is the Content-Security-Policy all pages work under. connect-src is for the progress page, which renews its
// bar without a reload where there is JavaScript.
const CSP = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

//go:embed layout.html components.html pages
var templates embed.FS

//go:embed grootboek.css grootboek.js static
var statics embed.FS

// A Set holds the templates of all pages. It may be used concurrently.
type Set struct{ pages map[string]*template.Template }

// Templates parses all pages. An error names the file: it is a fault in the program, found when it starts.
func Templates() (*Set, error) { return load(templates) }

func load(files fs.FS) (*Set, error) {
	base, err := template.New("base").Funcs(funcs(assets())).ParseFS(files, "layout.html", "components.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	names, err := fs.Glob(files, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	s := &Set{pages: make(map[string]*template.Template, len(names))}
	for _, file := range names {
		t, err := loadPage(base, files, file)
		if err != nil {
			return nil, fmt.Errorf("template %s: %w", file, err)
		}
		s.pages[strings.TrimSuffix(path.Base(file), ".html")] = t
	}
	return s, nil
}

func loadPage(base *template.Template, files fs.FS, file string) (*template.Template, error) {
	t, err := base.Clone()
	if err != nil {
		return nil, err
	}
	if t, err = t.ParseFS(files, file); err != nil {
		return nil, err
	}
	if t.Lookup("main") == nil {
		return nil, fmt.Errorf(`it does not define "main"`)
	}
	return t, nil
}

// Names returns the names of all pages, sorted.
func (s *Set) Names() []string {
	var names []string
	for n := range s.pages {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// HTML renders a page to memory. An error means that the page does not exist or that its template does not fit Data.
func (s *Set) HTML(name string, p Page) ([]byte, error) {
	t, ok := s.pages[name]
	if !ok {
		return nil, fmt.Errorf("no page %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout", p); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// Render writes a page with that status. It renders to memory first: if it returns an error because of the template,
// nothing has been written yet, and the caller can still answer that something went wrong.
func (s *Set) Render(w http.ResponseWriter, status int, name string, p Page) error {
	b, err := s.HTML(name, p)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if _, err := w.Write(b); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	return nil
}

// An asset is one static file with the hash of its content.
type asset struct {
	data        []byte
	contentType string
	hash        string // 16 hex digits of SHA-256
}

// assets reads the static files. They are built in: what goes wrong here goes wrong in the first test.
func assets() map[string]asset {
	m := map[string]asset{}
	for _, dir := range []string{".", "static"} {
		entries, err := statics.ReadDir(dir)
		if err != nil {
			panic("web: " + err.Error())
		}
		for _, e := range entries {
			if e.IsDir() {
				continue
			}
			data, err := statics.ReadFile(path.Join(dir, e.Name()))
			if err != nil {
				panic("web: " + err.Error())
			}
			sum := sha256.Sum256(data)
			m[e.Name()] = asset{data, contentType(e.Name()), hex.EncodeToString(sum[:8])}
		}
	}
	return m
}

// contentType does not ask the machine for the types it has to be sure of: a machine may know others.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// address is where templates find a static file: the hash in it makes it safe to keep for ever.
func address(files map[string]asset, name string) (string, error) {
	a, ok := files[name]
	if !ok {
		return "", fmt.Errorf("no static file %q", name)
	}
	return "/static/" + a.hash + "/" + name, nil
}

// Static serves the static files under /static/: as /static/<hash>/<name>, to be kept for a year, and as
// /static/<name>, to be asked for anew each time (answered with 304 if it is the same). An address with the hash of
// another version gets today's file, not to be kept: two versions of the program may serve side by side.
func Static() http.Handler {
	files := assets()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Dit adres kan alleen worden gelezen.", http.StatusMethodNotAllowed)
			return
		}
		hash, name := "", strings.TrimPrefix(r.URL.Path, "/static/")
		if before, after, ok := strings.Cut(name, "/"); ok {
			hash, name = before, after
		}
		a, ok := files[name]
		if !ok {
			http.Error(w, "Dit bestand bestaat niet.", http.StatusNotFound)
			return
		}
		serve(w, r, name, a, hash == a.hash)
	})
}

func serve(w http.ResponseWriter, r *http.Request, name string, a asset, keep bool) {
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", `"`+a.hash+`"`)
	h.Set("Cache-Control", "no-cache")
	if keep {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(a.data))
}
