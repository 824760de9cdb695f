package shelf

import (
	"cmp"
	"context"
	"slices"

	commercev1 "rialto/gen/rialto/commerce/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// somewhere is where a parcel is meant to go while nobody said so.
func somewhere() *commercev1.Address { return &commercev1.Address{Country: "US", Region: "WA"} }

// methods are the words for how a parcel comes.
var methods = map[string]string{"standard": "Standard delivery", "two_day": "Two-day delivery", "prime_one_day": "Rialto Plus, one day"}

// askPromises asks when one unit would arrive: at the visitor's first address, which checkout offers
// first too, else somewhere in the shop's country.
// Nothing is promised of what cannot be bought.
func (s *pages) askPromises(ctx context.Context, p *page.Page, v *productView, saved part[[]*identityv1.SavedAddress]) part[[]ui.Delivery] {
	req := &shippingv1.RateRequest{
		Address: somewhere(), Currency: v.Price.Currency, Units: 1, AllPrime: v.GetPrime(), Subtotal: v.Price.Amount,
		HandlingDays: v.GetFeatured().GetHandlingDays(), Member: p.Who.User.GetMemberUntil() > commerce.Micros(s.shop.Deps.Now()),
	}
	sellable := v.most() > 0
	return ask(ctx, s.shop.Deps.Log, "delivery", func(ctx context.Context) ([]ui.Delivery, error) {
		if !sellable {
			return nil, nil
		}
		note := "to Washington, United States"
		if addresses, _ := saved.wait(ctx); len(addresses) > 0 {
			req.Address = addresses[0].GetAddress()
			note = "to " + place(req.GetAddress())
		}
		got, err := s.shop.Needs.Shipping.Rate(ctx, req)
		if errs.Is(err, errs.KindInvalid) { // nothing is delivered there, or in this currency: checkout says so
			return nil, nil
		}
		return promises(got.GetOptions(), note), err
	})
}

// promises are the cheapest way, and the fastest one where that is sooner.
func promises(options []*shippingv1.DeliveryOption, note string) []ui.Delivery {
	if len(options) == 0 {
		return nil
	}
	cheapest := slices.MinFunc(options, func(a, b *shippingv1.DeliveryOption) int {
		return cmp.Or(cmp.Compare(a.GetCost().GetAmount(), b.GetCost().GetAmount()), cmp.Compare(a.GetArrivesBy(), b.GetArrivesBy()))
	})
	fastest := slices.MinFunc(options, func(a, b *shippingv1.DeliveryOption) int { return cmp.Compare(a.GetArrivesBy(), b.GetArrivesBy()) })
	out := []ui.Delivery{promise(cheapest, note)}
	if fastest.GetArrivesBy() < cheapest.GetArrivesBy() {
		out = append(out, promise(fastest, ""))
	}
	return out
}

func promise(o *shippingv1.DeliveryOption, note string) ui.Delivery {
	return ui.Delivery{
		By: commerce.FromMicros(o.GetArrivesBy()), Method: cmp.Or(methods[o.GetMethod()], capital(o.GetMethod())),
		Cost: commerce.MoneyOf(o.GetCost()), Free: o.GetCost().GetAmount() == 0, Note: note,
	}
}

// place says where an address is without saying whose it is.
func place(a *commercev1.Address) string {
	text := a.GetCity()
	if a.GetPostalCode() != "" {
		text = a.GetPostalCode() + " " + text
	}
	return text
}
