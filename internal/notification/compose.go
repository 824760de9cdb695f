package notification

import (
	"embed"
	"fmt"
	"strings"
	"text/template"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
)

//go:embed templates/*.txt
var templateFiles embed.FS

// templates holds one text per kind, and the parts that they share. A template that does not parse is a mistake of ours
// that every test of this package finds.
var templates = template.Must(template.ParseFS(templateFiles, "templates/*.txt"))

// compose makes the subject and text of a mail about an order.
func compose(kind Kind, o *orderv1.Order) (subject, text string, err error) {
	l := newLetter(o)
	var b strings.Builder
	if err := templates.ExecuteTemplate(&b, string(kind)+".txt", l); err != nil {
		return "", "", err
	}
	return l.subject(kind), strings.TrimSpace(b.String()) + "\n", nil
}

// letter is an order in the words of a mail. Every text in it is one clean line.
type letter struct {
	Number    string
	Name      string
	Placed    string
	ArrivesBy string // "Fri, 27 Nov 2026"; "" = nothing was promised
	Soon      string // the same, short: "Fri, 27 Nov"
	Delivery  string // "two-day delivery"
	Items     []item
	Sums      []sum
	Total     string
	Address   []string
	Parcels   []parcel
	Refunding bool // what was paid is on its way back
	Declined  bool // the payment was refused
	Charged   bool
}

type item struct {
	Quantity    int64
	Title       string
	Price, Line string
}

// sum is a line under the items: "Shipping", "5.99 USD".
type sum struct{ Name, Amount string }

type parcel struct {
	Number   int
	Tracking string
	Items    []item
}

var deliveryNames = map[string]string{
	"standard": "standard delivery", "two_day": "two-day delivery", "prime_one_day": "one-day delivery",
}

const (
	longDay  = "Mon, 2 Jan 2006"
	shortDay = "Mon, 2 Jan"
)

// day writes the UTC day of a time in µs; 0 gives "".
func day(us int64, layout string) string {
	if us == 0 {
		return ""
	}
	return commerce.FromMicros(us).Format(layout)
}

func newLetter(o *orderv1.Order) letter {
	l := letter{
		Number:    o.GetOrderId(),
		Name:      line(o.GetAddress().GetName()),
		Placed:    day(o.GetCreatedAt(), longDay),
		Delivery:  deliveryNames[o.GetDelivery()],
		Total:     money(o, o.GetTotal()),
		Address:   addressLines(o),
		ArrivesBy: day(o.GetArrivesBy(), longDay),
		Soon:      day(o.GetArrivesBy(), shortDay),
	}
	switch o.GetPayment().GetStatus() {
	case "captured":
		l.Charged, l.Refunding = true, o.GetStatus() == "canceled"
	case "refunding", "refunded":
		l.Refunding = true
	case "declined":
		l.Declined = true
	}
	l.addItems(o)
	l.addSums(o)
	return l
}

// addItems lists what was bought, and what is in each parcel that is not canceled.
func (l *letter) addItems(o *orderv1.Order) {
	titles := map[int64]string{}
	for _, i := range o.GetItems() {
		titles[i.GetProductId()] = line(i.GetTitle())
		l.Items = append(l.Items, item{
			Quantity: i.GetQuantity(), Title: line(i.GetTitle()),
			Price: money(o, i.GetUnitPrice()), Line: money(o, i.GetUnitPrice()*i.GetQuantity()),
		})
	}
	for _, sh := range o.GetShipments() {
		if sh.GetStatus() == "canceled" {
			continue
		}
		p := parcel{Number: len(l.Parcels) + 1, Tracking: line(sh.GetTrackingNumber())}
		for _, sl := range sh.GetLines() {
			p.Items = append(p.Items, item{Quantity: sl.GetQuantity(), Title: titles[sl.GetProductId()]})
		}
		l.Parcels = append(l.Parcels, p)
	}
}

// addSums lists what makes the total; a discount only where there is one.
func (l *letter) addSums(o *orderv1.Order) {
	l.Sums = append(l.Sums, sum{"Items", money(o, o.GetSubtotal())})
	if o.GetDiscount() > 0 {
		l.Sums = append(l.Sums, sum{"Discount", money(o, -o.GetDiscount())})
	}
	l.Sums = append(l.Sums, sum{"Tax", money(o, o.GetTax())}, sum{"Shipping", money(o, o.GetShipping())}, sum{"Total", l.Total})
}

func (l *letter) subject(kind Kind) string {
	order := "Order " + l.Number
	by := ""
	if l.Soon != "" {
		by = ": arrives by " + l.Soon
	}
	switch kind {
	case OrderConfirmed:
		return order + " confirmed" + by
	case OrderShipped:
		return order + " shipped" + by
	case OrderDelivered:
		return order + " delivered"
	}
	if l.Refunding {
		return order + " canceled: your refund is on its way"
	}
	return order + " canceled"
}

func money(o *orderv1.Order, amount int64) string {
	return commerce.Money{Amount: amount, Currency: o.GetCurrency()}.String()
}

// addressLines writes an address the way it stands on a parcel.
func addressLines(o *orderv1.Order) []string {
	a := commerce.AddressOf(o.GetAddress())
	city := strings.Join(strings.Fields(fmt.Sprintf("%s %s %s", a.City, a.Region, a.PostalCode)), " ")
	var out []string
	for _, text := range []string{a.Name, a.Line1, a.Line2, city, a.Country} {
		if text = line(text); text != "" {
			out = append(out, text)
		}
	}
	return out
}
