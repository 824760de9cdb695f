package inventory

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Check implements the contract: I1, I2 and I3 over every product, and each live reservation as a fact "hold" (I6). A page
// is a range of products; the cursor is the last product of the page before.
func (s *Service) Check(ctx context.Context, req *checkv1.CheckRequest) (*checkv1.CheckResponse, error) {
	var bad problems
	limit := bad.pageSize(req.GetLimit(), 1000, 10_000)
	if err := bad.err(); err != nil {
		return nil, err
	}
	after, err := int64(0), error(nil)
	if req.GetCursor() != "" {
		if after, err = commerce.ParseID(req.GetCursor()); err != nil {
			return nil, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "must be the next_cursor of an earlier page"})
		}
	}
	books, err := s.store.Books(ctx, commerce.ProductID(after), limit)
	if err != nil {
		return nil, fmt.Errorf("read stock books: %w", err)
	}
	resp := &checkv1.CheckResponse{}
	for _, b := range books {
		resp.Violations = append(resp.Violations, b.violations()...)
		resp.Facts = append(resp.Facts, b.facts()...)
		resp.Examined += int64(len(b.Rows) + len(b.Live) + len(b.Sums))
	}
	if len(books) == limit {
		resp.NextCursor = commerce.FormatID(books[limit-1].ProductID)
	}
	return resp, nil
}

// folded is what ledger and reservations say a stock row should be.
type folded struct{ available, reserved, live int64 }

// fold replays the books of one product, by place.
func (b Book) fold() map[Place]folded {
	out := map[Place]folded{}
	for _, e := range b.Sums {
		f := out[e.Place]
		switch e.Kind {
		case KindReceived, KindReturned, KindAdjusted:
			f.available += e.Quantity
		case KindShipped:
			f.available -= e.Quantity
			f.reserved -= e.Quantity
		case KindReserved:
			f.reserved += e.Quantity
		case KindReleased:
			f.reserved -= e.Quantity
		}
		out[e.Place] = f
	}
	for _, r := range b.Live {
		f := out[r.Place]
		f.live += r.Live()
		out[r.Place] = f
	}
	return out
}

func (b Book) violations() []*checkv1.Violation {
	var out []*checkv1.Violation
	want := b.fold()
	for _, s := range b.Rows {
		f := want[s.Place]
		delete(want, s.Place)
		out = append(out, broken("I1", s.Place, s.Reserved >= 0 && s.Reserved <= s.Available,
			"reserved_qty %d is not in 0..%d, the available_qty", s.Reserved, s.Available)...)
		out = append(out, broken("I2", s.Place, s.Reserved == f.live,
			"reserved_qty %d, sum of held and committed reservations %d", s.Reserved, f.live)...)
		out = append(out, broken("I3", s.Place, s.Available == f.available && s.Reserved == f.reserved,
			"available_qty %d and reserved_qty %d, the ledger folds to %d and %d", s.Available, s.Reserved, f.available, f.reserved)...)
	}
	for _, p := range slices.SortedFunc(maps.Keys(want), ComparePlaces) {
		f := want[p]
		out = append(out, broken("I2", p, f.live == 0, "no stock row, sum of held and committed reservations %d", f.live)...)
		out = append(out, broken("I3", p, f.available == 0 && f.reserved == 0,
			"no stock row, the ledger folds to %d and %d", f.available, f.reserved)...)
	}
	return out
}

func broken(invariant string, p Place, ok bool, detail string, args ...any) []*checkv1.Violation {
	if ok {
		return nil
	}
	subject := fmt.Sprintf("product %d seller %d warehouse %d", p.ProductID, p.SellerID, p.WarehouseID)
	return []*checkv1.Violation{{Invariant: invariant, Subject: subject, Detail: fmt.Sprintf(detail, args...)}}
}

func (b Book) facts() []*checkv1.Fact {
	var out []*checkv1.Fact
	for _, r := range b.Live {
		out = append(out, &checkv1.Fact{
			Kind: "hold", UserId: int64(r.UserID), OrderId: string(r.OrderID), Id: r.Place.Key(),
			Status: string(r.State), Amount: r.Quantity, At: r.Deadline,
		})
	}
	slices.SortFunc(out, func(a, b *checkv1.Fact) int {
		return cmp.Or(cmp.Compare(a.OrderId, b.OrderId), cmp.Compare(a.Id, b.Id))
	})
	return out
}
