package journey

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"rialto/internal/app"
	"rialto/internal/demo"
	"rialto/test/restclient"
)

// small is a demo that is made in a second or two.
var small = demo.Config{Products: 400, Baskets: 300, Customers: 6, Orders: 24, Rest: 0.01}

func demoConfig(t *testing.T) app.Config {
	cfg := config(t)
	cfg.Demo, cfg.DemoSize, cfg.OperatorPassword = true, small, ""
	return cfg
}

// run starts an app that the test stops itself.
func run(t *testing.T, cfg app.Config, opts app.Options) (a *app.App, stop func()) {
	t.Helper()
	opts.Log = logger()
	a, err := app.New(cfg, opts)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	stop = func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("stop: %v", err)
		}
		ended <- nil
	}
	t.Cleanup(stop)
	select {
	case <-a.Ready():
	case err := <-ended:
		ended <- nil
		t.Fatalf("start: %v", err)
	}
	return a, stop
}

func at(t *testing.T, url string) *restclient.Client { return &restclient.Client{T: t, URL: url} }

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// TestTheDemoOpensAndItsBooksAreRight: a new folder becomes a shop to buy in, its past arrives behind it, verify passes,
// and a second start changes nothing.
func TestTheDemoOpensAndItsBooksAreRight(t *testing.T) {
	t.Parallel()
	cfg := demoConfig(t)
	stages := make(chan string, 10_000)
	a, stop := run(t, cfg, app.Options{Progress: func(stage string, done, total int64) {
		if done == total {
			stages <- stage
		}
	}})
	<-a.Opened()
	if status, _ := get(t, a.URL()+"/readyz"); status != 200 {
		t.Errorf("open, and /readyz says %d", status)
	}
	if status, page := get(t, a.URL()+"/search?q=lamp"); status != 200 || !strings.Contains(page, "/p/") {
		t.Errorf("a search got %d without products", status)
	}
	for stage := range stages {
		if stage == "orders" {
			break
		}
	}
	s := &shop{url: a.URL(), pages: a.URL(), apps: []*app.App{a}}
	booksAreRight(t, s)
	boss := at(t, s.url)
	boss.SignIn("operator@rialto.test", "rialto-demo")
	orders := boss.Send("GET", "/v1/admin/orders?limit=100", nil).List("items")
	if len(orders) < small.Orders*3/4 {
		t.Errorf("%d orders", len(orders))
	}
	shopper := at(t, s.url)
	shopper.SignIn("shopper@rialto.test", "rialto-demo")
	backOfficeHasWork(t, boss, shopper)
	stop()

	again, _ := run(t, cfg, app.Options{Progress: func(stage string, _, _ int64) { t.Errorf("the second start did %s", stage) }})
	<-again.Opened()
	boss = at(t, again.URL())
	boss.SignIn("operator@rialto.test", "rialto-demo")
	if n := len(boss.Send("GET", "/v1/admin/orders?limit=100", nil).List("items")); n != len(orders) {
		t.Errorf("%d orders after the second start, %d before", n, len(orders))
	}
}

// backOfficeHasWork: whoever looks around finds gift cards, a transfer to wait for, cash on its way and money given back.
func backOfficeHasWork(t *testing.T, boss, shopper *restclient.Client) {
	t.Helper()
	seen := map[string]int{
		"gift cards":  len(boss.Want(200, "GET", "/v1/admin/gift-cards", nil).List("items")),
		"saved cards": len(shopper.Want(200, "GET", "/v1/payment-methods", nil).List("cards")),
	}
	orders := boss.Want(200, "GET", "/v1/admin/orders?limit=100", nil)
	for i := range orders.List("items") {
		seen[orders.Str("items", i, "payment", "method")]++
		if orders.Str("items", i, "status") != "canceled" && len(orders.List("items", i, "refunds")) > 0 {
			seen["refunds"]++
		}
	}
	waits := boss.Want(200, "GET", "/v1/admin/payments", nil)
	for i := range waits.List("items") {
		seen["waits by "+waits.Str("items", i, "method")]++
	}
	for what, least := range map[string]int{"gift cards": 2, "saved cards": 1, "cash_on_delivery": 1, "bank_transfer": 1, "waits by bank_transfer": 1, "refunds": 1} {
		if seen[what] < least {
			t.Errorf("the demo has no %s: %v", what, seen)
		}
	}
}

// TestADemoThatWasInterruptedGoesOn: stopped among the first products, the next start ends with the same shop.
func TestADemoThatWasInterruptedGoesOn(t *testing.T) {
	t.Parallel()
	cfg := demoConfig(t)
	begun := make(chan struct{}, 10_000)
	a, stop := run(t, cfg, app.Options{Progress: func(string, int64, int64) { begun <- struct{}{} }})
	<-begun
	if status, page := get(t, a.URL()+"/"); status != 200 && (status != 503 || !strings.Contains(page, "being set up")) {
		t.Errorf("while it is set up the front page is %d %s", status, page)
	}
	stop()
	again, _ := run(t, cfg, app.Options{})
	<-again.Opened()
	boss := at(t, again.URL())
	boss.SignIn("operator@rialto.test", "rialto-demo")
	if got := boss.Send("GET", "/v1/search?limit=1", nil).Num("total"); got < 50 {
		t.Errorf("%d families of products", got)
	}
}

// TestKnownPasswordsStayOnThisMachine: a demo that others can reach has other passwords, from the start or from then on.
func TestKnownPasswordsStayOnThisMachine(t *testing.T) {
	t.Parallel()
	const here = "127.0.0.1:0"
	for name, c := range map[string]struct {
		first, later string // where it listens
		proxy        string // its public address later
	}{
		"opened to others at once":      {first: "0.0.0.0:0", later: "0.0.0.0:0"},
		"opened to others later":        {first: here, later: "0.0.0.0:0"},
		"put behind a proxy later":      {first: here, later: here, proxy: "https://shop.example"},
		"back on this machine for once": {first: "0.0.0.0:0", later: here},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := demoConfig(t)
			cfg.Listen = c.first
			a, stop := run(t, cfg, app.Options{})
			<-a.Opened()
			if _, _, _, known := a.Logins(); known != (c.first == here) {
				t.Errorf("known passwords: %v", known)
			}
			stop()
			cfg.Listen = c.later
			if c.proxy != "" {
				cfg.PublicURL = c.proxy
			}
			var said strings.Builder
			again, _ := run(t, cfg, app.Options{Say: func(format string, args ...any) { said.WriteString(format + "\n") }})
			<-again.Opened()
			url := strings.Replace(again.URL(), "[::]", "127.0.0.1", 1)
			for _, email := range []string{"operator@rialto.test", "shopper@rialto.test"} {
				got := at(t, url).Send("POST", "/v1/sessions", map[string]any{"email": email, "password": "rialto-demo"})
				if got.Status != 401 {
					t.Errorf("%s signed in with what everybody knows: %d", email, got.Status)
				}
			}
			if strings.Contains(said.String(), "another password") != (c.first == here) || strings.Contains(said.String(), "demo shopper") {
				t.Errorf("said %q", said.String())
			}
		})
	}
}

// TestAPasswordIsSaidOnlyWhereItIsGood: a demo that goes on after its logins were made says no others, and a word of the
// operator's own makes the shopper's one of its own too.
func TestAPasswordIsSaidOnlyWhereItIsGood(t *testing.T) {
	t.Parallel()
	cfg := demoConfig(t)
	cfg.OperatorPassword = "chosen by the operator"
	begun := make(chan struct{}, 10_000)
	var said [2]strings.Builder
	say := func(n int) func(string, ...any) {
		return func(format string, args ...any) { fmt.Fprintf(&said[n], format+"\n", args...) }
	}
	a, stop := run(t, cfg, app.Options{Say: say(0), Progress: func(string, int64, int64) { begun <- struct{}{} }})
	<-begun
	if _, _, _, known := a.Logins(); known {
		t.Error("the pages tell a password that is not the operator's")
	}
	stop()
	_, word, found := strings.Cut(said[0].String(), "shopper@rialto.test   password ")
	if !found {
		t.Fatalf("said %q", said[0].String())
	}
	again, _ := run(t, cfg, app.Options{Say: say(1)})
	<-again.Opened()
	if said[1].Len() > 0 {
		t.Errorf("the second start said %q", said[1].String())
	}
	at(t, again.URL()).SignIn("shopper@rialto.test", strings.Fields(word)[0])
	at(t, again.URL()).SignIn("operator@rialto.test", "chosen by the operator")
}

// TestADemoNeedsAnUntouchedFolder: a shop that is somebody's own never becomes a demo.
func TestADemoNeedsAnUntouchedFolder(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	_, stop := run(t, cfg, app.Options{})
	stop()
	cfg.Demo = true
	a, _ := run(t, cfg, app.Options{Progress: func(stage string, _, _ int64) { t.Errorf("it did %s", stage) }})
	<-a.Opened()
	if status, page := get(t, a.URL()+"/"); status != 200 || strings.Contains(page, "Demo shop") {
		t.Errorf("%d, demo banner %v", status, strings.Contains(page, "Demo shop"))
	}
}
