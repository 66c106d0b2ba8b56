package governance_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/governance"
)

var (
	terms     = MeetingTerms{Subject: "Privacyoverleg", Date: today, Agenda: []string{"Datalekken"}}
	report    = MeetingReport{Discussed: []string{"Mag dit?"}, Decisions: []string{"Nee."}, Minutes: "Z-1"}
	scheduled = PrivacyConsultationScheduled{terms}
	invited   = PrivacySpecialistsInvited{"project-group", terms, domaintest.Process, []Specialist{"PB", "FG"}}
)

func meeting(t domaintest.T, role domain.Role, life ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, MeetingRecord, life...).Knowing(domaintest.Town()).As(role)
}

// held is a privacy consultation without the CISO.
var held = PrivacyConsultationHeld{Chair: "fg", Present: []HeldParticipant{{"pb", domain.PB}, {"fg", domain.FG}}, MeetingReport: report}

func TestConsultation(t *testing.T) {
	hold := HoldConsultation{Chair: "fg", Present: []Specialist{"PB", "FG"}, MeetingReport: report}
	t.Run("R-B3-01 de FG plant het privacyoverleg en legt het vast; niemand anders", func(t *testing.T) {
		for _, r := range domain.Roles {
			plan, holds := meeting(t, r.Role).When(ScheduleConsultation{terms}), meeting(t, r.Role, scheduled).When(hold)
			if r.Role == domain.FG {
				plan.Then(PrivacyConsultationScheduled{terms}).ThenStatus(MeetingStatusPlanned)
				holds.Then(held).ThenStatus(MeetingStatusHeld)
			} else {
				plan.ThenRefused(domain.Forbidden)
				holds.ThenRefused(domain.Forbidden)
			}
		}
		meeting(t, domain.FG).When(ScheduleConsultation{}).ThenRefused(domain.Invalid, "subject", "date", "agenda")
	})
	t.Run("R-B3-01 een andere voorzitter zonder reden: geweigerd; met reden niet", func(t *testing.T) {
		c := hold
		c.Chair = "pb"
		meeting(t, domain.FG, scheduled).When(c).ThenRefused(domain.Invalid, "chair_reason")
		c.ChairReason = "De FG was ziek."
		x := meeting(t, domain.FG, scheduled).When(c).ThenStatus(MeetingStatusHeld)
		if m := domaintest.State[Meeting](x); m.Chair != "pb" || m.ChairReason != "De FG was ziek." {
			t.Errorf("%+v", m)
		}
	})
	t.Run("R-B3-02 PB, CISO en FG horen erbij; wie er niet was, is te zien", func(t *testing.T) {
		m := domaintest.State[Meeting](meeting(t, domain.FG, scheduled).When(hold))
		if !slices.Equal(m.Absent(), []Specialist{"CISO"}) || len(m.Present) != 2 || m.HeldOn != today {
			t.Errorf("%+v", m)
		}
		x := meeting(t, domain.CISO, scheduled, held).When(AttendMeeting{report}).ThenEvents("MeetingAttended")
		if m := domaintest.State[Meeting](x); len(m.Absent()) != 0 || len(m.Present) != 3 {
			t.Errorf("%+v", m)
		}
		meeting(t, domain.CISO, scheduled).When(AttendMeeting{report}).ThenRefused(domain.Conflict)
	})
	t.Run("R-B3-05 na een privacyoverleg loopt de termijn voor het volgende (rij 54)", func(t *testing.T) {
		if o := domaintest.State[Meeting](meeting(t, domain.FG, scheduled)).Obligations(); o != nil {
			t.Errorf("planned: %+v", o)
		}
		o := domaintest.State[Meeting](meeting(t, domain.FG, scheduled, held)).Obligations()
		if len(o) != 1 || o[0].Row != 54 || o[0].Limit != "meeting" || o[0].On != yesterday || !o[0].Next {
			t.Errorf("%+v", o)
		}
		if o := domaintest.State[Meeting](meeting(t, domain.PB, invited, MeetingAttended{report})).Obligations(); o != nil {
			t.Errorf("other meeting: %+v", o)
		}
	})
}

func TestOtherMeetings(t *testing.T) {
	invite := InviteSpecialists{"department", terms, domaintest.Process, []Specialist{"PB", "CISO"}}
	t.Run("R-B3-03 de eigenaar nodigt specialisten uit; de uitnodiging staat vast", func(t *testing.T) {
		for _, r := range domain.Roles {
			x := meeting(t, r.Role).When(invite)
			if r.Role != domain.OWN {
				x.ThenRefused(domain.Forbidden)
				continue
			}
			m := domaintest.State[Meeting](x.ThenStatus(MeetingStatusPlanned))
			if m.InvitedBy != "own" || !slices.Equal(m.Invited, []Specialist{"PB", "CISO"}) || m.Kind != Department {
				t.Errorf("%+v", m)
			}
		}
		meeting(t, domain.OWN).When(InviteSpecialists{Process: domaintest.Process}).ThenRefused(domain.Invalid, "kind", "subject", "date", "agenda", "invited")
	})
	t.Run("R-B3-04 deelname van PB, CISO en FG aan afdelings-, project-, werkgroep- en themaoverleg is vast te leggen", func(t *testing.T) {
		for _, r := range domain.Roles {
			may := r.Role == domain.PB || r.Role == domain.CISO || r.Role == domain.FG
			attend := meeting(t, r.Role, invited).When(AttendMeeting{report})
			record := meeting(t, r.Role).When(RecordMeeting{Kind: "theme", Subject: "Camera’s", MeetingReport: report})
			if !may {
				attend.ThenRefused(domain.Forbidden)
				record.ThenRefused(domain.Forbidden)
				continue
			}
			attend.ThenStatus(MeetingStatusHeld)
			m := domaintest.State[Meeting](record.ThenEvents("MeetingRecorded", "MeetingAttended").ThenStatus(MeetingStatusHeld))
			if !slices.Equal(m.Present, []Attendee{{domaintest.Person(r.Role), r.Role}}) {
				t.Errorf("%+v", m)
			}
		}
		for _, k := range OtherMeeting("").Choices() {
			meeting(t, domain.PB).When(RecordMeeting{Kind: OtherMeeting(k.Value), Subject: "Overleg", MeetingReport: report}).ThenStatus(MeetingStatusHeld)
		}
		meeting(t, domain.PB).When(RecordMeeting{}).ThenRefused(domain.Invalid, "kind", "subject", "discussed")
	})
	t.Run("R-B3-04 een privacyoverleg houden kan niet met een ander overleg", func(t *testing.T) {
		meeting(t, domain.FG, invited).When(HoldConsultation{Chair: "fg", MeetingReport: report}).ThenRefused(domain.Conflict)
	})
	t.Run("RT-28 afgelasten heeft een reden; de FG last zijn eigen overleg af, de eigenaar het zijne", func(t *testing.T) {
		cancel := CancelMeeting{"Te weinig punten."}
		meeting(t, domain.FG, scheduled).When(CancelMeeting{}).ThenRefused(domain.Invalid, "reason")
		meeting(t, domain.FG, scheduled).When(cancel).ThenStatus(MeetingStatusCancelled)
		meeting(t, domain.FG, invited).When(cancel).ThenRefused(domain.Forbidden)
		meeting(t, domain.OWN, invited).When(cancel).ThenStatus(MeetingStatusCancelled)
	})
}

func TestMeetingActions(t *testing.T) {
	act := RecordMeetingAction{"Werkinstructie maken", "own", "2027-02-01"}
	action := MeetingActionRecorded{"A1", "Werkinstructie maken", "own", "2027-02-01"}
	t.Run("RT-28 deelnemers leggen acties vast, met wie en wanneer; wie er niet was, wordt geweigerd", func(t *testing.T) {
		meeting(t, domain.PB, scheduled, held).When(act).Then(action)
		meeting(t, domain.CISO, scheduled, held).When(act).ThenRefused(domain.Forbidden)
		meeting(t, domain.FG, scheduled, held).When(RecordMeetingAction{Due: "2020-01-01"}).ThenRefused(domain.Invalid, "text", "who", "due")
		meeting(t, domain.PB, scheduled).When(act).ThenRefused(domain.Conflict)
	})
	t.Run("RT-28 wie de actie heeft, of wie erbij was, meldt haar gedaan; twee keer zeggen verandert niets", func(t *testing.T) {
		done := FinishMeetingAction{"A1", "Gemaakt."}
		for _, r := range []domain.Role{domain.OWN, domain.PB, domain.FG} {
			x := meeting(t, r, scheduled, held, action).When(done).Then(MeetingActionDone{"A1", "Gemaakt."})
			if m := domaintest.State[Meeting](x); m.Actions[0].Done != today {
				t.Errorf("%+v", m.Actions)
			}
		}
		meeting(t, domain.CISO, scheduled, held, action).When(done).ThenRefused(domain.Forbidden)
		meeting(t, domain.PB, scheduled, held, action, MeetingActionDone{"A1", "x"}).When(done).Then()
		meeting(t, domain.PB, scheduled, held, action).When(FinishMeetingAction{"A9", ""}).ThenRefused(domain.Invalid, "action", "result")
	})
}
