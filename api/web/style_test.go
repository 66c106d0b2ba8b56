package web_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/api/web"
)

func TestStylesheet(t *testing.T) {
	css := web.Stylesheet()
	t.Run("leest alleen tokens die de meeste NL Design System-thema’s kennen, en elk met een eigen terugval", func(t *testing.T) {
		list, err := os.ReadFile("testdata/tokens.txt")
		if err != nil {
			t.Fatal(err)
		}
		known := "\n" + string(list)
		used := regexp.MustCompile(`var\((--(?:utrecht|nl)-[a-z0-9-]+)\s*([,)])`).FindAllStringSubmatch(css, -1)
		if len(used) < 30 {
			t.Errorf("only %d tokens are read", len(used))
		}
		for _, m := range used {
			if !strings.Contains(known, "\n"+m[1]+"\n") {
				t.Errorf("%s is not a name that themes share", m[1])
			}
			if m[2] != "," {
				t.Errorf("%s has no fallback", m[1])
			}
		}
	})
	t.Run("gebruikt geen klasse die geen sjabloon kent, en geen sjabloon een klasse die hier niet staat", func(t *testing.T) {
		classes(t, css)
	})
	t.Run("haalt niets van elders", func(t *testing.T) {
		for _, bad := range []string{"@import", "http:", "https:", "//fonts", "@font-face"} {
			if strings.Contains(css, bad) {
				t.Errorf("the stylesheet contains %s", bad)
			}
		}
	})
	t.Run("de haakjes kloppen", func(t *testing.T) {
		if a, b := strings.Count(css, "{"), strings.Count(css, "}"); a != b {
			t.Errorf("%d { and %d }", a, b)
		}
	})
	t.Run("het script blijft onder 3 kB", func(t *testing.T) {
		if n := web.ScriptSize(); n >= 3000 {
			t.Errorf("%d bytes", n)
		}
	})
}

// classes compares the classes of the stylesheet with those of the frame, the components, their guide and all pages. Some
// are made of parts (gb-tag-{{.Kind}}), and some need no style of their own; those are named here.
func classes(t *testing.T, css string) {
	t.Helper()
	var html strings.Builder
	files, err := filepath.Glob("pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "layout.html", "components.html", "funcs.go") {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		html.Write(b)
	}
	name := regexp.MustCompile(`gb-[a-z]+(?:-[a-z]+)*`)
	made := regexp.MustCompile(`^gb-(tag|alert|card|entry|button|input|step|sort)-(neutral|info|ok|warning|error|primary|secondary|subtle|danger|s|m|done|current|ascending|descending)$`)
	text := regexp.MustCompile(`(?s)/\*.*?\*/|--gb-[a-z-]+`).ReplaceAllString(css, "")
	for _, c := range name.FindAllString(text, -1) {
		if !made.MatchString(c) && !strings.Contains(html.String(), c) {
			t.Errorf("no template knows %s", c)
		}
	}
	unstyled := map[string]bool{"gb-alert-body": true, "gb-alert-info": true, "gb-tag-neutral": true, "gb-card-neutral": true, "gb-entry-neutral": true,
		"gb-diff-head": true, "gb-diff-old": true, "gb-filters-submit": true, "gb-filters-clear": true, "gb-asof-submit": true, "gb-entry-body": true, "gb-user-who": true}
	for _, m := range regexp.MustCompile(`class="([^"{]*)`).FindAllStringSubmatch(html.String(), -1) {
		for _, c := range strings.Fields(m[1]) {
			if !strings.HasSuffix(c, "-") && !unstyled[c] && !strings.Contains(text, "."+c) {
				t.Errorf("the stylesheet does not know %s", c)
			}
		}
	}
}

func TestContrast(t *testing.T) {
	css := web.Stylesheet()
	light := colours(css[:strings.Index(css, "@media screen and (prefers-color-scheme: dark)")])
	dark := colours(css[strings.Index(css, "@media screen and (prefers-color-scheme: dark)"):])
	text := [][2]string{{"own-text", "own-bg"}, {"own-text", "gb-surface"}, {"own-text", "gb-soft"}, {"gb-quiet", "own-bg"}, {"gb-quiet", "gb-soft"}, {"gb-quiet", "gb-surface"},
		{"own-link", "own-bg"}, {"own-link", "gb-soft"}, {"own-link-hover", "own-bg"}, {"own-link-hover", "gb-soft"}, {"own-primary-text", "own-primary"}, {"own-primary-text", "own-primary-hover"},
		{"own-primary-text", "own-nav"}, {"own-secondary-text", "own-bg"}, {"own-footer-text", "own-footer"}, {"own-error", "own-bg"}, {"own-error", "gb-soft"}, {"own-error", "gb-surface"},
		{"own-alert-text", "own-info-bg"}, {"own-alert-text", "own-ok-bg"}, {"own-alert-text", "own-warning-bg"}, {"own-alert-text", "own-error-bg"},
		{"own-info-mark", "own-info-bg"}, {"own-ok-mark", "own-ok-bg"}, {"own-warning-mark", "own-warning-bg"}, {"own-error-mark", "own-error-bg"},
		{"gb-past-text", "gb-past"}, {"own-error", "gb-past"}, {"gb-ins-text", "gb-ins"}, {"gb-del-text", "gb-del"}}
	shapes := [][2]string{{"gb-control", "own-bg"}, {"gb-control", "gb-surface"}, {"gb-control", "gb-soft"}, {"own-focus", "own-bg"}, {"own-focus", "gb-soft"}, {"own-focus", "gb-past"}, {"gb-past-line", "own-bg"}}
	for scheme, c := range map[string]map[string]string{"licht": light, "donker": dark} {
		t.Run("eigen kleuren halen WCAG 2.2 AA: "+scheme, func(t *testing.T) {
			check(t, c, text, 4.5)
			check(t, c, shapes, 3)
		})
	}
}

func colours(css string) map[string]string {
	m := map[string]string{}
	for _, c := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6});`).FindAllStringSubmatch(css, -1) {
		m[c[1]] = c[2]
	}
	return m
}

func check(t *testing.T, c map[string]string, pairs [][2]string, least float64) {
	t.Helper()
	for _, p := range pairs {
		a, errA := luminance(c[p[0]])
		b, errB := luminance(c[p[1]])
		if errA != nil || errB != nil {
			t.Errorf("%v: %v %v", p, errA, errB)
			continue
		}
		if r := (max(a, b) + .05) / (min(a, b) + .05); r < least {
			t.Errorf("%s on %s: %.2f, at least %.1f is needed", p[0], p[1], r, least)
		}
	}
}

// luminance is the relative luminance of WCAG of a colour like #fff or #154273.
func luminance(hex string) (float64, error) {
	if len(hex) == 4 {
		hex = "#" + strings.Repeat(hex[1:2], 2) + strings.Repeat(hex[2:3], 2) + strings.Repeat(hex[3:4], 2)
	}
	if len(hex) != 7 {
		return 0, fmt.Errorf("no colour %q", hex)
	}
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return 0, err
		}
		v := float64(n) / 255
		if v <= .04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum, nil
}
