package seal

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
)

const (
	exportFormat = "export/1"
	tilePrefix   = `{"tile":`
	tailPrefix   = `{"grootboek":`
)

// tail is the last line of an export.
type tail struct {
	Format     string `json:"grootboek"`
	Size       int64  `json:"size"`
	Origin     string `json:"origin"`
	Key        string `json:"key"`
	Checkpoint string `json:"checkpoint"`
}

// line writes the tail in the only way in which it may be written.
func (t tail) line() ([]byte, error) {
	var b bytes.Buffer
	err := jsonLine(&b, t)
	return b.Bytes(), err
}

// tileLine appends a line with leaf hashes in the only way in which it may be written.
func tileLine(b []byte, n int64, hashes []byte) []byte {
	b = fmt.Appendf(b, `%s%d,"hashes":"`, tilePrefix, n)
	b = base64.StdEncoding.AppendEncode(b, hashes)
	return append(b, "\"}\n"...)
}

// WriteExport writes the log up to the last checkpoint, with its proof, as one file that anyone can check with
// [VerifyExport] or grootboek-verify. It reads the log once, in constant memory, and gives out no line that is not what
// was sealed: a [*Mismatch] then names the first.
func WriteExport(ctx context.Context, w io.Writer, store events.Store, s *Seal, p Progress) error {
	c, err := s.current()
	if err != nil {
		return err
	}
	return WriteExportAt(ctx, w, store, s, c, p)
}

// WriteExportAt is [WriteExport] up to a checkpoint that this seal gave earlier. The same checkpoint gives the same bytes.
func WriteExportAt(ctx context.Context, w io.Writer, store events.Store, s *Seal, c Checkpoint, p Progress) error {
	b := bufio.NewWriterSize(w, 1<<18)
	if err := writeLines(ctx, b, store, s, c, p); err != nil {
		return err
	}
	if err := writeTiles(ctx, b, s, c.Size); err != nil {
		return err
	}
	line, err := tail{exportFormat, c.Size, c.Origin, s.Key(), string(c.Note)}.line()
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if _, err := b.Write(line); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

func writeLines(ctx context.Context, w *bufio.Writer, store events.Store, s *Seal, c Checkpoint, p Progress) error {
	n, sealed := int64(0), []byte(nil)
	p.at(0, c.Size)
	for raw, err := range events.Lines(ctx, store, 0) {
		if n == c.Size {
			break
		}
		if err := inOrder(ctx, n, raw, err); err != nil {
			return err
		}
		if len(sealed) == 0 {
			if sealed, err = s.leavesFrom(ctx, n, c.Size); err != nil {
				return err
			}
		}
		if h := tlog.RecordHash(raw.Line); !bytes.Equal(h[:], sealed[:tlog.HashSize]) {
			return differs(identify(raw.Position, raw.Line), "het logboek", []tlog.Hash{h}, []tlog.Hash{tlog.Hash(sealed)}, 0, 0)
		}
		w.Write(raw.Line) // bufio keeps the first error, and gives it again below
		if err := w.WriteByte('\n'); err != nil {
			return fmt.Errorf("export event %d: %w", raw.Position, err)
		}
		n, sealed = n+1, sealed[tlog.HashSize:]
		p.at(n, c.Size)
	}
	if n < c.Size {
		return missing("het logboek", n, c.Size)
	}
	return nil
}

// leavesFrom returns the tile of leaf hashes that begins at leaf n.
func (s *Seal) leavesFrom(ctx context.Context, n, size int64) ([]byte, error) {
	return s.Tile(ctx, tlog.Tile{H: TileHeight, N: n >> TileHeight, W: int(min(size-n, tileWidth))})
}

func writeTiles(ctx context.Context, w *bufio.Writer, s *Seal, size int64) error {
	var line []byte
	for n := int64(0); n < size; n += tileWidth {
		hashes, err := s.leavesFrom(ctx, n, size)
		if err != nil {
			return err
		}
		line = tileLine(line[:0], n>>TileHeight, hashes)
		if _, err := w.Write(line); err != nil {
			return fmt.Errorf("export tile %d: %w", n>>TileHeight, err)
		}
	}
	return nil
}
