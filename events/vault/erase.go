package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// A Certificate says that a dossier was destroyed. It holds nothing of what was: ids of the directory, numbers and moments.
type Certificate struct {
	Vault     string    `json:"vault"`
	Ground    string    `json:"ground"`             // as the log has it; [EndOfTerm] at the end of the term
	Prepared  string    `json:"prepared,omitempty"` // person id; "" at the end of the term
	On        time.Time `json:"prepared_at,omitzero"`
	Confirmed string    `json:"confirmed,omitempty"` // person id, another
	Erased    time.Time `json:"key_destroyed_on"`
	Parts     int       `json:"parts"`
	Versions  int       `json:"versions"`
}

// EndOfTerm is the ground of an erasure because the retention period has ended.
const EndOfTerm = "retention-ended"

// Hash is the hash of the certificate, for the event: "sha256:" and 64 hex digits, over its JSON.
func (c Certificate) Hash() string {
	data, _ := json.Marshal(c) // strings, numbers and moments: it cannot fail
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// NL is the certificate for a person, with names as name gives them for a person id.
func (c Certificate) NL(name func(person string) string) string {
	var b strings.Builder
	b.WriteString("Verklaring van vernietiging\n\nKluisdossier: " + c.Vault + "\n")
	b.WriteString("Vernietigd: " + strconv.Itoa(c.Parts) + " onderdelen, " + strconv.Itoa(c.Versions) + " versies, met hun sleutels\n")
	b.WriteString("Op: " + calendar.On(c.Erased).NL() + "\n")
	if c.Ground == EndOfTerm {
		b.WriteString("Reden: de bewaartermijn is afgelopen\n")
	} else {
		b.WriteString("Voorbereid door: " + name(c.Prepared) + ", op " + calendar.On(c.On).NL() + "\nBevestigd door: " + name(c.Confirmed) + "\n")
	}
	b.WriteString("Vingerafdruk: " + c.Hash() + "\n")
	return b.String()
}

// Prepare is the first of the two steps to erase a dossier before its term. Repeating it changes nothing; with another
// ground or person it begins anew.
func (v *Vault) Prepare(ctx context.Context, dossier, person, ground string, at time.Time) error {
	if person == "" || ground == "" {
		return refused(domain.Invalid, "ground", "Zeg wie er wist, en op welke grond.")
	}
	return v.existing(ctx, dossier, func(s *sheet) error {
		switch {
		case s.Restricted:
			return errRestricted()
		case s.Plan != nil && s.Plan.By == person && s.Plan.Ground == ground:
			return errSame
		}
		s.Plan = &plan{person, at.UTC(), ground}
		return nil
	})
}

// Cancel drops a prepared erasure.
func (v *Vault) Cancel(ctx context.Context, dossier string) error {
	return v.existing(ctx, dossier, func(s *sheet) error {
		if s.Plan == nil {
			return errSame
		}
		s.Plan = nil
		return nil
	})
}

// Certificate is that of a dossier that was erased. [ErrMissing] if it was not.
func (v *Vault) Certificate(ctx context.Context, dossier string) (Certificate, error) {
	s, _, err := v.read(ctx, dossier)
	if err == nil && s.Erased == nil {
		err = fmt.Errorf("kluisdossier %s: %w", dossier, ErrMissing)
	}
	if err != nil {
		return Certificate{}, err
	}
	return *s.Erased, nil
}

// Confirm is the second step, by another person, after [domain.VaultCoolingOff]: keys and content are destroyed. Repeated,
// it finishes what broke off, and gives the same certificate.
func (v *Vault) Confirm(ctx context.Context, dossier, person string, at time.Time) (Certificate, error) {
	return v.erase(ctx, dossier, func(s *sheet) (Certificate, error) {
		c := Certificate{Vault: dossier, Confirmed: person, Erased: at.UTC()}
		switch p := s.Plan; {
		case p == nil:
			return c, refused(domain.Conflict, "not-prepared", "Het wissen is niet voorbereid. Laat eerst een ander het voorbereiden.")
		case p.By == person || person == "":
			return c, refused(domain.Forbidden, "same-person", "U heeft het wissen zelf voorbereid. Een ander moet het bevestigen.")
		case at.Before(p.At.Add(domain.VaultCoolingOff)):
			return c, refused(domain.Unmet, "cooling-off", "De bedenktijd loopt nog, tot "+calendar.On(p.At.Add(domain.VaultCoolingOff)).NL()+".")
		default:
			c.Ground, c.Prepared, c.On = p.Ground, p.By, p.At
		}
		return c, nil
	})
}

// EraseAtTerm destroys a dossier whose term has ended. Repeated, it finishes what broke off.
func (v *Vault) EraseAtTerm(ctx context.Context, dossier string, at time.Time) (Certificate, error) {
	return v.erase(ctx, dossier, func(s *sheet) (Certificate, error) {
		if s.Until == "" || calendar.On(at) < s.Until {
			return Certificate{}, refused(domain.Unmet, "term", "De bewaartermijn loopt nog. Eerder wissen kan met twee personen.")
		}
		return Certificate{Vault: dossier, Ground: EndOfTerm, Erased: at.UTC()}, nil
	})
}

// EraseAgain erases what the log says was erased, after a backup from before that was put back. A dossier that is not there
// gets a sheet that says so, so that it never comes back.
func (v *Vault) EraseAgain(ctx context.Context, c Certificate) error {
	err := v.update(ctx, c.Vault, func(s *sheet, _ bool) error {
		if s.Erased != nil {
			return errSame
		}
		s.erase(c)
		return nil
	})
	if err != nil {
		return err
	}
	return v.finish(ctx, c.Vault)
}

func errRestricted() error {
	return refused(domain.Unmet, "restricted", "De gegevens zijn beperkt en blijven bewaard (§5.3). Hef eerst de beperking op.")
}

func (v *Vault) erase(ctx context.Context, dossier string, may func(*sheet) (Certificate, error)) (c Certificate, err error) {
	err = v.existing(ctx, dossier, func(s *sheet) error {
		if s.Restricted {
			return errRestricted()
		}
		if c, err = may(s); err != nil {
			return err
		}
		c.Parts, c.Versions = s.count()
		s.erase(c)
		return nil
	})
	if errors.Is(err, ErrErased) { // an earlier attempt got through
		var s *sheet
		if s, _, err = v.read(ctx, dossier); err == nil && s.Erased != nil {
			c = *s.Erased
		}
	}
	if err != nil {
		return Certificate{}, err
	}
	return c, v.finish(ctx, dossier)
}

func (s *sheet) count() (parts, versions int) {
	for _, list := range s.Parts {
		versions += len(list)
	}
	return len(s.Parts), versions
}

// erase leaves nothing but the certificate, and the names of what is to be destroyed.
func (s *sheet) erase(c Certificate) {
	gone := s.Gone
	for _, list := range s.Parts {
		for _, w := range list {
			if w.Content != "" {
				gone = append(gone, w.Content)
			}
		}
	}
	for _, p := range s.Pending {
		gone = append(gone, p.Content)
	}
	slices.Sort(gone)
	*s = sheet{Gone: gone, Erased: &c}
}

// finish destroys the content that has no key any more.
func (v *Vault) finish(ctx context.Context, dossier string) error {
	s, rev, err := v.read(ctx, dossier)
	if err != nil || rev == 0 || len(s.Gone) == 0 {
		return err
	}
	for _, name := range s.Gone {
		if err := v.shelf.destroy(ctx, name); err != nil {
			return fmt.Errorf("kluisdossier %s: de sleutel is vernietigd, de inhoud nog niet helemaal: start opnieuw, dan gaat het verder: %w", dossier, err)
		}
	}
	return v.update(ctx, dossier, func(now *sheet, _ bool) error {
		now.Gone = slices.DeleteFunc(now.Gone, func(name string) bool { return slices.Contains(s.Gone, name) })
		return nil
	})
}

// Sweep finishes what broke off: call it at start and once a day. It destroys content without a key, content that has been
// under way for a day, and old versions whose day has come. It does not erase dossiers whose term has ended: see [Vault.Due].
func (v *Vault) Sweep(ctx context.Context, at time.Time) error {
	list, err := v.shelf.dossiers(ctx)
	if err != nil {
		return fmt.Errorf("kluis opruimen: %w", err)
	}
	for _, dossier := range list {
		err := v.update(ctx, dossier, func(s *sheet, exists bool) error {
			if !exists || !s.sweep(at) {
				return errSame
			}
			return nil
		})
		if err == nil {
			err = v.finish(ctx, dossier)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sweep tells whether it changed the sheet. Restricted data stay.
func (s *sheet) sweep(at time.Time) bool {
	changed := false
	s.Pending = slices.DeleteFunc(s.Pending, func(p pending) bool {
		old := at.Sub(p.Since) >= leftover
		if old {
			s.Gone = append(s.Gone, p.Content)
			changed = true
		}
		return old
	})
	for _, versions := range s.Parts {
		for i := range versions[:len(versions)-1] {
			w := &versions[i]
			if !s.Restricted && w.Content != "" && calendar.On(at) >= w.Until {
				s.drop(w)
				changed = true
			}
		}
	}
	return changed
}

// Due lists the dossiers whose term has ended, and that are not restricted.
func (v *Vault) Due(ctx context.Context, at time.Time) (due []string, err error) {
	list, err := v.shelf.dossiers(ctx)
	for _, dossier := range list {
		s, rev, err := v.read(ctx, dossier)
		if err != nil {
			return nil, err
		}
		if rev > 0 && s.Erased == nil && !s.Restricted && s.Until != "" && calendar.On(at) >= s.Until {
			due = append(due, dossier)
		}
	}
	return due, err
}
