package auth

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/staff"
)

// OIDC is the municipality's provider of identities: how people sign in with the account they have already (OpenID
// Connect Core 1.0, authorisation code flow with PKCE, state and nonce).
//
// A person is known by issuer and subject once he is linked. The first time he is found by his address, if the provider
// says that it verified it and it is the official address of somebody in the staff directory. Nothing else of what the
// provider says is used: names, groups and roles in the token are ignored, roles come from appointments in the ledger.
//
// The provider need not be there when the ledger starts: it is asked for its addresses and keys at the first sign-in, and
// again after a failure. Local accounts never depend on it.
type OIDC struct {
	Issuer   string // "https://login.gemeente.nl/realms/gemeente", letter for letter as the provider calls itself
	ClientID string // what the provider calls the ledger
	Secret   string // the secret of the client; "" for a public client, which PKCE protects alone
	Name     string // what the button says; "" is "Inloggen met uw gemeenteaccount"

	// RedirectURL is where the provider sends people back to: the public address of the ledger and [OIDCReturnPath]. It
	// must be registered at the provider, letter for letter.
	RedirectURL string
	// TrustEmail says that every address this issuer gives was given out by the municipality itself, also where it does not
	// say email_verified at all (an address of which it says false is never believed): some (Entra ID, AD FS) never do. Set it only for an issuer where nobody can choose his address.
	TrustEmail bool
	// Transport reaches the provider; nil is [http.DefaultTransport].
	Transport http.RoundTripper
}

// The addresses of signing in through a provider.
const (
	OIDCPath       = "/inloggen/gemeenteaccount" // a GET here leads to the provider; ToParam is where to go afterwards
	OIDCReturnPath = OIDCPath + "/terug"         // the provider leads back here
	// AgainParam ("ja") at OIDCPath lets the provider ask again who he is, also if it knows him: the session then is fresh for
	// ten minutes, for [Auth.Reauthenticate]. The provider must say when it asked (auth_time).
	AgainParam = "opnieuw"
)

// Limits of talking to a provider.
const (
	askTimeout  = 8 * time.Second // one question
	flowTimeout = 20 * time.Second
	askAgain    = 10 * time.Second // after a failed discovery
	maxReply    = 1 << 20          // bytes of an answer
	maxOIDCCode = 4096             // bytes of a code
)

// provider asks the provider of identities. Its discovery is done once, by one caller at a time.
type provider struct {
	OIDC
	client *http.Client
	now    func() time.Time

	gate chan struct{} // held while discovering
	mu   sync.Mutex
	found
	failed time.Time
}

// found is what discovery found.
type found struct {
	provider *oidc.Provider
	config   oauth2.Config
	endpoint struct {
		EndSession  string   `json:"end_session_endpoint"`
		Keys        string   `json:"jwks_uri"`
		UserInfo    string   `json:"userinfo_endpoint"`
		AuthMethods []string `json:"token_endpoint_auth_methods_supported"`
	}
}

func newProvider(o Options) (*provider, error) {
	if o.OIDC == nil {
		return nil, nil
	}
	p := &provider{OIDC: *o.OIDC, now: o.Now, gate: make(chan struct{}, 1)}
	if p.Name == "" {
		p.Name = "Inloggen met uw gemeenteaccount"
	}
	if p.Transport == nil {
		p.Transport = http.DefaultTransport
	}
	p.client = &http.Client{Timeout: askTimeout, Transport: bounded{p.Transport}, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // what the provider is asked is for nobody else
	}}
	switch {
	case !secure(p.Issuer):
		return nil, fmt.Errorf("issuer %q is no https address", p.Issuer)
	case p.ClientID == "":
		return nil, errors.New("the provider of identities has no client id")
	case !strings.HasSuffix(p.RedirectURL, OIDCReturnPath):
		return nil, fmt.Errorf("redirect URL %q does not end in %s", p.RedirectURL, OIDCReturnPath)
	}
	return p, nil
}

// secure tells whether this is an https address, or one on this machine.
func secure(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || err == nil && ip.IsLoopback())
}

// bounded reads no more of an answer than maxReply, and nothing of what somebody says who was asked and refuses: it would
// end up in errors, and those in the log.
type bounded struct{ next http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	most := int64(maxReply)
	if r.Method == http.MethodGet && resp.StatusCode >= 400 {
		most = 0
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, most), resp.Body}
	return resp, nil
}

// discover returns what is known of the provider, and asks if nothing is. After a failure it does not ask again at once.
func (p *provider) discover(ctx context.Context) (found, error) {
	select {
	case p.gate <- struct{}{}:
		defer func() { <-p.gate }()
	case <-ctx.Done():
		return found{}, ctx.Err()
	}
	if p.known() {
		return p.found, nil
	}
	if wait := p.failed.Add(askAgain).Sub(p.now()); wait > 0 && wait <= askAgain {
		return found{}, errors.New("discovery failed a moment ago")
	}
	f, err := p.ask(ctx)
	if err != nil {
		p.failed = p.now()
		return found{}, err
	}
	p.mu.Lock()
	p.found = f
	p.mu.Unlock()
	return f, nil
}

func (p *provider) known() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.found.provider != nil
}

// ask does not end when whoever came first hangs up: the others wait for it too.
func (p *provider) ask(ctx context.Context) (f found, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flowTimeout)
	defer cancel()
	if f.provider, err = oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.Issuer); err != nil {
		return f, fmt.Errorf("discovery: %s", short(err))
	}
	if err := f.provider.Claims(&f.endpoint); err != nil {
		return f, fmt.Errorf("discovery: %s", short(err))
	}
	at := f.provider.Endpoint()
	for i, address := range []string{at.AuthURL, at.TokenURL, f.endpoint.Keys, f.endpoint.UserInfo} {
		if optional := i == 3 && address == ""; !optional && !secure(address) {
			return f, errors.New("discovery: an address is missing, or is no https address")
		}
	}
	at.AuthStyle = oauth2.AuthStyleInHeader // what a provider that says nothing means
	if p.Secret == "" || len(f.endpoint.AuthMethods) > 0 && !slices.Contains(f.endpoint.AuthMethods, "client_secret_basic") {
		at.AuthStyle = oauth2.AuthStyleInParams
	}
	f.config = oauth2.Config{ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: at, RedirectURL: p.RedirectURL, Scopes: []string{oidc.ScopeOpenID, oidc.ScopeEmail}}
	return f, nil
}

// short is an error for the log: what a provider answered may be long.
func short(err error) string {
	const most = 300
	text := err.Error()
	return text[:min(len(text), most)]
}

// flow is what is remembered between leaving for the provider and coming back. It travels in a cookie of its own, which
// only this browser has: whoever comes back without it did not leave from here. SameSite=Lax, like the cookie of the
// session: a Strict one would not come along from the provider.
type flow struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"` // of PKCE
	To       string    `json:"to"`
	Until    time.Time `json:"until"`
	Again    bool      `json:"again,omitempty"` // he must show the provider again that it is he
}

func (a *Auth) flowCookie(value string, age time.Duration) *http.Cookie {
	return &http.Cookie{Name: a.cookieName() + "-oidc", Value: value, Path: "/", MaxAge: int(age / time.Second), HttpOnly: true, Secure: a.o.HTTPS, SameSite: http.SameSiteLaxMode}
}

// OIDCName is what the button for the provider says; "" if there is none.
func (a *Auth) OIDCName() string {
	if a.oidc == nil {
		return ""
	}
	return a.oidc.Name
}

// StartOIDC returns the address at the provider where somebody signs in, and remembers in a cookie that he left, and where
// he wants to go afterwards. A [*domain.Refusal] with code "oidc.none" if there is no provider, "oidc.down" if it cannot
// be reached within seconds.
func (a *Auth) StartOIDC(w http.ResponseWriter, r *http.Request) (address string, err error) {
	if a.oidc == nil {
		return "", noProvider()
	}
	ctx, cancel := context.WithTimeout(r.Context(), flowTimeout)
	defer cancel()
	p, err := a.oidc.discover(ctx)
	if err != nil {
		return "", a.down(ctx, err)
	}
	f := flow{State: oauth2.GenerateVerifier(), Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier(), // 256 random bits each
		To: SafePath(r.FormValue(ToParam)), Until: a.o.Now().Add(HalfTime), Again: r.FormValue(AgainParam) == "ja"}
	b, err := json.Marshal(f)
	if err != nil {
		return "", err
	}
	http.SetCookie(w, a.flowCookie(base64.RawURLEncoding.EncodeToString(b), HalfTime))
	w.Header().Set("Cache-Control", "no-store")
	options := []oauth2.AuthCodeOption{oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)}
	if f.Again {
		options = append(options, oauth2.SetAuthURLParam("max_age", "0")) // OpenID Connect Core 3.1.2.1
	}
	return p.config.AuthCodeURL(f.State, options...), nil
}

func noProvider() error {
	return &domain.Refusal{Kind: domain.NotFound, Code: "oidc.none", NL: "Inloggen met een gemeenteaccount is hier niet ingesteld. Gebruik uw e-mailadres en wachtwoord."}
}

func (a *Auth) down(ctx context.Context, err error) error {
	a.o.Log.ErrorContext(ctx, "provider of identities fails", "error", short(err))
	return &domain.Refusal{Kind: domain.Unmet, Code: "oidc.down",
		NL: "Inloggen met uw gemeenteaccount lukt nu niet: het antwoordt niet. Probeer het over enkele minuten opnieuw, of gebruik uw e-mailadres en wachtwoord als u die heeft."}
}

// FinishOIDC signs in whoever comes back from the provider, and returns where he wanted to go, also with an error if that is
// known. Refusals: "oidc.state" for whoever did not leave from here, or took longer than [HalfTime]; "oidc.refused" if the
// provider refused; "oidc.token" if what it said is not to be trusted; "oidc.again" if it was to ask him again and does not
// say that it did; "oidc.down"; and those of [staff.Store.Identify]. Nothing is tried twice: the person begins again.
func (a *Auth) FinishOIDC(w http.ResponseWriter, r *http.Request) (to string, err error) {
	if a.oidc == nil {
		return "", noProvider()
	}
	if !stateOf(r.Context()).session {
		return "", errNoSession
	}
	f, err := a.takeFlow(w, r)
	if err != nil {
		return "", err
	}
	if code := r.FormValue("error"); code != "" {
		a.o.Log.WarnContext(r.Context(), "sign-in refused", "code", "oidc.refused", "provider", errorCode(code))
		return f.To, &domain.Refusal{Kind: domain.Forbidden, Code: "oidc.refused", NL: "Het inloggen met uw gemeenteaccount is afgebroken of geweigerd. Probeer het opnieuw, of vraag de helpdesk van de gemeente."}
	}
	ctx, cancel := context.WithTimeout(r.Context(), flowTimeout)
	defer cancel()
	id, err := a.identity(ctx, f, r.FormValue("code"))
	if err != nil {
		return f.To, err
	}
	if err := a.enterAs(ctx, id); err != nil || !f.Again {
		return f.To, err
	}
	a.sessions.Put(ctx, keyFresh, strconv.FormatInt(a.o.Now().Unix(), 10))
	return f.To, nil
}

// takeFlow returns what was remembered, once, if the request belongs to it.
func (a *Auth) takeFlow(w http.ResponseWriter, r *http.Request) (f flow, err error) {
	http.SetCookie(w, a.flowCookie("", -time.Second))
	w.Header().Set("Cache-Control", "no-store")
	if c, err := r.Cookie(a.cookieName() + "-oidc"); err == nil {
		if b, err := base64.RawURLEncoding.DecodeString(c.Value); err == nil {
			_ = json.Unmarshal(b, &f) // what cannot be read is an empty flow, which fits nothing
		}
	}
	iss := r.FormValue("iss") // RFC 9207
	same := subtle.ConstantTimeCompare([]byte(f.State), []byte(r.FormValue("state"))) == 1
	if f.State == "" || f.Nonce == "" || f.Verifier == "" || !same || !a.o.Now().Before(f.Until) || iss != "" && iss != a.oidc.Issuer {
		a.o.Log.WarnContext(r.Context(), "sign-in refused", "code", "oidc.state")
		return flow{}, &domain.Refusal{Kind: domain.Forbidden, Code: "oidc.state", NL: "Dit inloggen hoort niet bij dit venster, of het duurde te lang. Begin opnieuw."}
	}
	f.To = SafePath(f.To)
	return f, nil
}

// errorCode is the code of an error as OAuth has them; anything else is not worth keeping.
func errorCode(code string) string {
	if len(code) > 40 || strings.ContainsFunc(code, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') }) {
		return "other"
	}
	return code
}

// claims is what is read of a token, besides what every token has.
type claims struct {
	Email    string `json:"email"`
	Verified any    `json:"email_verified"` // some say "true"
	Party    string `json:"azp"`
	AuthTime int64  `json:"auth_time"` // when he last showed who he is: Unix seconds; 0 if it is not said
}

// clockSkew is how far the clock of the provider may be behind ours.
const clockSkew = time.Minute

// asked tells whether the provider asked him who he is after he left for it.
func (f flow) asked(c claims) bool {
	left := f.Until.Add(-HalfTime)
	return !time.Unix(c.AuthTime, 0).Before(left.Add(-clockSkew))
}

// identity exchanges the code, and checks what comes back: signature, issuer, audience, expiry, nonce (OpenID Connect Core
// 3.1.3.7).
func (a *Auth) identity(ctx context.Context, f flow, code string) (staff.Identity, error) {
	if code == "" || len(code) > maxOIDCCode {
		return staff.Identity{}, a.badToken(ctx, errors.New("no code"))
	}
	p, err := a.oidc.discover(ctx)
	if err != nil {
		return staff.Identity{}, a.down(ctx, err)
	}
	ctx = oidc.ClientContext(ctx, a.oidc.client)
	token, err := p.config.Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return staff.Identity{}, a.exchangeFailed(ctx, err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := p.provider.Verifier(&oidc.Config{ClientID: a.oidc.ClientID, Now: a.o.Now}).Verify(ctx, raw)
	if err != nil {
		return staff.Identity{}, a.badToken(ctx, err)
	}
	var c claims
	if err := id.Claims(&c); err != nil {
		return staff.Identity{}, a.badToken(ctx, errors.New("the claims cannot be read"))
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(f.Nonce)) != 1:
		return staff.Identity{}, a.badToken(ctx, errors.New("wrong nonce"))
	case c.Party != "" && c.Party != a.oidc.ClientID, c.Party == "" && len(id.Audience) > 1:
		return staff.Identity{}, a.badToken(ctx, errors.New("it was given to another client"))
	case id.Subject == "":
		return staff.Identity{}, a.badToken(ctx, errors.New("no subject"))
	case f.Again && !f.asked(c):
		a.o.Log.WarnContext(ctx, "sign-in refused", "code", "oidc.again")
		return staff.Identity{}, &domain.Refusal{Kind: domain.Forbidden, Code: "oidc.again",
			NL: "Uw gemeenteaccount heeft u niet opnieuw laten inloggen, of zegt niet wanneer. Log daar eerst uit en probeer het opnieuw. Blijft dit zo, meld het dan bij de beheerder van het grootboek."}
	}
	if c.Email == "" && p.endpoint.UserInfo != "" { // where strict providers give it
		if c, err = a.userInfo(ctx, p, token, id.Subject); err != nil {
			return staff.Identity{}, err
		}
	}
	return staff.Identity{Issuer: id.Issuer, Subject: id.Subject, Email: a.oidc.vouched(c)}, nil
}

// userInfo asks the provider for what is not in the token, about the same person.
func (a *Auth) userInfo(ctx context.Context, p found, token *oauth2.Token, subject string) (c claims, err error) {
	info, err := p.provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return c, a.badToken(ctx, errors.New("the provider does not say who it is"))
	}
	if info.Subject != subject {
		return c, a.badToken(ctx, errors.New("the provider speaks of somebody else"))
	}
	if err := info.Claims(&c); err != nil {
		return c, a.badToken(ctx, errors.New("the claims cannot be read"))
	}
	return c, nil
}

// vouched returns the address, if the provider says that it is his. One that it says it did not verify is nobody's.
func (o OIDC) vouched(c claims) string {
	if c.Verified == true || c.Verified == "true" || o.TrustEmail && c.Verified == nil {
		return c.Email
	}
	return ""
}

// exchangeFailed tells a provider that says no from one that says nothing. What it said is not logged: it may repeat what
// it was asked.
func (a *Auth) exchangeFailed(ctx context.Context, err error) error {
	e, said := errors.AsType[*oauth2.RetrieveError](err)
	if !said || e.Response != nil && e.Response.StatusCode >= 500 {
		return a.down(ctx, errors.New("no answer to the code"))
	}
	return a.badToken(ctx, fmt.Errorf("the code was refused: %s", errorCode(e.ErrorCode)))
}

func (a *Auth) badToken(ctx context.Context, err error) error {
	a.o.Log.WarnContext(ctx, "sign-in refused", "code", "oidc.token", "error", short(err))
	return &domain.Refusal{Kind: domain.Forbidden, Code: "oidc.token",
		NL: "Het antwoord van het gemeenteaccount klopt niet, dus u bent niet ingelogd. Probeer het opnieuw. Blijft dit zo, meld het dan bij de beheerder van het grootboek."}
}

// enterAs begins the session of whoever this identity is of.
func (a *Auth) enterAs(ctx context.Context, id staff.Identity) error {
	now := a.o.Now()
	in, err := a.signInAs(ctx, id, now)
	if err != nil {
		if refusal, ok := errors.AsType[*domain.Refusal](err); ok {
			a.o.Log.WarnContext(ctx, "sign-in refused", "code", refusal.Code)
		}
		return err
	}
	if err := a.begin(ctx, in.Person.ID, in.Epoch, now); err != nil {
		return err
	}
	a.sessions.Put(ctx, keyVia, "oidc")
	return nil
}

// signInAs records that somebody is linked before he is.
func (a *Auth) signInAs(ctx context.Context, id staff.Identity, now time.Time) (staff.SignedIn, error) {
	person, linked, err := a.staff.Identify(ctx, id)
	if err != nil {
		return staff.SignedIn{}, err
	}
	if !linked && a.o.Link != nil {
		if err := a.o.Link(ctx, person); err != nil {
			return staff.SignedIn{}, fmt.Errorf("record the link of %s: %w", person, err)
		}
	}
	return a.staff.SignInIdentity(ctx, id, now)
}

// ProviderSignOut is the address at the provider where whoever signed in through it can sign out there too, back to the
// page back afterwards; "" if he did not, or it has none. Call it before [Auth.SignOut]. The address names no person: the
// provider asks him, or knows him by its own cookie. It is for a link, not for a redirect after a form: form-action in the
// Content-Security-Policy forbids those.
func (a *Auth) ProviderSignOut(ctx context.Context, back string) string {
	if a.oidc == nil || !stateOf(ctx).session || a.sessions.GetString(ctx, keyVia) != "oidc" {
		return ""
	}
	a.oidc.mu.Lock()
	end := a.oidc.endpoint.EndSession
	a.oidc.mu.Unlock()
	u, err := url.Parse(end)
	if err != nil || !secure(end) {
		return ""
	}
	q := u.Query()
	q.Set("client_id", a.oidc.ClientID)
	q.Set("post_logout_redirect_uri", back)
	u.RawQuery = q.Encode()
	return u.String()
}
