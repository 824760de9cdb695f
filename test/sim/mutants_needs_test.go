package sim

import (
	"context"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/order"
	"rialto/internal/platform/errs"
)

var needsMutants = []mutant{
	{name: "the void is forgotten", needs: payments(func(p order.Payments, _ order.Needs) order.Payments { return noVoid{p} })},
	{name: "undone forwards", needs: payments(func(p order.Payments, n order.Needs) order.Payments { return forwards{p, n.Inventory} })},
	{name: "a capture without answer is done", needs: payments(func(p order.Payments, _ order.Needs) order.Payments { return captureIsDone{p} })},
	{name: "the price is not checked again", needs: func(_ *world, n order.Needs) order.Needs {
		n.Pricing = noRecheck{n.Pricing}
		return n
	}},
	{name: "the sweeper sees no old holds", needs: func(_ *world, n order.Needs) order.Needs {
		n.Inventory = noSweep{n.Inventory}
		return n
	}},
	{name: "stock without answer is reserved", needs: func(_ *world, n order.Needs) order.Needs {
		n.Inventory = reserveIsDone{n.Inventory}
		return n
	}},
	{name: "stock is not given back", needs: func(_ *world, n order.Needs) order.Needs {
		n.Inventory = noRelease{n.Inventory}
		return n
	}},
}

func payments(plant func(order.Payments, order.Needs) order.Payments) func(*world, order.Needs) order.Needs {
	return func(_ *world, n order.Needs) order.Needs {
		n.Payment = plant(n.Payment, n)
		return n
	}
}

type noVoid struct{ order.Payments }

func (noVoid) Void(context.Context, *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	return &paymentv1.Payment{Status: "voided"}, nil
}

// forwards undoes the first step first.
type forwards struct {
	order.Payments
	stock order.Inventory
}

func (p forwards) Void(ctx context.Context, req *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	for product := range int64(3) {
		_, err := p.stock.Release(ctx, &inventoryv1.ReleaseRequest{
			UserId: req.GetUserId(), OrderId: req.GetOrderId(), ProductIds: []int64{product + 1}, Reason: "released",
		})
		if err != nil {
			return nil, err
		}
	}
	return p.Payments.Void(ctx, req)
}

type captureIsDone struct{ order.Payments }

func (p captureIsDone) Capture(ctx context.Context, req *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	got, err := p.Payments.Capture(ctx, req)
	if err != nil && errs.Unanswered(err) {
		return &paymentv1.Payment{Status: "captured"}, nil
	}
	return got, err
}

type noRecheck struct{ order.Pricing }

func (noRecheck) Recheck(context.Context, *pricingv1.RecheckRequest) (*pricingv1.RecheckResponse, error) {
	return &pricingv1.RecheckResponse{Unchanged: true}, nil
}

type noSweep struct{ order.Inventory }

func (noSweep) ListHolds(context.Context, *inventoryv1.ListHoldsRequest) (*inventoryv1.ListHoldsResponse, error) {
	return &inventoryv1.ListHoldsResponse{}, nil
}

type reserveIsDone struct{ order.Inventory }

func (s reserveIsDone) Reserve(ctx context.Context, req *inventoryv1.ReserveRequest) (*inventoryv1.ReserveResponse, error) {
	got, err := s.Inventory.Reserve(ctx, req)
	if err != nil && errs.Unanswered(err) {
		return &inventoryv1.ReserveResponse{}, nil
	}
	return got, err
}

type noRelease struct{ order.Inventory }

func (noRelease) Release(context.Context, *inventoryv1.ReleaseRequest) (*inventoryv1.ReleaseResponse, error) {
	return &inventoryv1.ReleaseResponse{}, nil
}
