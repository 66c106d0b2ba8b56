package calendar

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	t.Run("een moment vlak voor middernacht UTC is in Amsterdam al de volgende dag", func(t *testing.T) {
		if got := On(time.Date(2026, 6, 30, 22, 30, 0, 0, time.UTC)); got != "2026-07-01" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("een dag waarop de klok verspringt duurt 23 of 25 uur", func(t *testing.T) {
		if got := Date("2026-03-29").End().Sub(Date("2026-03-29").Start()); got != 23*time.Hour {
			t.Errorf("March: %v", got)
		}
		if got := Date("2026-10-25").End().Sub(Date("2026-10-25").Start()); got != 25*time.Hour {
			t.Errorf("October: %v", got)
		}
	})
	t.Run("schrikkeldag plus een jaar is 28 februari", func(t *testing.T) {
		if got := Date("2024-02-29").AddYears(1); got != "2025-02-28" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("31 februari bestaat niet", func(t *testing.T) {
		if Date("2026-02-31").Valid() || !Date("2026-02-31").Start().IsZero() {
			t.Error("accepted")
		}
	})
	t.Run("Nederlandse schrijfwijze", func(t *testing.T) {
		if got := Date("2026-11-24").NL(); got != "24-11-2026" {
			t.Errorf("got %s", got)
		}
	})
}
