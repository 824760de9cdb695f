package pricing

import (
	"fmt"
	"slices"

	"google.golang.org/protobuf/proto"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// deliveries are the methods a buyer may ask for.
var deliveries = []string{"standard", "two_day", "prime_one_day"}

// maxEmail is the longest address that mail allows.
const maxEmail = 254

// draft turns a request into a quote without amounts, lines of the same product merged in the order of their first
// appearance; seen is what the cart showed. The request is not referred to afterwards. Error: every bad field at once.
func draft(req *pricingv1.QuoteRequest) (q *pricingv1.Quote, seen map[int64]commerce.Money, err error) {
	problems := append(checkHead(req), checkLines(req.GetLines())...)
	lines, seen, clashes := merge(req.GetLines())
	if problems = append(problems, clashes...); len(problems) > 0 {
		return nil, nil, errs.InvalidFields(problems...)
	}
	return &pricingv1.Quote{
		UserId: req.GetUserId(), Currency: req.GetCurrency(), Lines: lines,
		Address: proto.CloneOf(req.GetAddress()), Delivery: req.GetDelivery(),
		Member: req.GetMember(), Email: req.GetEmail(),
	}, seen, nil
}

func checkHead(req *pricingv1.QuoteRequest) (problems []errs.Field) {
	bad := func(name, problem string) { problems = append(problems, errs.Field{Name: name, Problem: problem}) }
	if req.GetUserId() <= 0 {
		bad("user_id", "is required")
	}
	if !commerce.ValidCurrency(req.GetCurrency()) {
		bad("currency", "must be three upper-case letters such as USD")
	}
	if !slices.Contains(deliveries, req.GetDelivery()) {
		bad("delivery", "must be standard, two_day or prime_one_day")
	}
	if len(req.GetEmail()) > maxEmail {
		bad("email", fmt.Sprintf("must be at most %d bytes", maxEmail))
	}
	for _, p := range commerce.AddressOf(req.GetAddress()).Problems() {
		bad("address."+p.Field, p.Problem)
	}
	return problems
}

func checkLines(lines []*pricingv1.QuoteRequestLine) (problems []errs.Field) {
	if len(lines) == 0 || len(lines) > commerce.MaxLines {
		return []errs.Field{{Name: "lines", Problem: fmt.Sprintf("must have between 1 and %d entries, not %d", commerce.MaxLines, len(lines))}}
	}
	for i, l := range lines {
		bad := func(name, problem string) {
			problems = append(problems, errs.Field{Name: fmt.Sprintf("lines[%d].%s", i, name), Problem: problem})
		}
		if l.GetProductId() <= 0 {
			bad("product_id", "must be a positive id")
		}
		if l.GetSellerId() < 0 {
			bad("seller_id", "must be a positive id, or 0 for the featured offer")
		}
		if l.GetQuantity() < 1 || l.GetQuantity() > commerce.MaxQuantity {
			bad("quantity", fmt.Sprintf("must be between 1 and %d, not %d", commerce.MaxQuantity, l.GetQuantity()))
		}
	}
	return problems
}

// merge sums the quantities of lines of the same product. Two sellers for one product, or a sum above the limit, is a clash.
func merge(in []*pricingv1.QuoteRequestLine) (lines []*pricingv1.QuoteLine, seen map[int64]commerce.Money, clashes []errs.Field) {
	byProduct := make(map[int64]*pricingv1.QuoteLine, len(in))
	seen = make(map[int64]commerce.Money, len(in))
	for i, l := range in[:min(len(in), commerce.MaxLines)] {
		if _, shown := seen[l.GetProductId()]; !shown && l.GetSeenPrice() != nil {
			seen[l.GetProductId()] = commerce.MoneyOf(l.GetSeenPrice())
		}
		line := byProduct[l.GetProductId()]
		switch {
		case line == nil:
			line = &pricingv1.QuoteLine{ProductId: l.GetProductId(), SellerId: l.GetSellerId(), Quantity: l.GetQuantity()}
			byProduct[l.GetProductId()] = line
			lines = append(lines, line)
		case line.SellerId != l.GetSellerId():
			clashes = append(clashes, errs.Field{Name: fmt.Sprintf("lines[%d].seller_id", i), Problem: "names a second seller for the same product"})
		case line.Quantity+l.GetQuantity() > commerce.MaxQuantity:
			clashes = append(clashes, errs.Field{Name: fmt.Sprintf("lines[%d].quantity", i), Problem: fmt.Sprintf("brings the product above %d", commerce.MaxQuantity)})
		default:
			line.Quantity += l.GetQuantity()
		}
	}
	return lines, seen, clashes
}
