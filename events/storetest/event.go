package storetest

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events"
)

// Name is the event name of what [Event] makes.
const Name = "Noted"

var recorded = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// Event makes a valid event with its line: the version-th of stream (a name like "note/1"), saying text. The same
// arguments give the same bytes. It panics on a text that does not fit in a line.
func Event(stream string, version uint64, text string) events.Event {
	data, err := events.Payload(map[string]string{"text": text})
	if err != nil {
		panic(err)
	}
	id := uuid.NewSHA1(uuid.Nil, fmt.Appendf(nil, "%s %d %s", stream, version, text))
	e := events.Event{ID: id, Source: "urn:nld:oin:00000001001234567000:systeem:grootboek", Name: Name, Schema: 1,
		Stream: stream, Version: version, Recorded: recorded, Happened: recorded, Actor: "p-1", Role: domain.FG,
		Command: id.String(), Correlation: id.String(), Policy: "2025", Data: data}
	if err := e.Encode(); err != nil {
		panic(err)
	}
	return e
}

// Events makes the events that follow version after, one for each text.
func Events(stream string, after uint64, texts ...string) []events.Event {
	list := make([]events.Event, len(texts))
	for i, text := range texts {
		list[i] = Event(stream, after+uint64(i)+1, text)
	}
	return list
}

// Stream returns a stream name that no one has used yet.
func Stream() string { return "note/" + uuid.NewString() }
