package domain_test

import (
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
)

func TestVaultRef(t *testing.T) {
	right := domain.VaultRef{Vault: "6f1c3a52-0b7e-4d0a-9a55-1c2d3e4f5a6b", Part: "contact-person", Version: 1, Commitment: "hmac-sha256:" + strings.Repeat("0a", 32)}
	t.Run("R-LED-11 een verwijzing naar de kluis heeft een vaste vorm, zodat er niets anders in past", func(t *testing.T) {
		if !right.Valid() {
			t.Fatal("a right one is refused")
		}
		for what, change := range map[string]func(*domain.VaultRef){
			"een naam als kenmerk":   func(r *domain.VaultRef) { r.Vault = "J. de Vries" },
			"een naam als onderdeel": func(r *domain.VaultRef) { r.Part = "Jan" },
			"een lang onderdeel":     func(r *domain.VaultRef) { r.Part = strings.Repeat("a", 41) },
			"geen versie":            func(r *domain.VaultRef) { r.Version = 0 },
			"een gewone hash":        func(r *domain.VaultRef) { r.Commitment = "sha256:" + strings.Repeat("0a", 32) },
			"meer na het zegel":      func(r *domain.VaultRef) { r.Commitment += "\nJan" },
		} {
			r := right
			if change(&r); r.Valid() {
				t.Errorf("%s: %+v", what, r)
			}
		}
	})
	t.Run("R-LED-11 een gebeurtenis zonder goede verwijzing wordt geweigerd, bij het veld", func(t *testing.T) {
		var p domain.Problems
		p.NeedVaultRef(right, "contact")
		if len(p) != 0 {
			t.Errorf("%v", p)
		}
		if p.NeedVaultRef(domain.VaultRef{}, "contact"); len(p) != 1 || p[0].Field != "contact" {
			t.Errorf("%v", p)
		}
	})
}
