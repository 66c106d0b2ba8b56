package rights

import "github.com/heemstede/grootboek/domain"

// Right is one of the eight rights of Annex 1.7 (R-B7-01).
type Right string

// The rights, in the order of the annex.
const (
	Access        Right = "access"
	Erasure       Right = "erasure"
	Rectification Right = "rectification"
	Portability   Right = "portability"
	Restricting   Right = "restriction"
	Objection     Right = "objection"
	HumanView     Right = "human-view"
	Information   Right = "information"
)

// Choices implements [domain.Chooser]. A privacy objection is not a bezwaarschrift (T-23).
func (Right) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Access), NL: "Inzage"}, {Value: string(Erasure), NL: "Vergetelheid (gegevens wissen)"},
		{Value: string(Rectification), NL: "Rectificatie en aanvulling"}, {Value: string(Portability), NL: "Dataportabiliteit (overdracht)"},
		{Value: string(Restricting), NL: "Beperking van de verwerking"}, {Value: string(Objection), NL: "Bezwaar tegen verwerking (art. 21 AVG)"},
		{Value: string(HumanView), NL: "Menselijke blik bij besluiten"}, {Value: string(Information), NL: "Duidelijke informatie"}}
}

// Channel is how a request came in: both start the term (§5.1, R-5.1-01).
type Channel string

// Channels.
const (
	Oral    Channel = "oral"
	Written Channel = "written"
)

// Choices implements [domain.Chooser].
func (Channel) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Oral), NL: "Mondeling"}, {Value: string(Written), NL: "Schriftelijk of digitaal"}}
}

// Change is what the person wants of his data in a rectification (§5.1, R-5.1-23).
type Change string

// Changes.
const (
	Improve  Change = "improve"
	Remove   Change = "remove"
	Complete Change = "complete"
)

// Choices implements [domain.Chooser]. Removing here is of data that are incorrect or not relevant; any other is erasure (T-21).
func (Change) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Improve), NL: "Verbeteren"}, {Value: string(Remove), NL: "Verwijderen (onjuist of niet ter zake)"}, {Value: string(Complete), NL: "Aanvullen"}}
}

// Decision is how a request ends.
type Decision string

// Decisions.
const (
	Granted    Decision = "granted"
	Partly     Decision = "partly-granted"
	Refused    Decision = "refused"
	NotHandled Decision = "not-handled" // [added]
)

// Choices implements [domain.Chooser].
func (Decision) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Granted), NL: "Gegrond: toegekend"}, {Value: string(Partly), NL: "Deels gegrond: deels toegekend"},
		{Value: string(Refused), NL: "Ongegrond: geweigerd"}, {Value: string(NotHandled), NL: "Niet in behandeling genomen"}}
}

// Gives tells whether anything is granted.
func (d Decision) Gives() bool { return d == Granted || d == Partly }

// Unhandled is why a request is not handled [added]. The list is closed.
type Unhandled string

// Reasons.
const (
	NoIdentity Unhandled = "identity"   // article 12(6) AVG: who asks could not be established
	TooSoon    Unhandled = "too-soon"   // §5.1: reasonable intervals; judged by a person, with reasons (R-5.1-19)
	Unfounded  Unhandled = "excessive"  // article 12(5)(b) AVG
	Elsewhere  Unhandled = "elsewhere"  // another controller answers
	NoAnswer   Unhandled = "incomplete" // the person did not say what he wants, though asked
)

// Choices implements [domain.Chooser].
func (Unhandled) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(NoIdentity), NL: "Wie het vraagt, is niet vast te stellen (AVG art. 12 lid 6)"}, {Value: string(TooSoon), NL: "Te kort na een vorig verzoek (§5.1)"},
		{Value: string(Unfounded), NL: "Kennelijk ongegrond of buitensporig (AVG art. 12 lid 5)"}, {Value: string(Elsewhere), NL: "De gemeente is niet de verantwoordelijke; doorverwezen"},
		{Value: string(NoAnswer), NL: "Onduidelijk gebleven, na een vraag om uitleg"}}
}
