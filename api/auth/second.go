package auth

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/staff"
)

// A code is of one half minute; the one before and the one after are accepted too, for clocks that differ and people who
// type slowly (RFC 6238, 5.2).
const (
	period = 30 // seconds
	skew   = 1
)

var codes = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1} // what every app understands

// Pending tells whose sign-in this browser began with a password, and what it still needs. A [*domain.Refusal] with code
// "signin.again" if there is none, it took longer than [HalfTime], or the account changed meanwhile.
func (a *Auth) Pending(ctx context.Context) (person string, step Step, err error) {
	person, step, _, err = a.pending(ctx)
	return person, step, err
}

func (a *Auth) pending(ctx context.Context) (person string, step Step, epoch int64, err error) {
	if !stateOf(ctx).session {
		return "", Done, 0, errNoSession
	}
	person, step = a.sessions.GetString(ctx, keyHalf), Step(a.sessions.GetString(ctx, keyStep))
	if person == "" { // also when it took too long: then the half session is not found any more
		return "", Done, 0, again()
	}
	epoch, active, err := a.staff.Standing(ctx, person)
	if err == nil && (!active || epoch != a.epoch(ctx)) {
		err = again()
	}
	return person, step, epoch, err
}

// epoch is what the session rests on.
func (a *Auth) epoch(ctx context.Context) int64 {
	n, err := strconv.ParseInt(a.sessions.GetString(ctx, keyEpoch), 10, 64)
	if err != nil {
		return -1 // no account has it
	}
	return n
}

func again() error {
	return &domain.Refusal{Kind: domain.Forbidden, Code: "signin.again", NL: "Het inloggen duurde te lang of is onderbroken. Begin opnieuw."}
}

// SecondStep completes a sign-in with a code or a recovery code, and begins the session. Refusals are "second.wrong",
// "second.used", "signin.again"; [*TooMany] after too many attempts. The session rests on what the password was checked
// against: if the account changed meanwhile it is over before it begins.
func (a *Auth) SecondStep(ctx context.Context, code string, now time.Time) error {
	person, step, epoch, err := a.pending(ctx)
	if err == nil && step != Code {
		err = again()
	}
	if err != nil {
		return err
	}
	p, err := a.attempt(ctx, person, now, func(device string) error {
		return a.staff.SecondStep(ctx, device, person, code, now, a.counterOf(ctx, person, code, now))
	})
	if err != nil {
		return err
	}
	return a.arrive(ctx, p, epoch, now)
}

// attempt runs one attempt at the second step, within the limits of the device or the client.
func (a *Auth) attempt(ctx context.Context, person string, now time.Time, try func(device string) error) (staff.Person, error) {
	p, err := a.staff.Person(ctx, person)
	if err != nil {
		return p, err
	}
	device := a.device(ctx, p.Email, now)
	return p, a.guess(ctx, device, person, now, func() error { return try(device) })
}

// counterOf tells which code was given: the latest one it can be.
func (a *Auth) counterOf(ctx context.Context, person, code string, now time.Time) staff.CounterOf {
	code = strings.ReplaceAll(code, " ", "")
	return func(sealed []byte) (int64, bool, error) {
		secret, err := a.openSecret(person, sealed)
		if err != nil {
			a.o.Log.ErrorContext(ctx, "second step cannot be read", "person", person, "error", err)
			return 0, false, &domain.Refusal{Kind: domain.Unmet, Code: "second.unreadable",
				NL: "Uw tweede stap kan niet worden gelezen. Gebruik een herstelcode, of vraag de gemeentesecretaris om hem te wissen; daarna stelt u hem opnieuw in."}
		}
		for n := now.Unix()/period + skew; n >= now.Unix()/period-skew; n-- {
			if ok, err := hotp.ValidateCustom(code, uint64(n), secret, codes); err == nil && ok { // an error: no six digits
				return n, true, nil
			}
		}
		return 0, false, nil
	}
}

// Enrolment is a second step that is being set up.
type Enrolment struct {
	Secret string // what the app needs, to be typed: 32 letters and digits, in groups of four
	URI    string // the same, for the app to read: otpauth://…
}

// Enrolment returns the second step that is being set up in this session, by whoever gave a password and needs one, or by
// whoever is signed in and began it ([Auth.StartSecond]). A [*domain.Refusal] with code "signin.again" or "second.none" if
// neither; what another session asked for it neither shows nor confirms.
func (a *Auth) Enrolment(ctx context.Context) (Enrolment, error) {
	id, half, err := a.enrolling(ctx)
	if err != nil {
		return Enrolment{}, err
	}
	second, err := a.staff.Second(ctx, id)
	if err == nil && (second.Secret == nil || second.Active() || proposal(second.Secret) != a.sessions.GetString(ctx, keyProposed)) {
		if half {
			return Enrolment{}, again()
		}
		err = &domain.Refusal{Kind: domain.Conflict, Code: "second.none", NL: "U bent geen tweede stap aan het instellen. Begin op de pagina Mijn account."}
	}
	if err != nil {
		return Enrolment{}, err
	}
	secret, err := a.openSecret(id, second.Secret)
	if err != nil {
		return Enrolment{}, fmt.Errorf("second step of %s: %w", id, err)
	}
	return a.enrolment(ctx, id, secret)
}

func (a *Auth) enrolment(ctx context.Context, id, secret string) (Enrolment, error) {
	p, err := a.staff.Person(ctx, id)
	if err != nil {
		return Enrolment{}, err
	}
	raw, err := base32NoPad.DecodeString(secret)
	if err != nil {
		return Enrolment{}, fmt.Errorf("second step of %s: %w", id, err)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: a.o.App, AccountName: p.Email, Secret: raw})
	if err != nil {
		return Enrolment{}, fmt.Errorf("second step of %s: %w", id, err)
	}
	return Enrolment{Secret: grouped(secret), URI: key.URL()}, nil
}

// grouped writes a secret in groups of four: so it can be typed.
func grouped(secret string) string {
	var b strings.Builder
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// QR draws the URI: a square of size modules, with the quiet zone, and the dark ones as the path of an SVG.
func (e Enrolment) QR() (size int, path string, err error) {
	code, err := qr.Encode(e.URI, qr.M, qr.Auto)
	if err != nil {
		return 0, "", fmt.Errorf("draw second step: %w", err)
	}
	const quiet = 4 // modules, as the standard asks
	n := code.Bounds().Dx()
	var b strings.Builder
	for y := range n {
		for x := range n {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return n + 2*quiet, b.String(), nil
}

// enrolling returns who is setting up a second step; half tells that he is not signed in yet.
func (a *Auth) enrolling(ctx context.Context) (person string, half bool, err error) {
	if u, ok := From(ctx); ok && stateOf(ctx).session {
		return u.Person, false, nil
	}
	person, step, err := a.Pending(ctx)
	if err == nil && step != Enrol {
		err = again()
	}
	return person, true, err
}

// StartSecond begins to set up a second step of whoever is signed in, who shows again that it is he
// ([Auth.Reauthenticate]). Refusals are also "second.known", and "second.local" for whoever has no local password.
func (a *Auth) StartSecond(ctx context.Context, password string, now time.Time) error {
	person, err := a.Reauthenticate(ctx, password, now)
	if err != nil {
		return err
	}
	has, err := a.staff.HasPassword(ctx, person)
	if err == nil && !has {
		err = &domain.Refusal{Kind: domain.Conflict, Code: "second.local", NL: "U logt in met uw gemeenteaccount. Een tweede stap stelt u daar in."}
	}
	if err != nil {
		return err
	}
	return a.propose(ctx, person)
}

// propose keeps a new secret, and that this session asked for it: one who has another session of the same person, and not
// his password, neither sees nor confirms it.
func (a *Auth) propose(ctx context.Context, person string) error {
	b := make([]byte, 20)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	sealed := a.sealSecret(person, base32NoPad.EncodeToString(b))
	if err := a.staff.ProposeSecond(ctx, person, sealed); err != nil {
		return err
	}
	a.sessions.Put(ctx, keyProposed, proposal(sealed))
	return nil
}

// proposal names a proposed second step, and tells nothing of it.
func proposal(sealed []byte) string {
	sum := sha256.Sum256(sealed)
	return hex.EncodeToString(sum[:])
}

// proposed refuses a second step that was proposed in another session.
func (a *Auth) proposed(ctx context.Context, of staff.CounterOf) staff.CounterOf {
	mine := a.sessions.GetString(ctx, keyProposed)
	return func(sealed []byte) (int64, bool, error) {
		if proposal(sealed) != mine {
			return 0, false, again()
		}
		return of(sealed)
	}
}

// Confirm turns the second step on with a first code from the app, and returns recovery codes, to be shown once. All
// other sessions of the person end; whoever was setting it up in order to sign in is signed in. Refusals as SecondStep.
func (a *Auth) Confirm(ctx context.Context, code string, now time.Time) (recovery []string, err error) {
	person, half, err := a.enrolling(ctx)
	if err != nil {
		return nil, err
	}
	p, err := a.attempt(ctx, person, now, func(device string) error {
		recovery, err = a.staff.ConfirmSecond(ctx, device, person, now, a.proposed(ctx, a.counterOf(ctx, person, code, now)))
		return err
	})
	if err != nil {
		return nil, err
	}
	a.o.Log.InfoContext(ctx, "second step turned on", "person", person)
	if half {
		return recovery, a.arrive(ctx, p, a.epoch(ctx)+1, now) // by one: see staff.Store.ConfirmSecond
	}
	return recovery, a.goOn(ctx, person, now)
}

// goOn begins the session of whoever is signed in anew, in the same role: his sessions have ended, and the epoch rose by
// one. If it rose by more, somebody else ended them too, and this one is over.
func (a *Auth) goOn(ctx context.Context, person string, now time.Time) error {
	kept := map[string]string{keyRole: "", keyMandate: "", keyVia: "", keyFresh: ""}
	for key := range kept {
		kept[key] = a.sessions.GetString(ctx, key)
	}
	if err := a.begin(ctx, person, a.epoch(ctx)+1, now); err != nil {
		return err
	}
	for key, value := range kept {
		a.sessions.Put(ctx, key, value)
	}
	return nil
}

// RemoveSecond takes the second step of whoever is signed in away, after he showed again that it is he. All his sessions
// end; this one goes on where no second step is required, and otherwise he signs in again and sets one up.
func (a *Auth) RemoveSecond(ctx context.Context, password string, now time.Time) error {
	person, err := a.Reauthenticate(ctx, password, now)
	if err != nil {
		return err
	}
	if err := a.staff.RemoveSecond(ctx, person); err != nil {
		return err
	}
	a.o.Log.WarnContext(ctx, "second step taken away", "person", person)
	if a.o.RequireSecond {
		return a.SignOut(ctx)
	}
	return a.goOn(ctx, person, now)
}

// RenewRecovery returns new recovery codes, to be shown once, to whoever is signed in and showed again that it is he.
func (a *Auth) RenewRecovery(ctx context.Context, password string, now time.Time) ([]string, error) {
	person, err := a.Reauthenticate(ctx, password, now)
	if err != nil {
		return nil, err
	}
	return a.staff.RenewRecovery(ctx, person)
}

// DeriveKey makes a key for [Options.Key] out of another secret of the ledger, with HKDF: the one tells nothing of the other.
func DeriveKey(secret []byte) ([]byte, error) {
	if len(secret) < 16 {
		return nil, fmt.Errorf("a secret of %d bytes is too short to derive a key from", len(secret))
	}
	return hkdf.Key(sha256.New, secret, nil, "grootboek second step/1", keySize)
}

const keySize = 32

func newBox(key []byte) (cipher.AEAD, error) {
	if key == nil {
		return nil, nil
	}
	if len(key) != keySize {
		return nil, fmt.Errorf("%d bytes, not %d", len(key), keySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// The first byte of a kept secret says how it is kept.
const plainSecret, sealedSecret = 'p', 's'

// sealSecret is bound to the person: the secret of one is no secret of another.
func (a *Auth) sealSecret(person, secret string) []byte {
	if a.box == nil {
		return append([]byte{plainSecret}, secret...)
	}
	return append([]byte{sealedSecret}, a.box.Seal(nil, nil, []byte(secret), []byte(person))...)
}

func (a *Auth) openSecret(person string, kept []byte) (string, error) {
	switch {
	case len(kept) == 0:
		return "", errors.New("nothing is kept")
	case kept[0] == plainSecret: // from before there was a key
		return string(kept[1:]), nil
	case a.box == nil:
		return "", errors.New("it is sealed, and there is no key")
	}
	secret, err := a.box.Open(nil, nil, kept[1:], []byte(person))
	if err != nil {
		return "", errors.New("it was sealed with another key, or changed")
	}
	return string(secret), nil
}
