package goods

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/ui"
)

const couponsShown = 100

// couponForm is what the form holds, as it was typed.
type couponForm struct {
	Code, Kind, Percent, Amount, Currency, Most, Each, Least, Ends string
	Stackable                                                      bool

	refusal
}

// couponsView is the list of coupons with the form that makes one.
type couponsView struct {
	Form       couponForm
	Currencies []string
	Coupons    []*pricingv1.Coupon
	First      string
	Next       string
	Now        time.Time
}

func (s pages) listCoupons(p *page.Page) error {
	return s.couponsPage(p, http.StatusOK, couponForm{Kind: "percent", Currency: p.Currency})
}

func (s pages) couponsPage(p *page.Page, status int, form couponForm) error {
	after, _ := number(p.Query("after"))
	got, err := s.Needs.Pricing.ListCoupons(p.Ctx, &pricingv1.ListCouponsRequest{AfterCouponId: after, Limit: couponsShown})
	if err != nil {
		return err
	}
	v := couponsView{Form: form, Currencies: s.Currencies(), Coupons: got.GetCoupons(), Now: s.Deps.Now()}
	if after != 0 {
		v.First = "/admin/coupons"
	}
	if n := len(v.Coupons); n == couponsShown {
		v.Next = "/admin/coupons?after=" + text(v.Coupons[n-1].GetCouponId())
	}
	return p.Render(status, ui.Frame{Title: "Coupons"}, couponsPage(v))
}

// createCoupon makes a coupon; whether its parts go together is pricing's word. A code is made once: sent twice, the second
// is told so.
func (s pages) createCoupon(p *page.Page) error {
	form := couponForm{
		Code: strings.ToUpper(p.Value("code")), Kind: p.Value("kind"), Percent: p.Value("percent"), Amount: p.Value("amount"),
		Currency: p.Value("currency"), Most: p.Value("max_redemptions"), Each: p.Value("max_per_user"), Stackable: p.Value("stackable") != "",
		Least: p.Value("min_subtotal"), Ends: p.Value("expires_at"),
	}
	coupon := form.coupon(s.Deps.Now())
	if !slices.Contains(s.Currencies(), form.Currency) {
		form.note("currency", "must be one that this shop sells in")
	}
	if form.refused() {
		return s.couponsPage(p, http.StatusUnprocessableEntity, form)
	}
	_, err := s.Needs.Pricing.CreateCoupon(p.Ctx, &pricingv1.CreateCouponRequest{Coupon: coupon})
	switch {
	case err != nil && form.read(err, couponField):
		return s.couponsPage(p, form.status, form)
	case err != nil:
		return err
	}
	return p.Redirect("/admin/coupons?notice=coupon-made")
}

func couponField(field string) string {
	switch field {
	case "code", "kind", "percent", "amount", "max_redemptions", "max_per_user", "min_subtotal", "expires_at":
		return field
	}
	return ""
}

// coupon reads the form; what cannot be read is noted at its field. The field of the other kind is hidden, and not read.
func (f *couponForm) coupon(now time.Time) *pricingv1.Coupon {
	c := &pricingv1.Coupon{Code: f.Code, Kind: f.Kind}
	if f.Code == "" {
		f.note("code", "is required")
	}
	switch f.Kind {
	case "amount":
		if c.Amount = f.money("amount", f.Amount); f.Amount == "" {
			f.note("amount", "is required")
		}
	case "percent":
		percent, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(f.Percent, "%")), 10, 32)
		if err != nil || percent < 1 || percent > 100 {
			f.note("percent", "must be a whole number from 1 to 100")
		}
		c.Percent = int32(percent)
	default:
		f.note("kind", "must be a percentage or an amount")
	}
	c.MinSubtotal = f.money("min_subtotal", f.Least)
	c.MaxRedemptions, c.MaxPerUser = f.most("max_redemptions", f.Most), f.most("max_per_user", f.Each)
	c.ExpiresAt, c.Stackable = f.end(now), f.Stackable
	return c
}

// most reads how often at most; empty is without a limit.
func (f *couponForm) most(field, typed string) int64 {
	if typed == "" {
		return 0
	}
	most, ok := number(typed)
	if !ok || most == 0 {
		f.note(field, "must be a whole number from 1, or empty for no limit")
	}
	return most
}

// end is the last moment of the last day, UTC; 0 = never.
func (f *couponForm) end(now time.Time) int64 {
	if f.Ends == "" {
		return 0
	}
	day, err := time.Parse(time.DateOnly, f.Ends)
	if err != nil {
		f.note("expires_at", "must be a day such as 2027-01-31")
		return 0
	}
	end := day.AddDate(0, 0, 1)
	if !end.After(now) {
		f.note("expires_at", "is over already")
	}
	return commerce.Micros(end)
}

func (f *couponForm) money(field, typed string) *commercev1.Money {
	if typed == "" {
		return nil
	}
	m, err := commerce.ParseMoney(typed, f.Currency)
	if err != nil || m.Amount <= 0 {
		f.note(field, "must be an amount such as 5.00")
		return nil
	}
	return &commercev1.Money{Amount: m.Amount, Currency: m.Currency}
}

// off is what a coupon takes off.
func off(c *pricingv1.Coupon) string {
	if c.GetKind() == "percent" {
		return strconv.Itoa(int(c.GetPercent())) + " %"
	}
	return ui.Money(commerce.MoneyOf(c.GetAmount()))
}

// least is the subtotal a coupon needs.
func least(c *pricingv1.Coupon) string {
	if c.GetMinSubtotal().GetAmount() == 0 {
		return "any"
	}
	return ui.Money(commerce.MoneyOf(c.GetMinSubtotal()))
}

// used is how often it was, of how often it may be.
func used(c *pricingv1.Coupon) string {
	if c.GetMaxRedemptions() == 0 {
		return ui.Count(c.GetRedeemed())
	}
	return ui.Count(c.GetRedeemed()) + " of " + ui.Count(c.GetMaxRedemptions())
}

// state says whether a coupon still works, in a word with its tone.
func state(c *pricingv1.Coupon, now time.Time) (string, ui.Tone) {
	at := commerce.Micros(now)
	switch {
	case c.GetExpiresAt() != 0 && c.GetExpiresAt() <= at:
		return "Over", ui.Neutral
	case c.GetMaxRedemptions() != 0 && c.GetRedeemed() >= c.GetMaxRedemptions():
		return "Used up", ui.Warning
	case c.GetStartsAt() > at:
		return "Later", ui.Info
	}
	return "Works", ui.Success
}

// lastDay is the last day on which a coupon works.
func lastDay(c *pricingv1.Coupon) string {
	if c.GetExpiresAt() == 0 {
		return "no end"
	}
	return ui.ShortDay(commerce.FromMicros(c.GetExpiresAt() - 1))
}

func options(chosen string, values ...ui.Option) []ui.Option {
	for i := range values {
		values[i].Selected = values[i].Value == chosen
	}
	return values
}

func currencyOptions(codes []string, chosen string) []ui.Option {
	var out []ui.Option
	for _, code := range codes {
		out = append(out, ui.Option{Value: code, Text: code, Selected: code == chosen})
	}
	return out
}
