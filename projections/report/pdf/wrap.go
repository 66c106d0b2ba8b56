package pdf

import (
	"strings"
	"unicode"
)

// shown is a text without the characters that have no form of their own on paper, as soft hyphens.
func shown(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}

// wrap breaks a text into lines of at most a width: after a space, a hyphen or a slash, and within a word only if it is
// wider than a line. A line keeps the space that it was broken at, so that the words stay apart when the text is read out.
func (f *face) wrap(s string, size, width milli) (lines []string) {
	for part := range strings.SplitSeq(shown(s), "\n") {
		lines = append(lines, f.wrapLine(part, size, width)...)
	}
	return lines
}

func (f *face) wrapLine(s string, size, width milli) (lines []string) {
	line, wide := "", milli(0)
	for s != "" {
		var word string
		word, s = next(s)
		w := f.width(word, size)
		if bare := f.width(strings.TrimRight(word, " "), size); line != "" && wide+bare > width {
			lines, line, wide = append(lines, line), "", 0
		}
		for line == "" && f.width(strings.TrimRight(word, " "), size) > width {
			var first string
			if first, word = f.split(word, size, width); word == "" {
				word = first
				break
			}
			lines = append(lines, first)
			w = f.width(word, size)
		}
		line, wide = line+word, wide+w
	}
	return append(lines, line)
}

// next takes what may not be broken off the front of a text.
func next(s string) (word, rest string) {
	for i, r := range s {
		if r == ' ' || r == '-' || r == '/' || r == '–' {
			end := i + len(string(r))
			for end < len(s) && s[end] == ' ' {
				end++
			}
			return s[:end], s[end:]
		}
	}
	return s, ""
}

// split breaks a word that is wider than a line: at least one character, with the marks upon it.
func (f *face) split(word string, size, width milli) (first, rest string) {
	for i := range word {
		if i > 0 && f.width(word[:i], size) > width {
			cut := strings.LastIndexFunc(word[:i], func(r rune) bool { return !unicode.Is(unicode.Mn, r) })
			if cut <= 0 {
				cut = i
			}
			return word[:cut], word[cut:]
		}
	}
	return word, ""
}

// longest is the widest piece of a text that wrap would not break, and all is its widest line.
func (f *face) longest(s string, size milli) (piece, all milli) {
	for line := range strings.SplitSeq(shown(s), "\n") {
		all = max(all, f.width(line, size))
		for line != "" {
			var word string
			word, line = next(line)
			piece = max(piece, f.width(strings.TrimRight(word, " "), size))
		}
	}
	return piece, all
}
