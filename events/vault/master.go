package vault

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"

	"github.com/heemstede/grootboek/events/seal"
)

// KeySize is the size of a master key in bytes.
const KeySize = 32

const maxSecret = 4096 // bytes of text

var (
	errNoKey  = errors.New("er is geen hoofdsleutel: geef het bestand, de omgevingsvariabele of de opdracht waaruit hij komt")
	errBadKey = errors.New("hier horen 32 willekeurige bytes in base64 te staan; maak ze met: openssl rand -base64 32")
)

// A MasterKey seals the sheets. It is kept apart from the vault: whoever has both can read everything.
type MasterKey struct {
	id   string
	aead cipher.AEAD
}

// ID tells keys apart without giving anything away: 16 hex digits.
func (k *MasterKey) ID() string { return k.id }

// NewMasterKey makes a key out of [KeySize] random bytes.
func NewMasterKey(raw []byte) (*MasterKey, error) {
	if len(raw) != KeySize || bytes.Equal(raw, make([]byte, KeySize)) {
		return nil, fmt.Errorf("hoofdsleutel van de kluis: %w", errBadKey)
	}
	id, err := derive(raw, "kenmerk")
	if err != nil {
		return nil, err
	}
	key, err := derive(raw, "blad")
	if err != nil {
		return nil, err
	}
	aead, err := cipherOf(key)
	return &MasterKey{hex.EncodeToString(id[:8]), aead}, err
}

// MasterKeyFromFile reads a key in base64 from a file that others on the machine cannot read.
func MasterKeyFromFile(path string) (*MasterKey, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("hoofdsleutel van de kluis: het bestand is niet te openen: %w", withoutPath(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("hoofdsleutel van de kluis: %w", withoutPath(err))
	}
	if seal.OthersMay(path, info.Mode()) {
		return nil, fmt.Errorf("hoofdsleutel van de kluis: anderen op deze computer kunnen het bestand lezen (rechten %04o); geef alleen de eigenaar toegang: chmod 600", info.Mode().Perm())
	}
	text, err := io.ReadAll(io.LimitReader(f, maxSecret))
	if err != nil {
		return nil, fmt.Errorf("hoofdsleutel van de kluis: %w", withoutPath(err))
	}
	return parseKey(text)
}

// MasterKeyFromEnv reads a key in base64 from an environment variable.
func MasterKeyFromEnv(name string) (*MasterKey, error) {
	text, ok := os.LookupEnv(name)
	if !ok || text == "" {
		return nil, fmt.Errorf("%w (%s is leeg)", errNoKey, name)
	}
	return parseKey([]byte(text))
}

// MasterKeyFromCommand runs a program, of a key store for instance, that writes a key in base64. What it writes as errors
// is not repeated: it may hold the key.
func MasterKeyFromCommand(ctx context.Context, program string, args ...string) (*MasterKey, error) {
	c := exec.CommandContext(ctx, program, args...)
	var out bytes.Buffer
	c.Stdout = &limited{&out, maxSecret}
	if err := c.Run(); err != nil {
		return nil, errors.New("hoofdsleutel van de kluis: de opdracht die de sleutel geeft, is mislukt; probeer haar met de hand")
	}
	return parseKey(out.Bytes())
}

// limited fails after so many bytes.
type limited struct {
	w    io.Writer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, errors.New("too much")
	}
	return l.w.Write(p)
}

func parseKey(text []byte) (*MasterKey, error) {
	raw, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(text)))
	if err != nil {
		return nil, fmt.Errorf("hoofdsleutel van de kluis: %w", errBadKey) // never the text
	}
	return NewMasterKey(raw)
}

func withoutPath(err error) error { // somebody may have put the key where its path belongs
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// keyring is the present key, and the ones before it as long as sheets are sealed with them.
type keyring []*MasterKey

func (r keyring) byID(id string) *MasterKey {
	for _, k := range r {
		if k.id == id {
			return k
		}
	}
	return nil
}

func derive(key []byte, what string) ([]byte, error) {
	return hkdf.Key(sha256.New, key, nil, "grootboek/kluis/1 "+what, 32)
}

func cipherOf(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Rotate seals every sheet that is not sealed with the first key of the ring with it. The log and the content are not
// touched. It can be interrupted and repeated: give both keys until it returned nil, the new one first. It returns how
// many sheets it sealed anew.
func (v *Vault) Rotate(ctx context.Context) (int, error) {
	list, err := v.shelf.dossiers(ctx)
	if err != nil {
		return 0, fmt.Errorf("kluis verzegelen: %w", err)
	}
	n := 0
	for _, dossier := range append(list, probe) { // the probe last: then all is done
		done, err := v.reseal(ctx, dossier)
		if err != nil {
			return n, err
		}
		if done {
			n++
		}
	}
	return n, nil
}

func (v *Vault) reseal(ctx context.Context, dossier string) (bool, error) {
	for range attempts {
		s, rev, err := v.read(ctx, dossier)
		if err != nil || rev == 0 || s.sealedBy == v.keys[0].id {
			return false, err
		}
		if err := v.write(ctx, dossier, rev, s); !errors.Is(err, ErrConflict) {
			return err == nil, err
		}
	}
	return false, fmt.Errorf("kluisdossier %s: %w", dossier, ErrConflict)
}
