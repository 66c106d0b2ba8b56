package audit

import (
	"testing"

	"github.com/heemstede/grootboek/domain/control"
)

func TestElkeRegelHeeftEenFunctie(t *testing.T) {
	t.Run("elke regel van de tabel met controles is te berekenen, en er is geen functie zonder regel", func(t *testing.T) {
		for _, c := range control.ControlTests {
			if judges[c.Control] == nil {
				t.Errorf("%s has no function", c.Control)
			}
		}
		if len(judges) != len(control.ControlTests) {
			t.Errorf("%d functions, %d lines", len(judges), len(control.ControlTests))
		}
	})
}
