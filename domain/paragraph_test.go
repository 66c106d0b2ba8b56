package domain_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
)

func TestDeBronInWoorden(t *testing.T) {
	for source, want := range map[string][]string{
		"RT-12, §7.2, §6.1, bijlage 1.2": {"§7.2 Verwerkersovereenkomsten", "§6.1 Geheimhouding", "Bijlage 1.2 Registratie, beheer en actualisatie van verwerkersovereenkomsten"},
		"RT-19, §7.1, AVG art. 36":       {"§7.1 Convenanten", "AVG art. 36"},
		"RT-03, B1.1-2":                  {"Bijlage 1.1-2 Zorgdragen voor de actualiteit van verwerkingen(register)"},
		"bijlage 1, T-32":                {"Bijlage 1"},
		"RT-14, §4.10":                   {"§4.10 Samenwerkingsverbanden"},
		"[added] BIO2 5.18.01":           {"BIO2 5.18.01"},
		"RT-99":                          nil,
	} {
		t.Run("de bron staat er in woorden, zonder nummers van bouwers: "+source, func(t *testing.T) {
			if diff := cmp.Diff(want, domain.SourceNL(source)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
