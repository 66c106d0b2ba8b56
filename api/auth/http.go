package auth

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/files"
)

// SignInPath is the address of the sign-in page; its parameter ToParam is where to go afterwards: see [SafePath].
const SignInPath, ToParam = "/inloggen", "naar"

// RequireUser lets only signed-in users through to next. A browser is sent to the sign-in page, and back afterwards to
// what it asked for; a program gets 401.
func (a *Auth) RequireUser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := From(r.Context()); ok {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-store") // this answer is about now
		if a.o.API(r) {
			challenge(w)
			a.o.Refuse(w, r, http.StatusUnauthorized, notSignedIn())
			return
		}
		http.Redirect(w, r, signInFor(r), http.StatusSeeOther)
	})
}

// signInFor is the sign-in page that leads back to what was asked for, if that can be asked for again.
func signInFor(r *http.Request) string {
	to := "/"
	if safe(r.Method) {
		to = SafePath(r.URL.RequestURI())
	}
	if to == "/" {
		return SignInPath
	}
	return SignInPath + "?" + url.Values{ToParam: {to}}.Encode()
}

func belowV1(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/v1/") }

// forScripts: where programs ask. Everything else is for people.
func forScripts(r *http.Request) bool { return belowV1(r) || strings.HasPrefix(r.URL.Path, "/tlog/") }

const maxPath = 2000 // bytes

// SafePath returns to if it is an address on this site, with its parameters, and "/" otherwise: what a link from
// elsewhere asks to go to after signing in must not lead elsewhere.
func SafePath(to string) string {
	u, err := url.Parse(to) // refuses control characters, some of which browsers drop
	switch {
	case err != nil, len(to) > maxPath, u.Scheme != "", u.Host != "", u.User != nil, u.Opaque != "":
		return "/"
	case !strings.HasPrefix(to, "/"), strings.HasPrefix(to, "//"), strings.Contains(to, `\`): // browsers read \ as /
		return "/"
	case u.Path == SignInPath: // that would lead round in a circle
		return "/"
	}
	return to
}

// csp allows what the pages are made of, and nothing else: no script or style in the page itself, nothing from elsewhere.
const csp = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// SecurityHeaders tells browsers what the pages may do.
func (a *Auth) SecurityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		if a.o.HTTPS {
			h.Set("Strict-Transport-Security", "max-age=31536000") // not for subdomains: those are not ours to decide about
		}
		next.ServeHTTP(w, r)
	})
}

// LimitBody bounds the body of each request to what most says, in bytes. A request that says beforehand that it is
// larger is refused with 413; one that turns out to be gives its reader an error that [TooLarge] recognises.
func (a *Auth) LimitBody(most func(*http.Request) int64, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		max := most(r)
		if r.ContentLength > max {
			w.Header().Set("Connection", "close") // the body is not read
			a.o.Refuse(w, r, http.StatusRequestEntityTooLarge, tooLarge(max))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, max)
		next.ServeHTTP(w, r)
	})
}

// TooLarge returns the refusal for an error that came from a body over the limit; ok is false for any other error.
func TooLarge(err error) (refusal *domain.Refusal, ok bool) {
	if e, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge(e.Limit), true
	}
	return nil, false
}

func tooLarge(max int64) *domain.Refusal {
	return &domain.Refusal{Kind: domain.Invalid, Code: "request.too-large",
		NL: "Wat u verstuurt is te groot: hoogstens " + files.SizeNL(max) + ". Maak het kleiner of verdeel het."}
}
