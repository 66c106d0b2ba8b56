package domain

// A Choice is one value of an enumeration, with its Dutch label.
type Choice struct {
	Value string
	NL    string
}

// Chooser is implemented by enumerations: forms, API and documentation read the values from it.
type Chooser interface{ Choices() []Choice }

// ChoiceNL returns the label of a value, or the value itself if it is not one of the choices.
func ChoiceNL(list []Choice, value string) string {
	for _, c := range list {
		if c.Value == value {
			return c.NL
		}
	}
	return value
}

// Chosen tells whether the value is one of the choices.
func Chosen(list []Choice, value string) bool {
	for _, c := range list {
		if c.Value == value {
			return true
		}
	}
	return false
}

// YesNo is an answer that may still be missing: "" is not a "no".
type YesNo string

const (
	Yes YesNo = "yes"
	No  YesNo = "no"
)

// Choices implements [Chooser].
func (YesNo) Choices() []Choice { return []Choice{{"yes", "Ja"}, {"no", "Nee"}} }
