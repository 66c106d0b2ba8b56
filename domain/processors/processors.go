// Package processors is who processes for the municipality, and on what terms: processors and their sub-processors
// (RT-11), processor agreements (RT-12), the model agreement (RT-13) and confidentiality clauses in contracts (RT-17).
// Source: §7.2, §6.1 and Annex 1.2.
//
// The promise: nobody becomes a processor without guarantees; no sub-processor is engaged without prior written consent;
// no agreement is concluded unless it holds all thirteen [Elements], each with its clause; from 2020 on the VNG model, or
// a deviation that the privacy administrator approved; no external gets access without a confidentiality clause. What
// happened otherwise is recorded with its deviation (promise 7).
//
// What it does not do: it does not know the other records it names (activities, other records of this package): they are
// ids. It holds no text of the VNG model (CC BY-NC-SA): a model version is the hash of its document.
// Contact persons do not stand here: an organisation has its own contact data, a signature is a function or a person id.
package processors

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
)

func trim(s string) string { return strings.TrimSpace(s) }

// refusal is one refusal about one field.
func refusal(kind domain.Kind, code, field, nl string) error {
	return &domain.Refusal{Kind: kind, Code: code, NL: nl, Fields: []domain.Problem{{Field: field, NL: nl}}}
}

// needReason refuses a step without its reason.
func needReason(reason, code string) error {
	var p domain.Problems
	p.Need(reason, "reason", "Geef de reden.")
	return p.Refuse(code)
}
