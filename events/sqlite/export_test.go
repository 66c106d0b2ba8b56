package sqlite

import (
	"time"

	"zombiezen.com/go/sqlite"
)

// With returns options that merge after mergeAt events and wait no longer than patience; 0 leaves one as it is.
func With(mergeAt int, patience time.Duration) Options {
	return Options{mergeAt: mergeAt, patience: patience}
}

// Prepared opens a connection the way the writer does.
func Prepared(path string) (*sqlite.Conn, error) {
	if err := touch(path); err != nil {
		return nil, err
	}
	c, err := connect(path, 1024, time.Second)
	if err != nil {
		return nil, err
	}
	return c, prepare(c)
}

// Translate exports translate.
func Translate(err error) error { return translate(err) }
