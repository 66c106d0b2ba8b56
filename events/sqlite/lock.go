package sqlite

import (
	"errors"
	"os"
	"syscall"
)

// Lock keeps a second user of a path away, of this process or another, for as long as the file is open: it returns
// [ErrInUse]. SQLite's own locks would let two writers alternate, and each hands out positions from its own memory. The file stays after Close:
// removing it would let a third one lock a file that the second no longer sees.
func Lock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, translate(err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrInUse
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
