package main

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// progressTo shows how far long steps are: a bar on a terminal, a line now and then elsewhere. Steps that end within a
// second show nothing.
func progressTo(out io.Writer) func(what string, done, total int64) {
	var mu sync.Mutex
	var p *mpb.Progress
	var bar *mpb.Bar
	var current string
	var began time.Time
	return func(what string, done, total int64) {
		mu.Lock()
		defer mu.Unlock()
		if what != current {
			if bar != nil {
				bar.SetTotal(-1, true)
				bar, p = nil, nil
			}
			current, began = what, time.Now()
		}
		if bar == nil {
			if time.Since(began) < time.Second || done >= total {
				return
			}
			options := []mpb.ContainerOption{mpb.WithOutput(out), mpb.WithWidth(40)}
			if f, ok := out.(*os.File); !ok || !isTerminal(f) {
				options = append(options, mpb.WithAutoRefresh(), mpb.WithRefreshRate(5*time.Second))
			}
			p = mpb.New(options...)
			bar = p.AddBar(total, mpb.PrependDecorators(decor.Name(what+" ")), mpb.AppendDecorators(decor.Percentage()))
		}
		bar.SetTotal(max(total, done), false)
		bar.SetCurrent(done)
		if done >= total {
			bar.SetTotal(total, true)
			p.Wait()
			bar, p = nil, nil
		}
	}
}

func isTerminal(f *os.File) bool {
	st, err := f.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}
