package domain

// Row is one row of the governance tables of Annex 1 (bijlage 1). Rows are numbered by us: part, row.
type Row struct {
	ID    string // "B1.1-4"
	NL    string // the activity, in the words of the annex
	Roles []Role // the marked columns, left to right: Eigenaar, Privacybeheerder, CISO, FG
	Flag  string // where the reading of the source is uncertain: requirements 3.3
}

// AnnexVersion names the annex as printed. A change of the matrix is an event (T-32); this is where it starts.
const AnnexVersion = "Bijlage 1 bij het privacybeleid van de gemeente Heemstede, zoals gedrukt"

// AnnexParts are the titles of the eight tables.
var AnnexParts = []struct{ ID, NL string }{
	{"B1.1", "Beheer van het register van verwerkingen"},
	{"B1.2", "Registratie, beheer en actualisatie van verwerkersovereenkomsten"},
	{"B1.3", "Deelname aan overleg over privacy"},
	{"B1.4", "Afhandeling veiligheidsincidenten"},
	{"B1.5", "Advies en voorlichting aan de organisatie"},
	{"B1.6", "Uitvoering data protection impact assessment (DPIA)"},
	{"B1.7", "Afhandeling verzoek rechten van betrokkenen met betrekking tot persoonsgegevens"},
	{"B1.8", "Ontwikkelen en beheer van procedures, formats en beleid"},
}

// Annex is Annex 1, row by row: who may do what. Code, screens and documentation all read this table (promise 8).
var Annex = []Row{
	{"B1.1-1", "Actieve aanlevering van nieuwe verwerkingen bij de privacybeheerder en de FG", []Role{OWN}, ""},
	{"B1.1-2", "Zorgdragen voor de actualiteit van verwerkingen(register)", []Role{OWN}, ""},
	{"B1.1-3", "Coördinatie van de actualisatie van het register van verwerkingen", []Role{PB}, ""},
	{"B1.1-4", "Beheer van het register van verwerkingen", []Role{PB}, ""},
	{"B1.1-5", "Toetsing op kwaliteit, actualiteit, juistheid en volledigheid van (register van) verwerkingen", []Role{FG}, ""},

	{"B1.2-1", "Afsluiten van verwerkersovereenkomsten", []Role{OWN}, ""},
	{"B1.2-2", "Actualiseren en beheren van de modelverwerkersovereenkomst", []Role{PB, CISO}, ""},
	{"B1.2-3", "Advies aan de organisatie ten aanzien van werken met verwerkers en verwerkersovereenkomsten", []Role{PB}, ""},
	{"B1.2-4", "Coördinatie registratie verwerkers en archivering van verwerkersovereenkomsten", []Role{PB}, ""},
	{"B1.2-5", "Toezicht op registratie verwerkers en verwerkersovereenkomsten", []Role{FG}, ""},

	{"B1.3-1", "Voorzitten privacyoverleg", []Role{FG}, ""},
	{"B1.3-2", "Deelnemen aan privacyoverleg", []Role{PB, CISO, FG}, ""},
	{"B1.3-3", "Uitnodigen privacyspecialisten voor bijwonen overleggen met privacyvraagstukken", []Role{OWN}, ""},
	{"B1.3-4", "Deelnemen aan project-, team- en themaoverleggen met betrekking tot privacyvraagstukken", []Role{PB, CISO, FG}, ""},

	{"B1.4-1", "Inventariseren van feiten en omstandigheden en opstellen verslag van feiten en omstandigheden", []Role{OWN, PB, CISO}, ""},
	{"B1.4-2", "Uitvoeren analyse", []Role{OWN, PB, CISO}, ""},
	{"B1.4-3", "Verstrekken advies", []Role{CISO, FG}, "1"},
	{"B1.4-4", "In geval van dilemma’s in analyse en / of advies afstemmen met respectievelijk de eigenaar, gemeentesecretaris en bestuurder", []Role{CISO, FG}, ""},
	{"B1.4-5", "Opstellen en versturen rapportage veiligheidsincident", []Role{PB, CISO}, ""},
	{"B1.4-6", "Afstemmen incident en resultaten met secretaris", []Role{PB, CISO}, ""},
	{"B1.4-7", "Controle rapportage veiligheidsincident", []Role{CISO, FG}, "2"},
	{"B1.4-8", "Melden datalek bij Autoriteit persoonsgegevens", []Role{FG}, ""},
	{"B1.4-9", "Melden datalek aan betrokkenen", []Role{OWN, PB, CISO, FG}, ""},
	{"B1.4-10", "Implementeren adviezen uit rapportages", []Role{OWN}, ""},
	{"B1.4-11", "Toetsing op implementatie adviezen", []Role{FG}, ""},

	{"B1.5-1", "Gevraagd en ongevraagd advies geven aan bestuur, management en medewerkers met betrekking tot privacyvraagstukken", []Role{PB, CISO, FG}, ""},
	{"B1.5-2", "Voorlichting en communicatie over privacy aan de organisatie (bewustwording)", []Role{PB, CISO, FG}, "3"},
	{"B1.5-3", "Continue aandacht voor privacy op de afdeling", []Role{OWN}, "4"},

	{"B1.6-1", "Initiëren / aanvragen DPIA", []Role{OWN, PB}, ""},
	{"B1.6-2", "Uitvoeren DPIA", []Role{OWN, PB}, ""},
	{"B1.6-3", "Inhoudelijke en procedurele ondersteuning van de eigenaar bij het doorlopen van de DPIA", []Role{PB, CISO}, ""},
	{"B1.6-4", "Adviseren over de DPIA", []Role{FG}, ""},
	{"B1.6-5", "Opstellen verslag inclusief aanbevelingen, verwerken en archiveren van de resultaten van de DPIA", []Role{PB}, ""},
	{"B1.6-6", "Uitvoeren acties / implementeren maatregelen voortkomend uit de DPIA", []Role{OWN}, ""},
	{"B1.6-7", "Toetsen uitgevoerde acties / geïmplementeerde maatregelen", []Role{FG}, ""},
	{"B1.6-8", "Toetsen op de procedure, de resultaten, de effectuering en de naleving van de resultaten uit de DPIA", []Role{FG}, ""},

	{"B1.7-1", "Verantwoordelijk voor het opstellen van procedures voor afhandeling verzoeken", []Role{CISO, FG}, "5"},
	{"B1.7-2", "Ontvangen verzoek, uitzetten vraag binnen de organisatie, verzamelen informatie en terugkoppeling naar aanvrager bij afdelingsoverstijgend verzoek", []Role{PB}, ""},
	{"B1.7-3", "Verzoek uitvoeren", []Role{OWN}, ""},
	{"B1.7-4", "Procedureel en inhoudelijk ondersteunen bij de procedures verzoek rechten van betrokkenen", []Role{PB}, ""},
	{"B1.7-5", "Optimalisatie van de procedure, verzorgen van communicatie en voorlichting en verkrijgen van draagkracht binnen de organisatie rond de procedures over verzoeken rechten van betrokkenen", []Role{CISO, FG}, "6"},
	{"B1.7-6", "Toezicht op doorlopen procedures verzoek rechten van betrokkenen", []Role{FG}, "7"},

	{"B1.8-1", "De ontwikkeling, de optimalisatie en de interne en extern communicatie rond procedures, formats en beleid met betrekking tot privacy", []Role{PB, CISO, FG}, ""},
	{"B1.8-2", "Ten uitvoer brengen van het beleid", []Role{OWN}, ""},
	{"B1.8-3", "Het beheer en de archivering van procedures, formats en beleid met betrekking tot privacy", []Role{PB}, "8"},
	{"B1.8-4", "Toezicht op de kwaliteit, archivering, communicatie en toepassing van de procedures, formats en beleid", []Role{FG}, ""},
}

var rows = func() map[string]*Row {
	m := make(map[string]*Row, len(Annex))
	for i := range Annex {
		m[Annex[i].ID] = &Annex[i]
	}
	return m
}()

// AnnexRow returns a row as printed, or nil.
func AnnexRow(id string) *Row { return rows[id] }
