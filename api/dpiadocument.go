package api

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/projections"
)

// documentView is a whole DPIA as a document, for reading and for paper.
type documentView struct {
	Head     headView
	About    web.SummaryList
	Short    web.SummaryList
	Sections []documentSection
	Risks    web.Table
	Measures web.Table
	Opinions web.Table
	Advice   web.Table
	JSON     string
}

// documentSection is one section of the document.
type documentSection struct {
	ID, NL   string
	Progress web.Tag
	Text     [][]string
	From     []string
	Comments []web.SummaryRow
	Advice   []string
}

// versionAsked finds the version of the address: by number (versie=3), or as of the moment asked for. Call it under View.
func versionAsked(r *http.Request, v *projections.Versions) (at projections.Version, a projections.AsOf, ok bool) {
	a, _ = asOf(r.URL.Query())
	text := r.URL.Query().Get("versie")
	if text == "" {
		at, ok = v.At(a)
		return at, a, ok
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n < 1 || n > uint64(len(v.List)) {
		return at, a, false
	}
	at = v.List[n-1]
	return at, projections.AsOf{Recorded: at.Recorded}, true
}

// dpiaDocument shows the whole DPIA, of any version (RT-18, rule 6: reports stay retrievable in every version).
func (s *Server) dpiaDocument(w http.ResponseWriter, r *http.Request) {
	_, bar := asOfBar(r)
	p := s.page(r, "")
	found := false
	s.Live.View(func() {
		v := s.Records.Get("dpia", chi.URLParam(r, "id"))
		if v == nil {
			return
		}
		at, a, ok := versionAsked(r, v)
		if !ok {
			return
		}
		found = true
		d := at.State.(dpia.DPIA)
		p.Title = title(v.Record, d)
		p.Breadcrumbs = []web.Link{{Href: "/dpias", NL: v.Record.Info().Plural}, {Href: recordPath(v), NL: p.Title}, {NL: "Document"}}
		p.Data = s.documentView(r, v, at, d, a)
	})
	if !found {
		s.notFound(w, r)
		return
	}
	if r.URL.Query().Get("versie") == "" {
		p.AsOf = bar
	}
	s.render(w, r, http.StatusOK, "dpia-document", p)
}

func (s *Server) documentView(r *http.Request, v *projections.Versions, at projections.Version, d dpia.DPIA, a projections.AsOf) documentView {
	info := v.Record.Info()
	view := documentView{Head: headView{Title: title(v.Record, d), Status: web.StatusTag(d.State, info.StatusNL(d.State)), Lead: s.dpiaLead(d)},
		Risks: risksOf(d), Measures: s.dpiaMeasures(d), Opinions: opinionsOf(d), Advice: adviceOf(d), About: s.dpiaSummary(d)}
	u := *r.URL
	u.Path += ".json"
	view.JSON = withQuery(&u)
	view.Short.Rows = []web.SummaryRow{{Key: "Versie", Cell: web.Cell{NL: strconv.FormatUint(at.Version, 10)}}, {Key: "Vastgelegd", Cell: web.Cell{Time: at.Recorded, Clock: true}},
		{Key: "Kenmerk", Cell: web.Cell{NL: v.Stream, Mono: true}}}
	for _, c := range dpia.Paragraph("").Choices() {
		view.Sections = append(view.Sections, s.documentSection(v, d, dpia.Paragraph(c.Value), c.NL, a))
	}
	return view
}

func (s *Server) documentSection(v *projections.Versions, d dpia.DPIA, par dpia.Paragraph, nl string, a projections.AsOf) documentSection {
	section, _ := d.SectionOf(par)
	x := documentSection{ID: "onderdeel-" + string(par), NL: nl, Progress: progressTag(d.Progress(par)), Text: paragraphs(section.Text), Comments: s.commentsOn(v, d, par, false)}
	_, x.From = dpia.Sources(section.From)
	for _, t := range s.traces(section, a) {
		line := t.Of + ", " + t.Field
		if t.changed() {
			line += " (het register is daarna gewijzigd)"
		}
		x.From = append(x.From, line)
	}
	for _, adv := range d.AdviceOn(par) {
		line := adv.On.NL() + ": " + adv.Text
		if adv.Lapsed {
			line += " (vervallen)"
		}
		x.Advice = append(x.Advice, line)
	}
	return x
}

// The JSON of a DPIA. Its names are Dutch, as those of the other downloads, and never change.
type dpiaJSON struct {
	Kenmerk     string            `json:"kenmerk"`
	Versie      uint64            `json:"versie"`
	Vastgelegd  string            `json:"vastgelegd"` // RFC 3339
	Naam        string            `json:"naam"`
	Status      string            `json:"status"`
	Soort       string            `json:"soort,omitempty"`
	Onderwerp   string            `json:"onderwerp"`
	Gegevens    map[string]string `json:"gegevens"`
	Onderdelen  []sectionJSON     `json:"onderdelen"`
	Risicos     []riskJSON        `json:"risicos"`
	Maatregelen []measureJSON     `json:"maatregelen"`
	Meningen    []opinionJSON     `json:"meningen"`
	Adviezen    []adviceJSON      `json:"adviezen_fg"`
}

type sectionJSON struct {
	Nummer      string        `json:"nummer"`
	Naam        string        `json:"naam"`
	Stand       string        `json:"stand"`
	Tekst       string        `json:"tekst"`
	Uit         string        `json:"overgenomen_uit,omitempty"` // "activity/<id>@<versie> <veld>", één per regel
	Opmerkingen []commentJSON `json:"opmerkingen"`
	Advies      []string      `json:"advies_fg"`
}

type commentJSON struct {
	Kenmerk  string `json:"kenmerk"`
	Rol      string `json:"rol"`
	Tekst    string `json:"tekst"`
	Antwoord string `json:"antwoord,omitempty"`
}

type riskJSON struct {
	Kenmerk      string `json:"kenmerk"`
	Beschrijving string `json:"beschrijving"`
	Niveau       string `json:"niveau"`
}

type measureJSON struct {
	Kenmerk   string        `json:"kenmerk"`
	Tekst     string        `json:"tekst"`
	Voor      calendar.Date `json:"voor"`
	VoorStart bool          `json:"nodig_voor_start"`
	Stand     string        `json:"stand"`
}

type opinionJSON struct {
	Van     string `json:"van"`
	Oordeel string `json:"oordeel"`
	Tekst   string `json:"tekst"`
}

type adviceJSON struct {
	Op       calendar.Date `json:"op"`
	Oordeel  string        `json:"oordeel"`
	Tekst    string        `json:"tekst"`
	Gevolgd  string        `json:"gevolgd,omitempty"`
	Reden    string        `json:"reden,omitempty"`
	Lapsed   bool          `json:"vervallen,omitempty"`
	Sections []string      `json:"onderdelen,omitempty"`
}

// dpiaDocumentJSON gives the same as data. It names no persons: who does a measure is an id of the staff directory, and
// stays here.
func (s *Server) dpiaDocumentJSON(w http.ResponseWriter, r *http.Request) {
	var out *dpiaJSON
	s.Live.View(func() {
		if v := s.Records.Get("dpia", chi.URLParam(r, "id")); v != nil {
			if at, _, ok := versionAsked(r, v); ok {
				out = s.dpiaJSON(v, at, at.State.(dpia.DPIA))
			}
		}
	})
	if out == nil {
		s.notFound(w, r)
		return
	}
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="dpia-versie-%d.json"`, out.Versie))
	writeJSON(w, http.StatusOK, out)
}

func choiceNL(c domain.Chooser, value string) string {
	if value == "" {
		return ""
	}
	return domain.ChoiceNL(c.Choices(), value)
}

func (s *Server) dpiaJSON(v *projections.Versions, at projections.Version, d dpia.DPIA) *dpiaJSON {
	out := &dpiaJSON{Kenmerk: v.Stream, Versie: at.Version, Vastgelegd: at.Recorded.Format("2006-01-02T15:04:05Z07:00"), Naam: title(v.Record, d),
		Status: v.Record.Info().StatusNL(d.State), Soort: choiceNL(d.Kind, string(d.Kind)), Onderwerp: d.Subject, Gegevens: map[string]string{},
		Onderdelen: []sectionJSON{}, Risicos: []riskJSON{}, Maatregelen: []measureJSON{}, Meningen: []opinionJSON{}, Adviezen: []adviceJSON{}}
	for _, row := range s.dpiaSummary(d).Rows {
		value := row.Cell.NL
		for i, l := range row.Cell.Lines {
			if i > 0 {
				value += "\n"
			}
			value += l
		}
		out.Gegevens[row.Key] = value
	}
	for _, c := range dpia.Paragraph("").Choices() {
		out.Onderdelen = append(out.Onderdelen, sectionOfJSON(d, dpia.Paragraph(c.Value), c.NL))
	}
	for _, x := range d.Risks {
		out.Risicos = append(out.Risicos, riskJSON{x.ID, x.Description, choiceNL(x.Level, string(x.Level))})
	}
	for _, x := range d.Measures {
		out.Maatregelen = append(out.Maatregelen, measureJSON{x.ID, x.Text, x.Due, x.Before, choiceNL(x.State, string(x.State))})
	}
	for _, x := range d.Opinions {
		out.Meningen = append(out.Meningen, opinionJSON{choiceNL(x.Voice, string(x.Voice)), choiceNL(x.View, string(x.View)), x.Text})
	}
	for _, x := range d.Advice {
		out.Adviezen = append(out.Adviezen, adviceOfJSON(x))
	}
	return out
}

func adviceOfJSON(x dpia.Advice) adviceJSON {
	a := adviceJSON{Op: x.On, Oordeel: choiceNL(x.View, string(x.View)), Tekst: x.Text, Gevolgd: choiceNL(x.Follow, string(x.Follow)), Reden: x.Because, Lapsed: x.Lapsed}
	for _, s := range x.Sections {
		a.Sections = append(a.Sections, nrOf(s.Paragraph)+": "+s.Text)
	}
	return a
}

func sectionOfJSON(d dpia.DPIA, par dpia.Paragraph, nl string) sectionJSON {
	section, _ := d.SectionOf(par)
	x := sectionJSON{Nummer: nrOf(par), Naam: nl, Stand: progressTag(d.Progress(par)).NL, Tekst: section.Text, Uit: section.From, Opmerkingen: []commentJSON{}, Advies: []string{}}
	for _, c := range d.Comments {
		if c.Paragraph == par {
			x.Opmerkingen = append(x.Opmerkingen, commentJSON{c.ID, domain.RoleNL(c.Role), c.Text, c.Answer})
		}
	}
	for _, a := range d.AdviceOn(par) {
		x.Advies = append(x.Advies, a.Text)
	}
	return x
}
