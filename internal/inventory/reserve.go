package inventory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// maxRanking bounds how many warehouses a request may rank.
const maxRanking = 1000

// Reserve implements the contract: one transaction per product, products by id. On the first shortage it gives back what
// it took; on any other error it leaves it held, for the caller repeats the call or releases the order.
func (s *Service) Reserve(ctx context.Context, req *inventoryv1.ReserveRequest) (*inventoryv1.ReserveResponse, error) {
	holds, err := s.holds(req)
	if err != nil {
		return nil, err
	}
	resp := &inventoryv1.ReserveResponse{}
	for i, h := range holds {
		got, err := s.reserve(ctx, h)
		if err != nil {
			return nil, s.undo(ctx, holds[:i], holds[i:], err)
		}
		fault.Point("inventory.reserved")
		resp.Allocations = append(resp.Allocations, protos(got)...)
	}
	return resp, nil
}

// reserve takes one product. What refuses without the store refuses only an order that the store has not met with this product:
// a repeat gets its first answer, and an order may well hold the last unit itself.
func (s *Service) reserve(ctx context.Context, h Hold) ([]Allocation, error) {
	s.readFlags(ctx)
	t := s.heat.enter(h.ProductID)
	defer t.leave()
	s.look(ctx, t)
	if by := s.refusal(t, h.Lines); by != "" {
		met, err := s.store.Met(ctx, h.Claim)
		if err != nil {
			return nil, fmt.Errorf("look for an earlier reservation: %w", err)
		}
		if !met {
			s.tally.refused(by)
			return nil, &Short{ProductID: h.ProductID}
		}
	}
	take := s.store.Reserve
	if t.hot && s.store.Packs() {
		take = s.lanes.reserve
	}
	version := s.hot.version(h.ProductID)
	got, err := take(ctx, h)
	s.hot.note(err, version)
	if err != nil {
		return nil, fmt.Errorf("reserve product %d: %w", h.ProductID, err)
	}
	return got, nil
}

// undo releases what a call took before it failed for want of stock. If even that fails, the answer is that failure, so that
// nobody believes nothing is held.
func (s *Service) undo(ctx context.Context, taken, rest []Hold, failure error) error {
	var short *Short
	if !errors.As(failure, &short) {
		return failure
	}
	for _, h := range taken {
		if err := s.release(ctx, h.Claim, Released); err != nil {
			return fmt.Errorf("give back after a shortage: %w", err)
		}
	}
	return s.outOfStock(ctx, short.ProductID, rest)
}

// outOfStock names the product that was short and, for the buyer's sake, those after it that are short as well.
func (s *Service) outOfStock(ctx context.Context, first commerce.ProductID, rest []Hold) error {
	names := []string{commerce.FormatID(first)}
	var asked []commerce.ProductID
	for _, h := range rest[1:] {
		asked = append(asked, h.ProductID)
	}
	left, err := s.store.Sellable(ctx, asked)
	for _, h := range rest[1:] {
		if err == nil && !enough(left, h.Lines) {
			names = append(names, commerce.FormatID(h.ProductID))
		}
	}
	return errs.Conflict("out_of_stock", "There is not enough stock of %d product(s).", len(names)).With("product_ids", strings.Join(names, ","))
}

func enough(left, lines []Offer) bool {
	for _, l := range lines {
		if !slices.ContainsFunc(left, func(o Offer) bool {
			return o.ProductID == l.ProductID && o.SellerID == l.SellerID && o.Quantity >= l.Quantity
		}) {
			return false
		}
	}
	return true
}

// holds reads a request: one Hold per product, by product id.
func (s *Service) holds(req *inventoryv1.ReserveRequest) ([]Hold, error) {
	now := s.micros()
	lines, bad := mergeLines(req.GetLines())
	bad.order(req.GetUserId(), req.GetOrderId())
	// A deadline in the past is legal: a saga that slept too long repeats its first request.
	bad.check(req.GetDeadline() > 0, "deadline", "must be a time in UTC microseconds")
	bad.check(len(req.GetWarehouseIds()) <= maxRanking, "warehouse_ids", "must be at most %d ids", maxRanking)
	if err := bad.err(); err != nil {
		return nil, err
	}
	ranking := make([]commerce.WarehouseID, len(req.GetWarehouseIds()))
	for i, id := range req.GetWarehouseIds() {
		ranking[i] = commerce.WarehouseID(id)
	}
	var out []Hold
	for _, l := range lines {
		if n := len(out); n > 0 && out[n-1].ProductID == l.ProductID {
			out[n-1].Lines = append(out[n-1].Lines, l)
			continue
		}
		claim := Claim{l.ProductID, commerce.OrderID(req.GetOrderId()), commerce.UserID(req.GetUserId())}
		out = append(out, Hold{Claim: claim, Lines: []Offer{l}, Ranking: ranking, Deadline: req.GetDeadline(), At: now})
	}
	return out, nil
}

// mergeLines adds up lines of one product and seller, before anything is checked against stock: two lines that share
// units must never be judged apart. The answer is by product and seller.
func mergeLines(in []*inventoryv1.ReserveLine) ([]Offer, problems) {
	var bad problems
	bad.check(len(in) > 0 && len(in) <= commerce.MaxLines, "lines", "must be 1 to %d lines", commerce.MaxLines)
	var out []Offer
	at := map[Place]int{}
	for i, l := range in[:min(len(in), commerce.MaxLines)] {
		bad.check(l.GetProductId() > 0, fmt.Sprintf("lines[%d].product_id", i), notAnID)
		bad.check(l.GetSellerId() > 0, fmt.Sprintf("lines[%d].seller_id", i), notAnID)
		if err := commerce.CheckQuantity(l.GetQuantity()); err != nil {
			bad = append(bad, errs.Field{Name: fmt.Sprintf("lines[%d].quantity", i), Problem: err.Error()})
			continue
		}
		p := place(l.GetProductId(), l.GetSellerId(), 0)
		if j, again := at[p]; again {
			out[j].Quantity += l.GetQuantity()
			continue
		}
		at[p] = len(out)
		out = append(out, Offer{p.ProductID, p.SellerID, l.GetQuantity()})
	}
	slices.SortFunc(out, func(a, b Offer) int {
		return cmp.Or(cmp.Compare(a.ProductID, b.ProductID), cmp.Compare(a.SellerID, b.SellerID))
	})
	return out, bad
}
