// Package oidctest is a provider of identities (OpenID Connect) for tests: it runs in the process, signs whoever comes in at
// once, and misbehaves on demand. It checks what a client must send: registered redirect address, PKCE with S256, client
// secret, each code once. It knows one client and one person at a time.
package oidctest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// The client that the provider knows.
const (
	ClientID = "grootboek"
	Secret   = "geheim-van-de-client"
)

// Person is who signs in at the provider.
type Person struct {
	Subject  string
	Email    string
	Verified any // email_verified: true, "true", false, or nil for a provider that does not say
}

// Provider is the server. Once it runs its fields are set with [Provider.Set] only.
type Provider struct {
	*httptest.Server
	Now func() time.Time

	Who      Person
	Public   bool                                                       // the client has no secret
	Post     bool                                                       // the secret is sent in the form, not in the header
	InfoOnly bool                                                       // the address stands at the userinfo endpoint only
	InfoOf   string                                                     // the subject that the userinfo endpoint speaks of; "" is that of Who
	Silent   bool                                                       // does not say when it asked who he is
	Error    string                                                     // what is sent back instead of a code
	Claims   func(map[string]any)                                       // changes what the token says
	Token    func(token string) string                                  // changes the token after it was signed; nil leaves it
	Alg      jose.SignatureAlgorithm                                    // "" is RS256
	OtherKey bool                                                       // signs with a key that it does not publish
	Config   func(map[string]any)                                       // changes what discovery says
	Break    func(w http.ResponseWriter, r *http.Request) (broken bool) // answers instead of the provider

	mu       sync.Mutex
	key, own *rsa.PrivateKey // own is published
	grants   map[string]grant
	asked    map[string]int
	n        int
}

type grant struct {
	redirect, nonce, challenge string
	again                      bool // max_age=0: he was asked again who he is
}

// Start runs the provider, for one person, until it is closed.
func Start(now func() time.Time, who Person) *Provider {
	p := &Provider{Now: now, Who: who, grants: map[string]grant{}, asked: map[string]int{}}
	p.own, p.key = published(), hidden()
	p.Server = httptest.NewServer(p)
	return p
}

// The keys are the same for all tests of a process: making them costs more than a test.
var published, hidden = sync.OnceValue(newKey), sync.OnceValue(newKey)

func newKey() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic("oidctest: " + err.Error()) // crypto/rand does not fail
	}
	return k
}

// Set changes how the provider behaves, between two requests.
func (p *Provider) Set(f func(*Provider)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(p)
}

// Asked tells how often a path of the provider was asked for.
func (p *Provider) Asked(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[path]
}

// ServeHTTP implements [http.Handler].
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked[r.URL.Path]++
	if p.Break != nil && p.Break(w, r) {
		return
	}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		p.discovery(w)
	case "/authorize":
		p.authorize(w, r)
	case "/token":
		p.token(w, r)
	case "/keys":
		answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.own.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
	case "/userinfo":
		p.userInfo(w, r)
	default:
		http.NotFound(w, r)
	}
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client is gone
}

func (p *Provider) discovery(w http.ResponseWriter) {
	c := map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"userinfo_endpoint": p.URL + "/userinfo", "end_session_endpoint": p.URL + "/logout", "id_token_signing_alg_values_supported": []string{"RS256", "none", "HS256"}}
	if p.Post {
		c["token_endpoint_auth_methods_supported"] = []string{"client_secret_post"}
	}
	if p.Config != nil {
		p.Config(c)
	}
	answer(w, http.StatusOK, c)
}

// authorize is where the person would sign in.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != ClientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("state") == "" ||
		!strings.Contains(" "+q.Get("scope")+" ", " openid ") {
		http.Error(w, "bad request: "+r.URL.RawQuery, http.StatusBadRequest)
		return
	}
	back := url.Values{"state": {q.Get("state")}}
	if p.Error != "" {
		back.Set("error", p.Error)
	} else {
		p.n++
		code := fmt.Sprintf("code-%d-%s", p.n, rand.Text())
		p.grants[code] = grant{q.Get("redirect_uri"), q.Get("nonce"), q.Get("code_challenge"), q.Get("max_age") == "0"}
		back.Set("code", code)
	}
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	if !p.isClient(r) {
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client", "error_description": "geheim " + r.FormValue("code")})
		return
	}
	g, ok := p.grants[r.FormValue("code")]
	delete(p.grants, r.FormValue("code")) // a code works once
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || g.redirect != r.FormValue("redirect_uri") || g.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant", "error_description": "geheim " + r.FormValue("code")})
		return
	}
	answer(w, http.StatusOK, map[string]any{"access_token": "toegang-" + p.Who.Subject, "token_type": "Bearer", "expires_in": 300, "id_token": p.idToken(g)})
}

func (p *Provider) isClient(r *http.Request) bool {
	id, secret, basic := r.BasicAuth()
	switch {
	case p.Public:
		return !basic && r.FormValue("client_id") == ClientID
	case p.Post:
		return !basic && r.FormValue("client_id") == ClientID && r.FormValue("client_secret") == Secret
	}
	return basic && id == ClientID && secret == Secret
}

func (p *Provider) idToken(g grant) string {
	c := map[string]any{"iss": p.URL, "sub": p.Who.Subject, "aud": ClientID, "exp": p.Now().Add(5 * time.Minute).Unix(), "iat": p.Now().Unix(), "nonce": g.nonce,
		"name": "Naam Uit Token", "roles": []string{"FG", "PB", "SEC"}, "groups": []string{"FG"}}
	if g.again && !p.Silent {
		c["auth_time"] = p.Now().Unix()
	}
	if !p.InfoOnly {
		maps.Copy(c, p.address())
	}
	if p.Claims != nil {
		p.Claims(c)
	}
	body, err := json.Marshal(c)
	if err != nil {
		panic("oidctest: " + err.Error())
	}
	token := p.sign(body)
	if p.Token != nil {
		token = p.Token(token)
	}
	return token
}

func (p *Provider) address() map[string]any {
	c := map[string]any{}
	if p.Who.Email != "" {
		c["email"] = p.Who.Email
	}
	if p.Who.Verified != nil {
		c["email_verified"] = p.Who.Verified
	}
	return c
}

func (p *Provider) sign(body []byte) string {
	if p.Alg == "none" { // no library makes one
		enc := base64.RawURLEncoding.EncodeToString
		return enc([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + enc(body) + "."
	}
	key := jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: p.own, KeyID: "1"}}
	if p.OtherKey {
		key.Key = jose.JSONWebKey{Key: p.key, KeyID: "1"}
	}
	if p.Alg == jose.HS256 { // signed with what the client knows too
		key = jose.SigningKey{Algorithm: jose.HS256, Key: []byte(strings.Repeat(Secret, 2))}
	}
	s, err := jose.NewSigner(key, nil)
	if err != nil {
		panic("oidctest: " + err.Error())
	}
	signed, err := s.Sign(body)
	if err != nil {
		panic("oidctest: " + err.Error())
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		panic("oidctest: " + err.Error())
	}
	return token
}

func (p *Provider) userInfo(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer toegang-"+p.Who.Subject {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	c := p.address()
	c["sub"] = p.Who.Subject
	if p.InfoOf != "" {
		c["sub"] = p.InfoOf
	}
	answer(w, http.StatusOK, c)
}
