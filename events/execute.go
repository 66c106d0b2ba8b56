package events

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
)

// Executor takes commands in and appends the events they lead to. It is the only way into the log.
// Its fields are set once, before the first call.
type Executor struct {
	Store   Store
	Records map[string]domain.Record // by name
	Facts   domain.Facts
	Source  string           // the source attribute of every event
	Policy  string           // the policy version in force
	Now     func() time.Time // the clock; tests give their own
	// Refused is told of every refusal: the log of refused commands outside the business record (R-LED-10). May be nil.
	Refused func(ctx context.Context, r Request, refusal *domain.Refusal)
	// Appended is told of every append, each try by itself: how long it took and how it ended. May be nil.
	Appended func(took time.Duration, err error)
}

// Request is one command for one record.
type Request struct {
	Record  string // record type: "activity"
	ID      string // record id, a UUID; for a new record too
	Command any    // the command value; its type stands in the record's table
	By      domain.Stamp
	// Version is the stream version the user saw, from [Version]; nil for whoever did not look (the clock, an import).
	Version *uint64
	// CommandID makes a repeated request one command (R-LED-09). The zero id gets a new one.
	CommandID uuid.UUID
	// Cause and Correlation tie an act of the system to what led to it; empty for a person's act.
	Cause, Correlation string
}

// Version returns a pointer to v, for [Request.Version].
func Version(v uint64) *uint64 { return &v }

// Result tells what an executed command left.
type Result struct {
	Position Position // of its last event; wait for the seal and the models to reach it before answering
	Version  uint64   // of the stream now
	Events   []Event  // appended now, or by an earlier call with the same CommandID
	Repeated bool     // an earlier call with this CommandID had done it already
}

// maxTries bounds how often a command that nobody has looked at a version for is decided anew after a conflict.
const maxTries = 8

// Execute folds the stream, checks the version seen, the role and the rules, and appends. It returns a
// [*domain.Refusal] if a rule says no (nothing was appended), ErrConflict if the record has changed since the version
// the user saw, and any other error if the ledger could not do it; then the same request may be sent again.
func (x *Executor) Execute(ctx context.Context, r Request) (Result, error) {
	rec, ok := x.Records[r.Record]
	if !ok {
		return Result{}, fmt.Errorf("no record type %q", r.Record)
	}
	if id, err := uuid.Parse(r.ID); err != nil || id.String() != r.ID { // one record, one name
		return Result{}, &domain.Refusal{Kind: domain.NotFound, Code: "id.invalid", NL: "Dit adres hoort niet bij een record."}
	}
	if r.CommandID == uuid.Nil {
		r.CommandID = uuid.New()
	}
	var doubt error // an earlier try may have got through
	looked := false // and the stream was read again since, and moved on without it
	for try := 1; ; try++ {
		res, err := x.once(ctx, rec, r)
		ref, refused := errors.AsType[*domain.Refusal](err)
		if refused && x.Refused != nil {
			x.Refused(ctx, r, ref)
		}
		again := try < maxTries && ctx.Err() == nil
		switch {
		case errors.Is(err, ErrUncertain): // the same ids again: a repeated append is recognised
			if doubt = err; again {
				continue
			}
		case errors.Is(err, ErrConflict):
			if again && (r.Version == nil || doubt != nil && !looked) { // decide anew on the new state, or find our own events in it
				looked = true
				continue
			}
		case err != nil && !refused && doubt != nil:
			err = fmt.Errorf("%w; then %w", doubt, err)
		}
		return res, err
	}
}

// Try tells what [Executor.Execute] would refuse, as the record is now, and appends nothing: for whoever must do something first
// that would be in vain. A command that was executed before is not refused.
func (x *Executor) Try(ctx context.Context, r Request) error {
	rec, ok := x.Records[r.Record]
	if !ok {
		return fmt.Errorf("no record type %q", r.Record)
	}
	_, err := x.decide(ctx, rec, r)
	if ref, refused := errors.AsType[*domain.Refusal](err); refused && x.Refused != nil {
		x.Refused(ctx, r, ref)
	}
	return err
}

// A decision is what a command leads to on the record as it was read.
type decision struct {
	stream  string
	version uint64
	by      domain.Stamp
	facts   []any
	earlier []Event // of an earlier call with the same command id: then nothing was decided
}

func (x *Executor) decide(ctx context.Context, rec domain.Record, r Request) (decision, error) {
	d := decision{stream: r.Record + "/" + r.ID}
	f, err := Fold(ctx, x.Store, rec, d.stream, r.CommandID.String())
	if err != nil {
		return d, err
	}
	if d.version, d.earlier = f.Version, f.Of; len(d.earlier) > 0 {
		return d, nil
	}
	if r.Version != nil && *r.Version != d.version {
		return d, ErrConflict
	}
	if d.by, err = x.stamp(r, f.Recorded); err != nil {
		return d, err
	}
	info := rec.Info().Command(r.Command)
	if info == nil {
		return d, fmt.Errorf("%s has no command %T", r.Record, r.Command)
	}
	process := rec.ProcessOf(f.State)
	if o, ok := r.Command.(domain.Owned); ok && process == "" {
		process = o.OwnedBy()
	}
	if err := domain.Authorize(info, process, d.by); err != nil {
		return d, err
	}
	d.facts, err = rec.Decide(f.State, r.Command, d.by)
	return d, err
}

func (x *Executor) once(ctx context.Context, rec domain.Record, r Request) (Result, error) {
	d, err := x.decide(ctx, rec, r)
	if err != nil {
		return Result{Version: d.version}, err
	}
	if earlier := d.earlier; len(earlier) > 0 {
		return Result{Position: earlier[len(earlier)-1].Position, Version: d.version, Events: earlier, Repeated: true}, nil
	}
	stream, version, decided, by := d.stream, d.version, d.facts, d.by
	if len(decided) == 0 {
		return Result{Version: version, Repeated: true}, nil // saying it twice changes nothing
	}
	list, err := x.encode(rec.Info(), stream, version, decided, by, r)
	if err != nil {
		return Result{}, err
	}
	pos, err := x.append(ctx, stream, version, list)
	if err != nil {
		return Result{}, fmt.Errorf("append to %s@%d: %w", stream, version, err)
	}
	return Result{Position: pos, Version: version + uint64(len(list)), Events: list}, nil
}

func (x *Executor) append(ctx context.Context, stream string, version uint64, list []Event) (Position, error) {
	began := time.Now()
	pos, err := x.Store.Append(ctx, stream, version, list)
	if x.Appended != nil {
		x.Appended(time.Since(began), err)
	}
	return pos, err
}

// earliest is the first moment at which something in this ledger can have happened.
var earliest = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)

// stamp completes who and when. What happened in the future is refused (R-LED-06). A clock that was set back does not
// bring the versions of a record out of order: none is recorded before the one it follows.
func (x *Executor) stamp(r Request, previous time.Time) (domain.Stamp, error) {
	by := r.By
	by.Recorded = x.Now().UTC().Truncate(time.Millisecond)
	if by.Recorded.Before(previous) {
		by.Recorded = previous
	}
	by.Facts, by.Command, by.Record = x.Facts, r.CommandID.String(), r.ID
	if by.Happened.IsZero() {
		by.Happened = by.Recorded
	}
	by.Happened = by.Happened.UTC().Truncate(time.Millisecond)
	if by.Happened.Before(by.Recorded) && by.Origin == domain.Direct {
		by.Origin = domain.Afterwards // R-LED-18: marked as entered later
	}
	if by.Happened.After(by.Recorded) {
		return by, &domain.Refusal{Kind: domain.Invalid, Code: "happened.future", NL: "Dit kan niet in de toekomst gebeurd zijn.",
			Fields: []domain.Problem{{Field: "happened", NL: "Vul een moment in dat voorbij is, of laat het leeg voor nu."}}}
	}
	by.OnBehalfOf = ""
	if by.Happened.Before(earliest) {
		return by, &domain.Refusal{Kind: domain.Invalid, Code: "happened.too-early", NL: "Dit moment ligt te ver in het verleden.",
			Fields: []domain.Problem{{Field: "happened", NL: "Vul een moment na 1 januari 1900 in."}}}
	}
	if m, ok := x.mandate(by); ok {
		by.OnBehalfOf = m.Owner // an act under a mandate shows actor, owner and mandate (R-3.2-06)
	}
	return by, nil
}

func (x *Executor) mandate(by domain.Stamp) (domain.Mandate, bool) {
	if by.Mandate == "" {
		return domain.Mandate{}, false
	}
	return x.Facts.Mandate(by.Mandate)
}

func (x *Executor) encode(info *domain.RecordInfo, stream string, version uint64, decided []any, by domain.Stamp, r Request) ([]Event, error) {
	list := make([]Event, len(decided))
	for i, d := range decided {
		t := info.Event(d)
		if t == nil {
			return nil, fmt.Errorf("%s: event %T is not in the table", info.Name, d)
		}
		data, err := Payload(d)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.Name, err)
		}
		correlation := r.Correlation
		if correlation == "" {
			correlation = by.Command
		}
		list[i] = Event{ID: uuid.NewSHA1(r.CommandID, []byte{byte(i >> 8), byte(i)}), Source: x.Source, Name: t.Name, Schema: t.Schema,
			Stream: stream, Version: version + uint64(i) + 1, Recorded: by.Recorded, Happened: by.Happened, Actor: by.Actor,
			Role: by.Role, OnBehalfOf: by.OnBehalfOf, Mandate: by.Mandate, Command: by.Command, Correlation: correlation,
			Cause: r.Cause, Policy: x.Policy, Origin: by.Origin, Data: data}
		if err := list[i].Encode(); err != nil {
			if errors.Is(err, ErrTooLong) {
				return nil, &domain.Refusal{Kind: domain.Invalid, Code: "event.too-long",
					NL: fmt.Sprintf("Dit is te veel tekst voor één vastlegging (hoogstens %d tekens). Kort het in, of verdeel het.", MaxLine)}
			}
			return nil, err
		}
		if _, err := Parse(list[i].Line); err != nil { // a line that cannot be read back must never be kept
			return nil, fmt.Errorf("%s@%d: %w", stream, list[i].Version, err)
		}
	}
	return list, nil
}

// Payload encodes an event value as it stands in the log.
func Payload(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Folded is a record as a reading of its stream found it.
type Folded struct {
	State    any
	Version  uint64    // of the last event; 0 if there is none
	Recorded time.Time // of the last event; zero if there is none
	Of       []Event   // the events of the command asked for, if the stream holds them
}

// Fold reads a stream into a state, and notes the events of the command named.
func Fold(ctx context.Context, s Store, rec domain.Record, stream, command string) (Folded, error) {
	f := Folded{State: rec.New()}
	for e, err := range s.Stream(ctx, stream) {
		if err != nil {
			return Folded{}, fmt.Errorf("read %s@%d: %w", stream, f.Version, err)
		}
		fact, err := rec.Decode(e.Name, e.Schema, e.Data)
		if err != nil {
			return Folded{}, fmt.Errorf("read %s@%d: %w", stream, e.Version, err)
		}
		f.State, f.Version, f.Recorded = rec.Evolve(f.State, fact, e.Stamp()), e.Version, e.Recorded
		if e.Command == command {
			f.Of = append(f.Of, e)
		}
	}
	return f, nil
}
