package sqlite_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/storetest"
)

// Every benchmark measures, beside the store, what the disk can do with lines of the same size in the same run: a loop
// of write and fdatasync in a file written before, or a sequential read. Only the ratio says something on a machine
// that others use. Absolute figures move by a factor of 3 with what the neighbours do.

const benchStreams = 5000

// text makes a line of about 860 bytes, the mean of the measurements behind the design.
var text = strings.Repeat("Verwerking van persoonsgegevens. ", 10)

var sample = storetest.Event("note/1", 1, text).Line

// rawWrites returns how many events a second a bare file takes, batch lines per fdatasync.
func rawWrites(b *testing.B, batch int) float64 {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "raw"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	const size = 8 << 20
	if _, err := f.Write(make([]byte, size)); err != nil {
		b.Fatal(err)
	}
	if err := f.Sync(); err != nil {
		b.Fatal(err)
	}
	lot := []byte(strings.Repeat(string(sample)+"\n", batch))
	events, offset := 0, 0
	begin := time.Now()
	for time.Since(begin) < 250*time.Millisecond {
		if offset+len(lot) > size {
			offset = 0
		}
		if _, err := f.WriteAt(lot, int64(offset)); err != nil {
			b.Fatal(err)
		}
		if err := syscall.Fdatasync(int(f.Fd())); err != nil {
			b.Fatal(err)
		}
		offset, events = offset+len(lot), events+batch
	}
	return float64(events) / time.Since(begin).Seconds()
}

// beside reports events per second of what measure did, and the ratio to the mean of raw before and after.
func beside(b *testing.B, perOp int, raw func() float64, measure func()) {
	b.Helper()
	before := raw()
	b.ResetTimer()
	measure()
	b.StopTimer()
	rate := float64(b.N) * float64(perOp) / b.Elapsed().Seconds()
	b.ReportMetric(rate, "events/s")
	b.ReportMetric(rate/((before+raw())/2), "x-raw")
	b.ReportMetric(0, "ns/op")
}

// writing is a store with 5,000 streams of one event each, and how far each is.
type writing struct {
	store    events.Store
	versions []uint64
}

func newWriting(b *testing.B) *writing {
	b.Helper()
	w := &writing{store: open(b, path(b)), versions: make([]uint64, benchStreams)}
	w.round(b, benchStreams, next)
	return w
}

// round appends one event to each of n streams, 32 at a time.
func (w *writing) round(b *testing.B, n int, next func(*testing.B, *writing, int, int)) {
	const workers = 32
	var wg sync.WaitGroup
	for me := range workers {
		wg.Go(func() {
			for i := me; i < n; i += workers {
				next(b, w, i, 1)
			}
		})
	}
	wg.Wait()
}

// next appends n events to stream i. Making events is not what is measured: all have the line of one.
func next(b *testing.B, w *writing, i, n int) {
	name, v := fmt.Sprint("note/", i), w.versions[i]
	list := make([]events.Event, n)
	for j := range list {
		list[j] = events.Event{Stream: name, Version: v + uint64(j) + 1, Line: sample}
	}
	w.append(b, i, list)
}

// real appends n events that can be read back.
func real(b *testing.B, w *writing, i, n int) {
	name, v := fmt.Sprint("note/", i), w.versions[i]
	w.append(b, i, storetest.Events(name, v, slices.Repeat([]string{text}, n)...))
}

func (w *writing) append(b *testing.B, i int, list []events.Event) {
	if _, err := w.store.Append(context.Background(), list[0].Stream, w.versions[i], list); err != nil {
		b.Error(err)
	}
	w.versions[i] += uint64(len(list))
}

func BenchmarkAppendOneWriter(b *testing.B) {
	w := newWriting(b)
	beside(b, 1, func() float64 { return rawWrites(b, 1) }, func() {
		for i := range b.N {
			next(b, w, i*7919%benchStreams, 1)
		}
	})
}

func BenchmarkAppend16Writers(b *testing.B) {
	w := newWriting(b)
	b.SetParallelism((16 + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0))
	var writer atomic.Int64
	beside(b, 1, func() float64 { return rawWrites(b, 16) }, func() {
		b.RunParallel(func(pb *testing.PB) {
			me := int(writer.Add(1)) - 1
			for i := 0; pb.Next(); i++ {
				next(b, w, (me+16*i)%(benchStreams-benchStreams%16), 1)
			}
		})
	})
}

func BenchmarkImportBatchesOf100(b *testing.B) {
	w := newWriting(b)
	beside(b, 100, func() float64 { return rawWrites(b, 100) }, func() {
		for i := range b.N {
			next(b, w, i*7919%benchStreams, 100)
		}
	})
}

func BenchmarkScanLines(b *testing.B) {
	s := open(b, path(b))
	const total = 200_000
	w := &writing{store: s, versions: make([]uint64, total/1000)}
	for i := range w.versions {
		next(b, w, i, 1000)
	}
	copied := rawCopy(b, s)
	beside(b, total, func() float64 { return rawRead(b, copied) }, func() {
		for range b.N {
			n := 0
			for r, err := range events.Lines(b.Context(), s, 0) {
				if err != nil {
					b.Fatal(err)
				}
				n += min(1, len(r.Line))
			}
			if n != total {
				b.Fatalf("read %d lines", n)
			}
		}
	})
}

func rawCopy(b *testing.B, s events.Store) string {
	b.Helper()
	p := filepath.Join(b.TempDir(), "raw")
	f, err := os.Create(p)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	for r, err := range events.Lines(b.Context(), s, 0) {
		if err != nil {
			b.Fatal(err)
		}
		_, _ = w.Write(append(binary.LittleEndian.AppendUint32(nil, uint32(len(r.Line))), r.Line...)) // Flush tells
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	return p
}

// rawRead reads lines with their length before them, one by one, from a file in the page cache.
func rawRead(b *testing.B, p string) float64 {
	b.Helper()
	f, err := os.Open(p)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	begin, n := time.Now(), 0
	for size := make([]byte, 4); ; n++ {
		if _, err := io.ReadFull(r, size); err == io.EOF {
			return float64(n) / time.Since(begin).Seconds()
		}
		if _, err := io.ReadFull(r, make([]byte, binary.LittleEndian.Uint32(size))); err != nil {
			b.Fatal(err)
		}
	}
}

// Reading a stream includes reading its events as JSON: that is most of it.
func BenchmarkStreamOf20(b *testing.B) {
	const streams = 1000
	w := &writing{store: open(b, path(b)), versions: make([]uint64, streams)}
	for range 20 { // in turns, so that every event stands on another page
		w.round(b, streams, real)
	}
	b.ResetTimer()
	for i := range b.N {
		n := 0
		for _, err := range w.store.Stream(b.Context(), fmt.Sprint("note/", i*7919%streams)) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 20 {
			b.Fatalf("read %d events", n)
		}
	}
	b.ReportMetric(float64(b.N)*20/b.Elapsed().Seconds(), "events/s")
}
