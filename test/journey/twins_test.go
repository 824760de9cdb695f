package journey

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/app"
	"rialto/test/restclient"
)

// twinsOfACart is how often each cart is ordered at once.
const twinsOfACart = 20

// TestTwinsAreOneOrderAndOneCharge orders every cart twenty times at once: half of them under one key, the rest under others,
// as a page that lost its key would. Of the gateway's answers 5 % come too late or not at all, and some only by webhook. Every
// cart becomes one order and is charged once, by the gateway's own books; one that the gateway declined becomes none.
func TestTwinsAreOneOrderAndOneCharge(t *testing.T) {
	t.Parallel()
	carts := times(t, "RIALTO_TWINS", 100)
	cfg := atRest(config(t))
	cfg.Payment.GatewayTimeout = 200 * time.Millisecond
	s := one(t, cfg, app.Options{})
	product := s.product(t, "Twin", "5.00", 2*carts)
	declined, next := 0, make(chan int, carts)
	for i := range carts {
		if tokenOf(i) == "tok_timeout_not_charged" {
			declined++
		}
		next <- i
	}
	close(next)
	started := time.Now()
	inParallel(4, func(int) {
		for i := range next {
			orderedAtOnce(s, s.guest(t, product, 1), tokenOf(i))
		}
	})
	took := time.Since(started)
	orders := s.settled(t)
	charges := s.charges(t)
	confirmed := 0
	for user, of := range orders {
		if of.confirmed > 1 || of.confirmed == 1 && charges[user] != 1 || of.confirmed == 0 && charges[user] != 0 {
			t.Errorf("user %d has %d orders (%d more canceled) and was charged %d times", user, of.confirmed, of.canceled, charges[user])
		}
		confirmed += of.confirmed
	}
	if len(orders) != carts || confirmed != carts-declined {
		t.Errorf("%d carts, %d of them declined by the gateway: %d buyers with %d orders", carts, declined, len(orders), confirmed)
	}
	eventually(t, "books that are right", func() bool { return s.verify(t).OK() })
	t.Logf("%d carts × %d twins in %s: %d orders, %d charged, %d declined", carts, twinsOfACart, took.Round(time.Millisecond), confirmed, len(charges), declined)
}

// tokenOf makes 5 % of the gateway's answers unknown, and as many late.
func tokenOf(cart int) string {
	switch cart % 40 {
	case 5:
		return "tok_timeout_charged"
	case 15:
		return "tok_timeout_not_charged"
	case 25, 35:
		return "tok_late_webhook"
	}
	return "tok_approve"
}

// orderedAtOnce sends twins of one order and wants every answer to be about it.
func orderedAtOnce(s *shop, b *buyer, token string) {
	quote := b.quote("email", "twin@journey.test")
	var mu sync.Mutex
	ids := map[string]bool{}
	inParallel(twinsOfACart, func(i int) {
		twin := *b.Client // a client is not for many at once
		key := "twin"
		if i >= twinsOfACart/2 {
			key = fmt.Sprint("twin-", i/2) // pairs of them
		}
		got := (&buyer{&twin, s}).pay(quote, key, card(token))
		id := got.Str("order_id")
		switch {
		case got.Status == 402 && token == "tok_timeout_not_charged":
			return // after a decline a new key may try again, which is declined again
		case id == "" || got.Status > 202:
			b.T.Errorf("twin %d: %v", i, got)
		}
		mu.Lock()
		defer mu.Unlock()
		ids[id] = true
	})
	if token != "tok_timeout_not_charged" && len(ids) != 1 {
		b.T.Errorf("%d orders of one quote: %v", len(ids), ids)
	}
}

// ordersOf counts somebody's orders.
type ordersOf struct{ confirmed, canceled int }

// settled waits until no saga is at work and counts orders by user.
func (s *shop) settled(t *testing.T) map[int64]ordersOf {
	t.Helper()
	var out map[int64]ordersOf
	eventually(t, "the end of all sagas", func() bool {
		out = map[int64]ordersOf{}
		quiet := true
		for cursor, more := "", true; more; more = cursor != "" {
			page, err := s.rooms().Order.Check(context.Background(), &checkv1.CheckRequest{Cursor: cursor})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range page.GetFacts() {
				if f.GetKind() != "order" {
					continue
				}
				of := out[f.GetUserId()]
				if f.GetStatus() == "canceled" {
					of.canceled++
				} else {
					of.confirmed++
				}
				out[f.GetUserId()] = of
				quiet = quiet && !strings.Contains(f.GetStatus(), "saga") && f.GetStatus() != "pending"
			}
			cursor = page.GetNextCursor()
		}
		return quiet
	})
	return out
}

// charges counts by user what the gateway's own ledger says it took.
func (s *shop) charges(t *testing.T) map[int64]int {
	t.Helper()
	out := map[int64]int{}
	for cursor, more := "", true; more; more = cursor != "" {
		page, err := s.rooms().Payment.Report(context.Background(), &paymentv1.ReportRequest{Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page.GetCharges() {
			if c.GetCaptured() > 0 {
				out[c.GetUserId()]++
			}
		}
		cursor = page.GetNextCursor()
	}
	return out
}

// TestADoubleClickAndALateWebhookAreOneOrder sends a page's form three times at once, and once more when the gateway's answer
// has come by webhook.
func TestADoubleClickAndALateWebhookAreOneOrder(t *testing.T) {
	t.Parallel()
	s := one(t, atRest(config(t)), app.Options{})
	product := s.product(t, "Clicked twice", "30.00", 5)
	r := s.reader(t)
	r.send("/cart/items", "product_id", product, "quantity", "1").want(t, 303, "/cart")
	to := []string{
		"email", "click@example.test", "address", "new", "name", "Grace Hopper", "line1", "1 Navy Way", "city", "Seattle", "region", "WA",
		"postal_code", "98101", "country", "US", "delivery", "standard", "card", "tok_late_webhook",
	}
	quoted := r.send("/checkout/quote", to...).want(t, 200, "Grace Hopper")
	place := append(to, "quote_token", quoted.hidden("quote_token"), "asked", quoted.hidden("asked"), "key", quoted.hidden("key"))
	led := make([]answered, 3)
	inParallel(len(led), func(i int) { led[i] = r.send("/checkout/place", place...) })
	orders := s.settled(t)
	led = append(led, r.send("/checkout/place", place...))
	for _, a := range led {
		order, _, _ := strings.Cut(a.location, "?")
		first, _, _ := strings.Cut(led[0].location, "?")
		if a.status != 303 || order != first || !strings.HasPrefix(order, "/orders/") {
			t.Errorf("a click leads to %d %s, another to %s", a.status, order, first)
		}
	}
	for user, of := range orders {
		if len(orders) != 1 || of != (ordersOf{confirmed: 1}) || s.charges(t)[user] != 1 {
			t.Errorf("%v orders, charged %v", orders, s.charges(t))
		}
	}
}

// guest is somebody new with a filled cart.
func (s *shop) guest(t testing.TB, product string, quantity int) *buyer {
	t.Helper()
	b := s.client(t)
	b.HTTP = crowd
	b.add(product, quantity)
	return b
}

// crowd keeps a connection for everybody who asks at once.
var crowd = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128}, Timeout: time.Minute}

// inParallel runs n of the same, and lets them begin together.
func inParallel(n int, do func(i int)) {
	begin := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-begin
			do(i)
		})
	}
	close(begin)
	all.Wait()
}

// times reads how often to do something: make test does it seldom, make twins often.
func times(t testing.TB, variable string, standard int) int {
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

// became returns what became of an order that was answered with "not yet".
func (c *buyer) became(got *restclient.Answer) (status string) {
	c.T.Helper()
	id := got.Str("order_id")
	if got.Status != 202 {
		return got.Str("status")
	}
	eventually(c.T, "the end of an order", func() bool {
		status = c.order(id).Str("status")
		return status != "pending"
	})
	return status
}
