package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"

	"github.com/heemstede/grootboek/domain"
)

// Harmed is returned for a document whose content is not what its hash says.
type Harmed struct{ Hash string }

// Error returns the Dutch sentence.
func (h *Harmed) Error() string {
	return "Dit document is niet meer wat het was toen het werd bewaard: de inhoud past niet bij de vingerafdruk " + h.Hash +
		". Het wordt daarom niet getoond. Waarschuw de beheerder; die kan het terugzetten uit een reservekopie."
}

// chunk is what is read, checked and held at once.
const chunk = 1 << 20

// File is a verified document. Read, ReadAt and Seek may be called concurrently. It is a copy of nothing: every chunk is
// checked again when it is read, against what was verified when the document was opened; a chunk that has changed since
// is [*Harmed], and not given out.
type File struct {
	hash string
	f    *os.File
	size int64
	sums [][sha256.Size]byte // of each chunk

	mu   sync.Mutex
	off  int64
	at   int64 // number of the chunk in buf, -1: none
	data []byte
	buf  []byte
}

// Get opens the document with this hash, reads it whole and verifies it, before a byte is given out. A document that
// does not match its hash is [*Harmed]; one that is not there a [*domain.Refusal] with code "file.missing". In a shared
// store, either is fetched from the other nodes first.
func (s *Store) Get(ctx context.Context, hash string) (*File, error) {
	f, err := s.open(ctx, hash)
	if err == nil || s.shared == nil || !worthFetching(err) {
		return f, err
	}
	if err := s.fetch(ctx, hash); err != nil {
		return nil, err
	}
	return s.open(ctx, hash)
}

// open opens and verifies what is kept here.
func (s *Store) open(ctx context.Context, hash string) (*File, error) {
	path, err := place(hash)
	if err != nil {
		return nil, err
	}
	f, err := s.root.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missing()
	}
	if err != nil {
		return nil, fmt.Errorf("open document %s: %w", hash, err)
	}
	d := &File{hash: hash, f: f, at: -1, buf: make([]byte, chunk)}
	if err := d.verify(ctx); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return d, nil
}

func missing() error {
	return &domain.Refusal{Kind: domain.NotFound, Code: "file.missing", NL: "Dit document is hier niet bewaard."}
}

func (d *File) verify(ctx context.Context) error {
	whole := sha256.New()
	for d.size <= MaxSize {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("verify document %s: %w", d.hash, err)
		}
		n, err := io.ReadFull(d.f, d.buf)
		if n > 0 {
			whole.Write(d.buf[:n])
			d.sums = append(d.sums, sha256.Sum256(d.buf[:n]))
			d.size += int64(n)
		}
		switch err {
		case nil:
			continue
		case io.EOF, io.ErrUnexpectedEOF:
			if prefix+hex.EncodeToString(whole.Sum(nil)) == d.hash {
				return nil
			}
			return &Harmed{d.hash}
		default:
			return fmt.Errorf("verify document %s: %w", d.hash, err)
		}
	}
	return &Harmed{d.hash} // nothing that large was ever kept
}

// Size returns the size of the document in bytes.
func (d *File) Size() int64 { return d.size }

// Close implements io.Closer.
func (d *File) Close() error { return d.f.Close() }

// Read implements io.Reader.
func (d *File) Read(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n, err := d.readAt(p, d.off)
	d.off += int64(n)
	if n > 0 && err == io.EOF {
		err = nil
	}
	return n, err
}

// ReadAt implements io.ReaderAt.
func (d *File) ReadAt(p []byte, off int64) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.readAt(p, off)
}

func (d *File) readAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, fmt.Errorf("read document %s at %d", d.hash, off)
	}
	for n < len(p) {
		if off >= d.size {
			return n, io.EOF
		}
		if err := d.load(off / chunk); err != nil {
			return n, err
		}
		c := copy(p[n:], d.data[off%chunk:])
		n, off = n+c, off+int64(c)
	}
	return n, nil
}

// load reads a chunk and checks it.
func (d *File) load(i int64) error {
	if d.at == i {
		return nil
	}
	d.at = -1
	want := d.buf[:min(chunk, d.size-i*chunk)]
	if _, err := d.f.ReadAt(want, i*chunk); err == io.EOF {
		return &Harmed{d.hash} // it has become shorter
	} else if err != nil {
		return fmt.Errorf("read document %s: %w", d.hash, err)
	}
	sum := sha256.Sum256(want)
	if !bytes.Equal(sum[:], d.sums[i][:]) {
		return &Harmed{d.hash}
	}
	d.at, d.data = i, want
	return nil
}

// Seek implements io.Seeker.
func (d *File) Seek(offset int64, whence int) (int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch whence {
	case io.SeekCurrent:
		offset += d.off
	case io.SeekEnd:
		offset += d.size
	}
	if offset < 0 {
		return 0, fmt.Errorf("seek document %s to %d", d.hash, offset)
	}
	d.off = offset
	return offset, nil
}
