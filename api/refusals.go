package api

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"reflect"
	"sync"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/journal"
)

// Refused is one refused command: who wanted what, and which rule said no. It holds nothing of what was typed.
type Refused struct {
	At      time.Time   `json:"at"`
	Actor   string      `json:"actor"`
	Role    domain.Role `json:"role"`
	Record  string      `json:"record"`
	ID      string      `json:"id"`
	Command string      `json:"command"`
	Code    string      `json:"code"`
}

// Refusals is the log of refused commands, outside the business records (R-LED-10): a file of JSON lines. When it passes
// maxRefusals bytes it is kept as one older file and begun anew. With a journal it is also the log of all nodes: the
// newest keepRefusals of them, of which Last gives the newest maxLast at most.
type Refusals struct {
	Path    string
	Records map[string]domain.Record
	Now     func() time.Time
	Log     *slog.Logger
	Journal journal.Journal // what the nodes share; nil: one machine

	mu sync.Mutex // of the file

	shared recentRefusals
}

const maxRefusals = 16 << 20 // bytes

// Note writes one refusal. It is [events.Executor.Refused]. What cannot be written, or not within two seconds be shared, is
// logged: a refusal that is not noted is no reason to answer otherwise.
func (x *Refusals) Note(ctx context.Context, r events.Request, ref *domain.Refusal) {
	entry := Refused{At: x.Now().UTC(), Actor: r.By.Actor, Role: r.By.Role, Record: r.Record, ID: r.ID, Code: ref.Code}
	if rec := x.Records[r.Record]; rec != nil {
		if c := rec.Info().Command(r.Command); c != nil {
			entry.Command = c.Name
		}
	}
	if err := x.write(entry); err != nil {
		x.Log.ErrorContext(ctx, "refused command not noted", "command", reflect.TypeOf(r.Command), "code", ref.Code, "error", err)
	}
	if x.Journal == nil {
		return
	}
	if err := x.share(ctx, entry); err != nil {
		x.Log.ErrorContext(ctx, "refused command not shared", "command", reflect.TypeOf(r.Command), "code", ref.Code, "error", err)
	}
}

func (x *Refusals) write(entry Refused) error {
	line, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if st, err := os.Stat(x.Path); err == nil && st.Size() > maxRefusals {
		if err := os.Rename(x.Path, x.Path+".1"); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(x.Path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}

// Last returns the newest n refusals, newest first; with a journal, those of all nodes.
func (x *Refusals) Last(n int) ([]Refused, error) {
	if x.Journal != nil {
		return x.lastShared(n)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	f, err := os.Open(x.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var ring []Refused
	in := bufio.NewScanner(f)
	for in.Scan() {
		var e Refused
		if json.Unmarshal(in.Bytes(), &e) != nil {
			continue // a line cut off by a power cut; the ones around it stand
		}
		if ring = append(ring, e); len(ring) > 2*n {
			ring = append(ring[:0], ring[len(ring)-n:]...)
		}
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", x.Path, err)
	}
	ring = ring[max(0, len(ring)-n):]
	out := make([]Refused, 0, len(ring))
	for i := len(ring) - 1; i >= 0; i-- {
		out = append(out, ring[i])
	}
	return out, nil
}
