package vault

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// A sheet is all that is known of a dossier but its content. Stored: one byte 1, the 16 hex digits of the id of the master
// key, and this as JSON, sealed with that key and bound to dossier and revision.
type sheet struct {
	Parts      map[string][]version `json:"parts,omitempty"`
	Until      calendar.Date        `json:"until,omitempty"` // end of the term: it goes that day
	Restricted bool                 `json:"restricted,omitempty"`
	Plan       *plan                `json:"plan,omitempty"`
	Pending    []pending            `json:"pending,omitempty"` // content under way: it belongs to no version yet
	Gone       []string             `json:"gone,omitempty"`    // content without a key, still to be destroyed
	Erased     *Certificate         `json:"erased,omitempty"`

	sealedBy string
}

type version struct {
	Content    string        `json:"content"` // its name on the shelf; "" if it was destroyed
	Key        []byte        `json:"key"`
	Size       int           `json:"size"`
	Commitment string        `json:"commitment"`
	Until      calendar.Date `json:"until,omitempty"` // for an old version: it goes that day
}

type pending struct {
	Content string    `json:"content"`
	Since   time.Time `json:"since"`
}

// plan is a prepared erasure.
type plan struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Ground string    `json:"ground"`
}

// alive tells whether there is something to read.
func (s *sheet) alive(dossier string, exists bool) error {
	switch {
	case !exists || len(s.Parts) == 0 && s.Erased == nil:
		return fmt.Errorf("kluisdossier %s: %w", dossier, ErrMissing)
	case s.Erased != nil:
		return fmt.Errorf("kluisdossier %s: %w", dossier, ErrErased)
	}
	return nil
}

const sheetFormat = 1

const sheetHead = 1 + 16

func sheetPlace(dossier string, revision uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte("blad\x00"+dossier+"\x00"), revision)
}

// read returns the sheet of a dossier, an empty one with revision 0 if there is none.
func (v *Vault) read(ctx context.Context, dossier string) (*sheet, uint64, error) {
	data, rev, err := v.shelf.sheet(ctx, dossier)
	if err != nil || rev == 0 {
		return &sheet{}, 0, err
	}
	if len(data) < sheetHead || data[0] != sheetFormat {
		return nil, 0, fmt.Errorf("kluisdossier %s: %w (blad)", dossier, ErrHarmed)
	}
	id := string(data[1:sheetHead])
	key := v.keys.byID(id)
	if key == nil {
		if _, err := hex.DecodeString(id); err != nil {
			return nil, 0, fmt.Errorf("kluisdossier %s: %w (blad)", dossier, ErrHarmed)
		}
		return nil, 0, fmt.Errorf("%w (verzegeld met %s; gegeven is %s)", ErrMasterKey, id, v.keys[0].id)
	}
	plain, err := key.aead.Open(nil, nil, data[sheetHead:], sheetPlace(dossier, rev))
	if err != nil {
		return nil, 0, fmt.Errorf("kluisdossier %s: %w (blad)", dossier, ErrHarmed)
	}
	s := &sheet{sealedBy: id}
	if err := json.Unmarshal(plain, s); err != nil {
		return nil, 0, fmt.Errorf("kluisdossier %s: %w (blad)", dossier, ErrHarmed) // the error of json may quote
	}
	return s, rev, nil
}

func (v *Vault) write(ctx context.Context, dossier string, rev uint64, s *sheet) error {
	plain, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("kluisdossier %s: blad niet te schrijven", dossier)
	}
	key := v.keys[0]
	data := append([]byte{sheetFormat}, key.id...)
	return v.shelf.setSheet(ctx, dossier, rev, append(data, key.aead.Seal(nil, nil, plain, sheetPlace(dossier, rev+1))...))
}

func piecePlace(dossier, name string, i, n int) []byte {
	return []byte("stuk\x00" + dossier + "\x00" + name + "\x00" + strconv.Itoa(i) + "/" + strconv.Itoa(n))
}

func pieces(size int) int { return max(1, (size+pieceSize-1)/pieceSize) }

// sealContent cuts content to pieces, each sealed in its place.
func sealContent(key []byte, dossier, name string, content []byte) ([][]byte, error) {
	aead, err := contentCipher(key)
	if err != nil {
		return nil, err
	}
	n := pieces(len(content))
	list := make([][]byte, n)
	for i := range n {
		piece := content[i*pieceSize : min(len(content), (i+1)*pieceSize)]
		list[i] = aead.Seal(nil, nil, piece, piecePlace(dossier, name, i, n))
	}
	return list, nil
}

// openContent is its reverse: all of it, or an error.
func (w version) openContent(dossier, part string, number int, list [][]byte) ([]byte, error) {
	harmed := fmt.Errorf("kluisdossier %s, ‘%s’ versie %d: %w", dossier, part, number, ErrHarmed)
	aead, err := contentCipher(w.Key)
	if err != nil || len(list) != pieces(w.Size) {
		return nil, harmed
	}
	content := make([]byte, 0, w.Size)
	for i, sealed := range list {
		piece, err := aead.Open(nil, nil, sealed, piecePlace(dossier, w.Content, i, len(list)))
		if err != nil {
			return nil, harmed
		}
		content = append(content, piece...)
	}
	if got, err := commit(w.Key, dossier, part, number, content); err != nil || len(content) != w.Size || got != w.Commitment {
		return nil, harmed
	}
	return content, nil
}

func contentCipher(key []byte) (aead interface {
	Seal(dst, nonce, plaintext, additionalData []byte) []byte
	Open(dst, nonce, ciphertext, additionalData []byte) ([]byte, error)
}, err error) {
	k, err := derive(key, "inhoud")
	if err != nil {
		return nil, err
	}
	return cipherOf(k)
}

// commit is the commitment of the package comment.
func commit(key []byte, dossier, part string, number int, content []byte) (string, error) {
	k, err := derive(key, "zegel")
	if err != nil {
		return "", err
	}
	m := hmac.New(sha256.New, k)
	m.Write([]byte(dossier + "\x00" + part + "\x00" + strconv.Itoa(number) + "\x00"))
	m.Write(content)
	return "hmac-sha256:" + hex.EncodeToString(m.Sum(nil)), nil
}

func (s *sheet) ref(dossier, part string, number int) domain.VaultRef {
	return domain.VaultRef{Vault: dossier, Part: part, Version: number, Commitment: s.Parts[part][number-1].Commitment}
}
