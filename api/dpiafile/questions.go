package dpiafile

import "strings"

// rijkQuestions are the questions of the Model DPIA Rijksdienst 3.0 with their numbers, as in the definition of the form
// (github.com/MinBZK/par-dpia-form, EUPL-1.2). A number that is not here is shown as a number.
var rijkQuestions = func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(questionText) {
		id, nl, _ := strings.Cut(strings.TrimSpace(line), " ")
		m[id] = nl
	}
	return m
}()

const questionText = `0 Inleiding
1 Voorstel
1.1 Voorstel
1.2 Afbeeldingen
1.2.1 Afbeelding
2 Persoonsgegevens
2.1 Persoonsgegevens
2.1.1 Persoonsgegeven
2.1.2 Categorie betrokkene
2.1.3 Categorie persoonsgegevens
2.1.4 Type persoonsgegeven
2.1.5 Oorspronkelijk verwerkingsdoeleinde
2.1.6 Bron betrokkenen
2.1.7 Partij naam
2.1.8 Bron tool/platform
2.1.9 Rechtsgrond verstrekking
2.3 Aanvullende informatie over de persoonsgegevens
3 Gegevensverwerking
3.1 Gegevensverwerking, Categorieën betrokkenen & persoonsgegevens
3.1.1 Gegevensverwerking naam
3.1.2 Gegevensverwerking beschrijving
3.1.3 Persoonsgegevens
3.2 Aanvullende informatie over de gegevensverwerking
3.3 Samenhang gegevensverwerkingen
3.3.1 Samenhang tussen de gegevensverwerkingen
4 Technieken en methoden van de gegevensverwerkingen
5 Verwerkingsdoeleinden
5.1 Gegevensverwerking & verwerkingsdoeleinde
5.1.1 Verwerkingsdoeleinde
5.2 Aanvullende informatie over de verwerkingsdoeleinden
6 Betrokken partijen
6.1 Gegevensverwerking betrokken partijen
6.1.1 Betrokken partij
6.1.1.1 Partij naam
6.1.1.2 Partij rol
6.1.1.3 Functies/afdelingen
6.1.1.4 Persoonsgegevens
6.1.1.5 Categorieën betrokkene
6.2 Aanvullende informatie over de betrokken partijen
7 Belangen bij de gegevensverwerkingen
7.1 Betrokken partij, belangen, uitkomst consultatie van betrokkenen
7.1.1 Belang van betrokken partij en uitkomst consultatie van betrokkenen
7.2 Aanvullende informatie over de belangen
8 Verwerkingslocaties
8.1 Gegevensverwerking, verwerkingslocatie, doorgiftemechanisme, maatregelen
8.1.1 Verwerkingslocaties
8.1.1.1 Verwerkingslocatie
8.1.1.2 Doorgiftemechanisme
8.1.1.3 Maatregelen
8.2 Aanvullende informatie over de verwerkingslocaties
9 Juridisch en beleidsmatig kader
9.1 Gegevensverwerkingen, juridisch en/of beleidsmatigkader, Wetsartikelen
9.1.1 Juridisch en beleidsmatig kader
9.1.1.1 Juridisch en/of beleidsmatig kader
9.1.1.2 Wetsartikelen
9.2 Aanvullende informatie over het juridische en beleidsmatig kader
10 Bewaartermijnen
10.1 Gegevensverwerking, verwerkingsdoeleinde, categorie betrokkene & persoonsgegevens, bewaartermijn archiveringsperiode & motivatie bewaartermijn
10.1.1 Bewaartermijnen
10.1.1.1 Verwerkingsdoeleinde
10.1.1.2 Categorie betrokkene
10.1.1.3 Persoonsgegevens
10.1.1.4 Bewaartermijn/archiveringsperiode
10.1.1.5 Motivatie bewaartermijn
10.2 Aanvullende informatie over de bewaartermijnen
11 Rechtsgrond
11.1 Gegevensverwerking, Rechtsgrond, toelichting op de rechtsgrond
11.1.1 Rechtsgrond
11.1.1.1 Rechtsgrond
11.1.1.2 Toelichting op de rechtsgrond
11.2 Aanvullende informatie over de rechtsgronden
12 Bijzondere persoonsgegevens, strafrechtelijke persoonsgegevens en nationale identificatienummers
12.1 Bijzondere persoonsgegevens
12.1.1 Bijzondere persoonsgegevens
12.1.2 Bijzondere persoonsgegevens
12.1.2.1 Gegevensverwerking
12.1.2.2 Categorie betrokkene
12.1.2.3 Persoonsgegevens
12.1.2.4 Type bijzondere persoonsgegevens
12.1.2.5 Doorbrekingsgrond
12.2 Strafrechtelijke persoonsgegevens
12.2.1 Strafrechtelijke persoonsgegevens
12.2.2 Strafrechtelijke persoonsgegevens
12.2.2.1 Gegevensverwerking
12.2.2.2 Categorie betrokkene
12.2.2.3 Persoonsgegevens
12.2.2.4 Uitzonderingsgrond
12.3 Nationale identificatienummers
12.3.1 Nationale identificatienummers
12.3.2 Nationale identificatienummers
12.3.2.1 Gegevensverwerking
12.3.2.2 Categorie betrokkene
12.3.2.3 Persoonsgegevens
12.3.2.4 Uitzonderingsgrond
12.4 Aanvullende informatie over de bijzondere persoonsgegevens, strafrechtelijke persoonsgegevens en nationale identificatienummers
13 Doelbinding
13.1 Gegevensverwerking, categorie betrokkenen & persoonsgegevens, doeleinde & oorspronkelijk doeleinde
13.1.1 Doelbinding
13.1.1.1 Categorie betrokkene
13.1.1.2 Persoonsgegevens
13.1.1.3 Doeleinde
13.1.1.4 Oorspronkelijk doeleinde
13.1.1.5 Wat is de beoordeling van de verdere verwerking?
13.1.1.6 Specificatie van het wetsartikel voor "Toelaatbaar op grond van Unie- of lidstaatrechtelijk recht
13.2 Aanvullende informatie over de verenigbaarheid en toelaatbaarheid
14 Noodzaak en evenredigheid
14.1 De beoordeling van de subsidiariteit
14.2 De beoordeling van de proportionaliteit
15 Rechten van de betrokkenen
15.1 Recht van inzage
15.1.1 Procedures ter uitvoering
15.1.2 Toelichting op procedure ter invulling van het recht van de betrokkene
15.1.3 Beperking op grond van wettelijke uitzondering
15.1.4 Beperking toelichting
15.2 Recht op rectificatie en aanvulling
15.2.1 Procedures ter uitvoering
15.2.2 Procedure toelichting
15.2.3 Beperking op grond van wettelijke uitzondering
15.2.4 Beperking toelichting
15.3 Recht op vergetelheid
15.3.1 Procedures ter uitvoering
15.3.2 Procedure toelichting
15.3.3 Beperking op grond van wettelijke uitzondering
15.3.4 Beperking toelichting
15.4 Recht op beperking van de verwerking
15.4.1 Procedures ter uitvoering
15.4.2 Procedure toelichting
15.4.3 Beperking op grond van wettelijke uitzondering
15.4.4 Beperking toelichting
15.5 Recht op dataportabiliteit
15.5.1 Procedures ter uitvoering
15.5.2 Procedure toelichting
15.5.3 Beperking op grond van wettelijke uitzondering
15.5.4 Beperking toelichting
15.6 Recht niet onderworpen te worden aan uitsluitend geautomatiseerde besluitvorming
15.6.1 Procedures ter uitvoering
15.6.2 Procedure toelichting
15.6.3 Beperking op grond van wettelijke uitzondering
15.6.4 Beperking toelichting
15.7 Recht om bezwaar te maken
15.7.1 Procedures ter uitvoering
15.7.2 Procedure toelichting
15.7.3 Beperking op grond van wettelijke uitzondering
15.7.4 Beperking toelichting
15.8 Recht op duidelijke informatie
15.8.1 Procedures ter uitvoering
15.8.2 Procedure toelichting
15.8.3 Beperking op grond van wettelijke uitzondering
15.8.4 Beperking toelichting
16 Risico’s voor betrokkenen
16.1 Risico's voor de betrokkenen
16.1.1 Beschrijving van het risico
16.1.2 Oorsprong
16.1.3 Kans
16.1.4 Motivatie van de kans
16.1.5 Impact
16.1.6 Motivatie van de impact
16.1.7 Risiconiveau
16.1.8 Motivatie van de risicoinschatting
16.2 Aanvullende informatie over de risico’s
17 Maatregelen
17.1 Risico, Oorsprong, Maatregelen, Resterende risico en risico-inschatting & beheerder van maatregelen
17.1.1 Risico
17.1.2 Oorsprong
17.1.3 Maatregelen
17.1.4 Resterend risico en de risicoinschatting
17.1.5 Voeg een verwijzing of beschrijving van het advies AP toe
17.1.6 In welk land vindt de monitoring en evaluatie van de maatregelen plaats?
17.1.7 Beheerder van de maatregelen
17.2 Aanvullende informatie over de maatregelen
17.3 Onderbouwing acceptatie resterende risico's
18 Managementsamenvatting
19 Versie, Status, DPIA-dossier, Documentbeheerder en Advies FG
19.1 Versie
19.1.1 DPIA versie
19.1.2 Datum
19.1.3 Toelichting
19.2 Status
19.3 DPIA dossier
19.3.1 Grootte (aantal documenten)
19.3.2 Documenten
19.3.2.1 Document soort
19.3.2.2 Document naam
19.3.2.3 Document versie
19.3.2.4 Document locatie
19.4 Documentbeheerder
19.4.1 Organisatie
19.4.2 Directie
19.4.3 Afdeling
19.4.4 Naam
19.4.5 Functie
19.4.6 Opslaglocatie
19.5 Advies functionaris voor gegevensbescherming (FG)
19.5.1 Organisatie
19.5.2 Directie
19.5.3 Afdeling
19.5.4 Naam
19.5.5 Functie
19.5.6 Datum advies
19.5.7 Advies FG in document (naam document)
19.5.8 Advies FG verwerkt in versie (versienummer)
20 Vaststelling en ondertekening
20.1 Verwerkingsverantwoordelijke
20.1.1 Organisatie
20.1.2 Directie
20.1.3 Afdeling
20.1.4 Naam
20.1.5 Functie
20.1.6 Datum ondertekening
20.1.7 Opgesteld door afdeling`
