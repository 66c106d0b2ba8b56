package seal_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/events/seal"
)

func TestAKeyIsMadeOnceForItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sleutels", "ondertekensleutel")
	k, err := seal.LoadOrCreateKey(path, origin)
	must(t, err)
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %o", info.Mode().Perm())
	}
	again, err := seal.LoadOrCreateKey(path, origin)
	must(t, err)
	if again.Public() != k.Public() || again.Origin() != origin || !strings.HasPrefix(k.Public(), origin+"+") {
		t.Errorf("%s is not %s", again.Public(), k.Public())
	}
}

func TestAKeyThatCannotBeTrustedIsRefusedInDutch(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "goed")
	_, err := seal.LoadOrCreateKey(good, origin)
	must(t, err)
	text, err := os.ReadFile(good)
	must(t, err)
	cases := []struct {
		name, content string
		mode          os.FileMode
		origin, says  string
	}{
		{"de groep kan haar lezen", string(text), 0o640, origin, "chmod 600"},
		{"iedereen kan haar lezen", string(text), 0o604, origin, "chmod 600"},
		{"zij hoort bij een ander logboek", string(text), 0o600, "elders.test/log", "hoort bij het logboek"},
		{"het bestand is leeg", "", 0o600, origin, "geen ondertekensleutel"},
		{"het bestand is beschadigd", strings.Replace(string(text), "+", "-", 1), 0o600, origin, "geen ondertekensleutel"},
	}
	for _, c := range cases {
		t.Run("een sleutel wordt geweigerd als "+c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "sleutel")
			must(t, os.WriteFile(path, []byte(c.content), 0o600))
			must(t, os.Chmod(path, c.mode))
			if _, err := seal.LoadOrCreateKey(path, c.origin); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v", err)
			} else if strings.Contains(err.Error(), strings.TrimSpace(string(text))) {
				t.Error("the error shows the key")
			}
		})
	}
}

func TestTheNameOfALogIsAnAddressWithoutProtocol(t *testing.T) {
	for _, bad := range []string{"", "https://grootboek.test/log", "grootboek.test/log/", "groot boek", "a+b", "a\nb", strings.Repeat("x", 201)} {
		if err := seal.CheckOrigin(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
	must(t, seal.CheckOrigin("grootboek.heemstede.nl/log"))
}

func TestAVerifierKeyIsWrittenInOneWayOnly(t *testing.T) {
	public := key().Public()
	for at := range public {
		for bit := range 8 {
			b := []byte(public)
			b[at] ^= 1 << bit
			if _, err := seal.ParsePublic(string(b)); err == nil {
				t.Errorf("%q is accepted", b)
			}
		}
	}
}

func TestOthersMay(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	for _, c := range []struct {
		path string
		mode fs.FileMode
		want bool
	}{
		{filepath.Join(dir, "sleutel"), 0o440, false}, // as systemd hands it over
		{filepath.Join(dir, "sleutel"), 0o444, true},
		{filepath.Join(dir, "dieper", "sleutel"), 0o440, true},
		{filepath.Join(t.TempDir(), "sleutel"), 0o440, true},
		{filepath.Join(t.TempDir(), "sleutel"), 0o600, false},
	} {
		if got := seal.OthersMay(c.path, c.mode); got != c.want {
			t.Errorf("%s with %04o: %v", c.path, c.mode, got)
		}
	}
}
