package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/staff"
)

const (
	keyPerson, keyEpoch, keyRole, keyMandate, keyFlash = "person", "epoch", "role", "mandate", "flash"
	keyVia                                             = "via"          // how he signed in
	keyHalf, keyStep                                   = "half", "step" // who gave a password, and what is needed yet
	keyProposed                                        = "proposed"     // the second step that this session asked for
	keyFresh                                           = "fresh"        // when he showed the provider again that it is he

	maxFlash = 2000 // characters
)

var errNoSession = errors.New("auth: the request did not go through Middleware, or comes from a script")

func (a *Auth) newSessions() *scs.SessionManager {
	m := scs.New()
	m.Store = a.kept()
	m.Codec = codec{}
	m.HashTokenInStore = true
	m.Lifetime = Lifetime
	m.ErrorFunc = a.o.Fail
	m.Cookie.Name = a.cookieName()
	m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Secure = true, http.SameSiteLaxMode, a.o.HTTPS
	m.Cookie.Path, m.Cookie.Persist = "/", false // gone when the browser closes
	return m
}

// kept is where sessions are kept. Idleness is its work, not that of scs: see there.
func (a *Auth) kept() staff.Sessions {
	return staff.Sessions{Store: a.staff, Idle: Idle, Now: a.o.Now, Person: func(data []byte) string {
		_, values, err := codec{}.Decode(data)
		if err != nil { // nothing that we encoded
			return ""
		}
		person, _ := values[keyPerson].(string)
		return person
	}}
}

// cookieName has the prefix by which browsers refuse a cookie set by a neighbour, or over http.
func (a *Auth) cookieName() string {
	if a.o.HTTPS {
		return "__Host-grootboek"
	}
	return "grootboek"
}

// fromSession returns who the session is of. A session that ended meanwhile is taken away.
func (a *Auth) fromSession(ctx context.Context) (User, bool, error) {
	person := a.sessions.GetString(ctx, keyPerson)
	if person == "" {
		return User{}, false, nil
	}
	epoch, active, err := a.staff.Standing(ctx, person)
	if err != nil {
		return User{}, false, err
	}
	if !active || strconv.FormatInt(epoch, 10) != a.sessions.GetString(ctx, keyEpoch) {
		return User{}, false, a.sessions.Destroy(ctx)
	}
	u, ok := a.choose(person, domain.Role(a.sessions.GetString(ctx, keyRole)), a.sessions.GetString(ctx, keyMandate))
	if !ok { // not chosen yet, or no longer held
		u = a.only(person)
	}
	return u, true, nil
}

// choose returns the person in this role, if it is one of his.
func (a *Auth) choose(person string, role domain.Role, mandate string) (User, bool) {
	for _, c := range a.o.Roles(person) {
		if c.Role == role && c.Mandate == mandate {
			return User{person, role, mandate}, true
		}
	}
	return User{}, false
}

// only returns the person in the one role he has, or in none if there is a choice.
func (a *Auth) only(person string) User {
	if c := a.o.Roles(person); len(c) == 1 {
		return User{person, c[0].Role, c[0].Mandate}
	}
	return User{Person: person}
}

// As returns the user in another of his roles, for a form that names the role it was made for: what a second tab chose
// meanwhile does not change what the first one says. A role he does not hold is refused.
func (a *Auth) As(ctx context.Context, role domain.Role, mandate string) (User, error) {
	u, ok := From(ctx)
	if !ok {
		return User{}, notSignedIn()
	}
	chosen, ok := a.choose(u.Person, role, mandate)
	if !ok {
		return User{}, notHeld(role)
	}
	return chosen, nil
}

func notHeld(role domain.Role) error {
	nl := "Kies een van uw eigen rollen."
	if role != "" {
		nl = "U bent nu niet in functie als " + domain.RoleNL(role) + ". " + nl
	}
	return &domain.Refusal{Kind: domain.Forbidden, Code: "role.not-held", NL: nl}
}

func notSignedIn() *domain.Refusal {
	return &domain.Refusal{Kind: domain.Forbidden, Code: "signin.needed", NL: "Meld u eerst aan."}
}

// SetRole chooses the role of the acts that follow in this session, from the next request on. A role the user does not
// hold is refused with a [*domain.Refusal].
func (a *Auth) SetRole(ctx context.Context, role domain.Role, mandate string) error {
	if !stateOf(ctx).session {
		return errNoSession
	}
	if _, err := a.As(ctx, role, mandate); err != nil {
		return err
	}
	a.sessions.Put(ctx, keyRole, string(role))
	a.sessions.Put(ctx, keyMandate, mandate)
	return nil
}

// Flash keeps one message for the next page that asks for it. Without a session (a script) it does nothing.
func (a *Auth) Flash(ctx context.Context, nl string) {
	if !stateOf(ctx).session {
		return
	}
	if a.sessions.GetString(ctx, keyPerson) == "" && a.sessions.GetString(ctx, keyHalf) == "" {
		a.sessions.SetDeadline(ctx, a.o.Now().Add(Idle)) // a session of nobody, for this message only
	}
	r := []rune(nl)
	a.sessions.Put(ctx, keyFlash, string(r[:min(len(r), maxFlash)]))
}

// PopFlash returns the message kept last, once; "" if there is none.
func (a *Auth) PopFlash(ctx context.Context) string {
	if !stateOf(ctx).session {
		return ""
	}
	return a.sessions.PopString(ctx, keyFlash)
}

// codec keeps a session as JSON: only texts, the same bytes for the same session, and nothing that decoding could run.
type codec struct{}

type kept struct {
	Deadline time.Time         `json:"deadline"`
	Values   map[string]string `json:"values"`
}

// Encode implements scs.Codec.
func (codec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	k := kept{deadline, make(map[string]string, len(values))}
	for name, v := range values {
		s, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("session: %s is %T, not text", name, v)
		}
		k.Values[name] = s
	}
	return json.Marshal(k)
}

// Decode implements scs.Codec.
func (codec) Decode(b []byte) (time.Time, map[string]any, error) {
	var k kept
	if err := json.Unmarshal(b, &k); err != nil {
		return time.Time{}, nil, fmt.Errorf("session: %w", err)
	}
	values := make(map[string]any, len(k.Values))
	for name, s := range k.Values {
		values[name] = s
	}
	return k.Deadline, values, nil
}
