package gateway

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	cartv1 "rialto/gen/rialto/cart/v1"
	"rialto/internal/door"
)

// cartAnswer is CART.
type cartAnswer struct {
	Items    []cartItem `json:"items"`
	Subtotal money      `json:"subtotal"`
	Coupon   string     `json:"coupon,omitempty" doc:"Kept until the quote, which judges it."`
	Replaced bool       `json:"replaced,omitempty" doc:"Another seller's offer of the product gave way: a cart holds one a product."`
}

// cartItem is one line; its price is today's, null once the offer cannot be bought any more.
type cartItem struct {
	ProductID id     `json:"product_id"`
	Quantity  int64  `json:"quantity"`
	Price     *money `json:"price"`
	SellerID  id     `json:"seller_id"`
}

// TransformSchema documents that the price may be null.
func (cartItem) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema { return priceOrNull(s) }

func (g *Gateway) cartOf(c *cartv1.Cart) cartAnswer {
	out := cartAnswer{Coupon: c.GetCoupon(), Subtotal: money{0, g.cfg.Currency}, Items: each(c.GetItems(), func(i *cartv1.CartItem) cartItem {
		return cartItem{idOf(i.GetProductId()), i.GetQuantity(), moneyOf(i.GetPrice()), idOf(i.GetSellerId())}
	})}
	if c.GetSubtotal() != nil {
		out.Subtotal = *moneyOf(c.GetSubtotal())
	}
	return out
}

func (g *Gateway) cartRoutes() {
	route(g, huma.Operation{
		OperationID: "get-cart", Method: http.MethodGet, Path: "/v1/cart", Tags: []string{"cart"},
		Summary: "The cart at today's prices; empty for somebody without one",
	}, rule{access: door.Open, class: door.Browsing}, g.getCart)
	route(g, huma.Operation{
		OperationID: "add-to-cart", Method: http.MethodPost, Path: "/v1/cart/items", Tags: []string{"cart"},
		Summary: "Add units of a product; the first write of somebody unknown makes a guest, whose X-Cart-Token comes back",
	}, rule{access: door.Open, class: door.Carting}, g.addItem)
	route(g, huma.Operation{
		OperationID: "set-cart-item", Method: http.MethodPut, Path: "/v1/cart/items/{product_id}", Tags: []string{"cart"},
		Summary: "Set a line's quantity; 0 removes it",
	}, rule{access: door.Open, class: door.Carting}, g.setItem)
	route(g, huma.Operation{
		OperationID: "remove-cart-item", Method: http.MethodDelete, Path: "/v1/cart/items/{product_id}", Tags: []string{"cart"},
		DefaultStatus: http.StatusOK, Summary: "Remove a line",
	}, rule{access: door.Open, class: door.Carting}, g.removeItem)
	route(g, huma.Operation{
		OperationID: "set-coupon", Method: http.MethodPost, Path: "/v1/cart/coupon", Tags: []string{"cart"},
		Summary: "Keep a coupon code with the cart; an empty one removes it",
	}, rule{access: door.Open, class: door.Carting}, g.setCoupon)
}

// getCart makes no guest: looking is not writing.
func (g *Gateway) getCart(ctx context.Context, v *door.Visit, in *currencyInput) (*output[cartAnswer], error) {
	door.NoStore(v.W)
	if !v.Who.Known() {
		return &output[cartAnswer]{g.cartOf(&cartv1.Cart{})}, nil
	}
	got, err := g.needs.Cart.GetCart(ctx, &cartv1.GetCartRequest{UserId: v.Who.UserID(), Currency: in.Currency})
	if err != nil {
		return nil, err
	}
	return &output[cartAnswer]{g.cartOf(got)}, nil
}

type currencyInput struct{ InCurrency }

type addItemInput struct {
	Body newItem
}

type newItem struct {
	ProductID id     `json:"product_id"`
	Quantity  int64  `json:"quantity" minimum:"1" maximum:"999"`
	SellerID  id     `json:"seller_id,omitempty" doc:"Default: the featured offer's."`
	Currency  string `json:"currency,omitempty" pattern:"^[A-Z]{3}$" patternDescription:"a currency code such as USD" doc:"Default: the cart's, else the shop's."`
}

// addItem is usually the first write of somebody unknown.
func (g *Gateway) addItem(ctx context.Context, v *door.Visit, in *addItemInput) (*output[cartAnswer], error) {
	user, err := g.door.Guest(ctx, v)
	if err != nil {
		return nil, err
	}
	got, err := g.needs.Cart.AddItem(ctx, &cartv1.AddItemRequest{
		UserId: user, ProductId: in.Body.ProductID.int64(), SellerId: in.Body.SellerID.int64(), Quantity: in.Body.Quantity,
		Currency: in.Body.Currency,
	})
	if err != nil {
		return nil, err
	}
	g.door.Activity.AddToCart(user, in.Body.ProductID.int64())
	out := g.cartOf(got.GetCart())
	out.Replaced = got.GetReplaced()
	return &output[cartAnswer]{out}, nil
}

type setItemInput struct {
	ProductID id `path:"product_id"`
	Body      itemQuantity
}

type itemQuantity struct {
	Quantity int64 `json:"quantity" minimum:"0" maximum:"999"`
}

// setItem may be repeated: it sets, it does not add.
func (g *Gateway) setItem(ctx context.Context, v *door.Visit, in *setItemInput) (*output[cartAnswer], error) {
	user, err := g.door.Guest(ctx, v)
	if err != nil {
		return nil, err
	}
	got, err := g.needs.Cart.SetItem(ctx, &cartv1.SetItemRequest{
		UserId: user, ProductId: in.ProductID.int64(), Quantity: in.Body.Quantity,
	})
	if err != nil {
		return nil, err
	}
	return &output[cartAnswer]{g.cartOf(got)}, nil
}

type removeItemInput struct {
	ProductID id `path:"product_id"`
}

// removeItem makes no guest: whoever has no cart has nothing to remove from it.
func (g *Gateway) removeItem(ctx context.Context, v *door.Visit, in *removeItemInput) (*output[cartAnswer], error) {
	if !v.Who.Known() {
		return &output[cartAnswer]{g.cartOf(&cartv1.Cart{})}, nil
	}
	got, err := g.needs.Cart.RemoveItem(ctx, &cartv1.RemoveItemRequest{UserId: v.Who.UserID(), ProductId: in.ProductID.int64()})
	if err != nil {
		return nil, err
	}
	return &output[cartAnswer]{g.cartOf(got)}, nil
}

type couponInput struct {
	Body cartCoupon
}

type cartCoupon struct {
	Coupon string `json:"coupon" maxLength:"200" doc:"Up to five codes, separated by commas; empty removes them."`
}

// setCoupon does not say whether the code is good; the quote does, with the reason.
func (g *Gateway) setCoupon(ctx context.Context, v *door.Visit, in *couponInput) (*output[cartAnswer], error) {
	user, err := g.door.Guest(ctx, v)
	if err != nil {
		return nil, err
	}
	got, err := g.needs.Cart.SetCoupon(ctx, &cartv1.SetCouponRequest{UserId: user, Coupon: in.Body.Coupon})
	if err != nil {
		return nil, err
	}
	return &output[cartAnswer]{g.cartOf(got)}, nil
}
