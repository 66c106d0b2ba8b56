package seal

import (
	"encoding/json"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
)

// Kind says in what way something does not match what was sealed.
type Kind string

// The kinds of harm.
const (
	Changed    Kind = "changed"        // the line of an event is not the line that was sealed
	Swapped    Kind = "swapped"        // the events are there, in another order
	Removed    Kind = "removed"        // events are gone, later ones follow
	Added      Kind = "added"          // an event stands where none was sealed
	Missing    Kind = "missing-at-end" // the log is shorter than its checkpoint
	Rewritten  Kind = "rewritten"      // the log does not lead to the checkpoint, and which event it is cannot be told
	Unreadable Kind = "unreadable"     // the store fails, or an event is not an event
	Signature  Kind = "signature"      // a checkpoint is not a checkpoint, or its signature is wrong
	OtherLog   Kind = "other-log"      // a checkpoint of another log or of another key
	OlderMark  Kind = "older-mark"     // a checkpoint older than what was verified here before
	BadSample  Kind = "sample"         // a sample is not the one that its seed and checkpoint give
	BadProof   Kind = "proof"          // the proof part of an export or of a running log is damaged
)

// Mismatch is the error for a log, an export or a checkpoint that is not what was sealed. Any other error of this
// package means that something could not be read, not that it is wrong.
type Mismatch struct {
	Kind     Kind
	Position events.Position // the first event that does not fit; 0 if it cannot be named
	ID       string          // its id, if it can be read
	Stream   string          // its record, if it can be read
	Part     string          // the part of a file, if it is not an event: "regel 12 (bewijs)"
	NL       string          // what is wrong, in one or two Dutch sentences
}

// Error implements error: the Dutch sentence.
func (m *Mismatch) Error() string { return m.NL }

func mismatch(kind Kind, format string, args ...any) *Mismatch {
	return &Mismatch{Kind: kind, NL: fmt.Sprintf(format, args...)}
}

// event is what a message says of an event: enough to find it.
type event struct {
	at         events.Position
	id, stream string
}

// identify reads id and record from a line, also from one that is no longer an event.
func identify(at events.Position, line []byte) event {
	var l struct{ ID, Subject string }
	if json.Unmarshal(line, &l) != nil {
		return event{at: at}
	}
	return event{at: at, id: printable(l.ID), stream: printable(l.Subject)}
}

// printable keeps a damaged name from damaging a screen.
func printable(s string) string {
	if len(s) > 120 {
		return ""
	}
	for _, r := range s {
		if r < ' ' || r > '~' {
			return ""
		}
	}
	return s
}

// String names the event: "gebeurtenis 12 (id …, record …)".
func (e event) String() string {
	switch {
	case e.id != "" && e.stream != "":
		return fmt.Sprintf("gebeurtenis %d (id %s, record %s)", e.at, e.id, e.stream)
	case e.id != "":
		return fmt.Sprintf("gebeurtenis %d (id %s)", e.at, e.id)
	}
	return fmt.Sprintf("gebeurtenis %d", e.at)
}

func (e event) mismatch(kind Kind, format string, args ...any) *Mismatch {
	return &Mismatch{Kind: kind, Position: e.at, ID: e.id, Stream: e.stream, NL: fmt.Sprintf(format, args...)}
}

// window is how many events after the first difference are looked at, to tell a change from a shift.
const window = 4096

// classify says what happened at the first difference, from the leaf hashes that follow it in the log and as they were
// sealed. other is how many events were removed or added, or how far the sealed event was moved.
func classify(log, sealed []tlog.Hash) (kind Kind, other int) {
	if len(log) == 0 {
		return Missing, len(sealed)
	}
	if len(sealed) == 0 {
		return Added, len(log)
	}
	later, moved := slices.Index(sealed, log[0]), slices.Index(log, sealed[0])
	switch {
	case later > 0 && moved > 0:
		return Swapped, moved
	case later > 0:
		return Removed, later
	case moved > 0:
		return Added, moved
	}
	return Changed, 0
}

// differs is the sentence for the first difference at event e, in "het logboek" or "het bestand".
func differs(e event, where string, log, sealed []tlog.Hash, haveLog, haveSealed int64) *Mismatch {
	kind, other := classify(log, sealed)
	switch kind {
	case Missing:
		return missing(where, haveLog, haveSealed)
	case Swapped:
		return e.mismatch(kind, "De volgorde is veranderd: op plaats %d staat nu %s. De gebeurtenis die daar is verzegeld, staat nu op plaats %d.",
			e.at, e, e.at+events.Position(other))
	case Removed:
		return e.mismatch(kind, "Vanaf plaats %d zijn %s verwijderd. Op die plaats staat nu %s, die op een latere plaats is verzegeld.", e.at, count(int64(other)), e)
	case Added:
		return e.mismatch(kind, "Op plaats %d is na het verzegelen iets toegevoegd: %s.", e.at, e)
	}
	return e.mismatch(Changed, "De eerste die niet klopt is %s: die is gewijzigd nadat zij was verzegeld.", e)
}

// missing is the sentence for a log that is shorter than its checkpoint.
func missing(where string, have, sealed int64) *Mismatch {
	return event{at: events.Position(have + 1)}.mismatch(Missing,
		"Er ontbreken gebeurtenissen aan het einde: het controlepunt noemt er %d, %s heeft er %d. Er ontbreken er %d; de eerste die ontbreekt is gebeurtenis %d."+
			" Dit ziet u ook als een oudere kopie is teruggezet.", sealed, where, have, sealed-have, have+1)
}

func count(n int64) string {
	if n == 1 {
		return "1 gebeurtenis"
	}
	return fmt.Sprintf("%d gebeurtenissen", n)
}
