package rights

import "github.com/heemstede/grootboek/domain"

// Exception is why a right of one paragraph is limited. The exceptions of §5.6, of all rights, are [General].
type Exception string

// Exceptions.
const (
	RightsOfOthers Exception = "rights-of-others" // §5.1
	Burden         Exception = "burden"           // §5.1, T-25
	Compelling     Exception = "compelling"       // §5.2
	Claim          Exception = "legal-claim"      // §5.2, §5.4
	Required       Exception = "legally-required" // §5.4
	PublicTask     Exception = "public-task"
	PublicHealth   Exception = "public-health"
	Archiving      Exception = "archiving"
	Expression     Exception = "expression"
)

var (
	accessExceptions    = []domain.Choice{{Value: string(RightsOfOthers), NL: "Rechten van anderen"}, {Value: string(Burden), NL: "Onevenredige administratieve lasten"}}
	objectionExceptions = []domain.Choice{{Value: string(Compelling), NL: "Dwingende gerechtvaardigde redenen die zwaarder wegen"}, {Value: string(Claim), NL: "Rechtsvordering"}}
	erasureExceptions   = []domain.Choice{{Value: string(Required), NL: "De verwerking is wettelijk verplicht"}, {Value: string(PublicTask), NL: "Openbaar gezag of een wettelijke taak van algemeen belang"},
		{Value: string(PublicHealth), NL: "Taak van algemeen belang voor de volksgezondheid"}, {Value: string(Archiving), NL: "Archivering in het algemeen belang"},
		{Value: string(Claim), NL: "Rechtsvordering"}, {Value: string(Expression), NL: "Vrijheid van meningsuiting en informatie"}}
)

// Choices implements [domain.Chooser].
func (Exception) Choices() []domain.Choice {
	return append(append([]domain.Choice{}, accessExceptions...), append([]domain.Choice{objectionExceptions[0]}, erasureExceptions...)...)
}

// AccessException limits access (§5.1).
type AccessException string

// Choices implements [domain.Chooser].
func (AccessException) Choices() []domain.Choice { return accessExceptions }

// ErasureException is one of the six of §5.4 (R-5.4-06).
type ErasureException string

// Choices implements [domain.Chooser].
func (ErasureException) Choices() []domain.Choice { return erasureExceptions }

// ObjectionException lets processing go on (§5.2, T-20).
type ObjectionException string

// Choices implements [domain.Chooser].
func (ObjectionException) Choices() []domain.Choice { return objectionExceptions }

// General is one of the ten exceptions of §5.6, to all rights. The list is closed (R-5.6-01).
type General string

// Supervising is exception 8: it is one only in connection with one of 1 to 5 or 7 (R-5.6-04).
const Supervising General = "8"

// Choices implements [domain.Chooser], by the numbers of §5.6.
func (General) Choices() []domain.Choice {
	return []domain.Choice{{Value: "1", NL: "1. De nationale veiligheid"}, {Value: "2", NL: "2. De landsverdediging"}, {Value: "3", NL: "3. De openbare veiligheid"},
		{Value: "4", NL: "4. Voorkomen, onderzoeken, opsporen en vervolgen van strafbare feiten, of uitvoeren van straffen"},
		{Value: "5", NL: "5. Andere belangrijke doelen van algemeen belang, vooral economische of financiële belangen"},
		{Value: "6", NL: "6. Onafhankelijkheid van de rechter en gerechtelijke procedures"}, {Value: "7", NL: "7. Schendingen van beroepscodes"},
		{Value: "8", NL: "8. Toezicht, inspectie of regelgeving in verband met 1 tot en met 5 of 7"},
		{Value: "9", NL: "9. Bescherming van de betrokkene of van rechten en vrijheden van anderen"}, {Value: "10", NL: "10. Inning van civielrechtelijke vorderingen"}}
}

// Supervised is what exception 8 is about.
type Supervised string

// Choices implements [domain.Chooser].
func (Supervised) Choices() []domain.Choice {
	all := General("").Choices()
	return append(all[0:5:5], all[6])
}
