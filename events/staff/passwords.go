package staff

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"github.com/heemstede/grootboek/domain"
)

// MinPassword is the least number of characters of a password, MaxPassword the greatest number of bytes.
const MinPassword, MaxPassword = 12, 1000

// minPart is the length from which a part of a name counts as a hint: "van" and "den" are no hints.
const minPart = 4

// CheckPassword refuses a password that is easy to guess for this person. The rules are those of NIST SP 800-63B:
// length, and not what everybody would try first; no rules about kinds of characters, no expiry.
func CheckPassword(p Person, password string) error {
	var wrong domain.Problems
	folded := strings.ToLower(password)
	switch {
	case utf8.RuneCountInString(password) < MinPassword:
		wrong.Add("password", fmt.Sprintf("Het wachtwoord is te kort: gebruik minstens %d tekens. Een zin van een paar woorden is goed.", MinPassword))
	case len(password) > MaxPassword:
		wrong.Add("password", fmt.Sprintf("Het wachtwoord is te lang: hoogstens %d tekens.", MaxPassword))
	case common(folded):
		wrong.Add("password", "Dit wachtwoord is te makkelijk te raden. Kies een zin van een paar woorden die alleen u bedenkt.")
	case contains(folded, p):
		wrong.Add("password", "Gebruik uw naam of e-mailadres niet in het wachtwoord.")
	}
	if len(wrong) == 0 {
		return nil
	}
	return &domain.Refusal{Kind: domain.Invalid, Code: "password.weak", NL: "Kies een ander wachtwoord.", Fields: wrong}
}

// contains tells whether the person's name or address stands in the password.
func contains(folded string, p Person) bool {
	local, _, _ := strings.Cut(emailKey(p.Email), "@")
	parts := append(strings.FieldsFunc(local, notLetter), local)
	parts = append(parts, strings.FieldsFunc(strings.ToLower(p.Name), notLetter)...)
	for _, part := range parts {
		if utf8.RuneCountInString(part) >= minPart && strings.Contains(folded, part) {
			return true
		}
	}
	return false
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// common tells whether everybody would try this first: a few characters repeated, a row of the keyboard, or a common
// word with digits and signs around it, once or more.
func common(folded string) bool {
	if distinct(folded) < 5 {
		return true
	}
	if inRows(folded) {
		return true
	}
	rest := folded
	for range 20 { // a word may stand there more than once
		before := rest
		for _, w := range commonWords {
			rest = strings.ReplaceAll(rest, w, "")
		}
		if rest == before {
			break
		}
	}
	return rest != folded && strings.IndexFunc(rest, unicode.IsLetter) < 0
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// inRows tells whether the whole password, read as pieces of four, walks along rows that fingers know.
func inRows(folded string) bool {
	for i := 0; i < len(folded); i += 4 {
		piece := folded[i:min(i+4, len(folded))]
		if !strings.Contains(commonRows, piece) {
			return false
		}
	}
	return true
}

const commonRows = "1234567890123456789012345678900987654321098765432109876543210 " +
	"qwertyuiopqwertyuiop asdfghjklasdfghjkl zxcvbnmzxcvbnm qwertyuiopasdfghjklzxcvbnm " +
	"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz 1q2w3e4r5t6y7u8i9o0p 1qaz2wsx3edc4rfv5tgb6yhn7ujm 1234qwerasdfzxcv"

// commonWords has a longer word before the shorter one that stands in it.
var commonWords = []string{"wachtwoord", "password", "passw0rd", "p@ssw0rd", "p@ssword", "welkom", "welcome", "geheim", "secret",
	"administrator", "admin", "beheerder", "gebruiker", "user", "login", "inloggen", "letmein", "iloveyou", "ikhouvanjou",
	"qwertyuiop", "qwerty", "azerty", "abc", "test", "changeme", "verander", "default", "gemeente", "heemstede", "grootboek", "privacy",
	"avg", "gdpr", "nederland", "holland", "amsterdam", "haarlem", "ajax", "feyenoord", "psv", "voetbal", "football", "monkey", "dragon", "master", "sunshine",
	"princess", "superman", "batman", "zomer", "winter", "lente", "herfst", "summer", "spring", "autumn", "januari",
	"februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}

// noPassword returns a hash that no password fits, which costs as much to compare as any other.
func noPassword(p argon2id.Params) string {
	b := make([]byte, p.SaltLength+p.KeyLength)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	enc := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", p.Memory, p.Iterations, p.Parallelism, enc(b[:p.SaltLength]), enc(b[p.SaltLength:]))
}
