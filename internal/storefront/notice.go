package storefront

import (
	"net/url"

	"rialto/internal/ui"
)

// WithNotice is a path of this site that says a notice (internal/page) when it is shown.
func WithNotice(path, name string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	q := u.Query()
	q.Set("notice", name)
	u.RawQuery = q.Encode()
	return u.String()
}

// ProblemLinks are what is wrong with a form, in the order of its fields, each leading to its field.
func ProblemLinks(problems map[string]string, fields ...string) []ui.Link {
	var out []ui.Link
	for _, name := range fields {
		if problem := problems[name]; problem != "" {
			out = append(out, ui.Link{Text: problem, Href: "#" + name})
		}
	}
	return out
}
