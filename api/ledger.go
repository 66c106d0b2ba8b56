package api

import (
	"context"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/vault"
	"github.com/heemstede/grootboek/projections"
)

// Ledger takes a command all the way: decided, durable, sealed and visible (promise 2).
type Ledger struct {
	Exec *events.Executor
	Seal *seal.Seal
	Live *projections.Live
	// Vault keeps the personal data; nil if nothing that needs it is done.
	Vault *vault.Vault
	// Shared says that other nodes append to the same log: see [Ledger.Fresh].
	Shared bool
}

// Fresh waits until this node shows whatever any node had acknowledged before. On one machine that is always so.
func (l Ledger) Fresh(ctx context.Context) error {
	if !l.Shared {
		return nil
	}
	head, err := l.Exec.Store.Head(ctx)
	if err != nil {
		return err
	}
	return l.Live.Wait(ctx, head)
}

// broken refuses every command while the log does not match its seal.
var broken = &domain.Refusal{Kind: domain.Conflict, Code: "seal.broken",
	NL: "Het logboek past niet meer bij zijn zegel. Er wordt niets vastgelegd tot dit is onderzocht. Waarschuw de beheerder en de FG."}

// maxWait bounds how long a command may take from request to answer.
const maxWait = 20 * time.Second

// Do executes a command and waits until it is under a signed checkpoint and the models show it. When the waiting fails,
// the events are kept all the same: sending the same command id again gives the answer.
func (l Ledger) Do(ctx context.Context, r events.Request) (events.Result, error) {
	if l.Seal.Status().Err != nil {
		return events.Result{}, broken
	}
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	if err := l.Fresh(ctx); err != nil { // rights and facts of now, also if another node recorded them
		return events.Result{}, err
	}
	res, err := l.Exec.Execute(ctx, r)
	if err != nil || res.Position == 0 {
		return res, err
	}
	return res, l.Await(ctx, res.Position)
}

// Await waits until a position is sealed and visible.
func (l Ledger) Await(ctx context.Context, p events.Position) error {
	l.Live.Poke()
	if err := l.Seal.Wait(ctx, p); err != nil {
		return err
	}
	return l.Live.Wait(ctx, p)
}
