package pricing

import (
	"cmp"
	"slices"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// The arithmetic of a quote. All of it is pure, in minor units of one currency, and no term leaves 0..MaxAmount, so that
// sums of at most 100 lines cannot overflow.

func tooLarge() error {
	return errs.Invalid("total_too_large", "The purchase is too large: no amount may pass %d minor units.", commerce.MaxAmount)
}

// addLines sets the subtotal of every line and of the quote.
func addLines(q *pricingv1.Quote) error {
	q.Subtotal = 0
	for _, l := range q.Lines {
		amount, err := commerce.MulAmount(l.UnitPrice, l.Quantity)
		if err != nil || amount > commerce.MaxAmount {
			return tooLarge()
		}
		l.Subtotal = amount
		q.Subtotal += amount
	}
	if q.Subtotal > commerce.MaxAmount {
		return tooLarge()
	}
	return nil
}

// takeOff spreads a discount of at most the subtotal over the lines by their subtotals; the shares sum to it exactly.
// Units left over by rounding go to lines in product order, so that the order of lines in a request changes nothing.
func takeOff(q *pricingv1.Quote, discount int64) {
	q.Discount = discount
	lines := slices.Clone(q.Lines)
	slices.SortFunc(lines, func(a, b *pricingv1.QuoteLine) int { return cmp.Compare(a.ProductId, b.ProductId) })
	weights := make([]int64, len(lines))
	for i, l := range lines {
		weights[i] = l.Subtotal
	}
	for i, share := range commerce.Split(discount, weights) {
		lines[i].Discount = share
	}
}

// addTax taxes each line after its discount, rounded half up per line. Shipping is not taxed.
func addTax(q *pricingv1.Quote, ppm int64) {
	q.TaxRatePpm, q.Tax = ppm, 0
	for _, l := range q.Lines {
		l.Tax = commerce.PartsPerMillion(l.Subtotal-l.Discount, ppm)
		q.Tax += l.Tax
	}
}

// addUp sets the total.
func addUp(q *pricingv1.Quote) error {
	q.Total = q.Subtotal - q.Discount + q.Tax + q.Shipping
	if q.Total > commerce.MaxAmount {
		return tooLarge()
	}
	return nil
}
