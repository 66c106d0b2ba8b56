package control_test

import (
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
	. "github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/domaintest"
)

const (
	agreementA = "agreement/77777777-7777-4777-8777-777777777771"
	agreementB = "agreement/77777777-7777-4777-8777-777777777772"
	someRoot   = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
)

func auditScope() AuditScope {
	return AuditScope{Control: AgreementsChecked, From: "2026-01-01", Until: "2026-10-31", Question: "Worden zij gecontroleerd?", Seed: "zeehond 42"}
}

func drawn(items ...string) AuditSample {
	return AuditSample{Origin: "grootboek.test/log", Size: 4711, Root: someRoot, Population: 120, Items: items}
}

// auditing is an audit that the accountant began.
func auditing(t *testing.T) *domaintest.Case {
	t.Helper()
	return given(t, AuditRecord, nil).As(domain.ACC).When(StartAudit{auditScope()}).ThenStatus(AuditStatusStarted)
}

func sampled(t *testing.T) *domaintest.Case {
	t.Helper()
	return auditing(t).When(DrawSample{drawn(agreementA, agreementB)}).ThenStatus(AuditStatusSampled)
}

func paper(item string, o Outcome) RecordWorkingPaper {
	return RecordWorkingPaper{WorkingPaper{Item: item, Result: o, Work: "Tijdlijn gelezen.", Documents: []string{"sha256:" + strings.Repeat("a", 64)}}}
}

func papered(t *testing.T) *domaintest.Case {
	t.Helper()
	return sampled(t).When(paper(agreementA, Sufficient)).When(paper(agreementB, Insufficient)).When(RecordAuditFinding{Item: agreementB, Text: "Te laat.", Severity: "high"}).ThenStatus(AuditStatusSampled)
}

func TestControle(t *testing.T) {
	t.Run("§3.1 een controle noemt wat, periode, vraag en startwaarde", func(t *testing.T) {
		given(t, AuditRecord, nil).As(domain.CTRL).When(StartAudit{auditScope()}).Then(AuditStarted{auditScope()})
		given(t, AuditRecord, nil).As(domain.ACC).When(StartAudit{}).ThenRefused(domain.Invalid, "control", "period_from", "question", "seed")
		s := auditScope()
		s.Until, s.Seed = "2027-01-01", "twee\nregels"
		given(t, AuditRecord, nil).As(domain.ACC).When(StartAudit{s}).ThenRefused(domain.Invalid, "period_until", "seed")
	})
	t.Run("R-LED-15 alleen accountant en controller voeren een controle uit", func(t *testing.T) {
		onlyRoles(t, AuditRecord, nil, StartAudit{auditScope()}, "AuditStarted", domain.ACC, domain.CTRL)
	})
	t.Run("elk onderdeel is van de soort die wordt gecontroleerd, en de steekproef past in de populatie", func(t *testing.T) {
		auditing(t).When(DrawSample{drawn(someDPIA)}).ThenRefused(domain.Invalid, "items")
		auditing(t).When(DrawSample{drawn()}).ThenRefused(domain.Invalid, "items")
		x := drawn(agreementA, agreementB)
		x.Population, x.Root = 1, "kort"
		auditing(t).When(DrawSample{x}).ThenRefused(domain.Invalid, "population", "root")
	})
	t.Run("een steekproef wordt één keer getrokken", func(t *testing.T) {
		sampled(t).When(DrawSample{drawn(agreementA)}).ThenRefused(domain.Conflict)
	})
	t.Run("alleen wie de controle doet, gaat ermee verder; is hij weg, dan zijn opvolger", func(t *testing.T) {
		town := domaintest.Town()
		town.Offices["tweede"] = []domain.Role{domain.ACC}
		sampled(t).Knowing(town).By("tweede", domain.ACC).When(paper(agreementA, Sufficient)).ThenRefused(domain.Forbidden)
		sampled(t).As(domain.CTRL).When(paper(agreementA, Sufficient)).ThenRefused(domain.Forbidden)
		town.Offices["acc"] = nil
		sampled(t).Knowing(town).By("tweede", domain.ACC).When(paper(agreementA, Sufficient)).ThenEvents("WorkingPaperRecorded")
	})
	t.Run("een werkpapier gaat over een onderdeel van de steekproef, en noemt van documenten de hash", func(t *testing.T) {
		sampled(t).When(paper(someDPIA, Sufficient)).ThenRefused(domain.Invalid, "item")
		w := paper(agreementA, Sufficient)
		w.Documents = []string{"brief.pdf"}
		sampled(t).When(w).ThenRefused(domain.Invalid, "documents")
		sampled(t).When(RecordWorkingPaper{}).ThenRefused(domain.Invalid, "item", "result", "work")
	})
	t.Run("een tweede werkpapier telt in plaats van het eerste, dat blijft staan", func(t *testing.T) {
		a := domaintest.State[Audit](sampled(t).When(paper(agreementA, Insufficient)).When(paper(agreementA, Sufficient)))
		if a.Result(agreementA) != Sufficient || len(a.Papers) != 2 || len(a.Unpapered()) != 1 {
			t.Errorf("%+v", a)
		}
	})
	t.Run("bevindingen zijn genummerd, en het management reageert: college, gemeentesecretaris of eigenaar", func(t *testing.T) {
		word := ReactToAudit{ManagementWord{Finding: "B1", Agrees: domain.Yes, Reaction: "Wordt gedaan.", Until: "2026-12-31"}}
		for _, r := range []domain.Role{domain.COL, domain.SEC, domain.OWN} {
			papered(t).As(r).When(word).Then(ManagementReacted{word.ManagementWord})
		}
		for _, r := range []domain.Role{domain.PB, domain.FG, domain.ACC, domain.CTRL, domain.EMP} {
			papered(t).As(r).When(word).ThenRefused(domain.Forbidden)
		}
		word.Finding = "B2"
		papered(t).As(domain.SEC).When(word).ThenRefused(domain.Invalid, "finding")
	})
	t.Run("een controle rondt pas af als elk onderdeel een werkpapier heeft en op elke bevinding is gereageerd, of er een reden is", func(t *testing.T) {
		end := ConcludeAudit{Opinion: "exceptions", Text: "Eén uitzondering."}
		sampled(t).When(end).ThenRefused(domain.Unmet)
		papered(t).When(end).ThenRefused(domain.Unmet, "without_reaction")
		papered(t).As(domain.SEC).When(ReactToAudit{ManagementWord{Finding: "B1", Agrees: domain.No, Reaction: "Niet eens."}}).As(domain.ACC).When(end).ThenStatus(AuditStatusConcluded)
		end.Unanswered = "Na een maand geen antwoord."
		papered(t).When(end).Then(AuditConcluded{end}).ThenStatus(AuditStatusConcluded)
		papered(t).When(end).When(paper(agreementA, Sufficient)).ThenRefused(domain.Conflict)
	})
}

func TestDefinities(t *testing.T) {
	t.Run("elke controle heeft in woorden een populatie, een norm, een uitzondering en een bron", func(t *testing.T) {
		seen := map[AuditControl]bool{}
		for _, c := range ControlTests {
			for _, text := range []string{c.NL, c.Kind, c.Population, c.Criterion, c.Exception, c.Source} {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%+v", c)
				}
			}
			if seen[c.Control] || c.Control.Test() != c {
				t.Errorf("%s twice", c.Control)
			}
			seen[c.Control] = true
		}
		if len(seen) < 5 {
			t.Errorf("%d controls", len(seen))
		}
	})
}

// kept is a reference to a text of the record under test.
func kept(part string) domain.VaultRef {
	return domain.VaultRef{Vault: domaintest.ID, Part: part, Version: 1, Commitment: "hmac-sha256:" + strings.Repeat("0", 64)}
}

func TestAantekening(t *testing.T) {
	write := WriteNote{Note: kept("note-0a1b2c3d"), About: []string{someDPIA}}
	t.Run("AVG art. 38 lid 5: alleen de FG maakt een aantekening", func(t *testing.T) {
		onlyRoles(t, NoteRecord, nil, write, "FgNoteWritten", domain.FG)
	})
	t.Run("de gebeurtenis houdt alleen een verwijzing naar de kluis, van dit dossier", func(t *testing.T) {
		given(t, NoteRecord, nil).As(domain.FG).When(write).Then(FgNoteWritten{write})
		elsewhere := write
		elsewhere.Note.Vault = other
		given(t, NoteRecord, nil).As(domain.FG).When(elsewhere).ThenRefused(domain.Invalid, "note")
		given(t, NoteRecord, nil).As(domain.FG).When(WriteNote{About: []string{"los"}}).ThenRefused(domain.Invalid, "note", "about")
	})
	t.Run("aanvullen laat staan wat er stond; de naam zegt niets over de inhoud", func(t *testing.T) {
		c := given(t, NoteRecord, nil).As(domain.FG).When(write).When(SupplementNote{kept("note-00000002")})
		n := domaintest.State[Note](c)
		if len(n.Texts) != 2 || NoteRecord.TitleOf(n) != "Aantekening van 24-11-2026" || n.Keeping() != (domain.Keeping{}) {
			t.Errorf("%+v", n)
		}
		c.When(CloseNote{}).ThenStatus(NoteStatusClosed)
		if k := domaintest.State[Note](c).Keeping(); k != (domain.Keeping{Outcome: "handled", Closed: "2026-11-24"}) {
			t.Errorf("%+v", k)
		}
		c.When(SupplementNote{kept("note-00000003")}).ThenRefused(domain.Conflict)
	})
}
