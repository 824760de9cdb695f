package gateway

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/door"
	"rialto/internal/platform/errs"
)

func (g *Gateway) adminRefundRoutes() {
	route(g, huma.Operation{
		OperationID: "refund-order", Method: http.MethodPost, Path: "/v1/admin/orders/{order_id}/refunds", Tags: []string{"admin"},
		DefaultStatus: http.StatusCreated, Summary: "Give part of an order's money back, once per Idempotency-Key",
		Description: "Either an amount, or lines at what they cost after discount and with tax. It goes back the way it came, to the gift " +
			"card last, never above what was taken. No goods move. 503 refunding: it goes on; send the same request again.",
		Responses: map[string]*huma.Response{"409": problemResponse("over_refund, not_refundable, too_many_refunds")},
	}, rule{access: door.Operator}, g.refundOrder)
}

type refundInput struct {
	OrderKey
	Idempotent
	Body refundBody
}

type refundBody struct {
	Amount *money             `json:"amount,omitempty" doc:"Or lines."`
	Lines  []refundedQuantity `json:"lines,omitempty" minItems:"1" maxItems:"100"`
	Reason string             `json:"reason" minLength:"1" maxLength:"200" doc:"For the books."`
}

type refundedQuantity struct {
	ProductID id    `json:"product_id"`
	SellerID  id    `json:"seller_id,omitempty" doc:"Default: who sold it in this order."`
	Quantity  int64 `json:"quantity" minimum:"1" maximum:"999"`
}

func (g *Gateway) refundOrder(ctx context.Context, _ *door.Visit, in *refundInput) (*createdOnce[staffOrder], error) {
	key, err := in.required()
	if err != nil {
		return nil, err
	}
	if (in.Body.Amount == nil) == (in.Body.Lines == nil) {
		return nil, errs.InvalidFields(errs.Field{Name: "amount", Problem: "is required, or lines; not both"})
	}
	o, err := g.needs.Order.Find(ctx, &orderv1.FindRequest{OrderId: in.OrderID})
	if err != nil {
		return nil, err
	}
	req := &orderv1.RefundRequest{UserId: o.GetUserId(), OrderId: o.GetOrderId(), IdempotencyKey: key, Reason: in.Body.Reason}
	if err := in.Body.lay(req, o); err != nil {
		return nil, err
	}
	got, err := g.needs.Order.Refund(ctx, req)
	if err != nil {
		return nil, err
	}
	return &createdOnce[staffOrder]{"/v1/admin/orders/" + o.GetOrderId(), replayed(got.GetReplayed()), staffOrderOf(got.GetOrder())}, nil
}

// lay puts into the request what is given back. An amount says its currency, so that nobody pays yen as dollars.
func (b refundBody) lay(req *orderv1.RefundRequest, o *orderv1.Order) error {
	if b.Amount != nil {
		if b.Amount.Currency != o.GetCurrency() {
			return errs.InvalidFields(errs.Field{Name: "amount.currency", Problem: "must be the order's, " + o.GetCurrency()})
		}
		if b.Amount.Amount == 0 {
			return errs.InvalidFields(errs.Field{Name: "amount.amount", Problem: "must be at least 1"})
		}
		req.Amount = b.Amount.Amount
		return nil
	}
	var bad []errs.Field
	for i, l := range b.Lines {
		seller, found := soldBy(o, l)
		if !found {
			bad = append(bad, errs.Field{Name: "lines[" + strconv.Itoa(i) + "].product_id", Problem: "is not in this order"})
		}
		req.Lines = append(req.Lines, &orderv1.RefundLine{ProductId: l.ProductID.int64(), SellerId: seller, Quantity: l.Quantity})
	}
	if bad != nil {
		return errs.InvalidFields(bad...)
	}
	return nil
}

// soldBy finds the seller of a line; a cart holds one of each product.
func soldBy(o *orderv1.Order, l refundedQuantity) (seller int64, found bool) {
	for _, item := range o.GetItems() {
		if item.GetProductId() == l.ProductID.int64() && (l.SellerID == "" || item.GetSellerId() == l.SellerID.int64()) {
			return item.GetSellerId(), true
		}
	}
	return 0, false
}
