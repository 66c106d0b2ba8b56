package domain

import (
	"reflect"
	"regexp"
	"strconv"
	"time"
)

// A VaultRef is what an event holds instead of personal data (promise 5): where the content stands in the vault (RT-36),
// and a keyed commitment to it. It says nothing of the content: Vault is random, and the commitment is an HMAC under a
// key that is destroyed with the content (T-01, T-56). A rectification is a new version, with a commitment of its own;
// an event goes on naming the version it was about.
//
// A record has one dossier, with the id of the record: what the events of request X hold as personal data stands in dossier X.
// A field of a command says by its form tag which part of the dossier it is: form:"vault:contact" is one part, that a second
// command makes a new version of; form:"vault:answer+" is a new part each time, "answer-" and eight hex digits. A person types
// text into the field; it goes into the vault first, then the command is decided on, with the reference.
type VaultRef struct {
	Vault      string `json:"vault" nl:"Kluiskenmerk"`            // the dossier: a random UUID, also the id of its RT-36 record
	Part       string `json:"part" nl:"Onderdeel"`                // which of its texts, a word for programs: "contact"
	Version    int    `json:"version" nl:"Versie in de kluis"`    // from 1
	Commitment string `json:"commitment" nl:"Zegel op de inhoud"` // "hmac-sha256:" and 64 hex digits
}

var (
	vaultID         = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	vaultPart       = regexp.MustCompile(`^[a-z]+(-[a-z0-9]+)*$`)
	vaultCommitment = regexp.MustCompile(`^hmac-sha256:[0-9a-f]{64}$`)
)

// Valid tells whether r has the form of a reference. What does not could hold something else: a name.
func (r VaultRef) Valid() bool {
	return vaultID.MatchString(r.Vault) && ValidVaultPart(r.Part) && r.Version >= 1 && vaultCommitment.MatchString(r.Commitment)
}

// ValidVaultPart tells whether a word can name a part of a dossier: at most 40 small letters and digits, with hyphens between.
func ValidVaultPart(part string) bool { return len(part) <= 40 && vaultPart.MatchString(part) }

// NeedVaultRef notes a problem if r is no reference into the vault.
func (p *Problems) NeedVaultRef(r VaultRef, field string) {
	if !r.Valid() {
		p.Add(field, "Leg de persoonsgegevens eerst vast in de kluis.")
	}
}

// VaultRefs are all references in a command, an event or a state, in the order of its fields.
func VaultRefs(value any) []VaultRef { return vaultRefs(reflect.ValueOf(value), nil) }

func vaultRefs(v reflect.Value, found []VaultRef) []VaultRef {
	switch v.Kind() {
	case reflect.Struct:
		if r, ok := reflect.TypeAssert[VaultRef](v); ok {
			if r != (VaultRef{}) {
				found = append(found, r)
			}
			return found
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				found = vaultRefs(v.Field(i), found)
			}
		}
	case reflect.Slice:
		if holdsRefs(v.Type().Elem()) {
			for i := range v.Len() {
				found = vaultRefs(v.Index(i), found)
			}
		}
	}
	return found
}

// holdsRefs leaves out lists of plain values, which can be long.
func holdsRefs(t reflect.Type) bool { return t.Kind() == reflect.Struct || t.Kind() == reflect.Slice }

// NL names the reference for a person: what it is, not what it holds.
func (r VaultRef) NL() string {
	return "‘" + r.Part + "’, versie " + strconv.Itoa(r.Version)
}

// VaultCoolingOff is how long lies between preparing and confirming an erasure before the end of the term: somebody must
// have had the time to object. A default of ours: the policy sets none.
const VaultCoolingOff = 7 * 24 * time.Hour

// VaultExceptions are the only purposes for which restricted data may be read (article 18(2) AVG). Storing them goes on.
type VaultException string

// Exceptions.
const (
	WithConsent      VaultException = "consent"
	ForLegalClaim    VaultException = "legal-claim"
	ForRightsOfOther VaultException = "rights-of-others"
	ForPublicGood    VaultException = "public-interest"
)

// Choices implements [Chooser].
func (VaultException) Choices() []Choice {
	return []Choice{{string(WithConsent), "De betrokkene stemt ermee in"}, {string(ForLegalClaim), "Voor een rechtsvordering"},
		{string(ForRightsOfOther), "Om de rechten van een ander te beschermen"}, {string(ForPublicGood), "Om een gewichtige reden van algemeen belang"}}
}
