package drop

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// maxCheckPage is the most rows one page examines; it is the default too.
const maxCheckPage = 1000

// Check judges I26: what every buyer's counter says is what their takes sum to, and within the limit. Drops come first,
// whose sums find takes that no counter knows, then the counters.
func (s *Service) Check(ctx context.Context, req *checkv1.CheckRequest) (*checkv1.CheckResponse, error) {
	limit := int(req.GetLimit())
	if limit <= 0 || limit > maxCheckPage {
		limit = maxCheckPage
	}
	kind, rest, _ := strings.Cut(req.GetCursor(), "/")
	switch kind {
	case "":
		return s.checkDrops(ctx, "0/0", limit)
	case "drop":
		return s.checkDrops(ctx, rest, limit)
	case "taker":
		return s.checkTakers(ctx, rest, limit)
	}
	return nil, badCursor()
}

func badCursor() error {
	return errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is not one that Check returned"})
}

// readKey reads "product/drop/rest".
func readKey(text string) (product commerce.ProductID, id ID, rest string, ok bool) {
	productText, more, _ := strings.Cut(text, "/")
	idText, rest, _ := strings.Cut(more, "/")
	p, err := strconv.ParseInt(productText, 10, 64)
	d, derr := strconv.ParseInt(idText, 10, 64)
	return commerce.ProductID(p), ID(d), rest, err == nil && derr == nil
}

// checkDrops examines drops after "product/drop".
func (s *Service) checkDrops(ctx context.Context, after string, limit int) (*checkv1.CheckResponse, error) {
	product, id, _, ok := readKey(after)
	if !ok {
		return nil, badCursor()
	}
	page, err := s.store.PageDrops(ctx, product, id, limit)
	if err != nil {
		return nil, fmt.Errorf("page drops: %w", err)
	}
	resp := &checkv1.CheckResponse{Examined: int64(len(page)), NextCursor: "taker/0/0//"}
	for _, row := range page {
		if row.Counted != row.Live {
			resp.Violations = append(resp.Violations, violation(fmt.Sprintf("drop %d of product %d", row.Drop.ID, row.Drop.Product),
				fmt.Sprintf("counted by user, payment and address %v, taken and kept %v", row.Counted, row.Live)))
		}
	}
	if len(page) == limit {
		last := page[len(page)-1].Drop
		resp.NextCursor = fmt.Sprintf("drop/%d/%d", last.Product, last.ID)
	}
	return resp, nil
}

// checkTakers examines counters after "product/drop/kind/who".
func (s *Service) checkTakers(ctx context.Context, after string, limit int) (*checkv1.CheckResponse, error) {
	product, id, rest, ok := readKey(after)
	kind, who, whole := strings.Cut(rest, "/")
	if !ok || !whole {
		return nil, badCursor()
	}
	page, err := s.store.PageTakers(ctx, TakerKey{product, id, Buyer{kind, who}}, limit)
	if err != nil {
		return nil, fmt.Errorf("page buyers: %w", err)
	}
	resp := &checkv1.CheckResponse{Examined: int64(len(page))}
	for _, row := range page {
		for _, fault := range row.faults() {
			resp.Violations = append(resp.Violations, violation(fmt.Sprintf("drop %d of product %d, a buyer by %s", row.Drop, row.Product, row.Kind), fault))
		}
	}
	if len(page) == limit {
		last := page[len(page)-1]
		resp.NextCursor = fmt.Sprintf("taker/%d/%d/%s/%s", last.Product, last.Drop, last.Kind, last.Who)
	}
	return resp, nil
}

// faults lists where a counter is not what the buyer's takes say, or beyond the limit.
func (c TakerCount) faults() (out []string) {
	if c.Taken != c.Live {
		out = append(out, fmt.Sprintf("counted %d, taken and kept %d", c.Taken, c.Live))
	}
	if c.Max > 0 && c.Live > c.Max {
		out = append(out, fmt.Sprintf("%d units, at most %d for one buyer", c.Live, c.Max))
	}
	return out
}

func violation(subject, detail string) *checkv1.Violation {
	return &checkv1.Violation{Invariant: "I26", Subject: subject, Detail: detail}
}
