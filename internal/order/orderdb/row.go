package orderdb

import (
	"rialto/internal/order"
	"rialto/internal/platform/sqldb"
)

// orderColumns are those that orderRow writes and scanOrder reads. coupon_id is for the version before coupons came in numbers.
const orderColumns = `user_id, order_id, status, version, idempotency_key, request_hash, quote_id, currency, subtotal, discount,
	tax, shipping, total, coupon, coupon_id, address, email, delivery, arrives_by, payment, problem, created_at, updated_at,
	tenders, refunds, coupons, basket`

// orderRow returns the values of orderColumns.
func orderRow(o *order.Order) ([]any, error) {
	address, err := encode(o.Address)
	if err != nil {
		return nil, err
	}
	payment, err := encode(o.Payment)
	if err != nil {
		return nil, err
	}
	problem, err := encodeProblem(o.Problem)
	if err != nil {
		return nil, err
	}
	tenders, err := encodeList(o.Tenders)
	if err != nil {
		return nil, err
	}
	refunds, err := encodeList(o.Refunds)
	if err != nil {
		return nil, err
	}
	coupons, err := encodeList(o.Coupons)
	if err != nil {
		return nil, err
	}
	var first int64
	if len(o.Coupons) > 0 {
		first = o.Coupons[0]
	}
	return []any{int64(o.UserID), string(o.ID), string(o.Status), o.Version, o.IdempotencyKey, o.RequestHash, o.QuoteID,
		o.Currency, o.Subtotal, o.Discount, o.Tax, o.Shipping, o.Total, o.Coupon, first, address, o.Email, o.Delivery,
		o.ArrivesBy, payment, problem, o.CreatedAt, o.UpdatedAt, tenders, refunds, coupons, o.Basket}, nil
}

func scanOrder(r sqldb.Row) (*order.Order, error) {
	o := &order.Order{}
	var address, payment, problem, tenders, refunds, coupons string
	var first int64
	err := r.Scan(&o.UserID, &o.ID, &o.Status, &o.Version, &o.IdempotencyKey, &o.RequestHash, &o.QuoteID, &o.Currency,
		&o.Subtotal, &o.Discount, &o.Tax, &o.Shipping, &o.Total, &o.Coupon, &first, &address, &o.Email, &o.Delivery,
		&o.ArrivesBy, &payment, &problem, &o.CreatedAt, &o.UpdatedAt, &tenders, &refunds, &coupons, &o.Basket)
	if err != nil {
		return nil, err
	}
	if problem != "" {
		o.Problem = &order.Problem{}
		if err := decode(problem, o.Problem); err != nil {
			return nil, err
		}
	}
	for _, part := range []struct {
		text string
		into any
	}{{address, &o.Address}, {payment, &o.Payment}, {tenders, &o.Tenders}, {refunds, &o.Refunds}, {coupons, &o.Coupons}} {
		if err := decode(part.text, part.into); err != nil {
			return nil, err
		}
	}
	if len(o.Refunds) == 0 && o.Payment.Refunded > 0 { // of before refunds were listed: the cancellation's
		o.Refunds = []order.Refund{{ID: string(o.ID) + "-cancel", Gateway: o.Payment.Refunded, GatewayState: order.RefundDone,
			GiftCardState: order.RefundDone, Reason: "canceled", At: o.UpdatedAt}}
	}
	return o, nil
}

// encodeList is JSON, empty for an empty list.
func encodeList[T any](list []T) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	return encode(list)
}
