package catalog

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Limits of one product, in bytes where they bound a text.
const (
	maxTitle       = 500
	maxDescription = 20_000
	maxName        = 200 // of a brand, seller, category, external id
	maxSource      = 100
	maxDepth       = 10 // of a category path
	maxOptions     = 10
	maxOption      = 100 // of an option's name and of its value
)

// PathSeparator stands between the names of a category path written as one text, and therefore in no name.
const PathSeparator = " > "

// problems lists everything in the fields that a product cannot have.
func (f fields) problems(cfg Config) []errs.Field {
	var out []errs.Field
	note := func(field, problem string) {
		if problem != "" {
			out = append(out, errs.Field{Name: field, Problem: problem})
		}
	}
	if f.title != nil {
		note("title", lineProblem(*f.title, maxTitle))
	}
	if f.description != nil {
		note("description", textProblem(*f.description, maxDescription))
	}
	if f.brand != nil && *f.brand != "" {
		note("brand", lineProblem(*f.brand, maxName))
	}
	if f.ean != nil {
		note("ean", eanProblem(*f.ean))
	}
	note("category_path", pathProblem(f.categoryPath))
	note("image_urls", imagesProblem(f.imageURLs))
	note("options", optionsProblem(f.options))
	note("attributes", attributesProblem(f.attributes))
	if f.rating != nil {
		note("rating", f.rating.problem())
	}
	if f.price != nil {
		note("price", cfg.priceProblem(*f.price))
	}
	note("more_prices", f.morePricesProblem(cfg))
	return out
}

// morePricesProblem says which of the prices beside the first cannot be. A product has at most one in each currency.
func (f fields) morePricesProblem(cfg Config) string {
	if len(f.morePrices) > MaxCurrencies {
		return fmt.Sprintf("must be at most %d, not %d", MaxCurrencies, len(f.morePrices))
	}
	seen := make([]string, 0, MaxCurrencies+1)
	if f.price != nil {
		seen = append(seen, f.price.Currency)
	}
	for i, price := range f.morePrices {
		if p := cfg.priceProblem(price); p != "" {
			return fmt.Sprintf("number %d %s", i+1, p)
		}
		if slices.Contains(seen, price.Currency) {
			return fmt.Sprintf("number %d is a second price in %s", i+1, price.Currency)
		}
		seen = append(seen, price.Currency)
	}
	return ""
}

// priceProblem says why nothing can be sold at this price in this shop.
func (c Config) priceProblem(price commerce.Money) string {
	if _, err := commerce.NewMoney(price.Amount, price.Currency); err != nil {
		return "is not possible: " + err.Error()
	}
	if !slices.Contains(c.Currencies, price.Currency) {
		return fmt.Sprintf("is in %s, which is not enabled: add it to the setting `currencies` (now %s)",
			price.Currency, strings.Join(c.Currencies, ", "))
	}
	return ""
}

// lineProblem checks a text of one line that must not be empty.
func lineProblem(text string, most int) string {
	switch {
	case text == "":
		return "must not be empty"
	case strings.ContainsFunc(text, unicode.IsControl):
		return "must not have control characters"
	}
	return textProblem(text, most)
}

// textProblem checks a text that may have lines and tabs.
func textProblem(text string, most int) string {
	control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }
	switch {
	case len(text) > most:
		return fmt.Sprintf("must be at most %d bytes, not %d", most, len(text))
	case !utf8.ValidString(text):
		return "must be UTF-8 text"
	case strings.ContainsFunc(text, control):
		return "must not have control characters"
	}
	return ""
}

func eanProblem(ean string) string {
	digits := strings.Trim(ean, "0123456789") == ""
	if !digits || len(ean) < 8 || len(ean) > 14 {
		return fmt.Sprintf("must be 8 to 14 digits, not %.20q", ean)
	}
	return ""
}

func pathProblem(path []string) string {
	if len(path) > maxDepth {
		return fmt.Sprintf("must be at most %d levels deep, not %d", maxDepth, len(path))
	}
	for i, name := range path {
		if p := lineProblem(name, maxName); p != "" {
			return fmt.Sprintf("level %d %s", i+1, p)
		}
		if strings.Contains(name, PathSeparator) {
			return fmt.Sprintf("level %d must not contain %q, which separates levels", i+1, PathSeparator)
		}
	}
	return ""
}

func optionsProblem(options map[string]string) string {
	if len(options) > maxOptions {
		return fmt.Sprintf("must be at most %d, not %d", maxOptions, len(options))
	}
	for name, value := range options {
		if p := lineProblem(name, maxOption); p != "" {
			return fmt.Sprintf("name %.40q %s", name, p)
		}
		if p := lineProblem(value, maxOption); p != "" {
			return fmt.Sprintf("value of %.40q %s", name, p)
		}
	}
	return ""
}

// trim takes the white space off both ends.
func trim(text string) string { return strings.TrimSpace(text) }

// oneLine makes every run of white space one space: files break lines inside titles.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// lines cleans a list of one-line texts and drops the empty ones, as files have for missing levels and images.
func lines(texts []string) []string {
	var out []string
	for _, text := range texts {
		if clean := oneLine(text); clean != "" {
			out = append(out, clean)
		}
	}
	return out
}

// optionLines cleans options and drops those without a value.
func optionLines(options map[string]string) map[string]string {
	out := make(map[string]string, len(options))
	for name, value := range options {
		if clean := oneLine(value); clean != "" {
			out[oneLine(name)] = clean
		}
	}
	return out
}
