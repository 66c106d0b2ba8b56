package api

import (
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/incidents"
)

// The page on which a processor reports a breach (article 33(2) AVG, §7.2 element 7): no account, no list of processors to choose
// from, and nothing can be asked of it afterwards. What is sent becomes an incident; who sent it stands in the vault.

const processorPath = reportPath + "/verwerker"

// How many reports are taken in within an hour: from one network, and in all. More is spam, or a matter for the telephone.
const (
	reportsPerClient = 5
	reportsPerHour   = 60
)

// doorbell counts who came within the last hour, in the memory of this node: never more than a limit of it in all.
type doorbell struct {
	mu   sync.Mutex
	rung []ring
}

type ring struct {
	from netip.Prefix
	at   time.Time
}

// open counts one who comes from a network, or tells that there were too many: from there, or in all.
func (d *doorbell) open(from netip.Prefix, now time.Time, perClient, inAll int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rung = slices.DeleteFunc(d.rung, func(x ring) bool { return now.Sub(x.at) >= time.Hour })
	own := 0
	for _, x := range d.rung {
		if x.from == from {
			own++
		}
	}
	if own >= perClient || len(d.rung) >= inAll {
		return false
	}
	d.rung = append(d.rung, ring{from, now})
	return true
}

func outside(r *http.Request) telling {
	return telling{command: r.PostFormValue(fieldCommand), kind: r.PostFormValue("kind"), when: r.PostFormValue("processor_aware"), description: oneLine(r.PostFormValue("description_ref")),
		contact: oneLine(r.PostFormValue("contact")), fields: []string{"kind", "description_ref", "processor_aware", "contact"}, path: processorPath, title: "Datalek melden als verwerker",
		lead: "Werkt u voor de gemeente en is er iets misgegaan met persoonsgegevens? Meld het hier meteen. U hoeft niet alles te weten. Is er haast? Bel dan ook de gemeente en vraag naar de privacybeheerder."}
}

func (s *Server) processorPage(w http.ResponseWriter, r *http.Request) {
	t := outside(r)
	t.command = uuid.NewString()
	s.showReport(w, r, t, http.StatusOK, nil)
}

// system is who records what comes in through a public page.
var system = auth.User{Person: domain.System, Role: domain.SYS}

func (s *Server) processorReport(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	t := outside(r)
	if err := s.admitted(r, t); err != nil {
		s.notReported(w, r, t, err)
		return
	}
	id, _, err := s.tell(r.Context(), system, t)
	if err != nil {
		s.notReported(w, r, t, err)
		return
	}
	s.receipted(w, r, id)
}

// admitted counts a report that is complete; one that lacks something is refused next, and not counted.
func (s *Server) admitted(r *http.Request, t telling) error {
	if id, ok := t.id(); !ok || !t.complete(id.String(), s.now()) {
		return nil
	}
	if s.door.open(auth.Client(r.Context()), s.now(), reportsPerClient, reportsPerHour) {
		return nil
	}
	return &domain.Refusal{Kind: domain.Conflict, Code: "report.too-many", NL: "Er zijn het afgelopen uur te veel meldingen verstuurd. Deze is niet aangekomen. Bel de gemeente en vraag naar de privacybeheerder, of probeer het over een uur opnieuw."}
}

// receipted shows the number: there is no address at which it can be asked again.
func (s *Server) receipted(w http.ResponseWriter, r *http.Request, id string) {
	number := ""
	s.Live.View(func() {
		if v := s.Records.Get(incidents.Record.Name, id); v != nil {
			number = v.Last().State.(incidents.Incident).Number
		}
	})
	p := s.page(r, "Uw melding is ontvangen")
	p.Permalink = ""
	p.Data = overview{Head: headView{Title: "Uw melding is ontvangen", Lead: "Uw nummer is " + number + ". Bewaar dit nummer: noem het als u belt."},
		Alerts: []web.Alert{{Kind: web.Info, Title: "Wat gebeurt er nu?", NL: "De privacybeheerder en de CISO bekijken uw melding en bellen u. Weet u later meer? Bel de gemeente en noem uw nummer. U kunt de melding hier niet opvragen."}}}
	s.render(w, r, http.StatusOK, "overzicht", p)
}
