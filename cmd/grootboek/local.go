package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/heemstede/grootboek/api/intake"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events/seal"
)

// A running server holds the log; one process writes it. So that import, export, backup, verify, toegang and kluis work beside it, the server
// listens on a local socket that only the owner of the data folder can open. The other commands of this program try
// that socket when the log is in use.

// maxSocketPath is what a socket address can hold on Linux, less its end.
const maxSocketPath = 100

func socketPath(data string) string {
	path := filepath.Join(data, "grootboek.sock")
	if abs, err := filepath.Abs(path); err == nil && len(abs) > maxSocketPath {
		sum := sha256.Sum256([]byte(abs))
		return filepath.Join(os.TempDir(), "grootboek-"+hex.EncodeToString(sum[:8])+".sock")
	}
	return path
}

// listenLocal opens the socket. What a crash left there is removed: the lock of the log says that nobody else is here.
func (l *ledger) listenLocal() (net.Listener, error) {
	path := socketPath(l.cfg.Data)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("plaatselijke aansluiting: %w", err)
	}
	ln, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("plaatselijke aansluiting: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	return ln, nil
}

// message is one line of an answer over the socket: progress, then the end.
type message struct {
	Done    int                     `json:"done,omitempty"`
	Total   int                     `json:"total,omitempty"`
	What    string                  `json:"what,omitempty"`
	Summary *register.ImportSummary `json:"summary,omitempty"`
	Lines   []string                `json:"lines,omitempty"`
	Error   string                  `json:"error,omitempty"`
	Wrong   bool                    `json:"wrong,omitempty"` // the log is not what was sealed
	End     bool                    `json:"end,omitempty"`
}

// toldError is what a running server found wrong with its log.
type toldError struct{ text string }

func (e *toldError) Error() string { return e.text }

func (l *ledger) localHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /import", l.localImport)
	mux.HandleFunc("GET /export", func(w http.ResponseWriter, r *http.Request) {
		p, err := periodOf(r.URL.Query())
		if err == nil {
			err = p.write(r.Context(), w, l.store, l.Seal, nil)
		}
		if err != nil {
			l.log.ErrorContext(r.Context(), "export broken off", "error", err)
			panic(http.ErrAbortHandler) // a file that ends early must not look whole
		}
	})
	mux.HandleFunc("GET /backup", l.localBackup)
	mux.HandleFunc("POST /verify", l.localVerify)
	mux.HandleFunc("POST /toegang", l.localWayBack)
	mux.HandleFunc("POST /kluis/sleutel", l.localVault((*ledger).rotate))
	mux.HandleFunc("POST /kluis/controle", l.localVault((*ledger).checkVault))
	return mux
}

// speaker writes messages as they come.
func speaker(w http.ResponseWriter) func(message) {
	enc := json.NewEncoder(w)
	flush := http.NewResponseController(w)
	return func(m message) {
		_ = enc.Encode(m) // who asked is gone: the work goes on
		_ = flush.Flush()
	}
}

func (l *ledger) localImport(w http.ResponseWriter, r *http.Request) {
	say := speaker(w)
	f, err := os.CreateTemp(l.temp(), "grootboek-import-*")
	if err == nil {
		defer os.Remove(f.Name())
		defer f.Close()
		_, err = io.Copy(f, http.MaxBytesReader(w, r.Body, intake.MaxFile))
	}
	if err != nil {
		say(message{Error: err.Error(), End: true})
		return
	}
	ctx := context.WithoutCancel(r.Context()) // half an import is of no use to anybody
	sum, err := l.importFile(ctx, f, r.URL.Query().Get("name"), r.URL.Query().Get("dry") != "", func(what string, done, total int64) {
		say(message{What: what, Done: int(done), Total: int(total)})
	})
	end := message{Summary: &sum, End: true}
	if err != nil {
		end.Error = err.Error()
	}
	say(end)
}

func (l *ledger) localVerify(w http.ResponseWriter, r *http.Request) {
	say := speaker(w)
	var old [][]byte
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(&old); err != nil {
		say(message{Error: err.Error(), End: true})
		return
	}
	report, err := seal.Verify(r.Context(), l.sealDir(), l.store, seal.VerifyOptions{Key: l.Seal.Key(), Old: old,
		Progress: func(done, total int64) { say(message{What: "Logboek narekenen", Done: int(done), Total: int(total)}) }})
	if err != nil {
		say(message{Error: err.Error(), Wrong: wrong(err), End: true})
		return
	}
	say(message{Lines: report.Conclusions(), End: true})
}

func (l *ledger) sealDir() string { return filepath.Join(l.cfg.Data, "zegel") }

// remote speaks with a running server over its socket.
type remote struct{ client *http.Client }

func dialLocal(data string) remote {
	d := net.Dialer{Timeout: 5 * time.Second}
	return remote{&http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return d.DialContext(ctx, "unix", socketPath(data))
	}}}}
}

// ask sends a request and reads the messages to the end.
func (r remote) ask(ctx context.Context, path string, q url.Values, body io.Reader, progress func(string, int64, int64)) (message, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://grootboek"+path+"?"+q.Encode(), body)
	if err != nil {
		return message{}, err
	}
	res, err := r.client.Do(req)
	if err != nil {
		return message{}, fmt.Errorf("een ander grootboek gebruikt deze map, en is niet te bereiken: %w", err)
	}
	defer res.Body.Close()
	for dec := json.NewDecoder(res.Body); ; {
		var m message
		if err := dec.Decode(&m); err != nil {
			return m, fmt.Errorf("het draaiende grootboek gaf geen antwoord: %w", err)
		}
		if !m.End {
			progress(m.What, int64(m.Done), int64(m.Total))
			continue
		}
		if m.Error != "" {
			if m.Wrong {
				return m, &toldError{m.Error}
			}
			return m, errors.New(m.Error)
		}
		return m, nil
	}
}

func (r remote) export(ctx context.Context, out io.Writer, p period) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://grootboek/export?"+p.query().Encode(), nil)
	if err != nil {
		return err
	}
	res, err := r.client.Do(req)
	if err != nil {
		return fmt.Errorf("een ander grootboek gebruikt deze map, en is niet te bereiken: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("het draaiende grootboek antwoordt %s", res.Status)
	}
	_, err = io.Copy(out, res.Body)
	return err
}
