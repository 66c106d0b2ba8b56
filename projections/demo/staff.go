package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// Given names and surnames are put together by chance: nobody is meant. The surnames are no words that a register uses.
var (
	givenNames = []string{"Aafke", "Abel", "Amina", "Anouk", "Bart", "Beatrijs", "Boris", "Carlijn", "Casper", "Dewi", "Douwe", "Eefje", "Elif",
		"Emre", "Fenna", "Floris", "Geertje", "Gijs", "Hanna", "Hidde", "Ilse", "Imane", "Jelle", "Joris", "Karima", "Kees", "Lieke", "Lotte",
		"Maarten", "Marijke", "Mehmet", "Mila", "Naomi", "Niels", "Noor", "Olaf", "Pien", "Quirine", "Rachid", "Renske", "Ruben", "Sanne",
		"Sietske", "Soraya", "Sven", "Tessa", "Tjeerd", "Ulrike", "Vera", "Wietske", "Wouter", "Xander", "Yara", "Yusuf", "Zoë"}
	surnames = []string{"van Aerdenbosch", "Balkstra", "Cramerveld", "Dekkerhuis", "van Eikelboom", "Fabersma", "Groothoven", "Hesselink",
		"Idzinga", "Jongerman", "Kampinga", "van Lindehout", "Meerstra", "Nieuwelaar", "Oosterbaan", "Postmulder", "Quakkelaar", "Rietdorp",
		"Schaapveld", "Terwolde", "Uiterwijk", "van Vlietstra", "Wagenborgh", "IJsselmuide", "Zandbrink", "el Amraouy", "Yildirimli", "Brouwershaar",
		"Duivesteyn", "Hoekzema", "Koelewaard", "Molenkampen", "Noordhuizen", "Pietersma", "Roosendorp", "Smalbrugge", "Tolsma", "Veenhuyzen",
		"Wiardinga", "Zijlmansen"}
)

// team is a part of the organisation.
type team struct{ key, name string }

func teams() []team {
	return []team{{"bz", "Burgerzaken"}, {"kcc", "Klantcontactcentrum"}, {"wmo", "Toegang Wmo"}, {"jeugd", "Jeugd en gezin"},
		{"isd", "Intergemeentelijke Afdeling Sociale Zaken Duinstreek"}, {"shv", "Schuldhulpverlening"}, {"lpl", "Leerplicht en RMC"},
		{"osc", "Onderwijs, sport en cultuur"}, {"vth", "Vergunningen"}, {"hand", "Toezicht en handhaving"}, {"oov", "Openbare orde en veiligheid"},
		{"bel", "Belastingen en WOZ"}, {"ro", "Ruimtelijke ontwikkeling"}, {"bor", "Beheer openbare ruimte"}, {"park", "Parkeren en mobiliteit"},
		{"afval", "Afval en grondstoffen"}, {"won", "Wonen"}, {"eco", "Economie en vastgoed"}, {"po", "Personeel en organisatie"},
		{"fin", "Financiën"}, {"ink", "Inkoop en contractbeheer"}, {"div", "Informatiebeheer en archief"}, {"ict", "Informatievoorziening en ICT"},
		{"jz", "Juridische zaken"}, {"com", "Communicatie"}, {"bes", "Bestuursondersteuning"}, {"fac", "Facilitaire zaken"}}
}

// job is how many people do what.
var jobs = []struct {
	role domain.Role // EMP: nobody appoints them
	n    int
}{{domain.SEC, 1}, {domain.MAYOR, 1}, {domain.COL, 3}, {domain.FG, 2}, {domain.PB, 2}, {domain.CISO, 1}, {domain.JUR, 2}, {domain.CTRL, 1},
	{domain.ACC, 1}, {domain.DOM, 4}, {domain.TM, 25}, {domain.OPL, 8}, {domain.EMP, 26}}

// employ makes the staff; by tells who has which job, in order.
func employ(w *world, rng *rand.Rand) (list []Person, by map[domain.Role][]string) {
	by = map[domain.Role][]string{}
	full := names(rng)
	for _, j := range jobs {
		for range j.n {
			p := Person{ID: w.id("person", len(list)).String(), Name: full[len(list)]}
			p.Email = email(p.Name)
			by[j.role] = append(by[j.role], p.ID)
			w.staff[p.ID] = true
			list = append(list, p)
		}
	}
	return list, by
}

// names returns every combination once, in an order in which neither part repeats soon.
func names(rng *rand.Rand) []string {
	given, family := slices.Clone(givenNames), slices.Clone(surnames)
	rng.Shuffle(len(given), func(i, j int) { given[i], given[j] = given[j], given[i] })
	rng.Shuffle(len(family), func(i, j int) { family[i], family[j] = family[j], family[i] })
	var list []string
	for round := range len(family) {
		for i := range given {
			list = append(list, given[i]+" "+family[(i+round)%len(family)])
		}
	}
	return list
}

func email(name string) string {
	plain := strings.NewReplacer("ë", "e", " ", ".").Replace(strings.ToLower(name))
	given, family, _ := strings.Cut(plain, ".")
	return fmt.Sprintf("%s.%s@duinrade.example", given, strings.ReplaceAll(family, ".", ""))
}
