package goods

import (
	"strings"

	"rialto/internal/platform/errs"
	"rialto/internal/platform/httpkit"
	"rialto/internal/ui"
)

// refusal is why a form came back: sentences at its fields, in the order they were found, and one above for what is about no
// field. The zero refusal refuses nothing.
type refusal struct {
	Said   string
	fields []string
	at     map[string]string
	status int // of the answer
}

// note says what is wrong with a field: note("title", "is required").
func (r *refusal) note(field, problem string) {
	if r.at == nil {
		r.at = map[string]string{}
	}
	if r.at[field] == "" {
		r.fields = append(r.fields, field)
		r.at[field] = labelOf(field) + " " + problem + "."
	}
}

// At is the sentence at a field.
func (r refusal) At(field string) string { return r.at[field] }

func (r refusal) refused() bool { return r.Said != "" || len(r.fields) > 0 }

// links lead from the top of a form to what is to be mended.
func (r refusal) links() []ui.Link {
	var out []ui.Link
	for _, field := range r.fields {
		out = append(out, ui.Link{Text: r.at[field], Href: "#" + field})
	}
	return out
}

// read takes over what a room said. It reports false where that is no answer to this form but an error of ours. named turns
// a room's field into the form's; "" = the form has no such field.
func (r *refusal) read(err error, named func(string) string) bool {
	said := errs.As(err)
	if said == nil {
		return false
	}
	switch said.Kind {
	case errs.KindInvalid, errs.KindConflict, errs.KindUnavailable, errs.KindUnknown:
	default:
		return false
	}
	r.status = httpkit.Status(said.Kind)
	var others []string
	for _, f := range said.Fields {
		if field := named(f.Name); field != "" {
			r.note(field, f.Problem)
		} else {
			others = append(others, f.Name+" "+f.Problem)
		}
	}
	switch {
	case len(others) > 0:
		r.Said = "Not possible: " + strings.Join(others, "; ") + "."
	case len(said.Fields) == 0:
		r.Said = said.Message
	}
	if said.Kind == errs.KindUnknown {
		r.Said += " It may have been done; sending it again does nothing twice."
	}
	return true
}

// labels are what the fields of the forms are called in a sentence.
var labels = map[string]string{
	"external_id": "The external id", "category_path": "The category", "attributes": "The facts", "max_redemptions": "How often in all",
	"min_subtotal": "The smallest subtotal", "expires_at": "The last day", "max_per_user": "How often each", "product_id": "The number of the product",
	"starts_at": "The start", "ends_at": "The end", "limit_per_buyer": "The number of units for each buyer", "picture": "The picture",
}

func labelOf(field string) string {
	if label := labels[field]; label != "" {
		return label
	}
	if code, found := strings.CutPrefix(field, "price_"); found {
		return "The price in " + code
	}
	return "The " + field
}
