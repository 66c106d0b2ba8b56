package staff

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

const newPassword = "zes kraaien op het dak"

func TestEenLinkGeldtVoorHetAccountZoalsHetNuIs(t *testing.T) {
	ctx := t.Context()
	identity := func(p Person) Identity { return Identity{"https://login.example", "sub-1", p.Email} }
	t.Run("een link voor een eerste wachtwoord geeft geen wachtwoord op een account dat er intussen is", func(t *testing.T) {
		s := fresh(t)
		withAccount(t, s)
		p := add(t, s, "Nina Nieuwland", "nieuw@gemeente.example")
		token := must(s.Invite(ctx, p.ID, Setup, time.Hour, noon))(t)
		ok(t, s.SetPassword(ctx, p.ID, good)) // by another way than a link
		_, err := s.Redeem(ctx, token, newPassword, noon)
		wantCode(t, err, "link.invalid")
		if _, err := s.SignIn(ctx, "", p.Email, good, noon); err != nil {
			t.Errorf("the password is no longer what it was: %v", err)
		}
	})
	t.Run("wie voor het eerst via een aanbieder binnenkomt heeft geen link meer", func(t *testing.T) {
		s := fresh(t)
		withAccount(t, s)
		p := add(t, s, "Nina Nieuwland", "nieuw@gemeente.example")
		token := must(s.Invite(ctx, p.ID, Setup, time.Hour, noon))(t)
		must(s.SignInIdentity(ctx, identity(p), noon))(t)
		_, err := s.Link(ctx, token, noon)
		wantCode(t, err, "link.invalid")
		_, err = s.Redeem(ctx, token, newPassword, noon)
		wantCode(t, err, "link.invalid")
		reset := must(s.Invite(ctx, p.ID, Reset, time.Hour, noon))(t)
		must(s.SignInIdentity(ctx, identity(p), noon))(t) // not the first time
		must(s.Redeem(ctx, reset, newPassword, noon))(t)
	})
	t.Run("wie is geblokkeerd heeft geen link meer, ook niet als de blokkade is opgeheven", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		token := must(s.Invite(ctx, p.ID, Reset, time.Hour, noon))(t)
		ok(t, s.SetDisabled(ctx, p.ID, true))
		ok(t, s.SetDisabled(ctx, p.ID, false))
		_, err := s.Redeem(ctx, token, newPassword, noon)
		wantCode(t, err, "link.invalid")
	})
}

func TestTweeKeerBlokkeren(t *testing.T) {
	s := fresh(t)
	p := withAccount(t, s)
	for _, disabled := range []bool{true, true, false, false, true} {
		ok(t, s.SetDisabled(t.Context(), p.ID, disabled))
		if _, active, err := s.Standing(t.Context(), p.ID); active == disabled || err != nil {
			t.Errorf("blocked %v, active %v, %v", disabled, active, err)
		}
	}
}

func TestDeWachtrij(t *testing.T) {
	t.Run("wie te veel is hoort dat meteen, en wie te lang wacht ook: nooit een storing", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			line := newTurns(1, 2)
			leave, err := line.enter(t.Context())
			ok(t, err)
			var waiting sync.WaitGroup
			codes := make([]string, 2)
			for i := range codes {
				waiting.Go(func() {
					_, err := line.enter(t.Context())
					codes[i] = code(err)
				})
			}
			synctest.Wait()
			began := time.Now()
			_, err = line.enter(t.Context())
			wantCode(t, err, "signin.busy")
			if !time.Now().Equal(began) {
				t.Error("it waited")
			}
			waiting.Wait()
			if codes[0] != "signin.busy" || codes[1] != "signin.busy" || time.Since(began) != maxWait {
				t.Errorf("%v after %s", codes, time.Since(began))
			}
			leave()
			again, err := line.enter(t.Context())
			ok(t, err)
			again()
		})
	})
	t.Run("wie ophangt verlaat de rij", func(t *testing.T) {
		line := newTurns(1, 1)
		leave, err := line.enter(t.Context())
		ok(t, err)
		gone, hangUp := context.WithCancel(t.Context())
		hangUp()
		for range 5 {
			if _, err := line.enter(gone); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		}
		leave()
		if len(line.line) != 0 || len(line.free) != 0 {
			t.Errorf("%d in line, %d inside", len(line.line), len(line.free))
		}
	})
	t.Run("vreemden die alles bezet houden, houden een bekend apparaat niet op", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		must(s.anybody.oneByOne(t.Context(), emailKey(p.Email)))(t) // and never leave
		for range cap(s.anybody.hashing.free) {
			must(s.anybody.hashing.enter(t.Context()))(t)
		}
		must(s.SignIn(t.Context(), "this browser", p.Email, good, noon))(t)
	})
}

func TestEenApparaatWordtApartGeteld(t *testing.T) {
	ctx := t.Context()
	t.Run("fouten van vreemden sluiten het niet, en zijn eigen fouten sluiten het wel", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		for range freeTries + 1 {
			_, _ = s.SignIn(ctx, "", p.Email, other, noon)
		}
		must(s.SignIn(ctx, "mine", p.Email, good, noon))(t)
		_, err := s.SignIn(ctx, "", p.Email, good, noon)
		wantCode(t, err, "signin.locked") // the owner coming in forgives strangers nothing
		for range freeTries + 1 {
			_, err = s.SignIn(ctx, "mine", p.Email, other, noon)
			wantCode(t, err, "signin.wrong")
		}
		_, err = s.SignIn(ctx, "mine", p.Email, good, noon)
		wantCode(t, err, "signin.locked")
		must(s.SignIn(ctx, "mine", p.Email, good, noon.Add(firstDelay)))(t)
		_, err = s.SignIn(ctx, "mine", p.Email, other, noon.Add(firstDelay))
		wantCode(t, err, "signin.wrong")
	})
	t.Run("codes tellen mee met wachtwoorden", func(t *testing.T) {
		s := fresh(t)
		p, recovery := withSecond(t, s)
		for range freeTries + 1 {
			wantCode(t, s.SecondStep(ctx, "mine", p.ID, "000000", noon, isNone), "second.wrong")
		}
		wantCode(t, s.SecondStep(ctx, "mine", p.ID, recovery[0], noon, isNone), "signin.locked")
		ok(t, s.SecondStep(ctx, "", p.ID, recovery[0], noon, isNone))
	})
}
