package storefront_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

// rooms are what the frame asks. Each test says what they answer.
type rooms struct {
	door.Identity
	door.Bus
	storefront.Catalog
	storefront.Cart

	people     map[string]*identityv1.User // by token
	cart       func(context.Context) (*cartv1.Cart, error)
	categories func() ([]*catalogv1.Category, error)
	carts      int // calls
	trees      int
}

func (r *rooms) Authenticate(_ context.Context, q *identityv1.AuthenticateRequest) (*identityv1.AuthenticateResponse, error) {
	if u := r.people[q.GetToken()]; u != nil {
		return &identityv1.AuthenticateResponse{User: u}, nil
	}
	return nil, errs.Unauthenticated("Unknown token.")
}

func (r *rooms) GetCart(ctx context.Context, _ *cartv1.GetCartRequest) (*cartv1.Cart, error) {
	r.carts++
	return r.cart(ctx)
}

func (*rooms) Merge(context.Context, *cartv1.MergeRequest) (*cartv1.Cart, error) { return nil, nil }

func (r *rooms) ListCategories(context.Context, *catalogv1.ListCategoriesRequest) (*catalogv1.ListCategoriesResponse, error) {
	r.trees++
	all, err := r.categories()
	return &catalogv1.ListCategoriesResponse{Categories: all}, err
}

// bench is a shop with one page, /hello, and one form of somebody's own, /mine.
type bench struct {
	*rooms
	*storefront.Shop
	handler http.Handler
	log     bytes.Buffer
	now     time.Time
	frame   ui.Frame // of the page
}

func setup(t *testing.T) *bench {
	t.Helper()
	b := &bench{now: time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC), rooms: &rooms{people: map[string]*identityv1.User{
		"ann": {UserId: 11, Kind: "customer", Name: "Ann", Email: "ann@example.org"}, "gus": {UserId: 21, Kind: "guest"},
	}}}
	b.cart = func(context.Context) (*cartv1.Cart, error) { return cartOf(2, 3), nil }
	b.categories = func() ([]*catalogv1.Category, error) { return tree("Books", "Garden & Tools"), nil }
	log := slog.New(slog.NewTextHandler(&b.log, nil))
	now := func() time.Time { return b.now }
	source, err := ids.New(now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	in, err := door.New(door.Config{RateLimits: door.PresetOff}, door.Needs{Identity: b, Cart: b, Bus: b}, door.Deps{Now: now, IDs: source, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	b.Shop = storefront.New(page.Config{}, in, storefront.Needs{Catalog: b, Cart: b},
		storefront.Deps{Now: now, IDs: source, Rand: rand.Reader, Log: log})
	b.Handle("GET /hello", page.Rule{Access: door.Open}, func(p *page.Page) error {
		return p.Render(http.StatusOK, b.frame, templ.NopComponent)
	})
	for _, method := range []string{"GET", "POST"} {
		b.Handle(method+" /mine", page.Rule{Access: door.Shopper}, func(p *page.Page) error { return p.Redirect("/done") })
	}
	if b.handler, err = b.Handler(); err != nil {
		t.Fatal(err)
	}
	return b
}

func cartOf(units ...int64) *cartv1.Cart {
	c := &cartv1.Cart{}
	for i, n := range units {
		c.Items = append(c.Items, &cartv1.CartItem{ProductId: int64(i + 1), Quantity: n})
	}
	return c
}

func tree(names ...string) (all []*catalogv1.Category) {
	for _, n := range names {
		all = append(all, &catalogv1.Category{Path: []string{n}}, &catalogv1.Category{Path: []string{n, "Below " + n}})
	}
	return all
}

// send makes a request as somebody: "ann", "gus", "" for nobody.
func (b *bench) send(who, method, target string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if who != "" {
		r.AddCookie(&http.Cookie{Name: "rialto_session", Value: who})
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w
}

func (b *bench) hello(t *testing.T, who string) string {
	t.Helper()
	w := b.send(who, "GET", "/hello", nil)
	if w.Code != http.StatusOK {
		t.Fatalf("answered %d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestWhoIsNobodyIsSentToSignInAndBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if w := b.send("", "GET", "/mine?tab=2", nil); w.Code != 303 || w.Header().Get("Location") != "/signin?next=%2Fmine%3Ftab%3D2" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := b.send("", "POST", "/mine", url.Values{"a": {"b"}}); w.Code != 303 || w.Header().Get("Location") != "/signin?next=%2Fmine" {
		t.Errorf("without the account's pages: %d %v", w.Code, w.Header())
	}
}

func TestAFormIsHandedToResumeWithItsFields(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var next, field string
	b.Resume = func(p *page.Page, to string) error {
		next, field = to, p.R.PostForm.Get("a")
		return p.Redirect("/resumed")
	}
	w := b.send("over", "POST", "/mine?tab=2", url.Values{"a": {"b"}})
	if w.Header().Get("Location") != "/resumed" || next != "/mine?tab=2" || field != "b" {
		t.Errorf("%v, next %q, field %q", w.Header(), next, field)
	}
}
