package domain

import "strings"

// paragraphs are the titles of the chapters and paragraphs of the privacy policy.
var paragraphs = map[string]string{
	"1": "Inleiding", "1.1": "Wat houdt het verwerken van persoonsgegevens in?", "1.2": "Wie verwerken persoonsgegevens?", "1.3": "Opstellen privacybeleid", "1.4": "Juridisch kader", "1.5": "Raakvlakken en overlap met andere beleidsthema’s",
	"2": "Privacybeleid", "2.1": "Visie op gegevensbescherming", "2.2": "Doel en reikwijdte privacybeleid", "2.3": "Uitgangspunten privacy",
	"3": "Privacymanagement", "3.1": "Taken en verantwoordelijkheden", "3.2": "Proceseigenaarschap", "3.3": "Uitwerking van de privacy governance",
	"4": "Beleid voor rechtmatige en zorgvuldige verwerking", "4.1": "Register van verwerkingen", "4.2": "Transparantie", "4.3": "Doelbinding", "4.4": "Rechtmatige grondslag", "4.5": "Privacy by design",
	"4.6": "De hoeveelheid te verwerken gegevens", "4.7": "Kwaliteit van gegevens", "4.8": "Bewaartermijn", "4.9": "Gegevensbeschermingseffectbeoordeling", "4.10": "Samenwerkingsverbanden",
	"5": "Privacyrechten", "5.1": "Recht op inzage en correctie van persoonsgegevens", "5.2": "Recht van bezwaar en op het indienen van een klacht", "5.3": "Recht op beperking van de verwerking", "5.4": "Recht op vergetelheid",
	"5.5": "Recht op dataportabiliteit", "5.6": "Algemene uitzonderingen privacyrechten",
	"6": "Informatiebeveiliging", "6.1": "Geheimhouding", "6.2": "Informatiebeveiliging",
	"7": "Convenanten en verwerkersovereenkomsten", "7.1": "Convenanten", "7.2": "Verwerkersovereenkomsten",
	"8": "Bewustwording, communicatie en evaluatie", "8.1": "Evaluatie",
}

// SourceNL says in words where a record type comes from, one line each: "§7.2 Verwerkersovereenkomsten". What stands in the
// tables only for whoever builds the ledger, as the number of a record type, is left out.
func SourceNL(source string) (list []string) {
	for part := range strings.SplitSeq(source, ", ") {
		number, policy := strings.CutPrefix(part, "§")
		table, annex := strings.CutPrefix(part, "bijlage ")
		switch {
		case policy && paragraphs[number] != "":
			list = append(list, part+" "+paragraphs[number])
		case annex:
			list = append(list, strings.TrimSpace("Bijlage "+table+" "+partNL("B"+table)))
		case strings.HasPrefix(part, "B") && AnnexRow(part) != nil:
			list = append(list, "Bijlage "+strings.TrimPrefix(part, "B")+" "+AnnexRow(part).NL)
		case policy || strings.HasPrefix(part, "AVG"):
			list = append(list, part)
		case strings.HasPrefix(part, "[added] "): // ours, after another standard
			list = append(list, strings.TrimPrefix(part, "[added] "))
		}
	}
	return list
}

// partNL is the title of a table of Annex 1; "" if there is none.
func partNL(id string) string {
	for _, p := range AnnexParts {
		if p.ID == id {
			return p.NL
		}
	}
	return ""
}
