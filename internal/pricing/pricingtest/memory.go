package pricingtest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"google.golang.org/protobuf/proto"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/pricing"
)

// Memory is a pricing.Store in memory. It passes TestStore.
type Memory struct {
	mu          sync.Mutex
	quotes      map[quoteKey]*pricingv1.Quote
	coupons     map[pricing.CouponID]*pricing.Coupon
	redemptions map[redemptionKey]redemption
	users       map[userKey]int64 // redemptions that count, of coupons with a limit per buyer
	writes      int
}

type quoteKey struct {
	user commerce.UserID
	id   pricing.QuoteID
}

type redemptionKey struct {
	coupon pricing.CouponID
	order  commerce.OrderID
}

type userKey struct {
	coupon pricing.CouponID
	user   commerce.UserID
}

type redemption struct {
	user  commerce.UserID
	state pricing.State
}

var _ pricing.Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{
		quotes:      map[quoteKey]*pricingv1.Quote{},
		coupons:     map[pricing.CouponID]*pricing.Coupon{},
		redemptions: map[redemptionKey]redemption{},
		users:       map[userKey]int64{},
	}
}

// Writes returns how often the store was asked to change something.
func (m *Memory) Writes() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.writes
}

// Corrupt changes a stored quote behind the service's back.
func (m *Memory) Corrupt(user commerce.UserID, id pricing.QuoteID, change func(*pricingv1.Quote)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(m.quotes[quoteKey{user, id}])
}

// Miscount adds to a coupon's counter behind the service's back.
func (m *Memory) Miscount(id pricing.CouponID, by int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.coupons[id].Redeemed += by
}

// MiscountUser adds to the counter of a coupon's buyer behind the service's back.
func (m *Memory) MiscountUser(id pricing.CouponID, user commerce.UserID, by int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.users[userKey{id, user}] += by
}

// Change changes a coupon in a way that the service has no call for.
func (m *Memory) Change(id pricing.CouponID, change func(*pricing.Coupon)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(m.coupons[id])
}

// Forget deletes a coupon behind the service's back.
func (m *Memory) Forget(id pricing.CouponID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.coupons, id)
}

// SaveQuote implements pricing.Store.
func (m *Memory) SaveQuote(_ context.Context, q *pricingv1.Quote) (*pricingv1.Quote, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes++
	key := quoteKey{commerce.UserID(q.UserId), pricing.QuoteID(q.QuoteId)}
	if m.quotes[key] == nil {
		m.quotes[key] = proto.CloneOf(q)
	}
	return proto.CloneOf(m.quotes[key]), nil
}

// Quotes implements pricing.Store.
func (m *Memory) Quotes(_ context.Context, user commerce.UserID, ids ...pricing.QuoteID) ([]*pricingv1.Quote, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := make([]*pricingv1.Quote, len(ids))
	for i, id := range ids {
		if q := m.quotes[quoteKey{user, id}]; q != nil {
			found[i] = proto.CloneOf(q)
		}
	}
	return found, nil
}

// PageQuotes implements pricing.Store.
func (m *Memory) PageQuotes(_ context.Context, user commerce.UserID, id pricing.QuoteID, limit int) ([]pricing.StoredQuote, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	order := func(a, b quoteKey) int { return cmp.Or(cmp.Compare(a.user, b.user), cmp.Compare(a.id, b.id)) }
	var page []pricing.StoredQuote
	for _, key := range slices.SortedFunc(maps.Keys(m.quotes), order) {
		if order(key, quoteKey{user, id}) <= 0 || len(page) == limit {
			continue
		}
		q := proto.CloneOf(m.quotes[key])
		page = append(page, pricing.StoredQuote{
			User: key.user, ID: key.id, Subtotal: q.Subtotal, Discount: q.Discount, Tax: q.Tax,
			Shipping: q.Shipping, Total: q.Total, Quote: q,
		})
	}
	return page, nil
}

// CreateCoupon implements pricing.Store.
func (m *Memory) CreateCoupon(_ context.Context, c pricing.Coupon) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes++
	for _, other := range m.coupons {
		if other.Code == c.Code {
			return pricing.ErrCouponExists
		}
	}
	m.coupons[c.ID] = &c
	return nil
}

// CouponByCode implements pricing.Store.
func (m *Memory) CouponByCode(_ context.Context, code string, user commerce.UserID) (pricing.Standing, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.coupons {
		if c.Code == code {
			return pricing.Standing{Coupon: *c, UsedByUser: m.users[userKey{c.ID, user}]}, nil
		}
	}
	return pricing.Standing{}, pricing.ErrNoCoupon
}

// CouponFor implements pricing.Store.
func (m *Memory) CouponFor(_ context.Context, r pricing.Redemption) (pricing.Standing, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.coupons[r.Coupon]
	if c == nil {
		return pricing.Standing{}, pricing.ErrNoCoupon
	}
	found := pricing.Standing{Coupon: *c, UsedByUser: m.users[userKey{c.ID, r.User}]}
	if row := m.redemptions[redemptionKey{r.Coupon, r.Order}]; row.user == r.User {
		found.State = row.state
	}
	return found, nil
}

// PageCoupons implements pricing.Store.
func (m *Memory) PageCoupons(_ context.Context, after pricing.CouponID, limit int) ([]pricing.CouponCount, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var page []pricing.CouponCount
	for _, id := range slices.Sorted(maps.Keys(m.coupons)) {
		if id <= after || len(page) == limit {
			continue
		}
		row := pricing.CouponCount{Coupon: *m.coupons[id]}
		for key, r := range m.redemptions {
			if key.coupon == id && r.state.Counts() {
				row.Live++
			}
		}
		for key, used := range m.users {
			if key.coupon == id {
				row.ByUsers += used
			}
		}
		page = append(page, row)
	}
	return page, nil
}

// PageUsers implements pricing.Store.
func (m *Memory) PageUsers(_ context.Context, id pricing.CouponID, user commerce.UserID, limit int) ([]pricing.UserCount, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	order := func(a, b userKey) int { return cmp.Or(cmp.Compare(a.coupon, b.coupon), cmp.Compare(a.user, b.user)) }
	var page []pricing.UserCount
	for _, key := range slices.SortedFunc(maps.Keys(m.users), order) {
		if order(key, userKey{id, user}) <= 0 || len(page) == limit {
			continue
		}
		row := pricing.UserCount{Coupon: key.coupon, User: key.user, Used: m.users[key], Max: m.coupons[key.coupon].MaxPerUser}
		for at, r := range m.redemptions {
			if at.coupon == key.coupon && r.user == key.user && r.state.Counts() {
				row.Live++
			}
		}
		page = append(page, row)
	}
	return page, nil
}

// PageRedemptions implements pricing.Store.
func (m *Memory) PageRedemptions(_ context.Context, id pricing.CouponID, after commerce.OrderID, limit int) ([]pricing.Redeemed, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var page []pricing.Redeemed
	for at, r := range m.redemptions {
		row := pricing.Redeemed{Redemption: pricing.Redemption{Coupon: at.coupon, Order: at.order, User: r.user}, State: r.state}
		if cmp.Or(cmp.Compare(at.coupon, id), cmp.Compare(at.order, after)) > 0 {
			page = append(page, row)
		}
	}
	slices.SortFunc(page, func(a, b pricing.Redeemed) int {
		return cmp.Or(cmp.Compare(a.Coupon, b.Coupon), cmp.Compare(a.Order, b.Order))
	})
	return page[:min(limit, len(page))], nil
}

// Reserve implements pricing.Store.
func (m *Memory) Reserve(_ context.Context, r pricing.Redemption, at int64) (pricing.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes++
	c := m.coupons[r.Coupon]
	row, found := m.redemptions[redemptionKey{r.Coupon, r.Order}]
	switch {
	case found && row.user != r.User:
		return pricing.StateNone, pricing.ErrNoRedemption
	case found && row.state == pricing.StateReleased:
		return row.state, pricing.ErrReleased
	case found:
		return row.state, nil
	case c == nil:
		return pricing.StateNone, pricing.ErrNoCoupon
	case !c.InWindow(at):
		return pricing.StateNone, pricing.ErrOutsideWindow
	case c.UsedUp():
		return pricing.StateNone, pricing.ErrUsedUp
	case c.MaxPerUser > 0 && m.users[userKey{c.ID, r.User}] >= c.MaxPerUser:
		return pricing.StateNone, pricing.ErrUsedByUser
	}
	c.Redeemed++
	if c.MaxPerUser > 0 {
		m.users[userKey{c.ID, r.User}]++
	}
	m.redemptions[redemptionKey{r.Coupon, r.Order}] = redemption{r.User, pricing.StateHeld}
	return pricing.StateHeld, nil
}

// Commit implements pricing.Store.
func (m *Memory) Commit(_ context.Context, r pricing.Redemption, _ int64) (pricing.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes++
	key := redemptionKey{r.Coupon, r.Order}
	row, found := m.redemptions[key]
	switch {
	case !found || row.user != r.User:
		return pricing.StateNone, pricing.ErrNoRedemption
	case row.state == pricing.StateReleased:
		return row.state, pricing.ErrReleased
	}
	m.redemptions[key] = redemption{r.User, pricing.StateCommitted}
	return pricing.StateCommitted, nil
}

// Release implements pricing.Store.
func (m *Memory) Release(_ context.Context, r pricing.Redemption, _ int64) (pricing.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes++
	key := redemptionKey{r.Coupon, r.Order}
	row, found := m.redemptions[key]
	if found && row.user != r.User {
		return pricing.StateNone, pricing.ErrNoRedemption
	}
	if row.state.Counts() {
		c := m.coupons[r.Coupon]
		c.Redeemed--
		if c.MaxPerUser > 0 {
			m.users[userKey{c.ID, r.User}]--
		}
	}
	m.redemptions[key] = redemption{r.User, pricing.StateReleased}
	return pricing.StateReleased, nil
}
