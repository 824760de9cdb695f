package shelf

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/protobuf/proto"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	searchv1 "rialto/gen/rialto/search/v1"
)

// selling opens a shop whose product 7 is changed.
func selling(t testing.TB, change func(*catalogv1.Product, *browsev1.ProductPageResponse)) *bench {
	return setup(t, func(r *rooms) { change(r.products[7].GetCard().GetProduct(), r.products[7]) })
}

func TestAProductShowsWhatItIsAndWhatItCosts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	has(t, b.get("/p/7"), http.StatusOK, "<h1>Brass lamp</h1>", "$89.00", "4.6 of 5 stars, 1,284 ratings", "Rialto Plus", "In stock", "It gives light.",
		`href="/search?brand=Corte"`, `href="/c/Home/Lamps"`, `action="/cart/items"`, `name="product_id" value="7"`, `name="seller_id" value="3"`,
		`name="back" value="/p/7#buy"`, `max="40"`, "Sold by Corte. Ships within 1 day.", `src="https://img.example/2.jpg"`, `fetchpriority="high"`,
		`content="It gives light."`, "<dt>EAN</dt>", "!Other sellers", "!It is in your cart")
}

func TestAProductThatDoesNotExistIsNotFound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, target := range []string{"/p/8", "/p/0", "/p/-7", "/p/lamp", "/p/07x", "/p/99999999999999999999999"} {
		has(t, b.get(target), http.StatusNotFound, "There is no")
	}
	if did := b.did(t); len(did) > 0 {
		t.Errorf("counted %v", did)
	}
}

func TestAViewIsCountedOnceNotAgainAfterBuying(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.get("/p/7", signedIn)
	w := b.get("/p/7?notice=added", signedIn)
	has(t, w, http.StatusOK, `data-announce="It is in your cart."`, "Go to the cart", `<div id="notice"></div>`)
	has(t, b.get("/p/7?notice=replaced", signedIn), http.StatusOK, "in place of another seller")
	if did := b.did(t); len(did) != 1 || did[0].GetKind() != "view" || did[0].GetProductId() != 7 {
		t.Errorf("counted %v", did)
	}
}

func TestStockDecidesWhatCanBeBought(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]struct {
		sellable *int64
		parts    []string
	}{
		"plenty":   {proto.Int64(5000), []string{"In stock", `max="999"`}},
		"few":      {proto.Int64(3), []string{"Only 3 left", `max="3"`, "Add to cart"}},
		"none":     {proto.Int64(0), []string{"Sold out", "!Add to cart", "!Arrives by"}},
		"negative": {proto.Int64(-2), []string{"Sold out", "!Add to cart"}},
		"unknown":  {nil, []string{"!In stock", "!Sold out", "Add to cart", `max="999"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := selling(t, func(_ *catalogv1.Product, page *browsev1.ProductPageResponse) { page.Sellable = s.sellable })
			has(t, b.get("/p/7"), http.StatusOK, s.parts...)
		})
	}
}

func TestAProductWithoutAPriceInTheCurrencyOffersTheOthers(t *testing.T) {
	t.Parallel()
	b := selling(t, func(p *catalogv1.Product, _ *browsev1.ProductPageResponse) {
		p.Featured.Prices = []*commercev1.Money{usd(8900)}
	})
	has(t, b.get("/p/7", inEuros), http.StatusOK, "No price in this currency", "Show prices in USD ($89.00)", `name="currency" value="USD"`,
		`action="/preferences"`, `name="next" value="/p/7"`, "!Add to cart", "!Arrives by")
	unsold := selling(t, func(p *catalogv1.Product, _ *browsev1.ProductPageResponse) { p.Featured.Prices = nil })
	has(t, unsold.get("/p/7"), http.StatusOK, "No price in this currency", "!Show prices in", "!Add to cart")
}

func TestOtherSellersAreListedCheapestFirst(t *testing.T) {
	t.Parallel()
	b := selling(t, func(p *catalogv1.Product, _ *browsev1.ProductPageResponse) {
		p.Offers = append(p.Offers,
			&catalogv1.Offer{SellerId: 4, SellerName: "Euro only", Prices: []*commercev1.Money{eur(100)}},
			&catalogv1.Offer{SellerId: 5, SellerName: "Dear", Prices: []*commercev1.Money{usd(9900)}, HandlingDays: 3},
			&catalogv1.Offer{SellerId: 6, SellerName: "Cheap", Prices: []*commercev1.Money{usd(8000)}})
	})
	w := b.get("/p/7")
	has(t, w, http.StatusOK, "Other sellers", `name="seller_id" value="6"`, `!name="seller_id" value="4"`, "Ships within 3 days", "Ships the same day",
		`aria-label="Add to cart from Cheap"`)
	body := w.Body.String()
	if a, b, c := strings.Index(body, "Cheap"), strings.Index(body, "Dear"), strings.Index(body, "Euro only"); !(a < b && b < c) {
		t.Errorf("order %d %d %d", a, b, c)
	}
}

func TestRelatedProductsLeaveOutTheProductsOwnFamily(t *testing.T) {
	t.Parallel()
	b := setup(t, func(r *rooms) {
		own := lamp()
		own.ProductId, own.Title = 70, "Brass lamp, dimmable"
		r.found.Items = append([]*browsev1.Card{{Product: own}}, lamps(2)...)
	})
	w := b.get("/p/7")
	has(t, w, http.StatusOK, "More in Lamps", `href="/p/100"`, `!href="/p/70"`, "!More from Corte") // nothing is shown twice
	if n := strings.Count(w.Body.String(), `href="/p/100"`); n != 1 {
		t.Errorf("shown %d times", n)
	}
	for _, q := range b.searches {
		if q.GetSort() != "best_selling" || q.GetCategory() != "Home > Lamps" && q.GetBrands()[0] != "Corte" {
			t.Errorf("asked for %v", q)
		}
	}
}

func TestWhatIsLateIsLeftOutOfTheProduct(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, func(r *rooms) {
			r.find = func(ctx context.Context, _ *searchv1.SearchRequest) (*browsev1.SearchPageResponse, error) {
				time.Sleep(time.Hour) // in the bubble's time
				return r.found, nil
			}
		})
		began := time.Now()
		has(t, b.get("/p/7"), http.StatusOK, "Brass lamp", "Arrives by", "!More in Lamps")
		if took := time.Since(began); took != optional {
			t.Errorf("the page took %v, want %v", took, optional)
		}
		time.Sleep(time.Hour)
	})
}

func TestEveryStoredTextOfAProductIsEscaped(t *testing.T) {
	t.Parallel()
	b := selling(t, func(p *catalogv1.Product, page *browsev1.ProductPageResponse) {
		p.Title, p.Brand, p.Description, p.Ean, p.ExternalId = evil, evil, evil, evil, evil
		p.CategoryPath, p.ImageUrls = []string{evil, evil}, []string{"javascript:alert(3)", "data:text/html,x", "https://img.example/" + evil}
		p.Options = map[string]string{evil: evil}
		p.Attributes = []*catalogv1.Attribute{{Name: evil, Kind: "text", Text: evil}, {Name: "n", Kind: "number", Number: 1, Unit: evil}}
		p.Featured.SellerName = evil
		p.Offers = append(p.Offers, &catalogv1.Offer{SellerId: 5, SellerName: evil, Prices: []*commercev1.Money{usd(1)}})
		other := proto.Clone(p).(*catalogv1.Product)
		other.ProductId, other.Options = 8, map[string]string{evil: evil + "2", "x": evil}
		page.Variants = []*browsev1.Card{{Product: p}, {Product: other}}
	})
	b.addresses = []*commercev1.Address{{City: evil, PostalCode: evil, Country: "US", Region: "WA"}}
	body := b.get("/p/7", signedIn).Body.String()
	for _, bad := range []string{"<script>alert", "<img src=x", "javascript:", "data:text"} {
		if strings.Contains(body, bad) {
			t.Errorf("the page has %s: %s", bad, body)
		}
	}
	if n := strings.Count(body, "alert(1)"); n < 15 {
		t.Errorf("only %d of the texts are shown", n)
	}
}
