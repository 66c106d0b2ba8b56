package pdfcheck

import (
	"bytes"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/projections/report/pdf"
	"github.com/heemstede/grootboek/projections/report/reporttest"
)

// TestVindtSchade damages a sound file, without moving anything, and asks for the clause that is broken.
func TestVindtSchade(t *testing.T) {
	sound, err := pdf.Render(reporttest.Usual(), pdf.Attachment{Name: "a.json", MIME: "application/json", Description: "Gegevens", Relationship: pdf.Data, Content: []byte("{}")})
	if err != nil {
		t.Fatal(err)
	}
	if faults := Check(sound); len(faults) > 0 {
		t.Fatal(strings.Join(faults, "\n"))
	}
	for _, c := range []struct{ nl, from, to, clause string }{
		{"zonder taal", "/Lang ", "/Lanx ", "PDF/UA-1 7.2"},
		{"niet gemerkt", "/Marked true", "/Markex true", "PDF/A-2 6.7.2"},
		{"titel niet in het venster", "/DisplayDocTitle", "/DisplayDocTitlx", "PDF/UA-1 7.1"},
		{"kop overgeslagen", "/S /H2", "/S /H4", "PDF/UA-1 7.4.2"},
		{"kop zonder bereik", "/Scope /Column", "/Scopx /Column", "PDF/UA-1 7.5"},
		{"rij met een cel te weinig", "/S /TD", "/S /P0", "PDF/UA-1 7.1"},
		{"grafiek zonder beschrijving", "/Alt ", "/Alx ", "PDF/UA-1 7.3"},
		{"grafiek zonder maat", "/BBox", "/BBxx", "ISO 32000-1 14.8.5.4.3"},
		{"lijst zonder nummering", "/ListNumbering", "/ListNumberinx", "PDF/UA-1 7.6"},
		{"geen metagegevens", "/Metadata ", "/Metadatx ", "PDF/A-2 6.6.2.1"},
		{"metagegevens geen XML", "<dc:title>", "<dc:titlx>", "PDF/A-2 6.6.2.1"},
		{"andere titel in de metagegevens", "x-default\">Ver", "x-default\">Xer", "PDF/A-2 6.6.3"},
		{"geen PDF/UA", "<pdfuaid:part>1", "<pdfuaid:part>2", "PDF/UA-1 5"},
		{"ander niveau", "<pdfaid:conformance>A", "<pdfaid:conformance>B", "PDF/A-2 6.6.4"},
		{"schema niet beschreven", "<pdfaSchema:namespaceURI>http://www", "<pdfaSchema:namespaceURI>http://xxx", "PDF/A-2 6.6.2.3"},
		{"bijlage in deel 2", "<pdfaid:part>3", "<pdfaid:part>2", "PDF/A-2 6.8"},
		{"bijlage zonder verhouding", "/AFRelationship /Data", "/AFRelationship /Dxta", "PDF/A-3 6.8"},
		{"bijlage zonder omschrijving", "/Desc ", "/Desx ", "PDF/A-3 6.8"},
		{"bijlage niet in de lijst", "/EmbeddedFiles", "/EmbeddedFilex", "PDF/A-3 6.8"},
		{"geen kleurprofiel", "/GTS_PDFA1", "/GTS_PDFX1", "PDF/A-2 6.2.3"},
		{"profiel van een drukpers", "mntrRGB ", "prtrCMYK", "PDF/A-2 6.2.3"},
		{"lettertype niet ingesloten", "/FontFile2", "/FontFilex", "PDF/A-2 6.2.11.4.1"},
		{"lettertype beschadigd", "glyf", "glyx", "PDF/A-2 6.2.11.2"},
		{"verkeerde breedte", "/W [", "/X [", "PDF/A-2 6.2.11.5"},
		{"geen ToUnicode", "/ToUnicode", "/ToUnicodx", "PDF/A-2 6.2.11.7.2"},
		{"koppeling zonder tekst", "/Contents <", "/Contentx <", "PDF/UA-1 7.18.5"},
		{"koppeling niet te drukken", "/F 4/", "/F 0/", "PDF/A-2 6.3.2"},
		{"koppeling niet in de boom", "/OBJR", "/MCRR", "PDF/UA-1 7.18.5"},
		{"geen volgorde van koppelingen", "/Tabs /S", "/Tabs /R", "PDF/UA-1 7.18.3"},
		{"andere handeling", "/S /URI", "/S /ABC", "PDF/A-2 6.5.1"},
		{"inhoud zonder element", "/MCID 3>>", "/MCIX 3>>", "ISO 32000-1 14.7.4"},
		{"lijn is geen inhoud en geen opmaak", "/Artifact <</Type /Layout>> BDC", "/Spanifct <</Type /Layout>> BDC", "ISO 32000-1 14.7.4"},
		{"tekst buiten alles", "/Artifact <</Type /Layout>> BDC", "                               ", "PDF/UA-1 7.1"},
		{"vreemde bewerking", " re f\n", " re B\n", "PDF/A-2 6.2.2"},
		{"bladwijzer zonder ouder", "/Outlines/First", "/Outlines/Firsx", "ISO 32000-1 12.3.3"},
		{"geen identificatie", "/ID [", "/IX [", "PDF/A-2 6.1.3"},
		{"kopregel", "%PDF-1.7\n%\xE2", "%PDF-1.7\n%A", "PDF/A-2 6.1.2"},
		{"verwijzing naar niets", "/ParentTree ", "/ParentTrex ", "ISO 32000-1 14.7.4.4"},
		{"stroom met filter", "/Length1 ", "/Filter  ", "PDF/A-2 6.1.7"},
		{"lengte van een stroom", "/Length 1", "/Length 2", "ISO 32000-1 7.5"},
	} {
		t.Run(c.nl+": "+c.clause, func(t *testing.T) {
			damaged := bytes.ReplaceAll(sound, []byte(c.from), []byte(c.to))
			if len(damaged) != len(sound) || bytes.Equal(damaged, sound) {
				t.Fatalf("%q was not replaced by as much", c.from)
			}
			if faults := strings.Join(Check(damaged), "\n"); !strings.Contains(faults, c.clause) {
				t.Errorf("found: %q", faults)
			}
		})
	}
	t.Run("een afgebroken bestand", func(t *testing.T) {
		for _, n := range []int{0, 20, len(sound) / 2, len(sound) - 1} {
			if len(Check(sound[:n])) == 0 {
				t.Errorf("nothing found in %d bytes", n)
			}
		}
	})
	t.Run("iets na het einde", func(t *testing.T) {
		if len(Check(append(bytes.Clone(sound), "x\n"...))) == 0 {
			t.Error("nothing found")
		}
	})
}
