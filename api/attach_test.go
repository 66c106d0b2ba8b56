package api_test

import (
	"archive/zip"
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
)

// attach sends a document or a text to a dossier, as the form of the page does.
func (b *browser) attach(id, name string, data []byte, fields url.Values) answer {
	b.s.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for field, list := range fields {
		for _, v := range list {
			ok(b.s.t, m.WriteField(field, v))
		}
	}
	if name != "" {
		w, err := m.CreateFormFile("file", name)
		ok(b.s.t, err)
		_, err = w.Write(data)
		ok(b.s.t, err)
	}
	ok(b.s.t, m.Close())
	return b.send(http.MethodPost, "/kluisdossiers/"+id+"/toevoegen", &body, "Content-Type", m.FormDataContentType())
}

// withComplaint makes a complaint with its dossier.
func (s *server) withComplaint() string {
	s.t.Helper()
	id := uuid.NewString()
	pb := s.as(domain.PB)
	f := pb.form("/klachten/_receive")
	f.Set("record", id)
	f.Set("channel", "letter")
	f.Set("department", "IASZ")
	f.Set("contact", "Quirijn Wapstraklauw, Achterom 3")
	f.Set("text", "Het duurde te lang.")
	if a := pb.post("/klachten/_receive", f); a.status != http.StatusSeeOther {
		s.t.Fatalf("%d %s", a.status, a.short())
	}
	return id
}

func zipped(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: parts[i], Method: zip.Store})
		ok(t, err)
		_, err = w.Write([]byte(parts[i+1]))
		ok(t, err)
	}
	ok(t, z.Close())
	return b.Bytes()
}

const odt = "application/vnd.oasis.opendocument.text"

func TestBestandenInDeKluis(t *testing.T) {
	s := newTestServer(t)
	id := s.withComplaint()
	pb := s.as(domain.PB)
	letter := []byte("%PDF-1.7\nBrief aan Quirijn Wapstraklauw\n%%EOF")
	form := pb.form("/kluisdossiers/" + id + "/toevoegen")
	form.Del("file")
	form.Del("text")
	before := s.head()
	if a := pb.attach(id, "Wapstraklauw, brief.pdf", letter, form); a.status != http.StatusSeeOther || s.head() != before+1 {
		t.Fatalf("%d, %d events; %s", a.status, s.head()-before, a.short())
	}
	part := "file-" + form.Get("opdracht")[:8]
	t.Run("R-LED-11 een bestand met persoonsgegevens staat nergens leesbaar: niet in het logboek, niet in een bestand, ook zijn naam niet", func(t *testing.T) {
		if log := string(s.lines()); !strings.Contains(log, `"part":"`+part+`"`) {
			t.Error("the log does not say that it is there")
		}
		s.nowhere(t, "Wapstraklauw")
	})
	t.Run("R-LED-09 hetzelfde formulier nog eens voegt niets toe; een ander bestand in dat formulier wordt geweigerd", func(t *testing.T) {
		if a := pb.attach(id, "Wapstraklauw, brief.pdf", letter, form); a.status != http.StatusSeeOther || s.head() != before+1 {
			t.Errorf("%d, %d events", a.status, s.head()-before)
		}
		if a := pb.attach(id, "anders.pdf", append(letter, ' '), form); a.status == http.StatusSeeOther || s.head() != before+1 {
			t.Errorf("%d, %d events", a.status, s.head()-before)
		}
	})
	read := url.Values{"part": {part + "/1"}, "why": {"Behandeling."}}
	t.Run("R-LED-13 downloaden is lezen: het wordt eerst vastgelegd; zonder reden geweigerd", func(t *testing.T) {
		n := s.head()
		if a := pb.post("/kluisdossiers/"+id+"/inzien", url.Values{"part": read["part"]}); a.status != http.StatusBadRequest && a.status != http.StatusUnprocessableEntity || s.head() != n || strings.Contains(a.body, "%PDF") {
			t.Errorf("%d, %d events", a.status, s.head()-n)
		}
		a := pb.post("/kluisdossiers/"+id+"/inzien", read)
		if a.status != http.StatusOK || a.body != string(letter) || s.head() != n+1 || !bytes.Contains(s.lines(), []byte(`"PersonalDataRead"`)) && !bytes.Contains(s.lines(), []byte(`PersonalDataRead`)) {
			t.Errorf("%d %q, %d events", a.status, a.body, s.head()-n)
		}
		for header, want := range map[string]string{"Content-Disposition": `attachment; filename="Wapstraklauw, brief.pdf"`, "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'", "Cache-Control": "no-store", "Content-Type": "application/pdf"} {
			if got := a.header.Get(header); got != want {
				t.Errorf("%s: %q", header, got)
			}
		}
	})
	t.Run("R-LED-13 wie meer kiest, slaat elk bestand apart op, en dat wordt dan vastgelegd", func(t *testing.T) {
		n := s.head()
		a := pb.post("/kluisdossiers/"+id+"/inzien", url.Values{"part": {part + "/1", "contact/1"}, "why": {"Behandeling."}})
		if a.status != http.StatusOK || !a.has("Quirijn Wapstraklauw, Achterom 3") || !a.has("Bestand opslaan") || strings.Contains(a.body, "%PDF") || s.head() != n+1 {
			t.Errorf("%d, %d events: %s", a.status, s.head()-n, a.short())
		}
	})
	t.Run("T-62 de accountant voegt niets toe en leest niets, en een ander dossier bestaat niet", func(t *testing.T) {
		for _, role := range []domain.Role{domain.ACC, domain.CTRL} {
			if a := s.as(role).attach(id, "x.pdf", letter, nil); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", role, a.status)
			}
			if a := s.as(role).post("/kluisdossiers/"+id+"/inzien", read); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", role, a.status)
			}
		}
		if a := s.as(domain.FG).attach(id, "x.pdf", letter, nil); a.status != http.StatusForbidden {
			t.Errorf("FG: %d", a.status) // he supervises; he handles nothing
		}
		if a := pb.attach(uuid.NewString(), "x.pdf", letter, nil); a.status != http.StatusNotFound {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("tekst kan ook; niets of twee tegelijk niet", func(t *testing.T) {
		n := s.head()
		if a := pb.attach(id, "", nil, url.Values{"text": {"Mevrouw belde."}}); a.status != http.StatusSeeOther || s.head() != n+1 {
			t.Errorf("%d", a.status)
		}
		for _, text := range []string{"", "ook tekst", strings.Repeat("x", 20_001)} {
			name := "brief.pdf"
			if text != "ook tekst" {
				name = ""
			}
			if a := pb.attach(id, name, letter, url.Values{"text": {text}}); a.status == http.StatusSeeOther || s.head() != n+1 {
				t.Errorf("%.20q: %d", text, a.status)
			}
		}
	})
	t.Run("een bestand wordt niet als tekst verbeterd", func(t *testing.T) {
		n := s.head()
		if a := pb.post("/kluisdossiers/"+id+"/verbeteren", url.Values{"part": {part}, "text": {"x"}, "reason": {"x"}}); a.status == http.StatusSeeOther || s.head() != n {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("uploads laten geen bestand na in de map voor tijdelijke bestanden", func(t *testing.T) {
		tmp := t.TempDir()
		t.Setenv("TMPDIR", tmp)
		big := append([]byte("%PDF-1.7\n"), make([]byte, 15<<20)...)
		if a := pb.attach(id, "groot.pdf", big, nil); a.status != http.StatusSeeOther {
			t.Fatalf("%d %s", a.status, a.short())
		}
		if list, err := os.ReadDir(tmp); err != nil || len(list) > 0 {
			t.Error(list, err)
		}
	})
}

func TestSoortenBestandenInDeKluis(t *testing.T) {
	s := newTestServer(t)
	id := s.withComplaint()
	pb := s.as(domain.PB)
	mail := "From: a@b.example\r\nSubject: Klacht\r\n\r\nHet duurde te lang.\r\n"
	take := func(name string, data []byte) (int, string) {
		a := pb.attach(id, name, data, nil)
		return a.status, a.text()
	}
	for name, data := range map[string][]byte{"a.pdf": []byte("%PDF-1.4\n"), "a.png": []byte("\x89PNG\r\n\x1a\n...."), "a.JPEG": []byte("\xff\xd8\xff\xe0...."),
		"a.txt": []byte("Geachte heer,\r\nHet is zo."), "a.eml": []byte(mail), "a.odt": zipped(t, "mimetype", odt, "content.xml", "<x/>"),
		"a.docx": zipped(t, "[Content_Types].xml", "<x/>", "word/document.xml", "<x/>"), "een programma.exe": []byte("%PDF-1.4\n")} {
		t.Run("wat het is telt, niet hoe het heet: "+name, func(t *testing.T) {
			if status, text := take(name, data); status != http.StatusSeeOther {
				t.Errorf("%d %s", status, text)
			}
		})
	}
	for what, data := range map[string][]byte{"een webpagina.txt": []byte("  <!DOCTYPE html><script>alert(1)</script>"), "een tekening.svg": []byte("<svg onload=alert(1)>"),
		"een programma.pdf": []byte("MZ\x90\x00\x03"), "een zip.docx": zipped(t, "kwaad.exe", "MZ"), "een werkblad.docx": zipped(t, "[Content_Types].xml", "<x/>", "xl/workbook.xml", "<x/>"),
		"met macro's.docx": zipped(t, "[Content_Types].xml", "<x/>", "word/document.xml", "<x/>", "word/vbaProject.bin", "x"), "met macro's.odt": zipped(t, "mimetype", odt, "Basic/x.xml", "x"),
		"geen e-mail.eml": []byte("zomaar tekst"), "leeg.txt": {}, "half.docx": []byte("PK\x03\x04half"), "bits.txt": {0xff, 0x00, 0x01}} {
		t.Run("geweigerd: "+what, func(t *testing.T) {
			n := s.head()
			if status, text := take(what, data); status == http.StatusSeeOther || s.head() != n || !strings.Contains(text, "bestand") {
				t.Errorf("%d %s", status, text)
			}
		})
	}
	t.Run("meer dan 20 MB: geweigerd, met de grens erbij", func(t *testing.T) {
		n := s.head()
		status, text := take("groot.pdf", append([]byte("%PDF-1.7\n"), make([]byte, 20<<20)...))
		if status == http.StatusSeeOther || s.head() != n || !strings.Contains(text, "20 MB") {
			t.Errorf("%d %s", status, text)
		}
	})
	t.Run("de naam bij het opslaan is geen pad en geen opdracht, en past bij de inhoud", func(t *testing.T) {
		form := url.Values{"opdracht": {uuid.NewString()}}
		if a := pb.attach(id, `..\..\"kwaad".exe`, []byte("%PDF-1.4\n"), form); a.status != http.StatusSeeOther {
			t.Fatalf("%d %s", a.status, a.short())
		}
		a := pb.post("/kluisdossiers/"+id+"/inzien", url.Values{"part": {"file-" + form.Get("opdracht")[:8] + "/1"}, "why": {"Behandeling."}})
		if got := a.header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment; filename=") || !strings.HasSuffix(got, `.pdf"`) && !strings.HasSuffix(got, ".pdf") || strings.ContainsAny(got, `\/`) {
			t.Error(got)
		}
	})
}

// nowhere looks for words in all that the server keeps, and in its log.
func (s *server) nowhere(t *testing.T, words ...string) {
	t.Helper()
	looked := 0
	ok(t, filepath.WalkDir(s.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		looked++
		for _, w := range words {
			if bytes.Contains(b, []byte(w)) {
				t.Errorf("%s holds %q", path, w)
			}
		}
		return err
	}))
	for _, w := range words {
		if bytes.Contains(s.lines(), []byte(w)) || strings.Contains(s.log.String(), w) {
			t.Errorf("the log holds %q", w)
		}
	}
	if looked < 5 {
		t.Errorf("only %d files: the test looks in the wrong place", looked)
	}
}
