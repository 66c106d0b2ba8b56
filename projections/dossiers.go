package projections

import (
	"slices"
	"sync"

	"github.com/heemstede/grootboek/domain"
)

// Dossiers remembers which dossiers of the vault something happened to, or to the record they belong to, until somebody has
// looked at them: a dossier has the id of its record.
type Dossiers struct {
	mu    sync.Mutex
	dirty map[string]struct{}
	poke  chan struct{}
}

// NewDossiers returns the model of an empty log. After a start all dossiers are to be looked at.
func NewDossiers() *Dossiers {
	return &Dossiers{dirty: map[string]struct{}{}, poke: make(chan struct{}, 1)}
}

// Apply implements [Model].
func (d *Dossiers) Apply(c Change) {
	if _, kept := c.After.(domain.Kept); !kept && c.Record.Record.Info().Name != "vault" {
		return
	}
	d.Again(c.Record.ID)
}

// Again says that a dossier is to be looked at.
func (d *Dossiers) Again(id string) {
	d.mu.Lock()
	d.dirty[id] = struct{}{}
	d.mu.Unlock()
	select {
	case d.poke <- struct{}{}:
	default:
	}
}

// Poked tells that there is something to look at.
func (d *Dossiers) Poked() <-chan struct{} { return d.poke }

// Take returns the ids to look at, in a fixed order, and forgets them.
func (d *Dossiers) Take() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := make([]string, 0, len(d.dirty))
	for id := range d.dirty {
		list = append(list, id)
	}
	clear(d.dirty)
	slices.Sort(list)
	return list
}
