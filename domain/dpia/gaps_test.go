package dpia_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/dpia"
)

func TestWatEenDPIANietOverslaat(t *testing.T) {
	answered := append(advised(), FgDpiaAdviceAnswered{Follow: "followed"})
	report := DrawUpReport{Recommendations: []string{"Evalueer."}, Residual: Low, ResidualWhy: "Klein.", Consult: domain.No, Document: "Z-1"}
	extra := ProposeMeasure{Text: "Camera’s aan.", Kind: "technical", Owner: "emp", Due: "2027-01-01", Before: domain.Yes, Residual: Low}
	t.Run("R-B6-04 een maatregel die na het advies erbij komt of vervalt, is een wijziging na het advies", func(t *testing.T) {
		for _, c := range []any{extra, DropMeasure{"M1", "Te duur."}} {
			dpia(t, answered).When(c).As(domain.PB).When(report).As(domain.OWN).When(Complete{}).ThenRefused(domain.Unmet, "changes")
		}
	})
	t.Run("een opmerking na het verslag die niet is beantwoord, houdt het afronden tegen", func(t *testing.T) {
		c := dpia(t, reported()).As(domain.FG).When(PlaceComment{"risks", "Dit klopt niet."}).As(domain.OWN).When(Complete{})
		c.ThenRefused(domain.Unmet)
	})
	t.Run("R-B6-04 afronden op een dag van vóór het advies of het verslag: geweigerd", func(t *testing.T) {
		dpia(t, reported()).At(domaintest.Now.AddDate(0, -1, 0)).When(Complete{}).ThenRefused(domain.Unmet) // advice is of 2026-11-23
	})
	t.Run("R-LED-11 wie een maatregel uitvoert of aan wie de DPIA wordt gevraagd, is een persoon uit de lijst", func(t *testing.T) {
		named := extra
		named.Owner = "J. Jansen"
		dpia(t, filled()).When(named).ThenRefused(domain.Invalid, "owner")
	})
	t.Run("idem voor wie de DPIA uitvoert", func(t *testing.T) {
		dpia(t, screened()).When(Request{Beginning{Kind: Full, Triggers: []Trigger{"new-technology"}}, "J. Jansen"}).ThenRefused(domain.Invalid, "to")
	})
	t.Run("RT-19 zwijgt de AP tot na de termijn, dan kan het college de raadpleging sluiten", func(t *testing.T) {
		consultation(t, opened()...).At(noon("2027-01-19")).As(domain.COL).When(CloseConsultation{"De AP heeft niet geantwoord."}).ThenStatus(ConsultationClosed)
	})
	t.Run("RT-18 ook tijdens de raadpleging kan een wijziging (D6–D8) de DPIA heropenen", func(t *testing.T) {
		dpia(t, completed(), PriorConsultationFoundNecessary{"Hoog."}).When(Reopen{"changed", "Nieuwe camera’s."}).ThenStatus(StatusExecuting)
	})
	t.Run("T-31 een convenant kan in het formulier als onderwerp worden gekozen", func(t *testing.T) {
		for _, typ := range []reflect.Type{reflect.TypeFor[Screen](), reflect.TypeFor[TakeOver]()} {
			if f, _ := typ.FieldByName("Subject"); !strings.Contains(f.Tag.Get("form"), "covenant") {
				t.Errorf("%s: %s", typ, f.Tag)
			}
		}
	})
	t.Run("§4.10 een DPIA van een samenwerkingsverband gaat over een samenwerkingsverband of convenant", func(t *testing.T) {
		dpia(t, screened()).When(Initiate{Beginning{Kind: Collaboration, Triggers: []Trigger{"collaboration"}}}).ThenRefused(domain.Invalid, "kind")
	})
	t.Run("R-4.9-09 de volledige DPIA verwijst naar een korte DPIA, niet naar een tekst", func(t *testing.T) {
		dpia(t, screened()).When(Initiate{Beginning{Kind: Full, Triggers: []Trigger{ShortShowsFull}, Follows: "die van vorig jaar"}}).ThenRefused(domain.Invalid, "follows")
	})
	t.Run("R-4.9-09 na heropenen telt de volledige DPIA van toen niet meer", func(t *testing.T) {
		list := append(executing(Short, "three-years"), FullDpiaRequired{"x"}, FullDpiaLinked{"dpia/2"}, DpiaCompleted{NextDue: "2029-11-23"}, DpiaReopened{Cause: "changed", Reason: "x"})
		c := dpia(t, list).When(AnswerShort{Met: domain.No, MetText: "x", Extra: domain.No, Greater: domain.No, Full: domain.Yes, FullWhy: "Opnieuw."})
		c.ThenEvents("ShortDpiaAnswered", "FullDpiaRequired")
	})
	t.Run("de AP kreeg de gegevens niet vóór zij erom vroeg", func(t *testing.T) {
		c := consultation(t, opened()...).When(AskInformation{"Logboeken."}) // 2026-11-24
		c.At(noon("2026-11-20")).When(GiveInformation{"Logboeken.", "Z-2"}).ThenRefused(domain.Invalid)
	})
	t.Run("een afgeronde DPIA die is heropend, kan niet worden geannuleerd alsof er nooit een was", func(t *testing.T) {
		dpia(t, archived(), DpiaReopened{Cause: "changed", Reason: "x"}).When(Cancel{"Niet nodig.", domain.Yes}).ThenRefused(domain.Unmet)
	})

}
