package esdb

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strconv"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"
)

// entry is one event of the stream "grootboek.<name>.index". It says that these events, in this order, come after the
// first events before them; its revision n begins where revision n-1 ended. It is text, because every reading of the log
// reads all entries too, and must not be slowed down by them:
//
//	grootboek-index/1 <events before it> <position of its last event in the store's own order>
//	<version> <event id> <RFC 6962 leaf hash of the line, base64> <record>/<id>
//	…
//
// The position is a cursor to read on from, never content: nothing that is sealed depends on it.
type entry struct {
	first    uint64
	position uint64
	leaves   []leaf
}

// leaf is one event in an entry.
type leaf struct {
	stream  string // record/id
	version uint64
	id      uuid.UUID
	hash    tlog.Hash
}

const (
	entryType = "grootboek-index"
	entryHead = "grootboek-index/1"
	maxLeaves = 1000    // in one entry: some 150 kB
	maxHeld   = 4 << 20 // bytes of the lines of one entry: who reads the log holds them until the entry comes
)

func (e *entry) encode() []byte {
	b := make([]byte, 0, 64+160*len(e.leaves))
	b = fmt.Appendf(b, "%s %d %d\n", entryHead, e.first, e.position)
	for i := range e.leaves {
		l := &e.leaves[i]
		b = append(strconv.AppendUint(b, l.version, 10), ' ')
		b = append(append(b, l.id.String()...), ' ')
		b = append(base64.StdEncoding.AppendEncode(b, l.hash[:]), ' ')
		b = append(append(b, l.stream...), '\n')
	}
	return b
}

// parseEntry reads an entry. It accepts only the one way in which it is written, so a newer program's is an error.
func parseEntry(data []byte) (e entry, err error) {
	head, rest, _ := bytes.Cut(data, []byte("\n"))
	if n, err := fmt.Sscanf(string(head), entryHead+" %d %d", &e.first, &e.position); n != 2 || err != nil {
		return e, fmt.Errorf("entry of the index begins with %.40q", head)
	}
	for n := 0; len(rest) > 0 && n < maxLeaves; n++ {
		line, after, ok := bytes.Cut(rest, []byte("\n"))
		l, err := parseLeaf(line)
		if err != nil || !ok {
			return e, fmt.Errorf("line %d of an entry of the index is not an event: %w", n+1, err)
		}
		e.leaves, rest = append(e.leaves, l), after
	}
	if len(e.leaves) == 0 || len(rest) > 0 {
		return e, fmt.Errorf("entry of the index names %d events and %d bytes more", len(e.leaves), len(rest))
	}
	return e, nil
}

func parseLeaf(line []byte) (l leaf, err error) {
	version, rest, _ := bytes.Cut(line, []byte(" "))
	id, rest, _ := bytes.Cut(rest, []byte(" "))
	hash, stream, _ := bytes.Cut(rest, []byte(" "))
	if l.version, err = strconv.ParseUint(string(version), 10, 64); err != nil {
		return l, err
	}
	if l.id, err = uuid.ParseBytes(id); err != nil {
		return l, err
	}
	if len(hash) != base64.StdEncoding.EncodedLen(len(l.hash)) {
		return l, fmt.Errorf("hash of %d characters", len(hash))
	}
	var sum [tlog.HashSize + 1]byte // base64 decodes into whole groups
	n, err := base64.StdEncoding.Strict().Decode(sum[:], hash)
	if err != nil || n != tlog.HashSize {
		return l, fmt.Errorf("hash of %d bytes: %w", n, err)
	}
	copy(l.hash[:], sum[:])
	l.stream = string(stream)
	return l, nil
}
