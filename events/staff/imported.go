package staff

import (
	"context"
	"encoding/json"
	"fmt"

	"zombiezen.com/go/sqlite"
)

// Imported keeps personal data found in source columns of imported registers: they stay with the record they came with,
// and outside the log.
type Imported struct{ s *Store }

// Pair is one cell: the header of its column and what stood in it, as it stood there.
type Pair struct {
	Column string `json:"c"`
	Value  string `json:"v"`
}

// ImportedRow is what one record has kept. Stream is the stream name: "activity/<uuid>".
type ImportedRow struct {
	Stream string
	Pairs  []Pair
}

const (
	maxPairs       = 500
	maxImportedRow = 256 << 10 // bytes, as JSON
	maxKeep        = 5_000     // rows in one call
)

// Imported returns the part of the directory for imported personal data.
func (s *Store) Imported() Imported { return Imported{s} }

// Keep replaces what is kept with a record by exactly these pairs, in this order; no pairs: nothing is kept any more.
// Keeping the same again changes nothing. Keep before appending the event that needs it: then no event ever lacks it.
func (i Imported) Keep(ctx context.Context, stream string, pairs []Pair) error {
	return i.KeepAll(ctx, []ImportedRow{{stream, pairs}})
}

// KeepAll is Keep for many records in one transaction, all or none: at most 5,000 at once. A long import is fast with it.
func (i Imported) KeepAll(ctx context.Context, rows []ImportedRow) error {
	if len(rows) > maxKeep {
		return fmt.Errorf("keep imported personal data: %d rows at once; at most %d", len(rows), maxKeep)
	}
	err := i.s.write(ctx, func(c *sqlite.Conn) error {
		for _, r := range rows {
			if err := keepRow(c, r); err != nil {
				return fmt.Errorf("%s: %w", r.Stream, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep imported personal data: %w", err)
	}
	return nil
}

func keepRow(c *sqlite.Conn, r ImportedRow) error {
	if len(r.Pairs) == 0 {
		return exec(c, `DELETE FROM imported WHERE stream = ?`, r.Stream)
	}
	b, err := json.Marshal(r.Pairs)
	if err != nil {
		return err
	}
	if len(r.Pairs) > maxPairs || len(b) > maxImportedRow {
		return fmt.Errorf("%d columns, %d bytes; at most %d and %d", len(r.Pairs), len(b), maxPairs, maxImportedRow)
	}
	return exec(c, `INSERT INTO imported (stream, pairs) VALUES (?, ?)
		ON CONFLICT (stream) DO UPDATE SET pairs = excluded.pairs WHERE pairs <> excluded.pairs`, r.Stream, string(b))
}

// Get returns what is kept with a record, in the order in which it was given; nothing if there is nothing.
func (i Imported) Get(ctx context.Context, stream string) (pairs []Pair, err error) {
	err = i.s.read(ctx, `SELECT pairs FROM imported WHERE stream = ?`, []any{stream}, func(st *sqlite.Stmt) error {
		return json.Unmarshal([]byte(st.ColumnText(0)), &pairs)
	})
	if err != nil {
		return nil, fmt.Errorf("imported personal data of %s: %w", stream, err)
	}
	return pairs, nil
}
