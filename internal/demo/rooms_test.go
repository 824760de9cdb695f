package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/platform/errs"
)

// rooms are all neighbours in memory, as far as the demo uses them. After `left` calls every further one fails, every
// second time after its effect, as if the process had died there.
type rooms struct {
	mu    sync.Mutex
	left  int // calls until the next death; below zero: immortal
	calls int

	products   map[string]int64 // external id → product
	titles     map[string]string
	rows       []*catalogv1.ProductInput // every row that was put
	sellers    map[string]int64
	warehouses []*inventoryv1.Warehouse
	stock      map[string]int64
	users      map[string]*identityv1.User
	passwords  map[string]string
	addresses  map[int64][]string
	coupons    map[string]bool
	giftCards  map[string]string // key → what was issued
	history    map[int64]*analyticsv1.Purchase
	folded     int
	carts      map[int64][]string
	quotes     map[string]string
	orders     map[int64][]*placed // newest last
	rebuilt    int
}

type placed struct {
	key, quote, what string
	canceled         bool
	refunds          map[string]int64 // by key
}

var errDied = errors.New("the process died")

func newRooms() *rooms {
	return &rooms{
		left: -1, products: map[string]int64{}, titles: map[string]string{}, sellers: map[string]int64{}, stock: map[string]int64{},
		users: map[string]*identityv1.User{}, passwords: map[string]string{}, addresses: map[int64][]string{}, coupons: map[string]bool{}, giftCards: map[string]string{},
		history: map[int64]*analyticsv1.Purchase{}, carts: map[int64][]string{}, quotes: map[string]string{}, orders: map[int64][]*placed{},
		warehouses: []*inventoryv1.Warehouse{{WarehouseId: 1, Name: "Seattle"}, {WarehouseId: 2, Name: "Chicago"}, {WarehouseId: 3, Name: "New York"}},
	}
}

func (r *rooms) needs() Needs {
	return Needs{Catalog: r, Inventory: r, Identity: r, Pricing: r, GiftCards: r, Search: r, Analytics: r, Cart: r, Order: orders{r}}
}

// during runs a call under the lock, unless the process is dead.
func during[T any](r *rooms, call func() (T, error)) (T, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	var none T
	if r.left == 0 {
		if r.calls%2 == 0 {
			if _, err := call(); err != nil {
				return none, err
			}
		}
		return none, errDied
	}
	r.left--
	return call()
}

// state is everything that a shop is made of, in words; ids are left out, for they differ from run to run.
func (r *rooms) state() string {
	var out []string
	names := map[string]string{}
	for name, id := range r.products {
		names[fmt.Sprint(id)] = name
		out = append(out, "product "+name+" "+r.titles[name])
	}
	for row, quantity := range r.stock {
		product, rest, _ := strings.Cut(row, "/")
		out = append(out, fmt.Sprintf("stock %s %s %d", names[product], rest, quantity))
	}
	for _, w := range r.warehouses {
		out = append(out, "warehouse "+w.GetName())
	}
	for email, u := range r.users {
		out = append(out, fmt.Sprintf("user %s %s %s member %v at %v", email, u.GetKind(), u.GetName(), u.GetMemberUntil() > 0, r.addresses[u.GetUserId()]))
		for _, o := range r.orders[u.GetUserId()] {
			out = append(out, fmt.Sprintf("order %s of %s: %s canceled %v refunded %v", o.key, email, o.what, o.canceled, o.refunds))
		}
	}
	for row, p := range r.history {
		out = append(out, fmt.Sprintf("purchase %d %s %s %s %d x %d %s %d", row, p.GetBasket(), p.GetBuyer(), names[fmt.Sprint(p.GetProductId())],
			p.GetQuantity(), p.GetUnitPrice(), p.GetCurrency(), p.GetOrderedAt()))
	}
	out = append(out, slices.Collect(maps.Keys(r.coupons))...)
	out = append(out, slices.Collect(maps.Values(r.giftCards))...)
	out = append(out, fmt.Sprintf("learnt from %d purchases, found %d products", r.folded, r.rebuilt))
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func (r *rooms) PutProducts(_ context.Context, req *catalogv1.PutProductsRequest) (*catalogv1.PutProductsResponse, error) {
	return during(r, func() (*catalogv1.PutProductsResponse, error) {
		resp := &catalogv1.PutProductsResponse{}
		for _, in := range req.GetProducts() {
			if r.products[in.GetExternalId()] == 0 {
				r.products[in.GetExternalId()] = int64(1000 + len(r.products))
			}
			if r.sellers[in.GetSeller()] == 0 {
				r.sellers[in.GetSeller()] = int64(1 + len(r.sellers))
			}
			r.titles[in.GetExternalId()] = in.GetTitle()
			r.rows = append(r.rows, in)
			resp.Results = append(resp.Results, &catalogv1.PutResult{
				ProductId: r.products[in.GetExternalId()], SellerId: r.sellers[in.GetSeller()], Outcome: "created",
			})
		}
		return resp, nil
	})
}

func (r *rooms) MapExternal(_ context.Context, req *catalogv1.MapExternalRequest) (*catalogv1.MapExternalResponse, error) {
	return during(r, func() (*catalogv1.MapExternalResponse, error) {
		resp := &catalogv1.MapExternalResponse{ProductIds: map[string]int64{}}
		for _, name := range req.GetExternalIds() {
			if id := r.products[name]; id != 0 {
				resp.ProductIds[name] = id
			}
		}
		return resp, nil
	})
}

func (r *rooms) ListWarehouses(context.Context, *inventoryv1.ListWarehousesRequest) (*inventoryv1.ListWarehousesResponse, error) {
	return during(r, func() (*inventoryv1.ListWarehousesResponse, error) {
		return &inventoryv1.ListWarehousesResponse{Warehouses: slices.Clone(r.warehouses)}, nil
	})
}

func (r *rooms) CreateWarehouse(_ context.Context, req *inventoryv1.CreateWarehouseRequest) (*inventoryv1.CreateWarehouseResponse, error) {
	return during(r, func() (*inventoryv1.CreateWarehouseResponse, error) {
		w := req.GetWarehouse()
		if slices.ContainsFunc(r.warehouses, func(o *inventoryv1.Warehouse) bool { return o.GetName() == w.GetName() }) {
			return nil, errs.Conflict("warehouse_exists", "taken")
		}
		w.WarehouseId = int64(len(r.warehouses) + 1)
		r.warehouses = append(r.warehouses, w)
		return &inventoryv1.CreateWarehouseResponse{Warehouse: w}, nil
	})
}

func (r *rooms) SetStock(_ context.Context, req *inventoryv1.SetStockRequest) (*inventoryv1.SetStockResponse, error) {
	return during(r, func() (*inventoryv1.SetStockResponse, error) {
		r.stock[fmt.Sprintf("%d/%d/%d", req.GetProductId(), req.GetSellerId(), req.GetWarehouseId())] = req.GetAvailableQty()
		return &inventoryv1.SetStockResponse{}, nil
	})
}

func (r *rooms) account(kind, email, name, password string) *identityv1.User {
	u := &identityv1.User{UserId: int64(1 + len(r.users)), Kind: kind, Email: email, Name: name}
	r.users[email], r.passwords[email] = u, password
	return u
}

func (r *rooms) Register(_ context.Context, req *identityv1.RegisterRequest) (*identityv1.RegisterResponse, error) {
	return during(r, func() (*identityv1.RegisterResponse, error) {
		if r.users[req.GetEmail()] != nil {
			return nil, errs.Conflict("email_taken", "taken")
		}
		return &identityv1.RegisterResponse{UserId: r.account("customer", req.GetEmail(), req.GetName(), req.GetPassword()).GetUserId()}, nil
	})
}

func (r *rooms) FindUser(_ context.Context, req *identityv1.FindUserRequest) (*identityv1.FindUserResponse, error) {
	return during(r, func() (*identityv1.FindUserResponse, error) {
		if u := r.users[req.GetEmail()]; u != nil {
			return &identityv1.FindUserResponse{User: u}, nil
		}
		return nil, errs.NotFound("user_not_found", "nobody")
	})
}

func (r *rooms) EnsureOperator(_ context.Context, req *identityv1.EnsureOperatorRequest) (*identityv1.EnsureOperatorResponse, error) {
	return during(r, func() (*identityv1.EnsureOperatorResponse, error) {
		if r.users[req.GetEmail()] == nil {
			r.account("operator", req.GetEmail(), req.GetName(), req.GetPassword())
		}
		return &identityv1.EnsureOperatorResponse{}, nil
	})
}

func (r *rooms) AddAddress(_ context.Context, req *identityv1.AddAddressRequest) (*identityv1.AddAddressResponse, error) {
	return during(r, func() (*identityv1.AddAddressResponse, error) {
		r.addresses[req.GetUserId()] = append(r.addresses[req.GetUserId()], req.GetAddress().GetLine1())
		return &identityv1.AddAddressResponse{}, nil
	})
}

func (r *rooms) ListAddresses(_ context.Context, req *identityv1.ListAddressesRequest) (*identityv1.ListAddressesResponse, error) {
	return during(r, func() (*identityv1.ListAddressesResponse, error) {
		resp := &identityv1.ListAddressesResponse{}
		for i := range r.addresses[req.GetUserId()] {
			resp.Addresses = append(resp.Addresses, &identityv1.SavedAddress{AddressId: int64(i + 1)})
		}
		return resp, nil
	})
}

func (r *rooms) SetMembership(_ context.Context, req *identityv1.SetMembershipRequest) (*identityv1.SetMembershipResponse, error) {
	return during(r, func() (*identityv1.SetMembershipResponse, error) {
		for _, u := range r.users {
			if u.GetUserId() == req.GetUserId() {
				u.MemberUntil = req.GetExpiresAt()
			}
		}
		return &identityv1.SetMembershipResponse{}, nil
	})
}

func (r *rooms) CreateCoupon(_ context.Context, req *pricingv1.CreateCouponRequest) (*pricingv1.CreateCouponResponse, error) {
	return during(r, func() (*pricingv1.CreateCouponResponse, error) {
		if r.coupons[req.GetCoupon().GetCode()] {
			return nil, errs.Conflict("coupon_exists", "there is one")
		}
		r.coupons[req.GetCoupon().GetCode()] = true
		return &pricingv1.CreateCouponResponse{Coupon: req.GetCoupon()}, nil
	})
}

func (r *rooms) Issue(_ context.Context, req *giftcardv1.IssueRequest) (*giftcardv1.IssueResponse, error) {
	return during(r, func() (*giftcardv1.IssueResponse, error) {
		r.giftCards[req.GetIdempotencyKey()] = fmt.Sprint("gift card ", req.GetAmount().GetAmount(), " ", req.GetAmount().GetCurrency(), " ", req.GetNote())
		return &giftcardv1.IssueResponse{}, nil
	})
}

func (r *rooms) Rebuild(context.Context, *searchv1.RebuildRequest) (*searchv1.RebuildResponse, error) {
	return during(r, func() (*searchv1.RebuildResponse, error) {
		r.rebuilt = len(r.products)
		return &searchv1.RebuildResponse{Documents: int64(r.rebuilt)}, nil
	})
}

func (r *rooms) ImportHistory(_ context.Context, req *analyticsv1.ImportHistoryRequest) (*analyticsv1.ImportHistoryResponse, error) {
	return during(r, func() (*analyticsv1.ImportHistoryResponse, error) {
		if len(req.GetPurchases()) > 5000 {
			return nil, errs.Invalid("too_many", "too many")
		}
		for _, p := range req.GetPurchases() {
			if r.history[p.GetRow()] == nil {
				r.history[p.GetRow()] = p
			}
		}
		if req.GetLast() {
			r.folded = len(r.history)
		}
		return &analyticsv1.ImportHistoryResponse{}, nil
	})
}

func (r *rooms) History(_ context.Context, req *analyticsv1.HistoryRequest) (*analyticsv1.HistoryResponse, error) {
	return during(r, func() (*analyticsv1.HistoryResponse, error) {
		resp := &analyticsv1.HistoryResponse{}
		for _, row := range slices.Sorted(maps.Keys(r.history)) {
			if row > req.GetAfterRow() && len(resp.GetPurchases()) < int(req.GetLimit()) {
				resp.Purchases = append(resp.Purchases, r.history[row])
			}
		}
		return resp, nil
	})
}

func (r *rooms) GetCart(_ context.Context, req *cartv1.GetCartRequest) (*cartv1.Cart, error) {
	return during(r, func() (*cartv1.Cart, error) {
		cart := &cartv1.Cart{}
		for _, line := range r.carts[req.GetUserId()] {
			var id int64
			if _, err := fmt.Sscanf(line, "%d", &id); err != nil {
				return nil, err
			}
			cart.Items = append(cart.Items, &cartv1.CartItem{ProductId: id})
		}
		return cart, nil
	})
}

func (r *rooms) AddItem(_ context.Context, req *cartv1.AddItemRequest) (*cartv1.AddItemResponse, error) {
	return during(r, func() (*cartv1.AddItemResponse, error) {
		r.carts[req.GetUserId()] = append(r.carts[req.GetUserId()], fmt.Sprintf("%d x %d %s", req.GetProductId(), req.GetQuantity(), req.GetCurrency()))
		return &cartv1.AddItemResponse{}, nil
	})
}

func (r *rooms) RemoveItem(_ context.Context, req *cartv1.RemoveItemRequest) (*cartv1.Cart, error) {
	return during(r, func() (*cartv1.Cart, error) {
		gone := func(line string) bool { return strings.HasPrefix(line, fmt.Sprint(req.GetProductId(), " ")) }
		r.carts[req.GetUserId()] = slices.DeleteFunc(r.carts[req.GetUserId()], gone)
		return &cartv1.Cart{}, nil
	})
}

// orders is the order room: its methods share names with other rooms'.
type orders struct{ *rooms }

func (r orders) Quote(_ context.Context, req *orderv1.QuoteRequest) (*pricingv1.Quote, error) {
	return during(r.rooms, func() (*pricingv1.Quote, error) {
		if len(r.carts[req.GetUserId()]) == 0 || (req.GetAddressId() == 0) == (req.GetAddress() == nil) {
			return nil, errs.Conflict("cart_empty", "nothing to quote")
		}
		id := fmt.Sprint("Q", len(r.quotes))
		r.quotes[id] = fmt.Sprint(len(r.carts[req.GetUserId()]), " lines ", req.GetDelivery(), " ", req.GetCoupon())
		return &pricingv1.Quote{QuoteId: id}, nil
	})
}

func (r orders) Place(_ context.Context, req *orderv1.PlaceRequest) (*orderv1.PlaceResponse, error) {
	return during(r.rooms, func() (*orderv1.PlaceResponse, error) {
		if !req.GetAgain() {
			return nil, errs.Conflict("duplicate_order", "the same a moment ago")
		}
		for _, o := range r.orders[req.GetUserId()] {
			if o.key == req.GetIdempotencyKey() && o.quote != req.GetQuoteToken() {
				return nil, errs.Invalid("idempotency_mismatch", "another request")
			}
		}
		pays := req.GetTenders()[0]
		token := pays.GetToken()
		o := &placed{
			key: req.GetIdempotencyKey(), quote: req.GetQuoteToken(), refunds: map[string]int64{},
			what: fmt.Sprintf("%s saved %v by %s", r.quotes[req.GetQuoteToken()], pays.GetSave(), cmp.Or(token, pays.GetMethod())),
		}
		r.orders[req.GetUserId()] = append(r.orders[req.GetUserId()], o)
		delete(r.carts, req.GetUserId())
		resp := &orderv1.PlaceResponse{Order: o.proto()}
		if token == "tok_decline" {
			resp.Problem = &orderv1.Problem{Code: "payment_declined"}
		}
		return resp, nil
	})
}

func (r orders) Cancel(_ context.Context, req *orderv1.CancelRequest) (*orderv1.CancelResponse, error) {
	return during(r.rooms, func() (*orderv1.CancelResponse, error) {
		for _, o := range r.orders[req.GetUserId()] {
			o.canceled = o.canceled || o.key == req.GetOrderId()
		}
		return &orderv1.CancelResponse{}, nil
	})
}

func (o *placed) proto() *orderv1.Order { return &orderv1.Order{OrderId: o.key, Total: 100} }

func (r orders) Refund(_ context.Context, req *orderv1.RefundRequest) (*orderv1.RefundResponse, error) {
	return during(r.rooms, func() (*orderv1.RefundResponse, error) {
		for _, o := range r.orders[req.GetUserId()] {
			if o.key == req.GetOrderId() {
				o.refunds[req.GetIdempotencyKey()] = req.GetAmount()
			}
		}
		return &orderv1.RefundResponse{}, nil
	})
}

func (r orders) List(_ context.Context, req *orderv1.ListRequest) (*orderv1.ListResponse, error) {
	return during(r.rooms, func() (*orderv1.ListResponse, error) {
		resp := &orderv1.ListResponse{}
		for _, o := range slices.Backward(r.orders[req.GetUserId()]) {
			resp.Orders = append(resp.Orders, o.proto())
		}
		return resp, nil
	})
}
