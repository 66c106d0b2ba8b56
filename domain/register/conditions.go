package register

import (
	"fmt"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Verdict is what can be said of a start condition now.
type Verdict string

// Verdicts.
const (
	Met        Verdict = "met"
	NotMet     Verdict = "not-met"
	CannotTell Verdict = "cannot-tell" // the ledger cannot know it: the owner motivates it
)

// A Finding is what can be said of one start condition of one activity.
type Finding struct {
	Verdict Verdict
	NL      string        // what lacks, in one or more sentences; "" if it is met
	Who     []domain.Role // who can do something about it
	Do      []Step        // what would satisfy it
	On      []domain.Told // the records it rests on, or that stand in its way
}

// A Step is what somebody can do to satisfy a condition: a command of a record type, for a new record or this one.
type Step struct {
	NL      string
	Record  string // record type; "" is the activity itself
	Command string
	Stream  string // of the record to do it on; "" makes a new one
}

// A Condition must be met before processing starts.
type Condition struct {
	Letter string
	NL     string
	Source string
	Rests  string // record types that would satisfy it
	check  func(Activity, domain.Stamp) Finding
}

// Conditions are the fifteen start conditions of RT-03 (a–o).
var Conditions = []Condition{
	{"a", "Geregistreerd en volledig", "§4.1", "RT-03", registered},
	{"b", "Rechtmatige grondslag voor elk doel", "§2.3, §4.4", "RT-03", lawful},
	{"c", "Noodzaakbeoordeling positief afgerond", "§4.6", "RT-04", necessary},
	{"d", "Privacy by design en by default geregeld", "§4.5", "RT-04", designed},
	{"e", "Toets of een DPIA nodig is gedaan, en zo nodig de DPIA afgerond", "§4.9, B1.6", "RT-18", assessedImpact},
	{"f", "Maatregelen uit de DPIA uitgevoerd", "[added]", "RT-18, RT-20", measuresTaken},
	{"g", "Geen lopende voorafgaande raadpleging", "[added]", "RT-19", notConsulting},
	{"h", "Verwerkersovereenkomst met elke verwerker", "§7.2", "RT-11, RT-12", agreed},
	{"i", "Geheimhouding geregeld", "§2.3, §6.1", "RT-26, RT-17", confidential},
	{"j", "Afspraken met externe partijen die gegevens ontvangen of uitwisselen", "§2.3, §7.1", "RT-15, RT-16", arranged},
	{"k", "Informatie voor betrokkenen klaar", "§4.2", "RT-06", informed},
	{"l", "Bewaartermijn vastgesteld", "§4.8", "RT-09", retained},
	{"m", "Maatregelen voor de kwaliteit van gegevens vastgelegd", "§4.7", "RT-08", qualityKept},
	{"n", "Uitzonderingsgrond bij bijzondere gegevens", "[added] AVG art. 9", "RT-03", func(a Activity, _ domain.Stamp) Finding {
		return ownField(!a.Has(Special) || a.SpecialGround != "" && a.SpecialLaw != "", "Vul de uitzonderingsgrond en de wet in.")
	}},
	{"o", "Wettelijke plicht en proportionaliteit bij BSN", "§4.4", "RT-03", func(a Activity, _ domain.Stamp) Finding {
		return ownField(!a.Has(BSN) || a.BSNBasis != "", "Vul de wettelijke plicht voor het BSN in en waarom het gebruik in verhouding is.")
	}},
}

// Check says what can be said of the condition for this activity, and what to do. The stamp gives the day and the facts:
// those of an earlier moment say what was so then.
func (c Condition) Check(a Activity, by domain.Stamp) Finding { return c.check(a, by) }

// SourceNL is the source as people read it: "[added]" is a word of the requirements.
func (c Condition) SourceNL() string { return strings.Replace(c.Source, "[added]", "aanvulling", 1) }

// ConditionNL returns the Dutch text of a condition by its letter.
func ConditionNL(letter string) string {
	for _, c := range Conditions {
		if c.Letter == letter {
			return c.NL
		}
	}
	return letter
}

// met is a condition met, by these records.
func met(on ...domain.Told) Finding { return Finding{Verdict: Met, On: on} }

// unmet is a condition not met, with what the owner can do.
func unmet(nl string, do ...Step) Finding {
	return Finding{Verdict: NotMet, NL: nl, Who: []domain.Role{domain.OWN}, Do: do}
}

func (f Finding) by(roles ...domain.Role) Finding { f.Who = roles; return f }

func (f Finding) on(list ...domain.Told) Finding { f.On = list; return f }

// ownField is a condition on what the activity itself says: the owner supplies it, the privacy administrator records it
// (B1.1-2, -4).
func ownField(ok bool, nl string) Finding {
	if ok {
		return met()
	}
	return unmet(nl, Step{NL: "Wijziging aanleveren", Command: "submit-change"}, Step{NL: "Wijzigen", Command: "amend"}).by(domain.OWN, domain.PB)
}

func registered(a Activity, _ domain.Stamp) Finding {
	if m := Missing(a.Content); len(m) > 0 {
		return ownField(false, m[0].NL)
	}
	if slices.Contains(inRegister, a.State) {
		return met()
	}
	return unmet("De verwerking is nog niet geregistreerd.", Step{NL: "Registreren", Command: "register"}).by(domain.PB)
}

func lawful(a Activity, _ domain.Stamp) Finding {
	nl := missingPurposes(a.Content)
	return ownField(nl == "", nl)
}

func (a Activity) stream() string { return "activity/" + a.ID }

// toldOf are the records of a type about the activity that tell a T, oldest first.
func toldOf[T any](a Activity, by domain.Stamp, kind string) (says []T, on []domain.Told) {
	for _, t := range by.Facts.Linked(a.stream(), kind) {
		if x, ok := t.Says.(T); ok {
			says, on = append(says, x), append(on, t)
		}
	}
	return says, on
}

var startNecessity = Step{NL: "Noodzaakbeoordeling beginnen", Record: "necessity", Command: "start"}

// counting is the necessity assessment that counts: one that is under way, because nothing else settles what is in doubt;
// otherwise the one that was concluded last, whichever was begun first.
func counting(a Activity, by domain.Stamp) (n Necessity, at domain.Told, ok bool) {
	list, on := toldOf[Necessity](a, by, "necessity")
	for i, x := range list {
		if !ok || x.State != NecessityConcluded || n.State == NecessityConcluded && x.AssessedOn >= n.AssessedOn {
			n, at, ok = x, on[i], true
		}
	}
	return n, at, ok
}

// necessary: the assessment that counts is positive, in proportion, and judged every category there is now (§4.6,
// R-2.3-18, R-2.3-20, R-4.6-01).
func necessary(a Activity, by domain.Stamp) Finding {
	n, at, ok := counting(a, by)
	if !ok {
		return unmet("Er is geen noodzaakbeoordeling.", startNecessity)
	}
	switch {
	case n.State != NecessityConcluded:
		return unmet("De noodzaakbeoordeling is nog niet afgerond.", Step{NL: "Afronden", Record: "necessity", Command: "conclude", Stream: at.Stream}).on(at)
	case n.Proportion == Disproportionate:
		return unmet("De verwerking is niet in verhouding tot het doel (§4.6).", startNecessity).on(at)
	case !n.AllowsStart():
		return unmet("De uitkomst van de noodzaakbeoordeling is negatief.", startNecessity).on(at)
	}
	if bad := inBoth(n.Rejected(), texts(a.DataCategories, func(d DataCategory) string { return d.Name })); len(bad) > 0 { // R-4.6-01
		return ownField(false, "Deze gegevens zijn niet nodig gevonden en staan nog in het register: "+strings.Join(bad, ", ")+".").on(at)
	}
	reopen := Step{NL: "Heropenen", Record: "necessity", Command: "reopen", Stream: at.Stream}
	if !domain.Names(n.Covers, a.stream()) {
		return unmet("De beoordeling noemt geen versie van deze verwerking.", reopen).on(at)
	}
	if news := domain.Lapsed(by.Facts, necessityApproval, n.Covers, a.stream()); len(news) > 0 {
		return unmet("De beoordeling is vervallen. Nieuw is: "+DifferencesNL(news)+".", reopen).on(at)
	}
	return met(at)
}

func inBoth(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return !slices.Contains(other, s) })
}

// designed: design measures and default settings are arranged before the start (§4.5, §3.0, R-4.5-01, -02, -03, R-3.0-01).
func designed(a Activity, by domain.Stamp) Finding {
	n, at, ok := counting(a, by)
	if !ok {
		return unmet("De ontwerpmaatregelen en de standaardinstellingen zijn niet vastgelegd.", startNecessity)
	}
	switch {
	case !n.Designed:
		return unmet("De technische en organisatorische maatregelen zijn nog niet bepaald.", Step{NL: "Ontwerpmaatregelen bepalen", Record: "necessity", Command: "determine-design", Stream: at.Stream}).on(at)
	case !n.Defaults:
		return unmet("De standaardinstellingen zijn nog niet bevestigd.", Step{NL: "Standaardinstellingen bevestigen", Record: "necessity", Command: "confirm-defaults", Stream: at.Stream}).on(at)
	}
	return met(at)
}

var screenDPIA = Step{NL: "Voortoets doen", Record: "dpia", Command: "screen"}

// assessedImpact: a pre-scan or a completed DPIA that covers the activity as it is now, and no obligatory DPIA that is not
// completed (§4.9, R-4.9-01, -04, -10). One pre-scan does not undo another: an obligatory DPIA is completed or cancelled.
func assessedImpact(a Activity, by domain.Stamp) Finding {
	list, on := toldOf[domain.DPIAFacts](a, by, "dpia")
	var good []domain.Told
	var lapsed *Finding
	for i, d := range list {
		switch {
		case d.Cancelled:
		case d.Completed == "" && (d.Obligatory || d.Initiated):
			f := unmet("De DPIA is nog niet afgerond.", Step{NL: "DPIA openen", Record: "dpia", Stream: on[i].Stream}).by(domain.OWN, domain.PB).on(on[i])
			if d.Obligatory { // a voluntary one does not stop the start
				return f
			}
		case d.Completed > calendar.On(by.Happened): // §4.9: before the processing
			f := unmet("De DPIA is pas op "+d.Completed.NL()+" afgerond.").by(domain.OWN, domain.PB).on(on[i])
			lapsed = &f
		case !domain.Names(d.Covers, a.stream()):
			f := unmet("De DPIA of voortoets noemt geen versie van deze verwerking.", screenDPIA).by(domain.OWN, domain.PB).on(on[i])
			lapsed = &f
		default:
			if news := domain.Lapsed(by.Facts, dpiaApproval, d.Covers, a.stream()); len(news) > 0 {
				f := unmet("De DPIA of voortoets is vervallen. Nieuw is: "+DifferencesNL(news)+".", screenDPIA).by(domain.OWN, domain.PB).on(on[i])
				lapsed = &f
			} else {
				good = append(good, on[i])
			}
		}
	}
	switch {
	case len(good) > 0:
		return met(good...)
	case lapsed != nil:
		return *lapsed
	}
	return unmet("Er is nog niet getoetst of een DPIA nodig is.", screenDPIA).by(domain.OWN, domain.PB)
}

// measuresTaken: what a DPIA or an action says is needed before the start is done ([added] f).
func measuresTaken(a Activity, by domain.Stamp) Finding {
	var open []string
	var on []domain.Told
	dpias, of := toldOf[domain.DPIAFacts](a, by, "dpia")
	for i, d := range dpias {
		if len(d.Needed) > 0 && !d.Cancelled {
			open, on = append(open, d.Needed...), append(on, of[i])
		}
	}
	streams := append([]string{a.stream()}, streamsOf(of)...)
	for _, dpia := range of { // the AP asks for measures too (article 36 AVG)
		streams = append(streams, streamsOf(by.Facts.Linked(dpia.Stream, "consultation"))...)
	}
	for _, stream := range streams {
		for _, t := range by.Facts.Linked(stream, "measure") {
			if m, ok := t.Says.(domain.MeasureFacts); ok && m.BeforeStart && !m.Done {
				open, on = append(open, t.Title), append(on, t)
			}
		}
	}
	if len(open) > 0 {
		return unmet("Nog niet uitgevoerd: " + strings.Join(open, "; ") + ".").on(on...)
	}
	return met()
}

func streamsOf(list []domain.Told) []string {
	return texts(list, func(t domain.Told) string { return t.Stream })
}

// notConsulting: no prior consultation is open, or has ended in a prohibition (article 36 AVG).
func notConsulting(a Activity, by domain.Stamp) Finding {
	dpias, of := toldOf[domain.DPIAFacts](a, by, "dpia")
	for i, d := range dpias {
		for _, t := range by.Facts.Linked(of[i].Stream, "consultation") {
			if c, ok := t.Says.(domain.ConsultationFacts); ok && c.Blocks {
				return unmet("Er loopt een voorafgaande raadpleging, of de AP staat de verwerking niet toe.").by(domain.FG, domain.COL).on(t)
			}
		}
		if d.Consultation && !d.Cancelled {
			return unmet("De AP moet vooraf worden geraadpleegd (AVG art. 36).", Step{NL: "Raadpleging aanvragen", Record: "consultation", Command: "request"}).by(domain.FG).on(of[i])
		}
	}
	return met()
}

// agreed: an agreement in force, that covers the activity as it is now, with every processor that the activity names, or
// that names the activity itself or in an agreement (§7.2, R-7.2-02).
func agreed(a Activity, by domain.Stamp) Finding {
	processors := a.processors(by)
	if a.CarriedOutBy != "processors" && a.CarriedOutBy != "both" && len(a.Processors) == 0 && len(processors) == 0 {
		return met()
	}
	propose := Step{NL: "Verwerker voorstellen", Record: "processor", Command: "propose"}
	for _, name := range a.Processors {
		if !slices.ContainsFunc(processors, func(t domain.Told) bool { return sameName(t.Says.(domain.ProcessorFacts).Name, name) }) {
			return unmet("Er is geen verwerkersovereenkomst met ‘"+name+"’ die deze verwerking noemt.",
				Step{NL: "Overeenkomst opstellen", Record: "agreement", Command: "draft"}, propose).by(domain.OWN, domain.PB)
		}
	}
	if len(processors) == 0 {
		return unmet("Noem de verwerkers en leg ze vast in het register van verwerkers.", propose)
	}
	var on []domain.Told
	for _, t := range processors {
		agreement, f := agreementWith(a, by, t, calendar.On(by.Happened))
		if f.Verdict != Met {
			return f
		}
		if !t.Says.(domain.ProcessorFacts).Usable {
			return unmet("Verwerker "+t.Title+" is niet geregistreerd met afdoende garanties.", Step{NL: "Verwerker openen", Record: "processor", Stream: t.Stream}).by(domain.OWN, domain.PB).on(t)
		}
		on = append(on, agreement)
	}
	return met(on...)
}

// processors are those that name the activity, themselves or in an agreement, and are not gone.
func (a Activity) processors(by domain.Stamp) []domain.Told {
	list := by.Facts.Linked(a.stream(), "processor")
	agreements, _ := toldOf[domain.AgreementFacts](a, by, "agreement")
	for _, x := range agreements {
		if t, ok := by.Facts.Tell(x.Processor, 0); ok && !slices.ContainsFunc(list, func(l domain.Told) bool { return l.Stream == t.Stream }) {
			list = append(list, t)
		}
	}
	return slices.DeleteFunc(list, func(t domain.Told) bool {
		p, ok := t.Says.(domain.ProcessorFacts)
		return !ok || p.Gone
	})
}

// agreementWith finds the agreement with one processor that holds on the day and covers the activity as it is now.
func agreementWith(a Activity, by domain.Stamp, processor domain.Told, day calendar.Date) (domain.Told, Finding) {
	name := processor.Title
	f := unmet("Er is geen verwerkersovereenkomst met "+name+" die geldt voor deze verwerking.", Step{NL: "Overeenkomst opstellen", Record: "agreement", Command: "draft"}).on(processor)
	agreements, on := toldOf[domain.AgreementFacts](a, by, "agreement")
	for i, x := range agreements {
		if x.Processor != processor.Stream || !x.InForce(day) || !domain.Names(x.Covers, a.stream()) {
			continue
		}
		news := domain.Lapsed(by.Facts, agreementApproval, x.Covers, a.stream())
		news = append(news, domain.Lapsed(by.Facts, agreementApproval, x.Covers, processor.Stream)...)
		if len(news) == 0 {
			return on[i], met()
		}
		f = unmet("De overeenkomst met "+name+" dekt de verwerking niet meer. Nieuw is: "+DifferencesNL(news)+".", Step{NL: "Overeenkomst wijzigen", Record: "agreement", Command: "amend", Stream: on[i].Stream}).on(on[i])
	}
	return domain.Told{}, f
}

func sameName(a, b string) bool { return strings.EqualFold(trim(a), trim(b)) }

// confidential: nobody of the department who works here on the day lacks what §6.1 asks (RT-26, R-2.3: only who is bound
// processes personal data). The department of the activity is the team of the files. Whether a file lacks altogether, the ledger
// cannot see: without any file the owner says how it is arranged. Processors are condition h.
func confidential(a Activity, by domain.Stamp) Finding {
	day := calendar.On(by.Happened)
	var on, gaps []domain.Told
	var lacks []string
	kept := false
	for _, t := range by.Facts.Linked(domain.TeamStream(a.Department), "confidentiality") {
		c, ok := t.Says.(domain.ConfidentialityFacts)
		if !ok {
			continue
		}
		kept = true // whoever left took no certainty with him: the department keeps its files here
		if !c.Serves(day) {
			continue
		}
		on = append(on, t)
		if len(c.Missing) > 0 {
			gaps, lacks = append(gaps, t), append(lacks, c.Missing...)
		}
	}
	switch {
	case len(gaps) > 0:
		slices.Sort(lacks)
		f := unmet(fmt.Sprintf("Bij %d van de %d mensen van deze afdeling ontbreekt: %s.", len(gaps), len(on), strings.Join(slices.Compact(lacks), ", ")))
		for _, t := range gaps {
			f.Do = append(f.Do, Step{NL: "Dossier aanvullen: " + t.Title, Record: "confidentiality", Stream: t.Stream})
		}
		return f.by(domain.OWN, domain.TM, domain.SEC).on(gaps...)
	case kept:
		return met(on...)
	}
	return Finding{Verdict: CannotTell, NL: "Van deze afdeling staan er geen geheimhoudingsdossiers in het grootboek.", Who: []domain.Role{domain.OWN}}
}

// arranged: who receives data from us is a party to a covenant or an exchange arrangement in force, or a processor
// (§2.3, §7.1, R-2.3-10). A recipient inside the municipality, or one that a law names, needs none: the ledger cannot tell,
// and the owner says so.
func arranged(a Activity, by domain.Stamp) Finding {
	if nl := missingRecipients(a.Content); nl != "" || len(a.Recipients) == 0 {
		return ownField(nl == "", nl)
	}
	day := calendar.On(by.Happened)
	var known []string
	var on []domain.Told
	for _, kind := range []string{"covenant", "exchange-arrangement"} {
		list, of := toldOf[domain.ArrangementFacts](a, by, kind)
		for i, x := range list {
			if x.InForce(day) {
				known, on = append(known, x.Parties...), append(on, of[i])
			}
		}
	}
	for _, t := range a.processors(by) { // their agreement is condition h
		known = append(known, t.Says.(domain.ProcessorFacts).Name)
	}
	rest := slices.DeleteFunc(slices.Clone(a.Recipients), func(r string) bool {
		return slices.ContainsFunc(known, func(k string) bool { return sameName(k, r) })
	})
	if len(rest) == 0 {
		return met(on...)
	}
	return Finding{Verdict: CannotTell, Who: []domain.Role{domain.OWN}, On: on,
		NL: "Voor deze ontvangers is geen afspraak of convenant gevonden: " + strings.Join(rest, ", ") + ".",
		Do: []Step{{NL: "Uitwisselingsafspraak maken", Record: "exchange-arrangement", Command: "make"}, {NL: "Convenant opstellen", Record: "covenant", Command: "draft"}}}
}

// informed: a notice is ready that names the activity (§4.2).
func informed(a Activity, by domain.Stamp) Finding {
	list, on := toldOf[domain.NoticeFacts](a, by, "notice")
	nl := ""
	for i, n := range list { // R-4.2-09
		ok, lacks := n.ReadyFor(a.stream(), a.ObtainedFrom != "elsewhere", calendar.On(by.Happened))
		if ok {
			return met(on[i])
		}
		nl = lacks
	}
	return unmet("Er is nog geen privacyverklaring klaar voor deze verwerking. "+nl, Step{NL: "Privacyverklaring opstellen", Record: "notice", Command: "draft"}).by(domain.OWN, domain.PB).on(on...)
}

func retained(a Activity, by domain.Stamp) Finding {
	for _, r := range a.Retention {
		if r.Rule != "" && by.Facts.RetentionRule(r.Rule) {
			return met()
		}
	}
	return unmet("Koppel ten minste één bewaarregel aan deze verwerking; een termijn in woorden is niet genoeg om te starten.",
		Step{NL: "Wijziging aanleveren", Command: "submit-change"}, Step{NL: "Bewaarregel vastleggen", Record: "retention", Command: "set"}).by(domain.OWN, domain.PB)
}

// qualityKept: the four measures "in any case" are present, or their absence is reasoned (§4.7, R-4.7-01).
func qualityKept(a Activity, by domain.Stamp) Finding {
	list, on := toldOf[Quality](a, by, "quality")
	lacks := QualityMissing(list)
	if len(lacks) == 0 {
		return met(on...)
	}
	return unmet("Nog niet vastgelegd: "+strings.Join(texts(lacks, func(k QualityKind) string { return domain.ChoiceNL(k.Choices(), string(k)) }), ", ")+".",
		Step{NL: "Kwaliteitsmaatregel vastleggen", Record: "quality", Command: "record"}, Step{NL: "Ontbreken motiveren", Record: "quality", Command: "reason-absent"}).on(on...)
}

// DifferencesNL says in words what is new.
func DifferencesNL(list []domain.Difference) string {
	return strings.Join(texts(list, func(d domain.Difference) string {
		return fmt.Sprintf("%s ‘%s’", strings.ToLower(d.NL[:1])+d.NL[1:], d.Value)
	}), "; ")
}
