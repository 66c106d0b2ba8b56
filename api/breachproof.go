package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/projections"
)

// The proof that between two days no incident was registered but those listed. Their serial numbers have no gap, because a serial
// number is a place in the log; that nothing was left out of the list, the excerpt proves (seal.WriteExcerpt).

const breachProofPath = "/datalekken-register/bewijs"

// maxProven is how many incidents the page lists; the file holds them all.
const maxProven = 200

// span is a time of recording, and the events in it.
type span struct {
	van, tot calendar.Date
	from     int64 // leaves, the second one not included
	until    int64
}

// readSpan reads the days of an address: without them it is this year until today. wrong is a sentence for people.
func (s *Server) readSpan(q url.Values) (x span, wrong string) {
	today := calendar.On(s.now())
	x = span{van: calendar.Date(string(today)[:4] + "-01-01"), tot: today}
	for name, d := range map[string]*calendar.Date{"van": &x.van, "tot": &x.tot} {
		if text := q.Get(name); text != "" {
			*d = dateOf(text)
		}
	}
	switch {
	case !x.van.Valid() || !x.tot.Valid():
		return x, "Schrijf de datums als dd-mm-jjjj."
	case x.tot < x.van:
		return x, "De laatste dag ligt vóór de eerste."
	}
	return x, ""
}

// locate finds the events of the days. Call it under View.
func (s *Server) locate(x span) span {
	size := min(int64(s.Records.Len()), s.Seal.Checkpoint().Size)
	begin, end := x.van.Start(), x.tot.End()
	x.from, x.until = size, 0
	for n := range size {
		x.from, x.until = seal.Widen(x.from, x.until, n, s.Records.Entry(events.Position(n+1)).Recorded, begin, end)
	}
	x.until = max(x.from, x.until)
	return x
}

func (s *Server) breachProof(w http.ResponseWriter, r *http.Request) {
	x, wrong := s.readSpan(r.URL.Query())
	v := overview{Head: headView{Title: "Bewijs over een periode", Lead: "Welke incidenten zijn in deze periode geregistreerd, en hoe controleert een ander dat het er niet meer zijn?"}}
	v.Filters = web.FilterForm{Action: breachProofPath, Label: "Periode", Fields: []web.Field{{Kind: web.Date, Name: "van", Label: "Vastgelegd vanaf", Value: x.van.NL(), Free: true},
		{Kind: web.Date, Name: "tot", Label: "Vastgelegd tot en met", Value: x.tot.NL(), Free: true}}}
	if wrong == "" {
		s.Live.View(func() { s.proofSections(&v, s.locate(x)) })
	}
	p := s.page(r, v.Head.Title)
	p.Breadcrumbs = []web.Link{{Href: "/" + projections.BreachRegister.Path, NL: projections.BreachRegister.NL}, {NL: v.Head.Title}}
	p.Data = v
	if wrong != "" {
		p.Errors = []web.FieldError{{ID: "van", NL: wrong}}
	}
	s.render(w, r, http.StatusOK, "overzicht", p)
}

// proofSections is called under View.
func (s *Server) proofSections(v *overview, x span) {
	t := web.Table{ID: "incidenten", Caption: "Geregistreerde incidenten", CaptionHidden: true, Empty: "In deze periode is geen incident geregistreerd.",
		Columns: []web.Column{{NL: "Volgnummer", RowHeader: true}, {NL: "Incident"}, {NL: "Geregistreerd"}, {NL: "Gebeurtenis", Numeric: true}}}
	serials, n := s.Records.Serials(), 0
	for _, rec := range s.Records.OfType(incidents.Record.Name) {
		first := rec.List[0]
		if at := int64(first.Position) - 1; at < x.from || at >= x.until {
			continue
		}
		if n++; n <= maxProven {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: serials[rec.Stream]}, {NL: title(rec.Record, rec.Last().State), Href: recordPath(rec)}, {Time: first.Recorded, Clock: true}, {NL: strconv.FormatUint(uint64(first.Position), 10)}}})
		}
	}
	where := "Er is in deze periode niets vastgelegd."
	if x.until > x.from {
		where = fmt.Sprintf("Dit zijn gebeurtenis %d tot en met %d van het logboek.", x.from+1, x.until)
	}
	if n > maxProven {
		where += " U ziet de eerste " + plural(maxProven, "incident", "incidenten") + ". In het bestand en het register staan zij alle."
	}
	v.add(plural(n, "incident", "incidenten")+" van "+x.van.NL()+" tot en met "+x.tot.NL(), where+" Een volgnummer is de plaats van de melding in het logboek. Daarom wordt er geen overgeslagen en geen twee keer uitgegeven.", t)
	address := breachProofPath + ".jsonl?van=" + url.QueryEscape(x.van.NL()) + "&tot=" + url.QueryEscape(x.tot.NL())
	v.Links = []web.Link{{Href: address, NL: "Download het bewijs (.jsonl)"}, {Href: "/controle", NL: "Hoe controleert u dat?"}}
	v.add("Wat bewijst het bestand, en wat niet?", "", web.Table{ID: "wat-bewijst-het", Caption: "Wat het bestand bewijst", CaptionHidden: true, Columns: []web.Column{{NL: "Bewering", RowHeader: true}, {NL: "Hoe"}},
		Rows: []web.Row{
			{Cells: []web.Cell{{NL: "Tussen de eerste en de laatste regel staat niets anders in het logboek, ook geen ander incident."}, {NL: "Bewezen: het bestand bevat elke regel van de periode. De hashes daarvan leiden tot het ondertekende controlepunt. Controleer met grootboek-verify --key en het bestand."}}},
			{Cells: []web.Cell{{NL: "Elk incident in de lijst is in deze periode geregistreerd."}, {NL: "Bewezen dat de regel er staat. Het moment is wat het logboek toen zei. Wie een controlepunt van voor en een van na de periode heeft, bewijst ook het moment: grootboek-verify --checkpoint."}}},
			{Cells: []web.Cell{{NL: "Er is niets gebeurd wat niet is geregistreerd."}, {NL: "Niet bewezen. Geen logboek kan dat."}}},
			{Cells: []web.Cell{{NL: "Soort en kenmerk van een regel zonder de inhoud."}, {NL: "Niet mogelijk: de hash gaat over de hele regel. Het bestand bevat dus alle regels van de periode, zonder wat in de kluis staat. Geef het alleen aan wie dat mag lezen."}}}}})
}

// breachExcerpt is the file.
func (s *Server) breachExcerpt(w http.ResponseWriter, r *http.Request) {
	x, wrong := s.readSpan(r.URL.Query())
	if wrong != "" {
		s.refuse(w, r, http.StatusBadRequest, &domain.Refusal{Kind: domain.Invalid, Code: "moment", NL: wrong})
		return
	}
	s.Live.View(func() { x = s.locate(x) })
	w.Header().Set("Content-Type", "application/x-ndjson; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="uittreksel-%s-%s.jsonl"`, x.van, x.tot))
	if err := seal.WriteExcerpt(r.Context(), w, s.Exec.Store, s.Seal, x.from, x.until); err != nil {
		s.Log.ErrorContext(r.Context(), "excerpt broken off", "error", err)
		panic(http.ErrAbortHandler) // a file that ends early must not look whole
	}
}
