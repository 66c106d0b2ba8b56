package intake

// FieldKind says how the cells of a field are read.
type FieldKind string

const (
	OneText  FieldKind = "text"     // one text; rows that differ are reported
	Prose    FieldKind = "prose"    // text that may be long; texts of several cells stand side by side
	Short    FieldKind = "short"    // a list of short items, also split at commas
	Long     FieldKind = "long"     // a list of sentences, never split at commas
	Periods  FieldKind = "periods"  // retention periods
	YesNo    FieldKind = "yes-no"   // Yes or No
	Choice   FieldKind = "choice"   // one of a few codes
	Date     FieldKind = "date"     // ISO date
	Grounds  FieldKind = "grounds"  // codes of art. 6 lid 1 AVG
	Details  FieldKind = "details"  // lines that belong to the processors, one by one
	Personal FieldKind = "personal" // kept outside the log
)

// Person is the key of the field for personal data of staff.
const Person = "person"

// The codes in Record.Fields for a yes and a no.
const (
	Yes = "yes"
	No  = "no"
)

// A Field is a place where a column can go.
type Field struct {
	Key      string
	NL       string
	Kind     FieldKind
	Required bool // mandatory in the register (RT-03); a placeholder in it is reported
}

// Fields are all fields, in the order in which a mapping page offers them. The key "" means: no field, keep the text with
// the record as its source.
var Fields = []Field{
	{"number", "Nummer of code in het andere register", OneText, false},
	{"name", "Naam van de verwerking", OneText, true},
	{"controller", "Verwerkingsverantwoordelijke", Prose, true},
	{"controllerContact", "Contactgegevens van de verwerkingsverantwoordelijke", Prose, false},
	{"department", "Afdeling", OneText, true},
	{"purposes", "Doelen", Long, true},
	{"grounds", "Grondslag", Grounds, true},
	{"groundExplanation", "Uitleg bij de grondslag (wet en artikel)", Prose, false},
	{"dataSubjects", "Categorieën van betrokkenen", Short, true},
	{"dataCategories", "Categorieën van persoonsgegevens", Short, true},
	{"specialCategories", "Bijzondere persoonsgegevens", Short, false},
	{"bsn", "BSN wordt gebruikt (ja of nee)", YesNo, false},
	{"criminal", "Strafrechtelijke gegevens worden gebruikt (ja of nee)", YesNo, false},
	{"recipients", "Ontvangers", Short, true},
	{"retention", "Bewaartermijnen", Periods, true},
	{"security", "Beveiligingsmaatregelen", Prose, true},
	{"origin", "Herkomst van de gegevens", Short, true},
	{"outsideEU", "Doorgifte buiten de EU (ja of nee)", YesNo, true},
	{"transfers", "Landen en waarborgen bij doorgifte", Prose, false},
	{"process", "Proces", OneText, true},
	{"specialGround", "Uitzonderingsgrond voor bijzondere persoonsgegevens", Prose, false},
	{"bsnBasis", "Wettelijke plicht en afweging voor het BSN", Prose, false},
	{"sectoralLaws", "Bijzondere wetten die voorgaan", Short, false},
	{"medicalSecrecy", "Medisch beroepsgeheim (ja of nee)", YesNo, false},
	{"systems", "Systemen", Short, false},
	{"brpLink", "Koppeling met de BRP", Choice, true},
	{"obtainedFrom", "Van wie de gegevens zijn gekregen", Choice, true},
	{"carriedOutBy", "Uitgevoerd door gemeente of verwerker", Choice, true},
	{"processors", "Verwerkers", Short, false},
	{"processorDetails", "Plaats of adres van de verwerker", Details, false},
	{"automatedDecisions", "Besluiten zonder mens (ja of nee)", YesNo, true},
	{"consent", "Hoe toestemming wordt gevraagd en ingetrokken", Prose, false},
	{"jointControllers", "Gezamenlijke verwerkingsverantwoordelijken", Prose, false},
	{"operations", "Handelingen met de gegevens", Short, false},
	{"startDate", "Startdatum", Date, false},
	{"endDate", "Einddatum", Date, false},
	{"lastConfirmed", "Datum laatst bevestigd", Date, false},
	{"dpia", "DPIA", Prose, false},
	{"status", "Status", OneText, false},
	{Person, "Persoonsgegeven van een medewerker (blijft buiten het logboek)", Personal, false},
}

// FieldByKey returns the field with this key.
func FieldByKey(key string) (Field, bool) {
	for _, f := range Fields {
		if f.Key == key {
			return f, true
		}
	}
	return Field{}, false
}

// single says whether one column at most goes to this field.
func (f Field) single() bool {
	switch f.Kind {
	case OneText, YesNo, Choice, Date:
		return true
	}
	return f.Key == "controller" || f.Key == "dpia"
}

// A synonym names a field in words. "=" before a word: only as the whole header. "~": weak, gives way to any other
// column for the same field.
type synonym struct{ field, words string }

// synonyms are the headers by which a field is known, in Dutch, Flemish and English. Capitals, accents, signs, and small words like
// "categorieën van" make no difference. Of several that occur in one header the longest wins, then the first; personal data
// win always.
var synonyms = []synonym{
	{"number", "verwerkingsnummer, nummer verwerking, registratienummer, referentienummer, verwerkings id, registernummer, =id, =nr, =nummer, =number, =code, =uid, =kenmerk, =referentie, =reference, ~volgnr, ~volgnummer"},
	{"name", "naam verwerking, naam verwerkingsactiviteit, titel verwerking, verwerkingsactiviteit, verwerkingsactiviteiten, benaming verwerking, processing activity, name of processing, =naam, =verwerking, =name, =titel, =title, =benaming, =processing, =activiteit"},
	{"controller", "verwerkingsverantwoordelijke, verwerkingsverantwoordelijken, naam verwerkingsverantwoordelijke, naam verantwoordelijke, naam en contactgegevens verwerkingsverantwoordelijke, naam en contactgegevens verantwoordelijke, controller, data controller, =verantwoordelijke, =verantwoordelijken, verantwoordelijke organisatie, ~=organisatie, ~=bestuursorgaan, ~=gemeente naam"},
	{"controllerContact", "contactgegevens verwerkingsverantwoordelijke, contactgegevens verantwoordelijke, adres verwerkingsverantwoordelijke, adres verantwoordelijke, contact details controller, controller contact"},
	{"department", "afdeling, dienst afdeling, verantwoordelijke afdeling, verwerkende afdeling, organisatieonderdeel, =organisatie onderdeel, =team, =dienst, =directie, =domein, =cluster, =sector, =eenheid, =department, business unit, =unit, =departement, naam afdeling, naam team"},
	{"purposes", "doel, doelen, doeleinde, doeleinden, doelstelling, verwerkingsdoel, verwerkingsdoelen, verwerkingsdoeleinden, doel verwerking, doeleinden verwerking, doel kern, purpose, purposes, purpose processing, finaliteit, finaliteiten, ~verzameldoel, ~=gerechtvaardigd doel"},
	{"grounds", "grondslag, grondslagen, rechtsgrond, rechtsgronden, verwerkingsgrondslag, verwerkingsgrond, rechtsgrondslag, wettelijke grondslag, juridische grondslag, grondslag verwerking, grondslag avg, lawful basis, legal basis, legal ground, rechtmatigheid, rechtmatigheidsgrond, toelaatbaarheidsgrond"},
	{"groundExplanation", "toelichting grondslag, uitleg grondslag, omschrijving grondslag, toelichting rechtsgrond, wettelijke basis, wettelijk kader, wet en artikel, wetsartikel, wetsartikelen, wet en regelgeving, wet regelgeving, wettelijke bepaling, explanation legal basis, =wetgeving, ~=wet"},
	{"dataSubjects", "betrokkene, betrokkenen, betrokken personen, categorieen betrokkenen, groepen betrokkenen, data subject, data subjects, categories data subjects, =personen, =doelgroep"},
	{"dataCategories", "persoonsgegevens, persoonsgegeven, soort gegevens, gegevenscategorieen, gegevenssoorten, =gegevens, verwerkte gegevens, gewone persoonsgegevens, personal data, categories personal data, data categories, =gegevenscategorie"},
	{"specialCategories", "bijzondere persoonsgegevens, bijzondere gegevens, bijzondere categorieen, bijzondere categorieen persoonsgegevens, gevoelige gegevens, gevoelige persoonsgegevens, special categories, special categories personal data, special category data, sensitive data"},
	{"bsn", "=bsn, gebruik bsn, bsn gebruikt, =burgerservicenummer, gebruik burgerservicenummer, bsn verwerkt, verwerking bsn, bsn ja nee"},
	{"criminal", "strafrechtelijke gegevens, strafrechtelijke persoonsgegevens, =strafrechtelijk, criminal data, criminal convictions, gerechtelijke gegevens"},
	{"recipients", "ontvanger, ontvangers, recipient, recipients, bestemmelingen, verstrekking aan, verstrekt aan, =afnemers, gedeeld met, derden ontvangers, interne ontvangers, externe ontvangers"},
	{"retention", "bewaartermijn, bewaartermijnen, bewaarperiode, bewaarduur, bewaringstermijn, bewaartijd, vernietigingstermijn, retention, retention period, retention periods, storage period, termijn bewaring"},
	{"security", "beveiliging, beveiligingsmaatregel, beveiligingsmaatregelen, technische en organisatorische maatregelen, technische en organisatorische beveiligingsmaatregelen, =maatregelen, genomen maatregelen, security, security measures, toms, veiligheidsmaatregelen"},
	{"origin", "herkomst, =bron, =bronnen, bron gegevens, bron persoonsgegevens, gegevensbron, oorsprong, afkomstig, source data, =source, origin"},
	{"outsideEU", "buiten eu, buiten eer, buiten europa, buiten europese unie, buiten europese economische ruimte, doorgifte buiten eu, doorgifte buiten eer, verstrekt buiten eu, outside eu, outside eea"},
	{"transfers", "doorgifte, doorgiften, derde landen, derde land, doorgifte derde landen, doorgifte landen, internationale doorgifte, passende waarborgen, waarborgen doorgifte, land doorgifte, third country, third countries, transfer, transfers, international transfers"},
	{"process", "proces, werkproces, bedrijfsproces, =process, business process, naam proces, procesnaam"},
	{"specialGround", "uitzonderingsgrond, uitzonderingsgrond bijzondere persoonsgegevens, uitzondering bijzondere persoonsgegevens, grondslag bijzondere persoonsgegevens, grondslag bijzondere gegevens, verwerkingsverbod doorbroken, doorbrekingsgrond, artikel 9 grond, exception special categories"},
	{"bsnBasis", "grondslag bsn, wettelijke basis bsn, wettelijke grondslag bsn, bsn grondslag, grondslag gebruik bsn"},
	{"sectoralLaws", "sectorale wet, sectorale wetten, sectorale wetgeving, bijzondere wet, bijzondere wetten, bijzondere wetgeving, sectoral law, sectoral laws"},
	{"medicalSecrecy", "medisch beroepsgeheim, beroepsgeheim, medical secrecy, professional secrecy"},
	{"systems", "systeem, systemen, applicatie, applicaties, informatiesysteem, informatiesystemen, naam systeem, toepassing, toepassingen, software, =system, =systems, application, applications"},
	{"brpLink", "koppeling brp, brp koppeling, =brp, brp gebruik, aansluiting brp"},
	{"obtainedFrom", "verkregen van, gegevens verkregen van, verkregen via, wijze verkrijging, obtained from"},
	{"carriedOutBy", "uitgevoerd door, uitvoering door, verwerking uitgevoerd door, carried out by, performed by"},
	{"processors", "verwerker, verwerkers, naam verwerker, namen verwerkers, bewerker, bewerkers, naam bewerker, processor, processors, data processor, ~verwerker extern"},
	{"processorDetails", "postcode verwerker, plaats verwerker, adres verwerker, land verwerker, vestigingsplaats verwerker, woonplaats verwerker, address processor, city processor, country processor"},
	{"automatedDecisions", "geautomatiseerde besluitvorming, automatische besluitvorming, geautomatiseerde individuele besluitvorming, geautomatiseerde besluiten, automated decision making, automated decision, automated decisions, =besluitvorming, profilering"},
	{"consent", "=toestemming, wijze toestemming, hoe toestemming, toestemming verkregen, intrekken toestemming, =consent"},
	{"jointControllers", "gezamenlijke verwerkingsverantwoordelijke, gezamenlijke verwerkingsverantwoordelijken, gezamenlijk verwerkingsverantwoordelijke, gezamenlijk verantwoordelijke, gezamenlijk verantwoordelijken, gezamenlijke verantwoordelijken, medeverantwoordelijke, medeverantwoordelijken, joint controller, joint controllers"},
	{"operations", "verwerkingshandelingen, verwerkingshandeling, handelingen, =bewerkingen, soort verwerking, aard verwerking, =operations, processing operations"},
	{"startDate", "startdatum, begindatum, ingangsdatum, datum ingang, datum start, datum aanvang, aanvangsdatum, start date, in gebruik sinds"},
	{"endDate", "einddatum, datum einde, beeindigd op, datum beeindiging, end date"},
	{"lastConfirmed", "laatst gecontroleerd, laatst bevestigd, datum laatste controle, datum laatste actualisatie, laatste actualisatie, laatste review, datum laatste review, actualiteit bevestigd, datum actualiteit, last reviewed, last confirmed"},
	{"dpia", "dpia, pia, geb, dpia uitgevoerd, pia uitgevoerd, gegevensbeschermingseffectbeoordeling, effectbeoordeling"},
	{"status", "=status, status verwerking, =toestand"},
	{Person, "contactpersoon, contactpersonen, naam contactpersoon, contactpersoon naam, aanspreekpunt, e mail, email, e mailadres, emailadres, mailadres, telefoon, telefoonnummer, tel, mobiel, phone, phone number, eigenaar, eigenaar naam, naam eigenaar, proceseigenaar, systeemeigenaar, gegevenseigenaar, fg naam, naam fg, contactgegevens fg, contact fg, functionaris gegevensbescherming, functionaris voor gegevensbescherming, dpo, data protection officer, ingevuld door, invuller, opsteller, auteur, behandelaar, medewerker naam, naam medewerker, naam invuller, functioneel beheerder, applicatiebeheerder, contact person, contact name, =contact, =contactgegevens, owner, process owner, gewijzigd door, aangemaakt door, created by, modified by"},
}
