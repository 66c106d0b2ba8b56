package projections

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Search finds records by words (SQLite FTS5, accents ignored). One text per record holds every word it ever held, so a
// record can be found as it was; [Search.Find] then keeps those that hold the words at the moment asked for.
// The index is in memory: it is rebuilt from the log with the other models, and holds only what the log holds, so
// nothing of the staff directory or a vault can be found through it.
type Search struct {
	mu    sync.Mutex // one connection
	conn  *sqlite.Conn
	names Names
	dirty map[string]*Versions
	known map[string]int64 // stream → rowid
}

// NewSearch returns an empty index. Close it after use.
func NewSearch(n Names) (*Search, error) {
	conn, err := sqlite.OpenConn(":memory:")
	if err != nil {
		return nil, fmt.Errorf("open search index: %w", err)
	}
	err = sqlitex.ExecuteScript(conn, `CREATE VIRTUAL TABLE doc USING fts5(stream UNINDEXED, body, content='', contentless_delete=1,
		tokenize="unicode61 remove_diacritics 2", prefix='2 3')`, nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make search index: %w", err), conn.Close())
	}
	return &Search{conn: conn, names: n, dirty: map[string]*Versions{}, known: map[string]int64{}}, nil
}

// Close frees the index.
func (s *Search) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conn.Close()
}

// Apply implements [Model]. It only notes what changed: [Search.Run] indexes it, or whoever searches first.
func (s *Search) Apply(c Change) {
	s.mu.Lock()
	s.dirty[c.Record.Stream] = c.Record
	s.mu.Unlock()
}

// indexLot bounds how many records are indexed while readers hold the models.
const indexLot = 200

// indexNow bounds how many records a search indexes itself; [Search.Behind] tells what is left for Run.
const indexNow = 2000

// Behind tells how many records changed since they were indexed.
func (s *Search) Behind() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.dirty)
}

// Run indexes what changed, a little at a time, until ctx ends: whoever searches then does not wait for it.
func (s *Search) Run(ctx context.Context, live *Live) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		for left := 1; left > 0 && ctx.Err() == nil; {
			var err error
			live.View(func() {
				s.mu.Lock()
				defer s.mu.Unlock()
				err = s.refresh(indexLot)
				left = len(s.dirty)
			})
			if err != nil {
				return fmt.Errorf("index: %w", err)
			}
		}
	}
}

// refresh indexes at most n of the records that changed since they were indexed.
func (s *Search) refresh(n int) (err error) {
	if len(s.dirty) == 0 {
		return nil
	}
	var done []string
	defer func() { // after the end of the transaction: what is rolled back is to be done again
		for _, stream := range done {
			if err == nil {
				delete(s.dirty, stream)
			}
		}
	}()
	defer sqlitex.Save(s.conn)(&err)
	for stream, v := range s.dirty {
		if n--; n < 0 {
			return nil
		}
		id, ok := s.known[stream]
		if !ok {
			id = int64(len(s.known) + 1)
			s.known[stream] = id
		} else if err := sqlitex.Execute(s.conn, "DELETE FROM doc WHERE rowid = ?", &sqlitex.ExecOptions{Args: []any{id}}); err != nil {
			return err
		}
		if err := sqlitex.Execute(s.conn, "INSERT INTO doc (rowid, body) VALUES (?, ?)", &sqlitex.ExecOptions{Args: []any{id, s.everything(v)}}); err != nil {
			return err
		}
		done = append(done, stream)
	}
	return nil
}

// everything is all words the record ever held.
func (s *Search) everything(v *Versions) string {
	var b strings.Builder
	for _, x := range v.List {
		for _, l := range s.names.Fact(x.Fact) {
			b.WriteString(l.Value)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// text is all words the record holds at one version.
func (s *Search) text(x Version) string {
	var b strings.Builder
	for _, l := range s.names.State(x.State) {
		b.WriteString(l.Value)
		b.WriteByte('\n')
	}
	return b.String()
}

// MaxFound is the most records one search returns.
const MaxFound = 20_000

// Find returns the streams of records that hold all the words (each may be the beginning of a word) as of a moment, best
// first. Call it under [Live.View].
func (s *Search) Find(ctx context.Context, records *Records, words string, a AsOf) ([]string, error) {
	terms := Words(words)
	return s.find(ctx, terms, func(stream string) bool {
		at, ok := records.Stream(stream).At(a)
		return ok && holdsAll(s.text(at), terms)
	})
}

// FindEver returns the streams of records that ever held all the words, best first: for whoever looks for an event. Call it
// under [Live.View].
func (s *Search) FindEver(ctx context.Context, words string) ([]string, error) {
	return s.find(ctx, Words(words), func(string) bool { return true })
}

// Says tells whether an event says all the words.
func (s *Search) Says(e *Entry, words string) bool {
	var b strings.Builder
	for _, l := range s.names.Fact(e.Fact) {
		b.WriteString(l.Value)
		b.WriteByte('\n')
	}
	return holdsAll(b.String(), Words(words))
}

// find asks the index, and keeps what fits.
func (s *Search) find(ctx context.Context, terms []string, fits func(stream string) bool) ([]string, error) {
	if len(terms) == 0 {
		return nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conn.SetInterrupt(ctx.Done())
	defer s.conn.SetInterrupt(nil)
	if err := s.refresh(indexNow); err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	streams := make(map[int64]string, len(s.known))
	for stream, id := range s.known {
		streams[id] = stream
	}
	var found []string
	err := sqlitex.Execute(s.conn, "SELECT rowid FROM doc WHERE doc MATCH ? ORDER BY rank LIMIT ?", &sqlitex.ExecOptions{
		Args: []any{`"` + strings.Join(terms, `"* "`) + `"*`, MaxFound},
		ResultFunc: func(st *sqlite.Stmt) error {
			if stream := streams[st.ColumnInt64(0)]; fits(stream) {
				found = append(found, stream)
			}
			return nil
		}})
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return found, nil
}

// Words splits text into words to search for: lower case, without accents, at most ten.
func Words(text string) []string {
	f := strings.FieldsFunc(plain(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return f[:min(len(f), 10)]
}

func holdsAll(text string, terms []string) bool {
	words := strings.FieldsFunc(plain(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, t := range terms {
		ok := false
		for _, w := range words {
			ok = ok || strings.HasPrefix(w, t)
		}
		if !ok {
			return false
		}
	}
	return true
}

// plain is lower case without accents, as the index folds it.
func plain(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Streams turns found streams into a set.
func Streams(found []string) map[string]bool {
	m := make(map[string]bool, len(found))
	for _, f := range found {
		m[f] = true
	}
	return m
}
