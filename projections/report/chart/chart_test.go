package chart

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/heemstede/grootboek/projections/report"
)

// drawn draws any chart.
func drawn(t *rapid.T) report.Chart {
	c := report.Chart{Title: "t", Kind: rapid.SampledFrom([]report.Kind{report.Bars, report.Line}).Draw(t, "kind")}
	n := rapid.IntRange(1, 60).Draw(t, "categories")
	for i := range n {
		c.Categories = append(c.Categories, fmt.Sprint(2000+i))
	}
	for range rapid.IntRange(1, report.MaxSeries).Draw(t, "series") {
		s := report.Series{Name: rapid.String().Draw(t, "name")}
		for range n {
			v := report.Number{Value: rapid.Int64Range(0, 1<<40).Draw(t, "value")}
			if rapid.Bool().Draw(t, "hidden") {
				v = report.Number{Below: 5}
			}
			s.Values = append(s.Values, v)
		}
		c.Series = append(c.Series, s)
	}
	return c
}

func TestBinnenHetVlak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, m := range Draw(drawn(t)).Marks {
			if m.X < 0 || m.Y < 0 || m.X+m.W > Width || m.Y+m.H > Height || m.X+m.W < 0 || m.Shape == Rect && (m.W < 0 || m.H < 0) {
				if m.Shape != Rect || m.Colour != "#ffffff" {
					t.Fatalf("%+v stands outside", m)
				}
			}
		}
	})
}

func TestHoogteVolgtHetGetal(t *testing.T) {
	t.Run("een dubbel getal is een dubbele staaf; de as begint bij nul", func(t *testing.T) {
		bars := heights(report.Chart{Kind: report.Bars, Categories: []string{"a", "b", "c"}, Series: []report.Series{{Name: "n", Values: []report.Number{{Value: 40}, {Value: 80}, {Value: 0}}}}})
		if len(bars) != 2 || bars[1]-2*bars[0] > 200 || 2*bars[0]-bars[1] > 200 {
			t.Errorf("%v", bars)
		}
	})
	t.Run("een verborgen getal heeft geen staaf en geen punt, en zegt dat het klein is", func(t *testing.T) {
		c := report.Chart{Kind: report.Line, Categories: []string{"a", "b", "c"}, Series: []report.Series{{Name: "n", Values: []report.Number{{Value: 40}, {Below: 5}, {Value: 30}}}}}
		lines, small := 0, false
		for _, m := range Draw(c).Marks {
			if m.Shape == Stroke && m.Weight == thick && m.H != 0 {
				lines++
			}
			small = small || m.Text == "<5"
		}
		if lines != 0 || !small {
			t.Errorf("%d lines, %v", lines, small)
		}
	})
}

func heights(c report.Chart) (list []int) {
	for _, m := range Draw(c).Marks {
		if m.Shape == Rect && m.Colour == fills[0] && m.Y > 12_000 {
			list = append(list, m.H)
		}
	}
	return list
}

func TestSVG(t *testing.T) {
	t.Run("de tekening is goed gevormd, heeft een naam en een beschrijving, en geen stijl", func(t *testing.T) {
		c := report.Chart{Title: "<t> & \"x\"", Kind: report.Bars, Categories: []string{"2024", "2025"}, Series: []report.Series{{Name: "<b>", Values: []report.Number{{Value: 1}, {Value: 2}}}}}
		escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;").Replace
		svg := Draw(c).SVG("g1", c.Title, c.Alt(), escape)
		if err := xml.Unmarshal([]byte(svg), new(struct{})); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`<title id="g1-t">&lt;t>`, `<desc id="g1-d">Staafdiagram`, `aria-labelledby="g1-t g1-d"`, "2025 2"} {
			if !strings.Contains(svg, want) {
				t.Errorf("no %s in %s", want, svg)
			}
		}
		if strings.Contains(svg, "style") || strings.Contains(svg, "<b>") {
			t.Error(svg)
		}
	})
}
