package calendar_test

import (
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain/calendar"
)

// vectors are the worked examples of both laws, and of the policy.
var vectors = []struct {
	nl     string
	term   calendar.Term
	extra  string
	from   calendar.Date
	want   calendar.Date
	unsure bool
}{
	{"ontvangen op de laatste dag van maart", calendar.Term{Period: "P1M", By: calendar.EU}, "", "2026-03-31", "2026-04-30", false},
	{"31 januari wordt de laatste dag van februari, en die is een zaterdag", calendar.Term{Period: "P1M", By: calendar.EU}, "", "2026-01-31", "2026-03-02", false},
	{"31 januari in een schrikkeljaar", calendar.Term{Period: "P1M", By: calendar.EU}, "", "2024-01-31", "2024-02-29", false},
	{"Koningsdag", calendar.Term{Period: "P1M", By: calendar.EU}, "", "2026-03-27", "2026-04-28", false},
	{"een vrijdag bij koninklijk besluit telt niet voor de EU", calendar.Term{Period: "P1M", By: calendar.EU}, "", "2026-04-15", "2026-05-15", false},
	{"een zondag", calendar.Term{Period: "P1M", By: calendar.EU}, "", "2026-11-13", "2026-12-14", false},
	{"Kerstmis over het weekend", calendar.Term{Period: "P1M", By: calendar.EU}, "", "2026-11-25", "2026-12-28", false},
	{"Nieuwjaar", calendar.Term{Period: "P1M", By: calendar.EU}, "", "2026-12-01", "2027-01-04", false},
	{"twee maanden langer: drie maanden na ontvangst, niet na het verschoven einde", calendar.Term{Period: "P1M", By: calendar.EU}, "P2M", "2026-11-25", "2027-02-25", false},
	{"de AP antwoordt in acht weken", calendar.Term{Period: "P8W", By: calendar.EU}, "", "2026-10-06", "2026-12-01", false},
	{"de AP verlengt met zes weken", calendar.Term{Period: "P8W", By: calendar.EU}, "P6W", "2026-10-06", "2027-01-12", false},
	{"5 mei is een werkdag voor de EU", calendar.Term{Period: "P1M", By: calendar.EU}, "", "2027-04-05", "2027-05-05", false},
	{"Goede Vrijdag is een werkdag voor de EU", calendar.Term{Period: "P1M", By: calendar.EU}, "", "2026-03-03", "2026-04-03", false},

	{"bezwaar: 42 dagen na de bekendmaking", calendar.Term{Period: "P6W", By: calendar.Atw}, "", "2026-03-26", "2026-05-07", false},
	{"bezwaar: Hemelvaart, en de vrijdag bij koninklijk besluit daarna", calendar.Term{Period: "P6W", By: calendar.Atw}, "", "2026-04-02", "2026-05-18", false},
	{"bezwaar: Nieuwjaar", calendar.Term{Period: "P6W", By: calendar.Atw}, "", "2026-11-20", "2027-01-04", false},
	{"beslissen op bezwaar: zes weken na het einde van de bezwaartermijn", calendar.Term{Period: "P6W", By: calendar.Atw}, "", "2027-01-04", "2027-02-15", false},
	{"beslissen op bezwaar met een commissie: twaalf weken vallen nog onder de wet", calendar.Term{Period: "P12W", By: calendar.Atw}, "", "2027-01-04", "2027-03-30", false},
	{"achttien weken vallen er niet meer onder: tweede pinksterdag blijft het einde", calendar.Term{Period: "P12W", By: calendar.Atw}, "P6W", "2027-01-11", "2027-05-17", false},
	{"5 mei, elk jaar", calendar.Term{Period: "P6W", By: calendar.Atw}, "", "2027-03-24", "2027-05-10", false}, // Wed 5 May; Thu Ascension; Fri decree; weekend
	{"Goede Vrijdag", calendar.Term{Period: "P2W", By: calendar.Atw}, "", "2026-03-20", "2026-04-07", false},
	{"drie dagen bevatten twee werkdagen", calendar.Term{Period: "P3D", By: calendar.Atw}, "", "2026-12-24", "2026-12-29", false},
	{"een termijn van twee dagen niet", calendar.Term{Period: "P2D", By: calendar.Atw}, "", "2026-12-24", "2026-12-28", false},
	{"90 dagen wel", calendar.Term{Period: "P90D", By: calendar.Atw}, "", "2026-01-31", "2026-05-01", false},
	{"90 dagen die op zondag eindigen", calendar.Term{Period: "P90D", By: calendar.Atw}, "", "2026-02-02", "2026-05-04", false}, // the Monday of 4 May 2026 is an ordinary day
	{"91 dagen niet", calendar.Term{Period: "P91D", By: calendar.Atw}, "", "2026-02-01", "2026-05-03", false},
	{"een jaar niet", calendar.Term{Period: "P1Y", By: calendar.Atw}, "", "2026-05-15", "2027-05-15", false},
	{"drie maanden wel", calendar.Term{Period: "P3M", By: calendar.Atw}, "", "2026-02-28", "2026-05-28", false},
	{"drie maanden op zaterdag", calendar.Term{Period: "P3M", By: calendar.Atw}, "", "2026-02-14", "2026-05-18", false}, // Thu 14 May Ascension, Fri decree
	{"na het laatste bekende besluit is het einde niet zeker", calendar.Term{Period: "P6W", By: calendar.Atw}, "", "2029-03-30", "2029-05-11", true},

	{"vier weken zijn 28 dagen, ook als dat een zaterdag is", calendar.Term{Period: "P28D", By: calendar.Own}, "", "2026-10-31", "2026-11-28", false},
	{"vier weken die op Kerstmis eindigen", calendar.Term{Period: "P28D", By: calendar.Own}, "", "2026-11-27", "2026-12-25", false},
	{"een jaar na de schrikkeldag", calendar.Term{Period: "P1Y", By: calendar.Own}, "", "2024-02-29", "2025-02-28", false},
	{"drie jaar, op zondag", calendar.Term{Period: "P3Y", By: calendar.Own}, "", "2026-03-25", "2029-03-25", false},
}

func TestTermen(t *testing.T) {
	for _, c := range vectors {
		t.Run("4.1 "+c.nl+": "+c.from.NL()+" geeft "+c.want.NL(), func(t *testing.T) {
			got, ok := c.term.Longer(c.extra).From(c.from)
			if !ok || got.Day != c.want || got.Unsure != c.unsure {
				t.Errorf("got %+v, %v", got, ok)
			}
		})
	}
}

// utc is a moment of day and hour in UTC.
func utc(month time.Month, day, hour, minute, year int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
}

func TestUren(t *testing.T) {
	term := calendar.Term{Period: "PT72H", By: calendar.EU}
	for _, c := range []struct {
		nl         string
		from, want string // in Amsterdam
	}{
		{"over een weekend", "2026-12-18T16:40:00+01:00", "2026-12-21T16:40:00+01:00"},
		{"over het begin van de zomertijd", "2027-03-27T10:00:00+01:00", "2027-03-30T11:00:00+02:00"},
		{"over het eind van de zomertijd", "2026-10-24T10:00:00+02:00", "2026-10-27T09:00:00+01:00"},
		{"over Kerstmis", "2026-12-24T23:30:00+01:00", "2026-12-27T23:30:00+01:00"},
	} {
		t.Run("4.1 72 uur "+c.nl, func(t *testing.T) {
			from, _ := time.Parse(time.RFC3339, c.from)
			d, ok := term.Deadline(from)
			if got := d.Moment.In(calendar.Amsterdam).Format(time.RFC3339); !ok || got != c.want || d.Day != calendar.On(d.Moment) {
				t.Errorf("got %s, %+v", got, d)
			}
		})
	}
	t.Run("een termijn in uren is te laat na het laatste moment, niet erop", func(t *testing.T) {
		d, _ := term.Deadline(utc(time.December, 18, 15, 40, 2026))
		if d.Passed(utc(time.December, 21, 15, 40, 2026)) || !d.Passed(utc(time.December, 21, 15, 41, 2026)) {
			t.Errorf("%+v", d)
		}
	})
	t.Run("een termijn in dagen is te laat na middernacht in Amsterdam", func(t *testing.T) {
		d, _ := calendar.Term{Period: "P28D", By: calendar.Own}.Deadline(utc(time.June, 1, 9, 0, 2026))
		if d.Passed(utc(time.June, 29, 21, 59, 2026)) || !d.Passed(utc(time.June, 29, 22, 0, 2026)) {
			t.Errorf("%+v", d)
		}
	})
	t.Run("wat kort na middernacht binnenkomt, telt vanaf die dag", func(t *testing.T) {
		d, _ := calendar.Term{Period: "P28D", By: calendar.Own}.Deadline(utc(time.June, 1, 22, 30, 2026)) // 2 June in Amsterdam
		if d.Day != "2026-06-30" {
			t.Errorf("%+v", d)
		}
	})
}

func TestGeenTermijn(t *testing.T) {
	for _, period := range []string{"", "P", "PT", "PTH", "1M", "P1H", "PT1M", "P1M2Y", "P-1D"} {
		t.Run("‘"+period+"’ is geen termijn", func(t *testing.T) {
			term := calendar.Term{Period: period, By: calendar.EU}
			_, ok := term.From("2026-11-24")
			_, also := term.Deadline(utc(time.June, 1, 9, 0, 2026))
			if ok || also || term.Valid() {
				t.Error("counted")
			}
		})
	}
	t.Run("zonder begin is er geen einde", func(t *testing.T) {
		term := calendar.Term{Period: "PT72H", By: calendar.EU}
		if _, ok := term.Deadline(time.Time{}); ok {
			t.Error("counted from no moment")
		}
		if _, ok := (calendar.Term{Period: "P1M", By: calendar.EU}).From("2026-02-30"); ok {
			t.Error("counted from no day")
		}
		if _, ok := term.From("2026-11-24"); ok {
			t.Error("hours counted from a day")
		}
	})
	t.Run("na het jaar 9999 is er geen dag", func(t *testing.T) {
		if d, ok := (calendar.Term{Period: "P1D", By: calendar.EU}).From("9999-12-30"); ok && d.Day > "9999-12-31" {
			t.Errorf("%+v", d)
		}
		if d, ok := (calendar.Term{Period: "P1D", By: calendar.EU}).From("9999-12-24"); !ok || d.Day != "9999-12-27" { // Sat, Sun 26: the 27th is a Monday
			t.Errorf("%+v %v", d, ok)
		}
	})
	t.Run("72 uur wordt niet met een maand verlengd", func(t *testing.T) {
		if (calendar.Term{Period: "PT72H", By: calendar.EU}).Longer("P1M").Valid() {
			t.Error("added")
		}
	})
}

func TestRegelInWoorden(t *testing.T) {
	for want, c := range map[string]struct {
		term calendar.Term
		from calendar.Date
	}{
		"3 maanden na 25-11-2026 (Verordening 1182/71)":                                                      {calendar.Term{Period: "P1M", By: calendar.EU}.Longer("P2M"), "2026-11-25"},
		"1 week en 5 dagen na 25-11-2026 (Algemene termijnenwet)":                                            {calendar.Term{Period: "P1W5D", By: calendar.Atw}, "2026-11-25"},
		"28 dagen na 25-11-2026 (geen verschuiving)":                                                         {calendar.Term{Period: "P28D", By: calendar.Own}, "2026-11-25"},
		"dezelfde dag na 25-11-2026 (geen verschuiving)":                                                     {calendar.Term{Period: "P0D", By: calendar.Own}, "2026-11-25"},
		"18 weken na 11-01-2027 (geen verschuiving: langer dan artikel 4 van de Algemene termijnenwet kent)": {calendar.Term{Period: "P18W", By: calendar.Atw}, "2027-01-11"},
	} {
		t.Run("4.1 de regel staat erbij: "+want, func(t *testing.T) {
			if d, _ := c.term.From(c.from); d.Rule != want {
				t.Errorf("got %q", d.Rule)
			}
		})
	}
}
