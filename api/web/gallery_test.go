package web

import (
	"time"
)

// gallery is the data of pages/gallery.html: every component in all its states.
type gallery struct {
	Now                     time.Time
	HeadButtons, Buttons    []Button
	Cards                   []Card
	Tasks                   []Task
	Alerts                  []Alert
	Tags                    []Tag
	Filters                 FilterForm
	Table, Matrix           Table
	EmptyTable              Table
	Pages, NoPages          Pagination
	Tabs                    Tabs
	Summary                 SummaryList
	Timeline, EmptyTimeline Timeline
	Diff, EmptyDiff         Diff
	Steps                   []Step
	Form                    Form
	Progress                Progress
}

func moment(day, clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", day+" "+clock)
	if err != nil {
		panic(err)
	}
	return t
}

var now = moment("2026-11-24", "08:12")

func exampleSite() Site {
	return Site{Name: "Heemstede", SignIn: "/inloggen", Version: "1.0.0", Footer: []Link{
		{Href: "/toegankelijkheid", NL: "Toegankelijkheid"}, {Href: "/privacy", NL: "Privacy"}, {Href: "/controle", NL: "Controle van het grootboek"}}}
}

func exampleFrame(title string, data any) Page {
	return Page{Title: title, Site: exampleSite(), Data: data,
		Nav: []Link{{Href: "/overzicht", NL: "Overzicht"}, {Href: "/register", NL: "Register", Current: true}, {Href: "/processen", NL: "Processen"},
			{Href: "/taken", NL: "Taken", Count: "4"}, {Href: "/gebeurtenissen", NL: "Gebeurtenissen"}, {Href: "/invoeren", NL: "Inlezen"}, {Href: "/controle", NL: "Controle"}},
		User:        &User{Name: "M. de Vries", Role: "Privacybeheerder", Roles: "/rol", SignOut: "/uitloggen"},
		Breadcrumbs: []Link{{Href: "/", NL: "Overzicht"}, {Href: "/register", NL: "Register van verwerkingen"}, {NL: title}},
		AsOf:        &AsOf{Action: "/register", Hidden: []Field{{Name: "status", Value: "registered"}}},
		Permalink:   "https://grootboek.example.nl/register?status=registered"}
}

func exampleGallery() gallery {
	return gallery{
		Now:         now,
		HeadButtons: []Button{{NL: "Nieuwe verwerking", Href: "/register/nieuw"}, {NL: "Exporteren", Look: "secondary", Href: "/register/export"}},
		Buttons: []Button{{NL: "Registreren", Name: "act", Value: "register"}, {NL: "Bewaren als concept", Look: "secondary"},
			{NL: "Beëindigen", Look: "danger"}, {NL: "Annuleren", Look: "subtle", Href: "/register"}},
		Cards: []Card{
			{Number: 1248, NL: "geregistreerde verwerkingen", Href: "/register?status=registered", Kind: OK},
			{Number: 17, NL: "wachten op beoordeling", Href: "/register?status=submitted", Note: "oudste van 3 november", Kind: Info},
			{Number: 4, NL: "zijn niet compleet", Href: "/register?status=incomplete", Kind: Warning},
			{Text: "31 uur", NL: "tot de melding aan de AP", Href: "/datalekken/1", Kind: Error},
			{Number: 52310, NL: "gebeurtenissen in het grootboek", Note: "allemaal verzegeld"}},
		Tasks: []Task{
			{NL: "Verwerking ‘Leerlingenvervoer’ beoordelen", Href: "/register/1", Who: "Privacybeheerder", Due: moment("2026-12-01", "00:00")},
			{NL: "Bewaartermijn aanvullen", Href: "/register/2", Who: "Proceseigenaar", Due: moment("2026-11-20", "00:00"), Late: true, Note: "Schuldhulpverlening, veld 9"},
			{NL: "Jaarlijkse controle bevestigen", Who: "Functionaris gegevensbescherming"}},
		Alerts: []Alert{
			{Title: "Nieuw in deze versie", NL: "U kunt nu twee datums kiezen om terug te kijken.", Links: []Link{{Href: "/uitleg", NL: "Lees hoe terugkijken werkt"}}},
			{Kind: OK, NL: "De verwerking is geregistreerd en verzegeld."},
			{Kind: Warning, Title: "Deze verwerking mag nog niet starten", Lines: []string{"De DPIA is nog niet afgerond.", "Er is geen verwerkersovereenkomst."}},
			{Kind: Error, Title: "Het grootboek klopt niet", NL: "Gebeurtenis 12.873 is veranderd nadat zij is vastgelegd. Waarschuw de beheerder en de FG."}},
		Tags:    []Tag{{Neutral, "beëindigd"}, {Info, "aangeleverd"}, {OK, "geregistreerd"}, {Warning, "niet compleet"}, {Error, "te laat"}},
		Filters: exampleFilters(), Table: exampleTable(), Matrix: exampleMatrix(),
		EmptyTable: Table{ID: "leeg", Caption: "Verwerkingen", Empty: "Geen verwerking voldoet aan deze filters. Wis een filter om meer te zien."},
		Pages:      examplePages(), NoPages: Pagination{Many: "verwerkingen", Label: "Pagina’s van de lege tabel"},
		Tabs: Tabs{Label: "Onderdelen van deze verwerking", Links: []Link{{Href: "#", NL: "Gegevens", Current: true}, {Href: "/t", NL: "Tijdlijn", Count: "12"},
			{Href: "/v", NL: "Versies", Count: "3"}, {Href: "/b", NL: "Bewijs"}}},
		Summary:   exampleSummary(),
		Timeline:  exampleTimeline(),
		Diff:      exampleDiff(),
		EmptyDiff: Diff{From: "versie 3", To: "versie 3"},
		Steps:     []Step{{NL: "Bestand kiezen", Href: "/invoeren", State: "done"}, {NL: "Kolommen koppelen", State: "current"}, {NL: "Controleren"}, {NL: "Overnemen"}},
		Form:      exampleForm(),
		Progress:  Progress{NL: "Bestand inlezen", Done: 41250, Total: 100000, Unit: "rijen", Note: "U kunt deze pagina verlaten. Het inlezen gaat door.", Renew: "/invoeren/1"},
	}
}

func examplePages() Pagination {
	p := Paginate(7, 25, 1248, func(n int) string { return "/register?pagina=" + FormatNumber(n) })
	p.One, p.Many = "verwerking", "verwerkingen"
	return p
}

func exampleFilters() FilterForm {
	return FilterForm{Action: "/register", Label: "Verwerkingen zoeken", Clear: "/register", Hidden: []Field{{Name: "sorteer", Value: "naam"}},
		Fields: []Field{
			{Kind: Search, Name: "zoek", Label: "Zoeken", Value: "vervoer", Free: true},
			{Kind: Select, Name: "status", Label: "Status", Free: true, Options: []Option{{"", "Alle", "", "", false}, {"registered", "Geregistreerd", "", "", true}, {"ended", "Beëindigd", "", "", false}}},
			{Kind: Select, Name: "proces", Label: "Proces", Free: true, Options: []Option{{NL: "Alle"}, {Value: "1", NL: "Burgerzaken", Group: "Publiekszaken"}, {Value: "2", NL: "Parkeren", Group: "Publiekszaken"}, {Value: "3", NL: "Jeugdzorg", Group: "Sociaal domein"}}}},
		More: []Field{
			{Kind: Date, Name: "vanaf", Label: "Gewijzigd vanaf", Free: true},
			{Kind: Date, Name: "tot", Label: "Gewijzigd tot en met", Free: true, Value: "31 december", Error: "Schrijf de datum als dd-mm-jjjj."}},
		Active: []Link{{Href: "/register?status=registered", NL: "vervoer"}, {Href: "/register?zoek=vervoer", NL: "Status: geregistreerd"}}}
}

func exampleTable() Table {
	row := func(name, process, owner string, tag Tag, day string, n string, quiet bool) Row {
		return Row{Quiet: quiet, Cells: []Cell{{NL: name, Href: "/register/" + n}, {NL: process, Note: owner}, {Tag: tag}, {Time: moment(day, "09:00")}, {NL: n}}}
	}
	return Table{ID: "register", Caption: "Verwerkingen", Columns: []Column{
		{NL: "Naam", Sort: "?sorteer=-naam", Sorted: "ascending", RowHeader: true}, {NL: "Proces en eigenaar", Sort: "?sorteer=proces"}, {NL: "Status"},
		{NL: "Gewijzigd", Sort: "?sorteer=gewijzigd"}, {NL: "Versie", Sort: "?sorteer=versie", Numeric: true}},
		Rows: []Row{
			row("Adresonderzoek BRP", "Burgerzaken", "Teammanager Publiekszaken", Tag{OK, "geregistreerd"}, "2026-11-12", "4", false),
			row("Behandelen van aanvragen voor leerlingenvervoer, inclusief declaraties", "Onderwijs", "Teammanager Sociaal domein", Tag{Info, "aangeleverd"}, "2026-11-03", "1", false),
			row("Cameratoezicht Raadhuisplein", "Openbare orde en veiligheid", "Burgemeester", Tag{Warning, "niet compleet"}, "2026-10-28", "2", false),
			row("Gemeentelijke nieuwsbrief", "Communicatie", "Teammanager Communicatie", Tag{Neutral, "beëindigd"}, "2025-01-15", "7", true),
			row("Leerplichtadministratie", "Onderwijs", "Teammanager Sociaal domein", Tag{Error, "te laat"}, "2024-02-29", "12", false)}}
}

func exampleMatrix() Table {
	t := Table{ID: "matrix", Caption: "Wie wat mag volgens bijlage 1", Scroll: true, Compact: true, Columns: []Column{{NL: "Rij"}, {NL: "Activiteit", RowHeader: true}}}
	roles := []string{"Proceseigenaar", "Privacybeheerder", "CISO", "Functionaris gegevensbescherming", "Gemeentesecretaris", "Jurist"}
	for _, r := range roles {
		t.Columns = append(t.Columns, Column{NL: r})
	}
	for i, a := range []string{"Beheer van het register van verwerkingen", "Afsluiten van verwerkersovereenkomsten", "Melden van een datalek bij de AP"} {
		cells := []Cell{{NL: "B1." + string(rune('1'+i)) + "-4", Mono: true}, {NL: a}}
		for j := range roles {
			cells = append(cells, Cell{NL: map[bool]string{true: "ja", false: "–"}[j == i]})
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	return t
}

func exampleSummary() SummaryList {
	edit := func(f string) *Link { return &Link{Href: "/wijzig#" + f, NL: "Wijzig " + f} }
	return SummaryList{[]SummaryRow{
		{"Doel", Cell{NL: "Aanvragen voor leerlingenvervoer behandelen en declaraties uitbetalen, zodat leerlingen die niet zelf kunnen reizen naar school gaan."}, edit("doel")},
		{"Grondslag", Cell{NL: "Wettelijke verplichting", Note: "Artikel 4 Wet op het primair onderwijs"}, nil},
		{"Categorieën persoonsgegevens", Cell{Lines: []string{"Naam en adres", "Burgerservicenummer", "Bankrekeningnummer"}}, edit("gegevens")},
		{"Status", Cell{Tag: Tag{OK, "geregistreerd"}, Note: "sinds 12 november"}, nil},
		{"Bewaartermijn", Cell{Missing: "Ontbreekt", NL: "Vul in hoe lang de gegevens worden bewaard."}, edit("bewaartermijn")},
		{"Geldt vanaf", Cell{Time: now}, nil},
		{"Vastgelegd op", Cell{Time: now, Clock: true}, nil},
		{"Kenmerk", Cell{NL: "5f0c5c1e-8a2b-4b7e-9d4f-1a2b3c4d5e6f", Mono: true}, nil},
		{"Verwerker", Cell{NL: "Vervoerder BV", Href: "/verwerkers/1", Links: []Link{{Href: "/overeenkomsten/1", NL: "Bekijk de overeenkomst"}}}, nil}}}
}

func exampleTimeline() Timeline {
	return Timeline{Entries: []Entry{
		{ID: "g4", Happened: now, Recorded: now, What: "Geregistreerd", Who: "M. de Vries", Role: "Privacybeheerder", Kind: OK,
			Links: []Link{{Href: "/v3", NL: "Bekijk versie 3"}, {Href: "/bewijs", NL: "Bewijs van gebeurtenis 12.873"}}},
		{Happened: moment("2026-11-03", "13:20"), Recorded: moment("2026-11-03", "13:20"), What: "Gewijzigd", Who: "J. Bakker", Role: "Proceseigenaar", Kind: Info,
			Why:     "De vervoerder ontvangt voortaan ook het telefoonnummer van de ouder.",
			Details: []SummaryRow{{Key: "Ontvangers", Cell: Cell{Lines: []string{"Vervoerder", "School"}}}, {Key: "Gegevens", Cell: Cell{NL: "Telefoonnummer"}}}},
		{Happened: moment("2026-09-30", "22:00"), Recorded: moment("2026-10-14", "07:45"), What: "Afwijking vastgesteld", Who: "S. Jansen", Role: "Functionaris gegevensbescherming",
			Kind: Warning, Tags: []Tag{{Warning, "achteraf vastgelegd"}}, Why: "De verwerking liep al voordat de DPIA klaar was."},
		{Happened: moment("2026-09-02", "06:00"), What: "Termijn verstreken", Role: "Systeem", Kind: Error},
		{Happened: moment("2024-05-27", "22:00"), Recorded: moment("2026-08-01", "10:00"), What: "Aangeleverd", Who: "J. Bakker", Role: "Proceseigenaar", Tags: []Tag{{Neutral, "import"}}}}}
}

func exampleDiff() Diff {
	was, now := Words("Aanvragen voor leerlingenvervoer behandelen en betalen.", "Aanvragen voor leerlingenvervoer behandelen en declaraties uitbetalen.")
	return Diff{From: "versie 2 (03-11-2026)", To: "versie 3 (24-11-2026)", Same: 28, Rows: []DiffRow{
		{Field: "Doel", OldParts: was, NewParts: now},
		{Field: "Bewaartermijn", Old: "7 jaar", New: "5 jaar na het laatste schooljaar"},
		{Field: "Ontvangers", New: "Vervoerder\nSchool"},
		{Field: "Opmerking", Old: "Nog navragen."}}}
}

func exampleForm() Form {
	return Form{Action: "/register/nieuw", Upload: true, Hidden: []Field{{Name: "sleutel", Value: "1"}},
		Fields: []Field{
			{Name: "naam", Label: "Naam van de verwerking", Hint: "Zo heet de verwerking in het openbare register.", Error: "Vul een naam in.", Max: 200},
			{Kind: Textarea, Name: "doel", Label: "Doel", Hint: "Waarom verwerkt de gemeente deze gegevens?", Value: "Aanvragen behandelen"}},
		Sets: []Fieldset{
			{Legend: "Grondslag en gegevens", Hint: "Zie artikel 6 AVG.", Fields: []Field{
				{Kind: Radios, Name: "grondslag", Label: "Grondslag", Hint: "Kies er één.", Error: "Kies een grondslag.", Options: []Option{
					{Value: "wet", NL: "Wettelijke verplichting", Hint: "Een wet verplicht de gemeente hiertoe."}, {Value: "taak", NL: "Taak van algemeen belang"}, {Value: "toestemming", NL: "Toestemming"}}},
				{Kind: Checkboxes, Name: "gegevens", Label: "Persoonsgegevens", Optional: true, Options: []Option{
					{Value: "naam", NL: "Naam en adres", Selected: true}, {Value: "bsn", NL: "Burgerservicenummer", Hint: "Alleen als de wet het toestaat."}, {Value: "iban", NL: "Bankrekeningnummer"}}},
				{Kind: Lines, Name: "ontvangers", Label: "Ontvangers", Optional: true, Values: []string{"Vervoerder", "School"}, Rows: 3}}},
			{Legend: "Wanneer en door wie", Fields: []Field{
				{Kind: Date, Name: "start", Label: "Begint op", Width: "m", Value: "31-02-2026", Error: "31-02-2026 bestaat niet. Schrijf de datum als dd-mm-jjjj."},
				{Kind: DateTime, Name: "gebeurd", Label: "Gebeurd op", Width: "m", Optional: true},
				{Kind: Select, Name: "procesnaam", Label: "Proces", Width: "m", Error: "Kies een proces.", Options: []Option{{NL: "Kies een proces"}, {Value: "1", NL: "Burgerzaken"}}},
				{Kind: Number, Name: "termijn", Label: "Bewaartermijn in jaren", Width: "s", Value: "7"},
				{Kind: Email, Name: "mail", Label: "E-mailadres van het team", Autocomplete: "email", Optional: true},
				{Kind: Password, Name: "wachtwoord", Label: "Wachtwoord", Autocomplete: "current-password", Width: "m"},
				{Kind: File, Name: "bestand", Label: "Bijlage", Hint: "PDF, hoogstens 10 MB.", Accept: ".pdf", Optional: true},
				{Name: "kenmerk", Label: "Kenmerk", Value: "5f0c5c1e", ReadOnly: true},
				{Kind: Checkbox, Name: "akkoord", Label: "Ik heb dit besproken met de privacybeheerder", Error: "Bespreek dit eerst met de privacybeheerder."},
				{Kind: Hidden, Name: "versie", Value: "3"}}}},
		Buttons: []Button{{NL: "Aanleveren"}, {NL: "Bewaren als concept", Look: "secondary", Name: "act", Value: "draft"}, {NL: "Annuleren", Look: "subtle", Href: "/register"}}}
}

func exampleErrors() []FieldError {
	return []FieldError{{"naam", "Vul een naam in."}, {"grondslag", "Kies een grondslag."}, {"start", "31-02-2026 bestaat niet."},
		{"procesnaam", "Kies een proces."}, {"akkoord", "Bespreek dit eerst met de privacybeheerder."}, {"", "Deze verwerking is intussen door iemand anders gewijzigd."}}
}
