package intake

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// textFile is a file of text that can be read from its start any number of times, as UTF-8 without BOM.
type textFile struct {
	data io.ReaderAt
	size int64
	name string // of the encoding
	skip int64  // length of the BOM
	dec  encoding.Encoding
}

// errBinary: the bytes are no text.
var errBinary = errors.New("a NUL byte in text")

// detect finds the encoding: a BOM, else UTF-8 if all of the file is valid, else Windows-1252.
func detect(data io.ReaderAt, size int64) (*textFile, error) {
	head := make([]byte, min(size, 3))
	if _, err := data.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("read the start of the file: %w", err)
	}
	t := &textFile{data: data, size: size, name: "UTF-8", dec: encoding.Nop}
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		t.name, t.skip = "UTF-8 met BOM", 3
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		t.name, t.skip, t.dec = "UTF-16", 2, xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM)
		return t, nil
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		t.name, t.skip, t.dec = "UTF-16", 2, xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM)
		return t, nil
	}
	_, err := io.Copy(noNUL{}, transform.NewReader(t.raw(), encoding.UTF8Validator))
	switch {
	case errors.Is(err, encoding.ErrInvalidUTF8):
		t.name, t.skip, t.dec = "Windows-1252", 0, charmap.Windows1252
		_, err = io.Copy(noNUL{}, t.raw())
	}
	if errors.Is(err, errBinary) {
		return nil, &Error{NL: "Dit is geen tekstbestand en ook geen Excel-bestand. Bewaar het register als .xlsx, .csv of .json en kies dat bestand.", Err: err}
	}
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	return t, nil
}

type noNUL struct{}

func (noNUL) Write(p []byte) (int, error) {
	if bytes.IndexByte(p, 0) >= 0 {
		return 0, errBinary
	}
	return len(p), nil
}

func (t *textFile) raw() io.Reader { return io.NewSectionReader(t.data, t.skip, t.size-t.skip) }

// open returns the text from its start; the count says how far the file has been read.
func (t *textFile) open() (io.Reader, *counter) {
	c := &counter{r: t.raw()}
	return bufio.NewReaderSize(t.dec.NewDecoder().Reader(c), 64<<10), c
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// firstChar returns the first character that is no space; 0 if there is none.
func (t *textFile) firstChar() (rune, error) {
	r, _ := t.open()
	br := bufio.NewReader(r)
	for range t.size {
		c, _, err := br.ReadRune()
		if err == io.EOF {
			break
		}
		if err != nil {
			return 0, fmt.Errorf("read the file: %w", err)
		}
		if !unicode.IsSpace(c) {
			return c, nil
		}
	}
	return 0, fail(0, "Het bestand is leeg. Kies een bestand met verwerkingen.")
}

// line returns the line, from 1, at an offset in the decoded text.
func (t *textFile) line(offset int64) int {
	r, _ := t.open()
	var lines lineCount
	// a failure here only makes the line less exact
	_, _ = io.CopyN(&lines, r, max(offset-1, 0))
	return int(lines) + 1
}

type lineCount int

func (l *lineCount) Write(p []byte) (int, error) {
	*l += lineCount(bytes.Count(p, []byte("\n")))
	return len(p), nil
}
