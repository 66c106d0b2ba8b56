package main

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/vault"
)

// doomed makes a ledger with dossiers that are to be erased at its next start, and some that stay.
func doomed(t *testing.T, data string, n int) (goes, stays []domain.VaultRef) {
	t.Helper()
	k := keptIn(t, data)
	for i := range n {
		goes = append(goes, k.put(secretText))
		k.do(goes[i].Vault, vaultrecord.SetTerm{Outcome: vaultrecord.Aborted, Closed: "2020-01-01"})
	}
	for range 3 {
		stays = append(stays, k.put("Wubbe Pruttelmans"))
	}
	k.end()
	t.Run("besluiten", func(t *testing.T) {
		l := still(t, data) // nobody carries it out yet
		for _, ref := range goes {
			_, err := l.Exec.Execute(t.Context(), events.Request{Record: "vault", ID: ref.Vault, Command: vaultrecord.EndTerm{}, CommandID: uuid.New(),
				By: domain.Stamp{Actor: domain.System, Role: domain.SYS}})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	return goes, stays
}

// killedAmong starts grootboek serve as a process of its own and kills it when the sheets have been written so many times, or
// when it has had the time for all of it.
func killedAmong(t *testing.T, data string, writes int) {
	t.Helper()
	c := exec.Command(os.Args[0], "serve", "--data", data, "--listen", "127.0.0.1:0")
	c.Env = append(os.Environ(), asMain+"=1")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	sheets, last := filepath.Join(data, "kluis", "bladen.db"), time.Time{}
	tick := time.NewTicker(200 * time.Microsecond)
	defer tick.Stop()
	for deadline := time.After(3 * time.Second); writes > 0; {
		select {
		case <-tick.C:
			if st, err := os.Stat(sheets); err == nil && st.ModTime() != last {
				last = st.ModTime()
				writes--
			}
		case <-deadline:
			writes = 0
		}
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // killed
}

// whatIsLeft counts the dossiers that can still be read, and finds none that is neither whole nor erased.
func whatIsLeft(t *testing.T, data string, goes, stays []domain.VaultRef) (readable int) {
	t.Run("na kill -9 is elk dossier heel of gewist", func(t *testing.T) {
		l := still(t, data)
		for _, ref := range goes {
			f, err := events.Fold(t.Context(), l.store, vaultrecord.Record, "vault/"+ref.Vault, "")
			if err != nil {
				t.Fatal(err)
			}
			err = l.Vault.Check(t.Context(), ref)
			switch state := f.State.(vaultrecord.Dossier).State; {
			case err == nil && state == vaultrecord.Erased:
				t.Errorf("the log says that %s was erased: it was not", ref.Vault)
			case err == nil:
				readable++
			case !errors.Is(err, vault.ErrErased):
				t.Errorf("half: %v", err)
			}
		}
		for _, ref := range stays {
			if err := l.Vault.Check(t.Context(), ref); err != nil {
				t.Errorf("lost: %v", err)
			}
		}
	})
	return readable
}

func TestKluisDeStekkerEruit(t *testing.T) {
	onFolder(t)
	const n = 30
	data := filepath.Join(t.TempDir(), "data")
	goes, stays := doomed(t, data, n)
	t.Run("een opdracht die alleen leest, wist niets: dat doet de server", func(t *testing.T) {
		for _, args := range [][]string{{"kluis", "controle"}, {"verify"}, {"kluis", "controle"}} {
			if out := mustRun(t, append(args, "--data", data)...); !strings.Contains(out, "KLOPT: ") {
				t.Error(out)
			}
		}
		if left := whatIsLeft(t, data, goes, stays); left != n {
			t.Errorf("%d of %d are left", left, n)
		}
	})
	readable, midway := n, 0
	for round := 0; readable > 0 && round < 25; round++ {
		killedAmong(t, data, 2+rand.IntN(25))
		if readable = whatIsLeft(t, data, goes, stays); readable > 0 && readable < n {
			midway++
		}
	}
	if midway == 0 {
		t.Error("it was never killed between two erasures: the test shows nothing")
	}
	t.Run("R-LED-12 na een gewone start is alles gewist dat gewist moest worden, met inhoud en al, en niets anders", func(t *testing.T) {
		k := keptIn(t, data)
		for _, ref := range goes {
			k.await(ref.Vault, vaultrecord.Erased)
		}
		k.end()
		if left := rows(t, filepath.Join(data, "kluis", "inhoud.db"), "pieces"); left != len(stays) {
			t.Errorf("%d pieces are left, want %d", left, len(stays))
		}
		if out := mustRun(t, "kluis", "controle", "--data", data); !strings.Contains(out, "KLOPT: ") || !strings.Contains(out, "Gewist: 30 dossiers") {
			t.Error(out)
		}
		if out := mustRun(t, "verify", "--data", data); !strings.Contains(out, "KLOPT: ") {
			t.Error(out)
		}
	})
}
