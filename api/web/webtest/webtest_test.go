package webtest

import (
	"strings"
	"testing"
)

func TestProblems(t *testing.T) {
	good := `<html lang="nl"><label for="a">A</label><input type="text" id="a" aria-describedby="b"><p id="b">B</p><a href="#b">b</a><img src="x" alt=""><script src="y" defer></script></html>`
	t.Run("een goede pagina heeft geen gebreken", func(t *testing.T) {
		if p := Problems(good); len(p) != 0 {
			t.Error(p)
		}
	})
	for what, harm := range map[string][2]string{
		"een stijl in de regel":      {`<p id="b">`, `<p id="b" style="color:red">`},
		"een script in de regel":     {`<p id="b">`, `<p id="b" onclick="x()">`},
		"een script in de pagina":    {`defer></script>`, `defer>alert(1)</script>`},
		"twee keer dezelfde id":      {`<p id="b">`, `<p id="b"><b id="b">`},
		"een verwijzing naar niets":  {`href="#b"`, `href="#c"`},
		"een beschrijving van niets": {`aria-describedby="b"`, `aria-describedby="b c"`},
		"een plaatje zonder tekst":   {` alt=""`, ``},
		"een veld zonder label":      {`<label for="a">A</label>`, `A`},
		"een waarde die niet paste":  {`href="#b"`, `href="#ZgotmplZ"`},
		"een kapotte tag":            {`<p id="b">`, `<p id=b>`},
	} {
		t.Run("vindt "+what, func(t *testing.T) {
			bad := strings.Replace(good, harm[0], harm[1], 1)
			if bad == good {
				t.Fatal("nothing was harmed")
			}
			if len(Problems(bad)) == 0 {
				t.Errorf("finds nothing in %s", bad)
			}
		})
	}
}
