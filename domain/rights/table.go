package rights

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// A Rule is what holds for requests on one right: the table of chapter 5, for lawyers and for the code.
type Rule struct {
	Right  Right
	Source string // where it stands
	// Row of table 4.2, with the term from receipt and how much longer it can be, "" if not at all.
	Row        int
	Term       calendar.Term
	Longer     string
	TermSource string
	Admits     []domain.Ground // the right is there only for processing on one of these; nil: on any
	Grounds    []Ground        // one of them is needed to grant it; nil: none is
	Exceptions []Exception     // of its paragraph; those of §5.6 are there for every right but the last
	General    bool
	Partly     string    // what is given when it is granted in part
	Does       Execution // what is done when it is granted
	Tells      string    // why those who received the data must be told; "" if they need not
}

var (
	oneMonth  = calendar.Term{Period: "P1M", By: calendar.EU} // article 12(3) AVG
	fourWeeks = calendar.Term{Period: "P28D", By: calendar.Own}
)

// Rules is the table of §5.1 to §5.6. All rights are honoured unless a named exception applies (§2.3, T-27); where the policy sets no
// term, that of the AVG holds (T-05); rectification has the four weeks of the policy, which cannot be longer (T-03, T-04).
var Rules = []Rule{
	{Right: Access, Source: "§5.1, AVG art. 15", Row: 1, Term: oneMonth, Longer: "P2M", TermSource: "§5.1", Exceptions: []Exception{RightsOfOthers, Burden}, General: true,
		Partly: "Gegevens van anderen worden onleesbaar gemaakt; de rest wordt gegeven.", Does: Provide},
	{Right: Erasure, Source: "§5.4, AVG art. 17", Row: 3, Term: oneMonth, Longer: "P2M", TermSource: "AVG art. 12 lid 3 [added]",
		Grounds:    []Ground{NotNeeded, ConsentWithdrawn, ObjectionGranted, Unlawful, RetentionEnded},
		Exceptions: []Exception{Required, PublicTask, PublicHealth, Archiving, Claim, Expression}, General: true,
		Partly: "Wat onder geen uitzondering valt, wordt gewist.", Does: Erase, Tells: "AVG art. 19 [added]"},
	{Right: Rectification, Source: "§5.1, AVG art. 16", Row: 2, Term: fourWeeks, TermSource: "§5.1", Grounds: []Ground{Incorrect, Incomplete, NotRelevant}, General: true,
		Partly: "Per gegeven.", Does: Correct, Tells: "§5.1"},
	{Right: Portability, Source: "§5.5, AVG art. 20", Row: 6, Term: oneMonth, Longer: "P2M", TermSource: "AVG art. 12 lid 3 [added]", Admits: []domain.Ground{"consent", "contract"}, General: true,
		Partly: "Alleen de digitale gegevens.", Does: HandOver},
	{Right: Restricting, Source: "§5.3, AVG art. 18", Row: 4, Term: oneMonth, Longer: "P2M", TermSource: "AVG art. 12 lid 3 [added]",
		Grounds: []Ground{MaybeIncorrect, UnlawfulKept, NeededForClaim, ObjectionPending}, General: true, Partly: "Per gegeven.", Does: Restrict, Tells: "§5.3"},
	{Right: Objection, Source: "§5.2, AVG art. 21", Row: 5, Term: oneMonth, Longer: "P2M", TermSource: "AVG art. 12 lid 3 [added]", Admits: []domain.Ground{"public-task", "legitimate-interest"},
		Exceptions: []Exception{Compelling, Claim}, General: true, Partly: "Per verwerking.", Does: Stop, Tells: "§5.3"},
	{Right: HumanView, Source: "bijlage 1.7, AVG art. 22", Row: 7, Term: oneMonth, Longer: "P2M", TermSource: "AVG art. 12 lid 3 [added]", Grounds: []Ground{NoHuman}, General: true,
		Partly: "Per besluit.", Does: Reassess},
	{Right: Information, Source: "bijlage 1.7, §4.2, AVG art. 12", Row: 7, Term: oneMonth, Longer: "P2M", TermSource: "AVG art. 12 lid 3 [added]", Does: Explain},
}

// RuleOf returns what holds for a right; the zero rule for what is none.
func RuleOf(r Right) Rule {
	if i := slices.IndexFunc(Rules, func(x Rule) bool { return x.Right == r }); i >= 0 {
		return Rules[i]
	}
	return Rule{}
}

// Execution is what is done when a request is granted.
type Execution string

// Executions, one for each right.
const (
	Provide  Execution = "provided"
	Erase    Execution = "erased"
	Correct  Execution = "corrected"
	HandOver Execution = "handed-over"
	Restrict Execution = "restricted"
	Stop     Execution = "stopped"
	Reassess Execution = "reassessed"
	Explain  Execution = "informed"
)

// Choices implements [domain.Chooser].
func (Execution) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Provide), NL: "Gegevens verstrekt"}, {Value: string(Erase), NL: "Gegevens gewist"}, {Value: string(Correct), NL: "Gegevens verbeterd, verwijderd of aangevuld"},
		{Value: string(HandOver), NL: "Gegevens overgedragen"}, {Value: string(Restrict), NL: "Gebruik beperkt"}, {Value: string(Stop), NL: "Verwerking gestopt"},
		{Value: string(Reassess), NL: "Opnieuw beoordeeld door een mens"}, {Value: string(Explain), NL: "Informatie gegeven"}}
}
