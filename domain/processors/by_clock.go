package processors

import (
	"time"

	"github.com/heemstede/grootboek/domain"
)

// ByClock returns what the clock must record now (role SYS): the day on which an agreement begins or ends has come. It is nil
// if there is nothing.
func (s Agreement) ByClock(at time.Time) any {
	by := domain.Stamp{Happened: at, Recorded: at}
	switch s.State {
	case AgreementStatusConcluded:
		if _, err := (BringAgreementIntoForce{}).Decide(s, by); err == nil {
			return BringAgreementIntoForce{}
		}
	case AgreementStatusInForce:
		if _, err := (ExpireAgreement{}).Decide(s, by); err == nil {
			return ExpireAgreement{}
		}
	}
	return nil
}

// ByClock returns what the clock must record now: the VNG model is mandatory from 2020-01-01 (§7.2).
func (s Model) ByClock(at time.Time) any {
	if s.State != ModelStatusCurrent {
		return nil
	}
	list, err := (MakeVNGModelMandatory{}).Decide(s, domain.Stamp{Happened: at, Recorded: at})
	if err != nil || len(list) == 0 {
		return nil
	}
	return MakeVNGModelMandatory{}
}
