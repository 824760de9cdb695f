package ordertest

import (
	"context"
	"sync"

	"google.golang.org/protobuf/proto"

	busv1 "rialto/gen/rialto/bus/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/outbox"
)

// Tokens that the bank knows. Anything else is refused as a request that makes no sense.
const (
	Approve = "tok_approve"
	Decline = "tok_decline"
	Ask     = "tok_3ds"    // the buyer has to act: see Decide
	Silent  = "tok_silent" // no answer until Decide
)

// Bank is a payment room with its gateway: one payment for an order, statuses as in the contract.
type Bank struct {
	mu       sync.Mutex
	payments map[string]*account
	silences map[string]int // calls by name that get no answer yet, though they happen
	lapses   bool
	refuses  bool
}

type account struct {
	*paymentv1.Payment
	token   string
	cardID  int64
	charges int   // times money was held: more than one is a double charge
	waived  int64 // of cash that was promised
}

// NewBank returns a bank that answers.
func NewBank() *Bank { return &Bank{payments: map[string]*account{}, silences: map[string]int{}} }

// Silence makes the next n calls of a name ("Authorize", "Capture", "Void", "Refund") end without an answer: the status is unknown.
func (b *Bank) Silence(name string, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.silences[name] = n
}

// Of returns an order's payment; nil if there is none.
func (b *Bank) Of(order string) *paymentv1.Payment {
	b.mu.Lock()
	defer b.mu.Unlock()
	if a := b.payments[order]; a != nil {
		return clonePayment(a)
	}
	return nil
}

// Charges tells how often money was held for an order.
func (b *Bank) Charges(order string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if a := b.payments[order]; a != nil {
		return a.charges
	}
	return 0
}

// Net is what the buyers of all orders have paid and not got back, and Payments of how many orders.
func (b *Bank) Net() (amount int64, payments int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range b.payments {
		if left := a.Captured - a.Refunded; left > 0 {
			amount, payments = amount+left, payments+1
		}
	}
	return amount, payments
}

// Decide is the buyer's answer to a question, or the gateway's word after silence: "authorized" or "declined". It returns
// the event that payment publishes.
func (b *Bank) Decide(order, status string) *busv1.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.payments[order]
	if a.Status == "unknown" || a.Status == "requires_action" {
		a.settle(status)
	}
	return a.news()
}

// news is the event that payment publishes of the payment as it is.
func (a *account) news() *busv1.Event {
	e, err := outbox.Event(bus.PaymentEvents, "payment.changed", a.OrderId, a.OrderId, a.Version, 1, &paymentv1.PaymentChanged{
		UserId: a.UserId, OrderId: a.OrderId, Status: a.Status, Version: a.Version, Method: a.Method,
		Currency: a.Amount.GetCurrency(), Amount: a.Amount.GetAmount(), Captured: a.Captured, Refunded: a.Refunded,
	})
	if err != nil {
		panic(err)
	}
	return e
}

// Receive is the money of a transfer, or the courier's cash, coming in. It returns the event that payment publishes.
func (b *Bank) Receive(order string) *busv1.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.payments[order]
	if a.Status == "requires_action" || a.Status == "promised" {
		a.charges++
		a.settle("captured")
		a.Captured -= a.waived
	}
	return a.news()
}

// PayOut is staff paying out all refunds of an order that are owed.
func (b *Bank) PayOut(order string) *busv1.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.payments[order]
	for _, r := range a.Refunds {
		if r.Status == "owed" {
			r.Status = "done"
		}
	}
	a.Version++
	return a.news()
}

// Refuse makes the gateway refuse every refund from now on, or none any more.
func (b *Bank) Refuse(all bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refuses = all
}

// Promised is what couriers will collect for an order.
func (b *Bank) Promised(order string) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	if a := b.payments[order]; a != nil && a.Status == "promised" {
		return a.Amount.GetAmount() - a.waived
	}
	return 0
}

// Lapses makes every authorisation end before it is captured.
func (b *Bank) Lapses() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lapses = true
}

func (a *account) settle(status string) {
	a.Status, a.Version, a.NextAction = status, a.Version+1, nil
	switch status {
	case "authorized":
		a.charges++
		a.CardBrand, a.CardLastFour = "visa", "4242"
	case "declined":
		a.DeclineCode = "card_declined"
	case "captured":
		a.Captured = a.Amount.GetAmount()
	}
}

func clonePayment(a *account) *paymentv1.Payment { return proto.Clone(a.Payment).(*paymentv1.Payment) }

// Authorize implements order.Payments.
func (b *Bank) Authorize(_ context.Context, req *paymentv1.AuthorizeRequest) (*paymentv1.Payment, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.payments[req.GetOrderId()]
	if a == nil {
		if req.GetAmount().GetAmount() <= 0 {
			return nil, errs.InvalidFields(errs.Field{Name: "amount", Problem: "must be above zero"})
		}
		a = &account{Payment: &paymentv1.Payment{
			UserId: req.GetUserId(), OrderId: req.GetOrderId(), Status: "unknown", Amount: req.GetAmount(), Method: req.GetMethod(),
		}, token: req.GetToken(), cardID: req.GetCardId()}
		if req.GetCardId() == 404 {
			return nil, errs.Invalid("card_unknown", "There is no such card.")
		}
		if !a.start() {
			return nil, errs.InvalidFields(errs.Field{Name: "token", Problem: "is of no gateway"})
		}
		b.payments[req.GetOrderId()] = a
	}
	if a.Amount != nil && (a.token != req.GetToken() || a.cardID != req.GetCardId() || a.Method != req.GetMethod() || a.Amount.GetAmount() != req.GetAmount().GetAmount()) {
		return nil, errs.Conflict("payment_differs", "This order is being paid with another amount or card.")
	}
	return b.answer(a, "Authorize", "unknown"), nil
}

// start lets the gateway decide at once what it can; false: the token makes no sense.
func (a *account) start() bool {
	switch {
	case a.Method == "bank_transfer":
		a.Status, a.Version = "requires_action", 1
		a.NextAction = &paymentv1.NextAction{Type: "bank_transfer", Reference: "RF" + a.OrderId, Account: "DE00 1234"}
		return true
	case a.Method == "cash_on_delivery":
		a.settle("promised")
		return true
	case a.cardID != 0:
		a.settle("authorized")
		return true
	}
	switch a.token {
	case Approve:
		a.settle("authorized")
	case Decline:
		a.settle("declined")
	case Ask:
		a.Status, a.Version = "requires_action", 1
		a.NextAction = &paymentv1.NextAction{Type: "redirect", Url: "https://bank.test/3ds/" + a.OrderId}
	case Silent:
	default:
		return false
	}
	return true
}

// silent reports whether this call's answer is lost.
func (b *Bank) silent(name string) bool {
	b.silences[name]--
	return b.silences[name] >= 0
}

// Capture implements order.Payments.
func (b *Bank) Capture(_ context.Context, req *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.payments[req.GetOrderId()]
	if a != nil && b.lapses {
		a.settle("voided")
	}
	if a == nil || a.Status != "authorized" && a.Status != "captured" && a.Status != "promised" {
		return nil, errs.Conflict("not_authorized", "The payment cannot be captured.")
	}
	if a.Status == "authorized" {
		a.settle("captured")
	}
	return b.answer(a, "Capture", "capture_unknown"), nil
}

// answer is what payment says: the truth, or that it does not know.
func (b *Bank) answer(a *account, name, unknown string) *paymentv1.Payment {
	p := clonePayment(a)
	if b.silent(name) {
		p.Status, p.Captured, p.Refunded = unknown, 0, 0
	}
	return p
}

// Void implements order.Payments.
func (b *Bank) Void(_ context.Context, req *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.payments[req.GetOrderId()]
	if a == nil {
		a = &account{Payment: &paymentv1.Payment{UserId: req.GetUserId(), OrderId: req.GetOrderId(), Status: "unknown"}}
		b.payments[req.GetOrderId()] = a
	}
	switch a.Status {
	case "captured":
		a.Refunded = a.Captured
		p := b.answer(a, "Void", "captured") // without an answer to its refund
		p.Captured = a.Captured
		return p, nil
	case "voided", "declined":
	default:
		a.settle("voided")
	}
	return b.answer(a, "Void", "void_unknown"), nil
}

// Refund implements order.Payments.
func (b *Bank) Refund(_ context.Context, req *paymentv1.RefundRequest) (*paymentv1.Payment, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.payments[req.GetOrderId()]
	if a == nil {
		return nil, errs.NotFound("payment_not_found", "There is no payment for this order.")
	}
	known := false
	for _, r := range a.Refunds {
		known = known || r.GetRefundId() == req.GetRefundId()
	}
	if !known {
		if err := b.refund(a, req); err != nil {
			return nil, err
		}
	}
	p := clonePayment(a)
	if b.silent("Refund") {
		p.Refunds[len(p.Refunds)-1].Status = "unknown"
	}
	return p, nil
}

// refund books a new refund: by card it is done at once, a transfer or cash is owed by hand, of what is promised it is waived.
func (b *Bank) refund(a *account, req *paymentv1.RefundRequest) error {
	amount, status := req.GetAmount().GetAmount(), "done"
	left := a.Captured - a.Refunded
	if a.Status == "promised" {
		left = a.Amount.GetAmount() - a.waived
	}
	switch {
	case left < amount:
		return errs.Conflict("over_refund", "That is more than is left of this payment.")
	case b.refuses:
		status = "failed"
	case a.Status == "promised":
		a.waived += amount
	default:
		if a.Method != "card" {
			status = "owed"
		}
		a.Refunded += amount
	}
	a.Refunds = append(a.Refunds, &paymentv1.Refund{RefundId: req.GetRefundId(), Amount: amount, Status: status})
	return nil
}
