package api_test

import (
	"strings"
	"testing"

	"github.com/heemstede/grootboek/api"
	"github.com/heemstede/grootboek/api/intake"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
)

// takeOver reads a CSV file as privacybeheerder.
func takeOver(t *testing.T, s *server, name, csv string) register.ImportSummary {
	t.Helper()
	table, err := intake.Read(name, strings.NewReader(csv), int64(len(csv)), nil)
	if err != nil {
		t.Fatal(err)
	}
	im := api.Importer{Ledger: s.api.Ledger, Records: s.api.Records, Staff: s.api.Staff}
	f := api.SourceFile{Name: table.Name, Hash: "sha256:" + strings.Repeat("0", 64), Table: table}
	f.Mapping, _ = im.MappingFor(table)
	_, preview, err := im.Preview(t.Context(), f, s.api.Register.Names, nil)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := im.Run(t.Context(), f, domain.Stamp{Actor: s.person[domain.PB], Role: domain.PB}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if preview.Taken != sum.Taken || preview.Incomplete != sum.Incomplete || preview.Changed != sum.Changed || preview.Unchanged != sum.Unchanged || preview.Refused != sum.Refused {
		t.Errorf("the preview said %+v, it became %+v", preview, sum)
	}
	return sum
}

func TestInlezen(t *testing.T) {
	s := newTestServer(t)
	const first = "Nummer;Naam verwerking;Doel\n1;Wmo-aanvragen;Aanvragen beoordelen\n2;Leerplicht;Toezicht houden\n"
	t.Run("een rij wordt aangeleverd, gemarkeerd als ingelezen (R-LED-18)", func(t *testing.T) {
		if sum := takeOver(t, s, "a.csv", first); sum.Incomplete != 2 {
			t.Fatalf("%+v", sum)
		}
	})
	t.Run("hetzelfde bestand nog eens verandert niets", func(t *testing.T) {
		before := s.head()
		if sum := takeOver(t, s, "a.csv", first); sum.Unchanged != 2 || s.head() != before {
			t.Errorf("%+v", sum)
		}
	})
	t.Run("een ander register met dezelfde nummers overschrijft niets: de rij wordt geweigerd, met wat te doen", func(t *testing.T) {
		sum := takeOver(t, s, "b.csv", "Nummer;Naam verwerking;Doel\n1;Parkeervergunningen;Vergunnen\n")
		if sum.Refused != 1 || !strings.Contains(sum.Refusals[0].Reason, "‘Wmo-aanvragen’ uit het bestand a.csv") {
			t.Errorf("%+v", sum)
		}
	})
	t.Run("een nieuwe naam in hetzelfde bestand is een wijziging", func(t *testing.T) {
		if sum := takeOver(t, s, "a.csv", strings.Replace(first, "Leerplicht", "Leerplicht en RMC", 1)); sum.Changed != 1 || sum.Unchanged != 1 {
			t.Errorf("%+v", sum)
		}
	})
	t.Run("R-LED-11 een e-mailadres in een veld komt niet in het log, en gaat niet verloren", func(t *testing.T) {
		takeOver(t, s, "c.csv", "Nummer;Naam verwerking;Doel;Ontvangers\n77;Klachten;Klachten behandelen;\"de behandelaar, jan.klaassen@voorbeeld.nl\"\n")
		kept := false
		for raw, err := range events.Lines(t.Context(), s.api.Exec.Store, 0) {
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(raw.Line), "klaassen") {
				t.Errorf("in the log: %s", raw.Line)
			}
			_, stream, _ := strings.Cut(string(raw.Line), `"subject":"`)
			stream, _, _ = strings.Cut(stream, `"`)
			pairs, err := s.api.Staff.Imported().Get(t.Context(), stream)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range pairs {
				kept = kept || strings.Contains(p.Value, "jan.klaassen@voorbeeld.nl")
			}
		}
		if !kept {
			t.Error("the address is nowhere")
		}
	})
}
