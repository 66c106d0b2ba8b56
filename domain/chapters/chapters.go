// Package chapters lists the record types of all chapters of the policy: the one place where a new one is added.
package chapters

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/domain/messages"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/domain/processors"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/rights"
	"github.com/heemstede/grootboek/domain/sharing"
	"github.com/heemstede/grootboek/domain/transparency"
	"github.com/heemstede/grootboek/domain/vaultrecord"
)

// All lists every record type, in the order of the policy.
var All = []domain.Record{
	governance.ProcessRecord,      // RT-01
	governance.RoleRecord,         // RT-02
	governance.AccessRecord,       // who was given a way in
	governance.MatrixRecord,       // Annex 1
	register.ActivityRecord,       // RT-03
	register.ImportRecord,         // RT-03, imports
	register.RoundRecord,          // RT-03, update rounds
	register.NecessityRecord,      // RT-04
	register.PurposeRecord,        // RT-05
	transparency.NoticeRecord,     // RT-06
	transparency.WebsiteRecord,    // RT-07
	register.QualityRecord,        // RT-08
	register.DestructionRecord,    // RT-09, destruction
	register.RetentionRecord,      // RT-09
	register.SelectionListRecord,  // RT-09, the selection list
	sharing.SharingDecisionRecord, // RT-10
	processors.ProcessorRecord,    // RT-11
	processors.AgreementRecord,    // RT-12
	processors.ModelRecord,        // RT-13
	sharing.CollaborationRecord,   // RT-14
	sharing.CovenantRecord,        // RT-15
	sharing.ExchangeRecord,        // RT-16
	processors.ContractRecord,     // RT-17
	governance.CheckRoundRecord,   // RT-12, 15, 16: rounds of yearly checks
	dpia.Record,                   // RT-18
	dpia.ConsultationRecord,       // RT-19
	control.MeasureRecord,         // RT-20
	rights.RequestRecord,          // RT-21
	rights.RestrictionRecord,      // RT-22
	rights.ComplaintRecord,        // RT-23
	rights.AppealRecord,           // RT-24
	incidents.Record,              // RT-25
	governance.EngagementRecord,   // RT-26
	control.SecurityRecord,        // RT-27
	governance.MeetingRecord,      // RT-28
	control.AdviceRecord,          // RT-29
	governance.YearPlanRecord,     // RT-30
	governance.AwarenessRecord,    // RT-30, activities
	governance.DocumentRecord,     // RT-31
	governance.SignatureRecord,    // RT-31, reading and signing
	control.TestRecord,            // RT-32
	control.AuditRecord,           // the accountant's file on a control
	control.NoteRecord,            // the FG's own notes
	obligations.Record,            // RT-35
	messages.Record,               // RT-35, what is mailed about terms
	vaultrecord.Record,            // RT-36
}

// ByName indexes All by the name in stream names.
func ByName() map[string]domain.Record {
	m := make(map[string]domain.Record, len(All))
	for _, r := range All {
		m[r.Info().Name] = r
	}
	return m
}
