package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/ical/icaltest"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
)

// ticks lets the clock come by, until it rests.
func (s *server) ticks() {
	s.t.Helper()
	for range 6 {
		list := append(s.api.Records.Obligations(s.api.Live, s.clock()), s.api.Records.Due(s.api.Live, s.clock())...)
		for _, d := range list {
			_, err := s.api.Do(s.t.Context(), events.Request{Record: d.Record, ID: d.ID, Command: d.Command, CommandID: uuid.New(),
				By: domain.Stamp{Actor: domain.System, Role: domain.SYS, Happened: d.Happened}})
			ok(s.t, err)
		}
		if len(list) == 0 {
			return
		}
	}
	s.t.Fatal("the clock does not come to rest")
}

// takenOn is a measure that its owner took on, with its term.
func (s *server) takenOn(text, due string) string {
	id := uuid.NewString()
	s.do("measure", id, s.wanted(text, due, domain.No), domain.PB)
	s.do("measure", id, control.AcceptMeasure{}, domain.OWN)
	return id
}

func TestTermijnenpagina(t *testing.T) {
	s := newTestServer(t)
	s.takenOn("Zet logging aan.", "2026-11-26")
	s.takenOn("Maak een werkinstructie.", "2026-11-30")
	s.takenOn("Ruim de schijf op.", "2027-06-01")
	incident := s.incident() // by an employee: it names no process
	s.on("2026-11-27").ticks()
	own, fg, pb := s.as(domain.OWN), s.as(domain.FG), s.as(domain.PB)

	t.Run("RT-35 de pagina toont per termijn het record, de laatste dag, de stand, de regel en de bron", func(t *testing.T) {
		a := fg.page("/termijnen")
		a.shows(t, "Zet logging aan.", "Uitvoering", "26-11-2026", "te laat", "rij 57", "Bijlage 1.6", "Melding bij de AP", "om 26-11-2026 09:00", "72 uur, in verstreken uren", "AVG art. 33 lid 1", "Proceseigenaar")
		if !strings.Contains(a.body, `href="/incidenten/`+incident+`"`) || strings.Contains(a.body, "[added]") {
			t.Error("no link to the incident, or words of the table that are not for people")
		}
	})
	t.Run("RT-35 de filters staan in het adres, en de download is dezelfde lijst", func(t *testing.T) {
		a := fg.page("/termijnen?stand=te-laat&soort=measure")
		a.shows(t, "Zet logging aan.")
		a.hides(t, "Ruim de schijf op.", "Melding bij de AP")
		csv := fg.get("/exporteren/termijnen.csv?stand=te-laat&soort=measure")
		if !strings.Contains(csv.body, "Zet logging aan.") || strings.Contains(csv.body, "Ruim de schijf op.") {
			t.Errorf("%s", csv.body)
		}
		fg.page("/termijnen?rij=38").hides(t, "Zet logging aan.")
	})
	t.Run("R-TIM-05 op een eerdere dag was hij nog niet te laat", func(t *testing.T) {
		fg.page("/termijnen?bekend=24-11-2026&stand=te-laat").hides(t, "Zet logging aan.")
	})
	t.Run("requirements 1.5: een eigenaar ziet de termijnen van zijn eigen processen, ook in de download", func(t *testing.T) {
		own.page("/termijnen").shows(t, "Zet logging aan.")
		own.page("/termijnen").hides(t, "Brieven verkeerd bezorgd.", "Melding bij de AP")
		if a := own.get("/exporteren/termijnen.csv"); strings.Contains(a.body, "Melding bij de AP") || !strings.Contains(a.body, "Zet logging aan.") {
			t.Errorf("%s", a.body)
		}
		own.page("/verplichtingen").hides(t, "Melding bij de AP")
		pb.page("/termijnen").shows(t, "Melding bij de AP")
	})
	t.Run("D Mijn werk: wat ik moet doen in mijn rol: te laat, komende week, later", func(t *testing.T) {
		a := own.page("/werk")
		a.shows(t, "Te laat (1)", "Zet logging aan.", "Komende week (1)", "Maak een werkinstructie.", "Later (1)", "Ruim de schijf op.")
		fg.page("/werk").shows(t, "Te laat (1)", "Melding bij de AP", "26-11-2026")
		pb.page("/werk").shows(t, "Er loopt geen termijn die u moet halen.")
		s.as(domain.EMP).page("/werk").hides(t, "Alle termijnen")
	})
	t.Run("R-TIM-06 wat gedaan is, gaat van Mijn werk en blijft in de lijst als te laat gedaan", func(t *testing.T) {
		id := s.api.Records.OfType("measure")[0].ID
		s.do("measure", id, control.ImplementMeasure{Evidence: "Z-1"}, domain.OWN)
		s.ticks()
		own.page("/werk").hides(t, "Te laat (")
		fg.page("/termijnen?stand=te-laat-gedaan").shows(t, "Zet logging aan.", "te laat gedaan", "gedaan op 27-11-2026")
	})
}

var feedAddress = regexp.MustCompile(`http[^<\s]+/agenda/gba_[A-Za-z0-9_-]{43}\.ics`)

func TestAgenda(t *testing.T) {
	s := newTestServer(t)
	s.takenOn("Zet logging aan bij Zorgwinkel Eikenhof.", "2026-12-10")
	s.incident()
	s.ticks()
	own, fg, visitor := s.as(domain.OWN), s.as(domain.FG), s.visitor()
	read := func(t *testing.T, address string) []map[string]string {
		t.Helper()
		a := visitor.get(address)
		list, err := icaltest.Read(a.body)
		if a.status != http.StatusOK || err != nil || !strings.HasPrefix(a.header.Get("Content-Type"), "text/calendar") {
			t.Fatalf("%d, %v:\n%s", a.status, err, a.body)
		}
		return list
	}
	make := func(b *browser) string {
		address := feedAddress.FindString(b.post("/account/agenda", nil).body)
		s.secrets = append(s.secrets, strings.TrimSuffix(address[strings.LastIndex(address, "/")+1:], ".ics"))
		return strings.TrimPrefix(address, s.api.Base)
	}
	mine, his := make(own), make(fg)
	t.Run("D het adres wordt één keer getoond, en werkt zonder in te loggen", func(t *testing.T) {
		if own.page("/account").has("gba_") {
			t.Error("shown again")
		}
		own.page("/account").shows(t, "Adres gemaakt", "nog nooit")
		list := read(t, mine)
		if len(list) != 1 || list[0]["DTSTART;VALUE=DATE"] != "20261210" || list[0]["DTEND;VALUE=DATE"] != "20261211" || !strings.HasPrefix(list[0]["SUMMARY"], "Uitvoering: Maatregel ") {
			t.Errorf("%v", list)
		}
	})
	t.Run("D 72 uur staan als moment in UTC, met het nummer van het incident", func(t *testing.T) {
		list := read(t, his)
		if len(list) != 1 || list[0]["DTSTART"] != "20261126T080000Z" || !strings.Contains(list[0]["SUMMARY"], "INC-2026-") {
			t.Errorf("%v", list)
		}
	})
	t.Run("D er staan geen namen, titels of teksten van records in", func(t *testing.T) {
		for _, address := range []string{mine, his} {
			body := visitor.get(address).body
			for _, word := range []string{"Eikenhof", "logging", "Brieven", "Kortekaas", "Teun", "Wmo"} {
				if strings.Contains(body, word) {
					t.Errorf("%q stands in\n%s", word, body)
				}
			}
		}
	})
	t.Run("D wat wijzigt houdt zijn UID en krijgt een hoger volgnummer", func(t *testing.T) {
		before := read(t, mine)[0]
		id := s.api.Records.OfType("measure")[0].ID
		s.do("measure", id, control.PostponeMeasure{Until: "2027-01-10", Reason: "De leverancier is later."}, domain.OWN)
		s.ticks()
		after := read(t, mine)[0]
		if after["UID"] != before["UID"] || after["SEQUENCE"] <= before["SEQUENCE"] || after["DTSTART;VALUE=DATE"] != "20270110" {
			t.Errorf("%v, was %v", after, before)
		}
	})
	t.Run("D een nieuw adres maakt het oude ongeldig, en intrekken het nieuwe; een onbekend adres is er niet", func(t *testing.T) {
		again := make(own)
		if a := visitor.get(mine); a.status != http.StatusNotFound || again == mine {
			t.Errorf("the old one: %d", a.status)
		}
		read(t, again)
		own.post("/account/agenda/intrekken", nil).to(t)
		if a := visitor.get(again); a.status != http.StatusNotFound {
			t.Errorf("withdrawn: %d", a.status)
		}
		if a := visitor.get("/agenda/gba_" + strings.Repeat("a", 43) + ".ics"); a.status != http.StatusNotFound {
			t.Errorf("unknown: %d", a.status)
		}
		read(t, his) // nobody else's
	})
	t.Run("D met het adres van een agenda komt niemand in het grootboek", func(t *testing.T) {
		token := strings.TrimSuffix(strings.TrimPrefix(his, "/agenda/"), ".ics")
		if a := visitor.get("/v1/incidenten", "Authorization", "Bearer "+token); a.status != http.StatusUnauthorized {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("D wie zijn rol verliest of wordt geblokkeerd, leest niets meer", func(t *testing.T) {
		ok(t, s.api.Staff.SetDisabled(t.Context(), s.person[domain.FG], true))
		if a := visitor.get(his); a.status != http.StatusNotFound {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("D te vaak ophalen wordt geweigerd, en daarna gaat het weer", func(t *testing.T) {
		address, many := make(own), false
		for range 30 {
			a := visitor.get(address)
			if many = a.status == http.StatusTooManyRequests; many {
				break
			}
		}
		if !many {
			t.Fatal("never refused")
		}
		s.at(s.clock().Add(16 * time.Minute))
		read(t, address)
	})
}

// BenchmarkMijnWerk is the page of a privacybeheerder with the terms of 100,000 requests and 10,000 incidents that all run, and that of the FG.
func BenchmarkMijnWerk(b *testing.B) {
	s := newTestServer(b)
	from := s.clock()
	for i := range 110_000 {
		o := obligations.Obligation{Terms: obligations.Terms{Row: 1, Limit: "answer", Subject: "request/" + uuid.NewString(), Process: wmo}, State: obligations.StatusOpen, Starts: from}
		if i%11 == 0 {
			o.Row, o.Limit, o.Subject = 38, "notify", "incident/"+uuid.NewString()
		}
		_, l, _ := obligations.Find(o.Row, o.Limit)
		end, _ := l.Due(from.AddDate(0, 0, -i%40), false)
		o.Due, o.Rule = end.Day, end.Rule
		v := &projections.Versions{Record: obligations.Record, ID: uuid.NewString(), List: []projections.Version{{Entry: &projections.Entry{Version: 1}, State: o}}}
		s.api.Terms.Apply(projections.Change{Entry: v.List[0].Entry, Record: v, After: o})
	}
	for _, role := range []domain.Role{domain.PB, domain.FG, domain.OWN} {
		x := s.as(role)
		x.page("/werk")
		at, err := url.Parse(s.web.URL)
		ok(b, err)
		cookies := x.http.Jar.Cookies(at)
		b.Run(string(role), func(b *testing.B) {
			for b.Loop() {
				r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/werk", nil)
				for _, c := range cookies {
					r.AddCookie(c)
				}
				w := httptest.NewRecorder()
				if s.handler.ServeHTTP(w, r); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
