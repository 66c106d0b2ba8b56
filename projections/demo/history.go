package demo

import (
	"container/heap"
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// history plays the years, day by day: first what is due, then upkeep of the register until the day has had its share
// of the events asked for.
type history struct {
	ctx    context.Context // of the building
	keeper Keeper
	*world
	*clock
	rng   *rand.Rand
	todo  agenda
	seq   int
	limit int // events a day; what is left waits for the next

	people   []Person
	jobs     map[domain.Role][]string
	tasks    []task
	process  map[string]*record // by key of the task
	rules    map[string]string  // retention rules: id by key
	ruleList []*record
	granted  map[string][]string // mandates by process id, in order
	acts     []*activity
	started  int // of them
	wanted   int // activities in all
	catalog  []template

	failed    error                // of what a step did beside its own record
	suppliers map[string]*supplier // processors by name
	vng       string               // id of the model in use
}

func newHistory(o Options, p *pipe) *history {
	rng := rand.New(rand.NewPCG(o.Seed, 0x6475696e72616465))
	h := &history{world: newWorld(o, p), clock: newClock(o.Until, o.Years, rng), rng: rng, tasks: tasks(), process: map[string]*record{},
		rules: map[string]string{}, granted: map[string][]string{}, catalog: templates(), suppliers: map[string]*supplier{}}
	if h.ctx, h.keeper = context.Background(), o.Vault; h.keeper == nil {
		h.keeper = nowhere{}
	}
	h.people, h.jobs = employ(h.world, rng)
	rng.Shuffle(len(h.catalog), func(i, j int) { h.catalog[i], h.catalog[j] = h.catalog[j], h.catalog[i] })
	h.wanted = max(12, (o.Events-fixed)/perActivity(o.Events))
	if o.Size.Activities > 0 {
		h.wanted = o.Size.Activities
	}
	h.limit = max(80, 4*o.Events/len(h.days))
	return h
}

// fixed is about how many events staff, processes and rules take whatever the size.
const fixed = 900

// large is from how many events on records get longer, not only more.
const large = 20_000

// perActivity is how many events an activity gets in its life. In a large ledger the records are longer too.
func perActivity(size int) int {
	if size < large {
		return 60
	}
	return 125
}

func (h *history) run() error {
	h.plan()
	for h.next() {
		if err := h.workday(); err != nil {
			return err
		}
	}
	return h.settle()
}

// settle is the clock at the end of the last day: what the day brought and no story told of.
func (h *history) settle() error {
	for _, stream := range slices.Sorted(maps.Keys(h.byStream)) {
		r := h.byStream[stream]
		x, ok := r.state.(interface{ ByClock(time.Time) any })
		if !ok {
			continue
		}
		for range 3 { // due, and late at once
			now := h.recorded()
			c := x.ByClock(now)
			if c == nil {
				break
			}
			if err := h.do(act{person: domain.System, role: domain.SYS, on: r, command: c}, now); err != nil {
				return err
			}
			x = r.state.(interface{ ByClock(time.Time) any })
		}
	}
	return nil
}

func (h *history) workday() error {
	begin := h.total
	due := h.due()
	for i, j := range due {
		if h.total-begin >= h.limit {
			for _, j := range due[i:] {
				heap.Push(&h.todo, j)
			}
			break
		}
		h.turn(min(len(due)-i, h.limit/3) + (h.target()-h.total)/5)
		if err := j.do(); err != nil {
			return err
		}
	}
	for n := 0; h.total < h.target() && h.mayUpkeep(n, h.total-begin); n++ {
		h.turn((h.target() - h.total) / 5)
		if found, err := h.upkeep(); err != nil || !found {
			return err
		}
	}
	return nil
}

// mayUpkeep bounds the upkeep of a day: in the first months there is little to keep up yet.
func (h *history) mayUpkeep(done, events int) bool {
	return h.day == len(h.days)-1 || done <= h.started/5 && events < h.limit
}

// due takes what is due today from the agenda.
func (h *history) due() (list []job) {
	for len(h.todo) > 0 && h.todo[0].day <= h.day {
		list = append(list, heap.Pop(&h.todo).(job))
	}
	return list
}

// target is how many events there are at the end of today: many in the first half year, when everything is entered.
func (h *history) target() int {
	if h.day == len(h.days)-1 {
		return h.opt.Events
	}
	f := float64(h.day+1) / float64(len(h.days))
	if f < 0.1 {
		return int(float64(h.opt.Events) * f * 2.2)
	}
	return int(float64(h.opt.Events) * (0.22 + (f-0.1)/0.9*0.78))
}

// A job is something that will be done on a day.
type job struct {
	day, seq int
	do       func() error
}

// agenda is a heap of jobs, by day and then in the order in which they came up.
type agenda []job

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].day < a[j].day || a[i].day == a[j].day && a[i].seq < a[j].seq
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(job)) }
func (a *agenda) Pop() any {
	old := *a
	j := old[len(old)-1]
	old[len(old)-1] = job{}
	*a = old[:len(old)-1]
	return j
}

// on puts a job on a day of history; one after the end will never be done.
func (h *history) on(day int, do func() error) {
	if day < len(h.days) {
		h.seq++
		heap.Push(&h.todo, job{day, h.seq, do})
	}
}

// later puts a job so many working days from now.
func (h *history) later(days int, do func() error) { h.on(h.day+max(days, 1), do) }

// part returns the day after that part of history: 0 is the first, 1 the last.
func (h *history) part(f float64) int { return int(f * float64(len(h.days)-1)) }

// first returns the first working day on or after a date; len(h.days) if that is later than the end.
func (h *history) first(d calendar.Date) int {
	i, _ := slices.BinarySearchFunc(h.days, d, func(t time.Time, d calendar.Date) int {
		if calendar.On(t) < d {
			return -1
		}
		return 1
	})
	return i
}

// between returns a number from lo to hi.
func (h *history) between(lo, hi int) int { return lo + h.rng.IntN(hi-lo+1) }

// chance is true in that part of the cases.
func (h *history) chance(f float64) bool { return h.rng.Float64() < f }

func pick[T any](h *history, list []T) T { return list[h.rng.IntN(len(list))] }

// as issues a command as a person in a role, now.
func (h *history) as(person string, role domain.Role, on *record, command any) error {
	return h.do(act{person: person, role: role, on: on, command: command}, h.recorded())
}

// one returns somebody who is in office; of the FG and the deputy mostly the FG.
func (h *history) one(role domain.Role) string {
	list := h.Holders(role, h.recorded())
	if role == domain.FG && h.chance(0.85) {
		list = slices.DeleteFunc(list, func(p string) bool { return p == h.jobs[domain.JUR][1] })
	}
	return list[h.rng.IntN(len(list))]
}

// persons returns everybody with the roles they have at the end.
func (h *history) persons() []Person {
	end := h.stop
	for i := range h.people {
		p := &h.people[i]
		for _, r := range domain.Roles {
			if !r.Anyone && h.Holds(p.ID, r.Role, end) {
				p.Roles = append(p.Roles, r.Role)
			}
		}
	}
	return h.people
}

// ownerOf returns who owns a process now; "" if nobody does.
func (h *history) ownerOf(process string) string {
	p, _ := h.Process(process, h.recorded())
	if p.Ended {
		return ""
	}
	return p.Owner
}

// owner returns who acts for a process as its owner: mostly the owner, at times whoever has a mandate for the command or
// coordinates. ok is false if the process lacks an owner.
func (h *history) owner(process, kind, command string) (a act, ok bool) {
	p, known := h.Process(process, h.recorded())
	if !known || p.Ended || p.Owner == "" {
		return act{}, false
	}
	a = act{person: p.Owner, role: domain.OWN}
	if p.Coordinating != "" && h.chance(0.1) {
		a.person = p.Coordinating
	}
	if h.chance(0.4) {
		for _, id := range h.granted[process] {
			if m, _ := h.Mandate(id); m.Covers(kind, command, h.recorded()) {
				return act{person: m.Person, role: domain.OWN, mandate: id}, true
			}
		}
	}
	return a, true
}

// earlier returns a moment some days ago on which the record could have changed; zero if there was none.
func (h *history) earlier(r *record) time.Time {
	back := h.between(1, 9)
	if back > h.day {
		return time.Time{}
	}
	t := at(h.days[h.day-back], h.between(9, 16), h.between(0, 59))
	if !t.After(r.last) {
		return time.Time{}
	}
	return t
}

func state[S any](r *record) S { return r.state.(S) }
