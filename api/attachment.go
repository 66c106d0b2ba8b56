package api

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/heemstede/grootboek/domain"
)

// An attachment is a document with personal data: a letter, an agreement, a report. It stands in the vault as a part of a dossier,
// "file-" and eight hex digits that say nothing of it: not a hash of the content, because whoever has a document that he suspects to
// be there could then see that it was, also after its erasure. What makes it known again is the commitment, under a key that goes
// with it. Its name and type stand in the vault with it.
type attachment struct {
	Name string `json:"name"` // as its owner called it, made safe; with an extension of its type
	Type string `json:"type"` // a media type of [attachmentTypes]
	data []byte
}

const (
	maxAttachment = 20 << 20 // bytes
	// maxAttachmentForm is an upload with its frame. All of it is read into memory: a document with personal data never stands
	// unencrypted in a file.
	maxAttachmentForm = maxAttachment + 1<<20
	maxFileName       = 120    // characters
	filePart          = "file" // parts of a dossier that are attachments
	textPart          = "note" // and those that are text, added by whoever handles the case
)

// attachmentTypes are the types that are taken, by their extension. No type that runs: no HTML, no SVG, no macros.
var attachmentTypes = map[string]string{
	".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".txt": "text/plain; charset=utf-8", ".eml": "message/rfc822",
	".odt": "application/vnd.oasis.opendocument.text", ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

const attachmentHint = "PDF, Word (.docx), OpenDocument (.odt), PNG, JPEG, platte tekst (.txt) of e-mail (.eml). Hoogstens 20 MB."

// newAttachment takes a document, if it is what it may be. What it is shows from its content; its name says only whether text is
// an e-mail.
func newAttachment(name string, data []byte) (attachment, *domain.Refusal) {
	switch {
	case len(data) == 0:
		return attachment{}, fileRefused("empty", "Kies een bestand dat niet leeg is.")
	case len(data) > maxAttachment:
		return attachment{}, fileRefused("too-large", "Het bestand is te groot: hoogstens 20 MB. Verdeel het over meer bestanden.")
	}
	ext := attachmentExt(name, data)
	if ext == "" {
		return attachment{}, fileRefused("type", "Dit soort bestand kan niet in de kluis, of het bestand is beschadigd. Kies: "+attachmentHint)
	}
	return attachment{Name: fileName(name, ext), Type: attachmentTypes[ext], data: data}, nil
}

func fileRefused(code, nl string) *domain.Refusal {
	return &domain.Refusal{Kind: domain.Invalid, Code: "vault.file-" + code, NL: nl, Fields: []domain.Problem{{Field: "file", NL: nl}}}
}

// attachmentExt is the extension of the type that the content has, or "" if it may not be kept.
func attachmentExt(name string, data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("%PDF-")):
		return ".pdf"
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return ".png"
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return ".jpg"
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return officeExt(data)
	case !plainText(data):
		return ""
	case strings.EqualFold(path.Ext(name), ".eml"):
		if m, err := mail.ReadMessage(bytes.NewReader(data)); err == nil && m.Header.Get("From") != "" {
			return ".eml"
		}
		return ""
	}
	return ".txt"
}

const maxOfficeParts = 5000

// officeExt looks into a document that is a ZIP. Macros make it a program.
func officeExt(data []byte) string {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(z.File) == 0 || len(z.File) > maxOfficeParts {
		return ""
	}
	parts := map[string]bool{}
	for _, f := range z.File {
		parts[f.Name] = true
		if strings.Contains(strings.ToLower(f.Name), "vbaproject") || strings.HasPrefix(f.Name, "Basic/") || strings.HasPrefix(f.Name, "Scripts/") {
			return ""
		}
	}
	if parts["[Content_Types].xml"] && parts["word/document.xml"] {
		return ".docx"
	}
	if z.File[0].Name != "mimetype" { // ODF 1.3 part 2, 3.3: the first file
		return ""
	}
	f, err := z.File[0].Open()
	if err != nil {
		return ""
	}
	defer f.Close()
	if said, err := io.ReadAll(io.LimitReader(f, 100)); err != nil || string(said) != attachmentTypes[".odt"] {
		return ""
	}
	return ".odt"
}

// plainText tells whether data is text for people: UTF-8 without control characters, and no page of a website.
func plainText(data []byte) bool {
	if !utf8.Valid(data) {
		return false
	}
	for _, c := range string(data) {
		if unicode.IsControl(c) && !strings.ContainsRune("\t\n\r\f", c) {
			return false
		}
	}
	start := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(string(data[:min(len(data), 1024)]), "\ufeff")))
	for _, tag := range []string{"<!doctype", "<html", "<script", "<svg", "<?xml", "<body", "<head", "<iframe"} {
		if strings.HasPrefix(start, tag) {
			return false
		}
	}
	return true
}

// fileName is a name that no system takes for a path or a command, with the extension of the type.
func fileName(name, ext string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || strings.ContainsRune(`<>:"|?*`, c) {
			return '_'
		}
		return c
	}, strings.ToValidUTF8(name, "_"))
	if had := strings.ToLower(path.Ext(name)); had == ext || had == ".jpeg" && ext == ".jpg" {
		name = name[:len(name)-len(had)]
	}
	name = strings.Trim(name, ". ")
	if list := []rune(name); len(list) > maxFileName {
		name = string(list[:maxFileName])
	}
	if name == "" {
		name = "bestand"
	}
	return name + ext
}

// sealedForm is how it stands in the vault: a line of JSON that says what it is, and its bytes.
func (a attachment) sealedForm() ([]byte, error) {
	head, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	return append(append(head, '\n'), a.data...), nil
}

// readAttachment reads what [attachment.sealedForm] wrote.
func readAttachment(content []byte) (a attachment, err error) {
	head, data, ok := bytes.Cut(content, []byte("\n"))
	if !ok {
		return a, errors.New("attachment in the vault: there is no head")
	}
	if err := json.Unmarshal(head, &a); err != nil {
		return a, fmt.Errorf("attachment in the vault: %w", errors.New("the head cannot be read")) // what it holds is not named
	}
	a.data = data
	return a, nil
}

// disposition tells a browser to save the document, under its name.
func (a attachment) disposition() string {
	if said := mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}); said != "" {
		return said
	}
	return "attachment"
}
