package vaultrecord_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/vaultrecord"
)

func ref(part string, version int) domain.VaultRef {
	return domain.VaultRef{Vault: domaintest.ID, Part: part, Version: version, Commitment: "hmac-sha256:" + strings.Repeat("0a", 32)}
}

func input() Store {
	return Store{Kind: OfRequest, Process: domaintest.Process, About: []string{"request/1"}, Refs: []domain.VaultRef{ref("contact", 1)}}
}

func stored(more ...any) []any { return append([]any{PersonalDataStored{input()}}, more...) }

func given(t *testing.T, life ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, Record, life...).Knowing(domaintest.Town())
}

// closed is the state of a record whose case is over.
type closed domain.Keeping

func (c closed) Keeping() domain.Keeping { return domain.Keeping(c) }

func TestStore(t *testing.T) {
	t.Run("R-LED-11 opslaan neemt alleen verwijzingen naar dit dossier aan; een naam past er niet in", func(t *testing.T) {
		given(t).As(domain.SYS).When(input()).Then(PersonalDataStored{input()}).ThenStatus(Stored)
		for field, change := range map[string]func(*Store){
			"kind": func(s *Store) { s.Kind = "Jan" }, "linked_streams": func(s *Store) { s.About = []string{"Jan de Vries"} },
			"refs": func(s *Store) { s.Refs[0].Commitment = "Jan" },
		} {
			s := input()
			change(&s)
			given(t).As(domain.SYS).When(s).ThenRefused(domain.Invalid, field)
		}
		other := input()
		other.Refs[0].Vault = "99999999-9999-4999-8999-999999999999"
		given(t).As(domain.SYS).When(other).ThenRefused(domain.Invalid, "refs")
	})
	t.Run("T-02 verbeteren is de volgende versie van een onderdeel, met een reden, zonder inhoud", func(t *testing.T) {
		right := Rectify{Ref: ref("contact", 2), Reason: "Oud adres."}
		given(t, stored()...).As(domain.OWN).When(right).Then(PersonalDataRectified{right})
		given(t, stored()...).As(domain.OWN).When(Rectify{Ref: ref("contact", 1), Reason: "x"}).ThenRefused(domain.Invalid, "ref")
		skipped := Rectify{Ref: ref("contact", 3), Reason: "Versie 2 kwam niet in een opdracht terecht."}
		given(t, stored()...).As(domain.OWN).When(skipped).Then(PersonalDataRectified{skipped})
		given(t, stored()...).As(domain.OWN).When(Rectify{Ref: ref("contact", 2)}).ThenRefused(domain.Invalid, "reason")
		given(t, stored()...).As(domain.SYS).When(Add{Ref: ref("contact", 1)}).ThenRefused(domain.Invalid, "ref")
	})
}

func TestRead(t *testing.T) {
	read := Read{Part: "contact", Version: 1, Why: "Behandeling."}
	t.Run("R-LED-13 lezen wordt vastgelegd met wie en waarom; zonder reden geweigerd", func(t *testing.T) {
		given(t, stored()...).As(domain.PB).When(read).Then(PersonalDataRead{read})
		given(t, stored()...).As(domain.PB).When(Read{Part: "contact", Version: 1, Why: " "}).ThenRefused(domain.Invalid, "why")
	})
	t.Run("T-62 de accountant, de controller en wie het niet behandelt lezen geen kluis", func(t *testing.T) {
		for _, r := range domain.Roles {
			c := given(t, stored()...).As(r.Role).When(read)
			if slices.Contains([]domain.Role{domain.FG, domain.PB, domain.JUR, domain.OWN}, r.Role) {
				c.ThenEvents("PersonalDataRead")
				continue
			}
			c.ThenRefused(domain.Forbidden)
		}
	})
	t.Run("T-02 een oude versie is voor de FG", func(t *testing.T) {
		life := stored(PersonalDataRectified{Rectify{Ref: ref("contact", 2), Reason: "x"}})
		given(t, life...).As(domain.PB).When(read).ThenRefused(domain.Forbidden)
		given(t, life...).As(domain.FG).When(read).ThenEvents("PersonalDataRead")
	})
	t.Run("beperkt is lezen op een grond van artikel 18, lid 2", func(t *testing.T) {
		life := stored(PersonalDataRestricted{Restrict{"x"}})
		given(t, life...).As(domain.FG).When(read).ThenRefused(domain.Invalid, "despite")
		why := read
		why.Despite = domain.ForLegalClaim
		given(t, life...).As(domain.FG).When(why).ThenEvents("PersonalDataRead")
	})
}

func TestErase(t *testing.T) {
	prepare := PrepareErasure{Ground: ObjectionGranted, Reason: "x"}
	begin := func() *domaintest.Case { return given(t, stored()...).As(domain.PB).When(prepare) }
	t.Run("R-5.4-01 wissen vóór de termijn heeft een grond van §5.4", func(t *testing.T) {
		given(t, stored()...).As(domain.PB).When(PrepareErasure{Reason: "x"}).ThenRefused(domain.Invalid, "ground")
		given(t, stored()...).As(domain.PB).When(PrepareErasure{Ground: RetentionEnded, Reason: "x"}).ThenRefused(domain.Invalid, "ground") // R-5.4-04: the clock knows
	})
	t.Run("G11 wissen bevestigt een ander dan wie het voorbereidde, na de bedenktijd", func(t *testing.T) {
		after := domaintest.Now.AddDate(0, 0, 8)
		begin().ThenStatus(Prepared).At(after).When(ConfirmErasure{}).ThenRefused(domain.Forbidden)
		begin().As(domain.OWN).At(domaintest.Now.AddDate(0, 0, 7)).When(ConfirmErasure{}).ThenRefused(domain.Unmet)
		begin().As(domain.OWN).At(after).When(ConfirmErasure{}).Then(PersonalDataErasureConfirmed{}).ThenStatus(Erasing)
		begin().As(domain.FG).When(CancelErasure{"x"}).ThenStatus(Stored)
	})
	t.Run("R-4.8-07 een beperking laat een voorbereide wissing vervallen, en houdt ook de termijn tegen", func(t *testing.T) {
		life := stored(PersonalDataTermSet{Until: "2026-11-24"}, PersonalDataErasurePrepared{prepare, "2026-11-24"}, PersonalDataRestricted{Restrict{"x"}})
		given(t, life...).As(domain.OWN).When(ConfirmErasure{}).ThenRefused(domain.Conflict)
		given(t, life...).As(domain.SYS).When(EndTerm{}).ThenRefused(domain.Conflict)
		if s := domaintest.State[Dossier](given(t, life...).As(domain.OWN).When(LiftRestriction{"x"})); s.State != Stored || s.PreparedBy != "" || s.Ground != "" || s.NotBefore != "" {
			t.Errorf("%+v", s)
		}
	})
	t.Run("R-LED-20 de termijn volgt uit de uitkomst van de zaak, en op die dag wist de klok", func(t *testing.T) {
		c := given(t, stored()...).As(domain.SYS).When(SetTerm{Outcome: Refused, Closed: "2025-11-24"})
		s := domaintest.State[Dossier](c)
		if s.Until != "2026-11-24" || !strings.Contains(s.UntilHow, "6.2") {
			t.Errorf("%+v", s)
		}
		if s.ByClock(domaintest.Now.AddDate(0, 0, -1)) != nil || s.ByClock(domaintest.Now) != (EndTerm{}) {
			t.Error("not on the day")
		}
		c.When(EndTerm{}).ThenStatus(Erasing)
		given(t, stored(PersonalDataTermSet{Until: "2026-11-25"})...).As(domain.SYS).When(EndTerm{}).ThenRefused(domain.Unmet)
		given(t, stored()...).As(domain.SYS).When(SetTerm{Outcome: Ombudsman, Closed: "2025-11-24"}).ThenRefused(domain.Invalid, "outcome")
		given(t, stored()...).As(domain.SYS).When(SetTerm{Outcome: Granted, Closed: "2026-11-25"}).ThenRefused(domain.Invalid, "closed_on")
	})
	t.Run("R-LED-20 G11 niemand kiest de uitkomst waaruit de termijn volgt: zo zou één persoon een dossier laten wissen", func(t *testing.T) {
		for _, r := range domain.Roles {
			if r.Role != domain.SYS {
				given(t, stored()...).As(r.Role).When(SetTerm{Outcome: Aborted, Closed: "2025-11-24"}).ThenRefused(domain.Forbidden)
			}
		}
	})
	t.Run("R-LED-20 de termijn volgt het record: ook een andere uitkomst op dezelfde dag", func(t *testing.T) {
		of := closed{Outcome: "granted", Closed: "2026-11-20"}
		want := []any{SetTerm{Outcome: Granted, Closed: "2026-11-20"}}
		if got := (Dossier{Outcome: Aborted, Closed: "2026-11-20"}).Follows(of, ""); !slices.Equal(got, want) {
			t.Errorf("%+v", got)
		}
		if got := (Dossier{Outcome: Granted, Closed: "2026-11-20"}).Follows(of, ""); got != nil {
			t.Errorf("%+v", got)
		}
	})
	t.Run("R-LED-20 elk soort dossier heeft een termijn", func(t *testing.T) {
		for _, k := range Kind("").Choices() {
			if !slices.ContainsFunc(Terms, func(x Term) bool { return string(x.Kind) == k.Value }) {
				t.Errorf("%s has none", k.Value)
			}
		}
		for _, x := range Terms {
			if _, ok := calendar.AddPeriod("2026-01-01", x.Period); !ok || x.Number == "" {
				t.Errorf("%+v", x)
			}
		}
	})
	t.Run("T-01 gewist zegt op welke grond en wanneer de sleutel is vernietigd; lezen kan niet meer", func(t *testing.T) {
		life := stored(PersonalDataTermEnded{})
		proof := "sha256:" + strings.Repeat("0a", 32)
		c := given(t, life...).As(domain.SYS).When(RecordDestruction{"2026-11-24", proof})
		c.Then(PersonalDataErased{RetentionEnded, "2026-11-24", proof}).ThenStatus(Erased)
		c.As(domain.FG).When(Read{Part: "contact", Version: 1, Why: "x"}).ThenRefused(domain.Conflict)
		given(t, life...).As(domain.SYS).When(RecordDestruction{"2026-11-24", "weg"}).ThenRefused(domain.Invalid, "certificate")
	})
	t.Run("R-LED-19 verlies is een feit, met zijn afwijking", func(t *testing.T) {
		c := given(t, stored()...).As(domain.FG).When(RecordLoss{"Schijf stuk.", "2026-11-20"})
		c.ThenEvents("PersonalDataLost", "PersonalDataNonComplianceFound")
		if s := domaintest.State[Dossier](c); len(s.Deviations.Open()) != 1 || s.State != Erased {
			t.Errorf("%+v", s)
		}
	})
	t.Run("R-LED-19 bij verlies is geen sleutel vernietigd: dat wordt niet gezegd", func(t *testing.T) {
		s := domaintest.State[Dossier](given(t, stored()...).As(domain.FG).When(RecordLoss{"Schijf stuk.", "2026-11-20"}))
		if s.KeyDestroyed != "" || s.Certificate != "" {
			t.Errorf("%+v", s)
		}
	})
	t.Run("AVG art. 38 lid 5 aan een aantekening van de FG voegt niemand anders iets toe, en niemand anders zegt dat zij verloren is", func(t *testing.T) {
		note := input()
		note.Kind = OfNote
		for _, c := range []any{Add{Ref: ref("more", 1)}, RecordLoss{"Schijf stuk.", "2026-11-20"}} {
			given(t, PersonalDataStored{note}).As(domain.PB).When(c).ThenRefused(domain.Forbidden)
		}
		given(t, PersonalDataStored{note}).As(domain.SYS).When(Add{Ref: ref("more", 1)}).ThenEvents("PersonalDataAdded")
		given(t, PersonalDataStored{note}).As(domain.FG).When(RecordLoss{"Schijf stuk.", "2026-11-20"}).ThenStatus(Erased)
	})
}
