package sharing

import (
	"regexp"

	"github.com/heemstede/grootboek/domain"
)

// VaultRef is what an event holds of something about a resident: a random id of the vault (RT-36), and the keyed hash of
// the content (T-01, T-56). What it says stands in the vault and can be forgotten; the event stays valid.
//
//	kluis:7d7a0001-0000-4000-8000-000000000001/hmac-sha256:…64 hexadecimal digits…
type VaultRef string

var vaultRef = regexp.MustCompile(`^kluis:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/hmac-sha256:[0-9a-f]{64}$`)

// Valid tells whether it is a reference, and not the content itself.
func (v VaultRef) Valid() bool { return vaultRef.MatchString(string(v)) }

// needVault notes a problem if nothing was put in the vault: a name or a story never gets into the log (R-LED-11).
func needVault(p *domain.Problems, v VaultRef, field, nl string) {
	switch {
	case v == "":
		p.Add(field, nl)
	case !v.Valid():
		p.Add(field, nl+" Zet de tekst in de kluis: hier hoort alleen de verwijzing.")
	}
}
