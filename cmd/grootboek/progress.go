package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// progressTo shows how far long steps are: a bar on a terminal, a line every few seconds elsewhere. Steps that end within
// a second show nothing. Rejected: vbauerster/mpb, which keeps a bar alive beside the next one when steps follow fast.
func progressTo(out io.Writer) func(what string, done, total int64) {
	var mu sync.Mutex
	var step string
	var began, shown time.Time
	f, ok := out.(*os.File)
	terminal := ok && isTerminal(f)
	pause := 5 * time.Second
	if terminal {
		pause = 200 * time.Millisecond
	}
	return func(what string, done, total int64) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if what != step {
			step, began, shown = what, now, time.Time{}
		}
		last := total > 0 && done >= total
		if total <= 0 || now.Sub(began) < time.Second || now.Sub(shown) < pause && !(last && !shown.IsZero()) {
			return
		}
		shown = now
		if last {
			began = now.Add(time.Hour) // the step is over: say it once
		}
		percent := min(100, done*100/total)
		if !terminal {
			fmt.Fprintf(out, "%s: %d%%\n", what, percent)
			return
		}
		fmt.Fprintf(out, "\r%-24s [%-40s] %3d%%", what, strings.Repeat("=", int(percent*40/100)), percent)
		if last {
			fmt.Fprintln(out)
		}
	}
}

func isTerminal(f *os.File) bool {
	st, err := f.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}
