// Package vault keeps the personal data that the log must never hold (RT-36, promise 5): names, addresses, free text.
// An event carries a [domain.VaultRef]: where the content stands, and a commitment to it. The vault can forget; the log,
// its proofs and its reports do not change when it does.
//
// # What it is
//
// A dossier is what one person or one case has in the vault, under a random UUID that says nothing. It has parts
// ("contact", "text"), each with versions. All that a dossier needs to be read stands on its sheet: a data key of 32
// random bytes per version, terms, restriction, a prepared erasure. The sheet is sealed with AES-256-GCM under the master
// key, bound to dossier and revision. The content stands elsewhere, in pieces, each sealed with AES-256-GCM under the key
// of its version, bound to dossier, place and number of pieces. Keys for sealing and for the commitment are derived from
// the data key with HKDF-SHA-256 ("inhoud", "zegel"). The commitment is
//
//	HMAC-SHA-256(key, dossier "\x00" part "\x00" version in decimals "\x00" content)
//
// Sheets and content are kept apart, so that a backup of the keys can be short-lived while content is kept long: without
// its sheet, content is noise for good.
//
// # What it promises
//
//   - Content is given out only when the reading was recorded: who, in which role, why. If recording fails, nothing is.
//   - What was changed, moved, swapped, cut off or put back is named ([ErrHarmed], [ErrBehind]), never given out as right.
//   - What returned nil survives a power cut.
//   - Before its term a dossier is erased by two different persons, with [domain.VaultCoolingOff] between them; never
//     while it is restricted. Erasure is one write: the sheet is replaced by one without keys. Killed before it, nothing
//     was erased; killed after it, the content is unreadable, and [Vault.Sweep] removes what is left of it.
//   - Errors name dossiers by their random id. Content, keys and part of them stand in no error.
//
// # What is gone after an erasure, and what is not promised
//
// On SQLite the old sheet and the content are overwritten in their files (secure_delete), free pages included; there is
// no write-ahead log, and the rollback journal is cut to nothing at every commit. On a shared store they cannot be read
// any more, and are gone from its disks after its next scavenge. Not promised: blocks that a file system or SSD keeps of
// what was overwritten or cut off, and copies: a backup of the sheets made before the erasure still holds the keys, sealed
// under the master key. So keep backups of the sheets no longer than the stated period; after restoring one, call
// [Vault.EraseAgain] for every erasure in the log before anything is read. A master key that is destroyed makes
// everything unreadable.
//
// Whoever holds the master key and the files can read everything: keep them apart. Whoever can write the files can destroy,
// and can put back an older sheet as a whole: the log knows the versions and the erasures, so a read by a reference of
// the log notices ([ErrBehind]).
package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
)

// What can be wrong, in words for whoever keeps the vault. They come wrapped with the id of the dossier.
var (
	ErrMissing   = errors.New("dit staat niet in de kluis: controleer het kenmerk, of zet een reservekopie van de kluis terug")
	ErrErased    = errors.New("deze persoonsgegevens zijn gewist: ze zijn niet terug te halen")
	ErrHarmed    = errors.New("de kluis is hier beschadigd of veranderd: zet een reservekopie van de kluis terug en meld dit aan de CISO")
	ErrBehind    = errors.New("de kluis is ouder dan het logboek: zet de nieuwste reservekopie van de kluis terug en meld dit aan de CISO")
	ErrMasterKey = errors.New("de hoofdsleutel past niet op deze kluis: geef de sleutel waarmee de kluis is verzegeld")
	ErrConflict  = errors.New("een ander veranderde dit dossier tegelijk: probeer het opnieuw")
)

// MaxContent is the greatest size of one version in bytes.
const MaxContent = 64 << 20

const (
	pieceSize = 500_000 // bytes; fits an entry of a journal, sealed
	attempts  = 20      // at one sheet that others change too
	leftover  = 24 * time.Hour
)

// A Reading says who reads what and why. It is recorded before anything is given out (R-LED-13).
type Reading struct {
	Ref     domain.VaultRef
	Person  string      // id in the staff directory
	Role    domain.Role // in which he reads
	Mandate string      // under which; mostly none
	Why     string
	Despite domain.VaultException // the ground to read restricted data; "" if they are not
	At      time.Time
	Old     bool // it is not the present version; set by the vault
}

// A Recorder makes a reading known to the log, or refuses it. It returns nil only when that is durable.
type Recorder func(context.Context, Reading) error

// Vault keeps personal data. All methods may be called concurrently, on all nodes that share it.
type Vault struct {
	shelf  shelf
	keys   keyring
	record Recorder

	closing sync.Once
	closed  error
}

// A shelf keeps sheets and content as bytes, durably. What it gives back may be harmed: the vault checks.
type shelf interface {
	// sheet returns the sheet of a dossier and its revision; revision 0 is: there is none.
	sheet(ctx context.Context, dossier string) (data []byte, revision uint64, err error)
	// setSheet replaces the sheet of that revision by the next. When it returns nil, the old one is gone. ErrConflict if
	// there is another revision.
	setSheet(ctx context.Context, dossier string, revision uint64, data []byte) error
	// keep keeps pieces of content under a name that is new, or under which a keep of these pieces broke off.
	keep(ctx context.Context, name string, pieces [][]byte) error
	fetch(ctx context.Context, name string) ([][]byte, error)
	// destroy makes content unreadable for good; what is not there is no error.
	destroy(ctx context.Context, name string) error
	// dossiers lists the ids of all sheets, and perhaps of some that were never written.
	dossiers(ctx context.Context) ([]string, error)
	Close() error
}

// probe is the sheet that tells whether a master key is the right one.
var probe = uuid.Nil.String()

// open checks the master key against what is there.
func open(ctx context.Context, s shelf, keys keyring, record Recorder) (*Vault, error) {
	v := &Vault{shelf: s, keys: keys, record: record}
	if len(keys) == 0 {
		return nil, fmt.Errorf("kluis: %w", errNoKey)
	}
	_, rev, err := s.sheet(ctx, probe)
	if err == nil && rev == 0 {
		var list []string
		if list, err = s.dossiers(ctx); err == nil && len(list) > 0 {
			err = fmt.Errorf("%w (het proefblad ontbreekt)", ErrHarmed)
		} else if err == nil {
			if err = v.write(ctx, probe, 0, &sheet{}); errors.Is(err, ErrConflict) { // another node was first
				err = nil
			}
		}
	}
	if err == nil {
		_, _, err = v.read(ctx, probe)
	}
	if err != nil {
		return nil, fmt.Errorf("kluis: %w", err)
	}
	return v, nil
}

// Close ends the use of the vault.
func (v *Vault) Close() error {
	v.closing.Do(func() { v.closed = v.shelf.Close() })
	return v.closed
}

// Keys are the ids of the master keys, the present one first: see [MasterKey.ID].
func (v *Vault) Keys() (ids []string) {
	for _, k := range v.keys {
		ids = append(ids, k.id)
	}
	return ids
}

// NewID returns a random id for a dossier: nothing can be derived from it.
func NewID() string { return uuid.NewString() }

// update changes a sheet, as often as others are first. f sees what is there, and may be called again.
func (v *Vault) update(ctx context.Context, dossier string, f func(s *sheet, exists bool) error) error {
	if id, err := uuid.Parse(dossier); err != nil || id.String() != dossier || dossier == probe {
		return fmt.Errorf("kluisdossier: %w", ErrMissing) // not named: it may be anything
	}
	for range attempts {
		s, rev, err := v.read(ctx, dossier)
		if err != nil {
			return err
		}
		if err := f(s, rev > 0); errors.Is(err, errSame) {
			return nil
		} else if err != nil {
			return err
		}
		if err := v.write(ctx, dossier, rev, s); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("kluisdossier %s: %w", dossier, ErrConflict)
}

// errSame says that there is nothing to change.
var errSame = errors.New("vault: nothing to change")

// existing is update of a dossier that must be there, and not erased.
func (v *Vault) existing(ctx context.Context, dossier string, f func(*sheet) error) error {
	return v.update(ctx, dossier, func(s *sheet, exists bool) error {
		if err := s.alive(dossier, exists); err != nil {
			return err
		}
		return f(s)
	})
}

func random() []byte {
	b := make([]byte, 32)
	rand.Read(b) // it never fails
	return b
}

func refused(kind domain.Kind, code, nl string) error {
	return &domain.Refusal{Kind: kind, Code: "vault." + code, NL: nl}
}
