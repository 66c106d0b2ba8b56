// Package events is the log: what one event looks like in it, what a store promises, and the only way in ([Execute]).
//
// # The line
//
// One event is one line: a CloudEvents 1.0 JSON object (NL GOV profile for CloudEvents 1.1), UTF-8, without line breaks,
// at most [MaxLine] bytes. The line is the truth: stores keep these very bytes and give them back unchanged, the seal
// hashes them, the export is these lines in order. Nobody re-encodes, re-orders or repairs a line. The attributes, in
// the order in which they are written:
//
//	specversion      "1.0"
//	id               UUIDv5 of the command id and the number of the event within the command: an append that is
//	                 repeated is recognised
//	source           who keeps this ledger: "urn:nld:oin:<OIN>:systeem:grootboek"
//	type             "nl.grootboek." and the name of the event; names never change
//	subject          the stream: record type, "/", record id
//	time             the moment of recording, UTC, milliseconds
//	datacontenttype  "application/json"
//	dataschema       "urn:grootboek:schema:<event>:<schema>"
//	streamversion    1, 2, 3 … within the stream, without gaps
//	happened         when it was true in the world, UTC, milliseconds; never after time
//	actor            person id: a reference, never a name (T-69); "systeem" for the clock
//	role             the one role the actor chose for this act
//	onbehalfof       the process owner, when acting under a mandate; absent otherwise
//	mandate          the mandate, likewise
//	command          id of the command; all events of one command share it
//	correlation      id of the first command of the chain this one belongs to
//	cause            id of the event that led to this one; absent if a person did
//	schema           version of data, from 1
//	policyversion    the privacy policy in force
//	origin           "afterwards" or "import" if recorded later than it happened, on purpose; absent otherwise
//	data             the payload: see the record types in domain
//
// Nothing that identifies a resident stands in any attribute. Reading is strict: an unknown attribute, type, schema or
// field stops the reader (promise 9).
package events

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
)

// MaxLine is the greatest length of a line in bytes: under the 64 KB of the NL GOV profile and the 65,535 of an entry
// bundle (C2SP tlog-tiles).
const MaxLine = 60_000

// TypePrefix stands before the event name in the type attribute.
const TypePrefix = "nl.grootboek."

// Position is a place in the log: the first event has position 1. 0 is before the first. The leaf of the event in the
// Merkle tree is position - 1. Positions are dense and follow commit order.
type Position uint64

// Event is one event of the log. Line is what counts; the other fields say what it says.
type Event struct {
	ID          uuid.UUID
	Source      string
	Name        string // event name, without [TypePrefix]
	Schema      int
	Stream      string // "activity/<uuid>"
	Version     uint64 // 1 is the first of the stream
	Recorded    time.Time
	Happened    time.Time
	Actor       string
	Role        domain.Role
	OnBehalfOf  string
	Mandate     string
	Command     string
	Correlation string
	Cause       string
	Policy      string
	Origin      domain.Origin
	Data        json.RawMessage

	Line     []byte   // the bytes in the log
	Position Position // set on reading; not in the line
}

// line fixes names and order of the attributes.
type line struct {
	SpecVersion     string          `json:"specversion"`
	ID              string          `json:"id"`
	Source          string          `json:"source"`
	Type            string          `json:"type"`
	Subject         string          `json:"subject"`
	Time            string          `json:"time"`
	DataContentType string          `json:"datacontenttype"`
	DataSchema      string          `json:"dataschema"`
	StreamVersion   uint64          `json:"streamversion"`
	Happened        string          `json:"happened"`
	Actor           string          `json:"actor"`
	Role            domain.Role     `json:"role"`
	OnBehalfOf      string          `json:"onbehalfof,omitempty"`
	Mandate         string          `json:"mandate,omitempty"`
	Command         string          `json:"command"`
	Correlation     string          `json:"correlation"`
	Cause           string          `json:"cause,omitempty"`
	Schema          int             `json:"schema"`
	PolicyVersion   string          `json:"policyversion"`
	Origin          domain.Origin   `json:"origin,omitempty"`
	Data            json.RawMessage `json:"data"`
}

const timeLayout = "2006-01-02T15:04:05.000Z"

// ErrTooLong is returned for an event whose line would pass [MaxLine].
var ErrTooLong = errors.New("gebeurtenis te groot")

// Encode writes the line of e and sets e.Line.
func (e *Event) Encode() error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // the line is not a page; & and < stay readable
	err := enc.Encode(line{
		SpecVersion: "1.0", ID: e.ID.String(), Source: e.Source, Type: TypePrefix + e.Name, Subject: e.Stream,
		Time: e.Recorded.UTC().Format(timeLayout), DataContentType: "application/json",
		DataSchema: schemaURN(e.Name, e.Schema), StreamVersion: e.Version, Happened: e.Happened.UTC().Format(timeLayout),
		Actor: e.Actor, Role: e.Role, OnBehalfOf: e.OnBehalfOf, Mandate: e.Mandate, Command: e.Command,
		Correlation: e.Correlation, Cause: e.Cause, Schema: e.Schema, PolicyVersion: e.Policy, Origin: e.Origin, Data: e.Data,
	})
	if err != nil {
		return fmt.Errorf("encode %s@%d: %w", e.Stream, e.Version, err)
	}
	l := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	if len(l) > MaxLine {
		return fmt.Errorf("%w: %d bytes, hoogstens %d", ErrTooLong, len(l), MaxLine)
	}
	e.Line = l
	return nil
}

func schemaURN(name string, schema int) string {
	return "urn:grootboek:schema:" + name + ":" + strconv.Itoa(schema)
}

// Parse reads a line. It keeps the bytes as they are (the caller must not change them afterwards), and refuses a line
// that is not exactly what the package comment says.
func Parse(b []byte) (Event, error) {
	var l line
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return Event{}, fmt.Errorf("line is not an event: %w", err)
	}
	if d.InputOffset() != int64(len(b)) {
		return Event{}, errors.New("line is not an event: something stands after it")
	}
	id, err := uuid.Parse(l.ID)
	if err != nil {
		return Event{}, fmt.Errorf("id: %w", err)
	}
	recorded, err := time.Parse(timeLayout, l.Time)
	if err != nil {
		return Event{}, fmt.Errorf("time: %w", err)
	}
	happened, err := time.Parse(timeLayout, l.Happened)
	if err != nil {
		return Event{}, fmt.Errorf("happened: %w", err)
	}
	name, ok := strings.CutPrefix(l.Type, TypePrefix)
	switch {
	case !ok || name == "":
		return Event{}, fmt.Errorf("type %q does not begin with %s", l.Type, TypePrefix)
	case l.SpecVersion != "1.0" || l.DataContentType != "application/json" || l.DataSchema != schemaURN(name, l.Schema):
		return Event{}, fmt.Errorf("specversion, datacontenttype or dataschema of %s is not what this ledger writes", l.ID)
	case !strings.Contains(l.Subject, "/") || l.StreamVersion == 0 || l.Schema < 1:
		return Event{}, fmt.Errorf("subject, streamversion or schema of %s is missing", l.ID)
	case happened.After(recorded):
		return Event{}, fmt.Errorf("%s happened after it was recorded", l.ID)
	}
	e := Event{ID: id, Source: l.Source, Name: name, Schema: l.Schema, Stream: l.Subject, Version: l.StreamVersion,
		Recorded: recorded, Happened: happened, Actor: l.Actor, Role: l.Role, OnBehalfOf: l.OnBehalfOf, Mandate: l.Mandate,
		Command: l.Command, Correlation: l.Correlation, Cause: l.Cause, Policy: l.PolicyVersion, Origin: l.Origin, Data: l.Data}
	if err := e.written(b); err != nil {
		return Event{}, fmt.Errorf("line of %s is not what this ledger writes: %w", l.ID, err)
	}
	e.Line = b
	return e, nil
}

// written tells whether b, but for spaces, is the line of e. encoding/json also takes an attribute twice, in capitals, in
// any order, or none: then two readers of one line could read two things.
func (e *Event) written(b []byte) error {
	if err := checkLine(b); err != nil {
		return err
	}
	if err := e.Encode(); err != nil || bytes.Equal(e.Line, b) {
		return err
	}
	var c bytes.Buffer
	if err := json.Compact(&c, b); err != nil || !bytes.Equal(e.Line, c.Bytes()) || b[0] != '{' {
		return errors.Join(errors.New("an attribute is missing, stands there twice, elsewhere or in another spelling"), err)
	}
	return nil
}

// Stamp returns who, when and how of the event, without facts.
func (e *Event) Stamp() domain.Stamp {
	_, id := Record(e.Stream)
	return domain.Stamp{Record: id, Actor: e.Actor, Role: e.Role, OnBehalfOf: e.OnBehalfOf, Mandate: e.Mandate,
		Happened: e.Happened, Recorded: e.Recorded, Origin: e.Origin, Command: e.Command}
}

// Record returns the record type and id of a stream name: "activity", "<uuid>".
func Record(stream string) (record, id string) {
	record, id, _ = strings.Cut(stream, "/")
	return record, id
}

// ErrConflict is returned by Append if the stream is not at the version expected.
var ErrConflict = errors.New("het record is intussen gewijzigd")

// ErrUncertain is returned by Append when it is not known whether the events were kept: the caller must append the
// very same events again (a repeated append is recognised), or read the stream.
var ErrUncertain = errors.New("niet zeker of het is vastgelegd")

// ErrHalted is returned by Append when the store was found not to be what this ledger left there: a person must decide.
var ErrHalted = errors.New("de opslag van het logboek klopt niet: er wordt niets vastgelegd tot dit is onderzocht")

// ErrUnreachable is returned when the store cannot be reached.
var ErrUnreachable = errors.New("de opslag van het logboek is niet bereikbaar")

// A Store keeps events. All methods may be called concurrently.
type Store interface {
	// Append adds events to the end of one stream, all or none, and returns the position of the last.
	// The events carry their Line, and versions version+1, version+2 ….
	// ErrConflict if the stream does not hold exactly version events, unless it already holds these very events after
	// that version: then an earlier Append got through, and its position is returned again.
	// When Append returns nil, the events survive a power cut. After ErrUncertain they may or may not be kept.
	Append(ctx context.Context, stream string, version uint64, events []Event) (Position, error)
	// Stream yields the events of one stream in order; a failure is yielded, a stream never just ends early.
	// A stream that does not exist yields nothing.
	Stream(ctx context.Context, stream string) iter.Seq2[Event, error]
	// All yields the events of all streams after a position, in log order, to the end. No event ever appears before
	// one that a reader has already seen (positions follow commit order).
	All(ctx context.Context, after Position) iter.Seq2[Event, error]
	// Head returns the position of the last event, 0 if there is none.
	Head(ctx context.Context) (Position, error)
}
