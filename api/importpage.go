package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/intake"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
)

// jobs are the imports under way: a file that was uploaded, and how far it is. They live in memory and end after
// jobLife; what was recorded is in the log.
type jobs struct {
	mu sync.Mutex
	m  map[string]*job
}

const (
	maxJobs = 10
	jobLife = 2 * time.Hour
)

// A job is one import, from upload to result. Its phase moves forward; each phase runs outside the request.
type job struct {
	id     string
	person string
	made   time.Time
	path   string // of the uploaded file, until it is kept or given up
	name   string

	mu      sync.Mutex
	phase   phase
	done    int
	total   int
	err     error
	file    SourceFile
	kept    bool // the mapping is that of an earlier import
	results []RowResult
	sum     register.ImportSummary
}

type phase string

const (
	reading   phase = "reading"
	preparing phase = "preparing"
	preview   phase = "preview"
	running   phase = "running"
	finished  phase = "finished"
	failed    phase = "failed"
)

func (j *job) at(done, total int) {
	j.mu.Lock()
	j.done, j.total = done, total
	j.mu.Unlock()
}

func (j *job) move(p phase, err error) {
	j.mu.Lock()
	j.phase, j.done, j.total, j.err = p, 0, 0, err
	j.mu.Unlock()
}

// add keeps a job, unless too many are under way.
func (x *jobs) add(j *job, now time.Time) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	for id, old := range x.m {
		if now.Sub(old.made) > jobLife {
			old.drop()
			delete(x.m, id)
		}
	}
	if len(x.m) >= maxJobs {
		return false
	}
	if x.m == nil {
		x.m = map[string]*job{}
	}
	x.m[j.id] = j
	return true
}

func (x *jobs) get(id, person string) *job {
	x.mu.Lock()
	defer x.mu.Unlock()
	if j := x.m[id]; j != nil && j.person == person {
		return j
	}
	return nil
}

func (x *jobs) remove(j *job) {
	x.mu.Lock()
	delete(x.m, j.id)
	x.mu.Unlock()
	j.drop()
}

// drop forgets the uploaded file.
func (j *job) drop() {
	if j.path != "" {
		_ = os.Remove(j.path) // what is left over is removed at the next start
	}
}

type importView struct {
	Form  web.Form
	Table web.Table
	Ready int // complete activities that wait for registration
}

func (s *Server) importer() Importer { return Importer{s.Ledger, s.Records, s.Staff} }

func (s *Server) importPage(w http.ResponseWriter, r *http.Request) {
	s.showImport(w, r, http.StatusOK, "")
}

func (s *Server) showImport(w http.ResponseWriter, r *http.Request, status int, wrong string) {
	v := importView{Form: web.Form{Action: "/importeren", Upload: true, Fields: []web.Field{{Kind: web.File, Name: "bestand", Label: "Bestand met verwerkingen",
		Accept: ".csv,.txt,.xlsx,.json,.zip", Error: wrong, Hint: "CSV, Excel (.xlsx), JSON, of de export (ZIP of JSON) van het AVG Register Rijksoverheid. Hoogstens 100 MB. U ziet eerst een voorbeeld; er wordt nog niets vastgelegd."}},
		Buttons: []web.Button{{NL: "Bestand lezen"}}}}
	v.Table = web.Table{Caption: "Eerder ingelezen", Empty: "Er is nog niets ingelezen.", Columns: []web.Column{{NL: "Bestand", RowHeader: true}, {NL: "Wanneer"},
		{NL: "Volledig", Numeric: true}, {NL: "Onvolledig", Numeric: true}, {NL: "Gewijzigd", Numeric: true}, {NL: "Geweigerd", Numeric: true}}}
	s.Live.View(func() {
		for _, x := range slices.Backward(s.Records.OfType("import")) {
			i := x.Last().State.(register.Import)
			v.Table.Rows = append(v.Table.Rows, web.Row{Cells: []web.Cell{{NL: i.Name, Href: recordPath(x)}, {Time: x.Last().Recorded, Clock: true},
				{NL: web.FormatNumber(i.Taken)}, {NL: web.FormatNumber(i.Incomplete)}, {NL: web.FormatNumber(i.Changed)}, {NL: web.FormatNumber(i.Refused)}}})
		}
		v.Ready = len(s.readyToRegister())
	})
	p := s.page(r, "Register inlezen")
	if wrong != "" {
		p.Errors = []web.FieldError{{ID: "bestand", NL: wrong}}
	}
	p.Data = v
	s.render(w, r, status, "inlezen", p)
}

func (s *Server) importUpload(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	if err := r.ParseMultipartForm(8 << 20); err != nil {
		if ref, ok := auth.TooLarge(err); ok {
			s.showImport(w, r, http.StatusRequestEntityTooLarge, ref.NL)
			return
		}
		s.showImport(w, r, http.StatusUnprocessableEntity, "Kies een bestand.")
		return
	}
	defer r.MultipartForm.RemoveAll() //nolint:errcheck // temporary files of the request; the system removes what is left
	up, head, err := r.FormFile("bestand")
	if err != nil || head.Size == 0 {
		s.showImport(w, r, http.StatusUnprocessableEntity, "Kies een bestand dat niet leeg is.")
		return
	}
	defer up.Close()
	path, err := keepUpload(s.Temp, up)
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	j := &job{id: uuid.NewString(), person: u.Person, made: s.now(), path: path, name: head.Filename, phase: reading}
	if !s.jobs.add(j, s.now()) {
		j.drop()
		s.showImport(w, r, http.StatusServiceUnavailable, "Er worden nu al veel bestanden ingelezen. Probeer het over een kwartier opnieuw.")
		return
	}
	go s.read(context.WithoutCancel(r.Context()), j)
	http.Redirect(w, r, "/importeren/"+j.id, http.StatusSeeOther)
}

func keepUpload(dir string, up multipart.File) (string, error) {
	f, err := os.CreateTemp(dir, "grootboek-import-*")
	if err != nil {
		return "", fmt.Errorf("keep upload: %w", err)
	}
	_, err = io.Copy(f, up)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("keep upload: %w", err), os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// read reads the uploaded file, guesses or remembers the mapping, and makes the preview.
func (s *Server) read(ctx context.Context, j *job) {
	ctx, cancel := context.WithTimeout(ctx, jobLife)
	defer cancel()
	f, err := os.Open(j.path)
	if err != nil {
		s.jobFailed(ctx, j, err)
		return
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		s.jobFailed(ctx, j, err)
		return
	}
	t, err := intake.Read(j.name, f, st.Size(), func(done, total int64) { j.at(int(done>>10), int(total>>10)) })
	if err != nil {
		s.jobFailed(ctx, j, err)
		return
	}
	m, kept := s.importer().MappingFor(t)
	j.mu.Lock()
	j.file, j.kept = SourceFile{Name: t.Name, Table: t, Mapping: m}, kept
	j.mu.Unlock()
	s.preview(ctx, j)
}

func (s *Server) preview(ctx context.Context, j *job) {
	j.move(preparing, nil)
	results, sum, err := s.importer().Preview(ctx, j.file, s.names, func(done int) { j.at(done, len(j.file.Table.Rows)) })
	if err != nil {
		s.jobFailed(ctx, j, err)
		return
	}
	j.mu.Lock()
	j.results, j.sum = results, sum
	j.mu.Unlock()
	j.move(preview, nil)
}

// run keeps the original file, and records.
func (s *Server) run(ctx context.Context, j *job, u auth.User) {
	ctx, cancel := context.WithTimeout(ctx, jobLife)
	defer cancel()
	f, err := os.Open(j.path)
	if err != nil {
		s.jobFailed(ctx, j, err)
		return
	}
	defer f.Close()
	hash, _, err := s.Files.Put(ctx, f, maxUpload)
	if err != nil {
		s.jobFailed(ctx, j, err)
		return
	}
	j.file.Hash = hash
	total := j.sum.Rows
	sum, err := s.importer().Run(ctx, j.file, domain.Stamp{Actor: u.Person, Role: u.Role, Mandate: u.Mandate}, func(done int) { j.at(done, total) })
	j.mu.Lock()
	j.sum = sum
	j.mu.Unlock()
	if err != nil {
		s.jobFailed(ctx, j, err)
		return
	}
	j.drop()
	j.mu.Lock()
	j.file.Table, j.results = nil, nil // what was recorded is in the log
	j.mu.Unlock()
	j.move(finished, nil)
}

func (s *Server) jobFailed(ctx context.Context, j *job, err error) {
	if _, ok := errors.AsType[*intake.Error](err); !ok {
		s.Log.ErrorContext(ctx, "import failed", "job", j.id, "error", err)
	}
	j.drop()
	j.move(failed, err)
}

type jobView struct {
	Phase    string
	Name     string
	Steps    []web.Step
	Progress web.Progress
	Wrong    string
	Notes    []string
	Kept     bool
	Summary  web.SummaryList
	Rows     web.Table
	Mapping  web.Table
	Columns  []columnView
	Action   string
	Counts   []web.Card
	Nothing  bool
	Ready    int
	Lacking  web.Table // what lacks, and in how many rows
}

// columnView is one column of the file, with the field it goes to.
type columnView struct {
	Name    string
	Samples []string
	Field   web.Field
	Order   *web.Field
	Why     string
}

func (s *Server) importJob(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	j := s.jobs.get(chi.URLParam(r, "job"), u.Person)
	if j == nil {
		s.refuse(w, r, http.StatusNotFound, &domain.Refusal{Kind: domain.NotFound, Code: "import.gone", NL: "Dit inleesvoorbeeld is verlopen. Lees het bestand opnieuw in; wat al was vastgelegd, blijft vastgelegd."})
		return
	}
	p := s.page(r, "Register inlezen")
	p.Breadcrumbs = []web.Link{{Href: "/importeren", NL: "Inlezen"}, {NL: j.name}}
	v := s.jobView(r, j)
	if v.Phase == "busy" {
		p.Refresh = 2
	}
	p.Data = v
	s.render(w, r, http.StatusOK, "inlezen-"+v.Phase, p)
}

func (s *Server) jobView(r *http.Request, j *job) jobView {
	j.mu.Lock()
	defer j.mu.Unlock()
	v := jobView{Phase: "busy", Name: j.name, Action: "/importeren/" + j.id}
	v.Steps = steps(j.phase)
	v.Progress = web.Progress{Done: j.done, Total: j.total, Renew: v.Action}
	switch j.phase {
	case reading:
		v.Progress.NL, v.Progress.Unit = "Het bestand wordt gelezen", "kB"
	case preparing:
		v.Progress.NL, v.Progress.Unit = "Het voorbeeld wordt gemaakt", "rijen"
	case running:
		v.Progress.NL, v.Progress.Unit = "De verwerkingen worden vastgelegd", "verwerkingen"
	case preview:
		v.Phase, v.Kept, v.Notes = "voorbeeld", j.kept, j.file.Table.Notes
		v.Columns = columns(j.file)
		v.Counts = resultCards(j.sum)
		v.Rows, v.Lacking = resultTable(j.results), lackingTable(j.results)
		v.Nothing = j.sum.Taken+j.sum.Incomplete+j.sum.Changed == 0
	case finished:
		v.Phase, v.Counts = "klaar", resultCards(j.sum)
		v.Rows = refusedRows(j.sum)
		s.Live.View(func() { v.Ready = len(s.readyToRegister()) })
	case failed:
		v.Phase, v.Wrong = "mislukt", "Er ging iets mis bij het inlezen. Wat al was vastgelegd, blijft vastgelegd; hetzelfde bestand opnieuw inlezen doet de rest."
		if e, ok := errors.AsType[*intake.Error](j.err); ok {
			v.Wrong = e.NL
		}
	}
	return v
}

func steps(p phase) []web.Step {
	list := []web.Step{{NL: "Bestand kiezen", State: "done"}, {NL: "Voorbeeld bekijken"}, {NL: "Vastleggen"}, {NL: "Klaar"}}
	n := map[phase]int{reading: 1, preparing: 1, preview: 1, running: 2, finished: 3, failed: 1}[p]
	for i := range list {
		if i < n {
			list[i].State = "done"
		} else if i == n {
			list[i].State = "current"
		}
	}
	return list
}

func columns(f SourceFile) []columnView {
	var list []columnView
	for i, c := range f.Table.Columns {
		as := f.Mapping.Columns[c.Name]
		x := columnView{Name: c.Name, Samples: c.Samples, Why: as.Why}
		n := strconv.Itoa(i)
		x.Field = web.Field{Kind: web.Select, Name: "kolom-" + n, Label: "Veld voor kolom " + c.Name, LabelHidden: true, Free: true,
			Options: []web.Option{{Value: "", NL: "Geen veld: bewaren als bron", Selected: as.Field == ""}}}
		for _, fld := range intake.Fields {
			x.Field.Options = append(x.Field.Options, web.Option{Value: fld.Key, NL: fld.NL, Selected: as.Field == fld.Key})
		}
		if fld, ok := intake.FieldByKey(as.Field); ok && fld.Kind == intake.Date {
			o := web.Field{Kind: web.Select, Name: "volgorde-" + n, Label: "Volgorde van datums in " + c.Name, Free: true, Options: []web.Option{
				{Value: "", NL: "Onbekend: weiger dubbelzinnige datums"}, {Value: "dmy", NL: "dag-maand-jaar", Selected: f.Mapping.DateOrder[c.Name] == intake.DayMonth},
				{Value: "mdy", NL: "maand-dag-jaar", Selected: f.Mapping.DateOrder[c.Name] == intake.MonthDay}}}
			x.Order = &o
		}
		list = append(list, x)
	}
	return list
}

func resultCards(sum register.ImportSummary) []web.Card {
	return []web.Card{{Number: sum.Taken, NL: "volledig", Kind: web.OK}, {Number: sum.Incomplete, NL: "onvolledig", Kind: web.Warning},
		{Number: sum.Changed, NL: "gewijzigd", Kind: web.Info}, {Number: sum.Unchanged, NL: "ongewijzigd"}, {Number: sum.Refused, NL: "geweigerd", Kind: web.Error}}
}

var resultTags = map[Result]web.Tag{Taken: {Kind: web.OK, NL: "volledig"}, Incomplete: {Kind: web.Warning, NL: "onvolledig"}, Changed: {Kind: web.Info, NL: "gewijzigd"},
	Unchanged: {NL: "ongewijzigd"}, RowRefused: {Kind: web.Error, NL: "geweigerd"}}

const previewPage = 100

// resultTable shows what would become of each record: the first hundred; refused ones first, then what needs attention.
func resultTable(list []RowResult) web.Table {
	order := []Result{RowRefused, Changed, Incomplete, Taken, Unchanged}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b RowResult) int { return slices.Index(order, a.Result) - slices.Index(order, b.Result) })
	t := web.Table{ID: "voorbeeld", Caption: "Wat er met elke rij gebeurt", Empty: "Er zijn geen verwerkingen gevonden.", Columns: []web.Column{{NL: "Rij", Numeric: true}, {NL: "Verwerking", RowHeader: true}, {NL: "Uitkomst"}, {NL: "Toelichting"}}}
	if len(list) > previewPage {
		t.Caption = fmt.Sprintf("Wat er met elke rij gebeurt: de eerste %d van %s", previewPage, web.FormatNumber(len(list)))
		list = list[:previewPage]
	}
	for _, x := range list {
		name := x.Name
		if name == "" {
			name = "(zonder naam)"
		}
		why := web.Cell{NL: x.Reason, Lines: slices.Clone(x.Notes)}
		if n := len(x.Missing); n > 0 && x.Reason == "" {
			why.NL = fmt.Sprintf("%d gegevens ontbreken", n)
		}
		for _, d := range x.Diff {
			why.Lines = append(why.Lines, d.NL+": was ‘"+d.Old+"’, wordt ‘"+d.New+"’")
		}
		if x.Kept > 0 {
			why.Note = fmt.Sprintf("%d gegevens zonder eigen veld blijven bewaard als bron.", x.Kept)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: strconv.Itoa(x.Row)}, {NL: name}, {Tag: resultTags[x.Result]}, why}})
	}
	return t
}

// lackingTable says what lacks for registration, most often first: much of it lacks in every row of a file.
func lackingTable(list []RowResult) web.Table {
	n := map[string]int{}
	for _, x := range list {
		for _, m := range x.Missing {
			n[m]++
		}
	}
	t := web.Table{ID: "ontbreekt", Caption: "Wat ontbreekt om te kunnen registreren", Compact: true, Columns: []web.Column{{NL: "Wat", RowHeader: true}, {NL: "Rijen", Numeric: true}}}
	for _, m := range slices.SortedFunc(maps.Keys(n), func(a, b string) int { return cmp.Or(n[b]-n[a], strings.Compare(a, b)) }) {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: m}, {NL: web.FormatNumber(n[m])}}})
	}
	return t
}

func refusedRows(sum register.ImportSummary) web.Table {
	t := web.Table{ID: "geweigerd", Caption: "Geweigerde rijen", Empty: "Er zijn geen rijen geweigerd.", Columns: []web.Column{{NL: "Rij", RowHeader: true}, {NL: "Reden"}}}
	for _, x := range sum.Refusals {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: strconv.Itoa(x.Row)}, {NL: x.Reason}}})
	}
	return t
}

func (s *Server) importStep(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	j := s.jobs.get(chi.URLParam(r, "job"), u.Person)
	if j == nil {
		s.importJob(w, r)
		return
	}
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	j.mu.Lock()
	ready := j.phase == preview
	if ready {
		j.phase, j.done, j.total = preparing, 0, 0 // of two who press at once, one goes on
	}
	j.mu.Unlock()
	ctx := context.WithoutCancel(r.Context())
	switch {
	case !ready:
	case r.PostFormValue("stap") == "stoppen":
		s.jobs.remove(j)
		http.Redirect(w, r, "/importeren", http.StatusSeeOther)
		return
	case r.PostFormValue("stap") == "vastleggen":
		j.move(running, nil)
		go s.run(ctx, j, u)
	default:
		s.remap(j, r)
		go s.preview(ctx, j)
	}
	http.Redirect(w, r, "/importeren/"+j.id, http.StatusSeeOther)
}

// remap takes the mapping as the user has set it.
func (s *Server) remap(j *job, r *http.Request) {
	m := intake.Mapping{Signature: j.file.Mapping.Signature, Columns: map[string]intake.Assignment{}, DateOrder: map[string]intake.DateOrder{}}
	for i, c := range j.file.Table.Columns {
		field := r.PostFormValue("kolom-" + strconv.Itoa(i))
		as := j.file.Mapping.Columns[c.Name]
		if as.Field != field {
			as = intake.Assignment{Field: field, Confidence: 1, Why: "door u gekozen"}
		}
		m.Columns[c.Name] = as
		if o := r.PostFormValue("volgorde-" + strconv.Itoa(i)); o != "" {
			m.DateOrder[c.Name] = intake.DateOrder(o)
		}
	}
	j.mu.Lock()
	j.file.Mapping = m
	j.mu.Unlock()
}

// readyToRegister are the submitted activities that lack nothing and that nobody has to look at first, under View.
func (s *Server) readyToRegister() []*projections.Versions {
	var list []*projections.Versions
	for _, v := range s.Records.OfType("activity") {
		if a := v.Last().State.(register.Activity); a.State == register.StatusSubmitted && a.Complete() && (a.Source == nil || len(a.Source.Notes) == 0) {
			list = append(list, v)
		}
	}
	return list
}

// maxAtOnce bounds how many activities one press of the button registers.
const maxAtOnce = 500

// registerComplete registers submitted activities that lack nothing, each by a command of its own.
func (s *Server) registerComplete(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	var list []*projections.Versions
	s.Live.View(func() { list = s.readyToRegister() })
	done, refused, why := 0, 0, ""
	var last events.Position
	for _, v := range list[:min(len(list), maxAtOnce)] {
		res, err := s.Exec.Execute(r.Context(), events.Request{Record: "activity", ID: v.ID, Command: register.Register{},
			By: domain.Stamp{Actor: u.Person, Role: u.Role, Mandate: u.Mandate}})
		if ref, ok := errors.AsType[*domain.Refusal](err); ok {
			refused, why = refused+1, ref.Error()
			continue
		}
		if err != nil {
			s.failed(w, r, err)
			return
		}
		done, last = done+1, max(last, res.Position)
	}
	if err := s.Await(r.Context(), last); err != nil {
		s.failed(w, r, err)
		return
	}
	said := fmt.Sprintf("%d verwerkingen geregistreerd en openbaar gemaakt.", done)
	if refused > 0 {
		said += fmt.Sprintf(" %d niet: %s", refused, why)
	}
	s.Auth.Flash(r.Context(), said)
	http.Redirect(w, r, "/verwerkingen?status=registered", http.StatusSeeOther)
}
