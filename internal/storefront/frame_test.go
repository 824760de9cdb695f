package storefront_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/storefront"
)

func has(t *testing.T, body string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(body, part) {
			t.Errorf("the page has no %s", part)
		}
	}
}

func hasNo(t *testing.T, body string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(body, part) {
			t.Errorf("the page has %s", part)
		}
	}
}

func TestTheFrameKnowsItsVisitor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	body := b.hello(t, "ann")
	has(t, body, `href="/account"`, ">Ann</span>", `data-count="5"`)
	hasNo(t, body, `href="/signin"`)

	body = b.hello(t, "gus")
	has(t, body, `href="/signin"`, `data-count="5"`)
	hasNo(t, body, `href="/account"`)

	asked := b.carts
	body = b.hello(t, "")
	has(t, body, `href="/signin"`, `data-count="0"`)
	if b.carts != asked {
		t.Error("asked for the cart of nobody")
	}
}

func TestTheVisitorsNameIsShownEscaped(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.people["ann"].Name = `"><script>alert(1)</script>`
	body := b.hello(t, "ann")
	has(t, body, "&lt;script&gt;alert(1)")
	hasNo(t, body, "<script>alert")
}

func TestWhoGaveNoNameIsCalledByTheirEmail(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.people["ann"].Name = ""
	has(t, b.hello(t, "ann"), ">ann@example.org</span>")
}

func TestACartThatFailsIsLeftOut(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.cart = func(context.Context) (*cartv1.Cart, error) { return nil, errs.Unavailable("cart_down", "Not now.") }
	has(t, b.hello(t, "ann"), `data-count="0"`)
}

func TestACartThatIsLateIsLeftOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.cart = func(ctx context.Context) (*cartv1.Cart, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		began := time.Now()
		has(t, b.hello(t, "ann"), `data-count="0"`)
		if took := time.Since(began); took != 100*time.Millisecond {
			t.Errorf("the page waited %v for what it can do without", took)
		}
	})
}

func TestAPageThatKnowsTheCartIsNotAskedTwice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.frame.CartCount = 9
	has(t, b.hello(t, "ann"), `data-count="9"`)
	if b.carts != 0 {
		t.Errorf("the cart was asked %d times", b.carts)
	}
}

func TestACartIsCountedInUnits(t *testing.T) {
	t.Parallel()
	if n := storefront.CountItems(cartOf(2, 3, 1)); n != 6 {
		t.Errorf("counted %d", n)
	}
	if n := storefront.CountItems(nil); n != 0 {
		t.Errorf("counted %d in no cart", n)
	}
}

func TestTheTopOfTheTreeIsTheNavigation(t *testing.T) {
	t.Parallel()
	b := setup(t)
	body := b.hello(t, "")
	has(t, body, `href="/c/Books"`, `href="/c/Garden%20&amp;%20Tools"`, "Garden &amp; Tools</a>")
	hasNo(t, body, "Below Books")
}

func TestTheNavigationIsBoundedAndEscaped(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.categories = func() ([]*catalogv1.Category, error) {
		return tree(append([]string{`"><script>alert(1)</script>`, "a/b?c#d"}, strings.Split(strings.Repeat("x ", 40), " ")...)...), nil
	}
	body := b.hello(t, "")
	has(t, body, `href="/c/a%2Fb%3Fc%23d"`)
	hasNo(t, body, "<script>alert")
	if n := strings.Count(body, `<a href="/c/`); n != 12 {
		t.Errorf("%d categories are shown", n)
	}
}

func TestCategoriesAreKeptForAMinute(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for range 3 {
		b.hello(t, "")
	}
	if n := len(b.Categories(t.Context())); n != 4 || b.trees != 1 {
		t.Fatalf("%d categories, and the catalogue was asked %d times", n, b.trees)
	}
	b.categories = func() ([]*catalogv1.Category, error) { return tree("Toys"), nil }
	b.now = b.now.Add(59 * time.Second)
	has(t, b.hello(t, ""), "Books")
	b.now = b.now.Add(time.Second)
	body := b.hello(t, "")
	has(t, body, "Toys")
	hasNo(t, body, "Books")
}

func TestAnOldTreeIsBetterThanNone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.hello(t, "")
	b.categories = func() ([]*catalogv1.Category, error) { return nil, errors.New("down") }
	b.now = b.now.Add(2 * time.Minute)
	for range 4 {
		has(t, b.hello(t, ""), "Books")
	}
	if b.trees != 2 {
		t.Errorf("a catalogue that is down was asked %d times at once", b.trees-1)
	}
	b.categories = func() ([]*catalogv1.Category, error) { return tree("Toys"), nil }
	b.now = b.now.Add(3 * time.Second)
	has(t, b.hello(t, ""), "Toys")
}

func TestAPageWithoutATreeIsStillAPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.categories = func() ([]*catalogv1.Category, error) { return nil, errors.New("down") }
	hasNo(t, b.hello(t, ""), `class="aisles"`)
	b.categories = func() ([]*catalogv1.Category, error) { return tree("Books"), nil }
	b.now = b.now.Add(3 * time.Second)
	has(t, b.hello(t, ""), "Books")
}
