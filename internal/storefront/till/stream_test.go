package till

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	shippingv1 "rialto/gen/rialto/shipping/v1"
)

// watcher is a browser that listens to an order.
type watcher struct {
	mu     sync.Mutex
	header http.Header
	code   int
	got    strings.Builder
	leave  context.CancelFunc
	gone   chan struct{}
}

func (w *watcher) Header() http.Header  { return w.header }
func (w *watcher) WriteHeader(code int) { w.code = code }
func (w *watcher) Flush()               {}
func (w *watcher) String() string       { w.mu.Lock(); defer w.mu.Unlock(); return w.got.String() }
func (w *watcher) events(of string) int { return strings.Count(w.String(), "event: "+of+"\n") }
func (w *watcher) over() (closed bool) {
	select {
	case <-w.gone:
		return true
	default:
		return false
	}
}

func (w *watcher) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.got.Write(p)
}

// watch opens the stream of order 9000; the caller ends it, or the test does.
func (b *bench) watch() *watcher {
	w := &watcher{header: http.Header{}, gone: make(chan struct{})}
	ctx, leave := context.WithCancel(b.t.Context())
	w.leave = leave
	r := httptest.NewRequestWithContext(ctx, "GET", "/orders/9000/events", nil)
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	go func() {
		defer close(w.gone)
		b.handler.ServeHTTP(w, r)
	}()
	synctest.Wait()
	return w
}

// after lets time pass in the bubble.
func after(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestAStreamTellsEveryChangeOnceAndEndsWithTheOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, o := bought(t, "ann")
		w := b.watch()
		if w.events("message") != 1 || !strings.Contains(w.String(), "data: ") || !strings.Contains(w.String(), "Being packed") {
			t.Fatalf("began with %q", w.String())
		}
		if w.header.Get("Content-Type") != "text/event-stream; charset=utf-8" || w.header.Get("Cache-Control") != "no-store" {
			t.Errorf("headers %v", w.header)
		}
		after(10 * time.Second)
		if w.events("message") != 1 {
			t.Fatalf("%d events though nothing happened", w.events("message"))
		}
		b.mu.Lock()
		o.Status, o.Version = "shipped", o.Version+1
		b.mu.Unlock()
		after(lookEvery)
		if w.events("message") != 2 || !strings.Contains(w.String(), "It is on its way to you.") {
			t.Fatalf("after shipping: %q", w.String())
		}
		b.mu.Lock()
		b.parcels["9000"] = []*shippingv1.Parcel{{ShipmentId: "s-9000", Scans: []*shippingv1.Scan{{At: 1, What: "out_for_delivery"}}}}
		b.mu.Unlock()
		after(lookEvery)
		if w.events("message") != 3 || !strings.Contains(w.String(), "Out for delivery") || w.over() {
			t.Fatalf("after a scan: %q", w.String())
		}
		b.mu.Lock()
		o.Status, o.Version = "delivered", o.Version+1
		b.mu.Unlock()
		after(lookEvery)
		if w.events("message") != 4 || w.events("end") != 1 || !w.over() {
			t.Fatalf("after delivery: %q", w.String())
		}
	})
}

func TestAStreamOfAnOrderThatIsOverEndsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, o := bought(t, "ann")
		o.Status = "delivered"
		w := b.watch()
		if !w.over() || w.events("message") != 1 || w.events("end") != 1 {
			t.Fatalf("%q", w.String())
		}
	})
}

func TestAQuietStreamBeats(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, _ := bought(t, "ann")
		w := b.watch()
		after(3*beatEvery + time.Second)
		if got := strings.Count(w.String(), ": still here"); got != 3 {
			t.Errorf("%d beats", got)
		}
		w.leave()
		<-w.gone
	})
}

func TestAStreamEndsWhenNobodyListensOrTheShopEnds(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*bench, *watcher){
		"the visitor leaves": func(_ *bench, w *watcher) { w.leave() },
		"the shop ends":      func(b *bench, _ *watcher) { close(b.ending) },
		"it was long enough": func(*bench, *watcher) { after(watchedMost) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b, _ := bought(t, "ann")
				w := b.watch()
				end(b, w)
				synctest.Wait()
				if !w.over() || w.events("end") != 0 {
					t.Fatalf("over %v: %q", w.over(), w.String())
				}
				before := b.looked
				after(time.Minute)
				if b.looked != before {
					t.Error("the order is still looked at")
				}
			})
		})
	}
}

func TestSomebodyHasAFewStreamsAndGetsThemBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, _ := bought(t, "ann")
		var all []*watcher
		for range streamsEach {
			all = append(all, b.watch())
		}
		if w := b.watch(); w.code != http.StatusTooManyRequests || !w.over() {
			t.Fatalf("one too many answered %d", w.code)
		}
		all[0].leave()
		<-all[0].gone
		w := b.watch()
		if w.code != http.StatusOK || w.over() {
			t.Fatalf("a place that was given back answered %d", w.code)
		}
		for _, w := range append(all, w) {
			w.leave()
			<-w.gone
		}
	})
}

func TestTheShopHasOnlySoManyStreams(t *testing.T) {
	t.Parallel()
	s := newStreams()
	var last func()
	for n := range streamsInAll {
		done, err := s.open(int64(n))
		if err != nil {
			t.Fatal(err)
		}
		last = done
	}
	if _, err := s.open(5_000); err == nil {
		t.Error("one more was opened")
	}
	last()
	done, err := s.open(5_000)
	if err != nil {
		t.Fatal(err)
	}
	done()
	if len(s.each) != streamsInAll-1 {
		t.Errorf("%d people are remembered", len(s.each))
	}
}

func TestARoomThatIsSilentForAWhileIsAskedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, o := bought(t, "ann")
		w := b.watch()
		b.mu.Lock()
		b.failGet = errSilent
		o.Status, o.Version = "delivered", o.Version+1
		b.mu.Unlock()
		after(5 * time.Second)
		if w.over() {
			t.Fatal("it gave up")
		}
		b.mu.Lock()
		b.failGet = nil
		b.mu.Unlock()
		after(lookEvery)
		if !w.over() || w.events("end") != 1 {
			t.Fatalf("%q", w.String())
		}
	})
}
