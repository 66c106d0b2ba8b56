package seal

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"

	"golang.org/x/mod/sumdb/note"

	"github.com/heemstede/grootboek/events"
)

// Key is the Ed25519 key that signs the checkpoints of one log, under the name of that log.
type Key struct {
	signer note.Signer
	public string
}

// Origin returns the name of the log: a schemeless URL such as "grootboek.heemstede.nl/log". It is the first line of
// every checkpoint and the name in every signature.
func (k *Key) Origin() string { return k.signer.Name() }

// Public returns the verifier key as text (vkey of C2SP signed-note), to be published where the log cannot reach: a
// website, minutes, the accountant's file.
func (k *Key) Public() string { return k.public }

// CheckOrigin returns a Dutch error if a name cannot be the name of a log.
func CheckOrigin(origin string) error {
	bad := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '+' }
	switch {
	case origin == "":
		return errors.New("de naam van het logboek is leeg; geef een naam zoals grootboek.heemstede.nl/log")
	case strings.Contains(origin, "://"):
		return fmt.Errorf("de naam van het logboek %q begint met een protocol; laat https:// weg", origin)
	case strings.HasSuffix(origin, "/") || strings.IndexFunc(origin, bad) >= 0 || len(origin) > 200:
		return fmt.Errorf("de naam van het logboek %q mag niet op / eindigen, geen spatie of + bevatten en hoogstens 200 tekens zijn", origin)
	}
	return nil
}

// GenerateKey makes a new key for a log. private is the text to keep secret; public is the verifier key to publish.
func GenerateKey(origin string) (private, public string, err error) {
	if err := CheckOrigin(origin); err != nil {
		return "", "", err
	}
	return note.GenerateKey(rand.Reader, origin)
}

// ParseKey reads the private text of a key.
func ParseKey(private string) (*Key, error) {
	private = strings.TrimSpace(private)
	signer, err := note.NewSigner(private)
	if err != nil {
		return nil, errors.New("dit is geen ondertekensleutel")
	}
	raw, err := keyBytes(private, 5) // PRIVATE+KEY+name+id+key
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return nil, errors.New("dit is geen ondertekensleutel van het soort Ed25519")
	}
	pub := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	public, err := note.NewEd25519VerifierKey(signer.Name(), pub)
	if err != nil {
		return nil, fmt.Errorf("public key of %s: %w", signer.Name(), err)
	}
	return &Key{signer: signer, public: public}, nil
}

// keyBytes decodes the last of n parts between plus signs. That part may hold plus signs itself; a name may not.
func keyBytes(text string, n int) ([]byte, error) {
	parts := strings.SplitN(text, "+", n)
	return base64.StdEncoding.DecodeString(parts[len(parts)-1])
}

// LoadOrCreateKey reads the key in a file, or makes one for origin and writes it there, readable by the owner only. It
// refuses a key file that others on the machine can read, and a key of a log with another name.
func LoadOrCreateKey(path, origin string) (*Key, error) {
	if err := CheckOrigin(origin); err != nil {
		return nil, err
	}
	k, err := LoadKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createKey(path, origin)
	}
	if err != nil {
		return nil, err
	}
	if k.Origin() != origin {
		return nil, fmt.Errorf("de sleutel in %s hoort bij het logboek %q, niet bij %q; zet de ingestelde naam terug of gebruik een andere sleutel", path, k.Origin(), origin)
	}
	return k, nil
}

// KeyFor reads the key of a log as [LoadOrCreateKey] does, but makes one only while the log is empty. A log that holds
// events was sealed with a key: a new one, under the same name, could not go on where that one stopped.
func KeyFor(ctx context.Context, path, origin string, log events.Store) (*Key, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		head, err := log.Head(ctx)
		if err != nil {
			return nil, err
		}
		if head > 0 {
			return nil, fmt.Errorf("de ondertekensleutel ontbreekt: %s is er niet, terwijl het logboek al %s heeft. Een nieuwe sleutel kan dit logboek niet voortzetten."+
				" Zet de bewaarde sleutel op die plaats terug (chmod 600 %s), of noem haar plaats in GROOTBOEK_SLEUTEL", path, count(int64(head)), path)
		}
	}
	return LoadOrCreateKey(path, origin)
}

// OthersMay tells whether others on the machine can read a file with a secret. A credential that systemd hands over shows as
// readable by its group, while an access list lets in the service alone.
func OthersMay(path string, mode fs.FileMode) bool {
	open := mode.Perm() & 0o077
	if dir := os.Getenv("CREDENTIALS_DIRECTORY"); dir != "" && filepath.Dir(path) == filepath.Clean(dir) {
		open &^= 0o040
	}
	return runtime.GOOS != "windows" && open != 0
}

// LoadKey reads the key in a file, and refuses a file that others on the machine can read.
func LoadKey(path string) (*Key, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("ondertekensleutel lezen: %w", err)
	}
	if OthersMay(path, info.Mode()) {
		return nil, fmt.Errorf("anderen op deze computer kunnen de ondertekensleutel in %s lezen (rechten %04o); geef alleen de eigenaar toegang: chmod 600 %s",
			path, info.Mode().Perm(), path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("ondertekensleutel lezen: %w", err)
	}
	k, err := ParseKey(string(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return k, nil
}

func createKey(path, origin string) (*Key, error) {
	private, _, err := GenerateKey(origin)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("ondertekensleutel maken: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // O_EXCL: a key is never overwritten
	if err != nil {
		return nil, fmt.Errorf("ondertekensleutel maken: %w", err)
	}
	_, err = f.WriteString(private + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("ondertekensleutel maken in %s: %w", path, err)
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return nil, err
	}
	return ParseKey(private)
}

// ParsePublic reads a verifier key, and accepts only the one way in which it is written.
func ParsePublic(public string) (note.Verifier, error) {
	v, err := note.NewVerifier(public)
	if err != nil {
		return nil, errors.New("dit is geen openbare sleutel; die ziet eruit als naam+12345678+AbC…")
	}
	raw, err := keyBytes(public, 3) // name+id+key
	if err != nil || len(raw) != 1+ed25519.PublicKeySize {
		return nil, errors.New("dit is geen openbare sleutel van het soort Ed25519")
	}
	if canonical, err := note.NewEd25519VerifierKey(v.Name(), raw[1:]); err != nil || canonical != public {
		return nil, errors.New("deze openbare sleutel is niet geschreven zoals het hoort")
	}
	return v, nil
}
