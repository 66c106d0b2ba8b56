package html

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/projections/report"
	"github.com/heemstede/grootboek/projections/report/reporttest"
)

func rendered(t testing.TB, r report.Report) []byte {
	t.Helper()
	b, err := Render(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// node is an element as a reader of HTML sees it.
type node struct {
	name  string
	attrs map[string]string
	text  string // all text within
	up    *node
}

// nodes reads the page.
func nodes(t testing.TB, page []byte) (list []*node) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var at *node
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			at = &node{name: x.Name.Local, attrs: map[string]string{}, up: at}
			for _, a := range x.Attr {
				at.attrs[a.Name.Local] = a.Value
			}
			list = append(list, at)
		case xml.EndElement:
			if at != nil {
				at = at.up
			}
		case xml.CharData:
			for n := at; n != nil; n = n.up {
				n.text += string(x)
			}
		}
	}
}

func TestAllesStaatErin(t *testing.T) {
	for name, r := range reporttest.All() {
		t.Run(name+": alles wat in de gegevens staat, staat in de pagina", func(t *testing.T) {
			text := nodes(t, rendered(t, r))[0].text
			for _, s := range reporttest.Texts(r) {
				if !strings.Contains(text, s) {
					t.Errorf("%.80q is missing", s)
				}
			}
		})
		t.Run("R-RPT-10 "+name+": toegankelijk opgebouwd, zonder script en zonder losse stijl", func(t *testing.T) {
			check(t, rendered(t, r))
		})
	}
	t.Run("10.000 rijen", func(t *testing.T) {
		if b := rendered(t, reporttest.Many(10_000)); bytes.Count(b, []byte("<tr>")) < 10_000 || !bytes.Contains(b, []byte("Verwerking 10000")) {
			t.Error("rows are missing")
		}
	})
}

// check asks what a page must have (WCAG 2.2 AA, as far as it can be seen in the elements).
func check(t *testing.T, page []byte) {
	t.Helper()
	level, ids := 0, map[string]bool{}
	captions, tables := 0, 0
	for _, n := range nodes(t, page) {
		switch {
		case n.name == "script" || n.attrs["style"] != "" || strings.HasPrefix(n.attrs["href"], "javascript"):
			t.Errorf("<%s> %v", n.name, n.attrs)
		case n.name == "html" && n.attrs["lang"] != "nl":
			t.Error("no language")
		case len(n.name) == 2 && n.name[0] == 'h' && n.name != "hr":
			l, err := strconv.Atoi(n.name[1:])
			if err != nil || l > level+1 {
				t.Errorf("<%s> after level %d", n.name, level)
			}
			level = l
		case n.name == "table":
			tables++
		case n.name == "caption" && n.up.name == "table" && n.text != "":
			captions++
		case n.name == "th" && n.attrs["scope"] != "col" && n.attrs["scope"] != "row":
			t.Errorf("a head without scope: %q", n.text)
		case n.name == "svg" && (n.attrs["role"] != "img" || n.attrs["aria-labelledby"] == ""):
			t.Error("a chart without name")
		}
		if id := n.attrs["id"]; id != "" {
			if ids[id] {
				t.Errorf("two elements %q", id)
			}
			ids[id] = true
		}
	}
	for _, n := range nodes(t, page) {
		for id := range strings.FieldsSeq(n.attrs["aria-labelledby"]) {
			if !ids[id] {
				t.Errorf("named by %q, which is not there", id)
			}
		}
	}
	if captions != tables || tables == 0 {
		t.Errorf("%d captions of %d tables", captions, tables)
	}
}

func TestBeleid(t *testing.T) {
	t.Run("het beleid in de pagina laat niets toe dan deze ene stijl", func(t *testing.T) {
		page := string(rendered(t, reporttest.Usual()))
		_, rest, _ := strings.Cut(page, "<style>")
		style, _, _ := strings.Cut(rest, "</style>")
		sum := sha256.Sum256([]byte(style))
		if !strings.Contains(CSP, "default-src 'none'") || !strings.Contains(CSP, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") || strings.Contains(CSP, "unsafe") || strings.Contains(CSP, "script-src") {
			t.Error(CSP)
		}
		if found := nodes(t, []byte(page)); found[3].attrs["content"] != CSP {
			t.Errorf("%+v", found[3])
		}
	})
	t.Run("R-RPT-02 hetzelfde rapport is dezelfde pagina", func(t *testing.T) {
		if !bytes.Equal(rendered(t, reporttest.Usual()), rendered(t, reporttest.Usual().Normal())) {
			t.Error("it differs")
		}
	})
	t.Run("een rapport dat niet klopt, wordt geen pagina", func(t *testing.T) {
		r := reporttest.Usual()
		r.Title = ""
		if _, err := Render(r); err == nil {
			t.Error("it was rendered")
		}
	})
}
