package ui

import "strconv"

// Suggestion is one line below the search box. Note says what it is where it is no query: "in Lamps", "brand".
type Suggestion struct{ Text, Note, Href string }

// nth makes ids that are unique within their list.
func nth(name string, i int) string { return name + "-" + strconv.Itoa(i) }
