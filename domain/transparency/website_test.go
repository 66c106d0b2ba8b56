package transparency_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/transparency"
)

func site(grounds ...domain.Ground) WebsiteTerms {
	return WebsiteTerms{Address: "www.voorbeeld.nl", Process: domaintest.Process, Grounds: grounds}
}

func website(t domaintest.T, role domain.Role, life ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, WebsiteRecord, life...).Knowing(domaintest.Town()).As(role)
}

func TestWebsite(t *testing.T) {
	registered := []any{WebsiteRegistered{site("legal-obligation")}}
	linked := append(registered[:1:1], PrivacyStatementLinked{"notice/x", domain.Yes})
	video := Cookie{"video", "Toont filmpjes.", domain.Yes, "consent"}
	tracked := append(linked[:2:2], CookieInventoryRecorded{[]Cookie{video}, domain.Yes})
	noStatement := WebsiteNonComplianceFound{domain.DeviationFound{Deviation: domaintest.Command + "/verklaring", Rule: "§4.2, privacyverklaring met cookiebepaling", What: "De website heeft geen privacyverklaring met een bepaling over cookies.", Since: today}}
	noCookie := WebsiteNonComplianceFound{domain.DeviationFound{Deviation: domaintest.Command + "/cookies", Rule: "§4.2, cookiemelding", What: "De website plaatst cookies waarvoor toestemming nodig is, zonder cookiemelding.", Since: today}}

	t.Run("R-4.2-12 een website zonder privacyverklaring wordt vastgelegd en gemarkeerd", func(t *testing.T) {
		c := website(t, domain.OWN).When(RegisterWebsite{site("legal-obligation")}).Then(registered[0], noStatement).ThenStatus(WebsiteStatusRegistered)
		if s := domaintest.State[Website](c); !s.LacksStatement() || len(s.Flags()) != 3 {
			t.Errorf("%v", s.Flags())
		}
	})
	t.Run("R-4.2-12 een privacyverklaring zonder cookiebepaling is ook een afwijking, en die staat één keer open", func(t *testing.T) {
		website(t, domain.OWN, registered...).When(LinkPrivacyStatement{"notice/x", domain.No}).Then(PrivacyStatementLinked{"notice/x", domain.No}, noStatement)
		website(t, domain.OWN, registered[0], noStatement).When(LinkPrivacyStatement{"notice/x", domain.No}).ThenEvents("PrivacyStatementLinked")
		website(t, domain.OWN, linked...).When(LinkPrivacyStatement{"notice/x", domain.Yes}).Then()
		website(t, domain.OWN, registered...).When(LinkPrivacyStatement{}).ThenRefused(domain.Invalid, "statement", "cookie_provision")
	})
	t.Run("R-4.2-12 de afwijking is pas hersteld als er een verklaring met cookiebepaling is", func(t *testing.T) {
		remedy := RemedyWebsiteDeviation{domain.RemedyDeviation{Deviation: noStatement.Deviation, How: "Gekoppeld."}}
		c := website(t, domain.PB, registered[0], noStatement)
		c.When(remedy).ThenRefused(domain.Unmet, "deviation")
		c.As(domain.OWN).When(LinkPrivacyStatement{"notice/x", domain.Yes}).Then(PrivacyStatementLinked{"notice/x", domain.Yes})
		c.As(domain.PB).When(remedy).Then(WebsiteNonComplianceRemedied{domain.DeviationRemedied{Deviation: noStatement.Deviation, How: "Gekoppeld."}})
		if s := domaintest.State[Website](c); s.LacksStatement() || len(s.Options("deviation")) != 0 {
			t.Errorf("%v", s.Flags())
		}
	})
	t.Run("R-4.2-13 cookies waarvoor toestemming nodig is zonder cookiemelding: gemarkeerd, tot de melding er staat", func(t *testing.T) {
		c := website(t, domain.OWN, linked...).When(RecordCookies{[]Cookie{video}, domain.Yes}).Then(CookieInventoryRecorded{[]Cookie{video}, domain.Yes}, noCookie)
		if !domaintest.State[Website](c).LacksCookieNotice() {
			t.Error("not flagged")
		}
		remedy := RemedyWebsiteDeviation{domain.RemedyDeviation{Deviation: noCookie.Deviation, How: "Geplaatst."}}
		c.As(domain.FG).When(remedy).ThenRefused(domain.Unmet, "deviation")
		c.As(domain.OWN).When(PlaceCookieNotice{}).Then(CookieNoticePlaced{})
		c.As(domain.FG).When(remedy).ThenEvents("WebsiteNonComplianceRemedied")
		if s := domaintest.State[Website](c); len(s.Flags()) != 0 || s.NoticePlacedOn != today {
			t.Errorf("%v, placed on %q", s.Flags(), s.NoticePlacedOn)
		}
	})
	t.Run("R-4.2-13 een cookiemelding die wordt weggehaald: vastgelegd en gemarkeerd; was zij niet nodig, dan niet", func(t *testing.T) {
		placed := append(tracked[:3:3], CookieNoticePlaced{})
		website(t, domain.OWN, placed...).When(RemoveCookieNotice{" Fout. "}).Then(CookieNoticeRemoved{"Fout."}, noCookie)
		website(t, domain.OWN, append(linked[:2:2], CookieNoticePlaced{})...).When(RemoveCookieNotice{"Niet nodig."}).Then(CookieNoticeRemoved{"Niet nodig."})
		website(t, domain.OWN, placed...).When(RemoveCookieNotice{}).ThenRefused(domain.Invalid, "reason")
		website(t, domain.OWN, tracked...).When(RemoveCookieNotice{"x"}).ThenRefused(domain.Conflict)
		website(t, domain.OWN, placed...).When(PlaceCookieNotice{}).Then()
		website(t, domain.OWN, tracked...).When(PlaceCookieNotice{"melding"}).ThenRefused(domain.Invalid, "notice")
	})
	t.Run("R-4.2-13 wie toestemming vraagt kan niet zeggen dat een cookiemelding niet nodig is", func(t *testing.T) {
		website(t, domain.OWN, linked...).When(RecordCookies{[]Cookie{video}, domain.No}).ThenRefused(domain.Invalid, "notice_required")
		plain := Cookie{"taal", "Onthoudt de taal.", domain.No, "legitimate-interest"}
		website(t, domain.OWN, linked...).When(RecordCookies{[]Cookie{plain}, domain.No}).Then(CookieInventoryRecorded{[]Cookie{plain}, domain.No})
		website(t, domain.OWN, linked...).When(RecordCookies{nil, domain.No}).Then(CookieInventoryRecorded{nil, domain.No})
	})
	t.Run("R-4.4-05 een cookie waarvoor toestemming nodig is met een andere grondslag: geweigerd", func(t *testing.T) {
		for _, g := range video.Ground.Choices() {
			c := video
			c.Ground = domain.Ground(g.Value)
			x := website(t, domain.OWN, linked...).When(RecordCookies{[]Cookie{c}, domain.Yes})
			if g.Value == "consent" {
				x.ThenEvents("CookieInventoryRecorded", "WebsiteNonComplianceFound")
				continue
			}
			x.ThenRefused(domain.Invalid, "cookies-0-ground")
		}
		website(t, domain.OWN, linked...).When(RecordCookies{[]Cookie{video, {}}, ""}).ThenRefused(domain.Invalid, "cookies-1-name", "cookies-1-purpose", "cookies-1-consent_required", "cookies-1-ground", "notice_required")
		website(t, domain.OWN, linked...).When(RecordCookies{make([]Cookie, 201), domain.Yes}).ThenRefused(domain.Invalid)
	})
	t.Run("R-4.4-09 een website op een wet, een gerechtvaardigd belang of toestemming; een andere grondslag alleen met uitleg", func(t *testing.T) {
		for _, g := range domain.Ground("").Choices() {
			c := website(t, domain.PB).When(RegisterWebsite{site(domain.Ground(g.Value))})
			switch g.Value {
			case "legal-obligation", "legitimate-interest", "consent":
				c.ThenStatus(WebsiteStatusRegistered)
			default:
				c.ThenRefused(domain.Invalid, "ground_why")
				why := site("consent", domain.Ground(g.Value))
				why.GroundWhy = "Omdat het zo is."
				website(t, domain.PB).When(RegisterWebsite{why}).ThenStatus(WebsiteStatusRegistered)
			}
		}
		website(t, domain.PB).When(RegisterWebsite{site()}).ThenRefused(domain.Invalid, "grounds")
		website(t, domain.PB).When(RegisterWebsite{site("onzin")}).ThenRefused(domain.Invalid, "grounds", "ground_why")
		website(t, domain.PB, registered...).When(AmendWebsite{site("contract")}).ThenRefused(domain.Invalid, "ground_why")
	})
	t.Run("RT-07 gegevens wijzigen, controleren en uit gebruik nemen", func(t *testing.T) {
		next := site("legal-obligation")
		next.Address, next.RegisterHere = "www.nieuw.nl", domain.Yes
		website(t, domain.PB, registered...).When(AmendWebsite{next}).Then(WebsiteAmended{next})
		website(t, domain.PB, registered...).When(AmendWebsite{site("legal-obligation")}).Then()
		next.PolicyHere = "misschien"
		website(t, domain.PB, registered...).When(AmendWebsite{next}).ThenRefused(domain.Invalid, "policy_here")
		website(t, domain.PB).Rules(RegisterWebsite{WebsiteTerms{RegisterHere: "x"}}).ThenRefused(domain.Invalid, "address", "process", "grounds", "register_here")
		c := website(t, domain.PB, linked...).When(CheckWebsite{" Geen bijzonderheden. "}).Then(WebsiteChecked{"Geen bijzonderheden."})
		if s := domaintest.State[Website](c); s.LastChecked != today {
			t.Errorf("checked on %q", s.LastChecked)
		}
		c.When(CheckWebsite{}).ThenRefused(domain.Invalid, "findings")
		c.As(domain.OWN).When(RetireWebsite{}).ThenRefused(domain.Invalid, "reason")
		c.When(RetireWebsite{"Campagne voorbij."}).ThenStatus(WebsiteStatusRetired)
		if s := domaintest.State[Website](c); len(s.Flags()) != 0 {
			t.Errorf("a website that is gone lacks %v", s.Flags())
		}
		c.When(RecordCookies{nil, domain.No}).ThenRefused(domain.Conflict)
	})
	t.Run("R-LED-19 een afwijking wordt nooit geweigerd en staat open tot zij is hersteld", func(t *testing.T) {
		c := website(t, domain.CISO, tracked...).When(FindWebsiteDeviation{domain.FindDeviation{Rule: "§4.2", What: "Melding onleesbaar.", Since: today}}).ThenEvents("WebsiteNonComplianceFound")
		remedy := RemedyWebsiteDeviation{domain.RemedyDeviation{Deviation: domaintest.Command, How: "Groter gemaakt."}}
		c.When(remedy).ThenRefused(domain.Forbidden)
		c.As(domain.PB).When(remedy).ThenEvents("WebsiteNonComplianceRemedied")
		c.When(remedy).Then()
		c.When(FindWebsiteDeviation{}).ThenRefused(domain.Invalid, "rule", "what")
	})
}
