package seal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/mod/sumdb/tlog"
)

// The files of a seal directory. All of them can be made again from the log and the key.
const (
	hashesName     = "hashes"     // the stored hashes of the tree
	checkpointName = "checkpoint" // the last signed checkpoint
	markName       = "verified"   // how far the log was verified, and whether the last run stopped cleanly
)

// mark says how far the log was last seen to match, and whether that run stopped in good order.
type mark struct {
	Size  int64     `json:"size"`
	Root  tlog.Hash `json:"root"`
	Clean bool      `json:"clean"`
}

// readMark returns nil if there is no mark, or none that can be read: then everything is verified.
func readMark(dir string) *mark {
	b, err := os.ReadFile(filepath.Join(dir, markName))
	if err != nil {
		return nil
	}
	var m mark
	if json.Unmarshal(b, &m) != nil || m.Size < 0 {
		return nil
	}
	return &m
}

func (m mark) write(dir string) error {
	b, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("mark: %w", err)
	}
	return replace(filepath.Join(dir, markName), append(b, '\n'))
}

// readCheckpoint returns nil if there is no file.
func readCheckpoint(dir string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(dir, checkpointName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("controlepunt lezen: %w", err)
	}
	return b, nil
}

// replace writes a file anew; after a power cut either the old or the new content is there, whole.
func replace(path string, content []byte) error {
	tmp := path + ".nieuw"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("replace %s: %w", path, err)
	}
	_, err = f.Write(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("replace %s: %w", path, err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("replace %s: %w", path, err)
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	if runtime.GOOS == "windows" { // a directory cannot be synced there
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}
