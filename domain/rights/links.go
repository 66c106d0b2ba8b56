package rights

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// What the records of this chapter are about, and what they tell others.

// Links implements [domain.Linker].
func (r Request) Links() []string {
	list := slices.Concat(domain.Streams("activity", r.Activities...), r.Previous, r.Together, domain.Streams("retention", r.Judged.Rule),
		[]string{r.ObjectedBy, r.Advice, r.Done.Destruction, r.Done.Restriction, r.Done.Notice})
	for _, q := range r.Questions {
		list = append(list, domain.Streams("process", q.Process)...)
	}
	return domain.Lines(list)
}

// Tells implements [domain.Teller].
func (r Request) Tells() any {
	f := domain.RequestFacts{Right: string(r.Right), Process: r.Process, Received: calendar.On(r.ReceivedAt), Granted: r.Decision.Gives(), Closed: r.State == StatusClosed,
		Together: slices.Concat(r.Together, r.Previous), Activities: domain.Streams("activity", r.Activities...)}
	if slices.Contains(undecided, r.State) && len(r.Pending) > 0 {
		f.Case, f.Restricts, f.Since = string(r.PendingFor), domain.Streams("activity", r.Pending...), r.PendingAt
	}
	return f
}
