package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heemstede/grootboek/events/esdb/fake"
	"github.com/heemstede/grootboek/events/teststore"
)

// cluster is a few nodes of one ledger, behind nothing: each has an address of its own.
type cluster struct {
	t     *testing.T
	store *fake.Server
	data  []string
	nodes []*served
}

// newCluster starts nodes that share a store, a signing key and a vault key.
func newCluster(t *testing.T, n int) *cluster {
	t.Helper()
	store, err := fake.Start(fake.Options{Members: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	c := &cluster{t: t, store: store}
	keys := t.TempDir()
	sharedStore(t, store.ConnectionString(), "heemstede")
	t.Setenv("GROOTBOEK_SLEUTEL", filepath.Join(keys, "sleutel"))
	mustRun(t, "keygen", filepath.Join(keys, "sleutel"))
	for i := range n {
		c.data = append(c.data, filepath.Join(t.TempDir(), fmt.Sprint("node", i)))
		c.nodes = append(c.nodes, serving(t, "--data", c.data[i]))
	}
	return c
}

// sharedStore sets the environment for a ledger in a store, with a vault key.
func sharedStore(t *testing.T, connection, name string) {
	t.Helper()
	vault := filepath.Join(t.TempDir(), "kluissleutel")
	if err := os.WriteFile(vault, []byte(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("k"), 32))), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GROOTBOEK_STORE", connection)
	t.Setenv("GROOTBOEK_STORE_NAAM", name)
	t.Setenv("GROOTBOEK_KLUISSLEUTEL", vault)
	t.Setenv("GROOTBOEK_UITSTEL", "0s") // nobody asks whether they are ready
}

// on is the same person at another node, with the same session.
func (c *cluster) on(p *client, node int) *client {
	return &client{c.t, c.nodes[node].url, p.http}
}

// restart stops a node and starts it again on its folder.
func (c *cluster) restart(node int) {
	c.nodes[node].end()
	c.nodes[node] = serving(c.t, "--data", c.data[node])
}

// TestVerscheideneNodes shows that nodes of grootboek on one store are one ledger.
func TestVerscheideneNodes(t *testing.T) {
	c := newCluster(t, 3)
	me := c.on(c.nodes[2].setUp(), 0) // each start makes a new first link: the last one counts
	me.form("/rol", url.Values{"rol": {"SEC/"}})
	_, body, _ := me.send(me.request(http.MethodGet, "/rollen/_appoint", nil))
	mine := personOption.FindStringSubmatch(body)[1]
	tm := me.do("SEC", "/rollen/_appoint", object{"person": mine, "role": "TM", "from": "2020-01-01"})

	t.Run("wie op de ene node inlogt is op de andere ingelogd, in de rol die hij daar koos", func(t *testing.T) {
		for node := range 3 {
			if _, body, _ := c.on(me, node).send(c.on(me, node).request(http.MethodGet, "/", nil)); !strings.Contains(body, "Gemeentesecretaris") {
				t.Errorf("node %d does not know who this is: %.300s", node, body)
			}
		}
	})
	process := func(i, node int) (int, string) {
		return c.on(me, node).api(http.MethodPost, "PB", "/processen/_register", object{"name": fmt.Sprint("Proces ", i), "task": "Diensten.", "teams": []string{"Publiek"}, "owner": mine})
	}
	t.Run("wat de ene node heeft vastgelegd ziet de andere bij de volgende vraag", func(t *testing.T) {
		for i := range 15 {
			status, text := process(i, i%3)
			if status/100 != 2 {
				t.Fatalf("%d %s", status, text)
			}
			id := parsed(t, text)["id"].(string)
			if status, text := c.on(me, (i+1)%3).api(http.MethodGet, "PB", "/processen/"+id, nil); status != http.StatusOK {
				t.Fatalf("node %d: %d %s", (i+1)%3, status, text)
			}
		}
	})
	t.Run("R-LED-08 twee mensen op twee nodes wijzigen één record: de tweede krijgt te horen dat het is veranderd", func(t *testing.T) {
		_, text := process(100, 0)
		c.meet(me, parsed(t, text)["id"].(string))
	})
	t.Run("veel opdrachten tegelijk op drie nodes: elke opdracht staat er één keer, en alle nodes eindigen bij hetzelfde controlepunt", func(t *testing.T) {
		before := me.size()
		var wg sync.WaitGroup
		for w := range 9 {
			wg.Go(func() {
				for i := range 5 {
					if status, text := process(1000+10*w+i, w%3); status/100 != 2 {
						t.Errorf("%d %s", status, text)
					}
				}
			})
		}
		wg.Wait()
		c.agree() // the public page of a node does not ask the others
		if now := me.size(); now != before+45 {
			t.Errorf("the log grew by %d events, 45 were recorded", now-before)
		}
	})
	t.Run("de opslag valt weg en komt terug: de nodes gaan verder zonder herstart", func(t *testing.T) {
		if err := c.store.Restart(nil); err != nil {
			t.Fatal(err)
		}
		for node := range 3 {
			if status, text := process(2000+node, node); status/100 != 2 {
				t.Errorf("node %d: %d %s", node, status, text)
			}
		}
		c.agree()
	})
	t.Run("een rol die op de ene node eindigt, is op de andere meteen geen recht meer", func(t *testing.T) {
		c.endRole(me, tm["id"].(string))
	})
	t.Run("een sessie overleeft dat een node stopt en weer start", func(t *testing.T) {
		c.restart(0)
		if _, body, _ := c.on(me, 0).send(c.on(me, 0).request(http.MethodGet, "/", nil)); !strings.Contains(body, "Gemeentesecretaris") {
			t.Errorf("the session is gone: %.300s", body)
		}
		c.agree()
	})
	t.Run("wie op de ene node uitlogt is op de andere uitgelogd", func(t *testing.T) {
		c.on(me, 2).form("/uitloggen", url.Values{})
		for node := range 3 {
			if _, body, _ := c.on(me, node).send(c.on(me, node).request(http.MethodGet, "/", nil)); strings.Contains(body, "Gemeentesecretaris") {
				t.Errorf("node %d still knows who this is", node)
			}
		}
	})
	for node := range 3 {
		c.nodes[node].end()
	}
	t.Run("elke node geeft dezelfde export, en die klopt", func(t *testing.T) { c.sameExport() })
}

// meet lets two people on two nodes change one process that both saw at version 1.
func (c *cluster) meet(me *client, id string) {
	c.t.Helper()
	statuses := map[int]int{}
	for node, name := range []string{"Eerste naam", "Tweede naam"} {
		p := c.on(me, node)
		r := p.request(http.MethodPost, "/v1/processen/"+id+"/_describe", strings.NewReader(fmt.Sprintf(`{"name":%q,"task":"Diensten.","teams":["Publiek"],"reason":"beter"}`, name)))
		r.SetBasicAuth(firstEmail, password)
		r.Header.Set("Grootboek-Rol", "PB")
		r.Header.Set("If-Match", `"1"`)
		r.Header.Set("Content-Type", "application/json")
		status, body, _ := p.send(r)
		statuses[status]++
		c.t.Logf("node %d: %d %.200s", node, status, body)
	}
	if statuses[http.StatusPreconditionFailed] != 1 || len(statuses) != 2 {
		c.t.Errorf("got %v; one succeeds, the other hears that it has changed (412)", statuses)
	}
}

// endRole ends the role of team manager on node 0, and tries to use it on the others.
func (c *cluster) endRole(me *client, role string) {
	c.t.Helper()
	if status, text := c.on(me, 1).api(http.MethodGet, "TM", "/processen", nil); status != http.StatusOK {
		c.t.Fatalf("as team manager on node 1: %d %s", status, text)
	}
	c.on(me, 0).do("SEC", "/rollen/"+role+"/_end", object{"until": time.Now().AddDate(0, 0, -1).Format(time.DateOnly), "reason": "andere functie"})
	for node := 1; node < 3; node++ {
		if status, text := c.on(me, node).api(http.MethodGet, "TM", "/processen", nil); status == http.StatusOK {
			c.t.Errorf("node %d: the role still works: %.200s", node, text)
		}
	}
}

// agree waits until all nodes show the same checkpoint.
func (c *cluster) agree() {
	c.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		notes := map[string]bool{}
		for _, n := range c.nodes {
			notes[newClient(c.t, n.url).page("/tlog/checkpoint")] = true
		}
		if len(notes) == 1 {
			return
		}
		if time.Now().After(deadline) {
			c.t.Fatalf("the nodes do not agree: %v", notes)
		}
	}
}

func (c *cluster) sameExport() {
	c.t.Helper()
	var first []byte
	for i, data := range c.data {
		out := filepath.Join(c.t.TempDir(), "log.jsonl")
		mustRun(c.t, "export", "--data", data, "--out", out)
		b, err := os.ReadFile(out)
		if err != nil {
			c.t.Fatal(err)
		}
		if i == 0 {
			first = b
		}
		if !bytes.Equal(first, b) {
			c.t.Errorf("node %d exports something else than node 0", i)
		}
		if said, status := grootboekVerify(c.t, out); status != 0 {
			c.t.Errorf("node %d: %s", i, said)
		}
		if said := mustRun(c.t, "verify", "--data", data); !strings.Contains(said, "KLOPT") {
			c.t.Errorf("node %d: %s", i, said)
		}
	}
}

// TestAndereSleutel shows that nodes of one ledger cannot sign with different keys.
func TestAndereSleutel(t *testing.T) {
	sharedStore(t, teststore.Server(t).ConnectionString(), teststore.Name(t.TempDir()))
	first := serving(t, "--data", filepath.Join(t.TempDir(), "een"))
	first.await(addressLine)
	t.Run("een tweede node met een eigen sleutel weigert te starten, ook als er nog niets is vastgelegd", func(t *testing.T) {
		out, status := grootboek(t, "serve", "--listen", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "twee"))
		if status != 1 || !strings.Contains(out, "andere ondertekensleutel") {
			t.Errorf("%d: %s", status, out)
		}
	})
}
