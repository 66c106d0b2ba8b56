package api_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/rights"
	"github.com/heemstede/grootboek/domain/vaultrecord"
)

const (
	complainant = "Xanthippe Quizzelwoud"
	grievance   = "Mijn zoektocht naar Zwirrelbergs dossier duurde te lang."
)

// complained is a complaint that the privacy administrator took in with a form, and its id.
func (s *server) complained(t *testing.T) (id string, form url.Values) {
	t.Helper()
	pb := s.as(domain.PB)
	form = pb.form("/klachten/_receive")
	for k, v := range map[string]string{"channel": "letter", "department": "IASZ", "contact": complainant, "text": grievance} {
		form.Set(k, v)
	}
	to := pb.post("/klachten/_receive", form).to(t)
	return strings.TrimPrefix(to, "/klachten/"), form
}

// holds tells in which files of the ledger, and in which events, a word stands.
func (s *server) holds(t *testing.T, word string) (list []string) {
	t.Helper()
	ok(t, filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil && bytes.Contains(b, []byte(word)) {
			list = append(list, d.Name())
		}
		return err
	}))
	if bytes.Contains(s.lines(), []byte(word)) {
		list = append(list, "het log")
	}
	if strings.Contains(s.log.String(), word) {
		list = append(list, "het log van de server")
	}
	return list
}

// happened are the names of the events of a stream.
func (s *server) happened(t *testing.T, stream string) (list []string) {
	t.Helper()
	for e, err := range s.store.Stream(t.Context(), stream) {
		ok(t, err)
		list = append(list, e.Name)
	}
	return list
}

func TestDeKluisInEenFormulier(t *testing.T) {
	s := newTestServer(t)
	id, form := s.complained(t)
	t.Run("R-LED-11 wat in het formulier is getypt staat in geen bestand en geen gebeurtenis, wel in de kluis", func(t *testing.T) {
		for _, word := range []string{"Xanthippe", "Quizzelw", "Zwirrelb"} {
			if list := s.holds(t, word); len(list) > 0 {
				t.Errorf("%s stands in %v", word, list)
			}
		}
		if got := strings.Join(s.happened(t, "vault/"+id), " "); got != "PersonalDataStored PersonalDataAdded" {
			t.Errorf("%s", got)
		}
		s.as(domain.PB).page("/klachten/"+id).shows(t, "in de kluis (versie 1)", "Persoonsgegevens inzien")
	})
	t.Run("R-LED-09 hetzelfde formulier nog eens verandert niets", func(t *testing.T) {
		before := s.head()
		s.as(domain.PB).post("/klachten/_receive", form).to(t)
		if s.head() != before {
			t.Errorf("%d events, was %d", s.head(), before)
		}
	})
	t.Run("een geweigerd formulier laat niets in de kluis achter, en het getypte blijft staan", func(t *testing.T) {
		pb := s.as(domain.PB)
		wrong := pb.form("/klachten/_receive")
		wrong.Set("contact", complainant)
		a := pb.post("/klachten/_receive", wrong)
		if a.status != http.StatusUnprocessableEntity || a.form().Get("contact") != complainant {
			t.Fatalf("%d %v", a.status, a.form())
		}
		if list := s.happened(t, "vault/"+wrong.Get("record")); len(list) > 0 {
			t.Errorf("%v", list)
		}
		if _, err := s.api.Vault.Certificate(t.Context(), wrong.Get("record")); err == nil {
			t.Error("the vault has a sheet")
		}
	})
	t.Run("R-LED-11 ook een programma stuurt de tekst zelf, en die gaat de kluis in", func(t *testing.T) {
		body, err := json.Marshal(map[string]string{"channel": "email", "department": "IASZ", "contact": "Ygdrasil Vuurvlieg", "text": "Geen antwoord."})
		ok(t, err)
		a := s.as(domain.PB).send(http.MethodPost, "/v1/klachten/_receive", bytes.NewReader(body), "Content-Type", "application/json", "Idempotency-Key", uuid.NewString())
		if a.status != http.StatusCreated {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if list := s.holds(t, "Ygdrasil"); len(list) > 0 {
			t.Errorf("%v", list)
		}
	})
	t.Run("een te lange tekst krijgt een melding die zegt wat te doen", func(t *testing.T) {
		long := s.as(domain.PB).form("/klachten/_receive")
		for k, v := range map[string]string{"channel": "letter", "department": "IASZ", "contact": complainant, "text": strings.Repeat("a", 20_001)} {
			long.Set(k, v)
		}
		a := s.as(domain.PB).post("/klachten/_receive", long)
		a.shows(t, "hoogstens 20.000 tekens")
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%d", a.status)
		}
	})
}

func TestInzien(t *testing.T) {
	s := newTestServer(t)
	id, _ := s.complained(t)
	path := "/kluisdossiers/" + id + "/inzien"
	read := func(b *browser, why string) answer {
		return b.post(path, url.Values{"part": {"contact/1"}, "why": {why}})
	}
	t.Run("R-LED-13 wie inziet ziet de tekst pas als in het log staat wie het was en waarom", func(t *testing.T) {
		pb := s.as(domain.PB)
		if a := pb.page(path); strings.Contains(a.body, complainant) {
			t.Error("shown before a reason was given")
		}
		before := s.head()
		if a := read(pb, " "); a.status != http.StatusUnprocessableEntity || strings.Contains(a.body, complainant) || s.head() != before {
			t.Errorf("without a reason: %d", a.status)
		}
		a := read(pb, "Terugbellen.")
		a.shows(t, complainant)
		if a.header.Get("Cache-Control") != "no-store" || strings.Contains(a.body, "Zwirrelb") {
			t.Errorf("%s", a.header.Get("Cache-Control"))
		}
		list := s.happened(t, "vault/"+id)
		if list[len(list)-1] != "PersonalDataRead" || s.head() != before+1 {
			t.Errorf("%v", list)
		}
		s.as(domain.FG).page("/kluisdossiers/"+id).shows(t, "Persoonsgegevens bekeken", "Petra Bloemen", "Terugbellen.")
	})
	t.Run("1.5 wie geen kluisgegevens leest krijgt hetzelfde antwoord voor een dossier dat er is als voor een dat er niet is", func(t *testing.T) {
		other := "/kluisdossiers/" + uuid.NewString() + "/inzien"
		for _, role := range []domain.Role{domain.ACC, domain.CTRL, domain.OWN, domain.TM, domain.SEC, domain.COL, domain.EMP} {
			for _, ask := range []func(string) answer{func(p string) answer { return s.as(role).get(p) },
				func(p string) answer { return s.as(role).post(p, url.Values{"part": {"contact/1"}, "why": {"x"}}) }} {
				a, b := ask(path), ask(other)
				if a.status != b.status || a.status < 400 || len(a.body) != len(b.body) {
					t.Errorf("%s: %d with %d bytes, %d with %d bytes", role, a.status, len(a.body), b.status, len(b.body))
				}
				if strings.Contains(a.body, complainant) {
					t.Errorf("%s reads it", role)
				}
			}
		}
	})
	t.Run("T-02 verbeteren vervangt de tekst, en de oude is er niet meer", func(t *testing.T) {
		pb := s.as(domain.PB)
		form := pb.form("/kluisdossiers/" + id + "/verbeteren")
		for k, v := range map[string]string{"part": "contact", "text": "Xanthippe Quizzelwoud-Jansen", "reason": "Getrouwd."} {
			form.Set(k, v)
		}
		pb.post("/kluisdossiers/"+id+"/verbeteren", form).to(t)
		pb.post(path, url.Values{"part": {"contact/2"}, "why": {"Nakijken."}}).shows(t, "Xanthippe Quizzelwoud-Jansen")
		if a := read(pb, "Nog een keer."); a.status != http.StatusUnprocessableEntity || strings.Contains(a.body, "gewist") {
			t.Errorf("who asks for what was just rectified is told that it is gone: %d", a.status)
		}
		if a := s.as(domain.FG).post(path, url.Values{"part": {"contact/1"}, "why": {"Toets."}}); a.status != http.StatusGone {
			t.Errorf("the old text: %d", a.status)
		}
	})
}

func TestDeKluisVolgtHetLog(t *testing.T) {
	s := newTestServer(t)
	id, _ := s.complained(t)
	path := "/kluisdossiers/" + id + "/inzien"
	dossier := func() (d vaultrecord.Dossier) {
		s.api.Live.View(func() { d = s.api.Records.Get("vault", id).Last().State.(vaultrecord.Dossier) })
		return d
	}
	turn := func() {
		for range 3 { // one turn decides, the next carries that out
			s.carrier.Turn(t.Context())
		}
	}
	t.Run("R-LED-20 als de zaak is gesloten volgt de bewaartermijn, met hoe zij is geteld", func(t *testing.T) {
		s.do("complaint", id, rights.WithdrawComplaint{Why: "withdrawn"}, domain.PB)
		turn()
		if d := dossier(); d.Until == "" || !strings.Contains(d.UntilHow, "selectielijst") {
			t.Fatalf("%+v", d)
		}
	})
	t.Run("R-5.4-09 R-LED-12 twee personen wissen, en niemand leest het nog; het log is er nog", func(t *testing.T) {
		before := s.lines()
		s.do("vault", id, vaultrecord.PrepareErasure{Ground: vaultrecord.NotNeeded, Reason: "De klager vraagt erom."}, domain.PB)
		turn()
		s.on("2026-12-03")
		clear(s.browsers) // their sessions have ended
		s.do("vault", id, vaultrecord.Link{Process: wmo}, domain.SYS)
		s.do("vault", id, vaultrecord.ConfirmErasure{}, domain.OWN)
		if a := s.as(domain.PB).post(path, url.Values{"part": {"contact/1"}, "why": {"x"}}); a.status != http.StatusGone || strings.Contains(a.body, complainant) {
			t.Errorf("read after the decision to erase: %d", a.status)
		}
		turn()
		if d := dossier(); d.State != vaultrecord.Erased || d.Certificate == "" {
			t.Fatalf("%+v", d)
		}
		if a := s.as(domain.PB).get(path); a.status != http.StatusGone {
			t.Errorf("%d", a.status)
		}
		if !bytes.HasPrefix(s.lines(), before) {
			t.Error("the log is another")
		}
		if a := s.as(domain.PB).page("/klachten/" + id); strings.Contains(a.body, path) || !strings.Contains(a.body, "/kluisdossiers/"+id) {
			t.Error("what is gone is still offered")
		}
	})
	t.Run("R-LED-12 een oudere kluis die wordt teruggezet wordt opnieuw gewist", func(t *testing.T) {
		_, err := s.api.Vault.Certificate(t.Context(), id)
		ok(t, err)
		s.carrier.Dossiers.Again(id)
		turn()
		if _, err := s.api.Vault.Certificate(t.Context(), id); err != nil {
			t.Error(err)
		}
	})
}
