package domain

import "regexp"

var (
	mailAddress = regexp.MustCompile(`[^\s@]+@[^\s@]+\.[^\s@]+`)
	nineDigits  = regexp.MustCompile(`\b\d{9}\b`)
)

// Impersonal notes a problem if a text holds what can only be about one person: an e-mail address, or a number that is a BSN
// (promise 5): what says that data were destroyed, for one, may not hold those data (R-4.8-08). Names cannot be recognised: the form asks
// for none.
func (p *Problems) Impersonal(text, field string) {
	if mailAddress.MatchString(text) {
		p.Add(field, "Hier staat een e-mailadres. Beschrijf alleen de soort gegevens.")
	}
	for _, number := range nineDigits.FindAllString(text, -1) {
		if isBSN(number) {
			p.Add(field, "Hier staat een burgerservicenummer. Beschrijf alleen de soort gegevens.")
			return
		}
	}
}

// isBSN is the check on nine digits of a citizen service number (elfproef).
func isBSN(digits string) bool {
	sum := 0
	for i, d := range digits {
		weight := 9 - i
		if weight == 1 {
			weight = -1
		}
		sum += weight * int(d-'0')
	}
	return sum != 0 && sum%11 == 0
}
