package ui

import (
	"strconv"
	"time"

	"rialto/internal/commerce"
)

// What the style guide shows. The words are examples; nothing of it is in the shop.

func sampleMoney(amount int64) commerce.Money {
	return commerce.Money{Amount: amount, Currency: "USD"}
}

func sampleDay(day int) time.Time { return time.Date(2026, time.March, day, 14, 5, 0, 0, time.UTC) }

func sampleImage() Image { return Image{Src: Asset("sample.svg"), Width: 600, Height: 600} }

func sampleCards() []Card {
	picture := sampleImage()
	return []Card{
		{Href: "#cards", Title: "Brass reading lamp with a linen shade", Brand: "Corte", Picture: picture, Price: sampleMoney(8_900), Rating: 4.6, Ratings: 1284, Prime: true, Stock: Stock{true, 40}, Options: "3 colours"},
		{Href: "#cards", Title: "Table lamp, lagoon green", Brand: "Corte", Picture: picture, Price: sampleMoney(5_950), Was: sampleMoney(7_500), Rating: 3.9, Ratings: 212, Stock: Stock{true, 3}},
		{Href: "#cards", Title: "Clip-on lamp for shelves and headboards that turns every way one could want to read in", Brand: "Fondaco", Picture: picture, Price: sampleMoney(2_400), Rating: 4.1, Ratings: 87, Prime: true, Stock: Stock{true, 0}},
		{Href: "#cards", Title: "Floor lamp", Brand: "Fondaco", Picture: picture, Stock: Stock{}, Badge: "New"},
		{Href: "#cards", Title: "Lantern for the garden", Brand: "Altana", Price: sampleMoney(123_450), Rating: 5, Ratings: 1, Stock: Stock{true, Plenty}, Badge: "Sponsored"},
	}
}

func sampleInputs() []Input {
	return []Input{
		{ID: "sample-name", Name: "name", Label: "Full name", Value: "Ada Foscari", Autocomplete: "name", Required: true},
		{ID: "sample-mail", Name: "email", Label: "E-mail", Type: "email", Value: "ada@example", Autocomplete: "email", Hint: "Only for news of your order.", Error: "This address has no ending, such as .com or .it."},
		{ID: "sample-line2", Name: "line2", Label: "Flat, floor", Optional: true, Autocomplete: "address-line2", Placeholder: "3rd floor"},
		{ID: "sample-note", Name: "note", Label: "Note for the carrier", Rows: 3, MaxLength: 200, Optional: true},
	}
}

func sampleCountries() Choice {
	return Choice{ID: "sample-country", Name: "country", Label: "Country", Autocomplete: "country", Options: []Option{{Value: "IT", Text: "Italy", Selected: true}, {Value: "US", Text: "United States"}}}
}

func sampleDeliveries() Choice {
	return Choice{ID: "sample-delivery", Name: "delivery", Label: "Delivery", Options: []Option{
		{Value: "standard", Text: "Standard", Detail: "Arrives by Friday, 6 March", Aside: "Free", Selected: true},
		{Value: "express", Text: "Express", Detail: "Arrives by Wednesday, 4 March", Aside: "$9.90"},
		{Value: "one_day", Text: "Plus, one day", Detail: "For members of Rialto Plus", Aside: "Free", Disabled: true},
	}}
}

func sampleFacets() []Facet {
	brands := Facet{ID: "facet-brand", Title: "Brand", Open: true}
	for i, name := range []string{"Altana", "Arsenale", "Bottega", "Calle", "Campo", "Corte", "Felze", "Fondaco", "Lido", "Murano", "Riva", "Squero"} {
		brands.Rows = append(brands.Rows, FacetRow{Text: name, Href: "#facets", Count: int64(980 / (i + 1)), Selected: i == 5})
	}
	ratings := Facet{ID: "facet-rating", Title: "Rating", Open: true, Rows: []FacetRow{{Stars: 4, Href: "#facets", Count: 812}, {Stars: 3, Href: "#facets", Count: 1290}}}
	categories := Facet{ID: "facet-category", Title: "Category", Rows: []FacetRow{{Text: "Home", Href: "#facets", Count: 2012}, {Text: "Lamps", Href: "#facets", Count: 1290, Depth: 1}}}
	return []Facet{categories, brands, ratings}
}

func sampleRange() Range {
	return Range{ID: "facet-price", Title: "Price", Action: "/search", MinName: "price_min", MaxName: "price_max", Min: "20", Unit: "$", Open: true, Hidden: []Hidden{{"q", "lamp"}}}
}

func sampleSorting() Sorting {
	return Sorting{Action: "/search", Hidden: []Hidden{{"q", "lamp"}}, Options: []Option{{Value: "", Text: "Best match", Selected: true}, {Value: "price_asc", Text: "Price, lowest first"}}}
}

func sampleVariants() []OptionGroup {
	return []OptionGroup{
		{Name: "Colour", Values: []OptionValue{{Text: "Black", Href: "#variants"}, {Text: "Lagoon teal", Href: "#variants", Selected: true}, {Text: "Brushed gold", Href: "#variants"}, {Text: "White", Href: "#variants", Unavailable: true}, {Text: "Copper"}}},
		{Name: "Size", Values: []OptionValue{{Text: "S", Href: "#variants"}, {Text: "M", Href: "#variants", Selected: true}, {Text: "L"}}},
	}
}

func sampleSummary() Summary {
	return Summary{Title: "Your order", Lines: []SummaryLine{
		{Text: "3 items", Amount: sampleMoney(20_750)},
		{Text: "Coupon WELCOME", Amount: sampleMoney(-2_000), Note: "10 % off, at most $20"},
		{Text: "Delivery", Words: "Free"},
		{Text: "Tax", Amount: sampleMoney(1_642)},
	}, Total: SummaryLine{Amount: sampleMoney(20_392)}}
}

func sampleTimeline() []Step {
	return []Step{
		{Text: "Order placed", At: sampleDay(2), Stage: Done},
		{Text: "Paid", Detail: "Card ending in 4242", At: sampleDay(2), Stage: Done},
		{Text: "Picked in Mestre", Stage: Current},
		{Text: "Handed to the carrier"},
	}
}

func sampleSteps() []Step {
	return []Step{{Text: "Cart", Href: "#steps", Stage: Done}, {Text: "Address", Stage: Current}, {Text: "Payment"}, {Text: "Done"}}
}

func sampleColumns() []Column {
	return []Column{{Text: "Order"}, {Text: "Placed"}, {Text: "State"}, {Text: "Total", Number: true}}
}

func sampleFigures() []Figure {
	days, orders, visits := []float64{12, 18, 9, 22, 31, 28, 40, 36, 44, 39, 52, 61, 48, 57}, Series{Name: "Sales"}, Series{Name: "Refunds"}
	bars := Series{Name: "Orders"}
	for i, v := range days {
		day := strconv.Itoa(i+1) + " Mar"
		orders.Points = append(orders.Points, Point{day, v * 102.5})
		visits.Points = append(visits.Points, Point{day, v * float64(i%4) * 9})
	}
	for i, state := range []string{"Pending", "Paid", "Shipped", "Delivered", "Canceled"} {
		bars.Points = append(bars.Points, Point{state, []float64{12, 84, 133, 251, 17}[i]})
	}
	dollars := func(v float64) string { return "$" + Count(int64(v)) }
	return []Figure{
		{ID: "chart-sales", Title: "Sales a day", Desc: "Sales grow from about 1,200 to about 6,000 dollars a day.", Axis: "Day", Series: []Series{orders, visits}, Format: dollars},
		{ID: "chart-states", Title: "Orders by state", Desc: "Half of the orders are delivered.", Axis: "State", Bars: true, Series: []Series{bars}},
	}
}

func samplePages() Pages {
	return Pages{Page: 4, Last: 12, Href: func(n int) string { return "?page=" + strconv.Itoa(n) }}
}

// sampleTokens are the colours by the class that shows them.
var sampleTokens = []string{"paper", "surface", "sunken", "tile", "line", "edge", "muted", "ink", "brand", "brand-soft", "accent", "gold", "success", "warning", "danger", "info"}
