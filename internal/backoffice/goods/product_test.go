package goods

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/platform/errs"
)

const lampPage = "/admin/products/101"

// asShown is the form of the lamp as its page fills it in.
func asShown(changed ...string) url.Values {
	v := form("title", "Brass lamp", "description", "It shines.", "brand", "Corte", "category_path", "Home > Lighting",
		"price_USD", "20.00", "price_EUR", "", "attributes", "height: 48 cm\r\narticle: 12")
	for i := 0; i < len(changed); i += 2 {
		v.Set(changed[i], changed[i+1])
	}
	return v
}

func TestAProductsPageIsFilledIn(t *testing.T) {
	t.Parallel()
	open(t, backofficetest.NewTown()).Get(lampPage).Has(http.StatusOK, `value="Brass lamp"`, "It shines.</textarea>", `value="Corte"`,
		`value="Home &gt; Lighting"`, `name="price_USD" type="text" value="20.00"`, `name="price_EUR" type="text" value=""`, "height: 48 cm\narticle: 12</textarea>",
		"L-1 (from demo)", "Lamps &amp; Co", "Featured", "$20.00", `src="/drawn/lamp.svg"`, `width="96"`, `href="/p/101"`, `href="/admin/inventory/101"`, "!Remove picture")
}

func TestAProductIsChanged(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	send := asShown("title", " Steel lamp ", "prime", "on", "price_EUR", " 18.50 ", "price_USD", "21", "attributes", "height: 48 cm\r\narticle: 12\r\n\r\nbulb: yes\r\nmaterial: steel")
	desk.Post(lampPage, send).Leads(lampPage + "?notice=product-saved")
	patch := town.Asked[0].(*catalogv1.PatchProductRequest)
	if patch.GetTitle() != "Steel lamp" || !patch.GetPrime() || strings.Join(patch.GetCategoryPath(), "/") != "Home/Lighting" || patch.ImageUrls != nil {
		t.Errorf("patched %v", patch)
	}
	var kinds []string
	for _, a := range patch.GetAttributes() {
		kinds = append(kinds, a.GetName()+" "+a.GetKind())
	}
	// "article: 12" looks like a number; it was a text, was not touched, and stays one
	if got := strings.Join(kinds, ", "); got != "height number, article text, bulb yes_no, material text" {
		t.Errorf("facts: %s", got)
	}
	prices := town.Asked[1].(*catalogv1.SetPricesRequest).GetPrices()
	if len(prices) != 2 || prices[0].GetPrice().GetAmount() != 2100 || prices[1].GetPrice().GetAmount() != 1850 || prices[0].GetSellerId() != backofficetest.Seller {
		t.Errorf("priced %v", prices)
	}
	desk.Get(lampPage+"?notice=product-saved").Has(http.StatusOK, "The product is saved.")
}

// TestAWrongFormComesBackAsItWasTyped: nothing is sent, everything typed is there, and each fault stands at its field.
func TestAWrongFormComesBackAsItWasTyped(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		name         string
		field, typed string
		words        []string
	}{
		{"no title", "title", "", []string{"The title is required.", `href="#title"`, `aria-invalid="true"`}},
		{"a price in words", "price_EUR", "cheap", []string{"The price in EUR must be an amount such as 12.50.", `value="cheap"`, `href="#price_EUR"`}},
		{"a price below zero", "price_USD", "-1", []string{"The price in USD must be an amount", `value="-1"`}},
		{"more digits than cents", "price_USD", "1.234", []string{"The price in USD must be an amount", `value="1.234"`}},
		{"a price taken away", "price_USD", "", []string{"The price in USD can be changed, not taken away."}},
		{"a category of nothing", "category_path", ">", []string{"The category can be changed, not taken away.", `value="&gt;"`}},
		{"no category", "category_path", "", []string{"The category can be changed, not taken away."}},
		{"all facts taken away", "attributes", "  ", []string{"The facts can be changed, but one has to stay."}},
		{"a fact without a value", "attributes", "height: 48 cm\r\nshiny", []string{"in line 2.", "shiny</textarea>"}},
		{"a fact without a name", "attributes", ": 12", []string{"in line 1.", ": 12</textarea>"}},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			town := backofficetest.NewTown()
			got := open(t, town).Post(lampPage, asShown("description", "Typed by hand.", "brand", "Mine", s.field, s.typed))
			got.Has(http.StatusUnprocessableEntity, append(s.words, "Typed by hand.</textarea>", `value="Mine"`, "Nothing is saved yet.")...)
			if len(town.Asked) != 0 {
				t.Errorf("asked %v", town.Asked)
			}
		})
	}
}

// TestTheCataloguesNoStandsAtItsField: each kind of refusal, in words, with what was typed.
func TestTheCataloguesNoStandsAtItsField(t *testing.T) {
	t.Parallel()
	field := func(name, problem string) error { return errs.InvalidFields(errs.Field{Name: name, Problem: problem}) }
	for _, s := range []struct {
		name   string
		err    error
		status int
		words  []string
	}{
		{"a field of the form", field("brand", "must have at most 200 characters"), 422, []string{"The brand must have at most 200 characters.", `href="#brand"`}},
		{"a price, by its place", field("prices[0].price", "is too much"), 422, []string{"The price in USD is too much.", `href="#price_USD"`}},
		{"a field the form has not", field("image_urls", "must be https"), 422, []string{"Not possible: image_urls must be https."}},
		{"a conflict", errs.Conflict("too_many_offers", "It has 100 offers already."), 409, []string{"It has 100 offers already."}},
		{"not now", errs.Unavailable("down", "The catalogue is being repaired."), 503, []string{"The catalogue is being repaired."}},
		{"no answer", errs.UnknownOutcome(nil, "save the product"), 503, []string{"sending it again does nothing twice"}},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			town := backofficetest.NewTown()
			town.Refuse = s.err
			desk := open(t, town)
			desk.Post(lampPage, asShown("description", "Typed by hand.")).Has(s.status, append(s.words, "Typed by hand.</textarea>")...)
			made := desk.Get("/admin/products/new").Hidden("made")
			desk.Post("/admin/products", form("made", made, "title", "Typed by hand", "price_USD", "12.50")).Has(s.status, append(s.words, `value="Typed by hand"`, `value="12.50"`)...)
		})
	}
	town := backofficetest.NewTown()
	town.Refuse = errs.Internal(nil)
	open(t, town).Post(lampPage, asShown()).Has(http.StatusInternalServerError, "Something went wrong on our side")
}

func TestAPriceThatFailsAfterTheRestIsSaid(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Down["prices"] = errs.Unavailable("down", "Prices are being repaired.")
	open(t, town).Post(lampPage, asShown("price_USD", "25.00")).Has(http.StatusServiceUnavailable, "Prices are being repaired.", `value="25.00"`)
}

// TestAProductIsMadeOnce: a form that is sent twice names the same product, with an id of its own or one that was typed.
func TestAProductIsMadeOnce(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	page := desk.Get("/admin/products/new")
	page.Has(http.StatusOK, "Only a title is needed.", `<option value="Lamps &amp; Co">`)
	made := page.Hidden("made")
	if again := desk.Get("/admin/products/new").Hidden("made"); again == made {
		t.Error("two forms name one product")
	}
	send := form("made", made, "title", "Oak desk", "category_path", "Home > Desks", "price_EUR", "9.90", "price_USD", "12.50", "seller", "Lamps & Co", "attributes", "weight: 1.2 kg")
	for range 2 {
		desk.Post("/admin/products", send).Leads(lampPage + "?notice=product-saved")
	}
	first, second := put(t, town.Asked[0]), put(t, town.Asked[1])
	if first.GetExternalId() != made || second.GetExternalId() != made || first.GetSeller() != "Lamps & Co" || len(first.GetMorePrices()) != 2 {
		t.Errorf("put %v, then %v", first, second)
	}
	if a := first.GetAttributes()[0]; a.GetNumber() != 1.2 || a.GetUnit() != "kg" {
		t.Errorf("fact %v", a)
	}
	send.Set("external_id", "SKU-7")
	desk.Post("/admin/products", send).Leads(lampPage + "?notice=product-saved")
	if got := put(t, town.Asked[2]); got.GetExternalId() != "SKU-7" {
		t.Errorf("put %v", got)
	}
}

func put(t *testing.T, asked any) *catalogv1.ProductInput {
	t.Helper()
	q, ok := asked.(*catalogv1.PutProductsRequest)
	if !ok || q.GetSource() != adminSource || len(q.GetProducts()) != 1 {
		t.Fatalf("asked %v", asked)
	}
	return q.GetProducts()[0]
}

func TestAProductThatCannotBeMade(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	desk.Post("/admin/products", form("made", "hand-1", "brand", "Typed", "price_USD", "x")).
		Has(http.StatusUnprocessableEntity, "The title is required.", "The price in USD must be an amount", `value="Typed"`, `name="made" value="hand-1"`)
	forged := desk.Post("/admin/products", form("made", "someone's", "title", "Typed"))
	forged.Has(http.StatusUnprocessableEntity, "This form was not one of ours.", `value="Typed"`)
	if got := forged.Hidden("made"); !strings.HasPrefix(got, "hand-") {
		t.Errorf("the form comes back with %q", got)
	}
	if len(town.Asked) != 0 {
		t.Errorf("asked %v", town.Asked)
	}
	town.Reason = "title has 2,000 characters"
	desk.Post("/admin/products", form("made", "hand-1", "title", "Typed")).
		Has(http.StatusUnprocessableEntity, "The product was refused: title has 2,000 characters.", `value="Typed"`)
}

func TestNoSuchProduct(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	for _, id := range []string{"999", "0", "x", "-1", "1.5", "99999999999999999999"} {
		desk.Get("/admin/products/"+id).Has(http.StatusNotFound, "There is no such product.")
		desk.Post("/admin/products/"+id, asShown()).Has(http.StatusNotFound)
		desk.Post("/admin/products/"+id+"/pictures/remove", form("picture", "x")).Has(http.StatusNotFound)
		desk.Get("/admin/inventory/" + id).Has(http.StatusNotFound)
	}
	if len(town.Asked) != 0 {
		t.Errorf("asked %v", town.Asked)
	}
}

func TestALongDescriptionFits(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	desk.Post(lampPage, asShown("description", strings.Repeat("ö", 20_000))).Leads(lampPage + "?notice=product-saved")
	desk.Post(lampPage, asShown("description", strings.Repeat("ö", 60_000))).Has(http.StatusUnprocessableEntity, "more than the 256 kB")
}

func TestHostileProduct(t *testing.T) {
	t.Parallel()
	h := backofficetest.Hostile
	town := backofficetest.NewTown()
	town.Products[0] = &catalogv1.Product{
		ProductId: 101, FamilyId: 5, Title: h("title"), Description: h("description") + "</textarea>", Brand: h("brand"), CategoryPath: []string{h("category"), "x"},
		ExternalId: h("external"), Source: h("source"), Ean: h("ean"), ImageUrls: []string{h("picture"), "javascript:alert(1)"},
		Attributes: []*catalogv1.Attribute{{Name: h("fact"), Kind: "text", Text: h("value")}, {Name: "n", Kind: "number", Unit: h("unit")}},
		Featured:   &catalogv1.Offer{SellerId: 7, SellerName: h("featured")}, Offers: []*catalogv1.Offer{{SellerId: 8, SellerName: h("offer")}},
	}
	town.Sellers[0].Name = h("seller")
	desk := open(t, town)
	got := desk.Get(lampPage)
	got.Shows("title", "description", "brand", "category", "external", "source", "ean", "picture", "fact", "value", "unit", "offer")
	if strings.Contains(got.Body, "</textarea></textarea>") {
		t.Error("a description ends its field")
	}
	desk.Get("/admin/products/new").Shows("seller")
	typed := desk.Post("/admin/products", form("made", h("made"), "title", "", "description", h("d"), "brand", h("b"), "category_path", h("c"), "price_USD", h("p"),
		"attributes", h("a"), "seller", h("s"), "external_id", h("e")))
	typed.Code = http.StatusOK
	typed.Shows("d", "b", "c", "p", "a", "s", "e", "made")
}
