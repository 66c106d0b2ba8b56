package domain_test

import (
	"strings"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
)

func TestProblems(t *testing.T) {
	const mine, other = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
	by := domain.Stamp{Record: mine, Happened: time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)} // 1 January in Amsterdam
	t.Run("T-56 een verwijzing is er een in het dossier van dit record; wat mag ontbreken, mag leeg", func(t *testing.T) {
		ref := func(vault string) domain.VaultRef {
			return domain.VaultRef{Vault: vault, Part: "contact", Version: 1, Commitment: "hmac-sha256:" + strings.Repeat("0a", 32)}
		}
		for _, c := range []struct {
			ref       domain.VaultRef
			need, may int
		}{{ref(mine), 0, 0}, {ref(other), 1, 1}, {domain.VaultRef{}, 1, 0}, {domain.VaultRef{Vault: "Jan"}, 1, 1}} {
			var need, may domain.Problems
			need.NeedDossier(c.ref, "contact", by)
			may.MayDossier(c.ref, "contact", by)
			if len(need) != c.need || len(may) != c.may {
				t.Errorf("%+v: %v, %v", c.ref, need, may)
			}
		}
	})
	t.Run("R-4.8-08 een e-mailadres of burgerservicenummer gaat over één persoon; een ander nummer van negen cijfers niet", func(t *testing.T) {
		for text, want := range map[string]int{"Dossiers van 2019": 0, "aan jan@voorbeeld.nl": 1, "nummer 111222333": 1, "zaak 123456789": 0} {
			var p domain.Problems
			if p.Impersonal(text, "what"); len(p) != want {
				t.Errorf("%s: %v", text, p)
			}
		}
	})
	t.Run("R-LED-11 een bestand wordt genoemd met zijn hash, en met niets anders", func(t *testing.T) {
		good := "sha256:" + strings.Repeat("0a", 32)
		for s, want := range map[string]bool{good: true, good + "0": false, "md5:" + good: false, "Jan": false, "": false} {
			if domain.IsHash(s) != want {
				t.Error(s)
			}
		}
	})
	t.Run("T-56 een nummer zegt alleen het jaar en het begin van het kenmerk", func(t *testing.T) {
		if got := by.Number("VRZ"); got != "VRZ-2027-11111111" {
			t.Error(got)
		}
	})
}
