package cart_test

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	cartv1 "rialto/gen/rialto/cart/v1"
	"rialto/internal/cart"
	"rialto/internal/cart/carttest"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
)

// bundle is a cart service over a memory store and a small catalogue.
type bundle struct {
	*cart.Service
	store   *carttest.Memory
	catalog *carttest.Catalog
}

const (
	kettle = 17
	teapot = 18
	house  = 3 // the featured seller of both
	rival  = 4 // offers the kettle too
	user   = 7
	guest  = 8
)

// setup offers a kettle at $10.00 (9.00 EUR), $9.50 from a rival, and a teapot at $3.33.
func setup(t *testing.T) *bundle { return setupWith(t, cart.Config{}) }

func setupWith(t *testing.T, cfg cart.Config) *bundle {
	t.Helper()
	b := &bundle{store: carttest.NewMemory(), catalog: carttest.NewCatalog()}
	source, err := ids.New(time.Now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	deps := cart.Deps{Now: time.Now, IDs: source, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	if b.Service, err = cart.New(cfg, b.store, b.catalog, deps); err != nil {
		t.Fatal(err)
	}
	b.catalog.Put(kettle, house, carttest.USD(1000), carttest.EUR(900))
	b.catalog.Put(kettle, rival, carttest.USD(950))
	b.catalog.Put(teapot, house, carttest.USD(333))
	return b
}

func (b *bundle) add(t *testing.T, who, product, quantity int64) *cartv1.AddItemResponse {
	t.Helper()
	resp, err := b.AddItem(t.Context(), &cartv1.AddItemRequest{UserId: who, ProductId: product, Quantity: quantity})
	if err != nil {
		t.Fatalf("add: %v", err)
	}
	return resp
}

func (b *bundle) get(t *testing.T, who int64) *cartv1.Cart {
	t.Helper()
	c, err := b.GetCart(t.Context(), &cartv1.GetCartRequest{UserId: who})
	if err != nil {
		t.Fatalf("get: %v", err)
	}
	return c
}

// wantItems demands "product/seller×quantity …".
func wantItems(t *testing.T, c *cartv1.Cart, want string) {
	t.Helper()
	var got []string
	for _, i := range c.GetItems() {
		got = append(got, fmt.Sprintf("%d/%d×%d", i.ProductId, i.SellerId, i.Quantity))
	}
	if strings.Join(got, " ") != want {
		t.Fatalf("cart of %d holds %v, want %s", c.GetUserId(), got, want)
	}
}

func wantCode(t *testing.T, err error, kind errs.Kind, code string) {
	t.Helper()
	if !errs.Is(err, kind) || !errs.HasCode(err, code) {
		t.Fatalf("error %v, want %s %s", err, kind, code)
	}
}

// wantFields demands a validation error that names exactly these fields.
func wantFields(t *testing.T, err error, want ...string) {
	t.Helper()
	wantCode(t, err, errs.KindInvalid, "validation")
	var got []string
	for _, f := range errs.As(err).Fields {
		got = append(got, f.Name)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("fields %v, want %v", got, want)
	}
}

func TestConfigIsRefusedInWords(t *testing.T) {
	t.Parallel()
	for word, cfg := range map[string]cart.Config{
		"currency": {Currency: "usd"},
		"kept":     {KeepFor: time.Minute},
		"rest":     {SweepEvery: time.Millisecond},
	} {
		_, err := cart.New(cfg, nil, nil, cart.Deps{})
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%+v gives %v", cfg, err)
		}
	}
}
