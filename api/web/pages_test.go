package web_test

import (
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/api/web/webtest"
)

// To look at the gallery: go test ./api/web -run Bouwstenen -out DIR, and serve DIR with the static files under /static/.
var out = flag.String("out", "", "folder to write the rendered gallery to")

// set is the gallery together with the example pages in testdata, which are made of nothing but components. The real
// pages are tested where their data is known: package api, with [webtest.Pages].
func set(t *testing.T) *web.Set {
	t.Helper()
	s, err := web.Load(overlay(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func overlay(t *testing.T) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	for _, from := range []fs.FS{web.Files(), os.DirFS("testdata")} {
		err := fs.WalkDir(from, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || from == web.Files() && strings.HasPrefix(path, "pages/") && path != "pages/gallery.html" {
				return err
			}
			data, err := fs.ReadFile(from, path)
			all[path] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// frames are the states the gallery is rendered in.
func frames() map[string]web.Page {
	now := web.SampleFrame("Bouwstenen", web.SampleGallery())
	past := now
	past.Flash = &web.Alert{Kind: web.OK, NL: "De verwerking is geregistreerd."}
	past.AsOf = &web.AsOf{Action: "/register", Known: "01-03-2026", Was: "31-12-2025", Past: true, Now: "/register"}
	wrong := now
	wrong.Errors = web.SampleErrors()
	wrong.AsOf = &web.AsOf{Action: "/register", Known: "gisteren", KnownError: "Schrijf de datum als dd-mm-jjjj.", WasError: "Deze datum ligt in de toekomst."}
	public := now
	public.User, public.Nav, public.AsOf = nil, nil, nil
	public.Refresh = 5
	return map[string]web.Page{"nu": now, "terug": past, "fout": wrong, "openbaar": public}
}

// examples are pages as they will be, to see how components stand together.
func examples() map[string]web.Page {
	list := web.SampleFrame("Register van verwerkingen", web.SampleGallery())
	record := web.SampleFrame("Leerlingenvervoer", web.SampleGallery())
	record.AsOf = frames()["terug"].AsOf
	form := web.SampleForm()
	form.Upload, form.Hidden, form.Sets, form.Buttons = false, nil, nil, []web.Button{{NL: "Inloggen"}}
	form.Fields = []web.Field{{Name: "gebruiker", Label: "Gebruikersnaam", Width: "m", Autocomplete: "username"}, {Kind: web.Password, Name: "wachtwoord", Label: "Wachtwoord", Width: "m", Autocomplete: "current-password"}}
	return map[string]web.Page{"lijst": list, "record": record, "inloggen": {Title: "Inloggen", Site: web.SampleSite(), Data: form}}
}

func write(t *testing.T, name, html string) {
	t.Helper()
	if *out == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*out, name+".html"), []byte(html), 0o644); err != nil {
		t.Fatal(err)
	}
}

// complaints gathers what [webtest] would fail a test with.
type complaints []string

func (c *complaints) Helper() {}
func (c *complaints) Errorf(format string, args ...any) {
	*c = append(*c, fmt.Sprintf(format, args...))
}

func TestPages(t *testing.T) {
	s := set(t)
	all := map[string]any{}
	for name, p := range examples() {
		all[name] = p.Data
	}
	t.Run("elke pagina wordt leeg en met een voorbeeld gemaakt", func(t *testing.T) {
		webtest.Pages(t, s, web.SampleFrame("", nil), all)
	})
	for what, harm := range map[string]func(){
		"een pagina zonder voorbeeld":             func() { delete(all, "lijst") },
		"een voorbeeld zonder pagina":             func() { all["weg"] = 1 },
		"een voorbeeld dat niet bij de pagina is": func() { all["lijst"] = struct{ Naam string }{"x"} },
	} {
		t.Run("vindt "+what, func(t *testing.T) {
			keep := maps.Clone(all)
			harm()
			var c complaints
			webtest.Pages(&c, s, web.SampleFrame("", nil), all)
			if len(c) == 0 {
				t.Error("finds nothing")
			}
			all = keep
		})
	}
}

func TestBouwstenen(t *testing.T) {
	s := set(t)
	for name, p := range frames() {
		t.Run("de galerij met alle bouwstenen is goede HTML: "+name, func(t *testing.T) {
			write(t, name, webtest.Page(t, s, webtest.Gallery, p))
		})
	}
	t.Run("elke bouwsteen verdraagt een lege waarde", func(t *testing.T) {
		webtest.Page(t, s, webtest.Gallery, web.Page{Data: webtest.Zero(web.SampleGallery())})
	})
	for name, p := range examples() {
		t.Run("een pagina van bouwstenen is goede HTML: "+name, func(t *testing.T) {
			webtest.Page(t, s, name, web.Page{Data: webtest.Zero(p.Data)})
			write(t, name, webtest.Page(t, s, name, p))
		})
	}
}
