package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"zombiezen.com/go/sqlite"
)

// What can be wrong with the file, in words for whoever keeps the machine. They come wrapped with the cause.
var (
	ErrInUse    = errors.New("een ander grootboek gebruikt deze map al: stop dat eerst, of kies een andere map")
	ErrForeign  = errors.New("dit bestand is geen grootboek: kies een ander bestand, of een lege map")
	ErrNewer    = errors.New("een nieuwere versie van het programma heeft dit grootboek gemaakt: gebruik die versie")
	ErrDamaged  = errors.New("het bestand van het grootboek is beschadigd: zet een reservekopie terug")
	ErrFull     = errors.New("de schijf van het grootboek is vol: maak ruimte vrij")
	ErrReadOnly = errors.New("het grootboek mag hier niet schrijven: controleer de rechten op de map en het bestand")
	ErrBusy     = errors.New("een ander programma houdt het grootboek bezet: sluit dat programma")
	ErrDisk     = errors.New("de schijf van het grootboek geeft een fout: controleer de schijf")
	ErrNoFolder = errors.New("de map voor het grootboek bestaat niet: maak haar eerst aan")
	ErrClosed   = errors.New("het grootboek is gesloten")
)

// translate puts the Dutch sentence before an error of SQLite or the system.
func translate(err error) error {
	if err == nil {
		return nil
	}
	for _, said := range []error{ErrInUse, ErrForeign, ErrNewer, ErrDamaged, ErrFull, ErrReadOnly, ErrBusy, ErrDisk, ErrNoFolder, ErrClosed} {
		if errors.Is(err, said) {
			return err
		}
	}
	if say := sentence(err); say != nil {
		return fmt.Errorf("%w (%w)", say, err)
	}
	return err
}

func sentence(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrFull
	case errors.Is(err, fs.ErrNotExist):
		return ErrNoFolder
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return ErrReadOnly
	}
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultFull:
		return ErrFull
	case sqlite.ResultReadOnly, sqlite.ResultPerm, sqlite.ResultCantOpen:
		return ErrReadOnly
	case sqlite.ResultCorrupt:
		return ErrDamaged
	case sqlite.ResultNotADB:
		return ErrForeign
	case sqlite.ResultBusy, sqlite.ResultLocked:
		return ErrBusy
	case sqlite.ResultIOErr:
		return ErrDisk
	}
	return nil
}
