package order_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/order"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/ids"
)

const buyer = 7

// bundle is one process with an order room, its line to store and neighbours, and the world at the other end.
type bundle struct {
	*testing.T
	*order.Service
	line  *ordertest.Line
	store *ordertest.Memory
	shop  *ordertest.Shop
	cfg   order.Config
	nodes *int // how many processes there were
}

// bubble runs a test in its own time, on a fresh world.
func bubble(t *testing.T, test func(*bundle)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		test(process(t, ordertest.NewMemory(), ordertest.NewShop(), order.Config{}, new(int)))
		time.Sleep(time.Minute) // what still retries comes to rest, for no goroutine may outlive the bubble
	})
}

func process(t *testing.T, store *ordertest.Memory, shop *ordertest.Shop, cfg order.Config, nodes *int) *bundle {
	t.Helper()
	b := &bundle{T: t, line: ordertest.NewLine(), store: store, shop: shop, cfg: cfg, nodes: nodes}
	*nodes++
	source, err := ids.New(time.Now, *nodes%ids.MaxNode, 0)
	b.must(err)
	b.Service, err = order.New(cfg, b.line.Store(store), b.line.Needs(shop.Needs()),
		order.Deps{Now: time.Now, IDs: source, Log: slog.New(slog.DiscardHandler)})
	b.must(err)
	return b
}

// another is a second process on the same data: after a crash, or beside the first.
func (b *bundle) another() *bundle {
	b.Helper()
	return process(b.T, b.store, b.shop, b.cfg, b.nodes)
}

// sweeps starts the loops of the process; they end with the test, or when the context given to sweepsUntil ends.
func (b *bundle) sweeps() { b.sweepsUntil(b.Context()) }

func (b *bundle) sweepsUntil(ctx context.Context) { go b.Service.Run(ctx) }

func (b *bundle) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// quote offers the sample purchase, good for 15 minutes.
func (b *bundle) quote(id string, change ...func(*pricingv1.Quote)) {
	b.shop.Prices.Add(buyer, id, time.Now().Add(15*time.Minute).UnixMicro(), change...)
}

func placing(key, quote, token string) *orderv1.PlaceRequest {
	return &orderv1.PlaceRequest{
		UserId: buyer, IdempotencyKey: key, QuoteToken: quote, Tenders: []*orderv1.Tender{{Method: "card", Token: token}},
	}
}

// meant says that the same basket once more is no accident.
func meant(req *orderv1.PlaceRequest) *orderv1.PlaceRequest {
	req.Again = true
	return req
}

// place places an order on quote "q" with key "k".
func (b *bundle) place(token string) *orderv1.PlaceResponse {
	b.Helper()
	got, err := b.Place(b.Context(), placing("k", "q", token))
	b.must(err)
	return got
}

// confirmed places the sample order and expects it to be confirmed at once.
func (b *bundle) confirmed() *orderv1.Order {
	b.Helper()
	b.quote("q", ordertest.WithCoupon(5))
	got := b.place(ordertest.Approve)
	if !got.GetSettled() || got.GetOrder().GetStatus() != "confirmed" {
		b.Fatalf("not confirmed: %v", got)
	}
	return got.GetOrder()
}

func (b *bundle) order(id string) *orderv1.Order {
	b.Helper()
	o, err := b.another().Get(b.Context(), &orderv1.GetRequest{UserId: buyer, OrderId: id})
	b.must(err)
	return o
}

func (b *bundle) saga(id string, kind order.SagaKind) *order.Saga {
	b.Helper()
	s, err := b.store.SagaOf(b.Context(), order.SagaKey{UserID: buyer, OrderID: commerce.OrderID(id), Kind: kind})
	b.must(err)
	return s
}

// events lists what was published, in order.
func (b *bundle) events() string {
	var out []string
	for _, e := range b.store.Events() {
		out = append(out, strings.TrimPrefix(e.GetType(), "order."))
	}
	return strings.Join(out, " ")
}

// count tells how many events of a type were published.
func (b *bundle) count(typ string) int {
	n := 0
	for _, e := range b.store.Events() {
		if e.GetType() == typ {
			n++
		}
	}
	return n
}

// balanced checks what must hold whenever all is quiet: no saga goes on and each went along its steps, no stock is held, what
// the stock has sold and what bank, couriers and gift cards keep is what the orders say, nobody was charged twice, and Check
// finds nothing.
func (b *bundle) balanced() {
	b.Helper()
	sagas, err := b.store.Sagas(context.Background(), "", 10)
	b.must(err)
	for _, s := range sagas {
		b.Errorf("saga %s of order %s is still %s at %s: %s", s.Kind, s.OrderID, s.State, s.Step, s.Error)
	}
	found, err := b.another().Check(context.Background(), &checkv1.CheckRequest{})
	b.must(err)
	for _, v := range found.GetViolations() {
		b.Errorf("%s: %s: %s", v.GetInvariant(), v.GetSubject(), v.GetDetail())
	}
	paid, promised, spent, sold := int64(0), int64(0), int64(0), map[int64]int64{}
	rows, err := b.store.Audit(context.Background(), order.AuditCursor{}, 100)
	b.must(err)
	for _, a := range rows {
		if n := b.shop.Bank.Charges(string(a.Order.ID)); n > 1 {
			b.Errorf("order %s was charged %d times", a.Order.ID, n)
		}
		b.walked(a.Order)
		if a.Order.Status == order.Canceled || a.Order.Status == order.Pending {
			continue
		}
		gateway, giftCard := kept(a.Order)
		spent += giftCard
		if a.Order.Payment.Promised {
			promised += b.shop.Bank.Promised(string(a.Order.ID))
			gateway -= b.shop.Bank.Promised(string(a.Order.ID))
		}
		paid += gateway
		for _, it := range a.Order.Items {
			sold[int64(it.ProductID)] += it.Quantity
		}
	}
	if kept, _ := b.shop.Bank.Net(); kept != paid {
		b.Errorf("the bank keeps %d, the orders are worth %d, and %d promised", kept, paid, promised)
	}
	if got := b.shop.Cards.Spent(); got != spent {
		b.Errorf("%d were spent by gift card, the orders say %d", got, spent)
	}
	if _, held := b.shop.Cards.Balance(9); held != 0 {
		b.Errorf("%d of the gift card are still held", held)
	}
	for _, product := range []int64{11, 12} {
		if n := b.shop.Stock.In("held", product); n != 0 {
			b.Errorf("%d units of product %d are still held", n, product)
		}
		if n := b.shop.Stock.In("committed", product); n != sold[product] {
			b.Errorf("%d units of product %d are sold, the orders say %d", n, product, sold[product])
		}
		if left := b.shop.Stock.Sellable(product); left != 10-sold[product] {
			b.Errorf("%d of product %d can be bought, %d of 10 are sold", left, product, sold[product])
		}
	}
}

// kept is what an order's tenders paid and its refunds did not give back.
func kept(o *order.Order) (gateway, giftCard int64) {
	for _, t := range o.Tenders {
		if t.Method == order.GiftCard {
			giftCard += t.Amount
		} else {
			gateway += t.Amount
		}
	}
	for _, r := range o.Refunds {
		gateway, giftCard = gateway-r.Gateway, giftCard-r.GiftCard
	}
	return gateway, giftCard
}

// stepsOf are the steps of each kind of saga, in order.
var stepsOf = map[order.SagaKind][]string{
	order.Placing:   {"reserve", "coupon", "limit", "giftcard", "recheck", "authorize", "commit", "capture", "confirm"},
	order.Canceling: {"stock", "close", "refund", "giftcard", "giveback", "settle"},
	order.Refunding: {"refund", "giftcard", "settle"},
}

// walked checks that the sagas of an order went forward only, until they turned round, and never forward again. Who takes a saga
// over begins at the step that is on record, so what a worker noted counts from there.
func (b *bundle) walked(o *order.Order) {
	b.Helper()
	sagas, err := b.store.SagasOf(context.Background(), o.UserID, o.ID)
	b.must(err)
	for _, saga := range sagas {
		at, back := -1, false
		for _, e := range saga.Log {
			i := slices.Index(stepsOf[saga.Kind], e.Step)
			switch {
			case i < 0:
				b.Errorf("saga %s of order %s was at %q", saga.Kind, o.ID, e.Step)
			case back && i > at, !back && i < at:
				b.Errorf("saga %s of order %s went from step %d to %d: %v", saga.Kind, o.ID, at, i, saga.Log)
			}
			at, back = i, back || strings.HasPrefix(e.What, "refused: ")
		}
	}
}

func TestAConfigThatMakesNoSenseIsRefusedInWords(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]order.Config{
		"lease":      {Lease: time.Hour},
		"sweep":      {Sweep: time.Nanosecond},
		"hold":       {Hold: time.Second},
		"buyer_wait": {BuyerWait: time.Second},
		"workers":    {Workers: 5000},
		"ask_again":  {AskAgain: -time.Second},
		"transfer_d": {TransferDays: 61},
	} {
		_, err := order.New(cfg, nil, order.Needs{}, order.Deps{})
		if err == nil || !strings.Contains(err.Error(), "order."+name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (order.Config{}).WithDefaults().Validate(); err != nil {
		t.Errorf("the defaults: %v", err)
	}
}

func TestRunEndsWithItsContextAndLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		ctx, cancel := context.WithCancel(b.Context())
		ended := make(chan error)
		go func() { ended <- b.Service.Run(ctx) }()
		time.Sleep(time.Minute)
		cancel()
		if err := <-ended; err != nil {
			b.Fatal(err)
		}
		if len(b.line.Calls()) < 100 {
			b.Errorf("only %d looks in a minute", len(b.line.Calls()))
		}
	})
}

func TestRunWaitsForTheSagasThatItDrives(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		b.crash("q")
		goOn := b.pause("Reserve")
		ctx, cancel := context.WithCancel(b.Context())
		ended := false
		go func() {
			b.Service.Run(ctx)
			ended = true
		}()
		time.Sleep(5 * time.Second)
		cancel()
		synctest.Wait()
		if ended {
			t.Error("Run returned while a saga was being driven")
		}
		close(goOn)
		synctest.Wait()
		if !ended {
			t.Error("Run did not return")
		}
	})
}
