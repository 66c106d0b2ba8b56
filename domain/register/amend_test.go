package register_test

import (
	"encoding/json"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

func raw(s string) json.RawMessage { return json.RawMessage(s) }

// moved is complete content with another department and another DPIA: two fields changed.
func moved() Content {
	return with(func(c *Content) { c.Department, c.DPIA = "Sociaal domein", "DPIA 2026-4" })
}

func amended(reason, change string) []any {
	return []any{
		ProcessingActivityAmended{Field: "department", Old: raw(`"IASZ"`), New: raw(`"Sociaal domein"`), Reason: reason, Change: change},
		ProcessingActivityAmended{Field: "dpia", Old: raw(`null`), New: raw(`"DPIA 2026-4"`), Reason: reason, Change: change},
	}
}

func TestAmend(t *testing.T) {
	pb := func(t *testing.T, events []any, more ...any) *domaintest.Case {
		return activity(t, events, more...).As(domain.PB)
	}
	t.Run("R-4.1-18 elk veld dat wijzigt is een gebeurtenis met oude waarde, nieuwe waarde en reden", func(t *testing.T) {
		c := pb(t, submitted(complete())).When(Amend{Content: moved(), Reason: " Reorganisatie. "}).Then(amended("Reorganisatie.", "")...)
		if got := stateOf(t, c); got.Department != "Sociaal domein" || got.DPIA != "DPIA 2026-4" {
			t.Errorf("state %+v", got.Content)
		}
	})
	t.Run("R-4.1-14 de openbare versie gaat in dezelfde stap mee, één keer", func(t *testing.T) {
		pb(t, registered(complete())).When(Amend{Content: moved(), Reason: "Reorganisatie."}).Then(append(amended("Reorganisatie.", ""), PublicationUpdated{})...)
	})
	t.Run("R-4.1-14 wat niet openbaar is, wordt ook niet bijgewerkt", func(t *testing.T) {
		pb(t, registered(complete()), PublicationWithdrawn{"Fout."}).When(Amend{Content: moved(), Reason: "Reorganisatie."}).Then(amended("Reorganisatie.", "")...)
	})
	t.Run("dezelfde inhoud nog eens verandert niets", func(t *testing.T) {
		pb(t, registered(complete())).When(Amend{Content: complete(), Reason: "Nogmaals."}).Then()
	})
	t.Run("R-4.1-18 zonder reden: geweigerd", func(t *testing.T) {
		pb(t, registered(complete())).When(Amend{Content: moved(), Reason: " "}).ThenRefused(domain.Invalid, "reason")
	})
	for _, m := range mandatory {
		t.Run("na registratie blijft volledig wat volledig was: "+m.name+": geweigerd", func(t *testing.T) {
			pb(t, active(complete())).When(Amend{Content: with(m.lack), Reason: "Leeg."}).ThenRefused(domain.Invalid, m.field)
		})
	}
	t.Run("vóór registratie mag nog van alles ontbreken, behalve de naam", func(t *testing.T) {
		pb(t, submitted(complete())).When(Amend{Content: Content{Name: "Nieuw"}, Reason: "Leeg."}).ThenStatus(StatusSubmitted)
		pb(t, submitted(complete())).When(Amend{Content: Content{}, Reason: "Leeg."}).ThenRefused(domain.Invalid, "name")
	})
	purposes := map[string]func(*Content){
		"een nieuw doel erbij": func(c *Content) {
			c.Purposes = append(c.Purposes, Purpose{Text: "Onderzoek", Grounds: []Ground{"consent"}})
		},
		"een ander doel in plaats van het oude": func(c *Content) { c.Purposes[1].Text = "Reclame" },
	}
	for name, change := range purposes {
		t.Run("R-4.3-01 "+name+", na registratie: geweigerd", func(t *testing.T) {
			pb(t, registered(complete())).When(Amend{Content: with(change), Reason: "Wens."}).ThenRefused(domain.Invalid, "purposes")
		})
		t.Run("R-4.3-01 "+name+", vóór registratie: dat mag", func(t *testing.T) {
			pb(t, submitted(complete())).When(Amend{Content: with(change), Reason: "Wens."}).ThenEvents("ProcessingActivityAmended")
		})
	}
	t.Run("R-4.3-01 een doel laten vervallen, of een andere grondslag bij een doel, mag na registratie", func(t *testing.T) {
		fewer := with(func(c *Content) { c.Purposes, c.Consent = c.Purposes[:1], "" })
		pb(t, registered(complete())).When(Amend{Content: fewer, Reason: "Gestopt."}).ThenEvents("ProcessingActivityAmended", "ProcessingActivityAmended", "PublicationUpdated")
		ground := with(func(c *Content) { c.Purposes[0].Grounds = []Ground{"legal-obligation"} })
		pb(t, registered(complete())).When(Amend{Content: ground, Reason: "Juister."}).ThenEvents("ProcessingActivityAmended", "PublicationUpdated")
	})
}

func TestSubmitChange(t *testing.T) {
	asked := ProcessingActivityChangeSubmitted{Change: "w1", What: "Andere afdeling.", Why: "Reorganisatie."}
	t.Run("RT-03 de eigenaar zegt wat er verandert en waarom; het record verandert nog niet", func(t *testing.T) {
		c := activity(t, active(complete())).As(domain.OWN).When(SubmitChange{"Andere afdeling.", " Reorganisatie. "}).
			Then(ProcessingActivityChangeSubmitted{Change: domaintest.Command, What: "Andere afdeling.", Why: "Reorganisatie."})
		if got := stateOf(t, c); got.Department != "IASZ" || len(got.Changes) != 1 || got.Changes[0].ID != domaintest.Command {
			t.Errorf("department %s, changes %v", got.Department, got.Changes)
		}
	})
	t.Run("RT-03 zonder wat of waarom: geweigerd", func(t *testing.T) {
		activity(t, active(complete())).As(domain.OWN).When(SubmitChange{}).ThenRefused(domain.Invalid, "what", "why")
	})
	t.Run("RT-03 wat de privacybeheerder verwerkt, verwijst naar wat de eigenaar aanleverde, en is dan afgehandeld", func(t *testing.T) {
		c := activity(t, active(complete()), asked, ProcessingActivityChangeSubmitted{Change: "w2"}).As(domain.PB).
			When(Amend{Content: moved(), Reason: "Aangeleverd.", Change: "w1"}).Then(append(amended("Aangeleverd.", "w1"), PublicationUpdated{})...)
		if got := stateOf(t, c).Changes; len(got) != 1 || got[0].ID != "w2" {
			t.Errorf("still open: %v", got)
		}
	})
	t.Run("RT-03 een wijziging die niet openstaat, kan niet worden verwerkt", func(t *testing.T) {
		activity(t, active(complete()), asked).As(domain.PB).When(Amend{Content: moved(), Reason: "Aangeleverd.", Change: "w9"}).ThenRefused(domain.Invalid, "change")
	})
}

func TestReturnAndSupplement(t *testing.T) {
	lacking := with(func(c *Content) { c.Security, c.Department = "", "" })
	t.Run("RT-03 de privacybeheerder stuurt terug, en zegt wat er moet worden aangevuld", func(t *testing.T) {
		c := activity(t, submitted(lacking)).As(domain.PB).When(Return{" Beveiliging ontbreekt. "}).
			Then(ProcessingActivityReturnedForCompletion{"Beveiliging ontbreekt."})
		if got := stateOf(t, c).Returned; got != "Beveiliging ontbreekt." {
			t.Errorf("returned: %q", got)
		}
	})
	t.Run("RT-03 terugsturen zonder reden: geweigerd", func(t *testing.T) {
		activity(t, submitted(lacking)).As(domain.PB).When(Return{" "}).ThenRefused(domain.Invalid, "reason")
	})
	t.Run("RT-03 de eigenaar vult aan, veld voor veld met een reden; daarna is het niet meer teruggestuurd", func(t *testing.T) {
		c := activity(t, submitted(lacking), ProcessingActivityReturnedForCompletion{"Vul aan."}).As(domain.OWN).
			When(Supplement{Content: complete(), Reason: "Nagevraagd."}).
			Then(ProcessingActivityAmended{Field: "department", Old: raw("null"), New: raw(`"IASZ"`), Reason: "Nagevraagd."},
				ProcessingActivityAmended{Field: "security", Old: raw("null"), New: raw(`"Toegang per rol, versleutelde opslag."`), Reason: "Nagevraagd."})
		if got := stateOf(t, c).Returned; got != "" {
			t.Errorf("returned: %q", got)
		}
		c.As(domain.PB).When(Register{}).ThenStatus(StatusRegistered)
	})
	t.Run("R-4.1-18 ook een aanvulling zonder toelichting zegt waarom", func(t *testing.T) {
		c := activity(t, submitted(complete())).As(domain.OWN).When(Supplement{Content: with(func(c *Content) { c.DPIA = "D1" })})
		c.Then(ProcessingActivityAmended{Field: "dpia", Old: raw("null"), New: raw(`"D1"`), Reason: "Aangevuld vóór registratie."})
	})
	t.Run("R-B1-03 na registratie vult de eigenaar niet meer aan", func(t *testing.T) {
		activity(t, registered(complete())).As(domain.OWN).When(Supplement{Content: plain()}).ThenRefused(domain.Conflict)
	})
}

func TestCorrect(t *testing.T) {
	correct := Correct{Content: moved(), Corrects: 1, Reason: "Verkeerd overgetypt."}
	want := []any{
		ProcessingActivityCorrected{Field: "department", Old: raw(`"IASZ"`), New: raw(`"Sociaal domein"`), Corrects: 1, Reason: "Verkeerd overgetypt."},
		ProcessingActivityCorrected{Field: "dpia", Old: raw(`null`), New: raw(`"DPIA 2026-4"`), Corrects: 1, Reason: "Verkeerd overgetypt."},
	}
	t.Run("R-LED-07 een verbetering noemt de vastlegging die fout was, de reden, en per veld de oude en de nieuwe waarde", func(t *testing.T) {
		c := activity(t, registered(complete())).As(domain.PB).When(correct).Then(append(want, PublicationUpdated{})...)
		if got := stateOf(t, c); got.Department != "Sociaal domein" {
			t.Errorf("department %s", got.Department)
		}
		if v := want[0].(ProcessingActivityCorrected).CorrectedVersion(); v != 1 {
			t.Errorf("corrects version %d", v)
		}
	})
	t.Run("R-4.1-17 een beëindigde verwerking kan nog worden verbeterd, en wordt daarmee niet weer openbaar", func(t *testing.T) {
		activity(t, ended(complete())).As(domain.PB).When(correct).Then(want...).ThenStatus(StatusEnded)
	})
	t.Run("R-LED-07 zonder reden: geweigerd", func(t *testing.T) {
		c := correct
		c.Reason = " "
		activity(t, registered(complete())).As(domain.PB).When(c).ThenRefused(domain.Invalid, "reason")
	})
	for name, n := range map[string]uint64{"geen vastlegging": 0, "een vastlegging die er niet is": 4} {
		t.Run("R-LED-07 wie "+name+" noemt, verbetert niets: geweigerd", func(t *testing.T) {
			c := correct
			c.Corrects = n
			activity(t, registered(complete())).As(domain.PB).When(c).ThenRefused(domain.Invalid, "corrects")
		})
	}
	t.Run("R-LED-07 de laatste vastlegging kan ook worden verbeterd", func(t *testing.T) {
		c := correct
		c.Corrects = 3
		activity(t, registered(complete())).As(domain.PB).When(c).ThenStatus(StatusRegistered)
	})
	t.Run("een verbetering laat niets weg wat verplicht is", func(t *testing.T) {
		c := correct
		c.Content.Security = ""
		activity(t, registered(complete())).As(domain.PB).When(c).ThenRefused(domain.Invalid, "security")
	})
}

func TestPublication(t *testing.T) {
	t.Run("RT-03 een verwerking verdwijnt uit het openbare register met een reden, en kan terug", func(t *testing.T) {
		c := activity(t, registered(complete())).As(domain.PB).When(WithdrawPublication{" Fout. "}).Then(PublicationWithdrawn{"Fout."})
		if stateOf(t, c).Public() {
			t.Error("still public")
		}
		c.When(Publish{}).Then(RegisterEntryPublished{})
		if !stateOf(t, c).Public() {
			t.Error("not public again")
		}
	})
	t.Run("§4.1 zonder reden blijft het register openbaar", func(t *testing.T) {
		activity(t, registered(complete())).As(domain.PB).When(WithdrawPublication{}).ThenRefused(domain.Invalid, "reason")
	})
	t.Run("twee keer publiceren of intrekken verandert niets", func(t *testing.T) {
		activity(t, registered(complete())).As(domain.PB).When(Publish{}).Then()
		activity(t, registered(complete()), PublicationWithdrawn{"Fout."}).As(domain.PB).When(WithdrawPublication{"Fout."}).Then()
	})
	public := map[domain.Status]bool{StatusRegistered: true, StatusApproved: true, StatusActive: true, StatusSuspended: true}
	for _, s := range states {
		name := "is niet openbaar"
		if public[s.status] {
			name = "is openbaar"
		}
		t.Run("R-4.1-13, R-4.1-17 wat ‘"+nl(s.status)+"’ is, "+name, func(t *testing.T) {
			if got := stateOf(t, activity(t, s.events)).Public(); got != public[s.status] {
				t.Errorf("public: %v", got)
			}
		})
	}
	t.Run("R-4.1-17 een beëindigde verwerking is uit het openbare register, en staat er met alles nog", func(t *testing.T) {
		c := activity(t, active(complete())).As(domain.OWN).When(End{"Klaar.", "Gearchiveerd."}).
			Then(ProcessingEnded{"Klaar.", "Gearchiveerd."}, PublicationWithdrawn{"De verwerking is beëindigd."})
		if got := stateOf(t, c); got.Public() || got.Name == "" || got.EndedOn != "2026-11-24" {
			t.Errorf("public %v, name %q, ended on %s", got.Public(), got.Name, got.EndedOn)
		}
	})
	t.Run("R-4.1-17 wat al niet openbaar was, wordt bij het einde niet nog eens ingetrokken", func(t *testing.T) {
		activity(t, active(complete()), PublicationWithdrawn{"Fout."}).As(domain.OWN).When(End{"Klaar.", "Vernietigd."}).Then(ProcessingEnded{"Klaar.", "Vernietigd."})
	})
}

func TestSuspendResumeEnd(t *testing.T) {
	t.Run("RT-03 opschorten en hervatten vragen een reden", func(t *testing.T) {
		activity(t, active(complete())).As(domain.OWN).When(Suspend{" "}).ThenRefused(domain.Invalid, "reason")
		activity(t, active(complete())).As(domain.OWN).When(Suspend{" Storing. "}).Then(ProcessingSuspended{"Storing."})
		activity(t, suspended(complete())).As(domain.OWN).When(Resume{}).ThenRefused(domain.Invalid, "reason")
		activity(t, suspended(complete())).As(domain.OWN).When(Resume{"Opgelost."}).Then(ProcessingResumed{"Opgelost."})
	})
	t.Run("RT-03, §4.8 wie beëindigt, zegt waarom en wat er met de gegevens gebeurt", func(t *testing.T) {
		activity(t, active(complete())).As(domain.OWN).When(End{}).ThenRefused(domain.Invalid, "reason", "data")
	})
}
