package calendar_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain/calendar"
)

func TestTermijnen(t *testing.T) {
	for name, c := range map[string]struct{ got, want calendar.Date }{
		"acht weken later": {calendar.AddDays("2026-03-02", 56), "2026-04-27"},
		"een maand na 31 januari is de laatste van februari": {calendar.AddMonth("2026-01-31"), "2026-02-28"},
		"een maand na 15 december":                           {calendar.AddMonth("2026-12-15"), "2027-01-15"},
		"een maand na een dag die niet bestaat":              {calendar.AddMonth("2026-02-31"), ""},
		"een gewone dag is een werkdag":                      {calendar.WorkingDay("2026-11-24"), "2026-11-24"},
		"zaterdag wordt maandag":                             {calendar.WorkingDay("2026-11-28"), "2026-11-30"},
		"Eerste Paasdag wordt dinsdag":                       {calendar.WorkingDay("2026-04-05"), "2026-04-07"},
		"Goede Vrijdag telt als werkdag":                     {calendar.WorkingDay("2026-04-03"), "2026-04-03"},
		"Hemelvaart wordt vrijdag":                           {calendar.WorkingDay("2026-05-14"), "2026-05-15"},
		"Pinkstermaandag wordt dinsdag":                      {calendar.WorkingDay("2026-05-25"), "2026-05-26"},
		"Koningsdag":                                         {calendar.WorkingDay("2026-04-27"), "2026-04-28"},
		"Koningsdag als 27 april een zondag is":              {calendar.WorkingDay("2025-04-26"), "2025-04-28"},
		"Kerstmis over het weekend":                          {calendar.WorkingDay("2026-12-25"), "2026-12-28"},
		"Nieuwjaar":                                          {calendar.WorkingDay("2027-01-01"), "2027-01-04"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("%s, want %s", c.got, c.want)
			}
		})
	}
	t.Run("dagen tussen twee dagen, ook over de overgang naar zomertijd", func(t *testing.T) {
		if n := calendar.DaysBetween("2026-03-28", "2026-03-30"); n != 2 {
			t.Errorf("%d days", n)
		}
		if n := calendar.DaysBetween("2026-03-30", "2026-03-28"); n != 0 {
			t.Errorf("%d days back", n)
		}
	})
	t.Run("Pasen, zoals de kalender het geeft", func(t *testing.T) {
		for year, want := range map[int]string{2019: "04-21", 2024: "03-31", 2025: "04-20", 2026: "04-05", 2038: "04-25"} {
			if got := calendar.Easter(year).Format("01-02"); got != want {
				t.Errorf("%d: %s, want %s", year, got, want)
			}
		}
	})
}
