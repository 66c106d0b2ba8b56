// Package auditfile writes what an auditor takes home: a .zip with the part of the log that a control rests on, the sample, and
// the same as a sheet to work in. The same content gives the same bytes. What proves something is checked by grootboek-verify
// ([seal.VerifyBundle]); the sheet is for people and proves nothing.
package auditfile

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"github.com/heemstede/grootboek/events/seal"
)

// SheetName is the name of the sheet in a bundle, and ReadMeName that of the explanation.
const (
	SheetName  = "steekproef.xlsx"
	ReadMeName = "lees-mij.txt"
)

// Write writes a bundle: the part (see [seal.WritePart]), the sample (see [seal.Sample.File]) and the rows of the sheet, heads first.
func Write(w io.Writer, part, sample []byte, rows [][]string) error {
	sheet, err := xlsx(rows)
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, f := range []struct {
		name    string
		content []byte
	}{{ReadMeName, []byte(readMe)}, {seal.BundleTrail, part}, {seal.BundleSample, sample}, {SheetName, sheet}} {
		out, err := z.Create(f.name) // without a time: the same content is the same file
		if err != nil {
			return fmt.Errorf("bundle %s: %w", f.name, err)
		}
		if _, err := out.Write(f.content); err != nil {
			return fmt.Errorf("bundle %s: %w", f.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	return nil
}

// xlsx is one sheet of text cells: a cell never becomes a formula.
func xlsx(rows [][]string) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", "Steekproef"); err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	for i, row := range rows {
		for j, text := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				return nil, fmt.Errorf("sheet: %w", err)
			}
			if err := f.SetCellStr("Steekproef", cell, text); err != nil {
				return nil, fmt.Errorf("sheet %s: %w", cell, err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	return b.Bytes(), nil
}

const readMe = `CONTROLEBUNDEL VAN GROOTBOEK

trail.jsonl       de gebeurtenissen van elk onderdeel van de steekproef en van de controle zelf,
                  met van elke gebeurtenis het bewijs dat zij in het verzegelde logboek staat
steekproef.json   de startwaarde, het controlepunt, de hele populatie en de steekproef
steekproef.xlsx   hetzelfde om in te werken; dit blad bewijst niets

Controleren, zonder netwerk:   grootboek-verify --key SLEUTEL bundel.zip
De sleutel staat op de openbare pagina /controle. Gebruik niet de sleutel uit het bestand zelf.

Is de populatie volledig? Neem de hele export, en controleer die met de steekproef uit deze bundel:
                               grootboek-verify --key SLEUTEL --steekproef steekproef.json export.jsonl

De steekproef opnieuw trekken kan in elke taal. In Python:

import hashlib, hmac, json
s = json.load(open("steekproef.json"))
kop = ["grootboek-steekproef/1"] + [str(s[k]) for k in ("origin", "size", "root", "control", "from", "until", "seed")]
sleutel = hashlib.sha256("".join(x + "\n" for x in kop).encode()).digest()
merk = lambda stroom: hmac.new(sleutel, stroom.encode(), hashlib.sha256).digest()
assert sorted(s["population"], key=merk)[:len(s["items"])] == s["items"]

Wat hier niet in staat: persoonsgegevens van inwoners. Die staan in de kluis; hier staat alleen een verwijzing.
`
