package till

import (
	"context"

	dropv1 "rialto/gen/rialto/drop/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/platform/errs"
)

func (t *town) ListCards(_ context.Context, q *paymentv1.ListCardsRequest) (*paymentv1.ListCardsResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return &paymentv1.ListCardsResponse{Cards: t.cards[q.GetUserId()]}, nil
}

func (t *town) RemoveCard(_ context.Context, q *paymentv1.RemoveCardRequest) (*paymentv1.RemoveCardResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.cards, q.GetUserId())
	return &paymentv1.RemoveCardResponse{}, nil
}

func (t *town) LookUp(_ context.Context, q *giftcardv1.LookUpRequest) (*giftcardv1.GiftCard, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if g := t.gifts[q.GetCode()]; g != nil {
		return g, nil
	}
	return nil, errs.NotFound("gift_card_unknown", "There is no gift card with this code.")
}

// GetDrop finds one wherever somebody has a ticket.
func (t *town) GetDrop(_ context.Context, q *dropv1.GetDropRequest) (*dropv1.Drop, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range t.tickets {
		return &dropv1.Drop{ProductId: q.GetProductId(), StartsAt: k.GetStartsAt(), State: "open"}, nil
	}
	return nil, errs.NotFound("drop_not_found", "There is no drop of this product.")
}

// SoldOut names what has no unit left.
func (t *town) SoldOut(_ context.Context, q *inventoryv1.SoldOutRequest) (*inventoryv1.SoldOutResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := &inventoryv1.SoldOutResponse{}
	for _, id := range q.GetProductIds() {
		if units, counted := t.sellable[id]; counted && units == 0 {
			out.ProductIds = append(out.ProductIds, id)
		}
	}
	return out, t.failStock
}

func (t *town) Join(_ context.Context, q *dropv1.JoinRequest) (*dropv1.Ticket, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.joined++
	if k := t.tickets[q.GetUserId()]; k != nil {
		return k, nil
	}
	return nil, errs.NotFound("drop_not_found", "There is no drop of this product.")
}
