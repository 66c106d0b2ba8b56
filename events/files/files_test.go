package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/heemstede/grootboek/domain"
)

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func put(t *testing.T, s *Store, content []byte) string {
	t.Helper()
	hash, size, err := s.Put(t.Context(), bytes.NewReader(content), MaxSize)
	if err != nil || size != int64(len(content)) {
		t.Fatal(hash, size, err)
	}
	return hash
}

func get(t *testing.T, s *Store, hash string) ([]byte, error) {
	t.Helper()
	f, err := s.Get(t.Context(), hash)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err == nil && f.Size() != int64(len(b)) {
		t.Errorf("size %d, read %d", f.Size(), len(b))
	}
	return b, err
}

// kept lists the files below dir, as paths from it.
func kept(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			list = append(list, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func fileOf(dir, hash string) string {
	d := strings.TrimPrefix(hash, prefix)
	return filepath.Join(dir, "sha256", d[:2], d)
}

func bytesOf(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{1})
	r.Read(b)
	return b
}

func code(err error) string {
	if r, ok := errors.AsType[*domain.Refusal](err); ok {
		return r.Code
	}
	return ""
}

func TestDocuments(t *testing.T) {
	t.Run("what was put is given back, under the SHA-256 of its bytes", func(t *testing.T) {
		s := open(t, t.TempDir())
		for _, n := range []int{0, 1, chunk - 1, chunk, chunk + 1, 3*chunk + 5} {
			content := bytesOf(n)
			hash := put(t, s, content)
			sum := sha256.Sum256(content)
			if hash != "sha256:"+hex.EncodeToString(sum[:]) {
				t.Errorf("%d bytes: %s", n, hash)
			}
			if got, err := get(t, s, hash); err != nil || !bytes.Equal(got, content) {
				t.Errorf("%d bytes: %d back, %v", n, len(got), err)
			}
			if ok, err := s.Has(hash); !ok || err != nil {
				t.Errorf("%d bytes: Has %v, %v", n, ok, err)
			}
		}
	})
	t.Run("is a reader like any other", func(t *testing.T) {
		s := open(t, t.TempDir())
		content := bytesOf(chunk + 100)
		f, err := s.Get(t.Context(), put(t, s, content))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := iotest.TestReader(f, content); err != nil {
			t.Error(err)
		}
	})
	t.Run("the same content twice is kept once, for the owner only", func(t *testing.T) {
		dir := t.TempDir()
		s := open(t, dir)
		if a, b := put(t, s, []byte("besluit")), put(t, s, []byte("besluit")); a != b {
			t.Errorf("%s, %s", a, b)
		}
		list := kept(t, dir)
		if len(list) != 1 {
			t.Fatalf("kept %q", list)
		}
		if fi, err := os.Stat(filepath.Join(dir, list[0])); err != nil || fi.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", fi.Mode(), err)
		}
	})
	t.Run("what is too large is refused with what is allowed, and leaves nothing", func(t *testing.T) {
		dir := t.TempDir()
		s := open(t, dir)
		_, _, err := s.Put(t.Context(), bytes.NewReader(bytesOf(101)), 100)
		if code(err) != "file.too-large" || !strings.Contains(err.Error(), "100 bytes") || len(kept(t, dir)) > 0 {
			t.Errorf("got %v, kept %q", err, kept(t, dir))
		}
		if _, _, err := s.Put(t.Context(), bytes.NewReader(bytesOf(100)), 100); err != nil {
			t.Errorf("just not too large: %v", err)
		}
	})
	t.Run("what breaks off leaves nothing", func(t *testing.T) {
		dir := t.TempDir()
		s := open(t, dir)
		broken := errors.New("line broke")
		_, _, err := s.Put(t.Context(), io.MultiReader(strings.NewReader("half a f"), iotest.ErrReader(broken)), MaxSize)
		if !errors.Is(err, broken) || len(kept(t, dir)) > 0 {
			t.Errorf("got %v, kept %q", err, kept(t, dir))
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := s.Put(gone, strings.NewReader("x"), MaxSize); !errors.Is(err, context.Canceled) || len(kept(t, dir)) > 0 {
			t.Errorf("got %v, kept %q", err, kept(t, dir))
		}
	})
	t.Run("what a crash left is no document, and is removed when it is a day old", func(t *testing.T) {
		dir := t.TempDir()
		s := open(t, dir)
		hash := put(t, s, []byte("whole"))
		old, young := filepath.Join(dir, "tmp", "OLD"), filepath.Join(dir, "tmp", "YOUNG")
		for _, f := range []string{old, young} {
			if err := os.WriteFile(f, []byte("who"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chtimes(old, time.Time{}, time.Now().Add(-leftover-time.Minute)); err != nil {
			t.Fatal(err)
		}
		s = open(t, dir)
		if list := kept(t, dir); len(list) != 2 || list[1] != "tmp/YOUNG" {
			t.Errorf("kept %q", list)
		}
		if got, err := get(t, s, hash); err != nil || string(got) != "whole" {
			t.Errorf("got %q, %v", got, err)
		}
	})
	t.Run("what was never put is not there", func(t *testing.T) {
		s := open(t, t.TempDir())
		hash := prefix + strings.Repeat("0", 64)
		if _, err := s.Get(t.Context(), hash); code(err) != "file.missing" {
			t.Errorf("got %v", err)
		}
		if ok, err := s.Has(hash); ok || err != nil {
			t.Errorf("Has %v, %v", ok, err)
		}
	})
	t.Run("only a hash is looked up, never a path", func(t *testing.T) {
		dir := t.TempDir()
		s := open(t, filepath.Join(dir, "store"))
		hash := put(t, s, []byte("x"))
		digest := strings.TrimPrefix(hash, prefix)
		for _, h := range []string{"", digest, "sha256:", "sha512:" + digest, "sha256:" + strings.ToUpper(digest), hash + "0", hash[:70],
			"sha256:../../" + digest[6:], "sha256:" + strings.Repeat("../", 21) + "a", hash[:70] + "\x00", hash[:70] + "/", hash + "\n"} {
			if _, err := s.Get(t.Context(), h); code(err) != "file.hash" {
				t.Errorf("Get(%q): %v", h, err)
			}
			if _, err := s.Has(h); code(err) != "file.hash" {
				t.Errorf("Has(%q): %v", h, err)
			}
		}
	})
}

func TestHarm(t *testing.T) {
	harm := map[string]func(t *testing.T, path string){
		"one bit": func(t *testing.T, path string) { flip(t, path, 2*chunk+17) },
		"cut off": func(t *testing.T, path string) { check(t, os.Truncate(path, 2*chunk)) },
		"emptied": func(t *testing.T, path string) { check(t, os.Truncate(path, 0)) },
		"grown by one": func(t *testing.T, path string) {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			check(t, err)
			_, err = f.WriteString("x")
			check(t, errors.Join(err, f.Close()))
		},
	}
	for name, do := range harm {
		t.Run("R-LED-16 a harmed document is not given out: "+name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			hash := put(t, s, bytesOf(3*chunk))
			do(t, fileOf(dir, hash))
			f, err := s.Get(t.Context(), hash)
			h, ok := errors.AsType[*Harmed](err)
			if f != nil || !ok || h.Hash != hash || !strings.Contains(err.Error(), "past niet bij de vingerafdruk "+hash) {
				t.Errorf("got %v", err)
			}
		})
		t.Run("R-LED-16 nor when it is harmed after it was opened: "+name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			content := bytesOf(3 * chunk)
			hash := put(t, s, content)
			f, err := s.Get(t.Context(), hash)
			check(t, err)
			defer f.Close()
			do(t, fileOf(dir, hash))
			got, err := io.ReadAll(f)
			if !bytes.HasPrefix(content, got) {
				t.Error("bytes were given out that are not of this document")
			}
			if _, ok := errors.AsType[*Harmed](err); !ok && len(got) < len(content) {
				t.Errorf("%d bytes, then %v", len(got), err)
			}
		})
	}
	t.Run("another document put in its place is harm", func(t *testing.T) {
		dir := t.TempDir()
		s := open(t, dir)
		a, b := put(t, s, []byte("besluit A")), put(t, s, []byte("besluit B"))
		check(t, os.Rename(fileOf(dir, a), fileOf(dir, b)))
		_, err := get(t, s, b)
		if _, ok := errors.AsType[*Harmed](err); !ok {
			t.Errorf("got %v", err)
		}
	})
	t.Run("putting the right content again heals it", func(t *testing.T) {
		dir := t.TempDir()
		s := open(t, dir)
		content := bytesOf(100)
		hash := put(t, s, content)
		flip(t, fileOf(dir, hash), 5)
		put(t, s, content)
		if got, err := get(t, s, hash); err != nil || !bytes.Equal(got, content) {
			t.Errorf("got %d bytes, %v", len(got), err)
		}
	})
	t.Run("a link to a file outside is not followed", func(t *testing.T) {
		dir := t.TempDir()
		outside := filepath.Join(dir, "outside")
		check(t, os.WriteFile(outside, []byte("besluit"), 0o600))
		s := open(t, filepath.Join(dir, "store"))
		hash := put(t, s, []byte("besluit"))
		path := fileOf(filepath.Join(dir, "store"), hash)
		check(t, errors.Join(os.Remove(path), os.Symlink(outside, path)))
		if got, err := get(t, s, hash); err == nil {
			t.Errorf("got %q", got)
		}
	})
}

func flip(t *testing.T, path string, at int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	check(t, err)
	var b [1]byte
	_, err = f.ReadAt(b[:], at)
	check(t, err)
	b[0] ^= 1
	_, err = f.WriteAt(b[:], at)
	check(t, errors.Join(err, f.Close()))
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSizeNL(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 999: "999 bytes", 50_000: "50 kB", 2_500_000: "2,5 MB", 50_000_000: "50 MB"} {
		if got := SizeNL(n); got != want {
			t.Errorf("SizeNL(%d) = %q, want %q", n, got, want)
		}
	}
}
