package auth

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"strings"
	"time"
)

// A device is a browser in which somebody completed a sign-in with a password for one address. It keeps a cookie that we
// signed: random, and naming nobody. It lets nobody in. It only lets its failures be counted apart, so that strangers who
// guess at an address do not shut its owner out of his own browser; whoever steals it may guess as often as a stranger.
const (
	deviceValid = 365 * 24 * time.Hour
	deviceID    = 16           // random bytes
	deviceHead  = deviceID + 8 // and when it was made
	deviceSize  = deviceHead + sha256.Size
)

// devices signs what the cookies hold.
type devices struct{ key []byte }

// newDevices derives the key from that of second steps, so that all nodes know a device; without one, devices are known
// until the process ends.
func newDevices(key []byte) (devices, error) {
	if key == nil {
		key = make([]byte, keySize)
		_, _ = rand.Read(key) // never fails (crypto/rand)
	}
	derived, err := hkdf.Key(sha256.New, key, nil, "grootboek device/1", keySize)
	return devices{derived}, err
}

func (d devices) mac(head []byte, email string) []byte {
	h := hmac.New(sha256.New, d.key)
	h.Write(head) // of one length: no other pair gives the same text
	h.Write([]byte(account(email)))
	return h.Sum(nil)
}

// account is what makes two addresses the same one.
func account(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// issue makes a cookie for a device of this address.
func (d devices) issue(email string, now time.Time) string {
	head := make([]byte, deviceID, deviceSize)
	_, _ = rand.Read(head) // never fails (crypto/rand)
	head = binary.BigEndian.AppendUint64(head, uint64(now.Unix()))
	return base64.RawURLEncoding.EncodeToString(append(head, d.mac(head, email)...))
}

// id returns the name of the device that holds this cookie, if it is one of this address; "" otherwise.
func (d devices) id(cookie, email string, now time.Time) string {
	b, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil || len(b) != deviceSize || !hmac.Equal(b[deviceHead:], d.mac(b[:deviceHead], email)) {
		return ""
	}
	made := time.Unix(int64(binary.BigEndian.Uint64(b[deviceID:deviceHead])), 0)
	if now.Sub(made) > deviceValid {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b[:deviceID])
}

func (a *Auth) deviceCookie() string { return a.cookieName() + "-toestel" }

// device is the device the request comes from, if it is one of this address.
func (a *Auth) device(ctx context.Context, email string, now time.Time) string {
	return a.devices.id(stateOf(ctx).device, email, now)
}

// remember makes the browser a device of this address.
func (a *Auth) remember(ctx context.Context, email string, now time.Time) {
	c := &http.Cookie{Name: a.deviceCookie(), Value: a.devices.issue(email, now), Path: "/", MaxAge: int(deviceValid / time.Second), HttpOnly: true, Secure: a.o.HTTPS, SameSite: http.SameSiteStrictMode}
	stateOf(ctx).header.Add("Set-Cookie", c.String())
}
