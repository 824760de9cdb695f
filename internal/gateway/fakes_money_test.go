package gateway

import (
	"context"

	"google.golang.org/protobuf/proto"

	dropv1 "rialto/gen/rialto/drop/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	ledgerv1 "rialto/gen/rialto/ledger/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/platform/errs"
)

// goodCode is the one gift card's code, cardID its id and that of the customer's saved card.
const (
	goodCode = "GOOD-CODE"
	cardID   = 81
)

func aPayment(status string, refunds ...*paymentv1.Refund) *paymentv1.Payment {
	return &paymentv1.Payment{
		OrderId: "9001", UserId: customerID, Method: "bank_transfer", Status: status, Amount: usd(83000), Refunds: refunds,
		NextAction: &paymentv1.NextAction{Type: "bank_transfer", Reference: "R-9001", Account: "DE02 1203", PayUntil: expiresAt},
	}
}

func (f fakePayment) ListCards(_ context.Context, q *paymentv1.ListCardsRequest) (*paymentv1.ListCardsResponse, error) {
	return answer(f.shop, "ListCards", q, func() (*paymentv1.ListCardsResponse, error) {
		out := &paymentv1.ListCardsResponse{}
		if q.GetUserId() == customerID {
			out.Cards = append(out.Cards, &paymentv1.Card{CardId: cardID, Brand: "visa", LastFour: "4242", SavedAt: 1_700_000_000_000_000})
		}
		return out, nil
	})
}

func (f fakePayment) RemoveCard(_ context.Context, q *paymentv1.RemoveCardRequest) (*paymentv1.RemoveCardResponse, error) {
	return answer(f.shop, "RemoveCard", q, func() (*paymentv1.RemoveCardResponse, error) {
		if q.GetUserId() != customerID || q.GetCardId() != cardID {
			return nil, errs.NotFound("card_not_found", "You have no such card.")
		}
		return &paymentv1.RemoveCardResponse{}, nil
	})
}

func (f fakePayment) ListOpen(_ context.Context, q *paymentv1.ListOpenRequest) (*paymentv1.ListOpenResponse, error) {
	return answer(f.shop, "ListOpen", q, func() (*paymentv1.ListOpenResponse, error) {
		return &paymentv1.ListOpenResponse{Payments: []*paymentv1.Payment{aPayment("requires_action")}, NextCursor: "c2"}, nil
	})
}

func (f fakePayment) MarkReceived(_ context.Context, q *paymentv1.MarkReceivedRequest) (*paymentv1.Payment, error) {
	return answer(f.shop, "MarkReceived", q, func() (*paymentv1.Payment, error) {
		if q.GetAmount().GetAmount() != 83000 {
			return nil, errs.Conflict("amount_differs", "830.00 USD were expected.")
		}
		return aPayment("captured"), nil
	})
}

func (f fakePayment) MarkRefunded(_ context.Context, q *paymentv1.MarkRefundedRequest) (*paymentv1.Payment, error) {
	return answer(f.shop, "MarkRefunded", q, func() (*paymentv1.Payment, error) {
		return aPayment("captured", &paymentv1.Refund{RefundId: q.GetRefundId(), Amount: 500, Status: "done"}), nil
	})
}

type fakeGiftCards struct{ *shop }

func aGiftCard(state string) *giftcardv1.GiftCard {
	return &giftcardv1.GiftCard{
		CardId: cardID, LastFour: "7Q2M", Currency: "USD", Issued: 5000, Balance: 3000, Held: 1000, Available: 2000, ExpiresAt: expiresAt,
		CreatedAt: 1_700_000_000_000_000, Note: "for Ann", State: state,
	}
}

func (f fakeGiftCards) Issue(_ context.Context, q *giftcardv1.IssueRequest) (*giftcardv1.IssueResponse, error) {
	return answer(f.shop, "Issue", q, func() (*giftcardv1.IssueResponse, error) {
		if q.GetAmount().GetAmount() == 0 {
			return nil, errs.InvalidFields(errs.Field{Name: "amount", Problem: "must be above 0"})
		}
		return &giftcardv1.IssueResponse{Card: aGiftCard("good"), Code: goodCode, Replayed: q.GetIdempotencyKey() == "again"}, nil
	})
}

func (f fakeGiftCards) List(_ context.Context, q *giftcardv1.ListRequest) (*giftcardv1.ListResponse, error) {
	return answer(f.shop, "ListGiftCards", q, func() (*giftcardv1.ListResponse, error) {
		return &giftcardv1.ListResponse{Cards: []*giftcardv1.GiftCard{aGiftCard("good")}, NextCursor: "80"}, nil
	})
}

func (f fakeGiftCards) of(id int64, state string) (*giftcardv1.GiftCard, error) {
	if id != cardID {
		return nil, errs.NotFound("gift_card_unknown", "There is no such gift card.")
	}
	return aGiftCard(state), nil
}

func (f fakeGiftCards) Get(_ context.Context, q *giftcardv1.GetRequest) (*giftcardv1.GetResponse, error) {
	return answer(f.shop, "GetGiftCard", q, func() (*giftcardv1.GetResponse, error) {
		c, err := f.of(q.GetCardId(), "good")
		if err != nil {
			return nil, err
		}
		return &giftcardv1.GetResponse{Card: c, Uses: []*giftcardv1.Use{
			{CardId: cardID, OrderId: "9001", State: "spent", Amount: 2000, Refunded: 500, At: 1_700_000_000_000_000},
		}}, nil
	})
}

func (f fakeGiftCards) LookUp(_ context.Context, q *giftcardv1.LookUpRequest) (*giftcardv1.GiftCard, error) {
	return answer(f.shop, "LookUp", q, func() (*giftcardv1.GiftCard, error) {
		if q.GetCode() != goodCode {
			return nil, errs.NotFound("gift_card_unknown", "There is no such gift card.")
		}
		return aGiftCard("good"), nil
	})
}

func (f fakeGiftCards) Block(_ context.Context, q *giftcardv1.BlockRequest) (*giftcardv1.GiftCard, error) {
	return answer(f.shop, "Block", q, func() (*giftcardv1.GiftCard, error) { return f.of(q.GetCardId(), "blocked") })
}

type fakeDrops struct{ *shop }

func aDrop(state string) *dropv1.Drop {
	return &dropv1.Drop{
		ProductId: productID, DropId: 91, StartsAt: 1_800_000_000_000_000, EndsAt: expiresAt, LimitPerBuyer: 2, WaitingRoom: true,
		State: state, Joined: 40, Admitted: 8, Rate: 12.5,
	}
}

func noDrop() error { return errs.NotFound("drop_not_found", "There is no drop of this product.") }

func (f fakeDrops) CreateDrop(_ context.Context, q *dropv1.CreateDropRequest) (*dropv1.Drop, error) {
	return answer(f.shop, "CreateDrop", q, func() (*dropv1.Drop, error) {
		d := proto.CloneOf(q.GetDrop())
		d.DropId, d.State = 91, "announced"
		return d, nil
	})
}

func (f fakeDrops) UpdateDrop(_ context.Context, q *dropv1.UpdateDropRequest) (*dropv1.Drop, error) {
	return answer(f.shop, "UpdateDrop", q, func() (*dropv1.Drop, error) { return proto.CloneOf(q.GetDrop()), nil })
}

func (f fakeDrops) of(product int64, state string) (*dropv1.Drop, error) {
	if product != productID {
		return nil, noDrop()
	}
	return aDrop(state), nil
}

func (f fakeDrops) EndDrop(_ context.Context, q *dropv1.EndDropRequest) (*dropv1.Drop, error) {
	return answer(f.shop, "EndDrop", q, func() (*dropv1.Drop, error) { return f.of(q.GetProductId(), "ended") })
}

func (f fakeDrops) ListDrops(_ context.Context, q *dropv1.ListDropsRequest) (*dropv1.ListDropsResponse, error) {
	return answer(f.shop, "ListDrops", q, func() (*dropv1.ListDropsResponse, error) {
		return &dropv1.ListDropsResponse{Drops: []*dropv1.Drop{aDrop("open")}}, nil
	})
}

func (f fakeDrops) GetDrop(_ context.Context, q *dropv1.GetDropRequest) (*dropv1.Drop, error) {
	return answer(f.shop, "GetDrop", q, func() (*dropv1.Drop, error) { return f.of(q.GetProductId(), "open") })
}

func (f fakeDrops) Join(_ context.Context, q *dropv1.JoinRequest) (*dropv1.Ticket, error) {
	return answer(f.shop, "Join", q, func() (*dropv1.Ticket, error) {
		if q.GetProductId() != productID {
			return nil, noDrop()
		}
		return &dropv1.Ticket{Ticket: "place-1", Ahead: 7, WaitMs: 3000, AskAgainMs: 1000, StartsAt: 1_800_000_000_000_000}, nil
	})
}

type fakeLedger struct{ *shop }

func (f fakeLedger) OrderBook(_ context.Context, q *ledgerv1.OrderBookRequest) (*ledgerv1.OrderBookResponse, error) {
	return answer(f.shop, "OrderBook", q, func() (*ledgerv1.OrderBookResponse, error) {
		return &ledgerv1.OrderBookResponse{Entries: []*ledgerv1.Entry{{
			EntryId: "9001/sale", Kind: "sale", Currency: "USD", At: 1_700_000_000_000_000,
			Postings: []*ledgerv1.Posting{{Account: "receivable", Amount: 83450}, {Account: "seller", SellerId: sellerID, Amount: -83450}},
		}}}, nil
	})
}

func (f fakeLedger) TrialBalance(_ context.Context, q *ledgerv1.TrialBalanceRequest) (*ledgerv1.TrialBalanceResponse, error) {
	return answer(f.shop, "TrialBalance", q, func() (*ledgerv1.TrialBalanceResponse, error) {
		return &ledgerv1.TrialBalanceResponse{Accounts: []*ledgerv1.AccountBalance{{Account: "fees", Currency: "USD", Amount: -100}}}, nil
	})
}

func (f fakeLedger) ListSellers(_ context.Context, q *ledgerv1.ListSellersRequest) (*ledgerv1.ListSellersResponse, error) {
	return answer(f.shop, "ListSellers", q, func() (*ledgerv1.ListSellersResponse, error) {
		return &ledgerv1.ListSellersResponse{Sellers: []*ledgerv1.SellerBalance{
			{SellerId: sellerID, Currency: "USD", Sales: 1000, Fees: 100, Refunds: 950, Payable: -50},
		}}, nil
	})
}

func (f fakeLedger) Reconcile(_ context.Context, q *ledgerv1.ReconcileRequest) (*ledgerv1.ReconcileResponse, error) {
	return answer(f.shop, "Reconcile", q, func() (*ledgerv1.ReconcileResponse, error) {
		return &ledgerv1.ReconcileResponse{Orders: 3, Charges: 2, Open: 1, At: 1_700_000_000_000_000}, nil
	})
}

func (f fakeLedger) ListFindings(_ context.Context, q *ledgerv1.ListFindingsRequest) (*ledgerv1.ListFindingsResponse, error) {
	return answer(f.shop, "ListFindings", q, func() (*ledgerv1.ListFindingsResponse, error) {
		return &ledgerv1.ListFindingsResponse{Findings: []*ledgerv1.Finding{{
			OrderId: "9001", UserId: customerID, Kind: "charge_without_order", Detail: "834.50 USD", FirstSeen: 1_700_000_000_000_000, LastSeen: 1_700_000_000_000_000,
		}}}, nil
	})
}
