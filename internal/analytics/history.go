package analytics

import (
	"context"
	"fmt"
	"unicode"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Limits of one import call and of one purchase.
const (
	maxPurchases = 5_000
	maxUnits     = 1_000_000
	maxName      = 100 // bytes of a source, a basket or a buyer
	maxFields    = 20  // bad fields named in one answer
)

// ImportHistory adds purchases of another system, once per (source, row). With last it also scores every product anew and
// tells what moved, which takes a few seconds for a million purchases; asking again is safe.
func (s *Service) ImportHistory(ctx context.Context, req *analyticsv1.ImportHistoryRequest) (*analyticsv1.ImportHistoryResponse, error) {
	purchases, err := checkImport(req)
	if err != nil {
		return nil, err
	}
	added := 0
	if len(purchases) > 0 {
		if added, err = s.store.AddHistory(ctx, req.GetSource(), purchases); err != nil {
			return nil, fmt.Errorf("add history: %w", err)
		}
	}
	if req.GetLast() {
		if err := s.store.FoldHistory(ctx, historyWeight(s.cfg.HistoryHalfLife)); err != nil {
			return nil, fmt.Errorf("fold history: %w", err)
		}
		if err := s.tellAll(ctx); err != nil {
			return nil, fmt.Errorf("tell signals: %w", err)
		}
	}
	return &analyticsv1.ImportHistoryResponse{Added: int32(added)}, nil
}

func checkImport(req *analyticsv1.ImportHistoryRequest) ([]Purchase, error) {
	var bad []errs.Field
	if problem := nameProblem(req.GetSource(), true); problem != "" {
		bad = append(bad, errs.Field{Name: "source", Problem: problem})
	}
	if len(req.GetPurchases()) > maxPurchases {
		bad = append(bad, errs.Field{Name: "purchases", Problem: fmt.Sprintf("must be at most %d", maxPurchases)})
		return nil, errs.InvalidFields(bad...)
	}
	purchases := make([]Purchase, len(req.GetPurchases()))
	for i, p := range req.GetPurchases() {
		purchases[i] = purchaseOf(p)
		for _, f := range purchases[i].problems() {
			if len(bad) < maxFields {
				bad = append(bad, errs.Field{Name: fmt.Sprintf("purchases[%d].%s", i, f.Name), Problem: f.Problem})
			}
		}
	}
	if bad != nil {
		return nil, errs.InvalidFields(bad...)
	}
	return purchases, nil
}

// problems lists what is wrong with a purchase.
func (p Purchase) problems() (bad []errs.Field) {
	for _, f := range []struct {
		name  string
		wrong bool
		must  string
	}{
		{"row", p.Row <= 0, "must be a positive line number"},
		{"product_id", p.ProductID <= 0, "must be a product's id"},
		{"quantity", p.Quantity < 1 || p.Quantity > maxUnits, fmt.Sprintf("must be between 1 and %d", maxUnits)},
		{"unit_price", p.UnitPrice < 0 || p.UnitPrice > commerce.MaxAmount, fmt.Sprintf("must be between 0 and %d minor units", commerce.MaxAmount)},
		{"unit_price", p.lineTooLarge(), fmt.Sprintf("times quantity must be at most %d minor units", commerce.MaxAmount)},
		{"currency", !commerce.ValidCurrency(p.Currency), "must be three upper-case letters such as USD"},
		{"ordered_at", p.OrderedAt <= 0, "must be a time after 1970, in microseconds"},
	} {
		if f.wrong {
			bad = append(bad, errs.Field{Name: f.name, Problem: f.must})
		}
	}
	if problem := nameProblem(p.Basket, true); problem != "" {
		bad = append(bad, errs.Field{Name: "basket", Problem: problem})
	}
	if problem := nameProblem(p.Buyer, false); problem != "" {
		bad = append(bad, errs.Field{Name: "buyer", Problem: problem})
	}
	return bad
}

// lineTooLarge reports whether quantity × price is more than any line may be, with either of them as it may be.
func (p Purchase) lineTooLarge() bool {
	return p.Quantity > 0 && p.UnitPrice <= commerce.MaxAmount && p.UnitPrice > commerce.MaxAmount/p.Quantity
}

// nameProblem says what is wrong with something that a file gave a name; "" = nothing.
func nameProblem(name string, required bool) string {
	if name == "" && required {
		return "is required"
	}
	if len(name) > maxName {
		return fmt.Sprintf("must be at most %d bytes", maxName)
	}
	for _, r := range name {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return "must be printable text"
		}
	}
	return ""
}
