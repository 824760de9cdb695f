// Package till is where people buy: the cart, the checkout, and the pages of the orders that came of it.
//
// The one idea: nothing is lost and nothing is bought twice. The checkout is one form; every answer to it is the same page
// again, filled in, with what is wrong or has changed in words and a way on. What a buyer accepts is a quote, whose token goes
// back with the form beside a mark of what it was made for, so that something changed since is shown before it is bought; and
// the form's key makes the same order of the same form, however often it is sent.
//
// It asks cart, order, pricing, identity (saved addresses), shipping (where parcels are) and browse (pictures, variants,
// stock). It publishes what is put into carts, through the door. It decides nothing about prices, stock or money, and no
// address of a page holds anything personal.
package till

import (
	"context"
	"time"

	browsev1 "rialto/gen/rialto/browse/v1"
	"rialto/internal/commerce"
	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/storefront"
)

type pages struct {
	shop    *storefront.Shop
	streams *streams
}

// Routes adds the pages to the shop.
func Routes(shop *storefront.Shop) {
	s := &pages{shop, newStreams()}
	browsing := page.Rule{Access: door.Open, Class: door.Browsing}
	carting := page.Rule{Access: door.Open, Class: door.Carting}
	quoting := page.Rule{Access: door.Shopper, Class: door.Quoting}
	buying := page.Rule{Access: door.Shopper, Class: door.Checkout}
	personal := page.Rule{Access: door.Shopper, Class: door.Personal}

	shop.Handle("GET /cart", browsing, s.showCart)
	shop.Handle("POST /cart/items", carting, s.addItem)
	shop.Handle("POST /cart/items/{product_id}", carting, s.setItem)
	shop.Handle("POST /cart/items/{product_id}/remove", carting, s.removeItem)
	shop.Handle("POST /cart/coupon", carting, s.setCoupon)

	shop.Handle("GET /checkout", quoting, s.showCheckout)
	shop.Handle("POST /checkout/quote", quoting, s.quote)
	shop.Handle("POST /checkout/place", buying, s.place)
	shop.Handle("GET /checkout/quote", browsing, toCheckout)
	shop.Handle("GET /checkout/place", browsing, toCheckout)

	shop.Handle("GET /p/{product_id}/queue", personal, s.showQueue)

	shop.Handle("GET /orders", personal, s.showOrders)
	shop.Handle("GET /orders/{order_id}", personal, s.showOrder)
	shop.Handle("GET /orders/{order_id}/events", page.Rule{Access: door.Shopper, Class: door.Personal, Long: true}, s.streamOrder)
	shop.Handle("POST /orders/{order_id}/cancel", buying, s.cancelOrder)
}

// toCheckout leads on who asks again for the answer to a form.
func toCheckout(p *page.Page) error { return p.Redirect("/checkout") }

// guest reports a visitor with a cart but without an account.
func guest(p *page.Page) bool { return p.Who.User.GetKind() == "guest" }

// newKey names one intent, so that sending it twice does it once.
func (s *pages) newKey() string { return s.shop.Deps.IDs.Text() }

// productID reads the product in the address.
func productID(p *page.Page) (int64, error) {
	id, err := commerce.ParseID(p.R.PathValue("product_id"))
	if err != nil {
		return 0, errs.NotFound("product_not_found", "There is no such product.")
	}
	return id, nil
}

const (
	cardsWait = 300 * time.Millisecond // for pictures and variants, which a page can do without
	maxCards  = 200                    // that browse gives at once
)

// cards asks for what products look like; those that are not known, or not in time, are missing.
func (s *pages) cards(p *page.Page, ids []int64) map[int64]*browsev1.Card {
	if len(ids) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(p.Ctx, cardsWait)
	defer cancel()
	got, err := s.shop.Needs.Browse.Products(ctx, &browsev1.ProductsRequest{ProductIds: ids[:min(len(ids), maxCards)]})
	if err != nil {
		s.shop.Deps.Log.Warn("dress lines", "error", err)
		return nil
	}
	out := make(map[int64]*browsev1.Card, len(got.GetItems()))
	for _, c := range got.GetItems() {
		out[c.GetProduct().GetProductId()] = c
	}
	return out
}
