package processors_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/processors"
)

// model are the terms of a version of the VNG model.
func model() ModelTerms {
	return ModelTerms{Kind: ModelVNG, Version: "2.42", ValidFrom: "2023-08-15", Document: "sha256:ee"}
}

func TestModel(t *testing.T) {
	drafted := func(m ModelTerms) []any { return []any{ModelAgreementVersionDrafted{m, fullClauses()}} }
	current := append(drafted(model()), ModelAgreementVersionIssued{})
	pb := func(t *testing.T, life []any) *domaintest.Case { return given(t, ModelRecord, life).As(domain.PB) }
	t.Run("RT-13 een versie heeft een soort, een nummer, een begindatum en een document", func(t *testing.T) {
		pb(t, nil).When(DraftModel{model(), fullClauses()}).Then(ModelAgreementVersionDrafted{model(), fullClauses()}).ThenStatus(ModelStatusDraft)
		pb(t, nil).When(DraftModel{}).ThenRefused(domain.Invalid, "kind", "version", "valid_from", "document")
		bad := model()
		bad.ValidTo = "2023-08-14"
		pb(t, nil).When(DraftModel{bad, Clauses{}}).ThenRefused(domain.Invalid, "valid_to")
	})
	t.Run("RT-13 het concept wordt bijgewerkt; hetzelfde verandert niets; daarna ligt de versie vast", func(t *testing.T) {
		next := model()
		next.ChangeNote = "Nieuwe bepaling."
		pb(t, drafted(model())).When(RedraftModel{next, fullClauses()}).Then(ModelAgreementVersionDrafted{next, fullClauses()})
		pb(t, drafted(model())).When(RedraftModel{model(), fullClauses()}).Then()
		pb(t, current).When(RedraftModel{next, fullClauses()}).ThenRefused(domain.Conflict)
	})
	t.Run("R-6.1-08 een model zonder bepaling over geheimhouding wordt niet vastgesteld", func(t *testing.T) {
		for _, lack := range []func(*Clauses){func(c *Clauses) { c.ConfidentialityClause = "" }, func(c *Clauses) { c.ConfidentialityText = " " }} {
			pb(t, []any{ModelAgreementVersionDrafted{model(), without(lack).Clean()}}).When(IssueModel{}).ThenRefused(domain.Unmet)
		}
		pb(t, drafted(model())).When(IssueModel{}).ThenStatus(ModelStatusCurrent)
	})
	t.Run("R-7.2-16 het model van de VNG is verplicht vanaf 1 januari 2020; eerder niet, en dat van Heemstede nooit", func(t *testing.T) {
		old := model()
		old.ValidFrom = "2018-01-01"
		c := pb(t, drafted(old)).At(at("2019-12-31")).When(IssueModel{}).Then(ModelAgreementVersionIssued{})
		c.As(domain.SYS).When(MakeVNGModelMandatory{}).ThenRefused(domain.Unmet)
		c.At(at("2020-01-01")).When(MakeVNGModelMandatory{}).Then(VngModelMadeMandatory{})
		c.When(MakeVNGModelMandatory{}).Then()
		pb(t, drafted(model())).When(IssueModel{"vorige"}).Then(ModelAgreementVersionIssued{"vorige"}, VngModelMadeMandatory{})
		heemstede := model()
		heemstede.Kind = ModelHeemstede
		c = pb(t, drafted(heemstede)).When(IssueModel{}).Then(ModelAgreementVersionIssued{})
		c.As(domain.SYS).When(MakeVNGModelMandatory{}).ThenRefused(domain.Unmet)
	})
	t.Run("RT-13 intrekken noemt de opvolger, en die is een andere versie", func(t *testing.T) {
		pb(t, current).When(WithdrawModel{}).ThenRefused(domain.Invalid, "successor", "reason")
		pb(t, current).When(WithdrawModel{domaintest.ID, "Nieuw."}).ThenRefused(domain.Invalid, "successor")
		pb(t, drafted(model())).When(IssueModel{domaintest.ID}).ThenRefused(domain.Invalid, "replaces")
		pb(t, current).When(WithdrawModel{"volgende", "Nieuw."}).ThenStatus(ModelStatusWithdrawn)
		pb(t, drafted(model())).When(WithdrawModel{"volgende", "Nieuw."}).ThenRefused(domain.Conflict)
	})
	t.Run("R-B2-09 de privacybeheerder en de CISO beheren het model; eigenaar, FG en anderen worden geweigerd", func(t *testing.T) {
		onlyRoles(t, ModelRecord, nil, DraftModel{model(), fullClauses()}, domain.PB, domain.CISO)
		onlyRoles(t, ModelRecord, drafted(model()), RedraftModel{model(), fullClauses()}, domain.PB, domain.CISO)
		onlyRoles(t, ModelRecord, drafted(model()), IssueModel{}, domain.PB, domain.CISO)
		onlyRoles(t, ModelRecord, current, WithdrawModel{"volgende", "Nieuw."}, domain.PB, domain.CISO)
	})
}
