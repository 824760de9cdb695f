package order

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// maxToken is payment's limit, so that what it would refuse never becomes an order.
const maxToken = 200

// placeSteps is the checkout, in order, undo beside do.
func (s *Service) placeSteps() []step {
	return []step{
		{name: "reserve", do: s.reserve, undo: s.release, durable: true},
		{name: "coupon", do: s.takeCoupon, undo: s.giveBackCoupon},
		{name: "recheck", do: s.recheck},
		{name: "authorize", do: s.authorize, undo: s.void, durable: true},
		{name: "commit", do: s.commitStock, undo: s.cancelStock, durable: true},
		{name: "capture", do: s.capture, durable: true}, // undone by authorize's void, which refunds what was captured
		{name: "confirm", do: s.confirm},
	}
}

// Place implements the contract's Place: open the order, run the saga, answer with what it decided.
func (s *Service) Place(ctx context.Context, req *orderv1.PlaceRequest) (*orderv1.PlaceResponse, error) {
	tender, err := checkPlace(req)
	if err != nil {
		return nil, err
	}
	user, wait := commerce.UserID(req.GetUserId()), placeWait(req)
	hash := requestHash(req)
	known, err := s.store.ByKey(ctx, user, req.GetIdempotencyKey())
	switch {
	case err == nil:
		return s.replay(ctx, known, hash, wait)
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
	o, saga, err := s.open(quote, req.GetIdempotencyKey(), hash, tender)
	if err != nil {
		return nil, err
	}
	existing, err := s.create(ctx, o, saga)
	if err != nil {
		return nil, err
	}
	if existing != nil {
		return s.joinTwin(ctx, existing, req.GetIdempotencyKey(), hash, wait)
	}
	return s.begin(ctx, &run{saga: saga, order: o}, wait)
}

// create writes the order, or returns the one that stands in its way. A twin that bought the last unit is looked for before
// the memory of a shortage is believed: who has the order must not be told that there is nothing left.
func (s *Service) create(ctx context.Context, o *Order, saga *Saga) (existing *Order, err error) {
	if gone := s.soldOut(ctx, o); gone != nil {
		if existing, err = s.store.Twin(ctx, o.UserID, o.IdempotencyKey, o.QuoteID); errs.Is(err, errs.KindNotFound) {
			return nil, gone
		}
		return existing, err
	}
	fault.Point("order.place.before")
	existing, err = s.store.Create(ctx, o, saga)
	fault.Point("order.place.after")
	if err != nil {
		return nil, fmt.Errorf("open the order: %w", err)
	}
	return existing, nil
}

// soldOut refuses what inventory remembers to be gone, before anything is written: the key is not used, and the many who
// come too late for a hot product cost nothing. No answer is no reason to refuse: the reservation decides.
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

// open makes the pending order and its saga; the saga's first step is on record with it.
func (s *Service) open(q *pricingv1.Quote, key, hash string, t *orderv1.Tender) (*Order, *Saga, error) {
	now := s.micros()
	o := fromQuote(q, commerce.OrderID(s.ids.Text()), now)
	o.IdempotencyKey, o.RequestHash, o.Payment.Method = key, hash, t.GetMethod()
	if err := o.checkSums(); err != nil {
		return nil, nil, errs.Internal(err)
	}
	if err := o.MoveTo(Pending, "order.placed", now); err != nil {
		return nil, nil, err
	}
	saga := &Saga{
		UserID: o.UserID, OrderID: o.ID, Kind: Placing, State: Running, Step: s.placing[0].name, Attempt: 1,
		DueAt: s.now().Add(s.cfg.Lease).UnixMicro(), Started: now,
		Data: SagaData{Method: t.GetMethod(), Token: t.GetToken(), Warehouses: q.GetWarehouseIds()},
		Log:  []LogEntry{{At: now, Step: s.placing[0].name, What: "begin"}},
	}
	return o, saga, nil
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

func checkPlace(req *orderv1.PlaceRequest) (*orderv1.Tender, error) {
	if err := checkKey(req.GetIdempotencyKey()); err != nil {
		return nil, err
	}
	if req.GetUserId() <= 0 {
		return nil, errs.Unauthenticated("Sign in, or send your X-Cart-Token, to place an order.")
	}
	if req.GetQuoteToken() == "" {
		return nil, errs.InvalidFields(errs.Field{Name: "quote_token", Problem: "is required: ask POST /v1/checkout/quote for one"})
	}
	if len(req.GetTenders()) != 1 {
		return nil, errs.InvalidFields(errs.Field{Name: "tenders", Problem: "must hold exactly one tender"})
	}
	t := req.GetTenders()[0]
	if t.GetMethod() != "card" {
		return nil, errs.Invalid("method_unavailable", "Payment method %.40q is not available. Use \"card\".", t.GetMethod())
	}
	if !printable(t.GetToken(), maxToken) {
		return nil, errs.InvalidFields(errs.Field{Name: "tenders[0].token", Problem: "must be a gateway token: 1 to 200 printable ASCII characters without spaces"})
	}
	return t, nil
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

// requestHash covers what the buyer asked for; the key and the wait are not part of it.
func requestHash(req *orderv1.PlaceRequest) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q", req.GetQuoteToken())
	for _, t := range req.GetTenders() {
		fmt.Fprintf(h, "|%q|%q", t.GetMethod(), t.GetToken())
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func (s *Service) reserve(ctx context.Context, r *run) error {
	req := &inventoryv1.ReserveRequest{
		UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), WarehouseIds: r.saga.Data.Warehouses,
		Deadline: s.now().Add(s.cfg.Hold).UnixMicro(),
	}
	for _, it := range r.order.Items {
		req.Lines = append(req.Lines, &inventoryv1.ReserveLine{
			ProductId: int64(it.ProductID), SellerId: int64(it.SellerID), Quantity: it.Quantity,
		})
	}
	got, err := s.needs.Inventory.Reserve(ctx, req)
	switch {
	case errs.HasCode(err, "reservation_released"): // an earlier try was short and gave back what it had: its answer was lost
		return &refusal{Problem{Code: "out_of_stock", Detail: "There is not enough stock left of all that was ordered."}}
	case err != nil:
		return refuse(err, "out_of_stock")
	}
	r.saga.Data.Allocations = allocationsOf(got.GetAllocations())
	return nil
}

func (s *Service) release(ctx context.Context, r *run) error {
	_, err := s.needs.Inventory.Release(ctx, &inventoryv1.ReleaseRequest{
		UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), ProductIds: r.order.productIDs(), Reason: "released",
	})
	return err
}

// takeCoupon holds one redemption. Orders without a coupon pass, and write nothing.
func (s *Service) takeCoupon(ctx context.Context, r *run) error {
	if r.order.CouponID == 0 {
		return nil
	}
	if r.unsaved {
		if err := s.save(ctx, r, Running, "begin"); err != nil {
			return err
		}
	}
	_, err := s.needs.Pricing.ReserveCoupon(ctx, r.coupon())
	return refuse(err, "coupon_used_up", "coupon_expired")
}

func (s *Service) giveBackCoupon(ctx context.Context, r *run) error {
	if r.order.CouponID == 0 {
		return nil
	}
	_, err := s.needs.Pricing.ReleaseCoupon(ctx, r.coupon())
	return err
}

func (r *run) coupon() *pricingv1.CouponOrderRequest {
	return &pricingv1.CouponOrderRequest{
		CouponId: r.order.CouponID, UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID),
	}
}

// recheck compares the accepted quote with today. Any difference, a lower price too, needs the buyer's yes.
func (s *Service) recheck(ctx context.Context, r *run) error {
	got, err := s.needs.Pricing.Recheck(ctx, &pricingv1.RecheckRequest{
		UserId: int64(r.saga.UserID), QuoteId: r.order.QuoteID, OrderId: string(r.saga.OrderID),
	})
	if err != nil || got.GetUnchanged() {
		return err
	}
	p := Problem{
		Code: "price_changed", Detail: "The price changed since you accepted it. Nothing was charged.",
		FreshQuote: got.GetFresh().GetQuoteId(),
	}
	for _, c := range got.GetChanged() {
		p.Changed = append(p.Changed, Change{c.GetProductId(), c.GetReason(), c.GetOldAmount(), c.GetNewAmount()})
	}
	return &refusal{p}
}

// authorize holds the money. The order id is the gateway's key, so asking again can never charge twice. What costs nothing
// needs no payment.
func (s *Service) authorize(ctx context.Context, r *run) error {
	if r.order.Total == 0 {
		return nil
	}
	p, err := s.needs.Payment.Authorize(ctx, &paymentv1.AuthorizeRequest{
		UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), Method: r.saga.Data.Method, Token: r.saga.Data.Token,
		Amount: &commercev1.Money{Amount: r.order.Total, Currency: r.order.Currency},
	})
	if err != nil {
		return err
	}
	giveUp := time.UnixMicro(r.saga.Started).Add(s.cfg.BuyerWait)
	switch p.GetStatus() {
	case "authorized", "captured":
		return nil
	case "declined":
		return &refusal{Problem{
			Code: "payment_declined", Detail: "The payment was declined. Nothing was charged; try another card.",
			DeclineCode: p.GetDeclineCode(),
		}}
	case "voided", "void_unknown":
		return &refusal{Problem{Code: "checkout_expired", Detail: "This checkout was closed before it was paid."}}
	}
	if !s.now().Before(giveUp) {
		return &refusal{Problem{Code: "checkout_expired", Detail: "The payment was not completed in time. Nothing was charged."}}
	}
	if p.GetStatus() == "requires_action" {
		return s.awaitBuyer(ctx, r, p, giveUp)
	}
	return errs.UnknownOutcome(nil, "authorise the payment of order "+string(r.saga.OrderID))
}

// lookAgain is how often a saga that waits for the buyer asks by itself, should it have missed the news.
const lookAgain = 30 * time.Second

// awaitBuyer keeps the stock as long as the buyer may take, shows them where to go and puts the saga to sleep. The order
// shows the action only when the saga sleeps, so that the buyer's answer finds it ready to be woken.
func (s *Service) awaitBuyer(ctx context.Context, r *run, p *paymentv1.Payment, until time.Time) error {
	_, err := s.needs.Inventory.Extend(ctx, &inventoryv1.ExtendRequest{
		UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), ProductIds: r.order.productIDs(),
		Deadline: until.Add(time.Minute).UnixMicro(),
	})
	if err != nil {
		return fmt.Errorf("extend the hold: %w", err)
	}
	asleep := *r.saga
	asleep.Tries, asleep.DueAt = 0, min(until.UnixMicro(), s.now().Add(lookAgain).UnixMicro())
	action := p.GetNextAction()
	if err := s.updateOrder(ctx, r, s.noted(&asleep, Waiting, "wait"), func(o *Order) error {
		if o.Payment.Status == PaymentRequiresAction {
			return nil
		}
		o.Payment.Status = PaymentRequiresAction
		o.Payment.ActionType, o.Payment.ActionURL = action.GetType(), action.GetUrl()
		return o.Record("order.payment_changed", s.micros())
	}); err != nil {
		return err
	}
	r.saga = &asleep
	return errStop
}

func (s *Service) void(ctx context.Context, r *run) error {
	if r.order.Total == 0 {
		return nil
	}
	p, err := s.needs.Payment.Void(ctx, r.payment())
	if err != nil {
		return err
	}
	switch p.GetStatus() {
	case "voided", "declined":
		return nil
	case "captured":
		if p.GetRefunded() >= p.GetCaptured() {
			return nil
		}
	}
	return errs.UnknownOutcome(nil, "void the payment of order "+string(r.saga.OrderID))
}

func (r *run) payment() *paymentv1.OrderPaymentRequest {
	return &paymentv1.OrderPaymentRequest{UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID)}
}

func (s *Service) commitStock(ctx context.Context, r *run) error {
	_, err := s.needs.Inventory.Commit(ctx, &inventoryv1.CommitRequest{
		UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), ProductIds: r.order.productIDs(),
	})
	if errs.HasCode(err, "reservation_gone") {
		return &refusal{Problem{Code: "checkout_expired", Detail: "The items were held too long and had to be given free. Nothing was charged."}}
	}
	return err
}

func (s *Service) cancelStock(ctx context.Context, r *run) error {
	_, err := s.needs.Inventory.Cancel(ctx, &inventoryv1.CancelRequest{
		UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), ProductIds: r.order.productIDs(),
	})
	return err
}

func (s *Service) capture(ctx context.Context, r *run) error {
	if r.order.Total == 0 {
		return nil
	}
	p, err := s.needs.Payment.Capture(ctx, r.payment())
	switch {
	case errs.HasCode(err, "not_authorized"):
		return &refusal{Problem{Code: "checkout_expired", Detail: "The payment was closed before it was taken. Nothing was charged."}}
	case err != nil:
		return err
	case p.GetStatus() != "captured":
		return errs.UnknownOutcome(nil, "capture the payment of order "+string(r.saga.OrderID))
	}
	return nil
}

// confirm is the last step: order, shipments, history, event and the end of the saga in one commit.
func (s *Service) confirm(ctx context.Context, r *run) error {
	if r.order.CouponID != 0 {
		if _, err := s.needs.Pricing.CommitCoupon(ctx, r.coupon()); err != nil {
			return fmt.Errorf("keep the coupon: %w", err)
		}
	}
	shipments := s.shipmentsOf(r.saga.Data.Allocations)
	return s.finish(ctx, r, "confirmed", func(o *Order) error {
		o.Payment = Payment{Method: o.Payment.Method, Status: PaymentCaptured}
		o.Shipments = shipments
		return o.MoveTo(Confirmed, "order.confirmed", s.micros())
	})
}

// closeCanceled ends a saga that turned round.
func (s *Service) closeCanceled(ctx context.Context, r *run) error {
	problem := r.saga.Data.Problem
	return s.finish(ctx, r, "canceled", func(o *Order) error {
		o.Problem = problem
		o.Payment = Payment{Method: o.Payment.Method, Status: PaymentVoided}
		if problem != nil && problem.DeclineCode != "" {
			o.Payment.Status, o.Payment.DeclineCode = PaymentDeclined, problem.DeclineCode
		}
		return o.MoveTo(Canceled, "order.canceled", s.micros())
	})
}

// finish changes the order and ends its saga in one commit, forgetting the card's token. Only when that is durable is the
// saga over for this worker too.
func (s *Service) finish(ctx context.Context, r *run, what string, change func(*Order) error) error {
	done := *r.saga
	done.Data.Token, done.Error = "", ""
	if err := s.updateOrder(ctx, r, s.noted(&done, Done, what), change); err != nil {
		return err
	}
	r.saga = &done
	return nil
}

// updateOrder changes the order and keeps the run's copy current.
func (s *Service) updateOrder(ctx context.Context, r *run, saga *Saga, change func(*Order) error) error {
	o, err := s.store.Update(ctx, r.saga.UserID, r.saga.OrderID, saga, change)
	if err != nil {
		return fmt.Errorf("write the order: %w", err)
	}
	r.order = o
	return nil
}

// shipmentsOf groups what was allocated by seller and warehouse: one parcel each.
func (s *Service) shipmentsOf(allocations []Allocation) []Shipment {
	var out []Shipment
	for _, a := range allocations {
		i := slices.IndexFunc(out, func(sh Shipment) bool {
			return int64(sh.SellerID) == a.SellerID && int64(sh.WarehouseID) == a.WarehouseID
		})
		if i < 0 {
			i = len(out)
			out = append(out, Shipment{
				ID: s.ids.Text(), SellerID: commerce.SellerID(a.SellerID), WarehouseID: commerce.WarehouseID(a.WarehouseID), Status: Preparing,
			})
		}
		out[i].Lines = append(out[i].Lines, ShipmentLine{commerce.ProductID(a.ProductID), a.Quantity})
	}
	return out
}

// idsIn reads the comma-separated ids of an error's meta.
func idsIn(text string) []int64 {
	var out []int64
	for part := range strings.SplitSeq(text, ",") {
		if id, err := strconv.ParseInt(part, 10, 64); err == nil {
			out = append(out, id)
		}
	}
	return out
}
