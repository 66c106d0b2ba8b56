package domain

import (
	"slices"
	"strings"
)

// Lines trims lines, and drops empty and repeated ones: what somebody typed in a field with one thing a line.
func Lines(in []string) []string {
	var out []string
	for _, s := range in {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
