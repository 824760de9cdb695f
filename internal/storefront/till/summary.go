package till

import (
	"rialto/internal/commerce"
	"rialto/internal/ui"
)

// cartSummary is what is known before there is an address.
func cartSummary(v cartView) ui.Summary {
	return ui.Summary{
		Title: "Summary",
		Lines: []ui.SummaryLine{{Text: "Delivery", Words: "At checkout"}, {Text: "Tax", Words: "At checkout"}},
		Total: ui.SummaryLine{Text: "Subtotal", Amount: v.Subtotal},
	}
}

// amounts are the sums of a quote or an order, which have the same getters.
type amounts interface {
	GetCurrency() string
	GetSubtotal() int64
	GetDiscount() int64
	GetTax() int64
	GetShipping() int64
	GetTotal() int64
	GetCoupon() string
	GetDelivery() string
}

func summaryOf(title string, a amounts) ui.Summary {
	money := func(n int64) commerce.Money { return commerce.Money{Amount: n, Currency: a.GetCurrency()} }
	out := ui.Summary{Title: title, Total: ui.SummaryLine{Amount: money(a.GetTotal())}}
	out.Lines = append(out.Lines, ui.SummaryLine{Text: "Subtotal", Amount: money(a.GetSubtotal())})
	if a.GetDiscount() > 0 {
		out.Lines = append(out.Lines, ui.SummaryLine{Text: "Coupon " + a.GetCoupon(), Amount: money(-a.GetDiscount())})
	}
	delivery := ui.SummaryLine{Text: deliveryName(a.GetDelivery()), Amount: money(a.GetShipping())}
	if a.GetShipping() == 0 {
		delivery.Words = "Free"
	}
	out.Lines = append(out.Lines, delivery, ui.SummaryLine{Text: "Tax", Amount: money(a.GetTax())})
	return out
}

// spoken is what screen readers say when the cart has changed in place.
func (v cartView) spoken() string {
	return "Your cart has " + ui.Counted(v.Units, "item", "items") + ", " + ui.Money(v.Subtotal) + " together."
}
