package sharing

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// CheckResult is the outcome of a yearly check.
type CheckResult string

// Choices implements [domain.Chooser].
func (CheckResult) Choices() []domain.Choice {
	return []domain.Choice{{Value: "current", NL: "Nog actueel"}, {Value: "to-be-adapted", NL: "Moet worden aangepast"}}
}

// YearlyCheck is what a yearly check asks (§2.3, §7.1). Who checked and when stands in the stamp.
type YearlyCheck struct {
	Result CheckResult `json:"result" nl:"Uitkomst"`
	Action string      `json:"action,omitempty" nl:"Wat moet er gebeuren?" form:"long" opt:"1" hint:"Verplicht als er iets moet worden aangepast. Noem geen personen."`
}

// YearlyCheckDone is what the events of a check say. The next due date is computed here, once.
type YearlyCheckDone struct {
	Result    CheckResult   `json:"result" nl:"Uitkomst"`
	Action    string        `json:"action,omitempty" nl:"Wat moet er gebeuren"`
	NextCheck calendar.Date `json:"next_check" nl:"Volgende controle vóór of op"`
	Rule      string        `json:"rule" nl:"Termijn volgens"`
}

// yearly is the rule of a next check: a year after the last check, the conclusion or the start (table 4.2 rows 30, 31).
func yearly(paragraph string) string {
	return paragraph + ": elk jaar, 12 maanden na de vorige keer (T-33)"
}

func (c YearlyCheck) done(code, paragraph string, by domain.Stamp) (YearlyCheckDone, error) {
	var p domain.Problems
	p.Choose(c.Result, string(c.Result), "result", "Kies de uitkomst van de controle.")
	if c.Result == "to-be-adapted" {
		p.Need(c.Action, "action", "Zeg wat er moet worden aangepast.")
	}
	return YearlyCheckDone{c.Result, trim(c.Action), calendar.On(by.Happened).AddYears(1), yearly(paragraph)}, p.Refuse(code)
}

// Checks is what a record knows of its yearly checks.
type Checks struct {
	NextCheck calendar.Date `nl:"Volgende controle"`
	ToAdapt   string        `nl:"Nog aan te passen"` // stays until the record is amended (R-7.1-15)
}

// CheckOverdue tells whether the yearly check is late: the day after it was due.
func (c Checks) CheckOverdue(day calendar.Date) bool { return c.NextCheck != "" && day > c.NextCheck }

// checked: a check of an earlier day recorded later does not move the term back.
func (c Checks) checked(e YearlyCheckDone) Checks {
	c.NextCheck = max(c.NextCheck, e.NextCheck)
	if e.Result == "to-be-adapted" {
		c.ToAdapt = e.Action
	}
	return c
}

// late is the deviation of a check after its due date: recorded, never refused.
func (c Checks) late(paragraph string, by domain.Stamp) (domain.DeviationFound, bool) {
	return domain.Deviates(by, "check", paragraph+", jaarlijkse controle", "De controle had uiterlijk "+c.NextCheck.NL()+" moeten gebeuren.", c.NextCheck),
		c.CheckOverdue(calendar.On(by.Happened))
}
