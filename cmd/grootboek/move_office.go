package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/files"
	"github.com/heemstede/grootboek/events/journal"
	"github.com/heemstede/grootboek/events/staff"
)

// What stands beside the log moves along: the staff directory, the documents and the refused commands. On one machine they
// are files in its folder; nodes of a cluster share them through the store. A move to a cluster publishes the files of
// the folder; a move from one first brings everything to the folder of this node.

// publishOffice gives what stands in the folder of one machine to the nodes that will share a store. What was given
// before is given again without a change.
func publishOffice(ctx context.Context, to storage, cfg Config, public string, bar func(string, int64, int64)) (office, error) {
	var o office
	share, err := sharingOf(to, cfg)
	if err != nil {
		return o, err
	}
	if public != "" { // a log that was never sealed has no key yet
		if err := share.agreeOnKey(ctx, public); err != nil {
			return o, err
		}
	}
	if _, err := os.Stat(filepath.Join(cfg.Data, staffName)); err == nil {
		if err := staff.Publish(ctx, filepath.Join(cfg.Data, staffName), share.staff); err != nil {
			return o, err
		}
	}
	if err := publishRefused(ctx, cfg.Data, share.refused); err != nil {
		return o, err
	}
	kept, err := files.Open(filepath.Join(cfg.Data, "bestanden"))
	if err != nil {
		return o, err
	}
	err = kept.Publish(ctx, share.documents, func(done, total int) {
		o.documents = done
		bar("Documenten", int64(done), int64(total))
	})
	return o, errors.Join(err, kept.Close())
}

// maxPublished is how many refused commands move along, the newest: what the nodes keep of them.
const maxPublished = 50_000

// publishRefused gives the refused commands of a folder to the nodes. The id of an entry follows from its place and
// content, so that doing it again changes nothing.
func publishRefused(ctx context.Context, data string, j journal.Journal) error {
	var lines [][]byte
	for _, name := range []string{olderRefused, refusedName} {
		b, err := os.ReadFile(filepath.Join(data, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		for line := range bytes.Lines(b) {
			lines = append(lines, bytes.TrimRight(line, "\n"))
		}
	}
	lines = lines[max(0, len(lines)-maxPublished):]
	for n, line := range lines {
		if err := journal.AppendSurely(ctx, j, uint64(n), uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%d %s", n, line)), line); err != nil {
			return fmt.Errorf("geweigerde opdracht %d: %w", n+1, err)
		}
	}
	return nil
}

// gatherOffice brings what the nodes of a cluster share to the folder of this node: then it can be copied like that of
// one machine. On one machine it is there already.
func gatherOffice(ctx context.Context, from storage, cfg Config, bar func(string, int64, int64)) error {
	share, err := sharingOf(from, cfg)
	if err != nil || share.staff == nil {
		return err
	}
	people, err := staff.Options{Journal: share.staff, Log: quiet()}.Open(ctx, filepath.Join(cfg.Data, staffName)) // reads what is new
	if err != nil {
		return err
	}
	if err := people.Close(); err != nil {
		return err
	}
	if err := gatherRefused(ctx, share.refused, filepath.Join(cfg.Data, refusedName)); err != nil {
		return err
	}
	return gatherDocuments(ctx, from, share.documents, filepath.Join(cfg.Data, "bestanden"), bar)
}

func gatherRefused(ctx context.Context, j journal.Journal, path string) error {
	return writeWhole(path, func(w io.Writer) error {
		b := bufio.NewWriter(w)
		for e, err := range j.Read(ctx, 0) {
			if err != nil {
				return fmt.Errorf("geweigerde opdrachten: %w", err)
			}
			if _, err := b.Write(append(e.Data, '\n')); err != nil {
				return err
			}
		}
		return b.Flush()
	})
}

func gatherDocuments(ctx context.Context, log events.Store, shared *journal.Blobs, dir string, bar func(string, int64, int64)) error {
	kept, err := files.OpenShared(dir, shared)
	if err != nil {
		return err
	}
	named := map[string]bool{}
	for raw, err := range events.Lines(ctx, log, 0) {
		if err != nil {
			return errors.Join(fmt.Errorf("bron: %w", err), kept.Close())
		}
		documentsIn(raw.Line, named)
	}
	n := 0
	for digest := range named {
		f, err := kept.Get(ctx, "sha256:"+digest) // from the other nodes, if it is not here; a move names what is missing
		if err == nil {
			err = f.Close()
		} else if ctx.Err() == nil {
			err = nil
		}
		if err != nil {
			return errors.Join(err, kept.Close())
		}
		n++
		bar("Documenten ophalen", int64(n), int64(len(named)))
	}
	return kept.Close()
}
