package journal

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"

	"github.com/google/uuid"
)

// KeySize is the size of the key of [Sealed] in bytes.
const KeySize = 32

// ErrForged is yielded for an entry that was not written with this key, under this name, number and id.
var ErrForged = errors.New("journal: entry was changed, moved, or written with another key")

// Sealed returns j with every entry encrypted: AES-256-GCM with a random nonce, bound to the name of the journal and to
// the number and id of the entry, so that entries cannot be changed, swapped or taken from another journal. The key, of
// [KeySize] bytes, is the same on all nodes; one key is good for some 4,000 million entries.
//
// It does not hide how many entries there are, how large they are and when they came, and cannot notice that the store
// left out the last ones. An entry may hold 28 bytes less than [MaxEntry].
func Sealed(j Journal, name string, key []byte) (Journal, error) {
	aead, err := cipherOf(key)
	if err != nil {
		return nil, fmt.Errorf("journal %s: %w", name, err)
	}
	return &sealed{j, name, aead}, nil
}

// SealAll returns open with every journal that it gives sealed, each under its own name.
func SealAll(open func(name string) Journal, key []byte) (func(name string) Journal, error) {
	aead, err := cipherOf(key)
	if err != nil {
		return nil, fmt.Errorf("journals: %w", err)
	}
	return func(name string) Journal { return &sealed{open(name), name, aead} }, nil
}

func cipherOf(key []byte) (cipher.AEAD, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("key of %d bytes, not %d", len(key), KeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

type sealed struct {
	Journal
	name string
	aead cipher.AEAD
}

// place is what the content is bound to.
func (s *sealed) place(number uint64, id uuid.UUID) []byte {
	b := binary.BigEndian.AppendUint64([]byte(s.name+"\x00"), number)
	return append(b, id[:]...)
}

// Append implements [Journal].
func (s *sealed) Append(ctx context.Context, after uint64, id uuid.UUID, data []byte) error {
	if over := len(data) + s.aead.Overhead() - MaxEntry; over > 0 {
		return fmt.Errorf("%w: %d bytes, at most %d when sealed", ErrTooLarge, len(data), len(data)-over)
	}
	return s.Journal.Append(ctx, after, id, s.aead.Seal(nil, nil, data, s.place(after+1, id)))
}

// Read implements [Journal].
func (s *sealed) Read(ctx context.Context, after uint64) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for e, err := range s.Journal.Read(ctx, after) {
			if err == nil {
				e, err = s.open(e)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

func (s *sealed) open(e Entry) (Entry, error) {
	data, err := s.aead.Open(nil, nil, e.Data, s.place(e.Number, e.ID))
	if err != nil {
		return Entry{}, fmt.Errorf("%w: number %d of %s", ErrForged, e.Number, s.name)
	}
	e.Data = data
	return e, nil
}
