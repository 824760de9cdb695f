// Package browser walks through the shop as people do: with a real browser, a mouse and a keyboard, by the words on the
// pages. The shop is the whole of it, in this process, on the demo marketplace made small.
//
// The one idea: whatever a test is about, its visitor ends with nothing on the console, no violation of the content policy
// and no failed request; and every page that the shop serves is in one list (pages_test.go) that is checked for
// accessibility, for width and for layout that jumps. Without Chromium the tests are skipped in words.
// chrome drives the browser, axe checks pages; both know nothing of the shop.
package browser

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"

	"rialto/internal/app"
	"rialto/internal/demo"
	"rialto/internal/identity"
	"rialto/test/browser/chrome"
)

// world is the browser and the shop of this test binary: each is started once, by the first who needs it.
type world struct {
	browser func() (*chrome.Browser, error)
	shop    func() (*shop, error)

	mu     sync.Mutex
	closes []func() error
}

func newWorld() *world {
	w := &world{}
	w.browser = sync.OnceValues(func() (*chrome.Browser, error) {
		b, err := chrome.Start()
		if err == nil {
			w.later(func() error { b.Close(); return nil })
		}
		return b, err
	})
	w.shop = sync.OnceValues(func() (*shop, error) {
		s, err := openShop()
		if err == nil {
			w.later(s.close)
		}
		return s, err
	})
	return w
}

func (w *world) later(close func() error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closes = append(w.closes, close)
}

// close ends what was started.
func (w *world) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []error
	for _, close := range w.closes {
		all = append(all, close())
	}
	return errors.Join(all...)
}

// shop is a running shop.
type shop struct {
	url string
	facts
	close func() error
}

// The accounts that a demo comes with.
const (
	operatorEmail = "operator@rialto.test"
	shopperEmail  = "shopper@rialto.test"
	demoPassword  = "rialto-demo"
)

func config(data string) app.Config {
	cfg := app.DefaultConfig()
	cfg.Data, cfg.Listen = data, "127.0.0.1:0"
	cfg.Demo, cfg.DemoSpeed = true, 500_000 // a parcel that takes two days arrives within a second
	if os.Getenv(picturesTo) == "" {        // pictures are taken of the whole demo
		cfg.DemoSize = demo.Config{Products: 2000, Baskets: 2000, Customers: 12, Orders: 40, Rest: 0.01}
	}
	cfg.Door.RateLimits = "off-for-tests"
	cfg.Identity.SignInsPerMinute = -1
	cfg.Identity.Password = identity.HashCost{MemoryKiB: 64, Passes: 1, Lanes: 1}
	return cfg
}

// openShop starts a shop on a fresh folder and waits until people can shop there.
func openShop() (*shop, error) {
	data, err := os.MkdirTemp("", "rialto-browser-*")
	if err != nil {
		return nil, err
	}
	a, err := app.New(config(data), app.Options{Log: logger()})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("new app: %w", err), os.RemoveAll(data))
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	s := &shop{close: func() error {
		stop()
		err := <-ended
		if errors.Is(err, context.Canceled) {
			err = nil
		}
		return errors.Join(err, os.RemoveAll(data))
	}}
	select {
	case <-a.Opened():
	case err := <-ended:
		stop()
		return nil, errors.Join(fmt.Errorf("start: %w", err), os.RemoveAll(data))
	}
	s.url = a.URL()
	if s.facts, err = learn(ctx, a.Rooms()); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// logger shows what the shop logs when a test is looked into: RIALTO_TEST_LOG=1.
func logger() *slog.Logger {
	if os.Getenv("RIALTO_TEST_LOG") == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, nil))
}
