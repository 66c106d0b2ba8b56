package domain

import (
	"regexp"
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

var hash = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// IsHash tells whether a text names a file by its content: "sha256:" and 64 hex digits.
func IsHash(s string) bool { return hash.MatchString(s) }
