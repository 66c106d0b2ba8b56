package vault

import (
	"errors"
	"fmt"
	"testing"

	"github.com/heemstede/grootboek/domain"
)

func TestPowerCutWhilePutting(t *testing.T) {
	for where, place := range map[string]func(*testing.T) cutPlace{"op schijf": onFiles, "gedeeld": onJournals} {
		for _, fresh := range []bool{false, true} {
			what := map[bool]string{false: "een onderdeel erbij", true: "een nieuw dossier"}[fresh]
			t.Run(fmt.Sprintf("R-LED-11 de stroom valt uit bij het bewaren van %s, %s, vóór en na elke keer dat er wordt geschreven: nog eens sturen bewaart het één keer, en wat er was blijft", what, where), func(t *testing.T) {
				for n := 0; ; n++ {
					before, after := cutPut(t, place(t), fresh, n, false), cutPut(t, place(t), fresh, n, true)
					if before && after {
						if n < 3 {
							t.Errorf("only %d writes", n)
						}
						return
					}
				}
			})
		}
	}
}

// cutPut puts a part with the power cut at the n-th write, starts again, and lets the sender send it again. It tells whether
// there were fewer writes.
func cutPut(t *testing.T, p cutPlace, fresh bool, n int, after bool) (through bool) {
	t.Helper()
	c := p.fill(t)
	dossier := c.dossier
	if fresh {
		dossier = NewID()
	}
	f := &fuse{left: -1, after: after}
	v := p.start(t, f)
	f.left = n
	put := func(v *Vault) (domain.VaultRef, error) {
		return v.Put(t.Context(), dossier, "text", []byte("onder ede"), cutNow)
	}
	acknowledged, err := put(v)
	if through = err == nil; !through && !errors.Is(err, errCut) {
		t.Fatal(err)
	}
	v.Close()
	v = p.start(t, &fuse{left: -1})
	defer v.Close()
	if through {
		if err := v.Check(t.Context(), acknowledged); err != nil {
			t.Errorf("acknowledged, and lost: %v", err)
		}
	}
	ref, err := put(v)
	if err != nil || ref.Version != 1 || through && ref != acknowledged {
		t.Fatalf("write %d, sent again: %+v, %v", n, ref, err)
	}
	if err := errors.Join(v.Sweep(t.Context(), cutNow.Add(leftover)), v.Check(t.Context(), ref)); err != nil {
		t.Errorf("write %d: %v", n, err)
	}
	if c.erased(t, v) {
		t.Errorf("write %d: what was there is gone", n)
	}
	s, _, err := v.read(t.Context(), dossier)
	if err != nil || len(s.Parts["text"]) != 1 || len(s.Pending)+len(s.Gone) > 0 {
		t.Errorf("write %d: %d versions, %d under way, %d to be destroyed: %v", n, len(s.Parts["text"]), len(s.Pending), len(s.Gone), err)
	}
	return through
}
