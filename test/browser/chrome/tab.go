package chrome

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Tab is one person's window. It is not for several goroutines at once.
type Tab struct {
	ctx    context.Context
	close  context.CancelFunc
	record *record
}

// Patience is how long a tab waits for what it wants to see: long, because a slow machine is not a failure.
const Patience = 30 * time.Second

const glance = 15 * time.Millisecond // between two looks

var (
	//go:embed find.js
	findScript string
	//go:embed measure.js
	measureScript string
)

// Close ends the tab and forgets its cookies.
func (t *Tab) Close() { t.close() }

// Go opens an address and waits until the page and what it shows are there.
func (t *Tab) Go(url string) error {
	ctx, cancel := context.WithTimeout(t.ctx, Patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		return fmt.Errorf("open %s: %w", url, err)
	}
	return nil
}

// Reload asks for the same page again, with the cache as it is.
func (t *Tab) Reload() error {
	ctx, cancel := context.WithTimeout(t.ctx, Patience)
	defer cancel()
	return chromedp.Do(ctx, chromedp.Reload())
}

// Eval returns the value of a JavaScript expression in the page; a promise is awaited. It runs beside the page's content
// policy, and also where scripts are switched off.
func Eval[T any](t *Tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(t.ctx, Patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Wait looks until a JavaScript expression is true, also across pages; what names it in the error.
func (t *Tab) Wait(what, expression string) error {
	ctx, cancel := context.WithTimeout(t.ctx, Patience)
	defer cancel()
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for {
		// A page that is just leaving answers with an error: look again.
		yes, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if err == nil && yes {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("waited %v for %s (last: %v)", Patience, what, err)
		}
	}
}

// spot is where something is to be pressed.
type spot struct{ X, Y float64 }

// Press waits for a visible button, link or choice with these words, for it to lie still and uncovered, and clicks on it.
// within is a CSS selector that narrows the search, "" for the whole page.
func (t *Tab) Press(words, within string) error {
	at, err := t.settle("press", words, within)
	if err != nil {
		return err
	}
	return t.click(at)
}

func (t *Tab) click(at spot) error {
	mouse := func(kind input.DispatchMouseEventType, buttons int64) chromedp.Action[chromedp.Void] {
		p := input.DispatchMouseEventParams{Type: kind, X: at.X, Y: at.Y, Buttons: buttons}
		if kind != input.DispatchMouseEventTypeMouseMoved {
			p.Button, p.ClickCount = input.MouseButtonLeft, 1
		}
		return command(input.DispatchMouseEvent, p)
	}
	return chromedp.Do(t.ctx, mouse(input.DispatchMouseEventTypeMouseMoved, 0),
		mouse(input.DispatchMouseEventTypeMousePressed, 1), mouse(input.DispatchMouseEventTypeMouseReleased, 0))
}

// settle returns where something is once it is at the same place twice.
func (t *Tab) settle(how, words, within string) (spot, error) {
	ctx, cancel := context.WithTimeout(t.ctx, Patience)
	defer cancel()
	tick := time.NewTicker(glance)
	defer tick.Stop()
	var last *spot
	for {
		at, err := chromedp.Run(ctx, chromedp.Evaluate[*spot](call(findScript, how, words, within)))
		if err == nil && at != nil && last != nil && *at == *last {
			return *at, nil
		}
		last = at
		select {
		case <-tick.C:
		case <-ctx.Done():
			return spot{}, fmt.Errorf("waited %v for something to %s named %q within %q (last: %v)", Patience, how, words, within, err)
		}
	}
}

// Fill types text into the field with this label, in place of what it holds.
func (t *Tab) Fill(label, text, within string) error {
	at, err := t.settle("fill", label, within)
	if err != nil {
		return err
	}
	if err := t.click(at); err != nil {
		return err
	}
	selected := "(e => (e.select && e.select(), !!e.matches('input, textarea')))(document.activeElement)"
	if ok, err := Eval[bool](t, selected); err != nil || !ok {
		return fmt.Errorf("the field %q does not take the focus: %v", label, err)
	}
	if text == "" {
		return t.Key("\b")
	}
	return chromedp.Do(t.ctx, command(input.InsertText, input.InsertTextParams{Text: text}))
}

// Choose picks the option with these words in the list with this label.
func (t *Tab) Choose(label, option, within string) error {
	return t.Wait(fmt.Sprintf("the option %q of %q", option, label), call(findScript, "choose", label, within, option))
}

// Key presses one key or types a text with the keyboard, where the focus is; keys have the names of chromedp/kb.
func (t *Tab) Key(keys string) error { return chromedp.Do(t.ctx, chromedp.KeyEvent(keys)) }

// Sees waits until the page shows these words.
func (t *Tab) Sees(words string) error {
	return t.Wait(fmt.Sprintf("the words %q", words), call(findScript, "sees", words, ""))
}

// At waits until a page is open and complete: the one of this path, whatever it is asked, or one below or asked like it where
// the path ends with a slash or holds a question mark: "/orders" "/orders/" "/search?q=".
func (t *Tab) At(path string) error {
	open := path != "/" && strings.HasSuffix(path, "/") || strings.Contains(path, "?")
	here := fmt.Sprintf("(here => here.startsWith(%s))(location.pathname + location.search)", quote(path))
	if !open {
		here = "location.pathname === " + quote(path)
	}
	return t.Wait("the page "+path, "document.readyState === 'complete' && "+here)
}

// Picture is what the window shows, as WebP of a quality from 1 to 100: half the bytes of a PNG.
func (t *Tab) Picture(quality int64) ([]byte, error) {
	got, err := chromedp.Call(t.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format: page.CaptureScreenshotFormatWebp, Quality: &quality,
	})
	return got.Data, err
}

// ForgetCookies ends every session of the tab, as time does.
func (t *Tab) ForgetCookies() error {
	_, err := chromedp.Call(t.ctx, network.ClearBrowserCookies, cdp.Empty{})
	return err
}

// call writes a JavaScript function's call with texts.
func call(function string, arguments ...string) string {
	quoted := make([]string, len(arguments))
	for i, a := range arguments {
		quoted[i] = quote(a)
	}
	return "(" + strings.TrimRight(strings.TrimSpace(function), ";") + ")(" + strings.Join(quoted, ", ") + ")"
}

func quote(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string always can be written
	}
	return string(out)
}
