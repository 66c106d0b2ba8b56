package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"strings"

	"github.com/google/uuid"
)

// MaxBlob is the greatest size of a document in bytes.
const MaxBlob = 2 << 30

var (
	// ErrNoBlob is returned for a document that is not there, or of which only a part was ever put.
	ErrNoBlob = errors.New("journal: no such document")
	// ErrHarmed is returned for a document whose content is not what its hash says.
	ErrHarmed = errors.New("journal: document does not match its hash")
)

// Blobs keeps whole documents that the nodes share, each under the SHA-256 of its content, written as 64 hex digits in
// lower case. All methods may be called concurrently, on any node.
//
// Each document is a journal of its own, "document/<hash>": entry 1 says how many bytes there are (8 bytes, big endian),
// the entries after it are the content, cut into pieces of [PartSize] bytes. It is there when its last piece is. This
// layout never changes: the ids of the entries follow from hash, number and content, so that two nodes that put one
// document at once help each other, and a Put that broke off is taken up by the next.
//
// It does not forget, and does not know what the documents are about.
type Blobs struct {
	// Open returns the journal of a name. It is asked again at every use.
	Open func(name string) Journal
}

func (b *Blobs) journal(hash string) (Journal, error) {
	if len(hash) != 2*sha256.Size || strings.Trim(hash, "0123456789abcdef") != "" {
		return nil, fmt.Errorf("journal: %q is not a SHA-256", hash)
	}
	return b.Open("document/" + hash), nil
}

// pieces is how many entries the content of so many bytes takes.
func pieces(size int64) uint64 { return uint64((size + PartSize - 1) / PartSize) }

// Has tells whether the document is there, whole. It does not verify it.
func (b *Blobs) Has(ctx context.Context, hash string) (bool, error) {
	j, err := b.journal(hash)
	if err != nil {
		return false, err
	}
	size, err := sizeOf(ctx, j)
	if errors.Is(err, ErrNoBlob) {
		return false, nil
	}
	if err == nil && size > 0 {
		_, ok, err := first(ctx, j, pieces(size)) // the heading is number 1, so the last piece has this number + 1
		return ok, err
	}
	return err == nil, err
}

func sizeOf(ctx context.Context, j Journal) (int64, error) {
	e, ok, err := first(ctx, j, 0)
	if err != nil {
		return 0, err
	}
	if !ok {
		return 0, ErrNoBlob
	}
	return heading(e)
}

func heading(e Entry) (int64, error) {
	if e.Number != 1 || len(e.Data) != 8 || binary.BigEndian.Uint64(e.Data) > MaxBlob {
		return 0, fmt.Errorf("%w: it does not begin with a size", ErrHarmed)
	}
	return int64(binary.BigEndian.Uint64(e.Data)), nil
}

func first(ctx context.Context, j Journal, after uint64) (Entry, bool, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // of the rest nothing is read
	for e, err := range j.Read(ctx, after) {
		return e, err == nil, err
	}
	return Entry{}, false, nil
}

// Put keeps the document of this hash, of exactly size bytes, which content gives. When it returns nil, every node can
// get it. A document that is there already costs two small reads. Content that does not match the hash or size is
// refused with ErrHarmed before its last piece is kept: it is then not there, but its other pieces stand in the way of
// the right ones (ErrConflict), so give content that was verified. An interrupted Put is repeated.
func (b *Blobs) Put(ctx context.Context, hash string, size int64, content io.Reader) error {
	j, err := b.journal(hash)
	if err != nil {
		return err
	}
	if size < 0 || size > MaxBlob {
		return fmt.Errorf("%w: document of %d bytes, at most %d", ErrTooLarge, size, MaxBlob)
	}
	if ok, err := b.Has(ctx, hash); ok || err != nil {
		return err
	}
	if err := putAll(ctx, j, hash, size, content); err != nil {
		return fmt.Errorf("share document %s: %w", hash, err)
	}
	return nil
}

func putAll(ctx context.Context, j Journal, digest string, size int64, content io.Reader) error {
	sum, n := sha256.New(), pieces(size)
	if size == 0 && digest != hex.EncodeToString(sum.Sum(nil)) {
		return ErrHarmed
	}
	if err := put(ctx, j, digest, 0, binary.BigEndian.AppendUint64(nil, uint64(size))); err != nil {
		return err
	}
	buf := make([]byte, min(size, PartSize))
	for i := uint64(1); i <= n; i++ {
		piece := buf[:min(PartSize, size-int64(i-1)*PartSize)]
		if _, err := io.ReadFull(content, piece); err != nil {
			return fmt.Errorf("piece %d: %w", i, err)
		}
		sum.Write(piece)
		if i == n && digest != hex.EncodeToString(sum.Sum(nil)) {
			return ErrHarmed
		}
		if err := put(ctx, j, digest, i, piece); err != nil {
			return fmt.Errorf("piece %d: %w", i, err)
		}
	}
	return nil
}

// documents is the name space of the ids of entries. It never changes.
var documents = uuid.MustParse("6d0f7c0e-7d6b-5b0c-9e53-0a4b1f1f8c11")

func put(ctx context.Context, j Journal, digest string, after uint64, data []byte) error {
	sum := sha256.Sum256(data)
	name := binary.BigEndian.AppendUint64([]byte(digest), after)
	return AppendSurely(ctx, j, after, uuid.NewSHA1(documents, append(name, sum[:]...)), data)
}

// Get gives the content of a document. Reading it ends with io.EOF only when all of it was there and matched the hash;
// with ErrHarmed or ErrNoBlob otherwise, after bytes that are worth nothing. Close it.
func (b *Blobs) Get(ctx context.Context, digest string) (io.ReadCloser, error) {
	j, err := b.journal(digest)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	next, stop := iter.Pull2(j.Read(ctx, 0))
	r := &blob{digest: digest, next: next, stop: func() { stop(); cancel() }, sum: sha256.New()}
	e, err, ok := next()
	switch {
	case err == nil && !ok:
		err = ErrNoBlob
	case err == nil:
		r.left, err = heading(e)
	}
	if err != nil {
		r.stop()
		return nil, fmt.Errorf("document %s: %w", digest, err)
	}
	return r, nil
}

type blob struct {
	digest string
	next   func() (Entry, error, bool)
	stop   func()
	sum    hash.Hash
	left   int64 // bytes not yet fetched
	piece  bytes.Reader
	err    error
}

// Close implements io.Closer.
func (r *blob) Close() error { r.stop(); return nil }

// Read implements io.Reader.
func (r *blob) Read(p []byte) (int, error) {
	if r.piece.Len() == 0 && r.err == nil {
		r.err = r.fetch()
	}
	if r.err != nil {
		return 0, r.err
	}
	return r.piece.Read(p)
}

func (r *blob) fetch() error {
	if r.left == 0 {
		if hex.EncodeToString(r.sum.Sum(nil)) != r.digest {
			return fmt.Errorf("document %s: %w", r.digest, ErrHarmed)
		}
		return io.EOF
	}
	e, err, ok := r.next()
	switch {
	case err != nil:
		return fmt.Errorf("document %s: %w", r.digest, err)
	case !ok:
		return fmt.Errorf("document %s: %w: it breaks off", r.digest, ErrNoBlob)
	case int64(len(e.Data)) != min(PartSize, r.left):
		return fmt.Errorf("document %s: %w: piece %d has %d bytes", r.digest, ErrHarmed, e.Number, len(e.Data))
	}
	r.left -= int64(len(e.Data))
	r.sum.Write(e.Data)
	r.piece.Reset(e.Data)
	return nil
}
