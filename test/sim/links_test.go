package sim

import (
	"context"

	dropv1 "rialto/gen/rialto/drop/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
)

// A link is a room as the room `from` sees it over the network; from is nil for people.

type orderLink struct {
	from *life
	to   *process
}

func (k orderLink) Quote(ctx context.Context, req *orderv1.QuoteRequest) (*pricingv1.Quote, error) {
	return call(ctx, k.from, k.to, opQuote, req, func(l *life) func(context.Context, *orderv1.QuoteRequest) (*pricingv1.Quote, error) {
		return l.order.Quote
	})
}

func (k orderLink) Place(ctx context.Context, req *orderv1.PlaceRequest) (*orderv1.PlaceResponse, error) {
	return call(ctx, k.from, k.to, opPlace, req, func(l *life) func(context.Context, *orderv1.PlaceRequest) (*orderv1.PlaceResponse, error) {
		return l.order.Place
	})
}

func (k orderLink) Get(ctx context.Context, req *orderv1.GetRequest) (*orderv1.Order, error) {
	return call(ctx, k.from, k.to, opGetOrder, req, func(l *life) func(context.Context, *orderv1.GetRequest) (*orderv1.Order, error) { return l.order.Get })
}

func (k orderLink) Cancel(ctx context.Context, req *orderv1.CancelRequest) (*orderv1.CancelResponse, error) {
	return call(ctx, k.from, k.to, opCancelOrder, req, func(l *life) func(context.Context, *orderv1.CancelRequest) (*orderv1.CancelResponse, error) {
		return l.order.Cancel
	})
}

func (k orderLink) Refund(ctx context.Context, req *orderv1.RefundRequest) (*orderv1.RefundResponse, error) {
	return call(ctx, k.from, k.to, opRefundOrder, req, func(l *life) func(context.Context, *orderv1.RefundRequest) (*orderv1.RefundResponse, error) {
		return l.order.Refund
	})
}

func (k orderLink) ListAll(ctx context.Context, req *orderv1.ListAllRequest) (*orderv1.ListResponse, error) {
	return call(ctx, k.from, k.to, opListOrders, req, func(l *life) func(context.Context, *orderv1.ListAllRequest) (*orderv1.ListResponse, error) {
		return l.order.ListAll
	})
}

type stockLink struct {
	from *life
	to   *process
}

func (k stockLink) SoldOut(ctx context.Context, req *inventoryv1.SoldOutRequest) (*inventoryv1.SoldOutResponse, error) {
	return call(ctx, k.from, k.to, opSoldOut, req, func(l *life) func(context.Context, *inventoryv1.SoldOutRequest) (*inventoryv1.SoldOutResponse, error) {
		return l.inventory.SoldOut
	})
}

func (k stockLink) Reserve(ctx context.Context, req *inventoryv1.ReserveRequest) (*inventoryv1.ReserveResponse, error) {
	return call(ctx, k.from, k.to, opReserve, req, func(l *life) func(context.Context, *inventoryv1.ReserveRequest) (*inventoryv1.ReserveResponse, error) {
		return l.inventory.Reserve
	})
}

func (k stockLink) Release(ctx context.Context, req *inventoryv1.ReleaseRequest) (*inventoryv1.ReleaseResponse, error) {
	return call(ctx, k.from, k.to, opRelease, req, func(l *life) func(context.Context, *inventoryv1.ReleaseRequest) (*inventoryv1.ReleaseResponse, error) {
		return l.inventory.Release
	})
}

func (k stockLink) Extend(ctx context.Context, req *inventoryv1.ExtendRequest) (*inventoryv1.ExtendResponse, error) {
	return call(ctx, k.from, k.to, opExtend, req, func(l *life) func(context.Context, *inventoryv1.ExtendRequest) (*inventoryv1.ExtendResponse, error) {
		return l.inventory.Extend
	})
}

func (k stockLink) Commit(ctx context.Context, req *inventoryv1.CommitRequest) (*inventoryv1.CommitResponse, error) {
	return call(ctx, k.from, k.to, opCommit, req, func(l *life) func(context.Context, *inventoryv1.CommitRequest) (*inventoryv1.CommitResponse, error) {
		return l.inventory.Commit
	})
}

func (k stockLink) Cancel(ctx context.Context, req *inventoryv1.CancelRequest) (*inventoryv1.CancelResponse, error) {
	return call(ctx, k.from, k.to, opCancelStock, req, func(l *life) func(context.Context, *inventoryv1.CancelRequest) (*inventoryv1.CancelResponse, error) {
		return l.inventory.Cancel
	})
}

func (k stockLink) ListHolds(ctx context.Context, req *inventoryv1.ListHoldsRequest) (*inventoryv1.ListHoldsResponse, error) {
	return call(ctx, k.from, k.to, opListHolds, req, func(l *life) func(context.Context, *inventoryv1.ListHoldsRequest) (*inventoryv1.ListHoldsResponse, error) {
		return l.inventory.ListHolds
	})
}

func (k stockLink) Consume(ctx context.Context, req *inventoryv1.ConsumeRequest) (*inventoryv1.ConsumeResponse, error) {
	return call(ctx, k.from, k.to, opConsume, req, func(l *life) func(context.Context, *inventoryv1.ConsumeRequest) (*inventoryv1.ConsumeResponse, error) {
		return l.inventory.Consume
	})
}

func (k stockLink) SetStock(ctx context.Context, req *inventoryv1.SetStockRequest) (*inventoryv1.SetStockResponse, error) {
	return call(ctx, k.from, k.to, opSetStock, req, func(l *life) func(context.Context, *inventoryv1.SetStockRequest) (*inventoryv1.SetStockResponse, error) {
		return l.inventory.SetStock
	})
}

func (k stockLink) MoveStock(ctx context.Context, req *inventoryv1.MoveStockRequest) (*inventoryv1.MoveStockResponse, error) {
	return call(ctx, k.from, k.to, opMoveStock, req, func(l *life) func(context.Context, *inventoryv1.MoveStockRequest) (*inventoryv1.MoveStockResponse, error) {
		return l.inventory.MoveStock
	})
}

type payLink struct {
	from *life
	to   *process
}

func (k payLink) Authorize(ctx context.Context, req *paymentv1.AuthorizeRequest) (*paymentv1.Payment, error) {
	return call(ctx, k.from, k.to, opAuthorize, req, func(l *life) func(context.Context, *paymentv1.AuthorizeRequest) (*paymentv1.Payment, error) {
		return l.payment.Authorize
	})
}

func (k payLink) Capture(ctx context.Context, req *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	return call(ctx, k.from, k.to, opCapture, req, func(l *life) func(context.Context, *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
		return l.payment.Capture
	})
}

func (k payLink) Void(ctx context.Context, req *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	return call(ctx, k.from, k.to, opVoid, req, func(l *life) func(context.Context, *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
		return l.payment.Void
	})
}

func (k payLink) Refund(ctx context.Context, req *paymentv1.RefundRequest) (*paymentv1.Payment, error) {
	return call(ctx, k.from, k.to, opRefund, req, func(l *life) func(context.Context, *paymentv1.RefundRequest) (*paymentv1.Payment, error) {
		return l.payment.Refund
	})
}

func (k payLink) Webhook(ctx context.Context, req *paymentv1.WebhookRequest) (*paymentv1.WebhookResponse, error) {
	return call(ctx, k.from, k.to, opWebhook, req, func(l *life) func(context.Context, *paymentv1.WebhookRequest) (*paymentv1.WebhookResponse, error) {
		return l.payment.Webhook
	})
}

func (k payLink) MarkReceived(ctx context.Context, req *paymentv1.MarkReceivedRequest) (*paymentv1.Payment, error) {
	return call(ctx, k.from, k.to, opMarkReceived, req, func(l *life) func(context.Context, *paymentv1.MarkReceivedRequest) (*paymentv1.Payment, error) {
		return l.payment.MarkReceived
	})
}

func (k payLink) MarkRefunded(ctx context.Context, req *paymentv1.MarkRefundedRequest) (*paymentv1.Payment, error) {
	return call(ctx, k.from, k.to, opMarkRefunded, req, func(l *life) func(context.Context, *paymentv1.MarkRefundedRequest) (*paymentv1.Payment, error) {
		return l.payment.MarkRefunded
	})
}

func (k payLink) Get(ctx context.Context, req *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	return call(ctx, k.from, k.to, opGetPayment, req, func(l *life) func(context.Context, *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
		return l.payment.Get
	})
}

func (k payLink) Report(ctx context.Context, req *paymentv1.ReportRequest) (*paymentv1.ReportResponse, error) {
	return call(ctx, k.from, k.to, opReport, req, func(l *life) func(context.Context, *paymentv1.ReportRequest) (*paymentv1.ReportResponse, error) {
		return l.payment.Report
	})
}

type pricingLink struct {
	from *life
	to   *process
}

func (k pricingLink) Quote(ctx context.Context, req *pricingv1.QuoteRequest) (*pricingv1.Quote, error) {
	return call(ctx, k.from, k.to, opPrice, req, func(l *life) func(context.Context, *pricingv1.QuoteRequest) (*pricingv1.Quote, error) {
		return l.pricing.Quote
	})
}

func (k pricingLink) GetQuote(ctx context.Context, req *pricingv1.GetQuoteRequest) (*pricingv1.Quote, error) {
	return call(ctx, k.from, k.to, opGetQuote, req, func(l *life) func(context.Context, *pricingv1.GetQuoteRequest) (*pricingv1.Quote, error) {
		return l.pricing.GetQuote
	})
}

func (k pricingLink) Recheck(ctx context.Context, req *pricingv1.RecheckRequest) (*pricingv1.RecheckResponse, error) {
	return call(ctx, k.from, k.to, opRecheck, req, func(l *life) func(context.Context, *pricingv1.RecheckRequest) (*pricingv1.RecheckResponse, error) {
		return l.pricing.Recheck
	})
}

func (k pricingLink) ReserveCoupon(ctx context.Context, req *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
	return call(ctx, k.from, k.to, opReserveCoupon, req, func(l *life) func(context.Context, *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
		return l.pricing.ReserveCoupon
	})
}

func (k pricingLink) CommitCoupon(ctx context.Context, req *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
	return call(ctx, k.from, k.to, opCommitCoupon, req, func(l *life) func(context.Context, *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
		return l.pricing.CommitCoupon
	})
}

func (k pricingLink) ReleaseCoupon(ctx context.Context, req *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
	return call(ctx, k.from, k.to, opReleaseCoupon, req, func(l *life) func(context.Context, *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
		return l.pricing.ReleaseCoupon
	})
}

type cardLink struct {
	from *life
	to   *process
}

func (k cardLink) LookUp(ctx context.Context, req *giftcardv1.LookUpRequest) (*giftcardv1.GiftCard, error) {
	return call(ctx, k.from, k.to, opLookUpCard, req, func(l *life) func(context.Context, *giftcardv1.LookUpRequest) (*giftcardv1.GiftCard, error) {
		return l.giftcard.LookUp
	})
}

func (k cardLink) Hold(ctx context.Context, req *giftcardv1.HoldRequest) (*giftcardv1.Use, error) {
	return call(ctx, k.from, k.to, opHoldCard, req, func(l *life) func(context.Context, *giftcardv1.HoldRequest) (*giftcardv1.Use, error) {
		return l.giftcard.Hold
	})
}

func (k cardLink) Spend(ctx context.Context, req *giftcardv1.OrderRequest) (*giftcardv1.Use, error) {
	return call(ctx, k.from, k.to, opSpendCard, req, func(l *life) func(context.Context, *giftcardv1.OrderRequest) (*giftcardv1.Use, error) {
		return l.giftcard.Spend
	})
}

func (k cardLink) Release(ctx context.Context, req *giftcardv1.OrderRequest) (*giftcardv1.Use, error) {
	return call(ctx, k.from, k.to, opReleaseCard, req, func(l *life) func(context.Context, *giftcardv1.OrderRequest) (*giftcardv1.Use, error) {
		return l.giftcard.Release
	})
}

func (k cardLink) Refund(ctx context.Context, req *giftcardv1.RefundRequest) (*giftcardv1.Use, error) {
	return call(ctx, k.from, k.to, opRefundCard, req, func(l *life) func(context.Context, *giftcardv1.RefundRequest) (*giftcardv1.Use, error) {
		return l.giftcard.Refund
	})
}

type dropLink struct {
	from *life
	to   *process
}

func (k dropLink) Admit(ctx context.Context, req *dropv1.AdmitRequest) (*dropv1.AdmitResponse, error) {
	return call(ctx, k.from, k.to, opAdmit, req, func(l *life) func(context.Context, *dropv1.AdmitRequest) (*dropv1.AdmitResponse, error) {
		return l.drops.Admit
	})
}

func (k dropLink) Take(ctx context.Context, req *dropv1.TakeRequest) (*dropv1.TakeResponse, error) {
	return call(ctx, k.from, k.to, opTake, req, func(l *life) func(context.Context, *dropv1.TakeRequest) (*dropv1.TakeResponse, error) {
		return l.drops.Take
	})
}

func (k dropLink) Keep(ctx context.Context, req *dropv1.TakeOrderRequest) (*dropv1.TakeResponse, error) {
	return call(ctx, k.from, k.to, opKeep, req, func(l *life) func(context.Context, *dropv1.TakeOrderRequest) (*dropv1.TakeResponse, error) {
		return l.drops.Keep
	})
}

func (k dropLink) Give(ctx context.Context, req *dropv1.TakeOrderRequest) (*dropv1.TakeResponse, error) {
	return call(ctx, k.from, k.to, opGive, req, func(l *life) func(context.Context, *dropv1.TakeOrderRequest) (*dropv1.TakeResponse, error) {
		return l.drops.Give
	})
}
