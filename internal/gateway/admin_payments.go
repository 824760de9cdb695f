package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/door"
)

func (g *Gateway) adminPaymentRoutes() {
	route(g, huma.Operation{
		OperationID: "list-open-payments", Method: http.MethodGet, Path: "/v1/admin/payments", Tags: []string{"admin"},
		Summary: "What waits for staff: bank transfers not yet received, refunds to be paid out; oldest first",
	}, rule{access: door.Operator}, g.listOpenPayments)
	route(g, huma.Operation{
		OperationID: "payment-received", Method: http.MethodPost, Path: "/v1/admin/payments/{order_id}/received", Tags: []string{"admin"},
		Summary:     "A bank transfer has come: the order goes on",
		Description: "Told again, it changes nothing. Money for an order that was given up meanwhile is booked, and owed back at once.",
		Responses:   map[string]*huma.Response{"409": problemResponse("amount_differs, not_a_transfer")},
	}, rule{access: door.Operator}, g.paymentReceived)
	route(g, huma.Operation{
		OperationID: "refund-paid", Method: http.MethodPost, Path: "/v1/admin/payments/{order_id}/refunds/{refund_id}/paid", Tags: []string{"admin"},
		Summary: "A refund that was owed has been paid out by hand",
	}, rule{access: door.Operator}, g.refundPaid)
}

// payment is what staff see of the gateway tender of an order.
type payment struct {
	OrderID      string          `json:"order_id"`
	UserID       id              `json:"user_id"`
	Method       string          `json:"method"`
	Status       string          `json:"status" example:"captured"`
	Amount       money           `json:"amount"`
	Captured     money           `json:"captured"`
	Refunded     money           `json:"refunded" doc:"Owed ones included."`
	Refunds      []paymentRefund `json:"refunds"`
	NextAction   *nextAction     `json:"next_action,omitempty"`
	DeclineCode  string          `json:"decline_code,omitempty"`
	CardBrand    string          `json:"card_brand,omitempty"`
	CardLastFour string          `json:"card_last_four,omitempty"`
	UpdatedAt    *time.Time      `json:"updated_at,omitempty"`
}

type paymentRefund struct {
	RefundID string `json:"refund_id"`
	Amount   money  `json:"amount"`
	Status   string `json:"status" enum:"unknown,owed,done,failed"`
}

func staffPaymentOf(p *paymentv1.Payment) payment {
	in := func(amount int64) money { return money{amount, p.GetAmount().GetCurrency()} }
	out := payment{
		OrderID: p.GetOrderId(), UserID: idOf(p.GetUserId()), Method: p.GetMethod(), Status: p.GetStatus(),
		Amount: in(p.GetAmount().GetAmount()), Captured: in(p.GetCaptured()), Refunded: in(p.GetRefunded()),
		Refunds: each(p.GetRefunds(), func(r *paymentv1.Refund) paymentRefund {
			return paymentRefund{r.GetRefundId(), in(r.GetAmount()), r.GetStatus()}
		}),
		DeclineCode: p.GetDeclineCode(), CardBrand: p.GetCardBrand(), CardLastFour: p.GetCardLastFour(), UpdatedAt: timeOf(p.GetUpdatedAt()),
	}
	if n := p.GetNextAction(); n != nil {
		out.NextAction = &nextAction{n.GetType(), n.GetUrl(), n.GetReference(), n.GetAccount(), timeOf(n.GetPayUntil())}
	}
	return out
}

func (g *Gateway) listOpenPayments(ctx context.Context, _ *door.Visit, in *pageInput) (*output[list[payment]], error) {
	got, err := g.needs.Payment.ListOpen(ctx, &paymentv1.ListOpenRequest{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &output[list[payment]]{listOf(got.GetPayments(), staffPaymentOf, got.GetNextCursor())}, nil
}

type receivedInput struct {
	OrderKey
	Body receivedMoney
}

type receivedMoney struct {
	Amount money  `json:"amount" doc:"As on the bank statement."`
	Note   string `json:"note,omitempty" maxLength:"200" doc:"Of the bank statement."`
}

// paymentReceived looks the order up first: statements name it, and payments are kept by user.
func (g *Gateway) paymentReceived(ctx context.Context, _ *door.Visit, in *receivedInput) (*output[payment], error) {
	o, err := g.needs.Order.Find(ctx, &orderv1.FindRequest{OrderId: in.OrderID})
	if err != nil {
		return nil, err
	}
	got, err := g.needs.Payment.MarkReceived(ctx, &paymentv1.MarkReceivedRequest{
		UserId: o.GetUserId(), OrderId: o.GetOrderId(), Amount: in.Body.Amount.proto(), Note: in.Body.Note,
	})
	if err != nil {
		return nil, err
	}
	return &output[payment]{staffPaymentOf(got)}, nil
}

type refundPaidInput struct {
	OrderKey
	RefundID string `path:"refund_id" maxLength:"60"`
}

func (g *Gateway) refundPaid(ctx context.Context, _ *door.Visit, in *refundPaidInput) (*output[payment], error) {
	o, err := g.needs.Order.Find(ctx, &orderv1.FindRequest{OrderId: in.OrderID})
	if err != nil {
		return nil, err
	}
	got, err := g.needs.Payment.MarkRefunded(ctx, &paymentv1.MarkRefundedRequest{
		UserId: o.GetUserId(), OrderId: o.GetOrderId(), RefundId: in.RefundID,
	})
	if err != nil {
		return nil, err
	}
	return &output[payment]{staffPaymentOf(got)}, nil
}
