package demo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/events/vault"
)

// A Keeper keeps the personal data of the history, in a [vault.Vault]. Everybody in it is made up.
type Keeper interface {
	Put(ctx context.Context, dossier, part string, content []byte, at time.Time) (domain.VaultRef, error)
	Rectify(ctx context.Context, dossier, part string, content []byte, until calendar.Date, at time.Time) (domain.VaultRef, error)
	Erase(ctx context.Context, c vault.Certificate) error // and keeps the certificate
}

// nowhere keeps nothing: for tests and benchmarks, in which the same options must give the same lines.
type nowhere map[string]int

func (n nowhere) Put(_ context.Context, dossier, part string, content []byte, _ time.Time) (domain.VaultRef, error) {
	sum := sha256.Sum256(append([]byte(dossier+"\x00"+part+"\x00"), content...))
	n[dossier+part]++
	return domain.VaultRef{Vault: dossier, Part: part, Version: n[dossier+part], Commitment: "hmac-sha256:" + hex.EncodeToString(sum[:])}, nil
}

func (n nowhere) Rectify(ctx context.Context, dossier, part string, content []byte, _ calendar.Date, at time.Time) (domain.VaultRef, error) {
	return n.Put(ctx, dossier, part, content, at)
}

func (nowhere) Erase(context.Context, vault.Certificate) error { return nil }

// secret keeps a text of a record in the vault and returns what the command says of it; a second text for the same part is a
// new version. The command that names it brings the event of the vault (RT-36) along.
func (h *history) secret(record, part, text string) domain.VaultRef {
	ref, err := h.keeper.Put(h.ctx, record, part, []byte(text), h.recorded())
	if err != nil {
		ref, err = h.keeper.Rectify(h.ctx, record, part, []byte(text), "", h.recorded())
	}
	if err != nil && h.failed == nil {
		h.failed = err
	}
	return ref
}

// dossier tells of what a command keeps in the vault, before the command itself, as the server does: the system keeps it, and
// the command that follows says for whom.
func (w *world) dossier(a act, now time.Time) error {
	for _, ref := range domain.VaultRefs(a.command) {
		if ref.Vault != a.on.id || a.on.kind == "vault" {
			continue
		}
		d := w.dossiers[ref.Vault]
		if d == nil {
			d = w.record("vault", ref.Vault)
			w.dossiers[ref.Vault] = d
		}
		command := vaultrecord.Keep(d.state.(vaultrecord.Dossier), vaultrecord.Kind(a.on.kind), a.on.stream, ref)
		if command == nil {
			continue
		}
		if err := w.do(act{person: domain.System, role: domain.SYS, on: d, command: command}, now); err != nil {
			return err
		}
	}
	return nil
}
