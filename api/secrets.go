package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/events"
)

// A field of a command that is a [domain.VaultRef] is asked as text. What is typed never reaches the log: the command is tried
// first, then the text goes into the vault, then the vault's own record says that it is there (RT-36), and then the command
// is executed with the reference. Broken off in between, sending the form again finds what is there and goes on.

// secrets are texts for the vault, by the name of their field.
type secrets map[string]string

// maxSecret bounds one text; a file is another matter.
const maxSecret = 20_000 // bytes

// A secretField is a field of a command that refers to the vault.
type secretField struct {
	name, part, nl string
	optional       bool
	value          reflect.Value
}

// secretFields are the fields of a command, addressable, that refer to the vault. key names what is new each time.
func secretFields(cmd reflect.Value, key uuid.UUID) (list []secretField) {
	for i := range cmd.NumField() {
		t, f := cmd.Type().Field(i), cmd.Field(i)
		if t.Anonymous && f.Kind() == reflect.Struct {
			list = append(list, secretFields(f, key)...)
			continue
		}
		part, ok := strings.CutPrefix(t.Tag.Get("form"), "vault:")
		if !ok {
			continue
		}
		if many, is := strings.CutSuffix(part, "+"); is {
			part = many + "-" + key.String()[:8]
		}
		list = append(list, secretField{jsonName(t), part, t.Tag.Get("nl"), t.Tag.Get("opt") != "", f})
	}
	return list
}

// DoKept is [Ledger.Do] of a command with texts for the vault. key is the one that the sender chose: it names parts.
func (l Ledger) DoKept(ctx context.Context, r events.Request, texts secrets, key uuid.UUID, id func(events.Request) uuid.UUID) (events.Result, error) {
	cmd := reflect.New(reflect.TypeOf(r.Command)).Elem()
	cmd.Set(reflect.ValueOf(r.Command))
	fields := secretFields(cmd, key)
	if len(fields) == 0 {
		r.CommandID = id(r)
		return l.Do(ctx, r)
	}
	if l.Seal.Status().Err != nil {
		return events.Result{}, broken
	}
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	if err := l.Fresh(ctx); err != nil {
		return events.Result{}, err
	}
	dossier, err := l.dossier(ctx, r.ID)
	if err != nil {
		return events.Result{}, err
	}
	for _, f := range fields { // as if it were in the vault
		f.value.Set(reflect.ValueOf(placeholder(dossier, r.ID, f.part, texts[f.name])))
	}
	trial := r
	trial.Command, trial.CommandID = cmd.Interface(), uuid.New()
	if err := l.Exec.Try(ctx, trial); err != nil && !(errors.Is(err, events.ErrConflict)) { // whether it was done already is known with the references
		if !l.keptBefore(ctx, r.ID, dossier, fields, texts) {
			return events.Result{}, tooLong(fields, texts, err)
		}
		r.Command = cmd.Interface()
		r.CommandID = id(r)
		return l.Do(ctx, r) // sent again, it is repeated; otherwise it is refused as it was on trial
	}
	if err := tooLong(fields, texts, nil); err != nil {
		return events.Result{}, err
	}
	for _, f := range fields {
		if strings.TrimSpace(texts[f.name]) == "" {
			continue
		}
		ref, err := l.keep(ctx, r, f.part, strings.TrimSpace(texts[f.name]))
		if err != nil {
			return events.Result{}, err
		}
		f.value.Set(reflect.ValueOf(ref))
	}
	r.Command = cmd.Interface()
	r.CommandID = id(r)
	return l.Do(ctx, r)
}

// keptBefore tells whether the dossier holds these very texts, and fills in their references: a form that made a record and is sent
// again finds that the record exists, and it is its own.
func (l Ledger) keptBefore(ctx context.Context, record string, d vaultrecord.Dossier, fields []secretField, texts secrets) bool {
	for _, f := range fields {
		text := strings.TrimSpace(texts[f.name])
		if text == "" {
			continue
		}
		if l.Vault == nil || d.Present(f.part) == (domain.VaultRef{}) {
			return false
		}
		ref, err := l.Vault.Put(ctx, record, f.part, []byte(text), l.Exec.Now()) // the same content changes nothing, other content is refused
		if err != nil {
			return false
		}
		f.value.Set(reflect.ValueOf(ref))
	}
	return true
}

func tooLong(fields []secretField, texts secrets, err error) error {
	var p domain.Problems
	for _, f := range fields {
		if len(texts[f.name]) > maxSecret {
			p.Add(f.name, "Deze tekst is te lang: hoogstens 20.000 tekens. Voeg een bestand toe, of verdeel hem.")
		}
	}
	if long := p.Refuse("vault.too-long"); long != nil {
		return long
	}
	return err
}

// placeholder is a reference of the right form, to try a command with: to the text there is, if none was typed.
func placeholder(d vaultrecord.Dossier, record, part, typed string) domain.VaultRef {
	if strings.TrimSpace(typed) == "" {
		return d.Present(part)
	}
	return domain.VaultRef{Vault: record, Part: part, Version: d.Present(part).Version + 1, Commitment: "hmac-sha256:" + strings.Repeat("0", 64)}
}

// dossier is the state of the dossier of a record; the zero state if it has none.
func (l Ledger) dossier(ctx context.Context, record string) (vaultrecord.Dossier, error) {
	f, err := events.Fold(ctx, l.Exec.Store, vaultrecord.Record, "vault/"+record, "")
	if err != nil {
		return vaultrecord.Dossier{}, err
	}
	return f.State.(vaultrecord.Dossier), nil
}

// oldVersions is until when versions are kept that a later command replaced: as long as the dossier. Whoever must rectify says
// otherwise (T-02).
const oldVersions calendar.Date = "9999-12-31"

// keep puts a text in the vault and records that it is there.
func (l Ledger) keep(ctx context.Context, r events.Request, part, text string) (domain.VaultRef, error) {
	if l.Vault == nil {
		return domain.VaultRef{}, errors.New("no vault is open")
	}
	at := l.Exec.Now()
	ref, err := l.Vault.Put(ctx, r.ID, part, []byte(text), at)
	if said, refused := errors.AsType[*domain.Refusal](err); refused && said.Code == "vault.exists" {
		ref, err = l.Vault.Rectify(ctx, r.ID, part, []byte(text), oldVersions, at)
	}
	if err != nil {
		return ref, err
	}
	d, err := l.dossier(ctx, r.ID)
	if err != nil {
		return ref, err
	}
	command := vaultrecord.Keep(d, vaultrecord.Kind(r.Record), r.Record+"/"+r.ID, ref)
	if command == nil {
		return ref, nil
	}
	said, err := json.Marshal(command)
	if err != nil {
		return ref, err
	}
	_, err = l.Exec.Execute(ctx, events.Request{Record: "vault", ID: r.ID, Command: command, CommandID: uuid.NewSHA1(uuid.NameSpaceOID, said),
		By: domain.Stamp{Actor: domain.System, Role: domain.SYS}})
	return ref, err
}

// typed reads the texts for the vault from a form.
func typed(r *http.Request, cmd reflect.Value) secrets {
	list := secrets{}
	for _, f := range secretFields(cmd, uuid.Nil) {
		list[f.name] = oneLine(r.PostFormValue(f.name))
	}
	return list
}

// taken takes the texts for the vault out of the fields of a JSON object.
func taken(fields map[string]json.RawMessage, cmd reflect.Value) (secrets, error) {
	list := secrets{}
	for _, f := range secretFields(cmd, uuid.Nil) {
		raw, sent := fields[f.name]
		if !sent {
			continue
		}
		var text string
		if json.Unmarshal(raw, &text) != nil {
			return nil, errors.New("veld \"" + f.name + "\" is een tekst, voor de kluis")
		}
		delete(fields, f.name)
		list[f.name] = text
	}
	return list, nil
}
