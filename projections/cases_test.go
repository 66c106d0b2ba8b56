package projections_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/domain/rights"
	"github.com/heemstede/grootboek/domain/sharing"
	"github.com/heemstede/grootboek/projections"
)

// inVault is a text of a record in the vault.
func inVault(record, part string) domain.VaultRef {
	return domain.VaultRef{Vault: record, Part: part, Version: 1, Commitment: "hmac-sha256:" + strings.Repeat("0a", 32)}
}

// complains receives a complaint; it returns its id.
func (w *town) complains(department string) string {
	w.t.Helper()
	id := uuid.NewString()
	w.do("complaint", id, rights.ReceiveComplaint{Channel: "letter", Department: department, Contact: inVault(id, "contact"), Text: inVault(id, "complaint")}, as("pb", domain.PB))
	return id
}

func (w *town) handles(id string, committee domain.YesNo) {
	w.t.Helper()
	w.do("complaint", id, rights.ConfirmComplaint{ComplaintHandling: rights.ComplaintHandling{Process: wmo, Activities: []string{"a1"}, Handler: "pb", Committee: committee}}, as("pb", domain.PB))
}

// answers judges that a complaint is not justified, and says so.
func (w *town) answers(id string) {
	w.t.Helper()
	w.do("complaint", id, rights.InvestigateComplaint{Findings: inVault(id, "findings"), NotHeard: "waived"}, as("pb", domain.PB))
	w.do("complaint", id, rights.JudgeComplaint{Outcome: rights.ComplaintNotJustified, Reasons: inVault(id, "reasons"), Decision: "Z-1"}, as("col", domain.COL))
	w.do("complaint", id, rights.InformComplainant{Letter: inVault(id, "letter-0a1b2c3d"), Told: []rights.ComplaintPart{rights.ToldReasons, rights.ToldOmbudsman, rights.ToldAuthority}}, as("pb", domain.PB))
}

func (w *town) objects(told calendar.Date) string {
	w.t.Helper()
	id := uuid.NewString()
	w.do("objection", id, rights.ReceiveAdministrativeObjection{Against: "Z-VR-1", Told: told, Objector: inVault(id, "contact"), Grounds: inVault(id, "grounds"), Committee: domain.No}, as("emp", domain.JUR))
	return id
}

func (w *town) shares(zaak string, steps ...any) {
	w.t.Helper()
	id, tm := uuid.NewString(), as("tm", domain.OWN)
	w.do("sharing-decision", id, sharing.AssessSharing{SharingTerms: sharing.SharingTerms{Resident: inVault(id, "resident"), One: domain.Yes, Case: zaak, Process: wmo, Interest: inVault(id, "interest"), Parts: []string{"Naam"},
		Outside: []string{"Wijkzorg"}, Needed: domain.Yes, Assessment: inVault(id, "assessment"), Motivation: inVault(id, "motivation"), Ground: "public-task"}}, tm)
	for _, c := range steps {
		w.do("sharing-decision", id, c, tm)
	}
}

func TestLijstenVanInwoners(t *testing.T) {
	w := newTown(t).on("2026-03-02")
	w.appoint(as("sec", domain.SEC), "emp", domain.JUR)
	done := w.complains("Team Zorg")
	w.handles(done, domain.No)
	w.answers(done)
	w.complains("Burgerzaken") // due on 13-04-2026
	w.objects("2026-02-27")    // until 10-04-2026, so due on 22-05-2026
	w.objects("2025-12-01")    // until 12-01-2026, so due on 13-04-2026
	share, both := sharing.ShareData{Parts: []string{"Naam"}, Receivers: []string{"Wijkzorg"}}, sharing.InformResident{How: "letter", Told: []sharing.ToldPart{"sharing", "motivation"}}
	w.shares("Z-beoordeeld")
	w.shares("Z-goedgekeurd", sharing.ApproveSharing{})
	w.shares("Z-half", sharing.ApproveSharing{}, share, sharing.InformResident{How: "letter", Told: []sharing.ToldPart{"sharing"}})
	w.shares("Z-verteld", sharing.ApproveSharing{}, share, both)

	name := func(kind string) func(string) string {
		return func(v string) string { return w.column(tableOf(kind), "afdeling")[v] }
	}("complaint")
	departments := func(choices ...string) (list []string) {
		for _, n := range w.lines(tableOf("complaint"), projections.AsOf{}, choices...) {
			list = append(list, name(n))
		}
		return list
	}
	t.Run("R-2.3-17 deelbesluiten waarvan de inwoner nog niet alles weet, staan in een lijst", func(t *testing.T) {
		same(t, w.lines(tableOf("sharing-decision"), projections.AsOf{}, "niet-geinformeerd=ja"), []string{"Z-goedgekeurd", "Z-half"})
		same(t, len(w.lines(tableOf("sharing-decision"), projections.AsOf{})), 4)
	})
	t.Run("tabel 4.2 rij 55 klachten zonder antwoord na de termijn staan in een lijst", func(t *testing.T) {
		same(t, departments("open=ja", "sorteer=afdeling"), []string{"Burgerzaken", "Team Zorg"})
		w.on("2026-04-13")
		same(t, departments("termijn=te-laat"), []string(nil))
		w.on("2026-04-14")
		same(t, departments("termijn=te-laat"), []string{"Burgerzaken"})
		same(t, departments("oordeel=not-justified"), []string{"Team Zorg"})
	})
	t.Run("RT-24 een bezwaarschrift staat in de lijst met het besluit waar het tegen is", func(t *testing.T) {
		for _, against := range w.column(tableOf("objection"), "verzoek") {
			same(t, against, "Z-VR-1")
		}
	})
	t.Run("tabel 4.2 rij 56 bezwaarschriften zonder beslissing na de termijn, en die te laat kwamen, staan in een lijst", func(t *testing.T) {
		late := w.lines(tableOf("objection"), projections.AsOf{}, "te-laat-ingediend=ja")
		if len(late) != 1 {
			t.Fatal(late)
		}
		same(t, w.on("2026-04-13").lines(tableOf("objection"), projections.AsOf{}, "termijn=te-laat"), []string{})
		same(t, w.on("2026-04-14").lines(tableOf("objection"), projections.AsOf{}, "termijn=te-laat"), late)
		same(t, len(w.on("2026-06-01").lines(tableOf("objection"), projections.AsOf{}, "termijn=te-laat")), 2)
	})
}

func TestTermijnenVanKlachtEnBezwaar(t *testing.T) {
	complaint := func(w *town, id string) rights.Complaint {
		return w.get("complaint", id).Last().State.(rights.Complaint)
	}
	t.Run("R-TIM-01, R-TIM-02, rij 55 de verplichting van een klacht eindigt op de dag die de klacht zelf noemt, ook na uitstel", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id := w.complains("Team Zorg")
		w.handles(id, domain.No)
		w.ticks()
		if o, due := w.only("complaint/"+id, obligations.StatusOpen), complaint(w, id).Due; o.Due != due || due != "2026-04-13" || o.Process != wmo {
			t.Errorf("obligation %+v, complaint due %s", o, due)
		}
		w.on("2026-04-13").do("complaint", id, rights.ExtendComplaint{Reason: "Vakantie."}, as("pb", domain.PB))
		w.ticks()
		if o, due := w.only("complaint/"+id, obligations.StatusOpen), complaint(w, id).Due; o.Due != due || due != "2026-05-11" || o.Reason != "Vakantie." {
			t.Errorf("obligation %+v, complaint due %s", o, due)
		}
		w.on("2026-05-12").ticks()
		w.only("complaint/"+id, obligations.StatusLate)
		w.answers(id)
		w.ticks()
		w.only("complaint/"+id, obligations.StatusMetLate)
	})
	t.Run("R-TIM-01, rij 55 met een commissie houdt de termijn van zes weken op, en loopt die van tien", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id := w.complains("Team Zorg")
		w.ticks()
		w.handles(id, domain.Yes)
		w.ticks()
		list := w.obligations("complaint/" + id)
		if len(list) != 2 || list[0].State != obligations.StatusMet || list[1].State != obligations.StatusOpen || list[1].Due != complaint(w, id).Due || list[1].Due != "2026-05-11" {
			t.Errorf("%+v, complaint due %s", list, complaint(w, id).Due)
		}
	})
	t.Run("R-TIM-01, rij 55 een klacht die is ingetrokken, verplicht tot niets meer", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id := w.complains("Team Zorg")
		w.ticks()
		w.do("complaint", id, rights.WithdrawComplaint{Why: "withdrawn"}, as("emp", domain.EMP))
		w.ticks()
		w.only("complaint/"+id, obligations.StatusMet)
	})
	t.Run("R-TIM-01, R-TIM-02, rij 56 de verplichting van een bezwaarschrift telt vanaf het einde van de bezwaartermijn", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		w.appoint(as("sec", domain.SEC), "emp", domain.JUR)
		id := w.objects("2026-02-27")
		w.ticks()
		due := func() calendar.Date { return w.get("objection", id).Last().State.(rights.Appeal).Due }
		if o := w.only("objection/"+id, obligations.StatusOpen); o.Due != due() || o.Due != "2026-05-22" {
			t.Errorf("obligation %+v, objection due %s", o, due())
		}
		w.do("objection", id, rights.ExtendAdministrativeObjection{Reason: "Zitting."}, as("emp", domain.JUR))
		w.ticks()
		if o := w.only("objection/"+id, obligations.StatusOpen); o.Due != due() || o.Due != "2026-07-03" {
			t.Errorf("obligation %+v, objection due %s", o, due())
		}
		w.on("2026-06-01").do("objection", id, rights.DecideAdministrativeObjection{Outcome: "founded", Decision: inVault(id, "decision"), Remedies: domain.Yes}, as("col", domain.COL))
		w.ticks()
		w.only("objection/"+id, obligations.StatusMet)
	})
}
