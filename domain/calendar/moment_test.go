package calendar

import "testing"

func TestMoment(t *testing.T) {
	for name, c := range map[string]struct {
		typed Moment
		want  Moment
	}{
		"winter is een uur vóór op UTC":                      {"24-11-2026 12:00", "2026-11-24T11:00:00Z"},
		"zomer is twee uur vóór op UTC":                      {"24-06-2026 12:00", "2026-06-24T10:00:00Z"},
		"een uur dat de klok twee keer wijst, is het eerste": {"25-10-2026 02:30", "2026-10-25T00:30:00Z"},
		"een uur dat de klok overslaat, bestaat niet":        {"28-03-2027 02:30", ""},
		"een dag die niet bestaat, is geen moment":           {"31-02-2026 10:00", ""},
		"een programma schrijft de zone erbij":               {"2026-11-24T12:00:00+01:00", "2026-11-24T11:00:00Z"},
		"een dag zonder tijd is geen moment":                 {"24-11-2026", ""},
		"leeg is geen moment":                                {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			at, ok := c.typed.Time()
			if got := At(at); got != c.want || ok != (c.want != "") {
				t.Errorf("got %q, %v", got, ok)
			}
		})
	}
	t.Run("een moment staat in Nederlandse tijd op het scherm; wat er geen is, zoals het is getypt", func(t *testing.T) {
		if got := Moment("2026-06-24T10:00:00Z").NL(); got != "24-06-2026 12:00" {
			t.Error(got)
		}
		if got := Moment("gisteren").NL(); got != "gisteren" {
			t.Error(got)
		}
	})
}
