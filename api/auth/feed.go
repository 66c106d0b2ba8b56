package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
)

// maxPerFeed is how often one address of a calendar is answered in one window, wherever it is asked from: programs ask a few
// times a day.
const maxPerFeed = 20

// maxFeedsPerClient bounds what one network asks, with whatever tokens: a town hall behind one address, or somebody who guesses.
const maxFeedsPerClient = 2000

// Feed returns whose calendar has this token; "" if nobody's has, or its account is blocked. A [*TooMany] if it is asked too
// often; it cannot be guessed, so that is about load only.
func (a *Auth) Feed(ctx context.Context, token string) (person string, err error) {
	now := a.o.Now()
	sum := sha256.Sum256([]byte(token))
	if wait, _ := a.feeds.take(map[limitKey]int{{netip.Prefix{}, hex.EncodeToString(sum[:])}: maxPerFeed, {Client(ctx), ""}: maxFeedsPerClient}, now); wait > 0 {
		return "", tooOften(wait)
	}
	return a.staff.FeedOf(ctx, token, now)
}

// NewFeed makes the address of the calendar of whoever is signed in; the one he had does not work any more. Its token is told
// once.
func (a *Auth) NewFeed(ctx context.Context) (token string, err error) {
	u, _ := From(ctx)
	if token, err = a.staff.NewFeed(ctx, u.Person, a.o.Now()); err == nil {
		a.o.Log.InfoContext(ctx, "feed made", "person", u.Person)
	}
	return token, err
}
