package api_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
)

func TestWieZakenVanInwonersLeest(t *testing.T) {
	s := newTestServer(t)
	id, _ := s.complained(t)
	handlers := []domain.Role{domain.FG, domain.ACC, domain.CTRL, domain.PB, domain.OWN}
	for path, may := range map[string][]domain.Role{"/verzoeken": handlers, "/beperkingen": handlers, "/kluisdossiers": handlers,
		"/klachten": append([]domain.Role{domain.COL}, handlers...), "/bezwaren": append([]domain.Role{domain.COL}, handlers...)} {
		t.Run("1.5 "+path+" is voor wie zaken van inwoners behandelt of toetst, en voor niemand anders", func(t *testing.T) {
			for _, role := range allRoles {
				want := http.StatusForbidden
				if slices.Contains(may, role) {
					want = http.StatusOK
				}
				if a := s.as(role).get(path); a.status != want {
					t.Errorf("%s: %d, not %d", role, a.status, want)
				}
			}
		})
	}
	t.Run("1.5 wie klachten niet leest krijgt voor een klacht die er is hetzelfde antwoord als voor een die er niet is", func(t *testing.T) {
		for _, role := range []domain.Role{domain.SEC, domain.TM, domain.EMP} {
			a, b := s.as(role).get("/klachten/"+id), s.as(role).get("/klachten/"+uuid.NewString())
			if a.status != b.status || len(a.body) != len(b.body) || a.status != http.StatusForbidden {
				t.Errorf("%s: %d with %d bytes, %d with %d bytes", role, a.status, len(a.body), b.status, len(b.body))
			}
		}
	})
}
