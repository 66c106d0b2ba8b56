package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
)

// numbers is a log whose n-th line is the number n: enough for the tree, which looks at bytes only.
type numbers struct {
	events.Store
	size int
}

func (n numbers) Lines(_ context.Context, after events.Position) iter.Seq2[events.Raw, error] {
	return func(yield func(events.Raw, error) bool) {
		for i := int(after); i < n.size; i++ {
			if !yield(events.Raw{Position: events.Position(i + 1), Line: fmt.Append(nil, i)}, nil) {
				return
			}
		}
	}
}

// tlogServer serves a sealed log of a size at /tlog/, and its entries to whom says "Accountant".
func tlogServer(t *testing.T, size int) (http.Handler, *seal.Seal) {
	t.Helper()
	private, _, err := seal.GenerateKey("grootboek.test/tlog")
	if err != nil {
		t.Fatal(err)
	}
	key, err := seal.ParseKey(private)
	if err != nil {
		t.Fatal(err)
	}
	s, err := seal.Open(t.Context(), seal.Options{Dir: t.TempDir(), Store: numbers{size: size}, Key: key, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	may := func(r *http.Request) bool { return r.Header.Get("Authorization") == "Accountant" }
	return http.StripPrefix("/tlog", TLog(s, may)), s
}

func ask(t *testing.T, h http.Handler, method, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestTheTreeIsServedAsC2SPSays(t *testing.T) {
	cases := []struct {
		size        int
		have, havnt []string
	}{
		{0, nil, []string{"tile/0/000", "tile/0/000.p/1", "tile/0/000.p/0"}},
		{1, []string{"tile/0/000.p/1"}, []string{"tile/0/000", "tile/0/000.p/2", "tile/1/000.p/1"}},
		{255, []string{"tile/0/000.p/255"}, []string{"tile/0/000", "tile/1/000.p/1"}},
		{256, []string{"tile/0/000", "tile/1/000.p/1", "tile/0/000.p/255"}, []string{"tile/0/001", "tile/0/001.p/1", "tile/1/000"}},
		{257, []string{"tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"}, []string{"tile/0/001.p/2", "tile/1/000.p/2"}},
		{70_000, []string{"tile/0/000", "tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"},
			[]string{"tile/0/273", "tile/0/273.p/113", "tile/0/x000/273.p/112", "tile/0/273.p/0112", "tile/1/001.p/18", "tile/2/000", "tile/3/000.p/1", "tile/64/000", "tile/0/273/", "tile/0", "tile", "tile/8/0/000"}},
	}
	for _, c := range cases {
		h, s := tlogServer(t, c.size)
		checkpoint := ask(t, h, "GET", "/tlog/checkpoint")
		if body := read(t, checkpoint); body != string(s.Checkpoint().Note) || checkpoint.Header.Get("Content-Type") != "text/plain; charset=utf-8" ||
			!strings.Contains(checkpoint.Header.Get("Cache-Control"), "max-age=2") || !strings.HasPrefix(body, fmt.Sprintf("grootboek.test/tlog\n%d\n", c.size)) {
			t.Errorf("size %d: checkpoint %v %q", c.size, checkpoint.Header, body)
		}
		for _, path := range c.have {
			res := ask(t, h, "GET", "/tlog/"+path)
			tile, _ := seal.ParseTilePath(path)
			if body := read(t, res); res.StatusCode != 200 || len(body) != 32*tile.W || res.Header.Get("Content-Type") != "application/octet-stream" ||
				!strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
				t.Errorf("size %d, %s: %d, %d bytes, %v", c.size, path, res.StatusCode, len(body), res.Header)
			}
			head := ask(t, h, "HEAD", "/tlog/"+path)
			if body := read(t, head); head.StatusCode != 200 || body != "" || head.Header.Get("Content-Length") != fmt.Sprint(32*tile.W) {
				t.Errorf("size %d, HEAD %s: %d %q", c.size, path, head.StatusCode, body)
			}
		}
		for _, path := range c.havnt {
			res := ask(t, h, "GET", "/tlog/"+path)
			if res.StatusCode != 404 || res.Header.Get("Cache-Control") != "no-store" { // it may exist in a moment
				t.Errorf("size %d, %s: %d %v", c.size, path, res.StatusCode, res.Header)
			}
		}
	}
}

func read(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// tiles reads tiles over HTTP for the tile reader of x/mod, which trusts nothing it gets.
type tiles struct {
	t *testing.T
	h http.Handler
}

func (r tiles) Height() int { return 8 }

func (r tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (r tiles) ReadTiles(list []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range list {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data = append(data, []byte(read(r.t, ask(r.t, r.h, "GET", "/tlog/"+path))))
	}
	return data, nil
}

func TestAnyEntryCanBeProvedFromTheServedTiles(t *testing.T) {
	for _, size := range []int{1, 255, 256, 257, 70_000} {
		h, s := tlogServer(t, size)
		c := s.Checkpoint()
		reader := tlog.TileHashReader(tlog.Tree{N: c.Size, Hash: c.Root}, tiles{t, h})
		for _, n := range []int{0, size / 2, size - 1} {
			proof, err := tlog.ProveRecord(c.Size, int64(n), reader)
			if err != nil {
				t.Fatalf("size %d, entry %d: %v", size, n, err)
			}
			if err := tlog.CheckRecord(proof, c.Size, c.Root, int64(n), tlog.RecordHash(fmt.Append(nil, n))); err != nil {
				t.Errorf("size %d, entry %d: %v", size, n, err)
			}
		}
	}
}

func TestEntriesAreOnlyForWhoMayCheckThem(t *testing.T) {
	h, _ := tlogServer(t, 300)
	for _, path := range []string{"/tlog/tile/entries/000", "/tlog/tile/entries/x999/999"} { // also not whether it exists
		res := ask(t, h, "GET", path)
		if body := read(t, res); res.StatusCode != 403 || !strings.Contains(body, "accountant") || res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s without rights: %d %q", path, res.StatusCode, body)
		}
	}
	res := ask(t, h, "GET", "/tlog/tile/entries/001.p/44", "Authorization", "Accountant")
	body := []byte(read(t, res))
	if cache := res.Header.Get("Cache-Control"); res.StatusCode != 200 || !strings.HasPrefix(cache, "private") {
		t.Fatalf("%d %s", res.StatusCode, cache)
	}
	for i := 256; i < 300; i++ {
		n := int(binary.BigEndian.Uint16(body))
		if string(body[2:2+n]) != fmt.Sprint(i) {
			t.Fatalf("entry %d is %q", i, body[2:2+n])
		}
		body = body[2+n:]
	}
	res = ask(t, h, "GET", "/tlog/tile/entries/001.p/44", "Authorization", "Accountant", "Accept-Encoding", "gzip, br")
	z, err := gzip.NewReader(bytes.NewReader([]byte(read(t, res))))
	if err != nil || res.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("%v %v", err, res.Header)
	}
	if plain, err := io.ReadAll(z); err != nil || !bytes.HasPrefix(plain, []byte("\x00\x03256\x00\x03257")) {
		t.Errorf("%q %v", plain, err)
	}
	if res := ask(t, h, "GET", "/tlog/tile/entries/001.p/45", "Authorization", "Accountant"); res.StatusCode != 404 {
		t.Errorf("entries that do not exist: %d", res.StatusCode)
	}
}

func TestTheTreeCanOnlyBeRead(t *testing.T) {
	h, s := tlogServer(t, 1)
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH"} {
		if res := ask(t, h, method, "/tlog/checkpoint"); res.StatusCode != 405 || res.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d", method, res.StatusCode)
		}
	}
	if body := read(t, ask(t, h, "GET", "/tlog/key")); body != s.Key()+"\n" {
		t.Errorf("key %q", body)
	}
}
