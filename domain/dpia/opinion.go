package dpia

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// SupportKind says how the owner was supported (B1.6-3).
type SupportKind string

// Choices implements [domain.Chooser].
func (SupportKind) Choices() []domain.Choice {
	return []domain.Choice{{Value: "content", NL: "inhoudelijk"}, {Value: "procedure", NL: "procedureel"}}
}

// GiveSupport records support of the owner by PB or CISO (B1.6-3).
type GiveSupport struct {
	Kind SupportKind `json:"kind" nl:"Soort ondersteuning"`
	What string      `json:"what" nl:"Wat hebt u gedaan?" form:"long" hint:"Noem geen personen."`
}

// DpiaSupportGiven is the support. Who gave it stands in the stamp.
type DpiaSupportGiven struct {
	Kind SupportKind `json:"kind" nl:"Soort ondersteuning"`
	What string      `json:"what" nl:"Wat"`
}

// Decide implements [domain.Command].
func (c GiveSupport) Decide(_ DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	chosen(&p, c.Kind, string(c.Kind), "kind", "Kies inhoudelijk of procedureel.")
	p.Need(c.What, "what", "Beschrijf wat u hebt gedaan.")
	if err := p.Refuse("dpia.support"); err != nil {
		return nil, err
	}
	return []event{DpiaSupportGiven{c.Kind, trim(c.What)}}, nil
}

// Evolve implements [domain.Event].
func (e DpiaSupportGiven) Evolve(d DPIA, _ domain.Stamp) DPIA { return d }

// Voice is whose opinion it is. The four are kept apart: one never stands for another.
type Voice string

// The four voices.
const (
	VoiceFG           Voice = "fg"
	VoiceCISO         Voice = "ciso"
	VoicePB           Voice = "pb"
	VoiceDataSubjects Voice = "data-subjects"
)

// Choices implements [domain.Chooser].
func (Voice) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(VoiceFG), NL: "Functionaris gegevensbescherming"}, {Value: string(VoiceCISO), NL: "CISO"},
		{Value: string(VoicePB), NL: "Privacybeheerder"}, {Value: string(VoiceDataSubjects), NL: "Betrokkenen"}}
}

// Opinion is the last opinion of one voice.
type Opinion struct {
	Voice Voice   `nl:"Van"`
	View  Verdict `nl:"Oordeel"`
	Text  string  `nl:"Tekst"`
}

// OpinionOf returns the last opinion of one voice; ok is false if it has not spoken.
func (d DPIA) OpinionOf(v Voice) (o Opinion, ok bool) {
	i := slices.IndexFunc(d.Opinions, func(o Opinion) bool { return o.Voice == v })
	if i < 0 {
		return Opinion{}, false
	}
	return d.Opinions[i], true
}

// withOpinion replaces the opinion of one voice and leaves the others.
func (d DPIA) withOpinion(o Opinion) DPIA {
	d.Opinions = slices.DeleteFunc(slices.Clone(d.Opinions), func(x Opinion) bool { return x.Voice == o.Voice })
	d.Opinions = append(d.Opinions, o)
	return d
}

// Verdict is what an opinion comes down to.
type Verdict string

// Verdicts.
const (
	Positive    Verdict = "positive"
	Conditional Verdict = "conditional"
	Negative    Verdict = "negative"
)

// Choices implements [domain.Chooser].
func (Verdict) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Positive), NL: "positief"}, {Value: string(Conditional), NL: "positief, met voorwaarden"}, {Value: string(Negative), NL: "negatief"}}
}

// GiveOpinion gives the opinion of PB or CISO (B1.6-3): whose it is follows from the role.
type GiveOpinion struct {
	View Verdict `json:"view" nl:"Oordeel"`
	Text string  `json:"text" nl:"Mening" form:"long" hint:"Noem geen personen."`
}

// DpiaOpinionGiven is the opinion.
type DpiaOpinionGiven struct {
	Voice Voice   `json:"voice" nl:"Van"`
	View  Verdict `json:"view" nl:"Oordeel"`
	Text  string  `json:"text" nl:"Mening"`
}

// Decide implements [domain.Command].
func (c GiveOpinion) Decide(_ DPIA, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	chosen(&p, c.View, string(c.View), "view", "Kies het oordeel.")
	p.Need(c.Text, "text", "Schrijf de mening.")
	if err := p.Refuse("dpia.opinion"); err != nil {
		return nil, err
	}
	voice := map[domain.Role]Voice{domain.PB: VoicePB, domain.CISO: VoiceCISO}[by.Role]
	if voice == "" { // another role can only be here if row B1.6-3 was set otherwise (T-32)
		return nil, &domain.Refusal{Kind: domain.Forbidden, Code: "dpia.voice", NL: "Alleen de privacybeheerder en de CISO geven hier een mening. De FG adviseert apart."}
	}
	return []event{DpiaOpinionGiven{voice, c.View, trim(c.Text)}}, nil
}

// Evolve implements [domain.Event].
func (e DpiaOpinionGiven) Evolve(d DPIA, _ domain.Stamp) DPIA {
	return d.withOpinion(Opinion(e))
}

// RecordViews records the views of data subjects or their representatives (article 35(9) AVG).
type RecordViews struct {
	Sought domain.YesNo `json:"sought" nl:"Is de mening van betrokkenen gevraagd?"`
	How    string       `json:"how" nl:"Hoe is die gevraagd, of waarom niet?" form:"long" hint:"Noem geen personen."`
	View   Verdict      `json:"view,omitempty" nl:"Oordeel" opt:"1"`
	Text   string       `json:"text,omitempty" nl:"Wat vinden zij?" form:"long" opt:"1" hint:"Vat samen, zonder namen."`
	Done   string       `json:"done,omitempty" nl:"Wat is ermee gedaan?" form:"long" opt:"1"`
}

// DataSubjectViewsRecorded holds the views, or why they were not sought.
type DataSubjectViewsRecorded struct {
	Sought domain.YesNo `json:"sought" nl:"Gevraagd"`
	How    string       `json:"how" nl:"Hoe, of waarom niet"`
	View   Verdict      `json:"view,omitempty" nl:"Oordeel"`
	Text   string       `json:"text,omitempty" nl:"Mening"`
	Done   string       `json:"done,omitempty" nl:"Wat ermee is gedaan"`
}

// Decide implements [domain.Command].
func (c RecordViews) Decide(_ DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	chosen(&p, c.Sought, string(c.Sought), "sought", "Antwoord of de mening van betrokkenen is gevraagd.")
	p.Need(c.How, "how", "Zeg hoe de mening is gevraagd, of waarom niet.")
	if c.Sought == domain.Yes {
		chosen(&p, c.View, string(c.View), "view", "Kies het oordeel.")
		p.Need(c.Text, "text", "Vat de mening samen.")
		p.Need(c.Done, "done", "Zeg wat er met de mening is gedaan.")
	}
	if err := p.Refuse("dpia.views"); err != nil {
		return nil, err
	}
	if c.Sought == domain.No {
		c.View, c.Text, c.Done = "", "", ""
	}
	return []event{DataSubjectViewsRecorded{c.Sought, trim(c.How), c.View, trim(c.Text), trim(c.Done)}}, nil
}

// Evolve implements [domain.Event].
func (e DataSubjectViewsRecorded) Evolve(d DPIA, _ domain.Stamp) DPIA {
	text := e.Text
	if e.Sought != domain.Yes {
		text = "Niet gevraagd: " + e.How
	}
	return d.withOpinion(Opinion{VoiceDataSubjects, e.View, text})
}
