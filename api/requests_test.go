package api_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
)

func TestWieMagVerzoekenLezen(t *testing.T) {
	s := newTestServer(t)
	may := []domain.Role{domain.FG, domain.ACC, domain.CTRL, domain.PB, domain.OWN}
	for _, role := range allRoles {
		for _, path := range []string{"/verzoeken", "/beperkingen", "/v1/verzoeken", "/verzoeken/_receive"} {
			t.Run("R-3.1-05 "+string(role)+" en "+path, func(t *testing.T) {
				a := s.as(role).get(path)
				if want := slices.Contains(may, role); want != (a.status != http.StatusForbidden) {
					t.Errorf("%d; may read: %v", a.status, want)
				}
			})
		}
	}
}
