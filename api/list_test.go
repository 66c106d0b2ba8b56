package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/sharing"
)

const document = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// arrangement makes an exchange arrangement that holds from a day on.
func (s *server) arrangement(party, from string) string {
	s.t.Helper()
	id := uuid.NewString()
	s.do("exchange-arrangement", id, sharing.MakeExchangeArrangement{ExchangeTerms: sharing.ExchangeTerms{Party: party, Process: wmo, Activities: []string{"verwerking-1"}, Requirements: "Beveiligd.",
		Ground: "public-task", WhyLawful: "Wet.", From: calendar.Date(from), Document: document}}, domain.OWN)
	return id
}

func (s *server) collaboration(name, region string, field sharing.CollaborationField) {
	s.t.Helper()
	s.do("collaboration", uuid.NewString(), sharing.ProposeCollaboration{CollaborationTerms: sharing.CollaborationTerms{Name: name, Process: wmo, Region: region, Field: field,
		Partners: []string{"GGD"}, PolicyGoals: "Samen.", PersonalData: domain.No}}, domain.OWN)
}

// rows are the first cells below the head of the table on a page.
func (a answer) rows() []string {
	_, table, _ := strings.Cut(a.body, "<table")
	list := []string{}
	for _, x := range strings.Split(table, `<th scope="row"`)[1:] {
		cell, _, _ := strings.Cut(x, "</th>")
		list = append(list, answer{body: "<p" + cell}.text())
	}
	return list
}

func TestRegistersOpDePagina(t *testing.T) {
	s := newTestServer(t)
	s.collaboration("Wijkzorg", "Duinstreek", "care")
	s.collaboration("Veiligheidshuis", "Kust", "safety")
	s.arrangement("Waterschap", "2025-11-01")
	fg := s.as(domain.FG)
	for query, want := range map[string][]string{
		"":                         {"Veiligheidshuis", "Wijkzorg"},
		"?sorteer=-naam":           {"Wijkzorg", "Veiligheidshuis"},
		"?terrein=care":            {"Wijkzorg"},
		"?regio=Kust":              {"Veiligheidshuis"},
		"?regio=Kust&terrein=care": {},
		"?zoek=wijkz":              {"Wijkzorg"},
		"?eigenaar=" + s.person[domain.TM] + "&afdeling=IASZ&sorteer=-regio": {"Veiligheidshuis", "Wijkzorg"},
		"?status=ended": {},
	} {
		t.Run("R-4.10-05 het adres kiest, en de downloads geven precies wat er staat: "+query, func(t *testing.T) {
			page := fg.page("/samenwerkingsverbanden" + query)
			if got := page.rows(); !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
			var names []string
			for _, row := range csvRows(t, fg.page("/exporteren/samenwerkingsverbanden.csv"+query))[1:] {
				names = append(names, row[2])
			}
			if !slices.Equal(names, slices.Clip(want)) && len(names)+len(want) > 0 {
				t.Errorf("CSV: %q, want %q", names, want)
			}
			if list := decodeAs[[]map[string]string](t, fg.page("/exporteren/samenwerkingsverbanden.json"+query)); len(list) != len(want) || len(want) > 0 && list[0]["Naam"] != want[0] {
				t.Errorf("JSON: %v", list)
			}
		})
	}
	t.Run("wat gekozen is staat erbij, en is weg te halen", func(t *testing.T) {
		page := fg.page("/samenwerkingsverbanden?regio=Kust&sorteer=-naam")
		page.shows(t, "Regio: Kust", "Wis alle filters", "1 tot en met 1 van 1 samenwerkingsverband")
		if !strings.Contains(page.body, `href="/samenwerkingsverbanden?sorteer=-naam"`) || !strings.Contains(page.body, `href="/exporteren/samenwerkingsverbanden.csv?regio=Kust&amp;sorteer=-naam"`) {
			t.Error("no way back, or the download is of another list")
		}
	})
	t.Run("R-LED-05 zoals bekend op een dag in het verleden staat er wat er toen stond, ook in de download", func(t *testing.T) {
		if got := fg.page("/samenwerkingsverbanden?bekend=23-11-2026").rows(); len(got) != 0 {
			t.Errorf("%q", got)
		}
		if rows := csvRows(t, fg.page("/exporteren/samenwerkingsverbanden.csv?bekend=23-11-2026")); len(rows) != 1 {
			t.Errorf("%q", rows)
		}
	})
	t.Run("een download die niet bestaat is er niet", func(t *testing.T) {
		for path, want := range map[string]int{"/exporteren/onzin.csv": http.StatusNotFound, "/exporteren/verwerkers.exe": http.StatusNotFound, "/exporteren/verwerkers.csv?bekend=gisteren": http.StatusBadRequest} {
			if a := fg.get(path); a.status != want {
				t.Errorf("%s: %d", path, a.status)
			}
		}
	})
	t.Run("de pagina van alle registers noemt de bron in woorden", func(t *testing.T) {
		page := fg.page("/registers")
		page.shows(t, "§4.10 Samenwerkingsverbanden", "Bijlage 1.2 Registratie, beheer en actualisatie van verwerkersovereenkomsten", "Register van verwerkers en subverwerkers")
		page.hides(t, "RT-")
	})
	t.Run("R-RPT-01 P20: de jaarcontroles zijn een pagina, met wat te laat is", func(t *testing.T) {
		fg.page("/jaarcontrole?stand=te-laat").shows(t, "Waterschap", "te laat", "nog niet gecontroleerd", "Stand: te laat")
		if got := fg.page("/jaarcontrole?stand=gecontroleerd").rows(); len(got) != 0 {
			t.Errorf("%q", got)
		}
	})
}

func TestControlerondeOpDePagina(t *testing.T) {
	s := newTestServer(t)
	s.arrangement("Waterschap", "2025-12-01")
	late := s.arrangement("Politie", "2025-11-01")
	s.arrangement("Omgevingsdienst", "2026-10-01")
	pb, owner := s.as(domain.PB), s.as(domain.OWN)
	f := pb.form("/controlerondes/_start")
	f.Set("name", "Jaarcontrole 2026")
	f.Set("due", "31-12-2026")
	f.Set("kinds", "exchange-arrangement")
	round := pb.post("/controlerondes/_start", f).to(t)
	t.Run("R-2.3-12 de ronde toont per eigenaar wat nog moet, en de eigenaar wat hij kan doen", func(t *testing.T) {
		page := pb.page(round)
		page.shows(t, "Waterschap", "Politie", "Teun Kortekaas", "1 van 3 zijn klaar")
		page.hides(t, "Omgevingsdienst")
		owner.page(round).shows(t, "Jaarlijkse controle")
		owner.page("/werk").shows(t, "Controleer of pas aan: 2 open, uiterlijk 31-12-2026")
	})
	t.Run("R-2.3-12 een eigenaar bevestigt met de controle van de afspraak zelf", func(t *testing.T) {
		path := "/uitwisselingsafspraken/" + late + "/_check-yearly"
		f := owner.form(path)
		f.Set("result", "current")
		owner.post(path, f).to(t)
		page := pb.page(round)
		page.shows(t, "2 van 3 zijn klaar")
		if got := page.rows(); slices.Contains(got, "Politie") || !slices.Contains(got, "Waterschap") {
			t.Errorf("%q", got)
		}
	})
	t.Run("wie geen privacybeheerder is sluit de ronde niet", func(t *testing.T) {
		if a := owner.get(round + "/_close"); a.status == http.StatusOK {
			if b := owner.post(round+"/_close", owner.form(round+"/_close")); b.status != http.StatusForbidden {
				t.Errorf("%d", b.status)
			}
		}
	})
	t.Run("afsluiten vraagt bij alles wat open is waarom; zonder reden: geweigerd, en wat er stond blijft staan", func(t *testing.T) {
		pb.page(round+"/_close").shows(t, "Waarom blijft dit open? Uitwisselingsafspraak: Waterschap", "Proceseigenaar: Teun Kortekaas.")
		f := pb.form(round + "/_close")
		f.Set("conclusion", "Bijna klaar.")
		a := pb.post(round+"/_close", f)
		if a.status != http.StatusUnprocessableEntity {
			t.Fatalf("%d", a.status)
		}
		a.shows(t, "Zeg waarom dit open bleef.", "Bijna klaar.")
		for name := range f {
			if strings.HasPrefix(name, "left-") {
				f.Set(name, "Het waterschap reageert niet.")
			}
		}
		pb.post(round+"/_close", f).to(t)
		pb.page(round).shows(t, "afgesloten", "Wat bleef open", "Waterschap", "Het waterschap reageert niet.")
		pb.page(round).hides(t, "niet genoemd bij het afsluiten")
		owner.page("/werk").hides(t, "Controleer of pas aan")
	})
	t.Run("wat een programma niet noemt bij het afsluiten is toch te zien", func(t *testing.T) {
		id := uuid.NewString()
		s.do("check-round", id, governance.StartCheckRound{Name: "Stil", Due: "2026-12-31", Kinds: []governance.CheckedKind{"exchange-arrangement"}}, domain.PB)
		s.do("check-round", id, governance.CloseCheckRound{Conclusion: "Klaar."}, domain.PB)
		pb.page("/controlerondes/"+id).shows(t, "Waterschap", "niet genoemd bij het afsluiten")
	})
}
