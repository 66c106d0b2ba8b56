package demo

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
)

// rule is a retention rule under a short name. Numbers are results of the Selectielijst gemeenten en intergemeentelijke
// organen 2020.
type rule struct {
	key   string
	terms register.RetentionTerms
}

const selectionList = "Selectielijst gemeenten en intergemeentelijke organen 2020, resultaat "

// listed is a rule of the selection list; law one of a law; needed one that the task asks for.
func listed(key, result, name, category, period, starts string) rule {
	return rule{key, register.RetentionTerms{Name: name, Category: category, Period: period, Starts: starts, Basis: "selection-list",
		Citation: selectionList + result, Destroyable: domain.Yes}}
}

func permanent(key, result, name, category string) rule {
	return rule{key, register.RetentionTerms{Name: name, Category: category, Criteria: "Blijvend te bewaren; de gegevens gaan over naar de archiefbewaarplaats.",
		Basis: "selection-list", Citation: selectionList + result, Destroyable: domain.No, NotBecause: "De selectielijst wijst deze gegevens aan om blijvend te bewaren."}}
}

func law(key, citation, name, category, period, starts string) rule {
	return rule{key, register.RetentionTerms{Name: name, Category: category, Period: period, Starts: starts, Basis: "law", Citation: citation, Destroyable: domain.Yes}}
}

func needed(key, name, category, period, starts string) rule {
	return rule{key, register.RetentionTerms{Name: name, Category: category, Period: period, Starts: starts, Basis: "task", Destroyable: domain.Yes}}
}

func criteria(key, name, category, text string) rule {
	return rule{key, register.RetentionTerms{Name: name, Category: category, Criteria: text, Basis: "task", Destroyable: domain.Yes}}
}

func rules() []rule {
	const closed, ended, object = "afhandeling van de zaak", "einde van de voorziening", "einde van de geldigheid"
	return []rule{
		listed("brp", "7.1.7", "Adreswijziging BRP, 5 jaar", "aangiften van verhuizing", "P5Y", "verwerking van de aangifte"),
		listed("brp-eerste", "7.1.2", "Eerste inschrijving BRP, 110 jaar", "eerste inschrijvingen en geboorteaangiften", "P110Y", "verwerking van de aangifte"),
		listed("brp-gegevens", "5.1.2", "Verstrekte BRP-gegevens, 20 jaar", "verstrekkingen uit de BRP", "P20Y", "verstrekking"),
		listed("brp-geheim", "6.1.7", "Geheimhouding BRP, 5 jaar", "verzoeken om geheimhouding", "P5Y", closed),
		listed("brp-onderzoek", "12.1.6", "Adresonderzoek BRP, 10 jaar", "onderzoeksdossiers BRP", "P10Y", "afronding van het onderzoek"),
		listed("huwelijk", "7.1.5", "Huwelijk en partnerschap, 110 jaar", "huwelijken en partnerschappen", "P110Y", "verwerking van de aangifte"),
		listed("overlijden", "7.1.6", "Overlijdensmelding, 110 jaar", "overlijdensmeldingen", "P110Y", "verwerking van de melding"),
		listed("akten", "7.1.21", "Stukken bij akten, 18 maanden", "bescheiden voor het opmaken van akten", "P1Y6M", "opmaken van de akte"),
		listed("reisdocument", "5.1.4", "Reisdocumenten, 16 jaar", "aanvraagdossiers reisdocumenten", "P16Y", "uitreiking"),
		listed("rijbewijs", "5.1.6", "Rijbewijzen, 1 jaar na geldigheid", "aanvraagdossiers rijbewijzen", "P1Y", object),
		listed("nederlander", "7.1.23", "Optieverklaring, 12 jaar", "dossiers verkrijging Nederlanderschap", "P12Y", "verwerking van de verklaring"),
		listed("gpk", "8.1.14", "Gehandicaptenparkeerkaart, 1 jaar", "dossiers gehandicaptenparkeerkaart", "P1Y", object),
		listed("wmo", "8.1.1", "Wmo-dossier, 15 jaar", "cliëntdossiers Wmo", "P15Y", ended),
		listed("wmo-toezicht", "12.1.2", "Hercontrole Wmo, 15 jaar", "controledossiers Wmo", "P15Y", "afronding van de controle"),
		listed("jeugd", "8.1.2", "Jeugdhulpdossier, 20 jaar", "cliëntdossiers jeugdhulp", "P20Y", ended),
		listed("sociaal-afgebroken", "8.4.1", "Afgebroken aanvraag sociaal domein, 42 dagen", "afgebroken aanvragen sociaal domein", "P42D", "afbreken van de aanvraag"),
		listed("schuldhulp", "8.1.9", "Schuldhulpverlening, 5 jaar", "dossiers schuldhulpverlening", "P5Y", ended),
		listed("uitkering", "8.1", "Uitkeringsdossier, 10 jaar", "cliëntdossiers Participatiewet", "P10Y", "einde van de uitkering"),
		listed("hercontrole", "12.1.1", "Hercontrole uitkering, 10 jaar", "controledossiers uitkering", "P10Y", "afronding van de controle"),
		listed("statushouder", "8.1.10", "Huisvesting statushouder, 5 jaar", "huisvestingsdossiers statushouders", "P5Y", "huisvesting"),
		listed("subsidie", "8.1.7", "Subsidie, 7 jaar", "subsidiedossiers", "P7Y", "vaststelling van de subsidie"),
		listed("voorziening-nee", "8.2", "Geweigerde voorziening, 5 jaar", "geweigerde aanvragen", "P5Y", closed),
		listed("leerplicht", "12.1.3", "Toezicht leerplicht, 19 jaar", "verzuimdossiers leerplicht", "P19Y", "geboorte van de leerling"),
		listed("leerplicht-vrij", "11.1.8", "Ontheffing leerplicht, 19 jaar", "vrijstellingen leerplicht", "P19Y", "geboorte van de leerling"),
		listed("heffing", "10.1", "Opgelegde heffing, 7 jaar", "aanslagen en heffingen", "P7Y", "opleggen van de aanslag"),
		listed("betaling", "18.1", "Betalingen, 7 jaar", "betalingen en facturen", "P7Y", "betaling"),
		listed("inning", "18.3", "Inning, 7 jaar", "inning en invordering", "P7Y", "inning"),
		listed("woz-bezwaar", "13.1.5", "Bezwaar WOZ-waarde, 12 jaar", "bezwaren tegen de WOZ-waarde", "P12Y", closed),
		listed("vergunning", "11.1", "Vergunning, 1 jaar na geldigheid", "verleende toestemmingen", "P1Y", object),
		permanent("omgevingsvergunning", "11.1.6", "Omgevingsvergunning, blijvend", "verleende omgevingsvergunningen"),
		listed("evenement", "11.1.1", "Vergunning kort evenement, 1 jaar", "vergunningen voor kortdurende activiteiten", "P1Y", "einde van het evenement"),
		listed("geweigerd", "11.2", "Geweigerde vergunning, 5 jaar", "geweigerde toestemmingen", "P5Y", closed),
		listed("kinderopvang", "11.1.7", "Kinderopvang, 10 jaar", "toestemmingen kinderopvang", "P10Y", object),
		listed("toezicht", "12.1", "Toezicht, 5 jaar", "toezichtdossiers", "P5Y", "afronding van het toezicht"),
		listed("handhaving", "12.2", "Handhaving, 10 jaar", "handhavingsdossiers", "P10Y", closed),
		listed("boete", "12.2.5", "Bestuurlijke boete, 7 jaar", "boetedossiers", "P7Y", closed),
		listed("huisverbod", "12.2.3", "Tijdelijk huisverbod, 5 jaar", "dossiers tijdelijk huisverbod", "P5Y", closed),
		listed("voertuig", "12.2.7", "Verwijderd voertuig, 5 jaar", "dossiers verwijderde voertuigen", "P5Y", closed),
		listed("camera", "12.1.9", "Camerabeelden, 28 dagen", "camerabeelden", "P28D", "opname"),
		listed("bezoekers", "12.1.8", "Toegangscontrole en bezoekers, 6 maanden", "toegangs- en bezoekersgegevens", "P6M", "bezoek"),
		listed("integriteit", "12.1.7", "Integriteitsonderzoek, 10 jaar", "integriteitsonderzoeken", "P10Y", "afronding van het onderzoek"),
		listed("bezwaar", "13.1", "Bezwaar en klacht, 5 jaar", "bezwaar- en klachtdossiers", "P5Y", closed),
		listed("verzoek", "6.1", "Ingewilligd verzoek, 5 jaar", "ingewilligde verzoeken", "P5Y", closed),
		listed("melding", "7.1", "Verwerkte melding, 5 jaar", "meldingen en aangiften", "P5Y", closed),
		listed("product", "5.1", "Geleverd product, 5 jaar", "geleverde producten en diensten", "P5Y", "levering"),
		permanent("verkiezing", "22.1.2", "Verkiezing, blijvend", "stukken over de organisatie van verkiezingen"),
		permanent("bestuurder", "17.1.1", "Bestuurders en raadsleden, blijvend", "dossiers van bestuurders en raadsleden"),
		listed("personeel", "17.1", "Personeelsdossier, 10 jaar", "personeelsdossiers", "P10Y", "einde van het dienstverband"),
		listed("sollicitatie", "17.2.1", "Afgewezen sollicitatie, 28 dagen", "sollicitaties", "P28D", "afwijzing"),
		listed("contract", "16.1", "Overeenkomst, 10 jaar", "overeenkomsten", "P10Y", "einde van de overeenkomst"),
		listed("login", "19.1.24", "Inloggegevens, 6 maanden", "inlog- en loggegevens", "P6M", "vastlegging"),
		listed("datalek", "29.1", "Datalek, 5 jaar", "dossiers datalekken", "P5Y", closed),
		law("loon", "Algemene wet inzake rijksbelastingen, art. 52", "Loonadministratie, 7 jaar", "loonadministratie", "P7Y", "einde van het kalenderjaar"),
		needed("verzuim", "Verzuim en re-integratie, 2 jaar", "verzuim- en re-integratiegegevens", "P2Y", "einde van de re-integratie"),
		needed("contact", "Klantcontact, 1 jaar", "contactregistraties", "P1Y", "laatste contact"),
		needed("nieuwsbrief", "Nieuwsbrief, 1 maand na afmelden", "abonnees", "P1M", "afmelding"),
		needed("parkeerscan", "Parkeerscans zonder bevinding, 2 dagen", "scans van kentekens", "P2D", "scan"),
		needed("overleg", "Casusoverleg, 1 jaar", "verslagen van casusoverleg", "P1Y", "afsluiten van de casus"),
		needed("pas", "Afvalpas, 1 jaar na inleveren", "pas- en aanbiedgegevens", "P1Y", "inleveren van de pas"),
		criteria("toestemming", "Zolang toestemming geldt", "gegevens op basis van toestemming", "Tot de toestemming is ingetrokken of het doel is bereikt; daarna binnen een maand verwijderd."),
		criteria("graf", "Zolang het graf bestaat", "grafadministratie", "Zolang het grafrecht loopt en het graf niet is geruimd; daarna beoordeelt de archivaris wat blijft."),
	}
}
