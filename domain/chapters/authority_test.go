package chapters_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/domaintest"
)

type roles = []domain.Role

// An authority says who may issue a command, as the event tables of the requirements have it.
type authority struct {
	command string // record/command
	row     string // row of bijlage 1; "" if it is silent
	policy  roles  // by that row, a paragraph, or a default of the requirements
	own     bool   // OWN only for processes of its own
	ours    roles  // what we add to the requirements
	why     string // and why
}

var (
	// thirdLine tests (RT-32): what by which row, the rules of a test say. Of the accountant RT-32 says [added] that he tests, and
	// R-LED-15 from the brief that he issues no command at all: the brief goes before.
	thirdLine = roles{domain.FG, domain.CISO, domain.CTRL}
	// auditors keep a file of their own. R-LED-15 lets the accountant issue no command on business records; an audit is none: it changes no
	// other record, and no rule of another record rests on it.
	auditors = roles{domain.ACC, domain.CTRL}
	// organisation is "anyone in the organisation" (RT-29); the accountant is not in it.
	organisation = roles{domain.EMP, domain.OPL, domain.TM, domain.OWN, domain.DOM, domain.SEC, domain.COL, domain.MAYOR,
		domain.PB, domain.CISO, domain.FG, domain.JUR, domain.CTRL}
	// employed is the organisation without the controller, who issues no command but the few that the requirements name (R-LED-15).
	employed = slices.DeleteFunc(slices.Clone(organisation), func(r domain.Role) bool { return r == domain.CTRL })
)

// besides is what roles without a row in bijlage 1 may still do: ask and react (RT-29), give legal advice, check (RT-32), and report an incident or answer a
// dilemma in one (B1.4), sign for what they read (RT-31); a team manager keeps the files of his people (RT-26: personnel).
// None of it changes a record of the business.
var besides = map[domain.Role][]string{
	domain.ACC:  {"audit/start", "audit/draw-sample", "audit/record-paper", "audit/record-finding", "audit/conclude"},
	domain.CTRL: {"incident/report", "test/", "advice/request", "advice/react", "audit/start", "audit/draw-sample", "audit/record-paper", "audit/record-finding", "audit/conclude"}, domain.JUR: {"vault/read", "vault/add", "incident/report", "signature/sign", "advice/", "measure/propose", "notice/record-exemption", "restriction/record-breach", "complaint/", "objection/"},
	domain.EMP: {"incident/report", "signature/sign", "complaint/receive", "complaint/withdraw", "advice/request", "advice/react", "request/receive", "request/withdraw"}, domain.OPL: {"incident/report", "signature/sign", "advice/request", "advice/react"},
	domain.TM: {"incident/report", "signature/sign", "confidentiality/", "advice/request", "advice/react"}, domain.MAYOR: {"incident/report", "signature/sign", "incident/settle-dilemma", "advice/request", "advice/react"},
}

// authorities are the event tables of RT-01, RT-02, RT-03, RT-09 and RT-32, by hand.
var authorities = []authority{
	{"process/register", "", roles{domain.PB}, false, nil, ""},
	{"process/assign-owner", "", roles{domain.SEC}, false, nil, ""},
	{"process/designate-coordinator", "", roles{domain.SEC}, false, nil, ""},
	{"process/mandate", "", roles{domain.OWN}, true, nil, ""},
	{"process/withdraw-mandate", "", roles{domain.OWN}, true, nil, ""},
	{"process/expire-mandate", "", roles{domain.SYS}, false, nil, ""},
	{"process/discontinue", "", roles{domain.OWN}, true, nil, ""},

	{"role/appoint", "", roles{domain.COL, domain.SEC}, false, roles{domain.SYS}, "the first secretary, and the command line: somebody must be first"},
	{"role/change-contact", "", roles{domain.PB}, false, nil, ""},
	{"role/appoint-deputy", "", roles{domain.COL}, false, nil, ""},
	{"role/end-deputy", "", roles{domain.COL}, false, nil, ""},
	{"access/change", "", nil, false, roles{domain.SEC, domain.COL, domain.PB, domain.SYS}, "accounts are not in the policy; of whoever holds a role by the secretary only, a link with a provider by the system only (the rule says so)"},
	{"role/end", "", roles{domain.COL, domain.SEC}, false, roles{domain.SYS}, "as role/appoint"},

	{"activity/submit", "B1.1-1", roles{domain.OWN}, true, nil, ""},
	{"activity/return", "B1.1-4", roles{domain.PB}, false, nil, ""},
	{"activity/register", "B1.1-4", roles{domain.PB}, false, nil, ""},
	{"activity/approve-start", "", roles{domain.OWN}, true, nil, ""},
	{"activity/start", "", roles{domain.OWN}, true, nil, ""},
	{"activity/submit-change", "B1.1-2", roles{domain.OWN}, true, nil, ""},
	{"activity/amend", "B1.1-4", roles{domain.PB}, false, nil, ""},
	{"activity/correct", "B1.1-4", roles{domain.PB}, false, nil, ""},
	{"activity/confirm", "B1.1-2", roles{domain.OWN}, true, nil, ""},
	{"activity/test", "B1.1-5", roles{domain.FG}, false, nil, ""},
	{"activity/publish", "B1.1-4", roles{domain.PB}, false, nil, ""},
	{"activity/withdraw-publication", "B1.1-4", roles{domain.PB}, false, nil, ""},
	{"activity/suspend", "", roles{domain.OWN}, true, nil, ""},
	{"activity/resume", "", roles{domain.OWN}, true, nil, ""},
	{"activity/end", "", roles{domain.OWN}, true, nil, ""},

	{"round/start", "B1.1-3", roles{domain.PB}, false, nil, ""},
	{"round/close", "B1.1-3", roles{domain.PB}, false, nil, ""},
	{"check-round/start", "", roles{domain.PB}, false, nil, ""},
	{"check-round/close", "", roles{domain.PB}, false, nil, ""},

	{"retention/set", "", roles{domain.OWN}, false, roles{domain.PB}, "RT-09 says OWN, with PB advising; PB keeps the list of rules, which belong to no one process"},
	{"retention/change", "", roles{domain.OWN}, false, roles{domain.PB}, "as retention/set"},

	{"destruction/plan", "", roles{domain.OWN}, true, nil, ""},
	{"destruction/find-surplus", "", roles{domain.OWN}, true, nil, ""},
	{"destruction/end-period", "", roles{domain.SYS}, false, nil, ""},
	{"destruction/perform", "", roles{domain.OWN}, true, nil, ""},
	{"destruction/postpone", "", roles{domain.OWN}, true, nil, ""},
	{"destruction/archive", "", roles{domain.OWN}, true, nil, ""},
	{"destruction/mark-overdue", "", nil, false, roles{domain.SYS}, "G8: passing a deadline is an event"},
	{"destruction/end-postponement", "", nil, true, roles{domain.OWN, domain.SYS}, "the clock on the day, the owner when the reason is gone before"},
	{"destruction/record-destroyed", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "G13: a destruction that should not have been is a fact"},
	{"destruction/hold", "", nil, true, roles{domain.OWN}, "RT-22: the owner imposes a restriction"},
	{"destruction/lift-hold", "", nil, true, roles{domain.OWN}, "RT-22: the owner lifts a restriction"},
	{"destruction/withdraw", "", nil, false, roles{domain.PB}, "a mistake is taken back by another than who must destroy: no silent delay"},
	{"destruction/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"destruction/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},
	{"selection-list/read", "", nil, false, roles{domain.PB}, "reference data; as retention/set"},
	{"selection-list/read-again", "", nil, false, roles{domain.PB}, "as selection-list/read"},

	{"collaboration/propose", "", roles{domain.OWN}, true, nil, ""},
	{"collaboration/complete-dpia", "", roles{domain.OWN, domain.SYS}, true, nil, ""},
	{"collaboration/take-measures", "B1.6-6", roles{domain.OWN}, true, nil, ""},
	{"collaboration/find-sufficient", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"collaboration/start-participation", "", roles{domain.OWN}, true, nil, ""},
	{"collaboration/record-participation", "", nil, true, roles{domain.OWN, domain.PB}, "G13: participation that exists is a fact (§1.3)"},
	{"collaboration/reassess", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"collaboration/end-participation", "", roles{domain.OWN}, true, nil, ""},
	{"collaboration/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"collaboration/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},

	{"covenant/draft", "", roles{domain.OWN}, true, nil, ""},
	{"covenant/complete-elements", "", roles{domain.OWN}, true, nil, ""},
	{"covenant/conclude", "", roles{domain.COL}, false, nil, ""},
	{"covenant/archive", "", roles{domain.PB}, false, nil, ""},
	{"covenant/take-effect", "", roles{domain.SYS}, false, nil, ""},
	{"covenant/check-yearly", "", roles{domain.OWN}, true, nil, ""},
	{"covenant/amend", "", roles{domain.OWN, domain.COL}, true, nil, ""},
	{"covenant/terminate", "", roles{domain.OWN}, true, nil, ""},
	{"covenant/expire", "", roles{domain.SYS}, false, nil, ""},
	{"covenant/return-data", "", roles{domain.OWN}, true, nil, ""},
	{"covenant/destroy-data", "", roles{domain.OWN}, true, nil, ""},
	{"covenant/close", "", roles{domain.OWN}, true, nil, ""},
	{"covenant/supervise", "", roles{domain.FG}, false, nil, ""},
	{"covenant/decide-party", "", nil, true, roles{domain.OWN, domain.PB}, "each party decides itself; owner or privacy administrator records it"},
	{"covenant/record-concluded", "", nil, true, roles{domain.OWN, domain.PB}, "G13: a covenant that exists is a fact"},
	{"covenant/complete-dpia", "", nil, true, roles{domain.OWN, domain.SYS}, "T-31: as collaboration/complete-dpia"},
	{"covenant/accede", "", nil, true, roles{domain.OWN, domain.COL}, "as covenant/amend"},
	{"covenant/withdraw-party", "", nil, true, roles{domain.OWN, domain.PB}, "as covenant/decide-party"},

	{"exchange-arrangement/make", "", roles{domain.OWN}, true, nil, ""},
	{"exchange-arrangement/check-yearly", "", roles{domain.OWN}, true, nil, ""},
	{"exchange-arrangement/amend", "", roles{domain.OWN}, true, nil, ""},
	{"exchange-arrangement/end", "", roles{domain.OWN}, true, nil, ""},

	{"covenant/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"covenant/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},
	{"exchange-arrangement/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"exchange-arrangement/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},

	{"necessity/start", "", roles{domain.OWN}, true, nil, ""},
	{"necessity/justify", "", roles{domain.OWN}, true, nil, ""},
	{"necessity/reject", "", roles{domain.OWN}, true, nil, ""},
	{"necessity/assess-alternatives", "", roles{domain.OWN}, true, nil, ""},
	{"necessity/assess-proportionality", "", roles{domain.OWN}, true, nil, ""},
	{"necessity/determine-design", "", roles{domain.OWN}, true, nil, ""},
	{"necessity/confirm-defaults", "", roles{domain.OWN}, true, nil, ""},
	{"necessity/conclude", "", roles{domain.OWN}, true, nil, ""},
	{"necessity/reopen", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"purpose/request", "", roles{domain.OWN}, true, nil, ""},
	{"purpose/assess", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"purpose/approve", "", roles{domain.OWN}, true, nil, ""},
	{"purpose/reject", "", roles{domain.OWN}, true, nil, ""},
	{"purpose/withdraw", "", roles{domain.OWN}, true, nil, ""},
	{"purpose/add", "", roles{domain.PB}, false, nil, ""},
	{"quality/record", "", roles{domain.OWN}, true, nil, ""},
	{"quality/reason-absent", "", roles{domain.OWN}, true, nil, ""},
	{"quality/change", "", roles{domain.OWN}, true, nil, ""},
	{"quality/fail", "", roles{domain.OWN}, true, nil, ""},
	{"quality/end", "", roles{domain.OWN}, true, nil, ""},
	{"quality/test", "B1.1-5", roles{domain.FG}, false, nil, ""},

	{"dpia/screen", "B1.6-1", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"dpia/initiate", "B1.6-1", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"dpia/request", "B1.6-1", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"dpia/start-execution", "B1.6-2", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"dpia/identify-risk", "B1.6-2", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"dpia/propose-measure", "B1.6-2", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"dpia/support", "B1.6-3", roles{domain.PB, domain.CISO}, false, nil, ""},
	{"dpia/extend-short", "B1.6-2", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"dpia/require-full", "B1.6-2", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"dpia/ask-advice", "B1.6-2", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"dpia/advise", "B1.6-4", roles{domain.FG}, false, nil, ""},
	{"dpia/report", "B1.6-5", roles{domain.PB}, false, nil, ""},
	{"dpia/complete", "", roles{domain.OWN}, true, nil, ""},
	{"dpia/find-consultation", "", roles{domain.OWN}, true, nil, ""},
	{"dpia/process-results", "B1.6-5", roles{domain.PB}, false, nil, ""},
	{"dpia/archive", "B1.6-5", roles{domain.PB}, false, nil, ""},
	{"dpia/implement-measure", "B1.6-6", roles{domain.OWN}, true, nil, ""},
	{"dpia/test-measure", "B1.6-7", roles{domain.FG}, false, nil, ""},
	{"dpia/test", "B1.6-8", roles{domain.FG}, false, nil, ""},
	{"dpia/cancel", "", roles{domain.OWN}, true, nil, ""},
	{"dpia/reopen", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"consultation/request", "", roles{domain.FG}, false, nil, ""},
	{"consultation/extend", "", roles{domain.FG}, false, nil, ""},
	{"consultation/receive-advice", "", roles{domain.FG}, false, nil, ""},
	{"consultation/process-advice", "", roles{domain.OWN}, true, nil, ""},
	{"consultation/close", "", roles{domain.COL}, false, nil, ""},

	{"processor/propose", "", roles{domain.OWN}, true, nil, ""},
	{"processor/assess-guarantees", "", roles{domain.OWN, domain.CISO}, true, nil, ""},
	{"processor/register", "B1.2-4", roles{domain.PB}, false, nil, ""},
	{"processor/request-subprocessor", "", roles{domain.OWN}, true, nil, ""},
	{"processor/give-consent", "", roles{domain.OWN}, true, nil, ""},
	{"processor/refuse-consent", "", roles{domain.OWN}, true, nil, ""},
	{"processor/withdraw-consent", "", roles{domain.OWN}, true, nil, ""},
	{"processor/engage-subprocessor", "B1.2-4", roles{domain.PB}, false, nil, ""},
	{"processor/end-subprocessor", "B1.2-4", roles{domain.PB}, false, nil, ""},
	{"processor/audit", "", roles{domain.OWN}, true, nil, ""},
	{"processor/supervise", "B1.2-5", roles{domain.FG}, false, nil, ""},
	{"processor/deregister", "B1.2-4", roles{domain.PB}, false, nil, ""},

	{"agreement/draft", "", roles{domain.OWN}, true, nil, ""},
	{"agreement/offer", "", roles{domain.OWN}, true, nil, ""},
	{"agreement/request-change", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"agreement/agree-change", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"agreement/reject-change", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"agreement/request-own-template", "", roles{domain.OWN}, true, nil, ""},
	{"agreement/approve-own-template", "", roles{domain.PB}, false, nil, ""},
	{"agreement/reject-own-template", "", roles{domain.PB}, false, nil, ""},
	{"agreement/conclude", "B1.2-1", roles{domain.OWN}, true, nil, ""},
	{"agreement/archive", "B1.2-4", roles{domain.PB}, false, nil, ""},
	{"agreement/come-into-force", "", roles{domain.SYS}, false, nil, ""},
	{"agreement/check", "", roles{domain.OWN}, true, nil, ""},
	{"agreement/amend", "", roles{domain.OWN}, true, nil, ""},
	{"agreement/terminate", "", roles{domain.OWN}, true, nil, ""},
	{"agreement/expire", "", roles{domain.SYS}, false, nil, ""},
	{"agreement/data-returned", "", roles{domain.OWN}, true, nil, ""},
	{"agreement/data-destroyed", "", roles{domain.OWN}, true, nil, ""},
	{"agreement/supervise", "B1.2-5", roles{domain.FG}, false, nil, ""},

	{"model/draft", "B1.2-2", roles{domain.PB, domain.CISO}, false, nil, ""},
	{"model/issue", "B1.2-2", roles{domain.PB, domain.CISO}, false, nil, ""},
	{"model/make-mandatory", "", roles{domain.SYS}, false, nil, ""},
	{"model/withdraw", "B1.2-2", roles{domain.PB, domain.CISO}, false, nil, ""},

	{"contract/record", "", roles{domain.OWN}, true, nil, ""},
	{"contract/confirm-clause", "", roles{domain.OWN}, true, nil, ""},
	{"contract/find-missing-clause", "", roles{domain.OWN, domain.CISO, domain.FG}, false, nil, ""},
	{"contract/allow-access", "", roles{domain.OWN}, true, nil, ""},
	{"contract/end-access", "", roles{domain.OWN}, true, nil, ""},

	{"measure/propose", "", roles{domain.OWN, domain.PB, domain.CISO, domain.FG, domain.COL}, false, roles{domain.JUR}, "the maker of the origin record; of a complaint the jurist prepares it"},
	{"measure/accept", "", roles{domain.OWN}, true, nil, ""},
	{"measure/reject", "", roles{domain.OWN}, true, nil, ""},
	{"measure/postpone", "", roles{domain.OWN}, true, nil, ""},
	{"measure/implement", "B1.6-6", roles{domain.OWN}, true, nil, ""},
	{"measure/test", "B1.6-7", roles{domain.FG}, false, nil, ""},
	{"measure/close", "", roles{domain.SYS}, false, nil, ""},

	{"security-measure/record", "", roles{domain.CISO, domain.OWN}, false, nil, ""},
	{"security-measure/implement", "", roles{domain.OWN}, false, nil, ""},
	{"security-measure/change", "", roles{domain.CISO}, false, nil, ""},
	{"security-measure/test", "", roles{domain.CISO}, false, nil, ""},
	{"security-measure/end", "", roles{domain.CISO}, false, nil, ""},
	{"security-measure/replace-norm", "", roles{domain.SYS}, false, nil, ""},

	{"advice/request", "", organisation, false, nil, ""},
	{"advice/give", "B1.5-1", roles{domain.PB, domain.CISO, domain.FG, domain.JUR}, false, nil, ""},
	{"advice/give-unasked", "B1.5-1", roles{domain.PB, domain.CISO, domain.FG}, false, roles{domain.JUR}, "RT-29 names JUR as giver; unasked as asked"},
	{"advice/react", "", organisation, false, nil, ""},
	{"advice/replace", "B1.5-1", roles{domain.PB, domain.CISO, domain.FG, domain.JUR}, false, nil, ""},

	{"awareness/plan", "B1.5-2", roles{domain.PB, domain.CISO, domain.FG}, false, nil, ""},
	{"awareness/train", "B1.5-2", roles{domain.PB, domain.CISO, domain.FG}, false, nil, ""},
	{"awareness/clean-up", "B1.5-2", roles{domain.PB, domain.CISO, domain.FG}, false, nil, ""},
	{"awareness/publish", "B1.5-2", roles{domain.PB, domain.CISO, domain.FG}, false, nil, ""},
	{"awareness/pay-attention", "B1.5-3", roles{domain.OWN}, false, nil, ""},

	{"confidentiality/start", "", roles{domain.OWN}, false, roles{domain.SEC, domain.TM}, "RT-26: the personnel department, no role of §3.1: who heads the staff, and who takes people on"},
	{"confidentiality/take-oath", "", nil, false, roles{domain.SEC, domain.TM}, "as confidentiality/start: personnel"},
	{"confidentiality/decide-oath", "", roles{domain.OWN}, false, nil, ""},
	{"confidentiality/sign-declaration", "", nil, false, roles{domain.SEC, domain.TM}, "as confidentiality/start: personnel"},
	{"confidentiality/issue-document", "", roles{domain.OWN}, false, roles{domain.SEC, domain.TM}, "as confidentiality/start: personnel"},
	{"confidentiality/assign-function", "", nil, false, roles{domain.OWN}, "R-6.1-06: functions can be added; as confidentiality/give-notice"},
	{"confidentiality/give-notice", "", roles{domain.OWN}, false, nil, ""},
	{"confidentiality/find-gap", "", roles{domain.SYS}, false, nil, ""},
	{"confidentiality/end", "", roles{domain.OWN}, false, roles{domain.SEC, domain.TM}, "as confidentiality/start: personnel"},

	{"meeting/schedule", "B1.3-1", roles{domain.FG}, false, nil, ""},
	{"meeting/invite", "B1.3-3", roles{domain.OWN}, true, nil, ""},
	{"meeting/hold", "B1.3-1", roles{domain.FG}, false, nil, ""},
	{"meeting/attend", "B1.3-2", roles{domain.PB, domain.CISO, domain.FG}, false, nil, ""},
	{"meeting/record-action", "", roles{domain.PB, domain.CISO, domain.FG, domain.OWN}, false, nil, ""},
	{"meeting/finish-action", "", roles{domain.PB, domain.CISO, domain.FG, domain.OWN}, false, nil, ""},
	{"meeting/cancel", "", roles{domain.FG, domain.OWN}, true, nil, ""},
	{"meeting/record", "B1.3-4", nil, false, roles{domain.PB, domain.CISO, domain.FG}, "R-B3-04: participation in a meeting that nobody was invited to by a record"},

	{"document/draft", "B1.8-1", roles{domain.PB, domain.CISO, domain.FG}, false, nil, ""},
	{"document/optimise", "B1.8-1", roles{domain.PB, domain.CISO, domain.FG}, false, nil, ""},
	{"document/revise-security", "", roles{domain.CISO, domain.COL}, false, nil, ""},
	{"document/adopt", "", roles{domain.COL, domain.SEC}, false, nil, ""},
	{"document/come-into-force", "", roles{domain.SYS}, false, nil, ""},
	{"document/announce", "", roles{domain.PB}, false, nil, ""},
	{"document/communicate", "B1.8-1", roles{domain.PB, domain.CISO, domain.FG}, false, nil, ""},
	{"document/carry-out", "B1.8-2", roles{domain.OWN}, false, nil, ""},
	{"document/evaluate", "", roles{domain.COL, domain.PB, domain.FG}, false, nil, ""},
	{"document/archive", "B1.8-3", roles{domain.PB}, false, nil, ""},
	{"document/supervise", "B1.8-4", roles{domain.FG}, false, nil, ""},
	{"document/ask-reading", "B1.8-1", nil, false, roles{domain.PB, domain.CISO, domain.FG}, "asking to read is internal communication"},
	{"document/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"document/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},
	{"signature/sign", "", nil, false, employed, "whoever is asked to read signs for himself, in whatever role he works"},

	{"awareness-plan/draw-up", "B1.5-2", roles{domain.PB, domain.CISO, domain.FG}, false, nil, ""},
	{"awareness-plan/adopt", "", roles{domain.SEC}, false, nil, ""},
	{"awareness-plan/evaluate", "", roles{domain.PB, domain.CISO, domain.FG}, false, nil, ""},
	{"awareness-plan/close", "", roles{domain.SYS}, false, nil, ""},
	{"awareness-plan/revise", "B1.5-2", nil, false, roles{domain.PB, domain.CISO, domain.FG}, "drawing up includes keeping up: activities come in during the year"},

	{"notice/draft", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"notice/approve", "", roles{domain.OWN}, true, nil, ""},
	{"notice/publish", "", roles{domain.PB}, false, nil, ""},
	{"notice/record-moment", "", roles{domain.OWN}, true, nil, ""},
	{"notice/mark-for-revision", "", roles{domain.SYS}, false, nil, ""},
	{"notice/withdraw", "", roles{domain.OWN}, true, nil, ""},
	{"notice/record-exemption", "", roles{domain.OWN, domain.JUR}, true, nil, ""},

	{"website/register", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"website/record-cookies", "", roles{domain.OWN}, true, nil, ""},
	{"website/place-cookie-notice", "", roles{domain.OWN}, true, nil, ""},
	{"website/take-down-cookie-notice", "", roles{domain.OWN}, true, nil, ""},
	{"website/link-statement", "", roles{domain.OWN}, true, nil, ""},
	{"website/check", "", roles{domain.PB}, false, nil, ""},
	{"website/retire", "", roles{domain.OWN}, true, nil, ""},

	{"incident/report", "", roles{domain.EMP}, false, roles{domain.OPL, domain.TM, domain.OWN, domain.DOM, domain.SEC, domain.COL, domain.MAYOR, domain.PB, domain.CISO, domain.FG, domain.JUR, domain.CTRL}, "R-B4-01: nobody is refused, so nobody has to change roles first"},
	{"incident/receive", "", roles{domain.SYS}, false, nil, ""},
	{"incident/assign", "", nil, false, roles{domain.PB, domain.CISO, domain.FG}, "1.5 gives a legal adviser the incidents assigned to him; who assigns is not defined"},
	{"incident/inventory", "B1.4-1", roles{domain.OWN, domain.PB, domain.CISO}, true, nil, ""},
	{"incident/draw-up-facts", "B1.4-1", roles{domain.OWN, domain.PB, domain.CISO}, true, nil, ""},
	{"incident/analyse", "B1.4-2", roles{domain.OWN, domain.PB, domain.CISO}, true, nil, ""},
	{"incident/classify", "", roles{domain.OWN, domain.PB, domain.CISO}, true, nil, ""},
	{"incident/advise", "B1.4-3", roles{domain.CISO, domain.FG}, false, nil, ""},
	{"incident/raise-dilemma", "B1.4-4", roles{domain.CISO, domain.FG}, false, nil, ""},
	{"incident/settle-dilemma", "", roles{domain.OWN, domain.SEC, domain.MAYOR}, true, roles{domain.COL}, "T-40: who the executive is, is not defined"},
	{"incident/draft-report", "B1.4-5", roles{domain.PB, domain.CISO}, false, nil, ""},
	{"incident/check-report", "B1.4-7", roles{domain.CISO, domain.FG}, false, nil, ""},
	{"incident/return-report", "B1.4-7", roles{domain.CISO, domain.FG}, false, nil, ""},
	{"incident/send-report", "B1.4-5", roles{domain.PB, domain.CISO}, false, nil, ""},
	{"incident/discuss", "B1.4-6", roles{domain.PB, domain.CISO}, false, nil, ""},
	{"incident/decide-ap", "", roles{domain.FG}, false, nil, ""},
	{"incident/notify-ap", "B1.4-8", roles{domain.FG}, false, nil, ""},
	{"incident/supplement-ap", "", roles{domain.FG}, false, nil, ""},
	{"incident/withdraw-ap", "", roles{domain.FG}, false, nil, ""},
	{"incident/decide-informing", "B1.4-9", roles{domain.OWN, domain.PB, domain.CISO, domain.FG}, true, nil, ""},
	{"incident/inform", "B1.4-9", roles{domain.OWN, domain.PB, domain.CISO, domain.FG}, true, nil, ""},
	{"incident/implement-advice", "B1.4-10", roles{domain.OWN}, true, nil, ""},
	{"incident/test-advice", "B1.4-11", roles{domain.FG}, false, nil, ""},
	{"incident/close", "", roles{domain.PB}, false, nil, ""},
	{"incident/reopen", "", nil, false, roles{domain.PB, domain.FG}, "new facts after closing: whoever closed, and whoever supervises"},
	{"incident/pass-ap-period", "", roles{domain.SYS}, false, nil, ""},
	{"incident/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"incident/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},

	{"vault/store", "", nil, false, roles{domain.SYS}, "with the command of somebody, which names it"},
	{"vault/add", "", nil, true, roles{domain.PB, domain.OWN, domain.JUR, domain.SYS}, "RT-36: documents of the case, by who handles it (the jurist too, 1.5); the system with a command of somebody"},
	{"vault/link", "", nil, false, roles{domain.SYS}, "follows from the record that it belongs to"},
	{"vault/read", "", nil, true, roles{domain.FG, domain.PB, domain.JUR, domain.OWN}, "requirements 1.5"},
	{"vault/rectify", "", nil, true, roles{domain.PB, domain.OWN, domain.SYS}, "§5.1: who handles it; the system with a command of somebody"},
	{"vault/restrict", "", nil, true, roles{domain.PB, domain.OWN}, "§5.3: who handles it"},
	{"vault/lift-restriction", "", nil, true, roles{domain.PB, domain.OWN}, "§5.3: who handles it"},
	{"vault/set-term", "", nil, false, roles{domain.SYS}, "R-LED-20: the record of the case says how it ended; G11: nobody chooses when a dossier goes"},
	{"vault/prepare-erasure", "", nil, true, roles{domain.PB, domain.OWN}, "two persons: the first"},
	{"vault/cancel-erasure", "", nil, true, roles{domain.PB, domain.OWN, domain.FG}, "who may prepare, and who supervises"},
	{"vault/confirm-erasure", "", nil, true, roles{domain.PB, domain.OWN}, "two persons: the second"},
	{"vault/end-term", "", nil, false, roles{domain.SYS}, "R-4.8-03"},
	{"vault/record-destruction", "", nil, false, roles{domain.SYS}, "what the vault did"},
	{"vault/record-loss", "", nil, false, roles{domain.FG, domain.PB, domain.CISO}, "G13: a fact"},
	{"vault/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"vault/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},

	{"complaint/receive", "", roles{domain.EMP, domain.PB}, false, roles{domain.SYS}, "as request/receive"},
	{"complaint/confirm", "", roles{domain.PB}, false, nil, ""},
	{"complaint/extend", "", nil, false, roles{domain.PB, domain.JUR}, "Awb 9:11(2): whoever investigates tells the complainant"},
	{"complaint/hear", "", roles{domain.JUR, domain.PB}, false, nil, ""},
	{"complaint/investigate", "", roles{domain.JUR, domain.PB}, false, nil, ""},
	{"complaint/judge", "", roles{domain.COL}, false, nil, ""},
	{"complaint/adapt-handling", "", roles{domain.OWN}, true, nil, ""},
	{"complaint/inform", "", roles{domain.COL, domain.PB}, false, nil, ""},
	{"complaint/close", "", roles{domain.PB}, false, nil, ""},
	{"complaint/withdraw", "", roles{domain.EMP}, false, roles{domain.PB}, "whoever took the complaint in"},
	{"complaint/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"complaint/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},

	{"objection/receive", "", roles{domain.JUR}, false, nil, ""},
	{"objection/extend", "", nil, false, roles{domain.JUR}, "JUR records, COL decides"},
	{"objection/decide", "", roles{domain.COL}, false, nil, ""},
	{"objection/lodge-appeal", "", roles{domain.JUR}, false, nil, ""},
	{"objection/receive-judgment", "", roles{domain.JUR}, false, nil, ""},
	{"objection/carry-out", "", roles{domain.JUR}, false, nil, ""},
	{"objection/close", "", nil, false, roles{domain.JUR}, "a case without an appeal ends too; JUR records"},
	{"objection/withdraw", "", nil, false, roles{domain.JUR}, "Awb 6:21; JUR records"},
	{"objection/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"objection/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},

	{"sharing-decision/assess", "", roles{domain.OWN}, true, nil, ""},
	{"sharing-decision/approve", "", roles{domain.OWN}, true, nil, ""},
	{"sharing-decision/refuse", "", roles{domain.OWN}, true, nil, ""},
	{"sharing-decision/share", "", roles{domain.OWN}, true, nil, ""},
	{"sharing-decision/inform-resident", "", roles{domain.OWN}, true, nil, ""},
	{"sharing-decision/close", "", roles{domain.OWN}, true, nil, ""},
	{"sharing-decision/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"sharing-decision/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},
	{"request/receive", "B1.7-2", roles{domain.EMP, domain.PB, domain.OWN}, true, roles{domain.SYS}, "issue D: what a resident sends through the public page, nobody of the staff receives"},
	{"request/confirm", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"request/verify-identity", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"request/doubt-identity", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"request/assign", "B1.7-2", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"request/ask", "B1.7-2", roles{domain.PB}, false, nil, ""},
	{"request/answer", "", roles{domain.OWN}, false, nil, ""},
	{"request/support", "B1.7-4", roles{domain.PB}, false, nil, ""},
	{"request/anonymise", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"request/extend", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"request/restrict", "", roles{domain.OWN}, true, nil, ""},
	{"request/judge-access", "", roles{domain.OWN}, true, nil, ""},
	{"request/judge-rectification", "", roles{domain.OWN}, true, nil, ""},
	{"request/judge-erasure", "", roles{domain.OWN}, true, nil, ""},
	{"request/judge-restriction", "", roles{domain.OWN}, true, nil, ""},
	{"request/judge-objection", "", roles{domain.OWN}, true, nil, ""},
	{"request/judge-portability", "", roles{domain.OWN}, true, nil, ""},
	{"request/judge-human-view", "", roles{domain.OWN}, true, nil, ""},
	{"request/judge-information", "", roles{domain.OWN}, true, nil, ""},
	{"request/inform", "B1.7-2", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"request/answer-access", "B1.7-2", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"request/provide", "B1.7-3", roles{domain.OWN}, true, nil, ""},
	{"request/correct", "B1.7-3", roles{domain.OWN}, true, nil, ""},
	{"request/carry-out-destruction", "B1.7-3", roles{domain.OWN}, true, nil, ""},
	{"request/restrict-use", "B1.7-3", roles{domain.OWN}, true, nil, ""},
	{"request/stop", "B1.7-3", roles{domain.OWN}, true, nil, ""},
	{"request/hand-over", "B1.7-3", roles{domain.OWN}, true, nil, ""},
	{"request/reassess", "B1.7-3", roles{domain.OWN}, true, nil, ""},
	{"request/explain", "B1.7-3", roles{domain.OWN}, true, nil, ""},
	{"request/notify-recipients", "", roles{domain.OWN}, true, nil, ""},
	{"request/request-list", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"request/provide-list", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"request/withdraw", "", roles{domain.EMP}, true, roles{domain.OWN, domain.PB}, "the person may say so to whoever handles it"},
	{"request/close", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"request/reopen", "", roles{domain.OWN, domain.PB}, true, nil, ""},
	{"request/supervise", "B1.7-6", roles{domain.FG}, false, nil, ""},
	{"request/record-forgotten", "", roles{domain.SYS}, false, nil, ""},
	{"request/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"request/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},

	{"restriction/impose", "", roles{domain.OWN}, true, nil, ""},
	{"restriction/open", "", nil, false, roles{domain.SYS}, "R-5.2-02: at once, by the clock; what it restricts the request says"},
	{"restriction/ask-recipients", "", roles{domain.OWN}, true, nil, ""},
	{"restriction/provide-list", "", roles{domain.OWN}, true, nil, ""},
	{"restriction/check-accuracy", "", roles{domain.OWN}, true, nil, ""},
	{"restriction/weigh-interests", "", roles{domain.OWN}, true, nil, ""},
	{"restriction/lift", "", roles{domain.OWN}, true, nil, ""},
	{"restriction/record-breach", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO, domain.JUR}, "any (RT-22): whoever may read it"},
	{"restriction/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},

	// An audit is the accountant's own file, no business record: see besides.
	{"audit/start", "", nil, false, auditors, "§3.1: the third line checks; papers, findings and conclusion are events"},
	{"audit/draw-sample", "", nil, false, auditors, "as audit/start"},
	{"audit/record-paper", "", nil, false, auditors, "as audit/start"},
	{"audit/record-finding", "", nil, false, auditors, "as audit/start"},
	{"audit/conclude", "", nil, false, auditors, "as audit/start"},
	{"audit/react", "", nil, false, roles{domain.COL, domain.SEC, domain.OWN}, "both sides are heard: management answers a finding"},
	{"note/write", "", nil, false, roles{domain.FG}, "article 38(5): the FG's own notes"},
	{"note/supplement", "", nil, false, roles{domain.FG}, "as note/write"},
	{"note/close", "", nil, false, roles{domain.FG}, "as note/write"},

	{"test/record", "", roles{domain.FG}, false, nil, ""},
	{"test/start", "", thirdLine, false, nil, ""},
	{"test/record-finding", "", thirdLine, false, nil, ""},
	{"test/conclude", "", thirdLine, false, nil, ""},
	{"test/conclude-register", "", thirdLine, false, nil, ""},
	{"test/conclude-dpia", "", thirdLine, false, nil, ""},
	{"test/conclude-documents", "", thirdLine, false, nil, ""},
	{"test/react", "", roles{domain.OWN}, false, nil, ""},
	{"test/follow-up", "", thirdLine, false, nil, ""},
	{"test/close", "", thirdLine, false, nil, ""},

	// The requirements name these without saying who.
	{"process/describe", "", nil, false, roles{domain.PB}, "as process/register"},
	{"matrix/change-row", "", nil, false, roles{domain.SEC}, "T-32: the matrix can be set; the secretary appoints too"},
	{"activity/supplement", "B1.1-1", nil, true, roles{domain.OWN}, "supplying includes completing what was returned"},
	{"activity/take-over", "B1.1-4", nil, false, roles{domain.PB}, "R-LED-18: an import is managing the register"},
	{"activity/take-over-again", "B1.1-4", nil, false, roles{domain.PB}, "R-LED-18"},
	{"activity/record-running", "", nil, true, roles{domain.OWN, domain.PB}, "G13: a fact is recorded, by whoever keeps the entry"},
	{"activity/assess", "", nil, true, roles{domain.OWN, domain.DOM, domain.SEC}, "R-3.1-09: by management"},
	{"activity/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "R-LED-19: found by"},
	{"activity/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "R-LED-19: whoever did it wrong does not tick it off"},
	{"dpia/take-over", "B1.6-5", nil, false, roles{domain.PB}, "T-28: a DPIA from before the ledger is archived"},
	{"dpia/write-section", "B1.6-2", nil, true, roles{domain.OWN, domain.PB}, "carrying out is filling in the model"},
	{"dpia/agree-section", "", nil, true, roles{domain.OWN}, "article 35(1): the owner acts for the controller, who carries out the DPIA"},
	{"dpia/import", "B1.6-2", nil, true, roles{domain.OWN, domain.PB}, "as write-section: it fills in the model"},
	{"dpia/comment", "", nil, true, roles{domain.OWN, domain.PB, domain.CISO, domain.FG}, "whoever carries out, supports or advises may remark"},
	{"dpia/answer-comment", "B1.6-2", nil, true, roles{domain.OWN, domain.PB}, "as write-section"},
	{"dpia/give-opinion", "B1.6-3", nil, false, roles{domain.PB, domain.CISO}, "an opinion is support on content; that of the FG is advise"},
	{"dpia/record-views", "B1.6-2", nil, true, roles{domain.OWN, domain.PB}, "article 35(9): part of carrying out"},
	{"dpia/answer-purpose", "B1.6-2", nil, true, roles{domain.OWN, domain.PB}, "R-4.3-07: part of carrying out"},
	{"dpia/answer-short", "B1.6-2", nil, true, roles{domain.OWN, domain.PB}, "R-4.9-07: part of carrying out"},
	{"dpia/link-full", "B1.6-1", nil, true, roles{domain.OWN, domain.PB}, "R-4.9-09: whoever initiates the full one"},
	{"dpia/answer-advice", "", nil, true, roles{domain.OWN}, "follow or explain: whoever completes"},
	{"dpia/conclude-consultation", "", nil, true, roles{domain.OWN}, "as find-consultation"},
	{"dpia/drop-measure", "B1.6-6", nil, true, roles{domain.OWN}, "rule 5: reasoned not taken, by whoever implements"},
	{"consultation/ask-information", "", nil, false, roles{domain.FG}, "article 36(2): the FG records what the AP asks"},
	{"consultation/give-information", "", nil, false, roles{domain.FG}, "article 36(2): the FG records what the AP asks"},
	{"processor/amend", "B1.2-4", nil, false, roles{domain.PB}, "PB coordinates the registration of processors"},
	{"processor/find-subprocessor", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "G13: as activity/find-deviation"},
	{"agreement/take-over", "B1.2-1", nil, true, roles{domain.OWN}, "G13: an agreement concluded before is a fact; concluding is the owner’s (R-B2-08)"},
	{"agreement/record-concluded", "B1.2-1", nil, true, roles{domain.OWN}, "as agreement/take-over, of a draft that the ledger has"},
	{"contract/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"agreement/revise", "", nil, true, roles{domain.OWN}, "drafting includes completing the draft"},
	{"model/redraft", "B1.2-2", nil, false, roles{domain.PB, domain.CISO}, "as model/draft"},
	{"processor/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"agreement/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"processor/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},
	{"agreement/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},
	{"contract/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},
	{"notice/redraft", "", nil, true, roles{domain.OWN, domain.PB}, "as notice/draft"},
	{"notice/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"notice/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},
	{"website/amend", "", nil, true, roles{domain.OWN, domain.PB}, "as website/register"},
	{"website/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "as activity/find-deviation"},
	{"website/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "as activity/remedy-deviation"},
	{"obligation/create", "", roles{domain.SYS}, false, nil, ""},
	{"obligation/remind", "", roles{domain.SYS}, false, nil, ""},
	{"obligation/extend", "", roles{domain.SYS}, false, nil, ""},
	{"obligation/suspend", "", nil, false, roles{domain.SYS}, "RT-35 names no suspension; the law does (AVG art. 12 lid 6, 36 lid 2; Awb art. 7:10 lid 2), and it is never silent"},
	{"obligation/resume", "", nil, false, roles{domain.SYS}, "the other end of a suspension"},
	{"obligation/recount", "", nil, false, roles{domain.SYS}, "T-70: the awareness of a breach can turn out to be another moment"},
	{"obligation/meet", "", roles{domain.SYS}, false, nil, ""},
	{"obligation/pass", "", roles{domain.SYS}, false, nil, ""},
	{"obligation/waive", "", roles{domain.SEC}, false, nil, ""},
	{"message/prepare", "", nil, false, roles{domain.SYS}, "R-TIM-03 asks for warnings, not how: the ledger mails them"},
	{"message/begin", "", nil, false, roles{domain.SYS}, "R-TIM-03 asks for warnings, not how: the ledger mails them"},
	{"message/sent", "", nil, false, roles{domain.SYS}, "R-TIM-03 asks for warnings, not how: the ledger mails them"},
	{"message/fail", "", nil, false, roles{domain.SYS}, "R-TIM-03 asks for warnings, not how: the ledger mails them"},
	{"import/record", "B1.1-4", nil, false, roles{domain.PB}, "R-LED-18"},
}

// commands are all commands of all records, by record/command.
func commands() map[string]*domain.CommandInfo {
	m := map[string]*domain.CommandInfo{}
	for _, rec := range chapters.All {
		info := rec.Info()
		for i := range info.Commands {
			m[info.Name+"/"+info.Commands[i].Name] = &info.Commands[i]
		}
	}
	return m
}

// may tells whether whoever holds the role in the town may issue the command.
func may(t *testing.T, c *domain.CommandInfo, r domain.Role) bool {
	t.Helper()
	err := domain.Authorize(c, domaintest.Process, domain.Stamp{Actor: domaintest.Person(r), Role: r,
		Happened: domaintest.Now, Recorded: domaintest.Now, Facts: domaintest.Town()})
	if refusal, ok := errors.AsType[*domain.Refusal](err); err != nil && (!ok || refusal.Kind != domain.Forbidden) {
		t.Fatalf("%s as %s: %v", c.Name, r, err)
	}
	return err == nil
}

func TestWhoMayDoWhat(t *testing.T) {
	all := commands()
	for _, a := range authorities {
		c := all[a.command]
		if c == nil {
			t.Errorf("there is no command %s", a.command)
			continue
		}
		delete(all, a.command)
		want := slices.Concat(a.policy, a.ours)
		t.Run("R-3.3-01 "+a.command+": "+c.NL+" mogen alleen "+names(want), func(t *testing.T) {
			if c.Row != a.row || c.Own != a.own {
				t.Errorf("row %q, own %v; want %q, %v", c.Row, c.Own, a.row, a.own)
			}
			var got roles
			for _, r := range domain.Roles {
				if may(t, c, r.Role) {
					got = append(got, r.Role)
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("roles (-requirements +code):\n%s", diff)
			}
		})
		t.Run("T-32 "+a.command+": wie het mag zonder rij in bijlage 1, heeft een bron", func(t *testing.T) {
			if c.Row == "" && c.Source == "" || len(a.ours) > 0 && a.why == "" {
				t.Errorf("no source: %+v", c)
			}
		})
	}
	for name := range all {
		t.Errorf("%s is not in the table of who may do what", name)
	}
}

func TestNobodyElse(t *testing.T) {
	t.Run("R-3.3-03 de FG wordt elke opdracht van de eigenaar geweigerd waar bijlage 1 de FG niet bij aankruist", func(t *testing.T) {
		n := 0
		for _, a := range authorities {
			if slices.Contains(a.policy, domain.OWN) && !slices.Contains(a.policy, domain.FG) {
				n++
				if may(t, commands()[a.command], domain.FG) {
					t.Errorf("the FG may %s", a.command)
				}
			}
		}
		if n < 10 {
			t.Errorf("only %d commands of the owner", n)
		}
	})
	for _, r := range []domain.Role{domain.ACC, domain.CTRL, domain.JUR, domain.EMP, domain.OPL, domain.TM, domain.MAYOR} {
		t.Run("R-LED-15 "+domain.RoleNL(r)+" geeft geen enkele opdracht, behalve om advies vragen, adviseren, toetsen of een eigen controle doen waar de eisen dat noemen", func(t *testing.T) {
			for name, c := range commands() {
				allowed := slices.ContainsFunc(besides[r], func(prefix string) bool { return strings.HasPrefix(name, prefix) })
				if may(t, c, r) && !allowed {
					t.Errorf("may %s", name)
				}
			}
		})
	}
}

func names(list roles) string {
	s := ""
	for i, r := range list {
		if i > 0 {
			s += ", "
		}
		s += string(r)
	}
	return s
}
