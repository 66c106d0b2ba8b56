package demo

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/control"
)

// planAudits tells of the accountant's controls and the FG's own notes.
func (h *history) planAudits() {
	h.onActive(0.9, func(*activity) error { return h.concludedAudit() })
	h.onActive(0.97, func(*activity) error { return h.runningAudit() })
	h.onActive(0.7, h.note)
}

// someAgreements are the first of those that stand in the register.
func (h *history) someAgreements(n int) (list []string) {
	for _, stream := range slices.Sorted(maps.Keys(h.byStream)) {
		if strings.HasPrefix(stream, "agreement/") && len(list) < n {
			list = append(list, stream)
		}
	}
	return list
}

// scopeOfAudit is a control on the agreements of the past year.
func (h *history) scopeOfAudit() control.AuditScope {
	return control.AuditScope{Control: control.AgreementsChecked, From: h.today().AddYears(-1), Until: h.today(),
		Question: "Worden de verwerkersovereenkomsten ieder jaar gecontroleerd?", Seed: "strandpaal 31"}
}

// concludedAudit goes from start to conclusion, with a finding that the secretary answers. A history has no signed checkpoints
// yet: that of the sample is made up, and whoever draws again sees so.
func (h *history) concludedAudit() error {
	items := h.someAgreements(2)
	if len(items) == 0 {
		h.later(6, h.concludedAudit)
		return nil
	}
	acc := h.a(domain.ACC)
	root := sha256.Sum256([]byte("strandpaal 31"))
	list := []turn{{0, acc, always(control.StartAudit{AuditScope: h.scopeOfAudit()})},
		{1, acc, always(control.DrawSample{AuditSample: control.AuditSample{Origin: "duinrade.example/grootboek", Size: uint64(h.total), Root: base64.StdEncoding.EncodeToString(root[:]),
			Population: len(items), Items: items}})}}
	for i, item := range items {
		w := control.WorkingPaper{Item: item, Result: control.Sufficient, Work: "De controles gezien in de tijdlijn; de data kloppen."}
		if i == 0 {
			w.Result, w.Work = control.Insufficient, "De laatste controle is twee weken te laat gedaan."
		}
		list = append(list, turn{2, acc, always(control.RecordWorkingPaper{WorkingPaper: w})})
	}
	list = append(list, turn{1, acc, always(control.RecordAuditFinding{Item: items[0], Text: "De jaarlijkse controle is te laat gedaan.", Severity: "middle"})},
		turn{6, h.a(domain.SEC), func() any {
			return control.ReactToAudit{ManagementWord: control.ManagementWord{Finding: "B1", Agrees: domain.Yes, Reaction: "De eigenaren krijgen eerder bericht.", Until: h.after(60)}}
		}},
		turn{3, acc, always(control.ConcludeAudit{Opinion: "exceptions", Text: "De controles worden gedaan, een enkele keer te laat."})})
	return h.exchange(h.record("audit", ""), list...)
}

// runningAudit waits for its sample: whoever visits the demo can draw it.
func (h *history) runningAudit() error {
	return h.exchange(h.record("audit", ""), turn{0, h.a(domain.ACC), func() any { return control.StartAudit{AuditScope: h.scopeOfAudit()} }})
}

// note is one of the FG, supplemented and closed.
func (h *history) note(a *activity) error {
	r, fg := h.record("note", ""), h.a(domain.FG)
	return h.exchange(r,
		turn{0, fg, func() any {
			return control.WriteNote{Note: h.secret(r.id, "note-00000001", "Gesprek met Quirijn Voorbeeldsma over de autorisaties. Hij wil niet genoemd worden."), About: []string{a.rec.stream}}
		}},
		turn{9, fg, func() any {
			return control.SupplementNote{Note: h.secret(r.id, "note-00000002", "Nagevraagd bij Ursela Verzonnen: het klopt.")}
		}},
		turn{20, fg, always(control.CloseNote{})})
}
