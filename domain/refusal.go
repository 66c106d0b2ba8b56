package domain

import "strings"

// Kind says what sort of refusal it is, for programs.
type Kind string

const (
	Invalid   Kind = "invalid"   // the input is incomplete or wrong: mend the fields named
	Forbidden Kind = "forbidden" // this role, person or mandate may not
	Conflict  Kind = "conflict"  // the record is not, or no longer, in a state that allows it
	NotFound  Kind = "not-found" // there is no such record
	Unmet     Kind = "unmet"     // a rule of the law or the policy is not met yet
)

// A Refusal is a rule saying no. It is for a person: one Dutch sentence that says what to do, next to the rule.
// "Refused" means: no event was appended.
type Refusal struct {
	Kind   Kind
	Code   string // for programs, stable: "activity.incomplete"
	NL     string
	Fields []Problem // what is wrong, field by field; all of them at once (R-4.1-12)
}

// A Problem is what is wrong with one field.
type Problem struct {
	Field string // its JSON name, or the name of the condition
	NL    string
}

// Error returns the Dutch sentence, with the fields after it.
func (r *Refusal) Error() string {
	if len(r.Fields) == 0 {
		return r.NL
	}
	var b strings.Builder
	b.WriteString(r.NL)
	for _, f := range r.Fields {
		b.WriteString(" ")
		b.WriteString(f.NL)
	}
	return b.String()
}

// Problems gathers what is wrong with the input of one command.
type Problems []Problem

// Add notes one problem.
func (p *Problems) Add(field, nl string) { *p = append(*p, Problem{field, nl}) }

// Need notes a problem if the text is blank.
func (p *Problems) Need(text, field, nl string) {
	if strings.TrimSpace(text) == "" {
		p.Add(field, nl)
	}
}

// NeedProcess notes a problem if there is no such process, or if it has ended: only a running process has an owner who
// can act.
func (p *Problems) NeedProcess(id string, by Stamp) {
	if proc, ok := by.Facts.Process(id, by.Recorded); !ok || proc.Ended {
		p.Add("process", "Kies een lopend proces.")
	}
}

// NeedPerson notes a problem if it is nobody of the directory: names do not stand in the log (promise 5).
func (p *Problems) NeedPerson(id, field, nl string, by Stamp) {
	if !by.Facts.Holds(id, EMP, by.Recorded) {
		p.Add(field, nl)
	}
}

// Refuse returns nil if there is no problem, or one refusal that names them all.
func (p Problems) Refuse(code string) error {
	if len(p) == 0 {
		return nil
	}
	nl := "Vul de gegevens aan:"
	if len(p) == 1 {
		nl = "Er ontbreekt iets:"
	}
	return &Refusal{Kind: Invalid, Code: code, NL: nl, Fields: p}
}

// Unmet returns nil if there is no problem, or one refusal that names each rule that is not met yet.
func (p Problems) Unmet(code, nl string) error {
	if len(p) == 0 {
		return nil
	}
	return &Refusal{Kind: Unmet, Code: code, NL: nl, Fields: p}
}

// Choose notes a problem if the value is not one of the choices.
func (p *Problems) Choose(c Chooser, value, field, nl string) {
	if !Chosen(c.Choices(), value) {
		p.Add(field, nl)
	}
}
