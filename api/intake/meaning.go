package intake

import (
	"regexp"
	"slices"
	"strings"
)

// The codes of the six grounds of art. 6 lid 1 AVG, a to f.
const (
	GroundConsent    = "consent"
	GroundContract   = "contract"
	GroundObligation = "legal-obligation"
	GroundVital      = "vital-interest"
	GroundPublic     = "public-task"
	GroundInterest   = "legitimate-interest"
)

// groundWords are the texts by which a ground is known. The text as a whole is sure; within a sentence it is reported to be
// checked.
var groundWords = []struct{ code, words string }{
	{GroundConsent, "toestemming, toestemming betrokkene, toestemming van betrokkene, toestemming van de betrokkene, betrokkene heeft toestemming gegeven, consent, consent of the data subject, instemming"},
	{GroundContract, "overeenkomst, uitvoering overeenkomst, uitvoering van een overeenkomst, uitvoering van de overeenkomst, noodzakelijk voor de uitvoering van een overeenkomst, contract, contractuele verplichting, performance of a contract"},
	{GroundObligation, "wettelijke verplichting, wettelijke plicht, voldoen aan wettelijke verplichting, voldoen aan een wettelijke verplichting, nakomen wettelijke verplichting, legal obligation, compliance with a legal obligation"},
	{GroundVital, "vitaal belang, vitale belangen, bescherming vitale belangen, bescherming vitale belangen betrokkene, bescherming van vitale belangen, vital interest, vital interests"},
	{GroundPublic, "algemeen belang, taak van algemeen belang, taak algemeen belang, openbaar gezag, taak van openbaar gezag, uitvoering van een taak van openbaar gezag, uitoefening openbaar gezag, uitoefening van openbaar gezag, algemeen belang openbaar gezag, algemeen belang of openbaar gezag, publieke taak, publiekrechtelijke taak, wettelijke taak, taak van algemeen belang of openbaar gezag, vervulling taak van algemeen belang, vervulling van een taak van algemeen belang, vervulling taak van algemeen belang ter uitoefening openbaar gezag, public task, public interest, official authority"},
	{GroundInterest, "gerechtvaardigd belang, gerechtvaardigde belangen, gerechtvaardigd belang verantwoordelijke, behartiging gerechtvaardigd belang, behartiging gerechtvaardigde belangen, legitimate interest, legitimate interests"},
}

// letters are the grounds in the order of art. 6 lid 1.
var letters = []string{GroundConsent, GroundContract, GroundObligation, GroundVital, GroundPublic, GroundInterest}

var (
	article6   = regexp.MustCompile(`\b6[\s.,]*(?:lid)?[\s.(]*(?:1|eerste lid)[\s.),]*(?:aanhef en)?\s*(?:sub|onder|onderdeel|letter)?[\s.(]*([a-f])\b`)
	bareLetter = regexp.MustCompile(`^(?:sub |onder )?\(?([a-f])[.)]?$`)
	leadLetter = regexp.MustCompile(`^\(?[a-f][.)]\s+`)
)

// grounds reads one text. exact says that the text is nothing but the name of a ground, so that the code tells it all.
// With more than that (an article, a law, a sentence) the text is kept as explanation.
func grounds(s string) (codes []string, exact bool) {
	low := strings.ToLower(strings.TrimSpace(s))
	if m := bareLetter.FindStringSubmatch(low); m != nil {
		return []string{letters[m[1][0]-'a']}, true
	}
	plain := strings.Join(fold(leadLetter.ReplaceAllString(low, "")), " ")
	for _, g := range groundWords {
		for w := range strings.SplitSeq(g.words, ", ") {
			if plain == w {
				return []string{g.code}, true
			}
		}
	}
	for _, m := range article6.FindAllStringSubmatch(low, -1) {
		codes = addOnce(codes, letters[m[1][0]-'a'])
	}
	if len(codes) > 0 {
		return codes, false
	}
	return groundsInside(plain), false
}

func groundsInside(plain string) (codes []string) {
	padded := " " + plain + " "
	for _, g := range groundWords {
		for w := range strings.SplitSeq(g.words, ", ") {
			at := strings.Index(padded, " "+w+" ")
			if at >= 0 && !strings.HasSuffix(padded[:at], " geen") && !strings.HasSuffix(padded[:at], " niet") {
				codes = addOnce(codes, g.code)
				break
			}
		}
	}
	return codes
}

// groundItems splits the text of a ground column. Commas split only if each part is a ground.
func groundItems(c Cell) []string {
	if list, ok := c.List(); ok {
		return list
	}
	parts := items(c, Long)
	if len(parts) != 1 {
		return parts
	}
	return tidy(commas(parts[0], func(p string) bool {
		codes, _ := grounds(p)
		return len(codes) > 0
	}))
}

func addOnce(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// The kinds of personal data.
const (
	Ordinary = "ordinary"
	Special  = "special"  // art. 9 AVG
	Criminal = "criminal" // art. 10 AVG
	BSN      = "bsn"      // art. 46 UAVG
)

// A Category is one kind of personal data with its mark. A text that names several kinds gives several.
type Category struct {
	Name string
	Kind string // Ordinary, Special, Criminal, BSN
	Law  string // the article that makes it more than ordinary
}

// dataWords are the beginnings of words that make data more than ordinary. A name of its own, in case one text names
// more than one kind. "Foto", "nationaliteit" and "financiële gegevens" are ordinary on purpose.
var dataWords = []struct{ kind, name, law, stems string }{
	{BSN, "Burgerservicenummer (BSN)", "art. 87 AVG, art. 46 UAVG", "bsn, burgerservicenummer, burger service nummer, sofinummer, sofi nummer"},
	{Criminal, "Strafrechtelijke gegevens", "art. 10 AVG", "strafrecht, strafbare feit, strafbaar feit, strafblad, justitiele, criminal, veroordeling, verdenking, detentie, proces verbaal"},
	{Special, "Gegevens over gezondheid", "art. 9 lid 1 AVG", "gezondheid, medisch, ziekte, ziektedag, ziek, handicap, diagnose, zorgcode, arbeidsongeschikt, arbeidsgeschikt, health, medical, zwangerschap, verslaving, ggz"},
	{Special, "Gegevens over ras of etnische afkomst", "art. 9 lid 1 AVG", "ras, etnisch, etniciteit, ethnic, racial, huidskleur"},
	{Special, "Gegevens over politieke opvattingen", "art. 9 lid 1 AVG", "politieke opvatting, politieke gezindheid, politieke voorkeur, politieke overtuiging, political"},
	{Special, "Gegevens over godsdienst of levensovertuiging", "art. 9 lid 1 AVG", "godsdienst, religie, religieu, levensovertuiging, levensbeschouwelijk, geloof, kerkgenootschap, kerkelijke gezindte, religious, religion"},
	{Special, "Lidmaatschap van een vakvereniging", "art. 9 lid 1 AVG", "vakbond, vakvereniging, trade union"},
	{Special, "Genetische gegevens", "art. 9 lid 1 AVG", "genetisch, dna, genetic"},
	{Special, "Biometrische gegevens", "art. 9 lid 1 AVG", "biometri, vingerafdruk, gezichtsherkenning, irisscan, biometric"},
	{Special, "Gegevens over seksueel gedrag of gerichtheid", "art. 9 lid 1 AVG", "seksue, seksuele, geaardheid, sexual"},
}

// wholeWords are stems too short to be the beginning of any word: "ras" is not "raster".
var wholeWords = map[string]bool{"ras": true, "geloof": true, "ziek": true, "dna": true, "ggz": true}

// categories marks one text. In a column for special data an unknown text is special all the same.
func categories(s string, special bool) []Category {
	plain := " " + strings.Join(fold(s), " ") + " "
	var found []Category
	for _, d := range dataWords {
		if names(plain, d.stems) {
			found = append(found, Category{d.name, d.kind, d.law})
		}
	}
	switch {
	case len(found) == 0 && special:
		return []Category{{s, Special, "art. 9 lid 1 AVG"}}
	case len(found) == 0:
		return []Category{{Name: s, Kind: Ordinary}}
	}
	found[0].Name = s
	return found
}

func names(plain, stems string) bool {
	for w := range strings.SplitSeq(stems, ", ") {
		end := ""
		if wholeWords[w] {
			end = " "
		}
		for at := 0; ; {
			i := strings.Index(plain[at:], " "+w+end)
			if i < 0 {
				break
			}
			at += i + 1
			if before := plain[:at]; !strings.HasSuffix(before, " geen ") && !strings.HasSuffix(before, " niet ") {
				return true
			}
		}
	}
	return false
}

// yesNo reads a yes or a no, and what is said after it: "ja, alleen bij bezwaar".
func yesNo(s string) (yes bool, rest string, ok bool) {
	low := strings.ToLower(strings.TrimSpace(s))
	switch strings.TrimRight(low, ".") {
	case "ja", "yes", "true", "waar", "1", "j", "y", "x", "wel":
		return true, "", true
	case "nee", "neen", "no", "false", "onwaar", "0", "n", "niet", "geen":
		return false, "", true
	}
	for _, w := range []struct {
		word string
		yes  bool
	}{{"ja", true}, {"yes", true}, {"neen", false}, {"nee", false}, {"no", false}} {
		if after, cut := strings.CutPrefix(low, w.word); cut && strings.IndexAny(after, ",:;.(- \n") == 0 {
			rest := strings.TrimLeft(strings.TrimSpace(s)[len(w.word):], ",:;.- \n")
			return w.yes, rest, true
		}
	}
	return false, "", false
}

// The codes of the fields of kind Choice.
var choices = map[string][]struct{ code, words string }{
	"brpLink": {
		{"none", "geen, nee, none, geen koppeling, niet"},
		{"indirect", "indirect, indirecte koppeling, via gegevensmagazijn, ja indirect"},
		{"direct", "direct, directe koppeling, rechtstreeks, ja direct"},
	},
	"obtainedFrom": {
		{"both", "beide, both, betrokkene en elders, betrokkene en anderen, betrokkene en derden"},
		{"subject", "betrokkene, van betrokkene, bij betrokkene, betrokkene zelf, de betrokkene, data subject"},
		{"elsewhere", "elders, derden, anderen, niet van betrokkene, andere bron, third party"},
	},
	"carriedOutBy": {
		{"both", "beide, both, gemeente en verwerker, gemeente en verwerkers"},
		{"municipality", "gemeente, zelf, intern, eigen organisatie, de gemeente, municipality"},
		{"processors", "verwerker, verwerkers, extern, processor, processors"},
	},
}

// choice reads the code of a field of kind Choice; "" if the text is none of its words. A list whose items differ is
// "both", where the field has that.
func choice(field string, list []string) string {
	code := ""
	for _, s := range list {
		plain := strings.Join(fold(s), " ")
		c := ""
		for _, option := range choices[field] {
			if slices.Contains(strings.Split(option.words, ", "), plain) {
				c = option.code
			}
		}
		switch {
		case c == "":
			return ""
		case code != "" && code != c && choices[field][0].code == "both":
			code = "both"
		case code != "" && code != c:
			return ""
		default:
			code = c
		}
	}
	return code
}

var (
	bracketed = regexp.MustCompile(`^\[[^\[\]]*\]$|^<[^<>]*>$`)
	cutOff    = regexp.MustCompile(`(?i)\[afgebroken[^\]]*\]`)
)

// emptyWords stand where nobody has filled in anything.
var emptyWords = map[string]bool{"nvt": true, "n v t": true, "niet van toepassing": true, "onbekend": true, "unknown": true, "tbd": true, "n a": true, "not applicable": true,
	"nader te bepalen": true, "nog te bepalen": true, "ntb": true, "n t b": true, "nog in te vullen": true, "in te vullen": true, "invullen": true, "nog invullen": true,
	"vul in": true, "xxx": true, "pm": true, "p m": true, "nog uitzoeken": true, "lorem ipsum": true}

// placeholder says whether a text stands where an answer should be.
func placeholder(s string) bool {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return false
	case s[0] == '[' || s[0] == '<':
		return bracketed.MatchString(s)
	case len(s) > 40:
		return false
	}
	return strings.Trim(s, "-–—?.…_/ ") == "" || emptyWords[strings.Join(fold(s), " ")]
}
