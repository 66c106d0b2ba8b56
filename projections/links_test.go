package projections_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/control"
)

func TestLinksChangeNothing(t *testing.T) {
	t.Run("RT-29 een advies houdt de records waar het over gaat, ook na een reactie, en in elke versie", func(t *testing.T) {
		w, id := newTown(t), uuid.NewString()
		about := []string{"activity/a", "dpia/b"}
		w.do("advice", id, control.GiveUnaskedAdvice{AdviceText: control.AdviceText{Text: "Doe een DPIA."},
			AdviceTopic: control.AdviceTopic{Subject: "Wmo", Topic: control.OnPrivacy, Audience: control.Management, Receiver: "tm", Records: about}}, as("pb", domain.PB))
		w.do("advice", id, control.ReactToAdvice{Follow: control.Followed}, as("tm", domain.OWN))
		for i, v := range w.records.Get("advice", id).List {
			if got := v.State.(control.Advice).Records; !slices.Equal(got, about) {
				t.Errorf("version %d is about %q", i+1, got)
			}
		}
		if got := w.gov.Linked("dpia/b", "advice"); len(got) != 1 {
			t.Errorf("linked: %v", got)
		}
	})
}
