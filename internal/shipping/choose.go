package shipping

import (
	"cmp"
	"context"
	"slices"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
)

// Weights say how much each term of a warehouse's score counts. Each term lies between 0 and 1, so a weight is the most that its
// term can add.
type Weights struct {
	// Cost counts what the carrier asks from there, of what it asks from the farthest band; default 1.
	Cost float64 `yaml:"cost"`
	// Days counts the days on the way, of the longest; default 1.
	Days float64 `yaml:"days"`
	// Distance counts km, of half way round the globe; default 1. It parts warehouses of one band.
	Distance float64 `yaml:"distance"`
	// Lacking counts units that the warehouse does not have: a half for any, the other half for their share; default 2.
	Lacking float64 `yaml:"lacking"`
	// Load counts units that wait there to be handed over, of the most that wait anywhere (or of BusyFrom); default 0.1.
	Load float64 `yaml:"load"`
}

// candidate is a warehouse and what speaks against it: the terms of its score.
type candidate struct {
	near
	cost, days, distance, lacking, load float64 // 0 to 1
}

func (c candidate) score(w Weights) float64 {
	return w.Cost*c.cost + w.Days*c.days + w.Distance*c.distance + w.Lacking*c.lacking + w.Load*c.load
}

// choose ranks the warehouses, best first.
func (s *Service) choose(ctx context.Context, req *shippingv1.RateRequest, t Tariff, places []near) []near {
	all := s.candidates(t, req.GetUnits(), places)
	if from := s.sources(ctx, req.GetLines()); from != nil {
		s.judge(all, from, req.GetLines())
	}
	out := make([]near, len(all))
	for i, c := range s.cfg.Weights.rank(all) {
		out[i] = c.near
	}
	return out
}

// rank orders candidates by score, those of one score by distance and then by id.
func (w Weights) rank(all []candidate) []candidate {
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.score(w), b.score(w)), cmp.Compare(a.away, b.away), cmp.Compare(a.id, b.id))
	})
	return all
}

// candidates knows what geography says: cost, days and distance.
func (s *Service) candidates(t Tariff, units int64, places []near) []candidate {
	longest, dearest := 0, int64(0)
	for i, b := range s.cfg.Bands {
		longest, dearest = max(longest, b.Days), max(dearest, t.carriage(i, units))
	}
	out := make([]candidate, len(places))
	for i, p := range places {
		band := s.band(p.away)
		out[i] = candidate{
			near: p, cost: part(float64(t.carriage(band, units)), float64(dearest)),
			days: part(float64(s.cfg.Bands[band].Days), float64(longest)), distance: part(p.away, halfWay),
		}
	}
	return out
}

func (t Tariff) carriage(band int, units int64) int64 {
	return t.Standard[band] + (units-1)*t.StandardExtra
}

// part is what a is of whole, 0 where there is no whole, never above 1.
func part(a, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return min(a/whole, 1)
}

// sources asks inventory who has the lines. It is a hint that must not hold a quote up: no answer in time is no answer, and then
// nothing speaks against any warehouse but where it stands.
func (s *Service) sources(ctx context.Context, lines []*shippingv1.RateLine) map[int64]*inventoryv1.Source {
	if len(lines) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.cfg.SourcesWithin)
	defer cancel()
	req := &inventoryv1.SourcesRequest{}
	for _, l := range lines {
		req.Lines = append(req.Lines, &inventoryv1.ReserveLine{ProductId: l.GetProductId(), SellerId: l.GetSellerId(), Quantity: l.GetQuantity()})
	}
	got, err := s.inventory.Sources(ctx, req)
	if err != nil {
		return nil
	}
	out := map[int64]*inventoryv1.Source{}
	for _, from := range got.GetSources() {
		if len(from.GetSellable()) == len(lines) {
			out[from.GetWarehouseId()] = from
		}
	}
	return out
}

// judge adds what inventory says. Of a warehouse that it does not know nothing is said.
func (s *Service) judge(all []candidate, from map[int64]*inventoryv1.Source, lines []*shippingv1.RateLine) {
	busiest := s.cfg.BusyFrom
	for _, f := range from {
		busiest = max(busiest, f.GetWaiting())
	}
	for i := range all {
		if f, known := from[all[i].id]; known {
			all[i].lacking = lacking(lines, f.GetSellable())
			all[i].load = part(float64(f.GetWaiting()), float64(busiest))
		}
	}
}

// lacking is 0 where everything is there, and otherwise a half and half the share of the units that are not. Lines of one product
// and seller share what there is.
func lacking(lines []*shippingv1.RateLine, sellable []int64) float64 {
	type offer struct{ product, seller int64 }
	left, asked, missing := map[offer]int64{}, int64(0), int64(0)
	for i, l := range lines {
		left[offer{l.GetProductId(), l.GetSellerId()}] = sellable[i]
	}
	for _, l := range lines {
		o := offer{l.GetProductId(), l.GetSellerId()}
		given := max(0, min(left[o], l.GetQuantity()))
		left[o] -= given
		asked += l.GetQuantity()
		missing += l.GetQuantity() - given
	}
	if missing == 0 {
		return 0
	}
	return 0.5 + 0.5*part(float64(missing), float64(asked))
}
