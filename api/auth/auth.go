// Package auth knows who is asking: people on the pages through a session, scripts on the API through a token or HTTP
// Basic, all over the same accounts (package staff). It puts a [User] into the context; what the user may do is decided
// elsewhere, from Annex 1 (domain.Authorize) and the appointments in the ledger. No role ever comes from outside.
//
// There are two ways to sign in. With a local account: address, password, and a second step, a code from the person's
// telephone (TOTP, RFC 6238) or a recovery code. Or through the provider of identities of the municipality
// (OpenID Connect, [OIDC]); what that asks for a second step is its own affair. A script has a token that its owner made,
// can name and can take away; it may use the password only where nobody needs a second step.
//
// It promises:
//
//   - a request that changes something and comes from another site is refused (CSRF), with or without a session;
//   - the answer to a wrong password does not tell whether the account exists, and guessing is slowed down, by address
//     with an account or without (staff), and by client here; codes of the second step are counted with passwords. A
//     stranger who keeps guessing so shuts the owner out of strange browsers, and a client that does shuts its neighbours
//     out: but nobody out of a browser in which he signed in before (see device.go);
//   - there is no session before the second step, and a code is accepted once;
//   - a session ends 8 hours after sign-in, after an hour without use, at sign-out, and at once when the password
//     changes, the account is blocked, a second step is turned on or taken away, or somebody signs out everywhere; its
//     cookie is new at every sign-in. Tokens of scripts end with the password, with a block, with the link to a provider,
//     and when somebody else signs their owner out everywhere;
//   - a token or a password in a header counts at the addresses for programs only ([Options.Script]): no script changes an
//     account;
//   - whoever holds more than one role acts in the one he chose (R-LED-21); the choice is checked again at every request,
//     so a role that ended in the ledger is not acted in any longer, by page or by script.
//
// What it does not do: sign-out at the provider does not end sessions here (no back-channel logout); the limits by client
// and by device are those of one process. The secrets of second steps stand in the staff directory, sealed with AES-256-GCM if
// [Options.Key] is set: then the directory alone does not give them away. Whoever has directory and key can make codes.
//
// The handlers of pages call the methods of Auth in a request that went through [Auth.Middleware]; rendering is theirs.
package auth

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/staff"
)

// How long a session lasts.
const (
	Lifetime = 8 * time.Hour    // from sign-in, whatever happens
	Idle     = time.Hour        // without use
	HalfTime = 10 * time.Minute // between the password and the second step, or between leaving for the provider and coming back
)

// User is who is asking, in which role.
type User struct {
	Person  string      // person id
	Role    domain.Role // the one role chosen for acts (R-LED-21); "" as long as whoever holds more than one has not chosen
	Mandate string      // the mandate id, when the role is taken from a mandate
}

// RoleChoice is a role somebody may act in.
type RoleChoice struct {
	Role    domain.Role
	Mandate string // "" if it is a role of his own
	NL      string // what the choice says: "Privacybeheerder", "Proceseigenaar, namens Burgerzaken"
}

// Options is what Auth needs besides the accounts. Roles must be set.
type Options struct {
	// Roles returns what the person may act in now, in the order in which it is offered.
	Roles func(person string) []RoleChoice
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// HTTPS says that people reach the ledger over https: then cookies are Secure, and browsers are told to stay there.
	HTTPS bool
	// Origins are other origins ("https://intranet.gemeente.nl") whose pages may post here. Normally none.
	Origins []string
	// Proxies are the addresses of reverse proxies, whose X-Forwarded-For is believed. Normally one, or none.
	Proxies []netip.Prefix
	// API tells whether a program is asking rather than a browser: it gets 401 instead of the sign-in page. Nil: whatever
	// lies below /v1/.
	API func(*http.Request) bool
	// Script tells whether an address is for programs: only there does the header Authorization count, so that a token can
	// read and record, and never change an account. Nil: whatever lies below /v1/ and /tlog/.
	Script func(*http.Request) bool
	// Refuse answers a refused request. The status is given; nil answers with the sentence as plain text.
	Refuse func(w http.ResponseWriter, r *http.Request, status int, refusal *domain.Refusal)
	// Fail answers a request that failed through a fault of ours, and logs it. Nil: a plain sentence, and Log.
	Fail func(w http.ResponseWriter, r *http.Request, err error)
	// Log gets ids and codes, never names or addresses; nil is slog.Default.
	Log *slog.Logger

	// OIDC is the provider of identities; nil: only local accounts.
	OIDC *OIDC
	// Link is called before a person is linked to an identity for the first time, to record that he got a way in; an error
	// keeps him out. Nil records nothing.
	Link func(ctx context.Context, person string) error
	// RequireSecond says that local accounts must have a second step: whoever has none sets it up after his password, and
	// can do nothing before; and no script signs in with a password. Without it a second step is each person's choice. Set
	// it, except on a machine of one's own (plain http on a loopback address).
	RequireSecond bool
	// Key seals the secrets of second steps, and signs the cookies of devices: 32 bytes, the same for all nodes and for ever, kept apart from the directory
	// (see [DeriveKey]). Nil: they are kept as they are, and devices are known until the process ends.
	Key []byte
	// App is what the person's app calls the code: "Grootboek Heemstede". "" is "Grootboek".
	App string
}

// Auth signs people in and tells who is asking. All methods may be called concurrently.
type Auth struct {
	staff    *staff.Store
	o        Options
	sessions *scs.SessionManager
	cross    *http.CrossOriginProtection
	limit    *limiter
	feeds    *limiter // apart: whoever asks for many does not make room for guesses
	verified *verified
	oidc     *provider   // nil: none
	box      cipher.AEAD // nil: secrets are kept as they are
	devices  devices
}

// New returns an Auth over the accounts. An error means that an option cannot be right.
func New(s *staff.Store, o Options) (*Auth, error) {
	if o.Roles == nil {
		return nil, errors.New("auth: Roles is not set")
	}
	a := &Auth{staff: s, o: withDefaults(o), cross: http.NewCrossOriginProtection(), limit: newLimiter(), feeds: newLimiter(), verified: newVerified()}
	for _, origin := range o.Origins {
		if err := a.cross.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("auth: %w", err)
		}
	}
	a.cross.SetDenyHandler(http.HandlerFunc(a.foreign))
	a.sessions = a.newSessions()
	var err error
	if a.box, err = newBox(o.Key); err != nil {
		return nil, fmt.Errorf("auth: key of second steps: %w", err)
	}
	if a.devices, err = newDevices(o.Key); err != nil {
		return nil, fmt.Errorf("auth: key of devices: %w", err)
	}
	if o.HTTPS && len(o.Proxies) == 0 {
		a.o.Log.Warn("https without known proxies: all visitors count as one client, and one who guesses shuts strange browsers out for all")
	}
	if a.oidc, err = newProvider(a.o); err != nil {
		return nil, fmt.Errorf("auth: %w", err)
	}
	return a, nil
}

func withDefaults(o Options) Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.API == nil {
		o.API = belowV1
	}
	if o.Script == nil {
		o.Script = forScripts
	}
	if o.Refuse == nil {
		o.Refuse = plain
	}
	if o.App == "" {
		o.App = "Grootboek"
	}
	if o.Fail == nil {
		log := o.Log
		o.Fail = func(w http.ResponseWriter, r *http.Request, err error) {
			log.ErrorContext(r.Context(), "request failed", "error", err)
			http.Error(w, "Er ging iets mis. Probeer het later opnieuw.", http.StatusInternalServerError)
		}
	}
	return o
}

func plain(w http.ResponseWriter, _ *http.Request, status int, refusal *domain.Refusal) {
	http.Error(w, refusal.Error(), status)
}

// state is what Middleware puts into the context.
type state struct {
	user    User
	ok      bool // signed in
	session bool // scs has a session in the context
	client  netip.Addr
	device  string      // the cookie of a device, as the browser sent it
	header  http.Header // of the answer; nil for a script
}

type stateKey struct{}

func stateOf(ctx context.Context) state {
	s, _ := ctx.Value(stateKey{}).(state)
	return s
}

// From returns who is asking; ok is false for whoever did not sign in.
func From(ctx context.Context) (u User, ok bool) {
	s := stateOf(ctx)
	return s.user, s.ok
}

// Middleware refuses what comes from another site, loads the session or checks the password of a script, and puts the
// user into the context of next. Whoever did not sign in goes on as nobody: see [Auth.RequireUser].
func (a *Auth) Middleware(next http.Handler) http.Handler {
	pages := a.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.page(w, r, next) }))
	return a.cross.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := state{client: a.client(r)}
		if a.o.Script(r) && r.Header.Get("Authorization") != "" { // no session, no cookie
			a.script(w, r.WithContext(with(r.Context(), s)), next)
			return
		}
		s.header = w.Header()
		if c, err := r.Cookie(a.deviceCookie()); err == nil {
			s.device = c.Value
		}
		pages.ServeHTTP(w, r.WithContext(with(r.Context(), s)))
	}))
}

func with(ctx context.Context, s state) context.Context { return context.WithValue(ctx, stateKey{}, s) }

func (a *Auth) page(w http.ResponseWriter, r *http.Request, next http.Handler) {
	s := stateOf(r.Context())
	s.session = true
	var err error
	if s.user, s.ok, err = a.fromSession(r.Context()); err != nil {
		a.o.Fail(w, r, err)
		return
	}
	serve(w, r, s, next)
}

// serve goes on with the user in the context; what he sees is kept by no browser and no proxy.
func serve(w http.ResponseWriter, r *http.Request, s state, next http.Handler) {
	if s.ok {
		w.Header().Set("Cache-Control", "no-store")
	}
	next.ServeHTTP(w, r.WithContext(with(r.Context(), s)))
}

func (a *Auth) foreign(w http.ResponseWriter, r *http.Request) {
	a.o.Log.WarnContext(r.Context(), "request from another site refused")
	a.o.Refuse(w, r, http.StatusForbidden, &domain.Refusal{Kind: domain.Forbidden, Code: "request.cross-site",
		NL: "Dit verzoek kwam van een andere website en is niet uitgevoerd. Open de pagina in het grootboek zelf en probeer het opnieuw."})
}

// Step is what a sign-in with a password still needs.
type Step string

// The steps after the password.
const (
	Done  Step = ""      // nothing: there is a session
	Code  Step = "code"  // a code: [Auth.SecondStep]
	Enrol Step = "enrol" // a second step must be set up first: [Auth.Enrolment] and [Auth.Confirm]
)

// SignIn checks address and password, and begins a session with a new token if that is enough; otherwise it returns what
// is needed within [HalfTime]. The error is a [*domain.Refusal] with the same sentence, after the same time, for an
// unknown account and a wrong password; [*TooMany] after too many attempts; "signin.busy" when too many are signing in at
// once; anything else is a fault of ours.
func (a *Auth) SignIn(ctx context.Context, email, password string, now time.Time) (Step, error) {
	if !stateOf(ctx).session {
		return Done, errNoSession
	}
	in, err := a.check(ctx, email, password, now)
	switch {
	case err != nil:
		return Done, err
	case in.Second:
		return Code, a.half(ctx, in, Code, now)
	case a.o.RequireSecond:
		if err := a.half(ctx, in, Enrol, now); err != nil {
			return Done, err
		}
		return Enrol, a.propose(ctx, in.Person.ID)
	}
	return Done, a.arrive(ctx, in.Person, in.Epoch, now)
}

// arrive begins the session of whoever completed a sign-in with a password, and makes his browser a device of his.
func (a *Auth) arrive(ctx context.Context, p staff.Person, epoch int64, now time.Time) error {
	if err := a.begin(ctx, p.ID, epoch, now); err != nil {
		return err
	}
	a.remember(ctx, p.Email, now)
	return nil
}

// begin begins a session of this person, and ends what was there before. It is over at once if the epoch is no longer what
// the sign-in was checked against.
func (a *Auth) begin(ctx context.Context, person string, epoch int64, now time.Time) error {
	if err := a.anew(ctx, now.Add(Lifetime), epoch); err != nil {
		return err
	}
	a.sessions.Put(ctx, keyPerson, person)
	a.o.Log.InfoContext(ctx, "session began", "person", person)
	return nil
}

// half keeps that the password was right, in a session that is nobody's yet.
func (a *Auth) half(ctx context.Context, in staff.SignedIn, step Step, now time.Time) error {
	if err := a.anew(ctx, now.Add(HalfTime), in.Epoch); err != nil {
		return err
	}
	a.sessions.Put(ctx, keyHalf, in.Person.ID)
	a.sessions.Put(ctx, keyStep, string(step))
	return nil
}

func (a *Auth) anew(ctx context.Context, deadline time.Time, epoch int64) error {
	if err := errors.Join(a.sessions.Clear(ctx), a.sessions.RenewToken(ctx)); err != nil { // no session of before goes on
		return fmt.Errorf("begin session: %w", err)
	}
	a.sessions.SetDeadline(ctx, deadline)
	a.sessions.Put(ctx, keyEpoch, strconv.FormatInt(epoch, 10))
	return nil
}

// check is one attempt to sign in, on a page or by a script.
func (a *Auth) check(ctx context.Context, email, password string, now time.Time) (in staff.SignedIn, err error) {
	device := a.device(ctx, email, now)
	err = a.guess(ctx, device, email, now, func() (err error) {
		in, err = a.staff.SignIn(ctx, device, email, password, now)
		return err
	})
	if err == nil {
		a.o.Log.InfoContext(ctx, "signed in", "person", in.Person.ID, "second", in.Second)
	}
	return in, err
}

// guess runs one attempt at a password or a code. What does not come from a device of the account counts for its client
// before it is made, and no longer if it turns out to be no wrong guess: many at once are no more than many in a row.
func (a *Auth) guess(ctx context.Context, device, account string, now time.Time, try func() error) error {
	giveBack := func() {}
	if device == "" {
		var wait time.Duration
		if wait, giveBack = a.limit.reserve(stateOf(ctx).client, account, now); wait > 0 {
			a.o.Log.WarnContext(ctx, "sign-in refused", "code", "signin.too-many")
			return tooMany(wait)
		}
	}
	err := try()
	refusal, refused := errors.AsType[*domain.Refusal](err)
	if !refused || !wrongGuess[refusal.Code] {
		giveBack()
	}
	if !refused {
		return err
	}
	a.o.Log.WarnContext(ctx, "sign-in refused", "code", refusal.Code)
	if l, ok := errors.AsType[*staff.Locked](err); ok {
		return &TooMany{After: l.After(), refusal: refusal}
	}
	return refusal
}

// wrongGuess are the refusals that count.
var wrongGuess = map[string]bool{"signin.wrong": true, "signin.locked": true, "second.wrong": true, "second.used": true}

// SignOut ends the session.
func (a *Auth) SignOut(ctx context.Context) error {
	if !stateOf(ctx).session {
		return errNoSession
	}
	if err := a.sessions.Destroy(ctx); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// SetPassword uses a one-time link for a first or a new password. It does not sign in. A [*domain.Refusal] says that the
// link is no good ("link.invalid"), or why the password is not ("password.weak"); then the link can be used again.
func (a *Auth) SetPassword(ctx context.Context, token, password string, now time.Time) error {
	p, err := a.staff.Redeem(ctx, token, password, now)
	if err == nil {
		a.o.Log.InfoContext(ctx, "password set by link", "person", p.ID)
	}
	return err
}

// SetUp uses the one-time link of the first start: p is the first person with an account. Errors as SetPassword, and
// "person.invalid" and "person.email-taken".
func (a *Auth) SetUp(ctx context.Context, token string, p staff.Person, password string, now time.Time) (staff.Person, error) {
	p, err := a.staff.SetUp(ctx, token, p, password, now)
	if err == nil {
		a.o.Log.InfoContext(ctx, "first account set up", "person", p.ID)
	}
	return p, err
}

// TooMany is returned after too many attempts to sign in: HTTP status 429.
type TooMany struct {
	After   time.Duration // for Retry-After
	refusal *domain.Refusal
}

// Error returns the Dutch sentence.
func (t *TooMany) Error() string { return t.refusal.Error() }

// Unwrap returns the [*domain.Refusal].
func (t *TooMany) Unwrap() error { return t.refusal }

func tooOften(after time.Duration) error {
	return &TooMany{after, &domain.Refusal{Kind: domain.Forbidden, Code: "feed.too-many", NL: "Deze agenda is te vaak opgevraagd. Probeer het " + staff.InNL(after) + " opnieuw."}}
}

func tooMany(after time.Duration) error {
	return &TooMany{after, &domain.Refusal{Kind: domain.Forbidden, Code: "signin.too-many",
		NL: "Er is te vaak geprobeerd om aan te melden. Probeer het " + staff.InNL(after) + " opnieuw."}}
}
