package staff

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events/journal"
)

// A message is one change of the directory, or a snapshot of all of it, as it travels in the journal: one entry, or more
// that follow each other without another between them. A message is there when its last part is; a message that broke
// off is nothing, and whoever appends after it says so. Each entry is
//
//	1 byte   version of this layout: 1
//	1 byte   kind: 'c' a change, 's' a snapshot
//	1 byte   1 if the change replaces or deletes personal data, else 0
//	2 bytes  schema of the directory
//	2 bytes  number of this part, from 0
//	2 bytes  number of parts
//	8 bytes  the moment, Unix milliseconds
//	16 bytes id of the message
//	…        the content: a change-set of SQLite (https://www.sqlite.org/session/changeset.html), which for a snapshot
//	         inserts all rows into an empty directory; a snapshot has before it the messages that are in it already:
//	         4 bytes how many, and for each 8 bytes its number and 16 bytes its id
//
// All numbers are big endian.
type message struct {
	kind    byte
	erases  bool
	schema  int
	part    int
	parts   int
	at      time.Time
	id      uuid.UUID
	content []byte
}

const (
	change, snapshot = 'c', 's'

	layout     = 1
	headSize   = 33
	maxMessage = 512 << 20 // bytes; a larger directory is not for sharing in this way
	maxParts   = maxMessage/journal.PartSize + 1
)

// entries cuts a message to the parts that go into the journal.
func (m message) entries() ([][]byte, error) {
	if len(m.content) > maxMessage {
		return nil, fmt.Errorf("change of %d bytes is too large to share; at most %d", len(m.content), maxMessage)
	}
	rest := m.content
	m.parts = max(1, (len(rest)+journal.PartSize-1)/journal.PartSize)
	list := make([][]byte, m.parts)
	for m.part = range m.parts {
		n := min(len(rest), journal.PartSize)
		list[m.part] = append(m.head(), rest[:n]...)
		rest = rest[n:]
	}
	return list, nil
}

func (m message) head() []byte {
	erases := byte(0)
	if m.erases {
		erases = 1
	}
	b := []byte{layout, m.kind, erases}
	for _, n := range []int{m.schema, m.part, m.parts} {
		b = binary.BigEndian.AppendUint16(b, uint16(n))
	}
	b = binary.BigEndian.AppendUint64(b, uint64(m.at.UnixMilli()))
	return append(b, m.id[:]...)
}

func parseMessage(e journal.Entry) (m message, err error) {
	b := e.Data
	switch {
	case len(b) > 0 && b[0] > layout:
		return m, fmt.Errorf("%w (entry %d has layout %d)", ErrNewer, e.Number, b[0])
	case len(b) < headSize || b[0] != layout || b[1] != change && b[1] != snapshot || b[2] > 1:
		return m, fmt.Errorf("entry %d of the shared journal is no message", e.Number)
	}
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(b[at:])) }
	m = message{kind: b[1], erases: b[2] == 1, schema: u16(3), part: u16(5), parts: u16(7),
		at: time.UnixMilli(int64(binary.BigEndian.Uint64(b[9:]))), id: uuid.UUID(b[17:headSize]), content: b[headSize:]}
	switch {
	case m.schema > schemaNow:
		return m, fmt.Errorf("%w (entry %d has schema %d, this program %d)", ErrNewer, e.Number, m.schema, schemaNow)
	case m.part >= m.parts || m.parts > maxParts:
		return m, fmt.Errorf("entry %d of the shared journal is part %d of %d", e.Number, m.part, m.parts)
	}
	return m, nil
}

// partID is the id of the entry of a part: the same one however often it is sent.
func partID(message uuid.UUID, part int) uuid.UUID {
	return uuid.NewSHA1(message, binary.BigEndian.AppendUint16(nil, uint16(part)))
}

// withDone puts the list of messages before the change-set of a snapshot.
func withDone(list []doneMessage, changes []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(list)))
	for _, d := range list {
		b = append(binary.BigEndian.AppendUint64(b, d.number), d.message[:]...)
	}
	return append(b, changes...)
}

func splitDone(b []byte) (list []doneMessage, changes []byte, err error) {
	const each = 24
	if len(b) < 4 || uint64(binary.BigEndian.Uint32(b))*each > uint64(len(b)-4) {
		return nil, nil, errors.New("a snapshot in the shared journal is cut off")
	}
	n := int(binary.BigEndian.Uint32(b))
	for b = b[4:]; n > 0; n, b = n-1, b[each:] {
		list = append(list, doneMessage{binary.BigEndian.Uint64(b), uuid.UUID(b[8:each])})
	}
	return list, b, nil
}
