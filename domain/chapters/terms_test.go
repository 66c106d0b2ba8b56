package chapters_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/domain/rights"
)

func TestTermsOfRequests(t *testing.T) {
	for _, r := range rights.Rules {
		t.Run("R-TIM-01 de termijn van ‘"+domain.ChoiceNL(r.Right.Choices(), string(r.Right))+"’ is die van de tabel met termijnen", func(t *testing.T) {
			_, l, ok := obligations.Find(r.Row, "answer")
			if !ok || l.Term != r.Term || l.Extra != r.Longer {
				t.Errorf("row %d is %+v, %v", r.Row, l, ok)
			}
		})
	}
	t.Run("R-B7-01 de tabel van de rechten heeft voor elk recht zijn gronden, uitzonderingen en uitvoering", func(t *testing.T) {
		for _, r := range rights.Rules {
			list := r.Exceptions
			if slices.ContainsFunc(list, func(e rights.Exception) bool { return !domain.Chosen(e.Choices(), string(e)) }) ||
				slices.ContainsFunc(r.Grounds, func(g rights.Ground) bool { return !domain.Chosen(g.Choices(), string(g)) }) || !domain.Chosen(r.Does.Choices(), string(r.Does)) {
				t.Errorf("%+v", r)
			}
		}
	})
}
