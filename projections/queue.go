package projections

import "time"

// queue orders records by a moment, so that those before some moment are found without looking at the others. It is a binary
// heap that knows where each record stands. Reading changes nothing: a clock that is set back asks again and gets less.
type queue struct {
	heap []queued
	at   map[*Versions]int
}

type queued struct {
	when   time.Time
	record *Versions
}

func newQueue() queue { return queue{at: map[*Versions]int{}} }

// set gives a record its moment; the zero time takes it out.
func (q *queue) set(v *Versions, when time.Time) {
	i, in := q.at[v]
	switch {
	case when.IsZero() && !in:
		return
	case when.IsZero():
		last := len(q.heap) - 1
		q.swap(i, last)
		q.heap = q.heap[:last]
		delete(q.at, v)
		if i == last {
			return
		}
	case in:
		q.heap[i].when = when
	default:
		i = len(q.heap)
		q.heap = append(q.heap, queued{when, v})
		q.at[v] = i
	}
	q.down(q.up(i))
}

// until calls f for each record whose moment is at or before a moment, in no order.
func (q *queue) until(at time.Time, f func(*Versions)) { q.below(0, at, f) }

func (q *queue) below(i int, at time.Time, f func(*Versions)) {
	if i >= len(q.heap) || q.heap[i].when.After(at) { // whatever is below it comes later still
		return
	}
	f(q.heap[i].record)
	q.below(2*i+1, at, f)
	q.below(2*i+2, at, f)
}

func (q *queue) up(i int) int {
	for i > 0 {
		parent := (i - 1) / 2
		if !q.heap[i].when.Before(q.heap[parent].when) {
			break
		}
		q.swap(i, parent)
		i = parent
	}
	return i
}

func (q *queue) down(i int) {
	for {
		first := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < len(q.heap) && q.heap[child].when.Before(q.heap[first].when) {
				first = child
			}
		}
		if first == i {
			return
		}
		q.swap(i, first)
		i = first
	}
}

func (q *queue) swap(i, j int) {
	q.heap[i], q.heap[j] = q.heap[j], q.heap[i]
	q.at[q.heap[i].record], q.at[q.heap[j].record] = i, j
}
