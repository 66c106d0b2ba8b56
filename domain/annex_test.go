package domain_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
)

// printed is bijlage 1, copied by hand from the rebuilt tables of the policy: row, the columns Eigenaar,
// Privacybeheerder, CISO and FG, the flag of a doubtful reading, and the words of the annex.
const printed = `
B1.1-1  |X| | | |   | Actieve aanlevering van nieuwe verwerkingen bij de privacybeheerder en de FG
B1.1-2  |X| | | |   | Zorgdragen voor de actualiteit van verwerkingen(register)
B1.1-3  | |X| | |   | Coördinatie van de actualisatie van het register van verwerkingen
B1.1-4  | |X| | |   | Beheer van het register van verwerkingen
B1.1-5  | | | |X|   | Toetsing op kwaliteit, actualiteit, juistheid en volledigheid van (register van) verwerkingen
B1.2-1  |X| | | |   | Afsluiten van verwerkersovereenkomsten
B1.2-2  | |X|X| |   | Actualiseren en beheren van de modelverwerkersovereenkomst
B1.2-3  | |X| | |   | Advies aan de organisatie ten aanzien van werken met verwerkers en verwerkersovereenkomsten
B1.2-4  | |X| | |   | Coördinatie registratie verwerkers en archivering van verwerkersovereenkomsten
B1.2-5  | | | |X|   | Toezicht op registratie verwerkers en verwerkersovereenkomsten
B1.3-1  | | | |X|   | Voorzitten privacyoverleg
B1.3-2  | |X|X|X|   | Deelnemen aan privacyoverleg
B1.3-3  |X| | | |   | Uitnodigen privacyspecialisten voor bijwonen overleggen met privacyvraagstukken
B1.3-4  | |X|X|X|   | Deelnemen aan project-, team- en themaoverleggen met betrekking tot privacyvraagstukken
B1.4-1  |X|X|X| |   | Inventariseren van feiten en omstandigheden en opstellen verslag van feiten en omstandigheden
B1.4-2  |X|X|X| |   | Uitvoeren analyse
B1.4-3  | | |X|X| 1 | Verstrekken advies
B1.4-4  | | |X|X|   | In geval van dilemma’s in analyse en / of advies afstemmen met respectievelijk de eigenaar, gemeentesecretaris en bestuurder
B1.4-5  | |X|X| |   | Opstellen en versturen rapportage veiligheidsincident
B1.4-6  | |X|X| |   | Afstemmen incident en resultaten met secretaris
B1.4-7  | | |X|X| 2 | Controle rapportage veiligheidsincident
B1.4-8  | | | |X|   | Melden datalek bij Autoriteit persoonsgegevens
B1.4-9  |X|X|X|X|   | Melden datalek aan betrokkenen
B1.4-10 |X| | | |   | Implementeren adviezen uit rapportages
B1.4-11 | | | |X|   | Toetsing op implementatie adviezen
B1.5-1  | |X|X|X|   | Gevraagd en ongevraagd advies geven aan bestuur, management en medewerkers met betrekking tot privacyvraagstukken
B1.5-2  | |X|X|X| 3 | Voorlichting en communicatie over privacy aan de organisatie (bewustwording)
B1.5-3  |X| | | | 4 | Continue aandacht voor privacy op de afdeling
B1.6-1  |X|X| | |   | Initiëren / aanvragen DPIA
B1.6-2  |X|X| | |   | Uitvoeren DPIA
B1.6-3  | |X|X| |   | Inhoudelijke en procedurele ondersteuning van de eigenaar bij het doorlopen van de DPIA
B1.6-4  | | | |X|   | Adviseren over de DPIA
B1.6-5  | |X| | |   | Opstellen verslag inclusief aanbevelingen, verwerken en archiveren van de resultaten van de DPIA
B1.6-6  |X| | | |   | Uitvoeren acties / implementeren maatregelen voortkomend uit de DPIA
B1.6-7  | | | |X|   | Toetsen uitgevoerde acties / geïmplementeerde maatregelen
B1.6-8  | | | |X|   | Toetsen op de procedure, de resultaten, de effectuering en de naleving van de resultaten uit de DPIA
B1.7-1  | | |X|X| 5 | Verantwoordelijk voor het opstellen van procedures voor afhandeling verzoeken
B1.7-2  | |X| | |   | Ontvangen verzoek, uitzetten vraag binnen de organisatie, verzamelen informatie en terugkoppeling naar aanvrager bij afdelingsoverstijgend verzoek
B1.7-3  |X| | | |   | Verzoek uitvoeren
B1.7-4  | |X| | |   | Procedureel en inhoudelijk ondersteunen bij de procedures verzoek rechten van betrokkenen
B1.7-5  | | |X|X| 6 | Optimalisatie van de procedure, verzorgen van communicatie en voorlichting en verkrijgen van draagkracht binnen de organisatie rond de procedures over verzoeken rechten van betrokkenen
B1.7-6  | | | |X| 7 | Toezicht op doorlopen procedures verzoek rechten van betrokkenen
B1.8-1  | |X|X|X|   | De ontwikkeling, de optimalisatie en de interne en extern communicatie rond procedures, formats en beleid met betrekking tot privacy
B1.8-2  |X| | | |   | Ten uitvoer brengen van het beleid
B1.8-3  | |X| | | 8 | Het beheer en de archivering van procedures, formats en beleid met betrekking tot privacy
B1.8-4  | | | |X|   | Toezicht op de kwaliteit, archivering, communicatie en toepassing van de procedures, formats en beleid
`

// columns are the four columns, left to right.
var columns = []domain.Role{domain.OWN, domain.PB, domain.CISO, domain.FG}

// annexAsPrinted reads the text above into rows.
func annexAsPrinted(t *testing.T) []domain.Row {
	t.Helper()
	var list []domain.Row
	for line := range strings.Lines(strings.TrimSpace(printed)) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) != 7 {
			t.Fatalf("not a row: %q", line)
		}
		row := domain.Row{ID: strings.TrimSpace(f[0]), Flag: strings.TrimSpace(f[5]), NL: strings.TrimSpace(f[6])}
		for i, role := range columns {
			if f[1+i] == "X" {
				row.Roles = append(row.Roles, role)
			}
		}
		list = append(list, row)
	}
	return list
}

func TestAnnex(t *testing.T) {
	want := annexAsPrinted(t)
	t.Run("bijlage 1 staat er precies zo als gedrukt: elke rij, elk kruisje, elk woord", func(t *testing.T) {
		if diff := cmp.Diff(want, domain.Annex); diff != "" {
			t.Errorf("annex (-printed +code):\n%s", diff)
		}
	})
	t.Run("bijlage 1 heeft 46 rijen en 74 kruisjes", func(t *testing.T) {
		marks := 0
		for _, r := range domain.Annex {
			marks += len(r.Roles)
		}
		if len(domain.Annex) != 46 || marks != 74 {
			t.Errorf("%d rows, %d marks", len(domain.Annex), marks)
		}
	})
	t.Run("de acht onzekere lezingen zijn gemarkeerd, elk één keer", func(t *testing.T) {
		flagged := map[string]string{}
		for _, r := range domain.Annex {
			if r.Flag != "" {
				flagged[r.Flag] = r.ID
			}
		}
		if diff := cmp.Diff(map[string]string{"1": "B1.4-3", "2": "B1.4-7", "3": "B1.5-2", "4": "B1.5-3", "5": "B1.7-1",
			"6": "B1.7-5", "7": "B1.7-6", "8": "B1.8-3"}, flagged); diff != "" {
			t.Errorf("flags (-want +got):\n%s", diff)
		}
	})
	t.Run("elk van de acht delen heeft een titel", func(t *testing.T) {
		var parts []string
		for _, p := range domain.AnnexParts {
			if p.NL == "" {
				t.Errorf("%s has no title", p.ID)
			}
			parts = append(parts, p.ID)
		}
		if want := []string{"B1.1", "B1.2", "B1.3", "B1.4", "B1.5", "B1.6", "B1.7", "B1.8"}; !slices.Equal(parts, want) {
			t.Errorf("parts %v", parts)
		}
	})
	t.Run("een rij die niet bestaat, is er niet", func(t *testing.T) {
		if r := domain.AnnexRow("B1.9-1"); r != nil {
			t.Errorf("got %+v", r)
		}
	})
}

// outsiders have no column in bijlage 1: no row lets them act.
var outsiders = []domain.Role{domain.EMP, domain.JUR, domain.COL, domain.ACC, domain.CTRL, domain.SEC, domain.DOM, domain.TM,
	domain.OPL, domain.MAYOR, domain.SYS}

func TestEveryRowIsEnforced(t *testing.T) {
	for _, row := range annexAsPrinted(t) {
		t.Run("R-3.3-01 "+row.ID+" staat alleen open voor "+marked(row.Roles), func(t *testing.T) {
			c := &domain.CommandInfo{Record: "rij", Name: "doen", NL: row.NL, Row: row.ID, Own: true}
			for _, role := range append(slices.Clone(columns), outsiders...) {
				err := domain.Authorize(c, domaintest.Process, acting(role))
				if slices.Contains(row.Roles, role) {
					if err != nil {
						t.Errorf("%s is marked, and refused: %v", role, err)
					}
					continue
				}
				wantRefusal(t, err, domain.Forbidden, "role.not-marked")
			}
		})
	}
}

func marked(roles []domain.Role) string {
	var list []string
	for _, r := range roles {
		list = append(list, string(r))
	}
	return strings.Join(list, ", ")
}
