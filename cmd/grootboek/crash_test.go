package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
)

// process starts grootboek serve as a process of its own, which can be killed.
func process(t *testing.T, data string) (*served, *exec.Cmd) {
	t.Helper()
	c := exec.Command(os.Args[0], "serve", "--data", data, "--listen", "127.0.0.1:0")
	c.Env = append(os.Environ(), asMain+"=1")
	s := &served{t: t, said: &saying{}, done: make(chan error, 1), stop: func() {}}
	c.Stdout = s.said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill() }) // has ended already, mostly
	go func() { s.done <- c.Wait() }()
	s.url = s.await(addressLine)
	return s, c
}

// writers submits activities, several at once, until the server is gone; each acknowledged id is noted.
type writers struct {
	*client
	owner string
	mu    sync.Mutex
	acked []string // event ids
}

func (w *writers) one(n int) bool {
	body := fmt.Sprintf(`{"person":%q,"role":"CISO","from":"2020-01-01","until":"2020-12-31","decision":"besluit %d"}`, w.owner, n)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url+"/v1/rollen/_appoint", strings.NewReader(body))
	if err != nil {
		return false
	}
	r.SetBasicAuth(firstEmail, password)
	r.Header.Set("Grootboek-Rol", "COL")
	r.Header.Set("Idempotency-Key", uuid.NewString())
	res, err := w.http.Do(r)
	if err != nil {
		return false // the server is gone
	}
	defer res.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil || res.StatusCode != http.StatusCreated {
		return err != nil && ctx.Err() == nil && res.StatusCode == http.StatusCreated
	}
	id := strings.Split(strings.Split(b.String(), `"gebeurtenissen":["`)[1], `"`)[0]
	w.mu.Lock()
	w.acked = append(w.acked, id)
	w.mu.Unlock()
	return true
}

func (w *writers) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.acked)
}

func TestDeStekkerEruit(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s, cmd := process(t, data)
	c := s.setUp()
	history := func(c *client) string {
		status, body := c.api(http.MethodGet, "PB", "/gebeurtenissen", nil)
		if status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
		return body
	}
	me := strings.Split(strings.Split(history(c), `"person":"`)[1], `"`)[0]
	c.do("SEC", "/rollen/_appoint", object{"person": me, "role": "COL", "from": "2020-01-01"})
	var acked []string
	for round := range 2 {
		w := &writers{client: &client{t, s.url, &http.Client{Timeout: time.Minute}}, owner: me}
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				for n := 0; n < 2000 && w.one(1000*i+n); n++ { // until it is killed
				}
			})
		}
		tick := time.NewTicker(time.Millisecond)
		for deadline := time.Now().Add(30 * time.Second); w.count() < 25 && time.Now().Before(deadline); {
			<-tick.C
		}
		tick.Stop()
		checkpoint := write(t, "controlepunt", newClient(t, s.url).page("/tlog/checkpoint"))
		if err := cmd.Process.Kill(); err != nil { // in the middle of it
			t.Fatal(err)
		}
		wg.Wait()
		<-s.done
		acked = append(acked, w.acked...)
		if w.count() < 25 {
			t.Fatalf("round %d: only %d commands were acknowledged", round, w.count())
		}
		t.Run(fmt.Sprintf("een controlepunt van vlak vóór kill -9 klopt met wat er staat, ronde %d", round+1), func(t *testing.T) {
			if out := mustRun(t, "verify", "--data", data, "--checkpoint", checkpoint); !strings.Contains(out, "KLOPT: ") {
				t.Error(out)
			}
		})
		s, cmd = process(t, data)
		t.Run(fmt.Sprintf("na kill -9 staat alles er wat bevestigd was, ronde %d", round+1), func(t *testing.T) {
			kept := history(newClient(t, s.url))
			for _, id := range acked {
				if strings.Count(kept, `"id":"`+id+`"`) != 1 {
					t.Errorf("event %s stands there %d times", id, strings.Count(kept, `"id":"`+id+`"`))
				}
			}
		})
		t.Run(fmt.Sprintf("en het logboek klopt, ronde %d", round+1), func(t *testing.T) {
			if out := mustRun(t, "verify", "--data", data); !strings.Contains(out, "KLOPT: ") {
				t.Error(out)
			}
			if out, status := grootboekVerify(t, s.url); status != 0 {
				t.Errorf("%d %s", status, out)
			}
		})
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-s.done
}
