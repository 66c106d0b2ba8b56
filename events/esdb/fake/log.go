package fake

import (
	"encoding/json"
	"math"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// A record is one event in the log. It never changes: readers hold it without the lock.
type record struct {
	stream, kind, content string
	id                    uuid.UUID
	custom, data          []byte
	revision              uint64
	pos                   uint64    // commit and prepare position: the byte at which the record begins
	created               time.Time // set by the server
	meta                  *meta     // what it says about its base stream, if it is a $metadata event
	wire                  atomic.Pointer[encoded]
}

// tombstone is the revision of the event that ends a stream for ever.
const tombstone = math.MaxInt64

// overhead is what a record takes in the log besides its own bytes, so positions have gaps.
const overhead = 87

func (r *record) end() uint64 {
	return r.pos + overhead + uint64(len(r.stream)+len(r.kind)+len(r.custom)+len(r.data))
}

// A stream is the index of one stream: its records in order of revision.
type stream struct {
	events []*record
	last   int64 // the last revision given out, -1 for none, tombstone at the end
}

// A log is the one log of a cluster. Slices only ever grow at the end, or are replaced: a snapshot of one stays true.
type log struct {
	now func() time.Time

	mu      sync.Mutex
	records []*record
	streams map[string]*stream
	next    uint64 // position of the next record
	held    uint64 // from this position on nothing is replicated, so nobody may see it
	stats   int    // records since the last statistics event
	recent  [2]map[uuid.UUID]*record
	changed chan struct{} // closed, and replaced, when there is something new to see
}

const (
	replicated  = math.MaxUint64 // the value of held when all is well
	epochSize   = 203            // bytes of an epoch record, which nobody ever sees
	recentSize  = 16384          // ids remembered for appends that name no revision, times one to two
	statsEvery  = 97             // records between two statistics events
	statsStream = "$stats-127.0.0.1:2113"
)

func newLog(now func() time.Time) *log {
	l := &log{now: now, changed: make(chan struct{})}
	l.reset()
	return l
}

// reset makes it the log of a cluster that was just born.
func (l *log) reset() {
	l.records, l.streams, l.next, l.held = nil, map[string]*stream{}, epochSize, replicated
	l.recent = [2]map[uuid.UUID]*record{{}, {}}
	l.put(newRecord("$user-admin", "$UserCreated", []byte(`{"loginName":"admin"}`)))
	l.put(newRecord("$users", "$User", []byte(`admin`)))
	l.put(newRecord("$$"+statsStream, metadataType, []byte(`{"$maxAge":86400}`)))
	l.put(newRecord(statsStream, "$statsCollected", []byte(`{}`)))
}

func newRecord(name, kind string, data []byte) *record {
	return &record{stream: name, kind: kind, content: "application/json", id: uuid.New(), data: data}
}

// stream returns the index of a stream, and makes it if needed. Call it with the lock held, before a write only.
func (l *log) stream(name string) *stream {
	s := l.streams[name]
	if s == nil {
		s = &stream{last: -1}
		l.streams[name] = s
	}
	return s
}

func (l *log) last(name string) int64 {
	if s := l.streams[name]; s != nil {
		return s.last
	}
	return -1
}

// put adds one record at the end of the log and of its stream. Call it with the lock held.
func (l *log) put(r *record) {
	s := l.stream(r.stream)
	if r.kind == deletedType {
		s.last = tombstone
	} else {
		s.last++
	}
	r.revision, r.pos, r.created = uint64(s.last), l.next, l.now()
	if base, ok := strings.CutPrefix(r.stream, "$$"); ok && base != "" && r.kind == metadataType {
		r.meta = parseMeta(r.data)
	}
	l.next = r.end()
	l.records, s.events = append(l.records, r), append(s.events, r)
	l.remember(r)
	l.stats++
}

// settle ends a write: now and then the server writes statistics, and readers are woken.
func (l *log) settle() {
	if l.stats >= statsEvery {
		l.stats = 0
		l.put(newRecord(statsStream, "$statsCollected", []byte(`{}`)))
	}
	l.wake()
}

func (l *log) wake() {
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *log) remember(r *record) {
	if len(l.recent[0]) >= recentSize {
		l.recent[0], l.recent[1] = map[uuid.UUID]*record{}, l.recent[0]
	}
	l.recent[0][r.id] = r
}

func (l *log) recall(id uuid.UUID) *record {
	if r := l.recent[0][id]; r != nil {
		return r
	}
	return l.recent[1][id]
}

// forgetRecent is what a restart or a new leader does to the memory of ids; the new epoch takes its bytes in the log.
func (l *log) forgetRecent() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.recent = [2]map[uuid.UUID]*record{{}, {}}
	l.next += epochSize
}

// A view is what one reader may see at one moment.
type view struct {
	all     []*record
	stream  []*record // of the stream asked for
	meta    *meta     // of that stream; never nil
	gone    bool      // that stream has a tombstone
	changed <-chan struct{}
}

// view takes a view of the log and of one stream ("": none). A member that lags by some events does not see those. With
// unsafe it shows also what is not replicated.
func (l *log) view(name string, lag int, unsafe bool) view {
	l.mu.Lock()
	defer l.mu.Unlock()
	limit := l.limit(lag)
	if unsafe {
		limit = replicated
	}
	v := view{all: before(l.records, limit), changed: l.changed, meta: &meta{}}
	if name != "" {
		v.stream = before(l.eventsOf(name), limit)
		v.meta = lastMeta(before(l.eventsOf("$$"+name), limit))
		v.gone = tombstoned(v.stream) || tombstoned(before(l.eventsOf(strings.TrimPrefix(name, "$$")), limit))
	}
	return v
}

// limit is the first position that a reader must not see.
func (l *log) limit(lag int) uint64 {
	limit := l.held
	if n := len(l.records); lag > 0 && n > 0 {
		limit = min(limit, l.records[max(n-lag, 0)].pos)
	}
	return limit
}

func (l *log) eventsOf(name string) []*record {
	if s := l.streams[name]; s != nil {
		return s.events
	}
	return nil
}

func before(list []*record, limit uint64) []*record {
	if n := len(list); n == 0 || list[n-1].pos < limit {
		return list[:n:n]
	}
	n := atPosition(list, limit)
	return list[:n:n]
}

// atPosition is the index of the first record at or after a position.
func atPosition(list []*record, pos uint64) int {
	return sort.Search(len(list), func(i int) bool { return list[i].pos >= pos })
}

// atRevision is the index of the first record of a stream with at least a revision.
func atRevision(list []*record, revision uint64) int {
	return sort.Search(len(list), func(i int) bool { return list[i].revision >= revision })
}

func tombstoned(list []*record) bool {
	return len(list) > 0 && list[len(list)-1].revision == tombstone
}

// find returns the record of a stream at a revision, or nil.
func find(list []*record, revision uint64) *record {
	if i := atRevision(list, revision); i < len(list) && list[i].revision == revision {
		return list[i]
	}
	return nil
}

// replace puts another record in the place of one, or nothing, for those who read from now on.
func (l *log) replace(old, by *record) {
	l.records = swapped(l.records, old, by)
	s := l.streams[old.stream]
	s.events = swapped(s.events, old, by)
}

func swapped(list []*record, old, by *record) []*record {
	i := slices.Index(list, old)
	if i < 0 {
		return list
	}
	if by == nil {
		return append(slices.Clone(list[:i]), list[i+1:]...)
	}
	list = slices.Clone(list)
	list[i] = by
	return list
}

// cutFrom forgets everything at and after a position; what is written next stands there again.
func (l *log) cutFrom(pos uint64) {
	kept := before(l.records, pos)
	l.records, l.next, l.held = kept, pos, replicated
	l.recent = [2]map[uuid.UUID]*record{{}, {}}
	for name, s := range l.streams {
		s.events, s.last = before(s.events, pos), -1
		if n := len(s.events); n > 0 {
			s.last = int64(s.events[n-1].revision)
		} else {
			delete(l.streams, name)
		}
	}
}

const (
	metadataType = "$metadata"
	deletedType  = "$streamDeleted"
)

// A meta is what the metadata of a stream says.
type meta struct {
	TruncateBefore *int64 `json:"$tb"`
	MaxCount       *int64 `json:"$maxCount"`
	MaxAge         *int64 `json:"$maxAge"` // seconds
	ACL            acl    `json:"$acl"`

	raw map[string]json.RawMessage
}

// parseMeta reads metadata; what is not JSON says nothing, as on the server.
func parseMeta(data []byte) *meta {
	var m meta
	if json.Unmarshal(data, &m) != nil || json.Unmarshal(data, &m.raw) != nil {
		return &meta{}
	}
	return &m
}

func lastMeta(list []*record) *meta {
	if n := len(list); n > 0 && list[n-1].meta != nil {
		return list[n-1].meta
	}
	return &meta{}
}

func (m *meta) softDeleted() bool { return m.TruncateBefore != nil && *m.TruncateBefore == tombstone }

// truncatedAt is the same metadata with another $tb.
func (m *meta) truncatedAt(revision int64) []byte {
	raw := map[string]any{}
	for k, v := range m.raw {
		raw[k] = v
	}
	raw["$tb"] = revision
	data, err := json.Marshal(raw)
	if err != nil {
		panic(err) // raw messages that were parsed, and a number
	}
	return data
}

// visible returns what a read of the stream shows: events hidden by $tb, $maxCount and $maxAge are left out.
func (v view) visible(name string, now time.Time) []*record {
	list := v.stream
	if len(list) == 0 {
		return nil
	}
	if m := v.meta; m.TruncateBefore != nil {
		list = list[atRevision(list, uint64(max(*m.TruncateBefore, 0))):]
	}
	if count := v.maxCount(name); count > 0 {
		first := int64(v.stream[len(v.stream)-1].revision) - count + 1
		list = list[atRevision(list, uint64(max(first, 0))):]
	}
	if m := v.meta; m.MaxAge != nil {
		oldest := now.Add(-time.Duration(*m.MaxAge) * time.Second)
		list = list[sort.Search(len(list), func(i int) bool { return !list[i].created.Before(oldest) }):]
	}
	return list
}

func (v view) maxCount(name string) int64 {
	if v.meta.MaxCount != nil {
		return *v.meta.MaxCount
	}
	if strings.HasPrefix(name, "$$") {
		return 1
	}
	return 0
}
