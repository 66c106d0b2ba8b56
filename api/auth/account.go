package auth

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"strconv"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/staff"
)

var base32NoPad = base32.StdEncoding.WithPadding(base32.NoPadding)

// fresh is how long after showing the provider again that it is he somebody without a local password may do what others
// must give it for.
const fresh = 10 * time.Minute

// Reauthenticate lets whoever is signed in show again that it is he, before he changes how he signs in: with his password,
// or by having signed in at the provider just now ([AgainParam]) if he has no local one. It returns his id. Refusals are those of [Auth.SignIn], and
// "signin.fresh".
func (a *Auth) Reauthenticate(ctx context.Context, password string, now time.Time) (person string, err error) {
	s := stateOf(ctx)
	if !s.session || !s.ok {
		return "", notSignedIn()
	}
	has, err := a.staff.HasPassword(ctx, s.user.Person)
	if err != nil {
		return "", err
	}
	if !has {
		return s.user.Person, a.isFresh(ctx, now)
	}
	p, err := a.staff.Person(ctx, s.user.Person)
	if err != nil {
		return "", err
	}
	_, err = a.check(ctx, p.Email, password, now)
	return p.ID, err
}

func (a *Auth) isFresh(ctx context.Context, now time.Time) error {
	at, err := strconv.ParseInt(a.sessions.GetString(ctx, keyFresh), 10, 64)
	if err == nil && now.Sub(time.Unix(at, 0)) <= fresh {
		return nil
	}
	return &domain.Refusal{Kind: domain.Forbidden, Code: "signin.fresh",
		NL: "Log eerst opnieuw in met uw gemeenteaccount, zodat wij zeker weten dat u het bent. Daarna heeft u tien minuten de tijd."}
}

// OpenSession is a place where somebody is signed in.
type OpenSession struct {
	staff.Session
	This bool // the one this request belongs to
}

// Sessions returns where whoever is signed in is signed in, last used first.
func (a *Auth) Sessions(ctx context.Context) ([]OpenSession, error) {
	u, ok := From(ctx)
	if !ok {
		return nil, notSignedIn()
	}
	list, err := a.kept().Of(ctx, u.Person)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(a.sessions.Token(ctx))) // as scs keeps it
	this := base64.RawURLEncoding.EncodeToString(sum[:])
	open := make([]OpenSession, len(list))
	for i, s := range list {
		open[i] = OpenSession{s, s.Token == this}
	}
	return open, nil
}

// SignOutEverywhere ends all sessions of whoever is signed in, this one too. Tokens of scripts stay.
func (a *Auth) SignOutEverywhere(ctx context.Context) error {
	u, ok := From(ctx)
	if !ok {
		return notSignedIn()
	}
	if err := a.staff.EndSessions(ctx, u.Person); err != nil {
		return err
	}
	a.o.Log.InfoContext(ctx, "signed out everywhere", "person", u.Person)
	return a.SignOut(ctx)
}

// NewToken makes a token for a script of whoever is signed in and showed again that it is he. It is told once. Refusals are
// those of [Auth.Reauthenticate] and [staff.Store.AddToken].
func (a *Auth) NewToken(ctx context.Context, password, name string, expires, now time.Time) (string, error) {
	person, err := a.Reauthenticate(ctx, password, now)
	if err != nil {
		return "", err
	}
	token, err := a.staff.AddToken(ctx, person, name, expires, now)
	if err == nil {
		a.o.Log.InfoContext(ctx, "token made", "person", person)
	}
	return token, err
}
