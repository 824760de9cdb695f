package faults

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"rialto/internal/platform/realserver"
	"rialto/test/restclient"
)

// TestTheDatabaseIsKilled kills PostgreSQL under a shop that sells: kill -9 of the postmaster, RIALTO_CRASH_DATABASE times.
// While it is away the shop may refuse; afterwards it goes on by itself, everything acknowledged is there, every request
// that nobody answered comes to one end, and the books are right.
func TestTheDatabaseIsKilled(t *testing.T) {
	t.Parallel()
	kills := times(t, "RIALTO_CRASH_DATABASE", 3)
	server := victim(t)
	st := beginOn(t, "databases: {\"*\": \""+rooms(t, server)+"\"}\n")
	buyers := make([]*regular, 4)
	for i := range buyers {
		buyers[i] = st.regular(i)
	}
	for kill := range kills {
		over := make(chan struct{})
		var shopping sync.WaitGroup
		for _, b := range buyers {
			shopping.Go(func() { b.shop(over) })
		}
		// Each is in the middle of something, at a moment that differs from kill to kill.
		for _, b := range buyers {
			b.await(1 + kill%3)
		}
		if err := server.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := server.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, b := range buyers {
			b.await(1) // it sells again, without a hand on it
		}
		close(over)
		shopping.Wait()
		if kill%10 == 9 || kill == kills-1 {
			total := 0
			for _, b := range buyers {
				b.readBack()
				total += len(b.acknowledged)
			}
			verify(t, st.data)
			t.Logf("%d of %d kills of PostgreSQL: %d orders acknowledged, 0 lost; the books are right", kill+1, kills, total)
		}
	}
}

// victim is a PostgreSQL of this test's own, in a folder that the server's account can enter.
func victim(t *testing.T) *realserver.Victim {
	t.Helper()
	cache, err := os.MkdirTemp("/tmp", "rialto-victim-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(cache) })
	if err := os.Chmod(cache, 0o755); err != nil {
		t.Fatal(err)
	}
	server, err := realserver.NewVictim(t.Context(), realserver.Options{CacheDir: cache, Name: "victim"})
	if missing := (*realserver.Unavailable)(nil); errors.As(err, &missing) && os.Getenv("RIALTO_NO_SKIP") != "1" {
		t.Skipf("SKIP postgres: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server
}

// rooms makes a database for every room and returns their address, {room} standing for the room.
func rooms(t *testing.T, server *realserver.Victim) string {
	t.Helper()
	for _, dir := range []string{"../../internal/*/*db", "../../internal/platform/bus/eventsdb", "../../internal/payment/paygateway"} {
		found, err := filepath.Glob(dir)
		if err != nil || len(found) == 0 {
			t.Fatalf("rooms with a database: %v, %v", found, err)
		}
		for _, path := range found {
			room := map[string]string{"bus": "bus", "payment": "payment"}[filepath.Base(filepath.Dir(path))]
			switch filepath.Base(path) {
			case "paygateway":
				room = "gateway"
			default:
				if room == "" {
					room = filepath.Base(filepath.Dir(path))
				}
			}
			if err := server.Create(t.Context(), "rialto_"+room); err != nil {
				t.Fatal(err)
			}
		}
	}
	return server.Address("rialto_{room}")
}

// regular is a member who buys one thing after the other, and remembers what they were told.
type regular struct {
	*story
	c            *restclient.Client
	bought       chan struct{} // one for each acknowledged order that somebody waits for
	open         []request     // nobody answered these
	acknowledged []string
}

// request is an order as it was sent, so that it can be sent again.
type request struct{ key, quote string }

func (st *story) regular(i int) *regular {
	st.t.Helper()
	c := st.shop.client()
	email := fmt.Sprintf("regular-%d@rialto.test", i)
	c.Want(201, "POST", "/v1/account", map[string]any{"email": email, "password": "a-long-enough-word", "name": "Regular"})
	c.SignIn(email, "a-long-enough-word")
	return &regular{story: st, c: c, bought: make(chan struct{})}
}

// await waits until n more orders were acknowledged.
func (b *regular) await(n int) {
	b.t.Helper()
	for range n {
		select {
		case <-b.bought:
		case <-time.After(90 * time.Second):
			b.t.Fatalf("nothing was sold for 90 s\n%s", b.story.shop.output)
		}
	}
}

// shop buys until it is over. Nobody's answer and "not now" are fine, anything else is not.
func (b *regular) shop(over chan struct{}) {
	for n := len(b.acknowledged) + len(b.open); ; n++ {
		select {
		case <-over:
			return
		default:
		}
		quote := b.quoted()
		if quote == "" {
			continue
		}
		sent := request{fmt.Sprint("regular-", n), quote}
		if got, ok := b.order(sent); !ok {
			b.open = append(b.open, sent)
		} else if got.Status == 201 || got.Status == 202 {
			b.acknowledged = append(b.acknowledged, got.Str("order_id"))
			select {
			case b.bought <- struct{}{}:
			default:
			}
		}
	}
}

func (b *regular) quoted() string {
	if _, ok := b.try("POST", "/v1/cart/items", map[string]any{"product_id": b.product, "quantity": 1}); !ok {
		return ""
	}
	got, ok := b.try("POST", "/v1/checkout/quote", map[string]any{"coupon": b.coupon, "address": home})
	if !ok {
		return ""
	}
	return got.Str("quote_token")
}

func (b *regular) order(r request) (*restclient.Answer, bool) {
	return b.try("POST", "/v1/orders", map[string]any{
		"quote_token": r.quote, "payment": map[string]any{"method": "card", "token": "tok_approve"}, "again": true,
	}, "Idempotency-Key", r.key)
}

// try reports ok for an answer that means something: not for none, and not for "not now".
func (b *regular) try(method, path string, body any, headers ...string) (got *restclient.Answer, ok bool) {
	got, err := b.c.Try(method, path, body, headers...)
	if err != nil || got.Status == 503 {
		return nil, false
	}
	if got.Status >= 500 {
		b.t.Errorf("%s %s: %v", method, path, got)
	}
	return got, true
}

// readBack finds everything acknowledged, and sends again what nobody answered: now there is an answer.
func (b *regular) readBack() {
	b.t.Helper()
	for _, id := range b.acknowledged {
		if got := b.c.Want(200, "GET", "/v1/orders/"+id, nil); got.Str("status") == "canceled" {
			b.t.Errorf("acknowledged order %s was lost: %v", id, got)
		}
	}
	for _, r := range b.open {
		if got, ok := b.order(r); !ok || got.Status != 201 && got.Status != 202 && got.Status != 409 {
			b.t.Errorf("sent again with key %s: %v", r.key, got)
		}
	}
	b.open = nil
}
