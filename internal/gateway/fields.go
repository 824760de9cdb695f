package gateway

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"rialto/internal/platform/errs"
)

// maxFields bounds how many bad fields an answer lists.
const maxFields = 50

// fieldsOf says Huma's findings in our words: the field as the client wrote it, and what it must be.
func fieldsOf(details []*huma.ErrorDetail) []errs.Field {
	var out []errs.Field
	for _, d := range details[:min(len(details), maxFields)] {
		out = append(out, fieldOf(d.Location, d.Message))
	}
	return out
}

// bare strips where Huma found it; the name alone says that.
func bare(location string) string {
	for _, part := range []string{"body", "query", "path", "header"} {
		if rest, ok := strings.CutPrefix(location, part); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return strings.TrimPrefix(rest, ".")
		}
	}
	return location
}

// fieldOf handles what Huma reports at the parent (a missing field) or as text from our decoder, then the rest by wording.
func fieldOf(location, message string) errs.Field {
	f := errs.Field{Name: bare(location), Problem: message}
	if name, ok := strings.CutPrefix(message, "expected required property "); ok {
		f.Name = within(f.Name, strings.TrimSuffix(name, " to be present"))
		f.Problem = "is required"
		return f
	}
	if name, problem, ok := strings.Cut(message, decodeMark); ok {
		return errs.Field{Name: within(f.Name, name), Problem: problem}
	}
	if f.Name == "" {
		f.Name = "body"
	}
	switch {
	case message == "unexpected property", message == "unknown query parameter":
		f.Problem = "is not a known field"
	case strings.HasPrefix(message, "required ") && strings.HasSuffix(message, " is missing"):
		f.Problem = "is required"
	case strings.HasPrefix(message, "invalid "):
		f.Problem = "must be a valid " + strings.TrimPrefix(message, "invalid ")
	case strings.HasPrefix(message, "expected "):
		f.Problem = "must be " + wording(strings.TrimPrefix(message, "expected "))
	}
	return f
}

// wording turns what Huma expected into how one would say it. What is not listed reads well enough as it is.
func wording(expected string) string {
	for _, w := range []struct{ from, to, after string }{
		{"number >= ", "at least ", ""}, {"number <= ", "at most ", ""}, {"number", "a number", ""},
		{"array length >= ", "a list of at least ", " items"}, {"array length <= ", "a list of at most ", " items"},
		{"length >= ", "at least ", " characters long"}, {"length <= ", "at most ", " characters long"},
		{"value to be one of ", "one of ", ""}, {"integer", "a whole number", ""}, {"boolean", "true or false", ""},
		{"value to match at least one schema but matched none", "of a type that /openapi.yaml lists for it", ""},
		{"string to match pattern ", "text of the form ", ""}, {"string to be ", "", ""}, {"string", "text", ""},
		{"array", "a list", ""}, {"object", "an object", ""},
	} {
		if rest, ok := strings.CutPrefix(expected, w.from); ok {
			return w.to + rest + w.after
		}
	}
	return expected
}

func within(parent, name string) string {
	if parent == "" {
		return name
	}
	return parent + "." + name
}
