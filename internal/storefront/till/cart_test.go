package till

import (
	"net/http"
	"strings"
	"testing"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/platform/errs"
)

func TestAnEmptyCartSaysSoAndMakesNoGuest(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.get("/cart").is(200).says("Your cart is empty")
	if b.guests != 0 || len(b.cookies) != 0 {
		t.Errorf("%d guests, cookies %v: looking is not writing", b.guests, b.cookies)
	}
}

func TestTheFirstThingPutInMakesAGuestWhoKeepsIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add("1", "2")
	b.add("1", "1")
	if b.guests != 1 || b.cookies["rialto_cart"] == "" {
		t.Fatalf("%d guests, cookies %v", b.guests, b.cookies)
	}
	b.get("/cart").is(200).
		says("Brass lamp", "Colour: brass", "Sold by Lamps & Co", "$60.00", "$20.00 each", "3 items", "In stock", "Check out").
		has(`src="/drawn/1.svg"`, `href="/p/1"`, `data-count="3"`)
}

func TestWhatIsPutInLeadsBackWhereItWasWanted(t *testing.T) {
	t.Parallel()
	for back, want := range map[string]string{
		"/p/1":                 "/p/1?notice=added",
		"/search?q=lamp&p=2":   "/search?notice=added&p=2&q=lamp",
		"":                     "/cart?notice=added",
		"https://evil.test/":   "/cart?notice=added",
		"//evil.test/":         "/cart?notice=added",
		`/\evil.test`:          "/cart?notice=added",
		"/p/1?notice=canceled": "/p/1?notice=added",
	} {
		setup(t).post("/cart/items", "product_id", "1", "back", back).redirects(want)
	}
}

func TestAnotherSellersOfferReplacesAndSaysSo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add("1", "1")
	a := b.post("/cart/items", "product_id", "1", "seller_id", "8").redirects("/cart?notice=replaced")
	b.get(a.To).says("It took the place of the same product from another seller")
}

func TestNonsenseIsRefusedOnTheCartsPage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fields []string
		code   int
		words  string
	}{
		"no product":           {nil, 404, "There is no such product."},
		"a word as product":    {[]string{"product_id", "lamp"}, 404, "There is no such product."},
		"an unknown product":   {[]string{"product_id", "77"}, 404, "There is no such product."},
		"no whole number":      {[]string{"product_id", "1", "quantity", "1.5"}, 422, "A quantity is a whole number from 1 to 999."},
		"nothing":              {[]string{"product_id", "1", "quantity", "0"}, 422, "A quantity is a whole number from 1 to 999."},
		"too many":             {[]string{"product_id", "1", "quantity", "1000"}, 422, "A quantity is a whole number from 1 to 999."},
		"a word as seller":     {[]string{"product_id", "1", "seller_id", "x"}, 404, "There is no such seller."},
		"what nobody sells":    {[]string{"product_id", "3"}, 409, "nobody asks a price for it"},
		"more than a line has": {[]string{"product_id", "2", "quantity", "999"}, 422, "The quantity must be between 1 and 999."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.products[3] = &catalogv1.Product{ProductId: 3, Title: "Dream"}
			b.add("2", "1")
			b.post("/cart/items", c.fields...).is(c.code).says(c.words, "Oak desk")
		})
	}
}

func TestAQuantityIsSetAndNothingRemoves(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add("1", "1")
	b.add("2", "1")
	b.post("/cart/items/1", "quantity", "5").redirects("/cart")
	b.get("/cart").says("6 items", "$250.00")
	b.post("/cart/items/1", "quantity", "0").redirects("/cart?notice=removed")
	b.get("/cart").silent("Brass lamp")
	b.post("/cart/items/2/remove").redirects("/cart?notice=removed")
	b.post("/cart/items/2/remove").redirects("/cart?notice=removed")
	b.get("/cart").says("Your cart is empty")
	b.post("/cart/items/2", "quantity", "3").redirects("/cart?notice=not-in-cart")
	b.post("/cart/items/2", "quantity", "many").is(422).says("A quantity is a whole number from 0 to 999.")
	b.post("/cart/items/two", "quantity", "1").is(404)
	b.post("/cart/items/two/remove").is(404)
}

func TestAPriceThatMovedIsToldUpOrDown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add("1", "1")
	b.product(1, "Brass lamp", 1800)
	b.get("/cart").says("$18.00", "was $20.00 when you added it").has("price-note-less")
	b.product(1, "Brass lamp", 2200)
	b.get("/cart").says("$22.00", "was $20.00 when you added it").hasNo("price-note-less")
}

func TestWhatCannotBeBoughtAnyMoreIsSaidWithAWayOut(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add("1", "1")
	b.add("2", "1")
	b.sellable[1] = 0
	b.get("/cart").says("Sold out. It may come back", "Check out").has(`action="/cart/items/1/remove"`)
	b.products[2].Featured = nil
	b.get("/cart").says("This offer is no longer sold.", "Remove what is no longer sold to go on.").silent("Check out").has(`action="/cart/items/2/remove"`)
}

func TestStockOfAnotherSellersOfferIsNotGuessed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.post("/cart/items", "product_id", "1", "seller_id", "8")
	b.sellable[1] = 0
	b.get("/cart").silent("Sold out", "In stock")
}

func TestTheCartIsThereWithoutPictures(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add("1", "1")
	b.failList = errs.Unavailable("catalog_down", "Down.")
	b.get("/cart").is(200).says("Brass lamp", "$20.00")
}

func TestACouponIsKeptAndTakenBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add("1", "1")
	b.post("/cart/coupon", "coupon", "tenth").redirects("/cart?notice=coupon-kept")
	b.get("/cart").says("TENTH", "is taken off at checkout")
	b.post("/cart/coupon", "coupon", "").redirects("/cart?notice=coupon-removed")
	b.get("/cart").silent("TENTH")
	b.post("/cart/coupon", "coupon", hostile).is(422).says("There is no coupon").calm()
}

func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	b.product(1, hostile, 2000)
	b.products[1].Options = map[string]string{hostile: hostile}
	b.products[1].ImageUrls = []string{`javascript:alert(1)`}
	b.products[1].Featured.SellerName = hostile
	b.addresses[ann][0].Address.Line1 = hostile
	b.add("1", "1")
	b.get("/cart").is(200).calm().hasNo("javascript:")
	first := b.get("/checkout").is(200).calm().hasNo("javascript:")
	b.send("POST", "/checkout/quote", filledIn(first.form(), "address", "new", "name", hostile, "coupon", hostile, "delivery", hostile, "card", hostile)).calm()
	b.send("POST", "/checkout/place", first.form()).is(http.StatusSeeOther)
	id := b.orders[0].OrderId
	b.orders[0].Shipments[0].TrackingNumber = hostile
	b.get("/orders/" + id).is(200).calm()
	b.get("/orders").is(200).calm()
	b.get("/cart?notice=" + strings.Repeat("x", 10)).calm()
}
