package chrome

import (
	"context"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// View is how somebody looks at pages.
type View struct {
	Width, Height int64 // of the window in CSS pixels; default 1440 × 900
	Dark          bool  // the system's choice of colours
	Calm          bool  // the system asks for less motion
	NoScript      bool  // JavaScript is switched off
}

// See changes how the tab looks at the page that is open and those to come.
func (t *Tab) See(v View) error {
	if v.Width == 0 {
		v.Width, v.Height = 1440, 900
	}
	t.record.mu.Lock()
	t.record.noScript = v.NoScript
	t.record.mu.Unlock()
	features := []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: choice(v.Dark, "dark", "light")},
		{Name: "prefers-reduced-motion", Value: choice(v.Calm, "reduce", "no-preference")},
	}
	return chromedp.Do(t.ctx,
		chromedp.EmulateViewport(v.Width, v.Height),
		command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}),
		command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: v.NoScript}),
	)
}

func choice(yes bool, then, otherwise string) string {
	if yes {
		return then
	}
	return otherwise
}

// prepare opens the tab, listens to what goes wrong, and measures from the first document on.
func (t *Tab) prepare(v View) error {
	if err := chromedp.Do(t.ctx,
		command(audits.Enable, cdp.Empty{}),
		command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: measureScript}),
	); err != nil {
		return err
	}
	return t.See(v)
}

// command is a step that asks the browser for one thing and needs no answer.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}
