package api_test

import (
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
