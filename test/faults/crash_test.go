package faults

import (
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"rialto/test/restclient"
)

// deeds are what clients do when the process dies, by the points on their way: every point of the program, as
// TestEveryPointHasADeed sees to. TestEveryPointIsKilled fails for one that is never reached.
var deeds = []struct {
	name   string
	do     func(*story)
	points []string
}{
	{"buy", (*story).buy, []string{
		"order.place.before", "order.place.after",
		"order.reserve.before", "inventory.reserved", "order.reserve.after", "order.coupon.before", "order.coupon.after",
		"order.recheck.before", "order.recheck.after", "order.authorize.before", "payment.authorize.before",
		"payment.authorize.after", "order.authorize.after", "order.commit.before", "inventory.committed", "order.commit.after",
		"order.capture.before", "payment.capture.before", "payment.capture.after", "order.capture.after",
		"order.confirm.before", "order.confirm.after", "outbox.publish.before", "outbox.publish.after",
	}},
	{"decline", (*story).decline, []string{
		"order.authorize.undo.before", "order.authorize.undo.after", "order.coupon.undo.before", "order.coupon.undo.after",
		"order.reserve.undo.before", "inventory.released", "order.reserve.undo.after",
	}},
	{"turn round", (*story).turnRound, []string{"payment.void.before", "payment.void.after"}},
	{"cancel", (*story).cancel, []string{
		"order.stock.before", "inventory.canceled", "order.stock.after", "order.close.before", "order.close.after", "order.refund.before",
		"payment.refund.before", "payment.refund.after", "order.refund.after",
	}},
	{"ship", (*story).ship, []string{"inventory.consumed"}},
}

// TestEveryPointHasADeed compares the deeds with the source of the program, both ways.
func TestEveryPointHasADeed(t *testing.T) {
	t.Parallel()
	program, err := points("../../internal")
	if err != nil || len(program) < 25 {
		t.Fatalf("points of the program: %v, %v", program, err)
	}
	var reached []string
	for _, deed := range deeds {
		reached = append(reached, deed.points...)
	}
	for _, point := range program {
		if !slices.Contains(reached, point) {
			t.Errorf("no deed passes the point %s", point)
		}
	}
	for _, point := range reached {
		if !slices.Contains(program, point) {
			t.Errorf("the program has no point %s", point)
		}
	}
}

// TestEveryPointIsKilled kills the program once at each point (RIALTO_CRASH_ROUNDS times) of what its clients may do. Every
// start is armed with the next point, so recovery from one crash and the way into the next are the same start.
func TestEveryPointIsKilled(t *testing.T) {
	t.Parallel()
	st, rounds := begin(t), times(t, "RIALTO_CRASH_ROUNDS", 1)
	for round := range rounds {
		for _, deed := range deeds {
			for _, point := range deed.points {
				st.ready(deed.name)
				st.reopen(point + "=kill")
				deed.do(st)
				st.shop.awaitDeath(point)
				st.killed++
				st.reopen("")
				deed.do(st)
				st.settle(point)
			}
		}
		st.end()
		t.Logf("round %d of %d: %s", round+1, rounds, st)
	}
}

// TestRandomMomentsAreKilled kills the program at moments that nobody chose, in the middle of a run of purchases.
func TestRandomMomentsAreKilled(t *testing.T) {
	t.Parallel()
	st, kills := begin(t), times(t, "RIALTO_CRASH_RANDOM", 15)
	for i := range kills {
		st.ready("buy")
		st.reopen(fmt.Sprintf("random=kill@%dms", 500+i%15*60)) // from the start of the program, which takes half of that
		for !st.shop.dead() {
			if st.buy(); st.shop.dead() {
				break
			}
			st.n++
			st.quote = st.accept()
		}
		st.killed++
		st.reopen("")
		if st.quote == "" {
			st.ready("buy")
		}
		st.buy()
		st.settle("a random moment")
		if i%15 == 14 || i == kills-1 {
			st.end()
			t.Logf("%d of %d random kills: %s", i+1, kills, st)
		}
	}
}

// times reads how often to do something: make test does it seldom, make crash often.
func times(t *testing.T, variable string, standard int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return standard
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q is not a number from 1 on", variable, text)
	}
	return n
}

// home is where everything goes.
var home = map[string]any{"name": "C", "line1": "1 Pike", "city": "Seattle", "region": "WA", "postal_code": "98101", "country": "US"}

// story is one shopper on one data folder through many lives of the program.
type story struct {
	t            *testing.T
	shop         *shop
	data, listen string
	operator     string // tokens
	token        string
	product      string
	coupon       string

	n            int    // of the current deed
	quote        string // accepted for it
	order        string // that a cancellation is about
	acknowledged []string
	killed       int // lives that ended by kill -9
	unknown      int // requests for an order that nobody answered
	read         int // of acknowledged: so many were read back
}

func begin(t *testing.T) *story {
	t.Helper()
	return beginOn(t, "")
}

// beginOn is begin with more settings.
func beginOn(t *testing.T, more string) *story {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listen := l.Addr().String()
	l.Close()
	st := &story{t: t, data: t.TempDir(), listen: listen, coupon: "CRASH"}
	st.shop = openWith(t, st.data, listen, "", more)
	c := st.shop.client()
	c.SignIn("operator@rialto.test", password)
	st.operator = c.Token
	st.product = c.Want(201, "POST", "/v1/admin/products", map[string]any{
		"product_id": "crash", "title": "Crash test lamp", "price": "10.00", "currency": "USD", "stock": 100000}).Str("product_id")
	c.Want(201, "POST", "/v1/admin/coupons", map[string]any{"code": st.coupon, "kind": "percent", "percent": 10, "max_redemptions": 100000})
	shopper := st.shop.client()
	shopper.Want(201, "POST", "/v1/account", map[string]any{"email": "crash@rialto.test", "password": "a-long-enough-word", "name": "Crash"})
	shopper.SignIn("crash@rialto.test", "a-long-enough-word")
	st.token = shopper.Token
	return st
}

// reopen kills what lives and starts the program again on the same folder.
func (st *story) reopen(fault string) {
	st.t.Helper()
	st.shop.kill()
	st.shop = open(st.t, st.data, st.listen, fault)
}

func (st *story) me() *restclient.Client {
	c := st.shop.client()
	c.Token = st.token
	return c
}

// ready prepares the next deed on a healthy shop: a filled cart and an accepted quote, or an order to cancel.
func (st *story) ready(deed string) {
	st.t.Helper()
	if st.shop.dead() {
		st.reopen("")
	}
	st.n++
	if st.quote = st.accept(); st.quote == "" {
		return // the armed program died meanwhile; the deed finds that out too
	}
	token, prepared := map[string]string{"cancel": "tok_approve", "ship": "tok_approve", "turn round": "tok_3ds"}[deed]
	if !prepared {
		return
	}
	placed := st.place(token)
	if placed == nil || placed.Status != 201 && placed.Status != 202 {
		st.t.Fatalf("an order to cancel: %v", placed)
	}
	st.order = placed.Str("order_id")
}

// accept fills the cart and has it quoted, as often as it takes: an order that was confirmed before the crash empties the
// cart when its event arrives, which may be just now. "" means no answer.
func (st *story) accept() string {
	st.t.Helper()
	c := st.me()
	for range 100 {
		if _, err := c.Try("POST", "/v1/cart/items", map[string]any{"product_id": st.product, "quantity": 2}); err != nil {
			return ""
		}
		got, err := c.Try("POST", "/v1/checkout/quote", map[string]any{"coupon": st.coupon, "address": home})
		switch {
		case err != nil:
			return ""
		case got.Status == 200:
			return got.Str("quote_token")
		case got.Code() != "cart_empty":
			st.t.Fatalf("quote: %v", got)
		}
	}
	st.t.Fatal("the cart stays empty")
	return ""
}

// place sends the order of the current deed; nil means no answer.
func (st *story) place(token string) *restclient.Answer {
	got, err := st.me().Try("POST", "/v1/orders", map[string]any{
		"quote_token": st.quote, "payment": map[string]any{"method": "card", "token": token},
	}, "Idempotency-Key", fmt.Sprint("deed-", st.n))
	if err != nil {
		return nil
	}
	return got
}

func (st *story) buy() {
	st.t.Helper()
	got := st.place("tok_approve")
	if got == nil {
		st.unknown++
		return
	}
	if got.Status != 201 && got.Status != 202 {
		st.t.Fatalf("buy: %v", got)
	}
	st.order = got.Str("order_id")
	if got.Status == 201 {
		st.acknowledged = append(st.acknowledged, st.order)
	}
}

func (st *story) decline() {
	st.t.Helper()
	got := st.place("tok_decline")
	if got == nil {
		return
	}
	if got.Status != 402 && got.Status != 202 {
		st.t.Fatalf("decline: %v", got)
	}
	if st.order = got.Str("order_id"); got.Status == 402 {
		st.order = got.Str("order", "order_id")
	}
}

func (st *story) cancel() {
	st.t.Helper()
	got, err := st.me().Try("POST", "/v1/orders/"+st.order+"/cancel", nil, "Idempotency-Key", fmt.Sprint("cancel-", st.n))
	if err == nil && got.Status != 200 && got.Status != 503 {
		st.t.Fatalf("cancel: %v", got)
	}
}

// turnRound cancels an order that waits for the buyer's bank.
func (st *story) turnRound() {
	st.t.Helper()
	got, err := st.me().Try("POST", "/v1/orders/"+st.order+"/cancel", nil, "Idempotency-Key", fmt.Sprint("cancel-", st.n))
	if err == nil && got.Status != 200 && got.Status != 503 && got.Code() != "order_in_progress" {
		st.t.Fatalf("turn round: %v", got)
	}
}

// ship gives every parcel of an order to the carrier, as staff. A parcel comes to the warehouse by an event, so it is looked for.
func (st *story) ship() {
	st.t.Helper()
	c := st.shop.client()
	c.Token = st.operator
	for range 500 {
		picks, err := c.Try("GET", "/v1/admin/picks?limit=100", nil)
		if err != nil {
			return
		}
		for i := range picks.List("items") {
			if picks.Str("items", i, "order_id") != st.order {
				continue
			}
			for _, step := range []string{"pick", "hand-over"} {
				if _, err := c.Try("POST", "/v1/admin/shipments/"+picks.Str("items", i, "shipment_id")+"/"+step, nil); err != nil {
					return
				}
			}
		}
		got, err := c.Try("GET", "/v1/admin/orders/"+st.order, nil)
		if err != nil || got.Str("status") == "shipped" {
			return
		}
	}
	st.t.Fatalf("order %s cannot be shipped", st.order)
}

// settle waits until the order of the last deed has come to its end.
func (st *story) settle(point string) {
	st.t.Helper()
	deadline, tick := time.After(30*time.Second), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for {
		got, err := st.me().Try("GET", "/v1/orders/"+st.order, nil)
		if err == nil && got.Str("status") != "pending" && got.Str("payment", "status") != "refunding" {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			st.t.Fatalf("after a kill at %s the order does not end: %v, %v", point, got, err)
		}
	}
}

// end checks that nothing acknowledged since the last look was lost and that the books are right.
func (st *story) end() {
	st.t.Helper()
	for _, id := range st.acknowledged[st.read:] {
		if got := st.me().Want(200, "GET", "/v1/orders/"+id, nil); got.Str("status") == "canceled" && got.Str("payment", "status") != "refunded" {
			st.t.Errorf("acknowledged order %s was lost: %v", id, got)
		}
	}
	st.read = len(st.acknowledged)
	verify(st.t, st.data)
}

// String is the summary of a story that came to its end; one in which something was lost has failed before.
func (st *story) String() string {
	return fmt.Sprintf("%d kills, %d orders acknowledged, 0 lost, %d requests without answer; the books are right",
		st.killed, len(st.acknowledged), st.unknown)
}
