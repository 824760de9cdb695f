package ui

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"rialto/internal/commerce"
)

// What is stored may be anything. Every text of every component gets this one, which would leave an attribute, an element
// and a comment, and every address a script.
const (
	hostileText = `-->"'><img src=x onerror=alert(1)><script>alert(1)</script>`
	hostileHref = `javascript:alert(1)//"><script>alert(1)</script>`
)

// hostile fills every string in a value, however deep. Addresses are told from texts by their fields' names.
func hostile[T any]() T {
	var v T
	fill(reflect.ValueOf(&v).Elem(), "")
	return v
}

func fill(v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(hostileText)
		if name == "Href" || name == "Src" || name == "Action" {
			v.SetString(hostileHref)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Type() != reflect.TypeFor[time.Time]() {
				fill(v.Field(i), v.Type().Field(i).Name)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), name)
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(templ.Attributes{"data-swap": hostileText}))
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt(2)
	case reflect.Float64:
		v.SetFloat(3.5)
	}
}

func hostileComponents() map[string]templ.Component {
	text, money := hostileText, commerce.Money{Amount: 100, Currency: hostileText}
	pages := Pages{Page: 2, Last: 3, Label: text, Href: func(int) string { return hostileHref }}
	summary := hostile[Summary]()
	input, lines := hostile[Input](), hostile[Input]()
	input.Rows = 0
	figure := hostile[Figure]()
	figure.Format = func(float64) string { return hostileText }
	card := hostile[Card]()
	card.Price, card.Was = money, money
	gallery := []Image{hostile[Image](), {Src: "/media/" + text, Alt: text}}
	return map[string]templ.Component{
		"Shop": Shop(hostile[Frame]()), "Office": Office(hostile[Frame](), hostile[[]Link]()), "Suggestions": Suggestions(hostile[[]Suggestion]()),
		"Price": Price(money), "WasPrice": WasPrice(sampleMoney(1), money), "Badge": Badge(Tone(text), text), "StatusPill": StatusPill(text),
		"Button": Button(hostile[Action]()), "LinkButton": LinkButton(hostile[Action]()), "Field": Field(input), "textarea": Field(lines),
		"Select": Select(hostile[Choice]()), "Radios": Radios(hostile[Choice]()), "Checkbox": Checkbox(hostile[Check]()), "QuantityStepper": QuantityStepper(hostile[Quantity]()),
		"Alert": Alert(Tone(text), text), "ErrorSummary": ErrorSummary(text, hostile[[]Link]()), "FacetGroup": FacetGroup(hostile[Facet]()),
		"PriceRange": PriceRange(hostile[Range]()), "Chips": Chips(hostile[[]Link](), hostileHref, nil), "Sort": Sort(hostile[Sorting]()),
		"Pagination": Pagination(pages), "MorePages": MorePages(hostileHref, hostileHref), "Breadcrumbs": Breadcrumbs(hostile[[]Link]()),
		"ProductCard": ProductCard(card, text), "Shelf": Shelf(text, text, hostile[Link]()), "Picture": Picture(hostile[Image]()), "Gallery": Gallery(gallery),
		"Variants": Variants(hostile[[]OptionGroup]()), "DeliveryPromise": DeliveryPromise(hostile[Delivery]()), "Table": Table(text, text, hostile[[]Column]()),
		"DefinitionList": DefinitionList([]Term{{Name: text, Text: text}}), "Timeline": Timeline(hostile[[]Step]()), "Steps": Steps(text, hostile[[]Step]()),
		"Live": Live(text, hostileHref), "SummaryBox": SummaryBox(text, summary), "EmptyState": EmptyState(text, text, hostile[[]Link]()),
		"ErrorPage": ErrorPage(404, text, text, hostile[[]Link]()), "Tabs": Tabs(text, hostile[[]Tab]()), "PageHead": PageHead(text, text),
		"Panel": Panel(text, text), "Hero": Hero(text, text), "Chart": Chart(figure), "Sparkline": Sparkline([]float64{1, 2}, text), "Metric": Metric(text, text),
		"Icon": Icon(text),
	}
}

func TestHostileTextsStayTexts(t *testing.T) {
	t.Parallel()
	script := regexp.MustCompile(`<script(?:[^>]*)>`)
	for name, c := range hostileComponents() {
		html := rendered(t, c)
		for _, s := range script.FindAllString(html, -1) {
			if !strings.Contains(s, `type="module" src="/static/`) {
				t.Errorf("%s lets a script in: %s", name, s)
			}
		}
		if strings.Contains(html, "<img src=x") {
			t.Errorf("%s lets an element in", name)
		}
		if found := regexp.MustCompile(`<[^>]*(?:href|src|action)="\s*javascript:`).FindString(html); found != "" {
			t.Errorf("%s lets an address of a script in: %s", name, found)
		}
	}
}

func TestHostileTextsAreShownAsTheyAre(t *testing.T) {
	t.Parallel()
	shown := templ.EscapeString(hostileText)
	for name, c := range hostileComponents() {
		silent := name == "Icon" || name == "MorePages" || name == "WasPrice" || name == "Live" || name == "Price"
		if html := rendered(t, c); !silent && !strings.Contains(html, shown) {
			t.Errorf("%s does not show its text", name)
		}
	}
}
