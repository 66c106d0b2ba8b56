package seal

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is a signed statement on the log: so many events, with this root. Whoever keeps one can prove later that
// nothing before it was changed, removed or re-ordered.
type Checkpoint struct {
	Origin string    // name of the log
	Size   int64     // how many events
	Root   tlog.Hash // root of the RFC 6962 tree over their lines
	Note   []byte    // the signed note (C2SP tlog-checkpoint)
}

// MaxCheckpoint is the greatest length of a signed checkpoint in bytes: room for the cosignatures of many witnesses.
const MaxCheckpoint = 16 << 10

// ParseCheckpoint reads a signed checkpoint and checks its signature with a verifier key. Signatures of others
// (witnesses) may stand beside it. The error is a [*Mismatch].
func ParseCheckpoint(signed []byte, v note.Verifier) (Checkpoint, error) {
	if len(signed) > MaxCheckpoint {
		return Checkpoint{}, mismatch(Signature, "Dit is geen controlepunt: het is te lang.")
	}
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil {
		return Checkpoint{}, whyNot(signed, v, err)
	}
	c, err := parseText(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Origin != v.Name() {
		return Checkpoint{}, otherLog(c.Origin, v.Name())
	}
	c.Note = signed
	return c, nil
}

func otherLog(origin, want string) *Mismatch {
	return mismatch(OtherLog, "Dit controlepunt is van een ander logboek: het noemt %q, niet %q.", printable(origin), want)
}

// whyNot tells a damaged checkpoint from one of another log and one of another key.
func whyNot(signed []byte, v note.Verifier, err error) *Mismatch {
	unknown, ok := errors.AsType[*note.UnverifiedNoteError](err)
	if !ok {
		if _, ok := errors.AsType[*note.InvalidSignatureError](err); ok {
			return mismatch(Signature, "De handtekening onder het controlepunt klopt niet: het controlepunt is gewijzigd of beschadigd.")
		}
		return mismatch(Signature, "Dit is geen ondertekend controlepunt.")
	}
	c, perr := parseText(unknown.Note.Text)
	switch {
	case perr != nil:
		return mismatch(Signature, "Dit is geen ondertekend controlepunt.")
	case c.Origin != v.Name():
		return otherLog(c.Origin, v.Name())
	}
	return mismatch(OtherLog, "Dit controlepunt is niet ondertekend met de sleutel van dit logboek (%s, sleutel %08x).", v.Name(), v.KeyHash())
}

// parseText reads the text of a checkpoint: origin, size, root, and lines that later versions may add.
func parseText(text string) (Checkpoint, error) {
	notOne := mismatch(Signature, "Dit is geen controlepunt.")
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 || lines[0] == "" {
		return Checkpoint{}, notOne
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, notOne
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return Checkpoint{}, notOne
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: root}, nil
}

// sign makes the checkpoint of a tree.
func (k *Key) sign(size int64, root tlog.Hash) (Checkpoint, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n", k.Origin(), size, root)
	signed, err := note.Sign(&note.Note{Text: text}, k.signer)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("sign checkpoint of size %d: %w", size, err)
	}
	return Checkpoint{Origin: k.Origin(), Size: size, Root: root, Note: signed}, nil
}

// oneSignature reports whether a verified note carries the signature of v alone, written in the one way it should be.
// The signature itself is not under the signature: without this, bits that base64 ignores could be changed unseen.
func oneSignature(signed []byte, v note.Verifier) bool {
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil || len(n.Sigs) != 1 || len(n.UnverifiedSigs) != 0 {
		return false
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(n.Sigs[0].Base64)
	return err == nil && string(signed) == n.Text+"\n— "+v.Name()+" "+base64.StdEncoding.EncodeToString(raw)+"\n"
}
