package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Copied is what [Vault.CopyTo] did.
type Copied struct {
	Dossiers int      // how many there are, with those that were erased
	Harmed   []string // dossiers whose sheet cannot be read: they stayed behind
}

// CopyTo brings all dossiers to another vault: each sheet is sealed anew with the master key there, content goes as it is,
// sealed. A dossier whose sheet is harmed stays behind and is named. What the other has already is not written again; what was
// destroyed here is destroyed there. Broken off, it can be repeated. While somebody changes this vault the copy is as good as
// a reference of the log from before needs: sheets are read after that, content after its sheet. Nobody else may use the other.
func (v *Vault) CopyTo(ctx context.Context, to *Vault, progress func(done, total int)) (c Copied, err error) {
	list, err := v.shelf.dossiers(ctx)
	if err != nil {
		return c, fmt.Errorf("kluis kopiëren: %w", err)
	}
	for i, dossier := range list {
		there, err := v.copyDossier(ctx, to, dossier)
		switch {
		case errors.Is(err, ErrHarmed):
			c.Harmed = append(c.Harmed, dossier)
		case err != nil:
			return c, fmt.Errorf("kluis kopiëren: %w", err)
		case there:
			c.Dossiers++
		}
		progress(i+1, len(list))
	}
	return c, nil
}

// copyDossier copies content first, so that no sheet names what is not there, and destroys before it forgets a name.
func (v *Vault) copyDossier(ctx context.Context, to *Vault, dossier string) (there bool, err error) {
	s, rev, err := v.read(ctx, dossier)
	if err != nil || rev == 0 {
		return false, err
	}
	for _, name := range s.contents() {
		if err := v.copyContent(ctx, to, name); err != nil {
			return true, fmt.Errorf("kluisdossier %s: %w", dossier, err)
		}
	}
	old, oldRev, err := to.read(ctx, dossier)
	if err != nil || oldRev > 0 && old.same(s) {
		return true, err
	}
	for _, name := range old.contents() {
		if !slices.Contains(s.contents(), name) {
			if err := to.shelf.destroy(ctx, name); err != nil {
				return true, fmt.Errorf("kluisdossier %s: %w", dossier, err)
			}
		}
	}
	return true, to.write(ctx, dossier, oldRev, s)
}

// copyContent copies sealed pieces. What is not there any more was destroyed after its sheet was read.
func (v *Vault) copyContent(ctx context.Context, to *Vault, name string) error {
	list, err := v.shelf.fetch(ctx, name)
	if err != nil || len(list) == 0 || len(list[len(list)-1]) == 0 { // an empty piece marks an end
		return err
	}
	have, err := to.shelf.fetch(ctx, name)
	if err != nil || slices.EqualFunc(list, have, bytes.Equal) {
		return err
	}
	return to.shelf.keep(ctx, name, list)
}

// Same verifies that another vault holds the same dossiers, with the same content; the error names the first that differs.
func (v *Vault) Same(ctx context.Context, other *Vault) error {
	mine, err := v.written(ctx)
	if err != nil {
		return err
	}
	theirs, err := other.written(ctx)
	if err != nil {
		return err
	}
	for dossier := range theirs {
		if mine[dossier] == nil {
			return fmt.Errorf("kluisdossier %s staat alleen in de kopie", dossier)
		}
	}
	for dossier, s := range mine {
		if theirs[dossier] == nil || !s.same(theirs[dossier]) {
			return fmt.Errorf("kluisdossier %s is in de kopie anders, of staat er niet", dossier)
		}
		for _, name := range s.contents() {
			if err := v.sameContent(ctx, other, name); err != nil {
				return fmt.Errorf("kluisdossier %s: %w", dossier, err)
			}
		}
	}
	return nil
}

func (v *Vault) sameContent(ctx context.Context, other *Vault, name string) error {
	here, err := v.shelf.fetch(ctx, name)
	if err != nil {
		return err
	}
	there, err := other.shelf.fetch(ctx, name)
	if err == nil && !slices.EqualFunc(here, there, bytes.Equal) {
		err = errors.New("de inhoud is in de kopie anders")
	}
	return err
}

// written are the sheets of all dossiers.
func (v *Vault) written(ctx context.Context) (map[string]*sheet, error) {
	list, err := v.shelf.dossiers(ctx)
	if err != nil {
		return nil, err
	}
	all := make(map[string]*sheet, len(list))
	for _, dossier := range list {
		s, rev, err := v.read(ctx, dossier)
		if err != nil {
			return nil, err
		}
		if rev > 0 {
			all[dossier] = s
		}
	}
	return all, nil
}

// contents are the names of what the dossier holds, in a fixed order; what is under way or gone is not among them.
func (s *sheet) contents() (list []string) {
	for _, versions := range s.Parts {
		for _, w := range versions {
			if w.Content != "" {
				list = append(list, w.Content)
			}
		}
	}
	slices.Sort(list)
	return list
}

// same compares what stands on two sheets, whichever key they are sealed with.
func (s *sheet) same(o *sheet) bool {
	a, errA := json.Marshal(s)
	b, errB := json.Marshal(o)
	return errA == nil && errB == nil && bytes.Equal(a, b)
}
