package order

import (
	"context"
	"fmt"
	"strings"
	"time"

	dropv1 "rialto/gen/rialto/drop/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// placeSteps is the checkout, in order, undo beside do. hold.go has what is held and given back, pay.go what money does. Two
// writes put all undos on record: the order's own those of what is held, the one before the gateway is asked the rest. Recheck
// stands between them, so that a price that moves after a crash cannot undo what was paid.
func (s *Service) placeSteps() []step {
	return []step{
		{name: "reserve", do: s.reserve, undo: s.release, durable: true, reach: "giftcard"},
		{name: "coupon", when: hasCoupons, do: s.takeCoupons, undo: s.giveBackCoupons, durable: true},
		{name: "limit", when: hasLimits, do: s.takeLimits, undo: s.giveBackLimits, durable: true},
		{name: "giftcard", when: hasGiftCard, do: s.holdGiftCard, undo: s.releaseGiftCard, durable: true},
		{name: "recheck", do: s.recheck},
		{name: "authorize", when: hasGateway, do: s.authorize, undo: s.void, durable: true, reach: "capture"},
		{name: "commit", do: s.commitStock, undo: s.cancelStock, durable: true, reach: "capture"},
		{name: "capture", when: hasGateway, do: s.capture, durable: true}, // undone by authorize's void, which refunds what was captured
		{name: "confirm", do: s.confirm},
	}
}

// Place implements the contract's Place: open the order, run the saga, answer with what it decided.
func (s *Service) Place(ctx context.Context, req *orderv1.PlaceRequest) (*orderv1.PlaceResponse, error) {
	of, err := checkPlace(req)
	if err != nil {
		return nil, err
	}
	user, key, hash, wait := commerce.UserID(req.GetUserId()), req.GetIdempotencyKey(), requestHash(req), placeWait(req)
	known, err := s.store.ByKey(ctx, user, key)
	switch {
	case err == nil:
		return s.replay(ctx, known, key, hash, wait)
	case !errs.Is(err, errs.KindNotFound):
		return nil, fmt.Errorf("look the key up: %w", err)
	}
	quote, err := s.needs.Pricing.GetQuote(ctx, &pricingv1.GetQuoteRequest{UserId: req.GetUserId(), QuoteId: req.GetQuoteToken()})
	if err != nil {
		return nil, err
	}
	if quote.GetExpiresAt() <= s.micros() {
		return nil, errs.Conflict("quote_expired", "This quote has expired. Ask for a new one.")
	}
	o, saga := s.open(quote, key, hash, of)
	existing, err := s.create(ctx, req, of, o, saga)
	if err != nil {
		return nil, err
	}
	if existing != nil {
		return s.replay(ctx, existing, key, hash, wait)
	}
	return s.begin(ctx, &run{saga: saga, order: o}, wait)
}

// create writes the order, or returns the one that stands in its way. A twin is looked for before a refusal is believed: who
// has the order must not be told that there is nothing left, or that the gift card is empty.
func (s *Service) create(ctx context.Context, req *orderv1.PlaceRequest, of offer, o *Order, saga *Saga) (existing *Known, err error) {
	if no := s.admit(ctx, req, of, o, saga); no != nil {
		if !definite(no) {
			return nil, no
		}
		existing, err = s.store.Join(ctx, o.UserID, o.IdempotencyKey, o.RequestHash, o.QuoteID)
		if errs.Is(err, errs.KindNotFound) {
			return nil, no
		}
		return existing, err
	}
	if err := o.checkSums(); err != nil {
		return nil, errs.Internal(err)
	}
	if err := o.MoveTo(Pending, "order.placed", o.CreatedAt); err != nil {
		return nil, err
	}
	fault.Point("order.place.before")
	existing, err = s.store.Create(ctx, o, saga)
	fault.Point("order.place.after")
	if err != nil {
		return nil, fmt.Errorf("open the order: %w", err)
	}
	return existing, nil
}

// admit asks everybody who may refuse an order before anything is written: the key is not used, and who comes too early, too
// late or without the money costs nothing.
func (s *Service) admit(ctx context.Context, req *orderv1.PlaceRequest, of offer, o *Order, saga *Saga) error {
	got, err := s.needs.Drops.Admit(ctx, &dropv1.AdmitRequest{
		UserId: req.GetUserId(), ProductIds: o.productIDs(), Ticket: req.GetTicket(),
	})
	if err != nil {
		return err // no answer refuses too: what a drop counts must not be sold uncounted
	}
	saga.Data.Drops = got.GetProductIds()
	if err := s.soldOut(ctx, o); err != nil {
		return err
	}
	if !req.GetAgain() {
		if err := s.boughtBefore(ctx, o); err != nil {
			return err
		}
	}
	if err := s.share(ctx, of, o); err != nil {
		return err
	}
	if o.gateway() == nil && o.giftCard() != nil { // the other tender is not needed: nothing of it is kept
		o.Payment.Method = string(GiftCard)
		saga.Data = SagaData{Warehouses: saga.Data.Warehouses, Drops: saga.Data.Drops, Reach: saga.Data.Reach}
	}
	return nil
}

// soldOut refuses what inventory remembers to be gone: the many who come too late for a hot product cost nothing. No answer is
// no reason to refuse: the reservation decides.
func (s *Service) soldOut(ctx context.Context, o *Order) error {
	got, err := s.needs.Inventory.SoldOut(ctx, &inventoryv1.SoldOutRequest{ProductIds: o.productIDs()})
	if err != nil || len(got.GetProductIds()) == 0 {
		return nil
	}
	var names []string
	for _, id := range got.GetProductIds() {
		names = append(names, commerce.FormatID(id))
	}
	return errs.Conflict("out_of_stock", "%d product(s) of this order are sold out.", len(names)).With("product_ids", strings.Join(names, ","))
}

// boughtBefore asks back when the same basket was ordered a moment ago with another key and another quote: a reload, a second
// window, or a buyer who was not sure.
func (s *Service) boughtBefore(ctx context.Context, o *Order) error {
	id, at, err := s.store.Recent(ctx, o.UserID, o.Basket, s.now().Add(-s.cfg.AskAgain).UnixMicro())
	if err != nil {
		return fmt.Errorf("look for the same order: %w", err)
	}
	if id == "" {
		return nil
	}
	return errs.Conflict("duplicate_order", "You ordered the same a moment ago, with order %s. Say that you mean it to order it again.", id).
		With("order_id", string(id)).With("placed_at", time.UnixMicro(at).UTC().Format(time.RFC3339Nano))
}

// open makes the pending order and its saga; the saga's first step is on record with it.
func (s *Service) open(q *pricingv1.Quote, key, hash string, of offer) (*Order, *Saga) {
	now := s.micros()
	o := fromQuote(q, commerce.OrderID(s.ids.Text()), now)
	o.IdempotencyKey, o.RequestHash, o.Payment.Method = key, hash, of.gateway.GetMethod()
	saga := &Saga{
		UserID: o.UserID, OrderID: o.ID, Kind: Placing, State: Running, Step: s.placing[0].name, Attempt: 1,
		DueAt: s.now().Add(s.cfg.Lease).UnixMicro(), Started: now,
		Data: SagaData{
			Method: of.gateway.GetMethod(), Token: of.gateway.GetToken(), CardID: of.gateway.GetCardId(), Save: of.gateway.GetSave(),
			Warehouses: q.GetWarehouseIds(), Reach: s.placing[0].reach,
		},
		Log: []LogEntry{{At: now, Step: s.placing[0].name, What: "begin"}},
	}
	return o, saga
}

// begin starts the saga and answers with what it came to. A saga that this worker had to leave may be ended by the sweeper
// while the caller still waits.
func (s *Service) begin(ctx context.Context, r *run, wait time.Duration) (*orderv1.PlaceResponse, error) {
	user, id, until := r.order.UserID, r.order.ID, s.now().Add(wait)
	rested, err := s.start(ctx, r, wait)
	if err != nil {
		return nil, err
	}
	if rested && r.saga.State == Done {
		return placed(r.order, false), nil
	}
	o, err := s.store.Get(ctx, user, id)
	if err != nil {
		return nil, fmt.Errorf("read the order back: %w", err)
	}
	if o, err = s.await(ctx, o, until.Sub(s.now())); err != nil {
		return nil, err
	}
	return placed(o, false), nil
}

func checkPlace(req *orderv1.PlaceRequest) (offer, error) {
	if err := checkKey(req.GetIdempotencyKey()); err != nil {
		return offer{}, err
	}
	if req.GetUserId() <= 0 {
		return offer{}, errs.Unauthenticated("Sign in, or send your X-Cart-Token, to place an order.")
	}
	if req.GetQuoteToken() == "" {
		return offer{}, errs.InvalidFields(errs.Field{Name: "quote_token", Problem: "is required: ask POST /v1/checkout/quote for one"})
	}
	return readOffer(req.GetTenders())
}

func checkKey(key string) error {
	if !printable(key, 255) {
		return errs.Invalid("idempotency_key_invalid", "Idempotency-Key must be 1 to 255 printable ASCII characters without spaces.")
	}
	return nil
}

func printable(text string, most int) bool {
	return text != "" && len(text) <= most && !strings.ContainsFunc(text, func(r rune) bool { return r < '!' || r > '~' })
}
