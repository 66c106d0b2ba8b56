package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/events/seal"
)

// realRegister is the register of another municipality, as it stood on its web pages.
const realRegister = "../../../shared/data/registers/purmerend_register_webpaginas.csv"

const inlineRegister = "Naam verwerking,Team,Doel,Grondslag,Bewaartermijn,_bron\n" +
	"Leerlingenvervoer,Maatschappelijk domein,Aanvragen beoordelen,Wettelijke verplichting,tot de leerling 23 jaar is,https://voorbeeld.example/1\n" +
	"Mutaties BRP,Burgerzaken,Persoonslijsten bijwerken,Algemeen belang / openbaar gezag,110 jaar,https://voorbeeld.example/2\n" +
	"\"Adresonderzoek, fraude\",Burgerzaken,Adressen nagaan,Algemeen belang / openbaar gezag,5 jaar,https://voorbeeld.example/3\n" +
	"Nieuwsbrief,Communicatie,Inwoners informeren,Toestemming,tot afmelding,https://voorbeeld.example/4\n"

// The story of the ledger: a register goes in, activities are registered, residents see them, they change, everybody can
// look back, and an accountant proves on his own machine that nothing was changed.
func TestHetVerhaal(t *testing.T) {
	t.Run("R-4.1-13, R-4.1-15, R-4.1-18, R-LED-02, R-LED-05 met een register dat hier staat", func(t *testing.T) {
		story(t, write(t, "register.csv", inlineRegister), "110 jaar", "120 jaar")
	})
	t.Run("R-4.1-13, R-4.1-15, R-4.1-18, R-LED-02, R-LED-05 met het echte register van een gemeente", func(t *testing.T) {
		b, err := os.ReadFile(realRegister)
		if err != nil {
			t.Skipf("the real register is not on this machine: %v", err)
		}
		story(t, write(t, filepath.Base(realRegister), string(b)), "18 maanden na afronding", "24 maanden na afronding")
	})
}

// told is what the story has to remember.
type told struct {
	*client
	t       *testing.T
	data    string
	file    string
	process string
	names   []string // of the imported activities, sorted
	ids     []string // in the same order
}

func story(t *testing.T, file, old, changed string) {
	data := filepath.Join(t.TempDir(), "data")
	server := serving(t, "--data", data)
	x := &told{client: server.setUp(), t: t, data: data, file: file}

	x.officers()
	x.imported()
	x.registers()
	x.publicShows(x.names[0], x.names[1])
	before, between, after := x.amends()
	x.looksBack(before, between, after)
	x.proves()
	x.sameFileAgain()
	x.changedRow(old, changed)
	x.proves()
	server.end()
	if out := mustRun(t, "verify", "--data", data); !strings.Contains(out, fmt.Sprintf("KLOPT: alle %d gebeurtenissen", logged(t, data))) {
		t.Errorf("after the stop: %s", out)
	}
}

var personOption = regexp.MustCompile(`<option value="([0-9a-f-]{36})">([^<]*)</option>`)

// officers sets the town up: the first person is secretary and privacy administrator; he becomes college and team manager
// too, and appoints somebody else as data protection officer.
func (x *told) officers() {
	x.t.Helper()
	x.form("/rol", url.Values{"rol": {"SEC/"}})
	x.form("/personen", url.Values{"name": {"Frits Zandvliet"}, "email": {"fz@heemstede.example"}})
	_, body, _ := x.send(x.request(http.MethodGet, "/rollen/_appoint", nil))
	person := map[string]string{}
	for _, m := range personOption.FindAllStringSubmatch(body, -1) {
		name, _, _ := strings.Cut(m[2], " (")
		person[name] = m[1]
	}
	me, fg := person[firstName], person["Frits Zandvliet"]
	for _, role := range []string{"COL", "TM"} {
		x.do("SEC", "/rollen/_appoint", object{"person": me, "role": role, "from": "2020-01-01"})
	}
	x.do("COL", "/rollen/_appoint", object{"person": fg, "role": "FG", "from": "2020-01-01", "email": "fg@heemstede.example"})
	made := x.do("PB", "/processen/_register", object{"name": "Dienstverlening", "task": "Diensten aan inwoners.", "teams": []string{"Publiek"}, "owner": me})
	x.process = made["id"].(string)
}

// imported takes the file over beside the running server: first a preview, then for good. All of it is submitted.
func (x *told) imported() {
	x.t.Helper()
	before := x.size()
	preview := summaryOf(x.t, mustRun(x.t, "import", "--data", x.data, "--dry-run", x.file), "Voorbeeld")
	if x.size() != before {
		x.t.Fatalf("the preview recorded %d events", x.size()-before)
	}
	taken := summaryOf(x.t, mustRun(x.t, "import", "--data", x.data, "--yes", x.file), "Ingelezen")
	if taken != preview || taken.refused != 0 || taken.incomplete+taken.taken < 3 {
		x.t.Fatalf("the preview said %+v, the import %+v", preview, taken)
	}
	records := x.read("/verwerkingen")["records"].([]any)
	if len(records) != taken.taken+taken.incomplete {
		x.t.Fatalf("%d activities, %+v", len(records), taken)
	}
	for _, r := range records {
		r := r.(object)
		if r["status"] != "submitted" {
			x.t.Errorf("%s is %s", r["titel"], r["status"])
		}
		x.names = append(x.names, r["titel"].(string))
	}
	slices.Sort(x.names) // several are recorded at once: the log has them in any order
	for _, name := range x.names {
		i := slices.IndexFunc(records, func(r any) bool { return r.(object)["titel"] == name })
		x.ids = append(x.ids, records[i].(object)["id"].(string))
	}
	if body := x.page("/register"); strings.Contains(body, "/register/"+x.ids[0]) {
		x.t.Error("residents see what is only submitted")
	}
}

// rest is what imported activities lack.
func (x *told) rest(controller string) object {
	return object{"controller": controller, "controller_contact": "Raadhuisplein 1", "department": "Publiekszaken", "process": x.process,
		"purposes":      []object{{"text": "Diensten verlenen", "grounds": []string{"public-task"}, "explanation": "Wet BRP, artikel 1.7"}},
		"data_subjects": []string{"Inwoners"}, "data_categories": []object{{"name": "Naam en adres", "kind": "ordinary"}}, "recipients": []string{"Rijksdienst"},
		"retention": []object{{"text": "vijf jaar"}}, "security": "Toegang op naam.", "origin": []string{"De inwoner zelf"}, "outside_eu": "no",
		"brp_link": "direct", "obtained_from": "data-subject", "carried_out_by": "municipality", "automated": "no"}
}

// registers completes two of the activities and registers them; a third that lacks something is refused.
func (x *told) registers() {
	x.t.Helper()
	for _, id := range x.ids[:2] {
		x.do("PB", "/verwerkingen/"+id+"/_amend", object{"content": x.rest("College van B en W"), "reason": "Aangevuld."})
		if v := x.read("/verwerkingen/" + id); v["ontbreekt"] != nil {
			x.t.Fatalf("still lacking: %v", v["ontbreekt"])
		}
		x.do("PB", "/verwerkingen/"+id+"/_register", object{})
	}
	before := x.size()
	if status, body := x.api(http.MethodPost, "PB", "/verwerkingen/"+x.ids[2]+"/_register", object{}); status != http.StatusBadRequest || !strings.Contains(body, "activity.incomplete") || x.size() != before {
		x.t.Errorf("an incomplete activity: %d %s", status, body)
	}
}

// publicShows tells whether residents see exactly these, on the page and as data.
func (x *told) publicShows(names ...string) {
	x.t.Helper()
	var got []string
	for _, e := range parsed(x.t, x.page("/register.json"))["verwerkingen"].([]any) {
		got = append(got, e.(object)["naam"].(string))
	}
	slices.Sort(got)
	slices.Sort(names)
	if !slices.Equal(got, names) {
		x.t.Fatalf("residents see %q, want %q", got, names)
	}
	page := x.page("/register")
	for i, id := range x.ids {
		if shown := strings.Contains(page, `href="/register/`+id+`"`); shown != slices.Contains(names, x.names[i]) {
			x.t.Errorf("%s on the page: %v", x.names[i], shown)
		}
	}
}

// amends changes the first activity twice; the second change holds since last year. It returns the moments of recording
// before, between and after.
func (x *told) amends() (before, between, after string) {
	x.t.Helper()
	path := "/verwerkingen/" + x.ids[0]
	at := func() string { return x.read(path)["vastgelegdOp"].(string) }
	before = at()
	x.do("PB", path+"/_amend", object{"content": object{"department": "Dienstverlening"}, "reason": "Reorganisatie."})
	between = at()
	x.do("PB", path+"/_amend", object{"content": object{"security": "Toegang op naam, met twee factoren."}, "reason": "Nieuw beleid.", "gebeurdOp": "2025-06-01T09:00:00Z"})
	return before, between, at()
}

// looksBack asks the same page as of different moments, on both axes.
func (x *told) looksBack(before, between, after string) {
	x.t.Helper()
	const oldDept, newDept, oldSecurity, newSecurity = "Publiekszaken", "Dienstverlening", "Toegang op naam.", "met twee factoren"
	path := "/verwerkingen/" + x.ids[0]
	for moment, want := range map[string][2]string{before: {oldDept, oldSecurity}, between: {newDept, oldSecurity}, after: {newDept, newSecurity}, "": {newDept, newSecurity}} {
		v := x.read(path + "?opVastgelegd=" + url.QueryEscape(moment))["inhoud"].(object)
		if v["department"] != want[0] || !strings.Contains(v["security"].(string), want[1]) {
			x.t.Errorf("as known on %q: %v, %v; want %v", moment, v["department"], v["security"], want)
		}
		list := parsed(x.t, x.page("/register.json?bekend="+url.QueryEscape(moment)))["verwerkingen"].([]any)
		found := false
		for _, e := range list {
			if e := e.(object); e["id"] == x.ids[0] {
				found = e["afdeling"] == want[0]
			}
		}
		if !found {
			x.t.Errorf("the public register as known on %q does not show %s", moment, want[0])
		}
	}
	// on the other axis the second change holds since it happened: but the record itself began with the import
	if status, _ := x.api(http.MethodGet, "PB", path+"?opGebeurd=2025-07-01", nil); status != http.StatusNotFound {
		x.t.Errorf("as it was before the import: %d", status)
	}
	if v := x.read(path + "?opGebeurd=" + url.QueryEscape(before))["inhoud"].(object); v["department"] != oldDept || !strings.Contains(v["security"].(string), newSecurity) {
		x.t.Errorf("as it was on %s: %v, %v", before, v["department"], v["security"])
	}
}

// proves exports the log beside the running server and gives it to the auditor's program: as it is, and harmed.
func (x *told) proves() {
	x.t.Helper()
	key := strings.TrimSpace(x.page("/controle/sleutel"))
	old := write(x.t, "controlepunt", x.page("/tlog/checkpoint"))
	path := filepath.Join(x.t.TempDir(), "log.jsonl")
	mustRun(x.t, "export", "--data", x.data, "--out", path)
	whole, err := os.ReadFile(path)
	if err != nil {
		x.t.Fatal(err)
	}
	if said, status := grootboekVerify(x.t, "--key", key, "--checkpoint", old, path); status != 0 || !strings.Contains(said, fmt.Sprintf("KLOPT: alle %d gebeurtenissen", x.size())) {
		x.t.Fatalf("%d %s", status, said)
	}
	var starts []int
	lines := bufio.NewScanner(bytes.NewReader(whole))
	lines.Buffer(nil, 1<<20)
	for at := 0; lines.Scan(); at += len(lines.Bytes()) + 1 {
		starts = append(starts, at)
	}
	n := x.size()
	for i := range n { // a byte in every event, at another place in each
		at := starts[i] + (i*37+11)%(starts[i+1]-1-starts[i])
		x.refuses(whole, key, at, i+1)
	}
	for at := starts[n]; at < len(whole); at += 1 + (len(whole)-starts[n])/40 { // and in the proof behind them
		x.refuses(whole, key, at, 0)
	}
	x.verifierNames(whole, key, path, starts[n/2]+20, n/2+1)
}

// refuses flips one bit of the export, which must then be refused with the event that it is in, if it is in one.
func (x *told) refuses(whole []byte, key string, at, event int) {
	x.t.Helper()
	harmed := bytes.Clone(whole)
	harmed[at] ^= 1
	_, err := seal.VerifyExport(x.t.Context(), bytes.NewReader(harmed), seal.VerifyOptions{Key: key})
	m, is := err.(*seal.Mismatch)
	if !is {
		x.t.Fatalf("byte %d was flipped (%q became %q), and the answer is %v", at, whole[at], harmed[at], err)
	}
	if event > 0 && int(m.Position) != event {
		x.t.Errorf("byte %d of event %d was flipped, named is %d: %s", at, event, m.Position, m.NL)
	}
}

// verifierNames is the same through the program itself, with a second wound further on.
func (x *told) verifierNames(whole []byte, key, path string, at, event int) {
	x.t.Helper()
	harmed := bytes.Clone(whole)
	harmed[at] ^= 1
	harmed[len(whole)/2+len(whole)/4] ^= 1
	if err := os.WriteFile(path, harmed, 0o600); err != nil {
		x.t.Fatal(err)
	}
	said, status := grootboekVerify(x.t, "--key", key, path)
	if status != 1 || !strings.Contains(said, fmt.Sprintf("KLOPT NIET: eerste afwijking bij gebeurtenis %d", event)) {
		x.t.Errorf("harmed at event %d: status %d: %s", event, status, said)
	}
}

// sameFileAgain changes nothing.
func (x *told) sameFileAgain() {
	x.t.Helper()
	before := x.size()
	if got := summaryOf(x.t, mustRun(x.t, "import", "--data", x.data, "--yes", x.file), "Ingelezen"); got != (counts{unchanged: len(x.ids)}) || x.size() != before {
		x.t.Errorf("%+v, %d new events", got, x.size()-before)
	}
}

// changedRow is an amendment, with what it was and what it becomes; what people changed in other records stays.
func (x *told) changedRow(old, next string) {
	x.t.Helper()
	b, err := os.ReadFile(x.file)
	if err != nil {
		x.t.Fatal(err)
	}
	if n := strings.Count(string(b), old); n != 1 {
		x.t.Fatalf("%q stands %d times in the file", old, n)
	}
	changed := write(x.t, filepath.Base(x.file), strings.Replace(string(b), old, next, 1))
	if got := summaryOf(x.t, mustRun(x.t, "import", "--data", x.data, "--yes", changed), "Ingelezen"); got != (counts{changed: 1, unchanged: len(x.ids) - 1}) {
		x.t.Errorf("%+v", got)
	}
	_, history := x.api(http.MethodGet, "PB", "/gebeurtenissen", nil)
	if !slices.ContainsFunc(strings.Split(history, "\n"), func(line string) bool {
		was, becomes := strings.Index(line, `"old":`), strings.Index(line, `"new":`)
		return strings.Contains(line, `"type":"nl.grootboek.ProcessingActivityAmended"`) && strings.Contains(line, `"origin":"import"`) &&
			was > 0 && becomes > was && strings.Contains(line[was:becomes], old) && strings.Contains(line[becomes:], next)
	}) {
		x.t.Errorf("no amendment from %q to %q", old, next)
	}
	if v := x.read("/verwerkingen/" + x.ids[0])["inhoud"].(object); v["department"] != "Dienstverlening" {
		x.t.Errorf("what people changed is gone: %v", v["department"])
	}
}
