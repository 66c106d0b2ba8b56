package demo

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
)

// activity is one processing activity on its way through the register.
type activity struct {
	rec       *record
	n         int
	template  template
	full      register.Content // as it should be; laws as of today
	neglected bool             // its owner does not answer rounds any more
	imported  bool
	tries     int // to approve its start
}

// toApprove tells whether the owner must approve the start: it has not been, or what was approved has changed.
func (a *activity) toApprove() bool {
	s := a.state()
	return s.State == register.StatusRegistered || a.in(register.StatusActive) && len(s.Lapsed) > 0
}

func (a *activity) state() register.Activity { return a.rec.state.(register.Activity) }

func (a *activity) in(states ...domain.Status) bool { return slices.Contains(states, a.state().State) }

// planActivities: an old register is read in first, the rest is entered in the first nine months, and new activities
// come all the time.
func (h *history) planActivities() {
	old, joined := h.wanted*22/100, h.wanted*8/100
	n := 0
	take := func(count int) (from, to int) { n += count; return n - count, n }
	from, to := take(old)
	h.on(h.part(0.01)+3, func() error { return h.importFile("verwerkingsregister-oud.xlsx", from, to) })
	h.on(h.part(0.12), func() error { return h.importAgain("verwerkingsregister-oud-v2.xlsx") })
	from2, to2 := take(joined)
	h.on(h.part(0.62), func() error { return h.importFile("register-sociale-zaken.csv", from2, to2) })
	for n < h.wanted {
		i := n
		f := float64(n-old-joined) / float64(max(h.wanted-old-joined, 1))
		h.on(max(h.part(arrival(f)), 4), func() error { return h.submit(h.activity(i)) })
		n++
	}
	h.on(6, h.pilotBegins)
}

// arrival says in which part of history an activity comes, when it is that far in the row of all: half in the first nine
// months, some in the last weeks.
func arrival(f float64) float64 {
	switch {
	case f < 0.55:
		return 0.012 + f/0.55*0.14
	case f < 0.9:
		return 0.152 + (f-0.55)/0.35*0.83
	}
	return 0.985 + (f-0.9)/0.1*0.014
}

// activity makes the n-th activity; it is not in the register yet.
func (h *history) activity(n int) *activity {
	t := h.catalog[n%len(h.catalog)]
	t.name = t.named(n/len(h.catalog), h.now.Year())
	return h.adopt(t, n)
}

func (h *history) adopt(t template, n int) *activity {
	p := h.process[t.task]
	a := &activity{rec: h.record("activity", ""), n: n, template: t, neglected: h.chance(0.07)}
	a.full = t.content(p.id, state[governance.Process](p).Teams[0], h.rules, n)
	h.acts = append(h.acts, a)
	return a
}

// correctNow is the full content with the laws of today.
func (h *history) correctNow(a *activity) register.Content { return asOf(a.full, h.today()) }

// holes leaves out some of what is asked, as owners do.
func (h *history) holes(c register.Content, n int) register.Content {
	for range n {
		switch h.between(0, 9) {
		case 0:
			c.Retention = nil
		case 1:
			c.Security = ""
		case 2:
			c.Recipients, c.NoRecipients = nil, false
		case 3:
			c.Origin = nil
		case 4:
			c.BSNBasis = ""
		case 5:
			c.BRPLink = ""
		case 6:
			c.OutsideEU, c.Transfers = "", nil
		case 7:
			c.Automated = ""
		case 8:
			c.CarriedOutBy = ""
		case 9:
			c.ControllerContact = ""
		}
	}
	return c
}

// acting issues a command as the owner of the activity; while there is none, it is tried again a week later.
func (h *history) acting(a *activity, command string, c any, again func() error) (done bool, err error) {
	by, ok := h.owner(a.process(), "activity", command)
	if !ok {
		h.later(6, again)
		return false, nil
	}
	by.on, by.command = a.rec, c
	return true, h.do(by, h.recorded())
}

func (a *activity) process() string {
	if a.rec.version == 0 {
		return a.full.Process
	}
	return a.state().Process
}

func (h *history) submit(a *activity) error {
	c := h.correctNow(a)
	if h.chance(0.45) {
		c = h.holes(c, h.between(1, 4))
	}
	done, err := h.acting(a, "submit", register.Submit{Content: c}, func() error { return h.submit(a) })
	if done {
		h.later(h.between(1, 12), func() error { return h.review(a) })
	}
	return err
}

// review is PB looking at what was supplied: register it, or send it back.
func (h *history) review(a *activity) error {
	if !a.in(register.StatusSubmitted) {
		return nil
	}
	if missing := register.Missing(a.state().Content); len(missing) > 0 {
		return h.sendBack(a, missing)
	}
	if err := h.as(h.one(domain.PB), domain.PB, a.rec, register.Register{}); err != nil {
		return err
	}
	if a.imported && h.chance(0.5) { // it ran already; what it lacks is worked off while it runs
		h.later(h.between(2, 45), func() error { return h.alreadyRuns(a) })
		return nil
	}
	h.later(h.between(2, 45), func() error { return h.approve(a) })
	return nil
}

// alreadyRuns records that an activity of an old register runs, with what it lacks as deviations.
func (h *history) alreadyRuns(a *activity) error {
	if !a.in(register.StatusRegistered) {
		return nil
	}
	by, ok := h.owner(a.process(), "activity", "record-running")
	if !ok {
		h.later(6, func() error { return h.alreadyRuns(a) })
		return nil
	}
	by.on, by.command, by.happened = a.rec, register.RecordRunning{Reason: "Deze verwerking liep al vóór dit register."}, h.earlier(a.rec)
	h.started++
	if err := h.do(by, h.recorded()); err != nil {
		return err
	}
	h.turns(a)
	h.remedySome(a)
	h.later(h.between(60, 200), func() error { _, err := h.prepare(a); return err })
	return nil
}

func (h *history) sendBack(a *activity, missing []domain.Problem) error {
	var what []string
	for _, m := range missing {
		what = append(what, m.NL)
	}
	if err := h.as(h.one(domain.PB), domain.PB, a.rec, register.Return{Reason: strings.Join(what, " ")}); err != nil {
		return err
	}
	wait := h.between(2, 25)
	if h.chance(0.12) {
		wait = h.between(120, 400) // it lies on a pile
	}
	h.later(wait, func() error { return h.supplement(a) })
	return nil
}

func (h *history) supplement(a *activity) error {
	if !a.in(register.StatusSubmitted) {
		return nil
	}
	c := h.correctNow(a)
	if h.chance(0.15) {
		c = h.holes(c, 1)
	}
	done, err := h.acting(a, "supplement", register.Supplement{Content: c, Reason: pick(h, []string{"", "Aangevuld na overleg met de privacybeheerder.", "Uitgezocht bij de leverancier."})},
		func() error { return h.supplement(a) })
	if done {
		h.later(h.between(1, 10), func() error { return h.review(a) })
	}
	return err
}

// motives say why a start is justified although the ledger cannot tell yet.
var motives = map[string][]string{
	"c": {"De noodzaak is beoordeeld en vastgelegd in de noodzaakbeoordeling bij dit record.", "De wet schrijft deze verwerking voor; een lichter middel is er niet."},
	"d": {"Het systeem toont standaard alleen wat voor de taak nodig is.", "De leverancier heeft privacy by default aangetoond bij de inrichting."},
	"e": {"De toets is gedaan; de uitkomst staat bij dit record.", "Deze verwerking staat niet op de lijst van hoog risico en is getoetst met de negen criteria."},
	"f": {"Uit de toets volgen geen maatregelen die vóór de start nodig zijn.", "De maatregelen zijn uitgevoerd en afgevinkt in het projectdossier."},
	"g": {"Er is geen voorafgaande raadpleging aangevraagd en er loopt er geen."},
	"h": {"De verwerkersovereenkomst is getekend en staat in het contractsysteem.", "De overeenkomst volgt het model van de gemeente en is door de jurist gezien."},
	"i": {"Alle medewerkers hebben de eed of belofte afgelegd; externen tekenden een verklaring."},
	"j": {"De verstrekking volgt uit de wet; de afspraken liggen vast in het werkproces.", "Het convenant met de partners is getekend."},
	"k": {"De privacyverklaring van de afdeling is bijgewerkt en staat op de website."},
	"m": {"Gegevens worden bij de bron gecontroleerd; fouten worden teruggemeld.", "Maandelijks een steekproef door de kwaliteitsmedewerker."},
}

// approve approves the start; often the processing starts at once.
func (h *history) approve(a *activity) error {
	if !a.toApprove() {
		return nil
	}
	if busy, err := h.prepare(a); busy || err != nil {
		if a.tries++; a.tries < maxTries {
			h.later(h.between(12, 40), func() error { return h.approve(a) })
		}
		return err
	}
	a.tries = 0
	if h.chance(0.12) {
		if err := h.assess(a); err != nil {
			return err
		}
	}
	var c register.ApproveStart
	for _, cond := range register.Conditions {
		if f := cond.Check(a.state(), domain.Stamp{Facts: h.world, Happened: h.now, Recorded: h.now}); f.Verdict == register.CannotTell {
			c.Motivations = append(c.Motivations, register.Motivation{Condition: cond.Letter, Text: pick(h, motives[cond.Letter])})
		}
	}
	h.moment()
	done, err := h.acting(a, "approve-start", c, func() error { return h.approve(a) })
	if !done || err != nil {
		return err
	}
	h.remedySome(a)
	if a.state().State != register.StatusApproved { // it runs: what had lapsed is approved again
		return nil
	}
	if h.chance(0.3) {
		h.later(h.between(1, 30), func() error { return h.start(a) })
		return nil
	}
	h.moment()
	return h.start(a)
}

func (h *history) start(a *activity) error {
	if !a.in(register.StatusApproved) {
		return nil
	}
	if len(h.lacking(a)) > 0 { // since the approval something ended
		h.later(h.between(12, 40), func() error { return h.start(a) })
		return nil
	}
	by, ok := h.owner(a.process(), "activity", "start")
	if !ok {
		h.later(6, func() error { return h.start(a) })
		return nil
	}
	by.on, by.command = a.rec, register.Start{}
	h.turns(a)
	h.started++
	return h.do(by, h.recorded())
}

// turns decides what else will happen to an activity.
func (h *history) turns(a *activity) {
	ends := 0.0 // what the law asks for goes on
	if a.n >= len(h.catalog) {
		ends = 0.06
	} else if a.template.has('e') {
		ends = 0.4
	}
	switch x := h.rng.Float64(); {
	case h.chance(ends):
		h.later(h.between(150, 700), func() error { return h.end(a) })
	case x < 0.04:
		h.later(h.between(60, 700), func() error { return h.suspend(a, h.resume) })
	case x < 0.05 && ends > 0:
		h.later(h.between(60, 700), func() error { return h.suspend(a, h.end) })
	case x < 0.09:
		h.later(h.between(40, 600), func() error { return h.hide(a) })
	}
}

// remedySome lets PB and FG work off the deviations that a motivated start leaves, in two or three goes.
func (h *history) remedySome(a *activity) {
	for i := range h.between(0, 2) {
		h.later(h.between(15, 90)*(i+1), func() error { return h.remedy(a, h.between(2, 5)) })
	}
}

var remedies = []string{"Het bewijs is gezien en in het dossier gelegd.", "Nagegaan bij de eigenaar; aan de voorwaarde is voldaan.", "De overeenkomst is gezien en geregistreerd.",
	"De ontbrekende stap is alsnog gedaan.", "Gecontroleerd tijdens het privacyoverleg; akkoord."}

func (h *history) remedy(a *activity, most int) error {
	role := domain.PB
	if h.chance(0.3) {
		role = domain.FG
	}
	person := h.one(role)
	for _, d := range a.state().Deviations {
		if !d.Open() {
			continue
		}
		if most--; most < 0 {
			break
		}
		h.moment()
		if err := h.as(person, role, a.rec, register.RemedyDeviation{Deviation: d.ID, How: pick(h, remedies)}); err != nil {
			return err
		}
	}
	return nil
}

func (h *history) assess(a *activity) error {
	return h.as(h.one(domain.DOM), domain.DOM, a.rec, register.Assess{
		Interests:  "De inwoner heeft belang bij een snelle en juiste behandeling; de gemeente bij een uitvoerbare taak.",
		Risks:      pick(h, []string{"Onbevoegde inzage door te ruime rechten.", "Onjuiste gegevens uit een andere bron.", "Afhankelijkheid van één leverancier."}),
		Conclusion: "De verwerking is verantwoord met de genoemde maatregelen."})
}

func (h *history) confirm(a *activity) error {
	if !a.in(register.StatusActive) || a.neglected && h.day > h.part(0.55) {
		return nil
	}
	by, ok := h.owner(a.process(), "activity", "confirm")
	if !ok {
		return nil
	}
	by.on, by.command = a.rec, register.Confirm{}
	if by.mandate == "" && h.chance(0.06) {
		by.happened = h.earlier(a.rec)
	}
	if err := h.do(by, h.recorded()); err != nil || !h.chance(0.12) {
		return err
	}
	h.moment()
	return h.ask(a)
}

// suspend stops an activity for some weeks; then it goes on, or ends.
func (h *history) suspend(a *activity, next func(*activity) error) error {
	if !a.in(register.StatusActive) {
		return nil
	}
	done, err := h.acting(a, "suspend", register.Suspend{Reason: pick(h, []string{"Het systeem wordt vervangen.", "De FG heeft vragen over de grondslag.", "De leverancier heeft een storing gemeld."})},
		func() error { return h.suspend(a, next) })
	if done {
		h.later(h.between(15, 90), func() error { return next(a) })
	}
	return err
}

func (h *history) resume(a *activity) error {
	if !a.in(register.StatusSuspended) {
		return nil
	}
	_, err := h.acting(a, "resume", register.Resume{Reason: "De reden van de opschorting is weggenomen."}, func() error { return h.resume(a) })
	return err
}

func (h *history) end(a *activity) error {
	if !a.in(register.StatusActive, register.StatusSuspended) {
		return nil
	}
	_, err := h.acting(a, "end", register.End{Reason: pick(h, []string{"De regeling is vervallen.", "De taak is overgegaan naar een andere organisatie.", "Samengevoegd met een andere verwerking."}),
		Data: pick(h, []string{"Vernietigd na afloop van de bewaartermijn; tot dan alleen raadpleegbaar voor het archief.", "Overgedragen aan de nieuwe uitvoerder en bij ons vernietigd.", "Gearchiveerd volgens de selectielijst."})},
		func() error { return h.end(a) })
	return err
}

// hide takes an entry out of the public register; mostly it comes back.
func (h *history) hide(a *activity) error {
	if !a.in(register.StatusActive) || !a.state().Published {
		return nil
	}
	if err := h.as(h.one(domain.PB), domain.PB, a.rec, register.WithdrawPublication{Reason: "De omschrijving verraadt te veel over de beveiliging; er komt een nieuwe tekst."}); err != nil {
		return err
	}
	if h.chance(0.7) {
		h.later(h.between(5, 40), func() error { return h.show(a) })
	}
	return nil
}

func (h *history) show(a *activity) error {
	if !a.in(register.StatusActive, register.StatusSuspended) {
		return nil
	}
	return h.as(h.one(domain.PB), domain.PB, a.rec, register.Publish{})
}

// pilotBegins enters the activities of the pilot. The FG finds it insufficient; it is ended, and the process with it.
func (h *history) pilotBegins() error {
	for i, t := range pilots() {
		a := h.adopt(t, h.wanted+i)
		a.neglected = true
		done, err := h.acting(a, "submit", register.Submit{Content: a.full}, func() error { return nil })
		if err != nil || !done {
			return err
		}
		h.later(3, func() error { return h.review(a) })
		h.on(h.part(0.22)+i, func() error { return h.pilotEnds(a) })
	}
	h.on(h.part(0.22)+10, h.discontinue)
	return nil
}

func (h *history) pilotEnds(a *activity) error {
	if err := h.test(a, true); err != nil {
		return err
	}
	if a.in(register.StatusRegistered, register.StatusApproved, register.StatusActive, register.StatusSuspended) {
		h.later(4, func() error {
			_, err := h.acting(a, "end", register.End{Reason: "De proef is gestopt na het oordeel van de FG.", Data: "Alle metingen zijn vernietigd."}, func() error { return nil })
			return err
		})
	}
	return nil
}

// discontinue ends the process of the pilot as soon as nothing runs in it.
func (h *history) discontinue() error {
	r := h.process[pilot]
	owner := h.ownerOf(r.id)
	if owner == "" || h.OpenActivities(r.id) > 0 {
		h.later(5, h.discontinue)
		return nil
	}
	return h.as(owner, domain.OWN, r, governance.DiscontinueProcess{Reason: "De proef is afgelopen en wordt niet voortgezet."})
}

// importFile takes over activities from a file: as they stood in an old register, terms in words, often incomplete.
func (h *history) importFile(name string, from, to int) error {
	sum := register.ImportSummary{File: fileHash(name, h.opt.Seed), Name: name, Kind: name[strings.LastIndexByte(name, '.')+1:]}
	pb := h.one(domain.PB)
	for i := from; i < to; i++ {
		a := h.activity(i)
		a.imported = true
		c := h.asImported(a)
		if len(register.Missing(c)) > 0 {
			sum.Incomplete++
		} else {
			sum.Taken++
		}
		h.pass(0)
		if err := h.do(act{person: pb, role: domain.PB, origin: domain.Imported, on: a.rec, command: register.TakeOver{Content: c, Source: h.source(sum, a, i-from+2)}}, h.recorded()); err != nil {
			return err
		}
		h.later(h.between(4, 70), func() error { return h.supplement(a) })
	}
	sum.Refused = 1
	sum.Refusals = []register.RowRefusal{{Row: to - from + 2, Reason: "De rij heeft geen naam van een verwerking."}}
	return h.imported(pb, sum)
}

func (h *history) imported(pb string, sum register.ImportSummary) error {
	sum.Rows = sum.Taken + sum.Incomplete + sum.Changed + sum.Unchanged + sum.Refused
	sum.Mapping = map[string]string{"Naam verwerking": "name", "Afdeling": "department", "Doel": "purposes", "Betrokkenen": "data_subjects", "Bewaartermijn": "retention", "Ontvangers": "recipients"}
	h.pass(0)
	return h.do(act{person: pb, role: domain.PB, origin: domain.Imported, on: h.record("import", ""), command: register.RecordImport{ImportSummary: sum}}, h.recorded())
}

func (h *history) asImported(a *activity) register.Content {
	c := h.correctNow(a)
	c.Retention = []register.Retention{{Text: "volgens de selectielijst"}}
	c.Necessity, c.DPIA, c.Notices, c.Operations = "", "", nil, nil
	if h.chance(0.6) {
		c = h.holes(c, h.between(1, 5))
	}
	return c
}

func (h *history) source(sum register.ImportSummary, a *activity, row int) register.Source {
	return register.Source{File: sum.File, Name: sum.Name, Row: row, Key: fmt.Sprintf("VR-%05d", a.n+1), Persons: []string{"Contactpersoon"},
		Rest: []register.Pair{{Column: "Volgnummer", Value: fmt.Sprint(row - 1)}, {Column: "Opmerking", Value: pick(h, []string{"nog navragen", "gecontroleerd in 2019", "zie oude lijst", "systeem wordt vervangen"})}}}
}

func fileHash(name string, seed uint64) string {
	return fmt.Sprintf("sha256:%x", sha256.Sum256(fmt.Appendf(nil, "%s/%d", name, seed)))
}

// importAgain reads a newer version of the first file: some rows have changed.
func (h *history) importAgain(name string) error {
	sum := register.ImportSummary{File: fileHash(name, h.opt.Seed), Name: name, Kind: "xlsx"}
	pb := h.one(domain.PB)
	for _, a := range h.acts {
		x := a.state()
		if !a.imported || x.Source == nil || x.State == register.StatusEnded {
			continue
		}
		if !h.chance(0.3) && sum.Changed+sum.Unchanged > 0 { // at least the first has changed, whatever chance says
			sum.Unchanged++
			continue
		}
		sum.Changed++
		c := *x.SourceContent
		c.DataSubjects = append(slices.Clone(c.DataSubjects), "contactpersonen")
		src := *x.Source
		src.File, src.Name = sum.File, sum.Name
		h.pass(0)
		if err := h.do(act{person: pb, role: domain.PB, origin: domain.Imported, on: a.rec, command: register.TakeOverAgain{Content: c, Source: src}}, h.recorded()); err != nil {
			return err
		}
		a.full.DataSubjects = append(slices.Clone(a.full.DataSubjects), "contactpersonen")
	}
	return h.imported(pb, sum)
}

func (h *history) underNewLaw(a *activity, e era) error {
	x := a.state()
	if a.rec.version == 0 || x.State == register.StatusEnded {
		return nil
	}
	c := x.Content
	c.Purposes, c.SectoralLaws = slices.Clone(c.Purposes), slices.Clone(c.SectoralLaws)
	now := asOf(a.full, h.today())
	for i := range c.Purposes {
		if i < len(now.Purposes) && c.Purposes[i].Text == now.Purposes[i].Text && c.Purposes[i].Explanation == e.before(now.Purposes[i].Explanation) {
			c.Purposes[i].Explanation = now.Purposes[i].Explanation
		}
	}
	if len(c.SectoralLaws) > 0 {
		c.SectoralLaws = now.SectoralLaws
	}
	return h.amend(a, c, e.why, "")
}

// amend records a change, if it is one.
func (h *history) amend(a *activity, c register.Content, reason, change string) error {
	if a.in(register.StatusEnded) || len(register.Missing(c)) > 0 {
		return nil
	}
	return h.as(h.one(domain.PB), domain.PB, a.rec, register.Amend{Content: c, Reason: reason, Change: change})
}
