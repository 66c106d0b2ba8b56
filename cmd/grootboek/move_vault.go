package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// toMasterKey chooses the master key of the target: whoever leaves it to the standard gets the standard of the new place,
// and whoever keeps it elsewhere keeps it.
func (m *moving) toMasterKey() {
	if m.from.MasterKey == m.from.standardMasterKey() {
		m.to.MasterKey = m.to.standardMasterKey()
	}
}

// moveVault copies the vault, each sheet sealed with the master key of the target, and holds it against the source.
func (m *moving) moveVault(ctx context.Context, from, to storage) (int, error) {
	if _, err := os.Stat(m.from.vaultFiles().Sheets); errors.Is(err, os.ErrNotExist) && !m.from.esdb() {
		return 0, nil // a ledger that was never opened since there is a vault
	}
	source, err := openVault(ctx, m.from, from, nil)
	if err != nil {
		return 0, fmt.Errorf("bron: %w", err)
	}
	defer source.Close()
	target, err := openVault(ctx, m.to, to, nil)
	if err != nil {
		return 0, fmt.Errorf("doel: %w", err)
	}
	done, err := source.CopyTo(ctx, target, func(n, total int) { m.bar("Kluis", int64(n), int64(total)) })
	if n := len(done.Harmed); err == nil && n > 0 {
		err = fmt.Errorf("in de kluis van de bron zijn %s beschadigd, het eerste is %s: zet eerst een reservekopie terug", dossiersNL(n), done.Harmed[0])
	}
	if err == nil {
		err = source.Same(ctx, target)
	}
	return done.Dossiers, errors.Join(err, target.Close())
}

// masterKeyReport says which master key opens the vault in its new place.
func (m *moving) masterKeyReport() []string {
	const keep = "Bewaar de oude tot de laatste kopie van de kluisbladen is vernietigd;"
	switch {
	case m.to.MasterKey == m.from.MasterKey:
		return []string{"- de hoofdsleutel van de kluis blijft dezelfde: geef GROOTBOEK_HOOFDSLEUTEL ook op de nieuwe plaats;"}
	case m.toFolder():
		return []string{fmt.Sprintf("- de kluis heeft op de nieuwe plaats een nieuwe hoofdsleutel: %s. Bewaar die ook apart. %s", filepath.Join(m.place, "hoofdsleutel"), keep)}
	}
	return []string{"- de kluis is op de nieuwe plaats verzegeld met de kluissleutel. " + keep}
}
