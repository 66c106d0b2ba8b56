package intake

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

func (g *grid) readZip(sheet string, data io.ReaderAt, size int64, progress func(done, total int64)) error {
	z, err := zip.NewReader(data, size)
	if err != nil {
		return &Error{Err: err, NL: "Het ZIP- of Excel-bestand is beschadigd of niet volledig. Download of bewaar het opnieuw."}
	}
	if err := zipLimits(z); err != nil {
		return err
	}
	has := func(name string) bool {
		return slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == name })
	}
	switch {
	case has("xl/workbook.xml"):
		return g.readXLSX(sheet, data, size, z, progress)
	case has("word/document.xml"):
		return fail(0, "Dit is een Word-bestand. Zet de tabel in Excel en bewaar hem als .xlsx.")
	case has("mimetype") && has("content.xml"):
		return fail(0, "Dit is een bestand van LibreOffice (.ods). Open het en bewaar het als .xlsx of .csv.")
	}
	return g.readAVGZip(z, size, progress)
}

// zipLimits guards against a small file that unpacks to a huge one. The sizes are what the ZIP says of itself; unzip
// does not read past them.
func zipLimits(z *zip.Reader) error {
	if len(z.File) > MaxEntries {
		return fail(0, "In het ZIP-bestand zitten %d bestanden; het mogen er hoogstens %d zijn. Pak het uit en kies het goede bestand.", len(z.File), MaxEntries)
	}
	total := uint64(0)
	for _, f := range z.File {
		if total += f.UncompressedSize64; f.UncompressedSize64 > MaxUnzip || total > MaxUnzip {
			return fail(0, "Uitgepakt is het bestand groter dan %s. Knip het register in delen en lees die na elkaar in.", megabytes(MaxUnzip))
		}
	}
	return nil
}

// readAVGZip reads every JSON entry, in the order of their names so that the same content gives the same table.
func (g *grid) readAVGZip(z *zip.Reader, size int64, progress func(done, total int64)) error {
	entries := slices.DeleteFunc(slices.Clone(z.File), func(f *zip.File) bool {
		return !strings.EqualFold(path.Ext(f.Name), ".json") || strings.HasPrefix(f.Name, "__MACOSX")
	})
	if len(entries) == 0 {
		return fail(0, "In het ZIP-bestand zit geen JSON-bestand. Een export van het AVG Register Rijksoverheid heeft die wel. Pak een ander ZIP-bestand uit en kies het Excel-, CSV- of JSON-bestand zelf.")
	}
	slices.SortFunc(entries, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	for i, f := range entries {
		body, err := unzip(f)
		if err != nil {
			return err
		}
		text, err := detect(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			return within(f.Name, err)
		}
		g.t.Encoding = text.name
		if err := g.readJSON(text, f.Name, func(int64, int64) {}); err != nil {
			return within(f.Name, err)
		}
		progress(size*int64(i+1)/int64(len(entries)), size)
	}
	if g.t.Kind == AVG {
		g.t.Kind = AVGZip
	}
	return nil
}

func unzip(f *zip.File) ([]byte, error) {
	damaged := func(err error) error {
		return &Error{Err: err, NL: fmt.Sprintf("“%s” in het ZIP-bestand is beschadigd. Maak de export opnieuw.", f.Name)}
	}
	if f.UncompressedSize64 > MaxFile {
		return nil, fail(0, "“%s” in het ZIP-bestand is groter dan %s. Knip het register in delen en lees die na elkaar in.", f.Name, megabytes(MaxFile))
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged(err)
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil || len(body) > MaxFile {
		return nil, damaged(err)
	}
	return body, nil
}

// within adds to a message in which entry of the ZIP it happened.
func within(entry string, err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return fmt.Errorf("%s: %w", entry, err)
	}
	return &Error{Row: e.Row, Err: e.Err, NL: fmt.Sprintf("In “%s”: %s", entry, e.NL)}
}
