package api

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events/seal"
)

// TLog serves a log per C2SP tlog-tiles: checkpoint, tile/<L>/<N>[.p/<W>] for everybody, tile/entries/… for whom
// mayReadEntries says (nil: nobody), and the verifier key as "key". It looks at the path below its mount, so mount it as
// http.StripPrefix("/tlog", TLog(…)).
func TLog(s *seal.Seal, mayReadEntries func(*http.Request) bool) http.Handler {
	h := &tlogHandler{s, mayReadEntries}
	return http.HandlerFunc(h.serve)
}

type tlogHandler struct {
	seal    *seal.Seal
	entries func(*http.Request) bool
}

const (
	briefly = "public, max-age=2"                   // C2SP: no longer than a few seconds
	forever = "public, max-age=31536000, immutable" // a tile never changes
	private = "private, max-age=31536000, immutable"
)

func (h *tlogHandler) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Hier kunt u alleen lezen.", http.StatusMethodNotAllowed)
		return
	}
	path := strings.TrimPrefix(r.URL.Path, "/")
	switch path {
	case "checkpoint":
		tlogText(w, r, h.seal.Checkpoint().Note)
		return
	case seal.KeyPath:
		tlogText(w, r, []byte(h.seal.Key()+"\n"))
		return
	}
	t, ok := seal.ParseTilePath(path)
	if !ok {
		tlogNotFound(w)
		return
	}
	h.tile(w, r, t)
}

func (h *tlogHandler) tile(w http.ResponseWriter, r *http.Request, t tlog.Tile) {
	if t.L < 0 && (h.entries == nil || !h.entries(r)) {
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "De gebeurtenissen zelf zijn alleen voor wie mag controleren. Meld u aan als accountant of FG, of vraag om een export.", http.StatusForbidden)
		return
	}
	var data []byte
	var err error
	cache := forever
	if t.L < 0 {
		data, err = h.seal.Entries(r.Context(), t.N, t.W)
		cache = private
	} else {
		data, err = h.seal.Tile(r.Context(), t)
	}
	switch {
	case errors.Is(err, seal.ErrNotSealed):
		tlogNotFound(w)
	case err != nil:
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "Dit deel van het logboek is nu niet te lezen.", http.StatusInternalServerError)
	default:
		tlogBytes(w, r, data, cache, t.L < 0)
	}
}

func tlogNotFound(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store") // the tile may be there in a moment
	http.Error(w, "Dit deel van het logboek bestaat (nog) niet.", http.StatusNotFound)
}

func tlogText(w http.ResponseWriter, r *http.Request, text []byte) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", briefly)
	tlogBody(w, r, text)
}

func tlogBytes(w http.ResponseWriter, r *http.Request, data []byte, cache string, squeeze bool) {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", cache)
	if squeeze { // hashes do not get smaller, lines do
		w.Header().Set("Vary", "Accept-Encoding, Cookie, Authorization")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
			data = gzipped(data)
		}
	}
	tlogBody(w, r, data)
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data) // a bytes.Buffer does not fail
	z.Close()
	return b.Bytes()
}

func tlogBody(w http.ResponseWriter, r *http.Request, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		io.Copy(w, bytes.NewReader(body)) // a reader that went away is no concern of ours
	}
}
