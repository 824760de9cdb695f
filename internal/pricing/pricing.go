// Package pricing says what a purchase costs: quotes, coupons and tax.
//
// It owns quotes (immutable, what the buyer is asked to accept), coupons and their redemptions.
//
// The one idea: a quote is one document, computed once from today's offers by pure arithmetic and never changed. Buying
// re-computes the same document with today's prices and compares; whatever differs makes a fresh quote for the buyer to
// accept, so nobody is charged a price they did not see. A coupon's redemption is held, committed and released like stock,
// and its limits, for all and for each buyer, are guarded counters in the transaction of the redemption.
//
// It asks catalog for offers straight from the store and shipping for delivery options and the ranking of warehouses.
// It publishes no events. It never converts currencies, never judges whether a quote is too old to buy (order does), and
// never trusts an amount that a client sent.
package pricing

import (
	"context"
	"errors"

	"rialto/internal/commerce"

	pricingv1 "rialto/gen/rialto/pricing/v1"
)

// QuoteID is 128 random bits as base64url text: who knows it and is its user may buy at it.
type QuoteID string

// CouponID names a coupon; the key of its row and of its redemptions.
type CouponID int64

// State is where a redemption stands: held → committed, and either → released, once and for ever.
type State string

// The states of a redemption. StateNone means there is no row.
const (
	StateNone      State = ""
	StateHeld      State = "held"
	StateCommitted State = "committed"
	StateReleased  State = "released"
)

// Counts reports whether a redemption in this state uses up one of the coupon's redemptions.
func (s State) Counts() bool { return s == StateHeld || s == StateCommitted }

// Redemption names one use of a coupon by an order.
type Redemption struct {
	Coupon CouponID
	User   commerce.UserID
	Order  commerce.OrderID
}

// Redeemed is a redemption and where it stands, for Check.
type Redeemed struct {
	Redemption
	State State
}

// StoredQuote is a quote as its row holds it, for Check: the columns, and the document or nil where it cannot be read.
type StoredQuote struct {
	User                                     commerce.UserID
	ID                                       QuoteID
	Subtotal, Discount, Tax, Shipping, Total int64
	Quote                                    *pricingv1.Quote
}

// Standing is how a coupon stands for one buyer, and for one of their orders where that was asked.
type Standing struct {
	Coupon
	UsedByUser int64 // their held and committed redemptions; counted where the coupon has a limit per buyer, else 0
	State      State // of the order's redemption
}

// CouponCount is a coupon beside the number of its redemptions that count, and what the counters of its buyers sum to.
type CouponCount struct {
	Coupon  Coupon
	Live    int64
	ByUsers int64 // 0 where the coupon has no limit per buyer
}

// UserCount is the counter of one buyer of a coupon beside the number of their redemptions that count.
type UserCount struct {
	Coupon          CouponID
	User            commerce.UserID
	Used, Max, Live int64
}

// Errors of a Store. Any other error is a failure of the store itself.
var (
	ErrNoCoupon      = errors.New("no such coupon")
	ErrCouponExists  = errors.New("the coupon's code is taken")
	ErrUsedUp        = errors.New("the coupon is used up")
	ErrUsedByUser    = errors.New("the buyer has used the coupon as often as one may")
	ErrOutsideWindow = errors.New("the coupon is not valid at this time")
	ErrReleased      = errors.New("the redemption was released before")
	ErrNoRedemption  = errors.New("no such redemption")
)

// Store keeps quotes, coupons and redemptions. Times are UTC microseconds. Values given and returned belong to the caller.
type Store interface {
	// SaveQuote stores q under (user_id, quote_id) unless there is one, and returns what is stored then.
	SaveQuote(ctx context.Context, q *pricingv1.Quote) (*pricingv1.Quote, error)
	// Quotes returns the user's quotes in the order of ids, nil where the user has none of that id.
	Quotes(ctx context.Context, user commerce.UserID, ids ...QuoteID) ([]*pricingv1.Quote, error)
	// PageQuotes returns up to limit quotes after (user, id) in the order of both.
	PageQuotes(ctx context.Context, user commerce.UserID, id QuoteID, limit int) ([]StoredQuote, error)

	// CreateCoupon stores a coupon. A code that another coupon has: ErrCouponExists.
	CreateCoupon(ctx context.Context, c Coupon) error
	// CouponByCode returns how the coupon with this code, upper case, stands for a user. Missing: ErrNoCoupon.
	CouponByCode(ctx context.Context, code string, user commerce.UserID) (Standing, error)
	// CouponFor returns how a coupon stands for a user's order. Missing coupon: ErrNoCoupon.
	CouponFor(ctx context.Context, r Redemption) (Standing, error)
	// PageCoupons returns up to limit coupons after an id, by id, each with its count of held and committed redemptions.
	PageCoupons(ctx context.Context, after CouponID, limit int) ([]CouponCount, error)
	// PageUsers returns up to limit buyers' counters after (coupon, user) in the order of both.
	PageUsers(ctx context.Context, coupon CouponID, user commerce.UserID, limit int) ([]UserCount, error)
	// PageRedemptions returns up to limit redemptions in any state after (coupon, order) in the order of both.
	PageRedemptions(ctx context.Context, coupon CouponID, order commerce.OrderID, limit int) ([]Redeemed, error)

	// Reserve holds one redemption for r, at time at. Held or committed already: that state, nothing changes. Errors:
	// ErrReleased after a release; ErrNoCoupon; ErrUsedUp when redeemed + 1 would pass the limit, ErrUsedByUser when it
	// would pass the user's; ErrOutsideWindow; ErrNoRedemption where the order's row is another user's.
	Reserve(ctx context.Context, r Redemption, at int64) (State, error)
	// Commit makes a held redemption final; committed already changes nothing. Errors: ErrReleased, ErrNoRedemption.
	Commit(ctx context.Context, r Redemption, at int64) (State, error)
	// Release gives a held or committed redemption back once. None there: a released row is left that refuses a late
	// Reserve. Released already changes nothing. Error: ErrNoRedemption where the order's row is another user's.
	Release(ctx context.Context, r Redemption, at int64) (State, error)
}
