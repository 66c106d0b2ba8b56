package api_test

import (
	"net/http"
	"net/url"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/events"
)

// manyIncidents is a town with so many incidents of four events each, and the id of one.
func manyIncidents(b *testing.B, n int) (*server, string, []*http.Cookie) {
	b.Helper()
	s := newTestServer(b)
	ids := make(chan string)
	var working sync.WaitGroup
	for range 64 { // many at once: the store commits them together
		working.Go(func() {
			for id := range ids {
				s.oneIncident(b, id)
			}
		})
	}
	id := ""
	for range n {
		id = uuid.NewString()
		ids <- id
	}
	close(ids)
	working.Wait()
	head, err := s.store.Head(b.Context())
	ok(b, err)
	ok(b, s.api.Await(b.Context(), head))
	at, err := url.Parse(s.web.URL)
	ok(b, err)
	return s, id, s.as(domain.FG).http.Jar.Cookies(at)
}

func (s *server) oneIncident(b *testing.B, id string) {
	for _, c := range []struct {
		command any
		role    domain.Role
	}{
		{incidents.Report{Kind: "wrong-letter", Description: inVault(id, "description"), Discovered: "23-11-2026 09:00"}, domain.EMP},
		{incidents.InventoryFacts{Circumstances: incidents.Circumstances{Process: wmo, How: "Telefoon."}, Inventory: "Vijftien brieven lagen bij de buren."}, domain.PB},
		{breach(), domain.PB},
		{incidents.NotifyAp{ApContent: incidents.ApContent{Reference: "AP-1", Nature: "Brieven.", Complete: domain.No, Document: "Z-1"}}, domain.FG},
	} {
		if _, err := s.api.Exec.Execute(b.Context(), events.Request{Record: "incident", ID: id, Command: c.command, By: domain.Stamp{Actor: s.person[c.role], Role: c.role}}); err != nil {
			b.Error(err)
			return
		}
	}
}

// BenchmarkIncidents measures the breach register, the list, one page and the proof over a period, with 10,000 incidents. Issue D aims
// at less than 50 ms for the register and the page.
func BenchmarkIncidents(b *testing.B) {
	s, id, cookies := manyIncidents(b, 10_000)
	s.measure(b, cookies, []string{"/datalekken-register", "/incidenten"})
	s.measureNow(b, cookies, []string{"/incidenten/" + id, "/datalekken-register/bewijs", "/datalekken-register?datalek=ja&ap=gemeld", "/processen/" + wmo})
}
