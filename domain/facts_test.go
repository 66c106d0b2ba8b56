package domain_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
)

func aspects(values ...string) domain.ActivityFacts {
	return domain.ActivityFacts{Aspects: []domain.Aspect{{NL: "Ontvanger", Values: values, Lapses: []string{"dpia"}}}}
}

func TestEenGoedkeuringVervaltDoorWatNieuwIs(t *testing.T) {
	f := domaintest.Facts{Others: []domaintest.Other{
		{Stream: "activity/1", Versions: []any{aspects("Politie"), aspects("Politie", "Justitie"), aspects("Politie", "GGD")}},
		{Stream: "activity/2", Versions: []any{aspects("School")}},
	}}
	covers := func(version uint64) []domain.Approved {
		return []domain.Approved{{Record: "activity/1", Version: version}, {Record: "activity/2", Version: 1}}
	}
	for _, c := range []struct {
		nl       string
		approval string
		version  uint64
		of       string
		want     []string
	}{
		{"nieuw sinds de goedgekeurde versie", "dpia", 1, "", []string{"GGD"}},
		{"ook als iets anders intussen weer verdween", "dpia", 2, "", []string{"GGD"}},
		{"niets nieuws sinds de laatste versie", "dpia", 3, "", nil},
		{"een andere goedkeuring rust hier niet op", "agreement", 1, "", nil},
		{"alleen voor het gevraagde record", "dpia", 1, "activity/2", nil},
		{"een versie die er nooit was, zegt niets", "dpia", 9, "", nil},
	} {
		t.Run(c.nl, func(t *testing.T) {
			var got []string
			for _, d := range domain.Lapsed(f, c.approval, covers(c.version), c.of) {
				got = append(got, d.Value)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("new is %q, want %q", got, c.want)
			}
		})
	}
	t.Run("goedgekeurd is de versie van nu, eenmaal, en alleen van wat bestaat", func(t *testing.T) {
		got := domain.Approve(f, "activity/1", "activity/9", "activity/1", "activity/2")
		if want := []domain.Approved{{Record: "activity/1", Version: 3}, {Record: "activity/2", Version: 1}}; !slices.Equal(got, want) {
			t.Errorf("%+v", got)
		}
	})
}

func TestDeWereldZonderEenRecord(t *testing.T) {
	f := domaintest.Facts{Rules: []string{"7"}, Others: []domaintest.Other{
		{Stream: "agreement/1", Links: []string{"activity/1"}, Versions: []any{1}}, {Stream: "agreement/2", Links: []string{"activity/1"}, Versions: []any{2}}}}
	w := domain.Without(f, "agreement/1")
	if list := w.Linked("activity/1", "agreement"); len(list) != 1 || list[0].Says != 2 {
		t.Errorf("linked: %+v", list)
	}
	if _, ok := w.Tell("agreement/1", 0); ok {
		t.Error("what is not there tells something")
	}
	if _, ok := w.Tell("agreement/2", 0); !ok {
		t.Error("the other one is gone too")
	}
	if !w.RetentionRule("7") || domain.Without(f, "retention/7").RetentionRule("7") {
		t.Error("a retention rule")
	}
}

func TestEenAfspraakGeldtVanDeEersteTotEnMetDeLaatsteDag(t *testing.T) {
	a := domain.ArrangementFacts{Concluded: true, From: "2026-01-01", Until: "2026-12-31"}
	g := domain.AgreementFacts{Concluded: true, From: "2026-01-01", Until: "2026-12-31", Ended: "2026-12-01"}
	for day, want := range map[calendar.Date][2]bool{"2025-12-31": {false, false}, "2026-01-01": {true, true}, "2026-11-30": {true, true},
		"2026-12-01": {true, false}, "2026-12-31": {true, false}, "2027-01-01": {false, false}} {
		if got := [2]bool{a.InForce(day), g.InForce(day)}; got != want {
			t.Errorf("%s: %v, want %v", day, got, want)
		}
	}
}
