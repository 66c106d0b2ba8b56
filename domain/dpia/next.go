package dpia

import "github.com/heemstede/grootboek/domain"

// A Step is what must happen next with a DPIA: a command of its table, and the role that does it by Annex 1.
type Step struct {
	Command string
	NL      string
	Role    domain.Role
}

// Next lists what must happen next, and by whom (B1.6). What can happen besides stands in the table.
func (d DPIA) Next() []Step {
	switch d.State {
	case StatusScreened:
		if d.Outcome == Obligatory {
			return []Step{{"initiate", "Start de DPIA: zij is verplicht", domain.OWN}}
		}
	case StatusInitiated:
		return []Step{{"start-execution", "Begin met de uitvoering", domain.OWN}}
	case StatusExecuting, StatusAdvice, StatusReported:
		return d.nextUnfinished()
	case StatusConsultation:
		return []Step{{"conclude-consultation", "Leg de uitkomst van de voorafgaande raadpleging vast", domain.OWN}}
	case StatusCompleted:
		if d.Processed {
			return []Step{{"archive", "Archiveer het verslag", domain.PB}}
		}
		return []Step{{"process-results", "Verwerk de resultaten", domain.PB}}
	case StatusArchived:
		return d.nextMeasures()
	}
	return nil
}

func (d DPIA) nextUnfinished() (list []Step) {
	if open := d.notReady(); len(open) > 0 && d.State != StatusReported {
		command, nl := "write-section", "Vul de onderdelen in en beantwoord de opmerkingen"
		if d.Kind.IsShort() {
			command, nl = "answer-short", "Beantwoord de vragen van de korte DPIA en de opmerkingen"
		}
		list = append(list, Step{command, nl, domain.OWN})
	}
	switch {
	case d.Asked:
		list = append(list, Step{"advise", "Adviseer over de DPIA", domain.FG})
	case !d.advised():
		list = append(list, Step{"ask-advice", "Vraag advies van de FG", domain.OWN})
	case !d.answered():
		list = append(list, Step{"answer-advice", "Reageer op het advies van de FG", domain.OWN})
	}
	if d.State == StatusReported {
		if d.answered() && !d.Asked {
			list = append(list, Step{"complete", "Rond de DPIA af", domain.OWN})
		}
	} else if len(d.notReady()) == 0 {
		list = append(list, Step{"report", "Stel het verslag op", domain.PB})
	}
	return list
}

// nextMeasures is what is left after archiving: each measure done and tested, and the test of the whole (rule 5).
func (d DPIA) nextMeasures() (list []Step) {
	todo := map[MeasureState]Step{Proposed: {"implement-measure", "Voer de maatregelen uit, of leg uit waarom niet", domain.OWN},
		Implemented: {"test-measure", "Toets de uitgevoerde maatregelen", domain.FG}}
	for _, state := range []MeasureState{Proposed, Implemented} {
		for _, m := range d.Measures {
			if m.State == state {
				list = append(list, todo[state])
				break
			}
		}
	}
	if len(list) == 0 {
		list = append(list, Step{"test", "Toets procedure, resultaten, uitvoering en naleving", domain.FG})
	}
	return list
}
