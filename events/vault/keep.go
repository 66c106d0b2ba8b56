package vault

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Put keeps a new part of a dossier, and makes the dossier if there is none: give it an id of [NewID]. It returns what the
// event holds. The same content again changes nothing and gives the same; other content for a part that is there already is
// refused: see [Vault.Rectify]. content may be changed afterwards.
func (v *Vault) Put(ctx context.Context, dossier, part string, content []byte, at time.Time) (domain.VaultRef, error) {
	if ref, ok := v.same(ctx, dossier, part, content); ok {
		return ref, nil
	}
	return v.add(ctx, dossier, part, content, at, func(s *sheet, exists bool) error {
		switch {
		case s.Erased != nil:
			return fmt.Errorf("kluisdossier %s: %w", dossier, ErrErased)
		case len(s.Parts[part]) > 0:
			return refused(domain.Conflict, "exists", "Dit onderdeel staat al in de kluis. Verbeter het, of kies een ander onderdeel.")
		}
		return nil
	})
}

// same finds the present version of a part, if it has this content: a command that is sent again must not keep it twice.
func (v *Vault) same(ctx context.Context, dossier, part string, content []byte) (ref domain.VaultRef, ok bool) {
	s, rev, err := v.read(ctx, dossier)
	if err != nil || s.alive(dossier, rev > 0) != nil || len(s.Parts[part]) == 0 {
		return ref, false // whoever adds says what is wrong
	}
	n := len(s.Parts[part])
	w := s.Parts[part][n-1]
	c, err := commit(w.Key, dossier, part, n, content)
	if err != nil || w.Content == "" || !hmac.Equal([]byte(c), []byte(w.Commitment)) {
		return ref, false
	}
	return s.ref(dossier, part, n), true
}

// Rectify keeps a better version of a part (article 16 AVG, T-02). The old one can be read by the FG only, with a reason,
// and goes on the day until: see [Vault.Sweep]; "" is at once. What is the present version already changes nothing.
func (v *Vault) Rectify(ctx context.Context, dossier, part string, content []byte, until calendar.Date, at time.Time) (domain.VaultRef, error) {
	if until != "" && !until.Valid() {
		return domain.VaultRef{}, refused(domain.Invalid, "until", "Deze datum bestaat niet.")
	}
	if ref, ok := v.same(ctx, dossier, part, content); ok {
		return ref, nil
	}
	ref, err := v.add(ctx, dossier, part, content, at, func(s *sheet, exists bool) error {
		if err := s.alive(dossier, exists); err != nil {
			return err
		}
		list := s.Parts[part]
		if len(list) == 0 {
			return fmt.Errorf("kluisdossier %s: %w", dossier, ErrMissing)
		}
		old := &list[len(list)-1]
		if old.Until = until; until == "" {
			s.drop(old)
		}
		return nil
	})
	if err != nil {
		return ref, err
	}
	return ref, v.finish(ctx, dossier)
}

// add keeps a version: first the sheet says that content is under way, then the content, then the sheet has it. Broken off
// at any moment, there is no version, and [Vault.Sweep] removes what is left.
func (v *Vault) add(ctx context.Context, dossier, part string, content []byte, at time.Time, may func(*sheet, bool) error) (ref domain.VaultRef, err error) {
	switch {
	case !domain.ValidVaultPart(part):
		return ref, refused(domain.Invalid, "part", "Dit is geen onderdeel van een dossier.")
	case len(content) > MaxContent:
		return ref, refused(domain.Invalid, "too-large", "De tekst of het bestand is te groot: hoogstens 64 MB.")
	}
	name, key := uuid.NewString(), random()
	err = v.update(ctx, dossier, func(s *sheet, exists bool) error {
		if err := may(s, exists); err != nil {
			return err
		}
		return v.announce(ctx, dossier, s, name, at)
	})
	if err != nil {
		return ref, err
	}
	list, err := sealContent(key, dossier, name, content)
	if err != nil {
		return ref, err
	}
	if err := v.shelf.keep(ctx, name, list); err != nil {
		return ref, fmt.Errorf("kluisdossier %s: %w", dossier, err)
	}
	err = v.update(ctx, dossier, func(s *sheet, exists bool) error {
		if n := slices.IndexFunc(s.Parts[part], func(w version) bool { return w.Content == name }); n >= 0 {
			ref = s.ref(dossier, part, n+1)
			return errSame // an earlier attempt got through
		}
		if err := may(s, exists); err != nil {
			return err
		}
		ref, err = s.add(dossier, part, name, key, content)
		return err
	})
	return ref, err
}

// announce writes down that content is under way. What may did to the sheet is for the last step: it works on a fresh one.
func (v *Vault) announce(ctx context.Context, dossier string, s *sheet, name string, at time.Time) error {
	fresh, _, err := v.read(ctx, dossier)
	if err != nil {
		return err
	}
	*s = *fresh
	if !slices.ContainsFunc(s.Pending, func(p pending) bool { return p.Content == name }) {
		s.Pending = append(s.Pending, pending{name, at})
	}
	return nil
}

func (s *sheet) add(dossier, part, name string, key, content []byte) (domain.VaultRef, error) {
	if !slices.ContainsFunc(s.Pending, func(p pending) bool { return p.Content == name }) { // swept away meanwhile
		return domain.VaultRef{}, fmt.Errorf("kluisdossier %s: %w", dossier, ErrConflict)
	}
	number := len(s.Parts[part]) + 1
	c, err := commit(key, dossier, part, number, content)
	if err != nil {
		return domain.VaultRef{}, err
	}
	if s.Parts == nil {
		s.Parts = map[string][]version{}
	}
	s.Parts[part] = append(s.Parts[part], version{Content: name, Key: key, Size: len(content), Commitment: c})
	s.Pending = slices.DeleteFunc(s.Pending, func(p pending) bool { return p.Content == name })
	return s.ref(dossier, part, number), nil
}

// drop destroys the key of a version; its content is to follow.
func (s *sheet) drop(w *version) {
	if w.Content != "" {
		s.Gone = append(s.Gone, w.Content)
		w.Content, w.Key = "", nil
	}
}

// SetTerm says on which day the dossier goes: its retention period has then ended (R-LED-20). "" is: not known yet.
func (v *Vault) SetTerm(ctx context.Context, dossier string, until calendar.Date) error {
	if until != "" && !until.Valid() {
		return refused(domain.Invalid, "until", "Vul in tot welke dag de gegevens bewaard blijven.")
	}
	return v.existing(ctx, dossier, func(s *sheet) error {
		if s.Until == until {
			return errSame
		}
		s.Until = until
		return nil
	})
}

// Restrict marks a dossier as restricted, or lifts that (article 18 AVG, §5.3): it is stored, and read only on a ground of
// article 18(2). A prepared erasure falls: restricted data are kept (R-4.8-07).
func (v *Vault) Restrict(ctx context.Context, dossier string, on bool) error {
	return v.existing(ctx, dossier, func(s *sheet) error {
		if s.Restricted == on && (!on || s.Plan == nil) {
			return errSame
		}
		if s.Restricted = on; on {
			s.Plan = nil
		}
		return nil
	})
}

// Check verifies that what a reference names is there, whole, and what the log committed to. It gives nothing out, so it is
// no reading. [ErrErased] if it was erased: that is as it should be.
func (v *Vault) Check(ctx context.Context, ref domain.VaultRef) error {
	s, w, err := v.find(ctx, ref)
	if err == nil {
		_, err = v.content(ctx, ref, s, w)
	}
	return err
}

// Read gives out what a reference names, once the reading is recorded. An old version is for the FG. Restricted data need a
// ground of article 18(2).
func (v *Vault) Read(ctx context.Context, r Reading) ([]byte, error) {
	if strings.TrimSpace(r.Why) == "" || r.Person == "" || r.Role == "" {
		return nil, refused(domain.Invalid, "why", "Zeg waarom u deze persoonsgegevens bekijkt: dat wordt vastgelegd.")
	}
	if v.record == nil {
		return nil, errors.New("kluis: lezen kan niet: er is niets ingesteld dat het vastlegt")
	}
	s, w, err := v.find(ctx, r.Ref)
	if err != nil {
		return nil, err
	}
	r.Old = r.Ref.Version < len(s.Parts[r.Ref.Part])
	switch {
	case r.Old && r.Role != domain.FG: // T-02
		return nil, refused(domain.Forbidden, "old", "Deze versie is verbeterd. Alleen de functionaris gegevensbescherming mag haar nog lezen.")
	case s.Restricted && !domain.Chosen(r.Despite.Choices(), string(r.Despite)):
		return nil, refused(domain.Unmet, "restricted", "Deze gegevens zijn beperkt (artikel 18 AVG). Kies op welke grond u ze toch bekijkt.")
	}
	content, err := v.content(ctx, r.Ref, s, w) // before recording: what cannot be read is not read
	if err != nil {
		return nil, err
	}
	if err := v.record(ctx, r); err != nil {
		return nil, err
	}
	return content, nil
}

// find returns the version that a reference names.
func (v *Vault) find(ctx context.Context, ref domain.VaultRef) (*sheet, version, error) {
	if !ref.Valid() {
		return nil, version{}, fmt.Errorf("kluis: %w", ErrMissing)
	}
	s, rev, err := v.read(ctx, ref.Vault)
	if err == nil {
		err = s.alive(ref.Vault, rev > 0)
	}
	if err != nil {
		return nil, version{}, err
	}
	list := s.Parts[ref.Part]
	if ref.Version > len(list) {
		return nil, version{}, fmt.Errorf("kluisdossier %s, ‘%s’ versie %d: %w", ref.Vault, ref.Part, ref.Version, ErrBehind)
	}
	w := list[ref.Version-1]
	if w.Content == "" {
		return nil, version{}, fmt.Errorf("kluisdossier %s, ‘%s’ versie %d: %w", ref.Vault, ref.Part, ref.Version, ErrErased)
	}
	if !hmac.Equal([]byte(w.Commitment), []byte(ref.Commitment)) {
		return nil, version{}, fmt.Errorf("kluisdossier %s, ‘%s’ versie %d: %w (het zegel in het logboek is een ander)", ref.Vault, ref.Part, ref.Version, ErrHarmed)
	}
	return s, w, nil
}

func (v *Vault) content(ctx context.Context, ref domain.VaultRef, _ *sheet, w version) ([]byte, error) {
	list, err := v.shelf.fetch(ctx, w.Content)
	if err != nil {
		return nil, fmt.Errorf("kluisdossier %s: %w", ref.Vault, err)
	}
	return w.openContent(ref.Vault, ref.Part, ref.Version, list)
}
