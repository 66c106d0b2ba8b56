package calendar

import "testing"

func TestAddPeriod(t *testing.T) {
	for _, c := range []struct {
		from   Date
		period string
		want   Date
	}{
		{"2020-06-01", "P5Y", "2025-06-01"},
		{"2024-02-29", "P1Y", "2025-02-28"},
		{"2026-08-31", "P1M", "2026-09-30"},
		{"2026-08-31", "P6M", "2027-02-28"},
		{"2026-11-30", "P1Y6M", "2028-05-30"},
		{"2026-11-24", "P28D", "2026-12-22"},
		{"2026-11-24", "P2W", "2026-12-08"},
		{"2026-11-24", "P0D", "2026-11-24"},
		{"2026-03-28", "P1D", "2026-03-29"}, // summer time begins: a day is a day
		{"2026-11-27", "P1D", "2026-11-28"}, // a Saturday: keeping ends when it ends
		{"2026-11-24", "P14M", "2028-01-24"},
		{"2026-11-24", "P", ""}, {"2026-11-24", "", ""}, {"2026-11-24", "vijf jaar", ""}, {"2026-02-30", "P1Y", ""}, {"", "P1Y", ""}, {"2026-11-24", "P9999Y", ""},
		{"2026-11-24", "P99999Y", ""},
	} {
		t.Run("4.1 "+string(c.from)+" en "+c.period+" geeft ‘"+string(c.want)+"’", func(t *testing.T) {
			if got, ok := AddPeriod(c.from, c.period); got != c.want || ok != (c.want != "") {
				t.Errorf("got %q, %v", got, ok)
			}
		})
	}
}
