package sim

import (
	"context"

	commercev1 "rialto/gen/rialto/commerce/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/commerce"
	"rialto/internal/giftcard"
	"rialto/internal/order"
)

func bootGiftCards(l *life) {
	w := l.p.w
	box := newBox(l, func() []event { return w.cards.Events() })
	store := giftcard.Store(w.cards)
	if w.mutant.cards != nil {
		store = w.mutant.cards(w, store)
	}
	deps := giftcard.Deps{Now: l.p.now, IDs: l.source(5), Secret: secret, Log: w.log}
	l.giftcard = must(giftcard.New(giftcard.Config{}, cardStore{store, box, l}, deps))
	l.relay(box)
}

type cardStore struct {
	giftcard.Store
	box *box
	l   *life
}

func (s cardStore) use(ctx context.Context, key giftcard.UseKey, do func() (giftcard.Use, error)) (giftcard.Use, error) {
	return write(ctx, s.l, opWriteCard, string(key.Order), func() (giftcard.Use, error) {
		u, err := do()
		s.box.committed()
		return u, err
	})
}

func (s cardStore) Hold(ctx context.Context, k giftcard.UseKey, amount commerce.Money, at int64) (giftcard.Use, error) {
	return s.use(ctx, k, func() (giftcard.Use, error) { return s.Store.Hold(ctx, k, amount, at) })
}

func (s cardStore) Spend(ctx context.Context, k giftcard.UseKey, at int64) (giftcard.Use, error) {
	return s.use(ctx, k, func() (giftcard.Use, error) { return s.Store.Spend(ctx, k, at) })
}

func (s cardStore) Release(ctx context.Context, k giftcard.UseKey, at, reopen int64) (giftcard.Use, error) {
	return s.use(ctx, k, func() (giftcard.Use, error) { return s.Store.Release(ctx, k, at, reopen) })
}

func (s cardStore) Refund(ctx context.Context, k giftcard.UseKey, id string, amount commerce.Money, at, reopen int64) (giftcard.Use, error) {
	return s.use(ctx, k, func() (giftcard.Use, error) { return s.Store.Refund(ctx, k, id, amount, at, reopen) })
}

// issue makes the one gift card that all buyers share: what it pays is contended for.
func (m *market) issue(d *dice) {
	l := m.w.giftcards.life.Load()
	got := must(l.giftcard.Issue(l.ctx, &giftcardv1.IssueRequest{
		IdempotencyKey: "the card", Amount: &commercev1.Money{Amount: int64(500 + d.n(6000)), Currency: "USD"},
	}))
	m.card = got.GetCode()
}

// checkCards: a card's money is where the orders say, nothing is held, none of it twice.
func (w *world) checkCards(f *facts) {
	ctx := context.Background()
	for _, c := range must(w.cards.Cards(ctx, 0, 10)) {
		taken := int64(0)
		for _, u := range must(w.cards.Uses(ctx, c.ID, 1000)) {
			taken += u.Taken()
			w.checkUse(f.byID[string(u.Order)], u)
		}
		if c.Held != 0 || c.Balance != c.Issued-taken || c.Balance < 0 {
			w.broken("I8", "the gift card of %d has %d left and %d held; orders took %d", c.Issued, c.Balance, c.Held, taken)
		}
	}
}

func (w *world) checkUse(o *order.Order, u giftcard.Use) {
	want := int64(0)
	if o != nil && o.Status != order.Canceled && o.Status != order.Pending {
		want, _ = paidBy(o)
	}
	if u.Taken() != want {
		w.broken("I8", "order %s took %d of the gift card and should have %d", u.Order, u.Taken(), want)
	}
}

// paidBy is what each tender has paid of an order and not given back.
func paidBy(o *order.Order) (card, gateway int64) {
	for _, t := range o.Tenders {
		if t.Method == order.GiftCard {
			card += t.Amount
		} else {
			gateway += t.Amount
		}
	}
	for _, r := range o.Refunds {
		card, gateway = card-r.GiftCard, gateway-r.Gateway
	}
	return card, gateway
}

var cardMutants = []mutant{
	{name: "a gift card is held without its limit", cards: func(w *world, s giftcard.Store) giftcard.Store { return noBalance{s} }},
	{name: "a gift card that is released keeps its money", cards: func(w *world, s giftcard.Store) giftcard.Store { return keepsMoney{s} }},
}

// noBalance believes every wish.
type noBalance struct{ giftcard.Store }

func (s noBalance) Hold(ctx context.Context, k giftcard.UseKey, amount commerce.Money, at int64) (giftcard.Use, error) {
	u, err := s.Store.Hold(ctx, k, amount, at)
	if err != nil {
		return giftcard.Use{UseKey: k, State: giftcard.Held, Amount: amount.Amount}, nil
	}
	return u, nil
}

func (s noBalance) Spend(ctx context.Context, k giftcard.UseKey, at int64) (giftcard.Use, error) {
	u, err := s.Store.Spend(ctx, k, at)
	if err != nil {
		return giftcard.Use{UseKey: k, State: giftcard.Spent}, nil
	}
	return u, nil
}

type keepsMoney struct{ giftcard.Store }

func (s keepsMoney) Release(_ context.Context, k giftcard.UseKey, _, _ int64) (giftcard.Use, error) {
	return giftcard.Use{UseKey: k, State: giftcard.Released}, nil
}
