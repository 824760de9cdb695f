package backofficetest

import (
	"context"
	"fmt"

	dropv1 "rialto/gen/rialto/drop/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	ledgerv1 "rialto/gen/rialto/ledger/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/platform/errs"
)

// asked is a change that a room was asked for: the room may be down, the change may be refused.
func asked[Q, A any](t *Town, room, method string, q Q, do func() (A, error)) (A, error) {
	leave, err := t.enter(room)
	defer leave()
	if err == nil {
		err = t.changed(method, q)
	}
	if err != nil {
		var none A
		return none, err
	}
	return do()
}

// told is what a room says of itself, if it is not down.
func told[A any](t *Town, room string, say func() (A, error)) (A, error) {
	leave, err := t.enter(room)
	defer leave()
	if err != nil {
		var none A
		return none, err
	}
	return say()
}

// Refund gives money back on an order.
func (t *Town) Refund(_ context.Context, q *orderv1.RefundRequest) (*orderv1.RefundResponse, error) {
	return asked(t, "order", "Refund", q, func() (*orderv1.RefundResponse, error) {
		o, err := t.order(q.GetOrderId())
		if err == nil {
			o.Refunds = append(o.Refunds, &orderv1.OrderRefund{RefundId: fmt.Sprint("r", len(o.Refunds)+1), Amount: q.GetAmount(), Gateway: q.GetAmount(), Status: "done", Reason: q.GetReason()})
		}
		return &orderv1.RefundResponse{Order: o}, err
	})
}

// ListOpen lists the payments of the town that wait for staff.
func (t *Town) ListOpen(_ context.Context, q *paymentv1.ListOpenRequest) (*paymentv1.ListOpenResponse, error) {
	return told(t, "payment", func() (*paymentv1.ListOpenResponse, error) {
		part, next, ok := cut(t.Open, q.GetCursor(), q.GetLimit())
		if !ok {
			return nil, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is none"})
		}
		return &paymentv1.ListOpenResponse{Payments: part, NextCursor: next}, nil
	})
}

// MarkReceived books a transfer.
func (t *Town) MarkReceived(_ context.Context, q *paymentv1.MarkReceivedRequest) (*paymentv1.Payment, error) {
	return asked(t, "payment", "MarkReceived", q, func() (*paymentv1.Payment, error) {
		return &paymentv1.Payment{OrderId: q.GetOrderId(), UserId: q.GetUserId(), Status: "captured"}, nil
	})
}

// MarkRefunded books that a refund was paid out.
func (t *Town) MarkRefunded(_ context.Context, q *paymentv1.MarkRefundedRequest) (*paymentv1.Payment, error) {
	return asked(t, "payment", "MarkRefunded", q, func() (*paymentv1.Payment, error) {
		return &paymentv1.Payment{OrderId: q.GetOrderId(), UserId: q.GetUserId(), Status: "captured"}, nil
	})
}

// MoveStock moves nothing, but is asked.
func (t *Town) MoveStock(_ context.Context, q *inventoryv1.MoveStockRequest) (*inventoryv1.MoveStockResponse, error) {
	return asked(t, "inventory", "MoveStock", q, func() (*inventoryv1.MoveStockResponse, error) { return &inventoryv1.MoveStockResponse{}, nil })
}

// SetHot notes that a product was flagged.
func (t *Town) SetHot(_ context.Context, q *inventoryv1.SetHotRequest) (*inventoryv1.SetHotResponse, error) {
	return asked(t, "inventory", "SetHot", q, func() (*inventoryv1.SetHotResponse, error) { return &inventoryv1.SetHotResponse{}, nil })
}

// giftCards is the room of gift cards; its methods are named like those of other rooms.
type giftCards struct{ *Town }

func (t giftCards) Issue(_ context.Context, q *giftcardv1.IssueRequest) (*giftcardv1.IssueResponse, error) {
	return asked(t.Town, "giftcard", "Issue", q, func() (*giftcardv1.IssueResponse, error) {
		amount := q.GetAmount().GetAmount()
		c := &giftcardv1.GiftCard{CardId: int64(900 + len(t.Cards)), LastFour: "7Q2M", Currency: q.GetAmount().GetCurrency(), Issued: amount,
			Balance: amount, Available: amount, ExpiresAt: q.GetExpiresAt(), Note: q.GetNote(), State: "good"}
		t.Cards = append(t.Cards, c)
		return &giftcardv1.IssueResponse{Card: c, Code: "ABCD-EFGH-JKMN-7Q2M"}, nil
	})
}

func (t giftCards) List(_ context.Context, q *giftcardv1.ListRequest) (*giftcardv1.ListResponse, error) {
	return told(t.Town, "giftcard", func() (*giftcardv1.ListResponse, error) {
		part, next, ok := cut(t.Cards, q.GetCursor(), q.GetLimit())
		if !ok {
			return nil, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is none"})
		}
		return &giftcardv1.ListResponse{Cards: part, NextCursor: next}, nil
	})
}

func (t giftCards) Get(_ context.Context, q *giftcardv1.GetRequest) (*giftcardv1.GetResponse, error) {
	return told(t.Town, "giftcard", func() (*giftcardv1.GetResponse, error) {
		c, err := t.card(q.GetCardId())
		return &giftcardv1.GetResponse{Card: c, Uses: t.Uses[q.GetCardId()]}, err
	})
}

func (t giftCards) Block(_ context.Context, q *giftcardv1.BlockRequest) (*giftcardv1.GiftCard, error) {
	return asked(t.Town, "giftcard", "Block", q, func() (*giftcardv1.GiftCard, error) {
		c, err := t.card(q.GetCardId())
		if err == nil {
			c.State, c.Available = "blocked", 0
		}
		return c, err
	})
}

func (t giftCards) card(id int64) (*giftcardv1.GiftCard, error) {
	for _, c := range t.Cards {
		if c.GetCardId() == id {
			return c, nil
		}
	}
	return nil, errs.NotFound("gift_card_unknown", "There is no such gift card.")
}

// CreateDrop announces a drop.
func (t *Town) CreateDrop(_ context.Context, q *dropv1.CreateDropRequest) (*dropv1.Drop, error) {
	return asked(t, "drop", "CreateDrop", q, func() (*dropv1.Drop, error) {
		d := q.GetDrop()
		d.DropId, d.State = int64(800+len(t.Drops)), "announced"
		t.Drops = append(t.Drops, d)
		return d, nil
	})
}

// UpdateDrop changes nothing, but is asked.
func (t *Town) UpdateDrop(_ context.Context, q *dropv1.UpdateDropRequest) (*dropv1.Drop, error) {
	return asked(t, "drop", "UpdateDrop", q, func() (*dropv1.Drop, error) { return q.GetDrop(), nil })
}

// EndDrop ends a product's drop.
func (t *Town) EndDrop(_ context.Context, q *dropv1.EndDropRequest) (*dropv1.Drop, error) {
	return asked(t, "drop", "EndDrop", q, func() (*dropv1.Drop, error) {
		for _, d := range t.Drops {
			if d.GetProductId() == q.GetProductId() {
				d.State = "ended"
				return d, nil
			}
		}
		return nil, errs.NotFound("drop_not_found", "There is no drop of this product.")
	})
}

// ListDrops lists the town's drops.
func (t *Town) ListDrops(context.Context, *dropv1.ListDropsRequest) (*dropv1.ListDropsResponse, error) {
	return told(t, "drop", func() (*dropv1.ListDropsResponse, error) { return &dropv1.ListDropsResponse{Drops: t.Drops}, nil })
}

// OrderBook returns the entries of one order.
func (t *Town) OrderBook(_ context.Context, q *ledgerv1.OrderBookRequest) (*ledgerv1.OrderBookResponse, error) {
	return told(t, "ledger", func() (*ledgerv1.OrderBookResponse, error) {
		return &ledgerv1.OrderBookResponse{Entries: t.Books[q.GetOrderId()]}, nil
	})
}

// TrialBalance returns the town's accounts.
func (t *Town) TrialBalance(context.Context, *ledgerv1.TrialBalanceRequest) (*ledgerv1.TrialBalanceResponse, error) {
	return told(t, "ledger", func() (*ledgerv1.TrialBalanceResponse, error) {
		return &ledgerv1.TrialBalanceResponse{Accounts: t.Accounts}, nil
	})
}

// ledger is the room of the books; inventory has a Ledger too, and catalog its ListSellers.
type ledger struct{ *Town }

func (t ledger) ListSellers(_ context.Context, q *ledgerv1.ListSellersRequest) (*ledgerv1.ListSellersResponse, error) {
	return told(t.Town, "ledger", func() (*ledgerv1.ListSellersResponse, error) {
		part, next, ok := cut(t.Owed, q.GetCursor(), q.GetLimit())
		if !ok {
			return nil, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is none"})
		}
		return &ledgerv1.ListSellersResponse{Sellers: part, NextCursor: next}, nil
	})
}

// Reconcile is asked, and finds what the town has.
func (t *Town) Reconcile(_ context.Context, q *ledgerv1.ReconcileRequest) (*ledgerv1.ReconcileResponse, error) {
	return asked(t, "ledger", "Reconcile", q, func() (*ledgerv1.ReconcileResponse, error) {
		return &ledgerv1.ReconcileResponse{Open: int64(len(t.Findings))}, nil
	})
}

// ListFindings lists what does not agree.
func (t *Town) ListFindings(context.Context, *ledgerv1.ListFindingsRequest) (*ledgerv1.ListFindingsResponse, error) {
	return told(t, "ledger", func() (*ledgerv1.ListFindingsResponse, error) {
		return &ledgerv1.ListFindingsResponse{Findings: t.Findings, Last: t.Pass}, nil
	})
}
