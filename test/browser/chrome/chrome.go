// Package chrome drives the machine's own Chromium for browser tests and page measurements.
//
// The one idea: a tab is a person. It finds what to press by the words on it and a field by its label, presses with the
// mouse and types with the keyboard, waits for what it sees and never for a time; and it keeps a list of everything that
// went wrong meanwhile (console, exceptions, content policy, failed requests), which a test wants empty.
// It needs an installed Chromium or Chrome (package chromium of Debian) and says so when there is none. It never downloads
// one, keeps no profile, and knows nothing of the shop.
package chrome

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// ErrMissing says that the machine has no Chromium.
var ErrMissing = errors.New("no chromium, chromium-browser or google-chrome in PATH (Debian: apt-get install chromium)")

// Find returns the path of an installed Chromium.
func Find() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrMissing
}

// Browser is one process of Chromium. Its tabs may be used at the same time.
type Browser struct {
	ctx   context.Context
	close context.CancelFunc
}

// Start runs a browser without window until Close.
func Start() (*Browser, error) {
	path, err := Find()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.Flag("disable-component-update", true), // it asks for nothing from outside
		chromedp.Flag("font-render-hinting", "none"),
		chromedp.Flag("lang", "en-US"),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // root's browser has none
	}
	ctx, ended := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closed := chromedp.NewContext(ctx)
	b := &Browser{ctx: ctx, close: func() { closed(); ended() }}
	if err := chromedp.Do(ctx); err != nil {
		b.close()
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	return b, nil
}

// Close ends the browser and every tab of it.
func (b *Browser) Close() { b.close() }

// Open returns a tab with cookies, cache and storage of its own, as a new person's. The caller closes it.
func (b *Browser) Open(v View) (*Tab, error) {
	t := &Tab{record: newRecord()}
	t.ctx, t.close = chromedp.NewContext(b.ctx, chromedp.WithListener(t.record.hear), chromedp.WithNewBrowserContext(
		func(p *target.CreateBrowserContextParams) {}))
	if err := t.prepare(v); err != nil {
		t.close()
		return nil, fmt.Errorf("open a tab: %w", err)
	}
	return t, nil
}
