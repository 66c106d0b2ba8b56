package intake

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// items splits a cell into a list by the rule of the package comment. Empty items of a list in the source keep their place.
func items(c Cell, kind FieldKind) []string {
	if list, ok := c.List(); ok {
		return list
	}
	s := string(c)
	switch kind {
	case OneText, YesNo, Choice, Date:
		return []string{s}
	case Prose:
		return tidy(strings.Split(s, " | "))
	}
	parts := lines(s)
	switch {
	case kind == Details:
		return tidy(parts)
	case kind == Periods:
		parts = each(parts, labelled)
	default:
		parts = each(parts, func(p string) []string { return splitOutside(p, ';') })
	}
	parts = tidy(parts)
	if kind == Short && len(parts) == 1 {
		parts = tidy(commas(parts[0], short))
	}
	return parts
}

func each(in []string, split func(string) []string) (out []string) {
	for _, s := range in {
		out = append(out, split(s)...)
	}
	return out
}

var bullet = regexp.MustCompile(`^[-•*–·▪]\s+`)

func tidy(in []string) (out []string) {
	for _, s := range in {
		s = strings.TrimSpace(s)
		if s != "" && strings.HasPrefix(strings.TrimLeft(s, "-•*–·▪"), " ") {
			s = strings.TrimSpace(bullet.ReplaceAllString(s, ""))
		}
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// lines splits at line breaks and " | ". A long line without a closing mark, followed by a small letter, only wraps.
func lines(s string) (out []string) {
	for part := range strings.SplitSeq(s, " | ") {
		start := len(out)
		for line := range strings.SplitSeq(part, "\n") {
			line = strings.TrimSpace(line)
			if n := len(out); n > start && wraps(out[n-1], line) {
				out[n-1] += " " + line
				continue
			}
			out = append(out, line)
		}
	}
	return out
}

func wraps(before, after string) bool {
	first, _ := utf8.DecodeRuneInString(after)
	last, _ := utf8.DecodeLastRuneInString(before)
	return utf8.RuneCountInString(before) >= 60 && unicode.IsLower(first) && !strings.ContainsRune(".;:,!?", last)
}

// labelled splits "a: x; b: y", where each part has its own label.
func labelled(s string) []string {
	parts := splitOutside(s, ';')
	for _, p := range parts {
		if at := strings.Index(p, ":"); at < 1 || at > 60 {
			return []string{s}
		}
	}
	return parts
}

// splitOutside splits at a separator that does not stand in brackets. Brackets that do not close count for nothing.
func splitOutside(s string, sep rune) []string {
	if !balanced(s) {
		return strings.Split(s, string(sep))
	}
	var out []string
	depth, from := 0, 0
	for i, r := range s {
		switch {
		case strings.ContainsRune("([{", r):
			depth++
		case strings.ContainsRune(")]}", r):
			depth--
		case r == sep && depth == 0 && splitsHere(s, i, sep):
			out = append(out, s[from:i])
			from = i + utf8.RuneLen(r)
		}
	}
	return append(out, s[from:])
}

func balanced(s string) bool {
	if !strings.ContainsAny(s, "()[]{}") {
		return true
	}
	depth := 0
	for _, r := range s {
		switch {
		case strings.ContainsRune("([{", r):
			depth++
		case strings.ContainsRune(")]}", r):
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}

// splitsHere: a comma between digits is part of a number.
func splitsHere(s string, i int, sep rune) bool {
	if sep != ',' || i == 0 || i+1 >= len(s) {
		return true
	}
	digit := func(b byte) bool { return b >= '0' && b <= '9' }
	return !digit(s[i-1]) || !digit(s[i+1])
}

// commas splits at commas if every part passes; else the cell stays whole.
func commas(s string, passes func(string) bool) []string {
	if sentence(s) {
		return []string{s}
	}
	parts := splitOutside(s, ',')
	for _, p := range parts {
		if !passes(strings.TrimSpace(p)) {
			return []string{s}
		}
	}
	return parts
}

// goesOn are words that carry a sentence on after a comma: what follows is no item of its own.
var goesOn = map[string]bool{"die": true, "dat": true, "waarvan": true, "waarbij": true, "waarmee": true, "waarop": true, "zodat": true, "namens": true, "zoals": true,
	"tenzij": true, "mits": true, "omdat": true, "en": true, "of": true, "maar": true, "als": true, "indien": true, "dan": true, "te": true, "daarna": true}

// short says whether a text can be one of several items between commas.
func short(s string) bool {
	w := strings.Fields(s)
	return utf8.RuneCountInString(s) <= 80 && len(w) <= 9 && (len(w) == 0 || !goesOn[strings.ToLower(w[0])])
}

// stop is the end of a sentence followed by another.
var stop = regexp.MustCompile(`\pL{3,}[.!?]\s+\p{Lu}`)

// sentence says whether a text is prose.
func sentence(s string) bool {
	if !strings.ContainsAny(s, ".!?") {
		return false
	}
	return stop.MatchString(s) || strings.HasSuffix(s, ".") && len(strings.Fields(s)) > 12 && !strings.HasSuffix(s, "etc.")
}
