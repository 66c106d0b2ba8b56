package api

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/files"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/projections"
)

// proofPageView explains what can be verified, and how, without trusting us.
type proofPageView struct {
	Size    int64
	Root    string
	Origin  string
	Key     string
	Note    string
	Base    string
	State   web.Tag
	Checked string
	Trouble string
}

func (s *Server) proofPage(w http.ResponseWriter, r *http.Request) {
	st := s.Seal.Status()
	c := st.Checkpoint
	v := proofPageView{Size: c.Size, Root: c.Root.String(), Origin: c.Origin, Key: s.Seal.Key(), Note: string(c.Note), Base: s.Base}
	switch st.State {
	case seal.Whole:
		v.State = web.Tag{Kind: web.OK, NL: "het hele logboek is nagerekend en klopt"}
		v.Checked = "Laatst volledig nagerekend op " + dayNL(st.CheckedAt) + ": " + web.FormatNumber(int(st.Checked)) + " gebeurtenissen."
	case seal.Checking:
		v.State = web.Tag{Kind: web.Info, NL: "het hele logboek wordt nu nagerekend"}
		v.Checked = fmt.Sprintf("%s van %s gebeurtenissen gedaan.", web.FormatNumber(int(st.Done)), web.FormatNumber(int(st.Total)))
	case seal.Broken:
		v.State, v.Trouble = web.Tag{Kind: web.Error, NL: "het logboek klopt niet"}, "Er wordt niets meer vastgelegd tot dit is onderzocht."
		if st.Err != nil {
			v.Trouble = st.Err.Error() + " " + v.Trouble
		}
	default:
		v.State = web.Tag{Kind: web.OK, NL: "het nieuwe deel is nagerekend en klopt"}
	}
	p := s.page(r, "Controle van het grootboek")
	p.Data = v
	s.render(w, r, http.StatusOK, "controle", p)
}

func (s *Server) publicKey(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, s.Seal.Key()+"\n") // the connection is gone: nobody to tell
}

// proof says what proves the version shown.
func (s *Server) proof(v *projections.Versions, at projections.Version) proofView {
	c := s.Seal.Checkpoint()
	return proofView{Checkpoint: c.Size, Sealed: int64(at.Position) <= c.Size,
		Receipt: fmt.Sprintf("%s/bewijs/%d", recordPath(v), at.Version)}
}

// receipt is the proof that one event stands in the log, as a C2SP tlog-proof file.
func (s *Server) receipt(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.ParseUint(chi.URLParam(r, "version"), 10, 64)
	var e *projections.Entry
	s.Live.View(func() {
		if v := s.find(r); v != nil && err == nil && n >= 1 && n <= uint64(len(v.List)) {
			e = v.List[n-1].Entry
		}
	})
	if e == nil {
		s.notFound(w, r)
		return
	}
	b, err := s.Seal.Proof(r.Context(), e.Position)
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="gebeurtenis-%d.tlog-proof"`, e.Position))
	http.ServeContent(w, r, "", e.Recorded, bytes.NewReader(b))
}

// export is the whole log as one file that proves itself.
func (s *Server) export(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/x-ndjson; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="grootboek-%d.jsonl"`, s.Seal.Checkpoint().Size))
	if err := seal.WriteExport(r.Context(), w, s.Exec.Store, s.Seal, nil); err != nil {
		s.Log.ErrorContext(r.Context(), "export broken off", "error", err)
		panic(http.ErrAbortHandler) // a file that ends early must not look whole
	}
}

// file gives out a kept document, only if it still is what its hash says (R-LED-16).
func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	f, err := s.Files.Get(r.Context(), chi.URLParam(r, "hash"))
	if err != nil {
		if h, ok := errors.AsType[*files.Harmed](err); ok {
			s.refuse(w, r, http.StatusConflict, &domain.Refusal{Kind: domain.Conflict, Code: "file.harmed", NL: h.Error()})
			return
		}
		s.failed(w, r, err)
		return
	}
	defer f.Close()
	w.Header().Set("Content-Type", "application/octet-stream") // never shown or run from our origin
	w.Header().Set("Content-Disposition", `attachment; filename="`+strings.TrimPrefix(chi.URLParam(r, "hash"), "sha256:")[:16]+`.bin"`)
	http.ServeContent(w, r, "", s.now(), f)
}

// health says whether the ledger works: for a monitor.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err := errors.Join(s.Live.Err(), s.Seal.Status().Err); err != nil {
		s.Log.ErrorContext(r.Context(), "not healthy", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "niet in orde\n")
		return
	}
	_, _ = io.WriteString(w, "in orde\n")
}

// text serves a page that is only words.
func (s *Server) text(name, title string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.render(w, r, http.StatusOK, name, s.page(r, title))
	}
}
