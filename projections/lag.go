package projections

import (
	"cmp"
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
)

// DepartmentLag says how late one department records, and how often it sets right.
type DepartmentLag struct {
	Department  string // "" is what belongs to no process
	Count       int
	Median      time.Duration
	Largest     time.Duration
	Over        int // recorded more than a day after it happened
	Backdated   int // marked as recorded afterwards
	Corrections int // events that set right an earlier one (R-LED-07)
	Worst       *Entry
}

// A Cluster is much recorded afterwards by one department just before a reporting date.
type Cluster struct {
	Department string
	Reporting  calendar.Date
	Late       int     // recorded more than a day late in the [ClusterDays] up to that date
	Usual      float64 // of as many days on average, over the whole period
}

// ClusterDays is how many days before a reporting date count, that date included.
const ClusterDays = 14

// reportingDates are the days on which figures close: line reports are half-yearly, the report of the FG yearly (P5, P6; the
// policy sets the year, the half year is a default of ours).
func reportingDates(from, to time.Time) (list []calendar.Date) {
	for y := from.In(calendar.Amsterdam).Year(); y <= to.In(calendar.Amsterdam).Year(); y++ {
		for _, d := range []calendar.Date{calendar.On(time.Date(y, 6, 30, 12, 0, 0, 0, calendar.Amsterdam)), calendar.On(time.Date(y, 12, 31, 12, 0, 0, 0, calendar.Amsterdam))} {
			if d.Start().Before(to) && !d.Start().Before(from) {
				list = append(list, d)
			}
		}
	}
	return list
}

// isLate is more than a day.
func (e *Entry) isLate() bool { return e.Lag() > 24*time.Hour }

// DepartmentLags measures how late each department records, over events recorded in [from, to) that did not come from an import,
// and where that clusters before a reporting date: at least three, and more than twice as many as usual.
func (r *Records) DepartmentLags(from, to time.Time) (list []DepartmentLag, clusters []Cluster) {
	by := map[string][]*Entry{}
	teams := map[string]string{}
	for e := range r.recorded(from, to) {
		if e.Origin == domain.Imported || e.Role == domain.SYS {
			continue
		}
		d, ok := teams[e.Stream]
		if !ok {
			d = r.department(e.Stream)
			teams[e.Stream] = d
		}
		by[d] = append(by[d], e)
	}
	for d, es := range by {
		list, clusters = append(list, lagOf(d, es)), append(clusters, clustersOf(d, es)...)
	}
	slices.SortFunc(list, func(a, b DepartmentLag) int {
		return cmp.Or(cmp.Compare(b.Over, a.Over), fold(a.Department, b.Department))
	})
	slices.SortFunc(clusters, func(a, b Cluster) int {
		return cmp.Or(cmp.Compare(b.Reporting, a.Reporting), cmp.Compare(b.Late, a.Late), fold(a.Department, b.Department))
	})
	return list, clusters
}

// department is the first team of the process that a record belongs to.
func (r *Records) department(stream string) string {
	v := r.byName[stream]
	process := v.Record.ProcessOf(v.Last().State)
	if v.Record == governance.ProcessRecord {
		process = v.ID
	}
	p := r.Get("process", process)
	if p == nil {
		return ""
	}
	if teams := p.Last().State.(governance.Process).Teams; len(teams) > 0 {
		return teams[0]
	}
	return ""
}

func lagOf(department string, es []*Entry) DepartmentLag {
	l := DepartmentLag{Department: department, Count: len(es), Worst: es[0]}
	lags := make([]time.Duration, len(es))
	for i, e := range es {
		if lags[i] = e.Lag(); lags[i] > l.Worst.Lag() {
			l.Worst = e
		}
	}
	slices.Sort(lags)
	l.Median, l.Largest = lags[len(lags)/2], l.Worst.Lag()
	for _, e := range es {
		if e.isLate() {
			l.Over++
		}
		if e.Origin == domain.Afterwards {
			l.Backdated++
		}
		if _, ok := e.Fact.(corrector); ok {
			l.Corrections++
		}
	}
	return l
}

func clustersOf(department string, es []*Entry) (list []Cluster) {
	first, last := es[0].Recorded, es[len(es)-1].Recorded // nearly: nodes have clocks of their own
	periods := max(last.Sub(first).Hours()/24/ClusterDays, 1)
	all := 0
	for _, e := range es {
		if e.isLate() {
			all++
		}
	}
	for _, d := range reportingDates(first, last.AddDate(0, 0, 1)) {
		c := Cluster{Department: department, Reporting: d, Usual: float64(all) / periods}
		for _, e := range es {
			if e.isLate() && !e.Recorded.Before(d.End().AddDate(0, 0, -ClusterDays)) && e.Recorded.Before(d.End()) {
				c.Late++
			}
		}
		if c.Late >= 3 && float64(c.Late) > 2*c.Usual {
			list = append(list, c)
		}
	}
	return list
}
