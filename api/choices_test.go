package api_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/processors"
)

// TestKeuzesUitAndereRecords shows that nobody has to type the id of a record.
func TestKeuzesUitAndereRecords(t *testing.T) {
	s := newTestServer(t)
	activity := s.registered(complete("Leerlingenvervoer"))
	processor := uuid.NewString()
	s.do("processor", processor, processors.Propose{ProcessorTerms: processors.ProcessorTerms{Name: "Drukkerij De Zeewering BV", Process: wmo, Contact: "info@zeewering.example",
		Services: "Drukt en verstuurt brieven.", Activities: []string{"activity/" + activity}, BuildingAccess: domain.No, SystemsAccess: domain.No, Location: "Haarlem", Abroad: domain.No}}, domain.OWN)
	owner := s.as(domain.OWN)
	t.Run("een noodzaakbeoordeling kiest de verwerking uit een lijst, bij naam", func(t *testing.T) {
		owner.page("/noodzaakbeoordelingen/_start").shows(t, "Leerlingenvervoer")
		if a := owner.get("/noodzaakbeoordelingen/_start"); !strings.Contains(a.body, `value="activity/`+activity+`"`) {
			t.Error("the choice is not the record")
		}
	})
	t.Run("een overeenkomst kiest de verwerker uit een lijst, bij naam", func(t *testing.T) {
		a := owner.get("/verwerkersovereenkomsten/_draft")
		if !a.has("Drukkerij De Zeewering BV") || !strings.Contains(a.body, `value="`+processor+`"`) {
			t.Errorf("%d %.400s", a.status, a.text())
		}
	})
	t.Run("een overeenkomst noemt haar verwerkingen bij naam, ook bij een deel ervan; wat niet bestaat is een fout die zegt wat te doen", func(t *testing.T) {
		s.registered(complete("Leerlingenadministratie"))
		other := s.registered(complete("Parkeren"))
		form := func(lines string) url.Values {
			return url.Values{"record": {uuid.NewString()}, "opdracht": {uuid.NewString()}, "name": {"Overeenkomst"}, "processor": {processor}, "process": {wmo},
				"activities": {lines}, "template": {"own"}, "template_version": {"1"}}
		}
		a := owner.post("/verwerkersovereenkomsten/_draft", form("Leerlingen"))
		if a.status != 422 || !a.has("past op meer dan één") || !a.has("Leerlingenadministratie") {
			t.Errorf("%d %.600s", a.status, a.text())
		}
		a = owner.post("/verwerkersovereenkomsten/_draft", form("Leerlingenvervoer\nZwembad"))
		if a.status != 422 || !a.has("‘Zwembad’ staat niet in het register") || !strings.Contains(a.body, "Leerlingenvervoer\nZwembad") {
			t.Errorf("%d %.600s", a.status, a.text())
		}
		to := owner.post("/verwerkersovereenkomsten/_draft", form("leerlingenVERVOER\nparkeren\n"+other)).to(t)
		a = owner.page(to)
		a.shows(t, "Leerlingenvervoer", "Parkeren")
		if strings.Contains(a.text(), activity) {
			t.Error("an id is shown")
		}
		owner.page("/verwerkingen/"+activity).shows(t, "Hoort hierbij", "Overeenkomst")
		if a := owner.get(to + "/_revise"); !strings.Contains(a.body, "Leerlingenvervoer\nParkeren") {
			t.Errorf("the form does not show names: %.300s", a.body)
		}
	})
	t.Run("een record dat naar een ander verwijst, noemt de naam daarvan", func(t *testing.T) {
		if a := owner.get("/verwerkers/" + processor); strings.Contains(a.text(), wmo) || !a.has("Wmo") {
			t.Errorf("%.600s", a.text())
		}
	})
	t.Run("elk register is te bereiken vanaf het menu", func(t *testing.T) {
		if a := owner.page("/werk"); !strings.Contains(a.body, `href="/registers"`) {
			t.Error("the menu does not lead there")
		}
		a := owner.page("/registers")
		for _, rec := range chapters.ByName() {
			info := rec.Info()
			if !strings.Contains(a.body, `href="/`+info.Path+`"`) {
				t.Errorf("%s is not there", info.Plural)
			}
			owner.page("/" + info.Path)
		}
		a.shows(t, "Verwerkers 1")
	})
	t.Run("wat de klok doet heeft geen formulier", func(t *testing.T) {
		if a := owner.get("/verwerkersovereenkomsten/" + processor + "/_expire"); a.status != 404 {
			t.Errorf("status %d", a.status)
		}
	})
}
