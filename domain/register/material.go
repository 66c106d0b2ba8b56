package register

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// Record types whose approvals rest on an activity.
const (
	startApproval     = "activity"  // the start approval of the activity itself (§3.2)
	dpiaApproval      = "dpia"      // a pre-scan or a completed DPIA (§4.9)
	agreementApproval = "agreement" // a processor agreement (§7.2)
	necessityApproval = "necessity" // a necessity assessment (§4.6)
)

// A MaterialChange is a kind of change after which earlier approvals do not hold any more for the activity. The table is
// shown to users as it stands here; what is only taken away is never material.
type MaterialChange struct {
	NL     string
	Source string
	Lapses []string // record types of the approvals
	values func(Content) []string
}

// Material is the table of material changes.
var Material = []MaterialChange{
	{"Doel", "§4.3, §4.9", []string{startApproval, dpiaApproval, agreementApproval, necessityApproval}, func(c Content) []string {
		return texts(c.Purposes, func(p Purpose) string { return p.Text })
	}},
	{"Categorie van persoonsgegevens", "§4.6, §4.9, §7.2", []string{startApproval, dpiaApproval, agreementApproval, necessityApproval}, func(c Content) []string {
		return texts(c.DataCategories, DataCategory.nl)
	}},
	{"Categorie van betrokkenen", "§4.9, §7.2", []string{startApproval, dpiaApproval, agreementApproval}, func(c Content) []string { return c.DataSubjects }},
	{"Ontvanger", "§4.1, §4.9", []string{startApproval, dpiaApproval, agreementApproval}, func(c Content) []string { return c.Recipients }},
	{"Land of organisatie buiten de EU", "§4.1, §7.2, AVG art. 44", []string{startApproval, dpiaApproval, agreementApproval}, func(c Content) []string { return c.Transfers }},
	{"Verwerker", "§7.2", []string{startApproval, dpiaApproval, agreementApproval}, func(c Content) []string { return c.Processors }},
	{"Systeem (techniek)", "§4.9", []string{dpiaApproval}, func(c Content) []string { // R-4.9-10
		return texts(c.Systems, func(s System) string { return s.Name })
	}},
}

// nl is the category with what makes it more than ordinary: an ordinary category that becomes special is new.
func (d DataCategory) nl() string {
	if d.Kind == Ordinary || d.Kind == "" {
		return d.Name
	}
	return d.Name + " (" + domain.ChoiceNL(d.Kind.Choices(), string(d.Kind)) + ")"
}

// Aspects are the sides of the content that approvals rest on.
func Aspects(c Content) []domain.Aspect {
	list := make([]domain.Aspect, len(Material))
	for i, m := range Material {
		list[i] = domain.Aspect{NL: m.NL, Values: m.values(c), Lapses: m.Lapses}
	}
	return list
}

func texts[T any](in []T, text func(T) string) []string {
	list := make([]string, len(in))
	for i, x := range in {
		list[i] = text(x)
	}
	return list
}

// ProcessingStartApprovalLapsed says that what was approved is not what is processed now: the start approval has lapsed,
// by what is new (§3.2, §4.9).
type ProcessingStartApprovalLapsed struct {
	Version uint64              `json:"version" nl:"Goedgekeurd was versie"`
	New     []domain.Difference `json:"new" nl:"Nieuw"`
}

// lapsing adds the lapse of the start approval to events that change the content: the system's consequence of the change,
// in the same append. What has lapsed already does not lapse again.
func lapsing(s Activity, list []event, by domain.Stamp) []event {
	if s.Approved == nil {
		return list
	}
	after := s
	for _, e := range list {
		after = e.Evolve(after, by)
	}
	news := slices.DeleteFunc(domain.News(Aspects(s.Approved.Content), Aspects(after.Content), startApproval), func(d domain.Difference) bool {
		return slices.Contains(s.Lapsed, d)
	})
	if len(news) == 0 {
		return list
	}
	return append(list, ProcessingStartApprovalLapsed{s.Approved.Version, news})
}

// Evolve implements [domain.Event]. What had not started yet needs its approval first; what runs goes on, and shows it.
func (e ProcessingStartApprovalLapsed) Evolve(a Activity, _ domain.Stamp) Activity {
	a.Lapsed = slices.Concat(a.Lapsed, e.New)
	if a.State == StatusApproved {
		a.State = StatusRegistered
	}
	return a.counted()
}
