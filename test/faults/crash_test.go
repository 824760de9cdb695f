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
var deeds = []deed{
	{name: "buy", do: (*story).buy, points: []string{
		"order.place.before", "order.place.after",
		"order.reserve.before", "inventory.reserved", "order.reserve.after", "order.coupon.before", "order.coupon.after",
		"order.recheck.before", "order.recheck.after", "order.authorize.before", "payment.authorize.before",
		"payment.authorize.after", "order.authorize.after", "order.commit.before", "inventory.committed", "order.commit.after",
		"order.capture.before", "payment.capture.before", "payment.capture.after", "order.capture.after",
		"order.confirm.before", "order.confirm.after", "outbox.publish.before", "outbox.publish.after", "ledger.booked",
	}},
	{name: "buy in a drop with a gift card", do: (*story).buy, rich: true, points: []string{
		"order.limit.before", "drop.taken", "order.limit.after", "order.giftcard.before", "giftcard.held", "order.giftcard.after",
		"drop.kept", "giftcard.spent",
	}},
	{name: "decline", do: (*story).decline, points: []string{
		"order.authorize.undo.before", "order.authorize.undo.after", "order.coupon.undo.before", "order.coupon.undo.after",
		"order.reserve.undo.before", "inventory.released", "order.reserve.undo.after",
	}},
	{name: "decline in a drop with a gift card", do: (*story).decline, rich: true, points: []string{
		"order.giftcard.undo.before", "giftcard.released", "order.giftcard.undo.after", "order.limit.undo.before", "drop.given",
		"order.limit.undo.after",
	}},
	// Only who takes over from somebody who died cannot know that the stock was not committed.
	{name: "decline after a crash", do: (*story).decline, first: "payment.authorize.after", points: []string{
		"order.commit.undo.before", "order.commit.undo.after",
	}},
	{name: "turn round", do: (*story).turnRound, card: "tok_3ds", points: []string{"payment.void.before", "payment.void.after"}},
	{name: "cancel", do: (*story).cancel, card: "tok_approve", rich: true, points: []string{
		"order.stock.before", "inventory.canceled", "order.stock.after", "order.close.before", "order.close.after", "order.refund.before",
		"payment.refund.before", "payment.refund.after", "order.refund.after", "order.giftcard.before", "order.giftcard.after",
		"order.giveback.before", "order.giveback.after", "order.settle.before", "order.settle.after",
	}},
	{name: "refund", do: (*story).refund, card: "tok_approve", rich: true, points: []string{
		"order.refund.before", "payment.refund.before", "payment.refund.after", "order.refund.after", "order.giftcard.before",
		"giftcard.refunded", "order.giftcard.after", "order.settle.before", "order.settle.after",
	}},
	{name: "receive a transfer", do: (*story).receive, transfer: true, points: []string{
		"payment.received", "order.commit.before", "order.commit.after", "order.confirm.before", "order.confirm.after",
	}},
	{name: "ship", do: (*story).ship, card: "tok_approve", points: []string{"inventory.consumed"}},
}

// deed is one thing that clients do.
type deed struct {
	name     string
	do       func(*story)
	points   []string
	first    string // a point to die at before: the deed's own points are then on the way of the recovery
	rich     bool   // with a product of a drop, and a gift card beside the card
	card     string // an order is there already, made with this card
	transfer bool   // an order is there already, to be paid by transfer
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
				st.ready(deed)
				if deed.first != "" {
					st.die(deed.first, deed.do)
				}
				st.die(point, deed.do)
				st.reopen("")
				deed.do(st)
				st.settle(point)
			}
		}
		st.end()
		st.next()
		t.Logf("round %d of %d: %s", round+1, rounds, st)
	}
}

// die does a deed on a program that ends at a point on its way.
func (st *story) die(point string, do func(*story)) {
	st.t.Helper()
	st.reopen(point + "=kill")
	do(st)
	st.shop.awaitDeath(point)
	st.killed++
}

// TestRandomMomentsAreKilled kills the program at moments that nobody chose, in the middle of a run of purchases.
func TestRandomMomentsAreKilled(t *testing.T) {
	t.Parallel()
	st, kills := begin(t), times(t, "RIALTO_CRASH_RANDOM", 15)
	for i := range kills {
		st.ready(deeds[0])
		st.reopen(fmt.Sprintf("random=kill@%dms", 500+i%15*60)) // from the start of the program, which takes half of that
		for !st.shop.dead() {
			before := st.unknown
			if st.buy(); st.unknown > before {
				st.shop.awaitDeath("a random moment")
				break
			}
			st.n++
			st.quote = st.accept()
		}
		st.killed++
		st.reopen("")
		if st.quote == "" {
			st.ready(deeds[0])
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
	scarce       string // the product of a drop
	coupon       string

	n            int // of the current deed
	deed         deed
	gift         string // code of its gift card, "" = none
	quote        string // accepted for it
	order        string // that a cancellation is about
	total        int64  // of it
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
	st.scarce = c.Want(201, "POST", "/v1/admin/products", map[string]any{
		"product_id": "scarce", "title": "Scarce lamp", "price": "10.00", "currency": "USD", "stock": 100000}).Str("product_id")
	st.next()
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

// next begins a drop, and ends the one before: its limit is less than the rounds together buy.
func (st *story) next() {
	st.t.Helper()
	c := st.shop.client()
	c.Token = st.operator
	c.Send("POST", "/v1/admin/drops/"+st.scarce+"/end", nil)
	c.Want(201, "POST", "/v1/admin/drops", map[string]any{"product_id": st.scarce, "limit_per_buyer": 999})
}

// ready prepares the next deed on a healthy shop: a filled cart and an accepted quote, or an order to work on.
func (st *story) ready(d deed) {
	st.t.Helper()
	if st.shop.dead() {
		st.reopen("")
	}
	st.n, st.deed, st.gift = st.n+1, d, ""
	if d.rich {
		c := st.shop.client()
		c.Token = st.operator
		st.gift = c.Want(201, "POST", "/v1/admin/gift-cards", map[string]any{"amount": map[string]any{"amount": 500, "currency": "USD"}},
			"Idempotency-Key", fmt.Sprint("gift-", st.n)).Str("code")
	}
	if st.quote = st.accept(); st.quote == "" {
		return // the armed program died meanwhile; the deed finds that out too
	}
	var placed *restclient.Answer
	switch {
	case d.transfer:
		placed = st.tender(map[string]any{"method": "bank_transfer"})
	case d.card != "":
		placed = st.place(d.card)
	default:
		return
	}
	if placed == nil || placed.Status != 201 && placed.Status != 202 {
		st.t.Fatalf("an order for %q: %v", d.name, placed)
	}
	st.order, st.total = placed.Str("order_id"), placed.Num("total", "amount")
}

// accept fills the cart and has it quoted, as often as it takes: an order that was confirmed before the crash empties the
// cart when its event arrives, which may be just now. "" means no answer.
func (st *story) accept() string {
	st.t.Helper()
	c, product := st.me(), st.product
	if st.deed.rich {
		product = st.scarce
	}
	for range 100 {
		if _, err := c.Try("POST", "/v1/cart/items", map[string]any{"product_id": product, "quantity": 2}); err != nil {
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

// place sends the order of the current deed, paid by card; nil means no answer.
func (st *story) place(token string) *restclient.Answer {
	return st.tender(map[string]any{"method": "card", "token": token})
}

func (st *story) tender(tenders ...map[string]any) *restclient.Answer {
	if st.gift != "" {
		tenders = append(tenders, map[string]any{"method": "gift_card", "code": st.gift})
	}
	// The same basket again and again is what this shopper wants.
	got, err := st.me().Try("POST", "/v1/orders", map[string]any{"quote_token": st.quote, "tenders": tenders, "again": true},
		"Idempotency-Key", fmt.Sprint("deed-", st.n))
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

// staff does something to the order of the deed that is done once per key, or once.
func (st *story) staff(path string, body any) {
	st.t.Helper()
	c := st.shop.client()
	c.Token = st.operator
	got, err := c.Try("POST", path, body, "Idempotency-Key", fmt.Sprint("staff-", st.n))
	if err == nil && got.Status != 200 && got.Status != 201 && got.Status != 503 {
		st.t.Fatalf("%s: %v", path, got)
	}
}

// refund gives all of an order's money back, to the card first and then to the gift card.
func (st *story) refund() {
	st.t.Helper()
	st.staff("/v1/admin/orders/"+st.order+"/refunds", map[string]any{
		"amount": map[string]any{"amount": st.total, "currency": "USD"}, "reason": "late"})
}

// receive books the transfer that an order waits for.
func (st *story) receive() {
	st.t.Helper()
	st.staff("/v1/admin/payments/"+st.order+"/received", map[string]any{"amount": map[string]any{"amount": st.total, "currency": "USD"}})
}

// ship gives every parcel of an order to the carrier, as staff. A parcel comes to the warehouse by an event, so it is tried again.
func (st *story) ship() {
	st.t.Helper()
	c := st.shop.client()
	c.Token = st.operator
	for range 5000 {
		got, err := c.Try("GET", "/v1/admin/orders/"+st.order, nil)
		if err != nil || got.Str("status") == "shipped" {
			return
		}
		for i := range got.List("shipments") {
			for _, step := range []string{"pick", "hand-over"} {
				if _, err := c.Try("POST", "/v1/admin/shipments/"+got.Str("shipments", i, "shipment_id")+"/"+step, nil); err != nil {
					return
				}
			}
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
