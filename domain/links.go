package domain

import "strings"

// Streams names records of one type by their ids; a name that is a stream already stays as it is, and empty ones are left
// out.
func Streams(kind string, ids ...string) []string {
	var list []string
	for _, id := range ids {
		switch {
		case id == "":
		case strings.HasPrefix(id, kind+"/"):
			list = append(list, id)
		default:
			list = append(list, kind+"/"+id)
		}
	}
	return list
}

// TeamStream is what records about the people of a team or department link to: a team is no record of its own, and its name
// is written as in the register.
func TeamStream(team string) string { return "team/" + strings.ToLower(strings.TrimSpace(team)) }
