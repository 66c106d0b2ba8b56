package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/sqlite"
	"github.com/heemstede/grootboek/events/storetest"
)

// role tells this test binary, started by itself, to be another process.
const role = "SQLITE_TEST_ROLE"

var roles = map[string]func(path string) error{
	"append": appendForever, "hold": hold, "fill": fillAndDie, "fail": failingDisk, "nobody": asNobody}

func TestMain(m *testing.M) {
	name := os.Getenv(role)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := roles[name](os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0) // without Close: the process just ends
}

// child starts this binary in a role. It is killed after a minute at most.
func child(t *testing.T, name, path string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	c := exec.CommandContext(ctx, os.Args[0], path)
	c.Env = append(os.Environ(), role+"="+name)
	c.Stderr = os.Stderr
	return c
}

const writers = 8

// appendForever lets 8 writers go on where their streams ended, and says what was acknowledged, until it is killed.
func appendForever(path string) error {
	s, err := sqlite.With(200, 0).Open(path)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for i := range writers {
		go func() { failed <- appendOn(s, fmt.Sprint("note/", i)) }()
	}
	return <-failed
}

func appendOn(s events.Store, name string) error {
	version := uint64(0)
	for _, err := range s.Stream(context.Background(), name) {
		if err != nil {
			return err
		}
		version++
	}
	for {
		pos, err := s.Append(context.Background(), name, version, storetest.Events(name, version, "x"))
		if err != nil {
			return err
		}
		version++
		if _, err := fmt.Printf("%s %d %d\n", name, version, pos); err != nil {
			return err
		}
	}
}

func TestAKilledProcessLosesNothingThatWasAcknowledged(t *testing.T) {
	p := path(t)
	acked := map[string]events.Position{} // "stream version"
	for round := range 4 {
		killAfter(t, p, 300+137*round, acked)
		s := open(t, p)
		found := map[string]events.Position{}
		for _, e := range readAll(t, s) { // dense, each version once
			found[fmt.Sprint(e.Stream, " ", e.Version)] = e.Position
		}
		for what, pos := range acked {
			if found[what] != pos {
				t.Fatalf("round %d: %s was acknowledged at %d, and is at %d", round, what, pos, found[what])
			}
		}
		shut(t, s)
	}
}

// killAfter kills the writers once they have had n acknowledgements, and notes every one that came out.
func killAfter(t *testing.T, p string, n int, acked map[string]events.Position) {
	t.Helper()
	c := child(t, "append", p)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for i := 0; ; i++ {
		line, err := lines.ReadString('\n') // after the kill the pipe still gives what was said before
		if err != nil {
			break
		}
		at := strings.LastIndexByte(line, ' ')
		pos, err := strconv.ParseUint(strings.TrimSpace(line[at+1:]), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		acked[line[:at]] = events.Position(pos)
		if i == n {
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := c.Wait(); err == nil || c.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the writers ended by themselves: %v", err)
	}
}

func fillAndDie(path string) error {
	s, err := sqlite.With(25, 0).Open(path)
	if err != nil {
		return err
	}
	for v := range uint64(60) {
		name := fmt.Sprint("note/", v%3)
		if _, err := s.Append(context.Background(), name, v/3, storetest.Events(name, v/3, fmt.Sprint(v))); err != nil {
			return err
		}
	}
	return nil
}

func TestATornWriteAheadLogOpensAndHoldsAPrefix(t *testing.T) {
	p := path(t)
	if err := child(t, "fill", p).Run(); err != nil {
		t.Fatal(err)
	}
	wal, err := os.ReadFile(p + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	if len(wal) < 60*8192 {
		t.Fatalf("the WAL holds %d bytes: the test would tear nothing", len(wal))
	}
	heads := map[int]bool{}
	for cut := 0; cut <= len(wal); cut += 8192*3 + 1001 { // within headers, within pages, between frames
		heads[torn(t, p, wal[:cut])] = true
		heads[torn(t, p, append(append([]byte{}, wal[:cut]...), make([]byte, len(wal)-cut)...))] = true // a hole of zeros
	}
	if whole := torn(t, p, wal); whole != 60 {
		t.Fatalf("the whole WAL gives %d events, want 60", whole)
	}
	if len(heads) < 20 {
		t.Fatalf("the cuts gave only %d different logs", len(heads))
	}
}

// torn opens a copy with this WAL, checks that it is a prefix that can be written to, and returns its length.
func torn(t *testing.T, p string, wal []byte) int {
	t.Helper()
	db, err := os.ReadFile(p)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "kopie.db")
	if err := errors.Join(os.WriteFile(copied, db, 0o600), os.WriteFile(copied+"-wal", wal, 0o600)); err != nil {
		t.Fatal(err)
	}
	s := open(t, copied)
	defer shut(t, s)
	list := readAll(t, s)
	for v, e := range list {
		name := fmt.Sprint("note/", v%3)
		if want := storetest.Event(name, uint64(v/3)+1, fmt.Sprint(v)); string(e.Line) != string(want.Line) {
			t.Fatalf("with %d bytes of WAL event %d is not what was appended", len(wal), v+1)
		}
	}
	fill(t, s, "note/0", uint64(len(list)+2)/3, 1)
	if n := count(t, s, "note/0"); n != uint64(len(list)+2)/3+1 {
		t.Fatalf("with %d bytes of WAL the stream holds %d events", len(wal), n)
	}
	return len(list)
}

// hold keeps the ledger open until its standard input ends.
func hold(path string) error {
	if _, err := sqlite.Open(path); err != nil {
		return err
	}
	fmt.Println("open")
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

func TestTwoProcessesDoNotWriteOneLedger(t *testing.T) {
	p := path(t)
	c := child(t, "hold", p)
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "open\n" {
		t.Fatalf("the other process said %q (%v)", line, err)
	}
	_, err = sqlite.Open(p)
	if !errors.Is(err, sqlite.ErrInUse) || !strings.Contains(err.Error(), "een ander grootboek gebruikt deze map al") {
		t.Errorf("open while another process has it: %v", err)
	}
	if err := errors.Join(in.Close(), c.Wait()); err != nil {
		t.Fatal(err)
	}
	fill(t, open(t, p), "note/1", 0, 1) // it went without closing; the lock went with it
}

func TestADiskThatFailsLosesNothingAndDoublesNothing(t *testing.T) {
	c := child(t, "fail", path(t))
	if out, err := c.Output(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// failingDisk forbids its own process to write past an offset in any file: that makes real writes within COMMIT fail.
func failingDisk(path string) error {
	s, err := sqlite.Options{Log: slog.New(slog.DiscardHandler)}.Open(path)
	if err != nil {
		return err
	}
	f := &failing{Store: s, name: "note/1"}
	steps := []func() error{
		func() error { return f.some(5) },
		func() error { return limit(100 << 10) }, // the WAL hits it, the file does not: it recovers at once
		f.uncertain,
		f.again,
		func() error { return f.some(2) },
		func() error { return limit(4 << 10) }, // nothing can be written: it stays shut
		f.uncertain,
		f.refused,
		f.readable,
		func() error { return limit(syscall.RLIM_INFINITY) },
		f.again,
		func() error { return f.some(5) },
		f.readable,
		s.Close,
	}
	for i, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("step %d at version %d: %w", i, f.version, err)
		}
	}
	return nil
}

func limit(bytes int64) error {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
		return err
	}
	l.Cur = uint64(bytes)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l)
}

type failing struct {
	events.Store
	name    string
	version uint64 // acknowledged
}

func (f *failing) next() error {
	_, err := f.Append(context.Background(), f.name, f.version, storetest.Events(f.name, f.version, strings.Repeat("x", 5000)))
	if err == nil {
		f.version++
	}
	return err
}

func (f *failing) some(n int) error {
	for range n {
		if err := f.next(); err != nil {
			return err
		}
	}
	return nil
}

// uncertain appends until the disk fails, which must be within COMMIT.
func (f *failing) uncertain() error {
	for range 1000 {
		switch err := f.next(); {
		case err == nil:
		case errors.Is(err, events.ErrUncertain) && errors.Is(err, sqlite.ErrDisk):
			return nil
		default:
			return fmt.Errorf("want ErrUncertain and ErrDisk, got %w", err)
		}
	}
	return errors.New("the disk did not fail")
}

// again appends the same events until the answer is certain.
func (f *failing) again() error {
	err := f.next()
	if errors.Is(err, events.ErrUncertain) {
		err = f.next()
	}
	return err
}

func (f *failing) refused() error {
	for range 3 {
		if err := f.next(); !errors.Is(err, sqlite.ErrDisk) || errors.Is(err, events.ErrUncertain) {
			return fmt.Errorf("want a certain ErrDisk, got %w", err)
		}
	}
	return nil
}

func (f *failing) readable() error {
	n := uint64(0)
	for e, err := range f.All(context.Background(), 0) {
		if n++; err != nil || e.Version != n || e.Position != events.Position(n) {
			return fmt.Errorf("event %d is version %d at %d: %w", n, e.Version, e.Position, err)
		}
	}
	if n != f.version {
		return fmt.Errorf("%d events acknowledged, %d in the log", f.version, n)
	}
	return nil
}

func TestAFolderWithoutWriteRightsIsNamed(t *testing.T) {
	p := path(t)
	s := open(t, p)
	fill(t, s, "note/1", 0, 1)
	shut(t, s)
	if err := os.Chmod(filepath.Dir(p), 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Dir(p), 0o755) })
	for _, file := range []string{p, filepath.Join(filepath.Dir(p), "nieuw.db")} {
		out, err := child(t, "nobody", file).Output()
		if err != nil || !strings.Contains(string(out), sqlite.ErrReadOnly.Error()) {
			t.Errorf("open said %q (%v)", out, err)
		}
	}
}

// asNobody opens the ledger as a user with few rights; root may write anywhere.
func asNobody(path string) error {
	if os.Getuid() == 0 {
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(65534), syscall.Setuid(65534)); err != nil {
			return err
		}
	}
	_, err := sqlite.Open(path)
	fmt.Println(err)
	return nil
}

func TestAFullDiskIsNamedAndTheLedgerGoesOnWhenThereIsRoom(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=2m"); err != nil {
		t.Skipf("needs the right to mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	s := openWith(t, quiet(sqlite.Options{}), filepath.Join(dir, "grootboek.db"))
	f := &failing{Store: s, name: "note/1"}
	var err error
	for range 1000 {
		if err = f.next(); err != nil {
			break
		}
	}
	if !errors.Is(err, sqlite.ErrFull) {
		t.Fatalf("append to a full disk: %v", err)
	}
	if err := f.readable(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.again(), f.some(3), f.readable()); err != nil {
		t.Fatal(err)
	}
}
