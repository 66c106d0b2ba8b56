package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events"
)

// moody is a store that does not answer as it should, as long as it is in a mood.
type moody struct {
	events.Store
	mood error // what Append gives; the events are kept all the same if kept
	kept bool
}

func (m *moody) Append(ctx context.Context, stream string, version uint64, list []events.Event) (events.Position, error) {
	if m.mood == nil {
		return m.Store.Append(ctx, stream, version, list)
	}
	if m.kept {
		if _, err := m.Store.Append(ctx, stream, version, list); err != nil {
			return 0, err
		}
		m.mood = nil // once: then it answers again, to whoever has gone away
		return 0, context.DeadlineExceeded
	}
	return 0, m.mood
}

// TestEenOpslagDieNietAntwoordt shows what somebody reads, and that nothing of what he typed is lost or done twice.
func TestEenOpslagDieNietAntwoordt(t *testing.T) {
	for code, c := range map[string]struct {
		mood error
		says string
	}{
		"onbereikbaar":           {events.ErrUnreachable, "Er is niets vastgelegd."},
		"onzeker":                {events.ErrUncertain, "Het is niet zeker of dit is vastgelegd."},
		"stilgezet na afwijking": {events.ErrHalted, "Waarschuw de beheerder en de FG."},
	} {
		t.Run(code+": wat er getypt is blijft staan, en opnieuw versturen legt het één keer vast", func(t *testing.T) {
			s := newTestServer(t)
			m := &moody{Store: s.store, mood: c.mood}
			s.api.Exec.Store = m
			owner := s.as(domain.OWN)
			f := owner.form("/verwerkingen/_submit")
			f.Set("name", "Leerlingenvervoer")
			f.Set("process", wmo)
			before := s.head()
			a := owner.post("/verwerkingen/_submit", f)
			if a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, c.says) || !strings.Contains(a.body, `value="Leerlingenvervoer"`) {
				t.Fatalf("%d %.600s", a.status, a.body)
			}
			m.mood = nil
			owner.post("/verwerkingen/_submit", f).to(t)
			owner.post("/verwerkingen/_submit", f).to(t)
			if n := s.head() - before; n != 1 {
				t.Errorf("%d events", n)
			}
		})
		t.Run(code+": een programma krijgt 503 met de reden", func(t *testing.T) {
			s := newTestServer(t)
			s.api.Exec.Store = &moody{Store: s.store, mood: c.mood}
			a := s.program(t, domain.OWN).send(http.MethodPost, "/v1/verwerkingen/_submit", map[string]any{"content": map[string]any{"name": "x", "process": wmo}})
			if a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, c.says) {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	t.Run("een antwoord dat verloren gaat terwijl het wel is vastgelegd: opnieuw versturen doet het niet twee keer", func(t *testing.T) {
		s := newTestServer(t)
		s.api.Exec.Store = &moody{Store: s.store, mood: events.ErrUncertain, kept: true}
		owner := s.as(domain.OWN)
		f := owner.form("/verwerkingen/_submit")
		f.Set("name", "Leerlingenvervoer")
		f.Set("process", wmo)
		before := s.head()
		owner.post("/verwerkingen/_submit", f)
		owner.post("/verwerkingen/_submit", f).to(t)
		if n := s.head() - before; n != 1 {
			t.Errorf("%d events", n)
		}
	})
}
