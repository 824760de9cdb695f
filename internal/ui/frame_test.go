package ui

import (
	"strings"
	"testing"
)

func TestTheClosestLinkIsWhereOneIs(t *testing.T) {
	t.Parallel()
	nav := []Link{{"Sales", "/admin"}, {"Orders", "/admin/orders"}, {"Ordering", "/admin/order"}}
	for path, want := range map[string]int{"/admin": 0, "/admin/orders": 1, "/admin/orders/7": 1, "/admin/order": 2, "/admin/orderly": 0, "/cart": -1, "": -1} {
		if got := currentOf(path, nav); got != want {
			t.Errorf("at %q the current link is %d, want %d", path, got, want)
		}
	}
	if got := currentOf("/cart", []Link{{"Home", "/"}}); got != 0 {
		t.Errorf("everything is below the front page, got %d", got)
	}
}

func TestTheFrameSaysWhoWhereAndWhat(t *testing.T) {
	t.Parallel()
	f := Frame{Title: "Cart", Description: "What you mean to buy", Nonce: "n0nce", Path: "/c/lamps", Here: "/c/lamps?page=2", Theme: "dark", Query: "lamp",
		Currency: "EUR", Currencies: []string{"USD", "EUR"}, CartCount: 1, UserName: "Ada", SignedIn: true, Categories: []Link{{"Lamps", "/c/lamps"}},
		Notice: Notice{Text: "Saved."}, Demo: true, NoIndex: true}
	html := rendered(t, Shop(f))
	for _, want := range []string{
		"<title>Cart · Rialto</title>", `content="What you mean to buy"`, `content="noindex"`, `data-theme="dark"`, `nonce="n0nce"`, `value="lamp"`,
		`name="currency" value="EUR" aria-pressed="true"`, `name="next" value="/c/lamps?page=2"`, `href="/c/lamps" aria-current="page"`,
		`href="/account"`, ">1 item</span>", "Saved.", "Demo shop:", `href="#main"`, `id="main"`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the frame lacks %s", want)
		}
	}
}

func TestTheZeroFrameIsAPage(t *testing.T) {
	t.Parallel()
	html := rendered(t, Shop(Frame{}))
	for _, want := range []string{"<title>Rialto</title>", `href="/signin"`, `name="next" value="/"`, ">0 items</span>"} {
		if !strings.Contains(html, want) {
			t.Errorf("the frame lacks %s", want)
		}
	}
	for _, no := range []string{"Demo shop", "noindex", `name="currency"`, "<nav class=\"aisles\""} {
		if strings.Contains(html, no) {
			t.Errorf("the frame has %s", no)
		}
	}
}

func TestTheOfficeMarksWhereOneIs(t *testing.T) {
	t.Parallel()
	html := rendered(t, Office(Frame{Path: "/admin/orders/7", SignedIn: true, UserName: "Operator"}, []Link{{"Sales", "/admin"}, {"Orders", "/admin/orders"}}))
	for _, want := range []string{`href="/admin/orders" aria-current="page"`, `href="/admin" aria-current="false"`, `action="/admin/signout"`} {
		if !strings.Contains(html, want) {
			t.Errorf("the office lacks %s", want)
		}
	}
}
