package dpia_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
	. "github.com/heemstede/grootboek/domain/dpia"
)

func TestProgress(t *testing.T) {
	write := func(s SectionState) DpiaSectionWritten {
		return DpiaSectionWritten{Section{Paragraph: "purposes", State: s, Text: "Doelen."}}
	}
	t.Run("RT-18 een onderdeel is open, ingevuld of akkoord, elk apart", func(t *testing.T) {
		for _, x := range []struct {
			name string
			more []any
			want Progress
		}{
			{"niets", nil, Open},
			{"concept", []any{write(Draft)}, Open},
			{"gereed", []any{write(Ready)}, Filled},
			{"niet van toepassing", []any{write(NotApplicable)}, Filled},
			{"akkoord", []any{write(Ready), DpiaSectionAgreed{"purposes"}}, Agreed},
			{"gewijzigd na akkoord", []any{write(Ready), DpiaSectionAgreed{"purposes"}, write(NotApplicable)}, Filled},
		} {
			d := stateOf(t, dpia(t, executing(Full), x.more...).When(PlaceComment{"data", "Welke?"}))
			if got := d.Progress("purposes"); got != x.want {
				t.Errorf("%s: %s", x.name, got)
			}
			if got := d.Progress("data"); got != Open {
				t.Errorf("%s: another section is %s", x.name, got)
			}
		}
	})
	t.Run("RT-18 alleen de eigenaar gaat akkoord, en niet met een onderdeel dat open staat", func(t *testing.T) {
		only(t, append(executing(Full), write(Ready)), AgreeSection{"purposes"}, domain.OWN)
		dpia(t, executing(Full)).When(AgreeSection{"purposes"}).ThenRefused(domain.Unmet)
		dpia(t, executing(Full), write(Draft)).When(AgreeSection{"purposes"}).ThenRefused(domain.Unmet)
		dpia(t, executing(Full)).When(AgreeSection{"onzin"}).ThenRefused(domain.Invalid, "paragraph")
		dpia(t, executing(Full), write(Ready)).When(AgreeSection{"purposes"}).Then(DpiaSectionAgreed{"purposes"})
		dpia(t, executing(Full), write(Ready), DpiaSectionAgreed{"purposes"}).When(AgreeSection{"purposes"}).Then()
	})
	t.Run("een heropende DPIA vraagt opnieuw om akkoord", func(t *testing.T) {
		list := append(filled(), DpiaSectionAgreed{"purposes"}, DpiaCompleted{})
		if d := stateOf(t, dpia(t, list).When(Reopen{"changed", "Nieuw systeem."})); d.Progress("purposes") != Filled {
			t.Error(d.Progress("purposes"))
		}
	})
}

func TestSources(t *testing.T) {
	t.Run("waar een tekst vandaan komt, is te lezen als record, versie en veld; wat iemand zelf schreef blijft staan", func(t *testing.T) {
		want := []Source{{subject, 3, "purposes"}, {subject, 12, "data_subjects"}}
		list, rest := Sources(want[0].String() + "\n Uit het oude dossier.\n" + want[1].String() + "\n")
		if !slices.Equal(list, want) || !slices.Equal(rest, []string{"Uit het oude dossier."}) {
			t.Errorf("%v %q", list, rest)
		}
	})
	t.Run("wat maar half op een bron lijkt, is er geen", func(t *testing.T) {
		for _, line := range []string{"activity/1@0 purposes", "activity/1@x purposes", "activity/1@3", "1@3 purposes", "activity/1@3 twee woorden", "activity/1@03 purposes", subject + "@3, doelen"} {
			if list, rest := Sources(line); len(list) > 0 || len(rest) != 1 {
				t.Errorf("%q: %v", line, list)
			}
		}
	})
}

func TestSectionAdvice(t *testing.T) {
	t.Run("B1.6-4 het advies van de FG staat bij het onderdeel waar het over gaat", func(t *testing.T) {
		c := Advise{View: Conditional, Text: "Mits.", Sections: []string{"B14: verwijs naar de wet.", "a2 : welke gegevens: alle?"}}
		d := stateOf(t, dpia(t, filled(), FgAdviceRequested{}).As(domain.FG).When(c))
		if got := d.AdviceOn("necessity"); len(got) != 1 || got[0].Text != "verwijs naar de wet." || got[0].View != Conditional || got[0].Lapsed {
			t.Errorf("%+v", got)
		}
		if got := d.AdviceOn("data"); len(got) != 1 || got[0].Text != "welke gegevens: alle?" {
			t.Errorf("%+v", got)
		}
		if got := d.AdviceOn("risks"); len(got) != 0 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("B1.6-4 een regel die bij geen onderdeel hoort: geweigerd, met de regel erbij", func(t *testing.T) {
		for _, line := range []string{"verwijs naar de wet", "B99: verwijs", "B14:", "B14 verwijs"} {
			dpia(t, filled(), FgAdviceRequested{}).As(domain.FG).When(Advise{View: Positive, Text: "Goed.", Sections: []string{line}}).ThenRefused(domain.Invalid, "sections")
		}
	})
	t.Run("na heropenen is het advies per onderdeel vervallen, en blijft te lezen", func(t *testing.T) {
		list := append(filled(), FgAdviceRequested{}, FgDpiaAdviceGiven{View: Positive, Text: "Goed.", Sections: []string{"B14: verwijs."}}, DpiaCompleted{})
		if got := stateOf(t, dpia(t, list).When(Reopen{"changed", "Nieuw."})).AdviceOn("necessity"); len(got) != 1 || !got[0].Lapsed {
			t.Errorf("%+v", got)
		}
	})
}

func TestNext(t *testing.T) {
	t.Run("RT-18 bij elke stand staat wat er moet gebeuren en door wie (B1.6)", func(t *testing.T) {
		for _, x := range []struct {
			list []any
			want string
		}{
			{screened(), "initiate OWN"}, {initiated(Full), "start-execution OWN"}, {executing(Full), "write-section OWN, ask-advice OWN"},
			{executing(Short), "answer-short OWN, ask-advice OWN"}, {filled(), "ask-advice OWN, report PB"}, {append(filled(), FgAdviceRequested{}), "advise FG, report PB"},
			{advised(), "answer-advice OWN, report PB"}, {reported(), "complete OWN"}, {completed(), "process-results PB"},
			{append(completed(), DpiaResultsProcessed{}), "archive PB"}, {append(completed(), PriorConsultationFoundNecessary{}), "conclude-consultation OWN"},
			{archived(), "implement-measure OWN"}, {append(archived(), DpiaMeasureImplemented{Measure: "M1"}), "implement-measure OWN, test-measure FG"},
			{append(archived(), DpiaMeasureNotTaken{Measure: "M1"}, DpiaMeasureTested{"M2", Sufficient, "geen", false}), "test FG"}, {closed(), ""},
		} {
			state := Record.New()
			for _, e := range x.list {
				state = Record.Evolve(state, e, domain.Stamp{})
			}
			var got []string
			for _, s := range state.(DPIA).Next() {
				got = append(got, s.Command+" "+string(s.Role))
				if info := Record.Info().CommandNamed(s.Command); info == nil || !info.AllowedIn(state.(DPIA).State) {
					t.Errorf("%s cannot be done in %s", s.Command, state.(DPIA).State)
				}
			}
			if strings.Join(got, ", ") != x.want {
				t.Errorf("%s: %q, want %q", state.(DPIA).State, strings.Join(got, ", "), x.want)
			}
		}
	})
}

func TestImport(t *testing.T) {
	const file = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	in := ImportDocument{File: file, Format: RijkJSON, Sections: []ImportedText{{"data", " Namen. "}, {"purposes", "Doelen."}}, Comments: []ImportedText{{"data", "Welke?"}}, Rest: 4}
	mine := DpiaSectionWritten{Section{Paragraph: "purposes", State: Ready, Text: "Onze doelen."}}
	t.Run("een ingelezen DPIA vult alleen wat leeg is, als concept, met het bestand als bron", func(t *testing.T) {
		dpia(t, executing(Full), mine, DpiaCommentPlaced{Comment: "C1", Paragraph: "data"}).When(in).Then(
			DpiaDocumentImported{File: file, Format: RijkJSON, Sections: []Paragraph{"data"}, Kept: []Paragraph{"purposes"}, Comments: 1, Rest: 4},
			DpiaSectionWritten{Section{"data", Draft, "Namen.", FileSource(file)}}, DpiaCommentPlaced{"C2", "data", "Welke?"})
	})
	t.Run("R-B6-02 inlezen is uitvoeren: alleen eigenaar en privacybeheerder", func(t *testing.T) {
		only(t, executing(Full), in, domain.OWN, domain.PB)
	})
	t.Run("hetzelfde bestand nog eens inlezen verandert niets", func(t *testing.T) {
		dpia(t, executing(Full), DpiaDocumentImported{File: file}).When(in).Then()
	})
	t.Run("een bestand dat niet past, wordt in zijn geheel geweigerd", func(t *testing.T) {
		for field, change := range map[string]func(*ImportDocument){
			"file": func(c *ImportDocument) { c.File = "9f86" }, "format": func(c *ImportDocument) { c.Format = "word" }, "rest": func(c *ImportDocument) { c.Rest = -1 },
			"sections": func(c *ImportDocument) { c.Sections = []ImportedText{{"onzin", "x"}} }, "comments": func(c *ImportDocument) { c.Comments = []ImportedText{{"data", " "}} },
		} {
			c := in
			change(&c)
			dpia(t, executing(Full)).When(c).ThenRefused(domain.Invalid, field)
		}
		long, twice := in, in
		long.Sections = []ImportedText{{"data", strings.Repeat("x", MaxSection+1)}}
		dpia(t, executing(Full)).When(long).ThenRefused(domain.Invalid, "sections")
		twice.Sections = []ImportedText{{"data", "x"}, {"data", "y"}}
		dpia(t, executing(Full)).When(twice).ThenRefused(domain.Invalid, "sections")
	})
}
