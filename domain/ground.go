package domain

// Ground is one of the six legal grounds of §2.3 (article 6(1) AVG).
type Ground string

// Choices implements [Chooser].
func (Ground) Choices() []Choice {
	return []Choice{
		{Value: "consent", NL: "Toestemming"},                                    // art. 6(1)(a)
		{Value: "contract", NL: "Uitvoering van een overeenkomst"},               // (b)
		{Value: "legal-obligation", NL: "Wettelijke verplichting"},               // (c)
		{Value: "vital-interest", NL: "Vitaal belang van de betrokkene"},         // (d)
		{Value: "public-task", NL: "Taak van algemeen belang of openbaar gezag"}, // (e)
		{Value: "legitimate-interest", NL: "Gerechtvaardigd belang"},             // (f)
	}
}
