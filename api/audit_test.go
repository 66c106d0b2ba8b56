package api_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auditfile"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events/seal"
)

// running is an activity that was found running without an approval.
func running(s *server, name string) string {
	s.t.Helper()
	id := s.registered(complete(name))
	s.do("activity", id, register.RecordRunning{Reason: "Bestond al."}, domain.OWN)
	return id
}

// startedAudit is an audit of starts, by the accountant, with its form.
func startedAudit(s *server) string {
	s.t.Helper()
	f := s.as(domain.ACC).form("/controles/_start")
	f.Set("control", string(control.StartsApproved))
	f.Set("period_from", "01-01-2026")
	f.Set("period_until", "24-11-2026")
	f.Set("question", "Is elke start goedgekeurd?")
	f.Set("seed", "zeehond 42")
	return strings.SplitN(s.as(domain.ACC).post("/controles/_start", f).to(s.t), "?", 2)[0]
}

func unzipped(t testing.TB, body string) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	ok(t, err)
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		ok(t, err)
		files[f.Name], err = io.ReadAll(r)
		ok(t, err)
	}
	return files
}

func TestHetWerkbladVanDeAccountant(t *testing.T) {
	s := newTestServer(t)
	for _, name := range []string{"Leerplicht", "Parkeren", "Wmo", "Jeugdhulp"} {
		running(s, name)
	}
	s.registered(complete("Nog niet begonnen"))
	acc := s.as(domain.ACC)
	at := startedAudit(s)
	t.Run("P22 de populatie is elk record van de soort, met definitie, plaats in het logboek en wat het grootboek ziet", func(t *testing.T) {
		acc.page(at).shows(t, "Populatie en steekproef")
		a := acc.page(at + "/populatie")
		a.shows(t, "4 records in de populatie", "4 uitzonderingen", "Er is geen goedkeuring van de start.", "Buiten de populatie: 1 record", "De proceseigenaar heeft de start goedgekeurd", "Trek de steekproef")
	})
	t.Run("R-LED-15 alleen wie controleert trekt een steekproef; de FG en de controller lezen mee", func(t *testing.T) {
		s.as(domain.FG).page(at+"/populatie").hides(t, "Trek de steekproef")
		if a := s.as(domain.PB).post(at+"/trekken", url.Values{"aantal": {"2"}}); a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
		if a := s.as(domain.SEC).get(at + "/populatie"); a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("een aantal dat niet kan, krijgt het formulier terug", func(t *testing.T) {
		for _, n := range []string{"", "0", "5", "x"} {
			if a := acc.post(at+"/trekken", url.Values{"aantal": {n}}); a.status != http.StatusUnprocessableEntity || !a.has("van 1 tot en met 4") {
				t.Errorf("%q: %d %s", n, a.status, a.short())
			}
		}
	})
	acc.page(at+"/trekken").shows(t, "zeehond 42")
	if to := acc.post(at+"/trekken", url.Values{"aantal": {"2"}}).to(t); to != at+"/populatie" {
		t.Fatal(to)
	}
	running(s, "Later begonnen") // the population is that of the checkpoint
	a := acc.page(at + "/populatie")
	t.Run("de steekproef blijft die van het controlepunt, en wordt opnieuw getrokken", func(t *testing.T) {
		a.shows(t, "geven precies deze steekproef", "4 records in de populatie", "nog geen werkpapier")
		a.hides(t, "Later begonnen", "Trek de steekproef")
	})
	var walk answer
	t.Run("P22 een stuk toont elke gebeurtenis met rol, plaats en bewijs", func(t *testing.T) {
		walk = acc.page(at + "/stuk/1")
		walk.shows(t, "Proceseigenaar", "Plaats in het logboek", "Bewijs van vastlegging 1", "Aangeleverd", "beleid/1")
		for _, path := range []string{"/stuk/3", "/stuk/0", "/stuk/x"} {
			if a := acc.get(at + path); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", path, a.status)
			}
		}
	})
	known := seal.VerifyOptions{Key: s.api.Seal.Key()}
	bundle := acc.page(at + "/bundel.zip")
	verify := func(b []byte) (seal.Report, error) {
		return seal.VerifyBundle(bytes.NewReader(b), int64(len(b)), known)
	}
	t.Run("R-RPT-07 de bundel klopt zonder ons, en de export bewijst dat de populatie volledig is", func(t *testing.T) {
		r, err := verify([]byte(bundle.body))
		if err != nil || len(r.Sample.Items) != 2 || len(r.Sample.Population) != 4 || len(r.Sample.LeftOut) != 1 {
			t.Fatalf("%+v %v", r, err)
		}
		opt := known
		opt.Sample = r.Sample
		_, err = seal.VerifyExport(t.Context(), strings.NewReader(acc.page("/export").body), opt)
		ok(t, err)
		files := unzipped(t, bundle.body)
		if len(files) != 4 || !bytes.HasPrefix(files[auditfile.SheetName], []byte("PK")) || !bytes.Contains(files[auditfile.ReadMeName], []byte("grootboek-verify")) {
			t.Errorf("%d files", len(files))
		}
		if again := acc.page(at + "/bundel.zip"); again.body != bundle.body {
			t.Error("the same audit gives another bundle")
		}
	})
	t.Run("een ander controlepunt of andere onderdelen worden gezien: op de pagina en door grootboek-verify", func(t *testing.T) {
		id, x := uuid.NewString(), control.AuditScope{Control: control.StartsApproved, From: "2026-01-01", Until: "2026-11-24", Question: "?", Seed: "z"}
		s.do("audit", id, control.StartAudit{AuditScope: x}, domain.CTRL)
		c := s.api.Seal.Checkpoint()
		file, err := seal.ParseSample(unzipped(t, bundle.body)[seal.BundleSample])
		ok(t, err)
		items := slices.Clone(file.Population)[:2]
		file.Seed, file.Size, file.Root, file.Population = "z", uint64(c.Size), c.Root.String(), append(file.Population, "activity/"+uuid.NewString())
		s.do("audit", id, control.DrawSample{AuditSample: control.AuditSample{Origin: c.Origin, Size: uint64(c.Size), Root: c.Root.String(), Population: 5, Items: append(items[1:], items[0])}}, domain.CTRL)
		page := acc.page("/controles/" + id + "/populatie")
		if !page.has("Andere steekproef") && !page.has("precies deze steekproef") { // one in twenty draws these very items
			t.Error(page.short())
		}
		if _, err := verify([]byte(acc.page("/controles/" + id + "/bundel.zip").body)); page.has("Andere steekproef") == (err == nil) {
			t.Errorf("%v", err)
		}
		other := uuid.NewString()
		s.do("audit", other, control.StartAudit{AuditScope: x}, domain.CTRL)
		s.do("audit", other, control.DrawSample{AuditSample: control.AuditSample{Origin: c.Origin, Size: uint64(c.Size), Root: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", Population: 5, Items: items}}, domain.CTRL)
		acc.page("/controles/"+other+"/populatie").shows(t, "er geen van dit logboek")
		if a := acc.get("/controles/" + other + "/bundel.zip"); a.status != http.StatusConflict {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("werkpapier, bevinding, reactie en conclusie gaan langs de formulieren", func(t *testing.T) {
		fill := func(role domain.Role, command string, fields map[string]string) {
			f := s.as(role).form(at + "/_" + command)
			for k, v := range fields {
				f.Set(k, v)
			}
			s.as(role).post(at+"/_"+command, f).to(t)
		}
		items := regexp.MustCompile(`<option value="(activity/[0-9a-f-]+)"`).FindAllStringSubmatch(acc.page(at+"/_record-paper").body, -1)
		if len(items) != 2 {
			t.Fatalf("%v", items)
		}
		for _, i := range items {
			fill(domain.ACC, "record-paper", map[string]string{"item": i[1], "result": "insufficient", "work": "Gelezen."})
		}
		fill(domain.ACC, "record-finding", map[string]string{"item": items[0][1], "text": "Geen goedkeuring.", "severity": "high"})
		fill(domain.SEC, "react", map[string]string{"finding": "B1", "agrees": "yes", "reaction": "Wordt hersteld."})
		fill(domain.ACC, "conclude", map[string]string{"opinion": "not-effective", "text": "Niets is goedgekeurd."})
		acc.page(at).shows(t, "de beheersing werkt niet", "Wordt hersteld.", "Reactie van het management")
		acc.page(at+"/populatie").shows(t, "voldoet niet")
	})
}

func TestDeAccountantEnDeKluis(t *testing.T) {
	s := newTestServer(t)
	running(s, "Wmo")
	const secret = "Quirijn Voorbeeldsma vertelde dit"
	fg := s.as(domain.FG)
	f := fg.form("/fg-aantekeningen/_write")
	f.Set("note", secret)
	at := strings.SplitN(fg.post("/fg-aantekeningen/_write", f).to(t), "?", 2)[0]
	id := at[strings.LastIndex(at, "/")+1:]
	s.secrets = append(s.secrets, "Quirijn")
	t.Run("AVG art. 38 lid 5 de FG leest zijn aantekening, met een reden", func(t *testing.T) {
		read := fg.form("/kluisdossiers/" + id + "/inzien")
		read.Set("why", "Verder met het onderzoek.")
		if a := fg.post("/kluisdossiers/"+id+"/inzien", read); !a.has(secret) {
			t.Fatalf("%d %s", a.status, a.short())
		}
	})
	for _, role := range []domain.Role{domain.PB, domain.ACC, domain.CTRL, domain.OWN, domain.SEC, domain.COL} {
		t.Run("P22 "+string(role)+" leest geen aantekening van de FG, ook niet langs een omweg", func(t *testing.T) {
			b := s.as(role)
			for _, path := range []string{"/inzien", "/verbeteren"} {
				if a := b.get("/kluisdossiers/" + id + path); a.status != http.StatusNotFound && a.status != http.StatusForbidden {
					t.Errorf("%s: %d", path, a.status)
				}
			}
			if a := b.post("/kluisdossiers/"+id+"/inzien", url.Values{"why": {"Nieuwsgierig."}, "part": {"note-00000000/1"}}); a.status == http.StatusOK || a.has("Voorbeeldsma") {
				t.Errorf("%d", a.status)
			}
			b.page(at).hides(t, "Voorbeeldsma", "Persoonsgegevens inzien")
		})
	}
	t.Run("P22 geen pagina, export of bundel van de accountant heeft inhoud van de kluis", func(t *testing.T) {
		acc := s.as(domain.ACC)
		audit := startedAudit(s)
		acc.post(audit+"/trekken", url.Values{"aantal": {"1"}}).to(t)
		bundle := acc.page(audit + "/bundel.zip")
		all := []string{acc.page("/export").body, acc.page("/geschiedenis?record=note").body, acc.page("/geschiedenis?zoek=Voorbeeldsma").body, acc.page("/zoeken?zoek=Quirijn").body, acc.page(at).body}
		for _, file := range unzipped(t, bundle.body) {
			all = append(all, string(file))
		}
		for i, text := range all {
			if text = strings.ReplaceAll(text, "Voorbeeldsma\"", "\""); strings.Contains(text, "Quirijn Voor") {
				t.Errorf("number %d holds what stands in the vault", i)
			}
		}
		if !strings.Contains(all[0], "FgNoteWritten") || !strings.Contains(all[0], "hmac-sha256:") {
			t.Error("the log does not prove that the note was there")
		}
	})
	t.Run("§5.4 een beheerder laat een aantekening van de FG niet verdwijnen", func(t *testing.T) {
		for _, path := range []string{"_prepare-erasure", "_restrict", "_set-term"} {
			f := url.Values{"command": {uuid.NewString()}, "ground": {"no-longer-needed"}, "reason": {"Weg ermee."}, "outcome": {"handled"}, "closed_on": {"01-01-2026"}}
			if a := s.as(domain.PB).post("/kluisdossiers/"+id+"/"+path, f); a.status/100 != 4 {
				t.Errorf("%s: %d", path, a.status)
			}
		}
		fg.page("/kluisdossiers/"+id).shows(t, "bewaard")
	})
}

func TestToegangOpDatum(t *testing.T) {
	s := newTestServer(t)
	s.do("role", uuid.NewString(), governance.AppointRole{Person: s.person[domain.EMP], Role: governance.OfficeRole(domain.ACC), From: "2026-12-01", Until: "2026-12-31"}, domain.SEC)
	t.Run("P22 op de dag na de laatste houdt ook een open sessie op", func(t *testing.T) {
		b := s.on("2026-12-31").visitor()
		b.signIn(emailOf(domain.EMP))
		b.post("/rol", url.Values{"rol": {string(domain.ACC) + "/"}}).to(t)
		before, _ := b.get("/geschiedenis").status, s.at(calendar.Date("2027-01-01").Start().Add(time.Minute))
		if after := b.get("/geschiedenis").status; before != http.StatusOK || after == http.StatusOK {
			t.Errorf("%d, and the day after %d", before, after)
		}
	})
	for date, want := range map[string]bool{"2026-11-30": false, "2026-12-01": true, "2026-12-31": true, "2027-01-01": false} {
		t.Run("P22 de accountant heeft toegang van de eerste tot en met de laatste dag: "+date, func(t *testing.T) {
			s.on(calendar.Date(date))
			b := s.visitor()
			b.signIn(emailOf(domain.EMP))
			b.post("/rol", url.Values{"rol": {string(domain.ACC) + "/"}})
			if got := b.get("/geschiedenis").status == http.StatusOK; got != want {
				t.Errorf("reads: %v", got)
			}
			if _, err := s.api.Do(t.Context(), startBy(s.person[domain.EMP])); (err == nil) != want {
				t.Errorf("starts: %v", err)
			}
		})
	}
}
