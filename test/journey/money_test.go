package journey

import (
	"testing"

	"rialto/test/restclient"
)

// tender is one way to pay, as a client names it.
type tender map[string]any

func card(token string) tender { return tender{"method": "card", "token": token} }

func giftCard(code string) tender { return tender{"method": "gift_card", "code": code} }

// pay places an order with tenders.
func (c *buyer) pay(quote *restclient.Answer, key string, tenders ...tender) *restclient.Answer {
	c.T.Helper()
	return c.Send("POST", "/v1/orders", map[string]any{"quote_token": quote.Str("quote_token"), "tenders": tenders}, "Idempotency-Key", key)
}

// giftCard issues a card and returns its code.
func (s *shop) giftCard(t testing.TB, key string, amount int64) (code string) {
	t.Helper()
	return s.operator(t).Want(201, "POST", "/v1/admin/gift-cards", map[string]any{
		"amount": map[string]any{"amount": amount, "currency": "USD"},
	}, "Idempotency-Key", key).Str("code")
}

// coupon takes 10 % off, as often as it says, for all and for each buyer.
func (s *shop) coupon(t testing.TB, code string, times, perUser int) {
	t.Helper()
	s.operator(t).Want(201, "POST", "/v1/admin/coupons", map[string]any{
		"code": code, "kind": "percent", "percent": 10, "max_redemptions": times, "max_per_user": perUser,
	})
}

// drop puts a product under a drop that has begun, with so many units for a buyer.
func (s *shop) drop(t testing.TB, product string, limit int) {
	t.Helper()
	s.operator(t).Want(201, "POST", "/v1/admin/drops", map[string]any{"product_id": product, "limit_per_buyer": limit})
}
