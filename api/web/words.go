package web

import "strings"

// maxWords bounds the comparison of two texts: its cost is the product of their lengths.
const maxWords = 600

// Words compares two texts word by word, for [DiffRow]. Joined, the parts give back each text unchanged. Texts of more
// than 600 words are not compared: each is one changed part.
func Words(before, after string) (was, now []DiffPart) {
	a, b := split(before), split(after)
	if len(a) > maxWords || len(b) > maxWords {
		return whole(before), whole(after)
	}
	same := common(a, b)
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			was, now = add(was, a[i], false), add(now, b[j], false)
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && same[i+1][j] >= same[i][j+1]:
			was = add(was, a[i], true)
			i++
		default:
			now = add(now, b[j], true)
			j++
		}
	}
	return was, now
}

// common returns the length of the longest common subsequence of a[i:] and b[j:], for every i and j.
func common(a, b []string) [][]int {
	t := make([][]int, len(a)+1)
	for i := range t {
		t[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				t[i][j] = t[i+1][j+1] + 1
			} else {
				t[i][j] = max(t[i+1][j], t[i][j+1])
			}
		}
	}
	return t
}

// split cuts a text after each run of spaces, so that joining the words gives the text back.
func split(s string) []string {
	var out []string
	for len(s) > 0 {
		n := strings.IndexAny(s, " \n\t")
		if n < 0 {
			return append(out, s)
		}
		for n < len(s) && strings.IndexByte(" \n\t", s[n]) >= 0 {
			n++
		}
		out, s = append(out, s[:n]), s[n:]
	}
	return out
}

func whole(s string) []DiffPart {
	if s == "" {
		return nil
	}
	return []DiffPart{{s, true}}
}

// add appends a word, to the last part if it is of the same sort.
func add(parts []DiffPart, word string, changed bool) []DiffPart {
	if n := len(parts); n > 0 && parts[n-1].Changed == changed {
		parts[n-1].NL += word
		return parts
	}
	return append(parts, DiffPart{word, changed})
}
