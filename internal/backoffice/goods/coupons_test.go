package goods

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

func spring(changed ...string) url.Values {
	v := form("code", "spring25", "kind", "percent", "percent", "25", "amount", "", "currency", "USD", "min_subtotal", "30.00", "max_redemptions", "100", "expires_at", "2026-03-31")
	for i := 0; i < len(changed); i += 2 {
		v.Set(changed[i], changed[i+1])
	}
	return v
}

func TestCouponsAreListed(t *testing.T) {
	t.Parallel()
	at := commerce.Micros(backofficetest.Noon)
	town := backofficetest.NewTown()
	town.Coupons = []*pricingv1.Coupon{
		{CouponId: 1, Code: "TENTH", Kind: "percent", Percent: 10},
		{CouponId: 2, Code: "FIVER", Kind: "amount", Amount: backofficetest.USD(500), MinSubtotal: backofficetest.USD(3000), MaxRedemptions: 2, Redeemed: 2},
		{CouponId: 3, Code: "OLD", Kind: "percent", Percent: 5, ExpiresAt: at},
		{CouponId: 4, Code: "SOON", Kind: "percent", Percent: 5, StartsAt: at + 1, ExpiresAt: at + 1, MaxRedemptions: 1},
	}
	open(t, town).Get("/admin/coupons").Has(http.StatusOK, "TENTH", "10 %", "any", "Works", "no end", "FIVER", "$5.00", "$30.00", "2 of 2", "Used up", "Over", "Later", "3 Mar 2026")
	town.Coupons = nil
	open(t, town).Get("/admin/coupons").Has(http.StatusOK, "No coupons here")
}

func TestACouponIsMade(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	desk.Post("/admin/coupons", spring()).Leads("/admin/coupons?notice=coupon-made")
	c := town.Coupons[0]
	end := commerce.Micros(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)) // good to the end of its last day
	if c.GetCode() != "SPRING25" || c.GetPercent() != 25 || c.Amount != nil || c.GetMinSubtotal().GetAmount() != 3000 || c.GetMaxRedemptions() != 100 || c.GetExpiresAt() != end {
		t.Errorf("made %v", c)
	}
	desk.Get("/admin/coupons?notice=coupon-made").Has(http.StatusOK, "SPRING25", "31 Mar 2026", "The coupon works in the shop now.")
	desk.Post("/admin/coupons", spring("code", "FIVE", "kind", "amount", "amount", "5", "currency", "EUR", "percent", "junk", "min_subtotal", "", "max_redemptions", "", "expires_at", "")).
		Leads("/admin/coupons?notice=coupon-made") // the field that is hidden does not count
	if c := town.Coupons[1]; c.GetAmount().GetAmount() != 500 || c.GetAmount().GetCurrency() != "EUR" || c.GetPercent() != 0 || c.MinSubtotal != nil || c.GetExpiresAt() != 0 {
		t.Errorf("made %v", c)
	}
}

func TestACodeIsMadeOnce(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	desk.Post("/admin/coupons", spring()).Leads("/admin/coupons?notice=coupon-made")
	desk.Post("/admin/coupons", spring()).Has(http.StatusConflict, "There is a coupon SPRING25 already.", `value="SPRING25"`, `value="25"`)
	if len(town.Coupons) != 1 {
		t.Errorf("%d coupons", len(town.Coupons))
	}
}

// TestAWrongCouponComesBackAsItWasTyped with what is wrong at its field, and nothing made.
func TestAWrongCouponComesBackAsItWasTyped(t *testing.T) {
	t.Parallel()
	for _, s := range []struct{ name, field, typed, words string }{
		{"no code", "code", " ", "The code is required."},
		{"no percentage", "percent", "", "The percent must be a whole number from 1 to 100."},
		{"a percentage in words", "percent", "half", "The percent must be a whole number from 1 to 100."},
		{"more than all", "percent", "101", "The percent must be a whole number from 1 to 100."},
		{"nothing off", "percent", "0", "The percent must be a whole number from 1 to 100."},
		{"no kind", "kind", "", "The kind must be a percentage or an amount."},
		{"an unknown kind", "kind", "gift", "The kind must be a percentage or an amount."},
		{"a subtotal in words", "min_subtotal", "ten", "The smallest subtotal must be an amount such as 5.00."},
		{"a subtotal below zero", "min_subtotal", "-5", "The smallest subtotal must be an amount such as 5.00."},
		{"a currency that there is not", "currency", "XXQ", "The currency must be one that this shop sells in."},
		{"how often in words", "max_redemptions", "twice", "How often in all must be a whole number from 1"},
		{"never", "max_redemptions", "0", "How often in all must be a whole number from 1"},
		{"a day that is none", "expires_at", "2026-02-30", "The last day must be a day such as 2027-01-31."},
		{"a day that is over", "expires_at", "2026-03-02", "The last day is over already."},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			town := backofficetest.NewTown()
			words := []string{s.words, `href="#` + s.field + `"`, "Nothing is saved yet."}
			if s.field != "code" {
				words = append(words, `value="SPRING25"`)
			}
			if s.field != "currency" && s.field != "kind" && s.typed != "" && s.typed != " " {
				words = append(words, `value="`+s.typed+`"`)
			}
			open(t, town).Post("/admin/coupons", spring(s.field, s.typed)).Has(http.StatusUnprocessableEntity, words...)
			if len(town.Asked) != 0 {
				t.Errorf("asked %v", town.Asked)
			}
		})
	}
	town := backofficetest.NewTown()
	open(t, town).Post("/admin/coupons", spring("kind", "amount")).Has(http.StatusUnprocessableEntity, "The amount is required.", `value="amount" checked`)
	open(t, town).Post("/admin/coupons", spring("percent", "25%", "expires_at", "2026-03-03")).Leads("/admin/coupons?notice=coupon-made") // today counts
}

func TestPricingsNoStandsAtItsField(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	town.Refuse = errs.InvalidFields(errs.Field{Name: "code", Problem: "must be 3 to 32 letters, digits, - or _"}, errs.Field{Name: "starts_at", Problem: "is odd"})
	desk.Post("/admin/coupons", spring("code", "a b")).Has(422, "The code must be 3 to 32 letters, digits, - or _.", "Not possible: starts_at is odd.", `value="A B"`)
	town.Refuse = errs.Unavailable("down", "Prices are being repaired.")
	desk.Post("/admin/coupons", spring()).Has(503, "Prices are being repaired.", `value="SPRING25"`)
	town.Refuse = errs.Internal(nil)
	desk.Post("/admin/coupons", spring()).Has(500, "Something went wrong on our side")
	town.Down["pricing"] = errs.Unavailable("down", "Prices are being repaired.")
	desk.Get("/admin/coupons").Has(503, "Prices are being repaired.")
}

func TestCouponsArePaged(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	for n := range couponsShown + 5 {
		town.Coupons = append(town.Coupons, &pricingv1.Coupon{CouponId: int64(n + 1), Code: fmt.Sprintf("CODE%03d", n), Kind: "percent", Percent: 5})
	}
	desk := open(t, town)
	desk.Get("/admin/coupons").Has(http.StatusOK, "CODE099", "!CODE100", "/admin/coupons?after=100", "!From the start")
	desk.Get("/admin/coupons?after=100").Has(http.StatusOK, "CODE104", "!CODE099", "From the start", "!Next page")
	desk.Get("/admin/coupons?after=x").Has(http.StatusOK, "CODE000")
}

func TestHostileCoupons(t *testing.T) {
	t.Parallel()
	h := backofficetest.Hostile
	town := backofficetest.NewTown()
	town.Coupons = []*pricingv1.Coupon{{CouponId: 1, Code: h("code"), Kind: h("kind")}}
	desk := open(t, town)
	desk.Get("/admin/coupons").Shows("code")
	typed := desk.Post("/admin/coupons", spring("percent", h("percent"), "amount", h("amount"), "min_subtotal", h("least"), "max_redemptions", h("most"), "expires_at", h("ends")))
	typed.Code = http.StatusOK
	typed.Shows("percent", "amount", "least", "most", "ends")
}
