package seal

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// TilePath returns the path of a tile in C2SP tlog-tiles, below the prefix of the log: "tile/0/x001/234.p/7". Level -1
// stands for the entries.
func TilePath(t tlog.Tile) string {
	path := t.Path() // tile/8/…: the height is not in the path of C2SP
	path = strings.Replace(path, "tile/8/", "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

// maxPath is longer than the path of any tile a log can have.
const maxPath = 80

// ParseTilePath is the inverse of [TilePath]. It accepts only the one way in which a path is written.
func ParseTilePath(path string) (tlog.Tile, bool) {
	rest, ok := strings.CutPrefix(path, "tile/")
	if !ok || len(path) > maxPath {
		return tlog.Tile{}, false
	}
	if entries, ok := strings.CutPrefix(rest, "entries/"); ok {
		rest = "data/" + entries
	}
	t, err := tlog.ParseTilePath(fmt.Sprintf("tile/%d/%s", TileHeight, rest))
	if err != nil || t.L > 63 || TilePath(t) != path {
		return tlog.Tile{}, false
	}
	return t, true
}

// A Fetch gets a file of a running log by its path below the prefix of C2SP tlog-tiles: "checkpoint", "tile/0/000.p/7".
// It returns [ErrNotSealed] (wrapped or not) if the log says there is none.
type Fetch func(ctx context.Context, path string) ([]byte, error)

// KeyPath is where a log shows its verifier key. It is not part of C2SP: a key that comes with the log proves nothing
// until it is compared with the one that was published.
const KeyPath = "key"

// VerifyTiles checks a running log by its public tiles: the hashes of all events lead to the signed checkpoint, and the
// log begins with the old checkpoints. The events themselves are not read. Harm is a [*Mismatch].
func VerifyTiles(ctx context.Context, fetch Fetch, opt VerifyOptions) (Report, error) {
	v, key, fromLog, err := remoteKey(ctx, fetch, opt.Key)
	if err != nil {
		return Report{}, err
	}
	signed, err := fetch(ctx, checkpointName)
	if err != nil {
		return Report{}, fmt.Errorf("controlepunt ophalen: %w", err)
	}
	c, err := ParseCheckpoint(signed, v)
	if err != nil {
		return Report{}, err
	}
	anchors, old, err := parseOld(opt.Old, v)
	if err != nil {
		return Report{}, err
	}
	t := newAnchored(anchors...)
	if err := readTiles(ctx, fetch, c.Size, t, opt.Progress); err != nil {
		return Report{}, err
	}
	root, err := t.edge.root()
	if err != nil {
		return Report{}, err
	}
	if root != c.Root {
		return Report{}, mismatch(BadProof, "De hashes die het logboek toont, leiden niet tot zijn ondertekende controlepunt van %s.", count(c.Size))
	}
	if m := t.verdict("Het logboek"); m != nil {
		return Report{}, m
	}
	return Report{Checkpoint: c, Key: key, KeyFromLog: fromLog, Events: c.Size, Old: old, HashesOnly: true}, nil
}

func remoteKey(ctx context.Context, fetch Fetch, given string) (note.Verifier, string, bool, error) {
	own := ""
	if given == "" {
		b, err := fetch(ctx, KeyPath)
		if err != nil {
			return nil, "", false, fmt.Errorf("het logboek toont zijn openbare sleutel niet (geef die met --key): %w", err)
		}
		own = strings.TrimSpace(string(b))
	}
	return verifierFor(given, own)
}

// ahead is how many tiles are fetched at the same time.
const ahead = 8

// readTiles fetches the leaf hashes in order, some tiles ahead.
func readTiles(ctx context.Context, fetch Fetch, size int64, t *anchored, p Progress) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	type answer struct {
		data []byte
		err  error
	}
	queue := make(chan chan answer, ahead)
	go func() {
		defer close(queue)
		for n := int64(0); n < size; n += tileWidth {
			got := make(chan answer, 1)
			select {
			case queue <- got:
			case <-ctx.Done():
				return
			}
			go func() {
				data, err := fetchTile(ctx, fetch, n>>TileHeight, int(min(size-n, tileWidth)))
				got <- answer{data, err}
			}()
		}
	}()
	if err := t.check(); err != nil {
		return err
	}
	for got := range queue {
		a := <-got
		if a.err != nil {
			return a.err
		}
		if err := t.addAll(a.data); err != nil {
			return err
		}
		p.at(t.size, size)
	}
	return ctx.Err()
}

// addAll adds a tile of leaf hashes.
func (a *anchored) addAll(tile []byte) error {
	for ; len(tile) > 0; tile = tile[tlog.HashSize:] {
		if _, err := a.add(tlog.Hash(tile)); err != nil {
			return err
		}
		if err := a.check(); err != nil {
			return err
		}
	}
	return nil
}

// fetchTile gets a tile of leaf hashes. A log may have dropped a partial tile once the full one is there.
func fetchTile(ctx context.Context, fetch Fetch, n int64, width int) ([]byte, error) {
	t := tlog.Tile{H: TileHeight, N: n, W: width}
	data, err := fetch(ctx, TilePath(t))
	if errors.Is(err, ErrNotSealed) && width < tileWidth {
		t.W = tileWidth
		data, err = fetch(ctx, TilePath(t))
	}
	if errors.Is(err, ErrNotSealed) {
		return nil, mismatch(BadProof, "Het logboek toont de hashes in %s niet, terwijl zijn controlepunt ze noemt.", TilePath(t))
	}
	if err != nil {
		return nil, fmt.Errorf("%s ophalen: %w", TilePath(t), err)
	}
	if len(data) != t.W*tlog.HashSize {
		return nil, mismatch(BadProof, "Het logboek toont in %s niet %d hashes van %d bytes.", TilePath(t), t.W, tlog.HashSize)
	}
	return data[:width*tlog.HashSize], nil
}
