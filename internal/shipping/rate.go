package shipping

import (
	"context"
	"fmt"

	commercev1 "rialto/gen/rialto/commerce/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

const (
	// maxUnits is as many units as an order can have.
	maxUnits = commerce.MaxLines * commerce.MaxQuantity
	// maxHandlingDays bounds how long a seller may take to hand a line over.
	maxHandlingDays = 60
)

// Rate implements the contract. Distances and prices are those of the warehouse that ranks first, whichever ships in the end. Of
// the address only country and region are read.
func (s *Service) Rate(ctx context.Context, req *shippingv1.RateRequest) (*shippingv1.RateResponse, error) {
	if err := checkRate(req); err != nil {
		return nil, err
	}
	home, err := s.centroids.of(req.GetAddress().GetCountry(), req.GetAddress().GetRegion())
	if err != nil {
		return nil, err
	}
	tariff, ok := s.cfg.Tariffs[req.GetCurrency()]
	if !ok {
		setting := "shipping.tariffs." + req.GetCurrency()
		return nil, errs.Invalid("currency_unavailable", "Delivery has no prices in %s; the setting %s gives it some.", req.GetCurrency(), setting).
			With("setting", setting)
	}
	sites, err := s.warehouses.list(ctx)
	if err != nil {
		return nil, err
	}
	places := s.choose(ctx, req, tariff, ranked(sites, home))
	resp := &shippingv1.RateResponse{Options: s.options(req, tariff, places[0].away)}
	for _, p := range places {
		resp.WarehouseIds = append(resp.WarehouseIds, p.id)
	}
	return resp, nil
}

func checkRate(req *shippingv1.RateRequest) error {
	var bad problems
	bad.check(commerce.ValidCurrency(req.GetCurrency()), "currency", "must be three upper-case letters")
	bad.check(req.GetUnits() >= 1 && req.GetUnits() <= maxUnits, "units", "must be between 1 and %d", maxUnits)
	bad.check(req.GetHandlingDays() >= 0 && req.GetHandlingDays() <= maxHandlingDays, "handling_days", "must be between 0 and %d", maxHandlingDays)
	bad.check(req.GetSubtotal() >= 0, "subtotal", "must not be negative")
	bad.check(len(req.GetLines()) <= commerce.MaxLines, "lines", "must be at most %d", commerce.MaxLines)
	for i, l := range req.GetLines()[:min(len(req.GetLines()), commerce.MaxLines)] {
		bad.check(l.GetQuantity() >= 1 && l.GetQuantity() <= maxUnits, fmt.Sprintf("lines[%d].quantity", i), "must be between 1 and %d", maxUnits)
	}
	return bad.err()
}

// options prices every method that is offered at this distance: standard always, two_day and prime_one_day near enough, the
// latter only to members, free, when every line is a prime product.
func (s *Service) options(req *shippingv1.RateRequest, t Tariff, away float64) []*shippingv1.DeliveryOption {
	extra := req.GetUnits() - 1
	offer := func(method string, amount int64, days int) *shippingv1.DeliveryOption {
		return &shippingv1.DeliveryOption{
			Method: method, Cost: &commercev1.Money{Amount: amount, Currency: req.GetCurrency()},
			ArrivesBy: commerce.Micros(s.arrival(s.now(), int(req.GetHandlingDays()), days)),
		}
	}
	band := s.band(away)
	cost := t.carriage(band, req.GetUnits())
	if t.FreeFrom > 0 && req.GetSubtotal() >= t.FreeFrom && away <= float64(s.cfg.FreeWithinKm) {
		cost = 0
	}
	out := []*shippingv1.DeliveryOption{offer(Standard, cost, s.cfg.Bands[band].Days)}
	if t.TwoDay > 0 && away <= float64(s.cfg.TwoDayKm) {
		out = append(out, offer(TwoDay, t.TwoDay+extra*t.TwoDayExtra, 2))
	}
	if req.GetMember() && req.GetAllPrime() && away <= float64(s.cfg.OneDayKm) {
		out = append(out, offer(PrimeOneDay, 0, 1))
	}
	return out
}

// band returns the index of the band that a distance falls in; Validate sees to it that there is one.
func (s *Service) band(away float64) int {
	for i, b := range s.cfg.Bands {
		if away <= float64(b.UpToKm) {
			return i
		}
	}
	panic(fmt.Sprintf("no place on earth is %.0f km away", away))
}
