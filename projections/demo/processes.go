package demo

import "github.com/heemstede/grootboek/domain/governance"

// task is a municipal task: a process with the teams that work in it; the first is the department of its activities.
type task struct {
	key, name, what string
	teams           []string
	statute         string
}

func tasks() []task {
	t := func(key, name, what, statute string, teams ...string) task {
		return task{key, name, what, teams, statute}
	}
	return []task{
		t("brp", "Basisregistratie personen", "Bijhouden van en verstrekken uit de basisregistratie personen.", "Wet BRP", "bz", "kcc"),
		t("stand", "Burgerlijke stand", "Opmaken van akten van geboorte, huwelijk, partnerschap en overlijden.", "Burgerlijk Wetboek boek 1", "bz"),
		t("reis", "Reisdocumenten en rijbewijzen", "Aanvragen en uitreiken van paspoorten, identiteitskaarten en rijbewijzen.", "Paspoortwet; Wegenverkeerswet 1994", "bz", "kcc"),
		t("kies", "Verkiezingen", "Voorbereiden en houden van verkiezingen.", "Kieswet", "bz", "bes"),
		t("kcc", "Dienstverlening aan inwoners", "Beantwoorden van vragen en aannemen van meldingen via balie, telefoon en website.", "", "kcc", "com"),
		t("wmo", "Wmo: toegang en voorzieningen", "Onderzoeken van meldingen en verstrekken van maatwerkvoorzieningen.", "Wmo 2015", "wmo", "kcc"),
		t("wmot", "Wmo: kwaliteit en toezicht", "Toezien op de kwaliteit en de rechtmatigheid van maatschappelijke ondersteuning.", "Wmo 2015, hoofdstuk 6", "wmo"),
		t("jeugd", "Jeugdhulp", "Toeleiden naar en verstrekken van jeugdhulp.", "Jeugdwet", "jeugd", "wmo"),
		t("veilig", "Zorg en veiligheid", "Afstemmen van zorg, bestuur en justitie rond inwoners met meerdere problemen.", "", "oov", "jeugd", "wmo"),
		t("uitk", "Participatie: uitkeringen", "Verstrekken van algemene en bijzondere bijstand.", "Participatiewet", "isd"),
		t("werk", "Participatie: werk en re-integratie", "Begeleiden van inwoners naar werk.", "Participatiewet", "isd"),
		t("fraude", "Participatie: handhaving", "Onderzoeken of uitkeringen rechtmatig zijn.", "Participatiewet", "isd"),
		t("inburg", "Inburgering en statushouders", "Begeleiden van inburgeringsplichtigen.", "Wet inburgering 2021", "isd", "won"),
		t("schuld", "Schuldhulpverlening", "Helpen van inwoners met schulden en vroeg signaleren van betaalachterstanden.", "Wet gemeentelijke schuldhulpverlening", "shv"),
		t("leer", "Leerplicht en voortijdig schoolverlaten", "Toezien op de leerplicht en begeleiden van jongeren naar een startkwalificatie.", "Leerplichtwet 1969", "lpl"),
		t("vervoer", "Leerlingenvervoer", "Verstrekken van vervoer naar school.", "Wet op het primair onderwijs, art. 4", "osc", "lpl"),
		t("subs", "Subsidies", "Verstrekken van subsidies aan verenigingen en instellingen.", "Algemene wet bestuursrecht, titel 4.2", "osc"),
		t("kinder", "Kinderopvang", "Registreren van en toezien op kinderopvang.", "Wet kinderopvang", "osc"),
		t("omg", "Omgevingsvergunningen", "Beoordelen van aanvragen en meldingen voor bouwen, slopen, milieu en gebruik.", "Omgevingswet", "vth", "ro"),
		t("bijz", "Bijzondere vergunningen", "Beoordelen van aanvragen voor evenementen, horeca en standplaatsen.", "Alcoholwet; Algemene plaatselijke verordening", "vth"),
		t("hand", "Toezicht en handhaving", "Toezien op de leefomgeving en de openbare ruimte.", "Omgevingswet; Algemene wet bestuursrecht, hoofdstuk 5", "hand"),
		t("orde", "Openbare orde", "Handhaven van de openbare orde door de burgemeester.", "Gemeentewet, art. 172", "oov"),
		t("cam", "Cameratoezicht", "Toezicht met camera’s in het belang van de openbare orde en van gebouwen.", "Gemeentewet, art. 151c", "oov", "fac"),
		t("bibob", "Integriteit van aanvragers", "Beoordelen van de integriteit van aanvragers en partners.", "Wet Bibob", "oov", "vth"),
		t("bel", "Gemeentelijke belastingen", "Heffen en innen van gemeentelijke belastingen.", "Gemeentewet, hoofdstuk XV", "bel"),
		t("woz", "Waardering onroerende zaken", "Bepalen van de waarde van onroerende zaken.", "Wet WOZ", "bel"),
		t("park", "Parkeren", "Verlenen van parkeervergunningen en heffen van parkeerbelasting.", "Gemeentewet, art. 225", "park", "hand"),
		t("verk", "Verkeer", "Nemen van verkeersbesluiten en tellen van verkeer.", "Wegenverkeerswet 1994", "park"),
		t("bor", "Beheer openbare ruimte", "Onderhouden van wegen, groen en speelplaatsen.", "", "bor", "kcc"),
		t("afval", "Inzameling van afval", "Inzamelen van huishoudelijk afval.", "Wet milieubeheer, art. 10.21", "afval"),
		t("begr", "Begraafplaatsen", "Uitgeven van graven en bijhouden van het begraafregister.", "Wet op de lijkbezorging", "bor", "bz"),
		t("ro", "Ruimtelijke plannen", "Opstellen van ruimtelijke plannen met inspraak.", "Omgevingswet", "ro"),
		t("won", "Woonruimte en urgentie", "Verdelen van woonruimte en verlenen van urgentie.", "Huisvestingswet 2014", "won"),
		t("eco", "Vastgoed en gronduitgifte", "Verhuren en verkopen van gemeentelijk vastgoed en grond.", "", "eco", "fin"),
		t("po", "Personeelszaken", "Uitvoeren van het werkgeverschap.", "Ambtenarenwet 2017", "po"),
		t("werv", "Werving en selectie", "Werven en selecteren van medewerkers.", "", "po"),
		t("fin", "Financiële administratie", "Betalen en innen van facturen.", "", "fin"),
		t("ink", "Inkoop en aanbesteding", "Inkopen van goederen, diensten en werken.", "Aanbestedingswet 2012", "ink", "jz"),
		t("arch", "Informatiebeheer en archief", "Beheren, overbrengen en vernietigen van informatie.", "Archiefwet 1995", "div"),
		t("ict", "Informatiebeveiliging en ICT", "Beheren en beveiligen van systemen.", "", "ict"),
		t("juri", "Bezwaar, beroep en klachten", "Behandelen van bezwaren, beroepen en klachten.", "Algemene wet bestuursrecht", "jz"),
		t("woo", "Openbaarheid en rechten van betrokkenen", "Behandelen van verzoeken om informatie en om inzage.", "Wet open overheid; AVG", "jz", "div"),
		t("com", "Communicatie en participatie", "Informeren van en overleggen met inwoners.", "", "com"),
		t("bes", "Bestuur en college", "Ondersteunen van college en burgemeester.", "Gemeentewet", "bes"),
		t("raad", "Gemeenteraad en commissies", "Ondersteunen van de gemeenteraad.", "Gemeentewet", "bes"),
		t("fac", "Huisvesting en toegang", "Beheren van gebouwen en toegang.", "", "fac"),
		t(pilot, "Proef slimme binnenstad", "Meten van drukte in de binnenstad, bij wijze van proef.", "", "eco", "oov"),
	}
}

// pilot is the process that is discontinued in the course of history.
const pilot = "proef"

func (t task) register(owner string, names map[string]string) governance.RegisterProcess {
	c := governance.RegisterProcess{Name: t.name, Task: t.what, Owner: owner, Statute: t.statute}
	for _, k := range t.teams {
		c.Teams = append(c.Teams, names[k])
	}
	return c
}
