package rights

import "github.com/heemstede/grootboek/domain"

// Ground is why a request is well-founded: the grounds of all rights. Each right has its own, see [Rules].
type Ground string

// Grounds.
const (
	Incorrect        Ground = "incorrect" // §5.1
	Incomplete       Ground = "incomplete"
	NotRelevant      Ground = "not-relevant"
	NotNeeded        Ground = "no-longer-needed" // §5.4
	ConsentWithdrawn Ground = "consent-withdrawn"
	ObjectionGranted Ground = "objection-granted"
	Unlawful         Ground = "unlawful"
	RetentionEnded   Ground = "retention-ended"
	MaybeIncorrect   Ground = "possibly-incorrect" // §5.3
	UnlawfulKept     Ground = "unlawful-kept"
	NeededForClaim   Ground = "needed-for-claim"
	ObjectionPending Ground = "objection-pending"
	NoHuman          Ground = "automated-decision" // article 22 AVG
)

// grounds are the grounds of all rights, with their labels.
var grounds = []domain.Choice{
	{Value: string(Incorrect), NL: "De gegevens zijn onjuist"}, {Value: string(Incomplete), NL: "De gegevens zijn onvolledig"}, {Value: string(NotRelevant), NL: "De gegevens zijn niet ter zake dienend"},
	{Value: string(NotNeeded), NL: "De gegevens zijn niet meer nodig"}, {Value: string(ConsentWithdrawn), NL: "De toestemming is ingetrokken en was de enige grondslag"},
	{Value: string(ObjectionGranted), NL: "Het bezwaar tegen de verwerking is ingewilligd"}, {Value: string(Unlawful), NL: "De gegevens worden onrechtmatig verwerkt"},
	{Value: string(RetentionEnded), NL: "De wettelijke bewaartermijn is verlopen"},
	{Value: string(MaybeIncorrect), NL: "De gegevens zijn mogelijk onjuist"}, {Value: string(UnlawfulKept), NL: "Onrechtmatig, maar de betrokkene wil niet dat er wordt gewist"},
	{Value: string(NeededForClaim), NL: "Niet meer nodig, maar de betrokkene heeft ze nodig voor een rechtsvordering"}, {Value: string(ObjectionPending), NL: "Bezwaar gemaakt; de afweging loopt nog"},
	{Value: string(NoHuman), NL: "Besluit zonder dat een mens heeft meegekeken"},
}

// Choices implements [domain.Chooser].
func (Ground) Choices() []domain.Choice { return grounds }

// RectificationGround is a ground of §5.1 (R-5.1-22).
type RectificationGround string

// Choices implements [domain.Chooser].
func (RectificationGround) Choices() []domain.Choice { return grounds[0:3] }

// ErasureGround is one of the five grounds of §5.4 (R-5.4-01).
type ErasureGround string

// Choices implements [domain.Chooser].
func (ErasureGround) Choices() []domain.Choice { return grounds[3:8] }

// Case is one of the four cases of §5.3 (R-5.3-01).
type Case string

// The four cases.
const (
	CaseIncorrect Case = Case(MaybeIncorrect)
	CaseUnlawful  Case = Case(UnlawfulKept)
	CaseClaim     Case = Case(NeededForClaim)
	CaseObjection Case = Case(ObjectionPending)
)

// Choices implements [domain.Chooser].
func (Case) Choices() []domain.Choice { return grounds[8:12] }
