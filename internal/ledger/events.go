package ledger

import (
	"context"
	"fmt"

	busv1 "rialto/gen/rialto/bus/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// Consumer is the name of this room's consumer group.
const Consumer = "ledger"

// Subscriptions is what the room hears: everything that moves an order's money.
func (s *Service) Subscriptions() []bus.Subscription {
	return []bus.Subscription{{
		Group: Consumer, Topics: []string{bus.OrderEvents, bus.PaymentEvents, bus.GiftCardEvents}, Handle: s.handle,
	}}
}

// handle books a batch: the orders first, then their sellers at the fee that the orders were booked with. A failure in
// between brings the whole batch again, and what is booked is not booked twice.
func (s *Service) handle(ctx context.Context, events []*busv1.Event) error {
	facts := map[commerce.UserID][]Fact{}
	for _, e := range events {
		f, ok, err := s.read(ctx, e)
		if err != nil {
			return fmt.Errorf("read event %s: %w", e.GetEventId(), err)
		}
		if ok {
			facts[f.User] = append(facts[f.User], f)
		}
	}
	if len(facts) == 0 {
		return nil
	}
	books, err := s.store.Book(ctx, facts, s.cfg.FeePPM)
	if err != nil {
		return fmt.Errorf("book orders: %w", err)
	}
	sellers := map[commerce.SellerID][]SellerEntry{}
	for _, of := range facts {
		for _, f := range of {
			for _, e := range f.SellerEntries(books[f.Key].FeePPM) {
				sellers[e.Seller] = append(sellers[e.Seller], e)
			}
		}
	}
	fault.Point("ledger.booked")
	if err := s.store.BookSellers(ctx, sellers); err != nil {
		return fmt.Errorf("book sellers: %w", err)
	}
	return nil
}

// read turns an event into the fact it tells; ok is false where it moves no money. The events of the release before the ledger
// tell less: what they leave out is asked for. What has happened since comes with it and is booked once all the same.
func (s *Service) read(ctx context.Context, e *busv1.Event) (f Fact, ok bool, err error) {
	switch e.GetTopic() {
	case bus.OrderEvents:
		f, ok, err = s.readOrder(ctx, e)
	case bus.PaymentEvents:
		f, ok, err = s.readPayment(ctx, e)
	case bus.GiftCardEvents:
		f, ok, err = readGiftCard(e)
	}
	f.At = s.now()
	return f, ok && f.User > 0 && f.Order != "", err
}

// readOrder takes the sale from order.confirmed, and from whatever tells of refunds: only what was sold is given back.
func (s *Service) readOrder(ctx context.Context, e *busv1.Event) (f Fact, ok bool, err error) {
	if e.GetType() == "order.placed" {
		return f, false, nil
	}
	var o orderv1.OrderEvent
	if err := bus.Payload(e, &o); err != nil {
		return f, false, err
	}
	if e.GetType() != "order.confirmed" && len(o.GetRefunds()) == 0 {
		return f, false, nil
	}
	f = Fact{Key: keyOf(&o), Currency: o.GetCurrency(), Sale: saleOf(&o)}
	if len(o.GetTenders()) > 0 || o.GetTotal() == 0 {
		return f, true, nil
	}
	now, err := s.needs.Orders.Get(ctx, &orderv1.GetRequest{UserId: o.GetUserId(), OrderId: o.GetOrderId()})
	switch {
	case err == nil:
		f.Sale = saleOf(now)
	case !errs.Is(err, errs.KindNotFound):
		return f, false, fmt.Errorf("ask for order %s: %w", o.GetOrderId(), err)
	}
	return f, true, nil
}

// saleOf reads what an order, or an event of it, tells.
func saleOf(o interface {
	GetTotal() int64
	GetItems() []*orderv1.OrderItem
	GetRefunds() []*orderv1.OrderRefund
}) *Sale {
	sale := &Sale{Total: o.GetTotal()}
	for _, i := range o.GetItems() {
		sale.Lines = append(sale.Lines, Line{
			commerce.ProductID(i.GetProductId()), commerce.SellerID(i.GetSellerId()), i.GetUnitPrice()*i.GetQuantity() - i.GetDiscount(), i.GetTax(),
		})
	}
	for _, r := range o.GetRefunds() {
		refund := Refund{ID: r.GetRefundId(), Amount: r.GetAmount(), Shipping: r.GetShipping()}
		for _, l := range r.GetLines() {
			refund.Lines = append(refund.Lines, Line{
				commerce.ProductID(l.GetProductId()), commerce.SellerID(l.GetSellerId()), l.GetNet(), l.GetTax(),
			})
		}
		sale.Refunds = append(sale.Refunds, refund)
	}
	return sale
}

// cash says where the money of a payment method is.
var cash = map[string]string{"card": GatewayCash, "bank_transfer": BankCash, "cash_on_delivery": CourierCash}

func (s *Service) readPayment(ctx context.Context, e *busv1.Event) (f Fact, ok bool, err error) {
	var p paymentv1.PaymentChanged
	if err := bus.Payload(e, &p); err != nil {
		return f, false, err
	}
	if p.GetStatus() == "captured" && p.GetCaptured() == 0 {
		now, err := s.needs.Payments.Get(ctx, &paymentv1.OrderPaymentRequest{UserId: p.GetUserId(), OrderId: p.GetOrderId()})
		if err != nil && !errs.Is(err, errs.KindNotFound) {
			return f, false, fmt.Errorf("ask for the payment of order %s: %w", p.GetOrderId(), err)
		}
		p.Method, p.Currency = now.GetMethod(), now.GetAmount().GetCurrency()
		p.Captured, p.Refunded = now.GetCaptured(), now.GetRefunded()
	}
	account := cash[p.GetMethod()]
	if account == "" {
		account = GatewayCash
	}
	return Fact{
		Key: keyOf(&p), Currency: p.GetCurrency(), Payment: &Flow{account, p.GetCaptured(), p.GetRefunded()},
	}, p.GetCaptured() > 0, nil
}

// readGiftCard takes what was spent. A hold is no money yet; one that was released before it was spent never becomes any.
func readGiftCard(e *busv1.Event) (f Fact, ok bool, err error) {
	var u giftcardv1.UseChanged
	if err := bus.Payload(e, &u); err != nil {
		return f, false, err
	}
	spent := u.GetState() == "spent" || u.GetState() == "released" && u.GetRefunded() > 0
	return Fact{
		Key: keyOf(&u), Currency: u.GetCurrency(), Gift: &Flow{GiftCards, u.GetAmount(), u.GetRefunded()},
	}, spent, nil
}
