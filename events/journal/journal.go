// Package journal is what the nodes of one ledger share beside the log: numbered lists of small messages. The staff
// directory, the documents and the log of refused commands travel in it, so that a cluster needs no other database
// than the store of the log.
//
// A [Journal] promises what a list under an expected number can promise: every entry has one number, no number has two
// entries, and whoever was told that an entry is in will find it there. What stands in an entry is for its users to
// decide. [Sealed] keeps the content from whoever can read the store; [Blobs] keeps whole documents.
//
// It is no part of the log: nothing in it is an event, a leaf or a proof, and unlike the log it can forget ([Journal]
// Trim). [Memory] is for tests; the implementation that nodes share is in package esdb.
package journal

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/google/uuid"
)

const (
	// MaxEntry is the greatest size of the data of one entry in bytes: with what is added on the way, under the 1 MiB
	// that every server version takes in one append.
	MaxEntry = 700_000
	// PartSize is the size in bytes to which larger messages are cut: it leaves room for [Sealed] and a heading.
	PartSize = 600_000
)

var (
	// ErrConflict is returned by Append if the last entry is not the one expected: somebody else was first.
	ErrConflict = errors.New("journal: another entry was first")
	// ErrUncertain is returned by Append when it is not known whether the entry was added: repeat it, with the same id.
	ErrUncertain = errors.New("journal: not known whether the entry was added")
	// ErrTooLarge is returned for data of more than MaxEntry bytes.
	ErrTooLarge = errors.New("journal: entry too large")
	// ErrBeyond is returned by Trim for a number after that of the last entry.
	ErrBeyond = errors.New("journal: nothing stands there yet")
)

// Entry is one message. The first entry of a journal has number 1, the next 2, and so on.
type Entry struct {
	Number uint64
	ID     uuid.UUID
	Data   []byte
}

// A Journal is a numbered list of small messages that the nodes of one ledger share, outside the log. All methods may
// be called concurrently. What one node appended is in what another node begins to read afterwards.
type Journal interface {
	// Append adds one entry as number after+1. ErrConflict if the last entry is not number after, unless number after+1
	// is this very entry (the same id): then an earlier Append got through, and nil is returned again, as long as the
	// entry was not trimmed. After ErrUncertain it may or may not have been added; after any other error it was not.
	// id is not the zero UUID, data at most MaxEntry bytes. data may be changed afterwards.
	Append(ctx context.Context, after uint64, id uuid.UUID, data []byte) error
	// Read yields the entries after a number, in order, to the end; a failure is yielded, a journal never just ends
	// early. Entries that were trimmed are gone: the first one yielded may be later than after+1.
	Read(ctx context.Context, after uint64) iter.Seq2[Entry, error]
	// Trim makes the entries before a number unreadable for good; on disk they are gone after the next scavenge of the
	// store. Numbering goes on as it was. The last entry always stays: ErrBeyond if before is later than that.
	// Trimming less than was trimmed already changes nothing.
	Trim(ctx context.Context, before uint64) error
}

// Check tells whether an entry may be appended: what every implementation refuses before it does anything.
func Check(id uuid.UUID, data []byte) error {
	switch {
	case id == uuid.Nil:
		return errors.New("journal: entry without an id")
	case len(data) > MaxEntry:
		return fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(data), MaxEntry)
	}
	return nil
}
