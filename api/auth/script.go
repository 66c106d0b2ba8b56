package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/staff"
)

// The headers by which a script says in which role it acts.
const (
	RoleHeader    = "Grootboek-Rol"     // a role code: "FG"
	MandateHeader = "Grootboek-Mandaat" // a mandate id, when the role is taken from a mandate
)

// script serves a request with a token, or with HTTP Basic.
func (a *Auth) script(w http.ResponseWriter, r *http.Request, next http.Handler) {
	person, err := a.whose(r)
	if err != nil {
		a.refuseScript(w, r, err)
		return
	}
	u, err := a.scriptRole(r, person)
	if err != nil {
		a.refuseScript(w, r, err)
		return
	}
	serve(w, r, state{user: u, ok: true, client: stateOf(r.Context()).client}, next)
}

// whose returns in whose name a script asks.
func (a *Auth) whose(r *http.Request) (person string, err error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return a.basic(r)
	}
	in, err := a.staff.SignInToken(r.Context(), token, a.o.Now()) // no limit here: 256 random bits cannot be guessed
	if refusal, ok := errors.AsType[*domain.Refusal](err); ok {
		a.o.Log.WarnContext(r.Context(), "sign-in refused", "code", refusal.Code)
	}
	return in.Person.ID, err
}

// basic checks the password of a script. Where a second step is needed the password is not enough, and a script has no
// telephone: it needs a token.
func (a *Auth) basic(r *http.Request) (person string, err error) {
	email, password, ok := r.BasicAuth()
	if !ok {
		return "", &domain.Refusal{Kind: domain.Forbidden, Code: "signin.scheme",
			NL: "Meld u aan met een code voor programma’s (Authorization: Bearer), of met HTTP Basic: e-mailadres en wachtwoord."}
	}
	now := a.o.Now()
	if person, ok, err := a.known(r.Context(), email, password, now); ok || err != nil {
		return person, err
	}
	in, err := a.check(r.Context(), email, password, now)
	if err != nil {
		return "", err
	}
	if in.Second || a.o.RequireSecond {
		return "", &domain.Refusal{Kind: domain.Forbidden, Code: "signin.token-needed",
			NL: "Bij dit account is een wachtwoord alleen niet genoeg. Maak op de pagina Mijn account een code voor programma’s, en gebruik die (Authorization: Bearer)."}
	}
	a.verified.put(email, password, in, now)
	return in.Person.ID, nil
}

// known tells whether this address and password were right a moment ago, and the account has not changed since.
func (a *Auth) known(ctx context.Context, email, password string, now time.Time) (person string, ok bool, err error) {
	in, ok := a.verified.get(email, password, now)
	if !ok {
		return "", false, nil
	}
	epoch, active, err := a.staff.Standing(ctx, in.Person.ID)
	return in.Person.ID, err == nil && active && epoch == in.Epoch, err
}

// scriptRole returns the user in the role the script names. Whoever holds more than one must name one in order to
// change anything (R-LED-21); for reading he need not.
func (a *Auth) scriptRole(r *http.Request, person string) (User, error) {
	role, mandate := domain.Role(r.Header.Get(RoleHeader)), r.Header.Get(MandateHeader)
	if role != "" || mandate != "" {
		u, ok := a.choose(person, role, mandate)
		if !ok {
			return User{}, notHeld(role)
		}
		return u, nil
	}
	u := a.only(person)
	if u.Role == "" && !safe(r.Method) && len(a.o.Roles(person)) > 1 {
		return User{}, &domain.Refusal{Kind: domain.Invalid, Code: "role.not-chosen",
			NL: "U heeft meer dan één rol. Kies er een met de header " + RoleHeader + "."}
	}
	return u, nil
}

func safe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

func (a *Auth) refuseScript(w http.ResponseWriter, r *http.Request, err error) {
	refusal, ok := errors.AsType[*domain.Refusal](err)
	if !ok {
		a.o.Fail(w, r, err)
		return
	}
	status := http.StatusForbidden
	switch t, many := errors.AsType[*TooMany](err); {
	case many:
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", strconv.Itoa(int((t.After+time.Second-1)/time.Second)))
	case refusal.Code == "signin.busy":
		status = http.StatusServiceUnavailable
		w.Header().Set("Retry-After", "60")
	case refusal.Kind == domain.Invalid:
		status = http.StatusBadRequest
	case refusal.Code != "role.not-held":
		status = http.StatusUnauthorized
		challenge(w)
	}
	a.o.Refuse(w, r, status, refusal)
}

func challenge(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", `Basic realm="grootboek", charset="UTF-8"`)
	w.Header().Add("WWW-Authenticate", `Bearer realm="grootboek"`)
}

// verified remembers for a short time which address and password were right: argon2id is slow on purpose, and a script
// asks often. It keeps no password, only an HMAC under a key that lives as long as the process.
type verified struct {
	key [32]byte

	mu sync.Mutex
	m  map[[sha256.Size]byte]remembered
}

type remembered struct {
	staff.SignedIn
	until time.Time
}

const (
	remember    = 5 * time.Minute
	maxVerified = 1000
)

func newVerified() *verified {
	v := &verified{m: map[[sha256.Size]byte]remembered{}}
	_, _ = rand.Read(v.key[:]) // never fails (crypto/rand)
	return v
}

func (v *verified) mac(email, password string) (sum [sha256.Size]byte) {
	h := hmac.New(sha256.New, v.key[:])
	fmt.Fprintf(h, "%d:%s%s", len(email), email, password) // the length: no other pair gives the same text
	return [sha256.Size]byte(h.Sum(nil))
}

func (v *verified) get(email, password string, now time.Time) (staff.SignedIn, bool) {
	sum := v.mac(email, password)
	v.mu.Lock()
	defer v.mu.Unlock()
	r, ok := v.m[sum]
	return r.SignedIn, ok && now.Before(r.until)
}

func (v *verified) put(email, password string, in staff.SignedIn, now time.Time) {
	sum := v.mac(email, password)
	v.mu.Lock()
	defer v.mu.Unlock()
	for k, r := range v.m { // in no order: what is over goes, and if it is still too much, whatever comes first
		if len(v.m) < maxVerified && now.Before(r.until) {
			continue
		}
		delete(v.m, k)
	}
	v.m[sum] = remembered{in, now.Add(remember)}
}
