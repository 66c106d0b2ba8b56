package domain

// Streams names records of one type by their ids; empty ids are left out.
func Streams(kind string, ids ...string) []string {
	var list []string
	for _, id := range ids {
		if id != "" {
			list = append(list, kind+"/"+id)
		}
	}
	return list
}
