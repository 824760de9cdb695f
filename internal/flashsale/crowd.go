package flashsale

import (
	"context"
	"math/rand/v2"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	commercev1 "rialto/gen/rialto/commerce/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
)

// preparers is how many buyers are made at a time.
const preparers = 32

// buyer is one of the crowd: who they are, what they hold and, later, what they were told.
type buyer struct {
	cart, quote, key string
	card             string        // the gateway's token
	click            time.Duration // after the start

	outcome outcome
	order   string
	took    time.Duration // from their click to the final answer
	asked   time.Duration // of the request that gave it
	faults  int           // answers 5xx and broken connections on the way
	fault   string        // the last of them
	product commerce.ProductID
}

// gather makes n buyers with a quote for one unit each.
func (s *Sale) gather(ctx context.Context, a article, n int, phase string) ([]*buyer, error) {
	crowd := make([]*buyer, n)
	draw := rand.New(rand.NewPCG(s.opts.Seed, 1))
	for i := range crowd {
		crowd[i] = &buyer{
			product: a.id, key: "flashsale-" + strconv.Itoa(i), card: s.card(draw.Float64()) + "_" + strconv.Itoa(i),
			click: time.Duration(draw.Float64() * float64(s.opts.Over)),
		}
	}
	var next, done atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range preparers {
		group.Go(func() error {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				if err := s.introduce(ctx, crowd[i], a, int(i)); err != nil {
					return err
				}
				s.tell(phase, done.Add(1), int64(n))
			}
			return nil
		})
	}
	return crowd, group.Wait()
}

// introduce makes a guest and asks for their quote.
func (s *Sale) introduce(ctx context.Context, b *buyer, a article, i int) error {
	guest, err := s.needs.Identity.CreateGuest(ctx, &identityv1.CreateGuestRequest{})
	if err != nil {
		return err
	}
	q, err := s.needs.Pricing.Quote(ctx, &pricingv1.QuoteRequest{
		UserId: guest.GetUserId(), Currency: s.opts.Currency, Delivery: "standard", Email: "buyer" + strconv.Itoa(i) + "@flashsale.test",
		Lines: []*pricingv1.QuoteRequestLine{{ProductId: int64(a.id), SellerId: int64(a.seller), Quantity: 1}},
		Address: &commercev1.Address{
			Name: "Buyer " + strconv.Itoa(i), Line1: strconv.Itoa(i+1) + " Market Street", City: "Denver", Region: "CO",
			PostalCode: "80202", Country: "US",
		},
	})
	if err != nil {
		return err
	}
	b.cart, b.quote = guest.GetToken(), q.GetQuoteId()
	return nil
}

// card draws how somebody's payment goes.
func (s *Sale) card(draw float64) string {
	switch {
	case draw < s.opts.Declines:
		return "tok_decline"
	case draw < s.opts.Declines+s.opts.Timeouts/2:
		return "tok_timeout_charged"
	case draw < s.opts.Declines+s.opts.Timeouts:
		return "tok_timeout_not_charged"
	}
	return "tok_approve"
}
