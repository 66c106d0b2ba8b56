package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/esdb/fake"
	"github.com/heemstede/grootboek/events/staff"
	"github.com/heemstede/grootboek/events/vault"
)

const secretText = "Xanthippe Quizzelwoud, Zwaluwstraat 9"

// kept is a ledger that is open, with dossiers in its vault.
type kept struct {
	*ledger
	t  *testing.T
	by domain.Stamp // who may read
}

// keptIn opens the ledger in a folder, with the settings of the environment. As in a server, its vault follows the log.
func keptIn(t *testing.T, data string) *kept {
	t.Helper()
	c := exportCommand()
	if err := c.Flags().Set("data", data); err != nil {
		t.Fatal(err)
	}
	cfg, err := readConfig(c)
	if err != nil {
		t.Fatal(err)
	}
	l, err := open(t.Context(), cfg, quiet(), nil)
	if err != nil {
		t.Fatal(err)
	}
	k := &kept{ledger: l, t: t}
	t.Cleanup(k.end)
	if k.by, err = l.commandLine(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.follow("vault", l.carrier().Run)
	return k
}

func (k *kept) end() {
	k.t.Helper()
	if err := k.close(); err != nil {
		k.t.Error(err)
	}
	k.stop = nil
}

// do issues a command of the system.
func (k *kept) do(id string, command any) {
	k.t.Helper()
	if _, err := k.Do(k.t.Context(), events.Request{Record: "vault", ID: id, Command: command, CommandID: uuid.New(), By: domain.Stamp{Actor: domain.System, Role: domain.SYS}}); err != nil {
		k.t.Fatal(err)
	}
}

// put keeps a text in a dossier of its own.
func (k *kept) put(text string) domain.VaultRef {
	k.t.Helper()
	id := vault.NewID()
	ref, err := k.Vault.Put(k.t.Context(), id, "contact", []byte(text), now())
	if err != nil {
		k.t.Fatal(err)
	}
	k.do(id, vaultrecord.Store{Kind: vaultrecord.OfRequest, About: []string{"request/" + id}, Refs: []domain.VaultRef{ref}})
	return ref
}

// read reads as the server does: recorded in the log first.
func (k *kept) read(ref domain.VaultRef) (string, error) {
	k.t.Helper()
	if err := k.Fresh(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	b, err := k.Vault.Read(k.t.Context(), vault.Reading{Ref: ref, Person: k.by.Actor, Role: k.by.Role, Why: "behandeling", At: now()})
	return string(b), err
}

func (k *kept) reads(ref domain.VaultRef, want string) {
	k.t.Helper()
	if got, err := k.read(ref); err != nil || got != want {
		k.t.Errorf("read %d bytes, %v", len(got), err)
	}
}

// erase lets the term of a dossier end, and waits until the log says that it was destroyed.
func (k *kept) erase(ref domain.VaultRef) {
	k.t.Helper()
	k.endTerm(ref.Vault)
	k.await(ref.Vault, vaultrecord.Erased)
}

func (k *kept) endTerm(id string) {
	k.t.Helper()
	k.do(id, vaultrecord.SetTerm{Outcome: vaultrecord.Aborted, Closed: "2020-01-01"})
	k.do(id, vaultrecord.EndTerm{})
}

func (k *kept) state(id string) (d vaultrecord.Dossier) {
	k.Live.View(func() {
		if v := k.records.Get("vault", id); v != nil {
			d = v.Last().State.(vaultrecord.Dossier)
		}
	})
	return d
}

func (k *kept) await(id string, want domain.Status) {
	k.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(30 * time.Second); k.state(id).State != want; {
		select {
		case <-tick.C:
		case <-deadline:
			k.t.Fatalf("dossier %s is %s, not %s", id, k.state(id).State, want)
		}
	}
}

// erasedThere waits until the vault has erased what a reference names.
func (k *kept) erasedThere(ref domain.VaultRef) {
	k.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(30 * time.Second); ; {
		err := k.Vault.Check(k.t.Context(), ref)
		if errors.Is(err, vault.ErrErased) {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			k.t.Fatalf("not erased in the vault: %v", err)
		}
	}
}

// giveKeys copies the signing key and the master key, as a person does after a restore.
func giveKeys(t *testing.T, from, to string) {
	t.Helper()
	giveKey(t, from, to)
	b, err := os.ReadFile(filepath.Join(from, "hoofdsleutel"))
	if err == nil {
		err = os.WriteFile(filepath.Join(to, "hoofdsleutel"), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func restoredWith(t *testing.T, h holder, file, sheets string) (back, said string) {
	t.Helper()
	back = filepath.Join(t.TempDir(), "terug")
	args := []string{"restore", "--data", back, "--van", file, "--identiteit", h.file}
	if sheets != "" {
		args = append(args, "--kluisbladen", sheets)
	}
	return back, mustRun(t, args...)
}

func masterKeyFile(t *testing.T, b byte) string {
	t.Helper()
	return write(t, "hoofdsleutel", base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{b}, 32))+"\n")
}

func TestHoofdsleutelMaken(t *testing.T) {
	t.Run("wie tegelijk een hoofdsleutel maken, hebben dezelfde; er is nooit een halve, en er blijft niets naast liggen", func(t *testing.T) {
		for range 50 {
			dir := t.TempDir()
			path := filepath.Join(dir, "hoofdsleutel")
			made := make(chan string)
			for range 8 {
				go func() {
					err := makeMasterKey(path)
					b, missing := os.ReadFile(path)
					_, bad := readMasterKey(t.Context(), path)
					made <- fmt.Sprint(string(b), errors.Join(err, missing, bad))
				}()
			}
			first := <-made
			for range 7 {
				if next := <-made; next != first || !strings.HasSuffix(first, "<nil>") {
					t.Fatalf("%s and %s", first, next)
				}
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
				t.Fatalf("%v %v", left, err)
			}
		}
	})
}

func TestKluisInDeReservekopie(t *testing.T) {
	onFolder(t)
	data, h := filepath.Join(t.TempDir(), "data"), newHolder(t)
	k := keptIn(t, data)
	stays, goes := k.put(secretText), k.put("Wubbe Pruttelmans")
	k.end()
	early, said := h.backup(t, data)
	earlySheets := sheetsBeside(early)
	t.Run("R-LED-12 de kluisbladen komen in een eigen bestand, dat zegt tot wanneer het mag blijven; de hoofdsleutel is nergens", func(t *testing.T) {
		day := lastDay(now(), 30).NL()
		if !strings.Contains(said, "Kluisbladen (sleutels van 2 dossiers): "+earlySheets) || !strings.Contains(said, day) || !strings.Contains(said, "GROOTBOEK_HOOFDSLEUTEL") {
			t.Error(said)
		}
		main, sheets := h.opened(t, early), h.opened(t, earlySheets)
		if len(sheets) != 3 || !strings.Contains(contentOf(t, sheets, readmeName), strings.ToUpper(day)) || len(contentOf(t, main, contentName)) == 0 {
			t.Errorf("%d parts", len(sheets))
		}
		key, err := os.ReadFile(filepath.Join(data, "hoofdsleutel"))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range append(main, sheets...) {
			if e.name == sheetsName && len(main) > 0 && e.content == contentOf(t, main, contentName) || strings.Contains(e.content, strings.TrimSpace(string(key))) || strings.Contains(e.content, "Quizzelwoud") {
				t.Errorf("%s holds what it must not", e.name)
			}
		}
		if st, err := os.Stat(earlySheets); err != nil || st.Mode().Perm() != 0o600 {
			t.Error(err)
		}
		for _, e := range main {
			if e.name == sheetsName {
				t.Error("the sheets are in the backup itself")
			}
		}
	})
	t.Run("met beide bestanden en de hoofdsleutel is alles weer te lezen", func(t *testing.T) {
		back, said := restoredWith(t, h, early, earlySheets)
		if !strings.Contains(said, "teruggezet: 2 dossiers") {
			t.Error(said)
		}
		giveKeys(t, data, back)
		if out := mustRun(t, "kluis", "controle", "--data", back); !strings.Contains(out, "KLOPT: ") || !strings.Contains(out, "2 onderdelen") {
			t.Error(out)
		}
		keptIn(t, back).reads(stays, secretText)
	})
	t.Run("zonder hoofdsleutel start het niet en komt er geen nieuwe; met een andere zegt het dat hij niet past", func(t *testing.T) {
		back, _ := restoredWith(t, h, early, earlySheets)
		giveKey(t, data, back)
		if out, status := grootboek(t, "kluis", "controle", "--data", back); status != 1 || !strings.Contains(out, "de hoofdsleutel van de kluis ontbreekt") {
			t.Errorf("%d %s", status, out)
		}
		if _, err := os.Stat(filepath.Join(back, "hoofdsleutel")); err == nil {
			t.Error("a key was made")
		}
		t.Setenv("GROOTBOEK_HOOFDSLEUTEL", masterKeyFile(t, 9))
		if out, status := grootboek(t, "serve", "--listen", "127.0.0.1:0", "--data", back); status != 1 || !strings.Contains(out, vault.ErrMasterKey.Error()) {
			t.Errorf("%d %s", status, out)
		}
	})
	t.Run("zonder kluisbladen zegt het dat niets te lezen is en wat te doen; het logboek werkt", func(t *testing.T) {
		back, said := restoredWith(t, h, early, "")
		if !strings.Contains(said, "NIET teruggezet: van 2 dossiers is niets te lezen") || !strings.Contains(said, "--kluisbladen") || !strings.Contains(said, "datalek") {
			t.Error(said)
		}
		giveKeys(t, data, back)
		if out := mustRun(t, "verify", "--data", back); !strings.Contains(out, "KLOPT: ") {
			t.Error(out)
		}
		if _, err := keptIn(t, back).read(stays); !errors.Is(err, vault.ErrMissing) {
			t.Error(err)
		}
	})
	k = keptIn(t, data)
	k.erase(goes)
	k.end()
	late, _ := h.backup(t, data)
	t.Run("R-LED-12 oude kluisbladen bij een nieuwere reservekopie: wat gewist was is niet te lezen, en wordt opnieuw gewist", func(t *testing.T) {
		back, said := restoredWith(t, h, late, earlySheets)
		if !strings.Contains(said, "op een ander moment gemaakt") {
			t.Error(said)
		}
		giveKeys(t, data, back)
		if err := os.WriteFile(filepath.Join(back, "kluis", "inhoud.db"), []byte(contentOf(t, h.opened(t, early), contentName)), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Run("het logboek weigert al voordat de kluis opnieuw wist", func(t *testing.T) { refusedBefore(t, back, goes, stays) })
		k := keptIn(t, back)
		if got, err := k.read(goes); err == nil {
			t.Errorf("it was given out: %d bytes", len(got))
		}
		k.erasedThere(goes)
		k.reads(stays, secretText)
		k.end()
		if out := mustRun(t, "kluis", "controle", "--data", back); !strings.Contains(out, "KLOPT: ") || !strings.Contains(out, "Gewist: 1 dossier") {
			t.Error(out)
		}
	})
	t.Run("R-LED-12 is ook de verklaring van vernietiging zoek, dan wordt er toch opnieuw gewist", func(t *testing.T) {
		back, _ := restoredWith(t, h, late, earlySheets)
		giveKeys(t, data, back)
		if err := os.RemoveAll(filepath.Join(back, "bestanden", "sha256")); err != nil {
			t.Fatal(err)
		}
		keptIn(t, back).erasedThere(goes)
	})
	t.Run("R-LED-12 met de nieuwe kluisbladen is het gewiste dossier nergens meer", func(t *testing.T) {
		back, _ := restoredWith(t, h, late, sheetsBeside(late))
		giveKeys(t, data, back)
		k := keptIn(t, back)
		k.reads(stays, secretText)
		if err := k.Vault.Check(t.Context(), goes); !errors.Is(err, vault.ErrErased) {
			t.Error(err)
		}
	})
	t.Run("kluisbladen van een ander grootboek, of een gewone reservekopie in hun plaats, worden geweigerd", func(t *testing.T) {
		other, _ := h.backup(t, imported(t))
		for sheets, says := range map[string]string{sheetsBeside(other): "ander grootboek", early: "wat er niet in hoort"} {
			back := filepath.Join(t.TempDir(), "terug")
			out, status := grootboek(t, "restore", "--data", back, "--van", late, "--kluisbladen", sheets, "--identiteit", h.file)
			if status != 1 || !strings.Contains(out, says) {
				t.Errorf("%d %s", status, out)
			}
			nothing(t, back)
		}
	})
}

// refusedBefore reads an erased dossier whose keys and content are back, before anything lets the vault follow the log.
func refusedBefore(t *testing.T, data string, goes, stays domain.VaultRef) {
	t.Helper()
	l := still(t, data)
	for ref, want := range map[domain.VaultRef]bool{goes: false, stays: true} {
		if err := l.Vault.Check(t.Context(), ref); err != nil {
			t.Errorf("it is not back, so this shows nothing: %v", err)
		}
		got, err := l.Vault.Read(t.Context(), vault.Reading{Ref: ref, Person: governance.CommandLine, Role: domain.PB, Why: "behandeling", At: now()})
		if _, refused := errors.AsType[*domain.Refusal](err); want != (err == nil) || !want && (!refused || got != nil) {
			t.Errorf("read %d bytes, %v", len(got), err)
		}
	}
}

// still opens log and vault of a folder with the rules of the ledger, and nothing that follows the log.
func still(t *testing.T, data string) *ledger {
	t.Helper()
	cfg, err := with{"DATA": data}.load(t)
	if err != nil {
		t.Fatal(err)
	}
	ctx, l := t.Context(), &ledger{cfg: cfg, log: quiet(), figures: newFigures(), failed: make(chan error, 4)}
	t.Cleanup(func() {
		if err := l.close(); err != nil {
			t.Error(err)
		}
	})
	if l.store, err = openStore(ctx, cfg, quiet(), nil); err != nil {
		t.Fatal(err)
	}
	l.closers = append(l.closers, l.store)
	if l.staff, err = staff.Open(ctx, filepath.Join(data, staffName), nil); err != nil {
		t.Fatal(err)
	}
	l.closers = append(l.closers, l.staff)
	if err := l.models(); err != nil {
		t.Fatal(err)
	}
	if err := l.Live.CatchUp(ctx, nil); err != nil {
		t.Fatal(err)
	}
	l.Vault, err = openVault(ctx, cfg, l.store, func(ctx context.Context, r vault.Reading) error {
		_, err := l.Exec.Execute(ctx, events.Request{Record: "vault", ID: r.Ref.Vault, CommandID: uuid.New(), By: domain.Stamp{Actor: r.Person, Role: r.Role},
			Command: vaultrecord.Read{Part: r.Ref.Part, Version: r.Ref.Version, Why: r.Why}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	l.closers = append(l.closers, l.Vault)
	return l
}

func TestKluisNaastEenDraaiendGrootboek(t *testing.T) {
	onFolder(t)
	data, h := filepath.Join(t.TempDir(), "data"), newHolder(t)
	old, fresh := masterKeyFile(t, 1), masterKeyFile(t, 2)
	t.Setenv("GROOTBOEK_HOOFDSLEUTEL", old)
	k := keptIn(t, data)
	ref := k.put(secretText)
	k.end()
	s := serving(t, "--data", data)
	t.Run("controle en reservekopie werken naast een draaiend grootboek", func(t *testing.T) {
		if out := mustRun(t, "kluis", "controle", "--data", data); !strings.Contains(out, "KLOPT: ") {
			t.Error(out)
		}
		file, said := h.backup(t, data)
		if !strings.Contains(said, "sleutels van 1 dossier)") {
			t.Error(said)
		}
		back, _ := restoredWith(t, h, file, sheetsBeside(file))
		giveKey(t, data, back)
		keptIn(t, back).reads(ref, secretText)
	})
	t.Run("zonder vorige hoofdsleutel wordt er niets verzegeld, en staat er wat te doen", func(t *testing.T) {
		if out, status := grootboek(t, "kluis", "sleutel", "--data", data); status != 1 || !strings.Contains(out, "GROOTBOEK_HOOFDSLEUTEL_VORIGE") || !strings.Contains(out, "start het grootboek opnieuw") {
			t.Errorf("%d %s", status, out)
		}
	})
	s.end()
	t.Setenv("GROOTBOEK_HOOFDSLEUTEL", fresh)
	t.Setenv("GROOTBOEK_HOOFDSLEUTEL_VORIGE", old)
	s = serving(t, "--data", data)
	t.Run("verzegelen met een nieuwe hoofdsleutel kan terwijl het draait, en nog eens", func(t *testing.T) {
		for _, want := range []string{"Opnieuw verzegeld: 2 bladen", "Opnieuw verzegeld: 0 bladen"} { // the dossier and the probe
			if out := mustRun(t, "kluis", "sleutel", "--data", data); !strings.Contains(out, want) {
				t.Errorf("want %q: %s", want, out)
			}
		}
	})
	s.end()
	t.Setenv("GROOTBOEK_HOOFDSLEUTEL_VORIGE", "")
	t.Run("daarna is de oude niet meer nodig, en past hij niet meer", func(t *testing.T) {
		k := keptIn(t, data)
		k.reads(ref, secretText)
		k.end()
		t.Setenv("GROOTBOEK_HOOFDSLEUTEL", old)
		if out, status := grootboek(t, "kluis", "controle", "--data", data); status != 1 || !strings.Contains(out, vault.ErrMasterKey.Error()) {
			t.Errorf("%d %s", status, out)
		}
	})
	t.Run("controle noemt wat beschadigd is, met dossier en onderdeel, en geen inhoud", func(t *testing.T) {
		if err := os.Remove(filepath.Join(data, "kluis", "inhoud.db")); err != nil {
			t.Fatal(err)
		}
		out, status := grootboek(t, "kluis", "controle", "--data", data)
		if status != 1 || !strings.Contains(out, "KLOPT NIET") || !strings.Contains(out, ref.Vault) || !strings.Contains(out, "‘contact’ versie 1") || strings.Contains(out, "Quizzel") {
			t.Errorf("%d %s", status, out)
		}
	})
}

func TestKluisVerhuist(t *testing.T) {
	onFolder(t)
	data := filepath.Join(t.TempDir(), "data")
	k := keptIn(t, data)
	stays, goes := k.put(secretText), k.put("Wubbe Pruttelmans")
	big := k.put(strings.Repeat(secretText, 40_000)) // three pieces
	k.erase(goes)
	k.end()
	store, err := fake.Start(fake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	key := masterKeyFile(t, 7)
	args := []string{"move", "--data", data, "--naar", store.ConnectionString(), "--naam", "heemstede", "--kluissleutel", key}
	for range 2 { // again changes nothing
		if said := mustRun(t, args...); !strings.Contains(said, "En 3 dossiers in de kluis, nagelezen en gelijk.") || !strings.Contains(said, "verzegeld met de kluissleutel") {
			t.Error(said)
		}
	}
	holds := func(k *kept) {
		k.t.Helper()
		k.reads(stays, secretText)
		k.reads(big, strings.Repeat(secretText, 40_000))
		if err := k.Vault.Check(k.t.Context(), goes); !errors.Is(err, vault.ErrErased) {
			k.t.Error(err)
		}
	}
	t.Setenv("GROOTBOEK_SLEUTEL", filepath.Join(data, "sleutel"))
	node, back := filepath.Join(t.TempDir(), "node"), filepath.Join(t.TempDir(), "terug")
	t.Run("naar EventStoreDB gaat de kluis mee, en een reservekopie maakt er dezelfde twee bestanden van", func(t *testing.T) {
		t.Setenv("GROOTBOEK_STORE", store.ConnectionString())
		t.Setenv("GROOTBOEK_STORE_NAAM", "heemstede")
		t.Setenv("GROOTBOEK_KLUISSLEUTEL", key)
		k := keptIn(t, node)
		holds(k)
		k.end()
		h := newHolder(t)
		file, said := h.backup(t, node)
		if !strings.Contains(said, "sleutels van 3 dossiers)") {
			t.Error(said)
		}
		from, _ := restoredWith(t, h, file, sheetsBeside(file))
		if said := mustRun(t, "move", "--data", node, "--naar", back); !strings.Contains(said, "En 3 dossiers") || !strings.Contains(said, filepath.Join(back, "hoofdsleutel")) {
			t.Error(said)
		}
		t.Setenv("GROOTBOEK_STORE", sqliteStore)
		t.Setenv("GROOTBOEK_HOOFDSLEUTEL", key)
		holds(keptIn(t, from))
	})
	t.Run("en weer terug naar een map, met een hoofdsleutel van de nieuwe plaats", func(t *testing.T) {
		holds(keptIn(t, back))
	})
	t.Run("wat in de bron beschadigd is, houdt de verhuizing tegen", func(t *testing.T) {
		bytesOf, err := os.ReadFile(filepath.Join(data, "kluis", "bladen.db"))
		if err != nil {
			t.Fatal(err)
		}
		i := bytes.Index(bytesOf, []byte(stays.Vault))
		bytesOf[i+len(stays.Vault)+60] ^= 1 // in the sheet
		if err := os.WriteFile(filepath.Join(data, "kluis", "bladen.db"), bytesOf, 0o600); err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(t.TempDir(), "elders")
		if out, status := grootboek(t, "move", "--data", data, "--naar", to); status != 1 || !strings.Contains(out, "in de kluis van de bron") {
			t.Errorf("%d %s", status, out)
		}
		if _, err := os.Stat(to); err == nil {
			t.Error("there is something")
		}
	})
}

func TestKluisOpTweeNodes(t *testing.T) {
	store, err := fake.Start(fake.Options{Members: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	sharedStore(t, store.ConnectionString(), "heemstede")
	key := filepath.Join(t.TempDir(), "sleutel")
	mustRun(t, "keygen", key)
	t.Setenv("GROOTBOEK_SLEUTEL", key)
	a := keptIn(t, filepath.Join(t.TempDir(), "a"))
	b := keptIn(t, filepath.Join(t.TempDir(), "b"))
	ref, other := a.put(secretText), a.put("Wubbe Pruttelmans")
	head, err := a.store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Run("wat de ene node bewaart, leest de andere", func(t *testing.T) { b.reads(ref, secretText) })
	t.Run("R-LED-12 wist de ene, dan leest geen van beide nog, en is de stroom afgekapt", func(t *testing.T) {
		b.erase(ref)
		for _, k := range []*kept{a, b} {
			if got, err := k.read(ref); err == nil || got != "" {
				t.Errorf("%d bytes, %v", len(got), err)
			}
			if err := k.Vault.Check(t.Context(), ref); !errors.Is(err, vault.ErrErased) {
				t.Error(err)
			}
			k.reads(other, "Wubbe Pruttelmans")
		}
		n := 0
		for _, err := range a.store.(*locked).Journal("kluis/blad/"+ref.Vault).Read(t.Context(), 0) {
			if n++; err != nil {
				t.Fatal(err)
			}
		}
		if n != 1 {
			t.Errorf("%d sheets can be read, with the keys of before", n)
		}
	})
	t.Run("de stromen van de kluis zijn geen deel van het logboek", func(t *testing.T) {
		for e, err := range a.store.All(t.Context(), 0) {
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(e.Stream, "kluis") || bytes.Contains(e.Line, []byte("Quizzel")) {
				t.Errorf("the log sees %s", e.Stream)
			}
		}
		if now, err := a.store.Head(t.Context()); err != nil || now <= head {
			t.Errorf("%d, %v: the erasure is not in the log", now, err)
		}
	})
	t.Run("met een andere hoofdsleutel opent een node de kluis niet", func(t *testing.T) {
		t.Setenv("GROOTBOEK_HOOFDSLEUTEL", masterKeyFile(t, 9))
		if out, status := grootboek(t, "serve", "--listen", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "c")); status != 1 || !strings.Contains(out, vault.ErrMasterKey.Error()) {
			t.Errorf("%d %s", status, out)
		}
	})
}
