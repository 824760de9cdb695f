package goods

import (
	"maps"
	"net/http"
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
	Code, Kind, Percent, Amount, Currency, Most, Least, Ends string

	Problems map[string]string
	Refused  string
}

// couponsView is the list of coupons with the form that makes one.
type couponsView struct {
	Form       couponForm
	Currencies []string
	Coupons    []*pricingv1.Coupon
	Next       string
	Later      bool // this is not the first page
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
	v := couponsView{Form: form, Currencies: s.Currencies(), Coupons: got.GetCoupons(), Later: after != 0, Now: s.Deps.Now()}
	if n := len(v.Coupons); n == couponsShown {
		v.Next = "/admin/coupons?after=" + text(v.Coupons[n-1].GetCouponId())
	}
	return p.Render(status, ui.Frame{Title: "Coupons"}, couponsPage(v))
}

// createCoupon makes a coupon; whether its parts go together is pricing's word.
func (s pages) createCoupon(p *page.Page) error {
	form := couponForm{
		Code: strings.ToUpper(p.Value("code")), Kind: p.Value("kind"), Percent: p.Value("percent"), Amount: p.Value("amount"),
		Currency: p.Value("currency"), Most: p.Value("max_redemptions"), Least: p.Value("min_subtotal"), Ends: p.Value("expires_at"),
		Problems: map[string]string{},
	}
	coupon := form.coupon()
	if len(form.Problems) > 0 {
		return s.couponsPage(p, http.StatusUnprocessableEntity, form)
	}
	if _, err := s.Needs.Pricing.CreateCoupon(p.Ctx, &pricingv1.CreateCouponRequest{Coupon: coupon}); err != nil {
		fields, said, told := problems(err)
		if !told {
			return err
		}
		maps.Copy(form.Problems, fields)
		form.Refused = said
		return s.couponsPage(p, http.StatusUnprocessableEntity, form)
	}
	return p.Redirect("/admin/coupons?notice=coupon-made")
}

// coupon reads the form; what cannot be read is noted at its field.
func (f couponForm) coupon() *pricingv1.Coupon {
	c := &pricingv1.Coupon{Code: f.Code, Kind: f.Kind, MinSubtotal: f.money("min_subtotal", f.Least)}
	if f.Kind == "amount" {
		c.Amount = f.money("amount", f.Amount)
	} else {
		percent, err := strconv.ParseInt(f.Percent, 10, 32)
		if err != nil || percent < 1 || percent > 100 {
			f.Problems["percent"] = "must be a whole number from 1 to 100"
		}
		c.Percent = int32(percent)
	}
	if f.Most != "" {
		most, ok := number(f.Most)
		if !ok {
			f.Problems["max_redemptions"] = "must be a whole number; empty means no limit"
		}
		c.MaxRedemptions = most
	}
	if f.Ends != "" {
		day, err := time.Parse(time.DateOnly, f.Ends)
		if err != nil {
			f.Problems["expires_at"] = "must be a day such as 2027-01-31"
		}
		c.ExpiresAt = commerce.Micros(day.AddDate(0, 0, 1)) // good to the end of that day, UTC
	}
	return c
}

func (f couponForm) money(field, typed string) *commercev1.Money {
	if typed == "" {
		return nil
	}
	m, err := commerce.ParseMoney(typed, f.Currency)
	if err != nil || m.Amount <= 0 {
		f.Problems[field] = "must be an amount such as 5.00"
		return nil
	}
	return &commercev1.Money{Amount: m.Amount, Currency: m.Currency}
}

func money(m *commercev1.Money) string {
	if m == nil {
		return ""
	}
	return ui.Money(commerce.Money{Amount: m.GetAmount(), Currency: m.GetCurrency()})
}

// off is what a coupon takes off.
func off(c *pricingv1.Coupon) string {
	if c.GetKind() == "percent" {
		return strconv.Itoa(int(c.GetPercent())) + " %"
	}
	return money(c.GetAmount())
}

// used is how often it was, of how often it may be.
func used(c *pricingv1.Coupon) string {
	if c.GetMaxRedemptions() == 0 {
		return ui.Count(c.GetRedeemed())
	}
	return ui.Count(c.GetRedeemed()) + " of " + ui.Count(c.GetMaxRedemptions())
}

func ends(c *pricingv1.Coupon) string {
	if c.GetExpiresAt() == 0 {
		return "never"
	}
	return ui.Moment(commerce.FromMicros(c.GetExpiresAt()))
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

func firstCoupons(later bool) string {
	if !later {
		return ""
	}
	return "/admin/coupons"
}
