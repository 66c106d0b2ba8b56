package obligations

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Kind is how a duty of the table is bound in time.
type Kind string

// Kinds.
const (
	Within Kind = "within"  // a period after the trigger
	Every  Kind = "every"   // a period after the last time, again and again
	Ahead  Kind = "ahead"   // before, or at the latest at, the trigger: no period, so a rule refuses or a deviation is recorded
	AtOnce Kind = "at-once" // no period in the policy
	Agreed Kind = "agreed"  // on a day that the record itself names
	Until  Kind = "until"   // it holds until something ends it
	Since  Kind = "since"   // a rule that holds from a day on
)

// A Duty is one row of table 4.2 of the requirements.
type Duty struct {
	Nr     int
	NL     string // what
	Source string // paragraph of the policy, row of Annex 1, article of a law; "[added]" for what the policy does not say
	From   string // where it starts
	Kind   Kind
	Who    []domain.Role // who must do it; SYS where the system refuses
	Told   []domain.Role // who is told when it passes
	Limits []Limit       // the periods; none where the policy has none
}

// A Limit is one period of a duty.
type Limit struct {
	Key string // names it within its row: "answer"
	NL  string // what must be done within it
	calendar.Term
	Extra string // how much longer, at most; "" if it cannot be extended
	// Day is a fixed day, "12-31", in the year of the trigger or so many Years later. It stands instead of a period.
	Day   string
	Years int
}

// month is the term of AVG 12(3), with the extension of that paragraph.
func month(nl string) []Limit {
	return []Limit{{"answer", nl, calendar.Term{Period: "P1M", By: calendar.EU}, "P2M", "", 0}}
}

// own is one term that no law moves.
func own(key, nl, period string) Limit {
	return Limit{Key: key, NL: nl, Term: calendar.Term{Period: period, By: calendar.Own}}
}

func fixed(key, nl, day string, years int) []Limit {
	return []Limit{{Key: key, NL: nl, Term: calendar.Term{By: calendar.Own}, Day: day, Years: years}}
}

type roles = []domain.Role

var (
	clerks = roles{domain.OWN, domain.PB}            // B1.7-2, B1.7-3
	three  = roles{domain.OWN, domain.PB, domain.FG} // "PB, OWN and FG warned"
	owner  = roles{domain.OWN}
	all4   = roles{domain.OWN, domain.PB, domain.CISO, domain.FG} // B1.4-9
)

// Table is table 4.2: every deadline and cycle of the policy, by number. Periods marked [added] are ours, where the policy
// is silent (requirements 4.2 and tensions T-03 to T-05, T-18, T-33, T-34, T-41).
var Table = []Duty{
	{1, "Een verzoek om inzage beantwoorden", "§5.1; AVG art. 12 lid 3", "ontvangst, mondeling of schriftelijk", Within, clerks, three, month("Antwoord op het verzoek om inzage")},
	{2, "Laten weten of een verzoek om rectificatie gegrond is", "§5.1; AVG art. 12 lid 3", "ontvangst", Within, clerks, three, []Limit{
		own("answer", "Bericht of het verzoek gegrond is", "P28D"), // T-03, T-04: four weeks, no extension
		{"avg", "Antwoord binnen de termijn van de AVG", calendar.Term{Period: "P1M", By: calendar.EU}, "P2M", "", 0}}},
	{3, "Een verzoek om verwijdering beantwoorden", "§5.4; AVG art. 12 lid 3 [added]", "ontvangst", Within, clerks, three, month("Antwoord op het verzoek om verwijdering")},
	{4, "Een verzoek om beperking beantwoorden; beperken kan niet wachten", "§5.3; AVG art. 12 lid 3 [added]", "ontvangst", Within, clerks, three, month("Antwoord op het verzoek om beperking")},
	{5, "Een bezwaar tegen verwerking beantwoorden", "§5.2; AVG art. 12 lid 3 [added]", "ontvangst", Within, clerks, three, month("Antwoord op het bezwaar tegen verwerking")},
	{6, "Een verzoek om overdracht van gegevens beantwoorden", "§5.5; AVG art. 12 lid 3 [added]", "ontvangst", Within, clerks, three, month("Antwoord op het verzoek om overdracht")},
	{7, "Een mens laten kijken, en duidelijke informatie geven", "bijlage 1.7; AVG art. 12 lid 3 [added]", "ontvangst", Within, clerks, three, month("Antwoord op het verzoek")},
	{8, "Redelijke tijd tussen verzoeken om inzage", "§5.1", "het vorige antwoord", Until, clerks, nil, nil},
	{9, "Beperking zolang de juistheid wordt nagegaan", "§5.3", "twijfel geuit", Until, owner, nil, nil},
	{10, "Beperking zolang belangen worden afgewogen", "§5.2, §5.3", "bezwaar ontvangen", Until, owner, nil, nil},
	{11, "Ontvangers melden van rectificatie of beperking", "§5.1, §5.3", "rectificatie of beperking", AtOnce, clerks, three, nil},
	{12, "De lijst van ingelichte ontvangers geven", "§5.1, §5.3; AVG art. 19 [added]", "de betrokkene vraagt erom", Within, clerks, three, []Limit{
		{"answer", "De lijst van ingelichte ontvangers", calendar.Term{Period: "P1M", By: calendar.EU}, "", "", 0}}},
	{13, "Wijzen op het recht van bezwaar", "§5.2", "eerste contact", Ahead, owner, three, nil},
	{14, "Informeren over gegevens die van de betrokkene komen", "§4.2", "voordat de betrokkene gegevens geeft", Ahead, owner, three, nil},
	{15, "Informeren over gegevens die van een ander komen", "§4.2", "het vastleggen", Ahead, owner, three, nil}, // T-19: the policy is stricter than AVG 14(3)
	{16, "De inwoner informeren over integraal delen, met de motivering", "§2.3", "het delen", Ahead, owner, three, nil},
	{17, "Subsidiariteit en proportionaliteit beoordelen", "§2.3, §4.6", "begin van het verzamelen", Ahead, owner, three, nil},
	{18, "Privacy door ontwerp regelen", "§4.5", "begin van de verwerking", Ahead, owner, three, nil},
	{19, "Kwaliteit controleren", "§4.7", "de verwerking van de gegevens", Ahead, owner, three, nil},
	{20, "Nagaan in de BRP als er geen koppeling is", "§4.7", "het gebruik van de gegevens", Ahead, owner, three, nil},
	{21, "DPIA bij een hoog risico", "§4.9, bijlage 1.6", "begin van de verwerking", Ahead, owner, three, nil},
	{22, "Korte DPIA van een bestaande verwerking", "§4.9", "de laatste DPIA, anders de start", Every, owner, three, []Limit{own("short", "Korte DPIA", "P3Y")}}, // T-28
	{23, "DPIA bij een ander doel, nieuwe techniek of ander risico", "§4.3, §4.9, bijlage 1.6", "de wijziging", Ahead, owner, three, nil},
	{24, "DPIA die nooit is gedaan", "bijlage 1.6", "de vaststelling", AtOnce, owner, three, nil},
	{25, "DPIA vóór een samenwerking", "§4.10", "deelname", Ahead, owner, three, nil},
	{26, "Antwoord van de AP op een voorafgaande raadpleging", "AVG art. 36 lid 2 [added]", "ontvangst door de AP", Within, roles{domain.FG}, three, []Limit{
		{"advice", "Advies van de AP", calendar.Term{Period: "P8W", By: calendar.EU}, "P6W", "", 0},
		{"extension", "Bericht van de AP dat zij verlengt", calendar.Term{Period: "P1M", By: calendar.EU}, "", "", 0}}},
	{27, "Gegevens vernietigen na de bewaartermijn", "§4.8", "eind van de bewaartermijn", Agreed, owner, three, []Limit{own("destroy", "Vernietiging", "P0D")}},
	{28, "Gegevens vernietigen die niet meer nodig zijn", "§4.8", "de noodzaak vervalt", AtOnce, owner, three, nil},
	{29, "Overtollige gegevens van inwoners vernietigen", "§4.6", "de vondst", AtOnce, owner, three, nil},
	{30, "Afspraken met derden controleren", "§2.3", "de laatste controle, anders het begin", Every, owner, three, []Limit{own("check", "Jaarlijkse controle", "P1Y")}}, // T-33
	{31, "Convenanten controleren", "§7.1", "de laatste controle, anders het sluiten", Every, owner, three, []Limit{own("check", "Jaarlijkse controle", "P1Y")}},
	{32, "Verwerkersovereenkomsten controleren", "§7.2", "de laatste controle, anders het sluiten", Every, owner, three, []Limit{own("check", "Jaarlijkse controle", "P1Y")}},
	{33, "Schriftelijke toestemming voor een subverwerker", "bijlage 1.2", "het inschakelen", Ahead, owner, three, nil},
	{34, "Gegevens terug of vernietigd na het einde van een overeenkomst of convenant", "§7.1, §7.2, bijlage 1.2", "de afgesproken dag", Agreed, owner, three, []Limit{own("return", "Teruggave of vernietiging", "P0D")}},
	{35, "Model van de VNG voor nieuwe verwerkersovereenkomsten", "§7.2", "vanaf 1 januari 2020", Since, owner, three, nil},
	{36, "Norm BIO in plaats van BIG", "§6.2", "vanaf 1 januari 2020", Since, roles{domain.CISO}, nil, nil},
	{37, "Een veiligheidsincident melden als medewerker", "bijlage 1.4", "ontdekking", AtOnce, roles{domain.EMP}, all4, nil},
	{38, "Een datalek melden bij de AP", "§6, bijlage 1.4 rij 8; AVG art. 33 lid 1 [added]", "kennisname", Within, roles{domain.FG}, all4, []Limit{
		{"notify", "Melding bij de AP", calendar.Term{Period: "PT72H", By: calendar.EU}, "", "", 0}}}, // T-18, T-70
	{39, "Een datalek melden aan betrokkenen", "bijlage 1.4 rij 9; AVG art. 34 lid 1", "besluit, of een hoog risico", AtOnce, all4, all4, nil},
	{40, "De verwerker meldt de gemeente een datalek", "§7.2, bijlage 1.2; AVG art. 33 lid 2", "de verwerker weet ervan", AtOnce, owner, all4, nil},
	{41, "Eed of belofte en verklaring van een medewerker in vaste dienst", "§6.1", "indiensttreding", Ahead, roles{domain.EMP}, three, nil},
	{42, "Verklaring van ingehuurd personeel", "§6.1", "voordat er toegang is", Ahead, roles{domain.EMP}, three, nil},
	{43, "Informatiebeveiligingsbeleid herzien en opnieuw vaststellen", "§6.2", "vaststelling", Every, roles{domain.CISO}, roles{domain.CISO, domain.SEC, domain.FG}, []Limit{own("revise", "Herziening en vaststelling", "P4Y")}}, // T-35
	{44, "Privacybeleid evalueren", "§8.1", "vaststelling", Every, roles{domain.FG}, roles{domain.PB, domain.SEC, domain.FG}, []Limit{own("evaluate", "Evaluatie, en zo nodig herziening", "P4Y")}},
	{45, "Een wijziging van het beleid op de website aankondigen", "§8.1", "uiterlijk als het in werking treedt", Ahead, roles{domain.PB}, three, nil},
	{46, "Het privacybeleid treedt in werking", "§8.1", "vaststelling door het college", Since, roles{domain.COL}, nil, nil},
	{47, "Awarenessplan", "§8", "het jaar van het plan", Every, roles{domain.PB, domain.CISO, domain.FG}, three, fixed("plan", "Plan voor dit jaar", "01-31", 0)}, // T-34: missing from 1 January, overdue from 1 February
	{48, "Awarenessprogramma evalueren", "§8.1", "het jaar", Every, roles{domain.PB, domain.CISO, domain.FG}, three, fixed("evaluation", "Evaluatie van dit jaar", "12-31", 0)},
	{49, "Jaarlijkse evaluatie en rapportage van de FG aan het college", "§8.1", "het jaar waarover het gaat", Every, roles{domain.FG}, roles{domain.FG, domain.SEC}, fixed("report", "Rapportage aan het college", "04-01", 1)},
	{50, "Het college legt verantwoording af aan de raad", "§3.1, §3.2", "de vorige verantwoording", Every, roles{domain.COL}, roles{domain.SEC, domain.FG}, []Limit{own("account", "Verantwoording bij de jaarrekening", "P1Y")}}, // T-41
	{51, "De lijn rapporteert", "§3.2", "de vorige rapportage", Every, roles{domain.OWN, domain.SEC}, roles{domain.SEC, domain.FG}, []Limit{
		own("owner", "Rapportage van de eigenaar aan de top", "P6M"), own("top", "Rapportage van de top aan het college", "P1Y")}}, // T-41
	{52, "Op elk moment uitleg geven", "§2.2, §3.1", "een vraag van raad, AP, rechter of samenleving", Within, roles{domain.PB, domain.FG}, roles{domain.PB, domain.FG}, []Limit{own("dossier", "Dossier, dezelfde dag", "P0D")}},
	{53, "Het register is actueel en gepubliceerd", "§4.1, bijlage 1.1", "de wijziging; de vorige bevestiging", Every, roles{domain.OWN, domain.PB}, three, []Limit{
		own("publish", "Publicatie van de wijziging", "P1D"), own("confirm", "Jaarlijkse bevestiging", "P1Y")}}, // T-41
	{54, "Privacyoverleg", "bijlage 1.3", "het vorige overleg", Every, roles{domain.FG}, roles{domain.PB, domain.CISO, domain.FG}, []Limit{own("meeting", "Het volgende overleg", "P3M")}}, // T-41
	{55, "Een klacht afhandelen", "§5.2; Awb art. 9:11 [added]", "ontvangst", Within, roles{domain.COL, domain.PB}, three, []Limit{
		{"answer", "Afhandeling van de klacht", calendar.Term{Period: "P6W", By: calendar.Atw}, "P4W", "", 0},
		{"committee", "Afhandeling met een adviescommissie", calendar.Term{Period: "P10W", By: calendar.Atw}, "P4W", "", 0}}},
	{56, "Bezwaar volgens de Awb", "Awb art. 6:7, 6:8, 7:10 [added]", "het besluit is bekendgemaakt; de bezwaartermijn is voorbij", Within, roles{domain.COL, domain.JUR}, three, []Limit{
		{"lodge", "Bezwaar maken", calendar.Term{Period: "P6W", By: calendar.Atw}, "", "", 0},
		{"decide", "Beslissen op het bezwaar", calendar.Term{Period: "P6W", By: calendar.Atw}, "P6W", "", 0},
		{"committee", "Beslissen met een adviescommissie", calendar.Term{Period: "P12W", By: calendar.Atw}, "P6W", "", 0}}},
	{57, "Adviezen en maatregelen uitvoeren en toetsen", "bijlage 1.4, bijlage 1.6", "de afgesproken dag", Agreed, owner, three, []Limit{own("implement", "Uitvoering", "P0D")}},
}

// Find returns a row and one of its limits; ok is false if there is no such row or limit.
func Find(nr int, key string) (d Duty, l Limit, ok bool) {
	if nr < 1 || nr > len(Table) {
		return Duty{}, Limit{}, false
	}
	d = Table[nr-1]
	for _, l = range d.Limits {
		if l.Key == key {
			return d, l, true
		}
	}
	return d, Limit{}, false
}

// Due counts the limit from a moment, extended or not; ok is false if there is no such moment, or it cannot be extended.
func (l Limit) Due(from time.Time, extended bool) (calendar.Deadline, bool) {
	if extended && l.Extra == "" || from.IsZero() {
		return calendar.Deadline{}, false
	}
	if l.Day != "" {
		day := calendar.On(from).AddYears(l.Years)[:4] + "-" + calendar.Date(l.Day)
		return calendar.Deadline{Day: day, Rule: "uiterlijk " + day.NL() + " (" + l.By.NL() + ")"}, true
	}
	if extended {
		return l.Longer(l.Extra).Deadline(from)
	}
	return l.Deadline(from)
}

// lead is how long before the end a warning is given, unless it is set otherwise (R-TIM-03): a day before the end of hours, a week
// before an agreed day and the end of weeks and a few months, a month before that of a longer cycle or a fixed day.
func lead(k Kind, l Limit) string {
	switch l.Period {
	case "PT72H":
		return "PT24H"
	case "P6M", "P1Y", "P3Y", "P4Y", "":
		return "P30D"
	case "P0D", "P1D":
		if k != Agreed {
			return "P0D" // on the morning of the last day
		}
	}
	return "P7D"
}
