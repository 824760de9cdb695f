package ledger

import (
	"context"

	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
)

// Needs is what the room asks of its neighbours, to reconcile.
type Needs struct {
	Orders   Orders
	Payments Payments
}

// Orders knows what was bought.
type Orders interface {
	Get(context.Context, *orderv1.GetRequest) (*orderv1.Order, error)
	ListAll(context.Context, *orderv1.ListAllRequest) (*orderv1.ListResponse, error)
}

// Payments knows what was paid, and has the gateway's own word for it.
type Payments interface {
	Get(context.Context, *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error)
	Report(context.Context, *paymentv1.ReportRequest) (*paymentv1.ReportResponse, error)
}
