package register

import (
	"slices"
	"strconv"
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// SelectionList is the state of a list of retention terms as it was read from a file: the Selectielijst gemeenten en
// intergemeentelijke organen of the VNG of one year (§4.8). Rules cite its entries; reading a newer version changes no rule, and
// shows which rules no longer agree.
type SelectionList struct {
	Name     string           `nl:"Naam"`
	Year     int              `nl:"Jaar"`
	File     string           `nl:"Bestand (hash)"`
	FileName string           `nl:"Bestandsnaam"`
	Read     int              `nl:"Keren ingelezen"`
	Entries  []SelectionEntry // by number
}

// SelectionEntry is one result of the list: a kind of case with an outcome, and how long what belongs to it is kept.
type SelectionEntry struct {
	Number    string    `json:"number" nl:"Nummer"`                              // "6.1"; "13.1.2" for a special result under 13.1
	Process   string    `json:"process_type" nl:"Procestype"`                    // "Verzoeken behandelen"
	Result    string    `json:"result" nl:"Resultaat"`                           // "Afgewezen"
	About     string    `json:"about,omitempty" nl:"Omschrijving"`               // what makes a special result special
	Valuation Valuation `json:"valuation,omitempty" nl:"Waardering"`             // "" for an entry that has lapsed
	Period    string    `json:"period,omitempty" nl:"Bewaartermijn"`             // ISO 8601, as in the list
	Trigger   Trigger   `json:"trigger,omitempty" nl:"Procestermijn"`            // what has to pass first
	Remark    string    `json:"remark,omitempty" nl:"Opmerking procestermijn"`   // as in the list
	Origin    string    `json:"origin,omitempty" nl:"Herkomst van de termijn"`   // the law or the analysis it rests on
	Areas     string    `json:"areas,omitempty" nl:"Taakgebieden"`               // in which work it occurs
	Note      string    `json:"note,omitempty" nl:"Toelichting"`                 // as in the list
	Kept      string    `json:"kept,omitempty" nl:"Wat niet kon worden omgezet"` // in words, shown as it stands
}

// Valuation says whether what belongs to an entry is destroyed or kept for ever (waardering).
type Valuation string

// Valuations.
const (
	ToDestroy Valuation = "destroy"
	ToKeep    Valuation = "keep"
)

// Choices implements [domain.Chooser].
func (Valuation) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(ToDestroy), NL: "vernietigen"}, {Value: string(ToKeep), NL: "blijvend bewaren"}}
}

// Trigger is the process term of the list: what has to pass before the retention term begins.
type Trigger string

// Triggers.
const (
	TriggerNone      Trigger = "none"
	TriggerLife      Trigger = "life-of-object"
	TriggerEstimated Trigger = "estimated-life"
	TriggerDate      Trigger = "set-date"
	TriggerMerged    Trigger = "merged"
)

// Choices implements [domain.Chooser].
func (Trigger) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(TriggerNone), NL: "nihil"}, {Value: string(TriggerLife), NL: "bestaansduur van het procesobject"},
		{Value: string(TriggerEstimated), NL: "ingeschatte bestaansduur van het procesobject"}, {Value: string(TriggerDate), NL: "vast te leggen datum"},
		{Value: string(TriggerMerged), NL: "samengevoegd met de bewaartermijn"}}
}

// starts says when the term of a rule begins; "" if the list does not say it exactly enough for a rule.
func (t Trigger) starts() string {
	switch t {
	case TriggerNone:
		return "afronding van de zaak"
	case TriggerLife:
		return "einde van het bestaan van het procesobject"
	case TriggerDate:
		return "een bij de zaak vast te leggen datum"
	}
	return ""
}

// Terms are the terms of a rule for the entry. Why is "" if the list says enough; otherwise what a person must still decide: that is
// never guessed.
func (e SelectionEntry) Terms(year int) (t RetentionTerms, why string) {
	t = RetentionTerms{Name: trim(e.Process + ": " + strings.ToLower(e.Result)), Category: e.About, Basis: "selection-list",
		Citation: "Selectielijst gemeenten " + strconv.Itoa(year) + ", resultaat " + e.Number, Entry: e.Key(year)}
	switch {
	case e.Valuation == ToKeep:
		t.Criteria = "Blijvend te bewaren."
		return t, ""
	case e.Valuation == "":
		return t, "Deze vermelding heeft geen waardering (meer)."
	case e.Period == "" || !isoPeriod.MatchString(e.Period):
		return t, "De termijn is geen termijn waarmee gerekend kan worden."
	case e.Trigger.starts() == "":
		t.Period = e.Period
		return t, "De lijst zegt niet precies wanneer de termijn begint (procestermijn: " + trim(domain.ChoiceNL(e.Trigger.Choices(), string(e.Trigger))+" "+e.Remark) + ")."
	}
	t.Period, t.Starts = e.Period, e.Trigger.starts()
	return t, ""
}

// Key is how a rule cites the entry: "2020/6.1". It never changes.
func (e SelectionEntry) Key(year int) string { return strconv.Itoa(year) + "/" + e.Number }

// TermNL is the term in words: "5 jaar", "blijvend bewaren", or what the list says.
func (e SelectionEntry) TermNL() string {
	switch {
	case e.Valuation == ToKeep:
		return "blijvend bewaren"
	case e.Valuation == "":
		return "vervallen"
	case e.Period == "":
		return "geen termijn"
	}
	return PeriodNL(e.Period)
}

// Entry finds an entry by its number; ok is false if there is none (any more).
func (l SelectionList) Entry(number string) (SelectionEntry, bool) {
	i, ok := slices.BinarySearchFunc(l.Entries, number, func(e SelectionEntry, n string) int { return byNumber(e.Number, n) })
	if !ok {
		return SelectionEntry{}, false
	}
	return l.Entries[i], true
}

// Disagrees says in words why a rule no longer agrees with the entry of the list it cites; "" if it does, or cites none of this list.
func (l SelectionList) Disagrees(t RetentionTerms) string {
	number, of := strings.CutPrefix(t.Entry, strconv.Itoa(l.Year)+"/")
	if !of || t.Entry == "" {
		return ""
	}
	e, ok := l.Entry(number)
	switch {
	case !ok:
		return "Vermelding " + number + " staat niet meer in de lijst."
	case e.Valuation == ToKeep && t.Period != "":
		return "De lijst zegt nu: blijvend bewaren."
	case e.Valuation == "":
		return "Vermelding " + number + " is vervallen."
	case e.Valuation == ToDestroy && e.Period != t.Period:
		return "De lijst zegt nu: " + e.TermNL() + "."
	}
	return ""
}

// byNumber orders "6.2" before "6.10", and "6.1" before "6.1.1".
func byNumber(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(as), len(bs)) {
		x, errX := strconv.Atoi(as[i])
		y, errY := strconv.Atoi(bs[i])
		switch {
		case errX != nil || errY != nil:
			if c := strings.Compare(as[i], bs[i]); c != 0 {
				return c
			}
		case x != y:
			return x - y
		}
	}
	return len(as) - len(bs)
}

// SelectionListRecord is a list of retention terms as reference data.
var SelectionListRecord = domain.Define(domain.Aggregate[SelectionList]{
	Name: "selection-list", Path: "selectielijsten", NL: "Selectielijst", Plural: "Selectielijsten", Source: "RT-09, §4.8",
	Status: func(l SelectionList) domain.Status {
		if l.Read == 0 {
			return ""
		}
		return "read"
	},
	Statuses: []domain.StatusLabel{{Status: "read", NL: "ingelezen"}},
	Title:    func(l SelectionList) string { return l.Name },
	Commands: []domain.CommandType[SelectionList]{
		{Name: "read", NL: "Selectielijst inlezen", Roles: []domain.Role{domain.PB}, Source: "[added]", Zero: ReadSelectionList{},
			Help: "Neem een selectielijst over uit een bestand, zodat bewaarregels ernaar kunnen verwijzen."},
		{Name: "read-again", NL: "Nieuwere versie inlezen", Roles: []domain.Role{domain.PB}, Source: "[added]", Zero: ReadSelectionListAgain{}, In: []domain.Status{"read"},
			Help: "Lees een nieuwere versie van dezelfde lijst. Geen enkele bewaarregel verandert; wat afwijkt wordt getoond."},
	},
	Events: []domain.EventType[SelectionList]{
		{Name: "SelectionListImported", NL: "Selectielijst ingelezen", Zero: SelectionListImported{}},
		{Name: "SelectionListEntriesRead", NL: "Vermeldingen toegevoegd of gewijzigd", Zero: SelectionListEntriesRead{}},
		{Name: "SelectionListEntriesWithdrawn", NL: "Vermeldingen vervallen", Zero: SelectionListEntriesWithdrawn{}},
	},
})
