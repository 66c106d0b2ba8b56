package governance_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/governance"
)

const otherID = "55555555-5555-4555-8555-555555555555"

// text is a whole version of any kind.
func text(version string) DocumentContent {
	return DocumentContent{Version: version, Document: "Z-2026-0101", Place: "Hoegle", Scope: "De hele gemeente.", Address: "https://www.voorbeeld.nl/privacybeleid"}
}

// The lives of a document. What is given happened yesterday.
func draftOf(k DocumentKind) []any {
	return []any{DocumentDrafted{DocumentTerms{Kind: k, Title: "Beleid"}, text("1.0")}}
}

func adopted(k DocumentKind, from calendar.Date) []any {
	return append(draftOf(k), DocumentAdopted{1, k.Body(), from, "B-1"})
}

func holding(k DocumentKind) []any {
	return append(adopted(k, yesterday), DocumentCameIntoForce{1, yesterday})
}

// second is the document with a second version adopted, from tomorrow on.
func second(k DocumentKind) []any {
	return append(holding(k), DocumentOptimised{text("2.0"), "Beter"}, DocumentAdopted{2, k.Body(), "2026-11-25", "B-2"})
}

func document(t domaintest.T, role domain.Role, life ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, DocumentRecord, life...).Knowing(domaintest.Town()).As(role)
}

// knowing is a town with this document in it.
func knowingDocument(t *testing.T, life ...any) domaintest.Facts {
	t.Helper()
	f := domaintest.Town()
	f.Others = []domaintest.Other{{Stream: "document/" + otherID, Versions: []any{docState(t, life...)}}}
	return f
}

func docState(t domaintest.T, life ...any) Document {
	t.Helper()
	return domaintest.State[Document](domaintest.Given(t, DocumentRecord, life...))
}

var yearsLater = calendar.Date("2030-11-25").Start().Add(12 * 3600e9)

func TestDocumentDraft(t *testing.T) {
	draft := func(k DocumentKind) DraftDocument {
		return DraftDocument{DocumentTerms{Kind: k, Title: "Titel"}, text("1.0")}
	}
	t.Run("R-B8-01 PB, CISO en FG ontwikkelen en verbeteren documenten en leggen de communicatie vast; de eigenaar wordt geweigerd", func(t *testing.T) {
		for _, r := range domain.Roles {
			allowed := r.Role == domain.PB || r.Role == domain.CISO || r.Role == domain.FG
			for c, life := range map[any][]any{CommunicateDocument{"external", "Nieuw beleid", "Inwoners"}: holding(PrivacyPolicy)} {
				if x := document(t, r.Role, life...).When(c); allowed {
					x.ThenEvents("DocumentCommunicated")
				} else {
					x.ThenRefused(domain.Forbidden)
				}
			}
			if x := document(t, r.Role).When(draft(Format)); allowed {
				x.ThenStatus(DocumentStatusDraft)
			} else {
				x.ThenRefused(domain.Forbidden)
			}
			if x := document(t, r.Role, draftOf(Format)...).When(OptimiseDocument{text("1.1"), "Korter"}); allowed {
				x.ThenEvents("DocumentOptimised")
			} else {
				x.ThenRefused(domain.Forbidden)
			}
		}
		document(t, domain.PB, holding(Format)...).When(CommunicateDocument{}).ThenRefused(domain.Invalid, "reach", "what", "to")
	})
	t.Run("R-B7-06 CISO en FG stellen procedures voor verzoeken op en verbeteren die; PB ook, op grond van B1.8-1", func(t *testing.T) {
		for _, r := range []domain.Role{domain.CISO, domain.FG, domain.PB} {
			document(t, r).When(draft(RequestProcedure)).ThenEvents("DocumentDrafted")
			document(t, r, holding(RequestProcedure)...).When(OptimiseDocument{text("2.0"), "Sneller"}).ThenEvents("DocumentOptimised")
		}
	})
	t.Run("R-B8-01 een document heeft soort, titel, versie, vindplaats, en beleid ook een reikwijdte en een adres", func(t *testing.T) {
		document(t, domain.PB).When(DraftDocument{}).ThenRefused(domain.Invalid, "kind", "title", "version", "document", "place")
		document(t, domain.PB).When(DraftDocument{DocumentTerms: DocumentTerms{Kind: PrivacyPolicy, Title: "Beleid"}}).
			ThenRefused(domain.Invalid, "version", "document", "place", "scope", "address")
	})
	t.Run("R-1.3 beleid van een afdeling hangt onder het algemene beleid, een werkproces onder een van beide", func(t *testing.T) {
		document(t, domain.PB).When(draft(DepartmentPolicy)).ThenRefused(domain.Invalid, "parent")
		under := func(k, parent DocumentKind) *domaintest.Case {
			c := draft(k)
			c.Parent = "document/" + otherID
			return document(t, domain.PB).Knowing(knowingDocument(t, holding(parent)...)).When(c)
		}
		under(DepartmentPolicy, PrivacyPolicy).ThenEvents("DocumentDrafted")
		under(DepartmentPolicy, Format).ThenRefused(domain.Invalid, "parent")
		under(WorkProcess, DepartmentPolicy).ThenEvents("DocumentDrafted")
		under(WorkProcess, Format).ThenRefused(domain.Invalid, "parent")
	})
	t.Run("R-8.0-06 protocollen en afwegingskaders zijn vast te leggen en aan medewerkers bekend te maken", func(t *testing.T) {
		for _, k := range []DocumentKind{PrivacyProtocol, Framework} {
			document(t, domain.PB).When(draft(k)).ThenStatus(DocumentStatusDraft)
			document(t, domain.PB, holding(k)...).When(CommunicateDocument{"internal", "Gepubliceerd op intranet", "Medewerkers"}).ThenEvents("DocumentCommunicated")
		}
	})
	t.Run("R-6.0-04 R-B4-23 de handleiding en het meldformulier zijn documenten met hun plaats", func(t *testing.T) {
		for _, k := range []DocumentKind{BreachManual, IncidentForm} {
			c := draft(k)
			c.Place = ""
			document(t, domain.PB).When(c).ThenRefused(domain.Invalid, "place")
			v, ok := docState(t, holding(k)...).Current()
			if !ok || v.Place != "Hoegle" {
				t.Errorf("%+v", v)
			}
		}
	})
}

func TestDocumentAdoption(t *testing.T) {
	adopt := AdoptDocument{"2026-12-01", "B-1"}
	t.Run("R-8.1-05 het college stelt het privacybeleid vast; niemand anders", func(t *testing.T) {
		for _, r := range domain.Roles {
			if x := document(t, r.Role, draftOf(PrivacyPolicy)...).When(adopt); r.Role == domain.COL {
				x.Then(DocumentAdopted{1, domain.COL, "2026-12-01", "B-1"}).ThenStatus(DocumentStatusAdopted)
			} else {
				x.ThenRefused(domain.Forbidden)
			}
		}
		document(t, domain.SEC, draftOf(Format)...).When(adopt).ThenStatus(DocumentStatusAdopted)
		document(t, domain.COL, draftOf(Format)...).When(adopt).ThenRefused(domain.Forbidden)
	})
	t.Run("R-8.1-05 zonder vaststelling, of vóór de dag, treedt het beleid niet in werking", func(t *testing.T) {
		document(t, domain.SYS, adopted(PrivacyPolicy, "2026-12-01")...).When(BringDocumentIntoForce{}).ThenRefused(domain.Unmet)
		domaintest.Given(t, DocumentRecord, draftOf(PrivacyPolicy)...).Rules(BringDocumentIntoForce{}).ThenRefused(domain.Conflict)
		domaintest.Given(t, DocumentRecord, append(holding(PrivacyPolicy), DocumentOptimised{text("2.0"), "x"})...).Rules(BringDocumentIntoForce{}).ThenRefused(domain.Unmet)
		document(t, domain.COL, draftOf(PrivacyPolicy)...).When(AdoptDocument{yesterday, "B-1"}).ThenRefused(domain.Invalid, "in_force_from")
		document(t, domain.COL, draftOf(PrivacyPolicy)...).When(AdoptDocument{}).ThenRefused(domain.Invalid, "in_force_from", "decision")
		document(t, domain.SYS, adopted(PrivacyPolicy, today)...).When(BringDocumentIntoForce{}).ThenStatus(DocumentStatusInForce)
	})
	t.Run("R-8.1-05 de klok doet dat op de dag zelf, en niet eerder", func(t *testing.T) {
		d := docState(t, adopted(PrivacyPolicy, "2026-12-01")...)
		if d.ByClock(calendar.Date("2026-11-30").Start()) != nil || d.ByClock(calendar.Date("2026-12-01").Start()) != (BringDocumentIntoForce{}) {
			t.Errorf("%+v", d)
		}
	})
	t.Run("R-B8-05 op elk moment geldt hoogstens één versie", func(t *testing.T) {
		d := domaintest.State[Document](document(t, domain.SYS, second(Format)...).At(calendar.Date("2026-11-25").Start()).When(BringDocumentIntoForce{}).
			ThenEvents("DocumentCameIntoForce", "DocumentSuperseded"))
		n := 0
		for _, v := range d.Versions {
			if v.InForce {
				n++
			}
		}
		if v, _ := d.Current(); n != 1 || v.Number != 2 || d.Versions[0].Until != today {
			t.Errorf("%d in force: %+v", n, d.Versions)
		}
		document(t, domain.SEC, append(holding(Format), DocumentOptimised{text("2.0"), "Beter"})...).Afterwards(domaintest.Now.AddDate(0, 0, -2)).
			When(AdoptDocument{yesterday, "B-2"}).ThenRefused(domain.Invalid, "in_force_from")
	})
	t.Run("R-8.1-10 een eerdere versie blijft te lezen, met de periode waarin zij gold", func(t *testing.T) {
		d := docState(t, append(second(PrivacyPolicy), DocumentCameIntoForce{2, "2026-11-25"}, DocumentSuperseded{1, 2, today})...)
		if v := d.Versions[0]; v.Version != "1.0" || v.From != yesterday || v.Until != today {
			t.Errorf("%+v", v)
		}
	})
	t.Run("R-8.1-08 gewijzigd beleid zonder aankondiging op de website blijft open, tot het is aangekondigd", func(t *testing.T) {
		day := calendar.Date("2026-11-25").Start()
		x := document(t, domain.SYS, second(PrivacyPolicy)...).At(day).When(BringDocumentIntoForce{}).
			ThenEvents("DocumentCameIntoForce", "DocumentSuperseded", "DocumentNonComplianceFound")
		d := domaintest.State[Document](x)
		if !d.Unannounced() || len(d.Deviations.Open()) != 1 {
			t.Errorf("%+v", d)
		}
		x.As(domain.FG).When(RemedyDocumentDeviation{domain.RemedyDeviation{Deviation: d.Deviations[0].ID, How: "Klaar"}}).ThenRefused(domain.Unmet)
		d = domaintest.State[Document](x.As(domain.PB).When(AnnouncePolicyChange{2, "https://www.voorbeeld.nl/nieuws"}).
			ThenEvents("PolicyChangeAnnounced", "DocumentNonComplianceRemedied"))
		if d.Unannounced() || len(d.Deviations.Open()) != 0 {
			t.Errorf("%+v", d)
		}
	})
	t.Run("R-8.1-08 vooraf aankondigen kan; de eerste versie hoeft niet", func(t *testing.T) {
		told := append(second(PrivacyPolicy), PolicyChangeAnnounced{2, "https://www.voorbeeld.nl/nieuws"})
		document(t, domain.SYS, told...).At(calendar.Date("2026-11-25").Start()).When(BringDocumentIntoForce{}).ThenEvents("DocumentCameIntoForce", "DocumentSuperseded")
		document(t, domain.SYS, adopted(PrivacyPolicy, today)...).When(BringDocumentIntoForce{}).ThenEvents("DocumentCameIntoForce")
		document(t, domain.PB, holding(Format)...).When(AnnouncePolicyChange{1, ""}).ThenRefused(domain.Invalid, "number", "address")
	})
}

func TestDocumentReview(t *testing.T) {
	evaluate := EvaluatePolicy{NotNeeded, "Het beleid past nog."}
	late := calendar.Date("2030-11-24")
	t.Run("R-8.1-06 vier jaar na de vaststelling zonder evaluatie is het privacybeleid te laat", func(t *testing.T) {
		d := docState(t, holding(PrivacyPolicy)...)
		if d.DueOn() != "2030-11-23" || d.Overdue("2030-11-23") || !d.Overdue(late) || d.State != DocumentStatusInForce {
			t.Errorf("%s", d.DueOn())
		}
		if o := d.Obligations(); len(o) != 1 || o[0].Row != 44 || o[0].On != yesterday {
			t.Errorf("%+v", o)
		}
		d = docState(t, append(holding(PrivacyPolicy), PolicyEvaluated{ReviseIt, "x"}, DocumentArchived{1, "Archief"})...)
		if o := d.Obligations(); d.DueOn() != "" || len(o) != 1 || !o[0].Over {
			t.Errorf("archived: %+v", o)
		}
	})
	t.Run("R-8.1-06 een evaluatie begint de vier jaar opnieuw", func(t *testing.T) {
		x := document(t, domain.COL, holding(PrivacyPolicy)...).At(yearsLater).When(evaluate).ThenEvents("PolicyEvaluated")
		if d := domaintest.State[Document](x); d.DueOn() != "2034-11-25" || d.Obligations()[0].On != "2030-11-25" {
			t.Errorf("%s", d.DueOn())
		}
	})
	t.Run("R-8.1-07 een evaluatie heeft een uitkomst en redenen", func(t *testing.T) {
		document(t, domain.FG, holding(PrivacyPolicy)...).When(EvaluatePolicy{}).ThenRefused(domain.Invalid, "outcome", "reasons")
		for _, o := range []EvaluationOutcome{ReviseIt, NotNeeded} {
			document(t, domain.PB, holding(PrivacyPolicy)...).When(EvaluatePolicy{o, "Omdat."}).Then(PolicyEvaluated{o, "Omdat."})
		}
		document(t, domain.PB, holding(Format)...).When(evaluate).ThenRefused(domain.Conflict)
	})
	t.Run("R-6.2-03 strategisch en tactisch beveiligingsbeleid zijn soorten met een eigen record en eigen versies", func(t *testing.T) {
		for _, k := range []DocumentKind{StrategicSecurity, TacticalSecurity} {
			c := DraftDocument{DocumentTerms{Kind: k, Title: "Beleid"}, text("3.0")}
			d := domaintest.State[Document](document(t, domain.CISO).When(c))
			if d.Kind != k || d.Versions[0].Version != "3.0" || d.Kind.Body() != domain.COL {
				t.Errorf("%+v", d)
			}
		}
	})
	t.Run("R-6.2-04 R-6.2-05 evalueren alleen is niet genoeg voor het beveiligingsbeleid: het wordt te laat", func(t *testing.T) {
		for _, k := range []DocumentKind{StrategicSecurity, TacticalSecurity} {
			x := document(t, domain.COL, holding(k)...).At(yearsLater).When(evaluate).ThenEvents("PolicyEvaluated")
			d := domaintest.State[Document](x)
			if !d.Overdue(late) || d.Obligations()[0].Row != 43 || d.Obligations()[0].On != yesterday {
				t.Errorf("%s: %+v", k, d.Obligations())
			}
			x.By("ciso", domain.CISO).When(ReviseSecurityPolicy{text("2.0"), "BIO2"}).ThenEvents("SecurityPolicyRevised")
			if d = domaintest.State[Document](x); !d.Overdue(late) { // revised, not adopted again
				t.Errorf("%s: revision alone", k)
			}
			x.By("col", domain.COL).When(AdoptDocument{"2030-12-01", "B-9"}).ThenEvents("DocumentAdopted")
			if d = domaintest.State[Document](x); d.Overdue(late) || d.DueOn() != "2034-11-25" {
				t.Errorf("%s: %s", k, d.DueOn())
			}
		}
	})
	t.Run("R-6.2-05 een volgende versie van het beveiligingsbeleid begint met herzien door de CISO", func(t *testing.T) {
		document(t, domain.PB, holding(TacticalSecurity)...).When(OptimiseDocument{text("2.0"), "x"}).ThenRefused(domain.Conflict)
		document(t, domain.PB, holding(TacticalSecurity)...).When(ReviseSecurityPolicy{text("2.0"), "x"}).ThenRefused(domain.Forbidden)
		document(t, domain.CISO, holding(PrivacyPolicy)...).When(ReviseSecurityPolicy{text("2.0"), "x"}).ThenRefused(domain.Conflict)
	})
}

func TestDocumentLife(t *testing.T) {
	t.Run("R-B8-02 de eigenaar legt de uitvoering vast; welke afdeling het deed, is te vragen", func(t *testing.T) {
		x := document(t, domain.OWN, holding(PrivacyPolicy)...).When(CarryOutPolicy{"Zorg", "Besproken."}).Then(PolicyCarriedOut{"Zorg", "Besproken."})
		if d := domaintest.State[Document](x); !d.CarriedOutBy("Zorg") || d.CarriedOutBy("Belastingen") {
			t.Errorf("%+v", d.CarriedOut)
		}
		document(t, domain.PB, holding(PrivacyPolicy)...).When(CarryOutPolicy{"Zorg", "Besproken."}).ThenRefused(domain.Forbidden)
		document(t, domain.OWN, holding(PrivacyPolicy)...).When(CarryOutPolicy{}).ThenRefused(domain.Invalid, "department", "how")
	})
	t.Run("R-B8-03 alleen PB archiveert; een gearchiveerde versie blijft te lezen", func(t *testing.T) {
		for _, r := range domain.Roles {
			x := document(t, r.Role, holding(Format)...).When(ArchiveDocument{1, "Archief"})
			if r.Role != domain.PB {
				x.ThenRefused(domain.Forbidden)
				continue
			}
			d := domaintest.State[Document](x.ThenStatus(DocumentStatusArchived))
			if v := d.Versions[0]; v.ArchivedAt != "Archief" || v.Document == "" || v.InForce || v.Until != today {
				t.Errorf("%+v", v)
			}
		}
		life := append(second(Format), DocumentCameIntoForce{2, "2026-11-25"}, DocumentSuperseded{1, 2, today})
		document(t, domain.PB, life...).When(ArchiveDocument{1, "Archief"}).ThenStatus(DocumentStatusInForce)
		document(t, domain.PB, append(life, DocumentArchived{1, "Archief"})...).When(ArchiveDocument{1, "Archief"}).ThenRefused(domain.Invalid, "number")
		document(t, domain.PB, second(Format)...).When(ArchiveDocument{1, "Archief"}).ThenRefused(domain.Invalid, "number")
	})
	t.Run("R-B8-05 wie een concept archiveert, archiveert niet de versie die geldt", func(t *testing.T) {
		x := document(t, domain.PB, second(PrivacyPolicy)...).When(ArchiveDocument{2, "Archief"}).ThenStatus(DocumentStatusInForce)
		d := domaintest.State[Document](x)
		if v, ok := d.Current(); !ok || v.Number != 1 || d.Next != "" || d.DueOn() == "" {
			t.Errorf("%+v", d)
		}
		document(t, domain.PB, draftOf(Format)...).When(ArchiveDocument{1, "Archief"}).ThenStatus(DocumentStatusArchived)
	})
	t.Run("R-B8-04 alleen de FG legt toezicht vast, met vier uitkomsten", func(t *testing.T) {
		look := SuperviseDocument{Judgements{"sufficient", "sufficient", "insufficient", "not-tested"}, "geen", domain.No, ""}
		for _, r := range domain.Roles {
			if x := document(t, r.Role, draftOf(Format)...).When(look); r.Role == domain.FG {
				x.ThenEvents("DocumentSupervised")
			} else {
				x.ThenRefused(domain.Forbidden)
			}
		}
		document(t, domain.FG, draftOf(Format)...).When(SuperviseDocument{}).
			ThenRefused(domain.Invalid, "quality", "archiving", "communication", "application", "findings", "own_work")
	})
	t.Run("G13 een afwijking wordt vastgelegd en hersteld, en blijft in de geschiedenis", func(t *testing.T) {
		x := document(t, domain.OWN, holding(Format)...).When(FindDocumentDeviation{domain.FindDeviation{Rule: "§8", What: "Niemand kent het."}}).ThenEvents("DocumentNonComplianceFound")
		x.As(domain.PB).When(RemedyDocumentDeviation{domain.RemedyDeviation{Deviation: domaintest.Command, How: "Verteld."}}).ThenEvents("DocumentNonComplianceRemedied")
		if d := domaintest.State[Document](x); len(d.Deviations) != 1 || len(d.Flags(today)) != 0 {
			t.Errorf("%+v", d)
		}
	})
}

func TestReading(t *testing.T) {
	ask := AskReading{[]Audience{"employees"}, "2026-12-31"}
	t.Run("R-8.0-07 wie een document leest en tekent, wordt gevraagd per doelgroep, voor de versie die geldt", func(t *testing.T) {
		x := document(t, domain.PB, holding(BreachManual)...).When(ask).Then(DocumentReadingAsked{Reading{1, []Audience{"employees"}, "2026-12-31"}})
		d := domaintest.State[Document](x)
		if r, ok := d.ToSign("employees"); !ok || r.Number != 1 || r.Due != "2026-12-31" {
			t.Errorf("%+v", r)
		}
		if _, ok := d.ToSign("board"); ok {
			t.Error("the board was not asked")
		}
		document(t, domain.PB, holding(BreachManual)...).When(AskReading{nil, yesterday}).ThenRefused(domain.Invalid, "audience", "due")
	})
	t.Run("R-8.0-07 na een nieuwe versie hoeft niemand de oude meer te tekenen", func(t *testing.T) {
		life := append(holding(BreachManual), DocumentReadingAsked{Reading{1, []Audience{"employees"}, "2026-12-31"}}, DocumentOptimised{text("2.0"), "x"},
			DocumentAdopted{2, domain.SEC, today, "B"}, DocumentCameIntoForce{2, today}, DocumentSuperseded{1, 2, yesterday})
		if _, ok := docState(t, life...).ToSign("employees"); ok {
			t.Error("still asked")
		}
	})
	sign := func(role domain.Role, c SignDocument, life ...any) *domaintest.Case {
		return domaintest.Given(t, SignatureRecord).Knowing(knowingDocument(t, life...)).As(role).When(c)
	}
	t.Run("R-6.1-05 wie tekent, tekent zelf: wie, wanneer en welke versie staan vast", func(t *testing.T) {
		for _, r := range domain.Roles {
			x := sign(r.Role, SignDocument{otherID, 1}, holding(ConfidentialityOf)...)
			if r.Role == domain.ACC || r.Role == domain.CTRL || r.Role == domain.SYS {
				x.ThenRefused(domain.Forbidden)
				continue
			}
			s := domaintest.State[Signature](x.Then(DocumentSigned{otherID, 1}))
			if s != (Signature{otherID, 1, domaintest.Person(r.Role), today}) {
				t.Errorf("%+v", s)
			}
		}
	})
	t.Run("R-6.1-05 een versie die niet geldt, of geen document: geweigerd", func(t *testing.T) {
		sign(domain.EMP, SignDocument{otherID, 2}, holding(Format)...).ThenRefused(domain.Conflict, "number")
		sign(domain.EMP, SignDocument{otherID, 1}, draftOf(Format)...).ThenRefused(domain.Unmet)
		sign(domain.EMP, SignDocument{"weg", 1}, holding(Format)...).ThenRefused(domain.Invalid, "document")
	})
	t.Run("R-6.1-05 twee keer tekenen kan niet: het record bestaat dan al", func(t *testing.T) {
		domaintest.Given(t, SignatureRecord, DocumentSigned{otherID, 1}).Knowing(knowingDocument(t, holding(Format)...)).As(domain.EMP).
			When(SignDocument{otherID, 1}).ThenRefused(domain.Conflict)
	})
}
