package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/files"
	"github.com/heemstede/grootboek/events/vault"
	"github.com/heemstede/grootboek/projections"
)

// A Carrier lets the vault follow the log: what was decided about a dossier is carried out in the vault (term, restriction,
// erasure), and what a dossier needs because its record changed is decided by the system (term, process). All of it can be
// repeated, by all nodes: broken off anywhere, the next turn goes on.
type Carrier struct {
	Ledger
	Records  *projections.Records
	Dossiers *projections.Dossiers
	Files    *files.Store // keeps the certificates of destruction
	Log      *slog.Logger
}

// Run carries out until ctx ends.
func (c Carrier) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Minute) // what failed is tried again
	defer tick.Stop()
	swept := calendar.Date("")
	for {
		if today := calendar.On(c.Exec.Now()); today != swept {
			if err := c.Vault.Sweep(ctx, c.Exec.Now()); ctx.Err() != nil {
				return nil
			} else if err != nil {
				c.Log.ErrorContext(ctx, "vault not swept", "error", err)
			} else {
				swept = today
			}
		}
		c.Turn(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-c.Dossiers.Poked():
		case <-tick.C:
		}
	}
}

// Turn carries out what there is to do now. What fails is logged and tried again in the next turn.
func (c Carrier) Turn(ctx context.Context) {
	for _, id := range c.Dossiers.Take() {
		if ctx.Err() != nil {
			c.Dossiers.Again(id)
			continue
		}
		if err := c.carry(ctx, id); err != nil && ctx.Err() == nil {
			c.Log.ErrorContext(ctx, "dossier not carried out", "dossier", id, "error", err)
			if !errors.Is(err, vault.ErrMissing) { // what is not there does not come by trying
				defer c.Dossiers.Again(id)
			}
		}
	}
}

// carry brings one dossier up to what the log says.
func (c Carrier) carry(ctx context.Context, id string) error {
	var d vaultrecord.Dossier
	var version uint64
	var of any // the state of the record that it belongs to
	var process string
	c.Live.View(func() {
		v := c.Records.Get("vault", id)
		if v == nil {
			return
		}
		d, version = v.Last().State.(vaultrecord.Dossier), v.Last().Version
		for _, stream := range d.About {
			if r := c.Records.Stream(stream); r != nil && r.ID == id {
				of, process = r.Last().State, r.Record.ProcessOf(r.Last().State)
			}
		}
	})
	if version == 0 {
		return nil
	}
	if d.Alive() {
		for _, command := range d.Follows(of, process) {
			if err := c.decide(ctx, id, version, command); err != nil {
				return err
			}
		}
	}
	switch d.State {
	case vaultrecord.Erasing:
		return c.erase(ctx, id, version, d)
	case vaultrecord.Erased:
		return c.eraseAgain(ctx, id, d)
	}
	return errors.Join(c.Vault.SetTerm(ctx, id, d.Until), c.Vault.Restrict(ctx, id, d.State == vaultrecord.Restricted), c.plan(ctx, id, d))
}

func (c Carrier) plan(ctx context.Context, id string, d vaultrecord.Dossier) error {
	if d.State != vaultrecord.Prepared {
		return c.Vault.Cancel(ctx, id)
	}
	return c.Vault.Prepare(ctx, id, d.PreparedBy, string(d.Ground), d.PreparedAt)
}

// decide issues a command of the system: the same one on every node, and in every turn.
func (c Carrier) decide(ctx context.Context, id string, version uint64, command any) error {
	said, err := json.Marshal(command)
	if err != nil {
		return err
	}
	_, err = c.Do(ctx, events.Request{Record: "vault", ID: id, Command: command, By: domain.Stamp{Actor: domain.System, Role: domain.SYS},
		CommandID: uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%s %d %T %s", id, version, command, said))})
	return err
}

// erase destroys a dossier, keeps the certificate and records it.
func (c Carrier) erase(ctx context.Context, id string, version uint64, d vaultrecord.Dossier) error {
	var cert vault.Certificate
	err := errors.Join(c.Vault.SetTerm(ctx, id, d.Until), c.Vault.Restrict(ctx, id, false))
	if err == nil && d.PreparedBy != "" {
		if err = c.Vault.Prepare(ctx, id, d.PreparedBy, string(d.Ground), d.PreparedAt); err == nil {
			cert, err = c.Vault.Confirm(ctx, id, d.ConfirmedBy, d.ConfirmedAt)
		}
	} else if err == nil {
		cert, err = c.Vault.EraseAtTerm(ctx, id, c.Exec.Now())
	}
	if errors.Is(err, vault.ErrErased) { // before it could be recorded, and perhaps before the content was gone too
		if cert, err = c.Vault.Certificate(ctx, id); err == nil {
			err = c.Vault.EraseAgain(ctx, cert)
		}
	}
	if err != nil {
		return err
	}
	text, err := json.Marshal(cert)
	if err != nil {
		return err
	}
	hash, _, err := c.Files.Put(ctx, bytes.NewReader(text), files.MaxSize)
	if err != nil {
		return err
	}
	return c.decide(ctx, id, version, vaultrecord.RecordDestruction{KeyDestroyed: calendar.On(cert.Erased), Certificate: hash})
}

// eraseAgain sees to it that what the log says is gone is gone, also after an older backup of the vault was put back.
func (c Carrier) eraseAgain(ctx context.Context, id string, d vaultrecord.Dossier) error {
	if d.Certificate == "" { // lost, not erased
		return nil
	}
	cert, err := c.certificate(ctx, d.Certificate)
	if err != nil && ctx.Err() == nil { // forgetting does not wait for a document
		c.Log.WarnContext(ctx, "certificate of destruction cannot be read", "dossier", id, "error", err)
		cert, err = vault.Certificate{Vault: id, Ground: string(d.Ground), Prepared: d.PreparedBy, On: d.PreparedAt, Confirmed: d.ConfirmedBy, Erased: d.KeyDestroyed.Start()}, nil
	}
	if err != nil {
		return err
	}
	return c.Vault.EraseAgain(ctx, cert)
}

func (c Carrier) certificate(ctx context.Context, hash string) (cert vault.Certificate, err error) {
	f, err := c.Files.Get(ctx, hash)
	if err != nil {
		return cert, err
	}
	defer f.Close()
	err = json.NewDecoder(io.LimitReader(f, 1<<20)).Decode(&cert)
	return cert, err
}
