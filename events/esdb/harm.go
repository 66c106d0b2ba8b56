package esdb

import (
	"fmt"

	"github.com/heemstede/grootboek/events"
)

// Kind says in what way the store is not what this ledger left there.
type Kind string

// The kinds of harm.
const (
	OtherStore Kind = "other-store" // another store, or an older backup of this one
	Changed    Kind = "changed"     // the content of an event was replaced
	Gone       Kind = "gone"        // an event is not there any more
	Order      Kind = "order"       // the index does not agree with the order of the store
	Foreign    Kind = "foreign"     // something among the events that grootboek did not write
	Metadata   Kind = "metadata"    // somebody set an expiry or deleted a stream: events would vanish
)

// Harm is the error for a store that is not what this ledger left there. Nothing is repaired: a person decides.
type Harm struct {
	Kind     Kind
	Position events.Position // of the event; 0 if it cannot be named
	Stream   string          // its record, "" if it cannot be named
	Version  uint64
	Place    uint64 // where it stands in the store's own order, if it is not an event of ours: see [Options] Accepted
	NL       string // what is wrong, in one or two Dutch sentences
}

// Error returns the Dutch sentences, with the event if it can be named.
func (h *Harm) Error() string {
	where := ""
	if h.Position > 0 {
		where = fmt.Sprintf(" (gebeurtenis %d", h.Position)
		if h.Stream != "" {
			where += fmt.Sprintf(": %s, versie %d", h.Stream, h.Version)
		}
		where += ")"
	}
	if h.Place > 0 {
		where += fmt.Sprintf(" (plaats %d in de opslag)", h.Place)
	}
	return "De opslag van het logboek klopt niet. " + h.NL + where +
		" Er wordt niets meer vastgelegd en niets hersteld, tot iemand heeft uitgezocht wat er is gebeurd."
}

// Unwrap makes a Harm an [events.ErrHalted].
func (h *Harm) Unwrap() error { return events.ErrHalted }

func harm(k Kind, pos events.Position, stream string, version uint64, format string, args ...any) *Harm {
	return &Harm{Kind: k, Position: pos, Stream: stream, Version: version, NL: fmt.Sprintf(format, args...)}
}
