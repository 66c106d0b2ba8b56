// Package files keeps whole documents beside the log: the original files of imports, and decisions. The log holds the
// hash of a document, this store its content, under that hash.
//
// It promises:
//
//   - what Put acknowledged survives a power cut, and is there whole: content gets its name only when it is on disk;
//   - Get gives out no byte that does not belong to the hash (R-LED-16), also not when the file is changed while it is
//     being read;
//   - the same content is kept once, readable by the owner only;
//   - with [OpenShared], what one node acknowledged every node can get, also when that node is gone. The directory is
//     then what this node has of it; losing it loses nothing.
//
// It does not encrypt (what is shared is, if its journals are sealed), does not forget, and does not know what the documents are about. Layout: below its directory,
// sha256/ab/<the 64 hex digits>, and tmp/ for what is under way.
package files

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/journal"
)

// MaxSize is the greatest size of a document in bytes, whatever Put is told.
const MaxSize = 2 << 30

const (
	prefix   = "sha256:"
	leftover = 24 * time.Hour // nothing under way takes longer
	maxTidy  = 10_000         // leftovers removed at one start
)

// Store keeps documents in one directory. All methods may be called concurrently, also by several processes.
type Store struct {
	root   *os.Root
	shared *journal.Blobs // nil: one machine
}

// Open opens the store in dir, and makes it if there is none. What a crash left half-way is removed once it is a day old.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("document store: %w", err)
	}
	root, err := os.OpenRoot(dir) // nothing outside dir is ever touched, also not through a link
	if err != nil {
		return nil, fmt.Errorf("document store: %w", err)
	}
	s := &Store{root: root}
	if err := errors.Join(root.MkdirAll("sha256", 0o700), root.MkdirAll("tmp", 0o700), s.tidy(time.Now())); err != nil {
		return nil, errors.Join(fmt.Errorf("document store %s: %w", dir, err), root.Close())
	}
	return s, nil
}

// Close ends the use of the store. Documents that are open stay open.
func (s *Store) Close() error { return s.root.Close() }

func (s *Store) tidy(now time.Time) error {
	d, err := s.root.Open("tmp")
	if err != nil {
		return err
	}
	defer d.Close()
	list, err := d.Readdir(maxTidy)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	for _, f := range list {
		if now.Sub(f.ModTime()) < leftover {
			continue // another process may be writing it
		}
		if err := s.root.Remove("tmp/" + f.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Put keeps what r gives and returns its hash, "sha256:" and 64 hex digits, and its size in bytes. More than max bytes
// is a [*domain.Refusal] with code "file.too-large". The same content again gives the same hash and changes nothing; if
// the content kept under it was harmed, it is whole again. In a shared store, a failure after the document was kept here
// leaves it here; putting it again shares it.
func (s *Store) Put(ctx context.Context, r io.Reader, max int64) (hash string, size int64, err error) {
	hash, size, err = s.keep(ctx, r, max)
	if err == nil && s.shared != nil {
		err = s.share(ctx, s.shared, hash)
	}
	if err != nil {
		return "", 0, err
	}
	return hash, size, nil
}

// keep keeps a document here.
func (s *Store) keep(ctx context.Context, r io.Reader, max int64) (hash string, size int64, err error) {
	max = min(max, MaxSize)
	tmp := "tmp/" + rand.Text()
	f, err := s.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", 0, fmt.Errorf("keep document: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, gone(s.root.Remove(tmp)))
		}
	}()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(reader{ctx, r}, max+1))
	if err == nil {
		err = f.Sync() // before it gets its name
	}
	err = errors.Join(err, f.Close())
	switch {
	case err != nil:
		return "", 0, fmt.Errorf("keep document: %w", err)
	case size > max:
		return "", 0, tooLarge(max)
	}
	digest := hex.EncodeToString(sum.Sum(nil))
	if err := s.name(tmp, digest); err != nil {
		return "", 0, fmt.Errorf("keep document %s: %w", digest, err)
	}
	return prefix + digest, size, nil
}

// name moves the content to its place, over the same content if that is there already, and makes that durable.
func (s *Store) name(tmp, digest string) error {
	dir := "sha256/" + digest[:2]
	if err := s.root.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := s.root.Rename(tmp, dir+"/"+digest); err != nil {
		return err
	}
	return errors.Join(s.sync(dir), s.sync("sha256"), s.sync("tmp"))
}

func (s *Store) sync(dir string) error {
	d, err := s.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func tooLarge(max int64) error {
	return &domain.Refusal{Kind: domain.Invalid, Code: "file.too-large",
		NL: "Het bestand is te groot: hoogstens " + SizeNL(max) + ". Verdeel het over meer bestanden."}
}

// SizeNL writes a size in bytes for a person: "512 bytes", "50 kB", "2,5 MB", rounded down.
func SizeNL(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1_000_000:
		return fmt.Sprintf("%d kB", n/1000)
	}
	s := fmt.Sprintf("%d,%d MB", n/1_000_000, n%1_000_000/100_000)
	return strings.Replace(s, ",0 ", " ", 1)
}

// reader ends when ctx does.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// Has tells whether a document is kept under this hash, here or, in a shared store, for all nodes; asking for the latter
// takes at most two seconds. It does not verify it.
func (s *Store) Has(hash string) (bool, error) {
	path, err := place(hash)
	if err != nil {
		return false, err
	}
	_, err = s.root.Stat(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return err == nil, err
	}
	if s.shared == nil {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), hasWait)
	defer cancel()
	return s.shared.Has(ctx, strings.TrimPrefix(hash, prefix))
}

// place returns where the content of a hash is kept. Only 64 hex digits in lower case become part of a path.
func place(hash string) (string, error) {
	digest, ok := strings.CutPrefix(hash, prefix)
	if !ok || len(digest) != 2*sha256.Size || strings.Trim(digest, "0123456789abcdef") != "" {
		return "", &domain.Refusal{Kind: domain.NotFound, Code: "file.hash", NL: "Dit is geen vingerafdruk van een document."}
	}
	return "sha256/" + digest[:2] + "/" + digest, nil
}
