package rights

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of an administrative objection.
const (
	AppealIsReceived domain.Status = "received"
	AppealIsDecided  domain.Status = "decided"
	AppealIsAtCourt  domain.Status = "at-court"
	AppealIsJudged   domain.Status = "judged"
	AppealIsClosed   domain.Status = "closed"
)

// sixWeeks is the term to object and to appeal (Awb 6:7), and to decide without a committee (Awb 7:10(1)).
var sixWeeks = calendar.Term{Period: "P6W", By: calendar.Atw}

// Appeal is the state of RT-24: somebody objects, by the Awb, to a decision on a request, and may go to court after that. It is
// not the objection to processing of §5.2, which is a request (T-23, R-5.2-13).
type Appeal struct {
	State    domain.Status
	Number   string          `nl:"Nummer"`
	Request  string          `nl:"Verzoek" form:"record:request"`
	Against  string          `nl:"Besluit"`
	Told     calendar.Date   `nl:"Besluit bekendgemaakt op"`
	LodgeBy  calendar.Date   `nl:"Bezwaar kon tot en met"`
	Objector domain.VaultRef `nl:"Bezwaarmaker"`
	Grounds  domain.VaultRef `nl:"Gronden"`
	Received calendar.Moment `nl:"Ontvangen op"`

	Committee domain.YesNo    `nl:"Adviescommissie"`
	Due       calendar.Date   `nl:"Uiterlijk beslissen op"`
	DueRule   string          `nl:"Zo geteld"`
	Extended  calendar.Moment `nl:"Uitstel verteld op"`
	Extension string          `nl:"Reden van het uitstel"`

	Outcome  AppealOutcome   `nl:"Beslissing"`
	Decided  calendar.Moment `nl:"Beslist op"`
	AppealBy calendar.Date   `nl:"Beroep kan tot en met"`
	Court    string          `nl:"Rechter"`
	Judgment AppealOutcome   `nl:"Uitspraak"`

	Ending     string            // how long the dossier is kept follows from it
	ClosedOn   calendar.Date     `nl:"Gesloten op"`
	Deviations domain.Deviations `nl:"Afwijkingen"`
}

// AppealRecord is RT-24.
var AppealRecord = domain.Define(domain.Aggregate[Appeal]{
	Name: "objection", Path: "bezwaren", NL: "Bezwaarschrift (Awb)", Plural: "Bezwaar en beroep (Awb)", Source: "RT-24, [added] Awb hoofdstuk 6 en 7, UAVG art. 34",
	Status: func(s Appeal) domain.Status { return s.State },
	Statuses: []domain.StatusLabel{{Status: AppealIsReceived, NL: "ontvangen"}, {Status: AppealIsDecided, NL: "beslist"}, {Status: AppealIsAtCourt, NL: "bij de rechter"},
		{Status: AppealIsJudged, NL: "uitspraak gedaan"}, {Status: AppealIsClosed, NL: "gesloten"}},
	Title: func(s Appeal) string { return "Bezwaarschrift " + s.Number },
	Commands: []domain.CommandType[Appeal]{
		{Name: "receive", NL: "Bezwaarschrift ontvangen", Roles: []domain.Role{domain.JUR}, Source: "[added]", Zero: ReceiveAdministrativeObjection{},
			Help: "Leg een bezwaarschrift (Awb) vast tegen een besluit op een verzoek. Bezwaar tegen het verwerken zelf (AVG art. 21) is een verzoek."},
		{Name: "extend", NL: "Verdagen", Roles: []domain.Role{domain.JUR}, Source: "[added]", Zero: ExtendAdministrativeObjection{}, In: []domain.Status{AppealIsReceived},
			Help: "Verdaag de beslissing één keer met zes weken en vertel dat, voordat de termijn voorbij is (Awb art. 7:10 lid 3)."},
		{Name: "decide", NL: "Beslissen op bezwaar", Roles: []domain.Role{domain.COL}, Source: "[added]", Zero: DecideAdministrativeObjection{}, In: []domain.Status{AppealIsReceived, AppealIsAtCourt},
			Help: "Het college beslist op het bezwaarschrift en maakt de beslissing bekend, met de weg naar de rechter."},
		{Name: "lodge-appeal", NL: "Beroep ingesteld", Roles: []domain.Role{domain.JUR}, Source: "[added]", Zero: LodgeAppeal{}, In: []domain.Status{AppealIsReceived, AppealIsDecided, AppealIsJudged, AppealIsClosed},
			Help: "Leg vast dat er beroep of hoger beroep loopt bij een rechter."},
		{Name: "receive-judgment", NL: "Uitspraak ontvangen", Roles: []domain.Role{domain.JUR}, Source: "[added]", Zero: ReceiveJudgment{}, In: []domain.Status{AppealIsAtCourt},
			Help: "Leg de uitspraak van de rechter vast."},
		{Name: "carry-out", NL: "Uitspraak uitgevoerd", Roles: []domain.Role{domain.JUR}, Source: "[added]", Zero: CarryOutJudgment{}, In: []domain.Status{AppealIsJudged},
			Help: "Leg vast wat er met de uitspraak is gedaan. Daarmee is de zaak gesloten."},
		{Name: "close", NL: "Sluiten zonder beroep", Roles: []domain.Role{domain.JUR}, Source: "[added]", Zero: CloseAdministrativeObjection{}, In: []domain.Status{AppealIsDecided},
			Help: "Sluit de zaak als de termijn voor beroep voorbij is en niemand in beroep ging."},
		{Name: "withdraw", NL: "Ingetrokken", Roles: []domain.Role{domain.JUR}, Source: "[added]", Zero: WithdrawAdministrativeObjection{}, In: []domain.Status{AppealIsReceived, AppealIsAtCourt},
			Help: "Het bezwaar of beroep is ingetrokken (Awb art. 6:21)."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added]", Zero: FindAppealDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added]", Zero: RemedyAppealDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Appeal]{
		{Name: "AdministrativeObjectionReceived", NL: "Bezwaarschrift ontvangen", Zero: AdministrativeObjectionReceived{}},
		{Name: "AdministrativeObjectionDeadlineExtended", NL: "Verdaagd", Zero: AdministrativeObjectionDeadlineExtended{}},
		{Name: "AdministrativeObjectionDecided", NL: "Beslist op bezwaar", Zero: AdministrativeObjectionDecided{}},
		{Name: "AppealLodged", NL: "Beroep ingesteld", Zero: AppealLodged{}},
		{Name: "CourtJudgmentReceived", NL: "Uitspraak ontvangen", Zero: CourtJudgmentReceived{}},
		{Name: "JudgmentCarriedOut", NL: "Uitspraak uitgevoerd", Zero: JudgmentCarriedOut{}},
		{Name: "AdministrativeObjectionClosed", NL: "Gesloten zonder beroep", Zero: AdministrativeObjectionClosed{}},
		{Name: "AdministrativeObjectionWithdrawn", NL: "Ingetrokken", Zero: AdministrativeObjectionWithdrawn{}},
		{Name: "AdministrativeObjectionNonComplianceFound", NL: "Afwijking vastgesteld", Zero: AdministrativeObjectionNonComplianceFound{}},
		{Name: "AdministrativeObjectionNonComplianceRemedied", NL: "Afwijking hersteld", Zero: AdministrativeObjectionNonComplianceRemedied{}},
	},
})

type appealEvent = domain.Event[Appeal]

// Options are the choices of a form about this objection.
func (s Appeal) Options(form string) []domain.Choice {
	if form == "deviation" {
		return s.Deviations.Open()
	}
	return nil
}

// Overdue tells whether the decision is not taken, and its term is over.
func (s Appeal) Overdue(d calendar.Date) bool {
	return s.Decided == "" && s.State != AppealIsClosed && s.Due != "" && d > s.Due
}

// Late tells whether it was received after the term to object (Awb 6:7). The college decides what follows from that.
func (s Appeal) Late() bool { return receivedOn(s.Received) > s.LodgeBy }

func receivedOn(m calendar.Moment) calendar.Date {
	t, ok := m.Time()
	if !ok {
		return ""
	}
	return calendar.On(t)
}

// from is the day that the term to decide counts from: the last one to object (Awb 7:10(1)). When it came in after that, the day
// it came in: else a term could end before anything was received.
func (s Appeal) from() calendar.Date { return max(s.LodgeBy, receivedOn(s.Received)) }

// due counts the term to decide (Awb 7:10), with its extension or without.
func (s Appeal) due(extended bool) (calendar.Date, string) {
	t := sixWeeks
	if s.Committee == domain.Yes {
		t.Period = "P12W"
	}
	if extended {
		t = t.Longer("P6W")
	}
	d, _ := t.From(s.from())
	return d.Day, d.Rule
}

// Links implements [domain.Linker]: the request that was decided on.
func (s Appeal) Links() []string { return domain.Streams("request", s.Request) } // none if it is not in the ledger

// Obligations implements [domain.Obliged]: the decision within the term of Awb 7:10 (table 4.2 row 56).
func (s Appeal) Obligations() []domain.Obligation {
	limit := "decide"
	if s.Committee == domain.Yes {
		limit = "committee"
	}
	if s.State == AppealIsClosed && s.Decided == "" {
		return []domain.Obligation{{Row: 56, Limit: limit, Over: true}}
	}
	return []domain.Obligation{{Row: 56, Limit: limit, On: s.from(), Longer: complaintTime(s.Extended), Reason: s.Extension, Met: complaintTime(s.Decided)}}
}

// Keeping implements [domain.Kept].
func (s Appeal) Keeping() domain.Keeping {
	return domain.Keeping{Outcome: s.Ending, Closed: s.ClosedOn}
}
